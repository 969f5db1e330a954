/* A year of livelihood models in a demonstration: proposed by districts in January, heard, approved in March,
 * households in them since April; and classes in crops and livestock. */
#include "features/budget/budget.h"
#include "features/demo/demo.h"
#include "features/livelihood/livelihood_parts.h"
#include "features/policy/policy.h"

#define HOUSEHOLDS 60
#define PER_MODEL 8
#define INPUT_VALUE 6000000

struct play {
    const struct demo_plan *plan;
};

static const char *const titles[] = {"livelihood.demo.goats", "livelihood.demo.pepper", "livelihood.demo.mushroom"};
static const char *const kinds[] = {"livestock", "crop", "crop"};

static enum status classes(struct ctx *c, const struct play *p, const struct service_household *h, size_t no,
                           const struct model_demo_households_row *rows, size_t count, struct error *err) {
    struct gathering_new g = {.kind = "technique",
                              .held_on = day_of(2024, 4 + (int)no, 10),
                              .at = h->place,
                              .place = tr(LANG_VI, "livelihood.demo.place"),
                              .topic = tr(LANG_VI, "livelihood.demo.topic"),
                              .head_count = (int64_t)count + 12};
    int64_t id;
    bool added;
    if (g.held_on > p->plan->day)
        return OK;
    TRY(gathering_add(c, &g, &id, err));
    for (size_t i = 0; i < count; i++) {
        struct service_household one;
        TRY(service_household(c, rows[i].household_id, &one, err));
        TRY(gathering_join(c, id, 0, TEXT_NONE, one.head_name, 1960 + (int64_t)(i % 40), &added, err));
    }
    return OK;
}

static enum status join_all(struct ctx *c, const struct play *p, int64_t model,
                            const struct model_demo_households_row *rows, size_t count, struct error *err) {
    TRY(service_play_as(c, "farm", err));
    for (size_t i = 0; i < count; i++) {
        struct demo_rng r = demo_rng(p->plan, "livelihood", rows[i].household_id);
        struct service_household h;
        int64_t id;
        TRY(service_household(c, rows[i].household_id, &h, err));
        enum status s = model_join(c, model, &h, tr(LANG_VI, "livelihood.demo.proof"),
                                   900000 + demo_below(&r, 8) * 100000, day_of(2024, 4, 5), &id, err);
        if (s == E_INVALID || s == E_CONFLICT) { /* not entitled, or got it elsewhere */
            error_clear(err);
            continue;
        }
        TRY(s);
        struct model_given g = {.what = tr(LANG_VI, "livelihood.demo.input"),
                                .unit = tr(LANG_VI, "livelihood.demo.unit"),
                                .quantity = 2,
                                .value = INPUT_VALUE,
                                .on = day_of(2024, 4, 20)};
        TRY(model_give(c, id, 0, &g, err));
        if (i % 3 != 2)
            TRY(model_result(c, id, 0, i % 3 == 0 ? T("better") : T("same"), 1200000 + demo_below(&r, 9) * 100000,
                             err));
    }
    return OK;
}

static enum status one_model(struct ctx *c, const struct play *p, size_t no,
                             const struct model_demo_households_row *rows, size_t count, struct error *err) {
    struct service_household h;
    int64_t id, left = 0;
    size_t kind = no % COUNT_OF(titles);
    TRY(service_household(c, rows[0].household_id, &h, err));
    struct model_new m = {.title = tr(LANG_VI, titles[kind]),
                          .need = tr(LANG_VI, "livelihood.demo.need"),
                          .kind = kinds[kind],
                          .year = 2024,
                          .district_id = h.place.district_id,
                          .province_id = h.place.province_id,
                          .households_planned = PER_MODEL,
                          .money = PER_MODEL * INPUT_VALUE};
    TRY(service_play_as(c, "district", err));
    TRY(model_propose(c, &m, &id, err));
    if (no % 4 == 3)
        return OK; /* still waits for Agriculture */
    TRY(service_play_as(c, "farm", err));
    TRY(model_consolidate(c, id, 0, tr(LANG_VI, "livelihood.demo.fits"), err));
    TRY(service_play_as(c, "farmunion", err));
    TRY(model_union(c, id, 0, true, TEXT_NONE, err));
    struct budget_use use = {.for_kind = "model",
                             .for_id = id,
                             .policy_id = policy_id_of_key(T(LIVELIHOOD_POLICY)),
                             .area_id = m.district_id,
                             .source = BUDGET_ANY_SOURCE,
                             .amount = m.money,
                             .day = day_of(2024, 3, 20)};
    TRY(budget_left(c, &use, &left, err));
    if (left < m.money)
        return OK; /* consolidated, and no money for it */
    TRY(service_play_as(c, "province", err));
    TRY(model_decide(c, id, 0, true, arena_fmt(c->arena, "MH-%zu/QD-UBND", no + 41), day_of(2024, 3, 20), TEXT_NONE,
                     err));
    TRY(join_all(c, p, id, rows, count < PER_MODEL ? count : PER_MODEL, err));
    return classes(c, p, &h, no % 6, rows, count, err);
}

static enum status look_again(struct ctx *c, const struct play *p, struct error *err) {
    int64_t ids[HOUSEHOLDS];
    size_t count;
    TRY(follow_up_open(c, "model", p->plan->day - 5, ids, HOUSEHOLDS, &count, err));
    for (size_t i = 0; i < count; i++)
        if (i % 5 != 4)
            TRY(follow_up_done(c, ids[i], p->plan->day - 5, i % 5 == 3 ? T("difficult") : T("going_well"), DB_NULL,
                               TEXT_NONE, err));
    return OK;
}

static enum status play_all(struct ctx *c, void *user, struct error *err) {
    const struct play *p = user;
    struct model_demo_households_row *rows;
    size_t count, no = 0;
    c->today = c->as_of = p->plan->day;
    audit_note(c, 0, "demo.livelihood", "model", 0, NULL);
    if (p->plan->day < day_of(2024, 5, 1))
        return OK;
    TRY(model_demo_households(c->db, &(struct model_demo_households_in){HOUSEHOLDS}, c->arena, &rows, &count, err));
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from; to < count && to < from + PER_MODEL * 2 && rows[to].district_id == rows[from].district_id; to++)
            ;
        TRY(one_model(c, p, no++, rows + from, to - from, err));
    }
    return look_again(c, p, err);
}

enum status livelihood_demo(struct ctx *c, const struct demo_plan *plan, struct error *err) {
    struct play p = {plan};
    return ctx_write(c, play_all, &p, err);
}
