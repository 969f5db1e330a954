#include "tests/test.h"

#include "http/http.h"

/* A generator of cases that is the same on each run and each machine. */
static uint64_t seed;

static unsigned pick(unsigned below) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % below;
}

/* Text of up to `most` letters, among them those that the formats treat specially. */
static struct text some_text(unsigned most) {
    static const char *const letters[] = {"a",  "Ộ",  "đ", " ",    "+", "&",  "=", "%", "%22",
                                          "\"", "\\", "/", "\r\n", "-", "--", ";", "0"};
    AUTO_BUF b;
    buf_init(&b, 4096);
    for (unsigned n = pick(most + 1); n > 0; n--)
        buf_str(&b, letters[pick(COUNT_OF(letters))]);
    return arena_text(test_arena(), buf_as_text(&b));
}

TEST("url-encoded fields come back as they were written") {
    struct error err = {0};
    seed = 7;
    for (int round = 0; round < 300; round++) {
        struct http_pair sent[12], *got;
        size_t n = pick(COUNT_OF(sent) + 1), got_count;
        AUTO_BUF b;
        buf_init(&b, 1u << 20);
        for (size_t i = 0; i < n; i++) {
            sent[i] = (struct http_pair){some_text(5), some_text(20)};
            http_percent_encode(&b, sent[i].name);
            buf_char(&b, '=');
            http_percent_encode(&b, sent[i].value);
            buf_char(&b, '&');
        }
        assert_ok(http_parse_urlencoded(test_arena(), buf_as_text(&b), &got, &got_count, &err));
        assert_int_equal(got_count, n);
        for (size_t i = 0; i < n; i++)
            assert_true(text_eq(got[i].name, sent[i].name) && text_eq(got[i].value, sent[i].value));
    }
}

TEST("odd url-encoded bodies have one reading, bad ones none") {
    struct error err = {0};
    struct http_pair *p;
    size_t n;
    assert_ok(http_parse_urlencoded(test_arena(), T("&&a&b=&=c&d=e=f&"), &p, &n, &err));
    assert_int_equal(n, 4);
    assert_text(p[0].name, "a");
    assert_text(p[0].value, "");
    assert_text(p[2].name, "");
    assert_text(p[3].value, "e=f");
    static const char *const bad[] = {"a=%", "a=%1", "%zz=1", "a=%00", "a=%ff", "a=\xff", "a=%ed%a0%80"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_int_equal(http_parse_urlencoded(test_arena(), text_of(bad[i]), &p, &n, &err), E_BAD_REQUEST);
        assert_string_equal(err.key, "http.bad_form");
    }
    assert_int_equal(n, 4); /* untouched */
    AUTO_BUF b;
    buf_init(&b, 1u << 20);
    for (int i = 0; i < MAX_FORM_FIELDS; i++)
        buf_str(&b, i ? "&a" : "a");
    assert_ok(http_parse_urlencoded(test_arena(), buf_as_text(&b), &p, &n, &err));
    assert_int_equal(n, MAX_FORM_FIELDS);
    buf_str(&b, "&a");
    assert_int_equal(http_parse_urlencoded(test_arena(), buf_as_text(&b), &p, &n, &err), E_TOO_LARGE);
    assert_string_equal(err.key, "http.too_many_fields");
}

/* As browsers write a name: quotes and line ends escaped, the rest as it is. */
static void put_name(struct buf *b, struct text t) {
    for (size_t i = 0; i < t.len; i++) {
        char c = t.ptr[i];
        if (c == '"')
            buf_str(b, "%22");
        else if (c == '\r')
            buf_str(b, "%0D");
        else if (c == '\n')
            buf_str(b, "%0A");
        else
            buf_char(b, c);
    }
}

/* Names that a browser's writing cannot tell from escapes are not sent. */
static struct text plain_name(void) {
    struct text t;
    do
        t = some_text(4);
    while (memmem(t.ptr, t.len, "%22", 3) || memmem(t.ptr, t.len, "\\", 1) || memmem(t.ptr, t.len, "/", 1));
    return t;
}

TEST("multipart fields and files come back as they were written") {
    struct error err = {0};
    seed = 11;
    for (int round = 0; round < 300; round++) {
        struct http_pair sent[6], *got;
        struct http_file files[4], *got_files;
        size_t n = pick(7), f = pick(5), count, file_count;
        AUTO_BUF b;
        buf_init(&b, 1u << 20);
        for (size_t i = 0; i < n; i++) {
            sent[i] = (struct http_pair){plain_name(), some_text(30)};
            buf_str(&b, "--XbX\r\nContent-Disposition: form-data; name=\"");
            put_name(&b, sent[i].name);
            buf_str(&b, "\"\r\n\r\n");
            buf_text(&b, sent[i].value);
            buf_str(&b, "\r\n");
        }
        for (size_t i = 0; i < f; i++) {
            char bytes[64];
            for (size_t k = 0; k < sizeof bytes; k++)
                bytes[k] = (char)pick(256);
            struct text base = plain_name();
            files[i] = (struct http_file){plain_name(), arena_fmt(test_arena(), "%.*s.xlsx", FMT(base)),
                                          T("application/octet-stream"),
                                          arena_text(test_arena(), (struct text){bytes, pick(sizeof bytes)})};
            buf_str(&b, "--XbX\r\ncontent-disposition:form-data ; name=\"");
            put_name(&b, files[i].field);
            buf_str(&b, "\"; filename=\"");
            put_name(&b, files[i].file_name);
            buf_str(&b, "\"\r\nContent-Type: application/octet-stream\r\n\r\n");
            buf_text(&b, files[i].bytes);
            buf_str(&b, "\r\n");
        }
        buf_str(&b, pick(2) ? "--XbX--\r\n" : "--XbX--");
        assert_ok(
            http_parse_multipart(test_arena(), buf_as_text(&b), T("XbX"), &got, &count, &got_files, &file_count, &err));
        assert_int_equal(count, n);
        assert_int_equal(file_count, f);
        for (size_t i = 0; i < n; i++)
            assert_true(text_eq(got[i].name, sent[i].name) && text_eq(got[i].value, sent[i].value));
        for (size_t i = 0; i < f; i++)
            assert_true(text_eq(got_files[i].field, files[i].field) &&
                        text_eq(got_files[i].file_name, files[i].file_name) &&
                        text_eq(got_files[i].bytes, files[i].bytes) &&
                        text_eq(got_files[i].content_type, files[i].content_type));
    }
}

#define PART(head, content) "--b\r\n" head "\r\n\r\n" content "\r\n"
#define NAMED "Content-Disposition: form-data; name=\"a\""

TEST("file names come without folders, and empty file inputs not at all") {
    struct error err = {0};
    struct http_pair *p;
    struct http_file *f;
    size_t n, files;
    struct text body = T(PART(NAMED "; filename=\"C:\\Users\\an\\danh sách hộ.xlsx\"", "1")
                             PART(NAMED "; filename=\"../../etc/passwd\"", "2") PART(NAMED "; filename=\"\"", "")
                                 PART(NAMED "; filename=\"a\\\"b\"", "3") PART(NAMED, "") "--b--");
    assert_ok(http_parse_multipart(test_arena(), body, T("b"), &p, &n, &f, &files, &err));
    assert_int_equal(n, 1);
    assert_int_equal(files, 3);
    assert_text(f[0].file_name, "danh sách hộ.xlsx");
    assert_text(f[1].file_name, "passwd");
    assert_text(f[2].file_name, "a\"b");
    assert_text(f[0].content_type, "text/plain");
}

TEST("multipart that two readers could split differently is refused") {
    static const char *const bad[] = {
        "",
        "--b",
        "--b-",
        "--bx\r\n",
        "preamble\r\n" PART(NAMED, "x") "--b--",
        "\r\n" PART(NAMED, "x") "--b--",
        PART(NAMED, "x"),
        PART(NAMED, "x") "--b",
        PART(NAMED, "x") "--b--epilogue",
        PART(NAMED, "x") "--b--\r\n\r\n",
        PART(NAMED, "x") "--b \r\n",
        "--b\n" NAMED "\n\nx\n--b--\n",
        PART(NAMED, "x\r\n--bother") "--b--",
        PART("X: y", "x") "--b--",
        PART("Content-Disposition: form-data", "x") "--b--",
        PART("Content-Disposition: attachment; name=\"a\"", "x") "--b--",
        PART(NAMED "; name=\"b\"", "x") "--b--",
        PART(NAMED "\r\n" NAMED, "x") "--b--",
        PART(NAMED "; filename=\"a\"; filename=\"b\"", "x") "--b--",
        PART("Content-Disposition: form-data; name=\"a", "x") "--b--",
        PART("Content-Disposition: form-data; name=", "x") "--b--",
        PART("Content-Disposition : form-data; name=a", "x") "--b--",
        PART(NAMED "\r\n folded", "x") "--b--",
        PART(NAMED "\r\nContent-Transfer-Encoding: base64", "eA==") "--b--",
        PART(NAMED, "\xff") "--b--",
        PART("Content-Disposition: form-data; name=\"\xff\"", "x") "--b--",
        PART(NAMED "; filename=\"\xff\"", "x") "--b--",
        "--b\r\n" NAMED "\r\n",
    };
    struct error err = {0};
    struct http_pair *p;
    struct http_file *f;
    size_t n, files;
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        if (http_parse_multipart(test_arena(), text_of(bad[i]), T("b"), &p, &n, &f, &files, &err) != E_BAD_REQUEST)
            fail_msg("%s was taken", bad[i]);
    struct text good = T(PART(NAMED, "x") "--b--");
    static const char *const boundaries[] = {
        "", "b ", "b\n", "b\"", "bé", "12345678901234567890123456789012345678901234567890123456789012345678901"};
    for (size_t i = 0; i < COUNT_OF(boundaries); i++)
        assert_int_equal(http_parse_multipart(test_arena(), good, text_of(boundaries[i]), &p, &n, &f, &files, &err),
                         E_BAD_REQUEST);
    assert_ok(http_parse_multipart(test_arena(), good, T("b"), &p, &n, &f, &files, &err));
    assert_ok(http_parse_multipart(test_arena(), T("--b--\r\n"), T("b"), &p, &n, &f, &files, &err));
    assert_int_equal(n + files, 0);
}

TEST("multipart has at most so many parts") {
    struct error err = {0};
    struct http_pair *p;
    struct http_file *f;
    size_t n, files;
    AUTO_BUF b;
    buf_init(&b, 1u << 20);
    for (int i = 0; i < MAX_FORM_FIELDS; i++)
        buf_str(&b, PART(NAMED, "x"));
    size_t fits = b.len;
    buf_str(&b, "--b--");
    assert_ok(http_parse_multipart(test_arena(), buf_as_text(&b), T("b"), &p, &n, &f, &files, &err));
    assert_int_equal(n, MAX_FORM_FIELDS);
    b.len = fits;
    buf_str(&b, PART(NAMED, "x") "--b--");
    assert_int_equal(http_parse_multipart(test_arena(), buf_as_text(&b), T("b"), &p, &n, &f, &files, &err),
                     E_TOO_LARGE);
}

TEST("the content type decides how a form is read") {
    static const struct {
        const char *type, *body;
        enum status status;
        size_t fields;
    } cases[] = {
        {"application/x-www-form-urlencoded", "a=1&b=2", OK, 2},
        {"Application/X-WWW-Form-Urlencoded; charset=UTF-8", "a=1", OK, 1},
        {"application/x-www-form-urlencoded; charset=latin1", "a=1", E_MEDIA, 0},
        {"multipart/form-data; boundary=b", PART(NAMED, "x") "--b--", OK, 1},
        {"multipart/form-data; charset=utf-8; boundary=\"b\"", PART(NAMED, "x") "--b--", OK, 1},
        {"multipart/form-data", PART(NAMED, "x") "--b--", E_BAD_REQUEST, 0},
        {"multipart/form-data; boundary=b; boundary=c", PART(NAMED, "x") "--b--", E_BAD_REQUEST, 0},
        {"multipart/form-data; boundary", "x", E_BAD_REQUEST, 0},
        {"multipart/mixed; boundary=b", "x", E_MEDIA, 0},
        {"application/json", "{}", E_MEDIA, 0},
        {NULL, "a=1", E_MEDIA, 0},
        {NULL, "", OK, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error err = {0};
        struct http_pair header = {T("content-type"), text_of(cases[i].type)}, *p;
        struct http_request r = {
            .headers = &header, .header_count = 1, .body = text_of(cases[i].body), .arena = test_arena()};
        struct http_file *f;
        size_t n = 0, files;
        enum status s = http_form(&r, &p, &n, &f, &files, &err);
        if (s != cases[i].status || n != cases[i].fields)
            fail_msg("case %zu: %s, %zu fields", i, status_name(s), n);
    }
}
