#include "features/standard/standard.h"

#include "features/system/system.h"
#include "tests/test.h"

static struct error err;

static enum status load_all(struct ctx *c) {
    return system_load_data(c, true, &err);
}

/* A ctx over a database with the shipped data, in a read snapshot of its own. */
static struct ctx loaded(struct app *app, struct db_pool *pool) {
    *app = (struct app){.pool = pool, .clock = {.fixed_day = day_of(2024, 11, 25)}};
    struct ctx c;
    ctx_init_system(&c, app, test_arena(), NULL);
    assert_ok(load_all(&c));
    assert_ok(db_take(pool, false, &c.db, &err));
    assert_ok(db_begin_read(c.db, &err));
    return c;
}

TEST_DB("the shipped standards hold the lines of the decree and mark what is assumed") {
    struct app app;
    struct ctx c = loaded(&app, pool);
    struct standard national, provincial;
    assert_ok(standard_for(&c, "national", 0, c.today, &national, &err));
    assert_text(national.key, "national-2022");
    assert_ok(standard_for(&c, "provincial", 0, c.today, &provincial, &err));
    assert_text(provincial.key, "brvt-2022");
    assert_int_equal(provincial.id, standard_id_of_key(T("brvt-2022")));
    assert_int_equal(standard_for(&c, "provincial", 0, day_of(2026, 1, 1), &provincial, &err), E_NOT_FOUND);
    error_clear(&err);
    struct standard_line *lines;
    size_t count;
    assert_ok(standard_lines(&c, national.id, &lines, &count, &err));
    assert_int_equal(count, 6);
    assert_int_equal(lines[0].income_max_dong, 1500000);
    assert_int_equal(lines[0].points_max, 140);
    assert_int_equal(lines[0].deprived_min, 3);
    assert_false(lines[0].assumed);
    assert_ok(standard_lines(&c, provincial.id, &lines, &count, &err));
    assert_int_equal(count, 4);
    assert_int_equal(lines[0].income_max_dong, 1950000);
    assert_int_equal(lines[0].points_max, DB_NULL);
    assert_true(lines[0].assumed);
    assert_text(lines[0].points_certainty, "unknown");
    assert_false(lines[1].active);
    struct indicator *indicators;
    assert_ok(standard_indicators(&c, T("national-2022"), &indicators, &count, &err));
    assert_int_equal(count, 12);
    assert_text(indicators[11].code, "6b");
    db_give(c.db);
}

TEST_DB("loading the shipped data twice changes nothing and keeps what somebody settled") {
    struct app app;
    struct ctx c = loaded(&app, pool);
    db_give(c.db);
    assert_ok(load_all(&c));
    assert_ok(db_take(pool, false, &c.db, &err));
    struct scorecard card;
    assert_ok(scorecard_get(&c, scorecard_id_of_key(T(SCORECARD_DEMO)), &card, &err));
    assert_int_equal(card.item_count, 23);
    assert_false(card.official);
    assert_text(card.certainty, "invented");
    assert_text(card.items[0].options[5].name, "1 hoặc 2 người");
    assert_int_equal(card.items[0].options[5].points_urban, 30);
    db_give(c.db);
}

TEST_DB("without a scorecard in use the provincial standard has no cut-off in points, with the invented one it has") {
    struct app app;
    struct ctx c = loaded(&app, pool);
    int64_t card;
    assert_ok(scorecard_on(&c, c.today, &card, &err));
    assert_int_equal(card, 0);
    struct engine_standard s;
    bool assumed;
    int64_t id = standard_id_of_key(T("brvt-2022"));
    assert_ok(standard_compile(&c, id, 0, &s, &assumed, &err));
    assert_int_equal(s.lines[0][LINE_POOR].points_max, ENGINE_NONE);
    assert_false(assumed);
    assert_false(s.lines[1][LINE_NEAR_POOR].used);
    assert_false(s.lines[1][LINE_AVERAGE].used);
    assert_ok(standard_compile(&c, id, scorecard_id_of_key(T(SCORECARD_DEMO)), &s, &assumed, &err));
    assert_int_equal(s.lines[0][LINE_POOR].points_max, 182);
    assert_int_equal(s.lines[1][LINE_POOR].points_max, 228);
    assert_true(assumed);
    assert_ok(standard_compile(&c, standard_id_of_key(T("national-2022")), scorecard_id_of_key(T(SCORECARD_DEMO)), &s,
                               &assumed, &err));
    assert_int_equal(s.lines[1][LINE_POOR].points_max, 175);
    assert_false(assumed); /* the same number stands in the circular */
    db_give(c.db);
}

TEST_DB("the standards applied on a day leave out those that are not in force") {
    struct app app;
    struct ctx c = loaded(&app, pool);
    struct standard *list;
    size_t count;
    assert_ok(standards_applied(&c, c.today, &list, &count, &err));
    assert_int_equal(count, 2);
    assert_text(list[0].key, "national-2022");
    assert_text(list[1].key, "brvt-2022");
    assert_ok(standards_applied(&c, day_of(2026, 6, 1), &list, &count, &err));
    assert_int_equal(count, 1);
    assert_ok(standards_applied(&c, day_of(2021, 9, 15), &list, &count, &err));
    assert_int_equal(count, 2); /* the review of 2021 prepares 2022 */
    db_give(c.db);
}

TEST_DB("rules of the review are settings of their own and name what is unknown") {
    struct app app;
    struct ctx c = loaded(&app, pool);
    int64_t n;
    assert_ok(setting_int(&c, "review.posting.days", c.today, &n, &err));
    assert_int_equal(n, 3);
    assert_ok(setting_int(&c, "review.meeting.quorum_share", c.today, &n, &err));
    assert_int_equal(n, DB_NULL);
    assert_ok(setting_int(&c, "meeting.quorum_share", c.today, &n, &err)); /* the same one under its other name */
    assert_int_equal(n, DB_NULL);
    assert_ok(setting_int(&c, "newly_escaped.months", c.today, &n, &err));
    assert_int_equal(n, 36);
    db_give(c.db);
}

/* ---- working days */

TEST_DB("working days step over Tet of 2024 and count the Saturday worked for the bridge day of 30 April") {
    struct app app;
    struct ctx c = loaded(&app, pool);
    struct calendar cal;
    assert_ok(calendar_load(&c, &cal, &err));
    assert_int_equal(calendar_add(&cal, day_of(2024, 2, 7), 1), day_of(2024, 2, 15)); /* 8 to 14 February are off */
    assert_false(calendar_is_working(&cal, day_of(2024, 4, 29)));
    assert_true(calendar_is_working(&cal, day_of(2024, 5, 4))); /* a Saturday */
    assert_int_equal(calendar_add(&cal, day_of(2024, 11, 22), 3), day_of(2024, 11, 27));
    day_t day;
    assert_ok(calendar_add_working_days(&c, day_of(2024, 11, 22), 3, &day, &err));
    assert_int_equal(day, day_of(2024, 11, 27));
    db_give(c.db);
}

TEST("adding working days and counting them are each other's inverse on random calendars") {
    uint64_t state = 20241125;
    for (int round = 0; round < 400; round++) {
        struct calendar_day days[60];
        size_t count = 0;
        day_t start = day_of(2024, 1, 1), at = start;
        while (count < COUNT_OF(days)) {
            state = state * 6364136223846793005ULL + 1442695040888963407ULL;
            at += 1 + (day_t)(state >> 33) % 9;
            days[count++] = (struct calendar_day){at, (state >> 50) % 3 == 0};
        }
        struct calendar cal = {days, count};
        for (int64_t n = -30; n <= 60; n++) {
            day_t from = start + round % 90, to = calendar_add(&cal, from, n);
            assert_int_equal(calendar_count(&cal, from, to), n);
            assert_true(n == 0 || calendar_is_working(&cal, to));
            if (n > 0) { /* one more is a later day, and nothing between is a working day */
                day_t next = calendar_add(&cal, from, n + 1);
                assert_true(next > to);
                for (day_t d = to + 1; d < next; d++)
                    assert_false(calendar_is_working(&cal, d));
            }
        }
    }
}
