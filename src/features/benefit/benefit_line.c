/* Lines: what state they are in, reading them, telling the features behind them. */
#include "features/benefit/benefit_internal.h"
#include "features/household/household.h"

extern const struct benefit_detail *const __start_benefit_details[] __attribute__((weak));
extern const struct benefit_detail *const __stop_benefit_details[] __attribute__((weak));

const struct benefit_detail *detail_of(struct text kind) {
    if (kind.ptr == NULL)
        return NULL;
    for (const struct benefit_detail *const *d = __start_benefit_details; d < __stop_benefit_details; d++)
        if (text_is(kind, (*d)->kind))
            return *d;
    return NULL;
}

extern const struct benefit_maker *const __start_benefit_makers[] __attribute__((weak));
extern const struct benefit_maker *const __stop_benefit_makers[] __attribute__((weak));

const struct benefit_maker *maker_of(struct text content_group) {
    for (const struct benefit_maker *const *m = __start_benefit_makers; m < __stop_benefit_makers; m++)
        if (text_is(content_group, (*m)->content_group))
            return *m;
    return NULL;
}

static const char *const words[] = {"benefit.state.draft",    "benefit.state.proposed",  "benefit.state.verified",
                                    "benefit.state.approved", "benefit.state.delivered", "benefit.state.confirmed",
                                    "benefit.state.stopped",  "benefit.state.returned",  "benefit.state.refused",
                                    "benefit.state.recalled"};
const char *benefit_state_word(enum benefit_state s) {
    return words[s];
}

enum benefit_state benefit_state_of(struct text line, struct text list) {
    static const struct {
        const char *code;
        enum benefit_state state;
    } own[] = {{"delivered", BENEFIT_DELIVERED}, {"confirmed", BENEFIT_CONFIRMED}, {"stopped", BENEFIT_STOPPED},
               {"returned", BENEFIT_RETURNED},   {"refused", BENEFIT_REFUSED},     {"recalled", BENEFIT_RECALLED}},
      of_list[] = {{"draft", BENEFIT_DRAFT},       {"proposed", BENEFIT_PROPOSED}, {"verified", BENEFIT_VERIFIED},
                   {"approved", BENEFIT_APPROVED}, {"refused", BENEFIT_REFUSED},   {"withdrawn", BENEFIT_RETURNED}};
    for (size_t i = 0; i < COUNT_OF(own); i++)
        if (text_is(line, own[i].code))
            return own[i].state;
    for (size_t i = 0; i < COUNT_OF(of_list); i++)
        if (text_is(list, of_list[i].code))
            return of_list[i].state;
    return BENEFIT_DRAFT;
}

static int64_t id_or_0(int64_t id) {
    return id == DB_NULL ? 0 : id;
}

struct benefit_line line_of(const struct benefit_line_get_row *r) {
    return (struct benefit_line){.id = r->id,
                                 .list_id = r->list_id,
                                 .policy_id = r->policy_id,
                                 .household_id = r->household_id,
                                 .person_id = id_or_0(r->person_id),
                                 .commune_id = r->commune_id,
                                 .hamlet_id = r->hamlet_id,
                                 .subject = r->subject,
                                 .policy = r->policy,
                                 .from = r->period_from,
                                 .to = r->period_to,
                                 .key = id_or_0(r->period_key),
                                 .amount = r->amount,
                                 .state = benefit_state_of(r->state, r->list_state),
                                 .entitled_on = r->entitled_on,
                                 .proposed_on = r->proposed_on,
                                 .approved_on = r->signed_on,
                                 .delivered_on = r->delivered_on,
                                 .confirmed_on = r->confirmed_on,
                                 .ended_on = r->ended_on,
                                 .number = r->number,
                                 .remark = r->remark,
                                 .detail_kind = r->detail_kind,
                                 .detail_id = id_or_0(r->detail_id)};
}

/* The statements that give lines have the same columns, so their rows have the same shape. */
_Static_assert(sizeof(struct benefit_line_get_row) == sizeof(struct benefit_lines_of_row), "same columns");
_Static_assert(sizeof(struct benefit_line_get_row) == sizeof(struct benefit_lines_by_id_row), "same columns");
_Static_assert(sizeof(struct benefit_line_get_row) == sizeof(struct benefit_lines_of_list_row), "same columns");

enum status benefit_get(struct ctx *c, int64_t line_id, struct benefit_line *ret, struct error *err) {
    struct benefit_line_get_row r;
    bool found = false;
    TRY(benefit_line_get(c->db, &(struct benefit_line_get_in){line_id}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(ctx_require_area(c, r.commune_id, err));
    *ret = line_of(&r);
    return OK;
}

enum status benefit_of(struct ctx *c, int64_t household_id, int64_t person_id, int64_t policy_id,
                       struct benefit_line **ret, size_t *ret_count, struct error *err) {
    struct benefit_lines_of_row *rows;
    size_t count;
    TRY(benefit_lines_of(c->db,
                         &(struct benefit_lines_of_in){household_id != 0 ? household_id : DB_NULL,
                                                       person_id != 0 ? person_id : DB_NULL,
                                                       policy_id != 0 ? policy_id : DB_NULL},
                         c->arena, &rows, &count, err));
    struct benefit_line *list = ARENA_ARRAY(c->arena, count + 1, struct benefit_line);
    for (size_t i = 0; i < count; i++) {
        struct benefit_line_get_row r;
        memcpy(&r, &rows[i], sizeof r);
        list[i] = line_of(&r);
    }
    *ret = list;
    *ret_count = count;
    return OK;
}

enum status benefit_of_detail(struct ctx *c, const char *kind, int64_t detail_id, struct benefit_line *ret,
                              bool *ret_found, struct error *err) {
    struct benefit_line_of_detail_row r;
    struct benefit_line_get_row line;
    bool found = false;
    *ret_found = false;
    TRY(benefit_line_of_detail(c->db, &(struct benefit_line_of_detail_in){text_of(kind), detail_id}, c->arena, &r,
                               &found, err));
    if (!found || r.id == DB_NULL)
        return OK;
    TRY(benefit_line_get(c->db, &(struct benefit_line_get_in){r.id}, c->arena, &line, &found, err));
    if (found)
        *ret = line_of(&line);
    *ret_found = found;
    return OK;
}

enum status lines_changed(struct ctx *c, struct db_ids ids, struct error *err) {
    struct benefit_lines_by_id_row *rows;
    size_t count;
    if (ids.count == 0)
        return OK;
    TRY(benefit_lines_by_id(c->db, &(struct benefit_lines_by_id_in){ids}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        const struct benefit_detail *d = detail_of(rows[i].detail_kind);
        if (d == NULL || d->changed == NULL)
            continue;
        struct benefit_line_get_row r;
        memcpy(&r, &rows[i], sizeof r);
        struct benefit_line line = line_of(&r);
        TRY(d->changed(c, &line, err));
    }
    return OK;
}
