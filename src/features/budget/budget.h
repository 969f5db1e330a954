/* Money of the programme: where it comes from, what was allocated, what is committed, what was paid, what is left.
 *
 * A line is what one holder (agency in an area) has from one source for one policy in one year. A ledger in double
 * entry moves đồng between the accounts of lines; it only grows, and each entry sums to nothing. Nothing goes over what
 * is allocated without a recorded decision: the database refuses it, also when two writers want the last đồng.
 *
 * Other features reserve money when they approve (budget_commit), pay when they deliver (budget_disburse), give back
 * what is not needed (budget_release) and book what was paid back (budget_recover). All run inside the caller's write
 * transaction, after which nothing of them is left when it is rolled back. They note no audit of their own: the
 * caller's entry says what was done, the ledger's entry who wrote it and when.
 *
 * On PostgreSQL the line stays locked until the transaction ends: commit late, and a batch once with its total. */
#ifndef ANSINH_BUDGET_H
#define ANSINH_BUDGET_H
#include "app/app.h"

enum budget_source {
    BUDGET_CENTRAL,
    BUDGET_PROVINCE,
    BUDGET_DISTRICT,
    BUDGET_COMMUNE,
    BUDGET_MOBILISED,
    BUDGET_FUND_POOR, /* Fund for the Poor of a Front committee */
    BUDGET_BANK,      /* bank for social policies */
    BUDGET_SOURCES,
    BUDGET_ANY_SOURCE = BUDGET_SOURCES, /* the first that has room, by setting budget.source_order */
};
const char *budget_source_word(enum budget_source s);                    /* "budget.source.central" … */
const char *budget_source_code(enum budget_source s);                    /* "central" … */
bool budget_source_of(struct text code, enum budget_source *ret_source); /* false: no such code */

/* ---- for features that pay */

/* What is paid for. It is found again by (for_kind, for_id): the features' own id of the benefit line, the batch, the
 * loan, the house. The same one may be committed several times; the sums add up. */
struct budget_use {
    const char *for_kind; /* "benefit", "house": static */
    int64_t for_id;
    int64_t policy_id;
    int64_t area_id;           /* where the receiver lives: a hamlet, commune, district or the province */
    enum budget_source source; /* BUDGET_ANY_SOURCE: see there */
    int64_t source_id;         /* one fund; 0: any */
    int64_t amount;            /* đồng, more than 0 */
    day_t day;                 /* decides the year of the line and the period */
    struct text note;          /* shown in the ledger, may be TEXT_NONE */
};
/* Reserves the whole amount on one line of the policy, of the day's year, that the area or a level above it holds: the
 * nearest level first. Lines of funds that are for no policy serve every policy. ret_line_id may be NULL.
 * E_CONFLICT "budget.over" (line, what is left, what was asked) when none has room, "budget.no_line" (policy, year)
 * when nothing was ever allocated, "budget.period_closed"; E_INVALID "budget.bad_amount", "budget.after_today". */
MUST_CHECK enum status budget_commit(struct ctx *c, const struct budget_use *u, int64_t *ret_line_id,
                                     struct error *err);
/* Pays out of what is committed for it. E_CONFLICT "budget.not_committed" (what is open, what was asked). */
MUST_CHECK enum status budget_disburse(struct ctx *c, const char *for_kind, int64_t for_id, int64_t amount, day_t day,
                                       struct text note, struct error *err);
/* Gives back what is committed and not paid; amount 0: all of it, nothing when there is nothing. */
MUST_CHECK enum status budget_release(struct ctx *c, const char *for_kind, int64_t for_id, int64_t amount, day_t day,
                                      struct text note, struct error *err);
/* Money that was paid and came back is available again. E_CONFLICT "budget.not_disbursed". */
MUST_CHECK enum status budget_recover(struct ctx *c, const char *for_kind, int64_t for_id, int64_t amount, day_t day,
                                      struct text note, struct error *err);

struct budget_state {
    int64_t committed; /* open, đồng */
    int64_t disbursed; /* less what was recovered */
};
/* Of one thing that is paid for; zeros when the ledger does not know it. Reads only. */
MUST_CHECK enum status budget_state(struct ctx *c, const char *for_kind, int64_t for_id, struct budget_state *ret,
                                    struct error *err);
/* What budget_commit could still reserve on one line, at most, for this policy, place and day; 0 when there is none. */
MUST_CHECK enum status budget_left(struct ctx *c, const struct budget_use *u, int64_t *ret_left, struct error *err);

/* ---- for those who fill the budget: pages, funds, demonstration data, tests */

struct budget_line_key {
    int64_t year;
    enum budget_source source;
    int64_t source_id; /* 0: none */
    int64_t area_id;   /* province, district or commune */
    int64_t agency_id; /* 0: not told */
    int64_t policy_id; /* 0: not for one policy */
};
/* Finds the line or makes it. E_NOT_FOUND when there was no such area in that year. Notes no audit. */
MUST_CHECK enum status budget_line_open(struct ctx *c, const struct budget_line_key *key, int64_t *ret_id,
                                        struct error *err);

enum budget_decision_kind {
    BUDGET_ESTIMATE,   /* giao dự toán */
    BUDGET_ALLOCATION, /* phân bổ */
    BUDGET_TRANSFER,   /* điều chỉnh */
    BUDGET_OVERRUN,    /* cho phép vượt */
};
struct budget_decision {
    enum budget_decision_kind kind;
    struct text number; /* "112/QĐ-UBND" */
    day_t on_day;
    struct text signer, signer_post, summary;
    int64_t area_id; /* whose decision it is */
};
/* E_CONFLICT "budget.decision_there" when that area has one of this number and day. Notes no audit. */
MUST_CHECK enum status budget_decision_add(struct ctx *c, const struct budget_decision *d, int64_t *ret_id,
                                           struct error *err);
/* What a decision does, by its kind:
 *   estimate    amount comes to the line `to` to be allocated; from: a line of the level above, 0: from outside
 *   allocation  from what `from` has not allocated, to be spent by `to` (the same line, or one below it)
 *   transfer    from what `from` may spend to what `to` may spend
 *   overrun     `to` may go over what is allocated by amount more; no money moves
 * ret_entry_id may be NULL; 0 for an overrun. E_CONFLICT "budget.over", "budget.not_unallocated",
 * "budget.period_closed"; E_INVALID "budget.bad_amount", "budget.other_year", "budget.before_decision". */
MUST_CHECK enum status budget_decision_apply(struct ctx *c, int64_t decision_id, int64_t from_line_id,
                                             int64_t to_line_id, int64_t amount, day_t day, int64_t *ret_entry_id,
                                             struct error *err);
/* Money that came into a fund may be spent at once. */
MUST_CHECK enum status budget_receive(struct ctx *c, int64_t line_id, int64_t amount, const char *for_kind,
                                      int64_t for_id, day_t day, struct text note, int64_t *ret_entry_id,
                                      struct error *err);
/* The opposite of an entry, on a day of a period that is open. E_CONFLICT "budget.reversed_already",
 * "budget.over" and the like when what it gave is used by now. */
MUST_CHECK enum status budget_reverse(struct ctx *c, int64_t entry_id, day_t day, struct text reason,
                                      int64_t *ret_entry_id, struct error *err);

/* A line's balances; available may be below 0 as far as a decision allows. */
struct budget_line {
    int64_t id, year;
    enum budget_source source;
    int64_t source_id, area_id, agency_id, policy_id;
    int64_t level;
    int64_t granted, unallocated, passed_on, available, committed, disbursed, overrun;
    struct text index_code, index_source; /* of the state budget index; TEXT_NONE: not known */
};
/* E_NOT_FOUND "http.not_found". Does not check the scope. */
MUST_CHECK enum status budget_line_get(struct ctx *c, int64_t id, struct budget_line *ret, struct error *err);
/* "Ngân sách tỉnh 2024 · Hỗ trợ tiền điện · Huyện Châu Đức", in the language of the asker. */
MUST_CHECK enum status budget_line_name(struct ctx *c, const struct budget_line *l, struct text *ret,
                                        struct error *err);
/* What the money of a line was paid for, less what was recovered, in the order of the first payment. */
struct budget_paid {
    struct text for_kind;
    int64_t for_id;
    day_t first_day;
    int64_t amount;
};
MUST_CHECK enum status budget_paid_list(struct ctx *c, int64_t line_id, struct budget_paid **ret, size_t *ret_count,
                                        struct error *err);
/* ---- what the ledger pays for, as its pages name it. One static BUDGET_KIND in the feature that pays. */
struct budget_kind {
    const char *kind;       /* "house" */
    const char *word;       /* word key: "Nhà ở" */
    const char *href;       /* page of one: "/housing/" before its id; NULL: none */
    const char *permission; /* who may open it */
};
#define BUDGET_KIND(k)                                                                                                 \
    __attribute__((section("budget_kinds"), used)) static const struct budget_kind *const k##_entry = &k
/* Sets {for_kind, for_id, what, href}. */
void budget_use_value(struct ctx *c, struct value *v, struct text for_kind, int64_t for_id);
#endif
