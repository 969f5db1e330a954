/* Claims follow identities: a merged household's go to the one it went into, an open loan goes with its borrower, a
 * personal number that is put right takes its claims along, and an outside list's line finds the person who has its
 * number. Where two then hold the same key, both stay and a clash is opened for their agencies: nothing is deleted.
 * Every step is written down (claim_move), so that an event that is taken back takes them back. */
#include "features/claim/claim_internal.h"
#include "features/household/household.h"

struct following {
    struct ctx *c;
    int64_t household_id; /* of the event */
    instant_t at;
    const char *cause;
};

struct key {
    int64_t source_id, policy_id, period;
    struct text content_group;
    int64_t from_kind, from_identity; /* from_kind 0: a further row */
    int64_t to_kind, to_identity;
};

/* Ids grow with time: the smaller one was there first. */
static enum status open_clash(struct following *f, const struct key *k, int64_t holder, struct error *err) {
    int64_t first = holder < k->source_id ? holder : k->source_id,
            second = holder < k->source_id ? k->source_id : holder;
    return claim_clash_open(f->c->db,
                            &(struct claim_clash_open_in){id_new(), k->content_group, k->to_kind, k->to_identity, first,
                                                          second, text_of(f->cause), k->period,
                                                          f->at != 0 ? f->at : DB_NULL, clock_now(&f->c->app->clock)},
                            NULL, err);
}

/* The place beside others at the new key: the ordinary one when it is free, the policy's own by a lawful exception,
 * else the source's own with a clash. */
static enum status slot_at(struct following *f, const struct key *k, int64_t *ret_slot, struct error *err) {
    struct claim_at_row *at;
    size_t count;
    TRY(claim_at(f->c->db, &(struct claim_at_in){k->to_kind, k->to_identity, k->content_group, k->period, k->source_id},
                 f->c->arena, &at, &count, err));
    *ret_slot = 0;
    for (size_t i = 0; i < count; i++) {
        bool allowed = false;
        struct overlap_rule rule;
        TRY(policy_exception(f->c, k->policy_id, at[i].policy_id, &allowed, &rule, err));
        if (allowed) {
            if (*ret_slot == 0)
                *ret_slot = k->policy_id;
            continue;
        }
        TRY(open_clash(f, k, at[i].holder_id, err));
        *ret_slot = k->source_id;
    }
    return OK;
}

static enum status follow(struct following *f, const struct key *k, struct error *err) {
    struct ctx *c = f->c;
    struct claim_own_row own;
    bool has = false;
    int64_t slot;
    TRY(claim_own(c->db, &(struct claim_own_in){k->source_id, k->to_kind, k->to_identity, k->period}, c->arena, &own,
                  &has, err));
    if (has)
        return OK;
    TRY(slot_at(f, k, &slot, err));
    if (k->from_kind == 0)
        TRY(claim_add_row(
            c->db,
            &(struct claim_add_row_in){k->source_id, k->to_kind, k->to_identity, k->content_group, k->period, slot},
            NULL, err));
    else
        TRY(claim_move_row(c->db,
                           &(struct claim_move_row_in){k->source_id, k->from_kind, k->from_identity, k->period,
                                                       k->to_kind, k->to_identity, slot},
                           NULL, err));
    return claim_move_note(c->db,
                           &(struct claim_move_note_in){id_new(), k->source_id, f->at, f->household_id, k->from_kind,
                                                        k->from_identity, k->to_kind, k->to_identity, k->period},
                           NULL, err);
}

/* ---- one identity becomes another */

/* What a merged household had in months that are over was its own: only what still runs goes along. */
static bool still_runs(struct text grain_code, int64_t period, day_t on) {
    enum policy_grain grain = claim_grain(grain_code);
    if (claim_period_start(grain, period) == DAY_NONE)
        return true;
    return claim_period_key(grain, on) <= period;
}

static enum status move_all(struct following *f, enum claim_identity kind, int64_t from, int64_t to, day_t on,
                            struct error *err) {
    struct claim_rows_of_identity_row *rows;
    size_t count;
    TRY(claim_rows_of_identity(f->c->db, &(struct claim_rows_of_identity_in){kind, from}, f->c->arena, &rows, &count,
                               err));
    for (size_t i = 0; i < count; i++) {
        const struct claim_rows_of_identity_row *r = &rows[i];
        if (on != DAY_NONE && !still_runs(r->grain, r->period, on))
            continue;
        TRY(follow(f, &(struct key){r->source_id, r->policy_id, r->period, r->content_group, kind, from, kind, to},
                   err));
    }
    return OK;
}

static enum status loans_go_along(struct following *f, int64_t from, int64_t to, struct error *err) {
    struct claim_borrowers_row *rows;
    size_t count;
    TRY(claim_borrowers(f->c->db, &(struct claim_borrowers_in){from, to}, f->c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++)
        TRY(follow(f,
                   &(struct key){rows[i].source_id, rows[i].policy_id, rows[i].period, rows[i].content_group,
                                 CLAIM_HOUSEHOLD, from, CLAIM_HOUSEHOLD, to},
                   err));
    return OK;
}

/* ---- numbers */

/* What a person has is claimed under the number too. The old number's rows were never this person's. */
static enum status number_changed(struct following *f, int64_t person_id, int64_t old, int64_t number,
                                  struct error *err) {
    struct claim_rows_of_identity_row *rows;
    size_t count;
    TRY(claim_rows_of_identity(f->c->db, &(struct claim_rows_of_identity_in){CLAIM_PERSON, person_id}, f->c->arena,
                               &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        const struct claim_rows_of_identity_row *r = &rows[i];
        struct claim_own_row own;
        bool has = false;
        if (old != 0)
            TRY(claim_own(f->c->db, &(struct claim_own_in){r->source_id, CLAIM_NUMBER, old, r->period}, f->c->arena,
                          &own, &has, err));
        struct key k = {r->source_id,           r->policy_id,  r->period,    r->content_group,
                        has ? CLAIM_NUMBER : 0, has ? old : 0, CLAIM_NUMBER, number};
        if (number != 0)
            TRY(follow(f, &k, err));
        else if (has)
            TRY(claim_drop_row(f->c->db, &(struct claim_drop_row_in){r->source_id, CLAIM_NUMBER, old, r->period}, NULL,
                               err));
    }
    return OK;
}

/* A line of an outside list that matched nobody has found its person. */
static enum status number_found(struct following *f, const struct claim_numbers_of_row *p, int64_t number,
                                struct error *err) {
    struct claim_unattached_row *rows;
    size_t count;
    TRY(claim_unattached(f->c->db, &(struct claim_unattached_in){number}, f->c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        const struct claim_unattached_row *r = &rows[i];
        bool person = text_is(r->binds, "person");
        if (i == 0 || rows[i - 1].source_id != r->source_id)
            TRY(claim_source_attach(
                f->c->db, &(struct claim_source_attach_in){r->source_id, p->household_id, p->person_id}, NULL, err));
        TRY(follow(f,
                   &(struct key){r->source_id, r->policy_id, r->period, r->content_group, 0, 0,
                                 person ? CLAIM_PERSON : CLAIM_HOUSEHOLD, person ? p->person_id : p->household_id},
                   err));
    }
    return OK;
}

static enum status numbers_of(struct following *f, const struct household_happening *h, struct error *err) {
    struct claim_numbers_of_row *people;
    size_t count;
    f->cause = "number";
    TRY(claim_numbers_of(f->c->db,
                         &(struct claim_numbers_of_in){h->person_id != 0 ? h->person_id : DB_NULL, h->household_id,
                                                       h->other_id != 0 ? h->other_id : DB_NULL, h->at},
                         f->c->arena, &people, &count, err));
    for (size_t i = 0; i < count; i++) {
        int64_t number = claim_number(people[i].personal_number), old = claim_number(people[i].old_number);
        bool corrected = strcmp(h->kind, "corrected") == 0;
        if (corrected && old != number)
            TRY(number_changed(f, people[i].person_id, old, number, err));
        if (number != 0)
            TRY(number_found(f, &people[i], number, err));
    }
    return OK;
}

/* ---- taken back */

static enum status take_back(struct ctx *c, const struct household_happening *h, struct error *err) {
    struct claim_moves_of_row *moves;
    size_t count;
    struct following f = {c, h->household_id, 0, "merged"};
    TRY(claim_clash_undone(c->db, &(struct claim_clash_undone_in){h->at, clock_now(&c->app->clock)}, NULL, err));
    TRY(claim_moves_of(c->db, &(struct claim_moves_of_in){h->household_id, h->at}, c->arena, &moves, &count, err));
    for (size_t i = 0; i < count; i++) {
        const struct claim_moves_of_row *m = &moves[i];
        struct key k = {.source_id = m->source_id,
                        .content_group = m->content_group,
                        .period = m->period,
                        .to_kind = m->from_kind,
                        .to_identity = m->from_identity};
        int64_t slot;
        if (m->from_kind == 0) {
            TRY(claim_drop_row(c->db, &(struct claim_drop_row_in){m->source_id, m->to_kind, m->to_identity, m->period},
                               NULL, err));
            continue;
        }
        TRY(slot_at(&f, &k, &slot, err));
        TRY(claim_move_row(c->db,
                           &(struct claim_move_row_in){m->source_id, m->to_kind, m->to_identity, m->period,
                                                       m->from_kind, m->from_identity, slot},
                           NULL, err));
    }
    return claim_moves_undone(c->db, &(struct claim_moves_undone_in){h->household_id, h->at}, NULL, err);
}

static enum status claims_hear(struct ctx *c, const struct household_happening *h, struct error *err) {
    struct following f = {c, h->household_id, h->at, "merged"};
    if (h->taken_back)
        return take_back(c, h, err);
    if (strcmp(h->kind, "merged") == 0)
        TRY(move_all(&f, CLAIM_HOUSEHOLD, h->household_id, h->other_id, h->on, err));
    if (strcmp(h->kind, "split") == 0)
        TRY(loans_go_along(&f, h->household_id, h->other_id, err));
    static const char *const with_people[] = {"created", "imported", "birth", "moved_in", "corrected"};
    for (size_t i = 0; i < COUNT_OF(with_people); i++)
        if (strcmp(h->kind, with_people[i]) == 0)
            return numbers_of(&f, h, err);
    return OK;
}
HOUSEHOLD_LISTENER(claims_hear);

enum status claim_person_is(struct ctx *c, int64_t person_id, int64_t same_as_id, struct error *err) {
    struct following f = {c, 0, clock_now(&c->app->clock), "same_person"};
    return move_all(&f, CLAIM_PERSON, person_id, same_as_id, DAY_NONE, err);
}
