/* What the feature offers: routes, permissions, menu. */
#include "features/fund/fund_pages.h"
#include "fund_queries.h"
#include "fund_templates.h"

static const struct budget_kind gift_kind = {"gift", "fund.gift", "/fund-receipts/", "fund.read"};
BUDGET_KIND(gift_kind);

#define GET(path_, permission_, fn_, page_, title_, ...)                                                               \
    {                                                                                                                  \
        .method = HTTP_GET, .path = path_, .permission = permission_, .fn = fn_, .page = page_, .title = title_,       \
        .nav = "funds", ##__VA_ARGS__                                                                                  \
    }
#define POST(path_, fn_, title_, ...)                                                                                  \
    {                                                                                                                  \
        .method = HTTP_POST, .path = path_, .permission = "fund.write", .fn = fn_, .title = title_, .nav = "funds",    \
        ##__VA_ARGS__                                                                                                  \
    }

static const struct route routes[] = {
    GET("/funds", "fund.read", funds_page, fund_list_html, "fund.title", .list = &fund_list_def),
    POST("/funds", fund_new_post, "fund.add", .page = fund_list_html, .fill = funds_page, .form = &fund_new_form),
    GET("/funds/{id}", "fund.read", fund_page, fund_one_html, "fund.one"),
    POST("/funds/{id}/campaigns", fund_campaign_post, "fund.campaign_add", .page = fund_one_html, .fill = fund_page,
         .form = &fund_campaign_form),
    GET("/funds/{id}/donors", "fund.read", fund_donors_page, fund_donors_html, "fund.donors",
        .list = &fund_donor_list_def),
    GET("/funds/{id}/pledges", "fund.read", fund_pledges_page, fund_pledges_html, "fund.pledges",
        .list = &fund_pledge_list_def),
    POST("/funds/{id}/pledges", fund_pledge_post, "fund.pledge_add", .page = fund_pledges_html,
         .fill = fund_pledges_page, .make_form = fund_pledge_make_form),
    POST("/fund-pledges/{id}/cancel", fund_pledge_cancel_post, "fund.pledge_cancel", .form = &fund_cancel_form),
    GET("/funds/{id}/receipts", "fund.read", fund_receipts_page, fund_receipts_html, "fund.receipts",
        .list = &fund_receipt_list_def),
    GET("/funds/{id}/receipts/new", "fund.write", fund_receipt_new, fund_receipt_new_html, "fund.receipt_new"),
    POST("/funds/{id}/receipts", fund_receipt_post, "fund.receipt_save", .page = fund_receipt_new_html,
         .fill = fund_receipt_new, .make_form = fund_receipt_make_form),
    GET("/fund-receipts/{id}", "fund.read", fund_receipt_page, fund_receipt_html, "fund.receipt_one"),
    POST("/fund-receipts/{id}/cancel", fund_receipt_cancel_post, "fund.cancel", .page = fund_receipt_html,
         .fill = fund_receipt_page, .form = &fund_cancel_form),
    POST("/fund-receipts/{id}/handouts", fund_handout_post, "fund.handout_add", .page = fund_receipt_html,
         .fill = fund_receipt_page, .form = &fund_handout_form),
    GET("/funds/{id}/statement", "public", fund_statement_page, fund_statement_html, "fund.statement"),
};
static const struct permission permissions[] = {
    {"fund.read", "fund.perm_read"},
    {"fund.write", "fund.perm_write"},
};
static const struct menu_item menu[] = {{"funds", "fund.menu", "/funds", "fund.read", 51}};

/* Money that was received stands in the ledger, and what was cancelled is reversed there. */
static enum status check(struct ctx *c, struct value *findings, struct error *err) {
    struct fund_check_receipts_row r;
    bool found = false;
    TRY(fund_check_receipts(c->db, c->arena, &r, &found, err));
    if (r.wrong != 0)
        app_finding(c, findings, "fund.found_receipts", T("fund_receipt"),
                    arena_fmt(c->arena, "%lld", (long long)r.wrong));
    return OK;
}

const struct feature fund_feature = {
    .name = "fund",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(permission, permissions),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
    .check = check,
    .demo = fund_demo,
    .demo_order = 33,
};
