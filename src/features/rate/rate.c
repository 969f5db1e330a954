#include "features/rate/rate.h"

#include "features/area/area.h"
#include "rate_queries.h"

bool rate_meets(int64_t numerator, int64_t denominator, int64_t basis_points) {
    int64_t left, right;
    return mul_i64(numerator, 10000, &left) && mul_i64(denominator, basis_points, &right) && left <= right;
}

int64_t rate_allowed(int64_t denominator, int64_t basis_points) {
    int64_t product;
    return mul_i64(denominator, basis_points, &product) ? product / 10000 : 0;
}

static bool is_year_end(day_t d) {
    int y, m, day;
    day_parts(d, &y, &m, &day);
    return m == 12 && day == 31;
}

/* A decision may open benefits only from 1 January (setting): the year-end figure counts it all the same, so on
 * 31 December classes are read as of the next day. */
day_t rate_class_day(day_t as_of) {
    return is_year_end(as_of) ? as_of + 1 : as_of;
}

static struct rate_unit *unit_of(struct rate_unit *units, size_t count, int64_t id) {
    for (size_t i = 0; i < count; i++)
        if (units[i].area_id == id)
            return &units[i];
    return NULL;
}

static enum status find_state(struct ctx *c, day_t as_of, enum rate_state wanted, enum rate_state *ret,
                              struct error *err) {
    *ret = wanted == RATE_PROVISIONAL ? RATE_PROVISIONAL : RATE_IN_FORCE;
    if (wanted == RATE_PROVISIONAL || !is_year_end(as_of))
        return OK;
    struct rate_undecided_row row;
    bool found = false;
    TRY(rate_undecided(c->db, &(struct rate_undecided_in){day_year(as_of)}, c->arena, &row, &found, err));
    if (found && row.seasons > 0 && row.undecided == 0)
        *ret = RATE_OFFICIAL;
    return OK;
}

static enum status add_poor(struct ctx *c, struct rate *r, struct rate_unit *units, size_t count, struct error *err) {
    struct rate_poor_row *rows;
    size_t n;
    struct rate_open_season_row season = {0};
    bool has_season = false;
    if (r->state == RATE_PROVISIONAL)
        TRY(rate_open_season(c->db, &(struct rate_open_season_in){day_year(r->as_of)}, c->arena, &season, &has_season,
                             err));
    if (has_season) {
        struct rate_poor_provisional_row *with_season;
        TRY(rate_poor_provisional(
            c->db, &(struct rate_poor_provisional_in){r->standard_id, r->as_of, rate_class_day(r->as_of), season.id},
            c->arena, &with_season, &n, err));
        rows = ARENA_ARRAY(c->arena, n + 1, struct rate_poor_row);
        for (size_t i = 0; i < n; i++)
            rows[i] = (struct rate_poor_row){with_season[i].unit_id, with_season[i].urban, with_season[i].households};
    } else {
        TRY(rate_poor(c->db, &(struct rate_poor_in){r->standard_id, r->as_of, rate_class_day(r->as_of)}, c->arena,
                      &rows, &n, err));
    }
    for (size_t i = 0; i < n; i++) {
        struct rate_unit *u = unit_of(units, count, rows[i].unit_id);
        if (u == NULL)
            continue; /* outside the area asked for */
        u->poor += rows[i].households;
        u->poor_urban += rows[i].urban ? rows[i].households : 0;
    }
    return OK;
}

static enum status add_declared(struct ctx *c, day_t as_of, struct rate_unit *units, size_t count, struct error *err) {
    struct rate_declared_row *rows;
    size_t n;
    TRY(rate_declared(c->db, &(struct rate_declared_in){as_of}, c->arena, &rows, &n, err));
    for (size_t i = 0; i < n; i++) {
        struct rate_unit *u = unit_of(units, count, rows[i].unit_id);
        if (u == NULL)
            continue;
        u->declared = rows[i].households;
        u->declared_urban = rows[i].urban_households;
        u->declared_on = rows[i].on_day;
        u->source = rows[i].source;
    }
    return OK;
}

static enum status add_counted(struct ctx *c, day_t as_of, struct rate_unit *units, size_t count, struct error *err) {
    struct rate_counted_on_row *rows;
    size_t n;
    if (as_of == c->today) {
        struct rate_counted_now_row *now;
        TRY(rate_counted_now(c->db, c->arena, &now, &n, err));
        rows = ARENA_ARRAY(c->arena, n + 1, struct rate_counted_on_row);
        for (size_t i = 0; i < n; i++)
            rows[i] = (struct rate_counted_on_row){now[i].unit_id, now[i].households, now[i].urban_households};
    } else {
        TRY(rate_counted_on(c->db, &(struct rate_counted_on_in){as_of}, c->arena, &rows, &n, err));
    }
    for (size_t i = 0; i < n; i++) {
        struct rate_unit *u = unit_of(units, count, rows[i].unit_id);
        if (u == NULL)
            continue;
        u->counted = rows[i].households;
        u->counted_urban = rows[i].urban_households;
    }
    return OK;
}

/* The communes of the area, or the commune itself, or a hamlet's commune: a rate is a commune's at least, because
 * that is where totals are declared. */
static enum status find_units(struct ctx *c, int64_t area_id, day_t as_of, struct rate_unit **ret, size_t *ret_count,
                              struct error *err) {
    struct area *communes;
    size_t count;
    TRY(area_communes(c, area_id, as_of, &communes, &count, err));
    if (count == 0)
        return fail(err, E_NOT_FOUND, "rate.no_communes");
    struct rate_unit *units = ARENA_ARRAY(c->arena, count, struct rate_unit);
    for (size_t i = 0; i < count; i++)
        units[i] = (struct rate_unit){.area_id = communes[i].id,
                                      .district_id =
                                          communes[i].level == AREA_DISTRICT ? communes[i].id : communes[i].parent_id,
                                      .code = communes[i].code,
                                      .name = communes[i].name,
                                      .declared = DB_NULL,
                                      .declared_on = DAY_NONE};
    *ret = units;
    *ret_count = count;
    return OK;
}

static void sum_declared(struct rate *r, const struct rate_unit *units, size_t count) {
    r->declared = 0;
    for (size_t i = 0; i < count; i++) {
        r->numerator += units[i].poor;
        if (units[i].declared == DB_NULL)
            r->declared = DB_NULL;
        else if (r->declared != DB_NULL)
            r->declared += units[i].declared;
    }
    r->from_declared = r->declared != DB_NULL;
}

int64_t rate_share(int64_t numerator, int64_t denominator) {
    int64_t millionths;
    return denominator > 0 && mul_div_i64(numerator, 1000000, denominator, &millionths) ? millionths : DB_NULL;
}

static void finish(struct rate *r, const struct rate_unit *units, size_t count) {
    r->denominator = r->from_declared ? r->declared : r->counted;
    r->rate_millionths = rate_share(r->numerator, r->denominator);
    for (size_t i = 0; i < count; i++) {
        r->numerator_urban += units[i].poor_urban;
        r->denominator_urban += r->from_declared ? units[i].declared_urban : units[i].counted_urban;
    }
}

enum status rate_standard_on(struct ctx *c, const char *kind, day_t as_of, int64_t *ret_id, struct text *ret_name,
                             struct error *err) {
    const day_t days[] = {as_of, rate_class_day(as_of)};
    for (size_t i = 0; i < COUNT_OF(days); i++) {
        struct rate_standard_row r;
        bool found = false;
        TRY(rate_standard(c->db, &(struct rate_standard_in){text_of(kind), days[i]}, c->arena, &r, &found, err));
        if (!found)
            continue;
        *ret_id = r.id;
        if (ret_name != NULL)
            *ret_name = r.name;
        return OK;
    }
    return fail(err, E_NOT_FOUND, "rate.no_standard");
}

enum status rate_compute(struct ctx *c, const char *kind, int64_t area_id, day_t as_of, enum rate_state wanted,
                         enum rate_counting counting, struct rate *ret, struct error *err) {
    struct rate r = {.area_id = area_id, .as_of = as_of, .counted = DB_NULL};
    TRY(rate_standard_on(c, kind, as_of, &r.standard_id, NULL, err));
    TRY(find_state(c, as_of, wanted, &r.state, err));
    struct rate_unit *units;
    TRY(find_units(c, area_id, as_of, &units, &r.unit_count, err));
    TRY(add_poor(c, &r, units, r.unit_count, err));
    TRY(add_declared(c, as_of, units, r.unit_count, err));
    sum_declared(&r, units, r.unit_count);
    if (!r.from_declared || counting == RATE_COUNT_ALWAYS) {
        TRY(add_counted(c, as_of, units, r.unit_count, err));
        r.counted = 0;
        for (size_t i = 0; i < r.unit_count; i++)
            r.counted += units[i].counted;
    }
    r.units = units;
    finish(&r, units, r.unit_count);
    *ret = r;
    return OK;
}

/* ---- past days */

struct rate_past {
    struct rate_spans_row *spans;
    size_t *hamlets; /* of each span: its first row in `tree` */
    size_t span_count;
    struct rate_hamlets_row *tree; /* by hamlet and day */
    size_t tree_count;
    struct rate_tree_days_row *changes;
    size_t change_count;
};

static bool covers(day_t from, day_t to, day_t day) {
    return from <= day && to > day;
}

static size_t first_of_hamlet(const struct rate_past *p, int64_t hamlet_id) {
    size_t low = 0, high = p->tree_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (p->tree[middle].hamlet_id < hamlet_id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

enum status rate_past_load(struct ctx *c, int64_t standard_id, day_t from, day_t to, struct rate_past **ret,
                           struct error *err) {
    struct rate_past *p = ARENA_NEW(c->arena, struct rate_past);
    TRY(rate_spans(c->db, &(struct rate_spans_in){standard_id, from, to}, c->arena, &p->spans, &p->span_count, err));
    TRY(rate_hamlets(c->db, &(struct rate_hamlets_in){from, to}, c->arena, &p->tree, &p->tree_count, err));
    TRY(rate_tree_days(c->db, &(struct rate_tree_days_in){from, to}, c->arena, &p->changes, &p->change_count, err));
    p->hamlets = ARENA_ARRAY(c->arena, p->span_count + 1, size_t);
    for (size_t i = 0; i < p->span_count; i++)
        p->hamlets[i] = first_of_hamlet(p, p->spans[i].hamlet_id);
    *ret = p;
    return OK;
}

/* Counts the spans that cover the day into the units. */
static void count_spans(struct ctx *c, const struct rate_past *p, day_t day, struct rate_unit *units,
                        size_t unit_count) {
    struct rate_unit **units_of = ARENA_ARRAY(c->arena, p->tree_count + 1, struct rate_unit *);
    for (size_t i = 0; i < p->tree_count; i++) {
        const struct rate_hamlets_row *t = &p->tree[i];
        units_of[i] = covers(t->tree_from, t->tree_to, day) ? unit_of(units, unit_count, t->unit_id) : NULL;
    }
    day_t class_day = rate_class_day(day);
    for (size_t k = 0; k < p->span_count; k++) {
        const struct rate_spans_row *r = &p->spans[k];
        if (!covers(r->class_from, r->class_to, class_day) || !covers(r->place_from, r->place_to, day))
            continue;
        for (size_t i = p->hamlets[k]; i < p->tree_count && p->tree[i].hamlet_id == r->hamlet_id; i++)
            if (units_of[i] != NULL)
                units_of[i]->poor++;
    }
}

/* Whether the map of one day is that of a later one. */
static bool same_tree(const struct rate_past *p, day_t from, day_t to) {
    for (size_t i = 0; i < p->change_count; i++)
        if (p->changes[i].on_day > from && p->changes[i].on_day <= to)
            return false;
    return true;
}

enum status rate_trend(struct ctx *c, struct rate_past *past, int64_t area_id, struct rate_point *points, size_t count,
                       struct error *err) {
    struct rate_unit *units = NULL;
    size_t unit_count = 0;
    for (size_t i = 0; i < count; i++) {
        struct rate_point *p = &points[i];
        p->numerator = p->denominator = 0;
        if (i == 0 || !same_tree(past, points[i - 1].day, p->day)) {
            enum status s = find_units(c, area_id, p->day, &units, &unit_count, err);
            if (s == E_NOT_FOUND) {
                error_clear(err);
                unit_count = 0;
            } else {
                TRY(s);
            }
        }
        if (unit_count == 0)
            continue;
        for (size_t k = 0; k < unit_count; k++) {
            units[k].poor = 0;
            units[k].declared = DB_NULL;
        }
        TRY(add_declared(c, p->day, units, unit_count, err));
        count_spans(c, past, p->day, units, unit_count);
        struct rate r = {0};
        sum_declared(&r, units, unit_count);
        p->numerator = r.numerator;
        p->denominator = r.from_declared ? r.declared : 0;
    }
    return OK;
}

enum status rate_trend_units(struct ctx *c, struct rate_past *past, const struct rate *now,
                             const struct rate_point *points, size_t count, struct rate_point **ret_cells,
                             struct error *err) {
    size_t n = now->unit_count;
    struct rate_point *cells = ARENA_ARRAY(c->arena, n * count + 1, struct rate_point);
    struct rate_unit *units = ARENA_ARRAY(c->arena, n + 1, struct rate_unit);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < n; k++)
            units[k] = (struct rate_unit){.area_id = now->units[k].area_id, .declared = DB_NULL};
        TRY(add_declared(c, points[i].day, units, n, err));
        count_spans(c, past, points[i].day, units, n);
        for (size_t k = 0; k < n; k++)
            cells[i * n + k] =
                (struct rate_point){points[i].day, units[k].poor, units[k].declared == DB_NULL ? 0 : units[k].declared};
    }
    *ret_cells = cells;
    return OK;
}

void rate_value(struct ctx *c, const char *kind, struct text area_code, const struct rate *r, struct value *out) {
    (void)c;
    static const char *const states[] = {"rate.state.in_force", "rate.state.provisional", "rate.state.official"};
    value_set_str(out, "standard", kind);
    value_set_text(out, "area", area_code);
    value_set_day(out, "as_of", r->as_of);
    value_set_word(out, "state", states[r->state]);
    value_set_int(out, "numerator", r->numerator);
    value_set_int(out, "denominator", r->denominator);
    value_set_word(out, "denominator_source", r->from_declared ? "rate.source.declared" : "rate.source.counted");
    value_set_rate(out, "rate", r->rate_millionths);
    value_set_int(out, "declared", r->declared);
    value_set_int(out, "counted", r->counted);
    struct value *places = value_set_list(out, "by_place");
    for (int urban = 1; urban >= 0; urban--) {
        int64_t poor = urban ? r->numerator_urban : r->numerator - r->numerator_urban;
        int64_t all = urban ? r->denominator_urban : r->denominator - r->denominator_urban;
        struct value *v = value_add_object(places);
        value_set_word(v, "place", urban ? "rate.place.urban" : "rate.place.rural");
        value_set_int(v, "numerator", poor);
        value_set_int(v, "denominator", all);
        value_set_rate(v, "rate", rate_share(poor, all));
    }
}
