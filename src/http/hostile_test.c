/* What must not come in: each case byte for byte against a live server. */
#include "tests/raw_client.h"

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
    {"two different lengths", T(HEAD("POST /a HTTP/1.1") "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd" SMUGGLED),
     400},
    {"the same length twice", T(HEAD("POST /a HTTP/1.1") "Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd" SMUGGLED),
     400},
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
    {"chunk longer than said", T(HEAD("POST /a HTTP/1.1") "Transfer-Encoding: chunked\r\n\r\n4\r\nabcdEE\r\n0\r\n\r\n"),
     400},
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
    {"chunked body over the limit",
     T(HEAD("POST /none HTTP/1.1") "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"), 413},
    {"huge declared body", T(HEAD("POST /a HTTP/1.1") "Content-Length: 999999999999\r\n\r\nabc"), 413},
    {"huge body after asking", T(HEAD("POST /a HTTP/1.1") "Expect: 100-continue\r\nContent-Length: 1001\r\n\r\n"), 413},
};

/* Status -1: the library may answer 400, 413 or just close; what matters is that nothing reaches the handler. */
TEST("what two programs could read differently is refused and the connection closed") {
    struct http_server *s = start((struct http_config){0});
    for (size_t i = 0; i < COUNT_OF(hostile); i++) {
        unsigned before = atomic_load(&raw_handled);
        bool closed;
        struct text answer = ask(s, hostile[i].bytes, &closed);
        int status = status_of(answer);
        if (!closed || atomic_load(&raw_handled) != before || has(answer, "HTTP/1.1 2") ||
            (hostile[i].status >= 0 ? status != hostile[i].status : status != 0 && status / 100 != 4))
            fail_msg("%s: status %d, closed %d, handled %u: %.*s", hostile[i].sentence, status, closed,
                     atomic_load(&raw_handled) - before, FMT(answer));
        assert_false(has(answer, "Server:"));
    }
    http_stop(s);
}

TEST("a refusal is a problem document, told to the owner") {
    struct http_server *s = start((struct http_config){0});
    unsigned before = atomic_load(&raw_refusals);
    bool closed;
    struct text answer = ask(s, T(HEAD("GET /a/../b HTTP/1.1") "\r\n"), &closed);
    assert_true(has(answer, "Content-Type: application/problem+json"));
    assert_true(
        has(answer, "\"title\":\"Yêu cầu không hợp lệ (Bad Request)\",\"status\":400,\"detail\":\"invalid path\""));
    assert_true(has(answer, "Connection: close"));
    assert_int_equal(atomic_load(&raw_refusals), before + 1);
    assert_int_equal(atomic_load(&raw_last_refusal), 400);
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
        {repeated("GET / HTTP/1.1\r\nHost: a\r\nX: ", 'a', MAX_HEADER_BYTES - 36, "\r\nConnection: close\r\n\r\n"),
         200},
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
