/* Districts as tiles at about their place, where no boundaries were loaded. */
#include "app/tsv.h"
#include "rate_parts.h"
#include "view/chart.h"

#define TILES 16

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

enum status rate_add_map(struct ctx *c, const struct asked *a, const struct rate *now, struct value *out,
                         struct error *err) {
    (void)now;
    (void)err;
    struct chart_tile tiles[TILES];
    size_t n = tiles_of(c, a, value_get(out, T("districts")), tiles);
    if (n < 2)
        return OK; /* one district or none: nothing to map */
    static const char *const head[] = {"rate.area", "rate.rate"};
    struct value *picture = rate_picture(c, a, out, "map", "rate.map_title", head, COUNT_OF(head));
    for (size_t i = 0; i < n; i++) {
        struct value *row = rate_picture_row(c, picture);
        rate_cell_text(c, row, tiles[i].name);
        rate_cell_text(c, row, tiles[i].value);
    }
    AUTO_BUF svg;
    buf_init(&svg, 1u << 20);
    chart_tiles(&svg, tr(c->lang, "rate.map_title"), tiles, n);
    value_set_text(picture, "svg", arena_text(c->arena, buf_as_text(&svg)));
    return OK;
}
