/* Boundaries and maps: what an administrator loads is drawn on its days; afterwards what became of it is. */
#include "tests/app_fixture.h"

#include "features/area/area.h"
#include "features/area/area_shape.h"

static struct error err;

static struct text square(struct fixture *f, const char *code, double lon, double lat) {
    return arena_fmt(
        f->arena,
        "{\"type\":\"Feature\",\"properties\":{\"ma\":\"%s\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
        "[[[%.2f,%.2f],[%.2f,%.2f],[%.2f,%.2f],[%.2f,%.2f],[%.2f,%.2f]]]}}",
        code, lon, lat, lon + 0.1, lat, lon + 0.1, lat + 0.1, lon, lat + 0.1, lon, lat);
}

static struct reply upload(struct fixture *f, const char *token, const char *day, struct text shapes) {
    struct text body =
        arena_fmt(f->arena,
                  "--xyz\r\nContent-Disposition: form-data; name=\"on_day\"\r\n\r\n%s\r\n"
                  "--xyz\r\nContent-Disposition: form-data; name=\"code_property\"\r\n\r\nma\r\n"
                  "--xyz\r\nContent-Disposition: form-data; name=\"source\"\r\n\r\nthử\r\n"
                  "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"ranh-gioi.geojson\"\r\n"
                  "Content-Type: application/geo+json\r\n\r\n"
                  "{\"type\":\"FeatureCollection\",\"features\":[%.*s]}\r\n--xyz--\r\n",
                  day, FMT(shapes));
    return fixture_send(f, token, HTTP_POST, "/areas/shapes.json", "multipart/form-data; boundary=xyz", body.ptr);
}

static struct area_outline outline_of(struct fixture *f, const char *code, day_t on) {
    AUTO_DB db = NULL;
    assert_ok(db_take(f->app.pool, false, &db, &err));
    struct ctx c;
    ctx_init_system(&c, &f->app, f->arena, db);
    int64_t id = 0;
    struct area_outline *list;
    assert_ok(area_by_code(&c, text_of(code), on, &id, &err));
    assert_ok(area_outlines(&c, &id, 1, on, &list, &err));
    return list[0];
}

TEST_DB(
    "boundaries hold on their days; a merged unit is drawn from those that became it, a district from its communes") {
    struct fixture f = fixture_open(pool);
    const char *admin = fixture_user(&f, "quantri-ranh", "administrator", "77");
    /* 26551 and 26560 of Bà Rịa are one from 1/1/2025 (26560) */
    struct text both =
        arena_fmt(f.arena, "%.*s,%.*s", FMT(square(&f, "26551", 107.1, 10.4)), FMT(square(&f, "26560", 107.2, 10.4)));
    struct reply r = upload(&f, admin, "2024-11-25", both);
    if (r.status != 201)
        fail_msg("%d %.*s", r.status, FMT(r.body));
    struct area_outline before = outline_of(&f, "26560", day_of(2024, 12, 31));
    struct area_outline after = outline_of(&f, "26560", day_of(2025, 1, 1));
    struct area_outline district = outline_of(&f, "748", day_of(2024, 12, 31));
    assert_int_equal(before.ring_count, 1);
    assert_false(before.put_together);
    assert_int_equal(after.ring_count, 2);
    assert_true(after.put_together);
    assert_int_equal(district.ring_count, 2);
    assert_int_equal(fixture_audit_count(&f, "area.load_boundaries"), 1);
    fixture_close(&f);
}

TEST_DB("a file with an unknown code, swapped coordinates or one unit twice says so and stores nothing") {
    struct fixture f = fixture_open(pool);
    const char *admin = fixture_user(&f, "quantri-sai", "administrator", "77");
    struct text good = square(&f, "26551", 107.1, 10.4);
    struct reply unknown =
        upload(&f, admin, "2024-11-25", arena_fmt(f.arena, "%.*s,%.*s", FMT(good), FMT(square(&f, "99999", 107, 10))));
    struct reply swapped = upload(&f, admin, "2024-11-25", square(&f, "26560", 10.4, 107.1 - 80));
    struct reply twice = upload(&f, admin, "2024-11-25", arena_fmt(f.arena, "%.*s,%.*s", FMT(good), FMT(good)));
    struct reply far = upload(&f, admin, "2024-11-25", square(&f, "26551", 30, 50));
    struct reply none = upload(&f, admin, "2024-11-25", T(""));
    struct reply later = upload(&f, admin, "2025-06-01", good); /* 26551 is gone by then */
    assert_int_equal(unknown.status, 422);
    assert_true(reply_has(&unknown, "area.shape_unknown_code") && reply_has(&unknown, "99999"));
    assert_true(reply_has(&swapped, "area.shape_far"));
    assert_true(reply_has(&twice, "area.shape_twice"));
    assert_true(reply_has(&far, "area.shape_far"));
    assert_true(reply_has(&none, "area.shape_none"));
    assert_true(reply_has(&later, "area.shape_unknown_code"));
    assert_int_equal(outline_of(&f, "26551", day_of(2024, 11, 25)).ring_count, 0);
    const char *officer = fixture_user(&f, "canbo-ranh", "commune_officer", "26602");
    assert_int_equal(upload(&f, officer, "2024-11-25", good).status, 403);
    fixture_close(&f);
}

TEST_DB("two maps stand side by side with what changed between them; without boundaries they are tiles") {
    struct fixture f = fixture_open(pool);
    const char *leader = fixture_user(&f, "lanhdao-bando", "province_leader", "77");
    struct reply page =
        fixture_get(&f, leader, "/areas/map?as-of=2024-12-31&other=2025-07-01&level=commune", "text/html");
    assert_int_equal(page.status, 200);
    assert_true(reply_has(&page, "id=\"map-a\"") == false); /* tiles need no pattern */
    struct reply json =
        fixture_get(&f, leader, "/areas/map?as-of=2024-12-31&other=2025-07-01&level=commune", "application/json");
    assert_true(reply_has(&json, "\"count\":83"));
    assert_true(reply_has(&json, "\"count\":30"));
    assert_true(reply_has(&json, "\"on_day\":\"2025-01-01\"") && reply_has(&json, "\"on_day\":\"2025-07-01\""));
    struct reply sheet = fixture_get(&f, leader, "/areas/map.xlsx?level=commune", "*/*");
    assert_memory_equal(sheet.body.ptr, "PK", 2);
    fixture_close(&f);
}
