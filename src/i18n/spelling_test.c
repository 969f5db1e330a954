#include "tests/test.h"

#include "i18n/i18n.h"
#include "i18n/letters.h"

#include <unicode/unorm2.h>

static struct text key(const char *z) {
    return vi_compare_key(test_arena(), text_of(z));
}

TEST("NFC composes what is decomposed and keeps what is composed") {
    assert_text(vi_nfc(test_arena(), text_of("Nguye\u0302\u0303n Thi\u0323 Hoa\u0300")), "Nguyễn Thị Hoà");
    assert_text(vi_nfc(test_arena(), text_of("Nguyễn Thị Hoà")), "Nguyễn Thị Hoà");
    assert_text(vi_nfc(test_arena(), text_of("o\u031b\u0301")), "ớ");
    assert_text(vi_nfc(test_arena(), text_of("o\u0323\u0302")), "ộ"); /* marks in the other order */
    assert_text(vi_nfc(test_arena(), text_of("")), "");
    assert_null(vi_nfc(test_arena(), TEXT_NONE).ptr);
}

TEST("what the quick check calls composed is composed by Unicode") {
    UErrorCode code = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&code);
    for (uint32_t c = 0x80; c <= 0x2027; c++) {
        if (c == 0x300)
            c = 0x1e00;
        if (c == 0x1f00)
            c = 0x2010;
        UChar wide[1] = {(UChar)c};
        assert_int_equal(unorm2_quickCheck(nfc, wide, 1, &code), UNORM_YES);
    }
}

TEST("the tone mark of oa, oe, uy moves to the second vowel") {
    static const char *const same[][2] = {{"Hòa", "hoà"},   {"Hóa", "hoá"},   {"Thúy", "thuý"}, {"Hủy", "huỷ"},
                                          {"Khỏe", "khoẻ"}, {"Thùy", "thuỳ"}, {"Lũy", "luỹ"},   {"Tọa", "toạ"},
                                          {"XÒE", "xoè"},   {"Ngụy", "nguỵ"}};
    for (size_t i = 0; i < COUNT_OF(same); i++) {
        assert_text(key(same[i][0]), same[i][1]);
        assert_text(key(same[i][1]), same[i][1]);
    }
}

TEST("before a final consonant and among three vowels both conventions agree") {
    static const char *const right[] = {"hoàn", "toán",   "xoèn",  "huýt",   "hoài",   "khuỷu", "ngoại", "loét",
                                        "xoáy", "thuở",   "quyết", "khuya",  "nguyễn", "huỳnh", "người", "trường",
                                        "rượu", "chuyện", "tuấn",  "khuếch", "hoặc",   "xoong"};
    for (size_t i = 0; i < COUNT_OF(right); i++)
        assert_text(key(right[i]), right[i]);
    assert_text(key("hòan"), "hoàn");
    assert_text(key("Hùynh"), "huỳnh");
    assert_text(key("ngọai"), "ngoại");
}

TEST("in ai, ao, ia, ua the mark stays on the first vowel") {
    static const char *const right[] = {"hải", "sáo", "mía", "của", "kẻo", "núi", "lìu", "màu", "mùa", "tỉa", "vội"};
    for (size_t i = 0; i < COUNT_OF(right); i++)
        assert_text(key(right[i]), right[i]);
}

TEST("qu and gi are consonants before a vowel and vowels before none") {
    assert_text(key("Quý"), "quý");
    assert_text(key("Qúy"), "quý");
    assert_text(key("qủa"), "quả");
    assert_text(key("quà"), "quà");
    assert_text(key("quốc"), "quốc");
    assert_text(key("già"), "già");
    assert_text(key("gìa"), "già");
    assert_text(key("giỏi"), "giỏi");
    assert_text(key("gì"), "gì");
    assert_text(key("giếng"), "giếng");
    assert_text(key("gìn"), "gìn");
}

TEST("words that are no Vietnamese syllable keep their marks") {
    assert_text(key("Đắklắk"), "đắklắk");
    assert_text(key("Kpă"), "kpă");
    assert_text(key("Niê"), "niê");
    assert_text(key("Renée"), "renée");
    assert_text(key("nguyè\u0302n"), "nguyè\u0302n");                         /* a mark that does not compose follows */
    assert_text(key("hòabbbbbbbbbbbbbbbbbbbbb"), "hòabbbbbbbbbbbbbbbbbbbbb"); /* longer than any syllable */
}

TEST("the comparison key is lower case, composed, with single spaces, and keeps marks and signs") {
    assert_text(key("  NGUYỄN   Thị\tHo\u0300a "), "nguyễn thị hoà");
    assert_text(key("H'Hen  Niê"), "h'hen niê");
    assert_false(text_eq(key("Hoa"), key("Hoà")));
    assert_true(text_eq(key("ĐẶNG THÚY"), key("Đặng Thuý")));
}

/* The old convention as a naive twin: for oa, oe, uy at the end of a word, first vowel. */
TEST("every tone on every open oa, oe, uy gives one key for both conventions") {
    static const char *const initials[] = {"h", "kh", "th", "l", "ng", "t", "x", "đ"};
    static const uint32_t pairs[][2] = {{'o', 'a'}, {'o', 'e'}, {'u', 'y'}};
    for (size_t i = 0; i < COUNT_OF(initials); i++)
        for (size_t p = 0; p < COUNT_OF(pairs); p++)
            for (int tone = TONE_GRAVE; tone <= TONE_DOT; tone++) {
                char old_way[16], new_way[16];
                for (int way = 0; way < 2; way++) {
                    char *out = way == 0 ? old_way : new_way;
                    size_t n = strlen(initials[i]);
                    memcpy(out, initials[i], n);
                    for (int v = 0; v < 2; v++)
                        n += utf8_put(out + n, vi_letter_cp((struct vi_letter){
                                                   pairs[p][v], v == way ? (enum vi_tone)tone : TONE_NONE, false}));
                    out[n] = '\0';
                }
                assert_text(key(old_way), new_way);
                assert_text(key(new_way), new_way);
            }
}

TEST("every letter taken apart and put together is itself") {
    size_t toned = 0;
    for (uint32_t c = 'A'; c <= 0x1ef9; c++) {
        struct vi_letter l = vi_letter_of(c);
        if (l.base == 0)
            continue;
        assert_int_equal(vi_letter_cp(l), c);
        toned += l.tone != TONE_NONE;
    }
    assert_int_equal(toned, 12 * 5 * 2);
}

TEST("a name in capitals gets its case, a name in mixed case is kept") {
    struct arena *a = test_arena();
    assert_text(vi_name_case(a, text_of("NGUYỄN THỊ HOÀ")), "Nguyễn Thị Hoà");
    assert_text(vi_name_case(a, text_of("ĐẶNG ĐÌNH ỨNG")), "Đặng Đình Ứng");
    assert_text(vi_name_case(a, text_of("H'HEN NIÊ")), "H'Hen Niê");
    assert_text(vi_name_case(a, text_of("RƠ-CHĂM H’BIĂ")), "Rơ-Chăm H’Biă");
    assert_text(vi_name_case(a, text_of("Y NGÔNG")), "Y Ngông");
    assert_text(vi_name_case(a, text_of("Nguyễn thị HOÀ")), "Nguyễn thị HOÀ");
    assert_text(vi_name_case(a, text_of("nguyễn")), "nguyễn");
    assert_text(vi_name_case(a, text_of("123")), "123");
    assert_text(vi_name_case(a, text_of("")), "");
}

TEST("broken bytes go through every spelling function without harm") {
    struct arena *a = test_arena();
    static const char *const bad[] = {"\xff", "a\xe1\xbb", "\xc3", "\xed\xa0\x80", "\xf5\x80\x80\x80", "e\u0302\xff"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        (void)vi_nfc(a, text_of(bad[i]));
        assert_true(text_is_utf8(vi_compare_key(a, text_of(bad[i]))));
        (void)vi_name_case(a, text_of(bad[i]));
        (void)vi_sort_key(a, text_of(bad[i]));
    }
}
