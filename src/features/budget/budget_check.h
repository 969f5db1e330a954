/* Checking the ledger; of this feature only. */
#ifndef ANSINH_BUDGET_CHECK_H
#define ANSINH_BUDGET_CHECK_H
#include "features/budget/budget_parts.h"

/* As struct feature's check. */
MUST_CHECK enum status budget_check(struct ctx *c, struct value *findings, struct error *err);
int budget_check_command(struct command_args *a, struct arena *arena, struct error *err);
/* SHA-256 in hex over the postings of a month (202411), and how many entries it has. */
MUST_CHECK enum status budget_digest(struct ctx *c, int64_t period_id, struct text *ret_digest, int64_t *ret_entries,
                                     struct error *err);
#endif
