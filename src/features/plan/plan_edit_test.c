/* Plans drawn up from others, and tasks that change: what was said before stays readable as of its day. */
#include "tests/app_fixture.h"

#include "features/agency/agency.h"
#include "features/area/area.h"
#include "plan_internal.h"

static struct error err;

static const char *plan_path(struct fixture *f, const char *tail) {
    return arena_fmt(f->arena, "/plans/%lld%s", (long long)plan_id_of_key(T("brvt/2024/35-KH-UBND")), tail).ptr;
}

static struct reply post(struct fixture *f, const char *who, const char *path, const char *json) {
    return fixture_send(f, who, HTTP_POST, path, "application/json", json);
}

TEST_DB("a task handed over to another lead is the next version; as of an earlier day the old lead stands") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "tinh", "province_officer", "77");
    const char *path = plan_path(&f, "/tasks/2.1/edit");
    static const char body[] =
        "{\"title\":\"Thẻ bảo hiểm y tế\",\"leads\":\"Sở Y tế\",\"coordinators\":\"Bảo hiểm xã hội tỉnh\\n"
        "UBND cấp huyện\",\"reason\":\"Chuyển giao chủ trì\",\"version\":1}";
    assert_int_equal(post(&f, officer, path, body).status, 201);
    assert_int_equal(post(&f, officer, path, body).status, 412); /* somebody else was first */
    struct reply now = fixture_get(&f, officer, plan_path(&f, "/tasks/2.1"), "application/json");
    assert_true(reply_has(&now, "{\"name\":\"Sở Y tế\",\"role\":\"lead\""));
    assert_true(reply_has(&now, "Thẻ bảo hiểm y tế"));
    struct reply then = fixture_get(&f, officer, plan_path(&f, "/tasks/2.1?as-of=2024-06-01"), "application/json");
    assert_true(reply_has(&then, "{\"name\":\"Sở Lao động - Thương binh và Xã hội\",\"role\":\"lead\""));
    assert_true(reply_has(&then, "không mất tiền"));
    assert_int_equal(fixture_audit_count(&f, "plan.edit_task"), 1);
    fixture_close(&f);
}

TEST_DB("a lead that nobody knows is told at its field, and nothing changes") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "tinh", "province_officer", "77");
    struct reply r = post(&f, officer, plan_path(&f, "/tasks/2.1/edit"),
                          "{\"title\":\"x\",\"leads\":\"Sở Thần tiên\",\"reason\":\"thử\",\"version\":1}");
    assert_int_equal(r.status, 422);
    assert_true(reply_has(&r, "Sở Thần tiên"));
    assert_int_equal(fixture_audit_count(&f, "plan.edit_task"), 0);
    fixture_close(&f);
}

TEST_DB("an officer of another area or of no plan's agency changes nothing") {
    struct fixture f = fixture_open(pool);
    const char *district = fixture_user(&f, "huyen", "district_officer", "750");
    assert_int_equal(post(&f, district, plan_path(&f, "/tasks/2.1/edit"),
                          "{\"title\":\"x\",\"leads\":\"Sở Y tế\",\"reason\":\"thử\",\"version\":1}")
                         .status,
                     403);
    assert_int_equal(
        post(&f, district, plan_path(&f, "/tasks/2.1/move"), "{\"direction\":\"up\",\"version\":1}").status, 403);
    fixture_close(&f);
}

static int64_t ord_of(struct fixture *f, const char *code) {
    AUTO_DB db = NULL;
    struct ctx c;
    struct plan p;
    struct plan_annex a;
    const struct plan_task_state *t = NULL;
    assert_ok(db_take(f->app.pool, false, &db, &err));
    ctx_init_system(&c, &f->app, f->arena, db);
    assert_ok(plan_get(&c, plan_id_of_key(T("brvt/2024/35-KH-UBND")), &p, &err));
    assert_ok(plan_annex(&c, &p, c.today, &a, &err));
    assert_ok(plan_annex_task(&a, text_of(code), &t, &err));
    return t->row.ord;
}

TEST_DB("tasks change places within their group only") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "tinh", "province_officer", "77");
    error_clear(&err);
    assert_int_equal(post(&f, officer, plan_path(&f, "/tasks/2.1/move"), "{\"direction\":\"up\",\"version\":1}").status,
                     409);
    assert_int_equal(post(&f, officer, plan_path(&f, "/tasks/2.3/move"), "{\"direction\":\"up\",\"version\":1}").status,
                     201);
    assert_true(ord_of(&f, "2.1") < ord_of(&f, "2.3"));
    assert_true(ord_of(&f, "2.3") < ord_of(&f, "2.2"));
    assert_int_equal(
        post(&f, officer, plan_path(&f, "/tasks/2.1/move"), "{\"direction\":\"down\",\"version\":2}").status, 201);
    assert_true(ord_of(&f, "2.3") < ord_of(&f, "2.1"));
    assert_true(ord_of(&f, "2.1") < ord_of(&f, "2.2"));
    fixture_close(&f);
}

TEST_DB("next year's plan is started from this year's: days moved, a draft until it has number and day") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "tinh", "province_officer", "77");
    struct text body =
        arena_fmt(f.arena,
                  "{\"started_from\":\"%lld\",\"year\":2025,\"title\":\"Kế hoạch giảm nghèo năm 2025\","
                  "\"issuer_id\":\"%lld\"}",
                  (long long)plan_id_of_key(T("brvt/2024/35-KH-UBND")), (long long)agency_id_of_key(T("ubnd/77")));
    struct reply made = post(&f, officer, "/plans", body.ptr);
    assert_int_equal(made.status, 201);
    const char *path = arena_zstr(f.arena, reply_header(&made, "Location"));
    struct reply plan = fixture_get(&f, officer, path, "application/json");
    assert_true(reply_has(&plan, "\"task_count\":17"));
    assert_true(reply_has(&plan, "\"before\":\"2025-06-05\",\"last_day\":\"2025-06-04\""));
    assert_true(reply_has(&plan, "\"state\":\"draft\""));
    const char *edit = arena_fmt(f.arena, "%s/edit", path).ptr;
    assert_int_equal(post(&f, officer, edit, "{\"title\":\"x\",\"in_force\":true,\"version\":1}").status, 422);
    assert_int_equal(post(&f, officer, edit,
                          "{\"title\":\"Kế hoạch năm 2025\",\"number\":\"9/KH-UBND\",\"issued_on\":\"2024-11-20\","
                          "\"signer_name\":\"Nguyễn Văn Mẫu\",\"in_force\":true,\"version\":1}")
                         .status,
                     201);
    plan = fixture_get(&f, officer, path, "application/json");
    assert_true(reply_has(&plan, "\"state\":\"approved\""));
    fixture_close(&f);
}

TEST_DB("a district draws up its own plan under the province's, and no other's") {
    struct fixture f = fixture_open(pool);
    const char *district = fixture_user(&f, "huyen", "district_officer", "750");
    long long above = (long long)plan_id_of_key(T("brvt/2024/35-KH-UBND"));
    char body[400];
    (void)snprintf(body, sizeof body,
                   "{\"started_from\":\"%lld\",\"year\":2024,\"title\":\"Kế hoạch của huyện\",\"issuer_id\":\"%lld\","
                   "\"parent_id\":\"%lld\"}",
                   above, (long long)agency_id_of_key(T("ubnd/750")), above);
    struct reply made = post(&f, district, "/plans", body);
    assert_int_equal(made.status, 201);
    struct reply plan =
        fixture_get(&f, district, arena_zstr(f.arena, reply_header(&made, "Location")), "application/json");
    assert_true(reply_has(&plan, "\"carries_out\":{"));
    assert_true(reply_has(&plan, "\"level\":\"district\""));
    struct reply higher = fixture_get(&f, district, plan_path(&f, ""), "application/json");
    assert_true(reply_has(&higher, "Kế hoạch của huyện"));
    (void)snprintf(body, sizeof body,
                   "{\"started_from\":\"%lld\",\"year\":2024,\"title\":\"Của huyện khác\",\"issuer_id\":\"%lld\"}",
                   above, (long long)agency_id_of_key(T("ubnd/748")));
    assert_int_equal(post(&f, district, "/plans", body).status, 404);
    fixture_close(&f);
}

TEST_DB("bases, targets and duties are changed line by line; what stood there before stays with its reason") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "tinh", "province_officer", "77");
    const char *stranger = fixture_user(&f, "huyen", "district_officer", "750");
    static const char basis[] =
        "{\"number\":\"12/NQ-HĐND\",\"issuer\":\"HĐND tỉnh\",\"subject\":\"Mức hỗ trợ\",\"role\":\"basis\","
        "\"reason\":\"bổ sung căn cứ\",\"version\":1}";
    assert_int_equal(post(&f, stranger, plan_path(&f, "/parts/bases/new"), basis).status, 403);
    assert_int_equal(post(&f, officer, plan_path(&f, "/parts/bases/new"), basis).status, 201);
    assert_int_equal(post(&f, officer, plan_path(&f, "/parts/bases/new"), basis).status, 412);
    struct reply plan = fixture_get(&f, officer, plan_path(&f, ""), "application/json");
    assert_true(reply_has(&plan, "12/NQ-HĐND"));
    assert_int_equal(post(&f, officer, plan_path(&f, "/parts/targets/1"),
                          "{\"title\":\"Tỷ lệ hộ nghèo\",\"direction\":\"at_most\",\"value\":30,\"unit\":\"bp\","
                          "\"due_on\":\"2024-12-31\",\"reason\":\"điều chỉnh\",\"version\":2}")
                         .status,
                     201);
    struct reply targets = fixture_get(&f, officer, plan_path(&f, "/parts/targets"), "application/json");
    assert_true(reply_has(&targets, "\"value\":30"));
    assert_true(reply_has(&targets, "\\\"value\\\":32")); /* before, as it was kept */
    assert_true(reply_has(&targets, "điều chỉnh"));
    struct reply wrong =
        post(&f, officer, plan_path(&f, "/parts/duties/new"),
             "{\"place\":\"III.99\",\"agency\":\"Sở Thần tiên\",\"title\":\"x\",\"reason\":\"thử\",\"version\":3}");
    assert_int_equal(wrong.status, 422);
    assert_int_equal(
        post(&f, officer, plan_path(&f, "/parts/duties/new"),
             "{\"place\":\"III.99\",\"agency\":\"Sở Y tế\",\"title\":\"Khám chữa bệnh lưu động\",\"tasks\":\"2.1\","
             "\"reason\":\"giao thêm\",\"version\":3}")
            .status,
        201);
    plan = fixture_get(&f, officer, plan_path(&f, ""), "application/json");
    assert_true(reply_has(&plan, "Khám chữa bệnh lưu động"));
    assert_int_equal(fixture_audit_count(&f, "plan.edit_part"), 3);
    fixture_close(&f);
}

TEST_DB("a task is added under its heading and taken out again; as of an earlier day the plan is as it was") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "tinh", "province_officer", "77");
    static const char task[] =
        "{\"parent\":\"2\",\"code\":\"2.4\",\"title\":\"Khám sức khoẻ định kỳ\",\"leads\":\"Sở Y tế\","
        "\"reason\":\"bổ sung\",\"version\":1}";
    assert_int_equal(post(&f, officer, plan_path(&f, "/tasks"), task).status, 201);
    struct reply taken =
        post(&f, officer, plan_path(&f, "/tasks"),
             "{\"parent\":\"2\",\"code\":\"2.1\",\"title\":\"x\",\"leads\":\"Sở Y tế\",\"reason\":\"x\","
             "\"version\":2}");
    assert_int_equal(taken.status, 422);
    struct reply plan = fixture_get(&f, officer, plan_path(&f, ""), "application/json");
    assert_true(reply_has(&plan, "\"task_count\":18"));
    assert_true(ord_of(&f, "2.3") < ord_of(&f, "2.4"));
    assert_true(ord_of(&f, "2.4") < ord_of(&f, "3"));
    assert_int_equal(
        post(&f, officer, plan_path(&f, "/tasks/2.2/remove"), "{\"remove_reason\":\"gộp vào 2.4\",\"version\":2}")
            .status,
        201);
    plan = fixture_get(&f, officer, plan_path(&f, ""), "application/json");
    assert_true(reply_has(&plan, "\"task_count\":17"));
    assert_int_equal(fixture_get(&f, officer, plan_path(&f, "/tasks/2.2"), "application/json").status, 404);
    struct reply then = fixture_get(&f, officer, plan_path(&f, "?as-of=2024-06-01"), "application/json");
    assert_true(reply_has(&then, "\"task_count\":17"));
    assert_int_equal(fixture_get(&f, officer, plan_path(&f, "/tasks/2.2?as-of=2024-06-01"), "application/json").status,
                     200);
    fixture_close(&f);
}
