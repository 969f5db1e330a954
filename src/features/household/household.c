/* The register as a feature: its routes, rights and commands. */
#include "features/household/household.h"

#include "features/household/household_detail.h"
#include "features/household/household_list.h"
#include "household_templates.h"

static const struct route routes[] = {
    {HTTP_GET, "/households", "household.read", household_list_get, household_list_html, "household.list",
     .nav = "households", .list = &household_list_def},
    {HTTP_GET, "/households/{id}", "household.read", household_detail_get, household_detail_html, "household.detail",
     .nav = "households"},
};
static const struct permission permissions[] = {
    {"household.read", "household.right.read"},
    {"household.write", "household.right.write"},
    {"household.number", "household.right.number"},
    {"household.import", "household.right.import"},
};
static const struct menu_item menu[] = {{"households", "household.list", "/households", "household.read", 20}};

const struct feature household_feature = {
    .name = "household",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(permission, permissions),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
};
