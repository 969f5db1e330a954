/* Inside the feature: what happens to households (household_events.c says how it is kept). */
#ifndef ANSINH_HOUSEHOLD_EVENTS_H
#define ANSINH_HOUSEHOLD_EVENTS_H
#include "app/form.h"
#include "features/household/household.h"
#include "household_queries.h"

/* The newest event that still holds, of the household itself or with another one. */
MUST_CHECK enum status household_last_event(struct ctx *c, int64_t household_id, struct last_event_row *ret,
                                            bool *ret_found, struct error *err);
/* write.undo: the event that one step back would take back, when there is one: { id, title }. */
MUST_CHECK enum status household_undoable(struct ctx *c, int64_t household_id, struct value *write, struct error *err);
#endif
