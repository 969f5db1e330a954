/* What happens to households, and how it is kept.
 *
 * Rows are never changed but in one way: superseded_at tells since when a row is no longer believed. An event of day D
 * replaces each open row that it touches by a copy that ends on D and, where life goes on, a new row that begins on D;
 * a correction replaces a row by a better one of the same days. All rows that an event wrote carry its recorded_at,
 * all that it replaced carry it as superseded_at. So "as of D as known on K" can always be asked, and taking an event
 * back is the same for every kind: what it wrote is no longer believed, copies of what it replaced are. */
#include "features/household/household_events.h"

#include "features/household/household_detail.h"

static const char *const event_words[] = {
    "household.event.created",      "household.event.birth",     "household.event.death",
    "household.event.moved_in",     "household.event.moved_out", "household.event.joined",
    "household.event.head_changed", "household.event.moved",     "household.event.split",
    "household.event.merged",       "household.event.gone",      "household.event.dissolved",
    "household.event.corrected",    "household.event.imported",
};

const char *household_event_word(struct text kind) {
    for (size_t i = 0; i < COUNT_OF(event_words); i++)
        if (text_is(kind, strrchr(event_words[i], '.') + 1))
            return event_words[i];
    return "household.event.created";
}

enum status household_last_event(struct ctx *c, int64_t household_id, struct last_event_row *ret, bool *ret_found,
                                 struct error *err) {
    return last_event(c->db, &(struct last_event_in){household_id}, c->arena, ret, ret_found, err);
}

enum status household_undoable(struct ctx *c, int64_t household_id, struct value *write, struct error *err) {
    struct last_event_row e;
    bool found = false;
    TRY(household_last_event(c, household_id, &e, &found, err));
    if (!found || text_is(e.kind, "created"))
        return OK;
    struct value *undo = value_set_object(write, "undo");
    value_set_id(undo, "id", e.id);
    value_set_word(undo, "title", household_event_word(e.kind));
    value_set_day(undo, "day", e.on_day);
    return OK;
}
