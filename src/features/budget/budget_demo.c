/* The budget's part of a demonstration database: estimates and allocations of three years, so that other features'
 * demonstrations have money to commit. Numbers of decisions, signers and amounts are invented, and say so. */
#include "features/budget/budget_demo.h"

#include "features/agency/agency.h"
#include "features/area/area.h"
#include "features/budget/budget_parts.h"
#include "features/policy/policy.h"

struct play {
    const struct demo_plan *plan;
    int64_t province, district, commune, commune_agency;
    int year;
    struct policy *policies;
    size_t policy_count;
};

/* đồng per household of the register, plenty: what is committed stays below it. */
static int64_t amount_for(const struct demo_plan *plan, const struct policy *p) {
    int64_t each = p->kind == POLICY_CARD   ? 400000
                   : p->kind == POLICY_LOAN ? 900000
                   : p->kind == POLICY_CASH ? 300000
                                            : 120000;
    return each * (plan->households > 200 ? plan->households : 200);
}

static enum status decision(struct ctx *c, struct play *p, enum budget_decision_kind kind, int no, int month, int day,
                            const char *summary, int64_t *ret_id, struct error *err) {
    struct budget_decision d = {.kind = kind,
                                .number = arena_fmt(c->arena, "MH-%02d/%d", no, p->year),
                                .on_day = day_of(p->year, month, day),
                                .signer = T("Người ký minh hoạ"),
                                .signer_post = T("Lãnh đạo (minh hoạ)"),
                                .summary = tr(LANG_VI, summary),
                                .area_id = p->province};
    return budget_decision_add(c, &d, ret_id, err);
}

static bool own_money(const struct policy *p) { /* houses of great unity are paid by the Fund for the Poor */
    return !text_starts(p->key, T("house-new")) && !text_starts(p->key, T("house-repair"));
}

static enum status allocate(struct ctx *c, struct play *p, const struct policy *policy, int64_t estimate,
                            int64_t allocation, struct error *err) {
    enum budget_source source = policy->kind == POLICY_LOAN ? BUDGET_BANK : BUDGET_PROVINCE;
    int64_t amount = amount_for(p->plan, policy), pool, line;
    day_t on = day_of(p->year, 1, 15);
    TRY(budget_line_open(c, &(struct budget_line_key){p->year, source, 0, p->province, 0, 0}, &pool, err));
    TRY(budget_line_open(
        c, &(struct budget_line_key){p->year, source, 0, p->province, policy->lead_agency_id, policy->id}, &line, err));
    TRY(budget_decision_apply(c, estimate, 0, pool, amount + amount / 8, on, NULL, err));
    return budget_decision_apply(c, allocation, pool, line, amount, on + 5, NULL, err);
}

/* A part of the livelihood money goes down to the district and its commune, some of it moves on, one line may go over.
 */
static enum status below(struct ctx *c, struct play *p, struct error *err) {
    struct policy livelihood;
    int64_t handed, split, moved, over, pool, district, commune, province_line, n = 100000000;
    day_t on = day_of(p->year, 2, 20);
    TRY(policy_by_key(c, "livelihood", on, &livelihood, err));
    TRY(decision(c, p, BUDGET_ESTIMATE, 3, 2, 15, "budget.demo.down", &handed, err));
    TRY(decision(c, p, BUDGET_ALLOCATION, 4, 2, 20, "budget.demo.commune", &split, err));
    TRY(decision(c, p, BUDGET_TRANSFER, 5, 2, 28, "budget.demo.transfer", &moved, err));
    TRY(decision(c, p, BUDGET_OVERRUN, 6, 2, 28, "budget.demo.overrun", &over, err));
    TRY(budget_line_open(c, &(struct budget_line_key){p->year, BUDGET_PROVINCE, 0, p->province, 0, 0}, &pool, err));
    TRY(budget_line_open(c, &(struct budget_line_key){p->year, BUDGET_PROVINCE, 0, p->district, 0, 0}, &district, err));
    TRY(budget_line_open(
        c, &(struct budget_line_key){p->year, BUDGET_PROVINCE, 0, p->commune, p->commune_agency, livelihood.id},
        &commune, err));
    TRY(budget_line_open(
        c,
        &(struct budget_line_key){p->year, BUDGET_PROVINCE, 0, p->province, livelihood.lead_agency_id, livelihood.id},
        &province_line, err));
    TRY(budget_decision_apply(c, handed, pool, district, n, on, NULL, err));
    TRY(budget_decision_apply(c, split, district, commune, n * 6 / 10, on, NULL, err));
    TRY(budget_decision_apply(c, moved, province_line, commune, n / 10, on + 9, NULL, err));
    return budget_decision_apply(c, over, 0, commune, n / 20, on + 9, NULL, err);
}

static enum status one_year(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    int64_t estimate, allocation;
    bool livelihood = false;
    TRY(policy_list(c, day_of(p->year, 1, 15), &p->policies, &p->policy_count, err));
    TRY(decision(c, p, BUDGET_ESTIMATE, 1, 1, 5, "budget.demo.estimate", &estimate, err));
    TRY(decision(c, p, BUDGET_ALLOCATION, 2, 1, 15, "budget.demo.allocation", &allocation, err));
    for (size_t i = 0; i < p->policy_count; i++) {
        livelihood = livelihood || text_is(p->policies[i].key, "livelihood");
        if (own_money(&p->policies[i]))
            TRY(allocate(c, p, &p->policies[i], estimate, allocation, err));
    }
    if (livelihood && p->district != 0 && p->commune != 0)
        TRY(below(c, p, err));
    audit_note(c, 0, "demo.budget", "budget", p->year, NULL);
    return OK;
}

static enum status find(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    struct place place;
    struct text code = p->plan->commune.len ? p->plan->commune : T(DEMO_COMMUNE);
    TRY(area_by_code(c, T("77"), p->plan->day, &p->province, err));
    TRY(area_by_code(c, code, day_of(2024, 11, 25), &p->commune, err));
    TRY(budget_place(c, p->commune, day_of(2024, 11, 25), &place, err));
    p->district = place.district_id;
    if (place.level != AREA_COMMUNE)
        p->commune = 0;
    enum status s = agency_by_key(c, arena_fmt(c->arena, "ubnd/%.*s", FMT(code)).ptr, &p->commune_agency, err);
    if (s == E_NOT_FOUND)
        error_clear(err);
    return s == E_NOT_FOUND ? OK : s;
}

enum status budget_demo(struct ctx *c, const struct demo_plan *plan, struct error *err) {
    struct play p = {.plan = plan};
    TRY(ctx_read(c, find, &p, err));
    for (p.year = 2022; p.year <= 2024; p.year++)
        if (plan->day >= day_of(p.year, 3, 31))
            TRY(ctx_write(c, one_year, &p, err));
    return OK;
}
