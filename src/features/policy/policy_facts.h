/* What the register knows of a household on a day, as values of the rule language; of this feature only.
 *
 * A birth that is known to the month or the year is a span of days. Whoever judges asks twice, with the earliest and
 * with the latest day: when the answers differ, the register does not tell. */
#ifndef ANSINH_POLICY_FACTS_H
#define ANSINH_POLICY_FACTS_H
#include "features/policy/policy.h"
#include "rules/rules.h"

struct person_fact {
    int64_t id;
    struct text name, relation, relation_name, ethnicity;
    bool female;
    day_t born_first, born_last; /* DAY_NONE: not known */
    enum day_precision precision;
};
struct class_fact {   /* by one standard */
    struct text code; /* "poor/brvt"; TEXT_NONE: on no list */
    int64_t class_no;
    day_t since, escaped_on, signed_on;
    struct text decision; /* number; TEXT_NONE: carried over from before the system */
};
struct facts_benefits_row; /* policy_queries.h */
enum { NATIONAL, PROVINCIAL, STANDARDS };
struct policy_facts {
    int64_t household_id, head_id;
    day_t on;
    struct text code, hamlet, commune, commune_code, district_code;
    int64_t commune_id;
    int urban; /* 0, 1; -1: not known */
    bool resident;
    struct class_fact classes[STANDARDS];
    const struct person_fact *members;
    size_t member_count;
    struct rule_value class_list, member_list; /* ready for the language */
    struct policy_more *more;                  /* read when a condition asks for it */
};
struct policy_more {
    bool benefits_read, indicators_read;
    struct facts_benefits_row *benefits;
    size_t benefit_count;
    struct rule_value lacks;
};

/* One version whatever its state, for the preview of a proposal. */
MUST_CHECK enum status policy_get_version(struct ctx *c, int64_t version_id, day_t on, struct policy *ret,
                                          struct error *err);
MUST_CHECK enum status policy_rules_load_version(struct ctx *c, int64_t version_id, day_t on, struct policy_rules **ret,
                                                 struct error *err);
/* Its first line is the class: who is on no list gets a no. */
bool policy_rules_by_list(const struct policy_rules *rules, size_t i);
/* household, today; with a person: person too. Both are strict. */
extern const struct rule_scope policy_household_scope, policy_person_scope;
extern const struct rule_object_type policy_household_type, policy_person_type;
enum { VAR_HOUSEHOLD, VAR_TODAY, VAR_PERSON };
enum { HOUSEHOLD_CLASSES, HOUSEHOLD_MEMBERS };
enum { PERSON_AGE, PERSON_BORN_ON };

/* What an evaluation speaks of. */
struct policy_view {
    struct ctx *c;
    const struct policy_facts *facts;
    const struct person_fact *person; /* NULL: the household */
    int64_t policy_id, version_id;    /* version_id: of a proposal, whose amounts come first; 0: none */
    bool latest_birth, brief;         /* brief: no reasons */
    struct error *err;                /* of reading a parameter */
};
struct rule_source policy_source(struct policy_view *v);
bool policy_facts_spans(const struct policy_facts *f); /* some birth is a span */
/* "Tuổi: 63; dân tộc: Chơ Ro": what an evaluation looked at. */
struct text policy_reads_text(struct policy_view *v, const struct rule_trace *trace);
/* "hộ nghèo chuẩn quốc gia hoặc hộ nghèo chuẩn tỉnh" for "poor/national poor/brvt". */
struct text policy_classes_title(struct ctx *c, struct text classes);
/* "Hạng theo chuẩn tỉnh: hộ nghèo (QĐ 12/QĐ-UBND)" for each standard. */
struct text policy_classes_text(struct ctx *c, const struct policy_facts *f);
#endif
