/* The review of households as a feature: permissions, menu, routes. */
#include "features/review/pages.h"
#include "features/review/review_command.h"

struct demo_plan;
enum status review_demo(struct ctx *c, const struct demo_plan *plan, struct error *err);
enum status review_demo_through(struct ctx *c, const struct demo_plan *plan, struct error *err);

#define GET(path_, fn_, page_, title_, ...)                                                                            \
    {                                                                                                                  \
        .method = HTTP_GET, .path = path_, .permission = "review.read", .fn = fn_, .page = page_, .title = title_,     \
        .nav = "review", ##__VA_ARGS__                                                                                 \
    }
/* A failed write shows its page again, filled by `fill_`. */
#define POST(path_, permission_, fn_, page_, fill_, title_, ...)                                                       \
    {                                                                                                                  \
        .method = HTTP_POST, .path = path_, .permission = permission_, .fn = fn_, .page = page_, .fill = fill_,        \
        .title = title_, .nav = "review", ##__VA_ARGS__                                                                \
    }

static const struct route routes[] = {
    GET("/review", review_board_get, review_board_html, "review.menu"),
    GET("/review/seasons", review_seasons_get, review_seasons_html, "review.seasons", .list = &season_list_def),
    POST("/review/seasons", "review.open", review_season_open_post, review_seasons_html, review_seasons_get,
         "review.open_season", .form = &season_form),
    GET("/review/seasons/{id}", review_season_page_get, review_season_html, "review.season"),
    POST("/review/seasons/{id}/rules", "review.open", review_rule_post, review_season_html, review_season_page_get,
         "review.set_rule", .make_form = review_rule_form),
    GET("/review/seasons/{id}/households", review_households_get, review_households_html, "review.list_link",
        .list = &season_household_list_def),
    GET("/review/seasons/{id}/movement", review_movement_get, review_movement_html, "review.movement_link"),
    GET("/review/seasons/{id}/movement/households", review_movement_households_get, review_movement_households_html,
        "review.movement_households", .list = &movement_list_def),
    GET("/review/seasons/{id}/causes", review_causes_get, review_causes_html, "review.causes_title"),
    GET("/review/seasons/{id}/causes/households", review_cause_households_get, review_cause_households_html,
        "review.causes_households", .list = &cause_list_def),
    POST("/review/seasons/{id}/solutions", "review.list", review_solution_post, review_causes_html, review_causes_get,
         "review.propose", .make_form = review_solution_form),
    POST("/review/solutions/{id}/withdraw", "review.list", review_solution_withdraw_post, NULL, NULL,
         "review.solution_withdraw", .form = &version_form),
    POST("/review/seasons/{id}/results", "review.send", review_send_post, review_movement_html, review_movement_get,
         "review.send_button", .form = &send_form),
    POST("/review/results/{id}", "review.approve", review_decide_post, NULL, NULL, "review.report_decide",
         .form = &decide_form),
    GET("/review/households/{id}", review_household_get, review_household_html, "review.household"),
    POST("/review/households/{id}/objections", "review.object", review_objection_post, review_household_html,
         review_household_get, "review.new_objection", .form = &objection_form),
    GET("/review/hamlets/{id}", review_hamlet_get, review_hamlet_html, "review.hamlet"),
    POST("/review/hamlets/{id}/list", "review.list", review_hamlet_list_post, review_hamlet_html, review_hamlet_get,
         "review.close_list"),
    POST("/review/hamlets/{id}/plan", "review.list", review_hamlet_plan_post, review_hamlet_html, review_hamlet_get,
         "review.plan_meeting_title", .form = &meeting_plan_form),
    POST("/review/hamlets/{id}/reviewers", "review.list", review_hamlet_reviewer_post, review_hamlet_html,
         review_hamlet_get, "review.assign_title", .form = &reviewer_form),
    POST("/review/hamlets/{id}/reviewers/{account_id}/withdraw", "review.list", review_hamlet_unassign_post,
         review_hamlet_html, review_hamlet_get, "review.unassign"),
    POST("/review/hamlets/{id}/meeting", "review.meet", review_meeting_post, review_hamlet_html, review_hamlet_get,
         "review.new_meeting", .make_form = review_meeting_form),
    POST("/review/hamlets/{id}/posting", "review.post", review_posting_post, review_hamlet_html, review_hamlet_get,
         "review.post_button"),
    POST("/review/hamlets/{id}/remarks", "review.remark", review_remark_post, review_hamlet_html, review_hamlet_get,
         "review.remarks", .form = &remark_form),
    GET("/review/meetings/{id}", review_meeting_get, review_meeting_html, "review.meeting_title"),
    GET("/review/postings/{id}", review_posting_get, review_posting_html, "review.posting_title"),
    POST("/review/postings/{id}/take-down", "review.post", review_posting_down_post, review_posting_html,
         review_posting_get, "review.take_down_button"),
    GET("/review/objections", review_objections_get, review_objections_html, "review.objections",
        .list = &objection_list_def),
    GET("/review/objections/{id}", review_objection_get, review_objection_html, "review.objection_one"),
    POST("/review/objections/{id}/recheck", "review.object", review_recheck_post, review_objection_html,
         review_objection_get, "review.recheck_title", .form = &recheck_form),
    GET("/review/requests", review_requests_get, review_requests_html, "review.requests", .list = &request_list_def),
    POST("/review/requests", "review.request", review_request_post, review_requests_html, review_requests_get,
         "review.new_request", .form = &request_form),
    GET("/review/requests/{id}", review_request_get, review_request_html, "review.request"),
    POST("/review/requests/{id}/screen", "review.request", review_screen_post, review_request_html, review_request_get,
         "review.screen_of", .make_form = review_screen_form),
    POST("/review/requests/{id}/withdraw", "review.request", review_withdraw_post, review_request_html,
         review_request_get, "review.withdraw_title", .form = &version_form),
    GET("/review/communes/{id}", review_commune_get, review_commune_html, "review.commune_link"),
    POST("/review/communes/{id}/opinion", "review.draft", review_ask_post, review_commune_html, review_commune_get,
         "review.ask_button", .form = &ask_form),
    POST("/review/communes/{id}/draft", "review.draft", review_draft_post, review_commune_html, review_commune_get,
         "review.draft_button"),
    POST("/review/communes/{id}/sign", "review.sign", review_sign_post, review_commune_html, review_commune_get,
         "review.sign_title", .form = &sign_form),
    POST("/review/opinions/{id}", "review.opinion", review_give_post, NULL, NULL, "review.opinion_text",
         .form = &opinion_form),
    POST("/review/opinions/{id}/explanation", "review.draft", review_explain_post, NULL, NULL, "review.explanation",
         .form = &explain_form),
    POST("/review/opinions/{id}/pass", "review.draft", review_pass_post, NULL, NULL, "review.pass_button"),
    GET("/review/certificates/{id}", review_certificate_get, review_certificate_html, "review.certificate"),
    POST("/review/certificates/{id}/replace", "review.sign", review_certificate_replace_post, review_certificate_html,
         review_certificate_get, "review.replace_title", .form = &replace_form),
    POST("/review/certificates/{id}/withdraw", "review.sign", review_certificate_withdraw_post, review_certificate_html,
         review_certificate_get, "review.withdraw_certificate", .form = &withdraw_form),
    GET("/review/decisions", review_decisions_get, review_decisions_html, "review.decisions",
        .list = &decision_list_def),
    GET("/review/decisions/{id}", review_decision_get, review_decision_html, "review.decision_one"),
    POST("/review/decisions/{id}/corrections", "review.draft", review_correction_post, review_decision_html,
         review_decision_get, "review.correction_title", .form = &correction_form),
    POST("/review/decisions/{id}/sign", "review.sign", review_correction_sign_post, review_decision_html,
         review_decision_get, "review.sign_title", .form = &number_form),
};

static const struct permission permissions[] = {
    {"review.read", "review.perm.read"},       {"review.open", "review.perm.open"},
    {"review.list", "review.perm.list"},       {"review.request", "review.perm.request"},
    {"review.meet", "review.perm.meet"},       {"review.post", "review.perm.post"},
    {"review.object", "review.perm.object"},   {"review.opinion", "review.perm.opinion"},
    {"review.draft", "review.perm.draft"},     {"review.sign", "review.perm.sign"},
    {"review.remark", "review.perm.remark"},   {"review.send", "review.perm.send"},
    {"review.approve", "review.perm.approve"},
};
static const struct command commands[] = {
    {"review board", "review.cmd.board", NULL, review_board_options, COUNT_OF(review_board_options), true,
     review_board_command},
    {"demo sign", "review.cmd.demo_sign", NULL, demo_sign_options, COUNT_OF(demo_sign_options), true,
     demo_sign_command},
    {"review open", "review.cmd.open", NULL, review_open_options, COUNT_OF(review_open_options), true,
     review_open_command},
};
static const struct menu_item menu[] = {{"review", "review.menu", "/review", "review.read", 20}};

const struct feature review_feature = {
    .name = "review",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(permission, permissions),
    FEATURE_ROWS(command, commands),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
    .load = review_load,
    .load_order = 45,
    .home = review_home,
    .demo = review_demo,
    .demo_order = 30,
    .demo_through = review_demo_through,
};
