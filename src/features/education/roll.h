/* Inside the feature: spreadsheets of schools and of pupils, read, kept, shown and applied. */
#ifndef ANSINH_EDUCATION_ROLL_H
#define ANSINH_EDUCATION_ROLL_H
#include "features/education/education_parts.h"

#define ROLL_ROWS 5000 /* of one file: the largest school has fewer pupils */

struct roll_row {
    int64_t id;
    int32_t no;
    struct text cells, problem; /* problem len 0: fine */
    struct text name, class_name, code, level;
    bool private;
    int64_t commune_id, person_id; /* DB_NULL: none */
};
const struct form *roll_sheet(bool schools); /* one row of the sheet */
/* Reads, checks and matches; *ret_unread: headings that nobody reads, or TEXT_NONE. E_INVALID
 * "education.no_school_columns", "education.no_pupil_columns", "claim.empty_file"; E_TOO_LARGE
 * "education.too_many_rows". */
MUST_CHECK enum status roll_read(struct ctx *c, struct arena *a, struct text bytes, bool schools, struct roll_row **ret,
                                 size_t *ret_count, struct text *ret_unread, struct error *err);

extern const struct list_def roll_list_def, roll_row_def;
enum status roll_make_form(struct ctx *c, const struct form **ret, struct error *err);
enum status rolls_get(struct ctx *c, struct value *out, struct error *err);
enum status roll_post(struct ctx *c, struct value *out, struct error *err);
enum status roll_template(struct ctx *c, struct value *out, struct error *err);
enum status roll_get(struct ctx *c, struct value *out, struct error *err);
enum status roll_wrong(struct ctx *c, struct value *out, struct error *err);
enum status roll_apply(struct ctx *c, struct value *out, struct error *err);
#endif
