/* Commands of the review; the rows stand in review.c. */
#ifndef ANSINH_REVIEW_COMMAND_H
#define ANSINH_REVIEW_COMMAND_H
#include "app/app.h"

extern const struct command_option review_board_options[2], review_open_options[6], demo_sign_options[1];
int review_board_command(struct command_args *a, struct arena *arena, struct error *err);
int review_open_command(struct command_args *a, struct arena *arena, struct error *err);
int demo_sign_command(struct command_args *args, struct arena *arena, struct error *err);
#endif
