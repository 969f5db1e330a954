/* Values from JSON and into JSON. */
#include <jansson.h>
#include <math.h>

#include "rules/program.h"

#define MAX_DEPTH 32

static bool value_of(struct arena *a, const json_t *j, unsigned depth, struct rule_value *ret);

static bool list_of(struct arena *a, const json_t *j, unsigned depth, struct rule_value *ret) {
    struct rule_list *l = ARENA_NEW(a, struct rule_list);
    size_t count = json_array_size(j);
    l->items = ARENA_ARRAY(a, count + 1, struct rule_value);
    for (; l->count < count; l->count++)
        if (!value_of(a, json_array_get(j, l->count), depth + 1, &l->items[l->count]))
            return false;
    *ret = (struct rule_value){.kind = RULE_LIST, .list = l};
    return true;
}

static bool map_of(struct arena *a, json_t *j, unsigned depth, struct rule_value *ret) {
    struct rule_map *m = ARENA_NEW(a, struct rule_map);
    m->entries = ARENA_ARRAY(a, json_object_size(j) + 1, struct rule_entry);
    for (void *it = json_object_iter(j); it != NULL; it = json_object_iter_next(j, it)) {
        struct rule_entry *e = &m->entries[m->count++];
        e->key = rule_of_text(arena_text(a, text_of(json_object_iter_key(it))));
        if (!value_of(a, json_object_iter_value(it), depth + 1, &e->value))
            return false;
    }
    *ret = (struct rule_value){.kind = RULE_MAP, .map = m};
    return true;
}

static bool value_of(struct arena *a, const json_t *j, unsigned depth, struct rule_value *ret) {
    if (depth > MAX_DEPTH)
        return false;
    switch (json_typeof(j)) {
    case JSON_OBJECT:
        return map_of(a, (json_t *)(uintptr_t)j, depth, ret); /* jansson's iterators take no const */
    case JSON_ARRAY:
        return list_of(a, j, depth, ret);
    case JSON_STRING:
        *ret = rule_of_text(arena_text(a, (struct text){json_string_value(j), json_string_length(j)}));
        return true;
    case JSON_INTEGER:
        *ret = rule_of_int(json_integer_value(j));
        return true;
    case JSON_REAL:
        *ret = (struct rule_value){.kind = RULE_DOUBLE, .d = json_real_value(j)};
        return true;
    case JSON_NULL:
        *ret = (struct rule_value){.kind = RULE_NULL};
        return true;
    default:
        *ret = rule_of_bool(json_is_true(j));
        return true;
    }
}

bool rule_vars_json(struct arena *a, struct text json, struct rule_field **ret_vars, struct rule_value **ret_values,
                    size_t *ret_count, struct rule_problem *ret_problem) {
    json_error_t e = {.position = 0};
    json_t *j = json.len > RULE_MAX_JSON ? NULL
                                         : json_loadb(json.ptr == NULL ? "" : json.ptr, json.len,
                                                      JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &e);
    struct rule_value v = {.kind = RULE_NULL};
    bool good = j != NULL && json_is_object(j) && value_of(a, j, 0, &v) && arena_ok(a);
    json_decref(j);
    if (!good) {
        problem_set(ret_problem, "rules.bad_vars", e.position > 0 ? (size_t)e.position : 0, 0, TEXT_NONE, TEXT_NONE);
        return false;
    }
    struct rule_field *vars = ARENA_ARRAY(a, v.map->count + 1, struct rule_field);
    struct rule_value *values = ARENA_ARRAY(a, v.map->count + 1, struct rule_value);
    for (size_t i = 0; i < v.map->count; i++) {
        values[i] = v.map->entries[i].value;
        vars[i] = (struct rule_field){arena_zstr(a, v.map->entries[i].key.text),
                                      arena_zstr(a, type_text(a, type_of_value(a, &values[i]))), NULL};
    }
    *ret_vars = vars;
    *ret_values = values;
    *ret_count = v.map->count;
    return true;
}

/* ---- out */

static void write_string(struct buf *out, struct text t) {
    buf_char(out, '"');
    for (size_t i = 0; i < t.len; i++) {
        unsigned char c = (unsigned char)t.ptr[i];
        if (c == '"' || c == '\\')
            buf_fmt(out, "\\%c", c);
        else if (c == '\n')
            buf_str(out, "\\n");
        else if (c < 0x20 || c == 0x7f)
            buf_fmt(out, "\\u%04x", c);
        else
            buf_char(out, (char)c);
    }
    buf_char(out, '"');
}

static void write_base64(struct buf *out, struct text t) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    buf_char(out, '"');
    for (size_t i = 0; i < t.len; i += 3) {
        size_t n = t.len - i < 3 ? t.len - i : 3;
        uint32_t v = 0;
        for (size_t k = 0; k < 3; k++)
            v = v << 8 | (k < n ? (unsigned char)t.ptr[i + k] : 0u);
        for (size_t k = 0; k < 4; k++)
            buf_char(out, k <= n ? letters[v >> (18 - 6 * k) & 63] : '=');
    }
    buf_char(out, '"');
}

static void write_key(struct buf *out, const struct rule_value *v) {
    if (v->kind == RULE_STRING) {
        write_string(out, v->text);
        return;
    }
    buf_char(out, '"');
    rule_value_json(out, v);
    buf_char(out, '"');
}

static void write_double(struct buf *out, double d) {
    AUTO_ARENA a = arena_new(4096);
    struct text t = double_text(a, d);
    if (isnan(d) || isinf(d)) {
        write_string(out, t);
        return;
    }
    buf_text(out, t);
    if (strpbrk(t.ptr, ".e") == NULL) /* so that a double reads as one */
        buf_str(out, ".0");
}

void rule_value_json(struct buf *out, const struct rule_value *v) {
    AUTO_ARENA a = NULL;
    switch (v->kind) {
    case RULE_BOOL:
        buf_str(out, v->b ? "true" : "false");
        break;
    case RULE_INT:
        buf_i64(out, v->i);
        break;
    case RULE_UINT:
        buf_fmt(out, "%llu", (unsigned long long)v->u);
        break;
    case RULE_DOUBLE:
        write_double(out, v->d);
        break;
    case RULE_STRING:
    case RULE_TYPE:
        write_string(out, v->text);
        break;
    case RULE_BYTES:
        write_base64(out, v->text);
        break;
    case RULE_LIST:
        buf_char(out, '[');
        for (size_t i = 0; i < v->list->count; i++) {
            buf_str(out, i ? "," : "");
            rule_value_json(out, &v->list->items[i]);
        }
        buf_char(out, ']');
        break;
    case RULE_MAP:
        buf_char(out, '{');
        for (size_t i = 0; i < v->map->count; i++) {
            buf_str(out, i ? "," : "");
            write_key(out, &v->map->entries[i].key);
            buf_char(out, ':');
            rule_value_json(out, &v->map->entries[i].value);
        }
        buf_char(out, '}');
        break;
    case RULE_TIMESTAMP:
    case RULE_DURATION:
        a = arena_new(4096);
        write_string(out,
                     v->kind == RULE_TIMESTAMP ? timestamp_text(a, v->i, v->nanos) : duration_text(a, v->i, v->nanos));
        break;
    case RULE_DAY: {
        char iso[11];
        day_iso((day_t)v->i, iso);
        write_string(out, text_of(iso));
        break;
    }
    default:
        buf_str(out, "null");
    }
}
