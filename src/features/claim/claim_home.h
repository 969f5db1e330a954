/* Inside the feature: what waits for an agency, on the first page. */
#ifndef ANSINH_CLAIM_HOME_H
#define ANSINH_CLAIM_HOME_H
#include "app/app.h"

MUST_CHECK enum status claim_home(struct ctx *c, struct value *work, struct value *out, struct error *err);
#endif
