/* Small pieces of SVG that the charts share. */
#ifndef ANSINH_SVG_H
#define ANSINH_SVG_H
#include "base/base.h"

#define SVG_WIDE 560 /* width of most pictures in their own units; about 12 px text on a desktop panel */

/* Opens a picture with its accessible name. */
void svg_open(struct buf *out, double width, double height, struct text title);
void svg_close(struct buf *out);
void svg_escape(struct buf *out, struct text t);
/* A number with at most one decimal. Locale-free. */
void svg_number(struct buf *out, double v);
/* anchor: 's' start, 'm' middle, 'e' end. cls may be "". */
void svg_text(struct buf *out, double x, double y, char anchor, const char *cls, struct text t);
void svg_line(struct buf *out, double x1, double y1, double x2, double y2, const char *cls);
void svg_rect(struct buf *out, double x, double y, double width, double height, double radius, const char *cls);
void svg_circle(struct buf *out, double x, double y, double radius, const char *cls);
/* Diagonal lines over a rectangle, for what colour alone must not say; id is unique on the page. */
void svg_hatch(struct buf *out, double x, double y, double width, double height);
/* About how wide a text will be at 12 px: for deciding whether it fits. */
double svg_text_width(struct text t);

#endif
