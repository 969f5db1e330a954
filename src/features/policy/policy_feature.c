/* What the feature offers: routes, permissions, menu. */
#include "features/policy/policy_load.h"
#include "features/policy/policy_pages.h"
#include "policy_templates.h"

static const struct route routes[] = {
    {.method = HTTP_GET,
     .path = "/policies",
     .permission = "policy.read",
     .fn = policies_page,
     .page = policy_list_html,
     .title = "policy.title",
     .nav = "policies"},
    {.method = HTTP_GET,
     .path = "/policies/{key}",
     .permission = "policy.read",
     .fn = policy_page,
     .page = policy_detail_html,
     .title = "policy.one",
     .nav = "policies"},
    {.method = HTTP_GET,
     .path = "/households/{id}/policies",
     .permission = "policy.read",
     .fn = household_policies_page,
     .page = policy_household_html,
     .title = "policy.of_a_household",
     .nav = "households"},
    {.method = HTTP_GET,
     .path = "/households/{id}/policies/paper",
     .permission = "policy.read",
     .fn = household_policies_paper,
     .title = "policy.household_paper"},
    {.method = HTTP_GET,
     .path = "/people/{id}/policies",
     .permission = "policy.read",
     .fn = person_policies_page,
     .page = policy_person_html,
     .title = "policy.of_a_person",
     .nav = "households"},
};
static const struct permission permissions[] = {
    {"policy.read", "policy.perm_read"},
};
static const struct menu_item menu[] = {
    {"policies", "policy.menu", "/policies", "policy.read", 45},
};

const struct feature policy_feature = {
    .name = "policy",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(permission, permissions),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
    .load = policy_load,
    .load_order = 45,
};
