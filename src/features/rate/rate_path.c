/* The way to the target: this year month by month with the forecast, the years before, and each district through both.
 * Past days are read from the decided classes, as known now. */
#include "app/tsv.h"
#include "rate_parts.h"
#include "view/chart.h"

#define MONTHS 12
#define YEARS_BACK 4

static day_t month_end(int year, int month) {
    return month == 12 ? day_of(year, 12, 31) : day_of(year, month + 1, 1) - 1;
}

/* Ends of the months so far, from the end of the year before to the day asked for. */
static size_t month_days(struct ctx *c, struct rate_point points[MONTHS + 1]) {
    int year = day_year(c->as_of);
    size_t n = 0;
    points[n++].day = day_of(year - 1, 12, 31);
    for (int m = 1; m <= MONTHS && month_end(year, m) < c->as_of; m++)
        points[n++].day = month_end(year, m);
    points[n++].day = c->as_of;
    return n;
}

static void year_days(struct ctx *c, struct rate_point points[YEARS_BACK]) {
    for (int i = 0; i < YEARS_BACK; i++)
        points[i] = (struct rate_point){.day = day_of(day_year(c->as_of) - YEARS_BACK + i, 12, 31)};
}

/* Where a day stands on the axis of the year: 0 is its beginning, 12 its end. */
static double place_on_axis(day_t day, int year) {
    return (double)(day - day_of(year - 1, 12, 31)) * 12.0 / (double)(day_of(year, 12, 31) - day_of(year - 1, 12, 31));
}

static double basis_points(int64_t millionths) {
    return (double)((millionths + 50) / 100);
}

static struct text percent(struct ctx *c, int64_t millionths) {
    AUTO_BUF b;
    buf_init(&b, 64);
    fmt_percent(&b, c->lang, (millionths + 50) / 100, 2);
    return arena_text(c->arena, buf_as_text(&b));
}

static struct text number(struct ctx *c, int64_t n) {
    AUTO_BUF b;
    buf_init(&b, 64);
    fmt_int(&b, c->lang, n);
    return arena_text(c->arena, buf_as_text(&b));
}

static void add_row(struct ctx *c, const struct asked *a, struct value *picture, day_t day, const char *what,
                    int64_t poor, int64_t all, struct text href) {
    (void)a;
    struct value *row = rate_picture_row(c, picture);
    rate_cell_day(c, row, day);
    rate_cell_text(c, row, tr(c->lang, what));
    rate_cell_int(c, row, poor, href);
    rate_cell_int(c, row, all, TEXT_NONE);
    rate_cell_rate(c, row, rate_share(poor, all));
}

static const char *const path_head[] = {"rate.day", "rate.kind_of_figure", "rate.households", "rate.denominator",
                                        "rate.rate"};

static void set_forecast(const struct rate *now, const struct rate_forecast *f, const struct rate_target_of_row *target,
                         struct value *out) {
    if (!f->known) {
        value_set_null(out, "forecast");
        return;
    }
    struct value *v = value_set_object(out, "forecast");
    value_set_day(v, "day", day_of(day_year(now->as_of), 12, 31));
    rate_set_share(v, f->households, now->denominator);
    value_set_int(v, "low", f->low);
    value_set_int(v, "high", f->high);
    value_set_rate(v, "low_rate", rate_share(f->low, now->denominator));
    value_set_rate(v, "high_rate", rate_share(f->high, now->denominator));
    value_set_word(v, "method", f->method);
    value_set_int(v, "off_list", f->off_list);
    value_set_int(v, "found_poor", f->found_poor);
    value_set_int(v, "waiting_poor", f->waiting_poor);
    value_set_int(v, "waiting_other", f->waiting_other);
    value_set_bp(v, "leave", f->leave_bp);
    value_set_bp(v, "become", f->become_bp);
    value_set_bp(v, "most_leave", f->most_leave_bp);
    value_set_bp(v, "least_leave", f->least_leave_bp);
    if (target->id != 0)
        value_set_bool(v, "meets", rate_meets(f->households, now->denominator, target->value));
}

struct way {
    const struct asked *a;
    const struct rate *now;
    const struct rate_forecast *forecast;
    const struct rate_target_of_row *target; /* id 0: none */
    struct text note;                        /* of the forecast, its range */
};

static void finish_line(struct ctx *c, const struct way *w, struct chart_line *chart, double end, struct value *picture,
                        size_t drawn) {
    bool national = strcmp(w->a->kind, "national") == 0;
    chart->lang = c->lang;
    chart->actual_label = tr(c->lang, "rate.actual");
    chart->has_goal = w->target->id != 0 && !national;
    chart->goal_basis_points = (double)w->target->value;
    chart->goal_label = tr_args(c->lang, c->arena, "rate.goal", (struct text[]){percent(c, w->target->value * 100)}, 1);
    const struct rate_forecast *f = w->forecast;
    int64_t all = w->now->denominator, middle = rate_share(f->households, all);
    if (f->known && middle != DB_NULL && w->now->as_of < day_of(day_year(w->now->as_of), 12, 31)) {
        chart->has_forecast = true;
        chart->forecast = (struct chart_point){end, basis_points(middle)};
        chart->forecast_low = basis_points(rate_share(f->low, all));
        chart->forecast_high = basis_points(rate_share(f->high, all));
        chart->forecast_label =
            tr_args(c->lang, c->arena, "rate.forecast_short", (struct text[]){percent(c, middle)}, 1);
        chart->forecast_note = w->note;
        add_row(c, w->a, picture, day_of(day_year(w->now->as_of), 12, 31), "rate.figure.forecast", f->households, all,
                TEXT_NONE);
    }
    AUTO_BUF svg;
    buf_init(&svg, 1u << 20);
    if (drawn > 0)
        chart_line(&svg, chart);
    value_set_text(picture, "svg", arena_text(c->arena, buf_as_text(&svg)));
}

static void draw_months(struct ctx *c, const struct way *w, const struct rate_point *points, size_t count,
                        struct value *out) {
    static const char *const names[MONTHS] = {"T1", "T2", "T3", "T4",  "T5",  "T6",
                                              "T7", "T8", "T9", "T10", "T11", "T12"};
    struct text ticks[MONTHS];
    for (size_t i = 0; i < MONTHS; i++)
        ticks[i] = text_of(names[i]);
    struct value *picture = rate_picture(c, w->a, out, "path", "rate.chart_title", path_head, COUNT_OF(path_head));
    struct chart_point actual[MONTHS + 2], planned[2];
    size_t n = 0;
    int year = day_year(c->as_of);
    for (size_t i = 0; i < count; i++) {
        int64_t rate = rate_share(points[i].numerator, points[i].denominator);
        if (rate == DB_NULL)
            continue;
        actual[n++] = (struct chart_point){place_on_axis(points[i].day, year), basis_points(rate)};
        add_row(c, w->a, picture, points[i].day, "rate.figure.in_force", points[i].numerator, points[i].denominator,
                rate_households_href(c, w->a, w->a->area_id, points[i].day, -1));
    }
    struct chart_line chart = {.title = tr(c->lang, "rate.chart_title"),
                               .ticks = ticks,
                               .tick_count = MONTHS,
                               .actual = actual,
                               .actual_count = n};
    if (n > 0 && w->target->id != 0 && strcmp(w->a->kind, "national") != 0 && actual[0].x < 0.5) {
        planned[0] = actual[0];
        planned[1] = (struct chart_point){MONTHS, (double)w->target->value};
        chart.path = planned;
        chart.path_count = 2;
        chart.path_label = tr(c->lang, "rate.planned_path");
    }
    finish_line(c, w, &chart, MONTHS, picture, n);
}

/* What was published about the area, beside what the register says: with its source. */
static void add_published(struct ctx *c, const struct way *w, struct value *picture) {
    struct tsv t;
    tsv_open(&t, "area_poor_households.tsv");
    while (tsv_next(&t)) {
        bool national = text_starts(tsv_text(&t, "standard_key"), T("national"));
        int64_t area = 0;
        struct error none;
        error_clear(&none);
        if (!text_is(tsv_text(&t, "class"), "poor") || national != (strcmp(w->a->kind, "national") == 0) ||
            tsv_day(&t, "on_day", DAY_FOREVER) > c->as_of ||
            area_by_key(c, arena_zstr(c->arena, tsv_text(&t, "area_key")), &area, &none) != OK || area != w->a->area_id)
            continue;
        struct value *row = rate_picture_row(c, picture);
        rate_cell_day(c, row, tsv_day(&t, "on_day", DAY_NONE));
        rate_cell_text(c, row,
                       tr_args(c->lang, c->arena, "rate.figure.published", (struct text[]){tsv_text(&t, "source")}, 1));
        rate_cell_int(c, row, tsv_int(&t, "households", 0), TEXT_NONE);
        rate_cell_int(c, row, DB_NULL, TEXT_NONE);
        rate_cell_rate(c, row, tsv_int(&t, "rate_bp", 0) * 100);
    }
}

static void draw_years(struct ctx *c, const struct way *w, const struct rate_point *ends, struct value *out) {
    struct value *picture = rate_picture(c, w->a, out, "years", "rate.years_title", path_head, COUNT_OF(path_head));
    struct text ticks[YEARS_BACK + 1];
    struct chart_point actual[YEARS_BACK + 1];
    size_t ticked = 0, n = 0;
    for (size_t i = 0; i < YEARS_BACK; i++) {
        int64_t rate = rate_share(ends[i].numerator, ends[i].denominator);
        if (rate == DB_NULL)
            continue;
        ticks[ticked++] = arena_fmt(c->arena, "%d", day_year(ends[i].day));
        actual[n++] = (struct chart_point){(double)ticked, basis_points(rate)}; /* at the end of its year */
        add_row(c, w->a, picture, ends[i].day, "rate.figure.year_end", ends[i].numerator, ends[i].denominator,
                rate_households_href(c, w->a, w->a->area_id, ends[i].day, -1));
    }
    add_published(c, w, picture);
    int year = day_year(c->as_of);
    int64_t rate = rate_share(w->now->numerator, w->now->denominator);
    if (rate != DB_NULL) {
        actual[n++] = (struct chart_point){(double)ticked + place_on_axis(c->as_of, year) / MONTHS, basis_points(rate)};
        add_row(c, w->a, picture, c->as_of, "rate.figure.in_force", w->now->numerator, w->now->denominator,
                rate_households_href(c, w->a, w->a->area_id, c->as_of, -1));
    }
    ticks[ticked++] = arena_fmt(c->arena, "%d", year);
    struct chart_line chart = {.title = tr(c->lang, "rate.years_title"),
                               .ticks = ticks,
                               .tick_count = ticked,
                               .actual = actual,
                               .actual_count = n};
    finish_line(c, w, &chart, (double)ticked, picture, n > 1 ? n : 0);
}

day_t rate_past_from(struct ctx *c) {
    struct rate_point ends[YEARS_BACK];
    year_days(c, ends);
    return ends[0].day;
}

enum status rate_add_path(struct ctx *c, const struct asked *a, const struct rate *now, struct rate_past *past,
                          struct value *out, struct error *err) {
    struct rate_point months[MONTHS + 1], ends[YEARS_BACK];
    size_t count = month_days(c, months);
    year_days(c, ends);
    TRY(rate_trend(c, past, now->area_id, months, count, err));
    TRY(rate_trend(c, past, now->area_id, ends, YEARS_BACK, err));
    months[count - 1].numerator = now->numerator;
    months[count - 1].denominator = now->denominator;
    struct value *trend = value_set_list(out, "trend");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(trend);
        value_set_day(v, "day", months[i].day);
        rate_set_share(v, months[i].numerator, months[i].denominator);
    }
    struct rate_forecast f;
    struct rate_target_of_row target;
    bool found = false;
    TRY(rate_forecast(c, a, now, ends, YEARS_BACK, &f, err));
    TRY(rate_target_in(c, a, &target, &found, err));
    set_forecast(now, &f, &target, out);
    struct way w = {.a = a, .now = now, .forecast = &f, .target = &target};
    if (f.known)
        w.note =
            tr_args(c->lang, c->arena, "rate.range_short", (struct text[]){number(c, f.low), number(c, f.high)}, 2);
    draw_months(c, &w, months, count, out);
    draw_years(c, &w, ends, out);
    return OK;
}

/* ---- districts through the years */

struct heat_row {
    int64_t id;
    struct text name;
};

static void heat_cell(struct ctx *c, const struct asked *a, int64_t area_id, day_t day, int64_t poor, int64_t all,
                      int64_t target_bp, struct value *cells, struct value *row) {
    int64_t rate = rate_share(poor, all);
    struct value *cell = value_add_object(cells);
    value_set_rate(cell, "value", rate);
    value_set_int(cell, "level", target_bp > 0 ? rate_level(poor, all, target_bp) : poor > 0 ? 2 : 0);
    struct text href = rate == DB_NULL ? TEXT_NONE : rate_households_href(c, a, area_id, day, -1);
    value_set_text(cell, "href", href);
    rate_cell_int(c, row, rate == DB_NULL ? DB_NULL : poor, href);
    rate_cell_rate(c, row, rate);
}

/* The rows of the heat table: districts, or communes where there is but one district. */
static size_t heat_rows(struct ctx *c, const struct rate *now, bool by_commune, struct heat_row *rows,
                        struct error *err) {
    size_t n = 0;
    for (size_t i = 0; i < now->unit_count; i++) {
        const struct rate_unit *u = &now->units[i];
        bool seen = false;
        for (size_t k = 0; !by_commune && k < n; k++)
            seen = seen || rows[k].id == u->district_id;
        if (seen)
            continue;
        struct area d = {.name = u->name};
        if (!by_commune && area_get(c, u->district_id, c->as_of, &d, err) != OK)
            return 0;
        rows[n++] = (struct heat_row){by_commune ? u->area_id : u->district_id, d.name};
    }
    return n;
}

enum status rate_add_heat(struct ctx *c, const struct asked *a, const struct rate *now, struct rate_past *past,
                          struct value *out, struct error *err) {
    struct rate_point ends[YEARS_BACK + 1], *cells;
    year_days(c, ends);
    TRY(rate_trend_units(c, past, now, ends, YEARS_BACK, &cells, err));
    bool by_commune = true;
    for (size_t i = 1; i < now->unit_count; i++)
        by_commune = by_commune && now->units[i].district_id == now->units[0].district_id;
    struct heat_row *rows = ARENA_ARRAY(c->arena, now->unit_count + 1, struct heat_row);
    size_t n = heat_rows(c, now, by_commune, rows, err);
    if (err->status != OK)
        return err->status;
    struct rate_target_of_row target;
    bool found = false;
    TRY(rate_target_in(c, a, &target, &found, err));
    int64_t bp = found && strcmp(a->kind, "national") != 0 ? target.value : 0;
    struct text heads[2 * (YEARS_BACK + 1) + 1];
    struct value *heat = value_object(c->arena), *columns = value_set_list(heat, "columns");
    value_set_page(out, "heat", heat);
    value_set_word(heat, "caption", "rate.heat_title");
    value_set_word(heat, "head", "rate.area");
    struct value *picture = rate_picture(c, a, out, "heat", "rate.heat_title", (const char *const[]){"rate.area"}, 1);
    struct value *list = value_set_list(heat, "rows");
    for (size_t y = 0; y <= YEARS_BACK; y++) {
        char day[11];
        day_vn(y < YEARS_BACK ? ends[y].day : c->as_of, day);
        heads[y] = arena_text(c->arena, text_of(day));
        value_set_text(value_add_object(columns), "label", heads[y]);
        struct value *head = (struct value *)value_get(picture, T("head"));
        value_add_text(head, tr_args(c->lang, c->arena, "rate.poor_on", &heads[y], 1));
        value_add_text(head, tr_args(c->lang, c->arena, "rate.rate_on", &heads[y], 1));
    }
    for (size_t r = 0; r < n; r++) {
        struct value *v = value_add_object(list), *row = rate_picture_row(c, picture);
        value_set_text(v, "label", rows[r].name);
        rate_cell_text(c, row, rows[r].name);
        struct value *shown = value_set_list(v, "cells");
        for (size_t y = 0; y <= YEARS_BACK; y++) {
            int64_t poor = 0, all = 0;
            for (size_t k = 0; k < now->unit_count; k++) {
                const struct rate_unit *u = &now->units[k];
                if ((by_commune ? u->area_id : u->district_id) != rows[r].id)
                    continue;
                poor += y < YEARS_BACK ? cells[y * now->unit_count + k].numerator : u->poor;
                all += y < YEARS_BACK       ? cells[y * now->unit_count + k].denominator
                       : now->from_declared ? u->declared
                                            : u->counted;
            }
            heat_cell(c, a, rows[r].id, y < YEARS_BACK ? ends[y].day : c->as_of, poor, all, bp, shown, row);
        }
    }
    return OK;
}
