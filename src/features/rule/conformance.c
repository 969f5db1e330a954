/* Runs the public conformance texts of CEL (tests/simple/testdata of github.com/google/cel-spec) against src/rules. A
 * test that needs a protobuf message, in its text, its variables or its answer, is skipped and counted as such. */
#include <dirent.h>
#include <errno.h>
#include <math.h>

#include "features/rule/rule.h"
#include "features/rule/textproto.h"
#include "rules/rules.h"

#define MAX_FILE (4u << 20)
#define MAX_VARS 64

/* ---- types and values of the texts */

/* "list(int)"; TEXT_NONE when it is a message or another thing that the language does not have. */
static struct text type_of(struct arena *a, const struct proto *t) {
    static const char *const names[][2] = {{"INT64", "int"}, {"UINT64", "uint"},       {"DOUBLE", "double"},
                                           {"BOOL", "bool"}, {"STRING", "string"},     {"BYTES", "bytes"},
                                           {"ANY", "dyn"},   {"DURATION", "duration"}, {"TIMESTAMP", "timestamp"}};
    const struct proto *f = t == NULL ? NULL : t->first;
    if (f == NULL)
        return T("dyn");
    if (text_is(f->name, "primitive") || text_is(f->name, "well_known")) {
        for (size_t i = 0; i < COUNT_OF(names); i++)
            if (text_is(f->scalar, names[i][0]))
                return text_of(names[i][1]);
        return TEXT_NONE;
    }
    if (text_is(f->name, "list_type")) {
        struct text e = type_of(a, proto_get(f, "elem_type"));
        return e.ptr == NULL ? e : arena_fmt(a, "list(%.*s)", FMT(e));
    }
    if (text_is(f->name, "map_type")) {
        struct text k = type_of(a, proto_get(f, "key_type")), v = type_of(a, proto_get(f, "value_type"));
        return k.ptr == NULL || v.ptr == NULL ? TEXT_NONE : arena_fmt(a, "map(%.*s, %.*s)", FMT(k), FMT(v));
    }
    return text_is(f->name, "dyn")    ? T("dyn")
           : text_is(f->name, "null") ? T("null")
           : text_is(f->name, "type") ? T("type")
                                      : TEXT_NONE;
}

static bool value_of(struct arena *a, const struct proto *p, struct rule_value *ret);

static bool list_of(struct arena *a, const struct proto *p, struct rule_value *ret) {
    struct rule_list *l = ARENA_NEW(a, struct rule_list);
    size_t room = 0;
    for (const struct proto *f = p->first; f != NULL; f = f->next)
        room++;
    l->items = ARENA_ARRAY(a, room + 1, struct rule_value);
    for (const struct proto *f = p->first; f != NULL; f = f->next)
        if (!value_of(a, f, &l->items[l->count++]))
            return false;
    *ret = (struct rule_value){.kind = RULE_LIST, .list = l};
    return true;
}

static bool map_of(struct arena *a, const struct proto *p, struct rule_value *ret) {
    struct rule_map *m = ARENA_NEW(a, struct rule_map);
    size_t room = 0;
    for (const struct proto *f = p->first; f != NULL; f = f->next)
        room++;
    m->entries = ARENA_ARRAY(a, room + 1, struct rule_entry);
    for (const struct proto *f = p->first; f != NULL; f = f->next) {
        struct rule_entry *e = &m->entries[m->count++];
        const struct proto *k = proto_get(f, "key"), *v = proto_get(f, "value");
        if (k == NULL || v == NULL || !value_of(a, k, &e->key) || !value_of(a, v, &e->value))
            return false;
    }
    *ret = (struct rule_value){.kind = RULE_MAP, .map = m};
    return true;
}

static int64_t whole(struct text t) {
    int64_t i = 0;
    return text_to_i64(t, &i) ? i : 0;
}

static bool moment_of(const struct proto *p, struct rule_value *ret) {
    const struct proto *f = p->first;
    enum rule_kind kind = f == NULL                                             ? RULE_NULL
                          : text_ends(f->name, T("google.protobuf.Timestamp]")) ? RULE_TIMESTAMP
                          : text_ends(f->name, T("google.protobuf.Duration]"))  ? RULE_DURATION
                                                                                : RULE_NULL;
    if (kind == RULE_NULL)
        return false;
    *ret = (struct rule_value){.kind = kind, .i = whole(proto_text(f, "seconds"))};
    ret->nanos = (int32_t)whole(proto_text(f, "nanos"));
    return true;
}

/* p holds a Value: {int64_value: 1}. */
static bool value_of(struct arena *a, const struct proto *p, struct rule_value *ret) {
    const struct proto *f = p->first;
    if (f == NULL)
        return false;
    struct text s = f->scalar;
    if (text_is(f->name, "null_value"))
        *ret = (struct rule_value){.kind = RULE_NULL};
    else if (text_is(f->name, "bool_value"))
        *ret = rule_of_bool(text_is(s, "true"));
    else if (text_is(f->name, "int64_value"))
        *ret = rule_of_int(strtoll(arena_zstr(a, s), NULL, 0));
    else if (text_is(f->name, "uint64_value"))
        *ret = (struct rule_value){.kind = RULE_UINT, .u = strtoull(arena_zstr(a, s), NULL, 0)};
    else if (text_is(f->name, "double_value"))
        *ret = (struct rule_value){.kind = RULE_DOUBLE, .d = strtod(arena_zstr(a, s), NULL)};
    else if (text_is(f->name, "string_value"))
        *ret = rule_of_text(s);
    else if (text_is(f->name, "bytes_value"))
        *ret = (struct rule_value){.kind = RULE_BYTES, .text = s};
    else if (text_is(f->name, "type_value"))
        *ret = (struct rule_value){.kind = RULE_TYPE, .text = s};
    else if (text_is(f->name, "list_value"))
        return list_of(a, f, ret);
    else if (text_is(f->name, "map_value"))
        return map_of(a, f, ret);
    else
        return text_is(f->name, "object_value") && moment_of(f, ret);
    return true;
}

/* The same kind and the same value: 1 is not 1.0 here, and NaN is NaN. */
static bool same(struct arena *a, const struct rule_value *x, const struct rule_value *y) {
    if (x->kind != y->kind)
        return false;
    if (x->kind == RULE_DOUBLE && isnan(x->d))
        return isnan(y->d);
    if (x->kind == RULE_STRING || x->kind == RULE_BYTES)
        return text_eq(x->text, y->text);
    if (x->kind != RULE_LIST)
        return rule_equal(a, x, y);
    if (x->list->count != y->list->count)
        return false;
    for (size_t i = 0; i < x->list->count; i++)
        if (!same(a, &x->list->items[i], &y->list->items[i]))
            return false;
    return true;
}

/* ---- one test */

enum verdict { PASSED, FAILED, SKIPPED };
struct vars {
    struct rule_field fields[MAX_VARS];
    struct rule_value values[MAX_VARS];
    size_t count;
    bool foreign; /* one of them is a message */
};

static struct rule_value var_of(void *user, unsigned var) {
    return ((const struct vars *)user)->values[var];
}

static size_t var_slot(struct arena *a, struct vars *v, struct text name) {
    for (size_t i = 0; i < v->count; i++)
        if (text_is(name, v->fields[i].name))
            return i;
    size_t i = v->count < MAX_VARS - 1 ? v->count++ : v->count;
    v->fields[i] = (struct rule_field){arena_zstr(a, name), "dyn", NULL};
    /* Declared and not bound: an error, as an attribute that is missing. */
    static const struct rule_problem missing = {.key = "rules.unknown_name"};
    v->values[i] = (struct rule_value){.kind = RULE_ERROR, .problem = &missing};
    return i;
}

static void read_vars(struct arena *a, const struct proto *test, struct vars *v) {
    for (const struct proto *d = proto_get(test, "type_env"); d != NULL; d = proto_next(d)) {
        if (proto_get(d, "ident") == NULL)
            continue;
        struct text type = type_of(a, proto_get(proto_get(d, "ident"), "type"));
        size_t i = var_slot(a, v, proto_text(d, "name"));
        v->foreign = v->foreign || type.ptr == NULL;
        v->fields[i].type = type.ptr == NULL ? "dyn" : arena_zstr(a, type);
    }
    for (const struct proto *b = proto_get(test, "bindings"); b != NULL; b = proto_next(b)) {
        size_t i = var_slot(a, v, proto_text(b, "key"));
        const struct proto *e = proto_get(b, "value"), *inner = proto_get(e, "value");
        if (proto_get(e, "unknown") != NULL)
            v->values[i] = rule_unknown();
        else if (inner == NULL || !value_of(a, inner, &v->values[i]))
            v->foreign = true;
    }
}

static enum verdict run_test(struct arena *a, const struct proto *test, struct text *ret_why) {
    struct vars *v = ARENA_NEW(a, struct vars);
    read_vars(a, test, v);
    struct text expr = proto_text(test, "expr"), container = proto_text(test, "container");
    struct rule_scope scope = {.vars = v->fields,
                               .var_count = v->count,
                               .container = container.ptr == NULL ? NULL : arena_zstr(a, container),
                               .strict = !proto_true(test, "disable_check")};
    const struct proto *typed = proto_get(test, "typed_result");
    const struct proto *wanted = proto_get(typed != NULL ? typed : test, typed != NULL ? "result" : "value");
    bool error_wanted = proto_get(test, "eval_error") != NULL || proto_get(test, "any_eval_errors") != NULL;
    struct rule_value expected = rule_of_bool(true), got;
    if (v->foreign || (wanted != NULL && !value_of(a, wanted, &expected)))
        return SKIPPED;
    const struct rule_program *p = NULL;
    struct rule_problem problem;
    if (!rule_compile(a, &scope, expr, &p, &problem, NULL)) {
        *ret_why = rule_problem_text(a, LANG_EN, expr, &problem);
        /* An enum of a message is a name inside of the messages' package. */
        bool needs_messages = strcmp(problem.key, "rules.no_messages") == 0 ||
                              (strcmp(problem.key, "rules.unknown_name") == 0 && scope.container != NULL &&
                               strstr(scope.container, "conformance.proto") != NULL);
        return needs_messages ? SKIPPED : error_wanted ? PASSED : FAILED;
    }
    const struct proto *deduced = proto_get(typed, "deduced_type");
    if (deduced != NULL) {
        struct text type = type_of(a, deduced), is = rule_type_name(a, p);
        if (type.ptr == NULL)
            return SKIPPED;
        *ret_why = arena_fmt(a, "type %.*s", FMT(is));
        if (!text_eq(type, is))
            return FAILED;
    }
    if (proto_true(test, "check_only"))
        return PASSED;
    struct rule_source source = {.var = var_of, .user = v};
    got = rule_eval(a, p, &source, NULL, 0);
    AUTO_BUF shown;
    buf_init(&shown, 4000);
    if (got.kind == RULE_ERROR)
        buf_text(&shown, rule_problem_text(a, LANG_EN, expr, got.problem));
    else
        rule_value_json(&shown, &got);
    *ret_why = arena_text(a, buf_as_text(&shown));
    if (proto_get(test, "unknown") != NULL || proto_get(test, "any_unknowns") != NULL)
        return got.kind == RULE_UNKNOWN ? PASSED : FAILED;
    if (error_wanted)
        return got.kind == RULE_ERROR ? PASSED : FAILED;
    return same(a, &expected, &got) ? PASSED : FAILED;
}

/* ---- files */

static enum status read_file(struct arena *a, const char *path, struct text *ret, struct error *err) {
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return fail(err, E_IO, "rule.no_folder", path);
    char *bytes = arena_alloc(a, MAX_FILE);
    size_t n = fread(bytes, 1, MAX_FILE, f);
    bool whole_file = n < MAX_FILE && ferror(f) == 0;
    (void)fclose(f);
    if (!whole_file)
        return fail(err, E_IO, "rule.no_folder", path);
    *ret = (struct text){bytes, n};
    return OK;
}

static enum status run_file(const char *folder, const char *name, bool details, FILE *out, struct conformance *ret,
                            struct error *err) {
    AUTO_ARENA a = arena_new(256u << 20);
    struct text bytes = arena_fmt(a, "%s/%s", folder, name);
    struct proto *file;
    TRY(read_file(a, bytes.ptr, &bytes, err));
    TRY(textproto_read(a, bytes, &file, err));
    struct conformance count = {0};
    for (const struct proto *s = proto_get(file, "section"); s != NULL; s = proto_next(s))
        for (const struct proto *t = proto_get(s, "test"); t != NULL; t = proto_next(t)) {
            AUTO_ARENA one = arena_new(64u << 20);
            struct text why = TEXT_NONE;
            enum verdict v = run_test(one, t, &why);
            count.passed += v == PASSED;
            count.failed += v == FAILED;
            count.skipped += v == SKIPPED;
            if (v == FAILED && details)
                (void)fprintf(out, "  %.*s/%.*s: %.*s\n    %.*s\n", FMT(proto_text(s, "name")),
                              FMT(proto_text(t, "name")), FMT(proto_text(t, "expr")), FMT(why));
        }
    (void)fprintf(out, "%-28s %4lld passed %4lld failed %4lld need messages\n", name, (long long)count.passed,
                  (long long)count.failed, (long long)count.skipped);
    ret->passed += count.passed;
    ret->failed += count.failed;
    ret->skipped += count.skipped;
    return OK;
}

static int is_text(const struct dirent *d) {
    return text_ends(text_of(d->d_name), T(".textproto"));
}

enum status rule_conformance(const char *folder, bool details, FILE *out, struct conformance *ret, struct error *err) {
    struct dirent **names;
    int count = scandir(folder, &names, is_text, alphasort);
    if (count <= 0) {
        if (count == 0)
            free(names);
        return fail(err, E_IO, "rule.no_folder", folder);
    }
    enum status s = OK;
    struct conformance all = {0};
    for (int i = 0; i < count; i++) {
        if (s == OK)
            s = run_file(folder, names[i]->d_name, details, out, &all, err);
        free(names[i]);
    }
    free(names);
    *ret = all;
    return s;
}
