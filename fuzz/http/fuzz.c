/* The head of a request as text: "METHOD target version\n", then lines "name:value\n"; a first byte 'P' makes the peer
 * a trusted proxy. Whatever is admitted must keep the promises of struct http_request. */
#include "http/admission.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool promise) {
    if (!promise)
        __builtin_trap();
}

static void check_path(struct text path) {
    must(path.len > 0 && path.ptr[0] == '/' && text_is_utf8(path));
    struct text rest = {path.ptr + 1, path.len - 1}, segment;
    while (text_cut(&rest, '/', &segment))
        must(!text_is(segment, ".") && !text_is(segment, "..") && (segment.len > 0 || rest.ptr == NULL));
    for (size_t i = 0; i < path.len; i++)
        must((unsigned char)path.ptr[i] >= 0x20 && path.ptr[i] != '\\' && path.ptr[i] != 0x7f);
}

/* What was decoded and is written again must be admitted as the same path. */
static void check_path_again(struct arena *a, struct text path) {
    AUTO_BUF b;
    buf_init(&b, 1u << 20);
    struct text rest = {path.ptr + 1, path.len - 1}, segment, again;
    while (text_cut(&rest, '/', &segment)) {
        buf_char(&b, '/');
        http_percent_encode(&b, segment);
    }
    must(http_decode_path(a, buf_as_text(&b), &again) && text_eq(again, path));
}

static void check_request(const struct http_request *r, const struct http_admitted *in) {
    check_path(r->path);
    check_path_again(r->arena, r->path);
    must(r->query_count <= MAX_FORM_FIELDS && r->header_count <= MAX_HEADERS && r->method < HTTP_OTHER);
    for (size_t i = 0; i < r->query_count; i++)
        must(text_is_utf8(r->query[i].name) && text_is_utf8(r->query[i].value));
    for (size_t i = 0; i < r->header_count; i++) {
        must(r->headers[i].name.len > 0 && text_is_utf8(r->headers[i].value));
        for (size_t k = 0; k < r->headers[i].name.len; k++)
            must(!(r->headers[i].name.ptr[k] >= 'A' && r->headers[i].name.ptr[k] <= 'Z') &&
                 r->headers[i].name.ptr[k] > ' ');
        for (size_t k = 0; k < r->headers[i].value.len; k++)
            must((unsigned char)r->headers[i].value.ptr[k] >= 0x20 || r->headers[i].value.ptr[k] == '\t');
    }
    must(in->http10 || http_header(r, "host").len > 0);
    must(!(in->chunked && http_header(r, "content-length").ptr != NULL));
    must(strlen(r->remote) < sizeof r->remote);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const offered[] = {"text/html", "application/json", "text/csv"};
    AUTO_ARENA a = arena_new(MAX_REQUEST_ARENA);
    struct text rest = {(const char *)data, size}, line, part[3] = {{"", 0}, {"", 0}, {"", 0}};
    if (size == 0)
        return 0;
    bool from_proxy = data[0] == 'P';
    rest = (struct text){rest.ptr + 1, rest.len - 1};
    (void)text_cut(&rest, '\n', &line);
    for (size_t i = 0; i < 3 && text_cut(&line, ' ', &part[i]); i++)
        ;
    static struct http_pair headers[MAX_HEADERS + 1];
    size_t count = 0;
    while (count < COUNT_OF(headers) && text_cut(&rest, '\n', &line)) {
        struct text name;
        (void)text_cut(&line, ':', &name);
        headers[count++] = (struct http_pair){name, line.ptr ? line : T("")};
    }
    struct http_head head = {part[0], part[1], part[2], headers, count, 0, from_proxy};
    struct http_request r = {.arena = a, .remote = "192.0.2.1"};
    struct http_admitted in;
    const char *why = NULL;
    int status = http_admit(&head, &r, &in, &why);
    must(status == 0 ? why == NULL : status >= 400 && status < 600 && why != NULL);
    if (status == 0) {
        check_request(&r, &in);
        (void)http_cookie(&r, "session");
        (void)http_cookie(&r, "");
    }
    int best = http_accept(part[1], offered, COUNT_OF(offered));
    must(best >= -1 && best < (int)COUNT_OF(offered));
    return 0;
}
