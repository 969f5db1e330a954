/* Inside the feature: how members stand to a household's new head, derived where it follows, asked where it does not
 * (data/kinship.tsv). */
#ifndef ANSINH_HOUSEHOLD_KIN_H
#define ANSINH_HOUSEHOLD_KIN_H
#include "app/form.h"
#include "household_queries.h"

/* relation: how `member` (relation to the former head) stands to the head to whom the former head stands as
 * `former_head`; without a pointer when it has to be asked. sure: it follows; else it is likely. */
struct kin {
    struct text relation;
    bool sure;
};
struct kin kin_to_head(struct text former_head, struct text member);
/* How the former head stands to the member who has this relation to it; without a pointer when it has to be asked. */
struct text kin_inverse(struct text relation);

/* The form with one optional field more per member who is not head, "relation_ID": how it stands to the new head. In
 * the arena. */
MUST_CHECK enum status kin_add_fields(struct ctx *c, int64_t household_id, const struct form *base,
                                      const struct form **ret, struct error *err);
/* What the form says of a member, or what follows. When only a guess remains, or nothing, the field gets an error that
 * asks, and the form shown again offers the guess; *ret is "relative" then. */
struct text kin_of_member(struct ctx *c, struct text former_head, const struct open_memberships_row *m,
                          struct error *err);
#endif
