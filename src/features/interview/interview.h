/* The interview of one household: answers to a scorecard and to the deprivation indicators, the class that follows
 * under each standard, and the reasons. One form, one save and one explanation serve page, JSON, paper and bulk. */
#ifndef ANSINH_INTERVIEW_H
#define ANSINH_INTERVIEW_H
#include "app/app.h"
#include "engine/classify.h"
#include "features/standard/standard.h"

/* What interviews of a day are asked and judged by. Loaded once for many households. */
#define INTERVIEW_STANDARDS 4
struct interview_frame {
    day_t day;
    bool has_card;
    struct scorecard card;
    struct engine_card engine_card;
    size_t standard_count;
    struct standard standards[INTERVIEW_STANDARDS];
    struct engine_standard lines[INTERVIEW_STANDARDS];
    struct text family;
    const struct indicator *indicators;
    size_t indicator_count;
    enum engine_income prefer;
};
/* The standards of the season, or of the day (setting standard.all) when the season names none, as far as they share
 * the first one's indicators; and the scorecard of the day. scorecard_id -1: the one in use on the day; 0: none. *ret
 * is large: keep it in the arena. */
MUST_CHECK enum status interview_frame_load(struct ctx *c, int64_t season_id, day_t day, int64_t scorecard_id,
                                            struct interview_frame *ret, struct error *err);

/* Who is interviewed, as the register has it now. */
struct interview_subject {
    int64_t household_id, hamlet_id, commune_id, status, member_count;
    bool urban;
    struct text code, head_name, address;
};
/* Checks the asker's scope. E_NOT_FOUND "http.not_found". */
MUST_CHECK enum status interview_subject_get(struct ctx *c, int64_t household_id, struct interview_subject *ret,
                                             struct error *err);

struct interview_answers {
    day_t interviewed_on;
    uint8_t items[ENGINE_ITEMS]; /* ENGINE_NOT_ASKED where there is no answer */
    int64_t income_dong;         /* per person and month; DB_NULL: not declared */
    uint16_t deprived, answered; /* bit no-1 */
    struct text cause_codes;     /* comma separated, or none */
    struct text note;
    const char *method; /* "page", "json", "excel", "paper", "demo" */
    int64_t version;    /* of the interview that is changed; 0: the first time */
};
/* Saves the answers of a household in a season together with its class under each standard of the frame. Notes
 * "interview.save" on the commune's chain. E_PRECONDITION when somebody saved in between (or version 0 and there is
 * one already); E_CONFLICT "interview.closed" when a decision rests on it. The caller has checked the scope. */
MUST_CHECK enum status interview_save(struct ctx *c, const struct interview_frame *f, int64_t season_id,
                                      const struct interview_subject *subject, const struct interview_answers *a,
                                      int64_t *ret_id, struct error *err);

struct interview {
    int64_t id, household_id, season_id, scorecard_id, points_a, members, reviewer_account_id, version;
    struct interview_answers answers;
    struct text indicator_family;
    bool urban;
    instant_t recorded_at;
};
/* E_NOT_FOUND "interview.missing", also outside the asker's scope. */
MUST_CHECK enum status interview_get(struct ctx *c, int64_t interview_id, struct interview *ret, struct error *err);
/* The household's interview in a season; *ret_id 0: not interviewed yet. */
MUST_CHECK enum status interview_of(struct ctx *c, int64_t season_id, int64_t household_id, int64_t *ret_id,
                                    struct error *err);
/* The last one before a day; *ret_id 0: none. */
MUST_CHECK enum status interview_before(struct ctx *c, int64_t household_id, day_t day, int64_t *ret_id,
                                        struct error *err);

struct interview_result {
    int64_t standard_id, class_no, deprived_count, cut_off, missing;
    bool income_low, by_points;
};
MUST_CHECK enum status interview_results(struct ctx *c, int64_t interview_id, struct interview_result **ret,
                                         size_t *ret_count, struct error *err);

/* Everything that explains the class of an interview under a standard, as a typed tree: sentence, income against
 * its cut-off, each indicator with points and article, what is missing to leave poverty, what was assumed. Fills
 * *out; the page, the JSON answer and the paper for the household are all made from it. */
MUST_CHECK enum status interview_explain(struct ctx *c, int64_t interview_id, int64_t standard_id, struct value *out,
                                         struct error *err);

/* Computes the results of a whole season again and stores them, in write transactions of its own of 10,000 interviews
 * each. *ret_interviews: how many; *ret_changed: results that differ from before. progress may be NULL. */
typedef void (*interview_progress_fn)(void *user, int64_t done);
MUST_CHECK enum status interview_reclassify(struct app *app, int64_t season_id, interview_progress_fn progress,
                                            void *user, int64_t *ret_interviews, int64_t *ret_changed,
                                            struct error *err);

/* Whether the answers of a household in a season may still change; asked before each save. The review sets it once,
 * before the program serves: a decision, a posting or a closed season says E_CONFLICT with its own key. */
typedef enum status (*interview_guard_fn)(struct ctx *c, int64_t season_id, int64_t household_id, struct error *err);
extern interview_guard_fn interview_guard;
#endif
