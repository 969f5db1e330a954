#include "i18n/letters.h"

/* One row per vowel: no tone, grave, hook, tilde, acute, dot below. */
static const struct {
    uint16_t lower[6], upper[6];
} vowels[] = {
    {{'a', 0xe0, 0x1ea3, 0xe3, 0xe1, 0x1ea1}, {'A', 0xc0, 0x1ea2, 0xc3, 0xc1, 0x1ea0}},
    {{0x103, 0x1eb1, 0x1eb3, 0x1eb5, 0x1eaf, 0x1eb7}, {0x102, 0x1eb0, 0x1eb2, 0x1eb4, 0x1eae, 0x1eb6}},
    {{0xe2, 0x1ea7, 0x1ea9, 0x1eab, 0x1ea5, 0x1ead}, {0xc2, 0x1ea6, 0x1ea8, 0x1eaa, 0x1ea4, 0x1eac}},
    {{'e', 0xe8, 0x1ebb, 0x1ebd, 0xe9, 0x1eb9}, {'E', 0xc8, 0x1eba, 0x1ebc, 0xc9, 0x1eb8}},
    {{0xea, 0x1ec1, 0x1ec3, 0x1ec5, 0x1ebf, 0x1ec7}, {0xca, 0x1ec0, 0x1ec2, 0x1ec4, 0x1ebe, 0x1ec6}},
    {{'i', 0xec, 0x1ec9, 0x129, 0xed, 0x1ecb}, {'I', 0xcc, 0x1ec8, 0x128, 0xcd, 0x1eca}},
    {{'o', 0xf2, 0x1ecf, 0xf5, 0xf3, 0x1ecd}, {'O', 0xd2, 0x1ece, 0xd5, 0xd3, 0x1ecc}},
    {{0xf4, 0x1ed3, 0x1ed5, 0x1ed7, 0x1ed1, 0x1ed9}, {0xd4, 0x1ed2, 0x1ed4, 0x1ed6, 0x1ed0, 0x1ed8}},
    {{0x1a1, 0x1edd, 0x1edf, 0x1ee1, 0x1edb, 0x1ee3}, {0x1a0, 0x1edc, 0x1ede, 0x1ee0, 0x1eda, 0x1ee2}},
    {{'u', 0xf9, 0x1ee7, 0x169, 0xfa, 0x1ee5}, {'U', 0xd9, 0x1ee6, 0x168, 0xda, 0x1ee4}},
    {{0x1b0, 0x1eeb, 0x1eed, 0x1eef, 0x1ee9, 0x1ef1}, {0x1af, 0x1eea, 0x1eec, 0x1eee, 0x1ee8, 0x1ef0}},
    {{'y', 0x1ef3, 0x1ef7, 0x1ef9, 0xfd, 0x1ef5}, {'Y', 0x1ef2, 0x1ef6, 0x1ef8, 0xdd, 0x1ef4}},
};

/* From code point to vowel: row * 12 + (6 for capitals) + tone + 1; 0 is no vowel. Made from the rows above
 * before main, so that the two cannot disagree and no thread waits for it. */
#define LOW_FIRST 0xc0u
#define LOW_LAST 0x1b0u
#define HIGH_FIRST 0x1ea0u
#define HIGH_LAST 0x1ef9u
static uint8_t low_index[LOW_LAST - LOW_FIRST + 1], high_index[HIGH_LAST - HIGH_FIRST + 1];

static uint8_t *index_at(uint32_t cp) {
    if (cp >= HIGH_FIRST && cp <= HIGH_LAST)
        return &high_index[cp - HIGH_FIRST];
    return cp >= LOW_FIRST && cp <= LOW_LAST ? &low_index[cp - LOW_FIRST] : NULL;
}

__attribute__((constructor)) static void fill_index(void) {
    for (size_t row = 0; row < COUNT_OF(vowels); row++)
        for (size_t tone = 0; tone < 6; tone++) {
            uint8_t *lower = index_at(vowels[row].lower[tone]), *upper = index_at(vowels[row].upper[tone]);
            if (lower != NULL) /* a, e, i, o, u, y themselves are ASCII */
                *lower = (uint8_t)(row * 12 + tone + 1);
            if (upper != NULL)
                *upper = (uint8_t)(row * 12 + 6 + tone + 1);
        }
}

struct vi_letter vi_letter_of(uint32_t cp) {
    if (cp < 0x80) {
        bool upper = cp >= 'A' && cp <= 'Z';
        bool lower = cp >= 'a' && cp <= 'z';
        return (struct vi_letter){upper ? cp + 32 : lower ? cp : 0, TONE_NONE, upper};
    }
    if (cp == 0x110 || cp == 0x111)
        return (struct vi_letter){0x111, TONE_NONE, cp == 0x110};
    const uint8_t *index = index_at(cp);
    if (index == NULL || *index == 0)
        return (struct vi_letter){0};
    unsigned code = *index - 1u;
    return (struct vi_letter){vowels[code / 12].lower[0], (enum vi_tone)(code % 6), code % 12 >= 6};
}

uint32_t vi_letter_cp(struct vi_letter l) {
    if (l.tone == TONE_NONE && !l.upper)
        return l.base;
    for (size_t v = 0; v < COUNT_OF(vowels); v++)
        if (vowels[v].lower[0] == l.base)
            return l.upper ? vowels[v].upper[l.tone] : vowels[v].lower[l.tone];
    if (l.base == 0x111)
        return l.upper ? 0x110 : 0x111;
    return l.upper ? l.base - 32 : l.base;
}

bool vi_is_vowel(uint32_t base) {
    switch (base) {
    case 'a':
    case 'e':
    case 'i':
    case 'o':
    case 'u':
    case 'y':
        return true;
    default:
        return vi_is_marked_vowel(base);
    }
}

bool vi_is_marked_vowel(uint32_t base) {
    return base == 0x103 || base == 0xe2 || base == 0xea || base == 0xf4 || base == 0x1a1 || base == 0x1b0;
}

/* Initials and rimes as they are written, each between blanks; q stands with its u. */
static const char initials[] = " b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x ";
static const char rimes[] =
    " a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây"
    " e ec em en eng eo ep et ê êch êm ên ênh êp êt êu"
    " i ich im in inh ip it iu ia iêc iêm iên iêng iêp iêt iêu"
    " o oc oi om on ong op ot oong ooc oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt"
    " oe oen oeo oet ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơng ơp ơt"
    " u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uôc uôi uôm uôn uông uôt uơ uy uya uych uyên uyêt"
    " uyn uynh uyt uyu uyp ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu"
    " y ych yn ynh yt yêm yên yêng yêt yêu ";

/* Whether " word " stands in the list; an empty word does not. */
static bool listed(const char *list, const uint32_t *bases, size_t count) {
    char word[VI_WORD_MAX * 4 + 3] = " ";
    size_t len = 1;
    for (size_t i = 0; i < count; i++)
        len += utf8_put(word + len, bases[i]);
    word[len++] = ' ';
    word[len] = '\0';
    return count > 0 && strstr(list, word) != NULL;
}

bool vi_is_syllable(const uint32_t *bases, size_t count) {
    if (count == 0 || count > VI_WORD_MAX)
        return false;
    for (size_t split = 0; split <= 3 && split < count; split++) /* the longest initial, ngh, has 3 letters */
        if ((split == 0 || listed(initials, bases, split)) && listed(rimes, bases + split, count - split))
            return true;
    return false;
}
