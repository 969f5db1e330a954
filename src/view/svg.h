/* Small pieces of SVG that the charts share. */
#ifndef ANSINH_SVG_H
#define ANSINH_SVG_H
#include "base/base.h"

/* Width of most pictures in their own units. Letters are 13 of them high, so that a picture may shrink by a tenth
 * before they get smaller than the page allows (12 px). */
#define SVG_WIDE 440

/* Opens a picture with its accessible name. One with links in it is a group, for nothing inside an image can be
 * reached by keyboard. */
void svg_open(struct buf *out, double width, double height, struct text title, bool has_links);
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
/* About how wide a text will be: for deciding whether it fits. */
double svg_text_width(struct text t);

#endif
