/* Pages of the steps: a hamlet with its meeting and posting, a household in the season, objections, requests. */
#include "features/review/pages.h"

/* ---- forms */
static const struct field plan_fields[] = {
    {.name = "meeting_planned_on", .type = F_DAY, .required = true, .label = "review.meeting_planned_on"},
    {.name = "meeting_place", .type = F_TEXT, .label = "review.place"},
};
const struct form meeting_plan_form = {"meeting_plan", plan_fields, COUNT_OF(plan_fields)};
static const struct field reviewer_fields[] = {
    {.name = "account_id", .type = F_ID, .required = true, .label = "review.reviewer"}};
const struct form reviewer_form = {"reviewer", reviewer_fields, COUNT_OF(reviewer_fields)};
static const struct field version_fields[] = {{.name = "version", .type = F_HIDDEN_INT, .label = "review.version"}};
const struct form version_form = {"version", version_fields, COUNT_OF(version_fields)};
static const struct field objection_fields[] = {
    {.name = "from_name", .type = F_TEXT, .required = true, .label = "review.from_name", .sensitivity = S_PERSONAL},
    {.name = "reason", .type = F_LONG, .required = true, .label = "review.objection_reason", .sensitivity = S_PERSONAL},
};
const struct form objection_form = {"objection", objection_fields, COUNT_OF(objection_fields)};
static const struct choice recheck_choices[] = {{"upheld", "review.recheck.upheld", 1},
                                                {"dismissed", "review.recheck.dismissed", 0}};
static const struct field recheck_fields[] = {
    {.name = "outcome",
     .type = F_CHOICE,
     .required = true,
     .label = "review.outcome",
     .choices = recheck_choices,
     .choice_count = COUNT_OF(recheck_choices)},
    {.name = "note", .type = F_LONG, .required = true, .label = "review.recheck_note"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "review.version"},
};
const struct form recheck_form = {"recheck", recheck_fields, COUNT_OF(recheck_fields)};
static const struct field remark_fields[] = {
    {.name = "remark", .type = F_LONG, .required = true, .label = "review.remark_text"}};
const struct form remark_form = {"remark", remark_fields, COUNT_OF(remark_fields)};

/* ---- the meeting's form: who came, and the number agreeing for each household on the agenda */
static const char *const invited_roles[] = {"party_cell", "unions", "reviewer", "households", "front"};
static const struct field meeting_fields[] = {
    {.name = "chair", .type = F_NAME, .required = true, .label = "review.chair"},
    {.name = "secretary", .type = F_NAME, .required = true, .label = "review.secretary"},
    {.name = "representative", .type = F_NAME, .required = true, .label = "review.representative"},
    {.name = "place", .type = F_TEXT, .label = "review.place"},
    {.name = "attendees", .type = F_INT, .required = true, .label = "review.attendees", .min = 1, .max = 10000},
    {.name = "party_cell", .type = F_INT, .label = "review.invited.party_cell", .min = 0, .max = 10000},
    {.name = "unions", .type = F_INT, .label = "review.invited.unions", .min = 0, .max = 10000},
    {.name = "reviewer", .type = F_INT, .label = "review.invited.reviewer", .min = 0, .max = 10000},
    {.name = "households", .type = F_INT, .label = "review.invited.households", .min = 0, .max = 10000},
    {.name = "front",
     .type = F_INT,
     .label = "review.invited.front",
     .min = 0,
     .max = 10000,
     .help = "review.front_help"},
    {.name = "note", .type = F_LONG, .label = "review.note"},
};

static bool ready(const struct meeting_agenda_row *a) {
    return a->interview_id != DB_NULL && a->untold == 0 &&
           (a->state != REVIEW_AGAIN || a->judged_version == DB_NULL || a->interview_version > a->judged_version);
}

enum status review_meeting_form(struct ctx *c, const struct form **ret, struct error *err) {
    int64_t hamlet;
    struct season s;
    TRY(ctx_id(c, 0, &hamlet, err));
    TRY(season_asked(c, &s, err));
    struct meeting_agenda_row *rows;
    size_t count, n = COUNT_OF(meeting_fields);
    TRY(meeting_agenda(c->db, &(struct meeting_agenda_in){s.id, hamlet}, c->arena, &rows, &count, err));
    struct field *fields = ARENA_ARRAY(c->arena, n + count, struct field);
    memcpy(fields, meeting_fields, sizeof meeting_fields);
    for (size_t i = 0; i < count && n < MAX_FORM_FIELDS; i++)
        if (ready(&rows[i]))
            fields[n++] = (struct field){
                .name = arena_fmt(c->arena, "agreeing_%lld", (long long)rows[i].household_id).ptr,
                .type = F_INT,
                .label = arena_fmt(c->arena, "%.*s (%.*s)", FMT(rows[i].head_name), FMT(rows[i].code)).ptr,
                .help = "review.agreeing_help",
                .min = 0,
                .max = 10000,
                .sensitivity = S_PERSONAL};
    struct form *f = ARENA_NEW(c->arena, struct form);
    *f = (struct form){"meeting", fields, n};
    *ret = f;
    return OK;
}

enum status review_meeting_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t hamlet, id;
    struct season s;
    TRY(ctx_id(c, 0, &hamlet, err));
    TRY(season_asked(c, &s, err));
    const struct form_data *d = c->form;
    struct meeting_vote_of *votes = ARENA_ARRAY(c->arena, d->form->field_count, struct meeting_vote_of);
    struct meeting_invited invited[COUNT_OF(invited_roles)];
    size_t vote_count = 0;
    for (size_t i = COUNT_OF(meeting_fields); i < d->form->field_count; i++)
        if (d->values[i].state == FIELD_GOOD) { /* left empty: not judged this time */
            struct text name = text_of(d->form->fields[i].name);
            int64_t household = 0;
            (void)text_to_i64((struct text){name.ptr + 9, name.len - 9}, &household);
            votes[vote_count++] = (struct meeting_vote_of){household, d->values[i].i, TEXT_NONE};
        }
    for (size_t i = 0; i < COUNT_OF(invited_roles); i++) {
        int64_t n = form_int(d, invited_roles[i], 0);
        invited[i] = (struct meeting_invited){invited_roles[i], n, n};
    }
    struct meeting_plan p = {.season_id = s.id,
                             .hamlet_id = hamlet,
                             .place = form_text(d, "place"),
                             .chair = form_text(d, "chair"),
                             .secretary = form_text(d, "secretary"),
                             .representative = form_text(d, "representative"),
                             .note = form_text(d, "note"),
                             .attendees = form_int(d, "attendees", 0),
                             .invited = invited,
                             .invited_count = COUNT_OF(invited_roles),
                             .votes = votes,
                             .vote_count = vote_count};
    TRY(meeting_hold(c, &p, &id, err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "review.flash.met", "/review/meetings/%lld", (long long)id);
    return OK;
}

enum status review_meeting_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct minutes_view v;
    struct season s;
    TRY(ctx_id(c, 0, &id, err));
    TRY(review_minutes_load(c, id, &v, err));
    TRY(season_get(c, v.season_id, &s, err));
    TRY(page_head(c, &s, v.hamlet_id, "meeting", out, err));
    value_set_id(out, "id", id);
    value_set_int(out, "no", v.no);
    value_set_day(out, "held_on", v.held_on);
    value_set_text(out, "meeting_place", v.place);
    value_set_text(out, "chair", v.chair);
    value_set_text(out, "secretary", v.secretary);
    value_set_text(out, "representative", v.representative);
    value_set_int(out, "attendees", v.attendees);
    value_set_bool(out, "front_present", v.front_present);
    value_set_text(out, "note", v.note);
    struct value *list = value_set_list(out, "lines");
    for (size_t i = 0; i < v.count; i++) {
        struct value *x = value_add_object(list);
        value_set_id(x, "household_id", v.lines[i].household_id);
        value_set_text(x, "code", v.lines[i].code);
        value_set_text(x, "head_name", v.lines[i].head_name);
        value_set_word(x, "provincial", class_word(v.lines[i].provincial));
        value_set_word(x, "national", class_word(v.lines[i].national));
        value_set_int(x, "agreeing", v.lines[i].agreeing);
        value_set_bp(x, "share", v.lines[i].agreeing * 10000 / v.lines[i].attendees);
        value_set_bool(x, "agreed", v.lines[i].agreed);
    }
    return OK;
}

/* ---- a hamlet */

static enum status add_meetings(struct ctx *c, const struct season *s, int64_t hamlet, struct value *out,
                                struct error *err) {
    struct meetings_of_row *m;
    struct postings_of_row *p;
    size_t count;
    TRY(meetings_of(c->db, &(struct meetings_of_in){s->id, hamlet}, c->arena, &m, &count, err));
    struct value *list = value_set_list(out, "meetings");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "id", m[i].id);
        value_set_int(v, "no", m[i].no);
        value_set_day(v, "held_on", m[i].held_on);
        value_set_int(v, "attendees", m[i].attendees);
        value_set_int(v, "voted", m[i].voted);
        value_set_int(v, "agreed", m[i].agreed);
        value_set_bool(v, "front_present", m[i].front_present);
    }
    TRY(postings_of(c->db, &(struct postings_of_in){s->id, hamlet}, c->arena, &p, &count, err));
    list = value_set_list(out, "postings");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "id", p[i].id);
        value_set_int(v, "no", p[i].no);
        value_set_bool(v, "again", p[i].again);
        value_set_day(v, "posted_on", p[i].posted_on);
        value_set_day(v, "last_day", p[i].last_day);
        value_set_bool(v, "ended", p[i].ends_on <= c->today);
        value_set_int(v, "households", p[i].households);
    }
    return OK;
}

static enum status add_people(struct ctx *c, const struct season *s, int64_t hamlet, int64_t commune, struct value *out,
                              struct error *err) {
    struct season_reviewers_row *r;
    struct review_remarks_of_row *m;
    size_t count;
    TRY(season_reviewers(c->db, &(struct season_reviewers_in){s->id, hamlet}, c->arena, &r, &count, err));
    struct value *list = value_set_list(out, "reviewers");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "account_id", r[i].account_id);
        value_set_text(v, "name", r[i].name);
        value_set_day(v, "assigned_on", r[i].assigned_on);
    }
    struct season_reviewers_row *assigned = r;
    size_t assigned_count = count;
    TRY(review_remarks_of(c->db, &(struct review_remarks_of_in){s->id, hamlet}, c->arena, &m, &count, err));
    list = value_set_list(out, "remarks");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_text(v, "remark", m[i].remark);
        value_set_text(v, "author", m[i].author);
        value_set_day(v, "made_on", m[i].made_on);
    }
    struct reviewer_candidates_row *k;
    TRY(reviewer_candidates(c->db, &(struct reviewer_candidates_in){hamlet, commune, c->today}, c->arena, &k, &count,
                            err));
    list = value_set_list(out, "candidates");
    for (size_t i = 0; i < count; i++) {
        bool there = false;
        for (size_t n = 0; n < assigned_count; n++)
            there = there || assigned[n].account_id == k[i].account_id;
        if (there)
            continue;
        struct value *v = value_add_object(list);
        value_set_id(v, "account_id", k[i].account_id);
        value_set_text(v, "name", k[i].name);
    }
    return OK;
}

enum status review_hamlet_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t hamlet;
    struct season s;
    struct season_hamlet_one_row h;
    TRY(ctx_id(c, 0, &hamlet, err));
    TRY(season_asked(c, &s, err));
    TRY(season_hamlet_require(c, s.id, hamlet, &h, err));
    TRY(page_head(c, &s, hamlet, NULL, out, err));
    struct area a;
    struct board_unit *u;
    size_t count;
    TRY(area_get(c, hamlet, c->today, &a, err));
    TRY(review_board(c, &s, hamlet, false, &u, &count, err));
    value_set_id(out, "id", hamlet);
    value_set_text(out, "name", a.name);
    value_set_day(out, "list_closed_on", h.list_closed_on);
    value_set_day(out, "meeting_planned_on", h.meeting_planned_on);
    value_set_text(out, "meeting_place", h.meeting_place);
    value_set_int(out, "listed", count ? u->listed : 0);
    value_set_int(out, "interviewed", count ? u->interviewed : 0);
    value_set_int(out, "agreed", count ? u->agreed : 0);
    value_set_int(out, "again", count ? u->again : 0);
    value_set_int(out, "posted", count ? u->posted : 0);
    value_set_int(out, "objections", count ? u->objections : 0);
    TRY(add_meetings(c, &s, hamlet, out, err));
    TRY(add_people(c, &s, hamlet, h.commune_id, out, err));
    bool open = s.open && c->today <= s.ends_on;
    value_set_bool(out, "may_list", open && user_may(&c->user, "review.list"));
    value_set_bool(out, "may_post", open && user_may(&c->user, "review.post") && count && u->agreed > u->posted);
    page_form(c, out, "plan_form", &meeting_plan_form, "review.list", open,
              season_path(c, &s, "/review/hamlets/%lld/plan", (long long)hamlet), out);
    page_form(c, out, "remark_form", &remark_form, "review.remark", open,
              season_path(c, &s, "/review/hamlets/%lld/remarks", (long long)hamlet), NULL);
    const struct form *meeting = NULL;
    TRY(review_meeting_form(c, &meeting, err));
    bool judge = open && meeting->field_count > COUNT_OF(meeting_fields);
    if (judge && c->form != NULL && strcmp(c->form->form->name, "meeting") == 0)
        meeting = c->form->form; /* what was sent is shown again */
    page_form(c, out, "meeting_form", meeting, "review.meet", judge,
              season_path(c, &s, "/review/hamlets/%lld/meeting", (long long)hamlet), NULL);
    return OK;
}

static enum status hamlet_and_season(struct ctx *c, int64_t *ret_hamlet, struct season *ret, struct error *err) {
    TRY(ctx_id(c, 0, ret_hamlet, err));
    return season_asked(c, ret, err);
}
static void back_to_hamlet(struct ctx *c, const struct season *s, int64_t hamlet, const char *flash) {
    ctx_redirect(c, flash, "/review/hamlets/%lld?season=%lld", (long long)hamlet, (long long)s->id);
}

enum status review_hamlet_list_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t hamlet;
    struct season s;
    TRY(hamlet_and_season(c, &hamlet, &s, err));
    TRY(season_hamlet_list(c, s.id, hamlet, true, err));
    value_set_id(out, "id", hamlet);
    back_to_hamlet(c, &s, hamlet, "review.flash.list_closed");
    return OK;
}
enum status review_hamlet_plan_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t hamlet;
    struct season s;
    TRY(hamlet_and_season(c, &hamlet, &s, err));
    TRY(season_plan_meeting(c, s.id, hamlet, form_day(c->form, "meeting_planned_on"),
                            form_text(c->form, "meeting_place"), err));
    value_set_id(out, "id", hamlet);
    back_to_hamlet(c, &s, hamlet, "review.flash.planned");
    return OK;
}
enum status review_hamlet_reviewer_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t hamlet;
    struct season s;
    TRY(hamlet_and_season(c, &hamlet, &s, err));
    TRY(season_assign(c, s.id, hamlet, form_id(c->form, "account_id"), err));
    value_set_id(out, "id", hamlet);
    back_to_hamlet(c, &s, hamlet, "review.flash.assigned");
    return OK;
}
enum status review_hamlet_unassign_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t hamlet, account, kept;
    struct season s;
    TRY(hamlet_and_season(c, &hamlet, &s, err));
    TRY(ctx_id(c, 1, &account, err));
    TRY(season_unassign(c, s.id, hamlet, account, &kept, err));
    value_set_id(out, "id", hamlet);
    value_set_int(out, "households_kept", kept);
    back_to_hamlet(c, &s, hamlet, "review.flash.unassigned");
    c->flash_arg = arena_fmt(c->arena, "%lld", (long long)kept);
    return OK;
}
enum status review_remark_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t hamlet, id = id_new();
    struct season s;
    struct season_hamlet_one_row h;
    TRY(hamlet_and_season(c, &hamlet, &s, err));
    TRY(season_hamlet_require(c, s.id, hamlet, &h, err));
    TRY(review_remark_insert(c->db,
                             &(struct review_remark_insert_in){id, s.id, hamlet, h.commune_id, T("hamlet"),
                                                               form_text(c->form, "remark"), c->user.account_id,
                                                               c->user.display_name, c->today},
                             NULL, err));
    audit_note(c, h.commune_id, "review.remark", "hamlet", hamlet, NULL);
    value_set_id(out, "id", id);
    back_to_hamlet(c, &s, hamlet, "review.flash.remarked");
    return OK;
}

/* ---- posting */

enum status review_posting_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t hamlet, id;
    struct season s;
    TRY(hamlet_and_season(c, &hamlet, &s, err));
    TRY(posting_put_up(c, s.id, hamlet, &id, err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "review.flash.posted", "/review/postings/%lld", (long long)id);
    return OK;
}
enum status review_posting_down_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(posting_take_down(c, id, err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "review.flash.taken_down", "/review/postings/%lld", (long long)id);
    return OK;
}
enum status review_posting_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct posting_view v;
    struct season s;
    TRY(ctx_id(c, 0, &id, err));
    TRY(review_posting_load(c, id, &v, err));
    TRY(season_get(c, v.season_id, &s, err));
    TRY(page_head(c, &s, v.hamlet_id, "posting", out, err));
    value_set_id(out, "id", id);
    value_set_int(out, "no", v.no);
    value_set_bool(out, "again", v.again);
    value_set_day(out, "posted_on", v.posted_on);
    value_set_day(out, "last_day", v.last_day);
    value_set_bool(out, "ended", v.ended);
    value_set_bool(out, "by_hand", v.ends_on == DAY_NONE);
    value_set_bool(out, "may_take_down",
                   v.ends_on == DAY_NONE && c->today > v.last_day && user_may(&c->user, "review.post"));
    value_set_bool(out, "may_object", user_may(&c->user, "review.object"));
    struct value *list = value_set_list(out, "lines");
    for (size_t i = 0; i < v.count; i++) {
        struct value *x = value_add_object(list);
        value_set_id(x, "household_id", v.lines[i].household_id);
        value_set_text(x, "head_name", v.lines[i].head_name);
        value_set_word(x, "provincial", class_word(v.lines[i].provincial));
        value_set_word(x, "national", class_word(v.lines[i].national));
        value_set_bool(x, "objected", v.lines[i].objected);
    }
    return OK;
}

/* ---- objections */

static void objection_item(struct ctx *c, const void *row, struct value *item) {
    const struct objection_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_id(item, "household_id", r->household_id);
    value_set_text(item, "code", r->code);
    value_set_text(item, "head_name", r->head_name);
    value_set_text(item, "hamlet", r->hamlet_name);
    value_set_day(item, "received_on", r->received_on);
    value_set_text(item, "from_name", r->from_name);
    value_set_day(item, "due_on", r->due_on);
    value_set_word(item, "state", word_of(c, "review.objection_state.", r->state));
    value_set_day(item, "rechecked_on", r->rechecked_on);
}
static const struct choice objection_states[] = {{"open", "review.objection_state.open", 0},
                                                 {"upheld", "review.objection_state.upheld", 0},
                                                 {"dismissed", "review.objection_state.dismissed", 0}};
static const struct list_filter objection_filters[] = {
    {.name = "state",
     .label = "review.season_is",
     .type = F_CHOICE,
     .choices = objection_states,
     .choice_count = COUNT_OF(objection_states)},
    {.name = "overdue", .label = "review.overdue", .type = F_BOOL},
};
static const struct list_column objection_columns[] = {
    {.key = "head_name",
     .label = "review.head_name",
     .href = "/review/objections/{id}",
     .type = V_TEXT,
     .sensitivity = S_PERSONAL},
    {.key = "hamlet", .label = "review.hamlet", .type = V_TEXT},
    {.key = "received_on", .label = "review.received_on", .sort = "newest", .type = V_DAY},
    {.key = "from_name", .label = "review.from_name", .type = V_TEXT, .sensitivity = S_PERSONAL},
    {.key = "due_on", .label = "review.due", .type = V_DAY},
    {.key = "state", .label = "review.season_is", .type = V_WORD},
    {.key = "rechecked_on", .label = "review.rechecked_on", .type = V_DAY},
};
const struct list_def objection_list_def = {.name = "objections",
                                            .stmt = &objection_list_stmt,
                                            .columns = objection_columns,
                                            .column_count = COUNT_OF(objection_columns),
                                            .filters = objection_filters,
                                            .filter_count = COUNT_OF(objection_filters),
                                            .row = objection_item,
                                            .row_href = "/review/objections/{id}",
                                            .empty = "review.no_objections",
                                            .file_name = "phan-anh"};
enum status review_objections_get(struct ctx *c, struct value *out, struct error *err) {
    return list_answer(c, &objection_list_def, &(struct objection_list_in){c->today}, NULL, 0, out, err);
}
enum status review_objection_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct objection_one_row o;
    struct season s;
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(objection_one(c->db, &(struct objection_one_in){id}, c->arena, &o, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(ctx_require_area(c, o.hamlet_id, err));
    TRY(season_get(c, o.season_id, &s, err));
    TRY(page_head(c, &s, o.hamlet_id, "posting", out, err));
    value_set_id(out, "id", id);
    value_set_id(out, "household_id", o.household_id);
    value_set_text(out, "head_name", o.head_name);
    value_set_text(out, "code", o.code);
    value_set_text(out, "from_name", o.from_name);
    value_set_text(out, "reason", o.reason);
    value_set_day(out, "received_on", o.received_on);
    value_set_day(out, "due_on", o.due_on);
    value_set_word(out, "state", word_of(c, "review.objection_state.", o.state));
    value_set_day(out, "rechecked_on", o.rechecked_on);
    value_set_text(out, "recheck_note", o.recheck_note);
    struct value *current = value_object(c->arena);
    value_set_int(current, "version", o.version);
    page_form(c, out, "form", &recheck_form, "review.object", text_is(o.state, "open") && s.open,
              arena_fmt(c->arena, "/review/objections/%lld/recheck", (long long)id), current);
    return OK;
}
enum status review_objection_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t household, id;
    struct season s;
    TRY(ctx_id(c, 0, &household, err));
    TRY(season_asked(c, &s, err));
    TRY(objection_receive(c, s.id, household, form_text(c->form, "from_name"), form_text(c->form, "reason"), &id, err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "review.flash.objected", "/review/objections/%lld", (long long)id);
    return OK;
}
enum status review_recheck_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(objection_recheck(c, id, form_int(c->form, "version", 0), form_choice_is(c->form, "outcome", "upheld"),
                          form_text(c->form, "note"), err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "review.flash.rechecked", "/review/objections/%lld", (long long)id);
    return OK;
}
