/* Shared by the postgres*.c files only. */
#ifndef ANSINH_DB_POSTGRES_INTERNAL_H
#define ANSINH_DB_POSTGRES_INTERNAL_H
#include "db/engine.h"

#include <libpq-fe.h>

/* Type numbers of PostgreSQL's catalogue (pg_type.dat); they never change. */
enum pg_type {
    PG_BOOL = 16,
    PG_BYTEA = 17,
    PG_NAME = 19,
    PG_INT8 = 20,
    PG_INT2 = 21,
    PG_INT4 = 23,
    PG_TEXT = 25,
    PG_INT8_ARRAY = 1016,
    PG_VARCHAR = 1043,
    PG_NUMERIC = 1700,
};

struct postgres_db {
    struct db base;
    PGconn *conn;
    bool gone;       /* the server said that it ends the connection */
    int wait_ms;     /* lock_timeout as the server knows it */
    unsigned serial; /* of the last prepared statement */
};

/* Binary parameters of one call. Numbers lie in `numbers`, lists in `lists`. */
struct postgres_params {
    int count;
    Oid types[DB_PARAMS_MAX];
    const char *values[DB_PARAMS_MAX];
    int lengths[DB_PARAMS_MAX], formats[DB_PARAMS_MAX];
    unsigned char numbers[DB_PARAMS_MAX][8];
    char *lists[DB_PARAMS_MAX];
};
enum status postgres_params_of(const struct db_call *call, struct postgres_params *p, struct error *err);
void postgres_params_free(struct postgres_params *p);
Oid postgres_type_of(enum db_type t);
/* Decodes row `row` of a binary result into call->row. */
enum status postgres_fetch_row(const PGresult *r, int row, const struct db_call *call, struct error *err);

/* Raises what a failed result (or, when r is NULL, the connection) means. */
enum status postgres_failed(struct postgres_db *db, const PGresult *r, const char *name, struct error *err);
/* One message line of the server, without line feeds. */
void postgres_message(const char *message, char *out, size_t size);

enum status postgres_bulk_begin(struct db *db, const char *table, const char *const *columns, size_t count,
                                struct db_bulk **ret_bulk, struct error *err);
void postgres_bulk_value(struct db_bulk *b, const struct db_value *v);
enum status postgres_bulk_row(struct db_bulk *b, struct error *err);
enum status postgres_bulk_end(struct db_bulk *b, bool abandon, struct error *err);
#endif
