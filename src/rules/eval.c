/* One answer from a program. The tree is walked; every node pays a step, so that no text can run for long; the
 * parser bounds the depth. Errors are values: && and || go past them when the other side decides, like CEL. */
#include "rules/program.h"

static struct rule_value eval(struct run *r, const struct node *n);

bool run_pay(struct run *r, int64_t cost) {
    r->cost -= cost;
    return r->cost >= 0 && arena_ok(r->arena);
}

struct rule_value run_error(struct run *r, const struct node *n, const char *key, struct text arg0, struct text arg1) {
    struct rule_problem *p = ARENA_NEW(r->arena, struct rule_problem);
    problem_set(p, key, n->at, n->end, arg0, arg1);
    return (struct rule_value){.kind = RULE_ERROR, .problem = p};
}

static struct rule_value too_much(struct run *r, const struct node *n) {
    return run_error(r, n, "rules.too_costly", TEXT_NONE, TEXT_NONE);
}

struct rule_value run_no_way(struct run *r, const struct node *n, const struct rule_value *args, size_t count) {
    AUTO_BUF b;
    buf_init(&b, 400);
    for (size_t i = 0; i < count; i++)
        buf_fmt(&b, "%s%s", i ? ", " : "", kind_name(args[i].kind));
    struct text name = n->name;
    while (name.len > 1 && (name.ptr[0] == '_' || name.ptr[0] == '@'))
        name = (struct text){name.ptr + 1, name.len - 1};
    while (name.len > 1 && name.ptr[name.len - 1] == '_')
        name.len--;
    return run_error(r, n, "rules.no_operation", name, arena_text(r->arena, buf_as_text(&b)));
}

void run_note(struct run *r, const struct rule_read *read) {
    struct rule_trace *t = r->trace;
    if (t == NULL || t->count >= t->room)
        return;
    for (size_t i = 0; i < t->count; i++)
        if (t->reads[i].type == read->type && t->reads[i].object == read->object && t->reads[i].field == read->field &&
            text_eq(t->reads[i].name, read->name))
            return;
    t->reads[t->count++] = *read;
}

static bool lacks(const struct rule_value *v) {
    return v->kind == RULE_ERROR || v->kind == RULE_UNKNOWN;
}

/* ---- names and fields */

static struct rule_value eval_var(struct run *r, const struct node *n) {
    struct rule_value v = r->source->var(r->source->user, n->slot);
    if (v.kind != RULE_OBJECT && v.kind != RULE_LIST && v.kind != RULE_MAP)
        run_note(r, &(struct rule_read){.field = n->slot, .value = v});
    return v;
}

static struct rule_value eval_field(struct run *r, const struct node *n, const struct rule_value *of) {
    const struct rule_object_type *type = of->object.type;
    unsigned field = n->field;
    if (type != n->object) /* an object out of a dyn */
        for (field = 0; field < type->field_count && !text_is(n->name, type->fields[field].name);)
            field++;
    if (field >= type->field_count)
        return run_error(r, n, "rules.unknown_field", n->name, text_of(type->name));
    struct rule_value v = r->source->field(r->source->user, type, of->object.ptr, field);
    if (v.kind != RULE_OBJECT && v.kind != RULE_LIST && v.kind != RULE_MAP)
        run_note(r, &(struct rule_read){type, of->object.ptr, field, TEXT_NONE, v});
    return n->test ? rule_of_bool(v.kind != RULE_UNKNOWN && v.kind != RULE_NULL) : v;
}

static struct rule_value eval_select(struct run *r, const struct node *n) {
    struct rule_value of = eval(r, n->items[0]);
    if (lacks(&of))
        return of;
    if (of.kind == RULE_OBJECT)
        return eval_field(r, n, &of);
    if (of.kind != RULE_MAP)
        return run_error(r, n, "rules.no_fields", n->name, text_of(kind_name(of.kind)));
    struct rule_value key = {.kind = RULE_STRING, .text = n->name};
    if (!run_pay(r, (int64_t)of.map->count))
        return too_much(r, n);
    const struct rule_value *found = map_find(r->arena, of.map, &key);
    if (n->test)
        return rule_of_bool(found != NULL);
    return found != NULL ? *found : run_error(r, n, "rules.no_key", n->name, TEXT_NONE);
}

/* ---- logic */

/* && (decides: false) and || (decides: true). What is not known weighs more than what went wrong. */
static struct rule_value logic(struct run *r, const struct node *n, const struct rule_value *x,
                               const struct rule_value *y, bool decides) {
    const struct rule_value *const both[2] = {x, y};
    for (size_t i = 0; i < 2; i++)
        if (both[i]->kind == RULE_BOOL && both[i]->b == decides)
            return *both[i];
    for (size_t i = 0; i < 2; i++)
        if (both[i]->kind == RULE_UNKNOWN)
            return *both[i];
    for (size_t i = 0; i < 2; i++)
        if (both[i]->kind == RULE_ERROR)
            return *both[i];
    for (size_t i = 0; i < 2; i++)
        if (both[i]->kind != RULE_BOOL)
            return run_error(r, n, "rules.want_bool", text_of(kind_name(both[i]->kind)), TEXT_NONE);
    return rule_of_bool(!decides);
}

static struct rule_value eval_logic(struct run *r, const struct node *n) {
    bool decides = n->kind == NODE_OR;
    struct rule_value x = eval(r, n->items[0]);
    if (x.kind == RULE_BOOL && x.b == decides)
        return x;
    struct rule_value y = eval(r, n->items[1]);
    return logic(r, n, &x, &y, decides);
}

static struct rule_value eval_cond(struct run *r, const struct node *n) {
    struct rule_value x = eval(r, n->items[0]);
    if (lacks(&x))
        return x;
    if (x.kind != RULE_BOOL)
        return run_error(r, n->items[0], "rules.want_bool", text_of(kind_name(x.kind)), TEXT_NONE);
    return eval(r, n->items[x.b ? 1 : 2]);
}

/* ---- calls and literals of several values */

#define FEW 8

static struct rule_value eval_call(struct run *r, const struct node *n) {
    struct rule_value few[FEW], *args = n->count <= FEW ? few : ARENA_ARRAY(r->arena, n->count, struct rule_value);
    const struct rule_value *unknown = NULL, *error = NULL;
    for (size_t i = 0; i < n->count; i++) {
        args[i] = eval(r, n->items[i]);
        if (args[i].kind == RULE_UNKNOWN && unknown == NULL)
            unknown = &args[i];
        if (args[i].kind == RULE_ERROR && error == NULL)
            error = &args[i];
    }
    if (unknown != NULL || error != NULL)
        return unknown != NULL ? *unknown : *error;
    return n->function->fn(r, n, args, n->count);
}

static bool may_be_key(const struct rule_value *v) {
    return v->kind == RULE_BOOL || v->kind == RULE_INT || v->kind == RULE_UINT || v->kind == RULE_STRING;
}

static struct rule_value eval_list(struct run *r, const struct node *n) {
    struct rule_list *l = ARENA_NEW(r->arena, struct rule_list);
    l->items = ARENA_ARRAY(r->arena, n->count + 1, struct rule_value);
    for (; l->count < n->count; l->count++) {
        l->items[l->count] = eval(r, n->items[l->count]);
        if (lacks(&l->items[l->count]))
            return l->items[l->count];
    }
    return (struct rule_value){.kind = RULE_LIST, .list = l};
}

static struct rule_value eval_map(struct run *r, const struct node *n) {
    struct rule_map *m = ARENA_NEW(r->arena, struct rule_map);
    m->entries = ARENA_ARRAY(r->arena, n->count / 2 + 1, struct rule_entry);
    for (size_t i = 0; i < n->count; i += 2) {
        struct rule_entry e = {eval(r, n->items[i]), {0}};
        if (lacks(&e.key))
            return e.key;
        e.value = eval(r, n->items[i + 1]);
        if (lacks(&e.value))
            return e.value;
        if (!may_be_key(&e.key))
            return run_error(r, n->items[i], "rules.bad_key", text_of(kind_name(e.key.kind)), TEXT_NONE);
        if (!run_pay(r, (int64_t)m->count))
            return too_much(r, n);
        if (map_find(r->arena, m, &e.key) != NULL)
            return run_error(r, n->items[i], "rules.key_twice", TEXT_NONE, TEXT_NONE);
        m->entries[m->count++] = e;
    }
    return (struct rule_value){.kind = RULE_MAP, .map = m};
}

/* ---- macros */

struct growing {
    struct rule_list list;
    size_t room;
};

static void grow(struct run *r, struct growing *g, struct rule_value v) {
    if (g->list.count == g->room) {
        size_t room = g->room ? g->room * 2 : 8;
        struct rule_value *grown = ARENA_ARRAY(r->arena, room, struct rule_value);
        if (g->list.count > 0)
            memcpy(grown, g->list.items, g->list.count * sizeof *grown);
        g->list.items = grown;
        g->room = room;
    }
    g->list.items[g->list.count++] = v;
}

static struct rule_value want_bool(struct run *r, const struct node *n, struct rule_value v) {
    return lacks(&v) || v.kind == RULE_BOOL ? v
                                            : run_error(r, n, "rules.want_bool", text_of(kind_name(v.kind)), TEXT_NONE);
}

/* all and exists: && and || over the items. */
static struct rule_value fold_logic(struct run *r, const struct node *n, struct rule_value so_far, bool decides) {
    struct rule_value v = want_bool(r, n->items[1], eval(r, n->items[1]));
    return logic(r, n, &so_far, &v, decides);
}

/* One item for map, filter and exists_one; false: *ret_bad is the answer. */
static bool fold_item(struct run *r, const struct node *n, struct rule_value item, struct growing *g, size_t *ones,
                      struct rule_value *ret_bad) {
    bool maps = n->fold == FOLD_MAP || n->fold == FOLD_MAP_VALUES, chosen = !maps || n->count == 3;
    struct rule_value v = eval(r, n->items[1]);
    if (chosen)
        v = want_bool(r, n->items[1], v);
    if (chosen && v.kind == RULE_BOOL && !v.b)
        return true;
    if (!lacks(&v) && maps && n->count == 3)
        v = eval(r, n->items[2]);
    if (lacks(&v)) {
        *ret_bad = v;
        return false;
    }
    if (n->fold == FOLD_EXISTS_ONE) {
        ++*ones;
        return true;
    }
    if (n->fold == FOLD_MAP_VALUES) /* key, value, key, value … */
        grow(r, g, r->locals[n->slot]);
    grow(r, g, n->fold == FOLD_FILTER ? item : v);
    return true;
}

static struct rule_value paired(struct run *r, const struct growing *g) {
    struct rule_map *m = ARENA_NEW(r->arena, struct rule_map);
    m->entries = ARENA_ARRAY(r->arena, g->list.count / 2 + 1, struct rule_entry);
    for (size_t i = 0; i + 1 < g->list.count; i += 2)
        m->entries[m->count++] = (struct rule_entry){g->list.items[i], g->list.items[i + 1]};
    return (struct rule_value){.kind = RULE_MAP, .map = m};
}

static struct rule_value eval_fold(struct run *r, const struct node *n) {
    struct rule_value over = eval(r, n->items[0]);
    if (n->fold == FOLD_BIND) {
        r->locals[n->slot] = over;
        return eval(r, n->items[1]);
    }
    if (lacks(&over))
        return over;
    if (over.kind != RULE_LIST && over.kind != RULE_MAP)
        return run_error(r, n, "rules.not_a_list", text_of(kind_name(over.kind)), TEXT_NONE);
    size_t count = over.kind == RULE_LIST ? over.list->count : over.map->count, ones = 0;
    bool logical = n->fold == FOLD_ALL || n->fold == FOLD_EXISTS, decides = n->fold == FOLD_EXISTS;
    struct rule_value answer = rule_of_bool(!decides), bad;
    struct growing *g = ARENA_NEW(r->arena, struct growing);
    for (size_t i = 0; i < count; i++) {
        if (!run_pay(r, 1))
            return too_much(r, n);
        struct rule_value key = over.kind == RULE_LIST ? rule_of_int((int64_t)i) : over.map->entries[i].key;
        struct rule_value item = over.kind == RULE_LIST ? over.list->items[i] : over.map->entries[i].value;
        r->locals[n->slot] = n->indexed || over.kind == RULE_MAP ? key : item;
        if (n->indexed)
            r->locals[n->slot + 1] = item;
        if (logical) {
            answer = fold_logic(r, n, answer, decides);
            if (answer.kind == RULE_BOOL && answer.b == decides)
                return answer;
        } else if (!fold_item(r, n, r->locals[n->slot], g, &ones, &bad)) {
            return bad;
        }
    }
    if (logical)
        return answer;
    if (n->fold == FOLD_MAP_VALUES)
        return paired(r, g);
    return n->fold == FOLD_EXISTS_ONE ? rule_of_bool(ones == 1)
                                      : (struct rule_value){.kind = RULE_LIST, .list = &g->list};
}

static struct rule_value eval(struct run *r, const struct node *n) {
    if (!run_pay(r, 1))
        return too_much(r, n);
    switch (n->kind) {
    case NODE_LITERAL:
        return n->value;
    case NODE_VAR:
        return eval_var(r, n);
    case NODE_LOCAL:
        return r->locals[n->slot];
    case NODE_SELECT:
        return eval_select(r, n);
    case NODE_CALL:
        return eval_call(r, n);
    case NODE_LIST:
        return eval_list(r, n);
    case NODE_MAP:
        return eval_map(r, n);
    case NODE_COND:
        return eval_cond(r, n);
    case NODE_AND:
    case NODE_OR:
        return eval_logic(r, n);
    case NODE_FOLD:
        return eval_fold(r, n);
    case NODE_NAME: /* none is left after the checker */
    case NODE_BROKEN:
        break;
    }
    return (struct rule_value){.kind = RULE_ERROR, .problem = &n->problem};
}

struct rule_value rule_eval(struct arena *a, const struct rule_program *p, const struct rule_source *source,
                            struct rule_trace *trace, int64_t max_cost) {
    struct run r = {.arena = a,
                    .program = p,
                    .source = source,
                    .trace = trace,
                    .cost = max_cost > 0 && max_cost < RULE_MAX_COST ? max_cost : RULE_MAX_COST};
    return eval(&r, p->root);
}
