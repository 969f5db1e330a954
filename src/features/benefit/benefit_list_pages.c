/* A list on its way, and one line of it. */
#include "app/form.h"
#include "app/list.h"
#include "features/attachment/attachment.h"
#include "features/benefit/benefit_internal.h"
#include "features/benefit/benefit_pages.h"

/* ---- forms */

static const struct field version_fields[] = {
    {.name = "version", .type = F_HIDDEN_INT, .required = true, .label = "benefit.version"}};
const struct form benefit_version_form = {"benefit_list_send", version_fields, COUNT_OF(version_fields)};
static const struct field remark_fields[] = {
    {.name = "remark", .type = F_LONG, .label = "benefit.verify_remark"},
    {.name = "version", .type = F_HIDDEN_INT, .required = true, .label = "benefit.version"}};
const struct form benefit_remark_form = {"benefit_verify", remark_fields, COUNT_OF(remark_fields)};
static const struct field number_fields[] = {
    {.name = "number", .type = F_TEXT, .required = true, .label = "benefit.number", .max = 60},
    {.name = "version", .type = F_HIDDEN_INT, .required = true, .label = "benefit.version"}};
const struct form benefit_number_form = {"benefit_sign", number_fields, COUNT_OF(number_fields)};
static const struct choice closings[] = {{"refuse", "benefit.close.refuse", 0},
                                         {"withdraw", "benefit.close.withdraw", 0}};
static const struct field close_fields[] = {
    {.name = "what",
     .type = F_CHOICE,
     .required = true,
     .label = "benefit.close",
     .choices = closings,
     .choice_count = COUNT_OF(closings)},
    {.name = "remark", .type = F_LONG, .required = true, .label = "benefit.remark"},
    {.name = "version", .type = F_HIDDEN_INT, .required = true, .label = "benefit.version"}};
const struct form benefit_close_form = {"benefit_close", close_fields, COUNT_OF(close_fields)};
static const struct field deliver_fields[] = {
    {.name = "on_day", .type = F_DAY, .required = true, .label = "benefit.delivered_on"},
    {.name = "payer", .type = F_TEXT, .required = true, .label = "benefit.payer", .max = 120},
    {.name = "note", .type = F_LONG, .label = "benefit.note"},
    {.name = "evidence", .type = F_FILE, .label = "benefit.evidence", .help = "benefit.evidence_help"},
    {.name = "id", .type = F_IDS, .label = "benefit.lines"}};
const struct form benefit_deliver_form = {"benefit_deliver", deliver_fields, COUNT_OF(deliver_fields)};
static const struct choice hows[] = {{"signed", "benefit.how.signed", 0},
                                     {"phone", "benefit.how.phone", 0},
                                     {"visit", "benefit.how.visit", 0},
                                     {"bank", "benefit.how.bank", 0}};
static const struct field confirm_fields[] = {
    {.name = "id", .type = F_IDS, .required = true, .label = "benefit.lines"},
    {.name = "how", .type = F_CHOICE, .label = "benefit.how", .choices = hows, .choice_count = COUNT_OF(hows)},
    {.name = "on_day", .type = F_DAY, .label = "benefit.confirmed_on"}};
const struct form benefit_confirm_form = {"benefit_confirm", confirm_fields, COUNT_OF(confirm_fields)};
static const struct choice takes[] = {{"return", "benefit.take.return", 0}, {"refuse", "benefit.take.refuse", 0}};
static const struct field line_fields[] = {
    {.name = "what",
     .type = F_CHOICE,
     .required = true,
     .label = "benefit.take",
     .choices = takes,
     .choice_count = COUNT_OF(takes)},
    {.name = "remark", .type = F_LONG, .required = true, .label = "benefit.remark"},
    {.name = "version", .type = F_HIDDEN_INT, .required = true, .label = "benefit.version"}};
const struct form benefit_line_form = {"benefit_return", line_fields, COUNT_OF(line_fields)};
static const struct field stop_fields[] = {
    {.name = "from_day", .type = F_DAY, .required = true, .label = "benefit.stop_from"},
    {.name = "reason", .type = F_LONG, .required = true, .label = "benefit.remark"}};
const struct form benefit_stop_form = {"benefit_stop", stop_fields, COUNT_OF(stop_fields)};
static const struct field ids_fields[] = {
    {.name = "reason", .type = F_LONG, .required = true, .label = "benefit.remark"}};
const struct form benefit_ids_form = {"benefit_recall", ids_fields, COUNT_OF(ids_fields)};

/* ---- lists */

static const char *list_word(struct text state) {
    return benefit_state_word(text_is(state, "withdrawn") ? BENEFIT_RETURNED : benefit_state_of(T("open"), state));
}

static void list_item(struct ctx *c, const void *row, struct value *item) {
    const struct benefit_lists_row *r = row;
    (void)c;
    value_set_id(item, "id", r->id);
    value_set_text(item, "title", r->title);
    value_set_text(item, "policy", r->policy);
    value_set_text(item, "commune", r->commune);
    value_set_word(item, "state", list_word(r->state));
    value_set_int(item, "lines", r->line_count);
    value_set_money(item, "amount", r->amount);
    value_set_day(item, "drafted_on", r->drafted_on);
    value_set_text(item, "number", r->number);
    value_set_day(item, "signed_on", r->signed_on);
}
static const struct choice list_states[] = {
    {"draft", "benefit.state.draft", 0},       {"proposed", "benefit.state.proposed", 0},
    {"verified", "benefit.state.verified", 0}, {"approved", "benefit.state.approved", 0},
    {"refused", "benefit.state.refused", 0},   {"withdrawn", "benefit.close.withdraw", 0}};
static const struct list_filter list_filters[] = {{.name = "state",
                                                   .label = "benefit.state_head",
                                                   .type = F_CHOICE,
                                                   .choices = list_states,
                                                   .choice_count = COUNT_OF(list_states)}};
static const struct list_column list_columns[] = {
    {.key = "title", .label = "benefit.list_title", .href = "/benefits/lists/{id}", .type = V_TEXT},
    {.key = "commune", .label = "benefit.commune", .type = V_TEXT},
    {.key = "state", .label = "benefit.state_head", .type = V_WORD},
    {.key = "lines", .label = "benefit.line_count", .number = true, .type = V_INT},
    {.key = "amount", .label = "benefit.amount", .number = true, .type = V_MONEY},
    {.key = "drafted_on", .label = "benefit.drafted_on", .sort = "drafted", .type = V_DAY},
    {.key = "number", .label = "benefit.number", .type = V_TEXT},
    {.key = "signed_on", .label = "benefit.signed_on", .type = V_DAY},
    {.key = "policy", .label = "benefit.policy", .type = V_TEXT, .hidden = true},
};
const struct list_def benefit_lists_def = {.name = "benefit_lists",
                                           .stmt = &benefit_lists_stmt,
                                           .columns = list_columns,
                                           .column_count = COUNT_OF(list_columns),
                                           .filters = list_filters,
                                           .filter_count = COUNT_OF(list_filters),
                                           .row = list_item,
                                           .row_href = "/benefits/lists/{id}",
                                           .empty = "benefit.no_lists",
                                           .file_name = "danh-sach-de-nghi"};
enum status benefit_lists_page(struct ctx *c, struct value *out, struct error *err) {
    return list_answer(c, &benefit_lists_def, &(struct benefit_lists_in){c->today}, NULL, 0, out, err);
}

/* ---- one list */

static void line_item(struct ctx *c, const void *row, struct value *item) {
    const struct benefit_list_lines_row *r = row;
    (void)c;
    value_set_id(item, "id", r->id);
    value_set_text(item, "subject", r->subject);
    value_set_text(item, "code", r->code);
    value_set_text(item, "hamlet", r->hamlet);
    value_set_money(item, "amount", r->amount);
    value_set_text(item, "how", r->amount_how);
    value_set_word(item, "state", benefit_state_word(benefit_state_of(r->state, r->list_state)));
    value_set_text(item, "remark", r->remark);
    value_set_day(item, "delivered_on", r->delivered_on);
    value_set_day(item, "confirmed_on", r->confirmed_on);
}
static const struct choice own_states[] = {{"open", "benefit.own.open", 0},
                                           {"delivered", "benefit.state.delivered", 0},
                                           {"confirmed", "benefit.state.confirmed", 0},
                                           {"stopped", "benefit.state.stopped", 0},
                                           {"returned", "benefit.state.returned", 0},
                                           {"refused", "benefit.state.refused", 0},
                                           {"recalled", "benefit.state.recalled", 0}};
static const struct list_filter line_filters[] = {{.name = "own_state",
                                                   .label = "benefit.state_head",
                                                   .type = F_CHOICE,
                                                   .choices = own_states,
                                                   .choice_count = COUNT_OF(own_states)}};
static const struct list_column line_columns[] = {
    {.key = "subject",
     .label = "benefit.subject",
     .href = "/benefits/lines/{id}",
     .type = V_TEXT,
     .sensitivity = S_PERSONAL},
    {.key = "code", .label = "benefit.household", .type = V_TEXT},
    {.key = "hamlet", .label = "benefit.hamlet", .type = V_TEXT},
    {.key = "amount", .label = "benefit.amount", .number = true, .type = V_MONEY},
    {.key = "how", .label = "benefit.amount_how", .type = V_TEXT, .hidden = true},
    {.key = "state", .label = "benefit.state_head", .type = V_WORD},
    {.key = "delivered_on", .label = "benefit.delivered_on", .type = V_DAY},
    {.key = "confirmed_on", .label = "benefit.confirmed_on", .type = V_DAY},
    {.key = "remark", .label = "benefit.remark", .type = V_TEXT},
};
const struct list_def benefit_lines_def = {.name = "benefit_list_lines",
                                           .stmt = &benefit_list_lines_stmt,
                                           .columns = line_columns,
                                           .column_count = COUNT_OF(line_columns),
                                           .filters = line_filters,
                                           .filter_count = COUNT_OF(line_filters),
                                           .row = line_item,
                                           .row_href = "/benefits/lines/{id}",
                                           .empty = "benefit.no_lines",
                                           .file_name = "dong-danh-sach"};

static enum status add_deliveries(struct ctx *c, int64_t list_id, struct value *out, struct error *err) {
    struct benefit_deliveries_of_row *d;
    size_t count;
    TRY(benefit_deliveries_of(c->db, &(struct benefit_deliveries_of_in){list_id}, c->arena, &d, &count, err));
    struct value *list = value_set_list(out, "deliveries");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "id", d[i].id);
        value_set_day(v, "on_day", d[i].on_day);
        value_set_text(v, "payer", d[i].payer);
        value_set_text(v, "note", d[i].note);
        value_set_int(v, "lines", d[i].line_count);
        value_set_money(v, "amount", d[i].amount);
        value_set_text(v, "who", d[i].account);
        TRY(attachment_list(c, "benefit_delivery", d[i].id, value_set_list(v, "files"), err));
    }
    return OK;
}

static void add_steps(const struct benefit_list_get_row *l, struct value *out) {
    static const char *const labels[] = {"benefit.step.draft", "benefit.step.propose", "benefit.step.verify",
                                         "benefit.step.approve"};
    static const char *const states[] = {"draft", "proposed", "verified", "approved"};
    size_t at = 0;
    for (size_t i = 0; i < COUNT_OF(states); i++)
        if (text_is(l->state, states[i]))
            at = i;
    day_t days[] = {l->drafted_on, l->proposed_on, l->verified_on, l->signed_on};
    struct value *list = value_set_list(out, "steps");
    for (size_t i = 0; i < COUNT_OF(labels); i++) {
        struct value *v = value_add_object(list);
        value_set_word(v, "label", labels[i]);
        value_set_day(v, "on_day", days[i]);
        value_set_bool(v, "done", days[i] != DAY_NONE);
        value_set_bool(v, "current", i == at);
    }
}

enum status benefit_list_page(struct ctx *c, struct value *out, struct error *err) {
    struct benefit_list_get_row l;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(list_find(c, id, &l, err));
    bool draft = text_is(l.state, "draft"), proposed = text_is(l.state, "proposed"),
         verified = text_is(l.state, "verified"), approved = text_is(l.state, "approved");
    value_set_id(out, "id", id);
    value_set_text(out, "title", l.title);
    value_set_text(out, "policy", l.policy);
    value_set_word(out, "state", list_word(l.state));
    value_set_day(out, "from", l.period_from);
    value_set_day(out, "to", l.period_to - 1);
    value_set_int(out, "lines", l.line_count);
    value_set_money(out, "amount", l.amount);
    value_set_text(out, "number", l.number);
    value_set_day(out, "signed_on", l.signed_on);
    value_set_text(out, "signer", l.signer_name);
    value_set_text(out, "position", l.signer_position);
    value_set_text(out, "verify_remark", l.verify_remark);
    value_set_text(out, "remark", l.remark);
    value_set_int(out, "version", l.version);
    if (l.sha256.ptr != NULL) {
        char hex[65];
        for (size_t i = 0; i < 32 && i < l.sha256.len; i++)
            (void)snprintf(hex + i * 2, 3, "%02x", (unsigned char)l.sha256.ptr[i]);
        value_set_text(out, "sha256", arena_text(c->arena, (struct text){hex, 64}));
    }
    add_steps(&l, out);
    TRY(add_deliveries(c, id, out, err));
    struct value *current = value_object(c->arena);
    value_set_int(current, "version", l.version);
    value_set_day(current, "on_day", c->today);
    value_set_str(current, "what", draft || c->user.account_id == l.drafted_by ? "withdraw" : "refuse");
    const char *base = arena_fmt(c->arena, "/benefits/lists/%lld", (long long)id).ptr;
    benefit_offer(c, out, "propose_form", &benefit_version_form, "benefit.propose", draft && l.line_count > 0,
                  arena_fmt(c->arena, "%s/propose", base), current);
    benefit_offer(c, out, "verify_form", &benefit_remark_form, "benefit.verify", proposed,
                  arena_fmt(c->arena, "%s/verify", base), current);
    benefit_offer(c, out, "approve_form", &benefit_number_form, "benefit.approve", verified,
                  arena_fmt(c->arena, "%s/approve", base), current);
    benefit_offer(c, out, "deliver_form", &benefit_deliver_form, "benefit.deliver", approved,
                  arena_fmt(c->arena, "%s/deliver", base), current);
    benefit_offer(c, out, "close_form", &benefit_close_form, draft ? "benefit.propose" : "benefit.read",
                  !approved && (draft || proposed || verified) &&
                      (user_may(&c->user, "benefit.propose") || user_may(&c->user, "benefit.approve")),
                  arena_fmt(c->arena, "%s/close", base), current);
    TRY(list_answer(c, &benefit_lines_def, &(struct benefit_list_lines_in){id, c->today}, NULL, 0, out, err));
    if (approved && user_may(&c->user, "benefit.confirm") && c->format == NULL) {
        struct value *list = (struct value *)(uintptr_t)value_get(out, T("list")), *select = value_object(c->arena);
        value_set_text(select, "action", arena_fmt(c->arena, "%s/confirm", base));
        struct value *button = value_add_object(value_set_list(select, "buttons"));
        value_set_str(button, "name", "how");
        value_set_str(button, "value", "signed");
        value_set_word(button, "label", "benefit.confirm_submit");
        value_set_str(button, "icon", "check");
        if (list != NULL)
            value_set(list, "select", select);
    }
    return OK;
}

static enum status back_to_list(struct ctx *c, int64_t id, const char *flash) {
    ctx_redirect(c, flash, "/benefits/lists/%lld", (long long)id);
    return OK;
}

enum status benefit_propose_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(benefit_propose(c, id, form_int(c->form, "version", -2), err));
    return back_to_list(c, id, "benefit.flash_proposed");
}

enum status benefit_verify_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(benefit_verify(c, id, form_int(c->form, "version", -2), form_text(c->form, "remark"), err));
    return back_to_list(c, id, "benefit.flash_verified");
}

enum status benefit_approve_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(benefit_approve(c, id, form_int(c->form, "version", -2), form_text(c->form, "number"), err));
    return back_to_list(c, id, "benefit.flash_approved");
}

enum status benefit_close_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    int64_t id;
    bool refuse = form_choice_is(c->form, "what", "refuse");
    TRY(ctx_id(c, 0, &id, err));
    TRY(ctx_require(c, refuse ? "benefit.approve" : "benefit.propose", err));
    TRY(benefit_close(c, id, form_int(c->form, "version", -2), refuse, form_text(c->form, "remark"), err));
    return back_to_list(c, id, "benefit.flash_closed");
}

enum status benefit_deliver_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id, delivery;
    TRY(ctx_id(c, 0, &id, err));
    struct benefit_delivery d = {.on = form_day(c->form, "on_day"),
                                 .payer = form_text(c->form, "payer"),
                                 .note = form_text(c->form, "note"),
                                 .evidence = form_value(c->form, "evidence")->file};
    TRY(benefit_deliver(c, id, form_value(c->form, "id")->ids, &d, &delivery, err));
    value_set_id(out, "delivery_id", delivery);
    return back_to_list(c, id, "benefit.flash_delivered");
}

enum status benefit_confirm_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    int64_t id;
    struct benefit_list_get_row l;
    TRY(ctx_id(c, 0, &id, err));
    TRY(list_find(c, id, &l, err));
    struct text how = form_given(c->form, "how") ? form_text(c->form, "how") : T("signed");
    day_t on = form_given(c->form, "on_day") ? form_day(c->form, "on_day") : c->today;
    TRY(benefit_confirm(c, form_value(c->form, "id")->ids, on, how, err));
    return back_to_list(c, id, "benefit.flash_confirmed");
}

enum status benefit_evidence(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    int64_t delivery, file, owner;
    struct benefit_delivery_list_row r;
    bool found = false;
    TRY(ctx_id(c, 0, &delivery, err));
    TRY(ctx_id(c, 1, &file, err));
    TRY(benefit_delivery_list(c->db, &(struct benefit_delivery_list_in){delivery}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(ctx_require_area(c, r.commune_id, err));
    TRY(attachment_owner(c, file, "benefit_delivery", &owner, err));
    if (owner != delivery)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return attachment_send(c, file, err);
}

/* ---- one line */

static void line_value(struct ctx *c, const struct benefit_line *l, struct value *v) {
    const struct benefit_detail *d = detail_of(l->detail_kind);
    value_set_id(v, "id", l->id);
    value_set_id(v, "list_id", l->list_id);
    value_set_id(v, "household_id", l->household_id);
    value_set_id(v, "person_id", l->person_id != 0 ? l->person_id : DB_NULL);
    value_set_text(v, "subject", l->subject);
    value_set_text(v, "policy", l->policy);
    value_set_day(v, "from", l->from);
    value_set_day(v, "to", l->to - 1);
    value_set_money(v, "amount", l->amount);
    value_set_word(v, "state", benefit_state_word(l->state));
    value_set_day(v, "entitled_on", l->entitled_on);
    value_set_day(v, "proposed_on", l->proposed_on);
    value_set_day(v, "approved_on", l->approved_on);
    value_set_day(v, "delivered_on", l->delivered_on);
    value_set_day(v, "confirmed_on", l->confirmed_on);
    value_set_day(v, "ended_on", l->ended_on);
    value_set_text(v, "number", l->number);
    value_set_text(v, "remark", l->remark);
    if (d == NULL)
        return;
    const char *mark = strstr(d->href, "{id}");
    value_set_word(v, "detail", d->word);
    if (mark != NULL && ctx_may_open(c, d->href))
        value_set_text(
            v, "detail_href",
            arena_fmt(c->arena, "%.*s%lld%s", (int)(mark - d->href), d->href, (long long)l->detail_id, mark + 4));
}

enum status benefit_line_page(struct ctx *c, struct value *out, struct error *err) {
    struct benefit_line l;
    struct benefit_list_get_row list;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(benefit_get(c, id, &l, err));
    TRY(list_find(c, l.list_id, &list, err));
    line_value(c, &l, out);
    value_set_text(out, "list_title", list.title);
    struct value *current = value_object(c->arena);
    value_set_int(current, "version", list.version);
    value_set_day(current, "from_day", c->today);
    const char *base = arena_fmt(c->arena, "/benefits/lines/%lld", (long long)id).ptr;
    bool proposed = l.state == BENEFIT_PROPOSED, verified = l.state == BENEFIT_VERIFIED;
    bool paid = l.state == BENEFIT_DELIVERED || l.state == BENEFIT_CONFIRMED;
    benefit_offer(c, out, "return_form", &benefit_line_form, verified ? "benefit.approve" : "benefit.verify",
                  proposed || verified, arena_fmt(c->arena, "%s/return", base), current);
    benefit_offer(c, out, "stop_form", &benefit_stop_form, "benefit.stop",
                  l.ended_on == DAY_NONE && (l.state <= BENEFIT_APPROVED || paid), arena_fmt(c->arena, "%s/stop", base),
                  current);
    benefit_offer(c, out, "recall_form", &benefit_ids_form, "benefit.stop", paid,
                  arena_fmt(c->arena, "%s/recall", base), current);
    return OK;
}

enum status benefit_line_return_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct benefit_line l;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(benefit_get(c, id, &l, err));
    TRY(ctx_require(c, l.state == BENEFIT_VERIFIED ? "benefit.approve" : "benefit.verify", err));
    TRY(benefit_return(c, l.list_id, form_int(c->form, "version", -2), (struct db_ids){&id, 1},
                       form_choice_is(c->form, "what", "refuse"), form_text(c->form, "remark"), err));
    return back_to_list(c, l.list_id, "benefit.flash_returned");
}

enum status benefit_line_stop_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(benefit_stop(c, (struct db_ids){&id, 1}, form_day(c->form, "from_day"), form_text(c->form, "reason"), err));
    ctx_redirect(c, "benefit.flash_stopped", "/benefits/lines/%lld", (long long)id);
    return OK;
}

enum status benefit_line_recall_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(benefit_recall(c, id, form_text(c->form, "reason"), err));
    ctx_redirect(c, "benefit.flash_recalled", "/benefits/lines/%lld", (long long)id);
    return OK;
}

enum status benefit_of_household_page(struct ctx *c, struct value *out, struct error *err) {
    struct benefit_places_row *place;
    struct benefit_line *lines;
    size_t count;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(benefit_places(c->db, &(struct benefit_places_in){{&id, 1}}, c->arena, &place, &count, err));
    if (count == 0)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(ctx_require_area(c, place[0].hamlet_id, err));
    value_set_bool(out, "may_read_claims", user_may(&c->user, "claim.read"));
    value_set_id(out, "household_id", id);
    value_set_text(out, "code", place[0].code);
    value_set_text(out, "name", place[0].head_name);
    TRY(benefit_of(c, id, 0, 0, &lines, &count, err));
    struct value *list = value_set_list(out, "items");
    for (size_t i = 0; i < count; i++)
        line_value(c, &lines[i], value_add_object(list));
    return OK;
}
