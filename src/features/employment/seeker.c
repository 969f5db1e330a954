/* Job seekers: who is looked after, what was done, what became of it. */
#include "features/employment/employment_parts.h"

static enum status read_seeker(struct ctx *c, int64_t id, struct job_seeker_get_row *ret, struct error *err) {
    bool found = false;
    TRY(job_seeker_get(c->db, &(struct job_seeker_get_in){id}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return ctx_require_area(c, ret->hamlet_id, err);
}

enum status job_open(struct ctx *c, int64_t person_id, struct text wish, struct text skills, day_t on, int64_t *ret_id,
                     struct error *err) {
    struct service_person p;
    struct job_seeker_open_row there;
    bool found = false;
    TRY(service_person(c, person_id, &p, err));
    TRY(service_past_day(c, "opened_on", on, err));
    TRY(job_seeker_open(c->db, &(struct job_seeker_open_in){person_id}, c->arena, &there, &found, err));
    if (found)
        return fail(err, E_CONFLICT, "employment.open_already");
    int64_t id = id_new();
    const struct service_place *at = &p.household.place;
    TRY(job_seeker_insert(c->db,
                          &(struct job_seeker_insert_in){id, p.id, p.household.id, at->hamlet_id, at->commune_id,
                                                         at->district_id, at->province_id,
                                                         service_classes(c, &p.household), on, wish, skills,
                                                         c->user.account_id, clock_now(&c->app->clock)},
                          NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_id(diff, "person_id", p.id);
    audit_note(c, at->commune_id, "job.open", "job_seeker", id, diff);
    *ret_id = id;
    return OK;
}

/* "3 6": months after the placement in which it is looked at again. */
static enum status add_follow_ups(struct ctx *c, const struct job_seeker_get_row *k, int64_t placement,
                                  struct text employer, day_t on, struct error *err) {
    struct service_household h;
    struct text months, one;
    TRY(service_household(c, k->household_id, &h, err));
    TRY(setting_text(c, "employment.follow_up_months", on, &months, err));
    while (text_cut(&months, ' ', &one)) {
        int64_t n;
        if (!text_to_i64(one, &n) || n < 1 || n > 60)
            continue;
        struct text args[] = {k->person_name, employer, one};
        struct follow_up_new f = {.kind = "job",
                                  .subject_kind = "job_placement",
                                  .subject_id = placement,
                                  .policy_key = JOB_POLICY,
                                  .stage = arena_zstr(c->arena, one),
                                  .title = tr_args(LANG_VI, c->arena, "employment.follow_up_title", args, 3),
                                  .household = &h,
                                  .person_id = k->person_id,
                                  .due_on = day_add_months(on, n)};
        TRY(follow_up_add(c, &f, err));
    }
    return OK;
}

static enum status end_follow_ups(struct ctx *c, int64_t seeker_id, const char *why, struct error *err) {
    struct job_last_placement_row last;
    bool found = false;
    TRY(job_last_placement(c->db, &(struct job_last_placement_in){seeker_id}, c->arena, &last, &found, err));
    return found ? follow_up_cancel(c, "job_placement", last.id, tr(LANG_VI, why), err) : OK;
}

static enum status check_employer(struct ctx *c, int64_t id, struct job_employer_get_row *ret, struct error *err) {
    bool found = false;
    TRY(job_employer_get(c->db, &(struct job_employer_get_in){id}, c->arena, ret, &found, err));
    if (!found || ret->ended_on != DAY_NONE)
        (void)error_field(err, "employer", "employment.no_employer", NULL);
    return error_fields_status(err);
}

enum status job_do(struct ctx *c, int64_t id, int64_t version, const struct job_act *a, struct error *err) {
    struct job_seeker_get_row k;
    struct job_employer_get_row employer = {0};
    int64_t changed = 0, step = id_new();
    bool placing = strcmp(a->kind, "placement") == 0, closing = strcmp(a->kind, "closed") == 0;
    TRY(read_seeker(c, id, &k, err));
    if (text_is(k.state, "closed"))
        return fail(err, E_CONFLICT, "employment.is_closed");
    TRY(service_past_day(c, "on_day", a->on, err));
    if (a->on < k.opened_on)
        (void)error_field(err, "on_day", "employment.before_opening", NULL);
    TRY(error_fields_status(err));
    if (a->employer_id != 0)
        TRY(check_employer(c, a->employer_id, &employer, err));
    if (placing || closing)
        TRY(end_follow_ups(c, id, placing ? "employment.placed_again" : "employment.closed_meanwhile", err));
    TRY(job_step_insert(c->db,
                        &(struct job_step_insert_in){
                            step, id, text_of(a->kind), a->on, a->employer_id == 0 ? DB_NULL : a->employer_id, a->work,
                            a->wage, a->contract, a->note, c->user.account_id, clock_now(&c->app->clock)},
                        NULL, err));
    TRY(job_seeker_set(c->db,
                       &(struct job_seeker_set_in){id, version ? version : k.version,
                                                   placing   ? T("placed")
                                                   : closing ? T("closed")
                                                             : k.state,
                                                   closing ? a->on : DAY_NONE, closing ? a->note : TEXT_NONE},
                       &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    if (placing)
        TRY(add_follow_ups(c, &k, step, employer.name, a->on, err));
    struct value *diff = value_object(c->arena);
    value_set_str(diff, "kind", a->kind);
    value_set_day(diff, "on_day", a->on);
    audit_note(c, k.commune_id, "job.step", "job_seeker", id, diff);
    return OK;
}

/* ---- the list */

static const struct choice states[] = {{"open", "employment.state.open", 0},
                                       {"placed", "employment.state.placed", 0},
                                       {"closed", "employment.state.closed", 0}};
static const struct choice step_kinds[] = {{"advice", "employment.step.advice", 0},
                                           {"referral", "employment.step.referral", 0},
                                           {"placement", "employment.step.placement", 0},
                                           {"closed", "employment.step.closed", 0}};
static const struct list_column columns[] = {
    {.key = "opened_on", .label = "employment.opened_on", .sort = "newest", .type = V_DAY},
    {.key = "person",
     .label = "employment.seeker",
     .href = "/job-seekers/{id}",
     .sensitivity = S_PERSONAL,
     .type = V_TEXT},
    {.key = "code", .label = "service.code", .hidden = true, .type = V_TEXT},
    {.key = "hamlet", .label = "service.hamlet", .type = V_TEXT},
    {.key = "commune", .label = "service.commune", .type = V_TEXT},
    {.key = "wish", .label = "employment.wish", .type = V_TEXT},
    {.key = "state", .label = "service.state", .type = V_WORD},
    {.key = "last", .label = "employment.last_step", .type = V_WORD},
    {.key = "last_on", .label = "employment.last_on", .type = V_DAY},
    {.key = "employer", .label = "employment.employer", .type = V_TEXT},
    {.key = "classes", .label = "employment.classes", .hidden = true, .type = V_TEXT},
};
static const struct list_filter filters[] = {
    {.name = "state", .label = "service.state", .type = F_CHOICE, .choices = states, .choice_count = COUNT_OF(states)},
    {.name = "step",
     .label = "employment.step_done",
     .type = F_CHOICE,
     .choices = step_kinds,
     .choice_count = COUNT_OF(step_kinds)},
    {.name = "area", .label = "service.area", .type = F_CHOICE, .options = service_area_choices},
    {.name = "from", .label = "service.from", .type = F_DAY},
    {.name = "to", .label = "service.to", .type = F_DAY},
    {.name = "employer", .label = "employment.employer", .type = F_ID},
};
static void list_row(struct ctx *c, const void *row, struct value *item) {
    const struct job_seeker_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "person", r->person_name);
    value_set_text(item, "code", r->code);
    value_set_text(item, "hamlet", r->hamlet_name);
    value_set_text(item, "commune", r->commune_name);
    value_set_day(item, "opened_on", r->opened_on);
    value_set_text(item, "wish", r->wish);
    value_set_word(item, "state", service_word(c, "employment.state.", r->state));
    value_set_word(item, "last", service_word(c, "employment.step.", r->last_kind));
    value_set_day(item, "last_on", r->last_on);
    value_set_text(item, "employer", r->employer);
    value_set_text(item, "classes", r->classes);
}
const struct list_def job_seeker_list_def = {.name = "job_seekers",
                                             .stmt = &job_seeker_list_stmt,
                                             .columns = columns,
                                             .column_count = COUNT_OF(columns),
                                             .filters = filters,
                                             .filter_count = COUNT_OF(filters),
                                             .row_href = "/job-seekers/{id}",
                                             .row = list_row,
                                             .empty = "employment.nobody",
                                             .file_name = "nguoi-tim-viec"};

static bool is_step(struct text t) {
    for (size_t i = 0; i < COUNT_OF(step_kinds); i++)
        if (text_is(t, step_kinds[i].code))
            return true;
    return false;
}

enum status job_list_get(struct ctx *c, struct value *out, struct error *err) {
    struct job_seeker_list_in in = {.today = c->today, .step = T(""), .from_day = 0, .to_day = DAY_FOREVER};
    struct text step = ctx_query(c, "step"), from = ctx_query(c, "from"), to = ctx_query(c, "to");
    if (is_step(step))
        in.step = step;
    if (from.len > 0)
        (void)day_parse(from, &in.from_day); /* a bad one is refused by the list's own filter */
    if (to.len > 0)
        (void)day_parse(to, &in.to_day);
    static const struct service_action actions[] = {
        {"employment.open", "/find-person?for=jobs", "plus", "employment.write", true}};
    service_actions(c, out, actions, COUNT_OF(actions));
    return list_answer(c, &job_seeker_list_def, &in, NULL, 0, out, err);
}

/* ---- a new one */

static const struct field new_fields[] = {
    {.name = "person", .type = F_ID, .required = true, .label = "employment.person_id"},
    {.name = "wish", .type = F_TEXT, .required = true, .label = "employment.wish", .help = "employment.wish_help"},
    {.name = "skills", .type = F_TEXT, .label = "employment.skills"},
    {.name = "opened_on", .type = F_DAY, .required = true, .label = "employment.opened_on"},
};
const struct form job_new_form = {"job_seeker", new_fields, COUNT_OF(new_fields)};

enum status job_new_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t person;
    if (!text_to_i64(ctx_query(c, "person"), &person))
        return fail(err, E_NOT_FOUND, "employment.choose_person");
    TRY(service_person_page(c, person, out, err));
    struct value *now = value_object(c->arena);
    value_set_id(now, "person", person);
    value_set_day(now, "opened_on", c->today);
    service_form(c, out, "form", &job_new_form, "employment.write", true, T("/job-seekers"), now);
    return OK;
}

enum status job_new_fill(struct ctx *c, struct value *out, struct error *err) {
    return service_person_page(c, form_id(c->form, "person"), out, err);
}

enum status job_new_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(service_require_lead(c, JOB_POLICY, err));
    TRY(job_open(c, form_id(c->form, "person"), form_text(c->form, "wish"), form_text(c->form, "skills"),
                 form_day(c->form, "opened_on"), &id, err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "employment.opened", "/job-seekers/%lld", (long long)id);
    return OK;
}

/* ---- one seeker */

#define COMMON                                                                                                         \
    {.name = "on_day", .type = F_DAY, .required = true, .label = "service.held_on"},                                   \
        {.name = "note", .type = F_LONG, .label = "service.note"}, {                                                   \
        .name = "version", .type = F_HIDDEN_INT, .label = "service.version"                                            \
    }
static const struct field advice_fields[] = {COMMON};
const struct form job_advice_form = {"job_advice", advice_fields, COUNT_OF(advice_fields)};
static const struct field close_fields[] = {
    {.name = "on_day", .type = F_DAY, .required = true, .label = "service.held_on"},
    {.name = "note", .type = F_TEXT, .required = true, .label = "service.reason"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
const struct form job_close_form = {"job_close", close_fields, COUNT_OF(close_fields)};
static const struct field referral_fields[] = {
    {.name = "employer", .type = F_CHOICE, .required = true, .label = "employment.employer"},
    {.name = "work", .type = F_TEXT, .label = "employment.work"},
    COMMON,
};
static const struct form referral_form = {"job_referral", referral_fields, COUNT_OF(referral_fields)};
static const struct field placement_fields[] = {
    {.name = "employer", .type = F_CHOICE, .required = true, .label = "employment.employer"},
    {.name = "work", .type = F_TEXT, .required = true, .label = "employment.work"},
    {.name = "wage",
     .type = F_MONEY,
     .label = "employment.wage",
     .unit = "employment.wage_unit",
     .min = 0,
     .max = 1000000000},
    {.name = "contract", .type = F_BOOL, .label = "employment.contract"},
    COMMON,
};
static const struct form placement_form = {"job_placement", placement_fields, COUNT_OF(placement_fields)};

static enum status with_employers(struct ctx *c, const struct form *base, const struct form **ret, struct error *err) {
    struct job_employers_open_row *rows;
    size_t count;
    TRY(job_employers_open(c->db, c->arena, &rows, &count, err));
    struct choice_text *texts = ARENA_ARRAY(c->arena, count + 1, struct choice_text);
    for (size_t i = 0; i < count; i++)
        texts[i] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)rows[i].id),
                                        arena_fmt(c->arena, "%.*s (%.*s)", FMT(rows[i].name), FMT(rows[i].industry))};
    *ret = service_form_with(c, base, "employer", texts, count);
    return OK;
}
enum status job_referral_form(struct ctx *c, const struct form **ret, struct error *err) {
    return with_employers(c, &referral_form, ret, err);
}
enum status job_placement_form(struct ctx *c, const struct form **ret, struct error *err) {
    return with_employers(c, &placement_form, ret, err);
}

static enum status add_steps(struct ctx *c, int64_t id, struct value *out, struct error *err) {
    struct job_steps_row *rows;
    size_t count;
    TRY(job_steps(c->db, &(struct job_steps_in){id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "steps"), *follow = value_set_list(out, "follow_ups");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_word(v, "kind", service_word(c, "employment.step.", rows[i].kind));
        value_set_day(v, "on_day", rows[i].on_day);
        value_set_text(v, "employer", rows[i].employer);
        value_set_text(v, "work", rows[i].work);
        value_set_money(v, "wage", rows[i].wage);
        value_set_bool(v, "contract", rows[i].contract);
        value_set_text(v, "note", rows[i].note);
        value_set_text(v, "who", rows[i].who);
        if (text_is(rows[i].kind, "placement"))
            TRY(follow_up_show(c, "job_placement", rows[i].id, follow, err));
    }
    return OK;
}

enum status job_one_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct job_seeker_get_row k;
    struct service_household h;
    TRY(ctx_id(c, 0, &id, err));
    TRY(read_seeker(c, id, &k, err));
    value_set_id(out, "id", k.id);
    value_set_text(out, "seeker", k.person_name);
    value_set_id(out, "person_id", k.person_id);
    value_set_day(out, "opened_on", k.opened_on);
    value_set_text(out, "wish", k.wish);
    value_set_text(out, "skills", k.skills);
    value_set_word(out, "state", service_word(c, "employment.state.", k.state));
    value_set_day(out, "closed_on", k.closed_on);
    value_set_text(out, "closed_reason", k.closed_reason);
    value_set_int(out, "version", k.version);
    value_set_bool(out, "may_household", user_may(&c->user, "household.read"));
    if (service_household(c, k.household_id, &h, err) == OK)
        service_household_show(c, &h, out);
    else
        error_clear(err); /* moved away since */
    TRY(add_steps(c, id, out, err));
    bool open = !text_is(k.state, "closed") && service_leads(c, JOB_POLICY);
    struct value *now = value_object(c->arena);
    value_set_day(now, "on_day", c->today);
    value_set_int(now, "version", k.version);
    const struct form *form;
    const struct {
        const char *member, *tail;
        const struct form *form;
    } offers[] = {{"advice_form", "advice", &job_advice_form}, {"close_form", "close", &job_close_form}};
    for (size_t i = 0; i < COUNT_OF(offers); i++)
        service_form(c, out, offers[i].member, offers[i].form, "employment.write", open,
                     arena_fmt(c->arena, "/job-seekers/%lld/%s", (long long)id, offers[i].tail), now);
    TRY(job_referral_form(c, &form, err));
    service_form(c, out, "referral_form", form, "employment.write", open,
                 arena_fmt(c->arena, "/job-seekers/%lld/referral", (long long)id), now);
    TRY(job_placement_form(c, &form, err));
    service_form(c, out, "placement_form", form, "employment.write", open,
                 arena_fmt(c->arena, "/job-seekers/%lld/placement", (long long)id), now);
    return OK;
}

static enum status step(struct ctx *c, struct job_act a, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(service_require_lead(c, JOB_POLICY, err));
    a.on = form_day(c->form, "on_day");
    a.note = form_text(c->form, "note");
    TRY(job_do(c, id, form_int(c->form, "version", 0), &a, err));
    ctx_redirect(c, "employment.written", "/job-seekers/%lld", (long long)id);
    return OK;
}

enum status job_advice_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    return step(c, (struct job_act){.kind = "advice", .wage = DB_NULL}, err);
}

static int64_t chosen_employer(struct ctx *c) {
    int64_t id = 0;
    (void)text_to_i64(form_text(c->form, "employer"), &id);
    return id;
}

enum status job_referral_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    return step(
        c,
        (struct job_act){
            .kind = "referral", .employer_id = chosen_employer(c), .work = form_text(c->form, "work"), .wage = DB_NULL},
        err);
}

enum status job_placement_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    return step(c,
                (struct job_act){.kind = "placement",
                                 .employer_id = chosen_employer(c),
                                 .work = form_text(c->form, "work"),
                                 .wage = form_int(c->form, "wage", DB_NULL),
                                 .contract = form_bool(c->form, "contract")},
                err);
}

enum status job_close_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    return step(c, (struct job_act){.kind = "closed", .wage = DB_NULL}, err);
}
