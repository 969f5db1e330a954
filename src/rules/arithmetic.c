/* Operators: checked whole numbers (what does not fit is an error, never another number), IEEE doubles, comparison. */
#include <math.h>

#include "rules/program.h"

static struct rule_value overflow(struct run *r, const struct node *n) {
    return run_error(r, n, "rules.overflow", TEXT_NONE, TEXT_NONE);
}
static struct rule_value of_uint(uint64_t u) {
    return (struct rule_value){.kind = RULE_UINT, .u = u};
}
static struct rule_value of_double(double d) {
    return (struct rule_value){.kind = RULE_DOUBLE, .d = d};
}

static bool both(const struct rule_value *a, enum rule_kind x, enum rule_kind y) {
    return a[0].kind == x && a[1].kind == y;
}

static struct rule_value joined(struct run *r, const struct node *n, const struct rule_value *a) {
    size_t len = a[0].text.len + a[1].text.len;
    if (!run_pay(r, (int64_t)len / 16))
        return run_error(r, n, "rules.too_costly", TEXT_NONE, TEXT_NONE);
    char *p = arena_alloc(r->arena, len + 1);
    if (!arena_ok(r->arena))
        return run_error(r, n, "rules.too_costly", TEXT_NONE, TEXT_NONE);
    if (a[0].text.len > 0)
        memcpy(p, a[0].text.ptr, a[0].text.len);
    if (a[1].text.len > 0)
        memcpy(p + a[0].text.len, a[1].text.ptr, a[1].text.len);
    return (struct rule_value){.kind = a[0].kind, .text = {p, len}};
}

static struct rule_value appended(struct run *r, const struct node *n, const struct rule_value *a) {
    size_t count = a[0].list->count + a[1].list->count;
    if (!run_pay(r, (int64_t)count))
        return run_error(r, n, "rules.too_costly", TEXT_NONE, TEXT_NONE);
    struct rule_list *l = ARENA_NEW(r->arena, struct rule_list);
    l->items = ARENA_ARRAY(r->arena, count + 1, struct rule_value);
    for (size_t i = 0; i < 2; i++)
        for (size_t k = 0; k < a[i].list->count; k++)
            l->items[l->count++] = a[i].list->items[k];
    return (struct rule_value){.kind = RULE_LIST, .list = l};
}

/* x + sign * y of moments and spans. */
static struct rule_value shifted(struct run *r, const struct node *n, const struct rule_value *x,
                                 const struct rule_value *y, int sign, enum rule_kind kind) {
    int64_t seconds;
    int64_t nanos = x->nanos + (int64_t)sign * y->nanos;
    if (sign > 0 ? __builtin_add_overflow(x->i, y->i, &seconds) : __builtin_sub_overflow(x->i, y->i, &seconds))
        return overflow(r, n);
    seconds += nanos / 1000000000;
    nanos %= 1000000000;
    if (nanos < 0 && (kind == RULE_TIMESTAMP || seconds > 0)) {
        seconds--;
        nanos += 1000000000;
    } else if (nanos > 0 && kind == RULE_DURATION && seconds < 0) {
        seconds++;
        nanos -= 1000000000;
    }
    if (kind == RULE_TIMESTAMP ? !timestamp_in_range(seconds) : !duration_in_range(seconds))
        return overflow(r, n);
    return (struct rule_value){.kind = kind, .i = seconds, .nanos = (int32_t)nanos};
}

static struct rule_value day_moved(struct run *r, const struct node *n, int64_t day, int64_t by) {
    if (__builtin_add_overflow(day, by, &day) || day < day_of(1, 1, 1) || day > DAY_FOREVER)
        return overflow(r, n);
    return (struct rule_value){.kind = RULE_DAY, .i = day};
}

static struct rule_value add(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    int64_t i;
    uint64_t u;
    if (both(a, RULE_INT, RULE_INT))
        return __builtin_add_overflow(a[0].i, a[1].i, &i) ? overflow(r, n) : rule_of_int(i);
    if (both(a, RULE_UINT, RULE_UINT))
        return __builtin_add_overflow(a[0].u, a[1].u, &u) ? overflow(r, n) : of_uint(u);
    if (both(a, RULE_DOUBLE, RULE_DOUBLE))
        return of_double(a[0].d + a[1].d);
    if (both(a, RULE_STRING, RULE_STRING) || both(a, RULE_BYTES, RULE_BYTES))
        return joined(r, n, a);
    if (both(a, RULE_LIST, RULE_LIST))
        return appended(r, n, a);
    if (both(a, RULE_TIMESTAMP, RULE_DURATION) || both(a, RULE_DURATION, RULE_DURATION))
        return shifted(r, n, &a[0], &a[1], 1, a[0].kind);
    if (both(a, RULE_DURATION, RULE_TIMESTAMP))
        return shifted(r, n, &a[1], &a[0], 1, RULE_TIMESTAMP);
    if (both(a, RULE_DAY, RULE_INT))
        return day_moved(r, n, a[0].i, a[1].i);
    return run_no_way(r, n, a, count);
}

static struct rule_value subtract(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    int64_t i;
    uint64_t u;
    if (both(a, RULE_INT, RULE_INT))
        return __builtin_sub_overflow(a[0].i, a[1].i, &i) ? overflow(r, n) : rule_of_int(i);
    if (both(a, RULE_UINT, RULE_UINT))
        return __builtin_sub_overflow(a[0].u, a[1].u, &u) ? overflow(r, n) : of_uint(u);
    if (both(a, RULE_DOUBLE, RULE_DOUBLE))
        return of_double(a[0].d - a[1].d);
    if (both(a, RULE_TIMESTAMP, RULE_DURATION) || both(a, RULE_DURATION, RULE_DURATION))
        return shifted(r, n, &a[0], &a[1], -1, a[0].kind);
    if (both(a, RULE_TIMESTAMP, RULE_TIMESTAMP))
        return shifted(r, n, &a[0], &a[1], -1, RULE_DURATION);
    if (both(a, RULE_DAY, RULE_INT))
        return __builtin_sub_overflow(0, a[1].i, &i) ? overflow(r, n) : day_moved(r, n, a[0].i, i);
    if (both(a, RULE_DAY, RULE_DAY))
        return rule_of_int(a[0].i - a[1].i);
    return run_no_way(r, n, a, count);
}

static struct rule_value multiply(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    int64_t i;
    uint64_t u;
    if (both(a, RULE_INT, RULE_INT))
        return __builtin_mul_overflow(a[0].i, a[1].i, &i) ? overflow(r, n) : rule_of_int(i);
    if (both(a, RULE_UINT, RULE_UINT))
        return __builtin_mul_overflow(a[0].u, a[1].u, &u) ? overflow(r, n) : of_uint(u);
    if (both(a, RULE_DOUBLE, RULE_DOUBLE))
        return of_double(a[0].d * a[1].d);
    return run_no_way(r, n, a, count);
}

/* / and % of whole numbers; quotients go towards zero. */
static struct rule_value divide_whole(struct run *r, const struct node *n, const struct rule_value *a, bool rest) {
    if (a[0].kind == RULE_UINT) {
        if (a[1].u == 0)
            return run_error(r, n, "rules.divide_by_zero", TEXT_NONE, TEXT_NONE);
        return of_uint(rest ? a[0].u % a[1].u : a[0].u / a[1].u);
    }
    if (a[1].i == 0)
        return run_error(r, n, "rules.divide_by_zero", TEXT_NONE, TEXT_NONE);
    if (a[0].i == INT64_MIN && a[1].i == -1)
        return overflow(r, n);
    return rule_of_int(rest ? a[0].i % a[1].i : a[0].i / a[1].i);
}

static struct rule_value divide(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    if (both(a, RULE_DOUBLE, RULE_DOUBLE)) {
        if (a[1].d == 0) /* IEEE says what C leaves open */
            return of_double(a[0].d == 0 || isnan(a[0].d)                       ? NAN
                             : (signbit(a[0].d) != 0) != (signbit(a[1].d) != 0) ? -INFINITY
                                                                                : INFINITY);
        return of_double(a[0].d / a[1].d);
    }
    if (both(a, RULE_INT, RULE_INT) || both(a, RULE_UINT, RULE_UINT))
        return divide_whole(r, n, a, false);
    return run_no_way(r, n, a, count);
}

static struct rule_value rest(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    if (both(a, RULE_INT, RULE_INT) || both(a, RULE_UINT, RULE_UINT))
        return divide_whole(r, n, a, true);
    return run_no_way(r, n, a, count);
}

static struct rule_value negate(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    if (a[0].kind == RULE_INT)
        return a[0].i == INT64_MIN ? overflow(r, n) : rule_of_int(-a[0].i);
    return a[0].kind == RULE_DOUBLE ? of_double(-a[0].d) : run_no_way(r, n, a, count);
}

static struct rule_value not(struct run * r, const struct node *n, const struct rule_value *a, size_t count) {
    return a[0].kind == RULE_BOOL ? rule_of_bool(!a[0].b) : run_no_way(r, n, a, count);
}

/* ---- comparison */

static int64_t text_cost(const struct rule_value *v) {
    return v->kind == RULE_STRING || v->kind == RULE_BYTES ? (int64_t)v->text.len / 16 : 0;
}

static struct rule_value equal(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    (void)count;
    /* Two long lists cost what they hold; what they hold was paid when it was made. */
    bool same = run_pay(r, 1 + text_cost(&a[0])) && rule_equal(r->arena, &a[0], &a[1]);
    return rule_of_bool(n->name.ptr[1] == '!' ? !same : same);
}

static struct rule_value order(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    if (!run_pay(r, 1 + text_cost(&a[0])))
        return run_error(r, n, "rules.too_costly", TEXT_NONE, TEXT_NONE);
    int c = value_compare(r->arena, &a[0], &a[1]);
    if (c == 3)
        return run_no_way(r, n, a, count);
    bool less = n->name.ptr[1] == '<', or_equal = n->name.ptr[2] == '=';
    return rule_of_bool(c != 2 && ((c == 0 && or_equal) || c == (less ? -1 : 1)));
}

static struct rule_value in(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    if (a[1].kind == RULE_MAP)
        return run_pay(r, (int64_t)a[1].map->count) ? rule_of_bool(map_find(r->arena, a[1].map, &a[0]) != NULL)
                                                    : run_error(r, n, "rules.too_costly", TEXT_NONE, TEXT_NONE);
    if (a[1].kind != RULE_LIST)
        return run_no_way(r, n, a, count);
    if (!run_pay(r, (int64_t)a[1].list->count))
        return run_error(r, n, "rules.too_costly", TEXT_NONE, TEXT_NONE);
    for (size_t i = 0; i < a[1].list->count; i++)
        if (rule_equal(r->arena, &a[0], &a[1].list->items[i]))
            return rule_of_bool(true);
    return rule_of_bool(false);
}

static struct rule_value index_of(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    if (a[0].kind == RULE_MAP) {
        if (a[1].kind != RULE_BOOL && a[1].kind != RULE_INT && a[1].kind != RULE_UINT && a[1].kind != RULE_STRING &&
            a[1].kind != RULE_DOUBLE)
            return run_no_way(r, n, a, count);
        const struct rule_value *found =
            run_pay(r, (int64_t)a[0].map->count) ? map_find(r->arena, a[0].map, &a[1]) : NULL;
        struct text shown = a[1].kind == RULE_STRING ? a[1].text : TEXT_NONE;
        return found != NULL ? *found : run_error(r, n, "rules.no_key", shown, TEXT_NONE);
    }
    if (a[0].kind != RULE_LIST)
        return run_no_way(r, n, a, count);
    /* Any number that is whole will do: 1, 1u, 1.0. */
    for (size_t i = 0; i < a[0].list->count; i++) {
        struct rule_value no = rule_of_int((int64_t)i);
        if (a[1].kind == RULE_INT && a[1].i != no.i)
            continue;
        if (rule_equal(r->arena, &no, &a[1]))
            return a[0].list->items[i];
    }
    if (a[1].kind != RULE_INT && a[1].kind != RULE_UINT && a[1].kind != RULE_DOUBLE)
        return run_no_way(r, n, a, count);
    return run_error(r, n, "rules.out_of_list", TEXT_NONE, TEXT_NONE);
}

#define ORDERED "bb:b ii:b uu:b dd:b iu:b id:b ui:b ud:b di:b du:b ss:b yy:b tt:b rr:b DD:b"
const struct function arithmetic_functions[] = {
    {"_+_", true, false, "ii:i uu:u dd:d ss:s yy:y ll:l tr:t rt:t rr:r Di:D", add},
    {"_-_", true, false, "ii:i uu:u dd:d tr:t tt:r rr:r Di:D DD:i", subtract},
    {"_*_", true, false, "ii:i uu:u dd:d", multiply},
    {"_/_", true, false, "ii:i uu:u dd:d", divide},
    {"_%_", true, false, "ii:i uu:u", rest},
    {"-_", true, false, "i:i d:d", negate},
    {"!_", true, false, "b:b", not },
    {"_==_", true, false, "**:b", equal},
    {"_!=_", true, false, "**:b", equal},
    {"_<_", true, false, ORDERED, order},
    {"_<=_", true, false, ORDERED, order},
    {"_>_", true, false, ORDERED, order},
    {"_>=_", true, false, ORDERED, order},
    {"@in", true, false, "*l:b *m:b", in},
    {"_[_]", true, false, "l*:* m*:*", index_of},
};
const size_t arithmetic_function_count = COUNT_OF(arithmetic_functions);
