/* Taking forms: every value arrives as absent, bad or good, from a browser's pairs or from JSON alike. */
#include "app/form.h"

#include "http/json_body.h"

static bool is_control(char c) {
    return (unsigned char)c < 0x20 && c != '\t';
}

static size_t utf8_length(struct text t) {
    size_t n = 0;
    for (size_t i = 0; i < t.len; i++)
        n += ((unsigned char)t.ptr[i] & 0xc0) != 0x80;
    return n;
}

static struct text spaces_made_one(struct arena *a, struct text t) {
    char *p = arena_alloc(a, t.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < t.len; i++)
        if (t.ptr[i] != ' ' || (n > 0 && p[n - 1] != ' '))
            p[n++] = t.ptr[i];
    return (struct text){p, n};
}

static const char *bad(struct field_value *v, const char *problem) {
    v->state = FIELD_BAD;
    v->problem = problem;
    return problem;
}

static const char *take_text(struct arena *a, const struct field *f, struct field_value *v) {
    if (!text_is_utf8(v->raw))
        return bad(v, "form.bad_text");
    struct text t = f->type == F_PASSWORD ? v->raw : text_trim(v->raw);
    for (size_t i = 0; i < t.len; i++)
        if (is_control(t.ptr[i]) && !(f->type == F_LONG && (t.ptr[i] == '\n' || t.ptr[i] == '\r')))
            return bad(v, "form.bad_text");
    if (f->type != F_PASSWORD)
        t = vi_nfc(a, t);
    if (f->type == F_NAME) {
        t = spaces_made_one(a, t);
        for (size_t i = 0; i < t.len; i++)
            if (strchr("0123456789<>@#$%^*=+_{}[]|\\/\"!?;:,~`&()", t.ptr[i]) != NULL)
                return bad(v, "form.bad_name");
    }
    int64_t most = f->max ? f->max : f->type == F_LONG ? MAX_TEXT_FIELD : 200;
    size_t length = utf8_length(t);
    if ((int64_t)length > most)
        return bad(v, "form.too_long");
    if (f->min && (int64_t)length < f->min)
        return bad(v, "form.too_short");
    v->text = t;
    return NULL;
}

static const char *take_number(struct arena *a, const struct field *f, struct field_value *v) {
    struct text t = text_trim(v->raw);
    if (f->type == F_MONEY) { /* 1.500.000 as people write it: points only between groups of three */
        char *digits = arena_alloc(a, t.len + 1);
        size_t n = 0;
        for (size_t i = 0; i < t.len; i++) {
            if (t.ptr[i] == '.') {
                if (i == 0 || t.len - i < 4 || (t.len - i) % 4 != 0)
                    return bad(v, "form.bad_money");
                continue;
            }
            digits[n++] = t.ptr[i];
        }
        t = (struct text){digits, n};
    }
    if (!text_to_i64(t, &v->i))
        return bad(v, f->type == F_MONEY ? "form.bad_money" : "form.not_a_number");
    if ((f->min || f->max) && (v->i < f->min || v->i > f->max))
        return bad(v, "form.out_of_range");
    return NULL;
}

static const char *take_choice(const struct field *f, struct field_value *v) {
    struct text t = text_trim(v->raw);
    for (size_t i = 0; i < f->choice_count; i++) {
        if (text_is(t, f->choices[i].code)) {
            v->text = text_of(f->choices[i].code);
            v->i = (int64_t)i;
            return NULL;
        }
    }
    for (size_t i = 0; i < f->text_count; i++) {
        if (text_eq(t, f->texts[i].code)) {
            v->text = f->texts[i].code;
            v->i = (int64_t)i;
            return NULL;
        }
    }
    return bad(v, "form.not_a_choice");
}

static const char *take_day(const struct field *f, struct field_value *v) {
    bool partial = f->type == F_BIRTH;
    bool good = partial ? day_parse_partial(v->raw, &v->day, &v->precision) : day_parse(v->raw, &v->day);
    if (!good)
        return bad(v, partial ? "form.not_a_birth" : "form.not_a_day");
    if ((f->min || f->max) && (v->day < f->min || v->day > f->max))
        return bad(v, "form.day_out_of_range");
    return NULL;
}

/* One value that was sent: checks it and says what is wrong, or NULL. */
static const char *take(struct arena *a, const struct field *f, struct field_value *v) {
    v->state = FIELD_GOOD;
    switch (f->type) {
    case F_TEXT:
    case F_LONG:
    case F_NAME:
    case F_PASSWORD:
    case F_HIDDEN:
        return take_text(a, f, v);
    case F_INT:
    case F_MONEY:
    case F_HIDDEN_INT:
        return take_number(a, f, v);
    case F_DAY:
    case F_BIRTH:
        return take_day(f, v);
    case F_CHOICE:
        return take_choice(f, v);
    case F_ID:
        if (!text_to_i64(text_trim(v->raw), &v->i) || v->i <= 0)
            return bad(v, "form.bad_id");
        return NULL;
    case F_BOOL:
        v->b = text_is(v->raw, "1") || text_is(v->raw, "true") || text_is(v->raw, "on") || text_is(v->raw, "yes");
        if (!v->b && !text_is(v->raw, "0") && !text_is(v->raw, "false") && !text_is(v->raw, "no"))
            return bad(v, "form.not_a_choice");
        return NULL;
    case F_IDS:
    case F_FILE:
        return NULL; /* taken by form_take_* */
    }
    return NULL;
}

static bool is_blank(const struct field *f, struct text raw) {
    return f->type == F_PASSWORD ? raw.len == 0 : text_trim(raw).len == 0;
}

/* Money as people read it, "0 – 10.000.000"; years and counts are short enough as they are. */
static struct text range_text(struct arena *a, const struct field *f) {
    AUTO_BUF b;
    buf_init(&b, 128);
    if (f->type != F_MONEY)
        return arena_fmt(a, "%lld – %lld", (long long)f->min, (long long)f->max);
    fmt_int(&b, LANG_VI, f->min);
    buf_text(&b, T(" – "));
    fmt_money(&b, LANG_VI, f->max);
    return arena_text(a, buf_as_text(&b));
}

static const char *limits_of(struct arena *a, const struct field *f, const char *problem) {
    if (problem != NULL && strcmp(problem, "form.too_long") == 0) {
        int64_t most = f->max ? f->max : f->type == F_LONG ? MAX_TEXT_FIELD : 200;
        return arena_fmt(a, "%lld", (long long)most).ptr;
    }
    if (problem != NULL && strcmp(problem, "form.too_short") == 0)
        return arena_fmt(a, "%lld", (long long)f->min).ptr;
    if (problem != NULL && strcmp(problem, "form.out_of_range") == 0)
        return range_text(a, f).ptr;
    if (problem != NULL && strcmp(problem, "form.day_out_of_range") == 0) {
        char from[11], to[11];
        day_vn((day_t)f->min, from);
        day_vn((day_t)f->max, to);
        return arena_fmt(a, "%s – %s", from, to).ptr;
    }
    return "";
}

static struct form_data *empty(struct arena *a, const struct form *f) {
    struct form_data *d = ARENA_NEW(a, struct form_data);
    d->form = f;
    d->values = ARENA_ARRAY(a, f->field_count, struct field_value);
    for (size_t i = 0; i < f->field_count; i++)
        d->values[i].day = DAY_NONE;
    return d;
}

static void check_required(const struct form *f, struct form_data *d, struct error *err) {
    for (size_t i = 0; i < f->field_count; i++) {
        if (f->fields[i].required && d->values[i].state == FIELD_ABSENT) {
            d->values[i].problem = "form.required";
            error_field(err, f->fields[i].name, "form.required", NULL);
        }
    }
}

static void take_ids(struct arena *a, struct field_value *v, const struct text *raws, size_t count, const char *name,
                     struct error *err) {
    int64_t *ids = ARENA_ARRAY(a, count ? count : 1, int64_t);
    for (size_t i = 0; i < count; i++) {
        if (!text_to_i64(text_trim(raws[i]), &ids[i]) || ids[i] <= 0) {
            error_field(err, name, bad(v, "form.bad_id"), NULL);
            return;
        }
    }
    v->state = count ? FIELD_GOOD : FIELD_ABSENT;
    v->ids = (struct db_ids){ids, count};
}

enum status form_take_pairs(struct arena *a, const struct form *f, const struct http_pair *pairs, size_t count,
                            const struct http_file *files, size_t file_count, struct form_data **ret,
                            struct error *err) {
    struct form_data *d = empty(a, f);
    for (size_t i = 0; i < f->field_count; i++) {
        const struct field *field = &f->fields[i];
        struct field_value *v = &d->values[i];
        if (field->type == F_FILE) {
            for (size_t k = 0; k < file_count; k++)
                if (text_is(files[k].field, field->name) && files[k].bytes.len > 0) {
                    v->file = &files[k];
                    v->state = FIELD_GOOD;
                }
            continue;
        }
        size_t found = 0;
        struct text *raws = ARENA_ARRAY(a, count ? count : 1, struct text);
        for (size_t k = 0; k < count; k++)
            if (text_is(pairs[k].name, field->name))
                raws[found++] = pairs[k].value;
        if (field->type == F_IDS) {
            take_ids(a, v, raws, found, field->name, err);
            continue;
        }
        /* A checkbox is preceded by a hidden "0", so the last value counts for it; elsewhere two are a mistake. */
        if (found == 0)
            continue;
        v->raw = raws[found - 1];
        if (found > 1 && field->type != F_BOOL) {
            error_field(err, field->name, bad(v, "form.duplicate_field"), NULL);
            continue;
        }
        if (is_blank(field, v->raw))
            continue;
        const char *problem = take(a, field, v);
        if (problem)
            error_field(err, field->name, problem, limits_of(a, field, problem));
    }
    check_required(f, d, err);
    *ret = d;
    return error_fields_status(err);
}

/* Members that no field is declared for, and values that cannot be one, are mistakes of the caller: say so
 * rather than lose them. */
static void check_members(struct arena *a, const struct form *f, const struct json_body *body, struct error *err) {
    for (size_t i = 0; i < json_body_count(body); i++) {
        struct text name = json_body_name(body, i);
        const struct field *field = NULL;
        for (size_t k = 0; k < f->field_count; k++)
            if (text_is(name, f->fields[k].name))
                field = &f->fields[k];
        enum json_body_kind kind = json_body_kind(json_body_get(body, arena_zstr(a, name)));
        if (field == NULL)
            error_field(err, arena_zstr(a, name), "form.unknown_field", arena_zstr(a, name));
        else if (kind == JSON_BODY_OBJECT || kind == JSON_BODY_REAL || (kind == JSON_BODY_LIST && field->type != F_IDS))
            error_field(err, field->name, "form.wrong_type", NULL);
    }
}

enum status form_take_json(struct arena *a, const struct form *f, struct text text, struct form_data **ret,
                           struct error *err) {
    const struct json_body *body;
    TRY(json_body_parse(a, text, &body, err));
    struct http_pair *pairs;
    size_t count;
    if (!json_body_pairs(a, body, &pairs, &count))
        return fail(err, E_BAD_REQUEST, "http.bad_json", "1", "1");
    check_members(a, f, body, err);
    return form_take_pairs(a, f, pairs, count, NULL, 0, ret, err);
}

const struct field_value *form_value(const struct form_data *d, const char *name) {
    for (size_t i = 0; i < d->form->field_count; i++)
        if (strcmp(d->form->fields[i].name, name) == 0)
            return &d->values[i];
    (void)fprintf(stderr, "form %s has no field %s\n", d->form->name, name);
    abort();
}

bool form_given(const struct form_data *d, const char *name) {
    return form_value(d, name)->state == FIELD_GOOD;
}

struct text form_text(const struct form_data *d, const char *name) {
    const struct field_value *v = form_value(d, name);
    return v->state == FIELD_GOOD ? v->text : TEXT_NONE;
}

int64_t form_int(const struct form_data *d, const char *name, int64_t otherwise) {
    const struct field_value *v = form_value(d, name);
    return v->state == FIELD_GOOD ? v->i : otherwise;
}

day_t form_day(const struct form_data *d, const char *name) {
    const struct field_value *v = form_value(d, name);
    return v->state == FIELD_GOOD ? v->day : DAY_NONE;
}

bool form_bool(const struct form_data *d, const char *name) {
    const struct field_value *v = form_value(d, name);
    return v->state == FIELD_GOOD && v->b;
}

int64_t form_id(const struct form_data *d, const char *name) {
    return form_int(d, name, 0);
}

bool form_choice_is(const struct form_data *d, const char *name, const char *code) {
    return text_is(form_text(d, name), code);
}
