/* Nutrition: who is looked after, measured and supplied. Whether a child is undernourished is not said: no table of
 * norms was found, so the screens say "chưa rõ" beside weight and height. */
#include "app/list.h"
#include "features/claim/claim.h"
#include "features/demo/demo.h"
#include "features/inkind/inkind.h"
#include "features/policy/policy.h"
#include "features/service/service.h"
#include "nutrition_queries.h"
#include "nutrition_templates.h"

#define POLICY "nutrition"
#define CLAIM_SOURCE "nutrition"
#define CHILD_AGE 16
/* No limits of any law: what lies outside is a slip of the keyboard. */
#define WEIGHT_MIN_G 500
#define WEIGHT_MAX_G 250000
#define HEIGHT_MIN_MM 250
#define HEIGHT_MAX_MM 2300
#define SHRINK_MM 15       /* measuring twice differs by so much */
#define WEIGHT_JUMP_PART 2 /* half as much again between two measurements is asked about */

static enum status read_one(struct ctx *c, int64_t id, struct nutrition_get_row *ret, struct error *err) {
    bool found = false;
    TRY(nutrition_get(c->db, &(struct nutrition_get_in){id}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return ctx_require_area(c, ret->hamlet_id, err);
}

static enum status of_path(struct ctx *c, struct nutrition_get_row *ret, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    return read_one(c, id, ret, err);
}

/* ---- what is written */

static enum status open_file(struct ctx *c, int64_t person_id, struct text proof, day_t on, int64_t *ret_id,
                             struct error *err) {
    struct service_person p;
    struct nutrition_open_of_row there;
    bool found = false;
    TRY(service_person(c, person_id, &p, err));
    TRY(service_past_day(c, "opened_on", on, err));
    TRY(nutrition_open_of(c->db, &(struct nutrition_open_of_in){person_id}, c->arena, &there, &found, err));
    if (found)
        return fail(err, E_CONFLICT, "nutrition.open_already");
    TRY(service_entitled(c, policy_id_of_key(T(POLICY)), p.household.id, person_id, c->today, proof, "person", err));
    bool child = p.born_on != DAY_NONE && day_age(p.born_on, on) < CHILD_AGE;
    int64_t id = id_new();
    const struct service_place *at = &p.household.place;
    TRY(nutrition_insert(c->db,
                         &(struct nutrition_insert_in){id, p.id, child ? T("child") : T("woman"), p.household.id,
                                                       at->hamlet_id, at->commune_id, at->district_id, at->province_id,
                                                       service_classes(c, &p.household), proof, on, c->user.account_id,
                                                       clock_now(&c->app->clock)},
                         NULL, err));
    audit_note(c, at->commune_id, "nutrition.open", "nutrition", id, NULL);
    *ret_id = id;
    return OK;
}

struct measure {
    day_t on;
    int64_t weight_g, height_mm;
    struct text note;
    bool accepted; /* what is odd was looked at */
};

/* Against the measurement before: somebody who shrank, or whose weight changed by half. */
static enum status check_measure(struct ctx *c, const struct nutrition_get_row *k, const struct measure *m,
                                 struct error *err) {
    struct measure_before_row before;
    bool found = false;
    TRY(service_past_day(c, "on_day", m->on, err));
    if (k->born_on != DAY_NONE && m->on < k->born_on)
        (void)error_field(err, "on_day", "nutrition.before_birth", NULL);
    TRY(error_fields_status(err));
    TRY(measure_before(c->db, &(struct measure_before_in){k->id, m->on}, c->arena, &before, &found, err));
    if (!found || m->accepted)
        return OK;
    if (text_is(k->kind, "child") && m->height_mm < before.height_mm - SHRINK_MM)
        (void)error_field(err, "height", "nutrition.shrank", NULL);
    int64_t change = m->weight_g > before.weight_g ? m->weight_g - before.weight_g : before.weight_g - m->weight_g;
    if (change * WEIGHT_JUMP_PART > before.weight_g && m->on - before.on_day < 366)
        (void)error_field(err, "weight", "nutrition.jumped", NULL);
    return error_fields_status(err);
}

static enum status touch(struct ctx *c, const struct nutrition_get_row *k, int64_t version, day_t closed_on,
                         struct text reason, struct error *err) {
    int64_t changed = 0;
    if (k->closed_on != DAY_NONE)
        return fail(err, E_CONFLICT, "nutrition.is_closed");
    TRY(nutrition_touch(c->db, &(struct nutrition_touch_in){k->id, version ? version : k->version, closed_on, reason},
                        &changed, err));
    return changed > 0 ? OK : fail(err, E_PRECONDITION, "http.precondition_failed");
}

static enum status measure(struct ctx *c, const struct nutrition_get_row *k, int64_t version, const struct measure *m,
                           struct error *err) {
    TRY(check_measure(c, k, m, err));
    TRY(touch(c, k, version, DAY_NONE, TEXT_NONE, err));
    TRY(measure_insert(c->db,
                       &(struct measure_insert_in){id_new(), k->id, m->on, m->weight_g, m->height_mm, m->note,
                                                   c->user.account_id, clock_now(&c->app->clock)},
                       NULL, err));
    audit_note(c, k->commune_id, "nutrition.measure", "nutrition", k->id, NULL);
    return OK;
}

static enum status supply(struct ctx *c, const struct nutrition_get_row *k, int64_t version, int64_t agency_id,
                          int64_t good_id, int64_t quantity, day_t on, struct error *err) {
    struct text what;
    struct claim_conflict *clashes;
    size_t clash_count;
    int64_t id = id_new();
    TRY(service_past_day(c, "on_day", on, err));
    TRY(touch(c, k, version, DAY_NONE, TEXT_NONE, err));
    TRY(inkind_supply(c, agency_id, good_id, quantity, id, on, &what, err));
    TRY(supply_insert(c->db,
                      &(struct supply_insert_in){id, k->id, on, agency_id, good_id, quantity, what, c->user.account_id,
                                                 clock_now(&c->app->clock)},
                      NULL, err));
    struct claim_terms terms = {.source_kind = CLAIM_SOURCE,
                                .policy_id = policy_id_of_key(T(POLICY)),
                                .on = on,
                                .agency_id = agency_id,
                                .document = what};
    struct claim_line line = {
        .source_id = id, .household_id = k->household_id, .person_id = k->person_id, .from = on, .to = on + 1};
    TRY(claim_reserve(c, &terms, &line, err));
    TRY(claim_confirm(c, CLAIM_SOURCE, (struct db_ids){&id, 1}, on, what, &clashes, &clash_count, err));
    if (clash_count > 0)
        return claim_fail(c, &clashes[0], err);
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "what", what);
    audit_note(c, k->commune_id, "nutrition.supply", "nutrition", k->id, diff);
    return OK;
}
static const struct claim_kind claim_of_nutrition = {CLAIM_SOURCE, "nutrition.claim", NULL, NULL};
CLAIM_KIND(claim_of_nutrition);

/* ---- the list */

static const struct choice kinds[] = {{"child", "nutrition.kind.child", 0}, {"woman", "nutrition.kind.woman", 0}};
static const struct choice states[] = {{"open", "nutrition.state.open", 0},
                                       {"unmeasured", "nutrition.state.unmeasured", 0},
                                       {"closed", "nutrition.state.closed", 0}};
static const struct choice steps[] = {{"measured", "nutrition.figure.measured", 0},
                                      {"supplied", "nutrition.figure.supplied", 0}};
static const struct list_column columns[] = {
    {.key = "person",
     .label = "service.person",
     .href = "/nutrition/people/{id}",
     .sensitivity = S_PERSONAL,
     .type = V_TEXT},
    {.key = "born_on", .label = "service.born", .type = V_DAY},
    {.key = "kind", .label = "nutrition.kind_of", .type = V_WORD},
    {.key = "code", .label = "service.code", .hidden = true, .type = V_TEXT},
    {.key = "hamlet", .label = "service.hamlet", .type = V_TEXT},
    {.key = "commune", .label = "service.commune", .type = V_TEXT},
    {.key = "measured_on", .label = "nutrition.measured_on", .type = V_DAY},
    {.key = "weight", .label = "nutrition.weight", .number = true, .sensitivity = S_SENSITIVE, .type = V_TEXT},
    {.key = "height", .label = "nutrition.height", .number = true, .sensitivity = S_SENSITIVE, .type = V_TEXT},
    {.key = "opened_on", .label = "nutrition.opened_on", .sort = "newest", .type = V_DAY},
};
static const struct list_filter filters[] = {
    {.name = "kind", .label = "nutrition.kind_of", .type = F_CHOICE, .choices = kinds, .choice_count = COUNT_OF(kinds)},
    {.name = "state", .label = "service.state", .type = F_CHOICE, .choices = states, .choice_count = COUNT_OF(states)},
    {.name = "step", .label = "nutrition.done", .type = F_CHOICE, .choices = steps, .choice_count = COUNT_OF(steps)},
    {.name = "area", .label = "service.area", .type = F_CHOICE, .options = service_area_choices},
    {.name = "from", .label = "service.from", .type = F_DAY},
    {.name = "to", .label = "service.to", .type = F_DAY},
};

/* 12345 g as "12,345" kg and 985 mm as "98,5" cm; Vietnamese writes a comma. */
static struct text decimal(struct ctx *c, int64_t n, int64_t unit, int digits) {
    if (n == DB_NULL)
        return TEXT_NONE;
    return arena_fmt(c->arena, "%lld%c%0*lld", (long long)(n / unit), c->lang == LANG_VI ? ',' : '.', digits,
                     (long long)(n % unit));
}

static void list_row(struct ctx *c, const void *row, struct value *item) {
    const struct nutrition_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "person", r->person_name);
    value_set_day(item, "born_on", r->born_on);
    value_set_word(item, "kind", service_word(c, "nutrition.kind.", r->kind));
    value_set_text(item, "code", r->code);
    value_set_text(item, "hamlet", r->hamlet_name);
    value_set_text(item, "commune", r->commune_name);
    value_set_day(item, "opened_on", r->opened_on);
    value_set_day(item, "measured_on", r->measured_on);
    value_set_text(item, "weight", decimal(c, r->weight_g, 1000, 3));
    value_set_text(item, "height", decimal(c, r->height_mm, 10, 1));
}
static const struct list_def list_def = {.name = "nutrition",
                                         .stmt = &nutrition_list_stmt,
                                         .columns = columns,
                                         .column_count = COUNT_OF(columns),
                                         .filters = filters,
                                         .filter_count = COUNT_OF(filters),
                                         .row_href = "/nutrition/people/{id}",
                                         .row = list_row,
                                         .empty = "nutrition.nobody",
                                         .file_name = "dinh-duong"};

static enum status list_get(struct ctx *c, struct value *out, struct error *err) {
    struct nutrition_list_in in = {.today = c->today, .step = T(""), .from_day = 0, .to_day = DAY_FOREVER};
    struct text step = ctx_query(c, "step"), from = ctx_query(c, "from"), to = ctx_query(c, "to");
    if (text_is(step, "measured") || text_is(step, "supplied"))
        in.step = step;
    if (from.len > 0)
        (void)day_parse(from, &in.from_day); /* a bad one is refused by the list's own filter */
    if (to.len > 0)
        (void)day_parse(to, &in.to_day);
    static const struct service_action actions[] = {
        {"nutrition.open", "/find-person?for=nutrition", "plus", "nutrition.write", true}};
    service_actions(c, out, actions, COUNT_OF(actions));
    return list_answer(c, &list_def, &in, NULL, 0, out, err);
}

/* ---- figures */

enum { CHILDREN, WOMEN, MEASURED, SUPPLIED, SESSIONS, REACHED, FIGURES };
static const char *const figure_names[FIGURES] = {"children", "women", "measured", "supplied", "activities", "reached"};
static const struct service_column figure_columns[FIGURES] = {
    [CHILDREN] = {"nutrition.figure.children", "/nutrition/people?kind=child"},
    [WOMEN] = {"nutrition.figure.women", "/nutrition/people?kind=woman"},
    [MEASURED] = {"nutrition.figure.measured", "/nutrition/people?step=measured"},
    [SUPPLIED] = {"nutrition.figure.supplied", "/nutrition/people?step=supplied"},
    [SESSIONS] = {"nutrition.figure.sessions", "/gatherings?kind=nutrition&counted=1"},
    [REACHED] = {"nutrition.figure.reached", "/gatherings?kind=nutrition&counted=1"},
};
static enum status count(struct ctx *c, const struct service_asked *a, int by, struct service_counts **ret,
                         size_t *ret_count, struct error *err) {
    struct nutrition_figures_row *rows;
    struct gathering_counts *sessions;
    size_t n, m, used;
    TRY(nutrition_figures(c->db, &(struct nutrition_figures_in){a->from, a->to, a->level, a->area_id, by}, c->arena,
                          &rows, &n, err));
    TRY(gathering_count(c, "nutrition", a, by, &sessions, &m, err));
    struct service_counts *counts = ARENA_ARRAY(c->arena, n + m + 1, struct service_counts);
    for (used = 0; used < n; used++) {
        const int64_t values[] = {rows[used].children, rows[used].women, rows[used].measured, rows[used].supplied};
        counts[used].area_id = rows[used].area_id;
        memcpy(counts[used].counts, values, sizeof values);
    }
    for (size_t i = 0; i < m; i++) {
        size_t at = 0;
        while (at < used && counts[at].area_id != sessions[i].area_id)
            at++;
        if (at == used)
            counts[used++].area_id = sessions[i].area_id;
        counts[at].counts[SESSIONS] = sessions[i].sessions;
        counts[at].counts[REACHED] = sessions[i].people;
    }
    *ret = counts;
    *ret_count = used;
    return OK;
}
static enum status figures_get(struct ctx *c, struct value *out, struct error *err) {
    static const struct service_action actions[] = {
        {"nutrition.people", "/nutrition/people", "list-check", "nutrition.read", false},
        {"nutrition.state.unmeasured", "/nutrition/people?state=unmeasured", "clock", "nutrition.read", false},
        {"nutrition.open", "/find-person?for=nutrition", "plus", "nutrition.write", true},
    };
    service_actions(c, out, actions, COUNT_OF(actions));
    return service_figures(c, figure_columns, figure_names, FIGURES, count, out, err);
}

/* ---- a new one */

static const struct field new_fields[] = {
    {.name = "person", .type = F_ID, .required = true, .label = "nutrition.person_id"},
    {.name = "proof", .type = F_TEXT, .label = "service.proof", .help = "nutrition.proof_help"},
    {.name = "opened_on", .type = F_DAY, .required = true, .label = "nutrition.opened_on"},
};
static const struct form new_form = {"nutrition", new_fields, COUNT_OF(new_fields)};

static enum status new_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t person;
    if (!text_to_i64(ctx_query(c, "person"), &person))
        return fail(err, E_NOT_FOUND, "nutrition.choose_person");
    TRY(service_person_page(c, person, out, err));
    struct value *now = value_object(c->arena);
    value_set_id(now, "person", person);
    value_set_day(now, "opened_on", c->today);
    service_form(c, out, "form", &new_form, "nutrition.write", true, T("/nutrition/people"), now);
    return OK;
}
static enum status new_fill(struct ctx *c, struct value *out, struct error *err) {
    return service_person_page(c, form_id(c->form, "person"), out, err);
}
static enum status new_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(service_require_lead(c, POLICY, err));
    TRY(open_file(c, form_id(c->form, "person"), form_text(c->form, "proof"), form_day(c->form, "opened_on"), &id,
                  err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "nutrition.written", "/nutrition/people/%lld", (long long)id);
    return OK;
}

/* ---- one person */

static const struct field measure_fields[] = {
    {.name = "on_day", .type = F_DAY, .required = true, .label = "nutrition.measured_on"},
    {.name = "weight",
     .type = F_INT,
     .required = true,
     .label = "nutrition.weight_g",
     .unit = "nutrition.gram",
     .min = WEIGHT_MIN_G,
     .max = WEIGHT_MAX_G,
     .sensitivity = S_SENSITIVE},
    {.name = "height",
     .type = F_INT,
     .required = true,
     .label = "nutrition.height_mm",
     .unit = "nutrition.millimetre",
     .min = HEIGHT_MIN_MM,
     .max = HEIGHT_MAX_MM,
     .sensitivity = S_SENSITIVE},
    {.name = "note", .type = F_TEXT, .label = "service.note"},
    {.name = "accepted", .type = F_BOOL, .label = "nutrition.accepted"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
static const struct form measure_form = {"nutrition_measure", measure_fields, COUNT_OF(measure_fields)};
static const struct field supply_fields[] = {
    {.name = "good", .type = F_CHOICE, .required = true, .label = "inkind.good"},
    {.name = "quantity", .type = F_INT, .required = true, .label = "inkind.quantity", .min = 1, .max = 1000},
    {.name = "on_day", .type = F_DAY, .required = true, .label = "service.held_on"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
static const struct form supply_form = {"nutrition_supply", supply_fields, COUNT_OF(supply_fields)};
static const struct field close_fields[] = {
    {.name = "reason", .type = F_TEXT, .required = true, .label = "service.reason"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
static const struct form close_form = {"nutrition_close", close_fields, COUNT_OF(close_fields)};

static enum status supply_make_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct choice_text *goods;
    size_t count_;
    TRY(inkind_good_choices(c, c->user.agency_id, &goods, &count_, err));
    *ret = service_form_with(c, &supply_form, "good", goods, count_);
    return OK;
}

static enum status add_rows(struct ctx *c, int64_t id, struct value *out, struct error *err) {
    struct measures_of_row *rows;
    struct supplies_of_row *supplies;
    size_t n;
    TRY(measures_of(c->db, &(struct measures_of_in){id}, c->arena, &rows, &n, err));
    struct value *list = value_set_list(out, "measures");
    for (size_t i = 0; i < n; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "id", rows[i].id);
        value_set_day(v, "on_day", rows[i].on_day);
        value_set_int(v, "weight_g", rows[i].weight_g);
        value_set_int(v, "height_mm", rows[i].height_mm);
        value_set_text(v, "weight", decimal(c, rows[i].weight_g, 1000, 3));
        value_set_text(v, "height", decimal(c, rows[i].height_mm, 10, 1));
        value_set_word(v, "judged", "nutrition.not_judged");
        value_set_text(v, "note", rows[i].note);
        value_set_text(v, "cancelled_reason", rows[i].cancelled_reason);
        value_set_text(v, "who", rows[i].who);
    }
    TRY(supplies_of(c->db, &(struct supplies_of_in){id}, c->arena, &supplies, &n, err));
    list = value_set_list(out, "supplies");
    for (size_t i = 0; i < n; i++) {
        struct value *v = value_add_object(list);
        value_set_day(v, "on_day", supplies[i].on_day);
        value_set_text(v, "what", supplies[i].what);
        value_set_text(v, "who", supplies[i].who);
    }
    return OK;
}

static enum status one_get(struct ctx *c, struct value *out, struct error *err) {
    struct nutrition_get_row k;
    struct service_household h;
    const struct form *form;
    TRY(of_path(c, &k, err));
    value_set_id(out, "id", k.id);
    value_set_text(out, "name", k.person_name);
    value_set_id(out, "person_id", k.person_id);
    value_set_day(out, "born_on", k.born_on);
    value_set_word(out, "kind", service_word(c, "nutrition.kind.", k.kind));
    value_set_day(out, "opened_on", k.opened_on);
    value_set_day(out, "closed_on", k.closed_on);
    value_set_text(out, "closed_reason", k.closed_reason);
    value_set_text(out, "proof", k.proof);
    value_set_int(out, "version", k.version);
    value_set_bool(out, "may_household", user_may(&c->user, "household.read"));
    if (service_household(c, k.household_id, &h, err) == OK)
        service_household_show(c, &h, out);
    else
        error_clear(err); /* moved away since */
    TRY(add_rows(c, k.id, out, err));
    bool open = k.closed_on == DAY_NONE && service_leads(c, POLICY);
    struct value *now = value_object(c->arena);
    value_set_day(now, "on_day", c->today);
    value_set_int(now, "version", k.version);
    const long long id = (long long)k.id;
    value_set_bool(out, "may_write", open && user_may(&c->user, "nutrition.write"));
    service_form(c, out, "measure_form", &measure_form, "nutrition.write", open,
                 arena_fmt(c->arena, "/nutrition/people/%lld/measures", id), now);
    TRY(supply_make_form(c, &form, err));
    service_form(c, out, "supply_form", form, "nutrition.write", open && c->user.agency_id != 0,
                 arena_fmt(c->arena, "/nutrition/people/%lld/supplies", id), now);
    service_form(c, out, "close_form", &close_form, "nutrition.write", open,
                 arena_fmt(c->arena, "/nutrition/people/%lld/close", id), now);
    return OK;
}

static enum status mine(struct ctx *c, struct nutrition_get_row *k, struct error *err) {
    TRY(of_path(c, k, err));
    ctx_redirect(c, "nutrition.written", "/nutrition/people/%lld", (long long)k->id);
    return service_require_lead(c, POLICY, err);
}
static enum status measure_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct nutrition_get_row k;
    TRY(mine(c, &k, err));
    struct measure m = {.on = form_day(c->form, "on_day"),
                        .weight_g = form_int(c->form, "weight", 0),
                        .height_mm = form_int(c->form, "height", 0),
                        .note = form_text(c->form, "note"),
                        .accepted = form_bool(c->form, "accepted")};
    return measure(c, &k, form_int(c->form, "version", 0), &m, err);
}
static enum status supply_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct nutrition_get_row k;
    int64_t good = 0;
    TRY(mine(c, &k, err));
    if (c->user.agency_id == 0)
        return fail(err, E_FORBIDDEN, "inkind.no_agency");
    (void)text_to_i64(form_text(c->form, "good"), &good);
    return supply(c, &k, form_int(c->form, "version", 0), c->user.agency_id, good, form_int(c->form, "quantity", 0),
                  form_day(c->form, "on_day"), err);
}
static enum status close_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct nutrition_get_row k;
    TRY(mine(c, &k, err));
    TRY(touch(c, &k, form_int(c->form, "version", 0), c->today, form_text(c->form, "reason"), err));
    audit_note(c, k.commune_id, "nutrition.close", "nutrition", k.id, NULL);
    return OK;
}
static enum status wrong_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct nutrition_get_row k;
    int64_t id, changed = 0;
    TRY(mine(c, &k, err));
    TRY(ctx_id(c, 1, &id, err));
    TRY(measure_cancel(c->db, &(struct measure_cancel_in){id, k.id, form_text(c->form, "reason")}, &changed, err));
    if (changed == 0)
        return fail(err, E_NOT_FOUND, "http.not_found");
    audit_note(c, k.commune_id, "nutrition.measure_wrong", "nutrition", k.id, NULL);
    return OK;
}

/* ---- demonstration */

struct play {
    const struct demo_plan *plan;
};
static enum status play_all(struct ctx *c, void *user, struct error *err) {
    const struct play *p = user;
    struct nutrition_demo_children_row *rows;
    size_t n;
    int64_t good = 0;
    c->today = c->as_of = p->plan->day;
    audit_note(c, 0, "demo.nutrition", "nutrition", 0, NULL);
    TRY(service_play_as(c, "health", err));
    c->user.agency_id = 0;
    TRY(nutrition_demo_children(c->db, &(struct nutrition_demo_children_in){p->plan->day - 3650, 60}, c->arena, &rows,
                                &n, err));
    struct good_new g = {.name = tr(LANG_VI, "nutrition.demo.milk"),
                         .unit = tr(LANG_VI, "nutrition.demo.box"),
                         .kind = "food",
                         .follow_months = ""};
    struct policy policy;
    TRY(policy_by_key(c, POLICY, c->today, &policy, err));
    TRY(inkind_good_add(c, &g, &good, err));
    TRY(inkind_receive(c, policy.lead_agency_id, good, 300, p->plan->day - 90, tr(LANG_VI, "nutrition.demo.receipt"),
                       err));
    for (size_t i = 0; i < n; i++) {
        struct demo_rng r = demo_rng(p->plan, "nutrition", rows[i].person_id);
        struct nutrition_get_row k;
        int64_t id;
        day_t on = p->plan->day - 200 + (day_t)demo_below(&r, 60);
        if (on < rows[i].born_on)
            continue;
        enum status s = open_file(c, rows[i].person_id, tr(LANG_VI, "nutrition.demo.proof"), on, &id, err);
        if (s == E_INVALID) { /* poor by a standard that does not open the policy */
            error_clear(err);
            continue;
        }
        TRY(s);
        for (day_t at = on; at <= p->plan->day && demo_below(&r, 4) > 0; at += 90) {
            int64_t age = (at - rows[i].born_on) / 30;
            struct measure m = {.on = at,
                                .weight_g = 3200 + age * 210 + demo_below(&r, 900),
                                .height_mm = 500 + age * 7 + demo_below(&r, 20),
                                .accepted = true};
            TRY(read_one(c, id, &k, err));
            TRY(measure(c, &k, 0, &m, err));
        }
        TRY(read_one(c, id, &k, err));
        if (i % 2 == 0)
            TRY(supply(c, &k, 0, policy.lead_agency_id, good, 4, p->plan->day - 30, err));
    }
    return OK;
}
static enum status demo(struct ctx *c, const struct demo_plan *plan, struct error *err) {
    struct play p = {plan};
    return ctx_write(c, play_all, &p, err);
}

/* ---- what the feature offers */

#define PERSON_POST(tail, fn_, form_member, title_)                                                                    \
    {                                                                                                                  \
        .method = HTTP_POST, .path = "/nutrition/people/{id}/" tail, .permission = "nutrition.write", .fn = fn_,       \
        .page = nutrition_person_html, .title = title_, .nav = "services", .fill = one_get, form_member                \
    }
static const struct route routes[] = {
    {.method = HTTP_GET,
     .path = "/nutrition",
     .permission = "nutrition.read",
     .fn = figures_get,
     .page = nutrition_figures_html,
     .title = "nutrition.title",
     .nav = "services"},
    {.method = HTTP_GET,
     .path = "/nutrition/people",
     .permission = "nutrition.read",
     .fn = list_get,
     .page = nutrition_people_html,
     .title = "nutrition.people",
     .nav = "services",
     .list = &list_def},
    {.method = HTTP_POST,
     .path = "/nutrition/people",
     .permission = "nutrition.write",
     .fn = new_post,
     .page = nutrition_new_html,
     .title = "nutrition.open",
     .nav = "services",
     .form = &new_form,
     .fill = new_fill},
    {.method = HTTP_GET,
     .path = "/nutrition/new",
     .permission = "nutrition.write",
     .fn = new_get,
     .page = nutrition_new_html,
     .title = "nutrition.new",
     .nav = "services"},
    {.method = HTTP_GET,
     .path = "/nutrition/people/{id}",
     .permission = "nutrition.read",
     .fn = one_get,
     .page = nutrition_person_html,
     .title = "nutrition.person",
     .nav = "services"},
    PERSON_POST("measures", measure_post, .form = &measure_form, "nutrition.measure"),
    PERSON_POST("supplies", supply_post, .make_form = supply_make_form, "nutrition.supply"),
    PERSON_POST("close", close_post, .form = &close_form, "nutrition.close"),
    {.method = HTTP_POST,
     .path = "/nutrition/people/{id}/measures/{measure}/wrong",
     .permission = "nutrition.write",
     .fn = wrong_post,
     .title = "nutrition.wrong",
     .nav = "services",
     .form = &close_form},
};
static const struct permission permissions[] = {
    {"nutrition.read", "nutrition.perm_read"},
    {"nutrition.write", "nutrition.perm_write"},
};
const struct feature nutrition_feature = {
    .name = "nutrition",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(permission, permissions),
    .demo = demo,
    .demo_order = 64,
};
