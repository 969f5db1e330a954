/* All applications, the figures of the fund, and what waits for whom. */
#include "features/illness/illness_parts.h"
#include "features/standard/standard.h"

static void case_row(struct ctx *c, const void *row, struct value *item) {
    const struct illness_cases_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "name", r->name);
    value_set_text(item, "code", r->code);
    value_set_text(item, "hamlet", r->hamlet);
    value_set_text(item, "commune", r->commune);
    value_set_word(item, "state", service_word(c, "illness.state.", r->state));
    if (illness_sees(c)) {
        value_set_text(item, "disease", illness_name(T("illness_group"), r->disease));
        value_set_text(item, "hospital", r->hospital);
    }
    value_set_day(item, "received_on", r->received_on);
    value_set_money(item, "cost_sum", r->cost_sum);
    value_set_money(item, "accepted", r->accepted);
    value_set_money(item, "amount", r->amount);
    value_set_day(item, "decided_on", r->decided_on);
    value_set_day(item, "paid_on", r->paid_on);
}
static const struct choice states[] = {
    {"received", "illness.state.received", 0},  {"sent", "illness.state.sent", 0},
    {"assessed", "illness.state.assessed", 0},  {"granted", "illness.state.granted", 0},
    {"paid", "illness.state.paid", 0},          {"refused", "illness.state.refused", 0},
    {"withdrawn", "illness.state.withdrawn", 0}};
static const struct list_column columns[] = {
    {.key = "name",
     .label = "illness.patient",
     .sort = "name",
     .href = "/severe-illness/cases/{id}",
     .type = V_TEXT,
     .sensitivity = S_PERSONAL},
    {.key = "code", .label = "service.code", .type = V_TEXT, .hidden = true},
    {.key = "hamlet", .label = "service.hamlet", .type = V_TEXT, .hidden = true},
    {.key = "commune", .label = "service.commune", .type = V_TEXT},
    {.key = "disease", .label = "illness.disease", .type = V_TEXT, .sensitivity = S_SENSITIVE},
    {.key = "hospital", .label = "illness.hospital", .type = V_TEXT, .hidden = true, .sensitivity = S_SENSITIVE},
    {.key = "state", .label = "illness.state", .type = V_WORD},
    {.key = "received_on", .label = "illness.received_on", .sort = "newest", .type = V_DAY},
    {.key = "cost_sum", .label = "illness.cost_sum", .type = V_MONEY, .number = true},
    {.key = "accepted", .label = "illness.accepted", .type = V_MONEY, .number = true, .hidden = true},
    {.key = "amount", .label = "illness.granted", .type = V_MONEY, .number = true},
    {.key = "decided_on", .label = "illness.decided_on", .type = V_DAY, .hidden = true},
    {.key = "paid_on", .label = "illness.paid_on", .type = V_DAY, .hidden = true},
};
static enum status disease_options(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err) {
    return code_choices(c, "illness_group", ret, ret_count, err);
}
static const struct list_filter filters[] = {
    {.name = "state", .label = "illness.state", .type = F_CHOICE, .choices = states, .choice_count = COUNT_OF(states)},
    {.name = "disease", .label = "illness.disease", .type = F_CHOICE, .options = disease_options},
    {.name = "waiting", .label = "illness.col.waiting", .type = F_BOOL},
    {.name = "decided", .label = "illness.col.granted", .type = F_BOOL},
    {.name = "from", .label = "service.from", .type = F_DAY},
    {.name = "to", .label = "service.to", .type = F_DAY},
    {.name = "district", .label = "illness.district", .type = F_ID},
    {.name = "commune", .label = "service.commune", .type = F_ID},
    {.name = "hamlet", .label = "service.hamlet", .type = F_ID},
};
const struct list_def illness_list_def = {
    .name = "severe_illness",
    .stmt = &illness_cases_stmt,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .filters = filters,
    .filter_count = COUNT_OF(filters),
    .search = "search",
    .row = case_row,
    .empty = "illness.no_cases",
    .file_name = "ho-tro-benh-hiem-ngheo",
};

static const struct service_action actions[] = {
    {"illness.receive", "/find-person?for=severe-illness", "plus", "illness.write", true},
    {"illness.cases", "/severe-illness/cases", "file-text", "illness.read", false},
};

enum status illness_cases_get(struct ctx *c, struct value *out, struct error *err) {
    service_actions(c, out, actions, 1);
    if (ctx_query(c, "disease").len > 0 && !illness_sees(c))
        return fail(err, E_FORBIDDEN, "http.forbidden"); /* a filter tells as much as the column */
    return list_answer(c, &illness_list_def, &(struct illness_cases_in){c->today}, NULL, 0, out, err);
}

/* ---- figures */

static enum status counts(struct ctx *c, const struct service_asked *asked, int by, struct service_counts **ret,
                          size_t *ret_count, struct error *err) {
    struct illness_counts_row *rows;
    TRY(illness_counts(c->db, &(struct illness_counts_in){by, asked->level, asked->area_id, asked->from, asked->to},
                       c->arena, &rows, ret_count, err));
    *ret = ARENA_ARRAY(c->arena, *ret_count + 1, struct service_counts);
    for (size_t i = 0; i < *ret_count; i++)
        (*ret)[i] = (struct service_counts){
            rows[i].area_id, {rows[i].cases, rows[i].waiting, rows[i].granted, rows[i].refused, rows[i].paid}};
    return OK;
}

enum status illness_board_get(struct ctx *c, struct value *out, struct error *err) {
    static const struct service_column heads[] = {{"illness.col.cases", "/severe-illness/cases?"},
                                                  {"illness.col.waiting", "/severe-illness/cases?waiting=1"},
                                                  {"illness.col.granted", "/severe-illness/cases?decided=1"},
                                                  {"illness.col.refused", "/severe-illness/cases?state=refused"},
                                                  {"illness.col.paid", "/severe-illness/cases?state=paid"}};
    static const char *const names[] = {"cases", "waiting", "granted", "refused", "paid"};
    struct service_asked asked;
    struct illness_by_disease_row *rows;
    struct policy p;
    size_t count;
    int64_t left;
    TRY(service_asked(c, &asked, err));
    TRY(service_figures(c, heads, names, COUNT_OF(heads), counts, out, err));
    TRY(illness_by_disease(c->db, &(struct illness_by_disease_in){asked.level, asked.area_id, asked.from, asked.to},
                           c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "diseases");
    bool sees = illness_sees(c);
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_text(v, "disease", illness_name(T("illness_group"), rows[i].disease));
        if (sees)
            value_set_text(v, "code", rows[i].disease);
        value_set_int(v, "cases", rows[i].cases);
        value_set_money(v, "costs", rows[i].costs);
        value_set_money(v, "amount", rows[i].amount);
    }
    TRY(policy_by_key(c, ILLNESS_POLICY, c->as_of, &p, err));
    struct budget_use use = {.for_kind = ILLNESS_KIND,
                             .policy_id = p.id,
                             .area_id = asked.area_id,
                             .source = BUDGET_ANY_SOURCE,
                             .day = c->today};
    TRY(budget_left(c, &use, &left, err));
    value_set_money(out, "fund_left", left);
    value_set_text(out, "funding", p.funding);
    value_set_text(out, "document", p.document);
    service_actions(c, out, actions, COUNT_OF(actions));
    return OK;
}

/* ---- the first page */

enum status illness_home(struct ctx *c, struct value *work, struct value *out, struct error *err) {
    static const struct {
        const char *permission, *state, *text;
    } waits[] = {{"illness.decide", "assessed", "illness.to_decide"},
                 {"illness.assess", "sent", "illness.to_assess"},
                 {"illness.pay", "granted", "illness.to_pay"},
                 {"illness.write", "received", "illness.to_send"}};
    (void)out;
    struct value *items = NULL;
    for (size_t k = 0; k < COUNT_OF(waits); k++) {
        struct illness_waiting_of_row *rows;
        size_t count;
        if (!user_may(&c->user, waits[k].permission) ||
            (c->user.agency_id != 0 && strcmp(waits[k].permission, "illness.write") != 0 &&
             !service_leads(c, ILLNESS_POLICY)))
            continue;
        TRY(illness_waiting_of(c->db, &(struct illness_waiting_of_in){SCOPE_OF(c), text_of(waits[k].state), c->today},
                               c->arena, &rows, &count, err));
        for (size_t i = 0; i < count; i++) {
            if (items == NULL) {
                struct value *part = value_add_object(work);
                value_set_word(part, "title", "illness.title");
                items = value_set_list(part, "items");
            }
            struct value *v = value_add_object(items);
            const struct text args[] = {rows[i].name, rows[i].commune};
            value_set_text(v, "text", tr_args(c->lang, c->arena, waits[k].text, args, 2));
            value_set_text(v, "href", arena_fmt(c->arena, "/severe-illness/cases/%lld", (long long)rows[i].id));
            value_set_day(v, "day", rows[i].since);
        }
    }
    return OK;
}
