/* Old Vietnamese encodings. Files of communes still hold TCVN3 (fonts .VnTime, .VnArial) and VNI (VNI-Times)
 * text, either as raw bytes or, after a trip through Excel, as UTF-8 in which each byte became the Latin-1
 * letter with its number: "NguyÔn ThÞ Hoµ" and "Nguyeãn Thò Hoaø" are both "Nguyễn Thị Hoà".
 *
 * Recognition reads words, not bytes: a word with a letter outside ASCII counts for a reading when that
 * reading makes it a syllable that Vietnamese writes (letters.c). "Nguyeãn" is no syllable, "Nguyễn" is.
 * Text that is good UTF-8 is called something else only when the other reading wins on every word it has to
 * explain, so a lone word that both readings allow ("Thò") is left as it is. */
#include "i18n/i18n.h"
#include "i18n/letters.h"

#include <unicode/uchar.h>

/* Statistics need no more than this much of a file. */
#define LOOK_AT 65536

/* TCVN 5712:1993 VN3. It has no capitals with tone: those are small letters in a font of capitals. */
static const uint16_t tcvn3[256] = {
    [0xa1] = 0x102,
    0xc2,
    0xca,
    0xd4,
    0x1a0,
    0x1af,
    0x110,
    0x103,
    0xe2,
    0xea,
    0xf4,
    0x1a1,
    0x1b0,
    0x111,
    [0xb5] = 0xe0,
    0x1ea3,
    0xe3,
    0xe1,
    0x1ea1,
    [0xbb] = 0x1eb1,
    0x1eb3,
    0x1eb5,
    0x1eaf,
    [0xc6] = 0x1eb7,
    0x1ea7,
    0x1ea9,
    0x1eab,
    0x1ea5,
    0x1ead,
    0xe8,
    [0xce] = 0x1ebb,
    0x1ebd,
    0xe9,
    0x1eb9,
    0x1ec1,
    0x1ec3,
    0x1ec5,
    0x1ebf,
    0x1ec7,
    0xec,
    0x1ec9,
    [0xdc] = 0x129,
    0xed,
    0x1ecb,
    0xf2,
    [0xe1] = 0x1ecf,
    0xf5,
    0xf3,
    0x1ecd,
    0x1ed3,
    0x1ed5,
    0x1ed7,
    0x1ed1,
    0x1ed9,
    0x1edd,
    0x1edf,
    0x1ee1,
    0x1edb,
    0x1ee3,
    0xf9,
    [0xf1] = 0x1ee7,
    0x169,
    0xfa,
    0x1ee5,
    0x1eeb,
    0x1eed,
    0x1eef,
    0x1ee9,
    0x1ef1,
    0x1ef3,
    0x1ef7,
    0x1ef9,
    0xfd,
    0x1ef5,
};

/* VNI-Windows: most letters are a plain letter and a mark after it; these stand alone (small letters; the
 * capital is 0x20 below). */
static const struct {
    uint8_t byte;
    uint16_t cp;
} vni_single[] = {
    {0xe6, 0x1ec9}, {0xec, 0xec},  {0xed, 0xed},  {0xee, 0x1ef5}, {0xf1, 0x111},
    {0xf2, 0x1ecb}, {0xf3, 0x129}, {0xf4, 0x1a1}, {0xf6, 0x1b0},
};
/* A mark gives a tone, and a circumflex or breve where its column says so. */
enum vni_shape { PLAIN, CIRCUMFLEX, BREVE };
static const struct {
    uint8_t byte;
    enum vni_shape shape;
    enum vi_tone tone;
} vni_marks[] = {
    {0xf8, PLAIN, TONE_GRAVE},      {0xfb, PLAIN, TONE_HOOK},      {0xf5, PLAIN, TONE_TILDE},
    {0xf9, PLAIN, TONE_ACUTE},      {0xef, PLAIN, TONE_DOT},       {0xe2, CIRCUMFLEX, TONE_NONE},
    {0xe0, CIRCUMFLEX, TONE_GRAVE}, {0xe5, CIRCUMFLEX, TONE_HOOK}, {0xe3, CIRCUMFLEX, TONE_TILDE},
    {0xe1, CIRCUMFLEX, TONE_ACUTE}, {0xe4, CIRCUMFLEX, TONE_DOT},  {0xea, BREVE, TONE_NONE},
    {0xe8, BREVE, TONE_GRAVE},      {0xfa, BREVE, TONE_HOOK},      {0xfc, BREVE, TONE_TILDE},
    {0xe9, BREVE, TONE_ACUTE},      {0xeb, BREVE, TONE_DOT},
};

/* Applies a VNI mark to the letter before it. False when the two do not go together. */
static bool vni_mark(struct vi_letter *letter, uint32_t byte) {
    uint32_t small = byte >= 0xc0 && byte <= 0xdf ? byte + 0x20 : byte;
    for (size_t i = 0; i < COUNT_OF(vni_marks); i++) {
        if (vni_marks[i].byte != small || letter->tone != TONE_NONE)
            continue;
        uint32_t base = letter->base;
        switch (vni_marks[i].shape) {
        case PLAIN: /* i and ơ, ư take tones too, but i has letters of its own */
            if (!vi_is_vowel(base) || base == 'i' || base == 0xe2 || base == 0x103 || base == 0xea || base == 0xf4)
                return false;
            break;
        case CIRCUMFLEX:
            if (base != 'a' && base != 'e' && base != 'o')
                return false;
            base = base == 'a' ? 0xe2 : base == 'e' ? 0xea : 0xf4;
            break;
        case BREVE:
            if (base != 'a')
                return false;
            base = 0x103;
            break;
        }
        letter->base = base;
        letter->tone = vni_marks[i].tone;
        return true;
    }
    return false;
}

static uint32_t vni_letter(uint32_t byte) {
    bool upper = byte >= 0xc0 && byte <= 0xdf;
    for (size_t i = 0; i < COUNT_OF(vni_single); i++)
        if (vni_single[i].byte == (upper ? byte + 0x20 : byte)) {
            struct vi_letter l = vi_letter_of(vni_single[i].cp);
            l.upper = upper;
            return vi_letter_cp(l);
        }
    return 0;
}

/* ---- the text as numbers of an old code page, whichever way it arrived ---- */

struct units {
    uint32_t *cp; /* below 0x100: a byte of the old encoding; above: what stands for itself ("–") */
    size_t count;
};

/* False when UTF-8 text holds a letter that no byte can mean. */
static bool units_of(struct arena *a, struct text t, struct units *ret) {
    struct units u = {ARENA_ARRAY(a, t.len + 1, uint32_t), 0};
    bool utf8 = text_is_utf8(t);
    for (size_t i = 0; i < t.len;) {
        uint32_t cp = (unsigned char)t.ptr[i];
        i += utf8 ? utf8_next(t.ptr + i, t.len - i, &cp) : 1;
        if (cp == 0 || (cp > 0xff && (u_isalpha((UChar32)cp) || (cp >= 0x300 && cp <= 0x36f))))
            return false;
        u.cp[u.count++] = cp;
    }
    *ret = u;
    return true;
}

/* What stands for itself: punctuation, and the few signs of Windows that both fonts show. 0 when it is none. */
static uint32_t sign_of(uint32_t cp) {
    static const uint16_t windows[] = {0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014}; /* bytes 91 to 97 */
    if (cp >= 0x91 && cp <= 0x97)
        return windows[cp - 0x91];
    if (cp == 0x85)
        return 0x2026;
    bool is_sign = cp > 0xff || (cp >= 0xa0 && cp <= 0xbf && !u_isalpha((UChar32)cp)) || cp == 0xd7 || cp == 0xf7;
    return is_sign ? cp : 0;
}

/* Both decoders work in place of a copy: ret has room for count units. A unit that does not fit gives 0, so
 * that recognition can go on; the caller counts them. */
static size_t decode_tcvn3(struct units in, uint32_t *out, size_t *ret_bad) {
    for (size_t i = 0; i < in.count; i++) {
        uint32_t cp = in.cp[i];
        if (cp < 0x80)
            out[i] = cp;
        else if (cp <= 0xff && tcvn3[cp] != 0)
            out[i] = tcvn3[cp];
        else
            out[i] = sign_of(cp);
        *ret_bad += out[i] == 0;
    }
    return in.count;
}

static size_t decode_vni(struct units in, uint32_t *out, size_t *ret_bad) {
    size_t n = 0;
    for (size_t i = 0; i < in.count; i++) {
        uint32_t cp = in.cp[i], alone;
        struct vi_letter before = n > 0 ? vi_letter_of(out[n - 1]) : (struct vi_letter){0};
        if (cp < 0x80)
            out[n++] = cp;
        else if (cp <= 0xff && before.base != 0 && vni_mark(&before, cp))
            out[n - 1] = vi_letter_cp(before);
        else if (cp <= 0xff && (alone = vni_letter(cp)) != 0)
            out[n++] = alone;
        else if ((out[n++] = sign_of(cp)) == 0)
            ++*ret_bad;
    }
    return n;
}

/* In TCVN3 a capital with a tone is a small letter. In a line typed in capitals that reads "NGUYễN THị HOà";
 * such lines, told by two plain capitals together and no plain small letter, get their capitals back. */
static void restore_capitals(uint32_t *cps, const uint32_t *raw, size_t count) {
    for (size_t start = 0; start < count;) {
        size_t end = start;
        bool small = false, pair_found = false;
        for (; end < count && raw[end] != '\n' && raw[end] != '\r' && raw[end] != '\t' && raw[end] != ';'; end++) {
            small |= raw[end] >= 'a' && raw[end] <= 'z';
            bool upper = raw[end] >= 'A' && raw[end] <= 'Z';
            pair_found |= upper && end > start && raw[end - 1] >= 'A' && raw[end - 1] <= 'Z';
        }
        for (size_t i = start; i < end && pair_found && !small; i++)
            cps[i] = (uint32_t)u_toupper((UChar32)cps[i]);
        start = end + 1;
    }
}

/* ---- recognition ---- */

struct score {
    size_t words; /* with a letter outside ASCII */
    size_t good;
};

/* In a misread text any sign of Latin-1 may be a letter: "§ç" is Đỗ. */
static bool in_word(uint32_t cp) {
    return cp == 0 || (cp > 0xa0 && cp <= 0xff) || u_isalpha((UChar32)cp);
}

/* How many of the words are Vietnamese syllables with at most one tone, written in one case or capitalised. */
static struct score score_of(const uint32_t *cps, size_t count) {
    struct score s = {0};
    for (size_t i = 0; i < count;) {
        uint32_t bases[VI_WORD_MAX];
        size_t len = 0, tones = 0, uppers = 0;
        bool foreign = false, accented = false, first_upper = false;
        for (; i < count && in_word(cps[i]); i++) {
            struct vi_letter l = vi_letter_of(cps[i]);
            accented |= cps[i] == 0 || cps[i] >= 0x80;
            if (l.base == 0 || len == VI_WORD_MAX) {
                foreign = true;
                continue;
            }
            first_upper |= len == 0 && l.upper;
            uppers += l.upper;
            tones += l.tone != TONE_NONE;
            bases[len++] = l.base;
        }
        if (accented) {
            bool one_case = uppers == 0 || uppers == len || (uppers == 1 && first_upper);
            s.words++;
            s.good += !foreign && one_case && tones <= 1 && vi_is_syllable(bases, len);
        }
        while (i < count && !in_word(cps[i]))
            i++;
    }
    return s;
}

static bool has_utf16_mark(struct text t) {
    return text_starts(t, T("\xff\xfe")) || text_starts(t, T("\xfe\xff"));
}

enum text_encoding text_guess_encoding(struct text bytes) {
    if (has_utf16_mark(bytes))
        return TEXT_UTF16;
    bool utf8 = text_is_utf8(bytes);
    size_t i = 0;
    while (i < bytes.len && (unsigned char)bytes.ptr[i] < 0x80 && bytes.ptr[i] != '\0')
        i++;
    if (i == bytes.len)
        return TEXT_UTF8;
    if (text_starts(bytes, T("\xef\xbb\xbf")) && utf8)
        bytes = (struct text){bytes.ptr + 3, bytes.len - 3};
    struct text look = bytes;
    if (look.len > LOOK_AT) {
        look.len = LOOK_AT;
        while (utf8 && ((unsigned char)bytes.ptr[look.len] & 0xc0) == 0x80)
            look.len--; /* not in the middle of a letter */
    }
    AUTO_ARENA a = arena_new(LOOK_AT * 16);
    struct units u;
    if (!units_of(a, look, &u))
        return utf8 ? TEXT_UTF8 : TEXT_UNKNOWN;
    uint32_t *cps = ARENA_ARRAY(a, u.count + 1, uint32_t);
    struct score best = utf8 ? score_of(u.cp, u.count) : (struct score){0};
    size_t to_explain = utf8 ? best.words : 0;
    enum text_encoding answer = utf8 ? TEXT_UTF8 : TEXT_UNKNOWN;
    for (int e = TEXT_TCVN3; e <= TEXT_VNI; e++) {
        size_t bad = 0;
        size_t n = e == TEXT_TCVN3 ? decode_tcvn3(u, cps, &bad) : decode_vni(u, cps, &bad);
        if (e == TEXT_TCVN3)
            restore_capitals(cps, u.cp, n);
        struct score s = score_of(cps, n);
        /* Names of minorities and typing errors are in every list: three words of four are enough. In text
         * that is good UTF-8 the reading must also explain every word that it changes to something odd. */
        bool likely = s.words > 0 && s.good * 4 >= s.words * 3 && bad * 10 <= s.words;
        if (likely && s.good > best.good && (!utf8 || s.good * 4 >= to_explain * 3)) {
            best = s;
            answer = (enum text_encoding)e;
        }
    }
    return answer;
}

const char *text_encoding_name(enum text_encoding e) {
    static const char *const names[] = {
        [TEXT_UTF8] = "Unicode (UTF-8)",   [TEXT_TCVN3] = "TCVN3 (ABC)", [TEXT_VNI] = "VNI-Windows",
        [TEXT_UTF16] = "Unicode (UTF-16)", [TEXT_UNKNOWN] = "?",
    };
    return names[e];
}

/* ---- decoding ---- */

static bool decode_old(struct arena *a, struct text bytes, enum text_encoding e, struct text *ret) {
    struct units u;
    if (!units_of(a, bytes, &u))
        return false;
    uint32_t *cps = ARENA_ARRAY(a, u.count + 1, uint32_t);
    size_t bad = 0;
    size_t n = e == TEXT_TCVN3 ? decode_tcvn3(u, cps, &bad) : decode_vni(u, cps, &bad);
    if (bad > 0)
        return false;
    if (e == TEXT_TCVN3)
        restore_capitals(cps, u.cp, n);
    char *out = arena_alloc(a, n * 4 + 1);
    size_t len = 0;
    for (size_t i = 0; i < n; i++)
        len += utf8_put(out + len, cps[i]);
    *ret = (struct text){out, len};
    return true;
}

static bool decode_utf16(struct arena *a, struct text bytes, struct text *ret) {
    if (!has_utf16_mark(bytes) || bytes.len % 2 != 0)
        return false;
    const unsigned char *p = (const unsigned char *)bytes.ptr;
    size_t low = p[0] == 0xff ? 0 : 1, high = 1 - low; /* which byte of a pair is which */
    char *out = arena_alloc(a, bytes.len * 2 + 1);
    size_t len = 0;
    for (size_t i = 2; i < bytes.len; i += 2) {
        uint32_t cp = (uint32_t)p[i + high] << 8 | p[i + low];
        if (cp >= 0xd800 && cp <= 0xdbff && i + 3 < bytes.len) {
            uint32_t second = (uint32_t)p[i + 2 + high] << 8 | p[i + 2 + low];
            if (second < 0xdc00 || second > 0xdfff)
                return false;
            cp = 0x10000 + ((cp - 0xd800) << 10) + (second - 0xdc00);
            i += 2;
        } else if (cp == 0 || (cp >= 0xd800 && cp <= 0xdfff)) {
            return false;
        }
        len += utf8_put(out + len, cp);
    }
    *ret = vi_nfc(a, (struct text){out, len});
    return true;
}

bool text_decode(struct arena *a, struct text bytes, enum text_encoding e, struct text *ret) {
    switch (e) {
    case TEXT_UTF8:
        if (!text_is_utf8(bytes))
            return false;
        if (text_starts(bytes, T("\xef\xbb\xbf")))
            bytes = (struct text){bytes.ptr + 3, bytes.len - 3};
        *ret = vi_nfc(a, bytes);
        return true;
    case TEXT_TCVN3:
    case TEXT_VNI:
        return decode_old(a, bytes, e, ret);
    case TEXT_UTF16:
        return decode_utf16(a, bytes, ret);
    case TEXT_UNKNOWN:
        break;
    }
    return false;
}
