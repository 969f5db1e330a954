/* What the feature offers: worklists, lists, lines, coverage. */
#include "benefit_templates.h"
#include "features/benefit/benefit_due.h"
#include "features/benefit/benefit_internal.h"
#include "features/benefit/benefit_pages.h"

struct demo_plan;
enum status benefit_demo(struct ctx *c, const struct demo_plan *plan, struct error *err);

#define PAGE(address, perm, handler, template, name, ...)                                                              \
    {                                                                                                                  \
        .method = HTTP_GET, address, .permission = perm, .fn = handler, .page = template, .title = name,               \
        .nav = "benefits", ##__VA_ARGS__                                                                               \
    }
#define POST(address, perm, handler, name, ...)                                                                        \
    { .method = HTTP_POST, address, .permission = perm, .fn = handler, .title = name, .nav = "benefits", ##__VA_ARGS__ }
#define OF_LIST .page = benefit_list_html, .fill = benefit_list_page
#define OF_LINE .page = benefit_line_html, .fill = benefit_line_page
static const struct route routes[] = {
    PAGE(.path = "/benefits", "benefit.read", benefit_index_page, benefit_index_html, "benefit.title"),
    POST(.path = "/benefits/reckon", "benefit.reckon", benefit_reckon_post, "benefit.reckon"),
    PAGE(.path = "/benefits/policies/{key}", "benefit.read", benefit_worklist_page, benefit_worklist_html,
         "benefit.worklist", .list = &benefit_worklist_def),
    POST(.path = "/benefits/policies/{key}/propose", "benefit.propose", benefit_worklist_post, "benefit.propose_submit",
         .page = benefit_worklist_html, .fill = benefit_worklist_page, .form = &benefit_propose_form),
    PAGE(.path = "/benefits/lists", "benefit.read", benefit_lists_page, benefit_lists_html, "benefit.lists",
         .list = &benefit_lists_def),
    PAGE(.path = "/benefits/lists/{id}", "benefit.read", benefit_list_page, benefit_list_html, "benefit.list_one",
         .list = &benefit_lines_def),
    POST(.path = "/benefits/lists/{id}/propose", "benefit.propose", benefit_propose_post, "benefit.send_submit",
         OF_LIST, .form = &benefit_version_form),
    POST(.path = "/benefits/lists/{id}/verify", "benefit.verify", benefit_verify_post, "benefit.verify_submit", OF_LIST,
         .form = &benefit_remark_form),
    POST(.path = "/benefits/lists/{id}/approve", "benefit.approve", benefit_approve_post, "benefit.approve_submit",
         OF_LIST, .form = &benefit_number_form),
    POST(.path = "/benefits/lists/{id}/close", "benefit.read", benefit_close_post, "benefit.close_submit", OF_LIST,
         .form = &benefit_close_form),
    POST(.path = "/benefits/lists/{id}/deliver", "benefit.deliver", benefit_deliver_post, "benefit.deliver_submit",
         OF_LIST, .form = &benefit_deliver_form, .flags = ROUTE_UPLOAD),
    POST(.path = "/benefits/lists/{id}/confirm", "benefit.confirm", benefit_confirm_post, "benefit.confirm_submit",
         OF_LIST, .form = &benefit_confirm_form),
    PAGE(.path = "/benefits/deliveries/{id}/files/{file}", "benefit.read", benefit_evidence, NULL, "benefit.evidence"),
    PAGE(.path = "/benefits/lines/{id}", "benefit.read", benefit_line_page, benefit_line_html, "benefit.one"),
    POST(.path = "/benefits/lines/{id}/return", "benefit.read", benefit_line_return_post, "benefit.return_submit",
         OF_LINE, .form = &benefit_line_form),
    POST(.path = "/benefits/lines/{id}/stop", "benefit.stop", benefit_line_stop_post, "benefit.stop_submit", OF_LINE,
         .form = &benefit_stop_form),
    POST(.path = "/benefits/lines/{id}/recall", "benefit.stop", benefit_line_recall_post, "benefit.recall_submit",
         OF_LINE, .form = &benefit_ids_form),
    PAGE(.path = "/benefits/households/{id}", "benefit.read", benefit_of_household_page, benefit_household_html,
         "benefit.all_lines"),
    PAGE(.path = "/benefits/coverage", "benefit.read", benefit_coverage_page, benefit_coverage_html,
         "benefit.coverage"),
    PAGE(.path = "/benefits/left-out/{key}", "benefit.read", benefit_left_out_page, benefit_left_out_html,
         "benefit.left_out", .list = &benefit_left_out_def),
    PAGE(.path = "/benefits/risk", "benefit.read", benefit_risk_page, benefit_risk_html, "benefit.risk",
         .list = &benefit_risk_def),
};
static const struct permission permissions[] = {
    {"benefit.read", "benefit.perm_read"},       {"benefit.propose", "benefit.perm_propose"},
    {"benefit.verify", "benefit.perm_verify"},   {"benefit.approve", "benefit.perm_approve"},
    {"benefit.deliver", "benefit.perm_deliver"}, {"benefit.confirm", "benefit.perm_confirm"},
    {"benefit.stop", "benefit.perm_stop"},       {"benefit.reckon", "benefit.perm_reckon"},
};
static const struct menu_item menu[] = {{"benefits", "benefit.menu", "/benefits", "benefit.read", 46}};
static const struct command commands[] = {
    {"coverage", "benefit.cmd_coverage", NULL, NULL, 0, true, benefit_coverage_command},
    {"benefits reckon", "benefit.cmd_reckon", NULL, NULL, 0, true, benefit_due_command},
};
static const struct job_kind jobs[] = {{"benefits.reckon", benefit_due_job, "benefit.reckon"}};

static enum status given_up(struct ctx *c, int64_t source_id, day_t from, struct text reason, struct error *err) {
    struct db_ids one = {&source_id, 1};
    return benefit_stop_unchecked(c, one, from == DAY_NONE ? c->today : from, reason, err);
}
static const struct claim_kind claims = {
    .kind = BENEFIT_KIND, .word = "benefit.one", .href = "/benefits/lines/{id}", .given_up = given_up};
CLAIM_KIND(claims);

const struct feature benefit_feature = {
    .name = "benefit",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(permission, permissions),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
    FEATURE_ROWS(command, commands),
    FEATURE_ROWS(job, jobs),
    .home = benefit_home,
    .check = benefit_check,
    .demo = benefit_demo,
    .demo_order = 50,
};
