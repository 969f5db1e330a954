/* The arithmetic against a calculation that counts day by day, written without looking at it. */
#include "features/loan/loan_interest.h"

#include "tests/test.h"

static const struct loan_rules rules = {.day_base = 365, .overdue_bp = 13000, .rounding = LOAN_HALF_UP};

/* splitmix64, so that a failure comes again */
static uint64_t random_state;
static int64_t below(int64_t n) {
    uint64_t z = random_state += 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return (int64_t)((z ^ (z >> 31)) % (uint64_t)n);
}

/* ---- the naive twin */

struct naive {
    int64_t balance, overdue, accrued, owed;
    day_t overdue_since;
};

static day_t naive_months(day_t start, int months) {
    int y, m, d;
    day_parts(start, &y, &m, &d);
    for (int i = 0; i < months; i++)
        if (++m == 13) {
            m = 1;
            y++;
        }
    while (day_of(y, m, d) == DAY_NONE)
        d--;
    return day_of(y, m, d);
}

static day_t naive_due(const struct loan_terms *t, int number, int64_t *amount) {
    int count = t->repayment == LOAN_AT_END ? 1 : (t->term_months + t->instalment_months - 1) / t->instalment_months;
    if (number > count)
        return DAY_NONE;
    int months = t->repayment == LOAN_AT_END ? t->term_months : number * t->instalment_months;
    *amount = t->principal_dong / count;
    if (number == count) {
        months = t->term_months;
        *amount = t->principal_dong - t->principal_dong / count * (count - 1);
    }
    day_t due = naive_months(t->start, months);
    for (size_t i = 0; i < t->shift_count; i++)
        if (due >= t->shifts[i].from)
            due = naive_months(due, t->shifts[i].months);
    return due;
}

static bool naive_free(const struct loan_terms *t, day_t day) {
    for (size_t i = 0; i < t->shift_count; i++)
        if (t->shifts[i].interest_free && day >= t->shifts[i].from &&
            day < naive_months(t->shifts[i].from, t->shifts[i].months))
            return true;
    return false;
}

/* Days with their events, one by one; the fraction of a đồng that has not been posted yet is carried exactly. */
static struct naive naive_walk(const struct loan_terms *t, const struct loan_payment *pay, size_t count, day_t on) {
    __extension__ typedef __int128 wide;
    const wide unit = (wide)10000 * 10000 * 365;
    struct naive n = {.balance = t->principal_dong};
    wide open = 0;
    int64_t due = 0, repaid = 0, monthly = 0, interest_paid = 0;
    int month = 1;
    for (day_t d = t->start; d <= on; d++) {
        bool posting = d == on, monthly_day = n.balance > 0 && d == naive_months(t->start, month);
        int64_t amount = 0;
        bool was_free = d > t->start && naive_free(t, d - 1);
        posting = posting || monthly_day || (d > t->start && was_free != naive_free(t, d));
        for (size_t i = 0; i < t->shift_count; i++)
            posting =
                posting || (t->shifts[i].interest_free &&
                            (d == t->shifts[i].from || d == naive_months(t->shifts[i].from, t->shifts[i].months)));
        for (int k = 1; naive_due(t, k, &amount) != DAY_NONE; k++)
            posting = posting || naive_due(t, k, &amount) == d;
        for (size_t i = 0; i < count; i++)
            posting = posting || pay[i].on == d;
        if (posting) {
            n.accrued += (int64_t)((open + unit / 2) / unit);
            open = 0;
        }
        if (monthly_day) {
            monthly = n.accrued;
            month++;
        }
        for (int k = 1; naive_due(t, k, &amount) != DAY_NONE; k++)
            if (naive_due(t, k, &amount) == d)
                due += amount;
        for (size_t i = 0; i < count; i++)
            if (pay[i].on == d) {
                int64_t p = pay[i].principal_dong < n.balance ? pay[i].principal_dong : n.balance;
                repaid += p;
                n.balance -= p;
                interest_paid += pay[i].interest_dong;
            }
        n.overdue = due > repaid ? due - repaid : 0;
        if (!naive_free(t, d))
            open += (wide)(n.balance - n.overdue) * 10000 * t->rate_bp + (wide)n.overdue * 13000 * t->rate_bp;
    }
    n.owed = (n.balance == 0 ? n.accrued : monthly) - interest_paid;
    if (n.owed < 0)
        n.owed = 0;
    return n;
}

/* ---- random loans of the kinds that there are */

static const int64_t rates[] = {660, 792, 825, 900, 396, 330};

static struct loan_terms random_terms(void) {
    struct loan_terms t = {.principal_dong = (1 + below(100)) * 1000000 + (below(4) == 0 ? below(1000000) : 0),
                           .rate_bp = rates[below(COUNT_OF(rates))],
                           .term_months = (int)(6 + below(115)),
                           .repayment = below(2) ? LOAN_EQUAL : LOAN_AT_END,
                           .start = day_of(2019, 1, 1) + (day_t)below(2000)};
    t.instalment_months = (int)(1 + below(t.term_months < 12 ? t.term_months : 12));
    if (below(4) == 0)
        t.shifts[t.shift_count++] = (struct loan_shift){t.start + (day_t)below(700), (int)(1 + below(24)), below(2)};
    return t;
}

static size_t random_payments(const struct loan_terms *t, struct loan_payment *pay, size_t room) {
    size_t n = 0;
    for (day_t d = t->start + (day_t)below(60); n < room && below(12) != 0; d += (day_t)(1 + below(90)))
        pay[n++] = (struct loan_payment){d, below(3) ? 0 : below(t->principal_dong / 3), below(400000)};
    return n;
}

TEST("interest of ten thousand random loans equals a day by day calculation to the dong") {
    random_state = 20241125;
    int loans = getenv("ANSINH_TEST_QUICK") ? 1000 : 10000; /* 3 ms each */
    for (int i = 0; i < loans; i++) {
        struct loan_terms t = random_terms();
        struct loan_payment pay[24];
        size_t count = random_payments(&t, pay, COUNT_OF(pay));
        day_t on = t.start + (day_t)below(i % 10 == 0 ? 4200 : 900);
        struct loan_position p;
        assert_true(loan_terms_valid(&t, &rules));
        loan_position_on(&t, &rules, pay, count, on, &p);
        while (count > 0 && pay[count - 1].on > on)
            count--;
        struct naive n = naive_walk(&t, pay, count, on);
        if (p.accrued_dong != n.accrued || p.balance_dong != n.balance || p.overdue_dong != n.overdue ||
            p.owed_interest_dong != n.owed)
            fail_msg("loan %d: interest %lld, day by day %lld; balance %lld, %lld; overdue %lld, %lld", i,
                     (long long)p.accrued_dong, (long long)n.accrued, (long long)p.balance_dong, (long long)n.balance,
                     (long long)p.overdue_dong, (long long)n.overdue);
        assert_true((p.overdue_since != DAY_NONE) == (p.overdue_dong > 0));
    }
}

TEST("a schedule pays the whole principal, and who keeps to it never owes anything") {
    random_state = 7;
    for (int i = 0; i < 500; i++) {
        struct loan_terms t = random_terms();
        struct loan_due due[2 * LOAN_MONTHS_MAX];
        struct loan_payment pay[2 * LOAN_MONTHS_MAX];
        size_t n = loan_schedule(&t, &rules, due, COUNT_OF(due));
        int64_t principal = 0, interest = 0;
        for (size_t k = 0; k < n; k++) {
            principal += due[k].principal_dong;
            interest += due[k].interest_dong;
            pay[k] = (struct loan_payment){due[k].on, due[k].principal_dong, due[k].interest_dong};
            struct loan_position p;
            loan_position_on(&t, &rules, pay, k + 1, due[k].on, &p);
            assert_int_equal(p.overdue_dong, 0);
            assert_int_equal(p.owed_interest_dong, 0);
            assert_int_equal(p.balance_dong, due[k].balance_dong);
            assert_int_equal(p.accrued_dong, interest);
        }
        assert_int_equal(principal, t.principal_dong);
        assert_int_equal(due[n - 1].balance_dong, 0);
    }
}

TEST("50 million at 6.6 percent for 31 days bears 280,274 dong, and half a dong is rounded up") {
    assert_int_equal(loan_interest(50000000, 0, 660, 31, &rules), 280274); /* 280273.97 */
    assert_int_equal(loan_interest(50000000, 0, 660, 365, &rules), 3300000);
    struct loan_rules down = rules;
    down.rounding = LOAN_DOWN;
    assert_int_equal(loan_interest(50000000, 0, 660, 31, &down), 280273);
    struct loan_rules year = {.day_base = 10000, .overdue_bp = 13000, .rounding = LOAN_HALF_UP};
    assert_int_equal(loan_interest(5000, 0, 1000, 10, &year), 1); /* exactly 0.5 */
    assert_int_equal(loan_interest(4999, 0, 1000, 10, &year), 0);
    /* overdue principal bears 130 percent of the rate */
    assert_int_equal(loan_interest(0, 10000000, 1000, 365, &rules), 1300000);
}

TEST("instalments of a loan on the last day of a month stay on last days") {
    struct loan_terms t = {.principal_dong = 10000000,
                           .rate_bp = 660,
                           .term_months = 3,
                           .instalment_months = 1,
                           .repayment = LOAN_EQUAL,
                           .start = day_of(2024, 1, 31)};
    struct loan_instalment k[LOAN_MONTHS_MAX];
    assert_int_equal(loan_instalments(&t, k), 3);
    assert_int_equal(k[0].due, day_of(2024, 2, 29));
    assert_int_equal(k[1].due, day_of(2024, 3, 31));
    assert_int_equal(k[2].due, day_of(2024, 4, 30));
    assert_int_equal(k[2].principal_dong, 3333334);
}

TEST("a freeze bears no interest and moves what is due after it") {
    struct loan_terms t = {.principal_dong = 36500000,
                           .rate_bp = 1000,
                           .term_months = 24,
                           .repayment = LOAN_AT_END,
                           .start = day_of(2024, 1, 1),
                           .shifts = {{day_of(2024, 7, 1), 12, true}},
                           .shift_count = 1};
    struct loan_position frozen, after;
    loan_position_on(&t, &rules, NULL, 0, day_of(2024, 7, 1), &frozen);
    loan_position_on(&t, &rules, NULL, 0, day_of(2025, 7, 1), &after);
    assert_int_equal(frozen.accrued_dong, 182 * 10000);
    assert_int_equal(after.accrued_dong, frozen.accrued_dong);
    assert_int_equal(after.last_due, day_of(2027, 1, 1));
    assert_int_equal(after.overdue_dong, 0);
}

TEST("terms that no loan has are refused") {
    struct loan_terms good = {.principal_dong = 1, .rate_bp = 0, .term_months = 1, .start = 0}, bad = good;
    assert_true(loan_terms_valid(&good, &rules));
    bad.principal_dong = 0;
    assert_false(loan_terms_valid(&bad, &rules));
    bad = good;
    bad.term_months = LOAN_MONTHS_MAX + 1;
    assert_false(loan_terms_valid(&bad, &rules));
    bad = good;
    bad.repayment = LOAN_EQUAL; /* without the months between instalments */
    assert_false(loan_terms_valid(&bad, &rules));
    struct loan_rules no_base = rules;
    no_base.day_base = 0;
    assert_false(loan_terms_valid(&good, &no_base));
}
