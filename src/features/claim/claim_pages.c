/* What one household or person has, from whoever gave it. */
#include "features/claim/claim_pages.h"

#include "features/claim/claim_internal.h"

static enum status answer(struct ctx *c, int64_t household_id, int64_t person_id, struct text name, struct value *out,
                          struct error *err) {
    struct claim_household_place_row place;
    bool found = false;
    TRY(claim_household_place(c->db, &(struct claim_household_place_in){household_id}, c->arena, &place, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(ctx_require_area(c, place.commune_id, err));
    value_set_id(out, "household_id", household_id);
    value_set_text(out, "code", place.code);
    value_set_text(out, "name", name.ptr != NULL ? name : place.head_name);
    return claim_list_of(c, person_id != 0 ? 0 : household_id, person_id, value_set_list(out, "items"), err);
}

void claim_nav(struct ctx *c, struct value *out) {
    value_set_bool(out, "may_sweep", user_may(&c->user, "claim.sweep"));
}

enum status claims_of_household_page(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    return answer(c, id, 0, TEXT_NONE, out, err);
}

enum status claims_of_person_page(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct claim_person_place_row r;
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(claim_person_place(c->db, &(struct claim_person_place_in){id}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return answer(c, r.household_id, id, r.full_name, out, err);
}
