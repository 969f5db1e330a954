/* A model from the district's proposal to its result; clean water opens to its households. */
#include "features/policy/policy.h"
#include "features/service/testing.h"

struct world {
    struct fixture f;
    const char *district, *farm, *farmers, *province, *commune, *bank, *code;
};
static struct world world_open(struct db_pool *pool) {
    struct world w = {.f = fixture_open(pool)};
    w.district = fixture_user(&w.f, "huyen", "district_officer", "750");
    w.farm = officer_in(&w.f, "nongnghiep", "agency_officer", "77/snnptnt", "77");
    w.farmers = officer_in(&w.f, "nongdan", "agency_officer", "77/hnd", "77");
    w.bank = officer_in(&w.f, "nganhang", "agency_officer", "77/nhcsxh", "77");
    w.province = fixture_user(&w.f, "tinh", "province_officer", "77");
    w.commune = fixture_user(&w.f, "canbo", "commune_officer", "26602");
    struct reply r = get_json(&w.f, w.commune, "/households?class_national=poor&limit=1");
    w.code = member_after(&w.f, &r, "\"items\":[", "code");
    return w;
}
static struct reply send(struct world *w, const char *who, const char *path, const char *tail, const char *json) {
    return send_json(&w->f, who, SAY_JSON(&w->f, "%s/%s", path, tail), json);
}
static const char *propose(struct world *w, const char *money) {
    struct reply r = send_json(&w->f, w->district, "/livelihood/models",
                               SAY_JSON(&w->f,
                                        "{\"title\":\"Nuôi dê\",\"kind\":\"livestock\",\"district\":\"%lld\","
                                        "\"year\":2024,\"need\":\"Có đất, thiếu vốn\",\"households_planned\":3,"
                                        "\"money\":%s}",
                                        (long long)fixture_area(&w->f, "750"), money));
    return location_of(&w->f, &r);
}
#define APPROVE "{\"decision\":\"approve\",\"document\":\"15/QĐ-UBND\",\"on_day\":\"2024-11-20\"}"

static void approve(struct world *w, const char *model) {
    assert_int_equal(send(w, w->farm, model, "consolidate", "{}").status, 201);
    assert_int_equal(send(w, w->farmers, model, "opinion", "{\"opinion\":\"yes\"}").status, 201);
    assert_int_equal(send(w, w->province, model, "decision", APPROVE).status, 201);
}

TEST_DB("a model is proposed by the district, consolidated, heard and approved, each by its own, in this order") {
    struct world w = world_open(pool);
    const char *model = propose(&w, "12000000");
    assert_int_equal(send(&w, w.province, model, "decision", APPROVE).status, 409);
    assert_int_equal(send(&w, w.farmers, model, "consolidate", "{}").status, 403);
    assert_int_equal(send(&w, w.bank, model, "consolidate", "{}").status, 403);
    assert_int_equal(send(&w, w.farm, model, "consolidate", "{}").status, 201);
    assert_int_equal(send(&w, w.province, model, "decision", APPROVE).status, 409);
    assert_int_equal(send(&w, w.farm, model, "opinion", "{\"opinion\":\"yes\"}").status, 403);
    assert_int_equal(send(&w, w.farmers, model, "opinion", "{\"opinion\":\"no\",\"note\":\"Thiếu đầu ra\"}").status,
                     201);
    assert_int_equal(send(&w, w.province, model, "decision", APPROVE).status, 409);
    assert_int_equal(send(&w, w.farmers, model, "opinion", "{\"opinion\":\"yes\"}").status, 201);
    assert_int_equal(send(&w, w.district, model, "decision", APPROVE).status, 403);
    struct reply none = send(&w, w.province, model, "decision", "{\"decision\":\"approve\",\"on_day\":\"2024-11-20\"}");
    assert_int_equal(none.status, 422);
    assert_int_equal(send(&w, w.province, model, "decision", APPROVE).status, 201);
    struct reply one = get_json(&w.f, w.commune, model);
    assert_true(reply_has(&one, "Thiếu đầu ra"));
    assert_true(reply_has(&one, "\"state\":\"approved\""));
    assert_int_equal(get_json(&w.f, fixture_user(&w.f, "vungtau", "commune_officer", "26506"), model).status, 404);
    fixture_close(&w.f);
}

TEST_DB(
    "a household joins once, is given things out of the money that was approved and no more, and tells the result") {
    struct world w = world_open(pool);
    const char *model = propose(&w, "12000000");
    const char *join =
        SAY_JSON(&w.f, "{\"code\":\"%s\",\"joined_on\":\"2024-11-21\",\"income_before\":900000}", w.code);
    assert_int_equal(send(&w, w.farm, model, "households", join).status, 409);
    approve(&w, model);
    struct reply joined = send(&w, w.farm, model, "households", join);
    assert_int_equal(joined.status, 201);
    assert_int_equal(send(&w, w.farm, model, "households", join).status, 422);
    const char *household = SAY_JSON(&w.f, "/livelihood/households/%s", member_after(&w.f, &joined, "{", "id"));
    static const char give[] = "{\"what\":\"Dê giống\",\"quantity\":2,\"unit\":\"con\",\"value\":8000000,\"on_day\":"
                               "\"2024-11-22\"}";
    assert_int_equal(send(&w, w.farm, household, "inputs", give).status, 201);
    assert_int_equal(send(&w, w.farm, household, "inputs", give).status, 409);
    assert_int_equal(send(&w, w.bank, household, "inputs", give).status, 403);
    assert_int_equal(send(&w, w.farm, household, "result", "{\"outcome\":\"better\",\"income_after\":1500000}").status,
                     201);
    struct reply one = get_json(&w.f, w.commune, household);
    assert_true(reply_has(&one, "\"outcome\":\"better\""));
    assert_true(reply_has(&one, "\"due_on\":\"2025-05-21\""));
    assert_int_equal(send(&w, w.farm, model, "end", "{\"result\":\"Đạt\"}").status, 201);
    assert_int_equal(send(&w, w.farm, model, "end", "{\"result\":\"Đạt\"}").status, 409);
    struct reply board = get_json(&w.f, w.farm, "/livelihood?from=2024-01-01&to=2024-11-25");
    struct reply list = get_json(&w.f, w.farm, "/livelihood/households?state=in&from=2024-01-01&to=2024-11-25");
    assert_int_equal(number_after(&w.f, &board, "\"total\":", "households"), number_after(&w.f, &list, "{", "total"));
    fixture_close(&w.f);
}

TEST_DB("a household on no list is refused with why") {
    struct world w = world_open(pool);
    const char *model = propose(&w, "0");
    approve(&w, model);
    struct reply r = get_json(&w.f, w.commune, "/households?class_provincial=not_poor&class_national=not_poor&limit=1");
    struct reply refused = send(&w, w.farm, model, "households",
                                SAY_JSON(&w.f, "{\"code\":\"%s\",\"joined_on\":\"2024-11-21\"}",
                                         member_after(&w.f, &r, "\"items\":[", "code")));
    assert_int_equal(refused.status, 422);
    assert_true(reply_has(&refused, "Không thuộc đối tượng"));
    fixture_close(&w.f);
}

TEST_DB("the clean-water rate opens to as many households as it counts") {
    struct world w = world_open(pool);
    struct reply board = get_json(&w.f, w.commune, "/clean-water?to=2024-11-25");
    assert_int_equal(board.status, 200);
    int64_t asked = number_after(&w.f, &board, "\"total\":", "asked");
    assert_true(asked > 0);
    static const char *const parts[] = {"clean", "lacking"};
    int64_t sum = 0;
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        struct reply list =
            get_json(&w.f, w.commune, SAY_JSON(&w.f, "/clean-water/households?water=%s&to=2024-11-25", parts[i]));
        int64_t n = number_after(&w.f, &list, "{", "total");
        assert_int_equal(number_after(&w.f, &board, "\"total\":", parts[i]), n);
        sum += n;
    }
    assert_int_equal(sum, asked);
    fixture_close(&w.f);
}
