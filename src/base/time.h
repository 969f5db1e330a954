/* One clock. The day is the day in Viet Nam (UTC+7, no summer time); instants are UTC.
 * A fixed day is for demo and test databases only; whoever sets it says so on the page. */
#ifndef ANSINH_TIME_H
#define ANSINH_TIME_H
#include "base/base.h"

typedef int32_t day_t;     /* days since 1970-01-01 */
typedef int64_t instant_t; /* milliseconds since 1970-01-01T00:00:00Z */
#define DAY_NONE INT32_MIN
#define INSTANT_OPEN 9223372036854775806 /* superseded_at of a row that is still believed */
#define DAY_FOREVER 2932896              /* 9999-12-31: valid_to of a row that is still open; valid_to is exclusive */

day_t day_of(int year, int month, int day); /* DAY_NONE when there is no such day */
void day_parts(day_t d, int *ret_year, int *ret_month, int *ret_day);
int day_year(day_t d);
int day_weekday(day_t d); /* 1 = Monday .. 7 = Sunday */
day_t day_month_first(day_t d);
/* "2024-11-25" or "25/11/2024" (one or two digits), whole text. False when it is neither. */
bool day_parse(struct text t, day_t *ret);
/* Writes "2024-11-25" / "25/11/2024"; out has room for 11 bytes. */
void day_iso(day_t d, char out[11]);
void day_vn(day_t d, char out[11]);
int day_age(day_t born, day_t on); /* completed years */
/* The same day some months later (earlier when negative); the last of the month when that is shorter. DAY_NONE for
 * DAY_NONE and outside of the years 1 to 9999. */
day_t day_add_months(day_t d, int64_t months);

/* Partial dates of birth: the precision says how much of the day is known. */
enum day_precision { DAY_EXACT = 0, DAY_MONTH = 1, DAY_YEAR = 2 };
/* As day_parse, and "1958" (year) and "03/1958" or "1958-03" (month): the day is then the first. */
bool day_parse_partial(struct text t, day_t *ret, enum day_precision *ret_precision);

struct clock {
    day_t fixed_day; /* DAY_NONE: the real one */
    bool still;      /* with a fixed day: always its noon, so that demonstration data is the same each time */
};
day_t clock_today(const struct clock *c);
instant_t clock_now(const struct clock *c);  /* with a fixed day: that day at the real time of day */
int64_t clock_monotonic_us(void);            /* for measuring and for waiting */
void instant_iso(instant_t t, char out[25]); /* 2024-11-25T03:04:05.678Z */
void instant_vn(instant_t t, char out[20]);  /* 25/11/2024 10:04 in UTC+7 */

/* Ids: 63 bits, made without coordination: 41 bits of milliseconds since 2020, 10 of node, 12 of sequence.
 * Demo data makes its own (id_from_parts, id_play_from). */
int64_t id_new(void);
void id_set_node(unsigned node);
/* Only while demonstration data is made: ids follow one another from an instant on, so that the same seed gives the
 * same ids; 0: the clock again. Of the whole program, so nothing else may run meanwhile. */
void id_play_from(instant_t at);
int64_t id_from_parts(instant_t at, unsigned node, unsigned seq);
#endif
