/* The rows of the feature. */
#include "rate_parts.h"
#include "rate_templates.h"

#include "features/rate/rate_load.h"

static const struct command_option options[] = {
    {"standard", "provincial|national", "rate.opt_standard"},
    {"area", "CODE", "rate.opt_area"},
    {"as-of", "YYYY-MM-DD", "rate.opt_as_of"},
    {"state", "provisional", "rate.opt_state"},
};
static const struct command commands[] = {
    {"rate", "rate.cmd", NULL, options, COUNT_OF(options), true, rate_command},
};

#define GET(path_, fn_, page_, title_, ...)                                                                            \
    {                                                                                                                  \
        .method = HTTP_GET, .path = path_, .permission = "rate.read", .fn = fn_, .page = page_, .title = title_,       \
        .nav = "rate", __VA_ARGS__                                                                                     \
    }
static const struct route routes[] = {
    GET("/rate", rate_page, rate_page_html, "rate.title"),
    GET("/rate/households", rate_households_page, rate_households_html, "rate.households_title",
        .list = &rate_household_list),
    GET("/rate/pictures/{name}", rate_picture_page, rate_picture_html, "rate.picture"),
    GET("/rate/targets", rate_targets_page, rate_targets_html, "rate.targets", .list = &rate_target_list_def),
    GET("/rate/targets/{id}", rate_target_page, rate_target_html, "rate.one_target"),
    {.method = HTTP_GET,
     .path = "/rate/targets/new",
     .permission = "rate.target",
     .fn = rate_target_new_page,
     .page = rate_target_new_html,
     .title = "rate.new_target",
     .nav = "rate"},
    {.method = HTTP_POST,
     .path = "/rate/targets",
     .permission = "rate.target",
     .fn = rate_target_create,
     .page = rate_target_new_html,
     .title = "rate.new_target",
     .make_form = rate_target_make_form,
     .fill = rate_target_new_page,
     .nav = "rate"},
    {.method = HTTP_POST,
     .path = "/rate/targets/{id}",
     .permission = "rate.target",
     .fn = rate_target_change,
     .page = rate_target_html,
     .title = "rate.change_target",
     .form = &rate_target_change_form,
     .fill = rate_target_page,
     .nav = "rate"},
};
static const struct permission permissions[] = {{"rate.read", "rate.perm_read"}, {"rate.target", "rate.perm_target"}};
static const struct menu_item menu[] = {{"rate", "rate.menu", "/rate", "rate.read", 40}};

const struct feature rate_feature = {
    .name = "rate",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(permission, permissions),
    FEATURE_ROWS(command, commands),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
    .load = rate_load,
    .load_order = 60,
    .home = rate_home,
    .demo = rate_demo,
    .demo_order = 35,
};
