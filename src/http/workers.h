/* A fixed set of threads that take items from a bounded queue, first come first served. */
#ifndef ANSINH_HTTP_WORKERS_H
#define ANSINH_HTTP_WORKERS_H
#include "base/base.h"

struct work_item { /* the first member of what is queued */
    struct work_item *next;
};
struct workers;
/* NULL when no thread could be started. run is called on a worker's thread and owns the item. */
struct workers *workers_new(unsigned threads, unsigned max_queued, void (*run)(void *user, struct work_item *item),
                            void *user);
/* False when the queue is full or workers_end() was called; the item then stays the caller's. */
bool workers_push(struct workers *w, struct work_item *item);
void workers_count(struct workers *w, unsigned *ret_queued, unsigned *ret_running);
/* Takes no more items, hands those that have not begun to drop, waits for those that run, joins the threads. */
void workers_end(struct workers *w, void (*drop)(void *user, struct work_item *item));
void workers_free(struct workers *w); /* after workers_end */
#endif
