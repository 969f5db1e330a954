#include "features/assistance/testing.h"

TEST_DB("an application goes from the commune to the district's decision, each step on its day") {
    static struct aid w;
    aid_open(&w, pool);
    struct reply r = aid_apply(&w, w.commune_officer, OLD, "elderly-80", "");
    assert_int_equal(r.status, 201);
    int64_t id = aid_id(&r);
    r = aid_apply(&w, w.commune_officer, OLD, "elderly-80", "");
    assert_int_equal(r.status, 409); /* one dossier at a time */
    assert_int_equal(aid_step(&w, w.commune_officer, id, "send", SENT).status, 409);
    r = aid_step(&w, w.commune_officer, id, "review", "{\"on_day\":\"2024-11-05\",\"review\":\"Đủ\"}");
    assert_int_equal(r.status, 422);
    assert_true(reply_has(&r, "posted_on"));
    assert_int_equal(aid_step(&w, w.commune_officer, id, "review", REVIEW).status, 201);
    r = aid_step(&w, w.commune_officer, id, "send", "{\"on_day\":\"2024-11-06\",\"number\":\"45/UBND\"}");
    assert_int_equal(r.status, 422); /* two working days of posting */
    assert_true(reply_has(&r, "07/11/2024"));
    assert_int_equal(aid_step(&w, w.commune_officer, id, "send", SENT).status, 201);
    assert_int_equal(aid_step(&w, w.chair, id, "decide", DECISION("")).status, 409); /* not checked yet */
    assert_int_equal(aid_step(&w, w.office, id, "check", CHECKED).status, 201);
    r = aid_step(&w, w.chair, id, "decide", DECISION(",\"from_month\":\"2018-01-01\""));
    assert_int_equal(r.status, 422); /* the decree begins in July 2021 */
    assert_int_equal(aid_step(&w, w.chair, id, "decide", DECISION(",\"from_month\":\"2024-11-30\"")).status, 201);
    r = aid_get(&w, w.chair, at("/social-assistance/cases/%lld.json", (long long)id));
    assert_true(reply_has(&r, "\"state\":\"granted\""));
    assert_true(reply_has(&r, "\"from_month\":\"2024-11-01\""));
    assert_true(reply_has(&r, "\"base\":500000"));
    assert_true(reply_has(&r, "\"total\":500000"));
    r = aid_get(&w, w.chair, at("/social-assistance/cases/%lld/paper.pdf", (long long)id));
    assert_memory_equal(r.body.ptr, "%PDF", 4);
    assert_int_equal(aid_get(&w, w.elsewhere, at("/social-assistance/cases/%lld", (long long)id)).status, 404);
    assert_int_equal(aid_get(&w, w.elsewhere, at("/social-assistance/cases/%lld/paper.pdf", (long long)id)).status,
                     404);
    r = aid_get(&w, w.elsewhere, "/social-assistance/cases.json");
    assert_false(reply_has(&r, "Cụ Già"));
    r = fixture_get(&w.f, w.commune_officer, "/social-assistance", "text/html");
    assert_int_equal(r.status, 200);
    r = fixture_get(&w.f, w.commune_officer, "/social-assistance/new", "text/html");
    assert_true(reply_has(&r, "/find-person?for=assistance")); /* nobody was chosen */
    fixture_close(&w.f);
}

TEST_DB("nobody decides on a dossier in which he had a hand, and the database says so too") {
    static struct aid w;
    aid_open(&w, pool);
    const char *both = fixture_user(&w.f, "hai-vai", "district_officer", "750");
    int64_t account, grant;
    struct reply r = aid_apply(&w, w.commune_officer, OLD, "elderly-80", "");
    int64_t id = aid_id(&r);
    assert_int_equal(aid_step(&w, w.commune_officer, id, "review", REVIEW).status, 201);
    assert_int_equal(aid_step(&w, w.commune_officer, id, "send", SENT).status, 201);
    assert_int_equal(aid_step(&w, both, id, "check", CHECKED).status, 201);
    assert_int_equal(aid_step(&w, both, id, "decide", DECISION("")).status, 403);
    fixture_who(&w.f, w.chair, &account, &grant);
    aid_sql(&w, "UPDATE assistance_case SET checked_by = %lld WHERE id = %lld;", (long long)account, (long long)id);
    r = aid_step(&w, w.chair, id, "decide", DECISION(",\"from_month\":\"2024-11-01\""));
    assert_int_equal(r.status, 409);
    assert_true(reply_has(&r, "Người khác phải quyết định"));
    struct db *db;
    assert_ok(db_take(pool, true, &db, &err));
    assert_int_equal(db_script(db,
                               at("UPDATE assistance_case SET decided_by = %lld WHERE id = %lld;", (long long)account,
                                  (long long)id),
                               &err),
                     E_CONFLICT);
    db_give(db);
    fixture_close(&w.f);
}

TEST_DB("of several grounds only the highest is paid; a poor single parent holds both") {
    static struct aid w;
    aid_open(&w, pool);
    /* 84 years old and severely disabled: 1.0 and 2.0 */
    struct reply r = aid_apply(&w, w.commune_officer, OLD, "elderly-80",
                               ",\"ground_2\":\"disabled-severe\",\"proof_on\":\"2024-11-02\"");
    assert_int_equal(r.status, 422); /* a paper of tomorrow shows nothing today: received on the first */
    r = aid_apply(&w, w.commune_officer, OLD, "elderly-80",
                  ",\"ground_2\":\"disabled-severe\",\"proof_on\":\"2024-10-02\"");
    assert_int_equal(r.status, 201);
    r = aid_get(&w, w.commune_officer, at("/social-assistance/cases/%lld.json", (long long)aid_id(&r)));
    assert_true(reply_has(&r, "\"total\":1000000"));
    assert_true(reply_has(&r, "\"coefficient\":\"1,0\",\"amount\":500000,\"chosen\":false"));
    /* raising two children (2 × 1.0) and severely disabled (1.5) */
    r = aid_apply(&w, w.commune_officer, PARENT, "single-parent", ",\"ground_2\":\"disabled-severe\"");
    assert_int_equal(r.status, 422); /* how many children? */
    assert_true(reply_has(&r, "children"));
    r = aid_apply(&w, w.commune_officer, PARENT, "single-parent", ",\"ground_2\":\"disabled-severe\",\"children\":2");
    assert_int_equal(r.status, 201);
    r = aid_get(&w, w.commune_officer, at("/social-assistance/cases/%lld.json", (long long)aid_id(&r)));
    assert_true(reply_has(&r, "\"total\":1750000"));
    assert_true(reply_has(&r, "\"why\":\"beside\""));
    fixture_close(&w.f);
}

TEST_DB("the month decides base and age: 360.000 to June 2024, 500.000 from July, and a child that turns four") {
    static struct aid w;
    aid_open(&w, pool);
    assert_true(aid_granted(&w, DISABLED, "disabled-severe", ",\"proof_on\":\"2024-05-20\"") != 0);
    struct reply r = aid_month(&w, "2024-06-10");
    assert_true(reply_has(&r, "\"total\":1080000")); /* May and June: 2 × 360.000 × 1,5 */
    r = aid_month(&w, "2024-07-10");
    assert_true(reply_has(&r, "\"total\":1830000")); /* and July: 500.000 × 1,5 */
    int64_t child = aid_granted(&w, CHILD, "orphan", "");
    r = aid_get(&w, w.chair, at("/social-assistance/cases/%lld.json?as-of=2024-08-20", (long long)child));
    assert_true(reply_has(&r, "\"total\":750000")); /* paid from November: four by then */
    r = aid_apply(&w, w.commune_officer, HALF_KNOWN, "elderly-80", "");
    assert_int_equal(r.status, 422); /* eighty or not: nobody knows */
    assert_true(reply_has(&r, "Chỉ biết tháng hoặc năm sinh"));
    /* paid from the month of the eightieth birthday, whenever it was decided */
    int64_t late = aid_granted(&w, NEAR_80, "elderly-80", "");
    r = aid_get(&w, w.chair, at("/social-assistance/cases/%lld.json", (long long)late));
    assert_true(reply_has(&r, "\"from_month\":\"2024-10-01\""));
    fixture_close(&w.f);
}

TEST_DB("a month's list goes the way of every benefit and is drafted once") {
    static struct aid w;
    aid_open(&w, pool);
    int64_t id = aid_granted(&w, DISABLED, "disabled-severe", ",\"proof_on\":\"2024-10-20\"");
    struct reply r = aid_list(&w, "2024-11-01");
    assert_int_equal(r.status, 201);
    assert_true(reply_has(&r, "\"total\":1500000")); /* October comes with it */
    assert_int_equal(aid_list(&w, "2024-11-01").status, 409);
    r = aid_month(&w, "2024-11-01");
    assert_true(reply_has(&r, "\"lines\":[],"));
    const char *list = strstr(aid_body(&r), "\"lists\":[{\"id\":\"");
    assert_non_null(list);
    long long number = strtoll(list + strlen("\"lists\":[{\"id\":\""), NULL, 10);
    r = aid_get(&w, w.commune_officer, at("/benefits/lists/%lld.json", number));
    assert_true(reply_has(&r, "Người Khuyết Tật"));
    assert_true(reply_has(&r, "1500000"));
    r = aid_get(&w, w.chair, at("/social-assistance/cases/%lld.json", (long long)id));
    assert_true(reply_has(&r, "\"month\":\"10/2024\""));
    assert_int_equal(fixture_get(&w.f, w.commune_officer,
                                 at("/social-assistance/payments?month=2024-11-01&commune=%lld", (long long)w.commune),
                                 "text/html")
                         .status,
                     200);
    fixture_close(&w.f);
}

TEST_DB("a base that is raised for months already listed is made up for in the next list") {
    static struct aid w;
    aid_open(&w, pool);
    assert_true(aid_granted(&w, DISABLED, "disabled-severe", ",\"proof_on\":\"2024-10-20\"") != 0);
    assert_int_equal(aid_list(&w, "2024-11-01").status, 201);
    aid_sql(&w, "UPDATE policy_parameter SET value = 600000 WHERE name = 'social_base' AND value = 500000;");
    struct reply r = aid_month(&w, "2024-12-01");
    /* December 900.000, and 150.000 each for October and November */
    assert_true(reply_has(&r, "\"amount\":1200000,\"arrears\":300000"));
    assert_int_equal(aid_list(&w, "2024-12-01").status, 201);
    r = aid_month(&w, "2024-12-01"); /* it is made up for once */
    assert_true(reply_has(&r, "\"lines\":[],"));
    assert_true(reply_has(&r, "\"troubles\":[]"));
    r = aid_month(&w, "2025-01-01");
    assert_true(reply_has(&r, "\"amount\":900000,\"arrears\":0"));
    aid_sql(&w, "UPDATE policy_parameter SET value = 500000 WHERE name = 'social_base' AND value = 600000;");
    r = aid_month(&w, "2024-12-01");
    assert_true(reply_has(&r, "thừa"));
    fixture_close(&w.f);
}

/* The number after a piece of an answer. */
static long long number_at(const struct reply *r, const char *piece) {
    const char *at_piece = strstr(aid_body(r), piece);
    assert_non_null(at_piece);
    return strtoll(at_piece + strlen(piece), NULL, 10);
}

TEST_DB("a line that the district returned is proposed again") {
    static struct aid w;
    aid_open(&w, pool);
    assert_true(aid_granted(&w, DISABLED, "disabled-severe", "") != 0);
    struct reply r = aid_month(&w, "2024-11-01");
    assert_true(reply_has(&r, "\"total\":750000"));
    assert_int_equal(aid_list(&w, "2024-11-01").status, 201);
    r = aid_month(&w, "2024-11-01");
    assert_true(reply_has(&r, "\"lines\":[],"));
    const char *list = at("/benefits/lists/%lld", number_at(&r, "\"lists\":[{\"id\":\""));
    r = aid_get(&w, w.commune_officer, at("%s.json", list));
    long long line = number_at(&r, "\"items\":[{\"id\":\"");
    assert_int_equal(
        aid_post(&w, w.commune_officer, at("%s/propose", list), at("{\"version\":%lld}", number_at(&r, "\"version\":")))
            .status,
        201);
    r = aid_get(&w, w.office, at("%s.json", list));
    assert_int_equal(
        aid_post(&w, w.office, at("/benefits/lines/%lld/return", line),
                 at("{\"what\":\"return\",\"remark\":\"Sai ngày\",\"version\":%lld}", number_at(&r, "\"version\":")))
            .status,
        201);
    r = aid_month(&w, "2024-11-01");
    assert_true(reply_has(&r, "\"total\":750000"));
    fixture_close(&w.f);
}

TEST_DB("what concerns HIV is never posted nor shown to who may not see it") {
    static struct aid w;
    aid_open(&w, pool);
    struct reply r = aid_apply(&w, w.commune_officer, PARENT, "hiv", "");
    assert_int_equal(r.status, 201);
    int64_t id = aid_id(&r);
    r = aid_step(&w, w.commune_officer, id, "review", REVIEW);
    assert_int_equal(r.status, 422);
    r = aid_step(&w, w.commune_officer, id, "review", "{\"on_day\":\"2024-11-05\",\"review\":\"Đủ\"}");
    assert_int_equal(r.status, 201);
    const char *front = fixture_user(&w.f, "giamsat", "front_supervisor", "26602");
    r = aid_get(&w, front, at("/social-assistance/cases/%lld.json", (long long)id));
    assert_int_equal(r.status, 200);
    assert_false(reply_has(&r, "HIV"));
    assert_false(reply_has(&r, "hiv"));
    r = aid_get(&w, front, "/social-assistance/cases.json");
    assert_false(reply_has(&r, "HIV"));
    assert_int_equal(aid_get(&w, front, "/social-assistance/cases.json?ground=hiv").status, 403);
    fixture_close(&w.f);
}

TEST_DB("a later decision adjusts the one before; a decision to stop ends it from its month") {
    static struct aid w;
    aid_open(&w, pool);
    int64_t first = aid_checked(&w, OLD, "elderly-80", "");
    assert_int_equal(aid_step(&w, w.chair, first, "decide", DECISION(",\"from_month\":\"2024-11-01\"")).status, 201);
    assert_int_equal(aid_list(&w, "2024-11-01").status, 201);
    int64_t second = aid_granted(&w, OLD, "disabled-severe", ",\"proof_on\":\"2024-11-01\"");
    struct reply r = aid_get(&w, w.chair, at("/social-assistance/cases/%lld.json", (long long)first));
    assert_true(reply_has(&r, "\"state\":\"stopped\""));
    assert_true(reply_has(&r, "\"stop_from\":\"2024-11-01\""));
    r = aid_month(&w, "2024-11-01");
    assert_true(reply_has(&r, "\"total\":1000000")); /* instead of the 500.000 that were listed, not beside them */
    assert_int_equal(aid_list(&w, "2024-11-01").status, 201);
    r = aid_step(
        &w, w.chair, second, "stop",
        "{\"number\":\"90/QĐ\",\"on_day\":\"2024-11-20\",\"from_month\":\"2024-12-01\",\"reason\":\"Từ chối\"}");
    assert_int_equal(r.status, 201);
    r = aid_month(&w, "2024-12-01");
    assert_true(reply_has(&r, "\"lines\":[],"));
    fixture_close(&w.f);
}

TEST_DB("who dies or moves away is paid to the end of that month, before anybody decided; taken back, it goes on") {
    static struct aid w;
    aid_open(&w, pool);
    int64_t id = aid_granted(&w, DISABLED, "disabled-severe", ",\"proof_on\":\"2024-10-20\"");
    const char *household = at("/households/%d", DISABLED);
    struct reply r = aid_post(&w, w.commune_officer, at("%s/close", household),
                              "{\"event\":\"gone\",\"on_day\":\"2024-10-28\",\"reason\":\"chuyển đi\",\"version\":1}");
    assert_int_equal(r.status, 201);
    r = aid_month(&w, "2024-11-01");
    assert_true(reply_has(&r, "\"total\":750000")); /* October is paid, November is not */
    r = aid_get(&w, w.chair, "/social-assistance/cases.json?flagged=1");
    assert_true(reply_has(&r, "Người Khuyết Tật"));
    r = aid_get(&w, w.chair, at("/social-assistance/cases/%lld.json", (long long)id));
    assert_true(reply_has(&r, "\"flag\":\"moved_out\""));
    assert_int_equal(aid_post(&w, w.commune_officer, at("%s/undo", household), "{\"version\":2}").status, 201);
    r = aid_month(&w, "2024-11-01");
    assert_true(reply_has(&r, "\"total\":1500000"));
    fixture_close(&w.f);
}

TEST_DB("who holds the allowance on another list already is left off with the reason, and an empty list is closed") {
    static struct aid w;
    aid_open(&w, pool);
    (void)aid_granted(&w, DISABLED, "disabled-severe", ",\"proof_on\":\"2024-11-01\"");
    assert_int_equal(aid_list(&w, "2024-11-01").status, 201);
    /* as if another program had made the list: its claims stand, its shares are not ours */
    aid_sql(&w, "DELETE FROM assistance_share;");
    struct reply r = aid_list(&w, "2024-11-01");
    assert_int_equal(r.status, 201);
    assert_true(reply_has(&r, "\"troubles\":[{"));
    assert_true(reply_has(&r, "Người Khuyết Tật"));
    fixture_close(&w.f);
}

struct by_hand {
    struct aid *w;
    size_t refused;
};
static enum status add_by_hand(struct ctx *c, void *user, struct error *e) {
    struct by_hand *h = user;
    struct benefit_refused *refused;
    int64_t list;
    struct benefit_list_new n = {.policy_id = policy_id_of_key(T("social-disabled")),
                                 .commune_id = h->w->commune,
                                 .from = day_of(2024, 11, 1),
                                 .to = day_of(2024, 12, 1)};
    struct benefit_new line = {.household_id = DISABLED,
                               .person_id = DISABLED,
                               .from = DAY_NONE,
                               .to = DAY_NONE,
                               .amount = 900000000,
                               .entitled_on = DAY_NONE};
    TRY(benefit_list_open(c, &n, &list, e));
    return benefit_add(c, list, &line, 1, NULL, &refused, &h->refused, e);
}

TEST_DB("no allowance is put on a list by hand, whatever the amount: lines come from dossiers") {
    static struct aid w;
    aid_open(&w, pool);
    struct by_hand h = {&w, 0};
    error_clear(&err);
    assert_ok(ctx_write(&w.c, add_by_hand, &h, &err));
    assert_int_equal(h.refused, 1);
    fixture_close(&w.f);
}
