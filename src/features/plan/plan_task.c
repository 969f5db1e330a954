/* One task: who leads, who helps, what each of them owes and by when, what they wrote, whom the task waits for. */
#include "features/agency/agency.h"
#include "features/policy/policy.h"
#include "plan_thread.h"

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

/* What people receive by this task, and what of it is a programme of work. */
static enum status add_policies(struct ctx *c, struct text code, struct value *out, struct error *err) {
    struct policy *list;
    size_t count;
    TRY(policy_list(c, c->as_of, &list, &count, err));
    struct value *items = value_set_list(out, "policies");
    for (size_t i = 0; i < count; i++) {
        if (!text_eq(list[i].task, code))
            continue;
        struct value *v = value_add_object(items);
        value_set_text(v, "key", list[i].key);
        value_set_text(v, "name", list[i].name);
        value_set_word(v, "kind", policy_kind_word(list[i].kind));
    }
    value_set_text(out, "work", policy_task_work(code));
    value_set_bool(out, "may_read_policy", user_may(&c->user, "policy.read"));
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

/* The words of the issued document about this task, where its text was imported. */
static enum status add_words(struct ctx *c, const struct plan_thread *t, struct value *out, struct error *err) {
    struct document_text_of_row text;
    struct document_paragraphs_of_section_row *rows;
    size_t count;
    bool found = false;
    TRY(document_text_of(c->db, &(struct document_text_of_in){t->plan.id}, c->arena, &text, &found, err));
    if (!found)
        return OK;
    struct text section = arena_fmt(c->arena, "PL %.*s", FMT(t->task->row.code));
    TRY(document_paragraphs_of_section(c->db, &(struct document_paragraphs_of_section_in){text.id, section}, c->arena,
                                       &rows, &count, err));
    struct value *list = value_set_list(out, "words");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_text(v, "verbatim", rows[i].verbatim);
        value_set_text(v, "corrected", rows[i].corrected);
    }
    return OK;
}

enum status plan_page_task(struct ctx *c, struct value *out, struct error *err) {
    struct plan_thread t;
    TRY(plan_thread_open(c, &t, err));
    const struct plan_tasks_row *row = &t.task->row;
    value_set_id(out, "id", row->id);
    value_set_id(out, "plan_id", t.plan.id);
    value_set_text(out, "plan", plan_name(c, &t.plan));
    value_set_text(out, "code", row->code);
    value_set_text(out, "title", row->title);
    value_set_text(out, "beneficiary", row->beneficiary);
    value_set_day(out, "due_on", row->due_on);
    value_set_word(out, "state", plan_state_word(text_of(t.task->state)));
    value_set_text(out, "source", row->source);
    value_set_text(out, "certainty", row->certainty);
    value_set_int(out, "version", t.annex.version);
    value_set_day(out, "as_of", c->as_of);
    for (size_t i = 0; i < t.annex.count; i++) {
        const struct plan_tasks_row *other = &t.annex.tasks[i].row;
        if (row->parent_code.ptr && text_eq(other->code, row->parent_code) && !text_is(other->kind, "task"))
            value_set_text(out, "group", other->title);
    }
    add_parties(c, &t.annex, t.task, out);
    TRY(plan_thread_show(c, &t, out, err));
    TRY(add_words(c, &t, out, err));
    TRY(add_history(c, row->id, out, err));
    TRY(add_policies(c, row->code, out, err));
    TRY(plan_thread_forms(c, &t, out, err));
    struct error none;
    error_clear(&none);
    value_set_bool(out, "may_edit", plan_require_edit(c, &t.plan, &none) == OK);
    plan_crumbs(c, out, &t.plan, "plan.task");
    return OK;
}
