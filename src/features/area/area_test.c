#include "tests/app_fixture.h"

#include "features/area/area.h"

static struct error err;

static struct ctx reading(struct fixture *f, struct db *db) {
    struct ctx c;
    ctx_init_system(&c, &f->app, f->arena, db);
    return c;
}

static size_t communes_on(struct ctx *c, const char *code, day_t on) {
    int64_t id = 0;
    struct area *list;
    size_t count = 0;
    assert_ok(area_by_code(c, text_of(code), on, &id, &err));
    assert_ok(area_communes(c, id, on, &list, &count, &err));
    return count;
}

TEST_DB("the province has 82 communes and Côn Đảo on the plan's day, 77 in 2025, 30 units after July 2025") {
    struct fixture f = fixture_open(pool);
    AUTO_DB db = NULL;
    assert_ok(db_take(pool, false, &db, &err));
    struct ctx c = reading(&f, db);
    assert_int_equal(communes_on(&c, "77", day_of(2024, 2, 21)), 82 + 1);
    assert_int_equal(communes_on(&c, "77", day_of(2025, 1, 1)), 77 + 1);
    assert_int_equal(communes_on(&c, "77", day_of(2025, 7, 1)), 30);
    fixture_close(&f);
}

TEST_DB("a code means something only with a day: 753 is Đất Đỏ, then Long Đất; 752 leads to it") {
    struct fixture f = fixture_open(pool);
    AUTO_DB db = NULL;
    assert_ok(db_take(pool, false, &db, &err));
    struct ctx c = reading(&f, db);
    int64_t before = 0, after = 0, closed = 0;
    struct area a;
    assert_ok(area_by_code(&c, T("753"), day_of(2024, 12, 31), &before, &err));
    assert_ok(area_by_code(&c, T("753"), day_of(2025, 1, 1), &after, &err));
    assert_ok(area_by_code(&c, T("752"), day_of(2025, 1, 1), &closed, &err));
    assert_int_not_equal(before, after);
    assert_int_equal(closed, after);
    assert_ok(area_get(&c, after, day_of(2025, 1, 1), &a, &err));
    assert_text(a.name, "Huyện Long Đất");
    fixture_close(&f);
}

struct hamlet {
    int64_t id, commune;
};

static enum status make_hamlet(struct ctx *c, void *user, struct error *e) {
    struct hamlet *h = user;
    h->id = id_new();
    TRY(area_hamlet_create(c, h->id, h->commune, T("Ấp Thử"), T("Ấp"), false, "invented", e));
    TRY(area_hamlets_follow(c, e));
    audit_note(c, 0, "test.hamlet", "area", h->id, NULL);
    return OK;
}

TEST_DB("a hamlet of a merged commune is found under its successor, and under the old one before") {
    struct fixture f = fixture_open(pool);
    struct ctx c;
    ctx_init_system(&c, &f.app, f.arena, NULL);
    struct hamlet h = {0};
    {
        AUTO_DB db = NULL;
        assert_ok(db_take(pool, false, &db, &err));
        c.db = db;
        assert_ok(area_by_code(&c, T("26668"), day_of(2024, 6, 1), &h.commune, &err)); /* xã Tam Phước of 2024 */
        c.db = NULL;
    }
    assert_ok(ctx_write(&c, make_hamlet, &h, &err));
    AUTO_DB db = NULL;
    assert_ok(db_take(pool, false, &db, &err));
    c.db = db;
    struct area then, in_2025, now;
    assert_ok(area_get(&c, h.id, day_of(2024, 12, 31), &then, &err));
    assert_int_equal(then.parent_id, h.commune);
    assert_ok(area_get(&c, h.id, day_of(2025, 1, 1), &in_2025, &err));
    assert_int_not_equal(in_2025.parent_id, h.commune);
    assert_ok(area_get(&c, h.id, day_of(2025, 7, 1), &now, &err));
    struct area *path;
    size_t count;
    assert_ok(area_path(&c, h.id, day_of(2025, 7, 1), &path, &count, &err));
    assert_text(path[count - 1].name, "Thành phố Hồ Chí Minh");
    c.db = NULL;
    fixture_close(&f);
}
