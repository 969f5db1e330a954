/* The classes that open a policy, read from the register's history: the quick first question, before the rules judge.
 */
#include "features/policy/policy.h"
#include "features/household/household.h"

static const struct opening {
    const char *code, *kind, *word; /* kind: of the standard */
    int64_t class;                  /* newly escaped: none */
} openings[] = {
    {"poor/national", "national", "policy.opens.poor_national", CLASS_POOR},
    {"near_poor/national", "national", "policy.opens.near_poor_national", CLASS_NEAR_POOR},
    {"average/national", "national", "policy.opens.average_national", CLASS_AVERAGE},
    {"poor/brvt", "provincial", "policy.opens.poor_brvt", CLASS_POOR},
    {"newly_escaped/national", "national", "policy.opens.newly_escaped_national", CLASS_NOT_REVIEWED},
    {"newly_escaped/brvt", "provincial", "policy.opens.newly_escaped_brvt", CLASS_NOT_REVIEWED},
};

static const struct opening *opening_of(struct text code) {
    for (size_t i = 0; i < COUNT_OF(openings); i++)
        if (text_is(code, openings[i].code))
            return &openings[i];
    return NULL;
}

const char *policy_class_word(struct text code) {
    const struct opening *o = opening_of(code);
    return o != NULL ? o->word : NULL;
}

/* Does a stretch of the history open it within the period? Then since when and until when. */
static bool stretch_opens(const struct opening *o, const struct class_held *h, const struct policy_period *in,
                          struct policy_class_right *ret) {
    if (!text_is(h->kind, o->kind))
        return false;
    *ret = (struct policy_class_right){ENTITLED_YES, h->valid_from, h->valid_to, o->word};
    if (o->class != CLASS_NOT_REVIEWED)
        return h->class == o->class;
    if (h->escaped_on == DAY_NONE)
        return false;
    day_t over = day_add_months(h->escaped_on, in->escape_months);
    ret->since = h->escaped_on;
    ret->ends = over < ret->ends ? over : ret->ends;
    return ret->since < in->to && ret->ends > in->from;
}

struct policy_class_right policy_class_right(struct text classes, const struct class_held *held, size_t count,
                                             struct policy_period in) {
    struct policy_class_right best = {ENTITLED_NO, DAY_NONE, DAY_NONE, "policy.no_class"}, one;
    if (classes.ptr == NULL)
        return (struct policy_class_right){ENTITLED_IF_SHOWN, in.from, DAY_FOREVER, "policy.not_by_class"};
    struct text code;
    while (text_cut(&classes, ' ', &code)) {
        const struct opening *o = opening_of(code);
        for (size_t i = 0; o != NULL && i < count; i++)
            if (stretch_opens(o, &held[i], &in, &one) && (best.answer == ENTITLED_NO || one.ends > best.ends ||
                                                          (one.ends == best.ends && one.since < best.since)))
                best = one;
    }
    return best;
}
