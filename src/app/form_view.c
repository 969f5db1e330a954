/* What the form component draws: one object per field, with its value, choices, help, article and error. */
#include "app/form.h"

static const char *const type_names[] = {
    [F_TEXT] = "text", [F_LONG] = "long",         [F_NAME] = "name", [F_INT] = "int",           [F_MONEY] = "money",
    [F_DAY] = "day",   [F_BIRTH] = "birth",       [F_BOOL] = "bool", [F_CHOICE] = "choice",     [F_ID] = "hidden",
    [F_IDS] = "ids",   [F_PASSWORD] = "password", [F_FILE] = "file", [F_HIDDEN_INT] = "hidden", [F_HIDDEN] = "hidden",
};

/* How a current value is written into its input box: days dd/mm/yyyy, money with points. */
static struct text input_text(struct ctx *c, const struct field *f, const struct value *v) {
    if (v == NULL || v->type == V_NULL)
        return T("");
    AUTO_BUF b;
    buf_init(&b, 64 << 10);
    char day[11];
    switch (v->type) {
    case V_TEXT:
        return v->text;
    case V_WORD: {
        const char *dot = strrchr(v->word, '.');
        return text_of(dot ? dot + 1 : v->word);
    }
    case V_DAY:
        day_vn(v->day, day);
        buf_str(&b, day);
        break;
    case V_BOOL:
        buf_str(&b, v->b ? "1" : "0");
        break;
    default:
        if (f->type == F_MONEY)
            fmt_int(&b, LANG_VI, value_int(v, 0));
        else
            buf_i64(&b, value_int(v, 0));
    }
    return arena_text(c->arena, buf_as_text(&b));
}

static void add_options(struct ctx *c, const struct field *f, struct value *item) {
    struct value *options = value_set_list(item, "options");
    for (size_t i = 0; i < f->choice_count; i++) {
        struct value *o = value_add_object(options);
        value_set_str(o, "code", f->choices[i].code);
        value_set_text(o, "label", tr(c->lang, f->choices[i].label));
    }
    for (size_t i = 0; i < f->text_count; i++) {
        struct value *o = value_add_object(options);
        value_set_text(o, "code", f->texts[i].code);
        value_set_text(o, "label", f->texts[i].label);
    }
}

static const struct field_error *error_of(const struct error *err, const char *field) {
    for (size_t i = 0; err != NULL && i < err->field_count; i++)
        if (err->fields[i].field != NULL && strcmp(err->fields[i].field, field) == 0)
            return &err->fields[i];
    return NULL;
}

static struct text problem_text(struct ctx *c, const struct field_error *e) {
    struct text arg = arena_text(c->arena, text_of(e->arg));
    return tr_args(c->lang, c->arena, e->key, &arg, 1);
}

/* Faults of the rows of a file, which belong to no field of the form: "Dòng 5, Điểm nông thôn: …". */
static void add_row_errors(struct ctx *c, const struct form *f, const struct error *err, struct value *errors) {
    for (size_t i = 0; err != NULL && i < err->field_count; i++) {
        const struct field_error *e = &err->fields[i];
        bool declared = false;
        for (size_t k = 0; k < f->field_count; k++)
            declared = declared || (e->field != NULL && strcmp(f->fields[k].name, e->field) == 0);
        if (declared)
            continue;
        const struct text args[] = {arena_fmt(c->arena, "%d", e->row), e->field ? tr(c->lang, e->field) : TEXT_NONE,
                                    problem_text(c, e)};
        value_set_text(
            value_add_object(errors), "text",
            tr_args(c->lang, c->arena, e->row > 0 ? "form.row_error" : "form.whole_error", args, COUNT_OF(args)));
    }
}

/* A stored or typed value as people read it: the name of a choice, not its code. */
static struct text shown(struct ctx *c, const struct field *f, struct text value) {
    for (size_t i = 0; i < f->choice_count; i++)
        if (text_is(value, f->choices[i].code))
            return tr(c->lang, f->choices[i].label);
    for (size_t i = 0; i < f->text_count; i++)
        if (text_eq(value, f->texts[i].code))
            return f->texts[i].label;
    return value;
}

static bool is_fact(const struct field *f) {
    return f->type != F_HIDDEN_INT && f->type != F_HIDDEN && f->type != F_PASSWORD && f->type != F_FILE &&
           f->type != F_IDS;
}

struct value *form_differences(struct ctx *c, const struct form *f, const struct form_data *sent,
                               const struct value *current) {
    struct value *list = value_list(c->arena);
    for (size_t i = 0; i < f->field_count; i++) {
        const struct field *field = &f->fields[i];
        const struct value *now = value_get(current, text_of(field->name));
        if (now == NULL || !is_fact(field) || sent == NULL || !text_is_utf8(sent->values[i].raw))
            continue;
        struct text theirs = input_text(c, field, now), yours = text_trim(sent->values[i].raw);
        if (field->type == F_DAY && sent->values[i].state == FIELD_GOOD) { /* 2024-11-25 and 25/11/2024 are one day */
            char day[11];
            day_vn(sent->values[i].day, day);
            yours = arena_text(c->arena, text_of(day));
        }
        if (theirs.len == yours.len && (yours.len == 0 || text_eq(theirs, yours)))
            continue;
        struct value *item = value_add_object(list);
        value_set_str(item, "field", field->name);
        value_set_text(item, "label", tr(c->lang, field->label));
        value_set_text(item, "yours", shown(c, field, yours.ptr ? yours : T("")));
        value_set_text(item, "theirs", shown(c, field, theirs));
    }
    return list;
}

struct value *form_view(struct ctx *c, const struct form *f, const struct form_data *sent, const struct value *current,
                        const struct error *err) {
    struct value *out = value_object(c->arena);
    value_set_str(out, "name", f->name);
    if (c->req != NULL)
        value_set_text(out, "action", c->req->path);
    struct value *fields = value_set_list(out, "fields"), *errors = value_set_list(out, "errors");
    bool overtaken = err != NULL && err->status == E_PRECONDITION;
    if (overtaken)
        value_set(out, "differences", form_differences(c, f, sent, current));
    for (size_t i = 0; i < f->field_count; i++) {
        const struct field *field = &f->fields[i];
        struct value *item = value_add_object(fields);
        value_set_str(item, "name", field->name);
        value_set_str(item, "type", type_names[field->type]);
        value_set_text(item, "label", tr(c->lang, field->label));
        value_set_bool(item, "required", field->required);
        if (field->type == F_FILE)
            value_set_bool(out, "has_file", true);
        if (field->help)
            value_set_text(item, "help", tr(c->lang, field->help));
        if (field->law)
            value_set_str(item, "law", field->law);
        if (field->unit)
            value_set_text(item, "unit", tr(c->lang, field->unit));
        if (field->type == F_INT && (field->min || field->max)) {
            value_set_int(item, "min", field->min);
            value_set_int(item, "max", field->max);
        }
        if (field->type == F_TEXT || field->type == F_LONG || field->type == F_NAME)
            value_set_int(item, "maxlength", field->max ? field->max : field->type == F_LONG ? MAX_TEXT_FIELD : 200);
        /* After a failed save what was typed is shown again, as typed; passwords never. */
        struct text value = T("");
        if (field->type != F_PASSWORD && field->type != F_FILE) {
            const struct value *now = value_get(current, text_of(field->name));
            if (overtaken && field->type == F_HIDDEN_INT && now != NULL)
                value = input_text(c, field, now);
            else if (sent != NULL && text_is_utf8(sent->values[i].raw))
                value = sent->values[i].raw.ptr ? sent->values[i].raw : T("");
            else if (sent == NULL)
                value = input_text(c, field, value_get(current, text_of(field->name)));
        }
        value_set_text(item, "value", value);
        if (field->choice_count + field->text_count > 0)
            add_options(c, field, item);
        /* An id is chosen from what the handler offers, never typed. */
        if (field->type == F_ID && field->text_count > 0)
            value_set_str(item, "type", "choice");
        const struct field_error *e = error_of(err, field->name);
        if (e != NULL) {
            struct text message = problem_text(c, e);
            value_set_text(item, "error", message);
            struct value *summary = value_add_object(errors);
            value_set_str(summary, "field", field->name);
            value_set_text(summary, "label", tr(c->lang, field->label));
            value_set_text(summary, "text", message);
        }
    }
    add_row_errors(c, f, err, errors);
    return out;
}
