/* The bank's file: reading, whose a line is, the ledger that follows, and what is done twice. */
#include "features/loan/loan_parts.h"
#include "features/loan/loan_testing.h"

static const struct text headings[BANK_FIELDS] = {
    [BANK_LOAN_NUMBER] = {"Số khế ước;Mã khoản vay", sizeof "Số khế ước;Mã khoản vay" - 1},
    [BANK_ON_DAY] = {"Ngày", sizeof "Ngày" - 1},
    [BANK_REFERENCE] = {"Chứng từ", sizeof "Chứng từ" - 1},
    [BANK_BORROWER] = {"Họ tên", sizeof "Họ tên" - 1},
    [BANK_HOUSEHOLD_CODE] = {"Mã hộ", sizeof "Mã hộ" - 1},
    [BANK_PERSONAL_NUMBER] = {"CCCD", sizeof "CCCD" - 1},
    [BANK_PROGRAMME] = {"Chương trình", sizeof "Chương trình" - 1},
    [BANK_LENT] = {"Giải ngân", sizeof "Giải ngân" - 1},
    [BANK_PAID] = {"Thu gốc", sizeof "Thu gốc" - 1},
    [BANK_INTEREST] = {"Thu lãi", sizeof "Thu lãi" - 1},
    [BANK_BALANCE] = {"Dư nợ", sizeof "Dư nợ" - 1},
    [BANK_OVERDUE] = {"Quá hạn", sizeof "Quá hạn" - 1},
};
#define HEAD "Họ tên;Mã hộ;CCCD;Chương trình;Mã khoản vay;Ngày;Chứng từ;Giải ngân;Thu gốc;Thu lãi;Dư nợ;Quá hạn\n"

static struct text unread;

/* Reads and matches as an upload does, by the bank's officer. */
static struct bank_line *read_file(struct bank_town *b, const char *csv, size_t *count) {
    struct bank_line *lines = NULL;
    struct db *db;
    bank_as(b, BANK_OFFICER);
    error_clear(&err);
    assert_ok(db_take(b->town.app.pool, false, &db, &err));
    assert_ok(db_begin_read(db, &err));
    b->town.c.db = db;
    assert_ok(bank_read(&b->town.c, test_arena(), text_of(csv), headings, &lines, count, &unread, &err));
    for (size_t i = 0; i < *count; i++)
        assert_ok(bank_match(&b->town.c, test_arena(), &lines[i], &err));
    b->town.c.db = NULL;
    db_give(db);
    return lines;
}

struct staged {
    struct bank_town *b;
    struct bank_line *lines;
    size_t count;
    int64_t batch;
};
static enum status act_stage(struct ctx *c, void *user, struct error *e) {
    struct staged *s = user;
    struct bank_batch_insert_in batch = {.id = s->batch,
                                         .area_id = c->user.scope.area_id,
                                         .account_id = c->user.account_id,
                                         .file_name = T("t.csv"),
                                         .sha256 = arena_fmt(c->arena, "%032lld", (long long)s->batch),
                                         .line_count = (int64_t)s->count,
                                         .created_at = 1};
    size_t done;
    TRY(bank_batch_insert(c->db, &batch, NULL, e));
    for (size_t i = 0; i < s->count; i++) {
        const struct bank_line *l = &s->lines[i];
        struct bank_line_insert_in in = {s->batch,
                                         l->no,
                                         l->problem.len ? T("bad") : T("good"),
                                         l->loan_number,
                                         l->on,
                                         l->reference,
                                         l->borrower,
                                         l->household_code,
                                         l->personal_number,
                                         l->programme,
                                         l->money[BANK_LENT],
                                         l->money[BANK_PAID],
                                         l->money[BANK_INTEREST],
                                         l->money[BANK_BALANCE],
                                         l->money[BANK_OVERDUE],
                                         l->household_id,
                                         l->loan_id,
                                         l->policy_id,
                                         l->problem.len ? l->problem : TEXT_NONE,
                                         l->problem.len ? text_of(l->kind) : TEXT_NONE,
                                         l->problem.len ? l->cells : TEXT_NONE};
        TRY(bank_line_insert(c->db, &in, NULL, e));
    }
    do
        TRY(bank_apply_some(c, s->batch, 2, &done, e));
    while (done > 0);
    audit_note(c, 0, "test.bank", "bank_batch", s->batch, NULL);
    return OK;
}
static void apply(struct bank_town *b, const char *csv) {
    static int64_t batch = 70000;
    struct staged s = {.b = b, .batch = ++batch};
    s.lines = read_file(b, csv, &s.count);
    assert_ok(ctx_write(&b->town.c, act_stage, &s, &err));
}
static int64_t states(struct bank_town *b, const char *state) {
    return town_count(&b->town, "SELECT count(*) FROM bank_line WHERE state = '%s'", state);
}

TEST_DB("lines are read by headings under a title, with money and days as people and spreadsheets write them") {
    struct bank_town b;
    bank_town_new(&b, pool);
    size_t count;
    struct bank_line *l = read_file(&b,
                                    "Sao kê tháng 10;;;;;;;;;;;\n" HEAD "A;;;;6601;31/10/2024;C1;;1.250.000;12500;;\n"
                                    "B;;;;6602;2024-10-31;C2;;;;48750000;0\n"
                                    ";;;;;31/10/2024;;;1;;;\n"
                                    "C;;;;6603;31/02/2024;;;1;;;\n"
                                    "D;;;;6604;31/10/2024;;;mười;;;\n"
                                    "E;;;;6605;31/10/2024;;;;;;\n"
                                    "F;;;;6606;26/11/2024;;;5;;;\n"
                                    "G;;;;6607;31/10/2024;;;1.25;;;\n",
                                    &count);
    assert_int_equal(count, 8);
    assert_int_equal(l[0].money[BANK_PAID], 1250000);
    assert_int_equal(l[0].on, day_of(2024, 10, 31));
    assert_int_equal(l[1].money[BANK_BALANCE], 48750000);
    assert_int_equal(l[1].money[BANK_OVERDUE], 0);
    assert_int_equal(l[1].on, day_of(2024, 10, 31));
    for (size_t i = 2; i < count; i++) {
        assert_true(l[i].problem.len > 0);
        assert_string_equal(l[i].kind, "form");
    }
    assert_int_equal(l[2].no, 5); /* as the person sees it */
}

TEST_DB("a file without the columns it needs, or without lines, is refused") {
    struct bank_town b;
    bank_town_new(&b, pool);
    struct bank_line *lines;
    size_t count;
    assert_int_equal(
        bank_read(&b.town.c, test_arena(), T("Họ tên;Ngày\nA;1/1/2024\n"), headings, &lines, &count, &unread, &err),
        E_INVALID);
    assert_string_equal(err.key, "loan.bank.no_columns");
    error_clear(&err);
    assert_int_equal(bank_read(&b.town.c, test_arena(), text_of(HEAD), headings, &lines, &count, &unread, &err),
                     E_INVALID);
    assert_string_equal(err.key, "loan.bank.empty");
    error_clear(&err);
}

TEST_DB("a line that nobody or two households match waits on the worklist, and the others are applied") {
    struct bank_town b;
    bank_town_new(&b, pool);
    int64_t loan = bank_loan(&b, bank_member(&b, 0, 1, 1), "loan-poor", 50000000, "6601");
    int64_t one = town_household(&b.town, 0, 1, 1), two = town_household(&b.town, 1, 1, 1);
    town_sql(
        &b.town,
        "UPDATE person_version SET name_fold = 'nguyen van hai' WHERE person_id IN (SELECT person_id FROM membership "
        "WHERE household_id IN (%lld, %lld))",
        (long long)one, (long long)two);
    town_day(&b.town, 2024, 12, 20);
    apply(&b, HEAD ";;;;6601;10/12/2024;C1;;2000000;135616;48000000;0\n"
                   "Nguyễn Văn Hai;;;loan-poor;6650;10/12/2024;C2;30000000;;;;\n"
                   "Người Lạ;;;loan-poor;6651;10/12/2024;C3;30000000;;;;\n"
                   ";;;;6652;10/12/2024;C4;;1000;;;\n");
    assert_int_equal(states(&b, "applied"), 1);
    assert_int_equal(states(&b, "bad"), 3);
    assert_int_equal(town_count(&b.town, "SELECT count(*) FROM bank_line WHERE problem_kind = 'several'"), 1);
    assert_int_equal(town_count(&b.town, "SELECT count(*) FROM bank_line WHERE problem_kind = 'nobody'"), 2);
    struct loan_full f = bank_load(&b, loan);
    assert_true(f.by_bank);
    assert_int_equal(f.balance_dong, 48000000);
    assert_int_equal(f.row.bank_interest_dong, 135616);
}

TEST_DB("the bank's ledger wins over our notes, and the difference stays to be seen") {
    struct bank_town b;
    bank_town_new(&b, pool);
    int64_t loan = bank_loan(&b, bank_member(&b, 0, 1, 1), "loan-poor", 50000000, "6601");
    town_day(&b.town, 2024, 12, 20);
    assert_ok(bank_collect(&b, loan, 3000000, 50000, "BL1"));
    assert_int_equal(bank_load(&b, loan).balance_dong, 47000000);
    apply(&b, HEAD ";;;;6601;19/12/2024;;;;;48000000;\n");
    struct loan_full f = bank_load(&b, loan);
    assert_int_equal(f.balance_dong, 48000000);
    assert_int_equal(f.row.amount_dong - f.row.our_paid_dong, 47000000);
    assert_int_equal(f.position.balance_dong, 48000000);
    assert_int_equal(f.position.paid_dong, 50000); /* interest that the bank has not told of is ours */
    /* an entry after the day of the balance lessens it */
    apply(&b, HEAD ";;;;6601;20/12/2024;C9;;1000000;;;\n");
    assert_int_equal(bank_load(&b, loan).balance_dong, 47000000);
}

TEST_DB("the same entry in another file changes nothing") {
    struct bank_town b;
    bank_town_new(&b, pool);
    int64_t loan = bank_loan(&b, bank_member(&b, 0, 1, 1), "loan-poor", 50000000, "6601");
    town_day(&b.town, 2024, 12, 20);
    apply(&b, HEAD
          ";;;;6601;25/11/2024;;50000000;;;;\n;;;;6601;10/12/2024;C1;;2000000;;;\n;;;;6601;11/12/2024;;;500000;;;\n");
    apply(&b, HEAD ";;;;6601;10/12/2024;C1;;2000000;;;\n;;;;6601;11/12/2024;;;500000;;;\n");
    assert_int_equal(states(&b, "known"), 2);
    struct loan_full f = bank_load(&b, loan);
    assert_int_equal(f.row.bank_paid_dong, 2500000);
    assert_int_equal(f.balance_dong, 47500000);
}

TEST_DB("a disbursement of an approved request makes that loan; one we never heard of makes a loan of the bank's") {
    struct bank_town b;
    bank_town_new(&b, pool);
    int64_t asked = bank_member(&b, 0, 1, 1), request = bank_approved(&b, asked, "loan-poor", 50000000);
    int64_t other = town_household(&b.town, 0, 1, 1);
    town_day(&b.town, 2024, 12, 20);
    char csv[600];
    (void)snprintf(csv, sizeof csv,
                   HEAD ";H%lld;;loan-poor;6601;10/12/2024;C1;50000000;;;;\n"
                        ";H%lld;;Cho hộ nghèo vay sản xuất;6602;10/12/2024;C2;20000000;;;;\n"
                        ";;%012lld;loan-water;6603;10/12/2024;C3;9000000;;;;\n"
                        ";H%lld;;loan-brvt-poor;6604;11/12/2024;C4;9000000;;;;\n",
                   (long long)asked, (long long)other, 77000000000LL + (long long)other, (long long)other);
    apply(&b, csv);
    assert_int_equal(states(&b, "applied"), 3);
    assert_int_equal(town_count(&b.town, "SELECT count(*) FROM loan WHERE request_id = %lld AND number = '6601'",
                                (long long)request),
                     1);
    assert_int_equal(town_count(&b.town, "SELECT count(*) FROM loan WHERE request_id IS NULL"), 2);
    /* a second loan of the same kind for the household is not taken from the file without a look */
    assert_int_equal(states(&b, "bad"), 1);
    assert_int_equal(town_count(&b.town, "SELECT count(*) FROM claim_source WHERE state = 2"), 3);
}

TEST_DB("a balance of nothing pays the loan off") {
    struct bank_town b;
    bank_town_new(&b, pool);
    int64_t household = bank_member(&b, 0, 1, 1), id;
    int64_t loan = bank_loan(&b, household, "loan-poor", 50000000, "6601");
    town_day(&b.town, 2024, 12, 20);
    apply(&b, HEAD ";;;;6601;10/12/2024;C1;;50000000;135616;0;0\n");
    assert_text(bank_load(&b, loan).row.state, "paid_off");
    assert_int_equal(bank_load(&b, loan).row.closed_on, day_of(2024, 12, 10));
    assert_ok(bank_try_request(&b, household, "loan-poor", 20000000, &id));
}

TEST_DB("a file of one district does not touch loans of another") {
    struct bank_town b;
    bank_town_new(&b, pool);
    bank_loan(&b, bank_member(&b, 0, 1, 1), "loan-poor", 50000000, "6601");
    size_t count;
    bank_as(&b, BANK_OFFICER);
    struct db *db;
    struct bank_line *lines;
    b.town.c.user.scope = (struct db_scope){DB_SCOPE_COMMUNE, b.town.other_commune};
    assert_ok(db_take(pool, false, &db, &err));
    assert_ok(db_begin_read(db, &err));
    b.town.c.db = db;
    assert_ok(bank_read(&b.town.c, test_arena(), T(HEAD ";;;;6601;24/11/2024;;;1000;;;\n"), headings, &lines, &count,
                        &unread, &err));
    assert_ok(bank_match(&b.town.c, test_arena(), &lines[0], &err));
    b.town.c.db = NULL;
    db_give(db);
    assert_string_equal(lines[0].kind, "outside");
}

TEST_DB("what is late is late from the day after it was due, whoever looks when") {
    struct bank_town b;
    bank_town_new(&b, pool);
    int64_t loan = bank_loan(&b, bank_member(&b, 0, 1, 1), "loan-poor", 36000000, "6601");
    struct loan_totals t;
    for (int k = 0; k < 2; k++) {
        town_day(&b.town, 2025, 11, 25 + k); /* the first instalment is due on 25/11/2025 */
        struct db *db;
        assert_ok(db_take(pool, false, &db, &err));
        assert_ok(db_begin_read(db, &err));
        b.town.c.db = db;
        assert_ok(loan_totals_of(&b.town.c, 3, b.town.commune, &t, &err));
        b.town.c.db = NULL;
        db_give(db);
        assert_int_equal(t.loans, 1);
        assert_int_equal(t.balance_dong, 36000000);
        assert_int_equal(t.late_loans, k);
    }
    assert_int_equal(bank_load(&b, loan).position.overdue_dong, 12000000);
}
