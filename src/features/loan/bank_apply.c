/* Whose a line of the bank is, and what it does to the ledger. A line is known by its loan number; a number that is new
 * to us belongs to the household that the line names, if that is exactly one. */
#include "features/household/household.h"
#include "features/loan/loan_parts.h"
#include "i18n/i18n.h"

/* ---- matching */

static bool in_scope(const struct ctx *c, int64_t hamlet, int64_t commune, int64_t district, int64_t province) {
    int64_t area = c->user.scope.area_id;
    switch (c->user.scope.level) {
    case DB_SCOPE_ALL:
        return true;
    case DB_SCOPE_PROVINCE:
        return province == area;
    case DB_SCOPE_DISTRICT:
        return district == area;
    case DB_SCOPE_COMMUNE:
        return commune == area;
    default:
        return hamlet == area;
    }
}

/* Policies by key or by name, as the bank writes its programmes. */
static enum status programme_of(struct ctx *c, struct arena *a, struct bank_line *l, struct error *err) {
    struct policy *list;
    size_t count;
    if (l->programme.ptr == NULL)
        return OK;
    TRY(policy_list(c, l->on, &list, &count, err));
    struct text wanted = vi_fold(a, l->programme);
    for (size_t i = 0; i < count; i++)
        if (list[i].kind == POLICY_LOAN &&
            (text_eq(list[i].key, l->programme) || text_eq(vi_fold(a, list[i].name), wanted)))
            l->policy_id = list[i].id;
    if (l->policy_id == DB_NULL)
        bank_problem(c, a, l, "programme", "loan.bank.no_programme", l->programme);
    return OK;
}

static void found_by_code(struct ctx *c, struct arena *a, struct bank_line *l,
                          const struct loan_household_by_code_row *h) {
    if (in_scope(c, h->hamlet_id, h->commune_id, h->district_id, h->province_id))
        l->household_id = h->household_id;
    else
        bank_problem(c, a, l, "nobody", "loan.bank.no_household", l->household_code);
}

/* One household or a problem that names those there are. rows: both statements give the same columns. */
static void one_of(struct ctx *c, struct arena *a, struct bank_line *l, const struct loan_people_by_name_row *rows,
                   size_t count, struct text what) {
    size_t hits = 0;
    struct text codes = T("");
    for (size_t i = 0; i < count; i++) {
        if (!in_scope(c, rows[i].hamlet_id, rows[i].commune_id, rows[i].district_id, rows[i].province_id))
            continue;
        l->household_id = rows[i].household_id;
        codes = hits++ ? arena_fmt(a, "%.*s, %.*s", FMT(codes), FMT(rows[i].code)) : rows[i].code;
    }
    if (hits == 1)
        return;
    l->household_id = DB_NULL;
    if (hits == 0)
        bank_problem(c, a, l, "nobody", "loan.bank.nobody", what);
    else
        bank_problem(c, a, l, "several", "loan.bank.several", arena_text(a, codes));
}

static enum status household_of(struct ctx *c, struct arena *a, struct bank_line *l, struct error *err) {
    bool found = false;
    size_t count;
    if (l->household_code.ptr != NULL) {
        struct loan_household_by_code_row h;
        TRY(loan_household_by_code(c->db, &(struct loan_household_by_code_in){l->household_code}, a, &h, &found, err));
        if (found)
            found_by_code(c, a, l, &h);
        else
            bank_problem(c, a, l, "nobody", "loan.bank.no_household", l->household_code);
        return OK;
    }
    int64_t province = c->user.scope.level == DB_SCOPE_PROVINCE ? c->user.scope.area_id : DB_NULL;
    int64_t district = c->user.scope.level == DB_SCOPE_DISTRICT ? c->user.scope.area_id : DB_NULL;
    struct loan_people_by_name_row *rows = NULL;
    if (l->personal_number.ptr != NULL) {
        struct loan_people_by_number_row *by_number;
        TRY(loan_people_by_number(c->db, &(struct loan_people_by_number_in){l->personal_number, c->today}, a,
                                  &by_number, &count, err));
        rows = ARENA_ARRAY(a, count + 1, struct loan_people_by_name_row);
        for (size_t i = 0; i < count; i++)
            rows[i] = (struct loan_people_by_name_row){by_number[i].household_id, by_number[i].code,
                                                       by_number[i].hamlet_id,    by_number[i].commune_id,
                                                       by_number[i].district_id,  by_number[i].province_id};
        one_of(c, a, l, rows, count, T(""));
        return OK;
    }
    if (l->borrower.ptr == NULL) {
        bank_problem(c, a, l, "nobody", "loan.bank.nobody", l->loan_number);
        return OK;
    }
    struct loan_people_by_name_in in = {vi_fold(a, l->borrower), c->today, province, district};
    TRY(loan_people_by_name(c->db, &in, a, &rows, &count, err));
    one_of(c, a, l, rows, count, l->borrower);
    return OK;
}

/* What a number that is new to us needs: a disbursement, of a programme, for a household without such a loan. */
static enum status match_new(struct ctx *c, struct arena *a, struct bank_line *l, struct error *err) {
    struct loan_request_approved_of_row q;
    struct loan_open_of_row other;
    bool found = false;
    TRY(household_of(c, a, l, err));
    if (l->household_id == DB_NULL)
        return OK;
    TRY(loan_request_approved_of(c->db, &(struct loan_request_approved_of_in){l->household_id, l->policy_id, l->on}, a,
                                 &q, &found, err));
    if (found)
        l->policy_id = q.policy_id;
    if (l->money[BANK_LENT] == DB_NULL || l->money[BANK_LENT] == 0)
        bank_problem(c, a, l, "nobody", "loan.bank.no_such_loan", l->loan_number);
    if (l->policy_id == DB_NULL) {
        if (l->programme.ptr == NULL)
            bank_problem(c, a, l, "programme", "loan.bank.needs_programme", TEXT_NONE);
        return OK;
    }
    TRY(loan_open_of(c->db, &(struct loan_open_of_in){l->household_id, DB_NULL, l->policy_id}, a, &other, &found, err));
    if (found)
        bank_problem(c, a, l, "several", "loan.bank.second_loan", other.number);
    return OK;
}

enum status bank_match(struct ctx *c, struct arena *a, struct bank_line *l, struct error *err) {
    struct loan_by_number_row loan;
    bool found = false;
    if (l->problem.len > 0)
        return OK;
    TRY(programme_of(c, a, l, err));
    TRY(loan_by_number(c->db, &(struct loan_by_number_in){l->loan_number}, a, &loan, &found, err));
    if (!found)
        return match_new(c, a, l, err);
    if (!in_scope(c, loan.hamlet_id, loan.commune_id, loan.district_id, loan.province_id)) {
        bank_problem(c, a, l, "outside", "loan.bank.outside", l->loan_number);
        return OK;
    }
    l->loan_id = loan.id;
    l->household_id = loan.household_id;
    if (l->borrower.ptr != NULL && !text_eq(vi_fold(a, l->borrower), vi_fold(a, loan.borrower)))
        bank_problem(c, a, l, "several", "loan.bank.other_name", loan.borrower);
    return OK;
}

/* ---- applying */

/* Without a number of its own an entry is known by what it says. */
static struct text reference_of(struct ctx *c, const struct bank_lines_next_row *l) {
    if (l->reference.ptr != NULL)
        return l->reference;
    return arena_fmt(c->arena, "%d/%lld/%lld/%lld", l->on_day, (long long)(l->lent_dong == DB_NULL ? 0 : l->lent_dong),
                     (long long)(l->paid_dong == DB_NULL ? 0 : l->paid_dong),
                     (long long)(l->interest_dong == DB_NULL ? 0 : l->interest_dong));
}

static struct loan_claim claim_of(const struct bank_lines_next_row *l, int64_t loan_id, struct text borrower) {
    return (struct loan_claim){.kind = LOAN_CLAIM_BANK,
                               .source_id = loan_id,
                               .policy_id = l->policy_id,
                               .household_id = l->household_id,
                               .name = borrower,
                               .document = l->loan_number,
                               .on = l->on_day};
}

static enum status new_loan(struct ctx *c, const struct bank_lines_next_row *l, int64_t *ret_id,
                            struct text *ret_problem, struct error *err) {
    struct loan_household_place_row place;
    struct loan_member_of_row group;
    struct loan_offer offer;
    bool found = false, member = false;
    TRY(loan_household_place(c->db, &(struct loan_household_place_in){l->household_id}, c->arena, &place, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(loan_offer_on(c, l->policy_id, l->on_day, &offer, err));
    TRY(loan_member_of(c->db, &(struct loan_member_of_in){l->household_id}, c->arena, &group, &member, err));
    struct text borrower = l->borrower.ptr ? l->borrower : place.head_name;
    bool local = text_starts(offer.policy.funding, T("ngân sách địa phương"));
    int64_t id = id_new();
    struct loan_claim claim = claim_of(l, id, borrower);
    /* Of whom in the household the bank lends to is not told: loans that bind a person make no claim here. */
    bool claims = offer.policy.unit == POLICY_OF_HOUSEHOLD;
    if (claims)
        TRY(loan_claim_look(c, &claim, ret_problem, err));
    if (ret_problem->ptr != NULL)
        return OK;
    struct loan_insert_in in = {id,
                                l->loan_number,
                                DB_NULL,
                                l->household_id,
                                borrower,
                                member ? group.group_id : DB_NULL,
                                l->policy_id,
                                local ? T("local") : T("central"),
                                l->lent_dong,
                                offer.rate_bp,
                                offer.overdue_bp,
                                DB_NULL,
                                T("at_end"),
                                DB_NULL,
                                l->on_day,
                                c->user.account_id};
    TRY(loan_insert(c->db, &in, NULL, err));
    if (claims) {
        TRY(loan_claim_reserve(c, &claim, err));
        TRY(loan_claim_confirm(c, LOAN_CLAIM_BANK, id, l->on_day, l->loan_number, err));
    }
    *ret_id = id;
    return OK;
}

/* The loan that a new number stands for: the approved request that it pays out, else a loan we did not know of.
 * *ret_problem is set when somebody else has given the same already. */
static enum status loan_of_line(struct ctx *c, const struct bank_lines_next_row *l, int64_t *ret_id,
                                struct text *ret_problem, struct error *err) {
    struct loan_by_number_row known;
    struct loan_request_approved_of_row q;
    bool found = false;
    TRY(loan_by_number(c->db, &(struct loan_by_number_in){l->loan_number}, c->arena, &known, &found, err));
    if (found) {
        *ret_id = known.id;
        return OK;
    }
    TRY(loan_request_approved_of(c->db, &(struct loan_request_approved_of_in){l->household_id, l->policy_id, l->on_day},
                                 c->arena, &q, &found, err));
    if (found)
        return loan_disburse(c, q.id, q.version, l->loan_number, l->on_day, tr(LANG_VI, "loan.reason.bank_file"),
                             ret_id, err);
    return new_loan(c, l, ret_id, ret_problem, err);
}

static int64_t or_zero(int64_t v) {
    return v == DB_NULL ? 0 : v;
}

/* *ret_loan_id: whose totals the line changed; DB_NULL: none. */
static enum status write_line(struct ctx *c, int64_t batch_id, const struct bank_lines_next_row *l,
                              int64_t *ret_loan_id, struct error *err) {
    int64_t id = l->loan_id, changed = 0;
    bool entry = or_zero(l->lent_dong) + or_zero(l->paid_dong) + or_zero(l->interest_dong) > 0;
    struct text problem = TEXT_NONE;
    *ret_loan_id = DB_NULL;
    if (id == DB_NULL)
        TRY(loan_of_line(c, l, &id, &problem, err));
    if (problem.ptr != NULL)
        return bank_line_state(c->db, &(struct bank_line_state_in){batch_id, l->no, T("bad"), DB_NULL, problem}, NULL,
                               err);
    if (entry)
        TRY(bank_entry_insert(c->db,
                              &(struct bank_entry_insert_in){id_new(), id, l->on_day, or_zero(l->lent_dong),
                                                             or_zero(l->paid_dong), or_zero(l->interest_dong),
                                                             reference_of(c, l), batch_id, l->no},
                              &changed, err));
    if (l->balance_dong != DB_NULL)
        TRY(bank_balance_put(c->db,
                             &(struct bank_balance_put_in){id, l->on_day, l->balance_dong, l->overdue_dong, batch_id},
                             NULL, err));
    bool known = entry && changed == 0 && l->balance_dong == DB_NULL;
    *ret_loan_id = id;
    return bank_line_state(
        c->db, &(struct bank_line_state_in){batch_id, l->no, known ? T("known") : T("applied"), id, TEXT_NONE}, NULL,
        err);
}

enum status bank_apply_some(struct ctx *c, int64_t batch_id, size_t most, size_t *ret_done, struct error *err) {
    struct bank_lines_next_row *rows;
    size_t count;
    TRY(bank_lines_next(c->db, &(struct bank_lines_next_in){batch_id, (int64_t)most}, c->arena, &rows, &count, err));
    int64_t *touched = ARENA_ARRAY(c->arena, count + 1, int64_t);
    for (size_t i = 0; i < count; i++)
        TRY(write_line(c, batch_id, &rows[i], &touched[i], err));
    for (size_t i = 0; i < count; i++) { /* each loan once, at its first line */
        bool seen = touched[i] == DB_NULL;
        for (size_t k = 0; k < i && !seen; k++)
            seen = touched[k] == touched[i];
        if (!seen)
            TRY(loan_refresh(c, touched[i], err));
    }
    *ret_done = count;
    return OK;
}
