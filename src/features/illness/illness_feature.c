/* What the feature offers. */
#include "illness_templates.h"

#include "features/illness/illness_parts.h"

static const struct permission permissions[] = {
    {"illness.read", "illness.perm_read"},     {"illness.write", "illness.perm_write"},
    {"illness.assess", "illness.perm_assess"}, {"illness.decide", "illness.perm_decide"},
    {"illness.pay", "illness.perm_pay"},       {"illness.diagnosis", "illness.perm_diagnosis"},
};
static const struct menu_item menu[] = {{"illness", "illness.menu", "/severe-illness", "illness.read", 49}};

#define NAV .nav = "illness"
#define STEP(what, permission_, fn_, form_, title_)                                                                    \
    {                                                                                                                  \
        HTTP_POST, "/severe-illness/cases/{id}/" what, permission_, fn_, illness_one_html, title_,                     \
            .form = &form_, .fill = illness_one_get, NAV                                                               \
    }
static const struct route routes[] = {
    {HTTP_GET, "/severe-illness", "illness.read", illness_board_get, illness_board_html, "illness.title", NAV},
    {HTTP_GET, "/severe-illness/cases", "illness.read", illness_cases_get, illness_cases_html, "illness.cases",
     .list = &illness_list_def, NAV},
    {HTTP_GET, "/severe-illness/new", "illness.write", illness_new_get, illness_new_html, "illness.receive", NAV},
    {HTTP_POST, "/severe-illness/cases", "illness.write", illness_new_post, illness_new_html, "illness.receive",
     .make_form = illness_new_form, .fill = illness_new_fill, NAV},
    {HTTP_GET, "/severe-illness/cases/{id}", "illness.read", illness_one_get, illness_one_html, "illness.case", NAV},
    {HTTP_GET, "/severe-illness/cases/{id}/paper", "illness.diagnosis", illness_paper, NULL, "illness.paper", NAV},
    {HTTP_POST, "/severe-illness/cases/{id}/costs", "illness.write", illness_cost_post, illness_one_html,
     "illness.add_cost", .make_form = illness_cost_form, .fill = illness_one_get, NAV},
    {HTTP_POST, "/severe-illness/costs/{id}/remove", "illness.write", illness_cost_remove_post, illness_one_html,
     "illness.remove_cost", .fill = illness_of_cost, NAV},
    {HTTP_POST, "/severe-illness/costs/{id}/accept", "illness.assess", illness_accept_post, illness_one_html,
     "illness.do_accept", .form = &illness_accept_form, .fill = illness_of_cost, NAV},
    STEP("send", "illness.write", illness_send_post, illness_send_form, "illness.do_send"),
    STEP("return", "illness.assess", illness_return_post, illness_reason_form, "illness.do_return"),
    STEP("assess", "illness.assess", illness_propose_post, illness_propose_form, "illness.do_assess"),
    STEP("decide", "illness.decide", illness_decide_post, illness_decide_form, "illness.do_decide"),
    STEP("refuse", "illness.decide", illness_refuse_post, illness_refuse_form, "illness.do_refuse"),
    STEP("withdraw", "illness.write", illness_withdraw_post, illness_withdraw_form, "illness.do_withdraw"),
    STEP("pay", "illness.pay", illness_pay_post, illness_pay_form, "illness.do_pay"),
};

/* What applications were granted and paid is what the ledger has committed and paid for them. */
static enum status check(struct ctx *c, struct value *findings, struct error *err) {
    struct illness_unpaid_row r;
    bool found = false;
    TRY(illness_unpaid(c->db, c->arena, &r, &found, err));
    if (r.wrong != 0)
        app_finding(c, findings, "illness.found_money", T("illness_case"),
                    arena_fmt(c->arena, "%lld", (long long)r.wrong));
    return OK;
}

const struct feature illness_feature = {
    .name = "illness",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(permission, permissions),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
    .home = illness_home,
    .check = check,
    .demo = illness_demo,
    .demo_order = 67,
};
