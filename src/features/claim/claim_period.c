/* Periods as numbers that sort in time: 202411 a month, 20244 a quarter, 20241 a term of the school year that begins in
 * 2024, 2024 a year, 1 what is given once or while something is open. Two grains never meet: a content group has one.
 */
#include "features/claim/claim.h"

#define ONLY_KEY 1

/* The school year begins in August and its second term in February (frame of the school year; the exact days of each
 * year are the education feature's, which gives the key itself). */
#define SCHOOL_YEAR_MONTH 8
#define SECOND_TERM_MONTH 2

int64_t claim_term_key(int school_year, int term) {
    return (int64_t)school_year * 10 + term;
}

int64_t claim_period_key(enum policy_grain grain, day_t day) {
    int year, month, d;
    day_parts(day, &year, &month, &d);
    switch (grain) {
    case GRAIN_MONTH:
        return (int64_t)year * 100 + month;
    case GRAIN_QUARTER:
        return (int64_t)year * 10 + (month + 2) / 3;
    case GRAIN_SCHOOL_TERM:
        return month >= SCHOOL_YEAR_MONTH  ? claim_term_key(year, 1)
               : month < SECOND_TERM_MONTH ? claim_term_key(year - 1, 1)
                                           : claim_term_key(year - 1, 2);
    case GRAIN_YEAR:
        return year;
    case GRAIN_ONCE:
    case GRAIN_WHILE_OPEN:
        return ONLY_KEY;
    case GRAIN_CASE:
        break;
    }
    return DB_NULL;
}

day_t claim_period_start(enum policy_grain grain, int64_t key) {
    switch (grain) {
    case GRAIN_MONTH:
        return day_of((int)(key / 100), (int)(key % 100), 1);
    case GRAIN_QUARTER:
        return day_of((int)(key / 10), (int)(key % 10) * 3 - 2, 1);
    case GRAIN_SCHOOL_TERM:
        return key % 10 == 1 ? day_of((int)(key / 10), SCHOOL_YEAR_MONTH, 1)
                             : day_of((int)(key / 10) + 1, SECOND_TERM_MONTH, 1);
    case GRAIN_YEAR:
        return day_of((int)key, 1, 1);
    case GRAIN_ONCE:
    case GRAIN_WHILE_OPEN:
    case GRAIN_CASE:
        break;
    }
    return DAY_NONE;
}

static int64_t next_key(enum policy_grain grain, int64_t key) {
    switch (grain) {
    case GRAIN_MONTH:
        return key % 100 == 12 ? (key / 100 + 1) * 100 + 1 : key + 1;
    case GRAIN_QUARTER:
        return key % 10 == 4 ? (key / 10 + 1) * 10 + 1 : key + 1;
    case GRAIN_SCHOOL_TERM:
        return key % 10 == 2 ? (key / 10 + 1) * 10 + 1 : key + 1;
    case GRAIN_YEAR:
    case GRAIN_ONCE:
    case GRAIN_WHILE_OPEN:
    case GRAIN_CASE:
        break;
    }
    return key + 1;
}

size_t claim_period_keys(enum policy_grain grain, day_t from, day_t to, int64_t *keys, size_t max) {
    if (grain == GRAIN_CASE)
        return 0;
    if (grain == GRAIN_ONCE || grain == GRAIN_WHILE_OPEN) {
        if (max > 0)
            keys[0] = ONLY_KEY;
        return 1;
    }
    if (from == DAY_NONE || to == DAY_NONE || from >= to || to == DAY_FOREVER)
        return 0;
    size_t count = 0;
    int64_t last = claim_period_key(grain, to - 1);
    for (int64_t key = claim_period_key(grain, from); key <= last; key = next_key(grain, key)) {
        if (count < max)
            keys[count] = key;
        count++;
    }
    return count;
}

struct text claim_period_text(struct ctx *c, enum policy_grain grain, int64_t key) {
    static const char *const roman[] = {"I", "II", "III", "IV"};
    long long high = key / 10, low = key % 10;
    struct text args[2];
    switch (grain) {
    case GRAIN_MONTH:
        return arena_fmt(c->arena, "%02lld/%lld", (long long)key % 100, (long long)key / 100);
    case GRAIN_QUARTER:
        args[0] = text_of(roman[low >= 1 && low <= 4 ? low - 1 : 0]);
        args[1] = arena_fmt(c->arena, "%lld", high);
        return tr_args(c->lang, c->arena, "claim.quarter", args, 2);
    case GRAIN_SCHOOL_TERM:
        args[0] = arena_fmt(c->arena, "%lld", low);
        args[1] = arena_fmt(c->arena, "%lld–%lld", high, high + 1);
        return tr_args(c->lang, c->arena, "claim.term", args, 2);
    case GRAIN_YEAR:
        return arena_fmt(c->arena, "%lld", (long long)key);
    case GRAIN_ONCE:
        return tr(c->lang, "claim.once");
    case GRAIN_WHILE_OPEN:
        return tr(c->lang, "claim.open");
    case GRAIN_CASE:
        break;
    }
    return tr(c->lang, "claim.case");
}

int64_t claim_number(struct text personal_number) {
    int64_t n = 0;
    if (personal_number.len != 12)
        return 0;
    for (size_t i = 0; i < 12; i++)
        if (personal_number.ptr[i] < '0' || personal_number.ptr[i] > '9')
            return 0;
    return text_to_i64(personal_number, &n) ? n : 0;
}
