/* Savings-and-credit groups: founding, members, requests, the public appraisal and the list that goes to the commune.
 */
#include "features/area/area.h"
#include "features/household/household.h"
#include "features/loan/loan_parts.h"
#include "i18n/i18n.h"

enum status loan_group_require(struct ctx *c, int64_t id, struct loan_group_one_row *ret, struct error *err) {
    bool found = false;
    TRY(loan_group_one(c->db, &(struct loan_group_one_in){id, c->today}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return ctx_require_area(c, ret->hamlet_id, err);
}

enum status loan_group_act(struct ctx *c, int64_t id, struct loan_group_one_row *ret, struct error *err) {
    TRY(loan_group_require(c, id, ret, err));
    if (ret->closed_on != DAY_NONE)
        return fail(err, E_CONFLICT, "loan.group_closed");
    if (text_is(c->user.role, "loan_group_leader") && ret->leader_account_id != DB_NULL &&
        ret->leader_account_id != c->user.account_id)
        return fail(err, E_FORBIDDEN, "loan.not_leader");
    return OK;
}

enum status loan_group_found(struct ctx *c, const struct loan_group_new *n, int64_t *ret_id, struct error *err) {
    struct area *path;
    size_t count;
    struct error none;
    error_clear(&none);
    if (n->founded_on > c->today)
        error_field(err, "founded_on", "loan.day_after_today", NULL);
    if (area_path(c, n->hamlet_id, c->today, &path, &count, &none) != OK || count < 2 || path[0].level != AREA_HAMLET ||
        ctx_require_area(c, n->hamlet_id, &none) != OK)
        error_field(err, "hamlet", "loan.no_hamlet", NULL);
    TRY(error_fields_status(err));
    int64_t id = id_new(), commune = path[1].id, province = path[count - 1].id;
    /* Where there is no district level, what acts as a commune stands for it. */
    int64_t district = count > 3 ? path[2].id : commune;
    struct loan_group_insert_in in = {
        id,      n->code,  n->name,  n->organisation, n->leader,          n->leader_account_id, n->hamlet_id,
        commune, district, province, n->founded_on,   n->accepted_number, c->user.account_id};
    if (loan_group_insert(c->db, &in, NULL, err) != OK)
        return db_error_is(err, "loan_group_code")
                   ? fail(err, E_CONFLICT, "loan.code_taken", arena_zstr(c->arena, n->code))
                   : err->status;
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "code", n->code);
    value_set_text(diff, "organisation", n->organisation);
    audit_note(c, commune, "loan.group", "loan_group", id, diff);
    *ret_id = id;
    return OK;
}

static void note_member(struct ctx *c, const struct loan_group_one_row *g, bool joins, int64_t household_id) {
    struct value *diff = value_object(c->arena);
    value_set_id(diff, "household_id", household_id);
    value_set_bool(diff, "joins", joins);
    audit_note(c, g->commune_id, "loan.member", "loan_group", g->id, diff);
}

enum status loan_group_join(struct ctx *c, int64_t group_id, int64_t household_id, struct error *err) {
    struct loan_group_one_row g;
    struct loan_household_place_row place;
    struct loan_member_of_row other;
    bool found = false;
    int64_t most;
    TRY(loan_group_act(c, group_id, &g, err));
    TRY(loan_household_place(c->db, &(struct loan_household_place_in){household_id}, c->arena, &place, &found, err));
    if (!found || place.status != HOUSEHOLD_RESIDENT || place.commune_id != g.commune_id)
        return fail(err, E_INVALID, "loan.not_of_commune");
    TRY(loan_member_of(c->db, &(struct loan_member_of_in){household_id}, c->arena, &other, &found, err));
    if (found)
        return fail(err, E_CONFLICT, "loan.member_already", arena_zstr(c->arena, other.name));
    TRY(loan_setting(c, "loan.group_max", INT32_MAX, &most, err));
    if (g.members >= most)
        return fail(err, E_CONFLICT, "loan.group_full", arena_fmt(c->arena, "%lld", (long long)most).ptr);
    TRY(loan_member_join(c->db, &(struct loan_member_join_in){group_id, household_id, c->today}, NULL, err));
    note_member(c, &g, true, household_id);
    return OK;
}

enum status loan_group_leave(struct ctx *c, int64_t group_id, int64_t household_id, struct error *err) {
    struct loan_group_one_row g;
    int64_t changed = 0;
    TRY(loan_group_act(c, group_id, &g, err));
    TRY(loan_member_leave(c->db, &(struct loan_member_leave_in){group_id, household_id, c->today}, &changed, err));
    if (changed == 0)
        return fail(err, E_CONFLICT, "loan.member_owes");
    note_member(c, &g, false, household_id);
    return OK;
}

enum status loan_group_close(struct ctx *c, int64_t group_id, int64_t version, struct error *err) {
    struct loan_group_one_row g;
    int64_t changed = 0;
    TRY(loan_group_act(c, group_id, &g, err));
    if (g.version != version)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    TRY(loan_group_end(c->db, &(struct loan_group_end_in){group_id, version, c->today}, &changed, err));
    if (changed == 0)
        return fail(err, E_CONFLICT, "loan.group_owes");
    TRY(loan_members_leave(c->db, &(struct loan_members_leave_in){group_id, c->today}, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_day(diff, "closed_on", c->today);
    audit_note(c, g.commune_id, "loan.group_close", "loan_group", group_id, diff);
    return OK;
}

/* ---- request 01/TD */

enum status loan_request_require(struct ctx *c, int64_t id, struct loan_request_one_row *ret, struct error *err) {
    bool found = false;
    TRY(loan_request_one(c->db, &(struct loan_request_one_in){id, c->today}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return ctx_require_area(c, ret->hamlet_id, err);
}

/* The member who signs: the head, or the one of that name. Faults go to the field. */
static enum status borrower_of(struct ctx *c, const struct loan_request_new *n, int64_t *ret_person,
                               struct text *ret_name, struct error *err) {
    struct loan_household_people_row *people;
    size_t count, hits = 0;
    struct text wanted = vi_fold(c->arena, text_trim(n->borrower));
    TRY(loan_household_people(c->db, &(struct loan_household_people_in){n->household_id, c->today}, c->arena, &people,
                              &count, err));
    for (size_t i = 0; i < count; i++) {
        if (wanted.len == 0 ? !people[i].head : !text_eq(people[i].name_fold, wanted))
            continue;
        hits++;
        *ret_person = people[i].person_id;
        *ret_name = people[i].full_name;
    }
    if (hits != 1)
        error_field(err, "borrower", hits == 0 ? "loan.no_such_member" : "loan.two_such_members", NULL);
    return OK;
}

static void check_amounts(struct ctx *c, const struct loan_request_new *n, const struct loan_offer *o,
                          struct error *err) {
    if (o->amount_max_dong != DB_NULL && n->amount_dong > o->amount_max_dong) {
        AUTO_BUF b;
        buf_init(&b, 64);
        fmt_int(&b, c->lang, o->amount_max_dong);
        error_field(err, "amount", "loan.over_max", arena_zstr(c->arena, buf_as_text(&b)));
    }
    if (o->term_max_months != DB_NULL && n->term_months > o->term_max_months)
        error_field(err, "term", "loan.over_term", arena_fmt(c->arena, "%lld", (long long)o->term_max_months).ptr);
    if (o->collateral_from_dong != DB_NULL && n->amount_dong >= o->collateral_from_dong && n->collateral.len == 0) {
        AUTO_BUF b;
        buf_init(&b, 64);
        fmt_int(&b, c->lang, o->collateral_from_dong);
        error_field(err, "collateral", "loan.needs_collateral", arena_zstr(c->arena, buf_as_text(&b)));
    }
    if (n->instalment_months != DB_NULL && n->instalment_months > n->term_months)
        error_field(err, "instalment", "loan.instalment_long", NULL);
}

/* person: the worker whom the programme binds; DB_NULL: it binds the household. */
static enum status check_once(struct ctx *c, const struct loan_request_new *n, int64_t person, struct error *err) {
    struct loan_request_open_of_row asked;
    struct loan_open_of_row lent;
    bool found = false;
    TRY(loan_request_open_of(c->db, &(struct loan_request_open_of_in){n->household_id, person, n->policy_id}, c->arena,
                             &asked, &found, err));
    if (found)
        return fail(err, E_CONFLICT, "loan.asked_already");
    TRY(loan_open_of(c->db, &(struct loan_open_of_in){n->household_id, person, n->policy_id}, c->arena, &lent, &found,
                     err));
    return found ? fail(err, E_CONFLICT, "loan.lent_already", arena_zstr(c->arena, lent.number)) : OK;
}

enum status loan_request_receive(struct ctx *c, const struct loan_request_new *n, int64_t *ret_id, struct error *err) {
    struct loan_group_one_row g;
    struct loan_member_of_row member;
    struct loan_offer offer;
    struct loan_right right;
    bool found = false;
    int64_t person = 0;
    struct text name = TEXT_NONE;
    TRY(loan_group_act(c, n->group_id, &g, err));
    TRY(loan_member_of(c->db, &(struct loan_member_of_in){n->household_id}, c->arena, &member, &found, err));
    if (!found || member.group_id != n->group_id)
        error_field(err, "household", "loan.not_a_member", NULL);
    TRY(loan_offer_on(c, n->policy_id, c->today, &offer, err));
    TRY(borrower_of(c, n, &person, &name, err));
    check_amounts(c, n, &offer, err);
    TRY(error_fields_status(err));
    TRY(loan_right_on(c, &offer, n->household_id, c->today, &right, err));
    if (!right.holds)
        return fail(err, E_CONFLICT, right.reason, arena_zstr(c->arena, right.arg));
    TRY(check_once(c, n, offer.policy.unit == POLICY_OF_PERSON ? person : DB_NULL, err));
    int64_t id = id_new();
    TRY(loan_request_insert(
        c->db,
        &(struct loan_request_insert_in){id, n->household_id, person, name, n->group_id, n->policy_id, n->amount_dong,
                                         n->term_months, n->instalment_months == DB_NULL ? T("at_end") : T("equal"),
                                         n->instalment_months, n->purpose,
                                         n->collateral.len ? n->collateral : TEXT_NONE, c->today, c->user.account_id},
        NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_id(diff, "household_id", n->household_id);
    value_set_text(diff, "policy", offer.policy.key);
    value_set_money(diff, "amount", n->amount_dong);
    audit_note(c, g.commune_id, "loan.request", "loan_request", id, diff);
    *ret_id = id;
    return OK;
}

enum status loan_withdraw(struct ctx *c, int64_t request_id, int64_t version, struct text reason, struct error *err) {
    struct loan_request_one_row q;
    struct loan_group_one_row g;
    int64_t changed = 0;
    TRY(loan_request_require(c, request_id, &q, err));
    TRY(loan_group_act(c, q.group_id, &g, err));
    TRY(loan_request_withdraw(c->db, &(struct loan_request_withdraw_in){request_id, version, reason}, &changed, err));
    if (changed == 0)
        return fail(err, E_CONFLICT, "loan.step_over");
    TRY(loan_claim_release(c, LOAN_CLAIM_REQUEST, request_id, DAY_NONE, "loan.claim.withdrawn", err));
    if (q.list_id != DB_NULL)
        TRY(loan_list_end(c->db, &(struct loan_list_end_in){q.list_id}, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "reason", reason);
    audit_note(c, g.commune_id, "loan.withdraw", "loan_request", request_id, diff);
    return OK;
}

/* ---- public appraisal */

static enum status vote_on(struct ctx *c, const struct loan_meeting *m, const struct loan_vote *v, int64_t meeting_id,
                           struct error *err) {
    struct loan_request_one_row q;
    int64_t changed = 0;
    bool found = false;
    TRY(loan_request_one(c->db, &(struct loan_request_one_in){v->request_id, c->today}, c->arena, &q, &found, err));
    if (!found || q.group_id != m->group_id)
        return fail(err, E_NOT_FOUND, "http.not_found");
    if (v->agreeing < 0 || v->agreeing > m->attendees)
        return fail(err, E_INVALID, "loan.votes_over", arena_zstr(c->arena, q.borrower));
    bool passes = v->agreeing * 2 > m->attendees;
    TRY(loan_request_appraise(c->db,
                              &(struct loan_request_appraise_in){
                                  v->request_id, meeting_id, v->agreeing, passes ? T("appraised") : T("turned_down"),
                                  passes ? TEXT_NONE : tr(LANG_VI, "loan.reason.meeting")},
                              &changed, err));
    return changed == 1 ? OK : fail(err, E_CONFLICT, "loan.step_over");
}

enum status loan_appraise(struct ctx *c, const struct loan_meeting *m, int64_t *ret_id, struct error *err) {
    struct loan_group_one_row g;
    TRY(loan_group_act(c, m->group_id, &g, err));
    if (m->held_on > c->today)
        error_field(err, "held_on", "loan.day_after_today", NULL);
    if (m->attendees > g.members)
        error_field(err, "attendees", "loan.more_than_members", arena_fmt(c->arena, "%lld", (long long)g.members).ptr);
    TRY(error_fields_status(err));
    if (m->vote_count == 0)
        return fail(err, E_CONFLICT, "loan.nothing_to_appraise");
    int64_t id = id_new();
    TRY(loan_appraisal_insert(c->db,
                              &(struct loan_appraisal_insert_in){id, m->group_id, m->held_on, m->place, m->chair,
                                                                 m->secretary, m->attendees, g.members,
                                                                 c->user.account_id, clock_now(&c->app->clock)},
                              NULL, err));
    for (size_t i = 0; i < m->vote_count; i++)
        TRY(vote_on(c, m, &m->votes[i], id, err));
    struct value *diff = value_object(c->arena);
    value_set_day(diff, "held_on", m->held_on);
    value_set_int(diff, "requests", (int64_t)m->vote_count);
    audit_note(c, g.commune_id, "loan.appraise", "loan_appraisal", id, diff);
    *ret_id = id;
    return OK;
}

/* ---- list 03/TD */

static enum status reserve(struct ctx *c, const struct loan_requests_of_group_row *r, struct error *err) {
    struct loan_request_one_row q;
    bool found = false;
    TRY(loan_request_one(c->db, &(struct loan_request_one_in){r->id, c->today}, c->arena, &q, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return loan_claim_reserve(c,
                              &(struct loan_claim){.kind = LOAN_CLAIM_REQUEST,
                                                   .source_id = q.id,
                                                   .policy_id = q.policy_id,
                                                   .household_id = q.household_id,
                                                   .person_id = q.person_id,
                                                   .name = q.borrower,
                                                   .on = c->today},
                              err);
}

enum status loan_list_make(struct ctx *c, int64_t group_id, int64_t policy_id, int64_t *ret_id, struct error *err) {
    struct loan_group_one_row g;
    struct loan_requests_of_group_row *rows;
    size_t count, n = 0;
    TRY(loan_group_act(c, group_id, &g, err));
    TRY(loan_requests_of_group(c->db, &(struct loan_requests_of_group_in){group_id, T("appraised")}, c->arena, &rows,
                               &count, err));
    int64_t id = id_new();
    TRY(loan_list_insert(c->db, &(struct loan_list_insert_in){id, group_id, policy_id, c->today, c->user.account_id},
                         NULL, err));
    for (size_t i = 0; i < count; i++) {
        if (rows[i].policy_id != policy_id)
            continue;
        int64_t changed = 0;
        TRY(loan_request_list(c->db, &(struct loan_request_list_in){rows[i].id, id}, &changed, err));
        if (changed != 1)
            return fail(err, E_CONFLICT, "loan.step_over");
        TRY(reserve(c, &rows[i], err));
        n++;
    }
    if (n == 0)
        return fail(err, E_CONFLICT, "loan.nothing_to_list");
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "lines", (int64_t)n);
    audit_note(c, g.commune_id, "loan.list", "loan_list", id, diff);
    *ret_id = id;
    return OK;
}
