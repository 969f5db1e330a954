/* Signing that breaks anywhere: 82 communes in one transaction, and one chair at his page. Whatever fails, and however
 * the process ends, either everything is signed or nothing, and the next attempt works. */
#include "base/memory.h"
#include "features/review/review_command.h"
#include "features/review/stage.h"
#include "tests/killed.h"

/* What a signature changes, counted. */
struct trace {
    int64_t decisions, classes, papers, states, present, audits;
};

static struct trace trace_of(struct db_pool *pool) {
    return (struct trace){
        test_count(pool, "SELECT count(*) FROM decision WHERE state = 'signed'"),
        test_count(pool, "SELECT count(*) + count(CASE WHEN superseded_at <> 9223372036854775806 THEN 1 END) FROM "
                         "class_history"),
        test_count(pool, "SELECT (SELECT count(*) FROM certificate) + (SELECT count(*) FROM certificate_entry) + "
                         "(SELECT count(*) FROM refusal)"),
        test_count(pool, "SELECT sum(state * 1000 + version) FROM season_household"),
        test_count(pool, "SELECT sum(class_provincial + class_national * 10 + version * 100) FROM household_now"),
        test_count(pool, "SELECT count(*) FROM audit_entry")};
}

static bool same(const struct trace *a, const struct trace *b) {
    return memcmp(a, b, sizeof *a) == 0;
}

static int64_t broken_audit(struct app *app) {
    struct fixture f = {.app = *app, .arena = test_arena()};
    return fixture_audit_broken(&f);
}

/* The next of a row of numbers that leaves out more and more as it goes; all of them in the long run. */
static int further(int n, int share) {
    return n + 1 + (getenv("ANSINH_TEST_LONG") ? n / (share * 8) : n / share);
}

/* ---- 82 communes at once */

struct province {
    struct world w;
    struct area *communes;
    size_t count;
    int64_t signed_communes;
};

static enum status find_communes(struct ctx *c, void *user, struct error *e) {
    struct province *p = user;
    return area_communes(c, p->w.province, c->today, &p->communes, &p->count, e);
}

struct readying {
    struct province *p;
    size_t i;
};

static enum status make_hamlet(struct ctx *c, void *user, struct error *e) {
    struct readying *r = user;
    struct area *path;
    size_t n;
    int64_t commune = r->p->communes[r->i].id;
    TRY(area_path(c, commune, c->today, &path, &n, e));
    r->p->w.commune = commune;
    r->p->w.district = path[1].id;
    r->p->w.hamlet[0] = 920100 + (int64_t)r->i;
    audit_note(c, commune, "test.hamlets", "area", commune, NULL);
    return area_hamlet_create(c, r->p->w.hamlet[0], commune, T("Thôn Một"), T("Thôn"), false, "invented", e);
}

static enum status make_drafts(struct ctx *c, void *user, struct error *e) {
    struct readying *r = user;
    int64_t commune = r->p->communes[r->i].id, season = r->p->w.season;
    struct decision_drafts d;
    TRY(demo_ready_list(c->db, &(struct demo_ready_list_in){season, commune, 10}, NULL, e));
    TRY(season_hamlets_add(c->db, &(struct season_hamlets_add_in){season}, NULL, e));
    TRY(demo_ready_state(c->db, &(struct demo_ready_state_in){season, commune}, NULL, e));
    TRY(demo_ready_class(c->db, &(struct demo_ready_class_in){season, commune}, NULL, e));
    return decision_draft(c, season, commune, &d, e);
}

/* Every commune with a household that stays poor and one that falls poor, drafted. */
static void province_open(struct province *p, struct db_pool *pool) {
    *p = (struct province){0};
    world_new(&p->w, pool);
    world_open(&p->w);
    assert_ok(ctx_read(&p->w.c, find_communes, p, &err));
    assert_true(p->count >= 82); /* and Côn Đảo, which has no communes */
    for (struct readying r = {p, 0}; r.i < p->count; r.i++) {
        assert_ok(ctx_write(&p->w.c, make_hamlet, &r, &err));
        (void)world_household(&p->w, 0, 1, 0);
        (void)world_household(&p->w, 0, 0, 0);
        assert_ok(ctx_write(&p->w.c, make_drafts, &r, &err));
    }
}

static enum status sign_province(struct ctx *c, void *user, struct error *e) {
    struct province *p = user;
    return review_sign_communes(c, p->w.season, p->communes, p->count, &p->signed_communes, e);
}

static bool sign_in(struct app *app, struct province *p) {
    AUTO_ARENA own = arena_new(MAX_DOCUMENT_ARENA);
    struct ctx c;
    ctx_init_system(&c, app, own, NULL);
    error_clear(&err);
    return ctx_write(&c, sign_province, p, &err) == OK;
}

/* Nothing, or all of it: true. */
static bool all_or_nothing(struct province *p, const struct trace *before) {
    struct trace now = trace_of(p->w.app.pool);
    assert_int_equal(broken_audit(&p->w.app), 0);
    if (same(&now, before))
        return false;
    assert_int_equal(now.decisions, p->count);
    assert_int_equal(test_count(p->w.app.pool, "SELECT count(*) FROM decision_line"), 2 * p->count);
    assert_int_equal(test_count(p->w.app.pool, "SELECT count(*) FROM household_now WHERE class_provincial = 1"),
                     2 * p->count);
    assert_int_equal(test_count(p->w.app.pool, "SELECT count(*) FROM certificate WHERE state = 'valid'"), 2 * p->count);
    assert_true(now.audits >= before->audits + (int64_t)p->count);
    return true;
}

TEST_DB("every statement of signing for 82 communes fails once: no commune is signed until all are") {
    static struct province p;
    province_open(&p, pool);
    const struct trace before = trace_of(pool);
    int failed = 0;
    for (int n = 1;; n = further(n, 5), failed++) {
        db_pool_fail_after(pool, n);
        bool done = sign_in(&p.w.app, &p);
        db_pool_fail_after(pool, 0);
        assert_int_equal(all_or_nothing(&p, &before), done);
        if (done)
            break;
        assert_string_equal(err.key, "db.disk_full");
    }
    assert_true(failed > 20);
    assert_int_equal(p.signed_communes, p.count);
}

TEST_DB("every allocation of signing for 82 communes fails once: no commune is signed until all are") {
    static struct province p;
    province_open(&p, pool);
    const struct trace before = trace_of(pool);
    int failed = 0;
    for (int n = 1;; n = further(n, 5)) {
        memory_fail_after(n);
        bool done = sign_in(&p.w.app, &p), over = memory_fail_left() > 0;
        memory_fail_after(0);
        assert_int_equal(all_or_nothing(&p, &before), done);
        if (done) /* the last ones are of what comes after the commit */
            break;
        assert_false(over);
        failed++;
    }
    assert_true(failed > 10);
}

static void sign_once(struct app *app, void *user) {
    struct province *p = user;
    app->clock = p->w.app.clock;
    if (!sign_in(app, p))
        _exit(4);
}

TEST_DB("a server killed while it signs for 82 communes has signed for none or for all") {
    static struct province p;
    province_open(&p, pool);
    const struct trace before = trace_of(pool);
    bool done = false;
    int killed = 0;
    int step = getenv("ANSINH_TEST_LONG") ? 10 : 60;
    for (int milliseconds = 30; !done && milliseconds < 20000; milliseconds += step + milliseconds / 20, killed++) {
        killed_after(milliseconds, sign_once, &p);
        done = all_or_nothing(&p, &before);
    }
    assert_true(done);
    assert_true(killed > 1);
}

/* ---- one chair at his page */

static void stage_drafted(struct stage *s, struct db_pool *pool) {
    stage_open(s, pool);
    open_and_interview(s);
    to_the_drafts(s);
}

static bool chair_signs(struct stage *s) {
    struct reply r = send(s, s->chair, commune_path(s, "sign"), stage_numbers);
    if (r.status != 201 && r.status < 500)
        fail_msg("%d %.*s", r.status, FMT(r.body));
    return r.status == 201;
}

static void check_chair(struct stage *s, const struct trace *before, bool done) {
    struct trace now = trace_of(s->f.app.pool);
    if (!done && !same(&now, before))
        fail_msg("half signed: %lld decisions, %lld audits more", (long long)now.decisions,
                 (long long)(now.audits - before->audits));
    if (done)
        assert_int_equal(now.decisions, before->decisions + 2);
    assert_int_equal(fixture_audit_broken(&s->f), 0);
}

TEST_DB("every statement of a chair's signature fails once: he is told, nothing is signed, the next attempt works") {
    static struct stage s;
    stage_drafted(&s, pool);
    const struct trace before = trace_of(pool);
    int n = 1;
    for (bool done = false; !done; n++) {
        db_pool_fail_after(pool, n);
        done = chair_signs(&s);
        db_pool_fail_after(pool, 0);
        check_chair(&s, &before, done);
    }
    assert_true(n > 20);
    assert_told(send(&s, s.chair, commune_path(&s, "sign"), stage_numbers), 409, "review.no_draft");
    fixture_close(&s.f);
}

TEST_DB("every allocation of a chair's signature fails once: both lists are signed, or neither") {
    static struct stage s;
    stage_drafted(&s, pool);
    const struct trace before = trace_of(pool);
    struct arena *whole = s.f.arena;
    int failed = 0;
    for (int n = 1;; n = further(n, 8), failed++) {
        AUTO_ARENA own = arena_new(MAX_REQUEST_ARENA); /* of the request, as the server gives it one */
        const char *path = commune_path(&s, "sign");
        s.f.arena = own;
        memory_fail_after(n);
        (void)send(&s, s.chair, path, stage_numbers); /* its answer may have found no memory either */
        memory_fail_after(0);
        s.f.arena = whole;
        bool done = test_count(pool, "SELECT count(*) FROM decision WHERE state = 'signed'") > before.decisions;
        check_chair(&s, &before, done);
        if (done)
            break;
    }
    assert_true(failed > 10);
    fixture_close(&s.f);
}
