/* Commands of the review; the rows stand in review.c. */
#ifndef ANSINH_REVIEW_COMMAND_H
#define ANSINH_REVIEW_COMMAND_H
#include "app/app.h"
#include "features/area/area.h"

extern const struct command_option review_board_options[2], review_open_options[6], demo_sign_options[1];
int review_board_command(struct command_args *a, struct arena *arena, struct error *err);
int review_open_command(struct command_args *a, struct arena *arena, struct error *err);
int demo_sign_command(struct command_args *args, struct arena *arena, struct error *err);
/* Signs what is drafted in each of the communes as its chair, in the write transaction of c: all or nothing. Communes
 * without a draft are passed over; *ret_signed counts the others. */
MUST_CHECK enum status review_sign_communes(struct ctx *c, int64_t season_id, const struct area *communes,
                                            size_t commune_count, int64_t *ret_signed, struct error *err);
#endif
