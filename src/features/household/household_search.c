/* Which way a search goes.
 *
 * "hoa" stands in one household of twenty, "nguyen" in almost every second. For rare words the text index gives the
 * few households at once. For common ones it would give a hundred thousand, to be fetched and sorted before the first
 * fifty can be shown; there it is faster to walk the list in its own order and to look into each row, because every
 * second one fits. search_word holds in how many households each word occurs; the words are taken as independent,
 * which is far from true for names but good enough to tell 2 % from 40 %. */
#include "features/household/household_list.h"

/* From which share of the households, in millionths, walking is faster; measured on 322,000. */
#define DENSE_IN_PROVINCE 60000
#define DENSE_IN_DISTRICT 8000

/* A commune is walked in a few milliseconds; the index would bring the whole province's households first. */
static int64_t dense_from(struct ctx *c) {
    if (c->user.scope.level >= DB_SCOPE_COMMUNE && c->user.scope.level <= DB_SCOPE_HAMLET)
        return -1;
    if (ctx_query(c, "commune").len > 0 || ctx_query(c, "hamlet").len > 0)
        return -1;
    return c->user.scope.level == DB_SCOPE_DISTRICT || ctx_query(c, "district").len > 0 ? DENSE_IN_DISTRICT
                                                                                        : DENSE_IN_PROVINCE;
}

struct words {
    struct text word[MAX_SEARCH_WORDS];
    size_t count;
};

static struct words words_of(struct text folded) {
    struct words w = {.count = 0};
    struct text part;
    while (w.count < MAX_SEARCH_WORDS && text_cut(&folded, ' ', &part))
        if (part.len > 0)
            w.word[w.count++] = part;
    return w;
}

static bool is_digits(struct text t) {
    for (size_t i = 0; i < t.len; i++)
        if (t.ptr[i] < '0' || t.ptr[i] > '9')
            return false;
    return t.len > 0;
}

/* Share of the households that are expected to have all words, in millionths; a word nobody counted is rare. */
static enum status expected_share(struct ctx *c, const struct words *w, int64_t *ret, struct error *err) {
    struct text t[MAX_SEARCH_WORDS];
    for (size_t i = 0; i < MAX_SEARCH_WORDS; i++)
        t[i] = i < w->count ? w->word[i] : T("");
    struct search_word_counts_row *rows;
    size_t count;
    TRY(search_word_counts(c->db, &(struct search_word_counts_in){t[0], t[1], t[2], t[3], t[4], t[5]}, c->arena, &rows,
                           &count, err));
    int64_t total = 0, share = 1000000;
    for (size_t i = 0; i < count; i++)
        if (rows[i].word.len == 0)
            total = rows[i].households;
    for (size_t i = 0; i < w->count; i++) {
        int64_t households = 0;
        for (size_t k = 0; k < count; k++)
            if (text_eq(rows[k].word, w->word[i]))
                households = rows[k].households;
        share = total > 0 ? share * households / total : 0;
    }
    *ret = share;
    return OK;
}

/* Every word quoted, so that none can be an operator: "nguyen" "hoa" for FTS5, 'nguyen' & 'hoa' for tsquery. */
static struct text index_query(struct ctx *c, const struct words *w) {
    AUTO_BUF b;
    buf_init(&b, 4096);
    bool fts = db_kind(c->db) == DB_SQLITE;
    for (size_t i = 0; i < w->count; i++) {
        if (i > 0)
            buf_str(&b, fts ? " " : " & ");
        buf_char(&b, fts ? '"' : '\'');
        for (size_t k = 0; k < w->word[i].len; k++)
            if (strchr("\"'\\", w->word[i].ptr[k]) == NULL)
                buf_char(&b, w->word[i].ptr[k]);
        buf_char(&b, fts ? '"' : '\'');
    }
    return arena_text(c->arena, buf_as_text(&b));
}

static struct text whole_word(struct ctx *c, struct text word) {
    return arena_fmt(c->arena, " %.*s ", FMT(word));
}

enum status household_search_values(struct ctx *c, struct text folded, struct db_list_value *out, size_t *ret_count,
                                    struct error *err) {
    struct words w = words_of(folded);
    *ret_count = 0;
    if (w.count == 0)
        return OK;
    bool code = is_digits(w.word[0]) && (w.count == 1 || (w.count == 2 && is_digits(w.word[1])));
    if (code && w.count == 1 && w.word[0].len == 12) {
        out[(*ret_count)++] = household_list_by_personal_number(w.word[0]);
        return OK;
    }
    if (code) { /* 26533-000017: folding made the hyphen a blank */
        struct text prefix =
            w.count == 1 ? w.word[0] : arena_fmt(c->arena, "%.*s-%.*s", FMT(w.word[0]), FMT(w.word[1]));
        out[(*ret_count)++] = household_list_by_code_prefix(prefix);
        return OK;
    }
    int64_t share;
    TRY(expected_share(c, &w, &share, err));
    if (share <= dense_from(c)) {
        out[(*ret_count)++] = household_list_by_rare_words(index_query(c, &w));
        return OK;
    }
    for (size_t i = 0; i < w.count; i++)
        out[(*ret_count)++] = household_list_by_word(whole_word(c, w.word[i]));
    return OK;
}

enum status household_past_search_values(struct ctx *c, struct text folded, struct db_list_value *out,
                                         size_t *ret_count, struct error *err) {
    struct words w = words_of(folded);
    *ret_count = 0;
    if (w.count > 0 && is_digits(w.word[0])) {
        struct text prefix =
            w.count == 1 ? w.word[0] : arena_fmt(c->arena, "%.*s-%.*s", FMT(w.word[0]), FMT(w.word[1]));
        out[(*ret_count)++] = household_past_list_by_code_prefix(prefix);
        return OK;
    }
    int64_t share = 0;
    if (w.count > 0)
        TRY(expected_share(c, &w, &share, err));
    if (w.count > 0 && share <= dense_from(c)) /* a first choice by today's names; the words of that day decide */
        out[(*ret_count)++] = household_past_list_by_words(index_query(c, &w));
    for (size_t i = 0; i < w.count; i++)
        out[(*ret_count)++] = household_past_list_by_word(whole_word(c, w.word[i]));
    return OK;
}

/* ---- counting the words */

struct word_count {
    struct text word;
    int64_t households;
    int64_t last_row; /* a word counts once for a household */
};
struct word_table {
    struct arena *arena;
    struct word_count *slots;
    size_t size, used;
    int64_t row;
};

static struct word_count *word_slot(struct word_table *t, struct text word) {
    size_t i = (size_t)text_hash(word) & (t->size - 1);
    while (t->slots[i].word.ptr != NULL && !text_eq(t->slots[i].word, word))
        i = (i + 1) & (t->size - 1);
    return &t->slots[i];
}

static void grow(struct word_table *t) {
    struct word_table bigger = {.arena = t->arena, .size = t->size * 2, .used = t->used};
    bigger.slots = ARENA_ARRAY(t->arena, bigger.size, struct word_count);
    for (size_t i = 0; i < t->size; i++)
        if (t->slots[i].word.ptr != NULL)
            *word_slot(&bigger, t->slots[i].word) = t->slots[i];
    bigger.row = t->row;
    *t = bigger;
}

static enum status count_words(void *user, const struct now_folds_row *row, struct error *err) {
    (void)err;
    struct word_table *t = user;
    struct text rest = row->members_fold, word;
    t->row++;
    while (text_cut(&rest, ' ', &word)) {
        if (word.len == 0 || text_is(word, "|"))
            continue;
        struct word_count *w = word_slot(t, word);
        if (w->word.ptr == NULL) {
            w->word = arena_text(t->arena, word);
            t->used++;
        }
        if (w->last_row != t->row) {
            w->last_row = t->row;
            w->households++;
        }
        if (t->used * 2 > t->size)
            grow(t);
    }
    return OK;
}

enum status household_search_rebuild(struct ctx *c, struct error *err) {
    if (db_kind(c->db) == DB_SQLITE)
        TRY(now_text_rebuild(c->db, NULL, err));
    return household_words_count(c, err);
}

enum status household_words_count(struct ctx *c, struct error *err) {
    AUTO_ARENA arena = arena_new(256u << 20);
    struct word_table t = {.arena = arena, .size = 4096};
    t.slots = ARENA_ARRAY(arena, t.size, struct word_count);
    TRY(now_folds_each(c->db, count_words, &t, err));
    TRY(search_word_clear(c->db, NULL, err));
    static const char *const columns[] = {"word", "households"};
    struct db_bulk *b;
    TRY(db_bulk_begin(c->db, "search_word", columns, COUNT_OF(columns), &b, err));
    db_bulk_text(b, T(""));
    db_bulk_int(b, t.row);
    enum status s = db_bulk_row(b, err);
    for (size_t i = 0; s == OK && i < t.size; i++) {
        if (t.slots[i].word.ptr == NULL)
            continue;
        db_bulk_text(b, t.slots[i].word);
        db_bulk_int(b, t.slots[i].households);
        s = db_bulk_row(b, err);
    }
    enum status ended = db_bulk_end(&b, err);
    return s != OK ? s : ended;
}
