/* What documents are made from: a decision, minutes, a posting, as plain structs. */
#include "features/review/review_parts.h"

enum status review_decision_load(struct ctx *c, int64_t id, struct decision_view *ret, struct error *err) {
    struct decision_one_row d;
    struct decision_rows_row *rows;
    size_t count;
    bool found = false;
    TRY(decision_one(c->db, &(struct decision_one_in){id}, c->arena, &d, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(ctx_require_area(c, d.commune_id, err));
    TRY(decision_rows(c->db, &(struct decision_rows_in){id}, c->arena, &rows, &count, err));
    struct decision_view v = {.id = id,
                              .season_id = d.season_id,
                              .commune_id = d.commune_id,
                              .district_id = d.district_id,
                              .corrects_id = d.corrects_id == DB_NULL ? 0 : d.corrects_id,
                              .version = d.version,
                              .kind = d.kind,
                              .number = d.number,
                              .reason = d.reason,
                              .signer_name = d.signer_name,
                              .capacity = d.capacity,
                              .hash = d.hash,
                              .is_signed = text_is(d.state, "signed"),
                              .drafted_on = d.drafted_on,
                              .signed_on = d.signed_on,
                              .effective_on = d.effective_on,
                              .entries = ARENA_ARRAY(c->arena, count + 1, struct decision_entry)};
    int64_t line = 0;
    for (size_t i = 0; i < count; i++) {
        const struct decision_rows_row *r = &rows[i];
        if (r->line_no != line) {
            line = r->line_no;
            v.entries[v.count++] = (struct decision_entry){.household_id = r->household_id,
                                                           .code = r->code,
                                                           .head_name = r->head_name,
                                                           .hamlet_name = r->hamlet_name,
                                                           .address = r->address,
                                                           .ethnicity = r->ethnicity,
                                                           .members = r->members,
                                                           .urban = r->urban,
                                                           .minority = r->minority,
                                                           .after = {-1, -1},
                                                           .escaped_on = {DAY_NONE, DAY_NONE}};
        }
        struct decision_entry *e = &v.entries[v.count - 1];
        size_t k = text_is(r->standard_kind, "national");
        e->before[k] = (int)r->class_before;
        e->after[k] = (int)r->class_after;
        e->movement[k] = r->movement;
        e->escaped_on[k] = r->escaped_on;
    }
    *ret = v;
    return OK;
}

enum status review_minutes_load(struct ctx *c, int64_t id, struct minutes_view *ret, struct error *err) {
    struct meeting_one_row m;
    bool found = false;
    TRY(meeting_one(c->db, &(struct meeting_one_in){id}, c->arena, &m, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(ctx_require_area(c, m.hamlet_id, err));
    struct meeting_attendance_of_row *invited;
    struct meeting_votes_of_row *votes;
    size_t invited_count, count;
    TRY(meeting_attendance_of(c->db, &(struct meeting_attendance_of_in){id}, c->arena, &invited, &invited_count, err));
    TRY(meeting_votes_of(c->db, &(struct meeting_votes_of_in){id}, c->arena, &votes, &count, err));
    struct minutes_view v = {.id = id,
                             .season_id = m.season_id,
                             .hamlet_id = m.hamlet_id,
                             .commune_id = m.commune_id,
                             .no = m.no,
                             .attendees = m.attendees,
                             .held_on = m.held_on,
                             .place = m.place,
                             .chair = m.chair,
                             .secretary = m.secretary,
                             .representative = m.representative,
                             .note = m.note,
                             .front_present = m.front_present,
                             .invited = ARENA_ARRAY(c->arena, invited_count + 1, struct meeting_invited),
                             .invited_count = invited_count,
                             .lines = ARENA_ARRAY(c->arena, count + 1, struct minutes_line),
                             .count = count};
    for (size_t i = 0; i < invited_count; i++)
        v.invited[i] =
            (struct meeting_invited){arena_zstr(c->arena, invited[i].role), invited[i].invited, invited[i].attended};
    for (size_t i = 0; i < count; i++)
        v.lines[i] = (struct minutes_line){.household_id = votes[i].household_id,
                                           .code = votes[i].code,
                                           .head_name = votes[i].head_name,
                                           .note = votes[i].note,
                                           .attendees = votes[i].attendees,
                                           .agreeing = votes[i].agreeing,
                                           .agreed = votes[i].agreed,
                                           .provincial = (int)votes[i].provincial,
                                           .national = (int)votes[i].national};
    *ret = v;
    return OK;
}

enum status review_posting_load(struct ctx *c, int64_t id, struct posting_view *ret, struct error *err) {
    struct posting_one_row p;
    bool found = false;
    TRY(posting_one(c->db, &(struct posting_one_in){id}, c->arena, &p, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(ctx_require_area(c, p.hamlet_id, err));
    struct posting_lines_row *rows;
    size_t count;
    TRY(posting_lines(c->db, &(struct posting_lines_in){id}, c->arena, &rows, &count, err));
    struct posting_view v = {.id = id,
                             .season_id = p.season_id,
                             .hamlet_id = p.hamlet_id,
                             .commune_id = p.commune_id,
                             .no = p.no,
                             .again = p.again,
                             .ended = p.ends_on <= c->today,
                             .posted_on = p.posted_on,
                             .last_day = p.last_day,
                             .ends_on = p.ends_on == DAY_FOREVER ? DAY_NONE : p.ends_on,
                             .places = p.places,
                             .fields = p.fields,
                             .lines = ARENA_ARRAY(c->arena, count + 1, struct posting_line),
                             .count = count};
    for (size_t i = 0; i < count; i++)
        v.lines[i] = (struct posting_line){.household_id = rows[i].household_id,
                                           .members = rows[i].members,
                                           .code = rows[i].code,
                                           .head_name = rows[i].head_name,
                                           .provincial = (int)rows[i].provincial,
                                           .national = (int)rows[i].national,
                                           .objected = rows[i].open_objections > 0};
    *ret = v;
    return OK;
}
