/* Inside the feature: what its files share. */
#ifndef ANSINH_LIVELIHOOD_PARTS_H
#define ANSINH_LIVELIHOOD_PARTS_H
#include "app/list.h"
#include "features/service/service.h"
#include "livelihood_queries.h"
#include "livelihood_templates.h"

#define LIVELIHOOD_POLICY "livelihood"

/* ---- in a write transaction, with history and audit; version 0: the present one */
struct model_new {
    struct text title, need;
    const char *kind; /* crop, livestock, aquaculture, craft, trade, other */
    int64_t year, district_id, province_id, households_planned, money;
};
MUST_CHECK enum status model_propose(struct ctx *c, const struct model_new *m, int64_t *ret_id, struct error *err);
MUST_CHECK enum status model_consolidate(struct ctx *c, int64_t id, int64_t version, struct text note,
                                         struct error *err);
MUST_CHECK enum status model_union(struct ctx *c, int64_t id, int64_t version, bool agrees, struct text note,
                                   struct error *err);
MUST_CHECK enum status model_decide(struct ctx *c, int64_t id, int64_t version, bool approve, struct text document,
                                    day_t on, struct text note, struct error *err);
MUST_CHECK enum status model_finish(struct ctx *c, int64_t id, int64_t version, struct text result, struct error *err);
MUST_CHECK enum status model_join(struct ctx *c, int64_t id, const struct service_household *h, struct text proof,
                                  int64_t income_before, day_t on, int64_t *ret_id, struct error *err);
struct model_given {
    struct text what, unit;
    int64_t quantity, value;
    day_t on;
};
MUST_CHECK enum status model_give(struct ctx *c, int64_t id, int64_t version, const struct model_given *g,
                                  struct error *err);
MUST_CHECK enum status model_result(struct ctx *c, int64_t id, int64_t version, struct text outcome,
                                    int64_t income_after, struct error *err);
MUST_CHECK enum status model_leave(struct ctx *c, int64_t id, int64_t version, struct text reason, struct error *err);
/* In the asker's district, else E_NOT_FOUND. */
MUST_CHECK enum status model_read(struct ctx *c, int64_t id, struct model_get_row *ret, struct error *err);
MUST_CHECK enum status model_household_read(struct ctx *c, int64_t id, struct model_household_get_row *ret,
                                            struct error *err);

/* ---- pages */
extern const struct list_def model_list_def, model_household_list_def, water_list_def;
extern const struct form model_consolidate_form, model_union_form, model_decide_form, model_finish_form;
extern const struct form model_join_form, model_give_form, model_result_form, model_leave_form;
enum status livelihood_get(struct ctx *c, struct value *out, struct error *err);
enum status models_get(struct ctx *c, struct value *out, struct error *err);
enum status model_new_form(struct ctx *c, const struct form **ret, struct error *err);
enum status model_post(struct ctx *c, struct value *out, struct error *err);
enum status model_get_page(struct ctx *c, struct value *out, struct error *err);
enum status model_consolidate_post(struct ctx *c, struct value *out, struct error *err);
enum status model_union_post(struct ctx *c, struct value *out, struct error *err);
enum status model_decide_post(struct ctx *c, struct value *out, struct error *err);
enum status model_finish_post(struct ctx *c, struct value *out, struct error *err);
enum status model_join_post(struct ctx *c, struct value *out, struct error *err);
enum status model_households_get(struct ctx *c, struct value *out, struct error *err);
enum status model_household_get_page(struct ctx *c, struct value *out, struct error *err);
enum status model_give_post(struct ctx *c, struct value *out, struct error *err);
enum status model_result_post(struct ctx *c, struct value *out, struct error *err);
enum status model_leave_post(struct ctx *c, struct value *out, struct error *err);
enum status water_get(struct ctx *c, struct value *out, struct error *err);
enum status water_households_get(struct ctx *c, struct value *out, struct error *err);
enum status livelihood_demo(struct ctx *c, const struct demo_plan *plan, struct error *err);
#endif
