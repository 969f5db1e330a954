/* Inside the feature: what its files share. */
#ifndef ANSINH_LEGALAID_PARTS_H
#define ANSINH_LEGALAID_PARTS_H
#include "app/list.h"
#include "features/service/service.h"
#include "legalaid_queries.h"
#include "legalaid_templates.h"

#define LEGAL_POLICY "legal-aid"

/* ---- the right to it (right.c) */
enum legal_answer { LEGAL_NO, LEGAL_UNKNOWN, LEGAL_IF_SHOWN, LEGAL_YES };
struct legal_line {
    const char *state; /* holds, fails, needs_paper, unknown */
    const char *title; /* word key */
    struct text found, article, certainty;
};
#define LEGAL_LINES 4
struct legal_right {
    enum legal_answer answer;
    struct legal_line lines[LEGAL_LINES];
    size_t count;
};
struct legal_question {
    const struct service_household *household;
    struct text field, ground, ground_note, paper; /* paper TEXT_NONE: none shown yet */
    day_t on;
};
/* Class by the standard that the policy names, the matter, and the paper that proves it. */
MUST_CHECK enum status legal_right_of(struct ctx *c, const struct legal_question *q, struct legal_right *ret,
                                      struct error *err);
const char *legal_answer_code(enum legal_answer a); /* "yes", "if_shown" … */

/* ---- what happens in a case (cases.c); each in a write transaction, with history and audit */
struct legal_application {
    const char *form, *channel;
    struct text field, ground, ground_note, request;
    int64_t person_id;
    day_t on;
};
MUST_CHECK enum status legal_apply(struct ctx *c, const struct legal_application *a, int64_t *ret_id,
                                   struct error *err);
/* version 0: the present one. */
MUST_CHECK enum status legal_accept(struct ctx *c, int64_t id, int64_t version, struct text paper, day_t on,
                                    struct error *err);
MUST_CHECK enum status legal_refuse(struct ctx *c, int64_t id, int64_t version, struct text reason, day_t on,
                                    struct error *err);
MUST_CHECK enum status legal_withdraw(struct ctx *c, int64_t id, int64_t version, struct text reason, day_t on,
                                      struct error *err);
MUST_CHECK enum status legal_assign(struct ctx *c, int64_t id, int64_t version, int64_t provider_id, day_t on,
                                    struct error *err);
MUST_CHECK enum status legal_act(struct ctx *c, int64_t id, int64_t version, struct text act, int64_t hours,
                                 struct text note, day_t on, struct error *err);
MUST_CHECK enum status legal_close(struct ctx *c, int64_t id, int64_t version, struct text outcome, struct text result,
                                   day_t on, struct error *err);
MUST_CHECK enum status legal_appraise(struct ctx *c, int64_t id, int64_t version, struct text quality,
                                      struct text appraisal, day_t on, struct error *err);
/* E_NOT_FOUND outside the asker's scope. */
MUST_CHECK enum status legal_case_read(struct ctx *c, int64_t id, struct legal_case_get_row *ret, struct error *err);

MUST_CHECK enum status legal_provider_add(struct ctx *c, struct text name, const char *kind, struct text card,
                                          day_t from, int64_t *ret_id, struct error *err);
MUST_CHECK enum status legal_material_add(struct ctx *c, const char *kind, struct text title,
                                          const struct service_place *at, struct text place, day_t on, int64_t quantity,
                                          int64_t *ret_id, struct error *err);

/* ---- pages */
extern const struct list_def legal_case_list_def, legal_provider_list_def, legal_material_list_def;
extern const struct form legal_accept_form, legal_refuse_form, legal_withdraw_form, legal_appraise_form_base;
extern const struct form legal_provider_form, legal_provider_end_form, legal_cancel_form;
enum status legal_figures_get(struct ctx *c, struct value *out, struct error *err);
enum status legal_cases_get(struct ctx *c, struct value *out, struct error *err);
enum status legal_new_get(struct ctx *c, struct value *out, struct error *err);
enum status legal_new_form(struct ctx *c, const struct form **ret, struct error *err);
enum status legal_new_fill(struct ctx *c, struct value *out, struct error *err);
enum status legal_new_post(struct ctx *c, struct value *out, struct error *err);
enum status legal_case_page(struct ctx *c, struct value *out, struct error *err);
enum status legal_accept_post(struct ctx *c, struct value *out, struct error *err);
enum status legal_refuse_post(struct ctx *c, struct value *out, struct error *err);
enum status legal_withdraw_post(struct ctx *c, struct value *out, struct error *err);
enum status legal_assign_form(struct ctx *c, const struct form **ret, struct error *err);
enum status legal_assign_post(struct ctx *c, struct value *out, struct error *err);
enum status legal_act_form(struct ctx *c, const struct form **ret, struct error *err);
enum status legal_act_post(struct ctx *c, struct value *out, struct error *err);
enum status legal_close_form(struct ctx *c, const struct form **ret, struct error *err);
enum status legal_close_post(struct ctx *c, struct value *out, struct error *err);
enum status legal_appraise_form(struct ctx *c, const struct form **ret, struct error *err);
enum status legal_appraise_post(struct ctx *c, struct value *out, struct error *err);
enum status legal_paper(struct ctx *c, struct value *out, struct error *err);
enum status legal_providers_get(struct ctx *c, struct value *out, struct error *err);
enum status legal_provider_post(struct ctx *c, struct value *out, struct error *err);
enum status legal_provider_end_post(struct ctx *c, struct value *out, struct error *err);
enum status legal_materials_get(struct ctx *c, struct value *out, struct error *err);
enum status legal_material_form(struct ctx *c, const struct form **ret, struct error *err);
enum status legal_material_post(struct ctx *c, struct value *out, struct error *err);
enum status legal_material_cancel_post(struct ctx *c, struct value *out, struct error *err);
enum status legal_home(struct ctx *c, struct value *work, struct value *out, struct error *err);
enum status legal_demo(struct ctx *c, const struct demo_plan *plan, struct error *err);
#endif
