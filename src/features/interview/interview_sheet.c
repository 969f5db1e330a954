/* One declaration serves the page and the spreadsheet: columns are the fields of the form under their labels, answers
 * the words of its choices. A row goes through the same checks as a form that was sent. */
#include "features/interview/interview_sheet.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/files.h"
#include "interview_queries.h"

enum { CODE, HEAD, ADDRESS, FIXED };
static const char *const fixed_heads[FIXED] = {"interview.col_code", "interview.col_head", "interview.col_address"};
static const double fixed_widths[FIXED] = {16, 26, 26};

static const char *label_of(const struct field *f) {
    return tr(LANG_VI, f->label).ptr; /* words and arena texts are zero-ended */
}

/* ---- out */

static void write_choices(struct xlsx_writer *w, const struct field *f, uint16_t col, uint32_t rows) {
    const char *values[ENGINE_OPTIONS + 1];
    size_t n = 0;
    for (size_t i = 0; i < f->choice_count && n < COUNT_OF(values); i++)
        values[n++] = tr(LANG_VI, f->choices[i].label).ptr;
    for (size_t i = 0; i < f->text_count && n < COUNT_OF(values); i++)
        values[n++] = f->texts[i].label.ptr;
    if (f->type == F_BOOL)
        values[n++] = "x";
    if (n > 0 && rows > 0)
        xlsx_choices(w, 1, rows, col, values, n);
}

static enum status write_file(const char *path, const struct form *form,
                              const struct interview_hamlet_households_row *rows, size_t count, struct error *err) {
    struct xlsx_writer *w;
    TRY(xlsx_create(path, &w, err));
    xlsx_sheet(w, "Phiếu rà soát");
    for (uint16_t i = 0; i < FIXED; i++) {
        xlsx_column_width(w, i, fixed_widths[i]);
        xlsx_text(w, 0, i, tr(LANG_VI, fixed_heads[i]), XLSX_HEAD);
    }
    for (size_t i = 0; i < form->field_count; i++) {
        uint16_t col = (uint16_t)(FIXED + i);
        xlsx_column_width(w, col, 22);
        xlsx_text(w, 0, col, text_of(label_of(&form->fields[i])), XLSX_HEAD);
        write_choices(w, &form->fields[i], col, (uint32_t)count);
    }
    xlsx_freeze(w, 1, FIXED);
    for (size_t r = 0; r < count; r++) {
        uint32_t row = (uint32_t)r + 1;
        xlsx_text(w, row, CODE, rows[r].code, XLSX_TEXT);
        xlsx_text(w, row, HEAD, rows[r].head_name, XLSX_TEXT);
        if (rows[r].address.ptr != NULL)
            xlsx_text(w, row, ADDRESS, rows[r].address, XLSX_TEXT);
        xlsx_number(w, row, (uint16_t)(FIXED + form->field_count - 1), (double)rows[r].version,
                    XLSX_INT); /* version is last */
    }
    return xlsx_finish(&w, err);
}

enum status interview_sheet_send(struct ctx *c, const struct interview_frame *f, int64_t season_id, int64_t hamlet_id,
                                 struct error *err) {
    struct interview_hamlet_households_row *rows;
    size_t count;
    const struct form *form;
    TRY(interview_hamlet_households(c->db, &(struct interview_hamlet_households_in){season_id, hamlet_id}, c->arena,
                                    &rows, &count, err));
    TRY(interview_form_make(c, f, &form, err));
    char path[] = "/tmp/ansinh-XXXXXX";
    int fd = mkstemp(path);
    if (fd < 0)
        return fail_detail(err, E_IO, "http.internal", "no temporary file: %m");
    (void)close(fd);
    enum status s = write_file(path, form, rows, count, err);
    fd = s == OK ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    (void)unlink(path);
    TRY(s);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0)
        return fail_detail(err, E_IO, "http.internal", "temporary file: %m");
    ctx_send_file(c, T("phieu-ra-soat.xlsx"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", fd,
                  st.st_size);
    return OK;
}

/* ---- in */

struct sheet {
    struct ctx *c;
    const struct interview_frame *frame;
    const struct form *form;
    int64_t season_id, saved;
    size_t code_column, *columns; /* by field; SIZE_MAX: not in the file */
    struct error *err;
    struct text *told; /* while the table is only checked: the faults of the row, in words */
};

static bool same_words(struct arena *a, struct text t, const char *other) {
    return text_eq(vi_fold(a, t), vi_fold(a, text_of(other)));
}

static enum status find_columns(struct sheet *s, const struct cell *heads, size_t count) {
    s->code_column = SIZE_MAX;
    s->columns = ARENA_ARRAY(s->c->arena, s->form->field_count, size_t);
    for (size_t i = 0; i < s->form->field_count; i++)
        s->columns[i] = SIZE_MAX;
    for (size_t k = 0; k < count; k++) {
        if (same_words(s->c->arena, heads[k].text, tr(LANG_VI, fixed_heads[CODE]).ptr))
            s->code_column = k;
        for (size_t i = 0; i < s->form->field_count; i++)
            if (s->columns[i] == SIZE_MAX && same_words(s->c->arena, heads[k].text, label_of(&s->form->fields[i])))
                s->columns[i] = k;
    }
    if (s->code_column == SIZE_MAX)
        return fail(s->err, E_INVALID, "interview.no_column", tr(LANG_VI, fixed_heads[CODE]).ptr);
    for (size_t i = 0; i < s->form->field_count; i++)
        if (s->columns[i] == SIZE_MAX)
            return fail(s->err, E_INVALID, "interview.no_column", label_of(&s->form->fields[i]));
    return OK;
}

/* What the form wants for what stands in the cell: the code of a choice, 1 for a mark. */
static struct text sent_value(struct sheet *s, const struct field *f, const struct cell *cell) {
    struct text t = text_trim(cell->text);
    for (size_t i = 0; i < f->choice_count; i++)
        if (same_words(s->c->arena, t, tr(LANG_VI, f->choices[i].label).ptr))
            return text_of(f->choices[i].code);
    for (size_t i = 0; i < f->text_count; i++)
        if (text_eq(vi_fold(s->c->arena, t), vi_fold(s->c->arena, f->texts[i].label)))
            return f->texts[i].code;
    /* "3" could be the number of an option, but people see only words: refuse it rather than guess. */
    if (f->type == F_CHOICE && t.len > 0)
        return T("?");
    return f->type == F_BOOL && (text_is(t, "x") || text_is(t, "X")) ? T("1") : arena_text(s->c->arena, t);
}

static void tell_fault(struct sheet *s, const char *label, const char *key, const char *arg) {
    struct arena *a = s->c->arena;
    struct text args[] = {text_of(arg)}, said = tr_args(LANG_VI, a, key, args, 1), column = tr(LANG_VI, label);
    bool first = s->told->ptr == NULL;
    *s->told =
        arena_fmt(a, "%.*s%s%.*s: %.*s", FMT(first ? T("") : *s->told), first ? "" : "; ", FMT(column), FMT(said));
}

/* Faults of one row go to the whole under the labels of its columns; of a table that is only checked, to its row. */
static void keep_faults(struct sheet *s, int32_t row, const struct error *of_row) {
    size_t count = of_row->field_count > 0 ? of_row->field_count : 1;
    for (size_t k = 0; k < count; k++) {
        const char *label = fixed_heads[CODE], *key = of_row->key, *arg = of_row->args[0];
        if (of_row->field_count > 0) {
            key = of_row->fields[k].key;
            arg = of_row->fields[k].arg;
        }
        for (size_t i = 0; of_row->field_count > 0 && i < s->form->field_count; i++)
            if (of_row->fields[k].field != NULL && strcmp(s->form->fields[i].name, of_row->fields[k].field) == 0)
                label = s->form->fields[i].label;
        if (s->told != NULL)
            tell_fault(s, label, key, arg);
        else
            error_row(s->err, row, label, key, arg);
    }
}

static enum status find_household(struct sheet *s, struct text code, struct interview_subject *ret, struct error *err) {
    struct interview_household_of_code_row r;
    bool found = false;
    TRY(interview_household_of_code(s->c->db, &(struct interview_household_of_code_in){code}, s->c->arena, &r, &found,
                                    err));
    return found ? interview_subject_get(s->c, r.household_id, ret, err)
                 : fail(err, E_NOT_FOUND, "interview.no_household");
}

static enum status save_row(struct sheet *s, struct text code, const struct http_pair *pairs, size_t count,
                            struct error *err) {
    struct form_data *data = NULL;
    struct interview_answers answers;
    struct interview_subject subject;
    int64_t id;
    TRY(form_take_pairs(s->c->arena, s->form, pairs, count, NULL, 0, &data, err));
    TRY(interview_form_take(s->c, s->frame, data, &answers, err));
    answers.method = "excel";
    TRY(find_household(s, code, &subject, err));
    return interview_save(s->c, s->frame, s->season_id, &subject, &answers, &id, err);
}

static enum status take_row(struct sheet *s, int32_t row, const struct cell *cells, size_t count) {
    struct http_pair *pairs = ARENA_ARRAY(s->c->arena, s->form->field_count, struct http_pair);
    size_t n = 0, answered = 0;
    for (size_t i = 0; i < s->form->field_count; i++) {
        if (s->columns[i] >= count || text_trim(cells[s->columns[i]].text).len == 0)
            continue;
        const struct field *f = &s->form->fields[i];
        pairs[n++] = (struct http_pair){text_of(f->name), sent_value(s, f, &cells[s->columns[i]])};
        answered += f->type != F_HIDDEN_INT;
    }
    if (answered == 0)
        return OK; /* not interviewed yet */
    struct text code =
        s->code_column < count ? arena_text(s->c->arena, text_trim(cells[s->code_column].text)) : TEXT_NONE;
    struct error of_row;
    error_clear(&of_row);
    enum status status = save_row(s, code, pairs, n, &of_row);
    if (status == OK) {
        s->saved++;
        return OK;
    }
    if (status != E_INVALID && status != E_NOT_FOUND && status != E_CONFLICT && status != E_PRECONDITION) {
        *s->err = of_row; /* not a fault of the row */
        return status;
    }
    keep_faults(s, row, &of_row);
    return OK;
}

enum status interview_sheet_take(struct ctx *c, const struct interview_frame *f, int64_t season_id, struct text bytes,
                                 int64_t *ret_saved, struct error *err) {
    struct sheet s = {.c = c, .frame = f, .season_id = season_id, .err = err};
    TRY(interview_form_make(c, f, &s.form, err));
    AUTO_TABLE t = NULL;
    const struct cell *cells;
    size_t count;
    int32_t row;
    TRY(table_open(bytes, NULL, &t, err));
    TRY(table_next(t, &cells, &count, &row, err));
    TRY(find_columns(&s, cells, count));
    for (;;) {
        TRY(table_next(t, &cells, &count, &row, err));
        if (count == 0)
            break;
        TRY(take_row(&s, row, cells, count));
    }
    TRY(error_fields_status(err));
    if (s.saved == 0)
        return fail(err, E_INVALID, "interview.sheet_empty");
    *ret_saved = s.saved;
    return OK;
}

/* ---- checking: the table as it came, what is wrong behind each row */

struct checked {
    struct sheet *sheet;
    struct text bytes;
    struct xlsx_writer *w;
    int64_t faults;
};

static enum status check_rows(struct checked *k, struct error *err) {
    struct sheet *s = k->sheet;
    AUTO_TABLE t = NULL;
    const struct cell *cells;
    size_t count, width = 0;
    int32_t row;
    TRY(table_open(k->bytes, NULL, &t, err));
    TRY(table_next(t, &cells, &count, &row, err));
    TRY(find_columns(s, cells, count));
    width = count;
    for (size_t i = 0; i < count; i++) {
        xlsx_column_width(k->w, (uint16_t)i, 22);
        xlsx_text(k->w, 0, (uint16_t)i, cells[i].text, XLSX_HEAD);
    }
    xlsx_column_width(k->w, (uint16_t)width, 60);
    xlsx_text(k->w, 0, (uint16_t)width, tr(LANG_VI, "interview.col_faults"), XLSX_HEAD);
    xlsx_freeze(k->w, 1, FIXED);
    for (;;) {
        TRY(table_next(t, &cells, &count, &row, err));
        if (count == 0)
            return OK;
        struct text told = TEXT_NONE;
        s->told = &told;
        TRY(take_row(s, row, cells, count));
        for (size_t i = 0; i < count && i < width; i++)
            xlsx_text(k->w, (uint32_t)row - 1, (uint16_t)i, cells[i].text, XLSX_TEXT);
        if (told.ptr != NULL) {
            xlsx_text(k->w, (uint32_t)row - 1, (uint16_t)width, told, XLSX_WRONG);
            k->faults++;
        }
    }
}

enum status interview_sheet_check(struct ctx *c, const struct interview_frame *f, int64_t season_id, struct text bytes,
                                  int64_t *ret_faults, struct error *err) {
    struct sheet s = {.c = c, .frame = f, .season_id = season_id, .err = err};
    struct checked k = {.sheet = &s, .bytes = bytes};
    AUTO_BUF out;
    buf_init(&out, MAX_UPLOAD_BYTES);
    TRY(interview_form_make(c, f, &s.form, err));
    TRY(xlsx_create_temporary(&k.w, err));
    xlsx_sheet(k.w, "Phiếu rà soát");
    enum status status = check_rows(&k, err);
    struct error closing;
    error_clear(&closing);
    enum status closed = xlsx_finish_into(&k.w, &out, status == OK ? err : &closing);
    TRY(status != OK ? status : closed);
    *ret_faults = k.faults;
    ctx_send_bytes(c, T("phieu-ra-soat-kiem-tra.xlsx"),
                   "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                   arena_text(c->arena, buf_as_text(&out)), false);
    return OK;
}
