/* Loans of the Social Policy Bank: the chain from a savings-and-credit group's request to the money paid out, and the
 * bank's ledger beside our notes. The bank's ledger is the truth wherever it tells something. */
#ifndef ANSINH_LOAN_H
#define ANSINH_LOAN_H
#include "app/app.h"

/* What is out in an area (its level 1..4) on the day of c, in đồng of principal; late: with an instalment whose day has
 * passed, not frozen. Scope is the caller's to check. */
struct loan_totals {
    int64_t loans, balance_dong, late_loans, late_balance_dong, frozen_dong;
};
MUST_CHECK enum status loan_totals_of(struct ctx *c, int level, int64_t area_id, struct loan_totals *ret,
                                      struct error *err);
#endif
