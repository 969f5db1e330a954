/* The way through the pages' own addresses: a school's list read row by row, who may leave school, who helps, who sees
 * and writes what. */
#include "features/service/testing.h"
#include "features/system/system.h"

struct world {
    struct fixture f;
    const char *office, *commune, *elsewhere, *clerk, *front, *health;
    const char *pupil; /* address of one whom the demonstration enrolled */
};
static void world_open(struct world *w, struct db_pool *pool) {
    *w = (struct world){.f = fixture_open(pool)};
    w->office = officer_in(&w->f, "so.gd", "agency_officer", "77/sgddt", "77");
    w->health = officer_in(&w->f, "so.yt", "agency_officer", "77/syt", "77");
    w->front = officer_in(&w->f, "mt.tinh", "front_officer", "77/ubmttq", "77");
    w->commune = fixture_user(&w->f, "xa", "commune_officer", "26602");
    w->elsewhere = fixture_user(&w->f, "xa.ben", "commune_officer", "26599");
    w->clerk = fixture_user(&w->f, "truong", "school_clerk", "26602");
    w->pupil = SAY_JSON(&w->f, "/education/pupils/%s", first_of(&w->f, w->office, "/education/pupils?there=1"));
}
static const char *school_of(struct world *w, const char *level) {
    return first_of(&w->f, w->office, SAY_JSON(&w->f, "/education/schools?level=%s", level));
}

/* Sends a CSV as a browser sends a file; the answer is JSON. */
static struct reply upload(struct world *w, const char *who, const char *kind, const char *school, const char *year,
                           const char *csv) {
    struct arena *a = w->f.arena;
    struct http_pair headers[] = {{T("accept"), T("application/json")},
                                  {T("content-type"), T("multipart/form-data; boundary=xyz")},
                                  {T("authorization"), arena_fmt(a, "Bearer %s", who)}};
    struct http_request req = {.method = HTTP_POST,
                               .path = T("/education/imports"),
                               .headers = headers,
                               .header_count = COUNT_OF(headers),
                               .arena = a};
    (void)snprintf(req.id, sizeof req.id, "00000000000000ab");
    (void)snprintf(req.remote, sizeof req.remote, "127.0.0.1");
    req.body = arena_fmt(a,
                         "--xyz\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\n%s\r\n"
                         "--xyz\r\nContent-Disposition: form-data; name=\"school\"\r\n\r\n%s\r\n"
                         "--xyz\r\nContent-Disposition: form-data; name=\"school_year\"\r\n\r\n%s\r\n"
                         "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"ds.csv\"\r\n"
                         "Content-Type: text/csv\r\n\r\n%s\r\n--xyz--\r\n",
                         kind, school, year, csv);
    struct http_response res = {.file_fd = -1, .arena = a};
    buf_init(&res.body, MAX_RESPONSE_BYTES);
    app_handle(&w->f.app, &req, &res);
    struct reply r = {
        .status = res.status, .body = arena_text(a, buf_as_text(&res.body)), .header_count = res.header_count};
    memcpy(r.headers, res.headers, sizeof r.headers);
    buf_free(&res.body);
    return r;
}

static void sql(struct world *w, const char *text) {
    struct db *db;
    assert_ok(db_take(w->f.app.pool, true, &db, &err));
    assert_ok(db_script(db, text, &err));
    db_give(db);
}
static int64_t total_of(struct world *w, const char *who, const char *path) {
    struct reply r = get_json(&w->f, who, path);
    assert_int_equal(r.status, 200);
    return number_after(&w->f, &r, "{", "total");
}
/* Two pupils of the demonstration get names and numbers that a list can mean. */
static void name_two(struct world *w) {
    struct reply r = get_json(&w->f, w->office, "/education/pupils?there=1");
    const char *at = r.body.ptr;
    for (int i = 1; i <= 2; i++) {
        at = strstr(at + 1, "{\"id\":\"");
        struct reply p =
            get_json(&w->f, w->office, SAY_JSON(&w->f, "/education/pupils/%.*s", (int)strcspn(at + 7, "\""), at + 7));
        sql(w, SAY_JSON(&w->f,
                        "UPDATE person_version SET full_name = 'Lê Thử %s', name_fold = 'le thu %s', born_on = %d, "
                        "born_precision = 0, personal_number = '07731299990%d' WHERE person_id = %s",
                        i == 1 ? "Một" : "Hai", i == 1 ? "mot" : "hai", day_of(2012, 3, 4), i,
                        member_after(&w->f, &p, "{", "person_id")));
    }
}
#define HEAD "Họ và tên;Số định danh cá nhân;Ngày sinh;Xã, phường nơi ở;Lớp\n"

TEST_DB("a school's list says row by row what is wrong, the others are enrolled, and the same file is refused") {
    struct world w;
    world_open(&w, pool);
    const char *school = school_of(&w, "upper_secondary");
    const char *csv = HEAD "Lê Thử Một;77312999901;;;10A\n"
                           "Lê Thử Hai;;04/03/2012;Láng Lớn;10B\n"
                           "Lê Thử Ba;123;04/03/2012;Láng Lớn;10B\n"
                           "Không Ai Cả;;04/03/2012;Láng Lớn;10B\n"
                           "Lê Thử Một;077312999901;;;10C\n"
                           "Lê Thử Hai;;04/03/2012;Láng Lớn;\n";
    name_two(&w);
    struct reply r = upload(&w, w.commune, "pupils", school, "2025", csv);
    const char *list = location_of(&w.f, &r);
    r = get_json(&w.f, w.commune, SAY_JSON(&w.f, "%s?state=bad", list));
    assert_int_equal(number_after(&w.f, &r, "{", "total"), 4);
    assert_true(reply_has(&r, "\"no\":4") && reply_has(&r, "\"no\":5") && reply_has(&r, "\"no\":6"));
    assert_true(reply_has(&r, "Trùng với dòng 2"));
    assert_int_equal(total_of(&w, w.commune, SAY_JSON(&w.f, "%s?state=ready", list)), 2);
    assert_int_equal(send_json(&w.f, w.elsewhere, SAY_JSON(&w.f, "%s/apply", list), "{}").status, 404);
    assert_int_equal(send_json(&w.f, w.commune, SAY_JSON(&w.f, "%s/apply", list), "{}").status, 201);
    assert_int_equal(total_of(&w, w.commune, SAY_JSON(&w.f, "%s?state=done", list)), 2);
    assert_int_equal(send_json(&w.f, w.commune, SAY_JSON(&w.f, "%s/apply", list), "{}").status, 409);
    assert_int_equal(upload(&w, w.commune, "pupils", school, "2025", csv).status, 409);
    r = fixture_get(&w.f, w.commune, SAY_JSON(&w.f, "%s/errors", list), "*/*");
    assert_true(text_starts(r.body, T("PK")));
    fixture_close(&w.f);
}

TEST_DB("a pupil whom another school has is left where he is, with that school's name") {
    struct world w;
    world_open(&w, pool);
    name_two(&w);
    const char *taken =
        member_after(&w.f, &(struct reply){.body = get_json(&w.f, w.office, w.pupil).body}, "{", "school_id");
    const char *level[] = {"primary", "upper_secondary"};
    const char *school = school_of(&w, level[0]);
    if (strcmp(school, taken) == 0)
        school = school_of(&w, level[1]);
    struct reply r = upload(&w, w.commune, "pupils", school, "2024", HEAD "Lê Thử Một;077312999901;;;1A\n");
    const char *list = location_of(&w.f, &r);
    assert_int_equal(send_json(&w.f, w.commune, SAY_JSON(&w.f, "%s/apply", list), "{}").status, 201);
    r = get_json(&w.f, w.commune, SAY_JSON(&w.f, "%s?state=bad", list));
    assert_true(reply_has(&r, "đang học ở Trường"));
    fixture_close(&w.f);
}

TEST_DB(
    "schools come from a spreadsheet with their codes as text; a code that is there and a place elsewhere are told") {
    struct world w;
    world_open(&w, pool);
    const char *csv = "Mã trường;Tên trường;Cấp học;Loại hình;Xã, phường\n"
                      "00077;Trường Tiểu học Mới;Tiểu học;Công lập;Láng Lớn\n"
                      "00078;Trường Tư;Trung học cơ sở;Ngoài công lập;Láng Lớn\n"
                      "026602-1;Trường Trùng;Mầm non;Công lập;Láng Lớn\n"
                      "00079;Trường Lạ;Đại học;Công lập;Láng Lớn\n";
    assert_int_equal(upload(&w, w.commune, "schools", "", "", csv).status, 403);
    struct reply r = upload(&w, w.office, "schools", "", "", csv);
    const char *list = location_of(&w.f, &r);
    r = get_json(&w.f, w.office, SAY_JSON(&w.f, "%s?state=bad", list));
    assert_int_equal(number_after(&w.f, &r, "{", "total"), 2);
    assert_true(reply_has(&r, "026602-1") && reply_has(&r, "Cấp học không có trong danh mục"));
    assert_int_equal(send_json(&w.f, w.office, SAY_JSON(&w.f, "%s/apply", list), "{}").status, 201);
    r = get_json(&w.f, w.commune, "/education/schools?q=00077");
    assert_true(reply_has(&r, "\"code\":\"00077\""));
    fixture_close(&w.f);
}

TEST_DB("who may leave school stays on the worklist until it is known what became of him; leaving ends the enrolment") {
    struct world w;
    world_open(&w, pool);
    int64_t before = total_of(&w, w.commune, "/education/risks?over=1");
    const char *risks = SAY_JSON(&w.f, "%s/risks", w.pupil);
    sql(&w, "UPDATE dropout_risk SET closed_on = opened_on, outcome = 'stays' WHERE closed_on IS NULL");
    assert_int_equal(
        send_json(&w.f, w.commune, risks, "{\"on_day\":\"2024-11-26\",\"reason\":\"work\",\"note\":\"x\"}").status,
        422);
    struct reply r =
        send_json(&w.f, w.commune, risks,
                  "{\"on_day\":\"2024-11-01\",\"reason\":\"work\",\"absent_days\":4,\"note\":\"Nghỉ 4 buổi\"}");
    const char *risk = location_of(&w.f, &r);
    assert_int_equal(total_of(&w, w.commune, "/education/risks?over=1"), 0);
    r = send_json(&w.f, w.commune, risks,
                  "{\"on_day\":\"2024-11-08\",\"reason\":\"work\",\"absent_days\":11,\"note\":\"Nghỉ 11 buổi\"}");
    assert_string_equal(location_of(&w.f, &r), risk); /* the same file */
    assert_int_equal(total_of(&w, w.commune, "/education/risks?over=1"), 1);
    assert_int_equal(total_of(&w, w.commune, "/education/risks?quiet=1"), 1);
    assert_int_equal(total_of(&w, w.elsewhere, "/education/risks"), 0);
    assert_int_equal(get_json(&w.f, w.elsewhere, risk).status, 404);
    assert_int_equal(
        send_json(&w.f, w.health, SAY_JSON(&w.f, "%s/actions", risk), "{\"on_day\":\"2024-11-20\",\"note\":\"x\"}")
            .status,
        403);
    assert_int_equal(
        send_json(&w.f, w.commune, SAY_JSON(&w.f, "%s/actions", risk), "{\"on_day\":\"2024-10-20\",\"note\":\"x\"}")
            .status,
        422);
    assert_int_equal(send_json(&w.f, w.commune, SAY_JSON(&w.f, "%s/actions", risk),
                               "{\"on_day\":\"2024-11-20\",\"note\":\"Đến nhà\"}")
                         .status,
                     201);
    assert_int_equal(total_of(&w, w.commune, "/education/risks?quiet=1"), 0);
    const char *left = "{\"outcome\":\"left\",\"known_on\":\"2024-11-22\",\"remark\":\"Đi làm\"}";
    assert_int_equal(send_json(&w.f, w.commune, SAY_JSON(&w.f, "%s/outcome", risk), left).status, 201);
    assert_int_equal(send_json(&w.f, w.commune, SAY_JSON(&w.f, "%s/outcome", risk), left).status, 409);
    r = get_json(&w.f, w.commune, w.pupil);
    assert_true(reply_has(&r, "\"left_on\":\"2024-11-22\""));
    assert_true(before >= 0);
    fixture_close(&w.f);
}

TEST_DB("a clerk sees and writes his school only, and nothing before he is named") {
    struct world w;
    world_open(&w, pool);
    const char *mine = school_of(&w, "lower_secondary"), *other = school_of(&w, "primary");
    assert_int_equal(total_of(&w, w.clerk, "/education/pupils"), 0);
    assert_int_equal(get_json(&w.f, w.clerk, SAY_JSON(&w.f, "/education/schools/%s", mine)).status, 404);
    assert_int_equal(
        send_json(&w.f, w.clerk, SAY_JSON(&w.f, "/education/schools/%s/clerks", mine), "{\"username\":\"truong\"}")
            .status,
        403);
    assert_int_equal(
        send_json(&w.f, w.office, SAY_JSON(&w.f, "/education/schools/%s/clerks", mine), "{\"username\":\"truong\"}")
            .status,
        201);
    assert_int_equal(total_of(&w, w.clerk, "/education/pupils"),
                     total_of(&w, w.office, SAY_JSON(&w.f, "/education/pupils?school=%s", mine)));
    assert_int_equal(get_json(&w.f, w.clerk, SAY_JSON(&w.f, "/education/schools/%s", mine)).status, 200);
    assert_int_equal(get_json(&w.f, w.clerk, SAY_JSON(&w.f, "/education/schools/%s", other)).status, 404);
    assert_int_equal(upload(&w, w.clerk, "pupils", other, "2024", HEAD "A B;;;;1A\n").status, 422);
    assert_int_equal(send_json(&w.f, w.clerk, "/education/lists", "{}").status, 403);
    fixture_close(&w.f);
}

TEST_DB("a fund that helps a pupil pays from its own ledger, a person only when he is named or says that he is not") {
    struct world w;
    world_open(&w, pool);
    const char *path = SAY_JSON(&w.f, "%s/sponsorships", w.pupil);
    struct reply r = get_json(&w.f, w.front, "/funds");
    const char *fund = member_after(&w.f, &r, "\"items\":[", "id");
    int64_t spent = number_after(&w.f, &r, "\"items\":[", "disbursed");
    assert_int_equal(
        send_json(
            &w.f, w.commune, path,
            "{\"kind\":\"person\",\"what\":\"Xe đạp\",\"goods\":true,\"amount\":1500000,\"given_on\":\"2024-11-20\"}")
            .status,
        422);
    assert_int_equal(send_json(&w.f, w.commune, path,
                               "{\"kind\":\"person\",\"sponsor\":\"Bà Tư\",\"what\":\"Xe "
                               "đạp\",\"goods\":true,\"amount\":1500000,\"given_on\":\"2024-11-20\"}")
                         .status,
                     201);
    /* What goods are worth may be unknown; money is counted. */
    static const struct {
        const char *goods;
        int status;
    } unvalued[] = {{"true", 201}, {"false", 422}};
    for (size_t i = 0; i < COUNT_OF(unvalued); i++)
        assert_int_equal(
            send_json(&w.f, w.commune, path,
                      SAY_JSON(&w.f,
                               "{\"kind\":\"person\",\"sponsor\":\"Bà Tư\",\"what\":\"Áo ấm\",\"goods\":%s,"
                               "\"given_on\":\"2024-11-20\"}",
                               unvalued[i].goods))
                .status,
            unvalued[i].status);
    const char *paid = SAY_JSON(
        &w.f, "{\"kind\":\"fund\",\"fund\":\"%s\",\"what\":\"Học bổng\",\"amount\":700000,\"given_on\":\"2024-11-20\"}",
        fund);
    assert_int_equal(send_json(&w.f, w.commune, path, paid).status, 422); /* no fund of his to choose */
    assert_int_equal(send_json(&w.f, w.front, path, paid).status, 201);
    r = get_json(&w.f, w.front, "/funds");
    assert_int_equal(number_after(&w.f, &r, "\"items\":[", "disbursed"), spent + 700000);
    r = get_json(&w.f, w.commune, w.pupil);
    assert_true(reply_has(&r, "Bà Tư") && reply_has(&r, "Học bổng"));
    fixture_close(&w.f);
}

TEST_DB("every figure of a term opens to as many pupils, and the list is printed") {
    static const char *const steps[] = {"entitled", "listed", "served", "other", "left_out"};
    struct world w;
    world_open(&w, pool);
    struct reply board = get_json(&w.f, w.commune, "/education?term=20241");
    const char *key = strstr(board.body.ptr, "\"key\":\"study-cost\"");
    assert_non_null(key);
    char *id = strstr(key - 40, "\"id\":\""); /* stands before the key */
    assert_non_null(id);
    const char *number = arena_zstr(w.f.arena, (struct text){id + 6, strcspn(id + 6, "\"")});
    for (size_t i = 0; i < COUNT_OF(steps); i++)
        assert_int_equal(
            total_of(&w, w.commune, SAY_JSON(&w.f, "/education/pupils?term=20241&policy=%s&step=%s", number, steps[i])),
            number_after(&w.f, &(struct reply){.body = text_of(key)}, "\"key\"", steps[i]));
    const char *list = member_after(&w.f, &board, "\"lists\":[", "id");
    struct reply pdf = fixture_get(&w.f, w.commune, SAY_JSON(&w.f, "/education/lists/%s/paper.pdf", list), "*/*");
    assert_int_equal(pdf.status, 200);
    assert_true(text_starts(pdf.body, T("%PDF")));
    assert_int_equal(
        fixture_get(&w.f, w.elsewhere, SAY_JSON(&w.f, "/education/lists/%s/paper.pdf", list), "*/*").status, 404);
    fixture_close(&w.f);
}

TEST_DB("terms are set by who leads education, and what was set stays when the data is loaded again") {
    struct world w;
    world_open(&w, pool);
    const char *set =
        "{\"school_year\":2024,\"term\":\"2\",\"from_day\":\"2025-01-13\",\"to_day\":\"2025-05-24\",\"pay_from\":"
        "\"2025-01-01\",\"pay_months\":5,\"article\":\"QĐ thử\"}";
    assert_int_equal(send_json(&w.f, w.health, "/education/terms", set).status, 403);
    assert_int_equal(send_json(&w.f, w.commune, "/education/terms", set).status, 403);
    assert_int_equal(
        send_json(
            &w.f, w.office, "/education/terms",
            "{\"school_year\":2024,\"term\":\"2\",\"from_day\":\"2025-01-13\",\"to_day\":\"2025-01-01\",\"pay_from\":"
            "\"2025-01-02\",\"pay_months\":5,\"article\":\"QĐ thử\"}")
            .status,
        422);
    assert_int_equal(send_json(&w.f, w.office, "/education/terms", set).status, 201);
    struct ctx c;
    ctx_init_system(&c, &w.f.app, w.f.arena, NULL);
    assert_ok(system_load_data(&c, true, &err));
    struct reply r = get_json(&w.f, w.commune, "/education/terms");
    assert_true(reply_has(&r, "\"from\":\"2025-01-13\"") && reply_has(&r, "QĐ thử"));
    fixture_close(&w.f);
}
