/* The leader's page: the rate against its target, its way to the end of the year, district by district, what moved and
 * what is stuck; each figure open to its households, and the same answer as JSON. */
#include "app/sheet.h"
#include "rate_parts.h"

/* ---- target */

static enum status add_target(struct ctx *c, const struct asked *a, const struct rate *r, struct value *out,
                              struct error *err) {
    bool national = strcmp(a->kind, "national") == 0;
    struct rate_target_of_row t;
    bool found = false;
    TRY(rate_target_in(c, a, &t, &found, err));
    if (!found) {
        value_set_null(out, "target");
        return OK;
    }
    struct value *v = value_set_object(out, "target");
    int64_t allowed = national ? t.value : rate_allowed(r->denominator, t.value);
    value_set_id(v, "id", t.id);
    if (national)
        value_set_int(v, "households", t.value);
    else
        value_set_bp(v, "rate_bp", t.value);
    value_set_day(v, "due_on", t.due_on);
    value_set_text(v, "document", t.document);
    value_set_text(v, "certainty", t.certainty);
    value_set_bool(v, "own", t.area_id == a->area_id);
    value_set_int(v, "allowed_households", allowed);
    value_set_bool(v, "met", national ? r->numerator <= t.value : rate_meets(r->numerator, r->denominator, t.value));
    value_set_int(v, "households_to_go", r->numerator > allowed ? r->numerator - allowed : 0);
    value_set_int(v, "days_left", t.due_on - c->today);
    return OK;
}

/* ---- where the denominator comes from */

static bool seen_before(const struct rate *r, size_t i) {
    for (size_t k = 0; k < i; k++)
        if (r->units[k].declared_on == r->units[i].declared_on && text_eq(r->units[k].source, r->units[i].source))
            return true;
    return false;
}

/* Who declared the total and when, and how far the register counts another number. */
static void add_denominator(struct ctx *c, const struct rate *r, struct value *out) {
    value_set_int(out, "difference",
                  r->declared != DB_NULL && r->counted != DB_NULL ? r->counted - r->declared : DB_NULL);
    struct value *sources = value_set_list(out, "denominator_sources");
    int64_t missing = 0;
    for (size_t i = 0; i < r->unit_count; i++) {
        missing += r->units[i].declared == DB_NULL;
        if (r->units[i].declared == DB_NULL || seen_before(r, i))
            continue;
        if (value_count(sources) >= 5)
            continue; /* the table of communes has them all */
        struct value *v = value_add_object(sources);
        value_set_text(v, "source", r->units[i].source);
        value_set_day(v, "on_day", r->units[i].declared_on);
    }
    value_set_int(out, "not_declared", missing);
    (void)c;
}

/* ---- by district and commune */

struct own_targets {
    struct rate_targets_own_row *rows;
    size_t count;
};

static void set_own_target(const struct own_targets *own, bool national, int64_t area_id, int64_t poor, int64_t all,
                           struct value *v) {
    for (size_t i = 0; i < own->count; i++) {
        if (own->rows[i].area_id != area_id)
            continue;
        int64_t value = own->rows[i].value, allowed = national ? value : rate_allowed(all, value);
        struct value *t = value_set_object(v, "target");
        value_set_id(t, "id", own->rows[i].id);
        if (national)
            value_set_int(t, "households", value);
        else
            value_set_bp(t, "rate_bp", value);
        value_set_text(t, "document", own->rows[i].document);
        value_set_bool(t, "met", national ? poor <= value : rate_meets(poor, all, value));
        value_set_int(t, "households_to_go", poor > allowed ? poor - allowed : 0);
        return;
    }
}

static int64_t all_of(const struct rate *r, const struct rate_unit *u) {
    return r->from_declared ? u->declared : u->declared != DB_NULL ? u->declared : u->counted;
}

static void unit_value(struct ctx *c, const struct asked *a, const struct rate *r, const struct own_targets *own,
                       const struct rate_unit *u, const struct rate_unit *later, int64_t bp, struct value *v) {
    int64_t all = all_of(r, u);
    value_set_id(v, "area_id", u->area_id);
    value_set_text(v, "code", u->code);
    value_set_text(v, "name", u->name);
    value_set_text(v, "href", rate_households_href(c, a, u->area_id, c->as_of, -1));
    rate_set_share(v, u->poor, all);
    value_set_int(v, "urban_numerator", u->poor_urban);
    value_set_int(v, "provisional", later != NULL ? later->poor : DB_NULL);
    value_set_int(v, "declared", u->declared);
    value_set_int(v, "counted", r->counted == DB_NULL ? DB_NULL : u->counted);
    value_set_day(v, "declared_on", u->declared_on);
    value_set_text(v, "source", u->source);
    value_set_int(v, "level", bp > 0 ? rate_level(u->poor, all, bp) : u->poor > 0 ? 2 : 0);
    set_own_target(own, strcmp(a->kind, "national") == 0, u->area_id, u->poor, all, v);
}

/* One line of the table that goes out as a workbook. */
static void area_row(struct ctx *c, struct value *picture, struct text district, const struct value *v) {
    struct value *row = rate_picture_row(c, picture);
    static const char *const keys[] = {"name",        "numerator", "denominator", "rate",
                                       "provisional", "declared",  "counted"};
    rate_cell_text(c, row, district);
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        value_add(row, (struct value *)value_get(v, text_of(keys[i])));
}

static enum status add_units(struct ctx *c, const struct asked *a, const struct rate *r, const struct rate *later,
                             struct value *out, struct error *err) {
    bool national = strcmp(a->kind, "national") == 0, found = false;
    struct own_targets own;
    struct rate_target_of_row target;
    TRY(rate_target_in(c, a, &target, &found, err));
    int64_t bp = found && !national ? target.value : 0;
    TRY(rate_targets_own(c->db,
                         &(struct rate_targets_own_in){
                             text_of(a->kind), national ? T("poor_households") : T("poor_household_rate"), c->as_of},
                         c->arena, &own.rows, &own.count, err));
    static const char *const head[] = {"rate.district", "rate.area",        "rate.households", "rate.denominator",
                                       "rate.rate",     "rate.provisional", "rate.declared",   "rate.counted"};
    struct value *groups = value_set_list(out, "districts"),
                 *picture = rate_picture(c, a, out, "areas", "rate.by_area", head, COUNT_OF(head));
    for (size_t i = 0; i < r->unit_count; i++) {
        int64_t district = r->units[i].district_id;
        bool seen = false;
        for (size_t k = 0; k < i; k++)
            seen = seen || r->units[k].district_id == district;
        if (seen)
            continue;
        struct area d;
        TRY(area_get(c, district, c->as_of, &d, err));
        struct value *g = value_add_object(groups), *units = value_list(c->arena);
        struct rate_unit sum = {.area_id = district, .code = d.code, .name = d.name, .declared_on = DAY_NONE};
        int64_t provisional = 0;
        for (size_t k = i; k < r->unit_count; k++) {
            const struct rate_unit *u = &r->units[k];
            if (u->district_id != district)
                continue;
            sum.poor += u->poor;
            sum.poor_urban += u->poor_urban;
            sum.counted += u->counted;
            sum.declared = sum.declared == DB_NULL || u->declared == DB_NULL ? DB_NULL : sum.declared + u->declared;
            provisional += later != NULL ? later->units[k].poor : 0;
            struct value *v = value_add_object(units);
            unit_value(c, a, r, &own, u, later != NULL ? &later->units[k] : NULL, bp, v);
            area_row(c, picture, d.name, v);
        }
        struct rate_unit sum_later = {.poor = provisional};
        unit_value(c, a, r, &own, &sum, later != NULL ? &sum_later : NULL, bp, g);
        value_set(g, "communes", units);
    }
    return OK;
}

/* ---- the one number */

static struct value *add_line(struct value *lines, const char *label, const struct value *value, struct text href) {
    if (value == NULL || value->type == V_NULL)
        return NULL;
    struct value *line = value_add_object(lines);
    value_set_word(line, "label", label);
    value_share(line, "value", value);
    value_set_text(line, "href", href);
    return line;
}

static void add_stat(struct ctx *c, const struct asked *a, const struct rate *r, struct value *out) {
    struct value *stat = value_object(c->arena);
    struct text here = rate_households_href(c, a, a->area_id, c->as_of, -1);
    value_set_rate(stat, "value", r->rate_millionths);
    value_set_str(stat, "unit", "%");
    struct value *of = value_set_list(stat, "of");
    struct value *poor = value_add_object(of), *all = value_add_object(of);
    value_set_int(poor, "value", r->numerator);
    value_set_text(poor, "href", here);
    value_set_word(poor, "label", "rate.poor_households");
    value_set_int(all, "value", r->denominator);
    value_set_word(all, "label", r->from_declared ? "rate.all_declared" : "rate.all_counted");
    struct value *lines = value_set_list(stat, "lines");
    struct value *target = add_line(lines, "rate.target", value_path(out, "target.rate_bp"), TEXT_NONE);
    if (target != NULL)
        value_share(target, "sub", value_path(out, "target.due_on"));
    add_line(lines, "rate.allowed", value_path(out, "target.allowed_households"), TEXT_NONE);
    struct value *to_go = add_line(lines, "rate.to_go", value_path(out, "target.households_to_go"), here);
    if (to_go != NULL && value_int(value_path(out, "target.households_to_go"), 0) > 0)
        value_set_str(to_go, "tone", "warn");
    struct value *later = add_line(lines, "rate.provisional", value_path(out, "provisional.numerator"),
                                   arena_fmt(c->arena, "%.*s&state=provisional", FMT(here)));
    if (later != NULL)
        value_share(later, "sub", value_path(out, "provisional.rate"));
    struct value *end = add_line(lines, "rate.forecast", value_path(out, "forecast.numerator"), T("#forecast"));
    if (end != NULL)
        value_share(end, "sub", value_path(out, "forecast.rate"));
    value_set_page(out, "stat", stat);
}

/* *later is the provisional figure where a season is open and it was not itself asked for. */
static enum status add_provisional(struct ctx *c, const struct asked *a, struct value *out, struct rate *later,
                                   bool *ret_found, struct error *err) {
    struct rate_open_season_row season;
    TRY(rate_open_season(c->db, &(struct rate_open_season_in){day_year(c->as_of)}, c->arena, &season, ret_found, err));
    *ret_found = *ret_found && a->state != RATE_PROVISIONAL;
    if (!*ret_found)
        return OK;
    TRY(rate_compute(c, a->kind, a->area_id, c->as_of, RATE_PROVISIONAL, RATE_COUNT_IF_NEEDED, later, err));
    struct value *v = value_set_object(out, "provisional");
    rate_set_share(v, later->numerator, later->denominator);
    return OK;
}

/* The newest year end whose season is signed everywhere, apart from what is in force today. */
static enum status add_official(struct ctx *c, const struct asked *a, struct value *out, struct error *err) {
    for (int back = 0; back < 3; back++) {
        day_t end = day_of(day_year(c->as_of) - back, 12, 31);
        if (end > c->as_of)
            continue;
        struct rate r;
        struct error none;
        error_clear(&none);
        enum status s = rate_compute(c, a->kind, a->area_id, end, RATE_IN_FORCE, RATE_COUNT_IF_NEEDED, &r, &none);
        if (s == E_NOT_FOUND)
            continue;
        if (s != OK) {
            *err = none;
            return s;
        }
        if (r.state != RATE_OFFICIAL)
            continue;
        struct value *v = value_set_object(out, "official");
        value_set_day(v, "day", end);
        rate_set_share(v, r.numerator, r.denominator);
        value_set_text(v, "href", rate_households_href(c, a, a->area_id, end, -1));
        return OK;
    }
    value_set_null(out, "official");
    return OK;
}

static void link_places(struct ctx *c, const struct asked *a, struct value *out) {
    const struct value *places = value_get(out, T("by_place"));
    for (size_t i = 0; i < value_count(places); i++)
        value_set_text((struct value *)value_at(places, i), "href",
                       rate_households_href(c, a, a->area_id, c->as_of, i == 0));
}

enum status rate_answer(struct ctx *c, struct value *out, struct error *err) {
    struct asked a;
    TRY(rate_asked(c, &a, err));
    struct rate r, later;
    bool has_later = false, counting = c->as_of == c->today || text_is(ctx_query(c, "count"), "1");
    TRY(rate_compute(c, a.kind, a.area_id, c->as_of, a.state, counting ? RATE_COUNT_ALWAYS : RATE_COUNT_IF_NEEDED, &r,
                     err));
    rate_value(c, a.kind, a.area.code, &r, out);
    value_set_id(out, "area_id", a.area_id);
    value_set_text(out, "area_name", a.area.name);
    struct value *word = value_object(c->arena);
    value_set_word(word, "x", strcmp(a.kind, "national") == 0 ? "rate.national" : "rate.provincial");
    value_set_page(out, "standard_word", (struct value *)value_get(word, T("x")));
    link_places(c, &a, out);
    add_denominator(c, &r, out);
    TRY(add_target(c, &a, &r, out, err));
    TRY(add_provisional(c, &a, out, &later, &has_later, err));
    TRY(add_official(c, &a, out, err));
    TRY(add_units(c, &a, &r, has_later ? &later : NULL, out, err));
    struct rate_past *past;
    TRY(rate_past_load(c, r.standard_id, rate_past_from(c), c->as_of, &past, err));
    TRY(rate_add_path(c, &a, &r, past, out, err));
    TRY(rate_add_heat(c, &a, &r, past, out, err));
    TRY(rate_add_map(c, &a, &r, out, err));
    TRY(rate_add_flow(c, &a, out, err));
    TRY(rate_add_stuck(c, &a, out, err));
    add_stat(c, &a, &r, out);
    value_set_bool(out, "may_set_target", user_may(&c->user, "rate.target"));
    return OK;
}

enum status rate_page(struct ctx *c, struct value *out, struct error *err) {
    return rate_answer(c, out, err);
}

/* One picture alone, as its table and as a workbook: /rate/pictures/path.xlsx */
enum status rate_picture_page(struct ctx *c, struct value *out, struct error *err) {
    struct value *all = value_object(c->arena);
    TRY(rate_answer(c, all, err));
    const struct value *p = value_get(value_get(all, T("pictures")), c->params[0]);
    if (p == NULL)
        return fail(err, E_NOT_FOUND, "http.not_found");
    struct text title = tr(c->lang, value_text(value_get(p, T("title"))).ptr);
    if (c->format != NULL && strcmp(c->format, "xlsx") == 0)
        return sheet_send(c, arena_fmt(c->arena, "ty-le-%.*s", FMT(c->params[0])).ptr, title, value_get(p, T("head")),
                          value_get(p, T("table")), err);
    value_set_text(out, "title", title);
    value_share(out, "area_name", value_get(all, T("area_name")));
    value_set_day(out, "as_of", c->as_of);
    value_share(out, "head", value_get(p, T("head")));
    value_share(out, "rows", value_get(p, T("table")));
    value_set_page(out, "picture", (struct value *)p);
    return OK;
}

/* ---- on the first page of those who lead */

enum status rate_home(struct ctx *c, struct value *work, struct value *out, struct error *err) {
    (void)work;
    if (!user_may(&c->user, "rate.read"))
        return OK;
    struct value *figures = value_object(c->arena);
    enum status s = rate_answer(c, figures, err);
    if (s == E_NOT_FOUND) { /* no standard loaded, or the area is gone: the page says what it can */
        error_clear(err);
        return OK;
    }
    TRY(s);
    value_set(out, "rate", figures);
    return OK;
}
