/* Inside the feature: what is odd about a person's data. */
#ifndef ANSINH_PERSON_CHECK_H
#define ANSINH_PERSON_CHECK_H
#include "features/household/household_change.h"

/* Twelve digits: province of birth registration, century and sex, year, six more (NĐ 137/2015/NĐ-CP art. 13). */
bool number_is_well_formed(struct text number);
/* Adds a field error for each contradiction with the other facts; only with a well-formed number. */
void number_check(struct error *err, const struct new_person *p);

/* The days on which somebody can have been born whose birth is known that well. */
void person_birth_range(const struct new_person *p, day_t *ret_from, day_t *ret_to);
/* What can be told of a person without the register: adds field errors; what is only odd unless `accepted`. */
void person_check_alone(const struct new_person *p, day_t today, bool accepted, struct error *err);

/* Checks a person that somebody typed in. What is wrong for certain is an error of its field. What is only odd
 * (number against sex, year, province; a person with this number, or with this name and birth in the commune) is told
 * too, and let through when `accepted`. E_INVALID "household.please_confirm" / "form.invalid". except_id: the person
 * itself when it is corrected, else 0. */
MUST_CHECK enum status person_check(struct ctx *c, const struct new_person *p, int64_t commune_id, int64_t except_id,
                                    bool accepted, struct error *err);
#endif
