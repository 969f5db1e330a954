/* Households for the tests of this feature. Only *_test.c use it. */
#ifndef ANSINH_INTERVIEW_TESTING_H
#define ANSINH_INTERVIEW_TESTING_H
#include "features/area/area.h"
#include "features/household/household.h"
#include "features/interview/interview.h"
#include "tests/test.h"

/* Its tests start with the shipped data. */
#undef TEST_WORLD
#define TEST_WORLD &test_loaded

#define SEASON 7001
#define RURAL 900001
#define URBAN 900002

/* A database with the shipped data, two hamlets and a household in each; the invented scorecard is in use. */
struct world {
    struct app app;
    struct ctx c;
    int64_t commune, ward, hamlets[2];
};

static inline enum status make_hamlets(struct ctx *c, void *user, struct error *e) {
    struct world *w = user;
    TRY(area_by_code(c, T("26602"), c->today, &w->commune, e));
    TRY(area_by_code(c, T("26506"), c->today, &w->ward, e));
    w->hamlets[0] = RURAL + 10;
    w->hamlets[1] = URBAN + 10;
    TRY(area_hamlet_create(c, w->hamlets[0], w->commune, T("Thôn Một"), T("Thôn"), false, "invented", e));
    TRY(area_hamlet_create(c, w->hamlets[1], w->ward, T("Khu phố 1"), T("Khu phố"), true, "invented", e));
    TRY(setting_store(c, "scorecard", day_of(2024, 1, 1), T(SCORECARD_DEMO), T("chạy thử"), T("invented"), e));
    audit_note(c, 0, "test.hamlets", "area", w->commune, NULL);
    return OK;
}

#define OPEN "2932896, 0, 9223372036854775806"

/* A household with four members, the first its head; born in 1980, 1985, 2010 and 2015. */
static inline void household_sql(struct buf *b, int64_t id, int64_t hamlet) {
    static const int born[] = {3652, 5479, 14610, 16436};
    buf_fmt(
        b,
        "INSERT INTO household (id, code, created_on) VALUES (%lld, 'H%lld', 19000);"
        "INSERT INTO household_version (id, household_id, valid_from, valid_to, recorded_at, superseded_at, hamlet_id,"
        " head_person_id, status, event, account_id) VALUES (%lld, %lld, 19000, " OPEN
        ", %lld, %lld, 1, 'created', 1);\n",
        (long long)id, (long long)id, (long long)id, (long long)id, (long long)hamlet, (long long)id * 10);
    for (int k = 0; k < 4; k++)
        buf_fmt(
            b,
            "INSERT INTO person (id) VALUES (%lld);"
            "INSERT INTO person_version (id, person_id, valid_from, valid_to, recorded_at, superseded_at, full_name,"
            " name_fold, sex, born_on, born_precision, event, account_id) VALUES (%lld, %lld, 19000, " OPEN
            ", 'Nguyễn Thị Hoà', 'nguyen thi hoa', 1, %d, 0, 'created', 1);"
            "INSERT INTO membership (id, person_id, household_id, relation, valid_from, valid_to, recorded_at,"
            " superseded_at, event_in, account_id) VALUES (%lld, %lld, %lld, '%s', 19000, " OPEN ", 'initial', 1);\n",
            (long long)id * 10 + k, (long long)id * 10 + k, (long long)id * 10 + k, born[k], (long long)id * 10 + k,
            (long long)id * 10 + k, (long long)id, k == 0 ? "head" : "child");
}

struct range {
    int64_t from, to;
};

static inline enum status refresh_all(struct ctx *c, void *user, struct error *e) {
    const struct range *r = user;
    for (int64_t id = r->from; id <= r->to; id++)
        TRY(household_refresh(c, id, e));
    audit_note(c, 0, "test.households", "household", r->from, NULL);
    return OK;
}

/* Into a database that holds the shipped data already. */
static inline void world_fill(struct world *w) {
    static struct error err;
    assert_ok(ctx_write(&w->c, make_hamlets, w, &err));
    AUTO_BUF b;
    buf_init(&b, 1u << 20);
    household_sql(&b, RURAL, w->hamlets[0]);
    household_sql(&b, URBAN, w->hamlets[1]);
    buf_char(&b, 0);
    struct db *db;
    assert_ok(db_take(w->app.pool, true, &db, &err));
    assert_ok(db_script(db, b.ptr, &err));
    db_give(db);
    assert_ok(ctx_write(&w->c, refresh_all, &(struct range){RURAL, URBAN}, &err));
}

static inline void world(struct world *w, struct db_pool *pool) {
    *w = (struct world){.app = {.pool = pool, .clock = {.fixed_day = day_of(2024, 11, 25)}}};
    ctx_init_system(&w->c, &w->app, test_arena(), NULL);
    world_fill(w);
}
#endif
