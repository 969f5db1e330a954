/* Handlers of the feature's pages, by file; of this feature only. The routes stand in fund_feature.c. */
#ifndef ANSINH_FUND_PAGES_H
#define ANSINH_FUND_PAGES_H
#include "app/form.h"
#include "app/list.h"
#include "features/fund/fund.h"

/* Checks the scope. */
MUST_CHECK enum status fund_require(struct ctx *c, int64_t id, struct fund *ret, struct error *err);
void fund_tabs(struct ctx *c, struct value *out, const struct fund *f, const char *current);
void fund_facts(struct value *out, const struct fund *f);
const char *fund_donor_word(struct text kind);
/* A donor as those see him who keep the fund. */
void fund_donor_value(struct value *v, struct text kind, struct text name);
int64_t fund_year_asked(struct ctx *c);

/* fund_pages.c */
extern const struct list_def fund_list_def, fund_donor_list_def;
extern const struct form fund_new_form, fund_campaign_form;
enum status funds_page(struct ctx *c, struct value *out, struct error *err);
enum status fund_new_post(struct ctx *c, struct value *out, struct error *err);
enum status fund_page(struct ctx *c, struct value *out, struct error *err);
enum status fund_campaign_post(struct ctx *c, struct value *out, struct error *err);
enum status fund_donors_page(struct ctx *c, struct value *out, struct error *err);

/* fund_pledge_pages.c */
extern const struct list_def fund_pledge_list_def;
extern const struct form fund_cancel_form;
enum status fund_pledges_page(struct ctx *c, struct value *out, struct error *err);
enum status fund_pledge_make_form(struct ctx *c, const struct form **ret, struct error *err);
enum status fund_pledge_post(struct ctx *c, struct value *out, struct error *err);
enum status fund_pledge_cancel_post(struct ctx *c, struct value *out, struct error *err);
/* Choices of the fund's campaigns. */
MUST_CHECK enum status fund_campaign_choices(struct ctx *c, int64_t fund_id, struct field *f, struct error *err);
/* Finds the donor or makes him; what he says of his name now holds from now on. */
MUST_CHECK enum status fund_donor_of(struct ctx *c, int64_t fund_id, struct text kind, struct text name,
                                     bool may_publish, int64_t *ret_id, struct error *err);
extern const struct choice fund_donor_kinds[3];

/* fund_receipt_pages.c */
extern const struct list_def fund_receipt_list_def;
extern const struct form fund_handout_form;
enum status fund_receipts_page(struct ctx *c, struct value *out, struct error *err);
enum status fund_receipt_new(struct ctx *c, struct value *out, struct error *err);
enum status fund_receipt_make_form(struct ctx *c, const struct form **ret, struct error *err);
enum status fund_receipt_post(struct ctx *c, struct value *out, struct error *err);
enum status fund_receipt_page(struct ctx *c, struct value *out, struct error *err);
enum status fund_receipt_cancel_post(struct ctx *c, struct value *out, struct error *err);
enum status fund_handout_post(struct ctx *c, struct value *out, struct error *err);

/* fund_statement.c */
enum status fund_statement_page(struct ctx *c, struct value *out, struct error *err);

/* fund_demo.c */
struct demo_plan;
enum status fund_demo(struct ctx *c, const struct demo_plan *plan, struct error *err);
#endif
