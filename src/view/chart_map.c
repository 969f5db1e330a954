/* Areas by their boundaries. Degrees become points of the picture by one scale for both directions, with longitudes
 * shortened by the cosine of the middle latitude: over one province nobody sees the difference to a real projection. */
#include "view/chart.h"

#include <math.h>
#include <stdlib.h>

#include "view/svg.h"

#define MAP_WIDE 430.0
#define MAP_HIGH 430.0
#define BOX_WIDE 112.0
#define BOX_HIGH 112.0
#define MARGIN 4.0
#define MIN_STEP 0.8 /* points nearer to each other than this are drawn as one */

struct bounds {
    double west, south, east, north;
};
struct scale {
    struct bounds of;
    double kx, k;     /* degrees to points */
    double left, top; /* where its north-west corner stands */
};

static void widen(struct bounds *b, const struct chart_shape *s) {
    for (size_t r = 0; r < s->ring_count; r++)
        for (size_t i = 0; i < s->rings[r].points; i++) {
            double x = s->rings[r].xy[2 * i], y = s->rings[r].xy[2 * i + 1];
            b->west = fmin(b->west, x);
            b->east = fmax(b->east, x);
            b->south = fmin(b->south, y);
            b->north = fmax(b->north, y);
        }
}

static struct bounds bounds_of(const struct chart_shape *s) {
    struct bounds b = {1e9, 1e9, -1e9, -1e9};
    widen(&b, s);
    return b;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double middle(double *v, size_t n) {
    qsort(v, n, sizeof *v, by_value);
    return v[n / 2];
}

#define MAX_SHAPES 1024

/* Far: six times the usual distance from the middle of all, and at least half a degree. */
static void find_far(const struct chart_shape *shapes, size_t count, bool far[MAX_SHAPES]) {
    static const double least = 0.5;
    double x[MAX_SHAPES], y[MAX_SHAPES], sorted[MAX_SHAPES];
    for (size_t i = 0; i < count; i++) {
        struct bounds b = bounds_of(&shapes[i]);
        sorted[i] = x[i] = (b.west + b.east) / 2;
        y[i] = (b.south + b.north) / 2;
    }
    double mx = middle(sorted, count);
    for (size_t i = 0; i < count; i++)
        sorted[i] = y[i];
    double my = middle(sorted, count);
    for (size_t i = 0; i < count; i++)
        sorted[i] = hypot(x[i] - mx, y[i] - my);
    double usual = middle(sorted, count);
    for (size_t i = 0; i < count; i++)
        far[i] = hypot(x[i] - mx, y[i] - my) > fmax(least, 6 * usual);
}

static struct scale fit(struct bounds b, double wide, double high) {
    struct scale s = {.of = b, .kx = cos((b.south + b.north) / 2 * 3.14159265358979 / 180)};
    double dx = (b.east - b.west) * s.kx, dy = b.north - b.south;
    s.k = fmin(dx > 0 ? wide / dx : 1e6, dy > 0 ? high / dy : 1e6);
    return s;
}

static double at_x(const struct scale *s, double lon) {
    return s->left + (lon - s->of.west) * s->kx * s->k;
}
static double at_y(const struct scale *s, double lat) {
    return s->top + (s->of.north - lat) * s->k;
}

static void outline(struct buf *out, const struct scale *s, const struct chart_shape *shape) {
    for (size_t r = 0; r < shape->ring_count; r++) {
        const struct chart_ring *ring = &shape->rings[r];
        double last_x = -1e9, last_y = -1e9;
        for (size_t i = 0; i < ring->points; i++) {
            double x = at_x(s, ring->xy[2 * i]), y = at_y(s, ring->xy[2 * i + 1]);
            if (i > 0 && hypot(x - last_x, y - last_y) < MIN_STEP)
                continue;
            buf_char(out, i == 0 ? 'M' : 'L');
            svg_number(out, x);
            buf_char(out, ' ');
            svg_number(out, y);
            last_x = x;
            last_y = y;
        }
        buf_char(out, 'Z');
    }
}

/* The middle of the largest ring, by area: an island beside it must not pull the name into the sea. */
static void centre(const struct chart_shape *shape, double *ret_lon, double *ret_lat) {
    double largest = -1;
    *ret_lon = *ret_lat = 0;
    for (size_t r = 0; r < shape->ring_count; r++) {
        const struct chart_ring *ring = &shape->rings[r];
        double sum = 0, cx = 0, cy = 0;
        for (size_t i = 0; i + 1 < ring->points; i++) {
            const double *p = ring->xy + 2 * i, *q = p + 2, *o = ring->xy; /* from the first point: small numbers */
            double cross = (p[0] - o[0]) * (q[1] - o[1]) - (q[0] - o[0]) * (p[1] - o[1]);
            sum += cross;
            cx += (p[0] + q[0] - 2 * o[0]) * cross;
            cy += (p[1] + q[1] - 2 * o[1]) * cross;
        }
        if (fabs(sum) <= largest || sum == 0)
            continue;
        largest = fabs(sum);
        *ret_lon = ring->xy[0] + cx / (3 * sum);
        *ret_lat = ring->xy[1] + cy / (3 * sum);
    }
}

static void draw_shape(struct buf *out, const struct scale *s, const struct chart_shape *shape, const char *id) {
    static const char *const classes[] = {"tile v0", "tile v1", "tile v2", "tile v3", "tile v4"};
    int level = shape->level < 0 ? 0 : shape->level > 4 ? 4 : shape->level;
    bool link = text_starts(shape->href, T("/")) && !text_starts(shape->href, T("//"));
    if (link) {
        buf_str(out, "<a href=\"");
        svg_escape(out, shape->href);
        buf_str(out, "\">");
    } else {
        buf_str(out, "<g>");
    }
    buf_str(out, "<title>");
    svg_escape(out, shape->name);
    if (shape->value.len > 0) {
        buf_str(out, ": ");
        svg_escape(out, shape->value);
    }
    buf_fmt(out, "</title><path class=\"%s\" fill-rule=\"evenodd\" d=\"", classes[level]);
    outline(out, s, shape);
    buf_str(out, "\"/>");
    if (level >= 3) {
        buf_fmt(out, "<path class=\"over\" fill=\"url(#%s)\" d=\"", id);
        outline(out, s, shape);
        buf_str(out, "\"/>");
    }
    buf_str(out, link ? "</a>" : "</g>");
}

/* Names and values are written over all areas, or a neighbour drawn later would hide them. */
static void label(struct buf *out, const struct scale *s, const struct chart_shape *shape) {
    struct bounds b = bounds_of(shape);
    double wide = (b.east - b.west) * s->kx * s->k, lon, lat;
    centre(shape, &lon, &lat);
    bool name_fits = svg_text_width(shape->name) < wide * 1.05, value_fits = svg_text_width(shape->value) < wide * 0.9;
    if (name_fits)
        svg_text(out, at_x(s, lon), at_y(s, lat) - 2, 'm', "s plain halo", shape->name);
    if (value_fits && shape->value.len > 0)
        svg_text(out, at_x(s, lon), at_y(s, lat) + (name_fits ? 14 : 5), 'm', "s halo", shape->value);
}

static const struct chart_ring *largest_ring(const struct chart_shape *s) {
    const struct chart_ring *largest = NULL;
    for (size_t r = 0; r < s->ring_count; r++)
        if (largest == NULL || s->rings[r].points > largest->points)
            largest = &s->rings[r];
    return largest;
}

/* What lies far away, in the lower right corner by a scale of its own, its names below it. The scale is that of the
 * main islands: the islets of Côn Đảo lie over 70 km, and whatever falls out of the box is cut off by it. */
static void draw_box(struct buf *out, const struct chart_shape *shapes, size_t count, const bool *far, double right,
                     double bottom, const char *id) {
    const double name_high = 34, wide = BOX_WIDE - 2, high = BOX_HIGH - name_high;
    struct bounds all = {1e9, 1e9, -1e9, -1e9};
    for (size_t i = 0; i < count; i++) {
        const struct chart_ring *ring = far[i] ? largest_ring(&shapes[i]) : NULL;
        if (ring != NULL)
            widen(&all, &(struct chart_shape){.rings = ring, .ring_count = 1});
    }
    struct scale s = fit(all, wide - 24, high - 16);
    s.left = (wide - (all.east - all.west) * s.kx * s.k) / 2;
    s.top = (high - (all.north - all.south) * s.k) / 2;
    double left = right - BOX_WIDE, top = bottom - BOX_HIGH - 4;
    svg_rect(out, left, top, wide, BOX_HIGH, 3, "box");
    buf_str(out, "<svg x=\"");
    svg_number(out, left);
    buf_str(out, "\" y=\"");
    svg_number(out, top);
    buf_str(out, "\" width=\"");
    svg_number(out, wide);
    buf_str(out, "\" height=\"");
    svg_number(out, high);
    buf_str(out, "\">");
    for (size_t i = 0; i < count; i++)
        if (far[i])
            draw_shape(out, &s, &shapes[i], id);
    buf_str(out, "</svg>");
    double y = bottom - name_high + 10;
    for (size_t i = 0; i < count; i++) {
        if (!far[i])
            continue;
        svg_text(out, left + wide / 2, y, 'm', "s plain", shapes[i].name);
        if (shapes[i].value.len > 0)
            svg_text(out, left + wide / 2, y + 15, 'm', "s", shapes[i].value);
        y += 30;
    }
}

void chart_map(struct buf *out, struct text title, const char *id, const struct chart_shape *shapes, size_t count) {
    bool far[MAX_SHAPES] = {false}, any_far = false;
    count = count > MAX_SHAPES ? MAX_SHAPES : count;
    if (count > 2)
        find_far(shapes, count, far);
    struct bounds near_ = {1e9, 1e9, -1e9, -1e9};
    for (size_t i = 0; i < count; i++) {
        any_far = any_far || far[i];
        if (!far[i])
            widen(&near_, &shapes[i]);
    }
    if (count == 0)
        near_ = (struct bounds){0, 0, 1, 1};
    struct scale main_ = fit(near_, MAP_WIDE, MAP_HIGH);
    main_.left = main_.top = MARGIN;
    double wide = (near_.east - near_.west) * main_.kx * main_.k, high = (near_.north - near_.south) * main_.k;
    double all_wide = fmax(wide, SVG_WIDE - BOX_WIDE) + 2 * MARGIN + (any_far ? BOX_WIDE : 0);
    double all_high = fmax(high, any_far ? BOX_HIGH + 24 : 0) + 2 * MARGIN;
    svg_open(out, all_wide, all_high, title, true);
    buf_fmt(out,
            "<defs><pattern id=\"%s\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
            "patternTransform=\"rotate(45)\"><path class=\"hatch\" d=\"M0 0V6\"/></pattern></defs>",
            id);
    for (size_t i = 0; i < count; i++)
        if (!far[i])
            draw_shape(out, &main_, &shapes[i], id);
    for (size_t i = 0; i < count; i++)
        if (!far[i])
            label(out, &main_, &shapes[i]);
    if (any_far)
        draw_box(out, shapes, count, far, all_wide, all_high, id);
    svg_close(out);
}
