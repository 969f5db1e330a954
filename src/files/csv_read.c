/* CSV in: RFC 4180 as spreadsheets write it. Excel in Vietnamese settings separates by ';', others by ',' or a
 * tab, so the separator is the one that divides the first lines most evenly. */
#include "files/table.h"
#include "i18n/i18n.h"

#define SAMPLE_RECORDS 20
#define SAMPLE_BYTES (64u << 10)

struct csv_reader {
    struct table_reader base;
    struct text rest;
    char sep;
    int32_t row_number;
    int32_t rows;
    struct row row;
    struct buf field;
};

struct sample {
    size_t records; /* in a row from the top with the same number of separators */
    size_t per_record;
};

static struct sample sample_separator(struct text bytes, char sep) {
    struct sample s = {0, 0};
    size_t n = bytes.len < SAMPLE_BYTES ? bytes.len : SAMPLE_BYTES;
    size_t count = 0, records = 0, length = 0;
    bool quoted = false;
    for (size_t i = 0; i < n && records < SAMPLE_RECORDS; i++) {
        char c = bytes.ptr[i];
        if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && c == sep) {
            count++;
        } else if (!quoted && (c == '\n' || c == '\r')) {
            if (length > 0) { /* blank lines say nothing */
                if (records == 0)
                    s.per_record = count;
                if (count == s.per_record)
                    s.records++;
                records++;
            }
            count = length = 0;
            continue;
        }
        length++;
    }
    if (length > 0 && records < SAMPLE_RECORDS) {
        if (records == 0)
            s.per_record = count;
        if (count == s.per_record)
            s.records++;
    }
    return s;
}

static char guess_separator(struct text bytes) {
    static const char separators[] = {';', '\t', ','};
    char best = ';';
    struct sample most = {0, 0};
    for (size_t i = 0; i < sizeof separators; i++) {
        struct sample s = sample_separator(bytes, separators[i]);
        if (s.per_record == 0)
            continue;
        if (s.records > most.records || (s.records == most.records && s.per_record > most.per_record)) {
            most = s;
            best = separators[i];
        }
    }
    return best;
}

/* Cuts at most n bytes without dividing a character. */
static struct text text_head(struct text t, size_t n) {
    if (t.len <= n)
        return t;
    while (n > 0 && ((unsigned char)t.ptr[n] & 0xc0) == 0x80)
        n--;
    return (struct text){t.ptr, n};
}

static enum status check_encoding(struct text bytes, struct error *err) {
    bool utf8 = text_is_utf8(bytes);
    bool utf16 = text_starts(bytes, T("\xff\xfe")) || text_starts(bytes, T("\xfe\xff"));
    enum text_encoding e = utf16  ? TEXT_UTF16
                           : utf8 ? text_guess_encoding(text_head(bytes, SAMPLE_BYTES))
                                  : text_guess_encoding(bytes);
    if (utf8 && (e == TEXT_UTF8 || e == TEXT_UNKNOWN))
        return OK;
    if (e == TEXT_UTF8 || e == TEXT_UNKNOWN) /* not text at all, or text that only a person can tell */
        return fail(err, E_INVALID, "files.unreadable");
    return fail(err, E_INVALID, "files.wrong_encoding", text_encoding_name(e));
}

static void csv_close(struct table_reader *t) {
    struct csv_reader *r = (struct csv_reader *)t;
    row_free(&r->row);
    buf_free(&r->field);
    free(r);
}

/* The writer put an apostrophe before what a spreadsheet would run; here it comes off again. Written so that
 * any text comes back equal: one apostrophe more than the text itself had. */
static struct text undefuse(struct text t) {
    size_t quotes = 0;
    while (quotes < t.len && t.ptr[quotes] == '\'')
        quotes++;
    if (quotes == 0 || quotes == t.len || strchr("=+-@\t\r", t.ptr[quotes]) == NULL)
        return t;
    return (struct text){t.ptr + 1, t.len - 1};
}

static enum status csv_field(struct csv_reader *r, struct text *ret, struct error *err) {
    struct text in = r->rest;
    size_t i = 0;
    if (in.len > 0 && in.ptr[0] == '"') {
        buf_reset(&r->field);
        bool open = true;
        for (i = 1; i < in.len; i++) {
            char c = in.ptr[i];
            if (open && c == '"') {
                if (i + 1 < in.len && in.ptr[i + 1] == '"') {
                    buf_char(&r->field, '"');
                    i++;
                } else {
                    open = false;
                }
            } else if (!open && (c == r->sep || c == '\n' || c == '\r')) {
                break;
            } else {
                buf_char(&r->field, c);
            }
        }
        if (open) /* else the rest of the file would silently be one cell */
            return fail_number(err, E_INVALID, "files.csv_quote", r->row_number);
        if (!buf_ok(&r->field))
            return fail(err, E_INVALID, "files.cell_too_long");
        *ret = buf_as_text(&r->field);
    } else {
        while (i < in.len && in.ptr[i] != r->sep && in.ptr[i] != '\n' && in.ptr[i] != '\r')
            i++;
        *ret = (struct text){in.ptr, i};
    }
    r->rest = (struct text){in.ptr + i, in.len - i};
    return OK;
}

/* Takes the separator or the end of the record. True when the record goes on. */
static bool csv_more(struct csv_reader *r) {
    struct text *in = &r->rest;
    if (in->len == 0)
        return false;
    bool more = in->ptr[0] == r->sep;
    size_t n = !more && in->len > 1 && in->ptr[0] == '\r' && in->ptr[1] == '\n' ? 2 : 1;
    in->ptr += n;
    in->len -= n;
    return more;
}

static enum status csv_next(struct table_reader *t, const struct cell **ret_cells, size_t *ret_count,
                            int32_t *ret_row_number, struct error *err) {
    struct csv_reader *r = (struct csv_reader *)t;
    while (r->rest.len > 0) {
        row_reset(&r->row);
        r->row_number++;
        bool any = false;
        size_t col = 0;
        do {
            struct text field;
            TRY(csv_field(r, &field, err));
            field = undefuse(field);
            any = any || text_trim(field).len > 0;
            TRY(row_put(&r->row, col++, (struct cell){.kind = CELL_TEXT, .text = field}, err));
        } while (csv_more(r));
        if (!any)
            continue;
        if (++r->rows > MAX_SHEET_ROWS)
            return fail_number(err, E_INVALID, "files.too_many_rows", MAX_SHEET_ROWS);
        row_seal(&r->row);
        *ret_cells = r->row.cells;
        *ret_count = r->row.count;
        *ret_row_number = r->row_number;
        return OK;
    }
    *ret_cells = r->row.cells;
    *ret_count = 0;
    *ret_row_number = 0;
    return OK;
}

enum status csv_open(struct text bytes, struct table_reader **ret, struct error *err) {
    TRY(check_encoding(bytes, err));
    if (text_starts(bytes, T("\xef\xbb\xbf")))
        bytes = (struct text){bytes.ptr + 3, bytes.len - 3};
    struct csv_reader *r = calloc(1, sizeof *r);
    if (r == NULL)
        return fail(err, E_MEMORY, "http.out_of_memory");
    r->base = (struct table_reader){csv_next, csv_close};
    row_init(&r->row);
    buf_init(&r->field, MAX_SHEET_CELL_BYTES);
    r->rest = bytes;
    /* Excel's own first line "sep=;" names the separator and is not shown as a row. */
    if (bytes.len >= 5 && strncasecmp(bytes.ptr, "sep=", 4) == 0 && strchr(";,\t", bytes.ptr[4]) != NULL &&
        (bytes.len == 5 || bytes.ptr[5] == '\r' || bytes.ptr[5] == '\n')) {
        r->sep = bytes.ptr[4];
        r->rest = (struct text){bytes.ptr + 5, bytes.len - 5};
        (void)csv_more(r);
    } else {
        r->sep = guess_separator(bytes);
    }
    *ret = &r->base;
    return OK;
}
