#ifndef ANSINH_RATE_LOAD_H
#define ANSINH_RATE_LOAD_H
#include "app/app.h"
MUST_CHECK enum status rate_load(struct ctx *c, struct error *err);
#endif
