/* The way of a list: drafted and sent by the commune, checked and signed by the district's labour office, answered by
 * the social insurance line by line. Increases claim when they are drafted and are confirmed when the list is signed.
 */
#include "features/agency/agency.h"
#include "features/claim/claim.h"
#include "features/healthcard/healthcard_parts.h"

static const struct claim_kind card_claims = {.kind = CARD_KIND,
                                              .word = "healthcard.claim"}; /* a line is seen on its list */
CLAIM_KIND(card_claims);

bool card_acts_for(struct ctx *c, const char *setting) {
    struct text agency;
    int64_t id;
    struct error ignored = {0};
    return c->user.agency_id != 0 && setting_text(c, setting, c->today, &agency, &ignored) == OK &&
           agency.ptr != NULL && agency_by_key(c, arena_zstr(c->arena, agency), &id, &ignored) == OK &&
           id == c->user.agency_id;
}

enum status card_list_require(struct ctx *c, int64_t id, int64_t version, struct card_list_get_row *ret,
                              struct error *err) {
    bool found = false;
    TRY(card_list_get(c->db, &(struct card_list_get_in){id}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(ctx_require_area(c, ret->commune_id, err));
    if (version == -1)
        return OK;
    int64_t changed = 0;
    TRY(card_list_touch(c->db, &(struct card_list_touch_in){id, version, clock_now(&c->app->clock)}, &changed, err));
    return changed == 1 ? OK : fail(err, E_PRECONDITION, "healthcard.changed_meanwhile");
}

static enum status require_state(const struct card_list_get_row *k, const char *state, struct error *err) {
    return text_is(k->state, state) ? OK : fail(err, E_CONFLICT, "healthcard.other_state");
}

static void note(struct ctx *c, const struct card_list_get_row *k, const char *action, const char *to) {
    struct value *diff = value_object(c->arena);
    value_set_day(diff, "month", k->month);
    value_set_int(diff, "no", k->no);
    if (to != NULL)
        diff_text(diff, "state", k->state, text_of(to));
    audit_note(c, k->commune_id, action, "card_list", k->id, diff);
}

/* ---- drafting */

static enum status insert_line(struct ctx *c, int64_t list_id, int64_t line_id, const struct card_place *at,
                               const struct card_change *k, struct text refused, struct error *err) {
    return card_line_insert(c->db,
                            &(struct card_line_insert_in){line_id, list_id, k->decrease ? T("decrease") : T("increase"),
                                                          text_of(k->reason), k->person_id, k->household_id,
                                                          k->policy_id, k->hamlet_id, at->commune_id, at->district_id,
                                                          at->province_id, k->name, k->from, k->to,
                                                          k->card_id == 0 ? DB_NULL : k->card_id,
                                                          refused.ptr != NULL ? T("refused") : T("open"), refused},
                            NULL, err);
}

/* Increases of one policy claim together; refusals get a sentence. */
static enum status claim_all(struct ctx *c, const struct card_change *k, const int64_t *ids, size_t count,
                             int64_t policy_id, struct text *refused, size_t *ret_refused, struct error *err) {
    struct claim_line *lines = ARENA_ARRAY(c->arena, count + 1, struct claim_line);
    size_t *at = ARENA_ARRAY(c->arena, count + 1, size_t), n = 0;
    for (size_t i = 0; i < count; i++)
        if (!k[i].decrease && k[i].policy_id == policy_id) {
            at[n] = i;
            lines[n++] = (struct claim_line){.source_id = ids[i],
                                             .household_id = k[i].household_id,
                                             .person_id = k[i].person_id,
                                             .name = k[i].name,
                                             .from = k[i].from,
                                             .to = k[i].to};
        }
    struct claim_terms terms = {.source_kind = CARD_KIND, .policy_id = policy_id, .on = c->today};
    struct claim_conflict *conflicts;
    size_t conflict_count;
    TRY(claim_reserve_many(c, &terms, lines, n, &conflicts, &conflict_count, err));
    for (size_t i = 0; i < conflict_count; i++)
        refused[at[conflicts[i].line]] = claim_sentence(c, &conflicts[i]);
    *ret_refused += conflict_count;
    return OK;
}

enum status card_draft(struct ctx *c, const struct card_place *at, day_t month, int64_t *ret_id, size_t *ret_refused,
                       struct error *err) {
    struct card_change *k;
    size_t count, refused_count = 0;
    TRY(card_changes(c, at->commune_id, month, &k, &count, err));
    if (count == 0)
        return fail(err, E_CONFLICT, "healthcard.nothing_to_list", month_text(c, month).ptr);
    struct card_list_last_row last = {0};
    bool found = false;
    int64_t id = id_new();
    TRY(card_list_last(c->db, &(struct card_list_last_in){at->commune_id, month}, c->arena, &last, &found, err));
    TRY(card_list_insert(c->db,
                         &(struct card_list_insert_in){id, at->commune_id, at->district_id, at->province_id, month,
                                                       last.no + 1, c->user.account_id, c->today,
                                                       clock_now(&c->app->clock)},
                         NULL, err));
    int64_t *ids = ARENA_ARRAY(c->arena, count, int64_t);
    struct text *refused = ARENA_ARRAY(c->arena, count, struct text);
    for (size_t i = 0; i < count; i++) {
        ids[i] = id_new();
        refused[i] = TEXT_NONE;
    }
    for (size_t i = 0; i < count; i++) {
        bool first = !k[i].decrease;
        for (size_t j = 0; first && j < i; j++)
            first = k[j].decrease || k[j].policy_id != k[i].policy_id;
        if (first)
            TRY(claim_all(c, k, ids, count, k[i].policy_id, refused, &refused_count, err));
    }
    for (size_t i = 0; i < count; i++)
        TRY(insert_line(c, id, ids[i], at, &k[i], refused[i], err));
    struct value *diff = value_object(c->arena);
    value_set_day(diff, "month", month);
    value_set_int(diff, "lines", (int64_t)count);
    audit_note(c, at->commune_id, "healthcard.draft", "card_list", id, diff);
    *ret_id = id;
    *ret_refused = refused_count;
    return OK;
}

/* ---- on the way */

static enum status open_ids(struct ctx *c, int64_t list_id, const char *change, struct db_ids *ret, struct error *err) {
    struct card_lines_open_row *rows;
    size_t count;
    TRY(card_lines_open(c->db, &(struct card_lines_open_in){list_id, text_of(change)}, c->arena, &rows, &count, err));
    int64_t *ids = ARENA_ARRAY(c->arena, count + 1, int64_t);
    for (size_t i = 0; i < count; i++)
        ids[i] = rows[i].id;
    *ret = (struct db_ids){ids, count};
    return OK;
}

enum status card_send(struct ctx *c, int64_t list_id, int64_t version, struct error *err) {
    struct card_list_get_row k;
    TRY(card_list_require(c, list_id, version, &k, err));
    TRY(require_state(&k, "draft", err));
    if (k.open == 0)
        return fail(err, E_CONFLICT, "healthcard.no_line_left");
    TRY(card_list_send(c->db, &(struct card_list_send_in){k.id, c->user.account_id, c->today}, NULL, err));
    note(c, &k, "healthcard.send", "sent");
    return OK;
}

enum status card_check(struct ctx *c, int64_t list_id, int64_t version, struct text number, struct error *err) {
    struct card_list_get_row k;
    TRY(card_list_require(c, list_id, version, &k, err));
    TRY(require_state(&k, "sent", err));
    if (k.drafted_by == c->user.account_id || k.sent_by == c->user.account_id)
        return fail(err, E_FORBIDDEN, "healthcard.own_list");
    if (k.open == 0)
        return fail(err, E_CONFLICT, "healthcard.no_line_left");
    struct db_ids ids;
    struct claim_conflict *conflicts;
    size_t count;
    struct card_signer_position_row position = {.position = TEXT_NONE};
    bool found = false;
    TRY(open_ids(c, k.id, "increase", &ids, err));
    TRY(claim_confirm(c, CARD_KIND, ids, c->today, number, &conflicts, &count, err));
    if (count > 0) /* somebody joined who is given it elsewhere: nothing of this list is signed */
        return claim_fail(c, &conflicts[0], err);
    TRY(card_signer_position(c->db, &(struct card_signer_position_in){c->user.grant_id}, c->arena, &position, &found,
                             err));
    TRY(card_list_check(c->db,
                        &(struct card_list_check_in){k.id, c->user.account_id, c->today, number, c->user.display_name,
                                                     position.position},
                        NULL, err));
    note(c, &k, "healthcard.check", "checked");
    return OK;
}

enum status card_withdraw(struct ctx *c, int64_t list_id, int64_t version, struct text reason, struct error *err) {
    struct card_list_get_row k;
    TRY(card_list_require(c, list_id, version, &k, err));
    if (!text_is(k.state, "draft") && !text_is(k.state, "sent"))
        return fail(err, E_CONFLICT, "healthcard.other_state");
    struct db_ids ids;
    TRY(open_ids(c, k.id, "increase", &ids, err));
    TRY(claim_release(c, CARD_KIND, ids, DAY_NONE, reason, err));
    TRY(card_list_withdraw(c->db, &(struct card_list_withdraw_in){k.id, reason}, NULL, err));
    note(c, &k, "healthcard.withdraw", "withdrawn");
    return OK;
}

static enum status line_of(struct ctx *c, int64_t list_id, int64_t line_id, struct card_line_get_row *ret,
                           struct error *err) {
    bool found = false;
    TRY(card_line_get(c->db, &(struct card_line_get_in){line_id}, c->arena, ret, &found, err));
    return found && ret->list_id == list_id ? OK : fail(err, E_NOT_FOUND, "http.not_found");
}

enum status card_line_off(struct ctx *c, int64_t list_id, int64_t line_id, int64_t version, struct text reason,
                          struct error *err) {
    struct card_list_get_row k;
    struct card_line_get_row l;
    TRY(card_list_require(c, list_id, version, &k, err));
    TRY(line_of(c, list_id, line_id, &l, err));
    bool draft = text_is(k.state, "draft"), sent = text_is(k.state, "sent");
    if ((!draft && !sent) || !text_is(l.state, "open"))
        return fail(err, E_CONFLICT, "healthcard.other_state");
    TRY(ctx_require(c, draft ? "healthcard.list" : "healthcard.check", err));
    if (!l.card_id || l.card_id == DB_NULL)
        TRY(claim_release(c, CARD_KIND, (struct db_ids){&line_id, 1}, DAY_NONE, reason, err));
    TRY(card_line_end(c->db,
                      &(struct card_line_end_in){line_id, draft ? T("dropped") : T("returned"), reason, TEXT_NONE},
                      NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_id(diff, "line", line_id);
    value_set_text(diff, "reason", reason);
    if (draft)
        audit_note(c, k.commune_id, "healthcard.drop", "card_list", k.id, diff);
    else
        audit_note(c, k.commune_id, "healthcard.return", "card_list", k.id, diff);
    return OK;
}

/* ---- the insurer's answer */

bool card_number_ok(struct text t) {
    if (t.len != 10)
        return false;
    for (size_t i = 0; i < t.len; i++)
        if (t.ptr[i] < '0' || t.ptr[i] > '9')
            return false;
    return true;
}

struct text card_number_read(struct ctx *c, struct text given) {
    struct text t = text_trim(given);
    if (t.len == 15) {
        bool letters = true;
        for (size_t i = 0; i < 2; i++)
            letters = letters && ((t.ptr[i] >= 'A' && t.ptr[i] <= 'Z') || (t.ptr[i] >= 'a' && t.ptr[i] <= 'z'));
        if (!letters || t.ptr[2] < '1' || t.ptr[2] > '5' || t.ptr[3] < '0' || t.ptr[3] > '9' || t.ptr[4] < '0' ||
            t.ptr[4] > '9')
            return TEXT_NONE;
        t = (struct text){t.ptr + 5, 10};
    }
    return card_number_ok(t) ? arena_text(c->arena, t) : TEXT_NONE;
}

/* *ret_problem: word key when the line cannot be answered so. */
static enum status issue(struct ctx *c, const struct card_line_get_row *l, const struct card_answer *a,
                         const char **ret_problem, struct error *err) {
    struct text number = card_number_read(c, a->number);
    bool taken = false;
    struct health_card_number_taken_row other;
    if (number.ptr != NULL)
        TRY(health_card_number_taken(c->db, &(struct health_card_number_taken_in){number, l->person_id}, c->arena,
                                     &other, &taken, err));
    *ret_problem = number.ptr == NULL ? "healthcard.bad_number" : taken ? "healthcard.number_taken" : NULL;
    if (*ret_problem != NULL)
        return OK;
    TRY(health_card_insert(c->db,
                           &(struct health_card_insert_in){id_new(), l->person_id, l->household_id, l->policy_id,
                                                           l->commune_id, l->district_id, l->province_id, l->id, number,
                                                           l->valid_from, l->valid_to},
                           NULL, err));
    return card_line_end(c->db, &(struct card_line_end_in){l->id, T("done"), TEXT_NONE, number}, NULL, err);
}

static enum status stop(struct ctx *c, const struct card_line_get_row *l, struct error *err) {
    struct health_card_line_row card;
    bool found = false;
    TRY(health_card_line(c->db, &(struct health_card_line_in){l->card_id}, c->arena, &card, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(health_card_stop(c->db, &(struct health_card_stop_in){l->card_id, l->valid_from}, NULL, err));
    TRY(claim_release(c, CARD_KIND, (struct db_ids){&card.line_id, 1}, l->valid_from,
                      tr(LANG_VI, "healthcard.card_ended"), err));
    return card_line_end(c->db, &(struct card_line_end_in){l->id, T("done"), TEXT_NONE, TEXT_NONE}, NULL, err);
}

enum status card_answer_line(struct ctx *c, int64_t list_id, const struct card_answer *a, const char **ret_problem,
                             struct error *err) {
    struct card_line_get_row l;
    bool found = false;
    TRY(card_line_get(c->db, &(struct card_line_get_in){a->line_id}, c->arena, &l, &found, err));
    *ret_problem = !found || l.list_id != list_id      ? "healthcard.line_not_here"
                   : !text_is(l.list_state, "checked") ? "healthcard.list_not_checked"
                   : !text_is(l.state, "open")         ? "healthcard.line_answered"
                   : !a->issued && a->reason.len == 0  ? "healthcard.reason_missing"
                                                       : NULL;
    if (*ret_problem != NULL)
        return OK;
    bool increase = text_is(l.change, "increase");
    if (a->issued)
        return increase ? issue(c, &l, a, ret_problem, err) : stop(c, &l, err);
    if (increase)
        TRY(claim_release(c, CARD_KIND, (struct db_ids){&l.id, 1}, DAY_NONE, a->reason, err));
    return card_line_end(c->db, &(struct card_line_end_in){l.id, T("refused"), a->reason, TEXT_NONE}, NULL, err);
}

enum status card_answered(struct ctx *c, int64_t list_id, int64_t lines, struct error *err) {
    struct card_list_get_row k;
    TRY(card_list_require(c, list_id, -1, &k, err));
    TRY(card_list_matched(c->db, &(struct card_list_matched_in){list_id, c->user.account_id, c->today}, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "lines", lines);
    audit_note(c, k.commune_id, "healthcard.answer", "card_list", list_id, diff);
    return OK;
}
