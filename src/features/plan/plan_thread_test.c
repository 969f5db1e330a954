/* The thread of the year as its people live it: progress, evidence, reminders, reports, signature. */
#include "tests/app_fixture.h"

#include "features/account/account.h"
#include "features/agency/agency.h"
#include "features/area/area.h"
#include "plan_internal.h"
#include "plan_thread_test_queries.h"

static struct error err;

struct made {
    const char *name, *role, *agency, *position;
};

static enum status make_user(struct ctx *c, void *user, struct error *e) {
    const struct made *m = user;
    static char hash[128];
    int64_t area = 0, agency = 0, id = 0;
    if (hash[0] == 0)
        TRY(account_hash(T("mat-khau-thu"), hash, e));
    TRY(area_by_code(c, T("77"), c->today, &area, e));
    TRY(agency_by_key(c, m->agency, &agency, e));
    struct account_new a = {.username = text_of(m->name), .display_name = text_of(m->name)};
    TRY(account_create(c, &a, hash, &id, e));
    return account_grant_add(c, 0, id, m->role, agency, area, m->position, day_of(2024, 1, 1), DAY_FOREVER, e);
}

/* Somebody who acts for an agency; the token of his session. */
static const char *officer(struct fixture *f, const char *name, const char *role, const char *agency) {
    struct ctx c;
    error_clear(&err);
    ctx_init_system(&c, &f->app, f->arena, NULL);
    struct made m = {name, role, agency, "GIÁM ĐỐC"};
    assert_ok(ctx_write(&c, make_user, &m, &err));
    struct text body = arena_fmt(f->arena, "{\"username\":\"%s\",\"password\":\"mat-khau-thu\"}", name);
    struct reply r = fixture_send(f, NULL, HTTP_POST, "/sign-in", "application/json", body.ptr);
    assert_int_equal(r.status, 201);
    char *at = strstr(r.body.ptr, "\"token\":\"");
    assert_non_null(at);
    return arena_zstr(f->arena, (struct text){at + 9, 64});
}

static const char *plan_path(struct fixture *f, const char *tail) {
    return arena_fmt(f->arena, "/plans/%lld%s", (long long)plan_id_of_key(T("brvt/2024/35-KH-UBND")), tail).ptr;
}

static struct reply post(struct fixture *f, const char *who, const char *path, const char *json) {
    return fixture_send(f, who, HTTP_POST, path, "application/json", json);
}

static const char progress[] = "{\"period\":\"year\",\"state\":\"doing\",\"text\":\"Đã cấp 1.200 thẻ\"}";

TEST_DB("an agency writes progress on its own tasks and on no other") {
    struct fixture f = fixture_open(pool);
    const char *health = officer(&f, "yte", "agency_officer", "77/syt");
    const char *district = officer(&f, "chauduc", "district_officer", "ubnd/750");
    assert_int_equal(post(&f, health, plan_path(&f, "/tasks/2.1/progress"), progress).status, 201);
    assert_int_equal(post(&f, health, plan_path(&f, "/tasks/1.1/progress"), progress).status, 403);
    assert_int_equal(post(&f, health, plan_path(&f, "/tasks/1.1/comments"), "{\"comment\":\"x\"}").status, 403);
    assert_int_equal(post(&f, district, plan_path(&f, "/tasks/1.1/progress"), progress).status,
                     201); /* member of a group */
    struct reply task = fixture_get(&f, health, plan_path(&f, "/tasks/2.1"), "application/json");
    assert_true(reply_has(&task, "Đã cấp 1.200 thẻ"));
    assert_int_equal(fixture_audit_count(&f, "plan.progress"), 2);
    fixture_close(&f);
}

TEST_DB("who has written for the year owes nothing for the half year either; the others stay waited for") {
    struct fixture f = fixture_open(pool);
    const char *health = officer(&f, "yte", "agency_officer", "77/syt");
    struct reply before = fixture_get(&f, health, plan_path(&f, "/tasks/2.2"), "application/json");
    struct text late = arena_fmt(f.arena, "\"agency_id\":\"%lld\",\"name\":\"Sở Y tế\",\"lead\":true,\"last_day\"",
                                 (long long)agency_id_of_key(T("77/syt")));
    assert_true(reply_has(&before, late.ptr));
    assert_int_equal(post(&f, health, plan_path(&f, "/tasks/2.2/progress"), progress).status, 201);
    struct reply after = fixture_get(&f, health, plan_path(&f, "/tasks/2.2"), "application/json");
    assert_false(reply_has(&after, late.ptr));
    assert_true(reply_has(&after, "waiting_for\":[{")); /* Sở Tài chính and the districts */
    fixture_close(&f);
}

TEST_DB("evidence is kept byte by byte and given out again; what is no document is refused with what was typed") {
    struct fixture f = fixture_open(pool);
    const char *health = officer(&f, "yte", "agency_officer", "77/syt");
    static const char form[] = "--x\r\nContent-Disposition: form-data; name=\"period\"\r\n\r\nyear\r\n"
                               "--x\r\nContent-Disposition: form-data; name=\"state\"\r\n\r\ndone\r\n"
                               "--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nXong phần việc này\r\n"
                               "--x\r\nContent-Disposition: form-data; name=\"evidence\"; filename=\"bien-ban.pdf\"\r\n"
                               "Content-Type: application/pdf\r\n\r\n%s minh chứng\r\n--x--\r\n";
    const char *type = "multipart/form-data; boundary=x", *path = plan_path(&f, "/tasks/2.2/progress");
    struct reply bad = fixture_send(&f, health, HTTP_POST, path, type, arena_fmt(f.arena, form, "MZ").ptr);
    assert_int_equal(bad.status, 422);
    assert_true(reply_has(&bad, "Xong phần việc này"));
    assert_int_equal(fixture_audit_count(&f, "plan.progress"), 0);
    assert_int_equal(fixture_send(&f, health, HTTP_POST, path, type, arena_fmt(f.arena, form, "%PDF-1.4").ptr).status,
                     303);
    struct reply task = fixture_get(&f, health, plan_path(&f, "/tasks/2.2"), "text/html");
    char *at = strstr(task.body.ptr, "/evidence/");
    assert_non_null(at);
    struct text id = {at + 10, strspn(at + 10, "0123456789")};
    struct text tail = arena_fmt(f.arena, "/evidence/%.*s", FMT(id));
    struct reply file = fixture_get(&f, health, plan_path(&f, tail.ptr), "*/*");
    assert_int_equal(file.status, 200);
    assert_text(file.body, "%PDF-1.4 minh chứng");
    assert_text(reply_header(&file, "Content-Type"), "application/pdf");
    struct text elsewhere = arena_fmt(f.arena, "/plans/1/evidence/%.*s", FMT(id));
    assert_int_equal(fixture_get(&f, health, elsewhere.ptr, "*/*").status, 404);
    fixture_close(&f);
}

TEST_DB("the lead reminds, who only helps does not; the next progress is the answer") {
    struct fixture f = fixture_open(pool);
    const char *lead = officer(&f, "yte", "agency_officer", "77/syt");
    const char *helper = officer(&f, "taichinh", "agency_officer", "77/stc");
    struct text body = arena_fmt(f.arena, "{\"agency_id\":\"%lld\",\"reminder\":\"Đề nghị báo tiến độ\"}",
                                 (long long)agency_id_of_key(T("77/stc")));
    const char *path = plan_path(&f, "/tasks/2.2/reminders");
    assert_int_equal(post(&f, helper, path, body.ptr).status, 403);
    assert_int_equal(post(&f, lead, path, body.ptr).status, 201);
    struct reply home = fixture_get(&f, helper, "/", "text/html");
    assert_true(reply_has(&home, "Được đôn đốc nhiệm vụ 2.2"));
    assert_int_equal(post(&f, helper, plan_path(&f, "/tasks/2.2/progress"), progress).status, 201);
    home = fixture_get(&f, helper, "/", "text/html");
    assert_false(reply_has(&home, "Được đôn đốc nhiệm vụ 2.2"));
    fixture_close(&f);
}

/* ---- reports */

static int64_t rule_id(const char *key) {
    return plan_task_id_of_key(T("brvt/2024/35-KH-UBND"), T("report"), text_of(key));
}

static const char *start(struct fixture *f, const char *who, const char *rule) {
    struct text body = arena_fmt(f->arena, "{\"rule_id\":\"%lld\"}", (long long)rule_id(rule));
    struct reply r = post(f, who, plan_path(f, "/reports"), body.ptr);
    assert_int_equal(r.status, 201);
    return arena_zstr(f->arena, reply_header(&r, "Location"));
}

static const char *below(struct fixture *f, const char *path, const char *tail) {
    return arena_fmt(f->arena, "%s%s", path, tail).ptr;
}

TEST_DB("a report is its agency's own until it is sent, and nobody's to change afterwards") {
    struct fixture f = fixture_open(pool);
    const char *health = officer(&f, "yte", "agency_officer", "77/syt");
    const char *finance = officer(&f, "taichinh", "agency_officer", "77/stc");
    const char *standing = officer(&f, "sld", "province_officer", "77/sldtbxh");
    const char *report = start(&f, health, "year");
    struct text again = arena_fmt(f.arena, "{\"rule_id\":\"%lld\"}", (long long)rule_id("year"));
    assert_int_equal(post(&f, health, plan_path(&f, "/reports"), again.ptr).status, 409);
    assert_int_equal(fixture_get(&f, finance, report, "application/json").status, 404);
    assert_int_equal(fixture_get(&f, standing, report, "application/json").status, 404);
    assert_int_equal(post(&f, health, report, "{\"body\":\"Làm tốt\",\"proposal\":\"\",\"version\":1}").status, 201);
    assert_int_equal(post(&f, health, report, "{\"body\":\"Trễ\",\"version\":1}").status, 412);
    assert_int_equal(post(&f, finance, below(&f, report, "/send"), "{\"version\":2}").status, 404);
    assert_int_equal(post(&f, health, below(&f, report, "/send"), "{\"version\":2}").status, 201);
    struct reply sent = fixture_get(&f, standing, report, "application/json");
    assert_int_equal(sent.status, 200);
    assert_int_equal(fixture_get(&f, finance, report, "application/json").status, 404);
    assert_int_equal(post(&f, health, report, "{\"body\":\"Sửa lại\",\"version\":3}").status, 409);
    assert_int_equal(post(&f, health, plan_path(&f, "/tasks/2.2/progress"), progress).status, 201);
    struct reply later = fixture_get(&f, standing, report, "application/json");
    assert_true(text_eq(sent.body, later.body));
    struct reply board = fixture_get(&f, standing, plan_path(&f, "/reports"), "application/json");
    assert_true(reply_has(&board, "\"sent\":1,\"expected\":19"));
    fixture_close(&f);
}

TEST_DB("who received a report gives it back with a reason; sent again it is a second copy") {
    struct fixture f = fixture_open(pool);
    const char *health = officer(&f, "yte", "agency_officer", "77/syt");
    const char *standing = officer(&f, "sld", "province_officer", "77/sldtbxh");
    const char *report = start(&f, health, "half-year");
    assert_int_equal(post(&f, health, below(&f, report, "/send"), "{\"version\":1}").status, 201);
    assert_int_equal(post(&f, health, below(&f, report, "/return"), "{\"reason\":\"x\",\"version\":2}").status, 403);
    assert_int_equal(
        post(&f, standing, below(&f, report, "/return"), "{\"reason\":\"Thiếu số liệu\",\"version\":2}").status, 201);
    assert_int_equal(post(&f, health, report, "{\"body\":\"Đã bổ sung\",\"version\":3}").status, 201);
    assert_int_equal(post(&f, health, below(&f, report, "/send"), "{\"version\":4}").status, 201);
    struct reply now = fixture_get(&f, standing, report, "application/json");
    assert_true(reply_has(&now, "Đã bổ sung"));
    assert_true(reply_has(&now, "\"no\":2"));
    assert_true(reply_has(&now, "\"no\":1"));
    fixture_close(&f);
}

TEST_DB("the standing agency's report is drafted from live data, signed by who may, and stays as it was signed") {
    struct fixture f = fixture_open(pool);
    const char *clerk = officer(&f, "sld", "province_officer", "77/sldtbxh");
    const char *director = officer(&f, "giamdoc", "agency_leader", "77/sldtbxh");
    const char *health = officer(&f, "yte", "agency_officer", "77/syt");
    const char *report = start(&f, clerk, "year-up");
    assert_int_equal(post(&f, clerk, below(&f, report, "/send"), "{\"version\":1}").status, 409);
    assert_int_equal(post(&f, clerk, below(&f, report, "/sign"), "{\"version\":1}").status, 403);
    struct reply draft = fixture_get(&f, clerk, report, "application/json");
    assert_true(reply_has(&draft, "Trong 17 nhiệm vụ: 0 đã xong, 0 đang thực hiện"));
    assert_int_equal(post(&f, health, plan_path(&f, "/tasks/2.2/progress"), progress).status, 201);
    draft = fixture_get(&f, clerk, report, "application/json");
    assert_true(reply_has(&draft, "Trong 17 nhiệm vụ: 0 đã xong, 1 đang thực hiện"));
    assert_int_equal(post(&f, director, below(&f, report, "/sign"), "{\"version\":1}").status, 201);
    assert_int_equal(post(&f, health, plan_path(&f, "/tasks/2.3/progress"), progress).status, 201);
    struct reply is = fixture_get(&f, clerk, report, "application/json");
    assert_true(reply_has(&is, "Trong 17 nhiệm vụ: 0 đã xong, 1 đang thực hiện"));
    assert_true(reply_has(&is, "\"signer\":\"giamdoc\""));
    assert_int_equal(post(&f, director, below(&f, report, "/sign"), "{\"version\":2}").status, 409);
    assert_int_equal(fixture_audit_count(&f, "report.sign"), 1);
    struct reply pdf = fixture_get(&f, clerk, below(&f, report, ".pdf"), "*/*");
    assert_int_equal(pdf.status, 200);
    assert_memory_equal(pdf.body.ptr, "%PDF-", 5);
    assert_int_equal(fixture_get(&f, clerk, below(&f, report, ".docx"), "*/*").status, 200);
    assert_int_equal(fixture_get(&f, clerk, below(&f, report, ".csv"), "*/*").status, 404);
    fixture_close(&f);
}

TEST_DB("a signed copy that was changed behind the program's back is refused, not shown") {
    struct fixture f = fixture_open(pool);
    const char *director = officer(&f, "giamdoc", "agency_leader", "77/sldtbxh");
    const char *report = start(&f, director, "half-year-up");
    assert_int_equal(post(&f, director, below(&f, report, "/sign"), "{\"version\":1}").status, 201);
    AUTO_DB db = NULL;
    assert_ok(db_take(pool, true, &db, &err));
    assert_ok(db_begin_write(db, &err));
    int64_t changed = 0;
    assert_ok(plan_test_tamper(db, &changed, &err));
    assert_int_equal(changed, 1);
    assert_ok(db_commit(db, &err));
    db_give(db);
    db = NULL;
    struct reply r = fixture_get(&f, director, report, "application/json");
    assert_int_equal(r.status, 500);
    assert_true(reply_has(&r, "plan.snapshot_changed"));
    fixture_close(&f);
}

TEST_DB("those who have not sent are reminded once a day; sending is the answer; the plan prints") {
    struct fixture f = fixture_open(pool);
    const char *health = officer(&f, "yte", "agency_officer", "77/syt");
    const char *standing = officer(&f, "sld", "province_officer", "77/sldtbxh");
    struct text rule = arena_fmt(f.arena, "{\"rule_id\":\"%lld\"}", (long long)rule_id("year"));
    const char *path = plan_path(&f, "/reports/remind");
    assert_int_equal(post(&f, health, path, rule.ptr).status, 403);
    struct reply first = post(&f, standing, path, rule.ptr), second = post(&f, standing, path, rule.ptr);
    assert_true(reply_has(&first, "\"reminded\":19"));
    assert_true(reply_has(&second, "\"reminded\":0"));
    struct reply home = fixture_get(&f, health, "/", "text/html");
    assert_true(reply_has(&home, "Được đôn đốc: Báo cáo năm"));
    const char *report = start(&f, health, "year");
    assert_int_equal(post(&f, health, below(&f, report, "/send"), "{\"version\":1}").status, 201);
    home = fixture_get(&f, health, "/", "text/html");
    assert_false(reply_has(&home, "Được đôn đốc: Báo cáo năm"));
    assert_int_equal(fixture_get(&f, health, plan_path(&f, ".pdf"), "*/*").status, 200);
    assert_int_equal(fixture_get(&f, health, plan_path(&f, ".docx"), "*/*").status, 200);
    fixture_close(&f);
}
