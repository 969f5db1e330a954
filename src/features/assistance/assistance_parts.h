/* Monthly social assistance (support for people whom the law names, base × coefficient): inside the feature. Others
 * meet it as benefit lines with the detail "assistance". */
#ifndef ANSINH_ASSISTANCE_PARTS_H
#define ANSINH_ASSISTANCE_PARTS_H
#include "app/form.h"
#include "app/list.h"
#include "assistance_queries.h"
#include "features/policy/policy.h"
#include "features/service/service.h"

#define ASSIST_KIND "assistance"
#define ASSIST_GROUNDS 3 /* of one dossier */
#define ASSIST_PARTS 8   /* what one person may be reckoned for in one month */
#define ASSIST_BACK 36   /* months that a list reaches back at most */

/* ---- amount.c: what the law pays in a month */

/* A ground at an age, as data/assistance_grounds.tsv has it, with its coefficient of one month. */
struct assist_tier {
    struct text ground, title, parameter, starts, article;
    int64_t policy_id;
    struct text policy_key, policy, group; /* policy TEXT_NONE: not in force that month */
    int64_t age_from, age_to;              /* years, to exclusive; -1: no bound */
    bool per_child, is_private, told;
    int64_t coefficient; /* basis points of the base; DB_NULL: not known */
    struct text certainty;
};
#define ASSIST_TIERS 40
struct assist_numbers { /* of one month */
    day_t month;
    int64_t base; /* đồng; DB_NULL: not known */
    struct text base_article, base_certainty;
    struct assist_tier tiers[ASSIST_TIERS];
    size_t count;
    signed char beside[ASSIST_TIERS][ASSIST_TIERS]; /* may both be held: -1 not asked yet */
};
MUST_CHECK enum status assist_numbers_load(struct ctx *c, day_t month, struct assist_numbers **ret, struct error *err);

struct assist_reason {
    struct text ground;
    int64_t children;
};
struct assist_facts {            /* of one person */
    day_t born_first, born_last; /* DAY_NONE: not known */
    struct assist_reason reasons[ASSIST_GROUNDS];
    size_t count;
};
void assist_born(struct assist_facts *f, day_t born_on, int64_t precision);

struct assist_part {
    const struct assist_tier *tier;
    int64_t coefficient, amount; /* with children; DB_NULL: not known */
    bool chosen;
    const char *why; /* word key: why chosen or not */
};
/* All grounds reckoned for the month; of each group the highest is chosen, and beside it what the law lets stand there.
 * parts has room for ASSIST_PARTS. */
MUST_CHECK enum status assist_reckon(struct ctx *c, struct assist_numbers *n, const struct assist_facts *f,
                                     struct assist_part *parts, size_t *ret_count, struct error *err);
/* The tier of a ground at an age known for sure within the month; NULL: none, *ret_unsure when the birth is too vague.
 */
const struct assist_tier *assist_tier_at(const struct assist_numbers *n, struct text ground,
                                         const struct assist_facts *f, bool *ret_unsure);
struct text assist_ground_title(struct text ground); /* TEXT_NONE when there is none */
bool assist_ground_private(struct text ground);

struct text assist_month_text(struct ctx *c, day_t first); /* "11/2024" */
struct text assist_factor(struct ctx *c, int64_t bp);      /* "1,5" */
struct text assist_money(struct ctx *c, int64_t dong);

/* ---- case.c: the life of a dossier; in a write transaction, with audit */
struct assist_opening {
    struct assist_reason reasons[ASSIST_GROUNDS];
    size_t count;
    struct text number_in, proof, receiver, note;
    day_t received_on, proof_on; /* proof_on DAY_NONE: no day */
};
/* Field errors when the right fails; E_CONFLICT "assistance.open_there". */
MUST_CHECK enum status assist_open(struct ctx *c, const struct service_person *p, const struct assist_opening *o,
                                   int64_t *ret_id, struct error *err);
/* In the asker's scope. */
MUST_CHECK enum status assist_require(struct ctx *c, int64_t id, struct assist_get_row *ret, struct error *err);
/* posted_on DAY_NONE: only where the law forbids posting. */
MUST_CHECK enum status assist_reviewed(struct ctx *c, int64_t id, day_t on, struct text review, day_t posted_on,
                                       struct error *err);
MUST_CHECK enum status assist_sent(struct ctx *c, int64_t id, day_t on, struct text number, struct error *err);
MUST_CHECK enum status assist_checked(struct ctx *c, int64_t id, day_t on, struct text note, struct error *err);
struct assist_decision {
    struct text number, signer, signer_post;
    day_t on;
    day_t from_month; /* DAY_NONE: as the law says */
};
/* E_CONFLICT "assistance.same_person", "assistance.other_state", "assistance.not_entitled". */
MUST_CHECK enum status assist_granted(struct ctx *c, int64_t id, const struct assist_decision *d, struct error *err);
/* state: refused (in writing: number, signer) or withdrawn. */
MUST_CHECK enum status assist_ended(struct ctx *c, int64_t id, const char *state, day_t on, struct text number,
                                    struct text signer, struct text reason, struct error *err);
MUST_CHECK enum status assist_stopped(struct ctx *c, int64_t id, struct text number, day_t on, day_t from_month,
                                      struct text reason, struct error *err);
/* The first month that the law pays, for a decision of a day. */
MUST_CHECK enum status assist_first_month(struct ctx *c, const struct assist_get_row *k, day_t decided_on, day_t *ret,
                                          struct error *err);
MUST_CHECK enum status assist_facts_of(struct ctx *c, const struct assist_get_row *k, struct assist_facts *ret,
                                       struct error *err);

/* ---- payroll.c: lists of a month, through features/benefit */
struct assist_due_line {
    int64_t case_id, person_id, household_id, policy_id;
    struct text name, how;
    day_t from, to;
    int64_t amount, arrears; /* arrears is part of amount */
    struct assist_share_new {
        day_t month;
        int64_t amount;
    } shares[ASSIST_BACK + 1];
    size_t share_count;
};
struct assist_trouble { /* who cannot be reckoned, or was paid too much */
    int64_t case_id;
    struct text name, sentence;
};
struct assist_payroll {
    struct assist_due_line *lines;
    size_t count;
    struct assist_trouble *troubles;
    size_t trouble_count;
    int64_t total;
};
MUST_CHECK enum status assist_payroll(struct ctx *c, int64_t commune_id, day_t month, struct assist_payroll *ret,
                                      struct error *err);
/* Drafts a list for each policy; troubles of adding join p's. */
MUST_CHECK enum status assist_draft(struct ctx *c, int64_t commune_id, day_t month, struct assist_payroll *p,
                                    int64_t *ret_lists, struct error *err);

/* ---- due.c: who may have the right by the register and has no dossier; in transactions of its own, c->db is NULL */
MUST_CHECK enum status assist_reckon_due(struct ctx *c, int64_t *ret_rows, struct error *err);
enum status assist_due_job(struct ctx *c, int64_t job_id, struct text params, struct error *err);
int assist_due_command(struct command_args *a, struct arena *arena, struct error *err);
/* ---- ended.c: flags whose right has ended by the rules; the same. Part of the job above. */
MUST_CHECK enum status assist_check_rights(struct ctx *c, struct error *err);
/* ---- trial.c: what a change would mean; the same */
MUST_CHECK enum status assist_try(struct ctx *c, int64_t trial_id, struct error *err);
enum status assist_trial_run(struct ctx *c, int64_t job_id, struct text params, struct error *err);

/* ---- pages */
void assist_tabs(struct ctx *c, struct value *out, const char *current);
extern const struct list_def assist_case_list_def;
extern const struct form assist_review_form, assist_send_form, assist_check_form, assist_decide_form,
    assist_refuse_form, assist_withdraw_form, assist_stop_form;
enum status assist_board_get(struct ctx *c, struct value *out, struct error *err);
enum status assist_cases_get(struct ctx *c, struct value *out, struct error *err);
enum status assist_new_form(struct ctx *c, const struct form **ret, struct error *err);
enum status assist_new_get(struct ctx *c, struct value *out, struct error *err);
enum status assist_new_fill(struct ctx *c, struct value *out, struct error *err);
enum status assist_new_post(struct ctx *c, struct value *out, struct error *err);
enum status assist_one_get(struct ctx *c, struct value *out, struct error *err);
enum status assist_review_post(struct ctx *c, struct value *out, struct error *err);
enum status assist_send_post(struct ctx *c, struct value *out, struct error *err);
enum status assist_check_post(struct ctx *c, struct value *out, struct error *err);
enum status assist_decide_post(struct ctx *c, struct value *out, struct error *err);
enum status assist_refuse_post(struct ctx *c, struct value *out, struct error *err);
enum status assist_withdraw_post(struct ctx *c, struct value *out, struct error *err);
enum status assist_stop_post(struct ctx *c, struct value *out, struct error *err);
enum status assist_payments_get(struct ctx *c, struct value *out, struct error *err);
enum status assist_pay_form(struct ctx *c, const struct form **ret, struct error *err);
enum status assist_payments_post(struct ctx *c, struct value *out, struct error *err);
extern const struct list_def assist_due_list_def, assist_trial_list_def, assist_trial_area_def;
enum status assist_due_get(struct ctx *c, struct value *out, struct error *err);
enum status assist_due_post(struct ctx *c, struct value *out, struct error *err);
enum status assist_trials_get(struct ctx *c, struct value *out, struct error *err);
enum status assist_trial_form(struct ctx *c, const struct form **ret, struct error *err);
enum status assist_trial_post(struct ctx *c, struct value *out, struct error *err);
enum status assist_trial_one(struct ctx *c, struct value *out, struct error *err);
enum status assist_paper(struct ctx *c, struct value *out, struct error *err);
enum status assist_home(struct ctx *c, struct value *work, struct value *out, struct error *err);

struct demo_plan;
enum status assist_demo(struct ctx *c, const struct demo_plan *plan, struct error *err);
#endif
