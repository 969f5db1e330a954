/* Trials and the worklist of those who are not served: reckoned, kept, nothing changed. */
#include "app/jobs.h"
#include "features/assistance/testing.h"

static void run_jobs(struct aid *w) {
    bool ran = true;
    while (ran) {
        error_clear(&err);
        assert_ok(job_run_next(&w->f.app, &(struct job_settings){0}, &ran, &err));
    }
}
static struct reply try_out(struct aid *w, const char *who, const char *body) {
    struct reply r = aid_post(w, who, "/social-assistance/trials", body);
    if (r.status != 201)
        return r;
    int64_t id = aid_id(&r);
    run_jobs(w);
    return aid_get(w, who, at("/social-assistance/trials/%lld.json", (long long)id));
}

TEST_DB("a trial of base, coefficient or a wider group tells people and money by district and changes nothing") {
    static struct aid w;
    aid_open(&w, pool);
    (void)aid_granted(&w, OLD, "elderly-80", "");                                       /* 500.000 */
    (void)aid_granted(&w, DISABLED, "disabled-severe", ",\"proof_on\":\"2024-10-20\""); /* 750.000 */
    struct reply r = try_out(&w, w.office, "{\"title\":\"Nâng mức chuẩn\",\"month\":\"2024-11-01\",\"base\":600000}");
    assert_true(reply_has(&r, "\"people_now\":2,\"money_now\":1250000,\"people_then\":2,\"money_then\":1500000"));
    assert_true(reply_has(&r, "\"more_month\":250000,\"more_year\":3000000"));
    r = try_out(&w, w.office,
                "{\"title\":\"Hệ số 80 tuổi\",\"month\":\"2024-11-01\",\"tier\":\"elderly-80/coefficient_80\","
                "\"coefficient\":\"1,5\"}");
    assert_true(reply_has(&r, "\"more_month\":250000"));
    /* six heads and two children: over 70 and not paid yet are the one near eighty and the one of whom the year is
     * known */
    r = try_out(&w, w.office,
                "{\"title\":\"Từ 70 tuổi\",\"month\":\"2024-11-01\",\"condition\":\"person.age >= 70\","
                "\"added_coefficient\":\"1\"}");
    assert_true(reply_has(&r, "\"people_added\":2,\"money_added\":1000000"));
    assert_true(reply_has(&r, "\"people_seen\":10"));
    /* eighty or not: of the one whose year alone is known nobody can say */
    r = try_out(&w, w.office,
                "{\"title\":\"Từ 80\",\"month\":\"2024-11-01\",\"condition\":\"person.age >= 80\","
                "\"added_coefficient\":\"1\"}");
    assert_true(reply_has(&r, "\"unknown\":1"));
    r = aid_month(&w, "2024-11-01");
    assert_true(reply_has(&r, "500000 ") || reply_has(&r, "500.000"));
    r = fixture_get(&w.f, w.office, "/social-assistance/trials", "text/html");
    assert_int_equal(r.status, 200);
    assert_true(reply_has(&r, "Nâng mức chuẩn"));
    r = aid_get(&w, w.commune_officer, "/social-assistance/trials.json");
    assert_false(reply_has(&r, "Nâng mức chuẩn"));
    fixture_close(&w.f);
}

TEST_DB("a trial says what is wrong with the question, on its field") {
    static struct aid w;
    aid_open(&w, pool);
    struct reply r = try_out(&w, w.office, "{\"title\":\"Không có gì\"}");
    assert_int_equal(r.status, 422);
    r = try_out(&w, w.office, "{\"title\":\"Sai\",\"condition\":\"person.tuoi > 3\",\"added_coefficient\":\"1\"}");
    assert_int_equal(r.status, 422);
    assert_true(reply_has(&r, "condition"));
    r = try_out(&w, w.office, "{\"title\":\"Sai\",\"condition\":\"person.age\",\"added_coefficient\":\"1\"}");
    assert_int_equal(r.status, 422);
    r = try_out(&w, w.office, "{\"title\":\"Sai\",\"tier\":\"elderly-80/coefficient_80\",\"coefficient\":\"-1\"}");
    assert_int_equal(r.status, 422);
    assert_int_equal(
        aid_post(&w, w.commune_officer, "/social-assistance/trials", "{\"title\":\"x\",\"base\":600000}").status, 403);
    fixture_close(&w.f);
}

TEST_DB("who may have the right by the register and has no dossier is listed until he has one") {
    static struct aid w;
    aid_open(&w, pool);
    const char *province = fixture_user(&w.f, "tinh", "province_officer", "77");
    assert_int_equal(aid_post(&w, w.commune_officer, "/social-assistance/due", "{}").status, 403);
    assert_int_equal(aid_post(&w, province, "/social-assistance/due", "{}").status, 201);
    run_jobs(&w);
    struct reply r = aid_get(&w, w.commune_officer, "/social-assistance/due.json");
    assert_true(reply_has(&r, "Cụ Già"));
    assert_true(reply_has(&r, "Cụ Sắp Tám Mươi"));
    assert_true(reply_has(&r, "\"since\":\"2024-10-20\"")); /* eighty since then */
    assert_true(reply_has(&r, "Mẹ Đơn Thân"));
    assert_false(reply_has(&r, "Người Khuyết Tật")); /* no register tells it */
    assert_false(reply_has(&r, "Cụ Chỉ Nhớ Năm"));
    r = aid_get(&w, w.elsewhere, "/social-assistance/due.json");
    assert_false(reply_has(&r, "Cụ Già"));
    r = aid_apply(&w, w.commune_officer, OLD, "elderly-80", "");
    assert_int_equal(r.status, 201);
    r = aid_get(&w, w.commune_officer, "/social-assistance/due.json");
    assert_false(reply_has(&r, "Cụ Già"));
    r = aid_get(&w, w.commune_officer, "/social-assistance.json");
    assert_true(reply_has(&r, "\"served\":0,\"waiting\":1,\"unserved\":2"));
    fixture_close(&w.f);
}

TEST_DB("a right that ended by the register is flagged, not paid any more, and brought before the chair") {
    static struct aid w;
    aid_open(&w, pool);
    const char *province = fixture_user(&w.f, "tinh", "province_officer", "77");
    int64_t parent = aid_granted(&w, PARENT, "single-parent", ",\"children\":2");
    (void)aid_granted(&w, OLD, "elderly-80", ",\"receiver\":\"Con Cả\"");
    aid_sql(&w,
            "UPDATE class_history SET valid_to = 20045 WHERE household_id = 920002;"); /* 2024-11-18: poor no more */
    assert_int_equal(aid_post(&w, province, "/social-assistance/due", "{}").status, 201);
    run_jobs(&w);
    struct reply r = aid_get(&w, w.chair, at("/social-assistance/cases/%lld.json", (long long)parent));
    assert_true(reply_has(&r, "\"flag\":\"right_ended\""));
    r = aid_get(&w, w.chair, "/social-assistance/cases.json?flagged=1");
    assert_true(reply_has(&r, "Mẹ Đơn Thân"));
    assert_false(reply_has(&r, "Cụ Già"));
    r = fixture_get(&w.f, w.chair, "/", "text/html");
    assert_true(reply_has(&r, "Trợ cấp cần quyết định thôi hưởng"));
    r = aid_month(&w, "2024-12-01");
    assert_false(reply_has(&r, "\"name\":\"Mẹ Đơn Thân\",\"amount\":2000000")); /* November once, December never */
    aid_sql(&w, "UPDATE class_history SET valid_to = 2932896 WHERE household_id = 920002;");
    assert_int_equal(aid_post(&w, province, "/social-assistance/due", "{}").status, 201);
    run_jobs(&w);
    r = aid_get(&w, w.chair, at("/social-assistance/cases/%lld.json", (long long)parent));
    assert_true(reply_has(&r, "\"flag\":null"));
    fixture_close(&w.f);
}
