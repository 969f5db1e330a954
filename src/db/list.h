/* The parts of list.c and cursor.c that see each other. Not for use outside of src/db. */
#ifndef ANSINH_DB_LIST_H
#define ANSINH_DB_LIST_H
#include "db/engine.h"

/* Where a page ends: the sort keys of a row and its id. */
struct list_position {
    struct db_value key[DB_SORT_KEYS + 1];
    size_t count;
};
/* Opaque text, made of URL-safe characters. */
struct text cursor_write(struct arena *arena, const struct db_list_stmt *s, const struct db_list_sort *sort,
                         bool descending, const struct list_position *p);
/* E_BAD_REQUEST "list.bad_cursor" unless it was written for this list, sort and direction. Text lives in the arena. */
enum status cursor_read(struct arena *arena, const struct db_list_stmt *s, const struct db_list_sort *sort,
                        bool descending, struct text cursor, struct list_position *ret, struct error *err);
#endif
