/* Mobilised resources: funds "Vì người nghèo" and others at the level of a province, district or commune, their
 * campaigns, donors, pledges and receipts. Money that is received is posted to the budget's ledger on a line of the
 * fund (budget.h: source BUDGET_FUND_POOR or BUDGET_MOBILISED, source_id the fund) and spent from there by whoever
 * pays. Goods stay here with what became of them. A donor's name is published only when he agreed. */
#ifndef ANSINH_FUND_H
#define ANSINH_FUND_H
#include "app/app.h"
#include "features/budget/budget.h"

struct fund {
    int64_t id, area_id, agency_id;
    enum budget_source kind; /* BUDGET_FUND_POOR or BUDGET_MOBILISED */
    struct text name;
};
/* E_NOT_FOUND "http.not_found". Does not check the scope. */
MUST_CHECK enum status fund_get(struct ctx *c, int64_t id, struct fund *ret, struct error *err);
/* E_CONFLICT "fund.there" when the area has one of that kind and name. Notes no audit. */
MUST_CHECK enum status fund_add(struct ctx *c, const struct fund *f, int64_t *ret_id, struct error *err);

struct fund_gift {
    int64_t fund_id;
    int64_t campaign_id, pledge_id; /* 0: none */
    const char *donor_kind;         /* "person", "organisation", "anonymous" */
    struct text donor;              /* empty when anonymous */
    bool may_publish;
    struct text number; /* of the receipt; TEXT_NONE: the next one of the fund's year */
    day_t on_day;
    int64_t amount;    /* đồng; of goods: their value */
    struct text goods; /* TEXT_NONE: money */
    int64_t quantity;  /* of goods */
    struct text unit;  /* of goods */
    int64_t policy_id; /* what it was given for; 0: whatever the fund is for */
    struct text note;
};
/* Records what was received and posts money to the ledger. Notes no audit. E_CONFLICT "fund.number_taken",
 * "budget.period_closed"; E_INVALID "fund.no_goods", "fund.other_fund", "budget.after_today". */
MUST_CHECK enum status fund_receive(struct ctx *c, const struct fund_gift *g, int64_t *ret_id, struct error *err);
#endif
