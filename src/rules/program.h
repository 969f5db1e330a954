/* A program between its text and its answer; of src/rules only. The parser makes nodes by name, the checker resolves
 * them in place, the evaluator walks them. */
#ifndef ANSINH_RULES_PROGRAM_H
#define ANSINH_RULES_PROGRAM_H
#include "rules/rules.h"

struct rule_type {
    enum rule_kind kind;
    const struct rule_type *a, *b; /* element; key and value; NULL: dyn */
    const struct rule_object_type *object;
};

enum node_kind {
    /* as parsed */
    NODE_LITERAL,
    NODE_NAME,   /* name */
    NODE_SELECT, /* items[0].name; test: has() */
    NODE_CALL,   /* name(items), member: items[0].name(items[1..]) */
    NODE_LIST,
    NODE_MAP, /* items: key, value, key, value … */
    NODE_COND,
    NODE_AND,
    NODE_OR,
    NODE_FOLD, /* a macro over items[0], binding name (and name2), with items[1], items[2] */
    /* as resolved */
    NODE_VAR,    /* slot of the scope */
    NODE_LOCAL,  /* slot on the stack of bound names */
    NODE_BROKEN, /* raises problem when evaluated */
};
/* A map over one name or two (transformList); FOLD_MAP_VALUES keeps the keys (transformMap). */
enum fold { FOLD_ALL, FOLD_EXISTS, FOLD_EXISTS_ONE, FOLD_MAP, FOLD_MAP_VALUES, FOLD_FILTER, FOLD_BIND };

struct run;
struct node;
typedef struct rule_value (*function_fn)(struct run *r, const struct node *n, const struct rule_value *args,
                                         size_t count);
struct function {
    const char *name;
    bool global, member; /* f(x), x.f() */
    /* Argument types and, after ':', the answer's; ways parted by spaces: "ss:b sy:b". Letters: type_letters. */
    const char *ways;
    function_fn fn;
};
struct node {
    enum node_kind kind;
    unsigned at, end; /* bytes of the source */
    struct text name, name2;
    struct node **items;
    size_t count;
    unsigned depth;
    bool member, test, absolute; /* absolute: ".name" */
    bool signed_literal;         /* a number with its own minus */
    enum fold fold;
    bool indexed; /* a fold that binds two names */
    unsigned slot, field;
    struct rule_value value;
    const struct rule_type *type;
    const struct function *function;
    const struct rule_object_type *object; /* of a select that is known to read a field */
    struct rule_problem problem;
};
struct rule_program {
    struct node *root;
    const struct rule_scope *scope;
    struct text source;
    uint64_t *vars_read; /* bits by variable */
    struct field_use {
        const struct rule_object_type *type;
        unsigned field;
    } * fields_read;
    size_t field_count;
};

/* ---- lexer */
enum token_kind {
    TOKEN_END,
    TOKEN_NAME,
    TOKEN_QUOTED_NAME,
    TOKEN_INT,
    TOKEN_UINT,
    TOKEN_DOUBLE,
    TOKEN_STRING,
    TOKEN_BYTES,
    TOKEN_SIGN
};
struct token {
    enum token_kind kind;
    unsigned at, end;
    struct text text; /* names; decoded strings; digits of numbers */
    char sign[3];
};
struct lexer {
    struct arena *arena;
    struct text source;
    size_t at;
    struct rule_problem *problem;
};
MUST_CHECK bool lexer_next(struct lexer *l, struct token *ret);
bool name_is_reserved(struct text name);
/* Digits (0x… too) of a literal with its sign. */
bool literal_int(struct text digits, bool negative, int64_t *ret);
bool literal_uint(struct text digits, uint64_t *ret);

void problem_set(struct rule_problem *p, const char *key, size_t at, size_t end, struct text arg0, struct text arg1);

/* ---- parser */
MUST_CHECK bool rule_parse(struct arena *a, struct text source, struct node **ret, struct rule_problem *problem);

/* ---- types */
extern const struct rule_type type_free, /* of what an empty list holds: joins to anything */
    type_dyn, type_null, type_bool, type_int, type_uint, type_double, type_string, type_bytes, type_timestamp,
    type_duration, type_day, type_type, type_list, type_map;
const struct rule_type *type_of_letter(char letter); /* of function.ways */
const struct rule_type *type_list_of(struct arena *a, const struct rule_type *element);
const struct rule_type *type_map_of(struct arena *a, const struct rule_type *key, const struct rule_type *value);
/* NULL when the text is no type. */
const struct rule_type *type_parse(struct arena *a, const struct rule_scope *scope, struct text text);
struct text type_text(struct arena *a, const struct rule_type *t);
bool type_fits(const struct rule_type *wanted, const struct rule_type *given);
const struct rule_type *type_join(struct arena *a, const struct rule_type *x, const struct rule_type *y);
/* "int", "google.protobuf.Timestamp" … as values; NULL when it names no type. */
const char *type_value_name(enum rule_kind kind);
bool type_name_known(struct text name);
const struct rule_type *type_of_value(struct arena *a, const struct rule_value *v);

/* ---- checker */
MUST_CHECK bool rule_check(struct arena *a, struct rule_program *p, struct rule_problem *problem,
                           struct rule_problem *warning);

/* ---- functions */
const struct function *function_find(struct text name, bool member);
/* Some function of that name in the other style, or with another number of arguments, for a better message. */
const struct function *function_any(struct text name);

/* ---- evaluation */
struct run {
    struct arena *arena;
    const struct rule_program *program;
    const struct rule_source *source;
    struct rule_trace *trace;
    int64_t cost;
    struct rule_value locals[RULE_MAX_LOCALS];
};
/* False when the cost is used up. */
bool run_pay(struct run *r, int64_t cost);
struct rule_value run_error(struct run *r, const struct node *n, const char *key, struct text arg0, struct text arg1);
struct rule_value run_no_way(struct run *r, const struct node *n, const struct rule_value *args, size_t count);
void run_note(struct run *r, const struct rule_read *read);

/* ---- values */
const char *kind_name(enum rule_kind kind);
/* -1, 0, 1; 2: not ordered (NaN); 3: these two kinds have no order. */
int value_compare(struct arena *a, const struct rule_value *x, const struct rule_value *y);
struct text text_nfc(struct arena *a, struct text t); /* itself when it is ASCII */
const struct rule_value *map_find(struct arena *a, const struct rule_map *m, const struct rule_value *key);
struct text double_text(struct arena *a, double d);
struct text duration_text(struct arena *a, int64_t seconds, int32_t nanos);
struct text timestamp_text(struct arena *a, int64_t seconds, int32_t nanos);
bool timestamp_parse(struct text t, int64_t *ret_seconds, int32_t *ret_nanos);
bool duration_parse(struct text t, int64_t *ret_seconds, int32_t *ret_nanos);
bool timestamp_in_range(int64_t seconds);
bool duration_in_range(int64_t seconds);

/* Rows of functions, by file. */
extern const struct function arithmetic_functions[], text_functions[], convert_functions[], time_functions[];
extern const size_t arithmetic_function_count, text_function_count, convert_function_count, time_function_count;

#endif
