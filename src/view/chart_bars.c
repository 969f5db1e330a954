/* Bars and tiles: one number per line, one number per place. */
#include "view/chart.h"

#include "view/svg.h"

#define LINE 26
#define LABEL 150

void chart_bars(struct buf *out, enum lang lang, struct text title, const struct chart_bar *bars, size_t count,
                bool funnel) {
    int64_t most = 1;
    double note_width = 0, label_width = 60;
    for (size_t i = 0; i < count; i++) {
        most = bars[i].value > most ? bars[i].value : most;
        double note = svg_text_width(bars[i].note), label = svg_text_width(bars[i].label);
        note_width = note > note_width ? note : note_width;
        label_width = label > label_width ? label : label_width;
    }
    label_width = label_width > SVG_WIDE * 0.4 ? SVG_WIDE * 0.4 : label_width + 12;
    double room = SVG_WIDE - label_width - 64 - note_width - (funnel ? 44 : 0);
    svg_open(out, SVG_WIDE, (double)(count > 0 ? count : 1) * LINE, title, false);
    for (size_t i = 0; i < count; i++) {
        double y = (double)i * LINE, width = room * (double)bars[i].value / (double)most;
        AUTO_BUF number;
        buf_init(&number, 160);
        fmt_int(&number, lang, bars[i].value);
        int64_t share;
        if (funnel && bars[0].value > 0 && mul_div_i64(bars[i].value, 10000, bars[0].value, &share)) {
            buf_str(&number, " · ");
            fmt_percent(&number, lang, share, 0);
        }
        svg_text(out, 0, y + 16, 's', bars[i].warn ? "w" : "s", bars[i].label);
        if (funnel)
            svg_rect(out, label_width, y + 5, room, 14, 2, "bg");
        svg_rect(out, label_width, y + 5, width < 1 && bars[i].value > 0 ? 1 : width, 14, 2,
                 bars[i].warn ? "b warn" : "b");
        if (bars[i].warn)
            svg_hatch(out, label_width, y + 5, width, 14);
        double x = label_width + (funnel ? room : width) + 8;
        svg_text(out, x, y + 16, 's', bars[i].warn ? "w" : "s", buf_as_text(&number));
        if (bars[i].note.len > 0)
            svg_text(out, x + svg_text_width(buf_as_text(&number)) + 8, y + 16, 's', "", bars[i].note);
    }
    svg_close(out);
}

#define TILE_WIDTH 92
#define TILE_HEIGHT 58
#define TILE_GAP 6

void chart_tiles(struct buf *out, struct text title, const struct chart_tile *tiles, size_t count) {
    int columns = 1, rows = 1;
    for (size_t i = 0; i < count; i++) {
        columns = tiles[i].x + 1 > columns ? tiles[i].x + 1 : columns;
        rows = tiles[i].y + 1 > rows ? tiles[i].y + 1 : rows;
    }
    svg_open(out, columns * (TILE_WIDTH + TILE_GAP), rows * (TILE_HEIGHT + TILE_GAP), title, true);
    for (size_t i = 0; i < count; i++) {
        const struct chart_tile *t = &tiles[i];
        double x = t->x * (TILE_WIDTH + TILE_GAP), y = t->y * (TILE_HEIGHT + TILE_GAP);
        int level = t->level < 0 ? 0 : t->level > 4 ? 4 : t->level;
        static const char *const classes[] = {"tile v0", "tile v1", "tile v2", "tile v3", "tile v4"};
        bool link = text_starts(t->href, T("/")) && !text_starts(t->href, T("//"));
        if (link) {
            buf_str(out, "<a href=\"");
            svg_escape(out, t->href);
            buf_str(out, "\">");
        }
        svg_rect(out, x + 0.5, y + 0.5, TILE_WIDTH, TILE_HEIGHT, 3, classes[level]);
        if (level >= 3)
            svg_hatch(out, x + 0.5, y + 0.5, TILE_WIDTH, 12);
        svg_text(out, x + TILE_WIDTH / 2.0, y + 29, 'm', "s plain", t->name);
        svg_text(out, x + TILE_WIDTH / 2.0, y + 47, 'm', "s", t->value);
        if (link)
            buf_str(out, "</a>");
    }
    svg_close(out);
}
