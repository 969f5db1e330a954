/* Vietnamese letters taken apart, for this folder only: a letter is a vowel (or a consonant), a tone and a
 * case; a syllable is an initial and a rime. Used to move tone marks and to recognise legacy encodings. */
#ifndef ANSINH_I18N_LETTERS_H
#define ANSINH_I18N_LETTERS_H
#include "base/base.h"

enum vi_tone { TONE_NONE, TONE_GRAVE, TONE_HOOK, TONE_TILDE, TONE_ACUTE, TONE_DOT };

/* base: the lower-case letter without tone ('a', 0x103 ă, 0xE2 â, …, 'b', 0x111 đ), 0 when it is no letter
 * of Vietnamese names (f, j, w and z are letters too: minority names use them). */
struct vi_letter {
    uint32_t base;
    enum vi_tone tone;
    bool upper;
};
struct vi_letter vi_letter_of(uint32_t cp);
/* The composed code point; a consonant with a tone is returned without it. */
uint32_t vi_letter_cp(struct vi_letter l);
bool vi_is_vowel(uint32_t base);
/* True for a vowel with its own mark: ă â ê ô ơ ư. */
bool vi_is_marked_vowel(uint32_t base);

/* Whether toneless lower-case letters make a syllable that Vietnamese writes. Generous at the rare end. */
bool vi_is_syllable(const uint32_t *bases, size_t count);
/* Longest word that these functions look at; longer ones are no Vietnamese syllable ("nghiêng" has 7). */
#define VI_WORD_MAX 16

/* One code point from the front of well-formed or broken UTF-8. Returns the bytes used, at least 1; a byte
 * that fits nowhere gives U+FFFD. left > 0. */
static inline size_t utf8_next(const char *ptr, size_t left, uint32_t *ret_cp) {
    const unsigned char *p = (const unsigned char *)ptr;
    if (p[0] < 0x80) {
        *ret_cp = p[0];
        return 1;
    }
    if (p[0] >= 0xc2 && p[0] <= 0xdf && left >= 2 && (p[1] & 0xc0) == 0x80) {
        *ret_cp = (uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3f);
        return 2;
    }
    if ((p[0] & 0xf0) == 0xe0 && left >= 3 && (p[1] & 0xc0) == 0x80 && (p[2] & 0xc0) == 0x80) {
        uint32_t cp = (uint32_t)(p[0] & 0x0f) << 12 | (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
        if (cp >= 0x800 && (cp < 0xd800 || cp > 0xdfff)) {
            *ret_cp = cp;
            return 3;
        }
    }
    if ((p[0] & 0xf8) == 0xf0 && left >= 4 && (p[1] & 0xc0) == 0x80 && (p[2] & 0xc0) == 0x80 && (p[3] & 0xc0) == 0x80) {
        uint32_t cp = (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3f) << 12 | (uint32_t)(p[2] & 0x3f) << 6 |
                      (p[3] & 0x3f);
        if (cp >= 0x10000 && cp <= 0x10ffff) {
            *ret_cp = cp;
            return 4;
        }
    }
    *ret_cp = 0xfffd;
    return 1;
}

/* Writes one code point; out has room for 4 bytes. Returns the bytes written. */
static inline size_t utf8_put(char *out, uint32_t cp) {
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xc0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 0x3f));
        return 2;
    }
    if (cp < 0x10000) {
        out[0] = (char)(0xe0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
        out[2] = (char)(0x80 | (cp & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | cp >> 18);
    out[1] = (char)(0x80 | (cp >> 12 & 0x3f));
    out[2] = (char)(0x80 | (cp >> 6 & 0x3f));
    out[3] = (char)(0x80 | (cp & 0x3f));
    return 4;
}
#endif
