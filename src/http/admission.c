#include "http/admission.h"

#include <arpa/inet.h>
#include <strings.h>

#define REFUSE(status, why) return *ret_why = (why), (status)

static bool same_word(struct text a, struct text b) {
    return a.len == b.len && (a.len == 0 || strncasecmp(a.ptr, b.ptr, a.len) == 0);
}

static bool is_alnum(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_token(struct text t) {
    for (size_t i = 0; i < t.len; i++)
        if (!is_alnum(t.ptr[i]) && (t.ptr[i] == '\0' || strchr("!#$%&'*+-.^_`|~", t.ptr[i]) == NULL))
            return false;
    return t.len > 0;
}

static bool is_control(char c) {
    return (unsigned char)c < 0x20 || c == 0x7f;
}

static struct text trim_blanks(struct text t) {
    while (t.len > 0 && (t.ptr[0] == ' ' || t.ptr[0] == '\t'))
        t = (struct text){t.ptr + 1, t.len - 1};
    while (t.len > 0 && (t.ptr[t.len - 1] == ' ' || t.ptr[t.len - 1] == '\t'))
        t.len--;
    return t;
}

/* ---- headers */

/* Those that say how to read the message, or who it is from: a second one is always a contradiction. */
static bool is_single(struct text lower_name) {
    static const char *const names[] = {"host",          "content-length", "transfer-encoding", "content-type",
                                        "authorization", "expect",         "content-encoding"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (text_is(lower_name, names[i]))
            return true;
    return false;
}

static bool is_forwarding(struct text lower_name) {
    return text_starts(lower_name, T("x-forwarded-")) || text_is(lower_name, "forwarded") ||
           text_is(lower_name, "x-real-ip");
}

static struct text lower_in(struct arena *a, struct text t) {
    char *out = arena_zstr(a, t);
    for (size_t i = 0; i < t.len; i++)
        if (out[i] >= 'A' && out[i] <= 'Z')
            out[i] = (char)(out[i] + ('a' - 'A'));
    return (struct text){out, t.len};
}

static int take_headers(const struct http_head *head, struct http_request *req, const char **ret_why) {
    if (head->header_count > MAX_HEADERS)
        REFUSE(431, "too many headers");
    size_t bytes = 0;
    for (size_t i = 0; i < head->header_count; i++)
        bytes += head->headers[i].name.len + head->headers[i].value.len + 4;
    if (bytes > MAX_HEADER_BYTES || head->header_bytes > MAX_HEADER_BYTES)
        REFUSE(431, "headers too large");
    struct http_pair *out = ARENA_ARRAY(req->arena, head->header_count + 1, struct http_pair);
    size_t count = 0;
    for (size_t i = 0; i < head->header_count; i++) {
        struct text name = head->headers[i].name, value = trim_blanks(head->headers[i].value);
        if (!is_token(name))
            REFUSE(400, "invalid header name");
        for (size_t k = 0; k < value.len; k++)
            if (is_control(value.ptr[k]) && value.ptr[k] != '\t')
                REFUSE(400, "control character in a header");
        if (!text_is_utf8(value))
            REFUSE(400, "header is not UTF-8");
        name = lower_in(req->arena, name);
        if (is_single(name))
            for (size_t k = 0; k < count; k++)
                if (text_eq(out[k].name, name))
                    REFUSE(400, "duplicate header");
        if (is_forwarding(name) && !head->from_proxy)
            continue;
        out[count++] = (struct http_pair){name, value.len ? arena_text(req->arena, value) : T("")};
    }
    req->headers = out;
    req->header_count = count;
    return 0;
}

static bool port_is_valid(struct text t) {
    for (size_t i = 0; i < t.len; i++)
        if (t.ptr[i] < '0' || t.ptr[i] > '9')
            return false;
    return t.len > 0 && t.len <= 5;
}

/* A name, an IPv4 address or an IPv6 address in brackets, with or without a port. */
static bool host_is_valid(struct text host) {
    size_t i = 0;
    if (host.len > 0 && host.ptr[0] == '[') {
        const char *end = memchr(host.ptr, ']', host.len);
        char z[INET6_ADDRSTRLEN];
        size_t n = end ? (size_t)(end - host.ptr) - 1 : 0;
        if (end == NULL || n == 0 || n >= sizeof z)
            return false;
        memcpy(z, host.ptr + 1, n);
        z[n] = '\0';
        if (inet_pton(AF_INET6, z, &(struct in6_addr){0}) != 1)
            return false;
        i = n + 2;
    } else {
        while (i < host.len && (is_alnum(host.ptr[i]) || strchr(".-_", host.ptr[i]) != NULL))
            i++;
        if (i == 0 || i > 253)
            return false;
    }
    return i == host.len || (host.ptr[i] == ':' && port_is_valid((struct text){host.ptr + i + 1, host.len - i - 1}));
}

static int take_framing(struct http_request *req, struct http_admitted *ret, const char **ret_why) {
    struct text host = http_header(req, "host"), length = http_header(req, "content-length"),
                coding = http_header(req, "transfer-encoding"), expect = http_header(req, "expect"),
                packed = http_header(req, "content-encoding");
    if (host.ptr == NULL ? !ret->http10 : !host_is_valid(host))
        REFUSE(400, host.ptr == NULL ? "no Host header" : "invalid Host header");
    if (length.ptr != NULL && coding.ptr != NULL)
        REFUSE(400, "both Content-Length and Transfer-Encoding");
    if (coding.ptr != NULL) {
        if (ret->http10)
            REFUSE(400, "Transfer-Encoding in HTTP/1.0");
        if (!same_word(coding, T("chunked")))
            REFUSE(501, "unknown Transfer-Encoding");
        ret->has_body = ret->chunked = true;
    }
    if (length.ptr != NULL) {
        int64_t n;
        if (length.len == 0 || length.len > 18 || length.ptr[0] < '0' || length.ptr[0] > '9' ||
            !text_to_i64(length, &n))
            REFUSE(400, "invalid Content-Length");
        ret->content_length = (uint64_t)n;
        ret->has_body = n > 0;
    }
    if (expect.ptr != NULL) {
        if (!same_word(expect, T("100-continue")))
            REFUSE(417, "unknown Expect");
        ret->expects_continue = true;
    }
    if (packed.ptr != NULL && !same_word(packed, T("identity")))
        REFUSE(415, "body in a content encoding");
    return 0;
}

/* The last entry is the one that our own proxy appended; what stands before it is the client's claim. */
static void take_forwarding(struct http_request *req) {
    struct text claimed = TEXT_NONE, proto = TEXT_NONE;
    for (size_t i = 0; i < req->header_count; i++) {
        if (text_is(req->headers[i].name, "x-forwarded-for"))
            claimed = req->headers[i].value;
        else if (text_is(req->headers[i].name, "x-forwarded-proto"))
            proto = req->headers[i].value;
    }
    struct text last = TEXT_NONE;
    while (text_cut(&claimed, ',', &last))
        ;
    last = trim_blanks(last);
    char z[sizeof req->remote];
    unsigned char address[16];
    if (last.len > 0 && last.len < sizeof z) {
        memcpy(z, last.ptr, last.len);
        z[last.len] = '\0';
        if (inet_pton(AF_INET, z, address) == 1 || inet_pton(AF_INET6, z, address) == 1)
            memcpy(req->remote, z, last.len + 1);
    }
    req->tls = same_word(proto, T("https"));
}

/* ---- request line */

static int take_method(struct text method, enum http_method *ret, const char **ret_why) {
    static const char *const refused[] = {"OPTIONS", "TRACE", "CONNECT"};
    for (enum http_method m = HTTP_GET; m < HTTP_OTHER; m++)
        if (text_is(method, http_method_name(m))) {
            *ret = m;
            return 0;
        }
    for (size_t i = 0; i < COUNT_OF(refused); i++)
        if (text_is(method, refused[i]))
            REFUSE(405, "method not allowed");
    if (!is_token(method))
        REFUSE(400, "invalid method");
    REFUSE(501, "unknown method");
}

bool http_decode_path(struct arena *a, struct text raw, struct text *ret) {
    struct text path;
    if (raw.len == 0 || raw.ptr[0] != '/' || !http_percent_decode(a, raw, false, &path))
        return false;
    size_t slashes_raw = 0, slashes = 0;
    for (size_t i = 0; i < raw.len; i++)
        slashes_raw += raw.ptr[i] == '/';
    for (size_t i = 0; i < path.len; i++) {
        if (is_control(path.ptr[i]) || path.ptr[i] == '\\')
            return false;
        slashes += path.ptr[i] == '/';
    }
    if (slashes != slashes_raw || !text_is_utf8(path))
        return false;
    struct text rest = {path.ptr + 1, path.len - 1}, segment;
    while (text_cut(&rest, '/', &segment)) {
        bool is_last = rest.ptr == NULL;
        if ((segment.len == 0 && !is_last) || text_is(segment, ".") || text_is(segment, ".."))
            return false;
    }
    *ret = path;
    return true;
}

/* "http://host/path" is what a proxy gets; RFC 9112 wants servers to take it too. The name must be the one in Host. */
static bool strip_origin(struct text *target, struct text host) {
    struct text rest = *target;
    size_t scheme = text_starts(rest, T("http://")) ? 7 : text_starts(rest, T("https://")) ? 8 : 0;
    if (scheme == 0)
        return rest.len > 0 && rest.ptr[0] == '/';
    rest = (struct text){rest.ptr + scheme, rest.len - scheme};
    size_t n = 0;
    while (n < rest.len && rest.ptr[n] != '/' && rest.ptr[n] != '?')
        n++;
    if (!same_word((struct text){rest.ptr, n}, host) || n == rest.len || rest.ptr[n] != '/')
        return false;
    *target = (struct text){rest.ptr + n, rest.len - n};
    return true;
}

static int take_target(struct text target, struct http_request *req, const char **ret_why) {
    if (target.len > MAX_URL_BYTES)
        REFUSE(414, "URL too long");
    for (size_t i = 0; i < target.len; i++)
        if (target.ptr[i] <= 0x20 || target.ptr[i] >= 0x7f || strchr("#\"<>\\", target.ptr[i]) != NULL)
            REFUSE(400, "invalid character in the URL");
    if (!strip_origin(&target, http_header(req, "host")))
        REFUSE(400, "invalid request target");
    struct text query = arena_text(req->arena, target), path;
    (void)text_cut(&query, '?', &path);
    if (!http_decode_path(req->arena, path, &req->path))
        REFUSE(400, "invalid path");
    struct error err = {0};
    struct http_pair *pairs;
    if (http_parse_urlencoded(req->arena, query, &pairs, &req->query_count, &err) != OK)
        REFUSE(400, err.status == E_TOO_LARGE ? "too many query fields" : "invalid query");
    req->query = pairs;
    req->raw_query = query.ptr ? query : T("");
    return 0;
}

int http_admit(const struct http_head *head, struct http_request *req, struct http_admitted *ret,
               const char **ret_why) {
    *ret = (struct http_admitted){.http10 = text_is(head->version, "HTTP/1.0")};
    if (!ret->http10 && !text_is(head->version, "HTTP/1.1"))
        REFUSE(505, "HTTP version not supported");
    int status = take_headers(head, req, ret_why);
    if (status == 0)
        status = take_framing(req, ret, ret_why);
    if (status == 0)
        status = take_method(head->method, &req->method, ret_why);
    if (status == 0)
        status = take_target(head->target, req, ret_why);
    if (status == 0 && head->from_proxy)
        take_forwarding(req);
    return status;
}
