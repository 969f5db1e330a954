#include "features/account/attempts.h"

#include <pthread.h>

#define SLOTS 1024
#define WINDOW_US (60LL * 1000 * 1000)

static struct slot {
    uint64_t address;
    int64_t window_start;
    int failures;
} slots[SLOTS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static struct slot *slot_of(struct text address) {
    uint64_t h = text_hash(address);
    return &slots[h % SLOTS];
}

bool attempts_allowed(struct text address, int64_t now_us) {
    (void)pthread_mutex_lock(&lock);
    const struct slot *s = slot_of(address);
    bool allowed =
        s->address != text_hash(address) || now_us - s->window_start > WINDOW_US || s->failures < ATTEMPTS_PER_MINUTE;
    (void)pthread_mutex_unlock(&lock);
    return allowed;
}

void attempts_note(struct text address, int64_t now_us) {
    (void)pthread_mutex_lock(&lock);
    struct slot *s = slot_of(address);
    if (s->address != text_hash(address) || now_us - s->window_start > WINDOW_US)
        *s = (struct slot){text_hash(address), now_us, 0};
    s->failures++;
    (void)pthread_mutex_unlock(&lock);
}
