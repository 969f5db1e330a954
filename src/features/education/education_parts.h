/* Education, inside of the feature: schools, terms, pupils, rights of a term and the lists that give them. What is
 * given stands on the lists of features/benefit; who has the right is what features/policy judges on the day that
 * counts. */
#ifndef ANSINH_EDUCATION_PARTS_H
#define ANSINH_EDUCATION_PARTS_H
#include "app/form.h"
#include "app/list.h"
#include "education_queries.h"
#include "features/benefit/benefit.h"
#include "features/policy/policy.h"
#include "features/service/service.h"

#define EDUCATION_POLICY "study-cost" /* who leads it leads education */
#define PUPIL_KIND "pupil"            /* of details of benefits: the enrolment */

/* ---- terms */

struct term {
    int64_t key;            /* 20241, as claims count it */
    int year, no;           /* 2024, 1 */
    day_t from, to;         /* to is exclusive */
    day_t pay_from, pay_to; /* months that its payment covers */
    int64_t pay_months, version;
    struct text article, note, source, certainty;
};
MUST_CHECK enum status term_list(struct ctx *c, struct term **ret, size_t *ret_count, struct error *err);
MUST_CHECK enum status term_get(struct ctx *c, int64_t key, struct term *ret, struct error *err);
/* ?term=, else the last that has begun by the day of c. E_NOT_FOUND when there is none. */
MUST_CHECK enum status term_asked(struct ctx *c, struct term *ret, struct error *err);
struct text term_text(struct ctx *c, int64_t key);         /* "học kỳ 1 năm học 2024–2025" */
struct text school_year_text(struct ctx *c, int64_t year); /* "2024–2025" */
int64_t school_year_of(day_t d);
/* Sets terms [{key, text, current}] and term, term_text. */
MUST_CHECK enum status term_show(struct ctx *c, const struct term *t, struct value *out, struct error *err);
/* The day whose certificate counts (setting education.right_on): the first of the term, or today within it. */
MUST_CHECK enum status term_right_day(struct ctx *c, const struct term *t, day_t *ret, struct error *err);
MUST_CHECK enum status term_choices(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err);
MUST_CHECK enum status education_load(struct ctx *c, struct error *err);

/* ---- who may */

/* The account of a school's clerk, who sees and writes only his schools; DB_NULL for everybody else. */
int64_t clerk_of(const struct ctx *c);
/* The level of the asker's area for statements that count: 0 the whole country. */
int scope_level_of(const struct ctx *c);
/* Whether an area lies in the asker's scope; DB_NULL: no. */
bool area_seen(struct ctx *c, int64_t area_id);
/* In the asker's scope, a clerk's own; else E_NOT_FOUND. */
MUST_CHECK enum status school_require(struct ctx *c, int64_t id, struct school_get_row *ret, struct error *err);
/* Whose school or whose home lies in the asker's scope; a clerk's own school; else E_NOT_FOUND. */
MUST_CHECK enum status pupil_require(struct ctx *c, int64_t id, struct enrolment_get_row *ret, struct error *err);
/* Who acts for an agency acts for the one that leads education. E_FORBIDDEN "service.other_agency". */
MUST_CHECK enum status education_require_lead(struct ctx *c, struct error *err);
MUST_CHECK enum status school_choices_of(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err);
/* Adds "the clerk's own" to the filters of a list; room for one. */
size_t clerk_filter(struct ctx *c, struct db_list_value (*make)(int64_t value), struct db_list_value *ret);
void set_born(struct ctx *c, struct value *v, day_t born_on, int64_t precision); /* "born": text */

/* ---- schools, pupils */

struct school_new {
    struct text code, name, level;
    bool private;
    int64_t commune_id;
};
/* E_CONFLICT on the field "code" when it is taken. Notes the audit. */
MUST_CHECK enum status school_add(struct ctx *c, const struct school_new *n, int64_t *ret_id, struct error *err);
extern const struct choice school_levels[];
extern const size_t school_level_count;

struct enrolment_new {
    int64_t person_id, school_id, import_id; /* import DB_NULL: by hand */
    int64_t year;
    struct text class_name;
    day_t from;
};
/* A pupil of that school and year already gets the class (*ret_again). E_CONFLICT "education.other_school" when he goes
 * elsewhere. Notes the audit; rights are judged by who calls. */
MUST_CHECK enum status enrol(struct ctx *c, const struct enrolment_new *n, int64_t *ret_id, bool *ret_again,
                             struct error *err);

/* ---- rights */

/* Judges the pupils of a term anew: of one commune (by where they live), of these enrolments, or (commune DB_NULL, ids
 * none) everybody. In a write transaction; notes no audit. *ret_count: rights found. */
MUST_CHECK enum status rights_judge(struct ctx *c, const struct term *t, int64_t commune_id, struct db_ids ids,
                                    int64_t *ret_count, struct error *err);
/* The same for every term of a school year. */
MUST_CHECK enum status rights_judge_year(struct ctx *c, int64_t year, struct db_ids ids, struct error *err);
/* Everybody of a term in transactions of its own; outside of one. */
MUST_CHECK enum status rights_judge_all(struct ctx *c, int64_t term_key, int64_t *ret_count, struct error *err);
MUST_CHECK enum status rights_job(struct ctx *c, int64_t job_id, struct text params, struct error *err);
/* Policies of a day whose period is the term: those that a class opens first, in the order of payers. */
MUST_CHECK enum status term_policies(struct ctx *c, day_t on, struct policy **ret, size_t *ret_count,
                                     struct error *err);

/* ---- lists */

struct draft {
    int64_t list_id;
    size_t added, refused_count;
    struct benefit_refused *refused;
    const struct text *names; /* of the refused, by their place in `refused` */
};
/* Puts all who have the right and are on no list (ids none), or chosen pupils, onto a draft of the term, policy and
 * commune. E_CONFLICT "education.nobody_to_list", "benefit.all_refused". */
MUST_CHECK enum status term_draft(struct ctx *c, const struct term *t, int64_t policy_id, int64_t commune_id,
                                  struct db_ids ids, struct draft *ret, struct error *err);

/* ---- pages: one function a route */
extern const struct form school_form, school_fee_form, school_clerk_form, enrol_form, class_form, leave_form, term_form,
    draft_form, propose_form;
extern const struct list_def school_list_def, pupil_list_def;
enum status board_get(struct ctx *c, struct value *out, struct error *err);
enum status reckon_post(struct ctx *c, struct value *out, struct error *err);
enum status terms_get(struct ctx *c, struct value *out, struct error *err);
enum status term_post(struct ctx *c, struct value *out, struct error *err);
enum status schools_get(struct ctx *c, struct value *out, struct error *err);
enum status school_make_form(struct ctx *c, const struct form **ret, struct error *err);
enum status school_post(struct ctx *c, struct value *out, struct error *err);
enum status school_one_get(struct ctx *c, struct value *out, struct error *err);
enum status school_edit_post(struct ctx *c, struct value *out, struct error *err);
enum status school_fee_post(struct ctx *c, struct value *out, struct error *err);
enum status school_clerk_post(struct ctx *c, struct value *out, struct error *err);
enum status pupils_get(struct ctx *c, struct value *out, struct error *err);
enum status enrol_get(struct ctx *c, struct value *out, struct error *err);
enum status enrol_make_form(struct ctx *c, const struct form **ret, struct error *err);
enum status enrol_post(struct ctx *c, struct value *out, struct error *err);
enum status enrol_fill(struct ctx *c, struct value *out, struct error *err);
enum status pupil_get(struct ctx *c, struct value *out, struct error *err);
enum status class_post(struct ctx *c, struct value *out, struct error *err);
enum status leave_post(struct ctx *c, struct value *out, struct error *err);
enum status draft_make_form(struct ctx *c, const struct form **ret, struct error *err);
enum status draft_post(struct ctx *c, struct value *out, struct error *err);
enum status propose_make_form(struct ctx *c, const struct form **ret, struct error *err);
enum status propose_post(struct ctx *c, struct value *out, struct error *err);

MUST_CHECK enum status education_check(struct ctx *c, struct value *findings, struct error *err);
MUST_CHECK enum status education_uses_of(struct ctx *c, struct db_ids household_ids, struct value *uses,
                                         struct error *err);

struct demo_plan;
enum status education_demo(struct ctx *c, const struct demo_plan *plan, struct error *err);
#endif
