/* For the server's tests: a server whose handler says what it was given, and a client that sends what it is told, byte
 * for byte. */
#ifndef ANSINH_TEST_RAW_CLIENT_H
#define ANSINH_TEST_RAW_CLIENT_H
#include "tests/test.h"

#include <stdatomic.h>

#include "http/http.h"

extern atomic_uint raw_handled, raw_refusals; /* over all servers of the process */
extern atomic_int raw_last_refusal;
#define FILE_CONTENT "nội dung tệp"
/* "METHOD target HTTP/1.1" with a Host. */
#define HEAD(line) line "\r\nHost: an.example\r\n"

/* Fills what c leaves open. Paths: /hold answers after 300 ms, /file with a file, /nothing 204, /inject a bad header,
 * /long 3 MB, /toolong an answer that did not fit; all others say what came. Bodies: /upload 2 MB, /none none, else
 * 1000. */
struct http_server *start(struct http_config c);

int dial(const struct http_server *s);
void put(int fd, struct text bytes);
/* Reads until the server closes, or until nothing has come for quiet_ms. */
struct text get(int fd, int quiet_ms, bool *ret_closed);
/* One whole answer with its body by Content-Length; ptr NULL when the connection ended before. */
struct text get_one(int fd, bool head_only);
/* A connection for one question: sends, then as get. */
struct text ask(const struct http_server *s, struct text bytes, bool *ret_closed);

int status_of(struct text answer); /* 0: none */
bool has(struct text answer, const char *part);
struct text repeated(const char *before, char c, size_t n, const char *after);
int64_t ms_since(int64_t start_us);
#endif
