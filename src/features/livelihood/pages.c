/* Pages of models and of the households in them. */
#include "features/area/area.h"
#include "features/livelihood/livelihood_parts.h"
#include "features/policy/policy.h"

static const struct choice kinds[] = {{"crop", "livelihood.kind.crop", 0},
                                      {"livestock", "livelihood.kind.livestock", 0},
                                      {"aquaculture", "livelihood.kind.aquaculture", 0},
                                      {"craft", "livelihood.kind.craft", 0},
                                      {"trade", "livelihood.kind.trade", 0},
                                      {"other", "livelihood.kind.other", 0}};
static const struct choice states[] = {{"proposed", "livelihood.state.proposed", 0},
                                       {"consolidated", "livelihood.state.consolidated", 0},
                                       {"approved", "livelihood.state.approved", 0},
                                       {"refused", "livelihood.state.refused", 0},
                                       {"ended", "livelihood.state.ended", 0}};
static const struct choice outcomes[] = {{"better", "livelihood.outcome.better", 0},
                                         {"same", "livelihood.outcome.same", 0},
                                         {"worse", "livelihood.outcome.worse", 0}};
static const struct choice parts[] = {{"in", "livelihood.part.in", 0}, {"left", "livelihood.part.left", 0}};

/* ---- models */

static const struct list_column columns[] = {
    {.key = "year", .label = "livelihood.year", .sort = "newest", .type = V_TEXT},
    {.key = "title", .label = "livelihood.model", .sort = "title", .href = "/livelihood/models/{id}", .type = V_TEXT},
    {.key = "kind", .label = "livelihood.kind_of", .type = V_WORD},
    {.key = "district", .label = "livelihood.district", .type = V_TEXT},
    {.key = "households_planned", .label = "livelihood.planned", .number = true, .type = V_INT},
    {.key = "households", .label = "livelihood.households", .number = true, .type = V_INT},
    {.key = "money", .label = "livelihood.money", .number = true, .type = V_MONEY},
    {.key = "state", .label = "service.state", .type = V_WORD},
};
static const struct list_filter filters[] = {
    {.name = "state", .label = "service.state", .type = F_CHOICE, .choices = states, .choice_count = COUNT_OF(states)},
    {.name = "kind",
     .label = "livelihood.kind_of",
     .type = F_CHOICE,
     .choices = kinds,
     .choice_count = COUNT_OF(kinds)},
    {.name = "year", .label = "livelihood.year", .type = F_INT},
    {.name = "area", .label = "livelihood.district", .type = F_CHOICE, .options = area_district_choices},
};
static void list_row(struct ctx *c, const void *row, struct value *item) {
    const struct model_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "title", r->title);
    value_set_word(item, "kind", service_word(c, "livelihood.kind.", r->kind));
    value_set_text(item, "year", arena_fmt(c->arena, "%lld", (long long)r->year));
    value_set_text(item, "district", r->district);
    value_set_word(item, "state", service_word(c, "livelihood.state.", r->state));
    value_set_int(item, "households_planned", r->households_planned);
    value_set_int(item, "households", r->households);
    value_set_money(item, "money", r->money);
}
const struct list_def model_list_def = {.name = "models",
                                        .stmt = &model_list_stmt,
                                        .columns = columns,
                                        .column_count = COUNT_OF(columns),
                                        .filters = filters,
                                        .filter_count = COUNT_OF(filters),
                                        .row_href = "/livelihood/models/{id}",
                                        .row = list_row,
                                        .empty = "livelihood.no_models",
                                        .file_name = "mo-hinh-sinh-ke"};

static const struct field new_fields[] = {
    {.name = "title", .type = F_TEXT, .required = true, .label = "livelihood.model"},
    {.name = "kind",
     .type = F_CHOICE,
     .required = true,
     .label = "livelihood.kind_of",
     .choices = kinds,
     .choice_count = COUNT_OF(kinds)},
    {.name = "district", .type = F_CHOICE, .required = true, .label = "livelihood.district"},
    {.name = "year", .type = F_INT, .required = true, .label = "livelihood.year", .min = 2021, .max = 2100},
    {.name = "need", .type = F_LONG, .required = true, .label = "livelihood.need"},
    {.name = "households_planned",
     .type = F_INT,
     .required = true,
     .label = "livelihood.planned",
     .min = 1,
     .max = 10000},
    {.name = "money", .type = F_MONEY, .required = true, .label = "livelihood.money", .min = 0, .max = 1000000000000},
};
static const struct form new_form = {"model", new_fields, COUNT_OF(new_fields)};

enum status model_new_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct choice_text *districts;
    size_t count;
    TRY(area_district_choices(c, &districts, &count, err));
    if (count == 0) { /* a district proposes for itself */
        struct area own;
        TRY(area_get_lately(c, c->user.scope.area_id, c->today, &own, err));
        districts = ARENA_NEW(c->arena, struct choice_text);
        *districts = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)own.id), own.name};
        count = 1;
    }
    *ret = service_form_with(c, &new_form, "district", districts, count);
    return OK;
}

enum status models_get(struct ctx *c, struct value *out, struct error *err) {
    const struct form *form;
    if (user_may(&c->user, "livelihood.propose")) {
        TRY(model_new_form(c, &form, err));
        struct value *now = value_object(c->arena);
        value_set_int(now, "year", day_year(c->today));
        service_form(c, out, "form", form, "livelihood.propose", true, T("/livelihood/models"), now);
    }
    struct model_list_in in = {c->today};
    return list_answer(c, &model_list_def, &in, NULL, 0, out, err);
}

enum status model_post(struct ctx *c, struct value *out, struct error *err) {
    struct model_new m = {.title = form_text(c->form, "title"),
                          .need = form_text(c->form, "need"),
                          .kind = arena_zstr(c->arena, form_text(c->form, "kind")),
                          .year = form_int(c->form, "year", 0),
                          .households_planned = form_int(c->form, "households_planned", 0),
                          .money = form_int(c->form, "money", 0)};
    struct area *path;
    size_t count;
    int64_t id;
    (void)text_to_i64(form_text(c->form, "district"), &m.district_id);
    TRY(ctx_require_area(c, m.district_id, err));
    TRY(area_path(c, m.district_id, c->today, &path, &count, err));
    m.province_id = path[count - 1].id;
    TRY(model_propose(c, &m, &id, err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "livelihood.written", "/livelihood/models/%lld", (long long)id);
    return OK;
}

/* ---- one model */

static const struct field consolidate_fields[] = {
    {.name = "note", .type = F_LONG, .label = "service.note"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
const struct form model_consolidate_form = {"model_consolidate", consolidate_fields, COUNT_OF(consolidate_fields)};
static const struct choice agrees[] = {{"yes", "livelihood.agrees", 1}, {"no", "livelihood.objects", 0}};
static const struct field union_fields[] = {
    {.name = "opinion",
     .type = F_CHOICE,
     .required = true,
     .label = "livelihood.opinion",
     .choices = agrees,
     .choice_count = COUNT_OF(agrees)},
    {.name = "note", .type = F_LONG, .label = "service.note"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
const struct form model_union_form = {"model_union", union_fields, COUNT_OF(union_fields)};
static const struct choice decisions[] = {{"approve", "livelihood.approve", 1}, {"refuse", "livelihood.refuse", 0}};
static const struct field decide_fields[] = {
    {.name = "decision",
     .type = F_CHOICE,
     .required = true,
     .label = "livelihood.decision",
     .choices = decisions,
     .choice_count = COUNT_OF(decisions)},
    {.name = "document", .type = F_TEXT, .label = "livelihood.document"},
    {.name = "on_day", .type = F_DAY, .required = true, .label = "service.held_on"},
    {.name = "note", .type = F_LONG, .label = "service.reason"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
const struct form model_decide_form = {"model_decide", decide_fields, COUNT_OF(decide_fields)};
static const struct field finish_fields[] = {
    {.name = "result", .type = F_LONG, .required = true, .label = "livelihood.result"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
const struct form model_finish_form = {"model_finish", finish_fields, COUNT_OF(finish_fields)};
static const struct field join_fields[] = {
    {.name = "code", .type = F_TEXT, .required = true, .label = "service.code"},
    {.name = "joined_on", .type = F_DAY, .required = true, .label = "livelihood.joined_on"},
    {.name = "income_before",
     .type = F_MONEY,
     .label = "livelihood.income_before",
     .unit = "livelihood.income_unit",
     .min = 0,
     .max = 1000000000},
    {.name = "proof", .type = F_TEXT, .label = "service.proof", .help = "service.proof_help"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
const struct form model_join_form = {"model_join", join_fields, COUNT_OF(join_fields)};

static enum status add_steps(struct ctx *c, int64_t id, struct value *out, struct error *err) {
    struct model_steps_row *rows;
    size_t count;
    TRY(model_steps(c->db, &(struct model_steps_in){id, c->today}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "steps");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_word(v, "kind", service_word(c, "livelihood.step.", rows[i].kind));
        value_set_day(v, "on_day", rows[i].on_day);
        value_set_text(v, "note", rows[i].note);
        value_set_text(v, "agency", rows[i].agency);
        value_set_text(v, "who", rows[i].who);
    }
    return OK;
}

static enum status add_households(struct ctx *c, int64_t id, struct value *out, struct error *err) {
    struct model_households_row *rows;
    size_t count;
    TRY(model_households(c->db, &(struct model_households_in){id, c->today, c->user.scope.level, c->user.scope.area_id},
                         c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "households");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "id", rows[i].id);
        value_set_id(v, "household_id", rows[i].household_id);
        value_set_text(v, "code", rows[i].code);
        value_set_text(v, "head_name", rows[i].head_name);
        value_set_text(v, "hamlet", rows[i].hamlet_name);
        value_set_text(v, "commune", rows[i].commune_name);
        value_set_day(v, "joined_on", rows[i].joined_on);
        value_set_money(v, "given", rows[i].given);
        value_set_money(v, "income_before", rows[i].income_before);
        value_set_money(v, "income_after", rows[i].income_after);
        value_set_word(v, "outcome", service_word(c, "livelihood.outcome.", rows[i].outcome));
        value_set_text(v, "left_reason", rows[i].left_reason);
    }
    return OK;
}

/* Agriculture leads the policy, the Farmers' Union helps to lead it: who they are is the policy's own data. */
static bool acts_as(struct ctx *c, bool lead) {
    struct policy p;
    struct error none = {0};
    return c->user.agency_id != 0 && policy_by_key(c, LIVELIHOOD_POLICY, c->today, &p, &none) == OK &&
           c->user.agency_id == (lead ? p.lead_agency_id : p.co_lead_agency_id);
}

enum status model_get_page(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct model_get_row m;
    TRY(ctx_id(c, 0, &id, err));
    TRY(model_read(c, id, &m, err));
    value_set_id(out, "id", m.id);
    value_set_text(out, "title", m.title);
    value_set_word(out, "kind", service_word(c, "livelihood.kind.", m.kind));
    value_set_text(out, "year", arena_fmt(c->arena, "%lld", (long long)m.year));
    value_set_text(out, "district", m.district);
    value_set_text(out, "need", m.need);
    value_set_int(out, "households_planned", m.households_planned);
    value_set_money(out, "money", m.money);
    value_set_word(out, "state", service_word(c, "livelihood.state.", m.state));
    value_set_word(out, "union",
                   m.union_agrees == DB_NULL ? "livelihood.not_asked"
                   : m.union_agrees == 1     ? "livelihood.agrees"
                                             : "livelihood.objects");
    value_set_text(out, "document", m.document);
    value_set_day(out, "approved_on", m.approved_on);
    value_set_day(out, "ended_on", m.ended_on);
    value_set_text(out, "result", m.result);
    value_set_int(out, "version", m.version);
    TRY(add_steps(c, id, out, err));
    TRY(add_households(c, id, out, err));
    struct value *now = value_object(c->arena);
    value_set_day(now, "on_day", c->today);
    value_set_day(now, "joined_on", c->today);
    value_set_int(now, "version", m.version);
    bool proposed = text_is(m.state, "proposed"), consolidated = text_is(m.state, "consolidated"),
         running = text_is(m.state, "approved");
    const struct {
        const char *member, *tail, *permission;
        const struct form *form;
        bool possible;
    } offers[] = {
        {"consolidate_form", "consolidate", "livelihood.write", &model_consolidate_form, proposed && acts_as(c, true)},
        {"union_form", "opinion", "livelihood.write", &model_union_form,
         (proposed || consolidated) && acts_as(c, false)},
        {"decide_form", "decision", "livelihood.approve", &model_decide_form,
         consolidated && m.account_id != c->user.account_id},
        {"join_form", "households", "livelihood.write", &model_join_form,
         running && service_leads(c, LIVELIHOOD_POLICY)},
        {"finish_form", "end", "livelihood.write", &model_finish_form, running && service_leads(c, LIVELIHOOD_POLICY)},
    };
    for (size_t i = 0; i < COUNT_OF(offers); i++)
        service_form(c, out, offers[i].member, offers[i].form, offers[i].permission, offers[i].possible,
                     arena_fmt(c->arena, "/livelihood/models/%lld/%s", (long long)id, offers[i].tail), now);
    return OK;
}

static enum status of_path(struct ctx *c, int64_t *ret_id, int64_t *ret_version, struct error *err) {
    TRY(ctx_id(c, 0, ret_id, err));
    *ret_version = form_int(c->form, "version", 0);
    ctx_redirect(c, "livelihood.written", "/livelihood/models/%lld", (long long)*ret_id);
    return OK;
}

enum status model_consolidate_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    int64_t id, version;
    TRY(of_path(c, &id, &version, err));
    if (!acts_as(c, true))
        return fail(err, E_FORBIDDEN, "livelihood.agriculture_only");
    return model_consolidate(c, id, version, form_text(c->form, "note"), err);
}

enum status model_union_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    int64_t id, version;
    TRY(of_path(c, &id, &version, err));
    if (!acts_as(c, false))
        return fail(err, E_FORBIDDEN, "livelihood.union_only");
    return model_union(c, id, version, form_choice_is(c->form, "opinion", "yes"), form_text(c->form, "note"), err);
}

enum status model_decide_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    int64_t id, version;
    TRY(of_path(c, &id, &version, err));
    return model_decide(c, id, version, form_choice_is(c->form, "decision", "approve"), form_text(c->form, "document"),
                        form_day(c->form, "on_day"), form_text(c->form, "note"), err);
}

enum status model_finish_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    int64_t id, version;
    TRY(of_path(c, &id, &version, err));
    TRY(service_require_lead(c, LIVELIHOOD_POLICY, err));
    return model_finish(c, id, version, form_text(c->form, "result"), err);
}

enum status model_join_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id, version, joined;
    struct service_household h;
    TRY(of_path(c, &id, &version, err));
    TRY(service_require_lead(c, LIVELIHOOD_POLICY, err));
    TRY(service_household_by_code(c, form_text(c->form, "code"), "code", &h, err));
    TRY(model_join(c, id, &h, form_text(c->form, "proof"), form_int(c->form, "income_before", DB_NULL),
                   form_day(c->form, "joined_on"), &joined, err));
    value_set_id(out, "id", joined);
    return OK;
}

/* ---- households */

static const struct list_column household_columns[] = {
    {.key = "joined_on", .label = "livelihood.joined_on", .sort = "newest", .type = V_DAY},
    {.key = "head_name",
     .label = "service.head",
     .href = "/livelihood/households/{id}",
     .sensitivity = S_PERSONAL,
     .type = V_TEXT},
    {.key = "code", .label = "service.code", .type = V_TEXT},
    {.key = "hamlet", .label = "service.hamlet", .type = V_TEXT},
    {.key = "commune", .label = "service.commune", .type = V_TEXT},
    {.key = "model", .label = "livelihood.model", .type = V_TEXT},
    {.key = "given", .label = "livelihood.given", .number = true, .type = V_MONEY},
    {.key = "outcome", .label = "livelihood.result", .type = V_WORD},
    {.key = "left_on", .label = "livelihood.left_on", .hidden = true, .type = V_DAY},
};
static const struct list_filter household_filters[] = {
    {.name = "state", .label = "service.state", .type = F_CHOICE, .choices = parts, .choice_count = COUNT_OF(parts)},
    {.name = "outcome",
     .label = "livelihood.result",
     .type = F_CHOICE,
     .choices = outcomes,
     .choice_count = COUNT_OF(outcomes)},
    {.name = "area", .label = "service.area", .type = F_CHOICE, .options = service_area_choices},
    {.name = "from", .label = "service.from", .type = F_DAY},
    {.name = "to", .label = "service.to", .type = F_DAY},
};
static void household_row(struct ctx *c, const void *row, struct value *item) {
    const struct model_household_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "code", r->code);
    value_set_text(item, "head_name", r->head_name);
    value_set_text(item, "hamlet", r->hamlet_name);
    value_set_text(item, "commune", r->commune_name);
    value_set_text(item, "model", r->model);
    value_set_day(item, "joined_on", r->joined_on);
    value_set_money(item, "given", r->given);
    value_set_word(item, "outcome", service_word(c, "livelihood.outcome.", r->outcome));
    value_set_day(item, "left_on", r->left_on);
}
const struct list_def model_household_list_def = {.name = "model_households",
                                                  .stmt = &model_household_list_stmt,
                                                  .columns = household_columns,
                                                  .column_count = COUNT_OF(household_columns),
                                                  .filters = household_filters,
                                                  .filter_count = COUNT_OF(household_filters),
                                                  .row_href = "/livelihood/households/{id}",
                                                  .row = household_row,
                                                  .empty = "livelihood.nobody",
                                                  .file_name = "ho-tham-gia-mo-hinh"};

enum status model_households_get(struct ctx *c, struct value *out, struct error *err) {
    struct model_household_list_in in = {c->today};
    return list_answer(c, &model_household_list_def, &in, NULL, 0, out, err);
}

static const struct field give_fields[] = {
    {.name = "what", .type = F_TEXT, .required = true, .label = "livelihood.what"},
    {.name = "quantity", .type = F_INT, .required = true, .label = "inkind.quantity", .min = 1, .max = 1000000},
    {.name = "unit", .type = F_TEXT, .required = true, .label = "inkind.unit", .max = 20},
    {.name = "value", .type = F_MONEY, .required = true, .label = "livelihood.given", .min = 0, .max = 1000000000000},
    {.name = "on_day", .type = F_DAY, .required = true, .label = "service.held_on"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
const struct form model_give_form = {"model_give", give_fields, COUNT_OF(give_fields)};
static const struct field result_fields[] = {
    {.name = "outcome",
     .type = F_CHOICE,
     .required = true,
     .label = "livelihood.result",
     .choices = outcomes,
     .choice_count = COUNT_OF(outcomes)},
    {.name = "income_after",
     .type = F_MONEY,
     .label = "livelihood.income_after",
     .unit = "livelihood.income_unit",
     .min = 0,
     .max = 1000000000},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
const struct form model_result_form = {"model_result", result_fields, COUNT_OF(result_fields)};
static const struct field leave_fields[] = {
    {.name = "reason", .type = F_TEXT, .required = true, .label = "service.reason"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
const struct form model_leave_form = {"model_leave", leave_fields, COUNT_OF(leave_fields)};

enum status model_household_get_page(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct model_household_get_row p;
    struct model_get_row m;
    struct model_inputs_row *inputs;
    struct service_household h;
    size_t count;
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(model_household_read(c, id, &p, err));
    TRY(model_get(c->db, &(struct model_get_in){p.model_id, c->today}, c->arena, &m, &found, err));
    value_set_id(out, "id", p.id);
    value_set_text(out, "head_name", p.head_name);
    value_set_id(out, "model_id", p.model_id);
    value_set_text(out, "model", m.title);
    value_set_day(out, "joined_on", p.joined_on);
    value_set_money(out, "income_before", p.income_before);
    value_set_money(out, "income_after", p.income_after);
    value_set_word(out, "outcome", service_word(c, "livelihood.outcome.", p.outcome));
    value_set_day(out, "left_on", p.left_on);
    value_set_text(out, "left_reason", p.left_reason);
    value_set_int(out, "version", p.version);
    value_set_bool(out, "may_household", user_may(&c->user, "household.read"));
    if (service_household(c, p.household_id, &h, err) == OK)
        service_household_show(c, &h, out);
    else
        error_clear(err); /* moved away since */
    TRY(model_inputs(c->db, &(struct model_inputs_in){id}, c->arena, &inputs, &count, err));
    struct value *list = value_set_list(out, "inputs");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_day(v, "on_day", inputs[i].on_day);
        value_set_text(v, "what", inputs[i].what);
        value_set_int(v, "quantity", inputs[i].quantity);
        value_set_text(v, "unit", inputs[i].unit);
        value_set_money(v, "value", inputs[i].value);
    }
    TRY(follow_up_show(c, "model_household", id, value_set_list(out, "follow_ups"), err));
    bool open = p.left_on == DAY_NONE && service_leads(c, LIVELIHOOD_POLICY);
    struct value *now = value_object(c->arena);
    value_set_day(now, "on_day", c->today);
    value_set_int(now, "version", p.version);
    const struct {
        const char *member, *tail;
        const struct form *form;
    } offers[] = {{"give_form", "inputs", &model_give_form},
                  {"result_form", "result", &model_result_form},
                  {"leave_form", "leave", &model_leave_form}};
    for (size_t i = 0; i < COUNT_OF(offers); i++)
        service_form(c, out, offers[i].member, offers[i].form, "livelihood.write", open,
                     arena_fmt(c->arena, "/livelihood/households/%lld/%s", (long long)id, offers[i].tail), now);
    return OK;
}

static enum status household_of_path(struct ctx *c, int64_t *ret_id, int64_t *ret_version, struct error *err) {
    TRY(ctx_id(c, 0, ret_id, err));
    *ret_version = form_int(c->form, "version", 0);
    ctx_redirect(c, "livelihood.written", "/livelihood/households/%lld", (long long)*ret_id);
    return service_require_lead(c, LIVELIHOOD_POLICY, err);
}

enum status model_give_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    int64_t id, version;
    TRY(household_of_path(c, &id, &version, err));
    struct model_given g = {.what = form_text(c->form, "what"),
                            .unit = form_text(c->form, "unit"),
                            .quantity = form_int(c->form, "quantity", 0),
                            .value = form_int(c->form, "value", 0),
                            .on = form_day(c->form, "on_day")};
    return model_give(c, id, version, &g, err);
}

enum status model_result_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    int64_t id, version;
    TRY(household_of_path(c, &id, &version, err));
    return model_result(c, id, version, form_text(c->form, "outcome"), form_int(c->form, "income_after", DB_NULL), err);
}

enum status model_leave_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    int64_t id, version;
    TRY(household_of_path(c, &id, &version, err));
    return model_leave(c, id, version, form_text(c->form, "reason"), err);
}
