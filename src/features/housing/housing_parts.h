/* Great-unity houses (task 4 of annex 1): who needs one, and the life of each file from survey to settlement. The parts
 * that see each other; other features meet a house through claims ("house") and the budget's ledger ("house"). */
#ifndef ANSINH_HOUSING_PARTS_H
#define ANSINH_HOUSING_PARTS_H
#include "app/form.h"
#include "app/list.h"
#include "features/budget/budget.h"
#include "features/policy/policy.h"
#include "housing_queries.h"

/* Bits of an interview's answers that are about the house (settings housing.quality_indicator, .area_indicator).
 * E_NOT_FOUND "housing.no_indicators" when it is not known which they are. */
struct housing_masks {
    int64_t quality, area;
};
MUST_CHECK enum status housing_masks_of(struct ctx *c, struct housing_masks *ret, struct error *err);
void housing_tabs(struct ctx *c, struct value *out, const char *current);
const char *house_state_word(struct text state);

/* ---- housing.c: what is done to a file; each inside the caller's write transaction, without audit */
struct house_survey {
    int64_t household_id, policy_id;
    day_t on_day;
    struct text surveyor;
    bool pillar_durable, wall_durable, roof_durable;
    int64_t area_m2, members, cost, own_money;
    struct text land; /* owned, allowed, unclear */
    struct text note;
};
/* E_CONFLICT "housing.open_file" when the household has one. */
MUST_CHECK enum status house_add(struct ctx *c, const struct house_survey *s, const struct housing_household_row *h,
                                 int64_t *ret_id, struct error *err);
/* Reserves the household's claim. E_CONFLICT "claim.twice", "housing.not_entitled", "housing.over_ceiling". */
MUST_CHECK enum status house_ask(struct ctx *c, int64_t id, int64_t amount, day_t on, struct error *err);
struct house_decision {
    struct text number, signer, signer_post;
    day_t on_day;
    int64_t amount;
};
/* Commits the money, confirms the claim, plans the stages. E_CONFLICT "housing.same_person", "housing.over_ceiling",
 * "budget.over", "budget.no_line". */
MUST_CHECK enum status house_grant(struct ctx *c, int64_t id, const struct house_decision *d, struct error *err);
/* Back to who proposed, with what is missing; its claim is let go until it is proposed again. */
MUST_CHECK enum status house_give_back(struct ctx *c, int64_t id, struct text reason, struct error *err);
/* Refused or cancelled: what was reserved and committed is free again. E_CONFLICT "housing.paid_already". */
MUST_CHECK enum status house_stop(struct ctx *c, int64_t id, const char *state, struct text reason, struct error *err);
MUST_CHECK enum status house_pay(struct ctx *c, int64_t id, int64_t amount, day_t on, struct text receiver,
                                 struct text note, struct error *err);
MUST_CHECK enum status house_take_over(struct ctx *c, int64_t id, day_t on, struct text who, int64_t area_m2,
                                       struct text note, struct error *err);
/* What was granted and not paid goes back. */
MUST_CHECK enum status house_close(struct ctx *c, int64_t id, day_t on, int64_t total_cost, struct error *err);
/* The most that may be granted on a day; DB_NULL: not known ("chưa rõ"). */
MUST_CHECK enum status house_ceiling(struct ctx *c, int64_t policy_id, day_t on, struct policy_value *ret,
                                     bool *ret_known, struct error *err);
/* Finds the file and checks the scope. */
MUST_CHECK enum status house_require(struct ctx *c, int64_t id, struct house_by_id_row *ret, struct error *err);

/* ---- housing_lists.c */
extern const struct list_def housing_needs_def, house_list_def;
enum status housing_page(struct ctx *c, struct value *out, struct error *err);
enum status housing_needs_page(struct ctx *c, struct value *out, struct error *err);
enum status houses_page(struct ctx *c, struct value *out, struct error *err);

/* ---- housing_pages.c */
enum status house_new_page(struct ctx *c, struct value *out, struct error *err);
extern const struct form house_survey_form, house_ask_form, house_decide_form, house_reason_form, house_return_form,
    house_stage_form, house_pay_form, house_accept_form, house_settle_form;
enum status house_new_post(struct ctx *c, struct value *out, struct error *err);
enum status house_page(struct ctx *c, struct value *out, struct error *err);
enum status house_ask_post(struct ctx *c, struct value *out, struct error *err);
enum status house_decide_post(struct ctx *c, struct value *out, struct error *err);
enum status house_return_post(struct ctx *c, struct value *out, struct error *err);
enum status house_refuse_post(struct ctx *c, struct value *out, struct error *err);
enum status house_cancel_post(struct ctx *c, struct value *out, struct error *err);

/* ---- housing_works.c */
enum status house_stage_post(struct ctx *c, struct value *out, struct error *err);
enum status house_pay_post(struct ctx *c, struct value *out, struct error *err);
enum status house_accept_post(struct ctx *c, struct value *out, struct error *err);
enum status house_settle_post(struct ctx *c, struct value *out, struct error *err);
enum status house_file(struct ctx *c, struct value *out, struct error *err);
enum status house_minutes(struct ctx *c, struct value *out, struct error *err);

/* ---- housing_demo.c */
struct demo_plan;
enum status housing_demo(struct ctx *c, const struct demo_plan *plan, struct error *err);
#endif
