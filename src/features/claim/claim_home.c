#include "features/claim/claim_home.h"

#include "features/claim/claim_internal.h"

enum status claim_home(struct ctx *c, struct value *work, struct value *out, struct error *err) {
    struct claim_clash_counts_row r;
    bool found = false;
    (void)out;
    if (!user_may(&c->user, "claim.answer") || c->user.agency_id == 0)
        return OK;
    TRY(claim_clash_counts(c->db, &(struct claim_clash_counts_in){c->user.agency_id}, c->arena, &r, &found, err));
    if (!found || r.open == 0)
        return OK;
    struct value *group = value_add_object(work);
    value_set_word(group, "title", "claim.home_title");
    struct value *item = value_add_object(value_set_list(group, "items"));
    struct text n = arena_fmt(c->arena, "%lld", (long long)r.open);
    value_set_text(item, "text", tr_args(c->lang, c->arena, "claim.home_open", &n, 1));
    value_set_text(item, "href",
                   arena_fmt(c->arena, "/claims/clashes?state=open&agency=%lld", (long long)c->user.agency_id));
    value_set_str(item, "tone", "warn");
    return OK;
}

enum status claim_uses_of(struct ctx *c, struct db_ids household_ids, struct value *uses, struct error *err) {
    struct claim_uses_row *rows;
    size_t count;
    TRY(claim_uses(c->db, &(struct claim_uses_in){household_ids}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct value *use = value_add_object(uses);
        value_set_id(use, "household_id", rows[i].household_id);
        value_set_word(use, "what", "claim.use");
    }
    return OK;
}
