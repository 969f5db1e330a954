/* A signed report's figures open to the households as they were signed: after edits, other classes and another map. */
#include "tests/worlds.h"
#include "tests/json.h"

#include "features/account/account.h"
#include "features/agency/agency.h"
#include "features/area/area.h"
#include "plan_internal.h"
#include "plan_signed_test_queries.h"

#undef TEST_WORLD
#define TEST_WORLD &test_commune

static struct error err;

static struct fixture made(struct db_pool *pool) {
    struct fixture f = {.app = {.pool = pool, .clock = {.fixed_day = day_of(2024, 11, 25)}, .demo = true},
                        .arena = test_arena()};
    error_clear(&err);
    return f;
}

static enum status make_director(struct ctx *c, void *user, struct error *e) {
    char hash[128];
    int64_t area = 0, agency = 0, id = 0;
    (void)user;
    TRY(account_hash(T("mat-khau-thu"), hash, e));
    TRY(area_by_code(c, T("77"), c->today, &area, e));
    TRY(agency_by_key(c, "77/sldtbxh", &agency, e));
    struct account_new a = {.username = T("giamdoc-ky"), .display_name = T("Giám đốc")};
    TRY(account_create(c, &a, hash, &id, e));
    return account_grant_add(c, 0, id, "agency_leader", agency, area, "GIÁM ĐỐC", day_of(2024, 1, 1), DAY_FOREVER, e);
}

static const char *director(struct fixture *f) {
    struct ctx c;
    ctx_init_system(&c, &f->app, f->arena, NULL);
    assert_ok(ctx_write(&c, make_director, NULL, &err));
    struct reply r = fixture_send(f, NULL, HTTP_POST, "/sign-in", "application/json",
                                  "{\"username\":\"giamdoc-ky\",\"password\":\"mat-khau-thu\"}");
    assert_int_equal(r.status, 201);
    return arena_zstr(f->arena, (struct text){strstr(r.body.ptr, "\"token\":\"") + 9, 64});
}

static const char *signed_report(struct fixture *f, const char *who) {
    struct text board =
        arena_fmt(f->arena, "/plans/%lld/reports", (long long)plan_id_of_key(T("brvt/2024/35-KH-UBND")));
    int64_t rule = plan_task_id_of_key(T("brvt/2024/35-KH-UBND"), T("report"), T("year-up"));
    struct reply started = fixture_send(f, who, HTTP_POST, board.ptr, "application/json",
                                        arena_fmt(f->arena, "{\"rule_id\":\"%lld\"}", (long long)rule).ptr);
    if (started.status != 201)
        fail_msg("%d %.*s", started.status, FMT(started.body));
    const char *path = arena_zstr(f->arena, reply_header(&started, "Location"));
    struct reply done = fixture_send(f, who, HTTP_POST, arena_fmt(f->arena, "%s/sign", path).ptr, "application/json",
                                     "{\"version\":1}");
    assert_int_equal(done.status, 201);
    return path;
}

static void change_everything(struct fixture *f) {
    AUTO_DB db = NULL;
    assert_ok(db_take(f->app.pool, true, &db, &err));
    assert_ok(db_begin_write(db, &err));
    assert_ok(signed_test_names(db, NULL, &err));
    assert_ok(signed_test_classes(db, NULL, &err));
    assert_ok(signed_test_places(db, NULL, &err));
    assert_ok(db_commit(db, &err));
}

/* The addresses of the report's figures, each with the number that it says. */
static size_t figures_of(struct fixture *f, const char *who, const char *report, const char **hrefs, int64_t *numbers,
                         size_t room) {
    struct reply r = fixture_get(f, who, report, "application/json");
    assert_int_equal(r.status, 200);
    json_t *v = json_loadb(r.body.ptr, r.body.len, 0, NULL), *section, *figure;
    size_t n = 0, i, k;
    json_array_foreach(json_object_get(json_object_get(v, "content"), "sections"), i, section)
        json_array_foreach(json_object_get(section, "figures"), k, figure) {
        const char *query = json_string_value(json_object_get(figure, "query"));
        assert_true(n < room);
        numbers[n] = json_integer_value(json_object_get(figure, "households"));
        hrefs[n++] = arena_fmt(f->arena, "%s/figures/%s?limit=200&%s", report,
                               json_string_value(json_object_get(figure, "figure")), query)
                         .ptr;
    }
    json_decref(v);
    return n;
}

TEST_DB("every figure of a signed report opens to its households as signed, after edits and on another map") {
    struct fixture f = made(pool);
    const char *who = director(&f), *report = signed_report(&f, who), *hrefs[64];
    int64_t numbers[64];
    struct text before[64];
    size_t n = figures_of(&f, who, report, hrefs, numbers, COUNT_OF(hrefs));
    assert_true(n >= 3);
    struct reply content = fixture_get(&f, who, report, "application/json");
    assert_true(reply_has(&content, "hộ phải rà soát: ")); /* how far the season has come, from its board */
    for (size_t i = 0; i < n; i++) {
        struct reply r = fixture_get(&f, who, hrefs[i], "application/json");
        if (!reply_has(&r, arena_fmt(f.arena, "\"total\":%lld,", (long long)numbers[i]).ptr))
            fail_msg("%s does not open to %lld: %.*s", hrefs[i], (long long)numbers[i], FMT(r.body));
        assert_true(reply_has(&r, "\"unchanged\":true"));
        before[i] = r.body;
    }
    change_everything(&f);
    f.app.clock.fixed_day = day_of(2025, 7, 2);
    assert_ok(app_day_turn(&f.app, &err));
    struct reply token = fixture_send(&f, NULL, HTTP_POST, "/sign-in", "application/json",
                                      "{\"username\":\"giamdoc-ky\",\"password\":\"mat-khau-thu\"}");
    const char *later = arena_zstr(f.arena, (struct text){strstr(token.body.ptr, "\"token\":\"") + 9, 64});
    for (size_t i = 0; i < n; i++) {
        struct reply r = fixture_get(&f, later, hrefs[i], "application/json");
        assert_text(r.body, before[i].ptr);
    }
}

TEST_DB("a signed row that was changed behind the program's back is shown as such") {
    struct fixture f = made(pool);
    const char *who = director(&f), *report = signed_report(&f, who);
    AUTO_DB db = NULL;
    assert_ok(db_take(pool, true, &db, &err));
    assert_ok(db_begin_write(db, &err));
    assert_ok(signed_test_tamper(db, NULL, &err));
    assert_ok(db_commit(db, &err));
    db_give(db);
    db = NULL;
    struct reply r =
        fixture_get(&f, who, arena_fmt(f.arena, "%s/figures/movement-provincial", report).ptr, "application/json");
    assert_true(reply_has(&r, "\"unchanged\":false"));
}
