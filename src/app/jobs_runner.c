/* The threads of a server that run jobs. */
#include "app/jobs_runner.h"

#include <pthread.h>
#include <time.h>

#define POLL_MS 500
#define MAX_THREADS 8

struct job_runner {
    struct app *app;
    struct job_settings settings;
    atomic_bool stopping;
    pthread_mutex_t mutex;
    pthread_cond_t stop_signal;
    pthread_t threads[MAX_THREADS];
    unsigned count;
    _Atomic day_t day; /* the newest whose beginning was attended to */
};

static void wait_a_little(struct job_runner *r) {
    int ms = r->settings.poll_ms ? r->settings.poll_ms : POLL_MS;
    struct timespec until;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += (long)(ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    (void)pthread_mutex_lock(&r->mutex);
    if (!atomic_load(&r->stopping))
        (void)pthread_cond_timedwait(&r->stop_signal, &r->mutex, &until);
    (void)pthread_mutex_unlock(&r->mutex);
}

/* One thread attends to a new day; when that fails, it or another tries again. */
static void attend_day(struct job_runner *r) {
    day_t seen = atomic_load(&r->day), today = clock_today(&r->app->clock);
    if (seen == today || !atomic_compare_exchange_strong(&r->day, &seen, today))
        return;
    struct error err;
    error_clear(&err);
    if (app_day_turn(r->app, &err) == OK)
        return;
    (void)fprintf(stderr, "{\"level\":\"error\",\"day\":\"%s\",\"detail\":\"%s\"}\n", err.key ? err.key : "",
                  err.detail);
    atomic_store(&r->day, DAY_NONE);
}

static void *run(void *arg) {
    struct job_runner *r = arg;
    while (!atomic_load(&r->stopping)) {
        struct error err;
        error_clear(&err);
        bool ran = false;
        attend_day(r);
        /* A database that does not answer now is asked again; the lease keeps a job whose end could not be stored. */
        if (job_run_watched(r->app, &r->settings, &r->stopping, &ran, &err) != OK && status_http(err.status) >= 500)
            (void)fprintf(stderr, "{\"level\":\"error\",\"jobs\":\"%s\",\"detail\":\"%s\"}\n", err.key ? err.key : "",
                          err.detail);
        if (!ran || err.status != OK)
            wait_a_little(r);
    }
    return NULL;
}

enum status job_runner_start(struct app *app, const struct job_settings *s, unsigned threads, struct job_runner **ret,
                             struct error *err) {
    struct job_runner *r = calloc(1, sizeof *r);
    if (r == NULL)
        return fail(err, E_MEMORY, "http.internal");
    r->app = app;
    r->settings = *s;
    atomic_store(&r->day, DAY_NONE);
    (void)pthread_mutex_init(&r->mutex, NULL);
    (void)pthread_cond_init(&r->stop_signal, NULL);
    for (; r->count < threads && r->count < MAX_THREADS; r->count++)
        if (pthread_create(&r->threads[r->count], NULL, run, r) != 0) {
            job_runner_stop(r);
            return fail(err, E_MEMORY, "job.no_thread");
        }
    *ret = r;
    return OK;
}

void job_runner_stop(struct job_runner *r) {
    if (r == NULL)
        return;
    (void)pthread_mutex_lock(&r->mutex);
    atomic_store(&r->stopping, true);
    (void)pthread_cond_broadcast(&r->stop_signal);
    (void)pthread_mutex_unlock(&r->mutex);
    for (unsigned i = 0; i < r->count; i++)
        (void)pthread_join(r->threads[i], NULL);
    (void)pthread_cond_destroy(&r->stop_signal);
    (void)pthread_mutex_destroy(&r->mutex);
    free(r);
}
