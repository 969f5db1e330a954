/* Resolves names, fields and functions of a parsed rule in place and finds types that cannot go together. A strict
 * scope refuses them; otherwise they wait for the evaluation, which has its own error for each. */
#include "rules/program.h"

struct checker {
    struct arena *arena;
    struct rule_program *program;
    const struct rule_scope *scope;
    struct rule_problem *problem, *warning;
    struct text locals[RULE_MAX_LOCALS];
    const struct rule_type *local_types[RULE_MAX_LOCALS];
    unsigned local_count;
    size_t field_room;
};

static bool check(struct checker *c, struct node *n);

/* Strict: the end of it. Else the first one is kept as a warning and the node's answer may be anything. */
static bool mismatch(struct checker *c, struct node *n, const char *key, struct text arg0, struct text arg1) {
    struct rule_problem p;
    problem_set(&p, key, n->at, n->end, arg0, arg1);
    if (c->scope->strict) {
        *c->problem = p;
        return false;
    }
    if (c->warning->key == NULL)
        *c->warning = p;
    n->type = &type_dyn;
    return true;
}

/* What is not declared: in a lenient scope an error of the evaluation. */
static bool broken(struct checker *c, struct node *n, const char *key, struct text arg0, struct text arg1) {
    if (!mismatch(c, n, key, arg0, arg1))
        return false;
    problem_set(&n->problem, key, n->at, n->end, arg0, arg1);
    n->kind = NODE_BROKEN;
    return true;
}

/* ---- names */

static bool find_var(const struct checker *c, struct text name, unsigned *ret) {
    for (unsigned i = 0; i < c->scope->var_count; i++)
        if (text_is(name, c->scope->vars[i].name)) {
            *ret = i;
            return true;
        }
    return false;
}

/* In the container and those around it, from the inside out, then outside of all. */
static bool find_qualified(const struct checker *c, struct text name, bool absolute, unsigned *ret) {
    struct text in = absolute ? TEXT_NONE : text_of(c->scope->container);
    while (in.len > 0) {
        if (find_var(c, arena_fmt(c->arena, "%.*s.%.*s", FMT(in), FMT(name)), ret))
            return true;
        while (in.len > 0 && in.ptr[in.len - 1] != '.')
            in.len--;
        in.len -= in.len > 0 ? 1 : 0;
    }
    return find_var(c, name, ret);
}

static bool is_local(const struct checker *c, const struct node *n) {
    for (unsigned i = 0; i < c->local_count && !n->absolute; i++)
        if (text_eq(c->locals[i], n->name))
            return true;
    return false;
}

static struct text dotted(struct checker *c, const struct node *n) {
    if (n->kind == NODE_NAME)
        return is_local(c, n) ? TEXT_NONE : n->name;
    if (n->kind != NODE_SELECT || n->test)
        return TEXT_NONE;
    struct text before = dotted(c, n->items[0]);
    return before.ptr == NULL ? TEXT_NONE : arena_fmt(c->arena, "%.*s.%.*s", FMT(before), FMT(n->name));
}

static bool first_is_absolute(const struct node *n) {
    while (n->kind == NODE_SELECT)
        n = n->items[0];
    return n->absolute;
}

/* A variable or a type by its whole dotted name; false when it is neither. */
static bool resolve(struct checker *c, struct node *n, struct text name) {
    unsigned slot;
    if (find_qualified(c, name, first_is_absolute(n), &slot)) {
        n->kind = NODE_VAR;
        n->slot = slot;
        n->type = type_parse(c->arena, c->scope, text_of(c->scope->vars[slot].type));
        if (n->type == NULL)
            n->type = &type_dyn;
        c->program->vars_read[slot / 64] |= 1ULL << slot % 64;
        return true;
    }
    if (!type_name_known(name))
        return false;
    n->kind = NODE_LITERAL;
    n->value = (struct rule_value){.kind = RULE_TYPE, .text = name};
    n->type = &type_type;
    return true;
}

static bool check_name(struct checker *c, struct node *n) {
    for (unsigned i = c->local_count; i-- > 0 && !n->absolute;)
        if (text_eq(c->locals[i], n->name)) {
            n->kind = NODE_LOCAL;
            n->slot = i;
            n->type = c->local_types[i];
            return true;
        }
    return resolve(c, n, n->name) || broken(c, n, "rules.unknown_name", n->name, TEXT_NONE);
}

static void use_field(struct checker *c, const struct rule_object_type *type, unsigned field) {
    struct rule_program *p = c->program;
    for (size_t i = 0; i < p->field_count; i++)
        if (p->fields_read[i].type == type && p->fields_read[i].field == field)
            return;
    if (p->field_count == c->field_room) {
        size_t room = c->field_room ? c->field_room * 2 : 16;
        struct field_use *grown = ARENA_ARRAY(c->arena, room, struct field_use);
        if (p->field_count > 0)
            memcpy(grown, p->fields_read, p->field_count * sizeof *grown);
        p->fields_read = grown;
        c->field_room = room;
    }
    p->fields_read[p->field_count++] = (struct field_use){type, field};
}

static bool check_select(struct checker *c, struct node *n) {
    struct text whole = dotted(c, n);
    if (whole.ptr != NULL && resolve(c, n, whole))
        return true;
    if (!check(c, n->items[0]))
        return false;
    const struct rule_type *t = n->items[0]->type;
    n->type = n->test ? &type_bool : &type_dyn;
    if (t->kind == RULE_OBJECT) {
        for (unsigned i = 0; i < t->object->field_count; i++)
            if (text_is(n->name, t->object->fields[i].name)) {
                const struct rule_type *of = type_parse(c->arena, c->scope, text_of(t->object->fields[i].type));
                n->object = t->object;
                n->field = i;
                n->type = n->test ? &type_bool : of == NULL ? &type_dyn : of;
                use_field(c, t->object, i);
                return true;
            }
        return broken(c, n, "rules.unknown_field", n->name, text_of(t->object->name));
    }
    if (t->kind == RULE_MAP) {
        n->type = n->test ? &type_bool : t->b == NULL ? &type_dyn : t->b;
        return true;
    }
    return t->kind == RULE_DYN || mismatch(c, n, "rules.no_fields", n->name, type_text(c->arena, t));
}

/* ---- functions */

static struct text argument_types(struct checker *c, const struct node *n) {
    AUTO_BUF b;
    buf_init(&b, 1000);
    for (size_t i = 0; i < n->count; i++) {
        buf_str(&b, i ? ", " : "");
        buf_text(&b, type_text(c->arena, n->items[i]->type));
    }
    return arena_text(c->arena, buf_as_text(&b));
}

/* The answer's letter of the way that takes these arguments; '\0': none; '*' when several do and differ. */
static char way_of(const struct function *f, const struct node *n, bool *ret_count_fits) {
    char answer = '\0';
    *ret_count_fits = false;
    for (const char *w = f->ways; *w != '\0';) {
        size_t len = strcspn(w, ":");
        bool fits = len == n->count;
        *ret_count_fits = *ret_count_fits || fits;
        for (size_t i = 0; i < len && fits; i++)
            fits = type_fits(type_of_letter(w[i]), n->items[i]->type);
        if (fits)
            answer = answer == '\0' || answer == w[len + 1] ? w[len + 1] : '*';
        w += len + 2;
        w += *w == ' ' ? 1 : 0;
    }
    return answer;
}

/* Lists and maps keep what they hold. */
static const struct rule_type *answer_type(struct checker *c, const struct node *n, char letter) {
    if (letter != 'l' && letter != 'm')
        return type_of_letter(letter);
    const struct rule_type *t = NULL;
    for (size_t i = 0; i < n->count; i++)
        if (n->items[i]->type->kind == (letter == 'l' ? RULE_LIST : RULE_MAP))
            t = t == NULL ? n->items[i]->type : type_join(c->arena, t, n->items[i]->type);
    return t == NULL ? type_of_letter(letter) : t;
}

static bool check_index(struct checker *c, struct node *n) {
    const struct rule_type *t = n->items[0]->type, *i = n->items[1]->type;
    bool fits = t->kind == RULE_DYN || (t->kind == RULE_LIST && type_fits(&type_int, i)) ||
                (t->kind == RULE_MAP && type_fits(t->a, i));
    n->type = t->kind == RULE_LIST ? t->a : t->kind == RULE_MAP ? t->b : &type_dyn;
    if (n->type == NULL)
        n->type = &type_dyn;
    return fits || mismatch(c, n, "rules.bad_index", type_text(c->arena, t), type_text(c->arena, i));
}

static bool is_number(const struct rule_type *t) {
    return t->kind == RULE_INT || t->kind == RULE_UINT || t->kind == RULE_DOUBLE;
}

/* Both sides of == and !=, and of in. */
static bool check_same(struct checker *c, struct node *n) {
    const struct rule_type *x = n->items[0]->type, *y = n->items[1]->type;
    n->type = &type_bool;
    if (text_is(n->name, "@in"))
        y = y->kind == RULE_LIST || y->kind == RULE_MAP ? (y->a == NULL ? &type_dyn : y->a)
            : y->kind == RULE_DYN                       ? y
                                                        : NULL;
    if (y == NULL)
        return mismatch(c, n, "rules.in_what", type_text(c->arena, n->items[1]->type), TEXT_NONE);
    bool numbers = is_number(x) && is_number(y);
    return type_fits(x, y) || mismatch(c, n, numbers ? "rules.number_kinds" : "rules.never_equal",
                                       type_text(c->arena, x), type_text(c->arena, y));
}

static bool check_call(struct checker *c, struct node *n) {
    for (size_t i = 0; i < n->count; i++)
        if (!check(c, n->items[i]))
            return false;
    const struct function *f = function_find(n->name, n->member);
    if (f == NULL) {
        const struct function *other = function_any(n->name);
        return other == NULL   ? broken(c, n, "rules.unknown_function", n->name, TEXT_NONE)
               : other->member ? broken(c, n, "rules.write_after_point", n->name, TEXT_NONE)
                               : broken(c, n, "rules.write_before", n->name, TEXT_NONE);
    }
    n->function = f;
    if (text_is(n->name, "_[_]"))
        return check_index(c, n);
    if (text_is(n->name, "_==_") || text_is(n->name, "_!=_") || text_is(n->name, "@in"))
        return check_same(c, n);
    bool count_fits;
    char letter = way_of(f, n, &count_fits);
    if (!count_fits)
        return broken(c, n, "rules.argument_count", n->name, TEXT_NONE);
    n->type = answer_type(c, n, letter == '\0' ? '*' : letter);
    bool operator= n->name.ptr[0] == '_' || text_is(n->name, "!_") || text_is(n->name, "-_");
    struct text name = n->name;
    if (operator) { /* "_+_" is shown as "+" */
        while (name.len > 1 && name.ptr[0] == '_')
            name = (struct text){name.ptr + 1, name.len - 1};
        while (name.len > 1 && name.ptr[name.len - 1] == '_')
            name.len--;
    }
    return letter != '\0' ||
           mismatch(c, n, operator? "rules.no_operation" : "rules.no_way", name, argument_types(c, n));
}

/* ---- the rest */

static bool want_bool(struct checker *c, struct node *n) {
    return type_fits(&type_bool, n->type) || mismatch(c, n, "rules.want_bool", type_text(c->arena, n->type), TEXT_NONE);
}

static bool check_fold(struct checker *c, struct node *n) {
    if (!check(c, n->items[0]))
        return false;
    const struct rule_type *over = n->items[0]->type;
    if (n->fold != FOLD_BIND && over->kind != RULE_LIST && over->kind != RULE_MAP && over->kind != RULE_DYN &&
        !mismatch(c, n->items[0], "rules.not_a_list", type_text(c->arena, over), TEXT_NONE))
        return false;
    if (c->local_count + 2 > RULE_MAX_LOCALS)
        return broken(c, n, "rules.too_deep", TEXT_NONE, TEXT_NONE);
    const struct rule_type *first = over->a == NULL ? &type_dyn : over->a, *second = &type_dyn;
    if (n->fold == FOLD_BIND) {
        first = over;
    } else if (n->indexed) {
        second = over->kind == RULE_MAP ? (over->b == NULL ? &type_dyn : over->b) : first;
        first = over->kind == RULE_LIST ? &type_int : first;
    }
    n->slot = c->local_count;
    c->locals[c->local_count] = n->name;
    c->local_types[c->local_count++] = first;
    if (n->indexed) {
        c->locals[c->local_count] = n->name2;
        c->local_types[c->local_count++] = second;
    }
    for (size_t i = 1; i < n->count; i++)
        if (!check(c, n->items[i]))
            return false;
    c->local_count = n->slot;
    bool condition = n->fold == FOLD_ALL || n->fold == FOLD_EXISTS || n->fold == FOLD_EXISTS_ONE ||
                     n->fold == FOLD_FILTER || n->count == 3;
    if (condition && !want_bool(c, n->items[1]))
        return false;
    n->type = n->fold == FOLD_BIND         ? n->items[1]->type
              : n->fold == FOLD_FILTER     ? type_list_of(c->arena, n->indexed ? second : first)
              : n->fold == FOLD_MAP        ? type_list_of(c->arena, n->items[n->count - 1]->type)
              : n->fold == FOLD_MAP_VALUES ? type_map_of(c->arena, first, n->items[n->count - 1]->type)
                                           : &type_bool;
    return true;
}

static bool check_collection(struct checker *c, struct node *n) {
    const struct rule_type *of[2] = {&type_free, &type_free};
    for (size_t i = 0; i < n->count; i++) {
        if (!check(c, n->items[i]))
            return false;
        size_t side = n->kind == NODE_MAP ? i % 2 : 0;
        of[side] = type_join(c->arena, of[side], n->items[i]->type);
    }
    n->type = n->kind == NODE_LIST ? type_list_of(c->arena, of[0]) : type_map_of(c->arena, of[0], of[1]);
    return true;
}

static bool check(struct checker *c, struct node *n) {
    switch (n->kind) {
    case NODE_LITERAL:
        n->type = type_of_value(c->arena, &n->value);
        return true;
    case NODE_NAME:
        return check_name(c, n);
    case NODE_SELECT:
        return check_select(c, n);
    case NODE_CALL:
        return check_call(c, n);
    case NODE_LIST:
    case NODE_MAP:
        return check_collection(c, n);
    case NODE_FOLD:
        return check_fold(c, n);
    case NODE_COND:
    case NODE_AND:
    case NODE_OR:
        for (size_t i = 0; i < n->count; i++)
            if (!check(c, n->items[i]) || ((n->kind != NODE_COND || i == 0) && !want_bool(c, n->items[i])))
                return false;
        n->type = n->kind == NODE_COND ? type_join(c->arena, n->items[1]->type, n->items[2]->type) : &type_bool;
        if (n->kind == NODE_COND && !type_fits(n->items[1]->type, n->items[2]->type))
            return mismatch(c, n, "rules.two_types", type_text(c->arena, n->items[1]->type),
                            type_text(c->arena, n->items[2]->type));
        return true;
    default:
        return true;
    }
}

bool rule_check(struct arena *a, struct rule_program *p, struct rule_problem *problem, struct rule_problem *warning) {
    struct checker c = {.arena = a, .program = p, .scope = p->scope, .problem = problem, .warning = warning};
    return check(&c, p->root);
}
