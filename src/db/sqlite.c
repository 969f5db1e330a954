/* SQLite: one file, WAL, every commit on the disk before it is answered (synchronous=FULL). Several readers and one
 * writer in this process (pool.c); another process may write too, for which we wait (wait_turn). */
#include "base/time.h"
#include "db/sqlite_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const char settings[] = "PRAGMA journal_mode=WAL;"
                               "PRAGMA synchronous=FULL;"
                               "PRAGMA foreign_keys=ON;"
                               "PRAGMA temp_store=MEMORY;"
                               "PRAGMA cache_size=-16384;"       /* 16 MiB a connection */
                               "PRAGMA mmap_size=1073741824;"    /* reads without copying; the OS shares the pages */
                               "PRAGMA wal_autocheckpoint=4000;" /* 16 MiB: fewer fsyncs of the main file */
                               "PRAGMA journal_size_limit=67108864;"
                               "PRAGMA trusted_schema=OFF;"
                               "PRAGMA analysis_limit=400;";

static enum status sqlite_ready(struct db *db, struct error *err) {
    (void)db;
    (void)err;
    return OK;
}

static void sqlite_close(struct db *base) {
    struct sqlite_db *db = (struct sqlite_db *)base;
    bool more;
    for (;;) {
        sqlite3_stmt *st = cache_drop_one(&base->cache, &more);
        if (!more)
            break;
        (void)sqlite3_finalize(st);
    }
    if (db->conn != NULL) {
        if (base->writer)
            (void)sqlite3_exec(db->conn, "PRAGMA optimize", NULL, NULL, NULL);
        (void)sqlite3_close_v2(db->conn);
    }
    free(db);
}

/* The file holds personal data: nobody but its owner reads it. SQLite gives -wal and -shm the same mode. */
static enum status create_private(const char *path, struct error *err) {
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail_detail(err, E_IO, "db.cannot_open", "%s: %s", path, strerror(errno));
    (void)close(fd);
    return OK;
}

/* SQLite keeps no queue of processes that want to write: whoever asks at the right moment gets the file. So who waits
 * asks often (SQLite's own handler sleeps up to 100 ms between), and who held the file for long in a row, by one
 * transaction or many, steps aside for longer than that before he takes it again: a save does not wait for the whole of
 * an import. */
#define ASK_US 2000
#define LONG_US 30000 /* held in a row, after which others get their turn */
#define ASIDE_US (3 * ASK_US)

static int wait_turn(void *user, int asked) {
    struct sqlite_db *db = user;
    int64_t now = clock_monotonic_us();
    if (asked == 0)
        db->waits_since = now;
    if (now - db->waits_since >= pool_wait_ms(db->base.pool) * INT64_C(1000))
        return 0;
    (void)usleep(ASK_US);
    return 1;
}

static void step_aside(struct sqlite_db *db) {
    int64_t free_for = clock_monotonic_us() - db->held_until;
    if (free_for < ASIDE_US && (db->held <= LONG_US || db->relaxed))
        return;
    if (free_for < ASIDE_US)
        (void)usleep((useconds_t)(ASIDE_US - free_for));
    db->held = 0;
}

static void note_held(struct sqlite_db *db) {
    db->held_until = clock_monotonic_us();
    db->held += db->held_until - db->held_since;
}

static enum status sqlite_open(struct db_pool *pool, bool write, struct db **ret_db, struct error *err) {
    const char *path = pool_address(pool);
    if (write)
        TRY(create_private(path, err));
    struct sqlite_db *db = calloc(1, sizeof *db);
    if (db == NULL)
        abort();
    db->base = (struct db){.engine = &sqlite_engine, .kind = DB_SQLITE, .pool = pool, .writer = write};
    /* One thread at a time uses a connection, so SQLite's own locks are not needed. */
    int rc =
        sqlite3_open_v2(path, &db->conn, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_busy_handler(db->conn, wait_turn, db);
    if (rc == SQLITE_OK)
        rc = sqlite3_db_config(db->conn, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(db->conn, settings, NULL, NULL, NULL);
    if (rc == SQLITE_OK && !write)
        rc = sqlite3_exec(db->conn, "PRAGMA query_only=ON", NULL, NULL, NULL);
    if (rc != SQLITE_OK) {
        enum status s = rc == SQLITE_BUSY ? E_BUSY : E_DB;
        s = fail_detail(err, s, s == E_BUSY ? "db.busy" : "db.cannot_open", "%s: %s", path,
                        db->conn ? sqlite3_errmsg(db->conn) : "no memory");
        db->base.writer = false;
        sqlite_close(&db->base);
        return s;
    }
    *ret_db = &db->base;
    return OK;
}

/* ---- transactions */

static enum status run_plain(struct db *base, const char *sql, struct error *err) {
    struct sqlite_db *db = (struct sqlite_db *)base;
    int rc = sqlite3_exec(db->conn, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? OK : sqlite_failed(db, rc, sql, err);
}

static enum status sqlite_begin(struct db *base, bool write, struct error *err) {
    struct sqlite_db *db = (struct sqlite_db *)base;
    if (write && db->relaxed != pool_relaxed(base->pool)) {
        db->relaxed = !db->relaxed;
        TRY(run_plain(base, db->relaxed ? "PRAGMA synchronous=NORMAL" : "PRAGMA synchronous=FULL", err));
    }
    if (!write)
        return run_plain(base, "BEGIN", err);
    step_aside(db);
    TRY(run_plain(base, "BEGIN IMMEDIATE", err));
    db->held_since = clock_monotonic_us();
    return OK;
}

static enum status sqlite_commit(struct db *base, struct error *err) {
    enum status s = run_plain(base, "COMMIT", err);
    note_held((struct sqlite_db *)base);
    return s;
}

static void sqlite_rollback(struct db *base) {
    struct sqlite_db *db = (struct sqlite_db *)base;
    if (!sqlite3_get_autocommit(db->conn)) /* a full disk may have rolled back already */
        (void)sqlite3_exec(db->conn, "ROLLBACK", NULL, NULL, NULL);
    note_held(db);
}

static enum status sqlite_script(struct db *base, const char *sql, struct error *err) {
    struct sqlite_db *db = (struct sqlite_db *)base;
    int rc = sqlite3_exec(db->conn, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? OK : sqlite_failed(db, rc, "script", err);
}

static enum status sqlite_migration_lock(struct db *base, struct error *err) {
    (void)base; /* BEGIN IMMEDIATE is the lock */
    (void)err;
    return OK;
}

/* ---- one statement */

static enum status prepare(struct sqlite_db *db, const struct db_call *call, sqlite3_stmt **ret, struct error *err) {
    struct cache_entry *e = cache_find(&db->base.cache, call->sql, call->composed);
    if (e != NULL) {
        *ret = e->prepared;
        return OK;
    }
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v3(db->conn, call->sql, -1, SQLITE_PREPARE_PERSISTENT, &st, NULL);
    if (rc != SQLITE_OK)
        return sqlite_failed(db, rc, call->name, err);
    if (sqlite3_column_count(st) != (int)call->out_count) {
        int columns = sqlite3_column_count(st);
        (void)sqlite3_finalize(st);
        return fail_detail(err, E_INTERNAL, "db.wrong_column", "%s: %d columns selected, %zu declared", call->name,
                           columns, call->out_count);
    }
    void *evicted;
    (void)cache_add(&db->base.cache, call->sql, call->composed, st, &evicted);
    (void)sqlite3_finalize(evicted);
    *ret = st;
    return OK;
}

/* Ids travel as a JSON list, for json_each; the text is SQLite's to free. */
static int bind_ids(sqlite3_stmt *st, int at, struct db_ids ids) {
    struct buf json;
    buf_init(&json, 22 * ids.count + 3);
    buf_char(&json, '[');
    for (size_t i = 0; i < ids.count; i++) {
        if (i)
            buf_char(&json, ',');
        buf_i64(&json, ids.ptr[i]);
    }
    buf_char(&json, ']');
    if (!buf_ok(&json)) {
        buf_free(&json);
        return SQLITE_NOMEM;
    }
    return sqlite3_bind_text64(st, at, json.ptr, json.len, free, SQLITE_UTF8);
}

int sqlite_bind(sqlite3_stmt *st, int at, const struct db_value *v) {
    if (v->null)
        return sqlite3_bind_null(st, at);
    switch (v->type) {
    case DB_TEXT:
        return sqlite3_bind_text64(st, at, v->t.ptr, v->t.len, SQLITE_STATIC, SQLITE_UTF8);
    case DB_BYTES:
        return sqlite3_bind_blob64(st, at, v->t.ptr, v->t.len, SQLITE_STATIC);
    case DB_IDS:
        return bind_ids(st, at, v->ids);
    default:
        return sqlite3_bind_int64(st, at, v->i);
    }
}

static enum status fetch_row(sqlite3_stmt *st, const struct db_call *call, struct error *err) {
    for (size_t n = 0; n < call->out_count; n++) {
        int c = (int)n;
        switch (sqlite3_column_type(st, c)) {
        case SQLITE_INTEGER:
            TRY(row_put_int(call, n, sqlite3_column_int64(st, c), err));
            break;
        case SQLITE_NULL:
            TRY(row_put_null(call, n, err));
            break;
        case SQLITE_TEXT: {
            const char *p = (const char *)sqlite3_column_text(st, c);
            TRY(row_put_text(call, n, (struct text){p, (size_t)sqlite3_column_bytes(st, c)}, false, err));
            break;
        }
        case SQLITE_BLOB: {
            const char *p = sqlite3_column_blob(st, c);
            TRY(row_put_text(call, n, (struct text){p, (size_t)sqlite3_column_bytes(st, c)}, true, err));
            break;
        }
        default:
            return fail_detail(err, E_DB, "db.wrong_column", "%s: column %s is a fraction", call->name,
                               call->out[n].name);
        }
    }
    return OK;
}

static enum status step_rows(struct sqlite_db *db, sqlite3_stmt *st, struct db_call *call, struct error *err) {
    for (;;) {
        int rc = sqlite3_step(st);
        if (rc == SQLITE_DONE)
            return OK;
        if (rc != SQLITE_ROW)
            return sqlite_failed(db, rc, call->name, err);
        if (call->sink == NULL)
            continue;
        TRY(fetch_row(st, call, err));
        enum status s = call->sink(call->user, call->row, err);
        if (s != OK) {
            call->stopped = true;
            return s;
        }
    }
}

static enum status sqlite_run(struct db *base, struct db_call *call, struct error *err) {
    struct sqlite_db *db = (struct sqlite_db *)base;
    sqlite3_stmt *st;
    TRY(prepare(db, call, &st, err));
    int used = sqlite3_bind_parameter_count(st), rc = SQLITE_OK; /* the other engine's text may use more */
    for (int i = 0; i < (int)call->in_count && i < used && rc == SQLITE_OK; i++)
        rc = sqlite_bind(st, i + 1, &call->in[i]);
    enum status s = rc == SQLITE_OK ? step_rows(db, st, call, err) : sqlite_failed(db, rc, call->name, err);
    if (s == OK && call->writes)
        call->changed = sqlite3_changes64(db->conn);
    (void)sqlite3_reset(st);
    (void)sqlite3_clear_bindings(st); /* what was bound is only borrowed */
    return s;
}

static enum status sqlite_check(struct db *base, const struct db_call *call, struct error *err) {
    sqlite3_stmt *st;
    return prepare((struct sqlite_db *)base, call, &st, err);
}

/* ---- bulk insert: one prepared INSERT */

struct sqlite_bulk {
    struct db_bulk base;
    sqlite3_stmt *insert;
    int bind_rc;
};

static enum status sqlite_bulk_begin(struct db *base, const char *table, const char *const *columns, size_t count,
                                     struct db_bulk **ret_bulk, struct error *err) {
    struct sqlite_db *db = (struct sqlite_db *)base;
    AUTO_BUF sql;
    buf_init(&sql, 16384);
    buf_fmt(&sql, "INSERT INTO %s(", table);
    for (size_t i = 0; i < count; i++)
        buf_fmt(&sql, "%s%s", i ? "," : "", columns[i]);
    buf_str(&sql, ") VALUES(");
    for (size_t i = 0; i < count; i++)
        buf_fmt(&sql, "%s?%zu", i ? "," : "", i + 1);
    buf_add(&sql, ")", 2); /* with its NUL */
    if (!buf_ok(&sql))
        return fail_detail(err, E_INTERNAL, "db.no_memory", "%s: too many columns", table);
    struct db_call call = {.name = table, .sql = sql.ptr, .composed = true, .writes = true};
    sqlite3_stmt *st;
    TRY(prepare(db, &call, &st, err));
    struct sqlite_bulk *b = calloc(1, sizeof *b);
    if (b == NULL)
        abort();
    *b = (struct sqlite_bulk){.base = {.db = base, .table = table, .columns = count}, .insert = st};
    *ret_bulk = &b->base;
    return OK;
}

static void sqlite_bulk_value(struct db_bulk *base, const struct db_value *v) {
    struct sqlite_bulk *b = (struct sqlite_bulk *)base;
    int at = (int)base->column + 1, rc;
    if (!v->null && v->type == DB_TEXT) /* it need not live until the row ends */
        rc = sqlite3_bind_text64(b->insert, at, v->t.ptr, v->t.len, SQLITE_TRANSIENT, SQLITE_UTF8);
    else if (!v->null && v->type == DB_BYTES)
        rc = sqlite3_bind_blob64(b->insert, at, v->t.ptr, v->t.len, SQLITE_TRANSIENT);
    else
        rc = sqlite_bind(b->insert, at, v);
    if (rc != SQLITE_OK)
        b->bind_rc = rc;
}

static enum status sqlite_bulk_row(struct db_bulk *base, struct error *err) {
    struct sqlite_bulk *b = (struct sqlite_bulk *)base;
    int rc = b->bind_rc != SQLITE_OK ? b->bind_rc : sqlite3_step(b->insert);
    enum status s = rc == SQLITE_DONE ? OK : sqlite_failed((struct sqlite_db *)base->db, rc, base->table, err);
    (void)sqlite3_reset(b->insert);
    return s;
}

static enum status sqlite_bulk_end(struct db_bulk *base, bool abandon, struct error *err) {
    struct sqlite_bulk *b = (struct sqlite_bulk *)base;
    (void)abandon;
    (void)err;
    (void)sqlite3_reset(b->insert);
    (void)sqlite3_clear_bindings(b->insert);
    free(b);
    return OK;
}

const struct db_engine sqlite_engine = {
    .open = sqlite_open,
    .close = sqlite_close,
    .ready = sqlite_ready,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .run = sqlite_run,
    .check = sqlite_check,
    .script = sqlite_script,
    .migration_lock = sqlite_migration_lock,
    .bulk_begin = sqlite_bulk_begin,
    .bulk_value = sqlite_bulk_value,
    .bulk_row = sqlite_bulk_row,
    .bulk_end = sqlite_bulk_end,
};
