/* Compiling a text and saying what is wrong with one. */
#include "rules/rules.h"

#include "rules/program.h"

static const struct {
    const struct function *rows;
    const size_t *count;
} tables[] = {{arithmetic_functions, &arithmetic_function_count},
              {text_functions, &text_function_count},
              {convert_functions, &convert_function_count},
              {time_functions, &time_function_count}};

const struct function *function_find(struct text name, bool member) {
    for (size_t t = 0; t < COUNT_OF(tables); t++)
        for (size_t i = 0; i < *tables[t].count; i++) {
            const struct function *f = &tables[t].rows[i];
            if (text_is(name, f->name) && (member ? f->member : f->global))
                return f;
        }
    return NULL;
}

const struct function *function_any(struct text name) {
    const struct function *f = function_find(name, true);
    return f != NULL ? f : function_find(name, false);
}

bool rule_compile(struct arena *a, const struct rule_scope *scope, struct text source, const struct rule_program **ret,
                  struct rule_problem *ret_problem, struct rule_problem *ret_warning) {
    struct rule_program *p = ARENA_NEW(a, struct rule_program);
    struct rule_problem warning = {0};
    p->scope = scope;
    p->source = source;
    p->vars_read = ARENA_ARRAY(a, scope->var_count / 64 + 1, uint64_t);
    if (!rule_parse(a, source, &p->root, ret_problem) || !rule_check(a, p, ret_problem, &warning))
        return false;
    if (!arena_ok(a)) {
        problem_set(ret_problem, "rules.too_long", 0, 0, TEXT_NONE, TEXT_NONE);
        return false;
    }
    if (ret_warning != NULL)
        *ret_warning = warning;
    *ret = p;
    return true;
}

struct text rule_type_name(struct arena *a, const struct rule_program *p) {
    return type_text(a, p->root->type);
}

bool rule_answers(const struct rule_program *p, enum rule_kind kind) {
    return p->root->type == NULL || p->root->type->kind == RULE_DYN || p->root->type->kind == kind;
}

bool rule_reads_var(const struct rule_program *p, unsigned var) {
    return var < p->scope->var_count && (p->vars_read[var / 64] >> var % 64 & 1) != 0;
}

bool rule_reads_field(const struct rule_program *p, const struct rule_object_type *type, unsigned field) {
    for (size_t i = 0; i < p->field_count; i++)
        if (p->fields_read[i].type == type && p->fields_read[i].field == field)
            return true;
    return false;
}

static void each_param(const struct node *n, void (*fn)(void *user, struct text name), void *user) {
    if (n->kind == NODE_CALL && n->function != NULL && strcmp(n->function->name, "param") == 0 && n->count > 0 &&
        n->items[0]->kind == NODE_LITERAL)
        fn(user, n->items[0]->value.text);
    for (size_t i = 0; i < n->count; i++)
        each_param(n->items[i], fn, user);
}

void rule_each_param(const struct rule_program *p, void (*fn)(void *user, struct text name), void *user) {
    each_param(p->root, fn, user);
}

void rule_place(struct text source, size_t at, unsigned *ret_line, unsigned *ret_column) {
    *ret_line = *ret_column = 1;
    for (size_t i = 0; i < at && i < source.len; i++) {
        if (source.ptr[i] == '\n') {
            ++*ret_line;
            *ret_column = 1;
        } else if ((source.ptr[i] & 0xc0) != 0x80) {
            ++*ret_column;
        }
    }
}

struct text rule_problem_text(struct arena *a, enum lang lang, struct text source, const struct rule_problem *p) {
    unsigned line, column;
    rule_place(source, p->at, &line, &column);
    const struct text args[2] = {text_of(p->args[0]), text_of(p->args[1])};
    struct text what = tr_args(lang, a, p->key, args, 2);
    const struct text place[3] = {arena_fmt(a, "%u", line), arena_fmt(a, "%u", column), what};
    bool lines = source.len > 0 && memchr(source.ptr, '\n', source.len) != NULL;
    return tr_args(lang, a, lines ? "rules.at_line" : "rules.at_column", place, 3);
}
