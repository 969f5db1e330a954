/* The lists of the feature, and what all its pages share. */
#include "features/area/area.h"
#include "features/loan/loan_parts.h"

const char *loan_word(struct ctx *c, const char *prefix, struct text code) {
    return code.ptr == NULL ? NULL : arena_fmt(c->arena, "%s%.*s", prefix, FMT(code)).ptr;
}

struct text loan_day_text(struct ctx *c, day_t d) {
    char day[11];
    day_vn(d, day);
    return arena_text(c->arena, text_of(day));
}

void loan_form(struct ctx *c, struct value *out, const struct form *f, const char *permission, bool possible,
               const char *title, struct text action, const struct value *current) {
    if (!possible || !user_may(&c->user, permission))
        return;
    bool sent =
        c->form != NULL && c->req != NULL && app_is_write(c->req->method) && strcmp(c->form->form->name, f->name) == 0;
    struct value *forms = NULL, *view = form_view(c, f, sent ? c->form : NULL, current, NULL);
    value_set_text(view, "action", action);
    const struct value *there = value_get(out, T("forms"));
    if (there == NULL) {
        forms = value_list(c->arena);
        value_set_page(out, "forms", forms);
    } else
        forms = (struct value *)(uintptr_t)there;
    struct value *item = value_add_object(forms);
    value_set_word(item, "title", title);
    value_set(item, "form", view);
}

void loan_tabs(struct ctx *c, struct value *out, const char *current) {
    static const struct {
        const char *path, *label, *permission;
    } tabs[] = {
        {"/loans", "loan.tab.loans", "loan.read"},
        {"/loans/groups", "loan.tab.groups", "loan.read"},
        {"/loans/requests", "loan.tab.requests", "loan.read"},
        {"/loans/lists", "loan.tab.lists", "loan.read"},
        {"/loans/figures", "loan.tab.figures", "loan.read"},
        {"/loans/day", "loan.tab.day", "loan.read"},
        {"/loans/unchecked", "loan.tab.unchecked", "loan.read"},
        {"/loans/risks", "loan.tab.risks", "loan.read"},
        {"/loans/bank", "loan.tab.bank", "loan.ledger"},
        {"/loans/reconcile", "loan.tab.reconcile", "loan.reconcile"},
        {"/loans/what-if", "loan.tab.what_if", "loan.plan"},
    };
    struct value *list = value_list(c->arena);
    for (size_t i = 0; i < COUNT_OF(tabs); i++) {
        if (!user_may(&c->user, tabs[i].permission))
            continue;
        struct value *v = value_add_object(list);
        value_set_word(v, "label", tabs[i].label);
        value_set_str(v, "href", tabs[i].path);
        value_set_bool(v, "current", strcmp(tabs[i].path, current) == 0);
    }
    value_set_page(out, "tabs", list);
}

enum status loan_area(struct ctx *c, int64_t *ret_id, int *ret_level, struct error *err) {
    struct area a;
    struct text asked = ctx_query(c, "area");
    int64_t id = c->user.scope.area_id;
    if (c->user.scope.level == DB_SCOPE_ALL)
        TRY(area_by_key(c, "brvt/77", &id, err));
    if (asked.len > 0) {
        if (!text_to_i64(asked, &id))
            return fail(err, E_NOT_FOUND, "http.not_found");
        TRY(ctx_require_area(c, id, err));
    }
    TRY(area_get(c, id, c->today, &a, err));
    *ret_id = id;
    *ret_level = a.level;
    return OK;
}

/* ---- choices */

static const struct choice organisations[] = {{"farmers", "loan.organisation.farmers", 0},
                                              {"women", "loan.organisation.women", 0},
                                              {"veterans", "loan.organisation.veterans", 0},
                                              {"youth", "loan.organisation.youth", 0}};
static const struct choice request_states[] = {
    {"requested", "loan.request_state.requested", 0},     {"appraised", "loan.request_state.appraised", 0},
    {"turned_down", "loan.request_state.turned_down", 0}, {"listed", "loan.request_state.listed", 0},
    {"confirmed", "loan.request_state.confirmed", 0},     {"refused", "loan.request_state.refused", 0},
    {"assessed", "loan.request_state.assessed", 0},       {"approved", "loan.request_state.approved", 0},
    {"declined", "loan.request_state.declined", 0},       {"disbursed", "loan.request_state.disbursed", 0},
    {"withdrawn", "loan.request_state.withdrawn", 0}};
static const struct choice list_states[] = {{"made", "loan.list_state.made", 0},
                                            {"confirmed", "loan.list_state.confirmed", 0},
                                            {"assessed", "loan.list_state.assessed", 0},
                                            {"approved", "loan.list_state.approved", 0},
                                            {"ended", "loan.list_state.ended", 0}};
static const struct choice loan_states[] = {{"open", "loan.state.open", 0},
                                            {"paid_off", "loan.state.paid_off", 0},
                                            {"written_off", "loan.state.written_off", 0}};
static const struct choice funds[] = {{"central", "loan.fund.central", 0}, {"local", "loan.fund.local", 0}};
static const struct choice risk_states[] = {{"proposed", "loan.risk_state.proposed", 0},
                                            {"decided", "loan.risk_state.decided", 0},
                                            {"refused", "loan.risk_state.refused", 0}};
static const struct choice measures[] = {{"extension", "loan.measure.extension", 0},
                                         {"freeze", "loan.measure.freeze", 0},
                                         {"write_off", "loan.measure.write_off", 0}};
static const struct choice only_choices[] = {
    {"ours", "loan.only.ours", 0}, {"bank", "loan.only.bank", 0}, {"both", "loan.only.both", 0}};
#define CHOICES(array) .choices = (array), .choice_count = COUNT_OF(array)

static enum status policies(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err) {
    return loan_policy_choices(c, c->today, ret, ret_count, err);
}

/* ---- loans */

static void loan_item(struct ctx *c, const void *row, struct value *v) {
    const struct loans_row *r = row;
    value_set_id(v, "id", r->id);
    value_set_text(v, "number", r->number);
    value_set_text(v, "borrower", r->borrower);
    value_set_text(v, "code", r->code);
    value_set_text(v, "hamlet", r->hamlet_name);
    value_set_text(v, "group", r->group_name);
    value_set_word(v, "organisation", loan_word(c, "loan.organisation.", r->organisation));
    value_set_text(v, "policy", r->policy_name);
    value_set_word(v, "fund", loan_word(c, "loan.fund.", r->fund));
    value_set_money(v, "amount", r->amount_dong);
    value_set_money(v, "balance", r->balance);
    value_set_word(v, "balance_by", r->by_bank ? "loan.by.bank" : "loan.by.ours");
    value_set_day(v, "disbursed_on", r->disbursed_on);
    value_set_word(v, "state", loan_word(c, "loan.state.", r->state));
    bool late = text_is(r->state, "open") && r->unpaid_due != DAY_NONE && r->unpaid_due < c->today;
    value_set_int(v, "late_days", late ? c->today - r->unpaid_due : DB_NULL);
}
static const struct list_column loan_columns[] = {
    {.key = "number", .label = "loan.number", .sort = "number", .href = "/loans/{id}", .type = V_TEXT},
    {.key = "borrower", .label = "loan.borrower", .type = V_TEXT, .sensitivity = S_SENSITIVE},
    {.key = "code", .label = "loan.household_code", .hidden = true, .type = V_TEXT},
    {.key = "hamlet", .label = "loan.hamlet", .type = V_TEXT},
    {.key = "group", .label = "loan.group", .hidden = true, .type = V_TEXT},
    {.key = "organisation", .label = "loan.organisation_of", .type = V_WORD},
    {.key = "policy", .label = "loan.policy", .type = V_TEXT},
    {.key = "fund", .label = "loan.fund_of", .hidden = true, .type = V_WORD},
    {.key = "amount", .label = "loan.amount", .number = true, .type = V_MONEY},
    {.key = "balance", .label = "loan.balance", .sort = "balance", .number = true, .type = V_MONEY},
    {.key = "balance_by", .label = "loan.by_of", .hidden = true, .type = V_WORD},
    {.key = "disbursed_on", .label = "loan.disbursed_on", .sort = "newest", .type = V_DAY},
    {.key = "late_days", .label = "loan.late_days", .sort = "late", .number = true, .type = V_INT},
    {.key = "state", .label = "loan.state_of", .type = V_WORD},
};
static const struct list_filter loan_filters[] = {
    {.name = "policy", .label = "loan.policy", .type = F_ID, .options = policies},
    {.name = "organisation", .label = "loan.organisation_of", .type = F_CHOICE, CHOICES(organisations)},
    {.name = "no_group", .label = "loan.no_group", .type = F_BOOL},
    {.name = "fund", .label = "loan.fund_of", .type = F_CHOICE, CHOICES(funds)},
    {.name = "state", .label = "loan.state_of", .type = F_CHOICE, CHOICES(loan_states)},
    {.name = "late_from", .label = "loan.late_from", .type = F_INT},
    {.name = "late_to", .label = "loan.late_to", .type = F_INT},
    {.name = "frozen", .label = "loan.frozen", .type = F_BOOL},
    {.name = "amount_from", .label = "loan.amount_from", .type = F_INT},
    {.name = "district", .label = "loan.district", .type = F_ID, .options = area_district_choices},
    {.name = "commune", .label = "loan.commune", .type = F_ID, .options = area_commune_choices},
    {.name = "hamlet", .label = "loan.hamlet", .type = F_ID},
    {.name = "group", .label = "loan.group", .type = F_ID},
    {.name = "household", .label = "loan.household_code", .type = F_ID},
};
const struct list_def loan_list_def = {.name = "loans",
                                       .stmt = &loans_stmt,
                                       .columns = loan_columns,
                                       .column_count = COUNT_OF(loan_columns),
                                       .filters = loan_filters,
                                       .filter_count = COUNT_OF(loan_filters),
                                       .search = "q",
                                       .row = loan_item,
                                       .row_href = "/loans/{id}",
                                       .empty = "loan.no_loans",
                                       .file_name = "khoan-vay"};

enum status loans_get(struct ctx *c, struct value *out, struct error *err) {
    loan_tabs(c, out, "/loans");
    return list_answer(c, &loan_list_def, &(struct loans_in){c->today}, NULL, 0, out, err);
}

/* ---- groups */

static void group_item(struct ctx *c, const void *row, struct value *v) {
    const struct loan_groups_row *r = row;
    value_set_id(v, "id", r->id);
    value_set_text(v, "code", r->code);
    value_set_text(v, "name", r->name);
    value_set_word(v, "organisation", loan_word(c, "loan.organisation.", r->organisation));
    value_set_text(v, "leader", r->leader);
    value_set_text(v, "hamlet", r->hamlet_name);
    value_set_int(v, "members", r->members);
    value_set_int(v, "loans", r->loans);
    value_set_money(v, "balance", r->balance);
}
static const struct list_column group_columns[] = {
    {.key = "name", .label = "loan.group", .sort = "name", .href = "/loans/groups/{id}", .type = V_TEXT},
    {.key = "code", .label = "loan.group_code", .sort = "code", .type = V_TEXT},
    {.key = "organisation", .label = "loan.organisation_of", .type = V_WORD},
    {.key = "leader", .label = "loan.leader", .type = V_TEXT, .sensitivity = S_PERSONAL},
    {.key = "hamlet", .label = "loan.hamlet", .type = V_TEXT},
    {.key = "members", .label = "loan.members", .number = true, .type = V_INT},
    {.key = "loans", .label = "loan.loans", .number = true, .type = V_INT},
    {.key = "balance", .label = "loan.balance", .number = true, .type = V_MONEY},
};
static const struct list_filter group_filters[] = {
    {.name = "organisation", .label = "loan.organisation_of", .type = F_CHOICE, CHOICES(organisations)},
};
const struct list_def loan_groups_def = {.name = "loan_groups",
                                         .stmt = &loan_groups_stmt,
                                         .columns = group_columns,
                                         .column_count = COUNT_OF(group_columns),
                                         .filters = group_filters,
                                         .filter_count = COUNT_OF(group_filters),
                                         .search = "q",
                                         .row = group_item,
                                         .row_href = "/loans/groups/{id}",
                                         .empty = "loan.no_groups",
                                         .file_name = "to-tiet-kiem-va-vay-von"};

/* ---- requests */

static void request_item(struct ctx *c, const void *row, struct value *v) {
    const struct loan_requests_row *r = row;
    value_set_id(v, "id", r->id);
    value_set_text(v, "borrower", r->borrower);
    value_set_text(v, "code", r->code);
    value_set_text(v, "hamlet", r->hamlet_name);
    value_set_text(v, "group", r->group_name);
    value_set_text(v, "policy", r->policy_name);
    value_set_money(v, "amount", r->amount_dong);
    value_set_day(v, "requested_on", r->requested_on);
    value_set_word(v, "state", loan_word(c, "loan.request_state.", r->state));
}
static const struct list_column request_columns[] = {
    {.key = "borrower",
     .label = "loan.borrower",
     .href = "/loans/requests/{id}",
     .type = V_TEXT,
     .sensitivity = S_SENSITIVE},
    {.key = "code", .label = "loan.household_code", .sort = "code", .type = V_TEXT},
    {.key = "hamlet", .label = "loan.hamlet", .type = V_TEXT},
    {.key = "group", .label = "loan.group", .type = V_TEXT},
    {.key = "policy", .label = "loan.policy", .type = V_TEXT},
    {.key = "amount", .label = "loan.amount", .sort = "amount", .number = true, .type = V_MONEY},
    {.key = "requested_on", .label = "loan.requested_on", .sort = "newest", .type = V_DAY},
    {.key = "state", .label = "loan.state_of", .type = V_WORD},
};
static const struct list_filter request_filters[] = {
    {.name = "state", .label = "loan.state_of", .type = F_CHOICE, CHOICES(request_states)},
    {.name = "policy", .label = "loan.policy", .type = F_ID, .options = policies},
    {.name = "group", .label = "loan.group", .type = F_ID},
    {.name = "list", .label = "loan.list", .type = F_ID},
    {.name = "household", .label = "loan.household_code", .type = F_ID},
};
const struct list_def loan_requests_def = {.name = "loan_requests",
                                           .stmt = &loan_requests_stmt,
                                           .columns = request_columns,
                                           .column_count = COUNT_OF(request_columns),
                                           .filters = request_filters,
                                           .filter_count = COUNT_OF(request_filters),
                                           .search = "q",
                                           .row = request_item,
                                           .row_href = "/loans/requests/{id}",
                                           .empty = "loan.no_requests",
                                           .file_name = "de-nghi-vay-von"};

enum status loan_requests_get(struct ctx *c, struct value *out, struct error *err) {
    loan_tabs(c, out, "/loans/requests");
    return list_answer(c, &loan_requests_def, &(struct loan_requests_in){c->today}, NULL, 0, out, err);
}

/* ---- lists 03/TD */

static void list_item(struct ctx *c, const void *row, struct value *v) {
    const struct loan_lists_row *r = row;
    value_set_id(v, "id", r->id);
    value_set_text(v, "group", r->group_name);
    value_set_text(v, "commune", r->commune_name);
    value_set_text(v, "policy", r->policy_name);
    value_set_day(v, "made_on", r->made_on);
    value_set_int(v, "lines", r->lines);
    value_set_money(v, "amount", r->amount);
    value_set_text(v, "confirm_number", r->confirm_number);
    value_set_text(v, "notice_number", r->notice_number);
    value_set_day(v, "pay_on", r->pay_on);
    value_set_word(v, "state", loan_word(c, "loan.list_state.", r->state));
}
static const struct list_column list_columns[] = {
    {.key = "group", .label = "loan.group", .sort = "group", .href = "/loans/lists/{id}", .type = V_TEXT},
    {.key = "commune", .label = "loan.commune", .type = V_TEXT},
    {.key = "policy", .label = "loan.policy", .type = V_TEXT},
    {.key = "made_on", .label = "loan.made_on", .sort = "newest", .type = V_DAY},
    {.key = "lines", .label = "loan.borrowers", .number = true, .type = V_INT},
    {.key = "amount", .label = "loan.amount", .number = true, .type = V_MONEY},
    {.key = "confirm_number", .label = "loan.confirm_number", .hidden = true, .type = V_TEXT},
    {.key = "notice_number", .label = "loan.notice_number", .hidden = true, .type = V_TEXT},
    {.key = "pay_on", .label = "loan.pay_on", .type = V_DAY},
    {.key = "state", .label = "loan.waits_for", .type = V_WORD},
};
static const struct list_filter list_filters[] = {
    {.name = "state", .label = "loan.waits_for", .type = F_CHOICE, CHOICES(list_states)},
    {.name = "policy", .label = "loan.policy", .type = F_ID, .options = policies},
};
const struct list_def loan_lists_def = {.name = "loan_lists",
                                        .stmt = &loan_lists_stmt,
                                        .columns = list_columns,
                                        .column_count = COUNT_OF(list_columns),
                                        .filters = list_filters,
                                        .filter_count = COUNT_OF(list_filters),
                                        .search = "q",
                                        .row = list_item,
                                        .row_href = "/loans/lists/{id}",
                                        .empty = "loan.no_lists",
                                        .file_name = "danh-sach-de-nghi-vay-von"};

enum status loan_lists_get(struct ctx *c, struct value *out, struct error *err) {
    loan_tabs(c, out, "/loans/lists");
    return list_answer(c, &loan_lists_def, &(struct loan_lists_in){c->today}, NULL, 0, out, err);
}

/* ---- risk files */

static void risk_item(struct ctx *c, const void *row, struct value *v) {
    const struct loan_risks_row *r = row;
    value_set_id(v, "id", r->id);
    value_set_text(v, "number", r->number);
    value_set_text(v, "borrower", r->borrower);
    value_set_text(v, "hamlet", r->hamlet_name);
    value_set_word(v, "cause", loan_word(c, "loan.cause.", r->cause));
    value_set_word(v, "measure", loan_word(c, "loan.measure.", r->measure));
    value_set_int(v, "months", r->months);
    value_set_money(v, "balance", r->balance);
    value_set_day(v, "proposed_on", r->proposed_on);
    value_set_text(v, "decision_number", r->decision_number);
    value_set_word(v, "state", loan_word(c, "loan.risk_state.", r->state));
}
static const struct list_column risk_columns[] = {
    {.key = "borrower",
     .label = "loan.borrower",
     .href = "/loans/risks/{id}",
     .type = V_TEXT,
     .sensitivity = S_SENSITIVE},
    {.key = "number", .label = "loan.number", .type = V_TEXT},
    {.key = "hamlet", .label = "loan.hamlet", .type = V_TEXT},
    {.key = "cause", .label = "loan.cause_of", .type = V_WORD},
    {.key = "measure", .label = "loan.measure_of", .type = V_WORD},
    {.key = "months", .label = "loan.months", .number = true, .type = V_INT},
    {.key = "balance", .label = "loan.balance", .number = true, .type = V_MONEY},
    {.key = "proposed_on", .label = "loan.proposed_on", .sort = "newest", .type = V_DAY},
    {.key = "decision_number", .label = "loan.decision_number", .hidden = true, .type = V_TEXT},
    {.key = "state", .label = "loan.state_of", .type = V_WORD},
};
static const struct list_filter risk_filters[] = {
    {.name = "state", .label = "loan.state_of", .type = F_CHOICE, CHOICES(risk_states)},
    {.name = "measure", .label = "loan.measure_of", .type = F_CHOICE, CHOICES(measures)},
};
const struct list_def loan_risks_def = {.name = "loan_risks",
                                        .stmt = &loan_risks_stmt,
                                        .columns = risk_columns,
                                        .column_count = COUNT_OF(risk_columns),
                                        .filters = risk_filters,
                                        .filter_count = COUNT_OF(risk_filters),
                                        .search = "q",
                                        .row = risk_item,
                                        .row_href = "/loans/risks/{id}",
                                        .empty = "loan.no_risks",
                                        .file_name = "no-bi-rui-ro"};

enum status loan_risks_get(struct ctx *c, struct value *out, struct error *err) {
    loan_tabs(c, out, "/loans/risks");
    return list_answer(c, &loan_risks_def, &(struct loan_risks_in){c->today}, NULL, 0, out, err);
}

/* ---- use checks to be made */

static void unchecked_item(struct ctx *c, const void *row, struct value *v) {
    const struct loans_unchecked_row *r = row;
    value_set_id(v, "id", r->id);
    value_set_text(v, "number", r->number);
    value_set_text(v, "borrower", r->borrower);
    value_set_text(v, "code", r->code);
    value_set_text(v, "hamlet", r->hamlet_name);
    value_set_text(v, "policy", r->policy_name);
    value_set_day(v, "disbursed_on", r->disbursed_on);
    value_set_day(v, "due_on", r->due_on);
    value_set_word(v, "state", r->due_on < c->today ? "loan.check_state.late" : "loan.check_state.due");
}
static const struct list_column unchecked_columns[] = {
    {.key = "borrower", .label = "loan.borrower", .href = "/loans/{id}", .type = V_TEXT, .sensitivity = S_SENSITIVE},
    {.key = "number", .label = "loan.number", .type = V_TEXT},
    {.key = "code", .label = "loan.household_code", .hidden = true, .type = V_TEXT},
    {.key = "hamlet", .label = "loan.hamlet", .type = V_TEXT},
    {.key = "policy", .label = "loan.policy", .type = V_TEXT},
    {.key = "disbursed_on", .label = "loan.disbursed_on", .type = V_DAY},
    {.key = "due_on", .label = "loan.check_due", .sort = "due", .type = V_DAY},
    {.key = "state", .label = "loan.state_of", .type = V_WORD},
};
const struct list_def loan_unchecked_def = {.name = "loans_unchecked",
                                            .stmt = &loans_unchecked_stmt,
                                            .columns = unchecked_columns,
                                            .column_count = COUNT_OF(unchecked_columns),
                                            .row = unchecked_item,
                                            .row_href = "/loans/{id}",
                                            .empty = "loan.all_checked",
                                            .file_name = "kiem-tra-su-dung-von"};

enum status loan_unchecked_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t days;
    TRY(loan_setting(c, "loan.use_check_days", 0, &days, err));
    loan_tabs(c, out, "/loans/unchecked");
    return list_answer(c, &loan_unchecked_def, &(struct loans_unchecked_in){c->today, days}, NULL, 0, out, err);
}

/* ---- both ledgers */

static void reconcile_item(struct ctx *c, const void *row, struct value *v) {
    const struct loan_reconcile_row *r = row;
    (void)c;
    value_set_id(v, "id", r->id);
    value_set_text(v, "number", r->number);
    value_set_text(v, "borrower", r->borrower);
    value_set_text(v, "code", r->code);
    value_set_text(v, "policy", r->policy_name);
    value_set_money(v, "ours_lent", r->ours_lent);
    value_set_money(v, "bank_lent", r->bank_lent);
    value_set_money(v, "ours_paid", r->ours_paid);
    value_set_money(v, "bank_paid", r->bank_paid);
    value_set_money(v, "ours_balance", r->ours_balance);
    value_set_money(v, "bank_balance", r->bank_balance);
    value_set_day(v, "bank_on", r->bank_on);
    value_set_money(v, "difference", r->difference);
}
static const struct list_column reconcile_columns[] = {
    {.key = "number", .label = "loan.number", .sort = "number", .href = "/loans/{id}", .type = V_TEXT},
    {.key = "borrower", .label = "loan.borrower", .type = V_TEXT, .sensitivity = S_SENSITIVE},
    {.key = "code", .label = "loan.household_code", .hidden = true, .type = V_TEXT},
    {.key = "policy", .label = "loan.policy", .hidden = true, .type = V_TEXT},
    {.key = "ours_lent", .label = "loan.ours_lent", .number = true, .type = V_MONEY},
    {.key = "bank_lent", .label = "loan.bank_lent", .number = true, .type = V_MONEY},
    {.key = "ours_paid", .label = "loan.ours_paid", .number = true, .type = V_MONEY},
    {.key = "bank_paid", .label = "loan.bank_paid", .number = true, .type = V_MONEY},
    {.key = "ours_balance", .label = "loan.ours_balance", .number = true, .type = V_MONEY},
    {.key = "bank_balance", .label = "loan.bank_balance", .number = true, .type = V_MONEY},
    {.key = "bank_on", .label = "loan.bank_on", .type = V_DAY},
    {.key = "difference", .label = "loan.difference", .sort = "difference", .number = true, .type = V_MONEY},
};
static const struct choice yes_no[] = {{"1", "loan.yes", 1}, {"0", "loan.no", 0}};
static const struct list_filter reconcile_filters[] = {
    {.name = "differs", .label = "loan.differs", .type = F_CHOICE, CHOICES(yes_no)},
    {.name = "lent_differs", .label = "loan.lent_differs", .type = F_CHOICE, CHOICES(yes_no)},
    {.name = "only", .label = "loan.only_of", .type = F_CHOICE, CHOICES(only_choices)},
    {.name = "policy", .label = "loan.policy", .type = F_ID, .options = policies},
    {.name = "commune", .label = "loan.commune", .type = F_ID, .options = area_commune_choices},
};
const struct list_def loan_reconcile_def = {.name = "loan_reconcile",
                                            .stmt = &loan_reconcile_stmt,
                                            .columns = reconcile_columns,
                                            .column_count = COUNT_OF(reconcile_columns),
                                            .filters = reconcile_filters,
                                            .filter_count = COUNT_OF(reconcile_filters),
                                            .search = "q",
                                            .row = reconcile_item,
                                            .row_href = "/loans/{id}",
                                            .empty = "loan.no_loans",
                                            .file_name = "doi-chieu-ngan-hang"};

enum status loan_reconcile_get(struct ctx *c, struct value *out, struct error *err) {
    struct loan_reconcile_total_row t;
    int64_t area;
    int level;
    bool found = false;
    TRY(loan_area(c, &area, &level, err));
    TRY(loan_reconcile_total(c->db, &(struct loan_reconcile_total_in){level, area}, c->arena, &t, &found, err));
    struct value *v = value_set_object(out, "totals");
    value_set_int(v, "loans", t.loans);
    value_set_int(v, "known", t.known);
    value_set_int(v, "equal", t.equal);
    value_set_int(v, "different", t.known - t.equal);
    value_set_money(v, "ours", t.ours);
    value_set_money(v, "bank", t.bank);
    value_set_money(v, "difference", t.bank - t.ours);
    loan_tabs(c, out, "/loans/reconcile");
    return list_answer(c, &loan_reconcile_def, NULL, NULL, 0, out, err);
}

/* ---- files of the bank */

static void batch_item(struct ctx *c, const void *row, struct value *v) {
    const struct bank_batches_row *r = row;
    value_set_id(v, "id", r->id);
    value_set_text(v, "file", r->file_name);
    value_set_int(v, "lines", r->line_count);
    value_set_int(v, "bad", r->bad_count);
    value_set_instant(v, "created_at", r->created_at);
    value_set_text(v, "account", r->account);
    value_set_word(v, "state", loan_word(c, "loan.batch_state.", r->state));
}
static const struct list_column batch_columns[] = {
    {.key = "file", .label = "loan.bank.file", .href = "/loans/bank/{id}", .type = V_TEXT},
    {.key = "created_at", .label = "loan.bank.created_at", .sort = "newest", .type = V_INSTANT},
    {.key = "account", .label = "loan.bank.account", .type = V_TEXT},
    {.key = "lines", .label = "loan.bank.lines", .number = true, .type = V_INT},
    {.key = "bad", .label = "loan.bank.bad", .number = true, .type = V_INT},
    {.key = "state", .label = "loan.state_of", .type = V_WORD},
};
const struct list_def bank_batches_def = {.name = "bank_batches",
                                          .stmt = &bank_batches_stmt,
                                          .columns = batch_columns,
                                          .column_count = COUNT_OF(batch_columns),
                                          .row = batch_item,
                                          .row_href = "/loans/bank/{id}",
                                          .empty = "loan.bank.none",
                                          .file_name = "tep-ngan-hang"};

enum status bank_batches_get(struct ctx *c, struct value *out, struct error *err) {
    loan_tabs(c, out, "/loans/bank");
    loan_form(c, out, &bank_upload_form, "loan.ledger", true, "loan.bank.upload", T("/loans/bank"), NULL);
    return list_answer(c, &bank_batches_def, NULL, NULL, 0, out, err);
}
