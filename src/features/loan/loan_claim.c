/* Never twice: an open loan uses up what its content group gives, for the household or the worker who borrows. */
#include "features/claim/claim.h"
#include "features/loan/loan_parts.h"

static const struct claim_kind loan_claim_request = {
    .kind = LOAN_CLAIM_REQUEST, .word = "loan.claim.kind", .href = "/loans/requests/{id}"};
CLAIM_KIND(loan_claim_request);
static const struct claim_kind loan_claim_bank = {
    .kind = LOAN_CLAIM_BANK, .word = "loan.claim.bank_kind", .href = "/loans/{id}"};
CLAIM_KIND(loan_claim_bank);

static enum status as_claim(struct ctx *c, const struct loan_claim *k, struct claim_terms *ret_terms,
                            struct claim_line *ret_line, struct error *err) {
    struct policy p;
    TRY(policy_get(c, k->policy_id, k->on, &p, err));
    *ret_terms = (struct claim_terms){.source_kind = k->kind,
                                      .policy_id = k->policy_id,
                                      .on = k->on,
                                      .agency_id = p.lead_agency_id, /* the bank lends, whoever keeps the list */
                                      .document = k->document};
    *ret_line = (struct claim_line){.source_id = k->source_id,
                                    .household_id = k->household_id,
                                    .person_id = p.unit == POLICY_OF_PERSON ? k->person_id : 0,
                                    .name = k->name,
                                    .from = k->on,
                                    .to = DAY_FOREVER};
    return OK;
}

enum status loan_claim_look(struct ctx *c, const struct loan_claim *k, struct text *ret_sentence, struct error *err) {
    struct claim_terms t;
    struct claim_line line;
    struct claim_conflict *conflicts;
    size_t count;
    TRY(as_claim(c, k, &t, &line, err));
    TRY(claim_look(c, &t, &line, 1, &conflicts, &count, err));
    *ret_sentence = count > 0 ? claim_sentence(c, &conflicts[0]) : TEXT_NONE;
    return OK;
}

enum status loan_claim_reserve(struct ctx *c, const struct loan_claim *k, struct error *err) {
    struct claim_terms t;
    struct claim_line line;
    TRY(as_claim(c, k, &t, &line, err));
    return claim_reserve(c, &t, &line, err);
}

enum status loan_claim_confirm(struct ctx *c, const char *kind, int64_t source_id, day_t on, struct text document,
                               struct error *err) {
    struct claim_conflict *conflicts;
    size_t count;
    TRY(claim_confirm(c, kind, (struct db_ids){&source_id, 1}, on, document, &conflicts, &count, err));
    return count == 0 ? OK : claim_fail(c, &conflicts[0], err);
}

enum status loan_claim_release(struct ctx *c, const char *kind, int64_t source_id, day_t from, const char *reason,
                               struct error *err) {
    return claim_release(c, kind, (struct db_ids){&source_id, 1}, from, tr(LANG_VI, reason), err);
}
