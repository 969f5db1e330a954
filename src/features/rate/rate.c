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
static day_t class_day(day_t as_of) {
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
            c->db, &(struct rate_poor_provisional_in){r->standard_id, r->as_of, class_day(r->as_of), season.id},
            c->arena, &with_season, &n, err));
        rows = ARENA_ARRAY(c->arena, n + 1, struct rate_poor_row);
        for (size_t i = 0; i < n; i++)
            rows[i] = (struct rate_poor_row){with_season[i].unit_id, with_season[i].urban, with_season[i].households};
    } else {
        TRY(rate_poor(c->db, &(struct rate_poor_in){r->standard_id, r->as_of, class_day(r->as_of)}, c->arena, &rows, &n,
                      err));
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
        if (u != NULL)
            u->declared = rows[i].households;
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
            rows[i] = (struct rate_counted_on_row){now[i].unit_id, now[i].households};
    } else {
        TRY(rate_counted_on(c->db, &(struct rate_counted_on_in){as_of}, c->arena, &rows, &n, err));
    }
    for (size_t i = 0; i < n; i++) {
        struct rate_unit *u = unit_of(units, count, rows[i].unit_id);
        if (u != NULL)
            u->counted = rows[i].households;
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
                                      .declared = DB_NULL};
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

static void finish(struct rate *r) {
    r->denominator = r->from_declared ? r->declared : r->counted;
    if (!mul_div_i64(r->numerator, 1000000, r->denominator, &r->rate_millionths))
        r->rate_millionths = DB_NULL;
}

enum status rate_compute(struct ctx *c, const char *kind, int64_t area_id, day_t as_of, enum rate_state wanted,
                         enum rate_counting counting, struct rate *ret, struct error *err) {
    struct rate_standard_row standard;
    bool found = false;
    TRY(rate_standard(c->db, &(struct rate_standard_in){text_of(kind), as_of}, c->arena, &standard, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "rate.no_standard");
    struct rate r = {.area_id = area_id, .standard_id = standard.id, .as_of = as_of, .counted = DB_NULL};
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
    finish(&r);
    *ret = r;
    return OK;
}

static bool covers(day_t from, day_t to, day_t day) {
    return from <= day && to > day;
}

enum status rate_trend(struct ctx *c, int64_t standard_id, int64_t area_id, struct rate_point *points, size_t count,
                       struct error *err) {
    if (count == 0)
        return OK;
    struct rate_spans_row *spans;
    size_t span_count;
    TRY(rate_spans(c->db, &(struct rate_spans_in){standard_id, points[0].day, points[count - 1].day}, c->arena, &spans,
                   &span_count, err));
    for (size_t i = 0; i < count; i++) {
        struct rate_point *p = &points[i];
        p->numerator = p->denominator = 0;
        struct rate_unit *units;
        size_t unit_count;
        enum status s = find_units(c, area_id, p->day, &units, &unit_count, err);
        if (s == E_NOT_FOUND) {
            error_clear(err);
            continue;
        }
        TRY(s);
        TRY(add_declared(c, p->day, units, unit_count, err));
        for (size_t k = 0; k < span_count; k++) {
            const struct rate_spans_row *r = &spans[k];
            struct rate_unit *u = covers(r->class_from, r->class_to, class_day(p->day)) &&
                                          covers(r->place_from, r->place_to, p->day) &&
                                          covers(r->tree_from, r->tree_to, p->day)
                                      ? unit_of(units, unit_count, r->unit_id)
                                      : NULL;
            if (u != NULL)
                u->poor++;
        }
        struct rate r = {0};
        sum_declared(&r, units, unit_count);
        p->numerator = r.numerator;
        p->denominator = r.from_declared ? r.declared : 0;
    }
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
}
