/* The ledger as a list of its sides, and one entry, with its correction. */
#include "budget_queries.h"
#include "features/budget/budget_pages.h"

static const struct choice account_choices[] = {
    {"granted", "budget.account.granted", 0},     {"unallocated", "budget.account.unallocated", 0},
    {"passed_on", "budget.account.passed_on", 0}, {"available", "budget.account.available", 0},
    {"committed", "budget.account.committed", 0}, {"disbursed", "budget.account.disbursed", 0}};
static const struct choice entry_choices[] = {
    {"estimate", "budget.entry.estimate", 0},     {"allocation", "budget.entry.allocation", 0},
    {"transfer", "budget.entry.transfer", 0},     {"receipt", "budget.entry.receipt", 0},
    {"commitment", "budget.entry.commitment", 0}, {"disbursement", "budget.entry.disbursement", 0},
    {"release", "budget.entry.release", 0},       {"recovery", "budget.entry.recovery", 0},
    {"reversal", "budget.entry.reversal", 0}};

static void posting_row(struct ctx *c, const void *row, struct value *item) {
    const struct budget_postings_row *r = row;
    enum budget_source source = BUDGET_CENTRAL;
    (void)budget_source_of(r->source, &source);
    struct text policy = r->policy_name.ptr ? r->policy_name : tr(c->lang, "budget.no_policy");
    value_set_id(item, "id", r->id);
    value_set_id(item, "entry_id", r->entry_id);
    value_set_day(item, "on_day", r->on_day);
    value_set_word(item, "kind", budget_entry_kind_word(r->kind));
    value_set_id(item, "line_id", r->line_id);
    struct text source_name = tr(c->lang, budget_source_word(source));
    value_set_text(item, "line",
                   arena_fmt(c->arena, "%.*s · %.*s · %.*s", FMT(source_name), FMT(policy), FMT(r->area_name)));
    value_set_word(item, "account", budget_account_word(r->account));
    value_set_money(item, "plus", r->amount > 0 ? r->amount : DB_NULL);
    value_set_money(item, "minus", r->amount < 0 ? -r->amount : DB_NULL);
    value_set_text(item, "number", r->number);
    value_set_text(item, "note", r->note);
}
static const struct list_column posting_columns[] = {
    {.key = "on_day", .label = "budget.on_day", .sort = "day", .href = "/budget/entries/{entry_id}", .type = V_DAY},
    {.key = "kind", .label = "budget.entry_kind", .type = V_WORD},
    {.key = "line", .label = "budget.line", .href = "/budget/lines/{line_id}", .type = V_TEXT},
    {.key = "account", .label = "budget.account", .type = V_WORD},
    {.key = "plus", .label = "budget.plus", .type = V_MONEY, .number = true},
    {.key = "minus", .label = "budget.minus", .type = V_MONEY, .number = true},
    {.key = "number", .label = "budget.number", .type = V_TEXT},
    {.key = "note", .label = "budget.note", .type = V_TEXT, .hidden = true},
};
static const struct list_filter posting_filters[] = {
    {.name = "year", .label = "budget.year", .type = F_INT},
    {.name = "source",
     .label = "budget.source",
     .type = F_CHOICE,
     .choices = budget_source_choices,
     .choice_count = BUDGET_SOURCES},
    {.name = "level", .label = "budget.level", .type = F_CHOICE, .choices = budget_level_choices, .choice_count = 3},
    {.name = "policy", .label = "budget.policy", .type = F_CHOICE, .options = budget_policy_options},
    {.name = "account",
     .label = "budget.account",
     .type = F_CHOICE,
     .choices = account_choices,
     .choice_count = COUNT_OF(account_choices)},
    {.name = "kind",
     .label = "budget.entry_kind",
     .type = F_CHOICE,
     .choices = entry_choices,
     .choice_count = COUNT_OF(entry_choices)},
    {.name = "from", .label = "budget.from_day", .type = F_DAY},
    {.name = "to", .label = "budget.to_day", .type = F_DAY},
    {.name = "line", .label = "budget.line_number", .type = F_ID},
};
const struct list_def budget_postings_def = {
    .name = "budget_postings",
    .stmt = &budget_postings_stmt,
    .columns = posting_columns,
    .column_count = COUNT_OF(posting_columns),
    .filters = posting_filters,
    .filter_count = COUNT_OF(posting_filters),
    .row = posting_row,
    .row_href = "/budget/entries/{entry_id}",
    .empty = "budget.no_entries",
    .file_name = "so-cai-ngan-sach",
};

enum status budget_entries_page(struct ctx *c, struct value *out, struct error *err) {
    budget_tabs(c, out, "/budget/entries");
    return list_answer(c, &budget_postings_def, NULL, NULL, 0, out, err);
}

static const struct field reverse_fields[] = {
    {.name = "on_day", .type = F_DAY, .required = true, .label = "budget.on_day"},
    {.name = "reason", .type = F_TEXT, .required = true, .label = "budget.reverse_reason", .max = 300},
};
const struct form budget_reverse_form = {"budget_reverse", reverse_fields, COUNT_OF(reverse_fields)};

static enum status find(struct ctx *c, struct budget_entry_by_id_row *ret, struct error *err) {
    struct budget_entry_scope_row seen;
    bool found = false;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(budget_entry_scope(c->db, &(struct budget_entry_scope_in){id, SCOPE_OF(c)}, c->arena, &seen, &found, err));
    if (found)
        TRY(budget_entry_by_id(c->db, &(struct budget_entry_by_id_in){id}, c->arena, ret, &found, err));
    return found ? OK : fail(err, E_NOT_FOUND, "http.not_found");
}

/* By hand only what was posted by hand: the others are corrected where they were made, so that both stay in step. */
static bool by_hand(const struct budget_entry_by_id_row *e) {
    return text_is(e->kind, "estimate") || text_is(e->kind, "allocation") || text_is(e->kind, "transfer");
}

/* And by those whose decision it was: to see one's line in it is not enough. */
static enum status require_decider(struct ctx *c, const struct budget_entry_by_id_row *e, struct error *err) {
    struct budget_decision_by_id_row d;
    bool found = false;
    TRY(budget_decision_by_id(c->db, &(struct budget_decision_by_id_in){e->decision_id}, c->arena, &d, &found, err));
    return found ? ctx_require_area(c, d.area_id, err) : fail(err, E_NOT_FOUND, "http.not_found");
}

static enum status add_form(struct ctx *c, const struct budget_entry_by_id_row *e, struct value *out,
                            struct error *err) {
    if (!user_may(&c->user, "budget.decide") || !by_hand(e) || e->reversed_by != DB_NULL)
        return OK;
    enum status s = require_decider(c, e, err);
    if (s == E_NOT_FOUND) {
        error_clear(err);
        return OK;
    }
    TRY(s);
    struct value *now = value_object(c->arena);
    value_set_day(now, "on_day", c->today);
    struct value *form = form_view(c, &budget_reverse_form, NULL, now, NULL);
    value_set_text(form, "action", arena_fmt(c->arena, "/budget/entries/%lld/reverse", (long long)e->id));
    value_set_page(out, "form", form);
    return OK;
}

static enum status add_sides(struct ctx *c, int64_t id, struct value *out, struct error *err) {
    struct budget_postings_of_row *rows;
    size_t count;
    int64_t plus = 0, minus = 0;
    TRY(budget_postings_of(c->db, &(struct budget_postings_of_in){id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "sides");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        struct budget_line l;
        struct text name;
        TRY(budget_line_get(c, rows[i].line_id, &l, err));
        TRY(budget_line_name(c, &l, &name, err));
        value_set_id(v, "line_id", l.id);
        value_set_text(v, "line", name);
        value_set_word(v, "account", budget_account_word(rows[i].account));
        value_set_money(v, "plus", rows[i].amount > 0 ? rows[i].amount : DB_NULL);
        value_set_money(v, "minus", rows[i].amount < 0 ? -rows[i].amount : DB_NULL);
        *(rows[i].amount > 0 ? &plus : &minus) += rows[i].amount > 0 ? rows[i].amount : -rows[i].amount;
    }
    value_set_money(out, "plus", plus);
    value_set_money(out, "minus", minus);
    return OK;
}

enum status budget_entry_page(struct ctx *c, struct value *out, struct error *err) {
    struct budget_entry_by_id_row e;
    TRY(find(c, &e, err));
    value_set_id(out, "id", e.id);
    value_set_day(out, "on_day", e.on_day);
    value_set_word(out, "kind", budget_entry_kind_word(e.kind));
    value_set_id(out, "decision_id", e.decision_id);
    value_set_text(out, "number", e.number);
    if (e.for_kind.ptr != NULL)
        budget_use_value(c, out, e.for_kind, e.for_id);
    value_set_id(out, "reverses_id", e.reverses_id);
    value_set_id(out, "reversed_by", e.reversed_by);
    value_set_text(out, "note", e.note);
    value_set_text(out, "account", e.account);
    value_set_instant(out, "recorded_at", e.recorded_at);
    TRY(add_sides(c, e.id, out, err));
    budget_tabs(c, out, "/budget/entries");
    return add_form(c, &e, out, err);
}

enum status budget_entry_reverse(struct ctx *c, struct value *out, struct error *err) {
    struct budget_entry_by_id_row e;
    TRY(find(c, &e, err));
    if (!by_hand(&e))
        return fail(err, E_CONFLICT, text_is(e.kind, "reversal") ? "budget.reversed_already" : "budget.not_by_hand");
    TRY(require_decider(c, &e, err));
    int64_t id;
    struct text reason = form_text(c->form, "reason");
    TRY(budget_reverse(c, e.id, form_day(c->form, "on_day"), reason, &id, err));
    struct value *diff = value_object(c->arena);
    value_set_id(diff, "reverses", e.id);
    value_set_text(diff, "reason", reason);
    audit_note(c, 0, "budget.reverse", "budget_entry", id, diff);
    value_set_id(out, "id", id);
    ctx_redirect(c, "budget.flash_reversed", "/budget/entries/%lld", (long long)id);
    return OK;
}
