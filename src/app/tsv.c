#include "app/tsv.h"

#include "base/embed.h"

static void stop(const struct tsv *t, const char *what) {
    (void)fprintf(stderr, "data/%s:%d: %s\n", t->file, t->line, what);
    abort();
}

static size_t split(struct tsv *t, struct text line, struct text *cells) {
    size_t n = 0;
    struct text cell;
    while (text_cut(&line, '\t', &cell)) {
        if (n == TSV_COLUMNS)
            stop(t, "too many columns");
        cells[n++] = cell;
    }
    return n;
}

/* The next line that is neither empty nor a comment. */
static bool next_line(struct tsv *t, struct text *ret) {
    struct text line;
    while (text_cut(&t->rest, '\n', &line)) {
        t->line++;
        if (line.len > 0 && line.ptr[0] != '#') {
            *ret = line;
            return true;
        }
    }
    return false;
}

void tsv_open(struct tsv *t, const char *file) {
    *t = (struct tsv){.file = file};
    char path[128];
    (void)snprintf(path, sizeof path, "data/%s", file);
    const struct embed_file *f = embed_find(path);
    if (f == NULL)
        stop(t, "no such file in the program");
    t->rest = (struct text){(const char *)f->bytes, f->size};
    struct text head;
    if (!next_line(t, &head))
        stop(t, "empty");
    t->columns = split(t, head, t->names);
}

bool tsv_next(struct tsv *t) {
    struct text line;
    if (!next_line(t, &line))
        return false;
    memset(t->cells, 0, sizeof t->cells);
    if (split(t, line, t->cells) > t->columns)
        stop(t, "more cells than columns");
    return true;
}

struct text tsv_text(const struct tsv *t, const char *column) {
    for (size_t i = 0; i < t->columns; i++)
        if (text_is(t->names[i], column))
            return t->cells[i].len ? t->cells[i] : TEXT_NONE;
    stop(t, column);
    return TEXT_NONE;
}

int64_t tsv_int(const struct tsv *t, const char *column, int64_t otherwise) {
    struct text v = tsv_text(t, column);
    int64_t n;
    if (v.ptr == NULL)
        return otherwise;
    if (!text_to_i64(v, &n))
        stop(t, column);
    return n;
}

day_t tsv_day(const struct tsv *t, const char *column, day_t otherwise) {
    struct text v = tsv_text(t, column);
    day_t d;
    if (v.ptr == NULL)
        return otherwise;
    if (!day_parse(v, &d))
        stop(t, column);
    return d;
}
