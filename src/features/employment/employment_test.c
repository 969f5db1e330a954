/* From the request to the follow-up after six months, each figure open to its people. */
#include "features/service/testing.h"

struct world {
    struct fixture f;
    const char *commune, *labour, *bank, *elsewhere;
};

static struct world world_open(struct db_pool *pool) {
    struct world w = {.f = fixture_open(pool)};
    w.commune = fixture_user(&w.f, "canbo", "commune_officer", "26602");
    w.labour = officer_in(&w.f, "laodong", "province_officer", "77/sldtbxh", "77");
    w.bank = officer_in(&w.f, "nganhang", "agency_officer", "77/nhcsxh", "77");
    w.elsewhere = fixture_user(&w.f, "xa-khac", "commune_officer", "26605");
    return w;
}

/* A seeker whom the demonstration does not have: the head of a household that is not poor. */
static const char *seeker(struct world *w) {
    const char *household =
        first_of(&w->f, w->commune, "/households?class_provincial=not_poor&class_national=not_poor");
    const char *body = SAY_JSON(&w->f, "{\"person\":\"%s\",\"wish\":\"Làm gần nhà\",\"opened_on\":\"2024-05-06\"}",
                                member_of(&w->f, w->commune, household, 0));
    struct reply r = send_json(&w->f, w->commune, "/job-seekers", body);
    const char *path = location_of(&w->f, &r);
    assert_int_equal(send_json(&w->f, w->commune, "/job-seekers", body).status, 409);
    return path;
}

static const char *employer(struct world *w, const char *tax_code) {
    const char *body = SAY_JSON(&w->f,
                                "{\"name\":\"Công ty Thử\",\"industry\":\"May mặc\",\"area\":\"%lld\",\"tax_code\":"
                                "\"%s\"}",
                                (long long)fixture_area(&w->f, "26602"), tax_code);
    struct reply r = send_json(&w->f, w->labour, "/employers", body);
    assert_int_equal(r.status, 201);
    return member_after(&w->f, &r, "{", "id");
}

static int step(struct world *w, const char *who, const char *path, const char *tail, const char *json) {
    return send_json(&w->f, who, SAY_JSON(&w->f, "%s/%s", path, tail), json).status;
}

static const char *place(struct world *w, const char *employer_id, const char *day) {
    return SAY_JSON(&w->f,
                    "{\"employer\":\"%s\",\"work\":\"Công nhân may\",\"wage\":6500000,\"contract\":true,\"on_day\":"
                    "\"%s\"}",
                    employer_id, day);
}

TEST_DB("a placement is asked about after three and six months, and a new one takes the place of what still waits") {
    struct world w = world_open(pool);
    const char *path = seeker(&w), *there = employer(&w, "3500000001");
    assert_int_equal(step(&w, w.commune, path, "advice", "{\"on_day\":\"2024-05-06\"}"), 201);
    assert_int_equal(step(&w, w.commune, path, "advice", "{\"on_day\":\"2024-05-01\"}"), 422);
    assert_int_equal(step(&w, w.commune, path, "placement", place(&w, there, "2024-05-20")), 201);
    struct reply one = get_json(&w.f, w.commune, path);
    assert_true(reply_has(&one, "\"state\":\"placed\""));
    assert_true(reply_has(&one, "\"due_on\":\"2024-08-20\""));
    assert_true(reply_has(&one, "\"due_on\":\"2024-11-20\""));
    const char *follow = SAY_JSON(&w.f, "/follow-ups/%s", member_after(&w.f, &one, "\"follow_ups\":[", "id"));
    assert_int_equal(send_json(&w.f, w.labour, follow, "{\"done_on\":\"2024-08-22\",\"outcome\":\"in_work\"}").status,
                     201);
    assert_int_equal(step(&w, w.commune, path, "placement", place(&w, there, "2024-10-01")), 201);
    one = get_json(&w.f, w.commune, path);
    assert_true(reply_has(&one, "\"outcome\":\"in_work\""));
    assert_true(reply_has(&one, "Đã có việc làm mới"));
    assert_true(reply_has(&one, "\"due_on\":\"2025-01-01\""));
    assert_int_equal(step(&w, w.commune, path, "close", "{\"note\":\"Đi xa\",\"on_day\":\"2024-11-01\"}"), 201);
    assert_int_equal(step(&w, w.commune, path, "advice", "{\"on_day\":\"2024-11-02\"}"), 409);
    fixture_close(&w.f);
}

TEST_DB("figures of employment open to as many people, by area and period") {
    struct world w = world_open(pool);
    const char *path = seeker(&w), *there = employer(&w, "3500000002");
    assert_int_equal(step(&w, w.commune, path, "placement", place(&w, there, "2024-05-20")), 201);
    static const struct {
        const char *name, *list;
    } figures[] = {{"seekers", "/job-seekers?"},
                   {"advised", "/job-seekers?step=advice&"},
                   {"placed", "/job-seekers?step=placement&"},
                   {"working_3_months", "/follow-ups?kind=job&stage=3&outcome=working&"},
                   {"asked_6_months", "/follow-ups?kind=job&stage=6&outcome=known&"}};
    static const char *const periods[] = {"from=2024-01-01&to=2024-11-25", "from=2024-05-01&to=2024-06-30"};
    for (size_t p = 0; p < COUNT_OF(periods); p++) {
        struct reply board = get_json(&w.f, w.labour, SAY_JSON(&w.f, "/employment?%s", periods[p]));
        assert_int_equal(board.status, 200);
        for (size_t i = 0; i < COUNT_OF(figures); i++) {
            const char *n = member_after(&w.f, &board, "\"total\":", figures[i].name);
            struct reply list = get_json(&w.f, w.labour, SAY_JSON(&w.f, "%s%s", figures[i].list, periods[p]));
            assert_int_equal(list.status, 200);
            assert_string_equal(member_after(&w.f, &list, "{", "total"), n);
        }
    }
    fixture_close(&w.f);
}

TEST_DB("another commune does not see a seeker, an agency that does not lead writes nothing, a tax code stands once") {
    struct world w = world_open(pool);
    const char *path = seeker(&w);
    assert_int_equal(get_json(&w.f, w.elsewhere, path).status, 404);
    assert_int_equal(step(&w, w.elsewhere, path, "advice", "{\"on_day\":\"2024-05-07\"}"), 404);
    assert_int_equal(step(&w, w.bank, path, "advice", "{\"on_day\":\"2024-05-07\"}"), 403);
    (void)employer(&w, "3500000003");
    const char *body = SAY_JSON(&w.f,
                                "{\"name\":\"Công ty Khác\",\"industry\":\"Da giày\",\"area\":\"%lld\",\"tax_code\":"
                                "\"3500000003\"}",
                                (long long)fixture_area(&w.f, "26602"));
    struct reply twice = send_json(&w.f, w.labour, "/employers", body);
    assert_int_equal(twice.status, 422);
    assert_true(reply_has(&twice, "tax_code"));
    fixture_close(&w.f);
}
