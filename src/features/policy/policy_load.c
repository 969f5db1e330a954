/* Shipped policies into the database. What officers put in force stands beside it as later versions and wins. */
#include "features/policy/policy_load.h"

#include "app/tsv.h"
#include "features/agency/agency.h"
#include "features/policy/policy.h"
#include "features/policy/policy_facts.h"
#include "policy_queries.h"

/* Shipped ids lie below 2^42, with bits that keep them apart from those of other features. */
static int64_t shipped_id(const char *fmt, ...) PRINTF_LIKE(1, 2);
static int64_t shipped_id(const char *fmt, ...) {
    char all[256];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(all, sizeof all, fmt, ap);
    va_end(ap);
    struct text key = {all, n < 0 ? 0 : (size_t)n < sizeof all ? (size_t)n : sizeof all - 1};
    return (int64_t)(text_hash(key) & ((1ULL << 40) - 1)) | 1LL << 41;
}

int64_t policy_id_of_key(struct text key) {
    return shipped_id("policy|%.*s", FMT(key));
}

static int64_t agency_or_none(struct text key) {
    return key.ptr == NULL ? DB_NULL : agency_id_of_key(key);
}

static enum status load_groups(struct ctx *c, struct error *err) {
    struct tsv t;
    tsv_open(&t, "content_groups.tsv");
    while (tsv_next(&t))
        TRY(content_group_put(c->db,
                              &(struct content_group_put_in){tsv_text(&t, "content_group"), tsv_text(&t, "name"),
                                                             tsv_text(&t, "grain"), tsv_text(&t, "note"),
                                                             tsv_text(&t, "source"), tsv_text(&t, "certainty")},
                              NULL, err));
    return OK;
}

/* A text that does not compile would leave everybody "unknown": it stops the load instead. */
static enum status must_compile(struct ctx *c, bool of_person, struct text source, enum rule_kind kind,
                                struct error *err) {
    const struct rule_program *program;
    struct rule_problem problem;
    if (source.ptr == NULL)
        return OK;
    if (!rule_compile(c->arena, of_person ? &policy_person_scope : &policy_household_scope, source, &program, &problem,
                      NULL))
        return fail(err, E_INVALID, "policy.bad_rule", arena_zstr(c->arena, source),
                    rule_problem_text(c->arena, c->lang, source, &problem).ptr);
    return rule_answers(program, kind) ? OK
                                       : fail(err, E_INVALID, "policy.bad_rule", arena_zstr(c->arena, source),
                                              rule_type_name(c->arena, program).ptr);
}

/* Lines of one policy, to its shipped version. */
static enum status load_rules(struct ctx *c, struct text policy, int64_t version_id, bool of_person,
                              struct error *err) {
    struct tsv t;
    int64_t last = 0;
    tsv_open(&t, "policy_rules.tsv");
    while (tsv_next(&t)) {
        if (!text_eq(tsv_text(&t, "policy_key"), policy))
            continue;
        last = tsv_int(&t, "no", last + 1);
        struct text condition = tsv_text(&t, "condition"), applies = tsv_text(&t, "applies");
        TRY(must_compile(c, of_person, condition, RULE_BOOL, err));
        TRY(must_compile(c, of_person, applies, RULE_BOOL, err));
        TRY(policy_clause_ship(c->db,
                               &(struct policy_clause_ship_in){version_id, last, tsv_text(&t, "title"), applies,
                                                               condition, tsv_text(&t, "article"), tsv_text(&t, "note"),
                                                               tsv_text(&t, "source"), tsv_text(&t, "certainty")},
                               NULL, err));
    }
    return policy_clauses_unship(c->db, &(struct policy_clauses_unship_in){version_id, last}, NULL, err);
}

static enum status load_policies(struct ctx *c, struct error *err) {
    struct tsv t;
    tsv_open(&t, "policies.tsv");
    while (tsv_next(&t)) {
        struct text key = tsv_text(&t, "policy_key");
        int64_t id = policy_id_of_key(key);
        TRY(policy_put(c->db,
                       &(struct policy_put_in){id, key, tsv_text(&t, "task"), tsv_text(&t, "title"),
                                               tsv_text(&t, "kind"), tsv_text(&t, "unit"), tsv_text(&t, "binds"),
                                               tsv_text(&t, "content_group"), tsv_int(&t, "payer_order", DB_NULL),
                                               agency_id_of_key(tsv_text(&t, "lead_agency_key")),
                                               agency_or_none(tsv_text(&t, "co_lead_agency_key")), tsv_text(&t, "note"),
                                               tsv_text(&t, "source"), tsv_text(&t, "certainty")},
                       NULL, err));
        day_t from = tsv_day(&t, "valid_from", 0);
        TRY(policy_version_ship(
            c->db,
            &(struct policy_version_ship_in){
                shipped_id("version|%.*s|%d", FMT(key), from), id, from, tsv_day(&t, "valid_to", DAY_FOREVER),
                tsv_text(&t, "classes"), tsv_text(&t, "payment"), tsv_text(&t, "evidence"), tsv_text(&t, "funding"),
                tsv_text(&t, "document"), TEXT_NONE, tsv_text(&t, "source"), tsv_text(&t, "certainty")},
            NULL, err));
        TRY(load_rules(c, key, shipped_id("version|%.*s|%d", FMT(key), from), text_is(tsv_text(&t, "unit"), "person"),
                       err));
    }
    return OK;
}

static enum status load_parameters(struct ctx *c, const char *file, bool of_policy, struct error *err) {
    struct tsv t;
    tsv_open(&t, file);
    while (tsv_next(&t)) {
        struct text key = of_policy ? tsv_text(&t, "policy_key") : TEXT_NONE, name = tsv_text(&t, "parameter");
        day_t from = tsv_day(&t, "valid_from", 0);
        TRY(policy_parameter_ship(
            c->db,
            &(struct policy_parameter_ship_in){shipped_id("parameter|%.*s|%.*s|%d", FMT(key), FMT(name), from),
                                               of_policy ? policy_id_of_key(key) : DB_NULL, name,
                                               tsv_int(&t, "value", DB_NULL), tsv_text(&t, "unit"), from,
                                               tsv_day(&t, "valid_to", DAY_FOREVER), tsv_text(&t, "article"),
                                               tsv_text(&t, "note"), tsv_text(&t, "source"), tsv_text(&t, "certainty")},
            NULL, err));
    }
    return OK;
}

static enum status load_names(struct ctx *c, struct error *err) {
    struct tsv t;
    tsv_open(&t, "parameter_names.tsv");
    while (tsv_next(&t))
        TRY(parameter_name_put(c->db, &(struct parameter_name_put_in){tsv_text(&t, "parameter"), tsv_text(&t, "title")},
                               NULL, err));
    return OK;
}

static enum status load_exceptions(struct ctx *c, const struct tsv *t, struct error *err) {
    struct text policies = tsv_text(t, "policies"), policy, other;
    while (text_cut(&policies, ' ', &policy)) {
        struct text beside = tsv_text(t, "beside");
        while (text_cut(&beside, ' ', &other))
            TRY(overlap_exception_put(c->db,
                                      &(struct overlap_exception_put_in){
                                          tsv_text(t, "rule_key"), policy_id_of_key(policy), policy_id_of_key(other)},
                                      NULL, err));
    }
    return OK;
}

static enum status load_overlaps(struct ctx *c, struct error *err) {
    struct tsv t;
    tsv_open(&t, "overlap_rules.tsv");
    while (tsv_next(&t)) {
        TRY(overlap_rule_put(c->db,
                             &(struct overlap_rule_put_in){tsv_text(&t, "rule_key"), tsv_text(&t, "content_group"),
                                                           tsv_text(&t, "rule"), tsv_text(&t, "condition"),
                                                           tsv_text(&t, "article"), tsv_text(&t, "source"),
                                                           tsv_text(&t, "certainty")},
                             NULL, err));
        TRY(load_exceptions(c, &t, err));
    }
    return OK;
}

enum status policy_load(struct ctx *c, struct error *err) {
    TRY(load_groups(c, err));
    TRY(load_policies(c, err));
    TRY(load_parameters(c, "policy_parameters.tsv", true, err));
    TRY(load_parameters(c, "common_parameters.tsv", false, err));
    TRY(load_names(c, err));
    return load_overlaps(c, err);
}
