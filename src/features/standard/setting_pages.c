/* Settings: what law or the province leaves open, as dated rows. A change is a new row from a day on; what was stays.
 * What a key is (its type, its note) stands in the shipped files; values stand in the database. */
#include "app/tsv.h"
#include "features/standard/standard_pages.h"
#include "standard_queries.h"

#define RULE_PREFIX "review."

struct meaning {
    struct text type, note;
    bool is_rule; /* of the review procedure */
};

static bool meaning_of(struct text key, struct meaning *ret) {
    struct tsv t;
    bool is_rule = text_starts(key, T(RULE_PREFIX));
    const char *column = is_rule ? "rule_key" : "setting_key";
    struct text name =
        is_rule ? (struct text){key.ptr + sizeof RULE_PREFIX - 1, key.len - (sizeof RULE_PREFIX - 1)} : key;
    tsv_open(&t, is_rule ? "review_rules.tsv" : "settings.tsv");
    while (tsv_next(&t))
        if (text_eq(tsv_text(&t, column), name)) {
            *ret = (struct meaning){tsv_text(&t, "type"), tsv_text(&t, "note"), is_rule};
            return true;
        }
    return false;
}

/* The word of a code, "setting.choice.next_day", or the code itself where there is none. */
static struct text coded(struct ctx *c, const char *kind, struct text code) {
    const char *key = arena_fmt(c->arena, "setting.%s.%.*s", kind, FMT(code)).ptr;
    return tr_known(key) ? tr(c->lang, key) : code;
}

static struct text percent(struct ctx *c, int64_t bp) {
    AUTO_BUF b;
    buf_init(&b, 64);
    fmt_percent(&b, c->lang, bp, 2);
    return arena_text(c->arena, buf_as_text(&b));
}

/* "09-01" -> "01/09" */
static struct text month_day(struct ctx *c, struct text t) {
    return t.len == 5 ? arena_fmt(c->arena, "%.2s/%.2s", t.ptr + 3, t.ptr) : t;
}

/* A value as people read it; TEXT_NONE when it is not known. */
static struct text shown(struct ctx *c, const struct meaning *m, struct text value) {
    int64_t n;
    if (value.ptr == NULL || value.len == 0)
        return TEXT_NONE;
    if (text_is(m->type, "flag"))
        return tr(c->lang, text_is(value, "1") ? "common.yes" : "common.no");
    if (text_is(m->type, "bp") && text_to_i64(value, &n))
        return percent(c, n);
    if (text_is(m->type, "month_day"))
        return month_day(c, value);
    if (text_starts(m->type, T("choice:")))
        return coded(c, "choice", value);
    return value;
}

static void set_row(struct ctx *c, struct value *v, struct text key, const struct meaning *m, struct text value) {
    value_set_text(v, "key", key);
    value_set_text(v, "value", value);
    bool rule = text_starts(value, T("rule:"));
    /* "rule:posting.days" follows a rule of the review that has a page of its own; "rule:posting_fields" a list. */
    bool has_page = rule && memchr(value.ptr, '.', value.len) != NULL;
    value_set_text(v, "shown", rule && !has_page ? tr(c->lang, "setting.as_rule") : shown(c, m, value));
    value_set_text(v, "rule_key",
                   has_page ? arena_fmt(c->arena, RULE_PREFIX "%.*s", (int)value.len - 5, value.ptr + 5) : TEXT_NONE);
}

enum status settings_page(struct ctx *c, struct value *out, struct error *err) {
    struct setting_all_on_row *rows;
    size_t count;
    TRY(setting_all_on(c->db, &(struct setting_all_on_in){c->as_of}, c->arena, &rows, &count, err));
    value_set_day(out, "as_of", c->as_of);
    struct value *items = value_set_list(out, "items"), *rules = value_set_list(out, "rules");
    for (size_t i = 0; i < count; i++) {
        struct meaning m;
        if (!meaning_of(rows[i].key, &m))
            continue; /* of an earlier program; nothing reads it any more */
        struct value *v = value_add_object(m.is_rule ? rules : items);
        set_row(c, v, rows[i].key, &m, rows[i].value);
        value_set_text(v, "label", rows[i].label);
        value_set_text(v, "unit", rows[i].unit.ptr ? coded(c, "unit", rows[i].unit) : TEXT_NONE);
        value_set_day(v, "valid_from", rows[i].valid_from);
        value_set_text(v, "article", rows[i].article);
        value_set_text(v, "source", rows[i].source);
        value_set_certainty(v, "certainty", rows[i].certainty);
        value_set_bool(v, "firm", certainty_is_firm(rows[i].certainty));
    }
    standard_tabs(c, out, "/settings");
    return OK;
}

/* ---- one setting */

static enum status find(struct ctx *c, struct meaning *m, struct setting_first_row *ret, struct error *err) {
    bool found = false;
    TRY(setting_first(c->db, &(struct setting_first_in){c->params[0]}, c->arena, ret, &found, err));
    if (!found || !meaning_of(c->params[0], m))
        return fail(err, E_NOT_FOUND, "http.not_found");
    return OK;
}

/* ---- the field of a value, by the setting's type */

static enum status keys_of_standards(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err) {
    struct standard_all_row *rows;
    TRY(standard_all(c->db, c->arena, &rows, ret_count, err));
    struct choice_text *list = ARENA_ARRAY(c->arena, *ret_count + 1, struct choice_text);
    for (size_t i = 0; i < *ret_count; i++) {
        struct standard s;
        TRY(standard_get(c, rows[i].id, &s, err));
        list[i] = (struct choice_text){s.key, s.name};
    }
    *ret = list;
    return OK;
}

static enum status keys_of_scorecards(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err) {
    struct scorecard_all_row *rows;
    TRY(scorecard_all(c->db, c->arena, &rows, ret_count, err));
    struct choice_text *list = ARENA_ARRAY(c->arena, *ret_count + 1, struct choice_text);
    for (size_t i = 0; i < *ret_count; i++)
        list[i] = (struct choice_text){rows[i].key, rows[i].name};
    *ret = list;
    return OK;
}

static void choices_of_type(struct ctx *c, struct text type, struct choice_text **ret, size_t *ret_count) {
    struct choice_text *list = ARENA_ARRAY(c->arena, type.len / 2 + 2, struct choice_text);
    struct text rest = {type.ptr + 7, type.len - 7}, code; /* after "choice:" */
    *ret_count = 0;
    while (text_cut(&rest, '|', &code))
        list[(*ret_count)++] = (struct choice_text){code, coded(c, "choice", code)};
    *ret = list;
}

static enum status value_field(struct ctx *c, const struct meaning *m, const char *unit, struct field *ret,
                               struct error *err) {
    static const struct choice yes_no[] = {{"1", "common.yes", 1}, {"0", "common.no", 0}};
    struct choice_text *texts = NULL;
    struct field f = {
        .name = "value", .type = F_TEXT, .label = "setting.value", .help = "setting.value_help", .unit = unit};
    if (text_is(m->type, "flag")) {
        f.type = F_CHOICE;
        f.choices = yes_no;
        f.choice_count = COUNT_OF(yes_no);
    } else if (text_starts(m->type, T("choice:"))) {
        choices_of_type(c, m->type, &texts, &f.text_count);
    } else if (text_is(m->type, "standard")) {
        TRY(keys_of_standards(c, &texts, &f.text_count, err));
    } else if (text_is(m->type, "scorecard")) {
        TRY(keys_of_scorecards(c, &texts, &f.text_count, err));
    } else if (text_is(m->type, "bp")) {
        f.type = F_INT;
        f.max = 10000;
        f.help = "setting.bp_help";
    } else if (text_is(m->type, "int") || text_is(m->type, "count") || text_is(m->type, "days") ||
               text_is(m->type, "working_days") || text_is(m->type, "months") || text_is(m->type, "day_of_month") ||
               text_is(m->type, "level")) {
        f.type = F_INT;
        f.max = text_is(m->type, "day_of_month") ? 31 : 100000;
    } else if (text_is(m->type, "month_day")) {
        f.help = "setting.month_day_help";
    }
    if (texts != NULL) {
        f.type = F_CHOICE;
        f.texts = texts;
    }
    *ret = f;
    return OK;
}

enum status setting_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct meaning m;
    struct setting_first_row first;
    TRY(find(c, &m, &first, err));
    const char *unit = first.unit.ptr ? arena_zstr(c->arena, coded(c, "unit", first.unit)) : NULL;
    struct field *fields = ARENA_ARRAY(c->arena, 4, struct field);
    TRY(value_field(c, &m, unit, &fields[0], err));
    fields[1] = (struct field){.name = "valid_from", .type = F_DAY, .required = true, .label = "setting.valid_from"};
    fields[2] = (struct field){.name = "source", .type = F_TEXT, .required = true, .label = "setting.change_source"};
    fields[3] = (struct field){.name = "certainty",
                               .type = F_CHOICE,
                               .required = true,
                               .label = "setting.certainty",
                               .choices = certainty_choices,
                               .choice_count = COUNT_OF(certainty_choices)};
    struct form *form = ARENA_NEW(c->arena, struct form);
    *form = (struct form){"setting", fields, 4};
    *ret = form;
    return OK;
}

enum status setting_fill(struct ctx *c, struct value *out, struct error *err) {
    struct meaning m;
    struct setting_first_row first;
    TRY(find(c, &m, &first, err));
    value_set_text(out, "key", c->params[0]);
    value_set_text(out, "label", first.label);
    value_set_text(out, "unit", first.unit.ptr ? coded(c, "unit", first.unit) : TEXT_NONE);
    value_set_text(out, "article", first.article);
    value_set_text(out, "note", m.note);
    struct setting_history_row *rows;
    size_t count;
    TRY(setting_history(c->db, &(struct setting_history_in){c->params[0]}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "history");
    bool current = false, follows = false;
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        set_row(c, v, c->params[0], &m, rows[i].value);
        value_set_day(v, "valid_from", rows[i].valid_from);
        value_set_text(v, "source", rows[i].source);
        value_set_certainty(v, "certainty", rows[i].certainty);
        bool now = !current && rows[i].valid_from <= c->as_of;
        value_set_bool(v, "in_force", now);
        current = current || now;
        follows = follows || text_starts(rows[i].value, T("rule:"));
    }
    value_set_bool(out, "may_change", user_may(&c->user, "setting.manage") && !follows);
    standard_tabs(c, out, "/settings");
    return OK;
}

enum status setting_page(struct ctx *c, struct value *out, struct error *err) {
    TRY(setting_fill(c, out, err));
    const struct form *form;
    TRY(setting_form(c, &form, err));
    struct setting_row_on_row now = {0};
    bool found = false;
    TRY(setting_row_on(c->db, &(struct setting_row_on_in){c->params[0], c->today}, c->arena, &now, &found, err));
    struct value *current = value_object(c->arena);
    value_set_text(current, "value", found ? now.value : TEXT_NONE);
    value_set_day(current, "valid_from", c->today);
    value_set_page(out, "form", form_view(c, form, NULL, current, NULL));
    return OK;
}

/* "MM-DD" of any year, "10 3 1", keys of standards: what F_TEXT cannot know. */
static enum status check_value(struct ctx *c, const struct meaning *m, struct text value, struct error *err) {
    struct text rest = value, part;
    if (value.ptr == NULL)
        return OK;
    if (text_is(m->type, "month_day")) {
        day_t day;
        if (!day_parse(arena_fmt(c->arena, "2024-%.*s", FMT(value)), &day))
            error_field(err, "value", "setting.bad_month_day", NULL);
    }
    while ((text_is(m->type, "ints") || text_is(m->type, "standards")) && text_cut(&rest, ' ', &part)) {
        int64_t n;
        struct standard s;
        struct error unknown = {0};
        if (text_is(m->type, "ints") ? !text_to_i64(part, &n) || n < 0 : standard_by_key(c, part, &s, &unknown) != OK)
            error_field(err, "value", "setting.bad_list", arena_zstr(c->arena, part));
    }
    return error_fields_status(err);
}

enum status setting_change(struct ctx *c, struct value *out, struct error *err) {
    struct meaning m;
    struct setting_first_row first;
    TRY(find(c, &m, &first, err));
    day_t from = form_day(c->form, "valid_from");
    const struct field_value *sent = form_value(c->form, "value");
    struct text value = sent->state != FIELD_GOOD ? TEXT_NONE : sent->text.ptr ? sent->text : text_trim(sent->raw);
    TRY(check_value(c, &m, value, err));
    if (from <= first.valid_from)
        error_field(err, "valid_from", "setting.before_first", NULL);
    TRY(error_fields_status(err));
    struct setting_row_on_row before = {0};
    bool found = false;
    TRY(setting_row_on(c->db, &(struct setting_row_on_in){c->params[0], from}, c->arena, &before, &found, err));
    if (text_starts(before.value, T("rule:")))
        return fail(err, E_CONFLICT, "setting.follows_rule");
    TRY(setting_store(c, arena_zstr(c->arena, c->params[0]), from, value, form_text(c->form, "source"),
                      value.ptr == NULL ? T("unknown") : form_text(c->form, "certainty"), err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "key", c->params[0]);
    value_set_day(diff, "valid_from", from);
    diff_text(diff, "value", before.value, value);
    diff_text(diff, "source", before.source, form_text(c->form, "source"));
    audit_note(c, 0, "setting.change", "setting", 0, diff);
    value_set_text(out, "key", c->params[0]);
    ctx_redirect(c, "setting.flash_changed", "/settings/%.*s", FMT(c->params[0]));
    return OK;
}
