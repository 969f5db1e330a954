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
    struct text path; /* decoded, begins with one '/', no ".", ".." or inner empty segments, valid UTF-8, no controls;
                       * an encoded '/' or '\\' is refused, so splitting it at '/' gives what the client meant */
    struct text raw_query;         /* as sent; without '?' */
    const struct http_pair *query; /* decoded, in order, valid UTF-8 */
    size_t query_count;
    const struct http_pair *headers; /* names in lower case, values trimmed, valid UTF-8. X-Forwarded-*, Forwarded and
                                      * X-Real-Ip are left out unless a trusted proxy sent them */
    size_t header_count;
    struct text body;
    char remote[48];     /* address of the peer, or of the client a trusted proxy names */
    char id[17];         /* request id, hex */
    bool tls;            /* by X-Forwarded-Proto of a trusted proxy */
    int64_t received_us; /* clock_monotonic_us() when the last byte was in: what passed since is waiting for a worker */
    struct arena *arena; /* lives until the response is sent; so do all texts above */
};
struct text http_header(const struct http_request *r, const char *lower_name); /* ptr NULL when absent */
struct text http_query(const struct http_request *r, const char *name);        /* first; ptr NULL when absent */
struct text http_cookie(const struct http_request *r, const char *name);
/* application/x-www-form-urlencoded or multipart/form-data of the body. E_BAD_REQUEST "http.bad_form",
 * E_LIMIT-like excess is E_TOO_LARGE "http.too_many_fields", other types E_MEDIA "http.unsupported_media". */
MUST_CHECK enum status http_form(const struct http_request *r, struct http_pair **ret_pairs, size_t *ret_count,
                                 struct http_file **ret_files, size_t *ret_file_count, struct error *err);
/* Parsers behind it, pure, for tests and fuzzing. Results borrow from body where nothing had to be decoded.
 * Names and values are valid UTF-8 without NUL. Multipart is strict: no preamble or epilogue, CRLF only; a file input
 * that was left empty is not listed; file names come without folders. */
MUST_CHECK enum status http_parse_urlencoded(struct arena *a, struct text body, struct http_pair **ret,
                                             size_t *ret_count, struct error *err);
MUST_CHECK enum status http_parse_multipart(struct arena *a, struct text body, struct text boundary,
                                            struct http_pair **ret_pairs, size_t *ret_count,
                                            struct http_file **ret_files, size_t *ret_file_count, struct error *err);
/* False on a bad escape; the result may be any bytes. */
bool http_percent_decode(struct arena *a, struct text t, bool plus_is_space, struct text *ret);
void http_percent_encode(struct buf *out, struct text t);
/* Index of the best of `offered` (like "text/html", "application/json") by an Accept header: highest q, then the order
 * offered. No header, or one without any media range: 0. -1 when none is acceptable. */
int http_accept(struct text accept, const char *const *offered, size_t count);

struct http_response {
    int status;
    struct buf body; /* born with MAX_RESPONSE_BYTES */
    int file_fd;     /* -1, or a file whose content is the body; the server closes it */
    int64_t file_size;
    struct http_pair headers[24];
    size_t header_count;
    struct arena *arena;
};
/* Adds one header; value is copied, control characters in it become spaces. Content-Length, Date and Connection are the
 * server's own. More than the table holds is a mistake of ours and ends the program. */
void http_respond_header(struct http_response *r, const char *static_name, struct text value);
/* Empties the response (body, file, headers) and makes it a small problem document (RFC 9457) with this status. */
void http_respond_problem(struct http_response *r, int status, const char *detail);

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
    bool trust_proxy; /* X-Forwarded-For/-Proto of peers on loopback; these are then not counted per address */
    unsigned request_deadline_ms, upload_deadline_ms, max_connections, max_per_ip; /* 0: base/limits.h */
    unsigned stop_wait_ms;                                                         /* see http_stop; 0: 10 s */
    unsigned max_queued;   /* requests waiting for a worker, above it 503; 0: base/limits.h */
    size_t max_held_bytes; /* bodies and answers in memory over all requests, above it 503; 0: base/limits.h */
    /* When set: told about each request that never reaches the handler (refused or too slow). Called on threads that
     * all clients depend on: short, no locks that a handler holds for long, no call back into this module. why is
     * static English for the log. */
    void (*refused)(void *user, const char *remote, int status, const char *why);
};
struct http_server;
/* E_IO "http.cannot_listen". */
MUST_CHECK enum status http_start(const struct http_config *c, struct http_server **ret, struct error *err);
uint16_t http_port(const struct http_server *s);
struct http_stats {
    unsigned connections, queued, running; /* now */
    uint64_t requests, refused, timed_out; /* since the start; requests: given to the handler */
    size_t held_bytes;                     /* of bodies and answers, now */
};
struct http_stats http_stats(struct http_server *s);
/* Takes no more connections, answers what was accepted (what has not begun after stop_wait_ms gets 503), waits for the
 * handlers that run, gives the answers 5 s to leave, then frees. NULL is nothing. */
void http_stop(struct http_server *s);
#endif
