/* Inside the feature: what its files share. */
#ifndef ANSINH_EMPLOYMENT_PARTS_H
#define ANSINH_EMPLOYMENT_PARTS_H
#include "app/list.h"
#include "employment_queries.h"
#include "employment_templates.h"
#include "features/service/service.h"

#define JOB_POLICY "job-advice"

/* ---- in a write transaction, with history and audit */
MUST_CHECK enum status job_open(struct ctx *c, int64_t person_id, struct text wish, struct text skills, day_t on,
                                int64_t *ret_id, struct error *err);
struct job_act {
    const char *kind; /* advice, referral, placement, closed */
    day_t on;
    int64_t employer_id; /* 0: none */
    struct text work, note;
    int64_t wage; /* đồng a month, DB_NULL: not told */
    bool contract;
};
/* version 0: the present one. A placement makes its follow-ups and ends those of the one before. */
MUST_CHECK enum status job_do(struct ctx *c, int64_t id, int64_t version, const struct job_act *a, struct error *err);
MUST_CHECK enum status job_employer_add(struct ctx *c, struct text name, struct text tax_code, struct text industry,
                                        struct text contact, const struct service_place *at, int64_t *ret_id,
                                        struct error *err);

/* ---- pages */
extern const struct list_def job_seeker_list_def, job_employer_list_def;
extern const struct form job_new_form, job_advice_form, job_close_form, job_employer_end_form;
enum status job_figures_get(struct ctx *c, struct value *out, struct error *err);
enum status job_list_get(struct ctx *c, struct value *out, struct error *err);
enum status job_new_get(struct ctx *c, struct value *out, struct error *err);
enum status job_new_fill(struct ctx *c, struct value *out, struct error *err);
enum status job_new_post(struct ctx *c, struct value *out, struct error *err);
enum status job_one_get(struct ctx *c, struct value *out, struct error *err);
enum status job_advice_post(struct ctx *c, struct value *out, struct error *err);
enum status job_referral_form(struct ctx *c, const struct form **ret, struct error *err);
enum status job_referral_post(struct ctx *c, struct value *out, struct error *err);
enum status job_placement_form(struct ctx *c, const struct form **ret, struct error *err);
enum status job_placement_post(struct ctx *c, struct value *out, struct error *err);
enum status job_close_post(struct ctx *c, struct value *out, struct error *err);
enum status job_employers_get(struct ctx *c, struct value *out, struct error *err);
enum status job_employer_form(struct ctx *c, const struct form **ret, struct error *err);
enum status job_employer_post(struct ctx *c, struct value *out, struct error *err);
enum status job_employer_end_post(struct ctx *c, struct value *out, struct error *err);
enum status job_demo(struct ctx *c, const struct demo_plan *plan, struct error *err);
#endif
