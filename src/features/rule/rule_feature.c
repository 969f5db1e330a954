/* `ansinh rule eval` and `ansinh rule conformance`. */
#include "features/rule/rule.h"
#include "rules/rules.h"

static struct rule_value var_of(void *user, unsigned var) {
    return ((const struct rule_value *)user)[var];
}

static int said(struct arena *a, struct text source, const struct rule_problem *p) {
    (void)fprintf(stderr, "ansinh: %.*s\n", FMT(rule_problem_text(a, LANG_VI, source, p)));
    return 1;
}

/* Without declared fields the variables have the types of their values; a wrong type is said and waits for the
 * evaluation, which may not need it. */
static int eval(struct command_args *a, struct arena *arena, struct error *err) {
    if (a->argc != 1) {
        (void)fail(err, E_INVALID, "rule.usage");
        return 2;
    }
    struct text source = text_of(a->argv[0]), json = text_of(a->get(a, "vars") ? a->get(a, "vars") : "{}");
    struct rule_field *vars;
    struct rule_value *values;
    size_t count;
    struct rule_problem problem, warning;
    if (!rule_vars_json(arena, json, &vars, &values, &count, &problem))
        return said(arena, json, &problem);
    struct rule_scope scope = {.vars = vars, .var_count = count};
    const struct rule_program *p;
    if (!rule_compile(arena, &scope, source, &p, &problem, &warning))
        return said(arena, source, &problem);
    struct rule_source from = {.var = var_of, .user = values};
    struct rule_value v = rule_eval(arena, p, &from, NULL, 0);
    if (v.kind == RULE_ERROR)
        return said(arena, source, v.problem);
    if (warning.key != NULL)
        (void)said(arena, source, &warning);
    AUTO_BUF out;
    buf_init(&out, 64u << 20);
    rule_value_json(&out, &v);
    buf_char(&out, '\n');
    if (!buf_ok(&out)) {
        (void)fail(err, E_TOO_LARGE, "rule.too_large");
        return 1;
    }
    (void)fwrite(out.ptr, 1, out.len, stdout);
    return 0;
}

static int conformance(struct command_args *a, struct arena *arena, struct error *err) {
    (void)arena;
    struct conformance c = {0};
    if (a->argc != 1) {
        (void)fail(err, E_INVALID, "rule.usage");
        return 2;
    }
    if (rule_conformance(a->argv[0], a->get(a, "details") != NULL, stdout, &c, err) != OK)
        return 1;
    (void)printf("%-28s %4lld passed %4lld failed %4lld need messages\n", "", (long long)c.passed, (long long)c.failed,
                 (long long)c.skipped);
    return c.failed == 0 ? 0 : 1;
}

static const struct command_option eval_options[] = {{"vars", "JSON", "rule.opt.vars"}};
static const struct command_option conformance_options[] = {{"details", NULL, "rule.opt.details"}};
static const struct command commands[] = {
    {.name = "rule eval",
     .help = "rule.help.eval",
     .usage = "EXPR",
     .options = eval_options,
     .option_count = COUNT_OF(eval_options),
     .fn = eval},
    {.name = "rule conformance",
     .help = "rule.help.conformance",
     .usage = "FOLDER",
     .options = conformance_options,
     .option_count = COUNT_OF(conformance_options),
     .fn = conformance},
};
const struct feature rule_feature = {
    .name = "rule",
    FEATURE_ROWS(command, commands),
};
