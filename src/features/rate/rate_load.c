/* Targets that the plan names with a number, from data/plan_targets.tsv. */
#include "app/tsv.h"
#include "features/area/area.h"
#include "features/rate/rate_load.h"
#include "rate_queries.h"

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
        TRY(rate_target_put(c->db,
                            &(struct rate_target_put_in){area, kind, tsv_text(&t, "indicator"),
                                                         tsv_day(&t, "due_on", 0), tsv_int(&t, "value", 0),
                                                         tsv_text(&t, "source"), tsv_text(&t, "source"),
                                                         tsv_text(&t, "certainty")},
                            NULL, err));
    }
    return OK;
}
