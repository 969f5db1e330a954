/* A loan from the request to the money, by the persons who act; and the refusal of each step that is bent. */
#include <pthread.h>

#include "features/loan/loan_parts.h"
#include "features/loan/loan_testing.h"

TEST_DB("a poor household goes from its request to the money, step by step by other persons") {
    struct bank_town b;
    bank_town_new(&b, pool);
    int64_t household = bank_member(&b, 0, 1, 1), loan;
    int64_t request = bank_request(&b, household, "loan-poor", 50000000);
    bank_meet(&b, request, 3);
    int64_t list = bank_list(&b, "loan-poor");
    assert_int_equal(town_count(&b.town, "SELECT count(*) FROM claim_source WHERE state = 1"), 1);
    bank_answer(&b, list, request, true, NULL);
    bank_sign(&b, list);
    bank_assess(&b, list, request, true);
    bank_approve(&b, list);
    loan = bank_pay(&b, request, "6600001");
    struct loan_full f = bank_load(&b, loan);
    assert_text(f.row.state, "open");
    assert_int_equal(f.row.rate_bp, 660);
    assert_int_equal(f.rules.overdue_bp, 13000);
    assert_int_equal(f.balance_dong, 50000000);
    assert_int_equal(f.row.unpaid_due, day_add_months(b.town.c.today, 12));
    assert_int_equal(town_count(&b.town, "SELECT count(*) FROM claim_source WHERE state = 2"), 1);
    assert_int_equal(
        town_count(&b.town, "SELECT count(*) FROM loan_list WHERE id = %lld AND state = 'ended'", (long long)list), 1);
}

TEST_DB("who has an open loan or request of the same kind gets no second one, by any programme of the group") {
    struct bank_town b;
    bank_town_new(&b, pool);
    int64_t household = bank_member(&b, 0, 1, 1), id;
    bank_request(&b, household, "loan-poor", 50000000);
    assert_refused_step(&b, bank_try_request(&b, household, "loan-brvt-poor", 20000000, &id), "loan.asked_already");
    int64_t other = bank_member(&b, 0, 1, 1);
    bank_loan(&b, other, "loan-poor", 50000000, "6600001");
    assert_refused_step(&b, bank_try_request(&b, other, "loan-brvt-poor", 20000000, &id), "loan.lent_already");
    assert_ok(bank_try_request(&b, other, "loan-water", 20000000, &id)); /* gives something else */
}

TEST_DB("a claim of somebody else keeps the household off the list and says who has it") {
    struct bank_town b;
    bank_town_new(&b, pool);
    int64_t household = bank_member(&b, 0, 1, 1), list = 0;
    int64_t request = bank_request(&b, household, "loan-poor", 50000000);
    bank_meet(&b, request, 3);
    struct loan_claim k = {.kind = LOAN_CLAIM_BANK,
                           .source_id = 5,
                           .policy_id = policy_id_of_key(T("loan-poor")),
                           .household_id = household,
                           .name = T("Chủ hộ"),
                           .on = b.town.c.today};
    b.claim = &k;
    assert_ok(ctx_write(&b.town.c, bank_act_claim, &b, &err));
    assert_refused_step(&b, bank_try_list(&b, "loan-poor", &list), "claim.twice");
    assert_int_equal(town_count(&b.town, "SELECT count(*) FROM loan_list"), 0);
}

TEST_DB("nobody confirms or approves what he proposed himself") {
    struct bank_town b;
    bank_town_new(&b, pool);
    int64_t household = bank_member(&b, 0, 1, 1);
    int64_t request = bank_request(&b, household, "loan-poor", 50000000);
    bank_meet(&b, request, 3);
    int64_t list = bank_list(&b, "loan-poor");
    bank_as(&b, LEADER_OF_GROUP);
    assert_refused_step(&b, bank_try_answer(&b, list, request, true, true, NULL), "loan.own_proposal");
    bank_answer(&b, list, request, true, NULL);
    bank_as(&b, COMMUNE_OFFICER);
    assert_refused_step(&b, bank_try_sign(&b, list), "loan.own_proposal");
    bank_sign(&b, list);
    bank_as(&b, COMMUNE_CHAIR);
    assert_refused_step(&b, bank_try_assess(&b, list, request, true, 50000000), "loan.own_proposal");
    bank_assess(&b, list, request, true);
    bank_as(&b, BANK_OFFICER);
    assert_refused_step(&b, bank_try_approve(&b, list, b.town.c.today), "loan.own_proposal");
    bank_approve(&b, list);
}

TEST_DB("steps do not come early, late or twice") {
    struct bank_town b;
    bank_town_new(&b, pool);
    int64_t household = bank_member(&b, 0, 1, 1), list = 0, loan = 0;
    int64_t request = bank_request(&b, household, "loan-poor", 50000000);
    assert_refused_step(&b, bank_try_list(&b, "loan-poor", &list), "loan.nothing_to_list");
    bank_meet(&b, request, 3);
    list = bank_list(&b, "loan-poor");
    bank_as(&b, COMMUNE_CHAIR);
    assert_refused_step(&b, bank_try_sign(&b, list), "loan.line_open");
    bank_as(&b, BANK_OFFICER);
    assert_refused_step(&b, bank_try_assess(&b, list, request, true, 50000000), "loan.step_over");
    assert_refused_step(&b, bank_try_pay(&b, request, "6600001", b.town.c.today, &loan), "loan.step_over");
    bank_answer(&b, list, request, true, NULL);
    bank_sign(&b, list);
    bank_as(&b, COMMUNE_OFFICER);
    assert_refused_step(&b, bank_try_answer(&b, list, request, false, false, "x"), "loan.step_over");
    bank_as(&b, BANK_HEAD);
    assert_refused_step(&b, bank_try_approve(&b, list, b.town.c.today), "loan.step_over");
    bank_as(&b, BANK_OFFICER);
    assert_refused_step(&b, bank_try_assess(&b, list, request, true, 50000001),
                        "form.invalid"); /* over what was asked */
    bank_assess(&b, list, request, true);
    bank_approve(&b, list);
    bank_as(&b, BANK_HEAD);
    assert_refused_step(&b, bank_try_approve(&b, list, b.town.c.today), "loan.step_over");
    bank_pay(&b, request, "6600001");
    assert_refused_step(&b, bank_try_pay(&b, request, "6600002", b.town.c.today, &loan), "loan.step_over");
}

TEST_DB("the commune refuses with a reason, and the household may ask again") {
    struct bank_town b;
    bank_town_new(&b, pool);
    int64_t household = bank_member(&b, 0, 1, 1), again;
    int64_t request = bank_request(&b, household, "loan-poor", 50000000);
    bank_meet(&b, request, 3);
    int64_t list = bank_list(&b, "loan-poor");
    bank_as(&b, COMMUNE_OFFICER);
    assert_refused_step(&b, bank_try_answer(&b, list, request, false, false, NULL), "form.invalid");
    assert_refused_step(&b, bank_try_answer(&b, list, request, false, true, NULL), "form.invalid");
    bank_answer(&b, list, request, false, "đã chuyển đi nơi khác");
    bank_sign(&b, list);
    assert_int_equal(town_count(&b.town, "SELECT count(*) FROM loan_request WHERE state = 'refused'"), 1);
    assert_int_equal(town_count(&b.town, "SELECT count(*) FROM claim_source WHERE state < 3"), 0);
    assert_ok(bank_try_request(&b, household, "loan-poor", 50000000, &again));
}

TEST_DB("a class lost between the examination and the signature is not confirmed") {
    struct bank_town b;
    bank_town_new(&b, pool);
    int64_t household = bank_member(&b, 0, 1, 1);
    int64_t request = bank_request(&b, household, "loan-poor", 50000000);
    bank_meet(&b, request, 3);
    int64_t list = bank_list(&b, "loan-poor");
    bank_answer(&b, list, request, true, NULL);
    town_sql(&b.town, "UPDATE class_history SET class = 3 WHERE household_id = %lld", (long long)household);
    bank_as(&b, COMMUNE_CHAIR);
    assert_refused_step(&b, bank_try_sign(&b, list), "loan.right_lost");
    bank_as(&b, COMMUNE_OFFICER);
    assert_refused_step(&b, bank_try_answer(&b, list, request, true, true, NULL), "loan.right.class");
}

TEST_DB("each borrower group has its own programme, and no other opens") {
    struct bank_town b;
    bank_town_new(&b, pool);
    static const struct {
        int provincial, national;
        const char *opens, *not_opens;
    } cases[] = {{1, 1, "loan-poor", "loan-near-poor"},
                 {1, 2, "loan-near-poor", "loan-poor"},
                 {1, 0, "loan-brvt-poor", "loan-poor"},
                 {1, 0, "loan-brvt-poor", "loan-newly-escaped"},
                 {2, 0, NULL, "loan-brvt-poor"}};
    int64_t id;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t household = bank_member(&b, 0, cases[i].provincial, cases[i].national);
        assert_refused_step(&b, bank_try_request(&b, household, cases[i].not_opens, 1000000, &id), "loan.right.class");
        if (cases[i].opens != NULL)
            assert_ok(bank_try_request(&b, household, cases[i].opens, 1000000, &id));
    }
}

TEST_DB("who escaped may borrow for 36 months from the decision, not a day longer") {
    struct bank_town b;
    bank_town_new(&b, pool);
    int64_t id, young = bank_member(&b, 0, 3, 3), old = bank_member(&b, 0, 3, 3);
    town_sql(&b.town, "UPDATE class_history SET escaped_on = %d WHERE household_id = %lld", day_of(2021, 11, 26),
             (long long)young);
    town_sql(&b.town, "UPDATE class_history SET escaped_on = %d WHERE household_id = %lld", day_of(2021, 11, 25),
             (long long)old);
    assert_ok(bank_try_request(&b, young, "loan-newly-escaped", 60000000, &id));
    assert_refused_step(&b, bank_try_request(&b, old, "loan-newly-escaped", 60000000, &id), "loan.right.class");
}

TEST_DB("water loans follow the rules of their day: 10 million before 2 September 2024, 25 million from then on") {
    struct bank_town b;
    bank_town_new(&b, pool);
    int64_t id, before = bank_member(&b, 0, 1, 1), after = bank_member(&b, 0, 1, 1), in_town = bank_member(&b, 0, 1, 1);
    town_day(&b.town, 2024, 9, 1);
    assert_refused_step(&b, bank_try_request(&b, before, "loan-water", 10000001, &id), "form.invalid");
    assert_string_equal(err.fields[0].key, "loan.over_max");
    assert_ok(bank_try_request(&b, before, "loan-water", 10000000, &id));
    town_day(&b.town, 2024, 9, 2);
    assert_refused_step(&b, bank_try_request(&b, after, "loan-water", 25000001, &id), "form.invalid");
    assert_ok(bank_try_request(&b, after, "loan-water", 25000000, &id));
    town_sql(&b.town, "UPDATE household_now SET urban = 1 WHERE household_id = %lld", (long long)in_town);
    assert_refused_step(&b, bank_try_request(&b, in_town, "loan-water", 1000000, &id), "loan.right.urban");
    /* What nobody knows is not guessed: the bank's officer names the rate and its document. */
    int64_t poor = bank_member(&b, 0, 1, 0);
    int64_t request = bank_request(&b, poor, "loan-brvt-poor", 30000000);
    bank_meet(&b, request, 3);
    int64_t list = bank_list(&b, "loan-brvt-poor");
    bank_answer(&b, list, request, true, NULL);
    bank_sign(&b, list);
    bank_as(&b, BANK_OFFICER);
    assert_refused_step(&b, bank_try_assess(&b, list, request, true, 30000000), "form.invalid");
    assert_string_equal(err.fields[0].key, "loan.rate_unknown");
}

TEST_DB("a job-creation loan binds the worker, not the household, and needs collateral from 100 million") {
    struct bank_town b;
    bank_town_new(&b, pool);
    int64_t household = bank_member(&b, 0, 1, 1), id;
    int64_t worker = town_person(&b.town, household, "Trần Văn Thợ", 0, "child");
    town_sql(&b.town, "UPDATE person_version SET name_fold = 'tran van tho' WHERE person_id = %lld", (long long)worker);
    assert_refused_step(&b, bank_try_request(&b, household, "loan-job", 100000000, &id), "form.invalid");
    assert_string_equal(err.fields[0].key, "loan.needs_collateral");
    int64_t head = bank_request(&b, household, "loan-job", 99000000);
    assert_refused_step(&b, bank_try_request(&b, household, "loan-job", 50000000, &id), "loan.asked_already");
    b.borrower = "Trần Văn Thợ";
    int64_t other = bank_request(&b, household, "loan-job", 50000000);
    b.borrower = "Người Lạ";
    assert_refused_step(&b, bank_try_request(&b, household, "loan-job", 50000000, &id), "form.invalid");
    b.borrower = NULL;
    bank_meet(&b, head, 1);
    bank_meet(&b, other, 1);
    (void)bank_list(&b, "loan-job");
    assert_int_equal(town_count(&b.town, "SELECT count(*) FROM claim_source WHERE state = 1 AND person_id IS NOT NULL"),
                     2);
}

TEST_DB("a group is closed when nothing is owed or under way, and its members may join another") {
    struct bank_town b;
    bank_town_new(&b, pool);
    int64_t household = bank_member(&b, 0, 1, 1);
    int64_t loan = bank_loan(&b, household, "loan-poor", 12000000, "6600001");
    bank_as(&b, UNION_OFFICER);
    assert_refused_step(&b, bank_do(&b, bank_act_close), "loan.group_owes");
    assert_ok(bank_collect(&b, loan, 12000000, 0, "BL1"));
    bank_as(&b, UNION_OFFICER);
    assert_ok(bank_do(&b, bank_act_close));
    assert_refused_step(&b, bank_do(&b, bank_act_close), "loan.group_closed");
    assert_int_equal(town_count(&b.town, "SELECT count(*) FROM loan_group_member WHERE left_on IS NULL"), 0);
}

TEST_DB("a request that not more than half agreed to goes no further") {
    struct bank_town b;
    bank_town_new(&b, pool);
    int64_t household = bank_member(&b, 0, 1, 1), list;
    bank_member(&b, 0, 1, 1);
    bank_member(&b, 1, 1, 1);
    bank_member(&b, 1, 1, 1);
    int64_t request = bank_request(&b, household, "loan-poor", 50000000);
    bank_meet(&b, request, 2); /* two of four */
    assert_refused_step(&b, bank_try_list(&b, "loan-poor", &list), "loan.nothing_to_list");
    assert_int_equal(town_count(&b.town, "SELECT count(*) FROM loan_request WHERE state = 'turned_down'"), 1);
}

/* ---- at once */

struct racer {
    struct bank_town *b;
    int64_t request;
    const char *number;
    enum status status;
};
static enum status race_pay(struct ctx *c, void *user, struct error *e) {
    struct racer *r = user;
    struct loan_request_one_row q;
    int64_t loan;
    TRY(loan_request_require(c, r->request, &q, e));
    return loan_disburse(c, r->request, q.version, text_of(r->number), c->today, T("phiên giao dịch"), &loan, e);
}
static void *race(void *user) {
    struct racer *r = user;
    struct error e;
    error_clear(&e);
    AUTO_ARENA arena = arena_new(64u << 20);
    struct ctx c;
    ctx_init_system(&c, &r->b->town.app, arena, NULL);
    c.user.account_id = 900 + BANK_OFFICER;
    r->status = ctx_write(&c, race_pay, r, &e);
    return NULL;
}

TEST_DB("of eight who pay out the same approval at once, one does") {
    struct bank_town b;
    bank_town_new(&b, pool);
    int64_t household = bank_member(&b, 0, 1, 1);
    int64_t request = bank_approved(&b, household, "loan-poor", 50000000);
    pthread_t threads[8];
    struct racer racers[8];
    int won = 0;
    for (int i = 0; i < 8; i++) {
        racers[i] = (struct racer){&b, request, arena_fmt(test_arena(), "66000%02d", i).ptr, OK};
        assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
    }
    for (int i = 0; i < 8; i++) {
        (void)pthread_join(threads[i], NULL);
        won += racers[i].status == OK;
    }
    assert_int_equal(won, 1);
    assert_int_equal(town_count(&b.town, "SELECT count(*) FROM loan"), 1);
}

/* ---- afterwards */

TEST_DB("what the group collects pays the loan off by our notes, and the household may borrow again") {
    struct bank_town b;
    bank_town_new(&b, pool);
    int64_t household = bank_member(&b, 0, 1, 1), id;
    int64_t loan = bank_loan(&b, household, "loan-poor", 12000000, "6600001");
    town_day(&b.town, 2025, 1, 10);
    assert_ok(bank_collect(&b, loan, 12000000, 79200, "BL1"));
    assert_refused_step(&b, bank_collect(&b, loan, 0, 1000, "BL2"), "loan.closed");
    assert_text(bank_load(&b, loan).row.state, "paid_off");
    assert_int_equal(town_count(&b.town, "SELECT count(*) FROM claim_source WHERE state < 3"), 0);
    assert_ok(bank_try_request(&b, household, "loan-poor", 20000000, &id));
}

TEST_DB("the same receipt is noted once, and not more than is owed") {
    struct bank_town b;
    bank_town_new(&b, pool);
    int64_t loan = bank_loan(&b, bank_member(&b, 0, 1, 1), "loan-poor", 12000000, "6600001");
    assert_ok(bank_collect(&b, loan, 0, 50000, "BL1"));
    assert_refused_step(&b, bank_collect(&b, loan, 0, 50000, "BL1"), "loan.receipt_taken");
    assert_refused_step(&b, bank_collect(&b, loan, 12000001, 0, "BL2"), "form.invalid");
    assert_refused_step(&b, bank_collect(&b, loan, 0, 0, "BL3"), "form.invalid");
}

TEST_DB("a risk debt is decided by somebody else, for 36 months of freeze at most") {
    struct bank_town b;
    bank_town_new(&b, pool);
    int64_t loan = bank_loan(&b, bank_member(&b, 0, 1, 1), "loan-poor", 12000000, "6600001"), risk;
    day_t due = bank_load(&b, loan).row.unpaid_due;
    bank_as(&b, UNION_OFFICER);
    assert_refused_step(&b, bank_try_risk(&b, loan, "freeze", 37, 9000, &risk), "form.invalid");
    assert_refused_step(&b, bank_try_risk(&b, loan, "extension", 12, 4000, &risk), "form.invalid"); /* 40 % or more */
    assert_ok(bank_try_risk(&b, loan, "freeze", 24, 9000, &risk));
    assert_refused_step(&b, bank_try_settle(&b, risk, true, 24), "loan.own_proposal");
    bank_as(&b, BANK_HEAD);
    assert_ok(bank_try_settle(&b, risk, true, 24));
    assert_refused_step(&b, bank_try_settle(&b, risk, true, 24), "loan.step_over");
    struct loan_full f = bank_load(&b, loan);
    assert_int_equal(f.row.unpaid_due, day_add_months(due, 24));
    assert_int_equal(f.row.frozen_until, day_add_months(b.town.c.today, 24));
}

TEST_DB("a debt written off is closed, and its claim let go") {
    struct bank_town b;
    bank_town_new(&b, pool);
    int64_t loan = bank_loan(&b, bank_member(&b, 0, 1, 1), "loan-poor", 12000000, "6600001"), risk;
    bank_as(&b, UNION_OFFICER);
    assert_ok(bank_try_risk(&b, loan, "write_off", DB_NULL, 10000, &risk));
    bank_as(&b, BANK_HEAD);
    assert_ok(bank_try_settle(&b, risk, true, DB_NULL));
    assert_text(bank_load(&b, loan).row.state, "written_off");
    assert_int_equal(town_count(&b.town, "SELECT count(*) FROM claim_source WHERE state < 3"), 0);
}
