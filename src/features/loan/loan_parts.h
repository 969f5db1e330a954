/* Inside the feature: what its files share. Steps are functions that write within the transaction of their route and
 * check the state they find; pages show them as forms to those who may act. */
#ifndef ANSINH_LOAN_PARTS_H
#define ANSINH_LOAN_PARTS_H
#include "app/form.h"
#include "app/list.h"
#include "features/loan/loan.h"
#include "features/loan/loan_interest.h"
#include "features/policy/policy.h"
#include "loan_queries.h"

/* ---- dated terms (loan_terms.c) */

/* What a policy offers on a day. Values nobody knows are DB_NULL; `unsure` then says so on the page. */
struct loan_offer {
    struct policy policy;
    int64_t rate_bp, amount_max_dong, term_max_months, overdue_bp, collateral_from_dong;
    bool rural_only;
    struct text rate_source, amount_source; /* article or source, for the screen */
    bool rate_firm, amount_firm;
};
MUST_CHECK enum status loan_offer_on(struct ctx *c, int64_t policy_id, day_t on, struct loan_offer *ret,
                                     struct error *err);
/* Day count, rounding and the overdue factor of a day; overdue_bp DB_NULL: the setting's. */
MUST_CHECK enum status loan_rules_on(struct ctx *c, day_t on, int64_t overdue_bp, struct loan_rules *ret,
                                     struct error *err);
/* A setting that may be unknown: `otherwise` then. */
MUST_CHECK enum status loan_setting(struct ctx *c, const char *key, int64_t otherwise, int64_t *ret, struct error *err);
/* Policies that lend, in force on a day, as choices of a form; code is the id. */
MUST_CHECK enum status loan_policy_choices(struct ctx *c, day_t on, struct choice_text **ret, size_t *ret_count,
                                           struct error *err);

/* Whether the register opens a policy to a household on a day. */
struct loan_right {
    bool holds;
    struct text found;  /* "poor/national", the first that holds */
    const char *reason; /* word key when it does not hold; its {0} is `arg` */
    struct text arg;
};
MUST_CHECK enum status loan_right_on(struct ctx *c, const struct loan_offer *offer, int64_t household_id, day_t on,
                                     struct loan_right *ret, struct error *err);
const char *loan_class_word(struct text found); /* "policy.opens.poor_national" …; NULL when unknown */

/* ---- steps; each notes its audit entry */

/* E_NOT_FOUND also when it lies outside the scope. */
MUST_CHECK enum status loan_group_require(struct ctx *c, int64_t id, struct loan_group_one_row *ret, struct error *err);
/* A group's leader acts for his own group only. E_FORBIDDEN "loan.not_leader"; E_CONFLICT "loan.group_closed". */
MUST_CHECK enum status loan_group_act(struct ctx *c, int64_t id, struct loan_group_one_row *ret, struct error *err);
struct loan_group_new {
    struct text code, name, organisation, leader, accepted_number;
    int64_t leader_account_id; /* DB_NULL: does not sign in */
    int64_t hamlet_id;
    day_t founded_on;
};
MUST_CHECK enum status loan_group_found(struct ctx *c, const struct loan_group_new *n, int64_t *ret_id,
                                        struct error *err);
MUST_CHECK enum status loan_group_join(struct ctx *c, int64_t group_id, int64_t household_id, struct error *err);
MUST_CHECK enum status loan_group_leave(struct ctx *c, int64_t group_id, int64_t household_id, struct error *err);

/* E_FORBIDDEN, E_CONFLICT as loan_group_act; E_CONFLICT "loan.group_owes" while something is under way. */
MUST_CHECK enum status loan_group_close(struct ctx *c, int64_t group_id, int64_t version, struct error *err);

struct loan_request_new {
    int64_t group_id, household_id, policy_id, amount_dong, term_months, instalment_months; /* DB_NULL: at the end */
    struct text borrower;                                                                   /* empty: the head */
    struct text purpose, collateral;
};
MUST_CHECK enum status loan_request_receive(struct ctx *c, const struct loan_request_new *n, int64_t *ret_id,
                                            struct error *err);
MUST_CHECK enum status loan_request_require(struct ctx *c, int64_t id, struct loan_request_one_row *ret,
                                            struct error *err);
struct loan_vote {
    int64_t request_id, agreeing;
};
struct loan_meeting {
    int64_t group_id;
    day_t held_on;
    struct text place, chair, secretary;
    int64_t attendees;
    const struct loan_vote *votes;
    size_t vote_count;
};
/* A request passes when more than half of those who came agree. */
MUST_CHECK enum status loan_appraise(struct ctx *c, const struct loan_meeting *m, int64_t *ret_id, struct error *err);
/* Puts what was agreed to for one policy onto a list; reserves a claim for each. */
MUST_CHECK enum status loan_list_make(struct ctx *c, int64_t group_id, int64_t policy_id, int64_t *ret_id,
                                      struct error *err);
MUST_CHECK enum status loan_list_require(struct ctx *c, int64_t id, struct loan_list_one_row *ret, struct error *err);
MUST_CHECK enum status loan_line_confirm(struct ctx *c, int64_t list_id, int64_t request_id, int64_t version,
                                         bool resides, bool confirm, struct text reason, struct error *err);
MUST_CHECK enum status loan_list_confirm(struct ctx *c, int64_t list_id, int64_t version, struct text number,
                                         struct error *err);
struct loan_assessment {
    bool approve;
    int64_t amount_dong, months, rate_bp; /* rate DB_NULL: the data's */
    struct text rate_source, fund, reason;
};
MUST_CHECK enum status loan_assess(struct ctx *c, int64_t list_id, int64_t request_id, int64_t version,
                                   const struct loan_assessment *a, struct error *err);
MUST_CHECK enum status loan_list_pass(struct ctx *c, int64_t list_id, int64_t version, struct text number, day_t pay_on,
                                      struct error *err);
MUST_CHECK enum status loan_withdraw(struct ctx *c, int64_t request_id, int64_t version, struct text reason,
                                     struct error *err);
MUST_CHECK enum status loan_disburse(struct ctx *c, int64_t request_id, int64_t version, struct text number, day_t on,
                                     struct text reason, int64_t *ret_loan_id, struct error *err);

/* ---- never twice (loan_claim.c): a claim is reserved when the list is made, confirmed when the money is paid out, and
 * released when it is refused or paid back. Claims bear the id of the request; of a loan that only the bank's file
 * knows, the loan's. */
#define LOAN_CLAIM_REQUEST "loan"
#define LOAN_CLAIM_BANK "bank_loan"
struct loan_claim {
    const char *kind;
    int64_t source_id, policy_id, household_id, person_id; /* person 0: the household borrows */
    struct text name, document;
    day_t on;
};
/* Would it be refused? *ret_sentence says why, else TEXT_NONE. */
MUST_CHECK enum status loan_claim_look(struct ctx *c, const struct loan_claim *k, struct text *ret_sentence,
                                       struct error *err);
MUST_CHECK enum status loan_claim_reserve(struct ctx *c, const struct loan_claim *k, struct error *err);
MUST_CHECK enum status loan_claim_confirm(struct ctx *c, const char *kind, int64_t source_id, day_t on,
                                          struct text document, struct error *err);
/* from DAY_NONE: it never was; else the loan was paid back that day. reason: word key. */
MUST_CHECK enum status loan_claim_release(struct ctx *c, const char *kind, int64_t source_id, day_t from,
                                          const char *reason, struct error *err);

/* ---- one loan */
struct loan_full {
    struct loan_one_row row;
    struct loan_terms terms;
    struct loan_rules rules;
    day_t frozen[LOAN_SHIFTS_MAX]; /* ends of freezes */
    size_t frozen_count;
    bool computable;               /* rate and term are known */
    struct loan_payment *payments; /* by the truth there is */
    size_t payment_count;
    bool by_bank; /* payments and balance are the bank's */
    struct loan_position position;
    int64_t balance_dong; /* the bank's, else ours */
};
MUST_CHECK enum status loan_load(struct ctx *c, int64_t id, day_t on, struct loan_full *ret, struct error *err);
MUST_CHECK enum status loan_require(struct ctx *c, int64_t id, day_t on, struct loan_full *ret, struct error *err);
/* Brings what the loan keeps for its lists in line with the rows beneath; closes it, and its claim, when paid back. */
MUST_CHECK enum status loan_refresh(struct ctx *c, int64_t id, struct error *err);
struct loan_collected {
    day_t on;
    int64_t principal_dong, interest_dong, savings_dong;
    struct text receipt;
};
MUST_CHECK enum status loan_collect(struct ctx *c, int64_t id, const struct loan_collected *k, struct error *err);
MUST_CHECK enum status loan_check_use(struct ctx *c, int64_t id, day_t on, struct text result, struct text checker,
                                      struct text remark, struct error *err);
struct loan_risk_new {
    struct text cause, measure, papers;
    day_t happened_on;
    int64_t damage_bp, months; /* DB_NULL: none */
};
MUST_CHECK enum status loan_risk_propose(struct ctx *c, int64_t loan_id, const struct loan_risk_new *n, int64_t *ret_id,
                                         struct error *err);
MUST_CHECK enum status loan_risk_settle(struct ctx *c, int64_t risk_id, int64_t version, bool agreed,
                                        struct text number, int64_t months, day_t from, struct text reason,
                                        struct error *err);

/* ---- the bank's file */
enum bank_field {
    BANK_LOAN_NUMBER,
    BANK_ON_DAY,
    BANK_REFERENCE,
    BANK_BORROWER,
    BANK_HOUSEHOLD_CODE,
    BANK_PERSONAL_NUMBER,
    BANK_PROGRAMME,
    BANK_LENT,
    BANK_PAID,
    BANK_INTEREST,
    BANK_BALANCE,
    BANK_OVERDUE,
    BANK_FIELDS,
};
extern const char *const bank_fields[BANK_FIELDS]; /* their names: "loan_number" … */
#define BANK_LINES_MAX 50000
struct bank_line {
    int32_t no;
    struct text loan_number, reference, borrower, household_code, personal_number, programme;
    day_t on;
    int64_t money[BANK_FIELDS];               /* of the five fields that are money; DB_NULL: the cell is empty */
    int64_t household_id, loan_id, policy_id; /* DB_NULL: none */
    struct text problem;                      /* empty: none */
    struct text cells;                        /* as they came, by tabs, in the order of the fields */
    const char *kind;                         /* of the problem: form, nobody, several, outside, programme */
};
/* Reads a sheet by the headings given (by field, parted by ;). Everything in arena a. E_INVALID "loan.bank.no_columns",
 * "loan.bank.empty" and what table_open says; E_TOO_LARGE "loan.bank.too_many". What is wrong with a line stands in it.
 * *ret_unread: headings that no field reads, or TEXT_NONE. */
MUST_CHECK enum status bank_read(struct ctx *c, struct arena *a, struct text bytes,
                                 const struct text headings[BANK_FIELDS], struct bank_line **ret, size_t *ret_count,
                                 struct text *ret_unread, struct error *err);
void bank_problem(struct ctx *c, struct arena *a, struct bank_line *l, const char *kind, const char *key,
                  struct text arg);
/* Whose a line is, within the asker's scope; what is wrong stands in the line. In a snapshot or transaction. */
MUST_CHECK enum status bank_match(struct ctx *c, struct arena *a, struct bank_line *l, struct error *err);
/* Some good lines of a batch into the ledger, in the write transaction of c. *ret_done 0: none was left. */
MUST_CHECK enum status bank_apply_some(struct ctx *c, int64_t batch_id, size_t most, size_t *ret_done,
                                       struct error *err);

/* ---- pages */
/* Adds {title, submit, form} to out.forms when the asker may and it is possible now. */
void loan_form(struct ctx *c, struct value *out, const struct form *f, const char *permission, bool possible,
               const char *title, struct text action, const struct value *current);
const char *loan_word(struct ctx *c, const char *prefix, struct text code); /* prefix with its dot + code */
struct text loan_day_text(struct ctx *c, day_t d);
/* Tabs of the feature that the asker may open. */
void loan_tabs(struct ctx *c, struct value *out, const char *current);
/* The area that figures are about: ?area= within the scope, else the scope itself. */
MUST_CHECK enum status loan_area(struct ctx *c, int64_t *ret_id, int *ret_level, struct error *err);

extern const struct form loan_member_form, loan_answer_form, loan_sign_form, loan_approve_form, loan_withdraw_form,
    loan_pay_form, loan_collection_form, loan_check_form, loan_risk_decide_form, loan_point_form, loan_whatif_form,
    bank_upload_form, loan_version_form;
MUST_CHECK enum status loan_request_make_form(struct ctx *c, const struct form **ret, struct error *err);
MUST_CHECK enum status loan_group_make_form(struct ctx *c, const struct form **ret, struct error *err);
MUST_CHECK enum status loan_appraisal_make_form(struct ctx *c, const struct form **ret, struct error *err);
MUST_CHECK enum status loan_list_make_form(struct ctx *c, const struct form **ret, struct error *err);
MUST_CHECK enum status loan_assess_make_form(struct ctx *c, const struct form **ret, struct error *err);
MUST_CHECK enum status loan_risk_make_form(struct ctx *c, const struct form **ret, struct error *err);
MUST_CHECK enum status bank_resolve_make_form(struct ctx *c, const struct form **ret, struct error *err);
MUST_CHECK enum status bank_columns_make_form(struct ctx *c, const struct form **ret, struct error *err);

extern const struct list_def loan_list_def, loan_groups_def, loan_requests_def, loan_lists_def, loan_risks_def,
    loan_reconcile_def, bank_batches_def, loan_unchecked_def;

#define LOAN_HANDLER(name) enum status name(struct ctx *c, struct value *out, struct error *err)
LOAN_HANDLER(loans_get);
LOAN_HANDLER(loan_get);
LOAN_HANDLER(loan_collect_post);
LOAN_HANDLER(loan_check_post);
LOAN_HANDLER(loan_risk_post);
LOAN_HANDLER(loan_groups_get);
LOAN_HANDLER(loan_group_post);
LOAN_HANDLER(loan_group_get);
LOAN_HANDLER(loan_member_post);
LOAN_HANDLER(loan_member_leave_post);
LOAN_HANDLER(loan_group_close_post);
LOAN_HANDLER(loan_request_post);
LOAN_HANDLER(loan_appraisal_post);
LOAN_HANDLER(loan_list_post);
LOAN_HANDLER(loan_requests_get);
LOAN_HANDLER(loan_request_get);
LOAN_HANDLER(loan_withdraw_post);
LOAN_HANDLER(loan_pay_post);
LOAN_HANDLER(loan_lists_get);
LOAN_HANDLER(loan_list_get);
LOAN_HANDLER(loan_line_get);
LOAN_HANDLER(loan_answer_post);
LOAN_HANDLER(loan_sign_post);
LOAN_HANDLER(loan_assess_post);
LOAN_HANDLER(loan_approve_post);
LOAN_HANDLER(loan_risks_get);
LOAN_HANDLER(loan_risk_get);
LOAN_HANDLER(loan_risk_decide_post);
LOAN_HANDLER(loan_figures_get);
LOAN_HANDLER(loan_whatif_get);
LOAN_HANDLER(loan_day_get);
LOAN_HANDLER(loan_point_post);
LOAN_HANDLER(loan_unchecked_get);
LOAN_HANDLER(loan_reconcile_get);
LOAN_HANDLER(bank_batches_get);
LOAN_HANDLER(bank_upload_post);
LOAN_HANDLER(bank_batch_get);
LOAN_HANDLER(bank_errors_get);
LOAN_HANDLER(bank_apply_post);
LOAN_HANDLER(bank_line_get);
LOAN_HANDLER(bank_resolve_post);
LOAN_HANDLER(bank_columns_get);
LOAN_HANDLER(bank_columns_post);
LOAN_HANDLER(loan_request_paper);
LOAN_HANDLER(loan_appraisal_paper);
LOAN_HANDLER(loan_list_paper);
LOAN_HANDLER(loan_notice_paper);
LOAN_HANDLER(loan_day_paper);

MUST_CHECK enum status loan_home(struct ctx *c, struct value *work, struct value *out, struct error *err);
struct demo_plan;
MUST_CHECK enum status loan_demo(struct ctx *c, const struct demo_plan *plan, struct error *err);
#endif
