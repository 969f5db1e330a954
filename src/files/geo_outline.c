#include "files/geo_outline.h"

#include <math.h>

#define UNIT 100000.0 /* an outline counts in hundred-thousandths of a degree: about a metre */

static double distance(const double *p, const double *a, const double *b) {
    double dx = b[0] - a[0], dy = b[1] - a[1], length2 = dx * dx + dy * dy;
    double t = length2 > 0 ? ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length2 : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return hypot(p[0] - (a[0] + t * dx), p[1] - (a[1] + t * dy));
}

struct span {
    size_t from, to;
};

static size_t farthest(const double *xy, struct span s, double *ret_distance) {
    size_t at = s.from;
    *ret_distance = -1;
    for (size_t i = s.from + 1; i < s.to; i++) {
        double d = distance(xy + 2 * i, xy + 2 * s.from, xy + 2 * s.to);
        if (d > *ret_distance) {
            *ret_distance = d;
            at = i;
        }
    }
    return at;
}

/* A stack of its own instead of recursion: a ring of a coast may have 100,000 points. */
static void thin(const double *xy, struct span whole, double tolerance, struct arena *a, bool *keep) {
    struct span *stack = ARENA_ARRAY(a, whole.to - whole.from + 2, struct span);
    size_t depth = 0;
    stack[depth++] = whole;
    while (depth > 0) {
        struct span s = stack[--depth];
        double d;
        size_t at = farthest(xy, s, &d);
        if (d <= tolerance)
            continue;
        keep[at] = true;
        stack[depth++] = (struct span){s.from, at};
        stack[depth++] = (struct span){at, s.to};
    }
}

size_t geo_simplify(const double *xy, size_t points, double tolerance, struct arena *a, bool **ret_keep) {
    bool *keep = ARENA_ARRAY(a, points + 1, bool);
    *ret_keep = keep;
    if (points == 0)
        return 0;
    keep[0] = keep[points - 1] = true;
    /* A ring ends where it begins: it is cut at the point farthest from there, or the first span would be a point. */
    double d;
    size_t far = farthest(xy, (struct span){0, points - 1}, &d);
    keep[far] = true;
    thin(xy, (struct span){0, far}, tolerance, a, keep);
    thin(xy, (struct span){far, points - 1}, tolerance, a, keep);
    size_t kept = 0;
    for (size_t i = 0; i < points; i++)
        kept += keep[i];
    for (size_t i = 0; i < points && kept < 4; i++) /* too small to keep its form: a triangle of its own points */
        if (!keep[i]) {
            keep[i] = true;
            kept++;
        }
    return kept;
}

void geo_outline_write(const struct geo_shape *s, double tolerance, struct arena *a, struct buf *out) {
    for (size_t r = 0; r < s->ring_count; r++) {
        const struct geo_ring *ring = &s->rings[r];
        bool *keep;
        (void)geo_simplify(ring->xy, ring->points, tolerance, a, &keep);
        if (r > 0)
            buf_char(out, ';');
        bool first = true;
        for (size_t i = 0; i < ring->points; i++) {
            if (!keep[i])
                continue;
            buf_fmt(out, "%s%lld,%lld", first ? "" : " ", llround(ring->xy[2 * i] * UNIT),
                    llround(ring->xy[2 * i + 1] * UNIT));
            first = false;
        }
    }
}

static void write_ring(const struct geo_ring *ring, struct buf *out) {
    buf_char(out, '[');
    for (size_t i = 0; i < ring->points; i++)
        buf_fmt(out, "%s[%.6f,%.6f]", i > 0 ? "," : "", ring->xy[2 * i], ring->xy[2 * i + 1]);
    buf_char(out, ']');
}

void geo_geometry_write(const struct geo_shape *s, struct buf *out) {
    buf_str(out, "{\"type\":\"MultiPolygon\",\"coordinates\":[");
    for (size_t r = 0; r < s->ring_count; r++) {
        bool opens = r == 0 || !s->rings[r].hole;
        if (opens)
            buf_str(out, r > 0 ? "],[" : "[");
        else
            buf_char(out, ',');
        write_ring(&s->rings[r], out);
    }
    buf_str(out, s->ring_count > 0 ? "]]}" : "]}");
}

static bool read_pair(struct text t, double *xy) {
    struct text x;
    int64_t lon, lat;
    if (!text_cut(&t, ',', &x) || !text_to_i64(x, &lon) || !text_to_i64(t, &lat))
        return false;
    xy[0] = (double)lon / UNIT;
    xy[1] = (double)lat / UNIT;
    return true;
}

static size_t count_of(struct text t, char c) {
    size_t n = 0;
    for (size_t i = 0; i < t.len; i++)
        n += t.ptr[i] == c;
    return n;
}

bool geo_outline_read(struct text t, struct arena *a, struct geo_ring **ret_rings, size_t *ret_count) {
    struct geo_ring *rings = ARENA_ARRAY(a, count_of(t, ';') + 1, struct geo_ring);
    struct text ring, point;
    size_t count = 0;
    while (text_cut(&t, ';', &ring)) {
        double *xy = ARENA_ARRAY(a, 2 * (count_of(ring, ' ') + 1), double);
        size_t n = 0;
        while (text_cut(&ring, ' ', &point))
            if (!read_pair(point, xy + 2 * n++))
                return false;
        rings[count++] = (struct geo_ring){.xy = xy, .points = n};
    }
    *ret_rings = rings;
    *ret_count = count;
    return count > 0;
}

double geo_area(const struct geo_shape *s) {
    double all = 0;
    for (size_t r = 0; r < s->ring_count; r++) {
        const struct geo_ring *ring = &s->rings[r];
        double sum = 0;
        for (size_t i = 0; i + 1 < ring->points; i++)
            sum += ring->xy[2 * i] * ring->xy[2 * i + 3] - ring->xy[2 * i + 2] * ring->xy[2 * i + 1];
        all += ring->hole ? -fabs(sum) : fabs(sum);
    }
    return all;
}

size_t geo_points(const struct geo_shape *s) {
    size_t n = 0;
    for (size_t r = 0; r < s->ring_count; r++)
        n += s->rings[r].points;
    return n;
}
