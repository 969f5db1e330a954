#include "tests/test.h"

#include "http/json_body.h"

static enum status parse(const char *json, const struct json_body **ret, struct error *err) {
    *err = (struct error){0};
    return json_body_parse(test_arena(), text_of(json), ret, err);
}

TEST("a JSON body is read by name and by type") {
    struct error err;
    const struct json_body *v;
    assert_ok(parse("{\"id\":\"7301234567890123456\",\"tên\":\"Nguyễn Thị Ánh\",\"n\":-5,\"x\":1.5,\"b\":true,"
                    "\"none\":null,\"list\":[1,\"2\",[]],\"o\":{\"k\":\"v\"}}",
                    &v, &err));
    struct text t;
    int64_t n = 99;
    double x;
    bool b;
    assert_true(json_body_id(json_body_get(v, "id"), &n) && n == 7301234567890123456);
    assert_true(json_body_text(json_body_get(v, "tên"), &t));
    assert_text(t, "Nguyễn Thị Ánh");
    assert_true(json_body_int(json_body_get(v, "n"), &n) && n == -5);
    assert_true(json_body_real(json_body_get(v, "x"), &x) && x > 1.49 && x < 1.51);
    assert_true(json_body_real(json_body_get(v, "n"), &x) && x < -4.9);
    assert_true(json_body_bool(json_body_get(v, "b"), &b) && b);
    assert_true(json_body_is_null(json_body_get(v, "none")));
    assert_false(json_body_is_null(json_body_get(v, "absent")));
    assert_int_equal(json_body_kind(json_body_get(v, "absent")), JSON_BODY_ABSENT);
    const struct json_body *list = json_body_get(v, "list");
    assert_int_equal(json_body_count(list), 3);
    assert_int_equal(json_body_kind(json_body_at(list, 2)), JSON_BODY_LIST);
    assert_null(json_body_at(list, 3));
    assert_int_equal(json_body_kind(json_body_get(json_body_get(v, "o"), "k")), JSON_BODY_TEXT);
    assert_text(json_body_name(v, 1), "tên");
    assert_null(json_body_name(v, 8).ptr);
    assert_null(json_body_name(list, 0).ptr);

    n = 42; /* the wrong type leaves it alone */
    assert_false(json_body_int(json_body_get(v, "x"), &n));
    assert_false(json_body_int(json_body_get(v, "id"), &n));
    assert_false(json_body_id(json_body_get(v, "n"), &n));
    assert_false(json_body_id(json_body_get(v, "tên"), &n));
    assert_false(json_body_text(json_body_get(v, "n"), &t));
    assert_false(json_body_bool(json_body_get(v, "n"), &b));
    assert_null(json_body_get(list, "k"));
    assert_int_equal(n, 42);
}

TEST("a number with a fraction or an exponent is no integer") {
    static const char *const reals[] = {"[1.0]", "[1e0]", "[-0.0]", "[1E2]"};
    for (size_t i = 0; i < COUNT_OF(reals); i++) {
        struct error err;
        const struct json_body *v;
        int64_t n;
        assert_ok(parse(reals[i], &v, &err));
        assert_int_equal(json_body_kind(json_body_at(v, 0)), JSON_BODY_REAL);
        assert_false(json_body_int(json_body_at(v, 0), &n));
    }
}

TEST("JSON that parsers disagree about is refused") {
    static const char *const bad[] = {"",
                                      " ",
                                      "{",
                                      "{}x",
                                      "{} {}",
                                      "[1,]",
                                      "{\"a\":1,}",
                                      "[01]",
                                      "[+1]",
                                      "[.5]",
                                      "[1.]",
                                      "[NaN]",
                                      "[Infinity]",
                                      "['a']",
                                      "{a:1}",
                                      "// c\n{}",
                                      "{\"a\":1,\"a\":2}",
                                      "[\"\\u0000\"]",
                                      "[\"\\ud800\"]",
                                      "[\"\xff\"]",
                                      "[\"\xc0\xaf\"]",
                                      "[\"\n\"]",
                                      "[\"\\x\"]",
                                      "[1e400]",
                                      "[9223372036854775808]",
                                      "[tru]",
                                      "\xef\xbb\xbf{}",
                                      "{\"\\u0000\":1}"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct error err;
        const struct json_body *v = NULL;
        if (parse(bad[i], &v, &err) != E_BAD_REQUEST || v != NULL)
            fail_msg("%s was taken", bad[i]);
        assert_string_equal(err.key, "http.bad_json");
    }
}

static enum status parse_repeated(const char *open, size_t n, const char *middle, const char *close,
                                  struct error *err) {
    AUTO_BUF b;
    buf_init(&b, 4u << 20);
    for (size_t i = 0; i < n; i++)
        buf_str(&b, open);
    buf_str(&b, middle);
    for (size_t i = 0; i < n; i++)
        buf_str(&b, close);
    const struct json_body *v;
    *err = (struct error){0};
    return json_body_parse(test_arena(), buf_as_text(&b), &v, err);
}

TEST("depth and number of values are bounded") {
    struct error err;
    assert_ok(parse_repeated("[", MAX_JSON_DEPTH, "", "]", &err));
    assert_int_equal(parse_repeated("[", MAX_JSON_DEPTH + 1, "", "]", &err), E_TOO_LARGE);
    assert_int_equal(parse_repeated("[", 100000, "", "]", &err), E_TOO_LARGE);
    assert_string_equal(err.key, "http.json_too_large");
    assert_ok(parse_repeated("{\"a\":", MAX_JSON_DEPTH, "\"[[[[[[[[[[[[[[[[[[[[[[\\\"[[[\"", "}", &err));
    assert_int_equal(parse_repeated("", MAX_JSON_NODES, "[1", ",1", &err), E_TOO_LARGE);
}

TEST("an object is a form as well") {
    struct error err;
    const struct json_body *v;
    struct http_pair *p;
    size_t n;
    assert_ok(parse("{\"name\":\"Lò Văn Mấy\",\"n\":-12,\"x\":0.1,\"yes\":true,\"no\":false,\"nil\":null,"
                    "\"many\":[\"a\",2],\"deep\":[[1]],\"o\":{\"a\":1},\"none\":[]}",
                    &v, &err));
    assert_true(json_body_pairs(test_arena(), v, &p, &n));
    static const char *const expected[][2] = {{"name", "Lò Văn Mấy"}, {"n", "-12"}, {"x", "0.1"},
                                              {"yes", "1"},           {"no", ""},   {"nil", ""},
                                              {"many", "a"},          {"many", "2"}};
    assert_int_equal(n, COUNT_OF(expected));
    for (size_t i = 0; i < n; i++) {
        assert_text(p[i].name, expected[i][0]);
        assert_text(p[i].value, expected[i][1]);
    }
    assert_ok(parse("[1]", &v, &err));
    assert_false(json_body_pairs(test_arena(), v, &p, &n));
    assert_false(json_body_pairs(test_arena(), NULL, &p, &n));
}

TEST("only JSON is taken for JSON") {
    static const struct {
        const char *type, *body;
        enum status status;
    } cases[] = {
        {"application/json", "{}", OK},
        {"Application/JSON; charset=UTF-8", "[]", OK},
        {"application/json; charset=\"utf-8\"", "[]", OK},
        {"application/merge-patch+json", "{}", OK},
        {"application/json", "1", E_BAD_REQUEST},
        {"application/json; charset=utf-16", "{}", E_MEDIA},
        {"application/jsonp", "{}", E_MEDIA},
        {"text/json", "{}", E_MEDIA},
        {"application/+json", "{}", E_MEDIA},
        {NULL, "{}", E_MEDIA},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error err = {0};
        struct http_pair header = {T("content-type"), text_of(cases[i].type)};
        struct http_request r = {
            .headers = &header, .header_count = 1, .body = text_of(cases[i].body), .arena = test_arena()};
        const struct json_body *v = NULL;
        enum status s = http_json(&r, &v, &err);
        if (s != cases[i].status || (v != NULL) != (s == OK))
            fail_msg("case %zu: %s", i, status_name(s));
    }
}
