/* Inside the feature: boundaries loaded from GeoJSON for a day, and the map page. */
#ifndef ANSINH_AREA_SHAPE_H
#define ANSINH_AREA_SHAPE_H
#include "features/area/area.h"

enum status area_shapes_page(struct ctx *c, struct value *out, struct error *err);
enum status area_shapes_post(struct ctx *c, struct value *out, struct error *err);
enum status area_map_page(struct ctx *c, struct value *out, struct error *err);
extern const struct form area_shapes_form;
#endif
