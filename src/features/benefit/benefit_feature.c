/* What the feature offers. */
#include "features/benefit/benefit_internal.h"

static const struct claim_kind claims = {.kind = BENEFIT_KIND, .word = "benefit.one", .href = NULL};
CLAIM_KIND(claims);

const struct feature benefit_feature = {.name = "benefit"};
