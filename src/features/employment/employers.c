/* Employers, and the figures of employment. */
#include "features/employment/employment_parts.h"
#include "features/standard/standard.h"

static const struct field new_fields[] = {
    {.name = "name", .type = F_TEXT, .required = true, .label = "employment.employer_name"},
    {.name = "tax_code", .type = F_TEXT, .label = "employment.tax_code", .max = 20},
    {.name = "industry", .type = F_TEXT, .required = true, .label = "employment.industry"},
    {.name = "area", .type = F_CHOICE, .required = true, .label = "service.commune"},
    {.name = "contact", .type = F_TEXT, .label = "employment.contact"},
};
static const struct form new_form = {"job_employer", new_fields, COUNT_OF(new_fields)};
static const struct field end_fields[] = {{.name = "version", .type = F_HIDDEN_INT, .label = "service.version"}};
const struct form job_employer_end_form = {"job_employer_end", end_fields, COUNT_OF(end_fields)};

static const struct list_column columns[] = {
    {.key = "name",
     .label = "employment.employer_name",
     .sort = "name",
     .href = "/job-seekers?employer={id}",
     .type = V_TEXT},
    {.key = "industry", .label = "employment.industry", .type = V_TEXT},
    {.key = "commune", .label = "service.commune", .type = V_TEXT},
    {.key = "contact", .label = "employment.contact", .type = V_TEXT},
    {.key = "tax_code", .label = "employment.tax_code", .hidden = true, .type = V_TEXT},
    {.key = "placed", .label = "employment.figure.placed", .number = true, .type = V_INT},
    {.key = "ended_on", .label = "employment.ended_on", .type = V_DAY},
};
static const struct choice open_choice[] = {{"1", "employment.taking", 1}};
static const struct list_filter filters[] = {{.name = "open",
                                              .label = "service.state",
                                              .type = F_CHOICE,
                                              .choices = open_choice,
                                              .choice_count = COUNT_OF(open_choice)}};
static void list_row(struct ctx *c, const void *row, struct value *item) {
    (void)c;
    const struct job_employer_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "name", r->name);
    value_set_text(item, "tax_code", r->tax_code);
    value_set_text(item, "industry", r->industry);
    value_set_text(item, "contact", r->contact);
    value_set_text(item, "commune", r->commune_name);
    value_set_int(item, "placed", r->placed);
    value_set_day(item, "ended_on", r->ended_on);
    value_set_int(item, "version", r->version);
}
const struct list_def job_employer_list_def = {.name = "employers",
                                               .stmt = &job_employer_list_stmt,
                                               .columns = columns,
                                               .column_count = COUNT_OF(columns),
                                               .filters = filters,
                                               .filter_count = COUNT_OF(filters),
                                               .row = list_row,
                                               .empty = "employment.no_employers",
                                               .file_name = "co-so-su-dung-lao-dong"};

enum status job_employer_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct choice_text *areas;
    size_t count;
    TRY(service_area_choices(c, &areas, &count, err));
    *ret = service_form_with(c, &new_form, "area", areas, count);
    return OK;
}

enum status job_employers_get(struct ctx *c, struct value *out, struct error *err) {
    bool mine = user_may(&c->user, "employment.write") && service_leads(c, JOB_POLICY);
    if (mine) {
        const struct form *form;
        TRY(job_employer_form(c, &form, err));
        service_form(c, out, "form", form, "employment.write", true, T("/employers"), NULL);
    }
    value_set_bool(out, "may_write", mine);
    struct job_employer_list_in in = {c->today};
    return list_answer(c, &job_employer_list_def, &in, NULL, 0, out, err);
}

enum status job_employer_add(struct ctx *c, struct text name, struct text tax_code, struct text industry,
                             struct text contact, const struct service_place *at, int64_t *ret_id, struct error *err) {
    int64_t id = id_new();
    enum status s = job_employer_insert(
        c->db,
        &(struct job_employer_insert_in){id, name, vi_sort_key(c->arena, name), tax_code.len > 0 ? tax_code : TEXT_NONE,
                                         industry, contact, at->commune_id, at->district_id, at->province_id,
                                         c->user.account_id, clock_now(&c->app->clock)},
        NULL, err);
    if (s == E_CONFLICT && db_error_is(err, "job_employer_tax")) {
        error_clear(err);
        (void)error_field(err, "tax_code", "employment.tax_code_taken", arena_zstr(c->arena, tax_code));
        return error_fields_status(err);
    }
    TRY(s);
    audit_note(c, at->commune_id, "job.employer", "employer", id, NULL);
    *ret_id = id;
    return OK;
}

enum status job_employer_post(struct ctx *c, struct value *out, struct error *err) {
    struct service_place at;
    int64_t area = 0, id;
    TRY(service_require_lead(c, JOB_POLICY, err));
    (void)text_to_i64(form_text(c->form, "area"), &area);
    TRY(service_place_of(c, area, &at, err));
    TRY(job_employer_add(c, form_text(c->form, "name"), form_text(c->form, "tax_code"), form_text(c->form, "industry"),
                         form_text(c->form, "contact"), &at, &id, err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "employment.written", "/employers");
    return OK;
}

enum status job_employer_end_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct job_employer_get_row e;
    int64_t id, changed = 0;
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(service_require_lead(c, JOB_POLICY, err));
    TRY(job_employer_get(c->db, &(struct job_employer_get_in){id}, c->arena, &e, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(job_employer_end(c->db, &(struct job_employer_end_in){id, form_int(c->form, "version", e.version), c->today},
                         &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    audit_note(c, 0, "job.employer_end", "employer", id, NULL);
    ctx_redirect(c, "employment.written", "/employers");
    return OK;
}

/* ---- figures */

enum { SEEKERS, ADVISED, REFERRED, PLACED, DUE_3, WORKING_3, DUE_6, WORKING_6, FIGURES };
static const char *const figure_names[FIGURES] = {"seekers",        "advised",         "referred",
                                                  "placed",         "asked_3_months",  "working_3_months",
                                                  "asked_6_months", "working_6_months"};
static const struct service_column figure_columns[FIGURES] = {
    [SEEKERS] = {"employment.figure.seekers", "/job-seekers"},
    [ADVISED] = {"employment.figure.advised", "/job-seekers?step=advice"},
    [REFERRED] = {"employment.figure.referred", "/job-seekers?step=referral"},
    [PLACED] = {"employment.figure.placed", "/job-seekers?step=placement"},
    [DUE_3] = {"employment.figure.asked_3", "/follow-ups?kind=job&stage=3&outcome=known"},
    [WORKING_3] = {"employment.figure.working_3", "/follow-ups?kind=job&stage=3&outcome=working"},
    [DUE_6] = {"employment.figure.asked_6", "/follow-ups?kind=job&stage=6&outcome=known"},
    [WORKING_6] = {"employment.figure.working_6", "/follow-ups?kind=job&stage=6&outcome=working"},
};

static enum status count(struct ctx *c, const struct service_asked *a, int by, struct service_counts **ret,
                         size_t *ret_count, struct error *err) {
    struct job_figures_row *rows;
    struct job_follow_figures_row *follow;
    size_t n, m, used;
    TRY(job_figures(c->db, &(struct job_figures_in){a->from, a->to, a->level, a->area_id, by}, c->arena, &rows, &n,
                    err));
    TRY(job_follow_figures(c->db, &(struct job_follow_figures_in){a->from, a->to, a->level, a->area_id, by}, c->arena,
                           &follow, &m, err));
    struct service_counts *counts = ARENA_ARRAY(c->arena, n + m + 1, struct service_counts);
    for (used = 0; used < n; used++) {
        counts[used].area_id = rows[used].area_id;
        counts[used].counts[SEEKERS] = rows[used].seekers;
        counts[used].counts[ADVISED] = rows[used].advised;
        counts[used].counts[REFERRED] = rows[used].referred;
        counts[used].counts[PLACED] = rows[used].placed;
    }
    for (size_t i = 0; i < m; i++) {
        size_t at = 0;
        while (at < used && counts[at].area_id != follow[i].area_id)
            at++;
        if (at == used)
            counts[used++].area_id = follow[i].area_id;
        int asked = text_is(follow[i].stage, "3") ? DUE_3 : text_is(follow[i].stage, "6") ? DUE_6 : -1;
        if (asked < 0)
            continue; /* other months were set; the list of follow-ups shows them */
        counts[at].counts[asked] = follow[i].working + follow[i].not_working;
        counts[at].counts[asked + 1] = follow[i].working;
    }
    *ret = counts;
    *ret_count = used;
    return OK;
}

enum status job_figures_get(struct ctx *c, struct value *out, struct error *err) {
    static const struct service_action actions[] = {
        {"employment.seekers", "/job-seekers", "list-check", "employment.read", false},
        {"employment.employers", "/employers", "briefcase", "employment.read", false},
        {"employment.due", "/follow-ups?kind=job&state=open", "clock", "followup.read", false},
        {"employment.open", "/find-person?for=jobs", "plus", "employment.write", true},
    };
    service_actions(c, out, actions, COUNT_OF(actions));
    return service_figures(c, figure_columns, figure_names, FIGURES, count, out, err);
}
