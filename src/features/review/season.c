/* Seasons: opening one with its standards, rules, start list and list to review; settling the list of a hamlet. */
#include "features/area/area.h"
#include "features/review/review_parts.h"

static void season_from(const struct season_one_row *r, struct season *ret) {
    *ret = (struct season){.id = r->id,
                           .area_id = r->area_id,
                           .start_season_id = r->start_season_id == DB_NULL ? 0 : r->start_season_id,
                           .version = r->version,
                           .kind = r->kind,
                           .year = (int)r->year,
                           .month = (int)r->month,
                           .starts_on = r->starts_on,
                           .ends_on = r->ends_on,
                           .start_on = r->start_on,
                           .open = text_is(r->state, "open"),
                           .note = r->note};
}

enum status season_get(struct ctx *c, int64_t id, struct season *ret, struct error *err) {
    struct season_one_row r;
    bool found = false;
    TRY(season_one(c->db, &(struct season_one_in){id}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "review.no_season");
    season_from(&r, ret);
    return OK;
}

enum status season_current(struct ctx *c, day_t on, struct season *ret, bool *ret_found, struct error *err) {
    struct season_newest_row r;
    TRY(season_newest(c->db, &(struct season_newest_in){on}, c->arena, &r, ret_found, err));
    return *ret_found ? season_get(c, r.id, ret, err) : OK;
}

bool season_with_opinion(const struct season *s) {
    return text_is(s->kind, "yearly") || text_is(s->kind, "general");
}

enum status season_asked(struct ctx *c, struct season *ret, struct error *err) {
    struct text t = ctx_query(c, "season");
    int64_t id;
    if (t.ptr != NULL && t.len > 0)
        return text_to_i64(t, &id) ? season_get(c, id, ret, err) : fail(err, E_NOT_FOUND, "review.no_season");
    bool found = false;
    TRY(season_current(c, c->today, ret, &found, err));
    return found ? OK : fail(err, E_NOT_FOUND, "review.no_season");
}

enum status season_require_open(struct ctx *c, const struct season *s, struct error *err) {
    if (!s->open)
        return fail(err, E_CONFLICT, "review.closed");
    if (c->today < s->starts_on || c->today > s->ends_on) {
        char from[11], to[11];
        day_vn(s->starts_on, from);
        day_vn(s->ends_on, to);
        return fail(err, E_CONFLICT, "review.outside_window", from, to);
    }
    return OK;
}

struct text season_name(struct ctx *c, const struct season *s) {
    struct text args[] = {arena_fmt(c->arena, "%d", s->year), arena_fmt(c->arena, "%02d", s->month)};
    return tr_args(c->lang, c->arena, word_of(c, "review.name.", s->kind), args, COUNT_OF(args));
}

void season_describe(struct ctx *c, const struct season *s, struct value *out) {
    struct value *v = value_set_object(out, "season");
    value_set_id(v, "id", s->id);
    value_set_text(v, "name", season_name(c, s));
    value_set_word(v, "kind", word_of(c, "review.kind.", s->kind));
    value_set_int(v, "year", s->year);
    value_set_int(v, "month", s->month == 0 ? DB_NULL : s->month);
    value_set_day(v, "starts_on", s->starts_on);
    value_set_day(v, "ends_on", s->ends_on);
    value_set_word(v, "state", s->open ? "review.season_state.open" : "review.season_state.closed");
    value_set_bool(v, "open", s->open);
    value_set_int(v, "days_left", s->open && c->today <= s->ends_on ? s->ends_on - c->today : DB_NULL);
    value_set_text(v, "note", s->note);
}

enum status season_hamlet_require(struct ctx *c, int64_t season_id, int64_t hamlet_id,
                                  struct season_hamlet_one_row *ret, struct error *err) {
    TRY(ctx_require_area(c, hamlet_id, err));
    bool found = false;
    TRY(season_hamlet_one(c->db, &(struct season_hamlet_one_in){season_id, hamlet_id}, c->arena, ret, &found, err));
    return found ? OK : fail(err, E_NOT_FOUND, "review.not_in_season");
}

/* ---- opening */

static enum status month_day_on(struct ctx *c, const char *key, int year, day_t *ret, struct error *err) {
    struct review_rule_on_row r;
    bool found = false;
    TRY(review_rule_on(c->db, &(struct review_rule_on_in){text_of(key), day_of(year, 12, 31)}, c->arena, &r, &found,
                       err));
    struct text month, rest = found ? r.value : TEXT_NONE;
    int64_t m, d;
    if (rest.ptr == NULL || !text_cut(&rest, '-', &month) || !text_to_i64(month, &m) || !text_to_i64(rest, &d))
        return fail(err, E_CONFLICT, "review.rule_unknown", key);
    *ret = day_of(year, (int)m, (int)d);
    return OK;
}

static enum status number_on(struct ctx *c, const char *key, day_t on, int64_t otherwise, int64_t *ret,
                             struct error *err) {
    struct review_rule_on_row r;
    bool found = false;
    TRY(review_rule_on(c->db, &(struct review_rule_on_in){text_of(key), on}, c->arena, &r, &found, err));
    if (!found || r.value.ptr == NULL || !text_to_i64(r.value, ret))
        *ret = otherwise;
    return OK;
}

/* The window that the rules set; a general review at the start of a standard has no window in law. */
static enum status legal_window(struct ctx *c, const struct season_plan *p, day_t *ret_from, day_t *ret_to,
                                struct error *err) {
    if (strcmp(p->kind, "yearly") == 0 || strcmp(p->kind, "general") == 0) {
        TRY(month_day_on(c, "window.start", p->year, ret_from, err));
        return month_day_on(c, "window.end", p->year, ret_to, err);
    }
    bool average = strcmp(p->kind, "average") == 0;
    int64_t first, term;
    day_t month = day_of(p->year, p->month, 1);
    if (month == DAY_NONE)
        return fail(err, E_INVALID, "review.no_month");
    TRY(number_on(c, average ? "average.start_day" : "monthly.start_day", month, 15, &first, err));
    /* The average living standard has no term in our sources: the round ends before the next one begins. */
    TRY(number_on(c, "monthly.decision_days", month, 30, &term, err));
    *ret_from = month + (day_t)first - 1;
    *ret_to = average ? *ret_from + 29 : *ret_from + (day_t)term;
    return OK;
}

static enum status fill_start(struct ctx *c, int64_t id, const struct season_plan *p, int64_t previous, day_t on,
                              struct error *err) {
    if (strcmp(p->kind, "monthly") == 0 || strcmp(p->kind, "average") == 0)
        return OK; /* their movement counts in the season of the year */
    if (previous != 0)
        return season_start_from_previous(c->db, &(struct season_start_from_previous_in){id, previous, on}, NULL, err);
    return season_start_from_classes(c->db, &(struct season_start_from_classes_in){id, p->area_id}, NULL, err);
}

static enum status fill_list(struct ctx *c, int64_t id, const struct season_plan *p, struct error *err) {
    if (strcmp(p->kind, "yearly") == 0)
        TRY(season_list_managed(c->db, &(struct season_list_managed_in){id, p->area_id}, NULL, err));
    if (strcmp(p->kind, "general") == 0)
        TRY(season_list_everybody(c->db, &(struct season_list_everybody_in){id, p->area_id}, NULL, err));
    return season_hamlets_add(c->db, &(struct season_hamlets_add_in){id}, NULL, err);
}

enum status season_open(struct ctx *c, const struct season_plan *p, int64_t *ret_id, struct error *err) {
    TRY(ctx_require_area(c, p->area_id, err));
    day_t from, to;
    TRY(legal_window(c, p, &from, &to, err));
    day_t starts = p->starts_on == DAY_NONE ? from : p->starts_on, ends = p->ends_on == DAY_NONE ? to : p->ends_on;
    if (strcmp(p->kind, "general") != 0 && (starts < from || ends > to)) {
        char a[11], b[11];
        day_vn(from, a);
        day_vn(to, b);
        return fail(err, E_CONFLICT, "review.outside_law", a, b);
    }
    if (starts > ends)
        return fail(err, E_INVALID, "review.ends_before_start");
    struct season_previous_row prev;
    bool has_previous = false;
    TRY(season_previous(c->db, &(struct season_previous_in){p->area_id, p->year}, c->arena, &prev, &has_previous, err));
    day_t start_on = starts;
    if (has_previous) { /* movement counts since the list that was approved */
        struct season s;
        TRY(season_get(c, prev.id, &s, err));
        start_on = s.ends_on + 1;
    }
    int64_t id = id_new();
    enum status s = season_insert(c->db,
                                  &(struct season_insert_in){id, text_of(p->kind), p->year, p->month, p->area_id,
                                                             starts, ends, has_previous ? prev.id : DB_NULL, start_on,
                                                             p->note, c->user.account_id, clock_now(&c->app->clock)},
                                  NULL, err);
    if (s == E_CONFLICT && db_error_is(err, "season_once"))
        return fail(err, E_CONFLICT, "review.season_exists");
    TRY(s);
    TRY(season_standard_copy(c->db, &(struct season_standard_copy_in){id, p->area_id, starts}, NULL, err));
    TRY(season_rule_copy(c->db, &(struct season_rule_copy_in){id, starts}, NULL, err));
    TRY(fill_start(c, id, p, has_previous ? prev.id : 0, c->today, err));
    TRY(fill_list(c, id, p, err));
    struct value *diff = value_object(c->arena);
    value_set_str(diff, "kind", p->kind);
    value_set_int(diff, "year", p->year);
    value_set_day(diff, "starts_on", starts);
    value_set_day(diff, "ends_on", ends);
    audit_note(c, 0, "review.open", "season", id, diff);
    *ret_id = id;
    return OK;
}

/* ---- the list of a hamlet */

enum status season_hamlet_bring_up(struct ctx *c, const struct season *s, int64_t hamlet_id, struct list_changes *ret,
                                   struct error *err) {
    struct list_changes n = {0};
    TRY(season_list_left(c->db, &(struct season_list_left_in){s->id, hamlet_id}, &n.left, err));
    TRY(season_list_moved_in(c->db, &(struct season_list_moved_in_in){s->id, hamlet_id}, &n.moved_in, err));
    if (season_with_opinion(s))
        TRY(season_list_added(c->db, &(struct season_list_added_in){s->id, hamlet_id}, &n.added, err));
    *ret = n;
    return OK;
}

enum status season_hamlet_list(struct ctx *c, int64_t season_id, int64_t hamlet_id, bool close, struct error *err) {
    struct season s;
    struct season_hamlet_one_row h;
    struct list_changes n;
    TRY(season_get(c, season_id, &s, err));
    TRY(season_hamlet_require(c, season_id, hamlet_id, &h, err));
    TRY(season_require_open(c, &s, err));
    TRY(season_hamlet_bring_up(c, &s, hamlet_id, &n, err));
    if (close)
        TRY(season_hamlet_close(c->db, &(struct season_hamlet_close_in){season_id, hamlet_id, c->today}, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "left", n.left);
    value_set_int(diff, "moved_in", n.moved_in);
    value_set_int(diff, "added", n.added);
    if (close)
        audit_note(c, h.commune_id, "review.list_close", "hamlet", hamlet_id, diff);
    else
        audit_note(c, h.commune_id, "review.list_refresh", "hamlet", hamlet_id, diff);
    return OK;
}

enum status season_assign(struct ctx *c, int64_t season_id, int64_t hamlet_id, int64_t account_id, struct error *err) {
    struct season s;
    struct season_hamlet_one_row h;
    TRY(season_get(c, season_id, &s, err));
    TRY(season_hamlet_require(c, season_id, hamlet_id, &h, err));
    TRY(season_require_open(c, &s, err));
    struct reviewer_candidates_row *rows;
    size_t count;
    TRY(reviewer_candidates(c->db, &(struct reviewer_candidates_in){hamlet_id, h.commune_id, c->today}, c->arena, &rows,
                            &count, err));
    bool known = false;
    for (size_t i = 0; i < count; i++)
        known = known || rows[i].account_id == account_id;
    if (!known)
        return fail(err, E_CONFLICT, "review.no_reviewer_there");
    TRY(season_reviewer_add(c->db, &(struct season_reviewer_add_in){season_id, hamlet_id, account_id, c->today}, NULL,
                            err));
    TRY(season_household_reviewer(c->db, &(struct season_household_reviewer_in){season_id, hamlet_id, account_id}, NULL,
                                  err));
    struct value *diff = value_object(c->arena);
    value_set_id(diff, "account_id", account_id);
    audit_note(c, h.commune_id, "review.assign", "hamlet", hamlet_id, diff);
    return OK;
}

enum status season_unassign(struct ctx *c, int64_t season_id, int64_t hamlet_id, int64_t account_id, int64_t *ret_kept,
                            struct error *err) {
    struct season s;
    struct season_hamlet_one_row h;
    struct season_reviewer_kept_row kept;
    bool found = false;
    int64_t removed = 0, given = 0;
    TRY(season_get(c, season_id, &s, err));
    TRY(season_hamlet_require(c, season_id, hamlet_id, &h, err));
    TRY(season_require_open(c, &s, err));
    TRY(season_reviewer_remove(c->db, &(struct season_reviewer_remove_in){season_id, hamlet_id, account_id}, &removed,
                               err));
    if (removed == 0)
        return fail(err, E_CONFLICT, "review.not_assigned");
    TRY(season_household_reviewer_remove(
        c->db, &(struct season_household_reviewer_remove_in){season_id, hamlet_id, account_id}, &given, err));
    TRY(season_reviewer_kept(c->db, &(struct season_reviewer_kept_in){season_id, hamlet_id, account_id}, c->arena,
                             &kept, &found, err));
    struct value *diff = value_object(c->arena);
    value_set_id(diff, "account_id", account_id);
    value_set_int(diff, "households_given_back", given);
    value_set_int(diff, "households_kept", kept.households);
    audit_note(c, h.commune_id, "review.unassign", "hamlet", hamlet_id, diff);
    *ret_kept = kept.households;
    return OK;
}

enum status season_plan_meeting(struct ctx *c, int64_t season_id, int64_t hamlet_id, day_t on, struct text place,
                                struct error *err) {
    struct season s;
    struct season_hamlet_one_row h;
    TRY(season_get(c, season_id, &s, err));
    TRY(season_hamlet_require(c, season_id, hamlet_id, &h, err));
    TRY(season_require_open(c, &s, err));
    if (on < s.starts_on || on > s.ends_on)
        return fail(err, E_CONFLICT, "review.meeting_outside");
    TRY(season_hamlet_plan(c->db, &(struct season_hamlet_plan_in){season_id, hamlet_id, on, place}, NULL, err));
    struct value *diff = value_object(c->arena);
    diff_day(diff, "meeting_planned_on", h.meeting_planned_on, on);
    audit_note(c, h.commune_id, "review.plan_meeting", "hamlet", hamlet_id, diff);
    return OK;
}
