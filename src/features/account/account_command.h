#ifndef ANSINH_ACCOUNT_COMMAND_H
#define ANSINH_ACCOUNT_COMMAND_H
#include "app/app.h"
/* ansinh user add NAME --role R …: makes an account with one grant, prints its first password. */
int account_user_add(struct command_args *a, struct arena *arena, struct error *err);
#endif
