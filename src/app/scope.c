/* Which units a grant stands for: computed from the dated tree and its successors, some 250 rows. */
#include "app/scope.h"

#include "app_queries.h"

#define SCOPE_LEVELS_MIXED 5 /* as IN_SCOPE of tools/queryparse.py takes it */

struct tree {
    struct reach_versions_row *versions; /* by area, then day */
    struct reach_successors_row *successors;
    size_t version_count, successor_count;
    bool *inside; /* by version; all of one area alike */
    day_t today;
};

/* The first version of an area; version_count when it has none. */
static size_t first_version(const struct tree *t, int64_t id) {
    size_t from = 0, to = t->version_count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (t->versions[middle].id < id)
            from = middle + 1;
        else
            to = middle;
    }
    return from < t->version_count && t->versions[from].id == id ? from : t->version_count;
}

static bool is_inside(const struct tree *t, int64_t id) {
    size_t i = first_version(t, id);
    return i < t->version_count && t->inside[i];
}

/* False when it was inside already. */
static bool take_in(struct tree *t, int64_t id) {
    size_t i = first_version(t, id);
    if (i == t->version_count || t->inside[i])
        return false;
    for (; i < t->version_count && t->versions[i].id == id; i++)
        t->inside[i] = true;
    return true;
}

/* The last day, up to `until`, on which an area was in force. */
static day_t last_day(const struct tree *t, int64_t id, day_t until) {
    day_t last = DAY_NONE;
    for (size_t i = first_version(t, id); i < t->version_count && t->versions[i].id == id; i++)
        if (t->versions[i].valid_from <= until)
            last = t->versions[i].valid_to > until ? until : t->versions[i].valid_to - 1;
    return last;
}

static bool in_force(const struct tree *t, int64_t id) {
    return last_day(t, id, t->today) == t->today;
}

/* Everything that stood under what is inside, on the day or on its own last one. */
static bool take_children(struct tree *t, day_t on) {
    bool more = false;
    for (size_t i = 0; i < t->version_count; i++) {
        const struct reach_versions_row *v = &t->versions[i];
        if (t->inside[i] || v->parent_id == DB_NULL || !is_inside(t, v->parent_id))
            continue;
        day_t day = last_day(t, v->parent_id, on);
        if (v->valid_from <= day && v->valid_to > day)
            more |= take_in(t, v->id);
    }
    return more;
}

/* Everything that became, by the day, something inside. */
static bool take_predecessors(struct tree *t, day_t on) {
    bool more = false;
    for (size_t i = 0; i < t->successor_count; i++)
        if (t->successors[i].on_day <= on && is_inside(t, t->successors[i].to_id))
            more |= take_in(t, t->successors[i].from_id);
    return more;
}

/* A unit that began by a change all of whose parts are inside. */
static bool came_wholly_from_inside(const struct tree *t, int64_t id, day_t on) {
    size_t first = first_version(t, id);
    if (first == t->version_count || t->versions[first].valid_from < on)
        return false;
    for (size_t i = 0; i < t->successor_count; i++)
        if (t->successors[i].to_id == id && !is_inside(t, t->successors[i].from_id))
            return false;
    return true;
}

static bool take_successors(struct tree *t) {
    bool more = false;
    for (size_t i = 0; i < t->successor_count; i++) {
        const struct reach_successors_row *s = &t->successors[i];
        if (is_inside(t, s->from_id) && !is_inside(t, s->to_id) && came_wholly_from_inside(t, s->to_id, s->on_day))
            more |= take_in(t, s->to_id);
    }
    return more;
}

static void take_all(struct tree *t, int64_t id) {
    for (size_t i = 0; i < t->version_count; i++)
        t->inside[i] = false;
    day_t on = last_day(t, id, t->today);
    (void)take_in(t, id);
    while ((int)take_children(t, on) | (int)take_predecessors(t, on))
        ;
    if (on < t->today)
        while ((int)take_successors(t) | (int)take_children(t, t->today))
            ;
}

/* The one unit in force that took the place of an ended one and came wholly out of it; 0: there is none. */
static int64_t heir(const struct tree *t, int64_t id) {
    int64_t found = 0;
    for (size_t i = 0; i < t->successor_count; i++) {
        const struct reach_successors_row *s = &t->successors[i];
        if (s->from_id != id || !is_inside(t, s->to_id))
            continue;
        if (found != 0 && found != s->to_id)
            return 0;
        found = s->to_id;
    }
    return found == 0 || in_force(t, found) ? found : heir(t, found);
}

/* The topmost of what is inside: a row belongs to it when it names one of these. */
static size_t topmost(const struct tree *t, struct db_reach_unit *units) {
    size_t count = 0;
    int64_t last = 0;
    for (size_t i = 0; i < t->version_count; i++) {
        const struct reach_versions_row *v = &t->versions[i];
        if (!t->inside[i] || v->id == last || (v->parent_id != DB_NULL && is_inside(t, v->parent_id)))
            continue;
        last = v->id;
        units[count++] = (struct db_reach_unit){(int)v->level, v->id, in_force(t, v->id)};
    }
    return count;
}

/* Of an ended commune that went on together with others, the hamlets that it had. */
static enum status add_hamlets(struct ctx *c, const struct tree *t, struct db_reach_unit **units, size_t *count,
                               struct error *err) {
    struct db_ids inside = {.ptr = NULL};
    int64_t *ids = ARENA_ARRAY(c->arena, t->version_count + 1, int64_t);
    for (size_t i = 0; i < t->version_count; i++)
        if (t->inside[i] && (inside.count == 0 || ids[inside.count - 1] != t->versions[i].id))
            ids[inside.count++] = t->versions[i].id;
    inside.ptr = ids;
    struct reach_hamlets_row *hamlets;
    size_t hamlet_count;
    TRY(reach_hamlets(c->db, &(struct reach_hamlets_in){inside, t->today}, c->arena, &hamlets, &hamlet_count, err));
    struct db_reach_unit *all = ARENA_ARRAY(c->arena, *count + hamlet_count + 1, struct db_reach_unit);
    memcpy(all, *units, *count * sizeof *all);
    for (size_t i = 0; i < hamlet_count; i++)
        all[(*count)++] = (struct db_reach_unit){DB_SCOPE_HAMLET, hamlets[i].id, true};
    *units = all;
    return OK;
}

static enum status find_reach(struct ctx *c, struct error *err) {
    struct db_scope *scope = &c->user.scope;
    struct tree t = {.today = c->today};
    TRY(reach_versions(c->db, &(struct reach_versions_in){c->today}, c->arena, &t.versions, &t.version_count, err));
    TRY(reach_successors(c->db, &(struct reach_successors_in){c->today}, c->arena, &t.successors, &t.successor_count,
                         err));
    t.inside = ARENA_ARRAY(c->arena, t.version_count + 1, bool);
    take_all(&t, scope->area_id);
    bool ended = !in_force(&t, scope->area_id);
    int64_t to = ended ? heir(&t, scope->area_id) : 0;
    if (to != 0) {
        scope->area_id = to;
        scope->level = (int)t.versions[first_version(&t, to)].level;
        take_all(&t, to);
    }
    struct db_reach *reach = ARENA_NEW(c->arena, struct db_reach);
    struct db_reach_unit *units = ARENA_ARRAY(c->arena, t.version_count + 1, struct db_reach_unit);
    reach->count = topmost(&t, units);
    if (ended && to == 0)
        TRY(add_hamlets(c, &t, &units, &reach->count, err));
    reach->units = units;
    scope->reach = reach;
    return OK;
}

enum status scope_settle(struct ctx *c, struct error *err) {
    struct db_scope *scope = &c->user.scope;
    if (scope->reach != NULL || scope->level < DB_SCOPE_PROVINCE || scope->level > DB_SCOPE_COMMUNE)
        return OK; /* hamlets go on by themselves */
    struct area_changes_begun_row begun;
    bool found = false;
    TRY(area_changes_begun(c->db, &(struct area_changes_begun_in){c->today}, c->arena, &begun, &found, err));
    return found && begun.changes > 0 ? find_reach(c, err) : OK;
}

int64_t reach_level(const struct db_scope *s) {
    for (size_t i = 0; s->reach != NULL && i < s->reach->count; i++)
        if (s->reach->units[i].level != s->level)
            return SCOPE_LEVELS_MIXED;
    return s->level;
}

struct db_ids reach_areas(struct arena *a, const struct db_scope *s) {
    size_t count = s->reach == NULL ? 1 : s->reach->count;
    int64_t *ids = ARENA_ARRAY(a, count + 1, int64_t);
    ids[0] = s->area_id;
    for (size_t i = 0; s->reach != NULL && i < count; i++)
        ids[i] = s->reach->units[i].area_id;
    return (struct db_ids){ids, count};
}

bool scope_is(const struct db_scope *s, int64_t area_id) {
    if (s->level == DB_SCOPE_ALL || s->area_id == area_id)
        return true;
    for (size_t i = 0; s->reach != NULL && i < s->reach->count; i++)
        if (s->reach->units[i].area_id == area_id)
            return true;
    return false;
}

enum status ctx_require_area(struct ctx *c, int64_t area_id, struct error *err) {
    if (c->user.scope.level == DB_SCOPE_ALL)
        return OK;
    TRY(scope_settle(c, err));
    struct area_reached_row r;
    bool found = false;
    TRY(area_reached(c->db, &(struct area_reached_in){area_id, reach_areas(c->arena, &c->user.scope), c->today},
                     c->arena, &r, &found, err));
    /* Outside one's area looks the same as not being there. */
    return found && r.inside > 0 ? OK : fail(err, E_NOT_FOUND, "http.not_found");
}
