/* Working days of state offices. A dated row says what departs from "Monday to Friday": a day off (holiday,
 * substitute, swapped) or a weekend day that is worked. Years without rows have weekends only. */
#include "features/standard/standard.h"

#include "standard_queries.h"

enum status calendar_load(struct ctx *c, struct calendar *ret, struct error *err) {
    struct holiday_days_row *rows;
    size_t count;
    TRY(holiday_days(c->db, c->arena, &rows, &count, err));
    struct calendar_day *days = ARENA_ARRAY(c->arena, count + 1, struct calendar_day);
    for (size_t i = 0; i < count; i++)
        days[i] = (struct calendar_day){rows[i].on_day, rows[i].working};
    *ret = (struct calendar){days, count};
    return OK;
}

bool calendar_is_working(const struct calendar *cal, day_t day) {
    size_t low = 0, high = cal->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (cal->days[middle].day == day)
            return cal->days[middle].working;
        if (cal->days[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return day_weekday(day) <= 5;
}

day_t calendar_add(const struct calendar *cal, day_t day, int64_t n) {
    day_t step = n < 0 ? -1 : 1;
    for (int64_t left = n < 0 ? -n : n; left > 0;) {
        day += step;
        left -= calendar_is_working(cal, day);
    }
    return day;
}

int64_t calendar_count(const struct calendar *cal, day_t from, day_t to) {
    int64_t n = 0;
    for (day_t d = from + 1; d <= to; d++)
        n += calendar_is_working(cal, d);
    for (day_t d = to; d < from; d++)
        n -= calendar_is_working(cal, d);
    return n;
}

enum status calendar_add_working_days(struct ctx *c, day_t day, int64_t n, day_t *ret, struct error *err) {
    struct calendar cal;
    TRY(calendar_load(c, &cal, err));
    *ret = calendar_add(&cal, day, n);
    return OK;
}
