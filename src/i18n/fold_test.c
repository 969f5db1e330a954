#include "tests/test.h"

#include "i18n/i18n.h"
#include "i18n/letters.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>

static struct text fold(const char *z) {
    return vi_fold(test_arena(), text_of(z));
}

TEST("a folded name has no marks, no capitals and single spaces") {
    assert_text(fold("Nguyễn Thị  Hoà"), "nguyen thi hoa");
    assert_text(fold("ĐẶNG ĐÌNH ĐỨC"), "dang dinh duc");
    assert_text(fold("  Lý  Thuỳ,\tDương. "), "ly thuy duong");
    assert_text(fold("Y\u00a0Ngông Niê"), "y ngong nie");
    assert_text(fold(""), "");
    assert_text(fold(" .,- "), "");
}

TEST("composed and decomposed letters fold to the same") {
    assert_text(fold("Nguye\u0302\u0303n Thi\u0323 Hoa\u0300"), "nguyen thi hoa");
    assert_text(fold("Tr\u01b0\u01a1\u0301c"), "truoc");
    assert_text(fold("a\u0301\u0323\u0302"), "a");
}

TEST("apostrophes and hyphens of minority names separate words, whatever their shape") {
    assert_text(fold("H'Hen Niê"), "h hen nie");
    assert_text(fold("H’Hen Niê"), "h hen nie");
    assert_text(fold("Kʼ Brơ"), "k bro");
    assert_text(fold("Rơ-Chăm"), "ro cham");
    assert_text(fold("Kpă – Hbiă"), "kpa hbia");
}

TEST("what copying leaves between letters does not cut a word") {
    assert_text(fold("Nguy\u200bễn"), "nguyen");
    assert_text(fold("\ufeffTrần\u00ad Lê"), "tran le");
}

TEST("numbers stay, letters of other scripts are lower-cased and stay") {
    assert_text(fold("Hộ số 12/B"), "ho so 12 b");
    assert_text(fold("Straße Œuvre Ægir Þór"), "strasse oeuvre aegir thor");
    assert_text(fold("Москва 東京"), "москва 東京");
    assert_text(fold("\u1100\u1161"), "\uac00"); /* composed, as NFC writes it */
}

TEST("broken bytes separate words and are never copied") {
    assert_text(fold("a\xc3(b\xff"), "a b");
    assert_text(fold("\xe1\xbb"), "");
    assert_text(vi_fold(test_arena(), TEXT_NONE), "");
}

/* What Unicode itself says: decompose, drop marks, lower-case. */
static size_t unicode_fold(UChar32 c, uint32_t *out) {
    UErrorCode code = U_ZERO_ERROR;
    UChar wide[1] = {(UChar)c}, apart[64]; /* all of it lies below U+10000 */
    int32_t len = unorm2_normalize(unorm2_getNFKDInstance(&code), wide, 1, apart, 64, &code);
    assert_true(U_SUCCESS(code));
    size_t count = 0;
    for (int32_t i = 0; i < len; i++) {
        UChar32 part = apart[i];
        if (u_charType(part) == U_NON_SPACING_MARK || !u_isalnum(part) || (part >= 0x2b0 && part <= 0x2ff))
            continue;
        out[count++] = (uint32_t)u_tolower(part);
    }
    return count;
}

TEST("every Latin letter folds as Unicode decomposes it") {
    static const UChar32 ranges[][2] = {{0xa0, 0x24f}, {0x1e00, 0x1eff}};
    size_t compared = 0;
    for (size_t r = 0; r < COUNT_OF(ranges); r++)
        for (UChar32 c = ranges[r][0]; c <= ranges[r][1]; c++) {
            char letter[5] = {0};
            size_t n = utf8_put(letter, (uint32_t)c);
            struct text ours = vi_fold(test_arena(), (struct text){letter, n});
            uint32_t parts[16];
            size_t count = unicode_fold(c, parts);
            bool plain = count > 0;
            for (size_t i = 0; i < count; i++)
                plain = plain && parts[i] < 0x80;
            if (!u_isalpha(c) || !plain)
                continue; /* letters that Unicode does not take apart are in the next test */
            char theirs[17] = {0};
            for (size_t i = 0; i < count; i++)
                theirs[i] = (char)parts[i];
            assert_text(ours, theirs);
            compared++;
        }
    assert_true(compared > 500);
}

TEST("letters that Unicode does not take apart have a plain form where readers expect one") {
    static const char *const pairs[][2] = {{"đ", "d"}, {"Đ", "d"},  {"ø", "o"},  {"Ł", "l"},  {"ħ", "h"},
                                           {"ı", "i"}, {"ß", "ss"}, {"Æ", "ae"}, {"œ", "oe"}, {"þ", "th"},
                                           {"ð", "d"}, {"ŋ", "n"},  {"ƀ", "b"},  {"Ɓ", "b"},  {"ɏ", "y"}};
    for (size_t i = 0; i < COUNT_OF(pairs); i++)
        assert_text(fold(pairs[i][0]), pairs[i][1]);
    assert_text(fold("Ə"), "ə"); /* and the rest are kept */
}

TEST("no code point folds to more bytes than it had, once composed, so a folded text always fits") {
    for (UChar32 c = 1; c <= 0x10ffff; c++) {
        if (c >= 0xd800 && c <= 0xdfff)
            continue;
        char letter[4], copy[16];
        size_t n = utf8_put(letter, (uint32_t)c);
        memset(copy, 'x', sizeof copy);
        memcpy(copy, letter, n);
        memcpy(copy + n, letter, n); /* twice: a letter that grew would show */
        if (c % 4096 == 1)
            arena_reset(test_arena());
        struct text t = vi_fold(test_arena(), (struct text){copy, 2 * n});
        assert_true(t.len <= vi_nfc(test_arena(), (struct text){copy, 2 * n}).len);
        assert_true(text_is_utf8(t));
    }
}

TEST("folding twice changes nothing") {
    static const char *const names[] = {"Nguyễn Thị  Hoà", "H'Hen Niê", "Straße 12", "東京 Москва", "K’ Brơ-Lâm"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct text once = fold(names[i]);
        assert_true(text_eq(once, vi_fold(test_arena(), once)));
    }
}
