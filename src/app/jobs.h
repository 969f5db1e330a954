/* Long work. A job is a row: whoever is free takes it with a lease, keeps the lease alive while it works, and writes
 * how it ended. A process that dies loses its lease, and another one (or the same after a start) begins the job anew.
 *
 * What a job's function (struct job_kind) may rely on, and must keep to:
 *   - c acts with the rights, area and day of the account that asked; c->db is NULL: it reads by ctx_read and writes by
 *     ctx_write, in transactions of about 100 ms, so that nobody waits for it. It never holds the writer.
 *   - it calls job_progress between its pieces and returns what that returns when it is not OK.
 *   - it may run again from the start: rows that it wrote before become valid in its last transaction only (an open
 *     batch), or writing them twice does no harm. */
#ifndef ANSINH_JOBS_H
#define ANSINH_JOBS_H
#include "app/app.h"

/* Puts a job in line, in the write transaction of c, and notes "job.start". params: what the function gets, may be
 * NULL. kind: the name of a feature's job_kind; a job of an unknown kind fails when it is run. */
MUST_CHECK enum status job_start(struct ctx *c, const char *kind, const struct value *params, int64_t *ret_id,
                                 struct error *err);

/* ---- inside a job's function */
/* How far it is: cheap, for every row if one likes; stored about once a second. total below 0: not known yet.
 * E_CONFLICT "job.cancelled" when the person stopped it, E_BUSY "job.stopping" when the server ends (the job waits for
 * its next start), E_CONFLICT "job.lease_lost" when another process has taken it. */
MUST_CHECK enum status job_progress(struct ctx *c, int64_t done, int64_t total, struct error *err);
bool job_cancelled(const struct ctx *c); /* the same question without an error */
/* A long reckoning in pieces, so that nobody waits for it: read in a snapshot, then write (may be NULL) in a
 * transaction, again and again until read has set *done; after each piece job_progress of *seen. Each piece has
 * c->arena to itself and loses it: what must last lives in user. Also outside a job. */
typedef enum status (*job_piece_fn)(struct ctx *c, void *user, struct error *err);
MUST_CHECK enum status job_pieces(struct ctx *c, job_piece_fn read, job_piece_fn write, void *user, const bool *done,
                                  const int64_t *seen, struct error *err);
/* What the job answers with, stored when it ends well: an object. Its members "href" and "message" (a word key), if
 * there are any, become the link and the sentence on the job's page. */
void job_result(struct ctx *c, const struct value *result);

/* ---- running */
struct job_settings {
    const struct job_kind *kinds; /* NULL: those of all features */
    size_t kind_count;
    int lease_ms; /* how long a silent job is left alone; 0: 60 s */
    int beat_ms;  /* progress, cancelling and the lease are looked after this often; 0: 1 s */
    int poll_ms;  /* how often a free runner looks for work; 0: 0.5 s */
};
/* Takes one job and runs it to its end; *ret_ran is false when none waits. A job that fails is no failure of this. */
MUST_CHECK enum status job_run_next(struct app *app, const struct job_settings *s, bool *ret_ran, struct error *err);
struct job_runner;
/* Threads that run jobs until job_runner_stop, which asks those that run to stop and waits for them. s is copied. */
MUST_CHECK enum status job_runner_start(struct app *app, const struct job_settings *s, unsigned threads,
                                        struct job_runner **ret, struct error *err);
void job_runner_stop(struct job_runner *r); /* NULL is nothing */
/* The row of a kind among all features; NULL when there is none. */
const struct job_kind *job_kind_find(struct text name);
#endif
