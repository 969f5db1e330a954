/* Where benefits touch the budget: committed when a list is signed, paid when it is delivered, given back when a line
 * stops before that, recovered when it was paid wrongly. A loan's money is the bank's and never passes here. */
#include "features/benefit/benefit_internal.h"
#include "features/budget/budget.h"

static struct text note_of(struct ctx *c, const struct benefit_list_get_row *l) {
    return arena_fmt(c->arena, "%.*s", FMT(l->title));
}

enum status money_commit(struct ctx *c, const struct benefit_list_get_row *l, const struct policy *p,
                         struct error *err) {
    if (l->amount == 0 || p->kind == POLICY_LOAN)
        return OK;
    struct budget_use use = {.for_kind = BENEFIT_MONEY,
                             .for_id = l->id,
                             .policy_id = l->policy_id,
                             .area_id = l->commune_id,
                             .source = BUDGET_ANY_SOURCE,
                             .amount = l->amount,
                             .day = c->today,
                             .note = note_of(c, l)};
    return budget_commit(c, &use, NULL, err);
}

enum status money_pay(struct ctx *c, const struct benefit_list_get_row *l, int64_t amount, day_t on,
                      struct error *err) {
    return amount == 0 ? OK : budget_disburse(c, BENEFIT_MONEY, l->id, amount, on, note_of(c, l), err);
}

enum status money_give_back(struct ctx *c, int64_t list_id, int64_t amount, struct text why, struct error *err) {
    return amount == 0 ? OK : budget_release(c, BENEFIT_MONEY, list_id, amount, c->today, why, err);
}

enum status money_back(struct ctx *c, int64_t list_id, int64_t amount, struct text why, struct error *err) {
    return amount == 0 ? OK : budget_recover(c, BENEFIT_MONEY, list_id, amount, c->today, why, err);
}
