/* Tests are sentences. TEST runs once; TEST_DB runs once on each database that the run was given.
 * Assertions are cmocka's (assert_int_equal, assert_string_equal, …). */
#ifndef ANSINH_TEST_H
#define ANSINH_TEST_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka's own headers use functions that base/ban.h forbids; include order matters. */
#include <cmocka.h>
/* cmocka's fail() would hide ours, which raises errors. */
#undef fail
#undef fail_msg
#define fail_msg(msg, ...)                                                                                             \
    do {                                                                                                               \
        print_error("ERROR: " msg "\n", ##__VA_ARGS__);                                                                \
        _fail(__FILE__, __LINE__);                                                                                     \
        abort(); /* never reached; tells the compiler so */                                                            \
    } while (0)

#include "base/base.h"
#include "base/time.h"
#include "db/db.h"

/* What a test's database holds at its start: what `fill` adds (NULL: nothing) to a copy of its base (NULL: a database
 * that is only migrated). */
struct app;
struct test_world {
    const char *name; /* letters; part of the name of a file and of a database */
    const struct test_world *base;
    enum status (*fill)(struct app *app, struct arena *arena, struct error *err);
};
extern const struct test_world test_empty, test_loaded; /* nothing; the shipped data */

struct test_case {
    const char *file, *sentence;
    void (*fn)(void);
    void (*db_fn)(struct db_pool *pool);
    int line;
    const struct test_world *world;
};
void test_register(struct test_case *t);

#define TEST_CAT2(a, b) a##b
#define TEST_CAT(a, b) TEST_CAT2(a, b)
#define TEST(text)                                                                                                     \
    static void TEST_CAT(test_fn_, __LINE__)(void);                                                                    \
    static struct test_case TEST_CAT(test_case_, __LINE__) = {__FILE__, text, TEST_CAT(test_fn_, __LINE__), NULL,      \
                                                              __LINE__};                                               \
    __attribute__((constructor)) static void TEST_CAT(test_ctor_, __LINE__)(void) {                                    \
        test_register(&TEST_CAT(test_case_, __LINE__));                                                                \
    }                                                                                                                  \
    static void TEST_CAT(test_fn_, __LINE__)(void)
/* pool: a fresh database, empty or of the world that a header of fixtures names by defining TEST_WORLD anew;
 * TEST_DB_IN names one for a single test. */
#define TEST_WORLD &test_empty
#define TEST_DB(text) TEST_DB_IN(TEST_WORLD, text)
#define TEST_DB_IN(world, text)                                                                                        \
    static void TEST_CAT(test_fn_, __LINE__)(struct db_pool * pool);                                                   \
    static struct test_case TEST_CAT(test_case_, __LINE__) = {__FILE__, text, NULL, TEST_CAT(test_fn_, __LINE__),      \
                                                              __LINE__, world};                                        \
    __attribute__((constructor)) static void TEST_CAT(test_ctor_, __LINE__)(void) {                                    \
        test_register(&TEST_CAT(test_case_, __LINE__));                                                                \
    }                                                                                                                  \
    static void TEST_CAT(test_fn_, __LINE__)(struct db_pool * pool)

/* One script, committed; fails the test when the database refuses it. At most a megabyte. */
void test_sql(struct db_pool *pool, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* The same for what the database should refuse: its status. */
enum status test_sql_try(struct db_pool *pool, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* The number that a SELECT gives. */
int64_t test_count(struct db_pool *pool, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Fails the test and prints the error when status is not OK. */
#define assert_ok(expr)                                                                                                \
    do {                                                                                                               \
        enum status assert_status_ = (expr);                                                                           \
        if (assert_status_ != OK)                                                                                      \
            fail_msg("%s: %s %s [%s] %s at %s:%d", #expr, status_name(assert_status_), err.key ? err.key : "?",        \
                     err.args[0], err.detail, err.file ? err.file : "?", err.line);                                    \
    } while (0)
#define assert_text(t, z) assert_string_equal(arena_zstr(test_arena(), (t)), (z))
struct arena *test_arena(void); /* freed after each test */
const char *test_tmp_dir(void); /* a folder of this run */
const char *test_db_url(void);  /* of the database that the running TEST_DB was given */
#endif
