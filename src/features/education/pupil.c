/* Who goes to which school: enrolled by hand, changed to another class, left; one pupil with everything about him. */
#include "features/area/area.h"
#include "app/reads.h"
#include "features/education/follow.h"

static const struct field enrol_fields[] = {
    {.name = "person", .type = F_ID, .required = true, .label = "education.person_id"},
    {.name = "school", .type = F_CHOICE, .required = true, .label = "education.school"},
    {.name = "school_year",
     .type = F_INT,
     .required = true,
     .label = "education.year_begins",
     .min = 2010,
     .max = 2100},
    {.name = "class_name", .type = F_TEXT, .required = true, .label = "education.class", .max = 30},
    {.name = "from_day", .type = F_DAY, .required = true, .label = "education.goes_from"},
};
const struct form enrol_form = {"enrolment", enrol_fields, COUNT_OF(enrol_fields)};
static const struct field class_fields[] = {
    {.name = "class_name", .type = F_TEXT, .required = true, .label = "education.class", .max = 30},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
const struct form class_form = {"enrolment_class", class_fields, COUNT_OF(class_fields)};
static const struct field leave_fields[] = {
    {.name = "left_on", .type = F_DAY, .required = true, .label = "education.left_on"},
    {.name = "left_reason", .type = F_TEXT, .required = true, .label = "service.reason"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
const struct form leave_form = {"enrolment_leave", leave_fields, COUNT_OF(leave_fields)};

/* ---- writing */

enum status enrol(struct ctx *c, const struct enrolment_new *n, int64_t *ret_id, bool *ret_again, struct error *err) {
    struct enrolment_open_of_row there;
    struct school_get_row school;
    bool found = false;
    int64_t id = id_new(), changed = 0;
    TRY(school_require(c, n->school_id, &school, err));
    if (school.closed_on != DAY_NONE && school.closed_on <= n->from)
        return fail(err, E_CONFLICT, "education.school_closed", arena_zstr(c->arena, school.name));
    TRY(enrolment_open_of(c->db, &(struct enrolment_open_of_in){n->person_id, n->year}, c->arena, &there, &found, err));
    if (found && there.school_id != n->school_id)
        return fail(err, E_CONFLICT, "education.other_school", arena_zstr(c->arena, there.school_name));
    struct value *diff = value_object(c->arena);
    *ret_again = found;
    if (found) {
        diff_text(diff, "class", there.class_name, n->class_name);
        struct enrolment_get_row e;
        TRY(enrolment_get(c->db, &(struct enrolment_get_in){there.id}, c->arena, &e, &found, err));
        TRY(enrolment_class(c->db, &(struct enrolment_class_in){there.id, found ? e.version : 0, n->class_name},
                            &changed, err));
        if (changed == 0)
            return fail(err, E_PRECONDITION, "http.precondition_failed");
        id = there.id;
    } else
        TRY(enrolment_insert(c->db,
                             &(struct enrolment_insert_in){id, n->person_id, n->school_id, n->year, n->class_name,
                                                           n->from, n->import_id, c->user.account_id,
                                                           clock_now(&c->app->clock)},
                             NULL, err));
    value_set_id(diff, "school", n->school_id);
    audit_note(c, school.commune_id, "education.enrol", "enrolment", id, diff);
    *ret_id = id;
    return OK;
}

enum status enrol_post(struct ctx *c, struct value *out, struct error *err) {
    struct service_person p;
    struct enrolment_new n = {.person_id = form_id(c->form, "person"),
                              .import_id = DB_NULL,
                              .year = form_int(c->form, "school_year", 0),
                              .class_name = form_text(c->form, "class_name"),
                              .from = form_day(c->form, "from_day")};
    int64_t id;
    bool again;
    TRY(education_require_lead(c, err));
    TRY(service_person(c, n.person_id, &p, err));
    (void)text_to_i64(form_text(c->form, "school"), &n.school_id);
    if (p.born_on != DAY_NONE && n.from < p.born_on)
        (void)error_field(err, "from_day", "education.before_birth", NULL);
    if (school_year_of(n.from) != n.year)
        (void)error_field(err, "from_day", "education.other_year", NULL);
    TRY(error_fields_status(err));
    TRY(enrol(c, &n, &id, &again, err));
    TRY(rights_judge_year(c, n.year, (struct db_ids){&id, 1}, err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "education.written", "/education/pupils/%lld", (long long)id);
    return OK;
}

static enum status pupil_of_path(struct ctx *c, struct enrolment_get_row *ret, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    return pupil_require(c, id, ret, err);
}

static enum status changed_one(struct ctx *c, const struct enrolment_get_row *e, int64_t changed, struct error *err) {
    if (changed == 0)
        return fail(err, e->left_on != DAY_NONE ? E_CONFLICT : E_PRECONDITION,
                    e->left_on != DAY_NONE ? "education.has_left" : "http.precondition_failed");
    ctx_redirect(c, "education.written", "/education/pupils/%lld", (long long)e->id);
    return OK;
}

enum status class_post(struct ctx *c, struct value *out, struct error *err) {
    struct enrolment_get_row e;
    int64_t changed = 0;
    TRY(education_require_lead(c, err));
    TRY(pupil_of_path(c, &e, err));
    TRY(enrolment_class(
        c->db,
        &(struct enrolment_class_in){e.id, form_int(c->form, "version", e.version), form_text(c->form, "class_name")},
        &changed, err));
    struct value *diff = value_object(c->arena);
    diff_text(diff, "class", e.class_name, form_text(c->form, "class_name"));
    audit_note(c, e.school_commune_id, "education.class", "enrolment", e.id, diff);
    value_set_id(out, "id", e.id);
    return changed_one(c, &e, changed, err);
}

enum status leave_post(struct ctx *c, struct value *out, struct error *err) {
    struct enrolment_get_row e;
    int64_t changed = 0;
    day_t on = form_day(c->form, "left_on");
    TRY(education_require_lead(c, err));
    TRY(pupil_of_path(c, &e, err));
    if (on < e.from_day)
        (void)error_field(err, "left_on", "education.left_before", NULL);
    TRY(service_past_day(c, "left_on", on, err));
    TRY(enrolment_leave(c->db,
                        &(struct enrolment_leave_in){e.id, form_int(c->form, "version", e.version), on,
                                                     form_text(c->form, "left_reason")},
                        &changed, err));
    struct value *diff = value_object(c->arena);
    value_set_day(diff, "left_on", on);
    value_set_text(diff, "left_reason", form_text(c->form, "left_reason"));
    audit_note(c, e.school_commune_id, "education.leave", "enrolment", e.id, diff);
    TRY(rights_judge_year(c, e.school_year, (struct db_ids){&e.id, 1}, err));
    value_set_id(out, "id", e.id);
    return changed_one(c, &e, changed, err);
}

/* ---- the form of a new one */

enum status enrol_make_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct choice_text *schools;
    size_t count;
    TRY(school_choices_of(c, &schools, &count, err));
    *ret = service_form_with(c, &enrol_form, "school", schools, count);
    return OK;
}

enum status enrol_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t person, year = school_year_of(c->today);
    const struct form *form;
    if (!text_to_i64(ctx_query(c, "person"), &person))
        return fail(err, E_NOT_FOUND, "education.choose_person");
    TRY(service_person_page(c, person, out, err));
    TRY(enrol_make_form(c, &form, err));
    struct value *now = value_object(c->arena);
    value_set_id(now, "person", person);
    value_set_int(now, "school_year", year);
    value_set_day(now, "from_day", c->today);
    service_form(c, out, "form", form, "education.write", true, T("/education/pupils"), now);
    return OK;
}

enum status enrol_fill(struct ctx *c, struct value *out, struct error *err) {
    return service_person_page(c, form_id(c->form, "person"), out, err);
}

/* ---- the list */

static const struct choice steps[] = {{"entitled", "education.step.entitled", 0},
                                      {"listed", "education.step.listed", 0},
                                      {"served", "education.step.served", 0},
                                      {"other", "education.step.other", 0},
                                      {"left_out", "education.step.left_out", 0}};
static const struct list_column columns[] = {
    {.key = "name",
     .label = "education.pupil",
     .sort = "name",
     .href = "/education/pupils/{id}",
     .sensitivity = S_PERSONAL,
     .type = V_TEXT},
    {.key = "born", .label = "service.born", .sensitivity = S_PERSONAL, .type = V_TEXT},
    {.key = "school", .label = "education.school", .type = V_TEXT},
    {.key = "class", .label = "education.class", .type = V_TEXT},
    {.key = "commune", .label = "education.home", .type = V_TEXT},
    {.key = "code", .label = "service.code", .hidden = true, .type = V_TEXT},
    {.key = "entitled", .label = "education.rights", .number = true, .type = V_INT},
    {.key = "given", .label = "education.on_lists", .number = true, .type = V_INT},
    {.key = "served", .label = "education.step.served", .number = true, .type = V_INT},
    {.key = "left_on", .label = "education.left_on", .sort = "newest", .hidden = true, .type = V_DAY},
};
static enum status term_options(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err) {
    return term_choices(c, ret, ret_count, err);
}
static enum status policy_options(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err) {
    struct policy *p;
    TRY(term_policies(c, c->today, &p, ret_count, err));
    *ret = ARENA_ARRAY(c->arena, *ret_count + 1, struct choice_text);
    for (size_t i = 0; i < *ret_count; i++)
        (*ret)[i] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)p[i].id), p[i].name};
    return OK;
}
static const struct list_filter filters[] = {
    {.name = "term", .label = "education.term", .type = F_CHOICE, .options = term_options},
    {.name = "step", .label = "education.step", .type = F_CHOICE, .choices = steps, .choice_count = COUNT_OF(steps)},
    {.name = "policy", .label = "education.policy", .type = F_CHOICE, .options = policy_options},
    {.name = "school", .label = "education.school", .type = F_CHOICE, .options = school_choices_of},
    {.name = "commune", .label = "education.home", .type = F_CHOICE, .options = area_commune_choices},
    {.name = "at", .label = "education.school_at", .type = F_CHOICE, .options = area_commune_choices},
    {.name = "there", .label = "education.still_there", .type = F_BOOL},
};
static void list_row(struct ctx *c, const void *row, struct value *item) {
    const struct pupil_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "name", r->person_name);
    set_born(c, item, r->born_on, r->born_precision);
    value_set_text(item, "school", r->school_name);
    value_set_text(item, "class", r->class_name);
    value_set_text(item, "commune", r->commune_name);
    value_set_text(item, "code", r->household_code);
    value_set_int(item, "entitled", r->entitled);
    value_set_int(item, "given", r->given);
    value_set_int(item, "served", r->served);
    value_set_day(item, "left_on", r->left_on);
}
const struct list_def pupil_list_def = {.name = "pupils",
                                        .stmt = &pupil_list_stmt,
                                        .columns = columns,
                                        .column_count = COUNT_OF(columns),
                                        .filters = filters,
                                        .filter_count = COUNT_OF(filters),
                                        .search = "word",
                                        .row_href = "/education/pupils/{id}",
                                        .row = list_row,
                                        .empty = "education.no_pupils",
                                        .file_name = "hoc-sinh"};

enum status pupils_get(struct ctx *c, struct value *out, struct error *err) {
    static const struct service_action actions[] = {
        {"education.enrol", "/find-person?for=education", "plus", "education.write", true},
        {"education.import", "/education/imports", "upload", "education.write", false}};
    struct db_list_value clerk;
    struct term t;
    TRY(term_asked(c, &t, err));
    struct pupil_list_in in = {.year = t.year, .term = t.key, .policy = DB_NULL, .step = T(""), .today = c->today};
    struct text step = ctx_query(c, "step");
    for (size_t i = 0; i < COUNT_OF(steps); i++)
        if (text_is(step, steps[i].code))
            in.step = text_of(steps[i].code);
    (void)text_to_i64(ctx_query(c, "policy"), &in.policy);
    service_actions(c, out, actions, COUNT_OF(actions));
    TRY(term_show(c, &t, out, err));
    return list_answer(c, &pupil_list_def, &in, &clerk, clerk_filter(c, pupil_list_by_clerk, &clerk), out, err);
}

/* ---- one pupil */

static enum status add_rights(struct ctx *c, const struct enrolment_get_row *e, struct value *out, struct error *err) {
    struct pupil_rights_row *rows;
    struct pupil_lines_row *lines;
    size_t count;
    TRY(pupil_rights(c->db, &(struct pupil_rights_in){e->id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "rights");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "term", rows[i].term_key);
        value_set_text(v, "term_text", term_text(c, rows[i].term_key));
        value_set_id(v, "policy_id", rows[i].policy_id);
        value_set_text(v, "policy", rows[i].policy);
        value_set_id(v, "household_id", rows[i].household_id);
        value_set_day(v, "judged_on", rows[i].judged_on);
    }
    TRY(pupil_lines(c->db, &(struct pupil_lines_in){e->id}, c->arena, &lines, &count, err));
    list = value_set_list(out, "lines");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        struct text shown = text_is(lines[i].state, "open") ? lines[i].list_state : lines[i].state;
        value_set_id(v, "id", lines[i].id);
        value_set_text(v, "policy", lines[i].policy);
        value_set_text(v, "term", lines[i].period_key != DB_NULL ? term_text(c, lines[i].period_key) : TEXT_NONE);
        value_set_day(v, "from", lines[i].period_from);
        value_set_day(v, "to", lines[i].period_to - 1);
        value_set_money(v, "amount", lines[i].amount);
        value_set_word(v, "state",
                       text_is(shown, "withdrawn") ? "benefit.state.returned"
                                                   : service_word(c, "benefit.state.", shown));
        value_set_text(v, "number", lines[i].number);
    }
    return OK;
}

enum status pupil_get(struct ctx *c, struct value *out, struct error *err) {
    struct enrolment_get_row e;
    const struct form *form;
    TRY(pupil_of_path(c, &e, err));
    read_note(c, "person", e.person_id, e.commune_id != DB_NULL ? e.commune_id : e.school_commune_id, 1);
    value_set_id(out, "id", e.id);
    value_set_id(out, "person_id", e.person_id);
    value_set_text(out, "name", e.person_name);
    set_born(c, out, e.born_on, e.born_precision);
    value_set_id(out, "school_id", e.school_id);
    value_set_text(out, "school", e.school_name);
    value_set_text(out, "class", e.class_name);
    value_set_text(out, "school_year", school_year_text(c, e.school_year));
    value_set_day(out, "from_day", e.from_day);
    value_set_day(out, "left_on", e.left_on);
    value_set_text(out, "left_reason", e.left_reason);
    value_set_id(out, "household_id", e.household_id);
    value_set_text(out, "code", e.household_code);
    value_set_int(out, "version", e.version);
    bool lives_here = area_seen(c, e.hamlet_id); /* else his school is here: his household is not shown */
    value_set_bool(out, "may_household", lives_here && user_may(&c->user, "household.read"));
    value_set_bool(out, "may_policy", lives_here && user_may(&c->user, "policy.read"));
    value_set_bool(out, "may_benefit", lives_here && user_may(&c->user, "benefit.read"));
    TRY(add_rights(c, &e, out, err));
    TRY(risk_show(c, &e, out, err));
    TRY(sponsor_show(c, &e, out, err));
    bool open = e.left_on == DAY_NONE && service_leads(c, EDUCATION_POLICY);
    struct value *now = value_object(c->arena);
    value_set_text(now, "class_name", e.class_name);
    value_set_day(now, "left_on", c->today);
    value_set_int(now, "version", e.version);
    const long long id = (long long)e.id;
    service_form(c, out, "class_form", &class_form, "education.write", open,
                 arena_fmt(c->arena, "/education/pupils/%lld/class", id), now);
    service_form(c, out, "leave_form", &leave_form, "education.write", open,
                 arena_fmt(c->arena, "/education/pupils/%lld/leave", id), now);
    TRY(propose_make_form(c, &form, err));
    service_form(c, out, "propose_form", form, "benefit.propose",
                 c->user.scope.level == DB_SCOPE_COMMUNE && c->user.scope.area_id == e.commune_id,
                 arena_fmt(c->arena, "/education/pupils/%lld/propose", id), NULL);
    return OK;
}
