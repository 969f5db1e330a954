/* A list page, its API answer and its exports from one declaration over one declared statement. */
#ifndef ANSINH_LIST_H
#define ANSINH_LIST_H
#include "app/app.h"
#include "app/form.h"

#define LIST_SEARCH_VALUES (MAX_SEARCH_WORDS + 2)

struct list_column {
    const char *key;   /* member of the row object */
    const char *label; /* word key */
    const char *sort;  /* name of a sort of the statement, or NULL */
    const char *href;  /* "/households/{id}": {…} are members of the row; NULL: no link */
    bool number;       /* right-aligned */
    bool hidden;       /* not shown until chosen */
    enum field_sensitivity sensitivity;
    enum value_type type; /* for the API description and spreadsheet cells */
};
struct list_filter {
    const char *name;     /* query parameter = filter of the statement */
    const char *label;    /* word key */
    enum field_type type; /* F_CHOICE, F_BOOL, F_INT, F_DAY, F_ID, F_TEXT */
    const struct choice *choices;
    size_t choice_count;
    /* choices from data (areas in scope …); labels as text */
    enum status (*options)(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err);
    /* Which filter of the statement takes this value, when a rare value is found another way than a common one;
     * NULL: the one of the same name. */
    const char *(*pick)(const struct db_list_value *v);
};
struct list_def {
    const char *name;
    const struct db_list_stmt *stmt;
    const struct list_column *columns;
    size_t column_count;
    const struct list_filter *filters;
    size_t filter_count;
    const char *search; /* filter that takes ?q= folded, or NULL */
    /* Turns the folded words into what the search filter wants; NULL: as they are. */
    struct text (*search_value)(struct ctx *c, struct text folded);
    /* Turns them into up to LIST_SEARCH_VALUES filter values instead, when it depends on the words how they are found.
     */
    enum status (*search_values)(struct ctx *c, struct text folded, struct db_list_value *out, size_t *ret_count,
                                 struct error *err);
    /* Puts into *ret how many rows there are, where a counter knows it for the asker's scope and these filter values;
     * else *ret stays -1 and they are counted. */
    enum status (*known_total)(struct ctx *c, const struct db_list_value *values, size_t count, int64_t *ret,
                               struct error *err);
    const char *row_href; /* where Enter on a row goes: "/households/{id}"; NULL: the first column's link */
    /* Turns a row struct into the row object (keys of the columns, and "id"). */
    void (*row)(struct ctx *c, const void *row, struct value *item);
    const char *empty;     /* word key said when nothing matches */
    const char *file_name; /* of exports, ASCII, without suffix */
};
/* Answers the request: reads ?q, filters, sort, dir, cursor, back, limit, columns; runs the statement within
 * the asker's scope; fills out.items, out.total, out.total_is_more, out.next, out.previous and, for pages,
 * out.list (what view.table needs). With c->format xlsx/csv it streams the export instead. `in`: the
 * statement's fixed parameters or NULL. `extra`: further filter values. */
MUST_CHECK enum status list_answer(struct ctx *c, const struct list_def *d, const void *in,
                                   const struct db_list_value *extra, size_t extra_count, struct value *out,
                                   struct error *err);
#endif
