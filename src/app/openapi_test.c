/* The API's description against the rows it is made from, and the ETag of what it describes. */
#include "tests/app_fixture.h"

#define json_string jansson_string /* the name is also ours, in view/value.h; not called here */
#include <jansson.h>
#undef json_string

#include "app/router.h"

static json_t *description(struct fixture *f) {
    struct reply r = fixture_get(f, NULL, "/api/openapi.json", "*/*");
    assert_int_equal(r.status, 200);
    json_error_t why;
    json_t *doc = json_loadb(r.body.ptr, r.body.len, JSON_REJECT_DUPLICATES, &why);
    if (doc == NULL)
        fail_msg("the description is not JSON: %s", why.text);
    return doc;
}

static const char *method_member(enum http_method m) {
    return m == HTTP_GET      ? "get"
           : m == HTTP_POST   ? "post"
           : m == HTTP_PUT    ? "put"
           : m == HTTP_DELETE ? "delete"
                              : "patch";
}

static json_t *operation(json_t *doc, enum http_method m, const char *path) {
    return json_object_get(json_object_get(json_object_get(doc, "paths"), path), method_member(m));
}

TEST_DB("the description of the API has every route, each with a name of its own, its right and its answers") {
    struct fixture f = fixture_open(pool);
    json_t *doc = description(&f), *seen = json_object();
    for (const struct feature *const *feature = features; *feature != NULL; feature++) {
        for (size_t i = 0; i < (*feature)->route_count; i++) {
            const struct route *r = &(*feature)->routes[i];
            json_t *op = operation(doc, r->method, r->path);
            if (r->flags & ROUTE_HIDDEN) {
                assert_null(op);
                continue;
            }
            if (op == NULL)
                fail_msg("%s %s is not described", http_method_name(r->method), r->path);
            const char *id = json_string_value(json_object_get(op, "operationId"));
            if (id == NULL || json_object_get(seen, id) != NULL)
                fail_msg("%s %s: operationId %s is missing or used twice", http_method_name(r->method), r->path,
                         id ? id : "-");
            json_object_set_new(seen, id, json_true());
            assert_string_equal(json_string_value(json_object_get(op, "x-permission")), r->permission);
            bool open = strcmp(r->permission, "public") == 0;
            assert_int_equal(json_array_size(json_object_get(op, "security")), open ? 0 : 2);
            assert_non_null(json_object_get(json_object_get(op, "responses"), "200"));
        }
    }
    json_decref(seen);
    json_decref(doc);
    fixture_close(&f);
}

/* Every "$ref" below v is "#/a/b/c" of the document; returns how many there are. */
static size_t follow_refs(json_t *doc, json_t *v) {
    size_t found = 0, i;
    const char *key;
    json_t *child;
    if (json_is_array(v))
        json_array_foreach(v, i, child) found += follow_refs(doc, child);
    json_object_foreach(v, key, child) {
        found += follow_refs(doc, child);
        if (strcmp(key, "$ref") != 0)
            continue;
        struct text rest = text_of(json_string_value(child)), part;
        json_t *at = doc;
        assert_true(text_cut(&rest, '/', &part) && text_is(part, "#"));
        while (text_cut(&rest, '/', &part))
            at = json_object_get(at, arena_zstr(test_arena(), part));
        if (at == NULL)
            fail_msg("%s leads nowhere", json_string_value(child));
        found++;
    }
    return found;
}

TEST_DB("every reference in the description of the API leads somewhere") {
    struct fixture f = fixture_open(pool);
    json_t *doc = description(&f);
    assert_true(follow_refs(doc, doc) > 20);
    json_decref(doc);
    fixture_close(&f);
}

static json_t *named(json_t *list, const char *name) {
    size_t i;
    json_t *p;
    json_array_foreach(list, i, p) {
        const char *have = json_string_value(json_object_get(p, "name"));
        if (have != NULL && strcmp(have, name) == 0)
            return p;
    }
    return NULL;
}

/* What stands under "a|b|0|c" as text: numbers too. */
static const char *under(json_t *v, const char *path) {
    struct text rest = text_of(path), part;
    while (text_cut(&rest, '|', &part)) {
        int64_t i = 0;
        v = json_is_array(v) && text_to_i64(part, &i) ? json_array_get(v, (size_t)i)
                                                      : json_object_get(v, arena_zstr(test_arena(), part));
        if (v == NULL)
            fail_msg("nothing at %s of %s", arena_zstr(test_arena(), part), path);
    }
    return json_is_integer(v) ? arena_fmt(test_arena(), "%lld", (long long)json_integer_value(v)).ptr
                              : json_string_value(v);
}

TEST_DB("a form's limits and choices and a list's filters, sorts and columns are in the description") {
    struct fixture f = fixture_open(pool);
    json_t *doc = description(&f), *post = operation(doc, HTTP_POST, "/areas/{id}/households");
    json_t *body = json_object_get(json_object_get(post, "requestBody"), "content");
    assert_string_equal(under(body, "application/json|schema|properties|households|maximum"), "10000000");
    assert_string_equal(under(body, "application/json|schema|properties|urban|enum|0"), "urban");
    assert_string_equal(under(body, "application/json|schema|properties|on_day|format"), "date");
    assert_string_equal(under(body, "application/json|schema|required|3"), "source");

    json_t *get = operation(doc, HTTP_GET, "/areas"), *params = json_object_get(get, "parameters");
    assert_non_null(named(params, "q"));
    assert_non_null(named(params, "cursor"));
    assert_string_equal(under(named(params, "level"), "schema|enum|3"), "hamlet");
    assert_string_equal(under(named(params, "sort"), "schema|default"), under(named(params, "sort"), "schema|enum|0"));
    assert_string_equal(under(get, "responses|200|content|application/json|schema|properties|items|items|properties|"
                                   "declared_households|type|0"),
                        "integer");
    json_decref(doc);
    fixture_close(&f);
}

TEST_DB("a description asked for in English is in English") {
    struct fixture f = fixture_open(pool);
    struct reply vi = fixture_get(&f, NULL, "/api/openapi.json", "*/*"),
                 en = fixture_get(&f, NULL, "/api/openapi.json?lang=en", "*/*");
    assert_true(reply_has(&vi, "Đăng nhập"));
    assert_true(reply_has(&en, "Sign in"));
    assert_false(reply_has(&en, "Đăng nhập"));
    fixture_close(&f);
}

TEST_DB(
    "JSON that has not changed is answered 304 with an empty body, whether the tag was of the packed answer or not") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "canbo", "province_officer", "77");
    const char *path = fixture_area_path(&f, "26602", "");
    struct reply first = fixture_get(&f, officer, path, "application/json");
    assert_int_equal(first.status, 200);
    struct text tag = reply_header(&first, "ETag");
    assert_int_equal(tag.len, 34);
    f.if_none_match = arena_fmt(f.arena, "\"other\", %.*s", FMT(tag)).ptr;
    struct reply again = fixture_get(&f, officer, path, "application/json");
    assert_int_equal(again.status, 304);
    assert_int_equal(again.body.len, 0);
    assert_true(text_eq(reply_header(&again, "ETag"), tag));
    f.if_none_match = arena_fmt(f.arena, "W/%.*s-gz\"", (int)tag.len - 1, tag.ptr).ptr;
    assert_int_equal(fixture_get(&f, officer, path, "application/json").status, 304);

    assert_int_equal(fixture_send(&f, officer, HTTP_POST, fixture_area_path(&f, "26602", "/households"),
                                  "application/json",
                                  "{\"on_day\":\"2024-06-30\",\"urban\":\"rural\",\"households\":5,\"source\":\"x\"}")
                         .status,
                     201);
    struct reply changed = fixture_get(&f, officer, path, "application/json");
    assert_int_equal(changed.status, 200);
    assert_false(text_eq(reply_header(&changed, "ETag"), tag));
    fixture_close(&f);
}

TEST_DB("a page carries no ETag: it holds the session's token and is kept nowhere") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "canbo", "province_officer", "77");
    struct reply page = fixture_get(&f, officer, "/areas", "text/html");
    assert_int_equal(page.status, 200);
    assert_null(reply_header(&page, "ETag").ptr);
    assert_text(reply_header(&page, "Cache-Control"), "private, no-store");
    fixture_close(&f);
}
