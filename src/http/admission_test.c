#include "tests/test.h"

#include "http/admission.h"

static struct http_request request;

static int admit(const char *method, const char *target, const struct http_pair *headers, size_t count, bool from_proxy,
                 struct http_admitted *ret) {
    struct http_head head = {text_of(method), text_of(target), T("HTTP/1.1"), headers, count, 0, from_proxy};
    const char *why = NULL;
    request = (struct http_request){.arena = test_arena(), .remote = "127.0.0.1"};
    int status = http_admit(&head, &request, ret, &why);
    assert_int_equal(status != 0, why != NULL);
    return status;
}

TEST("an admitted head becomes a request") {
    const struct http_pair headers[] = {{T("Host"), T("an.example:8080")},
                                        {T("Content-LENGTH"), T(" 12\t")},
                                        {T("Cookie"), T("a=1; b=\"x y\"; =z; flag; c=p=q")},
                                        {T("Cookie"), T("d=4")},
                                        {T("X-Real-IP"), T("1.2.3.4")}};
    struct http_admitted in;
    assert_int_equal(admit("PATCH", "/h%E1%BB%99/1?a=b%26&c=%C4%91", headers, COUNT_OF(headers), false, &in), 0);
    assert_int_equal(request.method, HTTP_PATCH);
    assert_text(request.path, "/hộ/1");
    assert_text(request.raw_query, "a=b%26&c=%C4%91");
    assert_text(http_query(&request, "a"), "b&");
    assert_text(http_query(&request, "c"), "đ");
    assert_null(http_query(&request, "d").ptr);
    assert_true(in.has_body && !in.chunked && in.content_length == 12);
    assert_text(http_header(&request, "content-length"), "12");
    assert_null(http_header(&request, "x-real-ip").ptr);
    assert_text(http_cookie(&request, "a"), "1");
    assert_text(http_cookie(&request, "b"), "x y");
    assert_text(http_cookie(&request, "c"), "p=q");
    assert_text(http_cookie(&request, "d"), "4");
    assert_null(http_cookie(&request, "flag").ptr);
    assert_text(http_cookie(&request, ""), "z");
}

TEST("hosts are names, addresses and ports") {
    static const char *const good[] = {"a", "an-sinh.example.vn", "10.0.0.1:80", "[::1]", "[2001:db8::1]:8443", "a_b"};
    static const char *const bad[] = {"",   "a b",   "a:",     "a:x", "a:123456", "[::1",
                                      "[]", "[::g]", "[::1]x", "::1", "a,b",      "a/b"};
    struct http_admitted in;
    for (size_t i = 0; i < COUNT_OF(good); i++)
        assert_int_equal(admit("GET", "/", &(struct http_pair){T("Host"), text_of(good[i])}, 1, false, &in), 0);
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_int_equal(admit("GET", "/", &(struct http_pair){T("Host"), text_of(bad[i])}, 1, false, &in), 400);
}

TEST("paths have one reading or none") {
    static const char *const good[][2] = {{"/", "/"},        {"/a/", "/a/"},       {"/a%20b", "/a b"},
                                          {"/a+b", "/a+b"},  {"/...", "/..."},     {"/.a/b..", "/.a/b.."},
                                          {"/%C4%91", "/đ"}, {"/a;b=1", "/a;b=1"}, {"/%7e", "/~"}};
    static const char *const bad[] = {"",        "a",    "//",    "//a",    "/a//b",  "/.",      "/..",       "/a/./b",
                                      "/a/../b", "/%2e", "/%2E.", "/a%2Fb", "/a%5cb", "/a\\b",   "/%",        "/%4",
                                      "/%4x",    "/%00", "/%0d",  "/%7f",   "/%ff",   "/%c0%ae", "/%ed%a0%80"};
    struct text path;
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        assert_true(http_decode_path(test_arena(), text_of(good[i][0]), &path));
        assert_text(path, good[i][1]);
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        if (http_decode_path(test_arena(), text_of(bad[i]), &path))
            fail_msg("%s was taken as %.*s", bad[i], FMT(path));
}

TEST("forwarding headers of a proxy reach the handler, those of others do not") {
    const struct http_pair headers[] = {{T("Host"), T("a")},
                                        {T("X-Forwarded-For"), T("9.9.9.9")},
                                        {T("X-Forwarded-For"), T("8.8.8.8 , 1.2.3.4 ")},
                                        {T("X-Forwarded-Proto"), T("HTTPS")}};
    struct http_admitted in;
    assert_int_equal(admit("GET", "/", headers, COUNT_OF(headers), true, &in), 0);
    assert_string_equal(request.remote, "1.2.3.4");
    assert_true(request.tls);
    assert_int_equal(request.header_count, 4);
    assert_int_equal(admit("GET", "/", headers, COUNT_OF(headers), false, &in), 0);
    assert_string_equal(request.remote, "127.0.0.1");
    assert_false(request.tls);
    assert_int_equal(request.header_count, 1);
}

TEST("percent coding brings back what it was given") {
    char bytes[256];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)i;
    AUTO_BUF b;
    buf_init(&b, 4096);
    http_percent_encode(&b, (struct text){bytes, sizeof bytes});
    struct text back;
    for (int plus = 0; plus < 2; plus++) {
        assert_true(http_percent_decode(test_arena(), buf_as_text(&b), plus != 0, &back));
        assert_true(text_eq(back, (struct text){bytes, sizeof bytes}));
    }
    assert_true(http_percent_decode(test_arena(), T("a+b"), false, &back));
    assert_text(back, "a+b");
    assert_true(http_percent_decode(test_arena(), T("a+b%2B"), true, &back));
    assert_text(back, "a b+");
}

TEST("the media type that a client prefers is offered to it") {
    static const char *const offered[] = {"text/html", "application/json"};
    static const struct {
        const char *accept;
        int best;
    } cases[] = {
        {NULL, 0},
        {"", 0},
        {"*/*", 0},
        {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", 0},
        {"application/json", 1},
        {"APPLICATION/JSON", 1},
        {"application/json, text/html;q=0.9", 1},
        {"application/json;q=0.5, text/html;q=0.4", 1},
        {"application/*, text/html;q=0.2", 1},
        {"text/*;q=0.3, */*;q=0.5", 1},
        {"text/html;q=0, */*", 1},
        {"application/json;q=0, */*;q=0.1", 0},
        {"application/json;charset=utf-8;q=0.9, text/html;q=0.8", 1},
        {"image/png", -1},
        {"text/html;q=0, application/json;q=0", -1},
        {"*/*;q=0", -1},
        {"text/html;q=2, application/json;q=0.1", 1}, /* a weight that is none does not count */
        {"text/html;q=0.1234, application/json;q=0.1", 1},
        {"*/json, application/json;q=0.1", 1},
        {",, ,application/json", 1},
        {"nonsense", 0},
        {"text/html;q=0.500,application/json;q=.9", 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int best = http_accept(text_of(cases[i].accept), offered, COUNT_OF(offered));
        if (best != cases[i].best)
            fail_msg("%s gave %d", cases[i].accept, best);
    }
}
