/* A year of job advice in a demonstration: people of working age of poor households, four employers, placements of
 * spring that have been looked at again and placements of autumn that wait. */
#include "features/demo/demo.h"
#include "features/employment/employment_parts.h"

#define PEOPLE 240
#define EMPLOYERS 4

struct play {
    const struct demo_plan *plan;
    int64_t employers[EMPLOYERS];
};

static enum status employers(struct ctx *c, struct play *p, int64_t person_id, struct error *err) {
    static const char *const names[EMPLOYERS] = {"employment.demo.employer1", "employment.demo.employer2",
                                                 "employment.demo.employer3", "employment.demo.employer4"};
    static const char *const industries[EMPLOYERS] = {"employment.demo.industry1", "employment.demo.industry2",
                                                      "employment.demo.industry3", "employment.demo.industry4"};
    struct service_person who;
    TRY(service_person(c, person_id, &who, err));
    struct service_place at = who.household.place;
    for (size_t i = 0; i < EMPLOYERS; i++)
        TRY(job_employer_add(c, tr(LANG_VI, names[i]), TEXT_NONE, tr(LANG_VI, industries[i]), TEXT_NONE, &at,
                             &p->employers[i], err));
    return OK;
}

static enum status one(struct ctx *c, const struct play *p, int64_t person_id, struct error *err) {
    struct demo_rng r = demo_rng(p->plan, "employment", person_id);
    day_t first = day_of(2024, 1, 8), today = p->plan->day;
    day_t on = first + (day_t)demo_below(&r, today > first ? today - first : 1);
    int64_t id, stage = demo_below(&r, 5);
    static const char *const wishes[] = {"employment.demo.wish1", "employment.demo.wish2", "employment.demo.wish3"};
    TRY(job_open(c, person_id, tr(LANG_VI, wishes[demo_below(&r, 3)]), TEXT_NONE, on, &id, err));
    int64_t employer = p->employers[demo_below(&r, EMPLOYERS)];
    struct job_act advice = {.kind = "advice", .on = on, .wage = DB_NULL};
    struct job_act referral = {.kind = "referral", .on = on + 7, .employer_id = employer, .wage = DB_NULL};
    struct job_act placement = {.kind = "placement",
                                .on = on + 20,
                                .employer_id = employer,
                                .work = tr(LANG_VI, "employment.demo.work"),
                                .wage = 5000000 + demo_below(&r, 40) * 100000,
                                .contract = demo_chance(&r, 700000)};
    if (stage >= 1)
        TRY(job_do(c, id, 0, &advice, err));
    if (stage >= 2 && referral.on <= today)
        TRY(job_do(c, id, 0, &referral, err));
    if (stage >= 3 && placement.on <= today)
        TRY(job_do(c, id, 0, &placement, err));
    return OK;
}

/* Most of those that are due have been looked at; one in six is late. */
static enum status look_again(struct ctx *c, const struct play *p, struct error *err) {
    int64_t ids[PEOPLE];
    size_t count;
    TRY(follow_up_open(c, "job", p->plan->day - 5, ids, PEOPLE, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct demo_rng r = demo_rng(p->plan, "job-follow-up", (int64_t)i);
        int64_t drawn = demo_below(&r, 6);
        if (drawn == 0)
            continue;
        struct text outcome = drawn < 4 ? T("in_work") : drawn == 4 ? T("other_work") : T("no_work");
        TRY(follow_up_done(c, ids[i], p->plan->day - 3, outcome, DB_NULL, TEXT_NONE, err));
    }
    return OK;
}

static enum status play_all(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    struct job_demo_people_row *who;
    size_t count;
    c->today = c->as_of = p->plan->day;
    TRY(service_play_as(c, "officer", err));
    TRY(job_demo_people(c->db, &(struct job_demo_people_in){day_of(1970, 1, 1), day_of(2005, 1, 1), PEOPLE}, c->arena,
                        &who, &count, err));
    audit_note(c, 0, "demo.employment", "job_seeker", 0, NULL);
    if (count == 0)
        return OK;
    TRY(employers(c, p, who[0].person_id, err));
    for (size_t i = 0; i < count; i += 3)
        TRY(one(c, p, who[i].person_id, err));
    return look_again(c, p, err);
}

enum status job_demo(struct ctx *c, const struct demo_plan *plan, struct error *err) {
    struct play p = {.plan = plan};
    return ctx_write(c, play_all, &p, err);
}
