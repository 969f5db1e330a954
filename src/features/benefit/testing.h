/* Lists and lines for tests, each act in a write transaction of its own as the edge does it. Only *_test.c use it. */
#ifndef ANSINH_BENEFIT_TESTING_H
#define ANSINH_BENEFIT_TESTING_H
#include "features/benefit/benefit_internal.h"
#include "features/budget/budget.h"
#include "tests/town.h"

enum { OFFICER = 501, CHECKER = 502, SIGNER = 503, PAYER = 504 };

struct deed {
    struct town *w;
    const char *policy, *text;
    int64_t list, version, amount, id, commune;
    const int64_t *ids;
    size_t count;
    struct benefit_new *lines;
    int64_t line_ids[64];
    struct benefit_refused *refused;
    size_t refused_count;
    day_t from, to;
    bool flag;
    struct benefit_list_get_row row;
    struct benefit_line line;
};

static inline enum status deed_money(struct ctx *c, void *user, struct error *e) {
    struct deed *d = user;
    struct budget_decision decision = {.kind = BUDGET_ALLOCATION,
                                       .number = arena_fmt(c->arena, "%lld/QĐ", (long long)id_new()),
                                       .on_day = day_of(2024, 1, 5),
                                       .signer = T("Người Ký"),
                                       .signer_post = T("Chủ tịch"),
                                       .summary = T("thử"),
                                       .area_id = d->w->province},
                           estimate = decision;
    int64_t decision_id, line, entry;
    struct budget_line_key key = {.year = day_year(c->today),
                                  .source = BUDGET_PROVINCE,
                                  .area_id = d->w->province,
                                  .policy_id = policy_id_of_key(text_of(d->policy))};
    TRY(budget_line_open(c, &key, &line, e));
    estimate.kind = BUDGET_ESTIMATE;
    estimate.number = arena_fmt(c->arena, "%lld/QĐ-DT", (long long)id_new());
    TRY(budget_decision_add(c, &estimate, &decision_id, e));
    TRY(budget_decision_apply(c, decision_id, 0, line, d->amount, c->today, &entry, e));
    TRY(budget_decision_add(c, &decision, &decision_id, e));
    TRY(budget_decision_apply(c, decision_id, line, line, d->amount, c->today, &entry, e));
    audit_note(c, 0, "test.budget", "budget", 1, NULL);
    return OK;
}
static inline enum status deed_open(struct ctx *c, void *user, struct error *e) {
    struct deed *d = user;
    struct benefit_list_new n = {.policy_id = policy_id_of_key(text_of(d->policy)),
                                 .commune_id = d->commune != 0 ? d->commune : d->w->commune,
                                 .from = d->from,
                                 .to = d->to};
    return benefit_list_open(c, &n, &d->list, e);
}
static inline enum status deed_add(struct ctx *c, void *user, struct error *e) {
    struct deed *d = user;
    return benefit_add(c, d->list, d->lines, d->count, d->count <= 64 ? d->line_ids : NULL, &d->refused,
                       &d->refused_count, e);
}
static inline enum status deed_read(struct ctx *c, void *user, struct error *e) {
    struct deed *d = user;
    return list_find(c, d->list, &d->row, e);
}
static inline enum status deed_line(struct ctx *c, void *user, struct error *e) {
    struct deed *d = user;
    return benefit_get(c, d->id, &d->line, e);
}
static inline enum status deed_propose(struct ctx *c, void *user, struct error *e) {
    struct deed *d = user;
    return benefit_propose(c, d->list, d->version, e);
}
static inline enum status deed_verify(struct ctx *c, void *user, struct error *e) {
    struct deed *d = user;
    return benefit_verify(c, d->list, d->version, TEXT_NONE, e);
}
static inline enum status deed_return(struct ctx *c, void *user, struct error *e) {
    struct deed *d = user;
    return benefit_return(c, d->list, d->version, (struct db_ids){d->ids, d->count}, d->flag, text_of(d->text), e);
}
static inline enum status deed_approve(struct ctx *c, void *user, struct error *e) {
    struct deed *d = user;
    return benefit_approve(c, d->list, d->version, text_of(d->text), e);
}
static inline enum status deed_close(struct ctx *c, void *user, struct error *e) {
    struct deed *d = user;
    return benefit_close(c, d->list, d->version, d->flag, text_of(d->text), e);
}
static inline enum status deed_deliver(struct ctx *c, void *user, struct error *e) {
    struct deed *d = user;
    struct benefit_delivery delivery = {.on = c->today, .payer = T("Bưu điện")};
    return benefit_deliver(c, d->list, (struct db_ids){d->ids, d->count}, &delivery, &d->id, e);
}
static inline enum status deed_confirm(struct ctx *c, void *user, struct error *e) {
    struct deed *d = user;
    return benefit_confirm(c, (struct db_ids){d->ids, d->count}, c->today, T("signed"), e);
}
static inline enum status deed_stop(struct ctx *c, void *user, struct error *e) {
    struct deed *d = user;
    return benefit_stop(c, (struct db_ids){d->ids, d->count}, d->from, T("thử"), e);
}
static inline enum status deed_recall(struct ctx *c, void *user, struct error *e) {
    struct deed *d = user;
    return benefit_recall(c, d->id, T("chi nhầm"), e);
}

typedef enum status (*deed_fn)(struct ctx *c, void *user, struct error *e);
static inline enum status do_deed(struct town *w, deed_fn fn, struct deed *d) {
    d->w = w;
    error_clear(&err);
    return ctx_write(&w->c, fn, d, &err);
}
static inline struct benefit_list_get_row list_row(struct town *w, int64_t list) {
    struct deed d = {.w = w, .list = list};
    error_clear(&err);
    assert_ok(ctx_read(&w->c, deed_read, &d, &err));
    return d.row;
}
static inline struct benefit_line line_row(struct town *w, int64_t line) {
    struct deed d = {.w = w, .id = line};
    error_clear(&err);
    assert_ok(ctx_read(&w->c, deed_line, &d, &err));
    return d.line;
}
/* As the commune's officer, the district's checker, the district's chair, the province's department. */
static inline void as_officer(struct town *w) {
    town_as(w, "commune_officer", DB_SCOPE_COMMUNE, w->commune, 0, OFFICER);
}
static inline void as_checker(struct town *w) {
    town_as(w, "district_officer", DB_SCOPE_DISTRICT, w->district, 0, CHECKER);
}
static inline void as_signer(struct town *w) {
    town_as(w, "district_chair", DB_SCOPE_DISTRICT, w->district, 0, SIGNER);
}
static inline void as_payer(struct town *w) {
    town_as(w, "agency_officer", DB_SCOPE_PROVINCE, w->province, 0, PAYER);
}
static inline void give_money(struct town *w, const char *policy, int64_t amount) {
    struct deed d = {.policy = policy, .amount = amount};
    assert_ok(do_deed(w, deed_money, &d));
}
/* A draft of the last quarter of 2024 with a line for each household. */
static inline int64_t draft_of(struct town *w, const char *policy, const int64_t *households, size_t count,
                               struct deed *ret) {
    static struct benefit_new lines[64];
    for (size_t i = 0; i < count; i++)
        lines[i] = (struct benefit_new){.household_id = households[i],
                                        .from = DAY_NONE,
                                        .to = DAY_NONE,
                                        .amount = DB_NULL,
                                        .entitled_on = DAY_NONE};
    *ret = (struct deed){.policy = policy, .from = day_of(2024, 10, 1), .to = day_of(2025, 1, 1)};
    as_officer(w);
    assert_ok(do_deed(w, deed_open, ret));
    ret->lines = lines;
    ret->count = count;
    assert_ok(do_deed(w, deed_add, ret));
    return ret->list;
}
static inline enum status step(struct town *w, deed_fn fn, int64_t list, const char *text) {
    struct deed d = {.list = list, .version = list_row(w, list).version, .text = text};
    return do_deed(w, fn, &d);
}
static inline void sign_list(struct town *w, int64_t list, const char *number) {
    as_officer(w);
    assert_ok(step(w, deed_propose, list, NULL));
    as_checker(w);
    assert_ok(step(w, deed_verify, list, NULL));
    as_signer(w);
    assert_ok(step(w, deed_approve, list, number));
}
#endif
