/* The shortfall table: every cell opens to as many households, parts add up, who was not reviewed is said. */
#include "tests/worlds.h"
#include "tests/json.h"

#undef TEST_WORLD
#define TEST_WORLD &test_commune

static struct error err;

static struct app made(struct db_pool *pool) {
    struct app app = {.pool = pool, .clock = {.fixed_day = day_of(2024, 11, 25)}, .demo = true};
    error_clear(&err);
    return app;
}

static json_t *answer(struct fixture *f, const char *who, const char *path) {
    struct reply r = fixture_get(f, who, path, "application/json");
    if (r.status != 200)
        fail_msg("%s answers %d: %.*s", path, r.status, FMT(r.body));
    return json_loadb(r.body.ptr, r.body.len, 0, NULL);
}

static int64_t number(const json_t *v, const char *name) {
    return json_integer_value(json_object_get(v, name));
}

static void cells_open(struct fixture *f, const char *who, const char *path, const char *year) {
    json_t *page = answer(f, who, path), *row, *cell;
    size_t i, k;
    int64_t opened = 0;
    assert_int_equal(json_array_size(json_object_get(page, "rows")), 12);
    json_array_foreach(json_object_get(page, "rows"), i, row) {
        json_t *cells = json_object_get(row, "cells");
        int64_t sum = 0;
        json_array_foreach(cells, k, cell) {
            sum += k > 0 ? number(cell, "lacking") : 0;
            assert_true(number(cell, "lacking") <= number(cell, "answered"));
            if (k > 0 && number(cell, "lacking") == 0)
                continue;
            json_t *list = answer(f, who, json_string_value(json_object_get(cell, "href")));
            assert_int_equal(number(list, "total"), number(cell, "lacking"));
            json_decref(list);
            opened++;
        }
        assert_int_equal(sum, number(json_array_get(cells, 0), "lacking")); /* the parts are the whole */
    }
    assert_true(opened > 12);
    assert_true(json_object_get(page, year) != NULL);
    json_decref(page);
}

TEST_DB("every cell of the shortfall opens to as many households, for the poor and for ethnic minorities") {
    struct app app = made(pool);
    struct fixture f = {.app = app, .arena = test_arena()};
    const char *who = fixture_user(&f, "lanhdao-thieu", "province_leader", "77");
    cells_open(&f, who, "/shortages?group=poor&year=2023", "before_text");
    cells_open(&f, who, "/shortages?group=minority&year=2022&area=750", "before_text");
    struct reply sheet = fixture_get(&f, who, "/shortages.xlsx?group=poor", "*/*");
    assert_int_equal(sheet.status, 200);
    assert_memory_equal(sheet.body.ptr, "PK", 2);
}

TEST_DB("poor households that nobody interviewed this year are told apart, and reviewed ones add up to all poor") {
    struct app app = made(pool);
    struct fixture f = {.app = app, .arena = test_arena()};
    const char *who = fixture_user(&f, "lanhdao-chua", "province_leader", "77");
    json_t *page = answer(&f, who, "/shortages?group=poor&as-of=2024-09-05"),
           *rate = answer(&f, who, "/rate?as-of=2024-09-05");
    json_t *all = json_array_get(json_object_get(page, "columns"), 0);
    assert_true(number(all, "not_reviewed") > 0); /* the season had just begun */
    assert_int_equal(number(all, "reviewed") + number(all, "not_reviewed"), number(rate, "numerator"));
    json_decref(page);
    json_decref(rate);
    const char *stranger = fixture_user(&f, "xa-khac-thieu", "commune_officer", "26605");
    assert_int_equal(fixture_get(&f, stranger, "/shortages?area=26602", "application/json").status, 404);
}
