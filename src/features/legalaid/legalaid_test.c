/* A case as the centre lives it; who is told yes, no or unknown; and that nobody else reads it. */
#include "features/service/testing.h"

struct world {
    struct fixture f;
    const char *officer, *leader, *bank, *province;
};

static struct world world_open(struct db_pool *pool) {
    struct world w = {.f = fixture_open(pool)};
    w.officer = officer_in(&w.f, "trogiup", "legal_aid_officer", "77/tttgpl", "77");
    w.leader = officer_in(&w.f, "giamdoc", "legal_aid_leader", "77/tttgpl", "77");
    w.bank = officer_in(&w.f, "nganhang", "agency_officer", "77/nhcsxh", "77");
    w.province = fixture_user(&w.f, "tinh", "province_officer", "77");
    return w;
}

/* The head of the first household that a list gives. */
static const char *head_of(struct world *w, const char *list) {
    return member_of(&w->f, w->province, first_of(&w->f, w->province, list), 0);
}

#define NATIONAL_POOR "/households?class_national=poor"
#define PROVINCIAL_ONLY "/households?class_provincial=poor&class_national=not_poor"

static const char *apply(struct world *w, const char *person, const char *ground, const char *field) {
    const char *body = SAY_JSON(&w->f,
                                "{\"person\":\"%s\",\"form\":\"advice\",\"field\":\"%s\",\"ground\":\"%s\","
                                "\"ground_note\":\"Người cao tuổi\",\"applied_on\":\"2024-11-04\",\"channel\":"
                                "\"in_person\",\"request\":\"Tranh chấp ranh đất\"}",
                                person, field, ground);
    struct reply r = send_json(&w->f, w->officer, "/legal-aid/cases", body);
    return location_of(&w->f, &r);
}

static int step(struct world *w, const char *who, const char *path, const char *tail, const char *json) {
    return send_json(&w->f, who, SAY_JSON(&w->f, "%s/%s", path, tail), json).status;
}

#define PAPER "{\"paper\":\"GCN 12/2024\",\"on_day\":\"2024-11-05\"}"

TEST_DB("a case goes from the application through its number, its provider and its acts to an appraisal by somebody "
        "else") {
    struct world w = world_open(pool);
    struct reply made = send_json(&w.f, w.officer, "/legal-aid/providers",
                                  "{\"name\":\"Lê Thị Pháp\",\"kind\":\"centre\",\"valid_from\":\"2024-01-01\"}");
    assert_int_equal(made.status, 201);
    const char *provider = member_after(&w.f, &made, "{", "id");
    const char *path = apply(&w, head_of(&w, NATIONAL_POOR), "poor", "land");
    struct reply one = get_json(&w.f, w.officer, path);
    assert_true(reply_has(&one, "\"answer\":\"if_shown\""));
    const char *give = SAY_JSON(&w.f, "{\"provider\":\"%s\",\"on_day\":\"2024-11-06\"}", provider);
    assert_int_equal(step(&w, w.officer, path, "assign", give), 409);
    assert_int_equal(step(&w, w.officer, path, "accept", PAPER), 201);
    assert_int_equal(step(&w, w.officer, path, "accept", PAPER), 409);
    one = get_json(&w.f, w.officer, path);
    assert_true(reply_has(&one, "\"state\":\"accepted\""));
    assert_true(reply_has(&one, "\"code\":\"TT.TV."));
    assert_int_equal(step(&w, w.officer, path, "close", "{\"outcome\":\"advised\",\"on_day\":\"2024-11-20\"}"), 409);
    assert_int_equal(step(&w, w.officer, path, "assign", give), 201);
    assert_int_equal(step(&w, w.officer, path, "acts", "{\"act\":\"meeting\",\"hours\":2,\"on_day\":\"2024-11-07\"}"),
                     201);
    assert_int_equal(step(&w, w.officer, path, "close", "{\"outcome\":\"advised\",\"on_day\":\"2024-11-01\"}"), 422);
    assert_int_equal(step(&w, w.leader, path, "close", "{\"outcome\":\"advised\",\"on_day\":\"2024-11-20\"}"), 201);
    assert_int_equal(step(&w, w.officer, path, "appraise", "{\"quality\":\"good\",\"on_day\":\"2024-11-21\"}"), 403);
    assert_int_equal(step(&w, w.leader, path, "appraise", "{\"quality\":\"good\",\"on_day\":\"2024-11-21\"}"), 409);
    const char *second = officer_in(&w.f, "phogiamdoc", "legal_aid_leader", "77/tttgpl", "77");
    assert_int_equal(step(&w, second, path, "appraise", "{\"quality\":\"good\",\"on_day\":\"2024-11-21\"}"), 201);
    one = get_json(&w.f, w.officer, path);
    assert_true(reply_has(&one, "\"state\":\"appraised\""));
    assert_true(reply_has(&one, "Lê Thị Pháp"));
    assert_true(reply_has(&one, "\"hours\":2"));
    fixture_close(&w.f);
}

TEST_DB("the poor by the provincial standard only are told that it is not known, and nobody accepts on a guess") {
    struct world w = world_open(pool);
    const char *path = apply(&w, head_of(&w, PROVINCIAL_ONLY), "poor", "land");
    struct reply one = get_json(&w.f, w.officer, path);
    assert_true(reply_has(&one, "\"answer\":\"unknown\""));
    assert_int_equal(step(&w, w.officer, path, "accept", PAPER), 409);
    const char *other = apply(&w, head_of(&w, PROVINCIAL_ONLY), "other", "land");
    assert_int_equal(step(&w, w.officer, other, "accept", PAPER), 201);
    fixture_close(&w.f);
}

TEST_DB("business matters are left out by the law, near-poor needs its group shown, and a refusal says why on paper") {
    struct world w = world_open(pool);
    const char *business = apply(&w, head_of(&w, NATIONAL_POOR), "poor", "business");
    assert_int_equal(step(&w, w.officer, business, "accept", PAPER), 409);
    assert_int_equal(step(&w, w.officer, business, "refuse", "{\"on_day\":\"2024-11-05\"}"), 422);
    assert_int_equal(step(&w, w.officer, business, "refuse",
                          "{\"reason\":\"Việc kinh doanh, thương mại\",\"on_day\":\"2024-11-05\"}"),
                     201);
    struct reply pdf = fixture_get(&w.f, w.officer, SAY_JSON(&w.f, "%s/answer.pdf", business), "*/*");
    assert_int_equal(pdf.status, 200);
    assert_memory_equal(pdf.body.ptr, "%PDF-", 5);
    assert_int_equal(fixture_get(&w.f, w.officer, SAY_JSON(&w.f, "%s/answer.docx", business), "*/*").status, 200);
    const char *near = apply(&w, head_of(&w, "/households?class_national=near_poor"), "near_poor_listed", "land");
    struct reply one = get_json(&w.f, w.officer, near);
    assert_true(reply_has(&one, "\"answer\":\"if_shown\""));
    assert_int_equal(fixture_get(&w.f, w.officer, SAY_JSON(&w.f, "%s/answer.pdf", near), "*/*").status, 409);
    const char *not_near = apply(&w, head_of(&w, "/households?class_national=not_poor"), "near_poor_listed", "land");
    one = get_json(&w.f, w.officer, not_near);
    assert_true(reply_has(&one, "\"answer\":\"no\""));
    fixture_close(&w.f);
}

TEST_DB("others read the counts and nothing else; the counts open to as many cases") {
    struct world w = world_open(pool);
    const char *path = apply(&w, head_of(&w, NATIONAL_POOR), "poor", "land");
    assert_int_equal(get_json(&w.f, w.bank, path).status, 403);
    assert_int_equal(get_json(&w.f, w.province, path).status, 403);
    assert_int_equal(get_json(&w.f, w.bank, "/legal-aid/cases").status, 403);
    struct reply figures = get_json(&w.f, w.bank, "/legal-aid?from=2024-01-01&to=2024-11-25");
    assert_int_equal(figures.status, 200);
    const char *applied = member_after(&w.f, &figures, "\"total\":", "applied");
    struct reply list = get_json(&w.f, w.officer, "/legal-aid/cases?from=2024-01-01&to=2024-11-25");
    assert_true(reply_has(&list, SAY_JSON(&w.f, "\"total\":%s,", applied)));
    struct reply page = fixture_get(&w.f, w.bank, "/legal-aid", "text/html");
    assert_false(reply_has(&page, "/legal-aid/cases"));
    page = fixture_get(&w.f, w.officer, "/legal-aid", "text/html");
    assert_true(reply_has(&page, "/legal-aid/cases?"));
    fixture_close(&w.f);
}

TEST_DB("a board counts where it stands and no longer when it was entered by mistake") {
    struct world w = world_open(pool);
    struct reply before = get_json(&w.f, w.bank, "/legal-aid?from=2024-11-19&to=2024-11-20");
    assert_int_equal(number_after(&w.f, &before, "\"total\":", "boards"), 0);
    const char *body = SAY_JSON(&w.f,
                                "{\"kind\":\"board\",\"title\":\"Bảng tin\",\"area\":\"%lld\",\"place\":\"Trụ sở "
                                "xã\",\"on_day\":\"2024-11-20\",\"quantity\":2}",
                                (long long)fixture_area(&w.f, "26602"));
    struct reply made = send_json(&w.f, w.officer, "/legal-aid/materials", body);
    assert_int_equal(made.status, 201);
    struct reply after = get_json(&w.f, w.bank, "/legal-aid?from=2024-11-19&to=2024-11-20");
    assert_int_equal(number_after(&w.f, &after, "\"total\":", "boards"), 2);
    const char *cancel = SAY_JSON(&w.f, "/legal-aid/materials/%s/cancel", member_after(&w.f, &made, "{", "id"));
    assert_int_equal(send_json(&w.f, w.officer, cancel, "{\"reason\":\"Ghi nhầm\",\"version\":1}").status, 201);
    after = get_json(&w.f, w.bank, "/legal-aid?from=2024-11-19&to=2024-11-20");
    assert_int_equal(number_after(&w.f, &after, "\"total\":", "boards"), 0);
    fixture_close(&w.f);
}
