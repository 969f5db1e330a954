#include "tests/test.h"

#include "i18n/i18n.h"

#include <pthread.h>

static int order(const char *x, const char *y) {
    return text_cmp(vi_sort_key(test_arena(), text_of(x)), vi_sort_key(test_arena(), text_of(y)));
}

static int name_order(const char *x, const char *y) {
    return text_cmp(vi_name_sort_key(test_arena(), text_of(x)), vi_name_sort_key(test_arena(), text_of(y)));
}

TEST("keys sort by the Vietnamese alphabet: letters first, then tones") {
    static const char *const sorted[] = {"a", "à", "ả", "ã", "á", "ạ", "ai", "ă", "ằ", "â", "b", "c",
                                         "d", "đ", "e", "ê", "i", "o", "ô",  "ơ", "u", "ư", "v", "y"};
    for (size_t i = 0; i < COUNT_OF(sorted); i++)
        for (size_t k = 0; k < COUNT_OF(sorted); k++) {
            int c = order(sorted[i], sorted[k]);
            assert_int_equal(c < 0, i < k);
            assert_int_equal(c > 0, i > k);
        }
}

TEST("a shorter text stands before a longer one and words stay together") {
    assert_true(order("An", "An Bình") < 0);
    assert_true(order("An Bình", "Ang") < 0);
    assert_true(order("", "a") < 0);
}

TEST("old and new spelling and either case have one key") {
    assert_int_equal(order("Hòa", "Hoà"), 0);
    assert_int_equal(order("HOÀ", "hoà"), 0);
    assert_int_equal(order("Hoa\u0300", "Hoà"), 0);
}

TEST("keys hold no NUL and no hexadecimal") {
    struct arena *a = test_arena();
    static const char *const texts[] = {"", "a", "Nguyễn Thị Hoà", "12", "H'Hen – Niê", "東京"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct text plain = vi_sort_key(a, text_of(texts[i])), name = vi_name_sort_key(a, text_of(texts[i]));
        assert_true(plain.len > 0);
        assert_null(memchr(plain.ptr, 0, plain.len));
        assert_null(memchr(name.ptr, 0, name.len));
    }
}

TEST("a text longer than the first guess has a whole key") {
    char x[2000], y[2000];
    memset(x, 'b', sizeof x);
    memset(y, 'b', sizeof y);
    y[1999] = 'c';
    assert_true(text_cmp(vi_sort_key(test_arena(), (struct text){x, sizeof x}),
                         vi_sort_key(test_arena(), (struct text){y, sizeof y})) < 0);
}

TEST("names sort by given name, then surname, then the rest") {
    static const char *const sorted[] = {"Vũ Văn An", "Nguyễn Thị Ánh", "Trần Văn Bình", "Lê Hoa",     "Nguyễn Thị Hoa",
                                         "Trần Hoa",  "An Hoà",         "Lê Thị Hoà",    "Lê Văn Hoà", "Lê Văn Hoàng",
                                         "Y",         "Nay Y"};
    for (size_t i = 0; i + 1 < COUNT_OF(sorted); i++)
        assert_true(name_order(sorted[i], sorted[i + 1]) < 0);
    assert_int_equal(name_order("NGUYỄN THỊ HÒA", " Nguyễn  Thị Hoà "), 0);
}

TEST("the version names library, rules and our own number") {
    assert_non_null(strstr(vi_sort_version(), "icu"));
    assert_non_null(strstr(vi_sort_version(), "-vi-"));
    assert_ptr_equal(vi_sort_version(), vi_sort_version());
}

#define THREADS 4
static void *sort_in_thread(void *user) {
    struct text want = *(struct text *)user;
    bool same = true;
    for (int i = 0; i < 500; i++) {
        AUTO_ARENA a = arena_new(1 << 20);
        same = same && text_eq(want, vi_name_sort_key(a, T("Nguyễn Thị Hoà")));
    }
    return same ? user : NULL;
}

TEST("threads make the same keys at the same time") {
    struct text want = vi_name_sort_key(test_arena(), T("Nguyễn Thị Hoà"));
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, sort_in_thread, &want), 0);
    for (int i = 0; i < THREADS; i++) {
        void *good = NULL;
        assert_int_equal(pthread_join(threads[i], &good), 0);
        assert_non_null(good);
    }
}
