/* The leader's page: the rate against its target, its way through the year, district by district, each figure
 * open to its households; and the same answer as JSON and on the command line. */
#include "app/command.h"
#include "app/list.h"
#include "app/tsv.h"
#include "features/area/area.h"
#include "features/rate/rate.h"
#include "features/rate/rate_load.h"
#include "rate_queries.h"
#include "rate_templates.h"
#include "view/chart.h"

struct asked {
    const char *kind;
    int64_t area_id;
    struct area area;
    enum rate_state state;
};

/* ?area= takes a code or an id; nobody sees an area outside his scope. */
static enum status read_asked(struct ctx *c, struct asked *a, struct error *err) {
    *a = (struct asked){.kind = text_is(ctx_query(c, "standard"), "national") ? "national" : "provincial"};
    struct text code = ctx_query(c, "area");
    if (code.len > 6) {
        if (!text_to_i64(code, &a->area_id))
            return fail(err, E_BAD_REQUEST, "area.no_code", arena_zstr(c->arena, code));
    } else if (code.len > 0) {
        TRY(area_by_code(c, code, c->as_of, &a->area_id, err));
    } else if (c->user.scope.level == DB_SCOPE_ALL) {
        TRY(area_by_code(c, T("77"), c->as_of, &a->area_id, err));
    } else {
        a->area_id = c->user.scope.area_id;
    }
    TRY(ctx_require_area(c, a->area_id, err));
    TRY(area_get(c, a->area_id, c->as_of, &a->area, err));
    if (a->area.level == AREA_HAMLET) { /* totals are declared by communes */
        a->area_id = a->area.parent_id;
        TRY(area_get(c, a->area_id, c->as_of, &a->area, err));
    }
    a->state = text_is(ctx_query(c, "state"), "provisional") ? RATE_PROVISIONAL : RATE_IN_FORCE;
    return OK;
}

/* ---- target */

static enum status add_target(struct ctx *c, const struct asked *a, const struct rate *r, struct value *out,
                              struct error *err) {
    bool national = strcmp(a->kind, "national") == 0;
    struct rate_target_of_row t;
    bool found = false;
    TRY(rate_target_of(c->db,
                       &(struct rate_target_of_in){a->area_id, text_of(a->kind),
                                                   national ? T("poor_households") : T("poor_household_rate"),
                                                   r->as_of},
                       c->arena, &t, &found, err));
    if (!found) {
        value_set_null(out, "target");
        return OK;
    }
    struct value *v = value_set_object(out, "target");
    int64_t allowed = national ? t.value : rate_allowed(r->denominator, t.value);
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

/* ---- by district and commune */

/* TEXT_NONE where the reader may not see the households: a commune's officer has the sum of the district, not its list.
 */
static struct text households_href(struct ctx *c, const struct asked *a, int64_t area_id) {
    char day[11];
    struct error refused = {0};
    if (ctx_require_area(c, area_id, &refused) != OK) {
        error_clear(&refused);
        return TEXT_NONE;
    }
    day_iso(c->as_of, day);
    return arena_fmt(c->arena, "/rate/households?area=%lld&standard=%s&as-of=%s", (long long)area_id, a->kind, day);
}

static void set_share(struct value *v, int64_t poor, int64_t declared, int64_t counted) {
    int64_t rate = DB_NULL, denominator = declared != DB_NULL ? declared : counted;
    value_set_int(v, "numerator", poor);
    value_set_int(v, "denominator", denominator);
    if (!mul_div_i64(poor, 1000000, denominator, &rate))
        rate = DB_NULL;
    value_set_rate(v, "rate", rate);
}

/* 0..4 for the ground of a cell, by the target's own multiples; the number always stands in it. */
static int level_of(int64_t poor, int64_t denominator, int64_t target_bp) {
    if (poor == 0 || denominator <= 0)
        return 0;
    for (int level = 1; level <= 3; level++)
        if (rate_meets(poor, denominator, target_bp * level))
            return level;
    return 4;
}

static enum status add_units(struct ctx *c, const struct asked *a, const struct rate *r, struct value *out,
                             struct error *err) {
    struct value *groups = value_set_list(out, "districts");
    for (size_t i = 0; i < r->unit_count; i++) {
        int64_t district = r->units[i].district_id;
        bool seen = false;
        for (size_t k = 0; k < i; k++)
            seen = seen || r->units[k].district_id == district;
        if (seen)
            continue;
        struct area d;
        TRY(area_get(c, district, c->as_of, &d, err));
        struct value *g = value_add_object(groups);
        value_set_id(g, "area_id", district);
        value_set_text(g, "code", d.code);
        value_set_text(g, "name", d.name);
        value_set_text(g, "href", households_href(c, a, district));
        int64_t poor = 0, declared = 0, counted = 0;
        struct value *units = value_set_list(g, "communes");
        for (size_t k = i; k < r->unit_count; k++) {
            const struct rate_unit *u = &r->units[k];
            if (u->district_id != district)
                continue;
            poor += u->poor;
            counted += u->counted;
            declared = declared == DB_NULL || u->declared == DB_NULL ? DB_NULL : declared + u->declared;
            struct value *v = value_add_object(units);
            value_set_id(v, "area_id", u->area_id);
            value_set_text(v, "code", u->code);
            value_set_text(v, "name", u->name);
            value_set_text(v, "href", households_href(c, a, u->area_id));
            set_share(v, u->poor, u->declared, u->counted);
            value_set_int(v, "urban_numerator", u->poor_urban);
            value_set_int(v, "level", level_of(u->poor, u->declared != DB_NULL ? u->declared : u->counted, 32));
        }
        set_share(g, poor, declared, counted);
        value_set_int(g, "level", level_of(poor, declared != DB_NULL ? declared : counted, 32));
    }
    return OK;
}

/* ---- the way through the year: the rate in force at each month's end so far */

#define MONTHS 12

static day_t month_end(int year, int month) {
    return month == 12 ? day_of(year, 12, 31) : day_of(year, month + 1, 1) - 1;
}

/* Ends of the months so far, from the end of the year before to the day asked for. */
static size_t trend_days(struct ctx *c, struct rate_point points[MONTHS + 1]) {
    int year = day_year(c->as_of);
    size_t n = 0;
    points[n++].day = day_of(year - 1, 12, 31);
    for (int m = 1; m <= MONTHS && month_end(year, m) < c->as_of; m++)
        points[n++].day = month_end(year, m);
    points[n++].day = c->as_of;
    return n;
}

/* Where a day stands on the axis of the year: 0 is its beginning, 12 its end. */
static double place_on_axis(day_t day, int year) {
    return (double)(day - day_of(year - 1, 12, 31)) * 12.0 / (double)(day_of(year, 12, 31) - day_of(year - 1, 12, 31));
}

static void draw_trend(struct ctx *c, const struct rate_point *points, size_t count, struct value *out) {
    static const char *const names[MONTHS] = {"T1", "T2", "T3", "T4",  "T5",  "T6",
                                              "T7", "T8", "T9", "T10", "T11", "T12"};
    struct text ticks[MONTHS];
    for (size_t i = 0; i < MONTHS; i++)
        ticks[i] = text_of(names[i]);
    struct chart_point actual[MONTHS + 2];
    size_t n = 0;
    int year = day_year(c->as_of);
    struct value *figure = value_object(c->arena), *rows = value_set_list(figure, "table"),
                 *head = value_set_list(figure, "head");
    static const char *const heads[] = {"rate.day", "rate.households", "rate.denominator", "rate.rate"};
    for (size_t i = 0; i < COUNT_OF(heads); i++)
        value_add_text(head, tr(c->lang, heads[i]));
    for (size_t i = 0; i < count; i++) {
        int64_t rate;
        if (!mul_div_i64(points[i].numerator, 1000000, points[i].denominator, &rate))
            continue;
        actual[n++] = (struct chart_point){place_on_axis(points[i].day, year), (double)((rate + 50) / 100)};
        struct value *row = value_list(c->arena), *cells = value_object(c->arena);
        value_add(rows, row);
        value_set_day(cells, "day", points[i].day);
        value_set_int(cells, "poor", points[i].numerator);
        value_set_int(cells, "all", points[i].denominator);
        value_set_rate(cells, "rate", rate);
        for (size_t k = 0; k < cells->object.count; k++)
            value_add(row, cells->object.members[k].value);
    }
    const struct value *target = value_path(out, "target.rate_bp"), *provisional = value_path(out, "provisional.rate");
    struct chart_line chart = {
        .title = tr(c->lang, "rate.chart_title"),
        .lang = c->lang,
        .ticks = ticks,
        .tick_count = MONTHS,
        .actual = actual,
        .actual_count = n,
        .actual_label = tr(c->lang, "rate.actual"),
        .has_goal = target != NULL,
        .goal_basis_points = (double)value_int(target, 0),
        .goal_label = tr(c->lang, "rate.target"),
    };
    if (provisional != NULL && provisional->type == V_RATE) {
        double bp = (double)((provisional->i + 50) / 100);
        chart.has_forecast = true;
        chart.forecast = (struct chart_point){MONTHS, bp};
        chart.forecast_low = chart.forecast_high = bp;
        chart.forecast_label = tr(c->lang, "rate.provisional_short");
    }
    AUTO_BUF svg;
    buf_init(&svg, 1u << 20);
    if (n > 0)
        chart_line(&svg, &chart);
    value_set_text(figure, "svg", arena_text(c->arena, buf_as_text(&svg)));
    value_set_page(out, "chart", figure);
}

static enum status add_trend(struct ctx *c, const struct rate *now, struct value *out, struct error *err) {
    struct rate_point points[MONTHS + 1];
    size_t count = trend_days(c, points);
    TRY(rate_trend(c, now->standard_id, now->area_id, points, count, err));
    points[count - 1].numerator = now->numerator;
    points[count - 1].denominator = now->denominator;
    struct value *trend = value_set_list(out, "trend");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(trend);
        value_set_day(v, "day", points[i].day);
        set_share(v, points[i].numerator, points[i].denominator, 0);
    }
    draw_trend(c, points, count, out);
    return OK;
}

/* ---- districts and communes as tiles at about their place */

static void add_tiles(struct ctx *c, const struct asked *a, struct value *out) {
    const struct value *districts = value_get(out, T("districts"));
    struct chart_tile tiles[16];
    size_t n = 0;
    struct tsv t;
    tsv_open(&t, "area_tiles.tsv");
    while (tsv_next(&t) && n < COUNT_OF(tiles)) {
        for (size_t i = 0; i < value_count(districts); i++) {
            const struct value *d = value_at(districts, i);
            if (!text_eq(value_text(value_get(d, T("code"))), tsv_text(&t, "code")))
                continue;
            AUTO_BUF b;
            buf_init(&b, 64);
            const struct value *rate = value_get(d, T("rate"));
            if (rate != NULL && rate->type == V_RATE)
                fmt_percent(&b, c->lang, (rate->i + 50) / 100, 2); /* millionths to basis points, as the table rounds */
            tiles[n++] = (struct chart_tile){
                .code = tsv_text(&t, "code"),
                .name = tsv_text(&t, "short_name"),
                .value = arena_text(c->arena, buf_as_text(&b)),
                .x = (int)tsv_int(&t, "x", 0),
                .y = (int)tsv_int(&t, "y", 0),
                .level = (int)value_int(value_get(d, T("level")), 0),
                .href = arena_fmt(c->arena, "/rate?area=%.*s&standard=%s", FMT(tsv_text(&t, "code")), a->kind)};
        }
    }
    if (n < 2)
        return; /* one district or none: nothing to map */
    AUTO_BUF svg;
    buf_init(&svg, 1u << 20);
    chart_tiles(&svg, tr(c->lang, "rate.map_title"), tiles, n);
    struct value *figure = value_object(c->arena);
    value_set_text(figure, "svg", arena_text(c->arena, buf_as_text(&svg)));
    value_set_page(out, "map", figure);
}

/* ---- the page */

static void add_line(struct value *lines, const char *label, const struct value *value, struct text href) {
    if (value == NULL || value->type == V_NULL)
        return;
    struct value *line = value_add_object(lines);
    value_set_word(line, "label", label);
    value_share(line, "value", value);
    value_set_text(line, "href", href);
}

static void add_stat(struct ctx *c, const struct asked *a, const struct rate *r, struct value *out) {
    struct value *stat = value_object(c->arena);
    value_set_rate(stat, "value", r->rate_millionths);
    value_set_str(stat, "unit", "%");
    struct value *of = value_set_list(stat, "of");
    struct value *poor = value_add_object(of), *all = value_add_object(of);
    value_set_int(poor, "value", r->numerator);
    value_set_text(poor, "href", households_href(c, a, a->area_id));
    value_set_word(poor, "label", "rate.poor_households");
    value_set_int(all, "value", r->denominator);
    value_set_word(all, "label", r->from_declared ? "rate.all_declared" : "rate.all_counted");
    struct value *lines = value_set_list(stat, "lines");
    add_line(lines, "rate.target", value_path(out, "target.rate_bp"), TEXT_NONE);
    add_line(lines, "rate.allowed", value_path(out, "target.allowed_households"), TEXT_NONE);
    add_line(lines, "rate.to_go", value_path(out, "target.households_to_go"), households_href(c, a, a->area_id));
    add_line(lines, "rate.provisional", value_path(out, "provisional.rate"), TEXT_NONE);
    value_set_page(out, "stat", stat);
}

static enum status add_provisional(struct ctx *c, const struct asked *a, struct value *out, struct error *err) {
    struct rate_open_season_row season;
    bool open = false;
    TRY(rate_open_season(c->db, &(struct rate_open_season_in){day_year(c->as_of)}, c->arena, &season, &open, err));
    if (!open || a->state == RATE_PROVISIONAL)
        return OK;
    struct rate r;
    TRY(rate_compute(c, a->kind, a->area_id, c->as_of, RATE_PROVISIONAL, RATE_COUNT_IF_NEEDED, &r, err));
    struct value *v = value_set_object(out, "provisional");
    value_set_int(v, "numerator", r.numerator);
    value_set_int(v, "denominator", r.denominator);
    value_set_rate(v, "rate", r.rate_millionths);
    return OK;
}

static enum status answer(struct ctx *c, struct value *out, bool with_trend, struct error *err) {
    struct asked a;
    TRY(read_asked(c, &a, err));
    struct rate r;
    TRY(rate_compute(c, a.kind, a.area_id, c->as_of, a.state,
                     c->as_of == c->today ? RATE_COUNT_ALWAYS : RATE_COUNT_IF_NEEDED, &r, err));
    rate_value(c, a.kind, a.area.code, &r, out);
    value_set_text(out, "area_name", a.area.name);
    TRY(add_target(c, &a, &r, out, err));
    TRY(add_provisional(c, &a, out, err));
    TRY(add_units(c, &a, &r, out, err));
    if (with_trend)
        TRY(add_trend(c, &r, out, err));
    add_tiles(c, &a, out);
    add_stat(c, &a, &r, out);
    return OK;
}

static enum status rate_page(struct ctx *c, struct value *out, struct error *err) {
    return answer(c, out, true, err);
}

/* ---- the households behind the numerator */

static void list_row(struct ctx *c, const void *row, struct value *item) {
    (void)c;
    const struct rate_households_row *r = row;
    value_set_id(item, "id", r->household_id);
    value_set_text(item, "code", r->code);
    value_set_text(item, "head_name", r->head_name);
    value_set_text(item, "hamlet", r->hamlet_name);
    value_set_text(item, "commune", r->unit_name);
    value_set_int(item, "members", r->member_count);
    value_set_day(item, "class_from", r->class_from);
}

static const struct list_column columns[] = {
    {.key = "code", .label = "rate.code", .sort = "code", .href = "/households/{id}", .type = V_TEXT},
    {.key = "head_name", .label = "rate.head", .href = "/households/{id}", .type = V_TEXT, .sensitivity = S_PERSONAL},
    {.key = "hamlet", .label = "rate.hamlet", .type = V_TEXT},
    {.key = "commune", .label = "rate.commune", .type = V_TEXT},
    {.key = "members", .label = "rate.members", .number = true, .type = V_INT},
    {.key = "class_from", .label = "rate.class_from", .type = V_DAY},
};
static const struct list_filter filters[] = {
    {.name = "urban", .label = "area.urban", .type = F_BOOL},
};
static const struct list_def list = {
    .name = "rate_households",
    .stmt = &rate_households_stmt,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .filters = filters,
    .filter_count = COUNT_OF(filters),
    .row = list_row,
    .row_href = "/households/{id}",
    .empty = "rate.no_poor",
    .file_name = "ho-ngheo",
};

static enum status households(struct ctx *c, struct value *out, struct error *err) {
    struct asked a;
    TRY(read_asked(c, &a, err));
    struct rate_standard_row standard;
    bool found = false;
    TRY(rate_standard(c->db, &(struct rate_standard_in){text_of(a.kind), c->as_of}, c->arena, &standard, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "rate.no_standard");
    int y, m, d;
    day_parts(c->as_of, &y, &m, &d);
    struct rate_households_in in = {standard.id, c->as_of, m == 12 && d == 31 ? c->as_of + 1 : c->as_of};
    struct db_list_value extra[] = {{.filter = "area", .i = a.area_id}};
    value_set_text(out, "standard_name", standard.name);
    value_set_text(out, "area_name", a.area.name);
    value_set_day(out, "as_of", c->as_of);
    return list_answer(c, &list, &in, extra, COUNT_OF(extra), out, err);
}

/* ---- on the first page of those who lead */

static enum status home(struct ctx *c, struct value *work, struct value *out, struct error *err) {
    (void)work;
    if (!user_may(&c->user, "rate.read"))
        return OK;
    struct value *figures = value_object(c->arena);
    enum status s = answer(c, figures, true, err);
    if (s == E_NOT_FOUND) { /* no standard loaded, or the area is gone: the page says what it can */
        error_clear(err);
        return OK;
    }
    TRY(s);
    value_set(out, "rate", figures);
    return OK;
}

/* ---- ansinh rate */

static const struct command_option options[] = {
    {"standard", "provincial|national", "rate.opt_standard"},
    {"area", "CODE", "rate.opt_area"},
    {"as-of", "YYYY-MM-DD", "rate.opt_as_of"},
    {"state", "provisional", "rate.opt_state"},
};

static enum status command_answer(struct command_args *a, struct ctx *c, struct value *out, struct error *err) {
    const char *kind = a->get(a, "standard") ? a->get(a, "standard") : "provincial";
    const char *code = a->get(a, "area") ? a->get(a, "area") : "77", *day = a->get(a, "as-of");
    if (strcmp(kind, "provincial") != 0 && strcmp(kind, "national") != 0)
        return fail(err, E_INVALID, "rate.bad_standard", kind);
    if (day != NULL && !day_parse(text_of(day), &c->as_of))
        return fail(err, E_INVALID, "command.bad_day", day);
    bool provisional = a->get(a, "state") != NULL && strcmp(a->get(a, "state"), "provisional") == 0;
    int64_t area = 0;
    TRY(area_by_code(c, text_of(code), c->as_of, &area, err));
    struct rate r;
    TRY(rate_compute(c, kind, area, c->as_of, provisional ? RATE_PROVISIONAL : RATE_IN_FORCE, RATE_COUNT_IF_NEEDED, &r,
                     err));
    struct value *all = value_object(c->arena);
    rate_value(c, kind, text_of(code), &r, all);
    static const char *const keys[] = {"standard",           "area", "as_of", "state", "numerator", "denominator",
                                       "denominator_source", "rate"};
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        value_share(out, keys[i], value_get(all, text_of(keys[i])));
    return OK;
}

static int rate_command(struct command_args *a, struct arena *arena, struct error *err) {
    AUTO_DB db = NULL;
    if (db_take(a->app->pool, false, &db, err) != OK || db_begin_read(db, err) != OK)
        return 1;
    struct ctx c;
    ctx_init_system(&c, a->app, arena, db);
    struct value *out = value_object(arena);
    if (command_answer(a, &c, out, err) != OK)
        return 1;
    command_print(a, out);
    return 0;
}

static const struct command commands[] = {
    {"rate", "rate.cmd", NULL, options, COUNT_OF(options), true, rate_command},
};
static const struct route routes[] = {
    {.method = HTTP_GET,
     .path = "/rate",
     .permission = "rate.read",
     .fn = rate_page,
     .page = rate_page_html,
     .title = "rate.title",
     .nav = "rate"},
    {.method = HTTP_GET,
     .path = "/rate/households",
     .permission = "rate.read",
     .fn = households,
     .page = rate_households_html,
     .title = "rate.households_title",
     .nav = "rate",
     .list = &list},
};
static const struct permission permissions[] = {{"rate.read", "rate.perm_read"}};
static const struct menu_item menu[] = {{"rate", "rate.menu", "/rate", "rate.read", 40}};

const struct feature rate_feature = {
    .name = "rate",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(permission, permissions),
    FEATURE_ROWS(command, commands),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
    .load = rate_load,
    .load_order = 60,
    .home = home,
};
