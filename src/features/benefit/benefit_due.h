/* Inside the feature: reckoning the worklists. */
#ifndef ANSINH_BENEFIT_DUE_H
#define ANSINH_BENEFIT_DUE_H
#include "app/app.h"

/* For all households, in transactions of its own; c->db is NULL. */
MUST_CHECK enum status benefit_reckon(struct ctx *c, int64_t *ret_rows, int64_t *ret_milliseconds, struct error *err);
MUST_CHECK enum status benefit_due_job(struct ctx *c, int64_t job_id, struct text params, struct error *err);
int benefit_due_command(struct command_args *a, struct arena *arena, struct error *err);
/* As benefit_stop, for events of the register and clashes: the scope was checked where they were recorded. */
MUST_CHECK enum status benefit_stop_unchecked(struct ctx *c, struct db_ids lines, day_t from, struct text reason,
                                              struct error *err);
#endif
