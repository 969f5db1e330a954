/* Inside the feature: lists of other agencies. */
#ifndef ANSINH_CLAIM_OUTSIDE_H
#define ANSINH_CLAIM_OUTSIDE_H
#include "app/form.h"
#include "app/list.h"
#include "features/claim/claim_internal.h"

#define OUTSIDE_ROWS 50000 /* of one file */

extern const struct form outside_columns;    /* one row of the sheet */
extern const struct form outside_match_form; /* who it is */
extern const struct list_def outside_list_def, outside_line_def;
enum status outside_upload_form(struct ctx *c, const struct form **ret, struct error *err);

struct outside_row {
    int64_t id;
    int32_t no;
    struct text cells, problem; /* problem len 0: fine */
    struct text name, fold, number;
    day_t born, from, to;
    int64_t precision, commune_id; /* commune 0: not told */
};
/* Reads and checks a sheet; *ret_unread: its headings that nobody reads, or TEXT_NONE. E_INVALID "claim.no_columns",
 * "claim.empty_file"; E_TOO_LARGE "claim.too_many_rows". */
MUST_CHECK enum status outside_read(struct ctx *c, struct arena *a, struct text bytes, day_t from, day_t to,
                                    struct outside_row **ret, size_t *ret_count, struct text *ret_unread,
                                    struct error *err);

MUST_CHECK enum status outside_lists_page(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status outside_template(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status outside_post(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status outside_list_page(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status outside_errors(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status outside_apply(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status outside_line_page(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status outside_line_post(struct ctx *c, struct value *out, struct error *err);
/* The days on which somebody can have been born whose birth is known that well. */
void outside_birth_range(day_t born, int64_t precision, day_t *ret_from, day_t *ret_to);
/* The list's row, in the asker's scope. */
MUST_CHECK enum status outside_find(struct ctx *c, int64_t id, struct outside_list_get_row *ret, struct error *err);
/* Makes the claims of rows of one list: each in its own state afterwards. */
struct outside_match {
    const struct outside_lines_in_row *row;
    int64_t person_id, household_id; /* 0: nobody */
    const char *why;                 /* of nobody: word key */
};
MUST_CHECK enum status outside_claim(struct ctx *c, const struct outside_list_get_row *l, struct outside_match *m,
                                     size_t count, struct error *err);
#endif
