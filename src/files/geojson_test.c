#include "files/files.h"
#include "tests/test.h"

static enum status read(struct text t, struct geo_shape **shapes, size_t *count, struct error *err) {
    return geojson_read(t, "ma", test_arena(), shapes, count, err);
}

#define SQUARE "[[107,10],[108,10],[108,11],[107,10]]"
#define FEATURE(properties, geometry)                                                                                  \
    "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":" properties                   \
    ",\"geometry\":" geometry "}]}"

static void assert_refused(struct text t, enum status status, const char *key) {
    struct geo_shape *shapes = NULL;
    size_t count = 99;
    struct error err = {0};
    assert_int_equal(read(t, &shapes, &count, &err), status);
    assert_string_equal(err.key, key);
    assert_int_equal(count, 99);
}

TEST("GeoJSON: polygons, polygons with holes and multi-polygons come with their code") {
    struct geo_shape *shapes;
    size_t count;
    struct error err = {0};
    assert_ok(read(T("\xef\xbb\xbf{\"type\":\"FeatureCollection\",\"features\":["
                     "{\"type\":\"Feature\",\"properties\":{\"ma\":\" 26680 \"},\"geometry\":{\"type\":\"Polygon\","
                     "\"coordinates\":[" SQUARE ",[[107.5,10.2],[107.6,10.2],[107.6,10.3],[107.5,10.2]]]}},"
                     "{\"type\":\"Feature\",\"properties\":{\"ma\":755},\"geometry\":{\"type\":\"MultiPolygon\","
                     "\"coordinates\":[[" SQUARE "],[[[1,2,50],[3,2,50],[3,4,50],[1,2,50]]]]}}]}"),
                   &shapes, &count, &err));
    assert_int_equal(count, 2);
    assert_text(shapes[0].code, "26680");
    assert_int_equal(shapes[0].ring_count, 2);
    assert_false(shapes[0].rings[0].hole);
    assert_true(shapes[0].rings[1].hole);
    assert_true(shapes[0].rings[1].xy[1] == 10.2);
    assert_text(shapes[1].code, "755");
    assert_int_equal(shapes[1].ring_count, 2);
    assert_false(shapes[1].rings[1].hole);
    assert_int_equal(shapes[1].rings[1].points, 4);
    assert_true(shapes[1].rings[1].xy[5] == 4);
}

TEST("GeoJSON: what is wrong is said with its own key") {
    assert_refused(T(""), E_INVALID, "files.not_geojson");
    assert_refused(T("[]"), E_INVALID, "files.not_geojson");
    assert_refused(T("{\"type\":\"Topology\"}"), E_INVALID, "files.not_geojson");
    assert_refused(T(FEATURE("{}", "{\"type\":\"Polygon\",\"coordinates\":[" SQUARE "]}")), E_INVALID,
                   "files.geo_no_code");
    assert_refused(T(FEATURE("null", "{\"type\":\"Polygon\",\"coordinates\":[" SQUARE "]}")), E_INVALID,
                   "files.geo_no_code");
    assert_refused(T(FEATURE("{\"ma\":\"1\"}", "{\"type\":\"Point\",\"coordinates\":[1,2]}")), E_INVALID,
                   "files.geo_shape");
    assert_refused(T(FEATURE("{\"ma\":\"1\"}", "{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[2,3],[1,2]]]}")),
                   E_INVALID, "files.geo_shape");
    assert_refused(T(FEATURE("{\"ma\":\"1\"}", "{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[2,3],[3,3],[1,9]]]}")),
                   E_INVALID, "files.geo_shape");
    assert_refused(T(FEATURE("{\"ma\":\"1\"}", "{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[2],[3,3],[1,2]]]}")),
                   E_INVALID, "files.geo_shape");
    assert_refused(T(FEATURE("{\"ma\":\"1\"}", "{\"type\":\"MultiPolygon\",\"coordinates\":5}")), E_INVALID,
                   "files.geo_shape");
}

TEST("GeoJSON: coordinates in metres are not taken for degrees") {
    assert_refused(
        T(FEATURE("{\"ma\":\"1\"}",
                  "{\"type\":\"Polygon\",\"coordinates\":[[[431000,1170000],[431100,1170000],[431100,1170100],"
                  "[431000,1170000]]]}")),
        E_INVALID, "files.geo_not_wgs84");
    assert_refused(T("{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
                     "\"urn:ogc:def:crs:EPSG::9210\"}},\"features\":[]}"),
                   E_INVALID, "files.geo_not_wgs84");
    struct geo_shape *shapes;
    size_t count;
    struct error err = {0};
    assert_ok(read(T("{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
                     "\"urn:ogc:def:crs:OGC:1.3:CRS84\"}},\"features\":[]}"),
                   &shapes, &count, &err));
    assert_int_equal(count, 0);
}

TEST("GeoJSON: too many values and too deep nesting are refused before they cost memory") {
    AUTO_BUF b;
    buf_init(&b, 32u << 20);
    buf_char(&b, '[');
    for (int i = 0; i < MAX_GEOJSON_NODES; i++)
        buf_str(&b, "0,");
    buf_str(&b, "0]");
    assert_refused(buf_as_text(&b), E_TOO_LARGE, "files.too_large");
    buf_reset(&b);
    for (int i = 0; i < 1000000; i++)
        buf_char(&b, '[');
    assert_refused(buf_as_text(&b), E_INVALID, "files.not_geojson");
}
