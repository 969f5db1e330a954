/* Names of agencies hold commas and "và" themselves ("UBND các huyện, thị xã, thành phố"; "Nông nghiệp và Phát triển
 * nông thôn"), so a cell cannot be cut at these. Instead it becomes a row of folded words, and from each place the
 * longest known spelling is taken that ends where the writing allows an end: before a comma, a semicolon, a bracket,
 * "và", or the end. Behind "Các Sở:" a department may stand without the word "Sở"; that lasts until somebody else
 * is named. */
#include "features/plan/plan_spelling.h"

#include "app/tsv.h"
#include "features/agency/agency.h"
#include "i18n/i18n.h"

struct spelling {
    const struct text *words;
    size_t word_count;
    struct text kind;
    int64_t agency_id, group_id;
};
struct plan_spellings {
    struct spelling *all;
    size_t count;
};
struct word {
    struct text folded;
    size_t begin, end; /* in the cell */
    char stop;         /* what ends behind it: , ; : ( ) . or 0 */
};

static size_t fold_words(struct arena *a, struct text t, struct text **ret) {
    struct text folded = vi_fold(a, t), part;
    struct text *words = ARENA_ARRAY(a, folded.len + 1, struct text);
    size_t n = 0;
    while (text_cut(&folded, ' ', &part))
        if (part.len > 0)
            words[n++] = part;
    *ret = words;
    return n;
}

struct plan_spellings *plan_spellings_load(struct arena *a) {
    struct tsv t;
    size_t n = 0;
    tsv_open(&t, "agency_spellings.tsv");
    while (tsv_next(&t))
        n++;
    struct plan_spellings *s = ARENA_NEW(a, struct plan_spellings);
    s->all = ARENA_ARRAY(a, n + 1, struct spelling);
    tsv_open(&t, "agency_spellings.tsv");
    while (tsv_next(&t)) {
        struct spelling *x = &s->all[s->count++];
        struct text *words;
        x->word_count = fold_words(a, tsv_text(&t, "spelling"), &words);
        x->words = words;
        x->kind = tsv_text(&t, "kind");
        int64_t id = agency_id_of_key(tsv_text(&t, "target_key"));
        bool group = text_is(tsv_text(&t, "target_kind"), "group");
        x->agency_id = group ? 0 : id;
        x->group_id = group ? id : 0;
    }
    return s;
}

static bool is_space(char ch) {
    return ch == ' ' || ch == '\n' || ch == '\t' || ch == '\r';
}

static size_t words_of(struct arena *a, struct text cell, struct word **ret) {
    struct word *words = ARENA_ARRAY(a, cell.len * 4 + 1, struct word); /* a byte folds into few letters */
    size_t n = 0, i = 0;
    while (i < cell.len) {
        if (is_space(cell.ptr[i])) {
            i++;
        } else if (strchr(",;:().", cell.ptr[i]) != NULL) {
            if (n > 0 && (words[n - 1].stop == 0 || cell.ptr[i] == ';'))
                words[n - 1].stop = cell.ptr[i];
            i++;
        } else {
            size_t begin = i;
            while (i < cell.len && !is_space(cell.ptr[i]) && strchr(",;:().", cell.ptr[i]) == NULL)
                i++;
            struct text *parts;
            size_t k = fold_words(a, (struct text){cell.ptr + begin, i - begin}, &parts);
            for (size_t p = 0; p < k && n < cell.len * 4; p++)
                words[n++] = (struct word){parts[p], begin, i, 0};
        }
    }
    *ret = words;
    return n;
}

static bool stands_at(const struct spelling *s, const struct word *words, size_t count, size_t at) {
    if (s->word_count == 0 || at + s->word_count > count)
        return false;
    for (size_t i = 0; i < s->word_count; i++)
        if (!text_eq(s->words[i], words[at + i].folded))
            return false;
    return true;
}

static bool may_end(const struct word *words, size_t count, size_t end) {
    return end == count || words[end - 1].stop != 0 || text_is(words[end].folded, "va");
}

/* The longest spelling at this place; `any_end`: it may end anywhere. */
static const struct spelling *longest(const struct plan_spellings *s, const struct word *words, size_t count, size_t at,
                                      bool bare, bool any_end) {
    const struct spelling *best = NULL;
    for (size_t i = 0; i < s->count; i++) {
        const struct spelling *x = &s->all[i];
        if (text_is(x->kind, "bare") && !bare)
            continue;
        if (!stands_at(x, words, count, at) || (!any_end && !may_end(words, count, at + x->word_count)))
            continue;
        if (best == NULL || x->word_count > best->word_count)
            best = x;
    }
    return best;
}

static struct text written(struct text cell, const struct word *words, size_t at, size_t n) {
    return (struct text){cell.ptr + words[at].begin, words[at + n - 1].end - words[at].begin};
}

struct found {
    struct plan_target *targets;
    size_t count;
    struct text *unknown;
    size_t unknown_count;
};

/* All parts of a compound spelling stand in the table one after the other. */
static void take(const struct plan_spellings *s, const struct spelling *best, struct text as, struct found *f) {
    for (const struct spelling *x = best; x < s->all + s->count; x++) {
        bool same = x->word_count == best->word_count;
        for (size_t i = 0; same && i < x->word_count; i++)
            same = text_eq(x->words[i], best->words[i]);
        if (!same)
            return;
        bool there = false;
        for (size_t i = 0; i < f->count; i++)
            there = there || (f->targets[i].agency_id == x->agency_id && f->targets[i].group_id == x->group_id);
        if (!there)
            f->targets[f->count++] = (struct plan_target){x->agency_id, x->group_id, as, x->kind};
    }
}

void plan_spellings_cell(const struct plan_spellings *s, struct arena *a, struct text cell, struct plan_target **ret,
                         size_t *ret_count, struct text **ret_unknown, size_t *ret_unknown_count) {
    struct word *words;
    size_t count = words_of(a, cell, &words);
    struct found f = {.targets = ARENA_ARRAY(a, s->count + 1, struct plan_target),
                      .unknown = ARENA_ARRAY(a, count + 1, struct text)};
    bool bare = false;
    for (size_t i = 0; i < count;) {
        const struct spelling *best = longest(s, words, count, i, bare, false);
        if (best != NULL) {
            bare = bare && text_is(best->kind, "bare") && words[i + best->word_count - 1].stop != ';';
            take(s, best, written(cell, words, i, best->word_count), &f);
            i += best->word_count;
        } else if (i + 1 < count && text_is(words[i].folded, "cac") && text_is(words[i + 1].folded, "so") &&
                   (words[i + 1].stop == ':' ||
                    (i + 2 < count && longest(s, words, count, i + 2, true, false) != NULL))) {
            bare = true;
            i += 2;
        } else if (text_is(words[i].folded, "va")) {
            i++;
        } else {
            size_t end = i + 1;
            while (end < count && words[end - 1].stop == 0)
                end++;
            f.unknown[f.unknown_count++] = written(cell, words, i, end - i);
            i = end;
        }
    }
    *ret = f.targets;
    *ret_count = f.count;
    *ret_unknown = f.unknown;
    *ret_unknown_count = f.unknown_count;
}

static struct plan_target target_of(const struct spelling *x, struct text as) {
    return (struct plan_target){x->agency_id, x->group_id, as, x->kind};
}

bool plan_spellings_begin(const struct plan_spellings *s, struct arena *a, struct text t, struct plan_target *ret) {
    struct word *words;
    size_t count = words_of(a, t, &words);
    const struct spelling *best = count ? longest(s, words, count, 0, false, true) : NULL;
    if (best != NULL)
        *ret = target_of(best, written(t, words, 0, best->word_count));
    return best != NULL;
}

bool plan_spellings_group_in(const struct plan_spellings *s, struct arena *a, struct text t, struct plan_target *ret) {
    struct word *words;
    size_t count = words_of(a, t, &words);
    for (size_t i = 0; i < count; i++) {
        const struct spelling *best = longest(s, words, count, i, false, true);
        if (best == NULL || best->group_id == 0)
            continue;
        *ret = target_of(best, written(t, words, i, best->word_count));
        return true;
    }
    return false;
}
