/* Movement between classes: two columns of nodes, a band for each movement. A band's height is its number, so
 * that what leaves a node on the left and what enters one on the right can be compared by eye; numbers stand on
 * bands that have room for them, and all of them stand in the table below the picture. */
#include "view/chart.h"

#include "view/svg.h"

#define WIDTH 460
#define BAR 10
#define NODE_LEFT 128
#define NODE_RIGHT (WIDTH - 128)
#define GAP 22
#define TWO_LINES 22 /* a node lower than this has its label and number in one line */
#define ONE_LINE 26
#define FLOW_HEIGHT 300
#define MAX_NODES 16

struct column {
    double y[MAX_NODES];    /* top of each node */
    double used[MAX_NODES]; /* how much of it bands have taken */
    double bottom;
};

static struct column place(const struct chart_node *nodes, size_t count, bool right, double scale) {
    struct column c = {.bottom = 0};
    double y = 8;
    for (size_t i = 0; i < count; i++) {
        if (nodes[i].right != right)
            continue;
        c.y[i] = y;
        double height = (double)nodes[i].value * scale;
        y += height < TWO_LINES ? ONE_LINE : height + GAP;
    }
    c.bottom = y;
    return c;
}

static void band(struct buf *out, double y1, double y2, double height, const char *cls) {
    double x1 = NODE_LEFT + BAR, x2 = NODE_RIGHT, middle = (x1 + x2) / 2;
    const double forth[] = {middle, y1, middle, y2, x2, y2};
    const double back[] = {middle, y2 + height, middle, y1 + height, x1, y1 + height};
    buf_fmt(out, "<path class=\"%s\" d=\"M", cls);
    svg_number(out, x1);
    buf_char(out, ' ');
    svg_number(out, y1);
    buf_char(out, 'C');
    for (size_t i = 0; i < COUNT_OF(forth); i++) {
        svg_number(out, forth[i]);
        buf_char(out, ' ');
    }
    buf_char(out, 'v');
    svg_number(out, height);
    buf_char(out, 'C');
    for (size_t i = 0; i < COUNT_OF(back); i++) {
        svg_number(out, back[i]);
        buf_char(out, ' ');
    }
    buf_str(out, "Z\"/>");
}

static void node(struct buf *out, enum lang lang, const struct chart_node *n, double y, double scale) {
    double height = (double)n->value * scale, x = n->right ? NODE_RIGHT : NODE_LEFT;
    height = height < 2 ? 2 : height;
    svg_rect(out, x, y, BAR, height, 0, n->warn ? "flow back" : "node");
    AUTO_BUF number;
    buf_init(&number, 64);
    fmt_int(&number, lang, n->value);
    double middle = y + height / 2, tx = n->right ? x + BAR + 8 : x - 8;
    char anchor = n->right ? 's' : 'e';
    if (height < TWO_LINES) {
        AUTO_BUF both;
        buf_init(&both, 1024);
        buf_text(&both, n->label);
        buf_char(&both, ' ');
        buf_text(&both, buf_as_text(&number));
        svg_text(out, tx, middle + 4, anchor, n->warn ? "w" : "s", buf_as_text(&both));
    } else {
        svg_text(out, tx, middle - 2, anchor, n->warn ? "w" : "s", n->label);
        svg_text(out, tx, middle + 13, anchor, n->warn ? "w" : "", buf_as_text(&number));
    }
}

void chart_sankey(struct buf *out, enum lang lang, struct text title, const struct chart_node *nodes, size_t node_count,
                  const struct chart_flow *flows, size_t flow_count) {
    node_count = node_count > MAX_NODES ? MAX_NODES : node_count;
    int64_t totals[2] = {0, 0}, counts[2] = {0, 0};
    for (size_t i = 0; i < node_count; i++) {
        totals[nodes[i].right] += nodes[i].value;
        counts[nodes[i].right]++;
    }
    int64_t most = totals[0] > totals[1] ? totals[0] : totals[1];
    double scale = most > 0 ? FLOW_HEIGHT / (double)most : 0;
    struct column left = place(nodes, node_count, false, scale), right = place(nodes, node_count, true, scale);
    double height = left.bottom > right.bottom ? left.bottom : right.bottom;
    svg_open(out, WIDTH, height < 60 ? 60 : height, title, false);
    for (size_t pass = 0; pass < 2; pass++) { /* falling back lies above the rest */
        for (size_t i = 0; i < node_count; i++)
            left.used[i] = right.used[i] = 0;
        for (size_t i = 0; i < flow_count; i++) {
            const struct chart_flow *f = &flows[i];
            if (f->from >= node_count || f->to >= node_count || f->value <= 0)
                continue;
            double band_height = (double)f->value * scale;
            double y1 = left.y[f->from] + left.used[f->from], y2 = right.y[f->to] + right.used[f->to];
            left.used[f->from] += band_height;
            right.used[f->to] += band_height;
            if (f->warn != (pass == 1))
                continue;
            static const char *const tints[] = {"flow f2", "flow", "flow f3"};
            band(out, y1, y2, band_height < 1.5 ? 1.5 : band_height,
                 f->warn ? "flow back" : tints[i % COUNT_OF(tints)]);
            if (band_height >= 14) {
                AUTO_BUF number;
                buf_init(&number, 64);
                fmt_int(&number, lang, f->value);
                svg_text(out, NODE_LEFT + BAR + 44, y1 + (y2 - y1) * 0.1 + band_height / 2 + 4, 'm', "s",
                         buf_as_text(&number));
            }
        }
    }
    for (size_t i = 0; i < node_count; i++)
        node(out, lang, &nodes[i], nodes[i].right ? right.y[i] : left.y[i], scale);
    svg_close(out);
}
