#include "db/testing.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

static struct error err;

static int64_t n_of(struct db *db, int64_t id) {
    struct thing_get_row row = {0};
    bool found = false;
    assert_ok(thing_get(db, &(struct thing_get_in){id}, test_arena(), &row, &found, &err));
    return found ? row.n : -1;
}

static void add_thing(struct db *db, int64_t id) {
    struct thing_add_in in = thing_numbered(id);
    in.n = 0;
    assert_ok(thing_add(db, &in, NULL, &err));
}

/* ---- transactions */

TEST_DB("what was not committed is gone") {
    AUTO_DB db = things_in(pool);
    assert_ok(db_begin_write(db, &err));
    add_thing(db, 1);
    db_rollback(db);
    assert_false(db_in_transaction(db));
    assert_int_equal(n_of(db, 1), -1);
    assert_ok(db_begin_write(db, &err));
    add_thing(db, 2);
    db_give(db); /* without a commit */
    db = NULL;
    assert_ok(db_take(pool, true, &db, &err));
    assert_false(db_in_transaction(db));
    assert_int_equal(n_of(db, 2), -1);
}

TEST_DB("a reader sees one snapshot while others write") {
    AUTO_DB writer = things_in(pool);
    add_thing(writer, 1);
    AUTO_DB reader = NULL;
    assert_ok(db_take(pool, false, &reader, &err));
    assert_ok(db_begin_read(reader, &err));
    assert_int_equal(n_of(reader, 1), 0);
    assert_ok(thing_count_up(writer, &(struct thing_count_up_in){1}, NULL, &err));
    assert_int_equal(n_of(writer, 1), 1);
    assert_int_equal(n_of(reader, 1), 0);
    assert_ok(db_commit(reader, &err));
    assert_int_equal(n_of(reader, 1), 1);
}

TEST_DB("who came to read cannot write") {
    AUTO_DB writer = things_in(pool);
    add_thing(writer, 1);
    AUTO_DB reader = NULL;
    assert_ok(db_take(pool, false, &reader, &err));
    const struct thing_count_up_in one = {1};
    assert_int_equal(thing_count_up(reader, &one, NULL, &err), E_INTERNAL);
    assert_string_equal(err.key, "db.read_only");
    assert_int_equal(db_begin_write(reader, &err), E_INTERNAL);
    if (db_kind(reader) == DB_SQLITE) { /* the engine itself refuses, too */
        assert_int_equal(db_script(reader, "DELETE FROM thing", &err), E_INTERNAL);
        assert_string_equal(err.key, "db.read_only");
    }
    assert_ok(db_begin_read(writer, &err));
    assert_int_equal(thing_count_up(writer, &one, NULL, &err), E_INTERNAL);
    db_rollback(writer);
    assert_ok(thing_count_up(writer, &one, NULL, &err));
}

TEST_DB("transactions do not nest, and there is nothing to commit outside of one") {
    AUTO_DB db = things_in(pool);
    assert_int_equal(db_commit(db, &err), E_INTERNAL);
    assert_ok(db_begin_write(db, &err));
    assert_int_equal(db_begin_write(db, &err), E_INTERNAL);
    assert_int_equal(db_begin_read(db, &err), E_INTERNAL);
    assert_ok(db_commit(db, &err));
    db_rollback(db); /* nothing open: fine */
}

TEST_DB("after a failed statement the transaction can only be rolled back") {
    AUTO_DB db = things_in(pool);
    assert_ok(db_begin_write(db, &err));
    add_thing(db, 1);
    struct thing_add_in again = thing_numbered(1);
    assert_int_equal(thing_add(db, &again, NULL, &err), E_CONFLICT);
    assert_int_equal(thing_count_up(db, &(struct thing_count_up_in){1}, NULL, &err), E_DB);
    assert_string_equal(err.key, "db.transaction_failed");
    assert_int_equal(db_commit(db, &err), E_DB);
    assert_string_equal(err.key, "db.transaction_failed");
    assert_false(db_in_transaction(db));
    assert_int_equal(n_of(db, 1), -1);
    add_thing(db, 1);
}

TEST_DB("each statement and the commit can be made to fail, and nothing is half done") {
    AUTO_DB db = things_in(pool);
    bool succeeded = false;
    int tries = 0;
    while (!succeeded && tries < 20) {
        db_fail_after(db, ++tries);
        enum status s = db_begin_write(db, &err);
        for (int64_t id = 1; id <= 3 && s == OK; id++) {
            struct thing_add_in in = thing_numbered(id);
            s = thing_add(db, &in, NULL, &err);
        }
        if (s == OK)
            s = db_commit(db, &err);
        if (s != OK) {
            assert_int_equal(s, E_IO);
            assert_string_equal(err.key, "db.disk_full");
            db_rollback(db);
        }
        succeeded = s == OK;
        db_fail_after(db, 0);
        assert_int_equal(n_of(db, 1), succeeded ? 10 : -1);
        assert_int_equal(n_of(db, 3), succeeded ? 30 : -1);
    }
    assert_int_equal(tries, 5); /* three inserts, the commit, none */
    db_pool_fail_after(pool, 1);
    assert_int_equal(thing_count_up(db, &(struct thing_count_up_in){1}, NULL, &err), E_IO);
    assert_ok(thing_count_up(db, &(struct thing_count_up_in){1}, NULL, &err));
}

/* ---- the line */

struct in_line {
    struct db_pool *pool;
    _Atomic int *next;
    int got; /* place in the order of service */
    pthread_t thread;
};

static void *stand_in_line(void *user) {
    struct in_line *me = user;
    struct error e;
    struct db *db;
    if (db_take(me->pool, true, &db, &e) != OK)
        return NULL;
    me->got = ++*me->next;
    (void)usleep(2000);
    db_give(db);
    return NULL;
}

TEST_DB("connections are given in the order in which they were asked for") {
    (void)pool;
    struct db_pool *one;
    assert_ok(db_pool_open(test_db_url(), 1, &one, &err));
    struct db *held;
    assert_ok(db_take(one, true, &held, &err));
    _Atomic int next = 0;
    struct in_line line[12];
    for (size_t i = 0; i < COUNT_OF(line); i++) {
        line[i] = (struct in_line){.pool = one, .next = &next};
        assert_int_equal(pthread_create(&line[i].thread, NULL, stand_in_line, &line[i]), 0);
        while (db_pool_waiting(one) != i + 1)
            (void)usleep(1000);
    }
    db_give(held);
    for (size_t i = 0; i < COUNT_OF(line); i++)
        (void)pthread_join(line[i].thread, NULL);
    for (size_t i = 0; i < COUNT_OF(line); i++)
        assert_int_equal(line[i].got, i + 1);
    db_pool_close(one);
}

TEST_DB("a wait has an end: busy") {
    db_pool_set_wait(pool, 30);
    struct db *held[5] = {0};
    size_t n = 0;
    enum status s;
    while ((s = db_take(pool, true, &held[n], &err)) == OK)
        assert_true(++n < 5);
    assert_int_equal(s, E_BUSY);
    assert_string_equal(err.key, "db.busy");
    assert_int_equal(n, db_pool_kind(pool) == DB_SQLITE ? 1 : 4);
    db_give(held[0]);
    assert_ok(db_take(pool, true, &held[0], &err)); /* the line was left in order */
    for (size_t i = 0; i < n; i++)
        db_give(held[i]);
}

struct counter {
    struct db_pool *pool;
    int rounds, done;
    enum status status;
    char why[500];
    pthread_t thread;
};

static enum status count_up(struct db_pool *pool, struct error *e) {
    AUTO_DB db = NULL;
    TRY(db_take(pool, true, &db, e));
    TRY(db_begin_write(db, e));
    TRY(thing_count_up(db, &(struct thing_count_up_in){1}, NULL, e));
    return db_commit(db, e);
}

static void *count_up_often(void *user) {
    struct counter *me = user;
    struct error e = {0};
    while (me->done < me->rounds && (me->status = count_up(me->pool, &e)) == OK)
        me->done++;
    (void)snprintf(me->why, sizeof me->why, "%s %s", e.key ? e.key : "", e.detail);
    return NULL;
}

TEST_DB("many threads write one row, and no addition is lost") {
    struct db *db = things_in(pool);
    add_thing(db, 1);
    db_give(db);
    struct counter counters[16];
    for (size_t i = 0; i < COUNT_OF(counters); i++) {
        counters[i] = (struct counter){.pool = pool, .rounds = 20};
        assert_int_equal(pthread_create(&counters[i].thread, NULL, count_up_often, &counters[i]), 0);
    }
    for (size_t i = 0; i < COUNT_OF(counters); i++) {
        (void)pthread_join(counters[i].thread, NULL);
        if (counters[i].status != OK)
            fail_msg("%s", counters[i].why);
        assert_int_equal(counters[i].done, 20);
    }
    assert_ok(db_take(pool, false, &db, &err));
    assert_int_equal(n_of(db, 1), 16 * 20);
    db_give(db);
}

TEST_DB("the lock of another process is waited for, not for ever") {
    AUTO_DB db = things_in(pool);
    add_thing(db, 1);
    struct db_pool *other; /* a pool of its own is as good as a process of its own */
    assert_ok(db_pool_open(test_db_url(), 1, &other, &err));
    struct db *theirs;
    db_pool_set_wait(other, 50);
    assert_ok(db_begin_write(db, &err));
    assert_ok(thing_count_up(db, &(struct thing_count_up_in){1}, NULL, &err));
    assert_ok(db_take(other, true, &theirs, &err));
    enum status s = db_begin_write(theirs, &err);
    if (s == OK)
        s = thing_count_up(theirs, &(struct thing_count_up_in){1}, NULL, &err);
    assert_int_equal(s, E_BUSY);
    assert_string_equal(err.key, "db.busy");
    db_rollback(theirs);
    assert_ok(db_commit(db, &err));
    assert_ok(thing_count_up(theirs, &(struct thing_count_up_in){1}, NULL, &err));
    db_give(theirs);
    db_pool_close(other);
    assert_int_equal(n_of(db, 1), 2);
}

TEST_DB("a server that restarted is found again") {
    struct db *db = things_in(pool), *second;
    add_thing(db, 1);
    assert_ok(db_take(pool, false, &second, &err));
    bool found;
    struct server_end_others_row row;
    assert_ok(server_end_others(second, test_arena(), &row, &found, &err));
    (void)usleep(100000); /* the farewell travels */
    assert_int_equal(n_of(db, 1), 0);
    assert_ok(db_begin_write(db, &err));
    assert_ok(server_end_others(second, test_arena(), &row, &found, &err));
    (void)usleep(100000);
    enum status s = thing_count_up(db, &(struct thing_count_up_in){1}, NULL, &err);
    if (db_kind(db) == DB_POSTGRES) { /* inside of a transaction nothing is repeated */
        assert_int_equal(s, E_BUSY);
        assert_string_equal(err.key, "db.connection_lost");
        assert_int_equal(db_commit(db, &err), E_DB);
        assert_int_equal(n_of(db, 1), 0);
    } else {
        assert_int_equal(s, OK);
        assert_ok(db_commit(db, &err));
    }
    assert_ok(db_begin_write(db, &err));
    db_give(second);
    db_give(db);
}

/* ---- opening */

TEST("a wrong address is told at once, and never with its password") {
    struct db_pool *pool = NULL;
    assert_int_equal(db_pool_open("mysql://x", 1, &pool, &err), E_BAD_REQUEST);
    assert_int_equal(db_pool_open("sqlite:", 1, &pool, &err), E_BAD_REQUEST);
    assert_int_equal(db_pool_open("sqlite:/nowhere/at/all.db", 1, &pool, &err), E_IO);
    assert_string_equal(err.key, "db.cannot_open");
    const char *const urls[] = {"postgresql://me:s3cret@%zz/x", "postgresql://me:s3cret@localhost:1/x",
                                "postgresql:///x?host=/nowhere&password=s3cret", "postgresql://h/x?s3cret"};
    for (size_t i = 0; i < COUNT_OF(urls); i++) {
        error_clear(&err);
        assert_int_not_equal(db_pool_open(urls[i], 1, &pool, &err), OK);
        assert_null(strstr(err.detail, "s3cret"));
        assert_null(strstr(err.args[0], "s3cret"));
    }
    assert_null(pool);
}

TEST_DB("the address that may be shown has no password") {
    assert_null(strstr(db_pool_url(pool), "password"));
    assert_true(strncmp(db_pool_url(pool), db_pool_kind(pool) == DB_SQLITE ? "sqlite:" : "postgresql://", 7) == 0);
}

TEST("a new SQLite file is for its owner only") {
    char path[300], url[320];
    (void)snprintf(path, sizeof path, "%s/private.db", test_tmp_dir());
    (void)snprintf(url, sizeof url, "sqlite:%s", path);
    struct db_pool *pool;
    assert_ok(db_pool_open(url, 1, &pool, &err));
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    db_pool_close(pool);
}

TEST("a file that is no database is told as such") {
    char path[300], url[320];
    (void)snprintf(path, sizeof path, "%s/text.db", test_tmp_dir());
    (void)snprintf(url, sizeof url, "sqlite:%s", path);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    for (int i = 0; i < 1000; i++)
        (void)fputs("This is a letter, not a database. ", f);
    (void)fclose(f);
    struct db_pool *pool = NULL;
    assert_int_equal(db_pool_open(url, 1, &pool, &err), E_DB);
    assert_string_equal(err.key, "db.cannot_open");
}
