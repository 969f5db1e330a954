#include "view/svg.h"

#include <math.h>

void svg_escape(struct buf *out, struct text t) {
    for (size_t i = 0; i < t.len; i++) {
        switch (t.ptr[i]) {
        case '&':
            buf_str(out, "&amp;");
            break;
        case '<':
            buf_str(out, "&lt;");
            break;
        case '>':
            buf_str(out, "&gt;");
            break;
        case '"':
            buf_str(out, "&quot;");
            break;
        default:
            buf_char(out, t.ptr[i]);
        }
    }
}

void svg_number(struct buf *out, double v) {
    if (!isfinite(v))
        v = 0;
    v = v < -1e9 ? -1e9 : v > 1e9 ? 1e9 : v;
    int64_t tenths = (int64_t)llround(v * 10);
    if (tenths < 0)
        buf_char(out, '-');
    tenths = tenths < 0 ? -tenths : tenths;
    buf_i64(out, tenths / 10);
    if (tenths % 10 != 0) {
        buf_char(out, '.');
        buf_char(out, (char)('0' + tenths % 10));
    }
}

static void attribute(struct buf *out, const char *name, double v) {
    buf_char(out, ' ');
    buf_str(out, name);
    buf_str(out, "=\"");
    svg_number(out, v);
    buf_char(out, '"');
}

static void class_attribute(struct buf *out, const char *cls) {
    if (cls[0] != '\0')
        buf_fmt(out, " class=\"%s\"", cls);
}

void svg_open(struct buf *out, double width, double height, struct text title, bool has_links) {
    /* Its own width keeps the letters near the size of the page's; app.css lets it shrink to the panel. */
    buf_fmt(out, "<svg class=\"c\" role=\"%s\" width=\"", has_links ? "group" : "img");
    svg_number(out, width * 1.15);
    buf_str(out, "\" viewBox=\"0 0 ");
    svg_number(out, width);
    buf_char(out, ' ');
    svg_number(out, height);
    buf_str(out, "\"><title>");
    svg_escape(out, title);
    buf_str(out, "</title>");
}

void svg_close(struct buf *out) {
    buf_str(out, "</svg>");
}

void svg_text(struct buf *out, double x, double y, char anchor, const char *cls, struct text t) {
    buf_str(out, "<text");
    attribute(out, "x", x);
    attribute(out, "y", y);
    if (anchor != 's')
        buf_str(out, anchor == 'm' ? " text-anchor=\"middle\"" : " text-anchor=\"end\"");
    class_attribute(out, cls);
    buf_char(out, '>');
    svg_escape(out, t);
    buf_str(out, "</text>");
}

void svg_line(struct buf *out, double x1, double y1, double x2, double y2, const char *cls) {
    buf_str(out, "<line");
    attribute(out, "x1", x1);
    attribute(out, "y1", y1);
    attribute(out, "x2", x2);
    attribute(out, "y2", y2);
    class_attribute(out, cls);
    buf_str(out, "/>");
}

void svg_rect(struct buf *out, double x, double y, double width, double height, double radius, const char *cls) {
    buf_str(out, "<rect");
    attribute(out, "x", x);
    attribute(out, "y", y);
    attribute(out, "width", width < 0 ? 0 : width);
    attribute(out, "height", height < 0 ? 0 : height);
    if (radius > 0)
        attribute(out, "rx", radius);
    class_attribute(out, cls);
    buf_str(out, "/>");
}

void svg_circle(struct buf *out, double x, double y, double radius, const char *cls) {
    buf_str(out, "<circle");
    attribute(out, "cx", x);
    attribute(out, "cy", y);
    attribute(out, "r", radius);
    class_attribute(out, cls);
    buf_str(out, "/>");
}

void svg_hatch(struct buf *out, double x, double y, double width, double height) {
    /* Drawn as lines, not as a <pattern>: a pattern needs an id, and two pictures on a page would share it. */
    buf_str(out, "<path class=\"hatch\" d=\"");
    for (double d = 8; d < width + height; d += 8) {
        double x1 = d <= height ? x : x + d - height, y1 = d <= height ? y + d : y + height;
        double x2 = d <= width ? x + d : x + width, y2 = d <= width ? y : y + d - width;
        buf_char(out, 'M');
        svg_number(out, x1);
        buf_char(out, ' ');
        svg_number(out, y1);
        buf_char(out, 'L');
        svg_number(out, x2);
        buf_char(out, ' ');
        svg_number(out, y2);
    }
    buf_str(out, "\"/>");
}

double svg_text_width(struct text t) {
    size_t characters = 0;
    for (size_t i = 0; i < t.len; i++)
        characters += ((unsigned char)t.ptr[i] & 0xc0) != 0x80;
    return (double)characters * 7.1;
}
