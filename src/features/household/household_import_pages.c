/* The pages of an import: the template, sending a file, its page with what was found, the workbook of what is wrong,
 * and what can be done with it: apply, cancel, go on after a failure, take back. The work itself is a job
 * (household_import_job.c). */
#include "app/jobs.h"
#include "features/household/household_import.h"
#include "features/household/household_list.h"
#include "features/standard/standard.h"
#include "files/files.h"

static const struct field upload_fields[] = {
    {.name = "file",
     .type = F_FILE,
     .required = true,
     .label = "household.import_file",
     .help = "household.import_file_help"},
};
const struct form household_upload_form = {
    .name = "household_upload", .fields = upload_fields, .field_count = COUNT_OF(upload_fields)};

#define XLSX_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#define TEMPLATE_ROWS 2000

/* ---- the template: the form's columns, with drop-downs */

static enum status send_workbook(struct ctx *c, struct xlsx_writer **w, const char *name, struct error *err) {
    AUTO_BUF out;
    buf_init(&out, MAX_UPLOAD_BYTES);
    TRY(xlsx_finish_into(w, &out, err));
    ctx_send_bytes(c, text_of(name), XLSX_TYPE, arena_text(c->arena, buf_as_text(&out)), false);
    return OK;
}

static void write_heads(struct ctx *c, struct xlsx_writer *w) {
    for (size_t i = 0; i < household_import_form.field_count; i++) {
        xlsx_column(w, (uint16_t)i, 22, XLSX_TEXT);
        xlsx_text(w, 0, (uint16_t)i, tr(c->lang, household_import_form.fields[i].label), XLSX_HEAD);
    }
}

static void drop_down(struct ctx *c, struct xlsx_writer *w, size_t column, const struct choice_text *texts,
                      size_t count) {
    const char **values = ARENA_ARRAY(c->arena, count + 1, const char *);
    for (size_t i = 0; i < count; i++)
        values[i] = arena_zstr(c->arena, texts[i].label);
    if (count > 0)
        xlsx_choices(w, 1, TEMPLATE_ROWS, (uint16_t)column, values, count);
}

static enum status column_choices(struct ctx *c, const char *field, struct choice_text **ret, size_t *ret_count,
                                  struct error *err) {
    *ret_count = 0;
    if (strcmp(field, "hamlet") == 0)
        return household_area_choices(c, 4, c->user.scope.area_id, ret, ret_count, err);
    if (strcmp(field, "relation") == 0)
        return code_choices(c, "relation", ret, ret_count, err);
    if (strcmp(field, "ethnicity") == 0)
        return ethnicity_choices(c, ret, ret_count, err);
    if (strcmp(field, "accept") == 0) {
        *ret = ARENA_NEW(c->arena, struct choice_text);
        (*ret)->label = tr(c->lang, "household.import_yes");
        *ret_count = 1;
    }
    if (strcmp(field, "sex") == 0) {
        *ret = ARENA_ARRAY(c->arena, 2, struct choice_text);
        (*ret)[0].label = tr(c->lang, "household.sex.male");
        (*ret)[1].label = tr(c->lang, "household.sex.female");
        *ret_count = 2;
    }
    return OK;
}

enum status import_template(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct choice_text *texts[16] = {0};
    size_t counts[16] = {0};
    for (size_t i = 0; i < household_import_form.field_count; i++)
        TRY(column_choices(c, household_import_form.fields[i].name, &texts[i], &counts[i], err));
    struct xlsx_writer *w;
    TRY(xlsx_create_temporary(&w, err));
    xlsx_sheet(w, "households");
    write_heads(c, w);
    xlsx_freeze(w, 1, 0);
    for (size_t i = 0; i < household_import_form.field_count; i++)
        drop_down(c, w, i, texts[i], counts[i]);
    return send_workbook(c, &w, "mau-nhap-ho.xlsx", err);
}

/* ---- sending a file */

/* The area whose hamlets a file may name: the account's own. */
static enum status import_area(struct ctx *c, int64_t *ret, struct error *err) {
    *ret = c->user.scope.area_id;
    if (c->user.scope.level == DB_SCOPE_HAMLET)
        return fail(err, E_FORBIDDEN, "household.import_commune_only");
    if (c->user.scope.level != DB_SCOPE_ALL)
        return OK;
    struct area_root_row root;
    bool found = false;
    TRY(area_root(c->db, &(struct area_root_in){c->today}, c->arena, &root, &found, err));
    *ret = root.area_id;
    return found ? OK : fail(err, E_NOT_FOUND, "http.not_found");
}

static const char *state_word(struct text state) {
    static const char *const words[] = {"household.import.reading",    "household.import.checked",
                                        "household.import.making",     "household.import.applied",
                                        "household.import.cancelling", "household.import.cancelled",
                                        "household.import.undoing",    "household.import.undone"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (text_is(state, words[i] + strlen("household.import.")))
            return words[i];
    return NULL;
}

enum status import_get(struct ctx *c, struct value *out, struct error *err) {
    struct import_recent_row *rows;
    size_t count;
    int64_t area_id;
    TRY(import_area(c, &area_id, err));
    TRY(import_recent(c->db, &(struct import_recent_in){area_id}, c->arena, &rows, &count, err));
    value_set_page(out, "form", form_view(c, &household_upload_form, NULL, NULL, NULL));
    struct value *list = value_set_list(out, "batches");
    for (size_t i = 0; i < count; i++) {
        struct value *item = value_add_object(list);
        value_set_id(item, "id", rows[i].id);
        value_set_text(item, "file", rows[i].file_name);
        value_set_word(item, "state", state_word(rows[i].state));
        value_set_int(item, "rows", rows[i].row_count);
        value_set_int(item, "bad", rows[i].bad_count);
        value_set_int(item, "households", rows[i].household_count);
        value_set_instant(item, "created_at", rows[i].created_at);
    }
    return OK;
}

#define PIECE_BYTES (256u << 10)
#define PIECES_AT_ONCE 32 /* 8 MB, some 50 ms */

struct sending {
    const struct http_file *file;
    int64_t id, area_id, job_id;
    size_t at; /* bytes that are stored */
    struct text unread;
};

static enum status store_some(struct ctx *c, void *user, struct error *err) {
    static const char *const columns[] = {"batch_id", "no", "bytes"};
    struct sending *s = user;
    if (s->at == 0) {
        TRY(import_area(c, &s->area_id, err));
        TRY(import_batch_insert(c->db,
                                &(struct import_batch_insert_in){s->id, s->area_id, c->user.account_id,
                                                                 s->file->file_name, clock_now(&c->app->clock),
                                                                 s->unread},
                                NULL, err));
    }
    struct db_bulk *b;
    enum status st = OK;
    TRY(db_bulk_begin(c->db, "import_file", columns, COUNT_OF(columns), &b, err));
    for (int i = 0; st == OK && i < PIECES_AT_ONCE && s->at < s->file->bytes.len; i++) {
        size_t left = s->file->bytes.len - s->at, n = left < PIECE_BYTES ? left : PIECE_BYTES;
        db_bulk_int(b, s->id);
        db_bulk_int(b, (int64_t)(s->at / PIECE_BYTES));
        db_bulk_bytes(b, (struct text){s->file->bytes.ptr + s->at, n});
        st = db_bulk_row(b, err);
        s->at += n;
    }
    enum status ended = db_bulk_end(&b, err);
    TRY(st != OK ? st : ended);
    if (s->at == s->file->bytes.len)
        TRY(import_job_start(c, s->id, &s->job_id, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "file", s->file->file_name);
    audit_note(c, s->area_id, "household.import_sent", "import_batch", s->id, diff);
    return OK;
}

enum status import_post(struct ctx *c, struct value *out, struct error *err) {
    struct sending s = {.file = form_value(c->form, "file")->file, .id = id_new()};
    TRY(import_open(c->arena, s.file->bytes, &s.unread, err));
    while (s.job_id == 0)
        TRY(ctx_write(c, store_some, &s, err));
    value_set_id(out, "id", s.id);
    value_set_id(out, "job_id", s.job_id);
    value_set_text(out, "unread", s.unread);
    ctx_redirect(c, NULL, "/households/import/%lld", (long long)s.id);
    return OK;
}

/* ---- the file's page */

static enum status batch_of(struct ctx *c, struct import_batch_get_row *ret, struct error *err) {
    int64_t id;
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(import_batch_get(c->db, &(struct import_batch_get_in){id}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return ctx_require_area(c, ret->area_id, err);
}

static bool working(const struct import_batch_get_row *b) {
    return text_is(b->job_state, "waiting") || text_is(b->job_state, "running");
}

/* Its state asks for a job, and there is none that lives: it failed or was stopped from outside. */
static bool stuck(const struct import_batch_get_row *b) {
    return !working(b) && (text_is(b->state, "reading") || text_is(b->state, "making") ||
                           text_is(b->state, "cancelling") || text_is(b->state, "undoing"));
}

enum status import_batch_page(struct ctx *c, struct value *out, struct error *err) {
    struct import_batch_get_row b;
    struct import_problems_row *rows;
    size_t count;
    TRY(batch_of(c, &b, err));
    bool stoppable = text_is(b.state, "reading") || text_is(b.state, "making");
    value_set_id(out, "id", b.id);
    value_set_text(out, "file", b.file_name);
    value_set_text(out, "unread", b.unread);
    value_set_word(out, "state", state_word(b.state));
    value_set_int(out, "rows", b.row_count);
    value_set_int(out, "bad", b.bad_count);
    value_set_int(out, "there", b.there_count);
    value_set_int(out, "households", b.household_count);
    value_set_bool(out, "running", working(&b));
    value_set_int(out, "done", working(&b) ? b.job_done : DB_NULL);
    value_set_int(out, "total", working(&b) ? b.job_total : DB_NULL);
    value_set_text(out, "message", stuck(&b) ? b.job_message : TEXT_NONE);
    value_set_bool(out, "stuck", stuck(&b));
    value_set_bool(out, "stoppable", stoppable);
    value_set_bool(out, "ready", text_is(b.state, "checked") && b.household_count > 0);
    value_set_bool(out, "counted", !text_is(b.state, "reading") && !text_is(b.state, "cancelled"));
    value_set_bool(out, "applied", text_is(b.state, "applied"));
    value_set_instant(out, "created_at", b.created_at);
    value_set_instant(out, "ended_at", b.ended_at);
    TRY(import_problems(c->db, &(struct import_problems_in){b.id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "problems");
    for (size_t i = 0; i < count; i++) {
        struct value *item = value_add_object(list);
        value_set_int(item, "row", rows[i].no);
        value_set_text(item, "household", rows[i].household);
        value_set_text(item, "problem", rows[i].problem);
    }
    return OK;
}

struct workbook {
    struct ctx *c;
    struct xlsx_writer *w;
    uint32_t row;
};

static enum status write_row(void *user, const struct import_rows_row *row, struct error *err) {
    (void)err;
    struct workbook *b = user;
    struct text rest = row->cells, cell;
    bool wrong = row->problem.ptr != NULL;
    uint16_t column = 0;
    for (; text_cut(&rest, '\t', &cell); column++)
        xlsx_text(b->w, b->row, column, cell, wrong ? XLSX_WRONG : XLSX_TEXT);
    if (wrong)
        xlsx_text(b->w, b->row, (uint16_t)household_import_form.field_count, row->problem, XLSX_WRONG);
    b->row++;
    return OK;
}

/* The same columns, so that the corrected file can be sent back as it is; what is wrong stands behind them. Rows that
 * are in the register already stay in it: they are known again and not brought in twice. */
enum status import_errors(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct import_batch_get_row batch;
    TRY(batch_of(c, &batch, err));
    struct workbook b = {.c = c, .row = 1};
    TRY(xlsx_create_temporary(&b.w, err));
    xlsx_sheet(b.w, "households");
    write_heads(c, b.w);
    uint16_t last = (uint16_t)household_import_form.field_count;
    xlsx_column(b.w, last, 60, XLSX_TEXT);
    xlsx_text(b.w, 0, last, tr(c->lang, "household.import_problem"), XLSX_HEAD);
    xlsx_freeze(b.w, 1, 0);
    enum status s = import_rows_each(c->db, &(struct import_rows_in){batch.id}, write_row, &b, err);
    if (s == OK)
        return send_workbook(c, &b.w, "loi-nhap-ho.xlsx", err);
    struct error closing; /* the writer is freed whatever happens; the first error is the one told */
    AUTO_BUF nothing;
    buf_init(&nothing, MAX_UPLOAD_BYTES);
    error_clear(&closing);
    (void)!xlsx_finish_into(&b.w, &nothing, &closing);
    return s;
}

/* ---- what can be done with it */

static enum status to_batch(struct ctx *c, const struct import_batch_get_row *b, int64_t job_id, struct value *out) {
    value_set_id(out, "id", b->id);
    value_set_id(out, "job_id", job_id);
    ctx_redirect(c, NULL, "/households/import/%lld", (long long)b->id);
    return OK;
}

enum status import_apply(struct ctx *c, struct value *out, struct error *err) {
    struct import_batch_get_row b;
    int64_t job_id;
    TRY(batch_of(c, &b, err));
    if (!text_is(b.state, "checked") || b.household_count == 0)
        return fail(err, E_CONFLICT, "household.import_not_ready");
    TRY(import_state(c, b.id, "checked", "making", err));
    TRY(import_job_start(c, b.id, &job_id, err));
    audit_note(c, b.area_id, "household.import_making", "import_batch", b.id, NULL);
    return to_batch(c, &b, job_id, out);
}

/* The running job sees the state within one piece of work and cleans up; where none runs, one is started. */
enum status import_cancel(struct ctx *c, struct value *out, struct error *err) {
    struct import_batch_get_row b;
    TRY(batch_of(c, &b, err));
    int64_t job_id = b.job_id;
    if (!text_is(b.state, "reading") && !text_is(b.state, "making"))
        return fail(err, E_CONFLICT, "household.import_not_stoppable");
    TRY(import_state(c, b.id, arena_zstr(c->arena, b.state), "cancelling", err));
    if (!working(&b))
        TRY(import_job_start(c, b.id, &job_id, err));
    audit_note(c, b.area_id, "household.import_cancelling", "import_batch", b.id, NULL);
    return to_batch(c, &b, job_id, out);
}

enum status import_go_on(struct ctx *c, struct value *out, struct error *err) {
    struct import_batch_get_row b;
    int64_t job_id;
    TRY(batch_of(c, &b, err));
    if (!stuck(&b))
        return fail(err, E_CONFLICT, "household.import_not_stuck");
    TRY(import_job_start(c, b.id, &job_id, err));
    audit_note(c, b.area_id, "household.import_going_on", "import_batch", b.id, NULL);
    return to_batch(c, &b, job_id, out);
}

/* Everything that stands in the way, each with its household: the feature's own, then what other features say. */
static enum status refuse_used(struct ctx *c, const struct import_batch_get_row *b, struct error *err) {
    static const struct {
        const char *kind, *word;
    } kinds[] = {{"changed", "household.import_use_changed"},
                 {"interview", "household.import_use_interview"},
                 {"class", "household.import_use_class"},
                 {"season", "household.import_use_season"}};
    struct import_uses_row *rows;
    struct import_ids_row *ids;
    size_t count, id_count;
    TRY(import_uses(c->db, &(struct import_uses_in){b->id}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < COUNT_OF(kinds); k++)
            if (text_is(rows[i].use_kind, kinds[k].kind))
                (void)error_field(err, NULL, kinds[k].word,
                                  arena_fmt(c->arena, "%.*s, %.*s", FMT(rows[i].code), FMT(rows[i].head_name)).ptr);
    TRY(import_ids(c->db, &(struct import_ids_in){b->id}, c->arena, &ids, &id_count, err));
    int64_t *all = ARENA_ARRAY(c->arena, id_count + 1, int64_t);
    for (size_t i = 0; i < id_count; i++)
        all[i] = ids[i].household_id;
    struct value *uses = value_list(c->arena);
    for (const struct feature *const *f = features; *f != NULL; f++)
        if ((*f)->uses != NULL)
            TRY((*f)->uses(c, (struct db_ids){all, id_count}, uses, err));
    for (size_t i = 0; i < value_count(uses); i++) {
        const struct value *use = value_at(uses, i);
        struct household_place_row h;
        int64_t id = value_int(value_get(use, T("household_id")), 0);
        TRY(household_require(c, id, &h, err));
        (void)error_field(err, NULL, value_get(use, T("what"))->word,
                          arena_fmt(c->arena, "%.*s, %.*s", FMT(h.code), FMT(h.head_name)).ptr);
    }
    return err->field_count > 0 ? fail(err, E_CONFLICT, "household.import_used") : OK;
}

enum status import_undo(struct ctx *c, struct value *out, struct error *err) {
    struct import_batch_get_row b;
    struct import_lock_row locked;
    int64_t job_id;
    bool found = false;
    TRY(batch_of(c, &b, err));
    if (!text_is(b.state, "applied"))
        return fail(err, E_CONFLICT, "household.import_not_applied");
    TRY(import_lock(c->db, &(struct import_lock_in){b.id}, c->arena, &locked, &found, err));
    TRY(refuse_used(c, &b, err));
    TRY(import_state(c, b.id, "applied", "undoing", err));
    TRY(import_job_start(c, b.id, &job_id, err));
    audit_note(c, b.area_id, "household.import_undoing", "import_batch", b.id, NULL);
    return to_batch(c, &b, job_id, out);
}
