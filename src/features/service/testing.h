/* A small world for tests of services: the demonstration commune (400 households), and officers who act for an agency.
 */
#ifndef ANSINH_SERVICE_TESTING_H
#define ANSINH_SERVICE_TESTING_H
#include "features/account/account.h"
#include "features/agency/agency.h"
#include "features/area/area.h"
#include "tests/worlds.h"

#undef TEST_WORLD
#define TEST_WORLD &test_commune

static struct error err;

struct officer_made {
    const char *name, *role, *agency, *area;
};

static inline enum status officer_make(struct ctx *c, void *user, struct error *e) {
    const struct officer_made *m = user;
    static char hash[128];
    int64_t area = 0, agency = 0, id = 0;
    if (hash[0] == 0)
        TRY(account_hash(T("mat-khau-thu"), hash, e));
    TRY(area_by_code(c, text_of(m->area), c->today, &area, e));
    if (m->agency != NULL)
        TRY(agency_by_key(c, m->agency, &agency, e));
    struct account_new a = {.username = text_of(m->name), .display_name = text_of(m->name)};
    TRY(account_create(c, &a, hash, &id, e));
    return account_grant_add(c, 0, id, m->role, agency, area, "CHUYÊN VIÊN", day_of(2024, 1, 1), DAY_FOREVER, e);
}

/* Somebody who acts for an agency (NULL: none) in an area; the token of his session. */
static inline const char *officer_in(struct fixture *f, const char *name, const char *role, const char *agency,
                                     const char *area) {
    struct ctx c;
    error_clear(&err);
    ctx_init_system(&c, &f->app, f->arena, NULL);
    struct officer_made m = {name, role, agency, area};
    assert_ok(ctx_write(&c, officer_make, &m, &err));
    struct text body = arena_fmt(f->arena, "{\"username\":\"%s\",\"password\":\"mat-khau-thu\"}", name);
    struct reply r = fixture_send(f, NULL, HTTP_POST, "/sign-in", "application/json", body.ptr);
    assert_int_equal(r.status, 201);
    char *at = strstr(r.body.ptr, "\"token\":\"");
    assert_non_null(at);
    return arena_zstr(f->arena, (struct text){at + 9, 64});
}

static inline struct reply send_json(struct fixture *f, const char *who, const char *path, const char *json) {
    return fixture_send(f, who, HTTP_POST, path, "application/json", json);
}
static inline struct reply get_json(struct fixture *f, const char *who, const char *path) {
    return fixture_get(f, who, path, "application/json");
}
/* Where a write led: its Location. */
static inline const char *location_of(struct fixture *f, const struct reply *r) {
    assert_int_equal(r->status, 201);
    return arena_zstr(f->arena, reply_header(r, "Location"));
}
/* The first value of a member after a place in a body, without quotation marks; fails when there is none. */
static inline const char *member_after(struct fixture *f, const struct reply *r, const char *place,
                                       const char *member) {
    char *at = strstr(r->body.ptr, place);
    assert_non_null(at);
    struct text key = arena_fmt(f->arena, "\"%s\":", member);
    at = strstr(at, key.ptr);
    assert_non_null(at);
    at += key.len;
    at += *at == '"';
    return arena_zstr(f->arena, (struct text){at, strcspn(at, "\",}]")});
}
static inline int64_t number_after(struct fixture *f, const struct reply *r, const char *place, const char *member) {
    int64_t n = 0;
    assert_true(text_to_i64(text_of(member_after(f, r, place, member)), &n));
    return n;
}
/* Id of the first household of a list: "/households?class_provincial=poor". */
static inline const char *first_of(struct fixture *f, const char *who, const char *list) {
    struct reply r = get_json(f, who, list);
    assert_int_equal(r.status, 200);
    return member_after(f, &r, "\"items\":[", "id");
}
/* A member of the household, by its place among them (0: the head). */
static inline const char *member_of(struct fixture *f, const char *who, const char *household, int index) {
    struct reply r = get_json(f, who, arena_fmt(f->arena, "/households/%s", household).ptr);
    assert_int_equal(r.status, 200);
    const char *at = strstr(r.body.ptr, "\"members\":[");
    assert_non_null(at);
    for (int i = 0; i <= index; i++) {
        at = strstr(at + 1, "{\"id\":\"");
        assert_non_null(at);
    }
    at += 7;
    return arena_zstr(f->arena, (struct text){at, strcspn(at, "\"")});
}
#define SAY_JSON(f, ...) arena_fmt((f)->arena, __VA_ARGS__).ptr
#endif
