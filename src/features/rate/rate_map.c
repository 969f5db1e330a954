/* The rate on the map: by boundaries where some were loaded, else districts as tiles at about their place. */
#include "app/tsv.h"
#include "rate_parts.h"
#include "view/chart.h"

#define TILES 16
#define MAX_PLACES 256

static struct text percent_of(struct ctx *c, const struct value *rate) {
    AUTO_BUF b;
    buf_init(&b, 64);
    if (rate != NULL && rate->type == V_RATE)
        fmt_percent(&b, c->lang, (rate->i + 50) / 100, 2); /* millionths to basis points, as the table rounds */
    return arena_text(c->arena, buf_as_text(&b));
}

static size_t tiles_of(struct ctx *c, const struct asked *a, const struct value *districts, struct chart_tile *tiles) {
    size_t n = 0;
    struct tsv t;
    tsv_open(&t, "area_tiles.tsv");
    while (tsv_next(&t) && n < TILES) {
        for (size_t i = 0; i < value_count(districts) && n < TILES; i++) {
            const struct value *d = value_at(districts, i);
            if (!text_eq(value_text(value_get(d, T("code"))), tsv_text(&t, "code")))
                continue;
            tiles[n++] = (struct chart_tile){
                .code = tsv_text(&t, "code"),
                .name = tsv_text(&t, "short_name"),
                .value = percent_of(c, value_get(d, T("rate"))),
                .x = (int)tsv_int(&t, "x", 0),
                .y = (int)tsv_int(&t, "y", 0),
                .level = (int)value_int(value_get(d, T("level")), 0),
                .href = arena_fmt(c->arena, "/rate?area=%.*s&standard=%s", FMT(tsv_text(&t, "code")), a->kind)};
        }
    }
    return n;
}

/* Districts where there are several, else communes. */
static size_t places_of(const struct value *districts, const struct value **places) {
    const struct value *list =
        value_count(districts) == 1 ? value_get(value_at(districts, 0), T("communes")) : districts;
    size_t n = value_count(list) < MAX_PLACES ? value_count(list) : MAX_PLACES;
    for (size_t i = 0; i < n; i++)
        places[i] = value_at(list, i);
    return n;
}

/* *ret_drawn false: too few boundaries are known. */
static enum status draw_shapes(struct ctx *c, const struct asked *a, const struct value *const *places, size_t count,
                               struct buf *svg, bool *ret_drawn, struct error *err) {
    int64_t *ids = ARENA_ARRAY(c->arena, count + 1, int64_t);
    struct area_outline *outlines;
    for (size_t i = 0; i < count; i++)
        ids[i] = value_int(value_get(places[i], T("area_id")), 0);
    TRY(area_outlines(c, ids, count, c->as_of, &outlines, err));
    struct chart_shape *shapes = ARENA_ARRAY(c->arena, count + 1, struct chart_shape);
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if (outlines[i].ring_count == 0)
            continue;
        bool open = value_text(value_get(places[i], T("href"))).len > 0; /* whoever may not see the households stays */
        shapes[n++] = (struct chart_shape){
            .code = value_text(value_get(places[i], T("code"))),
            .name = value_text(value_get(places[i], T("name"))),
            .value = percent_of(c, value_get(places[i], T("rate"))),
            .level = (int)value_int(value_get(places[i], T("level")), 0),
            .href = open ? arena_fmt(c->arena, "/rate?area=%lld&standard=%s", (long long)ids[i], a->kind) : TEXT_NONE,
            .rings = outlines[i].rings,
            .ring_count = outlines[i].ring_count};
    }
    *ret_drawn = n > 1 && n * 2 >= count;
    if (*ret_drawn)
        chart_map(svg, tr(c->lang, "rate.map_title"), "map-rate", shapes, n);
    return OK;
}

enum status rate_add_map(struct ctx *c, const struct asked *a, const struct rate *now, struct value *out,
                         struct error *err) {
    (void)now;
    const struct value *places[MAX_PLACES];
    size_t count = places_of(value_get(out, T("districts")), places);
    if (count < 2)
        return OK; /* one unit: nothing to map */
    AUTO_BUF svg;
    buf_init(&svg, 4u << 20);
    bool by_boundaries = false;
    TRY(draw_shapes(c, a, places, count, &svg, &by_boundaries, err));
    if (!by_boundaries) {
        struct chart_tile tiles[TILES];
        size_t n = tiles_of(c, a, value_get(out, T("districts")), tiles);
        if (n < 2)
            return OK;
        chart_tiles(&svg, tr(c->lang, "rate.map_title"), tiles, n);
    }
    static const char *const head[] = {"rate.area", "rate.households", "rate.denominator", "rate.rate"};
    struct value *picture = rate_picture(c, a, out, "map", "rate.map_title", head, COUNT_OF(head));
    for (size_t i = 0; i < count; i++) {
        struct value *row = rate_picture_row(c, picture);
        rate_cell_text(c, row, value_text(value_get(places[i], T("name"))));
        rate_cell_int(c, row, value_int(value_get(places[i], T("numerator")), 0),
                      value_text(value_get(places[i], T("href"))));
        rate_cell_int(c, row, value_int(value_get(places[i], T("denominator")), DB_NULL), TEXT_NONE);
        value_add(row, (struct value *)value_get(places[i], T("rate")));
    }
    value_set_word(picture, "note", by_boundaries ? "rate.map_by_boundaries" : "rate.map_by_tiles");
    value_set_text(picture, "svg", arena_text(c->arena, buf_as_text(&svg)));
    return OK;
}
