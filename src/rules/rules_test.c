#include "rules/rules.h"

#include "tests/test.h"

/* One household with two members, as a source that knows nothing of a database. */
struct member {
    day_t born;
    const char *relation;
    int64_t income; /* -1: not known */
};
static const struct rule_field member_fields[] = {
    {"born_on", "day", NULL}, {"relation", "string", NULL}, {"income", "int", NULL}};
static const struct rule_object_type member_type = {"member", member_fields, COUNT_OF(member_fields)};
static const struct rule_object_type *const objects[] = {&member_type};
static const struct rule_field vars[] = {
    {"members", "list(member)", NULL}, {"today", "day", NULL}, {"ethnicity", "string", NULL}, {"urban", "bool", NULL}};
static const struct rule_scope scope = {vars, COUNT_OF(vars), objects, 1, NULL, true};
static const struct member people[] = {{0, "head", 3000000}, {0, "child", -1}};

static struct rule_value var_of(void *user, unsigned var) {
    struct arena *a = user;
    struct rule_list *l;
    switch (var) {
    case 0:
        l = ARENA_NEW(a, struct rule_list);
        l->count = COUNT_OF(people);
        l->items = ARENA_ARRAY(a, l->count, struct rule_value);
        for (size_t i = 0; i < l->count; i++)
            l->items[i] = (struct rule_value){.kind = RULE_OBJECT, .object = {&member_type, &people[i]}};
        return (struct rule_value){.kind = RULE_LIST, .list = l};
    case 1:
        return rule_of_day(day_of(2024, 11, 25));
    case 2:
        return rule_of_text(T("Chơ Ro"));
    default:
        return rule_unknown();
    }
}
static struct rule_value field_of(void *user, const struct rule_object_type *type, const void *object, unsigned field) {
    const struct member *m = object;
    (void)user;
    assert_ptr_equal(type, &member_type);
    return field == 0      ? rule_of_day(day_of(m == &people[0] ? 1961 : 2015, 3, 1))
           : field == 1    ? rule_of_text(text_of(m->relation))
           : m->income < 0 ? rule_unknown()
                           : rule_of_int(m->income);
}
static struct rule_value param_of(void *user, struct text name, day_t on) {
    (void)user;
    return text_is(name, "base") ? rule_of_int(on < day_of(2024, 7, 1) ? 360000 : 500000) : rule_unknown();
}

/* The answer as JSON, "unknown", or the key of what went wrong. */
static const char *answer_in(struct arena *a, const struct rule_scope *s, const char *source,
                             struct rule_trace *trace) {
    const struct rule_program *p;
    struct rule_problem problem;
    if (!rule_compile(a, s, text_of(source), &p, &problem, NULL))
        return arena_zstr(a, text_of(problem.key));
    struct rule_source from = {var_of, field_of, param_of, a};
    struct rule_value v = rule_eval(a, p, &from, trace, 0);
    if (v.kind == RULE_UNKNOWN)
        return "unknown";
    if (v.kind == RULE_ERROR)
        return arena_zstr(a, text_of(v.problem->key));
    AUTO_BUF b;
    buf_init(&b, 1u << 20);
    rule_value_json(&b, &v);
    return arena_zstr(a, buf_as_text(&b));
}

struct case_of {
    const char *source, *answer;
};
static void all_answer(const struct rule_scope *s, const struct case_of *cases, size_t count) {
    AUTO_ARENA a = arena_new(64u << 20);
    for (size_t i = 0; i < count; i++) {
        const char *got = answer_in(a, s, cases[i].source, NULL);
        if (strcmp(got, cases[i].answer) != 0)
            fail_msg("%s: %s, not %s", cases[i].source, got, cases[i].answer);
    }
}
#define ALL_ANSWER(scope, cases) all_answer(&(scope), (cases), COUNT_OF(cases))
static const struct rule_scope loose = {vars, COUNT_OF(vars), objects, 1, NULL, false};

TEST("what was written first binds as in school, and a literal is what it says") {
    static const struct case_of cases[] = {
        {"1 + 2 * 3", "7"},
        {"(1 + 2) * 3", "9"},
        {"7 / 2 * 2 + 7 % 2", "7"},
        {"-7 / 2", "-3"},
        {"1 + 2 == 3 && !(1 > 2) || false", "true"},
        {"true ? 1 : false ? 2 : 3", "1"},
        {"0x1F + -0xf", "16"},
        {"1.5e3", "1500.0"},
        {"\"\\u0111\\x41\\103\\n\" + 'b' + r'\\n'", "\"đAC\\nb\\\\n\""},
        {"b'\\xff\\000'", "\"/wA=\""},
        {"[1, 2, 3,]", "[1,2,3]"},
        {"{'a': 1, 'b': [true]}.b[0]", "true"},
        {"1 // năm 2024\n + 1", "2"},
    };
    ALL_ANSWER(scope, cases);
}

TEST("a whole number that does not fit is an error, never another number") {
    static const struct case_of cases[] = {
        {"9223372036854775807 + 1", "rules.overflow"},
        {"-9223372036854775808 - 1", "rules.overflow"},
        {"-9223372036854775808", "-9223372036854775808"},
        {"-(-9223372036854775808)", "rules.overflow"},
        {"-9223372036854775808 / -1", "rules.overflow"},
        {"5000000000 * 5000000000", "rules.overflow"},
        {"0u - 1u", "rules.overflow"},
        {"1 / 0", "rules.divide_by_zero"},
        {"1 % 0", "rules.divide_by_zero"},
        {"1.0 / 0.0", "\"Infinity\""},
        {"9223372036854775808", "rules.number_too_large"},
        {"int(1e19)", "rules.overflow"},
        {"day('9999-12-31') + 1", "rules.overflow"},
    };
    ALL_ANSWER(scope, cases);
}

TEST("an error on one side gives way when the other side decides") {
    static const struct case_of cases[] = {
        {"1 / 0 == 1 || true", "true"},
        {"true || 1 / 0 == 1", "true"},
        {"1 / 0 == 1 && false", "false"},
        {"1 / 0 == 1 && true", "rules.divide_by_zero"},
        {"[0, 1].exists(x, 1 / x == 1)", "true"},
        {"[0, 1].all(x, 1 / x == 2)", "false"},
        {"[0, 1].all(x, 1 / x == 1)", "rules.divide_by_zero"},
    };
    ALL_ANSWER(scope, cases);
}

TEST("what the register does not tell stays unknown, unless the rest decides") {
    static const struct case_of cases[] = {
        {"urban", "unknown"},
        {"urban && 1 == 1", "unknown"},
        {"urban && 1 == 2", "false"},
        {"urban || 1 == 1", "true"},
        {"urban || 1 / 0 == 1", "unknown"},
        {"urban ? 1 : 2", "unknown"},
        {"members.exists(m, m.income > 1000000)", "true"},
        {"members.all(m, m.income > 1000000)", "unknown"},
        {"members.filter(m, has(m.income)).map(m, m.income)", "[3000000]"},
        {"param('nobody knows') > 1", "unknown"},
    };
    ALL_ANSWER(scope, cases);
}

TEST("text is compared after NFC, and size counts the letters as they are") {
    static const struct case_of cases[] = {
        {"'Ho\\u00e0' == 'Hoa\\u0300'", "true"},
        {"'Ho\\u00e0' in ['Hoa\\u0300']", "true"},
        {"{'Ho\\u00e0': 1}['Hoa\\u0300']", "1"},
        {"'xã Hoa\\u0300 Long'.contains('Ho\\u00e0')", "true"},
        {"size('Ho\\u00e0') + 10 * size('Hoa\\u0300')", "43"},
        {"ethnicity == 'Chơ Ro'", "true"},
        {"'Kinh' < 'Mường'", "true"},
        {"'2024-11'.matches('^[0-9]{4}-')", "true"},
        {"'x'.matches('(')", "rules.bad_pattern"},
    };
    ALL_ANSWER(scope, cases);
}

TEST("ages and months are completed ones, and a parameter is that of its day") {
    static const struct case_of cases[] = {
        {"age(day('1964-11-25'), today)", "60"},
        {"age(day('1964-11-26'), today)", "59"},
        {"months(day('2021-11-25'), today)", "36"},
        {"months(day('2021-11-26'), today)", "35"},
        {"months(day('2024-01-31'), day('2024-02-29'))", "1"},
        {"day('2024-01-31').plusMonths(1)", "\"2024-02-29\""},
        {"day('2024-02-29').plusYears(1)", "\"2025-02-28\""},
        {"today - day('2024-11-20')", "5"},
        {"today + 7 == day(2024, 12, 2)", "true"},
        {"today.year() * 100 + today.month()", "202411"},
        {"day('2024-02-30')", "rules.cannot_convert"},
        {"param('base', day('2024-06-30')) + param('base', today)", "860000"},
        {"members.filter(m, age(m.born_on, today) < 16).size()", "1"},
        {"timestamp('2024-11-24T18:00:00Z').getHours('Asia/Ho_Chi_Minh')", "1"},
        {"day(timestamp('2024-11-24T18:00:00Z'))", "\"2024-11-25\""},
        {"string(timestamp('2024-11-25T00:00:00+07:00') - duration('1h'))", "\"2024-11-24T16:00:00Z\""},
    };
    ALL_ANSWER(scope, cases);
}

TEST("declared types refuse what can never hold, and say what") {
    static const struct case_of cases[] = {
        {"today > '2024-11-25'", "rules.no_operation"},
        {"ethnicity == 1", "rules.never_equal"},
        {"1 == 1.0", "rules.number_kinds"},
        {"ethnicity in 'Kinh'", "rules.in_what"},
        {"members.exists(m, m.relation)", "rules.want_bool"},
        {"members.exists(m, m.weight > 1)", "rules.unknown_field"},
        {"ethnicities == 'Kinh'", "rules.unknown_name"},
        {"tuoi(today)", "rules.unknown_function"},
        {"contains(ethnicity, 'x')", "rules.write_after_point"},
        {"today.age(today)", "rules.write_before"},
        {"age(today)", "rules.argument_count"},
        {"urban ? 1 : 'x'", "rules.two_types"},
        {"today.exists(x, true)", "rules.not_a_list"},
    };
    ALL_ANSWER(scope, cases);
}

TEST("without declarations a wrong type waits for the evaluation, as CEL without its checker") {
    static const struct case_of cases[] = {
        {"1 == 1.0 && 1u == 1", "true"},  {"1 == 'a'", "false"},     {"nobody || true", "true"},
        {"nobody", "rules.unknown_name"}, {"f(1) || true", "true"},  {"1 + 'a'", "rules.no_operation"},
        {"true ? 1 : 'a'", "1"},          {"'a' && false", "false"}, {"[1, 'a'][1]", "\"a\""},
    };
    ALL_ANSWER(loose, cases);
}

TEST("a mistake of writing is shown at its place, with what to write") {
    static const struct {
        const char *source;
        unsigned line, column;
        const char *key;
    } cases[] = {
        {"tuổi > 1", 1, 3, "rules.foreign_letter"},
        {"urban = true", 1, 7, "rules.single_equals"},
        {"urban & true", 1, 7, "rules.single_and_or"},
        {"'Chơ Ro' == 'Kinh", 1, 13, "rules.open_string"},
        {"urban &&\n (1 == 1", 2, 9, "rules.ends_early"},
        {"urban true", 1, 7, "rules.want_operator"},
        {"[1, 2", 1, 6, "rules.ends_early"},
        {"1.500.000", 1, 6, "rules.want_operator"},
        {"100đ", 1, 4, "rules.foreign_letter"},
        {"12km", 1, 1, "rules.bad_number"},
        {"members.exists(1, true)", 1, 16, "rules.macro_name"},
        {"has(urban)", 1, 1, "rules.has_field"},
        {"members.exists(m, m.weight > 1)", 1, 19, "rules.unknown_field"},
        {"", 1, 1, "rules.ends_early"},
    };
    AUTO_ARENA a = arena_new(16u << 20);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct rule_program *p;
        struct rule_problem problem = {0};
        unsigned line, column;
        assert_false(rule_compile(a, &scope, text_of(cases[i].source), &p, &problem, NULL));
        rule_place(text_of(cases[i].source), problem.at, &line, &column);
        if (strcmp(problem.key, cases[i].key) != 0 || line != cases[i].line || column != cases[i].column)
            fail_msg("%s: %s at %u:%u", cases[i].source, problem.key, line, column);
        for (int lang = LANG_VI; lang <= LANG_EN; lang++)
            assert_true(rule_problem_text(a, (enum lang)lang, text_of(cases[i].source), &problem).len > 20);
    }
}

TEST("no text can make the program run for long or deep") {
    AUTO_ARENA a = arena_new(64u << 20);
    AUTO_BUF b;
    buf_init(&b, 1u << 20);
    buf_str(&b, "[1,1,1,1,1,1,1,1,1,1]");
    for (int i = 0; i < 7; i++) /* ten to the eighth */
        buf_fmt(&b, ".map(x%d, [1,1,1,1,1,1,1,1,1,1]", i);
    for (int i = 0; i < 7; i++)
        buf_char(&b, ')');
    buf_char(&b, '\0');
    int64_t start = clock_monotonic_us();
    (void)answer_in(a, &scope,
                    "[1,2,3,4,5,6,7,8].all(a, [1,2,3,4,5,6,7,8].all(b, [1,2,3,4,5,6,7,8].all(c, "
                    "[1,2,3,4,5,6,7,8].all(d, [1,2,3,4,5,6,7,8].all(e, [1,2,3,4,5,6,7,8].all(f, "
                    "[1,2,3,4,5,6,7,8].all(g, true)))))))",
                    NULL);
    assert_string_equal(answer_in(a, &scope,
                                  "[1,2,3,4,5,6,7,8].all(a, [1,2,3,4,5,6,7,8].all(b, [1,2,3,4,5,6,7,8].all(c, "
                                  "[1,2,3,4,5,6,7,8].all(d, [1,2,3,4,5,6,7,8].all(e, [1,2,3,4,5,6,7,8].all(f, "
                                  "[1,2,3,4,5,6,7,8].all(g, true)))))))",
                                  NULL),
                        "rules.too_costly");
    assert_string_equal(answer_in(a, &scope, "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'.matches('^(a+)+$!')", NULL),
                        "rules.too_costly");
    assert_true(clock_monotonic_us() - start < 5000000);
    buf_reset(&b);
    for (int i = 0; i < 5000; i++)
        buf_char(&b, '(');
    buf_char(&b, '\0');
    assert_string_equal(answer_in(a, &scope, b.ptr, NULL), "rules.too_deep");
    buf_reset(&b);
    for (int i = 0; i < 3000; i++)
        buf_str(&b, "1 + ");
    buf_add(&b, "1", 2);
    assert_string_equal(answer_in(a, &scope, b.ptr, NULL), "rules.too_deep");
    buf_reset(&b);
    for (int i = 0; i < 30000; i++)
        buf_char(&b, ' ');
    buf_char(&b, '\0');
    assert_string_equal(answer_in(a, &scope, b.ptr, NULL), "rules.too_long");
}

TEST("the trace names each thing that was looked at, once") {
    AUTO_ARENA a = arena_new(16u << 20);
    struct rule_read reads[8];
    struct rule_trace trace = {reads, 0, COUNT_OF(reads)};
    assert_string_equal(answer_in(a, &scope,
                                  "ethnicity != 'Kinh' && ethnicity != 'Hoa' && members[0].income < 10 * "
                                  "param('base', today) && urban",
                                  &trace),
                        "unknown");
    assert_int_equal(trace.count, 5);
    assert_int_equal(reads[0].field, 2);
    assert_ptr_equal(reads[1].type, &member_type);
    assert_int_equal(reads[1].value.i, 3000000);
    assert_true(text_is(reads[3].name, "base") || text_is(reads[2].name, "base"));
    assert_int_equal(reads[4].value.kind, RULE_UNKNOWN);
}

TEST("a program knows which fields it needs") {
    AUTO_ARENA a = arena_new(16u << 20);
    const struct rule_program *p;
    struct rule_problem problem;
    assert_true(rule_compile(a, &scope, T("members.exists(m, m.relation == 'head') && urban"), &p, &problem, NULL));
    assert_true(rule_answers(p, RULE_BOOL));
    assert_true(rule_reads_var(p, 0) && !rule_reads_var(p, 1) && rule_reads_var(p, 3));
    assert_true(rule_reads_field(p, &member_type, 1) && !rule_reads_field(p, &member_type, 0));
    assert_true(rule_compile(a, &scope, T("members.map(m, m.born_on)"), &p, &problem, NULL));
    assert_true(text_is(rule_type_name(a, p), "list(day)"));
    assert_false(rule_answers(p, RULE_BOOL));
}

TEST("variables out of JSON have the types of their values") {
    AUTO_ARENA a = arena_new(16u << 20);
    struct rule_field *fields;
    struct rule_value *values;
    size_t count;
    struct rule_problem problem;
    assert_true(rule_vars_json(a, T("{\"n\": 1, \"d\": 1.5, \"l\": [1, 2], \"m\": {\"a\": [\"x\"]}, \"z\": null}"),
                               &fields, &values, &count, &problem));
    assert_int_equal(count, 5);
    assert_string_equal(fields[0].type, "int");
    assert_string_equal(fields[1].type, "double");
    assert_string_equal(fields[2].type, "list(int)");
    assert_string_equal(fields[3].type, "map(string, list(string))");
    assert_string_equal(fields[4].type, "null");
    assert_false(rule_vars_json(a, T("[1]"), &fields, &values, &count, &problem));
    assert_false(rule_vars_json(a, T("{\"a\": 1"), &fields, &values, &count, &problem));
    assert_string_equal(problem.key, "rules.bad_vars");
}
