/* The life of a house's file. Claims keep a household from getting a second house from any programme; the ledger keeps
 * houses within the money of the fund or budget that pays. */
#include "features/claim/claim.h"
#include "features/housing/housing_parts.h"

static const char *const states[] = {"housing.state.draft",    "housing.state.waiting", "housing.state.approved",
                                     "housing.state.done",     "housing.state.signed",  "housing.state.refused",
                                     "housing.state.cancelled"};
static const char *const codes[] = {"surveyed", "proposed", "approved", "accepted", "settled", "refused", "cancelled"};

const char *house_state_word(struct text state) {
    for (size_t i = 0; i < COUNT_OF(codes); i++)
        if (text_is(state, codes[i]))
            return states[i];
    return states[0];
}

enum status housing_masks_of(struct ctx *c, struct housing_masks *ret, struct error *err) {
    struct text quality, area;
    struct housing_masks_row *rows;
    size_t count;
    TRY(setting_text(c, "housing.quality_indicator", c->as_of, &quality, err));
    TRY(setting_text(c, "housing.area_indicator", c->as_of, &area, err));
    TRY(housing_masks(c->db, &(struct housing_masks_in){quality, area}, c->arena, &rows, &count, err));
    if (count != 1 || rows[0].quality_no < 1 || rows[0].quality_no > 60 || rows[0].area_no < 1 || rows[0].area_no > 60)
        return fail(err, E_NOT_FOUND, "housing.no_indicators");
    *ret = (struct housing_masks){(int64_t)1 << (rows[0].quality_no - 1), (int64_t)1 << (rows[0].area_no - 1)};
    return OK;
}

enum status house_require(struct ctx *c, int64_t id, struct house_by_id_row *ret, struct error *err) {
    bool found = false;
    TRY(house_by_id(c->db, &(struct house_by_id_in){id}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return ctx_require_area(c, ret->hamlet_id, err);
}

/* Holds the file until the transaction ends and checks where it stands. */
static enum status take(struct ctx *c, int64_t id, const char *state, struct house_by_id_row *ret, struct error *err) {
    struct house_take_row t;
    bool found = false;
    TRY(house_take(c->db, &(struct house_take_in){id}, c->arena, &t, &found, err));
    TRY(house_by_id(c->db, &(struct house_by_id_in){id}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    if (state != NULL && !text_is(ret->state, state))
        return fail(err, E_CONFLICT, "housing.other_state", tr(c->lang, house_state_word(ret->state)).ptr);
    return OK;
}

enum status house_ceiling(struct ctx *c, int64_t policy_id, day_t on, struct policy_value *ret, bool *ret_known,
                          struct error *err) {
    enum status s = policy_parameter(c, policy_id, "amount", on, ret, err);
    *ret_known = s == OK;
    if (s != E_NOT_FOUND)
        return s;
    error_clear(err);
    return OK;
}

static struct text money(struct ctx *c, int64_t n) {
    AUTO_BUF b;
    buf_init(&b, 64);
    fmt_money(&b, c->lang, n);
    return arena_text(c->arena, buf_as_text(&b));
}

static enum status on_field(struct error *err, const char *field, const char *key, const char *arg) {
    (void)error_field(err, field, key, arg);
    return error_fields_status(err);
}

/* What nobody knows limits nothing; what is known does: a norm, and what the house itself costs. */
static enum status check_amount(struct ctx *c, const struct house_by_id_row *h, int64_t amount, day_t on,
                                struct error *err) {
    struct policy_value v;
    bool known;
    if (amount <= 0 || amount > 1000000000000)
        return on_field(err, "amount", "housing.bad_amount", NULL);
    if (amount > h->cost)
        return on_field(err, "amount", "housing.over_cost", money(c, h->cost).ptr);
    TRY(house_ceiling(c, h->policy_id, on, &v, &known, err));
    if (known && amount > v.value)
        return fail(err, E_CONFLICT, "housing.over_ceiling", money(c, v.value).ptr,
                    v.article.ptr ? arena_zstr(c->arena, v.article) : "");
    return OK;
}

enum status house_add(struct ctx *c, const struct house_survey *s, const struct housing_household_row *h,
                      int64_t *ret_id, struct error *err) {
    struct house_open_of_row old;
    bool found = false;
    int64_t id = id_new();
    TRY(house_open_of(c->db, &(struct house_open_of_in){s->household_id}, c->arena, &old, &found, err));
    if (found)
        return fail(err, E_CONFLICT, "housing.open_file");
    TRY(house_insert(c->db,
                     &(struct house_insert_in){id,
                                               s->household_id,
                                               h->hamlet_id,
                                               h->commune_id,
                                               h->district_id,
                                               h->province_id,
                                               s->policy_id,
                                               s->on_day,
                                               s->surveyor,
                                               s->pillar_durable,
                                               s->wall_durable,
                                               s->roof_durable,
                                               s->area_m2,
                                               s->members,
                                               s->land,
                                               s->cost,
                                               s->own_money,
                                               s->note.len ? s->note : TEXT_NONE,
                                               c->user.account_id,
                                               clock_now(&c->app->clock)},
                     NULL, err));
    *ret_id = id;
    return OK;
}

/* The first line that fails says why the household has no right to it. */
static enum status check_right(struct ctx *c, const struct house_by_id_row *h, day_t on, struct error *err) {
    struct judgement j;
    TRY(policy_judge(c, h->policy_id, h->household_id, on, &j, err));
    for (size_t i = 0; i < j.subject_count; i++) {
        if (j.subjects[i].answer != ENTITLED_NO)
            return OK;
        for (size_t k = 0; k < j.subjects[i].line_count; k++) {
            const struct judge_line *l = &j.subjects[i].lines[k];
            if (l->state == JUDGE_FAILS)
                return fail(err, E_CONFLICT, "housing.not_entitled", arena_zstr(c->arena, l->title),
                            l->reason.ptr ? arena_zstr(c->arena, l->reason) : "",
                            l->article.ptr ? arena_zstr(c->arena, l->article) : "");
        }
    }
    return OK;
}

static struct claim_terms terms(const struct house_by_id_row *h, day_t on, struct text document) {
    return (struct claim_terms){.source_kind = "house", .policy_id = h->policy_id, .on = on, .document = document};
}

enum status house_ask(struct ctx *c, int64_t id, int64_t amount, day_t on, struct error *err) {
    struct house_by_id_row h;
    TRY(take(c, id, "surveyed", &h, err));
    if (text_is(h.land, "unclear"))
        return fail(err, E_CONFLICT, "housing.no_land");
    TRY(check_amount(c, &h, amount, on, err));
    TRY(check_right(c, &h, on, err));
    struct claim_terms t = terms(&h, on, TEXT_NONE);
    TRY(claim_reserve(
        c, &t, &(struct claim_line){.source_id = id, .household_id = h.household_id, .from = on, .to = on + 1}, err));
    return house_propose(c->db, &(struct house_propose_in){id, amount, c->user.account_id, on}, NULL, err);
}

/* Stages as they usually go; their names can be told apart by number only. */
static enum status plan_stages(struct ctx *c, const struct house_by_id_row *h, struct error *err) {
    static const char *const build[] = {"housing.stage.base", "housing.stage.walls", "housing.stage.roof",
                                        "housing.stage.finish"};
    static const char *const repair[] = {"housing.stage.repair", "housing.stage.finish"};
    struct policy p;
    TRY(policy_get(c, h->policy_id, c->today, &p, err));
    bool repairs = text_is(p.key, "house-repair");
    const char *const *names = repairs ? repair : build;
    size_t count = repairs ? COUNT_OF(repair) : COUNT_OF(build);
    for (size_t i = 0; i < count; i++)
        TRY(stage_insert(c->db,
                         &(struct stage_insert_in){id_new(), h->id, (int64_t)i + 1, tr(LANG_VI, names[i]), DAY_NONE,
                                                   c->user.account_id},
                         NULL, err));
    return OK;
}

enum status house_grant(struct ctx *c, int64_t id, const struct house_decision *d, struct error *err) {
    struct house_by_id_row h;
    struct claim_conflict *conflicts;
    size_t conflict_count;
    TRY(take(c, id, "proposed", &h, err));
    if (h.proposed_by == c->user.account_id)
        return fail(err, E_CONFLICT, "housing.same_person");
    if (d->on_day < h.proposed_on || d->on_day > c->today)
        return on_field(err, "on_day", "housing.bad_decision_day", NULL);
    TRY(check_amount(c, &h, d->amount, d->on_day, err));
    TRY(budget_commit(c,
                      &(struct budget_use){.for_kind = "house",
                                           .for_id = id,
                                           .policy_id = h.policy_id,
                                           .area_id = h.hamlet_id,
                                           .source = BUDGET_ANY_SOURCE,
                                           .amount = d->amount,
                                           .day = d->on_day,
                                           .note = d->number},
                      NULL, err));
    TRY(house_approve(
        c->db,
        &(struct house_approve_in){id, d->number, d->on_day, d->signer, d->signer_post, d->amount, c->user.account_id},
        NULL, err));
    TRY(claim_confirm(c, "house", (struct db_ids){&id, 1}, d->on_day, d->number, &conflicts, &conflict_count, err));
    if (conflict_count > 0)
        return claim_fail(c, &conflicts[0], err);
    return plan_stages(c, &h, err);
}

enum status house_give_back(struct ctx *c, int64_t id, struct text reason, struct error *err) {
    struct house_by_id_row h;
    TRY(take(c, id, "proposed", &h, err));
    if (h.proposed_by == c->user.account_id)
        return fail(err, E_CONFLICT, "housing.same_person");
    TRY(claim_release(c, "house", (struct db_ids){&id, 1}, DAY_NONE, reason, err));
    return house_return(c->db, &(struct house_return_in){id, reason}, NULL, err);
}

enum status house_stop(struct ctx *c, int64_t id, const char *state, struct text reason, struct error *err) {
    struct house_by_id_row h;
    struct budget_state paid;
    TRY(take(c, id, NULL, &h, err));
    bool refused = strcmp(state, "refused") == 0;
    if (refused ? !text_is(h.state, "proposed")
                : text_is(h.state, "settled") || text_is(h.state, "refused") || text_is(h.state, "cancelled"))
        return fail(err, E_CONFLICT, "housing.other_state", tr(c->lang, house_state_word(h.state)).ptr);
    TRY(budget_state(c, "house", id, &paid, err));
    if (paid.disbursed > 0)
        return fail(err, E_CONFLICT, "housing.paid_already", money(c, paid.disbursed).ptr);
    if (paid.committed > 0)
        TRY(budget_release(c, "house", id, 0, c->today, reason, err));
    if (!text_is(h.state, "surveyed"))
        TRY(claim_release(c, "house", (struct db_ids){&id, 1}, DAY_NONE, reason, err));
    return house_end(c->db, &(struct house_end_in){id, text_of(state), reason}, NULL, err);
}

enum status house_pay(struct ctx *c, int64_t id, int64_t amount, day_t on, struct text receiver, struct text note,
                      struct error *err) {
    struct house_by_id_row h;
    TRY(take(c, id, NULL, &h, err));
    if (!text_is(h.state, "approved") && !text_is(h.state, "accepted"))
        return fail(err, E_CONFLICT, "housing.other_state", tr(c->lang, house_state_word(h.state)).ptr);
    if (on < h.decided_on)
        return on_field(err, "paid_on", "housing.before_decision", NULL);
    if (on > c->today)
        return on_field(err, "paid_on", "budget.after_today", NULL);
    TRY(budget_disburse(c, "house", id, amount, on, note, err));
    return payment_insert(c->db,
                          &(struct payment_insert_in){id_new(), id, on, amount, receiver, note.len ? note : TEXT_NONE,
                                                      c->user.account_id, clock_now(&c->app->clock)},
                          NULL, err);
}

enum status house_take_over(struct ctx *c, int64_t id, day_t on, struct text who, int64_t area_m2, struct text note,
                            struct error *err) {
    struct house_by_id_row h;
    struct stages_left_row n;
    bool found = false;
    TRY(take(c, id, "approved", &h, err));
    TRY(stages_left(c->db, &(struct stages_left_in){id}, c->arena, &n, &found, err));
    if (n.left_over > 0 || n.stages == 0)
        return fail(err, E_CONFLICT, "housing.stages_left", arena_fmt(c->arena, "%lld", (long long)n.left_over).ptr);
    if (on > c->today || on < n.last_day)
        return on_field(err, "accepted_on", "housing.bad_accept_day", NULL);
    return house_accept(c->db, &(struct house_accept_in){id, on, who, area_m2, note.len ? note : TEXT_NONE}, NULL, err);
}

enum status house_close(struct ctx *c, int64_t id, day_t on, int64_t total_cost, struct error *err) {
    struct house_by_id_row h;
    struct budget_state paid;
    TRY(take(c, id, "accepted", &h, err));
    if (on > c->today || on < h.accepted_on)
        return on_field(err, "settled_on", "housing.bad_settle_day", NULL);
    TRY(budget_state(c, "house", id, &paid, err));
    if (total_cost < paid.disbursed)
        return on_field(err, "total_cost", "housing.cost_below", money(c, paid.disbursed).ptr);
    if (paid.committed > 0)
        TRY(budget_release(c, "house", id, 0, on, tr(c->lang, "housing.settled_note"), err));
    return house_settle(c->db, &(struct house_settle_in){id, on, total_cost}, NULL, err);
}

/* ---- what others see of a house */

static enum status given_up(struct ctx *c, int64_t id, day_t from, struct text reason, struct error *err) {
    struct house_by_id_row h;
    struct budget_state paid;
    (void)from;
    TRY(take(c, id, NULL, &h, err));
    TRY(budget_state(c, "house", id, &paid, err));
    if (paid.committed > 0)
        TRY(budget_release(c, "house", id, 0, c->today, reason, err));
    /* what was paid stays in the file; it is recovered by hand */
    return house_end(c->db, &(struct house_end_in){id, T("cancelled"), reason}, NULL, err);
}
static const struct claim_kind house_claims = {"house", "housing.house", "/housing/{id}", given_up};
CLAIM_KIND(house_claims);
static const struct budget_kind house_budget = {"house", "housing.house", "/housing/", "housing.read"};
BUDGET_KIND(house_budget);
