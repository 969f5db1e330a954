#include "view/value.h"

#include "db/db.h" /* DB_NULL */

static struct value *value_new(struct arena *a, enum value_type type) {
    struct value *v = ARENA_NEW(a, struct value);
    v->type = type;
    v->arena = a;
    return v;
}

struct value *value_object(struct arena *a) {
    return value_new(a, V_OBJECT);
}

struct value *value_list(struct arena *a) {
    return value_new(a, V_LIST);
}

static void *grown(struct arena *a, const void *old, size_t count, size_t *room, size_t size) {
    *room = *room ? *room * 2 : 8;
    void *p = arena_array(a, *room, size);
    if (count)
        memcpy(p, old, count * size);
    return p;
}

void value_set(struct value *obj, const char *key, struct value *v) {
    size_t len = strlen(key);
    for (size_t i = 0; i < obj->object.count; i++) {
        struct value_member *m = &obj->object.members[i];
        if (m->key_len == len && memcmp(m->key, key, len) == 0) {
            m->value = v;
            return;
        }
    }
    if (obj->object.count == obj->object.room)
        obj->object.members =
            grown(obj->arena, obj->object.members, obj->object.count, &obj->object.room, sizeof *obj->object.members);
    obj->object.members[obj->object.count++] = (struct value_member){key, len, v, false};
}

void value_share(struct value *obj, const char *key, const struct value *v) {
    if (v == NULL)
        value_set_null(obj, key);
    else /* the tree is only read from here on, but its members are not const */
        value_set(obj, key, (struct value *)(uintptr_t)v);
}

void value_set_page(struct value *obj, const char *key, struct value *v) {
    value_set(obj, key, v);
    for (size_t i = 0; i < obj->object.count; i++)
        if (obj->object.members[i].value == v)
            obj->object.members[i].page_only = true;
}

static void set_i64(struct value *obj, const char *key, enum value_type type, int64_t n) {
    struct value *v = value_new(obj->arena, n == DB_NULL ? V_NULL : type);
    v->i = n;
    value_set(obj, key, v);
}

void value_set_null(struct value *obj, const char *key) {
    value_set(obj, key, value_new(obj->arena, V_NULL));
}

void value_set_bool(struct value *obj, const char *key, bool b) {
    struct value *v = value_new(obj->arena, V_BOOL);
    v->b = b;
    value_set(obj, key, v);
}

void value_set_int(struct value *obj, const char *key, int64_t n) {
    set_i64(obj, key, V_INT, n);
}

void value_set_id(struct value *obj, const char *key, int64_t n) {
    set_i64(obj, key, V_ID, n);
}

void value_set_instant(struct value *obj, const char *key, instant_t n) {
    set_i64(obj, key, V_INSTANT, n);
}

void value_set_money(struct value *obj, const char *key, int64_t n) {
    set_i64(obj, key, V_MONEY, n);
}

void value_set_bp(struct value *obj, const char *key, int64_t n) {
    set_i64(obj, key, V_BP, n);
}

void value_set_rate(struct value *obj, const char *key, int64_t n) {
    set_i64(obj, key, V_RATE, n);
}

void value_set_day(struct value *obj, const char *key, day_t d) {
    struct value *v = value_new(obj->arena, d == DAY_NONE ? V_NULL : V_DAY);
    v->day = d;
    value_set(obj, key, v);
}

static struct value *text_value(struct arena *a, struct text t) {
    struct value *v = value_new(a, t.ptr == NULL ? V_NULL : V_TEXT);
    v->text = t;
    return v;
}

void value_set_text(struct value *obj, const char *key, struct text t) {
    value_set(obj, key, text_value(obj->arena, t));
}

void value_set_str(struct value *obj, const char *key, const char *z) {
    value_set_text(obj, key, text_of(z));
}

void value_set_word(struct value *obj, const char *key, const char *message_key) {
    struct value *v = value_new(obj->arena, message_key ? V_WORD : V_NULL);
    v->word = message_key;
    value_set(obj, key, v);
}

struct value *value_set_object(struct value *obj, const char *key) {
    struct value *v = value_object(obj->arena);
    value_set(obj, key, v);
    return v;
}

struct value *value_set_list(struct value *obj, const char *key) {
    struct value *v = value_list(obj->arena);
    value_set(obj, key, v);
    return v;
}

void value_add(struct value *list, struct value *v) {
    if (list->list.count == list->list.room)
        list->list.items =
            grown(list->arena, list->list.items, list->list.count, &list->list.room, sizeof *list->list.items);
    list->list.items[list->list.count++] = v;
}

void value_add_text(struct value *list, struct text t) {
    value_add(list, text_value(list->arena, t));
}

struct value *value_add_object(struct value *list) {
    struct value *v = value_object(list->arena);
    value_add(list, v);
    return v;
}

const struct value *value_get(const struct value *obj, struct text key) {
    if (obj == NULL || obj->type != V_OBJECT)
        return NULL;
    for (size_t i = 0; i < obj->object.count; i++) {
        const struct value_member *m = &obj->object.members[i];
        if (m->key_len == key.len && memcmp(m->key, key.ptr, key.len) == 0)
            return m->value;
    }
    return NULL;
}

const struct value *value_path(const struct value *v, const char *dotted) {
    struct text rest = text_of(dotted), part;
    while (v != NULL && text_cut(&rest, '.', &part))
        v = value_get(v, part);
    return v;
}

size_t value_count(const struct value *list) {
    return list != NULL && list->type == V_LIST ? list->list.count : 0;
}

const struct value *value_at(const struct value *list, size_t i) {
    return i < value_count(list) ? list->list.items[i] : NULL;
}

bool value_truthy(const struct value *v) {
    if (v == NULL)
        return false;
    switch (v->type) {
    case V_NULL:
        return false;
    case V_BOOL:
        return v->b;
    case V_INT:
    case V_ID:
    case V_MONEY:
    case V_BP:
    case V_RATE:
        return v->i != 0;
    case V_TEXT:
        return v->text.len > 0;
    case V_LIST:
        return v->list.count > 0;
    case V_DAY:
    case V_INSTANT:
    case V_WORD:
    case V_OBJECT:
        return true;
    }
    return false;
}

int64_t value_int(const struct value *v, int64_t otherwise) {
    if (v == NULL)
        return otherwise;
    switch (v->type) {
    case V_INT:
    case V_ID:
    case V_INSTANT:
    case V_MONEY:
    case V_BP:
    case V_RATE:
        return v->i;
    case V_BOOL:
        return v->b;
    case V_DAY:
        return v->day;
    default:
        return otherwise;
    }
}

struct text value_text(const struct value *v) {
    if (v == NULL)
        return TEXT_NONE;
    return v->type == V_TEXT ? v->text : v->type == V_WORD ? text_of(v->word) : TEXT_NONE;
}

void json_string(struct buf *out, struct text t) {
    buf_char(out, '"');
    size_t start = 0;
    for (size_t i = 0; i < t.len; i++) {
        unsigned char c = (unsigned char)t.ptr[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        buf_add(out, t.ptr + start, i - start);
        start = i + 1;
        if (c == '"' || c == '\\') {
            buf_char(out, '\\');
            buf_char(out, (char)c);
        } else if (c == '\n') {
            buf_str(out, "\\n");
        } else if (c == '\t') {
            buf_str(out, "\\t");
        } else {
            buf_fmt(out, "\\u%04x", c);
        }
    }
    buf_add(out, t.ptr + start, t.len - start);
    buf_char(out, '"');
}

static void json_word(struct buf *out, const char *key) {
    const char *dot = strrchr(key, '.');
    json_string(out, text_of(dot ? dot + 1 : key));
}

void value_json(struct buf *out, const struct value *v) {
    if (v == NULL) {
        buf_str(out, "null");
        return;
    }
    char when[25];
    switch (v->type) {
    case V_NULL:
        buf_str(out, "null");
        break;
    case V_BOOL:
        buf_str(out, v->b ? "true" : "false");
        break;
    case V_INT:
    case V_MONEY:
    case V_BP:
        buf_i64(out, v->i);
        break;
    case V_ID:
        buf_char(out, '"');
        buf_i64(out, v->i);
        buf_char(out, '"');
        break;
    case V_RATE: {
        long long n = v->i < 0 ? -v->i : v->i;
        buf_fmt(out, "%s%lld.%06lld", v->i < 0 ? "-" : "", n / 1000000, n % 1000000);
        break;
    }
    case V_DAY:
        day_iso(v->day, when);
        json_string(out, text_of(when));
        break;
    case V_INSTANT:
        instant_iso(v->i, when);
        json_string(out, text_of(when));
        break;
    case V_TEXT:
        json_string(out, v->text);
        break;
    case V_WORD:
        json_word(out, v->word);
        break;
    case V_LIST:
        buf_char(out, '[');
        for (size_t i = 0; i < v->list.count; i++) {
            if (i)
                buf_char(out, ',');
            value_json(out, v->list.items[i]);
        }
        buf_char(out, ']');
        break;
    case V_OBJECT:
        buf_char(out, '{');
        for (size_t i = 0, written = 0; i < v->object.count; i++) {
            if (v->object.members[i].page_only)
                continue;
            if (written++)
                buf_char(out, ',');
            json_string(out, (struct text){v->object.members[i].key, v->object.members[i].key_len});
            buf_char(out, ':');
            value_json(out, v->object.members[i].value);
        }
        buf_char(out, '}');
        break;
    }
}
