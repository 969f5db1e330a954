/* The review season: which households are poor or near-poor, found by interview, agreed by the hamlet's meeting,
 * posted, reported, decided by the commune's chair. A season of a year, a monthly round and a round for the average
 * living standard are all "seasons" of a kind.
 *
 * Every act is a function here that pages, commands and the demonstration use alike: it checks the scope of who asks
 * (ctx_require_area), the season's window by c->today and the rules of the procedure, writes, and notes an audit
 * entry. A refusal is E_CONFLICT with a key that says which rule, by which day. All run in an open write
 * transaction. Classes: 1 poor, 2 near-poor, 3 not poor, 4 average living standard, 0 on no list. */
#ifndef ANSINH_REVIEW_H
#define ANSINH_REVIEW_H
#include "app/app.h"
#include "features/figure/figure.h"

struct season {
    int64_t id, area_id, start_season_id, version; /* start_season_id 0: none */
    struct text kind;                              /* general, yearly, monthly, average */
    int year, month;                               /* month 0: the season of a year */
    day_t starts_on, ends_on, start_on;            /* start_on: since when movement is counted */
    bool open;
    struct text note;
};
MUST_CHECK enum status season_get(struct ctx *c, int64_t id, struct season *ret, struct error *err);
/* The season of the year that goes on, else the last one that began on or before the day. */
MUST_CHECK enum status season_current(struct ctx *c, day_t on, struct season *ret, bool *ret_found, struct error *err);
bool season_with_opinion(const struct season *s); /* only a season of a year asks the level above */

/* ---- for the interview: may answers of this household be written now? Refused outside of the window, for households
 * that are not on the list, and after the meeting agreed unless an objection is open. */
MUST_CHECK enum status review_interview_allowed(struct ctx *c, int64_t season_id, int64_t household_id,
                                                struct error *err);

enum review_state {
    REVIEW_LISTED,
    REVIEW_AGAIN,
    REVIEW_AGREED,
    REVIEW_POSTED,
    REVIEW_ASKED,
    REVIEW_OPINION,
    REVIEW_DECIDED,
    REVIEW_REFUSED,
    REVIEW_LEFT,
};

/* ---- seasons */
struct season_plan {
    const char *kind;
    int year, month;
    int64_t area_id;          /* the province */
    day_t starts_on, ends_on; /* DAY_NONE: by the rules in force */
    struct text note;
};
/* Copies standards and rules in force, fixes the start list and makes the list to review. E_CONFLICT
 * "review.season_exists", "review.outside_law" (dates outside of the window that the rules set). */
MUST_CHECK enum status season_open(struct ctx *c, const struct season_plan *plan, int64_t *ret_id, struct error *err);
/* Brings the hamlet's list in line with who lives there now; settles it when close is set. */
MUST_CHECK enum status season_hamlet_list(struct ctx *c, int64_t season_id, int64_t hamlet_id, bool close,
                                          struct error *err);
MUST_CHECK enum status season_assign(struct ctx *c, int64_t season_id, int64_t hamlet_id, int64_t account_id,
                                     struct error *err);
/* Takes an assignment back. Households that the reviewer has interviewed stay under his name (their number in
 * *ret_kept), the others go to whoever is left, or to nobody. E_CONFLICT "review.not_assigned". */
MUST_CHECK enum status season_unassign(struct ctx *c, int64_t season_id, int64_t hamlet_id, int64_t account_id,
                                       int64_t *ret_kept, struct error *err);
MUST_CHECK enum status season_plan_meeting(struct ctx *c, int64_t season_id, int64_t hamlet_id, day_t on,
                                           struct text place, struct error *err);

/* ---- requests: kind poor (form 01), escape (form 04), sudden, average; channel in_person, post, portal */
MUST_CHECK enum status request_receive(struct ctx *c, int64_t household_id, const char *kind, const char *channel,
                                       struct text reason, int64_t *ret_id, struct error *err);
/* Passed: it joins the season's list. Not passed: a written answer with the reason goes out. */
MUST_CHECK enum status request_screen(struct ctx *c, int64_t request_id, int64_t version, int64_t season_id,
                                      bool passed, struct text reason, struct error *err);
MUST_CHECK enum status request_withdraw(struct ctx *c, int64_t request_id, int64_t version, struct error *err);

/* ---- meeting of the hamlet */
struct meeting_vote_of {
    int64_t household_id;
    int64_t agreeing; /* of those attending */
    struct text note;
};
struct meeting_invited {
    const char *role; /* party_cell, unions, reviewer, households, front */
    int64_t invited, attended;
};
struct meeting_plan {
    int64_t season_id, hamlet_id;
    struct text place, chair, secretary, representative, note;
    int64_t attendees;
    const struct meeting_invited *invited;
    size_t invited_count;
    const struct meeting_vote_of *votes;
    size_t vote_count;
};
MUST_CHECK enum status meeting_hold(struct ctx *c, const struct meeting_plan *plan, int64_t *ret_id, struct error *err);

/* ---- posting and objections */
MUST_CHECK enum status posting_put_up(struct ctx *c, int64_t season_id, int64_t hamlet_id, int64_t *ret_id,
                                      struct error *err);
MUST_CHECK enum status posting_take_down(struct ctx *c, int64_t posting_id, struct error *err);
MUST_CHECK enum status objection_receive(struct ctx *c, int64_t season_id, int64_t household_id, struct text from_name,
                                         struct text reason, int64_t *ret_id, struct error *err);
/* The re-check; the interview may have been changed since. The household is then to be posted again. */
MUST_CHECK enum status objection_recheck(struct ctx *c, int64_t objection_id, int64_t version, bool upheld,
                                         struct text note, struct error *err);

/* ---- opinion of the level above */
MUST_CHECK enum status opinion_ask(struct ctx *c, int64_t season_id, int64_t commune_id, struct text report_number,
                                   int64_t *ret_id, struct error *err);
MUST_CHECK enum status opinion_give_one(struct ctx *c, int64_t opinion_id, int64_t version, bool agreed,
                                        struct text opinion, struct error *err);
MUST_CHECK enum status opinion_explain_one(struct ctx *c, int64_t opinion_id, int64_t version, struct text explanation,
                                           struct error *err);
/* Goes on without an answer after the term, where the setting opinion.after_deadline allows it. */
MUST_CHECK enum status opinion_pass(struct ctx *c, int64_t opinion_id, struct error *err);

/* ---- decision */
struct decision_drafts {
    int64_t poor_near_poor,
        escaped; /* decision ids, 0: nobody is on that list; average living standard uses the first */
    int64_t lines, refusals, settled; /* settled: did not ask, and on no list before and after: no paper */
};
/* Makes both lists anew from what is ready. E_CONFLICT "review.nothing_ready" tells what is missing. */
MUST_CHECK enum status decision_draft(struct ctx *c, int64_t season_id, int64_t commune_id, struct decision_drafts *ret,
                                      struct error *err);
/* Signs the drafted lists of a commune in person: classes, certificates, refusals, present state, all or nothing.
 * number_escaped is needed when there is such a list. Without any list the refusals alone are signed, when everybody
 * who is ready is refused. E_FORBIDDEN "review.sign_in_person" for any other role. */
MUST_CHECK enum status decision_sign_lists(struct ctx *c, int64_t season_id, int64_t commune_id,
                                           struct text number_poor, struct text number_escaped, struct error *err);
/* A signed list is never edited: a correcting decision overrules one household's class. It is drafted by the
 * commune's officer and signed with decision_sign_correction. */
MUST_CHECK enum status decision_draft_correction(struct ctx *c, int64_t decision_id, int64_t household_id,
                                                 int64_t standard_id, int class_after, struct text reason,
                                                 int64_t *ret_id, struct error *err);
MUST_CHECK enum status decision_sign_correction(struct ctx *c, int64_t decision_id, struct text number,
                                                struct error *err);

/* ---- movement */
struct movement { /* of one class: started - escaped_to_near - escaped_above - became_poor - other_decrease
                   * + fallen_back + new_from_near + came_down + new_other + other_increase = ended */
    int64_t started, escaped_to_near, escaped_above, became_poor, other_decrease;
    int64_t fallen_back, new_from_near, came_down, new_other, other_increase, ended;
};
struct movement_table {
    struct movement poor, near;
    int64_t counted_poor, counted_near; /* the end as counted by itself */
    bool balanced;
};
enum { ANY = -1 };
/* standard_kind "provincial"/"national"; urban and minority 0, 1 or ANY. Of a closed season: as approved. */
MUST_CHECK enum status review_movement(struct ctx *c, const struct season *s, int64_t area_id,
                                       const char *standard_kind, int urban, int minority, struct movement_table *ret,
                                       struct error *err);
/* The households behind the movement of today, in the order of their codes. */
MUST_CHECK enum status review_movement_households(struct ctx *c, const struct season *s, int64_t area_id,
                                                  const char *standard_kind, struct figure_household **ret,
                                                  size_t *ret_count, struct error *err);
bool movement_holds(const struct movement *m);
void movement_add(struct movement *sum, const struct movement *m);

/* ---- counts for the rate: households by class, one entry per commune, urban and minority that has any */
struct class_count {
    int64_t commune_id;
    bool urban, minority;
    int64_t poor, near_poor, average;
};
enum review_counts {
    COUNTS_IN_FORCE,    /* signed, on the day */
    COUNTS_PROVISIONAL, /* with what this season found, undecided */
    COUNTS_OFFICIAL,    /* as last approved by the province on or before the day */
};
MUST_CHECK enum status review_class_counts(struct ctx *c, const char *standard_kind, int64_t area_id, day_t as_of,
                                           enum review_counts which, struct class_count **ret, size_t *ret_count,
                                           struct error *err);

/* ---- the board */
enum board_step {
    BOARD_LIST,
    BOARD_INTERVIEW,
    BOARD_MEETING,
    BOARD_POSTING,
    BOARD_OPINION,
    BOARD_DECISION,
    BOARD_STEPS
};
enum board_state { BOARD_TODO, BOARD_DOING, BOARD_DONE, BOARD_STUCK };
struct board_unit { /* a hamlet, or a commune above commune level */
    int64_t id, parent_id;
    struct text name;
    int64_t hamlets, listed, requested, interviewed, again, agreed, posted, posting_ended, objections, asked,
        opinion_given, decided, refused;
    enum board_state step[BOARD_STEPS];
    day_t day[BOARD_STEPS];            /* when it was done, or is to be; DAY_NONE */
    int64_t attendees, least_agreeing; /* of the newest meeting; -1 */
    int64_t late_days;
};
/* by_commune: one unit per commune, else per hamlet; in the order of names. */
MUST_CHECK enum status review_board(struct ctx *c, const struct season *s, int64_t area_id, bool by_commune,
                                    struct board_unit **ret, size_t *ret_count, struct error *err);

/* ---- for documents */
struct decision_entry {
    int64_t household_id;
    struct text code, head_name, hamlet_name, address, ethnicity;
    int64_t members;
    bool urban, minority;
    int before[2], after[2]; /* [0] provincial, [1] national; after -1: not a matter of this list */
    struct text movement[2];
    day_t escaped_on[2];
};
struct decision_view {
    int64_t id, season_id, commune_id, district_id, corrects_id, version;
    struct text kind, number, reason, signer_name, capacity, hash;
    bool is_signed;
    day_t drafted_on, signed_on, effective_on;
    struct decision_entry *entries;
    size_t count;
};
MUST_CHECK enum status review_decision_load(struct ctx *c, int64_t decision_id, struct decision_view *ret,
                                            struct error *err);
struct minutes_line {
    int64_t household_id;
    struct text code, head_name, note;
    int64_t attendees, agreeing;
    bool agreed;
    int provincial, national;
};
struct minutes_view {
    int64_t id, season_id, hamlet_id, commune_id, no, attendees;
    day_t held_on;
    struct text place, chair, secretary, representative, note;
    bool front_present;
    struct meeting_invited *invited;
    size_t invited_count;
    struct minutes_line *lines;
    size_t count;
};
MUST_CHECK enum status review_minutes_load(struct ctx *c, int64_t meeting_id, struct minutes_view *ret,
                                           struct error *err);
struct posting_line {
    int64_t household_id, members;
    struct text code, head_name; /* code is for the office; what may be shown stands in posting_view.fields */
    int provincial, national;
    bool objected;
};
struct posting_view {
    int64_t id, season_id, hamlet_id, commune_id, no;
    bool again, ended;
    day_t posted_on, last_day, ends_on; /* ends_on DAY_NONE: until taken down by hand */
    struct text places, fields;         /* keys, separated by spaces */
    struct posting_line *lines;
    size_t count;
};
MUST_CHECK enum status review_posting_load(struct ctx *c, int64_t posting_id, struct posting_view *ret,
                                           struct error *err);
#endif
