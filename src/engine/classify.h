/* Which class a household has under a poverty standard. Pure arithmetic over arrays: no database, no clock, no
 * memory of its own. One household and a whole season go through the same function.
 *
 * A standard is a list of lines per rural/urban, tried in the order poor, near-poor, average living standard. A
 * line holds when the income lies under its cut-off and the number of deprived indicators lies within its bounds
 * (Decree 07/2021/NĐ-CP: poor = income at most the line and at least 3 of 12; near-poor = the same income and fewer
 * than 3). Income is told by the points of a scorecard (Circular 07/2021/TT-BLĐTBXH: score A against the cut-off in
 * points) or by đồng per person and month. What a line needs and the answers do not give makes the class "cannot be
 * told" - unless no possible answer could change it. */
#ifndef ANSINH_ENGINE_CLASSIFY_H
#define ANSINH_ENGINE_CLASSIFY_H
#include "base/base.h"

/* As stored in interview_result.class and household_now.class_*. */
enum engine_class {
    ENGINE_CANNOT_TELL = 0,
    ENGINE_POOR = 1,
    ENGINE_NEAR_POOR = 2,
    ENGINE_NOT_POOR = 3,
    ENGINE_AVERAGE = 4
};

#define ENGINE_ITEMS 48       /* most items of a scorecard; the demonstration table has 23 */
#define ENGINE_OPTIONS 15     /* options of an item are numbered 0..14 */
#define ENGINE_NOT_ASKED 15   /* the answer of an item that was not asked */
#define ENGINE_INDICATORS 16  /* indicator no is bit no-1 of a mask */
#define ENGINE_NONE INT64_MIN /* no cut-off, no income */

/* Points of each option, rural [0] and urban [1]. */
struct engine_card {
    size_t item_count;
    uint16_t options[ENGINE_ITEMS]; /* bit n: option n exists */
    int32_t points[2][ENGINE_ITEMS][ENGINE_OPTIONS + 1];
};

enum engine_line_no { LINE_POOR, LINE_NEAR_POOR, LINE_AVERAGE, LINE_COUNT };
struct engine_line {
    bool used;                                 /* the class exists under this standard */
    int64_t income_over_dong, income_max_dong; /* more than, at most; ENGINE_NONE: no such bound, line unknown */
    int64_t points_max;                        /* score A at most; ENGINE_NONE: not known */
    int32_t deprived_min, deprived_max;        /* both inclusive */
};
struct engine_standard {
    struct engine_line lines[2][LINE_COUNT]; /* rural [0], urban [1] */
};

/* How the income is told when both ways are possible (setting standard.income_by). */
enum engine_income { INCOME_BY_POINTS, INCOME_BY_AMOUNT };

/* N households, arrays of N; answers: N rows of item_count options. answers may be NULL without a card. */
struct engine_households {
    size_t count;
    const uint8_t *urban; /* 0, 1 */
    const uint8_t *answers;
    const int64_t *income_dong; /* per person and month; ENGINE_NONE: not declared. NULL: nobody declared any */
    const uint16_t *deprived, *answered; /* masks over the indicators; a bit not answered is not deprived */
};

/* What is missing when a class cannot be told. */
enum engine_missing {
    MISSING_ITEMS = 1,      /* an item of the scorecard has no answer, or there is no scorecard */
    MISSING_INCOME = 2,     /* no income was declared */
    MISSING_INDICATORS = 4, /* an indicator that decides was not answered */
    MISSING_CUT_OFF = 8,    /* the standard's cut-off in points is not known */
};
struct engine_result {
    int64_t cut_off;  /* points or đồng that the income was held against; ENGINE_NONE when it could not be */
    uint8_t class_no; /* enum engine_class */
    uint8_t missing;  /* bits of engine_missing; 0 when the class is told */
    uint8_t deprived_count;
    bool income_low; /* at or under the line of poor households */
    bool by_points;
};

/* A standard without lines, to be filled. */
void engine_standard_clear(struct engine_standard *s);

/* Score A of one household. False when an item is not answered or holds an option that the card does not have;
 * *ret_points is then the sum of the others. */
bool engine_points(const struct engine_card *card, bool urban, const uint8_t *answers, int64_t *ret_points);

/* Results by standard: results[s * in->count + i]. card may be NULL (income by amount only). indicator_count: of
 * the standards' indicators, at most ENGINE_INDICATORS. ret_points may be NULL; else score A of each household,
 * ENGINE_NONE when incomplete. */
void engine_classify(const struct engine_card *card, const struct engine_standard *standards, size_t standard_count,
                     size_t indicator_count, enum engine_income prefer, const struct engine_households *in,
                     struct engine_result *results, int64_t *ret_points);

/* "0f3…" as stored in interview.answers: one hex digit per item. Items beyond the text are not asked; false for a
 * letter that is no digit. */
bool engine_answers_read(struct text hex, uint8_t *answers, size_t item_count);
void engine_answers_write(const uint8_t *answers, size_t item_count, char *hex); /* item_count letters, no NUL */
#endif
