/* The register as a feature: its routes, rights and commands. */
#include "features/household/household_now.h"
#include "features/household/household.h"

#include <stdio.h>

#include "app/command.h"
#include "features/household/household_detail.h"
#include "features/household/household_events.h"
#include "features/household/household_form.h"
#include "features/household/household_import.h"
#include "features/household/household_list.h"
#include "household_templates.h"

/* A page with a form, and where it is sent to: one path, GET and POST. */
#define EVENT(path_, maker, post, title_)                                                                              \
    {.method = HTTP_GET,                                                                                               \
     .path = path_,                                                                                                    \
     .permission = "household.write",                                                                                  \
     .fn = event_page_get,                                                                                             \
     .page = household_event_html,                                                                                     \
     .title = title_,                                                                                                  \
     .nav = "households"},                                                                                             \
    {                                                                                                                  \
        .method = HTTP_POST, .path = path_, .permission = "household.write", .fn = post, .page = household_event_html, \
        .title = title_, .nav = "households", .make_form = maker, .fill = event_page_fill                              \
    }

static const struct {
    const char *path;
    enum status (*make)(struct ctx *c, const struct form **ret, struct error *err);
} event_forms[] = {
    {"/households/new", household_make_new},
    {"/households/{id}/members/new", household_make_member},
    {"/households/{id}/members/{person}/correct", household_make_correct_person},
    {"/households/{id}/members/{person}/leave", household_make_leave},
    {"/households/{id}/head", household_make_head},
    {"/households/{id}/move", household_make_move},
    {"/households/{id}/correct", household_make_correct},
    {"/households/{id}/split", household_make_split},
    {"/households/{id}/merge", household_make_merge},
    {"/households/{id}/close", household_make_close},
};

enum status event_form_of(struct ctx *c, const struct form **ret, struct error *err) {
    for (size_t i = 0; i < COUNT_OF(event_forms); i++)
        if (strcmp(event_forms[i].path, c->route->path) == 0)
            return event_forms[i].make(c, ret, err);
    return fail(err, E_NOT_FOUND, "http.not_found");
}

static const struct route routes[] = {
    {HTTP_GET, "/households", "household.read", household_list_get, household_list_html, "household.list",
     .nav = "households", .list = &household_list_def},
    EVENT("/households/new", household_make_new, household_new_post, "household.act.new"),
    {HTTP_GET, "/households/import", "household.import", import_get, household_import_html, "household.import_title",
     .nav = "households"},
    {.method = HTTP_POST,
     .path = "/households/import",
     .permission = "household.import",
     .fn = import_post,
     .page = household_import_html,
     .title = "household.import_check",
     .nav = "households",
     .form = &household_upload_form,
     .fill = import_get,
     .flags = ROUTE_UPLOAD | ROUTE_OWN_TX},
    {HTTP_GET, "/households/import/template", "household.import", import_template, NULL, "household.import_template",
     .nav = "households"},
    {HTTP_GET, "/households/import/{id}", "household.import", import_batch_page, household_batch_html,
     "household.import_title", .nav = "households"},
    {HTTP_GET, "/households/import/{id}/errors", "household.import", import_errors, NULL, "household.import_errors",
     .nav = "households"},
    {.method = HTTP_POST,
     .path = "/households/import/{id}/apply",
     .permission = "household.import",
     .fn = import_apply,
     .title = "household.import_apply",
     .nav = "households"},
    {.method = HTTP_POST,
     .path = "/households/import/{id}/cancel",
     .permission = "household.import",
     .fn = import_cancel,
     .title = "household.import_cancel",
     .nav = "households"},
    {.method = HTTP_POST,
     .path = "/households/import/{id}/continue",
     .permission = "household.import",
     .fn = import_go_on,
     .title = "household.import_go_on",
     .nav = "households"},
    {.method = HTTP_POST,
     .path = "/households/import/{id}/undo",
     .permission = "household.import",
     .fn = import_undo,
     .title = "household.import_undo",
     .nav = "households"},
    {HTTP_GET, "/households/{id}", "household.read", household_detail_get, household_detail_html, "household.detail",
     .nav = "households"},
    EVENT("/households/{id}/members/new", household_make_member, household_member_post, "household.act.member"),
    EVENT("/households/{id}/members/{person}/correct", household_make_correct_person, household_correct_person_post,
          "household.act.correct_person"),
    EVENT("/households/{id}/members/{person}/leave", household_make_leave, household_leave_post,
          "household.act.leave_title"),
    EVENT("/households/{id}/head", household_make_head, household_head_post, "household.act.head"),
    EVENT("/households/{id}/move", household_make_move, household_move_post, "household.act.move"),
    EVENT("/households/{id}/correct", household_make_correct, household_correct_post, "household.act.correct_place"),
    EVENT("/households/{id}/split", household_make_split, household_split_post, "household.act.split"),
    EVENT("/households/{id}/merge", household_make_merge, household_merge_post, "household.act.merge"),
    EVENT("/households/{id}/close", household_make_close, household_close_post, "household.act.close"),
    {.method = HTTP_POST,
     .path = "/households/{id}/undo",
     .permission = "household.write",
     .fn = household_undo_post,
     .title = "household.act.undo",
     .nav = "households",
     .form = &household_undo_form},
    {HTTP_GET, "/people/{id}", "household.read", person_get, household_person_html, "household.person_page",
     .nav = "households"},
    {HTTP_POST, "/people/{id}/number", "household.number", person_number_post, household_person_html,
     "household.number_show", .nav = "households"},
};
static const struct permission permissions[] = {
    {"household.read", "household.right.read"},
    {"household.write", "household.right.write"},
    {"household.number", "household.right.number"},
    {"household.import", "household.right.import"},
};
static const struct menu_item menu[] = {{"households", "household.list", "/households", "household.read", 20}};

/* ---- commands */

static int check_command(struct command_args *a, struct arena *arena, struct error *err) {
    AUTO_DB db = NULL;
    struct ctx c;
    struct household_now_verdict v;
    if (db_take(a->app->pool, false, &db, err) != OK || db_begin_read(db, err) != OK)
        return 1;
    ctx_init_system(&c, a->app, arena, db);
    if (household_now_check(&c, &v, err) != OK)
        return 1;
    struct value *out = value_object(arena);
    value_set_int(out, "households", v.households);
    value_set_int(out, "different", v.different);
    if (v.different > 0)
        value_set_id(out, "first", v.first);
    command_print(a, out);
    return v.different == 0 ? 0 : 1;
}

static int rebuild_command(struct command_args *a, struct arena *arena, struct error *err) {
    int64_t count = 0;
    if (household_now_rebuild(a->app, NULL, NULL, &count, err) != OK)
        return 1;
    struct value *out = value_object(arena);
    value_set_int(out, "households", count);
    command_print(a, out);
    return 0;
}

static void add_finding(struct ctx *c, struct value *findings, const char *what, int64_t subject, const char *words,
                        int64_t count) {
    struct text n = arena_fmt(c->arena, "%lld", (long long)count);
    app_finding(c, findings, what, arena_fmt(c->arena, "%lld", (long long)subject),
                tr_args(c->lang, c->arena, words, &n, 1));
}

/* struct feature.check */
static enum status check_now(struct ctx *c, struct value *findings, struct error *err) {
    struct household_now_verdict v;
    TRY(household_now_check(c, &v, err));
    if (v.different != 0)
        add_finding(c, findings, "household_now", v.first, "household.check_different", v.different);
    struct count_wrong_row wrong;
    bool found = false;
    TRY(count_wrong(c->db, c->arena, &wrong, &found, err));
    if (found && wrong.wrong != 0)
        add_finding(c, findings, "household_count", wrong.first_id, "household.check_count", wrong.wrong);
    return OK;
}

static const struct job_kind jobs[] = {{"household.import", import_job, "household.import_title"}};
static const struct command commands[] = {
    {"households check", "household.cmd.check", NULL, NULL, 0, true, check_command},
    {"households rebuild", "household.cmd.rebuild", NULL, NULL, 0, true, rebuild_command},
};

const struct feature household_feature = {
    .name = "household",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(permission, permissions),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
    FEATURE_ROWS(command, commands),
    .day = household_day,
    FEATURE_ROWS(job, jobs),
    .check = check_now,
};
