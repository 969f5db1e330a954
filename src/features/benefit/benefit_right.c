/* Who has the right by class, and how much is paid. */
#include "features/benefit/benefit_internal.h"

struct policy_class_right right_by_class(struct ctx *c, const struct policy *p, const struct benefit_classes_row *rows,
                                         size_t count, struct policy_period in) {
    struct class_held *held = ARENA_ARRAY(c->arena, count + 1, struct class_held);
    for (size_t i = 0; i < count; i++)
        held[i] =
            (struct class_held){rows[i].kind, rows[i].class, rows[i].valid_from, rows[i].valid_to, rows[i].escaped_on};
    return policy_class_right(p->classes, held, count, in);
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
