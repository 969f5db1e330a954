/* Bytes <-> rows. No database, no HTTP. Every reader here is fuzzed and bounded by base/limits.h. */
#ifndef ANSINH_FILES_H
#define ANSINH_FILES_H
#include "base/base.h"
#include "base/time.h"

/* ---- tables in (CSV, XLSX): rows of text cells, pulled one at a time. */
enum cell_kind { CELL_EMPTY, CELL_TEXT, CELL_NUMBER, CELL_DAY, CELL_BOOL, CELL_ERROR };
struct cell {
    enum cell_kind kind;
    struct text text; /* as text in every kind: numbers without exponent, days ISO, bool 1/0 */
    double number;
    day_t day;
};
struct table_reader;
/* Opens by content, not by name; borrows bytes until table_close. sheet: name of the tab, NULL for the first that
 * is not hidden (CSV: ignored). E_INVALID with a key that says what it is and what to do: files.empty,
 * files.encrypted, files.macros, files.old_xls, files.not_a_table (arg: what it seems to be), files.no_sheet (arg:
 * its name), files.bomb, files.bad_zip, files.bad_xml, files.dtd, files.wrong_encoding (arg: name of the encoding),
 * files.unreadable. E_TOO_LARGE files.too_large (arg: megabytes). */
MUST_CHECK enum status table_open(struct text bytes, const char *sheet /* NULL: first */, struct table_reader **ret,
                                  struct error *err);
void table_close(struct table_reader *t);
void table_close_p(struct table_reader **t);
#define AUTO_TABLE __attribute__((cleanup(table_close_p))) struct table_reader *
/* Next row that has any value; *ret_row_number as the person sees it (1-based, counting blank ones).
 * Cells are valid until the next call; trailing empty ones are left out. *ret_count 0 at the end. Numbers typed
 * into spreadsheets come as their digits ("079080001234" typed as a number has lost its 0 and comes without). Merged
 * cells: the first has the value. E_INVALID as table_open, and files.too_many_rows, files.too_many_columns (arg: the
 * maximum), files.cell_too_long, files.row_too_long, files.csv_quote (arg: row); after an error only table_close. */
MUST_CHECK enum status table_next(struct table_reader *t, const struct cell **ret_cells, size_t *ret_count,
                                  int32_t *ret_row_number, struct error *err);

/* The headings that none of the n columns at[] reads and that are not among `ours` ("Dòng;Vấn đề": what an error
 * workbook adds): "Ghi chú; Ngày sinhh" in the arena, TEXT_NONE when there are none. A column whose name is misspelt
 * must not be lost without a word. At most 400 bytes. */
struct text table_unread(struct arena *a, const struct cell *heads, size_t count, const size_t *at, size_t n,
                         struct text ours);

/* ---- CSV out: RFC 4180, BOM, ';' or ',', formula injection defused (leading = + - @ tab CR get an apostrophe). */
struct csv_writer {
    struct buf *out;
    char sep;
    bool row_open;
};
void csv_begin(struct csv_writer *w, struct buf *out, char sep); /* writes the BOM */
void csv_text(struct csv_writer *w, struct text t);
void csv_i64(struct csv_writer *w, int64_t v);
void csv_row_end(struct csv_writer *w);

/* ---- XLSX out, in constant memory, to a temporary file that the caller then reads (and deletes). Rows of a sheet are
 * written in order, each once. What goes wrong on the way is told by xlsx_finish, which always frees the writer:
 * E_IO files.cannot_write, E_INTERNAL for mistakes of the caller (text of over 32,767 characters, rows out of order).
 */
struct xlsx_writer;
enum xlsx_style { XLSX_TEXT, XLSX_INT, XLSX_MONEY, XLSX_PERCENT, XLSX_DAY, XLSX_HEAD, XLSX_TITLE, XLSX_WRONG };
MUST_CHECK enum status xlsx_create(const char *path, struct xlsx_writer **ret, struct error *err);
void xlsx_sheet(struct xlsx_writer *w, const char *name);
/* Width in characters and the style of cells that are still empty. Text by default, so that Excel keeps the leading
 * zeros of what is typed there. */
void xlsx_column_width(struct xlsx_writer *w, unsigned col, double width);
void xlsx_column(struct xlsx_writer *w, uint16_t col, double width, enum xlsx_style s);
void xlsx_text(struct xlsx_writer *w, uint32_t row, uint16_t col, struct text t, enum xlsx_style s);
void xlsx_number(struct xlsx_writer *w, uint32_t row, uint16_t col, double v, enum xlsx_style s);
void xlsx_day(struct xlsx_writer *w, uint32_t row, uint16_t col, day_t d);
void xlsx_freeze(struct xlsx_writer *w, uint32_t rows, uint16_t cols);
/* A drop-down of allowed values on rows first..last of a column (values written on a hidden sheet when long). */
void xlsx_choices(struct xlsx_writer *w, uint32_t first, uint32_t last, uint16_t col, const char *const *values,
                  size_t count);
MUST_CHECK enum status xlsx_finish(struct xlsx_writer **w, struct error *err);
/* Or without a path: into a file of our own in the system's temporary folder, readable by us only, whose bytes
 * xlsx_finish_into appends to out; the file is gone then, whatever happened. */
MUST_CHECK enum status xlsx_create_temporary(struct xlsx_writer **ret, struct error *err);
MUST_CHECK enum status xlsx_finish_into(struct xlsx_writer **w, struct buf *out, struct error *err);

/* ---- documents: state layout of NĐ 30/2020 (A4; margins 20/20/30/20 mm; Times metric; page number in the top
 * margin from page 2). One description gives both PDF and DOCX. Strings are UTF-8; *bold* and _italic_ marks are
 * not interpreted: styles are arguments. */
struct document;
enum doc_align { DOC_LEFT, DOC_CENTER, DOC_RIGHT, DOC_JUSTIFY };
enum doc_style { DOC_PLAIN = 0, DOC_BOLD = 1, DOC_ITALIC = 2, DOC_UPPER = 4, DOC_SMALL = 8, DOC_INDENT = 16 };
struct document *document_new(bool landscape);
void document_free(struct document *d);
void document_drop(struct document **d);
#define AUTO_DOCUMENT __attribute__((cleanup(document_drop))) struct document *
/* The head: parent_agency may be empty; number e.g. "112/QĐ-UBND" ("    /QĐ-UBND" before it is given). */
void document_head(struct document *d, struct text parent_agency, struct text agency, struct text number,
                   struct text place, day_t day);
void document_title(struct document *d, struct text kind, struct text about); /* QUYẾT ĐỊNH / Về việc … */
void document_para(struct document *d, struct text t, enum doc_align align, unsigned style);
/* Runs of different style in one paragraph: begin, add…, end. */
void document_run_begin(struct document *d, enum doc_align align, unsigned style);
void document_run(struct document *d, struct text t, unsigned style);
void document_run_end(struct document *d);
/* A table with a repeated header row; widths are shares of the text width. Cells row by row. */
void document_table_begin(struct document *d, size_t columns, const double *widths, const enum doc_align *aligns);
void document_table_head(struct document *d, const struct text *cells);
/* Two-row header: groups[i].span columns under one heading. */
struct doc_span {
    struct text text;
    size_t span;
};
void document_table_group(struct document *d, const struct doc_span *groups, size_t count);
void document_table_row(struct document *d, const struct text *cells, unsigned style);
void document_table_end(struct document *d);
void document_page_break(struct document *d);
/* capacity lines e.g. {"KT. CHỦ TỊCH","PHÓ CHỦ TỊCH"}; name may be empty (unsigned draft); recipients lines at left. */
void document_sign(struct document *d, const struct text *capacity, size_t capacity_count, struct text name,
                   const struct text *recipients, size_t recipient_count);
/* Several signature columns (minutes): title above, name under. */
void document_sign_columns(struct document *d, const struct doc_span *titles, const struct text *names, size_t count);
/* A dashed note at the end: "Dữ liệu minh hoạ, không có giá trị pháp lý". */
void document_watermark_note(struct document *d, struct text note);
/* For the file's properties. By default the title is kind and summary of document_title, and the day that of
 * document_head. There is no clock in a document: equal descriptions give equal bytes. */
void document_properties(struct document *d, struct text title, day_t created);
/* At start: is there a font with the metric of Times New Roman and every Vietnamese letter? family: the one that
 * would be used, for the message. */
bool document_fonts_ok(char ret_family[64]);
/* Appended to out. E_TOO_LARGE files.result_too_large. */
MUST_CHECK enum status document_pdf(const struct document *d, struct buf *out, struct error *err);
MUST_CHECK enum status document_docx(const struct document *d, struct buf *out, struct error *err);

/* ---- GeoJSON: polygons of areas by a code property; bounded; coordinates WGS 84. */
struct geo_ring {
    const double *xy; /* longitude, latitude, … in degrees */
    size_t points;    /* the last is equal to the first */
    bool hole;        /* a hole in the nearest ring before it that is none */
};
struct geo_shape {
    struct text code;
    const struct geo_ring *rings;
    size_t ring_count;
};
/* Takes a FeatureCollection of Polygon and MultiPolygon. Shapes live in a. E_INVALID files.not_geojson,
 * files.geo_no_code, files.geo_shape, files.geo_not_wgs84 (arg: number of the feature), files.geo_too_many;
 * E_TOO_LARGE files.too_large. */
MUST_CHECK enum status geojson_read(struct text bytes, const char *code_property, struct arena *a,
                                    struct geo_shape **ret_shapes, size_t *ret_count, struct error *err);
#endif
