/* Between jobs.c and jobs_runner.c. */
#ifndef ANSINH_JOBS_RUNNER_H
#define ANSINH_JOBS_RUNNER_H
#include <stdatomic.h>

#include "app/jobs.h"

/* As job_run_next; stopping (NULL: never) tells the function that the server ends. */
MUST_CHECK enum status job_run_watched(struct app *app, const struct job_settings *s, const atomic_bool *stopping,
                                       bool *ret_ran, struct error *err);
#endif
