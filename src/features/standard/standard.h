/* Poverty standards, indicators, scorecards, code lists, settings and the calendar of working days: law as dated
 * data. Every value carries its source and certainty; what is not known stays empty and is shown as "chưa rõ". */
#ifndef ANSINH_STANDARD_H
#define ANSINH_STANDARD_H
#include "app/app.h"
#include "app/form.h"
#include "engine/classify.h"

/* ---- standards */

struct standard {
    int64_t id, area_id; /* area 0: the whole country */
    struct text key, kind, name, short_name, indicator_family, document, note, source, certainty;
    day_t valid_from, valid_to;
    int64_t version;
};
/* Lines of a standard as stored; class_no is enum engine_class. DB_NULL: not known, or no limit. */
struct standard_line {
    int64_t urban, class_no, income_over_dong, income_max_dong, points_max, deprived_min, deprived_max, version;
    bool active, assumed;
    struct text income_certainty, points_certainty, deprived_certainty, article, note, source, certainty;
};
struct indicator {
    int64_t no, dimension_no, points;
    struct text code, dimension, name, deprived_when, article, rule_certainty, note, source, certainty;
};
/* E_NOT_FOUND "standard.missing". */
MUST_CHECK enum status standard_get(struct ctx *c, int64_t id, struct standard *ret, struct error *err);
MUST_CHECK enum status standard_by_key(struct ctx *c, struct text key, struct standard *ret, struct error *err);
/* The standard of a kind ("national", "provincial") in force on a day; area_id 0, or a place that a provincial one
 * must cover. E_NOT_FOUND "standard.none_then" when none is known, e.g. the provincial one from 2026 on. */
MUST_CHECK enum status standard_for(struct ctx *c, const char *kind, int64_t area_id, day_t on, struct standard *ret,
                                    struct error *err);
/* The standards that one interview is judged by on a day (setting standard.all), in the setting's order, without
 * those that are not in force; before the first of them is, those that come first (the review at the end of 2021
 * was held by the standards of 2022). */
MUST_CHECK enum status standards_applied(struct ctx *c, day_t on, struct standard **ret, size_t *ret_count,
                                         struct error *err);
MUST_CHECK enum status standard_lines(struct ctx *c, int64_t standard_id, struct standard_line **ret, size_t *ret_count,
                                      struct error *err);
/* By no, 1 first and without gaps. */
MUST_CHECK enum status standard_indicators(struct ctx *c, struct text family, struct indicator **ret, size_t *ret_count,
                                           struct error *err);
/* Stable id of a shipped standard or scorecard, for demo data: standard_id_of_key(T("brvt-2022")). */
int64_t standard_id_of_key(struct text key);
int64_t scorecard_id_of_key(struct text key);
#define SCORECARD_DEMO "minh-hoa"

/* ---- scorecards */

struct scorecard_option {
    int64_t no, points_rural, points_urban;
    struct text name;
};
struct scorecard_item {
    int64_t no;
    struct text name;
    const struct scorecard_option *options;
    size_t option_count;
};
struct scorecard {
    int64_t id;
    struct text key, name, article, source, certainty;
    day_t valid_from;
    bool official; /* false: invented for demonstration */
    const struct scorecard_item *items;
    size_t item_count;
};
/* E_NOT_FOUND "scorecard.missing". */
MUST_CHECK enum status scorecard_get(struct ctx *c, int64_t id, struct scorecard *ret, struct error *err);
/* The one in use on a day (setting scorecard); *ret_id 0 when none is: the official table is not known. */
MUST_CHECK enum status scorecard_on(struct ctx *c, day_t on, int64_t *ret_id, struct error *err);
void scorecard_compile(const struct scorecard *card, struct engine_card *ret);

/* The lines as the engine takes them; scorecard_id 0, or the scorecard whose own cut-offs win. ret_points_assumed
 * (may be NULL): the cut-off in points comes from a scorecard that is not official. */
MUST_CHECK enum status standard_compile(struct ctx *c, int64_t standard_id, int64_t scorecard_id,
                                        struct engine_standard *ret, bool *ret_points_assumed, struct error *err);
/* The cut-off in points of poor households, the scorecard's own before the standard's. points DB_NULL: not known. */
struct points_cut_off {
    int64_t points;
    struct text source, certainty;
};
MUST_CHECK enum status standard_points_cut_off(struct ctx *c, int64_t standard_id, int64_t scorecard_id, bool urban,
                                               struct points_cut_off *ret, struct error *err);
/* Whether income is told by points or by amount when both are possible (setting standard.income_by). */
MUST_CHECK enum status standard_income_by(struct ctx *c, day_t on, enum engine_income *ret, struct error *err);

/* ---- words for codes */

const char *standard_class_word(int64_t class_no);          /* "standard.class.poor" … */
const char *standard_certainty_word(struct text certainty); /* "standard.certainty.confirmed" …; NULL: empty */
const char *standard_area_word(bool urban);                 /* "standard.urban", "standard.rural" */
/* "confirmed", "derived", "secondary": said as it is. The others are marked "tạm" or "chưa rõ" on screens. */
bool certainty_is_firm(struct text certainty);
void value_set_certainty(struct value *obj, const char *key, struct text certainty);

/* ---- code lists ("relation", "poverty_cause", …) and ethnic groups, as choices of forms */
MUST_CHECK enum status code_choices(struct ctx *c, const char *list, struct choice_text **ret, size_t *ret_count,
                                    struct error *err);
MUST_CHECK enum status ethnicity_choices(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err);

/* ---- working days: Monday to Friday without a day off, and weekend days that are worked instead */

struct calendar {
    const struct calendar_day {
        day_t day;
        bool working;
    } * days; /* exceptions only, by day */
    size_t count;
};
MUST_CHECK enum status calendar_load(struct ctx *c, struct calendar *ret, struct error *err);
bool calendar_is_working(const struct calendar *cal, day_t day);
/* The n-th working day after a day that itself does not count: +1 from a Friday is the Monday. n < 0 counts back;
 * n = 0 is the day itself. */
day_t calendar_add(const struct calendar *cal, day_t day, int64_t n);
/* Working days in (from, to]; when to lies before from: those in [to, from), negative. calendar_add's inverse. */
int64_t calendar_count(const struct calendar *cal, day_t from, day_t to);
MUST_CHECK enum status calendar_add_working_days(struct ctx *c, day_t day, int64_t n, day_t *ret, struct error *err);

/* ---- settings: dated rows; app.h reads them (setting_int, setting_text). The parameters of the review procedure
 * are settings named "review." and their rule, e.g. "review.posting.days". Writes a dated row; no audit. */
MUST_CHECK enum status setting_store(struct ctx *c, const char *key, day_t valid_from, struct text value,
                                     struct text source, struct text certainty, struct error *err);
#endif
