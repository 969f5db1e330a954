/* Inside the feature: how an event is written. The idea stands at the top of household_events.c. */
#ifndef ANSINH_HOUSEHOLD_CHANGE_H
#define ANSINH_HOUSEHOLD_CHANGE_H
#include "features/household/household.h"
#include "household_queries.h"

struct household_change {
    struct household_place_row place; /* as it was before */
    int64_t household_id;
    int64_t other_id;  /* second household that the event touches; 0 */
    int64_t person_id; /* 0 */
    const char *kind;
    day_t on;
    instant_t at;
    struct text reason;
    struct value *diff;
};
/* Finds the household of the path, checks scope, version (E_PRECONDITION), that it is resident (E_CONFLICT) and that
 * the day is not in the future. The event itself is written by change_end. version 0: not checked (import). */
MUST_CHECK enum status change_begin(struct ctx *c, int64_t household_id, int64_t other_id, const char *kind, day_t on,
                                    struct text reason, int64_t version, struct household_change *ret,
                                    struct error *err);
/* Writes the event, brings household_now in line for both households, notes the audit. */
MUST_CHECK enum status change_end(struct ctx *c, const struct household_change *ch, struct error *err);

/* Each replaces the open row: what was true until the day, and what is from the day on. E_INVALID
 * "household.day_too_early" when the day lies before the open row begins. */
MUST_CHECK enum status change_version(struct ctx *c, const struct household_change *ch,
                                      const struct open_version_row *old, const struct version_insert_in *next,
                                      struct error *err);
MUST_CHECK enum status change_leave(struct ctx *c, const struct household_change *ch,
                                    const struct open_memberships_row *old, const char *event_out, struct error *err);
MUST_CHECK enum status change_join(struct ctx *c, const struct household_change *ch, int64_t household_id,
                                   int64_t person_id, struct text relation, const char *event_in, struct error *err);
/* Relation to a new head: leaves and joins on the same day. */
MUST_CHECK enum status change_relation(struct ctx *c, const struct household_change *ch,
                                       const struct open_memberships_row *old, struct text relation, struct error *err);
MUST_CHECK enum status change_person(struct ctx *c, const struct household_change *ch,
                                     const struct open_person_row *old, const struct person_version_insert_in *next,
                                     struct error *err);
/* Corrections: the same days, better facts. */
MUST_CHECK enum status correct_person(struct ctx *c, const struct household_change *ch,
                                      const struct open_person_row *old, const struct person_version_insert_in *next,
                                      struct error *err);
MUST_CHECK enum status correct_relation(struct ctx *c, const struct household_change *ch,
                                        const struct open_memberships_row *old, struct text relation,
                                        struct error *err);
MUST_CHECK enum status correct_version(struct ctx *c, const struct household_change *ch,
                                       const struct open_version_row *old, const struct version_insert_in *next,
                                       struct error *err);

struct version_insert_in version_like(const struct open_version_row *old);
struct person_version_insert_in person_like(const struct open_person_row *old);
MUST_CHECK enum status version_open(struct ctx *c, int64_t household_id, struct open_version_row *ret,
                                    struct error *err);
MUST_CHECK enum status person_open(struct ctx *c, int64_t person_id, struct open_person_row *ret, struct error *err);

struct new_person {
    struct text full_name, ethnicity, number, health_card;
    int64_t sex, precision;
    day_t born;
};
MUST_CHECK enum status person_create(struct ctx *c, const struct household_change *ch, const struct new_person *p,
                                     int64_t *ret_id, struct error *err);
/* A household with its first row; no members yet. */
MUST_CHECK enum status household_create(struct ctx *c, const struct household_change *ch, int64_t hamlet_id,
                                        struct text address, int64_t head_id, int64_t split_from, int64_t *ret_id,
                                        struct text *ret_code, struct error *err);
/* Takes back the newest event of a household. */
MUST_CHECK enum status household_undo(struct ctx *c, int64_t household_id, int64_t version, struct error *err);
#endif
