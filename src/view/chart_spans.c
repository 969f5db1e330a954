/* Time from left to right: what held from when to when, and what happened on which day. */
#include "view/chart.h"

#include "view/svg.h"

#define LEFT 112
#define WIDTH 720
#define HEAD 24
#define ROW 30
#define BAR 22

static double at(const struct chart_spans *c, day_t d) {
    if (c->to <= c->from)
        return LEFT;
    double share = ((double)d - c->from) / ((double)c->to - c->from);
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    return LEFT + (WIDTH - LEFT - 8) * share;
}

/* A line for each first of January; every month when the picture is shorter than two years. */
static void calendar(struct buf *out, const struct chart_spans *c, double bottom) {
    int year, month, day;
    day_parts(c->from, &year, &month, &day);
    bool months = (int64_t)c->to - c->from <= 731;
    double last_label = -100;
    for (int y = year; y <= year + 200; y++)
        for (int m = 1; m <= (months ? 12 : 1); m++) {
            day_t d = day_of(y, m, 1);
            if (d < c->from)
                continue;
            if (d >= c->to)
                return;
            double x = at(c, d);
            svg_line(out, x, HEAD - 4, x, bottom, "grid");
            if (x - last_label < 44)
                continue;
            last_label = x;
            char label[16];
            int n = months ? snprintf(label, sizeof label, "%02d/%d", m, y) : snprintf(label, sizeof label, "%d", y);
            svg_text(out, x + 3, 13, 's', "s", (struct text){label, n < 0 ? 0 : (size_t)n});
        }
}

static void span(struct buf *out, const struct chart_spans *c, const struct chart_span *s) {
    double x = at(c, s->from), width = at(c, s->to) - x, y = HEAD + (double)s->row * ROW + (ROW - BAR) / 2.0;
    const char *cls = s->warn ? "span warn" : s->level >= 4 ? "span full" : s->level >= 2 ? "span half" : "span";
    svg_rect(out, x, y, width - 1, BAR, 2, cls);
    if (!s->warn && s->level == 2)
        svg_hatch(out, x, y, width - 1, BAR);
    if (svg_text_width(s->label) + 10 <= width) {
        svg_text(out, x + 6, y + 15, 's', s->level >= 4 && !s->warn ? "s inv" : "s", s->label);
    } else { /* too narrow to be written on: a pointer shows it */
        buf_str(out, "<rect class=\"hit\"");
        buf_fmt(out, " x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\"><title>", x, y, width > 1 ? width - 1 : 1,
                BAR);
        svg_escape(out, s->label);
        buf_str(out, "</title></rect>");
    }
}

/* Events whose words would run into each other go down by lines, three at most. */
static double event_lines(struct buf *out, const struct chart_spans *c, double top) {
    double ends[3] = {-1e9, -1e9, -1e9};
    svg_line(out, LEFT, top + 12, WIDTH - 8, top + 12, "axis");
    svg_text(out, 0, top + 16, 's', "", c->events_label);
    double lowest = 0;
    for (size_t i = 0; i < c->event_count; i++) {
        const struct chart_event *e = &c->events[i];
        double x = at(c, e->day), a = svg_text_width(e->label), b = svg_text_width(e->note);
        double width = a > b ? a : b, left = x + width > WIDTH ? WIDTH - width : x - 4;
        size_t line = 0;
        while (line < 2 && ends[line] > left)
            line++;
        ends[line] = left + width + 8;
        double y = top + 34 + (double)line * 32;
        if (line > 0)
            svg_line(out, x, top + 16, x, y - 12, "grid");
        svg_circle(out, x, top + 12, 5, e->warn ? "dot bad" : "dot");
        svg_text(out, left, y, 's', e->warn ? "w" : "s", e->label);
        svg_text(out, left, y + 15, 's', "", e->note);
        lowest = y + 20 > lowest ? y + 20 : lowest;
    }
    return lowest;
}

void chart_spans(struct buf *out, const struct chart_spans *c) {
    double bottom = HEAD + (double)c->row_count * ROW;
    /* How high the picture is comes out of placing the events, so they are written first, aside. */
    AUTO_BUF events;
    buf_init(&events, 1u << 20);
    double height = bottom + 4;
    if (c->event_count > 0)
        height = event_lines(&events, c, bottom);
    svg_open(out, WIDTH, height, c->title, false);
    calendar(out, c, bottom);
    for (size_t i = 0; i < c->row_count; i++)
        svg_text(out, 0, HEAD + (double)i * ROW + 19, 's', "", c->rows[i]);
    for (size_t i = 0; i < c->span_count; i++)
        if (c->spans[i].row < c->row_count && c->spans[i].to > c->from && c->spans[i].from < c->to)
            span(out, c, &c->spans[i]);
    if (c->today != DAY_NONE && c->today >= c->from && c->today < c->to) {
        char day[11];
        day_vn(c->today, day);
        double x = at(c, c->today);
        svg_line(out, x, HEAD - 8, x, bottom, "now");
        svg_text(out, x > WIDTH - 76 ? WIDTH : x + 4, 13, x > WIDTH - 76 ? 'e' : 's', "s", text_of(day));
    }
    buf_text(out, buf_as_text(&events));
    svg_close(out);
}
