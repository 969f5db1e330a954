/* What the feature offers. */
#include "features/claim/claim.h"

const struct feature claim_feature = {.name = "claim"};
