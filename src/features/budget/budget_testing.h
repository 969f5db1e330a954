/* A small budget for tests: one policy, one line. Only *_test.c use it. */
#ifndef ANSINH_BUDGET_TESTING_H
#define ANSINH_BUDGET_TESTING_H
#include "budget_queries.h"
#include "features/area/area.h"
#include "features/budget/budget_check.h"
#include "features/policy/policy.h"
#include "tests/test.h"

/* Its tests start with the shipped data. */
#undef TEST_WORLD
#define TEST_WORLD &test_loaded

static struct error err;

struct world {
    struct app app;
    struct ctx c;
    int64_t province, commune, policy, line, top, amount, entry, used_line, lines[3];
    int64_t decisions[4], number;
    day_t day;
};
struct attempt {
    struct world *w;
    struct budget_use use;
};

#define world_sql(w, ...) test_sql((w)->app.pool, __VA_ARGS__)

typedef enum status (*deed)(struct ctx *c, void *world, struct error *e);
/* In one write transaction. */
static inline enum status act(struct world *w, deed fn, struct error *e) {
    int64_t decisions[COUNT_OF(w->decisions)];
    memcpy(decisions, w->decisions, sizeof decisions);
    enum status s = ctx_write(&w->c, fn, w, e);
    if (s != OK) /* what was made is gone again */
        memcpy(w->decisions, decisions, sizeof decisions);
    return s;
}

static inline enum status find_places(struct ctx *c, void *user, struct error *e) {
    struct world *w = user;
    TRY(area_by_code(c, T("77"), c->today, &w->province, e));
    return area_by_code(c, T("26602"), c->today, &w->commune, e);
}

static inline void world_new(struct world *w, struct db_pool *pool) {
    error_clear(&err);
    *w = (struct world){.app = {.pool = pool, .clock = {.fixed_day = day_of(2024, 11, 25)}},
                        .day = day_of(2024, 11, 25)};
    ctx_init_system(&w->c, &w->app, test_arena(), NULL);
    assert_ok(ctx_read(&w->c, find_places, w, &err));
    w->policy = policy_id_of_key(T("electricity"));
}

static inline enum status decide(struct ctx *c, struct world *w, enum budget_decision_kind kind, struct error *e) {
    if (w->decisions[kind] != 0)
        return OK;
    struct budget_decision d = {.kind = kind,
                                .number = arena_fmt(c->arena, "%lld/QĐ-UBND", (long long)++w->number),
                                .on_day = day_of(2024, 1, 5),
                                .signer = T("Người Ký"),
                                .signer_post = T("Chủ tịch"),
                                .summary = T("thử"),
                                .area_id = w->province};
    return budget_decision_add(c, &d, &w->decisions[kind], e);
}

static inline enum status noted(struct ctx *c) {
    audit_note(c, 0, "test.budget", "budget", 1, NULL);
    return OK;
}

static inline enum status make_lines(struct ctx *c, void *user, struct error *e) {
    struct world *w = user;
    TRY(budget_line_open(c, &(struct budget_line_key){2024, BUDGET_PROVINCE, 0, w->province, 0, 0}, &w->top, e));
    TRY(budget_line_open(c, &(struct budget_line_key){2024, BUDGET_PROVINCE, 0, w->province, 0, w->policy}, &w->line,
                         e));
    return noted(c);
}

static inline enum status estimate_some(struct ctx *c, void *user, struct error *e) {
    struct world *w = user;
    TRY(decide(c, w, BUDGET_ESTIMATE, e));
    TRY(budget_decision_apply(c, w->decisions[BUDGET_ESTIMATE], 0, w->top, w->amount, w->day, NULL, e));
    return noted(c);
}
static inline enum status allocate_some(struct ctx *c, void *user, struct error *e) {
    struct world *w = user;
    TRY(decide(c, w, BUDGET_ALLOCATION, e));
    TRY(budget_decision_apply(c, w->decisions[BUDGET_ALLOCATION], w->top, w->line, w->amount, w->day, &w->entry, e));
    return noted(c);
}
static inline enum status overrun_some(struct ctx *c, void *user, struct error *e) {
    struct world *w = user;
    TRY(decide(c, w, BUDGET_OVERRUN, e));
    TRY(budget_decision_apply(c, w->decisions[BUDGET_OVERRUN], 0, w->line, w->amount, w->day, NULL, e));
    return noted(c);
}
static inline enum status overrun_50(struct ctx *c, void *user, struct error *e) {
    ((struct world *)user)->amount = 50;
    return overrun_some(c, user, e);
}
static inline enum status estimate_50(struct ctx *c, void *user, struct error *e) {
    ((struct world *)user)->amount = 50;
    return estimate_some(c, user, e);
}
static inline enum status allocate_100(struct ctx *c, void *user, struct error *e) {
    struct world *w = user;
    w->amount = 100;
    TRY(make_lines(c, w, e));
    TRY(estimate_some(c, w, e));
    return allocate_some(c, w, e);
}
static inline enum status reverse_it(struct ctx *c, void *user, struct error *e) {
    struct world *w = user;
    TRY(budget_reverse(c, w->entry, w->day, T("ghi nhầm"), NULL, e));
    return noted(c);
}
/* Ten đồng each: of the policy in the commune and in the province, and of a fund in the commune for no policy. */
static inline enum status three_lines(struct ctx *c, void *user, struct error *e) {
    struct world *w = user;
    const struct budget_line_key keys[] = {{2024, BUDGET_COMMUNE, 0, w->commune, 0, w->policy},
                                           {2024, BUDGET_PROVINCE, 0, w->province, 0, w->policy},
                                           {2024, BUDGET_FUND_POOR, 5, w->commune, 0, 0}};
    for (int i = 0; i < 3; i++) {
        TRY(budget_line_open(c, &keys[i], &w->lines[i], e));
        TRY(budget_receive(c, w->lines[i], 10, "gift", i, w->day, TEXT_NONE, NULL, e));
    }
    return noted(c);
}

static inline enum status commit_it(struct ctx *c, void *user, struct error *e) {
    struct attempt *t = user;
    TRY(budget_commit(c, &t->use, &t->w->used_line, e));
    return noted(c);
}
static inline enum status disburse_it(struct ctx *c, void *user, struct error *e) {
    struct attempt *t = user;
    TRY(budget_disburse(c, "test", t->use.for_id, t->use.amount, t->w->day, TEXT_NONE, e));
    return noted(c);
}
static inline enum status release_it(struct ctx *c, void *user, struct error *e) {
    struct attempt *t = user;
    TRY(budget_release(c, "test", t->use.for_id, t->use.amount, t->w->day, TEXT_NONE, e));
    return noted(c);
}
static inline enum status recover_it(struct ctx *c, void *user, struct error *e) {
    struct attempt *t = user;
    TRY(budget_recover(c, "test", t->use.for_id, t->use.amount, t->w->day, TEXT_NONE, e));
    return noted(c);
}
static inline enum status attempt(struct world *w, deed fn, int64_t use, int64_t amount) {
    struct attempt t = {w,
                        {.for_kind = "test",
                         .for_id = use,
                         .policy_id = w->policy,
                         .area_id = w->commune,
                         .source = BUDGET_ANY_SOURCE,
                         .amount = amount,
                         .day = w->day}};
    error_clear(&err);
    return ctx_write(&w->c, fn, &t, &err);
}
#define world_commit(w, use, amount) attempt((w), commit_it, (use), (amount))
#define world_disburse(w, use, amount) attempt((w), disburse_it, (use), (amount))
#define world_release(w, use, amount) attempt((w), release_it, (use), (amount))
#define world_recover(w, use, amount) attempt((w), recover_it, (use), (amount))

static inline enum status read_line(struct ctx *c, void *user, struct error *e) {
    struct budget_line *l = user;
    return budget_line_get(c, l->id, l, e);
}
static inline void assert_line(struct world *w, int64_t id, int64_t available, int64_t committed, int64_t disbursed) {
    struct budget_line l = {.id = id};
    error_clear(&err);
    assert_ok(ctx_read(&w->c, read_line, &l, &err));
    assert_int_equal(l.available, available);
    assert_int_equal(l.committed, committed);
    assert_int_equal(l.disbursed, disbursed);
}
static inline enum status find_faults(struct ctx *c, void *user, struct error *e) {
    return budget_check(c, user, e);
}
static inline void assert_holds(struct world *w) {
    struct value *findings = value_list(test_arena());
    error_clear(&err);
    assert_ok(ctx_read(&w->c, find_faults, findings, &err));
    assert_int_equal(value_count(findings), 0);
}
static inline enum status last_before(struct ctx *c, void *user, struct error *e) {
    struct budget_entry_before_row r = {0};
    bool found = false;
    int64_t *x = user;
    TRY(budget_entry_before(c->db, &(struct budget_entry_before_in){*x}, c->arena, &r, &found, e));
    *x = r.id;
    return OK;
}
static inline int64_t world_entry_before(struct world *w, int64_t id) {
    int64_t x = id;
    error_clear(&err);
    assert_ok(ctx_read(&w->c, last_before, &x, &err));
    return x;
}
static inline int64_t world_last_entry(struct world *w) {
    return world_entry_before(w, INT64_MAX);
}
#endif
