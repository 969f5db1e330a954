/* What the feature offers: routes, permissions, menu, commands, checks. */
#include "budget_templates.h"
#include "features/budget/budget_check.h"
#include "features/budget/budget_demo.h"
#include "features/budget/budget_pages.h"

#define GET(path_, fn_, page_, title_, ...)                                                                            \
    {                                                                                                                  \
        .method = HTTP_GET, .path = path_, .permission = "budget.read", .fn = fn_, .page = page_, .title = title_,     \
        .nav = "budget", ##__VA_ARGS__                                                                                 \
    }
#define POST(path_, permission_, fn_, title_, ...)                                                                     \
    {                                                                                                                  \
        .method = HTTP_POST, .path = path_, .permission = permission_, .fn = fn_, .title = title_, .nav = "budget",    \
        ##__VA_ARGS__                                                                                                  \
    }

static const struct route routes[] = {
    GET("/budget", budget_overview_page, budget_overview_html, "budget.overview"),
    GET("/budget/lines", budget_lines_page, budget_lines_html, "budget.lines", .list = &budget_lines_def),
    GET("/budget/lines/{id}", budget_line_page, budget_line_html, "budget.line_one"),
    POST("/budget/lines/{id}/code", "budget.decide", budget_line_code_post, "budget.index_set",
         .page = budget_line_html, .fill = budget_line_page, .form = &budget_code_form),
    GET("/budget/decisions", budget_decisions_page, budget_decisions_html, "budget.decisions",
        .list = &budget_decisions_def),
    {.method = HTTP_GET,
     .path = "/budget/decisions/new",
     .permission = "budget.decide",
     .fn = budget_decision_new,
     .page = budget_decision_new_html,
     .title = "budget.decision_new",
     .nav = "budget"},
    POST("/budget/decisions", "budget.decide", budget_decision_post, "budget.decision_save",
         .page = budget_decision_new_html, .fill = budget_decision_new, .form = &budget_decision_form,
         .flags = ROUTE_UPLOAD),
    GET("/budget/decisions/{id}", budget_decision_page, budget_decision_html, "budget.decision_one"),
    GET("/budget/decisions/{id}/files/{file}", budget_decision_file, NULL, "budget.files"),
    POST("/budget/decisions/{id}/items", "budget.decide", budget_item_post, "budget.item_add",
         .page = budget_decision_html, .fill = budget_decision_page, .make_form = budget_item_make_form),
    GET("/budget/entries", budget_entries_page, budget_entries_html, "budget.ledger", .list = &budget_postings_def),
    GET("/budget/entries/{id}", budget_entry_page, budget_entry_html, "budget.entry_one"),
    POST("/budget/entries/{id}/reverse", "budget.decide", budget_entry_reverse, "budget.reverse",
         .page = budget_entry_html, .fill = budget_entry_page, .form = &budget_reverse_form),
    GET("/budget/periods", budget_periods_page, budget_periods_html, "budget.periods"),
    POST("/budget/periods/{id}/ask", "budget.close", budget_period_ask_post, "budget.ask"),
    POST("/budget/periods/{id}/back", "budget.close", budget_period_back_post, "budget.back"),
    POST("/budget/periods/{id}/close", "budget.close", budget_period_close_post, "budget.close",
         .form = &budget_period_form),
    GET("/budget/trial-balance", budget_trial_page, budget_trial_html, "budget.trial"),
    GET("/budget/statement", budget_statement_page, budget_statement_html, "budget.statement"),
};
static const struct permission permissions[] = {
    {"budget.read", "budget.perm_read"},
    {"budget.decide", "budget.perm_decide"},
    {"budget.close", "budget.perm_close"},
};
static const struct menu_item menu[] = {{"budget", "budget.menu", "/budget", "budget.read", 50}};
static const struct command commands[] = {
    {"budget check", "budget.cmd_check", NULL, NULL, 0, true, budget_check_command},
};

const struct feature budget_feature = {
    .name = "budget",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(permission, permissions),
    FEATURE_ROWS(command, commands),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
    .check = budget_check,
    .home = budget_home,
    .demo = budget_demo,
    .demo_order = 32,
};
