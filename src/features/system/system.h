/* The program's own commands; loading the shipped facts is used by the demo and by tests too. */
#ifndef ANSINH_SYSTEM_H
#define ANSINH_SYSTEM_H
#include "app/app.h"
/* Loads every feature's shipped data in load_order, each in its own write transaction. */
MUST_CHECK enum status system_load_data(struct ctx *c, bool quiet, struct error *err);
#endif
