/* The page of one loan: the truth there is, the schedule, both ledgers, checks and risk files; and the page of a file.
 */
#include "app/tsv.h"
#include "features/loan/loan_parts.h"
#include "features/standard/standard.h"

static const struct field collection_fields[] = {
    {.name = "collected_on", .type = F_DAY, .required = true, .label = "loan.collected_on"},
    {.name = "interest", .type = F_MONEY, .label = "loan.interest", .max = 10000000000},
    {.name = "savings", .type = F_MONEY, .label = "loan.savings", .max = 10000000000},
    {.name = "principal",
     .type = F_MONEY,
     .label = "loan.principal",
     .help = "loan.principal_help",
     .max = 10000000000},
    {.name = "receipt", .type = F_TEXT, .required = true, .label = "loan.receipt", .max = 60},
};
const struct form loan_collection_form = {"loan_collection", collection_fields, COUNT_OF(collection_fields)};

static const struct choice results[] = {{"as_agreed", "loan.check.as_agreed", 0},
                                        {"partly", "loan.check.partly", 0},
                                        {"other_use", "loan.check.other_use", 0},
                                        {"not_found", "loan.check.not_found", 0}};
static const struct field check_fields[] = {
    {.name = "checked_on", .type = F_DAY, .required = true, .label = "loan.checked_on"},
    {.name = "result",
     .type = F_CHOICE,
     .required = true,
     .label = "loan.check_result",
     .choices = results,
     .choice_count = COUNT_OF(results)},
    {.name = "checker", .type = F_NAME, .required = true, .label = "loan.checker", .max = 100},
    {.name = "remark", .type = F_TEXT, .label = "loan.remark", .max = 300},
};
const struct form loan_check_form = {"loan_check", check_fields, COUNT_OF(check_fields)};

static const struct choice measures[] = {{"extension", "loan.measure.extension", 0},
                                         {"freeze", "loan.measure.freeze", 0},
                                         {"write_off", "loan.measure.write_off", 0}};
static const struct field risk_fields[] = {
    {.name = "cause", .type = F_CHOICE, .required = true, .label = "loan.cause_of"},
    {.name = "measure",
     .type = F_CHOICE,
     .required = true,
     .label = "loan.measure_of",
     .choices = measures,
     .choice_count = COUNT_OF(measures)},
    {.name = "happened_on", .type = F_DAY, .required = true, .label = "loan.happened_on"},
    {.name = "damage", .type = F_INT, .label = "loan.damage", .help = "loan.damage_help", .max = 100},
    {.name = "months", .type = F_INT, .label = "loan.months", .min = 1, .max = LOAN_MONTHS_MAX},
    {.name = "papers", .type = F_LONG, .required = true, .label = "loan.papers", .max = 1000},
};

/* The causes are data; the form offers them by their words. */
enum status loan_risk_make_form(struct ctx *c, const struct form **ret, struct error *err) {
    (void)err;
    struct tsv t;
    size_t count = 0;
    struct field *fields = ARENA_ARRAY(c->arena, COUNT_OF(risk_fields), struct field);
    struct choice_text *texts = ARENA_ARRAY(c->arena, 32, struct choice_text);
    struct form *f = ARENA_NEW(c->arena, struct form);
    memcpy(fields, risk_fields, sizeof risk_fields);
    tsv_open(&t, "loan_risk_causes.tsv");
    while (tsv_next(&t) && count < 32)
        texts[count++] = (struct choice_text){tsv_text(&t, "cause_key"), tsv_text(&t, "title")};
    fields[0].texts = texts;
    fields[0].text_count = count;
    *f = (struct form){"loan_risk", fields, COUNT_OF(risk_fields)};
    *ret = f;
    return OK;
}

/* ---- what is shown */

static void add_terms(const struct loan_full *f, struct value *out) {
    const struct loan_one_row *r = &f->row;
    value_set_money(out, "amount", r->amount_dong);
    value_set_bp(out, "rate", r->rate_bp);
    value_set_int(out, "term", r->term_months);
    value_set_int(out, "instalment", r->instalment_months);
    value_set_day(out, "disbursed_on", r->disbursed_on);
    value_set_int(out, "day_base", f->rules.day_base);
    value_set_bp(out, "overdue_rate", r->rate_bp == DB_NULL ? DB_NULL : r->rate_bp * f->rules.overdue_bp / 10000);
    value_set_word(out, "rounding", f->rules.rounding == LOAN_DOWN ? "setting.choice.down" : "setting.choice.half_up");
}

static void add_position(struct ctx *c, const struct loan_full *f, struct value *out) {
    const struct loan_position *p = &f->position;
    value_set_money(out, "balance", f->balance_dong);
    value_set_word(out, "balance_by", f->by_bank ? "loan.by.bank" : "loan.by.ours");
    value_set_day(out, "bank_on", f->row.bank_on);
    value_set_day(out, "as_of", c->as_of);
    value_set_bool(out, "computable", f->computable);
    value_set_day(out, "frozen_until", f->row.frozen_until);
    if (f->terms.term_months > 0) {
        value_set_money(out, "overdue", p->overdue_dong);
        value_set_day(out, "overdue_since", p->overdue_since);
        value_set_day(out, "next_due", p->next_due);
        value_set_money(out, "next_principal", p->next_due != DAY_NONE ? p->next_principal_dong : DB_NULL);
        value_set_day(out, "last_due", p->last_due);
    }
    value_set_money(out, "bank_overdue", f->row.bank_overdue_dong);
    if (!f->computable)
        return;
    value_set_money(out, "interest_accrued", p->accrued_dong);
    value_set_money(out, "interest_paid", p->paid_dong);
    value_set_money(out, "interest_owed", p->owed_interest_dong);
    value_set_day(out, "interest_since", p->owed_interest_dong > 0 ? p->interest_since : DAY_NONE);
}

static void add_schedule(struct ctx *c, const struct loan_full *f, struct value *out) {
    struct value *list = value_set_list(out, "schedule");
    if (!f->computable)
        return;
    struct loan_due *due = ARENA_ARRAY(c->arena, 2 * LOAN_MONTHS_MAX, struct loan_due);
    size_t count = loan_schedule(&f->terms, &f->rules, due, 2 * LOAN_MONTHS_MAX);
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_day(v, "on", due[i].on);
        value_set_money(v, "principal", due[i].principal_dong);
        value_set_money(v, "interest", due[i].interest_dong);
        value_set_money(v, "balance", due[i].balance_dong);
        value_set_bool(v, "past", due[i].on <= c->as_of);
    }
}

static enum status add_ledgers(struct ctx *c, const struct loan_full *f, struct value *out, struct error *err) {
    struct loan_collections_of_row *ours;
    struct bank_entries_of_row *bank;
    size_t count;
    TRY(loan_collections_of(c->db, &(struct loan_collections_of_in){f->row.id}, c->arena, &ours, &count, err));
    struct value *list = value_set_list(out, "collections");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_day(v, "on", ours[i].on_day);
        value_set_money(v, "principal", ours[i].principal_dong);
        value_set_money(v, "interest", ours[i].interest_dong);
        value_set_money(v, "savings", ours[i].savings_dong);
        value_set_text(v, "receipt", ours[i].receipt);
    }
    TRY(bank_entries_of(c->db, &(struct bank_entries_of_in){f->row.id}, c->arena, &bank, &count, err));
    list = value_set_list(out, "bank_entries");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_day(v, "on", bank[i].on_day);
        value_set_money(v, "lent", bank[i].lent_dong);
        value_set_money(v, "principal", bank[i].paid_dong);
        value_set_money(v, "interest", bank[i].interest_dong);
        value_set_text(v, "reference", bank[i].reference);
    }
    struct value *v = value_set_object(out, "ledgers");
    value_set_money(v, "ours_lent", f->row.request_id != DB_NULL ? f->row.amount_dong : DB_NULL);
    value_set_money(v, "bank_lent", f->row.bank_lent_dong > 0 ? f->row.bank_lent_dong : DB_NULL);
    value_set_money(v, "ours_paid", f->row.our_paid_dong);
    value_set_money(v, "bank_paid", f->row.bank_paid_dong);
    value_set_money(v, "ours_balance", f->row.amount_dong - f->row.our_paid_dong);
    value_set_money(v, "bank_balance", f->row.bank_balance_dong);
    if (f->row.bank_balance_dong != DB_NULL)
        value_set_money(v, "difference", f->row.bank_balance_dong - (f->row.amount_dong - f->row.our_paid_dong));
    return OK;
}

static enum status add_checks(struct ctx *c, const struct loan_full *f, struct value *out, size_t *ret_count,
                              struct error *err) {
    struct loan_checks_of_row *rows;
    TRY(loan_checks_of(c->db, &(struct loan_checks_of_in){f->row.id}, c->arena, &rows, ret_count, err));
    struct value *list = value_set_list(out, "checks");
    for (size_t i = 0; i < *ret_count; i++) {
        struct value *v = value_add_object(list);
        value_set_day(v, "on", rows[i].checked_on);
        value_set_word(v, "result", loan_word(c, "loan.check.", rows[i].result));
        value_set_text(v, "checker", rows[i].checker);
        value_set_text(v, "remark", rows[i].remark);
    }
    return OK;
}

static enum status add_risks(struct ctx *c, const struct loan_full *f, struct value *out, struct error *err) {
    struct loan_risks_of_row *rows;
    size_t count;
    TRY(loan_risks_of(c->db, &(struct loan_risks_of_in){f->row.id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "risks");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "id", rows[i].id);
        value_set_word(v, "cause", loan_word(c, "loan.cause.", rows[i].cause));
        value_set_word(v, "measure", loan_word(c, "loan.measure.", rows[i].measure));
        value_set_int(v, "months", rows[i].months);
        value_set_day(v, "proposed_on", rows[i].proposed_on);
        value_set_word(v, "state", loan_word(c, "loan.risk_state.", rows[i].state));
        value_set_text(v, "decision_number", rows[i].decision_number);
    }
    return OK;
}

enum status loan_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t id, days;
    struct loan_full f;
    const struct form *risk;
    size_t checks;
    TRY(ctx_id(c, 0, &id, err));
    TRY(loan_require(c, id, c->as_of, &f, err));
    value_set_id(out, "id", id);
    value_set_text(out, "number", f.row.number);
    value_set_text(out, "borrower", f.row.borrower);
    value_set_text(out, "code", f.row.code);
    value_set_text(out, "head_name", f.row.head_name);
    value_set_id(out, "household_id", f.row.household_id);
    value_set_bool(out, "may_household", user_may(&c->user, "household.read"));
    value_set_text(out, "hamlet", f.row.hamlet_name);
    value_set_id(out, "request_id", f.row.request_id);
    value_set_id(out, "group_id", f.row.group_id);
    value_set_text(out, "group", f.row.group_name);
    value_set_word(out, "organisation", loan_word(c, "loan.organisation.", f.row.organisation));
    value_set_text(out, "policy_key", f.row.policy_key);
    value_set_text(out, "policy", f.row.policy_name);
    value_set_word(out, "fund", loan_word(c, "loan.fund.", f.row.fund));
    value_set_word(out, "repayment", loan_word(c, "loan.repayment.", f.row.repayment));
    value_set_word(out, "state", loan_word(c, "loan.state.", f.row.state));
    value_set_day(out, "closed_on", f.row.closed_on);
    add_terms(&f, out);
    add_position(c, &f, out);
    add_schedule(c, &f, out);
    TRY(add_ledgers(c, &f, out, err));
    TRY(add_checks(c, &f, out, &checks, err));
    TRY(add_risks(c, &f, out, err));
    TRY(loan_setting(c, "loan.use_check_days", DB_NULL, &days, err));
    if (checks == 0 && days != DB_NULL && f.row.request_id != DB_NULL)
        value_set_day(out, "check_due", f.row.disbursed_on + (day_t)days);
    bool open = text_is(f.row.state, "open");
    struct value *now = value_object(c->arena);
    value_set_day(now, "collected_on", c->today);
    value_set_day(now, "checked_on", c->today);
    value_set_money(now, "interest",
                    f.computable && f.position.owed_interest_dong > 0 ? f.position.owed_interest_dong : DB_NULL);
    loan_form(c, out, &loan_collection_form, "loan.collect", open, "loan.collect_title",
              arena_fmt(c->arena, "/loans/%lld/collections", (long long)id), now);
    loan_form(c, out, &loan_check_form, "loan.check", open, "loan.check_title",
              arena_fmt(c->arena, "/loans/%lld/checks", (long long)id), now);
    TRY(loan_risk_make_form(c, &risk, err));
    loan_form(c, out, risk, "loan.risk", open, "loan.risk_title",
              arena_fmt(c->arena, "/loans/%lld/risks", (long long)id), NULL);
    loan_tabs(c, out, "/loans");
    return OK;
}

/* ---- writes */

enum status loan_collect_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct loan_collected k = {.on = form_day(c->form, "collected_on"),
                               .principal_dong = form_int(c->form, "principal", 0),
                               .interest_dong = form_int(c->form, "interest", 0),
                               .savings_dong = form_int(c->form, "savings", 0),
                               .receipt = form_text(c->form, "receipt")};
    TRY(ctx_id(c, 0, &id, err));
    TRY(loan_collect(c, id, &k, err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "loan.flash.collected", "/loans/%lld", (long long)id);
    return OK;
}

enum status loan_check_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(loan_check_use(c, id, form_day(c->form, "checked_on"), form_text(c->form, "result"),
                       form_text(c->form, "checker"), form_text(c->form, "remark"), err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "loan.flash.checked", "/loans/%lld", (long long)id);
    return OK;
}

enum status loan_risk_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id, risk, damage = form_int(c->form, "damage", DB_NULL);
    struct loan_risk_new n = {.cause = form_text(c->form, "cause"),
                              .measure = form_text(c->form, "measure"),
                              .papers = form_text(c->form, "papers"),
                              .happened_on = form_day(c->form, "happened_on"),
                              .damage_bp = damage == DB_NULL ? DB_NULL : damage * 100,
                              .months = form_int(c->form, "months", DB_NULL)};
    TRY(ctx_id(c, 0, &id, err));
    TRY(loan_risk_propose(c, id, &n, &risk, err));
    value_set_id(out, "id", risk);
    ctx_redirect(c, "loan.flash.risk", "/loans/risks/%lld", (long long)risk);
    return OK;
}

/* ---- a risk file */

static const struct choice decisions[] = {{"agree", "loan.decide.agree", 0}, {"refuse", "loan.decide.refuse", 0}};
static const struct field decide_fields[] = {
    {.name = "decision",
     .type = F_CHOICE,
     .required = true,
     .label = "loan.decide_of",
     .choices = decisions,
     .choice_count = COUNT_OF(decisions)},
    {.name = "number", .type = F_TEXT, .label = "loan.decision_number", .max = 60},
    {.name = "months", .type = F_INT, .label = "loan.months", .min = 1, .max = LOAN_MONTHS_MAX},
    {.name = "from", .type = F_DAY, .label = "loan.decide_from", .help = "loan.decide_from_help"},
    {.name = "reason", .type = F_TEXT, .label = "loan.reason_of", .max = 300},
    {.name = "version", .type = F_HIDDEN_INT, .label = "loan.version"},
};
const struct form loan_risk_decide_form = {"loan_risk_decide", decide_fields, COUNT_OF(decide_fields)};

static void add_cause(struct text cause, struct value *out) {
    struct tsv t;
    tsv_open(&t, "loan_risk_causes.tsv");
    while (tsv_next(&t)) {
        if (!text_eq(tsv_text(&t, "cause_key"), cause))
            continue;
        value_set_text(out, "cause", tsv_text(&t, "title"));
        value_set_text(out, "papers_asked", tsv_text(&t, "papers"));
        value_set_text(out, "article", tsv_text(&t, "article"));
        value_set_text(out, "source", tsv_text(&t, "source"));
        value_set_certainty(out, "certainty", tsv_text(&t, "certainty"));
    }
}

enum status loan_risk_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct loan_risk_one_row r;
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(loan_risk_one(c->db, &(struct loan_risk_one_in){id}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(ctx_require_area(c, r.hamlet_id, err));
    value_set_id(out, "id", id);
    value_set_id(out, "loan_id", r.loan_id);
    value_set_text(out, "number", r.number);
    value_set_text(out, "borrower", r.borrower);
    add_cause(r.cause, out);
    value_set_word(out, "measure", loan_word(c, "loan.measure.", r.measure));
    value_set_day(out, "happened_on", r.happened_on);
    value_set_bp(out, "damage", r.damage_bp);
    value_set_int(out, "months", r.months);
    value_set_text(out, "papers", r.papers);
    value_set_word(out, "state", loan_word(c, "loan.risk_state.", r.state));
    value_set_day(out, "proposed_on", r.proposed_on);
    value_set_day(out, "decided_on", r.decided_on);
    value_set_text(out, "decision_number", r.decision_number);
    value_set_day(out, "from", r.from_day);
    value_set_text(out, "reason", r.reason);
    struct value *now = value_object(c->arena);
    value_set_int(now, "version", r.version);
    value_set_int(now, "months", r.months);
    value_set_day(now, "from", r.happened_on);
    loan_form(c, out, &loan_risk_decide_form, "loan.risk_decide", text_is(r.state, "proposed"), "loan.decide_title",
              arena_fmt(c->arena, "/loans/risks/%lld/decide", (long long)id), now);
    loan_tabs(c, out, "/loans/risks");
    return OK;
}

enum status loan_risk_decide_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(loan_risk_settle(c, id, form_int(c->form, "version", 0), form_choice_is(c->form, "decision", "agree"),
                         form_text(c->form, "number"), form_int(c->form, "months", DB_NULL), form_day(c->form, "from"),
                         form_text(c->form, "reason"), err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "loan.flash.decided", "/loans/risks/%lld", (long long)id);
    return OK;
}
