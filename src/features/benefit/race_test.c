/* Many writers want the same for one person at the same moment: as a line of a list, as a card, in a batch of others,
 * from another agency. Exactly one gets it; the others are told so. ANSINH_TEST_LONG=1: 200 writers, 1,000 times. */
#include <pthread.h>
#include <stdlib.h>

#include "features/benefit/testing.h"

struct racer {
    struct town *w;
    struct ctx c;
    int64_t list, household, person;
    int kind, round, no;
    struct claim_line batch[5];
    bool won, told, busy;
    struct error err;
};

static enum status race_tx(struct ctx *c, void *user, struct error *e) {
    struct racer *r = user;
    struct claim_terms t = {r->kind == 1   ? "card"
                            : r->kind == 2 ? "outside_line"
                                           : "loan",
                            policy_id_of_key(r->no % 2 ? T("health-card-poor") : T("health-card-brvt-poor")), c->today,
                            0, T("DS")};
    struct claim_line line = {.source_id = r->round * 1000 + r->no,
                              .household_id = r->household,
                              .person_id = r->person,
                              .from = day_of(2024, 12, 1),
                              .to = day_of(2025, 1, 1)};
    r->told = r->won = false;
    if (r->kind == 0) {
        struct benefit_new one = {.household_id = r->household,
                                  .person_id = r->person,
                                  .from = DAY_NONE,
                                  .to = DAY_NONE,
                                  .amount = DB_NULL,
                                  .entitled_on = DAY_NONE};
        struct benefit_refused *refused;
        size_t count;
        TRY(benefit_add(c, r->list, &one, 1, NULL, &refused, &count, e));
        r->won = count == 0;
        r->told = count == 1 && strcmp(refused[0].key, "claim.twice") == 0;
        return OK;
    }
    audit_note(c, 0, "test.race", "claim", r->no, NULL);
    if (r->kind == 3) {
        struct claim_conflict *conflicts;
        size_t count;
        for (int i = 0; i < 5; i++) {
            r->batch[i].source_id = line.source_id * 10 + i;
            r->batch[i].from = line.from;
            r->batch[i].to = line.to;
        }
        r->batch[2].person_id = r->person;
        r->batch[2].household_id = r->household;
        TRY(claim_reserve_many(c, &t, r->batch, 5, &conflicts, &count, e));
        bool lost = false;
        for (size_t i = 0; i < count; i++)
            lost = lost || conflicts[i].line == 2;
        r->won = !lost;
        r->told = lost;
        return OK;
    }
    enum status s = claim_reserve(c, &t, &line, e);
    r->won = s == OK;
    r->told = s == E_CONFLICT && strcmp(e->key, "claim.twice") == 0 && e->args[1][0] != 0;
    return s;
}

static void *race(void *user) {
    struct racer *r = user;
    r->c.arena = arena_new(64u << 20);
    for (int again = 0; again < 50; again++) {
        error_clear(&r->err);
        r->c.notes = NULL;
        enum status s = ctx_write(&r->c, race_tx, r, &r->err);
        r->busy = s == E_BUSY;
        if (s != OK)
            r->won = false;
        if (!r->busy)
            break;
    }
    arena_free(r->c.arena);
    return NULL;
}

TEST_DB("of many writers who want the same for one person exactly one gets it, and each other is told who has it") {
    static struct town w;
    static struct racer racers[200];
    const char *in_full = getenv("ANSINH_TEST_LONG");
    int writers = in_full ? 200 : 12, rounds = in_full ? 1000 : 4;
    town_new(&w, pool);
    struct deed d = {.policy = "health-card-poor", .from = day_of(2024, 12, 1), .to = day_of(2025, 1, 1)};
    for (int round = 0; round < rounds; round++) {
        int64_t h = town_household(&w, 0, 1, 1), p = w.last_person;
        pthread_t threads[200];
        for (int i = 0; i < writers; i++) {
            struct racer *r = &racers[i];
            *r = (struct racer){.w = &w, .household = h, .person = p, .kind = i % 4, .round = round, .no = i};
            as_officer(&w);
            if (r->kind == 0)
                assert_ok(do_deed(&w, deed_open, &d));
            r->list = d.list;
            for (int k = 0; k < 5; k++) { /* the batch's other people are its own */
                r->batch[k].household_id = h;
                r->batch[k].person_id = k == 2 || r->kind != 3 ? p : town_person(&w, h, "Người khác", 0, "relative");
            }
            r->c = w.c;
        }
        for (int i = 0; i < writers; i++)
            assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
        int won = 0;
        for (int i = 0; i < writers; i++)
            assert_int_equal(pthread_join(threads[i], NULL), 0);
        for (int i = 0; i < writers; i++) {
            won += racers[i].won;
            if (!racers[i].won && !racers[i].told)
                fail_msg("writer %d (kind %d) lost without being told: %s %s [%s]", i, racers[i].kind,
                         status_name(racers[i].err.status), racers[i].err.key ? racers[i].err.key : "",
                         racers[i].err.detail);
        }
        assert_int_equal(won, 1);
        assert_int_equal(
            town_count(&w,
                       "SELECT count(*) FROM claim WHERE identity = %lld AND identity_kind = 1 AND period = "
                       "202412 AND released_at = 9223372036854775806",
                       (long long)p),
            1);
    }
}
