/* The demonstration: cards of the year from January's list, December's list drafted and one sent for checking. Card
 * numbers are invented: they begin with 00, as no social insurance gives them. */
#include "features/area/area.h"
#include "features/claim/claim.h"
#include "features/demo/demo.h"
#include "features/healthcard/healthcard_parts.h"
#include "features/service/service.h"

struct story {
    const struct demo_plan *plan;
    int64_t commune_id;
    int index;
    day_t month;
    bool issue;
};

#define SENDER 1 /* accounts of the demonstration that act here: the system itself stands for them */
#define CHECKER 2

static struct text demo_number(struct ctx *c, int64_t index, size_t i) {
    return arena_fmt(c->arena, "00%04lld%04zu", (long long)(index % 10000), i % 10000);
}

/* A list that ran through all hands at the beginning of the year. */
static enum status run_through(struct ctx *c, const struct story *s, int64_t list_id, struct error *err) {
    struct card_lines_open_row *rows;
    size_t count;
    struct card_list_get_row k;
    TRY(card_list_require(c, list_id, -1, &k, err));
    TRY(card_lines_open(c->db, &(struct card_lines_open_in){list_id, T("increase")}, c->arena, &rows, &count, err));
    if (count == 0)
        return OK;
    int64_t *ids = ARENA_ARRAY(c->arena, count, int64_t);
    for (size_t i = 0; i < count; i++)
        ids[i] = rows[i].id;
    struct text number = arena_fmt(c->arena, "%d/DS-BHYT", s->index + 1);
    struct claim_conflict *conflicts;
    size_t conflict_count;
    TRY(card_list_send(c->db, &(struct card_list_send_in){list_id, SENDER, s->month}, NULL, err));
    TRY(claim_confirm(c, CARD_KIND, (struct db_ids){ids, count}, c->today, number, &conflicts, &conflict_count, err));
    TRY(card_list_check(c->db,
                        &(struct card_list_check_in){list_id, CHECKER, s->month, number,
                                                     tr(LANG_VI, "healthcard.demo_signer"), TEXT_NONE},
                        NULL, err));
    for (size_t i = 0; i < count; i++) {
        struct card_answer a = {ids[i], true, demo_number(c, s->index, i), TEXT_NONE};
        const char *problem;
        struct demo_rng r = demo_rng(s->plan, "healthcard", s->index * 10000LL + (int64_t)i);
        if (demo_chance(&r, 15000)) { /* somebody whom another payer insures */
            a.issued = false;
            a.reason = tr(LANG_VI, "healthcard.demo_refusal");
        }
        TRY(card_answer_line(c, list_id, &a, &problem, err));
    }
    return card_answered(c, list_id, (int64_t)count, err);
}

static enum status play(struct ctx *c, void *user, struct error *err) {
    struct story *s = user;
    int64_t id;
    size_t refused, count;
    struct card_change *k;
    struct service_place at;
    TRY(card_changes(c, s->commune_id, s->month, &k, &count, err));
    if (count == 0) {
        audit_note(c, s->commune_id, "healthcard.nothing_to_list", "area", s->commune_id, NULL);
        return OK;
    }
    TRY(service_place_of(c, s->commune_id, &at, err));
    struct card_place place = {at.commune_id, at.district_id, at.province_id};
    TRY(card_draft(c, &place, s->month, &id, &refused, err));
    if (s->issue)
        return run_through(c, s, id, err);
    if (s->index % 3 == 0) /* a third of the communes have sent it already */
        TRY(card_list_send(c->db, &(struct card_list_send_in){id, SENDER, c->today}, NULL, err));
    return OK;
}

struct communes {
    const struct demo_plan *plan;
    int64_t *ids;
    size_t count;
};

static enum status find_communes(struct ctx *c, void *user, struct error *err) {
    struct communes *w = user;
    int64_t area;
    struct area *list;
    TRY(area_by_code(c, w->plan->commune.len > 0 ? w->plan->commune : T("77"), c->today, &area, err));
    TRY(area_communes(c, area, c->today, &list, &w->count, err));
    w->ids = ARENA_ARRAY(c->arena, w->count + 1, int64_t);
    for (size_t i = 0; i < w->count; i++)
        w->ids[i] = list[i].id;
    return OK;
}

enum status card_demo(struct ctx *c, const struct demo_plan *plan, struct error *err) {
    struct communes w = {.plan = plan};
    TRY(ctx_read(c, find_communes, &w, err));
    int y, m, d;
    day_parts(plan->day, &y, &m, &d);
    for (size_t i = 0; i < w.count; i++) {
        struct story s = {plan, w.ids[i], (int)i, day_of(y, 1, 1), true};
        TRY(ctx_write(c, play, &s, err));
        s.month = day_add_months(day_month_first(plan->day), 1);
        s.issue = false;
        TRY(ctx_write(c, play, &s, err));
    }
    return OK;
}
