/* Inside the feature: keys that lines want, and taking them. */
#ifndef ANSINH_CLAIM_INTERNAL_H
#define ANSINH_CLAIM_INTERNAL_H
#include "claim_queries.h"
#include "features/claim/claim.h"

#define CLAIM_CHUNK 1000 /* lines in one round of statements */

struct want { /* one key that a line wants */
    size_t line;
    int64_t source; /* row of claim_source */
    int64_t kind, identity, period, slot;
};
struct wants {
    struct arena *arena;
    struct want *rows;
    size_t count, room;
};
void want_add(struct wants *w, size_t line, int64_t source, enum claim_identity kind, int64_t identity, int64_t period);
/* [[line, source, kind, identity, period, slot], …] in the order of identities, in the arena. */
struct text wants_json(const struct wants *w);

/* Takes the keys of lines whose sources exist; slots are set for lawful exceptions. Lines that lose take nothing and
 * are added to conflicts, by line. */
struct conflicts {
    struct arena *arena;
    struct claim_conflict *rows;
    size_t count, room;
};
bool conflicts_have(const struct conflicts *k, size_t line);
/* Who holds keys that lines want, without a lawful exception; one conflict a line. Sets the slots of lines that may
 * stand beside the holder, and *ret_beside (by line, NULL: not wanted) to the source that they stand beside. */
struct beside {
    size_t line;
    int64_t holder;
    struct text rule_key;
};
MUST_CHECK enum status claims_meet(struct ctx *c, const struct policy *p, struct wants *w, bool lock,
                                   struct conflicts *k, struct beside **ret_beside, size_t *ret_beside_count,
                                   struct error *err);
MUST_CHECK enum status claims_take(struct ctx *c, const struct policy *p, const struct wants *w, struct conflicts *k,
                                   struct error *err);
/* Lines of conflicts leave the wants. */
void wants_without(struct wants *w, const struct conflicts *k);
MUST_CHECK enum status claim_holders(struct ctx *c, struct db_ids ids, struct claim_holder **ret, size_t *ret_count,
                                     struct error *err);

/* ---- words and links */
const struct claim_kind *claim_kind_of(struct text kind); /* NULL: no feature has it */
const char *claim_state_word(int64_t state);
struct text claim_href(struct ctx *c, const struct claim_kind *kind,
                       int64_t source_id); /* TEXT_NONE: no page for the asker */
enum policy_grain claim_grain(struct text code);
/* "01/2024 – 12/2024"; TEXT_NONE when there is none. */
struct text claim_periods_text(struct ctx *c, enum policy_grain grain, int64_t first, int64_t last, int64_t count);
#endif
