/* A small world for tests of loans: a town with a group, and the persons who act, each with an account of his own. Only
 * *_test.c use it. */
#ifndef ANSINH_LOAN_TESTING_H
#define ANSINH_LOAN_TESTING_H
#include "features/loan/loan_parts.h"
#include "tests/town.h"

enum actor { LEADER_OF_GROUP, UNION_OFFICER, COMMUNE_OFFICER, COMMUNE_CHAIR, BANK_OFFICER, BANK_HEAD };
struct bank_town {
    struct town town;
    int64_t group;
    const struct loan_claim *claim;
    /* what the act that runs is about */
    int64_t a, b, amount, id, version;
    const char *text, *borrower;
    bool flag, more;
    day_t on;
    int64_t loans;
};

static inline void bank_as(struct bank_town *b, enum actor who) {
    static const char *const roles[] = {"loan_group_leader", "union_officer", "commune_officer",
                                        "commune_chair",     "bank_officer",  "bank_leader"};
    int64_t province = b->town.province;
    bool bank = who >= BANK_OFFICER;
    town_as(&b->town, roles[who], bank ? DB_SCOPE_PROVINCE : DB_SCOPE_COMMUNE, bank ? province : b->town.commune, 0,
            900 + (int64_t)who);
}

typedef enum status (*bank_fn)(struct ctx *c, void *user, struct error *e);
static inline enum status bank_do(struct bank_town *b, bank_fn fn) {
    error_clear(&err);
    return ctx_write(&b->town.c, fn, b, &err);
}
#define assert_refused_step(b, expr, key_)                                                                             \
    do {                                                                                                               \
        (void)(b);                                                                                                     \
        assert_int_not_equal((expr), OK);                                                                              \
        assert_string_equal(err.key, (key_));                                                                          \
    } while (0)

static inline enum status bank_act_found(struct ctx *c, void *user, struct error *e) {
    struct bank_town *b = user;
    struct loan_group_new n = {.code = T("01"),
                               .name = T("Tổ 1"),
                               .organisation = T("farmers"),
                               .leader = T("Lê Thị Tổ"),
                               .accepted_number = TEXT_NONE,
                               .leader_account_id = 900 + LEADER_OF_GROUP,
                               .hamlet_id = b->town.hamlet[0],
                               .founded_on = c->today};
    return loan_group_found(c, &n, &b->group, e);
}
static inline void bank_town_new(struct bank_town *b, struct db_pool *pool) {
    *b = (struct bank_town){.group = 0};
    town_new(&b->town, pool);
    bank_as(b, UNION_OFFICER);
    assert_ok(bank_do(b, bank_act_found));
}

static inline enum status bank_act_join(struct ctx *c, void *user, struct error *e) {
    struct bank_town *b = user;
    return loan_group_join(c, b->group, b->a, e);
}
/* A household in the group; classes as town_household. */
static inline int64_t bank_member(struct bank_town *b, int hamlet, int provincial, int national) {
    b->a = town_household(&b->town, hamlet, provincial, national);
    bank_as(b, LEADER_OF_GROUP);
    assert_ok(bank_do(b, bank_act_join));
    return b->a;
}

static inline enum status bank_act_close(struct ctx *c, void *user, struct error *e) {
    struct bank_town *b = user;
    struct loan_group_one_row g;
    TRY(loan_group_require(c, b->group, &g, e));
    return loan_group_close(c, b->group, g.version, e);
}

static inline enum status bank_act_request(struct ctx *c, void *user, struct error *e) {
    struct bank_town *b = user;
    struct loan_request_new n = {.group_id = b->group,
                                 .household_id = b->a,
                                 .policy_id = policy_id_of_key(text_of(b->text)),
                                 .amount_dong = b->amount,
                                 .term_months = 36,
                                 .instalment_months = 12,
                                 .borrower = text_of(b->borrower ? b->borrower : ""),
                                 .purpose = T("Mua bò"),
                                 .collateral = TEXT_NONE};
    return loan_request_receive(c, &n, &b->id, e);
}
static inline enum status bank_try_request(struct bank_town *b, int64_t household, const char *policy, int64_t amount,
                                           int64_t *ret) {
    bank_as(b, LEADER_OF_GROUP);
    b->a = household;
    b->text = policy;
    b->amount = amount;
    enum status s = bank_do(b, bank_act_request);
    *ret = b->id;
    return s;
}
static inline int64_t bank_request(struct bank_town *b, int64_t household, const char *policy, int64_t amount) {
    int64_t id = 0;
    assert_ok(bank_try_request(b, household, policy, amount, &id));
    return id;
}

static inline enum status bank_act_meet(struct ctx *c, void *user, struct error *e) {
    struct bank_town *b = user;
    struct loan_vote vote = {b->a, b->amount};
    int64_t members = 0;
    struct loan_group_one_row g;
    TRY(loan_group_require(c, b->group, &g, e));
    members = g.members;
    vote.agreeing = b->amount < members ? b->amount : members;
    struct loan_meeting m = {b->group, c->today, T("Nhà văn hoá"), T("Lê Thị Tổ"), T("Trần Văn Ghi"), members,
                             &vote,    1};
    return loan_appraise(c, &m, &b->id, e);
}
static inline void bank_meet(struct bank_town *b, int64_t request, int64_t agreeing) {
    bank_as(b, LEADER_OF_GROUP);
    b->a = request;
    b->amount = agreeing;
    assert_ok(bank_do(b, bank_act_meet));
}

static inline enum status bank_act_list(struct ctx *c, void *user, struct error *e) {
    struct bank_town *b = user;
    return loan_list_make(c, b->group, policy_id_of_key(text_of(b->text)), &b->id, e);
}
static inline enum status bank_try_list(struct bank_town *b, const char *policy, int64_t *ret) {
    bank_as(b, LEADER_OF_GROUP);
    b->text = policy;
    enum status s = bank_do(b, bank_act_list);
    *ret = b->id;
    return s;
}
static inline int64_t bank_list(struct bank_town *b, const char *policy) {
    int64_t id = 0;
    assert_ok(bank_try_list(b, policy, &id));
    return id;
}

static inline enum status bank_line_version(struct ctx *c, int64_t request, int64_t *ret, struct error *e) {
    struct loan_request_one_row q;
    TRY(loan_request_require(c, request, &q, e));
    *ret = q.version;
    return OK;
}
static inline enum status bank_list_version(struct ctx *c, int64_t list, int64_t *ret, struct error *e) {
    struct loan_list_one_row k;
    TRY(loan_list_require(c, list, &k, e));
    *ret = k.version;
    return OK;
}
static inline enum status bank_act_answer(struct ctx *c, void *user, struct error *e) {
    struct bank_town *b = user;
    TRY(bank_line_version(c, b->b, &b->version, e));
    return loan_line_confirm(c, b->a, b->b, b->version, b->more, b->flag, text_of(b->text), e);
}
static inline enum status bank_try_answer(struct bank_town *b, int64_t list, int64_t request, bool resides,
                                          bool confirm, const char *reason) {
    b->a = list;
    b->b = request;
    b->more = resides;
    b->flag = confirm;
    b->text = reason;
    return bank_do(b, bank_act_answer);
}
static inline void bank_answer(struct bank_town *b, int64_t list, int64_t request, bool confirm, const char *reason) {
    bank_as(b, COMMUNE_OFFICER);
    assert_ok(bank_try_answer(b, list, request, confirm, confirm, reason));
}
static inline enum status bank_act_sign(struct ctx *c, void *user, struct error *e) {
    struct bank_town *b = user;
    TRY(bank_list_version(c, b->a, &b->version, e));
    return loan_list_confirm(c, b->a, b->version, T("31/XN-UBND"), e);
}
static inline enum status bank_try_sign(struct bank_town *b, int64_t list) {
    b->a = list;
    return bank_do(b, bank_act_sign);
}
static inline void bank_sign(struct bank_town *b, int64_t list) {
    bank_as(b, COMMUNE_CHAIR);
    assert_ok(bank_try_sign(b, list));
}
static inline enum status bank_act_assess(struct ctx *c, void *user, struct error *e) {
    struct bank_town *b = user;
    struct loan_assessment a = {.approve = b->flag,
                                .amount_dong = b->amount,
                                .months = 36,
                                .rate_bp = DB_NULL,
                                .fund = T("central"),
                                .reason = b->flag ? TEXT_NONE : T("thiếu vốn")};
    TRY(bank_line_version(c, b->b, &b->version, e));
    return loan_assess(c, b->a, b->b, b->version, &a, e);
}
static inline enum status bank_try_assess(struct bank_town *b, int64_t list, int64_t request, bool approve,
                                          int64_t amount) {
    b->a = list;
    b->b = request;
    b->flag = approve;
    b->amount = amount;
    return bank_do(b, bank_act_assess);
}
static inline void bank_assess(struct bank_town *b, int64_t list, int64_t request, bool approve) {
    int64_t amount = town_count(&b->town, "SELECT amount_dong FROM loan_request WHERE id = %lld", (long long)request);
    bank_as(b, BANK_OFFICER);
    assert_ok(bank_try_assess(b, list, request, approve, amount));
}
static inline enum status bank_act_approve(struct ctx *c, void *user, struct error *e) {
    struct bank_town *b = user;
    TRY(bank_list_version(c, b->a, &b->version, e));
    return loan_list_pass(c, b->a, b->version, T("45/TB-NHCS"), b->on, e);
}
static inline enum status bank_try_approve(struct bank_town *b, int64_t list, day_t pay_on) {
    b->a = list;
    b->on = pay_on;
    return bank_do(b, bank_act_approve);
}
static inline void bank_approve(struct bank_town *b, int64_t list) {
    bank_as(b, BANK_HEAD);
    assert_ok(bank_try_approve(b, list, b->town.c.today));
}
static inline enum status bank_act_pay(struct ctx *c, void *user, struct error *e) {
    struct bank_town *b = user;
    TRY(bank_line_version(c, b->a, &b->version, e));
    return loan_disburse(c, b->a, b->version, text_of(b->text), b->on, TEXT_NONE, &b->id, e);
}
static inline enum status bank_try_pay(struct bank_town *b, int64_t request, const char *number, day_t on,
                                       int64_t *ret) {
    bank_as(b, BANK_OFFICER);
    b->a = request;
    b->text = number;
    b->on = on;
    enum status s = bank_do(b, bank_act_pay);
    *ret = b->id;
    return s;
}
static inline int64_t bank_pay(struct bank_town *b, int64_t request, const char *number) {
    int64_t loan = 0;
    assert_ok(bank_try_pay(b, request, number, b->town.c.today, &loan));
    return loan;
}

/* The whole way up to the approval, and up to the money. */
static inline int64_t bank_approved(struct bank_town *b, int64_t household, const char *policy, int64_t amount) {
    int64_t request = bank_request(b, household, policy, amount);
    bank_meet(b, request, 1000);
    int64_t list = bank_list(b, policy);
    bank_answer(b, list, request, true, NULL);
    bank_sign(b, list);
    bank_assess(b, list, request, true);
    bank_approve(b, list);
    return request;
}
static inline int64_t bank_loan(struct bank_town *b, int64_t household, const char *policy, int64_t amount,
                                const char *number) {
    return bank_pay(b, bank_approved(b, household, policy, amount), number);
}

static inline enum status bank_act_claim(struct ctx *c, void *user, struct error *e) {
    struct bank_town *b = user;
    audit_note(c, 0, "test.claim", "loan", b->claim->source_id, NULL);
    return loan_claim_reserve(c, b->claim, e);
}
static inline enum status bank_act_collect(struct ctx *c, void *user, struct error *e) {
    struct bank_town *b = user;
    struct loan_collected k = {c->today, b->amount, b->b, 0, text_of(b->text)};
    return loan_collect(c, b->a, &k, e);
}
static inline enum status bank_collect(struct bank_town *b, int64_t loan, int64_t principal, int64_t interest,
                                       const char *receipt) {
    bank_as(b, LEADER_OF_GROUP);
    b->a = loan;
    b->amount = principal;
    b->b = interest;
    b->text = receipt;
    return bank_do(b, bank_act_collect);
}
static inline enum status bank_act_risk(struct ctx *c, void *user, struct error *e) {
    struct bank_town *b = user;
    struct loan_risk_new n = {.cause = T("disaster"),
                              .measure = text_of(b->text),
                              .papers = T("Đơn, biên bản"),
                              .happened_on = c->today,
                              .damage_bp = b->amount,
                              .months = b->b};
    return loan_risk_propose(c, b->a, &n, &b->id, e);
}
static inline enum status bank_try_risk(struct bank_town *b, int64_t loan, const char *measure, int64_t months,
                                        int64_t damage_bp, int64_t *ret) {
    b->a = loan;
    b->text = measure;
    b->b = months;
    b->amount = damage_bp;
    enum status s = bank_do(b, bank_act_risk);
    *ret = b->id;
    return s;
}
static inline enum status bank_act_settle(struct ctx *c, void *user, struct error *e) {
    struct bank_town *b = user;
    return loan_risk_settle(c, b->a, 1, b->flag, T("77/QĐ-NHCS"), b->b, c->today, TEXT_NONE, e);
}
static inline enum status bank_try_settle(struct bank_town *b, int64_t risk, bool agreed, int64_t months) {
    b->a = risk;
    b->flag = agreed;
    b->b = months;
    return bank_do(b, bank_act_settle);
}

static inline struct loan_full bank_load(struct bank_town *b, int64_t loan) {
    struct loan_full f;
    struct db *db;
    assert_ok(db_take(b->town.app.pool, false, &db, &err));
    assert_ok(db_begin_read(db, &err));
    b->town.c.db = db;
    assert_ok(loan_load(&b->town.c, loan, b->town.c.today, &f, &err));
    b->town.c.db = NULL;
    db_give(db);
    return f;
}
#endif
