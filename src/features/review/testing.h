/* A small world for tests of the review: one commune with two hamlets, a second commune with one, households on the
 * provincial and national lists, and the roles that act. Only *_test.c use it. */
#ifndef ANSINH_REVIEW_TESTING_H
#define ANSINH_REVIEW_TESTING_H
#include "features/area/area.h"
#include "features/review/review_parts.h"
#include "features/standard/standard.h"
#include "tests/test.h"

/* Its tests start with the shipped data. */
#undef TEST_WORLD
#define TEST_WORLD &test_loaded

static struct error err;

struct world {
    struct app app;
    struct ctx c;
    int64_t province, district, commune, other_commune, hamlet[3]; /* 0, 1 in commune; 2 in other_commune */
    int64_t provincial, national;
    int64_t season, last_household;
};

static inline enum status world_hamlets(struct ctx *c, void *user, struct error *e) {
    struct world *w = user;
    struct area *path;
    size_t n;
    TRY(area_by_code(c, T("26602"), c->today, &w->commune, e));
    TRY(area_by_code(c, T("26506"), c->today, &w->other_commune, e));
    TRY(area_path(c, w->commune, c->today, &path, &n, e));
    w->district = path[1].id;
    w->province = path[n - 1].id;
    for (int i = 0; i < 3; i++) {
        w->hamlet[i] = 900100 + i;
        struct text name = arena_fmt(c->arena, "Thôn %d", i + 1);
        TRY(area_hamlet_create(c, w->hamlet[i], i < 2 ? w->commune : w->other_commune, name, T("Thôn"), false,
                               "invented", e));
    }
    audit_note(c, 0, "test.hamlets", "area", w->commune, NULL);
    return OK;
}

static inline void world_day(struct world *w, int month, int day) {
    w->app.clock.fixed_day = day_of(2024, month, day);
    w->c.today = w->c.as_of = w->app.clock.fixed_day;
}

#define world_sql(w, ...) test_sql((w)->app.pool, __VA_ARGS__)

static inline void world_new(struct world *w, struct db_pool *pool) {
    *w = (struct world){.app = {.pool = pool, .clock = {.fixed_day = day_of(2024, 9, 2)}}, .last_household = 800000};
    ctx_init_system(&w->c, &w->app, test_arena(), NULL);
    assert_ok(ctx_write(&w->c, world_hamlets, w, &err));
    w->provincial = standard_id_of_key(T("brvt-2022"));
    w->national = standard_id_of_key(T("national-2022"));
}

/* A household in a hamlet; classes 0: on no list. */
static inline int64_t world_household(struct world *w, int hamlet, int provincial, int national) {
    long long id = ++w->last_household, commune = hamlet < 2 ? w->commune : w->other_commune;
    world_sql(
        w,
        "INSERT INTO household (id, code, created_on) VALUES (%lld, 'H%lld', 19000);"
        "INSERT INTO household_now (household_id, code, version, status, hamlet_id, commune_id, district_id, "
        "province_id, urban,"
        " head_name, head_sort, members_fold, member_count, minority, female_head, class_provincial, class_national,"
        " sort_version) VALUES (%lld, 'H%lld', 1, 1, %lld, %lld, %lld, %lld, 0, 'Hộ %lld', %s, ' ho %lld ', 4, 0, 0, "
        "%d, %d, '');",
        id, id, id, id, (long long)w->hamlet[hamlet], commune, (long long)w->district, (long long)w->province, id,
        db_pool_kind(w->app.pool) == DB_SQLITE ? "X'01'" : "'\\x01'", id, provincial, national);
    int classes[2] = {provincial, national};
    for (int i = 0; i < 2; i++)
        if (classes[i] != 0)
            world_sql(w,
                      "INSERT INTO class_history (id, household_id, standard_id, class, valid_from, valid_to, "
                      "recorded_at, superseded_at,"
                      " movement) VALUES (%lld, %lld, %lld, %d, 19700, %d, 0, 9223372036854775806, 'start');",
                      id * 4 + i, id, (long long)(i == 0 ? w->provincial : w->national), classes[i], DAY_FOREVER);
    return id;
}

/* The interview of a household and what it came to; again: answers changed. */
static inline void world_interview(struct world *w, int64_t household, int provincial, int national) {
    long long id = household * 10 + 1;
    world_sql(w,
              "DELETE FROM interview_result WHERE interview_id = %lld;"
              "INSERT INTO interview (id, household_id, season_id, interviewed_on, urban, method, indicator_family, "
              "points_a, deprived_mask, answered_mask,"
              " members, reviewer_account_id, version, recorded_at) VALUES (%lld, %lld, %lld, %d, 0, 'paper', "
              "'national-2022', 120, 7, 4095, 4, 1, 1, 0)"
              " ON CONFLICT (season_id, household_id) DO UPDATE SET version = interview.version + 1;"
              "INSERT INTO interview_result (interview_id, standard_id, class, income_low, deprived_count, cut_off, "
              "by_points, missing)"
              " VALUES (%lld, %lld, %d, %d, 3, 140, 1, 0), (%lld, %lld, %d, %d, 3, 140, 1, 0);",
              id, id, (long long)household, (long long)w->season, w->c.today, id, (long long)w->provincial, provincial,
              provincial < 3, id, (long long)w->national, national, national < 3);
}

static inline void world_as(struct world *w, const char *role, int level, int64_t area) {
    w->c.user.account_id = 1;
    w->c.user.role = text_of(role);
    w->c.user.display_name = T("Trần Văn Ký");
    w->c.user.scope = (struct db_scope){level, area};
}

/* ---- acts, each in a write transaction of its own as the edge does it */
struct act {
    struct world *w;
    int64_t a, b, version, id;
    int hamlet, n;
    bool flag;
    const char *text, *more;
    const struct meeting_vote_of *votes;
    size_t vote_count;
    struct decision_drafts drafts;
    struct meeting_plan plan;
};
static inline enum status act_open(struct ctx *c, void *user, struct error *e) {
    struct act *a = user;
    struct season_plan p = {.kind = a->text ? a->text : "yearly",
                            .year = 2024,
                            .month = a->n,
                            .area_id = a->w->province,
                            .starts_on = DAY_NONE,
                            .ends_on = DAY_NONE};
    return season_open(c, &p, &a->id, e);
}
static inline enum status act_list(struct ctx *c, void *user, struct error *e) {
    struct act *a = user;
    return season_hamlet_list(c, a->w->season, a->w->hamlet[a->hamlet], true, e);
}
static inline enum status act_meet(struct ctx *c, void *user, struct error *e) {
    struct act *a = user;
    struct meeting_plan p = {.season_id = a->w->season,
                             .hamlet_id = a->w->hamlet[a->hamlet],
                             .place = T("Nhà văn hoá"),
                             .chair = T("Lê Văn Sáu"),
                             .secretary = T("Võ Thị Tư"),
                             .representative = T("Đào Văn Lành"),
                             .attendees = 40,
                             .votes = a->votes,
                             .vote_count = a->vote_count};
    return meeting_hold(c, &p, &a->id, e);
}
static inline enum status act_post(struct ctx *c, void *user, struct error *e) {
    struct act *a = user;
    return posting_put_up(c, a->w->season, a->w->hamlet[a->hamlet], &a->id, e);
}
static inline enum status act_object(struct ctx *c, void *user, struct error *e) {
    struct act *a = user;
    return objection_receive(c, a->w->season, a->a, T("Nguyễn Văn Tám"), T("thu nhập cao hơn"), &a->id, e);
}
static inline enum status act_recheck(struct ctx *c, void *user, struct error *e) {
    struct act *a = user;
    return objection_recheck(c, a->a, a->version, a->flag, T("đã phúc tra"), e);
}
static inline enum status act_ask(struct ctx *c, void *user, struct error *e) {
    struct act *a = user;
    return opinion_ask(c, a->w->season, a->w->commune, T("15/BC-UBND"), &a->id, e);
}
static inline enum status act_give(struct ctx *c, void *user, struct error *e) {
    struct act *a = user;
    return opinion_give_one(c, a->a, a->version, a->flag, text_of(a->text), e);
}
static inline enum status act_draft(struct ctx *c, void *user, struct error *e) {
    struct act *a = user;
    return decision_draft(c, a->w->season, a->a ? a->a : a->w->commune, &a->drafts, e);
}
static inline enum status act_sign(struct ctx *c, void *user, struct error *e) {
    struct act *a = user;
    return decision_sign_lists(c, a->w->season, a->a ? a->a : a->w->commune, text_of(a->text), text_of(a->more), e);
}

static inline enum status do_act(struct world *w, enum status (*fn)(struct ctx *c, void *user, struct error *e),
                                 struct act *a) {
    a->w = w;
    error_clear(&err);
    return ctx_write(&w->c, fn, a, &err);
}
#define assert_refused(w, fn, key_, ...)                                                                               \
    do {                                                                                                               \
        struct act act_ = {__VA_ARGS__};                                                                               \
        enum status refused_ = do_act((w), (fn), &act_);                                                               \
        assert_int_not_equal(refused_, OK);                                                                            \
        assert_string_equal(err.key, (key_));                                                                          \
    } while (0)

static inline void world_open(struct world *w) {
    struct act a = {0};
    assert_ok(do_act(w, act_open, &a));
    w->season = a.id;
}
static inline void world_meet(struct world *w, int hamlet, const int64_t *households, size_t count, int64_t agreeing) {
    struct meeting_vote_of *votes = ARENA_ARRAY(test_arena(), count, struct meeting_vote_of);
    for (size_t i = 0; i < count; i++)
        votes[i] = (struct meeting_vote_of){households[i], agreeing, TEXT_NONE};
    struct act a = {.hamlet = hamlet, .votes = votes, .vote_count = count};
    assert_ok(do_act(w, act_meet, &a));
}
/* Puts a household on the list by another way than that it is managed. */
static inline void world_list(struct world *w, int64_t household, const char *source) {
    world_sql(w,
              "INSERT INTO season_household (season_id, household_id, hamlet_id, commune_id, district_id, province_id, "
              "urban, minority, source, state, open_objections, version) SELECT %lld, household_id, hamlet_id, "
              "commune_id, district_id, province_id, urban, minority, '%s', 0, 0, 1 FROM household_now WHERE "
              "household_id = %lld;"
              "INSERT INTO season_hamlet (season_id, hamlet_id, commune_id, district_id, province_id, version) SELECT "
              "%lld, hamlet_id, commune_id, district_id, province_id, 1 FROM household_now WHERE household_id = %lld "
              "ON CONFLICT DO NOTHING;",
              (long long)w->season, source, (long long)household, (long long)w->season, (long long)household);
}
/* From the interview to the opinion given, for households of one hamlet of the first commune; ends on 20/11. */
static inline void world_to_opinion(struct world *w, int hamlet, const int64_t *households, size_t count) {
    world_day(w, 10, 7);
    world_meet(w, hamlet, households, count, 30);
    struct act post = {.hamlet = hamlet}, ask = {0}, give = {.version = 1, .flag = true};
    assert_ok(do_act(w, act_post, &post));
    world_day(w, 10, 14);
    assert_ok(do_act(w, act_ask, &ask));
    give.a = ask.id;
    assert_ok(do_act(w, act_give, &give));
}

/* Which class a household has by the provincial standard in the present state. */
static inline int world_class(struct world *w, int64_t household, int64_t standard) {
    struct class_open_row_row r;
    bool found = false;
    struct db *db;
    assert_ok(db_take(w->app.pool, false, &db, &err));
    assert_ok(class_open_row(db, &(struct class_open_row_in){household, standard}, test_arena(), &r, &found, &err));
    db_give(db);
    return found ? (int)r.class : 0;
}
static inline struct season_household_one_row world_state(struct world *w, int64_t household) {
    struct season_household_one_row r = {0};
    bool found = false;
    struct db *db;
    assert_ok(db_take(w->app.pool, false, &db, &err));
    assert_ok(season_household_one(db, &(struct season_household_one_in){w->season, household}, test_arena(), &r,
                                   &found, &err));
    db_give(db);
    assert_true(found);
    return r;
}
#endif
