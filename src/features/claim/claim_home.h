/* Inside the feature: what waits for an agency, on the first page. */
#ifndef ANSINH_CLAIM_HOME_H
#define ANSINH_CLAIM_HOME_H
#include "app/app.h"

MUST_CHECK enum status claim_home(struct ctx *c, struct value *work, struct value *out, struct error *err);
/* struct feature.uses: households that hold a claim, or a member of which does. */
enum status claim_uses_of(struct ctx *c, struct db_ids household_ids, struct value *uses, struct error *err);
#endif
