/* From entitled to received. A line is one benefit of one policy for one subject and period. Lines stand on lists of
 * one policy and one commune: the commune proposes, the next level verifies and returns single lines, an authorised
 * person signs, the payer delivers with evidence, the receiver confirms; a line stops when the right ends. Every line
 * claims (features/claim) when it is put on a list, and money is committed when the list is signed (features/budget).
 *
 * A feature that knows more about its benefit (a house, a training course, goods) makes its lines here, keeps its own
 * row (detail_kind, detail_id), and is told when they change. Nobody approves what he proposed or verified, and
 * nothing that left the draft can be changed: the database refuses both. */
#ifndef ANSINH_BENEFIT_H
#define ANSINH_BENEFIT_H
#include "app/app.h"
#include "features/claim/claim.h"

enum benefit_state { /* of a line, as it follows from its own and its list's */
                     BENEFIT_DRAFT,
                     BENEFIT_PROPOSED,
                     BENEFIT_VERIFIED,
                     BENEFIT_APPROVED,
                     BENEFIT_DELIVERED,
                     BENEFIT_CONFIRMED,
                     BENEFIT_STOPPED,  /* the right ended before it was delivered, or for what comes after */
                     BENEFIT_RETURNED, /* by the next level, with a remark: corrected and proposed again */
                     BENEFIT_REFUSED,
                     BENEFIT_RECALLED, /* delivered wrongly and given back */
};
/* From the stored states of a line and its list. */
enum benefit_state benefit_state_of(struct text line, struct text list);
const char *benefit_state_word(enum benefit_state s); /* "benefit.state.draft" … */

struct benefit_line {
    int64_t id, list_id, policy_id, household_id;
    int64_t person_id; /* 0: the household */
    int64_t commune_id, hamlet_id;
    struct text subject, policy;
    day_t from, to; /* to is exclusive */
    int64_t key;    /* 0: by days */
    int64_t amount; /* đồng; DB_NULL: nothing is paid, or not known */
    enum benefit_state state;
    day_t entitled_on, proposed_on, approved_on, delivered_on, confirmed_on, ended_on; /* DAY_NONE: not yet */
    struct text number;                                                                /* of the signed list */
    struct text remark;
    struct text detail_kind;
    int64_t detail_id;
};

/* ---- what a feature with details registers, once, with BENEFIT_DETAIL */
struct benefit_detail {
    const char *kind; /* "house" */
    const char *word; /* word key of the link: "Hồ sơ nhà" */
    const char *href; /* "/houses/{id}": the detail's page */
    /* The line has come to a state; in the transaction that did it. NULL: the feature looks itself. */
    enum status (*changed)(struct ctx *c, const struct benefit_line *line, struct error *err);
};
#define BENEFIT_DETAIL(d)                                                                                              \
    __attribute__((section("benefit_details"), used)) static const struct benefit_detail *const d##_entry = &d

/* Lines of a content group that only one feature makes, because it knows what the worklist does not (who goes to which
 * school). The worklist leads there instead of proposing, and a line without the feature's detail is refused. */
struct benefit_maker {
    const char *content_group;
    const char *detail_kind;
    const char *word; /* word key of the link */
    const char *href;
};
#define BENEFIT_MAKER(m)                                                                                               \
    __attribute__((section("benefit_makers"), used)) static const struct benefit_maker *const m##_entry = &m

/* ---- making lines. In a write transaction; audits are noted here. */

struct benefit_list_new {
    int64_t policy_id, commune_id;
    struct text title; /* TEXT_NONE: made from policy and period */
    day_t from, to;    /* of the lines, unless they say their own */
    int64_t key;       /* term or case; 0: by days */
};
/* An empty draft. E_NOT_FOUND when the commune is out of scope or the policy not in force on its first day. */
MUST_CHECK enum status benefit_list_open(struct ctx *c, const struct benefit_list_new *n, int64_t *ret_id,
                                         struct error *err);
struct benefit_new {
    int64_t household_id;
    int64_t person_id;       /* 0: the household */
    day_t from, to;          /* DAY_NONE: the list's */
    int64_t key;             /* 0: the list's */
    int64_t amount;          /* đồng; DB_NULL: worked out by benefit_amount */
    struct text how;         /* how the amount came about; TEXT_NONE: as worked out */
    day_t entitled_on;       /* DAY_NONE: as the worklist knows, else the first day of the period */
    bool judged;             /* the feature behind the line judged the right itself, on the days that count for it */
    const char *detail_kind; /* NULL: none */
    int64_t detail_id;
    /* The certificate of this day decides, and losing the class later takes nothing away: the first day of a school
     * term. 0: the right runs while the class does. All lines of one call have the same. */
    day_t judged_on;
    int64_t judged_household_id; /* where the person lived that day; 0: household_id */
};
struct benefit_refused { /* a line that could not be added */
    size_t line;
    struct text sentence; /* why, in the language of c */
    const char *key;      /* message key: "claim.twice", "benefit.over_amount", "benefit.other_commune" … */
};
/* Adds lines to a draft; each claims. Those that cannot be added are in *ret_refused, by line, and leave nothing
 * behind. ret_ids (room for count, may be NULL): 0 for the refused. E_CONFLICT "benefit.not_draft". */
MUST_CHECK enum status benefit_add(struct ctx *c, int64_t list_id, const struct benefit_new *lines, size_t count,
                                   int64_t *ret_ids, struct benefit_refused **ret_refused, size_t *ret_refused_count,
                                   struct error *err);

/* What the policy pays for a period by its dated parameters. E_NOT_FOUND "policy.unknown_value" when nobody knows.
 * *ret is DB_NULL when nothing is paid out (card, service, loan). how: in words, with article. */
MUST_CHECK enum status benefit_amount(struct ctx *c, const struct policy *p, day_t from, day_t to, int64_t *ret,
                                      struct text *ret_how, struct error *err);

/* ---- the way of a list. version: as read; E_PRECONDITION when it changed since. */

MUST_CHECK enum status benefit_propose(struct ctx *c, int64_t list_id, int64_t version, struct error *err);
/* The next level: returns single lines (benefit_return) and passes the rest on. */
MUST_CHECK enum status benefit_verify(struct ctx *c, int64_t list_id, int64_t version, struct text remark,
                                      struct error *err);
MUST_CHECK enum status benefit_return(struct ctx *c, int64_t list_id, int64_t version, struct db_ids lines, bool refuse,
                                      struct text remark, struct error *err);
/* Signs: number, today, the signer of c. All lines or none: claims confirmed, money committed, snapshot with hash.
 * E_FORBIDDEN "benefit.own_list" (proposed, drafted or verified it), "benefit.not_authorised" (level, agency);
 * E_CONFLICT "benefit.not_verified", "budget.over", "claim.twice" …; E_INVALID "benefit.number_missing". */
MUST_CHECK enum status benefit_approve(struct ctx *c, int64_t list_id, int64_t version, struct text number,
                                       struct error *err);
/* The whole list: refused by who could sign it, or withdrawn by who drafted it. Claims are let go. */
MUST_CHECK enum status benefit_close(struct ctx *c, int64_t list_id, int64_t version, bool refuse, struct text remark,
                                     struct error *err);

/* ---- the way of a line after it was signed */

struct benefit_delivery {
    day_t on;
    struct text payer, note;
    const struct http_file *evidence; /* NULL: none */
};
/* Lines that are approved: paid out or handed over. lines.count 0: all that are left. */
MUST_CHECK enum status benefit_deliver(struct ctx *c, int64_t list_id, struct db_ids lines,
                                       const struct benefit_delivery *d, int64_t *ret_delivery_id, struct error *err);
/* how: "signed", "phone", "visit", "bank". */
MUST_CHECK enum status benefit_confirm(struct ctx *c, struct db_ids lines, day_t on, struct text how,
                                       struct error *err);
/* The right ended: not delivered yet: stopped, money given back, claims from the day on let go. Delivered: only what
 * comes after the day is let go. */
MUST_CHECK enum status benefit_stop(struct ctx *c, struct db_ids lines, day_t from, struct text reason,
                                    struct error *err);
/* Delivered wrongly, and given back: the money is available again, claims are let go. */
MUST_CHECK enum status benefit_recall(struct ctx *c, int64_t line_id, struct text reason, struct error *err);

/* ---- reading */
/* E_NOT_FOUND when there is none or it lies outside the asker's scope. */
MUST_CHECK enum status benefit_get(struct ctx *c, int64_t line_id, struct benefit_line *ret, struct error *err);
/* Of a household (with its members' lines) or of one person (household 0), newest first; policy 0: all. At most 500. */
MUST_CHECK enum status benefit_of(struct ctx *c, int64_t household_id, int64_t person_id, int64_t policy_id,
                                  struct benefit_line **ret, size_t *ret_count, struct error *err);
/* Of a detail's row. *ret_found false: none. */
MUST_CHECK enum status benefit_of_detail(struct ctx *c, const char *kind, int64_t detail_id, struct benefit_line *ret,
                                         bool *ret_found, struct error *err);
#endif
