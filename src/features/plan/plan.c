/* What the feature exports, and what its pages share: the plan itself, its rights, its breadcrumbs. */
#include "plan_figures.h"
#include "app/list.h"
#include "features/agency/agency.h"
#include "features/plan/plan_import.h"
#include "plan_edit.h"
#include "plan_report.h"
#include "plan_templates.h"
#include "plan_thread.h"

enum status plan_get(struct ctx *c, int64_t id, struct plan *ret, struct error *err) {
    struct plan_by_id_row r;
    bool found = false;
    TRY(plan_by_id(c->db, &(struct plan_by_id_in){id}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    *ret = (struct plan){.id = r.id,
                         .area_id = r.area_id,
                         .issuer_id = r.issuer_id,
                         .standing_id = r.standing_id,
                         .parent_id = r.parent_id == DB_NULL ? 0 : r.parent_id,
                         .started_from = r.started_from == DB_NULL ? 0 : r.started_from,
                         .key = r.key,
                         .number = r.number,
                         .kind = r.kind,
                         .title = r.title,
                         .on_behalf = r.on_behalf,
                         .signer_capacity = r.signer_capacity,
                         .signer_post = r.signer_post,
                         .signer_name = r.signer_name,
                         .source = r.source,
                         .certainty = r.certainty,
                         .issued_on = r.issued_on,
                         .year = r.year,
                         .level = r.level,
                         .version = r.version,
                         .in_force = text_is(r.state, "in_force")};
    return OK;
}

bool plan_is_standing(struct ctx *c, const struct plan *p) {
    return c->user.agency_id != 0 && (c->user.agency_id == p->standing_id || c->user.agency_id == p->issuer_id);
}

/* Who acts for an agency changes the plans that it issues or steers; who acts for none, those of his area. */
enum status plan_require_edit(struct ctx *c, const struct plan *p, struct error *err) {
    TRY(ctx_require(c, "plan.edit", err));
    if (c->user.agency_id == 0 ? ctx_require_area(c, p->area_id, err) == OK : plan_is_standing(c, p))
        return OK;
    error_clear(err);
    return fail(err, E_FORBIDDEN, "plan.not_yours");
}

struct text plan_name(struct ctx *c, const struct plan *p) {
    if (p->number.ptr == NULL)
        return p->title;
    struct text args[] = {p->kind, p->number};
    return tr_args(c->lang, c->arena, "plan.name_number", args, COUNT_OF(args));
}

void plan_crumbs(struct ctx *c, struct value *out, const struct plan *p, const char *here) {
    struct value *crumbs = value_list(c->arena);
    struct value *all = value_add_object(crumbs);
    value_set_word(all, "label", "plan.title");
    value_set_str(all, "href", "/plans");
    struct value *one = value_add_object(crumbs);
    value_set_text(one, "label", plan_name(c, p));
    if (here != NULL) {
        value_set_text(one, "href", arena_fmt(c->arena, "/plans/%lld", (long long)p->id));
        value_set_word(value_add_object(crumbs), "label", here);
    }
    value_set_page(out, "crumbs", crumbs);
}

const char *plan_state_word(struct text state) {
    return text_is(state, "done")      ? "plan.state.done"
           : text_is(state, "doing")   ? "plan.state.doing"
           : text_is(state, "blocked") ? "plan.state.blocked"
                                       : "plan.state.planned";
}

const char *plan_period_word(struct text period) {
    return text_is(period, "year") ? "plan.period.year" : "plan.period.half_year";
}

static const struct route routes[] = {
    {.method = HTTP_GET,
     .path = "/plans",
     .permission = "plan.read",
     .fn = plan_page_list,
     .page = plan_list_html,
     .title = "plan.title",
     .nav = "plans",
     .list = &plan_list_def},
    {.method = HTTP_POST,
     .path = "/plans",
     .permission = "plan.edit",
     .fn = plan_new_post,
     .page = plan_new_html,
     .title = "plan.create",
     .nav = "plans",
     .make_form = plan_new_form,
     .fill = plan_new_page},
    {.method = HTTP_GET,
     .path = "/plans/new",
     .permission = "plan.edit",
     .fn = plan_new_page,
     .page = plan_new_html,
     .title = "plan.new",
     .nav = "plans"},
    {.method = HTTP_GET,
     .path = "/plans/{id}",
     .permission = "plan.read",
     .fn = plan_page,
     .page = plan_detail_html,
     .title = "plan.one",
     .nav = "plans"},
    {.method = HTTP_GET,
     .path = "/plans/{id}/text",
     .permission = "plan.read",
     .fn = plan_page_text,
     .page = plan_text_html,
     .title = "plan.text",
     .nav = "plans"},
    {.method = HTTP_GET,
     .path = "/plans/{id}/edit",
     .permission = "plan.edit",
     .fn = plan_frame_page,
     .page = plan_edit_html,
     .title = "plan.edit",
     .nav = "plans"},
    {.method = HTTP_POST,
     .path = "/plans/{id}/edit",
     .permission = "plan.edit",
     .fn = plan_frame_post,
     .page = plan_edit_html,
     .title = "plan.edit",
     .nav = "plans",
     .form = &plan_frame_form,
     .fill = plan_frame_page},
    {.method = HTTP_GET,
     .path = "/plans/{id}/tasks/{code}",
     .permission = "plan.read",
     .fn = plan_page_task,
     .page = plan_task_html,
     .title = "plan.task",
     .nav = "plans"},
    {.method = HTTP_GET,
     .path = "/plans/{id}/tasks/{code}/edit",
     .permission = "plan.edit",
     .fn = plan_task_edit_page,
     .page = plan_edit_task_html,
     .title = "plan.edit_task",
     .nav = "plans"},
    {.method = HTTP_POST,
     .path = "/plans/{id}/tasks/{code}/edit",
     .permission = "plan.edit",
     .fn = plan_task_edit_post,
     .page = plan_edit_task_html,
     .title = "plan.edit_task",
     .nav = "plans",
     .form = &plan_task_form,
     .fill = plan_task_edit_page},
    {.method = HTTP_POST,
     .path = "/plans/{id}/tasks/{code}/move",
     .permission = "plan.edit",
     .fn = plan_task_move_post,
     .title = "plan.move",
     .nav = "plans",
     .form = &plan_move_form},
    {.method = HTTP_POST,
     .path = "/plans/{id}/tasks/{code}/progress",
     .permission = "plan.progress",
     .fn = plan_progress_post,
     .page = plan_task_html,
     .title = "plan.form_progress",
     .nav = "plans",
     .form = &plan_progress_form,
     .fill = plan_page_task,
     .flags = ROUTE_UPLOAD},
    {.method = HTTP_POST,
     .path = "/plans/{id}/tasks/{code}/comments",
     .permission = "plan.read",
     .fn = plan_comment_post,
     .page = plan_task_html,
     .title = "plan.form_comment",
     .nav = "plans",
     .form = &plan_comment_form,
     .fill = plan_page_task},
    {.method = HTTP_POST,
     .path = "/plans/{id}/tasks/{code}/reminders",
     .permission = "plan.remind",
     .fn = plan_reminder_post,
     .page = plan_task_html,
     .title = "plan.form_reminder",
     .nav = "plans",
     .make_form = plan_reminder_form,
     .fill = plan_page_task},
    {.method = HTTP_GET,
     .path = "/plans/{id}/evidence/{file}",
     .permission = "plan.read",
     .fn = plan_evidence,
     .title = "plan.form_evidence",
     .nav = "plans"},
    {.method = HTTP_GET,
     .path = "/plans/{id}/reports",
     .permission = "plan.read",
     .fn = plan_board,
     .page = plan_board_html,
     .title = "plan.board",
     .nav = "plans"},
    {.method = HTTP_POST,
     .path = "/plans/{id}/reports",
     .permission = "report.write",
     .fn = plan_report_start,
     .title = "plan.report_start",
     .nav = "plans",
     .form = &plan_report_start_form},
    {.method = HTTP_POST,
     .path = "/plans/{id}/reports/remind",
     .permission = "plan.remind",
     .fn = plan_report_remind,
     .title = "plan.form_reminder",
     .nav = "plans",
     .form = &plan_report_remind_form},
    {.method = HTTP_GET,
     .path = "/reports/{id}",
     .permission = "plan.read",
     .fn = plan_report_page,
     .page = plan_report_html,
     .title = "plan.report",
     .nav = "plans"},
    {.method = HTTP_POST,
     .path = "/reports/{id}",
     .permission = "report.write",
     .fn = plan_report_post,
     .page = plan_report_html,
     .title = "plan.report_write",
     .nav = "plans",
     .form = &plan_report_form,
     .fill = plan_report_page,
     .flags = ROUTE_UPLOAD},
    {.method = HTTP_POST,
     .path = "/reports/{id}/send",
     .permission = "report.write",
     .fn = plan_report_send,
     .title = "plan.report_send",
     .nav = "plans",
     .form = &plan_report_send_form},
    {.method = HTTP_POST,
     .path = "/reports/{id}/sign",
     .permission = "report.sign",
     .fn = plan_report_sign,
     .title = "plan.report_sign",
     .nav = "plans",
     .form = &plan_report_send_form},
    {.method = HTTP_POST,
     .path = "/reports/{id}/return",
     .permission = "report.write",
     .fn = plan_report_return_post,
     .title = "plan.report_return",
     .nav = "plans",
     .form = &plan_report_return_form},
    {.method = HTTP_GET,
     .path = "/plans/{id}/parts/{part}",
     .permission = "plan.edit",
     .fn = plan_part_page,
     .page = plan_part_html,
     .title = "plan.parts",
     .nav = "plans"},
    {.method = HTTP_GET,
     .path = "/plans/{id}/parts/{part}/{item}",
     .permission = "plan.edit",
     .fn = plan_part_item_page,
     .page = plan_part_item_html,
     .title = "plan.part_edit",
     .nav = "plans"},
    {.method = HTTP_POST,
     .path = "/plans/{id}/parts/{part}/{item}",
     .permission = "plan.edit",
     .fn = plan_part_item_post,
     .page = plan_part_item_html,
     .title = "plan.part_edit",
     .make_form = plan_part_form,
     .fill = plan_part_item_page,
     .nav = "plans"},
    {.method = HTTP_GET,
     .path = "/plans/{id}/tasks/new",
     .permission = "plan.edit",
     .fn = plan_task_new_page,
     .page = plan_task_new_html,
     .title = "plan.task_new",
     .nav = "plans"},
    {.method = HTTP_POST,
     .path = "/plans/{id}/tasks",
     .permission = "plan.edit",
     .fn = plan_task_new_post,
     .page = plan_task_new_html,
     .title = "plan.task_new",
     .make_form = plan_task_new_form,
     .fill = plan_task_new_page,
     .nav = "plans"},
    {.method = HTTP_POST,
     .path = "/plans/{id}/tasks/{code}/remove",
     .permission = "plan.edit",
     .fn = plan_task_remove_post,
     .page = plan_edit_task_html,
     .title = "plan.task_remove",
     .form = &plan_task_remove_form,
     .fill = plan_task_edit_page,
     .nav = "plans"},
    {.method = HTTP_GET,
     .path = "/reports/{id}/figures/{figure}",
     .permission = "household.read",
     .fn = plan_report_figure,
     .page = plan_figure_html,
     .title = "figure.title",
     .nav = "plans",
     .list = &figure_list_def},
    {.method = HTTP_GET,
     .path = "/reports/{id}/files/{file}",
     .permission = "plan.read",
     .fn = plan_report_attached,
     .title = "plan.form_evidence",
     .nav = "plans"},
};
static const struct permission permissions[] = {
    {"plan.read", "plan.perm_read"},
    {"plan.edit", "plan.perm_edit"},
    {"plan.progress", "plan.perm_progress"},
    {"plan.remind", "plan.perm_remind"},
    {"report.write", "plan.perm_report_write"},
    {"report.sign", "plan.perm_report_sign"},
};
static const struct menu_item menu[] = {{"plans", "plan.menu", "/plans", "plan.read", 10}};

static const struct command commands[] = {
    {"load plan", "plan.cmd_load", "FILE", NULL, 0, true, plan_command_load},
};

const struct feature plan_feature = {
    .name = "plan",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(permission, permissions),
    FEATURE_ROWS(command, commands),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
    .load = plan_load,
    .load_order = 50,
    .home = plan_home,
    .demo = plan_demo,
    .demo_order = 90,
};
