/* Approval and letting go. Approval binds who is a member of the household on that day. */
#include "features/claim/claim.h"
#include "features/claim/claim_internal.h"

static enum status sources_of(struct ctx *c, const char *kind, struct db_ids ids, struct claim_sources_of_row **ret,
                              size_t *ret_count, struct error *err) {
    return claim_sources_of(c->db, &(struct claim_sources_of_in){text_of(kind), ids}, c->arena, ret, ret_count, err);
}

static size_t index_of(struct db_ids ids, int64_t id) {
    for (size_t i = 0; i < ids.count; i++)
        if (ids.ptr[i] == id)
            return i;
    return ids.count;
}

/* Who joined since the proposal is wanted, who left is let go. */
static void compare_members(const struct claim_sources_of_row *s, size_t line, const struct claim_held_of_row *held,
                            size_t held_count, const struct claim_members_row *members, size_t member_count,
                            struct wants *joined, struct wants *left) {
    for (size_t h = 0; h < held_count; h++) {
        const struct claim_held_of_row *k = &held[h];
        if (k->source_id != s->id)
            continue;
        bool still = k->identity_kind == CLAIM_HOUSEHOLD;
        for (size_t m = 0; m < member_count && !still; m++)
            still = members[m].household_id == s->household_id &&
                    ((k->identity_kind == CLAIM_PERSON && members[m].person_id == k->identity) ||
                     (k->identity_kind == CLAIM_NUMBER && claim_number(members[m].personal_number) == k->identity));
        if (!still)
            want_add(left, line, s->id, (enum claim_identity)k->identity_kind, k->identity, k->period);
        if (k->identity_kind != CLAIM_HOUSEHOLD)
            continue;
        for (size_t m = 0; m < member_count; m++) { /* each period that the household has, its members have */
            if (members[m].household_id != s->household_id)
                continue;
            int64_t number = claim_number(members[m].personal_number);
            bool person = false, by_number = number == 0;
            for (size_t i = 0; i < held_count; i++)
                if (held[i].source_id == s->id && held[i].period == k->period) {
                    person =
                        person || (held[i].identity_kind == CLAIM_PERSON && held[i].identity == members[m].person_id);
                    by_number = by_number || (held[i].identity_kind == CLAIM_NUMBER && held[i].identity == number);
                }
            if (!person)
                want_add(joined, line, s->id, CLAIM_PERSON, members[m].person_id, k->period);
            if (!by_number)
                want_add(joined, line, s->id, CLAIM_NUMBER, number, k->period);
        }
    }
}

static enum status members_of_day(struct ctx *c, const struct policy *p, struct db_ids ids,
                                  const struct claim_sources_of_row *s, size_t count, day_t on, struct conflicts *k,
                                  struct error *err) {
    for (size_t i = 0; i < count; i++) {
        struct claim_held_of_row *held;
        struct claim_members_row *members;
        size_t held_count, member_count, beside_count;
        struct beside *beside;
        struct wants joined = {.arena = c->arena}, left = {.arena = c->arena};
        if (s[i].policy_id != p->id || s[i].household_id == DB_NULL)
            continue;
        int64_t household = s[i].household_id, source = s[i].id;
        TRY(claim_held_of(c->db, &(struct claim_held_of_in){{&source, 1}}, c->arena, &held, &held_count, err));
        TRY(claim_members(c->db, &(struct claim_members_in){{&household, 1}, on}, c->arena, &members, &member_count,
                          err));
        compare_members(&s[i], index_of(ids, s[i].source_id), held, held_count, members, member_count, &joined, &left);
        TRY(claims_meet(c, p, &joined, true, k, &beside, &beside_count, err));
        TRY(claims_take(c, p, &joined, k, err));
        if (left.count > 0)
            TRY(claim_let_go_rows(c->db, &(struct claim_let_go_rows_in){wants_json(&left), clock_now(&c->app->clock)},
                                  NULL, err));
    }
    return OK;
}

enum status claim_confirm(struct ctx *c, const char *source_kind, struct db_ids ids, day_t on, struct text document,
                          struct claim_conflict **ret, size_t *ret_count, struct error *err) {
    struct claim_sources_of_row *s;
    size_t count, n = 0;
    struct conflicts k = {.arena = c->arena};
    TRY(sources_of(c, source_kind, ids, &s, &count, err));
    int64_t *rows = ARENA_ARRAY(c->arena, count + 1, int64_t), seen = 0;
    for (size_t i = 0; i < count; i++) {
        struct policy p;
        if (s[i].state == CLAIM_RELEASED)
            return fail(err, E_CONFLICT, "claim.was_released");
        if (s[i].policy_id == seen)
            continue;
        seen = s[i].policy_id;
        TRY(policy_get(c, seen, on, &p, err));
        if (p.binds == BINDS_HOUSEHOLD_AND_MEMBERS)
            TRY(members_of_day(c, &p, ids, s, count, on, &k, err));
    }
    for (size_t i = 0; i < count; i++)
        if (k.count == 0 || !conflicts_have(&k, index_of(ids, s[i].source_id)))
            rows[n++] = s[i].id;
    if (n > 0)
        TRY(claim_source_confirm(
            c->db, &(struct claim_source_confirm_in){{rows, n}, on, document, clock_now(&c->app->clock)}, NULL, err));
    *ret = k.rows;
    *ret_count = k.count;
    return OK;
}

/* The first key that is let go from a day on; 0: all, DB_NULL: none. */
static int64_t first_key(enum policy_grain grain, day_t from) {
    if (from == DAY_NONE || grain == GRAIN_WHILE_OPEN)
        return 0;
    if (grain == GRAIN_ONCE || grain == GRAIN_CASE)
        return DB_NULL;
    int64_t keys[2] = {0, 0};
    keys[0] = claim_period_key(grain, from);
    if (claim_period_start(grain, keys[0]) >= from)
        return keys[0];
    return keys[0] + 1; /* keys that no period has are passed over by the comparison */
}

enum status claim_release(struct ctx *c, const char *source_kind, struct db_ids ids, day_t from, struct text reason,
                          struct error *err) {
    struct claim_sources_of_row *s;
    struct claim_held_of_row *held;
    size_t count, held_count;
    instant_t at = clock_now(&c->app->clock);
    TRY(sources_of(c, source_kind, ids, &s, &count, err));
    if (count == 0)
        return OK;
    int64_t *rows = ARENA_ARRAY(c->arena, count, int64_t), *of_group = ARENA_ARRAY(c->arena, count, int64_t);
    for (size_t i = 0; i < count; i++)
        rows[i] = s[i].id;
    TRY(claim_held_of(c->db, &(struct claim_held_of_in){{rows, count}}, c->arena, &held, &held_count, err));
    for (size_t i = 0; i < held_count; i++) { /* a group at a time, at its first row */
        struct content_group g;
        bool done = false;
        for (size_t k = 0; k < i && !done; k++)
            done = text_eq(held[k].content_group, held[i].content_group);
        if (done)
            continue;
        size_t n = 0;
        for (size_t k = i; k < held_count; k++)
            if (text_eq(held[k].content_group, held[i].content_group) &&
                (n == 0 || of_group[n - 1] != held[k].source_id))
                of_group[n++] = held[k].source_id;
        TRY(content_group_get(c, held[i].content_group, &g, err));
        int64_t key = first_key(g.grain, from);
        if (key != DB_NULL)
            TRY(claim_let_go(c->db, &(struct claim_let_go_in){{of_group, n}, key, at}, NULL, err));
    }
    return claim_source_released(c->db, &(struct claim_source_released_in){{rows, count}, at, reason}, NULL, err);
}
