/* Bodies of forms and JSON. The first byte says what follows: 'u' an url-encoded body; 'm' a boundary line, then a
 * multipart body; 'j' a JSON text; 't' a Content-Type line, then a body of that type
 * ('T': without the header). */
#include "http/http.h"
#include "http/json_body.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool promise) {
    if (!promise)
        __builtin_trap();
}

static unsigned touched; /* reading each byte lets AddressSanitizer see a slice that is too long */

static void touch(struct text t) {
    for (size_t i = 0; i < t.len; i++)
        touched += (unsigned char)t.ptr[i];
}

static void check_form(enum status s, const struct http_pair *pairs, size_t count, const struct http_file *files,
                       size_t file_count, const struct error *err) {
    if (s != OK) {
        must(err->key != NULL && count == 0 && file_count == 0);
        return;
    }
    must(count + file_count <= MAX_FORM_FIELDS);
    for (size_t i = 0; i < count; i++) {
        must(text_is_utf8(pairs[i].name) && text_is_utf8(pairs[i].value));
        touch(pairs[i].value);
    }
    for (size_t i = 0; i < file_count; i++) {
        must(text_is_utf8(files[i].field) && text_is_utf8(files[i].file_name) && text_is_utf8(files[i].content_type));
        if (files[i].file_name.len > 0)
            must(memchr(files[i].file_name.ptr, '/', files[i].file_name.len) == NULL);
        touch(files[i].bytes);
    }
}

/* What was read and is written again must be read as the same. */
static void check_urlencoded_again(struct arena *a, const struct http_pair *pairs, size_t count) {
    AUTO_BUF b;
    buf_init(&b, 16u << 20);
    for (size_t i = 0; i < count; i++) {
        http_percent_encode(&b, pairs[i].name);
        buf_char(&b, '=');
        http_percent_encode(&b, pairs[i].value);
        buf_char(&b, '&');
    }
    b.len -= count > 0;
    struct error err = {0};
    struct http_pair *again;
    size_t again_count;
    must(http_parse_urlencoded(a, buf_as_text(&b), &again, &again_count, &err) == OK && again_count == count);
    for (size_t i = 0; i < count; i++)
        must(text_eq(again[i].name, pairs[i].name) && text_eq(again[i].value, pairs[i].value));
}

static void walk(const struct json_body *v, int depth) {
    struct text t;
    int64_t n;
    double x;
    bool b;
    must(depth <= MAX_JSON_DEPTH);
    if (json_body_text(v, &t))
        must(text_is_utf8(t));
    must(json_body_int(v, &n) + json_body_text(v, &t) + json_body_bool(v, &b) + json_body_is_null(v) <= 1);
    (void)json_body_id(v, &n);
    (void)json_body_real(v, &x);
    for (size_t i = 0; i < json_body_count(v); i++) {
        must(json_body_kind(v) != JSON_BODY_OBJECT || text_is_utf8(json_body_name(v, i)));
        walk(json_body_at(v, i), depth + 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0)
        return 0;
    AUTO_ARENA a = arena_new(MAX_REQUEST_ARENA);
    struct text body = {(const char *)data + 1, size - 1}, line;
    static struct error err;
    struct http_pair *pairs = NULL;
    struct http_file *files = NULL;
    size_t count = 0, file_count = 0;
    error_clear(&err);
    if (data[0] == 'j') {
        const struct json_body *v;
        if (json_body_parse(a, body, &v, &err) == OK) {
            walk(v, 0);
            (void)json_body_pairs(a, v, &pairs, &count);
        } else {
            must(err.key != NULL);
        }
        return 0;
    }
    if (data[0] == 'u') {
        enum status s = http_parse_urlencoded(a, body, &pairs, &count, &err);
        check_form(s, pairs, count, NULL, 0, &err);
        if (s == OK)
            check_urlencoded_again(a, pairs, count);
        return 0;
    }
    (void)text_cut(&body, '\n', &line);
    if (body.ptr == NULL)
        body = T("");
    if (data[0] == 'm') {
        enum status s = http_parse_multipart(a, body, line, &pairs, &count, &files, &file_count, &err);
        check_form(s, pairs, count, files, file_count, &err);
    } else {
        struct http_pair header = {T("content-type"), line};
        struct http_request r = {.headers = &header, .header_count = data[0] != 'T', .body = body, .arena = a};
        const struct json_body *v = NULL;
        must((http_json(&r, &v, &err) == OK) == (v != NULL));
        error_clear(&err);
        enum status s = http_form(&r, &pairs, &count, &files, &file_count, &err);
        check_form(s, pairs, count, files, file_count, &err);
    }
    return 0;
}
