/* Interview, meeting, posting, objections: the steps of a hamlet, each refusing what the one before has not allowed. */
#include "features/review/review_parts.h"

/* ---- may the interview be written */

static enum status household_row(struct ctx *c, int64_t season_id, int64_t household_id,
                                 struct season_household_one_row *ret, struct error *err) {
    bool found = false;
    TRY(season_household_one(c->db, &(struct season_household_one_in){season_id, household_id}, c->arena, ret, &found,
                             err));
    return found ? OK : fail(err, E_NOT_FOUND, "review.not_on_list");
}

enum status review_interview_allowed(struct ctx *c, int64_t season_id, int64_t household_id, struct error *err) {
    struct season s;
    struct season_household_one_row x;
    TRY(season_get(c, season_id, &s, err));
    TRY(household_row(c, season_id, household_id, &x, err));
    TRY(ctx_require_area(c, x.hamlet_id, err));
    TRY(season_require_open(c, &s, err));
    if (x.state == REVIEW_LISTED || x.state == REVIEW_AGAIN || (x.open_objections > 0 && x.state < REVIEW_DECIDED))
        return OK;
    if (x.state == REVIEW_LEFT)
        return fail(err, E_CONFLICT, "review.left_list");
    return fail(err, E_CONFLICT, x.state >= REVIEW_DECIDED ? "review.decided_already" : "review.agreed_already");
}

/* ---- meeting */

static const struct meeting_agenda_row *on_agenda(const struct meeting_agenda_row *rows, size_t count,
                                                  int64_t household_id) {
    for (size_t i = 0; i < count; i++)
        if (rows[i].household_id == household_id)
            return &rows[i];
    return NULL;
}

/* What keeps a household from being judged now; the name goes into the message. */
static enum status may_judge(struct ctx *c, const struct meeting_agenda_row *a, struct error *err) {
    if (a == NULL)
        return fail(err, E_CONFLICT, "review.not_on_agenda");
    const char *name = arena_zstr(c->arena, a->head_name);
    if (a->interview_id == DB_NULL)
        return fail(err, E_CONFLICT, "review.not_interviewed", name);
    if (a->untold > 0)
        return fail(err, E_CONFLICT, "review.class_untold", name);
    if (a->state == REVIEW_AGAIN && a->judged_version != DB_NULL && a->interview_version <= a->judged_version)
        return fail(err, E_CONFLICT, "review.not_reviewed_again", name);
    return OK;
}

static enum status require_quorum(struct ctx *c, const struct meeting_plan *p, struct error *err) {
    int64_t share;
    TRY(rule_int(c, p->season_id, "meeting.quorum_share", &share, err));
    if (share == DB_NULL)
        return OK; /* the law sets none */
    struct hamlet_household_count_row n;
    bool found = false;
    TRY(hamlet_household_count(c->db, &(struct hamlet_household_count_in){p->hamlet_id}, c->arena, &n, &found, err));
    if (p->attendees * 10000 >= n.households * share)
        return OK;
    return fail(err, E_CONFLICT, "review.no_quorum", arena_fmt(c->arena, "%lld", (long long)p->attendees).ptr,
                arena_fmt(c->arena, "%lld", (long long)n.households).ptr);
}

static enum status write_votes(struct ctx *c, const struct meeting_plan *p, int64_t id, int64_t share,
                               int64_t *ret_agreed, struct error *err) {
    struct meeting_agenda_row *agenda;
    size_t count;
    TRY(meeting_agenda(c->db, &(struct meeting_agenda_in){p->season_id, p->hamlet_id}, c->arena, &agenda, &count, err));
    *ret_agreed = 0;
    for (size_t i = 0; i < p->vote_count; i++) {
        const struct meeting_vote_of *v = &p->votes[i];
        const struct meeting_agenda_row *a = on_agenda(agenda, count, v->household_id);
        TRY(may_judge(c, a, err));
        if (v->agreeing < 0 || v->agreeing > p->attendees)
            return fail(err, E_INVALID, "review.more_than_attended", arena_zstr(c->arena, a->head_name));
        bool agreed = v->agreeing * 10000 >= p->attendees * share;
        *ret_agreed += agreed;
        TRY(meeting_vote_insert(
            c->db, &(struct meeting_vote_insert_in){id, v->household_id, p->attendees, v->agreeing, agreed, v->note},
            NULL, err));
    }
    return OK;
}

enum status meeting_hold(struct ctx *c, const struct meeting_plan *p, int64_t *ret_id, struct error *err) {
    struct season s;
    struct season_hamlet_one_row h;
    TRY(season_get(c, p->season_id, &s, err));
    TRY(season_hamlet_require(c, p->season_id, p->hamlet_id, &h, err));
    TRY(season_require_open(c, &s, err));
    if (p->attendees <= 0)
        return fail(err, E_INVALID, "review.nobody_attended");
    if (p->vote_count == 0)
        return fail(err, E_CONFLICT, "review.nothing_to_judge");
    int64_t share;
    TRY(rule_need(c, p->season_id, "meeting.agreement_share", &share, err));
    TRY(require_quorum(c, p, err));
    struct meeting_last_no_row last;
    bool found = false;
    TRY(meeting_last_no(c->db, &(struct meeting_last_no_in){p->season_id, p->hamlet_id}, c->arena, &last, &found, err));
    int64_t id = id_new(), agreed = 0;
    bool front = false;
    for (size_t i = 0; i < p->invited_count; i++)
        front = front || (strcmp(p->invited[i].role, "front") == 0 && p->invited[i].attended > 0);
    TRY(meeting_insert(c->db,
                       &(struct meeting_insert_in){id, p->season_id, p->hamlet_id, h.commune_id, last.no + 1, c->today,
                                                   p->place, p->chair, p->secretary, p->representative, p->attendees,
                                                   front, p->note, c->user.account_id, clock_now(&c->app->clock)},
                       NULL, err));
    for (size_t i = 0; i < p->invited_count; i++)
        TRY(meeting_attendance_insert(c->db,
                                      &(struct meeting_attendance_insert_in){id, text_of(p->invited[i].role),
                                                                             p->invited[i].invited,
                                                                             p->invited[i].attended},
                                      NULL, err));
    TRY(write_votes(c, p, id, share, &agreed, err));
    TRY(meeting_vote_class_insert(c->db, &(struct meeting_vote_class_insert_in){id, p->season_id}, NULL, err));
    TRY(meeting_apply(c->db, &(struct meeting_apply_in){id, p->season_id}, NULL, err));
    TRY(season_class_from_meeting(c->db, &(struct season_class_from_meeting_in){id, p->season_id}, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "no", last.no + 1);
    value_set_int(diff, "attendees", p->attendees);
    value_set_int(diff, "households", (int64_t)p->vote_count);
    value_set_int(diff, "agreed", agreed);
    audit_note(c, h.commune_id, "review.meeting", "meeting", id, diff);
    *ret_id = id;
    return OK;
}

/* ---- posting */

static enum status posting_term(struct ctx *c, const struct season *s, bool again, day_t *ret_last, day_t *ret_ends,
                                struct error *err) {
    int64_t known;
    const char *key = again ? "repost.days" : "posting.days";
    TRY(rule_need(c, s->id, key, &known, err));
    struct text starts, take_down;
    TRY(setting_text(c, "posting.starts", c->today, &starts, err));
    TRY(setting_text(c, "posting.take_down", c->today, &take_down, err));
    TRY(rule_due(c, s->id, key, c->today, text_is(starts, "same_day"), ret_last, err));
    *ret_ends = text_is(take_down, "by_hand") ? DAY_FOREVER : *ret_last + 1;
    return OK;
}

static enum status shown_fields(struct ctx *c, struct text *ret, struct error *err) {
    struct posting_fields_shown_row *rows;
    size_t count;
    TRY(posting_fields_shown(c->db, c->arena, &rows, &count, err));
    struct text t = T("");
    for (size_t i = 0; i < count; i++)
        t = i == 0 ? rows[i].key : arena_fmt(c->arena, "%.*s %.*s", FMT(t), FMT(rows[i].key));
    *ret = t;
    return OK;
}

enum status posting_put_up(struct ctx *c, int64_t season_id, int64_t hamlet_id, int64_t *ret_id, struct error *err) {
    struct season s;
    struct season_hamlet_one_row h;
    TRY(season_get(c, season_id, &s, err));
    TRY(season_hamlet_require(c, season_id, hamlet_id, &h, err));
    TRY(season_require_open(c, &s, err));
    struct posting_ready_row ready;
    struct posting_last_no_row last;
    bool found = false;
    TRY(posting_ready(c->db, &(struct posting_ready_in){season_id, hamlet_id}, c->arena, &ready, &found, err));
    if (ready.households == 0)
        return fail(err, E_CONFLICT, ready.blocked > 0 ? "review.objection_open" : "review.nothing_agreed");
    TRY(posting_last_no(c->db, &(struct posting_last_no_in){season_id, hamlet_id}, c->arena, &last, &found, err));
    bool again = last.no > 0;
    day_t last_day, ends_on;
    TRY(posting_term(c, &s, again, &last_day, &ends_on, err));
    struct season_rule_one_row places;
    bool has_places = false;
    TRY(season_rule_one(c->db, &(struct season_rule_one_in){season_id, T("posting.places")}, c->arena, &places,
                        &has_places, err));
    struct text fields;
    TRY(shown_fields(c, &fields, err));
    int64_t id = id_new();
    TRY(posting_insert(
        c->db,
        &(struct posting_insert_in){id, season_id, hamlet_id, h.commune_id, last.no + 1, again, c->today, last_day,
                                    ends_on, has_places && places.value.ptr ? places.value : T("hamlet_house"), fields,
                                    ready.households, c->user.account_id, clock_now(&c->app->clock)},
        NULL, err));
    TRY(posting_households_add(c->db, &(struct posting_households_add_in){id, season_id, hamlet_id}, NULL, err));
    TRY(posting_apply(c->db, &(struct posting_apply_in){id, season_id, hamlet_id, ends_on}, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "no", last.no + 1);
    value_set_int(diff, "households", ready.households);
    value_set_day(diff, "last_day", last_day);
    audit_note(c, h.commune_id, "review.post", "posting", id, diff);
    *ret_id = id;
    return OK;
}

enum status posting_take_down(struct ctx *c, int64_t posting_id, struct error *err) {
    struct posting_one_row p;
    bool found = false;
    TRY(posting_one(c->db, &(struct posting_one_in){posting_id}, c->arena, &p, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(ctx_require_area(c, p.hamlet_id, err));
    if (p.ends_on <= c->today)
        return fail(err, E_CONFLICT, "review.taken_down_already");
    if (c->today <= p.last_day) {
        char last[11];
        day_vn(p.last_day, last);
        return fail(err, E_CONFLICT, "review.posting_runs", last);
    }
    TRY(posting_end(c->db, &(struct posting_end_in){posting_id, c->today}, NULL, err));
    TRY(posting_end_households(c->db, &(struct posting_end_households_in){posting_id, c->today}, NULL, err));
    audit_note(c, p.commune_id, "review.take_down", "posting", posting_id, NULL);
    return OK;
}

/* ---- objections */

enum status objection_receive(struct ctx *c, int64_t season_id, int64_t household_id, struct text from_name,
                              struct text reason, int64_t *ret_id, struct error *err) {
    struct season s;
    struct season_household_one_row x;
    TRY(season_get(c, season_id, &s, err));
    TRY(household_row(c, season_id, household_id, &x, err));
    TRY(ctx_require_area(c, x.hamlet_id, err));
    TRY(season_require_open(c, &s, err));
    if (x.state >= REVIEW_DECIDED)
        return fail(err, E_CONFLICT, "review.decided_already");
    if (x.posting_id == DB_NULL || x.state < REVIEW_POSTED)
        return fail(err, E_CONFLICT, "review.not_posted");
    struct season_hamlet_one_row h;
    bool found = false;
    TRY(season_hamlet_one(c->db, &(struct season_hamlet_one_in){season_id, x.hamlet_id}, c->arena, &h, &found, err));
    day_t due;
    TRY(rule_due(c, season_id, "objection.recheck_days", c->today, false, &due, err));
    int64_t id = id_new();
    TRY(objection_insert(c->db,
                         &(struct objection_insert_in){id, season_id, household_id, x.hamlet_id, x.commune_id,
                                                       x.district_id, found ? h.province_id : s.area_id, x.posting_id,
                                                       c->today, from_name, reason, due, c->user.account_id,
                                                       clock_now(&c->app->clock)},
                         NULL, err));
    TRY(objection_block(c->db, &(struct objection_block_in){season_id, household_id}, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "reason", reason);
    value_set_day(diff, "due_on", due);
    audit_note(c, x.commune_id, "review.objection", "objection", id, diff);
    *ret_id = id;
    return OK;
}

enum status objection_recheck(struct ctx *c, int64_t objection_id, int64_t version, bool upheld, struct text note,
                              struct error *err) {
    struct objection_one_row o;
    struct season s;
    bool found = false;
    TRY(objection_one(c->db, &(struct objection_one_in){objection_id}, c->arena, &o, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(ctx_require_area(c, o.hamlet_id, err));
    TRY(season_get(c, o.season_id, &s, err));
    TRY(season_require_open(c, &s, err));
    if (!text_is(o.state, "open"))
        return fail(err, E_CONFLICT, "review.objection_closed");
    int64_t changed = 0;
    TRY(objection_close(
        c->db,
        &(struct objection_close_in){objection_id, version, upheld ? T("upheld") : T("dismissed"), c->today, note},
        &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    TRY(season_class_from_interview(c->db, &(struct season_class_from_interview_in){o.season_id, o.household_id}, NULL,
                                    err));
    TRY(objection_unblock(c->db, &(struct objection_unblock_in){o.season_id, o.household_id}, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_bool(diff, "upheld", upheld);
    value_set_text(diff, "note", note);
    audit_note(c, o.commune_id, "review.recheck", "objection", objection_id, diff);
    return OK;
}
