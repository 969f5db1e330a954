/* jansson parses; the result is copied into the arena and its own tree freed at once, so that no lifetime but the
 * request's has to be kept in mind and jansson's header stays in this file. One pass over the bytes before that counts
 * depth and values: jansson takes some hundred bytes for each "[]," of a body, and has no limit for it. */
#include "http/json_body.h"

#include <jansson.h>
#include <strings.h>

struct json_body {
    enum json_body_kind kind;
    bool truth;
    int64_t integer;
    double real;
    struct text text;
    size_t count;
    const struct json_body *items;
    struct text *names; /* of an object, in the order of items */
};

/* ---- parsing */

/* Brackets within strings do not count. On malformed input the figures mean nothing, and the parser refuses it. */
static bool within_limits(struct text body) {
    size_t depth = 0, nodes = 1;
    bool quoted = false;
    for (size_t i = 0; i < body.len; i++) {
        char c = body.ptr[i];
        if (quoted) {
            if (c == '\\')
                i++;
            else if (c == '"')
                quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            nodes++;
            if (++depth > MAX_JSON_DEPTH)
                return false;
        } else if ((c == '}' || c == ']') && depth > 0) {
            depth--;
        } else if (c == ',') {
            nodes++;
        }
        if (nodes > MAX_JSON_NODES)
            return false;
    }
    return true;
}

static void copy_value(struct arena *a, const json_t *from, struct json_body *to);

static void copy_object(struct arena *a, const json_t *from, struct json_body *to) {
    to->kind = JSON_BODY_OBJECT;
    to->count = json_object_size(from);
    struct json_body *items = ARENA_ARRAY(a, to->count, struct json_body);
    to->names = ARENA_ARRAY(a, to->count, struct text);
    size_t i = 0;
    json_t *object = (json_t *)(uintptr_t)from; /* iterating does not change it; jansson's type says otherwise */
    for (void *at = json_object_iter(object); at != NULL; at = json_object_iter_next(object, at), i++) {
        to->names[i] = arena_text(a, text_of(json_object_iter_key(at)));
        copy_value(a, json_object_iter_value(at), &items[i]);
    }
    to->items = items;
}

static void copy_value(struct arena *a, const json_t *from, struct json_body *to) {
    switch (json_typeof(from)) {
    case JSON_OBJECT:
        copy_object(a, from, to);
        break;
    case JSON_ARRAY: {
        to->kind = JSON_BODY_LIST;
        to->count = json_array_size(from);
        struct json_body *items = ARENA_ARRAY(a, to->count, struct json_body);
        for (size_t i = 0; i < to->count; i++)
            copy_value(a, json_array_get(from, i), &items[i]);
        to->items = items;
        break;
    }
    case JSON_STRING:
        to->kind = JSON_BODY_TEXT;
        to->text = arena_text(a, (struct text){json_string_value(from), json_string_length(from)});
        break;
    case JSON_INTEGER:
        to->kind = JSON_BODY_INT;
        to->integer = json_integer_value(from);
        break;
    case JSON_REAL:
        to->kind = JSON_BODY_REAL;
        to->real = json_real_value(from);
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        to->kind = JSON_BODY_BOOL;
        to->truth = json_is_true(from);
        break;
    case JSON_NULL:
        to->kind = JSON_BODY_NULL;
        break;
    }
}

enum status json_body_parse(struct arena *a, struct text body, const struct json_body **ret, struct error *err) {
    if (!within_limits(body))
        return fail(err, E_TOO_LARGE, "http.json_too_large");
    json_error_t where;
    json_t *tree = json_loadb(body.ptr ? body.ptr : "", body.len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &where);
    if (tree == NULL) {
        char line[16], column[16];
        (void)snprintf(line, sizeof line, "%d", where.line);
        (void)snprintf(column, sizeof column, "%d", where.column);
        enum status s = fail(err, E_BAD_REQUEST, "http.bad_json", line, column);
        (void)snprintf(err->detail, sizeof err->detail, "%s", where.text);
        return s;
    }
    struct json_body *v = ARENA_NEW(a, struct json_body);
    copy_value(a, tree, v);
    json_decref(tree);
    *ret = v;
    return OK;
}

static bool is_json_type(struct text type) {
    struct text params = type, media, param;
    if (!text_cut(&params, ';', &media))
        return false; /* no such header */
    media = text_trim(media);
    bool plain = media.len == 16 && strncasecmp(media.ptr, "application/json", 16) == 0;
    bool suffixed = media.len > 17 && strncasecmp(media.ptr, "application/", 12) == 0 &&
                    strncasecmp(media.ptr + media.len - 5, "+json", 5) == 0;
    while (text_cut(&params, ';', &param)) {
        param = text_trim(param);
        bool charset = param.len >= 8 && strncasecmp(param.ptr, "charset=", 8) == 0;
        bool utf8 = (param.len == 13 && strncasecmp(param.ptr + 8, "utf-8", 5) == 0) ||
                    (param.len == 15 && strncasecmp(param.ptr + 8, "\"utf-8\"", 7) == 0);
        if (charset && !utf8)
            return false;
    }
    return plain || suffixed;
}

enum status http_json(const struct http_request *r, const struct json_body **ret, struct error *err) {
    struct text type = http_header(r, "content-type");
    if (!is_json_type(type))
        return fail_detail(err, E_MEDIA, "http.unsupported_media", "%.*s", FMT(type));
    const struct json_body *v;
    TRY(json_body_parse(r->arena, r->body, &v, err));
    if (v->kind != JSON_BODY_OBJECT && v->kind != JSON_BODY_LIST)
        return fail(err, E_BAD_REQUEST, "http.bad_json", "1", "1");
    *ret = v;
    return OK;
}

/* ---- reading */

enum json_body_kind json_body_kind(const struct json_body *v) {
    return v == NULL ? JSON_BODY_ABSENT : v->kind;
}

bool json_body_is_null(const struct json_body *v) {
    return json_body_kind(v) == JSON_BODY_NULL;
}

bool json_body_text(const struct json_body *v, struct text *ret) {
    if (json_body_kind(v) != JSON_BODY_TEXT)
        return false;
    *ret = v->text;
    return true;
}

bool json_body_int(const struct json_body *v, int64_t *ret) {
    if (json_body_kind(v) != JSON_BODY_INT)
        return false;
    *ret = v->integer;
    return true;
}

bool json_body_real(const struct json_body *v, double *ret) {
    if (json_body_kind(v) == JSON_BODY_INT)
        *ret = (double)v->integer;
    else if (json_body_kind(v) == JSON_BODY_REAL)
        *ret = v->real;
    else
        return false;
    return true;
}

bool json_body_bool(const struct json_body *v, bool *ret) {
    if (json_body_kind(v) != JSON_BODY_BOOL)
        return false;
    *ret = v->truth;
    return true;
}

bool json_body_id(const struct json_body *v, int64_t *ret) {
    int64_t id;
    if (json_body_kind(v) != JSON_BODY_TEXT || !text_to_i64(v->text, &id) || id <= 0)
        return false;
    *ret = id;
    return true;
}

size_t json_body_count(const struct json_body *v) {
    return v == NULL ? 0 : v->count;
}

const struct json_body *json_body_at(const struct json_body *v, size_t i) {
    return i < json_body_count(v) ? &v->items[i] : NULL;
}

struct text json_body_name(const struct json_body *v, size_t i) {
    return json_body_kind(v) == JSON_BODY_OBJECT && i < v->count ? v->names[i] : TEXT_NONE;
}

const struct json_body *json_body_get(const struct json_body *v, const char *name) {
    if (json_body_kind(v) != JSON_BODY_OBJECT)
        return NULL;
    for (size_t i = 0; i < v->count; i++)
        if (text_is(v->names[i], name))
            return &v->items[i];
    return NULL;
}

/* ---- as a form */

static bool is_scalar(const struct json_body *v) {
    return v->kind != JSON_BODY_LIST && v->kind != JSON_BODY_OBJECT;
}

/* As few digits as bring the same double back; 17 always do. */
static struct text real_as_text(struct arena *a, double x) {
    char z[32];
    for (int digits = 15; digits <= 17; digits++) {
        (void)snprintf(z, sizeof z, "%.*g", digits, x);
        double back = strtod(z, NULL);
        if (memcmp(&back, &x, sizeof x) == 0)
            break;
    }
    return arena_text(a, text_of(z));
}

static struct text scalar_as_field(struct arena *a, const struct json_body *v) {
    switch (v->kind) {
    case JSON_BODY_TEXT:
        return v->text;
    case JSON_BODY_INT:
        return arena_fmt(a, "%lld", (long long)v->integer);
    case JSON_BODY_REAL:
        return real_as_text(a, v->real);
    case JSON_BODY_BOOL:
        return v->truth ? T("1") : T("");
    default:
        return T("");
    }
}

bool json_body_pairs(struct arena *a, const struct json_body *v, struct http_pair **ret, size_t *ret_count) {
    if (json_body_kind(v) != JSON_BODY_OBJECT)
        return false;
    size_t room = 0, count = 0;
    for (size_t i = 0; i < v->count; i++)
        room += v->items[i].kind == JSON_BODY_LIST ? v->items[i].count : 1;
    if (room > MAX_FORM_FIELDS)
        return false;
    struct http_pair *pairs = ARENA_ARRAY(a, room, struct http_pair);
    for (size_t i = 0; i < v->count; i++) {
        const struct json_body *m = &v->items[i];
        bool flat = m->kind == JSON_BODY_LIST;
        for (size_t k = 0; flat && k < m->count; k++)
            flat = is_scalar(&m->items[k]);
        if (is_scalar(m))
            pairs[count++] = (struct http_pair){v->names[i], scalar_as_field(a, m)};
        else if (flat)
            for (size_t k = 0; k < m->count; k++)
                pairs[count++] = (struct http_pair){v->names[i], scalar_as_field(a, &m->items[k])};
    }
    *ret = pairs;
    *ret_count = count;
    return true;
}
