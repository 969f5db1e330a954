#include "tests/test.h"

#include "i18n/i18n.h"
#include "i18n/letters.h"

/* ---- a naive twin that writes the old encodings, from tables in another order than the decoder's ---- */

static const char alphabet[] = "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ";
static const char as_tcvn3[] =
    "\xb5\xb6\xb7\xb8\xb9\xa8\xbb\xbc\xbd\xbe\xc6\xa9\xc7\xc8\xc9\xca\xcb\xcc\xce\xcf\xd0\xd1\xaa\xd2\xd3\xd4\xd5\xd6"
    "\xd7\xd8\xdc\xdd\xde\xdf\xe1\xe2\xe3\xe4\xab\xe5\xe6\xe7\xe8\xe9\xac\xea\xeb\xec\xed\xee\xef\xf1\xf2\xf3\xf4\xad"
    "\xf5\xf6\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe\xae";
/* The same letters as a person sees VNI in a Latin-1 font, between blanks. */
static const char as_vni[] = "aø aû aõ aù aï aê aè aú aü aé aë aâ aà aå aã aá aä eø eû eõ eù eï eâ eà eå eã eá eä ì æ "
                             "ó í ò oø oû oõ où oï oâ oà "
                             "oå oã oá oä ô ôø ôû ôõ ôù ôï uø uû uõ uù uï ö öø öû öõ öù öï yø yû yõ yù î ñ";

enum form { RAW, MISREAD };

static void put(struct buf *b, enum form form, uint32_t byte) {
    char out[4];
    if (form == RAW)
        buf_char(b, (char)byte);
    else
        buf_add(b, out, utf8_put(out, byte));
}

static void encode_letter(struct buf *b, enum text_encoding e, enum form form, uint32_t cp) {
    struct vi_letter l = vi_letter_of(cp);
    bool upper = l.upper && cp >= 0x80;
    l.upper = false;
    uint32_t small = upper ? vi_letter_cp(l) : cp;
    struct text rest = text_of(alphabet), vni = text_of(as_vni), piece = TEXT_NONE;
    for (size_t i = 0, at = 0; at < rest.len; i++) {
        uint32_t letter;
        at += utf8_next(rest.ptr + at, rest.len - at, &letter);
        assert_true(text_cut(&vni, ' ', &piece));
        if (letter != small)
            continue;
        if (e == TEXT_TCVN3) {
            unsigned char byte = (unsigned char)as_tcvn3[i];
            bool has_capital = byte >= 0xa8 && byte <= 0xae; /* ă â ê ô ơ ư đ: capitals are 7 below */
            put(b, form, upper && has_capital ? byte - 7u : byte);
            return;
        }
        for (size_t k = 0; k < piece.len;) {
            uint32_t unit;
            k += utf8_next(piece.ptr + k, piece.len - k, &unit);
            put(b, form, upper ? unit - 0x20 : unit);
        }
        return;
    }
    assert_true(cp < 0x80);
    buf_char(b, (char)cp);
}

static struct text encode(struct text t, enum text_encoding e, enum form form) {
    AUTO_BUF b;
    buf_init(&b, 1 << 20);
    for (size_t i = 0; i < t.len;) {
        uint32_t cp;
        i += utf8_next(t.ptr + i, t.len - i, &cp);
        encode_letter(&b, e, form, cp);
    }
    return arena_text(test_arena(), buf_as_text(&b));
}

static struct text decode(struct text bytes, enum text_encoding e) {
    struct text out = TEXT_NONE;
    assert_true(text_decode(test_arena(), bytes, e, &out));
    return out;
}

static enum text_encoding guess(const char *z) {
    return text_guess_encoding(text_of(z));
}

/* ---- names ---- */

static const char *const surnames[] = {"Nguyễn", "Trần", "Lê",   "Phạm",  "Hoàng", "Huỳnh", "Phan",
                                       "Vũ",     "Võ",   "Đặng", "Bùi",   "Đỗ",    "Hồ",    "Ngô",
                                       "Dương",  "Lý",   "Lò",   "Giàng", "Vàng",  "Mông"};
static const char *const middles[] = {"Thị", "Văn", "Hữu", "Đức", "Ngọc", "Xuân", "Quốc", "Thanh", "Công", "Bá", "Kim"};
static const char *const givens[] = {"Hoà",   "Hằng",  "Tuấn", "Dũng", "Hương", "Lan",   "Bình", "Thắng",
                                     "Nghĩa", "Quyết", "Yến",  "Mỵ",   "Khuê",  "Sửu",   "Thuỷ", "Ưng",
                                     "Đào",   "Giỏi",  "Quý",  "Nhẫn", "Tưởng", "Chiến", "Cúc",  "Phượng",
                                     "Liễu",  "Kiệt",  "Nữ",   "Mùi",  "Dậu",   "Hợi"};

static uint32_t random_state = 1;
static size_t dice(size_t n) { /* the same names on each run */
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % n;
}

static struct text random_name(void) {
    return arena_fmt(test_arena(), "%s %s %s", surnames[dice(COUNT_OF(surnames))], middles[dice(COUNT_OF(middles))],
                     givens[dice(COUNT_OF(givens))]);
}

TEST("names read in the wrong font are recognised and restored") {
    static const struct {
        const char *bytes, *name;
        enum text_encoding e;
    } cases[] = {
        {"NguyÔn ThÞ Hoµ", "Nguyễn Thị Hoà", TEXT_TCVN3},
        {"TrÇn V¨n Dòng", "Trần Văn Dũng", TEXT_TCVN3},
        {"§ç Quèc TuÊn", "Đỗ Quốc Tuấn", TEXT_TCVN3},
        {"NGUYÔN THÞ HOµ", "NGUYỄN THỊ HOÀ", TEXT_TCVN3},
        {"Hé nghÌo, hé cËn nghÌo", "Hộ nghèo, hộ cận nghèo", TEXT_TCVN3},
        {"Nguyeãn Thò Hoaø", "Nguyễn Thị Hoà", TEXT_VNI},
        {"Traàn Vaên Duõng", "Trần Văn Dũng", TEXT_VNI},
        {"ÑOÃ QUOÁC TUAÁN", "ĐỖ QUỐC TUẤN", TEXT_VNI},
        {"Hoä ngheøo, hoä caän ngheøo", "Hộ nghèo, hộ cận nghèo", TEXT_VNI},
        {"Phöôïng Öu", "Phượng Ưu", TEXT_VNI},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(guess(cases[i].bytes), cases[i].e);
        assert_text(decode(text_of(cases[i].bytes), cases[i].e), cases[i].name);
    }
    assert_text(decode(text_of("Ph\u00ad\u00eeng"), TEXT_TCVN3), "Phượng");
}

TEST("raw bytes of the old encodings are recognised and decoded") {
    assert_int_equal(guess("Nguy\xd4n Th\xde Ho\xb5"), TEXT_TCVN3);
    assert_text(decode(text_of("Nguy\xd4n Th\xde Ho\xb5"), TEXT_TCVN3), "Nguyễn Thị Hoà");
    assert_int_equal(guess("Nguye\xe3n Th\xf2 Hoa\xf8"), TEXT_VNI);
    assert_text(decode(text_of("Nguye\xe3n Th\xf2 Hoa\xf8"), TEXT_VNI), "Nguyễn Thị Hoà");
    assert_text(decode(text_of("\x93H\xe9\x94 \x96 2"), TEXT_TCVN3), "“Hộ” – 2");
}

TEST("random names come back from both encodings, raw and misread") {
    for (int i = 0; i < 2000; i++) {
        struct text name = random_name();
        for (int e = TEXT_TCVN3; e <= TEXT_VNI; e++)
            for (int form = RAW; form <= MISREAD; form++) {
                struct text bytes = encode(name, (enum text_encoding)e, (enum form)form), back;
                back = decode(bytes, (enum text_encoding)e);
                /* TCVN3 has no capital Ứ, Ế, …: compare without case. */
                assert_true(text_eq(vi_compare_key(test_arena(), back), vi_compare_key(test_arena(), name)));
            }
        if (i % 100 == 0)
            arena_reset(test_arena());
    }
}

TEST("lists of names in an old encoding are recognised, and in Unicode never taken for one") {
    for (int round = 0; round < 300; round++) {
        AUTO_BUF list;
        buf_init(&list, 1 << 16);
        size_t n = 1 + dice(20);
        for (size_t i = 0; i < n; i++) {
            buf_text(&list, random_name());
            buf_str(&list, ";1958;x\u00f3m 3\n");
        }
        struct text t = buf_as_text(&list);
        assert_int_equal(text_guess_encoding(t), TEXT_UTF8);
        for (int e = TEXT_TCVN3; e <= TEXT_VNI; e++)
            for (int form = RAW; form <= MISREAD; form++)
                assert_int_equal(text_guess_encoding(encode(t, (enum text_encoding)e, (enum form)form)), e);
        arena_reset(test_arena());
    }
}

TEST("single names and words in Unicode are never taken for an old encoding") {
    for (int i = 0; i < 3000; i++) {
        struct text name = random_name(), word;
        assert_int_equal(text_guess_encoding(name), TEXT_UTF8);
        while (text_cut(&name, ' ', &word)) {
            assert_int_equal(text_guess_encoding(word), TEXT_UTF8);
            struct text lower = vi_compare_key(test_arena(), word);
            assert_int_equal(text_guess_encoding(lower), TEXT_UTF8);
        }
    }
    static const char *const others[] = {
        "",         "Nguyen Thi Hoa", "12.500.000", "Xã Ia Đrăng", "Niê",     "Y Blô",       "Kpuôr", "H'Hrê",
        "Siu Blêh", "Brâu",           "café",       "Müller",      "Renée",   "Ångström",    "naïve", "25 °C ± 2",
        "§ 5",      "Thôai",          "Hòa",        "Hùynh",       "Thúy Vì", "thò, mò, cò", "Ô Êi",  "Krông Búk",
        "Đắk Lắk",  "M'Drắk",         "K'Té",       "«Hộ»",        "tô hô lô"};
    for (size_t i = 0; i < COUNT_OF(others); i++)
        if (guess(others[i]) != TEXT_UTF8)
            fail_msg("%s taken for %s", others[i], text_encoding_name(guess(others[i])));
}

TEST("every syllable of the language, composed from its tables, stays Unicode") {
    static const char *const initials[] = {"",   "b",  "c",  "ch", "đ", "gi", "h",  "kh", "l", "m", "n",
                                           "ng", "nh", "ph", "qu", "s", "t",  "th", "tr", "v", "x"};
    static const char *const rimes[] = {"a",  "an", "e",  "en",  "i",   "in", "o",   "on", "ô",  "ôn",
                                        "u",  "un", "âu", "êu",  "y",   "oa", "oan", "ai", "ao", "ui",
                                        "iu", "eo", "âm", "ênh", "ông", "ôi", "ây",  "uê"};
    for (size_t i = 0; i < COUNT_OF(initials); i++)
        for (size_t r = 0; r < COUNT_OF(rimes); r++)
            for (int tone = TONE_NONE; tone <= TONE_DOT; tone++) {
                char word[32];
                size_t n = strlen(initials[i]);
                memcpy(word, initials[i], n);
                struct text rime = text_of(rimes[r]);
                for (size_t at = 0; at < rime.len;) { /* the tone on the first letter of the rime will do */
                    uint32_t cp;
                    bool first = at == 0;
                    at += utf8_next(rime.ptr + at, rime.len - at, &cp);
                    struct vi_letter l = vi_letter_of(cp);
                    l.tone = first ? (enum vi_tone)tone : l.tone;
                    n += utf8_put(word + n, vi_letter_cp(l));
                }
                assert_int_equal(text_guess_encoding((struct text){word, n}), TEXT_UTF8);
            }
}

TEST("UTF-16 with its mark is decoded from either byte order") {
    assert_int_equal(text_guess_encoding(T("\xff\xfeH\0\xe0\0")), TEXT_UTF16);
    assert_text(decode(T("\xff\xfeH\0\xe0\0"), TEXT_UTF16), "Hà");
    assert_text(decode(T("\xfe\xff\0H\x1e\xc5"), TEXT_UTF16), "Hễ");
    assert_text(decode(T("\xff\xfe\x3d\xd8\x00\xde"), TEXT_UTF16), "😀");
    assert_text(decode(T("\xff\xfe"), TEXT_UTF16), "");
}

TEST("bytes that do not fit an encoding are refused") {
    struct text out = T("untouched");
    struct arena *a = test_arena();
    assert_false(text_decode(a, T("\xff\xfeH"), TEXT_UTF16, &out));           /* half a unit */
    assert_false(text_decode(a, T("H\0"), TEXT_UTF16, &out));                 /* no mark */
    assert_false(text_decode(a, T("\xff\xfe\x3d\xd8"), TEXT_UTF16, &out));    /* half a pair */
    assert_false(text_decode(a, T("\xff\xfe\x3d\xd8H\0"), TEXT_UTF16, &out)); /* half a pair, then a letter */
    assert_false(text_decode(a, T("\xff\xfe\x00\xde"), TEXT_UTF16, &out));    /* the second half alone */
    assert_false(text_decode(a, T("\xff\xfe\0\0"), TEXT_UTF16, &out));        /* NUL */
    assert_false(text_decode(a, T("Nguy\xd4n"), TEXT_UTF8, &out));
    assert_false(text_decode(a, T("a\xff"), TEXT_TCVN3, &out));
    assert_false(text_decode(a, T("a\0b"), TEXT_TCVN3, &out));
    assert_false(text_decode(a, T("b\xf8"), TEXT_VNI, &out));      /* a tone on a consonant */
    assert_false(text_decode(a, text_of("Đỗ"), TEXT_TCVN3, &out)); /* Unicode already */
    assert_false(text_decode(a, T("abc"), TEXT_UNKNOWN, &out));
    assert_text(out, "untouched");
}

TEST("bytes that are nothing we know are called unknown") {
    assert_int_equal(guess("\xff\xff\xff\xff"), TEXT_UNKNOWN);
    assert_int_equal(guess("Nguyễn \xff"), TEXT_UNKNOWN);
    assert_int_equal(guess("PK\x03\x04\xb1\xb0\xc0\x80"), TEXT_UNKNOWN);
    assert_int_equal(text_guess_encoding(T("a\0b")), TEXT_UNKNOWN);
}

TEST("UTF-8 loses its mark and is composed") {
    assert_int_equal(guess("\xef\xbb\xbfHà"), TEXT_UTF8);
    assert_text(decode(text_of("\xef\xbb\xbfHa\u0300"), TEXT_UTF8), "Hà");
}

TEST("a large file is judged by its beginning") {
    AUTO_BUF big;
    buf_init(&big, 4 << 20);
    while (big.len < 300000) {
        buf_text(&big, encode(random_name(), TEXT_TCVN3, MISREAD));
        buf_str(&big, "\n");
    }
    assert_int_equal(text_guess_encoding(buf_as_text(&big)), TEXT_TCVN3);
}
