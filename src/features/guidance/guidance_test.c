#include "tests/app_fixture.h"

#include "features/plan/plan.h"
#include "features/policy/policy.h"

static struct text body_of(struct fixture *f, const char *number, const char *extra) {
    int64_t task = plan_task_id_of_key(T("brvt/2024/35-KH-UBND"), T("task"), T("2.1"));
    return arena_fmt(
        f->arena,
        "{\"number\":\"%s\",\"issued_on\":\"2024-03-12\",\"issuer\":\"Sở Lao động\",\"title\":\"Hướng dẫn cấp thẻ\","
        "\"tasks\":[\"%lld\"]%s}",
        number, (long long)task, extra);
}

static struct reply post(struct fixture *f, const char *who, const char *path, const char *json) {
    return fixture_send(f, who, HTTP_POST, path, "application/json", json);
}

TEST_DB("guidance is found from its task; a newer one replaces it and both stay readable") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "huongdan", "province_officer", "77");
    const char *reader = fixture_user(&f, "xa-doc", "commune_officer", "26602");
    struct reply first = post(&f, officer, "/guidances", body_of(&f, "12/HD", "").ptr);
    if (first.status != 201)
        fail_msg("%d %.*s", first.status, FMT(first.body));
    const char *old = arena_zstr(f.arena, reply_header(&first, "Location"));
    assert_int_equal(post(&f, officer, "/guidances", body_of(&f, "12/HD", "").ptr).status, 409);
    assert_int_equal(post(&f, reader, "/guidances", body_of(&f, "13/HD", "").ptr).status, 403);
    struct reply list = fixture_get(&f, reader, "/guidances?code=2.1", "application/json");
    assert_true(reply_has(&list, "12/HD"));
    struct reply none = fixture_get(&f, reader, "/guidances?code=5.2", "application/json");
    assert_true(reply_has(&none, "\"total\":0"));
    struct text replaces = arena_fmt(f.arena, ",\"replaces\":\"%s\"", strrchr(old, '/') + 1);
    struct reply second = post(&f, officer, "/guidances", body_of(&f, "20/HD", replaces.ptr).ptr);
    assert_int_equal(second.status, 201);
    struct reply before = fixture_get(&f, reader, old, "application/json");
    assert_true(reply_has(&before, "\"withdrawn_on\":\"2024-03-12\""));
    struct reply after =
        fixture_get(&f, reader, arena_zstr(f.arena, reply_header(&second, "Location")), "application/json");
    assert_true(reply_has(&after, "\"replaces\":\"12/HD\""));
    assert_true(reply_has(&after, "\"code\":\"2.1\""));
    assert_int_equal(
        post(&f, officer, arena_fmt(f.arena, "%s/withdraw", old).ptr, "{\"reason\":\"x\",\"version\":2}").status, 409);
    assert_int_equal(fixture_audit_count(&f, "guidance.create"), 2);
    fixture_close(&f);
}

TEST_DB("guidance about nothing, of a day to come or about what no plan has is refused at its field") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "huongdan-sai", "province_officer", "77");
    struct reply nothing = post(&f, officer, "/guidances",
                                "{\"number\":\"1\",\"issued_on\":\"2024-03-12\",\"issuer\":\"Sở\",\"title\":\"x\"}");
    struct reply later =
        post(&f, officer, "/guidances",
             "{\"number\":\"1\",\"issued_on\":\"2025-03-12\",\"issuer\":\"Sở\",\"title\":\"x\",\"tasks\":[\"5\"]}");
    struct reply unknown =
        post(&f, officer, "/guidances",
             "{\"number\":\"1\",\"issued_on\":\"2024-03-12\",\"issuer\":\"Sở\",\"title\":\"x\",\"tasks\":[\"5\"]}");
    assert_int_equal(nothing.status, 422);
    assert_true(reply_has(&nothing, "guidance.about_nothing"));
    assert_true(reply_has(&later, "guidance.day_in_future"));
    assert_int_equal(unknown.status, 422);
    assert_int_equal(fixture_audit_count(&f, "guidance.create"), 0);
    fixture_close(&f);
}
