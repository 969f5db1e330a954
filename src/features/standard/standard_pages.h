/* Handlers of the feature's pages, by file; of this feature only. The routes stand in standard_pages.c. */
#ifndef ANSINH_STANDARD_PAGES_H
#define ANSINH_STANDARD_PAGES_H
#include "app/form.h"
#include "features/standard/standard.h"

/* The tabs of all pages of this feature; current: address of the one shown. */
void standard_tabs(struct ctx *c, struct value *out, const char *current);
/* Choices of how sure a value is, for forms; "invented" is not offered. */
extern const struct choice certainty_choices[5];

/* line_pages.c: one line of a standard */
extern const struct form standard_line_form;
MUST_CHECK enum status standard_line_page(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status standard_line_fill(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status standard_line_save(struct ctx *c, struct value *out, struct error *err);
void standard_line_value(const struct standard_line *l, struct value *v);

/* scorecard_pages.c */
extern const struct form scorecard_form, scorecard_use_form;
MUST_CHECK enum status scorecards_page(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status scorecard_page(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status scorecard_template(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status scorecard_upload(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status scorecard_fill(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status scorecard_use(struct ctx *c, struct value *out, struct error *err);

/* setting_pages.c */
MUST_CHECK enum status settings_page(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status setting_page(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status setting_fill(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status setting_form(struct ctx *c, const struct form **ret, struct error *err);
MUST_CHECK enum status setting_change(struct ctx *c, struct value *out, struct error *err);

/* holiday_pages.c */
extern const struct form holiday_form, holiday_change_form;
MUST_CHECK enum status holidays_page(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status holidays_fill(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status holiday_page(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status holiday_fill(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status holiday_add(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status holiday_change(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status holiday_remove(struct ctx *c, struct value *out, struct error *err);
#endif
