/* The signing of a list of benefits breaks anywhere: claims, money, snapshot and state are all there or none is, and
 * the next attempt works. */
#include "base/memory.h"
#include "features/benefit/testing.h"
#include "tests/app_fixture.h"
#include "tests/killed.h"

struct signing {
    struct town w;
    struct fixture f;
    const char *chair;
    int64_t list, version;
    int64_t marks[6]; /* before it was signed */
};

#define LINES 40
enum { LISTS, LINES_STATE, CLAIMS, MONEY, SNAPSHOTS, AUDITS };

static void marks_of(struct db_pool *pool, int64_t marks[6]) {
    marks[LISTS] = test_count(pool, "SELECT sum(version) FROM benefit_list");
    marks[LINES_STATE] = test_count(pool, "SELECT count(*) FROM benefit_line WHERE state = 'open'");
    marks[CLAIMS] = test_count(pool, "SELECT count(*) FROM claim_source WHERE state = 2");
    marks[MONEY] =
        test_count(pool, "SELECT (SELECT count(*) FROM budget_posting) + (SELECT count(*) FROM budget_entry) + "
                         "(SELECT count(*) FROM budget_commitment)");
    marks[SNAPSHOTS] = test_count(pool, "SELECT count(*) FROM benefit_snapshot");
    marks[AUDITS] = test_count(pool, "SELECT count(*) FROM audit_entry");
}

/* A list of forty households that waits for its signature. */
static void signing_open(struct signing *s, struct db_pool *pool) {
    struct deed d;
    int64_t households[LINES];
    *s = (struct signing){0};
    town_new(&s->w, pool);
    give_money(&s->w, "electricity", 100000000);
    for (size_t i = 0; i < LINES; i++)
        households[i] = town_household(&s->w, (int)(i % 2), 1, 1);
    s->list = draft_of(&s->w, "electricity", households, LINES, &d);
    assert_int_equal(d.refused_count, 0);
    as_officer(&s->w);
    assert_ok(step(&s->w, deed_propose, s->list, NULL));
    as_checker(&s->w);
    assert_ok(step(&s->w, deed_verify, s->list, NULL));
    s->version = list_row(&s->w, s->list).version;
    s->f = (struct fixture){.app = s->w.app, .arena = test_arena()};
    s->f.app.demo = true;
    s->chair = fixture_user(&s->f, "chutich.huyen", "district_chair", "750");
    marks_of(pool, s->marks);
}

static int sign_page(struct signing *s) {
    struct text path = arena_fmt(s->f.arena, "/benefits/lists/%lld/approve", (long long)s->list);
    struct text body = arena_fmt(s->f.arena, "{\"number\":\"7/QĐ-UBND\",\"version\":%lld}", (long long)s->version);
    if (path.ptr == NULL || body.ptr == NULL)
        return 500;
    struct reply r = fixture_send(&s->f, s->chair, HTTP_POST, path.ptr, "application/json", body.ptr);
    if (r.status != 201 && r.status != 413 && r.status < 500) /* 413: no memory for what was read */
        fail_msg("%d %.*s", r.status, FMT(r.body));
    return r.status;
}

/* Nothing, or all of it: true. */
static bool signed_whole(struct signing *s) {
    struct db_pool *pool = s->w.app.pool;
    int64_t now[6];
    marks_of(pool, now);
    assert_int_equal(fixture_audit_broken(&s->f), 0);
    if (memcmp(now, s->marks, sizeof now) == 0)
        return false;
    assert_int_equal(now[LISTS], s->marks[LISTS] + 1);
    assert_int_equal(now[CLAIMS], LINES);
    assert_true(now[MONEY] > s->marks[MONEY]);
    assert_int_equal(now[SNAPSHOTS], s->marks[SNAPSHOTS] + 1);
    assert_true(now[AUDITS] > s->marks[AUDITS]);
    assert_int_equal(test_count(pool, "SELECT count(*) FROM benefit_list WHERE id = %lld AND state = 'approved'",
                                (long long)s->list),
                     1);
    return true;
}

TEST_DB("every statement of the approval of a list fails once: the signer is told, nothing is approved until all is") {
    static struct signing s;
    signing_open(&s, pool);
    int n = 1;
    for (bool done = false; !done; n++) {
        db_pool_fail_after(pool, n);
        done = sign_page(&s) == 201;
        db_pool_fail_after(pool, 0);
        assert_int_equal(signed_whole(&s), done);
    }
    assert_true(n > 15);
}

TEST_DB("every allocation of the approval of a list fails once: it is approved whole, or not") {
    static struct signing s;
    signing_open(&s, pool);
    struct arena *whole = s.f.arena;
    int failed = 0, step_by = getenv("ANSINH_TEST_LONG") ? 1 : 17;
    for (int n = 1;; n += step_by, failed++) {
        AUTO_ARENA own = arena_new(MAX_REQUEST_ARENA); /* of the request, as the server gives it one */
        s.f.arena = own;
        memory_fail_after(n);
        (void)sign_page(&s); /* its answer may have found no memory either */
        memory_fail_after(0);
        s.f.arena = whole;
        if (signed_whole(&s))
            break;
    }
    assert_true(failed > 3);
}

static void sign_in_child(struct app *app, void *user) {
    struct signing s = *(struct signing *)user;
    struct app parents = s.f.app;
    s.f.app = *app;
    s.f.app.clock = parents.clock;
    s.f.app.demo = true;
    if (sign_page(&s) != 201)
        _exit(4);
}

TEST_DB("a server killed while a list is approved has approved all of it or nothing, and it is approved once") {
    static struct signing s;
    signing_open(&s, pool);
    bool done = false;
    int killed = 0, by = getenv("ANSINH_TEST_LONG") ? 1 : 8;
    for (int milliseconds = 10; !done && milliseconds < 10000; milliseconds += by + milliseconds / 20, killed++) {
        killed_after(milliseconds, sign_in_child, &s);
        done = signed_whole(&s);
    }
    assert_true(done);
    assert_true(killed > 1);
    struct text path = arena_fmt(s.f.arena, "/benefits/lists/%lld/approve", (long long)s.list);
    struct text body = arena_fmt(s.f.arena, "{\"number\":\"8/QĐ-UBND\",\"version\":%lld}", (long long)s.version + 1);
    struct reply r = fixture_send(&s.f, s.chair, HTTP_POST, path.ptr, "application/json", body.ptr);
    assert_int_equal(r.status, 409);
}
