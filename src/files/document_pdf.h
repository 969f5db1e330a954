/* Inside of src/files: the page that is being set. */
#ifndef ANSINH_FILES_DOCUMENT_PDF_H
#define ANSINH_FILES_DOCUMENT_PDF_H
#include <pango/pangocairo.h>

#include "files/document.h"

struct setter {
    cairo_t *cr;
    PangoContext *context;
    PangoLayout *layout; /* reused for each paragraph */
    double page_width, left, top, bottom, width;
    double y;       /* where the next thing begins */
    double reserve; /* height of the signature that follows this block; 0: none */
    unsigned page;
};

PangoContext *set_context(void); /* unref */
/* Fills the layout; width < 0: lines are not broken. */
void set_runs(PangoLayout *l, const struct doc_run *runs, double size, double width, enum doc_align align,
              double first_indent);
void set_plain(PangoLayout *l, struct text t, unsigned style, double size, double width, enum doc_align align);
/* Height of lines from..to (to not included; SIZE_MAX: all). */
double set_height(PangoLayout *l, size_t from, size_t to, double factor);
/* How many lines from `from` on fit into height. */
size_t set_lines_that_fit(PangoLayout *l, size_t from, double height, double factor);
void set_draw(struct setter *s, PangoLayout *l, double x, double y, size_t from, size_t to, double factor);
void set_rule(struct setter *s, double x, double y, double length);
void set_new_page(struct setter *s);
bool set_fresh_page(const struct setter *s);
void set_table(struct setter *s, const struct doc_table *t);
#endif
