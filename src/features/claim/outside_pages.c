/* Lists of other agencies: upload and checks, what is wrong as a workbook, the rows and who they are. */
#include <sodium.h>

#include "features/claim/claim_pages.h"
#include "features/agency/agency.h"
#include "features/claim/claim_outside.h"
#include "files/files.h"

#define XLSX_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#define STAGE_ROWS 3000  /* some 30 ms */
#define MONTHS_AHEAD 120 /* the longest loan of these programmes */

/* ---- upload */

static const struct field upload_fields[] = {
    {.name = "policy", .type = F_CHOICE, .required = true, .label = "claim.policy"},
    {.name = "title",
     .type = F_TEXT,
     .required = true,
     .label = "claim.list_title",
     .help = "claim.list_title_help",
     .max = 120},
    {.name = "from_day", .type = F_DAY, .required = true, .label = "claim.col_from"},
    {.name = "to_day", .type = F_DAY, .required = true, .label = "claim.col_to"},
    {.name = "file", .type = F_FILE, .required = true, .label = "claim.file", .help = "claim.file_help"},
};

enum status outside_upload_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct policy *policies;
    size_t count, n = 0;
    TRY(policy_list(c, c->today, &policies, &count, err));
    struct choice_text *texts = ARENA_ARRAY(c->arena, count + 1, struct choice_text);
    for (size_t i = 0; i < count; i++)
        if (policies[i].binds != BINDS_NONE)
            texts[n++] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)policies[i].id), policies[i].name};
    struct field *fields = ARENA_ARRAY(c->arena, COUNT_OF(upload_fields), struct field);
    memcpy(fields, upload_fields, sizeof upload_fields);
    fields[0].texts = texts;
    fields[0].text_count = n;
    struct form *f = ARENA_NEW(c->arena, struct form);
    *f = (struct form){"outside_list", fields, COUNT_OF(upload_fields)};
    *ret = f;
    return OK;
}

struct staging {
    struct outside_list_insert_in list;
    const struct outside_row *rows;
    size_t count, from, to;
};

static void stage_row(struct db_bulk *b, const struct staging *s, const struct outside_row *r) {
    db_bulk_int(b, r->id);
    db_bulk_int(b, s->list.id);
    db_bulk_int(b, r->no);
    db_bulk_text(b, r->cells);
    db_bulk_text(b, r->name);
    db_bulk_text(b, r->fold);
    db_bulk_text(b, r->number);
    db_bulk_day(b, r->born);
    db_bulk_int(b, r->precision);
    db_bulk_int(b, r->commune_id > 0 ? r->commune_id : DB_NULL);
    db_bulk_day(b, r->from);
    db_bulk_day(b, r->to);
    db_bulk_text(b, r->problem.len > 0 ? T("bad") : T("new"));
    db_bulk_text(b, r->problem.len > 0 ? r->problem : TEXT_NONE);
}

static enum status same_file(struct ctx *c, const struct outside_list_insert_in *l, struct error *err) {
    struct outside_list_same_row same;
    bool found = false;
    char day[20];
    TRY(outside_list_same(c->db, &(struct outside_list_same_in){l->sha256, l->policy_id, l->period_from}, c->arena,
                          &same, &found, err));
    if (!found)
        return OK;
    instant_vn(same.at, day);
    return fail(err, E_CONFLICT, "claim.same_file", arena_zstr(c->arena, same.title), day);
}

static enum status stage_some(struct ctx *c, void *user, struct error *err) {
    static const char *const columns[] = {"id",          "list_id",         "no",      "cells",          "full_name",
                                          "name_fold",   "personal_number", "born_on", "born_precision", "commune_id",
                                          "period_from", "period_to",       "state",   "problem"};
    struct staging *s = user;
    struct db_bulk *b;
    if (s->from == 0) {
        TRY(same_file(c, &s->list, err));
        TRY(outside_list_insert(c->db, &s->list, NULL, err));
    }
    TRY(db_bulk_begin(c->db, "outside_line", columns, COUNT_OF(columns), &b, err));
    enum status st = OK;
    for (size_t i = s->from; st == OK && i < s->to; i++) {
        stage_row(b, s, &s->rows[i]);
        st = db_bulk_row(b, err);
    }
    enum status ended = db_bulk_end(&b, err);
    TRY(st != OK ? st : ended);
    if (s->to == s->count) {
        TRY(same_file(c, &s->list, err)); /* two at once: the index lets one through, this one says why */
        TRY(outside_list_state(c->db, &(struct outside_list_state_in){s->list.id, T("checked")}, NULL, err));
    }
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "rows", (int64_t)(s->to - s->from));
    audit_note(c, 0, "claim.outside_staged", "outside_list", s->list.id, diff);
    return OK;
}

struct reading {
    struct arena *arena;
    struct text bytes;
    day_t from, to;
    struct outside_row *rows;
    size_t count;
    struct text unread;
    int64_t policy_id;
};
/* A right that the policy does not give in these days is nothing to hold. */
static enum status check_period(struct ctx *c, const struct reading *r, struct error *err) {
    struct policy *list;
    size_t count, i = 0;
    if (r->to - 1 > day_add_months(c->today, MONTHS_AHEAD))
        (void)error_field(err, "to_day", "claim.period_far", NULL);
    TRY(policy_list(c, r->from, &list, &count, err));
    while (i < count && list[i].id != r->policy_id)
        i++;
    if (i == count)
        (void)error_field(err, "from_day", "claim.not_in_force", NULL);
    return error_fields_status(err);
}

static enum status read_it(struct ctx *c, void *user, struct error *err) {
    struct reading *r = user;
    TRY(check_period(c, r, err));
    return outside_read(c, r->arena, r->bytes, r->from, r->to, &r->rows, &r->count, &r->unread, err);
}

enum status outside_post(struct ctx *c, struct value *out, struct error *err) {
    AUTO_ARENA arena = arena_new(512u << 20);
    const struct http_file *file = form_value(c->form, "file")->file;
    unsigned char hash[32];
    int64_t policy = 0;
    struct reading r = {
        arena, file->bytes, form_day(c->form, "from_day"), form_day(c->form, "to_day") + 1, NULL, 0, TEXT_NONE, 0};
    if (r.from >= r.to)
        error_field(err, "to_day", "claim.no_period", NULL);
    TRY(error_fields_status(err));
    (void)text_to_i64(form_text(c->form, "policy"), &policy);
    r.policy_id = policy;
    TRY(ctx_read(c, read_it, &r, err));
    crypto_hash_sha256(hash, (const unsigned char *)file->bytes.ptr, file->bytes.len);
    struct staging s = {.rows = r.rows,
                        .count = r.count,
                        .list = {id_new(),
                                 policy,
                                 c->user.agency_id != 0 ? c->user.agency_id : DB_NULL,
                                 c->user.scope.area_id,
                                 form_text(c->form, "title"),
                                 file->file_name,
                                 {(const char *)hash, sizeof hash},
                                 r.from,
                                 r.to,
                                 (int64_t)r.count,
                                 c->user.account_id,
                                 clock_now(&c->app->clock),
                                 r.unread}};
    for (s.from = 0; s.from < s.count; s.from = s.to) {
        s.to = s.count - s.from < STAGE_ROWS ? s.count : s.from + STAGE_ROWS;
        TRY(ctx_write(c, stage_some, &s, err));
    }
    value_set_id(out, "id", s.list.id);
    value_set_int(out, "rows", (int64_t)s.count);
    value_set_text(out, "unread", arena_text(c->arena, r.unread));
    ctx_redirect(c, NULL, "/claims/lists/%lld", (long long)s.list.id);
    return OK;
}

enum status outside_template(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct xlsx_writer *w;
    AUTO_BUF b;
    buf_init(&b, MAX_UPLOAD_BYTES);
    TRY(xlsx_create_temporary(&w, err));
    xlsx_sheet(w, "list");
    for (size_t i = 0; i < outside_columns.field_count; i++) {
        xlsx_column(w, (uint16_t)i, 22, XLSX_TEXT);
        xlsx_text(w, 0, (uint16_t)i, tr(c->lang, outside_columns.fields[i].label), XLSX_HEAD);
    }
    xlsx_freeze(w, 1, 0);
    TRY(xlsx_finish_into(&w, &b, err));
    ctx_send_bytes(c, T("mau-danh-sach-ngoai.xlsx"), XLSX_TYPE, arena_text(c->arena, buf_as_text(&b)), false);
    return OK;
}

/* ---- the lists */

static void list_item(struct ctx *c, const void *row, struct value *item) {
    const struct outside_lists_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "title", r->title);
    value_set_text(item, "policy", r->policy);
    value_set_day(item, "from", r->period_from);
    value_set_day(item, "to", r->period_to - 1);
    value_set_int(item, "rows", r->row_count);
    value_set_int(item, "matched", r->matched);
    value_set_int(item, "by_number", r->by_number);
    value_set_int(item, "waiting", r->waiting);
    value_set_int(item, "clash", r->clash);
    value_set_int(item, "bad", r->bad);
    value_set_instant(item, "at", r->at);
    value_set_word(item, "state", text_is(r->state, "applied") ? "claim.list.state.done" : "claim.list.state.waiting");
    (void)c;
}
static const struct list_column list_columns[] = {
    {.key = "title", .label = "claim.list_title", .href = "/claims/lists/{id}", .type = V_TEXT},
    {.key = "policy", .label = "claim.policy", .type = V_TEXT},
    {.key = "from", .label = "claim.col_from", .type = V_DAY},
    {.key = "to", .label = "claim.col_to", .type = V_DAY},
    {.key = "rows", .label = "claim.rows", .number = true, .type = V_INT},
    {.key = "matched", .label = "claim.line.matched", .number = true, .type = V_INT},
    {.key = "by_number", .label = "claim.line.number", .number = true, .type = V_INT},
    {.key = "waiting", .label = "claim.line.waiting", .number = true, .type = V_INT},
    {.key = "clash", .label = "claim.line.clash", .number = true, .type = V_INT},
    {.key = "bad", .label = "claim.line.bad", .number = true, .type = V_INT},
    {.key = "state", .label = "claim.state_head", .type = V_WORD},
    {.key = "at", .label = "claim.found_at", .sort = "at", .type = V_INSTANT, .hidden = true},
};
const struct list_def outside_list_def = {.name = "outside_lists",
                                          .stmt = &outside_lists_stmt,
                                          .columns = list_columns,
                                          .column_count = COUNT_OF(list_columns),
                                          .row = list_item,
                                          .row_href = "/claims/lists/{id}",
                                          .empty = "claim.no_lists",
                                          .file_name = "danh-sach-ngoai"};

enum status outside_lists_page(struct ctx *c, struct value *out, struct error *err) {
    claim_nav(c, out);
    const struct form *f;
    if (user_may(&c->user, "claim.import")) {
        TRY(outside_upload_form(c, &f, err));
        bool sent = c->form != NULL && c->req != NULL && app_is_write(c->req->method);
        struct value *form = form_view(c, f, sent ? c->form : NULL, NULL, NULL);
        value_set_str(form, "action", "/claims/lists");
        value_set_page(out, "form", form);
    }
    return list_answer(c, &outside_list_def, NULL, NULL, 0, out, err);
}

/* ---- one list */

enum status outside_find(struct ctx *c, int64_t id, struct outside_list_get_row *ret, struct error *err) {
    bool found = false;
    TRY(outside_list_get(c->db, &(struct outside_list_get_in){id}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    bool whole = c->user.scope.level == DB_SCOPE_ALL || c->user.scope.level == DB_SCOPE_PROVINCE;
    return whole ? OK : ctx_require_area(c, ret->area_id, err);
}

static const char *const line_words[] = {
    "claim.line.state.bad",     "claim.line.state.new",   "claim.line.state.matched", "claim.line.state.number",
    "claim.line.state.waiting", "claim.line.state.clash", "claim.line.state.nobody"};
static const char *line_word(struct text state) {
    for (size_t i = 0; i < COUNT_OF(line_words); i++)
        if (text_is(state, strrchr(line_words[i], '.') + 1))
            return line_words[i];
    return NULL;
}

static bool in_scope(struct ctx *c, int64_t area_id) {
    struct error outside;
    error_clear(&outside);
    return ctx_require_area(c, area_id, &outside) == OK;
}

/* The list's own words about a person stay; which household it is, only who looks after it learns. */
static void line_item(struct ctx *c, const void *row, struct value *item) {
    const struct outside_lines_row *r = row;
    AUTO_BUF b;
    buf_init(&b, 64);
    value_set_id(item, "id", r->id);
    value_set_int(item, "no", r->no);
    value_set_text(item, "name", r->full_name);
    value_set_bool(item, "has_number", r->personal_number.ptr != NULL);
    if (r->born_on != DAY_NONE)
        fmt_birth(&b, c->lang, r->born_on, (enum day_precision)r->born_precision);
    value_set_text(item, "born", r->born_on != DAY_NONE ? arena_text(c->arena, buf_as_text(&b)) : TEXT_NONE);
    bool elsewhere = r->commune_id != DB_NULL && !in_scope(c, r->commune_id);
    value_set_text(item, "household", elsewhere ? TEXT_NONE : r->household_code);
    value_set_word(item, "state", line_word(r->state));
    value_set_text(item, "problem", elsewhere && r->problem.ptr == NULL ? tr(c->lang, "claim.elsewhere") : r->problem);
}
static const struct choice line_states[] = {
    {"bad", "claim.line.state.bad", 0},         {"new", "claim.line.state.new", 0},
    {"matched", "claim.line.state.matched", 0}, {"number", "claim.line.state.number", 0},
    {"waiting", "claim.line.state.waiting", 0}, {"clash", "claim.line.state.clash", 0},
    {"nobody", "claim.line.state.nobody", 0}};
static const struct list_filter line_filters[] = {{.name = "state",
                                                   .label = "claim.state_head",
                                                   .type = F_CHOICE,
                                                   .choices = line_states,
                                                   .choice_count = COUNT_OF(line_states)}};
static const struct list_column line_columns[] = {
    {.key = "no", .label = "claim.row", .sort = "no", .number = true, .type = V_INT},
    {.key = "name", .label = "claim.col_name", .href = "/claims/lines/{id}", .type = V_TEXT, .sensitivity = S_PERSONAL},
    {.key = "born", .label = "claim.col_born", .type = V_TEXT, .sensitivity = S_PERSONAL},
    {.key = "has_number", .label = "claim.has_number", .type = V_BOOL},
    {.key = "household", .label = "claim.household", .type = V_TEXT},
    {.key = "state", .label = "claim.state_head", .type = V_WORD},
    {.key = "problem", .label = "claim.problem", .type = V_TEXT},
};
const struct list_def outside_line_def = {.name = "outside_lines",
                                          .stmt = &outside_lines_stmt,
                                          .columns = line_columns,
                                          .column_count = COUNT_OF(line_columns),
                                          .filters = line_filters,
                                          .filter_count = COUNT_OF(line_filters),
                                          .row = line_item,
                                          .row_href = "/claims/lines/{id}",
                                          .empty = "claim.no_lines",
                                          .file_name = "dong-danh-sach-ngoai"};

enum status outside_list_page(struct ctx *c, struct value *out, struct error *err) {
    claim_nav(c, out);
    struct outside_list_get_row l;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(outside_find(c, id, &l, err));
    value_set_id(out, "id", l.id);
    value_set_text(out, "title", l.title);
    value_set_text(out, "policy", l.policy);
    value_set_text(out, "file", l.file_name);
    value_set_int(out, "rows", l.row_count);
    value_set_text(out, "unread", l.unread);
    value_set_bool(out, "ready", text_is(l.state, "checked") && user_may(&c->user, "claim.import"));
    return list_answer(c, &outside_line_def, &(struct outside_lines_in){id}, NULL, 0, out, err);
}

/* The sheet again, only the rows that need something, with a column that says what. */
enum status outside_errors(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    static const char *const states[] = {"bad", "clash", "waiting"};
    struct outside_list_get_row l;
    struct xlsx_writer *w;
    int64_t id;
    uint32_t line = 1;
    TRY(ctx_id(c, 0, &id, err));
    TRY(outside_find(c, id, &l, err));
    TRY(xlsx_create_temporary(&w, err));
    xlsx_sheet(w, "errors");
    size_t width = outside_columns.field_count;
    for (size_t i = 0; i <= width; i++) {
        xlsx_column(w, (uint16_t)i, i == width ? 60 : 22, XLSX_TEXT);
        xlsx_text(w, 0, (uint16_t)i, tr(c->lang, i == width ? "claim.problem" : outside_columns.fields[i].label),
                  XLSX_HEAD);
    }
    xlsx_freeze(w, 1, 0);
    for (size_t s = 0; s < COUNT_OF(states); s++) {
        struct outside_lines_in_row *rows;
        size_t count;
        TRY(outside_lines_in(c->db, &(struct outside_lines_in_in){id, text_of(states[s]), -1, OUTSIDE_ROWS}, c->arena,
                             &rows, &count, err));
        for (size_t i = 0; i < count; i++, line++) {
            struct text cells = rows[i].cells, cell;
            for (uint16_t k = 0; text_cut(&cells, '\t', &cell); k++)
                xlsx_text(w, line, k, cell, XLSX_TEXT);
            xlsx_text(w, line, (uint16_t)width, rows[i].problem, XLSX_TEXT);
        }
    }
    AUTO_BUF b;
    buf_init(&b, MAX_UPLOAD_BYTES);
    TRY(xlsx_finish_into(&w, &b, err));
    ctx_send_bytes(c, T("danh-sach-can-sua.xlsx"), XLSX_TYPE, arena_text(c->arena, buf_as_text(&b)), false);
    return OK;
}

/* ---- one row: who is it? */

static const struct field match_fields[] = {
    {.name = "person", .type = F_ID, .required = true, .label = "claim.person", .help = "claim.person_help"}};
const struct form outside_match_form = {"outside_match", match_fields, COUNT_OF(match_fields)};

static enum status find_line(struct ctx *c, struct outside_line_get_row *ret, struct outside_list_get_row *l,
                             struct error *err) {
    int64_t id;
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(outside_line_get(c->db, &(struct outside_line_get_in){id}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return outside_find(c, ret->list_id, l, err);
}

enum status outside_line_page(struct ctx *c, struct value *out, struct error *err) {
    struct outside_line_get_row r;
    struct outside_list_get_row l;
    struct outside_by_name_row *rows;
    size_t count = 0;
    day_t from = 0, to = 0;
    TRY(find_line(c, &r, &l, err));
    value_set_id(out, "id", r.id);
    value_set_id(out, "list_id", r.list_id);
    value_set_text(out, "title", l.title);
    value_set_int(out, "no", r.no);
    value_set_text(out, "name", r.full_name);
    value_set_day(out, "born", r.born_on);
    value_set_text(out, "policy", l.policy);
    value_set_day(out, "from", r.period_from);
    value_set_day(out, "to", r.period_to - 1);
    value_set_word(out, "state", line_word(r.state));
    value_set_text(out, "problem", r.problem);
    bool waits = text_is(r.state, "waiting") || text_is(r.state, "number") || text_is(r.state, "nobody");
    value_set_bool(out, "waits", waits && user_may(&c->user, "claim.import"));
    struct value *list = value_set_list(out, "candidates");
    if (!waits)
        return OK;
    outside_birth_range(r.born_on, r.born_precision, &from, &to);
    TRY(outside_by_name(c->db,
                        &(struct outside_by_name_in){r.name_fold, r.born_on == DAY_NONE ? -100000 : from,
                                                     r.born_on == DAY_NONE ? DAY_FOREVER : day_of(day_year(to), 12, 31),
                                                     DB_NULL},
                        c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct error outside;
        error_clear(&outside);
        if (ctx_require_area(c, rows[i].commune_id, &outside) != OK)
            continue;
        struct value *v = value_add_object(list);
        AUTO_BUF b;
        buf_init(&b, 64);
        fmt_birth(&b, c->lang, rows[i].born_on, (enum day_precision)rows[i].born_precision);
        value_set_id(v, "person_id", rows[i].person_id);
        value_set_id(v, "household_id", rows[i].household_id);
        value_set_text(v, "household", rows[i].household_code);
        value_set_text(v, "name", rows[i].full_name);
        value_set_text(v, "born", arena_text(c->arena, buf_as_text(&b)));
    }
    return OK;
}

enum status outside_line_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct outside_line_get_row r;
    struct outside_list_get_row l;
    struct claim_person_place_row place = {0};
    struct claim_household_place_row household;
    bool found = false;
    int64_t person = form_id(c->form, "person");
    TRY(find_line(c, &r, &l, err));
    if (!text_is(r.state, "waiting") && !text_is(r.state, "number") && !text_is(r.state, "nobody"))
        return fail(err, E_CONFLICT, "claim.line_settled");
    TRY(claim_person_place(c->db, &(struct claim_person_place_in){person}, c->arena, &place, &found, err));
    if (found)
        TRY(claim_household_place(c->db, &(struct claim_household_place_in){place.household_id}, c->arena, &household,
                                  &found, err));
    struct error outside;
    error_clear(&outside);
    if (!found || ctx_require_area(c, household.commune_id, &outside) != OK) {
        error_field(err, "person", "claim.no_such_person", NULL);
        return error_fields_status(err);
    }
    /* What was claimed under the number alone is claimed anew for the person. */
    int64_t id = r.id;
    TRY(claim_release(c, "outside_line", (struct db_ids){&id, 1}, DAY_NONE, T("→"), err));
    struct outside_lines_in_row row = {.id = r.id,
                                       .no = r.no,
                                       .full_name = r.full_name,
                                       .personal_number = r.personal_number,
                                       .period_from = r.period_from,
                                       .period_to = r.period_to};
    struct outside_match m = {&row, person, place.household_id, NULL};
    TRY(outside_claim(c, &l, &m, 1, err));
    struct value *diff = value_object(c->arena);
    value_set_id(diff, "person", person);
    audit_note(c, household.commune_id, "claim.outside_match", "outside_line", r.id, diff);
    ctx_redirect(c, "claim.flash_matched", "/claims/lists/%lld?state=waiting", (long long)l.id);
    return OK;
}
