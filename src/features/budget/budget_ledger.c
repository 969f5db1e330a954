/* The ledger. An entry has sides (line, account, amount) that sum to nothing, in all and on each line, so that money
 * neither appears nor vanishes. The balances of a line are moved by one guarded UPDATE: of two writers that want the
 * same đồng the second changes no row and is told what is left. Lines are always moved in the order of their ids, so
 * that two entries never wait for each other. */
#include "budget_queries.h"
#include "features/budget/budget_parts.h"
#include "features/policy/policy.h"

static enum status check_amount(int64_t amount, struct error *err) {
    return amount > 0 && amount <= 1000000000000000 ? OK : fail(err, E_INVALID, "budget.bad_amount");
}

static struct text shown_day(struct ctx *c, day_t d) {
    char t[11];
    day_vn(d, t);
    return arena_text(c->arena, text_of(t));
}

static enum status closed(struct ctx *c, day_t day, struct error *err) {
    return fail(err, E_CONFLICT, "budget.period_closed", shown_day(c, day).ptr);
}

enum status ledger_day(struct ctx *c, day_t day, struct error *err) {
    int y, m, d;
    if (day == DAY_NONE || day > c->today)
        return fail(err, E_INVALID, "budget.after_today");
    day_parts(day, &y, &m, &d);
    int64_t id = y * 100 + m;
    struct budget_period_by_id_row period;
    bool found = false;
    TRY(budget_period_by_id(c->db, &(struct budget_period_by_id_in){id}, c->arena, &period, &found, err));
    if (!found) {
        struct budget_closed_after_row later;
        TRY(budget_closed_after(c->db, &(struct budget_closed_after_in){day}, c->arena, &later, &found, err));
        if (found)
            return closed(c, day, err);
        day_t next = m == 12 ? day_of(y + 1, 1, 1) : day_of(y, m + 1, 1);
        TRY(budget_period_insert(c->db, &(struct budget_period_insert_in){id, day_of(y, m, 1), next - 1}, NULL, err));
        TRY(budget_period_by_id(c->db, &(struct budget_period_by_id_in){id}, c->arena, &period, &found, err));
    }
    return found && text_is(period.state, "closed") ? closed(c, day, err) : OK;
}

/* Why the guarded UPDATE changed nothing: what of the line is too little. */
static enum status too_little(struct ctx *c, int64_t line_id, const int64_t delta[ACCS], struct error *err) {
    struct budget_line l;
    struct text name;
    TRY(budget_line_get(c, line_id, &l, err));
    TRY(budget_line_name(c, &l, &name, err));
    if (l.available + l.overrun + delta[ACC_AVAILABLE] < 0 && delta[ACC_AVAILABLE] < 0)
        return fail(err, E_CONFLICT, "budget.over", name.ptr, budget_money(c, l.available + l.overrun).ptr,
                    budget_money(c, -delta[ACC_AVAILABLE]).ptr);
    if (l.unallocated + delta[ACC_UNALLOCATED] < 0)
        return fail(err, E_CONFLICT, "budget.not_unallocated", name.ptr, budget_money(c, l.unallocated).ptr,
                    budget_money(c, -delta[ACC_UNALLOCATED]).ptr);
    return fail(err, E_CONFLICT, "budget.used_already", name.ptr);
}

static enum status apply(struct ctx *c, int64_t line_id, const int64_t d[ACCS], bool *ret_done, struct error *err) {
    int64_t changed = 0;
    TRY(budget_line_apply(c->db,
                          &(struct budget_line_apply_in){line_id, -d[ACC_GRANTED], d[ACC_UNALLOCATED], d[ACC_PASSED_ON],
                                                         d[ACC_AVAILABLE], d[ACC_COMMITTED], d[ACC_DISBURSED]},
                          &changed, err));
    *ret_done = changed == 1;
    return OK;
}

/* The line after `after` in the order of ids, with the sums of its sides; false: there is no more. */
static bool next_line(const struct side *sides, size_t count, int64_t after, int64_t *ret_line, int64_t delta[ACCS]) {
    int64_t line = INT64_MAX;
    for (size_t i = 0; i < count; i++)
        if (sides[i].line_id > after && sides[i].line_id < line)
            line = sides[i].line_id;
    if (line == INT64_MAX)
        return false;
    memset(delta, 0, ACCS * sizeof *delta);
    for (size_t i = 0; i < count; i++)
        if (sides[i].line_id == line)
            delta[sides[i].account] += sides[i].amount;
    *ret_line = line;
    return true;
}

static enum status check_balance(const struct side *sides, size_t count, struct error *err) {
    int64_t line = INT64_MIN, delta[ACCS];
    while (next_line(sides, count, line, &line, delta)) {
        int64_t sum = 0;
        for (int a = 0; a < ACCS; a++)
            sum += delta[a];
        if (sum != 0)
            return fail_detail(err, E_INTERNAL, "budget.unbalanced", "line %lld: %lld", (long long)line,
                               (long long)sum);
    }
    return OK;
}

static enum status write_entry(struct ctx *c, const struct entry *e, const struct side *sides, size_t count,
                               int64_t *ret_id, struct error *err) {
    int64_t id = id_new();
    TRY(budget_entry_insert(c->db,
                            &(struct budget_entry_insert_in){
                                id, e->day, text_of(e->kind), e->decision_id ? e->decision_id : DB_NULL,
                                e->for_kind ? text_of(e->for_kind) : TEXT_NONE, e->for_kind ? e->for_id : DB_NULL,
                                e->reverses_id ? e->reverses_id : DB_NULL, e->note.len ? e->note : TEXT_NONE,
                                c->user.account_id, clock_now(&c->app->clock)},
                            NULL, err));
    for (size_t i = 0; i < count; i++)
        TRY(budget_posting_insert(c->db,
                                  &(struct budget_posting_insert_in){id_new(), id, sides[i].line_id,
                                                                     text_of(budget_account_code(sides[i].account)),
                                                                     sides[i].amount, e->day},
                                  NULL, err));
    *ret_id = id;
    return OK;
}

enum status ledger_post(struct ctx *c, const struct entry *e, const struct side *sides, size_t count, int64_t *ret_id,
                        struct error *err) {
    int64_t line = INT64_MIN, delta[ACCS];
    TRY(check_balance(sides, count, err));
    TRY(ledger_day(c, e->day, err));
    while (next_line(sides, count, line, &line, delta)) {
        bool done;
        TRY(apply(c, line, delta, &done, err));
        if (!done)
            return too_little(c, line, delta, err);
    }
    return write_entry(c, e, sides, count, ret_id, err);
}

/* ---- what other features do */

/* Place of a source in setting budget.source_order; those that it does not name come last. */
static int rank_of(struct text order, struct text source) {
    struct text part;
    int rank = 0;
    for (; text_cut(&order, ' ', &part); rank++)
        if (text_eq(part, source))
            return rank;
    return BUDGET_SOURCES;
}

static enum status lines_for(struct ctx *c, const struct budget_use *u, struct budget_lines_for_row **ret,
                             size_t *ret_count, struct error *err) {
    struct place p;
    struct text order = TEXT_NONE;
    TRY(budget_place(c, u->area_id, u->day, &p, err));
    struct budget_lines_for_in in = {day_year(u->day), u->policy_id, p.province_id, p.district_id,
                                     p.commune_id,     TEXT_NONE,    u->source_id};
    if (u->source != BUDGET_ANY_SOURCE)
        in.source = text_of(budget_source_code(u->source));
    struct budget_lines_for_row *rows;
    size_t count;
    TRY(budget_lines_for(c->db, &in, c->arena, &rows, &count, err));
    enum status s = count > 1 ? setting_text(c, "budget.source_order", u->day, &order, err) : OK;
    if (s == E_NOT_FOUND)
        error_clear(err);
    else
        TRY(s);
    /* stable by source within what the statement ordered: policy's own lines first, then the nearest level */
    for (size_t i = 1; i < count; i++)
        for (size_t k = i;
             k > 0 && (rows[k].policy_id != 0) == (rows[k - 1].policy_id != 0) && rows[k].level == rows[k - 1].level &&
             rank_of(order, rows[k].source) < rank_of(order, rows[k - 1].source);
             k--) {
            struct budget_lines_for_row t = rows[k];
            rows[k] = rows[k - 1];
            rows[k - 1] = t;
        }
    *ret = rows;
    *ret_count = count;
    return OK;
}

enum status budget_left(struct ctx *c, const struct budget_use *u, int64_t *ret_left, struct error *err) {
    struct budget_lines_for_row *rows;
    size_t count;
    TRY(lines_for(c, u, &rows, &count, err));
    int64_t most = 0;
    for (size_t i = 0; i < count; i++)
        most = rows[i].left_over > most ? rows[i].left_over : most;
    *ret_left = most;
    return OK;
}

static enum status no_line(struct ctx *c, const struct budget_use *u, struct error *err) {
    struct policy p;
    TRY(policy_get(c, u->policy_id, u->day, &p, err));
    return fail(err, E_CONFLICT, "budget.no_line", arena_zstr(c->arena, p.name),
                arena_fmt(c->arena, "%d", day_year(u->day)).ptr);
}

enum status budget_commit(struct ctx *c, const struct budget_use *u, int64_t *ret_line_id, struct error *err) {
    TRY(check_amount(u->amount, err));
    TRY(ledger_day(c, u->day, err));
    struct budget_lines_for_row *rows;
    size_t count, best = 0;
    TRY(lines_for(c, u, &rows, &count, err));
    if (count == 0)
        return no_line(c, u, err);
    const int64_t delta[ACCS] = {[ACC_AVAILABLE] = -u->amount, [ACC_COMMITTED] = u->amount};
    for (size_t i = 0; i < count; i++) {
        bool done = false;
        if (rows[i].left_over >= u->amount) /* as it was read; the UPDATE decides */
            TRY(apply(c, rows[i].id, delta, &done, err));
        if (done) {
            const struct entry e = {"commitment", u->day, 0, u->for_id, 0, u->for_kind, u->note};
            const struct side sides[] = {{rows[i].id, ACC_AVAILABLE, -u->amount},
                                         {rows[i].id, ACC_COMMITTED, u->amount}};
            int64_t id;
            TRY(budget_commitment_add(
                c->db, &(struct budget_commitment_add_in){text_of(u->for_kind), u->for_id, rows[i].id, u->amount}, NULL,
                err));
            TRY(write_entry(c, &e, sides, COUNT_OF(sides), &id, err));
            if (ret_line_id)
                *ret_line_id = rows[i].id;
            return OK;
        }
        if (rows[i].left_over > rows[best].left_over)
            best = i;
    }
    return too_little(c, rows[best].id, delta, err);
}

/* Moves an amount between two accounts of the lines that pay for one thing, line by line. */
struct move {
    const char *kind;
    enum budget_account from, to;
    int open_sign, disbursed_sign; /* of the commitment */
    const char *too_much;          /* message */
};

static enum status move_part(struct ctx *c, const struct move *m, const struct entry *e, int64_t line_id, int64_t n,
                             struct error *err) {
    int64_t changed = 0, id;
    TRY(budget_commitment_move(c->db,
                               &(struct budget_commitment_move_in){text_of(e->for_kind), e->for_id, line_id,
                                                                   m->open_sign * n, m->disbursed_sign * n},
                               &changed, err));
    if (changed != 1) /* somebody else was first */
        return fail(err, E_CONFLICT, m->too_much, budget_money(c, 0).ptr, budget_money(c, n).ptr);
    const struct side sides[] = {{line_id, m->from, -n}, {line_id, m->to, n}};
    return ledger_post(c, e, sides, COUNT_OF(sides), &id, err);
}

static enum status move(struct ctx *c, const struct move *m, const char *for_kind, int64_t for_id, int64_t amount,
                        day_t day, struct text note, struct error *err) {
    struct budget_commitments_of_row *rows;
    size_t count;
    int64_t have = 0;
    TRY(ledger_day(c, day, err));
    TRY(budget_commitments_of(c->db, &(struct budget_commitments_of_in){text_of(for_kind), for_id}, c->arena, &rows,
                              &count, err));
    for (size_t i = 0; i < count; i++)
        have += m->from == ACC_DISBURSED ? rows[i].disbursed : rows[i].open_amount;
    if (amount == 0)
        amount = have;
    if (amount > have)
        return fail(err, E_CONFLICT, m->too_much, budget_money(c, have).ptr, budget_money(c, amount).ptr);
    const struct entry e = {m->kind, day, 0, for_id, 0, for_kind, note};
    for (size_t i = 0; i < count && amount > 0; i++) {
        int64_t here = m->from == ACC_DISBURSED ? rows[i].disbursed : rows[i].open_amount;
        int64_t n = here < amount ? here : amount;
        if (n > 0)
            TRY(move_part(c, m, &e, rows[i].line_id, n, err));
        amount -= n;
    }
    return OK;
}

enum status budget_disburse(struct ctx *c, const char *for_kind, int64_t for_id, int64_t amount, day_t day,
                            struct text note, struct error *err) {
    static const struct move m = {"disbursement", ACC_COMMITTED, ACC_DISBURSED, -1, 1, "budget.not_committed"};
    TRY(check_amount(amount, err));
    return move(c, &m, for_kind, for_id, amount, day, note, err);
}

enum status budget_release(struct ctx *c, const char *for_kind, int64_t for_id, int64_t amount, day_t day,
                           struct text note, struct error *err) {
    static const struct move m = {"release", ACC_COMMITTED, ACC_AVAILABLE, -1, 0, "budget.not_committed"};
    if (amount != 0)
        TRY(check_amount(amount, err));
    return move(c, &m, for_kind, for_id, amount, day, note, err);
}

enum status budget_recover(struct ctx *c, const char *for_kind, int64_t for_id, int64_t amount, day_t day,
                           struct text note, struct error *err) {
    static const struct move m = {"recovery", ACC_DISBURSED, ACC_AVAILABLE, 0, -1, "budget.not_disbursed"};
    TRY(check_amount(amount, err));
    return move(c, &m, for_kind, for_id, amount, day, note, err);
}

enum status budget_state(struct ctx *c, const char *for_kind, int64_t for_id, struct budget_state *ret,
                         struct error *err) {
    struct budget_commitment_sum_row r = {0};
    bool found = false;
    TRY(budget_commitment_sum(c->db, &(struct budget_commitment_sum_in){text_of(for_kind), for_id}, c->arena, &r,
                              &found, err));
    *ret = (struct budget_state){r.open_amount, r.disbursed};
    return OK;
}

/* ---- gifts and corrections */

enum status budget_receive(struct ctx *c, int64_t line_id, int64_t amount, const char *for_kind, int64_t for_id,
                           day_t day, struct text note, int64_t *ret_entry_id, struct error *err) {
    struct budget_line l;
    TRY(check_amount(amount, err));
    TRY(budget_line_get(c, line_id, &l, err));
    if (day_year(day) != l.year)
        return fail(err, E_INVALID, "budget.other_year", arena_fmt(c->arena, "%lld", (long long)l.year).ptr);
    const struct entry e = {"receipt", day, 0, for_id, 0, for_kind, note};
    const struct side sides[] = {{line_id, ACC_GRANTED, -amount}, {line_id, ACC_AVAILABLE, amount}};
    int64_t id;
    TRY(ledger_post(c, &e, sides, COUNT_OF(sides), &id, err));
    if (ret_entry_id)
        *ret_entry_id = id;
    return OK;
}

/* A reversed commitment, payment or release also changes what is open and paid for the thing. */
static enum status reverse_commitment(struct ctx *c, const struct budget_entry_by_id_row *e, int64_t line_id,
                                      const int64_t delta[ACCS], struct error *err) {
    if (e->for_kind.ptr == NULL || (delta[ACC_COMMITTED] == 0 && delta[ACC_DISBURSED] == 0))
        return OK;
    int64_t changed = 0;
    TRY(budget_commitment_move(c->db,
                               &(struct budget_commitment_move_in){e->for_kind, e->for_id, line_id,
                                                                   delta[ACC_COMMITTED], delta[ACC_DISBURSED]},
                               &changed, err));
    return changed == 1 ? OK : fail(err, E_CONFLICT, "budget.used_already", "");
}

enum status budget_reverse(struct ctx *c, int64_t entry_id, day_t day, struct text reason, int64_t *ret_entry_id,
                           struct error *err) {
    struct budget_entry_by_id_row r;
    struct budget_postings_of_row *rows;
    size_t count;
    bool found = false;
    TRY(budget_entry_by_id(c->db, &(struct budget_entry_by_id_in){entry_id}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    if (r.reversed_by != DB_NULL || text_is(r.kind, "reversal"))
        return fail(err, E_CONFLICT, "budget.reversed_already");
    if (day < r.on_day)
        return fail(err, E_INVALID, "budget.before_entry", shown_day(c, r.on_day).ptr);
    TRY(budget_postings_of(c->db, &(struct budget_postings_of_in){entry_id}, c->arena, &rows, &count, err));
    struct side sides[MAX_SIDES];
    if (count > MAX_SIDES)
        return fail_detail(err, E_INTERNAL, "db.corrupt", "entry %lld", (long long)entry_id);
    for (size_t i = 0; i < count; i++) {
        enum budget_account a = ACC_GRANTED;
        while (a < ACCS && !text_is(rows[i].account, budget_account_code(a)))
            a++;
        sides[i] = (struct side){rows[i].line_id, a, -rows[i].amount};
    }
    int64_t line = INT64_MIN, delta[ACCS], id;
    while (next_line(sides, count, line, &line, delta))
        TRY(reverse_commitment(c, &r, line, delta, err));
    const struct entry e = {"reversal",
                            day,
                            r.decision_id == DB_NULL ? 0 : r.decision_id,
                            r.for_id == DB_NULL ? 0 : r.for_id,
                            entry_id,
                            r.for_kind.ptr ? arena_zstr(c->arena, r.for_kind) : NULL,
                            reason};
    TRY(ledger_post(c, &e, sides, count, &id, err));
    if (ret_entry_id)
        *ret_entry_id = id;
    return OK;
}
