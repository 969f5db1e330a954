/* The annex with its people: each task, whom the plan names for it, and, because work is owed by agencies and not
 * by groups, every member of a named group on that day.
 *
 * A party owes an entry for each period of the plan that has a last day (the reports of the year need it), and for
 * the task's own day when it has one. An entry for a later period, or one that says the task is done, settles what
 * was owed before it too, on the day that it was written. */
#include "plan_internal.h"

static enum status read_periods(struct ctx *c, const struct plan *p, struct plan_annex *a, struct error *err) {
    struct plan_report_rules_row *rules;
    size_t count;
    TRY(plan_report_rules(c->db, &(struct plan_report_rules_in){p->id, a->on}, c->arena, &rules, &count, err));
    for (size_t i = 0; i < count && a->period_count < PLAN_PERIODS - 1; i++)
        if (rules[i].last_day != DAY_NONE)
            a->periods[a->period_count++] = (struct plan_period){rules[i].period, rules[i].title, rules[i].last_day};
    return OK;
}

size_t plan_period_count(const struct plan_annex *a, const struct plan_task_state *t) {
    return a->period_count + (t->row.due_on != DAY_NONE ? 1 : 0);
}

day_t plan_period_last_day(const struct plan_annex *a, const struct plan_task_state *t, size_t period) {
    return period < a->period_count ? a->periods[period].last_day : t->row.due_on;
}

static void add_party(struct plan_task_state *t, struct plan_party party) {
    /* Somebody named himself and as a member of a group owes once, and as the lead when he is that anywhere. */
    for (size_t i = 0; i < t->party_count; i++)
        if (t->parties[i].agency_id == party.agency_id)
            return;
    for (size_t i = 0; i < PLAN_PERIODS; i++)
        party.met[i] = DAY_NONE;
    party.last_entry = DAY_NONE;
    t->parties[t->party_count++] = party;
}

static void name_parties(struct plan_task_state *t, const struct plan_group_members_row *members, size_t member_count) {
    for (size_t i = 0; i < t->named_count; i++) {
        struct plan_named *n = &t->named[i];
        n->first = t->party_count;
        if (n->agency_id != 0)
            add_party(
                t, (struct plan_party){.agency_id = n->agency_id, .name = n->name, .lead = n->lead, .gone = n->gone});
        for (size_t m = 0; m < member_count; m++)
            if (n->group_id != 0 && members[m].group_id == n->group_id)
                add_party(t, (struct plan_party){.agency_id = members[m].agency_id,
                                                 .group_id = n->group_id,
                                                 .name = members[m].name,
                                                 .lead = n->lead});
        n->count = t->party_count - n->first;
    }
}

static enum status read_named(struct ctx *c, const struct plan *p, struct plan_annex *a, struct error *err) {
    struct plan_task_agencies_row *rows;
    struct plan_group_members_row *members;
    size_t count, member_count;
    TRY(plan_task_agencies(c->db, &(struct plan_task_agencies_in){p->id, a->version, a->on}, c->arena, &rows, &count,
                           err));
    TRY(plan_group_members(c->db, &(struct plan_group_members_in){p->id, a->on}, c->arena, &members, &member_count,
                           err));
    for (size_t i = 0; i < a->count; i++) {
        struct plan_task_state *t = &a->tasks[i];
        t->named = ARENA_ARRAY(c->arena, count + 1, struct plan_named);
        for (size_t r = 0; r < count; r++)
            if (rows[r].task_id == t->row.id)
                t->named[t->named_count++] =
                    (struct plan_named){.agency_id = rows[r].agency_id == DB_NULL ? 0 : rows[r].agency_id,
                                        .group_id = rows[r].group_id == DB_NULL ? 0 : rows[r].group_id,
                                        .key = rows[r].key,
                                        .name = rows[r].name,
                                        .lead = text_is(rows[r].role, "lead"),
                                        .gone = rows[r].gone};
        t->parties = ARENA_ARRAY(c->arena, t->named_count + member_count + 1, struct plan_party);
        name_parties(t, members, member_count);
    }
    return OK;
}

static size_t period_no(const struct plan_annex *a, struct text key) {
    for (size_t i = 0; i < a->period_count; i++)
        if (text_eq(a->periods[i].key, key))
            return i;
    return a->period_count;
}

static void note_entry(const struct plan_annex *a, const struct plan_task_state *t, struct plan_party *party,
                       const struct plan_progress_of_plan_row *e) {
    static const char *const states[] = {"planned", "doing", "done", "blocked"};
    for (size_t i = 0; i < COUNT_OF(states); i++)
        if (text_is(e->state, states[i]))
            party->state = states[i];
    party->last_entry = e->on_day;
    bool done = text_is(e->state, "done");
    size_t of = period_no(a, e->period);
    size_t upto = done ? plan_period_count(a, t) : of < a->period_count ? of + 1 : 0;
    for (size_t i = 0; i < upto; i++)
        if (party->met[i] == DAY_NONE)
            party->met[i] = e->on_day;
}

static enum status read_progress(struct ctx *c, const struct plan *p, struct plan_annex *a, struct error *err) {
    struct plan_progress_of_plan_row *rows;
    size_t count;
    TRY(plan_progress_of_plan(c->db, &(struct plan_progress_of_plan_in){p->id, a->on}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < a->count; i++) {
        struct plan_task_state *t = &a->tasks[i];
        for (size_t r = 0; r < count; r++)
            for (size_t k = 0; rows[r].task_id == t->row.id && k < t->party_count; k++)
                if (t->parties[k].agency_id == rows[r].agency_id)
                    note_entry(a, t, &t->parties[k], &rows[r]);
    }
    return OK;
}

size_t plan_party_late(const struct plan_annex *a, const struct plan_task_state *t, const struct plan_party *party,
                       day_t today, day_t *ret_since) {
    size_t late = 0;
    for (size_t i = 0; i < plan_period_count(a, t); i++) {
        day_t last = plan_period_last_day(a, t, i);
        if (plan_due_state(last, party->met[i], today) != PLAN_DUE_LATE)
            continue;
        if (late++ == 0 && ret_since != NULL)
            *ret_since = last;
    }
    return late;
}

/* A task is done when all its leads say so, blocked when one does, under way when one has begun. */
static const char *state_of_leads(const struct plan_task_state *t) {
    size_t leads = 0, done = 0, begun = 0;
    for (size_t i = 0; i < t->party_count; i++) {
        const struct plan_party *party = &t->parties[i];
        if (!party->lead)
            continue;
        leads++;
        if (party->state == NULL)
            continue;
        if (strcmp(party->state, "blocked") == 0)
            return "blocked";
        done += strcmp(party->state, "done") == 0;
        begun += strcmp(party->state, "planned") != 0;
    }
    return leads > 0 && done == leads ? "done" : begun > 0 ? "doing" : "planned";
}

static void sum_up(const struct plan_annex *a, struct plan_task_state *t) {
    for (size_t i = 0; i < t->party_count; i++)
        if (plan_party_late(a, t, &t->parties[i], a->on, NULL) > 0) {
            if (t->parties[i].lead)
                t->late_leads++;
            else
                t->late_others++;
        }
    t->state = state_of_leads(t);
}

enum status plan_annex(struct ctx *c, const struct plan *p, day_t on, struct plan_annex *ret, struct error *err) {
    struct plan_version_on_row v = {0};
    bool found = false;
    TRY(plan_version_on(c->db, &(struct plan_version_on_in){p->id, on}, c->arena, &v, &found, err));
    struct plan_annex a = {.version = v.no, .on = on};
    struct plan_tasks_row *rows;
    TRY(plan_tasks(c->db, &(struct plan_tasks_in){p->id, a.version}, c->arena, &rows, &a.count, err));
    a.tasks = ARENA_ARRAY(c->arena, a.count + 1, struct plan_task_state);
    for (size_t i = 0; i < a.count; i++)
        a.tasks[i].row = rows[i];
    TRY(read_periods(c, p, &a, err));
    TRY(read_named(c, p, &a, err));
    TRY(read_progress(c, p, &a, err));
    for (size_t i = 0; i < a.count; i++)
        sum_up(&a, &a.tasks[i]);
    *ret = a;
    return OK;
}

enum status plan_annex_task(const struct plan_annex *a, struct text code, const struct plan_task_state **ret,
                            struct error *err) {
    for (size_t i = 0; i < a->count; i++)
        if (text_is(a->tasks[i].row.kind, "task") && text_eq(a->tasks[i].row.code, code)) {
            *ret = &a->tasks[i];
            return OK;
        }
    return fail(err, E_NOT_FOUND, "http.not_found");
}

const struct plan_party *plan_party_of(const struct plan_task_state *t, int64_t agency_id) {
    for (size_t i = 0; i < t->party_count; i++)
        if (agency_id != 0 && t->parties[i].agency_id == agency_id)
            return &t->parties[i];
    return NULL;
}
