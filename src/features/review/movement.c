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

static void add_cell(struct movement_table *t, const struct movement_cells_row *r) {
    movement_add(&t->poor, &(struct movement){.started = r->started_poor,
                                              .escaped_to_near = r->poor_to_near,
                                              .escaped_above = r->poor_to_above,
                                              .other_decrease = r->poor_left,
                                              .fallen_back = r->fallen_poor,
                                              .new_from_near = r->poor_from_near,
                                              .new_other = r->new_poor,
                                              .other_increase = r->poor_came,
                                              .ended = r->ended_poor});
    movement_add(&t->near, &(struct movement){.started = r->started_near,
                                              .escaped_above = r->near_to_above,
                                              .became_poor = r->near_to_poor,
                                              .other_decrease = r->near_left,
                                              .fallen_back = r->fallen_near,
                                              .came_down = r->poor_to_near,
                                              .new_other = r->new_near,
                                              .other_increase = r->near_came,
                                              .ended = r->ended_near});
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

enum status review_movement(struct ctx *c, const struct season *s, int64_t area_id, const char *standard_kind,
                            int urban, int minority, struct movement_table *ret, struct error *err) {
    struct season_standards_row *standards;
    size_t standard_count, count;
    struct db_ids communes;
    TRY(season_standards(c->db, &(struct season_standards_in){s->id}, c->arena, &standards, &standard_count, err));
    TRY(commune_ids_of(c, area_id, s->open ? c->today : s->ends_on, &communes, err));
    int64_t standard = 0;
    for (size_t i = 0; i < standard_count; i++)
        if (text_is(standards[i].kind, standard_kind))
            standard = standards[i].id;
    struct movement_table t = {.balanced = true};
    struct movement_cells_row *cells;
    TRY(movement_cells(c->db, &(struct movement_cells_in){s->id, communes}, c->arena, &cells, &count, err));
    for (size_t i = 0; i < count; i++)
        if (cells[i].standard_id == standard && wanted(cells[i].urban, urban) && wanted(cells[i].minority, minority))
            add_cell(&t, &cells[i]);
    t.counted_poor = t.poor.ended;
    t.counted_near = t.near.ended;
    if (s->open) {
        struct movement_ends_row *ends;
        TRY(movement_ends(c->db, &(struct movement_ends_in){s->id, communes}, c->arena, &ends, &count, err));
        t.counted_poor = t.counted_near = 0;
        for (size_t i = 0; i < count; i++)
            if (ends[i].standard_id == standard && wanted(ends[i].urban, urban) && wanted(ends[i].minority, minority)) {
                t.counted_poor += ends[i].poor;
                t.counted_near += ends[i].near;
            }
    }
    t.balanced = movement_holds(&t.poor) && movement_holds(&t.near) && t.counted_poor == t.poor.ended &&
                 t.counted_near == t.near.ended;
    *ret = t;
    return OK;
}

/* ---- the check before a signature counts */

static const struct movement_ends_row *end_of(const struct movement_ends_row *ends, size_t count,
                                              const struct movement_cells_row *cell) {
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

enum status movement_require_balance(struct ctx *c, const struct season *s, int64_t commune_id, struct error *err) {
    struct movement_unlisted_row forgotten;
    bool found = false;
    TRY(movement_unlisted(c->db, &(struct movement_unlisted_in){s->id, commune_id}, c->arena, &forgotten, &found, err));
    if (forgotten.households > 0)
        return fail(err, E_CONFLICT, "review.forgotten",
                    arena_fmt(c->arena, "%lld", (long long)forgotten.households).ptr);
    struct movement_cells_row *cells;
    struct movement_ends_row *ends;
    size_t cell_count, end_count;
    struct db_ids one = {&commune_id, 1};
    TRY(movement_cells(c->db, &(struct movement_cells_in){s->id, one}, c->arena, &cells, &cell_count, err));
    TRY(movement_ends(c->db, &(struct movement_ends_in){s->id, one}, c->arena, &ends, &end_count, err));
    int64_t matched = 0;
    for (size_t i = 0; i < cell_count; i++) {
        struct movement_table t = {.balanced = true};
        add_cell(&t, &cells[i]);
        const struct movement_ends_row *e = end_of(ends, end_count, &cells[i]);
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
