/* Every table of the schema, made from the migrations by tools/tables.py: for copying a whole database. */
#ifndef ANSINH_DB_TABLES_H
#define ANSINH_DB_TABLES_H
#include "db/db.h"
struct db_table {
    const char *name;
    const char *const *columns;
    const bool *is_id; /* by column: text in copies, because other programs round 63 bits */
    size_t column_count;
    const struct db_stmt *all; /* every row in the order of the primary key; row: 16 bytes per column */
};
extern const struct db_table db_tables[];
extern const size_t db_table_count;
#endif
