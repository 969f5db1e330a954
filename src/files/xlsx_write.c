/* XLSX out over libxlsxwriter in its constant-memory mode: a row is on disk once the next one begins, so rows
 * come in order. The long lists of drop-downs go to one hidden sheet; since its rows too must come in order, the
 * lists are remembered and written at the end. */
#include <xlsxwriter.h>

#include "files/files.h"

#include <ctype.h>
#include <math.h>
#include <unistd.h>

#define LISTS_SHEET "_danh_muc"
#define INLINE_LIST_BYTES 255 /* Excel's limit for a list inside the rule */
#define CELL_CHARACTERS 32767
#define MAX_LIST_MEMORY (64u << 20)
#define STYLE_COUNT (XLSX_WRONG + 1)

struct choice_list {
    const char **values;
    size_t count;
    struct choice_list *next;
};

struct xlsx_writer {
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *styles[STYLE_COUNT];
    struct choice_list *lists; /* in column order of the hidden sheet */
    size_t list_count;
    struct arena *arena;
    struct buf zero_ended;
    uint32_t last_row;
    const char *mistake; /* the first one; told by xlsx_finish */
    char temporary[256]; /* path of the file of our own; "" when the caller gave one */
};

static void mistake(struct xlsx_writer *w, const char *what) {
    if (w->mistake == NULL)
        w->mistake = what;
}

static void check(struct xlsx_writer *w, lxw_error e) {
    if (e != LXW_NO_ERROR)
        mistake(w, lxw_strerror(e));
}

static void make_styles(struct xlsx_writer *w) {
    static const char *const formats[STYLE_COUNT] = {
        [XLSX_TEXT] = "@",         [XLSX_INT] = "#,##0", [XLSX_MONEY] = "#,##0", [XLSX_PERCENT] = "0.00%",
        [XLSX_DAY] = "dd/mm/yyyy", [XLSX_HEAD] = "@",    [XLSX_TITLE] = "@",     [XLSX_WRONG] = "@",
    };
    for (size_t i = 0; i < STYLE_COUNT; i++) {
        lxw_format *f = workbook_add_format(w->book);
        format_set_font_name(f, "Times New Roman");
        format_set_font_size(f, i == XLSX_TITLE ? 14 : 12);
        format_set_num_format(f, formats[i]);
        format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
        w->styles[i] = f;
    }
    format_set_bold(w->styles[XLSX_TITLE]);
    lxw_format *head = w->styles[XLSX_HEAD], *wrong = w->styles[XLSX_WRONG];
    format_set_bold(head);
    format_set_text_wrap(head);
    format_set_align(head, LXW_ALIGN_CENTER);
    format_set_border(head, LXW_BORDER_THIN);
    format_set_bg_color(head, 0xE8EEF4);
    format_set_bg_color(wrong, 0xFDE7E7);
    format_set_font_color(wrong, 0x9B1C1C);
    format_set_text_wrap(wrong);
}

enum status xlsx_create(const char *path, struct xlsx_writer **ret, struct error *err) {
    struct xlsx_writer *w = calloc(1, sizeof *w);
    if (w == NULL)
        return fail(err, E_MEMORY, "http.out_of_memory");
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    w->book = workbook_new_opt(path, &options);
    if (w->book == NULL) {
        free(w);
        return fail_detail(err, E_IO, "files.cannot_write", "%s", path);
    }
    w->arena = arena_new(MAX_LIST_MEMORY);
    buf_init(&w->zero_ended, 4 * CELL_CHARACTERS + 1);
    make_styles(w);
    *ret = w;
    return OK;
}

void xlsx_sheet(struct xlsx_writer *w, const char *name) {
    lxw_worksheet *s = workbook_add_worksheet(w->book, name);
    if (s == NULL) {
        mistake(w, "sheet name"); /* over 31 characters, one of []:*?/\, or twice the same */
        if (w->sheet == NULL)
            s = workbook_add_worksheet(w->book, NULL);
    }
    if (s == NULL)
        return;
    w->sheet = s;
    w->last_row = 0;
    worksheet_set_paper(s, 9); /* A4 */
    worksheet_fit_to_pages(s, 1, 0);
}

/* Cells need a sheet; a writer that was given none makes one. */
static lxw_worksheet *sheet_for_row(struct xlsx_writer *w, uint32_t row) {
    if (w->sheet == NULL)
        xlsx_sheet(w, NULL);
    if (row < w->last_row)
        mistake(w, "rows out of order");
    w->last_row = row;
    return w->sheet;
}

void xlsx_column(struct xlsx_writer *w, uint16_t col, double width, enum xlsx_style s) {
    if (w->sheet == NULL)
        xlsx_sheet(w, NULL);
    check(w, worksheet_set_column(w->sheet, col, col, width, w->styles[s]));
}

void xlsx_column_width(struct xlsx_writer *w, unsigned col, double width) {
    xlsx_column(w, (uint16_t)col, width, XLSX_TEXT);
}

/* "_x0041_" in a text would be read as the letter A; its first underscore must be written as an escape itself. */
static bool looks_escaped(struct text t) {
    if (t.len < 7 || t.ptr[1] != 'x' || t.ptr[6] != '_')
        return false;
    for (size_t i = 2; i < 6; i++)
        if (!isxdigit((unsigned char)t.ptr[i]))
            return false;
    return true;
}

static const char *zero_ended(struct xlsx_writer *w, struct text t) {
    size_t characters = 0;
    for (size_t i = 0; i < t.len; i++)
        characters += ((unsigned char)t.ptr[i] & 0xc0) != 0x80;
    if (characters > CELL_CHARACTERS || !text_is_utf8(t)) {
        mistake(w, characters > CELL_CHARACTERS ? "text too long" : "text is not UTF-8");
        return "";
    }
    buf_reset(&w->zero_ended);
    for (size_t i = 0; i < t.len; i++) {
        if (t.ptr[i] == '_' && looks_escaped((struct text){t.ptr + i, t.len - i}))
            buf_str(&w->zero_ended, "_x005F");
        buf_char(&w->zero_ended, t.ptr[i]);
    }
    buf_char(&w->zero_ended, '\0');
    if (!buf_ok(&w->zero_ended)) {
        mistake(w, "text too long");
        return "";
    }
    return w->zero_ended.ptr;
}

void xlsx_text(struct xlsx_writer *w, uint32_t row, uint16_t col, struct text t, enum xlsx_style s) {
    lxw_worksheet *sheet = sheet_for_row(w, row);
    if (t.len == 0)
        check(w, worksheet_write_blank(sheet, row, col, w->styles[s]));
    else /* a string, so that what looks like a formula is not one */
        check(w, worksheet_write_string(sheet, row, col, zero_ended(w, t), w->styles[s]));
}

void xlsx_number(struct xlsx_writer *w, uint32_t row, uint16_t col, double v, enum xlsx_style s) {
    lxw_worksheet *sheet = sheet_for_row(w, row);
    if (!isfinite(v))
        mistake(w, "not a number");
    else
        check(w, worksheet_write_number(sheet, row, col, v, w->styles[s]));
}

void xlsx_day(struct xlsx_writer *w, uint32_t row, uint16_t col, day_t d) {
    enum { FIRST = -25508 /* 1900-03-01, before it spreadsheets disagree about days */, EPOCH = 25569 };
    if (d == DAY_NONE) {
        xlsx_text(w, row, col, T(""), XLSX_DAY);
    } else if (d < FIRST || d > DAY_FOREVER) {
        char vn[11];
        day_vn(d, vn);
        xlsx_text(w, row, col, text_of(vn), XLSX_TEXT);
    } else {
        xlsx_number(w, row, col, d + EPOCH, XLSX_DAY);
    }
}

void xlsx_freeze(struct xlsx_writer *w, uint32_t rows, uint16_t cols) {
    if (w->sheet == NULL)
        xlsx_sheet(w, NULL);
    worksheet_freeze_panes(w->sheet, rows, cols);
    if (rows > 0)
        check(w, worksheet_repeat_rows(w->sheet, 0, rows - 1)); /* also on each printed page */
}

static bool fits_inline(const char *const *values, size_t count) {
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        n += strlen(values[i]) + 1;
        if (strchr(values[i], ',') != NULL || strchr(values[i], '"') != NULL || values[i][0] == '\0')
            return false;
    }
    return n <= INLINE_LIST_BYTES;
}

static bool same_list(const struct choice_list *l, const char *const *values, size_t count) {
    if (l->count != count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (strcmp(l->values[i], values[i]) != 0)
            return false;
    return true;
}

/* Column of the list on the hidden sheet; equal lists share one. */
static size_t remember_list(struct xlsx_writer *w, const char *const *values, size_t count) {
    size_t at = 0;
    struct choice_list **end = &w->lists;
    for (; *end != NULL; end = &(*end)->next, at++)
        if (same_list(*end, values, count))
            return at;
    struct choice_list *l = ARENA_NEW(w->arena, struct choice_list);
    l->values = ARENA_ARRAY(w->arena, count, const char *);
    l->count = count;
    for (size_t i = 0; i < count; i++)
        l->values[i] = arena_zstr(w->arena, text_of(values[i]));
    *end = l;
    w->list_count++;
    return at;
}

void xlsx_choices(struct xlsx_writer *w, uint32_t first, uint32_t last, uint16_t col, const char *const *values,
                  size_t count) {
    if (count == 0)
        return;
    if (w->sheet == NULL)
        xlsx_sheet(w, NULL);
    lxw_data_validation rule = {.validate = LXW_VALIDATION_TYPE_LIST, .ignore_blank = LXW_VALIDATION_ON};
    char range[64];
    if (fits_inline(values, count)) {
        rule.value_list = ARENA_ARRAY(w->arena, count + 1, char *); /* ended by NULL; the library only reads it */
        memcpy(rule.value_list, values, count * sizeof *values);
    } else {
        char column[LXW_MAX_COL_NAME_LENGTH];
        lxw_col_to_name(column, (lxw_col_t)remember_list(w, values, count), 1);
        (void)snprintf(range, sizeof range, "=" LISTS_SHEET "!%s$1:%s$%zu", column, column, count);
        rule.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
        rule.value_formula = range;
    }
    check(w, worksheet_data_validation_range(w->sheet, first, col, last, col, &rule));
}

static void write_lists(struct xlsx_writer *w) {
    if (w->lists == NULL)
        return;
    lxw_worksheet *sheet = workbook_add_worksheet(w->book, LISTS_SHEET);
    if (sheet == NULL) {
        mistake(w, "lists");
        return;
    }
    worksheet_hide(sheet);
    size_t rows = 0;
    for (struct choice_list *l = w->lists; l != NULL; l = l->next)
        rows = l->count > rows ? l->count : rows;
    for (size_t row = 0; row < rows; row++) {
        lxw_col_t col = 0;
        for (struct choice_list *l = w->lists; l != NULL; l = l->next, col++)
            if (row < l->count)
                check(w, worksheet_write_string(sheet, (lxw_row_t)row, col, l->values[row], w->styles[XLSX_TEXT]));
    }
}

enum status xlsx_finish(struct xlsx_writer **writer, struct error *err) {
    struct xlsx_writer *w = *writer;
    *writer = NULL;
    if (w->sheet == NULL)
        xlsx_sheet(w, NULL);
    write_lists(w);
    if (!arena_ok(w->arena))
        mistake(w, "lists too long");
    lxw_error e = workbook_close(w->book);
    const char *why = w->mistake;
    arena_free(w->arena);
    buf_free(&w->zero_ended);
    free(w);
    if (e != LXW_NO_ERROR)
        return fail_detail(err, E_IO, "files.cannot_write", "%s", lxw_strerror(e));
    if (why != NULL)
        return fail_detail(err, E_INTERNAL, "http.internal", "xlsx: %s", why);
    return OK;
}

enum status xlsx_create_temporary(struct xlsx_writer **ret, struct error *err) {
    const char *folder = getenv("TMPDIR");
    char path[sizeof(*ret)->temporary];
    int n = snprintf(path, sizeof path, "%s/ansinh-XXXXXX", folder != NULL && folder[0] != '\0' ? folder : "/tmp");
    int fd = n > 0 && (size_t)n < sizeof path ? mkstemp(path) : -1;
    if (fd < 0)
        return fail_detail(err, E_IO, "files.cannot_write", "%s", path);
    (void)close(fd);
    enum status s = xlsx_create(path, ret, err);
    if (s != OK)
        (void)unlink(path);
    else
        memcpy((*ret)->temporary, path, sizeof path);
    return s;
}

static enum status append_file(const char *path, struct buf *out, struct error *err) {
    char piece[65536];
    size_t n, before = out->len;
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return fail_detail(err, E_IO, "files.cannot_write", "%s", path);
    while ((n = fread(piece, 1, sizeof piece, f)) > 0)
        buf_add(out, piece, n);
    bool read_wrong = ferror(f) != 0;
    (void)fclose(f);
    if (!read_wrong && buf_ok(out))
        return OK;
    out->len = before;
    return read_wrong ? fail_detail(err, E_IO, "files.cannot_write", "%s", path)
                      : fail(err, E_TOO_LARGE, "files.result_too_large");
}

enum status xlsx_finish_into(struct xlsx_writer **w, struct buf *out, struct error *err) {
    char path[sizeof(*w)->temporary];
    memcpy(path, (*w)->temporary, sizeof path);
    enum status s = xlsx_finish(w, err);
    if (path[0] == '\0') /* a caller that gave a path has its file there */
        return s != OK ? s : fail_detail(err, E_INTERNAL, "http.internal", "xlsx: not a temporary file");
    if (s == OK)
        s = append_file(path, out, err);
    (void)unlink(path);
    return s;
}
