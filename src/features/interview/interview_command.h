/* Commands of the feature; of this feature only. */
#ifndef ANSINH_INTERVIEW_COMMAND_H
#define ANSINH_INTERVIEW_COMMAND_H
#include "app/app.h"

extern const struct command_option interview_reclassify_options[1];
int interview_reclassify_command(struct command_args *a, struct arena *arena, struct error *err);
#endif
