/* The table of open connections: how many there are per address, and until when each must have sent its request.
 *
 * The server library's timeout only counts idleness, so a client that sends one byte a second holds a connection for
 * ever. Here each connection has one deadline for the request as a whole, and one thread that ends those which miss it.
 *
 * A connection waits (from being opened, or from the end of the last answer, to the request line), then reads (to the
 * last byte of the body), then the handler works (no deadline: handlers are ours), then it writes (slow readers are
 * given time by the size of the answer). When the table is nearly full, who waits is given a second only, so that idle
 * connections cannot shut out those who have something to ask. */
#ifndef ANSINH_HTTP_CONNECTIONS_H
#define ANSINH_HTTP_CONNECTIONS_H
#include <sys/socket.h>

#include "http/http.h"

struct connections;
struct connection;

struct connections_config {
    unsigned wait_ms; /* waiting for a request line; also how long a kept-alive connection may idle */
    unsigned max_connections, max_per_ip;
    bool proxy_on_loopback; /* loopback is then not counted per address */
    void (*timed_out)(void *user, const char *remote);
    void *user;
};
struct connections *connections_new(const struct connections_config *c); /* starts the reaper; NULL: no thread */
void connections_free(struct connections *t);                            /* when none is open any more */

bool connections_may_open(struct connections *t, const struct sockaddr *peer);
struct connection *connection_open(struct connections *t, int fd, const struct sockaddr *peer);
void connection_close(struct connections *t, struct connection *c); /* before fd is closed */

void connection_waits(struct connections *t, struct connection *c);
void connection_reads(struct connections *t, struct connection *c, unsigned within_ms);
void connection_works(struct connections *t, struct connection *c);
void connection_writes(struct connections *t, struct connection *c, uint64_t bytes);

const char *connection_remote(const struct connection *c); /* address as text */
bool connection_is_loopback(const struct connection *c);
unsigned connections_count(struct connections *t);
unsigned connections_busy(struct connections *t); /* reading, working or writing */
uint64_t connections_timed_out(struct connections *t);
#endif
