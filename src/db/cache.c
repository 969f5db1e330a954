/* Prepared statements of one connection. A connection is used by one thread at a time: no locks. */
#include "db/engine.h"

static uint64_t key_hash(const char *sql, bool composed) {
    if (composed)
        return text_hash(text_of(sql));
    return (uint64_t)(uintptr_t)sql * 0x9E3779B97F4A7C15u >> 16;
}

static void unlink_age(struct cache *c, struct cache_entry *e) {
    *(e->newer ? &e->newer->older : &c->newest) = e->older;
    *(e->older ? &e->older->newer : &c->oldest) = e->newer;
}

static void link_newest(struct cache *c, struct cache_entry *e) {
    e->newer = NULL;
    e->older = c->newest;
    *(c->newest ? &c->newest->newer : &c->oldest) = e;
    c->newest = e;
}

struct cache_entry *cache_find(struct cache *c, const char *sql, bool composed) {
    uint64_t hash = key_hash(sql, composed);
    for (struct cache_entry *e = c->slots[hash % CACHE_SLOTS]; e != NULL; e = e->chain) {
        if (e->hash != hash || e->composed != composed || (composed ? strcmp(e->sql, sql) != 0 : e->sql != sql))
            continue;
        if (e != c->newest) {
            unlink_age(c, e);
            link_newest(c, e);
        }
        return e;
    }
    return NULL;
}

static void *take_out(struct cache *c, struct cache_entry *e) {
    struct cache_entry **at = &c->slots[e->hash % CACHE_SLOTS];
    while (*at != e)
        at = &(*at)->chain;
    *at = e->chain;
    unlink_age(c, e);
    c->count--;
    void *prepared = e->prepared;
    free(e); /* a composed text lies behind its entry */
    return prepared;
}

struct cache_entry *cache_add(struct cache *c, const char *sql, bool composed, void *prepared, void **ret_evicted) {
    *ret_evicted = c->count == CACHE_SIZE ? take_out(c, c->oldest) : NULL;
    size_t text_size = composed ? strlen(sql) + 1 : 0;
    struct cache_entry *e = calloc(1, sizeof *e + text_size);
    if (e == NULL)
        abort();
    e->sql = sql;
    if (composed)
        e->sql = memcpy(e + 1, sql, text_size);
    e->composed = composed;
    e->hash = key_hash(sql, composed);
    e->prepared = prepared;
    e->chain = c->slots[e->hash % CACHE_SLOTS];
    c->slots[e->hash % CACHE_SLOTS] = e;
    link_newest(c, e);
    c->count++;
    return e;
}

void *cache_drop_one(struct cache *c, bool *ret_dropped) {
    *ret_dropped = c->newest != NULL;
    return c->newest ? take_out(c, c->newest) : NULL;
}
