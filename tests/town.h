/* A small world for tests of what is given to people: one commune with two hamlets, another commune, households with
 * members who have personal numbers. Only *_test.c use it. */
#ifndef ANSINH_TEST_TOWN_H
#define ANSINH_TEST_TOWN_H
#include "features/area/area.h"
#include "features/claim/claim.h"
#include "features/policy/policy.h"
#include "features/standard/standard.h"
#include "tests/test.h"

/* Its tests start with the shipped data. */
#undef TEST_WORLD
#define TEST_WORLD &test_loaded

static struct error err;

struct town {
    struct app app;
    struct ctx c;
    int64_t province, district, commune, other_commune, hamlet[3]; /* 0, 1 in commune; 2 in other_commune */
    int64_t last_household, last_person;
    enum status expected;
};

static inline enum status town_hamlets(struct ctx *c, void *user, struct error *e) {
    struct town *w = user;
    struct area *path;
    size_t n;
    TRY(area_by_code(c, T("26602"), c->today, &w->commune, e));
    TRY(area_by_code(c, T("26506"), c->today, &w->other_commune, e));
    TRY(area_path(c, w->commune, c->today, &path, &n, e));
    w->district = path[1].id;
    w->province = path[n - 1].id;
    for (int i = 0; i < 3; i++) {
        w->hamlet[i] = 910100 + i;
        struct text name = arena_fmt(c->arena, "Ấp %d", i + 1);
        TRY(area_hamlet_create(c, w->hamlet[i], i < 2 ? w->commune : w->other_commune, name, T("Ấp"), false, "invented",
                               e));
    }
    audit_note(c, 0, "test.hamlets", "area", w->commune, NULL);
    return OK;
}

static inline void town_day(struct town *w, int year, int month, int day) {
    w->app.clock.fixed_day = day_of(year, month, day);
    w->c.today = w->c.as_of = w->app.clock.fixed_day;
}

#define town_sql(w, ...) test_sql((w)->app.pool, __VA_ARGS__)

static inline void town_new(struct town *w, struct db_pool *pool) {
    *w = (struct town){.app = {.pool = pool, .clock = {.fixed_day = day_of(2024, 11, 25)}},
                       .last_household = 810000,
                       .last_person = 820000};
    ctx_init_system(&w->c, &w->app, test_arena(), NULL);
    assert_ok(ctx_write(&w->c, town_hamlets, w, &err));
}

/* number 0: none. */
static inline int64_t town_person(struct town *w, int64_t household, const char *name, int64_t number,
                                  const char *relation) {
    long long id = ++w->last_person;
    char text[24] = "NULL";
    if (number != 0)
        (void)snprintf(text, sizeof text, "'%012lld'", (long long)number);
    town_sql(w,
             "INSERT INTO person (id) VALUES (%lld);"
             "INSERT INTO person_version (id, person_id, valid_from, valid_to, recorded_at, superseded_at, full_name, "
             "name_fold, sex, born_on, born_precision, personal_number, event, account_id)"
             " VALUES (%lld, %lld, 19000, %d, 0, 9223372036854775806, '%s', '', 0, 3652, 0, %s, 'initial', 1);"
             "INSERT INTO membership (id, person_id, household_id, relation, valid_from, valid_to, recorded_at, "
             "superseded_at, event_in, account_id)"
             " VALUES (%lld, %lld, %lld, '%s', 19000, %d, 0, 9223372036854775806, 'initial', 1);",
             id, id, id, DAY_FOREVER, name, text, id, id, (long long)household, relation, DAY_FOREVER);
    return id;
}

/* A household of one head, who has the number 077<household id's last nine digits>; classes as stored, 0: on no list.
 */
static inline int64_t town_household(struct town *w, int hamlet, int provincial, int national) {
    long long id = ++w->last_household, commune = hamlet < 2 ? w->commune : w->other_commune;
    town_sql(
        w,
        "INSERT INTO household (id, code, created_on) VALUES (%lld, 'H%lld', 19000);"
        "INSERT INTO household_now (household_id, code, version, status, hamlet_id, commune_id, district_id, "
        "province_id, urban, head_name, head_sort, members_fold, member_count, minority, female_head, "
        "class_provincial, class_national, sort_version)"
        " VALUES (%lld, 'H%lld', 1, 1, %lld, %lld, %lld, %lld, 0, 'Chủ hộ %lld', %s, ' chu ho %lld ', 1, 0, 0, %d, %d, "
        "'');"
        "INSERT INTO household_version (id, household_id, valid_from, valid_to, recorded_at, superseded_at, hamlet_id, "
        "status, event, account_id) VALUES (%lld, %lld, 19000, %d, 0, 9223372036854775806, %lld, 1, 'created', 1);",
        id, id, id, id, (long long)w->hamlet[hamlet], commune, (long long)w->district, (long long)w->province, id,
        db_pool_kind(w->app.pool) == DB_SQLITE ? "X'01'" : "'\\x01'", id, provincial, national, id, id, DAY_FOREVER,
        (long long)w->hamlet[hamlet]);
    int classes[2] = {provincial, national};
    for (int i = 0; i < 2; i++)
        if (classes[i] != 0)
            town_sql(w,
                     "INSERT INTO class_history (id, household_id, standard_id, class, valid_from, valid_to, "
                     "recorded_at, superseded_at, movement) VALUES (%lld, %lld, %lld, %d, 19700, %d, 0, "
                     "9223372036854775806, 'start');",
                     id * 4 + i, id, (long long)standard_id_of_key(i == 0 ? T("brvt-2022") : T("national-2022")),
                     classes[i], DAY_FOREVER);
    char name[40];
    (void)snprintf(name, sizeof name, "Chủ hộ %lld", id);
    int64_t head = town_person(w, id, name, 77000000000 + id, "head");
    town_sql(w, "UPDATE household_version SET head_person_id = %lld WHERE household_id = %lld", (long long)head, id);
    return id;
}

#define town_count(w, ...) test_count((w)->app.pool, __VA_ARGS__)

static inline void town_as(struct town *w, const char *role, int level, int64_t area, int64_t agency, int64_t account) {
    w->c.user.account_id = account;
    w->c.user.role = text_of(role);
    w->c.user.display_name = T("Trần Văn Ký");
    w->c.user.agency_id = agency;
    w->c.user.scope = (struct db_scope){level, area};
}
#endif
