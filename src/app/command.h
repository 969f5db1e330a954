/* The command line: rows of features and a few of the program's own, with one way to read options and to fail. */
#ifndef ANSINH_COMMAND_H
#define ANSINH_COMMAND_H
#include "app/app.h"

/* Runs `ansinh WORD… [options]`; returns the exit code (0 good, 1 failed, 2 not understood). */
int command_main(int argc, char **argv);
/* For people by default, the value as JSON with --json. */
void command_print(const struct command_args *a, const struct value *v);
#endif
