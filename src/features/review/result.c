#include "features/review/result.h"

#include "features/area/area.h"
#include "features/review/pages.h"

static enum status put_row(struct ctx *c, int64_t report, int64_t standard, bool urban, bool minority, int class_no,
                           const struct movement *m, struct error *err) {
    return result_row_insert(c->db,
                             &(struct result_row_insert_in){report, standard, urban, minority, class_no, m->started,
                                                            m->escaped_to_near, m->escaped_above, m->became_poor,
                                                            m->other_decrease, m->fallen_back, m->new_from_near,
                                                            m->came_down, m->new_other, m->other_increase, m->ended},
                             NULL, err);
}

/* The figures by standard, urban and minority, each of them balanced. */
enum status result_rows_write(struct ctx *c, const struct season *s, int64_t area_id, int64_t report,
                              struct error *err) {
    struct movement_read r;
    TRY(movement_read(c, s, area_id, &r, err));
    for (size_t i = 0; i < r.standard_count; i++)
        for (int cell = 0; cell < 4; cell++) {
            int urban = cell / 2, minority = cell % 2;
            struct movement_table t = movement_of_kind(&r, arena_zstr(c->arena, r.standards[i].kind), urban, minority);
            if (!t.balanced)
                return fail(err, E_CONFLICT, "review.not_balanced",
                            arena_fmt(c->arena, "%lld", (long long)t.poor.ended).ptr,
                            arena_fmt(c->arena, "%lld", (long long)t.counted_poor).ptr);
            TRY(put_row(c, report, r.standards[i].id, urban, minority, 1, &t.poor, err));
            TRY(put_row(c, report, r.standards[i].id, urban, minority, 2, &t.near, err));
        }
    return OK;
}

/* Units that report to this one: districts to the province, communes to a district, both where a level is missing. */
static enum status units_below(struct ctx *c, int64_t area_id, struct area **ret, size_t *ret_count,
                               struct error *err) {
    struct area *all;
    size_t count, kept = 0;
    TRY(area_children(c, area_id, c->today, &all, &count, err));
    for (size_t i = 0; i < count; i++)
        if (all[i].level < AREA_HAMLET)
            all[kept++] = all[i];
    *ret = all;
    *ret_count = kept;
    return OK;
}

static enum status require_below(struct ctx *c, const struct season *s, int64_t area_id, struct text kind,
                                 struct error *err) {
    struct area *below;
    size_t count;
    TRY(units_below(c, area_id, &below, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct season_in_area_row any;
        struct result_report_last_row r;
        bool found = false, has = false;
        TRY(result_report_last(c->db, &(struct result_report_last_in){s->id, below[i].id, kind}, c->arena, &r, &has,
                               err));
        if (has && text_is(r.state, "approved"))
            continue;
        TRY(season_in_area(c->db, &(struct season_in_area_in){s->id, below[i].id}, c->arena, &any, &found, err));
        if (any.households > 0) /* a unit without any household in the season has nothing to report */
            return fail(err, E_CONFLICT, "review.report_missing", arena_zstr(c->arena, below[i].name));
    }
    return OK;
}

enum status result_send(struct ctx *c, int64_t season_id, int64_t area_id, bool official, struct text note,
                        int64_t *ret_id, struct error *err) {
    struct season s;
    struct area a;
    TRY(season_get(c, season_id, &s, err));
    TRY(ctx_require_area(c, area_id, err));
    if (!s.open)
        return fail(err, E_CONFLICT, "review.closed");
    TRY(area_get(c, area_id, c->today, &a, err));
    if (a.level > AREA_COMMUNE)
        return fail(err, E_NOT_FOUND, "http.not_found");
    struct text kind = official ? T("official") : T("preliminary");
    struct result_report_last_row last;
    bool has = false, found = false;
    TRY(result_report_last(c->db, &(struct result_report_last_in){season_id, area_id, kind}, c->arena, &last, &has,
                           err));
    if (has && (official || text_is(last.state, "sent")))
        return fail(err, E_CONFLICT, "review.report_sent");
    if (official) {
        struct season_undecided_row left;
        TRY(season_undecided(c->db, &(struct season_undecided_in){season_id, area_id}, c->arena, &left, &found, err));
        if (left.households > 0)
            return fail(err, E_CONFLICT, "review.undecided_left",
                        arena_fmt(c->arena, "%lld", (long long)left.households).ptr);
    }
    TRY(require_below(c, &s, area_id, kind, err));
    int64_t id = id_new();
    TRY(result_report_insert(
        c->db,
        &(struct result_report_insert_in){id, season_id, area_id, a.level, kind, c->today, c->user.account_id, note},
        NULL, err));
    TRY(result_rows_write(c, &s, area_id, id, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "kind", kind);
    audit_note(c, a.level == AREA_COMMUNE ? area_id : 0, "review.send_result", "result_report", id, diff);
    *ret_id = id;
    return OK;
}

enum status result_decide(struct ctx *c, int64_t id, int64_t version, bool approve, struct text note,
                          int64_t *ret_season, struct error *err) {
    struct result_report_one_row r;
    struct area a;
    bool found = false;
    TRY(result_report_one(c->db, &(struct result_report_one_in){id}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(ctx_require_area(c, r.area_id, err));
    TRY(area_get(c, r.area_id, c->today, &a, err));
    bool own = c->user.scope.level != DB_SCOPE_ALL && c->user.scope.area_id == r.area_id;
    if (own && a.level != AREA_PROVINCE) /* nobody approves his own figures but the province, which is the last here */
        return fail(err, E_FORBIDDEN, "review.not_level_above");
    if (!text_is(r.state, "sent"))
        return fail(err, E_CONFLICT, "review.report_decided");
    int64_t changed = 0;
    TRY(result_report_decide(c->db,
                             &(struct result_report_decide_in){id, version, approve ? T("approved") : T("returned"),
                                                               c->today, c->user.account_id, note},
                             &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    if (approve && a.level == AREA_PROVINCE && text_is(r.kind, "official")) {
        TRY(season_freeze(c->db, &(struct season_freeze_in){r.season_id}, NULL, err));
        TRY(season_close(c->db, &(struct season_close_in){r.season_id}, NULL, err));
    }
    struct value *diff = value_object(c->arena);
    value_set_str(diff, "state", approve ? "approved" : "returned");
    audit_note(c, a.level == AREA_COMMUNE ? r.area_id : 0, "review.decide_result", "result_report", id, diff);
    *ret_season = r.season_id;
    return OK;
}

enum status result_list(struct ctx *c, const struct season *s, int64_t area_id, struct value *out, struct error *err) {
    struct area *below, self;
    size_t count, n;
    TRY(area_get(c, area_id, c->today, &self, err));
    TRY(units_below(c, area_id, &below, &count, err));
    int64_t *ids = ARENA_ARRAY(c->arena, count + 1, int64_t);
    for (size_t i = 0; i < count; i++)
        ids[i] = below[i].id;
    ids[count] = area_id;
    struct result_reports_of_row *rows;
    TRY(result_reports_of(c->db, &(struct result_reports_of_in){s->id, {ids, count + 1}}, c->arena, &rows, &n, err));
    struct value *list = value_set_list(out, "reports");
    for (size_t i = 0; i < n; i++) {
        struct value *v = value_add_object(list), *current = value_object(c->arena);
        struct text name = self.name;
        for (size_t k = 0; k < count; k++)
            name = below[k].id == rows[i].area_id ? below[k].name : name;
        value_set_id(v, "id", rows[i].id);
        value_set_text(v, "area", name);
        value_set_word(v, "kind", word_of(c, "review.report.", rows[i].kind));
        value_set_word(v, "state", word_of(c, "review.report_state.", rows[i].state));
        value_set_day(v, "sent_on", rows[i].sent_on);
        value_set_day(v, "decided_on", rows[i].decided_on);
        value_set_text(v, "note", rows[i].note);
        value_set_int(current, "version", rows[i].version);
        bool own = rows[i].area_id == c->user.scope.area_id && rows[i].level != AREA_PROVINCE;
        page_form(c, v, "form", &decide_form, "review.approve", text_is(rows[i].state, "sent") && !own,
                  arena_fmt(c->arena, "/review/results/%lld", (long long)rows[i].id), current);
    }
    return OK;
}
