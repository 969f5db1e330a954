#include "base/base.h"

struct text text_of(const char *z) {
    return z ? (struct text){z, strlen(z)} : TEXT_NONE;
}

bool text_eq(struct text a, struct text b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool text_is(struct text a, const char *z) {
    return text_eq(a, text_of(z));
}

int text_cmp(struct text a, struct text b) {
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n ? memcmp(a.ptr, b.ptr, n) : 0;
    if (c != 0)
        return c < 0 ? -1 : 1;
    return a.len == b.len ? 0 : a.len < b.len ? -1 : 1;
}

bool text_starts(struct text t, struct text prefix) {
    return t.len >= prefix.len && (prefix.len == 0 || memcmp(t.ptr, prefix.ptr, prefix.len) == 0);
}

bool text_ends(struct text t, struct text suffix) {
    return t.len >= suffix.len && (suffix.len == 0 || memcmp(t.ptr + t.len - suffix.len, suffix.ptr, suffix.len) == 0);
}

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

struct text text_trim(struct text t) {
    for (;;) {
        if (t.len > 0 && is_space(t.ptr[0])) {
            t.ptr++;
            t.len--;
        } else if (text_starts(t, T("\xc2\xa0"))) {
            t.ptr += 2;
            t.len -= 2;
        } else {
            break;
        }
    }
    for (;;) {
        if (t.len > 0 && is_space(t.ptr[t.len - 1]))
            t.len--;
        else if (text_ends(t, T("\xc2\xa0")))
            t.len -= 2;
        else
            break;
    }
    return t;
}

bool text_cut(struct text *rest, char sep, struct text *ret_part) {
    if (rest->ptr == NULL)
        return false;
    const char *at = rest->len ? memchr(rest->ptr, sep, rest->len) : NULL;
    if (at == NULL) {
        *ret_part = *rest;
        *rest = TEXT_NONE;
        return true;
    }
    size_t n = (size_t)(at - rest->ptr);
    *ret_part = (struct text){rest->ptr, n};
    rest->ptr = at + 1;
    rest->len -= n + 1;
    return true;
}

bool text_has_word(struct text words, struct text word) {
    struct text one;
    while (text_cut(&words, ' ', &one))
        if (one.len > 0 && text_eq(one, word))
            return true;
    return false;
}

bool text_to_i64(struct text t, int64_t *ret) {
    bool negative = t.len > 0 && t.ptr[0] == '-';
    size_t i = negative ? 1 : 0;
    if (i == t.len)
        return false;
    int64_t v = 0;
    for (; i < t.len; i++) {
        char c = t.ptr[i];
        if (c < '0' || c > '9')
            return false;
        /* Built downwards so that INT64_MIN is reachable. */
        if (!mul_i64(v, 10, &v) || !add_i64(v, -(int64_t)(c - '0'), &v))
            return false;
    }
    if (!negative) {
        if (v == INT64_MIN)
            return false;
        v = -v;
    }
    *ret = v;
    return true;
}

bool text_is_utf8(struct text t) {
    const unsigned char *p = (const unsigned char *)t.ptr;
    size_t i = 0;
    while (i < t.len) {
        unsigned char c = p[i];
        if (c == 0)
            return false;
        if (c < 0x80) {
            i++;
            continue;
        }
        size_t need = c >= 0xc2 && c <= 0xdf ? 1 : c >= 0xe0 && c <= 0xef ? 2 : c >= 0xf0 && c <= 0xf4 ? 3 : 0;
        if (need == 0 || t.len - i <= need)
            return false;
        for (size_t k = 1; k <= need; k++)
            if ((p[i + k] & 0xc0) != 0x80)
                return false;
        if ((c == 0xe0 && p[i + 1] < 0xa0) || (c == 0xed && p[i + 1] > 0x9f) || (c == 0xf0 && p[i + 1] < 0x90) ||
            (c == 0xf4 && p[i + 1] > 0x8f))
            return false;
        i += need + 1;
    }
    return true;
}

uint64_t text_hash(struct text t) { /* FNV-1a */
    uint64_t h = 1469598103934665603u;
    for (size_t i = 0; i < t.len; i++)
        h = (h ^ (unsigned char)t.ptr[i]) * 1099511628211u;
    return h;
}
