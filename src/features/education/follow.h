/* Inside the feature: pupils who may leave school, and who helps them. */
#ifndef ANSINH_EDUCATION_FOLLOW_H
#define ANSINH_EDUCATION_FOLLOW_H
#include "features/education/education_parts.h"

struct risk_seen_new {
    day_t on;
    struct text reason;  /* code_list dropout_reason */
    int64_t absent_days; /* DB_NULL: not counted */
    struct text note;
};
/* Opens a file, or adds to the one that is open. Notes the audit. */
MUST_CHECK enum status risk_see(struct ctx *c, const struct enrolment_get_row *e, const struct risk_seen_new *n,
                                int64_t *ret_id, struct error *err);
/* version 0: as it is. E_CONFLICT "education.risk_closed". */
MUST_CHECK enum status risk_act(struct ctx *c, int64_t id, int64_t version, day_t on, struct text note,
                                struct error *err);
/* outcome: stays, returned, transferred, left. The last two end the enrolment. */
MUST_CHECK enum status risk_end(struct ctx *c, int64_t id, int64_t version, day_t on, struct text outcome,
                                struct text note, struct error *err);

struct sponsor_new {
    struct text kind;    /* person, organisation, anonymous, fund */
    struct text sponsor; /* TEXT_NONE when anonymous; of a fund its name is taken */
    struct text what;
    bool may_publish, goods;
    int64_t amount, fund_id; /* fund 0: none */
    day_t given_on, until;   /* DAY_NONE: once */
};
/* A fund's money is committed and paid at once (budget.h). Notes the audit. */
MUST_CHECK enum status sponsor_add(struct ctx *c, const struct enrolment_get_row *e, const struct sponsor_new *n,
                                   int64_t *ret_id, struct error *err);

extern const struct form risk_action_form, risk_outcome_form, sponsor_end_form;
extern const struct list_def risk_list_def, sponsor_list_def;
enum status risk_make_form(struct ctx *c, const struct form **ret, struct error *err);
enum status risk_post(struct ctx *c, struct value *out, struct error *err);
enum status risks_get(struct ctx *c, struct value *out, struct error *err);
enum status risk_one_get(struct ctx *c, struct value *out, struct error *err);
enum status risk_action_post(struct ctx *c, struct value *out, struct error *err);
enum status risk_outcome_post(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status risk_show(struct ctx *c, const struct enrolment_get_row *e, struct value *out,
                                 struct error *err);
enum status education_home(struct ctx *c, struct value *work, struct value *out, struct error *err);

enum status sponsor_make_form(struct ctx *c, const struct form **ret, struct error *err);
enum status sponsor_post(struct ctx *c, struct value *out, struct error *err);
enum status sponsor_end_post(struct ctx *c, struct value *out, struct error *err);
enum status sponsors_get(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status sponsor_show(struct ctx *c, const struct enrolment_get_row *e, struct value *out,
                                    struct error *err);
enum status term_paper(struct ctx *c, struct value *out, struct error *err);
#endif
