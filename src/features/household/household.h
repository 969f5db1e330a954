/* The register of households and people: rows with two times, and beside them the present state of each household
 * in one row (household_now) that lists, counts and other features read. */
#ifndef ANSINH_HOUSEHOLD_H
#define ANSINH_HOUSEHOLD_H
#include "app/app.h"

/* As stored in class_history, interview_result and household_now. */
enum household_class {
    CLASS_NOT_REVIEWED = 0,
    CLASS_POOR = 1,
    CLASS_NEAR_POOR = 2,
    CLASS_NOT_POOR = 3,
    CLASS_AVERAGE = 4,
};
const char *household_class_word(int64_t household_class); /* "household.class.poor" … */
const char *household_status_word(int64_t status);         /* "household.status.resident" … */

enum household_status {
    HOUSEHOLD_RESIDENT = 1,
    HOUSEHOLD_MOVED_OUT = 2,
    HOUSEHOLD_MERGED = 3,
    HOUSEHOLD_DISSOLVED = 4
};

/* "Mới thoát nghèo" lasts some months (setting newly_escaped.months) from the decision that recognised the escape; 0
 * while nobody has said how many. */
MUST_CHECK enum status household_escape_months(struct ctx *c, day_t on, int64_t *ret, struct error *err);
/* It is over on c->as_of for those that escaped on or before *ret. */
MUST_CHECK enum status household_escape_limit(struct ctx *c, day_t *ret, struct error *err);

/* What most features need to know about one household. */
struct household_place_row; /* household_queries.h: code, version, status, hamlet, commune, district, province, classes
                             */
/* Finds it and checks that it lies in the asker's scope. E_NOT_FOUND when it does not exist or lies outside. */
MUST_CHECK enum status household_require(struct ctx *c, int64_t household_id, struct household_place_row *ret,
                                         struct error *err);

/* Brings household_now in line with the rows of one household, in the transaction that changed them. Every feature
 * that writes household_version, membership, person_version, class_history or interview calls it. A household
 * without a row of today disappears from it. */
MUST_CHECK enum status household_refresh(struct ctx *c, int64_t household_id, struct error *err);

/* Rebuilds household_now and the word counts from the rows, in write transactions of its own; done may be NULL. After
 * the area tree changed, and when `household_now_check` finds differences. Versions are kept. */
typedef void (*household_progress_fn)(void *user, int64_t done);
MUST_CHECK enum status household_now_rebuild(struct app *app, household_progress_fn done, void *user,
                                             int64_t *ret_count, struct error *err);
/* Compares in a snapshot of c->db. *ret_first is a household that differs (0: none). */
struct household_now_verdict {
    int64_t households, different, first;
};
MUST_CHECK enum status household_now_check(struct ctx *c, struct household_now_verdict *ret, struct error *err);
/* Rows of the present state from somebody who has just written all the rows beneath them (the generator of
 * demonstration data), without reading them back. */
struct household_now_source {
    int64_t household_id;
    struct text code;
    int64_t hamlet_id;
    struct text address, head_name, ethnicity;
    bool female_head;
    day_t born_on;      /* of the head */
    struct text *folds; /* folded names of the members, head first */
    size_t name_count;
    int64_t class_provincial, class_national;
    day_t escaped_on;
    int64_t last_reviewed; /* year or DB_NULL */
};
/* Inside an open write transaction. on: the day whose area tree counts. */
MUST_CHECK enum status household_now_load(struct db *db, struct arena *a, day_t on,
                                          const struct household_now_source *rows, size_t count, struct error *err);
/* Counts in how many households each word occurs (table search_word), so that search can choose its way. */
MUST_CHECK enum status household_words_count(struct ctx *c, struct error *err);
/* After household_now_load of many households: the text index of SQLite, and the counts. */
MUST_CHECK enum status household_search_rebuild(struct ctx *c, struct error *err);

/* ---- what happened, for features that hold things under households and people (claims, benefits). They are told in
 * the transaction of the event, after its rows are written; what they fail with fails the event. */
struct household_happening {
    const char *kind; /* created, imported, birth, death, moved_in, moved_out, head_changed, moved, split, merged,
                         corrected, gone, dissolved */
    int64_t household_id;
    int64_t other_id;  /* the new household of a split, the one merged into; 0 */
    int64_t person_id; /* whom it is about; 0: all members */
    day_t on;
    instant_t at;    /* recorded_at of the rows that it wrote */
    bool taken_back; /* undone: the rows of that instant no longer hold */
};
typedef enum status (*household_listener)(struct ctx *c, const struct household_happening *h, struct error *err);
#define HOUSEHOLD_LISTENER(fn)                                                                                         \
    __attribute__((section("household_listeners"), used)) static const household_listener fn##_entry = fn

/* Personal numbers on pages: "077 •••• 4417". Anything that is not twelve digits becomes dots. In the arena. */
struct text household_masked_number(struct arena *a, struct text number);
#endif
