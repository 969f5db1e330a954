/* The life of one request. Reading runs in one snapshot; writing first checks everything that can be checked
 * without the writer, then takes it, runs the handler, writes the audit entries and commits. */
#include <sodium.h>
#include <unistd.h>

#include "app/app.h"
#include "app/form.h"
#include "app/respond.h"
#include "app/router.h"
#include "app/session.h"
#include "app_queries.h"

bool app_is_write(enum http_method m) {
    return m != HTTP_GET && m != HTTP_HEAD;
}

size_t app_body_limit(void *app, enum http_method m, struct text path) {
    (void)app;
    if (!app_is_write(m))
        return 0;
    struct text params[6];
    const struct route *other;
    (void)router_format(&path);
    const struct route *r = router_find(m, path, params, &other);
    return r == NULL ? 64 << 10 : r->flags & ROUTE_UPLOAD ? MAX_UPLOAD_BYTES : MAX_BODY_BYTES;
}

static bool wants_json(struct ctx *c) {
    static const char *const offered[] = {"text/html", "application/json"};
    if (c->format != NULL)
        return strcmp(c->format, "json") == 0;
    struct text accept = http_header(c->req, "accept");
    return accept.ptr != NULL && http_accept(accept, offered, COUNT_OF(offered)) == 1;
}

static bool is_json_body(struct ctx *c) {
    return text_starts(http_header(c->req, "content-type"), T("application/json"));
}

/* A write must come from our own pages or from a program that holds a token: the form's token, the header, or
 * a bearer token (which no other site can make a browser send). */
static enum status check_csrf(struct ctx *c, const struct http_pair *pairs, size_t count, struct error *err) {
    if ((c->route->flags & ROUTE_NO_CSRF) || c->user.account_id == 0 ||
        http_header(c->req, "authorization").ptr != NULL)
        return OK;
    struct text token = http_header(c->req, "x-csrf-token");
    for (size_t i = 0; i < count; i++)
        if (text_is(pairs[i].name, "csrf"))
            token = pairs[i].value;
    struct text want = text_of(c->user.csrf);
    if (token.len == want.len && want.len > 0 && sodium_memcmp(token.ptr, want.ptr, want.len) == 0)
        return OK;
    return fail(err, E_FORBIDDEN, "http.csrf");
}

/* If-Match: "7" says the version that a write is based on, for programs that would rather not send it in the body. An
 * entity tag of another kind never matches. */
static enum status take_if_match(struct ctx *c, const struct form *form, struct form_data *d, struct error *err) {
    struct text tag = http_header(c->req, "if-match");
    if (tag.ptr == NULL || text_is(tag, "*"))
        return OK;
    for (size_t i = 0; i < form->field_count; i++) {
        if (strcmp(form->fields[i].name, "version") != 0)
            continue;
        int64_t version;
        bool number = tag.len > 2 && tag.ptr[0] == '"' && tag.ptr[tag.len - 1] == '"' &&
                      text_to_i64((struct text){tag.ptr + 1, tag.len - 2}, &version);
        if (!number || (d->values[i].state == FIELD_GOOD && d->values[i].i != version))
            return fail(err, E_PRECONDITION, "http.precondition_failed");
        d->values[i] = (struct field_value){.state = FIELD_GOOD, .raw = tag, .i = version};
        return OK;
    }
    return OK;
}

/* With If-Match the body need not name the version. */
static const struct form *form_without_version(struct ctx *c, const struct form *form) {
    if (http_header(c->req, "if-match").ptr == NULL)
        return form;
    struct field *fields = ARENA_ARRAY(c->arena, form->field_count + 1, struct field);
    memcpy(fields, form->fields, form->field_count * sizeof *fields);
    for (size_t i = 0; i < form->field_count; i++)
        if (strcmp(fields[i].name, "version") == 0)
            fields[i].required = false;
    struct form *copy = ARENA_NEW(c->arena, struct form);
    *copy = (struct form){form->name, fields, form->field_count};
    return copy;
}

static const struct form empty_form = {.name = "empty"};

static enum status take_form(struct ctx *c, struct error *err) {
    const struct form *form = c->route->form;
    if (c->route->make_form != NULL)
        TRY(c->route->make_form(c, &form, err));
    if (form == NULL)
        form = &empty_form;
    struct form_data *d = NULL;
    enum status s = OK;
    if (!app_is_write(c->req->method)) {
        s = form_take_pairs(c->arena, form, c->req->query, c->req->query_count, NULL, 0, &d, err);
    } else if (is_json_body(c)) {
        TRY(check_csrf(c, NULL, 0, err));
        s = form_take_json(c->arena, form_without_version(c, form), c->req->body.len ? c->req->body : T("{}"), &d, err);
        if (s == OK)
            s = take_if_match(c, form, d, err);
    } else {
        struct http_pair *pairs = NULL;
        struct http_file *files = NULL;
        size_t count = 0, file_count = 0;
        if (c->req->body.len > 0)
            TRY(http_form(c->req, &pairs, &count, &files, &file_count, err));
        TRY(check_csrf(c, pairs, count, err));
        s = form_take_pairs(c->arena, form, pairs, count, files, file_count, &d, err);
    }
    c->form = d;
    return s;
}

static enum status check_rights(struct ctx *c, struct error *err) {
    if (user_may(&c->user, c->route->permission)) {
        if (c->user.must_change_password && strcmp(c->route->permission, "public") != 0 &&
            strcmp(c->route->permission, "signed_in") != 0)
            return fail(err, E_FORBIDDEN, "account.must_change_password");
        return OK;
    }
    return c->user.account_id == 0 ? fail(err, E_UNAUTHENTICATED, "http.unauthenticated")
                                   : fail(err, E_FORBIDDEN, "http.forbidden");
}

static enum status read_as_of(struct ctx *c, struct error *err) {
    c->today = clock_today(&c->app->clock);
    c->as_of = c->today;
    struct text t = http_query(c->req, "as-of");
    if (t.ptr != NULL && t.len > 0 && !day_parse(t, &c->as_of))
        return fail(err, E_BAD_REQUEST, "http.bad_as_of");
    return OK;
}

/* ?lang= chooses for this browser; the choice is kept in a cookie, for those who are not signed in too. */
static void choose_language(struct ctx *c) {
    struct text asked = http_query(c->req, "lang"), kept = http_cookie(c->req, "ansinh_lang");
    struct text lang = asked.ptr != NULL ? asked : kept;
    if (text_is(lang, "en") || text_is(lang, "vi"))
        c->lang = text_is(lang, "en") ? LANG_EN : LANG_VI;
    if (asked.ptr != NULL && c->set_cookie.ptr == NULL)
        c->set_cookie = c->lang == LANG_EN ? T("ansinh_lang=en; Path=/; Max-Age=31536000; SameSite=Lax")
                                           : T("ansinh_lang=vi; Path=/; Max-Age=31536000; SameSite=Lax");
}

/* Everything that is checked before any work: session, rights, form. On a read connection. */
static enum status prepare(struct ctx *c, struct error *err) {
    TRY(session_load(c, err));
    choose_language(c);
    TRY(check_rights(c, err));
    return take_form(c, err);
}

static enum status run_read(struct ctx *c, struct value *out, struct error *err) {
    AUTO_DB db = NULL;
    TRY(db_take(c->app->pool, false, &db, err));
    TRY(db_begin_read(db, err));
    c->db = db;
    enum status s = prepare(c, err);
    if (s == OK)
        s = c->route->fn(c, out, err);
    c->db = NULL;
    return s;
}

/* ---- writing */

static void request_hash(struct ctx *c, unsigned char ret[32]) {
    crypto_hash_sha256_state s;
    crypto_hash_sha256_init(&s);
    crypto_hash_sha256_update(&s, (const unsigned char *)c->req->path.ptr, c->req->path.len);
    crypto_hash_sha256_update(&s, (const unsigned char *)c->req->body.ptr, c->req->body.len);
    crypto_hash_sha256_final(&s, ret);
}

/* True when this key was answered before: *out is not used, the stored body is. */
static enum status replay(struct ctx *c, struct text key, bool *ret_done, struct text *ret_body, struct error *err) {
    struct idempotency_get_row row;
    bool found = false;
    TRY(idempotency_get(c->db, &(struct idempotency_get_in){c->user.account_id, key}, c->arena, &row, &found, err));
    *ret_done = found;
    if (!found)
        return OK;
    unsigned char hash[32];
    request_hash(c, hash);
    if (row.request_hash.len != 32 || memcmp(row.request_hash.ptr, hash, 32) != 0)
        return fail(err, E_CONFLICT, "http.idempotency_reused");
    c->http_status = (int)row.http_status;
    if (row.location.ptr != NULL)
        c->redirect = row.location;
    *ret_body = row.body;
    return OK;
}

static enum status remember(struct ctx *c, struct text key, const struct value *out, struct error *err) {
    unsigned char hash[32];
    request_hash(c, hash);
    AUTO_BUF body;
    buf_init(&body, MAX_RESPONSE_BYTES);
    value_json(&body, out);
    int status = c->http_status ? c->http_status : c->redirect.ptr ? 201 : 200;
    return idempotency_put(c->db,
                           &(struct idempotency_put_in){c->user.account_id,
                                                        key,
                                                        {(const char *)hash, sizeof hash},
                                                        status,
                                                        c->redirect,
                                                        buf_as_text(&body),
                                                        clock_now(&c->app->clock)},
                           NULL, err);
}

static enum status write_in(struct ctx *c, struct value *out, struct text key, struct text *ret_replayed,
                            struct error *err) {
    TRY(db_begin_write(c->db, err));
    /* Rights are read again: they may have ended between the check and the writer's turn. */
    memset(&c->user, 0, sizeof c->user);
    TRY(session_load(c, err));
    TRY(check_rights(c, err));
    if (key.ptr != NULL) {
        bool done = false;
        TRY(replay(c, key, &done, ret_replayed, err));
        if (done)
            return OK;
    }
    c->writing = true;
    TRY(c->route->fn(c, out, err));
    TRY(audit_flush(c, err));
    if (key.ptr != NULL)
        TRY(remember(c, key, out, err));
    if (c->user.account_id != 0 && c->session_stale)
        TRY(session_touch(c, err));
    if (!arena_ok(c->arena)) /* before anything of it is there */
        return fail(err, E_TOO_LARGE, "http.answer_too_large");
    return db_commit(c->db, err);
}

static enum status run_write(struct ctx *c, struct value *out, struct text *ret_replayed, struct error *err) {
    {
        AUTO_DB db = NULL;
        TRY(db_take(c->app->pool, false, &db, err));
        TRY(db_begin_read(db, err));
        c->db = db;
        enum status s = prepare(c, err);
        c->db = NULL;
        TRY(s);
    }
    if (c->route->flags & ROUTE_OWN_TX)
        return c->route->fn(c, out, err);
    struct text key = http_header(c->req, "idempotency-key");
    if (key.ptr != NULL && (key.len == 0 || key.len > 200))
        return fail(err, E_BAD_REQUEST, "http.bad_idempotency_key");
    AUTO_DB db = NULL;
    TRY(db_take(c->app->pool, true, &db, err));
    c->db = db;
    enum status s = write_in(c, out, key, ret_replayed, err);
    if (s != OK)
        db_rollback(db);
    c->db = NULL;
    return s;
}

/* What the form's page would be filled with now. False when that cannot be told. */
static bool fill_again(struct ctx *c, struct value *out) {
    struct error again;
    error_clear(&again);
    AUTO_DB db = NULL;
    if (db_take(c->app->pool, false, &db, &again) != OK || db_begin_read(db, &again) != OK)
        return false;
    c->db = db;
    enum status s = c->route->fill(c, out, &again);
    c->db = NULL;
    return s == OK;
}

/* For programs: who was overtaken by another save gets what differs with the refusal. */
static struct value *differences(struct ctx *c, const struct error *err) {
    if (err->status != E_PRECONDITION || c->route == NULL || c->route->fill == NULL || c->form == NULL)
        return NULL;
    struct value *out = value_object(c->arena);
    const struct value *current = fill_again(c, out) ? value_get(out, T("current")) : NULL;
    if (current == NULL)
        return NULL;
    struct value *v = value_object(c->arena);
    value_set(v, "differences", form_differences(c, c->form->form, c->form, current));
    const struct value *version = value_get(current, T("version"));
    if (version != NULL)
        value_set_int(v, "version", value_int(version, 0));
    return v;
}

/* page → list of forms → what stands with a form → the form */
#define FORM_DEPTH 3

/* A page with several forms keeps each under a name of its own or in a list: the one that was sent takes its place
 * again, with its address. False: the page has no such form (any more). */
static bool put_in_place(struct ctx *c, struct value **at, struct value *form, int depth) {
    struct value *v = *at;
    if (v->type == V_LIST && depth > 0) {
        for (size_t i = 0; i < v->list.count; i++)
            if (put_in_place(c, &v->list.items[i], form, depth - 1))
                return true;
        return false;
    }
    if (v->type != V_OBJECT)
        return false;
    const struct value *action = value_get(v, T("action"));
    if (action != NULL && text_is(value_text(value_get(v, T("name"))), c->form->form->name) &&
        text_starts(value_text(action), c->req->path)) {
        value_set_text(form, "action", value_text(action));
        *at = form;
        return true;
    }
    for (size_t i = 0; depth > 0 && i < v->object.count; i++)
        if (put_in_place(c, &v->object.members[i].value, form, depth - 1))
            return true;
    return false;
}

/* A page whose form failed is shown again with what was typed and what is wrong with it. */
static bool show_form_again(struct ctx *c, struct http_response *res, const struct error *err) {
    if (c->route == NULL || c->route->fill == NULL || c->route->page == NULL || c->form == NULL ||
        (err->status != E_INVALID && err->status != E_CONFLICT && err->status != E_PRECONDITION))
        return false;
    struct value *out = value_object(c->arena);
    if (!fill_again(c, out))
        return false;
    struct value *form = form_view(c, c->form->form, c->form, value_get(out, T("current")), err);
    value_set_text(form, "problem", error_message(c, err));
    if (!put_in_place(c, &out, form, FORM_DEPTH))
        value_set(out, "form", form);
    respond_page(c, res, c->route->page, out, status_http(err->status));
    return true;
}

static void log_failure(struct ctx *c, const struct error *err) {
    if (status_http(err->status) < 500)
        return;
    (void)fprintf(stderr,
                  "{\"level\":\"error\",\"request\":\"%s\",\"path\":\"%.*s\",\"status\":\"%s\",\"key\":\"%s\",\"at\":"
                  "\"%s:%d\",\"detail\":\"%s\"}\n",
                  c->req->id, FMT(c->req->path), status_name(err->status), err->key ? err->key : "",
                  err->file ? err->file : "", err->line, err->detail);
}

static void answer_failure(struct ctx *c, struct http_response *res, const struct error *err) {
    log_failure(c, err);
    bool json = wants_json(c) || is_json_body(c);
    if (!json && err->status == E_UNAUTHENTICATED && c->req->method == HTTP_GET) {
        AUTO_BUF b;
        buf_init(&b, 4 * MAX_URL_BYTES);
        buf_str(&b, "/sign-in?next=");
        http_percent_encode(&b, c->req->path);
        respond_redirect(c, res, arena_text(c->arena, buf_as_text(&b)));
        return;
    }
    if (!json && show_form_again(c, res, err))
        return;
    respond_problem(c, res, err, json, json ? differences(c, err) : NULL);
}

static void answer_success(struct ctx *c, struct http_response *res, const struct value *out, struct text replayed) {
    bool json = wants_json(c) || (is_json_body(c) && c->format == NULL);
    if (c->file != NULL) {
        respond_file(c, res);
    } else if (json) {
        int status = c->http_status ? c->http_status : c->redirect.ptr && app_is_write(c->req->method) ? 201 : 200;
        respond_json(c, res, out, status);
        if (c->redirect.ptr != NULL)
            http_respond_header(res, "Location", c->redirect);
        if (replayed.ptr != NULL) {
            buf_reset(&res->body);
            buf_text(&res->body, replayed);
        }
    } else if (c->redirect.ptr != NULL) {
        respond_redirect(c, res, c->redirect);
    } else if (c->route->page != NULL) {
        respond_page(c, res, c->route->page, out, c->http_status ? c->http_status : 200);
    } else {
        respond_json(c, res, out, c->http_status ? c->http_status : 200);
    }
}

static enum status find_route(struct ctx *c, struct http_response *res, struct error *err) {
    struct text path = c->req->path;
    c->format = router_format(&path);
    const struct route *other = NULL;
    c->route = router_find(c->req->method, path, c->params, &other);
    if (c->route != NULL)
        return OK;
    if (other == NULL)
        return fail(err, E_NOT_FOUND, "http.not_found");
    http_respond_header(res, "Allow", text_of(http_method_name(other->method)));
    return fail(err, E_METHOD, "http.method_not_allowed");
}

/* So that error pages before routing still know who asks; nothing depends on it. */
static void know_user(struct ctx *c) {
    struct error err;
    error_clear(&err);
    AUTO_DB db = NULL;
    if (c->user.account_id != 0 || db_take(c->app->pool, false, &db, &err) != OK)
        return;
    c->db = db;
    if (session_load(c, &err) != OK)
        memset(&c->user, 0, sizeof c->user);
    c->db = NULL;
}

/* Reads keep the session alive too, in a small write of their own once in some minutes. */
static void touch_after_read(struct ctx *c) {
    struct error err;
    error_clear(&err);
    AUTO_DB db = NULL;
    if (!c->session_stale || c->user.account_id == 0 || app_is_write(c->req->method) ||
        db_take(c->app->pool, true, &db, &err) != OK || db_begin_write(db, &err) != OK)
        return;
    c->db = db;
    if (session_touch(c, &err) != OK || db_commit(db, &err) != OK)
        db_rollback(db);
    c->db = NULL;
}

/* The last of every answer. Server-Timing: milliseconds from the handler's start until here, so that who measures
 * sees the program's own time without the network. */
static void finish(const struct http_request *req, struct http_response *res, int64_t began_us) {
    struct text tag = respond_tag(req, res);
    respond_gzip(req, res);
    respond_tag_header(res, tag);
    char timing[40];
    (void)snprintf(timing, sizeof timing, "total;dur=%.3f", (double)(clock_monotonic_us() - began_us) / 1000.0);
    http_respond_header(res, "Server-Timing", text_of(timing));
}

void app_handle(void *app, const struct http_request *req, struct http_response *res) {
    int64_t began_us = clock_monotonic_us();
    if (respond_static(req, res)) {
        finish(req, res, began_us);
        return;
    }
    struct error err;
    error_clear(&err);
    struct ctx c = {.app = app, .arena = req->arena, .req = req, .lang = LANG_VI};
    struct value *out = value_object(c.arena);
    struct text replayed = TEXT_NONE;
    enum status s = find_route(&c, res, &err);
    if (s == OK)
        s = read_as_of(&c, &err);
    if (s == OK)
        s = app_is_write(req->method) ? run_write(&c, out, &replayed, &err) : run_read(&c, out, &err);
    if (s == OK && !arena_ok(c.arena) && !app_is_write(req->method))
        s = fail(&err, E_TOO_LARGE, "http.answer_too_large");
    if (s == OK) {
        answer_success(&c, res, out, replayed);
        touch_after_read(&c);
    } else {
        if (c.route == NULL) {
            c.today = clock_today(&c.app->clock);
            know_user(&c);
        }
        answer_failure(&c, res, &err);
    }
    if (c.file != NULL && c.file->fd >= 0)
        (void)close(c.file->fd);
    if (!buf_ok(&res->body) && s == OK && app_is_write(req->method)) {
        buf_reset(&res->body); /* it is done: an answer without words is truer than "failed" */
    } else if (!buf_ok(&res->body)) {
        error_clear(&err);
        (void)fail(&err, E_TOO_LARGE, "http.answer_too_large");
        respond_error(&c, res, &err, wants_json(&c));
    }
    finish(req, res, began_us);
}
