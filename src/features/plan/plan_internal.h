/* What the files of this folder share. */
#ifndef ANSINH_PLAN_INTERNAL_H
#define ANSINH_PLAN_INTERNAL_H
#include "app/form.h"
#include "features/plan/plan.h"
#include "plan_queries.h"

enum status plan_load(struct ctx *c, struct error *err);

/* ---- whether something is late (plan_due.c) */

enum plan_due_state { PLAN_DUE_NONE, PLAN_DUE_LATER, PLAN_DUE_SOON, PLAN_DUE_LATE, PLAN_DUE_MET, PLAN_DUE_MET_LATE };
/* last_day is the last day that is still in time (DAY_NONE: no day is named), met_on the day it was done (DAY_NONE: not
 * yet). Soon: fewer than PLAN_SOON_DAYS left. */
#define PLAN_SOON_DAYS 15
enum plan_due_state plan_due_state(day_t last_day, day_t met_on, day_t today);
/* *ret_days: days late, or days left. */
int plan_due_days(day_t last_day, day_t met_on, day_t today);
/* {state: word, text, tone, day} for view.state. */
void plan_due_value(struct ctx *c, struct value *obj, const char *key, day_t last_day, day_t met_on, day_t today);

/* ---- tasks with their parties (plan_task_state.c) */

#define PLAN_PERIODS 3
struct plan_period { /* something that every party of a task owes: progress for a report, or the task itself */
    struct text key; /* half_year, year; "task" */
    struct text title;
    day_t last_day;
};
/* One agency in a task, itself or as a member of a group. */
struct plan_party {
    int64_t agency_id, group_id; /* group 0: named itself */
    struct text name;
    bool lead;
    bool gone;               /* no longer exists on that day */
    const char *state;       /* of its newest entry: planned, doing, done, blocked; NULL: none yet */
    day_t last_entry;        /* DAY_NONE: none */
    day_t met[PLAN_PERIODS]; /* DAY_NONE: still owed */
};
struct plan_named { /* as the plan names it: an agency or a group */
    int64_t agency_id, group_id;
    struct text key, name;
    bool lead, gone;
    size_t first, count; /* its parties; none: members not known */
};
struct plan_task_state {
    struct plan_tasks_row row;
    struct plan_named *named;
    size_t named_count;
    struct plan_party *parties;
    size_t party_count;
    size_t late_leads, late_others; /* parties that owe something whose last day is over */
    const char *state;              /* of the task: the leads' */
};
struct plan_annex {
    struct plan_period periods[PLAN_PERIODS];
    size_t period_count;           /* of the plan; the task's own day is added per task */
    struct plan_task_state *tasks; /* groups and subgroups too, in order */
    size_t count;
    int64_t version;
    day_t on;
};
/* The annex as it was on a day, with what each party had done by then. */
MUST_CHECK enum status plan_annex(struct ctx *c, const struct plan *p, day_t on, struct plan_annex *ret,
                                  struct error *err);
/* E_NOT_FOUND when the plan has no such task in that version. */
MUST_CHECK enum status plan_annex_task(const struct plan_annex *a, struct text code, const struct plan_task_state **ret,
                                       struct error *err);
size_t plan_party_late(const struct plan_annex *a, const struct plan_task_state *t, const struct plan_party *party,
                       day_t today, day_t *ret_since);
const struct plan_party *plan_party_of(const struct plan_task_state *t, int64_t agency_id);
day_t plan_period_last_day(const struct plan_annex *a, const struct plan_task_state *t, size_t period);
size_t plan_period_count(const struct plan_annex *a, const struct plan_task_state *t);

/* ---- rights on one plan: by the agency or the area of who asks */
bool plan_is_standing(struct ctx *c, const struct plan *p); /* acts for the agency that steers the plan */
MUST_CHECK enum status plan_require_edit(struct ctx *c, const struct plan *p, struct error *err);

void plan_crumbs(struct ctx *c, struct value *out, const struct plan *p, const char *here);
struct text plan_name(struct ctx *c, const struct plan *p); /* "Kế hoạch số 35/KH-UBND", or its title */
const char *plan_state_word(struct text progress_state);
const char *plan_period_word(struct text period);

/* ---- handlers */
enum status plan_page_list(struct ctx *c, struct value *out, struct error *err);
enum status plan_page(struct ctx *c, struct value *out, struct error *err);
enum status plan_page_task(struct ctx *c, struct value *out, struct error *err);
enum status plan_page_text(struct ctx *c, struct value *out, struct error *err);
extern const struct list_def plan_list_def;
enum status plan_home(struct ctx *c, struct value *work, struct value *out, struct error *err);
enum status plan_home_reports(struct ctx *c, const struct plan *p, struct value *items, struct error *err);
#endif
