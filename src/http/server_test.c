/* The server against a raw socket: what a hostile or unlucky client sends, byte for byte, and what comes back. */
#include "tests/test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/http.h"

/* ---- a server whose handler says what it was given */

static atomic_uint handled, refusals;
static atomic_int last_refusal;

static void count_refusal(void *user, const char *remote, int status, const char *why) {
    (void)user;
    assert_true(remote[0] != '\0' && why != NULL);
    atomic_fetch_add(&refusals, 1);
    atomic_store(&last_refusal, status);
}

#define FILE_CONTENT "nội dung tệp"

static void respond_with_file(struct http_response *res) {
    char path[200];
    (void)snprintf(path, sizeof path, "%s/http_file_%d.txt", test_tmp_dir(), (int)getpid());
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0 && write(fd, FILE_CONTENT, sizeof FILE_CONTENT - 1) == sizeof FILE_CONTENT - 1);
    (void)unlink(path);
    res->file_fd = fd;
    res->file_size = sizeof FILE_CONTENT - 1;
}

static void say(void *user, const struct http_request *req, struct http_response *res) {
    (void)user;
    atomic_fetch_add(&handled, 1);
    http_respond_header(res, "Content-Type", T("text/plain; charset=utf-8"));
    if (text_is(req->path, "/hold"))
        (void)usleep(300000);
    if (text_is(req->path, "/file")) {
        respond_with_file(res);
    } else if (text_is(req->path, "/nothing")) {
        res->status = 204;
    } else if (text_is(req->path, "/inject")) {
        http_respond_header(res, "Location", T("/a\r\nSet-Cookie: x=1"));
        res->status = 303;
    } else if (text_is(req->path, "/long")) {
        for (size_t i = 0; i < 300000; i++)
            buf_str(&res->body, "0123456789");
    } else if (text_is(req->path, "/toolong")) {
        res->body.failed = true;
    } else {
        buf_fmt(&res->body, "%s %.*s?%.*s from %s%s body %zu hash %llx id %zu", http_method_name(req->method),
                FMT(req->path), FMT(req->raw_query), req->remote, req->tls ? " tls" : "", req->body.len,
                (unsigned long long)text_hash(req->body), strlen(req->id));
        for (size_t i = 0; i < req->query_count; i++)
            buf_fmt(&res->body, " %.*s=%.*s", FMT(req->query[i].name), FMT(req->query[i].value));
    }
}

static size_t limit_of(void *user, enum http_method m, struct text path) {
    (void)user;
    (void)m;
    return text_is(path, "/upload") ? 2u << 20 : text_is(path, "/none") ? 0 : 1000;
}

static struct http_server *start(struct http_config c) {
    struct error err = {0};
    struct http_server *s;
    c.address = c.address ? c.address : "127.0.0.1";
    c.workers = c.workers ? c.workers : 4;
    c.handler = c.handler ? c.handler : say;
    c.body_limit = limit_of;
    c.refused = count_refusal;
    assert_ok(http_start(&c, &s, &err));
    assert_true(http_port(s) != 0);
    return s;
}

/* ---- a client that sends what it is told */

static int dial(const struct http_server *s) {
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(http_port(s)), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
    return fd;
}

static void put(int fd, struct text bytes) {
    while (bytes.len > 0) {
        ssize_t n = send(fd, bytes.ptr, bytes.len, MSG_NOSIGNAL);
        if (n <= 0)
            return; /* the server has closed: what it answered is what is looked at */
        bytes = (struct text){bytes.ptr + n, bytes.len - (size_t)n};
    }
}

/* Reads until the server closes, or until nothing has come for quiet_ms. */
static struct text get(int fd, int quiet_ms, bool *ret_closed) {
    size_t room = 4u << 20, len = 0;
    char *out = arena_alloc(test_arena(), room);
    *ret_closed = false;
    while (len + 1 < room && poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, quiet_ms) == 1) {
        ssize_t n = recv(fd, out + len, room - len - 1, 0);
        if (n <= 0) {
            *ret_closed = true;
            break;
        }
        len += (size_t)n;
    }
    return (struct text){out, len};
}

/* One whole answer with its body by Content-Length; ptr NULL when the connection ended before. */
static struct text get_one(int fd, bool head_only) {
    size_t room = 4u << 20, len = 0, want = 0;
    char *out = arena_alloc(test_arena(), room);
    while (want == 0 || len < want) {
        ssize_t n = recv(fd, out + len, want ? want - len : 1, 0); /* the head byte by byte, to leave what follows */
        if (n <= 0)
            return TEXT_NONE;
        len += (size_t)n;
        if (want == 0 && len >= 4 && memcmp(out + len - 4, "\r\n\r\n", 4) == 0) {
            const char *length = strcasestr(out, "\r\ncontent-length: ");
            want = len + (length && !head_only ? (size_t)strtoul(length + 18, NULL, 10) : 0);
        }
    }
    return (struct text){out, len};
}

static int status_of(struct text answer) {
    return text_starts(answer, T("HTTP/1.1 ")) && answer.len > 12 ? (int)strtol(answer.ptr + 9, NULL, 10) : 0;
}

static bool has(struct text answer, const char *part) {
    return memmem(answer.ptr, answer.len, part, strlen(part)) != NULL;
}

static struct text ask(const struct http_server *s, struct text bytes, bool *ret_closed) {
    int fd = dial(s);
    put(fd, bytes);
    struct text answer = get(fd, 1500, ret_closed);
    (void)close(fd);
    return answer;
}

static struct text repeated(const char *before, char c, size_t n, const char *after) {
    AUTO_BUF b;
    buf_init(&b, 16u << 20);
    buf_str(&b, before);
    for (size_t i = 0; i < n; i++)
        buf_char(&b, c);
    buf_str(&b, after);
    return arena_text(test_arena(), buf_as_text(&b));
}

/* A client sees the end of the stream a moment before the server has let go of the request. */
static bool lets_go(struct http_server *s) {
    for (int i = 0; i < 100 && http_stats(s).held_bytes > 0; i++)
        (void)usleep(10000);
    return http_stats(s).held_bytes == 0;
}

/* ---- refusals */

#define HEAD(line) line "\r\nHost: an.example\r\n"
/* What would be taken for a second request if the first were read differently. */
#define SMUGGLED "GET /smuggled HTTP/1.1\r\nHost: an.example\r\n\r\n"

static const struct {
    const char *sentence;
    struct text bytes;
    int status;
} hostile[] = {
    {"Content-Length and Transfer-Encoding",
     T(HEAD("POST /a HTTP/1.1") "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SMUGGLED), 400},
    {"Transfer-Encoding and Content-Length",
     T(HEAD("POST /a HTTP/1.1") "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" SMUGGLED), 400},
    {"two different lengths", T(HEAD("POST /a HTTP/1.1") "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd" SMUGGLED), 400},
    {"the same length twice", T(HEAD("POST /a HTTP/1.1") "Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd" SMUGGLED), 400},
    {"length with a sign", T(HEAD("POST /a HTTP/1.1") "Content-Length: +4\r\n\r\nabcd"), 400},
    {"negative length", T(HEAD("POST /a HTTP/1.1") "Content-Length: -1\r\n\r\n"), 400},
    {"list of lengths", T(HEAD("POST /a HTTP/1.1") "Content-Length: 4, 4\r\n\r\nabcd"), 400},
    {"length in hexadecimal", T(HEAD("POST /a HTTP/1.1") "Content-Length: 0x4\r\n\r\nabcd"), 400},
    {"empty length", T(HEAD("POST /a HTTP/1.1") "Content-Length: \r\n\r\n" SMUGGLED), 400},
    {"length beyond 64 bits", T(HEAD("POST /a HTTP/1.1") "Content-Length: 99999999999999999999999\r\n\r\n"), -1},
    {"no Host", T("GET /a HTTP/1.1\r\n\r\n"), 400},
    {"two Hosts", T(HEAD("GET /a HTTP/1.1") "Host: other.example\r\n\r\n"), 400},
    {"the same Host twice", T(HEAD("GET /a HTTP/1.1") "Host: an.example\r\n\r\n"), 400},
    {"empty Host", T("GET /a HTTP/1.1\r\nHost:\r\n\r\n"), 400},
    {"Host with a path", T("GET /a HTTP/1.1\r\nHost: an.example/x\r\n\r\n"), 400},
    {"Host with a user", T("GET /a HTTP/1.1\r\nHost: u@an.example\r\n\r\n"), 400},
    {"Host with a bad port", T("GET /a HTTP/1.1\r\nHost: an.example:80a\r\n\r\n"), 400},
    {"space before the colon", T(HEAD("GET /a HTTP/1.1") "X-A : b\r\n\r\n"), 400},
    {"Content-Length with space before the colon", T(HEAD("POST /a HTTP/1.1") "Content-Length : 4\r\n\r\nabcd"), 400},
    {"control character in a name", T(HEAD("GET /a HTTP/1.1") "X\x01: b\r\n\r\n"), 400},
    {"no colon", T(HEAD("GET /a HTTP/1.1") "nonsense\r\n\r\n"), 400},
    {"empty name", T(HEAD("GET /a HTTP/1.1") ": b\r\n\r\n"), -1},
    {"NUL in a value", T(HEAD("GET /a HTTP/1.1") "X-A: b\0c\r\nX-B: d\r\n\r\n"), 400},
    {"NUL in the last value", T(HEAD("GET /a HTTP/1.1") "X-A: b\0c\r\n\r\n"), 400},
    {"NUL in a name", T(HEAD("GET /a HTTP/1.1") "X\0A: b\r\n\r\n"), 400},
    {"control character in a value", T(HEAD("GET /a HTTP/1.1") "X-A: b\x01\r\n\r\n"), 400},
    {"bare CR in a value", T(HEAD("GET /a HTTP/1.1") "X-A: b\rX-B: c\r\n\r\n"), 400},
    {"Latin-1 in a value", T(HEAD("GET /a HTTP/1.1") "X-A: caf\xe9\r\n\r\n"), 400},
    {"folded line", T(HEAD("GET /a HTTP/1.1") "X-A: b\r\n c\r\nX-B: d\r\n\r\n"), 400},
    {"folded last line", T(HEAD("GET /a HTTP/1.1") "X-A: b\r\n\tc\r\n\r\n"), 400},
    {"fold of the first header", T("GET /a HTTP/1.1\r\n X: b\r\nHost: an.example\r\n\r\n"), 400},
    {"length hidden by a fold", T(HEAD("POST /a HTTP/1.1") "X-A: b\r\n Content-Length: 4\r\n\r\n" SMUGGLED), 400},
    {"lines that end in LF", T("GET /a HTTP/1.1\nHost: an.example\n\n"), 400},
    {"one line that ends in LF", T(HEAD("GET /a HTTP/1.1") "X-A: b\nX-B: c\r\n\r\n"), 400},
    {"empty line that is LF", T(HEAD("GET /a HTTP/1.1") "X-A: b\r\n\n"), 400},
    {"unknown transfer encoding", T(HEAD("POST /a HTTP/1.1") "Transfer-Encoding: gzip\r\n\r\nabcd"), 501},
    {"chunked twice", T(HEAD("POST /a HTTP/1.1") "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"), 501},
    {"two transfer encodings",
     T(HEAD("POST /a HTTP/1.1") "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"), 400},
    {"chunked in HTTP/1.0", T(HEAD("POST /a HTTP/1.0") "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400},
    {"negative chunk", T(HEAD("POST /a HTTP/1.1") "Transfer-Encoding: chunked\r\n\r\n-1\r\nabcd\r\n0\r\n\r\n"), 400},
    {"chunk with 0x", T(HEAD("POST /a HTTP/1.1") "Transfer-Encoding: chunked\r\n\r\n0x4\r\nabcd\r\n0\r\n\r\n"), 400},
    {"chunk longer than said", T(HEAD("POST /a HTTP/1.1") "Transfer-Encoding: chunked\r\n\r\n4\r\nabcdEE\r\n0\r\n\r\n"), 400},
    {"unknown Expect", T(HEAD("POST /a HTTP/1.1") "Expect: miracles\r\nContent-Length: 1\r\n\r\na"), 417},
    {"compressed body", T(HEAD("POST /a HTTP/1.1") "Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\na"), 415},
    {"unknown method", T(HEAD("BREW /a HTTP/1.1") "\r\n"), 501},
    {"method in lower case", T(HEAD("get /a HTTP/1.1") "\r\n"), 501},
    {"TRACE", T(HEAD("TRACE /a HTTP/1.1") "\r\n"), 405},
    {"OPTIONS of all", T(HEAD("OPTIONS * HTTP/1.1") "\r\n"), 405},
    {"CONNECT", T(HEAD("CONNECT an.example:443 HTTP/1.1") "\r\n"), 405},
    {"two spaces after the method", T(HEAD("GET  /a HTTP/1.1") "\r\n"), 400},
    {"two spaces before the version", T(HEAD("GET /a  HTTP/1.1") "\r\n"), -1},
    {"tabs in the request line", T(HEAD("GET\t/a\tHTTP/1.1") "\r\n"), -1},
    {"space in the URL", T(HEAD("GET /a b HTTP/1.1") "\r\n"), -1},
    {"NUL in the URL", T(HEAD("GET /a\0b HTTP/1.1") "\r\n"), 400},
    {"raw UTF-8 in the URL", T(HEAD("GET /xã HTTP/1.1") "\r\n"), 400},
    {"fragment in the URL", T(HEAD("GET /a#b HTTP/1.1") "\r\n"), 400},
    {"no version", T("GET /a\r\n\r\n"), 400},
    {"HTTP/2.0", T(HEAD("GET /a HTTP/2.0") "\r\n"), 505},
    {"HTTP/1.2", T(HEAD("GET /a HTTP/1.2") "\r\n"), 505},
    {"TLS hello", T("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"), -1},
    {"dots", T(HEAD("GET /a/../b HTTP/1.1") "\r\n"), 400},
    {"dots at the end", T(HEAD("GET /a/.. HTTP/1.1") "\r\n"), 400},
    {"encoded dots", T(HEAD("GET /%2e%2E/etc/passwd HTTP/1.1") "\r\n"), 400},
    {"encoded slash", T(HEAD("GET /a%2fb HTTP/1.1") "\r\n"), 400},
    {"encoded backslash", T(HEAD("GET /a%5c..%5cb HTTP/1.1") "\r\n"), 400},
    {"encoded NUL", T(HEAD("GET /a%00 HTTP/1.1") "\r\n"), 400},
    {"encoded line feed", T(HEAD("GET /a%0ab HTTP/1.1") "\r\n"), 400},
    {"bad escape", T(HEAD("GET /a%zz HTTP/1.1") "\r\n"), 400},
    {"cut escape", T(HEAD("GET /a%4 HTTP/1.1") "\r\n"), 400},
    {"overlong UTF-8", T(HEAD("GET /a%c0%af HTTP/1.1") "\r\n"), 400},
    {"two slashes in front", T(HEAD("GET //evil.example/ HTTP/1.1") "\r\n"), 400},
    {"bad escape in the query", T(HEAD("GET /a?b=%g1 HTTP/1.1") "\r\n"), 400},
    {"bad UTF-8 in the query", T(HEAD("GET /a?b=%ff HTTP/1.1") "\r\n"), 400},
    {"absolute URL of another host", T(HEAD("GET http://other.example/ HTTP/1.1") "\r\n"), 400},
    {"body over the limit", T(HEAD("POST /none HTTP/1.1") "Content-Length: 1\r\n\r\na"), 413},
    {"chunked body over the limit", T(HEAD("POST /none HTTP/1.1") "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"), 413},
    {"huge declared body", T(HEAD("POST /a HTTP/1.1") "Content-Length: 999999999999\r\n\r\nabc"), 413},
    {"huge body after asking", T(HEAD("POST /a HTTP/1.1") "Expect: 100-continue\r\nContent-Length: 1001\r\n\r\n"), 413},
};

/* Status -1: the library may answer 400, 413 or just close; what matters is that nothing reaches the handler. */
TEST("what two programs could read differently is refused and the connection closed") {
    struct http_server *s = start((struct http_config){0});
    for (size_t i = 0; i < COUNT_OF(hostile); i++) {
        unsigned before = atomic_load(&handled);
        bool closed;
        struct text answer = ask(s, hostile[i].bytes, &closed);
        int status = status_of(answer);
        if (!closed || atomic_load(&handled) != before || has(answer, "HTTP/1.1 2") ||
            (hostile[i].status >= 0 ? status != hostile[i].status : status != 0 && status / 100 != 4))
            fail_msg("%s: status %d, closed %d, handled %u: %.*s", hostile[i].sentence, status, closed,
                     atomic_load(&handled) - before, FMT(answer));
        assert_false(has(answer, "Server:"));
    }
    http_stop(s);
}

TEST("a refusal is a problem document, told to the owner") {
    struct http_server *s = start((struct http_config){0});
    unsigned before = atomic_load(&refusals);
    bool closed;
    struct text answer = ask(s, T(HEAD("GET /a/../b HTTP/1.1") "\r\n"), &closed);
    assert_true(has(answer, "Content-Type: application/problem+json"));
    assert_true(has(answer, "\"title\":\"Yêu cầu không hợp lệ (Bad Request)\",\"status\":400,\"detail\":\"invalid path\""));
    assert_true(has(answer, "Connection: close"));
    assert_int_equal(atomic_load(&refusals), before + 1);
    assert_int_equal(atomic_load(&last_refusal), 400);
    assert_int_equal(http_stats(s).refused, 1);
    http_stop(s);
}

TEST("URLs, headers and fields are bounded") {
    struct http_server *s = start((struct http_config){0});
    const struct {
        struct text bytes;
        int status;
    } cases[] = {
        {repeated("GET /", 'a', MAX_URL_BYTES - 1, " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), 200},
        {repeated("GET /", 'a', MAX_URL_BYTES, " HTTP/1.1\r\nHost: a\r\n\r\n"), 414},
        {repeated("GET /", 'a', 100000, " HTTP/1.1\r\nHost: a\r\n\r\n"), 414},
        {repeated("GET / HTTP/1.1\r\nHost: a\r\nX: ", 'a', MAX_HEADER_BYTES - 36, "\r\nConnection: close\r\n\r\n"), 200},
        {repeated("GET / HTTP/1.1\r\nHost: a\r\nX: ", 'a', MAX_HEADER_BYTES, "\r\n\r\n"), 431},
        {repeated("GET / HTTP/1.1\r\nHost: a\r\nX: ", 'a', 100000, "\r\n\r\n"), 431},
        {repeated("GET /?", '&', MAX_FORM_FIELDS + 1, " HTTP/1.1\r\nHost: a\r\n\r\n"), 400},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        bool closed;
        struct text answer = ask(s, cases[i].bytes, &closed);
        assert_true(closed);
        if (status_of(answer) != cases[i].status)
            fail_msg("case %zu: %.*s", i, FMT(answer));
    }
    for (unsigned n = MAX_HEADERS; n <= MAX_HEADERS + 1; n++) {
        AUTO_BUF b;
        buf_init(&b, 1u << 20);
        buf_str(&b, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n");
        for (unsigned i = 2; i < n; i++)
            buf_fmt(&b, "X%u: v\r\n", i);
        buf_str(&b, "\r\n");
        bool closed;
        assert_int_equal(status_of(ask(s, buf_as_text(&b), &closed)), n > MAX_HEADERS ? 431 : 200);
        assert_true(closed);
    }
    http_stop(s);
}

/* ---- what must work */

TEST("a request arrives as it was meant") {
    struct http_server *s = start((struct http_config){0});
    const struct {
        struct text bytes;
        const char *said;
    } cases[] = {
        {T(HEAD("GET /x%C3%A3/b?q=Nguy%E1%BB%85n+A&r= HTTP/1.1") "Connection: close\r\n\r\n"),
         "GET /xã/b?q=Nguy%E1%BB%85n+A&r= from 127.0.0.1 body 0 hash 14650fb0739d0383 id 16 q=Nguyễn A r="},
        {T(HEAD("GET http://an.example/a HTTP/1.1") "Connection: close\r\n\r\n"), "GET /a? from"},
        {T("GET /a HTTP/1.0\r\n\r\n"), "GET /a? from"},
        {T("\r\n" HEAD("GET /a HTTP/1.1") "Connection: close\r\n\r\n"), "GET /a? from"},
        {T(HEAD("DELETE /a HTTP/1.1") "X-Empty:\r\nX-Blank:  \t \r\nConnection: close\r\n\r\n"), "DELETE /a? from"},
        {T("GET / HTTP/1.1\r\nHost: [::1]:8080\r\nConnection: close\r\n\r\n"), "GET /? from"},
        {T(HEAD("POST /a HTTP/1.1") "Content-Length: 4\r\nConnection: close\r\n\r\nabcd"), "body 4 "},
        {T(HEAD("POST /a HTTP/1.1") "Content-Length: 0\r\nConnection: close\r\n\r\n"), "body 0 "},
        {T(HEAD("PUT /a HTTP/1.1") "Transfer-Encoding: Chunked\r\nConnection: close\r\n\r\n2;x=1\r\nab\r\n2\r\ncd\r\n0\r\n\r\n"),
         "body 4 "},
        {T(HEAD("GET /a HTTP/1.1") "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n"),
         "from 127.0.0.1 body"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        bool closed;
        struct text answer = ask(s, cases[i].bytes, &closed);
        if (!closed || status_of(answer) != 200 || !has(answer, cases[i].said))
            fail_msg("case %zu, closed %d: %.*s", i, closed, FMT(answer));
        assert_true(has(answer, "\r\nDate: "));
    }
    http_stop(s);
}

TEST("a request that comes byte by byte is the same request") {
    struct http_server *s = start((struct http_config){0});
    int fd = dial(s);
    struct text bytes = T(HEAD("POST /a?b=1 HTTP/1.1") "X-Long-Header-Name: some value\r\nContent-Length: 4\r\n\r\nabcd");
    (void)setsockopt(fd, IPPROTO_TCP, 1 /* TCP_NODELAY */, &(int){1}, sizeof(int));
    for (size_t i = 0; i < bytes.len; i++) {
        put(fd, (struct text){bytes.ptr + i, 1});
        (void)usleep(500);
    }
    struct text answer = get_one(fd, false);
    assert_int_equal(status_of(answer), 200);
    assert_true(has(answer, "POST /a?b=1"));
    assert_true(has(answer, "body 4 "));
    (void)close(fd);
    http_stop(s);
}

TEST("a connection is kept and pipelined requests are answered in order") {
    struct http_server *s = start((struct http_config){0});
    int fd = dial(s);
    put(fd, T(HEAD("GET /hold HTTP/1.1") "\r\n" HEAD("POST /two HTTP/1.1") "Content-Length: 3\r\n\r\nabc" HEAD(
                "GET /three HTTP/1.1") "\r\n"));
    assert_true(has(get_one(fd, false), "GET /hold"));
    assert_true(has(get_one(fd, false), "POST /two? from 127.0.0.1 body 3"));
    assert_true(has(get_one(fd, false), "GET /three"));
    (void)usleep(50000);
    put(fd, T(HEAD("GET /four HTTP/1.1") "Connection: close\r\n\r\n"));
    bool closed;
    assert_true(has(get(fd, 1500, &closed), "GET /four"));
    assert_true(closed);
    (void)close(fd);
    http_stop(s);
}

TEST("a body may be as large as the limit and not one byte larger") {
    struct http_server *s = start((struct http_config){0});
    for (size_t n = 999; n <= 1001; n++)
        for (int chunked = 0; chunked < 2; chunked++) {
            AUTO_BUF b;
            buf_init(&b, 1u << 20);
            buf_str(&b, HEAD("POST /a HTTP/1.1"));
            if (chunked)
                buf_fmt(&b, "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n%zx\r\n", n);
            else
                buf_fmt(&b, "Content-Length: %zu\r\nConnection: close\r\n\r\n", n);
            for (size_t i = 0; i < n; i++)
                buf_char(&b, 'x');
            if (chunked)
                buf_str(&b, "\r\n0\r\n\r\n");
            bool closed;
            struct text answer = ask(s, buf_as_text(&b), &closed);
            assert_true(closed);
            assert_int_equal(status_of(answer), n <= 1000 ? 200 : 413);
        }
    /* Large enough to come in many pieces; too large, but little enough that the answer still arrives. */
    bool closed;
    struct text answer = ask(s, repeated(HEAD("POST /upload HTTP/1.1") "Content-Length: 2097152\r\nConnection: close\r\n\r\n",
                                         'x', 2097152, ""), &closed);
    assert_true(has(answer, "body 2097152 "));
    answer = ask(s, repeated(HEAD("POST /upload HTTP/1.1") "Content-Length: 5000000\r\n\r\n", 'x', 5000000, ""), &closed);
    assert_int_equal(status_of(answer), 413);
    assert_true(lets_go(s));
    http_stop(s);
}

TEST("all bodies and answers together are bounded") {
    struct http_server *s = start((struct http_config){.max_held_bytes = 1u << 20});
    bool closed;
    struct text answer =
        ask(s, repeated(HEAD("POST /upload HTTP/1.1") "Content-Length: 2000000\r\n\r\n", 'x', 2000000, ""), &closed);
    assert_int_equal(status_of(answer), 503);
    assert_true(has(answer, "Retry-After: "));
    assert_int_equal(status_of(ask(s, T(HEAD("GET /long HTTP/1.1") "Connection: close\r\n\r\n"), &closed)), 503);
    assert_int_equal(status_of(ask(s, T(HEAD("GET /a HTTP/1.1") "Connection: close\r\n\r\n"), &closed)), 200);
    assert_true(lets_go(s));
    http_stop(s);
}

TEST("100-continue is answered before the body") {
    struct http_server *s = start((struct http_config){0});
    int fd = dial(s);
    put(fd, T(HEAD("POST /a HTTP/1.1") "Expect: 100-continue\r\nContent-Length: 4\r\n\r\n"));
    assert_int_equal(status_of(get_one(fd, false)), 100);
    put(fd, T("abcd"));
    assert_true(has(get_one(fd, false), "body 4 "));
    (void)close(fd);
    http_stop(s);
}

TEST("HEAD tells the length and sends no body") {
    struct http_server *s = start((struct http_config){0});
    static const char *const paths[] = {"/a", "/file"};
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        int fd = dial(s);
        put(fd, arena_fmt(test_arena(), "HEAD %s HTTP/1.1\r\nHost: a\r\n\r\nGET /next HTTP/1.1\r\nHost: a\r\n\r\n", paths[i]));
        struct text answer = get_one(fd, true);
        assert_int_equal(status_of(answer), 200);
        assert_false(has(answer, "Content-Length: 0\r\n"));
        assert_true(has(answer, "Content-Length: "));
        assert_true(has(get_one(fd, false), "GET /next"));
        (void)close(fd);
    }
    http_stop(s);
}

TEST("a file, an empty answer, a long one and a failed one leave as they should") {
    struct http_server *s = start((struct http_config){0});
    bool closed;
    struct text answer = ask(s, T(HEAD("GET /file HTTP/1.1") "Connection: close\r\n\r\n"), &closed);
    assert_true(has(answer, "Content-Length: 16\r\n") && text_ends(answer, T(FILE_CONTENT)));
    answer = ask(s, T(HEAD("GET /nothing HTTP/1.1") "Connection: close\r\n\r\n"), &closed);
    assert_int_equal(status_of(answer), 204);
    assert_true(text_ends(answer, T("\r\n\r\n")));
    assert_false(has(answer, "Content-Length"));
    answer = ask(s, T(HEAD("GET /long HTTP/1.1") "Connection: close\r\n\r\n"), &closed);
    assert_true(has(answer, "Content-Length: 3000000\r\n") && answer.len > 3000000);
    answer = ask(s, T(HEAD("GET /toolong HTTP/1.1") "Connection: close\r\n\r\n"), &closed);
    assert_int_equal(status_of(answer), 500);
    answer = ask(s, T(HEAD("GET /inject HTTP/1.1") "Connection: close\r\n\r\n"), &closed);
    assert_true(has(answer, "Location: /a  Set-Cookie: x=1\r\n"));
    http_stop(s);
}

/* ---- slow clients, many clients, stopping */

static int64_t ms_since(int64_t start_us) {
    return (clock_monotonic_us() - start_us) / 1000;
}

/* Sends one byte every 50 ms until the server has closed or 3 s are over. */
static int64_t drip_until_closed(int fd, char byte) {
    int64_t began = clock_monotonic_us();
    while (ms_since(began) < 3000) {
        if (send(fd, &byte, 1, MSG_NOSIGNAL) < 0)
            return ms_since(began);
        struct pollfd p = {.fd = fd, .events = POLLIN};
        if (poll(&p, 1, 50) == 1 && (p.revents & POLLHUP))
            return ms_since(began);
    }
    return ms_since(began);
}

TEST("a head or a body that drips is ended by the deadline") {
    struct http_server *s = start((struct http_config){.request_deadline_ms = 400, .upload_deadline_ms = 900});
    static const struct {
        const char *first;
        int64_t at_least, at_most;
        bool told;
    } cases[] = {
        {"", 350, 1200, false},                                                        /* never ends its request line */
        {"GET /a HTTP/1.1\r\nHost: a\r\nX: ", 350, 1200, true},                        /* never ends its headers */
        {"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n", 350, 1200, true}, /* never ends its body */
        {"POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n", 850, 1700, true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int fd = dial(s);
        put(fd, text_of(cases[i].first));
        int64_t took = drip_until_closed(fd, 'a');
        if (took < cases[i].at_least || took > cases[i].at_most)
            fail_msg("case %zu took %lld ms", i, (long long)took);
        bool closed;
        assert_int_equal(status_of(get(fd, 200, &closed)), cases[i].told ? 408 : 0);
        (void)close(fd);
    }
    assert_int_equal(http_stats(s).timed_out, COUNT_OF(cases));
    http_stop(s);
}

TEST("a kept connection that asks nothing more is closed without a word") {
    struct http_server *s = start((struct http_config){.request_deadline_ms = 300});
    int fd = dial(s);
    put(fd, T(HEAD("GET /a HTTP/1.1") "\r\n"));
    assert_int_equal(status_of(get_one(fd, false)), 200);
    bool closed;
    assert_int_equal(get(fd, 2000, &closed).len, 0);
    assert_true(closed);
    (void)close(fd);
    http_stop(s);
}

TEST("a handler may take longer than the deadline of a request") {
    struct http_server *s = start((struct http_config){.request_deadline_ms = 100});
    bool closed;
    assert_int_equal(status_of(ask(s, T(HEAD("GET /hold HTTP/1.1") "Connection: close\r\n\r\n"), &closed)), 200);
    http_stop(s);
}

TEST("300 slow clients do not keep the next request waiting") {
    struct http_server *s = start((struct http_config){.request_deadline_ms = 8000});
    int slow[300];
    for (size_t i = 0; i < COUNT_OF(slow); i++) {
        slow[i] = dial(s);
        put(slow[i], T("GET /slow HTTP/1.1\r\nHost: a\r\nX: "));
    }
    int64_t began = clock_monotonic_us();
    bool closed;
    assert_int_equal(status_of(ask(s, T(HEAD("GET /a HTTP/1.1") "Connection: close\r\n\r\n"), &closed)), 200);
    assert_true(ms_since(began) < 2000);
    assert_true(http_stats(s).connections >= COUNT_OF(slow));
    for (size_t i = 0; i < COUNT_OF(slow); i++)
        (void)close(slow[i]);
    http_stop(s);
}

TEST("one address may not hold more connections than its share") {
    struct http_server *s = start((struct http_config){.max_per_ip = 3});
    int held[3];
    for (size_t i = 0; i < COUNT_OF(held); i++) {
        held[i] = dial(s);
        put(held[i], T(HEAD("GET /a HTTP/1.1") "\r\n"));
        assert_int_equal(status_of(get_one(held[i], false)), 200);
    }
    bool closed;
    assert_int_equal(ask(s, T(HEAD("GET /a HTTP/1.1") "\r\n"), &closed).len, 0);
    assert_true(closed);
    (void)close(held[0]);
    (void)usleep(100000);
    assert_int_equal(status_of(ask(s, T(HEAD("GET /a HTTP/1.1") "Connection: close\r\n\r\n"), &closed)), 200);
    (void)close(held[1]);
    (void)close(held[2]);
    http_stop(s);
}

TEST("a proxy on loopback names the client, and only its last word counts") {
    struct http_server *s = start((struct http_config){.trust_proxy = true, .max_per_ip = 1});
    const struct {
        const char *headers, *said;
    } cases[] = {
        {"X-Forwarded-For: 6.6.6.6, 1.2.3.4\r\nX-Forwarded-Proto: https\r\n", "from 1.2.3.4 tls body"},
        {"X-Forwarded-For: 2001:db8::1\r\nX-Forwarded-Proto: http\r\n", "from 2001:db8::1 body"},
        {"X-Forwarded-For: nonsense\r\n", "from 127.0.0.1 body"},
        {"", "from 127.0.0.1 body"},
    };
    int kept = dial(s); /* the proxy's many connections are not counted as one client's */
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        bool closed;
        struct text answer = ask(s, arena_fmt(test_arena(), HEAD("GET /a HTTP/1.1") "Connection: close\r\n%s\r\n",
                                              cases[i].headers), &closed);
        assert_true(has(answer, cases[i].said));
    }
    (void)close(kept);
    http_stop(s);
}

TEST("when more wait than the queue holds the next is told to come back") {
    struct http_server *s = start((struct http_config){.workers = 1, .max_queued = 1});
    int fd[6];
    unsigned served = 0, busy = 0;
    for (size_t i = 0; i < COUNT_OF(fd); i++) {
        fd[i] = dial(s);
        put(fd[i], T(HEAD("GET /hold HTTP/1.1") "\r\n"));
    }
    for (size_t i = 0; i < COUNT_OF(fd); i++) {
        int status = status_of(get_one(fd[i], false));
        served += status == 200;
        busy += status == 503;
        (void)close(fd[i]);
    }
    assert_int_equal(served + busy, COUNT_OF(fd));
    assert_true(served >= 1 && served <= 3 && busy >= 3);
    http_stop(s);
}

TEST("stopping answers what runs and what waits") {
    struct http_server *s = start((struct http_config){.workers = 2});
    int fd[6], idle = dial(s);
    for (size_t i = 0; i < COUNT_OF(fd); i++) {
        fd[i] = dial(s);
        put(fd[i], T(HEAD("GET /hold HTTP/1.1") "\r\n"));
    }
    (void)usleep(100000);
    int64_t began = clock_monotonic_us();
    http_stop(s);
    assert_true(ms_since(began) < 5000);
    for (size_t i = 0; i < COUNT_OF(fd); i++) {
        struct text answer = get_one(fd[i], false);
        assert_int_equal(status_of(answer), 200);
        assert_true(has(answer, "Connection: close"));
        (void)close(fd[i]);
    }
    (void)close(idle);
}

TEST("a client that leaves while its request runs harms nobody") {
    struct http_server *s = start((struct http_config){0});
    for (int i = 0; i < 20; i++) {
        int fd = dial(s);
        put(fd, T(HEAD("GET /hold HTTP/1.1") "\r\n"));
        if (i % 2 == 0) /* with a reset in place of an end */
            (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger){1, 0}, sizeof(struct linger));
        (void)close(fd);
    }
    bool closed;
    assert_int_equal(status_of(ask(s, T(HEAD("GET /a HTTP/1.1") "Connection: close\r\n\r\n"), &closed)), 200);
    http_stop(s);
}

static void *storm(void *user) {
    struct http_server *s = user;
    uintptr_t failures = 0;
    for (int i = 0; i < 60; i++) {
        int fd = dial(s);
        for (int k = 0; k < 3; k++) {
            char out[100], in[600];
            (void)snprintf(out, sizeof out, "GET /storm?i=%d HTTP/1.1\r\nHost: a\r\n\r\n", i * 3 + k);
            (void)send(fd, out, strlen(out), MSG_NOSIGNAL);
            ssize_t n = recv(fd, in, sizeof in - 1, 0);
            in[n > 0 ? n : 0] = '\0';
            (void)snprintf(out, sizeof out, "i=%d from", i * 3 + k);
            failures += strstr(in, out) == NULL;
        }
        (void)close(fd);
    }
    return (void *)failures; /* NOLINT: a count travels in the pointer */
}

TEST("many clients at once each get their own answer") {
    struct http_server *s = start((struct http_config){0});
    pthread_t ids[6];
    for (size_t i = 0; i < COUNT_OF(ids); i++)
        assert_int_equal(pthread_create(&ids[i], NULL, storm, s), 0);
    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        void *failures;
        assert_int_equal(pthread_join(ids[i], &failures), 0);
        assert_null(failures);
    }
    assert_int_equal(http_stats(s).requests, 6 * 60 * 3);
    http_stop(s);
}

TEST("a port that is taken and an address that is none are errors") {
    struct http_server *s = start((struct http_config){0}), *other = NULL;
    struct error err = {0};
    struct http_config c = {.address = "127.0.0.1", .port = http_port(s), .handler = say};
    assert_int_equal(http_start(&c, &other, &err), E_IO);
    assert_string_equal(err.key, "http.cannot_listen");
    c = (struct http_config){.address = "nowhere", .handler = say};
    assert_int_equal(http_start(&c, &other, &err), E_IO);
    assert_null(other);
    http_stop(s);
    http_stop(NULL);
}
