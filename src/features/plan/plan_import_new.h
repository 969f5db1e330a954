/* A plan made from its text: what the reader found, with the agencies found for it. */
#ifndef ANSINH_PLAN_IMPORT_NEW_H
#define ANSINH_PLAN_IMPORT_NEW_H
#include "app/app.h"
#include "features/plan/plan_spelling.h"
#include "features/plan/plan_text.h"

struct plan_resolved_cell {
    struct plan_target *targets;
    size_t count;
};
struct plan_resolved {
    struct plan_resolved_cell *leads, *others; /* by task */
    struct plan_target *duties;                /* by duty */
    struct plan_target issuer;
    bool has_issuer;
};
/* E_INVALID plan.text_no_issuer, plan.text_no_standing. */
MUST_CHECK enum status plan_import_new(struct ctx *c, const struct plan_text *t, const struct plan_resolved *r,
                                       int64_t *ret_id, struct error *err);
#endif
