#include "i18n/words_table.h"

static const struct word *find(const char *key) {
    size_t low = 0, high = word_count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int c = strcmp(key, words[mid].key);
        if (c == 0)
            return &words[mid];
        if (c < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return NULL;
}

struct text tr(enum lang lang, const char *key) {
    const struct word *w = find(key);
    if (w == NULL)
        return text_of(key);
    return w->texts[lang].ptr != NULL ? w->texts[lang] : w->texts[LANG_VI];
}

bool tr_known(const char *key) {
    return find(key) != NULL;
}

/* The number of the placeholder "{0}" that begins here, or -1. */
static int placeholder_at(struct text t, size_t i) {
    bool is = t.len - i >= 3 && t.ptr[i] == '{' && t.ptr[i + 1] >= '0' && t.ptr[i + 1] <= '9' && t.ptr[i + 2] == '}';
    return is ? t.ptr[i + 1] - '0' : -1;
}

struct text tr_args(enum lang lang, struct arena *a, const char *key, const struct text *args, size_t count) {
    struct text pattern = tr(lang, key);
    size_t len = 0;
    char *out = NULL;
    for (int pass = 0; pass < 2; pass++) { /* measure, then write */
        if (pass == 1)
            out = arena_alloc(a, len + 1);
        len = 0;
        for (size_t i = 0; i < pattern.len;) {
            int n = placeholder_at(pattern, i);
            struct text piece = {pattern.ptr + i, 1};
            if (n >= 0 && (size_t)n < count)
                piece = args[n];
            else if (n >= 0)
                piece = TEXT_NONE; /* no argument: nothing, rather than braces for the person to wonder about */
            if (out != NULL && piece.len > 0)
                memcpy(out + len, piece.ptr, piece.len);
            len += piece.len;
            i += n >= 0 ? 3 : 1;
        }
    }
    return (struct text){out, len};
}
