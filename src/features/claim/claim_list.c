/* What a household or a person has, from whoever gave it. */
#include "features/agency/agency.h"
#include "features/claim/claim_internal.h"

extern const struct claim_kind *const __start_claim_kinds[] __attribute__((weak));
extern const struct claim_kind *const __stop_claim_kinds[] __attribute__((weak));

const struct claim_kind *claim_kind_of(struct text kind) {
    for (const struct claim_kind *const *k = __start_claim_kinds; k < __stop_claim_kinds; k++)
        if (text_is(kind, (*k)->kind))
            return *k;
    return NULL;
}

static const char *const state_words[] = {NULL, "claim.state.reserved", "claim.state.confirmed",
                                          "claim.state.released"};
const char *claim_state_word(int64_t state) {
    return state_words[state];
}

struct text claim_href(struct ctx *c, const struct claim_kind *kind, int64_t source_id) {
    const char *mark = kind == NULL || kind->href == NULL ? NULL : strstr(kind->href, "{id}");
    if (mark == NULL || !ctx_may_open(c, kind->href))
        return TEXT_NONE;
    return arena_fmt(c->arena, "%.*s%lld%s", (int)(mark - kind->href), kind->href, (long long)source_id, mark + 4);
}

enum policy_grain claim_grain(struct text code) {
    for (enum policy_grain g = GRAIN_MONTH; g <= GRAIN_CASE; g++)
        if (text_is(code, strrchr(policy_grain_word(g), '.') + 1))
            return g;
    return GRAIN_CASE;
}

struct text claim_periods_text(struct ctx *c, enum policy_grain grain, int64_t first, int64_t last, int64_t count) {
    if (count == DB_NULL || count == 0 || first == DB_NULL)
        return TEXT_NONE;
    struct text from = claim_period_text(c, grain, first);
    if (first == last || grain == GRAIN_CASE)
        return from;
    return arena_fmt(c->arena, "%.*s – %.*s", FMT(from), FMT(claim_period_text(c, grain, last)));
}

enum status claim_list_of(struct ctx *c, int64_t household_id, int64_t person_id, struct value *list,
                          struct error *err) {
    struct claim_of_subject_row *rows;
    size_t count;
    TRY(claim_of_subject(c->db,
                         &(struct claim_of_subject_in){household_id != 0 ? household_id : DB_NULL,
                                                       person_id != 0 ? person_id : DB_NULL, c->as_of},
                         c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        const struct claim_of_subject_row *r = &rows[i];
        const struct claim_kind *kind = claim_kind_of(r->kind);
        struct text agency = TEXT_NONE;
        if (r->agency_id != DB_NULL)
            TRY(agency_name(c, r->agency_id, r->given_on, &agency, err));
        struct value *v = value_add_object(list);
        value_set_id(v, "id", r->id);
        value_set_text(v, "kind", r->kind);
        value_set_id(v, "source_id", r->source_id);
        if (kind != NULL)
            value_set_word(v, "what", kind->word);
        struct text href = claim_href(c, kind, r->source_id);
        if (href.ptr != NULL)
            value_set_text(v, "href", href);
        value_set_text(v, "policy", r->policy);
        value_set_text(v, "agency", agency);
        value_set_text(v, "subject", r->subject);
        value_set_text(v, "document", r->document);
        value_set_day(v, "given_on", r->given_on);
        value_set_word(v, "state", claim_state_word(r->state));
        value_set_text(v, "periods",
                       claim_periods_text(c, claim_grain(r->grain), r->first_period, r->last_period, r->period_count));
        value_set_text(v, "exception", r->exception);
        value_set_id(v, "clash_id", r->clash_id);
    }
    return OK;
}
