/* Inside the feature: what a loan owes, from its terms, its payments and a day. No I/O, no clock.
 *
 * Interest is simple. It is posted each month on the day of the loan, and on each day on which what bears it changes
 * (a payment, an instalment that falls due, a shift); a posting covers the days from the one before up to its own day,
 * its own day excluded. Principal that is due and not paid at the end of its day bears the overdue rate from that day
 * on. Money is whole đồng and is rounded once at each posting, on the sum of both parts. */
#ifndef ANSINH_LOAN_INTEREST_H
#define ANSINH_LOAN_INTEREST_H
#include "base/time.h"

#define LOAN_MONTHS_MAX 360
#define LOAN_SHIFTS_MAX 8
#define LOAN_PAYMENTS_MAX 2000

enum loan_repayment { LOAN_AT_END, LOAN_EQUAL }; /* of principal */
enum loan_rounding { LOAN_HALF_UP, LOAN_DOWN };

/* Dated settings; none of them is a constant of the program. */
struct loan_rules {
    int64_t day_base;   /* days of a year: 365 */
    int64_t overdue_bp; /* overdue rate in basis points of the rate: 13,000 */
    enum loan_rounding rounding;
};
/* Instalments due on or after `from` move by some months: an extension; a freeze, in which no interest runs either. */
struct loan_shift {
    day_t from;
    int months;
    bool interest_free; /* in [from, from + months) */
};
struct loan_terms {
    int64_t principal_dong, rate_bp;    /* a year */
    int term_months, instalment_months; /* one instalment of principal every so many months; LOAN_EQUAL only */
    enum loan_repayment repayment;
    day_t start; /* of disbursement */
    struct loan_shift shifts[LOAN_SHIFTS_MAX];
    size_t shift_count; /* by from, ascending */
};
struct loan_payment {
    day_t on;
    int64_t principal_dong, interest_dong; /* at least 0 */
};

/* False when amounts, rate or months cannot be those of a loan. */
bool loan_terms_valid(const struct loan_terms *t, const struct loan_rules *r);
/* Interest of `days` on `normal` at the rate and on `overdue` at the overdue rate, rounded once. */
int64_t loan_interest(int64_t normal_dong, int64_t overdue_dong, int64_t rate_bp, int64_t days,
                      const struct loan_rules *r);

struct loan_instalment {
    day_t due;
    int64_t principal_dong;
};
/* Instalments of principal by day; they add up to the principal, the last one takes what division leaves. At most
 * LOAN_MONTHS_MAX. */
size_t loan_instalments(const struct loan_terms *t, struct loan_instalment *ret);

/* One line of the schedule that the borrower gets: what is to be paid on a day if everything is paid on its day. */
struct loan_due {
    day_t on;
    int64_t principal_dong, interest_dong, balance_dong; /* balance after it */
};
/* Months of interest and instalments in one; at most `room` lines are written. Returns how many. */
size_t loan_schedule(const struct loan_terms *t, const struct loan_rules *r, struct loan_due *ret, size_t room);

/* Where a loan stands at the end of a day. */
struct loan_position {
    int64_t balance_dong, overdue_dong; /* principal */
    int64_t accrued_dong, paid_dong;    /* interest since the start, the day asked being a posting */
    int64_t owed_interest_dong;         /* posted up to the last monthly day and not paid */
    day_t overdue_since;                /* oldest instalment not paid; DAY_NONE */
    day_t interest_since;               /* oldest monthly posting not paid; DAY_NONE */
    day_t next_due;                     /* next instalment; DAY_NONE after the last */
    int64_t next_principal_dong;
    day_t last_due; /* of the last instalment, shifts counted */
};
/* payments: by day; those after `on` are ignored. Paying more principal than is left counts as what is left. */
void loan_position_on(const struct loan_terms *t, const struct loan_rules *r, const struct loan_payment *payments,
                      size_t count, day_t on, struct loan_position *ret);
#endif
