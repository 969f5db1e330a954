/* A list from draft to received, and each way in which a line ends. */
#include "features/benefit/testing.h"

static struct budget_state money_of(struct town *w, int64_t list);
static enum status money_read(struct ctx *c, void *user, struct error *e) {
    struct deed *d = user;
    struct budget_state s;
    TRY(budget_state(c, BENEFIT_MONEY, d->list, &s, e));
    d->amount = s.committed;
    d->version = s.disbursed;
    return OK;
}
static struct budget_state money_of(struct town *w, int64_t list) {
    struct deed d = {.list = list};
    assert_ok(ctx_read(&w->c, money_read, &d, &err));
    return (struct budget_state){d.amount, d.version};
}

/* 30 kWh: in October ten days at 1,806 đ and 21 at 1,893 đ, to the đồng; November and December at 1,893 đ. */
#define OCTOBER ((30 * 1806 * 10 + 30 * 1893 * 21 + 15) / 31)
#define QUARTER (OCTOBER + 60 * 1893)

TEST_DB("a list is proposed, checked, signed, paid and confirmed, and its money follows") {
    static struct town w;
    struct deed d;
    town_new(&w, pool);
    give_money(&w, "electricity", 10000000);
    int64_t h[4] = {town_household(&w, 0, 1, 1), town_household(&w, 1, 1, 0), town_household(&w, 0, 2, 2),
                    town_household(&w, 2, 1, 1)};
    int64_t list = draft_of(&w, "electricity", h, 4, &d);
    assert_int_equal(d.refused_count, 2); /* near-poor; another commune */
    assert_string_equal(d.refused[0].key, "benefit.not_entitled");
    assert_string_equal(d.refused[1].key, "benefit.other_commune");
    int64_t lines[2] = {d.line_ids[0], d.line_ids[1]};
    assert_int_equal(list_row(&w, list).line_count, 2);
    assert_int_equal(list_row(&w, list).amount, 2 * QUARTER);
    assert_int_equal(line_row(&w, lines[0]).state, BENEFIT_DRAFT);
    assert_ok(step(&w, deed_propose, list, NULL));
    assert_int_equal(line_row(&w, lines[0]).state, BENEFIT_PROPOSED);
    as_checker(&w);
    assert_ok(step(&w, deed_verify, list, NULL));
    as_signer(&w);
    assert_int_equal(step(&w, deed_approve, list, " "), E_INVALID);
    assert_ok(step(&w, deed_approve, list, "15/QĐ-UBND"));
    assert_int_equal(line_row(&w, lines[1]).state, BENEFIT_APPROVED);
    assert_int_equal(money_of(&w, list).committed, 2 * QUARTER);
    assert_int_equal(town_count(&w, "SELECT count(*) FROM claim_source WHERE state = 2 AND document = '15/QĐ-UBND'"),
                     2);
    struct deed pay = {.list = list, .ids = lines, .count = 1};
    as_payer(&w);
    assert_ok(do_deed(&w, deed_deliver, &pay));
    assert_int_equal(line_row(&w, lines[0]).state, BENEFIT_DELIVERED);
    assert_int_equal(line_row(&w, lines[1]).state, BENEFIT_APPROVED);
    assert_int_equal(money_of(&w, list).committed, QUARTER);
    assert_int_equal(money_of(&w, list).disbursed, QUARTER);
    struct deed confirm = {.ids = lines, .count = 2};
    assert_int_equal(do_deed(&w, deed_confirm, &confirm), E_CONFLICT); /* the second was not paid */
    confirm.count = 1;
    assert_ok(do_deed(&w, deed_confirm, &confirm));
    assert_int_equal(line_row(&w, lines[0]).state, BENEFIT_CONFIRMED);
    /* The rest at once. */
    struct deed rest = {.list = list};
    assert_ok(do_deed(&w, deed_deliver, &rest));
    assert_int_equal(money_of(&w, list).committed, 0);
    assert_int_equal(money_of(&w, list).disbursed, 2 * QUARTER);
    assert_int_equal(do_deed(&w, deed_deliver, &rest), E_CONFLICT);
    struct deed back = {.id = lines[1]};
    assert_ok(do_deed(&w, deed_recall, &back));
    assert_int_equal(line_row(&w, lines[1]).state, BENEFIT_RECALLED);
    assert_int_equal(money_of(&w, list).disbursed, QUARTER);
}

TEST_DB("single lines come back with a remark, free their claim, and can be proposed again") {
    static struct town w;
    struct deed d;
    town_new(&w, pool);
    give_money(&w, "electricity", 10000000);
    int64_t h[2] = {town_household(&w, 0, 1, 1), town_household(&w, 1, 1, 0)};
    int64_t list = draft_of(&w, "electricity", h, 2, &d), line = d.line_ids[1];
    assert_ok(step(&w, deed_propose, list, NULL));
    struct deed back = {
        .list = list, .ids = &line, .count = 1, .text = "thiếu giấy", .version = list_row(&w, list).version};
    assert_int_equal(do_deed(&w, deed_return, &back), E_FORBIDDEN); /* his own */
    as_checker(&w);
    assert_ok(do_deed(&w, deed_return, &back));
    assert_int_equal(line_row(&w, line).state, BENEFIT_RETURNED);
    assert_int_equal(list_row(&w, list).line_count, 1);
    assert_int_equal(list_row(&w, list).amount, QUARTER);
    struct deed again;
    (void)draft_of(&w, "electricity", &h[1], 1, &again);
    assert_int_equal(again.refused_count, 0);
    struct deed twice;
    (void)draft_of(&w, "electricity", h, 2, &twice);
    assert_int_equal(twice.refused_count, 2);
    assert_string_equal(twice.refused[0].key, "claim.twice");
    assert_non_null(strstr(arena_zstr(w.c.arena, twice.refused[0].sentence), "10/2024"));
}

TEST_DB("nothing is approved beyond the budget, and then nothing at all has changed") {
    static struct town w;
    struct deed d;
    town_new(&w, pool);
    int64_t h[2] = {town_household(&w, 0, 1, 1), town_household(&w, 1, 1, 0)};
    int64_t list = draft_of(&w, "electricity", h, 2, &d);
    assert_ok(step(&w, deed_propose, list, NULL));
    as_checker(&w);
    assert_ok(step(&w, deed_verify, list, NULL));
    as_signer(&w);
    assert_int_equal(step(&w, deed_approve, list, "1/QĐ"), E_CONFLICT);
    assert_string_equal(err.key, "budget.no_line");
    give_money(&w, "electricity", 2 * QUARTER - 1);
    assert_int_equal(step(&w, deed_approve, list, "1/QĐ"), E_CONFLICT);
    assert_string_equal(err.key, "budget.over");
    assert_true(text_is(list_row(&w, list).state, "verified"));
    assert_int_equal(town_count(&w, "SELECT count(*) FROM claim_source WHERE state = 2"), 0);
    assert_int_equal(town_count(&w, "SELECT count(*) FROM benefit_snapshot"), 0);
    give_money(&w, "electricity", 1);
    assert_ok(step(&w, deed_approve, list, "1/QĐ"));
    assert_int_equal(town_count(&w, "SELECT count(*) FROM benefit_snapshot"), 1);
}

TEST_DB("a right that ends stops what has not begun, and keeps what was there before") {
    static struct town w;
    struct deed d;
    town_new(&w, pool);
    give_money(&w, "electricity", 10000000);
    int64_t h[3] = {town_household(&w, 0, 1, 1), town_household(&w, 1, 1, 0), town_household(&w, 1, 1, 0)};
    int64_t list = draft_of(&w, "electricity", h, 3, &d), lines[3] = {d.line_ids[0], d.line_ids[1], d.line_ids[2]};
    sign_list(&w, list, "1/QĐ");
    struct deed stop = {.ids = lines, .count = 1, .from = day_of(2024, 10, 1)};
    assert_ok(do_deed(&w, deed_stop, &stop));
    assert_int_equal(line_row(&w, lines[0]).state, BENEFIT_STOPPED);
    assert_int_equal(money_of(&w, list).committed, 2 * QUARTER);
    stop = (struct deed){.ids = &lines[1], .count = 1, .from = day_of(2024, 12, 1)};
    assert_ok(do_deed(&w, deed_stop, &stop)); /* October and November stay */
    assert_int_equal(line_row(&w, lines[1]).state, BENEFIT_APPROVED);
    assert_int_equal(line_row(&w, lines[1]).ended_on, day_of(2024, 12, 1));
    assert_int_equal(town_count(&w, "SELECT count(*) FROM claim WHERE released_at = 9223372036854775806"), 0 + 2 + 3);
    /* The household that stopped may get it anew; the one with two months left only from December. */
    struct deed again;
    (void)draft_of(&w, "electricity", h, 2, &again);
    assert_int_equal(again.refused_count, 1);
    assert_int_equal(again.refused[0].line, 1);
}

TEST_DB("amounts, people and days that cannot be are refused line by line") {
    static struct town w;
    town_new(&w, pool);
    int64_t poor = town_household(&w, 0, 1, 1), person = w.last_person, gone = town_household(&w, 0, 1, 1);
    town_sql(&w, "UPDATE household_now SET status = 2 WHERE household_id = %lld", (long long)gone);
    struct benefit_new lines[] = {
        {.household_id = poor, .from = DAY_NONE, .to = DAY_NONE, .amount = QUARTER + 1, .entitled_on = DAY_NONE},
        {.household_id = poor, .from = DAY_NONE, .to = DAY_NONE, .amount = 0, .entitled_on = DAY_NONE},
        {.household_id = gone, .from = DAY_NONE, .to = DAY_NONE, .amount = DB_NULL, .entitled_on = DAY_NONE},
        {.household_id = poor,
         .person_id = person,
         .from = DAY_NONE,
         .to = DAY_NONE,
         .amount = DB_NULL,
         .entitled_on = DAY_NONE},
        {.household_id = poor, .from = day_of(2024, 9, 1), .to = DAY_NONE, .amount = DB_NULL, .entitled_on = DAY_NONE},
        {.household_id = 4711, .from = DAY_NONE, .to = DAY_NONE, .amount = DB_NULL, .entitled_on = DAY_NONE},
        {.household_id = poor, .from = DAY_NONE, .to = DAY_NONE, .amount = QUARTER, .entitled_on = DAY_NONE},
    };
    static const char *const why[] = {"benefit.over_amount",     "benefit.bad_amount", "benefit.not_resident",
                                      "benefit.needs_household", "benefit.bad_period", "benefit.other_commune"};
    struct deed d = {.policy = "electricity", .from = day_of(2024, 10, 1), .to = day_of(2025, 1, 1)};
    as_officer(&w);
    assert_ok(do_deed(&w, deed_open, &d));
    d.lines = lines;
    d.count = COUNT_OF(lines);
    assert_ok(do_deed(&w, deed_add, &d));
    assert_int_equal(d.refused_count, COUNT_OF(why));
    for (size_t i = 0; i < COUNT_OF(why); i++)
        assert_string_equal(d.refused[i].key, why[i]);
    assert_int_equal(list_row(&w, d.list).line_count, 1);
    /* The class is there since 2023-12-09 (day 19700): a list of the summer before is refused. */
    struct deed early = {.policy = "electricity", .from = day_of(2023, 7, 1), .to = day_of(2024, 1, 1)};
    assert_ok(do_deed(&w, deed_open, &early));
    early.lines = &lines[6];
    early.count = 1;
    lines[6].amount = DB_NULL;
    assert_ok(do_deed(&w, deed_add, &early));
    assert_int_equal(early.refused_count, 1);
    assert_string_equal(early.refused[0].key, "benefit.before_right");
}

TEST_DB("what newly escaped households have ends three years after their escape") {
    static struct town w;
    town_new(&w, pool);
    int64_t fresh = town_household(&w, 0, 3, 0), p1 = w.last_person, old = town_household(&w, 0, 3, 0),
            p2 = w.last_person;
    town_sql(&w, "UPDATE class_history SET escaped_on = %d WHERE household_id = %lld", day_of(2023, 12, 20),
             (long long)fresh);
    town_sql(&w, "UPDATE class_history SET escaped_on = %d, valid_from = %d WHERE household_id = %lld",
             day_of(2021, 9, 20), day_of(2021, 9, 20), (long long)old);
    struct benefit_new lines[] = {{.household_id = fresh,
                                   .person_id = p1,
                                   .from = DAY_NONE,
                                   .to = DAY_NONE,
                                   .amount = DB_NULL,
                                   .entitled_on = DAY_NONE},
                                  {.household_id = old,
                                   .person_id = p2,
                                   .from = DAY_NONE,
                                   .to = DAY_NONE,
                                   .amount = DB_NULL,
                                   .entitled_on = DAY_NONE}};
    struct deed d = {.policy = "health-card-newly-escaped", .from = day_of(2024, 10, 1), .to = day_of(2025, 1, 1)};
    as_officer(&w);
    assert_ok(do_deed(&w, deed_open, &d));
    d.lines = lines;
    d.count = 2;
    assert_ok(do_deed(&w, deed_add, &d));
    assert_int_equal(d.refused_count, 1);
    assert_int_equal(d.refused[0].line, 1);
    assert_string_equal(d.refused[0].key, "benefit.not_entitled");
}

/* ---- electricity: situation and amount as a table */

struct kwh_case {
    const char *rule; /* setting electricity.price_change */
    int from[3], to[3];
    int64_t amount;
    struct text how;
};
static const char *rule_asked;
static enum status set_rule(struct ctx *c, void *user, struct error *e) {
    (void)user;
    audit_note(c, 0, "test.setting", "setting", 0, NULL);
    return db_script(
        c->db,
        arena_fmt(c->arena, "UPDATE setting SET value = '%s' WHERE key = 'electricity.price_change'", rule_asked).ptr,
        e);
}
static enum status reckon(struct ctx *c, void *user, struct error *e) {
    struct kwh_case *k = user;
    struct policy p;
    TRY(policy_by_key(c, "electricity", c->today, &p, e));
    return benefit_amount(c, &p, day_of(k->from[0], k->from[1], k->from[2]), day_of(k->to[0], k->to[1], k->to[2]),
                          &k->amount, &k->how, e);
}

TEST_DB("electricity of a quarter, a month and a year, with the price change of 11/10/2024 by days and by months") {
    static struct town w;
    static const struct {
        const char *rule;
        int from[3], to[3];
        int64_t amount;
    } cases[] = {
        {"by_day", {2024, 7, 1}, {2024, 10, 1}, 162540}, /* 3 × 30 × 1,806 */
        {"by_month", {2024, 7, 1}, {2024, 10, 1}, 162540},
        {"by_day", {2024, 10, 1}, {2025, 1, 1}, 169528},   /* 55,948 + 2 × 56,790 */
        {"by_month", {2024, 10, 1}, {2025, 1, 1}, 167760}, /* 54,180 + 2 × 56,790 */
        {"by_day", {2024, 10, 1}, {2024, 11, 1}, 55948},
        {"by_month", {2024, 10, 1}, {2024, 11, 1}, 54180},
        {"by_day", {2024, 11, 1}, {2024, 12, 1}, 56790},
        {"by_day", {2024, 1, 1}, {2025, 1, 1}, 657148}, /* nine months at 54,180, October, two at 56,790 */
        {"by_month", {2024, 1, 1}, {2025, 1, 1}, 655380},
    };
    town_new(&w, pool);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct kwh_case k = {.rule = cases[i].rule};
        memcpy(k.from, cases[i].from, sizeof k.from);
        memcpy(k.to, cases[i].to, sizeof k.to);
        rule_asked = k.rule;
        assert_ok(ctx_write(&w.c, set_rule, NULL, &err));
        assert_ok(ctx_read(&w.c, reckon, &k, &err));
        assert_int_equal(k.amount, cases[i].amount);
        assert_true(k.how.len > 0);
    }
}
