/* The present state of each household in one row.
 *
 * Lists of 322,000 households cannot join five tables of dated rows on every page, so the answer is kept:
 * household_now is a function of the rows and of the day's area tree, and nothing else writes it. now_build computes
 * that function for a range of ids; refresh (one household, inside the transaction that changed it), rebuild (all)
 * and check (compare) are three users of it. So the stored state can always be proved or made again. */
#include "features/household/household_now.h"

#include "app/reads.h"
#include "base/limits.h"

enum status household_escape_months(struct ctx *c, day_t on, int64_t *ret, struct error *err) {
    int64_t months = DB_NULL;
    struct error missing;
    error_clear(&missing);
    if (setting_int(c, "newly_escaped.months", on, &months, &missing) != OK && missing.status != E_NOT_FOUND)
        return fail_detail(err, missing.status, missing.key, "%s", missing.detail);
    *ret = months == DB_NULL ? 0 : months;
    return OK;
}

enum status household_escape_limit(struct ctx *c, day_t *ret, struct error *err) {
    int64_t months;
    TRY(household_escape_months(c, c->as_of, &months, err));
    *ret = day_add_months(c->as_of, -months);
    return OK;
}

/* ---- places */

struct place_entry {
    int64_t hamlet_id;
    struct hamlet_place_row row;
};
#define PLACE_SLOTS 4096 /* hamlets of a large province, twice over; a fuller table only loses time */
struct place_cache {
    struct arena *arena;
    day_t on;
    struct place_entry *slots[PLACE_SLOTS];
};

struct place_cache *place_cache_new(struct arena *a, day_t on) {
    struct place_cache *p = ARENA_NEW(a, struct place_cache);
    p->arena = a;
    p->on = on;
    return p;
}

enum status place_find(struct place_cache *p, struct db *db, int64_t hamlet_id, const struct hamlet_place_row **ret,
                       struct error *err) {
    struct place_entry **slot = &p->slots[(uint64_t)hamlet_id * 0x9e3779b97f4a7c15u >> 52];
    if (*slot == NULL || (*slot)->hamlet_id != hamlet_id) {
        struct place_entry *e = ARENA_NEW(p->arena, struct place_entry);
        e->hamlet_id = hamlet_id;
        bool found = false;
        TRY(hamlet_place(db, &(struct hamlet_place_in){hamlet_id, p->on}, p->arena, &e->row, &found, err));
        if (!found)
            return fail_detail(err, E_INTERNAL, "household.no_place", "hamlet %lld has no commune on day %d",
                               (long long)hamlet_id, p->on);
        *slot = e;
    }
    *ret = &(*slot)->row;
    return OK;
}

/* ---- from rows to the present state */

struct now_rows {
    struct now_members_row *members;
    struct now_classes_row *classes;
    struct now_reviews_row *reviews;
    size_t member_count, class_count, review_count;
    size_t m, k, r; /* how far each is read; all are in order of household ids */
};

static bool is_kinh(struct text ethnicity) {
    return ethnicity.ptr == NULL || ethnicity.len == 0 || text_starts(ethnicity, T("Kinh"));
}

/* " nguyen thi hoa | le van be ": every word stands between blanks, so that a word is found whole. */
static struct text names_of(struct arena *a, const struct now_members_row *m, size_t count) {
    AUTO_BUF b;
    buf_init(&b, 1u << 20);
    buf_char(&b, ' ');
    for (size_t i = 0; i < count; i++) {
        if (m[i].name_fold.ptr == NULL)
            continue;
        if (b.len > 1)
            buf_str(&b, "| ");
        buf_text(&b, m[i].name_fold);
        buf_char(&b, ' ');
    }
    return arena_text(a, buf_as_text(&b));
}

static void take_classes(struct now_rows *rows, int64_t id, struct now_insert_in *n) {
    for (; rows->k < rows->class_count && rows->classes[rows->k].household_id <= id; rows->k++) {
        const struct now_classes_row *k = &rows->classes[rows->k];
        if (k->household_id != id)
            continue;
        if (text_is(k->kind, "provincial")) {
            n->class_provincial = k->class;
            n->escaped_on = k->escaped_on;
        } else {
            n->class_national = k->class;
        }
    }
}

/* Who was found not poor and never stood on a list has no decided class, but is reviewed. */
static void take_reviews(struct now_rows *rows, int64_t id, struct now_insert_in *n) {
    for (; rows->r < rows->review_count && rows->reviews[rows->r].household_id <= id; rows->r++) {
        const struct now_reviews_row *r = &rows->reviews[rows->r];
        if (r->household_id != id)
            continue;
        n->last_reviewed = day_year(r->last_on);
        if (n->class_provincial == CLASS_NOT_REVIEWED && r->free_provincial)
            n->class_provincial = CLASS_NOT_POOR;
        if (n->class_national == CLASS_NOT_REVIEWED && r->free_national)
            n->class_national = CLASS_NOT_POOR;
    }
}

static void take_head(struct arena *a, const struct now_members_row *m, struct now_insert_in *n) {
    bool known = m->head_name.ptr != NULL;
    n->head_name = known ? m->head_name : T("");
    n->head_sort = vi_name_sort_key(a, n->head_name);
    n->ethnicity = known ? m->ethnicity : TEXT_NONE;
    n->minority = known && !is_kinh(m->ethnicity);
    n->female_head = known && m->sex == 1;
    n->born_year = known && m->born_on != DAY_NONE ? day_year(m->born_on) : DB_NULL;
}

static void set_place(struct now_insert_in *n, int64_t hamlet_id, const struct hamlet_place_row *place) {
    n->hamlet_id = hamlet_id;
    n->commune_id = place->commune_id;
    n->district_id = place->district_id;
    n->province_id = place->province_id;
    n->urban = place->urban;
}

static enum status take_household(struct now_rows *rows, struct db *db, struct arena *a, struct place_cache *places,
                                  struct now_insert_in *n, struct error *err) {
    const struct now_members_row *m = &rows->members[rows->m];
    size_t count = 0;
    while (rows->m + count < rows->member_count && m[count].household_id == m->household_id)
        count++;
    rows->m += count;
    const struct hamlet_place_row *place;
    TRY(place_find(places, db, m->hamlet_id, &place, err));
    *n = (struct now_insert_in){
        .household_id = m->household_id,
        .code = m->code,
        .version = 1,
        .status = m->status,
        .address = m->address,
        .members_fold = names_of(a, m, count),
        .member_count = m->person_id == DB_NULL ? 0 : (int64_t)count,
        .escaped_on = DAY_NONE,
        .last_reviewed = DB_NULL,
        .sort_version = text_of(vi_sort_version()),
    };
    set_place(n, m->hamlet_id, place);
    take_head(a, m, n);
    take_classes(rows, m->household_id, n);
    take_reviews(rows, m->household_id, n);
    return OK;
}

enum status now_build(struct db *db, struct arena *a, struct place_cache *places, int64_t from, int64_t to, day_t on,
                      struct now_insert_in **ret, size_t *ret_count, struct error *err) {
    struct now_rows rows = {.m = 0};
    TRY(now_members(db, &(struct now_members_in){from, to, on}, a, &rows.members, &rows.member_count, err));
    TRY(now_classes(db, &(struct now_classes_in){from, to, on}, a, &rows.classes, &rows.class_count, err));
    TRY(now_reviews(db, &(struct now_reviews_in){from, to, on}, a, &rows.reviews, &rows.review_count, err));
    struct now_insert_in *out = ARENA_ARRAY(a, rows.member_count + 1, struct now_insert_in);
    size_t count = 0;
    while (rows.m < rows.member_count)
        TRY(take_household(&rows, db, a, places, &out[count++], err));
    *ret = out;
    *ret_count = count;
    return OK;
}

/* ---- one household */

static struct now_update_in as_update(const struct now_insert_in *n) {
    return (struct now_update_in){
        .household_id = n->household_id,
        .status = n->status,
        .hamlet_id = n->hamlet_id,
        .commune_id = n->commune_id,
        .district_id = n->district_id,
        .province_id = n->province_id,
        .urban = n->urban,
        .address = n->address,
        .head_name = n->head_name,
        .head_sort = n->head_sort,
        .members_fold = n->members_fold,
        .member_count = n->member_count,
        .ethnicity = n->ethnicity,
        .minority = n->minority,
        .female_head = n->female_head,
        .born_year = n->born_year,
        .class_provincial = n->class_provincial,
        .class_national = n->class_national,
        .escaped_on = n->escaped_on,
        .last_reviewed = n->last_reviewed,
        .sort_version = n->sort_version,
    };
}

/* PostgreSQL keeps its text index itself. */
static enum status text_remove(struct db *db, int64_t from, int64_t to, struct error *err) {
    return db_kind(db) == DB_SQLITE ? now_text_remove(db, &(struct now_text_remove_in){from, to}, NULL, err) : OK;
}

static enum status text_add(struct db *db, int64_t from, int64_t to, struct error *err) {
    return db_kind(db) == DB_SQLITE ? now_text_add(db, &(struct now_text_add_in){from, to}, NULL, err) : OK;
}

enum status household_now_text(struct db *db, int64_t from, int64_t to, struct error *err) {
    return text_add(db, from, to, err);
}

enum status household_now_text_remove(struct db *db, int64_t id, struct error *err) {
    return text_remove(db, id, id, err);
}

enum status household_refresh(struct ctx *c, int64_t household_id, struct error *err) {
    struct now_insert_in *rows;
    size_t count;
    struct place_cache *places = place_cache_new(c->arena, c->today);
    TRY(now_build(c->db, c->arena, places, household_id, household_id, c->today, &rows, &count, err));
    TRY(text_remove(c->db, household_id, household_id, err));
    if (count == 0)
        return now_delete(c->db, &(struct now_delete_in){household_id, household_id}, NULL, err);
    int64_t changed = 0;
    struct now_update_in update = as_update(rows);
    TRY(now_update(c->db, &update, &changed, err));
    if (changed == 0)
        TRY(now_insert(c->db, rows, NULL, err));
    return text_add(c->db, household_id, household_id, err);
}

enum status household_require(struct ctx *c, int64_t household_id, struct household_place_row *ret, struct error *err) {
    bool found = false;
    TRY(household_place(c->db, &(struct household_place_in){household_id}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(ctx_require_area(c, ret->hamlet_id, err));
    read_note(c, "household", household_id, ret->commune_id, 1);
    return OK;
}

/* ---- all of them */

static const char *const now_columns[] = {
    "household_id",     "code",           "version",    "status",        "hamlet_id",    "commune_id",
    "district_id",      "province_id",    "urban",      "address",       "head_name",    "head_sort",
    "members_fold",     "member_count",   "ethnicity",  "minority",      "female_head",  "born_year",
    "class_provincial", "class_national", "escaped_on", "last_reviewed", "sort_version",
};

static enum status put_row(struct db_bulk *b, const struct now_insert_in *n, struct error *err) {
    db_bulk_int(b, n->household_id);
    db_bulk_text(b, n->code);
    db_bulk_int(b, n->version);
    db_bulk_int(b, n->status);
    db_bulk_int(b, n->hamlet_id);
    db_bulk_int(b, n->commune_id);
    db_bulk_int(b, n->district_id);
    db_bulk_int(b, n->province_id);
    db_bulk_int(b, n->urban);
    db_bulk_text(b, n->address);
    db_bulk_text(b, n->head_name);
    db_bulk_bytes(b, n->head_sort);
    db_bulk_text(b, n->members_fold);
    db_bulk_int(b, n->member_count);
    db_bulk_text(b, n->ethnicity);
    db_bulk_int(b, n->minority);
    db_bulk_int(b, n->female_head);
    db_bulk_int(b, n->born_year);
    db_bulk_int(b, n->class_provincial);
    db_bulk_int(b, n->class_national);
    db_bulk_day(b, n->escaped_on);
    db_bulk_int(b, n->last_reviewed);
    db_bulk_text(b, n->sort_version);
    return db_bulk_row(b, err);
}

enum status household_now_put(struct db *db, const struct now_insert_in *rows, size_t count, struct error *err) {
    struct db_bulk *b;
    TRY(db_bulk_begin(db, "household_now", now_columns, COUNT_OF(now_columns), &b, err));
    enum status s = OK;
    for (size_t i = 0; s == OK && i < count; i++)
        s = put_row(b, &rows[i], err);
    enum status ended = db_bulk_end(&b, err);
    return s != OK ? s : ended;
}

/* The households after `after`: at most some thousands. False when there are none. */
static enum status next_range(struct db *db, struct arena *a, int64_t after, int64_t *ret_from, int64_t *ret_to,
                              bool *ret_any, struct error *err) {
    struct now_ids_after_row *ids;
    size_t count;
    TRY(now_ids_after(db, &(struct now_ids_after_in){after}, a, &ids, &count, err));
    *ret_any = count > 0;
    if (count > 0) {
        *ret_from = ids[0].household_id;
        *ret_to = ids[count - 1].household_id;
    }
    return OK;
}

static enum status rebuild_range(struct db *db, struct arena *a, struct place_cache *places, int64_t from, int64_t to,
                                 day_t on, size_t *ret_count, struct error *err) {
    struct now_insert_in *rows;
    struct now_range_row *old;
    size_t old_count, o = 0;
    TRY(now_build(db, a, places, from, to, on, &rows, ret_count, err));
    TRY(now_range(db, &(struct now_range_in){from, to}, a, &old, &old_count, err));
    for (size_t i = 0; i < *ret_count; i++) {
        while (o < old_count && old[o].household_id < rows[i].household_id)
            o++;
        if (o < old_count && old[o].household_id == rows[i].household_id)
            rows[i].version = old[o].version;
    }
    if (old_count > 0) {
        TRY(text_remove(db, from, to, err));
        TRY(now_delete(db, &(struct now_delete_in){from, to}, NULL, err));
    }
    TRY(household_now_put(db, rows, *ret_count, err));
    return text_add(db, from, to, err);
}

enum status household_now_rebuild(struct app *app, household_progress_fn done, void *user, int64_t *ret_count,
                                  struct error *err) {
    AUTO_ARENA places_arena = arena_new(64u << 20);
    AUTO_ARENA arena = arena_new(512u << 20);
    AUTO_DB db = NULL;
    day_t today = clock_today(&app->clock);
    struct place_cache *places = place_cache_new(places_arena, today);
    int64_t to = 0, total = 0;
    TRY(db_take(app->pool, true, &db, err));
    for (;;) {
        int64_t from = 0;
        bool any = false;
        size_t count = 0;
        TRY(db_begin_write(db, err));
        TRY(next_range(db, arena, to, &from, &to, &any, err));
        if (any)
            TRY(rebuild_range(db, arena, places, from, to, today, &count, err));
        TRY(db_commit(db, err));
        if (!any)
            break;
        total += (int64_t)count;
        arena_reset(arena);
        if (done != NULL)
            done(user, total);
    }
    struct ctx c;
    ctx_init_system(&c, app, arena, db);
    TRY(db_begin_write(db, err));
    TRY(count_clear(db, NULL, err));
    TRY(count_fill(db, NULL, err));
    TRY(household_words_count(&c, err));
    *ret_count = total;
    return db_commit(db, err);
}

/* ---- comparing */

static bool same_row(const struct now_insert_in *a, const struct now_range_row *b) {
    return a->household_id == b->household_id && text_eq(a->code, b->code) && a->status == b->status &&
           a->hamlet_id == b->hamlet_id && a->commune_id == b->commune_id && a->district_id == b->district_id &&
           a->province_id == b->province_id && a->urban == b->urban && text_eq(a->address, b->address) &&
           text_eq(a->head_name, b->head_name) && text_eq(a->head_sort, b->head_sort) &&
           text_eq(a->members_fold, b->members_fold) && a->member_count == b->member_count &&
           text_eq(a->ethnicity, b->ethnicity) && a->minority == b->minority && a->female_head == b->female_head &&
           a->born_year == b->born_year && a->class_provincial == b->class_provincial &&
           a->class_national == b->class_national && a->escaped_on == b->escaped_on &&
           a->last_reviewed == b->last_reviewed;
}

static void note_difference(struct household_now_verdict *v, int64_t id) {
    v->different++;
    if (v->first == 0)
        v->first = id;
}

static void compare(const struct now_insert_in *want, size_t want_count, const struct now_range_row *have,
                    size_t have_count, struct household_now_verdict *v) {
    size_t w = 0, h = 0;
    while (w < want_count || h < have_count) {
        if (h == have_count || (w < want_count && want[w].household_id < have[h].household_id)) {
            note_difference(v, want[w++].household_id);
        } else if (w == want_count || have[h].household_id < want[w].household_id) {
            note_difference(v, have[h++].household_id);
        } else {
            if (!same_row(&want[w], &have[h]))
                note_difference(v, want[w].household_id);
            w++;
            h++;
        }
    }
    v->households += (int64_t)want_count;
}

enum status household_now_check(struct ctx *c, struct household_now_verdict *ret, struct error *err) {
    AUTO_ARENA places_arena = arena_new(64u << 20);
    AUTO_ARENA arena = arena_new(512u << 20);
    struct place_cache *places = place_cache_new(places_arena, c->today);
    struct household_now_verdict v = {0};
    for (int64_t from = 0, to = 0;;) {
        bool any = false;
        TRY(next_range(c->db, arena, to, &from, &to, &any, err));
        if (!any)
            break;
        struct now_insert_in *want;
        struct now_range_row *have;
        size_t want_count, have_count;
        TRY(now_build(c->db, arena, places, from, to, c->today, &want, &want_count, err));
        TRY(now_range(c->db, &(struct now_range_in){from, to}, arena, &have, &have_count, err));
        compare(want, want_count, have, have_count, &v);
        arena_reset(arena);
    }
    *ret = v;
    return OK;
}

/* ---- from a generator */

enum status household_now_load(struct db *db, struct arena *a, day_t on, const struct household_now_source *rows,
                               size_t count, struct error *err) {
    struct place_cache *places = place_cache_new(a, on);
    struct now_insert_in *out = ARENA_ARRAY(a, count + 1, struct now_insert_in);
    for (size_t i = 0; i < count; i++) {
        const struct household_now_source *r = &rows[i];
        const struct hamlet_place_row *place;
        TRY(place_find(places, db, r->hamlet_id, &place, err));
        struct now_members_row *members = ARENA_ARRAY(a, r->name_count + 1, struct now_members_row);
        for (size_t k = 0; k < r->name_count; k++)
            members[k].name_fold = r->folds[k];
        out[i] = (struct now_insert_in){
            .household_id = r->household_id,
            .code = r->code,
            .version = 1,
            .status = HOUSEHOLD_RESIDENT,
            .address = r->address,
            .members_fold = names_of(a, members, r->name_count),
            .member_count = (int64_t)r->name_count,
            .class_provincial = r->class_provincial,
            .class_national = r->class_national,
            .escaped_on = r->escaped_on,
            .last_reviewed = r->last_reviewed,
            .sort_version = text_of(vi_sort_version()),
        };
        set_place(&out[i], r->hamlet_id, place);
        members[0].head_name = r->head_name;
        members[0].ethnicity = r->ethnicity;
        members[0].sex = r->female_head;
        members[0].born_on = r->born_on;
        take_head(a, members, &out[i]);
    }
    return household_now_put(db, out, count, err);
}
