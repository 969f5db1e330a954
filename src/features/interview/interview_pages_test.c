#include "features/interview/interview_form.h"
#include "features/interview/interview_testing.h"
#include "tests/app_fixture.h"

static struct fixture open_with_households(struct db_pool *pool, struct world *w) {
    struct fixture f = fixture_open(pool);
    *w = (struct world){.app = f.app};
    ctx_init_system(&w->c, &w->app, test_arena(), NULL);
    world_fill(w);
    return f;
}

/* All items with one option, the first `deprived` indicators deprived. */
static const char *sent(int option, int deprived, int version) {
    static const char *const codes[] = {"1a", "1b", "2a", "2b", "3a", "3b", "4a", "4b", "5a", "5b", "6a", "6b"};
    AUTO_BUF b;
    buf_init(&b, 1u << 16);
    buf_fmt(&b, "interviewed_on=25%%2F11%%2F2024&version=%d", version);
    for (int i = 1; i <= 23; i++)
        buf_fmt(&b, "&item_%d=%d", i, option);
    for (int i = 0; i < 12; i++)
        buf_fmt(&b, "&indicator_%s=%s", codes[i], i < deprived ? "deprived" : "not_deprived");
    buf_str(&b, "&cause_no_land=1");
    return arena_zstr(test_arena(), buf_as_text(&b));
}

TEST_DB("an officer of the commune fills the form, sees the class and its reasons, and prints them") {
    static struct world w;
    struct fixture f = open_with_households(pool, &w);
    const char *officer = fixture_user(&f, "canbo", "commune_officer", "26602");
    struct reply form = fixture_get(&f, officer, "/interviews/7001/900001", "text/html");
    assert_int_equal(form.status, 200);
    assert_true(reply_has(&form, "1. Số người trong hộ"));
    assert_true(reply_has(&form, "không phải bảng điểm chính thức"));
    struct reply saved =
        fixture_post_cookie(&f, officer, "/interviews/7001/900001", sent(1, 4, 0), fixture_csrf(&f, officer));
    assert_int_equal(saved.status, 303);
    const char *at = arena_zstr(test_arena(), reply_header(&saved, "Location"));
    struct reply result = fixture_get(&f, officer, at, "text/html");
    assert_int_equal(result.status, 200);
    assert_true(reply_has(&result, "Hộ nghèo theo Chuẩn quốc gia: 0 điểm thu nhập"));
    assert_true(reply_has(&result, "Không có hoặc thiếu đất sản xuất"));
    struct reply json = fixture_get(&f, officer, at, "application/json");
    assert_true(reply_has(&json, "\"class\":\"poor\""));
    struct reply paper = fixture_get(&f, officer, arena_fmt(test_arena(), "%s/why.pdf", at).ptr, "*/*");
    assert_int_equal(paper.status, 200);
    assert_memory_equal(paper.body.ptr, "%PDF", 4);
    assert_int_equal(fixture_audit_count(&f, "interview.save"), 1);
    fixture_close(&f);
}

TEST_DB("an option that the card does not have comes back on the form, a stale version is refused") {
    static struct world w;
    struct fixture f = open_with_households(pool, &w);
    const char *officer = fixture_user(&f, "canbo", "commune_officer", "26602"), *csrf = fixture_csrf(&f, officer);
    struct reply bad = fixture_post_cookie(&f, officer, "/interviews/7001/900001", sent(9, 4, 0), csrf);
    assert_int_equal(bad.status, 422);
    assert_true(reply_has(&bad, "25/11/2024"));
    struct reply empty = fixture_post_cookie(&f, officer, "/interviews/7001/900001", "interviewed_on=26/11/2024", csrf);
    assert_int_equal(empty.status, 422);
    assert_true(reply_has(&empty, "không được sau hôm nay"));
    assert_true(reply_has(&empty, "chưa có câu trả lời nào"));
    assert_int_equal(fixture_post_cookie(&f, officer, "/interviews/7001/900001", sent(1, 4, 0), csrf).status, 303);
    assert_int_equal(fixture_post_cookie(&f, officer, "/interviews/7001/900001", sent(2, 4, 0), csrf).status, 412);
    assert_int_equal(fixture_post_cookie(&f, officer, "/interviews/7001/900001", sent(2, 1, 1), csrf).status, 303);
    assert_int_equal(fixture_audit_count(&f, "interview.save"), 2);
    fixture_close(&f);
}

TEST_DB("households of another commune cannot be interviewed or looked at") {
    static struct world w;
    struct fixture f = open_with_households(pool, &w);
    const char *officer = fixture_user(&f, "canbo", "commune_officer", "26602");
    assert_int_equal(fixture_get(&f, officer, "/interviews/7001/900002", "text/html").status, 404);
    assert_int_equal(
        fixture_post_cookie(&f, officer, "/interviews/7001/900002", sent(1, 4, 0), fixture_csrf(&f, officer)).status,
        404);
    fixture_close(&f);
}

TEST_DB("the last review's answers stand beside the questions of the next") {
    static struct world w;
    struct fixture f = open_with_households(pool, &w);
    const char *officer = fixture_user(&f, "canbo", "commune_officer", "26602");
    const char *csrf = fixture_csrf(&f, officer);
    const char *body =
        arena_fmt(test_arena(), "interviewed_on=20/11/2023&version=0&item_1=6&indicator_4b=deprived").ptr;
    assert_int_equal(fixture_post_cookie(&f, officer, "/interviews/7000/900001", body, csrf).status, 303);
    struct reply form = fixture_get(&f, officer, "/interviews/7001/900001", "text/html");
    assert_true(reply_has(&form, "Lần trước: 1 hoặc 2 người"));
    assert_true(reply_has(&form, "Lần trước: thiếu hụt"));
    assert_true(reply_has(&form, "20/11/2023"));
    fixture_close(&f);
}

TEST_DB("answers that contradict the register are pointed out, not refused") {
    static struct world w;
    struct fixture f = open_with_households(pool, &w);
    const char *officer = fixture_user(&f, "canbo", "commune_officer", "26602");
    struct reply saved = fixture_send(&f, officer, HTTP_POST, "/interviews/7001/900001", "application/json",
                                      "{\"interviewed_on\":\"2024-11-25\",\"version\":0,\"indicator_3a\":\"deprived\","
                                      "\"indicator_3b\":\"deprived\",\"income_dong\":1200000}");
    assert_int_equal(saved.status, 201);
    /* nobody of the household is between 16 and 30; two are of school age */
    assert_true(reply_has(&saved, "không có người từ 16 đến 30 tuổi"));
    assert_false(reply_has(&saved, "không có trẻ từ 3 đến dưới 16 tuổi"));
    assert_true(reply_has(&saved, "Còn chỉ số thiếu hụt chưa hỏi"));
    fixture_close(&f);
}

TEST_DB("the points of each answer are in the page only where the province lets the score be seen") {
    static struct world w;
    struct fixture f = open_with_households(pool, &w);
    const char *officer = fixture_user(&f, "canbo", "commune_officer", "26602");
    struct reply form = fixture_get(&f, officer, "/interviews/7001/900001", "text/html");
    assert_false(reply_has(&form, "data-points"));
    assert_false(reply_has(&form, "data-score"));
    struct db *db;
    struct error err;
    error_clear(&err);
    assert_ok(db_take(pool, true, &db, &err));
    assert_ok(db_script(db, "UPDATE setting SET value = '1' WHERE key = 'field.running_score';", &err));
    db_give(db);
    form = fixture_get(&f, officer, "/interviews/7001/900001", "text/html");
    assert_true(reply_has(&form, "data-points=\"28\"")); /* one or two people, by the invented table */
    assert_true(reply_has(&form, "mức 140"));
    assert_true(reply_has(&form, "data-score"));
    fixture_close(&f);
}
