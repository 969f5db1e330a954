/* Inside the feature: households from a spreadsheet. One declaration of the columns (household_import_form) makes the
 * template, reads the file and checks it. household_import_job.c says how a file gets into the register. */
#ifndef ANSINH_HOUSEHOLD_IMPORT_H
#define ANSINH_HOUSEHOLD_IMPORT_H
#include "app/form.h"
#include "features/household/household.h"
#include "household_queries.h"

extern const struct form household_import_form; /* columns, one row a person */
extern const struct form household_upload_form;

/* What words of a sheet mean: hamlets of an area, relations, ethnic groups. */
struct import_words;
MUST_CHECK enum status import_words_load(struct ctx *c, struct arena *a, int64_t area_id, struct import_words **ret,
                                         struct error *err);
/* The code of a relation or ethnic group; TEXT_NONE when it is none. `scratch`: for folding. */
struct text import_relation(const struct import_words *w, struct arena *scratch, struct text label);
struct text import_ethnicity(const struct import_words *w, struct arena *scratch, struct text label);

struct import_person {
    int32_t no;                            /* of the row */
    int32_t household_no;                  /* 1, 2, … in the order of the file; 0: none named */
    struct text household, cells, problem; /* cells: raw, by tabs, in the order of the form; problem: "" when none */
    struct text number, name_fold;         /* without a pointer: no duplicate is looked for by it */
    int64_t hamlet_id, digest;
    day_t born_from, born_to;
    bool head;
    bool accepted; /* the row says that warnings were looked at: no duplicate is looked for */
};
/* Opens a sheet and looks at its first rows: what is wrong with the file as a whole. *ret_unread (arena a): headings
 * that nobody reads, or TEXT_NONE. */
MUST_CHECK enum status import_open(struct arena *a, struct text bytes, struct text *ret_unread, struct error *err);
/* Reads and checks a sheet by itself, without the database; what is wrong stands in each person's problem, in the
 * language of c. Everything in arena a. */
MUST_CHECK enum status import_read(struct ctx *c, struct arena *a, struct text bytes, const struct import_words *w,
                                   struct import_person **ret, size_t *ret_count, struct error *err);
/* A staged row's cells as the form takes them. */
MUST_CHECK enum status import_take(struct arena *a, struct text cells, struct form_data **ret, struct error *err);

/* The job, and putting it in line for a batch in the transaction of c. */
MUST_CHECK enum status import_job(struct ctx *c, int64_t job_id, struct text params, struct error *err);
MUST_CHECK enum status import_job_start(struct ctx *c, int64_t batch_id, int64_t *ret_job_id, struct error *err);
/* Its two other parts: possible duplicates in the register; making, removing and taking back households. */
MUST_CHECK enum status import_find_doubles(struct ctx *c, const struct import_batch_get_row *b, struct error *err);
MUST_CHECK enum status import_make(struct ctx *c, const struct import_batch_get_row *b, struct error *err);
MUST_CHECK enum status import_remove(struct ctx *c, const struct import_batch_get_row *b, struct error *err);
MUST_CHECK enum status import_take_back(struct ctx *c, const struct import_batch_get_row *b, struct error *err);
/* Changes the state from `from` in the write transaction of c; E_CONFLICT "household.import_moved_on" when it is
 * another by now. */
MUST_CHECK enum status import_state(struct ctx *c, int64_t batch_id, const char *from, const char *to,
                                    struct error *err);
/* E_CONFLICT "job.cancelled" when somebody stopped the batch: its state is no longer the one the job works on. */
MUST_CHECK enum status import_still(struct ctx *c, const struct import_batch_get_row *b, struct error *err);
/* A message as one more problem of a row: "a; b". label: word key of the column, or NULL. In arena a. */
struct text import_add_problem(enum lang lang, struct arena *a, struct text problem, const char *label, const char *key,
                               struct text arg);

MUST_CHECK enum status import_get(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status import_template(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status import_post(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status import_batch_page(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status import_errors(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status import_apply(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status import_cancel(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status import_go_on(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status import_undo(struct ctx *c, struct value *out, struct error *err);
#endif
