/* Pages of the lists: what is open, one list with its households, one household with what it got. */
#include "features/inkind/inkind_parts.h"

static const struct choice states[] = {{"draft", "inkind.state.draft", 0},
                                       {"approved", "inkind.state.approved", 0},
                                       {"cancelled", "inkind.state.cancelled", 0}};
static const struct list_column columns[] = {
    {.key = "opened_on", .label = "inkind.opened_on", .sort = "newest", .type = V_DAY},
    {.key = "title", .label = "inkind.list", .href = "/in-kind/lists/{id}", .type = V_TEXT},
    {.key = "policy", .label = "service.policy", .type = V_TEXT},
    {.key = "agency", .label = "inkind.agency", .hidden = true, .type = V_TEXT},
    {.key = "commune", .label = "service.commune", .type = V_TEXT},
    {.key = "households", .label = "inkind.households", .number = true, .type = V_INT},
    {.key = "handed", .label = "inkind.handed", .number = true, .type = V_INT},
    {.key = "state", .label = "service.state", .type = V_WORD},
    {.key = "document", .label = "inkind.document", .hidden = true, .type = V_TEXT},
};
static const struct list_filter filters[] = {
    {.name = "state", .label = "service.state", .type = F_CHOICE, .choices = states, .choice_count = COUNT_OF(states)},
    {.name = "policy", .label = "service.policy", .type = F_TEXT},
    {.name = "area", .label = "service.area", .type = F_CHOICE, .options = service_area_choices},
    {.name = "from", .label = "service.from", .type = F_DAY},
    {.name = "to", .label = "service.to", .type = F_DAY},
};
static void list_row(struct ctx *c, const void *row, struct value *item) {
    const struct distribution_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "title", r->title);
    value_set_text(item, "policy", r->policy);
    value_set_text(item, "agency", r->agency);
    value_set_text(item, "commune", r->commune_name);
    value_set_day(item, "opened_on", r->opened_on);
    value_set_word(item, "state", service_word(c, "inkind.state.", r->state));
    value_set_int(item, "households", r->households);
    value_set_int(item, "handed", r->handed);
    value_set_text(item, "document", r->document);
}
const struct list_def inkind_list_list_def = {.name = "distributions",
                                              .stmt = &distribution_list_stmt,
                                              .columns = columns,
                                              .column_count = COUNT_OF(columns),
                                              .filters = filters,
                                              .filter_count = COUNT_OF(filters),
                                              .row_href = "/in-kind/lists/{id}",
                                              .row = list_row,
                                              .empty = "inkind.no_lists",
                                              .file_name = "danh-sach-cap-hien-vat"};

static const struct field new_fields[] = {
    {.name = "policy", .type = F_CHOICE, .required = true, .label = "service.policy"},
    {.name = "area", .type = F_CHOICE, .required = true, .label = "service.commune"},
    {.name = "title", .type = F_TEXT, .required = true, .label = "inkind.list_title"},
};
static const struct form new_form = {"inkind_list", new_fields, COUNT_OF(new_fields)};

static enum status own_policies(struct ctx *c, struct inkind_policies_row **ret, size_t *ret_count, struct error *err) {
    return inkind_policies(c->db, &(struct inkind_policies_in){c->user.agency_id}, c->arena, ret, ret_count, err);
}

enum status inkind_list_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct inkind_policies_row *rows;
    struct choice_text *areas;
    size_t count, area_count;
    TRY(own_policies(c, &rows, &count, err));
    TRY(service_area_choices(c, &areas, &area_count, err));
    struct choice_text *texts = ARENA_ARRAY(c->arena, count + 1, struct choice_text);
    for (size_t i = 0; i < count; i++)
        texts[i] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)rows[i].id), rows[i].name};
    *ret = service_form_with(c, service_form_with(c, &new_form, "policy", texts, count), "area", areas, area_count);
    return OK;
}

enum status inkind_lists_get(struct ctx *c, struct value *out, struct error *err) {
    struct inkind_policies_row *rows;
    size_t count;
    const struct form *form;
    TRY(own_policies(c, &rows, &count, err));
    TRY(inkind_list_form(c, &form, err));
    service_form(c, out, "form", form, "inkind.write", count > 0, T("/in-kind/lists"), NULL);
    struct distribution_list_in in = {c->today};
    return list_answer(c, &inkind_list_list_def, &in, NULL, 0, out, err);
}

enum status inkind_list_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t area = 0, id;
    struct list_new l = {.agency_id = c->user.agency_id, .title = form_text(c->form, "title"), .on = c->today};
    if (c->user.agency_id == 0)
        return fail(err, E_FORBIDDEN, "inkind.no_agency");
    (void)text_to_i64(form_text(c->form, "area"), &area);
    (void)text_to_i64(form_text(c->form, "policy"), &l.policy_id);
    TRY(service_place_of(c, area, &l.at, err));
    TRY(inkind_list_open(c, &l, &id, err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "inkind.list_opened", "/in-kind/lists/%lld", (long long)id);
    return OK;
}

/* ---- one list */

static const struct field add_fields[] = {
    {.name = "code", .type = F_TEXT, .required = true, .label = "service.code", .help = "inkind.code_help"},
    {.name = "good", .type = F_CHOICE, .required = true, .label = "inkind.good"},
    {.name = "quantity", .type = F_INT, .required = true, .label = "inkind.quantity", .min = 1, .max = 1000000},
    {.name = "proof", .type = F_TEXT, .label = "service.proof", .help = "service.proof_help"},
};
static const struct form add_form = {"inkind_add", add_fields, COUNT_OF(add_fields)};
static const struct field approve_fields[] = {
    {.name = "document", .type = F_TEXT, .required = true, .label = "inkind.document"},
    {.name = "on_day", .type = F_DAY, .required = true, .label = "inkind.approved_on"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
const struct form inkind_approve_form = {"inkind_approve", approve_fields, COUNT_OF(approve_fields)};
static const struct field cancel_fields[] = {
    {.name = "reason", .type = F_TEXT, .required = true, .label = "service.reason"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
const struct form inkind_cancel_form = {"inkind_cancel", cancel_fields, COUNT_OF(cancel_fields)};

static enum status list_of_path(struct ctx *c, struct distribution_get_row *ret, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    return inkind_list_read(c, id, ret, err);
}

enum status inkind_add_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct distribution_get_row d;
    struct choice_text *goods;
    size_t count;
    TRY(list_of_path(c, &d, err));
    TRY(inkind_good_choices(c, d.agency_id, &goods, &count, err));
    *ret = service_form_with(c, &add_form, "good", goods, count);
    return OK;
}

static enum status add_households(struct ctx *c, const struct distribution_get_row *d, struct value *out,
                                  struct error *err) {
    struct given_of_row *rows;
    struct given_goods_row *goods;
    size_t count, good_count, g = 0;
    int64_t total = 0;
    TRY(given_of(c->db, &(struct given_of_in){d->id, c->today}, c->arena, &rows, &count, err));
    TRY(given_goods(c->db, &(struct given_goods_in){d->id, 0}, c->arena, &goods, &good_count, err));
    struct value *list = value_set_list(out, "households");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "id", rows[i].id);
        value_set_id(v, "household_id", rows[i].household_id);
        value_set_text(v, "code", rows[i].code);
        value_set_text(v, "head_name", rows[i].head_name);
        value_set_text(v, "hamlet", rows[i].hamlet_name);
        value_set_word(v, "state", service_word(c, "inkind.given.", rows[i].state));
        value_set_text(v, "reason", rows[i].reason);
        value_set_day(v, "handed_on", rows[i].handed_on);
        value_set_text(v, "receiver", rows[i].receiver);
        value_set_money(v, "value", rows[i].value);
        if (!text_is(rows[i].state, "removed"))
            total += rows[i].value;
        struct value *what = value_set_list(v, "goods");
        for (g = 0; g < good_count; g++) {
            if (goods[g].given_id != rows[i].id)
                continue;
            struct value *one = value_add_object(what);
            value_set_text(one, "name", goods[g].name);
            value_set_text(one, "unit", goods[g].unit);
            value_set_int(one, "quantity", goods[g].quantity);
            value_set_money(one, "unit_value", goods[g].unit_value);
        }
    }
    value_set_money(out, "value", total);
    return OK;
}

enum status inkind_list_get(struct ctx *c, struct value *out, struct error *err) {
    struct distribution_get_row d;
    const struct form *form;
    TRY(list_of_path(c, &d, err));
    value_set_id(out, "id", d.id);
    value_set_text(out, "title", d.title);
    value_set_text(out, "agency", d.agency);
    value_set_text(out, "policy", d.policy);
    value_set_text(out, "policy_key", d.policy_key);
    value_set_text(out, "commune", d.commune);
    value_set_word(out, "state", service_word(c, "inkind.state.", d.state));
    value_set_day(out, "opened_on", d.opened_on);
    value_set_text(out, "document", d.document);
    value_set_day(out, "approved_on", d.approved_on);
    value_set_text(out, "approved_by", d.approved_by);
    value_set_text(out, "reason", d.reason);
    value_set_int(out, "version", d.version);
    TRY(add_households(c, &d, out, err));
    bool draft = text_is(d.state, "draft"), mine = service_leads(c, arena_zstr(c->arena, d.policy_key));
    struct value *now = value_object(c->arena);
    value_set_day(now, "on_day", c->today);
    value_set_int(now, "version", d.version);
    TRY(inkind_add_form(c, &form, err));
    service_form(c, out, "add_form", form, "inkind.write", draft && mine,
                 arena_fmt(c->arena, "/in-kind/lists/%lld/households", (long long)d.id), NULL);
    service_form(c, out, "approve_form", &inkind_approve_form, "inkind.approve",
                 draft && mine && d.account_id != c->user.account_id,
                 arena_fmt(c->arena, "/in-kind/lists/%lld/approve", (long long)d.id), now);
    service_form(c, out, "cancel_form", &inkind_cancel_form, "inkind.write", draft && mine,
                 arena_fmt(c->arena, "/in-kind/lists/%lld/cancel", (long long)d.id), now);
    return OK;
}

enum status inkind_add_post(struct ctx *c, struct value *out, struct error *err) {
    struct distribution_get_row d;
    struct service_household h;
    int64_t good = 0, id;
    TRY(list_of_path(c, &d, err));
    TRY(service_require_lead(c, arena_zstr(c->arena, d.policy_key), err));
    TRY(service_household_by_code(c, form_text(c->form, "code"), "code", &h, err));
    (void)text_to_i64(form_text(c->form, "good"), &good);
    TRY(inkind_list_add(c, d.id, &h, good, form_int(c->form, "quantity", 0), form_text(c->form, "proof"), &id, err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "inkind.added", "/in-kind/lists/%lld", (long long)d.id);
    return OK;
}

enum status inkind_approve_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct distribution_get_row d;
    TRY(list_of_path(c, &d, err));
    TRY(service_require_lead(c, arena_zstr(c->arena, d.policy_key), err));
    TRY(inkind_list_approve(c, d.id, form_int(c->form, "version", 0), form_text(c->form, "document"),
                            form_day(c->form, "on_day"), err));
    ctx_redirect(c, "inkind.approved", "/in-kind/lists/%lld", (long long)d.id);
    return OK;
}

enum status inkind_cancel_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct distribution_get_row d;
    struct given_of_row *rows;
    size_t count;
    int64_t changed = 0;
    struct text reason = form_text(c->form, "reason");
    TRY(list_of_path(c, &d, err));
    TRY(service_require_lead(c, arena_zstr(c->arena, d.policy_key), err));
    TRY(distribution_cancel(
        c->db, &(struct distribution_cancel_in){d.id, form_int(c->form, "version", d.version), reason}, &changed, err));
    if (changed == 0)
        return fail(err, text_is(d.state, "draft") ? E_PRECONDITION : E_CONFLICT,
                    text_is(d.state, "draft") ? "http.precondition_failed" : "inkind.list_closed");
    TRY(given_of(c->db, &(struct given_of_in){d.id, c->today}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++)
        if (text_is(rows[i].state, "proposed"))
            TRY(inkind_undo(c, rows[i].id, 0, reason, c->today, err));
    audit_note(c, d.commune_id, "inkind.cancel", "distribution", d.id, NULL);
    ctx_redirect(c, "inkind.written", "/in-kind/lists/%lld", (long long)d.id);
    return OK;
}

/* ---- one household of a list */

static const struct field hand_fields[] = {
    {.name = "receiver", .type = F_NAME, .required = true, .label = "inkind.receiver", .sensitivity = S_PERSONAL},
    {.name = "on_day", .type = F_DAY, .required = true, .label = "inkind.handed_on"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
const struct form inkind_hand_form = {"inkind_hand", hand_fields, COUNT_OF(hand_fields)};
static const struct field undo_fields[] = {
    {.name = "reason", .type = F_TEXT, .required = true, .label = "service.reason"},
    {.name = "on_day", .type = F_DAY, .required = true, .label = "service.held_on"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
const struct form inkind_undo_form = {"inkind_undo", undo_fields, COUNT_OF(undo_fields)};

enum status inkind_given_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct given_get_row g;
    struct given_goods_row *goods;
    struct distribution_get_row d;
    struct service_household h;
    size_t count;
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(inkind_given_read(c, id, &g, err));
    TRY(distribution_get(c->db, &(struct distribution_get_in){g.distribution_id, c->today}, c->arena, &d, &found, err));
    value_set_id(out, "id", g.id);
    value_set_text(out, "head_name", g.head_name);
    value_set_id(out, "list_id", g.distribution_id);
    value_set_text(out, "list", d.title);
    value_set_text(out, "policy", d.policy);
    value_set_text(out, "agency", d.agency);
    value_set_text(out, "document", d.document);
    value_set_word(out, "state", service_word(c, "inkind.given.", g.state));
    value_set_text(out, "reason", g.reason);
    value_set_day(out, "handed_on", g.handed_on);
    value_set_text(out, "receiver", g.receiver);
    value_set_money(out, "value", g.value);
    value_set_text(out, "proof", g.proof);
    value_set_int(out, "version", g.version);
    value_set_bool(out, "may_household", user_may(&c->user, "household.read"));
    if (service_household(c, g.household_id, &h, err) == OK)
        service_household_show(c, &h, out);
    else
        error_clear(err); /* moved away since */
    TRY(given_goods(c->db, &(struct given_goods_in){0, id}, c->arena, &goods, &count, err));
    struct value *list = value_set_list(out, "goods");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_text(v, "name", goods[i].name);
        value_set_text(v, "unit", goods[i].unit);
        value_set_int(v, "quantity", goods[i].quantity);
        value_set_money(v, "unit_value", goods[i].unit_value);
    }
    TRY(follow_up_show(c, "handover", id, value_set_list(out, "follow_ups"), err));
    bool mine = service_leads(c, arena_zstr(c->arena, d.policy_key));
    struct value *now = value_object(c->arena);
    value_set_day(now, "on_day", c->today);
    value_set_int(now, "version", g.version);
    value_set_text(now, "receiver", g.head_name);
    service_form(c, out, "hand_form", &inkind_hand_form, "inkind.write", mine && text_is(g.state, "approved"),
                 arena_fmt(c->arena, "/in-kind/given/%lld/hand-over", (long long)id), now);
    bool may_undo = text_is(g.state, "proposed") || text_is(g.state, "approved") || text_is(g.state, "handed");
    service_form(c, out, "undo_form", &inkind_undo_form, "inkind.write", mine && may_undo,
                 arena_fmt(c->arena, "/in-kind/given/%lld/undo", (long long)id), now);
    return OK;
}

static enum status require_mine(struct ctx *c, int64_t *ret_id, struct error *err) {
    struct given_get_row g;
    struct distribution_get_row d;
    bool found = false;
    TRY(ctx_id(c, 0, ret_id, err));
    TRY(inkind_given_read(c, *ret_id, &g, err));
    TRY(distribution_get(c->db, &(struct distribution_get_in){g.distribution_id, c->today}, c->arena, &d, &found, err));
    ctx_redirect(c, "inkind.written", "/in-kind/given/%lld", (long long)*ret_id);
    return service_require_lead(c, arena_zstr(c->arena, d.policy_key), err);
}

enum status inkind_hand_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    int64_t id;
    TRY(require_mine(c, &id, err));
    return inkind_hand(c, id, form_int(c->form, "version", 0), form_text(c->form, "receiver"),
                       form_day(c->form, "on_day"), err);
}

enum status inkind_undo_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    int64_t id;
    TRY(require_mine(c, &id, err));
    return inkind_undo(c, id, form_int(c->form, "version", 0), form_text(c->form, "reason"),
                       form_day(c->form, "on_day"), err);
}
