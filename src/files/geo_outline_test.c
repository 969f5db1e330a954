#include "tests/test.h"

#include "files/geo_outline.h"

#include <math.h>

/* A coast: 400 points on a circle with a small wave, closed. */
#define COAST 401
static void coast(double xy[2 * COAST]) {
    for (int i = 0; i < COAST; i++) {
        double t = 2 * 3.14159265358979 * (i % (COAST - 1)) / (COAST - 1), r = 0.1 + 0.0001 * ((i % 400) % 3);
        xy[2 * i] = 107 + r * cos(t);
        xy[2 * i + 1] = 10.5 + r * sin(t);
    }
}

static double to_segment(const double *p, const double *a, const double *b) {
    double dx = b[0] - a[0], dy = b[1] - a[1], l2 = dx * dx + dy * dy;
    double t = l2 > 0 ? fmin(1, fmax(0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / l2)) : 0;
    return hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy);
}

TEST("a thinned ring has far fewer points and none of the old ones lies further away than allowed") {
    double xy[2 * COAST];
    bool *keep;
    coast(xy);
    size_t kept = geo_simplify(xy, COAST, 0.001, test_arena(), &keep);
    assert_true(kept >= 4 && kept < COAST / 4);
    assert_true(keep[0] && keep[COAST - 1]);
    size_t from = 0;
    for (size_t to = 1; to < COAST; to++) {
        if (!keep[to])
            continue;
        for (size_t i = from; i <= to; i++)
            assert_true(to_segment(xy + 2 * i, xy + 2 * from, xy + 2 * to) <= 0.001 + 1e-9);
        from = to;
    }
}

TEST("a boundary written as outline or as geometry is read back, holes and second parts too") {
    const char *file =
        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"code\":\"1\"},"
        "\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":[[[[107,10],[108,10],[108,11],[107,11],"
        "[107,10]],[[107.4,10.4],[107.6,10.4],[107.6,10.6],[107.4,10.4]]],[[[106,9],[106.1,9],[106.1,9.1],"
        "[106,9]]]]}}]}";
    struct geo_shape *shapes;
    size_t count, rings_count;
    struct error err;
    error_clear(&err);
    assert_ok(geojson_read(text_of(file), "code", test_arena(), &shapes, &count, &err));
    assert_true(fabs(geo_area(shapes) - (2 - 0.04 + 0.01)) < 1e-9);
    AUTO_BUF outline;
    AUTO_BUF again;
    buf_init(&outline, 1 << 16);
    buf_init(&again, 1 << 16);
    geo_outline_write(shapes, 0.0001, test_arena(), &outline);
    struct geo_ring *rings;
    assert_true(geo_outline_read(buf_as_text(&outline), test_arena(), &rings, &rings_count));
    assert_int_equal(rings_count, 3);
    assert_int_equal(rings[0].points, 5);
    buf_str(&again,
            "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"code\":\"1\"},"
            "\"geometry\":");
    geo_geometry_write(shapes, &again);
    buf_str(&again, "}]}");
    struct geo_shape *copy;
    assert_ok(geojson_read(buf_as_text(&again), "code", test_arena(), &copy, &count, &err));
    assert_int_equal(copy->ring_count, 3);
    assert_true(copy->rings[1].hole && !copy->rings[2].hole);
    assert_true(fabs(geo_area(copy) - geo_area(shapes)) < 1e-9);
    assert_false(geo_outline_read(T("1,2 3;x"), test_arena(), &rings, &rings_count));
}
