/* Numbers, money and days as people read them. What is not known is a dash: INT64_MIN (no value in the
 * database) for numbers, DAY_NONE and DAY_FOREVER for days. */
#include "i18n/i18n.h"

#define NOTHING "–"

static char thousands(enum lang lang) {
    return lang == LANG_VI ? '.' : ',';
}

static void add_grouped(struct buf *b, enum lang lang, uint64_t v) {
    char digits[32], *p = digits + sizeof digits;
    int count = 0;
    do {
        if (count > 0 && count % 3 == 0)
            *--p = thousands(lang);
        *--p = (char)('0' + v % 10);
        v /= 10;
        count++;
    } while (v != 0);
    buf_add(b, p, (size_t)(digits + sizeof digits - p));
}

void fmt_int(struct buf *b, enum lang lang, int64_t v) {
    if (v == INT64_MIN) {
        buf_str(b, NOTHING);
        return;
    }
    if (v < 0)
        buf_char(b, '-');
    add_grouped(b, lang, v < 0 ? (uint64_t)-v : (uint64_t)v);
}

void fmt_money(struct buf *b, enum lang lang, int64_t dong) {
    fmt_int(b, lang, dong);
    if (dong != INT64_MIN)
        buf_str(b, " đ");
}

/* A basis point is a hundredth of a percent, so two decimals are exact, fewer are rounded half away from
 * zero, more are zeros. */
void fmt_percent(struct buf *b, enum lang lang, int64_t basis_points, int decimals) {
    if (basis_points == INT64_MIN) {
        buf_str(b, NOTHING);
        return;
    }
    uint64_t v = basis_points < 0 ? (uint64_t)-basis_points : (uint64_t)basis_points;
    int kept = decimals < 0 ? 0 : decimals > 2 ? 2 : decimals;
    uint64_t one = kept == 2 ? 100 : kept == 1 ? 10 : 1, dropped = 100 / one;
    v = (v + dropped / 2) / dropped;
    if (basis_points < 0 && v != 0)
        buf_char(b, '-');
    add_grouped(b, lang, v / one);
    if (decimals > 0) {
        buf_char(b, lang == LANG_VI ? ',' : '.');
        if (kept == 2)
            buf_char(b, (char)('0' + v / 10 % 10));
        buf_char(b, (char)('0' + v % 10));
        for (int i = 2; i < decimals; i++)
            buf_char(b, '0');
    }
    buf_char(b, '%');
}

void fmt_day(struct buf *b, enum lang lang, day_t d) {
    (void)lang; /* the same in both: a Vietnamese form is read in the office, whatever the language of the page */
    if (d == DAY_NONE || d >= DAY_FOREVER) {
        buf_str(b, NOTHING);
        return;
    }
    char out[11];
    day_vn(d, out);
    buf_str(b, out);
}

void fmt_day_long(struct buf *b, day_t d) {
    if (d == DAY_NONE || d >= DAY_FOREVER) {
        buf_str(b, NOTHING);
        return;
    }
    int year, month, day;
    day_parts(d, &year, &month, &day);
    /* NĐ 30/2020/NĐ-CP, Phụ lục I: a 0 stands before days below 10 and before months 1 and 2 only. */
    buf_fmt(b, month <= 2 ? "ngày %02d tháng %02d năm %d" : "ngày %02d tháng %d năm %d", day, month, year);
}

void fmt_birth(struct buf *b, enum lang lang, day_t d, enum day_precision p) {
    if (d == DAY_NONE || d >= DAY_FOREVER || p == DAY_EXACT) {
        fmt_day(b, lang, d);
        return;
    }
    int year, month, day;
    day_parts(d, &year, &month, &day);
    if (p == DAY_MONTH)
        buf_fmt(b, "%02d/%04d", month, year);
    else
        buf_fmt(b, "%04d", year);
    buf_str(b, " (");
    buf_text(b, tr(lang, p == DAY_MONTH ? "day.month_only" : "day.year_only"));
    buf_char(b, ')');
}
