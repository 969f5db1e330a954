/* Inside the feature: the page of one household. */
#ifndef ANSINH_HOUSEHOLD_DETAIL_H
#define ANSINH_HOUSEHOLD_DETAIL_H
#include "features/household/household.h"
#include "household_queries.h"

MUST_CHECK enum status household_detail_get(struct ctx *c, struct value *out, struct error *err);
/* Head of every page about a household: code, name, place, links. Checks the scope. */
MUST_CHECK enum status household_head(struct ctx *c, struct value *out, struct household_place_row *ret,
                                      struct error *err);
const char *household_event_word(struct text kind); /* "household.event.birth" … */
#endif
