#include "http/connections.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <unistd.h>

#include "http/response.h"

#define REAP_EVERY_MS 200
#define CROWDED_WAIT_MS 1000
/* A reader slower than this is holding the connection, not reading: 64 MB take two hours at it. */
#define WRITE_GRACE_MS 60000
#define WRITE_BYTES_PER_S 8192

enum state { WAITING, READING, WORKING, WRITING };

struct address {
    unsigned char bytes[16]; /* IPv4 as ::ffff:a.b.c.d; of IPv6 only the /64 that one customer has */
};

struct connection {
    struct connection *previous, *next;
    int fd;
    enum state state;
    bool reaped, loopback;
    int64_t deadline_us; /* INT64_MAX: none */
    struct address address;
    char remote[INET6_ADDRSTRLEN];
};

struct connections {
    struct connections_config config;
    pthread_mutex_t lock;
    pthread_cond_t stop_signal;
    pthread_t reaper;
    bool stopping;
    struct connection *first;
    unsigned count;
    uint64_t timed_out;
};

static struct address address_of(const struct sockaddr *peer, char remote[INET6_ADDRSTRLEN], bool *ret_loopback) {
    static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    struct address a = {0};
    remote[0] = '\0';
    *ret_loopback = false;
    if (peer->sa_family == AF_INET) {
        const struct in_addr *in = &((const struct sockaddr_in *)(const void *)peer)->sin_addr;
        memcpy(a.bytes, mapped, sizeof mapped);
        memcpy(a.bytes + 12, in, 4);
    } else if (peer->sa_family == AF_INET6) {
        memcpy(a.bytes, &((const struct sockaddr_in6 *)(const void *)peer)->sin6_addr, 16);
    }
    if (memcmp(a.bytes, mapped, sizeof mapped) == 0) {
        *ret_loopback = a.bytes[12] == 127;
        (void)inet_ntop(AF_INET, a.bytes + 12, remote, INET6_ADDRSTRLEN);
    } else {
        *ret_loopback = memcmp(a.bytes, &in6addr_loopback, 16) == 0;
        (void)inet_ntop(AF_INET6, a.bytes, remote, INET6_ADDRSTRLEN);
        memset(a.bytes + 8, 0, 8);
    }
    return a;
}

/* A word of explanation is sent only when part of a request has come: an idle browser would take it for the answer to
 * its next one. The library closes the connection when it sees the end of the stream. */
static void end_connection(struct connections *t, struct connection *c) {
    c->reaped = true;
    t->timed_out++;
    if (c->state == READING) {
        AUTO_BUF body, out;
        buf_init(&body, 1024);
        buf_init(&out, 2048);
        http_problem_body(&body, 408, "the request was not complete in time");
        buf_fmt(&out,
                "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Type: application/problem+json\r\n"
                "Content-Length: %zu\r\n\r\n%.*s",
                body.len, FMT(buf_as_text(&body)));
        (void)send(c->fd, out.ptr, out.len, MSG_DONTWAIT | MSG_NOSIGNAL);
    }
    (void)shutdown(c->fd, SHUT_RDWR);
    if (t->config.timed_out != NULL)
        t->config.timed_out(t->config.user, c->remote);
}

static bool is_over(const struct connections *t, const struct connection *c, int64_t now) {
    int64_t deadline = c->deadline_us;
    bool crowded = t->count > t->config.max_connections - t->config.max_connections / 10;
    if (crowded && c->state == WAITING && t->config.wait_ms > CROWDED_WAIT_MS)
        deadline -= (int64_t)(t->config.wait_ms - CROWDED_WAIT_MS) * 1000;
    return now > deadline;
}

static void *reap(void *user) {
    struct connections *t = user;
    unsigned every_ms = t->config.wait_ms / 4 < REAP_EVERY_MS ? t->config.wait_ms / 4 + 1 : REAP_EVERY_MS;
    (void)pthread_mutex_lock(&t->lock);
    while (!t->stopping) {
        int64_t now = clock_monotonic_us();
        for (struct connection *c = t->first; c != NULL; c = c->next)
            if (!c->reaped && is_over(t, c, now))
                end_connection(t, c);
        struct timespec until;
        (void)clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += (long)every_ms * 1000000;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        (void)pthread_cond_timedwait(&t->stop_signal, &t->lock, &until);
    }
    (void)pthread_mutex_unlock(&t->lock);
    return NULL;
}

struct connections *connections_new(const struct connections_config *config) {
    struct connections *t = calloc(1, sizeof *t);
    if (t == NULL)
        abort();
    t->config = *config;
    pthread_condattr_t monotonic;
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&t->stop_signal, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    (void)pthread_mutex_init(&t->lock, NULL);
    if (pthread_create(&t->reaper, NULL, reap, t) == 0)
        return t;
    (void)pthread_mutex_destroy(&t->lock);
    (void)pthread_cond_destroy(&t->stop_signal);
    free(t);
    return NULL;
}

void connections_free(struct connections *t) {
    (void)pthread_mutex_lock(&t->lock);
    t->stopping = true;
    (void)pthread_cond_signal(&t->stop_signal);
    (void)pthread_mutex_unlock(&t->lock);
    (void)pthread_join(t->reaper, NULL);
    (void)pthread_mutex_destroy(&t->lock);
    (void)pthread_cond_destroy(&t->stop_signal);
    free(t);
}

bool connections_may_open(struct connections *t, const struct sockaddr *peer) {
    char remote[INET6_ADDRSTRLEN];
    bool loopback;
    struct address a = address_of(peer, remote, &loopback);
    if (loopback && t->config.proxy_on_loopback)
        return true;
    unsigned same = 0;
    (void)pthread_mutex_lock(&t->lock);
    for (const struct connection *c = t->first; c != NULL; c = c->next)
        same += memcmp(&c->address, &a, sizeof a) == 0;
    (void)pthread_mutex_unlock(&t->lock);
    return same < t->config.max_per_ip;
}

static int64_t after_ms(int64_t ms) {
    return clock_monotonic_us() + ms * 1000;
}

struct connection *connection_open(struct connections *t, int fd, const struct sockaddr *peer) {
    struct connection *c = calloc(1, sizeof *c);
    if (c == NULL)
        abort();
    c->fd = fd;
    c->address = address_of(peer, c->remote, &c->loopback);
    c->deadline_us = after_ms(t->config.wait_ms);
    (void)pthread_mutex_lock(&t->lock);
    c->next = t->first;
    if (t->first != NULL)
        t->first->previous = c;
    t->first = c;
    t->count++;
    (void)pthread_mutex_unlock(&t->lock);
    return c;
}

void connection_close(struct connections *t, struct connection *c) {
    (void)pthread_mutex_lock(&t->lock);
    if (c->previous != NULL)
        c->previous->next = c->next;
    else
        t->first = c->next;
    if (c->next != NULL)
        c->next->previous = c->previous;
    t->count--;
    (void)pthread_mutex_unlock(&t->lock);
    free(c);
}

static void enter(struct connections *t, struct connection *c, enum state state, int64_t deadline_us) {
    (void)pthread_mutex_lock(&t->lock);
    c->state = state;
    c->deadline_us = deadline_us;
    (void)pthread_mutex_unlock(&t->lock);
}

void connection_waits(struct connections *t, struct connection *c) {
    enter(t, c, WAITING, after_ms(t->config.wait_ms));
}

void connection_reads(struct connections *t, struct connection *c, unsigned within_ms) {
    enter(t, c, READING, after_ms(within_ms));
}

void connection_works(struct connections *t, struct connection *c) {
    enter(t, c, WORKING, INT64_MAX);
}

void connection_writes(struct connections *t, struct connection *c, uint64_t bytes) {
    enter(t, c, WRITING, after_ms(WRITE_GRACE_MS + (int64_t)(bytes / WRITE_BYTES_PER_S) * 1000));
}

const char *connection_remote(const struct connection *c) {
    return c->remote;
}

bool connection_is_loopback(const struct connection *c) {
    return c->loopback;
}

unsigned connections_count(struct connections *t) {
    (void)pthread_mutex_lock(&t->lock);
    unsigned n = t->count;
    (void)pthread_mutex_unlock(&t->lock);
    return n;
}

unsigned connections_busy(struct connections *t) {
    unsigned n = 0;
    (void)pthread_mutex_lock(&t->lock);
    for (const struct connection *c = t->first; c != NULL; c = c->next)
        n += c->state != WAITING && !c->reaped;
    (void)pthread_mutex_unlock(&t->lock);
    return n;
}

uint64_t connections_timed_out(struct connections *t) {
    (void)pthread_mutex_lock(&t->lock);
    uint64_t n = t->timed_out;
    (void)pthread_mutex_unlock(&t->lock);
    return n;
}
