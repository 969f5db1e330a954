/* Boundaries thinned out for drawing, and boundaries as text. Degrees of WGS 84. */
#ifndef ANSINH_GEO_OUTLINE_H
#define ANSINH_GEO_OUTLINE_H
#include "files/files.h"

/* Marks which points of a ring are kept so that no point of it lies further than `tolerance` degrees from the new line
 * (Douglas and Peucker, Cartographica 10/2, 1973). The first and last are kept, and at least four. Returns how many. */
size_t geo_simplify(const double *xy, size_t points, double tolerance, struct arena *a, bool **ret_keep);
/* "10707710,1037444 10707660,1037415 …;…" of the thinned rings. */
void geo_outline_write(const struct geo_shape *s, double tolerance, struct arena *a, struct buf *out);
/* The geometry as GeoJSON with six decimals (a decimetre). */
void geo_geometry_write(const struct geo_shape *s, struct buf *out);
/* Reads what geo_outline_write wrote; false when it is no outline. Rings live in a. */
bool geo_outline_read(struct text t, struct arena *a, struct geo_ring **ret_rings, size_t *ret_count);
/* Twice the signed area in square degrees, all rings together; holes count against. */
double geo_area(const struct geo_shape *s);
size_t geo_points(const struct geo_shape *s);
#endif
