/* The names that demonstration people bear, from the shipped tables. */
#include "features/demo/demo_parts.h"

void word_add(struct arena *a, struct word_list *l, struct text word, int64_t weight) {
    if (l->count == l->room) {
        size_t room = l->room ? l->room * 2 : 16;
        struct word_pick *picks = ARENA_ARRAY(a, room, struct word_pick);
        if (l->count > 0)
            memcpy(picks, l->picks, l->count * sizeof *picks);
        l->picks = picks;
        l->room = room;
    }
    int64_t before = l->count > 0 ? l->picks[l->count - 1].upto : 0;
    l->picks[l->count++] = (struct word_pick){word, before + weight};
}

struct text word_draw(const struct word_list *l, struct demo_rng *r) {
    if (l->count == 0)
        return T("");
    int64_t n = demo_below(r, l->picks[l->count - 1].upto);
    size_t low = 0, high = l->count - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (l->picks[middle].upto > n)
            high = middle;
        else
            low = middle + 1;
    }
    return l->picks[low].word;
}

/* ---- pools: one per ethnic group that has surnames of its own */

static struct name_pool *pool_of(struct demo_words *w, struct text ethnicity) {
    for (size_t i = 0; i < w->pool_count; i++)
        if (text_eq(w->pools[i].ethnicity, ethnicity))
            return &w->pools[i];
    return NULL;
}

#define MAX_POOLS 40
static void load_surnames(struct arena *a, struct demo_words *w) {
    struct tsv t;
    tsv_open(&t, "surnames.tsv");
    w->pools = ARENA_ARRAY(a, MAX_POOLS, struct name_pool);
    while (tsv_next(&t)) {
        struct text ethnicity = tsv_text(&t, "ethnicity");
        struct name_pool *p = pool_of(w, ethnicity);
        if (p == NULL && w->pool_count < MAX_POOLS) {
            p = &w->pools[w->pool_count++];
            p->ethnicity = ethnicity;
            p->minority = !text_starts(ethnicity, T("Kinh"));
        }
        if (p != NULL)
            word_add(a, &p->surnames, tsv_text(&t, "surname"), tsv_int(&t, "share_bp", 0));
    }
}

/* A line without a group or for both sexes goes to everybody whom no line names. */
typedef struct word_list *(*list_fn)(struct name_pool *p, const struct tsv *t, int sex);

static void load_by_group(struct arena *a, struct demo_words *w, const char *file, const char *column, list_fn list) {
    for (int common = 0; common < 2; common++) {
        struct tsv t;
        tsv_open(&t, file);
        bool had[MAX_POOLS][2][2] = {0};
        for (size_t i = 0; common && i < w->pool_count; i++)
            for (int sex = 0; sex < 2; sex++) {
                had[i][sex][0] = w->pools[i].givens[sex].count > 0;
                had[i][sex][1] = w->pools[i].patterns[sex].count > 0;
            }
        while (tsv_next(&t)) {
            struct text ethnicity = tsv_text(&t, "ethnicity"), sex_name = tsv_text(&t, "sex");
            if ((ethnicity.len == 0) != (common == 1))
                continue;
            for (size_t i = 0; i < w->pool_count; i++)
                for (int sex = 0; sex < 2; sex++) {
                    struct name_pool *p = &w->pools[i];
                    struct word_list *l = list(p, &t, sex);
                    bool own = l == &p->givens[sex] ? had[i][sex][0] : l == &p->patterns[sex] && had[i][sex][1];
                    if (l == NULL || own || (!common && !text_eq(ethnicity, p->ethnicity)) ||
                        (sex_name.len > 0 && !text_is(sex_name, sex ? "female" : "male")))
                        continue;
                    word_add(a, l, tsv_text(&t, column), tsv_int(&t, "weight", 0));
                }
        }
    }
}

static struct word_list *name_list(struct name_pool *p, const struct tsv *t, int sex) {
    struct text part = tsv_text(t, "part");
    return text_is(part, "middle") ? &p->middles[sex] : text_is(part, "given") ? &p->givens[sex] : NULL;
}

static struct word_list *pattern_list(struct name_pool *p, const struct tsv *t, int sex) {
    (void)t;
    return &p->patterns[sex];
}

static void load_variants(struct arena *a, struct demo_words *w) {
    struct tsv t;
    tsv_open(&t, "demo_spellings.tsv");
    w->variant_from = ARENA_ARRAY(a, 64, struct text);
    w->variant_to = ARENA_ARRAY(a, 64, struct text);
    while (tsv_next(&t) && w->variant_count < 64) {
        w->variant_from[w->variant_count] = tsv_text(&t, "name");
        w->variant_to[w->variant_count++] = tsv_text(&t, "variant");
    }
}

static void load_groups(struct arena *a, struct demo_words *w) {
    struct tsv t;
    tsv_open(&t, "demo_groups.tsv");
    while (tsv_next(&t))
        word_add(a, &w->groups, tsv_text(&t, "ethnicity"), tsv_int(&t, "weight", 0));
}

enum status demo_words_load(struct arena *a, struct demo_words *ret, struct error *err) {
    struct demo_words w = {0};
    load_surnames(a, &w);
    load_by_group(a, &w, "demo_names.tsv", "name", name_list);
    load_by_group(a, &w, "demo_name_patterns.tsv", "pattern", pattern_list);
    load_variants(a, &w);
    load_groups(a, &w);
    if (w.pool_count == 0 || w.pools[0].minority || w.groups.count == 0)
        return fail(err, E_INTERNAL, "demo.no_data", "surnames");
    *ret = w;
    return OK;
}

/* ---- names */

static struct text with_variant(const struct demo_words *w, struct text word, bool vary) {
    for (size_t i = 0; vary && i < w->variant_count; i++)
        if (text_eq(word, w->variant_from[i]))
            return w->variant_to[i];
    return word;
}

struct text demo_surname(const struct name_pool *p, struct demo_rng *r) {
    return word_draw(&p->surnames, r);
}

struct text demo_name(struct arena *a, const struct demo_words *w, const struct name_pool *p, int sex,
                      struct text surname, struct demo_rng *r) {
    char out[256];
    size_t n = 0;
    bool vary = demo_chance(r, 60000); /* of those whose name has a second spelling */
    struct text pattern = word_draw(&p->patterns[sex], r), part;
    while (text_cut(&pattern, ' ', &part)) {
        struct text word = text_is(part, "{s}")   ? surname
                           : text_is(part, "{m}") ? word_draw(&p->middles[sex], r)
                           : text_is(part, "{g}") ? word_draw(&p->givens[sex], r)
                                                  : part;
        word = with_variant(w, word, vary);
        if (word.len == 0 || n + word.len + 2 > sizeof out)
            continue;
        if (n > 0)
            out[n++] = ' ';
        memcpy(out + n, word.ptr, word.len);
        n += word.len;
    }
    return arena_text(a, (struct text){out, n});
}
