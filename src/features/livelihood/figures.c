/* Figures of livelihoods and technique classes, and the clean-water rate of rural households from the newest review. */
#include "features/household/household.h"
#include "features/livelihood/livelihood_parts.h"

enum { HOUSEHOLDS, GIVEN, BETTER, GONE, SESSIONS, TRAINED, FIGURES };
static const char *const figure_names[FIGURES] = {"households", "given_dong", "better", "left", "classes", "trained"};
static const struct service_column figure_columns[FIGURES] = {
    [HOUSEHOLDS] = {"livelihood.households", "/livelihood/households?state=in"},
    [GIVEN] = {"livelihood.figure.given", "/livelihood/households"},
    [BETTER] = {"livelihood.outcome.better", "/livelihood/households?outcome=better"},
    [GONE] = {"livelihood.part.left", "/livelihood/households?state=left"},
    [SESSIONS] = {"livelihood.figure.classes", "/gatherings?kind=technique&counted=1"},
    [TRAINED] = {"livelihood.figure.trained", "/gatherings?kind=technique&counted=1"},
};

static enum status count(struct ctx *c, const struct service_asked *a, int by, struct service_counts **ret,
                         size_t *ret_count, struct error *err) {
    struct model_figures_row *rows;
    struct gathering_counts *classes;
    size_t n, m, used;
    TRY(model_figures(c->db, &(struct model_figures_in){a->from, a->to, a->level, a->area_id, by}, c->arena, &rows, &n,
                      err));
    TRY(gathering_count(c, "technique", a, by, &classes, &m, err));
    struct service_counts *counts = ARENA_ARRAY(c->arena, n + m + 1, struct service_counts);
    for (used = 0; used < n; used++) {
        const int64_t values[] = {rows[used].households, rows[used].given, rows[used].better, rows[used].gone};
        counts[used].area_id = rows[used].area_id;
        memcpy(counts[used].counts, values, sizeof values);
    }
    for (size_t i = 0; i < m; i++) {
        size_t at = 0;
        while (at < used && counts[at].area_id != classes[i].area_id)
            at++;
        if (at == used)
            counts[used++].area_id = classes[i].area_id;
        counts[at].counts[SESSIONS] = classes[i].sessions;
        counts[at].counts[TRAINED] = classes[i].people;
    }
    *ret = counts;
    *ret_count = used;
    return OK;
}

enum status livelihood_get(struct ctx *c, struct value *out, struct error *err) {
    static const struct service_action actions[] = {
        {"livelihood.models", "/livelihood/models", "list-check", "livelihood.read", false},
        {"livelihood.in_models", "/livelihood/households", "id", "livelihood.read", false},
        {"livelihood.classes", "/gatherings?kind=technique", "school", "gathering.read", false},
        {"livelihood.water", "/clean-water", "chart-line", "livelihood.read", false},
    };
    service_actions(c, out, actions, COUNT_OF(actions));
    return service_figures(c, figure_columns, figure_names, FIGURES, count, out, err);
}

/* ---- clean water */

/* The review of the year that was the newest on the last day asked for; DB_NULL: none asked about water. */
static enum status year_of(struct ctx *c, day_t to, int64_t *ret, struct error *err) {
    struct water_year_row r;
    bool found = false;
    TRY(water_year(c->db, &(struct water_year_in){to}, c->arena, &r, &found, err));
    *ret = found ? r.year : DB_NULL;
    return OK;
}

static enum status indicator_of(struct ctx *c, struct text *ret, struct error *err) {
    TRY(setting_text(c, "livelihood.water_indicator", c->today, ret, err));
    return ret->len > 0 ? OK : fail(err, E_CONFLICT, "livelihood.no_indicator");
}

static enum status count_water(struct ctx *c, const struct service_asked *a, int by, struct service_counts **ret,
                               size_t *ret_count, struct error *err) {
    struct water_figures_row *rows;
    struct text indicator;
    int64_t year;
    TRY(indicator_of(c, &indicator, err));
    TRY(year_of(c, a->to, &year, err));
    TRY(water_figures(c->db, &(struct water_figures_in){year, indicator, a->level, a->area_id, by}, c->arena, &rows,
                      ret_count, err));
    *ret = ARENA_ARRAY(c->arena, *ret_count + 1, struct service_counts);
    for (size_t i = 0; i < *ret_count; i++) {
        int64_t part = 0;
        (void)mul_div_i64(rows[i].clean, 10000, rows[i].asked, &part);
        (*ret)[i] = (struct service_counts){rows[i].area_id, {rows[i].asked, rows[i].clean, rows[i].lacking, part}};
    }
    return OK;
}

enum status water_get(struct ctx *c, struct value *out, struct error *err) {
    static const char *const names[] = {"asked", "clean", "lacking", "clean_basis_points"};
    static const struct service_column water_columns[] = {
        {"livelihood.water.asked", "/clean-water/households"},
        {"livelihood.water.clean", "/clean-water/households?water=clean"},
        {"livelihood.water.lacking", "/clean-water/households?water=lacking"},
        {"livelihood.water.part", NULL},
    };
    int64_t year;
    struct service_asked asked;
    TRY(service_asked(c, &asked, err));
    TRY(year_of(c, asked.to, &year, err));
    value_set_text(out, "year", year == DB_NULL ? TEXT_NONE : arena_fmt(c->arena, "%lld", (long long)year));
    return service_figures(c, water_columns, names, COUNT_OF(names), count_water, out, err);
}

static const struct choice waters[] = {{"clean", "livelihood.water.clean", 0},
                                       {"lacking", "livelihood.water.lacking", 0}};
static const struct list_column columns[] = {
    {.key = "code", .label = "service.code", .sort = "code", .href = "/households/{id}", .type = V_TEXT},
    {.key = "head_name",
     .label = "service.head",
     .href = "/households/{id}",
     .sensitivity = S_PERSONAL,
     .type = V_TEXT},
    {.key = "hamlet", .label = "service.hamlet", .type = V_TEXT},
    {.key = "commune", .label = "service.commune", .type = V_TEXT},
    {.key = "class_provincial", .label = "service.class_provincial", .type = V_WORD},
    {.key = "interviewed_on", .label = "livelihood.water.asked_on", .type = V_DAY},
    {.key = "water", .label = "livelihood.water", .type = V_WORD},
};
static const struct list_filter filters[] = {
    {.name = "water",
     .label = "livelihood.water",
     .type = F_CHOICE,
     .choices = waters,
     .choice_count = COUNT_OF(waters)},
    {.name = "area", .label = "service.area", .type = F_CHOICE, .options = service_area_choices},
    {.name = "from", .label = "service.from", .type = F_DAY},
    {.name = "to", .label = "service.to", .type = F_DAY},
};
static void list_row(struct ctx *c, const void *row, struct value *item) {
    (void)c;
    const struct water_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_id(item, "interview_id", r->interview_id);
    value_set_text(item, "code", r->code);
    value_set_text(item, "head_name", r->head_name);
    value_set_text(item, "hamlet", r->hamlet_name);
    value_set_text(item, "commune", r->commune_name);
    value_set_day(item, "interviewed_on", r->interviewed_on);
    value_set_word(item, "water", r->lacking ? "livelihood.water.lacking" : "livelihood.water.clean");
    value_set_word(item, "class_provincial", household_class_word(r->class_provincial));
}
const struct list_def water_list_def = {.name = "clean_water",
                                        .stmt = &water_list_stmt,
                                        .columns = columns,
                                        .column_count = COUNT_OF(columns),
                                        .filters = filters,
                                        .filter_count = COUNT_OF(filters),
                                        .row_href = "/households/{id}",
                                        .row = list_row,
                                        .empty = "livelihood.water.nobody",
                                        .file_name = "nuoc-sach-nong-thon"};

enum status water_households_get(struct ctx *c, struct value *out, struct error *err) {
    struct water_list_in in = {.today = c->today};
    day_t to = c->today;
    struct text asked = ctx_query(c, "to");
    if (asked.len > 0)
        (void)day_parse(asked, &to); /* a bad one is refused by the list's own filter */
    TRY(indicator_of(c, &in.indicator, err));
    TRY(year_of(c, to, &in.year, err));
    value_set_text(out, "year", in.year == DB_NULL ? TEXT_NONE : arena_fmt(c->arena, "%lld", (long long)in.year));
    return list_answer(c, &water_list_def, &in, NULL, 0, out, err);
}
