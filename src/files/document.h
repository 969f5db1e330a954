/* Inside of src/files: what a document is between its description and its two outputs. Lengths in points
 * (1/72 inch), as both outputs count. Sizes and places are those of annex I of decree 30/2020/NĐ-CP. */
#ifndef ANSINH_FILES_DOCUMENT_H
#define ANSINH_FILES_DOCUMENT_H
#include "files/files.h"

#define MM (72.0 / 25.4)
#define A4_SHORT (210 * MM)
#define A4_LONG (297 * MM)
#define MARGIN (20 * MM)      /* top, bottom, right */
#define MARGIN_BIND (30 * MM) /* left; on a turned page the top, where it is bound */

#define SIZE_BODY 14.0
#define SIZE_SMALL 12.0
#define SIZE_AGENCY 13.0
#define SIZE_MOTTO 14.0
#define SIZE_NUMBER 13.0
#define SIZE_RECIPIENTS_HEAD 12.0
#define SIZE_RECIPIENTS 11.0
#define SIZE_PAGE_NUMBER 13.0
#define SIZE_NOTE 10.0
#define LINE_FACTOR 1.1 /* of the font's own line height: about 1.27 of its size */
#define TABLE_LINE_FACTOR 1.0
#define PARA_AFTER 6.0 /* at least 6 pt between paragraphs */
#define FIRST_INDENT (10 * MM)
#define CELL_PAD_X 4.0
#define CELL_PAD_Y 2.5
#define SIGN_SPACE 64.0 /* for signature and seal */
#define HEAD_LEFT_SHARE 0.40
#define SIGN_LEFT_SHARE 0.45

#define NATIONAL_TITLE "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
#define MOTTO "Độc lập - Tự do - Hạnh phúc"
#define RECIPIENTS "Nơi nhận:"

enum block_kind {
    BLOCK_HEAD,
    BLOCK_TITLE,
    BLOCK_PARA,
    BLOCK_TABLE,
    BLOCK_BREAK,
    BLOCK_SIGN,
    BLOCK_SIGN_COLUMNS,
    BLOCK_NOTE,
};

struct doc_run {
    struct text text;
    unsigned style;
    struct doc_run *next;
};

struct doc_para {
    enum doc_align align;
    unsigned style;
    struct doc_run *runs, **end;
};

struct doc_row {
    struct text *cells;
    unsigned style;
    struct doc_row *next;
};

struct doc_table {
    size_t columns;
    double *widths; /* shares, sum 1 */
    enum doc_align *aligns;
    struct doc_span *groups; /* spans sum to columns */
    size_t group_count;
    struct text *head; /* NULL: no header */
    struct doc_row *rows, **end;
};

struct doc_block {
    enum block_kind kind;
    struct doc_block *next;
    union {
        struct {
            struct text parent, agency, number, place_and_day;
        } head;
        struct {
            struct text kind, about;
        } title;
        struct doc_para para;
        struct doc_table table;
        struct {
            struct text *capacity, *recipients;
            size_t capacity_count, recipient_count;
            struct text name;
        } sign;
        struct {
            struct doc_span *titles;
            struct text *names;
            size_t count;
        } columns;
        struct text note;
    };
};

struct document {
    struct arena *arena;
    bool landscape;
    struct doc_block *first, **end;
    struct doc_para *open_para;
    struct doc_table *open_table;
    struct text title;
    day_t created;
};

double document_text_width(const struct document *d);
double table_font_size(const struct doc_table *t);
/* Widths of the columns: the shares asked for, but a column is at least as wide as its longest word (a heading, a
 * personal number), at the cost of those that have room. */
void table_widths(const struct doc_table *t, double total, double ret_widths[MAX_DOCUMENT_COLUMNS]);
/* A group of one column whose heading fills both header rows. */
bool group_is_merged(const struct doc_table *t, size_t group, size_t column);
/* Text of such a heading. */
struct text group_merged_text(const struct doc_table *t, size_t group, size_t column);

/* Width of the longest line, set in the document's font. */
double set_text_width(struct text t, unsigned style, double size);
/* Breaks t where it must to fit width, into lines of about equal length; '\n' at the breaks. */
struct text set_text_balanced(struct arena *a, struct text t, unsigned style, double size, double width);
#endif
