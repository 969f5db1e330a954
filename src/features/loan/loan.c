/* What the feature offers: routes, permissions, menu, data. */
#include "app/tsv.h"
#include "features/loan/loan_parts.h"
#include "loan_templates.h"

#define GET(path_, permission_, fn_, page_, title_, ...)                                                               \
    {                                                                                                                  \
        .method = HTTP_GET, .path = path_, .permission = permission_, .fn = fn_, .page = page_, .title = title_,       \
        .nav = "loans", __VA_ARGS__                                                                                    \
    }
#define POST(path_, permission_, fn_, page_, fill_, title_, ...)                                                       \
    {                                                                                                                  \
        .method = HTTP_POST, .path = path_, .permission = permission_, .fn = fn_, .page = page_, .fill = fill_,        \
        .title = title_, .nav = "loans", __VA_ARGS__                                                                   \
    }

static const struct route routes[] = {
    GET("/loans", "loan.read", loans_get, loan_list_html, "loan.tab.loans", .list = &loan_list_def),
    GET("/loans/groups", "loan.read", loan_groups_get, loan_groups_html, "loan.tab.groups", .list = &loan_groups_def),
    POST("/loans/groups", "loan.group", loan_group_post, loan_groups_html, loan_groups_get, "loan.new_group",
         .make_form = loan_group_make_form),
    GET("/loans/groups/{id}", "loan.read", loan_group_get, loan_group_html, "loan.group"),
    POST("/loans/groups/{id}/members", "loan.group", loan_member_post, loan_group_html, loan_group_get,
         "loan.new_member", .form = &loan_member_form),
    POST("/loans/groups/{id}/members/{household}/leave", "loan.group", loan_member_leave_post, loan_group_html,
         loan_group_get, "loan.leave", .form = &loan_version_form),
    POST("/loans/groups/{id}/close", "loan.group", loan_group_close_post, loan_group_html, loan_group_get,
         "loan.close_group", .form = &loan_version_form),
    POST("/loans/groups/{id}/requests", "loan.request", loan_request_post, loan_group_html, loan_group_get,
         "loan.new_request", .make_form = loan_request_make_form),
    POST("/loans/groups/{id}/appraisals", "loan.appraise", loan_appraisal_post, loan_group_html, loan_group_get,
         "loan.record_meeting", .make_form = loan_appraisal_make_form),
    POST("/loans/groups/{id}/lists", "loan.list", loan_list_post, loan_group_html, loan_group_get, "loan.make_list",
         .make_form = loan_list_make_form),
    GET("/loans/appraisals/{id}/paper", "loan.read", loan_appraisal_paper, NULL, "loan.paper_minutes"),
    GET("/loans/requests", "loan.read", loan_requests_get, loan_requests_html, "loan.tab.requests",
        .list = &loan_requests_def),
    GET("/loans/requests/{id}", "loan.read", loan_request_get, loan_request_html, "loan.request"),
    GET("/loans/requests/{id}/paper", "loan.read", loan_request_paper, NULL, "loan.paper_01"),
    POST("/loans/requests/{id}/withdraw", "loan.request", loan_withdraw_post, loan_request_html, loan_request_get,
         "loan.withdraw", .form = &loan_withdraw_form),
    POST("/loans/requests/{id}/disburse", "loan.pay", loan_pay_post, loan_request_html, loan_request_get,
         "loan.pay_out", .form = &loan_pay_form),
    GET("/loans/lists", "loan.read", loan_lists_get, loan_lists_html, "loan.tab.lists", .list = &loan_lists_def),
    GET("/loans/lists/{id}", "loan.read", loan_list_get, loan_one_list_html, "loan.list"),
    GET("/loans/lists/{id}/paper", "loan.read", loan_list_paper, NULL, "loan.paper_03"),
    GET("/loans/lists/{id}/notice", "loan.read", loan_notice_paper, NULL, "loan.paper_04"),
    GET("/loans/lists/{id}/lines/{request}", "loan.read", loan_line_get, loan_line_html, "loan.borrower"),
    POST("/loans/lists/{id}/lines/{request}/answer", "loan.answer", loan_answer_post, loan_line_html, loan_line_get,
         "loan.answer_title", .form = &loan_answer_form),
    POST("/loans/lists/{id}/lines/{request}/assess", "loan.assess", loan_assess_post, loan_line_html, loan_line_get,
         "loan.assess_title", .make_form = loan_assess_make_form),
    POST("/loans/lists/{id}/confirm", "loan.confirm", loan_sign_post, loan_one_list_html, loan_list_get, "loan.sign",
         .form = &loan_sign_form),
    POST("/loans/lists/{id}/approve", "loan.approve", loan_approve_post, loan_one_list_html, loan_list_get,
         "loan.approve_list", .form = &loan_approve_form),
    GET("/loans/figures", "loan.read", loan_figures_get, loan_figures_html, "loan.tab.figures"),
    GET("/loans/what-if", "loan.plan", loan_whatif_get, loan_what_if_html, "loan.tab.what_if",
        .form = &loan_whatif_form),
    GET("/loans/day", "loan.read", loan_day_get, loan_day_html, "loan.tab.day"),
    GET("/loans/day/paper", "loan.read", loan_day_paper, NULL, "loan.paper_day"),
    POST("/loans/day", "loan.pay", loan_point_post, loan_day_html, loan_day_get, "loan.point_title",
         .form = &loan_point_form),
    GET("/loans/unchecked", "loan.read", loan_unchecked_get, loan_unchecked_html, "loan.tab.unchecked",
        .list = &loan_unchecked_def),
    GET("/loans/risks", "loan.read", loan_risks_get, loan_risks_html, "loan.tab.risks", .list = &loan_risks_def),
    GET("/loans/risks/{id}", "loan.read", loan_risk_get, loan_risk_html, "loan.risk_file"),
    POST("/loans/risks/{id}/decide", "loan.risk_decide", loan_risk_decide_post, loan_risk_html, loan_risk_get,
         "loan.decide_title", .form = &loan_risk_decide_form),
    GET("/loans/reconcile", "loan.reconcile", loan_reconcile_get, loan_reconcile_html, "loan.tab.reconcile",
        .list = &loan_reconcile_def),
    GET("/loans/bank", "loan.ledger", bank_batches_get, loan_batches_html, "loan.tab.bank", .list = &bank_batches_def),
    POST("/loans/bank", "loan.ledger", bank_upload_post, loan_batches_html, bank_batches_get, "loan.bank.upload",
         .form = &bank_upload_form, .flags = ROUTE_UPLOAD | ROUTE_OWN_TX),
    GET("/loans/bank/columns", "loan.ledger", bank_columns_get, loan_columns_html, "loan.bank.columns"),
    POST("/loans/bank/columns", "loan.ledger", bank_columns_post, loan_columns_html, bank_columns_get,
         "loan.bank.columns", .make_form = bank_columns_make_form),
    GET("/loans/bank/{id}", "loan.ledger", bank_batch_get, loan_batch_html, "loan.bank.file"),
    GET("/loans/bank/{id}/errors", "loan.ledger", bank_errors_get, NULL, "loan.bank.errors"),
    POST("/loans/bank/{id}/apply", "loan.ledger", bank_apply_post, loan_batch_html, bank_batch_get,
         "loan.bank.apply_title", .form = &loan_version_form, .flags = ROUTE_OWN_TX),
    GET("/loans/bank/{id}/lines/{no}", "loan.ledger", bank_line_get, loan_bank_line_html, "loan.bank.line"),
    POST("/loans/bank/{id}/lines/{no}", "loan.ledger", bank_resolve_post, loan_bank_line_html, bank_line_get,
         "loan.bank.resolve", .make_form = bank_resolve_make_form),
    GET("/loans/{id}", "loan.read", loan_get, loan_one_html, "loan.loan"),
    POST("/loans/{id}/collections", "loan.collect", loan_collect_post, loan_one_html, loan_get, "loan.collect_title",
         .form = &loan_collection_form),
    POST("/loans/{id}/checks", "loan.check", loan_check_post, loan_one_html, loan_get, "loan.check_title",
         .form = &loan_check_form),
    POST("/loans/{id}/risks", "loan.risk", loan_risk_post, loan_one_html, loan_get, "loan.risk_title",
         .make_form = loan_risk_make_form),
};

static const struct permission permissions[] = {
    {"loan.read", "loan.perm.read"},       {"loan.group", "loan.perm.group"},
    {"loan.request", "loan.perm.request"}, {"loan.appraise", "loan.perm.appraise"},
    {"loan.list", "loan.perm.list"},       {"loan.answer", "loan.perm.answer"},
    {"loan.confirm", "loan.perm.confirm"}, {"loan.assess", "loan.perm.assess"},
    {"loan.approve", "loan.perm.approve"}, {"loan.pay", "loan.perm.pay"},
    {"loan.check", "loan.perm.check"},     {"loan.collect", "loan.perm.collect"},
    {"loan.risk", "loan.perm.risk"},       {"loan.risk_decide", "loan.perm.risk_decide"},
    {"loan.ledger", "loan.perm.ledger"},   {"loan.reconcile", "loan.perm.reconcile"},
    {"loan.plan", "loan.perm.plan"},
};
static const struct menu_item menu[] = {
    {"loans", "loan.menu", "/loans", "loan.read", 47},
};

static enum status load_data(struct ctx *c, struct error *err) {
    struct tsv t;
    tsv_open(&t, "loan_bank_columns.tsv");
    while (tsv_next(&t))
        TRY(bank_column_ship(c->db, &(struct bank_column_ship_in){tsv_text(&t, "field"), tsv_text(&t, "headings")},
                             NULL, err));
    return OK;
}

static enum status check(struct ctx *c, struct value *findings, struct error *err) {
    struct loan_differences_row *rows;
    size_t count;
    TRY(loan_differences(c->db, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++)
        app_finding(c, findings, "loan", rows[i].number, tr(c->lang, "loan.check_differs"));
    return OK;
}

const struct feature loan_feature = {
    .name = "loan",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(permission, permissions),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
    .load = load_data,
    .load_order = 50,
    .check = check,
    .home = loan_home,
    .demo = loan_demo,
    .demo_order = 60,
};
