/* Words, Vietnamese text, and how numbers and dates are written. Words are keys in code and texts in
 * PO files beside the code (vi.po complete by rule, en.po beside it), compiled in by tools/words.py. */
#ifndef ANSINH_I18N_H
#define ANSINH_I18N_H
#include "base/base.h"
#include "base/time.h"

enum lang { LANG_VI, LANG_EN };
/* The text of a key; English falls back to Vietnamese; an unknown key gives the key itself (a test forbids it). */
struct text tr(enum lang lang, const char *key);
bool tr_known(const char *key);
/* Replaces {0}..{9} by args. Result in arena. */
struct text tr_args(enum lang lang, struct arena *a, const char *key, const struct text *args, size_t count);

/* Search key: NFC, lower case, no diacritics, đ to d, i/y kept, punctuation to one space, trimmed.
 * "Nguyễn Thị  Hoà" -> "nguyen thi hoa". Input must be UTF-8. */
struct text vi_fold(struct arena *a, struct text t);
/* NFC. */
struct text vi_nfc(struct arena *a, struct text t);
/* NFC with the tone mark moved to the place of the new convention (hòa -> hoà), lower case: the strong
 * comparison key of names. */
struct text vi_compare_key(struct arena *a, struct text t);
/* Binary sort key by Vietnamese rules, ordered by memcmp; as hex-free bytes, no NUL inside. Carries no
 * version itself: store it beside vi_sort_version(). */
struct text vi_sort_key(struct arena *a, struct text t);
/* Names sort by given name first (the last word), then surname, then the rest. */
struct text vi_name_sort_key(struct arena *a, struct text full_name);
const char *vi_sort_version(void); /* collation library and our own version, e.g. "icu72.1-vi-1" */
/* Proper case of a name typed in capitals: "NGUYỄN THỊ HOÀ" -> "Nguyễn Thị Hoà"; mixed case is kept. */
struct text vi_name_case(struct arena *a, struct text t);

/* Legacy encodings: what bytes that are not UTF-8 most likely are, or which UTF-8 text is a TCVN3/VNI text
 * read as Latin-1. TEXT_UTF8 when it is fine. */
enum text_encoding { TEXT_UTF8, TEXT_TCVN3, TEXT_VNI, TEXT_UTF16, TEXT_UNKNOWN };
enum text_encoding text_guess_encoding(struct text bytes);
const char *text_encoding_name(enum text_encoding e); /* "TCVN3 (ABC)", … for messages */
/* To UTF-8 NFC. False when bytes do not fit the encoding. */
bool text_decode(struct arena *a, struct text bytes, enum text_encoding e, struct text *ret);

/* Numbers and dates as people read them: 324.860 / 324,860; 0,40% ; 162.540 đ. */
void fmt_int(struct buf *b, enum lang lang, int64_t v);
void fmt_money(struct buf *b, enum lang lang, int64_t dong); /* with " đ" */
void fmt_percent(struct buf *b, enum lang lang, int64_t basis_points, int decimals);
void fmt_day(struct buf *b, enum lang lang, day_t d); /* dd/mm/yyyy in both */
void fmt_day_long(
    struct buf *b,
    day_t d); /* ngày 05 tháng 02 năm 2024 (NĐ 30/2020: 0 before one digit of day, and of month 1 and 2) */
void fmt_birth(struct buf *b, enum lang lang, day_t d, enum day_precision p); /* 1958 (chỉ có năm) */
#endif
