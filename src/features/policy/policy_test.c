#include "features/policy/policy.h"

#include "features/system/system.h"
#include "tests/test.h"

static struct error err;

/* A ctx over a database with the shipped data, in a read snapshot of its own. */
static struct ctx loaded(struct app *app, struct db_pool *pool) {
    *app = (struct app){.pool = pool, .clock = {.fixed_day = day_of(2024, 11, 25)}};
    struct ctx c;
    ctx_init_system(&c, app, test_arena(), NULL);
    assert_ok(system_load_data(&c, true, &err));
    assert_ok(db_take(pool, false, &c.db, &err));
    assert_ok(db_begin_read(c.db, &err));
    return c;
}

TEST_DB("every task of the annex that gives somebody something has a policy, with its group and its lead agency") {
    struct app app;
    struct ctx c = loaded(&app, pool);
    struct policy *list;
    size_t count;
    assert_ok(policy_list(&c, c.today, &list, &count, &err));
    assert_true(count >= 39);
    static const char *const tasks[] = {"1.1", "1.2", "1.3.a", "1.3.b", "2.1", "2.2", "2.3",
                                        "3",   "4",   "5.1",   "5.2",   "5.3", "7.1"};
    for (size_t k = 0; k < COUNT_OF(tasks); k++) {
        bool found = false;
        for (size_t i = 0; i < count; i++)
            found = found || text_is(list[i].task, tasks[k]);
        assert_true(found);
    }
    for (size_t i = 0; i < count; i++) {
        struct content_group g;
        struct overlap_rule rule;
        assert_ok(content_group_get(&c, list[i].content_group, &g, &err));
        assert_ok(overlap_rule_of(&c, g.key, &rule, &err));
        assert_int_not_equal(list[i].lead_agency_id, 0);
    }
    db_give(c.db);
}

TEST_DB("a policy that ended is not in force afterwards, and the answer says so") {
    struct app app;
    struct ctx c = loaded(&app, pool);
    struct policy p;
    assert_ok(policy_by_key(&c, "seeds-livestock", day_of(2025, 12, 31), &p, &err));
    assert_int_equal(p.binds, BINDS_HOUSEHOLD_AND_MEMBERS);
    assert_int_equal(p.id, policy_id_of_key(T("seeds-livestock")));
    assert_int_equal(policy_by_key(&c, "seeds-livestock", day_of(2026, 1, 1), &p, &err), E_NOT_FOUND);
    assert_string_equal(err.key, "policy.not_in_force");
    error_clear(&err);
    assert_int_equal(policy_by_key(&c, "free-lunch", c.today, &p, &err), E_NOT_FOUND);
    assert_string_equal(err.key, "policy.missing");
    error_clear(&err);
    db_give(c.db);
}

TEST_DB("amounts change on their day, and what nobody knows is not guessed") {
    struct app app;
    struct ctx c = loaded(&app, pool);
    static const struct {
        const char *policy, *name;
        int month, day;
        int64_t value;
    } cases[] = {
        {"electricity", "tier1_price", 10, 10, 1806},        {"electricity", "tier1_price", 10, 11, 1893},
        {"loan-water", "amount_max", 9, 1, 10000000},        {"loan-water", "amount_max", 9, 2, 25000000},
        {"social-disabled", "social_base", 6, 30, 360000},   {"social-disabled", "social_base", 7, 1, 500000},
        {"health-card-poor", "base_salary", 6, 30, 1800000}, {"health-card-poor", "base_salary", 7, 1, 2340000},
        {"loan-newly-escaped", "rate", 11, 25, 825},
    };
    struct policy_value v;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_ok(policy_parameter(&c, policy_id_of_key(text_of(cases[i].policy)), cases[i].name,
                                   day_of(2024, cases[i].month, cases[i].day), &v, &err));
        assert_int_equal(v.value, cases[i].value);
        assert_non_null(v.source.ptr);
    }
    assert_int_equal(v.type, VALUE_BP);
    assert_int_equal(policy_parameter(&c, policy_id_of_key(T("house-new")), "amount", c.today, &v, &err), E_NOT_FOUND);
    assert_string_equal(err.key, "policy.unknown_value");
    error_clear(&err);
    assert_int_equal(policy_parameter(&c, policy_id_of_key(T("loan-water")), "rate", day_of(2024, 9, 1), &v, &err),
                     E_NOT_FOUND);
    error_clear(&err);
    day_t days[4];
    size_t count;
    assert_ok(policy_parameter_changes(&c, policy_id_of_key(T("electricity")), "tier1_price", day_of(2024, 10, 1),
                                       day_of(2025, 1, 1), days, COUNT_OF(days), &count, &err));
    assert_int_equal(count, 1);
    assert_int_equal(days[0], day_of(2024, 10, 11));
    db_give(c.db);
}

TEST_DB("only a poor single parent may hold two social allowances, whichever is asked first") {
    struct app app;
    struct ctx c = loaded(&app, pool);
    int64_t parent = policy_id_of_key(T("social-single-parent")), disabled = policy_id_of_key(T("social-disabled"));
    int64_t elderly = policy_id_of_key(T("social-elderly"));
    struct overlap_rule rule;
    bool allowed;
    assert_ok(policy_exception(&c, parent, disabled, &allowed, &rule, &err));
    assert_true(allowed);
    assert_int_equal(rule.rule, OVERLAP_ALLOW);
    assert_ok(policy_exception(&c, disabled, parent, &allowed, &rule, &err));
    assert_true(allowed);
    assert_ok(policy_exception(&c, disabled, elderly, &allowed, &rule, &err));
    assert_false(allowed);
    db_give(c.db);
}
