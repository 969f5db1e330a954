/* The program's own commands and pages: serve, migrate, load, check, backup, health. */
#include "features/system/system.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/audit.h"
#include "app/command.h"
#include "app/jobs.h"
#include "app/reads.h"
#include "app/router.h"
#include "http/http.h"
#include "system_queries.h"

/* ---- serve */

#define JOB_THREADS 2 /* a short job need not wait for a long one */

static const struct command_option serve_options[] = {
    {"port", "N", "system.opt.port"},
    {"listen", "ADDRESS", "system.opt.listen"},
    {"trust-proxy", NULL, "system.opt.trust_proxy"},
    {"workers", "N", "system.opt.workers"},
};

static bool is_loopback(const char *address) {
    return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0 || strcmp(address, "localhost") == 0;
}

static int64_t number_option(const struct command_args *a, const char *name, int64_t otherwise, int64_t most) {
    int64_t n;
    const char *v = a->get(a, name);
    return v != NULL && text_to_i64(text_of(v), &n) && n >= 0 && n <= most ? n : otherwise;
}

static int serve(struct command_args *a, struct arena *arena, struct error *err) {
    (void)arena;
    router_check();
    const char *address = a->get(a, "listen") ? a->get(a, "listen") : "127.0.0.1";
    if (a->app->demo && !is_loopback(address)) {
        (void)fail(err, E_FORBIDDEN, "system.demo_only_here");
        return 1;
    }
    a->app->address = address;
    struct http_config config = {
        .address = address,
        .port = (uint16_t)number_option(a, "port", 8080, 65535),
        .workers = (unsigned)number_option(a, "workers", 8, 64),
        .handler = app_handle,
        .body_limit = app_body_limit,
        .user = a->app,
        .trust_proxy = a->get(a, "trust-proxy") != NULL,
    };
    sigset_t stop;
    (void)sigemptyset(&stop);
    (void)sigaddset(&stop, SIGINT);
    (void)sigaddset(&stop, SIGTERM);
    (void)pthread_sigmask(SIG_BLOCK, &stop, NULL); /* before threads start, so that only this one gets them */
    struct http_server *server;
    if (http_start(&config, &server, err) != OK)
        return 1;
    a->app->port = http_port(server);
    struct job_runner *jobs;
    if (job_runner_start(a->app, &(struct job_settings){0}, JOB_THREADS, &jobs, err) != OK) {
        http_stop(server);
        return 1;
    }
    if (reads_writer_start(a->app, err) != OK) {
        job_runner_stop(jobs);
        http_stop(server);
        return 1;
    }
    (void)printf("http://%s:%u/\n", address, a->app->port);
    (void)fflush(stdout);
    int got;
    (void)sigwait(&stop, &got);
    http_stop(server);
    reads_writer_stop();
    job_runner_stop(jobs);
    return 0;
}

/* ---- migrate */

static int migrate(struct command_args *a, struct arena *arena, struct error *err) {
    const char *url = a->get(a, "db")       ? a->get(a, "db")
                      : getenv("ANSINH_DB") ? getenv("ANSINH_DB")
                                            : "sqlite:var/ansinh.db";
    struct db_pool *pool;
    if (db_pool_open(url, 2, &pool, err) != OK)
        return 1;
    int applied = 0;
    enum status s = db_migrate(pool, &applied, err);
    db_pool_close(pool);
    if (s != OK)
        return 1;
    struct value *v = value_object(arena);
    value_set_int(v, "applied", applied);
    command_print(a, v);
    return 0;
}

/* ---- load: shipped facts; or one file by an importer (other features add "load plan" and the like) */

struct load_state {
    const struct feature *feature;
};

static enum status load_feature(struct ctx *c, void *user, struct error *err) {
    const struct load_state *s = user;
    TRY(s->feature->load(c, err));
    struct value *diff = value_object(c->arena);
    value_set_str(diff, "feature", s->feature->name);
    audit_note(c, 0, "data.load", "feature", 0, diff);
    return OK;
}

enum status system_load_data(struct ctx *c, bool quiet, struct error *err) {
    for (int order = 0; order < 100; order++)
        for (const struct feature *const *f = features; *f != NULL; f++) {
            if ((*f)->load == NULL || (*f)->load_order != order)
                continue;
            if (!quiet)
                (void)fprintf(stderr, "load %s\n", (*f)->name);
            struct load_state state = {*f};
            TRY(ctx_write(c, load_feature, &state, err));
        }
    return app_day_turn(c->app, err);
}

static int load_data(struct command_args *a, struct arena *arena, struct error *err) {
    struct ctx c;
    ctx_init_system(&c, a->app, arena, NULL);
    return system_load_data(&c, a->json, err) == OK ? 0 : 1;
}

/* ---- audit verify, backup */

static int verify(struct command_args *a, struct arena *arena, struct error *err) {
    AUTO_DB db = NULL;
    struct audit_verdict v;
    if (db_take(a->app->pool, false, &db, err) != OK || db_begin_read(db, err) != OK ||
        audit_verify(db, arena, &v, err) != OK)
        return 1;
    struct value *out = value_object(arena);
    value_set_bool(out, "whole", v.broken == 0);
    value_set_int(out, "entries", v.entries);
    value_set_int(out, "chains", v.chains);
    value_set_int(out, "reads", v.reads);
    value_set_int(out, "broken", v.broken);
    if (v.broken) {
        value_set_id(out, "first_broken_chain", v.broken_chain);
        value_set_int(out, "first_broken_seq", v.broken_seq);
    }
    command_print(a, out);
    return v.broken == 0 ? 0 : 1;
}

static int backup(struct command_args *a, struct arena *arena, struct error *err) {
    (void)arena;
    if (a->argc != 1) {
        (void)fail(err, E_BAD_REQUEST, "system.backup_needs_file");
        return 2;
    }
    return db_backup_to(a->app->pool, a->argv[0], err) == OK ? 0 : 1;
}

/* ---- restore: a backup becomes the database; never over one that is there */

static int restore(struct command_args *a, struct arena *arena, struct error *err) {
    const char *url = a->get(a, "db") ? a->get(a, "db") : "sqlite:var/ansinh.db";
    if (a->argc != 1 || strncmp(url, "sqlite:", 7) != 0) {
        (void)fail(err, E_BAD_REQUEST, "system.restore_usage");
        return 2;
    }
    if (access(url + 7, F_OK) == 0) {
        (void)fail(err, E_CONFLICT, "system.restore_exists", url + 7);
        return 1;
    }
    if (access(a->argv[0], R_OK) != 0) {
        (void)fail(err, E_IO, "system.restore_no_backup", a->argv[0]);
        return 1;
    }
    struct app backup_app;
    if (app_open(arena_fmt(arena, "sqlite:%s", a->argv[0]).ptr, &backup_app, err) != OK)
        return 1;
    enum status s = db_backup_to(backup_app.pool, url + 7, err);
    app_close(&backup_app);
    return s == OK ? 0 : 1;
}

/* ---- check */

static enum status run_checks(struct ctx *c, struct value *out, struct error *err) {
    struct text version;
    TRY(db_schema_version(c->db, c->arena, &version, err));
    value_set_text(out, "schema", version);
    struct audit_verdict v;
    TRY(audit_verify(c->db, c->arena, &v, err));
    value_set_int(out, "audit_entries", v.entries);
    value_set_int(out, "audit_broken", v.broken);
    struct value *findings = value_set_list(out, "findings");
    for (const struct feature *const *f = features; *f != NULL; f++)
        if ((*f)->check != NULL)
            TRY((*f)->check(c, findings, err));
    value_set_bool(out, "whole", v.broken == 0 && value_count(findings) == 0);
    return OK;
}

static int check(struct command_args *a, struct arena *arena, struct error *err) {
    AUTO_DB db = NULL;
    if (db_take(a->app->pool, false, &db, err) != OK || db_begin_read(db, err) != OK)
        return 1;
    struct ctx c;
    ctx_init_system(&c, a->app, arena, db);
    struct value *out = value_object(arena);
    if (run_checks(&c, out, err) != OK)
        return 1;
    command_print(a, out);
    return value_truthy(value_get(out, T("whole"))) ? 0 : 1;
}

static const struct command commands[] = {
    {"serve", "system.cmd.serve", NULL, serve_options, COUNT_OF(serve_options), true, serve},
    {"migrate", "system.cmd.migrate", NULL, NULL, 0, false, migrate},
    {"load data", "system.cmd.load_data", NULL, NULL, 0, true, load_data},
    {"audit verify", "system.cmd.audit_verify", NULL, NULL, 0, true, verify},
    {"backup", "system.cmd.backup", "FILE", NULL, 0, true, backup},
    {"restore", "system.cmd.restore", "FILE", NULL, 0, false, restore},
    {"check", "system.cmd.check", NULL, NULL, 0, true, check},
};

/* ---- pages */

static enum status healthz(struct ctx *c, struct value *out, struct error *err) {
    struct health_row row;
    bool found = false;
    TRY(health(c->db, c->arena, &row, &found, err));
    value_set_str(out, "status", "ok");
    value_set_bool(out, "demo", c->app->demo);
    value_set_int(out, "areas", row.areas);
    return OK;
}

static const struct route routes[] = {
    {.method = HTTP_GET, .path = "/healthz", .permission = "public", .fn = healthz, .title = "system.healthz"},
};

const struct feature system_feature = {
    .name = "system",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(command, commands),
};
