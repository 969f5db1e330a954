/* The pages of one application: received, its invoices, what the health office accepts, decision and payment. */
#include "app/reads.h"
#include "features/illness/illness_parts.h"
#include "features/standard/standard.h"

#define MOST 100000000000

static const struct field new_fields[] = {
    {.name = "person", .type = F_ID, .required = true, .label = "illness.patient"},
    {.name = "number_in", .type = F_TEXT, .required = true, .label = "illness.number_in", .max = 60},
    {.name = "received_on", .type = F_DAY, .required = true, .label = "illness.received_on"},
    {.name = "applicant", .type = F_NAME, .required = true, .label = "illness.applicant", .max = 100},
    {.name = "disease", .type = F_CHOICE, .required = true, .label = "illness.disease", .sensitivity = S_SENSITIVE},
    {.name = "diagnosis",
     .type = F_TEXT,
     .required = true,
     .label = "illness.diagnosis",
     .help = "illness.diagnosis_help",
     .max = 300,
     .sensitivity = S_SENSITIVE},
    {.name = "hospital", .type = F_TEXT, .required = true, .label = "illness.hospital", .max = 200},
    {.name = "admitted_on", .type = F_DAY, .required = true, .label = "illness.admitted_on"},
    {.name = "discharged_on", .type = F_DAY, .label = "illness.discharged_on", .help = "illness.discharged_help"},
    {.name = "note", .type = F_LONG, .label = "illness.note", .max = 1000},
};
static const struct form new_form = {"illness_case", new_fields, COUNT_OF(new_fields)};
static const struct field cost_fields[] = {
    {.name = "kind", .type = F_CHOICE, .required = true, .label = "illness.cost_kind"},
    {.name = "issuer", .type = F_TEXT, .required = true, .label = "illness.issuer", .max = 200},
    {.name = "number",
     .type = F_TEXT,
     .required = true,
     .label = "illness.invoice_number",
     .help = "illness.invoice_help",
     .max = 60},
    {.name = "invoice_on", .type = F_DAY, .required = true, .label = "illness.invoice_on"},
    {.name = "amount", .type = F_MONEY, .required = true, .label = "illness.cost", .min = 1, .max = MOST},
};
static const struct form cost_form = {"illness_cost", cost_fields, COUNT_OF(cost_fields)};
static const struct field send_fields[] = {
    {.name = "on_day", .type = F_DAY, .required = true, .label = "illness.sent_on"}};
const struct form illness_send_form = {"illness_send", send_fields, COUNT_OF(send_fields)};
static const struct field reason_fields[] = {
    {.name = "missing", .type = F_TEXT, .required = true, .label = "illness.missing", .max = 300}};
const struct form illness_reason_form = {"illness_return", reason_fields, COUNT_OF(reason_fields)};
static const struct field accept_fields[] = {
    {.name = "accepted", .type = F_MONEY, .required = true, .label = "illness.accepted", .min = 0, .max = MOST},
    {.name = "reason", .type = F_TEXT, .label = "illness.cost_reason", .max = 300}};
const struct form illness_accept_form = {"illness_accept", accept_fields, COUNT_OF(accept_fields)};
static const struct field propose_fields[] = {
    {.name = "on_day", .type = F_DAY, .required = true, .label = "illness.assessed_on"},
    {.name = "amount", .type = F_MONEY, .required = true, .label = "illness.proposed", .min = 1, .max = MOST},
    {.name = "note", .type = F_LONG, .label = "illness.assess_note", .max = 1000}};
const struct form illness_propose_form = {"illness_assess", propose_fields, COUNT_OF(propose_fields)};
static const struct field decide_fields[] = {
    {.name = "number", .type = F_TEXT, .required = true, .label = "illness.number", .max = 60},
    {.name = "on_day", .type = F_DAY, .required = true, .label = "illness.decided_on"},
    {.name = "signer", .type = F_NAME, .required = true, .label = "illness.signer", .max = 100},
    {.name = "signer_post", .type = F_TEXT, .required = true, .label = "illness.signer_post", .max = 100},
    {.name = "amount", .type = F_MONEY, .required = true, .label = "illness.granted", .min = 1, .max = MOST}};
const struct form illness_decide_form = {"illness_decide", decide_fields, COUNT_OF(decide_fields)};
/* Stands beside the form that grants: names of its own. */
static const struct field refuse_fields[] = {
    {.name = "letter_number", .type = F_TEXT, .required = true, .label = "illness.number", .max = 60},
    {.name = "letter_on", .type = F_DAY, .required = true, .label = "illness.decided_on"},
    {.name = "letter_signer", .type = F_NAME, .required = true, .label = "illness.signer", .max = 100},
    {.name = "letter_post", .type = F_TEXT, .required = true, .label = "illness.signer_post", .max = 100},
    {.name = "reason", .type = F_LONG, .required = true, .label = "illness.reason", .max = 1000}};
const struct form illness_refuse_form = {"illness_refuse", refuse_fields, COUNT_OF(refuse_fields)};
static const struct field withdraw_fields[] = {
    {.name = "why", .type = F_TEXT, .required = true, .label = "illness.reason", .max = 300}};
const struct form illness_withdraw_form = {"illness_withdraw", withdraw_fields, COUNT_OF(withdraw_fields)};
static const struct field pay_fields[] = {
    {.name = "paid_on", .type = F_DAY, .required = true, .label = "illness.paid_on"},
    {.name = "paid_to", .type = F_NAME, .required = true, .label = "illness.paid_to", .max = 100},
    {.name = "note", .type = F_TEXT, .label = "illness.paid_note", .max = 300}};
const struct form illness_pay_form = {"illness_pay", pay_fields, COUNT_OF(pay_fields)};

/* ---- received */

enum status illness_new_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct choice_text *list;
    size_t count;
    TRY(code_choices(c, "illness_group", &list, &count, err));
    *ret = service_form_with(c, &new_form, "disease", list, count);
    return OK;
}
enum status illness_cost_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct choice_text *list;
    size_t count;
    TRY(code_choices(c, "illness_cost", &list, &count, err));
    *ret = service_form_with(c, &cost_form, "kind", list, count);
    return OK;
}

enum status illness_new_get(struct ctx *c, struct value *out, struct error *err) {
    const struct form *form;
    int64_t person;
    if (!text_to_i64(ctx_query(c, "person"), &person))
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(service_person_page(c, person, out, err));
    TRY(illness_new_form(c, &form, err));
    struct value *now = value_object(c->arena);
    value_set_id(now, "person", person);
    value_set_day(now, "received_on", c->today);
    service_form(c, out, "form", form, "illness.write", true, T("/severe-illness/cases"), now);
    return OK;
}
enum status illness_new_fill(struct ctx *c, struct value *out, struct error *err) {
    return service_person_page(c, form_id(c->form, "person"), out, err);
}
enum status illness_new_post(struct ctx *c, struct value *out, struct error *err) {
    struct service_person p;
    int64_t id;
    TRY(service_person(c, form_id(c->form, "person"), &p, err));
    struct illness_opening o = {.number_in = form_text(c->form, "number_in"),
                                .applicant = form_text(c->form, "applicant"),
                                .disease = form_text(c->form, "disease"),
                                .diagnosis = form_text(c->form, "diagnosis"),
                                .hospital = form_text(c->form, "hospital"),
                                .note = form_text(c->form, "note"),
                                .received_on = form_day(c->form, "received_on"),
                                .admitted_on = form_day(c->form, "admitted_on"),
                                .discharged_on = form_day(c->form, "discharged_on")};
    TRY(service_past_day(c, "received_on", o.received_on, err));
    TRY(illness_open(c, &p, &o, &id, err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "illness.flash_open", "/severe-illness/cases/%lld", (long long)id);
    return OK;
}

/* ---- one */

static void set_case(struct ctx *c, const struct illness_get_row *k, struct value *out) {
    bool sees = illness_sees(c);
    value_set_id(out, "id", k->id);
    value_set_id(out, "person_id", k->person_id);
    value_set_text(out, "name", k->name);
    value_set_id(out, "household_id", k->household_id);
    value_set_text(out, "code", k->code);
    value_set_text(out, "commune", k->commune);
    value_set_word(out, "state", service_word(c, "illness.state.", k->state));
    value_set_text(out, "number_in", k->number_in);
    value_set_day(out, "received_on", k->received_on);
    value_set_text(out, "applicant", k->applicant);
    value_set_bool(out, "sees_diagnosis", sees);
    if (sees) {
        value_set_text(out, "disease", illness_name(T("illness_group"), k->disease));
        value_set_text(out, "diagnosis", k->diagnosis);
        value_set_text(out, "hospital", k->hospital);
    }
    value_set_day(out, "admitted_on", k->admitted_on);
    value_set_day(out, "discharged_on", k->discharged_on);
    value_set_text(out, "note", k->note);
    value_set_day(out, "sent_on", k->sent_on);
    value_set_text(out, "returned_reason", k->returned_reason);
    value_set_day(out, "assessed_on", k->assessed_on);
    value_set_text(out, "assess_note", k->assess_note);
    value_set_money(out, "cost_sum", k->cost_sum);
    value_set_money(out, "accepted", k->accepted);
    value_set_money(out, "proposed", k->proposed);
    value_set_text(out, "number", k->number);
    value_set_day(out, "decided_on", k->decided_on);
    value_set_text(out, "signer", k->signer);
    value_set_text(out, "signer_post", k->signer_post);
    value_set_money(out, "amount", k->amount);
    value_set_text(out, "reason", k->reason);
    value_set_day(out, "paid_on", k->paid_on);
    value_set_text(out, "paid_to", k->paid_to);
    value_set_text(out, "paid_note", k->paid_note);
    value_set_int(out, "version", k->version);
}

static enum status add_costs(struct ctx *c, const struct illness_get_row *k, struct value *out, struct error *err) {
    struct illness_costs_of_row *rows;
    size_t count;
    TRY(illness_costs_of(c->db, &(struct illness_costs_of_in){k->id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "costs");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "id", rows[i].id);
        value_set_text(v, "kind", illness_name(T("illness_cost"), rows[i].kind));
        value_set_text(v, "issuer", rows[i].issuer);
        value_set_text(v, "number", rows[i].number);
        value_set_day(v, "on_day", rows[i].on_day);
        value_set_money(v, "amount", rows[i].amount);
        value_set_money(v, "accepted", rows[i].accepted);
        value_set_text(v, "reason", rows[i].reason);
    }
    value_set_bool(out, "may_remove", text_is(k->state, "received") && user_may(&c->user, "illness.write"));
    value_set_bool(out, "may_accept",
                   text_is(k->state, "sent") && k->account_id != c->user.account_id &&
                       user_may(&c->user, "illness.assess") &&
                       (c->user.agency_id == 0 || service_leads(c, ILLNESS_POLICY)));
    return OK;
}

static enum status add_limit(struct ctx *c, const struct illness_get_row *k, struct value *out, struct error *err) {
    struct illness_limit l;
    struct policy p;
    TRY(illness_limit_of(c, k, &l, err));
    struct value *v = value_set_object(out, "limit");
    enum status s = policy_by_key(c, ILLNESS_POLICY, k->received_on, &p, err);
    if (s == E_NOT_FOUND) /* received before the shipped versions begin */
        error_clear(err);
    else if (s != OK)
        return s;
    else
        value_set_text(v, "source",
                       p.note.len > 0 ? arena_fmt(c->arena, "%.*s; %.*s", FMT(p.document), FMT(p.note)) : p.document);
    value_set_money(v, "counted", l.counted);
    value_set_bp(v, "share", l.share);
    value_set_money(v, "ceiling", l.ceiling);
    value_set_money(v, "most", l.most);
    value_set_money(v, "high_cost_from", l.high_cost_from);
    value_set_money(v, "co_payment_from", l.co_payment_from);
    value_set_bool(v, "below", l.below);
    return OK;
}

/* Another application for an overlapping stay: no bar, worth a look. */
static enum status add_others(struct ctx *c, const struct illness_get_row *k, struct value *out, struct error *err) {
    struct illness_overlapping_row *rows;
    size_t count;
    TRY(illness_overlapping(
        c->db,
        &(struct illness_overlapping_in){k->person_id, k->id, k->admitted_on,
                                         k->discharged_on == DAY_NONE ? k->received_on : k->discharged_on},
        c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "overlapping");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "id", rows[i].id);
        value_set_text(v, "number_in", rows[i].number_in);
        value_set_day(v, "received_on", rows[i].received_on);
    }
    return OK;
}

static enum status add_forms(struct ctx *c, const struct illness_get_row *k, struct value *out, struct error *err) {
    struct text at = arena_fmt(c->arena, "/severe-illness/cases/%lld", (long long)k->id);
    struct value *now = value_object(c->arena), *paying = value_object(c->arena);
    const struct form *cost;
    bool received = text_is(k->state, "received"), sent = text_is(k->state, "sent"),
         assessed = text_is(k->state, "assessed"), granted = text_is(k->state, "granted");
    int64_t me = c->user.account_id;
    bool other = k->account_id != me && k->sent_by != me && k->assessed_by != me,
         fund = c->user.agency_id == 0 || service_leads(c, ILLNESS_POLICY);
    TRY(illness_cost_form(c, &cost, err));
    value_set_day(now, "on_day", c->today);
    value_set_day(now, "letter_on", c->today);
    value_set_day(paying, "paid_on", c->today);
    if (k->proposed != DB_NULL)
        value_set_money(now, "amount", k->proposed);
    value_set_text(paying, "paid_to", k->applicant);
#define FORM(member, form, permission, possible, what, current)                                                        \
    service_form(c, out, member, form, permission, possible, arena_fmt(c->arena, "%.*s/" what, FMT(at)), current)
    FORM("cost_form", cost, "illness.write", received, "costs", NULL);
    FORM("send_form", &illness_send_form, "illness.write", received && k->costs > 0, "send", now);
    FORM("propose_form", &illness_propose_form, "illness.assess",
         sent && fund && k->open_costs == 0 && k->account_id != me, "assess", now);
    FORM("return_form", &illness_reason_form, "illness.assess", sent && fund, "return", NULL);
    FORM("decide_form", &illness_decide_form, "illness.decide", assessed && fund && other, "decide", now);
    FORM("refuse_form", &illness_refuse_form, "illness.decide", (sent || assessed) && fund && other, "refuse", now);
    FORM("withdraw_form", &illness_withdraw_form, "illness.write", received || sent, "withdraw", NULL);
    FORM("pay_form", &illness_pay_form, "illness.pay", granted && fund, "pay", paying);
#undef FORM
    return OK;
}

static enum status show(struct ctx *c, int64_t id, struct value *out, struct error *err) {
    struct illness_get_row k;
    int64_t left;
    TRY(illness_require(c, id, &k, err));
    read_note(c, "person", k.person_id, k.commune_id, 1);
    set_case(c, &k, out);
    TRY(add_costs(c, &k, out, err));
    TRY(add_limit(c, &k, out, err));
    TRY(add_others(c, &k, out, err));
    TRY(add_forms(c, &k, out, err));
    if (text_is(k.state, "sent") || text_is(k.state, "assessed")) {
        struct budget_use use = {.for_kind = ILLNESS_KIND,
                                 .for_id = id,
                                 .policy_id = policy_id_of_key(T(ILLNESS_POLICY)),
                                 .area_id = k.hamlet_id,
                                 .source = BUDGET_ANY_SOURCE,
                                 .day = c->today};
        TRY(budget_left(c, &use, &left, err));
        value_set_money(out, "fund_left", left);
    }
    return OK;
}

enum status illness_one_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    return show(c, id, out, err);
}

/* The same page around a form of one of its invoices. */
enum status illness_of_cost(struct ctx *c, struct value *out, struct error *err) {
    struct illness_cost_get_row v;
    int64_t cost;
    bool found = false;
    TRY(ctx_id(c, 0, &cost, err));
    TRY(illness_cost_get(c->db, &(struct illness_cost_get_in){cost}, c->arena, &v, &found, err));
    return found ? show(c, v.case_id, out, err) : fail(err, E_NOT_FOUND, "http.not_found");
}

/* ---- steps */

static enum status back(struct ctx *c, struct value *out, int64_t id, const char *flash) {
    value_set_id(out, "id", id);
    ctx_redirect(c, flash, "/severe-illness/cases/%lld", (long long)id);
    return OK;
}

enum status illness_cost_post(struct ctx *c, struct value *out, struct error *err) {
    struct illness_invoice v = {form_text(c->form, "kind"), form_text(c->form, "issuer"), form_text(c->form, "number"),
                                form_day(c->form, "invoice_on"), form_int(c->form, "amount", 0)};
    int64_t id, cost;
    TRY(ctx_id(c, 0, &id, err));
    TRY(illness_add_cost(c, id, &v, &cost, err));
    value_set_id(out, "cost_id", cost);
    return back(c, out, id, "illness.flash_cost");
}
enum status illness_cost_remove_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t cost, id;
    TRY(ctx_id(c, 0, &cost, err));
    TRY(illness_remove_cost(c, cost, &id, err));
    return back(c, out, id, "illness.flash_removed");
}
enum status illness_send_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(illness_pass_on(c, id, form_day(c->form, "on_day"), err));
    return back(c, out, id, "illness.flash_send");
}
enum status illness_return_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(illness_give_back(c, id, form_text(c->form, "missing"), err));
    return back(c, out, id, "illness.flash_return");
}
enum status illness_accept_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t cost, id;
    TRY(ctx_id(c, 0, &cost, err));
    TRY(illness_accept(c, cost, form_int(c->form, "accepted", 0), form_text(c->form, "reason"), &id, err));
    return back(c, out, id, "illness.flash_accept");
}
enum status illness_propose_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(illness_propose(c, id, form_day(c->form, "on_day"), form_int(c->form, "amount", 0), form_text(c->form, "note"),
                        err));
    return back(c, out, id, "illness.flash_assess");
}

enum status illness_decide_post(struct ctx *c, struct value *out, struct error *err) {
    struct illness_decision d = {form_text(c->form, "number"), form_text(c->form, "signer"),
                                 form_text(c->form, "signer_post"), form_day(c->form, "on_day"),
                                 form_int(c->form, "amount", 0)};
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(illness_decide(c, id, &d, err));
    return back(c, out, id, "illness.flash_grant");
}
enum status illness_refuse_post(struct ctx *c, struct value *out, struct error *err) {
    struct illness_decision d = {form_text(c->form, "letter_number"), form_text(c->form, "letter_signer"),
                                 form_text(c->form, "letter_post"), form_day(c->form, "letter_on"), 0};
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(illness_refuse(c, id, &d, form_text(c->form, "reason"), err));
    return back(c, out, id, "illness.flash_refuse");
}
enum status illness_withdraw_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(illness_withdraw(c, id, form_text(c->form, "why"), err));
    return back(c, out, id, "illness.flash_withdraw");
}
enum status illness_pay_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(illness_pay_out(c, id, form_day(c->form, "paid_on"), form_text(c->form, "paid_to"), form_text(c->form, "note"),
                        err));
    return back(c, out, id, "illness.flash_pay");
}
