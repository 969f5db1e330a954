/* Loading data/policies.tsv and the files beside it. */
#ifndef ANSINH_POLICY_LOAD_H
#define ANSINH_POLICY_LOAD_H
#include "app/app.h"
MUST_CHECK enum status policy_load(struct ctx *c, struct error *err);
#endif
