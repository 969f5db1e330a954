/* Handlers of the feature's pages, by file; of this feature only. The routes stand in policy_feature.c. */
#ifndef ANSINH_POLICY_PAGES_H
#define ANSINH_POLICY_PAGES_H
#include "app/form.h"
#include "features/policy/policy.h"

/* policy_pages.c */
MUST_CHECK enum status policies_page(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status policy_page(struct ctx *c, struct value *out, struct error *err);
/* policy_household.c */
MUST_CHECK enum status household_policies_page(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status household_policies_paper(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status person_policies_page(struct ctx *c, struct value *out, struct error *err);
/* What a policy is, as lists and pages show it. */
MUST_CHECK enum status policy_value_add(struct ctx *c, const struct policy *p, struct value *v, struct error *err);
const char *policy_per_word(struct text unit); /* "policy.per.dong_per_month"; NULL: none */
/* One dated number: {name, value, text, unit, …}; unknown ones have no value. */
void policy_parameter_value(struct value *v, struct text name, int64_t value, struct text text, struct text unit);
#endif
