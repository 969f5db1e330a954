/* Rules: any bytes compile or are refused with a place inside of them; what compiles is evaluated to an end, strictly
 * typed texts never fail for their types, and two evaluations agree. */
#include "rules/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds) {
    if (!holds)
        abort();
}

static const struct rule_field person_fields[] = {
    {"born_on", "day", NULL}, {"name", "string", NULL}, {"n", "int", NULL}};
static const struct rule_object_type person = {"person", person_fields, COUNT_OF(person_fields)};
static const struct rule_object_type *const objects[] = {&person};
static const struct rule_field vars[] = {{"p", "list(person)", NULL}, {"d", "day", NULL},  {"n", "int", NULL},
                                         {"s", "string", NULL},       {"u", "bool", NULL}, {"x", "dyn", NULL}};

static struct rule_value var_of(void *user, unsigned var) {
    switch (var) {
    case 0:
        return (struct rule_value){.kind = RULE_LIST, .list = user};
    case 1:
        return rule_of_day(day_of(2024, 11, 25));
    case 2:
        return rule_of_int(7);
    case 3:
        return rule_of_text(T("Hoà"));
    case 4:
        return rule_unknown();
    default:
        return (struct rule_value){.kind = RULE_DOUBLE, .d = 1.5};
    }
}
static struct rule_value field_of(void *user, const struct rule_object_type *type, const void *object, unsigned field) {
    (void)user;
    (void)type;
    (void)object;
    return field == 0 ? rule_of_day(day_of(1960, 2, 29)) : field == 1 ? rule_of_text(T("Lý")) : rule_of_int(3);
}
static struct rule_value param_of(void *user, struct text name, day_t on) {
    (void)user;
    return name.len % 2 == 0 ? rule_of_int(on) : rule_unknown();
}

static void answer(struct arena *a, const struct rule_program *p, struct buf *out) {
    struct rule_value item = {.kind = RULE_OBJECT, .object = {&person, &person}};
    struct rule_list people = {1, &item};
    struct rule_read reads[16];
    struct rule_trace trace = {reads, 0, COUNT_OF(reads)};
    struct rule_source source = {var_of, field_of, param_of, &people};
    struct rule_value v = rule_eval(a, p, &source, &trace, 20000);
    must(trace.count <= trace.room);
    if (v.kind == RULE_ERROR)
        buf_str(out, v.problem->key);
    else
        rule_value_json(out, &v);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    AUTO_ARENA a = arena_new(32u << 20);
    AUTO_BUF one;
    AUTO_BUF two;
    buf_init(&one, 1u << 20);
    buf_init(&two, 1u << 20);
    struct text source = {(const char *)data, size};
    const struct rule_scope scope = {vars, COUNT_OF(vars), objects, 1, NULL, size % 2 == 0};
    const struct rule_program *p;
    struct rule_problem problem, warning;
    if (!rule_compile(a, &scope, source, &p, &problem, &warning)) {
        must(problem.at <= size && problem.key != NULL);
        (void)rule_problem_text(a, LANG_VI, source, &problem);
        return 0;
    }
    must(!scope.strict || warning.key == NULL);
    answer(a, p, &one);
    answer(a, p, &two);
    must(one.len == two.len && (one.len == 0 || memcmp(one.ptr, two.ptr, one.len) == 0));
    return 0;
}
