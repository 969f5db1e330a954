/* The review of households as a feature: permissions, menu, routes. */
#include "features/interview/interview.h"
#include "features/review/review_parts.h"

static const struct permission permissions[] = {
    {"review.read", "review.perm.read"},       {"review.open", "review.perm.open"},
    {"review.list", "review.perm.list"},       {"review.request", "review.perm.request"},
    {"review.meet", "review.perm.meet"},       {"review.post", "review.perm.post"},
    {"review.object", "review.perm.object"},   {"review.opinion", "review.perm.opinion"},
    {"review.draft", "review.perm.draft"},     {"review.sign", "review.perm.sign"},
    {"review.remark", "review.perm.remark"},   {"review.send", "review.perm.send"},
    {"review.approve", "review.perm.approve"},
};

const struct feature review_feature = {
    .name = "review",
    FEATURE_ROWS(permission, permissions),
    .load = review_load,
    .load_order = 45,
};
