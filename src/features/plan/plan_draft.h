/* Sections of a report, written from what the system holds on the day (plan_draft*.c). */
#ifndef ANSINH_PLAN_DRAFT_H
#define ANSINH_PLAN_DRAFT_H
#include "plan_report.h"

/* A new section {title, paragraphs, head, rows}; key is its title's word. */
struct value *plan_section(struct ctx *c, struct value *sections, const char *key);
/* One paragraph; {0}.. are args. */
void plan_say(struct ctx *c, struct value *section, const char *key, const struct text *args, size_t count);
struct text plan_number_text(struct ctx *c, int64_t n); /* 324.860 */
struct text plan_day_text(struct ctx *c, day_t d);
struct text plan_target_text(struct ctx *c, const struct plan_targets_row *t); /* a target in words */

/* Each fills one section; where the system has no figures it says so. */
enum status plan_section_rate(struct ctx *c, const struct plan_report *r, struct value *sections, struct error *err);
enum status plan_section_movement(struct ctx *c, const struct plan_report *r, struct value *sections,
                                  struct error *err);
enum status plan_section_season(struct ctx *c, const struct plan_report *r, struct value *sections, struct error *err);
#endif
