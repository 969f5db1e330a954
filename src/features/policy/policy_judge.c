/* Who has the right to what, and why: every line of a policy with what the register says to it.
 *
 * A line holds, fails, needs a paper (no register tells it) or stays unknown (the register should tell it and does
 * not). One that fails decides; else one that is unknown; else papers must show the rest. */
#include "features/policy/policy_facts.h"
#include "policy_queries.h"

struct clause {
    struct text title, article, source, certainty, condition, applies;
    const struct rule_program *holds, *demanded; /* NULL: none */
    struct rule_problem *broken;                 /* the text does not compile: our mistake or an older version's */
    bool by_class;                               /* the line that follows from the policy's classes */
};
struct policy_rules {
    day_t on;
    struct one {
        struct policy policy;
        struct clause *clauses;
        size_t count;
    } * list;
    size_t count;
    bool proposed; /* a version that waits: its own amounts come first */
};

size_t policy_rules_count(const struct policy_rules *rules) {
    return rules->count;
}
const struct policy *policy_rules_at(const struct policy_rules *rules, size_t i) {
    return &rules->list[i].policy;
}

/* ---- compiling */

static bool speaks_of_classes(const struct rule_program *p) {
    return p != NULL && rule_reads_field(p, &policy_household_type, HOUSEHOLD_CLASSES);
}

static const struct rule_program *compiled(struct ctx *c, const struct policy *p, struct text source,
                                           struct clause *k) {
    const struct rule_program *program = NULL;
    struct rule_problem problem;
    if (source.ptr == NULL || source.len == 0)
        return NULL;
    const struct rule_scope *scope = p->unit == POLICY_OF_PERSON ? &policy_person_scope : &policy_household_scope;
    if (rule_compile(c->arena, scope, source, &program, &problem, NULL))
        return program;
    k->broken = ARENA_NEW(c->arena, struct rule_problem);
    *k->broken = problem;
    return NULL;
}

static void add_clauses(struct ctx *c, struct one *one, const struct policy_clauses_of_row *rows, size_t count) {
    const struct policy *p = &one->policy;
    one->clauses = ARENA_ARRAY(c->arena, count + 1, struct clause);
    bool classes_spoken_of = p->classes.ptr == NULL;
    for (size_t i = 0; i < count; i++) {
        struct clause *k = &one->clauses[i + 1];
        *k = (struct clause){.title = rows[i].title,
                             .article = rows[i].article,
                             .source = rows[i].source,
                             .certainty = rows[i].certainty,
                             .condition = rows[i].condition,
                             .applies = rows[i].applies};
        k->holds = compiled(c, p, rows[i].condition, k);
        k->demanded = compiled(c, p, rows[i].applies, k);
        classes_spoken_of = classes_spoken_of || speaks_of_classes(k->holds);
    }
    one->count = count;
    if (classes_spoken_of) {
        one->clauses++;
    } else {
        one->count++;
        one->clauses[0] = (struct clause){.title = policy_classes_title(c, p->classes),
                                          .article = p->document,
                                          .source = p->source,
                                          .certainty = p->certainty,
                                          .by_class = true};
    }
}

static enum status load_list(struct ctx *c, struct policy *list, size_t count, day_t on, bool proposed,
                             struct policy_rules **ret, struct error *err) {
    struct policy_rules *r = ARENA_NEW(c->arena, struct policy_rules);
    int64_t *ids = ARENA_ARRAY(c->arena, count + 1, int64_t);
    for (size_t i = 0; i < count; i++)
        ids[i] = list[i].version_id;
    struct policy_clauses_of_row *rows;
    size_t n;
    TRY(policy_clauses_of(c->db, &(struct policy_clauses_of_in){{ids, count}}, c->arena, &rows, &n, err));
    *r = (struct policy_rules){.on = on, .count = count, .proposed = proposed};
    r->list = ARENA_ARRAY(c->arena, count + 1, struct one);
    for (size_t i = 0; i < count; i++) {
        r->list[i].policy = list[i];
        size_t from = 0, to;
        while (from < n && rows[from].version_id != list[i].version_id)
            from++;
        for (to = from; to < n && rows[to].version_id == list[i].version_id;)
            to++;
        add_clauses(c, &r->list[i], &rows[from], to - from);
    }
    *ret = r;
    return OK;
}

enum status policy_rules_load(struct ctx *c, int64_t policy_id, day_t on, struct policy_rules **ret,
                              struct error *err) {
    struct policy only, *list = &only;
    size_t count = 1;
    if (policy_id == 0)
        TRY(policy_list(c, on, &list, &count, err));
    else
        TRY(policy_get(c, policy_id, on, &only, err));
    return load_list(c, list, count, on, false, ret, err);
}

enum status policy_rules_load_version(struct ctx *c, int64_t version_id, day_t on, struct policy_rules **ret,
                                      struct error *err) {
    struct policy only;
    TRY(policy_get_version(c, version_id, on, &only, err));
    return load_list(c, &only, 1, on, true, ret, err);
}

bool policy_rules_by_list(const struct policy_rules *rules, size_t i) {
    const struct one *one = &rules->list[i];
    return one->count > 0 && one->clauses[0].by_class;
}

/* ---- judging */

#define READS 24

static enum judge_state state_of(const struct rule_value *v) {
    return v->kind != RULE_BOOL ? JUDGE_UNKNOWN : v->b ? JUDGE_HOLDS : JUDGE_FAILS;
}

/* Asked with the earliest and with the latest births; unknown when that makes a difference. */
static enum judge_state ask(struct policy_view *v, const struct rule_program *p, struct rule_trace *trace,
                            struct rule_value *ret_last) {
    struct rule_source source = policy_source(v);
    v->latest_birth = false;
    *ret_last = rule_eval(v->c->arena, p, &source, trace, 0);
    enum judge_state first = state_of(ret_last);
    if (!policy_facts_spans(v->facts))
        return first;
    v->latest_birth = true;
    struct rule_value last = rule_eval(v->c->arena, p, &source, trace, 0);
    return state_of(&last) == first ? first : JUDGE_UNKNOWN;
}

static bool among(struct text classes, struct text code) {
    struct text part;
    while (text_cut(&classes, ' ', &part))
        if (text_eq(part, code))
            return true;
    return false;
}

static enum judge_state by_class(const struct policy_facts *f, struct text classes) {
    for (size_t s = 0; s < STANDARDS; s++)
        if (f->classes[s].code.ptr != NULL && among(classes, f->classes[s].code))
            return JUDGE_HOLDS;
    return JUDGE_FAILS;
}

static struct text reason_of(struct policy_view *v, const struct clause *k, const struct rule_trace *trace,
                             const struct rule_value *answer) {
    if (v->brief)
        return TEXT_NONE;
    bool classes = speaks_of_classes(k->holds);
    struct text reads = policy_reads_text(v, trace);
    if (answer->kind == RULE_ERROR)
        return rule_problem_text(v->c->arena, v->c->lang, k->condition, answer->problem);
    if (!classes)
        return reads;
    struct text of_class = policy_classes_text(v->c, v->facts);
    return reads.len == 0 ? of_class : arena_fmt(v->c->arena, "%.*s; %.*s", FMT(of_class), FMT(reads));
}

/* False: the line is not demanded here. */
static bool judge_clause(struct policy_view *v, const struct policy *p, const struct clause *k,
                         struct judge_line *line) {
    struct rule_read reads[READS];
    struct rule_trace trace = {reads, 0, READS};
    struct rule_value answer = rule_unknown();
    *line = (struct judge_line){JUDGE_NEEDS_PAPER, k->title, TEXT_NONE, k->article, k->source, k->certainty};
    if (k->broken != NULL) {
        line->state = JUDGE_UNKNOWN;
        line->reason = rule_problem_text(v->c->arena, v->c->lang, k->condition, k->broken);
        return true;
    }
    if (k->by_class) {
        line->state = by_class(v->facts, p->classes);
        line->reason = v->brief ? TEXT_NONE : policy_classes_text(v->c, v->facts);
        return true;
    }
    if (k->demanded != NULL) {
        enum judge_state demanded = ask(v, k->demanded, &trace, &answer);
        if (demanded == JUDGE_FAILS)
            return false;
        if (demanded == JUDGE_UNKNOWN) {
            line->state = JUDGE_UNKNOWN;
            line->reason = reason_of(v, k, &trace, &answer);
            return true;
        }
        trace.count = 0;
    }
    if (k->holds != NULL) {
        line->state = ask(v, k->holds, &trace, &answer);
        line->reason = reason_of(v, k, &trace, &answer);
    } else {
        line->reason = tr(v->c->lang, "policy.paper_needed");
    }
    return true;
}

static enum entitlement answer_of(const struct judge_line *lines, size_t count) {
    size_t states[4] = {0};
    for (size_t i = 0; i < count; i++)
        states[lines[i].state]++;
    return states[JUDGE_FAILS] > 0                   ? ENTITLED_NO
           : states[JUDGE_UNKNOWN] > 0 || count == 0 ? ENTITLED_UNKNOWN
           : states[JUDGE_NEEDS_PAPER] > 0           ? ENTITLED_IF_SHOWN
                                                     : ENTITLED_YES;
}

static void judge_subject(struct policy_view *v, const struct one *one, struct judged_subject *ret) {
    struct judge_line *lines = ARENA_ARRAY(v->c->arena, one->count + 2, struct judge_line);
    size_t count = 0;
    if (!v->facts->resident) {
        lines[count++] = (struct judge_line){
            JUDGE_FAILS, tr(v->c->lang, "policy.must_live_here"), tr(v->c->lang, "policy.lives_here_no_more"),
            TEXT_NONE,   tr(v->c->lang, "policy.from_register"),  T("confirmed")};
    }
    for (size_t i = 0; i < one->count; i++)
        count += judge_clause(v, &one->policy, &one->clauses[i], &lines[count]);
    const struct person_fact *p = v->person;
    *ret = (struct judged_subject){.person_id = p == NULL ? 0 : p->id,
                                   .name = p == NULL ? v->facts->code : p->name,
                                   .answer = answer_of(lines, count),
                                   .lines = lines,
                                   .line_count = count};
}

/* subjects has room for one, or for one by member. */
static enum status judge_all(struct ctx *c, const struct policy_rules *rules, const struct one *one,
                             const struct policy_facts *facts, bool brief, struct judged_subject *subjects,
                             size_t count, struct error *err) {
    struct error reading = {0};
    struct policy_view v = {.c = c,
                            .facts = facts,
                            .policy_id = one->policy.id,
                            .version_id = rules->proposed ? one->policy.version_id : 0,
                            .brief = brief,
                            .err = &reading};
    for (size_t k = 0; k < count; k++) {
        v.person = one->policy.unit == POLICY_OF_PERSON ? &facts->members[k] : NULL;
        judge_subject(&v, one, &subjects[k]);
    }
    if (reading.status != OK)
        *err = reading;
    return reading.status;
}

static size_t subjects_of(const struct one *one, const struct policy_facts *facts) {
    return one->policy.unit == POLICY_OF_PERSON ? facts->member_count : 1;
}

enum status policy_rules_judge(struct ctx *c, const struct policy_rules *rules, size_t i,
                               const struct policy_facts *facts, struct judgement *ret, struct error *err) {
    const struct one *one = &rules->list[i];
    size_t count = subjects_of(one, facts);
    struct judged_subject *subjects = ARENA_ARRAY(c->arena, count + 1, struct judged_subject);
    TRY(judge_all(c, rules, one, facts, false, subjects, count, err));
    *ret = (struct judgement){one->policy, facts->household_id, facts->on, subjects, count};
    return OK;
}

enum status policy_rules_answers(struct ctx *c, const struct policy_rules *rules, size_t i,
                                 const struct policy_facts *facts, enum entitlement *ret, size_t *ret_count,
                                 struct error *err) {
    const struct one *one = &rules->list[i];
    size_t count = subjects_of(one, facts);
    struct judged_subject *subjects = ARENA_ARRAY(c->arena, count + 1, struct judged_subject);
    TRY(judge_all(c, rules, one, facts, true, subjects, count, err));
    for (size_t k = 0; k < count; k++)
        ret[k] = subjects[k].answer;
    *ret_count = count;
    return OK;
}

size_t policy_facts_members(const struct policy_facts *facts) {
    return facts->member_count;
}

enum status policy_judge(struct ctx *c, int64_t policy_id, int64_t household_id, day_t on, struct judgement *ret,
                         struct error *err) {
    struct policy_rules *rules;
    struct policy_facts **facts;
    TRY(policy_rules_load(c, policy_id, on, &rules, err));
    TRY(policy_facts_load(c, (struct db_ids){&household_id, 1}, on, &facts, err));
    if (facts[0] == NULL)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return policy_rules_judge(c, rules, 0, facts[0], ret, err);
}

enum entitlement judgement_answer(const struct judgement *j) {
    static const int rank[] = {[ENTITLED_NO] = 0, [ENTITLED_UNKNOWN] = 1, [ENTITLED_IF_SHOWN] = 2, [ENTITLED_YES] = 3};
    enum entitlement best = ENTITLED_NO;
    for (size_t i = 0; i < j->subject_count; i++)
        if (rank[j->subjects[i].answer] > rank[best])
            best = j->subjects[i].answer;
    return best;
}
