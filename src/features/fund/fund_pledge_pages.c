/* Pledges: promised, received in part, late, given up. */
#include "features/fund/fund_pages.h"
#include "fund_queries.h"

const struct choice fund_donor_kinds[3] = {{"person", "fund.donor.person", 0},
                                           {"organisation", "fund.donor.organisation", 0},
                                           {"anonymous", "fund.donor.anonymous", 0}};

static const char *state_word(const struct pledge_list_row *r, day_t today) {
    return r->cancelled_on != DAY_NONE                  ? "fund.pledge.state.cancelled"
           : r->received >= r->amount                   ? "fund.pledge.state.done"
           : r->due_on != DAY_NONE && r->due_on < today ? "fund.pledge.state.late"
           : r->received > 0                            ? "fund.pledge.state.doing"
                                                        : "fund.pledge.state.waiting";
}
static void pledge_row(struct ctx *c, const void *row, struct value *item) {
    const struct pledge_list_row *r = row;
    value_set_id(item, "id", r->id);
    fund_donor_value(item, r->donor_kind, r->donor);
    value_set_money(item, "amount", r->amount);
    value_set_text(item, "goods", r->goods);
    value_set_day(item, "pledged_on", r->pledged_on);
    value_set_day(item, "due_on", r->due_on);
    value_set_money(item, "received", r->received);
    value_set_text(item, "campaign", r->campaign);
    value_set_word(item, "state", state_word(r, c->today));
    value_set_bool(item, "open", r->cancelled_on == DAY_NONE && r->received < r->amount);
}
static const struct list_column pledge_columns[] = {
    {.key = "donor", .label = "fund.donor", .type = V_TEXT, .sensitivity = S_PERSONAL},
    {.key = "amount", .label = "fund.promised", .type = V_MONEY, .number = true},
    {.key = "received", .label = "fund.received", .type = V_MONEY, .number = true},
    {.key = "state", .label = "fund.state", .type = V_WORD},
    {.key = "pledged_on", .label = "fund.pledged_on", .sort = "day", .type = V_DAY},
    {.key = "due_on", .label = "fund.due_on", .type = V_DAY},
    {.key = "goods", .label = "fund.goods", .type = V_TEXT},
    {.key = "campaign", .label = "fund.campaign", .type = V_TEXT},
};
static const struct list_filter pledge_filters[] = {
    {.name = "open", .label = "fund.open_only", .type = F_BOOL},
    {.name = "late", .label = "fund.late_only", .type = F_BOOL},
};
const struct list_def fund_pledge_list_def = {
    .name = "fund_pledges",
    .stmt = &pledge_list_stmt,
    .columns = pledge_columns,
    .column_count = COUNT_OF(pledge_columns),
    .filters = pledge_filters,
    .filter_count = COUNT_OF(pledge_filters),
    .row = pledge_row,
    .empty = "fund.no_pledges",
    .file_name = "cam-ket-ung-ho",
};

enum status fund_campaign_choices(struct ctx *c, int64_t fund_id, struct field *f, struct error *err) {
    struct campaigns_of_row *rows;
    size_t count;
    TRY(campaigns_of(c->db, &(struct campaigns_of_in){fund_id}, c->arena, &rows, &count, err));
    struct choice_text *list = ARENA_ARRAY(c->arena, count + 1, struct choice_text);
    for (size_t i = 0; i < count; i++)
        list[i] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)rows[i].id), rows[i].name};
    f->texts = list;
    f->text_count = count;
    return OK;
}

enum pledge_field { P_DONOR_KIND, P_DONOR, P_PUBLISH, P_AMOUNT, P_GOODS, P_CAMPAIGN, P_DAY, P_DUE, P_FIELDS };
static const struct field pledge_fields[P_FIELDS] = {
    [P_DONOR_KIND] = {.name = "donor_kind",
                      .type = F_CHOICE,
                      .required = true,
                      .label = "fund.donor_kind",
                      .choices = fund_donor_kinds,
                      .choice_count = 3},
    [P_DONOR] = {.name = "donor",
                 .type = F_TEXT,
                 .label = "fund.donor",
                 .max = 200,
                 .help = "fund.donor_help",
                 .sensitivity = S_PERSONAL},
    [P_PUBLISH] = {.name = "may_publish", .type = F_BOOL, .label = "fund.may_publish"},
    [P_AMOUNT] = {.name = "amount",
                  .type = F_MONEY,
                  .required = true,
                  .label = "fund.amount",
                  .min = 1,
                  .max = 1000000000000000,
                  .unit = "budget.dong",
                  .help = "fund.amount_help"},
    [P_GOODS] = {.name = "goods", .type = F_TEXT, .label = "fund.goods", .max = 200, .help = "fund.goods_help"},
    [P_CAMPAIGN] = {.name = "campaign", .type = F_CHOICE, .label = "fund.campaign"},
    [P_DAY] = {.name = "pledged_on", .type = F_DAY, .required = true, .label = "fund.pledged_on"},
    [P_DUE] = {.name = "due_on", .type = F_DAY, .label = "fund.due_on"},
};

enum status fund_pledge_make_form(struct ctx *c, const struct form **ret, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    struct field *f = ARENA_ARRAY(c->arena, P_FIELDS, struct field);
    memcpy(f, pledge_fields, sizeof pledge_fields);
    TRY(fund_campaign_choices(c, id, &f[P_CAMPAIGN], err));
    struct form *form = ARENA_NEW(c->arena, struct form);
    *form = (struct form){"fund_pledge", f, P_FIELDS};
    *ret = form;
    return OK;
}

enum status fund_pledges_page(struct ctx *c, struct value *out, struct error *err) {
    struct fund f;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(fund_require(c, id, &f, err));
    fund_facts(out, &f);
    fund_tabs(c, out, &f, "/pledges");
    if (user_may(&c->user, "fund.write")) {
        const struct form *made;
        TRY(fund_pledge_make_form(c, &made, err));
        struct value *now = value_object(c->arena);
        value_set_day(now, "pledged_on", c->today);
        struct value *form = form_view(c, made, NULL, now, NULL);
        value_set_text(form, "action", arena_fmt(c->arena, "/funds/%lld/pledges", (long long)id));
        value_set_page(out, "form", form);
    }
    struct pledge_list_in in = {id, c->today};
    return list_answer(c, &fund_pledge_list_def, &in, NULL, 0, out, err);
}

enum status fund_pledge_post(struct ctx *c, struct value *out, struct error *err) {
    struct fund f;
    int64_t id, donor, campaign = DB_NULL, pledge = id_new();
    TRY(ctx_id(c, 0, &id, err));
    TRY(fund_require(c, id, &f, err));
    day_t on = form_day(c->form, "pledged_on"), due = form_day(c->form, "due_on");
    struct text kind = form_text(c->form, "donor_kind"), name = form_text(c->form, "donor"),
                goods = form_text(c->form, "goods");
    if (on > c->today)
        (void)error_field(err, "pledged_on", "budget.after_today", NULL);
    if (due != DAY_NONE && due < on)
        (void)error_field(err, "due_on", "fund.due_before", NULL);
    if (!text_is(kind, "anonymous") && name.len == 0)
        (void)error_field(err, "donor", "fund.no_donor", NULL);
    TRY(error_fields_status(err));
    TRY(fund_donor_of(c, id, kind, name, form_bool(c->form, "may_publish"), &donor, err));
    if (form_given(c->form, "campaign"))
        (void)text_to_i64(form_text(c->form, "campaign"), &campaign);
    TRY(pledge_insert(c->db,
                      &(struct pledge_insert_in){pledge, id, campaign, donor, form_int(c->form, "amount", 0),
                                                 goods.len ? goods : TEXT_NONE, on, due, c->user.account_id,
                                                 clock_now(&c->app->clock)},
                      NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_id(diff, "pledge", pledge);
    value_set_money(diff, "amount", form_int(c->form, "amount", 0));
    audit_note(c, 0, "fund.pledge", "fund", id, diff);
    value_set_id(out, "id", pledge);
    ctx_redirect(c, "fund.flash_saved", "/funds/%lld/pledges", (long long)id);
    return OK;
}

static const struct field cancel_fields[] = {
    {.name = "reason", .type = F_TEXT, .required = true, .label = "fund.reason", .max = 300},
};
const struct form fund_cancel_form = {"fund_cancel", cancel_fields, COUNT_OF(cancel_fields)};

enum status fund_pledge_cancel_post(struct ctx *c, struct value *out, struct error *err) {
    struct pledge_by_id_row p;
    struct fund f;
    int64_t id, changed = 0;
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(pledge_by_id(c->db, &(struct pledge_by_id_in){id}, c->arena, &p, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(fund_require(c, p.fund_id, &f, err));
    struct text reason = form_text(c->form, "reason");
    TRY(pledge_cancel(c->db, &(struct pledge_cancel_in){id, c->today, reason}, &changed, err));
    if (changed == 0)
        return fail(err, E_CONFLICT, "fund.cancelled_already");
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "reason", reason);
    audit_note(c, 0, "fund_pledge.cancel", "fund_pledge", id, diff);
    value_set_id(out, "id", id);
    ctx_redirect(c, "fund.flash_saved", "/funds/%lld/pledges", (long long)f.id);
    return OK;
}
