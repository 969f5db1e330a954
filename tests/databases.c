#include "tests/databases.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <unistd.h>

#include "app/app.h"
#include "features/system/system.h"

#define WORLDS_MAX 8

static char db_url[1024];
static struct error err;

const char *test_db_url(void) {
    return db_url;
}

static enum status load_data(struct app *app, struct arena *a, struct error *e) {
    struct ctx c;
    ctx_init_system(&c, app, a, NULL);
    return system_load_data(&c, true, e);
}

const struct test_world test_empty = {"empty", NULL, NULL};
const struct test_world test_loaded = {"loaded", &test_empty, load_data};

static void say_error(const char *what) {
    (void)fprintf(stderr, "%s: %s %s %s\n", what, status_name(err.status), err.key ? err.key : "", err.detail);
}

/* What makes the world out of a copy of its base. */
static bool fill(const char *url, const struct test_world *world) {
    struct db_pool *pool;
    int applied;
    error_clear(&err);
    if (db_pool_open(url, 2, &pool, &err) != OK)
        return say_error(url), false;
    struct app app = {.pool = pool, .clock = {.fixed_day = day_of(2024, 11, 25)}, .demo = true};
    enum status s = db_migrate(pool, &applied, &err);
    if (s == OK && world->fill != NULL)
        s = world->fill(&app, test_arena(), &err);
    db_pool_close(pool);
    if (s != OK)
        say_error(world->name);
    return s == OK;
}

/* ---- SQLite: files */

static const struct test_world *sqlite_made[WORLDS_MAX];
static unsigned sqlite_copies;

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
    return n == 0 || (perror(to), false);
}

static void sqlite_template(char out[320], const struct test_world *world) {
    (void)snprintf(out, 320, "%s/%s.db", test_tmp_dir(), world->name);
}

static bool sqlite_make(const struct test_world *world) {
    size_t i = 0;
    for (; i < WORLDS_MAX && sqlite_made[i] != NULL; i++)
        if (sqlite_made[i] == world)
            return true;
    if (i == WORLDS_MAX || (world->base != NULL && !sqlite_make(world->base)))
        return false;
    char path[320], from[320], url[340];
    sqlite_template(path, world);
    if (world->base != NULL) {
        sqlite_template(from, world->base);
        if (!copy_file(from, path))
            return false;
    }
    (void)snprintf(url, sizeof url, "sqlite:%s", path);
    if (!fill(url, world))
        return false;
    for (i = 0; sqlite_made[i] != NULL;) /* its base may have taken the place */
        i++;
    sqlite_made[i] = world;
    return true;
}

static void sqlite_path(char out[300], const char *suffix) {
    (void)snprintf(out, 300, "%s/copy%u.db%s", test_tmp_dir(), sqlite_copies, suffix);
}

static bool sqlite_open_copy(const struct test_world *world, struct db_pool **ret_pool) {
    char template[320], path[300];
    if (!sqlite_make(world))
        return false;
    sqlite_copies++;
    sqlite_template(template, world);
    sqlite_path(path, "");
    (void)snprintf(db_url, sizeof db_url, "sqlite:%s", path);
    if (!copy_file(template, path))
        return false;
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

static void sqlite_drop_templates(void) { /* they go with the folder */
}

/* ---- PostgreSQL: databases of one server */

/* A connection that makes or drops databases while a test runs: CREATE DATABASE takes longer than most tests. */
struct admin {
    PGconn *conn;
    char sql[300];
    bool waiting;
};
struct template {
    const struct test_world *world;
    struct admin making; /* of the next copy */
    unsigned copies;     /* handed out */
};
static struct template templates[WORLDS_MAX];
static struct template *last; /* whose copy was handed out last */
static struct admin dropping;

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

/* The address of another database of the same server: what comes last in the URL's query counts. */
static void postgres_url(char out[1024], const char *database) {
    const char *base = getenv("ANSINH_TEST_PG");
    (void)snprintf(out, 1024, "%s%cdbname=%s", base, strchr(base, '?') ? '&' : '?', database);
}

static void postgres_name(char out[80], const struct test_world *world, unsigned number) { /* 0: the template */
    (void)snprintf(out, 80, "ansinh_t%ld_%s%u", (long)getpid(), world->name, number);
}

static bool begin_copy(struct template *t) {
    char from[80], name[80], rest[100];
    postgres_name(from, t->world, 0);
    postgres_name(name, t->world, t->copies + 1);
    (void)snprintf(rest, sizeof rest, "TEMPLATE %s", from);
    return admin_begin(&t->making, "CREATE", name, rest);
}

/* NULL: it cannot be made. */
static struct template *postgres_make(const struct test_world *world) {
    for (size_t i = 0; i < WORLDS_MAX; i++)
        if (templates[i].world == world)
            return &templates[i];
    if (world->base != NULL && postgres_make(world->base) == NULL)
        return NULL;
    struct template *t = templates;
    while (t->world != NULL)
        if (++t == templates + WORLDS_MAX)
            return NULL;
    char name[80], base[80], url[1024], rest[160];
    if (world->base != NULL) {
        postgres_name(base, world->base, 0);
        (void)snprintf(rest, sizeof rest, "TEMPLATE %s", base);
    } else {
        /* Its own order of text is Vietnamese, so that whoever relies on it and forgets COLLATE "C" is found out. */
        (void)snprintf(rest, sizeof rest, "TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'vi-VN'");
    }
    postgres_name(name, world, 0);
    postgres_url(url, name);
    if (!admin_begin(&t->making, "CREATE", name, rest) || !admin_finish(&t->making))
        return NULL;
    t->world = world;
    return fill(url, world) && begin_copy(t) ? t : NULL;
}

static bool postgres_open_copy(const struct test_world *world, struct db_pool **ret_pool) {
    char name[80];
    struct template *t = postgres_make(world);
    if (t == NULL)
        return false;
    postgres_name(name, world, ++t->copies);
    postgres_url(db_url, name);
    last = t;
    if (!admin_finish(&t->making) || !begin_copy(t))
        return false;
    return db_pool_open(db_url, 4, ret_pool, &err) == OK || (say_error("PostgreSQL"), false);
}

static void postgres_drop(const struct test_world *world, unsigned number) {
    char name[80];
    postgres_name(name, world, number);
    (void)admin_begin(&dropping, "DROP", name, "WITH (FORCE)");
}

static void postgres_drop_copy(void) {
    if (last != NULL)
        postgres_drop(last->world, last->copies);
}

static void postgres_drop_templates(void) {
    for (struct template *t = templates; t < templates + WORLDS_MAX && t->world != NULL; t++) {
        (void)admin_finish(&t->making); /* a copy that no test wants any more */
        postgres_drop(t->world, t->copies + 1);
        postgres_drop(t->world, 0);
        PQfinish(t->making.conn);
    }
    (void)admin_finish(&dropping);
    PQfinish(dropping.conn);
}

const struct test_engine test_engines[TEST_ENGINES] = {
    {"SQLite", sqlite_open_copy, sqlite_drop_copy, sqlite_drop_templates},
    {"PostgreSQL", postgres_open_copy, postgres_drop_copy, postgres_drop_templates},
};
