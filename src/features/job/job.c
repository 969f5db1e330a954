/* Pages of long work: what I have set going, how far it is, its result; and `ansinh job run`. */
#include "app/command.h"
#include "app/jobs.h"
#include "app/list.h"
#include "http/json_body.h"
#include "job_queries.h"
#include "job_templates.h"

static const char *state_word(struct text state) {
    static const char *const words[] = {"job.state.waiting", "job.state.running", "job.state.done", "job.state.failed",
                                        "job.state.cancelled"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (text_is(state, words[i] + strlen("job.state.")))
            return words[i];
    return NULL;
}

static const char *kind_title(struct text kind) {
    const struct job_kind *k = job_kind_find(kind);
    return k != NULL && k->title != NULL ? k->title : "job.one";
}

/* ---- the list */

static void list_row(struct ctx *c, const void *row, struct value *item) {
    (void)c;
    const struct job_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "kind", r->kind);
    value_set_word(item, "title", kind_title(r->kind));
    value_set_word(item, "state", state_word(r->state));
    value_set_int(item, "done", r->done_count);
    value_set_int(item, "total", r->total_count);
    value_set_instant(item, "created_at", r->created_at);
    value_set_instant(item, "ended_at", r->ended_at);
}

static const struct choice states[] = {{"waiting", "job.state.waiting", 0},
                                       {"running", "job.state.running", 1},
                                       {"done", "job.state.done", 2},
                                       {"failed", "job.state.failed", 3},
                                       {"cancelled", "job.state.cancelled", 4}};
static const struct list_filter filters[] = {
    {.name = "state", .label = "job.state", .type = F_CHOICE, .choices = states, .choice_count = COUNT_OF(states)},
};
static const struct list_column columns[] = {
    {.key = "title", .label = "job.title", .href = "/jobs/{id}", .type = V_WORD},
    {.key = "state", .label = "job.state", .type = V_WORD},
    {.key = "done", .label = "job.done", .number = true, .type = V_INT},
    {.key = "total", .label = "job.total", .number = true, .type = V_INT},
    {.key = "created_at", .label = "job.created_at", .sort = "created_at", .type = V_INSTANT},
    {.key = "ended_at", .label = "job.ended_at", .type = V_INSTANT},
};
static const struct list_def list = {
    .name = "jobs",
    .stmt = &job_list_stmt,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .filters = filters,
    .filter_count = COUNT_OF(filters),
    .row = list_row,
    .row_href = "/jobs/{id}",
    .empty = "job.none",
};

static enum status jobs(struct ctx *c, struct value *out, struct error *err) {
    return list_answer(c, &list, &(struct job_list_in){c->user.account_id}, NULL, 0, out, err);
}

/* ---- one job */

static struct value *tree_of(struct arena *a, const struct json_body *b) {
    struct value *v = ARENA_NEW(a, struct value);
    switch (json_body_kind(b)) {
    case JSON_BODY_BOOL:
        v->type = V_BOOL;
        (void)json_body_bool(b, &v->b);
        break;
    case JSON_BODY_INT:
        v->type = V_INT;
        (void)json_body_int(b, &v->i);
        break;
    case JSON_BODY_TEXT:
        v->type = V_TEXT;
        (void)json_body_text(b, &v->text);
        break;
    case JSON_BODY_LIST:
        v = value_list(a);
        for (size_t i = 0; i < json_body_count(b); i++)
            value_add(v, tree_of(a, json_body_at(b, i)));
        break;
    case JSON_BODY_OBJECT:
        v = value_object(a);
        for (size_t i = 0; i < json_body_count(b); i++) {
            char *name = arena_zstr(a, json_body_name(b, i));
            value_set(v, name, tree_of(a, json_body_get(b, name)));
        }
        break;
    case JSON_BODY_REAL: /* value_json writes rates as reals; nothing else of ours is one */
    case JSON_BODY_NULL:
    case JSON_BODY_ABSENT:
        v->type = V_NULL;
        break;
    }
    return v;
}

static enum status add_result(struct ctx *c, const struct job_by_id_row *j, struct value *out, struct error *err) {
    value_set_null(out, "result");
    value_set_text(out, "message", j->message);
    if (j->result.ptr == NULL)
        return OK;
    const struct json_body *body;
    TRY(json_body_parse(c->arena, j->result, &body, err));
    struct value *result = tree_of(c->arena, body);
    value_set(out, "result", result);
    if (json_body_kind(json_body_get(body, "href")) == JSON_BODY_TEXT)
        value_set_page(out, "result_href", tree_of(c->arena, json_body_get(body, "href")));
    if (value_get(result, T("message")) != NULL)
        value_set_text(out, "message", value_text(value_get(result, T("message"))));
    return OK;
}

/* Seconds that are left if it goes on as it went: nothing before it can be told. */
static int64_t seconds_left(const struct job_by_id_row *j) {
    static const struct clock real = {.fixed_day = DAY_NONE}; /* started_at is the runner's, by the real clock */
    if (j->started_at == DB_NULL || j->total_count == DB_NULL || j->done_count <= 0 || j->done_count > j->total_count)
        return DB_NULL;
    int64_t left;
    int64_t passed = clock_now(&real) - j->started_at;
    return passed < 0 || !mul_div_i64(passed, j->total_count - j->done_count, j->done_count * 1000, &left) ? DB_NULL
                                                                                                           : left;
}

static enum status one(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    struct job_by_id_row j;
    bool found = false;
    TRY(job_by_id(c->db, &(struct job_by_id_in){id, c->user.account_id}, c->arena, &j, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    bool running = text_is(j.state, "running") || text_is(j.state, "waiting");
    value_set_id(out, "id", id);
    value_set_text(out, "kind", j.kind);
    value_set_word(out, "title", kind_title(j.kind));
    value_set_word(out, "state", state_word(j.state));
    value_set_bool(out, "running", running);
    value_set_bool(out, "cancel_asked", j.cancel_asked);
    value_set_int(out, "done", j.done_count);
    value_set_int(out, "total", j.total_count);
    value_set_int(out, "left", running ? seconds_left(&j) : DB_NULL);
    value_set_instant(out, "created_at", j.created_at);
    value_set_instant(out, "ended_at", j.ended_at);
    if (running && !j.cancel_asked) {
        struct value *href = ARENA_NEW(c->arena, struct value);
        *href = (struct value){.type = V_TEXT, .text = arena_fmt(c->arena, "/jobs/%lld/cancel", (long long)id)};
        value_set_page(out, "cancel_href", href);
    }
    return add_result(c, &j, out, err);
}

static enum status cancel(struct ctx *c, struct value *out, struct error *err) {
    int64_t id, changed = 0;
    TRY(ctx_id(c, 0, &id, err));
    TRY(job_cancel(c->db, &(struct job_cancel_in){id, c->user.account_id, clock_now(&c->app->clock)}, &changed, err));
    if (changed == 0) {
        struct job_by_id_row j;
        bool found = false;
        TRY(job_by_id(c->db, &(struct job_by_id_in){id, c->user.account_id}, c->arena, &j, &found, err));
        return found ? fail(err, E_CONFLICT, "job.already_ended") : fail(err, E_NOT_FOUND, "http.not_found");
    }
    audit_note(c, 0, "job.cancel", "job", id, NULL);
    value_set_id(out, "id", id);
    ctx_redirect(c, "job.flash_cancelled", "/jobs/%lld", (long long)id);
    return OK;
}

/* ---- ansinh job run */

static int run_all(struct command_args *a, struct arena *arena, struct error *err) {
    const struct job_settings settings = {0};
    int64_t count = 0;
    bool ran;
    do {
        if (job_run_next(a->app, &settings, &ran, err) != OK)
            return 1;
        count += ran;
    } while (ran);
    struct value *v = value_object(arena);
    value_set_int(v, "jobs", count);
    command_print(a, v);
    return 0;
}

static const struct command commands[] = {
    {"job run", "job.cmd.run", NULL, NULL, 0, true, run_all},
};
static const struct route routes[] = {
    {.method = HTTP_GET,
     .path = "/jobs",
     .permission = "signed_in",
     .fn = jobs,
     .page = job_list_html,
     .title = "job.list",
     .nav = "jobs",
     .list = &list},
    {.method = HTTP_GET,
     .path = "/jobs/{id}",
     .permission = "signed_in",
     .fn = one,
     .page = job_one_html,
     .title = "job.one",
     .nav = "jobs"},
    {.method = HTTP_POST, .path = "/jobs/{id}/cancel", .permission = "signed_in", .fn = cancel, .title = "job.cancel"},
};

const struct feature job_feature = {
    .name = "job",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(command, commands),
};
