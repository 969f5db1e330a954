/* The test program: ansinh-test [--verbose] [--list] [--sqlite-only] [--one-process] [part of a sentence or file name]
 *
 * As many processes as the machine has processors share the tests: each takes the next that nobody took yet.
 *
 * Every TEST runs once. Every TEST_DB runs on a fresh copy of a migrated SQLite file and, when ANSINH_TEST_PG holds
 * the address of a PostgreSQL whose user may create databases, on a fresh copy of a migrated database there. There are
 * two of each to copy from: one that is empty and one that holds the shipped data.
 * What a test writes is kept back and shown only when it fails (or dies). */
#include "test.h"

#include <fcntl.h>
#include <ftw.h>
#include <libpq-fe.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/app.h"
#include "features/system/system.h"

#define TESTS_MAX 8192
#define PROCESSES_MAX 8

static struct test_case *cases[TESTS_MAX];
static size_t case_count;
static char tmp_dir[256], db_url[1024];
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

const char *test_db_url(void) {
    return db_url;
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

/* ---- databases */

struct engine {
    const char *name;
    bool (*make_templates)(void);
    bool (*open_copy)(bool loaded, struct db_pool **ret_pool);
    void (*drop_copy)(void); /* the one that was opened last */
    void (*drop_templates)(void);
};

static unsigned copy_number;
static struct error err;

static void say_error(const char *what) {
    (void)fprintf(stderr, "%s: %s %s %s\n", what, status_name(err.status), err.key ? err.key : "", err.detail);
}

static enum status fill(struct db_pool *pool, bool load) {
    struct app app = {.pool = pool, .clock = {.fixed_day = day_of(2024, 11, 25)}};
    struct ctx c;
    int applied;
    TRY(db_migrate(pool, &applied, &err));
    if (!load)
        return OK;
    ctx_init_system(&c, &app, test_arena(), NULL);
    return system_load_data(&c, true, &err);
}

static bool migrate(const char *url, bool load) {
    struct db_pool *pool;
    if (db_pool_open(url, 2, &pool, &err) != OK)
        return say_error(url), false;
    enum status s = fill(pool, load);
    db_pool_close(pool);
    if (s != OK)
        say_error("a database to copy from");
    return s == OK;
}

static bool copy_file(const char *from, const char *to) {
    char bytes[65536];
    int in = open(from, O_RDONLY | O_CLOEXEC), out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    ssize_t n = -1;
    if (in >= 0 && out >= 0)
        while ((n = read(in, bytes, sizeof bytes)) > 0)
            if (write(out, bytes, (size_t)n) != n)
                break;
    if (in >= 0)
        (void)close(in);
    if (out >= 0)
        (void)close(out);
    return n == 0;
}

static void sqlite_path(char out[300], const char *suffix) {
    (void)snprintf(out, 300, "%s/copy%u.db%s", tmp_dir, copy_number, suffix);
}

static void sqlite_template(char out[300], bool loaded) {
    (void)snprintf(out, 300, "%s/%s.db", tmp_dir, loaded ? "loaded" : "empty");
}

static bool sqlite_make_templates(void) {
    for (int loaded = 0; loaded <= 1; loaded++) {
        char path[300], url[320];
        sqlite_template(path, loaded);
        (void)snprintf(url, sizeof url, "sqlite:%s", path);
        if (!migrate(url, loaded))
            return false;
    }
    return true;
}

static bool sqlite_open_copy(bool loaded, struct db_pool **ret_pool) {
    char template[300], path[300];
    copy_number++;
    sqlite_template(template, loaded);
    sqlite_path(path, "");
    (void)snprintf(db_url, sizeof db_url, "sqlite:%s", path);
    if (!copy_file(template, path))
        return perror(path), false;
    return db_pool_open(db_url, 4, ret_pool, &err) == OK || (say_error(db_url), false);
}

static void sqlite_drop_copy(void) {
    const char *const suffixes[] = {"", "-wal", "-shm"};
    char path[300];
    for (size_t i = 0; i < COUNT_OF(suffixes); i++) {
        sqlite_path(path, suffixes[i]);
        (void)unlink(path);
    }
}

static void sqlite_drop_templates(void) {
}

/* The address of another database of the same server: what comes last in the URL's query counts. */
static void postgres_url(char out[1024], const char *database) {
    const char *base = getenv("ANSINH_TEST_PG");
    (void)snprintf(out, 1024, "%s%cdbname=%s", base, strchr(base, '?') ? '&' : '?', database);
}

static void postgres_name(char out[64], bool loaded, unsigned number) { /* 0: the template */
    (void)snprintf(out, 64, "ansinh_t%ld_%c%u", (long)getpid(), loaded ? 'l' : 'e', number);
}

/* One connection makes the next copy of each template while a test runs, another drops the last one: CREATE DATABASE
 * takes longer than most tests. */
struct admin {
    PGconn *conn;
    char sql[300];
    bool waiting;
};
static struct admin making[2], dropping;
static unsigned postgres_copies[2]; /* handed out, of the empty and of the loaded one */
static bool postgres_last;          /* which was handed out last */

static bool admin_finish(struct admin *a) {
    bool ok = true;
    PGresult *r;
    while (a->waiting && (r = PQgetResult(a->conn)) != NULL) {
        ok = ok && PQresultStatus(r) == PGRES_COMMAND_OK;
        if (!ok)
            (void)fprintf(stderr, "%s: %s", a->sql, PQerrorMessage(a->conn));
        PQclear(r);
    }
    a->waiting = false;
    return ok;
}

/* "verb DATABASE name rest", begun but not waited for. */
static bool admin_begin(struct admin *a, const char *verb, const char *name, const char *rest) {
    bool ok = admin_finish(a);
    if (a->conn == NULL)
        a->conn = PQconnectdb(getenv("ANSINH_TEST_PG"));
    (void)snprintf(a->sql, sizeof a->sql, "%s DATABASE %s %s", verb, name, rest);
    a->waiting = PQsendQuery(a->conn, a->sql) == 1;
    if (!a->waiting)
        (void)fprintf(stderr, "%s: %s", a->sql, PQerrorMessage(a->conn));
    return ok && a->waiting;
}

static bool begin_copy(bool loaded) {
    char template[64], name[64], rest[80];
    postgres_name(template, loaded, 0);
    postgres_name(name, loaded, postgres_copies[loaded] + 1);
    (void)snprintf(rest, sizeof rest, "TEMPLATE %s", template);
    return admin_begin(&making[loaded], "CREATE", name, rest);
}

static bool postgres_make_templates(void) {
    /* Its own order of text is Vietnamese, so that whoever relies on it and forgets COLLATE "C" is found out. */
    const char *options = "TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'vi-VN'";
    for (int loaded = 0; loaded <= 1; loaded++) {
        char name[64], url[1024];
        postgres_name(name, loaded, 0);
        postgres_url(url, name);
        if (!admin_begin(&making[loaded], "CREATE", name, options) || !admin_finish(&making[loaded]) ||
            !migrate(url, loaded) || !begin_copy(loaded))
            return false;
    }
    return true;
}

static bool postgres_open_copy(bool loaded, struct db_pool **ret_pool) {
    char name[64];
    postgres_name(name, loaded, ++postgres_copies[loaded]);
    postgres_url(db_url, name);
    postgres_last = loaded;
    if (!admin_finish(&making[loaded]) || !begin_copy(loaded))
        return false;
    return db_pool_open(db_url, 4, ret_pool, &err) == OK || (say_error("PostgreSQL"), false);
}

static void postgres_drop(bool loaded, unsigned number) {
    char name[64];
    postgres_name(name, loaded, number);
    (void)admin_begin(&dropping, "DROP", name, "WITH (FORCE)");
}

static void postgres_drop_copy(void) {
    postgres_drop(postgres_last, postgres_copies[postgres_last]);
}

static void postgres_drop_templates(void) {
    for (int loaded = 0; loaded <= 1; loaded++) {
        (void)admin_finish(&making[loaded]); /* a copy that no test wants any more */
        postgres_drop(loaded, postgres_copies[loaded] + 1);
        postgres_drop(loaded, 0);
        PQfinish(making[loaded].conn);
    }
    (void)admin_finish(&dropping);
    PQfinish(dropping.conn);
}

static struct engine engines[] = {
    {"SQLite", sqlite_make_templates, sqlite_open_copy, sqlite_drop_copy, sqlite_drop_templates},
    {"PostgreSQL", postgres_make_templates, postgres_open_copy, postgres_drop_copy, postgres_drop_templates},
};

/* ---- running */

struct run {
    const struct test_case *test;
    const struct engine *engine; /* NULL: needs no database */
};

static void run_body(void **state) {
    const struct run *run = *state;
    if (run->engine == NULL) {
        run->test->fn();
        return;
    }
    struct db_pool *pool = NULL;
    if (!run->engine->open_copy(run->test->loaded, &pool))
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
            const struct run run = {cases[i], cases[i]->fn != NULL ? NULL : &engines[e]};
            atomic_fetch_add(run_one(&run, verbose) ? &shared->passed : &shared->failed, 1);
        }
    }
}

/* One process's share, with databases of its own. 0: it came to its end. */
static int run_process(const char *filter, bool verbose, size_t engine_count, struct shared *shared) {
    make_tmp_dir();
    keep_output_back();
    bool ready = true;
    for (size_t e = 0; e < engine_count; e++)
        ready = ready && engines[e].make_templates();
    if (ready)
        run_all(filter, verbose, engine_count, shared);
    for (size_t e = 0; e < engine_count; e++)
        engines[e].drop_templates();
    (void)nftw(tmp_dir, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    return ready ? 0 : 1;
}

/* processes: at least 1; a process that dies is one failure, the others go on. */
static void run_processes(int processes, const char *filter, bool verbose, size_t engine_count, struct shared *shared) {
    for (int i = 0; i < processes; i++) {
        pid_t pid = fork();
        if (pid < 0)
            abort();
        if (pid == 0)
            exit(run_process(filter, verbose, engine_count, shared));
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
    size_t engine_count = !needs_database ? 0 : sqlite_only ? 1 : COUNT_OF(engines);
    long processors = sysconf(_SC_NPROCESSORS_ONLN), most = found < PROCESSES_MAX ? found : PROCESSES_MAX;
    (void)fflush(NULL);
    run_processes(one || processors < 1 ? 1 : (int)(processors < most ? processors : most), filter, verbose,
                  engine_count, shared);
    (void)printf("%d passed, %d failed\n", shared->passed, shared->failed);
    return shared->failed != 0;
}
