/* The server as its clients see it: honest, slow, many, gone. */
#include "tests/raw_client.h"

#include <netinet/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

/* A client sees the end of the stream a moment before the server has let go of the request. */
static bool lets_go(struct http_server *s) {
    for (int i = 0; i < 100 && http_stats(s).held_bytes > 0; i++)
        (void)usleep(10000);
    return http_stats(s).held_bytes == 0;
}

/* ---- what must work */

TEST("a request arrives as it was meant") {
    struct http_server *s = start((struct http_config){0});
    const struct {
        struct text bytes;
        const char *said;
    } cases[] = {
        {T(HEAD("GET /x%C3%A3/b?q=Nguy%E1%BB%85n+A&r= HTTP/1.1") "Connection: close\r\n\r\n"),
         "GET /xã/b?q=Nguy%E1%BB%85n+A&r= from 127.0.0.1 body 0 hash 14650fb0739d0383 id 16 q=Nguyễn A r="},
        {T(HEAD("GET http://an.example/a HTTP/1.1") "Connection: close\r\n\r\n"), "GET /a? from"},
        {T("GET /a HTTP/1.0\r\n\r\n"), "GET /a? from"},
        {T("\r\n" HEAD("GET /a HTTP/1.1") "Connection: close\r\n\r\n"), "GET /a? from"},
        {T(HEAD("DELETE /a HTTP/1.1") "X-Empty:\r\nX-Blank:  \t \r\nConnection: close\r\n\r\n"), "DELETE /a? from"},
        {T("GET / HTTP/1.1\r\nHost: [::1]:8080\r\nConnection: close\r\n\r\n"), "GET /? from"},
        {T(HEAD("POST /a HTTP/1.1") "Content-Length: 4\r\nConnection: close\r\n\r\nabcd"), "body 4 "},
        {T(HEAD("POST /a HTTP/1.1") "Content-Length: 0\r\nConnection: close\r\n\r\n"), "body 0 "},
        {T(HEAD("PUT /a HTTP/1.1") "Transfer-Encoding: Chunked\r\nConnection: "
                                   "close\r\n\r\n2;x=1\r\nab\r\n2\r\ncd\r\n0\r\n\r\n"),
         "body 4 "},
        {T(HEAD("GET /a HTTP/1.1") "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n"),
         "from 127.0.0.1 body"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        bool closed;
        struct text answer = ask(s, cases[i].bytes, &closed);
        if (!closed || status_of(answer) != 200 || !has(answer, cases[i].said))
            fail_msg("case %zu, closed %d: %.*s", i, closed, FMT(answer));
        assert_true(has(answer, "\r\nDate: "));
    }
    http_stop(s);
}

TEST("a request that comes byte by byte is the same request") {
    struct http_server *s = start((struct http_config){0});
    int fd = dial(s);
    struct text bytes =
        T(HEAD("POST /a?b=1 HTTP/1.1") "X-Long-Header-Name: some value\r\nContent-Length: 4\r\n\r\nabcd");
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    for (size_t i = 0; i < bytes.len; i++) {
        put(fd, (struct text){bytes.ptr + i, 1});
        (void)usleep(500);
    }
    struct text answer = get_one(fd, false);
    assert_int_equal(status_of(answer), 200);
    assert_true(has(answer, "POST /a?b=1"));
    assert_true(has(answer, "body 4 "));
    (void)close(fd);
    http_stop(s);
}

TEST("a connection is kept and pipelined requests are answered in order") {
    struct http_server *s = start((struct http_config){0});
    int fd = dial(s);
    put(fd, T(HEAD("GET /hold HTTP/1.1") "\r\n" HEAD("POST /two HTTP/1.1") "Content-Length: 3\r\n\r\nabc" HEAD(
                "GET /three HTTP/1.1") "\r\n"));
    assert_true(has(get_one(fd, false), "GET /hold"));
    assert_true(has(get_one(fd, false), "POST /two? from 127.0.0.1 body 3"));
    assert_true(has(get_one(fd, false), "GET /three"));
    (void)usleep(50000);
    put(fd, T(HEAD("GET /four HTTP/1.1") "Connection: close\r\n\r\n"));
    bool closed;
    assert_true(has(get(fd, 1500, &closed), "GET /four"));
    assert_true(closed);
    (void)close(fd);
    http_stop(s);
}

TEST("a body may be as large as the limit and not one byte larger") {
    struct http_server *s = start((struct http_config){0});
    for (size_t n = 999; n <= 1001; n++)
        for (int chunked = 0; chunked < 2; chunked++) {
            AUTO_BUF b;
            buf_init(&b, 1u << 20);
            buf_str(&b, HEAD("POST /a HTTP/1.1"));
            if (chunked)
                buf_fmt(&b, "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n%zx\r\n", n);
            else
                buf_fmt(&b, "Content-Length: %zu\r\nConnection: close\r\n\r\n", n);
            for (size_t i = 0; i < n; i++)
                buf_char(&b, 'x');
            if (chunked)
                buf_str(&b, "\r\n0\r\n\r\n");
            bool closed;
            struct text answer = ask(s, buf_as_text(&b), &closed);
            assert_true(closed);
            assert_int_equal(status_of(answer), n <= 1000 ? 200 : 413);
        }
    /* Large enough to come in many pieces; too large, but little enough that the answer still arrives. */
    bool closed;
    struct text answer =
        ask(s,
            repeated(HEAD("POST /upload HTTP/1.1") "Content-Length: 2097152\r\nConnection: close\r\n\r\n", 'x', 2097152,
                     ""),
            &closed);
    assert_true(has(answer, "body 2097152 "));
    answer =
        ask(s, repeated(HEAD("POST /upload HTTP/1.1") "Content-Length: 5000000\r\n\r\n", 'x', 5000000, ""), &closed);
    assert_int_equal(status_of(answer), 413);
    assert_true(lets_go(s));
    http_stop(s);
}

TEST("all bodies and answers together are bounded") {
    struct http_server *s = start((struct http_config){.max_held_bytes = 1u << 20});
    bool closed;
    struct text answer =
        ask(s, repeated(HEAD("POST /upload HTTP/1.1") "Content-Length: 2000000\r\n\r\n", 'x', 2000000, ""), &closed);
    assert_int_equal(status_of(answer), 503);
    assert_true(has(answer, "Retry-After: "));
    assert_int_equal(status_of(ask(s, T(HEAD("GET /long HTTP/1.1") "Connection: close\r\n\r\n"), &closed)), 503);
    assert_int_equal(status_of(ask(s, T(HEAD("GET /a HTTP/1.1") "Connection: close\r\n\r\n"), &closed)), 200);
    assert_true(lets_go(s));
    http_stop(s);
}

TEST("100-continue is answered before the body") {
    struct http_server *s = start((struct http_config){0});
    int fd = dial(s);
    put(fd, T(HEAD("POST /a HTTP/1.1") "Expect: 100-continue\r\nContent-Length: 4\r\n\r\n"));
    assert_int_equal(status_of(get_one(fd, false)), 100);
    put(fd, T("abcd"));
    assert_true(has(get_one(fd, false), "body 4 "));
    (void)close(fd);
    http_stop(s);
}

TEST("HEAD tells the length and sends no body") {
    struct http_server *s = start((struct http_config){0});
    static const char *const paths[] = {"/a", "/file"};
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        int fd = dial(s);
        put(fd, arena_fmt(test_arena(), "HEAD %s HTTP/1.1\r\nHost: a\r\n\r\nGET /next HTTP/1.1\r\nHost: a\r\n\r\n",
                          paths[i]));
        struct text answer = get_one(fd, true);
        assert_int_equal(status_of(answer), 200);
        assert_false(has(answer, "Content-Length: 0\r\n"));
        assert_true(has(answer, "Content-Length: "));
        assert_true(has(get_one(fd, false), "GET /next"));
        (void)close(fd);
    }
    http_stop(s);
}

TEST("a file, an empty answer, a long one and a failed one leave as they should") {
    struct http_server *s = start((struct http_config){0});
    bool closed;
    struct text answer = ask(s, T(HEAD("GET /file HTTP/1.1") "Connection: close\r\n\r\n"), &closed);
    assert_true(has(answer, "Content-Length: 16\r\n") && text_ends(answer, T(FILE_CONTENT)));
    answer = ask(s, T(HEAD("GET /nothing HTTP/1.1") "Connection: close\r\n\r\n"), &closed);
    assert_int_equal(status_of(answer), 204);
    assert_true(text_ends(answer, T("\r\n\r\n")));
    assert_false(has(answer, "Content-Length"));
    answer = ask(s, T(HEAD("GET /long HTTP/1.1") "Connection: close\r\n\r\n"), &closed);
    assert_true(has(answer, "Content-Length: 3000000\r\n") && answer.len > 3000000);
    answer = ask(s, T(HEAD("GET /toolong HTTP/1.1") "Connection: close\r\n\r\n"), &closed);
    assert_int_equal(status_of(answer), 500);
    answer = ask(s, T(HEAD("GET /inject HTTP/1.1") "Connection: close\r\n\r\n"), &closed);
    assert_true(has(answer, "Location: /a  Set-Cookie: x=1\r\n"));
    http_stop(s);
}

/* Until n requests are with the workers or in their queue. */
static void await_taken(struct http_server *s, size_t n) {
    struct http_stats st = http_stats(s);
    for (int i = 0; i < 200 && st.requests + st.queued < n; i++) {
        (void)usleep(10000);
        st = http_stats(s);
    }
}

/* ---- slow clients, many clients, stopping */

/* Sends one byte every 50 ms until the server has closed or 5 s are over. */
static int64_t drip_until_closed(int fd, char byte) {
    int64_t began = clock_monotonic_us();
    while (ms_since(began) < 5000) {
        if (send(fd, &byte, 1, MSG_NOSIGNAL) < 0)
            return ms_since(began);
        struct pollfd p = {.fd = fd, .events = POLLIN};
        if (poll(&p, 1, 50) == 1 && (p.revents & POLLHUP))
            return ms_since(began);
    }
    return ms_since(began);
}

TEST("a head or a body that drips is ended by the deadline") {
    struct http_server *s = start((struct http_config){.request_deadline_ms = 400, .upload_deadline_ms = 900});
    static const struct {
        const char *first;
        int64_t at_least, at_most;
        bool told;
    } cases[] = {
        {"", 350, 3000, false},                                 /* never ends its request line */
        {"GET /a HTTP/1.1\r\nHost: a\r\nX: ", 350, 3000, true}, /* never ends its headers */
        {"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n", 350, 3000, true}, /* never ends its body */
        {"POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n", 850, 3500, true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int fd = dial(s);
        put(fd, text_of(cases[i].first));
        int64_t took = drip_until_closed(fd, 'a');
        if (took < cases[i].at_least || took > cases[i].at_most)
            fail_msg("case %zu took %lld ms", i, (long long)took);
        bool closed;
        assert_int_equal(status_of(get(fd, 200, &closed)), cases[i].told ? 408 : 0);
        (void)close(fd);
    }
    assert_int_equal(http_stats(s).timed_out, COUNT_OF(cases));
    http_stop(s);
}

TEST("a kept connection that asks nothing more is closed without a word") {
    struct http_server *s = start((struct http_config){.request_deadline_ms = 300});
    int fd = dial(s);
    put(fd, T(HEAD("GET /a HTTP/1.1") "\r\n"));
    assert_int_equal(status_of(get_one(fd, false)), 200);
    bool closed;
    assert_int_equal(get(fd, 2000, &closed).len, 0);
    assert_true(closed);
    (void)close(fd);
    http_stop(s);
}

TEST("a handler may take longer than the deadline of a request") {
    struct http_server *s = start((struct http_config){.request_deadline_ms = 100});
    bool closed;
    assert_int_equal(status_of(ask(s, T(HEAD("GET /hold HTTP/1.1") "Connection: close\r\n\r\n"), &closed)), 200);
    http_stop(s);
}

TEST("300 slow clients do not keep the next request waiting") {
    struct http_server *s = start((struct http_config){.request_deadline_ms = 30000});
    int slow[300];
    for (size_t i = 0; i < COUNT_OF(slow); i++) {
        slow[i] = dial(s);
        put(slow[i], T("GET /slow HTTP/1.1\r\nHost: a\r\nX: "));
    }
    int64_t began = clock_monotonic_us();
    bool closed;
    assert_int_equal(status_of(ask(s, T(HEAD("GET /a HTTP/1.1") "Connection: close\r\n\r\n"), &closed)), 200);
    assert_true(ms_since(began) < 2000);
    assert_true(http_stats(s).connections >= COUNT_OF(slow));
    for (size_t i = 0; i < COUNT_OF(slow); i++)
        (void)close(slow[i]);
    http_stop(s);
}

TEST("idle connections do not shut out who has a question") {
    struct http_server *s = start((struct http_config){.max_connections = 20});
    int idle[40];
    for (size_t i = 0; i < COUNT_OF(idle); i++)
        idle[i] = dial(s); /* those beyond 20 wait in the kernel, before the one that asks */
    int fd = dial(s);
    int64_t began = clock_monotonic_us();
    put(fd, T(HEAD("GET /a HTTP/1.1") "\r\n"));
    assert_int_equal(status_of(get_one(fd, false)), 200);
    assert_true(ms_since(began) < 5000);
    (void)close(fd);
    for (size_t i = 0; i < COUNT_OF(idle); i++)
        (void)close(idle[i]);
    http_stop(s);
}

TEST("one address may not hold more connections than its share") {
    struct http_server *s = start((struct http_config){.max_per_ip = 3});
    int held[3];
    for (size_t i = 0; i < COUNT_OF(held); i++) {
        held[i] = dial(s);
        put(held[i], T(HEAD("GET /a HTTP/1.1") "\r\n"));
        assert_int_equal(status_of(get_one(held[i], false)), 200);
    }
    bool closed;
    assert_int_equal(ask(s, T(HEAD("GET /a HTTP/1.1") "\r\n"), &closed).len, 0);
    assert_true(closed);
    (void)close(held[0]);
    for (int i = 0; i < 200 && http_stats(s).connections > 2; i++)
        (void)usleep(10000);
    assert_int_equal(status_of(ask(s, T(HEAD("GET /a HTTP/1.1") "Connection: close\r\n\r\n"), &closed)), 200);
    (void)close(held[1]);
    (void)close(held[2]);
    http_stop(s);
}

TEST("a proxy on loopback names the client, and only its last word counts") {
    struct http_server *s = start((struct http_config){.trust_proxy = true, .max_per_ip = 1});
    const struct {
        const char *headers, *said;
    } cases[] = {
        {"X-Forwarded-For: 6.6.6.6, 1.2.3.4\r\nX-Forwarded-Proto: https\r\n", "from 1.2.3.4 tls body"},
        {"X-Forwarded-For: 2001:db8::1\r\nX-Forwarded-Proto: http\r\n", "from 2001:db8::1 body"},
        {"X-Forwarded-For: nonsense\r\n", "from 127.0.0.1 body"},
        {"", "from 127.0.0.1 body"},
    };
    int kept = dial(s); /* the proxy's many connections are not counted as one client's */
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        bool closed;
        struct text answer =
            ask(s, arena_fmt(test_arena(), HEAD("GET /a HTTP/1.1") "Connection: close\r\n%s\r\n", cases[i].headers),
                &closed);
        assert_true(has(answer, cases[i].said));
    }
    (void)close(kept);
    http_stop(s);
}

TEST("when more wait than the queue holds the next is told to come back") {
    struct http_server *s = start((struct http_config){.workers = 1, .max_queued = 1});
    int fd[6];
    unsigned served = 0, busy = 0;
    for (size_t i = 0; i < COUNT_OF(fd); i++) {
        fd[i] = dial(s);
        put(fd[i], T(HEAD("GET /hold HTTP/1.1") "\r\n"));
    }
    for (size_t i = 0; i < COUNT_OF(fd); i++) {
        int status = status_of(get_one(fd[i], false));
        served += status == 200;
        busy += status == 503;
        (void)close(fd[i]);
    }
    assert_int_equal(served + busy, COUNT_OF(fd));
    assert_true(served >= 1 && busy >= 1);
    http_stop(s);
}

TEST("stopping answers what runs and what waits") {
    struct http_server *s = start((struct http_config){.workers = 2});
    int fd[6], idle = dial(s);
    for (size_t i = 0; i < COUNT_OF(fd); i++) {
        fd[i] = dial(s);
        put(fd[i], T(HEAD("GET /hold HTTP/1.1") "\r\n"));
    }
    await_taken(s, COUNT_OF(fd));
    int64_t began = clock_monotonic_us();
    http_stop(s);
    assert_true(ms_since(began) < 5000);
    for (size_t i = 0; i < COUNT_OF(fd); i++) {
        struct text answer = get_one(fd[i], false);
        assert_int_equal(status_of(answer), 200);
        assert_true(has(answer, "Connection: close"));
        (void)close(fd[i]);
    }
    (void)close(idle);
}

TEST("stopping waits only so long for those that have not begun") {
    struct http_server *s = start((struct http_config){.workers = 1, .stop_wait_ms = 50});
    int fd[3];
    unsigned served = 0, turned_away = 0;
    for (size_t i = 0; i < COUNT_OF(fd); i++) {
        fd[i] = dial(s);
        put(fd[i], T(HEAD("GET /hold HTTP/1.1") "\r\n"));
    }
    await_taken(s, COUNT_OF(fd));
    http_stop(s);
    for (size_t i = 0; i < COUNT_OF(fd); i++) {
        int status = status_of(get_one(fd[i], false));
        served += status == 200;
        turned_away += status == 503;
        (void)close(fd[i]);
    }
    assert_int_equal(served, 1);
    assert_int_equal(turned_away, 2);
}

TEST("a client that leaves while its request runs harms nobody") {
    struct http_server *s = start((struct http_config){0});
    for (int i = 0; i < 20; i++) {
        int fd = dial(s);
        put(fd, T(HEAD("GET /hold HTTP/1.1") "\r\n"));
        if (i % 2 == 0) /* with a reset in place of an end */
            (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger){1, 0}, sizeof(struct linger));
        (void)close(fd);
    }
    bool closed;
    assert_int_equal(status_of(ask(s, T(HEAD("GET /a HTTP/1.1") "Connection: close\r\n\r\n"), &closed)), 200);
    http_stop(s);
}

static void *storm(void *user) {
    struct http_server *s = user;
    uintptr_t failures = 0;
    for (int i = 0; i < 60; i++) {
        int fd = dial(s);
        for (int k = 0; k < 3; k++) {
            char out[100], in[600];
            (void)snprintf(out, sizeof out, "GET /storm?i=%d HTTP/1.1\r\nHost: a\r\n\r\n", i * 3 + k);
            (void)send(fd, out, strlen(out), MSG_NOSIGNAL);
            ssize_t n = recv(fd, in, sizeof in - 1, 0);
            in[n > 0 ? n : 0] = '\0';
            (void)snprintf(out, sizeof out, "i=%d from", i * 3 + k);
            failures += strstr(in, out) == NULL;
        }
        (void)close(fd);
    }
    return (void *)failures; /* NOLINT: a count travels in the pointer */
}

TEST("many clients at once each get their own answer") {
    struct http_server *s = start((struct http_config){0});
    pthread_t ids[6];
    for (size_t i = 0; i < COUNT_OF(ids); i++)
        assert_int_equal(pthread_create(&ids[i], NULL, storm, s), 0);
    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        void *failures;
        assert_int_equal(pthread_join(ids[i], &failures), 0);
        assert_null(failures);
    }
    assert_int_equal(http_stats(s).requests, 6 * 60 * 3);
    http_stop(s);
}

static void never_asked(void *user, const struct http_request *req, struct http_response *res) {
    (void)user;
    (void)req;
    res->status = 500;
}

TEST("a port that is taken and an address that is none are errors") {
    struct http_server *s = start((struct http_config){0}), *other = NULL;
    struct error err = {0};
    struct http_config c = {.address = "127.0.0.1", .port = http_port(s), .handler = never_asked};
    assert_int_equal(http_start(&c, &other, &err), E_IO);
    assert_string_equal(err.key, "http.cannot_listen");
    c = (struct http_config){.address = "nowhere", .handler = never_asked};
    assert_int_equal(http_start(&c, &other, &err), E_IO);
    assert_null(other);
    http_stop(s);
    http_stop(NULL);
}
