#include "app/respond.h"

#include <sodium.h>
#include <zlib.h>

#include "app/form.h"
#include "app/page.h"
#include "base/embed.h"
#include "view/render.h"
#include "view_templates.h"

void respond_common_headers(struct ctx *c, struct http_response *res) {
    (void)c;
    http_respond_header(res, "X-Content-Type-Options", T("nosniff"));
    http_respond_header(res, "Referrer-Policy", T("same-origin"));
    http_respond_header(res, "X-Frame-Options", T("DENY"));
    http_respond_header(res, "Content-Security-Policy",
                        T("default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
                          "frame-ancestors 'none'; form-action 'self'"));
}

static void negotiated(struct ctx *c, struct http_response *res, int status) {
    res->status = status;
    respond_common_headers(c, res);
    http_respond_header(res, "Vary", T("Accept, Cookie, Accept-Encoding"));
    http_respond_header(res, "Cache-Control", T("private, no-store"));
    if (c->set_cookie.ptr != NULL)
        http_respond_header(res, "Set-Cookie", c->set_cookie);
}

struct text error_message(struct ctx *c, const struct error *err) {
    struct text args[ERROR_ARGS];
    for (size_t i = 0; i < ERROR_ARGS; i++)
        args[i] = arena_text(c->arena, text_of(err->args[i]));
    return tr_args(c->lang, c->arena, err->key ? err->key : "http.internal", args, ERROR_ARGS);
}

struct text field_error_message(struct ctx *c, const struct field_error *e) {
    struct text arg = arena_text(c->arena, text_of(e->arg));
    return tr_args(c->lang, c->arena, e->key, &arg, 1);
}

struct text field_error_of_row(struct ctx *c, const struct form *f, const struct field_error *e) {
    struct text said = field_error_message(c, e);
    for (size_t i = 0; i < f->field_count; i++)
        if (strcmp(f->fields[i].name, e->field) == 0)
            return arena_fmt(c->arena, "%.*s: %.*s", FMT(tr(c->lang, f->fields[i].label)), FMT(said));
    return said;
}

void respond_page(struct ctx *c, struct http_response *res, page_fn page, const struct value *out, int status) {
    negotiated(c, res, status);
    http_respond_header(res, "Content-Type", T("text/html; charset=utf-8"));
    http_respond_header(res, "Content-Language", c->lang == LANG_EN ? T("en") : T("vi"));
    struct render r = {.out = &res->body,
                       .arena = c->arena,
                       .lang = c->lang,
                       .page = page_frame(c, out),
                       .asset_suffix = page_asset_suffix()};
    page(&r, out);
}

void respond_json(struct ctx *c, struct http_response *res, const struct value *out, int status) {
    negotiated(c, res, status);
    http_respond_header(res, "Content-Type", T("application/json; charset=utf-8"));
    value_json(&res->body, out);
}

static void problem_json(struct ctx *c, struct http_response *res, const struct error *err, const struct value *more) {
    struct value *v = value_object(c->arena);
    /* RFC 9457: a type that names the problem; it is an identifier, not an address to fetch. */
    value_set_text(v, "type", arena_fmt(c->arena, "urn:ansinh:problem:%s", err->key ? err->key : "internal"));
    value_set_text(v, "title", tr(c->lang, arena_fmt(c->arena, "status.%s", status_name(err->status)).ptr));
    value_set_int(v, "status", status_http(err->status));
    value_set_text(v, "detail", error_message(c, err));
    if (c->req != NULL) {
        value_set_text(v, "instance", c->req->path);
        value_set_str(v, "request_id", c->req->id);
    }
    if (more != NULL) { /* who was overtaken by another save: what differs, and the version to send next */
        value_share(v, "differences", value_get(more, T("differences")));
        value_share(v, "version", value_get(more, T("version")));
    }
    if (err->field_count) {
        struct value *list = value_set_list(v, "errors");
        for (size_t i = 0; i < err->field_count; i++) {
            struct value *e = value_add_object(list);
            value_set_str(e, "field", err->fields[i].field);
            if (err->fields[i].row)
                value_set_int(e, "row", err->fields[i].row);
            value_set_str(e, "code", err->fields[i].key);
            value_set_text(e, "message", field_error_message(c, &err->fields[i]));
        }
    }
    negotiated(c, res, status_http(err->status));
    http_respond_header(res, "Content-Type", T("application/problem+json; charset=utf-8"));
    value_json(&res->body, v);
}

void respond_error(struct ctx *c, struct http_response *res, const struct error *err, bool json) {
    respond_problem(c, res, err, json, NULL);
}

void respond_problem(struct ctx *c, struct http_response *res, const struct error *err, bool json,
                     const struct value *more) {
    buf_reset(&res->body);
    res->header_count = 0;
    if (json) {
        problem_json(c, res, err, more);
        return;
    }
    struct value *out = value_object(c->arena);
    value_set_int(out, "status", status_http(err->status));
    value_set_text(out, "title", tr(c->lang, arena_fmt(c->arena, "status.%s", status_name(err->status)).ptr));
    value_set_text(out, "text", error_message(c, err));
    value_set_str(out, "request_id", c->req->id);
    struct value *list = value_set_list(out, "fields");
    for (size_t i = 0; i < err->field_count; i++)
        value_set_text(value_add_object(list), "text", field_error_message(c, &err->fields[i]));
    respond_page(c, res, view_error_html, out, status_http(err->status));
}

void respond_file(struct ctx *c, struct http_response *res) {
    struct ctx_file *f = c->file;
    negotiated(c, res, 200);
    http_respond_header(res, "Content-Type", f->content_type);
    AUTO_BUF b;
    buf_init(&b, 4096);
    buf_str(&b, f->inline_ ? "inline; filename*=UTF-8''" : "attachment; filename*=UTF-8''");
    http_percent_encode(&b, f->name);
    http_respond_header(res, "Content-Disposition", buf_as_text(&b));
    if (f->fd >= 0) {
        res->file_fd = f->fd;
        res->file_size = f->size;
        f->fd = -1;
    } else {
        buf_text(&res->body, f->bytes);
    }
}

void respond_redirect(struct ctx *c, struct http_response *res, struct text to) {
    negotiated(c, res, 303);
    http_respond_header(res, "Location", to);
    if (c->flash != NULL) {
        AUTO_BUF b;
        buf_init(&b, 2048);
        buf_fmt(&b, "ansinh_flash=%s%%7C", c->flash);
        http_percent_encode(&b, c->flash_arg);
        buf_str(&b, "; Path=/; Max-Age=60; HttpOnly; SameSite=Lax");
        if (buf_ok(&b))
            http_respond_header(res, "Set-Cookie", buf_as_text(&b));
    }
}

bool respond_static(const struct http_request *req, struct http_response *res) {
    if (!text_starts(req->path, T("/static/")) || (req->method != HTTP_GET && req->method != HTTP_HEAD))
        return false;
    struct text name = arena_fmt(req->arena, "web/static/%.*s", (int)req->path.len - 8, req->path.ptr + 8);
    const struct embed_file *f = embed_find(name.ptr);
    if (f == NULL)
        return false;
    static const struct {
        const char *suffix, *type;
    } types[] = {{".css", "text/css; charset=utf-8"},
                 {".js", "text/javascript; charset=utf-8"},
                 {".woff2", "font/woff2"},
                 {".svg", "image/svg+xml"},
                 {".png", "image/png"},
                 {".txt", "text/plain; charset=utf-8"}};
    const char *type = "application/octet-stream";
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (text_ends(name, text_of(types[i].suffix)))
            type = types[i].type;
    res->status = 200;
    http_respond_header(res, "Content-Type", text_of(type));
    http_respond_header(res, "X-Content-Type-Options", T("nosniff"));
    /* Addresses carry ?v=<hash>, so what is cached can never be old. */
    http_respond_header(res, "Cache-Control",
                        req->raw_query.len ? T("public, max-age=31536000, immutable") : T("public, max-age=300"));
    buf_add(&res->body, f->bytes, f->size);
    return true;
}

/* ---- ETag */

/* A list of tags by RFC 9110, compared weakly: "W/" in front means nothing here. The tag of a compressed answer is
 * that of the plain one with "-gz" before the closing quote, for a strong tag names bytes. */
static bool names_tag(struct text header, struct text tag) {
    struct text part, plain = {tag.ptr, tag.len - 1}, packed = T("-gz\"");
    while (text_cut(&header, ',', &part)) {
        part = text_trim(part);
        if (text_starts(part, T("W/")))
            part = (struct text){part.ptr + 2, part.len - 2};
        if (text_is(part, "*") || text_eq(part, tag) ||
            (part.len == plain.len + packed.len && text_starts(part, plain) && text_ends(part, packed)))
            return true;
    }
    return false;
}

struct text respond_tag(const struct http_request *req, struct http_response *res) {
    bool json = false;
    for (size_t i = 0; i < res->header_count; i++)
        json = json || (text_is(res->headers[i].name, "Content-Type") &&
                        text_starts(res->headers[i].value, T("application/json")));
    if (!json || res->status != 200 || res->file_fd >= 0 || !buf_ok(&res->body) ||
        (req->method != HTTP_GET && req->method != HTTP_HEAD))
        return TEXT_NONE;
    unsigned char hash[32];
    char hex[33];
    crypto_hash_sha256(hash, (const unsigned char *)res->body.ptr, res->body.len);
    (void)sodium_bin2hex(hex, sizeof hex, hash, 16);
    struct text tag = arena_fmt(req->arena, "\"%s\"", hex);
    if (names_tag(http_header(req, "if-none-match"), tag)) {
        buf_reset(&res->body);
        res->status = 304;
    }
    return tag;
}

void respond_tag_header(struct http_response *res, struct text tag) {
    if (tag.ptr == NULL)
        return;
    for (size_t i = 0; i < res->header_count; i++)
        if (text_is(res->headers[i].name, "Content-Encoding"))
            tag = arena_fmt(res->arena, "%.*s-gz\"", (int)tag.len - 1, tag.ptr);
    http_respond_header(res, "ETag", tag);
}

void respond_gzip(const struct http_request *req, struct http_response *res) {
    struct text accept = http_header(req, "accept-encoding");
    bool takes = false;
    struct text part;
    while (text_cut(&accept, ',', &part))
        takes = takes || text_starts(text_trim(part), T("gzip"));
    if (!takes || res->file_fd >= 0 || res->body.len < 1024 || !buf_ok(&res->body))
        return;
    for (size_t i = 0; i < res->header_count; i++) /* fonts, pictures, PDF and workbooks are compressed already */
        if (text_is(res->headers[i].name, "Content-Type") && !text_starts(res->headers[i].value, T("text/")) &&
            !text_starts(res->headers[i].value, T("application/json")) &&
            !text_starts(res->headers[i].value, T("image/svg")) &&
            !text_starts(res->headers[i].value, T("application/geo")))
            return;
    z_stream z = {0};
    if (deflateInit2(&z, 5, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return;
    size_t bound = deflateBound(&z, res->body.len);
    char *packed = malloc(bound);
    if (packed != NULL) {
        z.next_in = (unsigned char *)res->body.ptr;
        z.avail_in = (unsigned)res->body.len;
        z.next_out = (unsigned char *)packed;
        z.avail_out = (unsigned)bound;
        if (deflate(&z, Z_FINISH) == Z_STREAM_END) {
            size_t n = bound - z.avail_out;
            buf_reset(&res->body);
            buf_add(&res->body, packed, n);
            http_respond_header(res, "Content-Encoding", T("gzip"));
        }
        free(packed);
    }
    (void)deflateEnd(&z);
}
