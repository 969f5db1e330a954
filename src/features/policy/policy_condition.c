/* A condition that belongs to no policy: asked of everybody before it is decided. */
#include "features/policy/policy_facts.h"

struct policy_condition {
    const struct rule_program *program;
};

enum status policy_condition_compile(struct ctx *c, struct text source, const struct policy_condition **ret,
                                     struct text *ret_problem, struct error *err) {
    const struct rule_program *program;
    struct rule_problem problem;
    *ret_problem = TEXT_NONE;
    if (!rule_compile(c->arena, &policy_person_scope, source, &program, &problem, NULL)) {
        *ret_problem = rule_problem_text(c->arena, c->lang, source, &problem);
        return fail(err, E_INVALID, "policy.bad_rule", arena_zstr(c->arena, source), ret_problem->ptr);
    }
    if (!rule_answers(program, RULE_BOOL)) {
        *ret_problem = rule_type_name(c->arena, program);
        return fail(err, E_INVALID, "policy.bad_rule", arena_zstr(c->arena, source), ret_problem->ptr);
    }
    struct policy_condition *k = ARENA_NEW(c->arena, struct policy_condition);
    k->program = program;
    *ret = k;
    return OK;
}

/* As policy_judge asks: with the earliest and with the latest births. */
static enum entitlement answer(struct policy_view *v, const struct rule_program *p) {
    struct rule_source source = policy_source(v);
    enum entitlement answers[2];
    for (int late = 0; late < 2; late++) {
        v->latest_birth = late == 1;
        struct rule_value x = rule_eval(v->c->arena, p, &source, NULL, 0);
        answers[late] = x.kind != RULE_BOOL ? ENTITLED_UNKNOWN : x.b ? ENTITLED_YES : ENTITLED_NO;
        if (late == 0 && !policy_facts_spans(v->facts))
            return answers[0];
    }
    return answers[0] == answers[1] ? answers[0] : ENTITLED_UNKNOWN;
}

enum status policy_condition_answers(struct ctx *c, const struct policy_condition *k, const struct policy_facts *f,
                                     enum entitlement *ret, struct error *err) {
    struct policy_view v = {.c = c, .facts = f, .brief = true, .err = err};
    for (size_t i = 0; i < f->member_count; i++) {
        v.person = &f->members[i];
        ret[i] = answer(&v, k->program);
    }
    return err->status;
}

int64_t policy_facts_member(const struct policy_facts *f, size_t i, struct text *ret_name) {
    *ret_name = f->members[i].name;
    return f->members[i].id;
}

day_t policy_facts_born(const struct policy_facts *f, size_t i) {
    return f->members[i].born_first == f->members[i].born_last ? f->members[i].born_first : DAY_NONE;
}
