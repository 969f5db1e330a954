#include "base/time.h"

#include <stdatomic.h>

/* Civil-date arithmetic after Howard Hinnant's "chrono-compatible low-level date algorithms". */
static int32_t days_from_civil(int y, int m, int d) {
    y -= m <= 2;
    int era = (y >= 0 ? y : y - 399) / 400;
    int yoe = y - era * 400;
    int doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

void day_parts(day_t day, int *ret_year, int *ret_month, int *ret_day) {
    int z = day + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int doe = z - era * 146097;
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int mp = (5 * doy + 2) / 153;
    int m = mp < 10 ? mp + 3 : mp - 9;
    *ret_day = doy - (153 * mp + 2) / 5 + 1;
    *ret_month = m;
    *ret_year = yoe + era * 400 + (m <= 2);
}

day_t day_of(int year, int month, int day) {
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31)
        return DAY_NONE;
    day_t d = days_from_civil(year, month, day);
    int y, m, dd;
    day_parts(d, &y, &m, &dd);
    return y == year && m == month && dd == day ? d : DAY_NONE;
}

int day_year(day_t d) {
    int y, m, dd;
    day_parts(d, &y, &m, &dd);
    return y;
}

int day_weekday(day_t d) {
    int w = (d + 3) % 7; /* 1970-01-01 was a Thursday */
    return (w < 0 ? w + 7 : w) + 1;
}

static bool number_at(struct text t, size_t min_len, size_t max_len, int *ret) {
    int64_t v;
    if (t.len < min_len || t.len > max_len || t.ptr[0] == '-' || !text_to_i64(t, &v))
        return false;
    *ret = (int)v;
    return true;
}

bool day_parse_partial(struct text t, day_t *ret, enum day_precision *ret_precision) {
    t = text_trim(t);
    bool iso = t.len >= 5 && t.ptr[4] == '-';
    char sep = iso ? '-' : '/';
    struct text part[3], rest = t;
    size_t n = 0;
    while (n < 3 && text_cut(&rest, sep, &part[n]))
        n++;
    if (rest.ptr != NULL || n == 0)
        return false;
    if (iso && n > 1) { /* turn it round: day first */
        struct text year = part[0];
        part[0] = part[n - 1];
        part[n - 1] = year;
    }
    int y, m = 1, d = 1;
    if (!number_at(part[n - 1], 4, 4, &y) || (n >= 2 && !number_at(part[n - 2], 1, 2, &m)) ||
        (n == 3 && !number_at(part[0], 1, 2, &d)))
        return false;
    day_t day = day_of(y, m, d);
    if (day == DAY_NONE)
        return false;
    *ret = day;
    *ret_precision = n == 3 ? DAY_EXACT : n == 2 ? DAY_MONTH : DAY_YEAR;
    return true;
}

bool day_parse(struct text t, day_t *ret) {
    enum day_precision p;
    day_t d;
    if (!day_parse_partial(t, &d, &p) || p != DAY_EXACT)
        return false;
    *ret = d;
    return true;
}

void day_iso(day_t day, char out[11]) {
    int y, m, d;
    day_parts(day, &y, &m, &d);
    (void)snprintf(out, 11, "%04u-%02u-%02u", (unsigned)y % 10000u, (unsigned)m % 100u, (unsigned)d % 100u);
}

void day_vn(day_t day, char out[11]) {
    int y, m, d;
    day_parts(day, &y, &m, &d);
    (void)snprintf(out, 11, "%02u/%02u/%04u", (unsigned)d % 100u, (unsigned)m % 100u, (unsigned)y % 10000u);
}

int day_age(day_t born, day_t on) {
    int by, bm, bd, y, m, d;
    day_parts(born, &by, &bm, &bd);
    day_parts(on, &y, &m, &d);
    return y - by - (m < bm || (m == bm && d < bd));
}

day_t day_month_first(day_t d) {
    int y, m, day;
    day_parts(d, &y, &m, &day);
    return day_of(y, m, 1);
}

day_t day_add_months(day_t day, int64_t months) {
    int y, m, d;
    if (day == DAY_NONE || months < -120000 || months > 120000)
        return DAY_NONE;
    day_parts(day, &y, &m, &d);
    int64_t all = (int64_t)y * 12 + m - 1 + months;
    if (all < 12 || all >= (int64_t)10000 * 12)
        return DAY_NONE;
    day_t found = DAY_NONE;
    for (; found == DAY_NONE; d--)
        found = day_of((int)(all / 12), (int)(all % 12) + 1, d);
    return found;
}

#define UTC_OFFSET_MS (7 * 3600 * 1000) /* Viet Nam has one time zone */
#define DAY_MS 86400000

static instant_t real_now(void) {
    struct timespec ts;
    (void)clock_gettime(CLOCK_REALTIME, &ts);
    return (instant_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

instant_t clock_now(const struct clock *c) {
    instant_t now = real_now();
    if (c->fixed_day == DAY_NONE)
        return now;
    if (c->still)
        return (instant_t)c->fixed_day * DAY_MS - UTC_OFFSET_MS + DAY_MS / 2;
    return (instant_t)c->fixed_day * DAY_MS - UTC_OFFSET_MS + (now + UTC_OFFSET_MS) % DAY_MS;
}

day_t clock_today(const struct clock *c) {
    return c->fixed_day != DAY_NONE ? c->fixed_day : (day_t)((real_now() + UTC_OFFSET_MS) / DAY_MS);
}

int64_t clock_monotonic_us(void) {
    struct timespec ts;
    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static void split_instant(instant_t t, day_t *d, unsigned *h, unsigned *m, unsigned *s, unsigned *ms) {
    instant_t day = t / DAY_MS - (t % DAY_MS < 0);
    unsigned left = (unsigned)(t - day * DAY_MS);
    *d = (day_t)day;
    *h = left / 3600000;
    *m = left / 60000 % 60;
    *s = left / 1000 % 60;
    *ms = left % 1000;
}

void instant_iso(instant_t t, char out[25]) {
    day_t d;
    unsigned h, m, s, ms;
    split_instant(t, &d, &h, &m, &s, &ms);
    char day[11];
    day_iso(d, day);
    (void)snprintf(out, 25, "%sT%02u:%02u:%02u.%03uZ", day, h % 24, m % 60, s % 60, ms % 1000);
}

void instant_vn(instant_t t, char out[20]) {
    day_t d;
    unsigned h, m, s, ms;
    split_instant(t + UTC_OFFSET_MS, &d, &h, &m, &s, &ms);
    char day[11];
    day_vn(d, day);
    (void)snprintf(out, 20, "%s %02u:%02u", day, h % 24, m % 60);
}

#define ID_EPOCH_MS 1577836800000 /* 2020-01-01 */
static _Atomic unsigned id_node = 0;
static _Atomic int64_t id_last = 0; /* milliseconds << 12 | sequence */

void id_set_node(unsigned node) {
    id_node = node & 1023u;
}

int64_t id_from_parts(instant_t at, unsigned node, unsigned seq) {
    return (at - ID_EPOCH_MS) << 22 | (int64_t)(node & 1023u) << 12 | (int64_t)(seq & 4095u);
}

static _Atomic int64_t id_played = 0; /* the newest id of a demonstration; 0: ids follow the clock */

void id_play_from(instant_t at) {
    id_played = at == 0 ? 0 : id_from_parts(at, 0, 0);
}

/* Sequence 0 of a millisecond is left out, which keeps these apart from the start of the series. */
static int64_t next_played(int64_t last) {
    return (last & 4095) == 4095 ? (((last >> 22) + 1) << 22) + 1 : last + 1;
}

int64_t id_new(void) {
    int64_t played = atomic_load(&id_played);
    while (played != 0) {
        int64_t one = next_played(played);
        if (atomic_compare_exchange_weak(&id_played, &played, one))
            return one;
    }
    int64_t now = (real_now() - ID_EPOCH_MS) << 12;
    int64_t last = atomic_load(&id_last), next;
    do { /* when a millisecond's 4096 are used up, or the clock stepped back, time runs ahead of the clock */
        next = now > last ? now : last + 1;
    } while (!atomic_compare_exchange_weak(&id_last, &last, next));
    return (next >> 12) << 22 | (int64_t)id_node << 12 | (next & 4095);
}
