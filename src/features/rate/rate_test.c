#include "tests/worlds.h"

#include "features/area/area.h"
#include "features/rate/rate.h"

#undef TEST_WORLD
#define TEST_WORLD &test_commune

static struct error err;

static struct app made(struct db_pool *pool) {
    struct app app = {.pool = pool, .clock = {.fixed_day = day_of(2024, 11, 25)}, .demo = true};
    error_clear(&err);
    return app;
}

static struct rate rate_on(struct app *app, const char *kind, const char *code, day_t day) {
    AUTO_DB db = NULL;
    assert_ok(db_take(app->pool, false, &db, &err));
    struct ctx c;
    ctx_init_system(&c, app, test_arena(), db);
    int64_t area = 0;
    struct rate r;
    assert_ok(area_by_code(&c, text_of(code), day, &area, &err));
    assert_ok(rate_compute(&c, kind, area, day, RATE_IN_FORCE, RATE_COUNT_ALWAYS, &r, &err));
    return r;
}

TEST("a target in basis points is met in whole numbers, exactly on the line and not one household above") {
    assert_true(rate_meets(32, 10000, 32));
    assert_false(rate_meets(33, 10000, 32));
    assert_int_equal(rate_allowed(322000, 32), 1030);
    assert_true(rate_meets(1030, 322000, 32));
    assert_false(rate_meets(1031, 322000, 32));
    assert_true(rate_meets(0, 0, 32));
}

TEST_DB("the national numerator is what the demonstration put there, and the commune's sum is the province's") {
    struct app app = made(pool);
    struct rate commune = rate_on(&app, "national", "26602", day_of(2024, 11, 25));
    struct rate province = rate_on(&app, "national", "77", day_of(2024, 11, 25));
    assert_int_equal(commune.numerator, 12);
    assert_int_equal(province.numerator, 12);
    assert_int_equal(commune.counted, 400);
    int64_t sum = 0;
    for (size_t i = 0; i < province.unit_count; i++)
        sum += province.units[i].poor;
    assert_int_equal(sum, province.numerator);
}

TEST_DB("after July 2025 the code 77 leads to the city, and nobody is lost or doubled on the way") {
    struct app app = made(pool);
    day_t before = day_of(2025, 6, 30), after = day_of(2025, 7, 1);
    assert_int_equal(rate_on(&app, "national", "77", before).numerator,
                     rate_on(&app, "national", "77", after).numerator);
    assert_int_equal(rate_on(&app, "national", "77", before).counted, rate_on(&app, "national", "77", after).counted);
}

TEST_DB("every figure opens to its households: the list behind the numerator has exactly as many") {
    struct app app = made(pool);
    struct fixture f = {.app = app, .arena = test_arena()};
    const char *leader = fixture_user(&f, "lanhdao-thu", "province_leader", "77");
    struct reply figure = fixture_get(&f, leader, "/rate?standard=national&area=26602", "application/json");
    assert_int_equal(figure.status, 200);
    assert_true(reply_has(&figure, "\"numerator\":12,"));
    struct reply list = fixture_get(&f, leader, "/rate/households?standard=national&area=26602", "application/json");
    assert_true(reply_has(&list, "\"total\":12,"));
    const char *stranger = fixture_user(&f, "nguoi-xa-khac", "commune_officer", "26605");
    assert_int_equal(fixture_get(&f, stranger, "/rate?area=26602", "application/json").status, 404);
    struct reply own = fixture_get(&f, stranger, "/rate/households?standard=national&area=26605", "application/json");
    assert_true(reply_has(&own, "\"total\":0,"));
}
