/* From the list to the money: the commune answers and its chair signs, the bank's officer proposes and its head
 * approves, the bank pays out at the commune. Nobody signs what he proposed himself. */
#include "features/household/household.h"
#include "features/loan/loan_parts.h"

enum status loan_list_require(struct ctx *c, int64_t id, struct loan_list_one_row *ret, struct error *err) {
    bool found = false;
    TRY(loan_list_one(c->db, &(struct loan_list_one_in){id, c->today}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return ctx_require_area(c, ret->hamlet_id, err);
}

static enum status lines_of(struct ctx *c, int64_t list_id, struct loan_list_lines_row **ret, size_t *ret_count,
                            struct error *err) {
    return loan_list_lines(c->db, &(struct loan_list_lines_in){list_id}, c->arena, ret, ret_count, err);
}

static enum status line_of(struct ctx *c, int64_t list_id, int64_t request_id, struct loan_list_lines_row *ret,
                           struct error *err) {
    struct loan_list_lines_row *lines;
    size_t count;
    TRY(lines_of(c, list_id, &lines, &count, err));
    for (size_t i = 0; i < count; i++)
        if (lines[i].id == request_id) {
            *ret = lines[i];
            return OK;
        }
    return fail(err, E_NOT_FOUND, "http.not_found");
}

/* ---- the commune */

enum status loan_line_confirm(struct ctx *c, int64_t list_id, int64_t request_id, int64_t version, bool resides,
                              bool confirm, struct text reason, struct error *err) {
    struct loan_list_one_row list;
    struct loan_list_lines_row line;
    struct loan_offer offer;
    struct loan_right right;
    int64_t changed = 0;
    TRY(loan_list_require(c, list_id, &list, err));
    TRY(line_of(c, list_id, request_id, &line, err));
    TRY(loan_offer_on(c, list.policy_id, c->today, &offer, err));
    TRY(loan_right_on(c, &offer, line.household_id, c->today, &right, err));
    if (list.made_by == c->user.account_id || line.account_id == c->user.account_id)
        return fail(err, E_FORBIDDEN, "loan.own_proposal");
    if (confirm && !resides)
        error_field(err, "resides", "loan.must_reside", NULL);
    if (!confirm && reason.len == 0)
        error_field(err, "reason", "loan.needs_reason", NULL);
    TRY(error_fields_status(err));
    if (confirm && !right.holds)
        return fail(err, E_CONFLICT, right.reason, arena_zstr(c->arena, right.arg));
    TRY(loan_line_answer(c->db,
                         &(struct loan_line_answer_in){request_id, version, confirm ? T("confirm") : T("refuse"),
                                                       right.found, resides, confirm ? TEXT_NONE : reason,
                                                       c->user.account_id},
                         &changed, err));
    if (changed == 0)
        return text_is(line.state, "listed") ? fail(err, E_PRECONDITION, "http.precondition_failed")
                                             : fail(err, E_CONFLICT, "loan.step_over");
    struct value *diff = value_object(c->arena);
    value_set_str(diff, "answer", confirm ? "confirm" : "refuse");
    value_set_text(diff, "class", right.found);
    value_set_text(diff, "reason", reason);
    audit_note(c, list.commune_id, "loan.answer", "loan_request", request_id, diff);
    return OK;
}

/* At the signature the register is asked again: a class that was lost since the officer answered is not confirmed. */
static enum status check_lines(struct ctx *c, const struct loan_list_one_row *list,
                               const struct loan_list_lines_row *lines, size_t count, struct error *err) {
    struct loan_offer offer;
    TRY(loan_offer_on(c, list->policy_id, c->today, &offer, err));
    for (size_t i = 0; i < count; i++) {
        struct loan_right right;
        if (!text_is(lines[i].state, "listed"))
            continue;
        if (lines[i].answer.ptr == NULL)
            return fail(err, E_CONFLICT, "loan.line_open", arena_zstr(c->arena, lines[i].borrower));
        if (lines[i].answered_by == c->user.account_id || lines[i].account_id == c->user.account_id)
            return fail(err, E_FORBIDDEN, "loan.own_proposal");
        TRY(loan_right_on(c, &offer, lines[i].household_id, c->today, &right, err));
        if (text_is(lines[i].answer, "confirm") && !right.holds)
            return fail(err, E_CONFLICT, "loan.right_lost", arena_zstr(c->arena, lines[i].borrower));
    }
    return OK;
}

enum status loan_list_confirm(struct ctx *c, int64_t list_id, int64_t version, struct text number, struct error *err) {
    struct loan_list_one_row list;
    struct loan_list_lines_row *lines;
    size_t count;
    int64_t changed = 0;
    TRY(loan_list_require(c, list_id, &list, err));
    if (list.made_by == c->user.account_id)
        return fail(err, E_FORBIDDEN, "loan.own_proposal");
    if (!text_is(list.state, "made"))
        return fail(err, E_CONFLICT, "loan.step_over");
    TRY(lines_of(c, list_id, &lines, &count, err));
    TRY(check_lines(c, &list, lines, count, err));
    struct text capacity = text_is(c->user.role, "commune_chair") ? T("CHỦ TỊCH") : T("KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH");
    TRY(loan_list_sign(c->db,
                       &(struct loan_list_sign_in){list_id, version, c->today, c->user.account_id, number,
                                                   c->user.display_name, capacity},
                       &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    TRY(loan_lines_signed(c->db, &(struct loan_lines_signed_in){list_id}, NULL, err));
    for (size_t i = 0; i < count; i++)
        if (text_is(lines[i].state, "listed") && text_is(lines[i].answer, "refuse"))
            TRY(loan_claim_release(c, LOAN_CLAIM_REQUEST, lines[i].id, DAY_NONE, "loan.claim.refused", err));
    TRY(loan_list_end(c->db, &(struct loan_list_end_in){list_id}, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "number", number);
    value_set_int(diff, "lines", (int64_t)count);
    audit_note(c, list.commune_id, "loan.confirm", "loan_list", list_id, diff);
    return OK;
}

/* ---- the bank */

static enum status check_assessment(struct ctx *c, const struct loan_list_lines_row *line,
                                    const struct loan_assessment *a, const struct loan_offer *o, struct error *err) {
    if (!a->approve) {
        if (a->reason.len == 0)
            error_field(err, "reason", "loan.needs_reason", NULL);
        return error_fields_status(err);
    }
    if (a->amount_dong <= 0 || a->amount_dong > line->amount_dong)
        error_field(err, "amount", "loan.over_asked", NULL);
    if (a->months <= 0)
        error_field(err, "term", "form.required", NULL);
    if (o->term_max_months != DB_NULL && a->months > o->term_max_months)
        error_field(err, "term", "loan.over_term", arena_fmt(c->arena, "%lld", (long long)o->term_max_months).ptr);
    if (a->rate_bp == DB_NULL && o->rate_bp == DB_NULL)
        error_field(err, "rate", "loan.rate_unknown", NULL);
    if (a->rate_bp != DB_NULL && a->rate_bp != o->rate_bp && a->rate_source.len == 0)
        error_field(err, "rate_source", "loan.rate_needs_source", NULL);
    if (a->fund.len == 0)
        error_field(err, "fund", "form.required", NULL);
    return error_fields_status(err);
}

enum status loan_assess(struct ctx *c, int64_t list_id, int64_t request_id, int64_t version,
                        const struct loan_assessment *a, struct error *err) {
    struct loan_list_one_row list;
    struct loan_list_lines_row line;
    struct loan_offer offer;
    int64_t changed = 0;
    TRY(loan_list_require(c, list_id, &list, err));
    TRY(line_of(c, list_id, request_id, &line, err));
    if (!text_is(list.state, "confirmed") && !text_is(list.state, "assessed"))
        return fail(err, E_CONFLICT, "loan.step_over");
    if (list.made_by == c->user.account_id || list.confirmed_by == c->user.account_id ||
        line.account_id == c->user.account_id)
        return fail(err, E_FORBIDDEN, "loan.own_proposal");
    TRY(loan_offer_on(c, list.policy_id, c->today, &offer, err));
    TRY(check_assessment(c, &line, a, &offer, err));
    int64_t rate = a->rate_bp != DB_NULL ? a->rate_bp : offer.rate_bp;
    struct loan_line_assess_in in = {request_id, version,   T("declined"), DB_NULL,  DB_NULL,
                                     DB_NULL,    TEXT_NONE, TEXT_NONE,     a->reason};
    if (a->approve)
        in = (struct loan_line_assess_in){request_id,
                                          version,
                                          T("assessed"),
                                          a->amount_dong,
                                          a->months,
                                          rate,
                                          a->rate_source.len ? a->rate_source : offer.rate_source,
                                          a->fund,
                                          TEXT_NONE};
    TRY(loan_line_assess(c->db, &in, &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    TRY(loan_list_assessed(c->db, &(struct loan_list_assessed_in){list_id, c->today, c->user.account_id}, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_bool(diff, "approve", a->approve);
    value_set_money(diff, "amount", in.approved_dong);
    value_set_text(diff, "reason", a->reason);
    audit_note(c, list.commune_id, "loan.assess", "loan_request", request_id, diff);
    return OK;
}

enum status loan_list_pass(struct ctx *c, int64_t list_id, int64_t version, struct text number, day_t pay_on,
                           struct error *err) {
    struct loan_list_one_row list;
    struct loan_list_lines_row *lines;
    size_t count;
    int64_t changed = 0;
    TRY(loan_list_require(c, list_id, &list, err));
    if (!text_is(list.state, "assessed"))
        return fail(err, E_CONFLICT, "loan.step_over");
    if (list.made_by == c->user.account_id || list.confirmed_by == c->user.account_id ||
        list.assessed_by == c->user.account_id)
        return fail(err, E_FORBIDDEN, "loan.own_proposal");
    if (pay_on < c->today)
        error_field(err, "pay_on", "loan.day_before_today", NULL);
    TRY(error_fields_status(err));
    TRY(lines_of(c, list_id, &lines, &count, err));
    for (size_t i = 0; i < count; i++)
        if (text_is(lines[i].state, "confirmed"))
            return fail(err, E_CONFLICT, "loan.line_open", arena_zstr(c->arena, lines[i].borrower));
    TRY(loan_list_approve(c->db,
                          &(struct loan_list_approve_in){list_id, version, c->today, c->user.account_id,
                                                         c->user.display_name, number, pay_on},
                          &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    TRY(loan_lines_approved(c->db, &(struct loan_lines_approved_in){list_id}, NULL, err));
    for (size_t i = 0; i < count; i++)
        if (text_is(lines[i].state, "declined"))
            TRY(loan_claim_release(c, LOAN_CLAIM_REQUEST, lines[i].id, DAY_NONE, "loan.claim.declined", err));
    TRY(loan_list_end(c->db, &(struct loan_list_end_in){list_id}, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "notice", number);
    value_set_day(diff, "pay_on", pay_on);
    audit_note(c, list.commune_id, "loan.approve", "loan_list", list_id, diff);
    return OK;
}

/* ---- the money */

/* Another day than the commune's fixed one needs a reason. */
static enum status check_day(struct ctx *c, const struct loan_request_one_row *q, day_t on, struct text reason,
                             struct error *err) {
    struct loan_point_of_row point;
    bool found = false;
    int year, month, day;
    if (on > c->today)
        error_field(err, "on", "loan.day_after_today", NULL);
    if (q->approved_on != DAY_NONE && on < q->approved_on)
        error_field(err, "on", "loan.day_before_approval", NULL);
    TRY(loan_point_of(c->db, &(struct loan_point_of_in){q->commune_id}, c->arena, &point, &found, err));
    day_parts(on, &year, &month, &day);
    if (found && day != point.day_of_month && on != q->pay_on && reason.len == 0)
        error_field(err, "day_reason", "loan.other_day",
                    arena_fmt(c->arena, "%lld", (long long)point.day_of_month).ptr);
    return error_fields_status(err);
}

enum status loan_disburse(struct ctx *c, int64_t request_id, int64_t version, struct text number, day_t on,
                          struct text reason, int64_t *ret_loan_id, struct error *err) {
    struct loan_request_one_row q;
    struct loan_offer offer;
    int64_t changed = 0, id = id_new();
    TRY(loan_request_require(c, request_id, &q, err));
    if (!text_is(q.state, "approved"))
        return fail(err, E_CONFLICT, "loan.step_over");
    TRY(check_day(c, &q, on, reason, err));
    TRY(loan_offer_on(c, q.policy_id, on, &offer, err));
    TRY(loan_request_disbursed(c->db, &(struct loan_request_disbursed_in){request_id, version}, &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    struct loan_insert_in in = {id,
                                number,
                                request_id,
                                q.household_id,
                                q.borrower,
                                q.group_id,
                                q.policy_id,
                                q.fund,
                                q.approved_dong,
                                q.rate_bp,
                                offer.overdue_bp,
                                q.approved_months,
                                q.repayment,
                                q.instalment_months,
                                on,
                                c->user.account_id};
    if (loan_insert(c->db, &in, NULL, err) != OK)
        return db_error_is(err, "loan_number")
                   ? fail(err, E_CONFLICT, "loan.number_taken", arena_zstr(c->arena, number))
                   : err->status;
    TRY(loan_claim_confirm(c, LOAN_CLAIM_REQUEST, request_id, on, number, err));
    TRY(loan_refresh(c, id, err));
    if (q.list_id != DB_NULL)
        TRY(loan_list_end(c->db, &(struct loan_list_end_in){q.list_id}, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_id(diff, "request_id", request_id);
    value_set_text(diff, "number", number);
    value_set_money(diff, "amount", q.approved_dong);
    value_set_day(diff, "on", on);
    value_set_text(diff, "reason", reason);
    audit_note(c, q.commune_id, "loan.disburse", "loan", id, diff);
    *ret_loan_id = id;
    return OK;
}
