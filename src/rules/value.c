/* Values of the rule language: equality and order across number types, text after NFC. */
#include <math.h>

#include "rules/program.h"

struct rule_value rule_of_bool(bool b) {
    return (struct rule_value){.kind = RULE_BOOL, .b = b};
}
struct rule_value rule_of_int(int64_t i) {
    return (struct rule_value){.kind = RULE_INT, .i = i};
}
struct rule_value rule_of_text(struct text t) {
    return t.ptr == NULL ? rule_unknown() : (struct rule_value){.kind = RULE_STRING, .text = t};
}
struct rule_value rule_of_day(day_t d) {
    return d == DAY_NONE ? rule_unknown() : (struct rule_value){.kind = RULE_DAY, .i = d};
}
struct rule_value rule_unknown(void) {
    return (struct rule_value){.kind = RULE_UNKNOWN};
}

struct text text_nfc(struct arena *a, struct text t) {
    for (size_t i = 0; i < t.len; i++)
        if ((t.ptr[i] & 0x80) != 0)
            return memchr(t.ptr, '\0', t.len) != NULL ? t : vi_nfc(a, t);
    return t;
}

static bool is_number(enum rule_kind k) {
    return k == RULE_INT || k == RULE_UINT || k == RULE_DOUBLE;
}

static int turned(int order) {
    return order == -1 ? 1 : order == 1 ? -1 : order;
}

static int number_compare(const struct rule_value *x, const struct rule_value *y) {
    if (x->kind == RULE_DOUBLE && y->kind == RULE_DOUBLE)
        return isnan(x->d) || isnan(y->d) ? 2 : (x->d > y->d) - (x->d < y->d);
    if (x->kind == RULE_DOUBLE) { /* as CEL: the whole number is rounded to a double */
        double d = y->kind == RULE_INT ? (double)y->i : (double)y->u;
        return isnan(x->d) ? 2 : (x->d > d) - (x->d < d);
    }
    if (y->kind == RULE_DOUBLE)
        return turned(number_compare(y, x));
    if (x->kind == y->kind)
        return x->kind == RULE_INT ? (x->i > y->i) - (x->i < y->i) : (x->u > y->u) - (x->u < y->u);
    if (x->kind == RULE_UINT)
        return turned(number_compare(y, x));
    return x->i < 0 || (uint64_t)x->i < y->u ? -1 : (uint64_t)x->i > y->u;
}

int value_compare(struct arena *a, const struct rule_value *x, const struct rule_value *y) {
    if (is_number(x->kind) && is_number(y->kind))
        return number_compare(x, y);
    if (x->kind != y->kind)
        return 3;
    int order;
    switch (x->kind) {
    case RULE_BOOL:
        return (int)x->b - (int)y->b;
    case RULE_STRING:
        order = text_cmp(text_nfc(a, x->text), text_nfc(a, y->text));
        return (order > 0) - (order < 0);
    case RULE_BYTES:
        order = text_cmp(x->text, y->text);
        return (order > 0) - (order < 0);
    case RULE_DAY:
        return (x->i > y->i) - (x->i < y->i);
    case RULE_TIMESTAMP:
    case RULE_DURATION:
        return x->i != y->i ? (x->i > y->i) - (x->i < y->i) : (x->nanos > y->nanos) - (x->nanos < y->nanos);
    default:
        return 3;
    }
}

const struct rule_value *map_find(struct arena *a, const struct rule_map *m, const struct rule_value *key) {
    for (size_t i = 0; i < m->count; i++)
        if (rule_equal(a, &m->entries[i].key, key))
            return &m->entries[i].value;
    return NULL;
}

static bool lists_equal(struct arena *a, const struct rule_list *x, const struct rule_list *y) {
    if (x->count != y->count)
        return false;
    for (size_t i = 0; i < x->count; i++)
        if (!rule_equal(a, &x->items[i], &y->items[i]))
            return false;
    return true;
}

static bool maps_equal(struct arena *a, const struct rule_map *x, const struct rule_map *y) {
    if (x->count != y->count)
        return false;
    for (size_t i = 0; i < x->count; i++) {
        const struct rule_value *other = map_find(a, y, &x->entries[i].key);
        if (other == NULL || !rule_equal(a, &x->entries[i].value, other))
            return false;
    }
    return true;
}

bool rule_equal(struct arena *a, const struct rule_value *x, const struct rule_value *y) {
    if (is_number(x->kind) && is_number(y->kind))
        return number_compare(x, y) == 0;
    if (x->kind != y->kind)
        return false;
    switch (x->kind) {
    case RULE_NULL:
        return true;
    case RULE_LIST:
        return lists_equal(a, x->list, y->list);
    case RULE_MAP:
        return maps_equal(a, x->map, y->map);
    case RULE_TYPE:
        return text_eq(x->text, y->text);
    case RULE_OBJECT:
        return x->object.ptr == y->object.ptr;
    default:
        return value_compare(a, x, y) == 0;
    }
}
