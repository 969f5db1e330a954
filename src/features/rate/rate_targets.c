/* Targets of an area by a day, each with the document that sets it. A new value takes the place of the one before,
 * which stays readable with who changed it, when and why. */
#include "rate_parts.h"

static const struct choice kinds[] = {{"provincial", "rate.target_provincial", 0},
                                      {"national", "rate.target_national", 0}};

static struct text value_text_of(struct ctx *c, struct text indicator, int64_t value) {
    AUTO_BUF b;
    buf_init(&b, 64);
    if (text_is(indicator, "poor_household_rate"))
        fmt_percent(&b, c->lang, value, 2);
    else
        buf_fmt(&b, "%lld %.*s", (long long)value, FMT(tr(c->lang, "rate.households_unit")));
    return arena_text(c->arena, buf_as_text(&b));
}

static const char *kind_word(struct text kind) {
    return text_is(kind, "national") ? "rate.target_national" : "rate.target_provincial";
}

/* ---- the list */

static void list_row(struct ctx *c, const void *row, struct value *item) {
    const struct rate_target_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_id(item, "area_id", r->area_id);
    value_set_text(item, "area", r->area_name);
    value_set_word(item, "standard", kind_word(r->standard_kind));
    value_set_day(item, "due_on", r->due_on);
    value_set_text(item, "target", value_text_of(c, r->indicator, r->value));
    value_set_int(item, "value", r->value);
    value_set_text(item, "document", r->document);
    value_set_text(item, "certainty", r->certainty);
}
static const struct list_column columns[] = {
    {.key = "area", .label = "rate.area", .sort = "area", .href = "/rate/targets/{id}", .type = V_TEXT},
    {.key = "standard", .label = "rate.target_what", .type = V_WORD},
    {.key = "due_on", .label = "rate.due_on", .sort = "due", .type = V_DAY},
    {.key = "target", .label = "rate.target", .number = true, .type = V_TEXT},
    {.key = "document", .label = "rate.document", .type = V_TEXT},
    {.key = "certainty", .label = "rate.certainty", .hidden = true, .type = V_TEXT},
};
static const struct list_filter filters[] = {
    {.name = "standard",
     .label = "rate.by_standard",
     .type = F_CHOICE,
     .choices = kinds,
     .choice_count = COUNT_OF(kinds)},
};
const struct list_def rate_target_list_def = {
    .name = "rate_targets",
    .stmt = &rate_target_list_stmt,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .filters = filters,
    .filter_count = COUNT_OF(filters),
    .row = list_row,
    .row_href = "/rate/targets/{id}",
    .empty = "rate.no_targets",
    .file_name = "chi-tieu-giam-ngheo",
};

enum status rate_targets_page(struct ctx *c, struct value *out, struct error *err) {
    value_set_bool(out, "may_set_target", user_may(&c->user, "rate.target"));
    return list_answer(c, &rate_target_list_def, &(struct rate_target_list_in){c->as_of}, NULL, 0, out, err);
}

/* ---- the value as people write it */

/* "0,32" or "0.32" percent, at most two decimals, as basis points. */
static bool read_percent(struct text t, int64_t *ret_bp) {
    int64_t whole = 0, part = 0;
    size_t digits = 0, decimals = 0;
    bool point = false;
    if (t.len > 0 && t.ptr[t.len - 1] == '%')
        t = text_trim((struct text){t.ptr, t.len - 1});
    for (size_t i = 0; i < t.len; i++) {
        char ch = t.ptr[i];
        if ((ch == ',' || ch == '.') && !point && digits > 0) {
            point = true;
        } else if (ch < '0' || ch > '9') {
            return false;
        } else if (point) {
            part = part * 10 + (ch - '0');
            decimals++;
        } else {
            whole = whole * 10 + (ch - '0');
            digits++;
        }
        if (digits > 3 || decimals > 2)
            return false;
    }
    if (digits == 0 || (point && decimals == 0) || whole > 100 || (whole == 100 && part > 0))
        return false;
    *ret_bp = whole * 100 + (decimals == 1 ? part * 10 : part);
    return true;
}

static bool read_value(bool national, struct text t, int64_t *ret, struct error *err) {
    bool good = national ? text_to_i64(t, ret) && *ret >= 0 && *ret <= 10000000 : read_percent(t, ret);
    if (!good)
        error_field(err, "value", national ? "rate.bad_count" : "rate.bad_percent", NULL);
    return good;
}

static struct text written(struct ctx *c, struct text indicator, int64_t value) {
    if (!text_is(indicator, "poor_household_rate"))
        return arena_fmt(c->arena, "%lld", (long long)value);
    return arena_fmt(c->arena, "%lld,%02lld", (long long)(value / 100), (long long)(value % 100));
}

/* ---- a new one */

static const struct field new_fields[] = {
    {.name = "area_id", .type = F_CHOICE, .required = true, .label = "rate.area"},
    {.name = "standard",
     .type = F_CHOICE,
     .required = true,
     .label = "rate.target_what",
     .choices = kinds,
     .choice_count = COUNT_OF(kinds)},
    {.name = "due_on", .type = F_DAY, .required = true, .label = "rate.due_on", .help = "rate.due_help"},
    {.name = "value", .type = F_TEXT, .required = true, .label = "rate.target", .max = 12, .help = "rate.value_help"},
    {.name = "document",
     .type = F_TEXT,
     .required = true,
     .label = "rate.document",
     .max = 300,
     .help = "rate.document_help"},
};

/* The asker's own area and the units directly below it. */
static enum status area_choices(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err) {
    int64_t top = c->user.scope.area_id;
    if (c->user.scope.level == DB_SCOPE_ALL)
        TRY(area_by_code(c, T("77"), c->today, &top, err));
    struct area own, *below;
    size_t count;
    TRY(area_get(c, top, c->today, &own, err));
    TRY(area_children(c, top, c->today, &below, &count, err));
    struct choice_text *list = ARENA_ARRAY(c->arena, count + 1, struct choice_text);
    size_t n = 0;
    list[n++] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)top), own.name};
    for (size_t i = 0; i < count; i++)
        if (below[i].level < AREA_HAMLET)
            list[n++] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)below[i].id), below[i].name};
    *ret = list;
    *ret_count = n;
    return OK;
}

enum status rate_target_make_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct field *fields = ARENA_ARRAY(c->arena, COUNT_OF(new_fields), struct field);
    memcpy(fields, new_fields, sizeof new_fields);
    struct choice_text *areas;
    TRY(area_choices(c, &areas, &fields[0].text_count, err));
    fields[0].texts = areas;
    struct form *form = ARENA_NEW(c->arena, struct form);
    *form = (struct form){"rate_target_new", fields, COUNT_OF(new_fields)};
    *ret = form;
    return OK;
}

enum status rate_target_new_page(struct ctx *c, struct value *out, struct error *err) {
    const struct form *form;
    TRY(rate_target_make_form(c, &form, err));
    struct value *view = form_view(c, form, NULL, NULL, NULL);
    value_set_text(view, "action", T("/rate/targets"));
    value_set_page(out, "form", view);
    return OK;
}

static struct value *diff_of(struct ctx *c, struct text area_name, struct text indicator, day_t due, int64_t from,
                             int64_t to, struct text document) {
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "area", area_name);
    value_set_text(diff, "indicator", indicator);
    value_set_day(diff, "due_on", due);
    diff_int(diff, "value", from, to);
    value_set_text(diff, "document", document);
    return diff;
}

enum status rate_target_create(struct ctx *c, struct value *out, struct error *err) {
    const struct form_data *d = c->form;
    bool national = form_choice_is(d, "standard", "national");
    int64_t area_id = 0, value = 0, id = id_new();
    struct area a;
    if (!text_to_i64(form_text(d, "area_id"), &area_id))
        return fail(err, E_INVALID, "form.invalid");
    TRY(ctx_require_area(c, area_id, err));
    TRY(area_get(c, area_id, c->today, &a, err));
    (void)read_value(national, form_text(d, "value"), &value, err);
    TRY(error_fields_status(err));
    struct text indicator = national ? T("poor_households") : T("poor_household_rate");
    struct text document = form_text(d, "document");
    enum status s =
        rate_target_insert(c->db,
                           &(struct rate_target_insert_in){id, area_id, form_text(d, "standard"), indicator,
                                                           form_day(d, "due_on"), value, document, T("declared"),
                                                           TEXT_NONE, clock_now(&c->app->clock), c->user.account_id},
                           NULL, err);
    if (s == E_CONFLICT && db_error_is(err, "target_once")) {
        error_clear(err);
        return fail(err, E_CONFLICT, "rate.target_exists", arena_zstr(c->arena, a.name));
    }
    TRY(s);
    audit_note(c, 0, "rate.set_target", "target", id,
               diff_of(c, a.name, indicator, form_day(d, "due_on"), DB_NULL, value, document));
    value_set_id(out, "id", id);
    ctx_redirect(c, "rate.flash_target", "/rate/targets/%lld", (long long)id);
    return OK;
}

/* ---- one, with what it was before */

static const struct field change_fields[] = {
    {.name = "value", .type = F_TEXT, .required = true, .label = "rate.target", .max = 12, .help = "rate.value_help"},
    {.name = "document", .type = F_TEXT, .required = true, .label = "rate.document", .max = 300},
    {.name = "reason",
     .type = F_TEXT,
     .required = true,
     .label = "rate.reason",
     .max = 300,
     .help = "rate.reason_help"},
};
const struct form rate_target_change_form = {"rate_target_change", change_fields, COUNT_OF(change_fields)};

static enum status find_target(struct ctx *c, struct rate_target_one_row *ret, struct error *err) {
    int64_t id;
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(rate_target_one(c->db, &(struct rate_target_one_in){id}, c->arena, ret, &found, err));
    return found ? OK : fail(err, E_NOT_FOUND, "http.not_found");
}

static bool in_scope(struct ctx *c, int64_t area_id) {
    struct error none;
    error_clear(&none);
    return ctx_require_area(c, area_id, &none) == OK;
}

enum status rate_target_page(struct ctx *c, struct value *out, struct error *err) {
    struct rate_target_one_row t;
    struct rate_target_history_row *rows;
    size_t count;
    TRY(find_target(c, &t, err));
    struct area a = {.name = TEXT_NONE};
    struct error none;
    error_clear(&none);
    if (area_get(c, t.area_id, c->as_of, &a, &none) != OK && area_get(c, t.area_id, t.due_on, &a, &none) != OK)
        a.name = TEXT_NONE; /* neither today nor on its day is there such an area */
    value_set_id(out, "id", t.id);
    value_set_id(out, "area_id", t.area_id);
    value_set_text(out, "area", a.name);
    value_set_word(out, "standard", kind_word(t.standard_kind));
    value_set_day(out, "due_on", t.due_on);
    value_set_text(out, "target", value_text_of(c, t.indicator, t.value));
    value_set_int(out, "value", t.value);
    value_set_text(out, "document", t.document);
    value_set_text(out, "certainty", t.certainty);
    bool now = t.superseded_at == INSTANT_OPEN;
    value_set_bool(out, "in_force", now);
    TRY(rate_target_history(c->db, &(struct rate_target_history_in){t.area_id, t.standard_kind, t.indicator, t.due_on},
                            c->arena, &rows, &count, err));
    struct value *history = value_set_list(out, "history");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(history);
        value_set_id(v, "id", rows[i].id);
        value_set_text(v, "target", value_text_of(c, t.indicator, rows[i].value));
        value_set_text(v, "document", rows[i].document);
        value_set_text(v, "reason", rows[i].reason);
        value_set_instant(v, "recorded_at", rows[i].recorded_at > 0 ? rows[i].recorded_at : DB_NULL); /* 0: shipped */
        value_set_text(v, "by", rows[i].account_name);
        value_set_bool(v, "in_force", rows[i].superseded_at == INSTANT_OPEN);
    }
    if (!now || !user_may(&c->user, "rate.target") || !in_scope(c, t.area_id))
        return OK;
    struct value *current = value_object(c->arena);
    value_set_text(current, "value", written(c, t.indicator, t.value));
    value_set_text(current, "document", t.document);
    struct value *form = form_view(c, &rate_target_change_form, NULL, current, NULL);
    value_set_text(form, "action", arena_fmt(c->arena, "/rate/targets/%lld", (long long)t.id));
    value_set_page(out, "form", form);
    return OK;
}

enum status rate_target_change(struct ctx *c, struct value *out, struct error *err) {
    struct rate_target_one_row t;
    struct area a;
    int64_t value = 0, id = id_new(), ended = 0;
    TRY(find_target(c, &t, err));
    TRY(ctx_require_area(c, t.area_id, err));
    TRY(area_get(c, t.area_id, c->today, &a, err));
    (void)read_value(!text_is(t.indicator, "poor_household_rate"), form_text(c->form, "value"), &value, err);
    TRY(error_fields_status(err));
    instant_t now = clock_now(&c->app->clock);
    TRY(rate_target_end(c->db, &(struct rate_target_end_in){t.id, now}, &ended, err));
    if (ended == 0) /* somebody else changed it first */
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    struct text document = form_text(c->form, "document");
    TRY(rate_target_insert(c->db,
                           &(struct rate_target_insert_in){id, t.area_id, t.standard_kind, t.indicator, t.due_on, value,
                                                           document, T("declared"), form_text(c->form, "reason"), now,
                                                           c->user.account_id},
                           NULL, err));
    audit_note(c, 0, "rate.change_target", "target", id,
               diff_of(c, a.name, t.indicator, t.due_on, t.value, value, document));
    value_set_id(out, "id", id);
    ctx_redirect(c, "rate.flash_target", "/rate/targets/%lld", (long long)id);
    return OK;
}

/* ---- demonstration */

static enum status put_demo(struct ctx *c, void *user, struct error *err) {
    (void)user;
    static const struct {
        const char *district;
        int64_t bp;
    } own[] = {{"750", 45}, {"752", 30}};
    for (size_t i = 0; i < COUNT_OF(own); i++) {
        struct area a;
        int64_t area_id = 0, id = id_new();
        TRY(area_by_code(c, text_of(own[i].district), c->today, &area_id, err));
        TRY(area_get(c, area_id, c->today, &a, err));
        struct text document = tr_args(LANG_VI, c->arena, "rate.demo_document", &a.name, 1);
        TRY(rate_target_insert(c->db,
                               &(struct rate_target_insert_in){id, area_id, T("provincial"), T("poor_household_rate"),
                                                               day_of(day_year(c->today), 12, 31), own[i].bp, document,
                                                               T("invented"), TEXT_NONE, clock_now(&c->app->clock), 0},
                               NULL, err));
        audit_note(c, 0, "rate.set_target", "target", id,
                   diff_of(c, a.name, T("poor_household_rate"), day_of(day_year(c->today), 12, 31), DB_NULL, own[i].bp,
                           document));
    }
    return OK;
}

enum status rate_demo(struct ctx *c, const struct demo_plan *plan, struct error *err) {
    (void)plan;
    return day_year(c->today) == 2024 ? ctx_write(c, put_demo, NULL, err) : OK;
}
