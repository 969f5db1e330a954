/* Two proposals of a demonstration: one waits for the bank's director, one was refused. Neither is in force: what holds
 * in a demonstration is what the law says. */
#include "features/demo/demo.h"
#include "features/policy/policy_facts.h"
#include "features/policy/policy_propose.h"
#include "policy_queries.h"

static enum status account_of(struct ctx *c, const char *username, int64_t *ret, bool *ret_found, struct error *err) {
    struct policy_account_row r;
    TRY(policy_account(c->db, &(struct policy_account_in){text_of(username)}, c->arena, &r, ret_found, err));
    if (*ret_found)
        *ret = r.id;
    return OK;
}

struct played {
    const char *policy, *proposer, *reason;
    const char *line, *condition; /* what it adds; NULL: none */
    const char *parameter;        /* what it changes; NULL: none */
    int64_t value;
    const char *refused_by, *remark; /* NULL: waits */
};
static const struct played plays[] = {
    {"loan-brvt-poor", "bank", "policy.demo.reason_loan", NULL, NULL, "amount_max", 50000000, NULL, NULL},
    {"electricity", "province", "policy.demo.reason_electricity", "policy.demo.line_electricity", "household.size >= 2",
     NULL, 0, "leader", "policy.demo.remark"},
};

static enum status copy_lines(struct ctx *c, const struct policy *p, int64_t version_id, const struct played *play,
                              struct error *err) {
    struct policy_clauses_of_row *rows;
    size_t count;
    TRY(policy_clauses_of(c->db, &(struct policy_clauses_of_in){{&p->version_id, 1}}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++)
        TRY(policy_clause_ship(c->db,
                               &(struct policy_clause_ship_in){version_id, rows[i].no, rows[i].title, rows[i].applies,
                                                               rows[i].condition, rows[i].article, rows[i].note,
                                                               rows[i].source, rows[i].certainty},
                               NULL, err));
    if (play->line == NULL)
        return OK;
    return policy_clause_ship(c->db,
                              &(struct policy_clause_ship_in){version_id, (int64_t)count + 1, tr(LANG_VI, play->line),
                                                              TEXT_NONE, text_of(play->condition), TEXT_NONE, TEXT_NONE,
                                                              tr(LANG_VI, "policy.demo.source"), T("invented")},
                              NULL, err);
}

static enum status change_amount(struct ctx *c, const struct policy *p, int64_t version_id, const struct played *play,
                                 day_t from, struct error *err) {
    struct policy_parameters_of_row *rows;
    size_t count;
    TRY(policy_parameters_of(c->db, &(struct policy_parameters_of_in){p->id}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++)
        if (text_is(rows[i].name, play->parameter))
            return policy_parameter_propose(c->db,
                                            &(struct policy_parameter_propose_in){
                                                id_new(), p->id, version_id, rows[i].name, play->value, rows[i].unit,
                                                from, DAY_FOREVER, tr(LANG_VI, "policy.demo.source"),
                                                tr(LANG_VI, "policy.demo.source"), T("invented")},
                                            NULL, err);
    return OK;
}

static enum status play_one(struct ctx *c, void *user, struct error *err) {
    const struct played *play = user;
    struct policy p;
    int64_t proposer = 0, decider = 0, id = id_new();
    bool found = false;
    TRY(account_of(c, play->proposer, &proposer, &found, err));
    if (!found)
        return OK; /* a demonstration without accounts */
    TRY(policy_by_key(c, play->policy, c->today, &p, err));
    day_t from = day_of(day_year(c->today) + 1, 1, 1);
    TRY(policy_version_propose(c->db,
                               &(struct policy_version_propose_in){
                                   id, p.id, from, DAY_FOREVER, p.classes,
                                   text_of(strrchr(policy_payment_word(p.payment), '.') + 1), p.evidence, p.funding,
                                   tr(LANG_VI, "policy.demo.source"), p.note, tr(LANG_VI, "policy.demo.source"),
                                   T("invented"), tr(LANG_VI, play->reason), proposer, clock_now(&c->app->clock)},
                               NULL, err));
    TRY(copy_lines(c, &p, id, play, err));
    if (play->parameter != NULL)
        TRY(change_amount(c, &p, id, play, from, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "policy", p.key);
    audit_note(c, 0, "policy.propose", "policy_version", id, diff);
    if (play->refused_by == NULL)
        return OK;
    TRY(account_of(c, play->refused_by, &decider, &found, err));
    if (!found)
        return OK;
    audit_note(c, 0, "policy.decide", "policy_version", id, diff);
    return policy_version_decide(c->db,
                                 &(struct policy_version_decide_in){id, 1, T("refused"), decider,
                                                                    clock_now(&c->app->clock),
                                                                    tr(LANG_VI, play->remark)},
                                 NULL, err);
}

enum status policy_demo(struct ctx *c, const struct demo_plan *plan, struct error *err) {
    (void)plan;
    for (size_t i = 0; i < COUNT_OF(plays); i++) {
        struct played play = plays[i];
        TRY(ctx_write(c, play_one, &play, err));
    }
    return OK;
}
