/* One interface over SQLite and PostgreSQL.
 *
 * All SQL is declared in files named queries.sql beside the code that uses it; tools/queries.py turns each
 * into <feature>_queries.h/.c with a parameter struct, a row struct and one typed wrapper per statement
 * (docs in src/db/README.md). No SQL text stands in a .c file.
 *
 * A struct db is one connection, lent to one request or job at a time. Text and bytes that go in are
 * borrowed for the call; what comes out lives in the arena given. */
#ifndef ANSINH_DB_H
#define ANSINH_DB_H
#include "base/base.h"
#include "base/time.h"

enum db_kind { DB_SQLITE, DB_POSTGRES };
struct db_pool;
struct db;

#define DB_NULL INT64_MIN /* "no value" in nullable int, id, money, instant; days use DAY_NONE, text a NULL ptr */
#define DB_ROW_MAX 4096   /* bytes of one row struct; checked when the generated code is compiled */

/* A list of ids as one parameter (type `ids`; in SQL: column IN_LIST(:name)). */
struct db_ids {
    const int64_t *ptr;
    size_t count;
};

/* url: "sqlite:PATH" or "postgresql://…". connections: most that are open at once for readers;
 * SQLite keeps one writer beside them. E_IO/E_DB "db.cannot_open", E_BAD_REQUEST "db.bad_url". */
MUST_CHECK enum status db_pool_open(const char *url, unsigned connections, struct db_pool **ret_pool,
                                    struct error *err);
void db_pool_close(struct db_pool *pool); /* every connection has been given back */
enum db_kind db_pool_kind(const struct db_pool *pool);
const char *db_pool_url(const struct db_pool *pool); /* without the password */
/* How many stand in line for a connection now. */
unsigned db_pool_waiting(struct db_pool *pool);
/* How long db_take and a locked row are waited for; 5000 at first. Before the pool is used. */
void db_pool_set_wait(struct db_pool *pool, int milliseconds);
/* relaxed: commits do not wait for the disk one by one. For filling a database that is made anew when the machine fails
 * meanwhile: a loss of power loses the last commits, never the order among them. What is committed after it is turned
 * off again is on the disk with all before it. */
void db_pool_relax(struct db_pool *pool, bool relaxed);
/* Waits in line for a free connection, at most the pool's wait, then E_BUSY "db.busy". write: the connection may
 * write; on SQLite that is the one writer, so take it late and give it back soon. A statement that writes on a
 * connection taken without it is E_INTERNAL "db.read_only" on both engines. */
MUST_CHECK enum status db_take(struct db_pool *pool, bool write, struct db **ret_db, struct error *err);
void db_give(struct db *db); /* rolls back what is still open; NULL is fine */
void db_give_p(struct db **db);
#define AUTO_DB __attribute__((cleanup(db_give_p))) struct db *
enum db_kind db_kind(const struct db *db);

/* Transactions do not nest. Read: one consistent snapshot. Write: SQLite BEGIN IMMEDIATE, PostgreSQL
 * READ COMMITTED; a deadlock or lock time-out is E_BUSY "db.busy". Any failed statement inside a write
 * transaction makes it unusable: roll back (what follows is E_DB "db.transaction_failed", the commit too).
 * E_DB "db.commit_unknown": the connection broke during the commit; look before you repeat. */
MUST_CHECK enum status db_begin_read(struct db *db, struct error *err);
MUST_CHECK enum status db_begin_write(struct db *db, struct error *err);
MUST_CHECK enum status db_commit(struct db *db, struct error *err);
void db_rollback(struct db *db);
bool db_in_transaction(const struct db *db);

/* ---- what the generated code is made of ---- */
/* id, money, instant, bp are DB_INT; DB_FLAG is a list filter without a value. */
enum db_type { DB_INT, DB_DAY, DB_BOOL, DB_TEXT, DB_BYTES, DB_IDS, DB_FLAG };
struct db_field {
    const char *name;
    enum db_type type;
    bool nullable;
    uint16_t offset; /* in the parameter or row struct */
};
struct db_stmt {
    const char *name;
    const char *sql[2]; /* by enum db_kind; parameters are ?1.. / $1.. */
    const struct db_field *in;
    size_t in_count;
    const struct db_field *out;
    size_t out_count;
    size_t row_size;
    bool writes;
};
/* A unique violation is E_CONFLICT "db.duplicate", a broken reference or check E_CONFLICT "db.constraint"
 * (detail begins with the constraint's name: db_error_is(err, "claim_once")), disk full E_IO "db.disk_full",
 * text that is not UTF-8 or holds NUL E_INVALID "db.bad_text", a lost connection E_BUSY "db.connection_lost". */
MUST_CHECK enum status db_exec(struct db *db, const struct db_stmt *s, const void *in, int64_t *ret_changed,
                               struct error *err); /* ret_changed may be NULL */
/* Zero or one row; no row leaves *row untouched and *ret_found false. A second row is E_INTERNAL. */
MUST_CHECK enum status db_one(struct db *db, const struct db_stmt *s, const void *in, struct arena *arena, void *row,
                              bool *ret_found, struct error *err);
/* All rows. When the arena is spent on the way: E_TOO_LARGE "db.result_too_large". */
MUST_CHECK enum status db_many(struct db *db, const struct db_stmt *s, const void *in, struct arena *arena,
                               void **ret_rows, size_t *ret_count, struct error *err);
/* Row by row without holding them all: `row` and its text are valid during the call. The callback's
 * status other than OK stops and is returned. No other statement may run on db meanwhile (E_INTERNAL). */
typedef enum status (*db_row_fn)(void *user, const void *row, struct error *err);
MUST_CHECK enum status db_each(struct db *db, const struct db_stmt *s, const void *in, db_row_fn fn, void *user,
                               struct error *err);
bool db_error_is(const struct error *err, const char *constraint);

/* Bulk insert inside an open write transaction: SQLite prepared inserts, PostgreSQL COPY. table and columns
 * are static names. Values by column in order. Until db_bulk_end no other statement may run on db.
 * A broken constraint is told by db_bulk_row or, on PostgreSQL, by db_bulk_end at the latest. */
struct db_bulk;
MUST_CHECK enum status db_bulk_begin(struct db *db, const char *table, const char *const *columns, size_t count,
                                     struct db_bulk **ret_bulk, struct error *err);
void db_bulk_int(struct db_bulk *b, int64_t v); /* DB_NULL gives NULL; also for BOOL columns (0, 1) */
void db_bulk_day(struct db_bulk *b, day_t v);   /* DAY_NONE gives NULL */
void db_bulk_text(struct db_bulk *b, struct text v);
void db_bulk_bytes(struct db_bulk *b, struct text v);
MUST_CHECK enum status db_bulk_row(struct db_bulk *b, struct error *err); /* ends the row */
/* Frees, also when it fails; sets *b to NULL, and does nothing when it is. After a failed row it must still be
 * called: it gives that row's status again and leaves *err as db_bulk_row set it. */
MUST_CHECK enum status db_bulk_end(struct db_bulk **b, struct error *err);

/* ---- lists: one declared statement with optional filters and sorts, put together from declared pieces; pages
 * by key, not by offset. In queries.sql: `-- list NAME` (src/db/README.md). Users call the generated wrappers. */
#define DB_SORT_KEYS 3
struct db_list_filter {
    const char *name;
    enum db_type type;
    const char *sql[2]; /* one condition; \001 stands for the number of its parameter */
};
struct db_list_sort {
    const char *name;
    size_t key_count;
    enum db_type type[DB_SORT_KEYS];  /* of each key, for the cursor */
    const char *key[2][DB_SORT_KEYS]; /* the ordering expressions, never NULL; the id is the tie-break */
};
struct db_list_stmt {
    struct db_stmt base;      /* its sql holds \002 where, \003 order, \004 limit, \005 keys */
    const char *id_key[2];    /* the unique id expression, e.g. h.id */
    bool scoped;              /* whether rows belong to areas */
    const char *scope[5][2];  /* by level: condition; \001 is the area's parameter */
    bool scope_of_day;        /* the rows' places follow the tree of the day */
    const char *count_sql[2]; /* SELECT 1 FROM … \002; NULL: count over the whole statement */
    const struct db_list_filter *filters;
    size_t filter_count;
    const struct db_list_sort *sorts; /* the first is the default */
    size_t sort_count;
};
/* Area scope of the asker: he sees what lies in this area. A scope that nobody set sees nothing: a scoped list
 * asked with DB_SCOPE_UNSET is E_INTERNAL "db.no_scope". */
enum db_scope_level {
    DB_SCOPE_UNSET = 0,
    DB_SCOPE_PROVINCE = 1,
    DB_SCOPE_DISTRICT = 2,
    DB_SCOPE_COMMUNE = 3,
    DB_SCOPE_HAMLET = 4,
    DB_SCOPE_ALL = 9,
};
/* A unit whose rows the asker sees. */
struct db_reach_unit {
    int level;
    int64_t area_id;
    bool of_day; /* in force today; rows that follow the tree of the day name no other */
};
/* What an area stands for when units end and others take their place: the rows of any of these. */
struct db_reach {
    const struct db_reach_unit *units;
    size_t count;
};
struct db_scope {
    int level;
    int64_t area_id;              /* not used by DB_SCOPE_ALL */
    const struct db_reach *reach; /* NULL: the area alone */
};
/* Made by the generated <list>_by_<filter>(value). The same filter twice: both conditions hold. */
struct db_list_value {
    const char *filter; /* name of a declared filter */
    int64_t i;          /* for int, day, bool */
    struct text t;      /* for text, bytes */
    struct db_ids ids;
};
struct db_list_query {
    const void *in; /* fixed parameters; the generated wrappers set it */
    struct db_scope scope;
    const struct db_list_value *values;
    size_t value_count;
    const char *sort; /* declared name; NULL = default. No such sort: E_BAD_REQUEST "list.bad_sort" */
    bool descending;
    struct text cursor; /* as returned by the last page; empty for the first. Bad: E_BAD_REQUEST "list.bad_cursor" */
    bool backwards;     /* the page before the cursor */
    size_t limit;       /* rows wanted, 1 to 10,000 */
    bool want_count;
    int64_t count_cap; /* count no further than this + 1; 0: COUNT_EXACT_TO */
};
struct db_list_page {
    void *rows;
    size_t count;
    struct text next;     /* cursor of the next page; NULL when this is the last */
    struct text previous; /* cursor for backwards; NULL when this is the first */
    int64_t total;        /* -1 when not asked; cap + 1 means "more than cap" */
};
MUST_CHECK enum status db_list(struct db *db, const struct db_list_stmt *s, const struct db_list_query *q,
                               struct arena *arena, struct db_list_page *ret_page, struct error *err);
/* All rows of a list query in its order, streamed; for exports. cursor and limit are ignored. */
MUST_CHECK enum status db_list_each(struct db *db, const struct db_list_stmt *s, const struct db_list_query *q,
                                    db_row_fn fn, void *user, struct error *err);

/* ---- migrations: files migrations/YYYYMMDDHHMM_name.sql, compiled in (format: src/db/README.md). Each runs in
 * one transaction and is recorded with its digest; a changed digest of an applied migration is E_CONFLICT
 * "db.migration_changed", one that this program does not know E_CONFLICT "db.schema_newer" (arg: its name).
 * Two processes may migrate at the same time: one waits for the other. */
struct db_migration {
    const char *name;
    const char *digest; /* SHA-256 of the file, hex */
    const char *sql[2];
};
extern const struct db_migration db_migrations[];
extern const size_t db_migration_count;
MUST_CHECK enum status db_migrate(struct db_pool *pool, int *ret_applied, struct error *err);
MUST_CHECK enum status db_migrate_list(struct db_pool *pool, const struct db_migration *list, size_t count,
                                       int *ret_applied, struct error *err);
/* Name of the newest applied migration; empty text when there is none. */
MUST_CHECK enum status db_schema_version(struct db *db, struct arena *arena, struct text *ret_version,
                                         struct error *err);

/* Consistent copy of a SQLite database while it is used (backup API); path gets mode 0600 and appears whole or not
 * at all. PostgreSQL: E_INVALID "db.use_pg_dump". */
MUST_CHECK enum status db_backup_to(struct db_pool *pool, const char *path, struct error *err);

/* ---- for tests ---- */
/* The Nth statement (or commit) from now fails as if the disk were full; 0 turns it off. On one connection, or on
 * whatever connection of the pool comes to it. */
void db_fail_after(struct db *db, int n);
void db_pool_fail_after(struct db_pool *pool, int n);
/* Runs SQL text that has no place in queries.sql: tables of tests. Several statements may stand in it. */
MUST_CHECK enum status db_script(struct db *db, const char *sql, struct error *err);

/* Every statement and list that was linked in, so that a test can prepare each on each database. */
#define DB_REGISTER(stmt)                                                                                              \
    __attribute__((section("db_statements"), used)) static const struct db_stmt *const stmt##_entry = &stmt
#define DB_REGISTER_LIST(stmt)                                                                                         \
    __attribute__((section("db_lists"), used)) static const struct db_list_stmt *const stmt##_entry = &stmt
const struct db_stmt *const *db_all_statements(size_t *ret_count);
const struct db_list_stmt *const *db_all_lists(size_t *ret_count);
/* Asks the database whether it understands the statement, its parameters and its number of columns. */
MUST_CHECK enum status db_check(struct db *db, const struct db_stmt *s, struct error *err);
/* The same for a list: each scope, filter, sort and direction. */
MUST_CHECK enum status db_check_list(struct db *db, const struct db_list_stmt *s, struct error *err);

#endif
