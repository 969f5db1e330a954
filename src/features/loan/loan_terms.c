/* What the law and the settings of a day say about a loan, and whether the register opens it to a household. */
#include "features/household/household.h"
#include "features/loan/loan_parts.h"
#include "features/standard/standard.h"

enum status loan_setting(struct ctx *c, const char *key, int64_t otherwise, int64_t *ret, struct error *err) {
    int64_t v = DB_NULL;
    TRY(setting_int(c, key, c->as_of, &v, err));
    *ret = v == DB_NULL ? otherwise : v;
    return OK;
}

enum status loan_rules_on(struct ctx *c, day_t on, int64_t overdue_bp, struct loan_rules *ret, struct error *err) {
    int64_t base, overdue;
    struct text rounding = TEXT_NONE;
    TRY(setting_int(c, "loan.day_base", on, &base, err));
    TRY(setting_int(c, "loan.overdue", on, &overdue, err));
    TRY(setting_text(c, "loan.rounding", on, &rounding, err));
    if (base == DB_NULL || overdue == DB_NULL || rounding.ptr == NULL)
        return fail(err, E_CONFLICT, "loan.rules_unknown");
    *ret = (struct loan_rules){.day_base = base,
                               .overdue_bp = overdue_bp == DB_NULL ? overdue : overdue_bp,
                               .rounding = text_is(rounding, "down") ? LOAN_DOWN : LOAN_HALF_UP};
    return OK;
}

/* A dated number of the policy; DB_NULL when nobody knows it. */
static enum status parameter(struct ctx *c, int64_t policy_id, const char *name, day_t on, struct policy_value *ret,
                             struct error *err) {
    struct error unknown;
    error_clear(&unknown);
    *ret = (struct policy_value){.value = DB_NULL};
    enum status s = policy_parameter(c, policy_id, name, on, ret, &unknown);
    if (s == E_NOT_FOUND || s == OK)
        return OK;
    return fail_detail(err, s, unknown.key, "%s", unknown.detail);
}

static struct text cited(const struct policy_value *v) {
    return v->article.len > 0 ? v->article : v->source;
}

enum status loan_offer_on(struct ctx *c, int64_t policy_id, day_t on, struct loan_offer *ret, struct error *err) {
    struct policy_value rate, amount, term, overdue, rural, collateral;
    struct loan_offer o = {0};
    TRY(policy_get(c, policy_id, on, &o.policy, err));
    if (o.policy.kind != POLICY_LOAN)
        return fail(err, E_INVALID, "loan.not_a_loan");
    TRY(parameter(c, policy_id, "rate", on, &rate, err));
    TRY(parameter(c, policy_id, "amount_max", on, &amount, err));
    TRY(parameter(c, policy_id, "term_max", on, &term, err));
    TRY(parameter(c, policy_id, "overdue_rate", on, &overdue, err));
    TRY(parameter(c, policy_id, "rural_only", on, &rural, err));
    TRY(parameter(c, policy_id, "collateral_from", on, &collateral, err));
    o.rate_bp = rate.value;
    o.amount_max_dong = amount.value;
    o.term_max_months = term.value;
    o.overdue_bp = overdue.value;
    o.rural_only = rural.value == 1;
    o.collateral_from_dong = collateral.value;
    o.rate_source = cited(&rate);
    o.amount_source = cited(&amount);
    o.rate_firm = certainty_is_firm(rate.certainty);
    o.amount_firm = certainty_is_firm(amount.certainty);
    *ret = o;
    return OK;
}

enum status loan_policy_choices(struct ctx *c, day_t on, struct choice_text **ret, size_t *ret_count,
                                struct error *err) {
    struct policy *list;
    size_t count, n = 0;
    TRY(policy_list(c, on, &list, &count, err));
    struct choice_text *choices = ARENA_ARRAY(c->arena, count + 1, struct choice_text);
    for (size_t i = 0; i < count; i++)
        if (list[i].kind == POLICY_LOAN)
            choices[n++] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)list[i].id), list[i].name};
    *ret = choices;
    *ret_count = n;
    return OK;
}

/* ---- the right */

static const struct {
    const char *class_name;
    int64_t class_no;
} classes[] = {{"poor", CLASS_POOR}, {"near_poor", CLASS_NEAR_POOR}, {"average", CLASS_AVERAGE}};

/* A household that escaped is on no list any more, and its escape is younger than the setting says. */
static enum status newly_escaped(struct ctx *c, const struct loan_class_on_row *row, day_t on, bool *ret,
                                 struct error *err) {
    day_t limit, as_of = c->as_of;
    c->as_of = on;
    enum status s = household_escape_limit(c, &limit, err);
    c->as_of = as_of;
    TRY(s);
    *ret = row->class == CLASS_NOT_POOR && row->escaped_on != DAY_NONE && row->escaped_on > limit;
    return OK;
}

static enum status class_opens(struct ctx *c, struct text opening, int64_t household_id, int64_t province_id, day_t on,
                               bool *ret, struct error *err) {
    struct text rest = opening, name;
    struct standard standard;
    struct loan_class_on_row row;
    bool found = false;
    *ret = false;
    if (!text_cut(&rest, '/', &name) || rest.ptr == NULL)
        return OK;
    bool national = text_is(rest, "national");
    struct error none;
    error_clear(&none);
    enum status s =
        standard_for(c, national ? "national" : "provincial", national ? 0 : province_id, on, &standard, &none);
    if (s == E_NOT_FOUND)
        return OK;
    if (s != OK)
        return fail_detail(err, s, none.key, "%s", none.detail);
    TRY(loan_class_on(c->db, &(struct loan_class_on_in){household_id, standard.id, on}, c->arena, &row, &found, err));
    if (!found)
        return OK;
    if (text_is(name, "newly_escaped"))
        return newly_escaped(c, &row, on, ret, err);
    for (size_t i = 0; i < COUNT_OF(classes); i++)
        if (text_is(name, classes[i].class_name))
            *ret = row.class == classes[i].class_no;
    return OK;
}

enum status loan_right_on(struct ctx *c, const struct loan_offer *offer, int64_t household_id, day_t on,
                          struct loan_right *ret, struct error *err) {
    struct loan_household_place_row place;
    bool found = false;
    *ret = (struct loan_right){.arg = TEXT_NONE};
    TRY(loan_household_place(c->db, &(struct loan_household_place_in){household_id}, c->arena, &place, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    ret->arg = place.code;
    if (place.status != HOUSEHOLD_RESIDENT) {
        ret->reason = "loan.right.gone";
        return OK;
    }
    if (offer->rural_only && place.urban) {
        ret->reason = "loan.right.urban";
        return OK;
    }
    struct text rest = offer->policy.classes, opening;
    ret->holds = rest.ptr == NULL; /* not by class */
    while (!ret->holds && text_cut(&rest, ' ', &opening)) {
        TRY(class_opens(c, opening, household_id, place.province_id, on, &ret->holds, err));
        if (ret->holds)
            ret->found = arena_text(c->arena, opening);
    }
    if (!ret->holds) {
        ret->reason = "loan.right.class";
        ret->arg = loan_day_text(c, on);
    }
    return OK;
}

const char *loan_class_word(struct text found) {
    static const struct {
        const char *code, *word;
    } words[] = {{"poor/national", "loan.class.poor_national"},
                 {"near_poor/national", "loan.class.near_poor_national"},
                 {"average/national", "loan.class.average_national"},
                 {"poor/brvt", "loan.class.poor_brvt"},
                 {"newly_escaped/national", "loan.class.newly_escaped_national"},
                 {"newly_escaped/brvt", "loan.class.newly_escaped_brvt"}};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (text_is(found, words[i].code))
            return words[i].word;
    return NULL;
}
