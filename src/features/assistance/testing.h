/* People of several ages in one hamlet, money, and who acts; only *_test.c use it. */
#ifndef ANSINH_ASSISTANCE_TESTING_H
#define ANSINH_ASSISTANCE_TESTING_H
#include "features/area/area.h"
#include "features/assistance/assistance_parts.h"
#include "features/benefit/benefit.h"
#include "features/budget/budget.h"
#include "features/household/household.h"
#include "features/standard/standard.h"
#include "tests/app_fixture.h"

static struct error err;

struct aid {
    struct fixture f;
    struct ctx c;
    int64_t province, district, commune, hamlet;
    const char *commune_officer, *office, *chair, *elsewhere;
    int month_no;
};
/* Households have the number of their head. */
enum { OLD = 920001, PARENT = 920002, CHILD = 920003, DISABLED = 920004, HALF_KNOWN = 920005, NEAR_80 = 920006 };

static inline enum status aid_places(struct ctx *c, void *user, struct error *e) {
    struct aid *w = user;
    struct area *path;
    size_t n;
    int64_t line;
    TRY(area_by_code(c, T("77"), c->today, &w->province, e));
    TRY(area_by_code(c, T("26602"), c->today, &w->commune, e));
    TRY(area_path(c, w->commune, c->today, &path, &n, e));
    w->district = path[1].id;
    w->hamlet = 920100;
    TRY(area_hamlet_create(c, w->hamlet, w->commune, T("Thôn Một"), T("Thôn"), false, "invented", e));
    TRY(budget_line_open(c, &(struct budget_line_key){2024, BUDGET_FUND_POOR, 1, w->province, 0, 0}, &line, e));
    TRY(budget_receive(c, line, 1000000000, "gift", 1, day_of(2024, 3, 1), TEXT_NONE, NULL, e));
    audit_note(c, 0, "test.places", "area", w->commune, NULL);
    return OK;
}
static inline enum status aid_refresh(struct ctx *c, void *user, struct error *e) {
    (void)user;
    for (int64_t id = OLD; id <= NEAR_80; id++)
        TRY(household_refresh(c, id, e));
    audit_note(c, 0, "test.households", "household", OLD, NULL);
    return OK;
}

#define AID_OPEN "2932896, 0, 9223372036854775806"
static inline void aid_person(struct buf *b, long long id, long long household, const char *name, day_t born,
                              int precision, const char *relation) {
    buf_fmt(b,
            "INSERT INTO person (id) VALUES (%lld);"
            "INSERT INTO person_version (id, person_id, valid_from, valid_to, recorded_at, superseded_at, full_name,"
            " name_fold, sex, born_on, born_precision, event, account_id) VALUES (%lld, %lld, 14000, " AID_OPEN
            ", '%s', 'ten', 2, %d, %d, 'created', 1);"
            "INSERT INTO membership (id, person_id, household_id, relation, valid_from, valid_to, recorded_at,"
            " superseded_at, event_in, account_id) VALUES (%lld, %lld, %lld, '%s', 14000, " AID_OPEN ", 'initial', 1);",
            id, id, id, name, (int)born, precision, id, id, household, relation);
}
/* national: 0 on no list, 1 poor. */
static inline void aid_household(struct buf *b, struct aid *w, long long id, const char *name, day_t born,
                                 int precision, int national) {
    buf_fmt(b,
            "INSERT INTO household (id, code, created_on) VALUES (%lld, 'H%lld', 14000);"
            "INSERT INTO household_version (id, household_id, valid_from, valid_to, recorded_at, superseded_at,"
            " hamlet_id, head_person_id, status, event, account_id) VALUES (%lld, %lld, 14000, " AID_OPEN
            ", %lld, %lld, 1, 'created', 1);",
            id, id, id, id, (long long)w->hamlet, id);
    aid_person(b, id, id, name, born, precision, "head");
    if (national != 0)
        buf_fmt(b,
                "INSERT INTO class_history (id, household_id, standard_id, class, valid_from, valid_to, recorded_at,"
                " superseded_at, movement) VALUES (%lld, %lld, %lld, %d, 19000, " AID_OPEN ", 'start');",
                id, id, (long long)standard_id_of_key(T("national-2022")), national);
}

#define aid_sql(w, ...) test_sql((w)->f.app.pool, __VA_ARGS__)

static inline void aid_open(struct aid *w, struct db_pool *pool) {
    *w = (struct aid){.f = fixture_open(pool)};
    ctx_init_system(&w->c, &w->f.app, test_arena(), NULL);
    error_clear(&err);
    assert_ok(ctx_write(&w->c, aid_places, w, &err));
    AUTO_BUF b;
    buf_init(&b, 1u << 20);
    aid_household(&b, w, OLD, "Cụ Già", day_of(1939, 2, 3), 0, 0);
    aid_household(&b, w, PARENT, "Mẹ Đơn Thân", day_of(1990, 1, 1), 0, 1);
    aid_person(&b, 920012, PARENT, "Con Một", day_of(2015, 3, 4), 0, "child");
    aid_person(&b, 920013, PARENT, "Con Hai", day_of(2018, 3, 4), 0, "child");
    aid_household(&b, w, CHILD, "Bé Mồ Côi", day_of(2020, 9, 15), 0, 0);
    aid_household(&b, w, DISABLED, "Người Khuyết Tật", day_of(1970, 5, 12), 0, 0);
    aid_household(&b, w, HALF_KNOWN, "Cụ Chỉ Nhớ Năm", day_of(1944, 1, 1), 2, 0);
    aid_household(&b, w, NEAR_80, "Cụ Sắp Tám Mươi", day_of(1944, 10, 20), 0, 0);
    buf_char(&b, 0);
    aid_sql(w, "%s", b.ptr);
    assert_ok(ctx_write(&w->c, aid_refresh, NULL, &err));
    w->commune_officer = fixture_user(&w->f, "canbo", "commune_officer", "26602");
    w->office = fixture_user(&w->f, "phong", "district_officer", "750");
    w->chair = fixture_user(&w->f, "chutich", "district_chair", "750");
    w->elsewhere = fixture_user(&w->f, "xakhac", "commune_officer", "26506");
}

#define at(...) arena_fmt(test_arena(), __VA_ARGS__).ptr
static inline struct reply aid_post(struct aid *w, const char *who, const char *path, const char *body) {
    return fixture_send(&w->f, who, HTTP_POST, path, "application/json", body);
}
static inline struct reply aid_get(struct aid *w, const char *who, const char *path) {
    return fixture_get(&w->f, who, path, "*/*");
}
static inline const char *aid_body(const struct reply *r) {
    return arena_zstr(test_arena(), r->body);
}
static inline int64_t aid_id(const struct reply *r) {
    const char *start = strstr(aid_body(r), "\"id\":\"");
    assert_non_null(start);
    return strtoll(start + 6, NULL, 10);
}
/* more: further members, each with a comma before it. */
static inline struct reply aid_apply(struct aid *w, const char *who, int64_t person, const char *ground,
                                     const char *more) {
    return aid_post(w, who, "/social-assistance/cases",
                    at("{\"person\":\"%lld\",\"number_in\":\"12/TN\",\"received_on\":\"2024-11-01\",\"ground\":\"%s\","
                       "\"proof\":\"Giấy xác nhận\"%s}",
                       (long long)person, ground, more));
}
static inline struct reply aid_step(struct aid *w, const char *who, int64_t id, const char *what, const char *body) {
    return aid_post(w, who, at("/social-assistance/cases/%lld/%s", (long long)id, what), body);
}
#define REVIEW "{\"on_day\":\"2024-11-05\",\"review\":\"Đủ điều kiện\",\"posted_on\":\"2024-11-05\"}"
#define SENT "{\"on_day\":\"2024-11-08\",\"number\":\"45/UBND\"}"
#define CHECKED "{\"on_day\":\"2024-11-12\",\"note\":\"Đúng hồ sơ\"}"
#define DECISION(more)                                                                                                 \
    "{\"number\":\"77/QĐ-UBND\",\"on_day\":\"2024-11-15\",\"signer\":\"Lê Văn Ký\",\"signer_post\":\"Chủ tịch\"" more  \
    "}"
/* Through all hands up to the decision, which is left to the test. */
static inline int64_t aid_checked(struct aid *w, int64_t person, const char *ground, const char *more) {
    struct reply r = aid_apply(w, w->commune_officer, person, ground, more);
    assert_int_equal(r.status, 201);
    int64_t id = aid_id(&r);
    assert_int_equal(aid_step(w, w->commune_officer, id, "review", REVIEW).status, 201);
    assert_int_equal(aid_step(w, w->commune_officer, id, "send", SENT).status, 201);
    assert_int_equal(aid_step(w, w->office, id, "check", CHECKED).status, 201);
    return id;
}
static inline int64_t aid_granted(struct aid *w, int64_t person, const char *ground, const char *more) {
    int64_t id = aid_checked(w, person, ground, more);
    assert_int_equal(aid_step(w, w->chair, id, "decide", DECISION("")).status, 201);
    return id;
}
static inline struct reply aid_month(struct aid *w, const char *day) {
    return aid_get(w, w->commune_officer, at("/social-assistance/payments.json?month=%s", day));
}
static inline struct reply aid_list(struct aid *w, const char *day) {
    return aid_post(w, w->commune_officer, "/social-assistance/payments", at("{\"month\":\"%s\"}", day));
}
#endif
