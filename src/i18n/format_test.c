#include "tests/test.h"

#include "db/db.h"
#include "i18n/i18n.h"

#define CHECK(call, want)                                                                                              \
    do {                                                                                                               \
        AUTO_BUF out;                                                                                                  \
        buf_init(&out, 200);                                                                                           \
        struct buf *b = &out;                                                                                          \
        call;                                                                                                          \
        assert_text(buf_as_text(&out), want);                                                                          \
    } while (0)

TEST("whole numbers are grouped by three with the sign of the language") {
    CHECK(fmt_int(b, LANG_VI, 0), "0");
    CHECK(fmt_int(b, LANG_VI, 999), "999");
    CHECK(fmt_int(b, LANG_VI, 1000), "1.000");
    CHECK(fmt_int(b, LANG_VI, 324860), "324.860");
    CHECK(fmt_int(b, LANG_EN, 324860), "324,860");
    CHECK(fmt_int(b, LANG_VI, -1234567), "-1.234.567");
    CHECK(fmt_int(b, LANG_VI, INT64_MAX), "9.223.372.036.854.775.807");
    CHECK(fmt_int(b, LANG_VI, INT64_MIN + 1), "-9.223.372.036.854.775.807");
}

TEST("money is whole đồng with its sign") {
    CHECK(fmt_money(b, LANG_VI, 162540), "162.540 đ");
    CHECK(fmt_money(b, LANG_EN, 1500000), "1,500,000 đ");
    CHECK(fmt_money(b, LANG_VI, 0), "0 đ");
}

TEST("percent is rounded half away from zero, without a space before the sign") {
    CHECK(fmt_percent(b, LANG_VI, 40, 2), "0,40%");
    CHECK(fmt_percent(b, LANG_EN, 40, 2), "0.40%");
    CHECK(fmt_percent(b, LANG_VI, 1205, 2), "12,05%");
    CHECK(fmt_percent(b, LANG_VI, 1205, 1), "12,1%");
    CHECK(fmt_percent(b, LANG_VI, 1205, 0), "12%");
    CHECK(fmt_percent(b, LANG_VI, 45, 0), "0%");
    CHECK(fmt_percent(b, LANG_VI, 50, 0), "1%");
    CHECK(fmt_percent(b, LANG_VI, 9999, 0), "100%");
    CHECK(fmt_percent(b, LANG_VI, 9996, 1), "100,0%");
    CHECK(fmt_percent(b, LANG_VI, 10000, 3), "100,000%");
    CHECK(fmt_percent(b, LANG_VI, -1205, 1), "-12,1%");
    CHECK(fmt_percent(b, LANG_VI, -4, 1), "0,0%"); /* no minus before nothing */
    CHECK(fmt_percent(b, LANG_VI, 123456789, 2), "1.234.567,89%");
}

TEST("days are written day first, and long days as documents write them") {
    CHECK(fmt_day(b, LANG_VI, day_of(2024, 2, 5)), "05/02/2024");
    CHECK(fmt_day(b, LANG_EN, day_of(2024, 11, 25)), "25/11/2024");
    CHECK(fmt_day_long(b, day_of(2024, 2, 5)), "ngày 05 tháng 02 năm 2024");
    CHECK(fmt_day_long(b, day_of(2024, 1, 31)), "ngày 31 tháng 01 năm 2024");
    CHECK(fmt_day_long(b, day_of(2024, 3, 9)), "ngày 09 tháng 3 năm 2024");
    CHECK(fmt_day_long(b, day_of(2024, 12, 12)), "ngày 12 tháng 12 năm 2024");
}

TEST("a birth says how much of it is known") {
    CHECK(fmt_birth(b, LANG_VI, day_of(1958, 1, 1), DAY_YEAR), "1958 (chỉ có năm)");
    CHECK(fmt_birth(b, LANG_EN, day_of(1958, 1, 1), DAY_YEAR), "1958 (year only)");
    CHECK(fmt_birth(b, LANG_VI, day_of(1958, 3, 1), DAY_MONTH), "03/1958 (không rõ ngày)");
    CHECK(fmt_birth(b, LANG_VI, day_of(1958, 3, 21), DAY_EXACT), "21/03/1958");
}

TEST("what is not known is a dash") {
    CHECK(fmt_int(b, LANG_VI, DB_NULL), "–");
    CHECK(fmt_money(b, LANG_VI, DB_NULL), "–");
    CHECK(fmt_percent(b, LANG_VI, DB_NULL, 2), "–");
    CHECK(fmt_day(b, LANG_VI, DAY_NONE), "–");
    CHECK(fmt_day(b, LANG_VI, DAY_FOREVER), "–");
    CHECK(fmt_day_long(b, DAY_NONE), "–");
    CHECK(fmt_birth(b, LANG_VI, DAY_NONE, DAY_YEAR), "–");
}
