/* Pictures written as SVG on the server: they need no script, print well, and are coloured by app.css (light,
 * dark, paper). Plain arrays in, markup out; texts are escaped here, so the markup may go through {{raw}} of the
 * component view.chart, which puts the same figures below as a table. Everything that colour says is also said
 * by a number, a dash, a hatching or a word. Lists may be empty. */
#ifndef ANSINH_CHART_H
#define ANSINH_CHART_H
#include "base/base.h"
#include "base/time.h"
#include "i18n/i18n.h"

/* ---- a rate on its way to a target. x in steps of the axis (month 0 is 0.0), y in basis points. */
struct chart_point {
    double x;
    double basis_points;
};
struct chart_line {
    struct text title; /* what a screen reader says of the picture */
    enum lang lang;
    const struct text *ticks; /* names of the steps of the axis */
    size_t tick_count;
    const struct chart_point *actual;
    size_t actual_count;
    struct text actual_label;
    const struct chart_point *path; /* planned way; 0 points: none */
    size_t path_count;
    struct text path_label;
    bool has_goal;
    double goal_basis_points;
    struct text goal_label;
    bool has_forecast;
    struct chart_point forecast;
    double forecast_low, forecast_high; /* basis points */
    struct text forecast_label, forecast_note;
};
void chart_line(struct buf *out, const struct chart_line *c);

/* ---- movement between classes over a period: from the left column to the right one. */
struct chart_node {
    struct text label;
    int64_t value;
    bool right, warn;
};
struct chart_flow {
    size_t from, to; /* indexes of nodes; from on the left, to on the right */
    int64_t value;
    bool warn; /* falling back: dashed, in the warning colour */
};
void chart_sankey(struct buf *out, enum lang lang, struct text title, const struct chart_node *nodes, size_t node_count,
                  const struct chart_flow *flows, size_t flow_count);

/* ---- bars from the left; with funnel, each also shows its share of the first one. */
struct chart_bar {
    struct text label;
    int64_t value;
    struct text note; /* after the number; may be empty */
    bool warn;
};
void chart_bars(struct buf *out, enum lang lang, struct text title, const struct chart_bar *bars, size_t count,
                bool funnel);

/* ---- areas as tiles at about their place on the map. */
struct chart_tile {
    struct text code, name, value;
    int x, y;         /* column and row, from 0 */
    int level;        /* 0 to 4; 3 and 4 are hatched too */
    struct text href; /* begins with '/'; may be empty */
};
void chart_tiles(struct buf *out, struct text title, const struct chart_tile *tiles, size_t count);

/* ---- areas by their boundaries. What lies far from the others (islands) stands in a box of its own. */
struct chart_ring {
    const double *xy; /* longitude, latitude, … */
    size_t points;
};
struct chart_shape {
    struct text code, name, value; /* value may be empty */
    int level;                     /* 0 to 4; 3 and 4 are hatched too */
    struct text href;              /* begins with '/'; may be empty */
    const struct chart_ring *rings;
    size_t ring_count;
};
/* id: unique on the page, letters and digits. */
void chart_map(struct buf *out, struct text title, const char *id, const struct chart_shape *shapes, size_t count);

/* ---- spans of time in rows (classes of a household, tasks of a plan) and events below them. */
struct chart_span {
    size_t row;
    day_t from, to; /* to is exclusive; clipped to the picture */
    struct text label;
    int level; /* 0 empty, 2 hatched, 4 full */
    bool warn;
};
struct chart_event {
    day_t day;
    struct text label, note;
    bool warn;
};
struct chart_spans {
    struct text title;
    day_t from, to;
    day_t today; /* DAY_NONE: not shown */
    const struct text *rows;
    size_t row_count;
    const struct chart_span *spans;
    size_t span_count;
    const struct chart_event *events;
    size_t event_count;
    struct text events_label;
};
void chart_spans(struct buf *out, const struct chart_spans *c);

#endif
