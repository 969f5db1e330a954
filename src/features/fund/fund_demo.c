/* The funds of a demonstration database: invented donors and amounts. */
#include "features/area/area.h"
#include "features/agency/agency.h"
#include "features/demo/demo.h"
#include "features/fund/fund_pages.h"
#include "features/policy/policy.h"
#include "fund_queries.h"

struct play {
    const struct demo_plan *plan;
    int64_t areas[3]; /* province, district, commune */
    size_t area_count;
};

static enum status find(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    struct text code = p->plan->commune.len ? p->plan->commune : T(DEMO_COMMUNE);
    struct area *path;
    size_t count;
    int64_t commune;
    TRY(area_by_code(c, code, day_of(2024, 11, 25), &commune, err));
    TRY(area_path(c, commune, day_of(2024, 11, 25), &path, &count, err));
    for (size_t i = count; i-- > 0;)
        if (path[i].level >= AREA_PROVINCE && path[i].level <= AREA_COMMUNE)
            p->areas[p->area_count++] = path[i].id;
    return OK;
}

static const char *const names[] = {"fund.demo.company", "fund.demo.pagoda", "fund.demo.family", "fund.demo.union",
                                    "fund.demo.market"};

static enum status gifts(struct ctx *c, struct play *p, int64_t fund_id, int64_t campaign, int level, int64_t house,
                         struct error *err) {
    struct demo_rng r = demo_rng(p->plan, "gift", level);
    static const int64_t unit[] = {500000000, 120000000, 30000000};
    for (int i = 0; i < 14; i++) {
        day_t on = day_of(2024, 1 + (i * 10) / 14, 2 + (int)demo_below(&r, 26));
        int64_t id;
        if (on > p->plan->day)
            continue;
        bool anonymous = demo_chance(&r, 200000), person = demo_chance(&r, 400000);
        struct fund_gift g = {
            .fund_id = fund_id,
            .campaign_id = i % 3 == 0 ? campaign : 0,
            .donor_kind = anonymous ? "anonymous"
                          : person  ? "person"
                                    : "organisation",
            .donor = arena_fmt(c->arena, "%.*s %d", FMT(tr(LANG_VI, names[i % 5])), 1 + (int)demo_below(&r, 9)),
            .may_publish = demo_chance(&r, 700000),
            .on_day = on,
            .amount = (1 + demo_below(&r, 8)) * unit[level] / 10,
            .policy_id = i % 4 == 0 ? house : 0};
        if (i == 6 || i == 11) {
            g.goods = tr(LANG_VI, i == 6 ? "fund.demo.rice" : "fund.demo.blankets");
            g.quantity = 50;
            g.unit = tr(LANG_VI, i == 6 ? "fund.demo.sack" : "fund.demo.piece");
            g.amount = 50 * 200000;
            g.policy_id = 0;
        }
        TRY(fund_receive(c, &g, &id, err));
    }
    return OK;
}

static enum status pledges(struct ctx *c, struct play *p, int64_t fund_id, int64_t campaign, struct error *err) {
    for (int i = 0; i < 3; i++) {
        int64_t donor;
        struct text name = arena_fmt(c->arena, "%.*s %d", FMT(tr(LANG_VI, names[i])), 20 + i);
        TRY(fund_donor_of(c, fund_id, T("organisation"), name, true, &donor, err));
        TRY(pledge_insert(c->db,
                          &(struct pledge_insert_in){id_new(), fund_id, campaign, donor, (i + 1) * 50000000, TEXT_NONE,
                                                     day_of(2024, 10, 17), day_of(2024, i == 0 ? 11 : 12, 15), 1,
                                                     clock_now(&c->app->clock)},
                          NULL, err));
    }
    (void)p;
    return OK;
}

static enum status make(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    static const char *const titles[] = {"fund.demo.province", "fund.demo.district", "fund.demo.commune"};
    int64_t house = policy_id_of_key(T("house-new"));
    for (size_t i = 0; i < p->area_count; i++) {
        struct fund f = {.kind = BUDGET_FUND_POOR, .name = tr(LANG_VI, titles[i]), .area_id = p->areas[i]};
        int64_t fund_id, campaign = id_new();
        if (i == 0)
            TRY(agency_by_key(c, "77/ubmttq", &f.agency_id, err));
        TRY(fund_add(c, &f, &fund_id, err));
        TRY(campaign_insert(c->db,
                            &(struct campaign_insert_in){campaign, fund_id, tr(LANG_VI, "fund.demo.month"),
                                                         day_of(2024, 10, 17), day_of(2024, 11, 18),
                                                         i == 0 ? 2000000000 : DB_NULL, tr(LANG_VI, "fund.demo.paper"),
                                                         1, clock_now(&c->app->clock)},
                            NULL, err));
        TRY(gifts(c, p, fund_id, campaign, (int)i, house, err));
        if (p->plan->day >= day_of(2024, 10, 17))
            TRY(pledges(c, p, fund_id, campaign, err));
    }
    struct fund f = {.kind = BUDGET_MOBILISED, .name = tr(LANG_VI, "fund.demo.other"), .area_id = p->areas[0]};
    int64_t other;
    TRY(fund_add(c, &f, &other, err));
    TRY(gifts(c, p, other, 0, 1, 0, err));
    audit_note(c, 0, "demo.funds", "fund", 1, NULL);
    return OK;
}

enum status fund_demo(struct ctx *c, const struct demo_plan *plan, struct error *err) {
    struct play p = {.plan = plan};
    if (plan->day < day_of(2024, 1, 31))
        return OK;
    TRY(ctx_read(c, find, &p, err));
    return ctx_write(c, make, &p, err);
}
