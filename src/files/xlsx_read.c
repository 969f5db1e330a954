/* XLSX in: rows of one sheet, one at a time. The sheet's XML is inflated and parsed piece by piece; the parser
 * is paused at the end of each row that has a value, so memory is one row and the shared texts, however long
 * the sheet. What a file says about its own size (<dimension>) is not believed. */
#include "files/xlsx.h"

#include <math.h>

#include "i18n/i18n.h"

#define SAMPLE_ROWS 200 /* looked at for texts typed in an old font */
#define SAMPLE_BYTES (16u << 10)
#define SAMPLE_CELLS 4 /* fewer tell nothing */

#define LAST_ROW 1048576 /* of the format */

struct xlsx_reader {
    struct table_reader base;
    struct workbook book;
    struct xml_reader xml;
    struct row row;
    int32_t row_number;
    int32_t rows; /* with a value */
    uint64_t cells;
    bool row_ready;
    /* where the parser is */
    bool in_rows, in_row, in_cell, taking;
    unsigned phonetic;
    struct buf value;
    char type;
    size_t col, next_col;
    size_t style;
    /* texts that may have been typed in an old font */
    struct buf sample;
    size_t sample_cells;
    bool sample_done;
};

/* "AB12" -> 27. Anything else than letters and digits is SIZE_MAX. */
static size_t column_of(const char *ref) {
    size_t col = 0;
    const char *p = ref;
    for (; *p >= 'A' && *p <= 'Z'; p++) {
        col = col * 26 + (size_t)(*p - 'A' + 1);
        if (col > 16384)
            return SIZE_MAX;
    }
    return p == ref || *p < '1' || *p > '9' ? SIZE_MAX : col - 1;
}

static void bad_sheet(struct xlsx_reader *r, const char *why) {
    xml_stop(&r->xml, fail_detail(r->xml.err, E_INVALID, "files.bad_xml", "row %d: %s", r->row_number, why));
}

static void begin_row(struct xlsx_reader *r, const char **attrs) {
    const char *ref = xml_attr(attrs, "r");
    int64_t n = (int64_t)r->row_number + 1;
    if (ref != NULL && (!text_to_i64(text_of(ref), &n) || n <= r->row_number)) {
        bad_sheet(r, "row numbers do not rise");
        return;
    }
    if (n > LAST_ROW) {
        bad_sheet(r, "row number");
        return;
    }
    r->row_number = (int32_t)n;
    r->next_col = 0;
    r->in_row = true;
    row_reset(&r->row);
}

/* One letter per type of cell; those of equal first letter are told apart. */
static char cell_type(const char *t) {
    static const struct {
        const char *name;
        char type;
    } types[] = {{"s", 's'}, {"n", 'n'}, {"str", 't'}, {"inlineStr", 't'}, {"b", 'b'}, {"e", 'e'}, {"d", 'd'}};
    for (size_t i = 0; t != NULL && i < COUNT_OF(types); i++)
        if (strcmp(t, types[i].name) == 0)
            return types[i].type;
    return 'n';
}

static void begin_cell(struct xlsx_reader *r, const char **attrs) {
    const char *ref = NULL, *style = NULL, *type = NULL;
    for (; attrs[0] != NULL; attrs += 2) {
        if (attrs[0][0] == '\0' || attrs[0][1] != '\0')
            continue;
        if (attrs[0][0] == 'r')
            ref = attrs[1];
        else if (attrs[0][0] == 's')
            style = attrs[1];
        else if (attrs[0][0] == 't')
            type = attrs[1];
    }
    r->col = ref != NULL ? column_of(ref) : r->next_col;
    if (r->col == SIZE_MAX) {
        bad_sheet(r, "cell name");
        return;
    }
    r->next_col = r->col + 1;
    r->type = cell_type(type);
    r->style = style != NULL ? strtoul(style, NULL, 10) : 0;
    r->in_cell = true;
    r->taking = false;
    r->phonetic = 0;
    buf_reset(&r->value);
}

static void sheet_start(struct xml_reader *x, const char *name, const char **attrs) {
    struct xlsx_reader *r = x->user;
    if (r->in_cell) {
        if (strcmp(name, "rPh") == 0)
            r->phonetic++;
        else
            r->taking = strcmp(name, "v") == 0 || (strcmp(name, "t") == 0 && r->phonetic == 0);
    } else if (r->in_row) {
        if (strcmp(name, "c") == 0)
            begin_cell(r, attrs);
    } else if (r->in_rows) {
        if (strcmp(name, "row") == 0)
            begin_row(r, attrs);
    } else if (strcmp(name, "sheetData") == 0) {
        r->in_rows = true;
    }
}

static void sheet_text(struct xml_reader *x, struct text t) {
    struct xlsx_reader *r = x->user;
    if (r->taking)
        buf_text(&r->value, t);
}

/* text_to_double without hexadecimal, infinity, or a rest. */
static bool plain_number(const char *z, double *ret) {
    if (z[strspn(z, "0123456789+-.eE")] != '\0')
        return false;
    char *end;
    double v = strtod(z, &end);
    if (end == z || *end != '\0' || !isfinite(v))
        return false;
    *ret = v;
    return true;
}

static struct cell day_cell(day_t d, char iso[11]) {
    day_iso(d, iso);
    return (struct cell){.kind = CELL_DAY, .day = d, .text = {iso, 10}};
}

/* out holds the text of the cell where it is not in the reader's own buffers. */
static struct cell number_cell(struct xlsx_reader *r, char out[NUMBER_TEXT_BYTES]) {
    struct text shown = text_trim(buf_as_text(&r->value));
    struct cell c = {.kind = CELL_TEXT, .text = shown};
    if (shown.len == 0 || shown.len >= NUMBER_TEXT_BYTES)
        return c;
    memcpy(out, shown.ptr, shown.len);
    out[shown.len] = '\0';
    if (!plain_number(out, &c.number))
        return c;
    c.kind = CELL_NUMBER;
    bool is_day = r->style < r->book.style_count && r->book.style_is_day[r->style];
    day_t day = is_day ? serial_day(c.number, r->book.from_1904) : DAY_NONE;
    if (day != DAY_NONE) {
        double number = c.number;
        c = day_cell(day, out);
        c.number = number;
        return c;
    }
    /* Up to 15 plain digits are their own text: codes and personal numbers, by far the most. */
    bool digits = shown.len <= 15 && (shown.ptr[0] != '0' || shown.len == 1);
    for (size_t i = 0; digits && i < shown.len; i++)
        digits = shown.ptr[i] >= '0' && shown.ptr[i] <= '9';
    c.text = (struct text){out, digits ? shown.len : number_text(c.number, out)};
    return c;
}

static struct cell text_cell(struct xlsx_reader *r) {
    if (r->value.len > 0)
        r->value.len = xlsx_unescape(r->value.ptr, r->value.len);
    return (struct cell){.kind = CELL_TEXT, .text = buf_as_text(&r->value)};
}

static struct cell iso_cell(struct xlsx_reader *r, char out[NUMBER_TEXT_BYTES]) {
    struct text t = buf_as_text(&r->value);
    day_t day;
    if (t.len >= 10 && (t.len == 10 || t.ptr[10] == 'T') && day_parse((struct text){t.ptr, 10}, &day))
        return day_cell(day, out);
    return text_cell(r);
}

static bool shared_cell(struct xlsx_reader *r, struct cell *ret) {
    int64_t index;
    struct text t = text_trim(buf_as_text(&r->value));
    if (t.len == 0) { /* a styled cell without a value */
        *ret = (struct cell){.kind = CELL_EMPTY};
        return true;
    }
    if (!text_to_i64(t, &index) || index < 0 || (uint64_t)index >= r->book.strings.count)
        return false;
    *ret = (struct cell){.kind = CELL_TEXT, .text = workbook_string(&r->book, (size_t)index)};
    return true;
}

static void end_cell(struct xlsx_reader *r) {
    char out[NUMBER_TEXT_BYTES];
    struct cell c = {.kind = CELL_EMPTY};
    r->in_cell = false;
    if (!buf_ok(&r->value)) {
        xml_stop(&r->xml, fail(r->xml.err, E_INVALID, "files.cell_too_long"));
        return;
    }
    switch (r->type) {
    case 's':
        if (!shared_cell(r, &c)) {
            bad_sheet(r, "shared text");
            return;
        }
        break;
    case 't':
        c = text_cell(r);
        break;
    case 'b':
        c = text_cell(r);
        c.kind = CELL_BOOL;
        c.number = text_is(c.text, "1") || text_is(c.text, "true");
        if (c.text.len > 0)
            c.text = c.number != 0 ? T("1") : T("0");
        break;
    case 'e':
        c = text_cell(r);
        c.kind = CELL_ERROR;
        break;
    case 'd':
        c = iso_cell(r, out);
        break;
    default:
        c = number_cell(r, out);
        break;
    }
    if (c.text.len == 0)
        return;
    if (++r->cells > MAX_SHEET_CELLS) {
        xml_stop(&r->xml, fail_detail(r->xml.err, E_INVALID, "files.bomb", "cells"));
        return;
    }
    enum status s = row_put(&r->row, r->col, c, r->xml.err);
    if (s != OK)
        xml_stop(&r->xml, s);
}

static bool row_has_value(struct row *row) {
    for (size_t i = 0; i < row->count; i++)
        if (row->cells[i].kind != CELL_EMPTY && text_trim(row->cells[i].text).len > 0)
            return true;
    return false;
}

static void sheet_end(struct xml_reader *x, const char *name) {
    struct xlsx_reader *r = x->user;
    if (r->in_cell) {
        r->taking = false;
        if (strcmp(name, "rPh") == 0 && r->phonetic > 0)
            r->phonetic--;
        else if (strcmp(name, "c") == 0)
            end_cell(r);
    } else if (r->in_row) {
        if (strcmp(name, "row") != 0)
            return;
        r->in_row = false;
        row_seal(&r->row);
        if (row_has_value(&r->row)) {
            r->row_ready = true;
            xml_pause(x);
        }
    } else if (r->in_rows && strcmp(name, "sheetData") == 0) {
        r->in_rows = false;
    }
}

/* Text typed in a font of TCVN3 or VNI is stored as the letters of Western Europe that lie under its bytes: nothing
 * above U+00FF but some signs of Windows. Words in Unicode beside it (the heads of a template) would hide it, so only
 * cells of such letters are looked at. */
static bool may_be_old_font(struct text t) {
    bool foreign = false;
    for (size_t i = 0; i < t.len; i++) {
        unsigned char c = (unsigned char)t.ptr[i];
        if (c < 0x80 || (c & 0xc0) == 0x80)
            continue;
        foreign = true;
        bool sign = c == 0xe2 || ((c == 0xc5 || c == 0xc6 || c == 0xcb) && i + 1 < t.len);
        if (c > 0xc3 && !sign)
            return false;
    }
    return foreign;
}

static void take_sample(struct xlsx_reader *r) {
    for (size_t i = 0; i < r->row.count; i++)
        if (r->row.cells[i].kind == CELL_TEXT && may_be_old_font(r->row.cells[i].text)) {
            buf_text(&r->sample, r->row.cells[i].text);
            buf_char(&r->sample, '\n');
            r->sample_cells++;
        }
}

static enum status check_encoding(struct xlsx_reader *r, struct error *err) {
    r->sample_done = true;
    if (r->sample_cells < SAMPLE_CELLS)
        return OK;
    enum text_encoding e = text_guess_encoding(buf_as_text(&r->sample));
    return e == TEXT_TCVN3 || e == TEXT_VNI ? fail(err, E_INVALID, "files.wrong_encoding", text_encoding_name(e)) : OK;
}

static enum status xlsx_next(struct table_reader *t, const struct cell **ret_cells, size_t *ret_count,
                             int32_t *ret_row_number, struct error *err) {
    struct xlsx_reader *r = (struct xlsx_reader *)t;
    r->row_ready = false;
    if (!r->xml.finished)
        TRY(xml_run(&r->xml, err));
    if (r->row_ready && ++r->rows > MAX_SHEET_ROWS)
        return fail_number(err, E_INVALID, "files.too_many_rows", MAX_SHEET_ROWS);
    if (r->row_ready && !r->sample_done)
        take_sample(r);
    if (!r->sample_done && (!r->row_ready || r->rows >= SAMPLE_ROWS || !buf_ok(&r->sample)))
        TRY(check_encoding(r, err));
    *ret_cells = r->row.cells;
    *ret_count = r->row_ready ? r->row.count : 0;
    *ret_row_number = r->row_ready ? r->row_number : 0;
    return OK;
}

static void xlsx_close(struct table_reader *t) {
    struct xlsx_reader *r = (struct xlsx_reader *)t;
    xml_close(&r->xml);
    zip_close(r->book.zip);
    buf_free(&r->book.strings.bytes);
    free(r->book.strings.ends);
    free(r->book.style_is_day);
    row_free(&r->row);
    buf_free(&r->value);
    buf_free(&r->sample);
    free(r);
}

static enum status refuse_other_archives(struct zip *zip, struct error *err) {
    if (zip_has_suffix(zip, T("vbaproject.bin")))
        return fail(err, E_INVALID, "files.macros");
    static const struct {
        const char *entry, *name;
    } others[] = {{"word/document.xml", "Word"},
                  {"ppt/presentation.xml", "PowerPoint"},
                  {"content.xml", "OpenDocument"},
                  {"xl/workbook.bin", "XLSB"}};
    for (size_t i = 0; i < COUNT_OF(others); i++)
        if (zip_has(zip, others[i].entry))
            return fail(err, E_INVALID, "files.not_a_table", others[i].name);
    return OK;
}

static enum status open_parts(struct xlsx_reader *r, struct text bytes, const char *sheet, struct error *err) {
    TRY(zip_open(bytes, &r->book.zip, err));
    TRY(refuse_other_archives(r->book.zip, err));
    TRY(workbook_find(&r->book, sheet, err));
    TRY(workbook_styles(&r->book, err));
    TRY(workbook_strings(&r->book, err));
    bool found = false;
    TRY(xml_open(&r->xml, r->book.zip, r->book.sheet_path, &found, err));
    return found ? OK : fail_detail(err, E_INVALID, "files.bad_zip", "sheet is missing");
}

enum status xlsx_open(struct text bytes, const char *sheet, struct table_reader **ret, struct error *err) {
    struct xlsx_reader *r = calloc(1, sizeof *r);
    if (r == NULL)
        return fail(err, E_MEMORY, "http.out_of_memory");
    r->base = (struct table_reader){xlsx_next, xlsx_close};
    row_init(&r->row);
    buf_init(&r->value, MAX_SHEET_CELL_BYTES);
    buf_init(&r->sample, SAMPLE_BYTES);
    buf_init(&r->book.strings.bytes, MAX_SHARED_STRING_BYTES);
    r->xml = (struct xml_reader){.on_start = sheet_start, .on_end = sheet_end, .on_text = sheet_text, .user = r};
    enum status s = open_parts(r, bytes, sheet, err);
    if (s != OK) {
        xlsx_close(&r->base);
        return s;
    }
    *ret = &r->base;
    return OK;
}
