/* What the feature offers: permissions, shipped data. */
#include "features/standard/standard.h"
#include "features/standard/standard_load.h"

static const struct permission permissions[] = {
    {"standard.read", "standard.perm_read"},
    {"standard.manage", "standard.perm_manage"},
    {"setting.manage", "standard.perm_setting"},
};

const struct feature standard_feature = {
    .name = "standard",
    FEATURE_ROWS(permission, permissions),
    .load = standard_load,
    .load_order = 40,
};
