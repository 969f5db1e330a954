/* What of the map a grant reaches, when units end by law and others take their place.
 *
 * A unit in force reaches what stands under it today and everything that became it or a part of it, so that what was
 * recorded for a commune of the old tree is found by whoever now stands over its place. A grant for a unit that ended
 * goes on as one for its successor, where that came wholly out of the unit; else it reaches what the unit had until its
 * last day, wherever that stands now, and no neighbour that joined since. Lists and the pages behind their rows ask the
 * same answer: a row that is listed opens, and a page that opens is listed. */
#ifndef ANSINH_SCOPE_H
#define ANSINH_SCOPE_H
#include "app/app.h"

/* Brings c->user.scope in line with the changes until today; does nothing when it is already. Costs one look-up while
 * no unit has changed. */
MUST_CHECK enum status scope_settle(struct ctx *c, struct error *err);
#endif
