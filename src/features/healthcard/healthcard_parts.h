/* Health-insurance cards, inside of the feature. A month is the day_t of its first day. */
#ifndef ANSINH_HEALTHCARD_PARTS_H
#define ANSINH_HEALTHCARD_PARTS_H
#include "app/form.h"
#include "app/list.h"
#include "features/policy/policy.h"
#include "healthcard_queries.h"

#define CARD_GROUP "health-card"
#define CARD_KIND "card"                          /* of claims: the line that asks for it */
#define CARD_INSURER "healthcard.insurer_agency"  /* setting: who answers lists */
#define CARD_FINANCE "healthcard.settling_agency" /* setting: who agrees to settlements */
#define CARD_MONEY "card_settlement"              /* of the budget */

struct text month_text(struct ctx *c, day_t first); /* "11/2024" */

/* ---- who has the right */

/* Which classes open a card of the plan, as its policies say on a day. */
struct card_classes {
    bool poor_national, near_national, escaped_national, poor_provincial, escaped_provincial;
    day_t escaped_since; /* who escaped after this day is newly escaped on the day */
};
MUST_CHECK enum status card_classes(struct ctx *c, day_t on, struct card_classes *ret, struct error *err);

struct card_change {
    bool decrease;
    const char *reason; /* newly_listed, renewed, died, gone, class_ended */
    int64_t person_id, household_id, hamlet_id, policy_id, card_id;
    struct text name;
    day_t from, to;
};
/* What the list of a commune and month says: people with the right and no card, cards without the right. Who stands on
 * a list that is not answered is left out. Of several policies that fit, the one that comes first in the law's order.
 */
MUST_CHECK enum status card_changes(struct ctx *c, int64_t commune_id, day_t month, struct card_change **ret,
                                    size_t *ret_count, struct error *err);

/* ---- lists */

struct card_place {
    int64_t commune_id, district_id, province_id;
};
/* A new draft of a month. ret_refused: increases that the guard against giving twice refused; they stand on the list
 * with the reason. E_CONFLICT "healthcard.nothing_to_list". Notes the audit. */
MUST_CHECK enum status card_draft(struct ctx *c, const struct card_place *at, day_t month, int64_t *ret_id,
                                  size_t *ret_refused, struct error *err);
MUST_CHECK enum status card_send(struct ctx *c, int64_t list_id, int64_t version, struct error *err);
/* Signs as c's user. E_FORBIDDEN "healthcard.own_list" for who drafted or sent it. */
MUST_CHECK enum status card_check(struct ctx *c, int64_t list_id, int64_t version, struct text number,
                                  struct error *err);
MUST_CHECK enum status card_withdraw(struct ctx *c, int64_t list_id, int64_t version, struct text reason,
                                     struct error *err);
/* One line of a draft (dropped) or of a list that was sent (returned). */
MUST_CHECK enum status card_line_off(struct ctx *c, int64_t list_id, int64_t line_id, int64_t version,
                                     struct text reason, struct error *err);
struct card_answer {
    int64_t line_id;
    bool issued; /* a card is issued, or the one of a decrease ends */
    struct text number, reason;
};
/* The insurer's word on one line. *ret_problem: why it cannot be (word key), then nothing was written; else NULL. */
MUST_CHECK enum status card_answer_line(struct ctx *c, int64_t list_id, const struct card_answer *a,
                                        const char **ret_problem, struct error *err);
/* After the answers: the list is matched when nothing is open. Notes the audit. */
MUST_CHECK enum status card_answered(struct ctx *c, int64_t list_id, int64_t lines, struct error *err);
/* In the asker's scope, else E_NOT_FOUND. version -1: not compared; else E_PRECONDITION when it changed. */
MUST_CHECK enum status card_list_require(struct ctx *c, int64_t id, int64_t version, struct card_list_get_row *ret,
                                         struct error *err);
#define CARD_REASON_BYTES 800 /* 200 letters */
/* E_FORBIDDEN "healthcard.insurer_only". */
MUST_CHECK enum status card_require_insurer(struct ctx *c, struct error *err);
bool card_number_ok(struct text digits); /* ten digits */
/* The ten digits of a number that may be of the old kind: two letters, benefit 1–5, two digits of the province, ten
 * digits. TEXT_NONE when it is neither. */
struct text card_number_read(struct ctx *c, struct text given);

/* Does the asker act for the agency that a setting names today? */
bool card_acts_for(struct ctx *c, const char *setting);
void card_set_born(struct ctx *c, struct value *v, day_t born_on, int64_t precision); /* "born": text */

/* ---- pages: one function a route */
extern const struct form card_new_form, card_version_form, card_check_form, card_reason_form, card_answer_form,
    card_file_form, card_settle_form, card_agree_form, card_month_form;
extern const struct list_def card_line_list_def, card_list_lines_def, health_card_list_def, card_missing_list_def,
    card_twice_list_def, card_settlement_list_def;
MUST_CHECK enum status card_lines_of_list(struct ctx *c, int64_t list_id, struct value *out, struct error *err);
struct text card_line_labels(struct ctx *c); /* heads of the workbook of lines, parted by ';' */
enum status card_board_get(struct ctx *c, struct value *out, struct error *err);
enum status card_new_make_form(struct ctx *c, const struct form **ret, struct error *err);
enum status card_new_post(struct ctx *c, struct value *out, struct error *err);
enum status card_one_get(struct ctx *c, struct value *out, struct error *err);
enum status card_send_post(struct ctx *c, struct value *out, struct error *err);
enum status card_check_post(struct ctx *c, struct value *out, struct error *err);
enum status card_withdraw_post(struct ctx *c, struct value *out, struct error *err);
enum status card_line_off_post(struct ctx *c, struct value *out, struct error *err);
enum status card_answer_post(struct ctx *c, struct value *out, struct error *err);
enum status card_file_post(struct ctx *c, struct value *out, struct error *err);
enum status card_file_get(struct ctx *c, struct value *out, struct error *err);
enum status card_file_errors(struct ctx *c, struct value *out, struct error *err);
enum status card_line_get_one(struct ctx *c, struct value *out, struct error *err);
enum status card_lines_get(struct ctx *c, struct value *out, struct error *err);
enum status card_cards_get(struct ctx *c, struct value *out, struct error *err);
enum status card_missing_get(struct ctx *c, struct value *out, struct error *err);
enum status card_twice_get(struct ctx *c, struct value *out, struct error *err);
enum status card_settlements_get(struct ctx *c, struct value *out, struct error *err);
enum status card_settle_make_form(struct ctx *c, const struct form **ret, struct error *err);
enum status card_settle_post(struct ctx *c, struct value *out, struct error *err);
enum status card_settlement_get_one(struct ctx *c, struct value *out, struct error *err);
enum status card_agree_post(struct ctx *c, struct value *out, struct error *err);
enum status card_settle_withdraw_post(struct ctx *c, struct value *out, struct error *err);
enum status card_home(struct ctx *c, struct value *work, struct value *out, struct error *err);
enum status card_paper(struct ctx *c, const struct card_list_get_row *k, struct error *err);

struct demo_plan;
enum status card_demo(struct ctx *c, const struct demo_plan *plan, struct error *err);
#endif
