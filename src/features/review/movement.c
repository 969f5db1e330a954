/* Movement against the list approved at the start, and counts by class. The end is counted twice, by the movement and
 * by itself: a list is signed only when both agree. */
#include "features/area/area.h"
#include "features/review/review_parts.h"

bool movement_holds(const struct movement *m) {
    return m->started - m->escaped_to_near - m->escaped_above - m->became_poor - m->other_decrease + m->fallen_back +
               m->new_from_near + m->came_down + m->new_other + m->other_increase ==
           m->ended;
}

void movement_add(struct movement *sum, const struct movement *m) {
    sum->started += m->started;
    sum->escaped_to_near += m->escaped_to_near;
    sum->escaped_above += m->escaped_above;
    sum->became_poor += m->became_poor;
    sum->other_decrease += m->other_decrease;
    sum->fallen_back += m->fallen_back;
    sum->new_from_near += m->new_from_near;
    sum->came_down += m->came_down;
    sum->new_other += m->new_other;
    sum->other_increase += m->other_increase;
    sum->ended += m->ended;
}

/* A household that left the lists, or is above them. */
static bool above(int64_t class_no) {
    return class_no == 0 || class_no >= 3;
}

static struct movement poor_of(const struct movement_entries_row *r) {
    int64_t from = r->class_from, to = r->class_to, n = r->households;
    bool poor_before = from == 1;
    return (struct movement){.started = poor_before && !r->came ? n : 0,
                             .other_increase = poor_before && r->came ? n : 0,
                             .escaped_to_near = poor_before && to == 2 ? n : 0,
                             .escaped_above = poor_before && above(to) ? n : 0,
                             .other_decrease = poor_before && to == -1 ? n : 0,
                             .fallen_back = !poor_before && to == 1 && r->fallen ? n : 0,
                             .new_from_near = from == 2 && to == 1 && !r->fallen ? n : 0,
                             .new_other = from == 0 && to == 1 && !r->fallen ? n : 0,
                             .ended = to == 1 ? n : 0};
}

static struct movement near_of(const struct movement_entries_row *r) {
    int64_t from = r->class_from, to = r->class_to, n = r->households;
    bool near_before = from == 2;
    return (struct movement){.started = near_before && !r->came ? n : 0,
                             .other_increase = near_before && r->came ? n : 0,
                             .became_poor = near_before && to == 1 ? n : 0,
                             .escaped_above = near_before && above(to) ? n : 0,
                             .other_decrease = near_before && to == -1 ? n : 0,
                             .came_down = from == 1 && to == 2 ? n : 0,
                             .fallen_back = from == 0 && to == 2 && r->fallen ? n : 0,
                             .new_other = from == 0 && to == 2 && !r->fallen ? n : 0,
                             .ended = to == 2 ? n : 0};
}

static void add_entry(struct movement_table *t, const struct movement_entries_row *r) {
    struct movement poor = poor_of(r), near = near_of(r);
    movement_add(&t->poor, &poor);
    movement_add(&t->near, &near);
}

/* The three statements give the same row under three names. */
#define COPY_ENTRIES(rows, count, list)                                                                                \
    do {                                                                                                               \
        (list) = ARENA_ARRAY(c->arena, (count) + 1, struct movement_entries_row);                                      \
        for (size_t copied = 0; copied < (count); copied++)                                                            \
            (list)[copied] = (struct movement_entries_row){                                                            \
                (rows)[copied].standard_id, (rows)[copied].commune_id, (rows)[copied].urban,                           \
                (rows)[copied].minority,    (rows)[copied].class_from, (rows)[copied].class_to,                        \
                (rows)[copied].came,        (rows)[copied].fallen,     (rows)[copied].households};                     \
    } while (0)

/* As of today from what is stored as present; as of a past day from the rows of that day; of a closed season what was
 * approved, except on a day before its end. */
static enum status entries_on(struct ctx *c, const struct season *s, struct db_ids communes, bool past,
                              struct movement_entries_row **ret, size_t *ret_count, struct error *err) {
    if (past) {
        struct movement_entries_on_row *rows;
        TRY(movement_entries_on(c->db, &(struct movement_entries_on_in){s->id, communes, c->as_of}, c->arena, &rows,
                                ret_count, err));
        COPY_ENTRIES(rows, *ret_count, *ret);
        return OK;
    }
    if (s->open)
        return movement_entries(c->db, &(struct movement_entries_in){s->id, communes}, c->arena, ret, ret_count, err);
    struct movement_entries_frozen_row *rows;
    TRY(movement_entries_frozen(c->db, &(struct movement_entries_frozen_in){s->id, communes}, c->arena, &rows,
                                ret_count, err));
    COPY_ENTRIES(rows, *ret_count, *ret);
    return OK;
}

enum status commune_ids_of(struct ctx *c, int64_t area_id, day_t on, struct db_ids *ret, struct error *err) {
    struct area a, *communes;
    size_t count;
    TRY(area_get(c, area_id, on, &a, err));
    if (a.level == AREA_HAMLET)
        area_id = a.parent_id;
    TRY(area_communes(c, area_id, on, &communes, &count, err));
    int64_t *ids = ARENA_ARRAY(c->arena, count + 1, int64_t);
    for (size_t i = 0; i < count; i++)
        ids[i] = communes[i].id;
    *ret = (struct db_ids){ids, count};
    return OK;
}

static bool wanted(bool is, int want) {
    return want == ANY || (int)is == want;
}

bool movement_of_past_day(const struct ctx *c, const struct season *s) {
    return c->as_of < c->today && (s->open || c->as_of <= s->ends_on);
}

enum status movement_read(struct ctx *c, const struct season *s, int64_t area_id, struct movement_read *ret,
                          struct error *err) {
    struct movement_read r = {0};
    bool past = movement_of_past_day(c, s);
    TRY(season_standards(c->db, &(struct season_standards_in){s->id}, c->arena, &r.standards, &r.standard_count, err));
    TRY(commune_ids_of(c, area_id, past ? c->as_of : s->open ? c->today : s->ends_on, &r.communes, err));
    TRY(entries_on(c, s, r.communes, past, &r.entries, &r.entry_count, err));
    r.counted = s->open && !past;
    if (r.counted)
        TRY(movement_ends(c->db, &(struct movement_ends_in){s->id, r.communes}, c->arena, &r.ends, &r.end_count, err));
    *ret = r;
    return OK;
}

struct movement_table movement_of_kind(const struct movement_read *r, const char *standard_kind, int urban,
                                       int minority) {
    int64_t standard = 0;
    for (size_t i = 0; i < r->standard_count; i++)
        if (text_is(r->standards[i].kind, standard_kind))
            standard = r->standards[i].id;
    struct movement_table t = {.balanced = true};
    for (size_t i = 0; i < r->entry_count; i++)
        if (r->entries[i].standard_id == standard && wanted(r->entries[i].urban, urban) &&
            wanted(r->entries[i].minority, minority))
            add_entry(&t, &r->entries[i]);
    t.counted_poor = r->counted ? 0 : t.poor.ended;
    t.counted_near = r->counted ? 0 : t.near.ended;
    for (size_t i = 0; i < r->end_count; i++) {
        const struct movement_ends_row *e = &r->ends[i];
        if (e->standard_id == standard && wanted(e->urban, urban) && wanted(e->minority, minority)) {
            t.counted_poor += e->poor;
            t.counted_near += e->near;
        }
    }
    t.balanced = movement_holds(&t.poor) && movement_holds(&t.near) && t.counted_poor == t.poor.ended &&
                 t.counted_near == t.near.ended;
    return t;
}

enum status review_movement(struct ctx *c, const struct season *s, int64_t area_id, const char *standard_kind,
                            int urban, int minority, struct movement_table *ret, struct error *err) {
    struct movement_read r;
    TRY(movement_read(c, s, area_id, &r, err));
    *ret = movement_of_kind(&r, standard_kind, urban, minority);
    return OK;
}

enum status review_movement_households(struct ctx *c, const struct season *s, int64_t area_id,
                                       const char *standard_kind, struct figure_household **ret, size_t *ret_count,
                                       struct error *err) {
    struct db_ids communes;
    struct area *path;
    struct movement_rows_row *rows;
    size_t levels, count;
    day_t on = s->open ? c->today : s->ends_on;
    TRY(commune_ids_of(c, area_id, on, &communes, err));
    TRY(area_path(c, area_id, on, &path, &levels, err));
    TRY(movement_rows(c->db, &(struct movement_rows_in){s->id, text_of(standard_kind), communes, on}, c->arena, &rows,
                      &count, err));
    struct figure_household *list = ARENA_ARRAY(c->arena, count + 1, struct figure_household);
    for (size_t i = 0; i < count; i++)
        list[i] = (struct figure_household){.household_id = rows[i].household_id,
                                            .hamlet_id = rows[i].hamlet_id,
                                            .commune_id = rows[i].commune_id,
                                            .district_id = rows[i].district_id,
                                            .province_id = path[levels - 1].id,
                                            .code = rows[i].code,
                                            .head_name = rows[i].head_name,
                                            .hamlet_name = rows[i].hamlet_name,
                                            .commune_name = rows[i].commune_name,
                                            .class_from = (int)rows[i].class_from,
                                            .class_to = (int)rows[i].class_to,
                                            .came = rows[i].came,
                                            .fallen = rows[i].fallen};
    *ret = list;
    *ret_count = count;
    return OK;
}

/* ---- the check before a signature counts */

static bool same_cell(const struct movement_entries_row *a, const struct movement_entries_row *b) {
    return a->standard_id == b->standard_id && a->commune_id == b->commune_id && a->urban == b->urban &&
           a->minority == b->minority;
}

static const struct movement_ends_row *end_of(const struct movement_ends_row *ends, size_t count,
                                              const struct movement_entries_row *cell) {
    for (size_t i = 0; i < count; i++)
        if (ends[i].standard_id == cell->standard_id && ends[i].commune_id == cell->commune_id &&
            ends[i].urban == cell->urban && ends[i].minority == cell->minority)
            return &ends[i];
    return NULL;
}

static enum status not_balanced(struct ctx *c, int64_t moved, int64_t counted, struct error *err) {
    return fail(err, E_CONFLICT, "review.not_balanced", arena_fmt(c->arena, "%lld", (long long)moved).ptr,
                arena_fmt(c->arena, "%lld", (long long)counted).ptr);
}

enum status movement_require_balance(struct ctx *c, const struct season *s, struct db_ids communes, struct error *err) {
    struct movement_unlisted_row forgotten;
    bool found = false;
    TRY(movement_unlisted(c->db, &(struct movement_unlisted_in){s->id, communes}, c->arena, &forgotten, &found, err));
    if (forgotten.households > 0)
        return fail(err, E_CONFLICT, "review.forgotten",
                    arena_fmt(c->arena, "%lld", (long long)forgotten.households).ptr);
    struct movement_entries_row *entries;
    struct movement_ends_row *ends;
    size_t count, end_count;
    TRY(movement_entries(c->db, &(struct movement_entries_in){s->id, communes}, c->arena, &entries, &count, err));
    TRY(movement_ends(c->db, &(struct movement_ends_in){s->id, communes}, c->arena, &ends, &end_count, err));
    int64_t matched = 0;
    for (size_t i = 0, n; i < count; i += n) {
        struct movement_table t = {.balanced = true};
        for (n = 0; i + n < count && same_cell(&entries[i], &entries[i + n]); n++)
            add_entry(&t, &entries[i + n]);
        const struct movement_ends_row *e = end_of(ends, end_count, &entries[i]);
        int64_t poor = e ? e->poor : 0, near = e ? e->near : 0;
        matched += e != NULL;
        if (!movement_holds(&t.poor) || t.poor.ended != poor)
            return not_balanced(c, t.poor.ended, poor, err);
        if (!movement_holds(&t.near) || t.near.ended != near)
            return not_balanced(c, t.near.ended, near, err);
    }
    if (matched != (int64_t)end_count) /* households that no movement accounts for */
        return not_balanced(c, matched, (int64_t)end_count, err);
    return OK;
}

/* ---- counts by class */

struct tally {
    struct class_count *list;
    size_t count, room;
};

static void tally_add(struct tally *t, int64_t commune_id, bool urban, bool minority, int64_t class_no,
                      int64_t households) {
    size_t i = t->count; /* rows of one commune come together or nearly so: look from the end */
    while (i > 0 && !(t->list[i - 1].commune_id == commune_id && t->list[i - 1].urban == urban &&
                      t->list[i - 1].minority == minority))
        i--;
    if (i == 0) {
        if (t->count == t->room)
            return;
        i = ++t->count;
        t->list[i - 1] = (struct class_count){.commune_id = commune_id, .urban = urban, .minority = minority};
    }
    struct class_count *n = &t->list[i - 1];
    *(class_no == 1   ? &n->poor
      : class_no == 2 ? &n->near_poor
                      : &n->average) += class_no == 3 || class_no == 0 ? 0 : households;
}

enum status review_class_counts(struct ctx *c, const char *standard_kind, int64_t area_id, day_t as_of,
                                enum review_counts which, struct class_count **ret, size_t *ret_count,
                                struct error *err) {
    struct db_ids communes;
    size_t n = 0;
    TRY(commune_ids_of(c, area_id, as_of, &communes, err));
    struct tally t = {ARENA_ARRAY(c->arena, communes.count * 4 + 1, struct class_count), 0, communes.count * 4};
    struct text kind = text_of(standard_kind);
    struct season s;
    bool found = false;
    if (which == COUNTS_PROVISIONAL)
        TRY(season_current(c, as_of, &s, &found, err));
    if (which == COUNTS_OFFICIAL) {
        struct class_counts_official_row *rows;
        TRY(class_counts_official(c->db, &(struct class_counts_official_in){kind, as_of, communes}, c->arena, &rows, &n,
                                  err));
        for (size_t i = 0; i < n; i++)
            tally_add(&t, rows[i].commune_id, rows[i].urban, rows[i].minority, rows[i].class, rows[i].households);
    } else if (found && s.open) {
        struct class_counts_provisional_row *rows;
        TRY(class_counts_provisional(c->db, &(struct class_counts_provisional_in){s.id, kind, as_of, communes},
                                     c->arena, &rows, &n, err));
        for (size_t i = 0; i < n; i++)
            tally_add(&t, rows[i].commune_id, rows[i].urban, rows[i].minority, rows[i].class, rows[i].households);
    } else {
        struct class_counts_in_force_row *rows;
        TRY(class_counts_in_force(c->db, &(struct class_counts_in_force_in){kind, as_of, communes}, c->arena, &rows, &n,
                                  err));
        for (size_t i = 0; i < n; i++)
            tally_add(&t, rows[i].commune_id, rows[i].urban, rows[i].minority, rows[i].class, rows[i].households);
    }
    *ret = t.list;
    *ret_count = t.count;
    return OK;
}
