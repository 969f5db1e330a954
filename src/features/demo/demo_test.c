#include "features/demo/demo.h"

#include <sodium.h>

#include "demo_queries.h"
#include "features/household/household.h"
#include "tests/worlds.h"

#undef TEST_WORLD
#define TEST_WORLD &test_empty

static struct error err;

static struct ctx made(struct app *app, struct db_pool *pool, struct demo_plan plan) {
    *app = (struct app){.pool = pool, .demo = true, .clock = {.fixed_day = plan.day}};
    assert_ok(demo_make(app, test_arena(), &plan, true, &err));
    struct ctx c;
    ctx_init_system(&c, app, test_arena(), NULL);
    c.user.scope.level = DB_SCOPE_ALL;
    assert_ok(db_take(pool, false, &c.db, &err));
    assert_ok(db_begin_read(c.db, &err));
    return c;
}

static struct demo_plan commune_of(int64_t households) {
    return (struct demo_plan){.households = households,
                              .seed = 7,
                              .day = day_of(2024, 11, 25),
                              .national_poor = 20,
                              .national_near = 30,
                              .commune = T("26602")};
}

TEST_DB("a demonstration has exactly the national poor and near-poor asked for, and its present state follows from its "
        "rows") {
    struct app app;
    struct ctx c = made(&app, pool, commune_of(900));
    struct demo_classes_row *rows;
    size_t count;
    int64_t poor = 0, near = 0, total = 0;
    assert_ok(demo_classes(c.db, c.arena, &rows, &count, &err));
    for (size_t i = 0; i < count; i++) {
        total += rows[i].households;
        poor += rows[i].national == CLASS_POOR ? rows[i].households : 0;
        near += rows[i].national == CLASS_NEAR_POOR ? rows[i].households : 0;
    }
    assert_int_equal(total, 900);
    assert_int_equal(poor, 20);
    assert_int_equal(near, 30);
    struct household_now_verdict v;
    assert_ok(household_now_check(&c, &v, &err));
    assert_int_equal(v.households, 900);
    assert_int_equal(v.different, 0);
    db_give(c.db);
}

TEST_DB("a province's demonstration has the published share of poor households at the start of 2023, and none by the "
        "national standard") {
    struct app app;
    struct ctx c = made(&app, pool, (struct demo_plan){.households = 1000, .seed = 1, .day = day_of(2024, 11, 25)});
    struct demo_poor_on_row poor;
    bool found = false;
    assert_ok(demo_poor_on(c.db, &(struct demo_poor_on_in){day_of(2023, 1, 1)}, c.arena, &poor, &found, &err));
    assert_int_equal(poor.provincial, 15); /* 4,861 of 322,000 */
    assert_int_equal(poor.national, 0);
    db_give(c.db);
}

static void digest_of(struct db_pool *pool, unsigned char ret[32]) {
    struct app app;
    struct ctx c = made(&app, pool, commune_of(300));
    struct demo_digest_row *rows;
    size_t count;
    crypto_hash_sha256_state s;
    crypto_hash_sha256_init(&s);
    assert_ok(demo_digest(c.db, c.arena, &rows, &count, &err));
    assert_true(count > 900);
    for (size_t i = 0; i < count; i++)
        crypto_hash_sha256_update(&s, (const unsigned char *)rows[i].line.ptr, rows[i].line.len);
    crypto_hash_sha256_final(&s, ret);
    db_give(c.db);
}

/* Both databases must come to the same: each run compares with the digest written down here. */
TEST_DB("the same seed, number and day give the same data on every database") {
    unsigned char digest[32];
    char hex[65];
    digest_of(pool, digest);
    (void)sodium_bin2hex(hex, sizeof hex, digest, sizeof digest);
    static char first[65];
    if (first[0] == '\0')
        memcpy(first, hex, sizeof first);
    assert_string_equal(hex, first);
}

TEST_DB_IN(&test_commune, "a database that has households is refused") {
    struct fixture f = fixture_open(pool);
    struct demo_plan plan = commune_of(300);
    assert_int_equal(demo_make(&f.app, f.arena, &plan, true, &err), E_CONFLICT);
    assert_string_equal(err.key, "demo.not_empty");
    error_clear(&err);
}

TEST("a stream of numbers depends on the seed, the thing and its index, and on nothing else") {
    struct demo_plan one = {.seed = 1}, two = {.seed = 2};
    struct demo_rng a = demo_rng(&one, "household", 5), b = demo_rng(&one, "household", 5),
                    c = demo_rng(&two, "household", 5), d = demo_rng(&one, "household", 6),
                    e = demo_rng(&one, "fate", 5);
    uint64_t first = demo_next(&a);
    assert_true(first == demo_next(&b));
    assert_true(first != demo_next(&c));
    assert_true(first != demo_next(&d));
    assert_true(first != demo_next(&e));
    for (int i = 0; i < 1000; i++)
        assert_in_range(demo_below(&a, 7), 0, 6);
}

TEST("ids of one kind grow with their index and differ from those of another kind") {
    assert_true(demo_id(3, 4095) < demo_id(3, 4096));
    assert_true(demo_id(3, 1) < demo_id(3, 2));
    assert_true(demo_id(3, 1) != demo_id(4, 1));
}

TEST("ids of a series are the same again from the same instant, grow, and end with the demonstration") {
    instant_t noon = clock_now(&(struct clock){.fixed_day = day_of(2024, 11, 25), .still = true});
    int64_t first[5000];
    id_play_from(noon);
    for (size_t i = 0; i < COUNT_OF(first); i++) {
        first[i] = id_new();
        assert_true(i == 0 || first[i] > first[i - 1]);
    }
    id_play_from(noon);
    for (size_t i = 0; i < COUNT_OF(first); i++)
        assert_true(id_new() == first[i]);
    id_play_from(0);
    assert_true(id_new() > first[COUNT_OF(first) - 1]);
    assert_true(first[0] > demo_id(1023, 1));
}
