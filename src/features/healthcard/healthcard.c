/* What the feature offers. */
#include "healthcard_templates.h"

#include "features/healthcard/healthcard_parts.h"

static const struct permission permissions[] = {
    {"healthcard.read", "healthcard.perm_read"},     {"healthcard.list", "healthcard.perm_list"},
    {"healthcard.check", "healthcard.perm_check"},   {"healthcard.answer", "healthcard.perm_answer"},
    {"healthcard.settle", "healthcard.perm_settle"}, {"healthcard.agree", "healthcard.perm_agree"},
};
static const struct menu_item menu[] = {{"health-cards", "healthcard.title", "/health-cards", "healthcard.read", 47}};

#define NAV .nav = "health-cards"
static const struct route routes[] = {
    {HTTP_GET, "/health-cards", "healthcard.read", card_board_get, healthcard_board_html, "healthcard.title",
     .form = &card_month_form, NAV},
    {HTTP_POST, "/health-cards/lists", "healthcard.list", card_new_post, healthcard_board_html, "healthcard.draft",
     .make_form = card_new_make_form, .fill = card_board_get, NAV},
    {HTTP_GET, "/health-cards/lists/{id}", "healthcard.read", card_one_get, healthcard_one_html,
     "healthcard.list_title", .list = &card_list_lines_def, NAV},
    {HTTP_GET, "/health-cards/lists/{id}/lines/{line}", "healthcard.read", card_line_get_one, healthcard_line_html,
     "healthcard.line_title", NAV},
    {HTTP_POST, "/health-cards/lists/{id}/send", "healthcard.list", card_send_post, healthcard_one_html,
     "healthcard.send", .form = &card_version_form, .fill = card_one_get, NAV},
    {HTTP_POST, "/health-cards/lists/{id}/check", "healthcard.check", card_check_post, healthcard_one_html,
     "healthcard.check", .form = &card_check_form, .fill = card_one_get, NAV},
    {HTTP_POST, "/health-cards/lists/{id}/withdraw", "healthcard.list", card_withdraw_post, healthcard_one_html,
     "healthcard.withdraw", .form = &card_reason_form, .fill = card_one_get, NAV},
    {HTTP_POST, "/health-cards/lists/{id}/lines/{line}/off", "healthcard.read", card_line_off_post,
     healthcard_line_html, "healthcard.off", .form = &card_reason_form, .fill = card_line_get_one, NAV},
    {HTTP_POST, "/health-cards/lists/{id}/lines/{line}/answer", "healthcard.answer", card_answer_post,
     healthcard_line_html, "healthcard.answer", .form = &card_answer_form, .fill = card_line_get_one, NAV},
    {HTTP_POST, "/health-cards/lists/{id}/answers", "healthcard.answer", card_file_post, healthcard_one_html,
     "healthcard.answers", .form = &card_file_form, .fill = card_one_get, .flags = ROUTE_UPLOAD, NAV},
    {HTTP_GET, "/health-cards/lists/{id}/answers/{file}", "healthcard.answer", card_file_get, healthcard_answers_html,
     "healthcard.file_title", NAV},
    {HTTP_GET, "/health-cards/lists/{id}/answers/{file}/errors", "healthcard.answer", card_file_errors, NULL,
     "healthcard.file_errors", NAV},
    {HTTP_GET, "/health-cards/lines", "healthcard.read", card_lines_get, healthcard_lines_html, "healthcard.lines",
     .list = &card_line_list_def, NAV},
    {HTTP_GET, "/health-cards/cards", "healthcard.read", card_cards_get, healthcard_cards_html, "healthcard.cards",
     .list = &health_card_list_def, NAV},
    {HTTP_GET, "/health-cards/missing", "healthcard.read", card_missing_get, healthcard_missing_html,
     "healthcard.missing_title", .list = &card_missing_list_def, NAV},
    {HTTP_GET, "/health-cards/twice", "healthcard.read", card_twice_get, healthcard_twice_html,
     "healthcard.twice_title", .list = &card_twice_list_def, NAV},
    {HTTP_GET, "/health-cards/settlements", "healthcard.read", card_settlements_get, healthcard_settlements_html,
     "healthcard.settlements", .list = &card_settlement_list_def, NAV},
    {HTTP_POST, "/health-cards/settlements", "healthcard.settle", card_settle_post, healthcard_settlements_html,
     "healthcard.settlement_new", .make_form = card_settle_make_form, .fill = card_settlements_get, NAV},
    {HTTP_GET, "/health-cards/settlements/{id}", "healthcard.read", card_settlement_get_one, healthcard_settlement_html,
     "healthcard.settlement", NAV},
    {HTTP_POST, "/health-cards/settlements/{id}/agree", "healthcard.agree", card_agree_post, healthcard_settlement_html,
     "healthcard.agree", .form = &card_agree_form, .fill = card_settlement_get_one, NAV},
    {HTTP_POST, "/health-cards/settlements/{id}/withdraw", "healthcard.settle", card_settle_withdraw_post,
     healthcard_settlement_html, "healthcard.settlement_withdraw", .form = &card_reason_form,
     .fill = card_settlement_get_one, NAV},
};

const struct feature healthcard_feature = {
    .name = "healthcard",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(permission, permissions),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
    .home = card_home,
    .demo = card_demo,
    .demo_order = 60,
};
