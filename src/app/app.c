#include "app/app.h"

#include <sodium.h>
#include <unistd.h>

#include "app_queries.h"
#include "base/embed.h"

static enum status read_mark(struct app *app, struct error *err) {
    AUTO_ARENA arena = arena_new(1u << 20);
    AUTO_DB db = NULL;
    TRY(db_take(app->pool, false, &db, err));
    struct text version;
    TRY(db_schema_version(db, arena, &version, err));
    if (version.len == 0)
        return fail(err, E_CONFLICT, "db.not_migrated");
    struct app_mark_row mark;
    bool found = false;
    TRY(app_mark(db, arena, &mark, &found, err));
    if (found) {
        app->demo = mark.demo;
        app->clock.fixed_day = mark.fixed_day;
    }
    return OK;
}

enum status app_open(const char *url, struct app *ret_app, struct error *err) {
    if (sodium_init() < 0)
        return fail(err, E_INTERNAL, "app.no_crypto");
    struct app app = {.clock = {.fixed_day = DAY_NONE}};
    TRY(db_pool_open(url, 8, &app.pool, err));
    enum status s = read_mark(&app, err);
    if (s != OK) {
        db_pool_close(app.pool);
        return s;
    }
    *ret_app = app;
    return OK;
}

void app_close(struct app *app) {
    db_pool_close(app->pool);
    app->pool = NULL;
}

enum status ctx_id(struct ctx *c, size_t i, int64_t *ret_id, struct error *err) {
    int64_t id;
    if (!text_to_i64(c->params[i], &id) || id <= 0)
        return fail(err, E_NOT_FOUND, "http.not_found");
    *ret_id = id;
    return OK;
}

struct text ctx_query(struct ctx *c, const char *name) {
    return c->req ? http_query(c->req, name) : TEXT_NONE;
}

static struct ctx_file *new_file(struct ctx *c, struct text name, const char *content_type) {
    struct ctx_file *f = ARENA_NEW(c->arena, struct ctx_file);
    *f = (struct ctx_file){.name = name, .content_type = text_of(content_type), .fd = -1};
    c->file = f;
    return f;
}

void ctx_send_bytes(struct ctx *c, struct text name, const char *content_type, struct text bytes, bool inline_) {
    struct ctx_file *f = new_file(c, name, content_type);
    f->bytes = bytes;
    f->inline_ = inline_;
}

void ctx_send_file(struct ctx *c, struct text name, const char *content_type, int fd, int64_t size) {
    struct ctx_file *f = new_file(c, name, content_type);
    f->fd = fd;
    f->size = size;
}

void ctx_redirect(struct ctx *c, const char *flash_key, const char *fmt, ...) {
    char path[1024];
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(path, sizeof path, fmt, ap);
    va_end(ap);
    c->redirect = arena_text(c->arena, text_of(path));
    c->flash = flash_key;
}

static enum status setting(struct ctx *c, const char *key, day_t on, struct text *ret, struct error *err) {
    struct setting_on_row row;
    bool found = false;
    TRY(setting_on(c->db, &(struct setting_on_in){text_of(key), on}, c->arena, &row, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "setting.missing", key);
    *ret = row.value;
    if (!text_starts(row.value, T("rule:")))
        return OK;
    /* The value stands with the rules of the review, under its name there. */
    struct text rule = {row.value.ptr + 5, row.value.len - 5};
    struct text rule_key = arena_fmt(c->arena, "review.%.*s", FMT(rule));
    TRY(setting_on(c->db, &(struct setting_on_in){rule_key, on}, c->arena, &row, &found, err));
    if (found)
        *ret = row.value;
    return OK;
}

enum status setting_text(struct ctx *c, const char *key, day_t on, struct text *ret, struct error *err) {
    return setting(c, key, on, ret, err);
}

enum status setting_int(struct ctx *c, const char *key, day_t on, int64_t *ret, struct error *err) {
    struct text t;
    TRY(setting(c, key, on, &t, err));
    if (t.ptr == NULL) {
        *ret = DB_NULL; /* chưa rõ */
        return OK;
    }
    return text_to_i64(t, ret) ? OK : fail(err, E_INTERNAL, "setting.not_a_number", key);
}

void ctx_init_system(struct ctx *c, struct app *app, struct arena *arena, struct db *db) {
    static const struct text all[] = {{"*", 1}};
    *c = (struct ctx){.app = app, .arena = arena, .db = db, .lang = LANG_VI, .today = clock_today(&app->clock)};
    c->as_of = c->today;
    /* Account 0 is "nobody" at the edge; commands act as the system under its own number. */
    c->user = (struct user){.account_id = 1,
                            .username = T("system"),
                            .role = T("system"),
                            .permissions = all,
                            .permission_count = 1,
                            .scope = {DB_SCOPE_ALL, 0}};
}

void app_finding(struct ctx *c, struct value *findings, const char *what, struct text subject, struct text detail) {
    struct value *v = value_add_object(findings);
    value_set_text(v, "what", tr_known(what) ? tr(c->lang, what) : text_of(what));
    value_set_text(v, "subject", subject);
    value_set_text(v, "detail", detail);
}

enum status ctx_write(struct ctx *c, enum status (*fn)(struct ctx *c, void *user, struct error *err), void *user,
                      struct error *err) {
    AUTO_DB db = NULL;
    TRY(db_take(c->app->pool, true, &db, err));
    TRY(db_begin_write(db, err));
    struct db *before = c->db;
    c->db = db;
    c->notes = NULL;
    c->writing = true;
    enum status s = fn(c, user, err);
    if (s == OK)
        s = audit_flush(c, err);
    if (s == OK)
        s = db_commit(db, err);
    if (s != OK)
        db_rollback(db);
    c->notes = NULL;
    c->writing = false;
    c->db = before;
    return s;
}

enum status ctx_read(struct ctx *c, enum status (*fn)(struct ctx *c, void *user, struct error *err), void *user,
                     struct error *err) {
    AUTO_DB db = NULL;
    TRY(db_take(c->app->pool, false, &db, err));
    TRY(db_begin_read(db, err));
    struct db *before = c->db;
    c->db = db;
    enum status s = fn(c, user, err);
    c->db = before;
    return s;
}

enum status app_day_turn(struct app *app, struct error *err) {
    for (const struct feature *const *f = features; *f != NULL; f++) {
        if ((*f)->day == NULL)
            continue;
        AUTO_ARENA arena = arena_new(MAX_REQUEST_ARENA);
        struct ctx c;
        ctx_init_system(&c, app, arena, NULL);
        TRY((*f)->day(&c, err));
    }
    return OK;
}
