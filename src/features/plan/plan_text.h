/* Reads the text of a plan as it was issued: a pure function from bytes to what stands in it, with every decision
 * that was needed on the way. It knows the form of such plans (NĐ 30/2020), not their agencies or numbers. */
#ifndef ANSINH_PLAN_TEXT_H
#define ANSINH_PLAN_TEXT_H
#include "base/base.h"
#include "base/time.h"

#define PLAN_TEXT_MAX_BYTES (1u << 20) /* the longest plan seen has 20 KB */
#define PLAN_TEXT_MAX_LINES 10000

/* A misprint and what it should read; whole words, as they stand in the text. */
struct plan_slip {
    struct text wrong, right;
};
struct plan_text_para {
    int line;              /* of the file, from 1 */
    struct text section;   /* "mở đầu", "I.1", "III.4", "Nơi nhận", "PL 1.3.a" */
    struct text verbatim;  /* as printed; '\n' where it was broken */
    struct text corrected; /* none: nothing to correct */
};
struct plan_text_decision {
    int line;
    const char *key; /* word key; {0}, {1} are args */
    struct text args[2];
};
struct plan_text_basis {
    struct text number, text;
    day_t issued_on; /* DAY_NONE: not told */
    bool proposal;
};
struct plan_text_duty {
    int line;
    struct text place;  /* "III.4.1" */
    struct text agency; /* what stands between the number and the colon; none: the closing paragraph */
    struct text text;
};
struct plan_text_report {
    bool half_year;
    day_t due_day; /* "before" it */
};
struct plan_text_task {
    int line;
    const char *kind; /* group, subgroup, task */
    struct text code, parent, text, lead, coordinate;
};
struct plan_text {
    struct text kind, about, number, issuer, on_behalf, signer_capacity, signer_post, signer_name;
    day_t issued_on;
    int year;
    int64_t rate_bp; /* target of the poverty rate; -1: none found */
    struct text rate_text;
    struct plan_text_para *paras;
    struct plan_text_decision *decisions;
    struct plan_text_basis *bases;
    struct plan_text_duty *duties;
    struct text *recipients;
    struct plan_text_report *reports;
    struct plan_text_task *tasks;
    size_t para_count, decision_count, basis_count, duty_count, recipient_count, report_count, task_count;
};
/* Everything lives in the arena; texts may borrow from bytes. E_INVALID: plan.text_not_utf8, plan.text_too_long,
 * plan.text_no_number (no number with its day), plan.text_no_table (no annex with tasks), plan.text_code_twice
 * (arg: the code). */
MUST_CHECK enum status plan_text_read(struct arena *a, struct text bytes, const struct plan_slip *slips,
                                      size_t slip_count, struct plan_text *ret, struct error *err);
#endif
