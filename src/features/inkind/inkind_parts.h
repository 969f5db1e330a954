/* Inside the feature: what its files share. */
#ifndef ANSINH_INKIND_PARTS_H
#define ANSINH_INKIND_PARTS_H
#include "app/list.h"
#include "features/inkind/inkind.h"
#include "features/service/service.h"
#include "inkind_queries.h"
#include "inkind_templates.h"

struct stock_act {
    int64_t agency_id, good_id, quantity; /* signed */
    const char *kind;
    day_t on;
    struct text document, reason;
    int64_t for_id; /* DB_NULL: none */
};
MUST_CHECK enum status stock_act(struct ctx *c, const struct stock_act *a, struct error *err);

/* ---- lists; each in a write transaction, with audit */
struct list_new {
    int64_t agency_id, policy_id;
    struct service_place at;
    struct text title;
    day_t on;
};
MUST_CHECK enum status inkind_list_open(struct ctx *c, const struct list_new *l, int64_t *ret_id, struct error *err);
MUST_CHECK enum status inkind_list_add(struct ctx *c, int64_t list_id, const struct service_household *h,
                                       int64_t good_id, int64_t quantity, struct text proof, int64_t *ret_id,
                                       struct error *err);
MUST_CHECK enum status inkind_list_approve(struct ctx *c, int64_t list_id, int64_t version, struct text document,
                                           day_t on, struct error *err);
MUST_CHECK enum status inkind_hand(struct ctx *c, int64_t given_id, int64_t version, struct text receiver, day_t on,
                                   struct error *err);
/* Takes a household off a list, or takes back what it got. */
MUST_CHECK enum status inkind_undo(struct ctx *c, int64_t given_id, int64_t version, struct text reason, day_t on,
                                   struct error *err);
MUST_CHECK enum status inkind_list_read(struct ctx *c, int64_t id, struct distribution_get_row *ret, struct error *err);
MUST_CHECK enum status inkind_given_read(struct ctx *c, int64_t id, struct given_get_row *ret, struct error *err);

/* ---- pages */
extern const struct list_def inkind_good_list_def, inkind_list_list_def, inkind_given_list_def, minority_list_def;
extern const struct form inkind_good_form, inkind_price_form, inkind_receive_form, inkind_adjust_form;
extern const struct form inkind_approve_form, inkind_cancel_form, inkind_hand_form, inkind_undo_form;
enum status inkind_figures_get(struct ctx *c, struct value *out, struct error *err);
enum status inkind_goods_get(struct ctx *c, struct value *out, struct error *err);
enum status inkind_good_post(struct ctx *c, struct value *out, struct error *err);
enum status inkind_good_get(struct ctx *c, struct value *out, struct error *err);
enum status inkind_price_post(struct ctx *c, struct value *out, struct error *err);
enum status inkind_receive_post(struct ctx *c, struct value *out, struct error *err);
enum status inkind_adjust_post(struct ctx *c, struct value *out, struct error *err);
enum status inkind_lists_get(struct ctx *c, struct value *out, struct error *err);
enum status inkind_list_form(struct ctx *c, const struct form **ret, struct error *err);
enum status inkind_list_post(struct ctx *c, struct value *out, struct error *err);
enum status inkind_list_get(struct ctx *c, struct value *out, struct error *err);
enum status inkind_add_form(struct ctx *c, const struct form **ret, struct error *err);
enum status inkind_add_post(struct ctx *c, struct value *out, struct error *err);
enum status inkind_approve_post(struct ctx *c, struct value *out, struct error *err);
enum status inkind_cancel_post(struct ctx *c, struct value *out, struct error *err);
enum status inkind_record(struct ctx *c, struct value *out, struct error *err);
enum status inkind_givens_get(struct ctx *c, struct value *out, struct error *err);
enum status inkind_given_get(struct ctx *c, struct value *out, struct error *err);
enum status inkind_hand_post(struct ctx *c, struct value *out, struct error *err);
enum status inkind_undo_post(struct ctx *c, struct value *out, struct error *err);
enum status minority_get(struct ctx *c, struct value *out, struct error *err);
enum status minority_one_get(struct ctx *c, struct value *out, struct error *err);
enum status inkind_demo(struct ctx *c, const struct demo_plan *plan, struct error *err);
enum status inkind_check(struct ctx *c, struct value *findings, struct error *err);
#endif
