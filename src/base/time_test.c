/* Days and months. */
#include "tests/test.h"

#include "base/time.h"

TEST("a month begins on its first day") {
    assert_int_equal(day_month_first(day_of(2024, 2, 29)), day_of(2024, 2, 1));
    assert_int_equal(day_month_first(day_of(2024, 12, 1)), day_of(2024, 12, 1));
}

TEST("a day some months later is the same day, or the last of a shorter month; beyond the calendar there is none") {
    static const struct {
        int from[3];
        int64_t months;
        int to[3];
    } cases[] = {
        {{2024, 8, 31}, 6, {2025, 2, 28}},   {{2023, 11, 30}, 3, {2024, 2, 29}},  {{2024, 11, 25}, 3, {2025, 2, 25}},
        {{2024, 12, 1}, 12, {2025, 12, 1}},  {{2024, 2, 29}, 36, {2027, 2, 28}},  {{2024, 5, 31}, -3, {2024, 2, 29}},
        {{2024, 5, 31}, -36, {2021, 5, 31}}, {{2024, 1, 31}, -1, {2023, 12, 31}}, {{2024, 10, 31}, -1, {2024, 9, 30}},
        {{2024, 11, 25}, 0, {2024, 11, 25}},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(day_add_months(day_of(cases[i].from[0], cases[i].from[1], cases[i].from[2]), cases[i].months),
                         day_of(cases[i].to[0], cases[i].to[1], cases[i].to[2]));
    assert_int_equal(day_add_months(DAY_NONE, 1), DAY_NONE);
    assert_int_equal(day_add_months(day_of(9999, 12, 31), 1), DAY_NONE);
    assert_int_equal(day_add_months(day_of(2024, 1, 1), -2024 * 12), DAY_NONE);
    assert_int_equal(day_add_months(day_of(2024, 1, 1), INT64_MAX), DAY_NONE);
}
