/* The insurer's answers as a workbook with a row for each line. What is right is written at once; what is wrong is kept
 * with its reason, comes back as a workbook of its own, and can be sent again when it is mended. */
#include <sodium.h>

#include "features/healthcard/healthcard_parts.h"
#include "files/files.h"

#define XLSX_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#define SHOWN_ROWS 200 /* on the page; the workbook has all */
#define CELL_KEPT 2000 /* bytes of a cell that is shown again */

static const struct field file_fields[] = {
    {.name = "file", .type = F_FILE, .required = true, .label = "healthcard.file", .help = "healthcard.file_help"}};
const struct form card_file_form = {"health_card_file", file_fields, COUNT_OF(file_fields)};

enum column { LINE, RESULT, NUMBER, REASON, COLUMNS };
static const char *const heads[COLUMNS] = {"healthcard.line_code", "healthcard.result", "healthcard.card_number",
                                           "healthcard.col_reason"};

/* Which column is which, by its head without diacritics. */
static bool find_columns(struct ctx *c, const struct cell *cells, size_t count, size_t *ret_at) {
    size_t found = 0;
    for (size_t k = 0; k < COLUMNS; k++) {
        struct text vi = vi_fold(c->arena, tr(LANG_VI, heads[k])), en = vi_fold(c->arena, tr(LANG_EN, heads[k]));
        ret_at[k] = SIZE_MAX;
        for (size_t i = 0; i < count && ret_at[k] == SIZE_MAX; i++) {
            struct text head = vi_fold(c->arena, text_trim(cells[i].text));
            if (text_eq(head, vi) || text_eq(head, en))
                ret_at[k] = i;
        }
        found += ret_at[k] != SIZE_MAX;
    }
    return found == COLUMNS;
}

static struct text cell_at(struct ctx *c, const struct cell *cells, size_t count, size_t at) {
    return at < count ? arena_text(c->arena, text_trim(cells[at].text)) : T("");
}

/* A spreadsheet takes the zero of provinces 01 to 09 away; what is shorter is mistyped. */
static struct text padded(struct ctx *c, struct text number) {
    bool digits = number.len == 9;
    for (size_t i = 0; i < number.len; i++)
        digits = digits && number.ptr[i] >= '0' && number.ptr[i] <= '9';
    return digits ? arena_fmt(c->arena, "0%.*s", FMT(number)) : number;
}

struct wrong_row {
    int32_t no;
    struct text cells, problem;
};
struct answers {
    int64_t list_id, done;
    struct wrong_row *wrong;
    size_t wrong_count, room;
    struct text unread;
};

static struct text cells_text(struct ctx *c, const struct cell *cells, size_t count, const size_t *at) {
    AUTO_BUF raw;
    buf_init(&raw, 64u << 10);
    for (size_t i = 0; i < COLUMNS; i++) {
        struct text t = at[i] < count ? text_trim(cells[at[i]].text) : TEXT_NONE;
        if (i > 0)
            buf_char(&raw, '\t');
        for (size_t k = 0; k < t.len && t.len <= CELL_KEPT; k++)
            buf_char(&raw, t.ptr[k] == '\t' || t.ptr[k] == '\n' || t.ptr[k] == '\r' ? ' ' : t.ptr[k]);
    }
    return arena_text(c->arena, buf_as_text(&raw));
}

static void add_wrong(struct ctx *c, struct answers *t, struct wrong_row w) {
    if (t->wrong_count == t->room) {
        size_t room = t->room ? t->room * 2 : 64;
        struct wrong_row *more = ARENA_ARRAY(c->arena, room, struct wrong_row);
        if (t->wrong_count > 0)
            memcpy(more, t->wrong, t->wrong_count * sizeof *more);
        t->wrong = more;
        t->room = room;
    }
    t->wrong[t->wrong_count++] = w;
}

static enum status take_row(struct ctx *c, const struct cell *cells, size_t count, const size_t *at, int32_t row,
                            struct answers *t, struct error *err) {
    struct text line = cell_at(c, cells, count, at[LINE]),
                result = vi_fold(c->arena, cell_at(c, cells, count, at[RESULT]));
    struct card_answer a = {.issued = text_is(result, "cap") || text_is(result, "dung"),
                            .number = padded(c, cell_at(c, cells, count, at[NUMBER])),
                            .reason = cell_at(c, cells, count, at[REASON])};
    const char *problem = NULL;
    if (!text_to_i64(line, &a.line_id))
        problem = "healthcard.line_not_here";
    else if (!a.issued && !text_is(result, "khong"))
        problem = "healthcard.result_unknown";
    else if (a.reason.len > CARD_REASON_BYTES)
        problem = "healthcard.reason_long";
    else
        TRY(card_answer_line(c, t->list_id, &a, &problem, err));
    if (problem == NULL)
        t->done++;
    else
        add_wrong(c, t,
                  (struct wrong_row){row, cells_text(c, cells, count, at),
                                     tr_args(c->lang, c->arena, problem, &a.number, 1)});
    return OK;
}

static enum status take_file(struct ctx *c, struct text bytes, struct answers *t, struct error *err) {
    AUTO_TABLE table = NULL;
    const struct cell *cells;
    size_t count, at[COLUMNS];
    int32_t row;
    TRY(table_open(bytes, NULL, &table, err));
    TRY(table_next(table, &cells, &count, &row, err));
    if (!find_columns(c, cells, count, at)) {
        (void)error_field(err, "file", "healthcard.file_heads", NULL);
        return error_fields_status(err);
    }
    t->unread = table_unread(c->arena, cells, count, at, COLUMNS, card_line_labels(c));
    for (;;) {
        TRY(table_next(table, &cells, &count, &row, err));
        if (count == 0)
            break;
        TRY(take_row(c, cells, count, at, row, t, err));
    }
    if (t->done == 0 && t->wrong_count == 0)
        (void)error_field(err, "file", "healthcard.file_empty", NULL);
    TRY(error_fields_status(err));
    return arena_ok(c->arena) ? OK : fail(err, E_TOO_LARGE, "http.answer_too_large");
}

/* A file that was written from is not read again: its rows would all be wrong, and hide what is. */
static enum status same_file(struct ctx *c, int64_t list_id, struct text sha, struct error *err) {
    struct card_answer_same_row same;
    bool found = false;
    char day[20];
    TRY(card_answer_same(c->db, &(struct card_answer_same_in){list_id, sha}, c->arena, &same, &found, err));
    if (!found)
        return OK;
    instant_vn(same.at, day);
    return fail(err, E_CONFLICT, "healthcard.same_file", arena_zstr(c->arena, same.file_name), day);
}

static enum status keep(struct ctx *c, const struct http_file *file, struct text sha, const struct answers *t,
                        int64_t *ret_id, struct error *err) {
    *ret_id = id_new();
    TRY(card_answer_file_insert(c->db,
                                &(struct card_answer_file_insert_in){*ret_id, t->list_id, file->file_name, sha, t->done,
                                                                     (int64_t)t->wrong_count, t->unread,
                                                                     c->user.account_id, clock_now(&c->app->clock)},
                                NULL, err));
    for (size_t i = 0; i < t->wrong_count; i++)
        TRY(card_answer_row_insert(
            c->db, &(struct card_answer_row_insert_in){*ret_id, t->wrong[i].no, t->wrong[i].cells, t->wrong[i].problem},
            NULL, err));
    return OK;
}

enum status card_file_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct card_list_get_row k;
    const struct http_file *file = form_value(c->form, "file")->file;
    unsigned char hash[crypto_hash_sha256_BYTES];
    struct text sha = {(const char *)hash, sizeof hash};
    TRY(ctx_id(c, 0, &id, err));
    TRY(card_require_insurer(c, err));
    TRY(card_list_require(c, id, -1, &k, err));
    crypto_hash_sha256(hash, (const unsigned char *)file->bytes.ptr, file->bytes.len);
    TRY(same_file(c, id, sha, err));
    if (!text_is(k.state, "checked"))
        return fail(err, E_CONFLICT, "healthcard.list_not_checked");
    struct answers t = {.list_id = id};
    int64_t file_id;
    TRY(take_file(c, file->bytes, &t, err));
    TRY(keep(c, file, sha, &t, &file_id, err));
    TRY(card_answered(c, id, t.done, err));
    value_set_id(out, "id", id);
    value_set_id(out, "file_id", file_id);
    value_set_int(out, "done", t.done);
    value_set_int(out, "wrong", (int64_t)t.wrong_count);
    value_set_text(out, "unread", t.unread);
    if (t.wrong_count == 0 && t.unread.ptr == NULL)
        ctx_redirect(c, "healthcard.answered", "/health-cards/lists/%lld", (long long)id);
    else
        ctx_redirect(c, NULL, "/health-cards/lists/%lld/answers/%lld", (long long)id, (long long)file_id);
    return OK;
}

/* ---- one file, later */

static enum status file_of_path(struct ctx *c, struct card_answer_file_get_row *ret, struct error *err) {
    int64_t list, id;
    struct card_list_get_row k;
    bool found = false;
    TRY(ctx_id(c, 0, &list, err));
    TRY(ctx_id(c, 1, &id, err));
    TRY(card_require_insurer(c, err));
    TRY(card_list_require(c, list, -1, &k, err));
    TRY(card_answer_file_get(c->db, &(struct card_answer_file_get_in){id, list}, c->arena, ret, &found, err));
    return found ? OK : fail(err, E_NOT_FOUND, "http.not_found");
}

enum status card_file_get(struct ctx *c, struct value *out, struct error *err) {
    struct card_answer_file_get_row f;
    struct card_answer_rows_row *rows;
    size_t count;
    TRY(file_of_path(c, &f, err));
    TRY(card_answer_rows(c->db, &(struct card_answer_rows_in){f.id, SHOWN_ROWS}, c->arena, &rows, &count, err));
    value_set_id(out, "id", f.id);
    value_set_id(out, "list_id", f.list_id);
    value_set_text(out, "file", f.file_name);
    value_set_instant(out, "at", f.at);
    value_set_int(out, "done", f.done);
    value_set_int(out, "wrong", f.wrong);
    value_set_text(out, "unread", f.unread);
    struct value *problems = value_set_list(out, "problems");
    for (size_t i = 0; i < count; i++) {
        struct text cells = rows[i].cells, line = TEXT_NONE;
        struct value *v = value_add_object(problems);
        (void)text_cut(&cells, '\t', &line);
        value_set_int(v, "row", rows[i].no);
        value_set_text(v, "line", line);
        value_set_text(v, "problem", rows[i].problem);
    }
    return OK;
}

/* The sheet again, only the rows that were wrong, with a column that says what. */
enum status card_file_errors(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct card_answer_file_get_row f;
    struct card_answer_rows_row *rows;
    struct xlsx_writer *w;
    size_t count;
    TRY(file_of_path(c, &f, err));
    TRY(card_answer_rows(c->db, &(struct card_answer_rows_in){f.id, MAX_SHEET_ROWS}, c->arena, &rows, &count, err));
    TRY(xlsx_create_temporary(&w, err));
    xlsx_sheet(w, "errors");
    for (uint16_t i = 0; i <= COLUMNS; i++) {
        xlsx_column(w, i, i == COLUMNS ? 60 : 24, XLSX_TEXT);
        xlsx_text(w, 0, i, tr(c->lang, i == COLUMNS ? "healthcard.problem" : heads[i]), XLSX_HEAD);
    }
    xlsx_freeze(w, 1, 0);
    for (uint32_t i = 0; i < count; i++) {
        struct text cells = rows[i].cells, cell;
        for (uint16_t k = 0; k < COLUMNS && text_cut(&cells, '\t', &cell); k++)
            xlsx_text(w, i + 1, k, cell, XLSX_TEXT);
        xlsx_text(w, i + 1, COLUMNS, rows[i].problem, XLSX_WRONG);
    }
    AUTO_BUF b;
    buf_init(&b, MAX_UPLOAD_BYTES);
    TRY(xlsx_finish_into(&w, &b, err));
    ctx_send_bytes(c, T("ket-qua-can-sua.xlsx"), XLSX_TYPE, arena_text(c->arena, buf_as_text(&b)), false);
    return OK;
}
