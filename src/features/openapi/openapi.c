/* GET /api/openapi.json: what this program answers to, for other programs (docs/api.md). */
#include "app/openapi.h"

static enum status describe(struct ctx *c, struct value *out, struct error *err) {
    (void)err;
    *out = *openapi_document(c);
    return OK;
}

static const struct route routes[] = {
    /* The ".json" of its address is the format that every path may end with. */
    {.method = HTTP_GET, .path = "/api/openapi", .permission = "public", .fn = describe, .title = "openapi.title"},
};

const struct feature openapi_feature = {
    .name = "openapi",
    FEATURE_ROWS(route, routes),
};
