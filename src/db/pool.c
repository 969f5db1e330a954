/* Connections, lent in the order in which they were asked for.
 *
 * A lane is a set of alike connections with a queue of waiters. SQLite has two lanes, readers and the one writer;
 * PostgreSQL has one. Whoever gives a connection back hands it straight to the first in the queue, so nobody who
 * came later can take it first, and a wait is bounded: better a clear "busy" than a page that hangs. */
#include "db/engine.h"

#include <pthread.h>
#include <stdatomic.h>

struct waiter {
    pthread_cond_t turn;
    struct db *db; /* handed over */
    bool may_open; /* or: open one yourself, the place is counted */
    struct waiter *next;
};

struct lane {
    struct db *idle;
    unsigned open, max;
    struct waiter *first, **end;
};

struct db_pool {
    const struct db_engine *engine;
    enum db_kind kind;
    char *address, *public_url;
    _Atomic int wait_ms;
    _Atomic int fail_after;
    _Atomic bool relaxed;
    pthread_mutex_t lock;
    struct lane lanes[2]; /* readers, writer */
};

static struct lane *lane_for(struct db_pool *pool, bool write) {
    return &pool->lanes[write && pool->kind == DB_SQLITE];
}

static enum status pool_of_url(const char *url, struct db_pool *pool, struct error *err) {
    struct text u = text_of(url);
    char public_url[1024];
    if (text_starts(u, T("sqlite:")) && u.len > 7) {
        pool->kind = DB_SQLITE;
        pool->engine = &sqlite_engine;
        pool->address = strdup(url + 7);
        pool->public_url = strdup(url);
    } else if (text_starts(u, T("postgresql://")) || text_starts(u, T("postgres://"))) {
        TRY(postgres_public_url(url, public_url, sizeof public_url, err));
        pool->kind = DB_POSTGRES;
        pool->engine = &postgres_engine;
        pool->address = strdup(url);
        pool->public_url = strdup(public_url);
    } else { /* the text itself may hold a password: it is not repeated */
        return fail_detail(err, E_BAD_REQUEST, "db.bad_url", "expected sqlite:PATH or postgresql://…");
    }
    return OK;
}

enum status db_pool_open(const char *url, unsigned connections, struct db_pool **ret_pool, struct error *err) {
    struct db_pool *pool = calloc(1, sizeof *pool);
    if (pool == NULL)
        abort();
    pool->wait_ms = 5000;
    (void)pthread_mutex_init(&pool->lock, NULL);
    for (size_t i = 0; i < COUNT_OF(pool->lanes); i++)
        pool->lanes[i].end = &pool->lanes[i].first;
    pool->lanes[0].max = connections ? connections : 1;
    pool->lanes[1].max = 1;
    enum status s = pool_of_url(url, pool, err);
    struct db *db = NULL;
    if (s == OK)
        s = db_take(pool, true, &db, err); /* so that a wrong address is told now */
    if (s != OK) {
        db_pool_close(pool);
        return s;
    }
    db_give(db);
    *ret_pool = pool;
    return OK;
}

void db_pool_close(struct db_pool *pool) {
    if (pool == NULL)
        return;
    for (size_t i = 0; i < COUNT_OF(pool->lanes); i++) {
        struct db *next;
        for (struct db *db = pool->lanes[i].idle; db != NULL; db = next) {
            next = db->next_idle;
            pool->engine->close(db);
        }
    }
    (void)pthread_mutex_destroy(&pool->lock);
    if (pool->address != NULL) /* a password may stand in it */
        explicit_bzero(pool->address, strlen(pool->address));
    free(pool->address);
    free(pool->public_url);
    free(pool);
}

enum db_kind db_pool_kind(const struct db_pool *pool) {
    return pool->kind;
}

const char *db_pool_url(const struct db_pool *pool) {
    return pool->public_url;
}

void db_pool_set_wait(struct db_pool *pool, int milliseconds) {
    atomic_store(&pool->wait_ms, milliseconds);
}

unsigned db_pool_waiting(struct db_pool *pool) {
    unsigned n = 0;
    (void)pthread_mutex_lock(&pool->lock);
    for (size_t i = 0; i < COUNT_OF(pool->lanes); i++)
        for (const struct waiter *w = pool->lanes[i].first; w != NULL; w = w->next)
            n++;
    (void)pthread_mutex_unlock(&pool->lock);
    return n;
}

const char *pool_address(const struct db_pool *pool) {
    return pool->address;
}

int pool_wait_ms(const struct db_pool *pool) {
    return atomic_load(&pool->wait_ms);
}

void db_pool_relax(struct db_pool *pool, bool relaxed) {
    atomic_store(&pool->relaxed, relaxed);
}

bool pool_relaxed(const struct db_pool *pool) {
    return atomic_load(&pool->relaxed);
}

void db_pool_fail_after(struct db_pool *pool, int n) {
    atomic_store(&pool->fail_after, n);
}

bool pool_injects_failure(struct db_pool *pool) {
    return atomic_load(&pool->fail_after) > 0 && atomic_fetch_sub(&pool->fail_after, 1) == 1;
}

static void leave_queue(struct lane *lane, struct waiter *w) {
    struct waiter **at = &lane->first;
    while (*at != NULL && *at != w)
        at = &(*at)->next;
    if (*at == NULL)
        return;
    *at = w->next;
    if (lane->end == &w->next)
        lane->end = at;
}

/* With the lock held: the first waiter gets the connection, or the place for one when db is NULL. */
static bool hand_over(struct lane *lane, struct db *db) {
    struct waiter *w = lane->first;
    if (w == NULL)
        return false;
    leave_queue(lane, w);
    w->db = db;
    w->may_open = db == NULL;
    (void)pthread_cond_signal(&w->turn);
    return true;
}

static struct timespec deadline_in(int ms) {
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += ms / 1000;
    t.tv_nsec += (long)(ms % 1000) * 1000000;
    if (t.tv_nsec >= 1000000000) {
        t.tv_nsec -= 1000000000;
        t.tv_sec++;
    }
    return t;
}

/* With the lock held: waits in line. False when the time is over. */
static bool wait_in_line(struct db_pool *pool, struct lane *lane, struct waiter *w) {
    pthread_condattr_t attr;
    (void)pthread_condattr_init(&attr);
    (void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&w->turn, &attr);
    (void)pthread_condattr_destroy(&attr);
    *lane->end = w;
    lane->end = &w->next;
    struct timespec until = deadline_in(pool_wait_ms(pool));
    int waited = 0;
    while (w->db == NULL && !w->may_open && waited == 0)
        waited = pthread_cond_timedwait(&w->turn, &pool->lock, &until);
    bool got = w->db != NULL || w->may_open;
    if (!got)
        leave_queue(lane, w);
    (void)pthread_cond_destroy(&w->turn);
    return got;
}

static enum status open_one(struct db_pool *pool, bool write, struct db **ret_db, struct error *err) {
    enum status s = pool->engine->open(pool, write, ret_db, err);
    if (s == OK)
        return OK;
    struct lane *lane = lane_for(pool, write);
    (void)pthread_mutex_lock(&pool->lock);
    if (!hand_over(lane, NULL)) /* the next in line may have more luck */
        lane->open--;
    (void)pthread_mutex_unlock(&pool->lock);
    return s;
}

enum status db_take(struct db_pool *pool, bool write, struct db **ret_db, struct error *err) {
    struct lane *lane = lane_for(pool, write);
    struct waiter w = {0};
    (void)pthread_mutex_lock(&pool->lock);
    if (lane->first == NULL && lane->idle != NULL) {
        w.db = lane->idle;
        lane->idle = w.db->next_idle;
    } else if (lane->first == NULL && lane->open < lane->max) {
        lane->open++;
        w.may_open = true;
    } else if (!wait_in_line(pool, lane, &w)) {
        (void)pthread_mutex_unlock(&pool->lock);
        return fail_detail(err, E_BUSY, "db.busy", "no free connection within %d ms", pool_wait_ms(pool));
    }
    (void)pthread_mutex_unlock(&pool->lock);
    struct db *db = w.db;
    if (db == NULL)
        TRY(open_one(pool, write, &db, err));
    db->writer = write;
    *ret_db = db;
    return OK;
}

void db_give(struct db *db) {
    if (db == NULL)
        return;
    db_rollback(db);
    db->fail_after = 0;
    db->in_use = false; /* whoever forgot db_bulk_end has leaked it, but not the connection */
    struct db_pool *pool = db->pool;
    struct lane *lane = lane_for(pool, db->writer);
    (void)pthread_mutex_lock(&pool->lock);
    if (!hand_over(lane, db)) {
        db->next_idle = lane->idle;
        lane->idle = db;
    }
    (void)pthread_mutex_unlock(&pool->lock);
}

void db_give_p(struct db **db) {
    db_give(*db);
}
