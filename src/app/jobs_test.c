/* Jobs: taken once, taken again when their process died, stopped by the person, failing with a reason. */
#include "tests/app_fixture.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "app/jobs.h"

static struct error err;

/* ---- kinds of the tests */

static atomic_int runs;
static atomic_bool may_end;

static enum status count_up(struct ctx *c, int64_t id, struct text params, struct error *e) {
    (void)id;
    (void)params;
    atomic_fetch_add(&runs, 1);
    for (int i = 1; i <= 5; i++)
        TRY(job_progress(c, i, 5, e));
    struct value *result = value_object(c->arena);
    value_set_str(result, "href", "/areas");
    value_set_int(result, "rows", 5);
    job_result(c, result);
    return OK;
}

static enum status break_down(struct ctx *c, int64_t id, struct text params, struct error *e) {
    (void)id;
    (void)params;
    TRY(job_progress(c, 3, 10, e));
    return fail(e, E_INVALID, "list.export_too_large");
}

static enum status go_on_until_stopped(struct ctx *c, int64_t id, struct text params, struct error *e) {
    (void)id;
    (void)params;
    atomic_fetch_add(&runs, 1);
    for (int64_t i = 0; !atomic_load(&may_end); i++) {
        TRY(job_progress(c, i, -1, e));
        (void)usleep(1000);
    }
    return OK;
}

static enum status write_area(struct ctx *c, void *user, struct error *e) {
    TRY(ctx_require(c, "area.declare", e));
    TRY(ctx_require_area(c, *(int64_t *)user, e));
    audit_note(c, 0, "test.job_wrote", "area", *(int64_t *)user, NULL);
    return OK;
}

static enum status write_as_asker(struct ctx *c, int64_t id, struct text params, struct error *e) {
    (void)id;
    int64_t area = 0; /* {"area":"950…"} */
    assert_true(text_to_i64((struct text){params.ptr + 9, params.len - 11}, &area));
    return ctx_write(c, write_area, &area, e);
}

static const struct job_kind kinds[] = {
    {"count", count_up, "job.one"},
    {"break", break_down, "job.one"},
    {"go_on", go_on_until_stopped, "job.one"},
    {"write", write_as_asker, "job.one"},
};
static const struct job_settings settings = {
    .kinds = kinds, .kind_count = COUNT_OF(kinds), .beat_ms = 10, .poll_ms = 10};

/* ---- putting jobs in line as an account */

struct wanted {
    const char *kind;
    const struct value *params;
    int64_t id;
};

static enum status put(struct ctx *c, void *user, struct error *e) {
    struct wanted *w = user;
    return job_start(c, w->kind, w->params, &w->id, e);
}

static int64_t start_as(struct fixture *f, const char *token, const char *kind, const struct value *params) {
    struct ctx c;
    ctx_init_system(&c, &f->app, f->arena, NULL);
    if (token != NULL)
        fixture_who(f, token, &c.user.account_id, &c.user.grant_id);
    struct wanted w = {kind, params, 0};
    error_clear(&err);
    assert_ok(ctx_write(&c, put, &w, &err));
    return w.id;
}

static void run_all(struct fixture *f) {
    bool ran = true;
    while (ran)
        assert_ok(job_run_next(&f->app, &settings, &ran, &err));
}

static struct reply page_of(struct fixture *f, const char *token, int64_t id) {
    return fixture_get(f, token, arena_fmt(f->arena, "/jobs/%lld", (long long)id).ptr, "application/json");
}

static void wait_for_runs(int n) {
    for (int i = 0; i < 5000 && atomic_load(&runs) < n; i++)
        (void)usleep(1000);
    assert_int_equal(atomic_load(&runs), n);
}

TEST_DB("a job that ends well shows how far it came, its result and the way to it, to its owner only") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "canbo", "province_officer", "77");
    const char *other = fixture_user(&f, "khac", "province_officer", "77");
    int64_t id = start_as(&f, officer, "count", NULL);
    struct reply waiting = page_of(&f, officer, id);
    assert_true(reply_has(&waiting, "\"state\":\"waiting\""));
    run_all(&f);
    struct reply done = page_of(&f, officer, id);
    assert_true(reply_has(&done, "\"state\":\"done\""));
    assert_true(reply_has(&done, "\"done\":5,\"total\":5"));
    assert_true(reply_has(&done, "\"result\":{\"href\":\"/areas\",\"rows\":5}"));
    struct reply html = fixture_get(&f, officer, arena_fmt(f.arena, "/jobs/%lld", (long long)id).ptr, "text/html");
    assert_true(reply_has(&html, "href=\"/areas\""));
    assert_int_equal(page_of(&f, other, id).status, 404);
    struct reply list = fixture_get(&f, officer, "/jobs", "application/json"),
                 none = fixture_get(&f, other, "/jobs", "application/json");
    assert_true(reply_has(&list, "\"total\":1"));
    assert_true(reply_has(&none, "\"total\":0"));
    assert_int_equal(fixture_audit_count(&f, "job.start"), 1);
    fixture_close(&f);
}

TEST_DB("a job that fails says why in words; one of an unknown kind fails too") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "canbo", "province_officer", "77");
    int64_t broken = start_as(&f, officer, "break", NULL), unknown = start_as(&f, officer, "nothing", NULL);
    run_all(&f);
    struct reply r = page_of(&f, officer, broken);
    assert_true(reply_has(&r, "\"state\":\"failed\""));
    assert_true(reply_has(&r, arena_zstr(f.arena, tr(LANG_VI, "list.export_too_large"))));
    assert_true(reply_has(&r, "\"result\":null"));
    struct reply u = page_of(&f, officer, unknown);
    assert_true(reply_has(&u, "\"state\":\"failed\""));
    assert_true(reply_has(&u, "nothing"));
    fixture_close(&f);
}

TEST_DB("a job acts with the rights and the area of who asked, and not at all when the grant has ended") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "canbo", "commune_officer", "26602");
    struct value *own = value_object(f.arena), *foreign = value_object(f.arena);
    value_set_id(own, "area", fixture_area(&f, "26602"));
    value_set_id(foreign, "area", fixture_area(&f, "26605"));
    int64_t good = start_as(&f, officer, "write", own), bad = start_as(&f, officer, "write", foreign);
    run_all(&f);
    struct reply g = page_of(&f, officer, good), b = page_of(&f, officer, bad);
    assert_true(reply_has(&g, "\"state\":\"done\""));
    assert_true(reply_has(&b, "\"state\":\"failed\""));
    assert_int_equal(fixture_audit_count(&f, "test.job_wrote"), 1);
    int64_t late = start_as(&f, officer, "write", own);
    f.app.clock.fixed_day = day_of(2020, 1, 1); /* before the grant begins */
    run_all(&f);
    f.app.clock.fixed_day = day_of(2024, 11, 25);
    struct reply l = page_of(&f, officer, late);
    assert_true(reply_has(&l, arena_zstr(f.arena, tr(LANG_VI, "job.grant_ended"))));
    assert_int_equal(fixture_audit_count(&f, "test.job_wrote"), 1);
    fixture_close(&f);
}

/* ---- stopping */

static void *run_one(void *app) {
    struct error e;
    error_clear(&e);
    bool ran = false;
    assert_int_equal(job_run_next(app, &settings, &ran, &e), OK);
    return NULL;
}

TEST_DB("a running job stops when its owner says so; a waiting one never begins; an ended one cannot be stopped") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "canbo", "province_officer", "77");
    atomic_store(&runs, 0);
    atomic_store(&may_end, false);
    int64_t id = start_as(&f, officer, "go_on", NULL);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, run_one, &f.app), 0);
    wait_for_runs(1);
    const char *cancel = arena_fmt(f.arena, "/jobs/%lld/cancel", (long long)id).ptr;
    assert_int_equal(fixture_send(&f, officer, HTTP_POST, cancel, "application/json", "{}").status, 201);
    assert_int_equal(pthread_join(thread, NULL), 0);
    struct reply r = page_of(&f, officer, id);
    assert_true(reply_has(&r, "\"state\":\"cancelled\""));
    assert_int_equal(fixture_send(&f, officer, HTTP_POST, cancel, "application/json", "{}").status, 409);

    int64_t second = start_as(&f, officer, "go_on", NULL);
    const char *cancel_second = arena_fmt(f.arena, "/jobs/%lld/cancel", (long long)second).ptr;
    assert_int_equal(fixture_send(&f, officer, HTTP_POST, cancel_second, "application/json", "{}").status, 201);
    run_all(&f);
    assert_int_equal(atomic_load(&runs), 1);
    struct reply s = page_of(&f, officer, second);
    assert_true(reply_has(&s, "\"state\":\"cancelled\""));
    fixture_close(&f);
}

TEST_DB("when the server stops, what runs goes back into the line and is run by the next one") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "canbo", "province_officer", "77");
    atomic_store(&runs, 0);
    atomic_store(&may_end, false);
    int64_t id = start_as(&f, officer, "go_on", NULL);
    struct job_runner *runner;
    assert_ok(job_runner_start(&f.app, &settings, 2, &runner, &err));
    wait_for_runs(1);
    job_runner_stop(runner);
    struct reply r = page_of(&f, officer, id);
    assert_true(reply_has(&r, "\"state\":\"waiting\""));
    atomic_store(&may_end, true);
    run_all(&f);
    struct reply done = page_of(&f, officer, id);
    assert_true(reply_has(&done, "\"state\":\"done\""));
    assert_int_equal(atomic_load(&runs), 2);
    fixture_close(&f);
}

/* ---- taking */

TEST_DB("several runners take each job once") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "canbo", "province_officer", "77");
    atomic_store(&runs, 0);
    for (int i = 0; i < 12; i++)
        (void)start_as(&f, officer, "count", NULL);
    struct job_runner *one, *two;
    assert_ok(job_runner_start(&f.app, &settings, 2, &one, &err));
    assert_ok(job_runner_start(&f.app, &settings, 2, &two, &err));
    struct reply r = {0};
    for (int i = 0; i < 1000; i++) {
        r = fixture_get(&f, officer, "/jobs?state=done", "application/json");
        if (reply_has(&r, "\"total\":12"))
            break;
        (void)usleep(10000);
    }
    job_runner_stop(one);
    job_runner_stop(two);
    assert_true(reply_has(&r, "\"total\":12"));
    assert_int_equal(atomic_load(&runs), 12);
    fixture_close(&f);
}

static void *run_silently(void *app) {
    /* Never beats: as a process that hangs. */
    const struct job_settings silent = {
        .kinds = kinds, .kind_count = COUNT_OF(kinds), .lease_ms = 40, .beat_ms = 600000};
    struct error e;
    error_clear(&e);
    bool ran = false;
    assert_int_equal(job_run_next(app, &silent, &ran, &e), OK);
    return NULL;
}

TEST_DB("a job whose runner is silent is taken by another when its lease is over, and the first one's end no longer "
        "counts") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "canbo", "province_officer", "77");
    atomic_store(&runs, 0);
    atomic_store(&may_end, false);
    int64_t id = start_as(&f, officer, "go_on", NULL);
    pthread_t silent, second;
    assert_int_equal(pthread_create(&silent, NULL, run_silently, &f.app), 0);
    wait_for_runs(1);
    (void)usleep(60000);
    assert_int_equal(pthread_create(&second, NULL, run_one, &f.app), 0);
    wait_for_runs(2);
    const char *cancel = arena_fmt(f.arena, "/jobs/%lld/cancel", (long long)id).ptr;
    assert_int_equal(fixture_send(&f, officer, HTTP_POST, cancel, "application/json", "{}").status, 201);
    assert_int_equal(pthread_join(second, NULL), 0);
    atomic_store(&may_end, true); /* the first one comes to its end and calls it done */
    assert_int_equal(pthread_join(silent, NULL), 0);
    struct reply r = page_of(&f, officer, id);
    assert_true(reply_has(&r, "\"state\":\"cancelled\""));
    fixture_close(&f);
}

TEST_DB("a job that is alive is not taken by another, however long it works") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "canbo", "province_officer", "77");
    atomic_store(&runs, 0);
    atomic_store(&may_end, false);
    (void)start_as(&f, officer, "go_on", NULL);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, run_one, &f.app), 0);
    wait_for_runs(1);
    bool ran = true;
    assert_ok(job_run_next(&f.app, &settings, &ran, &err));
    assert_false(ran);
    atomic_store(&may_end, true);
    assert_int_equal(pthread_join(thread, NULL), 0);
    fixture_close(&f);
}
