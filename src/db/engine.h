/* What sqlite.c and postgres.c offer to the rest of src/db. Not for use outside of it.
 *
 * db.c turns parameter structs into values and decides what a call means; an engine binds values, runs, and
 * decodes columns into a row struct. Neither engine knows of lists, pools or migrations. */
#ifndef ANSINH_DB_ENGINE_H
#define ANSINH_DB_ENGINE_H
#include "db/db.h"

#define DB_PARAMS_MAX 128
#define DB_COLUMNS_MAX 128

struct db_value {
    enum db_type type;
    bool null;
    int64_t i;
    struct text t;
    struct db_ids ids;
};

/* One execution of one statement. */
struct db_call {
    const char *name; /* for error details */
    const char *sql;
    bool composed; /* sql is not static: the cache keeps a copy */
    bool writes;
    bool stream; /* rows are not to be collected by the client library */
    const struct db_value *in;
    size_t in_count;
    const struct db_field *out;
    size_t out_count;
    void *row;           /* each row is decoded into it */
    struct arena *arena; /* text is copied there; NULL: it is borrowed until the sink returns */
    enum status (*sink)(void *user, const void *row, struct error *err);
    void *user;
    bool stopped; /* the sink ended it; the statement itself was sound */
    int64_t changed;
};

/* Prepared statements of one connection: a bounded cache, the least recently used goes first. Static texts are
 * found by address, composed ones by content. */
#define CACHE_SIZE 256
#define CACHE_SLOTS 512
struct cache_entry {
    const char *sql;
    bool composed;
    uint64_t hash;
    void *prepared; /* the engine's */
    struct cache_entry *chain, *newer, *older;
};
struct cache {
    struct cache_entry *slots[CACHE_SLOTS];
    struct cache_entry *newest, *oldest;
    size_t count;
};
/* The entry, now the newest; NULL when there is none. */
struct cache_entry *cache_find(struct cache *c, const char *sql, bool composed);
/* Adds. When the cache is full, the oldest entry's `prepared` is returned in *ret_evicted for the engine to end. */
struct cache_entry *cache_add(struct cache *c, const char *sql, bool composed, void *prepared, void **ret_evicted);
/* Takes any one entry out, for emptying; NULL when there is none. */
void *cache_drop_one(struct cache *c, bool *ret_dropped);

struct db_bulk {
    struct db *db;
    const char *table;
    size_t columns, column; /* column: the next to be given */
    bool wrong;             /* more values than columns, or bad text */
    enum status status;     /* of the first row that failed */
};

struct db_engine {
    enum status (*open)(struct db_pool *pool, bool write, struct db **ret_db, struct error *err);
    void (*close)(struct db *db);
    /* Before work outside of a transaction: reconnects when the server has gone. */
    enum status (*ready)(struct db *db, struct error *err);
    enum status (*begin)(struct db *db, bool write, struct error *err);
    enum status (*commit)(struct db *db, struct error *err);
    void (*rollback)(struct db *db);
    enum status (*run)(struct db *db, struct db_call *call, struct error *err);
    enum status (*check)(struct db *db, const struct db_call *call, struct error *err);
    enum status (*script)(struct db *db, const char *sql, struct error *err);
    enum status (*migration_lock)(struct db *db, struct error *err); /* within a write transaction */
    enum status (*bulk_begin)(struct db *db, const char *table, const char *const *columns, size_t count,
                              struct db_bulk **ret_bulk, struct error *err);
    void (*bulk_value)(struct db_bulk *b, const struct db_value *v);
    enum status (*bulk_row)(struct db_bulk *b, struct error *err);
    enum status (*bulk_end)(struct db_bulk *b, bool abandon, struct error *err); /* frees b */
};
extern const struct db_engine sqlite_engine, postgres_engine;

enum db_transaction { TX_NONE, TX_READ, TX_WRITE };
/* The first member of each engine's connection. */
struct db {
    const struct db_engine *engine;
    enum db_kind kind;
    struct db_pool *pool;
    bool writer; /* taken for writing */
    enum db_transaction tx;
    bool failed; /* a statement of the open write transaction failed */
    bool in_use; /* rows are being streamed, or a bulk insert is open */
    int fail_after;
    struct cache cache;
    struct db *next_idle;
};

const char *pool_address(const struct db_pool *pool); /* what the engine opens: a path or the full URL */
int pool_wait_ms(const struct db_pool *pool);
bool pool_relaxed(const struct db_pool *pool);
bool pool_injects_failure(struct db_pool *pool);

/* db.c: the checks that every piece of work passes, for list.c and migrate.c as well. */
enum status db_run(struct db *db, struct db_call *call, struct error *err);
size_t db_values_of(const struct db_field *fields, size_t count, const void *in, struct db_value *out);
enum status db_count_failure(struct db *db, struct error *err); /* E_IO when the test asked for it */

/* Puts one decoded value into its field of the row. null: the column held NULL. */
enum status row_put_null(const struct db_call *call, size_t column, struct error *err);
enum status row_put_int(const struct db_call *call, size_t column, int64_t v, struct error *err);
enum status row_put_text(const struct db_call *call, size_t column, struct text v, bool bytes, struct error *err);

enum status sqlite_backup(struct db_pool *pool, const char *path, struct error *err);
/* postgresql://user@host:port/name of a URL, without password and options. E_BAD_REQUEST "db.bad_url". */
enum status postgres_public_url(const char *url, char *out, size_t size, struct error *err);
#endif
