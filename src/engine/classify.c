#include "engine/classify.h"

static const enum engine_class class_of_line[LINE_COUNT] = {ENGINE_POOR, ENGINE_NEAR_POOR, ENGINE_AVERAGE};

void engine_standard_clear(struct engine_standard *s) {
    for (size_t urban = 0; urban < 2; urban++)
        for (size_t i = 0; i < LINE_COUNT; i++)
            s->lines[urban][i] = (struct engine_line){.income_over_dong = ENGINE_NONE,
                                                      .income_max_dong = ENGINE_NONE,
                                                      .points_max = ENGINE_NONE,
                                                      .deprived_max = ENGINE_INDICATORS};
}

bool engine_points(const struct engine_card *card, bool urban, const uint8_t *answers, int64_t *ret_points) {
    const int32_t(*points)[ENGINE_OPTIONS + 1] = card->points[urban];
    int64_t sum = 0;
    unsigned absent = 0;
    for (size_t i = 0; i < card->item_count; i++) { /* options that do not exist have 0 points */
        unsigned answer = answers[i] & 15u;
        sum += points[i][answer];
        absent |= ~((unsigned)card->options[i] >> answer) & 1u;
    }
    *ret_points = sum;
    return absent == 0;
}

enum fits { NO, YES, OPEN };

/* Between deprived and deprived + unasked indicators are deprived: is that surely inside the line's bounds? */
static enum fits deprivation_fits(const struct engine_line *line, int deprived, int unasked) {
    if (deprived > line->deprived_max || deprived + unasked < line->deprived_min)
        return NO;
    return deprived >= line->deprived_min && deprived + unasked <= line->deprived_max ? YES : OPEN;
}

static bool income_fits(const struct engine_line *line, bool by_points, int64_t income) {
    if (by_points)
        return line->points_max != ENGINE_NONE && income <= line->points_max;
    return line->income_max_dong != ENGINE_NONE && income <= line->income_max_dong &&
           (line->income_over_dong == ENGINE_NONE || income > line->income_over_dong);
}

/* Points tell the income when the card is complete and every class that rests on low income has its cut-off. The
 * average living standard is told by amounts only: no document gives it in points. */
static bool has_cut_offs(const struct engine_line *lines, bool by_points) {
    for (size_t i = LINE_POOR; i <= LINE_NEAR_POOR; i++)
        if (lines[i].used && (by_points ? lines[i].points_max : lines[i].income_max_dong) == ENGINE_NONE)
            return false;
    return lines[LINE_POOR].used;
}

struct household {
    int64_t points, income; /* ENGINE_NONE: not known */
    int deprived, unasked;
};

static struct engine_result classify_one(const struct engine_line *lines, enum engine_income prefer,
                                         const struct household *h) {
    struct engine_result r = {.cut_off = ENGINE_NONE, .deprived_count = (uint8_t)h->deprived};
    bool points_tell = h->points != ENGINE_NONE && has_cut_offs(lines, true);
    bool amount_tells = h->income != ENGINE_NONE && has_cut_offs(lines, false);
    r.by_points = prefer == INCOME_BY_POINTS ? points_tell || !amount_tells : points_tell && !amount_tells;
    if (!points_tell && !amount_tells) {
        if (h->points == ENGINE_NONE)
            r.missing |= MISSING_ITEMS;
        if (!has_cut_offs(lines, true))
            r.missing |= MISSING_CUT_OFF;
        if (h->income == ENGINE_NONE)
            r.missing |= MISSING_INCOME;
        return r;
    }
    int64_t income = r.by_points ? h->points : h->income;
    r.cut_off = r.by_points ? lines[LINE_POOR].points_max : lines[LINE_POOR].income_max_dong;
    r.income_low = income <= r.cut_off;
    for (size_t i = 0; i < LINE_COUNT; i++) {
        if (!lines[i].used || !income_fits(&lines[i], r.by_points, income))
            continue;
        enum fits fits = deprivation_fits(&lines[i], h->deprived, h->unasked);
        if (fits == OPEN) {
            r.missing = MISSING_INDICATORS;
            return r;
        }
        if (fits == YES) {
            r.class_no = class_of_line[i];
            r.cut_off = r.by_points ? lines[i].points_max : lines[i].income_max_dong;
            return r;
        }
    }
    r.class_no = ENGINE_NOT_POOR;
    return r;
}

void engine_classify(const struct engine_card *card, const struct engine_standard *standards, size_t standard_count,
                     size_t indicator_count, enum engine_income prefer, const struct engine_households *in,
                     struct engine_result *results, int64_t *ret_points) {
    const unsigned all = (1u << indicator_count) - 1;
    for (size_t i = 0; i < in->count; i++) {
        bool urban = in->urban[i] != 0;
        unsigned answered = in->answered[i] & all, deprived = in->deprived[i] & answered;
        struct household h = {.points = ENGINE_NONE,
                              .income = in->income_dong != NULL ? in->income_dong[i] : ENGINE_NONE,
                              .deprived = __builtin_popcount(deprived),
                              .unasked = __builtin_popcount(all & ~answered)};
        int64_t points;
        if (card != NULL && engine_points(card, urban, in->answers + i * card->item_count, &points))
            h.points = points;
        if (ret_points != NULL)
            ret_points[i] = h.points;
        for (size_t s = 0; s < standard_count; s++)
            results[s * in->count + i] = classify_one(standards[s].lines[urban], prefer, &h);
    }
}

bool engine_answers_read(struct text hex, uint8_t *answers, size_t item_count) {
    for (size_t i = 0; i < item_count; i++) {
        char c = i < hex.len ? hex.ptr[i] : 'f';
        if (c >= '0' && c <= '9')
            answers[i] = (uint8_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            answers[i] = (uint8_t)(c - 'a' + 10);
        else
            return false;
    }
    return true;
}

void engine_answers_write(const uint8_t *answers, size_t item_count, char *hex) {
    for (size_t i = 0; i < item_count; i++)
        hex[i] = "0123456789abcdef"[answers[i] & 15];
}
