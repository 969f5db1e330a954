/* Who is meant by the words of a plan: agencies and groups in a cell such as "Các Sở: Y tế, Tài chính và UBND cấp
 * huyện; các Hội, đoàn thể tỉnh". */
#ifndef ANSINH_PLAN_SPELLING_H
#define ANSINH_PLAN_SPELLING_H
#include "base/base.h"

struct plan_target {
    int64_t agency_id, group_id; /* one of them is 0 */
    struct text written;         /* as the cell has it */
    struct text kind;            /* of the spelling: full, abbreviation, variant, compound, bare, office_holder */
};
struct plan_spellings;
/* From data/agency_spellings.tsv. */
struct plan_spellings *plan_spellings_load(struct arena *a);
/* All that a cell names, in its order, each once; *ret_unknown: the parts that nobody could be found for. */
void plan_spellings_cell(const struct plan_spellings *s, struct arena *a, struct text cell, struct plan_target **ret,
                         size_t *ret_count, struct text **ret_unknown, size_t *ret_unknown_count);
/* Whom a text begins with (the longest that fits), or with whom it has to do at all; false when there is none. */
bool plan_spellings_begin(const struct plan_spellings *s, struct arena *a, struct text t, struct plan_target *ret);
bool plan_spellings_group_in(const struct plan_spellings *s, struct arena *a, struct text t, struct plan_target *ret);
#endif
