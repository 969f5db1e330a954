/* Who is entitled, what is plausible, what comes out of the stock. */
#include "features/service/testing.h"

struct world {
    struct fixture f;
    const char *health, *commune, *bank;
    const char *file; /* path of a child that the demonstration looks after */
};
static struct world world_open(struct db_pool *pool) {
    struct world w = {.f = fixture_open(pool)};
    w.health = officer_in(&w.f, "yte", "agency_officer", "77/syt", "77");
    w.commune = fixture_user(&w.f, "canbo", "commune_officer", "26602");
    w.bank = officer_in(&w.f, "nganhang", "agency_officer", "77/nhcsxh", "77");
    w.file =
        SAY_JSON(&w.f, "/nutrition/people/%s", first_of(&w.f, w.health, "/nutrition/people?kind=child&state=open"));
    return w;
}
static struct reply post(struct world *w, const char *who, const char *tail, const char *json) {
    return send_json(&w->f, who, SAY_JSON(&w->f, "%s/%s", w->file, tail), json);
}

TEST_DB(
    "a measurement is kept in grams and millimetres, an odd one asks to be checked, and nobody is judged on a guess") {
    struct world w = world_open(pool);
    struct reply before = get_json(&w.f, w.health, w.file);
    assert_true(reply_has(&before, "\"judged\":\"not_judged\"") || reply_has(&before, "\"measures\":[]"));
    assert_int_equal(
        post(&w, w.health, "measures", "{\"on_day\":\"2024-11-20\",\"weight\":20000,\"height\":1150,\"accepted\":true}")
            .status,
        201);
    struct reply shrank =
        post(&w, w.health, "measures", "{\"on_day\":\"2024-11-25\",\"weight\":20100,\"height\":1050}");
    assert_int_equal(shrank.status, 422);
    assert_true(reply_has(&shrank, "height"));
    struct reply jumped =
        post(&w, w.health, "measures", "{\"on_day\":\"2024-11-25\",\"weight\":35000,\"height\":1155}");
    assert_int_equal(jumped.status, 422);
    assert_true(reply_has(&jumped, "weight"));
    assert_int_equal(post(&w, w.health, "measures", "{\"on_day\":\"2024-11-25\",\"weight\":20,\"height\":1155}").status,
                     422);
    assert_int_equal(
        post(&w, w.bank, "measures", "{\"on_day\":\"2024-11-25\",\"weight\":20100,\"height\":1155}").status, 403);
    assert_int_equal(
        post(&w, w.commune, "measures", "{\"on_day\":\"2024-11-25\",\"weight\":20100,\"height\":1155}").status, 201);
    struct reply after = get_json(&w.f, w.health, w.file);
    assert_true(reply_has(&after, "\"weight_g\":20100"));
    assert_true(reply_has(&after, "\"weight\":\"20,100\""));
    fixture_close(&w.f);
}

TEST_DB("supplies come out of the health agency's stock and not below nothing") {
    struct world w = world_open(pool);
    struct reply made =
        send_json(&w.f, w.health, "/in-kind/goods", "{\"name\":\"Vi chất thử\",\"kind\":\"food\",\"unit\":\"hộp\"}");
    const char *good = location_of(&w.f, &made), *id = strrchr(good, '/') + 1;
    const char *two = SAY_JSON(&w.f, "{\"good\":\"%s\",\"quantity\":2,\"on_day\":\"2024-11-25\"}", id);
    assert_int_equal(post(&w, w.health, "supplies", two).status, 409);
    assert_int_equal(send_json(&w.f, w.health, SAY_JSON(&w.f, "%s/receipts", good),
                               "{\"quantity\":3,\"on_day\":\"2024-11-25\",\"document\":\"PN 2\"}")
                         .status,
                     201);
    assert_int_equal(post(&w, w.health, "supplies", two).status, 201);
    assert_int_equal(post(&w, w.health, "supplies", two).status, 409);
    struct reply book = get_json(&w.f, w.health, good);
    assert_int_equal(number_after(&w.f, &book, "{", "stock"), 1);
    fixture_close(&w.f);
}

TEST_DB("a child of a household on no list is refused with why, and the figures open to as many people") {
    struct world w = world_open(pool);
    const char *household = first_of(&w.f, w.commune, "/households?class_provincial=not_poor&class_national=not_poor");
    struct reply refused = send_json(
        &w.f, w.health, "/nutrition/people",
        SAY_JSON(&w.f, "{\"person\":\"%s\",\"opened_on\":\"2024-11-25\"}", member_of(&w.f, w.commune, household, 0)));
    assert_int_equal(refused.status, 422);
    assert_true(reply_has(&refused, "Không thuộc đối tượng"));
    static const char *const figures[][2] = {{"children", "/nutrition/people?kind=child&"},
                                             {"measured", "/nutrition/people?step=measured&"},
                                             {"supplied", "/nutrition/people?step=supplied&"}};
    struct reply board = get_json(&w.f, w.health, "/nutrition?from=2024-01-01&to=2024-11-25");
    for (size_t i = 0; i < COUNT_OF(figures); i++) {
        struct reply list = get_json(&w.f, w.health, SAY_JSON(&w.f, "%sfrom=2024-01-01&to=2024-11-25", figures[i][1]));
        assert_int_equal(number_after(&w.f, &board, "\"total\":", figures[i][0]),
                         number_after(&w.f, &list, "{", "total"));
    }
    fixture_close(&w.f);
}
