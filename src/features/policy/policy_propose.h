/* Proposing, previewing and deciding new versions; of this feature only. */
#ifndef ANSINH_POLICY_PROPOSE_H
#define ANSINH_POLICY_PROPOSE_H
#include "app/form.h"
#include "app/list.h"
#include "features/policy/policy.h"
#include "rules/rules.h"

/* E_FORBIDDEN "policy.not_lead" unless the asker acts for the lead or co-lead agency. */
MUST_CHECK enum status policy_require_agency(struct ctx *c, const struct policy *p, struct error *err);
const char *policy_state_word(struct text state); /* "policy.state.proposed" … */
/* policy_demo.c */
struct demo_plan;
MUST_CHECK enum status policy_demo(struct ctx *c, const struct demo_plan *plan, struct error *err);
/* policy_propose.c */
MUST_CHECK enum status policy_propose_form(struct ctx *c, const struct form **ret, struct error *err);
MUST_CHECK enum status policy_propose_fill(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status policy_propose_page(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status policy_propose(struct ctx *c, struct value *out, struct error *err);
/* policy_names.c */
/* The first parameter named by the program that neither the policy has nor all share, with the nearest names behind it
 * in parentheses; TEXT_NONE: all are there. In the arena of c. */
MUST_CHECK enum status policy_unknown_param(struct ctx *c, int64_t policy_id, const struct rule_program *p,
                                            struct text *ret, struct error *err);
/* policy_decide.c */
extern const struct list_def policy_proposal_list;
extern const struct form policy_decide_form;
MUST_CHECK enum status policy_proposals_page(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status policy_proposal_page(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status policy_decide(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status policy_withdraw(struct ctx *c, struct value *out, struct error *err);
/* policy_preview.c */
struct preview {                             /* whom a version would change */
    int64_t households, gained, lost, other; /* examined; subjects whose answer changes */
    struct value *first;                     /* the first ones */
};
/* In one commune, in the snapshot of c->db. */
MUST_CHECK enum status policy_preview_commune(struct ctx *c, int64_t version_id, int64_t commune_id,
                                              struct preview *ret, struct error *err);
MUST_CHECK enum status policy_preview_start(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status policy_preview_job(struct ctx *c, int64_t job_id, struct text params, struct error *err);
#endif
