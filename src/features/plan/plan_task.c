/* One task: who leads, who helps, what each of them owes and by when, what they wrote, whom the task waits for. */
#include "features/agency/agency.h"
#include "plan_internal.h"

static void add_party(struct ctx *c, const struct plan_annex *a, const struct plan_task_state *t,
                      const struct plan_party *party, struct value *list) {
    struct value *v = value_add_object(list);
    value_set_id(v, "agency_id", party->agency_id);
    value_set_text(v, "name", party->name);
    value_set_bool(v, "lead", party->lead);
    value_set_bool(v, "gone", party->gone);
    value_set_bool(v, "yours", party->agency_id == c->user.agency_id && c->user.agency_id != 0);
    value_set_word(v, "state", party->state ? plan_state_word(text_of(party->state)) : NULL);
    value_set_day(v, "last_entry", party->last_entry);
    struct value *owed = value_set_list(v, "owed");
    for (size_t i = 0; i < plan_period_count(a, t); i++)
        plan_due_value(c, value_add_object(owed), "due", plan_period_last_day(a, t, i), party->met[i], a->on);
    value_set_bool(v, "late", plan_party_late(a, t, party, a->on, NULL) > 0);
}

/* Named agencies first as rows of their own, groups with their members under them. */
static void add_parties(struct ctx *c, const struct plan_annex *a, const struct plan_task_state *t, struct value *out) {
    struct value *periods = value_set_list(out, "periods");
    for (size_t i = 0; i < plan_period_count(a, t); i++) {
        struct value *v = value_add_object(periods);
        if (i < a->period_count)
            value_set_text(v, "title", a->periods[i].title);
        else
            value_set_word(v, "title", "plan.task_itself");
        value_set_day(v, "last_day", plan_period_last_day(a, t, i));
    }
    struct value *named = value_set_list(out, "named");
    for (size_t i = 0; i < t->named_count; i++) {
        const struct plan_named *n = &t->named[i];
        struct value *v = value_add_object(named);
        value_set_text(v, "name", n->name);
        value_set_word(v, "role", n->lead ? "plan.role.lead" : "plan.role.coordinate");
        value_set_bool(v, "group", n->group_id != 0);
        value_set_bool(v, "unknown_members", n->group_id != 0 && n->count == 0);
        struct value *parties = value_set_list(v, "parties");
        int64_t late = 0, settled = 0;
        for (size_t k = 0; k < n->count; k++) {
            const struct plan_party *party = &t->parties[n->first + k];
            add_party(c, a, t, party, parties);
            late += plan_party_late(a, t, party, a->on, NULL) > 0;
            settled += party->last_entry != DAY_NONE;
        }
        value_set_int(v, "member_count", (int64_t)n->count);
        value_set_int(v, "late_count", late);
        value_set_int(v, "written_count", settled);
    }
    struct value *waiting = value_set_list(out, "waiting_for");
    for (size_t i = 0; i < t->party_count; i++) {
        day_t since = DAY_NONE;
        if (plan_party_late(a, t, &t->parties[i], a->on, &since) == 0)
            continue;
        struct value *v = value_add_object(waiting);
        value_set_id(v, "agency_id", t->parties[i].agency_id);
        value_set_text(v, "name", t->parties[i].name);
        value_set_bool(v, "lead", t->parties[i].lead);
        value_set_day(v, "last_day", since);
        value_set_int(v, "days", a->on - since);
    }
}

static enum status add_entries(struct ctx *c, int64_t task_id, struct value *out, struct error *err) {
    struct plan_progress_of_task_row *rows;
    size_t count;
    TRY(plan_progress_of_task(c->db, &(struct plan_progress_of_task_in){task_id, c->as_of}, c->arena, &rows, &count,
                              err));
    struct value *list = value_set_list(out, "progress");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "id", rows[i].id);
        value_set_text(v, "agency", rows[i].agency_name);
        value_set_word(v, "period", plan_period_word(rows[i].period));
        value_set_word(v, "state", plan_state_word(rows[i].state));
        value_set_text(v, "text", rows[i].body);
        value_set_day(v, "day", rows[i].on_day);
        value_set_text(v, "who", rows[i].who);
    }
    return OK;
}

static enum status add_history(struct ctx *c, int64_t task_id, struct value *out, struct error *err) {
    struct plan_task_history_row *rows;
    size_t count;
    TRY(plan_task_history(c->db, &(struct plan_task_history_in){task_id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "history");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_int(v, "version", rows[i].from_version);
        value_set_day(v, "valid_from", rows[i].valid_from);
        value_set_text(v, "code", rows[i].code);
        value_set_text(v, "title", rows[i].title);
        value_set_day(v, "due_on", rows[i].due_on);
        value_set_text(v, "reason", rows[i].reason);
    }
    return OK;
}

enum status plan_page_task(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct plan p;
    struct plan_annex a;
    const struct plan_task_state *t = NULL;
    TRY(ctx_id(c, 0, &id, err));
    TRY(plan_get(c, id, &p, err));
    TRY(plan_annex(c, &p, c->as_of, &a, err));
    TRY(plan_annex_task(&a, c->params[1], &t, err));
    value_set_id(out, "id", t->row.id);
    value_set_id(out, "plan_id", p.id);
    value_set_text(out, "plan", plan_name(c, &p));
    value_set_text(out, "code", t->row.code);
    value_set_text(out, "title", t->row.title);
    value_set_text(out, "beneficiary", t->row.beneficiary);
    value_set_day(out, "due_on", t->row.due_on);
    value_set_word(out, "state", plan_state_word(text_of(t->state)));
    value_set_text(out, "source", t->row.source);
    value_set_text(out, "certainty", t->row.certainty);
    value_set_int(out, "version", a.version);
    value_set_day(out, "as_of", c->as_of);
    for (size_t i = 0; i < a.count; i++)
        if (t->row.parent_code.ptr && text_eq(a.tasks[i].row.code, t->row.parent_code) &&
            !text_is(a.tasks[i].row.kind, "task"))
            value_set_text(out, "group", a.tasks[i].row.title);
    add_parties(c, &a, t, out);
    TRY(add_entries(c, t->row.id, out, err));
    TRY(add_history(c, t->row.id, out, err));
    plan_crumbs(c, out, &p, "plan.task");
    return OK;
}
