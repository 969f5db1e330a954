/* From a path to its route row. */
#ifndef ANSINH_ROUTER_H
#define ANSINH_ROUTER_H
#include "app/app.h"

/* Finds the row for a path (without its format suffix). When the path exists for other methods only,
 * *ret_other is one of them and the result NULL. params receives the {…} segments. */
const struct route *router_find(enum http_method m, struct text path, struct text params[6],
                                const struct route **ret_other);
/* Cuts ".xlsx" and the like off the last segment; NULL when there is none. */
const char *router_format(struct text *path);
/* Ends the program with a message when a row is incomplete: no permission, an undeclared one, a GET with neither
 * page nor file, the same method and path twice. Called at start and by a test. */
void router_check(void);
/* Calls fn for each route of each feature. */
void router_each(void (*fn)(const struct feature *f, const struct route *r, void *user), void *user);
#endif
