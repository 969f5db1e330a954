/* Closing months of the ledger by two persons, and the trial balance. A month is closed after the ones before it; what
 * was closed is sealed with a digest over its postings, which `ansinh budget check` compares. */
#include "budget_queries.h"
#include "features/budget/budget_check.h"
#include "features/budget/budget_pages.h"

static const char *state_word(struct text state) {
    return text_is(state, "closed")  ? "budget.period.state.locked"
           : text_is(state, "asked") ? "budget.period.state.waiting"
                                     : "budget.period.state.doing";
}

static const struct field period_fields[] = {
    {.name = "entries", .type = F_HIDDEN_INT, .label = "budget.entries"},
};
const struct form budget_period_form = {"budget_period", period_fields, COUNT_OF(period_fields)};

static struct text period_name(struct ctx *c, int64_t id) {
    return arena_fmt(c->arena, "%02d/%d", (int)(id % 100), (int)(id / 100));
}

/* The ledger is one for the province: its months are closed there. */
static bool may_close(struct ctx *c) {
    return user_may(&c->user, "budget.close") &&
           (c->user.scope.level == DB_SCOPE_ALL || c->user.scope.level == DB_SCOPE_PROVINCE);
}

enum status budget_periods_page(struct ctx *c, struct value *out, struct error *err) {
    struct budget_periods_row *rows;
    size_t count;
    TRY(budget_periods(c->db, c->arena, &rows, &count, err));
    struct value *items = value_set_list(out, "items");
    for (size_t i = 0; i < count; i++) {
        const struct budget_periods_row *r = &rows[i];
        struct value *v = value_add_object(items);
        value_set_id(v, "id", r->id);
        value_set_text(v, "name", period_name(c, r->id));
        value_set_day(v, "starts_on", r->starts_on);
        value_set_day(v, "ends_on", r->ends_on);
        value_set_word(v, "state", state_word(r->state));
        value_set_int(v, "entries", r->entries);
        value_set_text(v, "asked_by", r->asked_by_name);
        value_set_instant(v, "asked_at", r->asked_at);
        value_set_text(v, "closed_by", r->closed_by_name);
        value_set_instant(v, "closed_at", r->closed_at);
        value_set_text(v, "digest", r->digest);
        bool open = text_is(r->state, "open"), asked = text_is(r->state, "asked"), may = may_close(c);
        value_set_bool(v, "may_ask", may && open && r->ends_on < c->today);
        value_set_bool(v, "may_close", may && asked && r->asked_by != c->user.account_id);
        value_set_bool(v, "may_take_back", may && asked);
    }
    budget_tabs(c, out, "/budget/periods");
    return OK;
}

static enum status take(struct ctx *c, struct budget_period_lock_row *ret, struct error *err) {
    bool found = false;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    if (!may_close(c))
        return fail(err, E_FORBIDDEN, "http.forbidden");
    TRY(budget_period_lock(c->db, &(struct budget_period_lock_in){id}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    if (text_is(ret->state, "closed"))
        return fail(err, E_CONFLICT, "budget.closed_already");
    return OK;
}

static void done(struct ctx *c, const char *action, const char *flash, int64_t id, int64_t entries,
                 struct text digest) {
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "entries", entries);
    if (digest.ptr)
        value_set_text(diff, "digest", digest);
    audit_note(c, 0, action, "budget_period", id, diff);
    ctx_redirect(c, flash, "/budget/periods");
}

enum status budget_period_ask_post(struct ctx *c, struct value *out, struct error *err) {
    struct budget_period_lock_row p;
    struct budget_open_before_row before;
    struct value *findings = value_list(c->arena);
    struct text digest;
    int64_t entries;
    bool found = false;
    TRY(take(c, &p, err));
    if (p.ends_on >= c->today)
        return fail(err, E_CONFLICT, "budget.month_runs");
    TRY(budget_open_before(c->db, &(struct budget_open_before_in){p.id}, c->arena, &before, &found, err));
    if (found)
        return fail(err, E_CONFLICT, "budget.close_before", period_name(c, before.id).ptr);
    TRY(budget_check(c, findings, err));
    if (value_count(findings) > 0)
        return fail(err, E_CONFLICT, "budget.not_balanced");
    TRY(budget_digest(c, p.id, &digest, &entries, err));
    TRY(budget_period_ask(c->db,
                          &(struct budget_period_ask_in){p.id, c->user.account_id, clock_now(&c->app->clock), entries},
                          NULL, err));
    value_set_id(out, "id", p.id);
    done(c, "budget_period.ask", "budget.flash_asked", p.id, entries, TEXT_NONE);
    return OK;
}

enum status budget_period_back_post(struct ctx *c, struct value *out, struct error *err) {
    struct budget_period_lock_row p;
    TRY(take(c, &p, err));
    if (!text_is(p.state, "asked"))
        return fail(err, E_CONFLICT, "budget.not_asked");
    TRY(budget_period_back(c->db, &(struct budget_period_back_in){p.id}, NULL, err));
    value_set_id(out, "id", p.id);
    done(c, "budget_period.back", "budget.flash_back", p.id, p.asked_entries, TEXT_NONE);
    return OK;
}

enum status budget_period_close_post(struct ctx *c, struct value *out, struct error *err) {
    struct budget_period_lock_row p;
    struct text digest;
    int64_t entries;
    TRY(take(c, &p, err));
    if (!text_is(p.state, "asked"))
        return fail(err, E_CONFLICT, "budget.not_asked");
    if (p.asked_by == c->user.account_id)
        return fail(err, E_CONFLICT, "budget.same_person");
    TRY(budget_digest(c, p.id, &digest, &entries, err));
    if (entries != p.asked_entries || form_int(c->form, "entries", entries) != entries)
        return fail(err, E_CONFLICT, "budget.period_changed");
    TRY(budget_period_close(
        c->db, &(struct budget_period_close_in){p.id, c->user.account_id, clock_now(&c->app->clock), entries, digest},
        NULL, err));
    value_set_id(out, "id", p.id);
    done(c, "budget_period.close", "budget.flash_closed", p.id, entries, digest);
    return OK;
}

/* ---- trial balance */

static void trial_row(struct value *list, const struct budget_trial_row *r, int64_t total[4]) {
    struct value *v = value_add_object(list);
    enum budget_source source = BUDGET_CENTRAL;
    (void)budget_source_of(r->source, &source);
    int64_t end = r->opening + r->plus - r->minus;
    value_set_word(v, "source", budget_source_word(source));
    value_set_word(v, "account", budget_account_word(r->account));
    value_set_money(v, "opening", r->opening);
    value_set_money(v, "plus", r->plus);
    value_set_money(v, "minus", r->minus);
    value_set_money(v, "closing", end);
    total[0] += r->opening;
    total[1] += r->plus;
    total[2] += r->minus;
    total[3] += end;
}

/* ?from= and ?to=, else the year through the day asked for. */
enum status budget_trial_page(struct ctx *c, struct value *out, struct error *err) {
    day_t from = day_of(day_year(c->as_of), 1, 1), to = c->as_of, asked;
    if (day_parse(ctx_query(c, "from"), &asked))
        from = asked;
    if (day_parse(ctx_query(c, "to"), &asked))
        to = asked;
    struct budget_trial_row *rows;
    size_t count;
    int64_t total[4] = {0};
    TRY(budget_trial(c->db, &(struct budget_trial_in){from, to}, c->arena, &rows, &count, err));
    value_set_day(out, "from", from);
    value_set_day(out, "to", to);
    struct value *items = value_set_list(out, "items");
    for (size_t i = 0; i < count; i++)
        trial_row(items, &rows[i], total);
    struct value *sum = value_set_object(out, "total");
    static const char *const keys[] = {"opening", "plus", "minus", "closing"};
    for (size_t k = 0; k < COUNT_OF(keys); k++)
        value_set_money(sum, keys[k], total[k]);
    value_set_bool(out, "balances", total[0] == 0 && total[3] == 0 && total[1] == total[2]);
    budget_tabs(c, out, "/budget/trial-balance");
    return OK;
}

/* ---- first page */

enum status budget_home(struct ctx *c, struct value *work, struct value *out, struct error *err) {
    (void)out;
    if (!may_close(c))
        return OK;
    struct budget_periods_row *rows;
    size_t count;
    TRY(budget_periods(c->db, c->arena, &rows, &count, err));
    struct value *items = value_list(c->arena);
    for (size_t i = count; i-- > 0;) {
        bool waits = text_is(rows[i].state, "asked") && rows[i].asked_by != c->user.account_id;
        if (!waits && !(text_is(rows[i].state, "open") && rows[i].ends_on < c->today))
            continue;
        struct value *v = value_add_object(items);
        struct text name = period_name(c, rows[i].id);
        value_set_text(v, "text",
                       tr_args(c->lang, c->arena, waits ? "budget.todo_close" : "budget.todo_ask", &name, 1));
        value_set_str(v, "href", "/budget/periods");
        value_set_day(v, "day", rows[i].ends_on);
    }
    if (value_count(items) > 0) {
        struct value *part = value_add_object(work);
        value_set_word(part, "title", "budget.todo");
        value_set(part, "items", items);
    }
    return OK;
}
