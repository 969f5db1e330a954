/* Inside of src/files: what the CSV and the XLSX reader share. Callers use files.h. */
#ifndef ANSINH_FILES_TABLE_H
#define ANSINH_FILES_TABLE_H
#include "files/files.h"

/* Both readers begin with this, so that table_next need not know which it holds. */
struct table_reader {
    enum status (*next)(struct table_reader *t, const struct cell **ret_cells, size_t *ret_count,
                        int32_t *ret_row_number, struct error *err);
    void (*close)(struct table_reader *t);
};

MUST_CHECK enum status csv_open(struct text bytes, struct table_reader **ret, struct error *err);
/* bytes begin like a zip archive. */
MUST_CHECK enum status xlsx_open(struct text bytes, const char *sheet, struct table_reader **ret, struct error *err);

/* The row that is being gathered. Cells hold offsets while the text buffer may still move; row_seal
 * turns them into pointers. */
struct row {
    struct cell cells[MAX_SHEET_COLUMNS];
    size_t offset[MAX_SHEET_COLUMNS];
    size_t count; /* index of the last cell with a value, plus one */
    struct buf text;
};
void row_init(struct row *r);
void row_free(struct row *r);
void row_reset(struct row *r);
/* Copies t into the row. Empty text leaves the cell empty whatever its kind. E_INVALID files.too_many_columns,
 * files.row_too_long, files.cell_too_long. */
MUST_CHECK enum status row_put(struct row *r, size_t col, struct cell c, struct error *err);
void row_seal(struct row *r);

/* A number as a person would type it: no exponent, '.' for decimals, whole numbers below 2^53 digit by digit,
 * others with the 15 significant digits that Excel itself shows. out takes NUMBER_TEXT_BYTES. */
#define NUMBER_TEXT_BYTES 400
size_t number_text(double v, char out[NUMBER_TEXT_BYTES]);

/* fail() with a number as argument. */
enum status fail_number(struct error *err, enum status s, const char *key, int64_t n);
#endif
