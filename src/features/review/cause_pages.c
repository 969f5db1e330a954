/* Causes of poverty as the review found them: a table by area that opens to its households, and what the communes
 * propose against them. */
#include "features/review/pages.h"
#include "features/standard/standard.h"

struct causes {
    struct choice_text *list;
    size_t count;
    struct cause_counts_row *counts;
    struct cause_totals_row *totals;
    size_t count_count, total_count;
};

static struct text cause_name(const struct causes *k, struct text code) {
    for (size_t i = 0; i < k->count; i++)
        if (text_eq(k->list[i].code, code))
            return k->list[i].label;
    return code;
}

static int64_t counted(const struct causes *k, int64_t unit, struct text cause) {
    for (size_t i = 0; i < k->count_count; i++)
        if (k->counts[i].unit_id == unit && text_eq(k->counts[i].cause, cause))
            return k->counts[i].households;
    return 0;
}

static int64_t total_of(const struct causes *k, int64_t unit, bool untold) {
    for (size_t i = 0; i < k->total_count; i++)
        if (k->totals[i].unit_id == unit)
            return untold ? k->totals[i].untold : k->totals[i].households;
    return 0;
}

/* Four shades by the share of the unit's poor and near-poor households. */
static int64_t shade(int64_t n, int64_t all) {
    return n == 0 || all == 0 ? 0 : n * 5 < all ? 1 : n * 5 < 2 * all ? 2 : n * 5 < 3 * all ? 3 : 4;
}

static void cell(struct ctx *c, struct value *cells, int64_t n, int64_t all, struct text href) {
    struct value *v = value_add_object(cells);
    (void)c;
    value_set_int(v, "value", n);
    value_set_int(v, "level", shade(n, all));
    if (n > 0)
        value_set_text(v, "href", href);
}

static enum status fill_table(struct ctx *c, const struct season *s, const struct area *at, const struct area *units,
                              size_t count, const struct causes *k, struct value *out) {
    struct value *heat = value_set_object(out, "heat"), *columns = value_set_list(heat, "columns");
    const char *list = arena_fmt(c->arena, "/review/seasons/%lld/causes/households", (long long)s->id).ptr;
    value_set_word(heat, "caption", "review.causes_caption");
    value_set_word(heat, "head", at->level >= AREA_COMMUNE ? "review.hamlet" : "review.causes_unit");
    value_set_word(value_add_object(columns), "label", "review.households"); /* the totals */
    for (size_t i = 0; i < k->count; i++)
        value_set_text(value_add_object(columns), "label", k->list[i].label);
    value_set_word(value_add_object(columns), "label", "review.cause_untold");
    struct value *rows = value_set_list(heat, "rows");
    for (size_t u = 0; u < count; u++) {
        int64_t unit = units[u].id, all = total_of(k, unit, false);
        if (all == 0)
            continue;
        struct value *row = value_add_object(rows), *cells;
        value_set_id(row, "id", unit);
        value_set_text(row, "label", units[u].name);
        value_set_int(row, "total", all);
        cells = value_set_list(row, "cells");
        for (size_t i = 0; i < k->count; i++)
            cell(c, cells, counted(k, unit, k->list[i].code), all,
                 arena_fmt(c->arena, "%s?area=%lld&cause=%.*s", list, (long long)unit, FMT(k->list[i].code)));
        cell(c, cells, total_of(k, unit, true), all,
             arena_fmt(c->arena, "%s?area=%lld&untold=1", list, (long long)unit));
    }
    return OK;
}

static enum status add_solutions(struct ctx *c, const struct season *s, int64_t area, const struct causes *k,
                                 struct value *out, struct error *err) {
    struct solutions_of_row *rows;
    size_t count;
    TRY(solutions_of(c->db, &(struct solutions_of_in){s->id, area, c->today}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "solutions");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list), *current = value_object(c->arena);
        value_set_id(v, "id", rows[i].id);
        value_set_text(v, "commune", rows[i].commune_name);
        value_set_id(v, "household_id", rows[i].household_id);
        value_set_text(v, "head_name", rows[i].head_name);
        value_set_text(v, "cause", cause_name(k, rows[i].cause));
        value_set_text(v, "proposal", rows[i].proposal);
        value_set_text(v, "author", rows[i].author);
        value_set_day(v, "proposed_on", rows[i].proposed_on);
        value_set_int(v, "version", rows[i].version);
        value_set_int(current, "version", rows[i].version);
        bool own = c->user.scope.level == DB_SCOPE_COMMUNE && c->user.scope.area_id == rows[i].commune_id;
        page_form(c, v, "form", &version_form, "review.list", own,
                  arena_fmt(c->arena, "/review/solutions/%lld/withdraw", (long long)rows[i].id), current);
    }
    return OK;
}

static enum status load_causes(struct ctx *c, struct causes *k, struct error *err) {
    return code_choices(c, "poverty_cause", &k->list, &k->count, err);
}

/* ---- the form: the cause is one of the list, the household is named by its code */

static const struct field solution_fields[] = {
    {.name = "cause", .type = F_CHOICE, .required = true, .label = "review.cause"},
    {.name = "proposal", .type = F_LONG, .required = true, .label = "review.proposal", .max = 1000},
    {.name = "code", .type = F_TEXT, .label = "review.code", .help = "review.solution_code_help", .max = 20},
};

enum status review_solution_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct causes k = {0};
    TRY(load_causes(c, &k, err));
    struct field *fields = ARENA_ARRAY(c->arena, COUNT_OF(solution_fields), struct field);
    memcpy(fields, solution_fields, sizeof solution_fields);
    fields[0].texts = k.list;
    fields[0].text_count = k.count;
    struct form *f = ARENA_NEW(c->arena, struct form);
    *f = (struct form){"solution", fields, COUNT_OF(solution_fields)};
    *ret = f;
    return OK;
}

enum status review_causes_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t id, asked;
    struct season s;
    struct area at, *units;
    size_t count, kept = 0;
    struct causes k = {0};
    TRY(ctx_id(c, 0, &id, err));
    TRY(season_get(c, id, &s, err));
    asked = c->user.scope.level == DB_SCOPE_ALL || c->user.scope.area_id == 0 ? s.area_id : c->user.scope.area_id;
    struct text t = ctx_query(c, "area");
    if (t.len > 0) {
        if (!text_to_i64(t, &asked))
            return fail(err, E_NOT_FOUND, "http.not_found");
        TRY(ctx_require_area(c, asked, err));
    }
    day_t on = s.open ? c->today : s.ends_on;
    TRY(area_get(c, asked, on, &at, err));
    TRY(page_head(c, &s, at.level >= AREA_COMMUNE ? at.id : 0, "interview", out, err));
    TRY(load_causes(c, &k, err));
    int level = at.level == AREA_PROVINCE ? AREA_DISTRICT : at.level == AREA_DISTRICT ? AREA_COMMUNE : AREA_HAMLET;
    if (at.level == AREA_HAMLET) {
        units = &at;
        count = 1;
    } else {
        TRY(area_children(c, at.id, on, &units, &count, err));
    }
    for (size_t i = 0; i < count; i++)
        if (units[i].level >= level || at.level == AREA_HAMLET)
            units[kept++] = units[i];
    if (kept > 0 && units[0].level == AREA_HAMLET)
        level = AREA_HAMLET; /* a unit whose hamlets lie directly in it */
    TRY(cause_counts(c->db, &(struct cause_counts_in){id, asked, level}, c->arena, &k.counts, &k.count_count, err));
    TRY(cause_totals(c->db, &(struct cause_totals_in){id, asked, level}, c->arena, &k.totals, &k.total_count, err));
    value_set_id(out, "area_id", asked);
    value_set_text(out, "area", at.name);
    TRY(fill_table(c, &s, &at, units, kept, &k, out));
    TRY(add_solutions(c, &s, asked, &k, out, err));
    const struct form *form;
    TRY(review_solution_form(c, &form, err));
    if (c->form != NULL && strcmp(c->form->form->name, "solution") == 0)
        form = c->form->form;
    page_form(c, out, "solution_form", form, "review.list", c->user.scope.level == DB_SCOPE_COMMUNE,
              arena_fmt(c->arena, "/review/seasons/%lld/solutions", (long long)id), NULL);
    return OK;
}

/* ---- households behind a number */

static void cause_row(struct ctx *c, const void *row, struct value *item) {
    const struct cause_household_list_row *r = row;
    value_set_id(item, "id", r->household_id);
    value_set_text(item, "head_name", r->head_name);
    value_set_text(item, "code", r->code);
    value_set_text(item, "hamlet", r->hamlet_name);
    struct causes k = {0};
    struct error none;
    struct text codes = r->cause_codes, code, names = TEXT_NONE;
    error_clear(&none);
    if (load_causes(c, &k, &none) == OK)
        while (text_cut(&codes, ',', &code)) {
            struct text name = cause_name(&k, code);
            names = names.ptr == NULL ? name : arena_fmt(c->arena, "%.*s; %.*s", FMT(names), FMT(name));
        }
    value_set_text(item, "causes", names);
    value_set_word(item, "provincial", r->provincial < 0 ? NULL : class_word(r->provincial));
    value_set_word(item, "national", r->national < 0 ? NULL : class_word(r->national));
    value_set_int(item, "solutions", r->solutions);
}
static enum status cause_options(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err) {
    return code_choices(c, "poverty_cause", ret, ret_count, err);
}
static const struct list_filter cause_filters[] = {
    {.name = "cause", .label = "review.cause", .type = F_CHOICE, .options = cause_options},
    {.name = "untold", .label = "review.cause_untold", .type = F_BOOL},
    {.name = "unsolved", .label = "review.unsolved", .type = F_BOOL},
    {.name = "area", .label = "review.causes_unit", .type = F_ID},
};
static const struct list_column cause_columns[] = {
    {.key = "head_name",
     .label = "review.head_name",
     .sort = "name",
     .href = "/review/households/{id}",
     .type = V_TEXT,
     .sensitivity = S_PERSONAL},
    {.key = "code", .label = "review.code", .sort = "code", .type = V_TEXT},
    {.key = "hamlet", .label = "review.hamlet", .type = V_TEXT},
    {.key = "causes", .label = "review.causes", .type = V_TEXT, .sensitivity = S_SENSITIVE},
    {.key = "provincial", .label = "review.standard.provincial", .type = V_WORD},
    {.key = "national", .label = "review.standard.national", .type = V_WORD},
    {.key = "solutions", .label = "review.solutions", .number = true, .type = V_INT},
};
const struct list_def cause_list_def = {.name = "cause_households",
                                        .stmt = &cause_household_list_stmt,
                                        .columns = cause_columns,
                                        .column_count = COUNT_OF(cause_columns),
                                        .filters = cause_filters,
                                        .filter_count = COUNT_OF(cause_filters),
                                        .row = cause_row,
                                        .row_href = "/review/households/{id}",
                                        .empty = "review.no_causes",
                                        .file_name = "nguyen-nhan-ngheo"};

enum status review_cause_households_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct season s;
    TRY(ctx_id(c, 0, &id, err));
    TRY(season_get(c, id, &s, err));
    season_describe(c, &s, out);
    return list_answer(c, &cause_list_def, &(struct cause_household_list_in){id, c->today}, NULL, 0, out, err);
}

/* ---- proposing */

enum status review_solution_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id, made = id_new(), household = DB_NULL;
    struct season s;
    TRY(ctx_id(c, 0, &id, err));
    TRY(season_get(c, id, &s, err));
    if (c->user.scope.level != DB_SCOPE_COMMUNE)
        return fail(err, E_FORBIDDEN, "review.solution_by_commune");
    int64_t commune = c->user.scope.area_id;
    struct text code = text_trim(form_text(c->form, "code"));
    if (code.len > 0) {
        struct household_by_code_now_row h;
        struct season_household_one_row x;
        bool found = false, listed = false;
        TRY(household_by_code_now(c->db, &(struct household_by_code_now_in){code}, c->arena, &h, &found, err));
        if (found)
            TRY(season_household_one(c->db, &(struct season_household_one_in){id, h.household_id}, c->arena, &x,
                                     &listed, err));
        if (!listed || x.commune_id != commune)
            error_field(err, "code", "review.no_such_code", NULL);
        TRY(error_fields_status(err));
        household = h.household_id;
    }
    TRY(solution_insert(c->db,
                        &(struct solution_insert_in){made, id, commune, household, form_text(c->form, "cause"),
                                                     form_text(c->form, "proposal"), c->user.display_name,
                                                     c->user.account_id, c->today},
                        NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "cause", form_text(c->form, "cause"));
    value_set_text(diff, "proposal", form_text(c->form, "proposal"));
    audit_note(c, commune, "review.propose", "solution", made, diff);
    value_set_id(out, "id", made);
    ctx_redirect(c, "review.flash.proposed", "/review/seasons/%lld/causes", (long long)id);
    return OK;
}

enum status review_solution_withdraw_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id, changed = 0;
    struct solution_one_row r;
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(solution_one(c->db, &(struct solution_one_in){id}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(ctx_require_area(c, r.commune_id, err));
    if (c->user.scope.level != DB_SCOPE_ALL && c->user.scope.area_id != r.commune_id)
        return fail(err, E_FORBIDDEN, "review.solution_by_commune");
    TRY(solution_withdraw(c->db, &(struct solution_withdraw_in){id, form_int(c->form, "version", 0), c->today},
                          &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    audit_note(c, r.commune_id, "review.propose_withdraw", "solution", id, NULL);
    value_set_id(out, "id", id);
    ctx_redirect(c, "review.flash.proposal_gone", "/review/seasons/%lld/causes", (long long)r.season_id);
    return OK;
}
