/* Inside the feature: households from a spreadsheet. One declaration of the columns (import_form) makes the template,
 * reads the file and checks it. */
#ifndef ANSINH_HOUSEHOLD_IMPORT_H
#define ANSINH_HOUSEHOLD_IMPORT_H
#include "app/form.h"
#include "features/household/household.h"
#include "household_queries.h"

extern const struct form household_import_form; /* columns, one row a person */
extern const struct form household_upload_form;

struct import_person {
    int32_t no;                            /* of the row */
    struct text household, cells, problem; /* cells: raw, by tabs, in the order of the form */
    int64_t hamlet_id;
    struct form_data *data;
};
/* Reads and checks a sheet for a commune; what is wrong stands in each person's problem. Everything in arena a. */
MUST_CHECK enum status import_read(struct ctx *c, struct arena *a, struct text bytes, int64_t commune_id,
                                   struct import_person **ret, size_t *ret_count, struct error *err);
/* A staged row's cells as the form takes them. */
MUST_CHECK enum status import_take(struct ctx *c, struct arena *a, struct text cells, struct form_data **ret,
                                   struct error *err);

MUST_CHECK enum status import_get(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status import_template(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status import_post(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status import_batch_page(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status import_errors(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status import_apply(struct ctx *c, struct value *out, struct error *err);
#endif
