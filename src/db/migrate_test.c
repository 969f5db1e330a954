#include "db/testing.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

static struct error err;

/* A database of its own beside the migrated copy: these tests bring their own migrations. */
static struct db_migration list[] = {
    {"209901010000_one", "d1", {"CREATE TABLE m_one(id INTEGER) STRICT", "CREATE TABLE m_one(id BIGINT)"}},
    {"209901020000_two",
     "d2",
     {"INSERT INTO m_one VALUES (1); INSERT INTO m_one VALUES (2)",
      "INSERT INTO m_one VALUES (1); INSERT INTO m_one VALUES (2)"}},
    {"209901030000_bad",
     "d3",
     {"INSERT INTO m_one VALUES (3); INSERT INTO m_nothing VALUES (1)",
      "INSERT INTO m_one VALUES (3); INSERT INTO m_nothing VALUES (1)"}},
};

static void forget_real_migrations(struct db_pool *pool) {
    AUTO_DB db = NULL;
    assert_ok(db_take(pool, true, &db, &err));
    assert_ok(db_script(db, "DROP TABLE IF EXISTS schema_migration", &err));
}

static int64_t ones(struct db_pool *pool) {
    AUTO_DB db = NULL;
    assert_ok(db_take(pool, false, &db, &err));
    struct migrated_rows_row row = {0};
    bool found;
    assert_ok(migrated_rows(db, test_arena(), &row, &found, &err));
    return row.ones;
}

TEST_DB("migrations run once, in order, and are recorded") {
    forget_real_migrations(pool);
    AUTO_DB db = NULL;
    assert_ok(db_take(pool, false, &db, &err));
    struct text version;
    assert_ok(db_schema_version(db, test_arena(), &version, &err));
    assert_text(version, "");
    int applied = -1;
    assert_ok(db_migrate_list(pool, list, 1, &applied, &err));
    assert_int_equal(applied, 1);
    assert_ok(db_migrate_list(pool, list, 2, &applied, &err));
    assert_int_equal(applied, 1);
    assert_ok(db_migrate_list(pool, list, 2, &applied, &err));
    assert_int_equal(applied, 0);
    assert_int_equal(ones(pool), 2);
    assert_ok(db_schema_version(db, test_arena(), &version, &err));
    assert_text(version, "209901020000_two");
}

TEST_DB("a migration that fails leaves nothing and names itself") {
    forget_real_migrations(pool);
    int applied = 0;
    assert_int_equal(db_migrate_list(pool, list, 3, &applied, &err), E_DB);
    assert_string_equal(err.args[0], "209901030000_bad");
    assert_int_equal(ones(pool), 2);
    error_clear(&err);
    assert_ok(db_migrate_list(pool, list, 2, &applied, &err));
    assert_int_equal(applied, 0);
}

TEST_DB("an applied migration that was edited afterwards is noticed") {
    forget_real_migrations(pool);
    int applied;
    assert_ok(db_migrate_list(pool, list, 2, &applied, &err));
    struct db_migration edited[2] = {list[0], list[1]};
    edited[0].digest = "other";
    assert_int_equal(db_migrate_list(pool, edited, 2, &applied, &err), E_CONFLICT);
    assert_string_equal(err.key, "db.migration_changed");
    assert_string_equal(err.args[0], "209901010000_one");
}

TEST_DB("a program older than the database does not touch it") {
    forget_real_migrations(pool);
    int applied;
    assert_ok(db_migrate_list(pool, list, 2, &applied, &err));
    assert_int_equal(db_migrate_list(pool, list, 1, &applied, &err), E_CONFLICT);
    assert_string_equal(err.key, "db.schema_newer");
    assert_string_equal(err.args[0], "209901020000_two");
}

/* Longer than the pool waits for anything else. */
static const struct db_migration slow[] = {
    {"209901010000_one", "d1", {"CREATE TABLE m_one(id INTEGER) STRICT", "CREATE TABLE m_one(id BIGINT)"}},
    {"209901020000_slow",
     "d2",
     {"WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 1500000)"
      " INSERT INTO m_one SELECT x FROM c WHERE x > 1499998",
      "SELECT pg_sleep(0.3); INSERT INTO m_one VALUES (1), (2)"}},
};

struct migrator {
    pthread_t thread;
    char url[1024], why[500];
    enum status status;
    int applied;
};

static void *migrate_in_thread(void *user) {
    struct migrator *m = user;
    struct error e = {0};
    struct db_pool *pool = NULL;
    m->status = db_pool_open(m->url, 1, &pool, &e);
    if (m->status == OK) {
        db_pool_set_wait(pool, 20);
        m->status = db_migrate_list(pool, slow, 2, &m->applied, &e);
    }
    db_pool_close(pool);
    (void)snprintf(m->why, sizeof m->why, "%s %s", e.key ? e.key : "", e.detail);
    return NULL;
}

TEST_DB("several processes may migrate at the same time, however long it takes") {
    forget_real_migrations(pool);
    struct migrator m[6];
    int applied = 0;
    for (size_t i = 0; i < COUNT_OF(m); i++) {
        m[i] = (struct migrator){.status = E_INTERNAL};
        (void)snprintf(m[i].url, sizeof m[i].url, "%s", test_db_url());
        assert_int_equal(pthread_create(&m[i].thread, NULL, migrate_in_thread, &m[i]), 0);
    }
    for (size_t i = 0; i < COUNT_OF(m); i++) {
        (void)pthread_join(m[i].thread, NULL);
        if (m[i].status != OK)
            fail_msg("%s", m[i].why);
        applied += m[i].applied;
    }
    assert_int_equal(applied, 2);
    assert_int_equal(ones(pool), 2);
}

TEST_DB("the program's own migrations are all applied to a new database") {
    int applied = -1;
    assert_ok(db_migrate(pool, &applied, &err));
    assert_int_equal(applied, 0);
    AUTO_DB db = NULL;
    assert_ok(db_take(pool, false, &db, &err));
    struct text version;
    assert_ok(db_schema_version(db, test_arena(), &version, &err));
    if (db_migration_count > 0)
        assert_text(version, db_migrations[db_migration_count - 1].name);
}

/* ---- backup */

struct steady_writer {
    pthread_t thread;
    struct db_pool *pool;
    _Atomic bool stop;
    enum status status;
    int written;
};

/* Adds things two by two: a copy with an odd number of them would not be consistent. */
static void *write_steadily(void *user) {
    struct steady_writer *w = user;
    struct error e;
    for (int64_t id = 1000000; !w->stop && w->status == OK; id += 2) {
        struct thing_add_in one = thing_numbered(id), two = thing_numbered(id + 1);
        AUTO_DB db = NULL;
        w->status = db_take(w->pool, true, &db, &e);
        if (w->status == OK)
            w->status = db_begin_write(db, &e);
        if (w->status == OK)
            w->status = thing_add(db, &one, NULL, &e);
        if (w->status == OK)
            w->status = thing_add(db, &two, NULL, &e);
        if (w->status == OK)
            w->status = db_commit(db, &e);
        w->written++;
    }
    return NULL;
}

TEST_DB("a backup is whole and consistent while others write") {
    char path[300], url[320];
    (void)snprintf(path, sizeof path, "%s/backup.db", test_tmp_dir());
    (void)snprintf(url, sizeof url, "sqlite:%s", path);
    if (db_pool_kind(pool) == DB_POSTGRES) {
        assert_int_equal(db_backup_to(pool, path, &err), E_INVALID);
        assert_string_equal(err.key, "db.use_pg_dump");
        return;
    }
    struct db *db = things_in(pool);
    assert_ok(db_begin_write(db, &err));
    for (int64_t id = 1; id <= 2000; id++) {
        struct thing_add_in in = thing_numbered(id);
        assert_ok(thing_add(db, &in, NULL, &err));
    }
    assert_ok(db_commit(db, &err));
    db_give(db);
    struct steady_writer w = {.pool = pool};
    assert_int_equal(pthread_create(&w.thread, NULL, write_steadily, &w), 0);
    for (int i = 0; i < 5; i++) { /* also over an older backup */
        assert_ok(db_backup_to(pool, path, &err));
        struct stat st;
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
        struct db_pool *copy;
        assert_ok(db_pool_open(url, 1, &copy, &err));
        assert_ok(db_take(copy, false, &db, &err));
        struct thing_sum_row sum = {0};
        bool found;
        assert_ok(thing_sum(db, &(struct thing_sum_in){DB_NULL}, test_arena(), &sum, &found, &err));
        assert_true(sum.things >= 2000 && sum.things % 2 == 0);
        db_give(db);
        db_pool_close(copy);
    }
    w.stop = true;
    (void)pthread_join(w.thread, NULL);
    assert_int_equal(w.status, OK);
    assert_true(w.written > 0);
    assert_int_equal(db_backup_to(pool, "/nowhere/at/all.db", &err), E_IO);
}
