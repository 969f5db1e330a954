/* Pages of the review and the forms behind them; the routes stand in review.c. */
#ifndef ANSINH_REVIEW_PAGES_H
#define ANSINH_REVIEW_PAGES_H
#include "app/list.h"
#include "features/area/area.h"
#include "features/review/review_parts.h"
#include "review_templates.h"

extern const struct list_def season_list_def, season_household_list_def, request_list_def, objection_list_def,
    decision_list_def, movement_list_def, cause_list_def;
extern const struct form season_form, meeting_plan_form, reviewer_form, request_form, version_form, objection_form,
    recheck_form, ask_form, opinion_form, explain_form, sign_form, correction_form, number_form, remark_form, send_form,
    decide_form, replace_form, withdraw_form;

/* Crumbs from the board to here, and the panel of the step. */
MUST_CHECK enum status page_head(struct ctx *c, const struct season *s, int64_t area_id, const char *step,
                                 struct value *out, struct error *err);
/* A form under its own name with the address it is sent to, unless rights or the season's state forbid it. */
void page_form(struct ctx *c, struct value *out, const char *member, const struct form *f, const char *permission,
               bool possible, struct text action, const struct value *current);
struct text season_path(struct ctx *c, const struct season *s, const char *fmt, ...)
    PRINTF_LIKE(3, 4); /* with ?season= */

enum status review_board_get(struct ctx *c, struct value *out, struct error *err);
enum status review_seasons_get(struct ctx *c, struct value *out, struct error *err);
enum status review_season_page_get(struct ctx *c, struct value *out, struct error *err);
enum status review_season_open_post(struct ctx *c, struct value *out, struct error *err);
enum status review_households_get(struct ctx *c, struct value *out, struct error *err);
enum status review_household_get(struct ctx *c, struct value *out, struct error *err);
enum status review_hamlet_get(struct ctx *c, struct value *out, struct error *err);
enum status review_hamlet_list_post(struct ctx *c, struct value *out, struct error *err);
enum status review_hamlet_plan_post(struct ctx *c, struct value *out, struct error *err);
enum status review_hamlet_reviewer_post(struct ctx *c, struct value *out, struct error *err);
enum status review_hamlet_unassign_post(struct ctx *c, struct value *out, struct error *err);
enum status review_meeting_post(struct ctx *c, struct value *out, struct error *err);
enum status review_meeting_get(struct ctx *c, struct value *out, struct error *err);
enum status review_posting_post(struct ctx *c, struct value *out, struct error *err);
enum status review_posting_get(struct ctx *c, struct value *out, struct error *err);
enum status review_posting_down_post(struct ctx *c, struct value *out, struct error *err);
enum status review_objections_get(struct ctx *c, struct value *out, struct error *err);
enum status review_objection_get(struct ctx *c, struct value *out, struct error *err);
enum status review_objection_post(struct ctx *c, struct value *out, struct error *err);
enum status review_recheck_post(struct ctx *c, struct value *out, struct error *err);
enum status review_requests_get(struct ctx *c, struct value *out, struct error *err);
enum status review_request_get(struct ctx *c, struct value *out, struct error *err);
enum status review_request_post(struct ctx *c, struct value *out, struct error *err);
enum status review_screen_post(struct ctx *c, struct value *out, struct error *err);
enum status review_withdraw_post(struct ctx *c, struct value *out, struct error *err);
enum status review_commune_get(struct ctx *c, struct value *out, struct error *err);
enum status review_ask_post(struct ctx *c, struct value *out, struct error *err);
enum status review_give_post(struct ctx *c, struct value *out, struct error *err);
enum status review_explain_post(struct ctx *c, struct value *out, struct error *err);
enum status review_pass_post(struct ctx *c, struct value *out, struct error *err);
enum status review_draft_post(struct ctx *c, struct value *out, struct error *err);
enum status review_sign_post(struct ctx *c, struct value *out, struct error *err);
enum status review_decisions_get(struct ctx *c, struct value *out, struct error *err);
enum status review_decision_get(struct ctx *c, struct value *out, struct error *err);
enum status review_correction_post(struct ctx *c, struct value *out, struct error *err);
enum status review_correction_sign_post(struct ctx *c, struct value *out, struct error *err);
enum status review_movement_get(struct ctx *c, struct value *out, struct error *err);
enum status review_movement_households_get(struct ctx *c, struct value *out, struct error *err);
enum status review_send_post(struct ctx *c, struct value *out, struct error *err);
enum status review_decide_post(struct ctx *c, struct value *out, struct error *err);
enum status review_certificate_get(struct ctx *c, struct value *out, struct error *err);
enum status review_certificate_replace_post(struct ctx *c, struct value *out, struct error *err);
enum status review_certificate_withdraw_post(struct ctx *c, struct value *out, struct error *err);
enum status review_remark_post(struct ctx *c, struct value *out, struct error *err);
enum status review_causes_get(struct ctx *c, struct value *out, struct error *err);
enum status review_cause_households_get(struct ctx *c, struct value *out, struct error *err);
enum status review_solution_form(struct ctx *c, const struct form **ret, struct error *err);
enum status review_solution_post(struct ctx *c, struct value *out, struct error *err);
enum status review_solution_withdraw_post(struct ctx *c, struct value *out, struct error *err);
enum status review_screen_form(struct ctx *c, const struct form **ret, struct error *err);
enum status review_rule_form(struct ctx *c, const struct form **ret, struct error *err);
enum status review_rule_post(struct ctx *c, struct value *out, struct error *err);
enum status review_meeting_form(struct ctx *c, const struct form **ret, struct error *err);
/* struct feature.home: what waits in the season, for the first page. */
MUST_CHECK enum status review_home(struct ctx *c, struct value *work, struct value *out, struct error *err);
#endif
