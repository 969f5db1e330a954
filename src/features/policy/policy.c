/* Looking up policies, content groups, exceptions and dated numbers. */
#include "features/policy/policy.h"

#include "app/tsv.h"

#include "features/policy/policy_facts.h"
#include "policy_queries.h"

/* Codes as the database and data/policies.tsv write them, in the order of the enums; the words end in them. */
static const char *const kinds[] = {"policy.kind.cash", "policy.kind.in_kind", "policy.kind.card", "policy.kind.fee",
                                    "policy.kind.loan", "policy.kind.service", "policy.kind.works"};
static const char *const units[] = {"policy.unit.person", "policy.unit.household"};
static const char *const bindings[] = {"policy.binds.none", "policy.binds.person", "policy.binds.household",
                                       "policy.binds.household_and_members", "policy.binds.borrower_household"};
static const char *const grains[] = {"policy.grain.month", "policy.grain.quarter", "policy.grain.school_term",
                                     "policy.grain.year",  "policy.grain.once",    "policy.grain.while_open",
                                     "policy.grain.case"};
static const char *const payments[] = {"policy.payment.month", "policy.payment.quarter", "policy.payment.school_term",
                                       "policy.payment.once",  "policy.payment.loan",    "policy.payment.case"};
static const char *const answers[] = {"policy.answer.no", "policy.answer.yes", "policy.answer.if_shown",
                                      "policy.answer.unknown"};
static const char *const overlaps[] = {"policy.overlap.refuse", "policy.overlap.highest", "policy.overlap.once",
                                       "policy.overlap.allow"};

const char *policy_kind_word(enum policy_kind kind) {
    return kinds[kind];
}
const char *policy_unit_word(enum policy_unit unit) {
    return units[unit];
}
const char *policy_binds_word(enum policy_binds binds) {
    return bindings[binds];
}
const char *policy_grain_word(enum policy_grain grain) {
    return grains[grain];
}
const char *policy_payment_word(enum policy_payment payment) {
    return payments[payment];
}
const char *policy_entitlement_word(enum entitlement answer) {
    return answers[answer];
}

static unsigned code_no(const char *const *words, size_t count, struct text code) {
    for (unsigned i = 0; i < count; i++)
        if (text_is(code, strrchr(words[i], '.') + 1))
            return i;
    return 0;
}
#define CODE_NO(words, code) code_no((words), COUNT_OF(words), (code))

static struct policy policy_of(const struct policy_in_force_row *r) {
    return (struct policy){.id = r->id,
                           .version_id = r->version_id,
                           .key = r->key,
                           .name = r->name,
                           .task = r->task,
                           .kind = CODE_NO(kinds, r->kind),
                           .unit = CODE_NO(units, r->unit),
                           .binds = CODE_NO(bindings, r->binds),
                           .payment = CODE_NO(payments, r->payment),
                           .content_group = r->content_group,
                           .payer_order = r->payer_order,
                           .lead_agency_id = r->lead_agency_id,
                           .co_lead_agency_id = r->co_lead_agency_id == DB_NULL ? 0 : r->co_lead_agency_id,
                           .classes = r->classes,
                           .evidence = r->evidence,
                           .funding = r->funding,
                           .document = r->document,
                           .note = r->note,
                           .source = r->source,
                           .certainty = r->certainty,
                           .valid_from = r->valid_from,
                           .valid_to = r->valid_to};
}

static enum status find(struct ctx *c, int64_t id, struct text key, day_t on, struct policy *ret, struct error *err) {
    struct policy_in_force_row *rows;
    size_t count;
    TRY(policy_in_force(c->db, &(struct policy_in_force_in){on, id, key, DB_NULL}, c->arena, &rows, &count, err));
    if (count > 0) {
        *ret = policy_of(&rows[0]);
        return OK;
    }
    struct policy_exists_row r;
    bool found = false;
    TRY(policy_exists(c->db, &(struct policy_exists_in){id, key}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "policy.missing");
    char day[11];
    day_vn(on, day);
    return fail(err, E_NOT_FOUND, "policy.not_in_force", day);
}

enum status policy_get(struct ctx *c, int64_t id, day_t on, struct policy *ret, struct error *err) {
    return find(c, id, TEXT_NONE, on, ret, err);
}

enum status policy_get_version(struct ctx *c, int64_t version_id, day_t on, struct policy *ret, struct error *err) {
    struct policy_in_force_row *rows;
    size_t count;
    TRY(policy_in_force(c->db, &(struct policy_in_force_in){on, DB_NULL, TEXT_NONE, version_id}, c->arena, &rows,
                        &count, err));
    if (count == 0)
        return fail(err, E_NOT_FOUND, "policy.missing");
    *ret = policy_of(&rows[0]);
    return OK;
}

enum status policy_by_key(struct ctx *c, const char *key, day_t on, struct policy *ret, struct error *err) {
    return find(c, DB_NULL, text_of(key), on, ret, err);
}

enum status policy_list(struct ctx *c, day_t on, struct policy **ret, size_t *ret_count, struct error *err) {
    struct policy_in_force_row *rows;
    size_t count;
    TRY(policy_in_force(c->db, &(struct policy_in_force_in){on, DB_NULL, TEXT_NONE, DB_NULL}, c->arena, &rows, &count,
                        err));
    struct policy *list = ARENA_ARRAY(c->arena, count + 1, struct policy);
    for (size_t i = 0; i < count; i++)
        list[i] = policy_of(&rows[i]);
    *ret = list;
    *ret_count = count;
    return OK;
}

struct text policy_task_work(struct text task) {
    struct tsv t;
    tsv_open(&t, "task_works.tsv");
    while (tsv_next(&t))
        if (text_eq(tsv_text(&t, "task"), task))
            return tsv_text(&t, "title");
    return TEXT_NONE;
}

enum status content_group_get(struct ctx *c, struct text key, struct content_group *ret, struct error *err) {
    struct content_group_by_key_row r;
    bool found = false;
    TRY(content_group_by_key(c->db, &(struct content_group_by_key_in){key}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "policy.no_group");
    *ret = (struct content_group){r.key, r.name, r.note, r.source, r.certainty, CODE_NO(grains, r.grain)};
    return OK;
}

enum status overlap_rule_of(struct ctx *c, struct text content_group, struct overlap_rule *ret, struct error *err) {
    struct overlap_rules_of_row *rows;
    size_t count;
    TRY(overlap_rules_of(c->db, &(struct overlap_rules_of_in){content_group}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++)
        if (!text_is(rows[i].rule, "allow")) {
            *ret = (struct overlap_rule){rows[i].key,    rows[i].condition, rows[i].article,
                                         rows[i].source, rows[i].certainty, CODE_NO(overlaps, rows[i].rule)};
            return OK;
        }
    return fail_detail(err, E_INTERNAL, "http.internal", "no overlap rule holds for every group");
}

enum status policy_exception(struct ctx *c, int64_t policy_id, int64_t beside_id, bool *ret_allowed,
                             struct overlap_rule *ret, struct error *err) {
    struct overlap_exception_find_row r;
    bool found = false;
    TRY(overlap_exception_find(c->db, &(struct overlap_exception_find_in){policy_id, beside_id}, c->arena, &r, &found,
                               err));
    if (found)
        *ret = (struct overlap_rule){r.key, r.condition, r.article, r.source, r.certainty, CODE_NO(overlaps, r.rule)};
    *ret_allowed = found;
    return OK;
}

static enum policy_value_type type_of_unit(struct text unit) {
    return text_starts(unit, T("dong")) ? VALUE_MONEY
           : text_starts(unit, T("bp")) ? VALUE_BP
           : text_is(unit, "text")      ? VALUE_TEXT
                                        : VALUE_INT;
}

enum status policy_parameter(struct ctx *c, int64_t policy_id, const char *name, day_t on, struct policy_value *ret,
                             struct error *err) {
    struct policy_parameter_on_row r;
    bool found = false;
    TRY(policy_parameter_on(c->db, &(struct policy_parameter_on_in){policy_id, text_of(name), on}, c->arena, &r, &found,
                            err));
    if (!found || (r.value == DB_NULL && r.text_value.ptr == NULL))
        return fail(err, E_NOT_FOUND, "policy.unknown_value");
    *ret = (struct policy_value){.type = type_of_unit(r.unit),
                                 .value = r.value,
                                 .text = r.text_value,
                                 .unit = r.unit,
                                 .valid_from = r.valid_from,
                                 .valid_to = r.valid_to,
                                 .article = r.article,
                                 .note = r.note,
                                 .source = r.source,
                                 .certainty = r.certainty};
    return OK;
}

enum status policy_parameter_changes(struct ctx *c, int64_t policy_id, const char *name, day_t from, day_t to,
                                     day_t *days, size_t max, size_t *ret_count, struct error *err) {
    struct policy_parameter_days_row *rows;
    size_t count;
    TRY(policy_parameter_days(c->db, &(struct policy_parameter_days_in){policy_id, text_of(name), from, to}, c->arena,
                              &rows, &count, err));
    *ret_count = count < max ? count : max;
    for (size_t i = 0; i < *ret_count; i++)
        days[i] = rows[i].on_day;
    return OK;
}
