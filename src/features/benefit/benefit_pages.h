/* Inside the feature: pages. */
#ifndef ANSINH_BENEFIT_PAGES_H
#define ANSINH_BENEFIT_PAGES_H
#include "app/app.h"

struct benefit_period { /* of a worklist: from the address, else the current quarter */
    day_t from, to;
};
struct benefit_period benefit_period_asked(struct ctx *c);

extern const struct form benefit_propose_form, benefit_version_form, benefit_remark_form, benefit_number_form,
    benefit_close_form, benefit_deliver_form, benefit_ids_form, benefit_line_form, benefit_stop_form,
    benefit_confirm_form;
extern const struct list_def benefit_worklist_def, benefit_lists_def, benefit_lines_def, benefit_left_out_def,
    benefit_risk_def;

MUST_CHECK enum status benefit_index_page(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status benefit_worklist_page(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status benefit_worklist_post(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status benefit_reckon_post(struct ctx *c, struct value *out, struct error *err);

MUST_CHECK enum status benefit_lists_page(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status benefit_list_page(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status benefit_propose_post(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status benefit_verify_post(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status benefit_approve_post(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status benefit_close_post(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status benefit_deliver_post(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status benefit_confirm_post(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status benefit_evidence(struct ctx *c, struct value *out, struct error *err);

MUST_CHECK enum status benefit_line_page(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status benefit_line_return_post(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status benefit_line_stop_post(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status benefit_line_recall_post(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status benefit_of_household_page(struct ctx *c, struct value *out, struct error *err);

MUST_CHECK enum status benefit_coverage_page(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status benefit_left_out_page(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status benefit_risk_page(struct ctx *c, struct value *out, struct error *err);
int benefit_coverage_command(struct command_args *a, struct arena *arena, struct error *err);
MUST_CHECK enum status benefit_home(struct ctx *c, struct value *work, struct value *out, struct error *err);
MUST_CHECK enum status benefit_check(struct ctx *c, struct value *findings, struct error *err);
/* A form that is shown when the asker may send it; what was sent is shown again. */
void benefit_offer(struct ctx *c, struct value *out, const char *member, const struct form *f, const char *permission,
                   bool possible, struct text action, const struct value *current);
#endif
