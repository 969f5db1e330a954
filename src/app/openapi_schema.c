/* JSON schemas of forms, columns and filters. */
#include "app/openapi.h"

#define ID_PATTERN "^[1-9][0-9]{0,18}$"
/* A day of which the month or the day may be unknown. */
#define BIRTH_PATTERN "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"

struct value *openapi_type(struct arena *a, const char *type, bool nullable) {
    struct value *v = value_object(a);
    if (!nullable) {
        value_set_str(v, "type", type);
        return v;
    }
    struct value *types = value_set_list(v, "type");
    value_add_text(types, text_of(type));
    value_add_text(types, T("null"));
    return v;
}

struct value *openapi_ref(struct arena *a, const char *kind, const char *name) {
    struct value *v = value_object(a);
    value_set_text(v, "$ref", arena_fmt(a, "#/components/%s/%s", kind, name));
    return v;
}

static struct value *pattern(struct arena *a, const char *expression, bool nullable) {
    struct value *v = openapi_type(a, "string", nullable);
    value_set_str(v, "pattern", expression);
    return v;
}

static struct value *format(struct arena *a, const char *name, bool nullable) {
    struct value *v = openapi_type(a, "string", nullable);
    value_set_str(v, "format", name);
    return v;
}

/* ---- fields */

static struct value *text_schema(struct arena *a, const struct field *f) {
    struct value *v = openapi_type(a, "string", false);
    int64_t most = f->max ? f->max : f->type == F_LONG ? MAX_TEXT_FIELD : 200;
    value_set_int(v, "maxLength", most);
    if (f->min)
        value_set_int(v, "minLength", f->min);
    if (f->type == F_PASSWORD)
        value_set_str(v, "format", "password");
    return v;
}

static struct value *number_schema(struct arena *a, const struct field *f) {
    struct value *v = openapi_type(a, "integer", false);
    value_set_str(v, "format", "int64");
    if (f->min || f->max) {
        value_set_int(v, "minimum", f->min);
        value_set_int(v, "maximum", f->max);
    }
    return v;
}

static struct value *choice_schema(struct arena *a, const struct field *f) {
    struct value *v = openapi_type(a, "string", false);
    if (f->choice_count + f->text_count == 0)
        return v; /* the choices are data */
    struct value *codes = value_set_list(v, "enum");
    for (size_t i = 0; i < f->choice_count; i++)
        value_add_text(codes, text_of(f->choices[i].code));
    for (size_t i = 0; i < f->text_count; i++)
        value_add_text(codes, f->texts[i].code);
    return v;
}

static struct value *plain_schema(struct arena *a, const struct field *f) {
    struct value *v;
    switch (f->type) {
    case F_INT:
    case F_MONEY:
    case F_HIDDEN_INT:
        return number_schema(a, f);
    case F_DAY:
        return format(a, "date", false);
    case F_BIRTH:
        return pattern(a, BIRTH_PATTERN, false);
    case F_BOOL:
        return openapi_type(a, "boolean", false);
    case F_CHOICE:
        return choice_schema(a, f);
    case F_ID:
        return pattern(a, ID_PATTERN, false);
    case F_IDS:
        v = openapi_type(a, "array", false);
        value_set(v, "items", pattern(a, ID_PATTERN, false));
        return v;
    case F_FILE:
        v = openapi_type(a, "string", false);
        value_set_str(v, "contentMediaType", "application/octet-stream");
        return v;
    case F_TEXT:
    case F_LONG:
    case F_NAME:
    case F_PASSWORD:
    case F_HIDDEN:
        break;
    }
    return text_schema(a, f);
}

static const char *sensitivity_name(enum field_sensitivity s) {
    return s == S_SENSITIVE ? "sensitive" : s == S_PERSONAL ? "personal" : NULL;
}

struct value *openapi_field_schema(struct ctx *c, const struct field *f) {
    struct value *v = plain_schema(c->arena, f);
    if (f->label != NULL)
        value_set_text(v, "title", tr(c->lang, f->label));
    if (f->help != NULL)
        value_set_text(v, "description", tr(c->lang, f->help));
    if (f->unit != NULL)
        value_set_text(v, "x-unit", tr(c->lang, f->unit));
    if (f->law != NULL)
        value_set_str(v, "x-article", f->law);
    if (f->sensitivity != S_PUBLIC)
        value_set_str(v, "x-personal-data", sensitivity_name(f->sensitivity));
    return v;
}

struct value *openapi_form_schema(struct ctx *c, const struct form *f) {
    struct value *v = openapi_type(c->arena, "object", false), *required = value_list(c->arena);
    struct value *properties = value_set_object(v, "properties");
    for (size_t i = 0; i < f->field_count; i++) {
        value_set(properties, f->fields[i].name, openapi_field_schema(c, &f->fields[i]));
        if (f->fields[i].required)
            value_add_text(required, text_of(f->fields[i].name));
    }
    if (value_count(required) > 0)
        value_set(v, "required", required);
    value_set_bool(v, "additionalProperties", false);
    return v;
}

/* ---- lists */

/* What a cell is in JSON (value_json): ids are text, days ISO, words their code, money whole đồng. */
static struct value *cell_schema(struct ctx *c, const struct list_column *col) {
    struct arena *a = c->arena;
    struct value *v;
    switch (col->type) {
    case V_BOOL:
        v = openapi_type(a, "boolean", true);
        break;
    case V_INT:
    case V_MONEY:
    case V_BP:
        v = openapi_type(a, "integer", true);
        value_set_str(v, "format", "int64");
        if (col->type != V_INT)
            value_set_str(v, "x-unit", col->type == V_MONEY ? "VND" : "basis points");
        break;
    case V_RATE:
        v = openapi_type(a, "number", true);
        break;
    case V_ID:
        v = pattern(a, ID_PATTERN, true);
        break;
    case V_DAY:
        v = format(a, "date", true);
        break;
    case V_INSTANT:
        v = format(a, "date-time", true);
        break;
    case V_LIST:
        v = openapi_type(a, "array", true);
        break;
    case V_OBJECT:
        v = openapi_type(a, "object", true);
        break;
    case V_NULL: /* a column that says no type may be anything */
        v = value_object(a);
        break;
    default:
        v = openapi_type(a, "string", true);
    }
    value_set_text(v, "title", tr(c->lang, col->label));
    if (col->sensitivity != S_PUBLIC)
        value_set_str(v, "x-personal-data", sensitivity_name(col->sensitivity));
    return v;
}

struct value *openapi_page_schema(struct ctx *c, const struct list_def *d) {
    struct arena *a = c->arena;
    struct value *row = openapi_type(a, "object", false), *columns = value_set_object(row, "properties");
    for (size_t i = 0; i < d->column_count; i++)
        value_set(columns, d->columns[i].key, cell_schema(c, &d->columns[i]));
    struct value *v = openapi_type(a, "object", false), *properties = value_set_object(v, "properties");
    struct value *items = openapi_type(a, "array", false);
    value_set(items, "items", row);
    value_set(properties, "items", items);
    static const struct {
        const char *name, *type, *description;
        bool nullable;
    } members[] = {
        {"total", "integer", "openapi.total", false},
        {"total_is_more", "boolean", "openapi.total_is_more", false},
        {"next", "string", "openapi.next", true},
        {"previous", "string", "openapi.previous", true},
    };
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        struct value *m = openapi_type(a, members[i].type, members[i].nullable);
        value_set_text(m, "description", tr(c->lang, members[i].description));
        value_set(properties, members[i].name, m);
    }
    struct value *required = value_set_list(v, "required");
    value_add_text(required, T("items"));
    value_add_text(required, T("total"));
    value_add_text(required, T("total_is_more"));
    return v;
}

/* ---- parameters */

static struct value *add_param(struct value *list, const char *name, struct value *schema) {
    struct value *p = value_add_object(list);
    value_set_str(p, "name", name);
    value_set_str(p, "in", "query");
    value_set(p, "schema", schema);
    return p;
}

void openapi_query_param(struct ctx *c, struct value *list, const char *name, const char *description_key,
                         struct value *schema) {
    value_set_text(add_param(list, name, schema), "description", tr(c->lang, description_key));
}

static struct value *filter_schema(struct arena *a, const struct list_filter *f) {
    const struct field as_field = {
        .name = f->name, .type = f->type, .choices = f->choices, .choice_count = f->choice_count};
    /* Choices that come from data are added to those that do not. */
    return f->options != NULL ? openapi_type(a, "string", false) : plain_schema(a, &as_field);
}

static struct value *sort_schema(struct arena *a, const struct db_list_stmt *s) {
    struct value *v = openapi_type(a, "string", false), *names = value_set_list(v, "enum");
    for (size_t i = 0; i < s->sort_count; i++)
        value_add_text(names, text_of(s->sorts[i].name));
    value_set_str(v, "default", s->sorts[0].name);
    return v;
}

static struct value *dir_schema(struct arena *a) {
    struct value *v = openapi_type(a, "string", false), *names = value_set_list(v, "enum");
    value_add_text(names, T("asc"));
    value_add_text(names, T("desc"));
    value_set_str(v, "default", "asc");
    return v;
}

static struct value *limit_schema(struct arena *a) {
    struct value *v = openapi_type(a, "integer", false);
    value_set_int(v, "minimum", 1);
    value_set_int(v, "maximum", MAX_PAGE_SIZE);
    value_set_int(v, "default", DEFAULT_PAGE_SIZE);
    return v;
}

static struct value *back_schema(struct arena *a) {
    struct value *v = openapi_type(a, "string", false);
    value_add_text(value_set_list(v, "enum"), T("1"));
    return v;
}

void openapi_list_params(struct ctx *c, struct value *list, const struct list_def *d) {
    struct arena *a = c->arena;
    if (d->search != NULL) {
        struct value *q = openapi_type(a, "string", false);
        value_set_int(q, "maxLength", 200);
        openapi_query_param(c, list, "q", "openapi.q", q);
    }
    for (size_t i = 0; i < d->filter_count; i++)
        openapi_query_param(c, list, d->filters[i].name, d->filters[i].label, filter_schema(a, &d->filters[i]));
    if (d->stmt->sort_count > 0)
        openapi_query_param(c, list, "sort", "openapi.sort", sort_schema(a, d->stmt));
    openapi_query_param(c, list, "dir", "openapi.dir", dir_schema(a));
    openapi_query_param(c, list, "limit", "openapi.limit", limit_schema(a));
    openapi_query_param(c, list, "cursor", "openapi.cursor", openapi_type(a, "string", false));
    openapi_query_param(c, list, "back", "openapi.back", back_schema(a));
    if (d->file_name != NULL)
        openapi_query_param(c, list, "columns", "openapi.columns", openapi_type(a, "string", false));
}

void openapi_form_params(struct ctx *c, struct value *list, const struct form *f) {
    for (size_t i = 0; i < f->field_count; i++) {
        struct value *p = add_param(list, f->fields[i].name, openapi_field_schema(c, &f->fields[i]));
        if (f->fields[i].required)
            value_set_bool(p, "required", true);
    }
}
