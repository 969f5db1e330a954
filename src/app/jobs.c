/* One job from its start to its end. While its function works, a second thread looks after the row: it writes the
 * progress, prolongs the lease and reads whether the person wants it to stop, so that the function never waits for
 * the database because of that. */
#include "app/jobs.h"

#include <pthread.h>
#include <time.h>

#include "app/jobs_runner.h"
#include "app/respond.h"
#include "app/scope.h"
#include "app/session.h"
#include "app_queries.h"

#define LEASE_MS 60000
#define BEAT_MS 1000
#define MAX_ATTEMPTS 3
#define JOB_ARENA (256u << 20)

struct job_run {
    struct app *app;
    int64_t id;
    instant_t held; /* end of the lease as this runner wrote it: its proof of holding it */
    int lease_ms, beat_ms;
    const atomic_bool *stopping; /* of the runner; may be NULL */
    atomic_llong done, total;
    atomic_bool cancelled, lost;
    const struct value *result;
    pthread_t beat;
    pthread_mutex_t mutex;
    pthread_cond_t ended_signal;
    bool ended;
};

/* Leases are compared between processes and across restarts: always the real clock, also in a demo database. */
static instant_t real_now(void) {
    static const struct clock real = {.fixed_day = DAY_NONE};
    return clock_now(&real);
}

const struct job_kind *job_kind_find(struct text name) {
    for (const struct feature *const *f = features; *f != NULL; f++)
        for (size_t i = 0; i < (*f)->job_count; i++)
            if (text_is(name, (*f)->jobs[i].name))
                return &(*f)->jobs[i];
    return NULL;
}

static const struct job_kind *kind_of(const struct job_settings *s, struct text name) {
    if (s->kinds == NULL)
        return job_kind_find(name);
    for (size_t i = 0; i < s->kind_count; i++)
        if (text_is(name, s->kinds[i].name))
            return &s->kinds[i];
    return NULL;
}

enum status job_start(struct ctx *c, const char *kind, const struct value *params, int64_t *ret_id, struct error *err) {
    AUTO_BUF json;
    buf_init(&json, MAX_BODY_BYTES);
    if (params != NULL)
        value_json(&json, params);
    else
        buf_str(&json, "{}");
    if (!buf_ok(&json))
        return fail(err, E_TOO_LARGE, "http.answer_too_large");
    int64_t id = id_new();
    TRY(job_insert(c->db,
                   &(struct job_insert_in){id, text_of(kind), buf_as_text(&json), c->user.account_id, c->user.grant_id,
                                           clock_now(&c->app->clock)},
                   NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_str(diff, "kind", kind);
    audit_note(c, 0, "job.start", "job", id, diff);
    *ret_id = id;
    return OK;
}

/* ---- what the function calls */

bool job_cancelled(const struct ctx *c) {
    const struct job_run *j = c->job;
    return atomic_load(&j->cancelled) || atomic_load(&j->lost) || (j->stopping != NULL && atomic_load(j->stopping));
}

enum status job_progress(struct ctx *c, int64_t done, int64_t total, struct error *err) {
    struct job_run *j = c->job;
    atomic_store(&j->done, done);
    atomic_store(&j->total, total);
    if (atomic_load(&j->lost))
        return fail(err, E_CONFLICT, "job.lease_lost");
    if (atomic_load(&j->cancelled))
        return fail(err, E_CONFLICT, "job.cancelled");
    if (j->stopping != NULL && atomic_load(j->stopping))
        return fail(err, E_BUSY, "job.stopping");
    return OK;
}

void job_result(struct ctx *c, const struct value *result) {
    c->job->result = result;
}

/* ---- the row while the function works */

static int64_t total_of(const struct job_run *j) {
    int64_t total = atomic_load(&j->total);
    return total < 0 ? DB_NULL : total;
}

static enum status beat_once(struct job_run *j, struct arena *arena, struct error *err) {
    AUTO_DB db = NULL;
    TRY(db_take(j->app->pool, true, &db, err));
    TRY(db_begin_write(db, err));
    instant_t until = real_now() + j->lease_ms;
    if (until <= j->held) /* the clock was set back: the token must still change */
        until = j->held + 1;
    struct job_beat_row row;
    bool found = false;
    TRY(job_beat(db, &(struct job_beat_in){j->id, j->held, until, atomic_load(&j->done), total_of(j)}, arena, &row,
                 &found, err));
    TRY(db_commit(db, err));
    if (!found) {
        atomic_store(&j->lost, true);
        return OK;
    }
    j->held = until;
    if (row.cancel_asked)
        atomic_store(&j->cancelled, true);
    return OK;
}

static struct timespec after_ms(int ms) {
    struct timespec t;
    (void)clock_gettime(CLOCK_REALTIME, &t);
    t.tv_sec += ms / 1000;
    t.tv_nsec += (long)(ms % 1000) * 1000000;
    if (t.tv_nsec >= 1000000000) {
        t.tv_sec++;
        t.tv_nsec -= 1000000000;
    }
    return t;
}

/* A beat that fails (a busy writer, a connection that broke) is tried again with the next one; the lease outlasts
 * many of them. */
static void *beat_thread(void *arg) {
    struct job_run *j = arg;
    AUTO_ARENA arena = arena_new(1u << 20);
    (void)pthread_mutex_lock(&j->mutex);
    while (!j->ended) {
        struct timespec until = after_ms(j->beat_ms);
        if (pthread_cond_timedwait(&j->ended_signal, &j->mutex, &until) == 0 || j->ended)
            continue;
        (void)pthread_mutex_unlock(&j->mutex);
        struct error err;
        error_clear(&err);
        arena_reset(arena);
        (void)!beat_once(j, arena, &err);
        (void)pthread_mutex_lock(&j->mutex);
    }
    (void)pthread_mutex_unlock(&j->mutex);
    return NULL;
}

static void stop_beat(struct job_run *j) {
    (void)pthread_mutex_lock(&j->mutex);
    j->ended = true;
    (void)pthread_cond_signal(&j->ended_signal);
    (void)pthread_mutex_unlock(&j->mutex);
    (void)pthread_join(j->beat, NULL);
}

enum status job_pieces(struct ctx *c, job_piece_fn read, job_piece_fn write, void *user, const bool *done,
                       const int64_t *seen, struct error *err) {
    struct arena *outer = c->arena;
    AUTO_ARENA arena = arena_new(MAX_DOCUMENT_ARENA);
    enum status s = OK;
    while (s == OK && !*done) {
        arena_reset(arena);
        c->arena = arena;
        s = ctx_read(c, read, user, err);
        if (s == OK && write != NULL)
            s = ctx_write(c, write, user, err);
        c->arena = outer;
        if (s == OK && c->job != NULL)
            s = job_progress(c, *seen, -1, err);
    }
    return s;
}

/* ---- start and end */

static enum status load_user(struct ctx *c, const struct job_take_row *job, struct error *err) {
    if (job->grant_id == 0)
        return OK; /* started by a command: the system itself, as ctx_init_system left it */
    struct job_user_row r;
    bool found = false;
    TRY(job_user(c->db, &(struct job_user_in){job->grant_id, job->account_id, c->today}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_FORBIDDEN, "job.grant_ended");
    c->user = (struct user){
        .account_id = job->account_id,
        .grant_id = job->grant_id,
        .username = r.username,
        .display_name = r.display_name,
        .role = r.role,
        .role_name = r.role_name,
        .agency_id = r.agency_id == DB_NULL ? 0 : r.agency_id,
        .agency_name = r.agency_name,
        .area_name = r.area_name,
        .scope =
            r.area_id == DB_NULL ? (struct db_scope){DB_SCOPE_ALL} : (struct db_scope){(int)r.area_level, r.area_id},
    };
    TRY(scope_settle(c, err));
    return session_permissions(c, r.role, err);
}

static enum status become_user(struct ctx *c, void *user, struct error *err) {
    return load_user(c, user, err);
}

static enum status work(struct ctx *c, const struct job_settings *s, const struct job_take_row *job,
                        struct error *err) {
    if (c->job->stopping != NULL &&
        atomic_load(c->job->stopping)) /* taken in the moment in which the server was stopped */
        return fail(err, E_BUSY, "job.stopping");
    if (job->attempts > MAX_ATTEMPTS)
        return fail(err, E_INTERNAL, "job.given_up");
    const struct job_kind *kind = kind_of(s, job->kind);
    if (kind == NULL)
        return fail(err, E_INTERNAL, "job.unknown_kind", arena_zstr(c->arena, job->kind));
    TRY(ctx_read(c, become_user, (void *)job, err));
    TRY(kind->fn(c, job->id, job->params, err));
    return arena_ok(c->arena) ? OK : fail(err, E_TOO_LARGE, "job.too_large");
}

static const char *end_state(const struct job_run *j, const struct error *err) {
    if (err->status == OK)
        return "done";
    if (err->key != NULL && strcmp(err->key, "job.stopping") == 0)
        return "waiting";
    return atomic_load(&j->cancelled) ? "cancelled" : "failed";
}

static void log_failure(const struct job_run *j, struct text kind, const struct error *err) {
    (void)fprintf(
        stderr,
        "{\"level\":\"error\",\"job\":\"%lld\",\"kind\":\"%.*s\",\"status\":\"%s\",\"key\":\"%s\",\"at\":\"%s:%d\","
        "\"detail\":\"%s\"}\n",
        (long long)j->id, FMT(kind), status_name(err->status), err->key ? err->key : "", err->file ? err->file : "",
        err->line, err->detail);
}

static enum status store_end(struct ctx *c, const struct error *why, struct error *err) {
    struct job_run *j = c->job;
    const char *state = end_state(j, why);
    AUTO_BUF result;
    buf_init(&result, MAX_RESPONSE_BYTES);
    if (why->status == OK && j->result != NULL)
        value_json(&result, j->result);
    struct text message = strcmp(state, "failed") == 0 ? error_message(c, why) : TEXT_NONE;
    AUTO_DB db = NULL;
    TRY(db_take(c->app->pool, true, &db, err));
    TRY(db_begin_write(db, err));
    TRY(job_end(db,
                &(struct job_end_in){j->id, j->held, text_of(state), atomic_load(&j->done), total_of(j), message,
                                     result.len ? buf_as_text(&result) : TEXT_NONE,
                                     strcmp(state, "waiting") == 0 ? DB_NULL : clock_now(&c->app->clock)},
                NULL, err));
    return db_commit(db, err);
}

static enum status take(struct app *app, int lease_ms, struct arena *arena, struct job_take_row *ret_job,
                        instant_t *ret_held, bool *ret_found, struct error *err) {
    AUTO_DB db = NULL;
    struct job_any_row any;
    bool found = false;
    TRY(db_take(app->pool, false, &db, err));
    TRY(job_any(db, &(struct job_any_in){real_now()}, arena, &any, &found, err));
    db_give(db);
    db = NULL;
    *ret_found = false;
    if (!found)
        return OK;
    TRY(db_take(app->pool, true, &db, err));
    TRY(db_begin_write(db, err));
    instant_t now = real_now();
    TRY(job_take(db, &(struct job_take_in){now, now + lease_ms}, arena, ret_job, &found, err));
    TRY(db_commit(db, err));
    *ret_held = now + lease_ms;
    *ret_found = found;
    return OK;
}

enum status job_run_watched(struct app *app, const struct job_settings *s, const atomic_bool *stopping, bool *ret_ran,
                            struct error *err) {
    AUTO_ARENA arena = arena_new(JOB_ARENA);
    struct job_run j = {.app = app,
                        .lease_ms = s->lease_ms ? s->lease_ms : LEASE_MS,
                        .beat_ms = s->beat_ms ? s->beat_ms : BEAT_MS,
                        .stopping = stopping};
    struct job_take_row job;
    *ret_ran = false;
    TRY(take(app, j.lease_ms, arena, &job, &j.held, ret_ran, err));
    if (!*ret_ran)
        return OK;
    j.id = job.id;
    atomic_store(&j.total, -1);
    struct ctx c;
    ctx_init_system(&c, app, arena, NULL);
    c.job = &j;
    (void)pthread_mutex_init(&j.mutex, NULL);
    (void)pthread_cond_init(&j.ended_signal, NULL);
    bool watched = pthread_create(&j.beat, NULL, beat_thread, &j) == 0;
    struct error why;
    error_clear(&why);
    if (!watched)
        (void)fail(&why, E_MEMORY, "job.no_thread");
    else if (work(&c, s, &job, &why) != OK && why.status == OK)
        (void)fail(&why, E_INTERNAL, "http.internal");
    if (watched)
        stop_beat(&j);
    (void)pthread_cond_destroy(&j.ended_signal);
    (void)pthread_mutex_destroy(&j.mutex);
    if (status_http(why.status) >= 500 && strcmp(end_state(&j, &why), "failed") == 0)
        log_failure(&j, job.kind, &why);
    return atomic_load(&j.lost) ? OK : store_end(&c, &why, err);
}

enum status job_run_next(struct app *app, const struct job_settings *s, bool *ret_ran, struct error *err) {
    return job_run_watched(app, s, NULL, ret_ran, err);
}
