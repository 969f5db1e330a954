/* Arena, buffer, checked arithmetic, random bytes. The arena pads its blocks for AddressSanitizer
 * so that an overrun of one allocation is seen even though it lies in the same block. */
#include "base/memory.h"

#include <errno.h>
#include <sys/random.h>

#include "base/base.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define POISON(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#define GUARD 16
#else
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#define GUARD 0
#endif

struct block {
    struct block *next;
    size_t size, used;
    _Alignas(16) char bytes[];
};

struct arena {
    struct block *first; /* newest first */
    size_t total, max;
    bool spent;
};

static _Thread_local int fail_countdown;

void memory_fail_after(int n) {
    fail_countdown = n;
}

int memory_fail_left(void) {
    return fail_countdown;
}

static bool fails_now(void) {
    return fail_countdown > 0 && --fail_countdown == 0;
}

struct arena *arena_new(size_t max_bytes) {
    struct arena *a = calloc(1, sizeof *a);
    if (a == NULL)
        abort(); /* before any work began there is nobody to tell */
    a->max = max_bytes;
    return a;
}

static void blocks_free(struct block *b, struct block *keep) {
    while (b != NULL && b != keep) {
        struct block *next = b->next;
        UNPOISON(b->bytes, b->size);
        free(b);
        b = next;
    }
}

void arena_free(struct arena *a) {
    if (a == NULL)
        return;
    blocks_free(a->first, NULL);
    free(a);
}

void arena_free_p(struct arena **a) {
    arena_free(*a);
}

void arena_reset(struct arena *a) {
    struct block *oldest = a->first;
    while (oldest != NULL && oldest->next != NULL)
        oldest = oldest->next;
    blocks_free(a->first, oldest);
    a->first = oldest;
    a->spent = false;
    a->total = 0;
    if (oldest != NULL) {
        oldest->used = 0;
        a->total = oldest->size;
        POISON(oldest->bytes, oldest->size);
    }
}

void *arena_alloc(struct arena *a, size_t size) {
    if (size > SIZE_MAX / 4)
        abort(); /* sizes that users control are checked before they come here */
    size_t need = ((size + 15) & ~(size_t)15) + GUARD;
    struct block *b = a->first;
    if (fails_now())
        a->spent = true;
    if (b == NULL || b->size - b->used < need) {
        size_t grown = b == NULL ? 16384 : b->size * 2 > 1048576 ? 1048576 : b->size * 2;
        size_t want = need > grown ? need : grown;
        if (a->total + want > a->max)
            a->spent = true; /* the work goes on to the next check; the edge then answers E_TOO_LARGE */
        b = malloc(sizeof *b + want);
        if (b == NULL) { /* a last try with what is needed for now, so that the work can end in order */
            a->spent = true;
            want = need;
            b = malloc(sizeof *b + want);
        }
        if (b == NULL)
            abort();
        *b = (struct block){.next = a->first, .size = want};
        POISON(b->bytes, want);
        a->first = b;
        a->total += want;
    }
    char *p = b->bytes + b->used;
    b->used += need;
    UNPOISON(p, size);
    memset(p, 0, size);
    return p;
}

void *arena_array(struct arena *a, size_t n, size_t size) {
    if (size != 0 && n > SIZE_MAX / 4 / size)
        abort();
    return arena_alloc(a, n * size);
}

bool arena_ok(const struct arena *a) {
    return !a->spent;
}

size_t arena_used(const struct arena *a) {
    return a->total;
}

char *arena_zstr(struct arena *a, struct text t) {
    char *p = arena_alloc(a, t.len + 1);
    if (t.len)
        memcpy(p, t.ptr, t.len);
    return p;
}

struct text arena_text(struct arena *a, struct text t) {
    return t.ptr == NULL ? TEXT_NONE : (struct text){arena_zstr(a, t), t.len};
}

struct text arena_fmt(struct arena *a, const char *fmt, ...) {
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    size_t len = n < 0 ? 0 : (size_t)n;
    char *p = arena_alloc(a, len + 1);
    (void)vsnprintf(p, len + 1, fmt, again);
    va_end(again);
    return (struct text){p, len};
}

void buf_init(struct buf *b, size_t max) {
    *b = (struct buf){.max = max};
}

void buf_free(struct buf *b) {
    free(b->ptr);
    b->ptr = NULL;
    b->len = b->cap = 0;
}

void buf_reset(struct buf *b) {
    b->len = 0;
    b->failed = false;
}

static bool buf_room(struct buf *b, size_t n) {
    if (b->failed || n > b->max - b->len) {
        b->failed = true;
        return false;
    }
    if (b->len + n > b->cap) {
        size_t cap = b->cap ? b->cap : 1024;
        while (cap < b->len + n)
            cap *= 2;
        if (cap > b->max)
            cap = b->max;
        char *p = fails_now() ? NULL : realloc(b->ptr, cap);
        if (p == NULL) {
            b->failed = true;
            return false;
        }
        b->ptr = p;
        b->cap = cap;
    }
    return true;
}

void buf_add(struct buf *b, const void *bytes, size_t n) {
    if (n == 0 || !buf_room(b, n))
        return;
    memcpy(b->ptr + b->len, bytes, n);
    b->len += n;
}

void buf_text(struct buf *b, struct text t) {
    buf_add(b, t.ptr, t.len);
}

void buf_str(struct buf *b, const char *z) {
    buf_add(b, z, strlen(z));
}

void buf_char(struct buf *b, char c) {
    if (b->len < b->cap && !b->failed)
        b->ptr[b->len++] = c;
    else
        buf_add(b, &c, 1);
}

void buf_i64(struct buf *b, int64_t v) {
    char digits[21], *p = digits + sizeof digits;
    uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    do {
        *--p = (char)('0' + u % 10);
        u /= 10;
    } while (u != 0);
    if (v < 0)
        *--p = '-';
    buf_add(b, p, (size_t)(digits + sizeof digits - p));
}

void buf_fmt(struct buf *b, const char *fmt, ...) {
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    /* One byte more, because vsnprintf wants to write its NUL; it is not counted in len. */
    if (n >= 0 && buf_room(b, (size_t)n + 1)) {
        (void)vsnprintf(b->ptr + b->len, (size_t)n + 1, fmt, again);
        b->len += (size_t)n;
    }
    va_end(again);
}

bool buf_ok(const struct buf *b) {
    return !b->failed;
}

struct text buf_as_text(const struct buf *b) {
    return (struct text){b->ptr ? b->ptr : "", b->len};
}

bool add_i64(int64_t a, int64_t b, int64_t *ret) {
    int64_t r;
    if (__builtin_add_overflow(a, b, &r))
        return false;
    *ret = r;
    return true;
}

bool mul_i64(int64_t a, int64_t b, int64_t *ret) {
    int64_t r;
    if (__builtin_mul_overflow(a, b, &r))
        return false;
    *ret = r;
    return true;
}

bool mul_div_i64(int64_t a, int64_t b, int64_t c, int64_t *ret) {
    if (c == 0)
        return false;
    __extension__ typedef __int128 wide;
    wide product = (wide)a * b, divisor = c;
    if (divisor < 0) {
        divisor = -divisor;
        product = -product;
    }
    wide half = divisor / 2;
    wide q = (product >= 0 ? product + half : product - half) / divisor;
    if (q > INT64_MAX || q < INT64_MIN)
        return false;
    *ret = (int64_t)q;
    return true;
}

void random_bytes(void *out, size_t n) {
    char *p = out;
    while (n > 0) {
        ssize_t got = getrandom(p, n, 0);
        if (got < 0) {
            if (errno == EINTR)
                continue;
            abort(); /* no randomness, no sessions */
        }
        p += got;
        n -= (size_t)got;
    }
}
