/* For tests: what happens when there is no memory. */
#ifndef ANSINH_MEMORY_H
#define ANSINH_MEMORY_H

/* The n-th allocation of an arena or growth of a buffer of this thread from now on fails: an arena is spent then, as at
 * its limit, and a buffer takes no more. 0 turns it off. */
void memory_fail_after(int n);
/* How many are left until it fails; 0: it has failed, or is off. */
int memory_fail_left(void);
#endif
