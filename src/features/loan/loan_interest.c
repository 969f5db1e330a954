/* The arithmetic of loans. One walk over the days on which something happens serves the schedule (payments as they
 * fall due) and the position (payments as they came). */
#include "features/loan/loan_interest.h"

bool loan_terms_valid(const struct loan_terms *t, const struct loan_rules *r) {
    return t->principal_dong > 0 && t->principal_dong <= 1000000000000 && t->rate_bp >= 0 && t->rate_bp <= 10000 &&
           t->term_months > 0 && t->term_months <= LOAN_MONTHS_MAX && t->start != DAY_NONE &&
           (t->repayment == LOAN_AT_END || (t->instalment_months > 0 && t->instalment_months <= t->term_months)) &&
           t->shift_count <= LOAN_SHIFTS_MAX && r->day_base > 0 && r->overdue_bp >= 10000 && r->overdue_bp <= 100000;
}

int64_t loan_interest(int64_t normal_dong, int64_t overdue_dong, int64_t rate_bp, int64_t days,
                      const struct loan_rules *r) {
    /* đồng x bp x bp: at most 1e12 x 1e5 = 1e17; times rate and days it needs the 128 bits of mul_div. */
    int64_t weighted = normal_dong * 10000 + overdue_dong * r->overdue_bp, result = 0;
    int64_t divisor = 10000 * 10000 * r->day_base;
    if (r->rounding == LOAN_DOWN) {
        __extension__ typedef __int128 wide;
        return (int64_t)((wide)weighted * (rate_bp * days) / divisor);
    }
    return mul_div_i64(weighted, rate_bp * days, divisor, &result) ? result : 0;
}

/* ---- instalments */

static day_t shifted(const struct loan_terms *t, day_t due) {
    for (size_t i = 0; i < t->shift_count; i++)
        if (due >= t->shifts[i].from)
            due = day_add_months(due, t->shifts[i].months);
    return due;
}

size_t loan_instalments(const struct loan_terms *t, struct loan_instalment *ret) {
    if (t->repayment == LOAN_AT_END) {
        ret[0] = (struct loan_instalment){shifted(t, day_add_months(t->start, t->term_months)), t->principal_dong};
        return 1;
    }
    size_t n = (size_t)((t->term_months + t->instalment_months - 1) / t->instalment_months);
    int64_t each = t->principal_dong / (int64_t)n;
    for (size_t i = 0; i < n; i++) {
        int months = (int)(i + 1) * t->instalment_months;
        if (months > t->term_months)
            months = t->term_months;
        ret[i] = (struct loan_instalment){shifted(t, day_add_months(t->start, months)), each};
    }
    ret[n - 1].principal_dong = t->principal_dong - each * (int64_t)(n - 1);
    return n;
}

/* ---- the walk */

struct walk {
    const struct loan_terms *t;
    const struct loan_rules *r;
    struct loan_instalment instalments[LOAN_MONTHS_MAX];
    size_t instalment_count, next_instalment;
    int month;                    /* next monthly posting */
    day_t at;                     /* of the last posting */
    int64_t balance, due, repaid; /* principal: left; fallen due so far; paid so far */
    int64_t posted, monthly;      /* interest: in all; up to the last monthly day */
};

static void walk_begin(struct walk *w, const struct loan_terms *t, const struct loan_rules *r) {
    w->t = t;
    w->r = r;
    w->instalment_count = loan_instalments(t, w->instalments);
    w->next_instalment = 0;
    w->month = 1;
    w->at = t->start;
    w->balance = t->principal_dong;
    w->due = w->repaid = w->posted = w->monthly = 0;
}

static int64_t overdue(const struct walk *w) {
    int64_t left = w->due - w->repaid;
    return left > 0 ? left : 0;
}

static bool is_free(const struct loan_terms *t, day_t day) {
    for (size_t i = 0; i < t->shift_count; i++)
        if (t->shifts[i].interest_free && t->shifts[i].from <= day &&
            day < day_add_months(t->shifts[i].from, t->shifts[i].months))
            return true;
    return false;
}

/* The next day after w->at on which something of the loan's own happens. */
static day_t next_day(const struct walk *w) {
    day_t next = w->balance > 0 ? day_add_months(w->t->start, w->month) : DAY_FOREVER;
    if (w->next_instalment < w->instalment_count && w->instalments[w->next_instalment].due < next)
        next = w->instalments[w->next_instalment].due;
    for (size_t i = 0; i < w->t->shift_count; i++) {
        const struct loan_shift *s = &w->t->shifts[i];
        day_t days[] = {s->from, day_add_months(s->from, s->months)};
        for (size_t k = 0; k < 2; k++)
            if (s->interest_free && days[k] > w->at && days[k] < next)
                next = days[k];
    }
    return next;
}

static void post(struct walk *w, day_t on) {
    int64_t late = overdue(w);
    if (!is_free(w->t, w->at))
        w->posted += loan_interest(w->balance - late, late, w->t->rate_bp, on - w->at, w->r);
    w->at = on;
}

/* Posts at everything that happens up to and on a day. */
static void walk_to(struct walk *w, day_t on) {
    for (;;) {
        day_t next = next_day(w);
        if (next > on || next == DAY_FOREVER)
            break;
        post(w, next);
        if (next == day_add_months(w->t->start, w->month)) {
            w->month++;
            w->monthly = w->posted;
        }
        while (w->next_instalment < w->instalment_count && w->instalments[w->next_instalment].due == next)
            w->due += w->instalments[w->next_instalment++].principal_dong;
    }
    if (on > w->at)
        post(w, on);
}

static void pay(struct walk *w, int64_t principal) {
    if (principal > w->balance)
        principal = w->balance;
    w->balance -= principal;
    w->repaid += principal;
}

size_t loan_schedule(const struct loan_terms *t, const struct loan_rules *r, struct loan_due *ret, size_t room) {
    struct walk w;
    size_t n = 0;
    int64_t before = 0;
    walk_begin(&w, t, r);
    while (n < room && w.balance > 0) {
        day_t month = day_add_months(t->start, w.month);
        day_t due = w.next_instalment < w.instalment_count ? w.instalments[w.next_instalment].due : DAY_FOREVER;
        day_t on = due < month ? due : month;
        walk_to(&w, on);
        int64_t principal = w.due - w.repaid;
        pay(&w, principal); /* on its day: nothing of it becomes overdue */
        ret[n++] = (struct loan_due){on, principal, w.posted - before, w.balance};
        before = w.posted;
    }
    return n;
}

/* ---- the position */

static void take(struct walk *w, const struct loan_payment *p, int64_t *interest) {
    walk_to(w, p->on);
    pay(w, p->principal_dong);
    *interest += p->interest_dong;
}

static void principal_state(const struct walk *w, struct loan_position *p) {
    int64_t covered = w->repaid;
    p->overdue_since = p->next_due = DAY_NONE;
    p->next_principal_dong = 0;
    for (size_t i = 0; i < w->instalment_count; i++) {
        const struct loan_instalment *k = &w->instalments[i];
        int64_t open = k->principal_dong > covered ? k->principal_dong - covered : 0;
        covered -= k->principal_dong - open;
        if (open > 0 && i < w->next_instalment && p->overdue_since == DAY_NONE)
            p->overdue_since = k->due;
        if (open > 0 && i >= w->next_instalment && p->next_due == DAY_NONE) {
            p->next_due = k->due;
            p->next_principal_dong = open;
        }
    }
    p->last_due = w->instalments[w->instalment_count - 1].due;
}

void loan_position_on(const struct loan_terms *t, const struct loan_rules *r, const struct loan_payment *payments,
                      size_t count, day_t on, struct loan_position *ret) {
    struct walk w;
    int64_t paid = 0, all_paid = 0;
    size_t next = 0;
    for (size_t i = 0; i < count && payments[i].on <= on; i++)
        all_paid += payments[i].interest_dong;
    *ret = (struct loan_position){.interest_since = DAY_NONE};
    walk_begin(&w, t, r);
    for (int month = 1; month <= LOAN_MONTHS_MAX * 2 && w.balance > 0; month++) {
        day_t end = day_add_months(t->start, month);
        if (end > on)
            break;
        for (; next < count && payments[next].on <= end; next++)
            take(&w, &payments[next], &paid);
        walk_to(&w, end);
        if (w.monthly > all_paid && ret->interest_since == DAY_NONE)
            ret->interest_since = end;
    }
    for (; next < count && payments[next].on <= on; next++)
        take(&w, &payments[next], &paid);
    walk_to(&w, on);
    ret->balance_dong = w.balance;
    ret->overdue_dong = overdue(&w) < w.balance ? overdue(&w) : w.balance;
    ret->accrued_dong = w.posted;
    ret->paid_dong = paid;
    ret->owed_interest_dong = w.balance == 0 ? w.posted - paid : w.monthly - paid;
    if (ret->owed_interest_dong < 0)
        ret->owed_interest_dong = 0;
    if (w.balance == 0 && ret->owed_interest_dong > 0 && ret->interest_since == DAY_NONE)
        ret->interest_since = w.at;
    principal_state(&w, ret);
}
