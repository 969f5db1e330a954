/* Inside the feature: what happens to households (household_events.c says how it is kept). */
#ifndef ANSINH_HOUSEHOLD_EVENTS_H
#define ANSINH_HOUSEHOLD_EVENTS_H
#include "app/form.h"
#include "features/household/household.h"
#include "household_queries.h"

/* write.undo: the event that one step back would take back, when there is one: { id, title }. */
MUST_CHECK enum status household_undoable(struct ctx *c, int64_t household_id, struct value *write, struct error *err);

/* The form of the route, filled in for the household of the path. */
MUST_CHECK enum status event_form_of(struct ctx *c, const struct form **ret, struct error *err);

/* Pages with one form; the route tells which. */
MUST_CHECK enum status event_page_get(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status event_page_fill(struct ctx *c, struct value *out, struct error *err);

MUST_CHECK enum status household_new_post(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status household_member_post(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status household_correct_person_post(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status household_leave_post(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status household_head_post(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status household_move_post(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status household_correct_post(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status household_close_post(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status household_split_post(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status household_merge_post(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status household_undo_post(struct ctx *c, struct value *out, struct error *err);

MUST_CHECK enum status person_get(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status person_number_post(struct ctx *c, struct value *out, struct error *err);
#endif
