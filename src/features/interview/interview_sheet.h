/* A hamlet's interviews as a spreadsheet; of this feature only. */
#ifndef ANSINH_INTERVIEW_SHEET_H
#define ANSINH_INTERVIEW_SHEET_H
#include "features/interview/interview_form.h"

/* Answers with the empty table of a hamlet: one row per household, drop-downs where there is a choice. */
MUST_CHECK enum status interview_sheet_send(struct ctx *c, const struct interview_frame *f, int64_t season_id,
                                            int64_t hamlet_id, struct error *err);
/* Saves every row that has an answer, all or none: each fault is added to err with its row. */
MUST_CHECK enum status interview_sheet_take(struct ctx *c, const struct interview_frame *f, int64_t season_id,
                                            struct text bytes, int64_t *ret_saved, struct error *err);
/* Answers with the table as it came and, behind each row, what saving it would say. Runs in a transaction that the
 * caller rolls back. *ret_faults: rows with a fault. */
MUST_CHECK enum status interview_sheet_check(struct ctx *c, const struct interview_frame *f, int64_t season_id,
                                             struct text bytes, int64_t *ret_faults, struct error *err);
#endif
