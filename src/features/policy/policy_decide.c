/* Proposals: the list, one with what it changes, and the decision of a second person. */
#include "features/area/area.h"
#include "features/policy/policy_facts.h"
#include "features/policy/policy_pages.h"
#include "features/policy/policy_propose.h"
#include "features/standard/standard.h"
#include "policy_queries.h"

static const struct choice states[] = {{"proposed", "policy.state.proposed", 0},
                                       {"in_force", "policy.state.in_force", 0},
                                       {"refused", "policy.state.refused", 0},
                                       {"withdrawn", "policy.state.withdrawn", 0}};

const char *policy_state_word(struct text code) {
    for (size_t i = 0; i < COUNT_OF(states); i++)
        if (text_is(code, states[i].code))
            return states[i].label;
    return states[0].label;
}

/* ---- the list */

static void proposal_row(struct ctx *c, const void *row, struct value *item) {
    (void)c;
    const struct policy_proposals_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "policy", r->policy_name);
    value_set_text(item, "key", r->policy_key);
    value_set_word(item, "state", policy_state_word(r->state));
    value_set_day(item, "valid_from", r->valid_from);
    value_set_text(item, "document", r->document);
    value_set_text(item, "proposed_by", r->proposed_by);
    value_set_instant(item, "proposed_at", r->proposed_at);
    value_set_text(item, "decided_by", r->decided_by);
    value_set_instant(item, "decided_at", r->decided_at);
}
static const struct list_column columns[] = {
    {.key = "policy", .label = "policy.one", .href = "/policies/proposals/{id}", .type = V_TEXT},
    {.key = "state", .label = "policy.proposal_state", .type = V_WORD},
    {.key = "valid_from", .label = "policy.valid_from", .type = V_DAY},
    {.key = "document", .label = "policy.document", .type = V_TEXT},
    {.key = "proposed_by", .label = "policy.proposed_by", .type = V_TEXT},
    {.key = "proposed_at", .label = "policy.proposed_at", .sort = "proposed", .type = V_INSTANT},
    {.key = "decided_by", .label = "policy.decided_by", .type = V_TEXT},
    {.key = "decided_at", .label = "policy.decided_at", .type = V_INSTANT, .hidden = true},
};
static const struct list_filter filters[] = {
    {.name = "state",
     .label = "policy.proposal_state",
     .type = F_CHOICE,
     .choices = states,
     .choice_count = COUNT_OF(states)},
};
const struct list_def policy_proposal_list = {
    .name = "policy_proposals",
    .stmt = &policy_proposals_stmt,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .filters = filters,
    .filter_count = COUNT_OF(filters),
    .row_href = "/policies/proposals/{id}",
    .row = proposal_row,
    .empty = "policy.no_proposals",
    .file_name = "de-xuat-chinh-sach",
};
enum status policy_proposals_page(struct ctx *c, struct value *out, struct error *err) {
    return list_answer(c, &policy_proposal_list, &(struct policy_proposals_in){DB_NULL}, NULL, 0, out, err);
}

/* ---- one */

const struct form policy_decide_form = {
    "policy_decision",
    (const struct field[]){
        {.name = "outcome",
         .type = F_CHOICE,
         .required = true,
         .label = "policy.outcome",
         .choices = (const struct choice[]){{"in_force", "policy.outcome.in_force", 0},
                                            {"refused", "policy.outcome.refused", 0}},
         .choice_count = 2},
        {.name = "remark", .type = F_LONG, .max = 2000, .label = "policy.remark", .help = "policy.remark_help"},
        {.name = "version", .type = F_HIDDEN_INT, .required = true, .label = "policy.version"},
    },
    3};

static enum status find(struct ctx *c, struct policy_proposal_row *ret, struct error *err) {
    int64_t id;
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(policy_proposal(c->db, &(struct policy_proposal_in){id}, c->arena, ret, &found, err));
    return found && !ret->shipped ? OK : fail(err, E_NOT_FOUND, "http.not_found");
}

static void clause_value(const struct policy_clauses_of_row *r, struct value *v) {
    value_set_text(v, "title", r->title);
    value_set_text(v, "condition", r->condition);
    value_set_text(v, "applies", r->applies);
    value_set_text(v, "article", r->article);
}

/* A version as the two columns of the page show it. */
static enum status version_value(struct ctx *c, const struct policy *p, struct value *v, struct error *err) {
    struct policy_clauses_of_row *rows;
    size_t count;
    TRY(policy_value_add(c, p, v, err));
    value_set_text(v, "must_be", p->classes.ptr == NULL ? TEXT_NONE : policy_classes_title(c, p->classes));
    TRY(policy_clauses_of(c->db, &(struct policy_clauses_of_in){{&p->version_id, 1}}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(v, "clauses");
    for (size_t i = 0; i < count; i++)
        clause_value(&rows[i], value_add_object(list));
    return OK;
}

static enum status add_amounts(struct ctx *c, const struct policy_proposal_row *p, struct value *out,
                               struct error *err) {
    struct policy_parameters_of_version_row *rows;
    size_t count;
    TRY(policy_parameters_of_version(c->db, &(struct policy_parameters_of_version_in){p->id}, c->arena, &rows, &count,
                                     err));
    struct value *list = value_set_list(out, "amounts");
    for (size_t i = 0; i < count; i++) {
        struct policy_value now;
        struct error none = {0};
        struct value *v = value_add_object(list), *before = value_set_object(v, "before");
        policy_parameter_value(v, rows[i].name, rows[i].value, rows[i].text_value, rows[i].unit);
        value_set_text(v, "title", rows[i].title);
        bool known = policy_parameter(c, p->policy_id, arena_zstr(c->arena, rows[i].name), c->today, &now, &none) == OK;
        policy_parameter_value(before, rows[i].name, known ? now.value : DB_NULL, TEXT_NONE, rows[i].unit);
    }
    return OK;
}

static enum status add_preview(struct ctx *c, const struct policy_proposal_row *p, struct value *out,
                               struct error *err) {
    struct choice_text *communes;
    size_t count;
    int64_t commune = 0;
    struct preview r;
    TRY(area_commune_choices(c, &communes, &count, err));
    struct value *list = value_list(c->arena);
    value_set_page(out, "communes", list);
    struct text asked = ctx_query(c, "commune");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_text(v, "code", communes[i].code);
        value_set_text(v, "label", communes[i].label);
        value_set_bool(v, "chosen", text_eq(communes[i].code, asked));
    }
    if (asked.ptr == NULL || asked.len == 0)
        return OK;
    TRY(ctx_require(c, "household.read", err));
    if (!text_to_i64(asked, &commune))
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(ctx_require_area(c, commune, err));
    TRY(policy_preview_commune(c, p->id, commune, &r, err));
    struct value *v = value_set_object(out, "preview");
    value_set_int(v, "households", r.households);
    value_set_int(v, "gained", r.gained);
    value_set_int(v, "lost", r.lost);
    value_set_int(v, "other", r.other);
    value_set(v, "first", r.first);
    return OK;
}

/* Who may decide: another person of the lead agency, or who leads the province and acts for no single agency. */
static enum status may_decide(struct ctx *c, const struct policy_proposal_row *p, const struct policy *policy,
                              struct error *err) {
    if (!text_is(p->state, "proposed"))
        return fail(err, E_CONFLICT, "policy.already_decided");
    if (p->proposed_by == c->user.account_id)
        return fail(err, E_FORBIDDEN, "policy.own_proposal");
    return c->user.agency_id == 0 ? OK : policy_require_agency(c, policy, err);
}

enum status policy_proposal_page(struct ctx *c, struct value *out, struct error *err) {
    struct policy_proposal_row p;
    struct policy now, then;
    struct error none = {0};
    TRY(find(c, &p, err));
    TRY(policy_get_version(c, p.id, p.valid_from, &then, err));
    value_set_id(out, "id", p.id);
    value_set_text(out, "key", p.policy_key);
    value_set_text(out, "name", then.name);
    value_set_word(out, "state", policy_state_word(p.state));
    value_set_text(out, "reason", p.reason);
    value_set_text(out, "remark", p.remark);
    value_set_text(out, "proposed_by", p.proposed_by_name);
    value_set_instant(out, "proposed_at", p.proposed_at);
    value_set_text(out, "decided_by", p.decided_by_name);
    value_set_instant(out, "decided_at", p.decided_at == 0 ? DB_NULL : p.decided_at);
    value_set_int(out, "version", p.version);
    TRY(version_value(c, &then, value_set_object(out, "proposed"), err));
    if (policy_get(c, p.policy_id, c->today, &now, &none) == OK && now.version_id != p.id)
        TRY(version_value(c, &now, value_set_object(out, "current"), err));
    TRY(add_amounts(c, &p, out, err));
    TRY(add_preview(c, &p, out, err));
    bool waits = text_is(p.state, "proposed");
    struct value *act = value_object(c->arena);
    value_set_page(out, "act", act);
    value_set_bool(act, "preview", waits && user_may(&c->user, "policy.propose"));
    value_set_bool(act, "withdraw", waits && p.proposed_by == c->user.account_id);
    if (user_may(&c->user, "policy.decide") && may_decide(c, &p, &then, &none) == OK) {
        struct value *current = value_object(c->arena);
        value_set_int(current, "version", p.version);
        value_set_page(out, "form", form_view(c, &policy_decide_form, NULL, current, NULL));
    }
    return OK;
}

static enum status decide(struct ctx *c, const struct policy_proposal_row *p, const char *state, int64_t version,
                          struct text remark, const char *flash, struct error *err) {
    int64_t changed = 0;
    TRY(policy_version_decide(c->db,
                              &(struct policy_version_decide_in){p->id, version, text_of(state), c->user.account_id,
                                                                 clock_now(&c->app->clock), remark},
                              &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "policy.changed_meanwhile");
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "policy", p->policy_key);
    diff_text(diff, "state", T("proposed"), text_of(state));
    value_set_text(diff, "remark", remark);
    audit_note(c, 0, "policy.decide", "policy_version", p->id, diff);
    ctx_redirect(c, flash, "/policies/proposals/%lld", (long long)p->id);
    return OK;
}

enum status policy_decide(struct ctx *c, struct value *out, struct error *err) {
    struct policy_proposal_row p;
    struct policy policy;
    (void)out;
    TRY(find(c, &p, err));
    TRY(policy_get_version(c, p.id, p.valid_from, &policy, err));
    TRY(may_decide(c, &p, &policy, err));
    struct text remark = form_text(c->form, "remark");
    bool refused = form_choice_is(c->form, "outcome", "refused");
    if (refused && remark.len == 0)
        error_field(err, "remark", "policy.remark_needed", NULL);
    if (!refused && p.valid_from < c->today)
        error_field(err, "outcome", "policy.starts_in_past", NULL);
    TRY(error_fields_status(err));
    return decide(c, &p, refused ? "refused" : "in_force", form_int(c->form, "version", 0), remark,
                  refused ? "policy.flash_refused" : "policy.flash_in_force", err);
}

enum status policy_withdraw(struct ctx *c, struct value *out, struct error *err) {
    struct policy_proposal_row p;
    (void)out;
    TRY(find(c, &p, err));
    if (!text_is(p.state, "proposed"))
        return fail(err, E_CONFLICT, "policy.already_decided");
    if (p.proposed_by != c->user.account_id)
        return fail(err, E_FORBIDDEN, "policy.not_yours");
    return decide(c, &p, "withdrawn", p.version, TEXT_NONE, "policy.flash_withdrawn", err);
}
