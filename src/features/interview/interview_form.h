/* The form of an interview, made from the day's scorecard and indicators; of this feature only. */
#ifndef ANSINH_INTERVIEW_FORM_H
#define ANSINH_INTERVIEW_FORM_H
#include "app/form.h"
#include "features/interview/interview.h"

/* Names: interviewed_on, item_1 …, income_dong, indicator_1a …, cause_no_land …, note, version. *ret lives in the
 * arena. */
MUST_CHECK enum status interview_form_make(struct ctx *c, const struct interview_frame *f, const struct form **ret,
                                           struct error *err);
/* What was sent, as answers; faults that no single field can know are added to err. */
MUST_CHECK enum status interview_form_take(struct ctx *c, const struct interview_frame *f, const struct form_data *d,
                                           struct interview_answers *ret, struct error *err);
/* The stored answers as an object by field name, for showing them in the form; NULL: a blank one for today. */
struct value *interview_form_current(struct ctx *c, const struct interview_frame *f, const struct interview *i);
/* {field name: text} of the answers, as words: "hộ nghèo nói gì lần trước". */
struct value *interview_form_words(struct ctx *c, const struct interview_frame *f, const struct interview *i);
/* {field name: heading that stands above it}. */
struct value *interview_form_headings(struct ctx *c, const struct interview_frame *f);

/* What does not fit together or with the register, as texts in a list; never refuses a save: papers may be right
 * where the register is behind. */
MUST_CHECK enum status interview_check(struct ctx *c, const struct interview_frame *f, const struct interview *i,
                                       struct value *list, struct error *err);
#endif
