#include "tests/raw_client.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- a server whose handler says what it was given */

atomic_uint raw_handled, raw_refusals;
atomic_int raw_last_refusal;

static void count_refusal(void *user, const char *remote, int status, const char *why) {
    (void)user;
    assert_true(remote[0] != '\0' && why != NULL);
    atomic_fetch_add(&raw_refusals, 1);
    atomic_store(&raw_last_refusal, status);
}

static void respond_with_file(struct http_response *res) {
    char path[200];
    (void)snprintf(path, sizeof path, "%s/http_file_%d.txt", test_tmp_dir(), (int)getpid());
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0 && write(fd, FILE_CONTENT, sizeof FILE_CONTENT - 1) == sizeof FILE_CONTENT - 1);
    (void)unlink(path);
    res->file_fd = fd;
    res->file_size = sizeof FILE_CONTENT - 1;
}

static void say(void *user, const struct http_request *req, struct http_response *res) {
    (void)user;
    atomic_fetch_add(&raw_handled, 1);
    http_respond_header(res, "Content-Type", T("text/plain; charset=utf-8"));
    if (text_is(req->path, "/hold"))
        (void)usleep(300000);
    if (text_is(req->path, "/file")) {
        respond_with_file(res);
    } else if (text_is(req->path, "/nothing")) {
        res->status = 204;
    } else if (text_is(req->path, "/inject")) {
        http_respond_header(res, "Location", T("/a\r\nSet-Cookie: x=1"));
        res->status = 303;
    } else if (text_is(req->path, "/long")) {
        for (size_t i = 0; i < 300000; i++)
            buf_str(&res->body, "0123456789");
    } else if (text_is(req->path, "/toolong")) {
        res->body.failed = true;
    } else {
        buf_fmt(&res->body, "%s %.*s?%.*s from %s%s body %zu hash %llx id %zu", http_method_name(req->method),
                FMT(req->path), FMT(req->raw_query), req->remote, req->tls ? " tls" : "", req->body.len,
                (unsigned long long)text_hash(req->body), strlen(req->id));
        for (size_t i = 0; i < req->query_count; i++)
            buf_fmt(&res->body, " %.*s=%.*s", FMT(req->query[i].name), FMT(req->query[i].value));
    }
}

static size_t limit_of(void *user, enum http_method m, struct text path) {
    (void)user;
    (void)m;
    return text_is(path, "/upload") ? 2u << 20 : text_is(path, "/none") ? 0 : 1000;
}

struct http_server *start(struct http_config c) {
    struct error err = {0};
    struct http_server *s;
    c.address = c.address ? c.address : "127.0.0.1";
    c.workers = c.workers ? c.workers : 4;
    c.handler = c.handler ? c.handler : say;
    c.body_limit = limit_of;
    c.refused = count_refusal;
    assert_ok(http_start(&c, &s, &err));
    assert_true(http_port(s) != 0);
    return s;
}

/* ---- a client that sends what it is told */

int dial(const struct http_server *s) {
    struct sockaddr_in a = {
        .sin_family = AF_INET, .sin_port = htons(http_port(s)), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
    return fd;
}

void put(int fd, struct text bytes) {
    while (bytes.len > 0) {
        ssize_t n = send(fd, bytes.ptr, bytes.len, MSG_NOSIGNAL);
        if (n <= 0)
            return; /* the server has closed: what it answered is what is looked at */
        bytes = (struct text){bytes.ptr + n, bytes.len - (size_t)n};
    }
}

struct text get(int fd, int quiet_ms, bool *ret_closed) {
    size_t room = 4u << 20, len = 0;
    char *out = arena_alloc(test_arena(), room);
    *ret_closed = false;
    while (len + 1 < room && poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, quiet_ms) == 1) {
        ssize_t n = recv(fd, out + len, room - len - 1, 0);
        if (n <= 0) {
            *ret_closed = true;
            break;
        }
        len += (size_t)n;
    }
    return (struct text){out, len};
}

struct text get_one(int fd, bool head_only) {
    size_t room = 4u << 20, len = 0, want = 0;
    char *out = arena_alloc(test_arena(), room);
    while (want == 0 || len < want) {
        ssize_t n = recv(fd, out + len, want ? want - len : 1, 0); /* the head byte by byte, to leave what follows */
        if (n <= 0)
            return TEXT_NONE;
        len += (size_t)n;
        if (want == 0 && len >= 4 && memcmp(out + len - 4, "\r\n\r\n", 4) == 0) {
            const char *length = strcasestr(out, "\r\ncontent-length: ");
            want = len + (length && !head_only ? (size_t)strtoul(length + 18, NULL, 10) : 0);
        }
    }
    return (struct text){out, len};
}

int status_of(struct text answer) {
    return text_starts(answer, T("HTTP/1.1 ")) && answer.len > 12 ? (int)strtol(answer.ptr + 9, NULL, 10) : 0;
}

bool has(struct text answer, const char *part) {
    return memmem(answer.ptr, answer.len, part, strlen(part)) != NULL;
}

struct text ask(const struct http_server *s, struct text bytes, bool *ret_closed) {
    int fd = dial(s);
    put(fd, bytes);
    struct text answer = get(fd, 1500, ret_closed);
    (void)close(fd);
    return answer;
}

struct text repeated(const char *before, char c, size_t n, const char *after) {
    AUTO_BUF b;
    buf_init(&b, 16u << 20);
    buf_str(&b, before);
    for (size_t i = 0; i < n; i++)
        buf_char(&b, c);
    buf_str(&b, after);
    return arena_text(test_arena(), buf_as_text(&b));
}

int64_t ms_since(int64_t start_us) {
    return (clock_monotonic_us() - start_us) / 1000;
}
