/* One loan: what it owes by the truth there is, what the group collects, whether the money was put to its use, and
 * what is decided when something beyond the borrower struck. */
#include "features/loan/loan_parts.h"
#include "app/tsv.h"

/* ---- loading */

static void add_payment(struct loan_full *f, day_t on, int64_t principal, int64_t interest) {
    f->payments[f->payment_count++] = (struct loan_payment){on, principal, interest};
}

/* What the bank's balance says was paid back is spread over our notes, by day, as far as they explain it; the rest was
 * paid on the day of the balance. Interest that the bank has not told of is ours. */
static void spread_balance(struct loan_full *f, const struct loan_collections_of_row *notes, size_t count) {
    int64_t left = f->row.amount_dong - f->row.bank_balance_dong;
    bool rest_placed = false;
    for (size_t i = 0; i <= count; i++) {
        if (!rest_placed && (i == count || notes[i].on_day > f->row.bank_on)) {
            if (left > 0)
                add_payment(f, f->row.bank_on, left, 0);
            left = 0;
            rest_placed = true;
        }
        if (i == count)
            break;
        int64_t principal = notes[i].principal_dong < left ? notes[i].principal_dong : left;
        left -= principal;
        add_payment(f, notes[i].on_day, principal, notes[i].interest_dong);
    }
}

/* What the entries do not explain of the bank's balance was paid on the day of the balance. */
static void explain_balance(struct loan_full *f) {
    int64_t left = f->row.amount_dong - f->row.bank_paid_dong;
    size_t at = f->payment_count;
    if (f->row.bank_balance_dong == DB_NULL || f->row.bank_balance_dong >= left)
        return;
    while (at > 0 && f->payments[at - 1].on > f->row.bank_on)
        at--;
    memmove(&f->payments[at + 1], &f->payments[at], (f->payment_count - at) * sizeof *f->payments);
    f->payments[at] = (struct loan_payment){f->row.bank_on, left - f->row.bank_balance_dong, 0};
    f->payment_count++;
}

/* The bank's entries where it told some; else its balance, explained by our notes; else our notes. */
static enum status load_payments(struct ctx *c, struct loan_full *f, struct error *err) {
    struct bank_entries_of_row *entries;
    struct loan_collections_of_row *notes;
    size_t entry_count, count;
    TRY(bank_entries_of(c->db, &(struct bank_entries_of_in){f->row.id}, c->arena, &entries, &entry_count, err));
    TRY(loan_collections_of(c->db, &(struct loan_collections_of_in){f->row.id}, c->arena, &notes, &count, err));
    f->payments = ARENA_ARRAY(c->arena, entry_count + count + 1, struct loan_payment);
    f->by_bank = entry_count > 0 || f->row.bank_balance_dong != DB_NULL;
    for (size_t i = 0; i < entry_count; i++)
        add_payment(f, entries[i].on_day, entries[i].paid_dong, entries[i].interest_dong);
    if (entry_count > 0)
        explain_balance(f);
    else if (f->by_bank)
        spread_balance(f, notes, count);
    else
        for (size_t i = 0; i < count; i++)
            add_payment(f, notes[i].on_day, notes[i].principal_dong, notes[i].interest_dong);
    return OK;
}

static enum status load_shifts(struct ctx *c, struct loan_full *f, struct error *err) {
    struct loan_risks_of_row *risks;
    size_t count;
    int64_t freeze_interest;
    TRY(loan_setting(c, "loan.freeze_interest", 0, &freeze_interest, err));
    TRY(loan_risks_of(c->db, &(struct loan_risks_of_in){f->row.id}, c->arena, &risks, &count, err));
    for (size_t i = 0; i < count && f->terms.shift_count < LOAN_SHIFTS_MAX; i++) {
        if (!text_is(risks[i].state, "decided") || risks[i].from_day == DAY_NONE || risks[i].months == DB_NULL)
            continue;
        bool freeze = text_is(risks[i].measure, "freeze");
        if (freeze)
            f->frozen[f->frozen_count++] = day_add_months(risks[i].from_day, (int)risks[i].months);
        f->terms.shifts[f->terms.shift_count++] =
            (struct loan_shift){risks[i].from_day, (int)risks[i].months, freeze && freeze_interest == 0};
    }
    return OK;
}

enum status loan_load(struct ctx *c, int64_t id, day_t on, struct loan_full *ret, struct error *err) {
    bool found = false;
    struct loan_full f = {0};
    TRY(loan_one(c->db, &(struct loan_one_in){id, c->today}, c->arena, &f.row, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(loan_rules_on(c, f.row.disbursed_on, f.row.overdue_bp, &f.rules, err));
    bool equal = text_is(f.row.repayment, "equal");
    f.terms = (struct loan_terms){.principal_dong = f.row.amount_dong,
                                  .rate_bp = f.row.rate_bp == DB_NULL ? 0 : f.row.rate_bp,
                                  .term_months = f.row.term_months == DB_NULL ? 0 : (int)f.row.term_months,
                                  .instalment_months = equal ? (int)f.row.instalment_months : 0,
                                  .repayment = equal ? LOAN_EQUAL : LOAN_AT_END,
                                  .start = f.row.disbursed_on};
    TRY(load_shifts(c, &f, err));
    TRY(load_payments(c, &f, err));
    bool dated = loan_terms_valid(&f.terms, &f.rules);
    f.computable = dated && f.row.rate_bp != DB_NULL;
    f.balance_dong =
        f.row.bank_balance_dong != DB_NULL ? f.row.bank_balance_dong : f.row.amount_dong - f.row.our_paid_dong;
    f.position = (struct loan_position){.overdue_since = DAY_NONE, .interest_since = DAY_NONE, .next_due = DAY_NONE};
    if (dated)
        loan_position_on(&f.terms, &f.rules, f.payments, f.payment_count, on, &f.position);
    *ret = f;
    return OK;
}

enum status loan_require(struct ctx *c, int64_t id, day_t on, struct loan_full *ret, struct error *err) {
    TRY(loan_load(c, id, on, ret, err));
    return ctx_require_area(c, ret->row.hamlet_id, err);
}

/* ---- what a loan keeps for its lists */

/* The oldest instalment that is not wholly paid, whatever day it is asked. */
static day_t unpaid_due(const struct loan_full *f) {
    if (f->terms.term_months == 0 || !loan_terms_valid(&f->terms, &f->rules))
        return DAY_NONE;
    struct loan_instalment k[LOAN_MONTHS_MAX];
    size_t count = loan_instalments(&f->terms, k);
    int64_t paid = 0;
    for (size_t i = 0; i < f->payment_count; i++)
        paid += f->payments[i].principal_dong;
    for (size_t i = 0; i < count; i++) {
        paid -= k[i].principal_dong;
        if (paid < 0)
            return k[i].due;
    }
    return DAY_NONE;
}

static day_t frozen_until(const struct loan_full *f) {
    day_t until = DAY_NONE;
    for (size_t i = 0; i < f->frozen_count; i++)
        if (until == DAY_NONE || f->frozen[i] > until)
            until = f->frozen[i];
    return until;
}

static enum status sum_rows(struct ctx *c, int64_t id, struct loan_refresh_put_in *in, struct error *err) {
    struct loan_collections_of_row *notes;
    struct bank_entries_of_row *entries;
    size_t count;
    TRY(loan_collections_of(c->db, &(struct loan_collections_of_in){id}, c->arena, &notes, &count, err));
    for (size_t i = 0; i < count; i++)
        in->our_paid_dong += notes[i].principal_dong;
    TRY(bank_entries_of(c->db, &(struct bank_entries_of_in){id}, c->arena, &entries, &count, err));
    for (size_t i = 0; i < count; i++) {
        in->bank_lent_dong += entries[i].lent_dong;
        in->bank_paid_dong += entries[i].paid_dong;
        in->bank_interest_dong += entries[i].interest_dong;
        if (in->bank_on == DAY_NONE || entries[i].on_day > in->bank_on)
            in->bank_on = entries[i].on_day;
    }
    return OK;
}

/* A balance told by the bank, less what it took in after that day; without one, what its entries leave. */
static enum status bank_balance_of(struct ctx *c, const struct loan_full *f, struct loan_refresh_put_in *in,
                                   struct error *err) {
    struct bank_last_balance_row last;
    struct bank_entries_of_row *entries;
    size_t count;
    bool found = false;
    TRY(bank_last_balance(c->db, &(struct bank_last_balance_in){f->row.id}, c->arena, &last, &found, err));
    TRY(bank_entries_of(c->db, &(struct bank_entries_of_in){f->row.id}, c->arena, &entries, &count, err));
    if (!found) {
        if (in->bank_lent_dong > 0)
            in->bank_balance_dong = in->bank_lent_dong - in->bank_paid_dong;
        return OK;
    }
    in->bank_balance_dong = last.balance_dong;
    in->bank_overdue_dong = last.overdue_dong;
    for (size_t i = 0; i < count; i++)
        if (entries[i].on_day > last.on_day) {
            in->bank_balance_dong -= entries[i].paid_dong;
            in->bank_overdue_dong = DB_NULL; /* of another day */
        }
    if (in->bank_on == DAY_NONE || last.on_day > in->bank_on)
        in->bank_on = last.on_day;
    return OK;
}

/* Over for the household too: it may borrow again. */
static enum status claim_over(struct ctx *c, const struct loan_full *f, day_t on, const char *reason,
                              struct error *err) {
    bool asked = f->row.request_id != DB_NULL;
    return loan_claim_release(c, asked ? LOAN_CLAIM_REQUEST : LOAN_CLAIM_BANK, asked ? f->row.request_id : f->row.id,
                              on, reason, err);
}

enum status loan_refresh(struct ctx *c, int64_t id, struct error *err) {
    struct loan_full f;
    struct loan_lock_row lock;
    bool found = false;
    TRY(loan_lock(c->db, &(struct loan_lock_in){id}, c->arena, &lock, &found, err));
    TRY(loan_load(c, id, c->today, &f, err));
    struct loan_refresh_put_in in = {.id = id,
                                     .bank_balance_dong = DB_NULL,
                                     .bank_overdue_dong = DB_NULL,
                                     .bank_on = DAY_NONE,
                                     .state = f.row.state,
                                     .closed_on = f.row.closed_on};
    TRY(sum_rows(c, id, &in, err));
    TRY(bank_balance_of(c, &f, &in, err));
    f.row.our_paid_dong = in.our_paid_dong;
    f.row.bank_paid_dong = in.bank_paid_dong;
    f.row.bank_balance_dong = in.bank_balance_dong;
    f.row.bank_on = in.bank_on;
    f.payment_count = 0;
    TRY(load_payments(c, &f, err));
    int64_t balance = in.bank_balance_dong != DB_NULL ? in.bank_balance_dong : f.row.amount_dong - in.our_paid_dong;
    bool open = text_is(f.row.state, "open");
    if (open && balance <= 0) {
        in.state = T("paid_off");
        in.closed_on = f.payment_count > 0 ? f.payments[f.payment_count - 1].on : c->today;
        TRY(claim_over(c, &f, in.closed_on, "loan.claim.paid_off", err));
    }
    in.unpaid_due = balance > 0 ? unpaid_due(&f) : DAY_NONE;
    in.frozen_until = frozen_until(&f);
    return loan_refresh_put(c->db, &in, NULL, err);
}

/* ---- collection and use check */

enum status loan_collect(struct ctx *c, int64_t id, const struct loan_collected *k, struct error *err) {
    struct loan_full f;
    struct loan_group_one_row g;
    TRY(loan_require(c, id, c->today, &f, err));
    if (!text_is(f.row.state, "open"))
        return fail(err, E_CONFLICT, "loan.closed");
    if (f.row.group_id != DB_NULL)
        TRY(loan_group_act(c, f.row.group_id, &g, err));
    if (k->on > c->today)
        error_field(err, "collected_on", "loan.day_after_today", NULL);
    if (k->on < f.row.disbursed_on)
        error_field(err, "collected_on", "loan.day_before_loan", NULL);
    if (k->principal_dong + k->interest_dong + k->savings_dong == 0)
        error_field(err, "interest", "loan.nothing_collected", NULL);
    if (k->principal_dong > f.row.amount_dong - f.row.our_paid_dong)
        error_field(err, "principal", "loan.over_balance", NULL);
    TRY(error_fields_status(err));
    if (loan_collection_insert(c->db,
                               &(struct loan_collection_insert_in){id_new(), id, k->on, k->principal_dong,
                                                                   k->interest_dong, k->savings_dong, k->receipt,
                                                                   c->user.account_id},
                               NULL, err) != OK)
        return db_error_is(err, "loan_collection_receipt") ? fail(err, E_CONFLICT, "loan.receipt_taken") : err->status;
    TRY(loan_refresh(c, id, err));
    struct value *diff = value_object(c->arena);
    value_set_day(diff, "on", k->on);
    value_set_money(diff, "principal", k->principal_dong);
    value_set_money(diff, "interest", k->interest_dong);
    value_set_money(diff, "savings", k->savings_dong);
    value_set_text(diff, "receipt", k->receipt);
    audit_note(c, f.row.commune_id, "loan.collect", "loan", id, diff);
    return OK;
}

enum status loan_check_use(struct ctx *c, int64_t id, day_t on, struct text result, struct text checker,
                           struct text remark, struct error *err) {
    struct loan_full f;
    TRY(loan_require(c, id, c->today, &f, err));
    if (on > c->today)
        error_field(err, "checked_on", "loan.day_after_today", NULL);
    if (on < f.row.disbursed_on)
        error_field(err, "checked_on", "loan.day_before_loan", NULL);
    if (!text_is(result, "as_agreed") && remark.len == 0)
        error_field(err, "remark", "loan.needs_reason", NULL);
    TRY(error_fields_status(err));
    TRY(loan_check_insert(c->db,
                          &(struct loan_check_insert_in){id_new(), id, on, result, remark, checker, c->user.account_id},
                          NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "result", result);
    value_set_text(diff, "remark", remark);
    audit_note(c, f.row.commune_id, "loan.check", "loan", id, diff);
    return OK;
}

/* ---- risk debts */

static bool cause_known(struct text cause) {
    struct tsv t;
    tsv_open(&t, "loan_risk_causes.tsv");
    while (tsv_next(&t))
        if (text_eq(tsv_text(&t, "cause_key"), cause))
            return true;
    return false;
}

static enum status check_months(struct ctx *c, const struct loan_full *f, struct text measure, int64_t months,
                                struct error *err) {
    int64_t freeze_max, extension_max;
    TRY(loan_setting(c, "loan.freeze_months_max", INT32_MAX, &freeze_max, err));
    TRY(loan_setting(c, "loan.extension_months_max", INT32_MAX, &extension_max, err));
    bool freeze = text_is(measure, "freeze"), extension = text_is(measure, "extension");
    /* The limit of an extension is known for loans of up to a year only. */
    int64_t most = freeze ? freeze_max : f->terms.term_months <= 12 ? extension_max : LOAN_MONTHS_MAX;
    if ((freeze || extension) && (months == DB_NULL || months <= 0))
        error_field(err, "months", "form.required", NULL);
    else if ((freeze || extension) && months > most)
        error_field(err, "months", "loan.months_over", arena_fmt(c->arena, "%lld", (long long)most).ptr);
    return OK;
}

enum status loan_risk_propose(struct ctx *c, int64_t loan_id, const struct loan_risk_new *n, int64_t *ret_id,
                              struct error *err) {
    struct loan_full f;
    int64_t damage;
    TRY(loan_require(c, loan_id, c->today, &f, err));
    if (!text_is(f.row.state, "open"))
        return fail(err, E_CONFLICT, "loan.closed");
    if (!cause_known(n->cause))
        error_field(err, "cause", "form.not_a_choice", NULL);
    if (n->happened_on > c->today)
        error_field(err, "happened_on", "loan.day_after_today", NULL);
    TRY(loan_setting(c, "loan.extension_damage", 10000, &damage, err));
    if (text_is(n->measure, "extension") && n->damage_bp != DB_NULL && n->damage_bp >= damage)
        error_field(err, "damage", "loan.damage_over", arena_fmt(c->arena, "%lld", (long long)damage / 100).ptr);
    TRY(check_months(c, &f, n->measure, n->months, err));
    TRY(error_fields_status(err));
    int64_t id = id_new();
    bool moves = !text_is(n->measure, "write_off");
    TRY(loan_risk_insert(c->db,
                         &(struct loan_risk_insert_in){id, loan_id, n->cause, n->measure, n->happened_on, n->damage_bp,
                                                       moves ? n->months : DB_NULL, n->papers, c->today,
                                                       c->user.account_id},
                         NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "cause", n->cause);
    value_set_text(diff, "measure", n->measure);
    audit_note(c, f.row.commune_id, "loan.risk", "loan_risk", id, diff);
    *ret_id = id;
    return OK;
}

enum status loan_risk_settle(struct ctx *c, int64_t risk_id, int64_t version, bool agreed, struct text number,
                             int64_t months, day_t from, struct text reason, struct error *err) {
    struct loan_risk_one_row r;
    struct loan_full f;
    bool found = false;
    int64_t changed = 0;
    TRY(loan_risk_one(c->db, &(struct loan_risk_one_in){risk_id}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(loan_require(c, r.loan_id, c->today, &f, err));
    if (r.proposed_by == c->user.account_id)
        return fail(err, E_FORBIDDEN, "loan.own_proposal");
    if (!text_is(r.state, "proposed"))
        return fail(err, E_CONFLICT, "loan.step_over");
    bool moves = !text_is(r.measure, "write_off");
    if (agreed && number.len == 0)
        error_field(err, "number", "form.required", NULL);
    if (agreed && moves && from == DAY_NONE)
        error_field(err, "from", "form.required", NULL);
    if (agreed && moves && from != DAY_NONE && from < f.row.disbursed_on)
        error_field(err, "from", "loan.day_before_loan", NULL);
    if (agreed && moves)
        TRY(check_months(c, &f, r.measure, months, err));
    if (!agreed && reason.len == 0)
        error_field(err, "reason", "loan.needs_reason", NULL);
    TRY(error_fields_status(err));
    if (agreed && f.terms.shift_count == LOAN_SHIFTS_MAX)
        return fail(err, E_CONFLICT, "loan.too_many_shifts");
    TRY(loan_risk_decide(c->db,
                         &(struct loan_risk_decide_in){risk_id, version, agreed ? T("decided") : T("refused"), c->today,
                                                       c->user.account_id, agreed ? number : TEXT_NONE,
                                                       agreed && moves ? months : r.months,
                                                       agreed && moves ? from : DAY_NONE, reason},
                         &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    if (agreed && text_is(r.measure, "write_off")) {
        TRY(loan_write_off(c->db, &(struct loan_write_off_in){r.loan_id, c->today}, NULL, err));
        TRY(claim_over(c, &f, c->today, "loan.claim.written_off", err));
    }
    TRY(loan_refresh(c, r.loan_id, err));
    struct value *diff = value_object(c->arena);
    value_set_str(diff, "answer", agreed ? "decided" : "refused");
    value_set_text(diff, "number", number);
    audit_note(c, r.commune_id, "loan.risk_decide", "loan_risk", risk_id, diff);
    return OK;
}
