/* Administrative units as dated data. An area has an id for life; its code, name, kind and parent are dated
 * rows; a successor table says what became of it. Levels: 1 province, 2 district, 3 commune, 4 hamlet. */
#ifndef ANSINH_AREA_H
#define ANSINH_AREA_H
#include "app/app.h"
#include "app/form.h"
#include "view/chart.h"

enum area_level { AREA_COUNTRY = 0, AREA_PROVINCE = 1, AREA_DISTRICT = 2, AREA_COMMUNE = 3, AREA_HAMLET = 4 };

struct area {
    int64_t id, parent_id; /* parent 0: none */
    int level;
    struct text code, name, kind;
    bool urban, urban_known;
};
/* The area as it was on a day; E_NOT_FOUND when it did not exist then. */
MUST_CHECK enum status area_get(struct ctx *c, int64_t id, day_t on, struct area *ret, struct error *err);
/* The same, and of a unit that ended by the day what it was on its last one: for who acts for it. */
MUST_CHECK enum status area_get_lately(struct ctx *c, int64_t id, day_t on, struct area *ret, struct error *err);
MUST_CHECK enum status area_by_key(struct ctx *c, const char *key, int64_t *ret_id, struct error *err);
/* By official code on a day ("77", "750", "26602"); after a merge an old code resolves through its successor
 * when no unit carries it any more. E_NOT_FOUND "area.no_code". */
MUST_CHECK enum status area_by_code(struct ctx *c, struct text code, day_t on, int64_t *ret_id, struct error *err);
/* What became of a unit that ended by the day. Where it was divided, the one with the smallest id, as for hamlets.
 * E_NOT_FOUND "area.not_then". */
MUST_CHECK enum status area_successor(struct ctx *c, int64_t id, day_t on, int64_t *ret_id, struct error *err);
/* Communes (or what acts as one) under an area on a day, in Vietnamese order; the area itself when it is one. */
MUST_CHECK enum status area_communes(struct ctx *c, int64_t area_id, day_t on, struct area **ret, size_t *ret_count,
                                     struct error *err);
MUST_CHECK enum status area_children(struct ctx *c, int64_t area_id, day_t on, struct area **ret, size_t *ret_count,
                                     struct error *err);
/* From the area upwards, itself first: hamlet, commune, district, province as far as they exist that day. */
MUST_CHECK enum status area_path(struct ctx *c, int64_t area_id, day_t on, struct area **ret, size_t *ret_count,
                                 struct error *err);
MUST_CHECK enum status area_path_lately(struct ctx *c, int64_t id, day_t on, struct area **ret, size_t *ret_count,
                                        struct error *err);
/* "Xã Láng Lớn, huyện Châu Đức" */
struct text area_path_name(struct ctx *c, const struct area *path, size_t count);
/* Choices for forms and filters: communes in the asker's scope today. */
MUST_CHECK enum status area_commune_choices(struct ctx *c, struct choice_text **ret, size_t *ret_count,
                                            struct error *err);
MUST_CHECK enum status area_district_choices(struct ctx *c, struct choice_text **ret, size_t *ret_count,
                                             struct error *err);
/* Crumbs from the province down to the area, as links; for pages. */
MUST_CHECK enum status area_crumbs(struct ctx *c, int64_t area_id, struct value *crumbs, struct error *err);
/* Gives hamlets the rows that follow from what becomes of their communes by law: under the successor from its day,
 * urban or rural as the commune is. Idempotent; after units or hamlets were loaded. Notes no audit. */
MUST_CHECK enum status area_hamlets_follow(struct ctx *c, struct error *err);
/* Makes or finds a hamlet under a commune; id 0: made here. Used by the demo and the importer; notes no audit. */
MUST_CHECK enum status area_hamlet_create(struct ctx *c, int64_t id, int64_t commune_id, struct text name,
                                          struct text kind, bool urban, const char *certainty, struct error *err);

/* What is drawn for an area on a day. */
struct area_outline {
    const struct chart_ring *rings; /* in the arena of c */
    size_t ring_count;              /* 0: no boundary is known */
    bool put_together;              /* from the units that became it, or from those below it */
};
/* One for each id. Boundaries of the day come first; then those of the units that became the area by then; then, for a
 * district, those of its communes. */
MUST_CHECK enum status area_outlines(struct ctx *c, const int64_t *ids, size_t count, day_t on,
                                     struct area_outline **ret, struct error *err);
#endif
