/* Inside the feature: the list of households and how its search finds them. */
#ifndef ANSINH_HOUSEHOLD_LIST_H
#define ANSINH_HOUSEHOLD_LIST_H
#include "app/list.h"
#include "features/household/household.h"
#include "household_queries.h"

extern const struct list_def household_list_def, household_past_list_def;
MUST_CHECK enum status household_list_get(struct ctx *c, struct value *out, struct error *err);

MUST_CHECK enum status household_search_values(struct ctx *c, struct text folded, struct db_list_value *out,
                                               size_t *ret_count, struct error *err);
MUST_CHECK enum status household_past_search_values(struct ctx *c, struct text folded, struct db_list_value *out,
                                                    size_t *ret_count, struct error *err);
/* Areas to choose from, within the asker's scope. level 2..4; parent_id DB_NULL: any. Codes are ids. */
MUST_CHECK enum status household_area_choices(struct ctx *c, int level, int64_t parent_id, struct choice_text **ret,
                                              size_t *ret_count, struct error *err);
#endif
