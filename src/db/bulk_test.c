#include "db/testing.h"

static struct error err;

static const char *const columns[] = {"id", "n", "born", "flag", "name", "raw", "area", "place"};

static enum status put_thing(struct db_bulk *b, const struct thing_add_in *t) {
    db_bulk_int(b, t->id);
    db_bulk_int(b, t->n);
    db_bulk_day(b, t->born);
    db_bulk_int(b, t->flag);
    db_bulk_text(b, t->name);
    db_bulk_bytes(b, t->raw);
    db_bulk_int(b, t->area);
    db_bulk_int(b, t->place);
    return db_bulk_row(b, &err);
}

static struct db_bulk *begin(struct db *db) {
    struct db_bulk *b = NULL;
    assert_ok(db_begin_write(db, &err));
    assert_ok(db_bulk_begin(db, "thing", columns, COUNT_OF(columns), &b, &err));
    return b;
}

TEST_DB("rows in bulk come back as they were given") {
    AUTO_DB db = things_in(pool);
    struct db_bulk *b = begin(db);
    char all[256];
    for (int i = 0; i < 256; i++)
        all[i] = (char)i;
    static const char *const texts[] = {"",           "\\N",  "\\", "a\tb\nc\rd", "\\.", "Đượm \xf0\x9f\x8f\xa1",
                                        "\"quoted\"", "\\x41"};
    for (int64_t id = 1; id <= 20000; id++) {
        struct thing_add_in in = thing_numbered(id);
        in.name = text_of(texts[id % (int64_t)COUNT_OF(texts)]);
        in.raw = (struct text){all, (size_t)id % 257};
        if (id % 10 == 0) {
            in.n = DB_NULL;
            in.born = DAY_NONE;
            in.name = in.raw = TEXT_NONE;
        }
        assert_ok(put_thing(b, &in));
    }
    assert_ok(db_bulk_end(&b, &err));
    assert_null(b);
    assert_ok(db_commit(db, &err));
    for (int64_t id = 1; id <= 20000; id += 77) {
        struct thing_get_row row = {0};
        bool found = false;
        assert_ok(thing_get(db, &(struct thing_get_in){id}, test_arena(), &row, &found, &err));
        assert_true(found);
        if (id % 10 == 0) {
            assert_true(row.n == DB_NULL && row.born == DAY_NONE && row.name.ptr == NULL && row.raw.ptr == NULL);
            continue;
        }
        assert_true(row.n == id * 10 && row.born == id && row.flag == (id % 2 != 0));
        assert_true(text_is(row.name, texts[id % (int64_t)COUNT_OF(texts)]));
        assert_true(text_eq(row.raw, (struct text){all, (size_t)id % 257}));
    }
    struct thing_sum_row sum = {0};
    bool found;
    assert_ok(thing_sum(db, &(struct thing_sum_in){DB_NULL}, test_arena(), &sum, &found, &err));
    assert_int_equal(sum.things, 20000);
}

TEST_DB("a broken constraint in bulk is told, and nothing stays") {
    AUTO_DB db = things_in(pool);
    struct db_bulk *b = begin(db);
    enum status s = OK;
    for (int64_t id = 1; id <= 100 && s == OK; id++) {
        struct thing_add_in in = thing_numbered(id == 60 ? 1 : id);
        s = put_thing(b, &in);
    }
    s = db_bulk_end(&b, &err);
    assert_int_equal(s, E_CONFLICT);
    assert_string_equal(err.key, "db.duplicate");
    assert_true(db_error_is(&err, "thing_pkey"));
    assert_int_equal(db_commit(db, &err), E_DB);
    struct thing_sum_row sum = {0};
    bool found;
    assert_ok(thing_sum(db, &(struct thing_sum_in){DB_NULL}, test_arena(), &sum, &found, &err));
    assert_int_equal(sum.things, 0);
}

TEST_DB("mistakes in bulk rows are told: too few or many values, bad text") {
    AUTO_DB db = things_in(pool);
    struct thing_add_in in = thing_numbered(1);
    struct db_bulk *b = begin(db);
    in.name = T("\xff");
    assert_int_equal(put_thing(b, &in), E_INVALID);
    in.name = T("fine");
    assert_int_equal(put_thing(b, &in), E_INVALID); /* it stays failed */
    assert_int_equal(db_bulk_end(&b, &err), E_INVALID);
    db_rollback(db);
    for (int values = 0; values <= 10; values += 10) {
        b = begin(db);
        for (int i = 0; i < values; i++)
            db_bulk_int(b, 1);
        assert_int_equal(db_bulk_row(b, &err), E_INTERNAL);
        assert_int_equal(db_bulk_end(&b, &err), E_INTERNAL);
        db_rollback(db);
    }
    assert_ok(db_bulk_end(&b, &err)); /* nothing to end */
    assert_ok(thing_add(db, &in, NULL, &err));
}

TEST_DB("bulk inserts need a write transaction, and nothing else runs meanwhile") {
    AUTO_DB db = things_in(pool);
    struct db_bulk *b = NULL;
    assert_int_equal(db_bulk_begin(db, "thing", columns, COUNT_OF(columns), &b, &err), E_INTERNAL);
    assert_null(b);
    b = begin(db);
    struct thing_add_in in = thing_numbered(1);
    assert_int_equal(thing_add(db, &in, NULL, &err), E_INTERNAL);
    assert_string_equal(err.key, "db.in_use");
    assert_int_equal(db_commit(db, &err), E_INTERNAL);
    assert_ok(put_thing(b, &in));
    assert_ok(db_bulk_end(&b, &err));
    assert_ok(db_commit(db, &err));
}

TEST_DB("a bulk insert can be made to fail at its beginning and its end") {
    AUTO_DB db = things_in(pool);
    for (int n = 1; n <= 2; n++) {
        struct db_bulk *b = NULL;
        assert_ok(db_begin_write(db, &err));
        db_fail_after(db, n);
        enum status s = db_bulk_begin(db, "thing", columns, COUNT_OF(columns), &b, &err);
        struct thing_add_in in = thing_numbered(1);
        if (s == OK)
            s = put_thing(b, &in);
        if (s == OK)
            s = db_bulk_end(&b, &err);
        assert_int_equal(s, E_IO);
        assert_string_equal(err.key, "db.disk_full");
        assert_int_equal(db_commit(db, &err), E_DB);
    }
    db_fail_after(db, 0);
    struct thing_add_in in = thing_numbered(1);
    assert_ok(thing_add(db, &in, NULL, &err));
}

TEST_DB("a bulk insert that was not committed is gone") {
    struct db *db = things_in(pool);
    struct db_bulk *b = begin(db);
    struct thing_add_in in = thing_numbered(1);
    assert_ok(put_thing(b, &in));
    assert_ok(db_bulk_end(&b, &err));
    db_give(db);
    assert_ok(db_take(pool, true, &db, &err));
    assert_ok(thing_add(db, &in, NULL, &err));
    db_give(db);
}
