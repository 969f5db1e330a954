/* What the two halves of the reader share: text in front of the annex, and the annex. */
#ifndef ANSINH_PLAN_TEXT_INTERNAL_H
#define ANSINH_PLAN_TEXT_INTERNAL_H
#include "features/plan/plan_text.h"

struct plan_reader {
    struct arena *a;
    const struct plan_slip *slips;
    size_t slip_count;
    struct text *lines; /* trimmed, NFC */
    size_t line_count;
    size_t room; /* of each list below */
    struct plan_text out;
};
void plan_text_decide(struct plan_reader *r, int line, const char *key, struct text one, struct text two);
struct text plan_text_correct(struct plan_reader *r, int line,
                              struct text t); /* without slips; the same text when there is none */
void plan_text_add_para(struct plan_reader *r, int line, struct text section, struct text verbatim,
                        struct text corrected);
bool plan_text_starts_lower(struct text t);
struct text plan_text_joined(struct arena *a, struct text x, char between, struct text y);
/* The first "12/12/2023" or "12 tháng 12 năm 2023" in t, whichever comes first; DAY_NONE when there is none. */
day_t plan_text_day_in(struct text t);
/* The annex from its first line on. */
enum status plan_text_annex(struct plan_reader *r, size_t first, struct error *err);
#endif
