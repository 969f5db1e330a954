/* The test program: ansinh-test [--verbose] [--list] [--sqlite-only] [--one-process] [part of a sentence or file name]
 *
 * As many processes as the machine has processors share the tests: each takes the next that nobody took yet.
 *
 * Every TEST runs once. Every TEST_DB runs on a fresh copy of a migrated SQLite file and, when ANSINH_TEST_PG holds
 * the address of a PostgreSQL whose user may create databases, on a fresh copy of a migrated database there: empty, or
 * with what the world of the test holds (databases.h).
 * What a test writes is kept back and shown only when it fails (or dies). */
#include "tests/databases.h"

#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "features/account/account.h"

#define TESTS_MAX 8192
#define PROCESSES_MAX 8

static struct test_case *cases[TESTS_MAX];
static size_t case_count;
static char tmp_dir[256];
static struct arena *arena;
static int shown_fd = -1, kept_fd = -1;

void test_register(struct test_case *t) {
    if (case_count == TESTS_MAX)
        abort();
    cases[case_count++] = t;
}

struct arena *test_arena(void) {
    if (arena == NULL)
        arena = arena_new((size_t)1 << 30);
    return arena;
}

const char *test_tmp_dir(void) {
    return tmp_dir;
}

static enum status run_script(struct db_pool *pool, const char *fmt, va_list ap, struct error *err) {
    static char sql[1 << 20];
    AUTO_DB db = NULL;
    error_clear(err);
    int n = vsnprintf(sql, sizeof sql, fmt, ap);
    assert_true(n >= 0 && (size_t)n < sizeof sql);
    TRY(db_take(pool, true, &db, err));
    return db_script(db, sql, err);
}

enum status test_sql_try(struct db_pool *pool, const char *fmt, ...) {
    struct error err;
    va_list ap;
    va_start(ap, fmt);
    enum status s = run_script(pool, fmt, ap, &err);
    va_end(ap);
    return s;
}

void test_sql(struct db_pool *pool, const char *fmt, ...) {
    struct error err;
    va_list ap;
    va_start(ap, fmt);
    assert_ok(run_script(pool, fmt, ap, &err));
    va_end(ap);
}

int64_t test_count(struct db_pool *pool, const char *fmt, ...) {
    AUTO_DB db = NULL;
    struct error err;
    char text[8000];
    va_list ap;
    va_start(ap, fmt);
    int len = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    assert_true(len >= 0 && (size_t)len < sizeof text);
    const char *sql = arena_zstr(test_arena(), text_of(text)); /* prepared statements are known by the address */
    static const struct db_field out[] = {{"n", DB_INT, false, 0}};
    struct db_stmt s = {
        .name = "test_count", .sql = {sql, sql}, .out = out, .out_count = 1, .row_size = sizeof(int64_t)};
    int64_t n = 0;
    bool found = false;
    error_clear(&err);
    assert_ok(db_take(pool, false, &db, &err));
    assert_ok(db_one(db, &s, NULL, test_arena(), &n, &found, &err));
    return found ? n : 0;
}

/* ---- what tests write */

static void show_kept(void) {
    char bytes[4096];
    ssize_t n;
    off_t at = 0;
    (void)fflush(NULL);
    while (kept_fd >= 0 && (n = pread(kept_fd, bytes, sizeof bytes, at)) > 0) {
        at += n;
        if (write(shown_fd, bytes, (size_t)n) < 0)
            return;
    }
}

static void on_death(int signal_number) {
    show_kept();
    (void)signal(signal_number, SIG_DFL);
    (void)raise(signal_number);
}

/* Of the sanitizers, when there are any. */
void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

static void keep_output_back(void) {
    char path[300];
    (void)snprintf(path, sizeof path, "%s/output", tmp_dir);
    shown_fd = dup(STDOUT_FILENO);
    kept_fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    if (shown_fd < 0 || kept_fd < 0)
        abort();
    (void)signal(SIGABRT, on_death);
    if (__sanitizer_set_death_callback != NULL)
        __sanitizer_set_death_callback(show_kept);
}

/* A sanitizer that only reports has found a failure too. */
static bool kept_has_report(void) {
    static char bytes[1 << 20];
    ssize_t n = pread(kept_fd, bytes, sizeof bytes - 1, 0);
    bytes[n < 0 ? 0 : n] = '\0';
    return strstr(bytes, "runtime error:") != NULL || strstr(bytes, "WARNING: ThreadSanitizer") != NULL;
}

/* ---- running */

struct run {
    const struct test_case *test;
    const struct test_engine *engine; /* NULL: needs no database */
};

static void run_body(void **state) {
    const struct run *run = *state;
    if (run->engine == NULL) {
        run->test->fn();
        return;
    }
    struct db_pool *pool = NULL;
    if (!run->engine->open_copy(run->test->world, &pool))
        fail_msg("no copy of the %s database", run->engine->name);
    run->test->db_fn(pool);
    db_pool_close(pool);
}

static int clean_up(void **state) {
    const struct run *run = *state;
    if (run->engine != NULL)
        run->engine->drop_copy();
    arena_free(arena);
    arena = NULL;
    return 0;
}

static double seconds(void) {
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool run_one(const struct run *run, bool verbose) {
    struct CMUnitTest test = {run->test->sentence, run_body, NULL, clean_up, (void *)(uintptr_t)run};
    int out = dup(STDOUT_FILENO), error_out = dup(STDERR_FILENO);
    (void)fflush(NULL);
    if (ftruncate(kept_fd, 0) != 0)
        abort();
    (void)dup2(kept_fd, STDOUT_FILENO);
    (void)dup2(kept_fd, STDERR_FILENO);
    double start = seconds();
    int failed = _cmocka_run_group_tests(run->test->file, &test, 1, NULL, NULL);
    (void)fflush(NULL);
    (void)dup2(out, STDOUT_FILENO);
    (void)dup2(error_out, STDERR_FILENO);
    (void)close(out);
    (void)close(error_out);
    bool ok = failed == 0 && !kept_has_report();
    if (!ok)
        show_kept();
    if (verbose || !ok) {
        (void)printf("%s %s%s%s  (%s, %.0f ms)\n", ok ? "ok  " : "FAIL", run->engine ? run->engine->name : "",
                     run->engine ? ": " : "", run->test->sentence, run->test->file, (seconds() - start) * 1000);
        (void)fflush(stdout);
    }
    return ok;
}

static int by_place(const void *a, const void *b) {
    const struct test_case *x = *(struct test_case *const *)a, *y = *(struct test_case *const *)b;
    int c = strcmp(x->file, y->file);
    return c ? c : x->line - y->line;
}

static bool wanted(const struct test_case *t, const char *filter) {
    return filter == NULL || strstr(t->sentence, filter) != NULL || strstr(t->file, filter) != NULL;
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw) {
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

/* Memory spares thousands of fsyncs on files that nobody will miss. */
static bool has_room_in_memory(void) {
    struct statvfs v;
    return statvfs("/dev/shm", &v) == 0 && access("/dev/shm", W_OK) == 0 && v.f_bavail * v.f_frsize > (1u << 30);
}

static void make_tmp_dir(void) {
    const char *base = getenv("TMPDIR");
    if (base == NULL || strlen(base) > 200)
        base = has_room_in_memory() ? "/dev/shm" : "/tmp";
    (void)snprintf(tmp_dir, sizeof tmp_dir, "%s/ansinh-test-XXXXXX", base);
    if (mkdtemp(tmp_dir) == NULL) {
        perror(tmp_dir);
        exit(2);
    }
}

/* What the processes share. */
struct shared {
    atomic_size_t next; /* of cases */
    atomic_int passed, failed;
};

static void run_all(const char *filter, bool verbose, size_t engine_count, struct shared *shared) {
    for (size_t i; (i = atomic_fetch_add(&shared->next, 1)) < case_count;) {
        if (!wanted(cases[i], filter))
            continue;
        for (size_t e = 0; e < (cases[i]->fn != NULL ? 1 : engine_count); e++) {
            const struct run run = {cases[i], cases[i]->fn != NULL ? NULL : &test_engines[e]};
            atomic_fetch_add(run_one(&run, verbose) ? &shared->passed : &shared->failed, 1);
        }
    }
}

/* One process's share, with databases of its own. */
static void run_process(const char *filter, bool verbose, size_t engine_count, struct shared *shared) {
    make_tmp_dir();
    keep_output_back();
    account_hash_lightly();
    run_all(filter, verbose, engine_count, shared);
    for (size_t e = 0; e < engine_count; e++)
        test_engines[e].drop_templates();
    (void)nftw(tmp_dir, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

/* processes: at least 1; a process that dies is one failure, the others go on. */
static void run_processes(int processes, const char *filter, bool verbose, size_t engine_count, struct shared *shared) {
    for (int i = 0; i < processes; i++) {
        pid_t pid = fork();
        if (pid < 0)
            abort();
        if (pid == 0) {
            run_process(filter, verbose, engine_count, shared);
            exit(0);
        }
    }
    for (int code; wait(&code) > 0;)
        if (!WIFEXITED(code) || WEXITSTATUS(code) != 0) {
            (void)printf("FAIL a process of the tests ended with status %d\n", code);
            atomic_fetch_add(&shared->failed, 1);
        }
}

int main(int argc, char **argv) {
    const char *filter = NULL;
    bool verbose = false, list = false, sqlite_only = getenv("ANSINH_TEST_PG") == NULL, one = false;
    for (int i = 1; i < argc; i++) {
        verbose = verbose || strcmp(argv[i], "--verbose") == 0 || strcmp(argv[i], "-v") == 0;
        list = list || strcmp(argv[i], "--list") == 0;
        sqlite_only = sqlite_only || strcmp(argv[i], "--sqlite-only") == 0;
        one = one || strcmp(argv[i], "--one-process") == 0;
        if (argv[i][0] != '-')
            filter = argv[i];
    }
    qsort(cases, case_count, sizeof cases[0], by_place);
    bool needs_database = false;
    long found = 0;
    for (size_t i = 0; i < case_count; i++) {
        if (!wanted(cases[i], filter))
            continue;
        found++;
        needs_database = needs_database || cases[i]->db_fn != NULL;
        if (list)
            (void)printf("%s: %s\n", cases[i]->file, cases[i]->sentence);
    }
    if (list)
        return 0;
    struct shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        abort();
    size_t engine_count = !needs_database ? 0 : sqlite_only ? 1 : TEST_ENGINES;
    long processors = sysconf(_SC_NPROCESSORS_ONLN), most = found < PROCESSES_MAX ? found : PROCESSES_MAX;
    (void)fflush(NULL);
    run_processes(one || processors < 1 ? 1 : (int)(processors < most ? processors : most), filter, verbose,
                  engine_count, shared);
    (void)printf("%d passed, %d failed\n", shared->passed, shared->failed);
    return shared->failed != 0;
}
