/* The lines of a file, one at a time, of any length. */
#ifndef ANSINH_LINES_H
#define ANSINH_LINES_H
#include "base/base.h"
struct lines;
bool lines_open(const char *path, struct lines **ret);
void lines_close(struct lines *l);
bool lines_next(struct lines *l, struct text *ret); /* valid until the next call; without its line end */
int64_t lines_number(const struct lines *l);
bool lines_ok(const struct lines *l); /* false after a read error or a line that is too long */
#endif
