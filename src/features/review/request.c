/* Requests to be reviewed (form 01), to be recognised as escaped (form 04), sudden hardship, average living standard:
 * received, put to the quick screen, taken up by the season or round that is open. */
#include "features/area/area.h"
#include "features/review/review_parts.h"

static enum status place_of(struct ctx *c, int64_t household_id, struct household_place_now_row *ret,
                            struct error *err) {
    bool found = false;
    TRY(household_place_now(c->db, &(struct household_place_now_in){household_id}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(ctx_require_area(c, ret->hamlet_id, err));
    return ret->status == 1 ? OK : fail(err, E_CONFLICT, "review.not_resident");
}

enum status request_receive(struct ctx *c, int64_t household_id, const char *kind, const char *channel,
                            struct text reason, int64_t *ret_id, struct error *err) {
    struct household_place_now_row place;
    TRY(place_of(c, household_id, &place, err));
    struct review_request_open_row open;
    bool found = false;
    TRY(review_request_open(c->db, &(struct review_request_open_in){household_id, text_of(kind)}, c->arena, &open,
                            &found, err));
    if (found)
        return fail(err, E_CONFLICT, "review.request_open");
    int64_t id = id_new();
    TRY(review_request_insert(c->db,
                              &(struct review_request_insert_in){id, household_id, place.hamlet_id, place.commune_id,
                                                                 place.district_id, place.province_id, text_of(kind),
                                                                 text_of(channel), c->today, reason, c->user.account_id,
                                                                 clock_now(&c->app->clock)},
                              NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_str(diff, "kind", kind);
    value_set_id(diff, "household_id", household_id);
    audit_note(c, place.commune_id, "review.request", "request", id, diff);
    *ret_id = id;
    return OK;
}

static enum status request_row(struct ctx *c, int64_t id, struct review_request_one_row *ret, struct error *err) {
    bool found = false;
    TRY(review_request_one(c->db, &(struct review_request_one_in){id}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return ctx_require_area(c, ret->hamlet_id, err);
}

/* Average living standard has a round of its own; the others go to any season or round but that one. */
static bool fits(const struct season *s, struct text kind) {
    return text_is(s->kind, "average") == text_is(kind, "average");
}

enum status request_screen(struct ctx *c, int64_t id, int64_t version, int64_t season_id, bool passed,
                           struct text reason, struct error *err) {
    struct review_request_one_row q;
    TRY(request_row(c, id, &q, err));
    if (!text_is(q.state, "received"))
        return fail(err, E_CONFLICT, "review.request_screened");
    if (!passed && reason.len == 0)
        return fail(err, E_INVALID, "review.answer_needs_reason");
    if (passed) {
        struct season s;
        struct household_place_now_row place;
        TRY(season_get(c, season_id, &s, err));
        TRY(season_require_open(c, &s, err));
        if (!fits(&s, q.kind))
            return fail(err, E_CONFLICT, "review.other_round");
        TRY(place_of(c, q.household_id, &place, err));
        struct season_household_one_row listed;
        bool on_list = false;
        TRY(season_household_one(c->db, &(struct season_household_one_in){season_id, q.household_id}, c->arena, &listed,
                                 &on_list, err));
        if (on_list && (listed.state == REVIEW_DECIDED || listed.state == REVIEW_REFUSED))
            return fail(err, E_CONFLICT, "review.decided_already"); /* a later round takes it up */
        TRY(season_household_insert(
            c->db,
            &(struct season_household_insert_in){season_id, q.household_id, place.hamlet_id, place.commune_id,
                                                 place.district_id, place.province_id, place.urban, place.minority,
                                                 text_is(q.kind, "sudden") ? T("sudden") : T("request"), id},
            NULL, err));
        TRY(season_hamlets_add(c->db, &(struct season_hamlets_add_in){season_id}, NULL, err));
    }
    int64_t changed = 0;
    TRY(review_request_screen(c->db,
                              &(struct review_request_screen_in){id, version, passed ? T("review") : T("screened_out"),
                                                                 c->today, reason, passed ? season_id : DB_NULL,
                                                                 passed ? T("taken") : T("answered"),
                                                                 passed ? DAY_NONE : c->today},
                              &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    struct value *diff = value_object(c->arena);
    value_set_str(diff, "screen", passed ? "review" : "screened_out");
    value_set_text(diff, "reason", reason);
    audit_note(c, q.commune_id, "review.screen", "request", id, diff);
    return OK;
}

enum status request_withdraw(struct ctx *c, int64_t id, int64_t version, struct error *err) {
    struct review_request_one_row q;
    TRY(request_row(c, id, &q, err));
    int64_t changed = 0;
    TRY(review_request_withdraw(c->db, &(struct review_request_withdraw_in){id, version}, &changed, err));
    if (changed == 0)
        return fail(err, E_CONFLICT, "review.request_ended");
    if (q.season_id != DB_NULL)
        TRY(season_household_leave(c->db, &(struct season_household_leave_in){q.season_id, q.household_id}, NULL, err));
    audit_note(c, q.commune_id, "review.withdraw", "request", id, NULL);
    return OK;
}
