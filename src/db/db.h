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

/* A list of ids as one parameter (type `ids`; in SQL: column IN_LIST(:name)). */
struct db_ids {
    const int64_t *ptr;
    size_t count;
};

/* url: "sqlite:PATH" or "postgresql://…". connections: most that are open at once for readers;
 * SQLite keeps one writer beside them. E_IO/E_DB "db.cannot_open". */
MUST_CHECK enum status db_pool_open(const char *url, unsigned connections, struct db_pool **ret_pool, struct error *err);
void db_pool_close(struct db_pool *pool);
enum db_kind db_pool_kind(const struct db_pool *pool);
const char *db_pool_url(const struct db_pool *pool); /* without the password */
/* Waits at most a few seconds for a free connection, then E_BUSY "db.busy". write: the connection may
 * db_begin_write; on SQLite that is the one writer, so take it late and give it back soon. */
MUST_CHECK enum status db_take(struct db_pool *pool, bool write, struct db **ret_db, struct error *err);
void db_give(struct db *db); /* rolls back what is still open; NULL is fine */
void db_give_p(struct db **db);
#define AUTO_DB __attribute__((cleanup(db_give_p))) struct db *
enum db_kind db_kind(const struct db *db);

/* Transactions do not nest. Read: one consistent snapshot. Write: SQLite BEGIN IMMEDIATE, PostgreSQL
 * READ COMMITTED; a deadlock or lock time-out is E_BUSY "db.busy". Any failed statement inside a write
 * transaction makes it unusable: roll back. */
MUST_CHECK enum status db_begin_read(struct db *db, struct error *err);
MUST_CHECK enum status db_begin_write(struct db *db, struct error *err);
MUST_CHECK enum status db_commit(struct db *db, struct error *err);
void db_rollback(struct db *db);
bool db_in_transaction(const struct db *db);

/* ---- what the generated code is made of ---- */
enum db_type { DB_INT, DB_DAY, DB_BOOL, DB_TEXT, DB_BYTES, DB_IDS }; /* id, money, instant, bp are DB_INT */
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
};
/* A unique violation is E_CONFLICT "db.duplicate", a broken reference or check E_CONFLICT "db.constraint"
 * (detail holds the constraint's name: db_error_is(err, "claim_once")), disk full E_IO "db.disk_full". */
MUST_CHECK enum status db_exec(struct db *db, const struct db_stmt *s, const void *in, int64_t *ret_changed,
                               struct error *err); /* ret_changed may be NULL */
/* Zero or one row; no row leaves *row untouched and *ret_found false. */
MUST_CHECK enum status db_one(struct db *db, const struct db_stmt *s, const void *in, struct arena *arena, void *row,
                              bool *ret_found, struct error *err);
MUST_CHECK enum status db_many(struct db *db, const struct db_stmt *s, const void *in, struct arena *arena,
                               void **ret_rows, size_t *ret_count, struct error *err);
/* Row by row without holding them all: `row` and its text are valid during the call. The callback's
 * status other than OK stops and is returned. No other statement may run on db meanwhile. */
typedef enum status (*db_row_fn)(void *user, const void *row, struct error *err);
MUST_CHECK enum status db_each(struct db *db, const struct db_stmt *s, const void *in, db_row_fn fn, void *user,
                               struct error *err);
bool db_error_is(const struct error *err, const char *constraint);

/* Bulk insert inside an open write transaction: SQLite prepared inserts, PostgreSQL COPY. table and columns
 * are static names. Values by column in order. Until db_bulk_end no other statement may run on db. */
struct db_bulk;
MUST_CHECK enum status db_bulk_begin(struct db *db, const char *table, const char *const *columns, size_t count,
                                     struct db_bulk **ret_bulk, struct error *err);
void db_bulk_int(struct db_bulk *b, int64_t v); /* DB_NULL gives NULL */
void db_bulk_day(struct db_bulk *b, day_t v);   /* DAY_NONE gives NULL */
void db_bulk_text(struct db_bulk *b, struct text v);
void db_bulk_bytes(struct db_bulk *b, struct text v);
MUST_CHECK enum status db_bulk_row(struct db_bulk *b, struct error *err); /* ends the row */
MUST_CHECK enum status db_bulk_end(struct db_bulk **b, struct error *err); /* frees, also when it fails */

/* ---- lists: one declared statement with optional filters and sorts, put together from declared pieces.
 * In queries.sql (see src/db/README.md): `-- list NAME` with `-- filter F type: sql`, `-- sort S: columns`. */
struct db_list_filter {
    const char *name;
    enum db_type type;
    const char *sql[2]; /* one condition with :value as ?0/$0, replaced at composition */
};
struct db_list_sort {
    const char *name;
    const char *key[2];     /* the ordering expression; a unique id is appended as tie-break */
    enum db_type type;      /* of the key, for the cursor */
    const char *desc;       /* unused by callers */
};
struct db_list_stmt {
    struct db_stmt base;            /* sql holds {where} {order} {limit} */
    const char *count_sql[2];       /* SELECT count(*) FROM (… {where} LIMIT {cap}) */
    const char *id_key[2];          /* the unique id expression, e.g. h.id */
    uint16_t id_offset;             /* of that id in the row struct */
    const char *scope[2];           /* condition over :scope_level and :scope_area; NULL when not by area */
    const struct db_list_filter *filters;
    size_t filter_count;
    const struct db_list_sort *sorts; /* the first is the default; its key is also selected as the last column(s) */
    size_t sort_count;
};
/* Area scope of the asker: he sees what lies in this area. level 0 = everything. */
struct db_scope {
    int level; /* 0 all, 1 province, 2 district, 3 commune, 4 hamlet */
    int64_t area_id;
};
struct db_list_value {
    const char *filter; /* name of a declared filter */
    int64_t i;          /* for int, day, bool */
    struct text t;      /* for text */
    struct db_ids ids;
};
struct db_list_query {
    const void *in; /* fixed parameters */
    struct db_scope scope;
    const struct db_list_value *values;
    size_t value_count;
    const char *sort; /* declared name; NULL = default */
    bool descending;
    struct text cursor; /* as returned by the last page; empty for the first. Bad: E_BAD_REQUEST "list.bad_cursor" */
    bool backwards;     /* the page before the cursor */
    size_t limit;       /* rows wanted */
    bool want_count;
    int64_t count_cap;  /* count no further than this + 1 */
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

/* ---- migrations: files migrations/YYYYMMDDHHMM_name.sql, compiled in. Type words ID INT DAY INSTANT MONEY
 * BOOL TEXT BYTES are rewritten for each engine; blocks between `-- sqlite` / `-- postgres` / `-- both` lines
 * go to that engine only. Each runs in one transaction and is recorded with its digest; a changed digest of
 * an applied migration is E_CONFLICT "db.migration_changed". */
MUST_CHECK enum status db_migrate(struct db_pool *pool, int *ret_applied, struct error *err);
MUST_CHECK enum status db_schema_version(struct db *db, struct arena *arena, struct text *ret_version, struct error *err);

/* Consistent copy of a SQLite database while it is used (backup API). PostgreSQL: E_INVALID "db.use_pg_dump". */
MUST_CHECK enum status db_backup_to(struct db_pool *pool, const char *path, struct error *err);

/* For tests: the Nth statement from now fails as if the disk were full; 0 turns it off. */
void db_fail_after(struct db *db, int n);

#endif
