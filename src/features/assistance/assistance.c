/* What the feature offers. */
#include "assistance_templates.h"

#include "features/assistance/assistance_parts.h"

static const struct permission permissions[] = {
    {"assistance.read", "assistance.perm_read"},       {"assistance.write", "assistance.perm_write"},
    {"assistance.check", "assistance.perm_check"},     {"assistance.decide", "assistance.perm_decide"},
    {"assistance.private", "assistance.perm_private"}, {"assistance.reckon", "assistance.perm_reckon"},
    {"assistance.try", "assistance.perm_try"},
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
    {HTTP_GET, "/social-assistance/new", "assistance.read", assist_new_get, assistance_new_html, "assistance.receive",
     NAV},
    {HTTP_POST, "/social-assistance/cases", "assistance.write", assist_new_post, assistance_new_html,
     "assistance.receive", .make_form = assist_new_form, .fill = assist_new_fill, NAV},
    {HTTP_GET, "/social-assistance/cases/{id}", "assistance.read", assist_one_get, assistance_one_html,
     "assistance.case", NAV},
    {HTTP_GET, "/social-assistance/cases/{id}/paper", "assistance.read", assist_paper, NULL, "assistance.paper", NAV},
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
    {HTTP_GET, "/social-assistance/due", "assistance.read", assist_due_get, assistance_due_html, "assistance.due_title",
     .list = &assist_due_list_def, NAV},
    {HTTP_POST, "/social-assistance/due", "assistance.reckon", assist_due_post, NULL, "assistance.do_reckon", NAV},
    {HTTP_GET, "/social-assistance/trials", "assistance.read", assist_trials_get, assistance_trials_html,
     "assistance.trials", .list = &assist_trial_list_def, NAV},
    {HTTP_POST, "/social-assistance/trials", "assistance.try", assist_trial_post, assistance_trials_html,
     "assistance.do_try", .make_form = assist_trial_form, .fill = assist_trials_get, NAV},
    {HTTP_GET, "/social-assistance/trials/{id}", "assistance.read", assist_trial_one, assistance_trial_html,
     "assistance.trial", .list = &assist_trial_area_def, NAV},
};
static const struct job_kind jobs[] = {
    {"assistance_due", assist_due_job, "assistance.job_due"},
    {"assistance_trial", assist_trial_run, "assistance.job_trial"},
};
static const struct command commands[] = {
    {.name = "assistance due", .help = "assistance.command_due", .needs_db = true, .fn = assist_due_command},
};

const struct feature assistance_feature = {
    .name = "assistance",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(permission, permissions),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
    FEATURE_ROWS(command, commands),
    FEATURE_ROWS(job, jobs),
    .home = assist_home,
    .demo = assist_demo,
    .demo_order = 66,
};
