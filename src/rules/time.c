/* Moments, spans and days. A moment is RFC 3339 and counts in UTC unless a zone is given; a day is a day in Viet Nam.
 * Ages and months are completed ones, as the law counts them. */
#include <unicode/ucal.h>
#include <unicode/ustring.h>

#include "rules/program.h"

#define FIRST_SECOND (-62135596800) /* 0001-01-01T00:00:00Z */
#define LAST_SECOND 253402300799    /* 9999-12-31T23:59:59Z */
#define MAX_SPAN 315576000000       /* seconds; 10,000 years of 365.25 days */

bool timestamp_in_range(int64_t seconds) {
    return seconds >= FIRST_SECOND && seconds <= LAST_SECOND;
}
bool duration_in_range(int64_t seconds) {
    return seconds >= -MAX_SPAN && seconds <= MAX_SPAN;
}

/* n digits at *t, which then stands behind them. */
static bool digits(struct text *t, size_t n, int64_t *ret) {
    int64_t v = 0;
    if (t->len < n)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (t->ptr[i] < '0' || t->ptr[i] > '9')
            return false;
        v = v * 10 + (t->ptr[i] - '0');
    }
    *t = (struct text){t->ptr + n, t->len - n};
    *ret = v;
    return true;
}

static bool letter(struct text *t, const char *any) {
    if (t->len == 0 || strchr(any, t->ptr[0]) == NULL || t->ptr[0] == '\0')
        return false;
    *t = (struct text){t->ptr + 1, t->len - 1};
    return true;
}

/* ".5" as nanoseconds, at most nine digits counted. */
static bool fraction(struct text *t, int32_t *ret_nanos) {
    int32_t v = 0, unit = 100000000;
    size_t n = 0;
    for (; n < t->len && t->ptr[n] >= '0' && t->ptr[n] <= '9'; n++) {
        v += (t->ptr[n] - '0') * unit;
        unit /= 10;
    }
    *t = (struct text){t->ptr + n, t->len - n};
    *ret_nanos = v;
    return n > 0;
}

/* "+07:00" after its sign. */
static bool zone_hours(struct text *t, int64_t *ret_seconds) {
    int64_t hours, minutes;
    if (!digits(t, 2, &hours) || !letter(t, ":") || !digits(t, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *ret_seconds = hours * 3600 + minutes * 60;
    return true;
}

bool timestamp_parse(struct text t, int64_t *ret_seconds, int32_t *ret_nanos) {
    int64_t y, m, d, hours, minutes, seconds, zone = 0;
    int32_t nanos = 0;
    if (!digits(&t, 4, &y) || !letter(&t, "-") || !digits(&t, 2, &m) || !letter(&t, "-") || !digits(&t, 2, &d) ||
        !letter(&t, "Tt") || !digits(&t, 2, &hours) || !letter(&t, ":") || !digits(&t, 2, &minutes) ||
        !letter(&t, ":") || !digits(&t, 2, &seconds))
        return false;
    if (letter(&t, ".") && !fraction(&t, &nanos))
        return false;
    bool minus = t.len > 0 && t.ptr[0] == '-';
    if (!letter(&t, "Zz") && (!letter(&t, "+-") || !zone_hours(&t, &zone)))
        return false;
    day_t day = y < 1 ? DAY_NONE : day_of((int)y, (int)m, (int)d);
    if (t.len > 0 || day == DAY_NONE || hours > 23 || minutes > 59 || seconds > 59)
        return false;
    int64_t all = (int64_t)day * 86400 + hours * 3600 + minutes * 60 + seconds + (minus ? zone : -zone);
    if (!timestamp_in_range(all))
        return false;
    *ret_seconds = all;
    *ret_nanos = nanos;
    return true;
}

static struct text nanos_text(struct arena *a, int32_t nanos) {
    if (nanos == 0)
        return T("");
    struct text t = arena_fmt(a, ".%09d", nanos < 0 ? -nanos : nanos);
    while (t.ptr[t.len - 1] == '0')
        t.len--;
    return t;
}

struct text timestamp_text(struct arena *a, int64_t seconds, int32_t nanos) {
    int64_t day = seconds / 86400 - (seconds % 86400 < 0), in_day = seconds - day * 86400;
    char iso[11];
    day_iso((day_t)day, iso);
    struct text part = nanos_text(a, nanos);
    return arena_fmt(a, "%sT%02d:%02d:%02d%.*sZ", iso, (int)(in_day / 3600), (int)(in_day / 60 % 60),
                     (int)(in_day % 60), FMT(part));
}

struct text duration_text(struct arena *a, int64_t seconds, int32_t nanos) {
    struct text part = nanos_text(a, nanos);
    bool minus = seconds < 0 || nanos < 0;
    return arena_fmt(a, "%s%lld%.*ss", minus ? "-" : "", (long long)(seconds < 0 ? -seconds : seconds), FMT(part));
}

/* "1h2m3.5s", units from hours to nanoseconds, one sign in front. */
bool duration_parse(struct text t, int64_t *ret_seconds, int32_t *ret_nanos) {
    static const struct {
        struct text name;
        int64_t nanos;
    } units[] = {{{"ns", 2}, 1},         {{"us", 2}, 1000},       {{"µs", 3}, 1000},        {{"ms", 2}, 1000000},
                 {{"s", 1}, 1000000000}, {{"m", 1}, 60000000000}, {{"h", 1}, 3600000000000}};
    bool minus = t.len > 0 && t.ptr[0] == '-';
    if (minus || (t.len > 0 && t.ptr[0] == '+'))
        t = (struct text){t.ptr + 1, t.len - 1};
    __int128 all = 0;
    bool any = text_is(t, "0");
    if (any)
        t.len = 0;
    while (t.len > 0) {
        __int128 whole = 0;
        int32_t part = 0;
        size_t n = 0;
        for (; n < t.len && n < 19 && t.ptr[n] >= '0' && t.ptr[n] <= '9'; n++)
            whole = whole * 10 + (t.ptr[n] - '0');
        t = (struct text){t.ptr + n, t.len - n};
        bool has_part = letter(&t, ".") && fraction(&t, &part);
        if (n == 0 && !has_part)
            return false;
        size_t u = 0;
        while (u < COUNT_OF(units) && !text_starts(t, units[u].name))
            u++;
        if (u == COUNT_OF(units))
            return false;
        t = (struct text){t.ptr + units[u].name.len, t.len - units[u].name.len};
        all += whole * units[u].nanos + (__int128)part * units[u].nanos / 1000000000;
        if (all > (__int128)MAX_SPAN * 1000000000 + 999999999)
            return false;
        any = true;
    }
    if (!any)
        return false;
    all = minus ? -all : all;
    *ret_seconds = (int64_t)(all / 1000000000);
    *ret_nanos = (int32_t)(all % 1000000000);
    return true;
}

/* ---- parts of a moment */

/* Seconds to add for a zone: "+07:00", "-02:30", "02:00" or a name of the tz database. */
static bool zone_offset(struct run *r, struct text zone, int64_t seconds, int64_t *ret) {
    struct text t = zone;
    bool minus = t.len > 0 && t.ptr[0] == '-';
    if (t.len > 0 && (t.ptr[0] == '+' || t.ptr[0] == '-'))
        t = (struct text){t.ptr + 1, t.len - 1};
    int64_t hours;
    if (zone_hours(&t, &hours) && t.len == 0) {
        *ret = minus ? -hours : hours;
        return true;
    }
    if (text_is(zone, "UTC")) {
        *ret = 0;
        return true;
    }
    UChar name[64], known[64];
    int32_t len = 0;
    UErrorCode e = U_ZERO_ERROR;
    UBool is_system = 0;
    (void)u_strFromUTF8(name, COUNT_OF(name), &len, zone.ptr == NULL ? "" : zone.ptr, (int32_t)zone.len, &e);
    (void)ucal_getCanonicalTimeZoneID(name, len, known, COUNT_OF(known), &is_system, &e);
    if (U_FAILURE(e) || !is_system)
        return false;
    (void)r;
    UCalendar *cal = ucal_open(name, len, "en", UCAL_GREGORIAN, &e);
    ucal_setMillis(cal, (double)seconds * 1000, &e);
    int32_t ms = ucal_get(cal, UCAL_ZONE_OFFSET, &e) + ucal_get(cal, UCAL_DST_OFFSET, &e);
    ucal_close(cal);
    *ret = ms / 1000 - (ms % 1000 < 0);
    return U_SUCCESS(e);
}

static struct rule_value duration_part(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    if (count != 1)
        return run_no_way(r, n, a, count);
    return text_is(n->name, "getHours")          ? rule_of_int(a[0].i / 3600)
           : text_is(n->name, "getMinutes")      ? rule_of_int(a[0].i / 60)
           : text_is(n->name, "getSeconds")      ? rule_of_int(a[0].i)
           : text_is(n->name, "getMilliseconds") ? rule_of_int(a[0].nanos / 1000000)
                                                 : run_no_way(r, n, a, count);
}

static struct rule_value part(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    int64_t zone = 0;
    if (a[0].kind == RULE_DURATION)
        return duration_part(r, n, a, count);
    if (a[0].kind != RULE_TIMESTAMP || (count == 2 && a[1].kind != RULE_STRING))
        return run_no_way(r, n, a, count);
    if (count == 2 && !zone_offset(r, a[1].text, a[0].i, &zone))
        return run_error(r, n, "rules.no_zone", a[1].text, TEXT_NONE);
    int64_t s = a[0].i + zone, day = s / 86400 - (s % 86400 < 0), in_day = s - day * 86400;
    int y, m, d;
    day_parts((day_t)day, &y, &m, &d);
    static const char *const names[] = {"getFullYear",  "getMonth", "getDate",    "getDayOfMonth", "getDayOfWeek",
                                        "getDayOfYear", "getHours", "getMinutes", "getSeconds",    "getMilliseconds"};
    const int64_t values[] = {y,
                              m - 1,
                              d,
                              d - 1,
                              day_weekday((day_t)day) % 7,
                              day - day_of(y, 1, 1),
                              in_day / 3600,
                              in_day / 60 % 60,
                              in_day % 60,
                              a[0].nanos / 1000000};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (text_is(n->name, names[i]))
            return rule_of_int(values[i]);
    return run_no_way(r, n, a, count);
}

/* ---- days */

/* Completed months from one day to another; the last day of a month completes one that began on a later day. */
static int64_t months_between(day_t from, day_t to) {
    if (to < from)
        return -months_between(to, from);
    int y0, m0, d0, y1, m1, d1;
    day_parts(from, &y0, &m0, &d0);
    day_parts(to, &y1, &m1, &d1);
    int64_t months = (int64_t)(y1 - y0) * 12 + (m1 - m0);
    int y2, m2, d2;
    day_parts(to + 1, &y2, &m2, &d2);
    bool last_of_month = m2 != m1;
    return months - (d1 < d0 && !last_of_month ? 1 : 0);
}

static struct rule_value between(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    if (a[0].kind != RULE_DAY || a[1].kind != RULE_DAY)
        return run_no_way(r, n, a, count);
    day_t from = (day_t)a[0].i, to = (day_t)a[1].i;
    if (text_is(n->name, "days"))
        return rule_of_int((int64_t)to - from);
    if (text_is(n->name, "months"))
        return rule_of_int(months_between(from, to));
    return rule_of_int(to < from ? -day_age(to, from) : day_age(from, to));
}

/* The same day so many months on, or the last of that month when there is no such day. */
static struct rule_value plus(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    if (a[0].kind != RULE_DAY || a[1].kind != RULE_INT)
        return run_no_way(r, n, a, count);
    int64_t months;
    if (__builtin_mul_overflow(a[1].i, text_is(n->name, "plusYears") ? 12 : 1, &months) || months > 120000 ||
        months < -120000)
        return run_error(r, n, "rules.overflow", TEXT_NONE, TEXT_NONE);
    day_t day = day_add_months((day_t)a[0].i, months);
    return day != DAY_NONE ? rule_of_day(day) : run_error(r, n, "rules.overflow", TEXT_NONE, TEXT_NONE);
}

static struct rule_value day_part(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    if (a[0].kind != RULE_DAY)
        return run_no_way(r, n, a, count);
    int y, m, d;
    day_parts((day_t)a[0].i, &y, &m, &d);
    return rule_of_int(text_is(n->name, "year") ? y : text_is(n->name, "month") ? m : d);
}

static struct rule_value param(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    if (a[0].kind != RULE_STRING || (count == 2 && a[1].kind != RULE_DAY))
        return run_no_way(r, n, a, count);
    if (r->source->param == NULL)
        return run_error(r, n, "rules.no_parameters", a[0].text, TEXT_NONE);
    struct rule_value v = r->source->param(r->source->user, a[0].text, count == 2 ? (day_t)a[1].i : DAY_NONE);
    run_note(r, &(struct rule_read){.name = a[0].text, .field = count == 2 ? (unsigned)a[1].i : 0, .value = v});
    return v;
}

#define OF_MOMENT "t:i ts:i"
#define OF_BOTH "t:i ts:i r:i"
const struct function time_functions[] = {
    {"getFullYear", false, true, OF_MOMENT, part},  {"getMonth", false, true, OF_MOMENT, part},
    {"getDate", false, true, OF_MOMENT, part},      {"getDayOfMonth", false, true, OF_MOMENT, part},
    {"getDayOfWeek", false, true, OF_MOMENT, part}, {"getDayOfYear", false, true, OF_MOMENT, part},
    {"getHours", false, true, OF_BOTH, part},       {"getMinutes", false, true, OF_BOTH, part},
    {"getSeconds", false, true, OF_BOTH, part},     {"getMilliseconds", false, true, OF_BOTH, part},
    {"age", true, false, "DD:i", between},          {"years", true, false, "DD:i", between},
    {"months", true, false, "DD:i", between},       {"days", true, false, "DD:i", between},
    {"plusMonths", false, true, "Di:D", plus},      {"plusYears", false, true, "Di:D", plus},
    {"year", false, true, "D:i", day_part},         {"month", false, true, "D:i", day_part},
    {"dayOfMonth", false, true, "D:i", day_part},   {"param", true, false, "s:* sD:*", param},
};
const size_t time_function_count = COUNT_OF(time_functions);
