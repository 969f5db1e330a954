/* Loading the shipped facts; of this feature only. */
#ifndef ANSINH_STANDARD_LOAD_H
#define ANSINH_STANDARD_LOAD_H
#include "app/app.h"

MUST_CHECK enum status standard_load(struct ctx *c, struct error *err);
#endif
