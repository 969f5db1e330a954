/* Normal form, the comparison key of names, and capitals.
 *
 * The tone mark of oa, oe, uy stands on the first vowel in the old convention (hòa, khỏe, thúy) and on the
 * second in the new one (hoà, khoẻ, thuý). Papers use both, often for the same person. The comparison key
 * puts the mark where the new convention wants it:
 *   1. on the vowel that has a mark of its own (ă â ê ô ơ ư), on the last of them in ươ;
 *   2. else on the middle one of three vowels, on the second of two before a consonant;
 *   3. else on the second in oa, oe, uy and on the first in ai, ao, ia, ua, …
 * where u after q, and i after g before another vowel, belong to the consonant. */
#include "i18n/i18n.h"
#include "i18n/letters.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

/* Composed Latin letters and common punctuation cannot change: true for nearly every name. */
static bool is_surely_nfc(struct text t) {
    for (size_t i = 0; i < t.len;) {
        unsigned char c = (unsigned char)t.ptr[i];
        if (c < 0x80) {
            i++;
            continue;
        }
        uint32_t cp;
        i += utf8_next(t.ptr + i, t.len - i, &cp);
        if (!(cp < 0x300 || (cp >= 0x1e00 && cp <= 0x1eff) || (cp >= 0x2010 && cp <= 0x2027)))
            return false;
    }
    return true;
}

struct text vi_nfc(struct arena *a, struct text t) {
    if (t.ptr == NULL || t.len > INT32_MAX / 4 || is_surely_nfc(t))
        return arena_text(a, t);
    UErrorCode code = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&code);
    int32_t len = (int32_t)t.len, wide_len = 0, normal_len = 0, out_len = 0;
    UChar *wide = ARENA_ARRAY(a, t.len + 1, UChar);
    /* Broken bytes become U+FFFD instead of an error: this function has no way to fail. */
    u_strFromUTF8WithSub(wide, len + 1, &wide_len, t.ptr, len, 0xfffd, NULL, &code);
    /* NFC grows UTF-16 by at most 3 (Unicode TR15, table of expansion factors). */
    size_t cap = (size_t)wide_len * 3 + 1;
    UChar *normal = ARENA_ARRAY(a, cap, UChar);
    normal_len = unorm2_normalize(nfc, wide, wide_len, normal, (int32_t)cap, &code);
    size_t out_cap = (size_t)normal_len * 3 + 1;
    char *out = arena_alloc(a, out_cap);
    u_strToUTF8(out, (int32_t)out_cap, &out_len, normal, normal_len, &code);
    return U_FAILURE(code) ? arena_text(a, t) : (struct text){out, (size_t)out_len};
}

/* ---- tone marks ---- */

/* Where the tone belongs: an index into the word, or count when the word is not one syllable. */
static size_t tone_place(const struct vi_letter *w, size_t count) {
    size_t first = 0;
    while (first < count && !vi_is_vowel(w[first].base))
        first++;
    /* qu and gi: the vowel letter is part of the consonant when another vowel follows. */
    if (first > 0 && first + 1 < count && vi_is_vowel(w[first + 1].base) &&
        ((w[first - 1].base == 'q' && w[first].base == 'u') || (w[first - 1].base == 'g' && w[first].base == 'i')))
        first++;
    size_t end = first;
    while (end < count && vi_is_vowel(w[end].base))
        end++;
    for (size_t i = end; i < count; i++)
        if (vi_is_vowel(w[i].base))
            return count; /* a second group of vowels: more than one syllable */
    size_t vowels = end - first;
    if (vowels == 0 || vowels > 3)
        return count;
    for (size_t i = end; i > first; i--)
        if (vi_is_marked_vowel(w[i - 1].base))
            return i - 1;
    if (vowels == 1)
        return first;
    if (vowels == 3 || end < count)
        return first + 1;
    uint32_t x = w[first].base, y = w[first + 1].base;
    bool on_second = (x == 'o' && (y == 'a' || y == 'e')) || (x == 'u' && y == 'y');
    return on_second ? first + 1 : first;
}

static void move_tone(struct vi_letter *w, size_t count) {
    size_t at = count;
    for (size_t i = 0; i < count; i++)
        if (w[i].tone != TONE_NONE) {
            if (at != count)
                return; /* two tones are not a syllable; leave what we do not understand */
            at = i;
        }
    size_t to = at == count ? count : tone_place(w, count);
    if (to == count || to == at)
        return;
    w[to].tone = w[at].tone;
    w[at].tone = TONE_NONE;
}

struct text vi_compare_key(struct arena *a, struct text t) {
    struct text n = vi_nfc(a, t);
    /* Lower case may need one byte more than the capital (Ⱥ), never twice as many. */
    char *start = arena_alloc(a, n.len * 2 + 1), *out = start;
    bool gap = false;
    for (size_t i = 0; i < n.len;) {
        struct vi_letter word[VI_WORD_MAX];
        size_t count = 0;
        uint32_t cp = 0;
        while (i < n.len && count < VI_WORD_MAX) {
            size_t used = utf8_next(n.ptr + i, n.len - i, &cp);
            struct vi_letter l = vi_letter_of(cp);
            if (l.base == 0)
                break;
            l.upper = false;
            word[count++] = l;
            i += used;
        }
        if (count > 0) {
            if (gap && out > start)
                *out++ = ' ';
            gap = false;
            /* Too long, or a mark follows that did not compose: no Vietnamese word. */
            if (count < VI_WORD_MAX && !(cp >= 0x300 && cp <= 0x36f))
                move_tone(word, count);
            for (size_t k = 0; k < count; k++)
                out += utf8_put(out, vi_letter_cp(word[k]));
            continue;
        }
        i += utf8_next(n.ptr + i, n.len - i, &cp);
        if (u_isUWhiteSpace((UChar32)cp)) {
            gap = true;
            continue;
        }
        if (gap && out > start)
            *out++ = ' ';
        gap = false;
        out += utf8_put(out, (uint32_t)u_tolower((UChar32)cp));
    }
    *out = '\0';
    return (struct text){start, (size_t)(out - start)};
}

/* ---- capitals ---- */

struct text vi_name_case(struct arena *a, struct text t) {
    struct text n = vi_nfc(a, t);
    bool any_upper = false;
    for (size_t i = 0; i < n.len;) {
        uint32_t cp;
        i += utf8_next(n.ptr + i, n.len - i, &cp);
        if (u_islower((UChar32)cp))
            return n;
        any_upper |= u_isupper((UChar32)cp) != 0;
    }
    if (!any_upper)
        return n;
    char *out = arena_alloc(a, n.len * 2 + 1);
    size_t len = 0;
    bool inside = false; /* after a letter: an apostrophe or hyphen begins again, as in H'Hen, Rơ-Chăm */
    for (size_t i = 0; i < n.len;) {
        uint32_t cp;
        i += utf8_next(n.ptr + i, n.len - i, &cp);
        len += utf8_put(out + len, inside ? (uint32_t)u_tolower((UChar32)cp) : cp);
        inside =
            u_isalnum((UChar32)cp) != 0 || (u_getIntPropertyValue((UChar32)cp, UCHAR_CANONICAL_COMBINING_CLASS) != 0);
    }
    return (struct text){out, len};
}
