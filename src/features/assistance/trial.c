/* What if: another base, another coefficient, a wider group. Everybody who is paid in the month is reckoned twice, and
 * everybody else is asked the condition; the answer is kept under its title and decides nothing. */
#include "app/jobs.h"
#include "features/area/area.h"
#include "features/assistance/assistance_parts.h"
#include "http/json_body.h"

#define CASES 2000
#define HOMES 400

struct sums {
    int64_t district_id;
    int64_t people_now, money_now, people_then, money_then, people_added, money_added, unknown;
};
struct trying {
    struct assist_trial_get_row t;
    int64_t level, area;
    int64_t after;
    bool done;
    int64_t seen;
    struct arena *arena; /* of the sums */
    struct sums *sums;
    size_t count, room;
};

static struct sums *sums_of(struct trying *w, int64_t district) {
    size_t i = 0;
    while (i < w->count && w->sums[i].district_id != district)
        i++;
    if (i < w->count)
        return &w->sums[i];
    if (w->count == w->room) {
        w->room = w->room == 0 ? 16 : w->room * 2;
        struct sums *more = ARENA_ARRAY(w->arena, w->room, struct sums);
        if (w->count > 0)
            memcpy(more, w->sums, w->count * sizeof *more);
        w->sums = more;
    }
    w->sums[w->count++] = (struct sums){.district_id = district};
    return &w->sums[i];
}

/* The month's numbers with what is tried in their place. */
static enum status tried_numbers(struct ctx *c, const struct trying *w, struct assist_numbers **now,
                                 struct assist_numbers **then, struct error *err) {
    TRY(assist_numbers_load(c, w->t.month, now, err));
    TRY(assist_numbers_load(c, w->t.month, then, err));
    if (w->t.base != DB_NULL)
        (*then)->base = w->t.base;
    for (size_t i = 0; i < (*then)->count && w->t.coefficient != DB_NULL; i++)
        if (text_eq((*then)->tiers[i].ground, w->t.ground) && text_eq((*then)->tiers[i].parameter, w->t.parameter))
            (*then)->tiers[i].coefficient = w->t.coefficient;
    return OK;
}

static enum status total(struct ctx *c, struct assist_numbers *n, const struct assist_facts *f, int64_t *ret,
                         bool *ret_unknown, struct error *err) {
    struct assist_part parts[ASSIST_PARTS];
    size_t count;
    *ret = 0;
    TRY(assist_reckon(c, n, f, parts, &count, err));
    for (size_t i = 0; i < count; i++) {
        *ret += parts[i].chosen ? parts[i].amount : 0;
        *ret_unknown = *ret_unknown || parts[i].amount == DB_NULL;
    }
    return OK;
}

static enum status some_cases(struct ctx *c, void *user, struct error *err) {
    struct trying *w = user;
    struct assist_trial_cases_row *rows;
    struct assist_numbers *now, *then;
    size_t count;
    TRY(tried_numbers(c, w, &now, &then, err));
    TRY(assist_trial_cases(c->db, &(struct assist_trial_cases_in){w->level, w->area, w->t.month, w->after, CASES},
                           c->arena, &rows, &count, err));
    w->done = count == 0;
    for (size_t at = 0; at < count; w->seen++) {
        struct assist_facts f = {.count = 0};
        struct sums *s = sums_of(w, rows[at].district_id);
        int64_t id = rows[at].id, before, after;
        bool unknown = false;
        assist_born(&f, rows[at].born_on, rows[at].born_precision);
        for (; at < count && rows[at].id == id; at++)
            if (f.count < ASSIST_GROUNDS)
                f.reasons[f.count++] = (struct assist_reason){rows[at].ground, rows[at].children};
        TRY(total(c, now, &f, &before, &unknown, err));
        TRY(total(c, then, &f, &after, &unknown, err));
        s->people_now += before > 0;
        s->money_now += before;
        s->people_then += after > 0;
        s->money_then += after;
        s->unknown += unknown;
        w->after = id;
    }
    return OK;
}

static bool among(const struct assist_granted_among_row *rows, size_t count, int64_t person) {
    for (size_t low = 0, high = count; low < high;) {
        size_t mid = low + (high - low) / 2;
        if (rows[mid].person_id == person)
            return true;
        if (rows[mid].person_id < person)
            low = mid + 1;
        else
            high = mid;
    }
    return false;
}

static enum status some_homes(struct ctx *c, void *user, struct error *err) {
    struct trying *w = user;
    struct assist_trial_households_row *homes;
    struct assist_granted_among_row *granted;
    struct assist_numbers *now, *then;
    const struct policy_condition *condition;
    struct policy_facts **facts;
    struct text problem;
    size_t granted_count, count;
    TRY(assist_trial_households(c->db, &(struct assist_trial_households_in){w->level, w->area, w->after, HOMES},
                                c->arena, &homes, &count, err));
    w->done = count == 0;
    if (count == 0)
        return OK;
    int64_t *ids = ARENA_ARRAY(c->arena, count, int64_t), each = 0;
    for (size_t i = 0; i < count; i++)
        ids[i] = homes[i].household_id;
    TRY(tried_numbers(c, w, &now, &then, err));
    if (then->base == DB_NULL || !mul_div_i64(then->base, w->t.added_coefficient, 10000, &each))
        return fail(err, E_INVALID, "benefit.bad_amount");
    TRY(policy_condition_compile(c, w->t.condition, &condition, &problem, err));
    TRY(policy_facts_load(c, (struct db_ids){ids, count}, c->today, &facts, err));
    TRY(assist_granted_among(c->db, &(struct assist_granted_among_in){{ids, count}}, c->arena, &granted, &granted_count,
                             err));
    for (size_t i = 0; i < count; i++) {
        struct sums *s = sums_of(w, homes[i].district_id);
        struct text name;
        if (facts[i] == NULL)
            continue;
        enum entitlement *answers = ARENA_ARRAY(c->arena, policy_facts_members(facts[i]) + 1, enum entitlement);
        TRY(policy_condition_answers(c, condition, facts[i], answers, err));
        for (size_t m = 0; m < policy_facts_members(facts[i]); m++) {
            if (answers[m] == ENTITLED_NO || among(granted, granted_count, policy_facts_member(facts[i], m, &name)))
                continue;
            s->unknown += answers[m] == ENTITLED_UNKNOWN;
            if (answers[m] != ENTITLED_YES)
                continue;
            s->people_added++;
            s->people_then++;
            s->money_added += each;
            s->money_then += each;
        }
        w->seen += (int64_t)policy_facts_members(facts[i]);
    }
    w->after = homes[count - 1].household_id;
    return OK;
}

static enum status read_trial(struct ctx *c, void *user, struct error *err) {
    struct trying *w = user;
    int64_t id = w->t.id;
    bool found = false;
    TRY(assist_trial_get(c->db, &(struct assist_trial_get_in){id}, c->arena, &w->t, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    w->level = w->t.commune_id != DB_NULL ? 3 : w->t.district_id != DB_NULL ? 2 : w->t.province_id != DB_NULL ? 1 : 0;
    w->area = w->level == 3 ? w->t.commune_id : w->level == 2 ? w->t.district_id : w->level == 1 ? w->t.province_id : 0;
    return OK;
}

static enum status write_answer(struct ctx *c, void *user, struct error *err) {
    const struct trying *w = user;
    TRY(assist_trial_clear(c->db, &(struct assist_trial_clear_in){w->t.id}, NULL, err));
    for (size_t i = 0; i < w->count; i++) {
        const struct sums *s = &w->sums[i];
        TRY(assist_trial_area_add(c->db,
                                  &(struct assist_trial_area_add_in){id_new(), w->t.id, s->district_id, s->people_now,
                                                                     s->money_now, s->people_then, s->money_then,
                                                                     s->people_added, s->money_added, s->unknown},
                                  NULL, err));
    }
    TRY(assist_trial_done(c->db, &(struct assist_trial_done_in){w->t.id, w->seen, clock_now(&c->app->clock)}, NULL,
                          err));
    audit_note(c, 0, "aid.tried", "assistance_trial", w->t.id, NULL);
    return OK;
}

enum status assist_try(struct ctx *c, int64_t trial_id, struct error *err) {
    struct trying *w = ARENA_NEW(c->arena, struct trying);
    *w = (struct trying){.t.id = trial_id, .arena = c->arena};
    TRY(ctx_read(c, read_trial, w, err));
    w->after = -1;
    TRY(job_pieces(c, some_cases, NULL, w, &w->done, &w->seen, err));
    if (w->t.condition.ptr != NULL) {
        w->after = -1;
        w->done = false;
        TRY(job_pieces(c, some_homes, NULL, w, &w->done, &w->seen, err));
    }
    return ctx_write(c, write_answer, w, err);
}

enum status assist_trial_run(struct ctx *c, int64_t job_id, struct text params, struct error *err) {
    const struct json_body *body;
    int64_t id = 0;
    (void)job_id;
    TRY(json_body_parse(c->arena, params, &body, err));
    if (!json_body_id(json_body_get(body, "trial"), &id))
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(assist_try(c, id, err));
    struct value *v = value_object(c->arena);
    value_set_text(v, "href", arena_fmt(c->arena, "/social-assistance/trials/%lld", (long long)id));
    value_set_str(v, "message", "assistance.tried");
    job_result(c, v);
    return OK;
}
