/* How an event is written, row by row; see household_events.c. */
#include "features/household/household_change.h"

/* ---- begin and end */

static enum status next_instant(struct ctx *c, int64_t household_id, int64_t other_id, instant_t *ret,
                                struct error *err) {
    struct newest_recording_row row = {DB_NULL};
    bool found = false;
    struct newest_recording_in in = {household_id, other_id ? other_id : household_id};
    TRY(newest_recording(c->db, &in, c->arena, &row, &found, err));
    instant_t now = clock_now(&c->app->clock);
    *ret = row.at != DB_NULL && row.at >= now ? row.at + 1 : now;
    return OK;
}

/* In the order of ids, so that two changes of the same two households do not wait for each other. */
static enum status lock(struct ctx *c, int64_t a, int64_t b, struct error *err) {
    int64_t ids[2] = {b != 0 && b < a ? b : a, b != 0 && b < a ? a : b};
    for (int i = 0; i < 2; i++) {
        struct household_lock_row row;
        bool found = false;
        if (ids[i] != 0)
            TRY(household_lock(c->db, &(struct household_lock_in){ids[i]}, c->arena, &row, &found, err));
    }
    return OK;
}

enum status change_begin(struct ctx *c, int64_t household_id, int64_t other_id, const char *kind, day_t on,
                         struct text reason, int64_t version, struct household_change *ret, struct error *err) {
    struct household_change ch = {
        .household_id = household_id, .other_id = other_id, .kind = kind, .on = on, .reason = reason};
    TRY(lock(c, household_id, other_id, err));
    TRY(household_require(c, household_id, &ch.place, err));
    if (version != 0 && version != ch.place.version)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    if (ch.place.status != HOUSEHOLD_RESIDENT)
        return fail(err, E_CONFLICT, "household.not_resident");
    if (on > c->today) {
        error_field(err, "on_day", "household.day_in_future", NULL);
        return error_fields_status(err);
    }
    TRY(next_instant(c, household_id, other_id, &ch.at, err));
    ch.diff = value_object(c->arena);
    *ret = ch;
    return OK;
}

extern const household_listener __start_household_listeners[] __attribute__((weak));
extern const household_listener __stop_household_listeners[] __attribute__((weak));

static enum status tell(struct ctx *c, const struct household_happening *h, struct error *err) {
    for (const household_listener *fn = __start_household_listeners; fn < __stop_household_listeners; fn++)
        TRY((*fn)(c, h, err));
    return OK;
}

enum status change_end(struct ctx *c, const struct household_change *ch, struct error *err) {
    TRY(event_insert(c->db,
                     &(struct event_insert_in){id_new(), ch->household_id, ch->other_id ? ch->other_id : DB_NULL,
                                               ch->person_id ? ch->person_id : DB_NULL, text_of(ch->kind), ch->on,
                                               ch->at, ch->reason, c->user.account_id},
                     NULL, err));
    TRY(household_refresh(c, ch->household_id, err));
    if (ch->other_id != 0)
        TRY(household_refresh(c, ch->other_id, err));
    value_set_day(ch->diff, "on_day", ch->on);
    if (ch->person_id != 0)
        value_set_id(ch->diff, "person", ch->person_id);
    if (ch->other_id != 0)
        value_set_id(ch->diff, "other", ch->other_id);
    if (ch->reason.ptr != NULL)
        value_set_text(ch->diff, "reason", ch->reason);
    const char *action = arena_fmt(c->arena, "household.%s", ch->kind).ptr;
    audit_note(c, ch->place.commune_id, action, "household", ch->household_id, ch->diff);
    return tell(c,
                &(struct household_happening){.kind = ch->kind,
                                              .household_id = ch->household_id,
                                              .other_id = ch->other_id,
                                              .person_id = ch->person_id,
                                              .on = ch->on,
                                              .at = ch->at},
                err);
}

static enum status too_early(day_t from, struct error *err) {
    char day[11];
    day_vn(from, day);
    error_field(err, "on_day", "household.day_too_early", day);
    return error_fields_status(err);
}

/* ---- households */

enum status version_open(struct ctx *c, int64_t household_id, struct open_version_row *ret, struct error *err) {
    bool found = false;
    TRY(open_version(c->db, &(struct open_version_in){household_id}, c->arena, ret, &found, err));
    return found ? OK : fail(err, E_NOT_FOUND, "http.not_found");
}

struct version_insert_in version_like(const struct open_version_row *old) {
    return (struct version_insert_in){.household_id = old->household_id,
                                      .valid_from = old->valid_from,
                                      .valid_to = old->valid_to,
                                      .hamlet_id = old->hamlet_id,
                                      .address = old->address,
                                      .head_person_id = old->head_person_id,
                                      .status = old->status,
                                      .event = old->event,
                                      .reason = old->reason};
}

static enum status put_version(struct ctx *c, const struct household_change *ch, struct version_insert_in v,
                               struct error *err) {
    v.id = id_new();
    v.recorded_at = ch->at;
    v.account_id = c->user.account_id;
    return version_insert(c->db, &v, NULL, err);
}

enum status change_version(struct ctx *c, const struct household_change *ch, const struct open_version_row *old,
                           const struct version_insert_in *next, struct error *err) {
    if (ch->on < old->valid_from)
        return too_early(old->valid_from, err);
    TRY(version_supersede(c->db, &(struct version_supersede_in){old->id, ch->at}, NULL, err));
    struct version_insert_in before = version_like(old), after = *next;
    before.valid_to = after.valid_from = ch->on;
    after.valid_to = DAY_FOREVER;
    after.event = text_of(ch->kind);
    after.reason = ch->reason;
    if (before.valid_from < before.valid_to)
        TRY(put_version(c, ch, before, err));
    return put_version(c, ch, after, err);
}

enum status correct_version(struct ctx *c, const struct household_change *ch, const struct open_version_row *old,
                            const struct version_insert_in *next, struct error *err) {
    TRY(version_supersede(c->db, &(struct version_supersede_in){old->id, ch->at}, NULL, err));
    struct version_insert_in better = *next;
    better.event = text_of(ch->kind);
    better.reason = ch->reason;
    return put_version(c, ch, better, err);
}

/* ---- members */

static enum status put_membership(struct ctx *c, const struct household_change *ch,
                                  const struct open_memberships_row *m, day_t from, day_t to, struct text relation,
                                  struct text event_in, struct text event_out, struct error *err) {
    return membership_insert(c->db,
                             &(struct membership_insert_in){id_new(), m->person_id, m->household_id, relation, from, to,
                                                            ch->at, event_in, event_out, c->user.account_id},
                             NULL, err);
}

enum status change_leave(struct ctx *c, const struct household_change *ch, const struct open_memberships_row *old,
                         const char *event_out, struct error *err) {
    if (ch->on < old->valid_from)
        return too_early(old->valid_from, err);
    TRY(membership_supersede(c->db, &(struct membership_supersede_in){old->id, ch->at}, NULL, err));
    if (old->valid_from == ch->on)
        return OK; /* came and went on one day */
    return put_membership(c, ch, old, old->valid_from, ch->on, old->relation, old->event_in, text_of(event_out), err);
}

enum status change_join(struct ctx *c, const struct household_change *ch, int64_t household_id, int64_t person_id,
                        struct text relation, const char *event_in, struct error *err) {
    struct open_memberships_row m = {.person_id = person_id, .household_id = household_id};
    return put_membership(c, ch, &m, ch->on, DAY_FOREVER, relation, text_of(event_in), TEXT_NONE, err);
}

enum status change_relation(struct ctx *c, const struct household_change *ch, const struct open_memberships_row *old,
                            struct text relation, struct error *err) {
    if (text_eq(old->relation, relation))
        return OK;
    /* Whatever the event is, this person stays and has another head. */
    TRY(change_leave(c, ch, old, "head_changed", err));
    return change_join(c, ch, old->household_id, old->person_id, relation, "head_changed", err);
}

enum status correct_relation(struct ctx *c, const struct household_change *ch, const struct open_memberships_row *old,
                             struct text relation, struct error *err) {
    if (text_eq(old->relation, relation))
        return OK;
    TRY(membership_supersede(c->db, &(struct membership_supersede_in){old->id, ch->at}, NULL, err));
    return put_membership(c, ch, old, old->valid_from, old->valid_to, relation, old->event_in, old->event_out, err);
}

/* ---- people */

enum status person_open(struct ctx *c, int64_t person_id, struct open_person_row *ret, struct error *err) {
    bool found = false;
    TRY(open_person(c->db, &(struct open_person_in){person_id}, c->arena, ret, &found, err));
    return found ? OK : fail(err, E_NOT_FOUND, "http.not_found");
}

struct person_version_insert_in person_like(const struct open_person_row *old) {
    return (struct person_version_insert_in){.person_id = old->person_id,
                                             .valid_from = old->valid_from,
                                             .valid_to = old->valid_to,
                                             .full_name = old->full_name,
                                             .name_fold = old->name_fold,
                                             .sex = old->sex,
                                             .born_on = old->born_on,
                                             .born_precision = old->born_precision,
                                             .died_on = old->died_on,
                                             .ethnicity = old->ethnicity,
                                             .personal_number = old->personal_number,
                                             .health_card = old->health_card,
                                             .event = old->event,
                                             .reason = old->reason};
}

static enum status put_person(struct ctx *c, const struct household_change *ch, struct person_version_insert_in p,
                              struct error *err) {
    p.id = id_new();
    p.recorded_at = ch->at;
    p.account_id = c->user.account_id;
    return person_version_insert(c->db, &p, NULL, err);
}

enum status change_person(struct ctx *c, const struct household_change *ch, const struct open_person_row *old,
                          const struct person_version_insert_in *next, struct error *err) {
    if (ch->on < old->valid_from)
        return too_early(old->valid_from, err);
    TRY(person_supersede(c->db, &(struct person_supersede_in){old->id, ch->at}, NULL, err));
    struct person_version_insert_in before = person_like(old), after = *next;
    before.valid_to = after.valid_from = ch->on;
    after.valid_to = DAY_FOREVER;
    after.event = text_of(ch->kind);
    after.reason = ch->reason;
    if (before.valid_from < before.valid_to)
        TRY(put_person(c, ch, before, err));
    return put_person(c, ch, after, err);
}

enum status correct_person(struct ctx *c, const struct household_change *ch, const struct open_person_row *old,
                           const struct person_version_insert_in *next, struct error *err) {
    TRY(person_supersede(c->db, &(struct person_supersede_in){old->id, ch->at}, NULL, err));
    struct person_version_insert_in better = *next;
    better.event = text_of(ch->kind);
    better.reason = ch->reason;
    return put_person(c, ch, better, err);
}

enum status person_create(struct ctx *c, const struct household_change *ch, const struct new_person *p, int64_t *ret_id,
                          struct error *err) {
    int64_t id = id_new();
    TRY(person_insert(c->db, &(struct person_insert_in){id}, NULL, err));
    TRY(put_person(c, ch,
                   (struct person_version_insert_in){.person_id = id,
                                                     .valid_from = ch->on,
                                                     .valid_to = DAY_FOREVER,
                                                     .full_name = p->full_name,
                                                     .name_fold = vi_fold(c->arena, p->full_name),
                                                     .sex = p->sex,
                                                     .born_on = p->born,
                                                     .born_precision = p->precision,
                                                     .died_on = DAY_NONE,
                                                     .ethnicity = p->ethnicity,
                                                     .personal_number = p->number,
                                                     .health_card = p->health_card,
                                                     .event = text_of(ch->kind)},
                   err));
    *ret_id = id;
    return OK;
}

/* ---- a new household */

static enum status next_code(struct ctx *c, int64_t hamlet_id, day_t on, struct text *ret, struct error *err) {
    struct hamlet_place_row place;
    struct commune_lock_row locked;
    struct newest_code_row newest;
    bool found = false;
    TRY(hamlet_place(c->db, &(struct hamlet_place_in){hamlet_id, on}, c->arena, &place, &found, err));
    if (!found)
        return fail(err, E_INVALID, "household.no_place");
    TRY(commune_lock(c->db, &(struct commune_lock_in){place.commune_id}, c->arena, &locked, &found, err));
    TRY(newest_code(c->db, &(struct newest_code_in){place.commune_code}, c->arena, &newest, &found, err));
    int64_t number = 0;
    if (newest.code.ptr != NULL && newest.code.len > place.commune_code.len + 1) {
        size_t skip = place.commune_code.len + 1;
        (void)text_to_i64((struct text){newest.code.ptr + skip, newest.code.len - skip}, &number);
    }
    *ret = arena_fmt(c->arena, "%.*s-%06lld", FMT(place.commune_code), (long long)number + 1);
    return OK;
}

enum status household_create(struct ctx *c, const struct household_change *ch, int64_t hamlet_id, struct text address,
                             int64_t head_id, int64_t split_from, int64_t *ret_id, struct text *ret_code,
                             struct error *err) {
    int64_t id = id_new();
    TRY(next_code(c, hamlet_id, c->today, ret_code, err));
    TRY(household_insert(c->db, &(struct household_insert_in){id, *ret_code, ch->on, split_from ? split_from : DB_NULL},
                         NULL, err));
    *ret_id = id;
    return put_version(c, ch,
                       (struct version_insert_in){.household_id = id,
                                                  .valid_from = ch->on,
                                                  .valid_to = DAY_FOREVER,
                                                  .hamlet_id = hamlet_id,
                                                  .address = address,
                                                  .head_person_id = head_id,
                                                  .status = HOUSEHOLD_RESIDENT,
                                                  .event = text_of(ch->kind),
                                                  .reason = ch->reason},
                       err);
}

/* ---- one step back */

static enum status restore_versions(struct ctx *c, const struct household_change *ch, struct db_ids ids, instant_t at,
                                    struct error *err) {
    struct undo_versions_row *rows;
    size_t count;
    TRY(undo_versions(c->db, &(struct undo_versions_in){ids, at}, c->arena, &rows, &count, err));
    TRY(undo_version_rows(c->db, &(struct undo_version_rows_in){ids, at, ch->at}, NULL, err));
    for (size_t i = 0; i < count; i++) {
        const struct undo_versions_row *v = &rows[i];
        TRY(put_version(c, ch,
                        (struct version_insert_in){.household_id = v->household_id,
                                                   .valid_from = v->valid_from,
                                                   .valid_to = v->valid_to,
                                                   .hamlet_id = v->hamlet_id,
                                                   .address = v->address,
                                                   .head_person_id = v->head_person_id,
                                                   .status = v->status,
                                                   .event = v->event,
                                                   .reason = v->reason},
                        err));
    }
    return OK;
}

static enum status restore_people(struct ctx *c, const struct household_change *ch, struct db_ids ids, instant_t at,
                                  struct error *err) {
    struct undo_people_row *rows;
    size_t count;
    TRY(undo_people(c->db, &(struct undo_people_in){ids, at}, c->arena, &rows, &count, err));
    TRY(undo_person_rows(c->db, &(struct undo_person_rows_in){ids, at, ch->at}, NULL, err));
    for (size_t i = 0; i < count; i++) {
        const struct undo_people_row *p = &rows[i];
        TRY(put_person(c, ch,
                       (struct person_version_insert_in){.person_id = p->person_id,
                                                         .valid_from = p->valid_from,
                                                         .valid_to = p->valid_to,
                                                         .full_name = p->full_name,
                                                         .name_fold = p->name_fold,
                                                         .sex = p->sex,
                                                         .born_on = p->born_on,
                                                         .born_precision = p->born_precision,
                                                         .died_on = p->died_on,
                                                         .ethnicity = p->ethnicity,
                                                         .personal_number = p->personal_number,
                                                         .health_card = p->health_card,
                                                         .event = p->event,
                                                         .reason = p->reason},
                       err));
    }
    return OK;
}

static enum status restore_memberships(struct ctx *c, const struct household_change *ch, struct db_ids ids,
                                       instant_t at, struct error *err) {
    struct undo_memberships_row *rows;
    size_t count;
    TRY(undo_memberships(c->db, &(struct undo_memberships_in){ids, at}, c->arena, &rows, &count, err));
    TRY(undo_membership_rows(c->db, &(struct undo_membership_rows_in){ids, at, ch->at}, NULL, err));
    for (size_t i = 0; i < count; i++) {
        struct open_memberships_row m = {.person_id = rows[i].person_id, .household_id = rows[i].household_id};
        TRY(put_membership(c, ch, &m, rows[i].valid_from, rows[i].valid_to, rows[i].relation, rows[i].event_in,
                           rows[i].event_out, err));
    }
    return OK;
}

static enum status undo_rows(struct ctx *c, const struct household_change *ch, const struct last_event_row *e,
                             struct error *err) {
    int64_t both[2] = {e->household_id, e->other_household_id};
    struct db_ids ids = {both, e->other_household_id == DB_NULL ? 1 : 2};
    TRY(restore_people(c, ch, ids, e->recorded_at, err)); /* first: it finds people by the rows that the event wrote */
    TRY(restore_memberships(c, ch, ids, e->recorded_at, err));
    TRY(restore_versions(c, ch, ids, e->recorded_at, err));
    TRY(undo_class_rows(c->db, &(struct undo_class_rows_in){ids, e->recorded_at, ch->at}, NULL, err));
    if (text_is(e->kind, "merged"))
        TRY(household_set_merged(c->db, &(struct household_set_merged_in){e->household_id, DB_NULL}, NULL, err));
    TRY(event_set_undone(c->db, &(struct event_set_undone_in){e->id, ch->at}, NULL, err));
    TRY(household_refresh(c, e->household_id, err));
    return e->other_household_id == DB_NULL ? OK : household_refresh(c, e->other_household_id, err);
}

enum status household_undo(struct ctx *c, int64_t household_id, int64_t version, struct error *err) {
    struct household_change ch = {.household_id = household_id, .kind = "undone"};
    struct last_event_row e, other;
    bool found = false;
    TRY(household_require(c, household_id, &ch.place, err));
    TRY(last_event(c->db, &(struct last_event_in){household_id}, c->arena, &e, &found, err));
    if (!found || text_is(e.kind, "created") || text_is(e.kind, "imported"))
        return fail(err, E_CONFLICT, "household.nothing_to_undo");
    int64_t other_id = e.other_household_id == DB_NULL  ? 0
                       : e.household_id == household_id ? e.other_household_id
                                                        : e.household_id;
    TRY(lock(c, household_id, other_id, err));
    TRY(household_require(c, household_id, &ch.place, err));
    if (version != ch.place.version)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    if (other_id != 0) { /* something happened to the other household since: that comes first */
        TRY(last_event(c->db, &(struct last_event_in){other_id}, c->arena, &other, &found, err));
        if (!found || other.id != e.id)
            return fail(err, E_CONFLICT, "household.other_changed_since");
    }
    TRY(next_instant(c, household_id, other_id, &ch.at, err));
    TRY(undo_rows(c, &ch, &e, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "event", e.kind);
    value_set_day(diff, "on_day", e.on_day);
    audit_note(c, ch.place.commune_id, "household.undone", "household", household_id, diff);
    return tell(c,
                &(struct household_happening){.kind = arena_zstr(c->arena, e.kind),
                                              .household_id = e.household_id,
                                              .other_id = e.other_household_id == DB_NULL ? 0 : e.other_household_id,
                                              .person_id = e.person_id == DB_NULL ? 0 : e.person_id,
                                              .on = e.on_day,
                                              .at = e.recorded_at,
                                              .taken_back = true},
                err);
}
