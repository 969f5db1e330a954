/* Decides from a request's head alone whether it may come in, and makes of it what handlers see. Pure: it neither reads
 * sockets nor knows the server library, so that it can be tested and fuzzed by itself.
 *
 * The rule behind each refusal: two programs that read the same bytes (a proxy and this one, or this one and a person
 * who reads the log) must not come to different requests. What is ambiguous is refused, never repaired. */
#ifndef ANSINH_HTTP_ADMISSION_H
#define ANSINH_HTTP_ADMISSION_H
#include "http/http.h"

struct http_head { /* as received */
    struct text method, target, version;
    const struct http_pair *headers; /* names in any case */
    size_t header_count;
    size_t header_bytes; /* of all header lines with their ends; 0 when not known */
    bool from_proxy;     /* the peer is a proxy whose forwarding headers are believed */
};

struct http_admitted {
    bool has_body, chunked, expects_continue, http10;
    uint64_t content_length; /* when not chunked */
};

/* Returns 0, or the status of the refusal with *ret_why (static English, for the log and the answer's detail).
 * On 0 fills method, path, raw_query, query, headers, tls and — when a proxy names it — remote of *req, in req->arena.
 */
int http_admit(const struct http_head *head, struct http_request *req, struct http_admitted *ret, const char **ret_why);

/* Percent-decodes and checks a path by the rules of struct http_request. False when it is refused. */
bool http_decode_path(struct arena *a, struct text raw, struct text *ret);
#endif
