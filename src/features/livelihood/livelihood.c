/* Livelihoods, technique classes, clean water: what the feature offers. */
#include "features/demo/demo.h"
#include "features/livelihood/livelihood_parts.h"

#define MODEL_POST(tail, permission_, fn_, form_, title_)                                                              \
    {                                                                                                                  \
        .method = HTTP_POST, .path = "/livelihood/models/{id}/" tail, .permission = permission_, .fn = fn_,            \
        .page = livelihood_model_html, .title = title_, .nav = "services", .fill = model_get_page, .form = form_       \
    }
#define HOUSEHOLD_POST(tail, fn_, form_, title_)                                                                       \
    {                                                                                                                  \
        .method = HTTP_POST, .path = "/livelihood/households/{id}/" tail, .permission = "livelihood.write", .fn = fn_, \
        .page = livelihood_household_html, .title = title_, .nav = "services", .fill = model_household_get_page,       \
        .form = form_                                                                                                  \
    }
static const struct route routes[] = {
    {.method = HTTP_GET,
     .path = "/livelihood",
     .permission = "livelihood.read",
     .fn = livelihood_get,
     .page = livelihood_figures_html,
     .title = "livelihood.title",
     .nav = "services"},
    {.method = HTTP_GET,
     .path = "/livelihood/models",
     .permission = "livelihood.read",
     .fn = models_get,
     .page = livelihood_models_html,
     .title = "livelihood.models",
     .nav = "services",
     .list = &model_list_def},
    {.method = HTTP_POST,
     .path = "/livelihood/models",
     .permission = "livelihood.propose",
     .fn = model_post,
     .page = livelihood_models_html,
     .title = "livelihood.propose",
     .nav = "services",
     .make_form = model_new_form,
     .fill = models_get},
    {.method = HTTP_GET,
     .path = "/livelihood/models/{id}",
     .permission = "livelihood.read",
     .fn = model_get_page,
     .page = livelihood_model_html,
     .title = "livelihood.model",
     .nav = "services"},
    MODEL_POST("consolidate", "livelihood.write", model_consolidate_post, &model_consolidate_form,
               "livelihood.consolidate"),
    MODEL_POST("opinion", "livelihood.write", model_union_post, &model_union_form, "livelihood.union"),
    MODEL_POST("decision", "livelihood.approve", model_decide_post, &model_decide_form, "livelihood.decide"),
    MODEL_POST("end", "livelihood.write", model_finish_post, &model_finish_form, "livelihood.finish"),
    MODEL_POST("households", "livelihood.write", model_join_post, &model_join_form, "livelihood.join"),
    {.method = HTTP_GET,
     .path = "/livelihood/households",
     .permission = "livelihood.read",
     .fn = model_households_get,
     .page = livelihood_households_html,
     .title = "livelihood.in_models",
     .nav = "services",
     .list = &model_household_list_def},
    {.method = HTTP_GET,
     .path = "/livelihood/households/{id}",
     .permission = "livelihood.read",
     .fn = model_household_get_page,
     .page = livelihood_household_html,
     .title = "livelihood.household",
     .nav = "services"},
    HOUSEHOLD_POST("inputs", model_give_post, &model_give_form, "livelihood.give"),
    HOUSEHOLD_POST("result", model_result_post, &model_result_form, "livelihood.result_write"),
    HOUSEHOLD_POST("leave", model_leave_post, &model_leave_form, "livelihood.leave"),
    {.method = HTTP_GET,
     .path = "/clean-water",
     .permission = "livelihood.read",
     .fn = water_get,
     .page = livelihood_water_html,
     .title = "livelihood.water",
     .nav = "services"},
    {.method = HTTP_GET,
     .path = "/clean-water/households",
     .permission = "livelihood.read",
     .fn = water_households_get,
     .page = livelihood_water_households_html,
     .title = "livelihood.water_households",
     .nav = "services",
     .list = &water_list_def},
};
static const struct permission permissions[] = {
    {"livelihood.read", "livelihood.perm_read"},
    {"livelihood.propose", "livelihood.perm_propose"},
    {"livelihood.write", "livelihood.perm_write"},
    {"livelihood.approve", "livelihood.perm_approve"},
};
const struct feature livelihood_feature = {
    .name = "livelihood",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(permission, permissions),
    .demo = livelihood_demo,
    .demo_order = 65,
};
