/* How often an address may try to sign in: a small table in memory, oldest entries reused. */
#ifndef ANSINH_ATTEMPTS_H
#define ANSINH_ATTEMPTS_H
#include "base/base.h"
/* An office shares one address, so the bar is per minute and generous; each account has its own lock too. */
#define ATTEMPTS_PER_MINUTE 30
bool attempts_allowed(struct text address, int64_t now_us);
void attempts_note(struct text address, int64_t now_us); /* a failed one */
#endif
