/* What the feature offers: commands, checks. */
#include "features/budget/budget_check.h"

static const struct command commands[] = {
    {"budget check", "budget.cmd_check", NULL, NULL, 0, true, budget_check_command},
};

const struct feature budget_feature = {
    .name = "budget",
    FEATURE_ROWS(command, commands),
    .check = budget_check,
};
