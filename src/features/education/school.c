/* Schools: where they stand, what they teach, what they take for a month, who writes for them. */
#include "features/area/area.h"
#include "features/education/education_parts.h"
#include "i18n/i18n.h"

const struct choice school_levels[] = {{"preschool", "education.level.preschool", 0},
                                       {"primary", "education.level.primary", 0},
                                       {"lower_secondary", "education.level.lower_secondary", 0},
                                       {"upper_secondary", "education.level.upper_secondary", 0},
                                       {"several", "education.level.several", 0},
                                       {"continuing", "education.level.continuing", 0}};
const size_t school_level_count = COUNT_OF(school_levels);

static const struct field school_fields[] = {
    {.name = "name", .type = F_TEXT, .required = true, .label = "education.school_name", .max = 120},
    {.name = "code",
     .type = F_TEXT,
     .required = true,
     .label = "education.school_code",
     .max = 30,
     .help = "education.school_code_help"},
    {.name = "level",
     .type = F_CHOICE,
     .required = true,
     .label = "education.level",
     .choices = school_levels,
     .choice_count = COUNT_OF(school_levels)},
    {.name = "private", .type = F_BOOL, .label = "education.private"},
    {.name = "commune", .type = F_CHOICE, .required = true, .label = "service.commune"},
    {.name = "closed_on", .type = F_DAY, .label = "education.closed_on"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
const struct form school_form = {"school", school_fields, COUNT_OF(school_fields)};
static const struct field fee_fields[] = {
    {.name = "school_year",
     .type = F_INT,
     .required = true,
     .label = "education.year_begins",
     .min = 2010,
     .max = 2100},
    {.name = "month_amount",
     .type = F_MONEY,
     .required = true,
     .label = "education.month_amount",
     .help = "education.month_amount_help",
     .max = 100000000},
    {.name = "document", .type = F_TEXT, .required = true, .label = "education.document"},
};
const struct form school_fee_form = {"school_fee", fee_fields, COUNT_OF(fee_fields)};
static const struct field clerk_fields[] = {
    {.name = "username",
     .type = F_TEXT,
     .required = true,
     .label = "education.clerk_name",
     .help = "education.clerk_help",
     .max = 60},
    {.name = "remove", .type = F_BOOL, .label = "education.clerk_remove"},
};
const struct form school_clerk_form = {"school_clerk", clerk_fields, COUNT_OF(clerk_fields)};

enum status school_make_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct choice_text *communes;
    size_t count;
    TRY(area_commune_choices(c, &communes, &count, err));
    *ret = service_form_with(c, &school_form, "commune", communes, count);
    return OK;
}

/* ---- the list */

static const struct list_column columns[] = {
    {.key = "name",
     .label = "education.school_name",
     .sort = "name",
     .href = "/education/schools/{id}",
     .type = V_TEXT},
    {.key = "code", .label = "education.school_code", .sort = "code", .type = V_TEXT},
    {.key = "level", .label = "education.level", .type = V_WORD},
    {.key = "owner", .label = "education.owner", .type = V_WORD},
    {.key = "commune", .label = "service.commune", .type = V_TEXT},
    {.key = "pupils", .label = "education.pupils", .number = true, .type = V_INT},
    {.key = "month_amount", .label = "education.month_amount", .number = true, .type = V_MONEY},
    {.key = "closed_on", .label = "education.closed_on", .hidden = true, .type = V_DAY},
};
static const struct list_filter filters[] = {
    {.name = "level",
     .label = "education.level",
     .type = F_CHOICE,
     .choices = school_levels,
     .choice_count = COUNT_OF(school_levels)},
    {.name = "private", .label = "education.private", .type = F_BOOL},
    {.name = "commune", .label = "service.commune", .type = F_CHOICE, .options = area_commune_choices},
};
static void list_row(struct ctx *c, const void *row, struct value *item) {
    const struct school_list_of_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "name", r->name);
    value_set_text(item, "code", r->code);
    value_set_word(item, "level", service_word(c, "education.level.", r->level));
    value_set_word(item, "owner", r->private ? "education.owner.private" : "education.owner.public");
    value_set_text(item, "commune", r->commune_name);
    value_set_int(item, "pupils", r->pupils);
    value_set_money(item, "month_amount", r->month_amount);
    value_set_day(item, "closed_on", r->closed_on);
}
const struct list_def school_list_def = {.name = "schools",
                                         .stmt = &school_list_of_stmt,
                                         .columns = columns,
                                         .column_count = COUNT_OF(columns),
                                         .filters = filters,
                                         .filter_count = COUNT_OF(filters),
                                         .search = "word",
                                         .row_href = "/education/schools/{id}",
                                         .row = list_row,
                                         .empty = "education.no_schools",
                                         .file_name = "truong-hoc"};

enum status schools_get(struct ctx *c, struct value *out, struct error *err) {
    struct db_list_value clerk;
    const struct form *form;
    if (user_may(&c->user, "education.schools") && service_leads(c, EDUCATION_POLICY)) {
        TRY(school_make_form(c, &form, err));
        service_form(c, out, "new_form", form, "education.schools", true, T("/education/schools"), NULL);
    }
    return list_answer(c, &school_list_def, &(struct school_list_of_in){school_year_of(c->as_of), c->today}, &clerk,
                       clerk_filter(c, school_list_of_by_clerk, &clerk), out, err);
}

/* ---- writing */

static enum status taken(struct ctx *c, enum status s, struct text code, struct error *err) {
    if (s != E_CONFLICT || !db_error_is(err, "school_code"))
        return s;
    error_clear(err);
    (void)error_field(err, "code", "education.code_taken", arena_zstr(c->arena, code));
    return error_fields_status(err);
}

static enum status place_of(struct ctx *c, int64_t commune_id, struct service_place *ret, struct error *err) {
    enum status s = service_place_of(c, commune_id, ret, err);
    if (s != E_NOT_FOUND)
        return s;
    error_clear(err);
    (void)error_field(err, "commune", "http.not_found", NULL);
    return error_fields_status(err);
}

enum status school_add(struct ctx *c, const struct school_new *n, int64_t *ret_id, struct error *err) {
    struct service_place at;
    int64_t id = id_new();
    TRY(place_of(c, n->commune_id, &at, err));
    TRY(taken(c,
              school_insert(c->db,
                            &(struct school_insert_in){id, n->code, n->name, vi_fold(c->arena, n->name),
                                                       vi_sort_key(c->arena, n->name), n->level, n->private,
                                                       at.commune_id, at.district_id, at.province_id,
                                                       c->user.account_id, clock_now(&c->app->clock)},
                            NULL, err),
              n->code, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "code", n->code);
    value_set_text(diff, "name", n->name);
    audit_note(c, at.commune_id, "education.school_add", "school", id, diff);
    *ret_id = id;
    return OK;
}

static int64_t id_of(struct text t) {
    int64_t id = 0;
    return text_to_i64(t, &id) ? id : 0;
}

enum status school_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct school_new n = {form_text(c->form, "code"), form_text(c->form, "name"), form_text(c->form, "level"),
                           form_bool(c->form, "private"), id_of(form_text(c->form, "commune"))};
    TRY(education_require_lead(c, err));
    TRY(school_add(c, &n, &id, err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "education.written", "/education/schools/%lld", (long long)id);
    return OK;
}

static enum status school_of_path(struct ctx *c, struct school_get_row *ret, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    return school_require(c, id, ret, err);
}

enum status school_edit_post(struct ctx *c, struct value *out, struct error *err) {
    struct school_get_row old;
    struct service_place at;
    int64_t changed = 0;
    struct text name = form_text(c->form, "name"), code = form_text(c->form, "code");
    TRY(education_require_lead(c, err));
    TRY(school_of_path(c, &old, err));
    TRY(place_of(c, id_of(form_text(c->form, "commune")), &at, err));
    TRY(taken(c,
              school_update(c->db,
                            &(struct school_update_in){
                                old.id, form_int(c->form, "version", old.version), code, name, vi_fold(c->arena, name),
                                vi_sort_key(c->arena, name), form_text(c->form, "level"), form_bool(c->form, "private"),
                                at.commune_id, at.district_id, at.province_id, form_day(c->form, "closed_on")},
                            &changed, err),
              code, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    struct value *diff = value_object(c->arena);
    diff_text(diff, "code", old.code, code);
    diff_text(diff, "name", old.name, name);
    diff_text(diff, "level", old.level, form_text(c->form, "level"));
    diff_int(diff, "commune", old.commune_id, at.commune_id);
    diff_day(diff, "closed_on", old.closed_on, form_day(c->form, "closed_on"));
    audit_note(c, at.commune_id, "education.school_edit", "school", old.id, diff);
    value_set_id(out, "id", old.id);
    ctx_redirect(c, "education.written", "/education/schools/%lld", (long long)old.id);
    return OK;
}

enum status school_fee_post(struct ctx *c, struct value *out, struct error *err) {
    struct school_get_row s;
    TRY(education_require_lead(c, err));
    TRY(school_of_path(c, &s, err));
    TRY(school_fee_set(c->db,
                       &(struct school_fee_set_in){s.id, form_int(c->form, "school_year", 0),
                                                   form_int(c->form, "month_amount", 0), form_text(c->form, "document"),
                                                   c->user.account_id, clock_now(&c->app->clock)},
                       NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "school_year", form_int(c->form, "school_year", 0));
    value_set_money(diff, "month_amount", form_int(c->form, "month_amount", 0));
    audit_note(c, s.commune_id, "education.fee", "school", s.id, diff);
    value_set_id(out, "id", s.id);
    ctx_redirect(c, "education.written", "/education/schools/%lld", (long long)s.id);
    return OK;
}

enum status school_clerk_post(struct ctx *c, struct value *out, struct error *err) {
    struct school_get_row s;
    struct account_of_name_row account;
    struct text name = form_text(c->form, "username");
    bool found = false, drop = form_bool(c->form, "remove");
    TRY(education_require_lead(c, err));
    TRY(school_of_path(c, &s, err));
    TRY(account_of_name(c->db, &(struct account_of_name_in){name}, c->arena, &account, &found, err));
    if (!found)
        (void)error_field(err, "username", "education.no_account", arena_zstr(c->arena, name));
    TRY(error_fields_status(err));
    if (drop)
        TRY(school_account_drop(c->db, &(struct school_account_drop_in){s.id, account.id}, NULL, err));
    else
        TRY(school_account_add(c->db, &(struct school_account_add_in){s.id, account.id}, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "username", name);
    value_set_bool(diff, "removed", drop);
    audit_note(c, s.commune_id, "education.clerk", "school", s.id, diff);
    value_set_id(out, "id", s.id);
    ctx_redirect(c, "education.written", "/education/schools/%lld", (long long)s.id);
    return OK;
}

/* ---- one school */

enum status school_one_get(struct ctx *c, struct value *out, struct error *err) {
    struct school_get_row s;
    struct school_fees_of_row *fees;
    struct school_accounts_of_row *clerks;
    const struct form *form;
    size_t count;
    TRY(school_of_path(c, &s, err));
    value_set_id(out, "id", s.id);
    value_set_text(out, "name", s.name);
    value_set_text(out, "code", s.code);
    value_set_word(out, "level", service_word(c, "education.level.", s.level));
    value_set_word(out, "owner", s.private ? "education.owner.private" : "education.owner.public");
    value_set_id(out, "commune_id", s.commune_id);
    value_set_text(out, "commune", s.commune_name);
    value_set_day(out, "closed_on", s.closed_on);
    value_set_int(out, "version", s.version);
    TRY(school_fees_of(c->db, &(struct school_fees_of_in){s.id}, c->arena, &fees, &count, err));
    struct value *list = value_set_list(out, "fees");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_text(v, "school_year", school_year_text(c, fees[i].school_year));
        value_set_money(v, "month_amount", fees[i].month_amount);
        value_set_text(v, "document", fees[i].document);
    }
    TRY(school_accounts_of(c->db, &(struct school_accounts_of_in){s.id}, c->arena, &clerks, &count, err));
    list = value_set_list(out, "clerks");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_text(v, "username", clerks[i].username);
        value_set_text(v, "name", clerks[i].display_name);
    }
    bool lead = service_leads(c, EDUCATION_POLICY);
    struct value *now = value_object(c->arena);
    value_set_text(now, "name", s.name);
    value_set_text(now, "code", s.code);
    value_set_text(now, "level", s.level);
    value_set_bool(now, "private", s.private);
    value_set_text(now, "commune", arena_fmt(c->arena, "%lld", (long long)s.commune_id));
    value_set_day(now, "closed_on", s.closed_on);
    value_set_int(now, "version", s.version);
    value_set_int(now, "school_year", school_year_of(c->today));
    const long long id = (long long)s.id;
    TRY(school_make_form(c, &form, err));
    service_form(c, out, "edit_form", form, "education.schools", lead,
                 arena_fmt(c->arena, "/education/schools/%lld", id), now);
    service_form(c, out, "fee_form", &school_fee_form, "education.schools", lead,
                 arena_fmt(c->arena, "/education/schools/%lld/fees", id), now);
    service_form(c, out, "clerk_form", &school_clerk_form, "education.schools", lead,
                 arena_fmt(c->arena, "/education/schools/%lld/clerks", id), NULL);
    return OK;
}
