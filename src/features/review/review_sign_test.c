/* Signing: two signers at once, lists of nothing but refusals, minutes printed again, who left and came back. */
#include <pthread.h>

#include "features/review/testing.h"

/* ---- two signers of one list */

struct signer_thread {
    struct world *w;
    const char *role, *poor, *escaped;
    pthread_barrier_t *start;
    enum status got;
    struct error err;
};

static enum status sign_lists(struct ctx *c, void *user, struct error *e) {
    struct signer_thread *t = user;
    return decision_sign_lists(c, t->w->season, t->w->commune, text_of(t->poor), text_of(t->escaped), e);
}

static void *sign_at_once(void *user) {
    struct signer_thread *t = user;
    AUTO_ARENA a = arena_new(MAX_DOCUMENT_ARENA);
    struct ctx c;
    ctx_init_system(&c, &t->w->app, a, NULL);
    c.user.account_id = 1;
    c.user.role = text_of(t->role);
    c.user.display_name = text_of(t->role);
    c.user.scope = (struct db_scope){DB_SCOPE_COMMUNE, t->w->commune};
    error_clear(&t->err);
    (void)pthread_barrier_wait(t->start);
    t->got = ctx_write(&c, sign_lists, t, &t->err);
    return NULL;
}

TEST_DB("of two who sign the same lists at once exactly one wins, and the other is told") {
    for (int round = 0; round < 4; round++) {
        static struct world w;
        if (round == 0)
            world_new(&w, pool);
        world_day(&w, 9, 2);
        int64_t poor = world_household(&w, 0, 1, 0), above = world_household(&w, 0, 1, 0);
        int64_t both[] = {poor, above};
        if (round == 0)
            world_open(&w);
        else {
            ctx_init_system(&w.c, &w.app, test_arena(), NULL);
            struct act list = {.hamlet = 0};
            assert_ok(do_act(&w, act_list, &list));
        }
        world_interview(&w, poor, 1, 3);
        world_interview(&w, above, 3, 3);
        world_to_opinion(&w, 0, both, 2);
        struct act draft = {0};
        assert_ok(do_act(&w, act_draft, &draft));
        pthread_barrier_t start;
        (void)pthread_barrier_init(&start, NULL, 2);
        char numbers[4][16];
        for (int i = 0; i < 4; i++)
            (void)snprintf(numbers[i], sizeof numbers[i], "%d/QĐ", round * 4 + i);
        struct signer_thread t[2] = {
            {.w = &w, .role = "commune_chair", .poor = numbers[0], .escaped = numbers[1], .start = &start},
            {.w = &w, .role = "commune_vice_chair", .poor = numbers[2], .escaped = numbers[3], .start = &start}};
        pthread_t threads[2];
        for (int i = 0; i < 2; i++)
            assert_int_equal(pthread_create(&threads[i], NULL, sign_at_once, &t[i]), 0);
        for (int i = 0; i < 2; i++)
            (void)pthread_join(threads[i], NULL);
        (void)pthread_barrier_destroy(&start);
        if ((t[0].got == OK) == (t[1].got == OK))
            fail_msg("round %d: %s %s and %s %s", round, status_name(t[0].got), t[0].err.key, status_name(t[1].got),
                     t[1].err.key);
        const struct error *lost = t[0].got == OK ? &t[1].err : &t[0].err;
        if (strcmp(lost->key, "review.no_draft") != 0 && strcmp(lost->key, "review.signed_already") != 0 &&
            strcmp(lost->key, "review.draft_stale") != 0)
            fail_msg("the loser was told %s", lost->key);
        assert_int_equal(world_class(&w, poor, w.provincial), 1); /* one open row: a second one is an error */
        assert_int_equal(world_class(&w, above, w.provincial), 3);
        assert_int_equal(world_state(&w, above).state, REVIEW_DECIDED);
    }
}

/* ---- nothing but refusals */

TEST_DB("a commune whose ready households are all refused closes with refusals, without an empty list") {
    static struct world w;
    world_new(&w, pool);
    int64_t asked = world_household(&w, 0, 0, 0), seen = world_household(&w, 0, 0, 0);
    world_open(&w);
    world_list(&w, asked, "request");
    world_list(&w, seen, "everybody");
    int64_t both[] = {asked, seen};
    world_interview(&w, asked, 3, 3);
    world_interview(&w, seen, 3, 3);
    world_to_opinion(&w, 0, both, 2);
    struct act draft = {0};
    assert_ok(do_act(&w, act_draft, &draft));
    assert_true(draft.drafts.poor_near_poor == 0 && draft.drafts.escaped == 0);
    assert_int_equal(draft.drafts.refusals, 1);
    assert_int_equal(draft.drafts.settled, 1);
    world_as(&w, "commune_officer", DB_SCOPE_COMMUNE, w.commune);
    assert_refused(&w, act_sign, "review.sign_in_person", .text = "", .more = "");
    world_as(&w, "commune_chair", DB_SCOPE_COMMUNE, w.commune);
    struct act sign = {.text = "", .more = ""};
    assert_ok(do_act(&w, act_sign, &sign));
    assert_int_equal(world_state(&w, asked).state, REVIEW_REFUSED);
    assert_int_equal(world_state(&w, seen).state, REVIEW_DECIDED); /* did not ask: no paper */
    assert_refused(&w, act_sign, "review.no_draft", .text = "", .more = "");
}

TEST_DB("refusals are not signed past households that belong on a list") {
    static struct world w;
    world_new(&w, pool);
    int64_t asked = world_household(&w, 0, 0, 0), poor = world_household(&w, 0, 1, 1);
    world_open(&w);
    world_list(&w, asked, "request");
    int64_t both[] = {asked, poor};
    world_interview(&w, asked, 3, 3);
    world_interview(&w, poor, 1, 1);
    world_to_opinion(&w, 0, both, 2);
    world_as(&w, "commune_chair", DB_SCOPE_COMMUNE, w.commune);
    assert_refused(&w, act_sign, "review.no_draft", .text = "1", .more = "2");
    assert_int_equal(world_state(&w, asked).state, REVIEW_OPINION);
}

/* ---- minutes */

static struct minutes_view minutes(struct world *w, int64_t meeting) {
    AUTO_DB db = NULL;
    struct minutes_view v;
    assert_ok(db_take(w->app.pool, false, &db, &err));
    w->c.db = db;
    assert_ok(review_minutes_load(&w->c, meeting, &v, &err));
    w->c.db = NULL;
    return v;
}

TEST_DB("minutes printed again show the class that was voted on, whatever a re-check found since") {
    static struct world w;
    world_new(&w, pool);
    int64_t poor = world_household(&w, 0, 1, 1);
    world_open(&w);
    world_interview(&w, poor, 1, 2);
    world_day(&w, 10, 7);
    struct meeting_vote_of vote = {poor, 30, TEXT_NONE};
    struct act meet = {.votes = &vote, .vote_count = 1}, post = {0}, object = {.a = poor};
    assert_ok(do_act(&w, act_meet, &meet));
    assert_ok(do_act(&w, act_post, &post));
    assert_ok(do_act(&w, act_object, &object));
    world_interview(&w, poor, 3, 3);
    struct act recheck = {.a = object.id, .version = 1, .flag = true};
    assert_ok(do_act(&w, act_recheck, &recheck));
    struct minutes_view v = minutes(&w, meet.id);
    assert_int_equal(v.count, 1);
    assert_int_equal(v.lines[0].provincial, 1);
    assert_int_equal(v.lines[0].national, 2);
}

/* ---- leaving and coming back */

TEST_DB("a household that left by mistake and is back is listed again, and the commune can sign") {
    static struct world w;
    world_new(&w, pool);
    int64_t back = world_household(&w, 0, 1, 0), other = world_household(&w, 0, 1, 0);
    world_open(&w);
    world_sql(&w, "UPDATE household_now SET status = 2 WHERE household_id = %lld;", (long long)back);
    struct act list = {0};
    assert_ok(do_act(&w, act_list, &list));
    assert_int_equal(world_state(&w, back).state, REVIEW_LEFT);
    world_sql(&w, "UPDATE household_now SET status = 1 WHERE household_id = %lld;", (long long)back);
    assert_ok(do_act(&w, act_list, &list));
    assert_int_equal(world_state(&w, back).state, REVIEW_LISTED);
    int64_t both[] = {back, other};
    world_interview(&w, back, 1, 3);
    world_interview(&w, other, 3, 3);
    world_to_opinion(&w, 0, both, 2);
    struct act draft = {0}, sign = {.text = "1", .more = "2"};
    assert_ok(do_act(&w, act_draft, &draft));
    world_as(&w, "commune_chair", DB_SCOPE_COMMUNE, w.commune);
    assert_ok(do_act(&w, act_sign, &sign));
}

TEST_DB("who moves to another commune after the meeting agreed is reviewed there from the start") {
    static struct world w;
    world_new(&w, pool);
    int64_t mover = world_household(&w, 0, 1, 0), stays = world_household(&w, 0, 1, 0),
            there = world_household(&w, 2, 1, 0);
    (void)there;
    world_open(&w);
    int64_t both[] = {mover, stays};
    world_interview(&w, mover, 1, 3);
    world_interview(&w, stays, 1, 3);
    world_to_opinion(&w, 0, both, 2);
    world_sql(&w, "UPDATE household_now SET hamlet_id = %lld, commune_id = %lld WHERE household_id = %lld;",
              (long long)w.hamlet[2], (long long)w.other_commune, (long long)mover);
    struct act draft = {0}, list = {.hamlet = 2}, sign = {.text = "1", .more = ""};
    assert_ok(do_act(&w, act_draft, &draft));
    assert_int_equal(draft.drafts.lines, 1);
    world_as(&w, "commune_chair", DB_SCOPE_COMMUNE, w.commune);
    assert_ok(do_act(&w, act_sign, &sign));
    ctx_init_system(&w.c, &w.app, test_arena(), NULL);
    assert_ok(do_act(&w, act_list, &list));
    struct season_household_one_row x = world_state(&w, mover);
    assert_int_equal(x.state, REVIEW_LISTED);
    assert_int_equal(x.hamlet_id, w.hamlet[2]);
}
