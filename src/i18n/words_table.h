/* What tools/words.py generates from the PO files. */
#ifndef ANSINH_I18N_WORDS_TABLE_H
#define ANSINH_I18N_WORDS_TABLE_H
#include "i18n/i18n.h"

struct word {
    const char *key;
    struct text texts[2]; /* by enum lang; ptr NULL when the language has none */
};
extern const struct word words[]; /* sorted by key as strcmp compares */
extern const size_t word_count;
#endif
