#include "tests/app_fixture.h"

#include "features/policy/policy.h"
#include "features/standard/standard.h"

static struct error err;

#define FAMILY 771
#define MOTHER 7711
#define CHILD 7712

/* A family of two in the commune 26602, poor by the provincial standard. */
static void family(struct fixture *f, const char *commune) {
    struct db *db;
    char sql[4000];
    long long area = fixture_area(f, commune);
    const char *sort = db_pool_kind(f->app.pool) == DB_SQLITE ? "X'01'" : "'\\x01'";
    (void)snprintf(
        sql, sizeof sql,
        "INSERT INTO area (id, key, level) VALUES (77001, 'test/1', 4);"
        "INSERT INTO area_version (area_id, valid_from, valid_to, name, kind, parent_id, name_fold, name_sort, "
        "certainty, "
        "version) VALUES (77001, 0, %d, 'Ấp 1', 'Ấp', %lld, 'ap 1', %s, 'invented', 1);"
        "INSERT INTO household (id, code, created_on) VALUES (771, 'H-771', 0);"
        "INSERT INTO household_version (id, household_id, valid_from, valid_to, recorded_at, superseded_at, hamlet_id, "
        "head_person_id, status, event, account_id) VALUES (771, 771, 0, %d, 0, 9223372036854775806, 77001, 7711, 1, "
        "'created', 1);"
        "INSERT INTO household_now (household_id, code, version, status, hamlet_id, commune_id, district_id, "
        "province_id, urban, head_name, head_sort, members_fold, member_count, minority, female_head, "
        "class_provincial, "
        "class_national, sort_version) VALUES (771, 'H-771', 1, 1, 77001, %lld, %lld, %lld, 0, 'Lê Thị Hoa', %s, ' le "
        "thi "
        "hoa ', 2, 0, 1, 1, 0, '');"
        "INSERT INTO class_history (id, household_id, standard_id, class, valid_from, valid_to, recorded_at, "
        "superseded_at, movement) VALUES (771, 771, %lld, 1, 19700, %d, 0, 9223372036854775806, 'start');",
        DAY_FOREVER, area, sort, DAY_FOREVER, area, area, area, sort, (long long)standard_id_of_key(T("brvt-2022")),
        DAY_FOREVER);
    assert_ok(db_take(f->app.pool, true, &db, &err));
    assert_ok(db_script(db, sql, &err));
    for (int i = 0; i < 2; i++) {
        (void)snprintf(
            sql, sizeof sql,
            "INSERT INTO person (id) VALUES (%d);"
            "INSERT INTO person_version (id, person_id, valid_from, valid_to, recorded_at, superseded_at, full_name, "
            "name_fold, sex, born_on, born_precision, ethnicity, event, account_id) VALUES (%d, %d, 0, %d, 0, "
            "9223372036854775806, '%s', '', 1, %d, 0, 'Kinh', 'initial', 1);"
            "INSERT INTO membership (id, person_id, household_id, relation, valid_from, valid_to, recorded_at, "
            "superseded_at, event_in, account_id) VALUES (%d, %d, 771, '%s', 0, %d, 0, 9223372036854775806, 'initial', "
            "1);",
            MOTHER + i, MOTHER + i, MOTHER + i, DAY_FOREVER, i == 0 ? "Lê Thị Hoa" : "Lê Thị Na",
            i == 0 ? day_of(1985, 3, 1) : day_of(2014, 3, 1), MOTHER + i, MOTHER + i, i == 0 ? "head" : "child",
            DAY_FOREVER);
        assert_ok(db_script(db, sql, &err));
    }
    db_give(db);
}

TEST_DB("a household's page says of each policy whether it gets it, by which line and article, and how much") {
    struct fixture f = fixture_open(pool);
    family(&f, "26602");
    const char *officer = fixture_user(&f, "xa", "commune_officer", "26602");
    struct reply r = fixture_get(&f, officer, "/households/771/policies.json", "application/json");
    assert_int_equal(r.status, 200);
    assert_true(reply_has(&r, "\"key\":\"electricity\""));
    assert_true(reply_has(&r, "chuẩn tỉnh: Hộ nghèo; chuẩn quốc gia: không có trong danh sách"));
    assert_true(reply_has(&r, "\"value\":56790"));
    assert_true(reply_has(&r, "QĐ 28/2014/QĐ-TTg"));
    assert_true(reply_has(&r, "\"who\":[\"Lê Thị Hoa\",\"Lê Thị Na\"]"));
    assert_true(reply_has(&r, "Cư trú ở nông thôn"));
    r = fixture_get(&f, officer, "/households/771/policies?as-of=2024-10-10", "application/json");
    assert_true(reply_has(&r, "\"value\":54180"));
    r = fixture_get(&f, officer, "/households/771/policies", "text/html");
    assert_int_equal(r.status, 200);
    assert_true(reply_has(&r, "Vì sao được"));
    assert_true(reply_has(&r, "Vì sao không được"));
    r = fixture_get(&f, officer, "/households/771/policies/paper.pdf", "application/pdf");
    assert_int_equal(r.status, 200);
    assert_true(r.body.len > 5000 && text_starts(r.body, T("%PDF")));
    fixture_close(&f);
}

TEST_DB("a person's page judges that person alone") {
    struct fixture f = fixture_open(pool);
    family(&f, "26602");
    const char *officer = fixture_user(&f, "xa", "commune_officer", "26602");
    struct reply r = fixture_get(&f, officer, "/people/7712/policies.json", "application/json");
    assert_int_equal(r.status, 200);
    assert_true(reply_has(&r, "\"name\":\"Lê Thị Na\""));
    assert_false(reply_has(&r, "\"name\":\"Lê Thị Hoa\""));
    assert_true(reply_has(&r, "tuổi: 10"));
    assert_false(reply_has(&r, "\"key\":\"electricity\""));
    assert_int_equal(fixture_get(&f, officer, "/people/99/policies", "application/json").status, 404);
    fixture_close(&f);
}

TEST_DB("another commune's officer does not find the household, and nobody signed in sees nothing") {
    struct fixture f = fixture_open(pool);
    family(&f, "26602");
    const char *other = fixture_user(&f, "khac", "commune_officer", "26506");
    assert_int_equal(fixture_get(&f, other, "/households/771/policies", "application/json").status, 404);
    assert_int_equal(fixture_get(&f, other, "/households/771/policies/paper.pdf", "application/pdf").status, 404);
    assert_int_equal(fixture_get(&f, other, "/people/7711/policies", "application/json").status, 404);
    assert_int_equal(fixture_get(&f, NULL, "/households/771/policies", "application/json").status, 401);
    const char *officer = fixture_user(&f, "xa", "commune_officer", "26602");
    assert_int_equal(fixture_get(&f, officer, "/households/771/policies?as-of=1960-01-01", "application/json").status,
                     404);
    fixture_close(&f);
}

TEST_DB("a condition may ask what a household holds already and what it lacked when it was interviewed") {
    struct fixture f = fixture_open(pool);
    family(&f, "26602");
    struct db *db;
    char sql[2000];
    (void)snprintf(
        sql, sizeof sql,
        "INSERT INTO claim_source (id, kind, source_id, policy_id, household_id, subject, given_on, state, account_id, "
        "reserved_at) VALUES (1, 'benefit', 1, %lld, 771, 'Lê Thị Hoa', 19800, 2, 1, 0);"
        "INSERT INTO interview (id, household_id, season_id, interviewed_on, urban, method, indicator_family, "
        "deprived_mask, answered_mask, members, reviewer_account_id, version, recorded_at) VALUES (1, 771, 1, 19900, "
        "0, "
        "'page', 'national-2022', 1, 3, 2, 1, 1, 0);"
        "INSERT INTO policy_clause (version_id, no, title, condition, certainty) SELECT v.id, 90, 'Chưa có nhà', "
        "'!(\"house-new\" in household.benefits)', 'invented' FROM policy_version v JOIN policy p ON p.id = "
        "v.policy_id "
        "WHERE p.key = 'house-repair';"
        "INSERT INTO policy_clause (version_id, no, title, condition, certainty) SELECT v.id, 90, 'Thiếu việc làm', "
        "'household.lacks[\"1a\"] && !household.lacks[\"1b\"]', 'invented' FROM policy_version v JOIN policy p ON p.id "
        "= "
        "v.policy_id WHERE p.key = 'electricity';"
        "INSERT INTO policy_clause (version_id, no, title, condition, certainty) SELECT v.id, 91, 'Thiếu nước', "
        "'household.lacks[\"4a\"]', 'invented' FROM policy_version v JOIN policy p ON p.id = v.policy_id WHERE p.key = "
        "'livelihood';",
        (long long)policy_id_of_key(T("house-new")));
    assert_ok(db_take(f.app.pool, true, &db, &err));
    assert_ok(db_script(db, sql, &err));
    assert_ok(db_begin_read(db, &err));
    struct ctx c;
    ctx_init_system(&c, &f.app, f.arena, db);
    struct judgement j;
    assert_ok(policy_judge(&c, policy_id_of_key(T("house-repair")), FAMILY, c.today, &j, &err));
    assert_int_equal(j.subjects[0].answer, ENTITLED_NO);
    assert_ok(policy_judge(&c, policy_id_of_key(T("house-new")), FAMILY, c.today, &j, &err));
    assert_int_equal(j.subjects[0].answer, ENTITLED_IF_SHOWN);
    assert_ok(policy_judge(&c, policy_id_of_key(T("electricity")), FAMILY, c.today, &j, &err));
    assert_int_equal(j.subjects[0].answer, ENTITLED_YES);
    assert_ok(policy_judge(&c, policy_id_of_key(T("livelihood")), FAMILY, c.today, &j, &err));
    assert_int_equal(j.subjects[0].answer, ENTITLED_UNKNOWN); /* nobody asked about water */
    db_give(db);
    fixture_close(&f);
}
