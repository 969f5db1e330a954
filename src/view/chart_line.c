/* A rate through the year: what was measured, the planned way, the target, and where it is likely to end. */
#include "view/chart.h"

#include <math.h>

#include "view/svg.h"

#define TOP 22
#define BOTTOM 26
#define LEFT 32
#define RIGHT 88 /* room for the forecast's words */
#define HEIGHT 260

struct frame {
    const struct chart_line *c;
    double x_max, y_max; /* steps, basis points */
};

static double at_x(const struct frame *f, double x) {
    return LEFT + (SVG_WIDE - LEFT - RIGHT) * (f->x_max > 0 ? x / f->x_max : 0);
}

static double at_y(const struct frame *f, double basis_points) {
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (f->y_max > 0 ? basis_points / f->y_max : 0);
}

/* The smallest of 1, 2, 2.5, 5 times a power of ten that makes at most five steps up to v. */
static double nice_step(double v) {
    double unit = pow(10, floor(log10(v > 0 ? v : 1)) - 1);
    static const double factors[] = {1, 2, 2.5, 5, 10, 20, 25, 50};
    for (size_t i = 0; i < COUNT_OF(factors); i++)
        if (v / (unit * factors[i]) <= 5)
            return unit * factors[i];
    return unit * 100;
}

/* Percent with the decimals that the axis needs: 0,8 or 12. */
static struct text percent(char *room, size_t size, enum lang lang, double basis_points, int decimals) {
    int n = snprintf(room, size, "%.*f", decimals, basis_points / 100);
    for (char *p = room; lang == LANG_VI && *p != '\0'; p++)
        if (*p == '.')
            *p = ',';
    return (struct text){room, n < 0 ? 0 : (size_t)n};
}

static void axes(struct buf *out, const struct frame *f) {
    double step = nice_step(f->y_max);
    int decimals = step >= 100 ? 0 : step >= 10 ? 1 : 2;
    char room[32];
    for (double v = 0; v <= f->y_max + step / 100; v += step) {
        svg_line(out, LEFT, at_y(f, v), SVG_WIDE - RIGHT, at_y(f, v), v > 0 ? "grid" : "axis");
        svg_text(out, LEFT - 8, at_y(f, v) + 4, 'e', "",
                 percent(room, sizeof room, f->c->lang, v, v > 0 ? decimals : 0));
    }
    double widest = 0, apart = (SVG_WIDE - LEFT - RIGHT) / f->x_max;
    for (size_t i = 0; i < f->c->tick_count; i++)
        widest = fmax(widest, svg_text_width(f->c->ticks[i]));
    size_t every = (size_t)ceil((widest + 6) / apart);
    for (size_t i = 0; i<f->c->tick_count; i += every> 0 ? every : 1)
        svg_text(out, at_x(f, (double)i + 0.5), HEIGHT - 8, 'm', "", f->c->ticks[i]);
}

static void polyline(struct buf *out, const struct frame *f, const struct chart_point *p, size_t count,
                     const char *cls) {
    if (count == 0)
        return;
    buf_fmt(out, "<path class=\"%s\" d=\"", cls);
    for (size_t i = 0; i < count; i++) {
        buf_char(out, i == 0 ? 'M' : 'L');
        svg_number(out, at_x(f, p[i].x));
        buf_char(out, ' ');
        svg_number(out, at_y(f, p[i].basis_points));
    }
    buf_str(out, "\"/>");
}

static void forecast(struct buf *out, const struct frame *f, const struct chart_point *now) {
    const struct chart_line *c = f->c;
    double x = at_x(f, c->forecast.x), y = at_y(f, c->forecast.basis_points);
    if (now != NULL) {
        buf_str(out, "<path class=\"range\" d=\"M");
        svg_number(out, at_x(f, now->x));
        buf_char(out, ' ');
        svg_number(out, at_y(f, now->basis_points));
        buf_char(out, 'L');
        svg_number(out, x);
        buf_char(out, ' ');
        svg_number(out, at_y(f, c->forecast_high));
        buf_char(out, 'V');
        svg_number(out, at_y(f, c->forecast_low));
        buf_str(out, "Z\"/>");
        struct chart_point way[2] = {*now, c->forecast};
        polyline(out, f, way, 2, "next");
    }
    svg_circle(out, x, y, 4, "dot");
    svg_text(out, x + 10, y + 4, 's', "a", c->forecast_label);
    svg_text(out, x + 10, y + 20, 's', "", c->forecast_note);
}

void chart_line(struct buf *out, const struct chart_line *c) {
    struct frame f = {.c = c, .x_max = c->tick_count > 0 ? (double)c->tick_count : 1, .y_max = 1};
    for (size_t i = 0; i < c->actual_count; i++)
        f.y_max = fmax(f.y_max, c->actual[i].basis_points);
    for (size_t i = 0; i < c->path_count; i++)
        f.y_max = fmax(f.y_max, c->path[i].basis_points);
    f.y_max = c->has_goal ? fmax(f.y_max, c->goal_basis_points) : f.y_max;
    f.y_max = c->has_forecast ? fmax(f.y_max, c->forecast_high) : f.y_max;
    double step = nice_step(f.y_max);
    f.y_max = ceil(f.y_max / step - 1e-9) * step;

    svg_open(out, SVG_WIDE, HEIGHT, c->title, false);
    axes(out, &f);
    if (c->path_count > 0) {
        polyline(out, &f, c->path, c->path_count, "path");
        const struct chart_point *mid = &c->path[c->path_count / 2];
        svg_text(out, at_x(&f, mid->x) - 8, at_y(&f, mid->basis_points) + 18, 'e', "", c->path_label);
    }
    const struct chart_point *now = c->actual_count > 0 ? &c->actual[c->actual_count - 1] : NULL;
    if (c->has_goal) {
        double y = at_y(&f, c->goal_basis_points);
        svg_line(out, LEFT, y, SVG_WIDE - RIGHT, y, "goal");
        svg_text(out, LEFT + 4, y + 16, 's', "s", c->goal_label);
    }
    if (c->has_forecast)
        forecast(out, &f, now);
    polyline(out, &f, c->actual, c->actual_count, "line");
    for (size_t i = 0; i < c->actual_count; i++) {
        bool last = i + 1 == c->actual_count;
        svg_circle(out, at_x(&f, c->actual[i].x), at_y(&f, c->actual[i].basis_points), last ? 5 : 3,
                   last ? "dot now" : "dot");
    }
    if (now != NULL) {
        char room[32];
        svg_text(out, at_x(&f, now->x), at_y(&f, now->basis_points) - 12, 'm', "a",
                 percent(room, sizeof room, c->lang, now->basis_points, 2));
        const struct chart_point *third = &c->actual[c->actual_count / 3];
        if (c->actual_count > 3)
            svg_text(out, at_x(&f, third->x) + 4, at_y(&f, third->basis_points) - 10, 's', "a", c->actual_label);
    }
    svg_close(out);
}
