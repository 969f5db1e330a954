/* The parts of the budget that see each other. */
#ifndef ANSINH_BUDGET_PARTS_H
#define ANSINH_BUDGET_PARTS_H
#include "app/form.h"
#include "app/list.h"
#include "features/budget/budget.h"

enum budget_account { ACC_GRANTED, ACC_UNALLOCATED, ACC_PASSED_ON, ACC_AVAILABLE, ACC_COMMITTED, ACC_DISBURSED, ACCS };
const char *budget_account_code(enum budget_account a);
const char *budget_account_word(struct text code);       /* "budget.account.granted" …; NULL: no such code */
const char *budget_entry_kind_word(struct text kind);    /* "budget.entry.estimate" … */
const char *budget_decision_kind_word(struct text kind); /* "budget.decision.estimate" … */
const char *budget_decision_kind_code(enum budget_decision_kind k);

/* One side of an entry. The account granted counts down: where money comes from is below zero. */
struct side {
    int64_t line_id;
    enum budget_account account;
    int64_t amount;
};
struct entry {
    const char *kind;
    day_t day;
    int64_t decision_id, for_id, reverses_id; /* 0: none */
    const char *for_kind;
    struct text note;
};
#define MAX_SIDES 12
/* Checks the period, that the sides sum to nothing in all and on each line, moves the balances and writes the entry. */
MUST_CHECK enum status ledger_post(struct ctx *c, const struct entry *e, const struct side *sides, size_t count,
                                   int64_t *ret_id, struct error *err);
/* The day is not after today and its month is open; makes the month's row. */
MUST_CHECK enum status ledger_day(struct ctx *c, day_t day, struct error *err);
/* Where an area stood in a year: itself and what lies above it; 0 where there is none. */
struct place {
    int level;
    int64_t province_id, district_id, commune_id;
};
MUST_CHECK enum status budget_place(struct ctx *c, int64_t area_id, day_t on, struct place *ret, struct error *err);
/* The day of a year on which its areas and policies are looked up: today in this year, else its last or first. */
day_t budget_day_of_year(struct ctx *c, int64_t year);
struct text budget_money(struct ctx *c, int64_t dong); /* "1.500.000 đ" */
#endif
