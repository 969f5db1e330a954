/* Inside the feature: the forms of events. Choices that come from data are filled in for each request. */
#ifndef ANSINH_HOUSEHOLD_FORM_H
#define ANSINH_HOUSEHOLD_FORM_H
#include "app/form.h"
#include "features/household/household.h"

extern const struct form household_new_form, household_member_form, household_correct_person_form, household_leave_form,
    household_head_form, household_move_form, household_correct_form, household_split_form, household_merge_form,
    household_close_form, household_undo_form;

/* A copy of the form with the choices of: relation, ethnicity, hamlet, and (from the household of the path) head,
 * new_head, members. In the request's arena. */
MUST_CHECK enum status household_form_fill(struct ctx *c, const struct form *base, const struct form **ret,
                                           struct error *err);
/* make_form of the routes. */
MUST_CHECK enum status household_make_new(struct ctx *c, const struct form **ret, struct error *err);
MUST_CHECK enum status household_make_member(struct ctx *c, const struct form **ret, struct error *err);
MUST_CHECK enum status household_make_correct_person(struct ctx *c, const struct form **ret, struct error *err);
MUST_CHECK enum status household_make_leave(struct ctx *c, const struct form **ret, struct error *err);
MUST_CHECK enum status household_make_head(struct ctx *c, const struct form **ret, struct error *err);
MUST_CHECK enum status household_make_move(struct ctx *c, const struct form **ret, struct error *err);
MUST_CHECK enum status household_make_correct(struct ctx *c, const struct form **ret, struct error *err);
MUST_CHECK enum status household_make_split(struct ctx *c, const struct form **ret, struct error *err);
MUST_CHECK enum status household_make_merge(struct ctx *c, const struct form **ret, struct error *err);
MUST_CHECK enum status household_make_close(struct ctx *c, const struct form **ret, struct error *err);

/* A choice whose code is an id. 0 when absent. */
int64_t form_choice_id(const struct form_data *d, const char *name);
#endif
