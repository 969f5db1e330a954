/* The shipped plan, its annex with everybody in it, and lateness to the day. */
#include "tests/app_fixture.h"

#include "features/agency/agency.h"
#include "plan_internal.h"

static struct error err;

static int64_t the_plan(void) {
    return plan_id_of_key(T("brvt/2024/35-KH-UBND"));
}

TEST("a report asked for before 05/6 is in time on 04/6 and late on 05/6") {
    day_t last = day_of(2024, 6, 4);
    assert_int_equal(plan_due_state(last, DAY_NONE, day_of(2024, 6, 4)), PLAN_DUE_SOON);
    assert_int_equal(plan_due_days(last, DAY_NONE, day_of(2024, 6, 4)), 0);
    assert_int_equal(plan_due_state(last, DAY_NONE, day_of(2024, 6, 5)), PLAN_DUE_LATE);
    assert_int_equal(plan_due_days(last, DAY_NONE, day_of(2024, 6, 5)), 1);
    assert_int_equal(plan_due_state(last, day_of(2024, 6, 4), day_of(2024, 6, 30)), PLAN_DUE_MET);
    assert_int_equal(plan_due_state(last, day_of(2024, 6, 5), day_of(2024, 6, 30)), PLAN_DUE_MET_LATE);
    assert_int_equal(plan_due_state(DAY_NONE, DAY_NONE, day_of(2030, 1, 1)), PLAN_DUE_NONE);
}

TEST("what is due in 15 days is not yet due soon, in 14 it is") {
    day_t last = day_of(2024, 12, 14);
    assert_int_equal(plan_due_state(last, DAY_NONE, day_of(2024, 11, 29)), PLAN_DUE_LATER);
    assert_int_equal(plan_due_state(last, DAY_NONE, day_of(2024, 11, 30)), PLAN_DUE_SOON);
}

static struct plan_annex annex_on(struct fixture *f, struct ctx *c, struct db *db, day_t on) {
    ctx_init_system(c, &f->app, f->arena, db);
    struct plan p;
    struct plan_annex a;
    assert_ok(plan_get(c, the_plan(), &p, &err));
    assert_ok(plan_annex(c, &p, on, &a, &err));
    return a;
}

TEST_DB("the plan of 2024 has 9 groups and 17 tasks, each with a lead and somebody who coordinates") {
    struct fixture f = fixture_open(pool);
    error_clear(&err);
    AUTO_DB db = NULL;
    struct ctx c;
    assert_ok(db_take(pool, false, &db, &err));
    struct plan_annex a = annex_on(&f, &c, db, day_of(2024, 11, 25));
    size_t groups = 0, tasks = 0;
    for (size_t i = 0; i < a.count; i++) {
        groups += text_is(a.tasks[i].row.kind, "group");
        if (!text_is(a.tasks[i].row.kind, "task"))
            continue;
        tasks++;
        size_t leads = 0;
        for (size_t k = 0; k < a.tasks[i].named_count; k++)
            leads += a.tasks[i].named[k].lead;
        assert_true(leads > 0 && leads < a.tasks[i].named_count);
    }
    assert_int_equal(groups, 9);
    assert_int_equal(tasks, 17);
    fixture_close(&f);
}

TEST_DB("a group is its members of that day: eight district committees in 2024, seven after the merger of 2025") {
    struct fixture f = fixture_open(pool);
    error_clear(&err);
    AUTO_DB db = NULL;
    struct ctx c;
    assert_ok(db_take(pool, false, &db, &err));
    const day_t days[] = {day_of(2024, 11, 25), day_of(2025, 2, 1)};
    const size_t expected[] = {8, 7};
    for (size_t d = 0; d < 2; d++) {
        struct plan_annex a = annex_on(&f, &c, db, days[d]);
        const struct plan_task_state *t = NULL;
        assert_ok(plan_annex_task(&a, T("2.1"), &t, &err));
        for (size_t i = 0; i < t->named_count; i++)
            if (t->named[i].group_id != 0)
                assert_int_equal(t->named[i].count, expected[d]);
    }
    fixture_close(&f);
}

TEST_DB("the page of the plan, of a task and of no task") {
    struct fixture f = fixture_open(pool);
    const char *reader = fixture_user(&f, "thanhtra", "inspector", NULL);
    struct text path = arena_fmt(f.arena, "/plans/%lld", (long long)the_plan());
    struct reply plan = fixture_get(&f, reader, path.ptr, "application/json");
    assert_int_equal(plan.status, 200);
    assert_true(reply_has(&plan, "\"task_count\":17"));
    assert_true(reply_has(&plan, "\"group_count\":9"));
    assert_true(reply_has(&plan, "Đặng Minh Thông"));
    struct reply task = fixture_get(&f, reader, arena_fmt(f.arena, "%s/tasks/1.3.a", path.ptr).ptr, "text/html");
    assert_int_equal(task.status, 200);
    assert_true(reply_has(&task, "Hội Nông dân tỉnh"));
    assert_int_equal(fixture_get(&f, reader, arena_fmt(f.arena, "%s/tasks/99", path.ptr).ptr, "text/html").status, 404);
    assert_int_equal(fixture_get(&f, reader, "/plans/17", "text/html").status, 404);
    fixture_close(&f);
}

TEST_DB("loading shipped data again leaves a plan that is there alone") {
    struct fixture f = fixture_open(pool);
    error_clear(&err);
    struct ctx c;
    ctx_init_system(&c, &f.app, f.arena, NULL);
    AUTO_DB db = NULL;
    assert_ok(db_take(pool, true, &db, &err));
    assert_ok(db_begin_write(db, &err));
    c.db = db;
    assert_ok(plan_load(&c, &err));
    assert_ok(db_commit(db, &err));
    struct plan_annex a = annex_on(&f, &c, db, day_of(2024, 11, 25));
    assert_int_equal(a.count, 27);
    fixture_close(&f);
}
