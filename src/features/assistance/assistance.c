/* What the feature offers. */
#include "assistance_templates.h"

#include "features/assistance/assistance_parts.h"

static const struct permission permissions[] = {
    {"assistance.read", "assistance.perm_read"},       {"assistance.write", "assistance.perm_write"},
    {"assistance.check", "assistance.perm_check"},     {"assistance.decide", "assistance.perm_decide"},
    {"assistance.private", "assistance.perm_private"},
};
static const struct menu_item menu[] = {
    {"assistance", "assistance.title", "/social-assistance", "assistance.read", 48}};

#define NAV .nav = "assistance"
#define STEP(what, permission_, fn_, form_, title_)                                                                    \
    {                                                                                                                  \
        HTTP_POST, "/social-assistance/cases/{id}/" what, permission_, fn_, assistance_one_html, title_,               \
            .form = &form_, .fill = assist_one_get, NAV                                                                \
    }
static const struct route routes[] = {
    {HTTP_GET, "/social-assistance", "assistance.read", assist_board_get, assistance_board_html, "assistance.title",
     NAV},
    {HTTP_GET, "/social-assistance/cases", "assistance.read", assist_cases_get, assistance_cases_html,
     "assistance.cases", .list = &assist_case_list_def, NAV},
    {HTTP_GET, "/social-assistance/new", "assistance.write", assist_new_get, assistance_new_html, "assistance.receive",
     NAV},
    {HTTP_POST, "/social-assistance/cases", "assistance.write", assist_new_post, assistance_new_html,
     "assistance.receive", .make_form = assist_new_form, .fill = assist_new_fill, NAV},
    {HTTP_GET, "/social-assistance/cases/{id}", "assistance.read", assist_one_get, assistance_one_html,
     "assistance.case", NAV},
    STEP("review", "assistance.write", assist_review_post, assist_review_form, "assistance.do_review"),
    STEP("send", "assistance.write", assist_send_post, assist_send_form, "assistance.do_send"),
    STEP("check", "assistance.check", assist_check_post, assist_check_form, "assistance.do_check"),
    STEP("decide", "assistance.decide", assist_decide_post, assist_decide_form, "assistance.do_decide"),
    STEP("refuse", "assistance.check", assist_refuse_post, assist_refuse_form, "assistance.do_refuse"),
    STEP("withdraw", "assistance.write", assist_withdraw_post, assist_withdraw_form, "assistance.do_withdraw"),
    STEP("stop", "assistance.decide", assist_stop_post, assist_stop_form, "assistance.do_stop"),
    {HTTP_GET, "/social-assistance/payments", "assistance.read", assist_payments_get, assistance_payments_html,
     "assistance.payments", .make_form = assist_pay_form, NAV},
    {HTTP_POST, "/social-assistance/payments", "assistance.write", assist_payments_post, assistance_payments_html,
     "assistance.do_lists", .make_form = assist_pay_form, .fill = assist_payments_get, NAV},
};

const struct feature assistance_feature = {
    .name = "assistance",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(permission, permissions),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
    .home = assist_home,
};
