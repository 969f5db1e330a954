/* Answers that come to a wanted result.
 *
 * Each item of the points table takes one option. A household draws how well off it is, every item then an option
 * near that, and the sum is moved to where it is wanted by exchanging options. So answers
 * look like those of a household of that kind, and edge cases (exactly on a line) come out exactly. The points table
 * and the lines are those in the database, whatever they are. */
#include "features/demo/demo_parts.h"

/* ---- loading */

static enum status load_standard(struct ctx *c, enum demo_standard k, const char *kind, struct demo_score *s,
                                 struct error *err) {
    struct standard standard;
    TRY(standard_for(c, kind, 0, demo_season(0).in_force, &standard, err));
    s->standard_id[k] = standard.id;
    TRY(standard_compile(c, standard.id, s->card->id, &s->standards[k], NULL, err));
    struct indicator *indicators;
    s->family = standard.indicator_family;
    TRY(standard_indicators(c, standard.indicator_family, &indicators, &s->indicators, err));
    for (int urban = 0; urban < 2; urban++) {
        const struct engine_line *l = demo_poor_line(s, k, urban);
        if (!l->used || l->points_max == ENGINE_NONE || l->income_max_dong == ENGINE_NONE)
            return fail(err, E_CONFLICT, "demo.no_standard");
    }
    return OK;
}

const struct engine_line *demo_poor_line(const struct demo_score *s, enum demo_standard k, bool urban) {
    return &s->standards[k].lines[urban][LINE_POOR];
}

/* Options of an item from few points to many, so that "a little better off" is the next one. */
static void sort_options(struct scorecard_option *o, size_t count) {
    for (size_t i = 1; i < count; i++)
        for (size_t k = i; k > 0 && o[k].points_rural < o[k - 1].points_rural; k--) {
            struct scorecard_option other = o[k];
            o[k] = o[k - 1];
            o[k - 1] = other;
        }
}

static enum status load_card(struct ctx *c, struct demo_score *s, struct error *err) {
    struct scorecard *card = ARENA_NEW(c->arena, struct scorecard);
    TRY(scorecard_get(c, scorecard_id_of_key(T(SCORECARD_DEMO)), card, err));
    scorecard_compile(card, &s->compiled);
    struct scorecard_item *items = ARENA_ARRAY(c->arena, card->item_count, struct scorecard_item);
    s->size_item = -1;
    for (size_t i = 0; i < card->item_count; i++) {
        size_t count = card->items[i].option_count;
        struct scorecard_option *options = ARENA_ARRAY(c->arena, count, struct scorecard_option);
        memcpy(options, card->items[i].options, count * sizeof *options);
        sort_options(options, count);
        items[i] = card->items[i];
        items[i].options = options;
        if (text_eq(vi_fold(c->arena, items[i].name), T("so nguoi trong ho")))
            s->size_item = (int)i;
    }
    card->items = items;
    s->card = card;
    return card->item_count > 0 ? OK : fail(err, E_CONFLICT, "demo.no_scorecard");
}

enum status demo_score_load(struct ctx *c, struct demo_score *ret, struct error *err) {
    struct demo_score *s = ARENA_NEW(c->arena, struct demo_score);
    TRY(load_card(c, s, err));
    TRY(load_standard(c, STANDARD_PROVINCIAL, "provincial", s, err));
    TRY(load_standard(c, STANDARD_NATIONAL, "national", s, err));
    *ret = *s;
    return OK;
}

/* ---- classifying: as every interview is */

static void classify(const struct demo_score *s, bool urban, const uint8_t *answers, struct demo_answers *a) {
    const uint8_t town = urban;
    const uint16_t answered = (uint16_t)((1u << s->indicators) - 1);
    bool by_points = a->points != DB_NULL;
    struct engine_households one = {.count = 1,
                                    .urban = &town,
                                    .answers = by_points ? answers : NULL,
                                    .income_dong = &a->income,
                                    .deprived = &a->mask,
                                    .answered = &answered};
    engine_classify(by_points ? &s->compiled : NULL, s->standards, STANDARDS, s->indicators,
                    by_points ? INCOME_BY_POINTS : INCOME_BY_AMOUNT, &one, a->result, NULL);
}

/* ---- answering */

static size_t size_option(const struct demo_score *s, int64_t members) {
    /* Options in order of points: the largest household first; 7 and more, 6, 5, 4, 3, then 1 and 2. */
    size_t n = s->card->items[s->size_item].option_count;
    int64_t step = members >= 7 ? 0 : members <= 2 ? 5 : 7 - members;
    return (size_t)step < n ? (size_t)step : n - 1;
}

static int64_t points_of(const struct demo_score *s, bool urban, size_t item, size_t option) {
    const struct scorecard_option *o = &s->card->items[item].options[option];
    return urban ? o->points_urban : o->points_rural;
}

static int64_t sum_of(const struct demo_score *s, bool urban, const size_t *at) {
    int64_t sum = 0;
    for (size_t i = 0; i < s->card->item_count; i++)
        sum += points_of(s, urban, i, at[i]);
    return sum;
}

static void draw(const struct demo_score *s, int64_t members, int64_t wealth, struct demo_rng *r, size_t *at) {
    for (size_t i = 0; i < s->card->item_count; i++) {
        int64_t w = wealth + demo_below(r, 500) - 250, n = (int64_t)s->card->items[i].option_count;
        w = w < 0 ? 0 : w > 999 ? 999 : w;
        at[i] = (int)i == s->size_item ? size_option(s, members) : (size_t)(w * n / 1000);
    }
}

static int64_t distance(int64_t sum, int64_t low, int64_t high) {
    return sum < low ? low - sum : sum > high ? sum - high : 0;
}

/* Exchanges options one at a time, each step at least as near as before, until the sum lies in low..high. */
static bool move_to(const struct demo_score *s, bool urban, int64_t low, int64_t high, struct demo_rng *r, size_t *at) {
    int64_t sum = sum_of(s, urban, at), off = distance(sum, low, high);
    for (int tries = 0; off > 0 && tries < 3000; tries++) {
        size_t i = (size_t)demo_below(r, (int64_t)s->card->item_count), n = s->card->items[i].option_count;
        if ((int)i == s->size_item || n < 2)
            continue;
        size_t to = (size_t)demo_below(r, (int64_t)n);
        int64_t moved = sum - points_of(s, urban, i, at[i]) + points_of(s, urban, i, to);
        int64_t then = distance(moved, low, high);
        if (then > off || (then == off && tries % 4 != 0))
            continue;
        at[i] = to;
        sum = moved;
        off = then;
    }
    return off == 0;
}

static void deprive(const struct demo_score *s, const struct demo_target *t, struct demo_rng *r,
                    struct demo_answers *a) {
    a->deprived = t->deprived_min + (int)demo_below(r, t->deprived_max - t->deprived_min + 1);
    a->mask = 0;
    for (int left = a->deprived; left > 0;) {
        int bit = (int)demo_below(r, (int64_t)s->indicators);
        if (a->mask >> bit & 1)
            continue;
        a->mask = (uint16_t)(a->mask | 1u << bit);
        left--;
    }
}

enum status demo_answer(const struct demo_score *s, bool urban, int64_t members, const struct demo_target *t,
                        struct demo_rng *r, struct demo_answers *ret, struct error *err) {
    struct demo_answers a = {.points = DB_NULL, .income = DB_NULL};
    uint8_t answers[ENGINE_ITEMS] = {0};
    deprive(s, t, r, &a);
    if (t->want == WANT_INCOME) {
        a.income = t->amount;
    } else {
        int64_t low = t->want == WANT_EXACTLY ? t->amount
                      : t->want == WANT_ABOVE ? t->amount + 1
                                              : t->least + (t->least > 0);
        int64_t high = t->want == WANT_ABOVE ? INT32_MAX : t->amount;
        size_t at[ENGINE_ITEMS];
        bool there = false;
        for (int tries = 0; tries < 20 && !there; tries++) {
            int64_t wealth =
                t->want == WANT_ABOVE ? 450 + demo_below(r, 300) + demo_below(r, 250) : 150 + demo_below(r, 350);
            draw(s, members, wealth, r, at);
            there = move_to(s, urban, low, high, r, at);
        }
        if (!there)
            return fail_detail(err, E_INTERNAL, "demo.cannot_reach", "points %lld..%lld", (long long)low,
                               (long long)high);
        for (size_t i = 0; i < s->card->item_count; i++)
            answers[i] = (uint8_t)s->card->items[i].options[at[i]].no;
        engine_answers_write(answers, s->card->item_count, a.answers);
        a.points = sum_of(s, urban, at);
    }
    classify(s, urban, answers, &a);
    *ret = a;
    return OK;
}
