/* What the feature offers: pages, permissions, commands. */
#include "features/interview/interview.h"
#include "features/interview/interview_command.h"

static const struct permission permissions[] = {
    {"interview.read", "interview.perm_read"},
    {"interview.write", "interview.perm_write"},
};
static const struct command commands[] = {
    {"review reclassify", "interview.cmd_reclassify", NULL, interview_reclassify_options,
     COUNT_OF(interview_reclassify_options), true, interview_reclassify_command},
};

const struct feature interview_feature = {
    .name = "interview",
    FEATURE_ROWS(permission, permissions),
    FEATURE_ROWS(command, commands),
};
