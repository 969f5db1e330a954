/* The budget's part of a demonstration database. */
#ifndef ANSINH_BUDGET_DEMO_H
#define ANSINH_BUDGET_DEMO_H
#include "features/demo/demo.h"
enum status budget_demo(struct ctx *c, const struct demo_plan *plan, struct error *err);
#endif
