/* The quarterly settlement: card-months of a district by policy, at the price of each month, as far as the budget pays.
 * Labour proposes, Finance agrees; the money is committed and paid with the agreement (features/budget). */
#include "features/area/area.h"
#include "features/budget/budget.h"
#include "features/healthcard/healthcard_parts.h"
#include "features/service/service.h"

static const struct field settle_fields[] = {
    {.name = "district", .type = F_CHOICE, .required = true, .label = "healthcard.district"},
    {.name = "quarter",
     .type = F_DAY,
     .required = true,
     .label = "healthcard.quarter",
     .help = "healthcard.quarter_help"},
};
const struct form card_settle_form = {"health_card_settlement", settle_fields, COUNT_OF(settle_fields)};
static const struct field agree_fields[] = {
    {.name = "number", .type = F_TEXT, .required = true, .max = 60, .label = "healthcard.number"},
    {.name = "version", .type = F_HIDDEN_INT, .required = true, .label = "healthcard.version"}};
const struct form card_agree_form = {"health_card_agree", agree_fields, COUNT_OF(agree_fields)};

static day_t quarter_first(day_t d) {
    int y, m, day;
    day_parts(d, &y, &m, &day);
    return day_of(y, (m - 1) / 3 * 3 + 1, 1);
}

static struct text quarter_text(struct ctx *c, day_t first) {
    int y, m, d;
    day_parts(first, &y, &m, &d);
    static const char *const roman[] = {"I", "II", "III", "IV"};
    return arena_fmt(c->arena, "%s/%d", roman[(m - 1) / 3], y);
}

enum status card_settle_make_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct choice_text *districts;
    size_t count;
    TRY(area_district_choices(c, &districts, &count, err));
    *ret = service_form_with(c, &card_settle_form, "district", districts, count);
    return OK;
}

/* One policy and month. The price is a share of the base salary of the month (policy parameters "premium" and
 * "base_salary"), the budget pays "support" of it. */
static enum status reckon(struct ctx *c, const struct card_months_row *r, day_t month,
                          struct card_settlement_row_insert_in *ret, struct error *err) {
    struct policy_value premium, base, support;
    int64_t product, all;
    TRY(policy_parameter(c, r->policy_id, "premium", month, &premium, err));
    TRY(policy_parameter(c, 0, "base_salary", month, &base, err));
    TRY(policy_parameter(c, r->policy_id, "support", month, &support, err));
    if (!mul_i64(base.value, premium.value, &product) || !mul_i64(product / 10000, r->cards, &all) ||
        !mul_i64(all, support.value, &all))
        return fail(err, E_INVALID, "healthcard.amount_too_large");
    ret->policy_id = r->policy_id;
    ret->month = month;
    ret->cards = r->cards;
    ret->price = product / 10000;
    ret->support = support.value;
    ret->amount = all / 10000;
    return OK;
}

#define ROWS_MAX 64

enum status card_settle_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t district = 0;
    struct card_settlement_row_insert_in rows[ROWS_MAX];
    size_t n = 0;
    struct card_settlement_insert_in s = {.id = id_new(), .proposed_by = c->user.account_id, .proposed_on = c->today};
    (void)text_to_i64(form_text(c->form, "district"), &district);
    TRY(ctx_require_area(c, district, err));
    s.district_id = district;
    s.quarter = quarter_first(form_day(c->form, "quarter"));
    if (day_add_months(s.quarter, 3) > c->today)
        (void)error_field(err, "quarter", "healthcard.quarter_not_over", NULL);
    TRY(error_fields_status(err));
    struct area *path;
    size_t count;
    TRY(area_path(c, district, c->today, &path, &count, err));
    s.province_id = path[count - 1].id;
    for (int i = 0; i < 3; i++) {
        day_t month = day_add_months(s.quarter, i);
        struct card_months_row *cards;
        TRY(card_months(c->db, &(struct card_months_in){district, month}, c->arena, &cards, &count, err));
        for (size_t k = 0; k < count && n < ROWS_MAX; k++, n++) {
            TRY(reckon(c, &cards[k], month, &rows[n], err));
            rows[n].settlement_id = s.id;
            s.card_months += rows[n].cards;
            s.amount += rows[n].amount;
        }
    }
    if (n == 0)
        return fail(err, E_CONFLICT, "healthcard.nothing_to_settle");
    enum status st = card_settlement_insert(c->db, &s, NULL, err);
    if (st == E_CONFLICT)
        return fail(err, E_CONFLICT, "healthcard.settled_already");
    TRY(st);
    for (size_t i = 0; i < n; i++)
        TRY(card_settlement_row_insert(c->db, &rows[i], NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_day(diff, "quarter", s.quarter);
    value_set_money(diff, "amount", s.amount);
    audit_note(c, 0, "healthcard.settle", "card_settlement", s.id, diff);
    value_set_id(out, "id", s.id);
    ctx_redirect(c, "healthcard.settlement_made", "/health-cards/settlements/%lld", (long long)s.id);
    return OK;
}

static enum status settlement_of(struct ctx *c, struct card_settlement_get_row *ret, struct error *err) {
    int64_t id;
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(card_settlement_get(c->db, &(struct card_settlement_get_in){id}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return ctx_require_area(c, ret->district_id, err);
}

enum status card_settlement_get_one(struct ctx *c, struct value *out, struct error *err) {
    struct card_settlement_get_row s;
    struct card_settlement_rows_row *rows;
    size_t count;
    TRY(settlement_of(c, &s, err));
    TRY(card_settlement_rows(c->db, &(struct card_settlement_rows_in){s.id}, c->arena, &rows, &count, err));
    value_set_id(out, "id", s.id);
    value_set_text(out, "district", s.district);
    value_set_day(out, "quarter", s.quarter);
    value_set_text(out, "quarter_text", quarter_text(c, s.quarter));
    value_set_word(out, "state", service_word(c, "healthcard.settlement_state.", s.state));
    value_set_int(out, "card_months", s.card_months);
    value_set_money(out, "amount", s.amount);
    value_set_day(out, "proposed_on", s.proposed_on);
    value_set_day(out, "agreed_on", s.agreed_on);
    value_set_text(out, "number", s.number);
    value_set_text(out, "signer", s.signer_name);
    value_set_text(out, "remark", s.remark);
    value_set_int(out, "version", s.version);
    struct value *list = value_set_list(out, "rows");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_text(v, "policy", rows[i].policy);
        value_set_text(v, "month", month_text(c, rows[i].month));
        value_set_int(v, "cards", rows[i].cards);
        value_set_money(v, "price", rows[i].price);
        value_set_bp(v, "support", rows[i].support);
        value_set_money(v, "amount", rows[i].amount);
    }
    bool open = text_is(s.state, "proposed");
    struct value *now = value_object(c->arena);
    value_set_int(now, "version", s.version);
    service_form(c, out, "agree_form", &card_agree_form, "healthcard.agree",
                 open && s.proposed_by != c->user.account_id && card_acts_for(c, CARD_FINANCE),
                 arena_fmt(c->arena, "/health-cards/settlements/%lld/agree", (long long)s.id), now);
    service_form(c, out, "withdraw_form", &card_reason_form, "healthcard.settle", open,
                 arena_fmt(c->arena, "/health-cards/settlements/%lld/withdraw", (long long)s.id), now);
    return OK;
}

/* Every policy's share is committed and paid in the transaction that agrees: all or nothing. */
static enum status pay(struct ctx *c, const struct card_settlement_get_row *s, struct error *err) {
    struct card_settlement_rows_row *rows;
    size_t count;
    TRY(card_settlement_rows(c->db, &(struct card_settlement_rows_in){s->id}, c->arena, &rows, &count, err));
    struct text note =
        arena_fmt(c->arena, "%.*s %.*s", FMT(tr(LANG_VI, "healthcard.quarter")), FMT(quarter_text(c, s->quarter)));
    for (size_t i = 0, next; i < count; i = next) {
        struct budget_use use = {.for_kind = CARD_MONEY,
                                 .for_id = s->id,
                                 .policy_id = rows[i].policy_id,
                                 .area_id = s->district_id,
                                 .source = BUDGET_ANY_SOURCE,
                                 .day = c->today,
                                 .note = note};
        for (next = i; next < count && rows[next].policy_id == rows[i].policy_id; next++)
            use.amount += rows[next].amount;
        if (use.amount == 0)
            continue;
        TRY(budget_commit(c, &use, NULL, err));
        TRY(budget_disburse(c, CARD_MONEY, s->id, use.amount, c->today, note, err));
    }
    return OK;
}

enum status card_agree_post(struct ctx *c, struct value *out, struct error *err) {
    struct card_settlement_get_row s;
    int64_t changed = 0;
    TRY(settlement_of(c, &s, err));
    if (!card_acts_for(c, CARD_FINANCE))
        return fail(err, E_FORBIDDEN, "healthcard.finance_only");
    if (s.proposed_by == c->user.account_id)
        return fail(err, E_FORBIDDEN, "healthcard.own_settlement");
    if (!text_is(s.state, "proposed"))
        return fail(err, E_CONFLICT, "healthcard.other_state");
    TRY(card_settlement_agree(c->db,
                              &(struct card_settlement_agree_in){s.id, form_int(c->form, "version", 0),
                                                                 c->user.account_id, c->today,
                                                                 form_text(c->form, "number"), c->user.display_name},
                              &changed, err));
    if (changed != 1)
        return fail(err, E_PRECONDITION, "healthcard.changed_meanwhile");
    TRY(pay(c, &s, err));
    struct value *diff = value_object(c->arena);
    value_set_money(diff, "amount", s.amount);
    audit_note(c, 0, "healthcard.agree", "card_settlement", s.id, diff);
    value_set_id(out, "id", s.id);
    ctx_redirect(c, "healthcard.settlement_agreed", "/health-cards/settlements/%lld", (long long)s.id);
    return OK;
}

enum status card_settle_withdraw_post(struct ctx *c, struct value *out, struct error *err) {
    struct card_settlement_get_row s;
    int64_t changed = 0;
    TRY(settlement_of(c, &s, err));
    if (!text_is(s.state, "proposed"))
        return fail(err, E_CONFLICT, "healthcard.other_state");
    TRY(card_settlement_withdraw(
        c->db,
        &(struct card_settlement_withdraw_in){s.id, form_int(c->form, "version", 0), form_text(c->form, "reason")},
        &changed, err));
    if (changed != 1)
        return fail(err, E_PRECONDITION, "healthcard.changed_meanwhile");
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "reason", form_text(c->form, "reason"));
    audit_note(c, 0, "healthcard.settlement_withdraw", "card_settlement", s.id, diff);
    value_set_id(out, "id", s.id);
    ctx_redirect(c, "healthcard.settlement_withdrawn", "/health-cards/settlements/%lld", (long long)s.id);
    return OK;
}

/* ---- the list */

static const struct choice states[] = {{"proposed", "healthcard.settlement_state.proposed", 0},
                                       {"agreed", "healthcard.settlement_state.agreed", 0},
                                       {"withdrawn", "healthcard.settlement_state.withdrawn", 0}};
static const struct list_column columns[] = {
    {.key = "quarter",
     .label = "healthcard.quarter",
     .sort = "newest",
     .href = "/health-cards/settlements/{id}",
     .type = V_TEXT},
    {.key = "district", .label = "healthcard.district", .type = V_TEXT},
    {.key = "card_months", .label = "healthcard.card_months", .number = true, .type = V_INT},
    {.key = "amount", .label = "healthcard.amount", .number = true, .type = V_MONEY},
    {.key = "state", .label = "healthcard.state_head", .type = V_WORD},
    {.key = "number", .label = "healthcard.number", .type = V_TEXT},
    {.key = "agreed_on", .label = "healthcard.agreed_on", .type = V_DAY},
};
static const struct list_filter filters[] = {
    {.name = "district", .label = "healthcard.district", .type = F_CHOICE, .options = area_district_choices},
    {.name = "state",
     .label = "healthcard.state_head",
     .type = F_CHOICE,
     .choices = states,
     .choice_count = COUNT_OF(states)},
};
static void row_of(struct ctx *c, const void *row, struct value *v) {
    const struct card_settlement_list_row *r = row;
    value_set_id(v, "id", r->id);
    value_set_text(v, "quarter", quarter_text(c, r->quarter));
    value_set_text(v, "district", r->district);
    value_set_int(v, "card_months", r->card_months);
    value_set_money(v, "amount", r->amount);
    value_set_word(v, "state", service_word(c, "healthcard.settlement_state.", r->state));
    value_set_text(v, "number", r->number);
    value_set_day(v, "agreed_on", r->agreed_on);
}
const struct list_def card_settlement_list_def = {.name = "health_card_settlements",
                                                  .stmt = &card_settlement_list_stmt,
                                                  .columns = columns,
                                                  .column_count = COUNT_OF(columns),
                                                  .filters = filters,
                                                  .filter_count = COUNT_OF(filters),
                                                  .row_href = "/health-cards/settlements/{id}",
                                                  .row = row_of,
                                                  .empty = "healthcard.no_settlements",
                                                  .file_name = "quyet-toan-the-bhyt"};
enum status card_settlements_get(struct ctx *c, struct value *out, struct error *err) {
    const struct form *form;
    TRY(card_settle_make_form(c, &form, err));
    struct value *start = value_object(c->arena);
    value_set_day(start, "quarter", day_add_months(quarter_first(c->today), -3));
    service_form(c, out, "new_form", form, "healthcard.settle", true, T("/health-cards/settlements"), start);
    return list_answer(c, &card_settlement_list_def, &(struct card_settlement_list_in){c->today}, NULL, 0, out, err);
}
