/* What services of several agencies share: whom they serve (a person of the register with household, class and place),
 * meetings whose participants are counted once, things to be looked at again on a day, and tables of figures per area
 * and period whose cells open to their cases. */
#ifndef ANSINH_SERVICE_H
#define ANSINH_SERVICE_H
#include "app/app.h"
#include "app/form.h"

/* ---- whom */

struct service_place {
    int64_t hamlet_id; /* DB_NULL: the whole commune */
    int64_t commune_id, district_id, province_id;
    struct text name; /* "Thôn 1, Xã Láng Lớn" */
};
/* A hamlet or a commune in the asker's scope. E_INVALID on the field "area" when it lies above a commune. */
MUST_CHECK enum status service_place_of(struct ctx *c, int64_t area_id, struct service_place *ret, struct error *err);

struct service_household {
    int64_t id;
    struct text code, head_name, ethnicity;
    struct service_place place;
    int64_t class_provincial, class_national; /* enum household_class */
    bool newly_escaped, minority, resident;
};
/* In the asker's scope, else E_NOT_FOUND. */
MUST_CHECK enum status service_household(struct ctx *c, int64_t id, struct service_household *ret, struct error *err);
/* By its code; a field error on `field` when there is none in the scope. */
MUST_CHECK enum status service_household_by_code(struct ctx *c, struct text code, const char *field,
                                                 struct service_household *ret, struct error *err);

struct service_person {
    int64_t id;
    struct text name;
    bool female;
    day_t born_on; /* DAY_NONE: not known */
    enum day_precision precision;
    struct service_household household;
};
/* A living member of a household in the asker's scope, else E_NOT_FOUND. */
MUST_CHECK enum status service_person(struct ctx *c, int64_t id, struct service_person *ret, struct error *err);
/* Sets household {id, code, head, place, classes} and, of a person, person {id, name, born …}. */
void service_household_show(struct ctx *c, const struct service_household *h, struct value *out);
void service_person_show(struct ctx *c, const struct service_person *p, struct value *out);
/* The page of a new file for a member in the asker's scope: sets person, household, may_household. E_NOT_FOUND. */
MUST_CHECK enum status service_person_page(struct ctx *c, int64_t id, struct value *out, struct error *err);
/* "poor", "near_poor" … by both standards as one snapshot: "poor/brvt newly_escaped/brvt"; TEXT_NONE: on no list. */
struct text service_classes(struct ctx *c, const struct service_household *h);

/* Who acts for an agency may write for the policies that it leads or helps to lead; who acts for none (commune,
 * district), within his area. E_FORBIDDEN "service.other_agency". */
MUST_CHECK enum status service_require_lead(struct ctx *c, const char *policy_key, struct error *err);
bool service_leads(struct ctx *c, const char *policy_key);
/* The same for a task of the plan in force, of which nobody receives anything: its lead and coordinating agencies. */
bool service_carries_out(struct ctx *c, struct text task);

/* Whether a policy is open to a household (person_id 0) or a member on a day, as its rules judge. proof: the paper that
 * shows what no register tells, may be TEXT_NONE. A field error on `field` (why not, or that nobody knows) or on
 * "proof" (what must be shown). */
MUST_CHECK enum status service_entitled(struct ctx *c, int64_t policy_id, int64_t household_id, int64_t person_id,
                                        day_t on, struct text proof, const char *field, struct error *err);

/* A word key made of a prefix and a code; NULL for no code. In the arena. */
const char *service_word(struct ctx *c, const char *prefix, struct text code);
/* A form on a page, when the asker may send it. The edge puts the one that failed into `form`. current may be NULL. */
void service_form(struct ctx *c, struct value *out, const char *member, const struct form *f, const char *permission,
                  bool possible, struct text action, const struct value *current);
/* Buttons at the right of a page's title, as far as the asker may go there. */
struct service_action {
    const char *label, *href, *icon, *permission;
    bool main;
};
void service_actions(struct ctx *c, struct value *out, const struct service_action *actions, size_t count);
/* A field with choices from data; the form is a copy in the arena. */
const struct form *service_form_with(struct ctx *c, const struct form *f, const char *field,
                                     const struct choice_text *texts, size_t count);
/* A step's day: field errors when it lies after today or before the last step. */
MUST_CHECK enum status service_day_after(struct ctx *c, const char *field, day_t on, day_t before, struct error *err);
/* E_INVALID on the field when the day lies after today or more than ten years back. */
MUST_CHECK enum status service_past_day(struct ctx *c, const char *field, day_t d, struct error *err);
/* Hamlets and communes of the asker's scope as choices: the hamlets of a commune, else its communes. */
MUST_CHECK enum status service_area_choices(struct ctx *c, struct choice_text **ret, size_t *ret_count,
                                            struct error *err);

/* ---- papers */

struct document;
/* A state document of an agency (of the asker when the name is empty), made out in an area on a day; Vietnamese
 * whatever language the screen has. The caller frees it (AUTO_DOCUMENT). */
struct document *service_paper(struct ctx *c, struct text name, struct text number, int64_t area_id, day_t on);

/* ---- what is asked for: an area and a period */

struct service_asked {
    int level; /* enum area_level */
    int64_t area_id;
    struct text area_name;
    day_t from, to; /* both included */
};
/* ?area= (id), ?from=, ?to=; without: the asker's area, from the first of the year to today. */
MUST_CHECK enum status service_asked(struct ctx *c, struct service_asked *ret, struct error *err);

struct service_column {
    const char *label; /* word key */
    const char *href;  /* list that the cell opens, with '?' and its filters: "/job-seekers?state=placed"; NULL: none */
};
#define SERVICE_COLUMNS 12
struct service_counts {
    int64_t area_id; /* 0: the whole area asked for */
    int64_t counts[SERVICE_COLUMNS];
};
/* Counts of an area and period, grouped by the level `by` (2 district, 3 commune, 4 hamlet; 0: all in one row). */
typedef enum status (*service_count_fn)(struct ctx *c, const struct service_asked *asked, int by,
                                        struct service_counts **ret, size_t *ret_count, struct error *err);
/* Sets asked, units [{area_id, name, counts…}], total, and for the page what service.figures needs. names: member of
 * each column in JSON. */
MUST_CHECK enum status service_figures(struct ctx *c, const struct service_column *columns, const char *const *names,
                                       size_t count, service_count_fn fn, struct value *out, struct error *err);

/* ---- meetings and classes */

struct gathering_new {
    int64_t id;       /* 0: made here */
    const char *kind; /* of data/gathering_kinds.tsv */
    day_t held_on;
    struct service_place at;
    struct text place, topic, speaker, note;
    int64_t head_count; /* DB_NULL: not counted */
};
/* In a write transaction; notes the audit. */
MUST_CHECK enum status gathering_add(struct ctx *c, const struct gathering_new *g, int64_t *ret_id, struct error *err);
/* One participant; who is there already is not added again (*ret_added false). person_id 0: not of the register;
 * number: TEXT_NONE or 12 digits. Notes no audit. */
MUST_CHECK enum status gathering_join(struct ctx *c, int64_t gathering_id, int64_t person_id, struct text number,
                                      struct text name, int64_t born_year, bool *ret_added, struct error *err);
/* Sessions, participants (each once) of a kind by area; ret rows by area_id. */
struct gathering_counts {
    int64_t area_id, sessions, people, head_count;
};
MUST_CHECK enum status gathering_count(struct ctx *c, const char *kind, const struct service_asked *asked, int by,
                                       struct gathering_counts **ret, size_t *ret_count, struct error *err);

/* ---- to be looked at again */

struct follow_up_new {
    const char *kind; /* job, animal, tree, works, goods, model */
    const char *subject_kind;
    int64_t subject_id;
    const char *policy_key, *stage;
    struct text title;
    const struct service_household *household;
    int64_t person_id; /* 0: none */
    day_t due_on;
};
MUST_CHECK enum status follow_up_add(struct ctx *c, const struct follow_up_new *f, struct error *err);
/* Open ones of a subject that was undone; they leave the due list and keep the reason. */
MUST_CHECK enum status follow_up_cancel(struct ctx *c, const char *subject_kind, int64_t subject_id, struct text reason,
                                        struct error *err);
/* Adds {id, title, due_on, done_on, outcome, lost, note, href} of each to `list`, by day. */
MUST_CHECK enum status follow_up_show(struct ctx *c, const char *subject_kind, int64_t subject_id, struct value *list,
                                      struct error *err);
/* For demonstration data and for features that learn the outcome themselves. E_CONFLICT when it is done. */
MUST_CHECK enum status follow_up_done(struct ctx *c, int64_t id, day_t on, struct text outcome, int64_t lost,
                                      struct text note, struct error *err);
/* Ids of open ones of a kind that were due by a day, oldest first, at most max. */
MUST_CHECK enum status follow_up_open(struct ctx *c, const char *kind, day_t by, int64_t *ids, size_t max,
                                      size_t *ret_count, struct error *err);

/* ---- demonstration */
/* Acts as one of the demonstration's accounts from here on. */
MUST_CHECK enum status service_play_as(struct ctx *c, const char *username, struct error *err);
#endif
