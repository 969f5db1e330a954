/* The rule language: conditions and amounts of policies as text that an officer of the lead agency can write and that
 * explains itself. It is a subset of CEL (Common Expression Language, github.com/google/cel-spec) with days, ages and
 * dated parameters. docs/rules.md is its manual.
 *
 * Two steps. rule_compile reads, types and resolves a text against declared names: what is wrong there is a problem
 * with its place. rule_eval computes one answer from values that a source hands out one by one; it knows no database
 * and no clock, so the same program serves one household with its reasons and, later, a whole population.
 *
 * Differences from CEL, on purpose: text is compared after NFC; a value that the source does not know is RULE_UNKNOWN
 * and stays unknown unless && or || is decided without it. */
#ifndef ANSINH_RULES_H
#define ANSINH_RULES_H
#include "base/base.h"
#include "base/time.h"
#include "i18n/i18n.h"

#define RULE_MAX_SOURCE 20000    /* bytes of one text; the longest condition of data/policy_rules.tsv has 200 */
#define RULE_MAX_NODES 10000     /* of one program */
#define RULE_MAX_DEPTH 160       /* of one program's tree, so that recursion fits any thread's stack */
#define RULE_MAX_LOCALS 64       /* names bound by macros inside one another */
#define RULE_MAX_COST 1000000    /* steps of one evaluation; a step is about 50 ns */
#define RULE_MAX_JSON (1u << 20) /* bytes of --vars */

enum rule_kind {
    RULE_DYN, /* as a type only: anything */
    RULE_NULL,
    RULE_BOOL,
    RULE_INT,
    RULE_UINT,
    RULE_DOUBLE,
    RULE_STRING,
    RULE_BYTES,
    RULE_LIST,
    RULE_MAP,
    RULE_TIMESTAMP, /* seconds since 1970 and nanoseconds */
    RULE_DURATION,  /* the same, both of one sign */
    RULE_DAY,       /* a day in Viet Nam */
    RULE_TYPE,
    RULE_OBJECT,  /* of a declared kind; its fields come from the source */
    RULE_UNKNOWN, /* the register does not tell */
    RULE_ERROR,
};

/* What is wrong with a text or happened in an evaluation, and where. */
struct rule_problem {
    const char *key; /* message key */
    char args[2][96];
    size_t at, end; /* bytes of the source */
};
/* "cột 7: …" (with the line when there is more than one) in the person's language; in the arena. */
struct text rule_problem_text(struct arena *a, enum lang lang, struct text source, const struct rule_problem *p);
/* Characters before a byte of the source, from 1, and its line. */
void rule_place(struct text source, size_t at, unsigned *ret_line, unsigned *ret_column);

struct rule_list;
struct rule_map;
struct rule_object_type;
struct rule_value {
    enum rule_kind kind;
    int32_t nanos; /* of timestamps and durations */
    union {
        bool b;
        int64_t i; /* int; seconds; the day number */
        uint64_t u;
        double d;
        struct text text; /* string, bytes, the name of a type */
        const struct rule_list *list;
        const struct rule_map *map;
        struct {
            const struct rule_object_type *type;
            const void *ptr;
        } object;
        const struct rule_problem *problem;
    };
};
struct rule_list {
    size_t count;
    struct rule_value *items;
};
struct rule_entry {
    struct rule_value key, value;
};
struct rule_map {
    size_t count;
    struct rule_entry *entries; /* in the order written */
};
struct rule_value rule_of_bool(bool b);
struct rule_value rule_of_int(int64_t i);
struct rule_value rule_of_text(struct text t); /* borrowed; TEXT_NONE is unknown */
struct rule_value rule_of_day(day_t d);        /* DAY_NONE is unknown */
struct rule_value rule_unknown(void);
/* As == of the language: numbers by value, text after NFC. a: for normal forms. */
bool rule_equal(struct arena *a, const struct rule_value *x, const struct rule_value *y);

/* ---- what a program may speak of */

/* A named value with its type: "int", "bool", "double", "string", "day", "list(T)", "map(string, T)", "dyn", the name
 * of an object type. title: word key of what people call it (may be NULL). */
struct rule_field {
    const char *name, *type, *title;
};
struct rule_object_type {
    const char *name;
    const struct rule_field *fields;
    size_t field_count;
};
struct rule_scope {
    const struct rule_field *vars;
    size_t var_count;
    const struct rule_object_type *const *objects; /* that types may name */
    size_t object_count;
    const char *container; /* names are also looked for inside it ("a.b"); NULL: none */
    /* Texts from people: types are checked, and what is not declared is a problem. Without it only the form is; a wrong
     * type or an undeclared name is then an error of the evaluation, as CEL without its checker. */
    bool strict;
};

struct rule_program;
/* Compiles; the program lives in the arena and borrows scope, source and the objects. False: *ret_problem says what is
 * wrong first. ret_warning (may be NULL): not strict, what a strict scope would have refused; key NULL when nothing. */
MUST_CHECK bool rule_compile(struct arena *a, const struct rule_scope *scope, struct text source,
                             const struct rule_program **ret, struct rule_problem *ret_problem,
                             struct rule_problem *ret_warning);
/* Type of the answer: "bool", "list(int)" …; in the arena. */
struct text rule_type_name(struct arena *a, const struct rule_program *p);
bool rule_answers(const struct rule_program *p, enum rule_kind kind); /* surely or, when it is dyn, perhaps */
/* Names of scope variables and object fields that the program reads, by index: for a form's help and for loading only
 * the columns that are needed. */
bool rule_reads_var(const struct rule_program *p, unsigned var);
bool rule_reads_field(const struct rule_program *p, const struct rule_object_type *type, unsigned field);
/* Calls fn for each parameter that the program names in its text. */
void rule_each_param(const struct rule_program *p, void (*fn)(void *user, struct text name), void *user);

/* ---- evaluation */

struct rule_source {
    struct rule_value (*var)(void *user, unsigned var);
    struct rule_value (*field)(void *user, const struct rule_object_type *type, const void *object, unsigned field);
    /* param(name, on): on DAY_NONE when the text gives no day. NULL: there are none. */
    struct rule_value (*param)(void *user, struct text name, day_t on);
    void *user;
};
/* One thing that an evaluation looked at, for its reasons. */
struct rule_read {
    const struct rule_object_type *type; /* NULL: a variable, or a parameter when name is set */
    const void *object;
    unsigned field;
    struct text name;
    struct rule_value value;
};
struct rule_trace {
    struct rule_read *reads;
    size_t count, room; /* what does not fit is left out */
};
/* The answer; RULE_ERROR carries its problem. Everything lives in the arena. trace may be NULL. max_cost 0: the most.
 */
struct rule_value rule_eval(struct arena *a, const struct rule_program *p, const struct rule_source *source,
                            struct rule_trace *trace, int64_t max_cost);

/* ---- JSON, for --vars and for printing */

/* An object of variables; *ret_vars and *ret_values by index. Numbers without a fraction are int. False: *ret_problem
 * (at: the byte). */
MUST_CHECK bool rule_vars_json(struct arena *a, struct text json, struct rule_field **ret_vars,
                               struct rule_value **ret_values, size_t *ret_count, struct rule_problem *ret_problem);
/* Bytes as base64, timestamps and days as ISO text, durations as "1.5s", types by name, what JSON has no number for
 * ("NaN", "Infinity") as text, an unknown as null. */
void rule_value_json(struct buf *out, const struct rule_value *v);

#endif
