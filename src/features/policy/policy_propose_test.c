#include "tests/app_fixture.h"

#include "features/agency/agency.h"
#include "features/policy/policy.h"
#include "features/standard/standard.h"

static struct error err;

/* Two officers and the leader of the department that leads electricity, and an officer of the bank. */
struct office {
    struct fixture f;
    const char *officer, *second, *leader, *bank, *province_leader, *commune;
};

static void script(struct office *o, const char *sql) {
    struct db *db;
    assert_ok(db_take(o->f.app.pool, true, &db, &err));
    assert_ok(db_script(db, sql, &err));
    db_give(db);
}

static const char *worker(struct office *o, const char *name, const char *role, struct text agency) {
    const char *token = fixture_user(&o->f, name, role, "77");
    script(o, arena_fmt(o->f.arena,
                        "UPDATE account_grant SET agency_id = %lld WHERE account_id = (SELECT id FROM account WHERE "
                        "username = '%s');",
                        (long long)agency_id_of_key(agency), name)
                  .ptr);
    return token;
}

static struct office office_open(struct db_pool *pool) {
    struct office o = {.f = fixture_open(pool)};
    o.officer = worker(&o, "mot", "agency_officer", T("77/sldtbxh"));
    o.second = worker(&o, "hai", "agency_leader", T("77/sldtbxh"));
    o.leader = worker(&o, "ba", "agency_leader", T("77/sldtbxh"));
    o.bank = worker(&o, "bon", "agency_leader", T("77/nhcsxh"));
    o.province_leader = fixture_user(&o.f, "nam", "province_leader", "77");
    script(&o, "UPDATE account_grant SET agency_id = NULL WHERE account_id = (SELECT id FROM account WHERE username = "
               "'nam');");
    o.commune = fixture_user(&o.f, "sau", "commune_officer", "26602");
    return o;
}

/* Electricity for poor households with somebody of sixty. */
static struct reply propose(struct office *o, const char *token, const char *condition, const char *from, int kwh) {
    const char *body =
        arena_fmt(o->f.arena,
                  "{\"reason\":\"quy định mới\",\"valid_from\":\"%s\",\"document\":\"NQ 1\",\"source\":\"công "
                  "báo\",\"certainty\":\"confirmed\",\"payment\":\"quarter\",\"class_poor_national\":true,"
                  "\"class_poor_brvt\":true,\"title_1\":\"Có người từ đủ 60 tuổi\",\"condition_1\":\"%s\","
                  "\"amount_kwh\":%d,\"amount_tier1_price\":1893,\"amount_amount\":56790}",
                  from, condition, kwh)
            .ptr;
    return fixture_send(&o->f, token, HTTP_POST, "/policies/electricity/propose", "application/json", body);
}

#define OLD "household.members.exists(m, m.age >= 60)"

static const char *proposal_path(struct office *o, const struct reply *r, const char *tail) {
    assert_int_equal(r->status, 201);
    struct text at = reply_header(r, "Location");
    assert_true(text_starts(at, T("/policies/proposals/")));
    return arena_fmt(o->f.arena, "%.*s%s", FMT(at), tail).ptr;
}

static int decide(struct office *o, const char *token, const char *path, const char *outcome, const char *remark) {
    const char *body =
        arena_fmt(o->f.arena, "{\"outcome\":\"%s\",\"version\":1,\"remark\":\"%s\"}", outcome, remark).ptr;
    return fixture_send(&o->f, token, HTTP_POST, path, "application/json", body).status;
}

/* Of the version that the page shows, not of one in its history. */
#define IN_FORCE "\"document\":\"NQ 1\",\"note\""

static bool shown_on(struct office *o, const char *day, const char *value) {
    const char *path = arena_fmt(o->f.arena, "/policies/electricity.json?as-of=%s", day).ptr;
    struct reply r = fixture_get(&o->f, o->officer, path, "application/json");
    return reply_has(&r, value);
}

TEST_DB("a new version holds from its day when another person of the lead agency put it in force") {
    struct office o = office_open(pool);
    struct reply r = propose(&o, o.officer, OLD, "2024-12-01", 40);
    const char *page = proposal_path(&o, &r, ""), *path = proposal_path(&o, &r, "/decide");
    assert_false(shown_on(&o, "2024-12-01", IN_FORCE));
    r = fixture_get(&o.f, o.second, page, "text/html");
    assert_int_equal(r.status, 200);
    assert_true(reply_has(&r, "m.age &gt;= 60") && reply_has(&r, "quy định mới"));
    assert_int_equal(decide(&o, o.second, path, "in_force", ""), 201);
    assert_true(shown_on(&o, "2024-12-01", IN_FORCE));
    assert_true(shown_on(&o, "2024-12-01", OLD));
    assert_false(shown_on(&o, "2024-11-30", IN_FORCE));
    assert_int_equal(fixture_audit_count(&o.f, "policy.propose"), 1);
    assert_int_equal(fixture_audit_count(&o.f, "policy.decide"), 1);
    assert_int_equal(decide(&o, o.leader, path, "refused", "thôi"), 409);
    struct ctx c;
    struct policy_value v;
    ctx_init_system(&c, &o.f.app, o.f.arena, NULL);
    assert_ok(db_take(pool, false, &c.db, &err));
    assert_ok(db_begin_read(c.db, &err));
    int64_t id = policy_id_of_key(T("electricity"));
    assert_ok(policy_parameter(&c, id, "kwh", day_of(2024, 12, 1), &v, &err));
    assert_int_equal(v.value, 40);
    assert_ok(policy_parameter(&c, id, "kwh", day_of(2024, 11, 30), &v, &err));
    assert_int_equal(v.value, 30);
    db_give(c.db);
    fixture_close(&o.f);
}

TEST_DB("nobody decides their own proposal, no other agency proposes or decides, and a refusal says why") {
    struct office o = office_open(pool);
    assert_int_equal(propose(&o, o.bank, OLD, "2024-12-01", 40).status, 403);
    assert_int_equal(propose(&o, o.commune, OLD, "2024-12-01", 40).status, 403);
    struct reply r = propose(&o, o.second, OLD, "2024-12-01", 40); /* a leader proposes too */
    const char *path = proposal_path(&o, &r, "/decide");
    assert_int_equal(decide(&o, o.second, path, "in_force", ""), 403);
    assert_int_equal(decide(&o, o.officer, path, "in_force", ""), 403);
    assert_int_equal(decide(&o, o.bank, path, "in_force", ""), 403);
    assert_int_equal(decide(&o, o.leader, path, "refused", ""), 422);
    assert_int_equal(decide(&o, o.leader, path, "refused", "chưa có nguồn"), 201);
    r = fixture_get(&o.f, o.second, "/policies/proposals.json", "application/json");
    assert_true(reply_has(&r, "\"state\":\"refused\""));
    assert_false(shown_on(&o, "2024-12-01", IN_FORCE));
    fixture_close(&o.f);
}

TEST_DB("a condition is checked as it comes in, at its field and place") {
    struct office o = office_open(pool);
    struct reply r = propose(&o, o.officer, "household.members.exists(m, m.tuoi >= 60)", "2024-12-01", 40);
    assert_int_equal(r.status, 422);
    assert_true(reply_has(&r, "\"field\":\"condition_1\""));
    assert_true(reply_has(&r, "cột 29: person không có trường tuoi"));
    r = propose(&o, o.officer, "household.size * 1 > param('amuont')", "2024-12-01", 40);
    assert_int_equal(r.status, 422);
    if (!reply_has(&r, "\"field\":\"condition_1\"") || !reply_has(&r, "amuont (amount,"))
        fail_msg("%.*s", FMT(r.body));
    assert_int_equal(propose(&o, o.officer, "household.size", "2024-12-01", 40).status, 422);
    assert_int_equal(propose(&o, o.officer, "person.age > 60", "2024-12-01", 40).status, 422); /* of a household */
    assert_int_equal(propose(&o, o.officer, OLD, "2024-11-24", 40).status, 422);               /* the past */
    r = fixture_send(
        &o.f, o.officer, HTTP_POST, "/policies/electricity/propose", "application/x-www-form-urlencoded",
        "reason=x&valid_from=2024-12-01&document=NQ&source=x&certainty=confirmed&payment=quarter&title_1=A&"
        "condition_1=household.sise+%3E+1");
    assert_int_equal(r.status, 422);
    assert_int_equal(fixture_audit_count(&o.f, "policy.propose"), 0);
    r = fixture_get(&o.f, o.officer, "/policies/electricity/propose", "text/html");
    assert_int_equal(r.status, 200);
    assert_true(reply_has(&r, "household.members") && reply_has(&r, "amount_kwh"));
    fixture_close(&o.f);
}

TEST_DB("who proposed may withdraw, and only while nobody has decided") {
    struct office o = office_open(pool);
    struct reply r = propose(&o, o.officer, OLD, "2024-12-01", 40);
    const char *path = proposal_path(&o, &r, "/withdraw");
    assert_int_equal(fixture_send(&o.f, o.second, HTTP_POST, path, "application/json", "{}").status, 403);
    assert_int_equal(fixture_send(&o.f, o.officer, HTTP_POST, path, "application/json", "{}").status, 201);
    assert_int_equal(fixture_send(&o.f, o.officer, HTTP_POST, path, "application/json", "{}").status, 409);
    assert_int_equal(decide(&o, o.second, proposal_path(&o, &r, "/decide"), "in_force", ""), 409);
    fixture_close(&o.f);
}
