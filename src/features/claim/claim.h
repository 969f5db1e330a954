/* Never twice: the guard that every feature passes before it gives somebody something.
 *
 * A claim is a row for each identity that a benefit uses up (policy.h: enum policy_binds) and each period that it
 * lasts (enum policy_grain of the content group); a range is written as its keys. A unique index over those that are
 * held (claim_never_twice) makes the rule true on both databases whoever writes first: pages, API, import or batch. A
 * person with a valid personal number is claimed under the number too, so that an outside list that knows only the
 * number, or a second record of the same person, meets the same key.
 *
 * A line reserves when it is proposed, is confirmed when it is approved, and released when it is refused or stops.
 * Every line has a source: a kind ("benefit", "loan", "card" …) and the id of its row. Lawful exceptions are data
 * (policy_exception) and recorded on the claim. See docs/claims.md. */
#ifndef ANSINH_CLAIM_H
#define ANSINH_CLAIM_H
#include "app/app.h"
#include "features/policy/policy.h"

#define CLAIM_PERIODS 240 /* keys of one line: twenty years of months */

enum claim_identity { CLAIM_PERSON = 1, CLAIM_HOUSEHOLD = 2, CLAIM_NUMBER = 3 };
enum claim_state { CLAIM_RESERVED = 1, CLAIM_CONFIRMED = 2, CLAIM_RELEASED = 3 };

/* ---- kinds of sources: what stands behind ("benefit", 77). One static CLAIM_KIND in the feature that has it. */
struct claim_kind {
    const char *kind;
    const char *word; /* word key: "Trợ cấp", "Khoản vay" */
    const char *href; /* page of one: "/benefits/lines/{id}"; NULL: none */
    /* Its side of a clash was given up from a day on: the feature stops, cancels or recalls the line. In the write
     * transaction that released the claims; NULL: nothing to do. */
    enum status (*given_up)(struct ctx *c, int64_t source_id, day_t from, struct text reason, struct error *err);
};
#define CLAIM_KIND(k) __attribute__((section("claim_kinds"), used)) static const struct claim_kind *const k##_entry = &k

/* ---- what is asked for */
struct claim_terms { /* the same for all lines of one list */
    const char *source_kind;
    int64_t policy_id;
    day_t on;             /* day of the proposal or approval: who is a member that day is bound */
    int64_t agency_id;    /* who gives; 0: the agency of c->user, else the policy's lead */
    struct text document; /* number of the list or decision, as others will read it; may be TEXT_NONE */
};
struct claim_line {
    int64_t source_id;    /* id of the line in its own table */
    int64_t household_id; /* 0: not known (outside lists) */
    int64_t person_id;    /* 0: the household */
    struct text number;   /* of somebody who is in no register; TEXT_NONE for others: read from the register */
    struct text name;     /* as others will read it; TEXT_NONE: name of the person or the head */
    /* Period: [from, to) by days. Used by month, quarter, school term and year; once and while-open have one key. */
    day_t from, to;
    /* The key itself where no day gives it: the case (default: source_id), the term (claim_term_key). 0: by days. */
    int64_t key;
};

struct claim_holder { /* who has it already */
    int64_t id;       /* of the claim's source row */
    struct text kind;
    int64_t source_id;
    int64_t policy_id, agency_id; /* agency 0: the system */
    struct text policy, agency, subject, document;
    enum claim_state state;
    day_t given_on;
    enum claim_identity identity_kind;
    int64_t identity;
    int64_t period; /* the first that meets */
    size_t periods; /* how many do */
};
struct claim_conflict {
    size_t line; /* index in the lines given */
    struct claim_holder holder;
    struct overlap_rule rule; /* by which article */
};

/* Claims for one line. E_CONFLICT "claim.twice" with who has it, since when, from which programme, by which article;
 * E_INVALID "claim.no_period", "claim.period_too_long"; E_NOT_FOUND as policy_get. Policies that bind nobody claim
 * nothing and succeed. In a write transaction; notes no audit. A repeat for the same source adds what is missing. */
MUST_CHECK enum status claim_reserve(struct ctx *c, const struct claim_terms *t, const struct claim_line *line,
                                     struct error *err);
/* The same for many at once, in a few statements. Lines that meet another claim, also one of the same call, claim
 * nothing and are in *ret (one entry a line, by line); the others are reserved. */
MUST_CHECK enum status claim_reserve_many(struct ctx *c, const struct claim_terms *t, const struct claim_line *lines,
                                          size_t count, struct claim_conflict **ret, size_t *ret_count,
                                          struct error *err);
/* The error that claim_reserve would raise, for features that show conflicts line by line. */
enum status claim_fail(struct ctx *c, const struct claim_conflict *k, struct error *err);
/* The same as one sentence in the language of c, in the arena. */
struct text claim_sentence(struct ctx *c, const struct claim_conflict *k);
/* Would it be refused? Writes nothing: for forms and worklists. */
MUST_CHECK enum status claim_look(struct ctx *c, const struct claim_terms *t, const struct claim_line *lines,
                                  size_t count, struct claim_conflict **ret, size_t *ret_count, struct error *err);

/* Approval. Members of the household as of `on` are bound: who joined since is added (and may meet another claim: those
 * lines are in *ret and stay as they were), who left is let go. ids: at most 10,000 source ids. */
MUST_CHECK enum status claim_confirm(struct ctx *c, const char *source_kind, struct db_ids ids, day_t on,
                                     struct text document, struct claim_conflict **ret, size_t *ret_count,
                                     struct error *err);
/* Lets go. from DAY_NONE: everything (refused, returned, wrong). Else periods that begin on or after the day, and what
 * is open (a loan that is paid back); what was given once stays used up. reason: as people read it. */
MUST_CHECK enum status claim_release(struct ctx *c, const char *source_kind, struct db_ids ids, day_t from,
                                     struct text reason, struct error *err);

/* ---- periods */
/* The key of a day; DB_NULL for grains that no day gives (case). */
int64_t claim_period_key(enum policy_grain grain, day_t day);
/* Keys of [from, to), ascending; at most max. Returns how many there are. */
size_t claim_period_keys(enum policy_grain grain, day_t from, day_t to, int64_t *keys, size_t max);
/* Term 1 or 2 of the school year that begins in a calendar year. */
int64_t claim_term_key(int school_year, int term);
day_t claim_period_start(enum policy_grain grain, int64_t key); /* DAY_NONE for once, open, case */
/* "11/2024", "quý IV/2024", "học kỳ 1 năm học 2024–2025", "2024", "một lần" … in the language of c. */
struct text claim_period_text(struct ctx *c, enum policy_grain grain, int64_t key);
/* "077301001234" as an identity; 0 when it is no valid personal number. */
int64_t claim_number(struct text personal_number);

/* ---- who a row of somebody's list is: by personal number, else by name, birth and commune when exactly one fits */
struct claim_sought {
    struct text number, name_fold; /* number TEXT_NONE: not told; the name as vi_fold gives it */
    day_t born;                    /* DAY_NONE: not told */
    int64_t precision;             /* enum day_precision */
    int64_t commune_id;            /* DB_NULL: not told */
};
struct claim_found {
    int64_t person_id, household_id; /* 0: nobody, or not exactly one */
    const char *why;                 /* of nobody: word key */
};
MUST_CHECK enum status claim_match_person(struct ctx *c, const struct claim_sought *sought, struct claim_found *ret,
                                          struct error *err);
/* Communes of today as lists write them: by code, by name, or by name without "Xã", "Phường", "Thị trấn". */
struct outside_places_row; /* claim_queries.h */
struct claim_places {
    struct outside_places_row *rows;
    struct text *folds;
    size_t count;
};
MUST_CHECK enum status claim_places_read(struct ctx *c, struct arena *a, struct claim_places *ret, struct error *err);
int64_t claim_place_of(const struct claim_places *p, struct text fold, struct text code); /* 0: none, -1: several */

/* ---- reading */
/* Adds to the list an object for each source that claims under a household, its members of today, or one person (the
 * other 0): {kind, source_id, href, policy, agency, subject, document, given_on, state, periods, clash}. */
MUST_CHECK enum status claim_list_of(struct ctx *c, int64_t household_id, int64_t person_id, struct value *list,
                                     struct error *err);

/* ---- identities that turn out to be others: events of the register are followed by themselves (household.h) */
/* Everything claimed under one person goes to another; what then meets becomes a clash for both agencies. For the
 * feature that finds two records to be one person, in the same transaction. */
MUST_CHECK enum status claim_person_is(struct ctx *c, int64_t person_id, int64_t same_as_id, struct error *err);
#endif
