/* Help in kind: what the feature offers. */
#include "features/demo/demo.h"
#include "features/inkind/inkind_parts.h"

#define LIST_POST(tail, permission_, fn_, form_member, title_)                                                         \
    {                                                                                                                  \
        .method = HTTP_POST, .path = "/in-kind/lists/{id}/" tail, .permission = permission_, .fn = fn_,                \
        .page = inkind_list_html, .title = title_, .nav = "services", .fill = inkind_list_get, form_member             \
    }
#define GOOD_POST(tail, fn_, form_, title_)                                                                            \
    {                                                                                                                  \
        .method = HTTP_POST, .path = "/in-kind/goods/{id}/" tail, .permission = "inkind.write", .fn = fn_,             \
        .page = inkind_good_html, .title = title_, .nav = "services", .fill = inkind_good_get, .form = form_           \
    }
#define GIVEN_POST(tail, fn_, form_, title_)                                                                           \
    {                                                                                                                  \
        .method = HTTP_POST, .path = "/in-kind/given/{id}/" tail, .permission = "inkind.write", .fn = fn_,             \
        .page = inkind_given_html, .title = title_, .nav = "services", .fill = inkind_given_get, .form = form_         \
    }

static const struct route routes[] = {
    {.method = HTTP_GET,
     .path = "/in-kind",
     .permission = "inkind.read",
     .fn = inkind_figures_get,
     .page = inkind_figures_html,
     .title = "inkind.title",
     .nav = "services"},
    {.method = HTTP_GET,
     .path = "/in-kind/goods",
     .permission = "inkind.read",
     .fn = inkind_goods_get,
     .page = inkind_goods_html,
     .title = "inkind.goods_and_stock",
     .nav = "services",
     .list = &inkind_good_list_def},
    {.method = HTTP_POST,
     .path = "/in-kind/goods",
     .permission = "inkind.write",
     .fn = inkind_good_post,
     .page = inkind_goods_html,
     .title = "inkind.good_add",
     .nav = "services",
     .form = &inkind_good_form,
     .fill = inkind_goods_get},
    {.method = HTTP_GET,
     .path = "/in-kind/goods/{id}",
     .permission = "inkind.read",
     .fn = inkind_good_get,
     .page = inkind_good_html,
     .title = "inkind.good",
     .nav = "services"},
    GOOD_POST("prices", inkind_price_post, &inkind_price_form, "inkind.price_set"),
    GOOD_POST("receipts", inkind_receive_post, &inkind_receive_form, "inkind.receive"),
    GOOD_POST("adjustments", inkind_adjust_post, &inkind_adjust_form, "inkind.adjust"),
    {.method = HTTP_GET,
     .path = "/in-kind/lists",
     .permission = "inkind.read",
     .fn = inkind_lists_get,
     .page = inkind_lists_html,
     .title = "inkind.lists",
     .nav = "services",
     .list = &inkind_list_list_def},
    {.method = HTTP_POST,
     .path = "/in-kind/lists",
     .permission = "inkind.write",
     .fn = inkind_list_post,
     .page = inkind_lists_html,
     .title = "inkind.list_new",
     .nav = "services",
     .make_form = inkind_list_form,
     .fill = inkind_lists_get},
    {.method = HTTP_GET,
     .path = "/in-kind/lists/{id}",
     .permission = "inkind.read",
     .fn = inkind_list_get,
     .page = inkind_list_html,
     .title = "inkind.list",
     .nav = "services"},
    LIST_POST("households", "inkind.write", inkind_add_post, .make_form = inkind_add_form, "inkind.add"),
    LIST_POST("approve", "inkind.approve", inkind_approve_post, .form = &inkind_approve_form, "inkind.approve"),
    LIST_POST("cancel", "inkind.write", inkind_cancel_post, .form = &inkind_cancel_form, "inkind.cancel"),
    {.method = HTTP_GET,
     .path = "/in-kind/lists/{id}/record",
     .permission = "inkind.read",
     .fn = inkind_record,
     .title = "inkind.record",
     .nav = "services"},
    {.method = HTTP_GET,
     .path = "/in-kind/given",
     .permission = "inkind.read",
     .fn = inkind_givens_get,
     .page = inkind_givens_html,
     .title = "inkind.receivers",
     .nav = "services",
     .list = &inkind_given_list_def},
    {.method = HTTP_GET,
     .path = "/in-kind/given/{id}",
     .permission = "inkind.read",
     .fn = inkind_given_get,
     .page = inkind_given_html,
     .title = "inkind.given_one",
     .nav = "services"},
    GIVEN_POST("hand-over", inkind_hand_post, &inkind_hand_form, "inkind.hand"),
    GIVEN_POST("undo", inkind_undo_post, &inkind_undo_form, "inkind.undo"),
    {.method = HTTP_GET,
     .path = "/minority",
     .permission = "inkind.read",
     .fn = minority_get,
     .page = inkind_minority_html,
     .title = "inkind.minority",
     .nav = "services",
     .list = &minority_list_def},
    {.method = HTTP_GET,
     .path = "/minority/{id}",
     .permission = "inkind.read",
     .fn = minority_one_get,
     .page = inkind_minority_one_html,
     .title = "inkind.minority_one",
     .nav = "services"},
};
static const struct permission permissions[] = {
    {"inkind.read", "inkind.perm_read"},
    {"inkind.write", "inkind.perm_write"},
    {"inkind.approve", "inkind.perm_approve"},
};

const struct feature inkind_feature = {
    .name = "inkind",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(permission, permissions),
    .check = inkind_check,
    .demo = inkind_demo,
    .demo_order = 63,
};
