#include "db/testing.h"

static struct error err;

TEST_DB("every type comes back as it was written") {
    AUTO_DB db = things_in(pool);
    const char raw[] = {0, 1, '\t', '\n', '\\', (char)0xff, 0};
    struct thing_add_in in = {.id = INT64_MAX,
                              .n = INT64_MIN + 1,
                              .born = -25567,
                              .flag = true,
                              .name = T("Nguyễn Thị Đượm Ằng 'x' \\ \t\n 🏡"),
                              .raw = {raw, sizeof raw},
                              .area = 1};
    int64_t changed = 0;
    assert_ok(thing_add(db, &in, &changed, &err));
    assert_int_equal(changed, 1);
    struct thing_get_row row;
    bool found = false;
    assert_ok(thing_get(db, &(struct thing_get_in){INT64_MAX}, test_arena(), &row, &found, &err));
    assert_true(found);
    assert_true(row.id == INT64_MAX && row.n == INT64_MIN + 1 && row.born == -25567 && row.flag);
    assert_true(text_eq(row.name, in.name));
    assert_true(text_eq(row.raw, in.raw));
}

TEST_DB("nulls come back as nulls, and empty text stays apart from none") {
    AUTO_DB db = things_in(pool);
    struct thing_add_in in = {.id = 1, .n = DB_NULL, .born = DAY_NONE};
    assert_ok(thing_add(db, &in, NULL, &err));
    in = (struct thing_add_in){.id = 2, .n = 0, .born = 0, .name = T(""), .raw = T("")};
    assert_ok(thing_add(db, &in, NULL, &err));
    struct thing_get_row row;
    bool found;
    assert_ok(thing_get(db, &(struct thing_get_in){1}, test_arena(), &row, &found, &err));
    assert_true(row.n == DB_NULL && row.born == DAY_NONE && row.name.ptr == NULL && row.raw.ptr == NULL && !row.flag);
    assert_ok(thing_get(db, &(struct thing_get_in){2}, test_arena(), &row, &found, &err));
    assert_true(row.n == 0 && row.born == 0 && row.name.ptr != NULL && row.name.len == 0 && row.raw.ptr != NULL);
}

TEST_DB("no row leaves the outputs alone") {
    AUTO_DB db = things_in(pool);
    struct thing_get_row row = {.id = 77};
    bool found = true;
    assert_ok(thing_get(db, &(struct thing_get_in){1}, test_arena(), &row, &found, &err));
    assert_false(found);
    assert_int_equal(row.id, 77);
}

TEST_DB("a list of ids may be empty, long and negated") {
    AUTO_DB db = things_in(pool);
    static int64_t ids[5000];
    assert_ok(db_begin_write(db, &err));
    for (int64_t i = 0; i < 5000; i++) {
        struct thing_add_in in = thing_numbered(i + 1);
        assert_ok(thing_add(db, &in, NULL, &err));
        ids[i] = 2 * (i + 1);
    }
    assert_ok(db_commit(db, &err));
    struct things_of_row *rows = NULL;
    size_t count = 0;
    assert_ok(things_of(db, &(struct things_of_in){{ids, 5000}}, test_arena(), &rows, &count, &err));
    assert_int_equal(count, 2500);
    assert_int_equal(rows[2499].id, 5000);
    assert_text(rows[0].name, "tên");
    struct things_but_row *others = NULL;
    assert_ok(things_but(db, &(struct things_but_in){{ids, 5000}}, test_arena(), &others, &count, &err));
    assert_int_equal(count, 2500);
    assert_int_equal(others[0].id, 1);
    assert_ok(things_of(db, &(struct things_of_in){{NULL, 0}}, test_arena(), &rows, &count, &err));
    assert_int_equal(count, 0);
    assert_ok(things_but(db, &(struct things_but_in){{NULL, 0}}, test_arena(), &others, &count, &err));
    assert_int_equal(count, 5000);
}

TEST_DB("a sum is whole on both databases") {
    AUTO_DB db = things_in(pool);
    struct thing_sum_row sum;
    bool found;
    assert_ok(thing_sum(db, &(struct thing_sum_in){DB_NULL}, test_arena(), &sum, &found, &err));
    assert_true(sum.total == DB_NULL && sum.things == 0);
    const int64_t values[] = {9000000000000000000, -1, -8000000000000000000, 10000, 99990000, 3};
    int64_t total = 0;
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        struct thing_add_in in = thing_numbered((int64_t)i + 1);
        in.n = values[i];
        total += in.n;
        assert_ok(thing_add(db, &in, NULL, &err));
        assert_ok(thing_sum(db, &(struct thing_sum_in){DB_NULL}, test_arena(), &sum, &found, &err));
        assert_true(sum.total == total);
    }
    assert_ok(thing_sum(db, &(struct thing_sum_in){10001}, test_arena(), &sum, &found, &err));
    assert_true(sum.total == 9000000000099990000 && sum.things == 2);
}

TEST_DB("a fraction is refused where a whole number is declared") {
    AUTO_DB db = things_in(pool);
    struct thing_add_in in = thing_numbered(1);
    assert_ok(thing_add(db, &in, NULL, &err));
    in.id = 2;
    in.n = 15;
    assert_ok(thing_add(db, &in, NULL, &err));
    bool found;
    struct thing_average_row average;
    assert_int_equal(thing_average(db, test_arena(), &average, &found, &err), E_DB);
    assert_string_equal(err.key, "db.wrong_column");
}

TEST_DB("what looks like a parameter is none") {
    AUTO_DB db = things_in(pool);
    struct thing_odd_text_row row;
    bool found;
    assert_ok(thing_odd_text(db, &(struct thing_odd_text_in){T("đưa")}, test_arena(), &row, &found, &err));
    assert_text(row.odd, "it's :a -- \"x\" /* {where} */ ?");
    assert_text(row.given, "đưa");
}

TEST_DB("wrong shapes are told, not hidden") {
    AUTO_DB db = things_in(pool);
    for (int64_t id = 1; id <= 2; id++) {
        struct thing_add_in in = thing_numbered(id);
        in.name = TEXT_NONE;
        assert_ok(thing_add(db, &in, NULL, &err));
    }
    bool found;
    struct thing_two_rows_row two;
    assert_int_equal(thing_two_rows(db, test_arena(), &two, &found, &err), E_INTERNAL);
    struct thing_null_row null;
    assert_int_equal(thing_null(db, &(struct thing_null_in){1}, test_arena(), &null, &found, &err), E_DB);
    assert_string_equal(err.key, "db.wrong_column");
    assert_non_null(strstr(err.detail, "name"));
}

TEST_DB("text that is not UTF-8 is refused before it reaches the database") {
    AUTO_DB db = things_in(pool);
    struct thing_add_in in = thing_numbered(1);
    in.name = T("\xc3");
    assert_int_equal(thing_add(db, &in, NULL, &err), E_INVALID);
    assert_string_equal(err.key, "db.bad_text");
    in.name = (struct text){"a\0b", 3};
    assert_int_equal(thing_add(db, &in, NULL, &err), E_INVALID);
}

TEST_DB("a broken constraint is told by its name") {
    AUTO_DB db = things_in(pool);
    struct thing_add_in thing = thing_numbered(1);
    assert_ok(thing_add(db, &thing, NULL, &err));
    struct claim_add_in in = {.id = 1, .thing_id = 1, .period = T("2024-11"), .amount = 500000};
    assert_ok(claim_add(db, &in, NULL, &err));
    in.id = 2;
    assert_int_equal(claim_add(db, &in, NULL, &err), E_CONFLICT);
    assert_string_equal(err.key, "db.duplicate");
    assert_true(db_error_is(&err, "claim_once"));
    assert_false(db_error_is(&err, "claim"));
    int64_t changed;
    assert_ok(claim_release(db, &(struct claim_release_in){1}, &changed, &err));
    assert_int_equal(changed, 1);
    assert_ok(claim_add(db, &in, NULL, &err));
    in.period = T("2024-12");
    assert_int_equal(claim_add(db, &in, NULL, &err), E_CONFLICT);
    assert_true(db_error_is(&err, "thing_claim_pkey"));
    in.id = 3;
    in.amount = 0;
    assert_int_equal(claim_add(db, &in, NULL, &err), E_CONFLICT);
    assert_string_equal(err.key, "db.constraint");
    assert_true(db_error_is(&err, "amount_positive"));
    in.amount = 1;
    in.thing_id = 99;
    assert_int_equal(claim_add(db, &in, NULL, &err), E_CONFLICT);
    assert_string_equal(err.key, "db.constraint");
}

TEST_DB("a write can give a row back") {
    AUTO_DB db = things_in(pool);
    struct thing_add_in thing = thing_numbered(1);
    assert_ok(thing_add(db, &thing, NULL, &err));
    struct thing_claim_new_row row;
    bool found;
    assert_ok(thing_claim_new(db, &(struct thing_claim_new_in){7, 1, T("2025-01")}, test_arena(), &row, &found, &err));
    assert_true(found && row.id == 7);
    assert_text(row.period, "2025-01");
}

static enum status stop_at_third(void *user, const struct things_but_row *row, struct error *e) {
    int *seen = user;
    (void)row;
    return ++*seen == 3 ? fail(e, E_CONFLICT, "test.stop") : OK;
}

static enum status ask_again(void *user, const struct things_but_row *row, struct error *e) {
    struct thing_get_row got;
    bool found;
    return thing_get(user, &(struct thing_get_in){row->id}, test_arena(), &got, &found, e);
}

TEST_DB("a row callback can stop, and the connection lives on") {
    AUTO_DB db = things_in(pool);
    for (int64_t id = 1; id <= 50; id++) {
        struct thing_add_in in = thing_numbered(id);
        assert_ok(thing_add(db, &in, NULL, &err));
    }
    struct things_but_in none = {{NULL, 0}};
    for (int in_transaction = 0; in_transaction < 2; in_transaction++) {
        if (in_transaction)
            assert_ok(db_begin_write(db, &err));
        int seen = 0;
        assert_int_equal(things_but_each(db, &none, stop_at_third, &seen, &err), E_CONFLICT);
        assert_string_equal(err.key, "test.stop");
        assert_int_equal(seen, 3);
        assert_int_equal(things_but_each(db, &none, ask_again, db, &err), E_INTERNAL);
        assert_string_equal(err.key, "db.in_use");
        struct thing_add_in in = thing_numbered(100 + in_transaction);
        assert_ok(thing_add(db, &in, NULL, &err));
        if (in_transaction)
            assert_ok(db_commit(db, &err));
    }
    struct thing_sum_row sum;
    bool found;
    assert_ok(thing_sum(db, &(struct thing_sum_in){DB_NULL}, test_arena(), &sum, &found, &err));
    assert_int_equal(sum.things, 52);
}

TEST_DB("while commits do not wait for the disk they are seen by others all the same, and rolled back work is not") {
    AUTO_DB db = things_in(pool);
    for (int64_t id = 1; id <= 3; id++) { /* waiting, not waiting, waiting again */
        db_pool_relax(pool, id == 2);
        assert_ok(db_begin_write(db, &err));
        struct thing_add_in in = thing_numbered(id);
        assert_ok(thing_add(db, &in, NULL, &err));
        assert_ok(db_commit(db, &err));
        assert_ok(db_begin_write(db, &err));
        in = thing_numbered(100 + id);
        assert_ok(thing_add(db, &in, NULL, &err));
        db_rollback(db);
    }
    AUTO_DB other = NULL;
    struct thing_sum_row sum;
    bool found;
    assert_ok(db_take(pool, false, &other, &err));
    assert_ok(thing_sum(other, &(struct thing_sum_in){DB_NULL}, test_arena(), &sum, &found, &err));
    assert_int_equal(sum.things, 3);
}

TEST_DB("more rows than the arena may hold is an error, not a crash") {
    AUTO_DB db = things_in(pool);
    assert_ok(db_begin_write(db, &err));
    for (int64_t id = 1; id <= 4000; id++) {
        struct thing_add_in in = thing_numbered(id);
        in.name = T("một cái tên khá dài để đầy bộ nhớ của lần hỏi này");
        assert_ok(thing_add(db, &in, NULL, &err));
    }
    assert_ok(db_commit(db, &err));
    AUTO_ARENA small = arena_new(65536);
    struct things_but_row *rows = NULL;
    size_t count = 0;
    assert_int_equal(things_but(db, &(struct things_but_in){{NULL, 0}}, small, &rows, &count, &err), E_TOO_LARGE);
    assert_null(rows);
}

TEST_DB("every declared statement and list is understood") {
    AUTO_DB db = things_in(pool);
    assert_ok(db_script(db, "CREATE TABLE m_one(id INTEGER)", &err)); /* of migrate_test.c */
    size_t count = 0;
    const struct db_stmt *const *statements = db_all_statements(&count);
    assert_true(count > 10);
    for (size_t i = 0; i < count; i++)
        assert_ok(db_check(db, statements[i], &err));
    const struct db_list_stmt *const *lists = db_all_lists(&count);
    assert_true(count > 1);
    for (size_t i = 0; i < count; i++)
        assert_ok(db_check_list(db, lists[i], &err));
}
