/* Handlers of the feature's pages, by file; of this feature only. The routes stand in budget_feature.c. */
#ifndef ANSINH_BUDGET_PAGES_H
#define ANSINH_BUDGET_PAGES_H
#include "features/budget/budget_parts.h"

/* budget_overview.c */
enum status budget_overview_page(struct ctx *c, struct value *out, struct error *err);
/* ?year=, else the year of the day asked for. */
int64_t budget_year_asked(struct ctx *c);
void budget_tabs(struct ctx *c, struct value *out, const char *current);
/* estimate, allocated, …, left and the share paid, into an object. */
void budget_figures(struct value *v, int64_t unallocated, int64_t available, int64_t committed, int64_t disbursed);

/* A part of a table for one source: {source}; the caller adds items and total. */
struct value *budget_source_group(struct value *groups, struct text code);

/* budget_line_pages.c */
extern const struct list_def budget_lines_def;
extern const struct form budget_code_form;
enum status budget_lines_page(struct ctx *c, struct value *out, struct error *err);
enum status budget_line_page(struct ctx *c, struct value *out, struct error *err);
enum status budget_line_code_post(struct ctx *c, struct value *out, struct error *err);
/* Checks the scope. */
MUST_CHECK enum status budget_line_require(struct ctx *c, int64_t id, struct budget_line *ret, struct error *err);
enum status budget_policy_options(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err);
extern const struct choice budget_source_choices[BUDGET_SOURCES];
extern const struct choice budget_level_choices[3];

/* budget_decision_pages.c */
extern const struct list_def budget_decisions_def;
extern const struct form budget_decision_form;
enum status budget_decisions_page(struct ctx *c, struct value *out, struct error *err);
enum status budget_decision_new(struct ctx *c, struct value *out, struct error *err);
enum status budget_decision_post(struct ctx *c, struct value *out, struct error *err);
enum status budget_decision_page(struct ctx *c, struct value *out, struct error *err);
enum status budget_decision_file(struct ctx *c, struct value *out, struct error *err);
enum status budget_item_make_form(struct ctx *c, const struct form **ret, struct error *err);
enum status budget_item_post(struct ctx *c, struct value *out, struct error *err);

/* budget_entry_pages.c */
extern const struct list_def budget_postings_def;
extern const struct form budget_reverse_form;
enum status budget_entries_page(struct ctx *c, struct value *out, struct error *err);
enum status budget_entry_page(struct ctx *c, struct value *out, struct error *err);
enum status budget_entry_reverse(struct ctx *c, struct value *out, struct error *err);

/* budget_period_pages.c */
extern const struct form budget_period_form;
enum status budget_periods_page(struct ctx *c, struct value *out, struct error *err);
enum status budget_period_ask_post(struct ctx *c, struct value *out, struct error *err);
enum status budget_period_back_post(struct ctx *c, struct value *out, struct error *err);
enum status budget_period_close_post(struct ctx *c, struct value *out, struct error *err);
enum status budget_trial_page(struct ctx *c, struct value *out, struct error *err);
enum status budget_home(struct ctx *c, struct value *work, struct value *out, struct error *err);

/* budget_statement.c */
enum status budget_statement_page(struct ctx *c, struct value *out, struct error *err);
#endif
