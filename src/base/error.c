#include "base/base.h"

static const struct {
    const char *name;
    int http;
} statuses[] = {
    [OK] = {"ok", 200},
    [E_INVALID] = {"invalid", 422},
    [E_BAD_REQUEST] = {"bad_request", 400},
    [E_UNAUTHENTICATED] = {"unauthenticated", 401},
    [E_FORBIDDEN] = {"forbidden", 403},
    [E_NOT_FOUND] = {"not_found", 404},
    [E_METHOD] = {"method_not_allowed", 405},
    [E_CONFLICT] = {"conflict", 409},
    [E_PRECONDITION] = {"precondition_failed", 412},
    [E_TOO_LARGE] = {"too_large", 413},
    [E_MEDIA] = {"unsupported_media", 415},
    [E_LIMIT] = {"too_many_requests", 429},
    [E_BUSY] = {"busy", 503},
    [E_DB] = {"database", 500},
    [E_IO] = {"io", 500},
    [E_MEMORY] = {"memory", 500},
    [E_INTERNAL] = {"internal", 500},
};

const char *status_name(enum status s) {
    return statuses[s].name;
}

int status_http(enum status s) {
    return statuses[s].http;
}

void error_clear(struct error *err) {
    memset(err, 0, offsetof(struct error, fields));
}

static void raise_at(struct error *err, enum status s, const char *file, int line, const char *key) {
    err->status = s;
    err->key = key;
    err->file = file;
    err->line = line;
}

/* Copies what fits, ending with a whole character. */
static void copy_cut(char *out, size_t room, const char *text) {
    size_t len = strlen(text);
    if (len >= room)
        for (len = room - 1; len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80;)
            len--;
    memcpy(out, text, len);
    out[len] = 0;
}

enum status error_raise(struct error *err, enum status s, const char *file, int line, const char *key, ...) {
    raise_at(err, s, file, line, key);
    va_list ap;
    va_start(ap, key);
    for (size_t i = 0; i < ERROR_ARGS; i++) {
        const char *arg = va_arg(ap, const char *);
        if (arg == NULL)
            break;
        copy_cut(err->args[i], sizeof err->args[i], arg);
    }
    va_end(ap);
    return s;
}

enum status error_raise_detail(struct error *err, enum status s, const char *file, int line, const char *key,
                               const char *fmt, ...) {
    raise_at(err, s, file, line, key);
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(err->detail, sizeof err->detail, fmt, ap);
    va_end(ap);
    return s;
}

bool error_row(struct error *err, int32_t row, const char *field, const char *key, const char *arg) {
    if (err->field_count == ERROR_FIELDS)
        return false;
    struct field_error *f = &err->fields[err->field_count++];
    f->field = field;
    f->key = key;
    f->row = row;
    copy_cut(f->arg, sizeof f->arg, arg ? arg : "");
    return true;
}

bool error_field(struct error *err, const char *field, const char *key, const char *arg) {
    return error_row(err, 0, field, key, arg);
}

enum status error_fields_status(struct error *err) {
    return err->field_count == 0 ? OK : fail(err, E_INVALID, "form.invalid");
}
