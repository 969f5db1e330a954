/* A case from the application to the appraisal. Each step checks that it is its turn, writes the history, and is
 * audited without what the case is about: the audit says who did what to which case, not why somebody needs a lawyer.
 */
#include "features/legalaid/legalaid_parts.h"

enum status legal_case_read(struct ctx *c, int64_t id, struct legal_case_get_row *ret, struct error *err) {
    bool found = false;
    TRY(legal_case_get(c->db, &(struct legal_case_get_in){id}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return ctx_require_area(c, ret->hamlet_id, err);
}

struct step {
    const char *kind;
    struct text act, note;
    int64_t hours, provider_id;
    day_t on;
};

static enum status add_step(struct ctx *c, int64_t case_id, int64_t commune_id, const struct step *s,
                            struct error *err) {
    TRY(legal_step_insert(c->db,
                          &(struct legal_step_insert_in){id_new(), case_id, text_of(s->kind), s->act, s->on, s->hours,
                                                         s->note, s->provider_id, c->user.account_id,
                                                         clock_now(&c->app->clock)},
                          NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_day(diff, "on_day", s->on);
    audit_note(c, commune_id, arena_fmt(c->arena, "legalaid.%s", s->kind).ptr, "legal_case", case_id, diff);
    return OK;
}

static enum status write_right(struct ctx *c, int64_t case_id, const struct legal_right *r, struct error *err) {
    TRY(legal_right_clear(c->db, &(struct legal_right_clear_in){case_id}, NULL, err));
    for (size_t i = 0; i < r->count; i++) {
        const struct legal_line *l = &r->lines[i];
        TRY(legal_right_insert(c->db,
                               &(struct legal_right_insert_in){case_id, (int64_t)i + 1, text_of(l->state),
                                                               text_of(l->title), l->found, l->article, l->certainty},
                               NULL, err));
    }
    return OK;
}

enum status legal_apply(struct ctx *c, const struct legal_application *a, int64_t *ret_id, struct error *err) {
    struct service_person p;
    struct legal_right right;
    TRY(service_person(c, a->person_id, &p, err));
    if (text_is(a->ground, "other") && a->ground_note.len == 0)
        (void)error_field(err, "ground_note", "legalaid.ground_note_needed", NULL);
    TRY(service_past_day(c, "applied_on", a->on, err));
    struct legal_question q = {
        .household = &p.household, .field = a->field, .ground = a->ground, .ground_note = a->ground_note, .on = a->on};
    TRY(legal_right_of(c, &q, &right, err));
    int64_t id = id_new();
    const struct service_place *at = &p.household.place;
    TRY(legal_case_insert(c->db,
                          &(struct legal_case_insert_in){
                              id, text_of(a->form), a->field, a->ground, a->ground_note, p.id, p.household.id,
                              at->hamlet_id, at->commune_id, at->district_id, at->province_id,
                              service_classes(c, &p.household), a->on, text_of(a->channel), a->request,
                              text_of(legal_answer_code(right.answer)), c->user.account_id, clock_now(&c->app->clock)},
                          NULL, err));
    TRY(write_right(c, id, &right, err));
    TRY(add_step(c, id, at->commune_id,
                 &(struct step){"applied", .hours = DB_NULL, .provider_id = DB_NULL, .on = a->on}, err));
    *ret_id = id;
    return OK;
}

static day_t last_day(const struct legal_case_get_row *k) {
    day_t last = k->applied_on;
    const day_t days[] = {k->decided_on, k->assigned_on, k->closed_on};
    for (size_t i = 0; i < COUNT_OF(days); i++)
        if (days[i] != DAY_NONE && days[i] > last)
            last = days[i];
    return last;
}

static enum status stale(int64_t changed, struct error *err) {
    return changed > 0 ? OK : fail(err, E_PRECONDITION, "http.precondition_failed");
}

static enum status right_now(struct ctx *c, const struct legal_case_get_row *k, struct text paper, day_t on,
                             struct legal_right *ret, struct error *err) {
    struct service_household h;
    TRY(service_household(c, k->household_id, &h, err));
    struct legal_question q = {.household = &h,
                               .field = k->field,
                               .ground = k->ground,
                               .ground_note = k->ground_note,
                               .paper = paper,
                               .on = on};
    return legal_right_of(c, &q, ret, err);
}

/* TT.TV.01.2018: unit, form, number within the year, year. The letters are settings; without them there is no code. */
static enum status code_of(struct ctx *c, struct text form, int64_t number, int year, struct text *ret,
                           struct error *err) {
    struct text unit, letters;
    TRY(setting_text(c, "legalaid.code_unit", c->today, &unit, err));
    TRY(setting_text(c, arena_fmt(c->arena, "legalaid.code_%.*s", FMT(form)).ptr, c->today, &letters, err));
    *ret = unit.len == 0 || letters.len == 0
               ? TEXT_NONE
               : arena_fmt(c->arena, "%.*s.%.*s.%02lld.%d", FMT(unit), FMT(letters), (long long)number, year);
    return OK;
}

enum status legal_accept(struct ctx *c, int64_t id, int64_t version, struct text paper, day_t on, struct error *err) {
    struct legal_case_get_row k;
    struct legal_right right;
    struct legal_counter_next_row number;
    struct text code;
    bool found = false;
    int64_t changed = 0;
    TRY(legal_case_read(c, id, &k, err));
    if (!text_is(k.state, "applied"))
        return fail(err, E_CONFLICT, "legalaid.not_waiting");
    TRY(service_day_after(c, "on_day", on, k.applied_on, err));
    TRY(right_now(c, &k, paper, on, &right, err));
    if (right.answer != LEGAL_YES)
        return fail(err, E_CONFLICT,
                    right.answer == LEGAL_NO         ? "legalaid.no_right"
                    : right.answer == LEGAL_IF_SHOWN ? "legalaid.paper_missing"
                                                     : "legalaid.right_unknown");
    int year = day_year(on);
    TRY(legal_counter_next(c->db, &(struct legal_counter_next_in){year, k.form}, c->arena, &number, &found, err));
    TRY(code_of(c, k.form, number.last, year, &code, err));
    TRY(legal_case_accept(c->db,
                          &(struct legal_case_accept_in){id, version ? version : k.version, on, paper,
                                                         text_of(legal_answer_code(right.answer)), number.last, year,
                                                         code},
                          &changed, err));
    TRY(stale(changed, err));
    TRY(write_right(c, id, &right, err));
    return add_step(c, id, k.commune_id,
                    &(struct step){"accepted", .note = paper, .hours = DB_NULL, .provider_id = DB_NULL, .on = on}, err);
}

static enum status end_case(struct ctx *c, int64_t id, int64_t version, const char *state, struct text reason, day_t on,
                            struct error *err) {
    struct legal_case_get_row k;
    struct legal_right right;
    int64_t changed = 0;
    TRY(legal_case_read(c, id, &k, err));
    bool refusing = strcmp(state, "refused") == 0;
    bool open =
        text_is(k.state, "applied") || (!refusing && (text_is(k.state, "accepted") || text_is(k.state, "assigned")));
    if (!open)
        return fail(err, E_CONFLICT, refusing ? "legalaid.not_waiting" : "legalaid.not_open");
    TRY(service_day_after(c, "on_day", on, last_day(&k), err));
    TRY(right_now(c, &k, k.paper, on, &right, err));
    TRY(legal_case_end(
        c->db,
        &(struct legal_case_end_in){id, version ? version : k.version, text_of(state), on, reason,
                                    refusing ? text_of(legal_answer_code(right.answer)) : k.right_answer},
        &changed, err));
    TRY(stale(changed, err));
    if (refusing)
        TRY(write_right(c, id, &right, err));
    return add_step(c, id, k.commune_id,
                    &(struct step){state, .note = reason, .hours = DB_NULL, .provider_id = DB_NULL, .on = on}, err);
}

enum status legal_refuse(struct ctx *c, int64_t id, int64_t version, struct text reason, day_t on, struct error *err) {
    return end_case(c, id, version, "refused", reason, on, err);
}

enum status legal_withdraw(struct ctx *c, int64_t id, int64_t version, struct text reason, day_t on,
                           struct error *err) {
    return end_case(c, id, version, "withdrawn", reason, on, err);
}

enum status legal_assign(struct ctx *c, int64_t id, int64_t version, int64_t provider_id, day_t on, struct error *err) {
    struct legal_case_get_row k;
    struct legal_provider_get_row v;
    bool found = false;
    int64_t changed = 0;
    TRY(legal_case_read(c, id, &k, err));
    if (!text_is(k.state, "accepted") && !text_is(k.state, "assigned"))
        return fail(err, E_CONFLICT, "legalaid.not_open");
    TRY(legal_provider_get(c->db, &(struct legal_provider_get_in){provider_id}, c->arena, &v, &found, err));
    if (!found || v.valid_from > on || v.valid_to <= on) {
        (void)error_field(err, "provider", "legalaid.no_provider", NULL);
        return error_fields_status(err);
    }
    TRY(service_day_after(c, "on_day", on, k.decided_on, err));
    TRY(legal_case_assign(c->db, &(struct legal_case_assign_in){id, version ? version : k.version, provider_id, on},
                          &changed, err));
    TRY(stale(changed, err));
    return add_step(c, id, k.commune_id,
                    &(struct step){"assigned", .hours = DB_NULL, .provider_id = provider_id, .on = on}, err);
}

enum status legal_act(struct ctx *c, int64_t id, int64_t version, struct text act, int64_t hours, struct text note,
                      day_t on, struct error *err) {
    struct legal_case_get_row k;
    int64_t changed = 0;
    TRY(legal_case_read(c, id, &k, err));
    if (!text_is(k.state, "assigned"))
        return fail(err, E_CONFLICT, "legalaid.not_assigned");
    TRY(service_day_after(c, "on_day", on, k.decided_on, err));
    TRY(legal_case_touch(c->db, &(struct legal_case_touch_in){id, version ? version : k.version}, &changed, err));
    TRY(stale(changed, err));
    return add_step(
        c, id, k.commune_id,
        &(struct step){"act", .act = act, .note = note, .hours = hours, .provider_id = k.provider_id, .on = on}, err);
}

enum status legal_close(struct ctx *c, int64_t id, int64_t version, struct text outcome, struct text result, day_t on,
                        struct error *err) {
    struct legal_case_get_row k;
    int64_t changed = 0;
    TRY(legal_case_read(c, id, &k, err));
    if (!text_is(k.state, "assigned"))
        return fail(err, E_CONFLICT, "legalaid.not_assigned");
    TRY(service_day_after(c, "on_day", on, last_day(&k), err));
    TRY(legal_case_close(
        c->db,
        &(struct legal_case_close_in){id, version ? version : k.version, on, outcome, result, c->user.account_id},
        &changed, err));
    TRY(stale(changed, err));
    return add_step(c, id, k.commune_id,
                    &(struct step){"closed", .note = result, .hours = DB_NULL, .provider_id = k.provider_id, .on = on},
                    err);
}

enum status legal_appraise(struct ctx *c, int64_t id, int64_t version, struct text quality, struct text appraisal,
                           day_t on, struct error *err) {
    struct legal_case_get_row k;
    int64_t changed = 0;
    TRY(legal_case_read(c, id, &k, err));
    if (!text_is(k.state, "closed"))
        return fail(err, E_CONFLICT, "legalaid.not_closed");
    if (k.closed_by == c->user.account_id)
        return fail(err, E_CONFLICT, "legalaid.same_person");
    TRY(service_day_after(c, "on_day", on, k.closed_on, err));
    TRY(legal_case_appraise(
        c->db,
        &(struct legal_case_appraise_in){id, version ? version : k.version, on, quality, appraisal, c->user.account_id},
        &changed, err));
    TRY(stale(changed, err));
    return add_step(c, id, k.commune_id,
                    &(struct step){"appraised", .note = appraisal, .hours = DB_NULL, .provider_id = DB_NULL, .on = on},
                    err);
}
