/* Shared by sqlite.c and sqlite_error.c only. */
#ifndef ANSINH_DB_SQLITE_INTERNAL_H
#define ANSINH_DB_SQLITE_INTERNAL_H
#include "db/engine.h"

#include <sqlite3.h>

struct sqlite_db {
    struct db base;
    sqlite3 *conn;
    bool relaxed; /* commits do not wait for the disk */
    /* Microseconds of clock_monotonic_us. */
    int64_t waits_since;            /* for another process to let go of the file */
    int64_t held_since, held_until; /* of the last write transaction */
    int64_t held;                   /* how long in a row: since others last had their turn */
};
/* Raises what rc means; name: the statement. */
enum status sqlite_failed(struct sqlite_db *db, int rc, const char *name, struct error *err);
int sqlite_bind(sqlite3_stmt *st, int at, const struct db_value *v); /* text is borrowed */
#endif
