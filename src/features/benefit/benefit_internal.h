/* Inside the feature: rights, money, lists and lines as their statements see them. */
#ifndef ANSINH_BENEFIT_INTERNAL_H
#define ANSINH_BENEFIT_INTERNAL_H
#include "benefit_queries.h"
#include "features/benefit/benefit.h"

#define BENEFIT_KIND "benefit"       /* of claims */
#define BENEFIT_MONEY "benefit_list" /* of the budget: a list is committed once, with its total */
#define BENEFIT_LINES_MAX 10000      /* of one list */

/* The list, locked, in the asker's scope. version -1: not compared. */
MUST_CHECK enum status list_take(struct ctx *c, int64_t id, int64_t version, struct benefit_list_get_row *ret,
                                 struct error *err);
/* For reading. */
MUST_CHECK enum status list_find(struct ctx *c, int64_t id, struct benefit_list_get_row *ret, struct error *err);

struct benefit_line line_of(const struct benefit_line_get_row *r);
/* Tells the features behind lines that carry details. */
MUST_CHECK enum status lines_changed(struct ctx *c, struct db_ids ids, struct error *err);
const struct benefit_detail *detail_of(struct text kind);        /* NULL: no feature has it */
const struct benefit_maker *maker_of(struct text content_group); /* NULL: whoever proposes */

/* rows: classes of one household that touch the period */
struct policy_class_right right_by_class(struct ctx *c, const struct policy *p, const struct benefit_classes_row *rows,
                                         size_t count, struct policy_period in);
/* So many kWh for each month of [from, to) at its price; how: month by month, with the article. */
MUST_CHECK enum status kwh_amount(struct ctx *c, const struct policy *p, const struct policy_value *kwh, day_t from,
                                  day_t to, int64_t *ret, struct text *ret_how, struct error *err);

/* ---- money: the only calls of features/budget */
MUST_CHECK enum status money_commit(struct ctx *c, const struct benefit_list_get_row *l, const struct policy *p,
                                    struct error *err);
MUST_CHECK enum status money_pay(struct ctx *c, const struct benefit_list_get_row *l, int64_t amount, day_t on,
                                 struct error *err);
MUST_CHECK enum status money_give_back(struct ctx *c, int64_t list_id, int64_t amount, struct text why,
                                       struct error *err);
MUST_CHECK enum status money_back(struct ctx *c, int64_t list_id, int64_t amount, struct text why, struct error *err);
#endif
