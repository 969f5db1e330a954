/* What the feature offers: routes, permissions, menu. */
#include "features/housing/housing_parts.h"
#include "housing_templates.h"

#define GET(path_, fn_, page_, title_, ...)                                                                            \
    {                                                                                                                  \
        .method = HTTP_GET, .path = path_, .permission = "housing.read", .fn = fn_, .page = page_, .title = title_,    \
        .nav = "housing", ##__VA_ARGS__                                                                                \
    }
#define POST(path_, permission_, fn_, form_, title_, ...)                                                              \
    {                                                                                                                  \
        .method = HTTP_POST, .path = path_, .permission = permission_, .fn = fn_, .form = form_, .title = title_,      \
        .nav = "housing", ##__VA_ARGS__                                                                                \
    }
#define ON_HOUSE .page = housing_house_html, .fill = house_page

static const struct route routes[] = {
    GET("/housing", housing_page, housing_overview_html, "housing.overview"),
    GET("/housing/needs", housing_needs_page, housing_needs_html, "housing.needs", .list = &housing_needs_def),
    GET("/housing/houses", houses_page, housing_houses_html, "housing.houses", .list = &house_list_def),
    GET("/housing/of/{household}", house_new_page, housing_household_html, "housing.of"),
    POST("/housing/of/{household}", "housing.survey", house_new_post, &house_survey_form, "housing.survey_save",
         .page = housing_household_html, .fill = house_new_page, .flags = ROUTE_UPLOAD),
    GET("/housing/{id}", house_page, housing_house_html, "housing.house"),
    GET("/housing/{id}/files/{file}", house_file, NULL, "housing.files"),
    GET("/housing/{id}/minutes", house_minutes, NULL, "housing.minutes"),
    POST("/housing/{id}/ask", "housing.survey", house_ask_post, &house_ask_form, "housing.do_ask", ON_HOUSE),
    POST("/housing/{id}/decide", "housing.decide", house_decide_post, &house_decide_form, "housing.do_decide",
         ON_HOUSE),
    POST("/housing/{id}/return", "housing.decide", house_return_post, &house_return_form, "housing.do_return",
         ON_HOUSE),
    POST("/housing/{id}/refuse", "housing.decide", house_refuse_post, &house_reason_form, "housing.do_refuse",
         ON_HOUSE),
    POST("/housing/{id}/cancel", "housing.decide", house_cancel_post, &house_reason_form, "housing.do_cancel",
         ON_HOUSE),
    POST("/house-stages/{id}", "housing.survey", house_stage_post, &house_stage_form, "housing.do_stage",
         .flags = ROUTE_UPLOAD),
    POST("/housing/{id}/payments", "housing.pay", house_pay_post, &house_pay_form, "housing.do_pay", ON_HOUSE),
    POST("/housing/{id}/accept", "housing.survey", house_accept_post, &house_accept_form, "housing.do_accept", ON_HOUSE,
         .flags = ROUTE_UPLOAD),
    POST("/housing/{id}/settle", "housing.pay", house_settle_post, &house_settle_form, "housing.do_settle", ON_HOUSE),
};
static const struct permission permissions[] = {
    {"housing.read", "housing.perm_read"},
    {"housing.survey", "housing.perm_survey"},
    {"housing.decide", "housing.perm_decide"},
    {"housing.pay", "housing.perm_pay"},
};
static const struct menu_item menu[] = {{"housing", "housing.menu", "/housing", "housing.read", 52}};

/* What houses were paid is what the ledger paid for them. */
static enum status check(struct ctx *c, struct value *findings, struct error *err) {
    struct house_check_money_row r;
    bool found = false;
    TRY(house_check_money(c->db, c->arena, &r, &found, err));
    if (r.wrong != 0)
        app_finding(c, findings, "housing.found_money", T("house"), arena_fmt(c->arena, "%lld", (long long)r.wrong));
    return OK;
}

const struct feature housing_feature = {
    .name = "housing",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(permission, permissions),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
    .check = check,
    .demo = housing_demo,
    .demo_order = 34,
};
