/* Inside the feature: the pages of clashes. */
#ifndef ANSINH_CLAIM_CLASH_H
#define ANSINH_CLAIM_CLASH_H
#include "app/app.h"

extern const struct form claim_answer_form, claim_lawful_form;
extern const struct list_def claim_clash_list_def;
MUST_CHECK enum status claim_clashes_page(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status claim_clash_page(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status claim_clash_post(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status claim_lawful_post(struct ctx *c, struct value *out, struct error *err);
#endif
