/* Inside the feature: the pages of what a household or person has. */
#ifndef ANSINH_CLAIM_PAGES_H
#define ANSINH_CLAIM_PAGES_H
#include "app/app.h"

void claim_nav(struct ctx *c, struct value *out); /* what the links between the pages depend on */
MUST_CHECK enum status claims_of_household_page(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status claims_of_person_page(struct ctx *c, struct value *out, struct error *err);
#endif
