/* The fund for severe illness and high costs: inside the feature. Others meet an application through claims ("illness")
 * and the budget's ledger ("illness"). */
#ifndef ANSINH_ILLNESS_PARTS_H
#define ANSINH_ILLNESS_PARTS_H
#include "app/form.h"
#include "app/list.h"
#include "features/budget/budget.h"
#include "features/policy/policy.h"
#include "features/service/service.h"
#include "illness_queries.h"

#define ILLNESS_POLICY "severe-illness"
#define ILLNESS_KIND "illness" /* of claims and of the budget */
#define ILLNESS_COSTS_MAX 60   /* invoices of one application */

/* ---- illness.c: the life of an application; in a write transaction, with audit */
struct illness_opening {
    struct text number_in, applicant, disease, diagnosis, hospital, note;
    day_t received_on, admitted_on, discharged_on; /* discharged_on DAY_NONE: still there */
};
/* Field errors when the rules say that the patient has no right. */
MUST_CHECK enum status illness_open(struct ctx *c, const struct service_person *p, const struct illness_opening *o,
                                    int64_t *ret_id, struct error *err);
/* In the asker's scope. */
MUST_CHECK enum status illness_require(struct ctx *c, int64_t id, struct illness_get_row *ret, struct error *err);
struct illness_invoice {
    struct text kind, issuer, number;
    day_t on;
    int64_t amount;
};
/* A field error when the invoice was handed in before, in whatever application. */
MUST_CHECK enum status illness_add_cost(struct ctx *c, int64_t id, const struct illness_invoice *v, int64_t *ret_id,
                                        struct error *err);
MUST_CHECK enum status illness_remove_cost(struct ctx *c, int64_t cost_id, int64_t *ret_case, struct error *err);
/* Reserves the patient's claim. E_CONFLICT "illness.no_costs", "claim.twice". */
MUST_CHECK enum status illness_pass_on(struct ctx *c, int64_t id, day_t on, struct error *err);
MUST_CHECK enum status illness_give_back(struct ctx *c, int64_t id, struct text reason, struct error *err);
MUST_CHECK enum status illness_accept(struct ctx *c, int64_t cost_id, int64_t accepted, struct text reason,
                                      int64_t *ret_case, struct error *err);
MUST_CHECK enum status illness_propose(struct ctx *c, int64_t id, day_t on, int64_t amount, struct text note,
                                       struct error *err);
struct illness_decision {
    struct text number, signer, signer_post;
    day_t on;
    int64_t amount;
};
/* Commits the money and confirms the claim. E_CONFLICT "illness.same_person", "budget.over", "budget.no_line". */
MUST_CHECK enum status illness_decide(struct ctx *c, int64_t id, const struct illness_decision *d, struct error *err);
/* Refused by who may decide, in writing: d without an amount. What was reserved and committed is free again. */
MUST_CHECK enum status illness_refuse(struct ctx *c, int64_t id, const struct illness_decision *d, struct text reason,
                                      struct error *err);
MUST_CHECK enum status illness_withdraw(struct ctx *c, int64_t id, struct text reason, struct error *err);
MUST_CHECK enum status illness_pay_out(struct ctx *c, int64_t id, day_t on, struct text paid_to, struct text note,
                                       struct error *err);

/* What may be granted of what was accepted, by the numbers of the day of receipt. What nobody knows limits nothing and
 * is said to be unknown. */
struct illness_limit {
    int64_t counted;                         /* accepted, of kinds that reach their least amount */
    int64_t share;                           /* basis points of it; DB_NULL: not known */
    int64_t ceiling;                         /* DB_NULL: not known */
    int64_t most;                            /* đồng that may be granted */
    int64_t high_cost_from, co_payment_from; /* least sums of bills and of co-payments; DB_NULL: not known */
    bool below;                              /* some kind lies below its least sum and is not counted */
};
MUST_CHECK enum status illness_limit_of(struct ctx *c, const struct illness_get_row *k, struct illness_limit *ret,
                                        struct error *err);
struct text illness_name(struct text list, struct text code); /* of a code list; the code when there is none */
/* Who acts for an agency must act for the one that leads the policy. */
MUST_CHECK enum status illness_is_fund(struct ctx *c, struct error *err);
/* Whether the asker may know the disease: with the right, and not for an agency that has nothing to do with it. */
bool illness_sees(struct ctx *c);

/* ---- pages */
extern const struct list_def illness_list_def;
extern const struct form illness_send_form, illness_reason_form, illness_accept_form, illness_propose_form,
    illness_decide_form, illness_refuse_form, illness_withdraw_form, illness_pay_form;
enum status illness_board_get(struct ctx *c, struct value *out, struct error *err);
enum status illness_cases_get(struct ctx *c, struct value *out, struct error *err);
enum status illness_new_form(struct ctx *c, const struct form **ret, struct error *err);
enum status illness_new_get(struct ctx *c, struct value *out, struct error *err);
enum status illness_new_fill(struct ctx *c, struct value *out, struct error *err);
enum status illness_new_post(struct ctx *c, struct value *out, struct error *err);
enum status illness_one_get(struct ctx *c, struct value *out, struct error *err);
enum status illness_of_cost(struct ctx *c, struct value *out, struct error *err);
enum status illness_cost_form(struct ctx *c, const struct form **ret, struct error *err);
enum status illness_cost_post(struct ctx *c, struct value *out, struct error *err);
enum status illness_cost_remove_post(struct ctx *c, struct value *out, struct error *err);
enum status illness_send_post(struct ctx *c, struct value *out, struct error *err);
enum status illness_return_post(struct ctx *c, struct value *out, struct error *err);
enum status illness_accept_post(struct ctx *c, struct value *out, struct error *err);
enum status illness_propose_post(struct ctx *c, struct value *out, struct error *err);
enum status illness_decide_post(struct ctx *c, struct value *out, struct error *err);
enum status illness_refuse_post(struct ctx *c, struct value *out, struct error *err);
enum status illness_withdraw_post(struct ctx *c, struct value *out, struct error *err);
enum status illness_pay_post(struct ctx *c, struct value *out, struct error *err);
enum status illness_paper(struct ctx *c, struct value *out, struct error *err);
enum status illness_home(struct ctx *c, struct value *work, struct value *out, struct error *err);

struct demo_plan;
enum status illness_demo(struct ctx *c, const struct demo_plan *plan, struct error *err);
#endif
