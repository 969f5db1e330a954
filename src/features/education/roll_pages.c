/* The way of a spreadsheet: sent and checked, what is wrong as a workbook, applied some rows at a time. */
#include <sodium.h>

#include "app/respond.h"
#include "features/area/area.h"
#include "features/education/roll.h"
#include "files/files.h"

#define XLSX_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#define APPLY_ROWS 100 /* some 50 ms */

/* ---- upload */

static const struct choice kinds[] = {{"pupils", "education.import_pupils", 0},
                                      {"schools", "education.import_schools", 0}};
static const struct field upload_fields[] = {
    {.name = "kind",
     .type = F_CHOICE,
     .required = true,
     .label = "education.import_kind",
     .choices = kinds,
     .choice_count = COUNT_OF(kinds)},
    {.name = "school", .type = F_CHOICE, .label = "education.school", .help = "education.import_school_help"},
    {.name = "school_year", .type = F_INT, .label = "education.year_begins", .min = 2010, .max = 2100},
    {.name = "file", .type = F_FILE, .required = true, .label = "education.file", .help = "education.file_help"},
};
static const struct form upload_form = {"school_list", upload_fields, COUNT_OF(upload_fields)};

enum status roll_make_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct choice_text *schools;
    size_t count;
    TRY(school_choices_of(c, &schools, &count, err));
    *ret = service_form_with(c, &upload_form, "school", schools, count);
    return OK;
}

struct staging {
    struct arena *arena;
    struct text bytes;
    bool schools;
    struct school_list_insert_in list;
    struct roll_row *rows;
    size_t count;
};

static enum status stage_read(struct ctx *c, void *user, struct error *err) {
    struct staging *s = user;
    struct area *path;
    size_t count;
    int64_t area = c->user.scope.area_id;
    if (!s->schools) {
        struct school_get_row school;
        TRY(school_require(c, s->list.school_id, &school, err));
        area = school.commune_id;
    }
    TRY(area_path(c, area, c->today, &path, &count, err));
    s->list.area_id = area;
    s->list.province_id = path[count - 1].id;
    s->list.district_id = s->list.commune_id = DB_NULL;
    for (size_t i = 0; i < count; i++) {
        if (path[i].level == AREA_DISTRICT)
            s->list.district_id = path[i].id;
        if (path[i].level == AREA_COMMUNE)
            s->list.commune_id = path[i].id;
    }
    TRY(roll_read(c, s->arena, s->bytes, s->schools, &s->rows, &s->count, &s->list.unread, err));
    s->list.row_count = (int64_t)s->count;
    return OK;
}

static enum status stage_write(struct ctx *c, void *user, struct error *err) {
    static const char *const columns[] = {"id",    "list_id", "no",         "cells",     "name",  "class_name", "code",
                                          "level", "private", "commune_id", "person_id", "state", "problem"};
    struct staging *s = user;
    struct db_bulk *b;
    struct roll_same_row same;
    bool found = false;
    char day[20];
    enum status st = OK;
    TRY(roll_same(
        c->db,
        &(struct roll_same_in){s->list.kind, s->list.sha256, s->list.area_id, s->list.school_id, s->list.school_year},
        c->arena, &same, &found, err));
    if (found) {
        instant_vn(same.at, day);
        return fail(err, E_CONFLICT, "education.same_file", arena_zstr(c->arena, same.file_name), day);
    }
    TRY(school_list_insert(c->db, &s->list, NULL, err));
    TRY(db_bulk_begin(c->db, "school_list_row", columns, COUNT_OF(columns), &b, err));
    for (size_t i = 0; i < s->count && st == OK; i++) {
        const struct roll_row *r = &s->rows[i];
        bool bad = r->problem.len > 0;
        db_bulk_int(b, r->id);
        db_bulk_int(b, s->list.id);
        db_bulk_int(b, r->no);
        db_bulk_text(b, r->cells);
        db_bulk_text(b, r->name);
        db_bulk_text(b, r->class_name);
        db_bulk_text(b, r->code);
        db_bulk_text(b, r->level);
        db_bulk_int(b, r->private);
        db_bulk_int(b, r->commune_id);
        db_bulk_int(b, r->person_id);
        db_bulk_text(b, bad ? T("bad") : T("ready"));
        db_bulk_text(b, bad ? r->problem : TEXT_NONE);
        st = db_bulk_row(b, err);
    }
    enum status ended = db_bulk_end(&b, err);
    TRY(st != OK ? st : ended);
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "rows", (int64_t)s->count);
    audit_note(c, 0, "education.import", "school_list", s->list.id, diff);
    return OK;
}

enum status roll_post(struct ctx *c, struct value *out, struct error *err) {
    AUTO_ARENA arena = arena_new(256u << 20);
    const struct http_file *file = form_value(c->form, "file")->file;
    unsigned char hash[32];
    struct staging s = {.arena = arena, .bytes = file->bytes, .schools = form_choice_is(c->form, "kind", "schools")};
    int64_t school = 0, year = form_int(c->form, "school_year", 0);
    if (s.schools)
        TRY(ctx_require(c, "education.schools", err));
    if (!s.schools && !text_to_i64(form_text(c->form, "school"), &school))
        (void)error_field(err, "school", "form.required", NULL);
    if (!s.schools && year == 0)
        (void)error_field(err, "school_year", "form.required", NULL);
    TRY(error_fields_status(err));
    crypto_hash_sha256(hash, (const unsigned char *)file->bytes.ptr, file->bytes.len);
    s.list = (struct school_list_insert_in){.id = id_new(),
                                            .kind = s.schools ? T("schools") : T("pupils"),
                                            .school_id = s.schools ? DB_NULL : school,
                                            .school_year = s.schools ? DB_NULL : year,
                                            .file_name = file->file_name,
                                            .sha256 = {(const char *)hash, sizeof hash},
                                            .account_id = c->user.account_id,
                                            .at = clock_now(&c->app->clock)};
    TRY(ctx_read(c, stage_read, &s, err));
    TRY(ctx_write(c, stage_write, &s, err));
    value_set_id(out, "id", s.list.id);
    value_set_int(out, "rows", (int64_t)s.count);
    value_set_text(out, "unread", arena_text(c->arena, s.list.unread));
    ctx_redirect(c, NULL, "/education/imports/%lld", (long long)s.list.id);
    return OK;
}

enum status roll_template(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    bool schools = text_is(ctx_query(c, "kind"), "schools");
    const struct form *sheet = roll_sheet(schools);
    struct xlsx_writer *w;
    AUTO_BUF b;
    buf_init(&b, MAX_UPLOAD_BYTES);
    TRY(xlsx_create_temporary(&w, err));
    xlsx_sheet(w, "list");
    for (size_t i = 0; i < sheet->field_count; i++) {
        xlsx_column(w, (uint16_t)i, 24, XLSX_TEXT);
        xlsx_text(w, 0, (uint16_t)i, tr(c->lang, sheet->fields[i].label), XLSX_HEAD);
    }
    xlsx_freeze(w, 1, 0);
    TRY(xlsx_finish_into(&w, &b, err));
    ctx_send_bytes(c, schools ? T("mau-truong-hoc.xlsx") : T("mau-hoc-sinh.xlsx"), XLSX_TYPE,
                   arena_text(c->arena, buf_as_text(&b)), false);
    return OK;
}

/* ---- the lists */

static const struct list_column columns[] = {
    {.key = "file", .label = "education.file", .href = "/education/imports/{id}", .type = V_TEXT},
    {.key = "kind", .label = "education.import_kind", .type = V_WORD},
    {.key = "school", .label = "education.school", .type = V_TEXT},
    {.key = "school_year", .label = "education.school_year", .type = V_TEXT},
    {.key = "rows", .label = "education.rows", .number = true, .type = V_INT},
    {.key = "done", .label = "education.row.done", .number = true, .type = V_INT},
    {.key = "bad", .label = "education.row.bad", .number = true, .type = V_INT},
    {.key = "at", .label = "education.sent_at", .sort = "newest", .type = V_INSTANT},
};
static void list_row(struct ctx *c, const void *row, struct value *item) {
    const struct roll_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "file", r->file_name);
    value_set_word(item, "kind", text_is(r->kind, "schools") ? kinds[1].label : kinds[0].label);
    value_set_text(item, "school", r->school_name);
    value_set_text(item, "school_year", r->school_year == DB_NULL ? TEXT_NONE : school_year_text(c, r->school_year));
    value_set_int(item, "rows", r->row_count);
    value_set_int(item, "done", r->done);
    value_set_int(item, "bad", r->bad);
    value_set_instant(item, "at", r->at);
}
const struct list_def roll_list_def = {.name = "school_lists",
                                       .stmt = &roll_list_stmt,
                                       .columns = columns,
                                       .column_count = COUNT_OF(columns),
                                       .row_href = "/education/imports/{id}",
                                       .row = list_row,
                                       .empty = "education.no_imports",
                                       .file_name = "danh-sach-nhap"};

enum status rolls_get(struct ctx *c, struct value *out, struct error *err) {
    const struct form *form;
    struct db_list_value clerk;
    struct value *now = value_object(c->arena);
    value_set_int(now, "school_year", school_year_of(c->today));
    value_set_str(now, "kind", "pupils");
    TRY(roll_make_form(c, &form, err));
    service_form(c, out, "upload_form", form, "education.write", service_leads(c, EDUCATION_POLICY),
                 T("/education/imports"), now);
    return list_answer(c, &roll_list_def, NULL, &clerk, clerk_filter(c, roll_list_by_clerk, &clerk), out, err);
}

static const struct choice states[] = {
    {"bad", "education.row.bad", 0}, {"ready", "education.row.ready", 0}, {"done", "education.row.done", 0}};
static const struct list_filter row_filters[] = {
    {.name = "state", .label = "service.state", .type = F_CHOICE, .choices = states, .choice_count = COUNT_OF(states)}};
static const struct list_column row_columns[] = {
    {.key = "no", .label = "education.row", .sort = "no", .number = true, .type = V_INT},
    {.key = "name", .label = "service.name", .sensitivity = S_PERSONAL, .type = V_TEXT},
    {.key = "class", .label = "education.class", .type = V_TEXT},
    {.key = "code", .label = "education.school_code", .hidden = true, .type = V_TEXT},
    {.key = "state", .label = "service.state", .type = V_WORD},
    {.key = "problem", .label = "education.problem", .type = V_TEXT},
};
static void row_item(struct ctx *c, const void *row, struct value *item) {
    const struct roll_rows_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_int(item, "no", r->no);
    value_set_text(item, "name", r->name);
    value_set_text(item, "class", r->class_name);
    value_set_text(item, "code", r->code);
    value_set_word(item, "state", service_word(c, "education.row.", r->state));
    value_set_text(item, "problem", r->problem);
}
const struct list_def roll_row_def = {.name = "school_list_rows",
                                      .stmt = &roll_rows_stmt,
                                      .columns = row_columns,
                                      .column_count = COUNT_OF(row_columns),
                                      .filters = row_filters,
                                      .filter_count = COUNT_OF(row_filters),
                                      .row = row_item,
                                      .empty = "education.no_rows",
                                      .file_name = "dong-danh-sach-nhap"};

/* ---- one list */

static enum status roll_require(struct ctx *c, int64_t id, struct roll_one_row *ret, struct error *err) {
    struct school_get_row school;
    bool found = false;
    TRY(roll_one(c->db, &(struct roll_one_in){id}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return ret->school_id != DB_NULL ? school_require(c, ret->school_id, &school, err)
                                     : ctx_require_area(c, ret->area_id, err);
}

static enum status roll_of_path(struct ctx *c, struct roll_one_row *ret, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    return roll_require(c, id, ret, err);
}

enum status roll_get(struct ctx *c, struct value *out, struct error *err) {
    struct roll_one_row l;
    TRY(roll_of_path(c, &l, err));
    value_set_id(out, "id", l.id);
    value_set_text(out, "file", l.file_name);
    value_set_word(out, "kind", text_is(l.kind, "schools") ? kinds[1].label : kinds[0].label);
    value_set_text(out, "school", l.school_name);
    value_set_int(out, "rows", l.row_count);
    value_set_int(out, "ready", l.ready);
    value_set_text(out, "unread", l.unread);
    value_set_bool(out, "may_apply",
                   l.ready > 0 && user_may(&c->user, "education.write") && service_leads(c, EDUCATION_POLICY));
    return list_answer(c, &roll_row_def, &(struct roll_rows_in){l.id}, NULL, 0, out, err);
}

/* The sheet again, only the rows that need something, with a column that says what. */
enum status roll_wrong(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct roll_one_row l;
    struct roll_bad_row *rows;
    struct xlsx_writer *w;
    size_t count;
    TRY(roll_of_path(c, &l, err));
    TRY(roll_bad(c->db, &(struct roll_bad_in){l.id}, c->arena, &rows, &count, err));
    const struct form *sheet = roll_sheet(text_is(l.kind, "schools"));
    size_t width = sheet->field_count;
    TRY(xlsx_create_temporary(&w, err));
    xlsx_sheet(w, "errors");
    for (size_t i = 0; i <= width; i++) {
        xlsx_column(w, (uint16_t)i, i == width ? 60 : 24, XLSX_TEXT);
        xlsx_text(w, 0, (uint16_t)i, tr(c->lang, i == width ? "education.problem" : sheet->fields[i].label), XLSX_HEAD);
    }
    xlsx_freeze(w, 1, 0);
    for (uint32_t i = 0; i < count; i++) {
        struct text cells = rows[i].cells, cell;
        for (uint16_t k = 0; k < width && text_cut(&cells, '\t', &cell); k++)
            xlsx_text(w, i + 1, k, cell, XLSX_TEXT);
        xlsx_text(w, i + 1, (uint16_t)width, rows[i].problem, XLSX_TEXT);
    }
    AUTO_BUF b;
    buf_init(&b, MAX_UPLOAD_BYTES);
    TRY(xlsx_finish_into(&w, &b, err));
    ctx_send_bytes(c, T("dong-can-sua.xlsx"), XLSX_TYPE, arena_text(c->arena, buf_as_text(&b)), false);
    return OK;
}

/* ---- applying */

struct applying {
    int64_t list_id, done, bad;
    bool over;
};

/* What changed since it was checked (another school enrolled him meanwhile) stays with its reason. */
static enum status apply_row(struct ctx *c, const struct roll_one_row *l, const struct roll_ready_row *r, day_t from,
                             int64_t *ret_id, struct text *ret_problem, struct error *err) {
    enum status s;
    bool again, found = false;
    *ret_problem = TEXT_NONE;
    *ret_id = 0;
    if (text_is(l->kind, "schools")) {
        struct school_of_code_row there;
        struct school_new n = {r->code, r->name, r->level, r->private, r->commune_id};
        TRY(school_of_code(c->db, &(struct school_of_code_in){r->code}, c->arena, &there, &found, err));
        if (found) {
            *ret_problem = tr_args(c->lang, c->arena, "education.code_taken", &r->code, 1);
            return OK;
        }
        return school_add(c, &n, ret_id, err);
    }
    struct enrolment_new n = {.person_id = r->person_id,
                              .school_id = l->school_id,
                              .import_id = l->id,
                              .year = l->school_year,
                              .class_name = r->class_name,
                              .from = from};
    s = enrol(c, &n, ret_id, &again, err);
    if (s != E_CONFLICT)
        return s;
    *ret_problem = error_message(c, err);
    *ret_id = 0;
    error_clear(err);
    return OK;
}

static enum status apply_some(struct ctx *c, void *user, struct error *err) {
    struct applying *a = user;
    struct roll_one_row l;
    struct roll_ready_row *rows;
    struct term *terms;
    size_t count, term_count, n = 0;
    TRY(roll_require(c, a->list_id, &l, err));
    TRY(roll_ready(c->db, &(struct roll_ready_in){l.id, APPLY_ROWS}, c->arena, &rows, &count, err));
    day_t from = c->today;
    TRY(term_list(c, &terms, &term_count, err));
    for (size_t i = 0; i < term_count && l.school_year != DB_NULL; i++)
        if (terms[i].year == l.school_year && terms[i].no == 1)
            from = terms[i].from;
    int64_t *ids = ARENA_ARRAY(c->arena, count + 1, int64_t);
    for (size_t i = 0; i < count; i++) {
        struct text problem;
        int64_t id;
        TRY(apply_row(c, &l, &rows[i], from, &id, &problem, err));
        if (id != 0)
            ids[n++] = id;
        TRY(roll_row_set(c->db,
                         &(struct roll_row_set_in){rows[i].id, problem.ptr == NULL ? T("done") : T("bad"), problem},
                         NULL, err));
        *(problem.ptr == NULL ? &a->done : &a->bad) += 1;
    }
    if (l.school_year != DB_NULL && n > 0)
        TRY(rights_judge_year(c, l.school_year, (struct db_ids){ids, n}, err));
    a->over = count < APPLY_ROWS;
    if (a->over)
        TRY(roll_state(c->db, &(struct roll_state_in){l.id}, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "rows", (int64_t)count);
    audit_note(c, 0, "education.roll_apply", "school_list", l.id, diff);
    return OK;
}

static enum status may_apply(struct ctx *c, void *user, struct error *err) {
    struct roll_one_row l;
    TRY(education_require_lead(c, err));
    TRY(roll_require(c, ((struct applying *)user)->list_id, &l, err));
    if (text_is(l.kind, "schools"))
        TRY(ctx_require(c, "education.schools", err));
    return l.ready > 0 ? OK : fail(err, E_CONFLICT, "education.nothing_ready");
}

enum status roll_apply(struct ctx *c, struct value *out, struct error *err) {
    struct applying a = {0};
    TRY(ctx_id(c, 0, &a.list_id, err));
    TRY(ctx_read(c, may_apply, &a, err));
    while (!a.over)
        TRY(ctx_write(c, apply_some, &a, err));
    value_set_int(out, "done", a.done);
    value_set_int(out, "bad", a.bad);
    c->flash_arg = arena_fmt(c->arena, "%lld", (long long)a.done);
    ctx_redirect(c, "education.applied", "/education/imports/%lld", (long long)a.list_id);
    return OK;
}
