#include "tests/register_fixture.h"

static size_t found(struct world *w, const char *who, const char *query) {
    json_t *list = get(w, who, arena_fmt(w->f.arena, "/households?limit=200&%s", query).ptr, 200);
    size_t n = json_array_size(json_object_get(list, "items"));
    return n;
}

/* "Nguyễn Thị Hoà" as people type it: folded, as a query. */
static const char *typed(struct world *w, const char *name) {
    struct text folded = vi_fold(w->f.arena, text_of(name));
    char *q = arena_zstr(w->f.arena, folded);
    for (char *p = q; *p; p++)
        if (*p == ' ')
            *p = '+';
    return q;
}

static bool lists(struct world *w, const char *who, const char *query, const char *id) {
    json_t *items =
        json_object_get(get(w, who, arena_fmt(w->f.arena, "/households?limit=200&%s", query).ptr, 200), "items");
    for (size_t i = 0; i < json_array_size(items); i++)
        if (strcmp(str(json_array_get(items, i), "id"), id) == 0)
            return true;
    return false;
}

TEST_DB("a household is found by the words of any member's name without diacritics, by code and by personal number") {
    struct world w = open_world(pool);
    json_t *page = household_at(&w, "size_min=3", 0);
    json_t *members = json_object_get(page, "members");
    for (size_t i = 0; i < json_array_size(members); i++) {
        const char *q = typed(&w, str(json_array_get(members, i), "name"));
        json_t *list = get(&w, w.officer, arena_fmt(w.f.arena, "/households?limit=200&q=%s", q).ptr, 200);
        json_t *items = json_object_get(list, "items");
        bool there = false;
        for (size_t k = 0; k < json_array_size(items); k++)
            there = there || strcmp(str(json_array_get(items, k), "id"), str(page, "id")) == 0;
        assert_true(there);
    }
    assert_int_equal(found(&w, w.officer, arena_fmt(w.f.arena, "q=%s", str(page, "code")).ptr), 1);
    assert_int_equal(found(&w, w.officer, "q=khongcoai"), 0);
    assert_int_equal(found(&w, w.officer, "q=nguyen+khongcoai"), 0);
    assert_true(found(&w, w.officer, "q=nguyen") > 40); /* a word of every second household: walked, not looked up */
}

TEST_DB("an officer sees the households of the own commune only, on lists, pages and events") {
    struct world w = open_world(pool);
    assert_int_equal(found(&w, w.officer, ""), 200);
    assert_int_equal(found(&w, w.neighbour, ""), 0);
    json_t *page = household_at(&w, "", 0);
    (void)(get(&w, w.neighbour, arena_fmt(w.f.arena, "/households/%s", str(page, "id")).ptr, 404));
    assert_status(post(&w, w.neighbour, page, "close", "\"event\":\"gone\",\"on_day\":\"2024-11-01\",\"reason\":\"x\""),
                  404);
}

TEST_DB("a mistaken death is one step back") {
    struct world w = open_world(pool);
    json_t *page = household_at(&w, "size_min=3", 0), *members = json_object_get(page, "members");
    const char *head = str(json_array_get(members, 0), "id"), *next = str(json_array_get(members, 1), "id");
    const char *tail = arena_fmt(w.f.arena, "members/%s/leave", head).ptr;
    assert_status(post(&w, w.officer, page, tail, "\"event\":\"death\",\"on_day\":\"2024-11-20\""),
                  422); /* no new head */
    assert_status(
        post(&w, w.officer, page, tail, "\"event\":\"death\",\"on_day\":\"2024-12-20\",\"new_head\":\"%s\"", next),
        422);
    assert_status(post(&w, w.officer, page, tail, "\"event\":\"death\",\"on_day\":\"2024-11-20\",\"new_head\":\"%s\"%s",
                       next, relations(&w, page)),
                  201);
    json_t *after = again(&w, page);
    assert_int_equal(json_array_size(json_object_get(after, "members")), json_array_size(members) - 1);
    assert_string_equal(str(after, "head_name"), str(json_array_get(members, 1), "name"));
    assert_consistent(&w);
    json_t *before =
        get(&w, w.officer, arena_fmt(w.f.arena, "/households/%s?as-of=2024-11-19", str(page, "id")).ptr, 200);
    assert_int_equal(json_array_size(json_object_get(before, "members")), json_array_size(members));
    const char *above =
        fixture_user(&w.f, "canbo.tinh", "province_officer", "77"); /* searches by index, the officer by walking */
    const char *by_name = arena_fmt(w.f.arena, "as-of=2024-11-19&q=%s", typed(&w, str(page, "head_name"))).ptr;
    assert_true(lists(&w, w.officer, by_name, str(page, "id")));
    assert_true(lists(&w, above, by_name, str(page, "id")));
    assert_false(lists(&w, above, arena_fmt(w.f.arena, "as-of=2024-11-22&q=%s", typed(&w, str(page, "head_name"))).ptr,
                       str(page, "id")));
    assert_status(post(&w, w.officer, page, "undo", ""), 412); /* the version of before */
    assert_status(post(&w, w.officer, after, "undo", ""), 201);
    json_t *restored = again(&w, page);
    assert_true(json_equal(json_object_get(restored, "members"), members));
    assert_string_equal(str(restored, "head_name"), str(page, "head_name"));
    assert_consistent(&w);
    assert_int_equal(fixture_audit_count(&w.f, "household.undone"), 1);
}

TEST_DB("a split carries the class and the day of escape, and can be taken back; the id stays with the head") {
    struct world w = open_world(pool);
    json_t *page = household_at(&w, "class_provincial=poor&size_min=2", 0), *members = json_object_get(page, "members");
    const char *leaver = str(json_array_get(members, 1), "id");
    struct text hamlet;
    {
        AUTO_DB db = NULL;
        struct open_version_row v;
        bool ok = false;
        int64_t id;
        assert_true(text_to_i64(text_of(str(page, "id")), &id));
        assert_ok(db_take(pool, false, &db, &err));
        assert_ok(open_version(db, &(struct open_version_in){id}, w.f.arena, &v, &ok, &err));
        hamlet = arena_fmt(w.f.arena, "%lld", (long long)v.hamlet_id);
    }
    assert_status(post(&w, w.officer, page, "split",
                       "\"members\":[\"%s\"],\"new_head\":\"%s\",\"hamlet\":\"%.*s\",\"on_day\":\"2024-11-02\"",
                       str(json_array_get(members, 0), "id"), leaver, FMT(hamlet)),
                  422); /* the head stays */
    struct reply r = post(&w, w.officer, page, "split",
                          "\"members\":[\"%s\"],\"new_head\":\"%s\",\"hamlet\":\"%.*s\",\"on_day\":\"2024-11-02\"",
                          leaver, leaver, FMT(hamlet));
    assert_status(r, 201);
    json_t *new_page = get(&w, w.officer, arena_zstr(w.f.arena, reply_header(&r, "Location")), 200);
    assert_string_equal(str(new_page, "class_provincial"), "poor");
    assert_string_equal(str(new_page, "split_from"), str(page, "id"));
    assert_string_equal(str(json_array_get(json_object_get(new_page, "classes"), 0), "movement"), "carried_by_split");
    assert_int_equal(json_array_size(json_object_get(new_page, "members")), 1);
    assert_consistent(&w);
    json_t *after = again(&w, page);
    assert_status(post(&w, w.officer, after, "undo", ""), 201);
    (void)(get(&w, w.officer, arena_fmt(w.f.arena, "/households/%s", str(new_page, "id")).ptr, 404));
    json_t *restored = again(&w, page);
    assert_true(json_equal(json_object_get(restored, "members"), members));
    assert_consistent(&w);
}

TEST_DB("a merge leaves a pointer, and what happened since stands in the way of taking it back") {
    struct world w = open_world(pool);
    json_t *one = household_at(&w, "", 0), *two = household_at(&w, "", 1);
    const char *as = "\"relation\":\"other\",\"on_day\":\"2024-11-03\"";
    assert_status(post(&w, w.officer, one, "merge", "\"into\":\"%s\",%s%s", str(one, "code"), as, relations(&w, one)),
                  422);
    assert_status(post(&w, w.officer, one, "merge", "\"into\":\"%s\",%s%s", str(two, "code"), as, relations(&w, one)),
                  201);
    json_t *merged = again(&w, one), *joined = again(&w, two);
    assert_string_equal(str(merged, "merged_into"), str(two, "id"));
    assert_string_equal(str(merged, "status"), "merged");
    assert_int_equal(json_array_size(json_object_get(joined, "members")),
                     json_array_size(json_object_get(one, "members")) +
                         json_array_size(json_object_get(two, "members")));
    assert_int_equal(found(&w, w.officer, ""), 199);
    assert_int_equal(found(&w, w.officer, "resident=merged"), 1);
    assert_consistent(&w);
    assert_status(post(&w, w.officer, joined, "members/new",
                       "\"full_name\":\"Trần Thị Mới\",\"sex\":\"female\",\"born\":\"2024\",\"relation\":\"child\","
                       "\"event\":\"birth\",\"on_day\":\"2024-11-10\""),
                  201);
    assert_status(post(&w, w.officer, merged, "undo", ""), 409); /* the other household changed since */
    joined = again(&w, two);
    assert_status(post(&w, w.officer, joined, "undo", ""), 201);
    assert_status(post(&w, w.officer, merged, "undo", ""), 201);
    json_t *restored = again(&w, one);
    assert_true(json_equal(json_object_get(restored, "members"), json_object_get(one, "members")));
    assert_true(json_is_null(json_object_get(restored, "merged_into")));
    assert_consistent(&w);
}

TEST_DB("a correction keeps what was wrong with its reason, and a stale version is refused") {
    struct world w = open_world(pool);
    json_t *page = household_at(&w, "", 0), *head = json_array_get(json_object_get(page, "members"), 0);
    const char *tail = arena_fmt(w.f.arena, "members/%s/correct", str(head, "id")).ptr;
    const char *fields = "\"full_name\":\"Quách Thiềm "
                         "Đúng\",\"sex\":\"male\",\"born\":\"1960\",\"relation\":\"head\",\"reason\":\"ghi nhầm\"";
    assert_status(post(&w, w.officer, page, tail, "%s", fields), 201);
    assert_status(post(&w, w.officer, page, tail, "%s", fields), 412);
    json_t *after = again(&w, page);
    assert_string_equal(str(after, "head_name"), "Quách Thiềm Đúng");
    json_t *past =
        get(&w, w.officer, arena_fmt(w.f.arena, "/households/%s?as-of=2022-01-01", str(page, "id")).ptr, 200);
    assert_string_equal(str(json_array_get(json_object_get(past, "members"), 0), "name"),
                        "Quách Thiềm Đúng"); /* as known now */
    assert_int_equal(found(&w, w.officer, "q=quach+thiem+dung"), 1);
    assert_consistent(&w);
    assert_status(post(&w, w.officer, after, "undo", ""), 201);
    assert_int_equal(found(&w, w.officer, arena_fmt(w.f.arena, "q=%s", str(page, "code")).ptr), 1);
}

TEST_DB("a likely duplicate and a contradicting number warn, and a tick lets them through") {
    struct world w = open_world(pool);
    json_t *page = household_at(&w, "", 0);
    const char *person =
        "\"full_name\":\"Phạm Thị Trùng\",\"sex\":\"female\",\"born\":\"05/03/1988\",\"relation\":\"other\","
        "\"event\":\"moved_in\",\"on_day\":\"2024-11-10\",\"personal_number\":\"077188000123\"";
    assert_status(post(&w, w.officer, page, "members/new", "%s", person), 201);
    json_t *other = household_at(&w, "", 1);
    struct reply r = post(&w, w.officer, other, "members/new", "%s", person);
    assert_int_equal(r.status, 422);
    assert_true(reply_has(&r, "personal_number"));
    assert_true(reply_has(&r, "full_name"));
    assert_true(reply_has(&r, str(page, "code")));
    assert_status(post(&w, w.officer, other, "members/new", "%s,\"accept\":true", person), 201);
    struct reply odd = post(&w, w.officer, household_at(&w, "", 2), "members/new",
                            "\"full_name\":\"Võ Văn Lạ\",\"sex\":\"male\",\"born\":\"1990\",\"relation\":\"other\","
                            "\"event\":\"moved_in\",\"on_day\":\"2024-11-10\",\"personal_number\":\"077188000777\"");
    assert_int_equal(odd.status, 422); /* a woman of 1988 */
    struct reply malformed =
        post(&w, w.officer, household_at(&w, "", 2), "members/new",
             "\"full_name\":\"Võ Văn Lạ\",\"sex\":\"male\",\"relation\":\"other\",\"accept\":true,"
             "\"event\":\"moved_in\",\"on_day\":\"2024-11-10\",\"personal_number\":\"07718800077\"");
    assert_int_equal(malformed.status, 422); /* eleven digits are no number, whatever is ticked */
}

TEST_DB("whole personal numbers are shown on request only, and each time leaves a record") {
    struct world w = open_world(pool);
    json_t *page = household_at(&w, "", 0), *member = NULL;
    size_t i;
    json_array_foreach(json_object_get(page, "members"), i, member) {
        const char *masked = str(member, "number");
        if (*masked == '\0')
            continue;
        assert_non_null(strstr(masked, "••••"));
        struct text path = arena_fmt(w.f.arena, "/people/%s/number", str(member, "id"));
        struct reply r = fixture_send(&w.f, w.officer, HTTP_POST, path.ptr, "application/json", "{}");
        assert_int_equal(r.status, 200);
        json_t *shown = kept(json_loadb(r.body.ptr, r.body.len, 0, NULL));
        assert_true(number_is_well_formed(text_of(str(shown, "number"))));
        assert_int_equal(fixture_audit_count(&w.f, "person.number_shown"), 1);
        assert_int_equal(fixture_send(&w.f, w.neighbour, HTTP_POST, path.ptr, "application/json", "{}").status, 404);
        return;
    }
    fail_msg("nobody has a number%s", "");
}

TEST_DB("pages of the register can be looked at, past days too") {
    struct world w = open_world(pool);
    json_t *page = household_at(&w, "class_provincial=poor", 0);
    const char *paths[] = {"/households", "/households?q=nguyen&sort=head&dir=desc",
                           "/households?as-of=2023-01-01&q=nguyen", "/households/new"};
    for (size_t i = 0; i < COUNT_OF(paths); i++)
        assert_int_equal(fixture_get(&w.f, w.officer, paths[i], "text/html").status, 200);
    const char *tails[] = {"",       "?as-of=2022-05-05", "/members/new", "/head", "/move", "/split", "/merge",
                           "/close", "/correct"};
    for (size_t i = 0; i < COUNT_OF(tails); i++) {
        struct text path = arena_fmt(w.f.arena, "/households/%s%s", str(page, "id"), tails[i]);
        struct reply r = fixture_get(&w.f, w.officer, path.ptr, "text/html");
        if (r.status != 200)
            fail_msg("%s: %d", path.ptr, r.status);
    }
    struct text person =
        arena_fmt(w.f.arena, "/people/%s", str(json_array_get(json_object_get(page, "members"), 0), "id"));
    assert_int_equal(fixture_get(&w.f, w.officer, person.ptr, "text/html").status, 200);
    assert_true(found(&w, w.officer, "as-of=2023-01-01") > 150);
    assert_int_equal(found(&w, w.neighbour, "as-of=2023-01-01"), 0);
}

TEST_DB("rebuilding the present state from the rows changes nothing but repairs what was damaged") {
    struct world w = open_world(pool);
    int64_t count = 0;
    error_clear(&err);
    assert_ok(household_now_rebuild(&w.f.app, NULL, NULL, &count, &err));
    assert_int_equal(count, 200);
    assert_consistent(&w);
    struct db *db;
    assert_ok(db_take(pool, true, &db, &err));
    assert_ok(db_script(db, "UPDATE household_now SET member_count = member_count + 1", &err));
    db_give(db);
    struct ctx c;
    struct household_now_verdict v;
    assert_ok(db_take(pool, false, &db, &err));
    assert_ok(db_begin_read(db, &err));
    ctx_init_system(&c, &w.f.app, w.f.arena, db);
    assert_ok(household_now_check(&c, &v, &err));
    assert_int_equal(v.different, 200);
    db_give(db);
    assert_ok(household_now_rebuild(&w.f.app, NULL, NULL, &count, &err));
    assert_consistent(&w);
    assert_true(found(&w, w.officer, "q=nguyen") > 40);
}

TEST_DB("resident households are counted by commune as they come, move and go, and the check finds a wrong counter") {
    struct world w = open_world(pool);
    struct db *db;
    struct ctx c;
    struct count_wrong_row wrong;
    bool is_there;
    static const char *const changes[] = {
        "UPDATE household_now SET status = 2 WHERE household_id IN (SELECT min(household_id) FROM household_now)",
        "UPDATE household_now SET urban = 1 - urban, commune_id = commune_id + 1 WHERE status = 1",
        "UPDATE household_now SET status = 1, commune_id = commune_id - 1, urban = 1 - urban",
        "UPDATE household_now SET member_count = member_count + 1",
        "DELETE FROM household_now WHERE household_id IN (SELECT max(household_id) FROM household_now)",
    };
    json_t *list = get(&w, w.officer, "/households?limit=1", 200);
    assert_int_equal(json_integer_value(json_object_get(list, "total")), found(&w, w.officer, ""));
    assert_int_equal(found(&w, w.officer, ""), 200);
    for (size_t i = 0; i <= COUNT_OF(changes); i++) {
        assert_ok(db_take(pool, true, &db, &err));
        assert_ok(db_script(
            db, i < COUNT_OF(changes) ? changes[i] : "UPDATE household_count SET households = households + 1", &err));
        db_give(db);
        assert_ok(db_take(pool, false, &db, &err));
        assert_ok(db_begin_read(db, &err));
        ctx_init_system(&c, &w.f.app, w.f.arena, db);
        assert_ok(count_wrong(db, w.f.arena, &wrong, &is_there, &err));
        assert_int_equal(wrong.wrong > 0, i == COUNT_OF(changes));
        db_give(db);
    }
    int64_t count;
    assert_ok(household_now_rebuild(&w.f.app, NULL, NULL, &count, &err));
    assert_ok(db_take(pool, false, &db, &err));
    assert_ok(db_begin_read(db, &err));
    assert_ok(count_wrong(db, w.f.arena, &wrong, &is_there, &err));
    assert_int_equal(wrong.wrong, 0);
    db_give(db);
}

TEST("a personal number is held against sex, year and province of birth registration") {
    struct new_person p = {.number = T("077188000123"), .sex = 1, .born = day_of(1988, 3, 5)};
    error_clear(&err);
    number_check(&err, &p);
    assert_int_equal(err.field_count, 0);
    p.sex = 0;
    number_check(&err, &p);
    assert_int_equal(err.field_count, 1);
    error_clear(&err);
    p = (struct new_person){.number = T("999312000123"), .sex = 1, .born = day_of(2013, 3, 5)};
    number_check(&err, &p); /* no such province, and born in 2012 */
    assert_int_equal(err.field_count, 2);
    error_clear(&err);
}

TEST("masked numbers keep the ends only") {
    assert_text(household_masked_number(test_arena(), T("077188004417")), "077 •••• 4417");
    assert_text(household_masked_number(test_arena(), T("123")), "••••");
}
