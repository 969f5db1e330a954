/* Shipped facts: data/NAME.tsv, compiled in. First line names the columns, '#' lines are comments, an empty
 * cell is "none". A column that is asked for and not there ends the program: the files are ours and tested. */
#ifndef ANSINH_TSV_H
#define ANSINH_TSV_H
#include "base/base.h"
#include "base/time.h"

#define TSV_COLUMNS 32
struct tsv {
    struct text rest;
    struct text names[TSV_COLUMNS];
    struct text cells[TSV_COLUMNS];
    size_t columns;
    int line;
    const char *file;
};
void tsv_open(struct tsv *t, const char *file); /* "areas.tsv" */
bool tsv_next(struct tsv *t);                   /* the next row; cells stay valid for the life of the program */
struct text tsv_text(const struct tsv *t, const char *column); /* TEXT_NONE when empty */
int64_t tsv_int(const struct tsv *t, const char *column, int64_t otherwise);
day_t tsv_day(const struct tsv *t, const char *column, day_t otherwise);
#endif
