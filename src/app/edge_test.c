/* The edge as a client meets it: through app_handle, on both databases. */
#include "tests/app_fixture.h"

TEST_DB("a page that needs a session sends a browser to sign in and tells a program 401") {
    struct fixture f = fixture_open(pool);
    struct reply page = fixture_get(&f, NULL, "/areas", "text/html");
    assert_int_equal(page.status, 303);
    assert_text(reply_header(&page, "Location"), "/sign-in?next=%2Fareas");
    struct reply api = fixture_get(&f, NULL, "/areas", "application/json");
    assert_int_equal(api.status, 401);
    assert_true(reply_has(&api, "urn:ansinh:problem:http.unauthenticated"));
    fixture_close(&f);
}

TEST_DB("every route refuses who is not signed in and who lacks its permission") {
    struct fixture f = fixture_open(pool);
    const char *nobody = fixture_user(&f, "khach", "no_rights", NULL);
    size_t tried = 0;
    for (const struct feature *const *feature = features; *feature != NULL; feature++) {
        for (size_t i = 0; i < (*feature)->route_count; i++) {
            const struct route *r = &(*feature)->routes[i];
            if (strcmp(r->permission, "public") == 0)
                continue;
            struct reply anonymous =
                fixture_send(&f, NULL, r->method, fixture_path(&f, r->path), "application/json", "{}");
            if (anonymous.status != 401)
                fail_msg("%s %s answers %d to nobody", http_method_name(r->method), r->path, anonymous.status);
            if (strcmp(r->permission, "signed_in") == 0)
                continue;
            struct reply stranger =
                fixture_send(&f, nobody, r->method, fixture_path(&f, r->path), "application/json", "{}");
            if (stranger.status != 403)
                fail_msg("%s %s answers %d without %s", http_method_name(r->method), r->path, stranger.status,
                         r->permission);
            tried++;
        }
    }
    assert_true(tried > 5);
    fixture_close(&f);
}

/* The description of the API names them so. */
static bool names_twice(const char *path) {
    for (const char *a = strchr(path, '{'); a != NULL; a = strchr(a + 1, '{')) {
        struct text name = {a, (size_t)(strchr(a, '}') - a) + 1};
        for (const char *b = strchr(a + 1, '{'); b != NULL; b = strchr(b + 1, '{'))
            if (strncmp(b, name.ptr, name.len) == 0)
                return true;
    }
    return false;
}

TEST("each part of an address that a route takes has a name of its own") {
    for (const struct feature *const *feature = features; *feature != NULL; feature++)
        for (size_t i = 0; i < (*feature)->route_count; i++)
            if (names_twice((*feature)->routes[i].path))
                fail_msg("%s names two of its parts alike", (*feature)->routes[i].path);
}

TEST_DB("a write without the form's token is refused, with it accepted and audited") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "canbo", "province_officer", "77");
    const char *path = fixture_area_path(&f, "26602", "/households");
    const char *body = "on_day=2024-06-30&urban=rural&households=3120&source=B%C3%A1o+c%C3%A1o";
    struct reply refused = fixture_post_cookie(&f, officer, path, body, NULL);
    assert_int_equal(refused.status, 403);
    struct reply saved = fixture_post_cookie(&f, officer, path, body, fixture_csrf(&f, officer));
    assert_int_equal(saved.status, 303);
    assert_int_equal(fixture_audit_count(&f, "area.declare_households"), 1);
    fixture_close(&f);
}

TEST_DB("a bad field comes back on the page with what was typed and why it is wrong") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "canbo", "province_officer", "77");
    const char *path = fixture_area_path(&f, "26602", "/households");
    struct reply page = fixture_post_cookie(
        &f, officer, path, "on_day=31%2F02%2F2024&urban=rural&households=12a&source=x", fixture_csrf(&f, officer));
    assert_int_equal(page.status, 422);
    assert_true(reply_has(&page, "31/02/2024"));
    assert_true(reply_has(&page, "12a"));
    struct reply api =
        fixture_send(&f, officer, HTTP_POST, path, "application/json",
                     "{\"on_day\":\"2024-13-01\",\"urban\":\"rural\",\"households\":5,\"source\":\"x\",\"more\":1}");
    assert_int_equal(api.status, 422);
    assert_true(reply_has(&api, "form.not_a_day"));
    assert_true(reply_has(&api, "form.unknown_field"));
    assert_int_equal(fixture_audit_count(&f, "area.declare_households"), 0);
    fixture_close(&f);
}

TEST_DB("the same idempotency key does the work once and answers the same; another body with it is refused") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "canbo", "province_officer", "77");
    const char *path = fixture_area_path(&f, "26602", "/households");
    const char *one = "{\"on_day\":\"2024-06-30\",\"urban\":\"rural\",\"households\":5,\"source\":\"x\"}";
    const char *two = "{\"on_day\":\"2024-06-30\",\"urban\":\"rural\",\"households\":6,\"source\":\"x\"}";
    f.idempotency_key = "khoa-1";
    struct reply first = fixture_send(&f, officer, HTTP_POST, path, "application/json", one);
    assert_int_equal(first.status, 201);
    struct reply again = fixture_send(&f, officer, HTTP_POST, path, "application/json", one);
    assert_int_equal(again.status, 201);
    assert_true(text_eq(first.body, again.body));
    struct reply other = fixture_send(&f, officer, HTTP_POST, path, "application/json", two);
    assert_int_equal(other.status, 409);
    assert_int_equal(fixture_audit_count(&f, "area.declare_households"), 1);
    fixture_close(&f);
}

TEST_DB("two people correcting the same figure: the second is told and nothing of the first is lost") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "canbo", "province_officer", "77");
    const char *path = fixture_area_path(&f, "26602", "/households");
    const char *first = "{\"on_day\":\"2024-06-30\",\"urban\":\"rural\",\"households\":5,\"source\":\"x\"}";
    const char *second =
        "{\"on_day\":\"2024-06-30\",\"urban\":\"rural\",\"households\":9,\"source\":\"y\",\"version\":1}";
    const char *late =
        "{\"on_day\":\"2024-06-30\",\"urban\":\"rural\",\"households\":7,\"source\":\"z\",\"version\":1}";
    assert_int_equal(fixture_send(&f, officer, HTTP_POST, path, "application/json", first).status, 201);
    assert_int_equal(fixture_send(&f, officer, HTTP_POST, path, "application/json", second).status, 201);
    assert_int_equal(fixture_send(&f, officer, HTTP_POST, path, "application/json", late).status, 412);
    struct reply now = fixture_get(&f, officer, fixture_area_path(&f, "26602", ""), "application/json");
    assert_true(reply_has(&now, "\"households\":9"));
    fixture_close(&f);
}

TEST_DB("who is bound to one commune cannot write in another, and cannot tell that it exists") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "canbo", "commune_officer", "26602");
    const char *body = "{\"on_day\":\"2024-06-30\",\"urban\":\"rural\",\"households\":5,\"source\":\"x\"}";
    assert_int_equal(
        fixture_send(&f, officer, HTTP_POST, fixture_area_path(&f, "26602", "/households"), "application/json", body)
            .status,
        201);
    assert_int_equal(
        fixture_send(&f, officer, HTTP_POST, fixture_area_path(&f, "26605", "/households"), "application/json", body)
            .status,
        404);
    fixture_close(&f);
}

TEST_DB("an altered audit entry is found by verification") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "canbo", "province_officer", "77");
    const char *body = "{\"on_day\":\"2024-06-30\",\"urban\":\"rural\",\"households\":5,\"source\":\"x\"}";
    assert_int_equal(
        fixture_send(&f, officer, HTTP_POST, fixture_area_path(&f, "26602", "/households"), "application/json", body)
            .status,
        201);
    assert_int_equal(fixture_audit_broken(&f), 0);
    fixture_tamper(&f);
    assert_true(fixture_audit_broken(&f) > 0);
    fixture_close(&f);
}
