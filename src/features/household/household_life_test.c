/* What life does to households, in the cases that are rare and must still be right. */
#include "tests/register_fixture.h"

/* A household whose members are known: head, wife, two children, the head's mother, a daughter-in-law. */
struct family {
    const char *path; /* "/households/ID" */
};
static const struct {
    const char *name, *sex, *relation;
} people[] = {{"Quách Thiềm Cha", "male", "head"},       {"Ông Thị Mẹ", "female", "spouse"},
              {"Quách Thiềm Con", "male", "child"},      {"Quách Thị Út", "female", "child"},
              {"Đàm Thị Bà", "female", "parent"},        {"Lữ Thị Dâu", "female", "child_in_law"},
              {"Quách Thị Cháu", "female", "grandchild"}};

static const char *hamlet_of(struct world *w, json_t *page) {
    struct open_version_row v;
    int64_t id;
    bool ok = false;
    AUTO_DB db = NULL;
    assert_true(text_to_i64(text_of(str(page, "id")), &id));
    assert_ok(db_take(w->f.app.pool, false, &db, &err));
    assert_ok(open_version(db, &(struct open_version_in){id}, w->f.arena, &v, &ok, &err));
    return arena_fmt(w->f.arena, "%lld", (long long)v.hamlet_id).ptr;
}

static json_t *make_family(struct world *w, size_t members) {
    const char *hamlet = hamlet_of(w, household_at(w, "", 0));
    struct reply r = fixture_send(
        &w->f, w->officer, HTTP_POST, "/households/new", "application/json",
        arena_fmt(w->f.arena, "{\"hamlet\":\"%s\",\"on_day\":\"2020-01-01\",\"full_name\":\"%s\",\"sex\":\"%s\"}",
                  hamlet, people[0].name, people[0].sex)
            .ptr);
    assert_status(r, 201);
    const char *path = arena_zstr(w->f.arena, reply_header(&r, "Location"));
    json_t *page = get(w, w->officer, path, 200);
    for (size_t i = 1; i < members; i++) {
        assert_status(post(w, w->officer, page, "members/new",
                           "\"full_name\":\"%s\",\"sex\":\"%s\",\"relation\":\"%s\",\"event\":\"moved_in\","
                           "\"on_day\":\"2020-01-02\"",
                           people[i].name, people[i].sex, people[i].relation),
                      201);
        page = get(w, w->officer, path, 200);
    }
    return page;
}

static json_t *member(json_t *page, const char *name) {
    json_t *m = NULL;
    size_t i;
    json_array_foreach(json_object_get(page, "members"), i, m) {
        if (strcmp(str(m, "name"), name) == 0)
            return m;
    }
    fail_msg("%s is no member", name);
    return NULL;
}

static const char *id_of(json_t *page, const char *name) {
    return str(member(page, name), "id");
}

static void assert_relation(json_t *page, const char *name, const char *relation) {
    assert_string_equal(str(member(page, name), "relation_code"), relation);
}

static const char *leave_of(struct world *w, json_t *page, const char *name) {
    return arena_fmt(w->f.arena, "members/%s/leave", id_of(page, name)).ptr;
}

TEST("every relation that follows without being asked is one of the list, and the head is never a result") {
    struct kin k = kin_to_head(T("parent"), T("child"));
    assert_text(k.relation, "sibling");
    assert_true(k.sure);
    k = kin_to_head(T("spouse"), T("child"));
    assert_text(k.relation, "child");
    assert_false(k.sure);                                                /* the head's child need not be the wife's */
    assert_null(kin_to_head(T("parent"), T("grandchild")).relation.ptr); /* own child or a sibling's */
    assert_text(kin_inverse(T("child")), "parent");
    assert_null(kin_inverse(T("stepchild")).ptr);
    static const char *const codes[] = {"spouse",   "child",         "adopted_child", "stepchild",  "child_in_law",
                                        "parent",   "parent_in_law", "grandparent",   "grandchild", "sibling",
                                        "relative", "ward",          "other"};
    for (size_t i = 0; i < COUNT_OF(codes); i++)
        for (size_t j = 0; j < COUNT_OF(codes); j++) {
            struct text r = kin_to_head(text_of(codes[i]), text_of(codes[j])).relation;
            bool known = r.ptr == NULL;
            for (size_t n = 0; n < COUNT_OF(codes); n++)
                known = known || text_is(r, codes[n]);
            assert_true(known);
        }
}

TEST_DB(
    "when the head dies the others' relations follow to the new head, and what does not follow is asked with a guess") {
    struct world w = open_world(pool);
    json_t *page = make_family(&w, 5);
    const char *tail = leave_of(&w, page, "Quách Thiềm Cha"), *wife = id_of(page, "Ông Thị Mẹ");
    const char *death = "\"event\":\"death\",\"on_day\":\"2024-11-20\"";
    struct reply r = post(&w, w.officer, page, tail, "%s,\"new_head\":\"%s\"", death, wife);
    assert_status(r, 422);
    assert_true(reply_has(&r, "household.kin_confirm"));
    assert_true(reply_has(&r, id_of(page, "Quách Thiềm Con")));
    assert_false(reply_has(&r, arena_fmt(w.f.arena, "relation_%s", id_of(page, "Đàm Thị Bà")).ptr)); /* follows */
    assert_status(post(&w, w.officer, page, tail,
                       "%s,\"new_head\":\"%s\",\"relation_%s\":\"child\",\"relation_%s\":\"stepchild\"", death, wife,
                       id_of(page, "Quách Thiềm Con"), id_of(page, "Quách Thị Út")),
                  201);
    json_t *after = again(&w, page);
    assert_string_equal(str(after, "head_name"), "Ông Thị Mẹ");
    assert_relation(after, "Ông Thị Mẹ", "head");
    assert_relation(after, "Đàm Thị Bà", "parent_in_law");
    assert_relation(after, "Quách Thiềm Con", "child");
    assert_relation(after, "Quách Thị Út", "stepchild");
    assert_consistent(&w);
    assert_status(post(&w, w.officer, after, "undo", ""), 201);
    assert_true(json_equal(json_object_get(again(&w, page), "members"), json_object_get(page, "members")));
    assert_consistent(&w);
}

TEST_DB("the page that asks again offers the guess, already chosen") {
    struct world w = open_world(pool);
    json_t *page = make_family(&w, 3);
    struct text path = arena_fmt(w.f.arena, "/households/%s/head", str(page, "id"));
    struct text body =
        arena_fmt(w.f.arena, "version=%lld&on_day=20/11/2024&new_head=%s",
                  (long long)json_integer_value(json_object_get(page, "version")), id_of(page, "Ông Thị Mẹ"));
    struct reply r = fixture_post_cookie(&w.f, w.officer, path.ptr, body.ptr, fixture_csrf(&w.f, w.officer));
    assert_int_equal(r.status, 422);
    assert_true(reply_has(&r, "có lẽ là “Con đẻ”"));
    assert_true(reply_has(&r, "<option value=\"child\" selected>"));
}

TEST_DB("a new head who is a child makes brothers and sisters of the others, and the old head a parent") {
    struct world w = open_world(pool);
    json_t *page = make_family(&w, 7);
    const char *son = id_of(page, "Quách Thiềm Con");
    struct reply r = post(&w, w.officer, page, "head", "\"new_head\":\"%s\",\"on_day\":\"2024-11-20\"", son);
    assert_status(r, 422);
    assert_true(
        reply_has(&r, "household.kin_choose")); /* daughter-in-law: wife or sister-in-law; grandchild: own or not */
    assert_status(
        post(&w, w.officer, page, "head",
             "\"new_head\":\"%s\",\"on_day\":\"2024-11-20\",\"relation_%s\":\"parent\",\"relation_%s\":\"spouse\","
             "\"relation_%s\":\"child\"",
             son, id_of(page, "Ông Thị Mẹ"), id_of(page, "Lữ Thị Dâu"), id_of(page, "Quách Thị Cháu")),
        201);
    json_t *after = again(&w, page);
    assert_relation(after, "Quách Thiềm Cha", "parent");
    assert_relation(after, "Quách Thị Út", "sibling");
    assert_relation(after, "Đàm Thị Bà", "grandparent");
    assert_relation(after, "Lữ Thị Dâu", "spouse");
    json_t *before =
        get(&w, w.officer, arena_fmt(w.f.arena, "/households/%s?as-of=2024-11-19", str(page, "id")).ptr, 200);
    assert_relation(before, "Quách Thị Út", "child");
    assert_consistent(&w);
}

TEST_DB("who split off stands to the new head as follows from before, and whole families merge with their relations") {
    struct world w = open_world(pool);
    json_t *page = make_family(&w, 7);
    const char *son = id_of(page, "Quách Thiềm Con"), *wife = id_of(page, "Lữ Thị Dâu"),
               *girl = id_of(page, "Quách Thị Cháu");
    struct reply r =
        post(&w, w.officer, page, "split",
             "\"members\":[\"%s\",\"%s\",\"%s\"],\"new_head\":\"%s\",\"hamlet\":\"%s\",\"on_day\":\"2024-11-02\","
             "\"relation_%s\":\"spouse\",\"relation_%s\":\"child\"",
             son, wife, girl, son, hamlet_of(&w, page), wife, girl);
    assert_status(r, 201);
    json_t *young = get(&w, w.officer, arena_zstr(w.f.arena, reply_header(&r, "Location")), 200);
    assert_relation(young, "Quách Thiềm Con", "head");
    assert_relation(young, "Lữ Thị Dâu", "spouse");
    json_t *old = again(&w, page);
    assert_relation(old, "Quách Thị Út", "child");
    assert_int_equal(json_array_size(json_object_get(old, "members")), 4);
    assert_consistent(&w);
    /* back to the parents: the head is their child, so his wife is their daughter-in-law */
    assert_status(post(&w, w.officer, young, "merge",
                       "\"into\":\"%s\",\"relation\":\"child\",\"on_day\":\"2024-11-05\"", str(old, "code")),
                  201);
    json_t *joined = again(&w, page);
    assert_relation(joined, "Quách Thiềm Con", "child");
    assert_relation(joined, "Lữ Thị Dâu", "child_in_law");
    assert_relation(joined, "Quách Thị Cháu", "grandchild");
    assert_consistent(&w);
    assert_status(
        post(&w, w.officer, again(&w, young), "close", "\"event\":\"gone\",\"on_day\":\"2024-11-06\",\"reason\":\"x\""),
        409); /* it is no more */
}

TEST_DB("the last one who dies dissolves the household, and one step back makes it live again") {
    struct world w = open_world(pool);
    json_t *page = make_family(&w, 1);
    assert_status(post(&w, w.officer, page, leave_of(&w, page, "Quách Thiềm Cha"),
                       "\"event\":\"death\",\"on_day\":\"2024-11-20\""),
                  201);
    json_t *after = again(&w, page);
    assert_string_equal(str(after, "status"), "dissolved");
    assert_int_equal(json_array_size(json_object_get(after, "members")), 0);
    assert_status(post(&w, w.officer, after, "members/new",
                       "\"full_name\":\"Ông Thị Mẹ\",\"sex\":\"female\",\"relation\":\"spouse\",\"event\":\"moved_in\","
                       "\"on_day\":\"2024-11-21\""),
                  409);
    assert_status(post(&w, w.officer, after, "undo", ""), 201);
    json_t *restored = again(&w, page);
    assert_string_equal(str(restored, "status"), "resident");
    assert_relation(restored, "Quách Thiềm Cha", "head");
    struct text person = arena_fmt(w.f.arena, "/people/%s", id_of(restored, "Quách Thiềm Cha"));
    assert_true(json_is_null(json_object_get(get(&w, w.officer, person.ptr, 200), "died_on")));
    assert_consistent(&w);
}

TEST_DB("events on one day, before the last one, and twice are held apart") {
    struct world w = open_world(pool);
    json_t *page = make_family(&w, 2);
    const char *wife = leave_of(&w, page, "Ông Thị Mẹ");
    assert_status(post(&w, w.officer, page, wife, "\"event\":\"moved_out\",\"on_day\":\"2020-01-01\""),
                  422); /* before she came */
    assert_status(post(&w, w.officer, page, wife, "\"event\":\"moved_out\",\"on_day\":\"2020-01-02\""),
                  201); /* came and went */
    json_t *after = again(&w, page);
    assert_int_equal(json_array_size(json_object_get(after, "members")), 1);
    assert_status(post(&w, w.officer, after, wife, "\"event\":\"death\",\"on_day\":\"2024-01-02\""),
                  404); /* not a member now */
    assert_status(post(&w, w.officer, after, "undo", ""), 201);
    after = again(&w, page);
    assert_relation(after, "Ông Thị Mẹ", "spouse");
    assert_status(
        post(&w, w.officer, after, "head", "\"new_head\":\"%s\",\"on_day\":\"2024-11-20\"", id_of(after, "Ông Thị Mẹ")),
        201); /* spouses: both follow */
    after = again(&w, page);
    assert_relation(after, "Quách Thiềm Cha", "spouse");
    assert_status(post(&w, w.officer, after, "head", "\"new_head\":\"%s\",\"on_day\":\"2024-11-20\"",
                       id_of(after, "Quách Thiềm Cha")),
                  201); /* and back on the same day */
    assert_string_equal(str(again(&w, page), "head_name"), "Quách Thiềm Cha");
    assert_consistent(&w);
}

TEST_DB("a household that moves to another commune takes its people, its class and its history along") {
    struct world w = open_world(pool);
    json_t *page = household_at(&w, "class_provincial=poor&size_min=2", 0);
    struct db *db;
    assert_ok(db_take(pool, false, &db, &err));
    struct household_areas_row *hamlets;
    size_t count;
    assert_ok(
        household_areas(db, &(struct household_areas_in){4, fixture_area(&w.f, "26599"), DB_NULL, day_of(2024, 11, 25)},
                        w.f.arena, &hamlets, &count, &err));
    db_give(db);
    assert_true(count > 0);
    /* who may see only his own commune names a hamlet of the other: the household is theirs afterwards */
    assert_status(post(&w, w.officer, page, "move", "\"hamlet\":\"%lld\",\"on_day\":\"2024-11-10\"",
                       (long long)hamlets[0].area_id),
                  201);
    struct text path = arena_fmt(w.f.arena, "/households/%s", str(page, "id"));
    (void)get(&w, w.officer, path.ptr, 404);
    json_t *theirs = get(&w, w.neighbour, path.ptr, 200);
    assert_string_equal(str(theirs, "class_provincial"), "poor");
    assert_string_equal(str(theirs, "code"), str(page, "code"));
    assert_true(json_equal(json_object_get(theirs, "members"), json_object_get(page, "members")));
    assert_consistent(&w);
}

TEST_DB("who is overtaken by another save sees both versions, loses nothing, and can save on top of it") {
    struct world w = open_world(pool);
    json_t *page = make_family(&w, 1);
    const char *other = fixture_user(&w.f, "canbo.xa.hai", "commune_officer", "26602");
    const char *hamlet = hamlet_of(&w, page);
    struct text tail = arena_fmt(w.f.arena, "/households/%s/correct", str(page, "id"));
    long long version = (long long)json_integer_value(json_object_get(page, "version"));
    struct text first = arena_fmt(w.f.arena, "hamlet=%s&address=Tổ 1&reason=a&version=%lld", hamlet, version),
                second = arena_fmt(w.f.arena, "hamlet=%s&address=Tổ 2&reason=b&version=%lld", hamlet, version);
    assert_int_equal(fixture_post_cookie(&w.f, other, tail.ptr, first.ptr, fixture_csrf(&w.f, other)).status, 303);
    struct reply r = fixture_post_cookie(&w.f, w.officer, tail.ptr, second.ptr, fixture_csrf(&w.f, w.officer));
    assert_int_equal(r.status, 412);
    assert_true(reply_has(&r, "Đang lưu trong sổ"));
    assert_true(reply_has(&r, "<td data-l=\"Đang lưu trong sổ\">Tổ 1</td>"));
    assert_true(reply_has(&r, "value=\"Tổ 2\"")); /* what was typed is still in the form */
    assert_true(reply_has(&r, arena_fmt(w.f.arena, "name=\"version\" value=\"%lld\"", version + 1).ptr));
    struct reply json =
        post(&w, w.officer, page, "correct", "\"hamlet\":\"%s\",\"address\":\"Tổ 3\",\"reason\":\"c\"", hamlet);
    assert_int_equal(json.status, 412);
    assert_true(reply_has(&json, "\"differences\":[{\"field\":\"address\""));
    assert_true(reply_has(&json, "\"yours\":\"Tổ 3\",\"theirs\":\"Tổ 1\""));
    struct text meant = arena_fmt(w.f.arena, "hamlet=%s&address=Tổ 2&reason=b&version=%lld", hamlet, version + 1);
    assert_int_equal(fixture_post_cookie(&w.f, w.officer, tail.ptr, meant.ptr, fixture_csrf(&w.f, w.officer)).status,
                     303);
    assert_string_equal(str(again(&w, page), "address"), "Tổ 2");
}

TEST_DB("If-Match says the version of a write, and a household asked for again answers that nothing changed") {
    struct world w = open_world(pool);
    json_t *page = make_family(&w, 1);
    struct text path = arena_fmt(w.f.arena, "/households/%s", str(page, "id"));
    struct text body =
        arena_fmt(w.f.arena, "{\"hamlet\":\"%s\",\"address\":\"Tổ 1\",\"reason\":\"a\"}", hamlet_of(&w, page));
    struct text write = arena_fmt(w.f.arena, "%.*s/correct", FMT(path));
    w.f.if_match = "\"99\"";
    assert_int_equal(fixture_send(&w.f, w.officer, HTTP_POST, write.ptr, "application/json", body.ptr).status, 412);
    w.f.if_match = "\"1\"";
    assert_int_equal(fixture_send(&w.f, w.officer, HTTP_POST, write.ptr, "application/json", body.ptr).status, 201);
    w.f.if_match = NULL;
    assert_int_equal(fixture_send(&w.f, w.officer, HTTP_POST, write.ptr, "application/json", body.ptr).status, 422);
    struct reply r = fixture_get(&w.f, w.officer, path.ptr, "application/json");
    w.f.if_none_match = arena_zstr(w.f.arena, reply_header(&r, "ETag"));
    struct reply same = fixture_get(&w.f, w.officer, path.ptr, "application/json");
    w.f.if_none_match = NULL;
    assert_int_equal(same.status, 304);
    assert_int_equal(same.body.len, 0);
}
