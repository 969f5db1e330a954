/* Shipped facts into the database: standards, indicators, scorecard, code lists, holidays, settings. What somebody
 * changed since stays as he left it. */
#include "features/standard/standard_load.h"

#include "app/tsv.h"
#include "features/area/area.h"
#include "features/standard/standard.h"
#include "standard_queries.h"

/* Shipped ids lie below 2^40, with bits that keep them apart from those of areas and agencies. */
static int64_t shipped_id(struct text key, int64_t mark) {
    return (int64_t)(text_hash(key) & ((1ULL << 30) - 1)) | mark;
}

int64_t standard_id_of_key(struct text key) {
    return shipped_id(key, 1LL << 32);
}

int64_t scorecard_id_of_key(struct text key) {
    return shipped_id(key, 1LL << 33);
}

#define BASE_DAY day_of(2021, 1, 1) /* settings hold from the first day of the register until somebody changes them */

static int64_t class_of(struct text name) {
    return text_is(name, "poor")        ? ENGINE_POOR
           : text_is(name, "near_poor") ? ENGINE_NEAR_POOR
           : text_is(name, "average")   ? ENGINE_AVERAGE
                                        : ENGINE_CANNOT_TELL;
}

static enum status load_standards(struct ctx *c, struct error *err) {
    struct tsv t;
    tsv_open(&t, "standards.tsv");
    while (tsv_next(&t)) {
        struct text key = tsv_text(&t, "standard_key"), area_key = tsv_text(&t, "area_key");
        int64_t area = DB_NULL;
        if (area_key.ptr != NULL)
            TRY(area_by_key(c, arena_zstr(c->arena, area_key), &area, err));
        TRY(standard_put(
            c->db,
            &(struct standard_put_in){
                standard_id_of_key(key), key, tsv_int(&t, "level", 0) == 0 ? T("national") : T("provincial"),
                tsv_text(&t, "name"), tsv_text(&t, "short_name"), area, tsv_text(&t, "indicator_family"),
                tsv_text(&t, "document"), tsv_day(&t, "valid_from", 0), tsv_day(&t, "valid_to", DAY_FOREVER),
                tsv_text(&t, "note"), tsv_text(&t, "source"), tsv_text(&t, "certainty")},
            NULL, err));
    }
    tsv_open(&t, "standard_lines.tsv");
    while (tsv_next(&t))
        TRY(standard_line_put(c->db,
                              &(struct standard_line_put_in){
                                  standard_id_of_key(tsv_text(&t, "standard_key")), tsv_int(&t, "urban", 0),
                                  class_of(tsv_text(&t, "class")), tsv_int(&t, "active", 1) != 0,
                                  tsv_int(&t, "income_over_dong", DB_NULL), tsv_int(&t, "income_max_dong", DB_NULL),
                                  tsv_int(&t, "income_points_max", DB_NULL), tsv_int(&t, "deprived_min", DB_NULL),
                                  tsv_int(&t, "deprived_max", DB_NULL), tsv_int(&t, "assumed", 0) != 0,
                                  tsv_text(&t, "income_certainty"), tsv_text(&t, "points_certainty"),
                                  tsv_text(&t, "deprived_certainty"), tsv_text(&t, "article"), tsv_text(&t, "note"),
                                  tsv_text(&t, "source"), tsv_text(&t, "certainty")},
                              NULL, err));
    tsv_open(&t, "indicators.tsv");
    while (tsv_next(&t))
        TRY(indicator_put(
            c->db,
            &(struct indicator_put_in){tsv_text(&t, "indicator_family"), tsv_int(&t, "no", 0), tsv_text(&t, "code"),
                                       tsv_int(&t, "dimension_no", 0), tsv_text(&t, "dimension"), tsv_text(&t, "name"),
                                       tsv_text(&t, "deprived_when"), tsv_int(&t, "points", 0), tsv_text(&t, "article"),
                                       tsv_text(&t, "rule_certainty"), tsv_text(&t, "note"), tsv_text(&t, "source"),
                                       tsv_text(&t, "certainty")},
            NULL, err));
    return OK;
}

/* Every database has the invented table, so that trying out works; the setting "scorecard" alone puts it to use. */
static enum status load_scorecard(struct ctx *c, struct error *err) {
    const int64_t id = scorecard_id_of_key(T(SCORECARD_DEMO));
    struct tsv t;
    int64_t last_item = 0;
    tsv_open(&t, "scorecard_demo.tsv");
    while (tsv_next(&t)) {
        int64_t item = tsv_int(&t, "item_no", 0);
        if (last_item == 0)
            TRY(scorecard_put(c->db,
                              &(struct scorecard_put_in){id, T(SCORECARD_DEMO), tsv_text(&t, "scorecard"), BASE_DAY,
                                                         false, TEXT_NONE, tsv_text(&t, "source"),
                                                         tsv_text(&t, "certainty"), clock_now(&c->app->clock)},
                              NULL, err));
        if (item != last_item)
            TRY(scorecard_item_put(c->db, &(struct scorecard_item_put_in){id, item, tsv_text(&t, "item")}, NULL, err));
        last_item = item;
        TRY(scorecard_option_put(
            c->db,
            &(struct scorecard_option_put_in){id, item, tsv_int(&t, "option_no", 0), tsv_text(&t, "option"),
                                              tsv_int(&t, "points_rural", 0), tsv_int(&t, "points_urban", 0)},
            NULL, err));
    }
    tsv_open(&t, "scorecard_demo_lines.tsv");
    while (tsv_next(&t))
        TRY(scorecard_line_put(c->db,
                               &(struct scorecard_line_put_in){id, standard_id_of_key(tsv_text(&t, "standard_key")),
                                                               tsv_int(&t, "urban", 0),
                                                               tsv_int(&t, "income_points_max", 0),
                                                               tsv_text(&t, "source"), tsv_text(&t, "certainty")},
                               NULL, err));
    return OK;
}

/* list: of the whole file, or NULL when the column "list" says it. */
static enum status load_codes(struct ctx *c, const char *file, const char *list, struct error *err) {
    struct tsv t;
    tsv_open(&t, file);
    while (tsv_next(&t))
        TRY(code_put(c->db,
                     &(struct code_put_in){list != NULL ? text_of(list) : tsv_text(&t, "list"), tsv_text(&t, "code"),
                                           tsv_text(&t, "name"), tsv_int(&t, "ord", 0), tsv_text(&t, "source"),
                                           tsv_text(&t, "certainty")},
                     NULL, err));
    return OK;
}

static enum status load_people_lists(struct ctx *c, struct error *err) {
    struct tsv t;
    tsv_open(&t, "ethnicities.tsv");
    while (tsv_next(&t))
        TRY(ethnicity_put(
            c->db,
            &(struct ethnicity_put_in){tsv_text(&t, "name"), tsv_text(&t, "alt_names"), tsv_text(&t, "code_1979"),
                                       tsv_text(&t, "code_2008"), tsv_text(&t, "code_2008_certainty"),
                                       tsv_int(&t, "minority", 0) != 0, tsv_int(&t, "ord", 0), tsv_text(&t, "note"),
                                       tsv_text(&t, "source"), tsv_text(&t, "certainty")},
            NULL, err));
    TRY(load_codes(c, "relations.tsv", "relation", err));
    TRY(load_codes(c, "poverty_causes.tsv", "poverty_cause", err));
    return load_codes(c, "code_lists.tsv", NULL, err);
}

static enum status load_holidays(struct ctx *c, struct error *err) {
    struct tsv t;
    tsv_open(&t, "holidays.tsv");
    while (tsv_next(&t))
        TRY(holiday_put(c->db,
                        &(struct holiday_put_in){tsv_day(&t, "day", 0), tsv_text(&t, "name"), tsv_text(&t, "kind"),
                                                 tsv_text(&t, "note"), tsv_text(&t, "source"),
                                                 tsv_text(&t, "certainty")},
                        NULL, err));
    return OK;
}

static bool is_review_rule(struct text key) {
    struct tsv t;
    tsv_open(&t, "review_rules.tsv");
    while (tsv_next(&t))
        if (text_eq(tsv_text(&t, "rule_key"), key))
            return true;
    return false;
}

/* A setting that bears a rule's name holds no value of its own: one value, one place. setting_int and setting_text
 * follow "rule:NAME" to "review.NAME". */
static enum status load_settings(struct ctx *c, struct error *err) {
    struct tsv t;
    tsv_open(&t, "settings.tsv");
    while (tsv_next(&t)) {
        struct text key = tsv_text(&t, "setting_key"), value = tsv_text(&t, "value");
        if (is_review_rule(key))
            value = arena_fmt(c->arena, "rule:%.*s", FMT(key));
        TRY(setting_put(c->db,
                        &(struct setting_put_in){key, BASE_DAY, value, tsv_text(&t, "title"), tsv_text(&t, "unit"),
                                                 tsv_text(&t, "article"), tsv_text(&t, "source"),
                                                 tsv_text(&t, "certainty")},
                        NULL, err));
    }
    tsv_open(&t, "review_rules.tsv");
    while (tsv_next(&t))
        TRY(setting_put(c->db,
                        &(struct setting_put_in){arena_fmt(c->arena, "review.%.*s", FMT(tsv_text(&t, "rule_key"))),
                                                 tsv_day(&t, "valid_from", BASE_DAY), tsv_text(&t, "value"),
                                                 tsv_text(&t, "title"), tsv_text(&t, "unit"), tsv_text(&t, "article"),
                                                 tsv_text(&t, "source"), tsv_text(&t, "certainty")},
                        NULL, err));
    return OK;
}

enum status standard_load(struct ctx *c, struct error *err) {
    TRY(load_standards(c, err));
    TRY(load_scorecard(c, err));
    TRY(load_people_lists(c, err));
    TRY(load_holidays(c, err));
    return load_settings(c, err);
}

enum status setting_store(struct ctx *c, const char *key, day_t valid_from, struct text value, struct text source,
                          struct text certainty, struct error *err) {
    struct setting_row_on_row old;
    bool found = false;
    TRY(setting_row_on(c->db, &(struct setting_row_on_in){text_of(key), valid_from}, c->arena, &old, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "setting.missing", key);
    return setting_put(
        c->db,
        &(struct setting_put_in){text_of(key), valid_from, value, old.label, old.unit, old.article, source, certainty},
        NULL, err);
}
