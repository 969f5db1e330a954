#include "features/budget/budget_testing.h"

#include <pthread.h>

TEST_DB("what is approved is reserved, what is delivered is paid, what is not needed is free again") {
    struct world w;
    world_new(&w, pool);
    assert_ok(act(&w, allocate_100, &err));
    int64_t use = 501;
    assert_ok(world_commit(&w, use, 60));
    assert_line(&w, w.line, 40, 60, 0);
    assert_ok(world_disburse(&w, use, 25));
    assert_line(&w, w.line, 40, 35, 25);
    assert_ok(world_release(&w, use, 0));
    assert_line(&w, w.line, 75, 0, 25);
    assert_ok(world_recover(&w, use, 5));
    assert_line(&w, w.line, 80, 0, 20);
    assert_int_equal(world_disburse(&w, use, 1), E_CONFLICT);
    assert_string_equal(err.key, "budget.not_committed");
    assert_int_equal(world_recover(&w, use, 21), E_CONFLICT);
    assert_string_equal(err.key, "budget.not_disbursed");
    assert_holds(&w);
}

TEST_DB("nothing goes over an allocation without a decision, and the refusal says how much is left") {
    struct world w;
    world_new(&w, pool);
    assert_int_equal(world_commit(&w, 1, 10), E_CONFLICT);
    assert_string_equal(err.key, "budget.no_line");
    assert_ok(act(&w, allocate_100, &err));
    assert_ok(world_commit(&w, 1, 90));
    assert_int_equal(world_commit(&w, 2, 11), E_CONFLICT);
    assert_string_equal(err.key, "budget.over");
    assert_string_equal(err.args[1], "10 đ");
    assert_string_equal(err.args[2], "11 đ");
    assert_line(&w, w.line, 10, 90, 0);
    assert_ok(act(&w, overrun_50, &err));
    assert_ok(world_commit(&w, 2, 60));
    assert_line(&w, w.line, -50, 150, 0);
    assert_int_equal(world_commit(&w, 3, 1), E_CONFLICT);
    assert_holds(&w);
}

TEST_DB("a day in a closed month, after today or of another year is refused") {
    struct world w;
    world_new(&w, pool);
    assert_ok(act(&w, allocate_100, &err));
    world_sql(
        &w,
        "INSERT INTO budget_period (id, starts_on, ends_on, state, asked_by, closed_by, entry_count, digest) VALUES "
        "(202410, %d, %d, 'closed', 1, 2, 0, "
        "'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');",
        day_of(2024, 10, 1), day_of(2024, 10, 31));
    w.day = day_of(2024, 10, 15);
    assert_int_equal(world_commit(&w, 1, 10), E_CONFLICT);
    assert_string_equal(err.key, "budget.period_closed");
    w.day = day_of(2024, 9, 15); /* never used, but before a closed one */
    assert_int_equal(world_commit(&w, 1, 10), E_CONFLICT);
    w.day = day_of(2024, 11, 26);
    assert_int_equal(world_commit(&w, 1, 10), E_INVALID);
    assert_string_equal(err.key, "budget.after_today");
    w.day = day_of(2024, 11, 25);
    assert_int_equal(world_commit(&w, 1, -10), E_INVALID);
    assert_int_equal(world_commit(&w, 1, 0), E_INVALID);
    assert_string_equal(err.key, "budget.bad_amount");
    assert_ok(world_commit(&w, 1, 10));
    assert_holds(&w);
}

TEST_DB(
    "a period cannot be closed by who asked for it, and the ledger's rows cannot be changed, even in the database") {
    struct world w;
    world_new(&w, pool);
    assert_ok(act(&w, allocate_100, &err));
    static const char *const attacks[] = {
        "INSERT INTO budget_period (id, starts_on, ends_on, state, asked_by, closed_by, entry_count, digest) VALUES "
        "(202401, 1, 2, 'closed', 7, 7, 0, '');",
        "UPDATE budget_posting SET amount = amount + 1;",
        "DELETE FROM budget_posting;",
        "UPDATE budget_entry SET on_day = on_day - 40;",
        "DELETE FROM budget_entry;",
        "UPDATE budget_line SET available = available + 1;",
        "UPDATE budget_line SET available = -1, committed = 101;",
    };
    for (size_t i = 0; i < COUNT_OF(attacks); i++) {
        struct db *db;
        assert_ok(db_take(pool, true, &db, &err));
        assert_int_not_equal(db_script(db, attacks[i], &err), OK);
        error_clear(&err);
        db_give(db);
    }
    assert_holds(&w);
}

/* ---- random histories */

struct model { /* what must come out, kept the naive way */
    int64_t unallocated, available, overrun, open[6], paid[6];
};

static enum status step(struct world *w, struct model *m, uint64_t r, struct error *e) {
    int64_t n = (int64_t)(r >> 20) % 90 + 1;
    size_t k = (r >> 8) % 6;
    int64_t use = 600 + (int64_t)k;
    error_clear(e);
    switch (r % 9) {
    case 0:
        w->amount = n;
        TRY(act(w, estimate_some, e));
        m->unallocated += n;
        return OK;
    case 1:
        w->amount = n;
        TRY(act(w, allocate_some, e));
        m->unallocated -= n;
        m->available += n;
        return OK;
    case 2:
    case 3:
    case 4:
        TRY(world_commit(w, use, n));
        m->available -= n;
        m->open[k] += n;
        return OK;
    case 5:
        TRY(world_disburse(w, use, n));
        m->open[k] -= n;
        m->paid[k] += n;
        return OK;
    case 6:
        TRY(world_release(w, use, n));
        m->open[k] -= n;
        m->available += n;
        return OK;
    case 7:
        TRY(world_recover(w, use, n));
        m->paid[k] -= n;
        m->available += n;
        return OK;
    default:
        if (n > 80) {
            w->amount = n;
            TRY(act(w, overrun_some, e));
            m->overrun += n;
        }
        return OK;
    }
}

TEST_DB("over random histories the ledger balances, follows a naive count, and never goes below what is allowed") {
    struct world w;
    struct model m = {0};
    uint64_t state = 88172645463325252u;
    int refused = 0, done = 0;
    world_new(&w, pool);
    assert_ok(act(&w, make_lines, &err));
    for (int i = 0; i < 400; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        enum status s = step(&w, &m, state, &err);
        assert_true(s == OK || s == E_CONFLICT);
        *(s == OK ? &done : &refused) += 1;
        int64_t open = 0, paid = 0;
        for (size_t k = 0; k < 6; k++) {
            open += m.open[k];
            paid += m.paid[k];
            assert_true(m.open[k] >= 0 && m.paid[k] >= 0);
        }
        assert_true(m.available + m.overrun >= 0);
        if (i % 10 == 0)
            assert_line(&w, w.line, m.available, open, paid);
    }
    assert_true(done > 100 && refused > 20);
    assert_holds(&w);
}

TEST_DB("reversing every entry of a history from the last to the first restores what was before") {
    struct world w;
    world_new(&w, pool);
    assert_ok(act(&w, allocate_100, &err));
    int64_t before = world_last_entry(&w);
    assert_ok(world_commit(&w, 1, 30));
    assert_ok(world_commit(&w, 2, 20));
    assert_ok(world_disburse(&w, 1, 15));
    assert_ok(world_release(&w, 2, 5));
    assert_ok(world_recover(&w, 1, 5));
    assert_line(&w, w.line, 60, 30, 10);
    for (int64_t id = world_last_entry(&w); id > before; id = world_entry_before(&w, id)) {
        w.entry = id;
        assert_ok(act(&w, reverse_it, &err));
    }
    assert_line(&w, w.line, 100, 0, 0);
    w.entry = before;
    assert_ok(world_commit(&w, 3, 1));
    assert_int_equal(act(&w, reverse_it, &err), E_CONFLICT); /* the allocation is used */
    assert_string_equal(err.key, "budget.over");
    assert_holds(&w);
}

TEST_DB("an entry is reversed once, and not before its own day") {
    struct world w;
    world_new(&w, pool);
    assert_ok(act(&w, allocate_100, &err));
    w.entry = world_last_entry(&w);
    w.day = day_of(2024, 1, 2);
    assert_int_equal(act(&w, reverse_it, &err), E_INVALID);
    w.day = w.c.today;
    assert_ok(act(&w, reverse_it, &err));
    assert_int_equal(act(&w, reverse_it, &err), E_CONFLICT);
    assert_string_equal(err.key, "budget.reversed_already");
    assert_line(&w, w.line, 0, 0, 0);
    assert_holds(&w);
}

/* ---- many at once */

struct racer {
    struct world *w;
    int64_t first, won, lost, other;
};

static void *race(void *arg) {
    struct racer *r = arg;
    AUTO_ARENA a = arena_new(4u << 20);
    struct ctx c;
    struct error e = {0};
    ctx_init_system(&c, &r->w->app, a, NULL);
    for (int64_t i = 0; i < 25; i++) {
        struct attempt t = {r->w,
                            {.for_kind = "test",
                             .for_id = r->first + i,
                             .policy_id = r->w->policy,
                             .area_id = r->w->commune,
                             .source = BUDGET_ANY_SOURCE,
                             .amount = 7,
                             .day = r->w->day}};
        enum status s = ctx_write(&c, commit_it, &t, &e);
        if (s == E_BUSY) { /* as a browser would: again */
            i--;
        } else
            *(s == OK ? &r->won : s == E_CONFLICT ? &r->lost : &r->other) += 1;
        error_clear(&e);
        arena_reset(a);
    }
    return NULL;
}

TEST_DB("of many writers that want the last đồng as many win as there is money for, and no more") {
    struct world w;
    world_new(&w, pool);
    assert_ok(act(&w, allocate_100, &err)); /* 100 / 7: fourteen */
    struct racer r[4] = {0};
    pthread_t t[4];
    for (int i = 0; i < 4; i++) {
        r[i] = (struct racer){.w = &w, .first = 1000 + i * 100};
        assert_int_equal(pthread_create(&t[i], NULL, race, &r[i]), 0);
    }
    int64_t won = 0, lost = 0, other = 0;
    for (int i = 0; i < 4; i++) {
        assert_int_equal(pthread_join(t[i], NULL), 0);
        won += r[i].won;
        lost += r[i].lost;
        other += r[i].other;
    }
    assert_int_equal(other, 0);
    assert_int_equal(won, 14);
    assert_int_equal(lost, 86);
    assert_line(&w, w.line, 2, 98, 0);
    assert_holds(&w);
}

/* ---- which line pays */

TEST_DB("the nearest level pays first, a line of the policy before a fund's line for no policy") {
    struct world w;
    world_new(&w, pool);
    assert_ok(act(&w, three_lines, &err));
    int64_t used[4];
    static const int64_t amounts[] = {10, 10, 10, 10};
    for (int i = 0; i < 4; i++) {
        w.used_line = 0;
        enum status s = world_commit(&w, 700 + i, amounts[i]);
        used[i] = s == OK ? w.used_line : 0;
    }
    assert_int_equal(used[0], w.lines[0]); /* commune */
    assert_int_equal(used[1], w.lines[1]); /* province */
    assert_int_equal(used[2], w.lines[2]); /* fund, for no policy */
    assert_int_equal(used[3], 0);
    assert_holds(&w);
}
