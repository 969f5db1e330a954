/* A request and where it stands on its way; a list with its borrowers; what the commune and the bank say of each. */
#include "app/tsv.h"
#include "features/loan/loan_parts.h"
#include "features/standard/standard.h"

/* ---- the way: the steps as data says them, with what happened */

static const char *const step_keys[] = {"request", "appraise", "list", "confirm", "approve", "disburse", "check"};

static int steps_done(struct text state) {
    static const struct {
        const char *state;
        int done;
    } states[] = {{"requested", 1}, {"appraised", 2}, {"turned_down", 1}, {"listed", 3},
                  {"confirmed", 4}, {"refused", 3},   {"assessed", 4},    {"approved", 5},
                  {"declined", 4},  {"disbursed", 6}, {"withdrawn", 0}};
    for (size_t i = 0; i < COUNT_OF(states); i++)
        if (text_is(state, states[i].state))
            return states[i].done;
    return 0;
}

static day_t step_day(const struct loan_request_one_row *q, size_t step) {
    const day_t days[] = {q->requested_on, q->held_on, q->made_on, q->confirmed_on, q->approved_on, DAY_NONE, DAY_NONE};
    return step < COUNT_OF(days) ? days[step] : DAY_NONE;
}

/* By when the step is due: so many working days, or days, after the one before; DAY_NONE when nobody set it. */
static enum status step_due(struct ctx *c, struct text setting, day_t after, day_t *ret, struct error *err) {
    int64_t days;
    *ret = DAY_NONE;
    if (setting.ptr == NULL || after == DAY_NONE)
        return OK;
    TRY(loan_setting(c, arena_zstr(c->arena, setting), DB_NULL, &days, err));
    if (days == DB_NULL)
        return OK;
    if (text_is(setting, "loan.use_check_days")) {
        *ret = after + (day_t)days;
        return OK;
    }
    return calendar_add_working_days(c, after, days, ret, err);
}

static enum status add_way(struct ctx *c, const struct loan_request_one_row *q, struct value *out, struct error *err) {
    struct tsv t;
    struct value *list = value_set_list(out, "way");
    int done = steps_done(q->state);
    bool over = text_is(q->state, "turned_down") || text_is(q->state, "refused") || text_is(q->state, "declined") ||
                text_is(q->state, "withdrawn");
    tsv_open(&t, "loan_steps.tsv");
    while (tsv_next(&t)) {
        size_t step = 0;
        while (step < COUNT_OF(step_keys) && !text_is(tsv_text(&t, "step_key"), step_keys[step]))
            step++;
        struct value *v = value_add_object(list);
        struct text setting = tsv_text(&t, "days_setting");
        day_t due, before = step > 0 && step < COUNT_OF(step_keys) ? step_day(q, step - 1) : DAY_NONE;
        TRY(step_due(c, setting, before, &due, err));
        bool is_done = (int)step < done, now = (int)step == done && !over;
        value_set_text(v, "title", tsv_text(&t, "title"));
        value_set_text(v, "actor", tsv_text(&t, "actor"));
        value_set_text(v, "paper", tsv_text(&t, "paper"));
        value_set_text(v, "signers", tsv_text(&t, "signers"));
        value_set_text(v, "note", tsv_text(&t, "note"));
        value_set_text(v, "source", tsv_text(&t, "source"));
        value_set_certainty(v, "certainty", tsv_text(&t, "certainty"));
        value_set_bool(v, "firm", certainty_is_firm(tsv_text(&t, "certainty")));
        value_set_day(v, "on", is_done ? step_day(q, step) : DAY_NONE);
        value_set_day(v, "due", now ? due : DAY_NONE);
        value_set_bool(v, "due_unknown", now && setting.ptr != NULL && due == DAY_NONE);
        value_set_word(v, "state",
                       is_done            ? "loan.step.state.done"
                       : now              ? "loan.step.state.doing"
                       : over && !is_done ? "loan.step.state.cancelled"
                                          : "loan.step.state.todo");
    }
    return OK;
}

/* ---- a request */

static const struct field withdraw_fields[] = {
    {.name = "reason", .type = F_TEXT, .required = true, .label = "loan.reason_of", .max = 300},
    {.name = "version", .type = F_HIDDEN_INT, .label = "loan.version"},
};
const struct form loan_withdraw_form = {"loan_withdraw", withdraw_fields, COUNT_OF(withdraw_fields)};
static const struct field pay_fields[] = {
    {.name = "number", .type = F_TEXT, .required = true, .label = "loan.number", .max = 60},
    {.name = "on", .type = F_DAY, .required = true, .label = "loan.disbursed_on"},
    {.name = "day_reason", .type = F_TEXT, .label = "loan.other_day_reason", .max = 300},
    {.name = "version", .type = F_HIDDEN_INT, .label = "loan.version"},
};
const struct form loan_pay_form = {"loan_pay", pay_fields, COUNT_OF(pay_fields)};

static enum status add_right(struct ctx *c, const struct loan_request_one_row *q, struct value *out,
                             struct error *err) {
    struct loan_offer offer;
    struct loan_right right;
    struct error ended;
    error_clear(&ended);
    if (loan_offer_on(c, q->policy_id, c->as_of, &offer, &ended) != OK) {
        value_set_bool(out, "policy_ended", true);
        return ended.status == E_NOT_FOUND ? OK : fail_detail(err, ended.status, ended.key, "%s", ended.detail);
    }
    TRY(loan_right_on(c, &offer, q->household_id, c->as_of, &right, err));
    struct value *v = value_set_object(out, "right");
    value_set_bool(v, "holds", right.holds);
    value_set_day(v, "on", c->as_of);
    value_set_word(v, "class", loan_class_word(right.found));
    if (!right.holds)
        value_set_text(v, "reason", tr_args(c->lang, c->arena, right.reason, &right.arg, 1));
    value_set_money(v, "amount_max", offer.amount_max_dong);
    value_set_bool(v, "amount_firm", offer.amount_firm);
    value_set_text(v, "amount_source", offer.amount_source);
    value_set_bp(v, "rate", offer.rate_bp);
    value_set_bool(v, "rate_firm", offer.rate_firm);
    value_set_text(v, "rate_source", offer.rate_source);
    value_set_int(v, "term_max", offer.term_max_months);
    value_set_text(v, "document", offer.policy.document);
    return OK;
}

enum status loan_request_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct loan_request_one_row q;
    TRY(ctx_id(c, 0, &id, err));
    TRY(loan_request_require(c, id, &q, err));
    value_set_id(out, "id", id);
    value_set_text(out, "borrower", q.borrower);
    value_set_text(out, "code", q.code);
    value_set_text(out, "head_name", q.head_name);
    value_set_id(out, "household_id", q.household_id);
    value_set_bool(out, "may_household", user_may(&c->user, "household.read"));
    value_set_text(out, "hamlet", q.hamlet_name);
    value_set_id(out, "group_id", q.group_id);
    value_set_text(out, "group", q.group_name);
    value_set_text(out, "policy_key", q.policy_key);
    value_set_text(out, "policy", q.policy_name);
    value_set_money(out, "amount", q.amount_dong);
    value_set_int(out, "term", q.term_months);
    value_set_word(out, "repayment", loan_word(c, "loan.repayment.", q.repayment));
    value_set_int(out, "instalment", q.instalment_months);
    value_set_text(out, "purpose", q.purpose);
    value_set_text(out, "collateral", q.collateral);
    value_set_day(out, "requested_on", q.requested_on);
    value_set_word(out, "state", loan_word(c, "loan.request_state.", q.state));
    value_set_text(out, "reason", q.reason);
    value_set_word(out, "class_confirmed", loan_class_word(q.class_found));
    value_set_day(out, "confirmed_on", q.confirmed_on);
    value_set_text(out, "confirm_number", q.confirm_number);
    value_set_text(out, "signer", q.signer_name);
    value_set_int(out, "agreeing", q.agreeing);
    value_set_int(out, "attendees", q.attendees);
    value_set_id(out, "appraisal_id", q.appraisal_id);
    value_set_id(out, "list_id", q.list_id);
    value_set_money(out, "approved", q.approved_dong);
    value_set_int(out, "approved_months", q.approved_months);
    value_set_bp(out, "rate", q.rate_bp);
    value_set_text(out, "rate_source", q.rate_source);
    value_set_word(out, "fund", loan_word(c, "loan.fund.", q.fund));
    value_set_text(out, "notice_number", q.notice_number);
    value_set_day(out, "pay_on", q.pay_on);
    value_set_id(out, "loan_id", q.loan_id);
    TRY(add_right(c, &q, out, err));
    TRY(add_way(c, &q, out, err));
    struct value *now = value_object(c->arena);
    value_set_int(now, "version", q.version);
    value_set_day(now, "on", q.pay_on != DAY_NONE && q.pay_on <= c->today ? q.pay_on : c->today);
    bool open = steps_done(q.state) > 0 && steps_done(q.state) < 6 && !text_is(q.state, "turned_down") &&
                !text_is(q.state, "refused") && !text_is(q.state, "declined");
    loan_form(c, out, &loan_pay_form, "loan.pay", text_is(q.state, "approved"), "loan.pay_out",
              arena_fmt(c->arena, "/loans/requests/%lld/disburse", (long long)id), now);
    loan_form(c, out, &loan_withdraw_form, "loan.request", open, "loan.withdraw",
              arena_fmt(c->arena, "/loans/requests/%lld/withdraw", (long long)id), now);
    loan_tabs(c, out, "/loans/requests");
    return OK;
}

enum status loan_withdraw_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(loan_withdraw(c, id, form_int(c->form, "version", 0), form_text(c->form, "reason"), err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "loan.flash.withdrawn", "/loans/requests/%lld", (long long)id);
    return OK;
}

enum status loan_pay_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id, loan;
    TRY(ctx_id(c, 0, &id, err));
    TRY(loan_disburse(c, id, form_int(c->form, "version", 0), form_text(c->form, "number"), form_day(c->form, "on"),
                      form_text(c->form, "day_reason"), &loan, err));
    value_set_id(out, "id", loan);
    ctx_redirect(c, "loan.flash.paid", "/loans/%lld", (long long)loan);
    return OK;
}

/* ---- a list */

static const struct field sign_fields[] = {
    {.name = "number", .type = F_TEXT, .required = true, .label = "loan.confirm_number", .max = 60},
    {.name = "version", .type = F_HIDDEN_INT, .label = "loan.version"},
};
const struct form loan_sign_form = {"loan_sign", sign_fields, COUNT_OF(sign_fields)};
static const struct field approve_fields[] = {
    {.name = "number", .type = F_TEXT, .required = true, .label = "loan.notice_number", .max = 60},
    {.name = "pay_on", .type = F_DAY, .required = true, .label = "loan.pay_on", .help = "loan.pay_on_help"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "loan.version"},
};
const struct form loan_approve_form = {"loan_approve", approve_fields, COUNT_OF(approve_fields)};

/* The next day on which the bank sits in the commune, today counted. */
static enum status next_point_day(struct ctx *c, int64_t commune_id, day_t *ret, struct error *err) {
    struct loan_point_of_row point;
    bool found = false;
    TRY(loan_point_of(c->db, &(struct loan_point_of_in){commune_id}, c->arena, &point, &found, err));
    *ret = DAY_NONE;
    for (day_t d = c->today; found && *ret == DAY_NONE && d < c->today + 62; d++) {
        int year, month, day;
        day_parts(d, &year, &month, &day);
        if (day == point.day_of_month)
            *ret = d;
    }
    return OK;
}

static void add_line(struct ctx *c, struct value *v, const struct loan_list_lines_row *l) {
    value_set_id(v, "id", l->id);
    value_set_text(v, "borrower", l->borrower);
    value_set_text(v, "code", l->code);
    value_set_text(v, "address", l->address);
    value_set_money(v, "amount", l->amount_dong);
    value_set_int(v, "term", l->term_months);
    value_set_text(v, "purpose", l->purpose);
    value_set_word(v, "state", loan_word(c, "loan.request_state.", l->state));
    value_set_word(v, "answer", loan_word(c, "loan.answer.", l->answer));
    value_set_word(v, "class", loan_class_word(l->class_found));
    value_set_text(v, "reason", l->reason);
    value_set_money(v, "approved", l->approved_dong);
    value_set_int(v, "approved_months", l->approved_months);
    value_set_bp(v, "rate", l->rate_bp);
    value_set_word(v, "fund", loan_word(c, "loan.fund.", l->fund));
}

static enum status list_head(struct ctx *c, const struct loan_list_one_row *k, struct value *out) {
    value_set_id(out, "id", k->id);
    value_set_id(out, "group_id", k->group_id);
    value_set_text(out, "group", k->group_name);
    value_set_word(out, "organisation", loan_word(c, "loan.organisation.", k->organisation));
    value_set_text(out, "leader", k->leader);
    value_set_text(out, "hamlet", k->hamlet_name);
    value_set_text(out, "commune", k->commune_name);
    value_set_text(out, "policy_key", k->policy_key);
    value_set_text(out, "policy", k->policy_name);
    value_set_word(out, "state", loan_word(c, "loan.list_state.", k->state));
    value_set_day(out, "made_on", k->made_on);
    value_set_day(out, "confirmed_on", k->confirmed_on);
    value_set_text(out, "confirm_number", k->confirm_number);
    value_set_text(out, "signer", k->signer_name);
    value_set_day(out, "approved_on", k->approved_on);
    value_set_text(out, "notice_number", k->notice_number);
    value_set_text(out, "approver", k->approver_name);
    value_set_day(out, "pay_on", k->pay_on);
    return OK;
}

enum status loan_list_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct loan_list_one_row k;
    struct loan_list_lines_row *lines;
    size_t count, unanswered = 0;
    TRY(ctx_id(c, 0, &id, err));
    TRY(loan_list_require(c, id, &k, err));
    TRY(loan_list_lines(c->db, &(struct loan_list_lines_in){id}, c->arena, &lines, &count, err));
    TRY(list_head(c, &k, out));
    struct value *list = value_set_list(out, "lines");
    for (size_t i = 0; i < count; i++) {
        add_line(c, value_add_object(list), &lines[i]);
        unanswered += text_is(lines[i].state, "listed") && lines[i].answer.ptr == NULL;
    }
    value_set_int(out, "unanswered", (int64_t)unanswered);
    struct value *now = value_object(c->arena);
    day_t next;
    TRY(next_point_day(c, k.commune_id, &next, err));
    value_set_int(now, "version", k.version);
    value_set_day(now, "pay_on", next);
    loan_form(c, out, &loan_sign_form, "loan.confirm", text_is(k.state, "made") && unanswered == 0, "loan.sign",
              arena_fmt(c->arena, "/loans/lists/%lld/confirm", (long long)id), now);
    loan_form(c, out, &loan_approve_form, "loan.approve", text_is(k.state, "assessed"), "loan.approve_list",
              arena_fmt(c->arena, "/loans/lists/%lld/approve", (long long)id), now);
    loan_tabs(c, out, "/loans/lists");
    return OK;
}

enum status loan_sign_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(loan_list_confirm(c, id, form_int(c->form, "version", 0), form_text(c->form, "number"), err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "loan.flash.signed", "/loans/lists/%lld", (long long)id);
    return OK;
}

enum status loan_approve_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(loan_list_pass(c, id, form_int(c->form, "version", 0), form_text(c->form, "number"),
                       form_day(c->form, "pay_on"), err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "loan.flash.approved", "/loans/lists/%lld", (long long)id);
    return OK;
}

/* ---- one borrower of a list */

static const struct choice answers[] = {{"confirm", "loan.answer.confirm", 0}, {"refuse", "loan.answer.refuse", 0}};
static const struct field answer_fields[] = {
    {.name = "answer",
     .type = F_CHOICE,
     .required = true,
     .label = "loan.answer_of",
     .choices = answers,
     .choice_count = COUNT_OF(answers)},
    {.name = "resides", .type = F_BOOL, .label = "loan.resides"},
    {.name = "reason", .type = F_TEXT, .label = "loan.reason_of", .help = "loan.reason_help", .max = 300},
    {.name = "version", .type = F_HIDDEN_INT, .label = "loan.version"},
};
const struct form loan_answer_form = {"loan_answer", answer_fields, COUNT_OF(answer_fields)};

static const struct choice verdicts[] = {{"approve", "loan.verdict.approve", 0},
                                         {"decline", "loan.verdict.decline", 0}};
static const struct choice funds[] = {{"central", "loan.fund.central", 0}, {"local", "loan.fund.local", 0}};
static const struct field assess_fields[] = {
    {.name = "verdict",
     .type = F_CHOICE,
     .required = true,
     .label = "loan.verdict_of",
     .choices = verdicts,
     .choice_count = COUNT_OF(verdicts)},
    {.name = "amount", .type = F_MONEY, .label = "loan.approved", .min = 100000, .max = 10000000000},
    {.name = "term", .type = F_INT, .label = "loan.term", .min = 1, .max = LOAN_MONTHS_MAX},
    {.name = "rate", .type = F_TEXT, .label = "loan.rate_percent", .help = "loan.rate_help", .max = 10},
    {.name = "rate_source", .type = F_TEXT, .label = "loan.rate_source", .help = "loan.rate_source_help", .max = 200},
    {.name = "fund", .type = F_CHOICE, .label = "loan.fund_of", .choices = funds, .choice_count = COUNT_OF(funds)},
    {.name = "reason", .type = F_TEXT, .label = "loan.reason_of", .help = "loan.decline_help", .max = 300},
    {.name = "version", .type = F_HIDDEN_INT, .label = "loan.version"},
};
static const struct form assess_form = {"loan_assess", assess_fields, COUNT_OF(assess_fields)};

enum status loan_assess_make_form(struct ctx *c, const struct form **ret, struct error *err) {
    (void)c;
    (void)err;
    *ret = &assess_form;
    return OK;
}

/* "6,6", "7.92" percent a year to basis points. */
static bool percent_bp(struct text t, int64_t *ret) {
    int64_t whole = 0, part = 0;
    struct text rest = t, head;
    char sep = 0;
    for (size_t i = 0; i < t.len && sep == 0; i++)
        if (t.ptr[i] == ',' || t.ptr[i] == '.')
            sep = t.ptr[i];
    if (sep != 0) {
        if (!text_cut(&rest, sep, &head) || rest.len == 0 || rest.len > 2 || !text_to_i64(rest, &part) || part < 0)
            return false;
        if (rest.len == 1)
            part *= 10;
    } else
        head = t;
    if (!text_to_i64(head, &whole) || whole < 0 || whole > 100)
        return false;
    *ret = whole * 100 + part;
    return true;
}

static struct text bp_percent(struct ctx *c, int64_t bp) {
    return bp == DB_NULL ? TEXT_NONE : arena_fmt(c->arena, "%d,%02d", (int)(bp / 100), (int)(bp % 100));
}

static enum status line_at(struct ctx *c, struct loan_list_one_row *ret_list, struct loan_list_lines_row *ret,
                           struct error *err) {
    int64_t list, request;
    struct loan_list_lines_row *lines;
    size_t count;
    TRY(ctx_id(c, 0, &list, err));
    TRY(ctx_id(c, 1, &request, err));
    TRY(loan_list_require(c, list, ret_list, err));
    TRY(loan_list_lines(c->db, &(struct loan_list_lines_in){list}, c->arena, &lines, &count, err));
    for (size_t i = 0; i < count; i++)
        if (lines[i].id == request) {
            *ret = lines[i];
            return OK;
        }
    return fail(err, E_NOT_FOUND, "http.not_found");
}

enum status loan_line_get(struct ctx *c, struct value *out, struct error *err) {
    struct loan_list_one_row k;
    struct loan_list_lines_row l;
    struct loan_request_one_row q;
    TRY(line_at(c, &k, &l, err));
    TRY(loan_request_require(c, l.id, &q, err));
    struct value *list = value_set_object(out, "list");
    TRY(list_head(c, &k, list));
    add_line(c, out, &l);
    value_set_id(out, "household_id", l.household_id);
    value_set_bool(out, "may_household", user_may(&c->user, "household.read"));
    value_set_bool(out, "resident", l.status == 1 && l.commune_id == k.commune_id);
    TRY(add_right(c, &q, out, err));
    const struct value *right = value_get(out, T("right"));
    struct value *now = value_object(c->arena);
    value_set_int(now, "version", l.version);
    value_set_bool(now, "resides", l.resides == 1);
    value_set_text(now, "answer", l.answer);
    value_set_text(now, "reason", l.reason);
    value_set_money(now, "amount", l.approved_dong != DB_NULL ? l.approved_dong : l.amount_dong);
    value_set_int(now, "term", l.approved_months != DB_NULL ? l.approved_months : l.term_months);
    int64_t offered = right ? value_int(value_get(right, T("rate")), DB_NULL) : DB_NULL;
    value_set_text(now, "rate", bp_percent(c, l.rate_bp != DB_NULL ? l.rate_bp : offered));
    value_set_text(now, "rate_source", l.rate_source);
    value_set_text(now, "fund", l.fund);
    bool bank = text_is(k.state, "confirmed") || text_is(k.state, "assessed");
    loan_form(c, out, &loan_answer_form, "loan.answer", text_is(l.state, "listed"), "loan.answer_title",
              arena_fmt(c->arena, "/loans/lists/%lld/lines/%lld/answer", (long long)k.id, (long long)l.id), now);
    loan_form(c, out, &assess_form, "loan.assess",
              bank && !text_is(l.state, "refused") && !text_is(l.state, "withdrawn"), "loan.assess_title",
              arena_fmt(c->arena, "/loans/lists/%lld/lines/%lld/assess", (long long)k.id, (long long)l.id), now);
    loan_tabs(c, out, "/loans/lists");
    return OK;
}

enum status loan_answer_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t list, request;
    TRY(ctx_id(c, 0, &list, err));
    TRY(ctx_id(c, 1, &request, err));
    TRY(loan_line_confirm(c, list, request, form_int(c->form, "version", 0), form_bool(c->form, "resides"),
                          form_choice_is(c->form, "answer", "confirm"), form_text(c->form, "reason"), err));
    value_set_id(out, "id", request);
    ctx_redirect(c, "loan.flash.answered", "/loans/lists/%lld", (long long)list);
    return OK;
}

enum status loan_assess_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t list, request;
    struct loan_assessment a = {.approve = form_choice_is(c->form, "verdict", "approve"),
                                .amount_dong = form_int(c->form, "amount", 0),
                                .months = form_int(c->form, "term", 0),
                                .rate_bp = DB_NULL,
                                .rate_source = form_text(c->form, "rate_source"),
                                .fund = form_text(c->form, "fund"),
                                .reason = form_text(c->form, "reason")};
    TRY(ctx_id(c, 0, &list, err));
    TRY(ctx_id(c, 1, &request, err));
    struct text rate = form_text(c->form, "rate");
    if (rate.len > 0 && !percent_bp(rate, &a.rate_bp))
        error_field(err, "rate", "loan.bad_rate", NULL);
    TRY(error_fields_status(err));
    TRY(loan_assess(c, list, request, form_int(c->form, "version", 0), &a, err));
    value_set_id(out, "id", request);
    ctx_redirect(c, "loan.flash.assessed", "/loans/lists/%lld", (long long)list);
    return OK;
}
