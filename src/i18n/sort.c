/* Sort keys by Vietnamese rules from ICU. One collator per thread: making one costs milliseconds, and ICU
 * promises nothing about sharing one without a lock. */
#include "i18n/i18n.h"

#include <pthread.h>
#include <unicode/ucol.h>
#include <unicode/ustring.h>
#include <unicode/uversion.h>

/* Raise when keys made here change though ICU does not: stored keys are then rebuilt. */
#define OUR_VERSION "vi-1"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t collator_key;
static char version[64];

static void collator_close(void *collator) {
    ucol_close(collator);
}

static UCollator *collator_open(void) {
    UErrorCode code = U_ZERO_ERROR;
    UCollator *c = ucol_open("vi_VN", &code);
    if (U_FAILURE(code)) {
        (void)fprintf(stderr, "ICU has no Vietnamese collation: %s\n", u_errorName(code));
        abort(); /* without its data the library is broken; every list would be in a wrong order */
    }
    return c;
}

static void prepare(void) {
    if (pthread_key_create(&collator_key, collator_close) != 0)
        abort();
    UVersionInfo icu, rules;
    u_getVersion(icu);
    UCollator *c = collator_open();
    ucol_getVersion(c, rules);
    ucol_close(c);
    (void)snprintf(version, sizeof version, "icu%d.%d-ucol%d.%d.%d.%d-" OUR_VERSION, icu[0], icu[1], rules[0], rules[1],
                   rules[2], rules[3]);
}

static UCollator *collator_of_thread(void) {
    (void)pthread_once(&once, prepare);
    UCollator *c = pthread_getspecific(collator_key);
    if (c == NULL) {
        c = collator_open();
        if (pthread_setspecific(collator_key, c) != 0)
            abort();
    }
    return c;
}

const char *vi_sort_version(void) {
    (void)pthread_once(&once, prepare);
    return version;
}

struct text vi_sort_key(struct arena *a, struct text t) {
    /* The comparison key first, so that Hoà and Hòa stand together. */
    struct text plain = vi_compare_key(a, t);
    UErrorCode code = U_ZERO_ERROR;
    int32_t wide_len = 0;
    UChar *wide = ARENA_ARRAY(a, plain.len + 1, UChar);
    u_strFromUTF8WithSub(wide, (int32_t)plain.len + 1, &wide_len, plain.ptr, (int32_t)plain.len, 0xfffd, NULL, &code);
    UCollator *c = collator_of_thread();
    uint8_t guess[256];
    int32_t need = ucol_getSortKey(c, wide, wide_len, guess, (int32_t)sizeof guess);
    uint8_t *key = arena_alloc(a, (size_t)need + 1);
    if (need <= (int32_t)sizeof guess)
        memcpy(key, guess, (size_t)need);
    else
        (void)ucol_getSortKey(c, wide, wide_len, key, need);
    return (struct text){(const char *)key, need > 0 ? (size_t)need - 1 : 0}; /* ICU counts its closing NUL */
}

/* Given name, surname, the rest: three whole keys, so that all "Hoa" stand before all "Hoà" whatever their
 * surnames. They are joined by 0x01, which ICU itself uses between levels and which is below every weight:
 * a shorter name stays before a longer one. */
struct text vi_name_sort_key(struct arena *a, struct text full_name) {
    struct text name = vi_compare_key(a, full_name);
    struct text first = TEXT_NONE, rest = name, given = TEXT_NONE;
    size_t last_space = name.len;
    while (last_space > 0 && name.ptr[last_space - 1] != ' ')
        last_space--;
    given = (struct text){name.ptr + last_space, name.len - last_space};
    rest = (struct text){name.ptr, last_space ? last_space - 1 : 0};
    if (rest.len > 0)
        (void)text_cut(&rest, ' ', &first);
    struct text parts[3] = {vi_sort_key(a, given), vi_sort_key(a, first), vi_sort_key(a, rest)};
    size_t total = parts[0].len + parts[1].len + parts[2].len + 2, at = 0;
    char *key = arena_alloc(a, total + 1);
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (i > 0)
            key[at++] = 0x01;
        if (parts[i].len > 0)
            memcpy(key + at, parts[i].ptr, parts[i].len);
        at += parts[i].len;
    }
    return (struct text){key, total};
}
