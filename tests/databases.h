/* Where the databases of tests come from. A world is built once in a process and on each engine, when the first test
 * asks for it, and copied for each test: building it again would take most of the time of the whole run. */
#ifndef ANSINH_TEST_DATABASES_H
#define ANSINH_TEST_DATABASES_H
#include "tests/test.h"

struct test_engine {
    const char *name;
    /* A fresh copy of the world, closed by the caller; test_db_url() is its address. */
    bool (*open_copy)(const struct test_world *world, struct db_pool **ret_pool);
    void (*drop_copy)(void); /* the one that was opened last */
    void (*drop_templates)(void);
};
#define TEST_ENGINES 2
extern const struct test_engine test_engines[TEST_ENGINES]; /* SQLite, then PostgreSQL (ANSINH_TEST_PG) */
#endif
