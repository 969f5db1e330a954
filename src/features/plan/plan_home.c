/* What the officer of an agency has to do now under the plans of the year: what is late, due soon, asked for. Whoever
 * steers a plan sees what it waits for. */
#include "plan_internal.h"

#define HOME_ITEMS 12 /* a first page is no list: the rest stands on the plan's own page */

static void add(struct ctx *c, struct value *items, const char *key, struct text href, day_t day, bool warn,
                const struct text *args, size_t count) {
    if (value_count(items) >= HOME_ITEMS)
        return;
    struct value *v = value_add_object(items);
    value_set_text(v, "text", tr_args(c->lang, c->arena, key, args, count));
    value_set_text(v, "href", href);
    value_set_day(v, "day", day);
    if (warn)
        value_set_str(v, "tone", "warn");
}

static struct text task_href(struct ctx *c, const struct plan *p, const struct plan_task_state *t) {
    return arena_fmt(c->arena, "/plans/%lld/tasks/%.*s", (long long)p->id, FMT(t->row.code));
}

static void own_tasks(struct ctx *c, const struct plan *p, const struct plan_annex *a, bool late, struct value *items) {
    for (size_t i = 0; i < a->count; i++) {
        const struct plan_task_state *t = &a->tasks[i];
        const struct plan_party *party = plan_party_of(t, c->user.agency_id);
        if (party == NULL)
            continue;
        for (size_t k = 0; k < plan_period_count(a, t); k++) {
            day_t last = plan_period_last_day(a, t, k);
            enum plan_due_state s = plan_due_state(last, party->met[k], c->today);
            if (s != (late ? PLAN_DUE_LATE : PLAN_DUE_SOON))
                continue;
            struct text args[] = {t->row.code, arena_fmt(c->arena, "%d", plan_due_days(last, DAY_NONE, c->today)),
                                  t->row.title};
            add(c, items, late ? "plan.home_late" : "plan.home_soon", task_href(c, p, t), last, late, args,
                COUNT_OF(args));
            break;
        }
    }
}

static void waited_for(struct ctx *c, const struct plan *p, const struct plan_annex *a, struct value *items) {
    for (size_t i = 0; i < a->count; i++) {
        const struct plan_task_state *t = &a->tasks[i];
        if (t->late_leads + t->late_others == 0)
            continue;
        struct text args[] = {t->row.code, arena_fmt(c->arena, "%zu", t->late_leads + t->late_others)};
        add(c, items, "plan.home_waiting", task_href(c, p, t), DAY_NONE, t->late_leads > 0, args, COUNT_OF(args));
    }
}

static enum status reminders(struct ctx *c, struct value *items, struct error *err) {
    struct plan_reminders_open_row *rows;
    size_t count;
    TRY(plan_reminders_open(c->db, &(struct plan_reminders_open_in){c->user.agency_id}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        bool task = rows[i].task_id != DB_NULL;
        struct text args[] = {rows[i].code, rows[i].title};
        struct text href =
            task ? arena_fmt(c->arena, "/plans/%lld/tasks/%.*s", (long long)rows[i].plan_id, FMT(rows[i].code))
                 : arena_fmt(c->arena, "/plans/%lld/reports", (long long)rows[i].plan_id);
        add(c, items, task ? "plan.home_reminded" : "plan.home_reminded_report", href, rows[i].on_day, true, args,
            COUNT_OF(args));
    }
    return OK;
}

/* Whoever leads an area without acting for an agency sees what the plans of the year wait for, to press for it. */
static enum status leader_home(struct ctx *c, struct value *work, struct error *err) {
    struct value *box = value_object(c->arena);
    value_set_word(box, "title", "plan.home_leader_title");
    struct value *items = value_set_list(box, "items");
    struct plans_in_force_row *plans;
    size_t count;
    TRY(plans_in_force(c->db, &(struct plans_in_force_in){day_year(c->today)}, c->arena, &plans, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct plan p;
        struct plan_annex a;
        TRY(plan_get(c, plans[i].id, &p, err));
        struct error outside;
        error_clear(&outside);
        if (ctx_require_area(c, p.area_id, &outside) != OK)
            continue;
        TRY(plan_annex(c, &p, c->today, &a, err));
        waited_for(c, &p, &a, items);
    }
    value_add(work, box);
    return OK;
}

enum status plan_home(struct ctx *c, struct value *work, struct value *out, struct error *err) {
    (void)out;
    if (c->user.agency_id == 0 && user_may(&c->user, "plan.remind") && !user_may(&c->user, "plan.progress"))
        return leader_home(c, work, err);
    if (c->user.agency_id == 0 || !user_may(&c->user, "plan.progress"))
        return OK;
    struct value *box = value_object(c->arena);
    value_set_word(box, "title", "plan.home_title");
    struct value *items = value_set_list(box, "items");
    TRY(reminders(c, items, err));
    struct plans_in_force_row *plans;
    size_t count;
    TRY(plans_in_force(c->db, &(struct plans_in_force_in){day_year(c->today)}, c->arena, &plans, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct plan p;
        struct plan_annex a;
        TRY(plan_get(c, plans[i].id, &p, err));
        TRY(plan_annex(c, &p, c->today, &a, err));
        own_tasks(c, &p, &a, true, items);
        own_tasks(c, &p, &a, false, items);
        TRY(plan_home_reports(c, &p, items, err));
        if (plan_is_standing(c, &p))
            waited_for(c, &p, &a, items);
    }
    value_add(work, box);
    return OK;
}
