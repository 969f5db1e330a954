/* The present state follows the calendar. household_now is written whenever somebody changes a household; but a commune
 * may merge on a day of the law, and a class decided in December may open on 1 January, without anybody writing. At the
 * beginning of each day, and after new areas were loaded, the hamlets are held against the area tree of the day, and
 * households with a row that begins or ended since the last time are refreshed. */
#include "features/household/household.h"
#include "features/household/household_now.h"

struct turn {
    day_t after;
    struct now_place_set_in *moved;
    size_t moved_count;
    struct households_turned_row *turned;
    size_t turned_count;
    bool seen;
};

/* Hamlets whose households stand under another commune, district or province than the tree of the day has it. A hamlet
 * that is in no commune any more stays where it was: `households check` names it. */
static enum status find_moved(struct ctx *c, struct turn *t, struct error *err) {
    struct hamlets_of_now_row *rows;
    size_t count;
    struct place_cache *places = place_cache_new(c->arena, c->today);
    TRY(hamlets_of_now(c->db, c->arena, &rows, &count, err));
    t->moved = ARENA_ARRAY(c->arena, count + 1, struct now_place_set_in);
    for (size_t i = 0; i < count; i++) {
        const struct hamlet_place_row *place;
        struct error none;
        error_clear(&none);
        enum status s = place_find(places, c->db, rows[i].hamlet_id, &place, &none);
        if (s == E_INTERNAL)
            continue;
        if (s != OK) {
            *err = none;
            return s;
        }
        if (place->commune_id != rows[i].commune_id || place->district_id != rows[i].district_id ||
            place->province_id != rows[i].province_id || place->urban != rows[i].urban)
            t->moved[t->moved_count++] = (struct now_place_set_in){
                rows[i].hamlet_id, place->commune_id, place->district_id, place->province_id, place->urban};
    }
    return OK;
}

static enum status look(struct ctx *c, void *user, struct error *err) {
    struct turn *t = user;
    struct household_day_seen_row seen;
    TRY(household_day_seen(c->db, c->arena, &seen, &t->seen, err));
    t->after = t->seen ? seen.on_day : c->today;
    TRY(find_moved(c, t, err));
    if (t->after >= c->today)
        return OK;
    return households_turned(c->db, &(struct households_turned_in){t->after, c->today}, c->arena, &t->turned,
                             &t->turned_count, err);
}

static enum status follow(struct ctx *c, void *user, struct error *err) {
    const struct turn *t = user;
    int64_t households = 0;
    for (size_t i = 0; i < t->moved_count; i++) {
        int64_t changed = 0;
        TRY(now_place_set(c->db, &t->moved[i], &changed, err));
        households += changed;
    }
    for (size_t i = 0; i < t->turned_count; i++)
        TRY(household_refresh(c, t->turned[i].household_id, err));
    TRY(household_day_set(c->db, &(struct household_day_set_in){c->today}, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_day(diff, "day", c->today);
    value_set_int(diff, "hamlets_moved", (int64_t)t->moved_count);
    value_set_int(diff, "households_moved", households);
    value_set_int(diff, "households_refreshed", (int64_t)t->turned_count);
    audit_note(c, 0, "household.day", "household", 0, diff);
    return OK;
}

enum status household_day(struct ctx *c, struct error *err) {
    struct turn t = {0};
    TRY(ctx_read(c, look, &t, err));
    if (t.moved_count == 0 && t.turned_count == 0 && t.seen && t.after == c->today)
        return OK;
    return ctx_write(c, follow, &t, err);
}
