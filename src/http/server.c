/* The server: libmicrohttpd's event threads read and write; workers run the handler.
 *
 * One request is one `struct exchange`. The event thread that owns its connection makes it when the request line is in,
 * admits the head, gathers the body, then suspends the connection and queues the exchange. A worker fills the response
 * and resumes the connection; the event thread then sends it. The exchange is thus in one thread's hands at a time, and
 * the queue's and the library's locks order the hand-over. Event threads never wait for a handler. */
#include "http/http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#include "http/admission.h"
#include "http/connections.h"
#include "http/head.h"
#include "http/response.h"
#include "http/workers.h"

#define EVENT_THREADS 2u
/* The library's memory for one connection: the largest head admitted, its header records, and the answer's head. */
#define CONNECTION_MEMORY (64u << 10)
#define IDLE_TIMEOUT_S 60u
#define LISTEN_BACKLOG 511
#define DEFAULT_WORKERS 8u
/* A body over the limit is read and thrown away up to here, because closing on a browser that still sends makes it show
 * "connection reset" in place of the answer. */
#define DRAIN_BYTES (8u << 20)
/* Refusals and small pages are sent however much memory is held. */
#define SMALL_ANSWER 4096u
#define STOP_WAIT_MS 10000
#define STOP_SEND_MS 5000

enum stage { STAGE_HEAD, STAGE_BODY, STAGE_WORK, STAGE_ANSWER };

struct exchange {
    struct work_item item; /* first: the queue holds exchanges */
    struct http_server *server;
    struct MHD_Connection *mhd;
    struct connection *connection;
    enum stage stage;
    struct text target; /* in the library's buffer; only its place is used once the head is read */
    struct text target_copy;
    struct http_request request;
    struct http_response response;
    struct buf body;
    size_t held; /* of the bodies of request and answer, as counted in server->held_bytes */
    uint64_t drained;
    int refusal; /* status to answer when the body has been thrown away; 0: none */
    const char *refusal_why;
    bool close;
};

struct http_server {
    struct http_config config;
    struct MHD_Daemon *daemon;
    struct connections *connections;
    struct workers *workers;
    uint16_t port;
    atomic_bool stopping;
    atomic_size_t held_bytes;
    atomic_uint_fast64_t requests, refused;
};

/* ---- one exchange's life */

static struct connection *connection_of(struct MHD_Connection *mhd) {
    return MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

static void *begin_exchange(void *user, const char *target, struct MHD_Connection *mhd) {
    struct http_server *s = user;
    struct exchange *x = calloc(1, sizeof *x);
    if (x == NULL)
        abort();
    x->server = s;
    x->mhd = mhd;
    x->connection = connection_of(mhd);
    connection_reads(s->connections, x->connection, s->config.request_deadline_ms);
    struct arena *a = arena_new(MAX_REQUEST_ARENA);
    x->target = text_of(target);
    x->target_copy = arena_text(a, x->target);
    x->request.arena = a;
    (void)snprintf(x->request.remote, sizeof x->request.remote, "%s", connection_remote(x->connection));
    unsigned char id[8];
    random_bytes(id, sizeof id);
    for (size_t i = 0; i < sizeof id; i++)
        (void)snprintf(x->request.id + 2 * i, 3, "%02x", id[i]);
    http_response_init(&x->response, a);
    return x;
}

/* Counts more memory as held. False when that is more than the server wants to hold in all. */
static bool hold(struct exchange *x, size_t more) {
    x->held += more;
    return atomic_fetch_add(&x->server->held_bytes, more) + more <= x->server->config.max_held_bytes || more == 0;
}

static void release_held(struct exchange *x) {
    atomic_fetch_sub(&x->server->held_bytes, x->held);
    x->held = 0;
}

static void end_exchange(void *user, struct MHD_Connection *mhd, void **exchange, enum MHD_RequestTerminationCode how) {
    struct http_server *s = user;
    struct exchange *x = *exchange;
    (void)mhd;
    (void)how;
    if (x == NULL)
        return;
    *exchange = NULL;
    release_held(x);
    connection_waits(s->connections, x->connection);
    buf_free(&x->body);
    http_response_clear(&x->response);
    arena_free(x->request.arena);
    free(x);
}

static void note_refusal(struct exchange *x, int status, const char *why) {
    struct http_server *s = x->server;
    atomic_fetch_add(&s->refused, 1);
    if (s->config.refused != NULL)
        s->config.refused(s->config.user, x->request.remote, status, why);
}

/* ---- the answer */

static struct MHD_Response *library_response(struct http_response *r) {
    struct MHD_Response *out;
    if (r->file_fd >= 0) {
        out = MHD_create_response_from_fd64((uint64_t)r->file_size, r->file_fd);
        if (out != NULL)
            r->file_fd = -1; /* the library closes it */
    } else if (r->body.len > 0) {
        out = MHD_create_response_from_buffer(r->body.len, r->body.ptr, MHD_RESPMEM_MUST_FREE);
        if (out != NULL)
            r->body = (struct buf){.max = r->body.max};
    } else {
        out = MHD_create_response_from_buffer(0, (void *)(uintptr_t) "", MHD_RESPMEM_PERSISTENT);
    }
    return out;
}

static enum MHD_Result send_answer(struct exchange *x) {
    struct http_response *r = &x->response;
    release_held(x);
    buf_free(&x->body); /* the answer may take long to leave; nothing reads the request any more */
    if (!hold(x, r->body.cap) && r->body.cap > SMALL_ANSWER) {
        http_respond_problem(r, 503, "too many answers wait to be read");
        release_held(x);
    }
    if (!buf_ok(&r->body))
        http_respond_problem(r, 500, "the answer is larger than the server sends");
    if (r->status < 200 || r->status > 599 || r->file_size < 0)
        http_respond_problem(r, 500, NULL);
    if (r->status == 204 || r->status == 304)
        buf_reset(&r->body); /* these have none */
    uint64_t bytes = r->file_fd >= 0 ? (uint64_t)r->file_size : r->body.len;
    struct MHD_Response *out = library_response(r);
    if (out == NULL)
        return MHD_NO;
    for (size_t i = 0; i < r->header_count; i++)
        (void)MHD_add_response_header(out, r->headers[i].name.ptr, r->headers[i].value.ptr);
    if (x->close || atomic_load(&x->server->stopping))
        (void)MHD_add_response_header(out, "Connection", "close");
    connection_writes(x->server->connections, x->connection, bytes);
    enum MHD_Result queued = MHD_queue_response(x->mhd, (unsigned)r->status, out);
    MHD_destroy_response(out);
    return queued;
}

static enum MHD_Result refuse_now(struct exchange *x, int status, const char *why) {
    note_refusal(x, status, why);
    x->stage = STAGE_ANSWER;
    x->close = true;
    http_respond_problem(&x->response, status, why);
    return send_answer(x);
}

/* While the body is coming in the library takes no answer. It is noted, and given when the rest was thrown away. */
static void refuse_after_body(struct exchange *x, int status, const char *why) {
    if (x->refusal != 0)
        return;
    x->refusal = status;
    x->refusal_why = why;
    buf_free(&x->body);
    release_held(x);
}

/* ---- reading */

static enum MHD_Result take_head(struct exchange *x, const char *method, const char *version) {
    struct http_server *s = x->server;
    struct http_head head;
    struct http_admitted in;
    const char *why = NULL;
    if (!head_read(x->mhd, method, x->target, version, x->request.arena, &head))
        return refuse_now(x, 400, "malformed request head");
    head.target = x->target_copy;
    head.from_proxy = s->config.trust_proxy && connection_is_loopback(x->connection);
    int status = http_admit(&head, &x->request, &in, &why);
    if (status != 0)
        return refuse_now(x, status, why);
    x->stage = STAGE_BODY;
    size_t limit = 0;
    if (in.has_body)
        limit = s->config.body_limit != NULL ? s->config.body_limit(s->config.user, x->request.method, x->request.path)
                                             : MAX_BODY_BYTES;
    buf_init(&x->body, limit);
    if (in.has_body && !in.chunked && in.content_length > limit) {
        if (in.expects_continue || in.content_length > DRAIN_BYTES)
            return refuse_now(x, 413, "body too large");
        refuse_after_body(x, 413, "body too large");
    }
    if (limit > MAX_BODY_BYTES)
        connection_reads(s->connections, x->connection, s->config.upload_deadline_ms);
    return MHD_YES;
}

static enum MHD_Result take_body(struct exchange *x, const char *bytes, size_t n) {
    if (x->refusal == 0) {
        buf_add(&x->body, bytes, n);
        bool fits = hold(x, x->body.cap - x->held);
        if (!buf_ok(&x->body))
            refuse_after_body(x, 413, "body too large");
        else if (!fits)
            refuse_after_body(x, 503, "too many uploads at this time");
        return MHD_YES;
    }
    x->drained += n;
    if (x->drained <= DRAIN_BYTES)
        return MHD_YES;
    note_refusal(x, x->refusal, x->refusal_why);
    return MHD_NO; /* closes the connection */
}

static void answer_problem(struct exchange *x, int status, const char *why) {
    note_refusal(x, status, why);
    http_respond_problem(&x->response, status, why);
    x->stage = STAGE_ANSWER;
}

static enum MHD_Result queue_work(struct exchange *x) {
    struct http_server *s = x->server;
    if (x->refusal != 0)
        return refuse_now(x, x->refusal, x->refusal_why);
    x->request.body = buf_as_text(&x->body);
    x->request.received_us = clock_monotonic_us();
    x->stage = STAGE_WORK;
    connection_works(s->connections, x->connection);
    /* Suspended before it is queued: a worker may be done before this function returns. */
    MHD_suspend_connection(x->mhd);
    if (!workers_push(s->workers, &x->item)) {
        answer_problem(x, 503, "too many requests are waiting");
        MHD_resume_connection(x->mhd);
    }
    return MHD_YES;
}

static void run_exchange(void *user, struct work_item *item) {
    struct http_server *s = user;
    struct exchange *x = (struct exchange *)(void *)item;
    atomic_fetch_add(&s->requests, 1);
    s->config.handler(s->config.user, &x->request, &x->response);
    x->stage = STAGE_ANSWER;
    MHD_resume_connection(x->mhd);
}

static void drop_exchange(void *user, struct work_item *item) {
    struct exchange *x = (struct exchange *)(void *)item;
    (void)user;
    answer_problem(x, 503, "the server is being stopped");
    MHD_resume_connection(x->mhd);
}

/* The library calls this with the head, with each piece of the body, at the end of the body, and after a resume. */
static enum MHD_Result on_access(void *user, struct MHD_Connection *mhd, const char *url, const char *method,
                                 const char *version, const char *upload, size_t *upload_size, void **exchange) {
    struct exchange *x = *exchange;
    (void)user;
    (void)mhd;
    (void)url; /* decoded and cut by the library; the raw target is used */
    switch (x->stage) {
    case STAGE_HEAD:
        return take_head(x, method, version);
    case STAGE_BODY:
        if (*upload_size > 0) {
            size_t n = *upload_size;
            *upload_size = 0;
            return take_body(x, upload, n);
        }
        return queue_work(x);
    case STAGE_ANSWER:
        return send_answer(x);
    case STAGE_WORK:
        break;
    }
    return MHD_NO;
}

/* ---- connections */

static enum MHD_Result on_accept(void *user, const struct sockaddr *peer, socklen_t len) {
    struct http_server *s = user;
    (void)len;
    return !atomic_load(&s->stopping) && connections_may_open(s->connections, peer) ? MHD_YES : MHD_NO;
}

static void on_connection(void *user, struct MHD_Connection *mhd, void **context,
                          enum MHD_ConnectionNotificationCode what) {
    struct http_server *s = user;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        int fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        const struct sockaddr *peer = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr;
        *context = connection_open(s->connections, fd, peer);
    } else {
        connection_close(s->connections, *context);
        *context = NULL;
    }
}

static void on_timed_out(void *user, const char *remote) {
    struct http_server *s = user;
    if (s->config.refused != NULL)
        s->config.refused(s->config.user, remote, 408, "the request was not complete in time");
}

/* The library would decode the URL and its query in place; admission does that from the raw target. */
static size_t leave_escaped(void *user, struct MHD_Connection *mhd, char *text) {
    (void)user;
    (void)mhd;
    return strlen(text);
}

/* ---- start and stop */

static int open_listener(const char *address, uint16_t port, uint16_t *ret_port) {
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } a = {0};
    socklen_t len;
    if (inet_pton(AF_INET, address, &a.v4.sin_addr) == 1) {
        a.v4.sin_family = AF_INET;
        a.v4.sin_port = htons(port);
        len = sizeof a.v4;
    } else if (inet_pton(AF_INET6, address, &a.v6.sin6_addr) == 1) {
        a.v6.sin6_family = AF_INET6;
        a.v6.sin6_port = htons(port);
        len = sizeof a.v6;
    } else {
        errno = EINVAL;
        return -1;
    }
    int fd = socket(a.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    /* A restart must not wait for old connections' last packets. */
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    if (bind(fd, &a.any, len) == 0 && listen(fd, LISTEN_BACKLOG) == 0 && getsockname(fd, &a.any, &len) == 0) {
        *ret_port = ntohs(a.any.sa_family == AF_INET ? a.v4.sin_port : a.v6.sin6_port);
        return fd;
    }
    int saved = errno;
    (void)close(fd);
    errno = saved;
    return -1;
}

static void fill_defaults(struct http_config *c) {
    c->workers = c->workers ? c->workers : DEFAULT_WORKERS;
    c->request_deadline_ms = c->request_deadline_ms ? c->request_deadline_ms : REQUEST_DEADLINE_MS;
    c->upload_deadline_ms = c->upload_deadline_ms ? c->upload_deadline_ms : UPLOAD_DEADLINE_MS;
    c->max_connections = c->max_connections ? c->max_connections : MAX_CONNECTIONS;
    c->max_per_ip = c->max_per_ip ? c->max_per_ip : MAX_CONNECTIONS_PER_IP;
    c->max_queued = c->max_queued ? c->max_queued : MAX_QUEUED_REQUESTS;
    c->stop_wait_ms = c->stop_wait_ms ? c->stop_wait_ms : STOP_WAIT_MS;
    c->max_held_bytes = c->max_held_bytes ? c->max_held_bytes : MAX_HELD_BYTES;
}

static bool start_threads(struct http_server *s, int listener) {
    const struct http_config *c = &s->config;
    s->connections = connections_new(&(struct connections_config){.wait_ms = c->request_deadline_ms,
                                                                  .max_connections = c->max_connections,
                                                                  .max_per_ip = c->max_per_ip,
                                                                  .proxy_on_loopback = c->trust_proxy,
                                                                  .timed_out = on_timed_out,
                                                                  .user = s});
    s->workers = workers_new(c->workers, c->max_queued, run_exchange, s);
    if (s->connections == NULL || s->workers == NULL)
        return false;
    s->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC, 0, on_accept, s, on_access, s,
        MHD_OPTION_LISTEN_SOCKET, listener, MHD_OPTION_THREAD_POOL_SIZE, EVENT_THREADS, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_CONNECTION_LIMIT, c->max_connections, MHD_OPTION_CONNECTION_TIMEOUT, IDLE_TIMEOUT_S,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY, MHD_OPTION_URI_LOG_CALLBACK, begin_exchange, s,
        MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, s, MHD_OPTION_NOTIFY_COMPLETED, end_exchange, s,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, s, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
    return s->daemon != NULL;
}

static void no_drop(void *user, struct work_item *item) {
    (void)user;
    (void)item;
}

static void free_server(struct http_server *s) {
    if (s->workers != NULL) {
        workers_end(s->workers, no_drop);
        workers_free(s->workers);
    }
    if (s->connections != NULL)
        connections_free(s->connections);
    free(s);
}

enum status http_start(const struct http_config *c, struct http_server **ret, struct error *err) {
    struct http_server *s = calloc(1, sizeof *s);
    if (s == NULL)
        abort();
    s->config = *c;
    fill_defaults(&s->config);
    int listener = open_listener(c->address, c->port, &s->port);
    if (listener < 0) {
        int saved = errno;
        free_server(s);
        return fail_detail(err, E_IO, "http.cannot_listen", "%s port %u: %s", c->address, c->port, strerror(saved));
    }
    /* Signals are for the main thread; the threads started here inherit the mask, SIGPIPE in it. */
    sigset_t all, before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    bool started = start_threads(s, listener);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!started) {
        (void)close(listener);
        free_server(s);
        return fail_detail(err, E_IO, "http.cannot_listen", "the server's threads do not start");
    }
    *ret = s;
    return OK;
}

uint16_t http_port(const struct http_server *s) {
    return s->port;
}

struct http_stats http_stats(struct http_server *s) {
    struct http_stats st = {.connections = connections_count(s->connections),
                            .requests = atomic_load(&s->requests),
                            .refused = atomic_load(&s->refused),
                            .timed_out = connections_timed_out(s->connections),
                            .held_bytes = atomic_load(&s->held_bytes)};
    workers_count(s->workers, &st.queued, &st.running);
    return st;
}

static void wait_until_idle(struct http_server *s, int64_t ms) {
    int64_t until = clock_monotonic_us() + ms * 1000;
    while (connections_busy(s->connections) > 0 && clock_monotonic_us() < until)
        (void)usleep(5000);
}

void http_stop(struct http_server *s) {
    if (s == NULL)
        return;
    atomic_store(&s->stopping, true);
    int listener = MHD_quiesce_daemon(s->daemon);
    wait_until_idle(s, s->config.stop_wait_ms);
    workers_end(s->workers, drop_exchange);
    wait_until_idle(s, STOP_SEND_MS);
    MHD_stop_daemon(s->daemon);
    if (listener >= 0)
        (void)close(listener);
    free_server(s);
}
