/* A model's way: the district proposes, Agriculture consolidates, the Farmers' Union is heard, the province approves;
 * then households join (and claim it), are given things out of what was committed, and tell what came of it. */
#include "features/area/area.h"
#include "features/budget/budget.h"
#include "features/claim/claim.h"
#include "features/livelihood/livelihood_parts.h"
#include "features/policy/policy.h"

#define CLAIM_SOURCE "model"
#define MONEY_FOR "model"

enum status model_read(struct ctx *c, int64_t id, struct model_get_row *ret, struct error *err) {
    bool found = false;
    TRY(model_get(c->db, &(struct model_get_in){id, c->today}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    if (c->user.scope.level == DB_SCOPE_COMMUNE || c->user.scope.level == DB_SCOPE_HAMLET) {
        struct model_district_above_row above;
        struct db_ids own = reach_areas(c->arena, &c->user.scope);
        TRY(model_district_above(c->db, &(struct model_district_above_in){ret->district_id, own}, c->arena, &above,
                                 &found, err));
        return found && above.seen > 0 ? OK : fail(err, E_NOT_FOUND, "http.not_found");
    }
    return ctx_require_area(c, ret->district_id, err);
}

enum status model_household_read(struct ctx *c, int64_t id, struct model_household_get_row *ret, struct error *err) {
    bool found = false;
    TRY(model_household_get(c->db, &(struct model_household_get_in){id}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return ctx_require_area(c, ret->hamlet_id, err);
}

static enum status add_step(struct ctx *c, int64_t id, const char *kind, struct text note, struct error *err) {
    TRY(model_step_insert(c->db,
                          &(struct model_step_insert_in){id_new(), id, text_of(kind), c->today, note,
                                                         c->user.agency_id == 0 ? DB_NULL : c->user.agency_id,
                                                         c->user.account_id, clock_now(&c->app->clock)},
                          NULL, err));
    audit_note(c, 0, arena_fmt(c->arena, "model.%s", kind).ptr, "model", id, NULL);
    return OK;
}

static enum status stale(int64_t changed, struct error *err) {
    return changed > 0 ? OK : fail(err, E_PRECONDITION, "http.precondition_failed");
}

enum status model_propose(struct ctx *c, const struct model_new *m, int64_t *ret_id, struct error *err) {
    int64_t id = id_new();
    TRY(model_insert(c->db,
                     &(struct model_insert_in){id, m->title, text_of(m->kind), m->year, m->district_id, m->province_id,
                                               m->need, m->households_planned, m->money, c->user.account_id,
                                               clock_now(&c->app->clock)},
                     NULL, err));
    TRY(add_step(c, id, "proposed", TEXT_NONE, err));
    *ret_id = id;
    return OK;
}

enum status model_consolidate(struct ctx *c, int64_t id, int64_t version, struct text note, struct error *err) {
    struct model_get_row m;
    int64_t changed = 0;
    TRY(model_read(c, id, &m, err));
    if (!text_is(m.state, "proposed"))
        return fail(err, E_CONFLICT, "livelihood.not_proposed");
    TRY(model_set_state(
        c->db, &(struct model_set_state_in){id, version ? version : m.version, T("proposed"), T("consolidated")},
        &changed, err));
    TRY(stale(changed, err));
    return add_step(c, id, "consolidated", note, err);
}

enum status model_union(struct ctx *c, int64_t id, int64_t version, bool agrees, struct text note, struct error *err) {
    struct model_get_row m;
    int64_t changed = 0;
    TRY(model_read(c, id, &m, err));
    if (!text_is(m.state, "proposed") && !text_is(m.state, "consolidated"))
        return fail(err, E_CONFLICT, "livelihood.decided");
    TRY(model_set_union(c->db, &(struct model_set_union_in){id, version ? version : m.version, agrees}, &changed, err));
    TRY(stale(changed, err));
    return add_step(c, id, agrees ? "union_agrees" : "union_objects", note, err);
}

static enum status approve(struct ctx *c, const struct model_get_row *m, int64_t version, struct text document,
                           day_t on, struct error *err) {
    int64_t changed = 0;
    if (m->union_agrees != 1)
        return fail(err, E_CONFLICT, "livelihood.union_first");
    if (m->account_id == c->user.account_id)
        return fail(err, E_CONFLICT, "livelihood.same_person");
    if (document.len == 0)
        (void)error_field(err, "document", "livelihood.document_needed", NULL);
    TRY(service_past_day(c, "on_day", on, err));
    TRY(model_approve(c->db, &(struct model_approve_in){m->id, version, document, on, c->user.account_id}, &changed,
                      err));
    TRY(stale(changed, err));
    struct budget_use u = {.for_kind = MONEY_FOR,
                           .for_id = m->id,
                           .policy_id = policy_id_of_key(T(LIVELIHOOD_POLICY)),
                           .area_id = m->district_id,
                           .source = BUDGET_ANY_SOURCE,
                           .amount = m->money,
                           .day = on,
                           .note = m->title};
    return m->money > 0 ? budget_commit(c, &u, NULL, err) : OK;
}

enum status model_decide(struct ctx *c, int64_t id, int64_t version, bool approved, struct text document, day_t on,
                         struct text note, struct error *err) {
    struct model_get_row m;
    int64_t changed = 0;
    TRY(model_read(c, id, &m, err));
    if (!text_is(m.state, "consolidated"))
        return fail(err, E_CONFLICT, "livelihood.not_consolidated");
    if (approved) {
        TRY(approve(c, &m, version ? version : m.version, document, on, err));
    } else {
        if (note.len == 0)
            (void)error_field(err, "note", "livelihood.reason_needed", NULL);
        TRY(error_fields_status(err));
        TRY(model_set_state(
            c->db, &(struct model_set_state_in){id, version ? version : m.version, T("consolidated"), T("refused")},
            &changed, err));
        TRY(stale(changed, err));
    }
    return add_step(c, id, approved ? "approved" : "refused", note, err);
}

/* What was not given goes back to the budget. */
enum status model_finish(struct ctx *c, int64_t id, int64_t version, struct text result, struct error *err) {
    struct model_get_row m;
    int64_t changed = 0;
    TRY(model_read(c, id, &m, err));
    if (!text_is(m.state, "approved"))
        return fail(err, E_CONFLICT, "livelihood.not_running");
    TRY(model_end(c->db, &(struct model_end_in){id, version ? version : m.version, c->today, result}, &changed, err));
    TRY(stale(changed, err));
    TRY(budget_release(c, MONEY_FOR, id, 0, c->today, result, err));
    return add_step(c, id, "ended", result, err);
}

/* ---- households */

static enum status claim(struct ctx *c, const struct model_get_row *m, int64_t id, int64_t household_id, day_t on,
                         struct error *err) {
    struct claim_conflict *clashes;
    size_t count;
    struct claim_terms terms = {.source_kind = CLAIM_SOURCE,
                                .policy_id = policy_id_of_key(T(LIVELIHOOD_POLICY)),
                                .on = on,
                                .document = m->document.len > 0 ? m->document : m->title};
    struct claim_line line = {.source_id = id, .household_id = household_id, .from = on, .to = on + 1, .key = m->id};
    TRY(claim_reserve(c, &terms, &line, err));
    TRY(claim_confirm(c, CLAIM_SOURCE, (struct db_ids){&id, 1}, on, terms.document, &clashes, &count, err));
    return count > 0 ? claim_fail(c, &clashes[0], err) : OK;
}

/* A first look at what became of it; not decided when: nobody is reminded. */
static enum status look_again(struct ctx *c, const struct model_get_row *m, int64_t joined,
                              const struct service_household *h, day_t on, struct error *err) {
    int64_t months;
    TRY(setting_int(c, "livelihood.follow_up_months", on, &months, err));
    if (months == DB_NULL)
        return OK;
    struct text args[] = {m->title};
    struct follow_up_new f = {.kind = "model",
                              .subject_kind = "model_household",
                              .subject_id = joined,
                              .policy_key = LIVELIHOOD_POLICY,
                              .stage = arena_fmt(c->arena, "%lld", (long long)months).ptr,
                              .title = tr_args(LANG_VI, c->arena, "livelihood.follow_title", args, 1),
                              .household = h,
                              .due_on = day_add_months(on, months)};
    return follow_up_add(c, &f, err);
}

enum status model_join(struct ctx *c, int64_t id, const struct service_household *h, struct text proof,
                       int64_t income_before, day_t on, int64_t *ret_id, struct error *err) {
    struct model_get_row m;
    struct model_household_there_row there;
    bool found = false;
    int64_t joined = id_new();
    TRY(model_read(c, id, &m, err));
    if (!text_is(m.state, "approved"))
        return fail(err, E_CONFLICT, "livelihood.not_running");
    if (h->place.district_id != m.district_id || !h->resident)
        (void)error_field(err, "code", "livelihood.other_district", NULL);
    TRY(service_past_day(c, "on_day", on, err));
    TRY(model_household_there(c->db, &(struct model_household_there_in){id, h->id}, c->arena, &there, &found, err));
    if (found)
        (void)error_field(err, "code", "livelihood.joined_already", NULL);
    TRY(error_fields_status(err));
    TRY(service_entitled(c, policy_id_of_key(T(LIVELIHOOD_POLICY)), h->id, 0, c->today,
                         proof.len > 0 ? proof : m.document, "code", err));
    const struct service_place *at = &h->place;
    TRY(model_household_insert(c->db,
                               &(struct model_household_insert_in){joined, id, h->id, at->hamlet_id, at->commune_id,
                                                                   at->district_id, at->province_id,
                                                                   service_classes(c, h), proof, on, income_before,
                                                                   c->user.account_id, clock_now(&c->app->clock)},
                               NULL, err));
    TRY(claim(c, &m, joined, h->id, c->today, err));
    TRY(look_again(c, &m, joined, h, on, err));
    struct value *diff = value_object(c->arena);
    value_set_id(diff, "household_id", h->id);
    audit_note(c, at->commune_id, "model.join", "model", id, diff);
    *ret_id = joined;
    return OK;
}

static enum status touched(struct ctx *c, const struct model_household_get_row *p, int64_t version, struct error *err) {
    int64_t changed = 0;
    if (p->left_on != DAY_NONE)
        return fail(err, E_CONFLICT, "livelihood.left_already");
    TRY(model_household_touch(c->db, &(struct model_household_touch_in){p->id, version ? version : p->version},
                              &changed, err));
    return stale(changed, err);
}

enum status model_give(struct ctx *c, int64_t id, int64_t version, const struct model_given *g, struct error *err) {
    struct model_household_get_row p;
    TRY(model_household_read(c, id, &p, err));
    TRY(service_past_day(c, "on_day", g->on, err));
    TRY(touched(c, &p, version, err));
    TRY(model_input_insert(c->db,
                           &(struct model_input_insert_in){id_new(), id, g->on, g->what, g->quantity, g->unit, g->value,
                                                           c->user.account_id, clock_now(&c->app->clock)},
                           NULL, err));
    if (g->value > 0)
        TRY(budget_disburse(c, MONEY_FOR, p.model_id, g->value, g->on, g->what, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "what", g->what);
    value_set_money(diff, "value", g->value);
    audit_note(c, p.commune_id, "model.give", "model", p.model_id, diff);
    return OK;
}

enum status model_result(struct ctx *c, int64_t id, int64_t version, struct text outcome, int64_t income_after,
                         struct error *err) {
    struct model_household_get_row p;
    int64_t changed = 0;
    TRY(model_household_read(c, id, &p, err));
    TRY(model_household_result(
        c->db, &(struct model_household_result_in){id, version ? version : p.version, income_after, outcome}, &changed,
        err));
    TRY(stale(changed, err));
    audit_note(c, p.commune_id, "model.result", "model", p.model_id, NULL);
    return OK;
}

static enum status leave(struct ctx *c, const struct model_household_get_row *p, int64_t version, struct text reason,
                         struct error *err) {
    int64_t changed = 0;
    if (p->left_on != DAY_NONE)
        return fail(err, E_CONFLICT, "livelihood.left_already");
    TRY(model_household_leave(c->db, &(struct model_household_leave_in){p->id, version, c->today, reason}, &changed,
                              err));
    TRY(stale(changed, err));
    TRY(follow_up_cancel(c, "model_household", p->id, reason, err));
    audit_note(c, p->commune_id, "model.leave", "model", p->model_id, NULL);
    return OK;
}

/* What was given stays used up: the claim is let go only when nothing was. */
enum status model_leave(struct ctx *c, int64_t id, int64_t version, struct text reason, struct error *err) {
    struct model_household_get_row p;
    struct model_inputs_row *inputs;
    size_t count;
    TRY(model_household_read(c, id, &p, err));
    TRY(leave(c, &p, version ? version : p.version, reason, err));
    TRY(model_inputs(c->db, &(struct model_inputs_in){id}, c->arena, &inputs, &count, err));
    return count > 0 ? OK : claim_release(c, CLAIM_SOURCE, (struct db_ids){&id, 1}, DAY_NONE, reason, err);
}

static enum status given_up(struct ctx *c, int64_t source_id, day_t from, struct text reason, struct error *err) {
    (void)from;
    struct model_household_get_row p;
    bool found = false;
    TRY(model_household_get(c->db, &(struct model_household_get_in){source_id}, c->arena, &p, &found, err));
    return found && p.left_on == DAY_NONE ? leave(c, &p, p.version, reason, err) : OK;
}
static const struct claim_kind claim_of_model = {CLAIM_SOURCE, "livelihood.claim", "/livelihood/households/{id}",
                                                 given_up};
CLAIM_KIND(claim_of_model);
