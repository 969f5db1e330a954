/* Providers, printed matter and boards, figures for everybody, the first page of the centre. */
#include "features/legalaid/legalaid_parts.h"

/* ---- providers */

static const struct choice provider_kinds[] = {{"centre", "legalaid.provider_kind.centre", 0},
                                               {"collaborator", "legalaid.provider_kind.collaborator", 0},
                                               {"lawyer", "legalaid.provider_kind.lawyer", 0},
                                               {"organisation", "legalaid.provider_kind.organisation", 0}};
static const struct field provider_fields[] = {
    {.name = "name", .type = F_TEXT, .required = true, .label = "legalaid.provider"},
    {.name = "kind",
     .type = F_CHOICE,
     .required = true,
     .label = "legalaid.provider_kind_of",
     .choices = provider_kinds,
     .choice_count = COUNT_OF(provider_kinds)},
    {.name = "card", .type = F_TEXT, .label = "legalaid.card"},
    {.name = "valid_from", .type = F_DAY, .required = true, .label = "service.from"},
};
const struct form legal_provider_form = {"legal_provider", provider_fields, COUNT_OF(provider_fields)};
static const struct field end_fields[] = {
    {.name = "valid_to", .type = F_DAY, .required = true, .label = "legalaid.acts_until"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
const struct form legal_provider_end_form = {"legal_provider_end", end_fields, COUNT_OF(end_fields)};

static const struct list_column provider_columns[] = {
    {.key = "name",
     .label = "legalaid.provider",
     .sort = "name",
     .href = "/legal-aid/cases?provider={id}",
     .type = V_TEXT},
    {.key = "kind", .label = "legalaid.provider_kind_of", .type = V_WORD},
    {.key = "card", .label = "legalaid.card", .type = V_TEXT},
    {.key = "valid_from", .label = "service.from", .type = V_DAY},
    {.key = "valid_to", .label = "service.to", .type = V_DAY},
    {.key = "open_cases", .label = "legalaid.open_now", .number = true, .type = V_INT},
    {.key = "closed_cases", .label = "legalaid.closed_ever", .number = true, .type = V_INT},
};
static const struct list_filter provider_filters[] = {
    {.name = "kind",
     .label = "legalaid.provider_kind_of",
     .type = F_CHOICE,
     .choices = provider_kinds,
     .choice_count = COUNT_OF(provider_kinds)},
};
static void provider_row(struct ctx *c, const void *row, struct value *item) {
    const struct legal_provider_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "name", r->name);
    value_set_word(item, "kind", service_word(c, "legalaid.provider_kind.", r->kind));
    value_set_text(item, "card", r->card);
    value_set_day(item, "valid_from", r->valid_from);
    value_set_day(item, "valid_to", r->valid_to == DAY_FOREVER ? DAY_NONE : r->valid_to);
    value_set_int(item, "open_cases", r->open_cases);
    value_set_int(item, "closed_cases", r->closed_cases);
    value_set_int(item, "version", r->version);
}
const struct list_def legal_provider_list_def = {.name = "legal_providers",
                                                 .stmt = &legal_provider_list_stmt,
                                                 .columns = provider_columns,
                                                 .column_count = COUNT_OF(provider_columns),
                                                 .filters = provider_filters,
                                                 .filter_count = COUNT_OF(provider_filters),
                                                 .row = provider_row,
                                                 .empty = "legalaid.no_providers",
                                                 .file_name = "nguoi-tro-giup-phap-ly"};

enum status legal_providers_get(struct ctx *c, struct value *out, struct error *err) {
    struct value *now = value_object(c->arena);
    value_set_day(now, "valid_from", c->today);
    service_form(c, out, "form", &legal_provider_form, "legalaid.write", true, T("/legal-aid/providers"), now);
    value_set_bool(out, "may_write", user_may(&c->user, "legalaid.write"));
    struct legal_provider_list_in in = {c->today};
    return list_answer(c, &legal_provider_list_def, &in, NULL, 0, out, err);
}

enum status legal_provider_add(struct ctx *c, struct text name, const char *kind, struct text card, day_t from,
                               int64_t *ret_id, struct error *err) {
    int64_t id = id_new();
    TRY(legal_provider_insert(c->db,
                              &(struct legal_provider_insert_in){id, name, vi_name_sort_key(c->arena, name),
                                                                 text_of(kind), card, from, DAY_FOREVER,
                                                                 c->user.account_id, clock_now(&c->app->clock)},
                              NULL, err));
    audit_note(c, 0, "legalaid.provider", "legal_provider", id, NULL);
    *ret_id = id;
    return OK;
}

enum status legal_provider_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(legal_provider_add(c, form_text(c->form, "name"), arena_zstr(c->arena, form_text(c->form, "kind")),
                           form_text(c->form, "card"), form_day(c->form, "valid_from"), &id, err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "legalaid.done", "/legal-aid/providers");
    return OK;
}

enum status legal_provider_end_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct legal_provider_get_row v;
    int64_t id, changed = 0;
    bool found = false;
    day_t to = form_day(c->form, "valid_to");
    TRY(ctx_id(c, 0, &id, err));
    TRY(legal_provider_get(c->db, &(struct legal_provider_get_in){id}, c->arena, &v, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    if (to <= v.valid_from)
        (void)error_field(err, "valid_to", "legalaid.ends_before_start", NULL);
    TRY(error_fields_status(err));
    TRY(legal_provider_end(c->db, &(struct legal_provider_end_in){id, form_int(c->form, "version", v.version), to},
                           &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    struct value *diff = value_object(c->arena);
    diff_day(diff, "valid_to", v.valid_to, to);
    audit_note(c, 0, "legalaid.provider_end", "legal_provider", id, diff);
    ctx_redirect(c, "legalaid.done", "/legal-aid/providers");
    return OK;
}

/* ---- printed matter, boards, boxes */

static const struct choice material_kinds[] = {{"printed", "legalaid.material.printed", 0},
                                               {"leaflet", "legalaid.material.leaflet", 0},
                                               {"board", "legalaid.material.board", 0},
                                               {"box", "legalaid.material.box", 0}};
static const struct choice material_filter_kinds[] = {
    {"paper", "legalaid.material.paper", 0},     {"fixed", "legalaid.material.fixed", 0},
    {"printed", "legalaid.material.printed", 0}, {"leaflet", "legalaid.material.leaflet", 0},
    {"board", "legalaid.material.board", 0},     {"box", "legalaid.material.box", 0}};
static const struct field material_fields[] = {
    {.name = "kind",
     .type = F_CHOICE,
     .required = true,
     .label = "legalaid.material_kind",
     .choices = material_kinds,
     .choice_count = COUNT_OF(material_kinds)},
    {.name = "title", .type = F_TEXT, .required = true, .label = "service.topic"},
    {.name = "area", .type = F_CHOICE, .required = true, .label = "service.area"},
    {.name = "place", .type = F_TEXT, .required = true, .label = "legalaid.material_place"},
    {.name = "on_day", .type = F_DAY, .required = true, .label = "service.held_on"},
    {.name = "quantity", .type = F_INT, .required = true, .label = "legalaid.quantity", .min = 1, .max = 10000000},
};
static const struct form material_form = {"legal_material", material_fields, COUNT_OF(material_fields)};
static const struct field cancel_fields[] = {
    {.name = "reason", .type = F_TEXT, .required = true, .label = "service.reason"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
const struct form legal_cancel_form = {"legal_cancel", cancel_fields, COUNT_OF(cancel_fields)};

static const struct list_column material_columns[] = {
    {.key = "on_day", .label = "service.held_on", .sort = "newest", .type = V_DAY},
    {.key = "kind", .label = "legalaid.material_kind", .type = V_WORD},
    {.key = "title", .label = "service.topic", .type = V_TEXT},
    {.key = "place", .label = "legalaid.material_place", .type = V_TEXT},
    {.key = "hamlet", .label = "service.hamlet", .hidden = true, .type = V_TEXT},
    {.key = "commune", .label = "service.commune", .type = V_TEXT},
    {.key = "quantity", .label = "legalaid.quantity", .number = true, .type = V_INT},
    {.key = "cancelled_reason", .label = "legalaid.taken_back", .hidden = true, .type = V_TEXT},
};
static const struct choice counted[] = {{"1", "legalaid.counted", 1}};
static const struct list_filter material_filters[] = {
    {.name = "kind",
     .label = "legalaid.material_kind",
     .type = F_CHOICE,
     .choices = material_filter_kinds,
     .choice_count = COUNT_OF(material_filter_kinds)},
    {.name = "area", .label = "service.area", .type = F_CHOICE, .options = service_area_choices},
    {.name = "from", .label = "service.from", .type = F_DAY},
    {.name = "to", .label = "service.to", .type = F_DAY},
    {.name = "counted",
     .label = "legalaid.state_of",
     .type = F_CHOICE,
     .choices = counted,
     .choice_count = COUNT_OF(counted)},
};
static void material_row(struct ctx *c, const void *row, struct value *item) {
    const struct legal_material_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_word(item, "kind", service_word(c, "legalaid.material.", r->kind));
    value_set_text(item, "title", r->title);
    value_set_text(item, "place", r->place);
    value_set_text(item, "hamlet", r->hamlet_name);
    value_set_text(item, "commune", r->commune_name);
    value_set_day(item, "on_day", r->on_day);
    value_set_int(item, "quantity", r->quantity);
    value_set_text(item, "cancelled_reason", r->cancelled_reason);
    value_set_int(item, "version", r->version);
}
const struct list_def legal_material_list_def = {.name = "legal_materials",
                                                 .stmt = &legal_material_list_stmt,
                                                 .columns = material_columns,
                                                 .column_count = COUNT_OF(material_columns),
                                                 .filters = material_filters,
                                                 .filter_count = COUNT_OF(material_filters),
                                                 .row = material_row,
                                                 .empty = "legalaid.no_materials",
                                                 .file_name = "an-pham-bang-tin"};

enum status legal_material_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct choice_text *areas;
    size_t count;
    TRY(service_area_choices(c, &areas, &count, err));
    *ret = service_form_with(c, &material_form, "area", areas, count);
    return OK;
}

enum status legal_materials_get(struct ctx *c, struct value *out, struct error *err) {
    bool mine = user_may(&c->user, "legalaid.write");
    if (mine) {
        const struct form *form;
        TRY(legal_material_form(c, &form, err));
        struct value *now = value_object(c->arena);
        value_set_day(now, "on_day", c->today);
        service_form(c, out, "form", form, "legalaid.write", true, T("/legal-aid/materials"), now);
    }
    value_set_bool(out, "may_write", mine);
    struct legal_material_list_in in = {c->today};
    return list_answer(c, &legal_material_list_def, &in, NULL, 0, out, err);
}

enum status legal_material_add(struct ctx *c, const char *kind, struct text title, const struct service_place *at,
                               struct text place, day_t on, int64_t quantity, int64_t *ret_id, struct error *err) {
    int64_t id = id_new();
    TRY(legal_material_insert(c->db,
                              &(struct legal_material_insert_in){
                                  id, text_of(kind), title, at->hamlet_id, at->commune_id, at->district_id,
                                  at->province_id, place, on, quantity, c->user.account_id, clock_now(&c->app->clock)},
                              NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_str(diff, "kind", kind);
    value_set_int(diff, "quantity", quantity);
    audit_note(c, at->commune_id, "legalaid.material", "legal_material", id, diff);
    *ret_id = id;
    return OK;
}

enum status legal_material_post(struct ctx *c, struct value *out, struct error *err) {
    struct service_place at;
    int64_t area = 0, id;
    day_t on = form_day(c->form, "on_day");
    (void)text_to_i64(form_text(c->form, "area"), &area);
    TRY(service_past_day(c, "on_day", on, err));
    TRY(service_place_of(c, area, &at, err));
    TRY(legal_material_add(c, arena_zstr(c->arena, form_text(c->form, "kind")), form_text(c->form, "title"), &at,
                           form_text(c->form, "place"), on, form_int(c->form, "quantity", 0), &id, err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "legalaid.done", "/legal-aid/materials");
    return OK;
}

enum status legal_material_cancel_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct legal_material_get_row m;
    int64_t id, changed = 0;
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(legal_material_get(c->db, &(struct legal_material_get_in){id}, c->arena, &m, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(ctx_require_area(c, m.hamlet_id != DB_NULL ? m.hamlet_id : m.commune_id, err));
    TRY(legal_material_cancel(
        c->db,
        &(struct legal_material_cancel_in){id, form_int(c->form, "version", m.version), form_text(c->form, "reason")},
        &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    audit_note(c, m.commune_id, "legalaid.material_cancel", "legal_material", id, NULL);
    ctx_redirect(c, "legalaid.done", "/legal-aid/materials");
    return OK;
}

/* ---- figures: everybody reads the counts, only the justice agency opens the cases */

enum {
    APPLIED,
    ACCEPTED,
    REFUSED,
    PROCEEDINGS,
    REPRESENTATION,
    ADVICE,
    CLOSED,
    SESSIONS,
    REACHED,
    STAFF,
    LEAFLETS,
    BOARDS,
    FIGURES
};
static const char *const figure_names[FIGURES] = {"applied",        "accepted",      "refused",  "proceedings",
                                                  "representation", "advice",        "closed",   "sessions",
                                                  "people_reached", "staff_trained", "leaflets", "boards"};
static const struct service_column figure_columns[FIGURES] = {
    [APPLIED] = {"legalaid.figure.applied", "/legal-aid/cases"},
    [ACCEPTED] = {"legalaid.figure.accepted", "/legal-aid/cases?step=accepted"},
    [REFUSED] = {"legalaid.figure.refused", "/legal-aid/cases?step=refused"},
    [PROCEEDINGS] = {"legalaid.figure.proceedings", "/legal-aid/cases?step=accepted&form=proceedings"},
    [REPRESENTATION] = {"legalaid.figure.representation", "/legal-aid/cases?step=accepted&form=representation"},
    [ADVICE] = {"legalaid.figure.advice", "/legal-aid/cases?step=accepted&form=advice"},
    [CLOSED] = {"legalaid.figure.closed", "/legal-aid/cases?step=closed"},
    [SESSIONS] = {"legalaid.figure.sessions", "/gatherings?kind=legal_outreach&counted=1"},
    [REACHED] = {"legalaid.figure.reached", "/gatherings?kind=legal_outreach&counted=1"},
    [STAFF] = {"legalaid.figure.staff", "/gatherings?kind=legal_staff&counted=1"},
    [LEAFLETS] = {"legalaid.figure.leaflets", "/legal-aid/materials?kind=paper&counted=1"},
    [BOARDS] = {"legalaid.figure.boards", "/legal-aid/materials?kind=fixed&counted=1"},
};

static const struct service_action actions[] = {
    {"legalaid.cases", "/legal-aid/cases", "list-check", "legalaid.read", false},
    {"legalaid.providers", "/legal-aid/providers", "id", "legalaid.read", false},
    {"legalaid.materials", "/legal-aid/materials", "file-text", "legalaid.read", false},
    {"legalaid.apply", "/find-person?for=legal-aid", "plus", "legalaid.write", true},
};

struct counting {
    struct service_counts *rows;
    size_t count, room;
};
static int64_t *counts_of(struct counting *k, int64_t area_id) {
    for (size_t i = 0; i < k->count; i++)
        if (k->rows[i].area_id == area_id)
            return k->rows[i].counts;
    k->rows[k->count].area_id = area_id;
    return k->rows[k->count++].counts;
}

static enum status count(struct ctx *c, const struct service_asked *a, int by, struct service_counts **ret,
                         size_t *ret_count, struct error *err) {
    struct legal_figures_row *cases;
    struct legal_material_figures_row *materials;
    struct gathering_counts *sessions, *staff;
    size_t n_cases, n_materials, n_sessions, n_staff;
    TRY(legal_figures(c->db, &(struct legal_figures_in){a->from, a->to, a->level, a->area_id, by}, c->arena, &cases,
                      &n_cases, err));
    TRY(legal_material_figures(c->db, &(struct legal_material_figures_in){a->from, a->to, a->level, a->area_id, by},
                               c->arena, &materials, &n_materials, err));
    TRY(gathering_count(c, "legal_outreach", a, by, &sessions, &n_sessions, err));
    TRY(gathering_count(c, "legal_staff", a, by, &staff, &n_staff, err));
    struct counting k = {.room = n_cases + n_materials + n_sessions + n_staff + 1};
    k.rows = ARENA_ARRAY(c->arena, k.room, struct service_counts);
    for (size_t i = 0; i < n_cases; i++) {
        const struct legal_figures_row *r = &cases[i];
        const int64_t values[] = {r->applied,        r->accepted, r->refused, r->proceedings,
                                  r->representation, r->advice,   r->closed};
        memcpy(counts_of(&k, r->area_id), values, sizeof values);
    }
    for (size_t i = 0; i < n_sessions; i++) {
        counts_of(&k, sessions[i].area_id)[SESSIONS] = sessions[i].sessions;
        counts_of(&k, sessions[i].area_id)[REACHED] = sessions[i].people;
    }
    for (size_t i = 0; i < n_staff; i++)
        counts_of(&k, staff[i].area_id)[STAFF] = staff[i].people;
    for (size_t i = 0; i < n_materials; i++) {
        counts_of(&k, materials[i].area_id)[LEAFLETS] = materials[i].leaflets;
        counts_of(&k, materials[i].area_id)[BOARDS] = materials[i].boards;
    }
    *ret = k.rows;
    *ret_count = k.count;
    return OK;
}

enum status legal_figures_get(struct ctx *c, struct value *out, struct error *err) {
    struct service_column columns[FIGURES];
    memcpy(columns, figure_columns, sizeof columns);
    bool cases = user_may(&c->user, "legalaid.read"), sessions = user_may(&c->user, "gathering.read");
    for (size_t i = 0; i < FIGURES; i++)
        if (i >= SESSIONS && i <= STAFF ? !sessions : !cases)
            columns[i].href = NULL;
    service_actions(c, out, actions, COUNT_OF(actions));
    return service_figures(c, columns, figure_names, FIGURES, count, out, err);
}

/* ---- the first page */

static void add_item(struct ctx *c, struct value *items, const char *key, int64_t n, const char *href) {
    if (n == 0)
        return;
    struct value *v = value_add_object(items);
    struct text args[] = {arena_fmt(c->arena, "%lld", (long long)n)};
    value_set_text(v, "text", tr_args(c->lang, c->arena, key, args, 1));
    value_set_str(v, "href", href);
}

enum status legal_home(struct ctx *c, struct value *work, struct value *out, struct error *err) {
    (void)out;
    struct legal_waiting_row r;
    bool found = false;
    if (!user_may(&c->user, "legalaid.write"))
        return OK;
    TRY(legal_waiting(c->db, &(struct legal_waiting_in){c->today}, c->arena, &r, &found, err));
    if (!found || r.applied + r.accepted + r.closed == 0)
        return OK;
    struct value *box = value_add_object(work);
    value_set_word(box, "title", "legalaid.menu");
    struct value *items = value_set_list(box, "items");
    add_item(c, items, "legalaid.home_applied", r.applied, "/legal-aid/cases?state=applied");
    add_item(c, items, "legalaid.home_accepted", r.accepted, "/legal-aid/cases?state=accepted");
    if (user_may(&c->user, "legalaid.appraise"))
        add_item(c, items, "legalaid.home_closed", r.closed, "/legal-aid/cases?state=closed");
    return OK;
}
