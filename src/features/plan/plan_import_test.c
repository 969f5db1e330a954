/* The importer on both databases: a plan made from its text, the same text again, the shipped plan against its own. */
#include "tests/app_fixture.h"

#include "features/agency/agency.h"
#include "features/plan/plan_import.h"
#include "features/plan/plan_spelling.h"
#include "plan_internal.h"

static struct error err;

static bool read_bytes(const char *path, struct text *ret) {
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return false;
    char *bytes = arena_alloc(test_arena(), 256 << 10);
    size_t n = fread(bytes, 1, 256 << 10, f);
    (void)fclose(f);
    *ret = (struct text){bytes, n};
    return true;
}

static enum status run(struct ctx *c, void *user, struct error *e) {
    return plan_import(c, user, e);
}

static struct plan_import import(struct fixture *f, struct text bytes) {
    struct ctx c;
    error_clear(&err);
    ctx_init_system(&c, &f->app, f->arena, NULL);
    struct plan_import in = {.bytes = bytes, .file_name = T("mau.txt")};
    assert_ok(ctx_write(&c, run, &in, &err));
    return in;
}

static void print_differences(const struct plan_import *in) {
    for (size_t i = 0; i < value_count(in->differences); i++) {
        struct text t = value_text(value_at(in->differences, i));
        print_error("%.*s\n", FMT(t));
    }
}

TEST_DB("a plan is made from its text: tasks, agencies, duties, days of the reports") {
    struct fixture f = fixture_open(pool);
    struct text bytes;
    assert_true(read_bytes("tests/data/plan_sample.txt", &bytes));
    struct plan_import in = import(&f, bytes);
    assert_true(in.created);
    assert_int_equal(in.groups, 4);
    assert_int_equal(in.tasks, 7);
    assert_int_equal(in.agencies, 25);
    AUTO_DB db = NULL;
    assert_ok(db_take(pool, false, &db, &err));
    struct ctx c;
    ctx_init_system(&c, &f.app, f.arena, db);
    struct plan p;
    struct plan_annex a;
    const struct plan_task_state *t = NULL;
    assert_ok(plan_get(&c, in.plan_id, &p, &err));
    assert_text(p.number, "12/KH-UBND");
    assert_int_equal(p.level, 1);
    assert_int_equal(p.standing_id, agency_id_of_key(T("77/sldtbxh")));
    assert_ok(plan_annex(&c, &p, day_of(2023, 6, 10), &a, &err));
    assert_int_equal(a.period_count, 2);
    assert_int_equal(a.periods[0].last_day, day_of(2023, 6, 9));
    assert_ok(plan_annex_task(&a, T("2.2"), &t, &err));
    static const char *const expected[] = {"77/syt", "77/stc", "77/sct", "77/snnptnt", "nhom/ubnd-xa"};
    assert_int_equal(t->named_count, COUNT_OF(expected));
    for (size_t i = 0; i < COUNT_OF(expected); i++)
        assert_text(t->named[i].key, expected[i]);
    assert_ok(plan_annex_task(&a, T("3"), &t, &err));
    assert_text(t->named[0].key, "77/stp");
    assert_text(t->named[1].key, "77/tttgpl");
    assert_true(t->named[1].lead);
    fixture_close(&f);
}

TEST_DB("the same text again changes nothing and agrees with what it made") {
    struct fixture f = fixture_open(pool);
    struct text bytes;
    assert_true(read_bytes("tests/data/plan_sample.txt", &bytes));
    struct plan_import first = import(&f, bytes), again = import(&f, bytes);
    assert_int_equal(first.plan_id, again.plan_id);
    assert_false(again.created);
    assert_true(again.kept_before);
    print_differences(&again);
    assert_int_equal(value_count(again.differences), 0);
    fixture_close(&f);
}

TEST_DB("a text that names another lead than the system is told, and changes nothing") {
    struct fixture f = fixture_open(pool);
    struct text bytes;
    assert_true(read_bytes("tests/data/plan_sample.txt", &bytes));
    struct plan_import first = import(&f, bytes);
    char *changed = arena_zstr(f.arena, bytes);
    char *at = strstr(changed, "nếp.\tSở Y tế");
    assert_non_null(at);
    struct text head = {changed, (size_t)(at - changed) + strlen("nếp.\t")};
    struct text other = arena_fmt(f.arena, "%.*sSở Tài chính%s", FMT(head), at + strlen("nếp.\tSở Y tế"));
    struct plan_import second = import(&f, other);
    assert_int_equal(second.plan_id, first.plan_id);
    assert_true(value_count(second.differences) >= 1);
    assert_non_null(strstr(value_text(value_at(second.differences, 0)).ptr, "2.2"));
    fixture_close(&f);
}

TEST_DB("an agency that nobody knows stops the import, and is named with its line") {
    struct fixture f = fixture_open(pool);
    struct text bytes =
        T("Kế hoạch số 3/KH-UBND ngày 01/02/2023 của UBND tỉnh\nPhụ lục\nSTT\ta\tb\tc\n1\tx\tSở Thần tiên\tSở Y tế\n");
    struct ctx c;
    error_clear(&err);
    ctx_init_system(&c, &f.app, f.arena, NULL);
    struct plan_import in = {.bytes = bytes, .file_name = T("la.txt")};
    assert_int_equal(ctx_write(&c, run, &in, &err), E_INVALID);
    assert_string_equal(err.key, "plan.text_unknown_agency");
    assert_int_equal(err.field_count, 1);
    assert_int_equal(err.fields[0].row, 4);
    assert_string_equal(err.fields[0].arg, "Sở Thần tiên");
    fixture_close(&f);
}

/* The real text is no part of the project; ANSINH_PLAN_TEXT may say where one lies. */
TEST_DB("the shipped plan and the text of the plan of 2024 agree on every task and agency, where the text is at hand") {
    const char *path = getenv("ANSINH_PLAN_TEXT");
    struct text bytes;
    if (path == NULL || !read_bytes(path, &bytes))
        return;
    struct fixture f = fixture_open(pool);
    struct plan_import in = import(&f, bytes);
    assert_int_equal(in.plan_id, plan_id_of_key(T("brvt/2024/35-KH-UBND")));
    assert_int_equal(in.groups, 9);
    assert_int_equal(in.tasks, 17);
    assert_int_equal(in.agencies, 78);
    print_differences(&in);
    assert_int_equal(value_count(in.differences), 0);
    fixture_close(&f);
}

TEST("names that hold commas and conjunctions are cut where they end") {
    struct plan_spellings *s = plan_spellings_load(test_arena());
    struct plan_target *t;
    struct text *unknown;
    size_t n, unknown_count;
    plan_spellings_cell(s, test_arena(), T("UBND các huyện, thị xã, thành phố và Sở Y tế, Ủy ban lạ, sở y TẾ"), &t, &n,
                        &unknown, &unknown_count);
    assert_int_equal(n, 2);
    assert_int_equal(t[0].group_id, agency_id_of_key(T("nhom/ubnd-huyen")));
    assert_int_equal(t[1].agency_id, agency_id_of_key(T("77/syt")));
    assert_int_equal(unknown_count, 1);
    assert_text(unknown[0], "Ủy ban lạ");
    plan_spellings_cell(s, test_arena(), T("Tài chính, Y tế"), &t, &n, &unknown, &unknown_count);
    assert_int_equal(n, 0); /* bare names mean departments only behind "Các Sở:" */
    assert_int_equal(unknown_count, 2);
}
