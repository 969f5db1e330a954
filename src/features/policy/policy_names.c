/* Whether the parameters that a proposed condition names are there, and which names come nearest to one that is not. */
#include "features/policy/policy_propose.h"
#include "policy_queries.h"

#define NAME_COMPARED 64
#define NEAREST 3

struct search {
    const struct policy_parameter_names_row *names;
    size_t count;
    struct text unknown; /* the first one; ptr NULL: none */
};

static void look_up(void *user, struct text name) {
    struct search *s = user;
    if (s->unknown.ptr != NULL)
        return;
    for (size_t i = 0; i < s->count; i++)
        if (text_eq(s->names[i].name, name))
            return;
    s->unknown = name;
}

/* How many letters have to be changed, added or left out to make one name of the other; long ones by their beginning.
 */
static size_t steps_between(struct text a, struct text b) {
    size_t row[NAME_COMPARED + 1];
    a.len = a.len < NAME_COMPARED ? a.len : NAME_COMPARED;
    b.len = b.len < NAME_COMPARED ? b.len : NAME_COMPARED;
    for (size_t k = 0; k <= b.len; k++)
        row[k] = k;
    for (size_t i = 1; i <= a.len; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t k = 1; k <= b.len; k++) {
            size_t change = corner + (a.ptr[i - 1] != b.ptr[k - 1]);
            size_t shorter = (row[k] < row[k - 1] ? row[k] : row[k - 1]) + 1;
            corner = row[k];
            row[k] = change < shorter ? change : shorter;
        }
    }
    return row[b.len];
}

/* "amout (amount, amount_max, amount_min)" */
static struct text with_nearest(struct ctx *c, const struct search *s) {
    AUTO_BUF b;
    buf_init(&b, 1u << 16);
    buf_fmt(&b, "%.*s (", FMT(s->unknown));
    bool *taken = ARENA_ARRAY(c->arena, s->count + 1, bool);
    for (size_t n = 0; n < NEAREST && n < s->count; n++) {
        size_t best = s->count, least = 0;
        for (size_t i = 0; i < s->count; i++) {
            size_t steps = taken[i] ? 0 : steps_between(s->unknown, s->names[i].name);
            if (!taken[i] && (best == s->count || steps < least)) {
                best = i;
                least = steps;
            }
        }
        taken[best] = true;
        buf_fmt(&b, "%s%.*s", n ? ", " : "", FMT(s->names[best].name));
    }
    buf_char(&b, ')');
    return arena_text(c->arena, buf_as_text(&b));
}

enum status policy_unknown_param(struct ctx *c, int64_t policy_id, const struct rule_program *p, struct text *ret,
                                 struct error *err) {
    struct policy_parameter_names_row *names;
    struct search s = {.unknown = TEXT_NONE};
    TRY(policy_parameter_names(c->db, &(struct policy_parameter_names_in){policy_id}, c->arena, &names, &s.count, err));
    s.names = names;
    rule_each_param(p, look_up, &s);
    *ret = s.unknown.ptr == NULL ? TEXT_NONE : with_nearest(c, &s);
    return OK;
}
