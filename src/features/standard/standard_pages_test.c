#include "app/tsv.h"
#include "features/standard/scorecard_sheet.h"
#include "features/standard/standard.h"
#include "tests/app_fixture.h"

static struct error err;

TEST_DB("standards are shown with what is not known and what is assumed") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "tinh", "province_officer", "77");
    struct reply page = fixture_get(&f, officer, "/standards", "text/html");
    assert_int_equal(page.status, 200);
    assert_true(reply_has(&page, "Chuẩn nghèo đa chiều tỉnh Bà Rịa - Vũng Tàu 2022-2025"));
    assert_true(reply_has(&page, "chưa rõ"));
    assert_true(reply_has(&page, "giả định"));
    struct reply json = fixture_get(&f, officer, "/standards/brvt-2022", "application/json");
    assert_true(reply_has(&json, "\"points_max\":null,\"points_certainty\":\"unknown\""));
    assert_int_equal(fixture_get(&f, officer, "/standards/nowhere", "text/html").status, 404);
    fixture_close(&f);
}

TEST_DB("a settled line keeps the certainty of what did not change, and stays after the data is loaded again") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "tinh", "province_officer", "77"), *csrf = fixture_csrf(&f, officer);
    const char *path = "/standards/brvt-2022/lines/rural/poor";
    const char *body = "active=1&income_max_dong=1.950.000&points_max=185&deprived_min=3&assumed=1&source=Q%C4%90+18&"
                       "certainty=confirmed&version=1";
    assert_int_equal(fixture_post_cookie(&f, officer, path, body, csrf).status, 303);
    assert_int_equal(fixture_post_cookie(&f, officer, path, body, csrf).status, 412);
    struct reply order =
        fixture_post_cookie(&f, officer, path,
                            "active=1&income_max_dong=1.950.000&deprived_min=5&deprived_max=3&source=x&"
                            "certainty=confirmed&version=2",
                            csrf);
    assert_int_equal(order.status, 422);
    struct reply json = fixture_get(&f, officer, "/standards/brvt-2022", "application/json");
    assert_true(reply_has(&json, "\"points_max\":185,\"points_certainty\":\"confirmed\""));
    assert_true(reply_has(&json, "\"income_max_dong\":1950000,\"income_certainty\":\"derived\""));
    assert_int_equal(fixture_audit_count(&f, "standard.change_line"), 1);
    f = fixture_open(pool); /* loads everything once more */
    json = fixture_get(&f, officer, "/standards/brvt-2022", "application/json");
    assert_true(reply_has(&json, "\"points_max\":185"));
    fixture_close(&f);
}

TEST_DB("a setting changes from a day on, and emptied it is not known") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "tinh", "province_officer", "77"), *csrf = fixture_csrf(&f, officer);
    assert_int_equal(fixture_post_cookie(&f, officer, "/settings/review.posting.days",
                                         "value=5&valid_from=01/12/2024&source=x&certainty=confirmed", csrf)
                         .status,
                     303);
    assert_int_equal(fixture_post_cookie(&f, officer, "/settings/review.posting.days",
                                         "value=&valid_from=01/01/2025&source=x&certainty=confirmed", csrf)
                         .status,
                     303);
    struct ctx c;
    ctx_init_system(&c, &f.app, test_arena(), NULL);
    assert_ok(db_take(pool, false, &c.db, &err));
    int64_t n;
    assert_ok(setting_int(&c, "review.posting.days", day_of(2024, 11, 30), &n, &err));
    assert_int_equal(n, 3);
    assert_ok(setting_int(&c, "review.posting.days", day_of(2024, 12, 1), &n, &err));
    assert_int_equal(n, 5);
    assert_ok(setting_int(&c, "review.posting.days", day_of(2025, 1, 1), &n, &err));
    assert_int_equal(n, DB_NULL);
    db_give(c.db);
    assert_int_equal(fixture_audit_count(&f, "setting.change"), 2);
    fixture_close(&f);
}

TEST_DB("a setting takes only what its type allows, and one that follows a rule is changed there") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "tinh", "province_officer", "77"), *csrf = fixture_csrf(&f, officer);
    const struct {
        const char *path, *value;
        int status;
    } cases[] = {
        {"/settings/posting.starts", "same_day", 303},
        {"/settings/posting.starts", "tomorrow", 422},
        {"/settings/year_end_day", "12-30", 303},
        {"/settings/year_end_day", "02-30", 422},
        {"/settings/report.remind_days", "10+5+1", 303},
        {"/settings/report.remind_days", "10+x", 422},
        {"/settings/standard.all", "national-2022", 303},
        {"/settings/standard.all", "national-1999", 422},
        {"/settings/audit.reads", "0", 303},
        {"/settings/audit.reads", "2", 422},
        {"/settings/newly_escaped.months", "24", 409},
        {"/settings/nowhere", "1", 404},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct text body =
            arena_fmt(test_arena(), "value=%s&valid_from=01/12/2024&source=x&certainty=confirmed", cases[i].value);
        struct reply r = fixture_post_cookie(&f, officer, cases[i].path, body.ptr, csrf);
        if (r.status != cases[i].status)
            fail_msg("%s = %s answers %d", cases[i].path, cases[i].value, r.status);
    }
    fixture_close(&f);
}

TEST("every choice of a setting has its word") {
    struct tsv t;
    size_t checked = 0;
    tsv_open(&t, "settings.tsv");
    while (tsv_next(&t)) {
        struct text type = tsv_text(&t, "type"), code;
        if (!text_starts(type, T("choice:")))
            continue;
        for (type = (struct text){type.ptr + 7, type.len - 7}; text_cut(&type, '|', &code); checked++)
            if (!tr_known(arena_fmt(test_arena(), "setting.choice.%.*s", FMT(code)).ptr))
                fail_msg("no word for the choice %.*s", FMT(code));
    }
    assert_true(checked > 10);
}

/* ---- scorecards from a spreadsheet */

#define HEADS "STT câu;Câu hỏi;STT lựa chọn;Lựa chọn;Điểm nông thôn;Điểm thành thị\n"

static enum status read_sheet(const char *csv, struct scorecard *card) {
    error_clear(&err);
    return scorecard_sheet_read(test_arena(), text_of(csv), card, &err);
}

TEST("a scorecard is read from a spreadsheet, the question written once") {
    struct scorecard card;
    assert_ok(read_sheet(
        HEADS "1;Số người;1;Một;10;12\n1;;2;Hai trở lên;0;0\n2;Xe máy;0;Không;0;0\n2;Xe máy;1;Có;9;8\n", &card));
    assert_int_equal(card.item_count, 2);
    assert_text(card.items[1].name, "Xe máy");
    assert_int_equal(card.items[0].option_count, 2);
    assert_int_equal(card.items[0].options[0].points_urban, 12);
    assert_text(card.items[0].options[1].name, "Hai trở lên");
}

TEST("every fault of a scorecard's rows is told with its row, and nothing is taken") {
    struct scorecard card;
    assert_int_equal(
        read_sheet(HEADS "1;Số người;1;Một;10;12\n1;;1;Hai;0;0\n1;Khác;2;Ba;1001;x\n3;Xe;0;;0;0\n3;Xe;15;Có;0;0\n",
                   &card),
        E_INVALID);
    const struct {
        int32_t row;
        const char *key;
    } want[] = {{3, "scorecard.option_twice"}, {4, "scorecard.out_of_range"}, {4, "form.not_a_number"},
                {5, "form.required"},          {6, "scorecard.out_of_range"}, {0, "scorecard.one_option"}};
    assert_int_equal(err.field_count, COUNT_OF(want));
    for (size_t i = 0; i < COUNT_OF(want); i++) {
        assert_int_equal(err.fields[i].row, want[i].row);
        assert_string_equal(err.fields[i].key, want[i].key);
    }
    assert_int_equal(read_sheet(HEADS, &card), E_INVALID);
    assert_int_equal(read_sheet("a;b;c\n1;2;3\n", &card), E_INVALID);
    assert_string_equal(err.key, "scorecard.wrong_heads");
}

static const char *upload(const char *name, const char *csv) {
    return arena_fmt(test_arena(),
                     "--xyz\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n%s\r\n"
                     "--xyz\r\nContent-Disposition: form-data; name=\"source\"\r\n\r\nthử\r\n"
                     "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b.csv\"\r\n"
                     "Content-Type: text/csv\r\n\r\n%s\r\n--xyz--\r\n",
                     name, csv)
        .ptr;
}

TEST_DB("an uploaded scorecard is a new one and is used from the day it is put to use") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "tinh", "province_officer", "77"), *csrf = fixture_csrf(&f, officer);
    const char *type = "multipart/form-data; boundary=xyz";
    const char *good = upload("Bảng thử", HEADS "1;Xe máy;0;Không;0;0\n1;;1;Có;9;8\n");
    assert_int_equal(fixture_send(&f, officer, HTTP_POST, "/scorecards", type, good).status, 303);
    assert_int_equal(fixture_send(&f, officer, HTTP_POST, "/scorecards", type, good).status, 409);
    struct reply bad =
        fixture_send(&f, officer, HTTP_POST, "/scorecards", type, upload("Bảng hỏng", HEADS "1;Xe;0;Không;a;0\n"));
    assert_int_equal(bad.status, 422);
    assert_true(reply_has(&bad, "Dòng 2, Điểm nông thôn"));
    assert_int_equal(fixture_get(&f, officer, "/scorecards/bang-hong", "text/html").status, 404);
    assert_int_equal(
        fixture_post_cookie(&f, officer, "/scorecards/bang-thu/use", "valid_from=01/12/2024&source=x", csrf).status,
        303);
    struct ctx c;
    ctx_init_system(&c, &f.app, test_arena(), NULL);
    assert_ok(db_take(pool, false, &c.db, &err));
    int64_t card;
    assert_ok(scorecard_on(&c, day_of(2024, 11, 30), &card, &err));
    assert_int_equal(card, 0);
    assert_ok(scorecard_on(&c, day_of(2024, 12, 1), &card, &err));
    struct scorecard used;
    assert_ok(scorecard_get(&c, card, &used, &err));
    assert_text(used.key, "bang-thu");
    assert_false(used.official);
    db_give(c.db);
    struct reply sheet = fixture_get(&f, officer, "/scorecards/bang-thu.xlsx", "*/*");
    assert_int_equal(sheet.status, 200);
    fixture_close(&f);
}

TEST_DB("days of the calendar are added, corrected by the newest version, and taken back when entered by mistake") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "tinh", "province_officer", "77"), *csrf = fixture_csrf(&f, officer);
    const char *day = "name=Ng%C3%A0y+m%E1%BB%9Bi&kind=holiday&source=x&certainty=unknown";
    struct text add = arena_fmt(test_arena(), "on_day=24/11/2026&%s", day);
    assert_int_equal(fixture_post_cookie(&f, officer, "/holidays", add.ptr, csrf).status, 303);
    assert_int_equal(fixture_post_cookie(&f, officer, "/holidays", add.ptr, csrf).status, 409);
    struct text saturday =
        arena_fmt(test_arena(), "on_day=21/11/2026&name=x&kind=substitute&source=x&certainty=unknown");
    assert_int_equal(fixture_post_cookie(&f, officer, "/holidays", saturday.ptr, csrf).status, 422);
    struct text change = arena_fmt(test_arena(), "version=2&%s", day);
    assert_int_equal(fixture_post_cookie(&f, officer, "/holidays/2026-11-24", change.ptr, csrf).status, 303);
    assert_int_equal(fixture_post_cookie(&f, officer, "/holidays/2026-11-24", change.ptr, csrf).status, 412);
    assert_int_equal(fixture_post_cookie(&f, officer, "/holidays/2024-04-29/remove", "", csrf).status, 409);
    assert_int_equal(fixture_post_cookie(&f, officer, "/holidays/2026-11-24/remove", "", csrf).status, 303);
    assert_int_equal(fixture_get(&f, officer, "/holidays/2026-11-24", "text/html").status, 404);
    struct reply year = fixture_get(&f, officer, "/holidays?year=2030", "text/html");
    assert_true(reply_has(&year, "Chưa rõ lịch nghỉ của năm này"));
    fixture_close(&f);
}

TEST_DB("who may only read sees no form, and both code lists of ethnic groups") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "xa", "commune_officer", "26602");
    struct reply settings = fixture_get(&f, officer, "/settings/posting.starts", "text/html");
    assert_int_equal(settings.status, 200);
    assert_false(reply_has(&settings, "Đổi từ một ngày"));
    struct reply groups = fixture_get(&f, officer, "/ethnicities", "application/json");
    assert_true(reply_has(&groups, "\"code_1979\":\"04\",\"code_2008\":\"06\"")); /* Hoa */
    fixture_close(&f);
}
