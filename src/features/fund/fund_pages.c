/* All funds of a place with their figures, and the page of one. */
#include "features/fund/fund_pages.h"

#include "features/agency/agency.h"
#include "features/area/area.h"
#include "fund_queries.h"

int64_t fund_year_asked(struct ctx *c) {
    int64_t year;
    return text_to_i64(ctx_query(c, "year"), &year) && year >= 2000 && year <= 2200 ? year : day_year(c->as_of);
}

enum status fund_require(struct ctx *c, int64_t id, struct fund *ret, struct error *err) {
    struct fund_scope_row r;
    bool found = false;
    TRY(fund_scope(c->db, &(struct fund_scope_in){id, SCOPE_OF(c)}, c->arena, &r, &found, err));
    return found ? fund_get(c, id, ret, err) : fail(err, E_NOT_FOUND, "http.not_found");
}

void fund_tabs(struct ctx *c, struct value *out, const struct fund *f, const char *current) {
    static const char *const tabs[][2] = {{"fund.one", ""},
                                          {"fund.receipts", "/receipts"},
                                          {"fund.pledges", "/pledges"},
                                          {"fund.donors", "/donors"},
                                          {"fund.statement", "/statement"}};
    struct value *list = value_list(c->arena);
    for (size_t i = 0; i < COUNT_OF(tabs); i++) {
        struct value *v = value_add_object(list);
        value_set_word(v, "label", tabs[i][0]);
        value_set_text(v, "href", arena_fmt(c->arena, "/funds/%lld%s", (long long)f->id, tabs[i][1]));
        value_set_bool(v, "current", strcmp(current, tabs[i][1]) == 0);
    }
    value_set_page(out, "tabs", list);
}

void fund_facts(struct value *out, const struct fund *f) {
    struct value *v = value_set_object(out, "fund");
    value_set_id(v, "id", f->id);
    value_set_text(v, "name", f->name);
    value_set_word(v, "kind", budget_source_word(f->kind));
}

static const char *const donor_words[] = {"fund.donor.person", "fund.donor.organisation", "fund.donor.anonymous"};
const char *fund_donor_word(struct text kind) {
    return text_is(kind, "person") ? donor_words[0] : text_is(kind, "organisation") ? donor_words[1] : donor_words[2];
}
void fund_donor_value(struct value *v, struct text kind, struct text name) {
    if (text_is(kind, "anonymous"))
        value_set_word(v, "donor", donor_words[2]);
    else
        value_set_text(v, "donor", name);
    value_set_word(v, "donor_kind", fund_donor_word(kind));
}

/* ---- all funds */

static const struct choice kind_choices[] = {{"fund_poor", "budget.source.fund_poor", 0},
                                             {"mobilised", "budget.source.mobilised", 0}};
static const struct choice level_choices[] = {{"province", "budget.level.province", 1},
                                              {"district", "budget.level.district", 2},
                                              {"commune", "budget.level.commune", 3}};

static void fund_row(struct ctx *c, const void *row, struct value *item) {
    (void)c;
    const struct fund_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "name", r->name);
    value_set_word(item, "kind", text_is(r->kind, "fund_poor") ? "budget.source.fund_poor" : "budget.source.mobilised");
    value_set_text(item, "area", r->area_name);
    value_set_text(item, "agency", r->agency_name);
    value_set_money(item, "received", r->received);
    value_set_money(item, "goods", r->goods);
    value_set_money(item, "pledged", r->pledged > 0 ? r->pledged : 0);
    value_set_money(item, "committed", r->committed);
    value_set_money(item, "disbursed", r->disbursed);
    value_set_money(item, "left", r->available);
}
static const struct list_column fund_columns[] = {
    {.key = "name", .label = "fund.name", .href = "/funds/{id}", .type = V_TEXT},
    {.key = "kind", .label = "fund.kind", .type = V_WORD, .hidden = true},
    {.key = "area", .label = "fund.area", .sort = "level", .type = V_TEXT},
    {.key = "agency", .label = "fund.agency", .type = V_TEXT, .hidden = true},
    {.key = "received", .label = "fund.received", .type = V_MONEY, .number = true},
    {.key = "goods", .label = "fund.goods_value", .type = V_MONEY, .number = true},
    {.key = "pledged", .label = "fund.promised", .type = V_MONEY, .number = true},
    {.key = "committed", .label = "budget.account.committed", .type = V_MONEY, .number = true},
    {.key = "disbursed", .label = "budget.account.disbursed", .type = V_MONEY, .number = true},
    {.key = "left", .label = "budget.left", .type = V_MONEY, .number = true},
};
static const struct list_filter fund_filters[] = {
    {.name = "kind",
     .label = "fund.kind",
     .type = F_CHOICE,
     .choices = kind_choices,
     .choice_count = COUNT_OF(kind_choices)},
    {.name = "level",
     .label = "budget.level",
     .type = F_CHOICE,
     .choices = level_choices,
     .choice_count = COUNT_OF(level_choices)},
};
const struct list_def fund_list_def = {
    .name = "funds",
    .stmt = &fund_list_stmt,
    .columns = fund_columns,
    .column_count = COUNT_OF(fund_columns),
    .filters = fund_filters,
    .filter_count = COUNT_OF(fund_filters),
    .row = fund_row,
    .row_href = "/funds/{id}",
    .empty = "fund.none",
    .file_name = "nguon-huy-dong",
};

static const struct field new_fields[] = {
    {.name = "kind",
     .type = F_CHOICE,
     .required = true,
     .label = "fund.kind",
     .choices = kind_choices,
     .choice_count = COUNT_OF(kind_choices)},
    {.name = "name", .type = F_TEXT, .required = true, .label = "fund.name", .max = 150},
};
const struct form fund_new_form = {"fund", new_fields, COUNT_OF(new_fields)};

enum status funds_page(struct ctx *c, struct value *out, struct error *err) {
    int64_t year = fund_year_asked(c);
    struct fund_list_in in = {year, c->today};
    value_set_int(out, "year", year);
    value_set_text(out, "year_text", arena_fmt(c->arena, "%lld", (long long)year));
    if (user_may(&c->user, "fund.write")) {
        struct value *form = form_view(c, &fund_new_form, NULL, NULL, NULL);
        value_set_str(form, "action", "/funds");
        value_set_page(out, "form", form);
    }
    return list_answer(c, &fund_list_def, &in, NULL, 0, out, err);
}

enum status fund_new_post(struct ctx *c, struct value *out, struct error *err) {
    struct fund f = {.kind = form_choice_is(c->form, "kind", "fund_poor") ? BUDGET_FUND_POOR : BUDGET_MOBILISED,
                     .name = form_text(c->form, "name"),
                     .area_id = c->user.scope.area_id,
                     .agency_id = c->user.agency_id};
    int64_t id;
    if (c->user.scope.level == DB_SCOPE_ALL)
        TRY(area_by_code(c, T("77"), c->today, &f.area_id, err));
    TRY(fund_add(c, &f, &id, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "name", f.name);
    value_set_str(diff, "kind", budget_source_code(f.kind));
    audit_note(c, 0, "fund.add", "fund", id, diff);
    value_set_id(out, "id", id);
    ctx_redirect(c, "fund.flash_saved", "/funds/%lld", (long long)id);
    return OK;
}

/* ---- one fund */

static const struct field campaign_fields[] = {
    {.name = "name", .type = F_TEXT, .required = true, .label = "fund.campaign_name", .max = 200},
    {.name = "starts_on", .type = F_DAY, .required = true, .label = "fund.starts_on"},
    {.name = "ends_on", .type = F_DAY, .required = true, .label = "fund.ends_on"},
    {.name = "target",
     .type = F_MONEY,
     .label = "fund.target",
     .min = 1,
     .max = 1000000000000000,
     .unit = "budget.dong"},
    {.name = "document", .type = F_TEXT, .label = "fund.document", .max = 200},
};
const struct form fund_campaign_form = {"fund_campaign", campaign_fields, COUNT_OF(campaign_fields)};

static enum status add_campaigns(struct ctx *c, int64_t id, struct value *out, struct error *err) {
    struct campaigns_of_row *rows;
    size_t count;
    TRY(campaigns_of(c->db, &(struct campaigns_of_in){id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "campaigns");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        int64_t share;
        value_set_id(v, "id", rows[i].id);
        value_set_text(v, "name", rows[i].name);
        value_set_day(v, "starts_on", rows[i].starts_on);
        value_set_day(v, "ends_on", rows[i].ends_on);
        value_set_money(v, "target", rows[i].target);
        value_set_text(v, "document", rows[i].document);
        value_set_money(v, "received", rows[i].received);
        value_set_money(v, "pledged", rows[i].pledged);
        value_set_int(v, "receipts", rows[i].receipts);
        if (rows[i].target != DB_NULL && mul_div_i64(rows[i].received, 10000, rows[i].target, &share))
            value_set_bp(v, "share", share);
    }
    return OK;
}

static enum status add_lines(struct ctx *c, const struct fund *f, struct value *out, struct error *err) {
    struct fund_lines_row *rows;
    size_t count;
    TRY(fund_lines(c->db, &(struct fund_lines_in){f->id, text_of(budget_source_code(f->kind))}, c->arena, &rows, &count,
                   err));
    struct value *list = value_set_list(out, "lines"), *uses = value_set_list(out, "uses");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "line_id", rows[i].line_id);
        value_set_int(v, "year", rows[i].year);
        value_set_text(v, "year_text", arena_fmt(c->arena, "%lld", (long long)rows[i].year));
        value_set_text(v, "policy", rows[i].policy_name);
        value_set_money(v, "left", rows[i].available);
        value_set_money(v, "committed", rows[i].committed);
        value_set_money(v, "disbursed", rows[i].disbursed);
        struct budget_paid *paid;
        size_t n;
        TRY(budget_paid_list(c, rows[i].line_id, &paid, &n, err));
        for (size_t k = 0; k < n && value_count(uses) < 200; k++) {
            struct value *u = value_add_object(uses);
            budget_use_value(c, u, paid[k].for_kind, paid[k].for_id);
            value_set_day(u, "first_day", paid[k].first_day);
            value_set_money(u, "amount", paid[k].amount);
        }
    }
    return OK;
}

enum status fund_page(struct ctx *c, struct value *out, struct error *err) {
    struct fund f;
    struct fund_figures_row n;
    struct area area;
    struct text agency = TEXT_NONE;
    int64_t id, year = fund_year_asked(c);
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(fund_require(c, id, &f, err));
    TRY(area_get_lately(c, f.area_id, c->today, &area, err));
    if (f.agency_id != 0)
        TRY(agency_name(c, f.agency_id, c->today, &agency, err));
    TRY(fund_figures(c->db, &(struct fund_figures_in){id, year}, c->arena, &n, &found, err));
    fund_facts(out, &f);
    value_set_id(out, "id", id);
    value_set_text(out, "name", f.name);
    value_set_text(out, "area", area.name);
    value_set_text(out, "agency", agency);
    value_set_int(out, "year", year);
    value_set_text(out, "year_text", arena_fmt(c->arena, "%lld", (long long)year));
    value_set_money(out, "received", n.received);
    value_set_money(out, "goods", n.goods);
    value_set_int(out, "receipts", n.receipts);
    value_set_int(out, "donors", n.donors);
    value_set_money(out, "committed", n.committed);
    value_set_money(out, "disbursed", n.disbursed);
    value_set_money(out, "left", n.available);
    TRY(add_campaigns(c, id, out, err));
    TRY(add_lines(c, &f, out, err));
    value_set_bool(out, "may_write", user_may(&c->user, "fund.write"));
    if (user_may(&c->user, "fund.write")) {
        struct value *form = form_view(c, &fund_campaign_form, NULL, NULL, NULL);
        value_set_text(form, "action", arena_fmt(c->arena, "/funds/%lld/campaigns", (long long)id));
        value_set_page(out, "form", form);
    }
    fund_tabs(c, out, &f, "");
    return OK;
}

enum status fund_campaign_post(struct ctx *c, struct value *out, struct error *err) {
    struct fund f;
    struct campaign_find_row old;
    int64_t id, campaign = id_new();
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(fund_require(c, id, &f, err));
    struct text name = form_text(c->form, "name");
    day_t from = form_day(c->form, "starts_on"), to = form_day(c->form, "ends_on");
    if (to < from)
        (void)error_field(err, "ends_on", "fund.ends_before", NULL);
    TRY(error_fields_status(err));
    TRY(campaign_find(c->db, &(struct campaign_find_in){id, name}, c->arena, &old, &found, err));
    if (found)
        return fail(err, E_CONFLICT, "fund.campaign_there", arena_zstr(c->arena, name));
    struct text document = form_text(c->form, "document");
    TRY(campaign_insert(c->db,
                        &(struct campaign_insert_in){campaign, id, name, from, to, form_int(c->form, "target", DB_NULL),
                                                     document.len ? document : TEXT_NONE, c->user.account_id,
                                                     clock_now(&c->app->clock)},
                        NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "name", name);
    value_set_day(diff, "starts_on", from);
    audit_note(c, 0, "fund.campaign", "fund", id, diff);
    value_set_id(out, "id", campaign);
    ctx_redirect(c, "fund.flash_saved", "/funds/%lld", (long long)id);
    return OK;
}

/* ---- donors */

static void donor_row(struct ctx *c, const void *row, struct value *item) {
    (void)c;
    const struct donor_list_row *r = row;
    value_set_id(item, "id", r->id);
    fund_donor_value(item, r->kind, r->name);
    value_set_bool(item, "may_publish", r->may_publish);
    value_set_int(item, "receipts", r->receipts);
    value_set_money(item, "total", r->total);
}
static const struct list_column donor_columns[] = {
    {.key = "donor", .label = "fund.donor", .sort = "name", .type = V_TEXT, .sensitivity = S_PERSONAL},
    {.key = "donor_kind", .label = "fund.donor_kind", .type = V_WORD},
    {.key = "may_publish", .label = "fund.may_publish", .type = V_BOOL},
    {.key = "receipts", .label = "fund.receipt_count", .type = V_INT, .number = true},
    {.key = "total", .label = "fund.total", .sort = "total", .type = V_MONEY, .number = true},
};
const struct list_def fund_donor_list_def = {
    .name = "fund_donors",
    .stmt = &donor_list_stmt,
    .columns = donor_columns,
    .column_count = COUNT_OF(donor_columns),
    .search = "q",
    .row = donor_row,
    .empty = "fund.no_donors",
    .file_name = "nha-tai-tro",
};

enum status fund_donors_page(struct ctx *c, struct value *out, struct error *err) {
    struct fund f;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(fund_require(c, id, &f, err));
    fund_facts(out, &f);
    fund_tabs(c, out, &f, "/donors");
    struct donor_list_in in = {id};
    return list_answer(c, &fund_donor_list_def, &in, NULL, 0, out, err);
}
