#include "http/workers.h"

#include <pthread.h>

struct workers {
    pthread_mutex_t lock;
    pthread_cond_t something;
    struct work_item *first, **end;
    unsigned queued, max_queued, running, threads;
    bool ended;
    void (*run)(void *user, struct work_item *item);
    void *user;
    pthread_t ids[];
};

static void *work(void *user) {
    struct workers *w = user;
    (void)pthread_mutex_lock(&w->lock);
    for (;;) {
        while (w->first == NULL && !w->ended)
            (void)pthread_cond_wait(&w->something, &w->lock);
        if (w->first == NULL)
            break;
        struct work_item *item = w->first;
        w->first = item->next;
        if (w->first == NULL)
            w->end = &w->first;
        w->queued--;
        w->running++;
        (void)pthread_mutex_unlock(&w->lock);
        w->run(w->user, item);
        (void)pthread_mutex_lock(&w->lock);
        w->running--;
    }
    (void)pthread_mutex_unlock(&w->lock);
    return NULL;
}

struct workers *workers_new(unsigned threads, unsigned max_queued, void (*run)(void *user, struct work_item *item),
                            void *user) {
    struct workers *w = calloc(1, sizeof *w + threads * sizeof w->ids[0]);
    if (w == NULL)
        abort();
    w->end = &w->first;
    w->max_queued = max_queued;
    w->run = run;
    w->user = user;
    (void)pthread_mutex_init(&w->lock, NULL);
    (void)pthread_cond_init(&w->something, NULL);
    while (w->threads < threads && pthread_create(&w->ids[w->threads], NULL, work, w) == 0)
        w->threads++;
    if (w->threads > 0)
        return w; /* fewer threads than wished still serve */
    workers_free(w);
    return NULL;
}

bool workers_push(struct workers *w, struct work_item *item) {
    (void)pthread_mutex_lock(&w->lock);
    bool taken = !w->ended && w->queued < w->max_queued;
    if (taken) {
        item->next = NULL;
        *w->end = item;
        w->end = &item->next;
        w->queued++;
        (void)pthread_cond_signal(&w->something);
    }
    (void)pthread_mutex_unlock(&w->lock);
    return taken;
}

void workers_count(struct workers *w, unsigned *ret_queued, unsigned *ret_running) {
    (void)pthread_mutex_lock(&w->lock);
    *ret_queued = w->queued;
    *ret_running = w->running;
    (void)pthread_mutex_unlock(&w->lock);
}

void workers_end(struct workers *w, void (*drop)(void *user, struct work_item *item)) {
    (void)pthread_mutex_lock(&w->lock);
    w->ended = true;
    struct work_item *left = w->first;
    w->first = NULL;
    w->end = &w->first;
    w->queued = 0;
    (void)pthread_cond_broadcast(&w->something);
    (void)pthread_mutex_unlock(&w->lock);
    while (left != NULL) {
        struct work_item *next = left->next;
        drop(w->user, left);
        left = next;
    }
    for (unsigned i = 0; i < w->threads; i++)
        (void)pthread_join(w->ids[i], NULL);
    w->threads = 0;
}

void workers_free(struct workers *w) {
    (void)pthread_cond_destroy(&w->something);
    (void)pthread_mutex_destroy(&w->lock);
    free(w);
}
