/* Electricity: so many kWh a month at the price of tier 1. The price may change inside a month; whether the month is
 * then paid by its days or at the price of its first day is setting electricity.price_change, because no document that
 * says it was found. Each month is rounded to the đồng, half up. */
#include "features/benefit/benefit_internal.h"

#define CHANGES_MAX 31

/* kWh at the price of each day of the month, by days. */
static enum status month_by_day(struct ctx *c, const struct policy *p, int64_t kwh, day_t first, day_t next,
                                int64_t *ret, struct text *ret_how, struct error *err) {
    day_t days[CHANGES_MAX + 1], from = first;
    size_t count;
    int64_t weighted = 0, length = next - first;
    struct text how = T("");
    TRY(policy_parameter_changes(c, p->id, "tier1_price", first, next, days, CHANGES_MAX, &count, err));
    days[count] = next;
    for (size_t i = 0; i <= count; i++) {
        struct policy_value price;
        int64_t part;
        TRY(policy_parameter(c, p->id, "tier1_price", from, &price, err));
        if (!mul_i64(kwh, price.value, &part) || !mul_i64(part, days[i] - from, &part) ||
            !add_i64(weighted, part, &weighted))
            return fail(err, E_INVALID, "benefit.bad_amount");
        how = count == 0 ? arena_fmt(c->arena, "%lld kWh × %lld đ", (long long)kwh, (long long)price.value)
                         : arena_fmt(c->arena, "%.*s%s%lld kWh × %lld đ × %d/%lld ngày", FMT(how), i > 0 ? " + " : "",
                                     (long long)kwh, (long long)price.value, (int)(days[i] - from), (long long)length);
        from = days[i];
    }
    *ret = (2 * weighted + length) / (2 * length);
    *ret_how = how;
    return OK;
}

static enum status month_at_start(struct ctx *c, const struct policy *p, int64_t kwh, day_t first, int64_t *ret,
                                  struct text *ret_how, struct error *err) {
    struct policy_value price;
    TRY(policy_parameter(c, p->id, "tier1_price", first, &price, err));
    if (!mul_i64(kwh, price.value, ret))
        return fail(err, E_INVALID, "benefit.bad_amount");
    *ret_how = arena_fmt(c->arena, "%lld kWh × %lld đ", (long long)kwh, (long long)price.value);
    return OK;
}

enum status kwh_amount(struct ctx *c, const struct policy *p, const struct policy_value *kwh, day_t from, day_t to,
                       int64_t *ret, struct text *ret_how, struct error *err) {
    int64_t keys[CLAIM_PERIODS], sum = 0;
    size_t count = claim_period_keys(GRAIN_MONTH, from, to, keys, COUNT_OF(keys));
    struct text rule, how = T(""), last = T("");
    if (count > COUNT_OF(keys))
        return fail(err, E_INVALID, "claim.period_too_long");
    TRY(setting_text(c, "electricity.price_change", from, &rule, err));
    for (size_t i = 0, times = 0; i < count; i++) {
        int64_t one;
        struct text month;
        day_t first = claim_period_start(GRAIN_MONTH, keys[i]);
        if (text_is(rule, "by_day"))
            TRY(month_by_day(c, p, kwh->value, first, day_add_months(first, 1), &one, &month, err));
        else
            TRY(month_at_start(c, p, kwh->value, first, &one, &month, err));
        if (!add_i64(sum, one, &sum))
            return fail(err, E_INVALID, "benefit.bad_amount");
        times = text_eq(month, last) ? times + 1 : 1;
        bool closes = i + 1 == count; /* equal months are told once, with how many they are */
        if (!text_eq(month, last) || closes) {
            if (!text_eq(month, last))
                how = arena_fmt(c->arena, "%.*s%s%.*s", FMT(how), how.len > 0 ? "; " : "", FMT(month));
            if (closes && times > 1)
                how = arena_fmt(c->arena, "%.*s × %zu", FMT(how), times);
        }
        last = month;
    }
    *ret = sum;
    *ret_how = arena_fmt(c->arena, "%.*s; %.*s", FMT(how), FMT(kwh->article));
    return OK;
}
