/* Columns: number of the question, question, number of the answer, answer, points rural, points urban. One answer
 * per row; the question's text need stand on its first row only. */
#include "features/standard/scorecard_sheet.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/files.h"

enum { ITEM_NO, ITEM, OPTION_NO, OPTION, RURAL, URBAN, COLUMNS };
static const char *const heads[COLUMNS] = {"scorecard.col_item_no", "scorecard.col_item",  "scorecard.col_option_no",
                                           "scorecard.col_option",  "scorecard.col_rural", "scorecard.col_urban"};
static const double widths[COLUMNS] = {10, 42, 10, 42, 14, 14};

/* ---- out */

static void write_rows(struct xlsx_writer *w, const struct scorecard *card) {
    uint32_t row = 1;
    for (size_t i = 0; i < card->item_count; i++)
        for (size_t k = 0; k < card->items[i].option_count; k++, row++) {
            const struct scorecard_option *o = &card->items[i].options[k];
            xlsx_number(w, row, ITEM_NO, (double)card->items[i].no, XLSX_INT);
            xlsx_text(w, row, ITEM, card->items[i].name, XLSX_TEXT);
            xlsx_number(w, row, OPTION_NO, (double)o->no, XLSX_INT);
            xlsx_text(w, row, OPTION, o->name, XLSX_TEXT);
            xlsx_number(w, row, RURAL, (double)o->points_rural, XLSX_INT);
            xlsx_number(w, row, URBAN, (double)o->points_urban, XLSX_INT);
        }
}

static enum status write_file(const char *path, const struct scorecard *card, struct error *err) {
    struct xlsx_writer *w;
    TRY(xlsx_create(path, &w, err));
    xlsx_sheet(w, "Bảng điểm");
    for (uint16_t i = 0; i < COLUMNS; i++) {
        xlsx_column_width(w, i, widths[i]);
        xlsx_text(w, 0, i, tr(LANG_VI, heads[i]), XLSX_HEAD);
    }
    xlsx_freeze(w, 1, 0);
    if (card != NULL)
        write_rows(w, card);
    return xlsx_finish(&w, err);
}

enum status scorecard_sheet_send(struct ctx *c, const struct scorecard *card, struct text name, struct error *err) {
    char path[] = "/tmp/ansinh-XXXXXX";
    int fd = mkstemp(path);
    if (fd < 0)
        return fail_detail(err, E_IO, "http.internal", "no temporary file: %m");
    (void)close(fd);
    enum status s = write_file(path, card, err);
    fd = s == OK ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    (void)unlink(path);
    TRY(s);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0)
        return fail_detail(err, E_IO, "http.internal", "temporary file: %m");
    ctx_send_file(c, name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", fd, st.st_size);
    return OK;
}

/* ---- in */

struct reading {
    struct arena *arena;
    struct scorecard_item items[ENGINE_ITEMS];
    struct scorecard_option options[ENGINE_ITEMS][ENGINE_OPTIONS];
    struct error *err;
    size_t item_count;
};

static bool same_words(struct arena *a, struct text t, const char *key) {
    return text_eq(vi_fold(a, t), vi_fold(a, tr(LANG_VI, key)));
}

static enum status read_heads(struct table_reader *t, struct arena *a, struct error *err) {
    const struct cell *cells;
    size_t count;
    int32_t row;
    TRY(table_next(t, &cells, &count, &row, err));
    for (size_t i = 0; i < COLUMNS; i++)
        if (i >= count || !same_words(a, cells[i].text, heads[i]))
            return fail(err, E_INVALID, "scorecard.wrong_heads", tr(LANG_VI, heads[i]).ptr);
    return OK;
}

/* A whole number within bounds; else the fault is noted. */
static bool take_number(struct reading *r, int32_t row, const struct cell *cells, size_t count, size_t column,
                        int64_t least, int64_t most, int64_t *ret) {
    struct text t = column < count ? text_trim(cells[column].text) : TEXT_NONE;
    char shown[96];
    (void)snprintf(shown, sizeof shown, "%.*s", FMT(t));
    if (t.len == 0)
        error_row(r->err, row, heads[column], "form.required", NULL);
    else if (!text_to_i64(t, ret))
        error_row(r->err, row, heads[column], "form.not_a_number", shown);
    else if (*ret < least || *ret > most)
        error_row(r->err, row, heads[column], "scorecard.out_of_range", shown);
    else
        return true;
    return false;
}

static struct text cell_text(struct reading *r, const struct cell *cells, size_t count, size_t column) {
    return column < count ? vi_nfc(r->arena, text_trim(cells[column].text)) : TEXT_NONE;
}

static void add_option(struct reading *r, int32_t row, struct scorecard_item *item, struct scorecard_option *options,
                       const struct scorecard_option *o) {
    for (size_t i = 0; i < item->option_count; i++)
        if (options[i].no == o->no) {
            error_row(r->err, row, heads[OPTION_NO], "scorecard.option_twice", NULL);
            return;
        }
    options[item->option_count++] = *o; /* at most ENGINE_OPTIONS: numbers within 0..14, none twice */
}

static void read_row(struct reading *r, int32_t row, const struct cell *cells, size_t count) {
    int64_t item_no = 0;
    struct scorecard_option o = {0};
    bool good = take_number(r, row, cells, count, ITEM_NO, 1, ENGINE_ITEMS, &item_no);
    good &= take_number(r, row, cells, count, OPTION_NO, 0, ENGINE_OPTIONS - 1, &o.no);
    good &= take_number(r, row, cells, count, RURAL, 0, 1000, &o.points_rural);
    good &= take_number(r, row, cells, count, URBAN, 0, 1000, &o.points_urban);
    struct text name = cell_text(r, cells, count, ITEM);
    o.name = cell_text(r, cells, count, OPTION);
    if (o.name.len == 0) {
        error_row(r->err, row, heads[OPTION], "form.required", NULL);
        good = false;
    }
    if (!good)
        return;
    struct scorecard_item *item = &r->items[item_no - 1];
    if (item->no == 0) {
        if (name.len == 0)
            error_row(r->err, row, heads[ITEM], "form.required", NULL);
        *item = (struct scorecard_item){.no = item_no, .name = name, .options = r->options[item_no - 1]};
        r->item_count = (size_t)item_no > r->item_count ? (size_t)item_no : r->item_count;
    } else if (name.len > 0 && !text_eq(name, item->name)) {
        error_row(r->err, row, heads[ITEM], "scorecard.item_renamed", NULL);
    }
    add_option(r, row, item, r->options[item_no - 1], &o);
}

static void check_whole(struct reading *r) {
    char no[16];
    if (r->item_count == 0)
        error_row(r->err, 0, heads[ITEM_NO], "scorecard.no_rows", NULL);
    for (size_t i = 0; i < r->item_count; i++) {
        (void)snprintf(no, sizeof no, "%zu", i + 1);
        if (r->items[i].no == 0)
            error_row(r->err, 0, heads[ITEM_NO], "scorecard.item_missing", no);
        else if (r->items[i].option_count < 2)
            error_row(r->err, 0, heads[OPTION_NO], "scorecard.one_option", no);
    }
}

enum status scorecard_sheet_read(struct arena *a, struct text bytes, struct scorecard *ret, struct error *err) {
    AUTO_TABLE t = NULL;
    TRY(table_open(bytes, NULL, &t, err));
    TRY(read_heads(t, a, err));
    struct reading *r = ARENA_NEW(a, struct reading);
    *r = (struct reading){.arena = a, .err = err};
    for (;;) {
        const struct cell *cells;
        size_t count;
        int32_t row;
        TRY(table_next(t, &cells, &count, &row, err));
        if (count == 0)
            break;
        read_row(r, row, cells, count);
    }
    check_whole(r);
    TRY(error_fields_status(err));
    ret->items = r->items;
    ret->item_count = r->item_count;
    return OK;
}
