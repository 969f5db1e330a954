/* A clash from both sides: each agency says whether it keeps or gives up; who stands above may say that both are
 * lawful. What is given up is let go, never deleted, and its feature is told. */
#include "features/claim/claim_clash.h"

#include "app/form.h"
#include "app/list.h"
#include "features/agency/agency.h"
#include "features/claim/claim_internal.h"
#include "features/claim/claim_pages.h"

/* ---- forms */

static const struct choice answers[] = {{"keeps", "claim.answer.keeps", 0}, {"gives_up", "claim.answer.gives_up", 0}};
static const struct choice sides[] = {{"first", "claim.side.first", 1}, {"second", "claim.side.second", 2}};
static const struct field answer_fields[] = {
    {.name = "side",
     .type = F_CHOICE,
     .required = true,
     .label = "claim.side",
     .choices = sides,
     .choice_count = COUNT_OF(sides)},
    {.name = "answer",
     .type = F_CHOICE,
     .required = true,
     .label = "claim.answer",
     .choices = answers,
     .choice_count = COUNT_OF(answers)},
    {.name = "reason", .type = F_LONG, .required = true, .label = "claim.reason"},
    {.name = "version", .type = F_HIDDEN_INT, .required = true, .label = "claim.version"},
};
const struct form claim_answer_form = {"claim_answer", answer_fields, COUNT_OF(answer_fields)};
static const struct field lawful_fields[] = {
    {.name = "reason", .type = F_LONG, .required = true, .label = "claim.lawful_reason"},
    {.name = "version", .type = F_HIDDEN_INT, .required = true, .label = "claim.version"},
};
const struct form claim_lawful_form = {"claim_lawful", lawful_fields, COUNT_OF(lawful_fields)};

/* ---- the list */

static const char *const cause_words[] = {"claim.cause.merged", "claim.cause.same_person", "claim.cause.number",
                                          "claim.cause.member", "claim.cause.sweep"};
static const char *const clash_words[] = {"claim.clash.state.open", "claim.clash.state.given_up",
                                          "claim.clash.state.lawful", "claim.clash.state.undone"};
static const char *const answer_words[] = {"claim.answer.keeps", "claim.answer.gives_up", "claim.answer.lawful"};
static const char *find_word(const char *const *words, size_t count, struct text code) {
    for (size_t i = 0; i < count && code.ptr != NULL; i++)
        if (text_is(code, strrchr(words[i], '.') + 1))
            return words[i];
    return NULL;
}
#define WORD(list, code) find_word((list), COUNT_OF(list), (code))

static void clash_item(struct ctx *c, const void *row, struct value *item) {
    const struct claim_clash_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "subject", r->subject);
    value_set_text(item, "household", r->household_code);
    value_set_text(item, "first", r->policy_first);
    value_set_text(item, "second", r->policy_second);
    value_set_text(item, "periods",
                   claim_periods_text(c, claim_grain(r->grain), r->first_period, r->last_period, r->period_count));
    value_set_word(item, "cause", WORD(cause_words, r->cause));
    value_set_word(item, "first_answer", WORD(answer_words, r->first_answer));
    value_set_word(item, "second_answer", WORD(answer_words, r->second_answer));
    value_set_word(item, "state", WORD(clash_words, r->state));
    value_set_instant(item, "found_at", r->found_at);
}
static const struct choice states[] = {{"open", "claim.clash.state.open", 0},
                                       {"given_up", "claim.clash.state.given_up", 0},
                                       {"lawful", "claim.clash.state.lawful", 0},
                                       {"undone", "claim.clash.state.undone", 0}};
static const struct choice causes[] = {{"merged", "claim.cause.merged", 0},
                                       {"same_person", "claim.cause.same_person", 0},
                                       {"number", "claim.cause.number", 0},
                                       {"member", "claim.cause.member", 0},
                                       {"sweep", "claim.cause.sweep", 0}};
static const struct list_column columns[] = {
    {.key = "subject",
     .label = "claim.subject",
     .href = "/claims/clashes/{id}",
     .type = V_TEXT,
     .sensitivity = S_PERSONAL},
    {.key = "household", .label = "claim.household", .type = V_TEXT},
    {.key = "first", .label = "claim.side.first", .type = V_TEXT},
    {.key = "second", .label = "claim.side.second", .type = V_TEXT},
    {.key = "periods", .label = "claim.periods", .type = V_TEXT},
    {.key = "cause", .label = "claim.cause", .type = V_WORD},
    {.key = "first_answer", .label = "claim.first_answer", .type = V_WORD},
    {.key = "second_answer", .label = "claim.second_answer", .type = V_WORD},
    {.key = "state", .label = "claim.clash_state", .type = V_WORD},
    {.key = "found_at", .label = "claim.found_at", .sort = "found", .type = V_INSTANT, .hidden = true},
};
static const struct list_filter filters[] = {
    {.name = "state",
     .label = "claim.clash_state",
     .type = F_CHOICE,
     .choices = states,
     .choice_count = COUNT_OF(states)},
    {.name = "cause", .label = "claim.cause", .type = F_CHOICE, .choices = causes, .choice_count = COUNT_OF(causes)},
    {.name = "agency", .label = "claim.agency", .type = F_ID},
    {.name = "household", .label = "claim.household", .type = F_ID},
};
const struct list_def claim_clash_list_def = {.name = "claim_clashes",
                                              .stmt = &claim_clash_list_stmt,
                                              .columns = columns,
                                              .column_count = COUNT_OF(columns),
                                              .filters = filters,
                                              .filter_count = COUNT_OF(filters),
                                              .row = clash_item,
                                              .row_href = "/claims/clashes/{id}",
                                              .empty = "claim.no_clash",
                                              .file_name = "trung-huong"};

enum status claim_clashes_page(struct ctx *c, struct value *out, struct error *err) {
    claim_nav(c, out);
    return list_answer(c, &claim_clash_list_def, NULL, NULL, 0, out, err);
}

/* ---- one */

/* Either household must lie in the asker's scope; a clash of numbers that match nobody is the province's. */
static enum status find_clash(struct ctx *c, int64_t id, struct claim_clash_get_row *ret, struct error *err) {
    bool found = false;
    struct error outside;
    error_clear(&outside);
    TRY(claim_clash_get(c->db, &(struct claim_clash_get_in){id}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    if (ret->first_commune != DB_NULL && ctx_require_area(c, ret->first_commune, &outside) == OK)
        return OK;
    error_clear(&outside);
    if (ret->second_commune != DB_NULL && ctx_require_area(c, ret->second_commune, &outside) == OK)
        return OK;
    bool nowhere = ret->first_commune == DB_NULL && ret->second_commune == DB_NULL;
    if (nowhere && (c->user.scope.level == DB_SCOPE_ALL || c->user.scope.level == DB_SCOPE_PROVINCE))
        return OK;
    return fail(err, E_NOT_FOUND, "http.not_found");
}

static bool speaks_for(const struct ctx *c, int64_t agency_id) {
    return c->user.agency_id != 0 ? c->user.agency_id == agency_id
                                  : agency_id == 0 || c->user.scope.level == DB_SCOPE_ALL;
}

static void add_side(struct ctx *c, struct value *out, const char *key, const struct claim_holder *h,
                     struct text answer) {
    struct value *v = value_set_object(out, key);
    const struct claim_kind *kind = claim_kind_of(h->kind);
    value_set_id(v, "source_id", h->source_id);
    value_set_text(v, "kind", h->kind);
    if (kind != NULL)
        value_set_word(v, "what", kind->word);
    struct text href = claim_href(c, kind, h->source_id);
    if (href.ptr != NULL)
        value_set_text(v, "href", href);
    value_set_text(v, "policy", h->policy);
    value_set_text(v, "agency", h->agency);
    value_set_text(v, "subject", h->subject);
    value_set_text(v, "document", h->document);
    value_set_day(v, "given_on", h->given_on);
    value_set_word(v, "state", claim_state_word(h->state));
    value_set_word(v, "answer", WORD(answer_words, answer));
    value_set_bool(v, "mine", speaks_for(c, h->agency_id));
}

static enum status sides_of(struct ctx *c, const struct claim_clash_get_row *r, const struct claim_holder *ret[2],
                            struct error *err) {
    struct claim_holder *list;
    size_t count;
    int64_t ids[2] = {r->first_id, r->second_id};
    TRY(claim_holders(c, (struct db_ids){ids, 2}, &list, &count, err));
    for (size_t i = 0; i < count; i++)
        ret[list[i].id == r->second_id] = &list[i];
    return OK;
}

static enum status add_answers(struct ctx *c, int64_t id, struct value *out, struct error *err) {
    struct claim_clash_answers_row *a;
    size_t count;
    TRY(claim_clash_answers(c->db, &(struct claim_clash_answers_in){id}, c->arena, &a, &count, err));
    struct value *list = value_set_list(out, "answers");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        struct text agency = TEXT_NONE;
        if (a[i].agency_id != DB_NULL)
            TRY(agency_name(c, a[i].agency_id, c->today, &agency, err));
        value_set_instant(v, "at", a[i].at);
        value_set_text(v, "who", a[i].who);
        value_set_text(v, "agency", agency);
        value_set_int(v, "side", a[i].side);
        value_set_word(v, "answer", WORD(answer_words, a[i].answer));
        value_set_text(v, "reason", a[i].reason);
    }
    return OK;
}

static void offer(struct ctx *c, struct value *out, const char *member, const struct form *f, struct text action,
                  const struct value *current) {
    bool sent = c->form != NULL && c->form->form == f && c->req != NULL && app_is_write(c->req->method);
    struct value *form = form_view(c, f, sent ? c->form : NULL, current, NULL);
    value_set_text(form, "action", action);
    value_set_page(out, member, form);
}

enum status claim_clash_page(struct ctx *c, struct value *out, struct error *err) {
    claim_nav(c, out);
    struct claim_clash_get_row r;
    const struct claim_holder *side[2] = {NULL, NULL};
    struct overlap_rule rule;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(find_clash(c, id, &r, err));
    TRY(sides_of(c, &r, side, err));
    TRY(overlap_rule_of(c, r.content_group, &rule, err));
    value_set_id(out, "id", id);
    value_set_text(out, "group", r.group_name);
    value_set_text(out, "periods",
                   claim_periods_text(c, claim_grain(r.grain), r.first_period, r.last_period, r.period_count));
    value_set_int(out, "period_count", r.period_count);
    value_set_word(out, "cause", WORD(cause_words, r.cause));
    value_set_word(out, "state", WORD(clash_words, r.state));
    value_set_instant(out, "found_at", r.found_at);
    value_set_text(out, "rule", rule.condition);
    value_set_text(out, "article", rule.article);
    value_set_int(out, "version", r.version);
    add_side(c, out, "first", side[0], r.first_answer);
    add_side(c, out, "second", side[1], r.second_answer);
    TRY(add_answers(c, id, out, err));
    bool open = text_is(r.state, "open");
    value_set_bool(out, "open", open);
    bool both_keep = r.first_answer.ptr != NULL && r.second_answer.ptr != NULL;
    value_set_bool(out, "both_keep", open && both_keep);
    struct value *current = value_object(c->arena);
    value_set_int(current, "version", r.version);
    bool mine = speaks_for(c, side[0]->agency_id) || speaks_for(c, side[1]->agency_id);
    if (mine && speaks_for(c, side[0]->agency_id) != speaks_for(c, side[1]->agency_id))
        value_set_str(current, "side", speaks_for(c, side[0]->agency_id) ? "first" : "second");
    if (open && mine && user_may(&c->user, "claim.answer"))
        offer(c, out, "form", &claim_answer_form, arena_fmt(c->arena, "/claims/clashes/%lld", (long long)id), current);
    if (open && user_may(&c->user, "claim.decide"))
        offer(c, out, "lawful_form", &claim_lawful_form,
              arena_fmt(c->arena, "/claims/clashes/%lld/lawful", (long long)id), current);
    return OK;
}

/* ---- answering */

static enum status take_clash(struct ctx *c, int64_t id, struct claim_clash_get_row *ret, struct error *err) {
    struct claim_clash_lock_row locked;
    bool found = false;
    TRY(claim_clash_lock(c->db, &(struct claim_clash_lock_in){id}, c->arena, &locked, &found, err));
    TRY(find_clash(c, id, ret, err));
    if (form_int(c->form, "version", -1) != ret->version)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    return text_is(ret->state, "open") ? OK : fail(err, E_CONFLICT, "claim.clash_closed");
}

static enum status give_up(struct ctx *c, const struct claim_clash_get_row *r, const struct claim_holder *loser,
                           const struct claim_holder *keeper, struct text reason, struct error *err) {
    const struct claim_kind *kind = claim_kind_of(loser->kind);
    instant_t at = clock_now(&c->app->clock);
    day_t from = claim_period_start(claim_grain(r->grain), r->first_period);
    TRY(claim_give_up(c->db,
                      &(struct claim_give_up_in){loser->id, r->content_group, r->first_period, r->last_period, at},
                      NULL, err));
    int64_t id = loser->id;
    TRY(claim_source_released(c->db, &(struct claim_source_released_in){{&id, 1}, at, reason}, NULL, err));
    TRY(claim_set_slot(c->db, &(struct claim_set_slot_in){keeper->id, r->content_group, 0}, NULL, err));
    return kind == NULL || kind->given_up == NULL ? OK : kind->given_up(c, loser->source_id, from, reason, err);
}

static void note(struct ctx *c, const struct claim_clash_get_row *r, struct text answer, int side, struct text reason) {
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "side", side);
    value_set_text(diff, "answer", answer);
    value_set_text(diff, "reason", reason);
    int64_t chains[2] = {r->first_commune, r->second_commune};
    for (int i = 0; i < 2; i++) /* in the chains of both communes */
        if (chains[i] != DB_NULL && (i == 0 || chains[0] != chains[1]))
            audit_note(c, chains[i], "claim.answer", "claim_clash", r->id, diff);
    if (chains[0] == DB_NULL && chains[1] == DB_NULL)
        audit_note(c, 0, "claim.answer", "claim_clash", r->id, diff);
}

enum status claim_clash_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct claim_clash_get_row r;
    const struct claim_holder *side[2] = {NULL, NULL};
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(take_clash(c, id, &r, err));
    TRY(sides_of(c, &r, side, err));
    int which = form_choice_is(c->form, "side", "second");
    bool gives_up = form_choice_is(c->form, "answer", "gives_up");
    struct text reason = text_trim(form_text(c->form, "reason")), answer = gives_up ? T("gives_up") : T("keeps");
    if (!speaks_for(c, side[which]->agency_id))
        return fail(err, E_FORBIDDEN, "claim.other_agency");
    TRY(claim_clash_answer_add(c->db,
                               &(struct claim_clash_answer_add_in){
                                   id_new(), id, which + 1, answer, reason, c->user.account_id,
                                   c->user.agency_id != 0 ? c->user.agency_id : DB_NULL, clock_now(&c->app->clock)},
                               NULL, err));
    if (gives_up)
        TRY(give_up(c, &r, side[which], side[!which], reason, err));
    TRY(claim_clash_set(c->db,
                        &(struct claim_clash_set_in){
                            id, which == 0 ? answer : r.first_answer, which == 1 ? answer : r.second_answer,
                            gives_up ? T("given_up") : T("open"), gives_up ? clock_now(&c->app->clock) : DB_NULL},
                        NULL, err));
    note(c, &r, answer, which + 1, reason);
    ctx_redirect(c, gives_up ? "claim.flash_given_up" : "claim.flash_kept", "/claims/clashes/%lld", (long long)id);
    return OK;
}

enum status claim_lawful_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct claim_clash_get_row r;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(take_clash(c, id, &r, err));
    struct text reason = text_trim(form_text(c->form, "reason"));
    TRY(claim_clash_answer_add(c->db,
                               &(struct claim_clash_answer_add_in){
                                   id_new(), id, 0, T("lawful"), reason, c->user.account_id,
                                   c->user.agency_id != 0 ? c->user.agency_id : DB_NULL, clock_now(&c->app->clock)},
                               NULL, err));
    TRY(claim_clash_set(
        c->db,
        &(struct claim_clash_set_in){id, r.first_answer, r.second_answer, T("lawful"), clock_now(&c->app->clock)}, NULL,
        err));
    note(c, &r, T("lawful"), 0, reason);
    ctx_redirect(c, "claim.flash_lawful", "/claims/clashes/%lld", (long long)id);
    return OK;
}
