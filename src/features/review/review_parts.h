/* The parts of the review that see each other. Not for use outside of src/features/review. */
#ifndef ANSINH_REVIEW_PARTS_H
#define ANSINH_REVIEW_PARTS_H
#include "features/review/review.h"
#include "review_queries.h"

/* ---- rules.c */
enum status review_load(struct ctx *c, struct error *err);
/* The season's rule as a number; DB_NULL while it is not known. */
MUST_CHECK enum status rule_int(struct ctx *c, int64_t season_id, const char *key, int64_t *ret, struct error *err);
/* The same, and E_CONFLICT "review.rule_unknown" (arg: its title) while it is not known. */
MUST_CHECK enum status rule_need(struct ctx *c, int64_t season_id, const char *key, int64_t *ret, struct error *err);
/* The last day of a term that begins after (or, first_counts, on) a day: by the rule's unit calendar or working days.
 * DAY_NONE while the rule is not known. */
MUST_CHECK enum status rule_due(struct ctx *c, int64_t season_id, const char *key, day_t from, bool first_counts,
                                day_t *ret, struct error *err);
/* Steps of a season's kind as they hold in an area: { step, title, actor, paper, copies, signers, capacity, due,
 * article, note, source, certainty, unknown } for the panel beside each step. step NULL: all of them. */
MUST_CHECK enum status steps_panel(struct ctx *c, const struct season *s, int64_t area_id, const char *step,
                                   struct value *out, struct error *err);
/* Level whose opinion is asked; DB_NULL when not known. */
MUST_CHECK enum status opinion_level(struct ctx *c, const struct season *s, int64_t commune_id, int64_t *ret,
                                     struct error *err);

/* ---- season.c */
/* E_CONFLICT "review.closed" / "review.outside_window" unless steps may be taken today. */
MUST_CHECK enum status season_require_open(struct ctx *c, const struct season *s, struct error *err);
/* ?season=, else the current one; E_NOT_FOUND "review.no_season". */
MUST_CHECK enum status season_asked(struct ctx *c, struct season *ret, struct error *err);
struct list_changes {
    int64_t left, moved_in, added;
};
/* Brings a hamlet's list in line with who lives there now; scope, window and audit are the caller's. */
MUST_CHECK enum status season_hamlet_bring_up(struct ctx *c, const struct season *s, int64_t hamlet_id,
                                              struct list_changes *ret, struct error *err);
/* A hamlet that takes part, in the asker's scope. */
MUST_CHECK enum status season_hamlet_require(struct ctx *c, int64_t season_id, int64_t hamlet_id,
                                             struct season_hamlet_one_row *ret, struct error *err);
void season_describe(struct ctx *c, const struct season *s, struct value *out); /* sets out.season */
struct text season_name(struct ctx *c, const struct season *s);

/* ---- decision_write.c */
struct decision_line_of {
    struct decision_candidates_row first; /* the household's own facts */
    struct {
        int64_t standard_id;
        int before, after;
        const char *movement;
        day_t escaped_on;
    } classes[4];
    size_t class_count;
};
/* What became of a household under one standard: a movement code, NULL when it is on no list before and after. */
const char *movement_of(int before, int after, bool escaped_poverty, bool escaped_near_poverty);
MUST_CHECK enum status decision_lines_write(struct ctx *c, int64_t decision_id, const struct decision_line_of *lines,
                                            size_t count, struct error *err);
MUST_CHECK enum status decision_hash(struct ctx *c, int64_t decision_id, unsigned char ret_hash[32],
                                     struct decision_rows_row **ret_rows, size_t *ret_count, struct error *err);
/* What drafting now would come to; nothing is written. */
MUST_CHECK enum status decision_outlook(struct ctx *c, const struct season *s, int64_t commune_id,
                                        struct decision_drafts *ret, struct error *err);
struct signer {
    int64_t account_id;
    struct text name, capacity;
};
/* Only the chair and the vice chairs of the commune sign, each in his own capacity. */
MUST_CHECK enum status signer_of(struct ctx *c, int64_t commune_id, struct signer *ret, struct error *err);
/* From when decided classes count (setting class.valid_from_rule). */
MUST_CHECK enum status decision_effective(struct ctx *c, day_t signed_on, day_t *ret, struct error *err);

/* ---- certificate.c */
MUST_CHECK enum status certificates_issue(struct ctx *c, const struct season *s, int64_t commune_id,
                                          int64_t decision_id, struct error *err);

/* In the asker's scope, by where the household lives now or by who issued it. */
MUST_CHECK enum status certificate_require(struct ctx *c, int64_t id, struct certificate_page_row *ret,
                                           struct error *err);
/* By the chair or a vice chair of the commune where the household lives. E_CONFLICT "review.certificate_ended". */
MUST_CHECK enum status certificate_withdraw(struct ctx *c, int64_t id, int64_t version, struct text reason,
                                            struct error *err);
/* The new one has the next number and the same years entered. */
MUST_CHECK enum status certificate_replace(struct ctx *c, int64_t id, int64_t version, struct text reason,
                                           int64_t *ret_id, struct error *err);

/* ---- movement.c */
/* What a season's movement in an area is made of, read once for all standards and cells of its table. */
struct movement_read {
    struct season_standards_row *standards;
    struct movement_entries_row *entries;
    struct movement_ends_row *ends; /* counted in the register, to compare; only while the season is open */
    struct db_ids communes;
    size_t standard_count, entry_count, end_count;
    bool counted;
};
MUST_CHECK enum status movement_read(struct ctx *c, const struct season *s, int64_t area_id, struct movement_read *ret,
                                     struct error *err);
/* Whether the season's movement is asked as it stood at the end of a day before today, or before its end. */
bool movement_of_past_day(const struct ctx *c, const struct season *s);
struct movement_table movement_of_kind(const struct movement_read *r, const char *standard_kind, int urban,
                                       int minority);
/* E_CONFLICT "review.not_balanced" (what, by how much) unless the season's movement holds in each of the communes. */
MUST_CHECK enum status movement_require_balance(struct ctx *c, const struct season *s, struct db_ids communes,
                                                struct error *err);
/* decision_sign_lists without the balance, for who signs for many communes in one transaction and requires it of all of
 * them at its end: one look at the movement instead of a hundred. */
MUST_CHECK enum status decision_sign_unbalanced(struct ctx *c, int64_t season_id, int64_t commune_id,
                                                struct text number_poor, struct text number_escaped, struct error *err);
MUST_CHECK enum status decision_require_balance(struct ctx *c, int64_t season_id, struct db_ids communes,
                                                struct error *err);
MUST_CHECK enum status commune_ids_of(struct ctx *c, int64_t area_id, day_t on, struct db_ids *ret, struct error *err);

const char *class_word(int64_t class_no); /* "review.class.poor" … */
const char *state_word(int64_t state);    /* "review.state.listed" … */
const char *movement_word(struct text movement);
const char *standard_word(struct text kind);                              /* "review.standard.provincial" … */
const char *word_of(struct ctx *c, const char *prefix, struct text code); /* prefix + code, in the arena */
#endif
