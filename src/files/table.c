/* Tables in: which reader a file needs, told by its first bytes and never by its name, and the row that
 * both readers fill. Files that people send by mistake get a message of their own. */
#include "files/table.h"

#include <math.h>

enum status fail_number(struct error *err, enum status s, const char *key, int64_t n) {
    char digits[24];
    (void)snprintf(digits, sizeof digits, "%lld", (long long)n);
    return fail(err, s, key, digits);
}

static bool contains(struct text bytes, struct text part) {
    return bytes.ptr != NULL && memmem(bytes.ptr, bytes.len, part.ptr, part.len) != NULL;
}

/* The compound file of Microsoft's old formats; its directory holds stream names in UTF-16. */
static enum status refuse_compound(struct text bytes, struct error *err) {
    static const char encrypted[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    static const char word[] = "W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t";
    if (contains(bytes, (struct text){encrypted, sizeof encrypted}))
        return fail(err, E_INVALID, "files.encrypted");
    if (contains(bytes, (struct text){word, sizeof word}))
        return fail(err, E_INVALID, "files.not_a_table", "Word");
    return fail(err, E_INVALID, "files.old_xls");
}

/* Web pages and XML saved under the name .xls are common exports of older systems. */
static bool looks_like_markup(struct text bytes) {
    if (text_starts(bytes, T("\xef\xbb\xbf")))
        bytes = (struct text){bytes.ptr + 3, bytes.len - 3};
    bytes.len = bytes.len < 1024 ? bytes.len : 1024;
    bytes = text_trim(bytes);
    static const char *const openings[] = {"<!doctype", "<html", "<table", "<?xml", "<head", "<meta"};
    for (size_t i = 0; i < COUNT_OF(openings); i++) {
        size_t n = strlen(openings[i]);
        if (bytes.len >= n && strncasecmp(bytes.ptr, openings[i], n) == 0)
            return true;
    }
    return false;
}

enum status table_open(struct text bytes, const char *sheet, struct table_reader **ret, struct error *err) {
    if (bytes.len == 0)
        return fail(err, E_INVALID, "files.empty");
    if (bytes.len > MAX_UPLOAD_BYTES)
        return fail_number(err, E_TOO_LARGE, "files.too_large", MAX_UPLOAD_BYTES >> 20);
    if (text_starts(bytes, T("PK\003\004")) || text_starts(bytes, T("PK\005\006")))
        return xlsx_open(bytes, sheet, ret, err);
    if (text_starts(bytes, T("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")))
        return refuse_compound(bytes, err);
    if (text_starts(bytes, T("\x09\x08\x10\x00")) || text_starts(bytes, T("\x09\x08\x08\x00")) ||
        text_starts(bytes, T("\x09\x04\x06\x00")) || text_starts(bytes, T("\x09\x02\x06\x00")))
        return fail(err, E_INVALID, "files.old_xls");
    static const struct {
        struct text magic;
        const char *name;
    } others[] = {
        {{"%PDF-", 5}, "PDF"},     {{"\x89PNG", 4}, "PNG"}, {{"\xff\xd8\xff", 3}, "JPEG"}, {{"Rar!", 4}, "RAR"},
        {{"7z\xbc\xaf", 4}, "7z"}, {{"{\\rtf", 5}, "RTF"},  {{"\x1f\x8b", 2}, "gzip"},
    };
    for (size_t i = 0; i < COUNT_OF(others); i++)
        if (text_starts(bytes, others[i].magic))
            return fail(err, E_INVALID, "files.not_a_table", others[i].name);
    if (looks_like_markup(bytes))
        return fail(err, E_INVALID, "files.not_a_table", "HTML/XML");
    return csv_open(bytes, ret, err);
}

void table_close(struct table_reader *t) {
    if (t != NULL)
        t->close(t);
}

void table_close_p(struct table_reader **t) {
    table_close(*t);
    *t = NULL;
}

enum status table_next(struct table_reader *t, const struct cell **ret_cells, size_t *ret_count,
                       int32_t *ret_row_number, struct error *err) {
    return t->next(t, ret_cells, ret_count, ret_row_number, err);
}

static bool is_read(const size_t *at, size_t n, size_t column) {
    for (size_t i = 0; i < n; i++)
        if (at[i] == column)
            return true;
    return false;
}

static bool is_ours(struct text ours, struct text head) {
    struct text one;
    while (text_cut(&ours, ';', &one))
        if (text_eq(text_trim(one), head))
            return true;
    return false;
}

#define UNREAD_BYTES 400 /* a message, not a list: a sheet of another kind has dozens of columns */

struct text table_unread(struct arena *a, const struct cell *heads, size_t count, const size_t *at, size_t n,
                         struct text ours) {
    struct text said = TEXT_NONE;
    for (size_t i = 0; i < count; i++) {
        struct text head = text_trim(heads[i].text);
        if (head.len == 0 || is_read(at, n, i) || is_ours(ours, head))
            continue;
        if (said.len + head.len > UNREAD_BYTES)
            return said.ptr == NULL ? T("…") : arena_fmt(a, "%.*s; …", FMT(said));
        said = said.ptr == NULL ? arena_text(a, head) : arena_fmt(a, "%.*s; %.*s", FMT(said), FMT(head));
    }
    return said;
}

void row_init(struct row *r) {
    memset(r->cells, 0, sizeof r->cells);
    r->count = 0;
    buf_init(&r->text, MAX_SHEET_ROW_BYTES);
}

void row_free(struct row *r) {
    buf_free(&r->text);
}

void row_reset(struct row *r) {
    memset(r->cells, 0, r->count * sizeof r->cells[0]);
    r->count = 0;
    buf_reset(&r->text);
}

enum status row_put(struct row *r, size_t col, struct cell c, struct error *err) {
    if (c.text.len == 0)
        return OK;
    if (col >= MAX_SHEET_COLUMNS)
        return fail_number(err, E_INVALID, "files.too_many_columns", MAX_SHEET_COLUMNS);
    if (c.text.len > MAX_SHEET_CELL_BYTES)
        return fail(err, E_INVALID, "files.cell_too_long");
    r->offset[col] = r->text.len;
    buf_text(&r->text, c.text);
    if (!buf_ok(&r->text))
        return fail(err, E_INVALID, "files.row_too_long");
    if (c.kind != CELL_DAY)
        c.day = DAY_NONE;
    r->cells[col] = c;
    if (col >= r->count)
        r->count = col + 1;
    return OK;
}

void row_seal(struct row *r) {
    for (size_t i = 0; i < r->count; i++)
        r->cells[i].text = r->cells[i].kind == CELL_EMPTY
                               ? TEXT_NONE
                               : (struct text){r->text.ptr + r->offset[i], r->cells[i].text.len};
}

/* The program never leaves the C locale, so printf writes a point. */
size_t number_text(double v, char out[NUMBER_TEXT_BYTES]) {
    if (v == floor(v)) {
        if (v == 0)
            v = 0; /* minus zero */
        int n = snprintf(out, NUMBER_TEXT_BYTES, "%.0f", v);
        return (size_t)n;
    }
    char shown[40];
    (void)snprintf(shown, sizeof shown, "%.14e", v);
    const char *e = strchr(shown, 'e');
    long exponent = e != NULL ? strtol(e + 1, NULL, 10) : 0;
    long decimals = 14 - exponent;
    int n = snprintf(out, NUMBER_TEXT_BYTES, "%.*f", decimals < 0 ? 0 : (int)decimals, v);
    size_t len = (size_t)n;
    if (memchr(out, '.', len) != NULL) {
        while (out[len - 1] == '0')
            len--;
        if (out[len - 1] == '.')
            len--;
    }
    if (len == 2 && out[0] == '-' && out[1] == '0') {
        out[0] = '0';
        len = 1;
    }
    out[len] = '\0';
    return len;
}
