/* The centre's year in a demonstration: applications of poor households at every stage, sessions, leaflets. */
#include "features/area/area.h"
#include "features/demo/demo.h"
#include "features/legalaid/legalaid_parts.h"

#define PEOPLE 90
#define SESSIONS 6

struct play {
    const struct demo_plan *plan;
    int64_t providers[4];
};

static const char *const forms[] = {"advice", "advice", "representation", "proceedings"};
static const char *const channels[] = {"in_person", "outreach", "referred", "post"};
static const char *const fields[] = {"civil_family", "land", "criminal", "labour", "administrative", "social_policy"};

static enum status providers(struct ctx *c, struct play *p, struct error *err) {
    static const char *const names[] = {"legalaid.demo.provider1", "legalaid.demo.provider2", "legalaid.demo.provider3",
                                        "legalaid.demo.provider4"};
    static const char *const kinds[] = {"centre", "centre", "collaborator", "lawyer"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        TRY(legal_provider_add(c, tr(LANG_VI, names[i]), kinds[i], arena_fmt(c->arena, "TGPL-%02zu", i + 1),
                               day_of(2022, 1, 1), &p->providers[i], err));
    return OK;
}

/* How far a case has come, by its place in the year: the older, the further. */
static enum status go_on(struct ctx *c, const struct play *p, int64_t id, day_t on, struct demo_rng *r,
                         struct error *err) {
    int64_t stage = demo_below(r, 6);
    day_t today = p->plan->day;
    if (on + 3 > today || stage == 0)
        return OK;
    struct legal_case_get_row k;
    TRY(legal_case_read(c, id, &k, err));
    if (text_is(k.right_answer, "no"))
        return legal_refuse(c, id, 0, tr(LANG_VI, "legalaid.demo.refused"), on + 3, err);
    if (text_is(k.right_answer, "unknown"))
        return OK; /* poor by the provincial standard only: the centre waits for an answer of the ministry */
    TRY(legal_accept(c, id, 0, arena_fmt(c->arena, "GCN-%04lld", (long long)(demo_below(r, 9000) + 1000)), on + 2,
                     err));
    if (stage == 1 || on + 6 > today)
        return OK;
    TRY(legal_assign(c, id, 0, p->providers[demo_below(r, 4)], on + 4, err));
    TRY(legal_act(c, id, 0, T("meeting"), 2, TEXT_NONE, on + 6, err));
    if (stage == 2 || on + 40 > today)
        return OK;
    TRY(legal_act(c, id, 0, T("document"), 3, TEXT_NONE, on + 20, err));
    TRY(legal_close(c, id, 0, demo_chance(r, 700000) ? T("favourable") : T("partly"), TEXT_NONE, on + 40, err));
    if (stage == 3 || on + 50 > today)
        return OK;
    TRY(service_play_as(c, "legalleader", err));
    TRY(legal_appraise(c, id, 0, demo_chance(r, 800000) ? T("good") : T("fair"), TEXT_NONE, on + 50, err));
    return service_play_as(c, "legal", err);
}

static enum status one_case(struct ctx *c, const struct play *p, const struct legal_demo_people_row *who,
                            struct error *err) {
    struct demo_rng r = demo_rng(p->plan, "legalaid", who->person_id);
    day_t first = day_of(2024, 1, 8);
    day_t on = first + (day_t)demo_below(&r, p->plan->day > first ? p->plan->day - first : 1);
    bool near = who->class_national == 2;
    struct legal_application a = {.form = forms[demo_below(&r, 4)],
                                  .channel = channels[demo_below(&r, 4)],
                                  .field = text_of(fields[demo_below(&r, COUNT_OF(fields))]),
                                  .ground = near ? T("near_poor_listed") : T("poor"),
                                  .ground_note = near ? tr(LANG_VI, "legalaid.demo.ground") : TEXT_NONE,
                                  .request = tr(LANG_VI, "legalaid.demo.request"),
                                  .person_id = who->person_id,
                                  .on = on};
    int64_t id;
    TRY(legal_apply(c, &a, &id, err));
    return go_on(c, p, id, on, &r, err);
}

static enum status sessions(struct ctx *c, const struct play *p, const struct legal_demo_people_row *who, size_t count,
                            struct error *err) {
    for (size_t i = 0; i < SESSIONS && count > 0; i++) {
        struct service_household h;
        day_t on = day_of(2024, (int)i + 2, 14);
        if (on > p->plan->day)
            break;
        TRY(service_household(c, who[i * 7 % count].household_id, &h, err));
        struct service_place at = h.place;
        bool staff = i == 3, added;
        if (staff)
            at.hamlet_id = DB_NULL;
        struct gathering_new g = {.kind = staff ? "legal_staff" : "legal_outreach",
                                  .held_on = on,
                                  .at = at,
                                  .place = tr(LANG_VI, "legalaid.demo.place"),
                                  .topic = tr(LANG_VI, staff ? "legalaid.demo.staff" : "legalaid.demo.outreach"),
                                  .head_count = 20 + (int64_t)i * 3};
        int64_t id, material;
        TRY(gathering_add(c, &g, &id, err));
        for (size_t k = 0; k < count; k += 2 + i % 2)
            TRY(gathering_join(c, id, who[k].person_id, TEXT_NONE, TEXT_NONE, DB_NULL, &added, err));
        TRY(legal_material_add(c, i % 2 == 0 ? "leaflet" : "board", tr(LANG_VI, "legalaid.demo.leaflet"), &at,
                               tr(LANG_VI, "legalaid.demo.place"), on, i % 2 == 0 ? 200 : 1, &material, err));
    }
    return OK;
}

static enum status play_all(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    struct legal_demo_people_row *who;
    size_t count;
    c->today = c->as_of = p->plan->day;
    TRY(service_play_as(c, "legal", err));
    TRY(providers(c, p, err));
    TRY(legal_demo_people(c->db, &(struct legal_demo_people_in){day_of(2005, 1, 1), PEOPLE}, c->arena, &who, &count,
                          err));
    for (size_t i = 0; i < count; i += 2)
        TRY(one_case(c, p, &who[i], err));
    return sessions(c, p, who, count, err);
}

enum status legal_demo(struct ctx *c, const struct demo_plan *plan, struct error *err) {
    struct play p = {.plan = plan};
    return ctx_write(c, play_all, &p, err);
}
