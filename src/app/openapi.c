/* The document: one operation per route row, one tag per feature, and the answers that all of them share. */
#include "app/openapi.h"

#include <ctype.h>

#include "app/respond.h"
#include "app/session.h"

static struct text operation_id(struct arena *a, const struct route *r) {
    AUTO_BUF b;
    buf_init(&b, 1024);
    for (const char *m = http_method_name(r->method); *m != 0; m++)
        buf_char(&b, (char)tolower((unsigned char)*m));
    if (strcmp(r->path, "/") == 0)
        buf_str(&b, "Home");
    /* /households/{id}/members -> HouseholdsByIdMembers: the "By" keeps a word and a parameter apart. */
    bool upper = true;
    for (const char *p = r->path; *p != 0; p++) {
        if (*p == '{')
            buf_str(&b, "By");
        if (isalnum((unsigned char)*p))
            buf_char(&b, upper ? (char)toupper((unsigned char)*p) : *p);
        upper = !isalnum((unsigned char)*p);
    }
    return arena_text(a, buf_as_text(&b));
}

/* ---- parameters */

static void add_path_params(struct ctx *c, struct value *list, const char *path) {
    for (const char *p = strchr(path, '{'); p != NULL; p = strchr(p + 1, '{')) {
        struct text name = {p + 1, strcspn(p + 1, "}")};
        struct value *v = value_add_object(list);
        value_set_text(v, "name", arena_text(c->arena, name));
        value_set_str(v, "in", "path");
        value_set_bool(v, "required", true);
        struct value *schema = openapi_type(c->arena, "string", false);
        if (text_is(name, "id") || text_ends(name, T("_id")))
            value_set_str(schema, "pattern", "^[1-9][0-9]{0,18}$");
        value_set(v, "schema", schema);
    }
}

static struct value *parameters(struct ctx *c, const struct route *r) {
    struct value *list = value_list(c->arena);
    add_path_params(c, list, r->path);
    if (app_is_write(r->method)) {
        if (r->method == HTTP_POST && !(r->flags & ROUTE_OWN_TX))
            value_add(list, openapi_ref(c->arena, "parameters", "IdempotencyKey"));
        return list;
    }
    if (r->list != NULL)
        openapi_list_params(c, list, r->list);
    if (r->form != NULL)
        openapi_form_params(c, list, r->form);
    if (strcmp(r->permission, "public") != 0)
        value_add(list, openapi_ref(c->arena, "parameters", "AsOf"));
    value_add(list, openapi_ref(c->arena, "parameters", "IfNoneMatch"));
    return list;
}

/* ---- bodies and answers */

static bool takes_files(const struct form *f) {
    for (size_t i = 0; f != NULL && i < f->field_count; i++)
        if (f->fields[i].type == F_FILE)
            return true;
    return false;
}

static struct value *open_object(struct ctx *c, const char *description_key) {
    struct value *v = openapi_type(c->arena, "object", false);
    if (description_key != NULL)
        value_set_text(v, "description", tr(c->lang, description_key));
    value_set_bool(v, "additionalProperties", true);
    return v;
}

static void set_content(struct value *holder, const char *type, struct value *schema) {
    value_set(value_set_object(value_set_object(holder, "content"), type), "schema", schema);
}

/* A form made for the request (a scorecard has the questions of its standard) cannot be told beforehand; the page
 * that shows it lists its fields. */
static void add_body(struct ctx *c, struct value *op, const struct route *r) {
    if (r->form == NULL && r->make_form == NULL)
        return;
    bool files = takes_files(r->form) || ((r->flags & ROUTE_UPLOAD) && r->make_form != NULL);
    struct value *body = value_set_object(op, "requestBody");
    bool compulsory = false;
    for (size_t i = 0; r->form != NULL && i < r->form->field_count; i++)
        compulsory = compulsory || r->form->fields[i].required;
    value_set_bool(body, "required", compulsory);
    struct value *schema =
        r->make_form != NULL ? open_object(c, "openapi.form_from_data") : openapi_form_schema(c, r->form);
    set_content(body, files ? "multipart/form-data" : "application/json", schema);
}

static void add_answer(struct ctx *c, struct value *responses, const char *code, const char *description_key,
                       struct value *schema, const char *const *headers) {
    struct value *v = value_set_object(responses, code);
    value_set_text(v, "description", tr(c->lang, description_key));
    if (headers != NULL) {
        struct value *h = value_set_object(v, "headers");
        for (; *headers != NULL; headers++)
            value_set(h, *headers, openapi_ref(c->arena, "headers", *headers));
    }
    if (schema != NULL)
        set_content(v, "application/json", schema);
}

static const struct {
    const char *code, *name;
    enum status status;
} problems[] = {
    {"400", "BadRequest", E_BAD_REQUEST}, {"401", "Unauthenticated", E_UNAUTHENTICATED},
    {"403", "Forbidden", E_FORBIDDEN},    {"404", "NotFound", E_NOT_FOUND},
    {"409", "Conflict", E_CONFLICT},      {"412", "PreconditionFailed", E_PRECONDITION},
    {"413", "TooLarge", E_TOO_LARGE},     {"422", "Invalid", E_INVALID},
    {"429", "TooManyRequests", E_LIMIT},  {"503", "Busy", E_BUSY},
};

/* Which of the shared problems a route can answer with. */
static bool may_answer(const struct route *r, enum status s) {
    bool writes = app_is_write(r->method), closed = strcmp(r->permission, "public") != 0;
    switch (s) {
    case E_UNAUTHENTICATED:
    case E_FORBIDDEN:
        return closed;
    case E_NOT_FOUND:
        return strchr(r->path, '{') != NULL;
    case E_CONFLICT:
    case E_PRECONDITION:
    case E_TOO_LARGE:
        return writes;
    case E_INVALID:
        return r->form != NULL || r->make_form != NULL;
    case E_LIMIT: /* signing in has a limit of its own */
        return writes && !closed;
    default:
        return true;
    }
}

static void add_responses(struct ctx *c, struct value *op, const struct route *r) {
    static const char *const read_headers[] = {"ETag", NULL}, *const made_headers[] = {"Location", NULL};
    struct value *responses = value_set_object(op, "responses");
    if (r->list != NULL) {
        add_answer(c, responses, "200", "openapi.page_of_list", openapi_page_schema(c, r->list), read_headers);
    } else if (!app_is_write(r->method)) {
        add_answer(c, responses, "200", "openapi.data_of_page", open_object(c, NULL), read_headers);
    } else {
        add_answer(c, responses, "200", "openapi.done", open_object(c, NULL), NULL);
        add_answer(c, responses, "201", "openapi.made", open_object(c, NULL), made_headers);
    }
    if (!app_is_write(r->method))
        value_set(responses, "304", openapi_ref(c->arena, "responses", "NotModified"));
    for (size_t i = 0; i < COUNT_OF(problems); i++)
        if (may_answer(r, problems[i].status))
            value_set(responses, problems[i].code, openapi_ref(c->arena, "responses", problems[i].name));
}

/* ---- who may */

static void add_security(struct value *op, const struct route *r) {
    struct value *list = value_set_list(op, "security");
    if (strcmp(r->permission, "public") == 0)
        return;
    (void)value_set_list(value_add_object(list), "bearer");
    struct value *browser = value_add_object(list);
    (void)value_set_list(browser, "session");
    if (app_is_write(r->method))
        (void)value_set_list(browser, "csrf");
}

static const char *permission_label(const char *name) {
    for (const struct feature *const *f = features; *f != NULL; f++)
        for (size_t i = 0; i < (*f)->permission_count; i++)
            if (strcmp((*f)->permissions[i].name, name) == 0)
                return (*f)->permissions[i].label;
    return strcmp(name, "public") == 0 ? "openapi.public" : "openapi.signed_in";
}

static struct text operation_description(struct ctx *c, const struct route *r) {
    struct text label = tr(c->lang, permission_label(r->permission));
    struct text needs = tr_args(c->lang, c->arena, "openapi.needs", &label, 1);
    if (r->list == NULL || r->list->file_name == NULL)
        return needs;
    return arena_fmt(c->arena, "%.*s %.*s", FMT(needs), FMT(tr(c->lang, "openapi.exports")));
}

static void add_operation(struct ctx *c, struct value *paths, const struct feature *f, const struct route *r) {
    struct value *path = NULL;
    for (size_t i = 0; path == NULL && i < paths->object.count; i++)
        if (strcmp(paths->object.members[i].key, r->path) == 0)
            path = paths->object.members[i].value;
    if (path == NULL)
        path = value_set_object(paths, r->path);
    static const char *const methods[] = {
        [HTTP_GET] = "get",     [HTTP_HEAD] = "head",     [HTTP_POST] = "post",  [HTTP_PUT] = "put",
        [HTTP_PATCH] = "patch", [HTTP_DELETE] = "delete", [HTTP_OTHER] = "trace"};
    struct value *op = value_set_object(path, methods[r->method]);
    value_set_text(op, "operationId", operation_id(c->arena, r));
    value_set_text(op, "summary", tr(c->lang, r->title));
    value_set_text(op, "description", operation_description(c, r));
    value_add_text(value_set_list(op, "tags"), text_of(f->name));
    value_set_str(op, "x-permission", r->permission);
    struct value *params = parameters(c, r);
    if (value_count(params) > 0)
        value_set(op, "parameters", params);
    if (app_is_write(r->method))
        add_body(c, op, r);
    add_responses(c, op, r);
    add_security(op, r);
}

/* ---- what all operations share */

static void add_problem_schema(struct ctx *c, struct value *schemas) {
    static const struct {
        const char *name, *type;
    } members[] = {{"type", "string"},   {"title", "string"},    {"status", "integer"},
                   {"detail", "string"}, {"instance", "string"}, {"request_id", "string"}},
      fault[] = {{"field", "string"}, {"row", "integer"}, {"code", "string"}, {"message", "string"}};
    struct value *v = openapi_type(c->arena, "object", false), *properties = value_set_object(v, "properties");
    value_set_text(v, "description", tr(c->lang, "openapi.problem"));
    for (size_t i = 0; i < COUNT_OF(members); i++)
        value_set(properties, members[i].name, openapi_type(c->arena, members[i].type, false));
    struct value *item = openapi_type(c->arena, "object", false),
                 *item_properties = value_set_object(item, "properties");
    for (size_t i = 0; i < COUNT_OF(fault); i++) /* a fault of the whole form or file names no field */
        value_set(item_properties, fault[i].name, openapi_type(c->arena, fault[i].type, i == 0));
    struct value *errors = openapi_type(c->arena, "array", false);
    value_set(errors, "items", item);
    value_set_text(errors, "description", tr(c->lang, "openapi.problem_errors"));
    value_set(properties, "errors", errors);
    struct value *required = value_set_list(v, "required");
    for (size_t i = 0; i < 4; i++)
        value_add_text(required, text_of(members[i].name));
    value_set(schemas, "Problem", v);
}

static void add_shared_params(struct ctx *c, struct value *params) {
    static const struct {
        const char *key, *name, *in, *description;
        int64_t most;
    } rows[] = {
        {"AsOf", "as-of", "query", "openapi.as_of", 0},
        {"IdempotencyKey", "Idempotency-Key", "header", "openapi.idempotency_key", 200},
        {"IfNoneMatch", "If-None-Match", "header", "openapi.if_none_match", 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct value *p = value_set_object(params, rows[i].key), *schema = openapi_type(c->arena, "string", false);
        value_set_str(p, "name", rows[i].name);
        value_set_str(p, "in", rows[i].in);
        value_set_text(p, "description", tr(c->lang, rows[i].description));
        if (rows[i].most)
            value_set_int(schema, "maxLength", rows[i].most);
        if (strcmp(rows[i].key, "AsOf") == 0)
            value_set_str(schema, "format", "date");
        value_set(p, "schema", schema);
    }
}

static void add_shared_headers(struct ctx *c, struct value *headers) {
    static const char *const rows[][2] = {{"ETag", "openapi.etag"}, {"Location", "openapi.location"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct value *h = value_set_object(headers, rows[i][0]);
        value_set_text(h, "description", tr(c->lang, rows[i][1]));
        value_set(h, "schema", openapi_type(c->arena, "string", false));
    }
}

static void add_shared_responses(struct ctx *c, struct value *responses) {
    value_set_text(value_set_object(responses, "NotModified"), "description", tr(c->lang, "openapi.not_modified"));
    for (size_t i = 0; i < COUNT_OF(problems); i++) {
        struct value *v = value_set_object(responses, problems[i].name);
        struct text word = arena_fmt(c->arena, "status.%s", status_name(problems[i].status));
        value_set_text(v, "description", tr(c->lang, word.ptr));
        set_content(v, "application/problem+json", openapi_ref(c->arena, "schemas", "Problem"));
    }
}

static void add_security_schemes(struct ctx *c, struct value *schemes) {
    struct value *bearer = value_set_object(schemes, "bearer");
    value_set_str(bearer, "type", "http");
    value_set_str(bearer, "scheme", "bearer");
    value_set_text(bearer, "description", tr(c->lang, "openapi.bearer"));
    static const char *const keys[][4] = {{"session", SESSION_COOKIE, "cookie", "openapi.session"},
                                          {"csrf", "X-CSRF-Token", "header", "openapi.csrf"}};
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        struct value *v = value_set_object(schemes, keys[i][0]);
        value_set_str(v, "type", "apiKey");
        value_set_str(v, "name", keys[i][1]);
        value_set_str(v, "in", keys[i][2]);
        value_set_text(v, "description", tr(c->lang, keys[i][3]));
    }
}

static void add_tags(struct ctx *c, struct value *doc) {
    struct value *tags = value_set_list(doc, "tags");
    for (const struct feature *const *f = features; *f != NULL; f++) {
        if ((*f)->route_count == 0)
            continue;
        struct value *tag = value_add_object(tags);
        value_set_str(tag, "name", (*f)->name);
        value_set_text(tag, "description",
                       tr(c->lang, (*f)->menu_count > 0 ? (*f)->menu[0].label : (*f)->routes[0].title));
    }
}

static void add_info(struct ctx *c, struct value *doc) {
    struct value *info = value_set_object(doc, "info");
    value_set_str(info, "title", "ansinh");
    value_set_str(info, "version", ANSINH_VERSION);
    value_set_text(info, "description", tr(c->lang, "openapi.description"));
    struct value *license = value_set_object(info, "license");
    value_set_str(license, "name", "MIT");
    value_set_str(license, "identifier", "MIT");
    value_set_str(value_add_object(value_set_list(doc, "servers")), "url", "/");
}

struct value *openapi_document(struct ctx *c) {
    struct value *doc = value_object(c->arena);
    value_set_str(doc, "openapi", "3.1.0");
    add_info(c, doc);
    add_tags(c, doc);
    struct value *paths = value_set_object(doc, "paths");
    for (const struct feature *const *f = features; *f != NULL; f++)
        for (size_t i = 0; i < (*f)->route_count; i++)
            if (!((*f)->routes[i].flags & ROUTE_HIDDEN))
                add_operation(c, paths, *f, &(*f)->routes[i]);
    struct value *components = value_set_object(doc, "components");
    add_problem_schema(c, value_set_object(components, "schemas"));
    add_shared_params(c, value_set_object(components, "parameters"));
    add_shared_headers(c, value_set_object(components, "headers"));
    add_shared_responses(c, value_set_object(components, "responses"));
    add_security_schemes(c, value_set_object(components, "securitySchemes"));
    return doc;
}
