/* Receipts: what was received, in money or goods, and what each gift paid for. Money of a line is spent in the order
 * in which it came in; so the gift that paid for a thing follows from the ledger and is never entered by hand. */
#include "features/fund/fund_pages.h"
#include "features/document/document.h"
#include "features/policy/policy.h"
#include "fund_queries.h"

static void receipt_row(struct ctx *c, const void *row, struct value *item) {
    (void)c;
    const struct receipt_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "number", r->number);
    value_set_day(item, "on_day", r->on_day);
    fund_donor_value(item, r->donor_kind, r->donor);
    value_set_money(item, "amount", r->amount);
    value_set_text(item, "goods", r->goods);
    value_set_text(item, "campaign", r->campaign);
    value_set_text(item, "purpose", r->policy_name);
    value_set_word(item, "state",
                   r->cancelled_on == DAY_NONE ? "fund.receipt.state.done" : "fund.receipt.state.cancelled");
}
static const struct list_column receipt_columns[] = {
    {.key = "number", .label = "fund.receipt_number", .href = "/fund-receipts/{id}", .type = V_TEXT},
    {.key = "on_day", .label = "fund.on_day", .sort = "day", .type = V_DAY},
    {.key = "donor", .label = "fund.donor", .type = V_TEXT, .sensitivity = S_PERSONAL},
    {.key = "amount", .label = "fund.amount", .sort = "amount", .type = V_MONEY, .number = true},
    {.key = "goods", .label = "fund.goods", .type = V_TEXT},
    {.key = "campaign", .label = "fund.campaign", .type = V_TEXT},
    {.key = "purpose", .label = "fund.purpose", .type = V_TEXT, .hidden = true},
    {.key = "state", .label = "fund.state", .type = V_WORD},
};
static const struct list_filter receipt_filters[] = {
    {.name = "year", .label = "budget.year", .type = F_INT},
    {.name = "campaign", .label = "fund.campaign_number", .type = F_ID},
    {.name = "goods", .label = "fund.goods_only", .type = F_BOOL},
};
const struct list_def fund_receipt_list_def = {
    .name = "fund_receipts",
    .stmt = &receipt_list_stmt,
    .columns = receipt_columns,
    .column_count = COUNT_OF(receipt_columns),
    .filters = receipt_filters,
    .filter_count = COUNT_OF(receipt_filters),
    .search = "q",
    .row = receipt_row,
    .row_href = "/fund-receipts/{id}",
    .empty = "fund.no_receipts",
    .file_name = "phieu-thu-ung-ho",
};

enum status fund_receipts_page(struct ctx *c, struct value *out, struct error *err) {
    struct fund f;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(fund_require(c, id, &f, err));
    fund_facts(out, &f);
    fund_tabs(c, out, &f, "/receipts");
    value_set_bool(out, "may_write", user_may(&c->user, "fund.write"));
    struct receipt_list_in in = {id};
    return list_answer(c, &fund_receipt_list_def, &in, NULL, 0, out, err);
}

/* ---- a new one */

enum receipt_field {
    R_PLEDGE,
    R_DONOR_KIND,
    R_DONOR,
    R_PUBLISH,
    R_DAY,
    R_NUMBER,
    R_AMOUNT,
    R_PURPOSE,
    R_CAMPAIGN,
    R_GOODS,
    R_QUANTITY,
    R_UNIT,
    R_NOTE,
    R_FIELDS
};
static const struct field receipt_fields[R_FIELDS] = {
    [R_PLEDGE] = {.name = "pledge", .type = F_CHOICE, .label = "fund.pledge", .help = "fund.pledge_help"},
    [R_DONOR_KIND] = {.name = "donor_kind",
                      .type = F_CHOICE,
                      .label = "fund.donor_kind",
                      .choices = fund_donor_kinds,
                      .choice_count = 3},
    [R_DONOR] = {.name = "donor",
                 .type = F_TEXT,
                 .label = "fund.donor",
                 .max = 200,
                 .help = "fund.donor_help",
                 .sensitivity = S_PERSONAL},
    [R_PUBLISH] = {.name = "may_publish", .type = F_BOOL, .label = "fund.may_publish"},
    [R_DAY] = {.name = "on_day", .type = F_DAY, .required = true, .label = "fund.on_day"},
    [R_NUMBER] =
        {.name = "number", .type = F_TEXT, .label = "fund.receipt_number", .max = 40, .help = "fund.number_help"},
    [R_AMOUNT] = {.name = "amount",
                  .type = F_MONEY,
                  .required = true,
                  .label = "fund.amount",
                  .min = 1,
                  .max = 1000000000000000,
                  .unit = "budget.dong",
                  .help = "fund.amount_help"},
    [R_PURPOSE] = {.name = "purpose", .type = F_CHOICE, .label = "fund.purpose", .help = "fund.purpose_help"},
    [R_CAMPAIGN] = {.name = "campaign", .type = F_CHOICE, .label = "fund.campaign"},
    [R_GOODS] = {.name = "goods", .type = F_TEXT, .label = "fund.goods", .max = 200, .help = "fund.goods_help"},
    [R_QUANTITY] = {.name = "quantity", .type = F_INT, .label = "fund.quantity", .min = 1, .max = 1000000000},
    [R_UNIT] = {.name = "unit", .type = F_TEXT, .label = "fund.unit", .max = 40},
    [R_NOTE] = {.name = "note", .type = F_TEXT, .label = "fund.note", .max = 300},
};

static enum status pledge_choices(struct ctx *c, int64_t fund_id, struct field *f, struct error *err) {
    struct open_pledges_row *rows;
    size_t count;
    TRY(open_pledges(c->db, &(struct open_pledges_in){fund_id}, c->arena, &rows, &count, err));
    struct choice_text *list = ARENA_ARRAY(c->arena, count + 1, struct choice_text);
    for (size_t i = 0; i < count; i++) {
        AUTO_BUF b;
        buf_init(&b, 64);
        fmt_money(&b, c->lang, rows[i].amount - rows[i].received);
        struct text who = rows[i].donor.len ? rows[i].donor : tr(c->lang, "fund.donor.anonymous");
        list[i] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)rows[i].id),
                                       arena_fmt(c->arena, "%.*s (%.*s)", FMT(who), FMT(buf_as_text(&b)))};
    }
    f->texts = list;
    f->text_count = count;
    return OK;
}

static enum status purpose_choices(struct ctx *c, struct field *f, struct error *err) {
    struct policy *list;
    size_t count;
    TRY(policy_list(c, c->today, &list, &count, err));
    struct choice_text *texts = ARENA_ARRAY(c->arena, count + 1, struct choice_text);
    for (size_t i = 0; i < count; i++)
        texts[i] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)list[i].id), list[i].name};
    f->texts = texts;
    f->text_count = count;
    return OK;
}

enum status fund_receipt_make_form(struct ctx *c, const struct form **ret, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    struct field *f = ARENA_ARRAY(c->arena, R_FIELDS, struct field);
    memcpy(f, receipt_fields, sizeof receipt_fields);
    TRY(pledge_choices(c, id, &f[R_PLEDGE], err));
    TRY(purpose_choices(c, &f[R_PURPOSE], err));
    TRY(fund_campaign_choices(c, id, &f[R_CAMPAIGN], err));
    struct form *form = ARENA_NEW(c->arena, struct form);
    *form = (struct form){"fund_receipt", f, R_FIELDS};
    *ret = form;
    return OK;
}

enum status fund_receipt_new(struct ctx *c, struct value *out, struct error *err) {
    struct fund f;
    const struct form *made;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(fund_require(c, id, &f, err));
    TRY(fund_receipt_make_form(c, &made, err));
    fund_facts(out, &f);
    value_set_id(out, "id", id);
    fund_tabs(c, out, &f, "/receipts");
    struct value *now = value_object(c->arena);
    value_set_day(now, "on_day", c->today);
    struct value *form = form_view(c, made, NULL, now, NULL);
    value_set_text(form, "action", arena_fmt(c->arena, "/funds/%lld/receipts", (long long)id));
    value_set_page(out, "form", form);
    return OK;
}

/* Who gives: as the pledge says, else as the form says. */
static enum status giver(struct ctx *c, struct fund_gift *g, struct error *err) {
    int64_t pledge = 0;
    if (form_given(c->form, "pledge"))
        (void)text_to_i64(form_text(c->form, "pledge"), &pledge);
    g->donor_kind = "person";
    if (pledge == 0) {
        if (!form_given(c->form, "donor_kind"))
            (void)error_field(err, "donor_kind", "fund.no_donor_kind", NULL);
        for (size_t i = 0; i < 3; i++)
            if (form_choice_is(c->form, "donor_kind", fund_donor_kinds[i].code))
                g->donor_kind = fund_donor_kinds[i].code;
        g->donor = form_text(c->form, "donor");
        if (strcmp(g->donor_kind, "anonymous") != 0 && g->donor.len == 0)
            (void)error_field(err, "donor", "fund.no_donor", NULL);
        return error_fields_status(err);
    }
    struct pledge_by_id_row p;
    bool found = false;
    TRY(pledge_by_id(c->db, &(struct pledge_by_id_in){pledge}, c->arena, &p, &found, err));
    if (!found || p.fund_id != g->fund_id || p.cancelled_on != DAY_NONE)
        return fail(err, E_INVALID, "fund.other_fund");
    g->pledge_id = p.id;
    g->donor = p.donor;
    for (size_t i = 0; i < 3; i++)
        if (text_is(p.donor_kind, fund_donor_kinds[i].code))
            g->donor_kind = fund_donor_kinds[i].code;
    if (g->campaign_id == 0 && p.campaign_id != DB_NULL)
        g->campaign_id = p.campaign_id;
    return OK;
}

enum status fund_receipt_post(struct ctx *c, struct value *out, struct error *err) {
    struct fund f;
    int64_t id, receipt;
    TRY(ctx_id(c, 0, &id, err));
    TRY(fund_require(c, id, &f, err));
    struct fund_gift g = {.fund_id = id,
                          .may_publish = form_bool(c->form, "may_publish"),
                          .number = form_text(c->form, "number"),
                          .on_day = form_day(c->form, "on_day"),
                          .amount = form_int(c->form, "amount", 0),
                          .goods = form_text(c->form, "goods"),
                          .quantity = form_int(c->form, "quantity", 0),
                          .unit = form_text(c->form, "unit"),
                          .note = form_text(c->form, "note")};
    if (form_given(c->form, "purpose"))
        (void)text_to_i64(form_text(c->form, "purpose"), &g.policy_id);
    if (form_given(c->form, "campaign"))
        (void)text_to_i64(form_text(c->form, "campaign"), &g.campaign_id);
    TRY(giver(c, &g, err));
    TRY(fund_receive(c, &g, &receipt, err));
    struct value *diff = value_object(c->arena);
    value_set_id(diff, "fund", id);
    value_set_money(diff, "amount", g.amount);
    value_set_day(diff, "on_day", g.on_day);
    audit_note(c, 0, "fund.receipt", "fund_receipt", receipt, diff);
    value_set_id(out, "id", receipt);
    ctx_redirect(c, "fund.flash_received", "/fund-receipts/%lld", (long long)receipt);
    return OK;
}

/* ---- one receipt */

static enum status find(struct ctx *c, struct receipt_by_id_row *ret, struct fund *ret_fund, struct error *err) {
    bool found = false;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(receipt_by_id(c->db, &(struct receipt_by_id_in){id}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return fund_require(c, ret->fund_id, ret_fund, err);
}

/* The gifts of a line before this one have paid first: its own đồng are those from `skip` up to skip + amount. */
static enum status add_paid(struct ctx *c, const struct receipt_by_id_row *r, struct value *out, struct error *err) {
    struct value *list = value_set_list(out, "paid_for");
    struct receipts_of_line_row *gifts;
    struct budget_paid *paid;
    size_t gift_count, count;
    int64_t skip = 0, left = r->amount, at = 0;
    if (r->line_id == DB_NULL || r->cancelled_on != DAY_NONE)
        return OK;
    TRY(receipts_of_line(c->db, &(struct receipts_of_line_in){r->line_id}, c->arena, &gifts, &gift_count, err));
    for (size_t i = 0; i < gift_count && gifts[i].id != r->id; i++)
        skip += gifts[i].amount;
    TRY(budget_paid_list(c, r->line_id, &paid, &count, err));
    for (size_t i = 0; i < count && left > 0; i++) {
        int64_t from = at > skip ? at : skip, to = at + paid[i].amount, end = skip + r->amount;
        to = to < end ? to : end;
        at += paid[i].amount;
        if (to <= from)
            continue;
        struct value *v = value_add_object(list);
        budget_use_value(c, v, paid[i].for_kind, paid[i].for_id);
        value_set_day(v, "first_day", paid[i].first_day);
        value_set_money(v, "amount", to - from);
        left -= to - from;
    }
    value_set_money(out, "unspent", left);
    return OK;
}

static enum status add_handouts(struct ctx *c, const struct receipt_by_id_row *r, struct value *out,
                                struct error *err) {
    struct handouts_of_row *rows;
    size_t count;
    TRY(handouts_of(c->db, &(struct handouts_of_in){r->id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "handouts");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_day(v, "on_day", rows[i].on_day);
        value_set_int(v, "quantity", rows[i].quantity);
        value_set_id(v, "household_id", rows[i].household_id);
        value_set_text(v, "code", rows[i].code);
        value_set_text(v, "receiver", rows[i].receiver);
        value_set_text(v, "note", rows[i].note);
    }
    return OK;
}

static const struct field handout_fields[] = {
    {.name = "on_day", .type = F_DAY, .required = true, .label = "fund.handed_on"},
    {.name = "quantity", .type = F_INT, .required = true, .label = "fund.quantity", .min = 1, .max = 1000000000},
    {.name = "household", .type = F_TEXT, .label = "fund.household_code", .max = 40, .help = "fund.household_help"},
    {.name = "receiver", .type = F_TEXT, .label = "fund.receiver", .max = 200, .sensitivity = S_PERSONAL},
    {.name = "note", .type = F_TEXT, .label = "fund.note", .max = 300},
};
const struct form fund_handout_form = {"fund_handout", handout_fields, COUNT_OF(handout_fields)};

static void add_forms(struct ctx *c, const struct receipt_by_id_row *r, struct value *out) {
    if (!user_may(&c->user, "fund.write") || r->cancelled_on != DAY_NONE)
        return;
    struct value *now = value_object(c->arena);
    value_set_day(now, "on_day", c->today);
    if (r->goods.ptr != NULL && r->handed < r->quantity) {
        struct value *form = form_view(c, &fund_handout_form, NULL, now, NULL);
        value_set_text(form, "action", arena_fmt(c->arena, "/fund-receipts/%lld/handouts", (long long)r->id));
        value_set_page(out, "handout_form", form);
    }
    struct value *form = form_view(c, &fund_cancel_form, NULL, NULL, NULL);
    value_set_text(form, "action", arena_fmt(c->arena, "/fund-receipts/%lld/cancel", (long long)r->id));
    value_set_page(out, "cancel_form", form);
}

/* The paper that the donor gets. */
static enum status receipt_paper(struct ctx *c, const struct receipt_by_id_row *r, const struct fund *f,
                                 struct error *err) {
    struct paper_place place;
    TRY(paper_place(c, f->area_id, r->on_day, &place, err));
    AUTO_DOCUMENT d = document_new(false);
    TRY(paper_head(c, d, &place, arena_fmt(c->arena, "%.*s/%lld", FMT(r->number), (long long)r->year), r->on_day, err));
    document_title(d, WORD("fund.paper_kind"), f->name);
    struct text who = r->donor.len ? r->donor : WORD("fund.donor.anonymous");
    paper_para(d, SAY(c, "fund.paper_donor", who));
    AUTO_BUF b;
    buf_init(&b, 64);
    fmt_money(&b, LANG_VI, r->amount);
    struct text money = arena_text(c->arena, buf_as_text(&b));
    paper_para(d, r->goods.ptr == NULL
                      ? SAY(c, "fund.paper_money", money)
                      : SAY(c, "fund.paper_goods", r->goods, paper_int(c, r->quantity), r->unit, money));
    paper_para(d, SAY(c, "fund.paper_purpose", r->policy_name.ptr ? r->policy_name : WORD("fund.any_purpose")));
    paper_para(d, SAY(c, "fund.paper_campaign", paper_or_dots(r->campaign)));
    if (r->cancelled_on != DAY_NONE)
        paper_bold(d, SAY(c, "fund.paper_cancelled", paper_short_day(c, r->cancelled_on)));
    paper_sign(c, d, WORD("fund.paper_signer"), T(""), NULL, 0);
    return paper_send(c, d, arena_fmt(c->arena, "phieu-thu-%.*s", FMT(r->number)), err);
}

enum status fund_receipt_page(struct ctx *c, struct value *out, struct error *err) {
    struct receipt_by_id_row r;
    struct fund f;
    TRY(find(c, &r, &f, err));
    if (c->format != NULL && (strcmp(c->format, "pdf") == 0 || strcmp(c->format, "docx") == 0))
        return receipt_paper(c, &r, &f, err);
    fund_facts(out, &f);
    value_set_id(out, "id", r.id);
    value_set_text(out, "number", r.number);
    value_set_day(out, "on_day", r.on_day);
    fund_donor_value(out, r.donor_kind, r.donor);
    value_set_bool(out, "may_publish", r.may_publish);
    value_set_money(out, "amount", r.amount);
    value_set_text(out, "goods", r.goods);
    value_set_int(out, "quantity", r.quantity);
    value_set_text(out, "unit", r.unit);
    value_set_int(out, "handed", r.handed);
    value_set_text(out, "purpose", r.policy_name);
    value_set_text(out, "campaign", r.campaign);
    value_set_text(out, "note", r.note);
    value_set_id(out, "entry_id", r.entry_id);
    value_set_day(out, "cancelled_on", r.cancelled_on);
    value_set_text(out, "cancel_reason", r.cancel_reason);
    value_set_text(out, "recorded_by", r.account);
    value_set_bool(out, "may_read_budget", user_may(&c->user, "budget.read"));
    TRY(add_paid(c, &r, out, err));
    TRY(add_handouts(c, &r, out, err));
    add_forms(c, &r, out);
    fund_tabs(c, out, &f, "/receipts");
    return OK;
}

enum status fund_receipt_cancel_post(struct ctx *c, struct value *out, struct error *err) {
    struct receipt_by_id_row r;
    struct fund f;
    int64_t changed = 0;
    TRY(find(c, &r, &f, err));
    if (r.handed > 0)
        return fail(err, E_CONFLICT, "fund.handed_already");
    struct text reason = form_text(c->form, "reason");
    TRY(receipt_cancel(c->db, &(struct receipt_cancel_in){r.id, c->today, reason}, &changed, err));
    if (changed == 0)
        return fail(err, E_CONFLICT, "fund.cancelled_already");
    if (r.entry_id != DB_NULL)
        TRY(budget_reverse(c, r.entry_id, c->today, reason, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "reason", reason);
    audit_note(c, 0, "fund.receipt_cancel", "fund_receipt", r.id, diff);
    value_set_id(out, "id", r.id);
    ctx_redirect(c, "fund.flash_cancelled", "/fund-receipts/%lld", (long long)r.id);
    return OK;
}

/* A household by its code, in the asker's scope; its head is the receiver when nobody else is named. */
static enum status receiver_of(struct ctx *c, int64_t *ret_household, struct text *receiver, struct error *err) {
    struct text code = form_text(c->form, "household");
    *ret_household = DB_NULL;
    if (code.len == 0)
        return OK;
    struct household_of_code_row h;
    bool found = false;
    TRY(household_of_code(c->db, &(struct household_of_code_in){code}, c->arena, &h, &found, err));
    enum status s = found ? ctx_require_area(c, h.hamlet_id, err) : E_NOT_FOUND;
    if (s == E_NOT_FOUND) {
        error_clear(err);
        (void)error_field(err, "household", "fund.no_household", NULL);
        return error_fields_status(err);
    }
    TRY(s);
    *ret_household = h.id;
    if (receiver->len == 0)
        *receiver = h.head_name;
    return OK;
}

enum status fund_handout_post(struct ctx *c, struct value *out, struct error *err) {
    struct receipt_by_id_row r;
    struct handed_sum_row held;
    struct handed_of_row gone;
    struct fund f;
    bool found = false;
    int64_t household, n = form_int(c->form, "quantity", 0);
    day_t on = form_day(c->form, "on_day");
    struct text receiver = form_text(c->form, "receiver"), note = form_text(c->form, "note");
    TRY(find(c, &r, &f, err));
    TRY(handed_sum(c->db, &(struct handed_sum_in){r.id}, c->arena, &held, &found, err));
    TRY(handed_of(c->db, &(struct handed_of_in){r.id}, c->arena, &gone, &found, err));
    if (held.quantity == DB_NULL || held.cancelled_on != DAY_NONE)
        return fail(err, E_CONFLICT, "fund.not_goods");
    if (n > held.quantity - gone.quantity)
        (void)error_field(err, "quantity", "fund.not_so_many",
                          arena_fmt(c->arena, "%lld", (long long)(held.quantity - gone.quantity)).ptr);
    if (on > c->today || on < held.on_day)
        (void)error_field(err, "on_day", "fund.bad_hand_day", NULL);
    TRY(error_fields_status(err));
    TRY(receiver_of(c, &household, &receiver, err));
    if (receiver.len == 0)
        (void)error_field(err, "receiver", "fund.no_receiver", NULL);
    TRY(error_fields_status(err));
    TRY(handout_insert(c->db,
                       &(struct handout_insert_in){id_new(), r.id, on, n, household, receiver,
                                                   note.len ? note : TEXT_NONE, c->user.account_id,
                                                   clock_now(&c->app->clock)},
                       NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "quantity", n);
    value_set_id(diff, "household_id", household);
    audit_note(c, 0, "fund.handout", "fund_receipt", r.id, diff);
    value_set_id(out, "id", r.id);
    ctx_redirect(c, "fund.flash_saved", "/fund-receipts/%lld", (long long)r.id);
    return OK;
}
