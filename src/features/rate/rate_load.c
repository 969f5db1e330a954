/* Targets that the plan names with a number, from data/plan_targets.tsv. */
#include "app/tsv.h"
#include "features/area/area.h"
#include "features/rate/rate_load.h"
#include "rate_queries.h"

/* Shipped ids lie below 2^42, with a bit that keeps them apart from those of other features. */
static int64_t shipped_id(struct text key) {
    return (int64_t)(text_hash(key) & ((1ULL << 40) - 1)) | 1LL << 41;
}

enum status rate_load(struct ctx *c, struct error *err) {
    struct tsv t;
    tsv_open(&t, "plan_targets.tsv");
    while (tsv_next(&t)) {
        struct text standard = tsv_text(&t, "standard_key"), area_key = tsv_text(&t, "area_key");
        if (tsv_text(&t, "value").ptr == NULL || standard.ptr == NULL)
            continue; /* the plan names no number: shown with the plan, not measured */
        int64_t area = 0;
        TRY(area_by_key(c, arena_zstr(c->arena, area_key), &area, err));
        struct text kind = text_starts(standard, T("national")) ? T("national") : T("provincial");
        struct text indicator = tsv_text(&t, "indicator");
        struct text key = arena_fmt(c->arena, "target|%.*s|%.*s|%.*s|%.*s", FMT(area_key), FMT(kind), FMT(indicator),
                                    FMT(tsv_text(&t, "due_on")));
        TRY(rate_target_ship(c->db,
                             &(struct rate_target_ship_in){shipped_id(key), area, kind, indicator,
                                                           tsv_day(&t, "due_on", 0), tsv_int(&t, "value", 0),
                                                           tsv_text(&t, "source"), tsv_text(&t, "source"),
                                                           tsv_text(&t, "certainty"), 0},
                             NULL, err));
    }
    return OK;
}
