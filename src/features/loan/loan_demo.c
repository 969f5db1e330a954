/* The feature's part of a demonstration database: groups, requests and loans at every step, played by the functions
 * that people use; then a file of the bank with some differences and lines that nobody can be found for. Invented. */
#include "features/area/area.h"
#include "features/demo/demo.h"
#include "features/loan/loan_parts.h"

#define KIND_LOAN 200 /* ids that the stage makes itself */

static const char *const bank_names[] = {"loan.demo.place", "loan.demo.purpose_cow", "loan.demo.purpose_water",
                                         "loan.demo.purpose_shop"};
enum { PLACE, COW, WATER, SHOP };

struct stage {
    struct ctx *c;
    const struct demo_plan *plan;
    struct app app; /* a clock of its own, set to the day of each act */
    const struct area *commune;
    struct loan_demo_households_row *households;
    size_t household_count;
    int64_t group, list, requests[12];
    size_t request_count;
    int64_t policy;
    int64_t accounts[6]; /* who acts: leader, union, commune officer, chair, bank officer, bank head */
    int64_t number;      /* of the last loan */
    int64_t loans[12];
    size_t loan_count;
    struct loans_page page; /* what the bank's file is about */
    int64_t batch;
};
enum { LEADER, UNION, OFFICER, CHAIR, BANKER, BANK_HEAD };

typedef enum status (*stage_fn)(struct ctx *c, void *user, struct error *err);

static enum status on_day(struct stage *s, day_t day, int who, const char *role, stage_fn fn, struct error *err) {
    s->app.clock.fixed_day = day;
    s->c->today = s->c->as_of = day;
    s->c->user.account_id = s->accounts[who];
    s->c->user.role = text_of(role);
    s->c->user.display_name = tr(LANG_VI, who == BANK_HEAD ? "loan.demo.bank_head" : "loan.demo.person");
    return ctx_write(s->c, fn, s, err);
}

static struct text say(int word) {
    return tr(LANG_VI, bank_names[word]);
}

/* ---- acts */

static enum status act_group(struct ctx *c, void *user, struct error *err) {
    struct stage *s = user;
    struct loan_group_one_row g;
    struct area hamlet;
    TRY(area_get(c, s->households[0].hamlet_id, c->today, &hamlet, err));
    static const char *const organisations[] = {"farmers", "women", "veterans", "youth"};
    struct demo_rng r = demo_rng(s->plan, "loan group", s->commune->id);
    const char *organisation = organisations[demo_below(&r, 4)];
    struct loan_group_new n = {
        .code = T("01"),
        .name = arena_fmt(c->arena, "%.*s %.*s", FMT(tr(LANG_VI, "loan.demo.group")), FMT(hamlet.name)),
        .organisation = text_of(organisation),
        .leader = tr(LANG_VI, "loan.demo.person"),
        .leader_account_id = DB_NULL,
        .hamlet_id = s->households[0].hamlet_id,
        .accepted_number = T("12/QĐ-UBND"),
        .founded_on = c->today};
    TRY(loan_group_found(c, &n, &s->group, err));
    TRY(loan_group_require(c, s->group, &g, err));
    for (size_t i = 0; i < s->household_count; i++)
        TRY(loan_group_join(c, s->group, s->households[i].household_id, err));
    TRY(loan_point_put(
        c->db,
        &(struct loan_point_put_in){g.commune_id, say(PLACE), 5 + demo_below(&r, 20), TEXT_NONE, c->user.account_id},
        NULL, err));
    return OK;
}

/* Those whom the policy is open to on that day ask; the others' refusal is not part of the story. */
static enum status act_requests(struct ctx *c, void *user, struct error *err) {
    struct stage *s = user;
    struct loan_offer offer;
    s->request_count = 0;
    audit_note(c, s->commune->id, "demo.loans", "area", s->commune->id, NULL);
    TRY(loan_offer_on(c, s->policy, c->today, &offer, err));
    for (size_t i = 0; i < s->household_count && s->request_count < COUNT_OF(s->requests); i++) {
        struct loan_right right;
        struct loan_request_open_of_row asked;
        struct loan_open_of_row lent;
        int64_t household = s->households[i].household_id;
        bool found_asked = false, found_lent = false;
        struct demo_rng r = demo_rng(s->plan, "loan request", household + s->policy % 97 + c->today);
        TRY(loan_right_on(c, &offer, household, c->today, &right, err));
        TRY(loan_request_open_of(c->db, &(struct loan_request_open_of_in){household, DB_NULL, s->policy}, c->arena,
                                 &asked, &found_asked, err));
        TRY(loan_open_of(c->db, &(struct loan_open_of_in){household, DB_NULL, s->policy}, c->arena, &lent, &found_lent,
                         err));
        if (!right.holds || found_asked || found_lent || demo_below(&r, 5) < 3)
            continue;
        bool equal = demo_below(&r, 2) == 0, water = text_is(offer.policy.key, "loan-water");
        int64_t most = offer.amount_max_dong == DB_NULL ? 50000000 : offer.amount_max_dong;
        struct loan_request_new n = {.group_id = s->group,
                                     .household_id = household,
                                     .policy_id = s->policy,
                                     .amount_dong = demo_below(&r, 4) == 0 ? most : most * (4 + demo_below(&r, 6)) / 10,
                                     .term_months = water ? 60 : 36 + 12 * demo_below(&r, 3),
                                     .instalment_months = equal ? 12 : DB_NULL,
                                     .purpose = say(water               ? WATER
                                                    : demo_below(&r, 2) ? COW
                                                                        : SHOP)};
        TRY(loan_request_receive(c, &n, &s->requests[s->request_count++], err));
    }
    return OK;
}

static enum status act_meeting(struct ctx *c, void *user, struct error *err) {
    struct stage *s = user;
    struct loan_vote votes[COUNT_OF(s->requests)];
    int64_t id, members = (int64_t)s->household_count;
    for (size_t i = 0; i < s->request_count; i++)
        votes[i] = (struct loan_vote){s->requests[i], members};
    struct loan_meeting m = {
        s->group, c->today, say(PLACE),      tr(LANG_VI, "loan.demo.person"), tr(LANG_VI, "loan.demo.other"),
        members,  votes,    s->request_count};
    return loan_appraise(c, &m, &id, err);
}
static enum status act_list(struct ctx *c, void *user, struct error *err) {
    struct stage *s = user;
    return loan_list_make(c, s->group, s->policy, &s->list, err);
}

static enum status lines(struct ctx *c, const struct stage *s, struct loan_list_lines_row **ret, size_t *count,
                         struct error *err) {
    return loan_list_lines(c->db, &(struct loan_list_lines_in){s->list}, c->arena, ret, count, err);
}

static enum status act_answers(struct ctx *c, void *user, struct error *err) {
    struct stage *s = user;
    struct loan_list_lines_row *l;
    size_t count;
    TRY(lines(c, s, &l, &count, err));
    for (size_t i = 0; i < count; i++)
        TRY(loan_line_confirm(c, s->list, l[i].id, l[i].version, true, true, TEXT_NONE, err));
    return OK;
}
static enum status act_sign(struct ctx *c, void *user, struct error *err) {
    struct stage *s = user;
    return loan_list_confirm(c, s->list, 1, T("31/XN-UBND"), err);
}
static enum status act_assess(struct ctx *c, void *user, struct error *err) {
    struct stage *s = user;
    struct loan_list_lines_row *l;
    struct loan_offer offer;
    size_t count;
    TRY(loan_offer_on(c, s->policy, c->today, &offer, err));
    TRY(lines(c, s, &l, &count, err));
    bool local = text_starts(offer.policy.funding, T("ngân sách địa phương"));
    for (size_t i = 0; i < count; i++) {
        struct loan_assessment a = {.approve = true,
                                    .amount_dong = l[i].amount_dong,
                                    .months = l[i].term_months,
                                    .rate_bp = offer.rate_bp == DB_NULL ? 660 : DB_NULL,
                                    .rate_source = offer.rate_bp == DB_NULL ? tr(LANG_VI, "loan.demo.rate") : TEXT_NONE,
                                    .fund = local ? T("local") : T("central")};
        if (text_is(l[i].state, "confirmed"))
            TRY(loan_assess(c, s->list, l[i].id, l[i].version, &a, err));
    }
    return OK;
}
static enum status act_approve(struct ctx *c, void *user, struct error *err) {
    struct stage *s = user;
    struct loan_list_one_row k;
    TRY(loan_list_require(c, s->list, &k, err));
    return loan_list_pass(c, s->list, k.version, T("45/TB-NHCS"), c->today + 7, err);
}
static enum status act_pay(struct ctx *c, void *user, struct error *err) {
    struct stage *s = user;
    struct loan_list_lines_row *l;
    size_t count;
    TRY(lines(c, s, &l, &count, err));
    s->loan_count = 0;
    for (size_t i = 0; i < count; i++)
        if (text_is(l[i].state, "approved"))
            TRY(loan_disburse(c, l[i].id, l[i].version, arena_fmt(c->arena, "66%08lld", (long long)++s->number),
                              c->today, T("phiên giao dịch"), &s->loans[s->loan_count++], err));
    return OK;
}
static enum status act_check(struct ctx *c, void *user, struct error *err) {
    struct stage *s = user;
    audit_note(c, s->commune->id, "demo.loans", "area", s->commune->id, NULL);
    for (size_t i = 0; i + 1 < s->loan_count; i++) /* the last one is still to be looked at */
        TRY(loan_check_use(c, s->loans[i], c->today, T("as_agreed"), tr(LANG_VI, "loan.demo.other"), TEXT_NONE, err));
    return OK;
}

/* The group collects interest each month; every fifth borrower has stopped, every seventh owes principal too. */
static enum status act_collect(struct ctx *c, void *user, struct error *err) {
    struct stage *s = user;
    audit_note(c, s->commune->id, "demo.loans", "area", s->commune->id, NULL);
    for (size_t i = 0; i < s->loan_count; i++) {
        struct loan_full f;
        TRY(loan_load(c, s->loans[i], c->today, &f, err));
        if ((s->number + (int64_t)i) % 5 == 0 || !text_is(f.row.state, "open") || f.position.owed_interest_dong == 0)
            continue;
        int64_t due = f.position.overdue_dong;
        struct loan_collected k = {.on = c->today,
                                   .principal_dong = (s->number + (int64_t)i) % 7 == 0 ? 0 : due,
                                   .interest_dong = f.position.owed_interest_dong,
                                   .savings_dong = 50000,
                                   .receipt = arena_fmt(c->arena, "BL%d", c->today)};
        TRY(loan_collect(c, s->loans[i], &k, err));
    }
    return OK;
}

static enum status act_risk(struct ctx *c, void *user, struct error *err) {
    struct stage *s = user;
    int64_t id;
    struct loan_risk_new n = {.cause = T("disaster"),
                              .measure = T("extension"),
                              .papers = tr(LANG_VI, "loan.demo.papers"),
                              .happened_on = c->today - 20,
                              .damage_bp = 3000,
                              .months = 12};
    audit_note(c, s->commune->id, "demo.loans", "area", s->commune->id, NULL);
    return s->loan_count == 0 ? OK : loan_risk_propose(c, s->loans[0], &n, &id, err);
}

/* ---- a round of one policy, as far as it came */

enum { TO_REQUEST = 1, TO_LIST, TO_CONFIRM, TO_APPROVE, TO_PAID };

static enum status play_round(struct stage *s, const char *policy, day_t from, int far, struct error *err) {
    s->policy = policy_id_of_key(text_of(policy));
    TRY(on_day(s, from, LEADER, "loan_group_leader", act_requests, err));
    if (s->request_count == 0 || far < TO_LIST)
        return OK;
    TRY(on_day(s, from + 3, LEADER, "loan_group_leader", act_meeting, err));
    TRY(on_day(s, from + 5, LEADER, "loan_group_leader", act_list, err));
    if (far < TO_CONFIRM)
        return OK;
    TRY(on_day(s, from + 7, OFFICER, "commune_officer", act_answers, err));
    TRY(on_day(s, from + 8, CHAIR, "commune_chair", act_sign, err));
    if (far < TO_APPROVE)
        return OK;
    TRY(on_day(s, from + 10, BANKER, "bank_officer", act_assess, err));
    TRY(on_day(s, from + 11, BANK_HEAD, "bank_leader", act_approve, err));
    if (far < TO_PAID)
        return OK;
    return on_day(s, from + 18, BANKER, "bank_officer", act_pay, err);
}

static enum status play_commune(struct stage *s, size_t index, struct error *err) {
    day_t day = s->plan->day;
    if (s->household_count < 5 || day < day_of(2024, 11, 1))
        return OK;
    TRY(on_day(s, day_of(2022, 2, 10), UNION, "union_officer", act_group, err));
    static const char *const kinds[] = {"loan-poor", "loan-near-poor", "loan-newly-escaped", "loan-brvt-poor"};
    for (size_t k = 0; k < COUNT_OF(kinds); k++) {
        bool old = k < 3; /* lending from the province's own funds begins in 2024 in our data */
        TRY(play_round(s, kinds[k], old ? day_of(2023, 3, 6) : day_of(2024, 3, 4), TO_PAID, err));
        if (s->request_count == 0)
            continue;
        TRY(on_day(s, old ? day_of(2023, 4, 18) : day_of(2024, 4, 15), UNION, "union_officer", act_check, err));
        if (old)
            TRY(on_day(s, day_of(2024, 3, 28), LEADER, "loan_group_leader", act_collect, err));
        TRY(on_day(s, day_of(2024, 10, 28), LEADER, "loan_group_leader", act_collect, err));
        if (k == 2 && index % 9 == 0)
            TRY(on_day(s, day_of(2024, 10, 30), UNION, "union_officer", act_risk, err));
    }
    /* The rules of water loans changed on 02/9/2024; what was asked since stands at every step. */
    return play_round(s, "loan-water", day - 20, TO_REQUEST + (int)(index % 5), err);
}

/* ---- the bank's file */

static enum status act_bank(struct ctx *c, void *user, struct error *err) {
    struct stage *s = user;
    size_t done;
    day_t on = day_of(2024, 10, 31);
    char sha[32] = "demo";
    size_t told = 0;
    for (size_t i = 0; i < s->page.count; i++)
        told += ((const struct loans_row *)s->page.rows)[i].disbursed_on <= on;
    struct bank_batch_insert_in batch = {.id = s->batch,
                                         .area_id = c->user.scope.area_id,
                                         .account_id = c->user.account_id,
                                         .file_name = T("so-du-2024-10.xlsx"),
                                         .sha256 = {sha, sizeof sha},
                                         .line_count = (int64_t)told + 2,
                                         .created_at = clock_now(&c->app->clock)};
    TRY(bank_batch_insert(c->db, &batch, NULL, err));
    for (size_t i = 0; i < s->page.count; i++) {
        const struct loans_row *l = &((const struct loans_row *)s->page.rows)[i];
        if (l->disbursed_on > on)
            continue;
        int64_t balance = l->balance + (i % 11 == 3 ? 500000 : 0); /* the bank has not yet what the group noted */
        TRY(bank_line_insert(c->db,
                             &(struct bank_line_insert_in){.batch_id = s->batch,
                                                           .no = (int64_t)i + 2,
                                                           .state = T("good"),
                                                           .loan_number = l->number,
                                                           .on_day = on,
                                                           .borrower = l->borrower,
                                                           .lent_dong = DB_NULL,
                                                           .paid_dong = DB_NULL,
                                                           .interest_dong = DB_NULL,
                                                           .balance_dong = balance,
                                                           .overdue_dong = DB_NULL,
                                                           .household_id = DB_NULL,
                                                           .loan_id = l->id,
                                                           .policy_id = DB_NULL},
                             NULL, err));
    }
    for (int k = 0; k < 2; k++) { /* two that nobody can be found for */
        struct text name = tr(LANG_VI, k ? "loan.demo.stranger" : "loan.demo.common_name");
        TRY(bank_line_insert(
            c->db,
            &(struct bank_line_insert_in){
                .batch_id = s->batch,
                .no = (int64_t)s->page.count + 2 + k,
                .state = T("bad"),
                .loan_number = arena_fmt(c->arena, "6699%06d", 17 + k),
                .on_day = on,
                .borrower = name,
                .lent_dong = 30000000,
                .paid_dong = DB_NULL,
                .interest_dong = DB_NULL,
                .balance_dong = 30000000,
                .overdue_dong = DB_NULL,
                .household_id = DB_NULL,
                .loan_id = DB_NULL,
                .policy_id = DB_NULL,
                .problem = tr_args(LANG_VI, c->arena, k ? "loan.bank.nobody" : "loan.bank.several", &name, 1),
                .problem_kind = k ? T("nobody") : T("several")},
            NULL, err));
    }
    do
        TRY(bank_apply_some(c, s->batch, 500, &done, err));
    while (done > 0);
    TRY(bank_batch_state(c->db, &(struct bank_batch_state_in){s->batch, T("applied")}, NULL, err));
    audit_note(c, 0, "demo.bank_file", "bank_batch", s->batch, NULL);
    return OK;
}

static enum status load_loans(struct ctx *c, void *user, struct error *err) {
    struct stage *s = user;
    struct db_list_query q = {.scope = {DB_SCOPE_ALL, 0}, .sort = "number", .limit = 5000};
    return loans(c->db, &(struct loans_in){c->today}, &q, c->arena, &s->page, err);
}

static enum status load_households(struct ctx *c, void *user, struct error *err) {
    struct stage *s = user;
    return loan_demo_households(c->db, &(struct loan_demo_households_in){s->commune->id, 14}, c->arena, &s->households,
                                &s->household_count, err);
}

/* The bank acts for the whole province, so by the accounts that the demonstration has; other actors are of one commune
 * and are given numbers only. */
static enum status load_accounts(struct ctx *c, void *user, struct error *err) {
    struct stage *s = user;
    static const struct {
        const char *username;
        int who;
    } known[] = {{"bank", BANKER}, {"bankleader", BANK_HEAD}};
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        struct loan_account_row a;
        bool found = false;
        TRY(loan_account(c->db, &(struct loan_account_in){text_of(known[i].username)}, c->arena, &a, &found, err));
        if (found)
            s->accounts[known[i].who] = a.id;
    }
    return OK;
}

struct places {
    int64_t province;
    struct area *communes;
    size_t count;
};
static enum status load_places(struct ctx *c, void *user, struct error *err) {
    struct places *p = user;
    TRY(area_by_key(c, "brvt/77", &p->province, err));
    return area_communes(c, p->province, c->today, &p->communes, &p->count, err);
}

enum status loan_demo(struct ctx *c, const struct demo_plan *plan, struct error *err) {
    struct ctx own = *c;
    struct places places = {0};
    struct stage s = {.c = &own, .plan = plan, .app = *c->app};
    own.app = &s.app;
    s.app.clock = (struct clock){.fixed_day = plan->day, .still = true};
    own.today = own.as_of = plan->day;
    TRY(ctx_read(&own, load_places, &places, err));
    for (size_t i = 0; i < COUNT_OF(s.accounts); i++)
        s.accounts[i] = demo_id(KIND_LOAN, (int64_t)i + 1);
    TRY(ctx_read(&own, load_accounts, &s, err));
    for (size_t i = 0; i < places.count; i++) {
        s.commune = &places.communes[i];
        own.today = own.as_of = plan->day;
        TRY(ctx_read(&own, load_households, &s, err));
        TRY(play_commune(&s, i, err));
    }
    s.batch = demo_id(KIND_LOAN, 100);
    own.today = own.as_of = plan->day;
    TRY(ctx_read(&own, load_loans, &s, err));
    if (s.page.count == 0)
        return OK;
    own.user.scope = (struct db_scope){DB_SCOPE_ALL, places.province};
    return on_day(&s, plan->day < day_of(2024, 11, 5) ? plan->day : day_of(2024, 11, 5), BANKER, "bank_officer",
                  act_bank, err);
}
