/* Whose right the register says has ended since it was granted: the class is lost, the age is passed. Flagged for the
 * district to decide; no month after it is paid. When the right is there again, the flag goes by itself. */
#include "app/jobs.h"
#include "features/assistance/assistance_parts.h"

#define CHUNK 500

struct change {
    int64_t case_id;
    bool ended;
};
struct checking {
    int64_t after, seen;
    bool done;
    struct arena *arena; /* of the changes: few, and kept to the end */
    struct change *changes;
    size_t count, room;
};

static void change_add(struct checking *w, struct change one) {
    if (w->count == w->room) {
        w->room = w->room == 0 ? 64 : w->room * 2;
        struct change *more = ARENA_ARRAY(w->arena, w->room, struct change);
        if (w->count > 0)
            memcpy(more, w->changes, w->count * sizeof *more);
        w->changes = more;
    }
    w->changes[w->count++] = one;
}

/* The answer of one policy for a member; unknown when the rules do not speak of him. */
static enum status answer_of(struct ctx *c, const struct policy_rules *rules, const struct policy_facts *facts,
                             int64_t policy_id, int64_t person_id, enum entitlement *ret, struct error *err) {
    enum entitlement *answers = ARENA_ARRAY(c->arena, policy_facts_members(facts) + 1, enum entitlement);
    size_t count;
    struct text name;
    *ret = ENTITLED_UNKNOWN;
    for (size_t i = 0; i < policy_rules_count(rules); i++) {
        if (policy_rules_at(rules, i)->id != policy_id)
            continue;
        TRY(policy_rules_answers(c, rules, i, facts, answers, &count, err));
        for (size_t m = 0; m < count; m++)
            if (policy_facts_member(facts, m, &name) == person_id)
                *ret = answers[m];
    }
    return OK;
}

/* rows: the grounds of one dossier. Ended: no ground is open any more, for sure. */
static enum status judge(struct ctx *c, const struct assist_numbers *n, const struct policy_rules *rules,
                         const struct policy_facts *facts, const struct assist_standing_row *rows, size_t count,
                         bool *ret_ended, struct error *err) {
    struct assist_facts f = {.count = 0};
    assist_born(&f, rows[0].born_on, rows[0].born_precision);
    *ret_ended = facts != NULL; /* who is in no household is followed by the events of the register */
    for (size_t i = 0; i < count && *ret_ended; i++) {
        bool unsure;
        enum entitlement answer;
        const struct assist_tier *k = assist_tier_at(n, rows[i].ground, &f, &unsure);
        if (k == NULL) {
            *ret_ended = !unsure;
            continue;
        }
        TRY(answer_of(c, rules, facts, k->policy_id, rows[i].person_id, &answer, err));
        *ret_ended = answer == ENTITLED_NO;
    }
    return OK;
}

static enum status judge_some(struct ctx *c, void *user, struct error *err) {
    struct checking *w = user;
    struct assist_standing_row *rows;
    struct assist_numbers *n;
    struct policy_rules *rules;
    struct policy_facts **facts;
    size_t count, cases = 0;
    TRY(assist_standing(c->db, &(struct assist_standing_in){w->after, CHUNK}, c->arena, &rows, &count, err));
    w->done = count == 0;
    if (count == 0)
        return OK;
    int64_t *ids = ARENA_ARRAY(c->arena, count, int64_t);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || rows[i].id != rows[i - 1].id)
            ids[cases++] = rows[i].household_id;
    TRY(assist_numbers_load(c, c->today, &n, err));
    TRY(policy_rules_load(c, 0, c->today, &rules, err));
    TRY(policy_facts_load(c, (struct db_ids){ids, cases}, c->today, &facts, err));
    cases = 0;
    for (size_t at = 0; at < count; cases++) {
        size_t end = at;
        bool ended;
        while (end < count && rows[end].id == rows[at].id)
            end++;
        TRY(judge(c, n, rules, facts[cases], rows + at, end - at, &ended, err));
        if (ended != (rows[at].flag.ptr != NULL))
            change_add(w, (struct change){rows[at].id, ended});
        w->after = rows[at].id;
        w->seen++;
        at = end;
    }
    return OK;
}

static enum status write_changes(struct ctx *c, void *user, struct error *err) {
    const struct checking *w = user;
    for (size_t i = 0; i < w->count; i++)
        TRY(assist_right_flag(c->db,
                              &(struct assist_right_flag_in){w->changes[i].case_id,
                                                             w->changes[i].ended ? T("right_ended") : TEXT_NONE,
                                                             w->changes[i].ended ? c->today : DAY_NONE},
                              NULL, err));
    audit_note(c, 0, "aid.right_ended", "assistance_case", w->after, NULL);
    return OK;
}

enum status assist_check_rights(struct ctx *c, struct error *err) {
    struct checking w = {.after = -1, .arena = c->arena};
    TRY(job_pieces(c, judge_some, NULL, &w, &w.done, &w.seen, err));
    return w.count == 0 ? OK : ctx_write(c, write_changes, &w, err);
}
