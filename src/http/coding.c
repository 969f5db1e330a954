/* Percent coding, and lists of name=value in it: query strings, form bodies, cookies. */
#include "http/http.h"

static int hex_value(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool http_percent_decode(struct arena *a, struct text t, bool plus_is_space, struct text *ret) {
    bool as_is = true;
    for (size_t i = 0; i < t.len && as_is; i++)
        as_is = t.ptr[i] != '%' && !(plus_is_space && t.ptr[i] == '+');
    if (as_is) {
        *ret = t.ptr ? t : T("");
        return true;
    }
    char *out = arena_alloc(a, t.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < t.len; i++) {
        char c = t.ptr[i];
        if (c == '%') {
            if (t.len - i < 3)
                return false;
            int high = hex_value(t.ptr[i + 1]), low = hex_value(t.ptr[i + 2]);
            if (high < 0 || low < 0)
                return false;
            c = (char)(high << 4 | low);
            i += 2;
        } else if (plus_is_space && c == '+') {
            c = ' ';
        }
        out[n++] = c;
    }
    *ret = (struct text){out, n};
    return true;
}

void http_percent_encode(struct buf *out, struct text t) {
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < t.len; i++) {
        unsigned char c = (unsigned char)t.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                     c == '.' || c == '_' || c == '~';
        if (plain) {
            buf_char(out, (char)c);
        } else {
            buf_char(out, '%');
            buf_char(out, digits[c >> 4]);
            buf_char(out, digits[c & 15]);
        }
    }
}

enum status http_parse_urlencoded(struct arena *a, struct text body, struct http_pair **ret, size_t *ret_count,
                                  struct error *err) {
    size_t room = body.len > 0;
    for (size_t i = 0; i < body.len; i++)
        if (body.ptr[i] == '&' && ++room > MAX_FORM_FIELDS)
            return fail(err, E_TOO_LARGE, "http.too_many_fields");
    struct http_pair *pairs = ARENA_ARRAY(a, room, struct http_pair);
    size_t count = 0;
    struct text rest = body.len ? body : TEXT_NONE, part;
    while (text_cut(&rest, '&', &part)) {
        if (part.len == 0)
            continue;
        struct text name, value = part;
        (void)text_cut(&value, '=', &name);
        struct http_pair *p = &pairs[count++];
        if (!http_percent_decode(a, name, true, &p->name) || !http_percent_decode(a, value, true, &p->value))
            return fail_detail(err, E_BAD_REQUEST, "http.bad_form", "bad percent escape in field %zu", count);
        if (!text_is_utf8(p->name) || !text_is_utf8(p->value))
            return fail_detail(err, E_BAD_REQUEST, "http.bad_form", "field %zu is not UTF-8", count);
    }
    *ret = pairs;
    *ret_count = count;
    return OK;
}

static struct text find_pair(const struct http_pair *pairs, size_t count, const char *name) {
    struct text wanted = text_of(name);
    for (size_t i = 0; i < count; i++)
        if (text_eq(pairs[i].name, wanted))
            return pairs[i].value;
    return TEXT_NONE;
}

struct text http_header(const struct http_request *r, const char *lower_name) {
    return find_pair(r->headers, r->header_count, lower_name);
}

struct text http_query(const struct http_request *r, const char *name) {
    return find_pair(r->query, r->query_count, name);
}

struct text http_cookie(const struct http_request *r, const char *name) {
    for (size_t i = 0; i < r->header_count; i++) {
        struct text rest = r->headers[i].value, part;
        if (!text_is(r->headers[i].name, "cookie"))
            continue;
        while (text_cut(&rest, ';', &part)) {
            struct text key, value = text_trim(part);
            if (memchr(value.ptr, '=', value.len) == NULL)
                continue; /* a nameless cookie */
            (void)text_cut(&value, '=', &key);
            if (!text_is(key, name))
                continue;
            if (value.len >= 2 && value.ptr[0] == '"' && value.ptr[value.len - 1] == '"')
                value = (struct text){value.ptr + 1, value.len - 2};
            return value;
        }
    }
    return TEXT_NONE;
}

const char *http_method_name(enum http_method m) {
    static const char *const names[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OTHER"};
    return names[m];
}
