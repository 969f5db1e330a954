/* Bytes from files of any age through everything that reads Vietnamese text. Beyond memory safety: what comes
 * out is well-formed, sort keys hold no NUL, and the keys of Latin text are stable when made twice. */
#include "i18n/i18n.h"
#include "i18n/letters.h"

/* Only Latin letters with any marks, and punctuation: there the keys are stable. In other scripts dropping a
 * mark can let its neighbours compose, and so can the dot that the Turkish capital İ loses in lower case. */
static bool is_latin(struct text t) {
    for (size_t i = 0; i < t.len;) {
        uint32_t cp;
        i += utf8_next(t.ptr + i, t.len - i, &cp);
        if (cp == 0x130 || !(cp < 0x370 || (cp >= 0x1e00 && cp <= 0x1eff) || (cp >= 0x2000 && cp <= 0x206f)))
            return false;
    }
    return text_is_utf8(t);
}

static void must(bool holds) {
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size > 20000)
        return 0;
    struct text t = {(const char *)data, size};
    AUTO_ARENA a = arena_new(64 << 20);

    enum text_encoding guess = text_guess_encoding(t);
    must(text_encoding_name(guess)[0] != '\0');
    for (int e = TEXT_UTF8; e <= TEXT_UNKNOWN; e++) {
        struct text out = TEXT_NONE;
        if (text_decode(a, t, (enum text_encoding)e, &out))
            must(text_is_utf8(out));
    }
    struct text folded = vi_fold(a, t);
    must(text_is_utf8(folded));
    struct text key = vi_compare_key(a, t);
    must(memchr(t.ptr ? t.ptr : "", 0, size) != NULL || text_is_utf8(key));
    struct text sort = vi_sort_key(a, t), name = vi_name_sort_key(a, t);
    must(sort.len == 0 || memchr(sort.ptr, 0, sort.len) == NULL);
    must(memchr(name.ptr, 0, name.len) == NULL);
    (void)vi_name_case(a, t);
    if (text_is_utf8(t))
        must(text_eq(vi_nfc(a, t), vi_nfc(a, vi_nfc(a, t))));
    if (is_latin(t)) {
        must(text_eq(folded, vi_fold(a, folded)));
        must(text_eq(key, vi_compare_key(a, key)));
        must(text_eq(folded, vi_fold(a, vi_nfc(a, t))));
        must(text_eq(key, vi_compare_key(a, vi_nfc(a, t))));
    }
    return 0;
}
