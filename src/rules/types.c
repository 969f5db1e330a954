/* Types of the rule language: their names, what fits where. dyn fits everywhere and everything fits it. */
#include "rules/program.h"

const struct rule_type type_free = {RULE_DYN, NULL, NULL, NULL}, type_dyn = {RULE_DYN, NULL, NULL, NULL},
                       type_null = {RULE_NULL, NULL, NULL, NULL}, type_bool = {RULE_BOOL, NULL, NULL, NULL},
                       type_int = {RULE_INT, NULL, NULL, NULL}, type_uint = {RULE_UINT, NULL, NULL, NULL},
                       type_double = {RULE_DOUBLE, NULL, NULL, NULL}, type_string = {RULE_STRING, NULL, NULL, NULL},
                       type_bytes = {RULE_BYTES, NULL, NULL, NULL}, type_timestamp = {RULE_TIMESTAMP, NULL, NULL, NULL},
                       type_duration = {RULE_DURATION, NULL, NULL, NULL}, type_day = {RULE_DAY, NULL, NULL, NULL},
                       type_type = {RULE_TYPE, NULL, NULL, NULL}, type_list = {RULE_LIST, &type_dyn, NULL, NULL},
                       type_map = {RULE_MAP, &type_dyn, &type_dyn, NULL};

static const struct {
    enum rule_kind kind;
    char letter;
    const char *name;
    const char *value_name; /* CEL's, of type(x); NULL: no value has it */
    const struct rule_type *type;
} kinds[] = {
    {RULE_DYN, '*', "dyn", NULL, &type_dyn},
    {RULE_NULL, 'n', "null", "null_type", &type_null},
    {RULE_BOOL, 'b', "bool", "bool", &type_bool},
    {RULE_INT, 'i', "int", "int", &type_int},
    {RULE_UINT, 'u', "uint", "uint", &type_uint},
    {RULE_DOUBLE, 'd', "double", "double", &type_double},
    {RULE_STRING, 's', "string", "string", &type_string},
    {RULE_BYTES, 'y', "bytes", "bytes", &type_bytes},
    {RULE_LIST, 'l', "list", "list", &type_list},
    {RULE_MAP, 'm', "map", "map", &type_map},
    {RULE_TIMESTAMP, 't', "timestamp", "google.protobuf.Timestamp", &type_timestamp},
    {RULE_DURATION, 'r', "duration", "google.protobuf.Duration", &type_duration},
    {RULE_DAY, 'D', "day", "day", &type_day},
    {RULE_TYPE, 'T', "type", "type", &type_type},
    {RULE_OBJECT, '?', "object", NULL, NULL},
    {RULE_UNKNOWN, '?', "unknown", NULL, NULL},
    {RULE_ERROR, '?', "error", NULL, NULL},
};

const char *kind_name(enum rule_kind kind) {
    return kinds[kind].name;
}

const char *type_value_name(enum rule_kind kind) {
    return kinds[kind].value_name;
}

bool type_name_known(struct text name) {
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (kinds[i].value_name != NULL && text_is(name, kinds[i].value_name))
            return true;
    return false;
}

const struct rule_type *type_of_letter(char letter) {
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (kinds[i].letter == letter && kinds[i].type != NULL)
            return kinds[i].type;
    return &type_dyn;
}

const struct rule_type *type_list_of(struct arena *a, const struct rule_type *element) {
    struct rule_type *t = ARENA_NEW(a, struct rule_type);
    *t = (struct rule_type){.kind = RULE_LIST, .a = element};
    return t;
}

const struct rule_type *type_map_of(struct arena *a, const struct rule_type *key, const struct rule_type *value) {
    struct rule_type *t = ARENA_NEW(a, struct rule_type);
    *t = (struct rule_type){.kind = RULE_MAP, .a = key, .b = value};
    return t;
}

/* Cuts "list(…)" open; *ret_inside is what stands between. */
static bool inside_of(struct text t, struct text head, struct text *ret_inside) {
    if (!text_starts(t, head) || t.len < head.len + 1 || t.ptr[t.len - 1] != ')')
        return false;
    *ret_inside = (struct text){t.ptr + head.len, t.len - head.len - 1};
    return true;
}

const struct rule_type *type_parse(struct arena *a, const struct rule_scope *scope, struct text text) {
    text = text_trim(text);
    struct text inside;
    if (inside_of(text, T("list("), &inside)) {
        const struct rule_type *element = type_parse(a, scope, inside);
        return element == NULL ? NULL : type_list_of(a, element);
    }
    if (inside_of(text, T("map("), &inside)) {
        size_t depth = 0, cut = 0;
        for (size_t i = 0; i < inside.len && cut == 0; i++) {
            char c = inside.ptr[i];
            depth = c == '(' ? depth + 1 : c == ')' && depth > 0 ? depth - 1 : depth;
            cut = c == ',' && depth == 0 ? i : 0;
        }
        const struct rule_type *key = type_parse(a, scope, (struct text){inside.ptr, cut}), *value = NULL;
        if (cut > 0)
            value = type_parse(a, scope, (struct text){inside.ptr + cut + 1, inside.len - cut - 1});
        return key == NULL || value == NULL ? NULL : type_map_of(a, key, value);
    }
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (kinds[i].type != NULL && text_is(text, kinds[i].name))
            return kinds[i].type;
    for (size_t i = 0; scope != NULL && i < scope->object_count; i++)
        if (text_is(text, scope->objects[i]->name)) {
            struct rule_type *t = ARENA_NEW(a, struct rule_type);
            *t = (struct rule_type){.kind = RULE_OBJECT, .object = scope->objects[i]};
            return t;
        }
    return NULL;
}

static const struct rule_type *or_dyn(const struct rule_type *t) {
    return t == NULL ? &type_dyn : t;
}

struct text type_text(struct arena *a, const struct rule_type *t) {
    t = or_dyn(t);
    switch (t->kind) {
    case RULE_LIST: {
        struct text e = type_text(a, t->a);
        return arena_fmt(a, "list(%.*s)", FMT(e));
    }
    case RULE_MAP: {
        struct text k = type_text(a, t->a), v = type_text(a, t->b);
        return arena_fmt(a, "map(%.*s, %.*s)", FMT(k), FMT(v));
    }
    case RULE_OBJECT:
        return text_of(t->object->name);
    default:
        return text_of(kinds[t->kind].name);
    }
}

bool type_fits(const struct rule_type *wanted, const struct rule_type *given) {
    wanted = or_dyn(wanted);
    given = or_dyn(given);
    if (wanted->kind == RULE_DYN || given->kind == RULE_DYN)
        return true;
    if (wanted->kind != given->kind)
        return false;
    if (wanted->kind == RULE_OBJECT)
        return wanted->object == given->object;
    if (wanted->kind == RULE_LIST)
        return type_fits(wanted->a, given->a);
    return wanted->kind != RULE_MAP || (type_fits(wanted->a, given->a) && type_fits(wanted->b, given->b));
}

const struct rule_type *type_join(struct arena *a, const struct rule_type *x, const struct rule_type *y) {
    x = or_dyn(x);
    y = or_dyn(y);
    if (x == y || y == &type_free)
        return x;
    if (x == &type_free)
        return y;
    if (x->kind != y->kind || x->kind == RULE_DYN)
        return &type_dyn;
    if (x->kind == RULE_LIST)
        return type_list_of(a, type_join(a, x->a, y->a));
    if (x->kind == RULE_MAP)
        return type_map_of(a, type_join(a, x->a, y->a), type_join(a, x->b, y->b));
    return x->kind == RULE_OBJECT && x->object != y->object ? &type_dyn : x;
}

const struct rule_type *type_of_value(struct arena *a, const struct rule_value *v) {
    const struct rule_type *t = NULL, *key = NULL;
    switch (v->kind) {
    case RULE_LIST:
        for (size_t i = 0; i < v->list->count; i++) {
            const struct rule_type *e = type_of_value(a, &v->list->items[i]);
            t = t == NULL ? e : type_join(a, t, e);
        }
        return type_list_of(a, or_dyn(t));
    case RULE_MAP:
        for (size_t i = 0; i < v->map->count; i++) {
            const struct rule_type *k = type_of_value(a, &v->map->entries[i].key),
                                   *e = type_of_value(a, &v->map->entries[i].value);
            key = key == NULL ? k : type_join(a, key, k);
            t = t == NULL ? e : type_join(a, t, e);
        }
        return type_map_of(a, or_dyn(key), or_dyn(t));
    default:
        return or_dyn(kinds[v->kind].type);
    }
}
