/* The plan: a document in force with targets, duties and tasks; what each agency did about them; the reports of
 * the year. Tasks are versioned; whoever leads or coordinates is told as of a day. */
#ifndef ANSINH_PLAN_H
#define ANSINH_PLAN_H
#include "app/app.h"

struct plan {
    int64_t id, area_id, issuer_id, standing_id, parent_id, started_from; /* the last two: 0 for none */
    struct text key, number, kind, title, on_behalf, signer_capacity, signer_post, signer_name, source, certainty;
    day_t issued_on; /* DAY_NONE: not issued yet */
    int64_t year, level, version;
    bool in_force;
};
/* E_NOT_FOUND "http.not_found". */
MUST_CHECK enum status plan_get(struct ctx *c, int64_t id, struct plan *ret, struct error *err);
/* Shipped ids follow from keys ("brvt/2024/35-KH-UBND"); a task's from the plan's key, its kind and its code. */
int64_t plan_id_of_key(struct text key);
int64_t plan_task_id_of_key(struct text plan_key, struct text kind, struct text code);
#endif
