/* What became of each household in the reviews of 2021, 2022 and 2023: drawn first, people and answers follow it.
 *
 * The provincial counts are those of the province: 4,861 poor at the start of 2023 among 322,000 households (scaled
 * with the demonstration's size); the other counts are invented. By the national standard there were none; a
 * commune's demonstration invents some, over and above. */
#include "features/demo/demo_parts.h"

enum { P = CLASS_POOR, C = CLASS_NEAR_POOR, N = CLASS_NOT_POOR };

enum path_count { BY_PROVINCE, BALANCE, BY_POOR, BY_NEAR };
static const struct path_row {
    struct demo_path path;
    enum path_count how; /* households of 322,000; what is left to 4,861; percent of the national poor or near-poor */
    int64_t amount;
} paths[] = {
    {{{N, N, N}, {N, N, N}, {0}}, BY_PROVINCE, 0},
    {{{P, P, P}, {N, N, N}, {0}}, BY_PROVINCE, 1500},
    {{{P, P, N}, {N, N, N}, {0}}, BALANCE, 0},
    {{{P, N, N}, {N, N, N}, {0}}, BY_PROVINCE, 1610},
    {{{P, N, P}, {N, N, N}, {0}}, BY_PROVINCE, 90},
    {{{N, P, P}, {N, N, N}, {0}}, BY_PROVINCE, 211},
    {{{N, P, N}, {N, N, N}, {0}}, BY_PROVINCE, 150},
    {{{N, N, P}, {N, N, N}, {0}}, BY_PROVINCE, 280},
    {{{N, N, N}, {N, N, N}, {false, true, false}}, BY_PROVINCE, 1400},
    {{{N, N, N}, {N, N, N}, {false, false, true}}, BY_PROVINCE, 1300},
    /* poor by the national standard on the day: the first takes what the others leave of the exact number */
    {{{P, P, P}, {P, P, P}, {0}}, BY_POOR, 100},
    {{{P, P, P}, {N, P, P}, {0}}, BY_POOR, 15},
    {{{N, N, P}, {N, N, P}, {0}}, BY_POOR, 10},
    /* and near-poor */
    {{{N, N, N}, {C, C, C}, {0}}, BY_NEAR, 100},
    {{{N, N, N}, {N, C, C}, {0}}, BY_NEAR, 12},
    {{{N, N, N}, {N, N, C}, {0}}, BY_NEAR, 10},
    {{{P, P, N}, {P, P, C}, {0}}, BY_NEAR, 8},
    /* were so, and are no longer */
    {{{P, P, P}, {P, P, N}, {0}}, BY_POOR, 25},
    {{{P, P, N}, {P, P, N}, {0}}, BY_POOR, 20},
    {{{N, N, N}, {C, C, N}, {0}}, BY_NEAR, 25},
};
#define POOR_AT_START_2023 4861
#define PROVINCE 322000

static bool counts_now(const struct path_row *row, int cls) {
    return row->path.national[DEMO_SEASONS - 1] == cls;
}

const struct demo_path *demo_path_of(const struct demo_fate *f) {
    return &paths[f->path].path;
}

static int64_t scaled(int64_t amount, int64_t households) {
    return (amount * households + PROVINCE / 2) / PROVINCE;
}

static void count_paths(const struct demo_plan *plan, int64_t ret[COUNT_OF(paths)]) {
    int64_t poor = plan->national_poor, near = plan->national_near,
            start_2023 = scaled(POOR_AT_START_2023, plan->households);
    size_t first_poor = 0, first_near = 0, balance = 0;
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        const struct path_row *row = &paths[i];
        switch (row->how) {
        case BY_PROVINCE:
            ret[i] = scaled(row->amount, plan->households);
            start_2023 -= row->path.provincial[1] == P ? ret[i] : 0;
            break;
        case BALANCE:
            balance = i;
            break;
        case BY_POOR:
            ret[i] = row->amount == 100 ? 0 : plan->national_poor * row->amount / 100;
            first_poor = row->amount == 100 ? i : first_poor;
            poor -= counts_now(row, P) ? ret[i] : 0;
            break;
        case BY_NEAR:
            ret[i] = row->amount == 100 ? 0 : plan->national_near * row->amount / 100;
            first_near = row->amount == 100 ? i : first_near;
            near -= counts_now(row, C) ? ret[i] : 0;
            break;
        }
    }
    ret[0] = 0;
    ret[balance] = start_2023 > 0 ? start_2023 : 0;
    ret[first_poor] = poor;
    ret[first_near] = near;
}

/* ---- edge cases: a few households of a fitting path stand exactly on a line in the last review */

static const struct {
    enum demo_edge edge;
    int provincial, national; /* class in the last review */
    int urban;                /* -1: either */
    bool asked;
} edges[] = {
    {EDGE_ON_POINTS, P, N, -1, false},
    {EDGE_ON_INCOME, P, N, -1, false},
    {EDGE_BETWEEN_URBAN, P, N, 1, false},
    {EDGE_BETWEEN_RURAL, N, N, 0, true},
    {EDGE_OVER_POINTS, N, N, -1, true},
    {EDGE_OVER_INCOME, N, N, -1, true},
    {EDGE_TWO_DEPRIVED, N, N, -1, true},
    {EDGE_NATIONAL_POINTS, P, P, -1, false},
    {EDGE_NATIONAL_NEAR_POINTS, N, C, -1, false},
    {EDGE_NATIONAL_OVER, P, N, -1, false},
    {EDGE_NATIONAL_INCOME, P, P, -1, false},
};

static void set_edges(const struct demo_plan *plan, const struct demo_map *map, struct demo_fate *fates) {
    int64_t each = plan->households / 40000 + 1;
    for (size_t e = 0; e < COUNT_OF(edges); e++) {
        int64_t left = each;
        for (int64_t i = 0; i < plan->households && left > 0; i++) {
            struct demo_fate *f = &fates[i];
            const struct demo_path *p = demo_path_of(f);
            bool urban = map->communes[map->hamlets[f->hamlet].commune].urban;
            if (f->path == 0 || f->edge != EDGE_NONE || p->provincial[2] != edges[e].provincial ||
                p->national[2] != edges[e].national || (edges[e].urban >= 0 && urban != edges[e].urban) ||
                p->asked[2] != edges[e].asked)
                continue;
            f->edge = (uint8_t)edges[e].edge;
            left--;
        }
    }
}

/* ---- drawing */

static size_t draw_hamlet(const struct demo_map *map, const struct demo_commune *k, struct demo_rng *r) {
    int64_t sum = 0;
    for (size_t h = 0; h < k->hamlet_count; h++)
        sum += map->hamlets[k->first_hamlet + h].weight;
    int64_t n = demo_below(r, sum);
    size_t h = 0;
    while (h + 1 < k->hamlet_count && n >= map->hamlets[k->first_hamlet + h].weight)
        n -= map->hamlets[k->first_hamlet + h++].weight;
    return k->first_hamlet + h;
}

static uint8_t draw_group(const struct demo_words *w, struct demo_rng *r) {
    struct text group = word_draw(&w->groups, r);
    for (size_t i = 0; i < w->pool_count; i++)
        if (text_eq(w->pools[i].ethnicity, group))
            return (uint8_t)i;
    return 0;
}

/* Poverty is drawn more often in the country and among the minorities. */
static int64_t tickets(const struct demo_map *map, const struct demo_fate *f) {
    bool urban = map->communes[map->hamlets[f->hamlet].commune].urban;
    return (urban ? 2 : 5) * (f->pool != 0 ? 4 : 1);
}

static void settle(const struct demo_plan *plan, const struct demo_map *map, const struct demo_words *w,
                   struct demo_fate *fates) {
    int64_t i = 0;
    for (size_t k = 0; k < map->commune_count; k++) {
        const struct demo_commune *commune = &map->communes[k];
        for (int64_t n = 0; n < commune->households; n++, i++) {
            struct demo_rng r = demo_rng(plan, "fate", i);
            fates[i] = (struct demo_fate){.hamlet = (uint32_t)draw_hamlet(map, commune, &r)};
            /* commune->minority of its households, spread evenly */
            if ((n + 1) * commune->minority / commune->households > n * commune->minority / commune->households)
                fates[i].pool = draw_group(w, &r);
        }
    }
}

enum status demo_fates(struct arena *a, const struct demo_plan *plan, const struct demo_map *map,
                       const struct demo_words *words, struct demo_fate **ret, struct error *err) {
    struct demo_fate *fates = ARENA_ARRAY(a, (size_t)plan->households + 1, struct demo_fate);
    settle(plan, map, words, fates);
    int64_t counts[COUNT_OF(paths)] = {0}, total = 0;
    count_paths(plan, counts);
    for (size_t p = 0; p < COUNT_OF(paths); p++)
        total += counts[p];
    if (total * 2 > plan->households)
        return fail(err, E_INVALID, "demo.too_few_households");
    struct demo_rng r = demo_rng(plan, "paths", 0);
    for (size_t p = 1; p < COUNT_OF(paths); p++)
        for (int64_t left = counts[p]; left > 0;) {
            struct demo_fate *f = &fates[demo_below(&r, plan->households)];
            if (f->path != 0 || demo_below(&r, 20) >= tickets(map, f))
                continue;
            f->path = (uint8_t)p;
            left--;
        }
    set_edges(plan, map, fates);
    *ret = fates;
    return OK;
}

/* ---- the answers that a review shall find */

static struct demo_target edge_target(const struct demo_score *s, enum demo_edge edge, bool urban,
                                      struct demo_target otherwise) {
    const struct engine_line *own = demo_poor_line(s, STANDARD_PROVINCIAL, urban);
    const struct engine_line *national = demo_poor_line(s, STANDARD_NATIONAL, urban);
    /* Between the provincial lines: poor in a town, not poor in the country, with everything else alike. */
    int64_t between = (demo_poor_line(s, STANDARD_PROVINCIAL, 0)->income_max_dong +
                       demo_poor_line(s, STANDARD_PROVINCIAL, 1)->income_max_dong) /
                      2;
    int three = (int)own->deprived_min;
    switch (edge) {
    case EDGE_ON_POINTS:
        return (struct demo_target){WANT_EXACTLY, own->points_max, 0, three, three};
    case EDGE_ON_INCOME:
        return (struct demo_target){WANT_INCOME, own->income_max_dong, 0, three, three};
    case EDGE_OVER_POINTS:
        return (struct demo_target){WANT_EXACTLY, own->points_max + 1, 0, three + 1, three + 1};
    case EDGE_OVER_INCOME:
        return (struct demo_target){WANT_INCOME, own->income_max_dong + 1, 0, three + 2, three + 2};
    case EDGE_TWO_DEPRIVED:
        return (struct demo_target){WANT_EXACTLY, own->points_max, 0, three - 1, three - 1};
    case EDGE_BETWEEN_URBAN:
    case EDGE_BETWEEN_RURAL:
        return (struct demo_target){WANT_INCOME, between, 0, three, three};
    case EDGE_NATIONAL_POINTS:
        return (struct demo_target){WANT_EXACTLY, national->points_max, 0, three, three};
    case EDGE_NATIONAL_NEAR_POINTS:
        return (struct demo_target){WANT_EXACTLY, national->points_max, 0, three - 1, three - 1};
    case EDGE_NATIONAL_OVER:
        return (struct demo_target){WANT_EXACTLY, national->points_max + 1, 0, three, three};
    case EDGE_NATIONAL_INCOME:
        return (struct demo_target){WANT_INCOME, national->income_max_dong, 0, three, three};
    case EDGE_NONE:
    case EDGES:
        break;
    }
    return otherwise;
}

static int ordinary_deprived(struct demo_rng *r) {
    static const int counts[] = {0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3};
    return counts[demo_below(r, COUNT_OF(counts))];
}

struct demo_target demo_target_of(const struct demo_score *s, const struct demo_fate *f, size_t review, bool urban,
                                  struct demo_rng *r) {
    const struct demo_path *p = demo_path_of(f);
    const struct engine_line *own = demo_poor_line(s, STANDARD_PROVINCIAL, urban);
    const struct engine_line *national = demo_poor_line(s, STANDARD_NATIONAL, urban);
    int three = (int)own->deprived_min, few = ordinary_deprived(r);
    struct demo_target t;
    if (p->national[review] == P)
        t = (struct demo_target){WANT_AT_MOST, national->points_max, 0, three, three + 3};
    else if (p->national[review] == C)
        t = (struct demo_target){WANT_AT_MOST, national->points_max, 0, 0, three - 1};
    else if (p->provincial[review] == P)
        t = (struct demo_target){WANT_AT_MOST, own->points_max, national->points_max, three, three + 3};
    else
        t = (struct demo_target){WANT_ABOVE, own->points_max, 0, few, few};
    return review == DEMO_SEASONS - 1 ? edge_target(s, (enum demo_edge)f->edge, urban, t) : t;
}
