/* Decisions: the papers that estimates, allocations, transfers and overruns rest on, and what they do to the ledger. */
#include "budget_queries.h"
#include "features/budget/budget_parts.h"

enum status budget_decision_add(struct ctx *c, const struct budget_decision *d, int64_t *ret_id, struct error *err) {
    struct place p;
    struct budget_decision_find_row old;
    bool found = false;
    if (d->on_day > c->today)
        return fail(err, E_INVALID, "budget.after_today");
    TRY(budget_place(c, d->area_id, d->on_day, &p, err));
    if (p.level > 3)
        return fail(err, E_INVALID, "budget.bad_holder");
    TRY(budget_decision_find(c->db, &(struct budget_decision_find_in){d->area_id, d->number, d->on_day}, c->arena, &old,
                             &found, err));
    if (found)
        return fail(err, E_CONFLICT, "budget.decision_there", arena_zstr(c->arena, d->number));
    int64_t id = id_new();
    TRY(budget_decision_insert(c->db,
                               &(struct budget_decision_insert_in){
                                   id, text_of(budget_decision_kind_code(d->kind)), d->number, d->on_day, d->signer,
                                   d->signer_post, d->summary, d->area_id, p.province_id,
                                   p.district_id ? p.district_id : DB_NULL, p.commune_id ? p.commune_id : DB_NULL,
                                   c->user.account_id, clock_now(&c->app->clock)},
                               NULL, err));
    *ret_id = id;
    return OK;
}

static enum status kind_of(struct text code, enum budget_decision_kind *ret, struct error *err) {
    for (enum budget_decision_kind k = BUDGET_ESTIMATE; k <= BUDGET_OVERRUN; k++)
        if (text_is(code, budget_decision_kind_code(k))) {
            *ret = k;
            return OK;
        }
    return fail_detail(err, E_INTERNAL, "db.corrupt", "unknown kind of decision");
}

/* The sides of what a decision does. from may be the line itself (allocation) or none (estimate). */
static size_t sides_of(enum budget_decision_kind kind, int64_t from, int64_t to, int64_t n, struct side s[MAX_SIDES]) {
    enum budget_account taken = kind == BUDGET_TRANSFER ? ACC_AVAILABLE : ACC_UNALLOCATED;
    enum budget_account given = kind == BUDGET_ESTIMATE ? ACC_UNALLOCATED : ACC_AVAILABLE;
    size_t count = 0;
    if (from == to) {
        s[count++] = (struct side){to, taken, -n};
        s[count++] = (struct side){to, given, n};
        return count;
    }
    if (from != 0) {
        s[count++] = (struct side){from, taken, -n};
        s[count++] = (struct side){from, ACC_PASSED_ON, n};
    }
    s[count++] = (struct side){to, ACC_GRANTED, -n};
    s[count++] = (struct side){to, given, n};
    return count;
}

static enum status check_lines(struct ctx *c, enum budget_decision_kind kind, int64_t from_id, int64_t to_id, day_t day,
                               struct error *err) {
    struct budget_line from, to;
    TRY(budget_line_get(c, to_id, &to, err));
    if (day_year(day) != to.year)
        return fail(err, E_INVALID, "budget.other_year", arena_fmt(c->arena, "%lld", (long long)to.year).ptr);
    bool needs_from = kind == BUDGET_ALLOCATION || kind == BUDGET_TRANSFER;
    if (from_id == 0)
        return needs_from ? fail(err, E_INVALID, "budget.no_from") : OK;
    TRY(budget_line_get(c, from_id, &from, err));
    if (from_id == to_id && kind != BUDGET_ALLOCATION)
        return fail(err, E_INVALID, "budget.same_line");
    if (from.year != to.year || from.source != to.source || from.source_id != to.source_id)
        return fail(err, E_INVALID, "budget.other_source");
    return OK;
}

enum status budget_decision_apply(struct ctx *c, int64_t decision_id, int64_t from_line_id, int64_t to_line_id,
                                  int64_t amount, day_t day, int64_t *ret_entry_id, struct error *err) {
    struct budget_decision_by_id_row d;
    enum budget_decision_kind kind;
    bool found = false;
    int64_t entry_id = 0;
    if (amount <= 0 || amount > 1000000000000000)
        return fail(err, E_INVALID, "budget.bad_amount");
    TRY(budget_decision_by_id(c->db, &(struct budget_decision_by_id_in){decision_id}, c->arena, &d, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(kind_of(d.kind, &kind, err));
    if (day < d.on_day)
        return fail(err, E_INVALID, "budget.before_decision");
    TRY(check_lines(c, kind, from_line_id, to_line_id, day, err));
    if (kind == BUDGET_OVERRUN) {
        TRY(ledger_day(c, day, err));
        TRY(budget_line_overrun(c->db, &(struct budget_line_overrun_in){to_line_id, amount}, NULL, err));
    } else {
        struct side sides[MAX_SIDES];
        size_t count = sides_of(kind, from_line_id, to_line_id, amount, sides);
        const struct entry e = {budget_decision_kind_code(kind), day, decision_id, 0, 0, NULL, TEXT_NONE};
        TRY(ledger_post(c, &e, sides, count, &entry_id, err));
    }
    TRY(budget_decision_item_insert(
        c->db,
        &(struct budget_decision_item_insert_in){id_new(), decision_id, d.kind,
                                                 from_line_id && kind != BUDGET_OVERRUN ? from_line_id : DB_NULL,
                                                 to_line_id, amount, entry_id ? entry_id : DB_NULL, day},
        NULL, err));
    if (ret_entry_id)
        *ret_entry_id = entry_id;
    return OK;
}
