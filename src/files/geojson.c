/* GeoJSON in (RFC 7946): borders of areas. The whole text is parsed at once, so its size and the number of its
 * values are bounded before; the parser bounds the depth. */
#include <jansson.h>

#include "files/table.h"

#include <math.h>

struct reading {
    const char *code_property;
    struct arena *arena;
    struct error *err;
    size_t at; /* feature, 1-based, for messages */
};

static enum status wrong(struct reading *r, const char *key) {
    return fail_number(r->err, E_INVALID, key, (int64_t)r->at);
}

/* One value per comma and bracket at most, and one more. Those inside strings count too: there are few. */
static bool few_values(struct text t) {
    size_t n = 1;
    for (size_t i = 0; i < t.len; i++)
        n += t.ptr[i] == ',' || t.ptr[i] == '[' || t.ptr[i] == '{' || t.ptr[i] == ':';
    return n <= MAX_GEOJSON_NODES;
}

static enum status read_code(struct reading *r, const json_t *feature, struct text *ret) {
    const json_t *v = json_object_get(json_object_get(feature, "properties"), r->code_property);
    if (json_is_string(v))
        *ret = arena_text(r->arena, text_trim((struct text){json_string_value(v), json_string_length(v)}));
    else if (json_is_integer(v))
        *ret = arena_fmt(r->arena, "%lld", (long long)json_integer_value(v));
    else
        return wrong(r, "files.geo_no_code");
    return ret->len > 0 ? OK : wrong(r, "files.geo_no_code");
}

static enum status read_point(struct reading *r, const json_t *point, double xy[2]) {
    if (json_array_size(point) < 2)
        return wrong(r, "files.geo_shape");
    for (size_t i = 0; i < 2; i++) {
        const json_t *v = json_array_get(point, i);
        if (!json_is_number(v))
            return wrong(r, "files.geo_shape");
        xy[i] = json_number_value(v);
    }
    /* Metres of VN-2000 are the usual mistake; they are far outside. */
    if (!(fabs(xy[0]) <= 180 && fabs(xy[1]) <= 90))
        return wrong(r, "files.geo_not_wgs84");
    return OK;
}

static enum status read_ring(struct reading *r, const json_t *ring, bool hole, struct geo_ring *ret) {
    size_t n = json_array_size(ring);
    if (n < 4)
        return wrong(r, "files.geo_shape");
    double *xy = ARENA_ARRAY(r->arena, n * 2, double);
    for (size_t i = 0; i < n; i++)
        TRY(read_point(r, json_array_get(ring, i), xy + 2 * i));
    if (xy[0] != xy[2 * n - 2] || xy[1] != xy[2 * n - 1])
        return wrong(r, "files.geo_shape");
    *ret = (struct geo_ring){.xy = xy, .points = n, .hole = hole};
    return OK;
}

static enum status read_polygon(struct reading *r, const json_t *polygon, struct geo_ring *rings) {
    for (size_t i = 0; i < json_array_size(polygon); i++)
        TRY(read_ring(r, json_array_get(polygon, i), i > 0, &rings[i]));
    return OK;
}

static enum status read_geometry(struct reading *r, const json_t *geometry, struct geo_shape *shape) {
    const char *type = json_string_value(json_object_get(geometry, "type"));
    const json_t *coordinates = json_object_get(geometry, "coordinates");
    bool multi = type != NULL && strcmp(type, "MultiPolygon") == 0;
    if (type == NULL || (!multi && strcmp(type, "Polygon") != 0))
        return wrong(r, "files.geo_shape");
    size_t polygons = multi ? json_array_size(coordinates) : 1, count = 0;
    for (size_t i = 0; i < polygons; i++)
        count += json_array_size(multi ? json_array_get(coordinates, i) : coordinates);
    if (count == 0)
        return wrong(r, "files.geo_shape");
    struct geo_ring *rings = ARENA_ARRAY(r->arena, count, struct geo_ring);
    size_t at = 0;
    for (size_t i = 0; i < polygons; i++) {
        const json_t *polygon = multi ? json_array_get(coordinates, i) : coordinates;
        TRY(read_polygon(r, polygon, rings + at));
        at += json_array_size(polygon);
    }
    shape->rings = rings;
    shape->ring_count = count;
    return OK;
}

/* RFC 7946 has no "crs", older files do; only the one that means WGS 84 is taken. */
static bool is_wgs84(const json_t *root) {
    const json_t *crs = json_object_get(root, "crs");
    const char *name = json_string_value(json_object_get(json_object_get(crs, "properties"), "name"));
    return crs == NULL || json_is_null(crs) ||
           (name != NULL && (strstr(name, "CRS84") != NULL || text_ends(text_of(name), T(":4326"))));
}

static enum status read_collection(struct reading *r, const json_t *root, struct geo_shape **ret_shapes,
                                   size_t *ret_count) {
    const char *type = json_string_value(json_object_get(root, "type"));
    const json_t *features = json_object_get(root, "features");
    if (type == NULL || strcmp(type, "FeatureCollection") != 0 || !json_is_array(features))
        return fail(r->err, E_INVALID, "files.not_geojson");
    if (!is_wgs84(root))
        return wrong(r, "files.geo_not_wgs84");
    size_t count = json_array_size(features);
    if (count > MAX_GEO_SHAPES)
        return fail_number(r->err, E_INVALID, "files.geo_too_many", MAX_GEO_SHAPES);
    struct geo_shape *shapes = ARENA_ARRAY(r->arena, count ? count : 1, struct geo_shape);
    for (size_t i = 0; i < count; i++) {
        r->at = i + 1;
        const json_t *feature = json_array_get(features, i);
        TRY(read_code(r, feature, &shapes[i].code));
        TRY(read_geometry(r, json_object_get(feature, "geometry"), &shapes[i]));
    }
    if (!arena_ok(r->arena))
        return fail_number(r->err, E_TOO_LARGE, "files.too_large", MAX_GEOJSON_BYTES >> 20);
    *ret_shapes = shapes;
    *ret_count = count;
    return OK;
}

enum status geojson_read(struct text bytes, const char *code_property, struct arena *a, struct geo_shape **ret_shapes,
                         size_t *ret_count, struct error *err) {
    if (bytes.len > MAX_GEOJSON_BYTES || !few_values(bytes))
        return fail_number(err, E_TOO_LARGE, "files.too_large", MAX_GEOJSON_BYTES >> 20);
    if (text_starts(bytes, T("\xef\xbb\xbf")))
        bytes = (struct text){bytes.ptr + 3, bytes.len - 3};
    json_error_t why;
    json_t *root = json_loadb(bytes.ptr != NULL ? bytes.ptr : "", bytes.len, JSON_REJECT_DUPLICATES, &why);
    if (root == NULL)
        return fail_detail(err, E_INVALID, "files.not_geojson", "%s at line %d", why.text, why.line);
    struct reading r = {.code_property = code_property, .arena = a, .err = err};
    enum status s = read_collection(&r, root, ret_shapes, ret_count);
    json_decref(root);
    return s;
}
