/* The description of the API (OpenAPI 3.1), made from the same rows that serve it: what a route takes is its form and
 * list definition, what it needs is its permission. Nothing is written down twice, so it cannot fall behind. */
#ifndef ANSINH_OPENAPI_H
#define ANSINH_OPENAPI_H
#include "app/form.h"
#include "app/list.h"

/* The whole document in the language of c, in c->arena. */
struct value *openapi_document(struct ctx *c);

/* ---- pieces (openapi_schema.c): JSON schemas of what forms and lists declare */
/* {"type": t}; or {"type": [t, "null"]}. */
struct value *openapi_type(struct arena *a, const char *type, bool nullable);
struct value *openapi_ref(struct arena *a, const char *kind, const char *name); /* "#/components/<kind>/<name>" */
struct value *openapi_field_schema(struct ctx *c, const struct field *f);
/* An object with the form's fields; members that are not declared are refused, as form_take_json does. */
struct value *openapi_form_schema(struct ctx *c, const struct form *f);
/* One page of a list: items by the columns' types, total, and where to go on. */
struct value *openapi_page_schema(struct ctx *c, const struct list_def *d);
/* Query parameters, added to `list`. */
void openapi_query_param(struct ctx *c, struct value *list, const char *name, const char *description_key,
                         struct value *schema);
void openapi_list_params(struct ctx *c, struct value *list, const struct list_def *d);
void openapi_form_params(struct ctx *c, struct value *list, const struct form *f);
#endif
