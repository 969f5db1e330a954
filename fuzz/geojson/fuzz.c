/* GeoJSON: any bytes are read or refused; what is read is closed rings of degrees. */
#include "files/files.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds) {
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    AUTO_ARENA a = arena_new(64u << 20);
    struct error err = {0};
    struct geo_shape *shapes = NULL;
    size_t count = 0;
    enum status s = geojson_read((struct text){(const char *)data, size}, "ma", a, &shapes, &count, &err);
    must(s == OK || (err.status == s && err.key != NULL));
    for (size_t i = 0; s == OK && i < count; i++) {
        must(shapes[i].code.len > 0 && text_is_utf8(shapes[i].code) && shapes[i].ring_count > 0);
        for (size_t k = 0; k < shapes[i].ring_count; k++) {
            const struct geo_ring *r = &shapes[i].rings[k];
            must(r->points >= 4 && r->xy[0] == r->xy[2 * r->points - 2]);
            for (size_t p = 0; p < r->points; p++)
                must(r->xy[2 * p] >= -180 && r->xy[2 * p] <= 180 && r->xy[2 * p + 1] >= -90 && r->xy[2 * p + 1] <= 90);
        }
    }
    return 0;
}
