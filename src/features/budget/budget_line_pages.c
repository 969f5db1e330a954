/* The list of lines, and the page of one: where its money came from, what is left, what it pays for. */
#include "budget_queries.h"
#include "features/agency/agency.h"
#include "features/area/area.h"
#include "features/budget/budget_pages.h"
#include "features/policy/policy.h"

const struct choice budget_source_choices[BUDGET_SOURCES] = {{"central", "budget.source.central", 0},
                                                             {"province", "budget.source.province", 0},
                                                             {"district", "budget.source.district", 0},
                                                             {"commune", "budget.source.commune", 0},
                                                             {"mobilised", "budget.source.mobilised", 0},
                                                             {"fund_poor", "budget.source.fund_poor", 0},
                                                             {"bank", "budget.source.bank", 0}};
const struct choice budget_level_choices[3] = {{"province", "budget.level.province", 1},
                                               {"district", "budget.level.district", 2},
                                               {"commune", "budget.level.commune", 3}};

/* Keys of policies, and one for the lines that are for none. */
enum status budget_policy_options(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err) {
    struct policy *list;
    size_t count;
    TRY(policy_list(c, c->as_of, &list, &count, err));
    *ret = ARENA_ARRAY(c->arena, count + 1, struct choice_text);
    (*ret)[0] = (struct choice_text){T("none"), tr(c->lang, "budget.no_policy")};
    for (size_t i = 0; i < count; i++)
        (*ret)[i + 1] = (struct choice_text){list[i].key, list[i].name};
    *ret_count = count + 1;
    return OK;
}

static void line_row(struct ctx *c, const void *row, struct value *item) {
    const struct budget_lines_row *r = row;
    enum budget_source source = BUDGET_CENTRAL;
    (void)budget_source_of(r->source, &source);
    value_set_id(item, "id", r->id);
    value_set_int(item, "year", r->year);
    value_set_word(item, "source", budget_source_word(source));
    if (r->policy_name.ptr)
        value_set_text(item, "policy", r->policy_name);
    else
        value_set_word(item, "policy", "budget.no_policy");
    value_set_text(item, "area", r->area_name);
    value_set_text(item, "agency", r->agency_name.len ? r->agency_name : tr(c->lang, "common.unknown"));
    budget_figures(item, r->unallocated, r->available, r->committed, r->disbursed);
}
static const struct list_column line_columns[] = {
    {.key = "policy", .label = "budget.policy", .href = "/budget/lines/{id}", .type = V_TEXT},
    {.key = "source", .label = "budget.source", .type = V_WORD},
    {.key = "area", .label = "budget.area", .type = V_TEXT},
    {.key = "agency", .label = "budget.agency", .type = V_TEXT, .hidden = true},
    {.key = "year", .label = "budget.year", .sort = "year", .type = V_INT, .number = true},
    {.key = "estimate", .label = "budget.estimate", .type = V_MONEY, .number = true},
    {.key = "allocated", .label = "budget.allocated", .type = V_MONEY, .number = true},
    {.key = "committed", .label = "budget.account.committed", .type = V_MONEY, .number = true},
    {.key = "disbursed", .label = "budget.account.disbursed", .sort = "paid", .type = V_MONEY, .number = true},
    {.key = "left", .label = "budget.left", .sort = "left", .type = V_MONEY, .number = true},
};
static const struct list_filter line_filters[] = {
    {.name = "year", .label = "budget.year", .type = F_INT},
    {.name = "source",
     .label = "budget.source",
     .type = F_CHOICE,
     .choices = budget_source_choices,
     .choice_count = BUDGET_SOURCES},
    {.name = "level", .label = "budget.level", .type = F_CHOICE, .choices = budget_level_choices, .choice_count = 3},
    {.name = "policy", .label = "budget.policy", .type = F_CHOICE, .options = budget_policy_options},
    {.name = "short", .label = "budget.over_now", .type = F_BOOL},
};
const struct list_def budget_lines_def = {
    .name = "budget_lines",
    .stmt = &budget_lines_stmt,
    .columns = line_columns,
    .column_count = COUNT_OF(line_columns),
    .filters = line_filters,
    .filter_count = COUNT_OF(line_filters),
    .row = line_row,
    .row_href = "/budget/lines/{id}",
    .empty = "budget.no_lines",
    .file_name = "dong-ngan-sach",
};

enum status budget_lines_page(struct ctx *c, struct value *out, struct error *err) {
    budget_tabs(c, out, "/budget/lines");
    return list_answer(c, &budget_lines_def, &(struct budget_lines_in){c->today}, NULL, 0, out, err);
}

enum status budget_line_require(struct ctx *c, int64_t id, struct budget_line *ret, struct error *err) {
    struct budget_line_scope_row r;
    bool found = false;
    TRY(budget_line_scope(c->db, &(struct budget_line_scope_in){id, SCOPE_OF(c)}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return budget_line_get(c, id, ret, err);
}

/* ---- one line */

static const struct field code_fields[] = {
    {.name = "index_code", .type = F_TEXT, .required = true, .label = "budget.index_code", .max = 60},
    {.name = "index_source", .type = F_TEXT, .required = true, .label = "budget.index_source", .max = 200},
    {.name = "version", .type = F_HIDDEN_INT, .label = "budget.version"},
};
const struct form budget_code_form = {"budget_code", code_fields, COUNT_OF(code_fields)};

static enum status add_items(struct ctx *c, int64_t id, struct value *out, struct error *err) {
    struct budget_line_items_row *rows;
    size_t count;
    TRY(budget_line_items(c->db, &(struct budget_line_items_in){id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "decisions");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "decision_id", rows[i].decision_id);
        value_set_text(v, "number", rows[i].number);
        value_set_day(v, "decided_on", rows[i].decided_on);
        value_set_text(v, "signer", rows[i].signer);
        value_set_word(v, "kind", budget_decision_kind_word(rows[i].kind));
        bool gives = rows[i].from_line_id == id && rows[i].to_line_id != id;
        value_set_money(v, "amount", gives ? -rows[i].amount : rows[i].amount);
        value_set_day(v, "on_day", rows[i].on_day);
        value_set_id(v, "entry_id", rows[i].entry_id);
        value_set_bool(v, "reversed", rows[i].reversed);
    }
    return OK;
}

enum status budget_paid_list(struct ctx *c, int64_t line_id, struct budget_paid **ret, size_t *ret_count,
                             struct error *err) {
    struct budget_paid_on_line_row *rows;
    TRY(budget_paid_on_line(c->db, &(struct budget_paid_on_line_in){line_id}, c->arena, &rows, ret_count, err));
    *ret = ARENA_ARRAY(c->arena, *ret_count + 1, struct budget_paid);
    for (size_t i = 0; i < *ret_count; i++)
        (*ret)[i] = (struct budget_paid){rows[i].for_kind, rows[i].for_id, rows[i].first_day, rows[i].amount};
    return OK;
}

extern const struct budget_kind *const __start_budget_kinds[] __attribute__((weak));
extern const struct budget_kind *const __stop_budget_kinds[] __attribute__((weak));

void budget_use_value(struct ctx *c, struct value *v, struct text kind, int64_t id) {
    value_set_text(v, "for_kind", kind);
    value_set_id(v, "for_id", id);
    value_set_text(v, "what", kind);
    for (const struct budget_kind *const *k = __start_budget_kinds; k < __stop_budget_kinds; k++)
        if (text_is(kind, (*k)->kind)) {
            value_set_word(v, "what", (*k)->word);
            if ((*k)->href != NULL && user_may(&c->user, (*k)->permission))
                value_set_text(v, "href", arena_fmt(c->arena, "%s%lld", (*k)->href, (long long)id));
        }
}

static enum status add_uses(struct ctx *c, int64_t id, struct value *out, struct error *err) {
    struct budget_uses_row *rows;
    size_t count;
    TRY(budget_uses(c->db, &(struct budget_uses_in){id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "uses");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        budget_use_value(c, v, rows[i].for_kind, rows[i].for_id);
        value_set_money(v, "open", rows[i].open_amount);
        value_set_money(v, "disbursed", rows[i].disbursed);
    }
    return OK;
}

static enum status add_facts(struct ctx *c, const struct budget_line *l, struct value *out, struct error *err) {
    struct text name, agency = TEXT_NONE;
    struct area area;
    day_t on = budget_day_of_year(c, l->year);
    TRY(budget_line_name(c, l, &name, err));
    TRY(area_get(c, l->area_id, on, &area, err));
    if (l->agency_id != 0)
        TRY(agency_name(c, l->agency_id, on, &agency, err));
    value_set_id(out, "id", l->id);
    value_set_text(out, "name", name);
    value_set_int(out, "year", l->year);
    value_set_text(out, "year_text", arena_fmt(c->arena, "%lld", (long long)l->year));
    value_set_word(out, "source", budget_source_word(l->source));
    value_set_text(out, "area", area.name);
    value_set_text(out, "agency", agency);
    value_set_text(out, "index_code", l->index_code);
    value_set_text(out, "index_source", l->index_source);
    if (l->policy_id != 0) {
        struct policy p;
        enum status s = policy_get(c, l->policy_id, on, &p, err);
        if (s == OK) {
            value_set_text(out, "policy", p.key);
            value_set_text(out, "policy_name", p.name);
        } else if (s == E_NOT_FOUND)
            error_clear(err);
        else
            return s;
    }
    budget_figures(out, l->unallocated, l->available, l->committed, l->disbursed);
    value_set_money(out, "granted", l->granted);
    value_set_money(out, "passed_on", l->passed_on);
    value_set_money(out, "overrun", l->overrun);
    value_set_money(out, "may_commit", l->available + l->overrun);
    return OK;
}

enum status budget_line_page(struct ctx *c, struct value *out, struct error *err) {
    struct budget_line l;
    struct budget_line_by_id_row r;
    bool found = false;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(budget_line_require(c, id, &l, err));
    TRY(budget_line_by_id(c->db, &(struct budget_line_by_id_in){id}, c->arena, &r, &found, err));
    TRY(add_facts(c, &l, out, err));
    TRY(add_items(c, id, out, err));
    TRY(add_uses(c, id, out, err));
    value_set_int(out, "version", r.version);
    budget_tabs(c, out, "/budget/lines");
    if (user_may(&c->user, "budget.decide")) {
        struct value *form = form_view(c, &budget_code_form, NULL, out, NULL);
        value_set_text(form, "action", arena_fmt(c->arena, "/budget/lines/%lld/code", (long long)id));
        value_set_page(out, "form", form);
    }
    return OK;
}

enum status budget_line_code_post(struct ctx *c, struct value *out, struct error *err) {
    struct budget_line l;
    int64_t id, changed = 0;
    TRY(ctx_id(c, 0, &id, err));
    TRY(budget_line_require(c, id, &l, err));
    struct text code = form_text(c->form, "index_code"), source = form_text(c->form, "index_source");
    TRY(budget_line_code(c->db, &(struct budget_line_code_in){id, code, source, form_int(c->form, "version", 0)},
                         &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    struct value *diff = value_object(c->arena);
    diff_text(diff, "index_code", l.index_code, code);
    diff_text(diff, "index_source", l.index_source, source);
    audit_note(c, 0, "budget.code", "budget_line", id, diff);
    value_set_id(out, "id", id);
    ctx_redirect(c, "budget.flash_saved", "/budget/lines/%lld", (long long)id);
    return OK;
}
