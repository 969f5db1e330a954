/* What was sent or signed, read back: only when it still is what was hashed then. */
#include "plan_report.h"

#define json_string jansson_string /* the name is also ours, in view/value.h; not called here */
#include <jansson.h>
#undef json_string
#include <sodium.h>

void plan_snapshot_hash(struct text content, char ret_hex[65]) {
    unsigned char hash[32];
    crypto_hash_sha256(hash, (const unsigned char *)content.ptr, content.len);
    sodium_bin2hex(ret_hex, 65, hash, sizeof hash);
}

static struct value *from_json(struct arena *a, const json_t *j) {
    const char *key;
    json_t *item;
    size_t i;
    struct value *v;
    if (json_is_object(j)) {
        v = value_object(a);
        json_object_foreach((json_t *)j, key, item) value_set(v, arena_zstr(a, text_of(key)), from_json(a, item));
        return v;
    }
    if (json_is_array(j)) {
        v = value_list(a);
        json_array_foreach(j, i, item) value_add(v, from_json(a, item));
        return v;
    }
    v = ARENA_NEW(a, struct value);
    if (json_is_string(j))
        *v = (struct value){.type = V_TEXT,
                            .text = arena_text(a, (struct text){json_string_value(j), json_string_length(j)})};
    else if (json_is_integer(j))
        *v = (struct value){.type = V_INT, .i = json_integer_value(j)};
    else if (json_is_boolean(j))
        *v = (struct value){.type = V_BOOL, .b = json_is_true(j)};
    return v;
}

enum status plan_snapshot_read(struct ctx *c, struct text content, struct text sha256, const struct value **ret,
                               struct error *err) {
    char hex[65];
    plan_snapshot_hash(content, hex);
    if (!text_is(sha256, hex))
        return fail_detail(err, E_DB, "plan.snapshot_changed", "the stored hash is %.*s", FMT(sha256));
    json_error_t at;
    json_t *j = json_loadb(content.ptr, content.len, 0, &at);
    if (j == NULL)
        return fail_detail(err, E_DB, "plan.snapshot_changed", "%s", at.text);
    *ret = from_json(c->arena, j);
    json_decref(j);
    return OK;
}
