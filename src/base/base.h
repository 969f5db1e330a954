/* What every other file stands on: statuses and errors, text slices, arenas, growable buffers,
 * checked arithmetic, and the limits of the whole program. It uses nothing else of ours. */
#ifndef ANSINH_BASE_H
#define ANSINH_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/ban.h"
#include "base/limits.h"

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))
#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

/* ---- text: bytes with their length; UTF-8, not ended by NUL unless said. ptr == NULL is "no value". */
struct text {
    const char *ptr;
    size_t len;
};
#define T(lit) ((struct text){(lit), sizeof(lit) - 1})
#define TEXT_NONE ((struct text){NULL, 0})
/* For printf("%.*s"): FMT(t). */
#define FMT(t) (int)(t).len, (t).ptr ? (t).ptr : ""

struct text text_of(const char *zero_ended); /* borrows; NULL gives TEXT_NONE */
bool text_eq(struct text a, struct text b);
bool text_is(struct text a, const char *zero_ended);
int text_cmp(struct text a, struct text b); /* by bytes, as both databases compare */
bool text_starts(struct text t, struct text prefix);
bool text_ends(struct text t, struct text suffix);
struct text text_trim(struct text t); /* ASCII white space and U+00A0 off both ends */
/* Cuts *rest at the first sep; returns what stood before it. False when *rest is used up (ptr NULL). */
bool text_cut(struct text *rest, char sep, struct text *ret_part);
bool text_has_word(struct text words, struct text word); /* words parted by one space each */
bool text_to_i64(struct text t, int64_t *ret);           /* whole text, decimal, optional '-'; false when not */
bool text_is_utf8(struct text t);                        /* well-formed, no surrogates, no NUL */
uint64_t text_hash(struct text t);

/* ---- status: what happened, in the classes that a caller acts on. Each maps once to an HTTP code. */
enum status {
    OK = 0,
    E_INVALID,         /* 422 the person can correct it */
    E_BAD_REQUEST,     /* 400 not a request that we understand */
    E_UNAUTHENTICATED, /* 401 */
    E_FORBIDDEN,       /* 403 */
    E_NOT_FOUND,       /* 404 */
    E_METHOD,          /* 405 */
    E_CONFLICT,        /* 409 somebody else was first, or a rule of the process forbids it now */
    E_PRECONDITION,    /* 412 the version given is no longer the newest */
    E_TOO_LARGE,       /* 413 */
    E_MEDIA,           /* 415 */
    E_LIMIT,           /* 429 */
    E_BUSY,            /* 503 try again */
    E_DB,              /* 500 */
    E_IO,              /* 500 */
    E_MEMORY,          /* 500 */
    E_INTERNAL,        /* 500 a mistake of ours */
};
const char *status_name(enum status s);
int status_http(enum status s);

#define ERROR_ARGS 4
#define ERROR_FIELDS 64
/* One thing that is wrong with one field (or one row of a file); key is a message key. */
struct field_error {
    const char *field; /* static name of the form field, or NULL */
    const char *key;
    char arg[96];
    int32_t row; /* 1-based row of a table, 0 when there is none */
};
/* The error of one operation. key: message key for the person (static); args fill {0}..{3} in it;
 * detail: for the log only. A function that fails leaves its outputs untouched. */
struct error {
    enum status status;
    const char *key;
    char args[ERROR_ARGS][768]; /* one may be a whole sentence: who has it, since when, what to do */
    char detail[400];
    const char *file;
    int line;
    size_t field_count;
    struct field_error fields[ERROR_FIELDS];
};
void error_clear(struct error *err);
/* The only ways to raise. fail(err, E_CONFLICT, "household.code_taken", code) : arguments are zero-ended strings.
 * The value is the status given, spelled so that the compiler sees it: it then knows that a caller's outputs are
 * set whenever TRY lets it go on. */
#define fail(err, which, ...)                                                                                          \
    ({                                                                                                                 \
        const enum status fail_status_ = (which);                                                                      \
        (void)error_raise((err), fail_status_, __FILE__, __LINE__, __VA_ARGS__, (const char *)NULL);                   \
        fail_status_;                                                                                                  \
    })
#define fail_detail(err, which, key, ...)                                                                              \
    ({                                                                                                                 \
        const enum status fail_status_ = (which);                                                                      \
        (void)error_raise_detail((err), fail_status_, __FILE__, __LINE__, (key), __VA_ARGS__);                         \
        fail_status_;                                                                                                  \
    })
enum status error_raise(struct error *err, enum status s, const char *file, int line, const char *key, ...);
enum status error_raise_detail(struct error *err, enum status s, const char *file, int line, const char *key,
                               const char *fmt, ...) PRINTF_LIKE(6, 7);
/* Adds what is wrong with one field; does not set the status. Returns false when no more are kept. */
bool error_field(struct error *err, const char *field, const char *key, const char *arg);
bool error_row(struct error *err, int32_t row, const char *field, const char *key, const char *arg);
/* E_INVALID "form.invalid" when any field error was added, else OK. */
MUST_CHECK enum status error_fields_status(struct error *err);

#define TRY(expr)                                                                                                      \
    do {                                                                                                               \
        enum status try_status_ = (expr);                                                                              \
        if (try_status_ != OK)                                                                                         \
            return try_status_;                                                                                        \
    } while (0)

/* ---- arena: memory by lifespan. Freed whole; never returns NULL: when the limit is reached the
 * arena is "spent", returns memory from a last-resort block and arena_ok() is false; the edge checks once. */
struct arena;
struct arena *arena_new(size_t max_bytes);
void arena_free(struct arena *a);
void arena_free_p(struct arena **a); /* for the cleanup attribute */
void arena_reset(struct arena *a);
void *arena_alloc(struct arena *a, size_t size); /* zeroed, aligned to 16 */
void *arena_array(struct arena *a, size_t n, size_t size);
bool arena_ok(const struct arena *a);
size_t arena_used(const struct arena *a);
#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, n, type) ((type *)arena_array((a), (n), sizeof(type)))
struct text arena_text(struct arena *a, struct text t);                         /* copy; NUL after the end */
char *arena_zstr(struct arena *a, struct text t);                               /* copy, zero-ended */
struct text arena_fmt(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3); /* NUL after the end */
#define AUTO_ARENA __attribute__((cleanup(arena_free_p))) struct arena *

/* ---- buf: a growable byte buffer born with a maximum. After the first overflow it stays failed and
 * takes no more; buf_ok() tells. */
struct buf {
    char *ptr;
    size_t len, cap, max;
    bool failed;
};
void buf_init(struct buf *b, size_t max);
void buf_free(struct buf *b);
void buf_reset(struct buf *b);
void buf_add(struct buf *b, const void *bytes, size_t n);
void buf_text(struct buf *b, struct text t);
void buf_str(struct buf *b, const char *zero_ended);
void buf_char(struct buf *b, char c);
void buf_i64(struct buf *b, int64_t v);
void buf_fmt(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
bool buf_ok(const struct buf *b);
struct text buf_as_text(const struct buf *b);
#define AUTO_BUF __attribute__((cleanup(buf_free))) struct buf

/* ---- checked arithmetic: false on overflow, *ret untouched. */
bool add_i64(int64_t a, int64_t b, int64_t *ret);
bool mul_i64(int64_t a, int64_t b, int64_t *ret);
/* a * b / c rounded half away from zero, with a 128-bit middle; false on overflow or c == 0. */
bool mul_div_i64(int64_t a, int64_t b, int64_t c, int64_t *ret);

/* Fills with bytes from the operating system; ends the program when there are none. */
void random_bytes(void *out, size_t n);

#endif
