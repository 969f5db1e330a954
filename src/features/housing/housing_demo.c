/* Houses of a demonstration database at every step of their life; amounts, numbers and signers are invented. */
#include "features/demo/demo.h"
#include "features/housing/housing_parts.h"

struct play {
    struct demo_stage stage;
    const struct demo_plan *plan;
    struct housing_demo_needs_row *needs;
    size_t count, index;
    int64_t id;
};

static enum status find(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    struct housing_masks m;
    TRY(housing_masks_of(c, &m, err));
    return housing_demo_needs(c->db, &(struct housing_demo_needs_in){m.quality, m.area, 16}, c->arena, &p->needs,
                              &p->count, err);
}

static bool repairs(const struct play *p) {
    return p->index % 3 == 2;
}
static int64_t amount(const struct play *p) {
    return repairs(p) ? 20000000 : 60000000;
}
static enum status noted(struct ctx *c, const struct play *p) {
    audit_note(c, p->needs[p->index].commune_id, "demo.house", "house", p->id, NULL);
    return OK;
}

static enum status survey(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    const struct housing_demo_needs_row *n = &p->needs[p->index];
    struct demo_rng r = demo_rng(p->plan, "house", (int64_t)p->index);
    struct housing_household_row h = {.household_id = n->household_id,
                                      .hamlet_id = n->hamlet_id,
                                      .commune_id = n->commune_id,
                                      .district_id = n->district_id,
                                      .province_id = n->province_id};
    c->user.account_id = 1;
    TRY(house_add(c,
                  &(struct house_survey){.household_id = n->household_id,
                                         .policy_id = policy_id_of_key(repairs(p) ? T("house-repair") : T("house-new")),
                                         .on_day = c->today,
                                         .surveyor = tr(LANG_VI, "housing.demo.surveyor"),
                                         .pillar_durable = demo_chance(&r, 400000),
                                         .wall_durable = demo_chance(&r, 300000),
                                         .area_m2 = 14 + demo_below(&r, 30),
                                         .members = n->member_count,
                                         .cost = amount(p) + 10000000 + demo_below(&r, 30) * 1000000,
                                         .own_money = 5000000,
                                         .land = T("owned"),
                                         .note = tr(LANG_VI, "housing.demo.note")},
                  &h, &p->id, err));
    return noted(c, p);
}
static enum status ask(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    c->user.account_id = 1;
    TRY(house_ask(c, p->id, amount(p), c->today, err));
    return noted(c, p);
}
static enum status grant(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    c->user.account_id = 2;
    TRY(house_grant(c, p->id,
                    &(struct house_decision){arena_fmt(c->arena, "MH-%02zu/QĐ", p->index + 1),
                                             tr(LANG_VI, "housing.demo.signer"), tr(LANG_VI, "housing.demo.post"),
                                             c->today, amount(p)},
                    err));
    return noted(c, p);
}
static enum status stages(struct ctx *c, struct play *p, size_t how_many, struct error *err) {
    struct stages_of_row *rows;
    size_t count;
    TRY(stages_of(c->db, &(struct stages_of_in){p->id}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count && i < how_many; i++)
        TRY(stage_done(c->db, &(struct stage_done_in){rows[i].id, c->today, TEXT_NONE}, NULL, err));
    return OK;
}
static enum status half(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    TRY(stages(c, p, 2, err));
    TRY(house_pay(c, p->id, amount(p) / 2, c->today, tr(LANG_VI, "housing.demo.receiver"), TEXT_NONE, err));
    return noted(c, p);
}
static enum status finish(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    struct budget_state paid;
    TRY(stages(c, p, SIZE_MAX, err));
    TRY(house_take_over(c, p->id, c->today, tr(LANG_VI, "housing.demo.who"), 45, TEXT_NONE, err));
    TRY(budget_state(c, "house", p->id, &paid, err));
    TRY(house_pay(c, p->id, paid.committed, c->today, tr(LANG_VI, "housing.demo.receiver"), TEXT_NONE, err));
    return noted(c, p);
}
static enum status settle(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    TRY(house_close(c, p->id, c->today, amount(p) + 15000000, err));
    return noted(c, p);
}
static enum status refuse(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    c->user.account_id = 2;
    TRY(house_stop(c, p->id, "refused", tr(LANG_VI, "housing.demo.refused"), err));
    return noted(c, p);
}

/* A household that has no right, or a fund without money, ends the story of that house where it stands. */
static enum status on_day(struct play *p, int month, int day, bool *going,
                          enum status (*act)(struct ctx *, void *, struct error *), struct error *err) {
    return demo_on_day(&p->stage, day_of(2024, month, day), going, act, p, err);
}

static enum status play_house(struct play *p, struct error *err) {
    size_t far = p->index % 8; /* how far it comes by the day played */
    bool going = true;
    TRY(on_day(p, 3, 4 + (int)p->index, &going, survey, err));
    if (far >= 1)
        TRY(on_day(p, 4, 2 + (int)p->index, &going, ask, err));
    if (far == 2)
        return on_day(p, 5, 2, &going, refuse, err);
    if (far >= 3)
        TRY(on_day(p, 9, 2 + (int)p->index, &going, grant, err));
    if (far >= 4)
        TRY(on_day(p, 10, 2 + (int)p->index, &going, half, err));
    if (far >= 6)
        TRY(on_day(p, 11, 2 + (int)p->index, &going, finish, err));
    if (far >= 7)
        TRY(on_day(p, 11, 20, &going, settle, err));
    return OK;
}

enum status housing_demo(struct ctx *c, const struct demo_plan *plan, struct error *err) {
    struct play p = {.plan = plan};
    enum status s = OK;
    TRY(ctx_read(c, find, &p, err));
    demo_stage_begin(&p.stage, c, plan);
    for (p.index = 0; p.index < p.count && s == OK; p.index++)
        s = play_house(&p, err);
    demo_stage_end(&p.stage);
    return s;
}
