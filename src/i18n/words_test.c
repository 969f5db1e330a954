#include "tests/test.h"

#include "i18n/words_table.h"

TEST("a key has its text in each language") {
    assert_text(tr(LANG_VI, "common.save"), "Lưu");
    assert_text(tr(LANG_EN, "common.save"), "Save");
    assert_true(tr_known("common.save"));
}

TEST("an unknown key gives itself") {
    assert_text(tr(LANG_VI, "no.such_key"), "no.such_key");
    assert_false(tr_known("no.such_key"));
    assert_false(tr_known(""));
}

TEST("the table is sorted, so every key is found, and every key has Vietnamese") {
    assert_true(word_count > 100);
    for (size_t i = 0; i < word_count; i++) {
        assert_true(i == 0 || strcmp(words[i - 1].key, words[i].key) < 0);
        assert_true(tr_known(words[i].key));
        assert_true(words[i].texts[LANG_VI].len > 0);
        assert_true(text_is_utf8(words[i].texts[LANG_VI]));
        assert_true(text_eq(tr(LANG_VI, words[i].key), words[i].texts[LANG_VI]));
        assert_true(tr(LANG_EN, words[i].key).len > 0); /* English, or Vietnamese where there is none */
    }
}

TEST("texts are composed, carry no exclamation mark and no space at their ends") {
    for (size_t i = 0; i < word_count; i++)
        for (int lang = LANG_VI; lang <= LANG_EN; lang++) {
            struct text t = tr((enum lang)lang, words[i].key);
            if (memchr(t.ptr, '!', t.len) != NULL || text_trim(t).len != t.len || !text_eq(t, vi_nfc(test_arena(), t)))
                fail_msg("%s: %.*s", words[i].key, FMT(t));
        }
}

TEST("arguments take their places, in each language's order") {
    struct text args[2] = {T("10.000"), T("{0}")};
    assert_text(tr_args(LANG_VI, test_arena(), "common.more_than", args, 1), "hơn 10.000");
    assert_text(tr_args(LANG_EN, test_arena(), "common.more_than", args, 1), "more than 10.000");
    assert_text(tr_args(LANG_VI, test_arena(), "common.more_than", args + 1, 1), "hơn {0}"); /* not filled twice */
    assert_text(tr_args(LANG_VI, test_arena(), "common.more_than", NULL, 0), "hơn ");
    assert_text(tr_args(LANG_VI, test_arena(), "common.save", args, 2), "Lưu");
    assert_text(tr_args(LANG_VI, test_arena(), "no.such {1}{0}{a} {", args, 2), "no.such {0}10.000{a} {");
}
