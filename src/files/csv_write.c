#include "files/files.h"

void csv_begin(struct csv_writer *w, struct buf *out, char sep) {
    *w = (struct csv_writer){.out = out, .sep = sep};
    buf_str(out, "\xef\xbb\xbf"); /* without it Excel reads UTF-8 as the office's code page */
}

static void begin_field(struct csv_writer *w) {
    if (w->row_open)
        buf_char(w->out, w->sep);
    w->row_open = true;
}

/* A spreadsheet runs text that begins with one of these. Apostrophes before it count too, so that the reader
 * can take exactly one off and get every text back. */
static bool runs_as_formula(struct text t) {
    size_t i = 0;
    while (i < t.len && t.ptr[i] == '\'')
        i++;
    return i < t.len && memchr("=+-@\t\r", t.ptr[i], 6) != NULL;
}

void csv_text(struct csv_writer *w, struct text t) {
    begin_field(w);
    bool defuse = runs_as_formula(t);
    bool quote = defuse;
    for (size_t i = 0; i < t.len && !quote; i++)
        quote = t.ptr[i] == w->sep || memchr("\"\r\n;,\t", t.ptr[i], 6) != NULL;
    if (!quote) {
        buf_text(w->out, t);
        return;
    }
    buf_char(w->out, '"');
    if (defuse)
        buf_char(w->out, '\'');
    for (size_t i = 0; i < t.len; i++) {
        if (t.ptr[i] == '"')
            buf_char(w->out, '"');
        buf_char(w->out, t.ptr[i]);
    }
    buf_char(w->out, '"');
}

void csv_i64(struct csv_writer *w, int64_t v) {
    begin_field(w);
    buf_i64(w->out, v);
}

void csv_row_end(struct csv_writer *w) {
    buf_str(w->out, "\r\n");
    w->row_open = false;
}
