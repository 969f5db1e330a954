/* The pages of a household's houses and of one file: survey, proposal, decision. */
#include "features/area/area.h"
#include "features/attachment/attachment.h"
#include "features/household/household.h"
#include "features/housing/housing_parts.h"

static const struct choice kinds[] = {{"house-new", "housing.kind.new", 0}, {"house-repair", "housing.kind.repair", 0}};
static const struct choice lands[] = {
    {"owned", "housing.land.owned", 0}, {"allowed", "housing.land.allowed", 0}, {"unclear", "housing.land.unclear", 0}};
#define MONEY_FIELD(name_, label_, required_, least)                                                                   \
    {                                                                                                                  \
        .name = name_, .type = F_MONEY, .required = required_, .label = label_, .min = least, .max = 1000000000000,    \
        .unit = "budget.dong"                                                                                          \
    }
static const struct field survey_fields[] = {
    {.name = "kind",
     .type = F_CHOICE,
     .required = true,
     .label = "housing.kind",
     .choices = kinds,
     .choice_count = COUNT_OF(kinds)},
    {.name = "surveyed_on", .type = F_DAY, .required = true, .label = "housing.surveyed_on"},
    {.name = "surveyor", .type = F_TEXT, .required = true, .label = "housing.surveyor", .max = 200},
    {.name = "pillar_durable", .type = F_BOOL, .label = "housing.pillar_durable"},
    {.name = "wall_durable", .type = F_BOOL, .label = "housing.wall_durable"},
    {.name = "roof_durable", .type = F_BOOL, .label = "housing.roof_durable"},
    {.name = "area_m2",
     .type = F_INT,
     .required = true,
     .label = "housing.area_m2",
     .min = 0,
     .max = 10000,
     .unit = "housing.m2"},
    {.name = "land",
     .type = F_CHOICE,
     .required = true,
     .label = "housing.land",
     .choices = lands,
     .choice_count = COUNT_OF(lands)},
    MONEY_FIELD("cost", "housing.cost", true, 1),
    MONEY_FIELD("own_money", "housing.own_money", false, 0),
    {.name = "note", .type = F_LONG, .label = "housing.note", .max = 1000},
    {.name = "photo", .type = F_FILE, .label = "housing.photo", .help = "housing.photo_help"},
};
const struct form house_survey_form = {"house_survey", survey_fields, COUNT_OF(survey_fields)};

static const struct field ask_fields[] = {MONEY_FIELD("amount", "housing.asked", true, 1)};
const struct form house_ask_form = {"house_ask", ask_fields, COUNT_OF(ask_fields)};

static const struct field decide_fields[] = {
    {.name = "number", .type = F_TEXT, .required = true, .label = "housing.number", .max = 60},
    {.name = "on_day", .type = F_DAY, .required = true, .label = "housing.decided_on"},
    {.name = "signer", .type = F_NAME, .required = true, .label = "housing.signer", .max = 100},
    {.name = "signer_post", .type = F_TEXT, .required = true, .label = "housing.signer_post", .max = 100},
    MONEY_FIELD("amount", "housing.granted", true, 1),
};
const struct form house_decide_form = {"house_decide", decide_fields, COUNT_OF(decide_fields)};

static const struct field reason_fields[] = {
    {.name = "reason", .type = F_TEXT, .required = true, .label = "housing.reason", .max = 300},
};
const struct form house_reason_form = {"house_reason", reason_fields, COUNT_OF(reason_fields)};

static const struct field return_fields[] = {
    {.name = "missing", .type = F_TEXT, .required = true, .label = "housing.missing", .max = 300},
};
const struct form house_return_form = {"house_return", return_fields, COUNT_OF(return_fields)};

/* ---- a household and its files */

static enum status household_asked(struct ctx *c, struct housing_household_row *ret, struct error *err) {
    bool found = false;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(housing_household(c->db, &(struct housing_household_in){id}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return ctx_require_area(c, ret->hamlet_id, err);
}

enum status house_new_page(struct ctx *c, struct value *out, struct error *err) {
    struct housing_household_row h;
    struct houses_of_household_row *rows;
    struct house_open_of_row open;
    struct area *path;
    size_t count, depth;
    bool found = false;
    TRY(household_asked(c, &h, err));
    TRY(area_path(c, h.hamlet_id, c->today, &path, &depth, err));
    TRY(houses_of_household(c->db, &(struct houses_of_household_in){h.household_id}, c->arena, &rows, &count, err));
    TRY(house_open_of(c->db, &(struct house_open_of_in){h.household_id}, c->arena, &open, &found, err));
    value_set_id(out, "household_id", h.household_id);
    value_set_text(out, "code", h.code);
    value_set_text(out, "head_name", h.head_name);
    value_set_text(out, "place", area_path_name(c, path, depth));
    value_set_int(out, "members", h.member_count);
    value_set_word(out, "class_provincial", household_class_word(h.class_provincial));
    value_set_word(out, "class_national", household_class_word(h.class_national));
    struct value *items = value_set_list(out, "items");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(items);
        value_set_id(v, "id", rows[i].id);
        value_set_word(v, "state", house_state_word(rows[i].state));
        value_set_text(v, "policy", rows[i].policy_name);
        value_set_day(v, "surveyed_on", rows[i].surveyed_on);
        value_set_money(v, "amount", rows[i].amount);
    }
    if (!found && user_may(&c->user, "housing.survey")) {
        struct value *now = value_object(c->arena);
        value_set_day(now, "surveyed_on", c->today);
        struct value *form = form_view(c, &house_survey_form, NULL, now, NULL);
        value_set_text(form, "action", arena_fmt(c->arena, "/housing/of/%lld", (long long)h.household_id));
        value_set_page(out, "form", form);
    }
    housing_tabs(c, out, "/housing/needs");
    return OK;
}

enum status house_new_post(struct ctx *c, struct value *out, struct error *err) {
    struct housing_household_row h;
    const struct http_file *photo = form_value(c->form, "photo")->file;
    int64_t id, file;
    TRY(household_asked(c, &h, err));
    struct house_survey s = {.household_id = h.household_id,
                             .policy_id = policy_id_of_key(form_text(c->form, "kind")),
                             .on_day = form_day(c->form, "surveyed_on"),
                             .surveyor = form_text(c->form, "surveyor"),
                             .pillar_durable = form_bool(c->form, "pillar_durable"),
                             .wall_durable = form_bool(c->form, "wall_durable"),
                             .roof_durable = form_bool(c->form, "roof_durable"),
                             .area_m2 = form_int(c->form, "area_m2", 0),
                             .members = h.member_count,
                             .cost = form_int(c->form, "cost", 0),
                             .own_money = form_int(c->form, "own_money", 0),
                             .land = form_text(c->form, "land"),
                             .note = form_text(c->form, "note")};
    if (s.on_day > c->today)
        (void)error_field(err, "surveyed_on", "housing.after_today", NULL);
    if (s.own_money > s.cost)
        (void)error_field(err, "own_money", "housing.own_too_much", NULL);
    if (photo != NULL)
        attachment_check(photo, "photo", err);
    TRY(error_fields_status(err));
    TRY(house_add(c, &s, &h, &id, err));
    if (photo != NULL)
        TRY(attachment_put(c, "house", id, photo, &file, err));
    struct value *diff = value_object(c->arena);
    value_set_id(diff, "household_id", h.household_id);
    value_set_text(diff, "kind", form_text(c->form, "kind"));
    value_set_money(diff, "cost", s.cost);
    audit_note(c, h.commune_id, "house.survey", "house", id, diff);
    value_set_id(out, "id", id);
    ctx_redirect(c, "housing.flash_surveyed", "/housing/%lld", (long long)id);
    return OK;
}

/* ---- one file */

static void set_survey(struct value *v, const struct house_by_id_row *h) {
    value_set_day(v, "surveyed_on", h->surveyed_on);
    value_set_text(v, "surveyor", h->surveyor);
    value_set_bool(v, "pillar_durable", h->pillar);
    value_set_bool(v, "wall_durable", h->wall);
    value_set_bool(v, "roof_durable", h->roof);
    value_set_int(v, "area_m2", h->area_m2);
    value_set_int(v, "members", h->members);
    for (size_t i = 0; i < COUNT_OF(lands); i++)
        if (text_is(h->land, lands[i].code))
            value_set_word(v, "land", lands[i].label);
    value_set_money(v, "cost", h->cost);
    value_set_money(v, "own_money", h->own_money);
    value_set_text(v, "note", h->note);
}

static void set_decision(struct value *v, const struct house_by_id_row *h) {
    value_set_money(v, "amount_asked", h->amount_asked);
    value_set_text(v, "proposed_by", h->proposed_by_name);
    value_set_day(v, "proposed_on", h->proposed_on);
    value_set_text(v, "returned_reason", h->returned_reason);
    value_set_text(v, "number", h->number);
    value_set_day(v, "decided_on", h->decided_on);
    value_set_text(v, "signer", h->signer);
    value_set_text(v, "signer_post", h->signer_post);
    value_set_money(v, "amount", h->amount);
    value_set_text(v, "decided_by", h->decided_by_name);
    value_set_text(v, "reason", h->reason);
    value_set_day(v, "accepted_on", h->accepted_on);
    value_set_text(v, "accepted_by", h->accepted_by);
    value_set_int(v, "accepted_area_m2", h->accepted_area_m2);
    value_set_text(v, "accepted_note", h->accepted_note);
    value_set_day(v, "settled_on", h->settled_on);
    value_set_money(v, "total_cost", h->total_cost);
}

static enum status add_works(struct ctx *c, const struct house_by_id_row *h, struct value *out, struct error *err) {
    struct stages_of_row *stages;
    struct payments_of_row *payments;
    struct budget_state paid;
    size_t count;
    bool works = text_is(h->state, "approved") && user_may(&c->user, "housing.survey");
    TRY(stages_of(c->db, &(struct stages_of_in){h->id}, c->arena, &stages, &count, err));
    struct value *list = value_set_list(out, "stages");
    bool next = works, all_done = count > 0;
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "id", stages[i].id);
        value_set_int(v, "no", stages[i].no);
        value_set_text(v, "name", stages[i].name);
        value_set_day(v, "done_on", stages[i].done_on);
        value_set_text(v, "note", stages[i].note);
        all_done = all_done && stages[i].done_on != DAY_NONE;
        TRY(attachment_list(c, "house_stage", stages[i].id, value_set_list(v, "photos"), err));
        if (next && stages[i].done_on == DAY_NONE) {
            struct value *now = value_object(c->arena);
            value_set_day(now, "done_on", c->today);
            struct value *form = form_view(c, &house_stage_form, NULL, now, NULL);
            value_set_text(form, "action", arena_fmt(c->arena, "/house-stages/%lld", (long long)stages[i].id));
            value_set_page(out, "stage_form", form);
            value_set_page(out, "stage_next", v);
            next = false;
        }
    }
    value_set_bool(out, "works_done", all_done);
    TRY(payments_of(c->db, &(struct payments_of_in){h->id}, c->arena, &payments, &count, err));
    list = value_set_list(out, "payments");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_day(v, "on_day", payments[i].on_day);
        value_set_money(v, "amount", payments[i].amount);
        value_set_text(v, "receiver", payments[i].receiver);
        value_set_text(v, "note", payments[i].note);
    }
    TRY(budget_state(c, "house", h->id, &paid, err));
    value_set_money(out, "paid", paid.disbursed);
    value_set_money(out, "to_pay", paid.committed);
    return OK;
}

/* What the asker may do next, as a form each. */
static void add_form(struct ctx *c, struct value *out, const char *member, const struct form *f, const char *permission,
                     bool possible, int64_t id, const char *action, const char *day_field) {
    if (!possible || !user_may(&c->user, permission))
        return;
    struct value *now = value_object(c->arena);
    if (day_field != NULL)
        value_set_day(now, day_field, c->today);
    struct value *form = form_view(c, f, NULL, now, NULL);
    value_set_text(form, "action", arena_fmt(c->arena, "/housing/%lld/%s", (long long)id, action));
    value_set_page(out, member, form);
}

/* works_done: every stage is; only then there is something to accept. */
static void add_forms(struct ctx *c, const struct house_by_id_row *h, bool works_done, struct value *out) {
    bool surveyed = text_is(h->state, "surveyed"), proposed = text_is(h->state, "proposed"),
         approved = text_is(h->state, "approved"), accepted = text_is(h->state, "accepted");
    add_form(c, out, "ask_form", &house_ask_form, "housing.survey", surveyed, h->id, "ask", NULL);
    bool other = h->proposed_by != c->user.account_id;
    add_form(c, out, "decide_form", &house_decide_form, "housing.decide", proposed && other, h->id, "decide", "on_day");
    add_form(c, out, "return_form", &house_return_form, "housing.decide", proposed && other, h->id, "return", NULL);
    add_form(c, out, "refuse_form", &house_reason_form, "housing.decide", proposed && other, h->id, "refuse", NULL);
    add_form(c, out, "pay_form", &house_pay_form, "housing.pay", approved || accepted, h->id, "payments", "paid_on");
    add_form(c, out, "accept_form", &house_accept_form, "housing.survey", approved && works_done, h->id, "accept",
             "accepted_on");
    add_form(c, out, "settle_form", &house_settle_form, "housing.pay", accepted, h->id, "settle", "settled_on");
    add_form(c, out, "cancel_form", &house_reason_form, "housing.decide", surveyed || approved, h->id, "cancel", NULL);
}

static void add_steps(struct ctx *c, const struct house_by_id_row *h, struct value *out) {
    static const char *const words[] = {"housing.step.survey", "housing.step.ask",    "housing.step.decide",
                                        "housing.step.works",  "housing.step.accept", "housing.step.settle"};
    static const char *const reached[] = {"surveyed", "proposed", "approved", "", "accepted", "settled"};
    size_t at = 0;
    for (size_t i = 0; i < COUNT_OF(reached); i++)
        if (text_is(h->state, reached[i]))
            at = i;
    bool ended = text_is(h->state, "refused") || text_is(h->state, "cancelled");
    struct value *steps = value_list(c->arena);
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        struct value *v = value_add_object(steps);
        value_set_word(v, "label", words[i]);
        bool done = !ended && (i <= at), now = !ended && i == at + 1;
        value_set_word(v, "state",
                       done  ? "housing.at.state.done"
                       : now ? "housing.at.state.doing"
                             : "housing.at.state.todo");
        value_set_bool(v, "current", now);
    }
    value_set_page(out, "steps", steps);
}

enum status house_page(struct ctx *c, struct value *out, struct error *err) {
    struct house_by_id_row h;
    struct policy p;
    struct policy_value ceiling;
    struct area *path;
    size_t depth;
    bool known;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(house_require(c, id, &h, err));
    TRY(policy_get(c, h.policy_id, c->as_of, &p, err));
    TRY(area_path(c, h.hamlet_id, c->today, &path, &depth, err));
    TRY(house_ceiling(c, h.policy_id, c->as_of, &ceiling, &known, err));
    value_set_id(out, "id", h.id);
    value_set_id(out, "household_id", h.household_id);
    value_set_text(out, "code", h.code);
    value_set_text(out, "head_name", h.head_name);
    value_set_text(out, "place", area_path_name(c, path, depth));
    value_set_text(out, "policy", p.key);
    value_set_text(out, "policy_name", p.name);
    value_set_word(out, "state", house_state_word(h.state));
    value_set_money(out, "ceiling", known ? ceiling.value : DB_NULL);
    value_set_text(out, "ceiling_note", known ? ceiling.article : TEXT_NONE);
    set_survey(value_set_object(out, "survey"), &h);
    set_decision(out, &h);
    TRY(attachment_list(c, "house", h.id, value_set_list(out, "photos"), err));
    TRY(attachment_list(c, "house_acceptance", h.id, value_set_list(out, "minutes"), err));
    TRY(add_works(c, &h, out, err));
    add_steps(c, &h, out);
    add_forms(c, &h, value_truthy(value_get(out, T("works_done"))), out);
    housing_tabs(c, out, "/housing/houses");
    return OK;
}

static enum status asked_house(struct ctx *c, struct house_by_id_row *ret, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    return house_require(c, id, ret, err);
}

static enum status done(struct ctx *c, const struct house_by_id_row *h, const char *action, struct value *diff,
                        const char *flash, struct value *out) {
    audit_note(c, h->commune_id, action, "house", h->id, diff);
    value_set_id(out, "id", h->id);
    ctx_redirect(c, flash, "/housing/%lld", (long long)h->id);
    return OK;
}

enum status house_ask_post(struct ctx *c, struct value *out, struct error *err) {
    struct house_by_id_row h;
    int64_t amount = form_int(c->form, "amount", 0);
    TRY(asked_house(c, &h, err));
    TRY(house_ask(c, h.id, amount, c->today, err));
    struct value *diff = value_object(c->arena);
    value_set_money(diff, "amount", amount);
    return done(c, &h, "house.ask", diff, "housing.flash_asked", out);
}

enum status house_decide_post(struct ctx *c, struct value *out, struct error *err) {
    struct house_by_id_row h;
    TRY(asked_house(c, &h, err));
    const struct house_decision d = {form_text(c->form, "number"), form_text(c->form, "signer"),
                                     form_text(c->form, "signer_post"), form_day(c->form, "on_day"),
                                     form_int(c->form, "amount", 0)};
    TRY(house_grant(c, h.id, &d, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "number", d.number);
    value_set_money(diff, "amount", d.amount);
    value_set_text(diff, "signer", d.signer);
    return done(c, &h, "house.decide", diff, "housing.flash_granted", out);
}

static enum status ended(struct ctx *c, const char *state, const char *action, struct value *out, struct error *err) {
    struct house_by_id_row h;
    struct text reason = form_text(c->form, "reason");
    TRY(asked_house(c, &h, err));
    if (strcmp(state, "refused") == 0 && h.proposed_by == c->user.account_id)
        return fail(err, E_CONFLICT, "housing.same_person");
    TRY(house_stop(c, h.id, state, reason, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "reason", reason);
    return done(c, &h, action, diff, "housing.flash_ended", out);
}

enum status house_refuse_post(struct ctx *c, struct value *out, struct error *err) {
    return ended(c, "refused", "house.refuse", out, err);
}

enum status house_cancel_post(struct ctx *c, struct value *out, struct error *err) {
    return ended(c, "cancelled", "house.cancel", out, err);
}

enum status house_return_post(struct ctx *c, struct value *out, struct error *err) {
    struct house_by_id_row h;
    struct text reason = form_text(c->form, "missing");
    TRY(asked_house(c, &h, err));
    TRY(house_give_back(c, h.id, reason, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "reason", reason);
    return done(c, &h, "house.return", diff, "housing.flash_returned", out);
}
