/* The life of an application to the fund. Each invoice serves once; what is granted lies within what was accepted, the
 * share and the ceiling of the day of receipt; who decides neither took it in nor assessed it. */
#include "app/tsv.h"
#include "features/claim/claim.h"
#include "features/illness/illness_parts.h"

struct text illness_name(struct text list, struct text code) {
    struct tsv t;
    tsv_open(&t, "code_lists.tsv");
    while (tsv_next(&t))
        if (text_eq(tsv_text(&t, "list"), list) && text_eq(tsv_text(&t, "code"), code))
            return tsv_text(&t, "name");
    return code;
}

enum status illness_is_fund(struct ctx *c, struct error *err) {
    return c->user.agency_id == 0 ? OK : service_require_lead(c, ILLNESS_POLICY, err);
}

bool illness_sees(struct ctx *c) {
    return user_may(&c->user, "illness.diagnosis") && (c->user.agency_id == 0 || service_leads(c, ILLNESS_POLICY));
}

enum status illness_require(struct ctx *c, int64_t id, struct illness_get_row *ret, struct error *err) {
    bool found = false;
    TRY(illness_get(c->db, &(struct illness_get_in){id, c->today}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return ctx_require_area(c, ret->hamlet_id, err);
}

static enum status other_state(struct ctx *c, const struct illness_get_row *k, struct error *err) {
    return fail(err, E_CONFLICT, "illness.other_state", tr(c->lang, service_word(c, "illness.state.", k->state)).ptr);
}

/* Holds the application until the transaction ends and checks where it stands. */
static enum status take(struct ctx *c, int64_t id, const char *state, struct illness_get_row *ret, struct error *err) {
    struct illness_lock_row locked;
    bool found = false;
    TRY(illness_lock(c->db, &(struct illness_lock_in){id}, c->arena, &locked, &found, err));
    TRY(illness_require(c, id, ret, err));
    return state == NULL || text_is(ret->state, state) ? OK : other_state(c, ret, err);
}

static void note(struct ctx *c, const struct illness_get_row *k, const char *action, int64_t amount,
                 struct text number) {
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "number", number);
    value_set_money(diff, "amount", amount);
    audit_note(c, k->commune_id, action, "illness_case", k->id, diff);
}

/* ---- received */

enum status illness_open(struct ctx *c, const struct service_person *p, const struct illness_opening *o,
                         int64_t *ret_id, struct error *err) {
    int64_t id = id_new();
    const struct service_place *at = &p->household.place;
    if (o->admitted_on > o->received_on)
        (void)error_field(err, "admitted_on", "illness.admitted_later", NULL);
    if (o->discharged_on != DAY_NONE && (o->discharged_on < o->admitted_on || o->discharged_on > c->today))
        (void)error_field(err, "discharged_on", "illness.bad_stay", NULL);
    TRY(error_fields_status(err));
    TRY(service_entitled(c, policy_id_of_key(T(ILLNESS_POLICY)), p->household.id, p->id, o->received_on, o->diagnosis,
                         "person", err));
    TRY(illness_insert(c->db,
                       &(struct illness_insert_in){
                           id, p->id, p->household.id, at->hamlet_id, at->commune_id, at->district_id, at->province_id,
                           o->number_in, o->received_on, o->applicant, o->disease, o->diagnosis, o->hospital,
                           o->admitted_on, o->discharged_on, o->note, c->user.account_id, clock_now(&c->app->clock)},
                       NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_id(diff, "person_id", p->id);
    value_set_text(diff, "number_in", o->number_in);
    audit_note(c, at->commune_id, "severe_illness.open", "illness_case", id, diff);
    *ret_id = id;
    return OK;
}

/* ---- invoices */

/* Issuer and number as they are compared: without case, diacritics, spaces and signs. */
static struct text invoice_key(struct ctx *c, struct text issuer, struct text number) {
    AUTO_BUF b;
    buf_init(&b, 4096);
    const struct text parts[] = {vi_fold(c->arena, issuer), vi_fold(c->arena, number)};
    for (size_t k = 0; k < 2; k++) {
        for (size_t i = 0; i < parts[k].len; i++) {
            char x = parts[k].ptr[i];
            if ((x >= 'a' && x <= 'z') || (x >= '0' && x <= '9') || (unsigned char)x >= 128)
                buf_char(&b, x);
        }
        if (k == 0)
            buf_char(&b, '|');
    }
    return arena_text(c->arena, buf_as_text(&b));
}

static enum status said_before(struct ctx *c, struct text key, bool *ret, struct error *err) {
    struct illness_invoice_of_row old;
    struct error none = {0};
    TRY(illness_invoice_of(c->db, &(struct illness_invoice_of_in){key}, c->arena, &old, ret, err));
    if (!*ret)
        return OK;
    char day[11];
    day_vn(old.received_on, day);
    /* who may not see that application learns its number and day, not whose it is */
    bool seen = ctx_require_area(c, old.hamlet_id, &none) == OK;
    struct text what = seen ? arena_fmt(c->arena, "%.*s (%.*s), %s", FMT(old.number_in), FMT(old.name), day)
                            : arena_fmt(c->arena, "%.*s, %s", FMT(old.number_in), day);
    (void)error_field(err, "number", "illness.invoice_twice", what.ptr);
    return OK;
}

enum status illness_add_cost(struct ctx *c, int64_t id, const struct illness_invoice *v, int64_t *ret_id,
                             struct error *err) {
    struct illness_get_row k;
    struct text key = invoice_key(c, v->issuer, v->number);
    bool before;
    int64_t days;
    TRY(take(c, id, "received", &k, err));
    TRY(setting_int(c, "illness.invoice_days", c->today, &days, err));
    if (k.costs >= ILLNESS_COSTS_MAX)
        return fail(err, E_CONFLICT, "illness.too_many_costs");
    if (v->on > c->today)
        (void)error_field(err, "invoice_on", "service.day_ahead", NULL);
    else if (v->on < k.admitted_on ||
             (k.discharged_on != DAY_NONE && days != DB_NULL && v->on > k.discharged_on + (day_t)days))
        (void)error_field(err, "invoice_on", "illness.outside_stay", NULL);
    if (key.len < 3 || key.ptr[key.len - 1] == '|' || key.ptr[0] == '|')
        (void)error_field(err, "number", "illness.no_number", NULL);
    TRY(said_before(c, key, &before, err));
    TRY(error_fields_status(err));
    *ret_id = id_new();
    TRY(illness_cost_insert(c->db,
                            &(struct illness_cost_insert_in){*ret_id, id, v->kind, v->issuer, v->number, v->on,
                                                             v->amount, key, c->user.account_id},
                            NULL, err));
    note(c, &k, "severe_illness.cost", v->amount, v->number);
    return OK;
}

static enum status case_of_cost(struct ctx *c, int64_t cost_id, const char *state, struct illness_cost_get_row *ret,
                                struct illness_get_row *ret_case, struct error *err) {
    bool found = false;
    TRY(illness_cost_get(c->db, &(struct illness_cost_get_in){cost_id}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return take(c, ret->case_id, state, ret_case, err);
}

enum status illness_remove_cost(struct ctx *c, int64_t cost_id, int64_t *ret_case, struct error *err) {
    struct illness_cost_get_row v;
    struct illness_get_row k;
    TRY(case_of_cost(c, cost_id, "received", &v, &k, err));
    TRY(illness_cost_remove(c->db, &(struct illness_cost_remove_in){cost_id}, NULL, err));
    *ret_case = k.id;
    note(c, &k, "severe_illness.cost_removed", v.amount, v.number);
    return OK;
}

enum status illness_pass_on(struct ctx *c, int64_t id, day_t on, struct error *err) {
    struct illness_get_row k;
    TRY(take(c, id, "received", &k, err));
    TRY(service_day_after(c, "on_day", on, k.received_on, err));
    if (k.costs == 0)
        return fail(err, E_CONFLICT, "illness.no_costs");
    struct claim_terms t = {.source_kind = ILLNESS_KIND,
                            .policy_id = policy_id_of_key(T(ILLNESS_POLICY)),
                            .on = on,
                            .document = k.number_in};
    TRY(claim_reserve(
        c, &t,
        &(struct claim_line){
            .source_id = id, .household_id = k.household_id, .person_id = k.person_id, .from = on, .to = on + 1},
        err));
    TRY(illness_send(c->db, &(struct illness_send_in){id, on, c->user.account_id}, NULL, err));
    note(c, &k, "severe_illness.send", k.cost_sum, k.number_in);
    return OK;
}

/* ---- assessed */

enum status illness_give_back(struct ctx *c, int64_t id, struct text reason, struct error *err) {
    struct illness_get_row k;
    TRY(illness_is_fund(c, err));
    TRY(take(c, id, "sent", &k, err));
    TRY(claim_release(c, ILLNESS_KIND, (struct db_ids){&id, 1}, DAY_NONE, reason, err));
    TRY(illness_unassess(c->db, &(struct illness_unassess_in){id}, NULL, err));
    TRY(illness_return(c->db, &(struct illness_return_in){id, reason}, NULL, err));
    note(c, &k, "severe_illness.return", DB_NULL, TEXT_NONE);
    return OK;
}

enum status illness_accept(struct ctx *c, int64_t cost_id, int64_t accepted, struct text reason, int64_t *ret_case,
                           struct error *err) {
    struct illness_cost_get_row v;
    struct illness_get_row k;
    TRY(illness_is_fund(c, err));
    TRY(case_of_cost(c, cost_id, "sent", &v, &k, err));
    if (k.account_id == c->user.account_id)
        return fail(err, E_CONFLICT, "illness.own_application");
    if (accepted > v.amount)
        (void)error_field(err, "accepted", "illness.more_than_invoice", NULL);
    if (accepted < v.amount && reason.len == 0)
        (void)error_field(err, "reason", "illness.reason_missing", NULL);
    TRY(error_fields_status(err));
    TRY(illness_cost_assess(c->db,
                            &(struct illness_cost_assess_in){
                                cost_id, accepted, accepted == v.amount ? TEXT_NONE : reason, c->user.account_id},
                            NULL, err));
    *ret_case = k.id;
    note(c, &k, "severe_illness.accept", accepted, v.number);
    return OK;
}

static enum status number_of(struct ctx *c, const char *name, day_t on, int64_t *ret, struct error *err) {
    struct policy_value v;
    enum status s = policy_parameter(c, policy_id_of_key(T(ILLNESS_POLICY)), name, on, &v, err);
    *ret = s == OK ? v.value : DB_NULL;
    if (s != E_NOT_FOUND)
        return s;
    error_clear(err);
    return OK;
}

enum status illness_limit_of(struct ctx *c, const struct illness_get_row *k, struct illness_limit *ret,
                             struct error *err) {
    struct illness_costs_of_row *rows;
    size_t count;
    int64_t bills = 0, co_payments = 0, others = 0;
    struct illness_limit l = {.counted = 0};
    TRY(number_of(c, "support", k->received_on, &l.share, err));
    TRY(number_of(c, "amount_max", k->received_on, &l.ceiling, err));
    TRY(number_of(c, "high_cost_from", k->received_on, &l.high_cost_from, err));
    TRY(number_of(c, "co_payment_from", k->received_on, &l.co_payment_from, err));
    TRY(illness_costs_of(c->db, &(struct illness_costs_of_in){k->id}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        int64_t n = rows[i].accepted == DB_NULL ? 0 : rows[i].accepted;
        if (text_is(rows[i].kind, "bill"))
            bills += n;
        else if (text_is(rows[i].kind, "co_payment"))
            co_payments += n;
        else
            others += n;
    }
    bool bills_count = l.high_cost_from == DB_NULL || bills >= l.high_cost_from,
         co_payments_count = l.co_payment_from == DB_NULL || co_payments >= l.co_payment_from;
    l.below = (bills > 0 && !bills_count) || (co_payments > 0 && !co_payments_count);
    l.counted = (bills_count ? bills : 0) + (co_payments_count ? co_payments : 0) + others;
    l.most = l.counted;
    if (l.share != DB_NULL && !mul_div_i64(l.counted, l.share, 10000, &l.most))
        return fail(err, E_INVALID, "benefit.bad_amount");
    if (l.ceiling != DB_NULL && l.most > l.ceiling)
        l.most = l.ceiling;
    *ret = l;
    return OK;
}

static struct text money(struct ctx *c, int64_t n) {
    AUTO_BUF b;
    buf_init(&b, 64);
    fmt_money(&b, c->lang, n);
    return arena_text(c->arena, buf_as_text(&b));
}

static enum status check_amount(struct ctx *c, const struct illness_get_row *k, int64_t amount,
                                struct illness_limit *ret, struct error *err) {
    TRY(illness_limit_of(c, k, ret, err));
    if (amount > ret->most)
        (void)error_field(err, "amount", "illness.over_limit", money(c, ret->most).ptr);
    return error_fields_status(err);
}

enum status illness_propose(struct ctx *c, int64_t id, day_t on, int64_t amount, struct text remark,
                            struct error *err) {
    struct illness_get_row k;
    struct illness_limit l;
    struct illness_costs_of_row *rows;
    size_t count;
    int64_t accepted = 0;
    TRY(illness_is_fund(c, err));
    TRY(take(c, id, "sent", &k, err));
    if (k.account_id == c->user.account_id)
        return fail(err, E_CONFLICT, "illness.own_application");
    TRY(service_day_after(c, "on_day", on, k.sent_on, err));
    if (k.open_costs > 0)
        return fail(err, E_CONFLICT, "illness.open_costs", arena_fmt(c->arena, "%lld", (long long)k.open_costs).ptr);
    TRY(check_amount(c, &k, amount, &l, err));
    TRY(illness_costs_of(c->db, &(struct illness_costs_of_in){id}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++)
        accepted += rows[i].accepted;
    TRY(illness_assess(c->db, &(struct illness_assess_in){id, on, remark, accepted, amount, c->user.account_id}, NULL,
                       err));
    note(c, &k, "severe_illness.assess", amount, TEXT_NONE);
    return OK;
}

/* ---- decided */

static bool had_hand(const struct ctx *c, const struct illness_get_row *k) {
    int64_t me = c->user.account_id;
    return k->account_id == me || k->sent_by == me || k->assessed_by == me;
}

enum status illness_decide(struct ctx *c, int64_t id, const struct illness_decision *d, struct error *err) {
    struct illness_get_row k;
    struct illness_limit l;
    struct claim_conflict *conflicts;
    size_t conflict_count;
    TRY(illness_is_fund(c, err));
    TRY(take(c, id, "assessed", &k, err));
    if (had_hand(c, &k))
        return fail(err, E_CONFLICT, "illness.same_person");
    TRY(service_day_after(c, "on_day", d->on, k.assessed_on, err));
    TRY(check_amount(c, &k, d->amount, &l, err));
    if (d->amount > k.proposed)
        (void)error_field(err, "amount", "illness.over_proposed", money(c, k.proposed).ptr);
    TRY(error_fields_status(err));
    TRY(budget_commit(c,
                      &(struct budget_use){.for_kind = ILLNESS_KIND,
                                           .for_id = id,
                                           .policy_id = policy_id_of_key(T(ILLNESS_POLICY)),
                                           .area_id = k.hamlet_id,
                                           .source = BUDGET_ANY_SOURCE,
                                           .amount = d->amount,
                                           .day = d->on,
                                           .note = d->number},
                      NULL, err));
    TRY(illness_grant(
        c->db,
        &(struct illness_grant_in){id, d->number, d->on, d->signer, d->signer_post, d->amount, c->user.account_id},
        NULL, err));
    TRY(claim_confirm(c, ILLNESS_KIND, (struct db_ids){&id, 1}, d->on, d->number, &conflicts, &conflict_count, err));
    if (conflict_count > 0)
        return claim_fail(c, &conflicts[0], err);
    note(c, &k, "severe_illness.grant", d->amount, d->number);
    return OK;
}

static enum status end(struct ctx *c, const struct illness_get_row *k, const struct illness_end_in *in,
                       struct error *err) {
    struct budget_state paid;
    int64_t id = k->id;
    TRY(budget_state(c, ILLNESS_KIND, id, &paid, err));
    if (paid.disbursed > 0)
        return fail(err, E_CONFLICT, "illness.paid_already");
    if (paid.committed > 0)
        TRY(budget_release(c, ILLNESS_KIND, id, 0, c->today, in->reason, err));
    if (!text_is(k->state, "received"))
        TRY(claim_release(c, ILLNESS_KIND, (struct db_ids){&id, 1}, DAY_NONE, in->reason, err));
    TRY(illness_free_invoices(c->db, &(struct illness_free_invoices_in){id}, NULL, err));
    return illness_end(c->db, in, NULL, err);
}

enum status illness_refuse(struct ctx *c, int64_t id, const struct illness_decision *d, struct text reason,
                           struct error *err) {
    struct illness_get_row k;
    TRY(illness_is_fund(c, err));
    TRY(take(c, id, NULL, &k, err));
    if (!text_is(k.state, "sent") && !text_is(k.state, "assessed"))
        return other_state(c, &k, err);
    if (had_hand(c, &k))
        return fail(err, E_CONFLICT, "illness.same_person");
    TRY(service_day_after(c, "letter_on", d->on, k.assessed_on != DAY_NONE ? k.assessed_on : k.sent_on, err));
    TRY(end(c, &k, &(struct illness_end_in){id, T("refused"), d->on, d->number, d->signer, d->signer_post, reason},
            err));
    note(c, &k, "severe_illness.refuse", DB_NULL, d->number);
    return OK;
}

enum status illness_withdraw(struct ctx *c, int64_t id, struct text reason, struct error *err) {
    struct illness_get_row k;
    TRY(take(c, id, NULL, &k, err));
    if (!text_is(k.state, "received") && !text_is(k.state, "sent"))
        return other_state(c, &k, err);
    TRY(end(c, &k, &(struct illness_end_in){id, T("withdrawn"), c->today, TEXT_NONE, TEXT_NONE, TEXT_NONE, reason},
            err));
    note(c, &k, "severe_illness.withdraw", DB_NULL, TEXT_NONE);
    return OK;
}

enum status illness_pay_out(struct ctx *c, int64_t id, day_t on, struct text paid_to, struct text remark,
                            struct error *err) {
    struct illness_get_row k;
    TRY(illness_is_fund(c, err));
    TRY(take(c, id, "granted", &k, err));
    TRY(service_day_after(c, "paid_on", on, k.decided_on, err));
    TRY(budget_disburse(c, ILLNESS_KIND, id, k.amount, on, remark, err));
    TRY(illness_pay(c->db, &(struct illness_pay_in){id, on, paid_to, remark, c->user.account_id}, NULL, err));
    note(c, &k, "severe_illness.pay", k.amount, k.number);
    return OK;
}

/* ---- what others see of an application */

static enum status given_up(struct ctx *c, int64_t id, day_t from, struct text reason, struct error *err) {
    struct illness_get_row k;
    struct budget_state paid;
    bool found = false;
    (void)from;
    TRY(illness_get(c->db, &(struct illness_get_in){id, c->today}, c->arena, &k, &found, err));
    TRY(budget_state(c, ILLNESS_KIND, id, &paid, err));
    if (!found || paid.disbursed > 0) /* what was paid stays; it is recovered by hand */
        return OK;
    return end(c, &k, &(struct illness_end_in){id, T("withdrawn"), c->today, TEXT_NONE, TEXT_NONE, TEXT_NONE, reason},
               err);
}
static const struct claim_kind illness_claims = {ILLNESS_KIND, "illness.case", "/severe-illness/cases/{id}", given_up};
CLAIM_KIND(illness_claims);
static const struct budget_kind illness_budget = {ILLNESS_KIND, "illness.case", "/severe-illness/cases/",
                                                  "illness.read"};
BUDGET_KIND(illness_budget);
