/* Help in kind: goods, stock of agencies, lists of households, hand-over. */
#ifndef ANSINH_INKIND_H
#define ANSINH_INKIND_H
#include "app/app.h"
#include "app/form.h"

/* Goods that are given, with what the agency has of each, as choices of a form. */
MUST_CHECK enum status inkind_good_choices(struct ctx *c, int64_t agency_id, struct choice_text **ret,
                                           size_t *ret_count, struct error *err);
/* Takes from an agency's stock for something that another feature gives (for_id: its row). E_CONFLICT
 * "inkind.not_enough" with what there is; two who want the last one: the second is refused. In a write transaction;
 * notes no audit. *ret_text: "2 hộp Sữa". */
MUST_CHECK enum status inkind_supply(struct ctx *c, int64_t agency_id, int64_t good_id, int64_t quantity,
                                     int64_t for_id, day_t on, struct text *ret_text, struct error *err);

/* ---- for those who fill it: pages, demonstration data, tests. Each notes its audit. */
struct good_new {
    struct text name, unit;
    const char *kind;          /* animal, tree, works, goods, food */
    const char *follow_months; /* "6 12"; "": never */
};
MUST_CHECK enum status inkind_good_add(struct ctx *c, const struct good_new *g, int64_t *ret_id, struct error *err);
MUST_CHECK enum status inkind_price_set(struct ctx *c, int64_t good_id, day_t from, int64_t unit_value,
                                        struct text document, struct error *err);
MUST_CHECK enum status inkind_receive(struct ctx *c, int64_t agency_id, int64_t good_id, int64_t quantity, day_t on,
                                      struct text document, struct error *err);
/* counted: what is really there. */
MUST_CHECK enum status inkind_adjust(struct ctx *c, int64_t agency_id, int64_t good_id, int64_t counted, day_t on,
                                     struct text reason, struct error *err);
#endif
