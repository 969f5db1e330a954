/* Lists of households: who gets what, approved by a second person, handed over, taken back. Whoever is put on a list
 * claims it at once, so that another programme that comes second is refused with the reason; money is reserved when the
 * list is approved and spent when the household has the thing. */
#include "features/budget/budget.h"
#include "features/claim/claim.h"
#include "features/inkind/inkind_parts.h"

#define CLAIM_SOURCE "inkind"
#define MONEY_FOR "distribution"

enum status inkind_list_read(struct ctx *c, int64_t id, struct distribution_get_row *ret, struct error *err) {
    bool found = false;
    TRY(distribution_get(c->db, &(struct distribution_get_in){id, c->today}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    /* a hamlet's head may read the list of his commune's agency only within his own hamlet: not the whole list */
    return ctx_require_area(c, ret->commune_id, err);
}

enum status inkind_given_read(struct ctx *c, int64_t id, struct given_get_row *ret, struct error *err) {
    bool found = false;
    TRY(given_get(c->db, &(struct given_get_in){id}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return ctx_require_area(c, ret->hamlet_id, err);
}

enum status inkind_list_open(struct ctx *c, const struct list_new *l, int64_t *ret_id, struct error *err) {
    int64_t id = id_new();
    TRY(distribution_insert(c->db,
                            &(struct distribution_insert_in){id, l->agency_id, l->policy_id, l->at.commune_id,
                                                             l->at.district_id, l->at.province_id, l->title, l->on,
                                                             c->user.account_id, clock_now(&c->app->clock)},
                            NULL, err));
    audit_note(c, l->at.commune_id, "inkind.list", "distribution", id, NULL);
    *ret_id = id;
    return OK;
}

static struct claim_terms terms_of(const struct distribution_get_row *d, day_t on) {
    return (struct claim_terms){.source_kind = CLAIM_SOURCE,
                                .policy_id = d->policy_id,
                                .on = on,
                                .agency_id = d->agency_id,
                                .document = d->document.len > 0 ? d->document : d->title};
}

static enum status check_place(struct ctx *c, const struct distribution_get_row *d, const struct service_household *h,
                               struct error *err) {
    (void)c;
    if (!h->resident || h->place.commune_id != d->commune_id)
        (void)error_field(err, "code", h->resident ? "inkind.other_commune" : "inkind.not_resident", NULL);
    return error_fields_status(err);
}

/* The household's place on the list: there already, or made, with its right and its claim. */
static enum status place_on_list(struct ctx *c, const struct distribution_get_row *d, const struct service_household *h,
                                 struct text proof, int64_t *ret_id, struct error *err) {
    struct given_of_household_row there;
    bool found = false;
    TRY(given_of_household(c->db, &(struct given_of_household_in){d->id, h->id}, c->arena, &there, &found, err));
    *ret_id = found ? there.id : id_new();
    if (found)
        return OK;
    TRY(service_entitled(c, d->policy_id, h->id, 0, c->today, proof, "code", err));
    const struct service_place *at = &h->place;
    TRY(given_insert(c->db,
                     &(struct given_insert_in){*ret_id, d->id, h->id, at->hamlet_id, at->commune_id, at->district_id,
                                               at->province_id, service_classes(c, h), proof, 0, c->user.account_id,
                                               clock_now(&c->app->clock)},
                     NULL, err));
    struct claim_terms terms = terms_of(d, c->today);
    struct claim_line line = {.source_id = *ret_id, .household_id = h->id, .from = c->today, .to = c->today + 1};
    return claim_reserve(c, &terms, &line, err);
}

enum status inkind_list_add(struct ctx *c, int64_t list_id, const struct service_household *h, int64_t good_id,
                            int64_t quantity, struct text proof, int64_t *ret_id, struct error *err) {
    struct distribution_get_row d;
    struct good_get_row g;
    int64_t id, changed = 0, value = 0;
    bool found = false;
    TRY(inkind_list_read(c, list_id, &d, err));
    TRY(distribution_touch(c->db, &(struct distribution_touch_in){list_id}, &changed, err));
    if (changed == 0)
        return fail(err, E_CONFLICT, "inkind.list_closed");
    TRY(check_place(c, &d, h, err));
    TRY(good_get(c->db, &(struct good_get_in){good_id, c->today}, c->arena, &g, &found, err));
    if (!found || g.ended_on != DAY_NONE)
        (void)error_field(err, "good", "inkind.no_good", NULL);
    TRY(error_fields_status(err));
    TRY(place_on_list(c, &d, h, proof, &id, err));
    enum status s =
        given_good_insert(c->db, &(struct given_good_insert_in){id, good_id, quantity, g.unit_value}, NULL, err);
    if (s == E_CONFLICT && strcmp(err->key, "db.duplicate") == 0) {
        error_clear(err);
        (void)error_field(err, "good", "inkind.good_twice", NULL);
        return error_fields_status(err);
    }
    TRY(s);
    if (g.unit_value != DB_NULL && !mul_i64(g.unit_value, quantity, &value))
        return fail(err, E_INVALID, "inkind.too_much");
    TRY(given_add_value(c->db, &(struct given_add_value_in){id, value}, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_id(diff, "household_id", h->id);
    value_set_id(diff, "good_id", good_id);
    value_set_int(diff, "quantity", quantity);
    audit_note(c, d.commune_id, "inkind.add", "distribution", list_id, diff);
    *ret_id = id;
    return OK;
}

static enum status commit_money(struct ctx *c, const struct distribution_get_row *d, int64_t total, day_t on,
                                struct error *err) {
    if (total == 0)
        return OK;
    struct budget_use u = {.for_kind = MONEY_FOR,
                           .for_id = d->id,
                           .policy_id = d->policy_id,
                           .area_id = d->commune_id,
                           .source = BUDGET_ANY_SOURCE,
                           .amount = total,
                           .day = on,
                           .note = d->title};
    return budget_commit(c, &u, NULL, err);
}

enum status inkind_list_approve(struct ctx *c, int64_t list_id, int64_t version, struct text document, day_t on,
                                struct error *err) {
    struct distribution_get_row d;
    struct given_of_row *rows;
    struct claim_conflict *clashes;
    size_t count, clash_count, n = 0;
    int64_t changed = 0, total = 0;
    TRY(inkind_list_read(c, list_id, &d, err));
    if (!text_is(d.state, "draft"))
        return fail(err, E_CONFLICT, "inkind.list_closed");
    if (d.account_id == c->user.account_id)
        return fail(err, E_CONFLICT, "inkind.same_person");
    TRY(service_past_day(c, "on_day", on, err));
    if (on < d.opened_on)
        (void)error_field(err, "on_day", "inkind.before_list", NULL);
    TRY(error_fields_status(err));
    TRY(given_of(c->db, &(struct given_of_in){list_id, c->today}, c->arena, &rows, &count, err));
    int64_t *ids = ARENA_ARRAY(c->arena, count + 1, int64_t);
    for (size_t i = 0; i < count; i++)
        if (text_is(rows[i].state, "proposed")) {
            ids[n++] = rows[i].id;
            total += rows[i].value;
        }
    if (n == 0)
        return fail(err, E_CONFLICT, "inkind.list_empty");
    TRY(distribution_approve(
        c->db,
        &(struct distribution_approve_in){list_id, version ? version : d.version, document, on, c->user.account_id},
        &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    TRY(given_approve_all(c->db, &(struct given_approve_all_in){list_id}, NULL, err));
    TRY(claim_confirm(c, CLAIM_SOURCE, (struct db_ids){ids, n}, c->today, document, &clashes, &clash_count, err));
    if (clash_count > 0)
        return claim_fail(c, &clashes[0], err);
    TRY(commit_money(c, &d, total, on, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "document", document);
    value_set_int(diff, "households", (int64_t)n);
    audit_note(c, d.commune_id, "inkind.approve", "distribution", list_id, diff);
    return OK;
}

static enum status goods_of(struct ctx *c, int64_t given_id, struct given_goods_row **ret, size_t *ret_count,
                            struct error *err) {
    return given_goods(c->db, &(struct given_goods_in){0, given_id}, c->arena, ret, ret_count, err);
}

static const char *follow_kind(struct text good_kind) {
    return text_is(good_kind, "animal")  ? "animal"
           : text_is(good_kind, "tree")  ? "tree"
           : text_is(good_kind, "works") ? "works"
                                         : "goods";
}

static enum status add_follow_ups(struct ctx *c, const struct distribution_get_row *d, const struct given_get_row *g,
                                  const struct given_goods_row *good, const struct service_household *h, day_t on,
                                  struct error *err) {
    struct text months = good->follow_months, one;
    while (text_cut(&months, ' ', &one)) {
        int64_t n;
        if (!text_to_i64(one, &n))
            continue;
        struct text args[] = {arena_fmt(c->arena, "%lld", (long long)good->quantity), good->unit, good->name, one};
        struct follow_up_new f = {.kind = follow_kind(good->kind),
                                  .subject_kind = "handover",
                                  .subject_id = g->id,
                                  .policy_key = arena_zstr(c->arena, d->policy_key),
                                  .stage = arena_fmt(c->arena, "%lld/%.*s", (long long)good->good_id, FMT(one)).ptr,
                                  .title = tr_args(LANG_VI, c->arena, "inkind.follow_title", args, COUNT_OF(args)),
                                  .household = h,
                                  .due_on = day_add_months(on, n)};
        TRY(follow_up_add(c, &f, err));
    }
    return OK;
}

enum status inkind_hand(struct ctx *c, int64_t given_id, int64_t version, struct text receiver, day_t on,
                        struct error *err) {
    struct given_get_row g;
    struct distribution_get_row d;
    struct service_household h;
    struct given_goods_row *goods;
    size_t count;
    int64_t changed = 0;
    TRY(inkind_given_read(c, given_id, &g, err));
    if (!text_is(g.state, "approved"))
        return fail(err, E_CONFLICT, "inkind.not_approved");
    TRY(inkind_list_read(c, g.distribution_id, &d, err));
    TRY(service_household(c, g.household_id, &h, err));
    TRY(service_past_day(c, "on_day", on, err));
    if (on < d.approved_on)
        (void)error_field(err, "on_day", "inkind.before_approval", NULL);
    TRY(error_fields_status(err));
    TRY(given_hand(c->db, &(struct given_hand_in){given_id, version ? version : g.version, on, receiver}, &changed,
                   err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    TRY(goods_of(c, given_id, &goods, &count, err));
    for (size_t i = 0; i < count; i++) {
        TRY(stock_act(c,
                      &(struct stock_act){.agency_id = d.agency_id,
                                          .good_id = goods[i].good_id,
                                          .quantity = -goods[i].quantity,
                                          .kind = "handed",
                                          .on = on,
                                          .document = d.document,
                                          .for_id = given_id},
                      err));
        TRY(add_follow_ups(c, &d, &g, &goods[i], &h, on, err));
    }
    if (g.value > 0)
        TRY(budget_disburse(c, MONEY_FOR, d.id, g.value, on, g.code, err));
    struct value *diff = value_object(c->arena);
    value_set_day(diff, "handed_on", on);
    audit_note(c, d.commune_id, "inkind.hand", "distribution", d.id, diff);
    return OK;
}

static enum status take_back(struct ctx *c, const struct distribution_get_row *d, const struct given_get_row *g,
                             struct text reason, day_t on, struct error *err) {
    struct given_goods_row *goods;
    size_t count;
    TRY(goods_of(c, g->id, &goods, &count, err));
    for (size_t i = 0; i < count; i++)
        TRY(stock_act(c,
                      &(struct stock_act){.agency_id = d->agency_id,
                                          .good_id = goods[i].good_id,
                                          .quantity = goods[i].quantity,
                                          .kind = "returned",
                                          .on = on,
                                          .reason = reason,
                                          .for_id = g->id},
                      err));
    TRY(follow_up_cancel(c, "handover", g->id, reason, err));
    return g->value > 0 ? budget_recover(c, MONEY_FOR, d->id, g->value, on, reason, err) : OK;
}

static enum status undo(struct ctx *c, const struct given_get_row *g, int64_t version, struct text reason, day_t on,
                        struct error *err) {
    struct distribution_get_row d;
    int64_t changed = 0;
    bool handed = text_is(g->state, "handed"), approved = text_is(g->state, "approved"), found = false;
    if (!handed && !approved && !text_is(g->state, "proposed"))
        return fail(err, E_CONFLICT, "inkind.undone_already");
    TRY(distribution_get(c->db, &(struct distribution_get_in){g->distribution_id, c->today}, c->arena, &d, &found,
                         err));
    TRY(given_set(c->db, &(struct given_set_in){g->id, version, handed ? T("returned") : T("removed"), reason},
                  &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    if (handed)
        TRY(take_back(c, &d, g, reason, on, err));
    else if (approved && g->value > 0)
        TRY(budget_release(c, MONEY_FOR, d.id, g->value, on, reason, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "reason", reason);
    if (handed)
        audit_note(c, d.commune_id, "inkind.return", "distribution", d.id, diff);
    else
        audit_note(c, d.commune_id, "inkind.remove", "distribution", d.id, diff);
    return OK;
}

enum status inkind_undo(struct ctx *c, int64_t given_id, int64_t version, struct text reason, day_t on,
                        struct error *err) {
    struct given_get_row g;
    TRY(inkind_given_read(c, given_id, &g, err));
    TRY(service_past_day(c, "on_day", on, err));
    TRY(undo(c, &g, version ? version : g.version, reason, on, err));
    return claim_release(c, CLAIM_SOURCE, (struct db_ids){&given_id, 1}, DAY_NONE, reason, err);
}

/* Its side of a clash was given up: the household leaves the list, or gives back. */
static enum status given_up(struct ctx *c, int64_t source_id, day_t from, struct text reason, struct error *err) {
    (void)from;
    struct given_get_row g;
    bool found = false;
    TRY(given_get(c->db, &(struct given_get_in){source_id}, c->arena, &g, &found, err));
    if (!found || text_is(g.state, "removed") || text_is(g.state, "returned"))
        return OK;
    return undo(c, &g, g.version, reason, c->today, err);
}
static const struct claim_kind claim_of_inkind = {CLAIM_SOURCE, "inkind.claim", "/in-kind/given/{id}", given_up};
CLAIM_KIND(claim_of_inkind);
