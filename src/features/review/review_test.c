/* A season from its opening to the signed lists, and the refusal of each step that comes too early. */
#include "features/review/testing.h"

/* Three poor households and one near-poor in the first hamlet, interviewed: kept, escaped to near-poor, escaped above,
 * escaped near-poor; and one that asked and is found poor, one that asked and is not. */
struct story {
    struct world w;
    int64_t kept, to_near, above, near, asked, denied;
};

static void story_new(struct story *s, struct db_pool *pool) {
    world_new(&s->w, pool);
    s->kept = world_household(&s->w, 0, 1, 1);
    s->to_near = world_household(&s->w, 0, 1, 2);
    s->above = world_household(&s->w, 0, 1, 0);
    s->near = world_household(&s->w, 0, 2, 0);
    s->asked = world_household(&s->w, 0, 0, 0);
    s->denied = world_household(&s->w, 0, 0, 0);
    world_open(&s->w);
    int64_t asked[] = {s->asked, s->denied};
    for (int i = 0; i < 2; i++)
        world_sql(&s->w,
                  "INSERT INTO season_household (season_id, household_id, hamlet_id, commune_id, district_id, "
                  "province_id, urban, minority,"
                  " source, state, open_objections, version) VALUES (%lld, %lld, %lld, %lld, %lld, %lld, 0, 0, "
                  "'request', 0, 0, 1);",
                  (long long)s->w.season, (long long)asked[i], (long long)s->w.hamlet[0], (long long)s->w.commune,
                  (long long)s->w.district, (long long)s->w.province);
}

static void story_interviews(struct story *s) {
    world_interview(&s->w, s->kept, 1, 1);
    world_interview(&s->w, s->to_near, 2, 2);
    world_interview(&s->w, s->above, 3, 3);
    world_interview(&s->w, s->near, 3, 3);
    world_interview(&s->w, s->asked, 1, 3);
    world_interview(&s->w, s->denied, 3, 3);
}

static void story_to_opinion(struct story *s) {
    story_interviews(s);
    int64_t all[] = {s->kept, s->to_near, s->above, s->near, s->asked, s->denied};
    world_to_opinion(&s->w, 0, all, COUNT_OF(all));
}

static void assert_movement(struct world *w, const char *kind, struct movement poor, struct movement near) {
    struct season s;
    struct movement_table t;
    struct db *db;
    assert_ok(db_take(w->app.pool, false, &db, &err));
    w->c.db = db;
    assert_ok(season_get(&w->c, w->season, &s, &err));
    assert_ok(review_movement(&w->c, &s, w->commune, kind, ANY, ANY, &t, &err));
    w->c.db = NULL;
    db_give(db);
    assert_true(t.balanced);
    assert_memory_equal(&t.poor, &poor, sizeof poor);
    assert_memory_equal(&t.near, &near, sizeof near);
}

TEST_DB("a hamlet goes from its list to two signed decisions, and the movement balances") {
    static struct story s;
    story_new(&s, pool);
    story_to_opinion(&s);
    world_day(&s.w, 10, 21);
    struct act draft = {0};
    assert_ok(do_act(&s.w, act_draft, &draft));
    assert_int_equal(draft.drafts.refusals, 1);
    assert_true(draft.drafts.poor_near_poor != 0 && draft.drafts.escaped != 0);
    world_as(&s.w, "commune_chair", DB_SCOPE_COMMUNE, s.w.commune);
    struct act sign = {.text = "101/QĐ-UBND", .more = "102/QĐ-UBND"};
    assert_ok(do_act(&s.w, act_sign, &sign));
    assert_int_equal(world_class(&s.w, s.kept, s.w.provincial), 1);
    assert_int_equal(world_class(&s.w, s.to_near, s.w.provincial), 2);
    assert_int_equal(world_class(&s.w, s.above, s.w.provincial), 3);
    assert_int_equal(world_class(&s.w, s.near, s.w.provincial), 3);
    assert_int_equal(world_class(&s.w, s.asked, s.w.provincial), 1);
    assert_int_equal(world_class(&s.w, s.asked, s.w.national), 0); /* never on that list: nothing to write */
    assert_int_equal(world_class(&s.w, s.denied, s.w.provincial), 0);
    assert_int_equal(world_state(&s.w, s.kept).state, REVIEW_DECIDED);
    assert_int_equal(world_state(&s.w, s.denied).state, REVIEW_REFUSED);
    assert_movement(
        &s.w, "provincial",
        (struct movement){.started = 3, .escaped_to_near = 1, .escaped_above = 1, .new_other = 1, .ended = 2},
        (struct movement){.started = 1, .escaped_above = 1, .came_down = 1, .ended = 1});
    assert_movement(&s.w, "national", (struct movement){.started = 1, .ended = 1},
                    (struct movement){.started = 1, .ended = 1});
}

TEST_DB("a signed list is hashed, frozen and cannot be signed again") {
    static struct story s;
    story_new(&s, pool);
    story_to_opinion(&s);
    struct act draft = {0}, sign = {.text = "101/QĐ-UBND", .more = "102/QĐ-UBND"};
    assert_ok(do_act(&s.w, act_draft, &draft));
    world_as(&s.w, "commune_vice_chair", DB_SCOPE_COMMUNE, s.w.commune);
    assert_ok(do_act(&s.w, act_sign, &sign));
    struct db *db;
    struct decision_view v;
    assert_ok(db_take(pool, false, &db, &err));
    s.w.c.db = db;
    assert_ok(review_decision_load(&s.w.c, draft.drafts.poor_near_poor, &v, &err));
    assert_int_equal(v.count, 3);
    assert_int_equal(v.hash.len, 32);
    assert_text(v.capacity, "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH");
    unsigned char hash[32];
    struct decision_rows_row *rows;
    size_t count;
    assert_ok(decision_hash(&s.w.c, v.id, hash, &rows, &count, &err));
    assert_memory_equal(hash, v.hash.ptr, 32);
    s.w.c.db = NULL;
    db_give(db);
    assert_refused(&s.w, act_sign, "review.no_draft", .text = "103", .more = "104");
    assert_refused(&s.w, act_draft, "review.nothing_ready", 0);
}

TEST_DB("nothing is decided before the posting has ended") {
    static struct story s;
    story_new(&s, pool);
    story_interviews(&s);
    int64_t all[] = {s.kept, s.above};
    world_day(&s.w, 10, 7); /* a Monday: the term of three working days begins on Tuesday and ends on Thursday */
    world_meet(&s.w, 0, all, 2, 30);
    struct act post = {0};
    assert_ok(do_act(&s.w, act_post, &post));
    assert_int_equal(world_state(&s.w, s.kept).posting_ends_on, day_of(2024, 10, 11));
    world_day(&s.w, 10, 10);
    assert_refused(&s.w, act_ask, "review.posting_not_ended", 0);
    assert_refused(&s.w, act_draft, "review.posting_not_ended", 0);
    world_day(&s.w, 10, 11);
    assert_refused(&s.w, act_draft, "review.opinion_missing", 0);
    struct act ask = {0};
    assert_ok(do_act(&s.w, act_ask, &ask));
    assert_refused(&s.w, act_draft, "review.opinion_missing", 0);
}

TEST_DB("a household that less than half agreed to is reviewed again, then judged by a new meeting") {
    static struct story s;
    story_new(&s, pool);
    story_interviews(&s);
    world_day(&s.w, 10, 7);
    struct meeting_vote_of votes[] = {{s.kept, 19, TEXT_NONE}, {s.above, 20, TEXT_NONE}};
    struct act meet = {.votes = votes, .vote_count = 2};
    assert_ok(do_act(&s.w, act_meet, &meet));
    assert_int_equal(world_state(&s.w, s.kept).state, REVIEW_AGAIN);
    assert_int_equal(world_state(&s.w, s.above).state, REVIEW_AGREED); /* exactly half is enough */
    assert_refused(&s.w, act_meet, "review.not_reviewed_again", .votes = votes, .vote_count = 1);
    world_interview(&s.w, s.kept, 2, 2);
    assert_ok(do_act(&s.w, act_meet,
                     &(struct act){.votes = &(struct meeting_vote_of){s.kept, 30, TEXT_NONE}, .vote_count = 1}));
    assert_int_equal(world_state(&s.w, s.kept).state, REVIEW_AGREED);
}

TEST_DB("an objection blocks its household until re-check and re-posting; the rest go on") {
    static struct story s;
    story_new(&s, pool);
    story_interviews(&s);
    int64_t all[] = {s.kept, s.above};
    world_day(&s.w, 10, 7);
    world_meet(&s.w, 0, all, 2, 30);
    struct act post = {0}, object = {.a = s.kept}, ask = {0}, again = {0};
    assert_ok(do_act(&s.w, act_post, &post));
    world_day(&s.w, 10, 9);
    assert_ok(do_act(&s.w, act_object, &object));
    world_day(&s.w, 10, 14);
    assert_ok(do_act(&s.w, act_ask, &ask));
    assert_int_equal(world_state(&s.w, s.above).state, REVIEW_ASKED);
    assert_int_equal(world_state(&s.w, s.kept).state, REVIEW_POSTED);
    assert_refused(&s.w, act_draft, "review.objection_open", 0);
    assert_refused(&s.w, act_ask, "review.objection_open", 0);
    world_interview(&s.w, s.kept, 2, 2); /* the re-check found it better off */
    struct act recheck = {.a = object.id, .version = 1, .flag = true};
    assert_ok(do_act(&s.w, act_recheck, &recheck));
    assert_refused(&s.w, act_recheck, "review.objection_closed", .a = object.id, .version = 2);
    assert_int_equal(world_state(&s.w, s.kept).state, REVIEW_AGREED);
    assert_ok(do_act(&s.w, act_post, &again));
    world_day(&s.w, 10, 18);
    assert_ok(do_act(&s.w, act_ask, &ask));
    assert_int_equal(world_state(&s.w, s.kept).state, REVIEW_ASKED);
}

TEST_DB("an objection after drafting makes the draft stale") {
    static struct story s;
    story_new(&s, pool);
    story_to_opinion(&s);
    struct act draft = {0}, object = {.a = s.asked};
    assert_ok(do_act(&s.w, act_draft, &draft));
    assert_ok(do_act(&s.w, act_object, &object));
    world_as(&s.w, "commune_chair", DB_SCOPE_COMMUNE, s.w.commune);
    assert_refused(&s.w, act_sign, "review.draft_stale", .text = "1", .more = "2");
}

TEST_DB("only the chair or a vice chair of the commune signs, with a number nobody used") {
    static struct story s;
    story_new(&s, pool);
    story_to_opinion(&s);
    struct act draft = {0};
    assert_ok(do_act(&s.w, act_draft, &draft));
    world_as(&s.w, "commune_officer", DB_SCOPE_COMMUNE, s.w.commune);
    assert_refused(&s.w, act_sign, "review.sign_in_person", .text = "1", .more = "2");
    world_as(&s.w, "commune_chair", DB_SCOPE_COMMUNE, s.w.other_commune);
    assert_refused(&s.w, act_sign, "http.not_found", .text = "1", .more = "2");
    world_as(&s.w, "commune_chair", DB_SCOPE_COMMUNE, s.w.commune);
    assert_refused(&s.w, act_sign, "review.number_missing", .text = "1", .more = " ");
    assert_refused(&s.w, act_sign, "review.number_taken", .text = "1", .more = "1");
    assert_int_equal(world_class(&s.w, s.above, s.w.provincial), 1); /* nothing of it was kept */
}

TEST_DB("a list that does not balance is not signed") {
    static struct story s;
    story_new(&s, pool);
    story_to_opinion(&s);
    struct act draft = {0};
    assert_ok(do_act(&s.w, act_draft, &draft));
    world_as(&s.w, "commune_chair", DB_SCOPE_COMMUNE, s.w.commune);
    int64_t forgotten = world_household(&s.w, 1, 1, 0); /* poor, but on no list of the season */
    assert_refused(&s.w, act_sign, "review.forgotten", .text = "1", .more = "2");
    assert_int_equal(world_class(&s.w, s.above, s.w.provincial), 1);
    world_sql(&s.w, "DELETE FROM class_history WHERE household_id = %lld;", (long long)forgotten);
    /* A second open row of one household: the end by itself counts it twice, the movement too, once each as poor. */
    world_sql(&s.w, "UPDATE season_start SET class = 2 WHERE household_id = %lld;", (long long)s.kept);
    struct act sign = {.text = "1", .more = "2"};
    assert_ok(do_act(&s.w, act_sign, &sign)); /* near-poor before and poor now: that is a movement, too */
}

TEST_DB("steps are taken within the season's window, by rules that are known") {
    static struct story s;
    story_new(&s, pool);
    story_interviews(&s);
    struct meeting_vote_of vote = {s.kept, 30, TEXT_NONE};
    world_day(&s.w, 8, 31);
    assert_refused(&s.w, act_meet, "review.outside_window", .votes = &vote, .vote_count = 1);
    world_day(&s.w, 12, 15);
    assert_refused(&s.w, act_meet, "review.outside_window", .votes = &vote, .vote_count = 1);
    world_day(&s.w, 12, 14);
    assert_refused(&s.w, act_meet, "review.not_on_agenda", .votes = &(struct meeting_vote_of){42, 1, TEXT_NONE},
                   .vote_count = 1);
    assert_refused(&s.w, act_meet, "review.more_than_attended",
                   .votes = &(struct meeting_vote_of){s.kept, 41, TEXT_NONE}, .vote_count = 1);
    world_sql(&s.w, "UPDATE season_rule SET value = NULL WHERE key = 'meeting.agreement_share';");
    assert_refused(&s.w, act_meet, "review.rule_unknown", .votes = &vote, .vote_count = 1);
    assert_refused(&s.w, act_open, "review.season_exists", 0);
}

TEST_DB("a quorum holds only where the province set one") {
    static struct story s;
    story_new(&s, pool);
    story_interviews(&s);
    for (int i = 0; i < 75; i++)
        world_household(&s.w, 0, 0, 0);
    world_sql(&s.w, "UPDATE season_rule SET value = '5000' WHERE key = 'meeting.quorum_share';");
    struct meeting_vote_of vote = {s.kept, 30, TEXT_NONE};
    assert_refused(&s.w, act_meet, "review.no_quorum", .votes = &vote, .vote_count = 1); /* 40 of 81 */
    world_sql(&s.w, "UPDATE season_rule SET value = '4938' WHERE key = 'meeting.quorum_share';");
    struct act meet = {.votes = &vote, .vote_count = 1};
    assert_ok(do_act(&s.w, act_meet, &meet));
}

static enum status may_interview(struct ctx *c, void *user, struct error *e) {
    struct act *a = user;
    audit_note(c, 0, "test", "test", 0, NULL);
    return review_interview_allowed(c, a->w->season, a->a, e);
}

TEST_DB("answers are closed once the meeting agreed, open again while an objection is") {
    static struct story s;
    story_new(&s, pool);
    story_interviews(&s);
    struct act ask = {.a = s.kept};
    assert_ok(do_act(&s.w, may_interview, &ask));
    int64_t outsider = world_household(&s.w, 0, 0, 0);
    assert_refused(&s.w, may_interview, "review.not_on_list", .a = outsider);
    world_as(&s.w, "hamlet_reviewer", DB_SCOPE_HAMLET, s.w.hamlet[1]);
    assert_refused(&s.w, may_interview, "http.not_found", .a = s.kept);
    ctx_init_system(&s.w.c, &s.w.app, test_arena(), NULL);
    world_day(&s.w, 10, 7);
    world_meet(&s.w, 0, &s.kept, 1, 30);
    assert_refused(&s.w, may_interview, "review.agreed_already", .a = s.kept);
    struct act post = {0}, object = {.a = s.kept};
    assert_ok(do_act(&s.w, act_post, &post));
    assert_ok(do_act(&s.w, act_object, &object));
    assert_ok(do_act(&s.w, may_interview, &ask));
}

TEST_DB("the level above answers its own report, and silence is no consent unless a setting says so") {
    static struct story s;
    story_new(&s, pool);
    story_interviews(&s);
    world_day(&s.w, 10, 7);
    world_meet(&s.w, 0, &s.kept, 1, 30);
    struct act post = {0}, ask = {0};
    assert_ok(do_act(&s.w, act_post, &post));
    world_day(&s.w, 10, 14);
    assert_ok(do_act(&s.w, act_ask, &ask));
    world_as(&s.w, "commune_officer", DB_SCOPE_COMMUNE, s.w.commune);
    assert_refused(&s.w, act_give, "review.not_level_above", .a = ask.id, .version = 1, .flag = true);
    world_as(&s.w, "district_chair", DB_SCOPE_DISTRICT, s.w.district);
    assert_refused(&s.w, act_give, "review.say_what_to_explain", .a = ask.id, .version = 1);
    assert_refused(&s.w, act_give, "http.precondition_failed", .a = ask.id, .version = 7, .flag = true);
    struct act give = {.a = ask.id, .version = 1, .text = "giải trình hộ thứ nhất"};
    assert_ok(do_act(&s.w, act_give, &give));
    assert_int_equal(world_state(&s.w, s.kept).state, REVIEW_ASKED);
    assert_refused(&s.w, act_give, "review.opinion_given_already", .a = ask.id, .version = 2, .flag = true);
}
