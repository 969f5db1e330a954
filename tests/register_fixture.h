/* For tests about the register: a commune of 200 invented households, an officer of it, and one next door. */
#ifndef ANSINH_REGISTER_FIXTURE_H
#define ANSINH_REGISTER_FIXTURE_H
#include "features/household/household_kin.h"
#include "features/household/person_check.h"

/* Ours and theirs have one name in common, which is not used here. */
#define json_string json_string_of_jansson
#include <jansson.h>
#undef json_string

#include "tests/worlds.h"

#undef TEST_WORLD
#define TEST_WORLD &test_households

static struct error err; /* of the file that includes this */

/* A commune of 200 invented households, an officer of it, and one of the commune next door. */
struct world {
    struct fixture f;
    const char *officer, *neighbour;
};

static inline struct world open_world(struct db_pool *pool) {
    struct world w = {.f = fixture_open(pool)};
    error_clear(&err);
    w.officer = fixture_user(&w.f, "canbo.xa", "commune_officer", "26602");
    w.neighbour = fixture_user(&w.f, "canbo.xa.ben", "commune_officer", "26599");
    return w;
}

/* Answers are freed here, long after their test is over: a test that ends early leaves nothing behind. */
#define KEPT_ANSWERS 4096
static inline json_t *kept(json_t *j) {
    static json_t *answers[KEPT_ANSWERS];
    static size_t next;
    json_decref(answers[next]);
    answers[next] = j;
    next = (next + 1) % KEPT_ANSWERS;
    return j;
}

static inline json_t *get(struct world *w, const char *who, const char *path, int status) {
    struct reply r = fixture_send(&w->f, who, HTTP_GET, path, "application/json", "");
    if (r.status != status)
        fail_msg("%s: %d %.*s", path, r.status, FMT(r.body));
    json_t *j = json_loadb(r.body.ptr, r.body.len, 0, NULL);
    assert_non_null(j);
    (void)kept(j);
    return j;
}

static inline const char *str(json_t *j, const char *key) {
    const char *s = json_string_value(json_object_get(j, key));
    return s ? s : "";
}

/* The i-th household that a query finds, as its page's answer; ends the test when there is none. */
static inline json_t *household_at(struct world *w, const char *query, size_t i) {
    json_t *list = get(w, w->officer, arena_fmt(w->f.arena, "/households?limit=50&%s", query).ptr, 200);
    json_t *item = json_array_get(json_object_get(list, "items"), i);
    assert_non_null(item);
    json_t *page = get(w, w->officer, arena_fmt(w->f.arena, "/households/%s", str(item, "id")).ptr, 200);
    return page;
}

static inline json_t *again(struct world *w, json_t *page) {
    return get(w, w->officer, arena_fmt(w->f.arena, "/households/%s", str(page, "id")).ptr, 200);
}

static inline struct reply post(struct world *w, const char *who, json_t *page, const char *tail, const char *fmt,
                                ...) {
    char fields[2000];
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(fields, sizeof fields, fmt, ap);
    va_end(ap);
    struct text body =
        arena_fmt(w->f.arena, "{\"version\":%lld%s%s}", (long long)json_integer_value(json_object_get(page, "version")),
                  fields[0] ? "," : "", fields);
    return fixture_send(&w->f, who, HTTP_POST, arena_fmt(w->f.arena, "/households/%s/%s", str(page, "id"), tail).ptr,
                        "application/json", body.ptr);
}

/* Members of a form that changes the head: everybody is said to be another relative. Begins with a comma. */
static inline const char *relations(struct world *w, json_t *page) {
    json_t *members = json_object_get(page, "members"), *m = NULL;
    AUTO_BUF b;
    size_t i;
    buf_init(&b, 4096);
    json_array_foreach(members, i, m) {
        if (!json_is_true(json_object_get(m, "head")))
            buf_fmt(&b, ",\"relation_%s\":\"relative\"", str(m, "id"));
    }
    return arena_text(w->f.arena, buf_as_text(&b)).ptr;
}

#define assert_status(r, want)                                                                                         \
    do {                                                                                                               \
        struct reply r_ = (r);                                                                                         \
        if (r_.status != (want))                                                                                       \
            fail_msg("%d: %.*s", r_.status, FMT(r_.body));                                                             \
    } while (0)

static inline void assert_consistent(struct world *w) {
    struct ctx c;
    struct household_now_verdict v;
    AUTO_DB db = NULL;
    error_clear(&err);
    assert_ok(db_take(w->f.app.pool, false, &db, &err));
    assert_ok(db_begin_read(db, &err));
    ctx_init_system(&c, &w->f.app, w->f.arena, db);
    assert_ok(household_now_check(&c, &v, &err));
    assert_int_equal(v.different, 0);
    assert_int_equal(fixture_audit_broken(&w->f), 0);
}
#endif
