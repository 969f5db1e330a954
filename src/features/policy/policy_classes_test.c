#include "features/household/household.h"
#include "features/policy/policy.h"
#include "tests/test.h"

static const struct policy_period november = {.escape_months = 36};

static struct policy_class_right right(const char *classes, const struct class_held *held, size_t count) {
    struct policy_period in = november;
    in.from = day_of(2024, 11, 1);
    in.to = day_of(2024, 12, 1);
    return policy_class_right(classes ? text_of(classes) : TEXT_NONE, held, count, in);
}

TEST("a class opens a policy only by the standard that the policy names") {
    const struct class_held poor = {T("provincial"), CLASS_POOR, day_of(2023, 12, 10), DAY_FOREVER, DAY_NONE};
    assert_int_equal(right("poor/national near_poor/national", &poor, 1).answer, ENTITLED_NO);
    struct policy_class_right r = right("poor/national poor/brvt", &poor, 1);
    assert_int_equal(r.answer, ENTITLED_YES);
    assert_int_equal(r.since, day_of(2023, 12, 10));
    assert_int_equal(r.ends, DAY_FOREVER);
    assert_string_equal(r.why, "policy.opens.poor_brvt");
    assert_int_equal(right("poor/national", NULL, 0).answer, ENTITLED_NO);
}

TEST("a policy that no class opens is left to papers") {
    assert_int_equal(right(NULL, NULL, 0).answer, ENTITLED_IF_SHOWN);
}

TEST("newly escaped lasts its months from the day of the escape, and ends before when the class ends") {
    struct class_held h = {T("provincial"), CLASS_NOT_POOR, day_of(2021, 12, 10), DAY_FOREVER, day_of(2021, 12, 10)};
    struct policy_class_right r = right("newly_escaped/brvt", &h, 1);
    assert_int_equal(r.answer, ENTITLED_YES);
    assert_int_equal(r.since, day_of(2021, 12, 10));
    assert_int_equal(r.ends, day_of(2024, 12, 10));
    h.valid_to = day_of(2024, 11, 20);
    assert_int_equal(right("newly_escaped/brvt", &h, 1).ends, day_of(2024, 11, 20));
    h.valid_to = DAY_FOREVER;
    h.escaped_on = day_of(2021, 11, 1);
    assert_int_equal(right("newly_escaped/brvt", &h, 1).answer, ENTITLED_NO);
    assert_int_equal(right("newly_escaped/national", &h, 1).answer, ENTITLED_NO);
}

TEST("of several classes the one that lasts longest opens the policy") {
    const struct class_held held[] = {
        {T("national"), CLASS_NEAR_POOR, day_of(2023, 12, 10), day_of(2024, 11, 15), DAY_NONE},
        {T("provincial"), CLASS_POOR, day_of(2024, 1, 1), day_of(2025, 1, 1), DAY_NONE},
    };
    struct policy_class_right r = right("near_poor/national poor/brvt", held, 2);
    assert_int_equal(r.ends, day_of(2025, 1, 1));
    assert_string_equal(r.why, "policy.opens.poor_brvt");
    assert_string_equal(right("near_poor/national", held, 2).why, "policy.opens.near_poor_national");
}
