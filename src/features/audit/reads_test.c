#include "app/reads.h"
#include "tests/register_fixture.h"

static int64_t broken(struct world *w, int64_t *ret_reads) {
    AUTO_DB db = NULL;
    struct audit_verdict v;
    error_clear(&err);
    assert_ok(db_take(w->f.app.pool, false, &db, &err));
    assert_ok(db_begin_read(db, &err));
    assert_ok(audit_verify(db, w->f.arena, &v, &err));
    *ret_reads = v.reads;
    return v.broken;
}

static void script(struct world *w, const char *sql) {
    AUTO_DB db = NULL;
    assert_ok(db_take(w->f.app.pool, true, &db, &err));
    assert_ok(db_script(db, sql, &err));
}

TEST_DB("who opened a household, a person or took a list away is recorded, seen by inspectors and verified") {
    struct world w = open_world(pool);
    const char *inspector = fixture_user(&w.f, "thanh.tra", "inspector", "77");
    int64_t reads = 0;
    assert_ok(reads_flush(&w.f.app, &err)); /* what making the world looked at */
    (void)broken(&w, &reads);
    int64_t before = reads;
    json_t *page = household_at(&w, "", 0);
    const char *person = str(json_array_get(json_object_get(page, "members"), 0), "id");
    (void)get(&w, w.officer, arena_fmt(w.f.arena, "/people/%s", person).ptr, 200);
    (void)get(&w, w.neighbour, arena_fmt(w.f.arena, "/households/%s", str(page, "id")).ptr, 404); /* saw nothing */
    assert_int_equal(fixture_get(&w.f, w.officer, "/households.xlsx", "*/*").status, 200);
    assert_ok(reads_flush(&w.f.app, &err));
    assert_int_equal(broken(&w, &reads), 0);
    assert_int_equal(reads - before, 3); /* the household, the person, the file; here all requests have one id */
    struct text path = arena_fmt(w.f.arena, "/audit/reads?subject_kind=household&subject_id=%s", str(page, "id"));
    json_t *list = json_object_get(get(&w, inspector, path.ptr, 200), "items");
    assert_int_equal(json_array_size(list), 1);
    assert_string_equal(str(json_array_get(list, 0), "who"), "canbo.xa");
    assert_string_equal(str(json_array_get(list, 0), "code"), str(page, "code"));
    list = json_object_get(get(&w, inspector, "/audit/reads?subject_kind=households", 200), "items");
    assert_int_equal(json_integer_value(json_object_get(json_array_get(list, 0), "rows")), 200);
    assert_int_equal(fixture_get(&w.f, inspector, "/audit/reads", "text/html").status, 200);
}

TEST_DB(
    "a read that is changed, added or removed behind the program's back is found; one removed by rule is not missed") {
    struct world w = open_world(pool);
    int64_t reads = 0;
    for (size_t i = 0; i < 3; i++) {
        (void)household_at(&w, "", i);
        assert_ok(reads_flush(&w.f.app, &err));
    }
    assert_int_equal(broken(&w, &reads), 0);
    script(&w,
           "UPDATE read_entry SET account_id = account_id + 1 WHERE batch_id = (SELECT min(batch_id) FROM read_entry)");
    assert_int_equal(broken(&w, &reads), 1);
    script(&w,
           "UPDATE read_entry SET account_id = account_id - 1 WHERE batch_id = (SELECT min(batch_id) FROM read_entry)");
    assert_int_equal(broken(&w, &reads), 0);
    script(&w, "INSERT INTO read_entry (batch_id, no, at, account_id, role, request_id, subject_kind, subject_id, "
               "area_id, row_count) "
               "VALUES (7, 1, 1, 1, 'x', 'x', 'household', 1, 1, 1)");
    assert_int_equal(broken(&w, &reads), 1);
    script(&w, "DELETE FROM read_entry WHERE batch_id = 7");
    struct ctx c;
    ctx_init_system(&c, &w.f.app, w.f.arena, NULL);
    assert_ok(reads_drop_before(&c, clock_now(&w.f.app.clock) + 86400000, &err));
    assert_int_equal(broken(&w, &reads), 0);
    assert_int_equal(reads, 0);
    assert_int_equal(fixture_audit_broken(&w.f), 0);
}

TEST_DB("a read in a batch that was removed without a rule is missed") {
    struct world w = open_world(pool);
    int64_t reads = 0;
    (void)household_at(&w, "", 0);
    assert_ok(reads_flush(&w.f.app, &err));
    script(&w, "DELETE FROM read_entry");
    assert_true(broken(&w, &reads) > 0);
}
