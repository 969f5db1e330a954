/* What a leader relies on: each figure of the page opens to as many households, the command says the same, targets keep
 * their history, and a forecast follows from numbers that can be checked by hand. */
#include "tests/json.h"

#include "tests/app_fixture.h"

#include "features/area/area.h"
#include "features/demo/demo.h"
#include "rate_parts.h"

static struct error err;

static struct app made_in(struct db_pool *pool, const char *commune) {
    struct app app = {.pool = pool, .clock = {.fixed_day = day_of(2024, 11, 25)}, .demo = true};
    struct demo_plan plan = {.households = 800,
                             .seed = 5,
                             .day = day_of(2024, 11, 25),
                             .national_poor = 12,
                             .national_near = 9,
                             .commune = text_of(commune)};
    error_clear(&err);
    assert_ok(demo_make(&app, test_arena(), &plan, true, &err));
    return app;
}

static json_t *answer(struct fixture *f, const char *token, const char *path) {
    struct reply r = fixture_get(f, token, path, "application/json");
    if (r.status != 200)
        fail_msg("%s answers %d: %.*s", path, r.status, FMT(r.body));
    json_t *v = json_loadb(r.body.ptr, r.body.len, 0, NULL);
    assert_non_null(v);
    return v;
}

static int64_t member(const json_t *v, const char *name) {
    return json_integer_value(json_object_get(v, name));
}

static int64_t households_of(struct fixture *f, const char *token, const char *href) {
    json_t *list = answer(f, token, href);
    int64_t total = member(list, "total");
    json_decref(list);
    return total;
}

static struct app made(struct db_pool *pool) {
    return made_in(pool, "26602");
}

TEST("a forecast follows from who was found, who waits, and the shares of this season and the years before") {
    /* 100 poor at the start: 40 found (10 left), 60 wait; 20 others: 10 found (1 became poor), 10 wait. 5 off the list.
     */
    const struct rate_season_progress_row rows[] = {
        {1, true, true, 1, 30},  {1, true, true, 3, 10},  {1, true, true, 0, 60},
        {1, false, false, 3, 9}, {1, false, false, 1, 1}, {1, false, false, 0, 10},
    };
    const int64_t past[] = {200, 160, 105}; /* 20 % and 34.38 % left */
    struct rate_forecast f = rate_forecast_from(105, rows, COUNT_OF(rows), past, COUNT_OF(past));
    assert_true(f.known);
    assert_int_equal(f.off_list, 5);
    assert_int_equal(f.found_poor, 31);
    assert_int_equal(f.leave_bp, 2500);
    assert_int_equal(f.become_bp, 1000);
    assert_int_equal(f.households, 5 + 31 + 60 - 15 + 1);
    assert_int_equal(f.low, 5 + 31 + 60 - 21 + 1);
    assert_int_equal(f.high, 5 + 31 + 60 - 12 + 1);
    assert_false(rate_forecast_from(100, NULL, 0, past, 1).known);
    struct rate_forecast carried = rate_forecast_from(100, NULL, 0, past, 2);
    assert_int_equal(carried.households, 80);
}

TEST_DB("the figures in force, provisional, urban and rural each open to exactly as many households") {
    struct app app = made(pool);
    struct fixture f = {.app = app, .arena = test_arena()};
    const char *leader = fixture_user(&f, "lanhdao-so", "province_leader", "77");
    json_t *page = answer(&f, leader, "/rate?standard=national");
    int64_t poor = member(page, "numerator");
    assert_true(poor > 0);
    assert_int_equal(households_of(&f, leader, "/rate/households?standard=national"), poor);
    assert_int_equal(households_of(&f, leader, "/rate/households?standard=national&state=provisional"),
                     member(json_object_get(page, "provisional"), "numerator"));
    int64_t sum = 0, all = 0;
    size_t i;
    json_t *place;
    json_array_foreach(json_object_get(page, "by_place"), i, place) {
        assert_int_equal(households_of(&f, leader, json_string_value(json_object_get(place, "href"))),
                         member(place, "numerator"));
        sum += member(place, "numerator");
        all += member(place, "denominator");
    }
    assert_int_equal(sum, poor);
    assert_int_equal(all, member(page, "denominator"));
    assert_int_equal(member(page, "difference"), member(page, "counted") - member(page, "declared"));
    json_decref(page);
}

TEST_DB("every band of the movement and every month of the path opens to as many households as it says") {
    struct app app = made(pool);
    struct fixture f = {.app = app, .arena = test_arena()};
    const char *leader = fixture_user(&f, "lanhdao-hinh", "province_leader", "77");
    static const char *const pictures[] = {"flow", "path", "years", "heat"};
    for (size_t p = 0; p < COUNT_OF(pictures); p++) {
        json_t *picture = answer(&f, leader, arena_fmt(f.arena, "/rate/pictures/%s", pictures[p]).ptr);
        json_t *rows = json_object_get(picture, "rows"), *row, *cell;
        size_t i, k;
        int opened = 0;
        assert_true(json_array_size(rows) > 0);
        json_array_foreach(rows, i, row) {
            json_array_foreach(row, k, cell) {
                const char *href = json_string_value(json_object_get(cell, "href"));
                if (href == NULL)
                    continue;
                if (households_of(&f, leader, href) != member(cell, "text"))
                    fail_msg("%s lists another number than %lld", href, (long long)member(cell, "text"));
                opened++;
            }
        }
        assert_true(opened > 0);
        json_decref(picture);
    }
    struct reply sheet = fixture_get(&f, leader, "/rate/pictures/heat.xlsx", "*/*");
    assert_int_equal(sheet.status, 200);
    assert_memory_equal(sheet.body.ptr, "PK", 2);
}

TEST_DB("in a town all poor and all resident households are urban") {
    struct app app = made_in(pool, "26506"); /* phường 1 of Vũng Tàu */
    struct fixture f = {.app = app, .arena = test_arena()};
    json_t *page = answer(&f, fixture_user(&f, "lanhdao-pho", "province_leader", "77"), "/rate?standard=national");
    json_t *urban = json_array_get(json_object_get(page, "by_place"), 0);
    assert_true(member(page, "numerator") > 0);
    assert_int_equal(member(urban, "numerator"), member(page, "numerator"));
    assert_int_equal(member(urban, "denominator"), member(page, "denominator"));
    json_decref(page);
}

/* What `ansinh rate` prints for a day. */
static struct text printed(struct app *app, const char *kind, const char *code, day_t day) {
    AUTO_DB db = NULL;
    assert_ok(db_take(app->pool, false, &db, &err));
    struct ctx c;
    ctx_init_system(&c, app, test_arena(), db);
    c.as_of = day;
    int64_t area = 0;
    struct rate r;
    assert_ok(area_by_code(&c, text_of(code), day, &area, &err));
    assert_ok(rate_compute(&c, kind, area, day, RATE_IN_FORCE, RATE_COUNT_IF_NEEDED, &r, &err));
    struct value *out = value_object(test_arena());
    rate_command_value(&c, kind, text_of(code), &r, out);
    AUTO_BUF b;
    buf_init(&b, 4096);
    value_json(&b, out);
    return arena_text(test_arena(), buf_as_text(&b));
}

TEST_DB("the command says what the page says, and 77 leads to its successor after 1 July 2025 in both") {
    struct app app = made(pool);
    struct fixture f = {.app = app, .arena = test_arena()};
    const char *admin = fixture_user(&f, "tinh-lenh", "province_leader", "77");
    static const char *const days[] = {"2024-11-25", "2023-12-31", "2025-01-01"};
    static const char *const keys[] = {"numerator", "denominator"};
    for (size_t i = 0; i < COUNT_OF(days); i++) {
        day_t day;
        assert_true(day_parse(text_of(days[i]), &day));
        json_t *page = answer(&f, admin, arena_fmt(f.arena, "/rate?area=77&as-of=%s", days[i]).ptr);
        struct text said = printed(&app, "provincial", "77", day);
        json_t *command = json_loadb(said.ptr, said.len, 0, NULL);
        for (size_t k = 0; k < COUNT_OF(keys); k++)
            assert_int_equal(member(page, keys[k]), member(command, keys[k]));
        assert_true(json_equal(json_object_get(page, "rate"), json_object_get(command, "rate")));
        assert_true(json_equal(json_object_get(page, "state"), json_object_get(command, "state")));
        json_decref(page);
        json_decref(command);
    }
    struct text before = printed(&app, "provincial", "77", day_of(2025, 6, 30));
    struct text after = printed(&app, "provincial", "77", day_of(2025, 7, 1));
    json_t *b = json_loadb(before.ptr, before.len, 0, NULL), *a = json_loadb(after.ptr, after.len, 0, NULL);
    assert_int_equal(member(b, "numerator"), member(a, "numerator"));
    json_decref(a);
    json_decref(b);
}

TEST_DB("a district sets its own target with its document; a new value keeps the one before and why it changed") {
    struct app app = made(pool);
    struct fixture f = {.app = app, .arena = test_arena()};
    const char *officer = fixture_user(&f, "huyen-chitieu", "district_officer", "754");
    const char *stranger = fixture_user(&f, "huyen-khac", "district_officer", "751");
    const char *area = arena_fmt(f.arena, "%lld", (long long)fixture_area(&f, "754")).ptr;
    const char *form = "application/json";
    json_t *page = answer(&f, officer, "/rate?area=754");
    assert_true(json_is_false(json_object_get(json_object_get(page, "target"), "own")));
    json_decref(page);
    struct text body = arena_fmt(f.arena,
                                 "{\"area_id\":\"%s\",\"standard\":\"provincial\",\"due_on\":\"2024-12-31\","
                                 "\"value\":\"0,4%%\",\"document\":\"KH 12/KH-UBND\"}",
                                 area);
    struct reply wrong = fixture_send(&f, officer, HTTP_POST, "/rate/targets", form,
                                      arena_fmt(f.arena,
                                                "{\"area_id\":\"%s\",\"standard\":\"provincial\",\"due_on\":"
                                                "\"2024-12-31\",\"value\":\"0,325\",\"document\":\"x\"}",
                                                area)
                                          .ptr);
    assert_int_equal(wrong.status, 422);
    assert_true(reply_has(&wrong, "\"field\":\"value\""));
    assert_int_not_equal(fixture_send(&f, stranger, HTTP_POST, "/rate/targets", form, body.ptr).status, 201);
    assert_int_equal(fixture_send(&f, officer, HTTP_POST, "/rate/targets", form, body.ptr).status, 201);
    struct reply twice = fixture_send(&f, officer, HTTP_POST, "/rate/targets", form, body.ptr);
    assert_int_equal(twice.status, 409);
    page = answer(&f, officer, "/rate?area=754");
    json_t *target = json_object_get(page, "target");
    assert_true(json_is_true(json_object_get(target, "own")));
    assert_int_equal(member(target, "rate_bp"), 40);
    assert_int_equal(member(target, "allowed_households"), member(page, "denominator") * 40 / 10000);
    const char *path = arena_fmt(f.arena, "/rate/targets/%s", json_string_value(json_object_get(target, "id"))).ptr;
    struct text change = T("{\"value\":\"0,35\",\"document\":\"KH 13/KH-UBND\",\"reason\":\"giao lại\"}");
    assert_int_equal(fixture_send(&f, stranger, HTTP_POST, path, form, change.ptr).status, 404);
    assert_int_equal(fixture_send(&f, officer, HTTP_POST, path, form, change.ptr).status, 201);
    assert_int_equal(fixture_send(&f, officer, HTTP_POST, path, form, change.ptr).status, 412);
    json_t *old = answer(&f, officer, path);
    assert_int_equal(json_array_size(json_object_get(old, "history")), 2);
    assert_true(json_is_false(json_object_get(old, "in_force")));
    assert_int_equal(fixture_audit_count(&f, "rate.change_target"), 1);
    json_decref(old);
    json_decref(page);
}
