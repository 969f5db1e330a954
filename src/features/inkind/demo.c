/* A year of the ethnic committee in a demonstration: young animals and trees for poor minority households, latrines,
 * most handed over in spring and looked at again since. */
#include "features/budget/budget.h"
#include "features/area/area.h"
#include "features/agency/agency.h"
#include "features/demo/demo.h"
#include "features/inkind/inkind_parts.h"
#include "features/policy/policy.h"

#define HOUSEHOLDS 60
#define GOODS 3

struct play {
    const struct demo_plan *plan;
    int64_t agency, goods[GOODS];
};

static const struct {
    const char *name, *unit, *kind, *months, *policy;
    int64_t value, quantity;
} shipped[GOODS] = {
    {"inkind.demo.pig", "inkind.demo.pig_unit", "animal", "3 6", "seeds-livestock", 1800000, 2},
    {"inkind.demo.tree", "inkind.demo.tree_unit", "tree", "6", "seeds-livestock", 45000, 40},
    {"inkind.demo.latrine", "inkind.demo.latrine_unit", "works", "6", "minority-latrine", 9000000, 1},
};

static enum status stock_up(struct ctx *c, struct play *p, struct error *err) {
    day_t on = day_of(2024, 2, 20);
    for (size_t i = 0; i < GOODS; i++) {
        struct good_new g = {.name = tr(LANG_VI, shipped[i].name),
                             .unit = tr(LANG_VI, shipped[i].unit),
                             .kind = shipped[i].kind,
                             .follow_months = shipped[i].months};
        TRY(inkind_good_add(c, &g, &p->goods[i], err));
        TRY(inkind_price_set(c, p->goods[i], day_of(2024, 1, 1), shipped[i].value, tr(LANG_VI, "inkind.demo.document"),
                             err));
        TRY(inkind_receive(c, p->agency, p->goods[i], shipped[i].quantity * HOUSEHOLDS, on,
                           tr(LANG_VI, "inkind.demo.receipt"), err));
    }
    return inkind_adjust(c, p->agency, p->goods[1], shipped[1].quantity * HOUSEHOLDS - 25, on + 9,
                         tr(LANG_VI, "inkind.demo.dried"), err);
}

/* One list of a commune: opened, filled, signed by the committee's head, mostly handed over. */
static enum status one_list(struct ctx *c, const struct play *p, const struct inkind_demo_households_row *rows,
                            size_t count, size_t good, struct error *err) {
    struct list_new l = {
        .agency_id = p->agency, .policy_id = policy_id_of_key(text_of(shipped[good].policy)), .on = day_of(2024, 3, 1)};
    struct policy policy;
    int64_t id, given, left = 0, total = 0;
    size_t added = 0;
    TRY(service_place_of(c, rows[0].commune_id, &l.at, err));
    TRY(policy_get(c, l.policy_id, c->today, &policy, err));
    struct text args[] = {policy.name, l.at.name};
    l.title = tr_args(LANG_VI, c->arena, "inkind.demo.title", args, 2);
    TRY(service_play_as(c, "ethnic", err));
    TRY(inkind_list_open(c, &l, &id, err));
    int64_t *ids = ARENA_ARRAY(c->arena, count + 1, int64_t);
    for (size_t i = 0; i < count; i++) {
        struct service_household h;
        TRY(service_household(c, rows[i].household_id, &h, err));
        enum status s = inkind_list_add(c, id, &h, p->goods[good], shipped[good].quantity,
                                        tr(LANG_VI, "inkind.demo.proof"), &given, err);
        if (s != OK)
            return s;
        ids[added++] = given;
        total += shipped[good].value * shipped[good].quantity;
    }
    struct budget_use use = {.for_kind = "distribution",
                             .for_id = id,
                             .policy_id = l.policy_id,
                             .area_id = l.at.commune_id,
                             .source = BUDGET_ANY_SOURCE,
                             .amount = total,
                             .day = day_of(2024, 3, 15)};
    TRY(budget_left(c, &use, &left, err));
    if (left < total || added == 0)
        return OK; /* stays a draft: there is no money for it */
    TRY(service_play_as(c, "ethnicleader", err));
    TRY(inkind_list_approve(c, id, 0, arena_fmt(c->arena, "MH-%zu/QD-BDT", good + 21), day_of(2024, 3, 15), err));
    TRY(service_play_as(c, "ethnic", err));
    for (size_t i = 0; i < added; i++) {
        struct given_get_row g;
        if (i % 7 == 6)
            continue; /* not fetched yet */
        TRY(inkind_given_read(c, ids[i], &g, err));
        TRY(inkind_hand(c, ids[i], 0, g.head_name, day_of(2024, 4, 2) + (day_t)(i % 9), err));
    }
    return OK;
}

static enum status look_again(struct ctx *c, const struct play *p, const char *kind, const char *const outcomes[4],
                              struct error *err) {
    int64_t ids[HOUSEHOLDS];
    size_t count;
    TRY(follow_up_open(c, kind, p->plan->day - 5, ids, HOUSEHOLDS, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct demo_rng r = demo_rng(p->plan, kind, (int64_t)i);
        int64_t drawn = demo_below(&r, 10);
        if (drawn == 0)
            continue; /* nobody went there yet: late */
        const char *outcome = outcomes[drawn < 7 ? 0 : drawn - 6];
        bool lost = strcmp(outcome, "partly_lost") == 0 || strcmp(outcome, "dead") == 0;
        TRY(follow_up_done(c, ids[i], p->plan->day - 4, text_of(outcome), lost ? 1 : DB_NULL, TEXT_NONE, err));
    }
    return OK;
}

/* Evenings in hamlets with minority households, and a class on the law. */
static enum status meet(struct ctx *c, const struct play *p, const struct inkind_demo_households_row *rows,
                        size_t count, struct error *err) {
    static const char *const kinds[] = {"early_marriage", "minority_law", "early_marriage"};
    for (size_t i = 0; i < COUNT_OF(kinds) && i < count; i++) {
        day_t on = day_of(2024, 4 + 2 * (int)i, 18);
        struct service_household h;
        int64_t id;
        bool added;
        if (on > p->plan->day)
            break;
        TRY(service_household(c, rows[i * 11 % count].household_id, &h, err));
        struct gathering_new g = {.kind = kinds[i],
                                  .held_on = on,
                                  .at = h.place,
                                  .topic = tr(LANG_VI, i == 1 ? "inkind.demo.law" : "inkind.demo.marriage"),
                                  .head_count = 25 + (int64_t)i * 7};
        TRY(gathering_add(c, &g, &id, err));
        for (size_t k = 0; k < count; k += 3) {
            struct service_household one;
            TRY(service_household(c, rows[k].household_id, &one, err));
            TRY(gathering_join(c, id, 0, TEXT_NONE, one.head_name, 1962 + (int64_t)(k % 40), &added, err));
        }
    }
    return OK;
}

static enum status play_all(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    struct inkind_demo_households_row *rows;
    size_t count;
    static const char *const animals[4] = {"alive", "partly_lost", "dead", "sold"};
    static const char *const trees[4] = {"growing", "bearing", "partly_lost", "dead"};
    static const char *const works[4] = {"in_use", "in_use", "broken", "not_used"};
    c->today = c->as_of = p->plan->day;
    audit_note(c, 0, "demo.inkind", "distribution", 0, NULL);
    if (p->plan->day < day_of(2024, 5, 1))
        return OK;
    TRY(agency_by_key(c, "77/bdt", &p->agency, err));
    TRY(service_play_as(c, "ethnic", err));
    TRY(stock_up(c, p, err));
    TRY(inkind_demo_households(c->db, &(struct inkind_demo_households_in){HOUSEHOLDS}, c->arena, &rows, &count, err));
    TRY(meet(c, p, rows, count, err));
    size_t lists = 0;
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from; to < count && rows[to].commune_id == rows[from].commune_id; to++)
            ;
        TRY(one_list(c, p, rows + from, to - from, lists % 2, err));
        if (lists < 4)
            TRY(one_list(c, p, rows + from, (to - from + 2) / 3, 2, err));
        lists++;
    }
    TRY(look_again(c, p, "animal", animals, err));
    TRY(look_again(c, p, "tree", trees, err));
    return look_again(c, p, "works", works, err);
}

enum status inkind_demo(struct ctx *c, const struct demo_plan *plan, struct error *err) {
    struct play p = {.plan = plan};
    return ctx_write(c, play_all, &p, err);
}
