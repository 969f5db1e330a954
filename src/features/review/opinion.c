/* The commune reports and asks the level above, which gives its opinion or asks for an explanation. */
#include "features/area/area.h"
#include "features/review/review_parts.h"

static enum status refuse_ask(struct ctx *c, const struct opinion_ready_row *r, struct error *err) {
    if (r->hanging > 0)
        return fail(err, E_CONFLICT, "review.posting_not_ended",
                    arena_fmt(c->arena, "%lld", (long long)r->hanging).ptr);
    return fail(err, E_CONFLICT, r->blocked > 0 ? "review.objection_open" : "review.nothing_to_ask");
}

enum status opinion_ask(struct ctx *c, int64_t season_id, int64_t commune_id, struct text report_number,
                        int64_t *ret_id, struct error *err) {
    struct season s;
    TRY(season_get(c, season_id, &s, err));
    TRY(ctx_require_area(c, commune_id, err));
    TRY(season_require_open(c, &s, err));
    if (!season_with_opinion(&s))
        return fail(err, E_CONFLICT, "review.no_opinion_step");
    struct opinion_ready_row ready;
    struct opinion_last_row last;
    bool found = false, had = false;
    TRY(opinion_ready(c->db, &(struct opinion_ready_in){season_id, commune_id, c->today}, c->arena, &ready, &found,
                      err));
    if (ready.households == 0)
        return refuse_ask(c, &ready, err);
    TRY(opinion_last(c->db, &(struct opinion_last_in){season_id, commune_id}, c->arena, &last, &had, err));
    int64_t level;
    TRY(opinion_level(c, &s, commune_id, &level, err));
    day_t due;
    TRY(rule_due(c, season_id, "opinion.days", c->today, false, &due, err));
    int64_t id = id_new(), no = had ? last.no + 1 : 1;
    TRY(opinion_insert(c->db,
                       &(struct opinion_insert_in){id, season_id, commune_id, no, level, c->today, due, report_number,
                                                   ready.households, c->user.account_id},
                       NULL, err));
    TRY(opinion_ask_households(c->db, &(struct opinion_ask_households_in){id, season_id, commune_id, c->today}, NULL,
                               err));
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "no", no);
    value_set_int(diff, "households", ready.households);
    value_set_day(diff, "due_on", due);
    audit_note(c, commune_id, "review.ask_opinion", "opinion", id, diff);
    *ret_id = id;
    return OK;
}

static enum status opinion_row(struct ctx *c, int64_t id, struct opinion_one_row *ret, struct season *ret_season,
                               struct error *err) {
    bool found = false;
    TRY(opinion_one(c->db, &(struct opinion_one_in){id}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(ctx_require_area(c, ret->commune_id, err));
    TRY(season_get(c, ret->season_id, ret_season, err));
    return season_require_open(c, ret_season, err);
}

enum status opinion_give_one(struct ctx *c, int64_t id, int64_t version, bool agreed, struct text opinion,
                             struct error *err) {
    struct opinion_one_row o;
    struct season s;
    TRY(opinion_row(c, id, &o, &s, err));
    /* The level that the report went to, and no other: the commune itself cannot answer its own report. */
    if (o.level_above != DB_NULL && c->user.scope.level != DB_SCOPE_ALL && c->user.scope.level != o.level_above)
        return fail(err, E_FORBIDDEN, "review.not_level_above");
    if (o.given_on != DAY_NONE)
        return fail(err, E_CONFLICT, "review.opinion_given_already");
    if (!agreed && opinion.len == 0)
        return fail(err, E_INVALID, "review.say_what_to_explain");
    int64_t changed = 0;
    TRY(opinion_give(c->db,
                     &(struct opinion_give_in){id, version, c->today, agreed ? T("agreed") : T("explain"), opinion,
                                               c->user.account_id},
                     &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    if (agreed)
        TRY(opinion_release(c->db, &(struct opinion_release_in){id}, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_str(diff, "outcome", agreed ? "agreed" : "explain");
    audit_note(c, o.commune_id, "review.opinion", "opinion", id, diff);
    return OK;
}

enum status opinion_explain_one(struct ctx *c, int64_t id, int64_t version, struct text explanation,
                                struct error *err) {
    struct opinion_one_row o;
    struct season s;
    TRY(opinion_row(c, id, &o, &s, err));
    if (!text_is(o.outcome, "explain") || o.explained_on != DAY_NONE)
        return fail(err, E_CONFLICT, "review.nothing_to_explain");
    int64_t changed = 0;
    TRY(opinion_explain(c->db, &(struct opinion_explain_in){id, version, c->today, explanation}, &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    TRY(opinion_release(c->db, &(struct opinion_release_in){id}, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "explanation", explanation);
    audit_note(c, o.commune_id, "review.explain", "opinion", id, diff);
    return OK;
}

enum status opinion_pass(struct ctx *c, int64_t id, struct error *err) {
    struct opinion_one_row o;
    struct season s;
    TRY(opinion_row(c, id, &o, &s, err));
    if (o.given_on != DAY_NONE)
        return fail(err, E_CONFLICT, "review.opinion_given_already");
    if (o.due_on == DAY_NONE)
        return fail(err, E_CONFLICT, "review.rule_unknown", "opinion.days");
    if (c->today <= o.due_on) {
        char due[11];
        day_vn(o.due_on, due);
        return fail(err, E_CONFLICT, "review.opinion_term_runs", due);
    }
    struct text after;
    TRY(setting_text(c, "opinion.after_deadline", c->today, &after, err));
    if (!text_is(after, "go_on"))
        return fail(err, E_CONFLICT, "review.silence_unknown");
    TRY(opinion_release(c->db, &(struct opinion_release_in){id}, NULL, err));
    audit_note(c, o.commune_id, "review.opinion_passed", "opinion", id, NULL);
    return OK;
}
