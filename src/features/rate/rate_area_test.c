/* The map changed twice in 2025. Nobody may be lost or doubled on the way, whatever the register holds; and the present
 * state follows by itself. */
#include "tests/app_fixture.h"

#include "features/demo/demo.h"
#include "features/household/household.h"
#include "rate_parts.h"

static struct error err;

static struct app province(struct db_pool *pool, uint64_t seed) {
    struct app app = {.pool = pool, .clock = {.fixed_day = day_of(2024, 11, 25)}, .demo = true};
    struct demo_plan plan = {.households = 900, .seed = seed, .day = day_of(2024, 11, 25)};
    error_clear(&err);
    assert_ok(demo_make(&app, test_arena(), &plan, true, &err));
    return app;
}

/* What became of a unit by the day; itself when it goes on. */
static int64_t became(struct ctx *c, int64_t id, day_t day) {
    struct area a;
    if (area_get(c, id, day, &a, &err) == OK)
        return id;
    error_clear(&err);
    struct area before;
    assert_ok(area_get(c, id, day - 1, &before, &err));
    int64_t to = 0;
    assert_ok(area_successor(c, id, day, &to, &err));
    return to;
}

static void sums_hold(struct ctx *c, day_t day) {
    int64_t root_before = 0, root_after = 0;
    struct rate before, after;
    assert_ok(area_by_code(c, T("77"), day - 1, &root_before, &err));
    assert_ok(area_by_code(c, T("77"), day, &root_after, &err));
    assert_ok(rate_compute(c, "provincial", root_before, day - 1, RATE_IN_FORCE, RATE_COUNT_ALWAYS, &before, &err));
    assert_ok(rate_compute(c, "provincial", root_after, day, RATE_IN_FORCE, RATE_COUNT_ALWAYS, &after, &err));
    assert_true(before.counted > 800);
    assert_int_equal(before.counted, after.counted);
    assert_int_equal(before.numerator, after.numerator);
    int64_t seen = 0;
    for (size_t i = 0; i < after.unit_count; i++) {
        int64_t poor = 0, counted = 0;
        for (size_t k = 0; k < before.unit_count; k++)
            if (became(c, before.units[k].area_id, day) == after.units[i].area_id) {
                poor += before.units[k].poor;
                counted += before.units[k].counted;
                seen++;
            }
        assert_int_equal(poor, after.units[i].poor);
        assert_int_equal(counted, after.units[i].counted);
    }
    assert_int_equal(seen, before.unit_count); /* every unit became exactly one */
}

TEST_DB("across both changes of 2025 each new unit has the sum of those that became it, for any register") {
    struct app app = province(pool, 11 + (uint64_t)(db_pool_kind(pool) == DB_POSTGRES));
    AUTO_DB db = NULL;
    assert_ok(db_take(pool, false, &db, &err));
    struct ctx c;
    ctx_init_system(&c, &app, test_arena(), db);
    sums_hold(&c, day_of(2025, 1, 1));
    sums_hold(&c, day_of(2025, 7, 1));
}

static struct household_now_verdict verdict(struct app *app) {
    AUTO_DB db = NULL;
    struct household_now_verdict v;
    assert_ok(db_take(app->pool, false, &db, &err));
    struct ctx c;
    ctx_init_system(&c, app, test_arena(), db);
    assert_ok(household_now_check(&c, &v, &err));
    return v;
}

TEST_DB("the present state of the households follows the map when the day comes, and only then") {
    struct app app = province(pool, 4);
    struct fixture f = {.app = app, .arena = test_arena()};
    static const day_t days[] = {20089, 20270}; /* 1/1/2025, 1/7/2025 */
    for (size_t i = 0; i < COUNT_OF(days); i++) {
        app.clock.fixed_day = f.app.clock.fixed_day = days[i] - 1;
        assert_ok(app_day_turn(&app, &err));
        assert_int_equal(verdict(&app).different, 0);
        app.clock.fixed_day = f.app.clock.fixed_day = days[i];
        assert_true(verdict(&app).different > 0);
        assert_ok(app_day_turn(&app, &err));
        assert_int_equal(verdict(&app).different, 0);
        int64_t noted = fixture_audit_count(&f, "household.day");
        assert_ok(app_day_turn(&app, &err));
        assert_int_equal(fixture_audit_count(&f, "household.day"), noted);
    }
}
