/* Pupils who may leave school: seen with a reason and days of absence, what was done, what became of it; the worklist
 * of schools and communes. Entries are added, none is changed. */
#include "features/area/area.h"
#include "features/education/follow.h"

static const struct field seen_fields[] = {
    {.name = "on_day", .type = F_DAY, .required = true, .label = "education.seen_on"},
    {.name = "reason", .type = F_CHOICE, .required = true, .label = "education.reason"},
    {.name = "absent_days",
     .type = F_INT,
     .label = "education.absent_days",
     .help = "education.absent_help",
     .min = 0,
     .max = 366},
    {.name = "note", .type = F_LONG, .required = true, .label = "education.seen_note"},
};
static const struct form seen_form = {"dropout_seen", seen_fields, COUNT_OF(seen_fields)};
static const struct field action_fields[] = {
    {.name = "on_day", .type = F_DAY, .required = true, .label = "education.acted_on"},
    {.name = "note", .type = F_LONG, .required = true, .label = "education.action"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
const struct form risk_action_form = {"dropout_action", action_fields, COUNT_OF(action_fields)};
static const struct choice outcomes[] = {{"stays", "education.outcome.stays", 0},
                                         {"returned", "education.outcome.returned", 0},
                                         {"transferred", "education.outcome.transferred", 0},
                                         {"left", "education.outcome.left", 0}};
static const struct field outcome_fields[] = {
    {.name = "outcome",
     .type = F_CHOICE,
     .required = true,
     .label = "education.outcome",
     .choices = outcomes,
     .choice_count = COUNT_OF(outcomes)},
    {.name = "known_on", .type = F_DAY, .required = true, .label = "education.closed_day"},
    {.name = "remark", .type = F_LONG, .required = true, .label = "service.note"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
const struct form risk_outcome_form = {"dropout_outcome", outcome_fields, COUNT_OF(outcome_fields)};

static enum status reason_choices(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err) {
    struct dropout_reasons_row *rows;
    TRY(dropout_reasons(c->db, c->arena, &rows, ret_count, err));
    *ret = ARENA_ARRAY(c->arena, *ret_count + 1, struct choice_text);
    for (size_t i = 0; i < *ret_count; i++)
        (*ret)[i] = (struct choice_text){rows[i].code, rows[i].name};
    return OK;
}

enum status risk_make_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct choice_text *reasons;
    size_t count;
    TRY(reason_choices(c, &reasons, &count, err));
    *ret = service_form_with(c, &seen_form, "reason", reasons, count);
    return OK;
}

/* ---- writing */

static enum status add_step(struct ctx *c, int64_t risk_id, const char *kind, day_t on, int64_t absent,
                            struct text note, struct error *err) {
    return risk_step_insert(c->db,
                            &(struct risk_step_insert_in){id_new(), risk_id, text_of(kind), on, absent, note,
                                                          c->user.account_id, clock_now(&c->app->clock)},
                            NULL, err);
}

enum status risk_see(struct ctx *c, const struct enrolment_get_row *e, const struct risk_seen_new *n, int64_t *ret_id,
                     struct error *err) {
    struct risk_open_of_row there;
    bool found = false;
    int64_t id = id_new(), changed = 0;
    if (e->left_on != DAY_NONE)
        return fail(err, E_CONFLICT, "education.has_left");
    if (n->on < e->from_day)
        (void)error_field(err, "on_day", "education.before_enrolment", NULL);
    TRY(service_past_day(c, "on_day", n->on, err));
    TRY(risk_open_of(c->db, &(struct risk_open_of_in){e->id}, c->arena, &there, &found, err));
    if (found) {
        id = there.id;
        TRY(risk_seen(c->db, &(struct risk_seen_in){id, n->reason, n->on, n->absent_days}, &changed, err));
    } else
        TRY(risk_insert(c->db,
                        &(struct risk_insert_in){id, e->id, n->reason, n->on, n->absent_days, c->user.account_id,
                                                 clock_now(&c->app->clock)},
                        NULL, err));
    TRY(add_step(c, id, "seen", n->on, n->absent_days, n->note, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "reason", n->reason);
    audit_note(c, e->school_commune_id, "education.risk_seen", "dropout_risk", id, diff);
    *ret_id = id;
    return OK;
}

enum status risk_post(struct ctx *c, struct value *out, struct error *err) {
    struct enrolment_get_row e;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(education_require_lead(c, err));
    TRY(pupil_require(c, id, &e, err));
    struct risk_seen_new n = {form_day(c->form, "on_day"), form_text(c->form, "reason"),
                              form_given(c->form, "absent_days") ? form_int(c->form, "absent_days", 0) : DB_NULL,
                              form_text(c->form, "note")};
    TRY(risk_see(c, &e, &n, &id, err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "education.written", "/education/risks/%lld", (long long)id);
    return OK;
}

static enum status risk_require(struct ctx *c, int64_t id, struct risk_get_row *ret, struct enrolment_get_row *e,
                                struct error *err) {
    bool found = false;
    TRY(risk_get(c->db, &(struct risk_get_in){id}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return pupil_require(c, ret->enrolment_id, e, err);
}
static enum status risk_of_path(struct ctx *c, struct risk_get_row *ret, struct enrolment_get_row *e,
                                struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(risk_require(c, id, ret, e, err));
    ctx_redirect(c, "education.written", "/education/risks/%lld", (long long)id);
    return OK;
}

/* A day of what follows: not before the file was opened, not ahead. */
static enum status check_day(struct ctx *c, const struct risk_get_row *r, const char *field, day_t on,
                             struct error *err) {
    if (r->closed_on != DAY_NONE)
        return fail(err, E_CONFLICT, "education.risk_closed");
    if (on < r->opened_on)
        (void)error_field(err, field, "education.before_risk", NULL);
    return service_past_day(c, field, on, err);
}

enum status risk_act(struct ctx *c, int64_t id, int64_t version, day_t on, struct text note, struct error *err) {
    struct risk_get_row r;
    struct enrolment_get_row e;
    int64_t changed = 0;
    TRY(risk_require(c, id, &r, &e, err));
    TRY(check_day(c, &r, "on_day", on, err));
    TRY(risk_acted(c->db, &(struct risk_acted_in){id, version != 0 ? version : r.version, on}, &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    TRY(add_step(c, id, "action", on, DB_NULL, note, err));
    audit_note(c, e.school_commune_id, "education.risk_action", "dropout_risk", id, NULL);
    return OK;
}

/* Who left or went to another school is no pupil of this one from that day on. */
enum status risk_end(struct ctx *c, int64_t id, int64_t version, day_t on, struct text outcome, struct text note,
                     struct error *err) {
    struct risk_get_row r;
    struct enrolment_get_row e;
    int64_t changed = 0;
    TRY(risk_require(c, id, &r, &e, err));
    TRY(check_day(c, &r, "known_on", on, err));
    TRY(risk_close(c->db, &(struct risk_close_in){id, version != 0 ? version : r.version, on, outcome}, &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    TRY(add_step(c, id, "outcome", on, DB_NULL, note, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "outcome", outcome);
    audit_note(c, e.school_commune_id, "education.risk_outcome", "dropout_risk", id, diff);
    if (e.left_on != DAY_NONE || (!text_is(outcome, "left") && !text_is(outcome, "transferred")))
        return OK;
    TRY(enrolment_leave(c->db, &(struct enrolment_leave_in){e.id, e.version, on, note}, &changed, err));
    audit_note(c, e.school_commune_id, "education.leave", "enrolment", e.id, NULL);
    return rights_judge_year(c, e.school_year, (struct db_ids){&e.id, 1}, err);
}

enum status risk_action_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct risk_get_row r;
    struct enrolment_get_row e;
    TRY(education_require_lead(c, err));
    TRY(risk_of_path(c, &r, &e, err));
    return risk_act(c, r.id, form_int(c->form, "version", 0), form_day(c->form, "on_day"), form_text(c->form, "note"),
                    err);
}

enum status risk_outcome_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct risk_get_row r;
    struct enrolment_get_row e;
    TRY(education_require_lead(c, err));
    TRY(risk_of_path(c, &r, &e, err));
    return risk_end(c, r.id, form_int(c->form, "version", 0), form_day(c->form, "known_on"),
                    form_text(c->form, "outcome"), form_text(c->form, "remark"), err);
}

/* ---- the worklist */

static const struct list_column columns[] = {
    {.key = "name",
     .label = "education.pupil",
     .href = "/education/risks/{id}",
     .sensitivity = S_PERSONAL,
     .type = V_TEXT},
    {.key = "school", .label = "education.school", .type = V_TEXT},
    {.key = "class", .label = "education.class", .type = V_TEXT},
    {.key = "commune", .label = "education.home", .type = V_TEXT},
    {.key = "reason", .label = "education.reason", .type = V_TEXT},
    {.key = "absent_days", .label = "education.absent_days", .number = true, .type = V_INT},
    {.key = "over", .label = "education.over_limit", .type = V_BOOL},
    {.key = "opened_on", .label = "education.seen_on", .sort = "newest", .type = V_DAY},
    {.key = "acted_on", .label = "education.last_action", .sort = "waiting", .type = V_DAY},
    {.key = "sponsored", .label = "education.has_sponsor", .type = V_BOOL},
    {.key = "outcome", .label = "education.outcome", .type = V_WORD},
};
static const struct list_filter filters[] = {
    {.name = "open", .label = "education.open_only", .type = F_BOOL},
    {.name = "over", .label = "education.over_limit", .type = F_BOOL},
    {.name = "quiet", .label = "education.quiet", .type = F_BOOL},
    {.name = "reason", .label = "education.reason", .type = F_CHOICE, .options = reason_choices},
    {.name = "school", .label = "education.school", .type = F_CHOICE, .options = school_choices_of},
    {.name = "commune", .label = "education.home", .type = F_CHOICE, .options = area_commune_choices},
    {.name = "outcome",
     .label = "education.outcome",
     .type = F_CHOICE,
     .choices = outcomes,
     .choice_count = COUNT_OF(outcomes)},
};
static void list_row(struct ctx *c, const void *row, struct value *item) {
    const struct risk_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_id(item, "pupil_id", r->pupil_id);
    value_set_text(item, "name", r->name);
    value_set_text(item, "school", r->school_name);
    value_set_text(item, "class", r->class_name);
    value_set_text(item, "commune", r->commune_name);
    value_set_text(item, "reason", r->reason_name);
    value_set_int(item, "absent_days", r->absent_days);
    value_set_bool(item, "over", r->over);
    value_set_bool(item, "quiet", r->quiet);
    value_set_day(item, "opened_on", r->opened_on);
    value_set_day(item, "acted_on", r->acted_on);
    value_set_day(item, "closed_on", r->closed_on);
    value_set_bool(item, "sponsored", r->sponsored);
    value_set_word(item, "outcome", service_word(c, "education.outcome.", r->outcome));
}
const struct list_def risk_list_def = {.name = "dropout_risks",
                                       .stmt = &risk_list_stmt,
                                       .columns = columns,
                                       .column_count = COUNT_OF(columns),
                                       .filters = filters,
                                       .filter_count = COUNT_OF(filters),
                                       .search = "word",
                                       .row_href = "/education/risks/{id}",
                                       .row = list_row,
                                       .empty = "education.no_risks",
                                       .file_name = "nguy-co-bo-hoc"};

static enum status limits(struct ctx *c, int64_t *ret_absence, day_t *ret_quiet, struct error *err) {
    int64_t days = DB_NULL;
    TRY(setting_int(c, "education.absence_days", c->today, ret_absence, err));
    TRY(setting_int(c, "education.risk_days", c->today, &days, err));
    *ret_absence = *ret_absence == DB_NULL ? INT64_MAX : *ret_absence; /* not set: nobody is over it */
    *ret_quiet = days == DB_NULL ? DAY_NONE + 1 : c->today - (day_t)days;
    return OK;
}

enum status risks_get(struct ctx *c, struct value *out, struct error *err) {
    struct db_list_value clerk;
    int64_t absence_limit;
    day_t quiet;
    TRY(limits(c, &absence_limit, &quiet, err));
    if (absence_limit != INT64_MAX)
        value_set_int(out, "absence_limit", absence_limit);
    return list_answer(c, &risk_list_def, &(struct risk_list_in){absence_limit, quiet, c->today}, &clerk,
                       clerk_filter(c, risk_list_by_clerk, &clerk), out, err);
}

enum status risk_one_get(struct ctx *c, struct value *out, struct error *err) {
    struct risk_get_row r;
    struct enrolment_get_row e;
    struct risk_steps_row *steps;
    size_t count;
    TRY(risk_of_path(c, &r, &e, err));
    c->redirect = TEXT_NONE;
    value_set_id(out, "id", r.id);
    value_set_id(out, "pupil_id", e.id);
    value_set_text(out, "name", e.person_name);
    value_set_text(out, "school", e.school_name);
    value_set_text(out, "class", e.class_name);
    value_set_text(out, "reason", r.reason_name);
    value_set_int(out, "absent_days", r.absent_days);
    value_set_day(out, "opened_on", r.opened_on);
    value_set_day(out, "acted_on", r.acted_on);
    value_set_day(out, "closed_on", r.closed_on);
    value_set_word(out, "outcome", service_word(c, "education.outcome.", r.outcome));
    value_set_int(out, "version", r.version);
    TRY(risk_steps(c->db, &(struct risk_steps_in){r.id}, c->arena, &steps, &count, err));
    struct value *list = value_set_list(out, "steps");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_word(v, "kind", service_word(c, "education.entry.", steps[i].kind));
        value_set_day(v, "on_day", steps[i].on_day);
        value_set_int(v, "absent_days", steps[i].absent_days);
        value_set_text(v, "note", steps[i].note);
        value_set_text(v, "who", steps[i].who);
    }
    bool open = r.closed_on == DAY_NONE && service_leads(c, EDUCATION_POLICY);
    struct value *now = value_object(c->arena);
    value_set_day(now, "on_day", c->today);
    value_set_day(now, "known_on", c->today);
    value_set_int(now, "version", r.version);
    service_form(c, out, "action_form", &risk_action_form, "education.write", open,
                 arena_fmt(c->arena, "/education/risks/%lld/actions", (long long)r.id), now);
    service_form(c, out, "outcome_form", &risk_outcome_form, "education.write", open,
                 arena_fmt(c->arena, "/education/risks/%lld/outcome", (long long)r.id), now);
    return OK;
}

/* On the pupil's page. */
enum status risk_show(struct ctx *c, const struct enrolment_get_row *e, struct value *out, struct error *err) {
    struct risks_of_row *rows;
    const struct form *form;
    size_t count;
    TRY(risks_of(c->db, &(struct risks_of_in){e->id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "risks"), *now = value_object(c->arena);
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "id", rows[i].id);
        value_set_text(v, "reason", rows[i].reason_name);
        value_set_day(v, "opened_on", rows[i].opened_on);
        value_set_day(v, "closed_on", rows[i].closed_on);
        value_set_word(v, "outcome", service_word(c, "education.outcome.", rows[i].outcome));
    }
    TRY(risk_make_form(c, &form, err));
    value_set_day(now, "on_day", c->today);
    service_form(c, out, "risk_form", form, "education.write",
                 e->left_on == DAY_NONE && service_leads(c, EDUCATION_POLICY),
                 arena_fmt(c->arena, "/education/pupils/%lld/risks", (long long)e->id), now);
    return OK;
}

/* What waits, on the first page of who writes. */
enum status education_home(struct ctx *c, struct value *work, struct value *out, struct error *err) {
    (void)out;
    struct risk_counts_row n = {0};
    int64_t limit;
    day_t quiet;
    bool found = false;
    if (!user_may(&c->user, "education.write") || !service_leads(c, EDUCATION_POLICY))
        return OK;
    TRY(limits(c, &limit, &quiet, err));
    TRY(risk_counts(c->db, &(struct risk_counts_in){scope_level_of(c), c->user.scope.area_id, clerk_of(c), quiet},
                    c->arena, &n, &found, err));
    if (!found || n.quiet == 0)
        return OK;
    struct value *group = value_add_object(work), *item;
    struct text count = arena_fmt(c->arena, "%lld", (long long)n.quiet);
    value_set_word(group, "title", "education.risks");
    item = value_add_object(value_set_list(group, "items"));
    value_set_text(item, "text", tr_args(c->lang, c->arena, "education.home_quiet", &count, 1));
    value_set_str(item, "href", "/education/risks?quiet=1");
    value_set_str(item, "tone", "warn");
    return OK;
}
