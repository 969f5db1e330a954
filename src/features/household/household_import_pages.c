/* The way of a spreadsheet: template, upload and checks, what is wrong, applying. The rows wait in import_row; making
 * households of them goes in transactions of a few households, so that nobody waits, and can be continued. */
#include "features/household/household_change.h"
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

/* ---- upload */

enum status import_get(struct ctx *c, struct value *out, struct error *err) {
    (void)err;
    value_set_page(out, "form", form_view(c, &household_upload_form, NULL, NULL, NULL));
    return OK;
}

struct staging {
    struct import_batch_insert_in batch;
    const struct import_person *people;
    size_t from, to;
    bool first, last;
};

static enum status stage_some(struct ctx *c, void *user, struct error *err) {
    static const char *const columns[] = {"batch_id", "no", "household", "hamlet_id", "cells", "problem"};
    struct staging *s = user;
    struct db_bulk *b;
    if (s->first)
        TRY(import_batch_insert(c->db, &s->batch, NULL, err));
    TRY(db_bulk_begin(c->db, "import_row", columns, COUNT_OF(columns), &b, err));
    enum status st = OK;
    for (size_t i = s->from; st == OK && i < s->to; i++) {
        const struct import_person *p = &s->people[i];
        db_bulk_int(b, s->batch.id);
        db_bulk_int(b, p->no);
        db_bulk_text(b, p->household);
        db_bulk_int(b, p->hamlet_id);
        db_bulk_text(b, p->cells);
        db_bulk_text(b, p->problem.len > 0 ? p->problem : TEXT_NONE);
        st = db_bulk_row(b, err);
    }
    enum status ended = db_bulk_end(&b, err);
    TRY(st != OK ? st : ended);
    if (s->last)
        TRY(import_batch_state(c->db, &(struct import_batch_state_in){s->batch.id, T("checked")}, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "rows", (int64_t)(s->to - s->from));
    audit_note(c, s->batch.commune_id, "household.import_staged", "import_batch", s->batch.id, diff);
    return OK;
}

static enum status read_file(struct ctx *c, struct arena *a, struct text bytes, int64_t commune_id,
                             struct import_person **ret, size_t *ret_count, struct error *err) {
    AUTO_DB db = NULL;
    TRY(db_take(c->app->pool, false, &db, err));
    TRY(db_begin_read(db, err));
    c->db = db;
    enum status s = import_read(c, a, bytes, commune_id, ret, ret_count, err);
    c->db = NULL;
    return s;
}

#define STAGE_ROWS 3000 /* some 30 ms */

enum status import_post(struct ctx *c, struct value *out, struct error *err) {
    AUTO_ARENA arena = arena_new(512u << 20);
    const struct http_file *file = form_value(c->form, "file")->file;
    if (c->user.scope.level != DB_SCOPE_COMMUNE && c->user.scope.level != DB_SCOPE_DISTRICT)
        return fail(err, E_FORBIDDEN, "household.import_commune_only");
    struct import_person *people;
    size_t count, bad = 0;
    TRY(read_file(c, arena, file->bytes, c->user.scope.area_id, &people, &count, err));
    for (size_t i = 0; i < count; i++)
        bad += people[i].problem.len > 0;
    struct staging s = {.people = people,
                        .batch = {id_new(), c->user.scope.area_id, c->user.account_id, file->file_name, (int64_t)count,
                                  (int64_t)bad, clock_now(&c->app->clock)}};
    for (s.from = 0; s.from < count; s.from = s.to) {
        s.first = s.from == 0;
        s.to = count - s.from < STAGE_ROWS ? count : s.from + STAGE_ROWS;
        s.last = s.to == count;
        TRY(ctx_write(c, stage_some, &s, err));
    }
    value_set_id(out, "id", s.batch.id);
    value_set_int(out, "rows", (int64_t)count);
    value_set_int(out, "bad", (int64_t)bad);
    ctx_redirect(c, NULL, "/households/import/%lld", (long long)s.batch.id);
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
    return ctx_require_area(c, ret->commune_id, err);
}

enum status import_batch_page(struct ctx *c, struct value *out, struct error *err) {
    struct import_batch_get_row b;
    struct import_problems_row *rows;
    size_t count;
    TRY(batch_of(c, &b, err));
    value_set_id(out, "id", b.id);
    value_set_text(out, "file", b.file_name);
    value_set_text(out, "state", b.state);
    value_set_int(out, "rows", b.row_count);
    value_set_int(out, "bad", b.bad_count);
    value_set_int(out, "left", b.left_count);
    value_set_bool(out, "ready", text_is(b.state, "checked") && b.bad_count == 0);
    value_set_bool(out, "applied", text_is(b.state, "applied"));
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

/* The same columns, so that the corrected file can be sent back as it is; what is wrong stands behind them. */
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
    if (s != OK) {
        struct error closing;
        AUTO_BUF nothing;
        buf_init(&nothing, MAX_UPLOAD_BYTES);
        error_clear(&closing);
        enum status closed = xlsx_finish_into(&b.w, &nothing, &closing);
        return closed == OK || s != OK ? s : closed;
    }
    return send_workbook(c, &b.w, "loi-nhap-ho.xlsx", err);
}

/* ---- applying */

struct applying {
    struct import_batch_get_row batch;
    struct choice_text *relations, *ethnicities;
    size_t relation_count, ethnicity_count, made;
};

static struct text code_by_label(struct ctx *c, const struct choice_text *list, size_t count, struct text label) {
    struct text wanted = vi_fold(c->arena, label);
    for (size_t i = 0; i < count; i++)
        if (text_eq(list[i].code, label) || text_eq(vi_fold(c->arena, list[i].label), wanted))
            return list[i].code;
    return TEXT_NONE;
}

static enum status make_member(struct ctx *c, struct applying *a, const struct household_change *ch,
                               const struct form_data *d, int64_t *ret_id, struct error *err) {
    const struct field_value *born = form_value(d, "born");
    struct text ethnicity = form_text(d, "ethnicity");
    struct new_person p = {.full_name = form_text(d, "full_name"),
                           .number = form_text(d, "personal_number"),
                           .ethnicity = ethnicity.len ? code_by_label(c, a->ethnicities, a->ethnicity_count, ethnicity)
                                                      : TEXT_NONE,
                           .sex = form_choice_is(d, "sex", "female"),
                           .born = form_given(d, "born") ? born->day : DAY_NONE,
                           .precision = (int64_t)born->precision};
    return person_create(c, ch, &p, ret_id, err);
}

static enum status make_household(struct ctx *c, struct applying *a, const struct import_next_row *rows, size_t count,
                                  struct error *err) {
    struct household_change ch = {
        .kind = "imported", .on = c->today, .at = clock_now(&c->app->clock), .diff = value_object(c->arena)};
    int64_t *ids = ARENA_ARRAY(c->arena, count, int64_t), head = 0;
    struct text *relations = ARENA_ARRAY(c->arena, count, struct text), address = TEXT_NONE, code;
    for (size_t i = 0; i < count; i++) {
        struct form_data *d;
        TRY(import_take(c, c->arena, rows[i].cells, &d, err));
        relations[i] = code_by_label(c, a->relations, a->relation_count, form_text(d, "relation"));
        TRY(make_member(c, a, &ch, d, &ids[i], err));
        if (text_is(relations[i], "head"))
            head = ids[i];
        if (address.ptr == NULL)
            address = form_text(d, "address");
    }
    TRY(household_create(c, &ch, rows[0].hamlet_id, address, head, 0, &ch.household_id, &code, err));
    for (size_t i = 0; i < count; i++)
        TRY(change_join(c, &ch, ch.household_id, ids[i], relations[i], "initial", err));
    ch.place.commune_id = a->batch.commune_id;
    value_set_text(ch.diff, "code", code);
    TRY(import_made(c->db, &(struct import_made_in){a->batch.id, rows[0].household, ch.household_id}, NULL, err));
    a->made++;
    return change_end(c, &ch, err);
}

#define HOUSEHOLDS_AT_ONCE 15 /* some 50 ms */

static enum status apply_some(struct ctx *c, void *user, struct error *err) {
    struct applying *a = user;
    struct import_next_row *rows;
    size_t count;
    a->made = 0;
    TRY(import_next(c->db, &(struct import_next_in){a->batch.id, HOUSEHOLDS_AT_ONCE}, c->arena, &rows, &count, err));
    for (size_t i = 0, n; i < count; i += n) {
        for (n = 1; i + n < count && text_eq(rows[i + n].household, rows[i].household);)
            n++;
        TRY(make_household(c, a, &rows[i], n, err));
    }
    if (count == 0) {
        TRY(import_batch_state(c->db, &(struct import_batch_state_in){a->batch.id, T("applied")}, NULL, err));
        audit_note(c, a->batch.commune_id, "household.import_applied", "import_batch", a->batch.id, NULL);
    }
    return OK;
}

static enum status load_applying(struct ctx *c, struct applying *a, struct error *err) {
    AUTO_DB db = NULL;
    TRY(db_take(c->app->pool, false, &db, err));
    TRY(db_begin_read(db, err));
    c->db = db;
    enum status s = batch_of(c, &a->batch, err);
    if (s == OK)
        s = code_choices(c, "relation", &a->relations, &a->relation_count, err);
    if (s == OK)
        s = ethnicity_choices(c, &a->ethnicities, &a->ethnicity_count, err);
    c->db = NULL;
    return s;
}

enum status import_apply(struct ctx *c, struct value *out, struct error *err) {
    struct applying a = {.made = 0};
    int64_t total = 0;
    TRY(load_applying(c, &a, err));
    if (!text_is(a.batch.state, "checked") || a.batch.bad_count > 0)
        return fail(err, E_CONFLICT, "household.import_not_ready");
    struct arena *whole = c->arena;
    AUTO_ARENA arena = arena_new(64u << 20); /* of one transaction */
    enum status s;
    do {
        c->arena = arena;
        s = ctx_write(c, apply_some, &a, err);
        c->arena = whole;
        arena_reset(arena);
        total += (int64_t)a.made;
    } while (s == OK && a.made > 0);
    TRY(s);
    value_set_int(out, "households", total);
    ctx_redirect(c, "household.flash_imported", "/households/import/%lld", (long long)a.batch.id);
    return OK;
}
