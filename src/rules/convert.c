/* From one type to another: int("12"), string(d), day("2024-11-25") … What does not fit is an error. */
#include <math.h>

#include "rules/program.h"

static struct rule_value no_value(struct run *r, const struct node *n, struct text shown) {
    return run_error(r, n, "rules.cannot_convert", shown, n->name);
}

static struct rule_value range(struct run *r, const struct node *n) {
    return run_error(r, n, "rules.overflow", TEXT_NONE, TEXT_NONE);
}

static bool plain_number(struct text t) {
    for (size_t i = 0; i < t.len; i++)
        if (t.ptr[i] < '0' || t.ptr[i] > '9')
            return false;
    return t.len > 0;
}

static struct rule_value int_of_text(struct run *r, const struct node *n, struct text t) {
    bool negative = t.len > 0 && t.ptr[0] == '-';
    size_t skip = negative || (t.len > 0 && t.ptr[0] == '+') ? 1 : 0;
    struct text digits = {t.ptr + skip, t.len - skip};
    int64_t i;
    return plain_number(digits) && literal_int(digits, negative, &i) ? rule_of_int(i) : no_value(r, n, t);
}

static struct rule_value to_int(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    switch (a[0].kind) {
    case RULE_INT:
    case RULE_TIMESTAMP:
        return rule_of_int(a[0].i);
    case RULE_UINT:
        return a[0].u > (uint64_t)INT64_MAX ? range(r, n) : rule_of_int((int64_t)a[0].u);
    case RULE_DOUBLE:
        /* The ends of the range are no doubles: CEL leaves both out. */
        return !(a[0].d > -9223372036854775808.0 && a[0].d < 9223372036854775808.0) ? range(r, n)
                                                                                    : rule_of_int((int64_t)a[0].d);
    case RULE_STRING:
        return int_of_text(r, n, a[0].text);
    default:
        return run_no_way(r, n, a, count);
    }
}

static struct rule_value to_uint(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    struct rule_value v = {.kind = RULE_UINT};
    switch (a[0].kind) {
    case RULE_UINT:
        return a[0];
    case RULE_INT:
        v.u = (uint64_t)a[0].i;
        return a[0].i < 0 ? range(r, n) : v;
    case RULE_DOUBLE:
        if (!(a[0].d >= 0 && a[0].d < 18446744073709551616.0))
            return range(r, n);
        v.u = (uint64_t)a[0].d;
        return v;
    case RULE_STRING:
        return plain_number(a[0].text) && literal_uint(a[0].text, &v.u) ? v : no_value(r, n, a[0].text);
    default:
        return run_no_way(r, n, a, count);
    }
}

static struct rule_value to_double(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    struct rule_value v = {.kind = RULE_DOUBLE};
    char *end = NULL;
    switch (a[0].kind) {
    case RULE_DOUBLE:
        return a[0];
    case RULE_INT:
        v.d = (double)a[0].i;
        return v;
    case RULE_UINT:
        v.d = (double)a[0].u;
        return v;
    case RULE_STRING: {
        const char *t = arena_zstr(r->arena, a[0].text);
        v.d = strtod(t, &end);
        bool whole = a[0].text.len > 0 && end == t + a[0].text.len && strchr(" \t\n\r\f\v", t[0]) == NULL &&
                     strpbrk(t, "xX") == NULL;
        return whole ? v : no_value(r, n, a[0].text);
    }
    default:
        return run_no_way(r, n, a, count);
    }
}

static struct rule_value to_bool(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    static const char *const words[2][5] = {{"0", "f", "false", "FALSE", "False"}, {"1", "t", "true", "TRUE", "True"}};
    if (a[0].kind == RULE_BOOL)
        return a[0];
    if (a[0].kind != RULE_STRING)
        return run_no_way(r, n, a, count);
    for (size_t i = 0; i < 10; i++)
        if (text_is(a[0].text, words[i / 5][i % 5]))
            return rule_of_bool(i >= 5);
    return no_value(r, n, a[0].text);
}

/* The shortest digits that give the same double again, without an exponent where people would write none. */
struct text double_text(struct arena *a, double d) {
    if (isnan(d))
        return T("NaN");
    if (isinf(d))
        return d < 0 ? T("-Infinity") : T("Infinity");
    char t[40];
    int digits = 1;
    for (; digits <= 17; digits++) {
        (void)snprintf(t, sizeof t, "%.*e", digits - 1, d);
        if (strtod(t, NULL) == d)
            break;
    }
    int64_t exponent = strtol(strchr(t, 'e') + 1, NULL, 10);
    if (exponent < -6 || exponent > 20)
        return arena_fmt(a, "%.*g", digits, d);
    return arena_fmt(a, "%.*f", digits - 1 > exponent ? (int)(digits - 1 - exponent) : 0, d);
}

static struct rule_value to_string(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    char iso[11];
    switch (a[0].kind) {
    case RULE_STRING:
        return a[0];
    case RULE_BYTES:
        /* NUL is a letter like others here, so text_is_utf8 sees the parts between them. */
        for (size_t from = 0, at = 0; at <= a[0].text.len; at++)
            if (at == a[0].text.len || a[0].text.ptr[at] == '\0') {
                if (!text_is_utf8((struct text){a[0].text.ptr + from, at - from}))
                    return no_value(r, n, TEXT_NONE);
                from = at + 1;
            }
        return rule_of_text(a[0].text);
    case RULE_BOOL:
        return rule_of_text(a[0].b ? T("true") : T("false"));
    case RULE_INT:
        return rule_of_text(arena_fmt(r->arena, "%lld", (long long)a[0].i));
    case RULE_UINT:
        return rule_of_text(arena_fmt(r->arena, "%llu", (unsigned long long)a[0].u));
    case RULE_DOUBLE:
        return rule_of_text(isinf(a[0].d) ? (a[0].d < 0 ? T("-Inf") : T("+Inf")) : double_text(r->arena, a[0].d));
    case RULE_TIMESTAMP:
        return rule_of_text(timestamp_text(r->arena, a[0].i, a[0].nanos));
    case RULE_DURATION:
        return rule_of_text(duration_text(r->arena, a[0].i, a[0].nanos));
    case RULE_DAY:
        day_iso((day_t)a[0].i, iso);
        return rule_of_text(arena_text(r->arena, text_of(iso)));
    default:
        return run_no_way(r, n, a, count);
    }
}

static struct rule_value to_bytes(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    if (a[0].kind != RULE_STRING && a[0].kind != RULE_BYTES)
        return run_no_way(r, n, a, count);
    return (struct rule_value){.kind = RULE_BYTES, .text = a[0].text};
}

static struct rule_value to_timestamp(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    struct rule_value v = {.kind = RULE_TIMESTAMP};
    if (a[0].kind == RULE_TIMESTAMP)
        return a[0];
    if (a[0].kind == RULE_STRING)
        return timestamp_parse(a[0].text, &v.i, &v.nanos) ? v : no_value(r, n, a[0].text);
    if (a[0].kind != RULE_INT)
        return run_no_way(r, n, a, count);
    v.i = a[0].i;
    return timestamp_in_range(v.i) ? v : range(r, n);
}

static struct rule_value to_duration(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    struct rule_value v = {.kind = RULE_DURATION};
    if (a[0].kind == RULE_DURATION)
        return a[0];
    if (a[0].kind == RULE_STRING)
        return duration_parse(a[0].text, &v.i, &v.nanos) ? v : no_value(r, n, a[0].text);
    if (a[0].kind != RULE_INT)
        return run_no_way(r, n, a, count);
    v.i = a[0].i;
    return duration_in_range(v.i) ? v : range(r, n);
}

static struct rule_value to_day(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    day_t d;
    if (count == 3 && a[0].kind == RULE_INT && a[1].kind == RULE_INT && a[2].kind == RULE_INT) {
        bool small = a[0].i > 0 && a[0].i < 10000 && a[1].i > 0 && a[1].i < 13 && a[2].i > 0 && a[2].i < 32;
        d = small ? day_of((int)a[0].i, (int)a[1].i, (int)a[2].i) : DAY_NONE;
        return d == DAY_NONE ? no_value(r, n, TEXT_NONE) : rule_of_day(d);
    }
    if (count != 1)
        return run_no_way(r, n, a, count);
    if (a[0].kind == RULE_DAY)
        return a[0];
    if (a[0].kind == RULE_TIMESTAMP) {
        int64_t local = a[0].i + 7 * 3600;
        return rule_of_day((day_t)(local / 86400 - (local % 86400 < 0)));
    }
    if (a[0].kind != RULE_STRING)
        return run_no_way(r, n, a, count);
    return day_parse(a[0].text, &d) ? rule_of_day(d) : no_value(r, n, a[0].text);
}

static struct rule_value as_dyn(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    (void)r;
    (void)n;
    (void)count;
    return a[0];
}

static struct rule_value type_of(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    const char *name = a[0].kind == RULE_OBJECT ? a[0].object.type->name : type_value_name(a[0].kind);
    if (name == NULL)
        return run_no_way(r, n, a, count);
    return (struct rule_value){.kind = RULE_TYPE, .text = text_of(name)};
}

const struct function convert_functions[] = {
    {"int", true, false, "i:i u:i d:i s:i t:i", to_int},
    {"uint", true, false, "u:u i:u d:u s:u", to_uint},
    {"double", true, false, "d:d i:d u:d s:d", to_double},
    {"bool", true, false, "b:b s:b", to_bool},
    {"string", true, false, "s:s i:s u:s d:s b:s y:s t:s r:s D:s", to_string},
    {"bytes", true, false, "s:y y:y", to_bytes},
    {"timestamp", true, false, "t:t s:t i:t", to_timestamp},
    {"duration", true, false, "r:r s:r i:r", to_duration},
    {"day", true, false, "D:D s:D t:D iii:D", to_day},
    {"dyn", true, false, "*:*", as_dyn},
    {"type", true, false, "*:T", type_of},
};
const size_t convert_function_count = COUNT_OF(convert_functions);
