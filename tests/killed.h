/* For tests of what a process leaves behind that is killed in the middle of its work. Only *_test.c use it. */
#ifndef ANSINH_TEST_KILLED_H
#define ANSINH_TEST_KILLED_H
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/app.h"
#include "tests/test.h"

#define KILL_ROUNDS (getenv("ANSINH_TEST_LONG") ? 60 : 5)

/* A child with a database handle of its own; it is killed after some milliseconds, whatever it does. */
static inline void killed_after(int milliseconds, void (*work)(struct app *app, void *user), void *user) {
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct app app;
        static struct error own;
        if (app_open(test_db_url(), &app, &own) != OK)
            _exit(3);
        work(&app, user);
        _exit(0);
    }
    (void)usleep((useconds_t)milliseconds * 1000);
    int status;
    (void)kill(child, SIGKILL);
    assert_true(waitpid(child, &status, 0) == child);
    assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
}
#endif
