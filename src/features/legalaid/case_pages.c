/* Cases: list, application, the case with what may be done next. */
#include "features/legalaid/legalaid_parts.h"
#include "features/standard/standard.h"

static const struct choice forms[] = {{"proceedings", "legalaid.form.proceedings", 0},
                                      {"representation", "legalaid.form.representation", 0},
                                      {"advice", "legalaid.form.advice", 0}};
static const struct choice grounds[] = {{"poor", "legalaid.ground.poor", 0},
                                        {"near_poor_accused", "legalaid.ground.near_poor_accused", 0},
                                        {"near_poor_listed", "legalaid.ground.near_poor_listed", 0},
                                        {"other", "legalaid.ground.other", 0}};
static const struct choice channels[] = {{"in_person", "legalaid.channel.in_person", 0},
                                         {"post", "legalaid.channel.post", 0},
                                         {"outreach", "legalaid.channel.outreach", 0},
                                         {"referred", "legalaid.channel.referred", 0}};
static const struct choice states[] = {
    {"applied", "legalaid.state.applied", 0},     {"accepted", "legalaid.state.accepted", 0},
    {"assigned", "legalaid.state.assigned", 0},   {"closed", "legalaid.state.closed", 0},
    {"appraised", "legalaid.state.appraised", 0}, {"refused", "legalaid.state.refused", 0},
    {"withdrawn", "legalaid.state.withdrawn", 0},
};
static const struct choice steps[] = {{"accepted", "legalaid.accepted_ever", 0},
                                      {"open", "legalaid.open_now", 0},
                                      {"closed", "legalaid.closed_ever", 0},
                                      {"refused", "legalaid.state.refused", 0}};

static enum status field_options(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err) {
    return code_choices(c, "legal_field", ret, ret_count, err);
}

static const struct list_column columns[] = {
    {.key = "applied_on", .label = "legalaid.applied_on", .sort = "newest", .type = V_DAY},
    {.key = "code", .label = "legalaid.code", .sort = "code", .type = V_TEXT},
    {.key = "person",
     .label = "legalaid.applicant",
     .href = "/legal-aid/cases/{id}",
     .sensitivity = S_SENSITIVE,
     .type = V_TEXT},
    {.key = "commune", .label = "service.commune", .type = V_TEXT},
    {.key = "form", .label = "legalaid.form_of", .type = V_WORD},
    {.key = "field", .label = "legalaid.field", .type = V_TEXT},
    {.key = "state", .label = "legalaid.state_of", .type = V_WORD},
    {.key = "provider", .label = "legalaid.provider", .type = V_TEXT},
    {.key = "right", .label = "legalaid.right_of", .hidden = true, .type = V_WORD},
    {.key = "closed_on", .label = "legalaid.closed_on", .hidden = true, .type = V_DAY},
};
static const struct list_filter filters[] = {
    {.name = "state",
     .label = "legalaid.state_of",
     .type = F_CHOICE,
     .choices = states,
     .choice_count = COUNT_OF(states)},
    {.name = "step",
     .label = "legalaid.counted_as",
     .type = F_CHOICE,
     .choices = steps,
     .choice_count = COUNT_OF(steps)},
    {.name = "form", .label = "legalaid.form_of", .type = F_CHOICE, .choices = forms, .choice_count = COUNT_OF(forms)},
    {.name = "field", .label = "legalaid.field", .type = F_CHOICE, .options = field_options},
    {.name = "area", .label = "service.area", .type = F_CHOICE, .options = service_area_choices},
    {.name = "provider", .label = "legalaid.provider", .type = F_ID},
    {.name = "from", .label = "service.from", .type = F_DAY},
    {.name = "to", .label = "service.to", .type = F_DAY},
};
static void list_row(struct ctx *c, const void *row, struct value *item) {
    const struct legal_case_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "code", r->code);
    value_set_text(item, "person", r->person_name);
    value_set_word(item, "form", service_word(c, "legalaid.form.", r->form));
    value_set_text(item, "field", r->field_name);
    value_set_word(item, "state", service_word(c, "legalaid.state.", r->state));
    value_set_word(item, "right", service_word(c, "legalaid.answer.", r->right_answer));
    value_set_day(item, "applied_on", r->applied_on);
    value_set_day(item, "closed_on", r->closed_on);
    value_set_text(item, "provider", r->provider_name);
    value_set_text(item, "commune", r->commune_name);
}
const struct list_def legal_case_list_def = {.name = "legal_cases",
                                             .stmt = &legal_case_list_stmt,
                                             .columns = columns,
                                             .column_count = COUNT_OF(columns),
                                             .filters = filters,
                                             .filter_count = COUNT_OF(filters),
                                             .row_href = "/legal-aid/cases/{id}",
                                             .row = list_row,
                                             .empty = "legalaid.no_cases",
                                             .file_name = "vu-viec-tro-giup-phap-ly"};

enum status legal_cases_get(struct ctx *c, struct value *out, struct error *err) {
    struct legal_case_list_in in = {c->today};
    static const struct service_action actions[] = {
        {"legalaid.apply", "/find-person?for=legal-aid", "plus", "legalaid.write", true}};
    service_actions(c, out, actions, COUNT_OF(actions));
    return list_answer(c, &legal_case_list_def, &in, NULL, 0, out, err);
}

/* ---- application */

static const struct field new_fields[] = {
    {.name = "person", .type = F_ID, .required = true, .label = "legalaid.applicant_id"},
    {.name = "form",
     .type = F_CHOICE,
     .required = true,
     .label = "legalaid.form_of",
     .choices = forms,
     .choice_count = COUNT_OF(forms)},
    {.name = "field", .type = F_CHOICE, .required = true, .label = "legalaid.field"},
    {.name = "ground",
     .type = F_CHOICE,
     .required = true,
     .label = "legalaid.ground_of",
     .choices = grounds,
     .choice_count = COUNT_OF(grounds)},
    {.name = "ground_note", .type = F_TEXT, .label = "legalaid.ground_note", .help = "legalaid.ground_note_help"},
    {.name = "applied_on", .type = F_DAY, .required = true, .label = "legalaid.applied_on"},
    {.name = "channel",
     .type = F_CHOICE,
     .required = true,
     .label = "legalaid.channel_of",
     .choices = channels,
     .choice_count = COUNT_OF(channels)},
    {.name = "request",
     .type = F_LONG,
     .required = true,
     .label = "legalaid.request",
     .help = "legalaid.request_help",
     .sensitivity = S_SENSITIVE},
};
static const struct form new_form = {"legal_application", new_fields, COUNT_OF(new_fields)};

enum status legal_new_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct choice_text *texts;
    size_t count;
    TRY(code_choices(c, "legal_field", &texts, &count, err));
    *ret = service_form_with(c, &new_form, "field", texts, count);
    return OK;
}

enum status legal_new_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t person;
    const struct form *form;
    if (!text_to_i64(ctx_query(c, "person"), &person))
        return fail(err, E_NOT_FOUND, "legalaid.choose_person");
    TRY(service_person_page(c, person, out, err));
    TRY(legal_new_form(c, &form, err));
    struct value *now = value_object(c->arena);
    value_set_id(now, "person", person);
    value_set_day(now, "applied_on", c->today);
    service_form(c, out, "form", form, "legalaid.write", true, T("/legal-aid/cases"), now);
    return OK;
}

enum status legal_new_fill(struct ctx *c, struct value *out, struct error *err) {
    return service_person_page(c, form_id(c->form, "person"), out, err);
}

enum status legal_new_post(struct ctx *c, struct value *out, struct error *err) {
    struct legal_application a = {.form = arena_zstr(c->arena, form_text(c->form, "form")),
                                  .channel = arena_zstr(c->arena, form_text(c->form, "channel")),
                                  .field = form_text(c->form, "field"),
                                  .ground = form_text(c->form, "ground"),
                                  .ground_note = form_text(c->form, "ground_note"),
                                  .request = form_text(c->form, "request"),
                                  .person_id = form_id(c->form, "person"),
                                  .on = form_day(c->form, "applied_on")};
    int64_t id;
    TRY(legal_apply(c, &a, &id, err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "legalaid.applied_done", "/legal-aid/cases/%lld", (long long)id);
    return OK;
}

/* ---- one case */

static const struct field accept_fields[] = {
    {.name = "paper", .type = F_TEXT, .required = true, .label = "legalaid.paper", .help = "legalaid.paper_help"},
    {.name = "on_day", .type = F_DAY, .required = true, .label = "legalaid.decided_on"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
const struct form legal_accept_form = {"legal_accept", accept_fields, COUNT_OF(accept_fields)};
static const struct field refuse_fields[] = {
    {.name = "reason", .type = F_LONG, .required = true, .label = "legalaid.refuse_reason"},
    {.name = "on_day", .type = F_DAY, .required = true, .label = "legalaid.decided_on"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
const struct form legal_refuse_form = {"legal_refuse", refuse_fields, COUNT_OF(refuse_fields)};
const struct form legal_withdraw_form = {"legal_withdraw", refuse_fields, COUNT_OF(refuse_fields)};
static const struct field assign_fields[] = {
    {.name = "provider", .type = F_CHOICE, .required = true, .label = "legalaid.provider"},
    {.name = "on_day", .type = F_DAY, .required = true, .label = "service.held_on"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
static const struct form assign_form = {"legal_assign", assign_fields, COUNT_OF(assign_fields)};
static const struct field act_fields[] = {
    {.name = "act", .type = F_CHOICE, .required = true, .label = "legalaid.act"},
    {.name = "on_day", .type = F_DAY, .required = true, .label = "service.held_on"},
    {.name = "hours", .type = F_INT, .label = "legalaid.hours", .min = 0, .max = 1000},
    {.name = "note", .type = F_LONG, .label = "service.note", .sensitivity = S_SENSITIVE},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
static const struct form act_form = {"legal_act", act_fields, COUNT_OF(act_fields)};
static const struct field close_fields[] = {
    {.name = "outcome", .type = F_CHOICE, .required = true, .label = "legalaid.outcome"},
    {.name = "result", .type = F_LONG, .label = "legalaid.result", .sensitivity = S_SENSITIVE},
    {.name = "on_day", .type = F_DAY, .required = true, .label = "legalaid.closed_on"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
static const struct form close_form = {"legal_close", close_fields, COUNT_OF(close_fields)};
static const struct field appraise_fields[] = {
    {.name = "quality", .type = F_CHOICE, .required = true, .label = "legalaid.quality"},
    {.name = "appraisal", .type = F_LONG, .label = "legalaid.appraisal"},
    {.name = "on_day", .type = F_DAY, .required = true, .label = "legalaid.appraised_on"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
static const struct form appraise_form = {"legal_appraise", appraise_fields, COUNT_OF(appraise_fields)};

static enum status form_of_codes(struct ctx *c, const struct form *base, const char *field, const char *list,
                                 const struct form **ret, struct error *err) {
    struct choice_text *texts;
    size_t count;
    TRY(code_choices(c, list, &texts, &count, err));
    *ret = service_form_with(c, base, field, texts, count);
    return OK;
}
enum status legal_act_form(struct ctx *c, const struct form **ret, struct error *err) {
    return form_of_codes(c, &act_form, "act", "legal_act", ret, err);
}
enum status legal_close_form(struct ctx *c, const struct form **ret, struct error *err) {
    return form_of_codes(c, &close_form, "outcome", "legal_outcome", ret, err);
}
enum status legal_appraise_form(struct ctx *c, const struct form **ret, struct error *err) {
    return form_of_codes(c, &appraise_form, "quality", "legal_quality", ret, err);
}
/* Whoever has the least to do is named with it. */
enum status legal_assign_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct legal_providers_on_row *rows;
    size_t count;
    TRY(legal_providers_on(c->db, &(struct legal_providers_on_in){c->today}, c->arena, &rows, &count, err));
    struct choice_text *texts = ARENA_ARRAY(c->arena, count + 1, struct choice_text);
    for (size_t i = 0; i < count; i++) {
        struct text args[] = {rows[i].name, arena_fmt(c->arena, "%lld", (long long)rows[i].open_cases)};
        texts[i] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)rows[i].id),
                                        tr_args(c->lang, c->arena, "legalaid.provider_load", args, 2)};
    }
    *ret = service_form_with(c, &assign_form, "provider", texts, count);
    return OK;
}

static enum status add_right(struct ctx *c, const struct legal_case_get_row *k, struct value *out, struct error *err) {
    struct legal_right_lines_row *rows;
    size_t count;
    TRY(legal_right_lines(c->db, &(struct legal_right_lines_in){k->id}, c->arena, &rows, &count, err));
    struct value *right = value_set_object(out, "right");
    value_set_word(right, "answer", service_word(c, "legalaid.answer.", k->right_answer));
    struct value *lines = value_set_list(right, "lines");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(lines);
        value_set_word(v, "state", service_word(c, "legalaid.line.", rows[i].state));
        value_set_word(v, "title", arena_zstr(c->arena, rows[i].title));
        value_set_text(v, "found", rows[i].found);
        value_set_text(v, "article", rows[i].article);
        value_set_word(v, "certainty", service_word(c, "legalaid.certainty.", rows[i].certainty));
    }
    return OK;
}

static enum status add_steps(struct ctx *c, int64_t id, struct value *out, struct error *err) {
    struct legal_steps_row *rows;
    size_t count;
    TRY(legal_steps(c->db, &(struct legal_steps_in){id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "steps");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_word(v, "kind", service_word(c, "legalaid.step.", rows[i].kind));
        value_set_text(v, "act", rows[i].act_name);
        value_set_day(v, "on_day", rows[i].on_day);
        value_set_int(v, "hours", rows[i].hours);
        value_set_text(v, "note", rows[i].note);
        value_set_text(v, "provider", rows[i].provider_name);
        value_set_text(v, "who", rows[i].who);
    }
    return OK;
}

static void offer(struct ctx *c, struct value *out, const struct legal_case_get_row *k, const char *member,
                  const struct form *f, const char *tail, const char *permission, const struct value *now) {
    service_form(c, out, member, f, permission, true,
                 arena_fmt(c->arena, "/legal-aid/cases/%lld/%s", (long long)k->id, tail), now);
}

static enum status add_forms(struct ctx *c, const struct legal_case_get_row *k, struct value *out, struct error *err) {
    struct value *now = value_object(c->arena);
    value_set_day(now, "on_day", c->today);
    value_set_int(now, "version", k->version);
    value_set_text(now, "paper", k->paper);
    const struct form *form;
    bool applied = text_is(k->state, "applied"), accepted = text_is(k->state, "accepted"),
         assigned = text_is(k->state, "assigned");
    if (applied) {
        offer(c, out, k, "accept_form", &legal_accept_form, "accept", "legalaid.write", now);
        offer(c, out, k, "refuse_form", &legal_refuse_form, "refuse", "legalaid.write", now);
    }
    if (assigned) {
        TRY(legal_act_form(c, &form, err));
        offer(c, out, k, "act_form", form, "acts", "legalaid.write", now);
        TRY(legal_close_form(c, &form, err));
        offer(c, out, k, "close_form", form, "close", "legalaid.write", now);
    }
    if (accepted || assigned) {
        TRY(legal_assign_form(c, &form, err));
        offer(c, out, k, "assign_form", form, "assign", "legalaid.write", now);
    }
    if (applied || accepted || assigned)
        offer(c, out, k, "withdraw_form", &legal_withdraw_form, "withdraw", "legalaid.write", now);
    if (text_is(k->state, "closed") && k->closed_by != c->user.account_id) {
        TRY(legal_appraise_form(c, &form, err));
        offer(c, out, k, "appraise_form", form, "appraise", "legalaid.appraise", now);
    }
    return OK;
}

enum status legal_case_page(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct legal_case_get_row k;
    TRY(ctx_id(c, 0, &id, err));
    TRY(legal_case_read(c, id, &k, err));
    value_set_id(out, "id", k.id);
    value_set_text(out, "code", k.code);
    value_set_int(out, "number", k.number);
    value_set_text(out, "applicant", k.person_name);
    value_set_id(out, "person_id", k.person_id);
    value_set_word(out, "form_kind", service_word(c, "legalaid.form.", k.form));
    value_set_text(out, "field", k.field_name);
    value_set_word(out, "ground", service_word(c, "legalaid.ground.", k.ground));
    value_set_text(out, "ground_note", k.ground_note);
    value_set_day(out, "applied_on", k.applied_on);
    value_set_word(out, "channel", service_word(c, "legalaid.channel.", k.channel));
    value_set_text(out, "request", k.request);
    value_set_text(out, "paper", k.paper);
    value_set_word(out, "state", service_word(c, "legalaid.state.", k.state));
    value_set_day(out, "decided_on", k.decided_on);
    value_set_text(out, "reason", k.reason);
    value_set_text(out, "provider", k.provider_name);
    value_set_day(out, "assigned_on", k.assigned_on);
    value_set_day(out, "closed_on", k.closed_on);
    value_set_text(out, "outcome", k.outcome_name);
    value_set_text(out, "result", k.result);
    value_set_day(out, "appraised_on", k.appraised_on);
    value_set_text(out, "quality", k.quality_name);
    value_set_text(out, "appraisal", k.appraisal);
    value_set_int(out, "version", k.version);
    struct service_household h;
    if (service_household(c, k.household_id, &h, err) == OK)
        service_household_show(c, &h, out);
    else
        error_clear(err); /* moved away since; the case stays */
    value_set_bool(out, "may_household", user_may(&c->user, "household.read"));
    value_set_bool(out, "own_closed", text_is(k.state, "closed") && k.closed_by == c->user.account_id);
    TRY(add_right(c, &k, out, err));
    TRY(add_steps(c, k.id, out, err));
    return add_forms(c, &k, out, err);
}

/* ---- what may be done next */

static enum status back(struct ctx *c, int64_t id, const char *flash) {
    ctx_redirect(c, flash, "/legal-aid/cases/%lld", (long long)id);
    return OK;
}
#define STEP_POST(name, call, flash)                                                                                   \
    enum status name(struct ctx *c, struct value *out, struct error *err) {                                            \
        (void)out;                                                                                                     \
        int64_t id, version = form_int(c->form, "version", 0);                                                         \
        day_t on = form_day(c->form, "on_day");                                                                        \
        TRY(ctx_id(c, 0, &id, err));                                                                                   \
        TRY(call);                                                                                                     \
        return back(c, id, flash);                                                                                     \
    }
STEP_POST(legal_accept_post, legal_accept(c, id, version, form_text(c->form, "paper"), on, err), "legalaid.done")
STEP_POST(legal_refuse_post, legal_refuse(c, id, version, form_text(c->form, "reason"), on, err), "legalaid.done")
STEP_POST(legal_withdraw_post, legal_withdraw(c, id, version, form_text(c->form, "reason"), on, err), "legalaid.done")
STEP_POST(legal_act_post,
          legal_act(c, id, version, form_text(c->form, "act"), form_int(c->form, "hours", DB_NULL),
                    form_text(c->form, "note"), on, err),
          "legalaid.done")
STEP_POST(legal_close_post,
          legal_close(c, id, version, form_text(c->form, "outcome"), form_text(c->form, "result"), on, err),
          "legalaid.done")
STEP_POST(legal_appraise_post,
          legal_appraise(c, id, version, form_text(c->form, "quality"), form_text(c->form, "appraisal"), on, err),
          "legalaid.done")

enum status legal_assign_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    int64_t id, provider = 0;
    TRY(ctx_id(c, 0, &id, err));
    (void)text_to_i64(form_text(c->form, "provider"), &provider);
    TRY(legal_assign(c, id, form_int(c->form, "version", 0), provider, form_day(c->form, "on_day"), err));
    return back(c, id, "legalaid.done");
}
