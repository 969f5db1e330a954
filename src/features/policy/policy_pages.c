/* The list of policies and the page of one: what it gives, to whom, by which standard, how much, what excludes it. */
#include "features/policy/policy_pages.h"

#include "app/tsv.h"
#include "features/agency/agency.h"
#include "features/policy/policy_propose.h"
#include "features/standard/standard.h"
#include "policy_queries.h"

/* "poor/brvt newly_escaped/brvt" as words, and whether any of them is of the national standard only. */
static void add_classes(struct text classes, struct value *v) {
    struct value *list = value_set_list(v, "classes");
    bool national = false, provincial = false;
    struct text part;
    while (text_cut(&classes, ' ', &part)) {
        bool of_province = text_ends(part, T("/brvt"));
        provincial = provincial || of_province;
        national = national || !of_province;
        const char *word = policy_class_word(part);
        if (word != NULL) {
            struct value *w = value_add_object(list);
            value_set_text(w, "code", part);
            value_set_word(w, "name", word);
        }
    }
    value_set_word(v, "opened_by",
                   national && provincial ? "policy.opened_by.both"
                   : provincial           ? "policy.opened_by.provincial"
                   : national             ? "policy.opened_by.national"
                                          : "policy.opened_by.none");
}

enum status policy_value_add(struct ctx *c, const struct policy *p, struct value *v, struct error *err) {
    struct text lead = TEXT_NONE, co_lead = TEXT_NONE;
    TRY(agency_name(c, p->lead_agency_id, c->as_of, &lead, err));
    if (p->co_lead_agency_id != 0)
        TRY(agency_name(c, p->co_lead_agency_id, c->as_of, &co_lead, err));
    value_set_id(v, "id", p->id);
    value_set_text(v, "key", p->key);
    value_set_text(v, "name", p->name);
    value_set_text(v, "task", p->task);
    value_set_word(v, "kind", policy_kind_word(p->kind));
    value_set_word(v, "unit", policy_unit_word(p->unit));
    value_set_word(v, "binds", policy_binds_word(p->binds));
    value_set_word(v, "payment", policy_payment_word(p->payment));
    value_set_text(v, "content_group", p->content_group);
    value_set_int(v, "payer_order", p->payer_order);
    value_set_text(v, "lead_agency", lead);
    value_set_text(v, "co_lead_agency", co_lead);
    value_set_text(v, "evidence", p->evidence);
    value_set_text(v, "funding", p->funding);
    value_set_text(v, "document", p->document);
    value_set_text(v, "note", p->note);
    value_set_text(v, "source", p->source);
    value_set_certainty(v, "certainty", p->certainty);
    value_set_bool(v, "firm", certainty_is_firm(p->certainty));
    value_set_day(v, "valid_from", p->valid_from);
    value_set_day(v, "valid_to", p->valid_to == DAY_FOREVER ? DAY_NONE : p->valid_to);
    add_classes(p->classes, v);
    return OK;
}

/* Tasks without policy, each with its page in the plans in force. */
static enum status add_works(struct ctx *c, struct value *out, struct error *err) {
    struct tsv t;
    struct value *list = value_set_list(out, "works");
    tsv_open(&t, "task_works.tsv");
    while (tsv_next(&t)) {
        struct policy_plan_tasks_row *rows;
        size_t count;
        struct value *v = value_add_object(list);
        value_set_text(v, "task", tsv_text(&t, "task"));
        value_set_text(v, "title", tsv_text(&t, "title"));
        TRY(policy_plan_tasks(c->db, &(struct policy_plan_tasks_in){tsv_text(&t, "task")}, c->arena, &rows, &count,
                              err));
        value_set_id(v, "plan_id", count > 0 ? rows[0].plan_id : DB_NULL);
    }
    value_set_bool(out, "may_read_plan", user_may(&c->user, "plan.read"));
    return OK;
}

enum status policies_page(struct ctx *c, struct value *out, struct error *err) {
    struct policy *list;
    size_t count;
    TRY(policy_list(c, c->as_of, &list, &count, err));
    value_set_day(out, "as_of", c->as_of);
    struct value *items = value_set_list(out, "items");
    for (size_t i = 0; i < count; i++)
        TRY(policy_value_add(c, &list[i], value_add_object(items), err));
    return add_works(c, out, err);
}

static const char *const unit_words[] = {"policy.per.dong",
                                         "policy.per.dong_per_month",
                                         "policy.per.dong_per_course",
                                         "policy.per.dong_per_house",
                                         "policy.per.dong_per_household",
                                         "policy.per.dong_per_kwh",
                                         "policy.per.bp",
                                         "policy.per.bp_year",
                                         "policy.per.bp_of_rate",
                                         "policy.per.month",
                                         "policy.per.bp_of_base_salary",
                                         "policy.per.month_per_school_year",
                                         "policy.per.kwh_per_month",
                                         "policy.per.bp_of_social_base",
                                         "policy.per.bp_of_minimum_wage_per_day",
                                         "policy.per.ml_per_km",
                                         "policy.per.bp_of_national_line"};

const char *policy_per_word(struct text unit) {
    for (size_t i = 0; i < COUNT_OF(unit_words); i++)
        if (text_is(unit, unit_words[i] + sizeof "policy.per." - 1))
            return unit_words[i];
    return NULL;
}

void policy_parameter_value(struct value *v, struct text name, int64_t value, struct text text, struct text unit) {
    value_set_text(v, "name", name);
    value_set_text(v, "unit", unit);
    if (policy_per_word(unit) != NULL)
        value_set_word(v, "per", policy_per_word(unit));
    if (text.ptr != NULL)
        value_set_text(v, "value", text);
    else if (value == DB_NULL)
        value_set_null(v, "value");
    else if (text_starts(unit, T("dong")))
        value_set_money(v, "value", value);
    else if (text_starts(unit, T("bp")))
        value_set_bp(v, "value", value);
    else
        value_set_int(v, "value", value);
}

static enum status add_parameters(struct ctx *c, int64_t policy_id, const char *key, struct value *out,
                                  struct error *err) {
    struct policy_parameters_of_row *rows;
    size_t count;
    TRY(policy_parameters_of(c->db, &(struct policy_parameters_of_in){policy_id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, key);
    for (size_t i = 0; i < count; i++) {
        const struct policy_parameters_of_row *r = &rows[i];
        struct value *v = value_add_object(list);
        policy_parameter_value(v, r->name, r->value, r->text_value, r->unit);
        value_set_text(v, "title", r->title);
        value_set_day(v, "valid_from", r->valid_from);
        value_set_day(v, "valid_to", r->valid_to == DAY_FOREVER ? DAY_NONE : r->valid_to);
        value_set_bool(v, "in_force", r->valid_from <= c->as_of && c->as_of < r->valid_to);
        value_set_text(v, "article", r->article);
        value_set_text(v, "note", r->note);
        value_set_text(v, "source", r->source);
        value_set_certainty(v, "certainty", r->certainty);
        value_set_bool(v, "firm", certainty_is_firm(r->certainty));
    }
    return OK;
}

static enum status add_group(struct ctx *c, const struct policy *p, struct value *out, struct error *err) {
    struct content_group g;
    TRY(content_group_get(c, p->content_group, &g, err));
    struct value *v = value_set_object(out, "group");
    value_set_text(v, "key", g.key);
    value_set_text(v, "name", g.name);
    value_set_word(v, "grain", policy_grain_word(g.grain));
    value_set_text(v, "note", g.note);
    struct policy_of_group_row *others;
    struct overlap_rules_of_row *rules;
    size_t count;
    TRY(policy_of_group(c->db, &(struct policy_of_group_in){g.key}, c->arena, &others, &count, err));
    struct value *list = value_set_list(v, "policies");
    for (size_t i = 0; i < count; i++) {
        if (others[i].id == p->id)
            continue;
        struct value *o = value_add_object(list);
        value_set_text(o, "key", others[i].key);
        value_set_text(o, "name", others[i].name);
        value_set_int(o, "payer_order", others[i].payer_order);
    }
    TRY(overlap_rules_of(c->db, &(struct overlap_rules_of_in){g.key}, c->arena, &rules, &count, err));
    list = value_set_list(v, "rules");
    for (size_t i = 0; i < count; i++) {
        struct value *o = value_add_object(list);
        value_set_text(o, "condition", rules[i].condition);
        value_set_text(o, "article", rules[i].article);
        value_set_text(o, "source", rules[i].source);
        value_set_certainty(o, "certainty", rules[i].certainty);
    }
    return OK;
}

static enum status add_tasks(struct ctx *c, const struct policy *p, struct value *out, struct error *err) {
    struct value *list = value_set_list(out, "plan_tasks");
    if (p->task.ptr == NULL)
        return OK;
    struct policy_plan_tasks_row *rows;
    size_t count;
    TRY(policy_plan_tasks(c->db, &(struct policy_plan_tasks_in){p->task}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "plan_id", rows[i].plan_id);
        value_set_text(v, "plan", rows[i].number);
        value_set_int(v, "year", rows[i].year);
        value_set_text(v, "code", p->task);
        value_set_text(v, "title", rows[i].title);
    }
    return OK;
}

/* What is demanded, as it is written. */
static enum status add_clauses(struct ctx *c, const struct policy *p, struct value *out, struct error *err) {
    struct policy_clauses_of_row *rows;
    size_t count;
    TRY(policy_clauses_of(c->db, &(struct policy_clauses_of_in){{&p->version_id, 1}}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "clauses");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_text(v, "title", rows[i].title);
        value_set_text(v, "condition", rows[i].condition);
        value_set_text(v, "applies", rows[i].applies);
        value_set_text(v, "article", rows[i].article);
        value_set_text(v, "note", rows[i].note);
        value_set_text(v, "source", rows[i].source);
        value_set_certainty(v, "certainty", rows[i].certainty);
    }
    return OK;
}

static enum status add_history(struct ctx *c, const struct policy *p, struct value *out, struct error *err) {
    struct policy_versions_of_row *rows;
    size_t count;
    TRY(policy_versions_of(c->db, &(struct policy_versions_of_in){p->id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "versions");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "id", rows[i].id);
        value_set_bool(v, "shipped", rows[i].shipped);
        value_set_word(v, "state", policy_state_word(rows[i].state));
        value_set_day(v, "valid_from", rows[i].valid_from);
        value_set_day(v, "valid_to", rows[i].valid_to == DAY_FOREVER ? DAY_NONE : rows[i].valid_to);
        value_set_text(v, "document", rows[i].document);
        value_set_text(v, "proposed_by", rows[i].proposed_by_name);
        value_set_text(v, "decided_by", rows[i].decided_by_name);
        value_set_text(v, "remark", rows[i].remark);
    }
    return OK;
}

enum status policy_page(struct ctx *c, struct value *out, struct error *err) {
    struct policy p;
    TRY(policy_by_key(c, arena_zstr(c->arena, c->params[0]), c->as_of, &p, err));
    TRY(policy_value_add(c, &p, out, err));
    TRY(add_parameters(c, p.id, "parameters", out, err));
    TRY(add_parameters(c, DB_NULL, "shared_parameters", out, err));
    TRY(add_group(c, &p, out, err));
    value_set_bool(out, "may_read_plan", user_may(&c->user, "plan.read"));
    value_set_page(out, "propose", value_object(c->arena));
    struct error none = {0};
    if (user_may(&c->user, "policy.propose") && policy_require_agency(c, &p, &none) == OK)
        value_set_text((struct value *)(uintptr_t)value_get(out, T("propose")), "href",
                       arena_fmt(c->arena, "/policies/%.*s/propose", FMT(p.key)));
    TRY(add_clauses(c, &p, out, err));
    TRY(add_history(c, &p, out, err));
    return add_tasks(c, &p, out, err);
}
