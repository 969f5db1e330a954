/* Who has the right by class, and how much is paid. */
#include "features/benefit/benefit_internal.h"
#include "features/household/household.h"

static const struct opened {
    const char *code, *kind, *word;
    int64_t class;
    bool escaped;
} opened[] = {
    {"poor/national", "national", "policy.opens.poor_national", CLASS_POOR, false},
    {"near_poor/national", "national", "policy.opens.near_poor_national", CLASS_NEAR_POOR, false},
    {"average/national", "national", "policy.opens.average_national", CLASS_AVERAGE, false},
    {"poor/brvt", "provincial", "policy.opens.poor_brvt", CLASS_POOR, false},
    {"newly_escaped/national", "national", "policy.opens.newly_escaped_national", 0, true},
    {"newly_escaped/brvt", "provincial", "policy.opens.newly_escaped_brvt", 0, true},
};

static bool row_opens(const struct opened *o, const struct benefit_classes_row *r, day_t from, day_t to, int64_t months,
                      day_t *ret_since, day_t *ret_ends) {
    if (!text_is(r->kind, o->kind))
        return false;
    *ret_since = r->valid_from;
    *ret_ends = r->valid_to;
    if (!o->escaped)
        return r->class == o->class;
    if (r->escaped_on == DAY_NONE)
        return false;
    day_t over = day_add_months(r->escaped_on, months);
    *ret_since = r->escaped_on;
    if (over < *ret_ends)
        *ret_ends = over;
    return *ret_since<to && * ret_ends> from;
}

struct right right_by_class(const struct policy *p, const struct benefit_classes_row *rows, size_t count, day_t from,
                            day_t to, int64_t months) {
    struct right best = {ENTITLED_NO, DAY_NONE, DAY_NONE, "benefit.no_class"};
    if (p->classes.ptr == NULL)
        return (struct right){ENTITLED_IF_SHOWN, from, DAY_FOREVER, "benefit.not_by_class"};
    struct text rest = p->classes, code;
    while (text_cut(&rest, ' ', &code))
        for (size_t k = 0; k < COUNT_OF(opened); k++) {
            if (!text_is(code, opened[k].code))
                continue;
            for (size_t i = 0; i < count; i++) {
                day_t since, ends;
                if (!row_opens(&opened[k], &rows[i], from, to, months, &since, &ends))
                    continue;
                if (best.answer == ENTITLED_NO || ends > best.ends || (ends == best.ends && since < best.since))
                    best = (struct right){ENTITLED_YES, since, ends, opened[k].word};
            }
        }
    return best;
}

/* ---- amounts */

static enum status parameter(struct ctx *c, const struct policy *p, const char *name, day_t on, bool *ret_found,
                             struct policy_value *ret, struct error *err) {
    enum status s = policy_parameter(c, p->id, name, on, ret, err);
    *ret_found = s == OK;
    if (s == E_NOT_FOUND)
        error_clear(err);
    return s == E_NOT_FOUND ? OK : s;
}

static int64_t month_count(day_t from, day_t to) {
    return (int64_t)claim_period_keys(GRAIN_MONTH, from, to, NULL, 0);
}

enum status benefit_amount(struct ctx *c, const struct policy *p, day_t from, day_t to, int64_t *ret,
                           struct text *ret_how, struct error *err) {
    struct policy_value v;
    bool found = false;
    *ret_how = TEXT_NONE;
    if (p->kind == POLICY_LOAN || p->kind == POLICY_SERVICE || p->kind == POLICY_CARD) {
        *ret = DB_NULL;
        return OK;
    }
    TRY(parameter(c, p, "kwh", from, &found, &v, err));
    if (found)
        return kwh_amount(c, p, &v, from, to, ret, ret_how, err);
    TRY(policy_parameter(c, p->id, "amount", from, &v, err));
    int64_t times = text_is(v.unit, "dong_per_month") ? month_count(from, to) : 1;
    if (!mul_i64(v.value, times, ret))
        return fail(err, E_INVALID, "benefit.bad_amount");
    *ret_how = arena_fmt(c->arena, "%lld × %lld đ; %.*s", (long long)times, (long long)v.value, FMT(v.article));
    return OK;
}
