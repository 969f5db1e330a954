/* Codes of the review as word keys. */
#include "features/review/review_parts.h"

const char *class_word(int64_t class_no) {
    static const char *const words[] = {"review.class.none", "review.class.poor", "review.class.near_poor",
                                        "review.class.not_poor", "review.class.average"};
    return class_no >= 0 && class_no < (int64_t)COUNT_OF(words) ? words[class_no] : NULL;
}

const char *state_word(int64_t state) {
    static const char *const words[] = {"review.state.listed",  "review.state.again",   "review.state.agreed",
                                        "review.state.posted",  "review.state.asked",   "review.state.opinion",
                                        "review.state.decided", "review.state.refused", "review.state.left"};
    return state >= 0 && state < (int64_t)COUNT_OF(words) ? words[state] : NULL;
}

const char *word_of(struct ctx *c, const char *prefix, struct text code) {
    return code.ptr == NULL ? NULL : arena_fmt(c->arena, "%s%.*s", prefix, FMT(code)).ptr;
}

const char *movement_word(struct text movement) {
    static const char *const words[] = {
        "review.movement.kept",   "review.movement.escaped",     "review.movement.escaped_near_poor",
        "review.movement.new",    "review.movement.fallen_back", "review.movement.became_poor",
        "review.movement.average"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (text_is(movement, words[i] + sizeof "review.movement." - 1))
            return words[i];
    return NULL;
}

const char *standard_word(struct text kind) {
    return text_is(kind, "national") ? "review.standard.national" : "review.standard.provincial";
}
