/* Figures of a report and the households behind them (plan_figures.c). */
#ifndef ANSINH_PLAN_FIGURES_H
#define ANSINH_PLAN_FIGURES_H
#include "features/figure/figure.h"
#include "plan_report.h"

#define PLAN_FIGURES 8
struct plan_signed_figure {
    const char *figure; /* "rate-in-force-provincial", "movement-provincial" */
    struct figure_household *rows;
    size_t count;
};
struct plan_signed {
    struct plan_signed_figure items[PLAN_FIGURES];
    size_t count;
};
/* Adds a figure to a section: its name, label and number; query: which of the signed rows it counts; live: the address
 * of the living list, for drafts. */
void plan_figure(struct ctx *c, struct value *section, const char *figure, struct text label, int64_t households,
                 const char *query, struct text live);
/* Gives every figure of the content its address: the living list of a draft, the signed rows afterwards. */
void plan_figure_links(struct ctx *c, const struct plan_report *r, const struct value *content);
/* Reads the households behind the figures and adds their digests to the text that is about to be signed. */
MUST_CHECK enum status plan_figures_collect(struct ctx *c, const struct plan_report *r, struct value *content,
                                            struct plan_signed *ret, struct error *err);
MUST_CHECK enum status plan_figures_freeze(struct ctx *c, const struct plan_report *r, int64_t no,
                                           const struct plan_signed *set, struct error *err);
enum status plan_report_figure(struct ctx *c, struct value *out, struct error *err);
#endif
