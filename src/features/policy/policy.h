/* Policies of the programme as dated data: what is given to whom, who has the right on a day and why, amounts with
 * their source, and which benefits exclude each other.
 *
 * What a policy is (what it gives, whom it binds, its content group) never changes. Who has the right, papers and
 * money are versions with a period; amounts are dated parameters. What nobody knows is E_NOT_FOUND and shown as
 * "chưa rõ": no amount is ever guessed. */
#ifndef ANSINH_POLICY_H
#define ANSINH_POLICY_H
#include "app/app.h"

enum policy_kind {
    POLICY_CASH,
    POLICY_IN_KIND,
    POLICY_CARD, /* health-insurance card */
    POLICY_FEE,  /* exemption or reduction */
    POLICY_LOAN,
    POLICY_SERVICE,
    POLICY_WORKS, /* houses, latrines, lines */
};
enum policy_unit { POLICY_OF_PERSON, POLICY_OF_HOUSEHOLD }; /* who has the right */
/* Whom a benefit uses up. Who joins a household later is not bound by its past; who leaves keeps what binds persons. */
enum policy_binds {
    BINDS_NONE,                  /* nobody: advice, legal aid */
    BINDS_PERSON,                /* the person alone */
    BINDS_HOUSEHOLD,             /* the household, not its members: a daughter who splits off may get her own */
    BINDS_HOUSEHOLD_AND_MEMBERS, /* the household and each who is a member on the day of approval */
    BINDS_BORROWER_HOUSEHOLD,    /* the borrower's household while the loan is open */
};
/* The period in which two claims of one content group meet. */
enum policy_grain {
    GRAIN_MONTH,
    GRAIN_QUARTER,
    GRAIN_SCHOOL_TERM,
    GRAIN_YEAR,
    GRAIN_ONCE,
    GRAIN_WHILE_OPEN, /* a loan until it is paid back */
    GRAIN_CASE,       /* each case, course or project by itself: its own id is the key */
};
enum policy_payment { PAY_MONTH, PAY_QUARTER, PAY_SCHOOL_TERM, PAY_ONCE, PAY_LOAN, PAY_CASE };

/* The version that is in force on a day. */
struct policy {
    int64_t id, version_id;
    struct text key, name;
    struct text task; /* code of the annex task ("2.1"); TEXT_NONE: beside the annex */
    enum policy_kind kind;
    enum policy_unit unit;
    enum policy_binds binds;
    enum policy_payment payment; /* how it is paid out; may be coarser than the group's grain */
    struct text content_group;   /* key */
    int64_t payer_order;         /* 1 comes first among those of the group that fit; DB_NULL: the law gives no order */
    int64_t lead_agency_id, co_lead_agency_id; /* the second 0 when there is none */
    /* Which class of which standard opens it, parted by a space: "poor/national", "near_poor/national",
     * "average/national", "poor/brvt", "newly_escaped/national", "newly_escaped/brvt". TEXT_NONE: not by class. */
    struct text classes;
    struct text evidence, funding, document, note, source, certainty;
    day_t valid_from, valid_to; /* of this version */
};
/* E_NOT_FOUND "policy.missing" when there is none, "policy.not_in_force" when no version covers the day. */
MUST_CHECK enum status policy_get(struct ctx *c, int64_t id, day_t on, struct policy *ret, struct error *err);
MUST_CHECK enum status policy_by_key(struct ctx *c, const char *key, day_t on, struct policy *ret, struct error *err);
/* All that are in force on a day, by annex task, then name. */
MUST_CHECK enum status policy_list(struct ctx *c, day_t on, struct policy **ret, size_t *ret_count, struct error *err);
/* What of a task is a programme of work, from which nobody receives anything: TEXT_NONE when nothing is. */
struct text policy_task_work(struct text task);
/* Ids of shipped policies follow from their keys. */
int64_t policy_id_of_key(struct text key);

struct content_group {
    struct text key, name, note, source, certainty;
    enum policy_grain grain;
};
/* E_NOT_FOUND "policy.no_group". */
MUST_CHECK enum status content_group_get(struct ctx *c, struct text key, struct content_group *ret, struct error *err);

/* What the law says when one subject fits several benefits of a group. */
enum overlap {
    OVERLAP_REFUSE,  /* only one */
    OVERLAP_HIGHEST, /* only one, the best */
    OVERLAP_ONCE,    /* only one, once */
    OVERLAP_ALLOW,   /* both may be held: lawful exception */
};
struct overlap_rule {
    struct text key, condition, article, source, certainty;
    enum overlap rule;
};
/* The rule of a group, else the one of all groups (the plan's). */
MUST_CHECK enum status overlap_rule_of(struct ctx *c, struct text content_group, struct overlap_rule *ret,
                                       struct error *err);
/* Whether a benefit of one policy may lawfully stand beside one of the other, and by which rule. */
MUST_CHECK enum status policy_exception(struct ctx *c, int64_t policy_id, int64_t beside_id, bool *ret_allowed,
                                        struct overlap_rule *ret, struct error *err);

/* ---- amounts and other numbers, dated */

enum policy_value_type { VALUE_MONEY, VALUE_BP, VALUE_INT, VALUE_TEXT };
struct policy_value {
    enum policy_value_type type;
    int64_t value;    /* đồng, basis points or a whole number in unit */
    struct text text; /* VALUE_TEXT */
    struct text unit; /* "dong_per_month", "bp_year", "bp_of_base_salary", "kwh_per_month" … */
    day_t valid_from, valid_to;
    struct text article, note, source, certainty;
};
/* Of the policy, else of those that all share ("base_salary", "social_base"); policy_id 0: only those.
 * E_NOT_FOUND "policy.unknown_value" when there is none on that day or nobody knows it: say "chưa rõ". */
MUST_CHECK enum status policy_parameter(struct ctx *c, int64_t policy_id, const char *name, day_t on,
                                        struct policy_value *ret, struct error *err);
/* The days in (from, to) on which the value changes, ascending; at most max. For prices that change inside a quarter.
 */
MUST_CHECK enum status policy_parameter_changes(struct ctx *c, int64_t policy_id, const char *name, day_t from,
                                                day_t to, day_t *days, size_t max, size_t *ret_count,
                                                struct error *err);

/* ---- who has the right, and why */

enum entitlement {
    ENTITLED_NO,
    ENTITLED_YES,
    ENTITLED_IF_SHOWN, /* yes as far as the register knows; papers must show the rest (lines that are NEEDS_PAPER) */
    ENTITLED_UNKNOWN,  /* the register lacks what decides it */
};
enum judge_state { JUDGE_HOLDS, JUDGE_FAILS, JUDGE_NEEDS_PAPER, JUDGE_UNKNOWN };
struct judge_line {
    enum judge_state state;
    struct text title;   /* what is demanded, in plain Vietnamese */
    struct text reason;  /* what was found: "hạng theo chuẩn tỉnh: hộ nghèo" */
    struct text article; /* may be TEXT_NONE */
    struct text source, certainty;
};
struct judged_subject {
    int64_t person_id; /* 0: the household */
    struct text name;
    enum entitlement answer;
    const struct judge_line *lines;
    size_t line_count;
};
struct judgement {
    struct policy policy;
    int64_t household_id;
    day_t on;
    const struct judged_subject *subjects; /* the household, or each member of that day when the unit is the person */
    size_t subject_count;
};
/* E_NOT_FOUND as policy_get, or when there is no such household on that day. Scope is the caller's to check. */
MUST_CHECK enum status policy_judge(struct ctx *c, int64_t policy_id, int64_t household_id, day_t on,
                                    struct judgement *ret, struct error *err);

/* ---- by class alone: the first question, of the register's history and not of one day. What else a policy demands,
 * its rules judge. */

/* A stretch of a household's class by a standard. */
struct class_held {
    struct text kind; /* of the standard: "national", "provincial" */
    int64_t class;    /* enum household_class */
    day_t valid_from, valid_to, escaped_on;
};
struct policy_period {
    day_t from, to;        /* to excluded */
    int64_t escape_months; /* household_escape_months: how long "newly escaped" lasts */
};
struct policy_class_right {
    enum entitlement answer; /* IF_SHOWN: the policy is not opened by class */
    day_t since, ends;       /* ends DAY_FOREVER: no known end */
    const char *why;         /* word key */
};
/* Of the stretches that touch the period, the one that opens the policy longest. classes: as in struct policy. */
struct policy_class_right policy_class_right(struct text classes, const struct class_held *held, size_t count,
                                             struct policy_period in);

/* ---- many at once: worklists, previews, a household's whole page. Two steps, so that nothing is read or compiled
 * twice: what the policies demand on a day, and what the register knows of households on it. */
struct policy_rules; /* compiled */
struct policy_facts; /* of one household */
/* Of the policies in force on a day, or of one (0: all). Everything lives in c->arena. */
MUST_CHECK enum status policy_rules_load(struct ctx *c, int64_t policy_id, day_t on, struct policy_rules **ret,
                                         struct error *err);
size_t policy_rules_count(const struct policy_rules *rules);
const struct policy *policy_rules_at(const struct policy_rules *rules, size_t i);
/* ret[i] belongs to ids[i]; NULL when there is no such household that day. Five statements for up to some thousand. */
MUST_CHECK enum status policy_facts_load(struct ctx *c, struct db_ids ids, day_t on, struct policy_facts ***ret,
                                         struct error *err);
/* The i-th policy for one household; in c->arena. facts and rules of the same day. */
MUST_CHECK enum status policy_rules_judge(struct ctx *c, const struct policy_rules *rules, size_t i,
                                          const struct policy_facts *facts, struct judgement *ret, struct error *err);
/* The same without reasons, for counting: ret has room for one answer, or for one by member when the unit is the
 * person. */
MUST_CHECK enum status policy_rules_answers(struct ctx *c, const struct policy_rules *rules, size_t i,
                                            const struct policy_facts *facts, enum entitlement *ret, size_t *ret_count,
                                            struct error *err);
size_t policy_facts_members(const struct policy_facts *facts);
/* Id and name of the i-th member; the day of birth, DAY_NONE when only the month or year is known. */
int64_t policy_facts_member(const struct policy_facts *f, size_t i, struct text *ret_name);
day_t policy_facts_born(const struct policy_facts *f, size_t i);

/* ---- a condition of no policy, over household, person, today: for trying out whom it would take in. */
struct policy_condition;
/* E_INVALID "policy.bad_rule" with *ret_problem, in words with its place. */
MUST_CHECK enum status policy_condition_compile(struct ctx *c, struct text source, const struct policy_condition **ret,
                                                struct text *ret_problem, struct error *err);
/* ret: by member: yes, no or unknown. */
MUST_CHECK enum status policy_condition_answers(struct ctx *c, const struct policy_condition *k,
                                                const struct policy_facts *f, enum entitlement *ret, struct error *err);
/* The best answer among the subjects: yes before if shown before unknown before no. */
enum entitlement judgement_answer(const struct judgement *j);

/* ---- words for codes */
const char *policy_kind_word(enum policy_kind kind);    /* "policy.kind.cash" … */
const char *policy_unit_word(enum policy_unit unit);    /* "policy.unit.person" … */
const char *policy_binds_word(enum policy_binds binds); /* "policy.binds.household" … */
const char *policy_grain_word(enum policy_grain grain); /* "policy.grain.month" … */
const char *policy_payment_word(enum policy_payment payment);
const char *policy_entitlement_word(enum entitlement answer); /* "policy.answer.yes" … */
const char *policy_class_word(struct text code);              /* of "poor/brvt" …; NULL: none */
#endif
