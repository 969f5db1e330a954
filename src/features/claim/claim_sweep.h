/* Inside the feature: the sweep as job, command and page. */
#ifndef ANSINH_CLAIM_SWEEP_H
#define ANSINH_CLAIM_SWEEP_H
#include "app/app.h"

MUST_CHECK enum status claim_sweep_job(struct ctx *c, int64_t job_id, struct text params, struct error *err);
int claim_sweep_command(struct command_args *a, struct arena *arena, struct error *err);
MUST_CHECK enum status claim_sweep_page(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status claim_sweep_post(struct ctx *c, struct value *out, struct error *err);
#endif
