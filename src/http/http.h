/* HTTP/1.1 in and out: the seam behind which the server library stands. It knows requests, headers, bodies,
 * forms and limits; it knows nothing of routes, users or households.
 *
 * A request reaches the handler complete (body read, limits kept, admission passed), on a worker thread. */
#ifndef ANSINH_HTTP_H
#define ANSINH_HTTP_H
#include "base/base.h"
#include "base/time.h"

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_OTHER };
const char *http_method_name(enum http_method m);

struct http_pair {
    struct text name, value;
};
struct http_file { /* one part of a multipart body that has a file name */
    struct text field, file_name, content_type, bytes;
};

struct http_request {
    enum http_method method;
    struct text path;      /* decoded, begins with '/', no "." or ".." segments, valid UTF-8 */
    struct text raw_query; /* as sent */
    const struct http_pair *query; /* decoded, in order */
    size_t query_count;
    const struct http_pair *headers; /* names in lower case */
    size_t header_count;
    struct text body;
    char remote[48]; /* address of the peer, or of the client a trusted proxy names */
    char id[17];     /* request id, hex */
    bool tls;        /* by X-Forwarded-Proto of a trusted proxy */
    struct arena *arena;
};
struct text http_header(const struct http_request *r, const char *lower_name); /* ptr NULL when absent */
struct text http_query(const struct http_request *r, const char *name);         /* first; ptr NULL when absent */
struct text http_cookie(const struct http_request *r, const char *name);
/* application/x-www-form-urlencoded or multipart/form-data of the body. E_BAD_REQUEST "http.bad_form",
 * E_LIMIT-like excess is E_TOO_LARGE "http.too_many_fields", other types E_MEDIA "http.unsupported_media". */
MUST_CHECK enum status http_form(const struct http_request *r, struct http_pair **ret_pairs, size_t *ret_count,
                                 struct http_file **ret_files, size_t *ret_file_count, struct error *err);
/* Parsers behind it, pure, for tests and fuzzing. */
MUST_CHECK enum status http_parse_urlencoded(struct arena *a, struct text body, struct http_pair **ret, size_t *ret_count,
                                             struct error *err);
MUST_CHECK enum status http_parse_multipart(struct arena *a, struct text body, struct text boundary,
                                            struct http_pair **ret_pairs, size_t *ret_count, struct http_file **ret_files,
                                            size_t *ret_file_count, struct error *err);
bool http_percent_decode(struct arena *a, struct text t, bool plus_is_space, struct text *ret);
void http_percent_encode(struct buf *out, struct text t);
/* Best of `offered` (like "text/html", "application/json") by an Accept header; -1 when none is acceptable. */
int http_accept(struct text accept, const char *const *offered, size_t count);

struct http_response {
    int status;
    struct buf body;       /* born with MAX_RESPONSE_BYTES */
    int file_fd;           /* -1, or a file whose content is the body; the server closes it */
    int64_t file_size;
    struct http_pair headers[24];
    size_t header_count;
    struct arena *arena;
};
void http_respond_header(struct http_response *r, const char *static_name, struct text value); /* copied */

/* Called on a worker thread. Whatever it leaves in *res is sent. */
typedef void (*http_handler)(void *user, const struct http_request *req, struct http_response *res);

struct http_config {
    const char *address; /* "127.0.0.1", "::1", "0.0.0.0" */
    uint16_t port;       /* 0: any free one */
    unsigned workers;
    http_handler handler;
    void *user;
    /* Largest body for this method and path, asked when the headers are in; 0 refuses a body. */
    size_t (*body_limit)(void *user, enum http_method m, struct text path);
    bool trust_proxy; /* X-Forwarded-For/-Proto of peers on loopback */
    unsigned request_deadline_ms, upload_deadline_ms, max_connections, max_per_ip; /* 0: base/limits.h */
};
struct http_server;
/* E_IO "http.cannot_listen". */
MUST_CHECK enum status http_start(const struct http_config *c, struct http_server **ret, struct error *err);
uint16_t http_port(const struct http_server *s);
void http_stop(struct http_server *s); /* finishes what runs (bounded), then frees */
#endif
