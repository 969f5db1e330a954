#include "features/area/area.h"
#include "features/claim/claim.h"
#include "features/household/household.h"
#include "features/housing/housing_parts.h"
#include "features/standard/standard.h"
#include "tests/app_fixture.h"

static struct error err;

/* A commune with a hamlet, poor households in it whose housing is bad, money for houses, and who acts. */
struct world {
    struct fixture f;
    struct ctx c;
    int64_t province, commune, hamlet, line;
    const char *commune_officer, *front;
};
#define HOUSEHOLD 900001

static enum status places(struct ctx *c, void *user, struct error *e) {
    struct world *w = user;
    TRY(area_by_code(c, T("77"), c->today, &w->province, e));
    TRY(area_by_code(c, T("26602"), c->today, &w->commune, e));
    w->hamlet = 900100;
    TRY(area_hamlet_create(c, w->hamlet, w->commune, T("Thôn Một"), T("Thôn"), false, "invented", e));
    TRY(budget_line_open(
        c, &(struct budget_line_key){2024, BUDGET_FUND_POOR, 1, w->province, 0, policy_id_of_key(T("house-new"))},
        &w->line, e));
    TRY(budget_receive(c, w->line, 100000000, "gift", 1, day_of(2024, 3, 1), TEXT_NONE, NULL, e));
    audit_note(c, 0, "test.places", "area", w->commune, NULL);
    return OK;
}
static enum status refresh(struct ctx *c, void *user, struct error *e) {
    (void)user;
    for (int64_t id = HOUSEHOLD; id < HOUSEHOLD + 3; id++)
        TRY(household_refresh(c, id, e));
    audit_note(c, 0, "test.households", "household", HOUSEHOLD, NULL);
    return OK;
}

/* classes: 1 poor, 3 not poor, by the provincial standard; mask: bits of the deprivation answers. */
static void add_household(struct world *w, struct buf *b, int64_t id, int class, int mask) {
    const char *open = "2932896, 0, 9223372036854775806";
    buf_fmt(
        b,
        "INSERT INTO household (id, code, created_on) VALUES (%lld, 'H%lld', 19000);"
        "INSERT INTO household_version (id, household_id, valid_from, valid_to, recorded_at, superseded_at, hamlet_id,"
        " head_person_id, status, event, account_id) VALUES (%lld, %lld, 19000, %s, %lld, %lld, 1, 'created', 1);",
        (long long)id, (long long)id, (long long)id, (long long)id, open, (long long)w->hamlet, (long long)id);
    buf_fmt(b,
            "INSERT INTO person (id) VALUES (%lld);"
            "INSERT INTO person_version (id, person_id, valid_from, valid_to, recorded_at, superseded_at, full_name,"
            " name_fold, sex, born_on, born_precision, event, account_id) VALUES (%lld, %lld, 19000, %s, 'Đào Thị Nhà',"
            " 'dao thi nha', 2, 3652, 0, 'created', 1);"
            "INSERT INTO membership (id, person_id, household_id, relation, valid_from, valid_to, recorded_at,"
            " superseded_at, event_in, account_id) VALUES (%lld, %lld, %lld, 'head', 19000, %s, 'initial', 1);",
            (long long)id, (long long)id, (long long)id, open, (long long)id, (long long)id, (long long)id, open);
    for (int k = 0; k < 2; k++)
        buf_fmt(b,
                "INSERT INTO class_history (id, household_id, standard_id, class, valid_from, valid_to, recorded_at,"
                " superseded_at, movement) VALUES (%lld, %lld, %lld, %d, 19000, %s, 'start');",
                (long long)id * 4 + k, (long long)id,
                (long long)standard_id_of_key(k == 0 ? T("brvt-2022") : T("national-2022")), class, open);
    buf_fmt(b,
            "INSERT INTO interview (id, household_id, season_id, interviewed_on, urban, method, indicator_family,"
            " points_a, deprived_mask, answered_mask, members, reviewer_account_id, version, recorded_at) VALUES"
            " (%lld, %lld, 7001, 19990, 0, 'paper', 'national-2022', 120, %d, 4095, 1, 1, 1, 0);",
            (long long)id, (long long)id, mask);
}

static void open_world(struct world *w, struct db_pool *pool) {
    *w = (struct world){.f = fixture_open(pool)};
    ctx_init_system(&w->c, &w->f.app, test_arena(), NULL);
    error_clear(&err);
    assert_ok(ctx_write(&w->c, places, w, &err));
    AUTO_BUF b;
    buf_init(&b, 1u << 20);
    add_household(w, &b, HOUSEHOLD, 1, 64);           /* quality */
    add_household(w, &b, HOUSEHOLD + 1, 1, 64 + 128); /* quality and area */
    add_household(w, &b, HOUSEHOLD + 2, 3, 1);        /* neither, and not poor */
    buf_char(&b, 0);
    struct db *db;
    assert_ok(db_take(pool, true, &db, &err));
    assert_ok(db_script(db, b.ptr, &err));
    db_give(db);
    assert_ok(ctx_write(&w->c, refresh, NULL, &err));
    w->commune_officer = fixture_user(&w->f, "canbo", "commune_officer", "26602");
    w->front = fixture_user(&w->f, "mattran", "front_officer", "77");
}

static struct reply post(struct world *w, const char *who, const char *path, const char *fmt, ...) PRINTF_LIKE(4, 5);
static struct reply post(struct world *w, const char *who, const char *path, const char *fmt, ...) {
    char body[2000];
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(body, sizeof body, fmt, ap);
    va_end(ap);
    return fixture_send(&w->f, who, HTTP_POST, path, "application/json", body);
}
#define at(...) arena_fmt(test_arena(), __VA_ARGS__).ptr
#define SURVEY                                                                                                         \
    "{\"kind\":\"house-new\",\"surveyed_on\":\"2024-11-01\",\"surveyor\":\"Ban công tác\",\"area_m2\":18,"           \
    "\"land\":\"owned\",\"cost\":190000000,\"own_money\":10000000}"

static int64_t surveyed(struct world *w, int64_t household) {
    struct reply r = post(w, w->commune_officer, at("/housing/of/%lld", (long long)household), SURVEY);
    assert_int_equal(r.status, 201);
    const char *start = strstr(arena_zstr(test_arena(), r.body), "\"id\":\"");
    assert_non_null(start);
    return strtoll(start + 6, NULL, 10);
}
static struct reply act(struct world *w, const char *who, int64_t house, const char *what, const char *body) {
    return post(w, who, at("/housing/%lld/%s", (long long)house, what), "%s", body);
}
#define DECISION(amount)                                                                                                  \
    "{\"number\":\"7/QĐ-BVĐ\",\"on_day\":\"2024-11-25\",\"signer\":\"Lê Văn Ký\",\"signer_post\":\"Trưởng ban\"," \
    "\"amount\":" amount "}"

static enum status stages_are_done(struct ctx *c, void *user, struct error *e) {
    struct stages_of_row *rows;
    size_t count;
    int64_t *house = user;
    TRY(stages_of(c->db, &(struct stages_of_in){*house}, c->arena, &rows, &count, e));
    for (size_t i = 0; i < count; i++)
        TRY(stage_done(c->db, &(struct stage_done_in){rows[i].id, c->today, TEXT_NONE}, NULL, e));
    audit_note(c, 0, "test.stages", "house", *house, NULL);
    return OK;
}

TEST_DB("the rate of good housing counts who was asked, and opens to the households that live badly") {
    static struct world w;
    open_world(&w, pool);
    struct reply r = fixture_get(&w.f, w.commune_officer, "/housing.json", "*/*");
    assert_true(reply_has(&r, "\"households\":3,\"asked\":3,\"unknown\":0,\"good\":1,\"low_quality\":1,\"small\":0,"
                              "\"both\":1,\"houses\":0,\"rate\":3333"));
    r = fixture_get(&w.f, w.commune_officer, at("/housing/needs.json?lack=both&place=%lld", (long long)w.hamlet),
                    "*/*");
    assert_true(reply_has(&r, "H900002"));
    assert_false(reply_has(&r, "H900001"));
    r = fixture_get(&w.f, w.commune_officer, "/housing/needs.json", "*/*");
    assert_false(reply_has(&r, "H900003"));
    const char *other = fixture_user(&w.f, "xa2", "commune_officer", "26506");
    r = fixture_get(&w.f, other, "/housing/needs.json", "*/*");
    assert_false(reply_has(&r, "H900001"));
    assert_int_equal(fixture_get(&w.f, other, at("/housing/of/%d", HOUSEHOLD), "text/html").status, 404);
    assert_int_equal(fixture_get(&w.f, w.front, "/housing", "text/html").status, 200);
    fixture_close(&w.f);
}

TEST_DB("a house goes from survey to settlement, paid by the fund; what is not needed goes back") {
    static struct world w;
    open_world(&w, pool);
    int64_t house = surveyed(&w, HOUSEHOLD);
    assert_int_equal(act(&w, w.commune_officer, house, "ask", "{\"amount\":70000000}").status, 201);
    assert_int_equal(act(&w, w.front, house, "decide", DECISION("70000000")).status, 201);
    struct reply r = fixture_get(&w.f, w.front, at("/housing/%lld.json", (long long)house), "*/*");
    assert_true(reply_has(&r, "\"to_pay\":70000000"));
    assert_true(reply_has(&r, "\"ceiling\":null")); /* nobody knows the amount of 2024 */
    r = act(&w, w.commune_officer, house, "accept", "{\"accepted_on\":\"2024-11-25\",\"who\":\"hộ\",\"area_m2\":40}");
    assert_int_equal(r.status, 409);
    assert_true(reply_has(&r, "4 giai đoạn chưa xong"));
    r = act(&w, w.front, house, "payments", "{\"paid_on\":\"2024-11-25\",\"amount\":70000001,\"receiver\":\"hộ\"}");
    assert_int_equal(r.status, 409);
    r = act(&w, w.front, house, "payments", "{\"paid_on\":\"2024-11-24\",\"amount\":1,\"receiver\":\"hộ\"}");
    assert_int_equal(r.status, 422);
    r = act(&w, w.front, house, "payments", "{\"paid_on\":\"2024-11-25\",\"amount\":60000000,\"receiver\":\"hộ\"}");
    assert_int_equal(r.status, 201);
    r = act(&w, w.front, house, "cancel", "{\"reason\":\"thôi\"}");
    assert_int_equal(r.status, 409);
    assert_true(reply_has(&r, "60.000.000"));
    assert_ok(ctx_write(&w.c, stages_are_done, &house, &err));
    r = act(&w, w.commune_officer, house, "accept",
            "{\"accepted_on\":\"2024-11-25\",\"who\":\"hộ, Mặt trận\",\"area_m2\":40}");
    assert_int_equal(r.status, 201);
    r = fixture_get(&w.f, w.front, at("/housing/%lld/minutes.pdf", (long long)house), "*/*");
    assert_memory_equal(r.body.ptr, "%PDF", 4);
    r = act(&w, w.front, house, "settle", "{\"settled_on\":\"2024-11-25\",\"total_cost\":59999999}");
    assert_int_equal(r.status, 422);
    r = act(&w, w.front, house, "settle", "{\"settled_on\":\"2024-11-25\",\"total_cost\":85000000}");
    assert_int_equal(r.status, 201);
    r = fixture_get(&w.f, w.front, at("/budget/lines/%lld.json", (long long)w.line), "*/*");
    assert_true(reply_has(&r, "\"committed\":0,\"disbursed\":60000000,\"left\":40000000"));
    assert_int_equal(fixture_get(&w.f, w.front, at("/housing/%lld", (long long)house), "text/html").status, 200);
    fixture_close(&w.f);
}

TEST_DB("a household gets one house: a second file, also after the first is settled, is refused with who gave it") {
    static struct world w;
    open_world(&w, pool);
    int64_t house = surveyed(&w, HOUSEHOLD);
    struct reply r = post(&w, w.commune_officer, at("/housing/of/%d", HOUSEHOLD), SURVEY);
    assert_int_equal(r.status, 409);
    assert_true(reply_has(&r, "hồ sơ nhà chưa xong"));
    assert_int_equal(act(&w, w.commune_officer, house, "ask", "{\"amount\":60000000}").status, 201);
    assert_int_equal(act(&w, w.front, house, "decide", DECISION("60000000")).status, 201);
    assert_ok(ctx_write(&w.c, stages_are_done, &house, &err));
    r = act(&w, w.commune_officer, house, "accept", "{\"accepted_on\":\"2024-11-25\",\"who\":\"hộ\",\"area_m2\":40}");
    assert_int_equal(r.status, 201);
    r = act(&w, w.front, house, "settle", "{\"settled_on\":\"2024-11-25\",\"total_cost\":85000000}");
    assert_int_equal(r.status, 201);
    int64_t second = surveyed(&w, HOUSEHOLD);
    r = act(&w, w.commune_officer, second, "ask", "{\"amount\":10000000}");
    assert_int_equal(r.status, 409);
    assert_true(reply_has(&r, "7/QĐ-BVĐ"));
    /* another household may, also a daughter's who split off: a house binds the household, not its members */
    int64_t other = surveyed(&w, HOUSEHOLD + 1);
    assert_int_equal(act(&w, w.commune_officer, other, "ask", "{\"amount\":40000000}").status, 201);
    fixture_close(&w.f);
}

TEST_DB("who has no right, no land or no money gets no house, and what was held is let go") {
    static struct world w;
    open_world(&w, pool);
    int64_t house = surveyed(&w, HOUSEHOLD + 2);
    struct reply r = act(&w, w.commune_officer, house, "ask", "{\"amount\":60000000}");
    assert_int_equal(r.status, 409);
    assert_true(reply_has(&r, "chưa đủ điều kiện"));
    house = surveyed(&w, HOUSEHOLD);
    assert_int_equal(act(&w, w.commune_officer, house, "ask", "{\"amount\":0}").status, 422);
    assert_int_equal(act(&w, w.commune_officer, house, "ask", "{\"amount\":150000000}").status, 201);
    assert_int_equal(act(&w, w.commune_officer, house, "ask", "{\"amount\":150000000}").status, 409);
    r = act(&w, w.front, house, "decide", DECISION("150000000"));
    assert_int_equal(r.status, 409);
    assert_true(reply_has(&r, "chỉ còn 100.000.000"));
    assert_int_equal(act(&w, w.front, house, "refuse", "{\"reason\":\"hết tiền\"}").status, 201);
    house = surveyed(&w, HOUSEHOLD); /* the claim was let go */
    assert_int_equal(act(&w, w.commune_officer, house, "ask", "{\"amount\":50000000}").status, 201);
    assert_int_equal(act(&w, w.front, house, "return", "{\"missing\":\"thiếu ảnh\"}").status, 201);
    assert_int_equal(act(&w, w.commune_officer, house, "ask", "{\"amount\":50000000}").status, 201);
    assert_int_equal(act(&w, w.front, house, "decide", DECISION("50000000")).status, 201);
    assert_int_equal(act(&w, w.front, house, "cancel", "{\"reason\":\"hộ chuyển đi\"}").status, 201);
    r = fixture_get(&w.f, w.front, at("/budget/lines/%lld.json", (long long)w.line), "*/*");
    assert_true(reply_has(&r, "\"committed\":0,\"disbursed\":0,\"left\":100000000"));
    fixture_close(&w.f);
}

TEST_DB("nobody decides what he proposed, and rights end where they end") {
    static struct world w;
    open_world(&w, pool);
    const char *front = fixture_user(&w.f, "mtxa", "front_officer", "26602");
    struct reply r = post(&w, front, at("/housing/of/%d", HOUSEHOLD), SURVEY);
    assert_int_equal(r.status, 201);
    int64_t house = strtoll(strstr(arena_zstr(test_arena(), r.body), "\"id\":\"") + 6, NULL, 10);
    assert_int_equal(act(&w, front, house, "ask", "{\"amount\":50000000}").status, 201);
    r = act(&w, front, house, "decide", DECISION("50000000"));
    assert_int_equal(r.status, 409);
    assert_true(reply_has(&r, "không được tự quyết định"));
    assert_int_equal(act(&w, front, house, "refuse", "{\"reason\":\"x\"}").status, 409);
    assert_int_equal(act(&w, w.commune_officer, house, "decide", DECISION("50000000")).status, 403);
    assert_int_equal(act(&w, w.commune_officer, house, "payments", "{}").status, 403);
    const char *other = fixture_user(&w.f, "mtxa2", "front_officer", "26506");
    assert_int_equal(act(&w, other, house, "decide", DECISION("50000000")).status, 404);
    r = act(&w, w.front, house, "decide",
            "{\"number\":\"8\",\"on_day\":\"2024-11-24\",\"signer\":\"Lê Văn Ký\",\"signer_post\":\"x\",\"amount\":5}");
    assert_int_equal(r.status, 422);
    assert_int_equal(act(&w, w.front, house, "decide", DECISION("50000000")).status, 201);
    assert_int_equal(act(&w, w.front, house, "decide", DECISION("50000000")).status, 409);
    fixture_close(&w.f);
}
