/* What becomes of a struct http_response before it is handed to the server library. */
#ifndef ANSINH_HTTP_RESPONSE_H
#define ANSINH_HTTP_RESPONSE_H
#include "http/http.h"

/* 200, no body, no file; headers will be copied into arena. */
void http_response_init(struct http_response *r, struct arena *arena);
/* Frees the body, closes the file, and leaves r as after init. */
void http_response_clear(struct http_response *r);
const char *http_status_title(int status); /* "Vietnamese (English)" */
/* A problem document; detail is plain ASCII without quotes, or NULL. */
void http_problem_body(struct buf *out, int status, const char *detail);
#endif
