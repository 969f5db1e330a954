/* Results on their way up: a commune sends its table, the district approves and sends the sum, so does the province.
 * The province's approved official result closes the season and is the start list of the next one. */
#ifndef ANSINH_REVIEW_RESULT_H
#define ANSINH_REVIEW_RESULT_H
#include "features/review/review_parts.h"

/* E_CONFLICT "review.undecided_left" for an official result while a household of the area is undecided,
 * "review.report_missing" while a unit below has not sent (or has no approved) one, "review.report_sent". */
MUST_CHECK enum status result_send(struct ctx *c, int64_t season_id, int64_t area_id, bool official, struct text note,
                                   int64_t *ret_id, struct error *err);
/* By the level above the sender; the province decides about its own. */
MUST_CHECK enum status result_decide(struct ctx *c, int64_t report_id, int64_t version, bool approve, struct text note,
                                     int64_t *ret_season, struct error *err);
/* The figures of an area by standard, urban and minority, as they are now (of a closed season: as approved). */
MUST_CHECK enum status result_rows_write(struct ctx *c, const struct season *s, int64_t area_id, int64_t report_id,
                                         struct error *err);
/* out.reports: of the area and of the units directly below it. */
MUST_CHECK enum status result_list(struct ctx *c, const struct season *s, int64_t area_id, struct value *out,
                                   struct error *err);
#endif
