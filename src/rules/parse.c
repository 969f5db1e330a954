/* Tokens into a tree: CEL's grammar by recursive descent. Chains of && || + * grow to the left, so that what is
 * written first is answered first. Macros (has, all, exists, exists_one, map, filter, cel.bind) are made here. */
#include "rules/program.h"

struct parser {
    struct lexer lexer;
    struct token token; /* not yet taken */
    struct arena *arena;
    struct rule_problem *problem;
    size_t nodes;
    unsigned nested;
};

static bool parse_expr(struct parser *p, struct node **ret);

static struct text source_part(const struct parser *p, size_t at, size_t end) {
    return (struct text){p->lexer.source.ptr + at, end - at};
}

static bool parse_fails(struct parser *p, const char *key, size_t at, size_t end, struct text arg) {
    problem_set(p->problem, key, at, end, arg, TEXT_NONE);
    return false;
}

/* What stands here does not go on the text: key says what was wanted, sign which one. */
static bool unexpected(struct parser *p, const char *key, const char *sign) {
    const struct token *t = &p->token;
    if (t->kind == TOKEN_END)
        problem_set(p->problem, "rules.ends_early", t->at, t->at, TEXT_NONE, TEXT_NONE);
    else
        problem_set(p->problem, key, t->at, t->end, source_part(p, t->at, t->end), text_of(sign));
    return false;
}

static bool advance(struct parser *p) {
    return lexer_next(&p->lexer, &p->token);
}

static bool at_sign(const struct parser *p, const char *sign) {
    return p->token.kind == TOKEN_SIGN && strcmp(p->token.sign, sign) == 0;
}

static bool take_sign(struct parser *p, const char *sign) {
    return at_sign(p, sign) ? advance(p) : unexpected(p, "rules.want_sign", sign);
}

static bool node_new(struct parser *p, enum node_kind kind, size_t at, size_t end, struct node *const *items,
                     size_t count, struct node **ret) {
    struct node *n = ARENA_NEW(p->arena, struct node);
    *n = (struct node){.kind = kind, .at = (unsigned)at, .end = (unsigned)end, .count = count, .type = &type_dyn};
    n->items = ARENA_ARRAY(p->arena, count + 1, struct node *);
    for (size_t i = 0; i < count; i++) {
        n->items[i] = items[i];
        n->depth = items[i]->depth > n->depth ? items[i]->depth : n->depth;
    }
    n->depth++;
    if (++p->nodes > RULE_MAX_NODES || n->depth > RULE_MAX_DEPTH || !arena_ok(p->arena))
        return parse_fails(p, "rules.too_deep", at, end, TEXT_NONE);
    *ret = n;
    return true;
}

static bool call_new(struct parser *p, const char *name, size_t at, size_t end, struct node *const *items, size_t count,
                     struct node **ret) {
    if (!node_new(p, NODE_CALL, at, end, items, count, ret))
        return false;
    (*ret)->name = text_of(name);
    return true;
}

/* ---- literals */

static bool parse_literal(struct parser *p, bool negative, size_t at, struct node **ret) {
    struct token t = p->token;
    struct rule_value v = {.kind = RULE_NULL};
    bool good = true;
    switch (t.kind) {
    case TOKEN_INT:
        v.kind = RULE_INT;
        good = literal_int(t.text, negative, &v.i);
        break;
    case TOKEN_UINT:
        v.kind = RULE_UINT;
        good = literal_uint(t.text, &v.u);
        break;
    case TOKEN_DOUBLE:
        v.kind = RULE_DOUBLE;
        v.d = strtod(arena_zstr(p->arena, t.text), NULL) * (negative ? -1 : 1);
        break;
    case TOKEN_STRING:
    case TOKEN_BYTES:
        v.kind = t.kind == TOKEN_STRING ? RULE_STRING : RULE_BYTES;
        v.text = t.text;
        break;
    default:
        v.kind = text_is(t.text, "null") ? RULE_NULL : RULE_BOOL;
        v.b = text_is(t.text, "true");
    }
    if (!good)
        return parse_fails(p, "rules.number_too_large", at, t.end, source_part(p, at, t.end));
    if (!node_new(p, NODE_LITERAL, at, t.end, NULL, 0, ret))
        return false;
    (*ret)->value = v;
    return advance(p);
}

/* ---- lists of expressions */

struct items {
    struct node **at;
    size_t count, room;
};

static void item_add(struct parser *p, struct items *l, struct node *n) {
    if (l->count == l->room) {
        size_t room = l->room ? l->room * 2 : 4;
        struct node **grown = ARENA_ARRAY(p->arena, room, struct node *);
        if (l->count > 0)
            memcpy(grown, l->at, l->count * sizeof *grown);
        l->at = grown;
        l->room = room;
    }
    l->at[l->count++] = n;
}

/* Up to the closing sign, which is taken; pairs: "key: value". */
static bool parse_items(struct parser *p, const char *closing, bool pairs, struct items *ret, unsigned *ret_end) {
    while (!at_sign(p, closing)) {
        struct node *n = NULL;
        if (!parse_expr(p, &n))
            return false;
        item_add(p, ret, n);
        if (pairs) {
            if (!take_sign(p, ":") || !parse_expr(p, &n))
                return false;
            item_add(p, ret, n);
        }
        if (at_sign(p, ",")) {
            if (!advance(p))
                return false;
            if (closing[0] == ')' && at_sign(p, closing))
                return unexpected(p, "rules.want_value", NULL);
        } else if (!at_sign(p, closing)) {
            return unexpected(p, "rules.want_sign", closing);
        }
    }
    *ret_end = p->token.end;
    return advance(p);
}

/* ---- macros */

static bool macro_name(struct parser *p, const struct node *n, struct text *ret) {
    if (n->kind != NODE_NAME || n->absolute)
        return parse_fails(p, "rules.macro_name", n->at, n->end, TEXT_NONE);
    *ret = n->name;
    return true;
}

static bool fold_new(struct parser *p, enum fold fold, struct node *const *items, size_t names, size_t count,
                     unsigned at, unsigned end, struct node **ret) {
    struct node *kept[3] = {items[0]};
    size_t n = 1;
    struct text first, second = TEXT_NONE;
    if (!macro_name(p, items[1], &first) || (names == 2 && !macro_name(p, items[2], &second)))
        return false;
    for (size_t i = 1 + names; i < count; i++)
        kept[n++] = items[i];
    if (!node_new(p, NODE_FOLD, at, end, kept, n, ret))
        return false;
    (*ret)->fold = fold;
    (*ret)->name = first;
    (*ret)->name2 = second;
    (*ret)->indexed = names == 2;
    return true;
}

/* A member call that is a macro becomes one; *ret stays as it is when it is none. items: target, arguments. */
static bool make_macro(struct parser *p, struct text name, const struct items *l, unsigned at, unsigned end,
                       struct node **ret) {
    static const struct {
        const char *name;
        size_t count, names;
        enum fold fold;
    } macros[] = {
        {"all", 3, 1, FOLD_ALL},
        {"exists", 3, 1, FOLD_EXISTS},
        {"exists_one", 3, 1, FOLD_EXISTS_ONE},
        {"existsOne", 3, 1, FOLD_EXISTS_ONE},
        {"map", 3, 1, FOLD_MAP},
        {"map", 4, 1, FOLD_MAP},
        {"filter", 3, 1, FOLD_FILTER},
        {"all", 4, 2, FOLD_ALL},
        {"exists", 4, 2, FOLD_EXISTS},
        {"exists_one", 4, 2, FOLD_EXISTS_ONE},
        {"existsOne", 4, 2, FOLD_EXISTS_ONE},
        {"transformList", 4, 2, FOLD_MAP},
        {"transformList", 5, 2, FOLD_MAP},
        {"transformMap", 4, 2, FOLD_MAP_VALUES},
        {"transformMap", 5, 2, FOLD_MAP_VALUES},
    };
    const struct node *target = l->at[0];
    if (target->kind == NODE_NAME && text_is(target->name, "cel") && text_is(name, "bind") && l->count == 4) {
        struct node *const items[3] = {l->at[2], l->at[1], l->at[3]};
        return fold_new(p, FOLD_BIND, items, 1, 3, at, end, ret);
    }
    for (size_t i = 0; i < COUNT_OF(macros); i++)
        if (text_is(name, macros[i].name) && l->count == macros[i].count)
            return fold_new(p, macros[i].fold, l->at, macros[i].names, l->count, at, end, ret);
    return true;
}

static bool make_has(struct parser *p, const struct items *l, unsigned at, unsigned end, struct node **ret) {
    if (l->count != 1 || l->at[0]->kind != NODE_SELECT || l->at[0]->test)
        return parse_fails(p, "rules.has_field", at, end, TEXT_NONE);
    *ret = l->at[0];
    (*ret)->test = true;
    (*ret)->at = at;
    (*ret)->end = end;
    return true;
}

/* ---- what binds closest */

/* name or name(…), "." before it already taken. */
static bool parse_name(struct parser *p, bool absolute, unsigned at, struct node **ret) {
    struct token t = p->token;
    if (name_is_reserved(t.text))
        return parse_fails(p, "rules.reserved", t.at, t.end, t.text);
    if (!advance(p))
        return false;
    if (!at_sign(p, "(")) {
        if (!node_new(p, NODE_NAME, at, t.end, NULL, 0, ret))
            return false;
        (*ret)->name = t.text;
        (*ret)->absolute = absolute;
        return true;
    }
    struct items l = {0};
    unsigned end = 0;
    if (!advance(p) || !parse_items(p, ")", false, &l, &end))
        return false;
    if (text_is(t.text, "has"))
        return make_has(p, &l, at, end, ret);
    if (!node_new(p, NODE_CALL, at, end, l.at, l.count, ret))
        return false;
    (*ret)->name = t.text;
    (*ret)->absolute = absolute;
    return true;
}

static bool parse_primary(struct parser *p, struct node **ret) {
    struct token t = p->token;
    struct items l = {0};
    unsigned end = 0;
    if (t.kind == TOKEN_NAME && !text_is(t.text, "true") && !text_is(t.text, "false") && !text_is(t.text, "null"))
        return parse_name(p, false, t.at, ret);
    if (t.kind == TOKEN_QUOTED_NAME)
        return unexpected(p, "rules.want_value", NULL);
    if (t.kind != TOKEN_SIGN && t.kind != TOKEN_END)
        return parse_literal(p, false, t.at, ret);
    if (at_sign(p, "."))
        return advance(p) &&
               (p->token.kind == TOKEN_NAME ? parse_name(p, true, t.at, ret) : unexpected(p, "rules.want_name", NULL));
    if (at_sign(p, "("))
        return advance(p) && parse_expr(p, ret) && take_sign(p, ")");
    if (at_sign(p, "["))
        return advance(p) && parse_items(p, "]", false, &l, &end) &&
               node_new(p, NODE_LIST, t.at, end, l.at, l.count, ret);
    if (at_sign(p, "{"))
        return advance(p) && parse_items(p, "}", true, &l, &end) &&
               node_new(p, NODE_MAP, t.at, end, l.at, l.count, ret);
    return unexpected(p, "rules.want_value", NULL);
}

/* After the point. */
static bool parse_select(struct parser *p, struct node **n) {
    struct token t = p->token;
    if (t.kind != TOKEN_NAME && t.kind != TOKEN_QUOTED_NAME)
        return unexpected(p, "rules.want_name", NULL);
    if (t.kind == TOKEN_NAME &&
        (text_is(t.text, "in") || text_is(t.text, "true") || text_is(t.text, "false") || text_is(t.text, "null")))
        return parse_fails(p, "rules.reserved", t.at, t.end, t.text);
    if (!advance(p))
        return false;
    unsigned at = (*n)->at, end = t.end;
    if (!at_sign(p, "(") || t.kind == TOKEN_QUOTED_NAME) {
        if (!node_new(p, NODE_SELECT, at, end, n, 1, n))
            return false;
        (*n)->name = t.text;
        return true;
    }
    struct items l = {0};
    item_add(p, &l, *n);
    if (!advance(p) || !parse_items(p, ")", false, &l, &end))
        return false;
    struct node *macro = NULL;
    if (!make_macro(p, t.text, &l, at, end, &macro))
        return false;
    if (macro == NULL) {
        if (!node_new(p, NODE_CALL, at, end, l.at, l.count, &macro))
            return false;
        macro->name = t.text;
        macro->member = true;
    }
    *n = macro;
    return true;
}

static bool parse_member(struct parser *p, struct node **ret) {
    struct node *n = NULL;
    if (!parse_primary(p, &n))
        return false;
    for (;;) {
        if (at_sign(p, ".")) {
            if (!advance(p) || !parse_select(p, &n))
                return false;
        } else if (at_sign(p, "[")) {
            struct node *pair[2] = {n, NULL};
            if (!advance(p) || !parse_expr(p, &pair[1]))
                return false;
            unsigned end = p->token.end;
            if (!take_sign(p, "]") || !call_new(p, "_[_]", n->at, end, pair, 2, &n))
                return false;
        } else if (at_sign(p, "{") && (n->kind == NODE_NAME || n->kind == NODE_SELECT)) {
            return parse_fails(p, "rules.no_messages", n->at, p->token.end, TEXT_NONE);
        } else {
            *ret = n;
            return true;
        }
    }
}

static bool parse_unary(struct parser *p, struct node **ret) {
    char sign = at_sign(p, "!") ? '!' : at_sign(p, "-") ? '-' : '\0';
    if (sign == '\0')
        return parse_member(p, ret);
    const char text[2] = {sign, '\0'};
    unsigned first = p->token.at, last = first;
    size_t count = 0;
    while (at_sign(p, text)) {
        last = p->token.at;
        count++;
        if (!advance(p))
            return false;
    }
    struct node *n = NULL;
    bool number = p->token.kind == TOKEN_INT || p->token.kind == TOKEN_DOUBLE;
    if (sign == '-' && number) { /* so that the smallest int can be written */
        if (!parse_literal(p, true, last, &n))
            return false;
        count--;
    } else if (count > 0 && (at_sign(p, "!") || at_sign(p, "-"))) {
        if (++p->nested > RULE_MAX_DEPTH / 2)
            return parse_fails(p, "rules.too_deep", first, p->token.end, TEXT_NONE);
        if (!parse_unary(p, &n))
            return false;
        p->nested--;
    } else if (!parse_member(p, &n)) {
        return false;
    }
    for (size_t i = 0; i < count; i++)
        if (!call_new(p, sign == '!' ? "!_" : "-_", first, n->end, &n, 1, &n))
            return false;
    *ret = n;
    return true;
}

/* ---- operators of two sides, by how close they bind */
struct operator{
    const char *sign, *name;
};
static const struct operator times[] = {{"*", "_*_"}, {"/", "_/_"}, {"%", "_%_"}};
static const struct operator plus[] = {{"+", "_+_"}, {"-", "_-_"}};
static const struct operator relations[] = {{"<=", "_<=_"}, {">=", "_>=_"}, {"==", "_==_"},
                                            {"!=", "_!=_"}, {"<", "_<_"},   {">", "_>_"}};

static const char *operator_at(const struct parser *p, const struct operator* all, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (at_sign(p, all[i].sign))
            return all[i].name;
    return NULL;
}

static bool parse_level(struct parser *p, int level, struct node **ret) {
    if (level == 0)
        return parse_unary(p, ret);
    struct node *pair[2] = {NULL, NULL};
    if (!parse_level(p, level - 1, &pair[0]))
        return false;
    for (;;) {
        bool is_in = level == 3 && p->token.kind == TOKEN_NAME && text_is(p->token.text, "in");
        const char *name = is_in        ? "@in"
                           : level == 1 ? operator_at(p, times, COUNT_OF(times))
                           : level == 2 ? operator_at(p, plus, COUNT_OF(plus))
                           : level == 3 ? operator_at(p, relations, COUNT_OF(relations))
                           : level == 4 ? (at_sign(p, "&&") ? "&&" : NULL)
                                        : (at_sign(p, "||") ? "||" : NULL);
        if (name == NULL) {
            *ret = pair[0];
            return true;
        }
        if (!advance(p) || !parse_level(p, level - 1, &pair[1]))
            return false;
        unsigned at = pair[0]->at, end = pair[1]->end;
        bool made = level >= 4 ? node_new(p, level == 4 ? NODE_AND : NODE_OR, at, end, pair, 2, &pair[0])
                               : call_new(p, name, at, end, pair, 2, &pair[0]);
        if (!made)
            return false;
    }
}

static bool parse_expr(struct parser *p, struct node **ret) {
    /* The tree's own limit comes too late for "((((" : this one is for the stack of the parser. */
    if (++p->nested > RULE_MAX_DEPTH / 2)
        return parse_fails(p, "rules.too_deep", p->token.at, p->token.end, TEXT_NONE);
    struct node *items[3] = {NULL, NULL, NULL};
    if (!parse_level(p, 5, &items[0]))
        return false;
    *ret = items[0];
    if (at_sign(p, "?")) {
        if (!advance(p) || !parse_level(p, 5, &items[1]) || !take_sign(p, ":") || !parse_expr(p, &items[2]) ||
            !node_new(p, NODE_COND, items[0]->at, items[2]->end, items, 3, ret))
            return false;
    }
    p->nested--;
    return true;
}

bool rule_parse(struct arena *a, struct text source, struct node **ret, struct rule_problem *problem) {
    if (source.len > RULE_MAX_SOURCE) {
        problem_set(problem, "rules.too_long", 0, 0, TEXT_NONE, TEXT_NONE);
        return false;
    }
    if (source.len > 0 && memchr(source.ptr, '\0', source.len) == NULL && !text_is_utf8(source)) {
        problem_set(problem, "rules.not_utf8", 0, 0, TEXT_NONE, TEXT_NONE);
        return false;
    }
    struct parser p = {.lexer = {a, source, 0, problem}, .arena = a, .problem = problem};
    if (!advance(&p))
        return false;
    struct node *n = NULL;
    if (!parse_expr(&p, &n))
        return false;
    if (p.token.kind != TOKEN_END)
        return unexpected(&p, "rules.want_operator", NULL);
    *ret = n;
    return true;
}
