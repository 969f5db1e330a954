/* Requests, the monthly round, form 04 and the average living standard, through the HTTP edge. */
#include "features/review/stage.h"

/* A household that is on no list of the season; the nth of the commune. */
static json_t *outsider(struct stage *s, int nth) {
    json_t *list = look(s, s->officer, "/households?limit=200&class_provincial=not_poor&sort=code");
    json_t *x = json_array_get(json_object_get(list, "items"), (size_t)nth);
    assert_non_null(x);
    return x;
}

static long long ask(struct stage *s, const char *code, const char *kind) {
    return act_by(
        s, s->officer, "/review/requests",
        path_of(s, "{\"code\":\"%s\",\"kind\":\"%s\",\"channel\":\"portal\",\"reason\":\"mất mùa\"}", code, kind));
}

static void take_up(struct stage *s, long long request, const char *round) {
    (void)act_by(s, s->officer, path_of(s, "/review/requests/%lld/screen", request),
                 path_of(s, "{\"screen\":\"review\",\"season\":\"%s\",\"version\":1}", round));
}

static const char *state_of(struct stage *s, long long request) {
    return str(look(s, s->officer, path_of(s, "/review/requests/%lld", request)), "state");
}

static long long hamlet_of(struct stage *s, const char *household) {
    AUTO_DB db = NULL;
    struct household_place_now_row r;
    bool found = false;
    assert_ok(db_take(s->f.app.pool, false, &db, &err));
    assert_ok(
        household_place_now(db, &(struct household_place_now_in){id_in(household)}, s->f.arena, &r, &found, &err));
    return r.hamlet_id;
}

/* Interview on the 16th, meeting on the 17th, posting on the 18th, free on the 24th. */
static void through_round(struct stage *s, int month, const char *const *households, const enum outcome *found,
                          size_t count) {
    day(s, 2024, month, 16);
    for (size_t i = 0; i < count; i++)
        (void)act_by(s, s->reviewer, path_of(s, "/interviews/%s/%s", s->season, households[i]),
                     answers(s, found[i], 0));
    day(s, 2024, month, 17);
    for (size_t i = 0; i < count; i++)
        (void)act_by(s, s->head,
                     path_of(s, "/review/hamlets/%lld/meeting?season=%s", hamlet_of(s, households[i]), s->season),
                     minutes(s, kept(json_pack("[{s:s}]", "id", households[i])), 30, 25, "", 0));
    day(s, 2024, month, 18);
    for (size_t i = 0; i < count; i++) {
        struct reply r =
            send(s, s->officer,
                 path_of(s, "/review/hamlets/%lld/posting?season=%s", hamlet_of(s, households[i]), s->season), "{}");
        assert_true(r.status == 201 || reply_has(&r, "review.nothing_agreed"));
    }
}

static const char *class_of(struct stage *s, const char *household, const char *member) {
    return str(look(s, s->officer, path_of(s, "/households/%s", household)), member);
}

TEST_DB("a monthly round runs from the 15th, decides within its term, and answers who is refused in writing") {
    static struct stage s;
    stage_open(&s, pool);
    s.reviewer = fixture_user(&s.f, "rasoat", "hamlet_reviewer", "26602");
    s.head = fixture_user(&s.f, "truongthon", "hamlet_head", "26602");
    json_t *poor =
        json_array_get(json_object_get(look(&s, s.officer, "/households?class_provincial=poor&sort=code"), "items"), 0);
    json_t *one = outsider(&s, 0), *two = outsider(&s, 1), *three = outsider(&s, 2);
    day(&s, 2024, 10, 3);
    long long found_poor = ask(&s, str(one, "code"), "poor"), sudden = ask(&s, str(two, "code"), "sudden");
    long long out = ask(&s, str(three, "code"), "poor"), leaves = ask(&s, str(poor, "code"), "escape");
    assert_told(send(&s, s.officer, "/review/requests",
                     path_of(&s, "{\"code\":\"%s\",\"kind\":\"poor\",\"channel\":\"post\"}", str(one, "code"))),
                409, "review.request_open");
    const char *screen = path_of(&s, "/review/requests/%lld/screen", out);
    assert_told(send(&s, s.officer, screen, "{\"screen\":\"screened_out\",\"version\":1}"), 422,
                "review.answer_needs_reason");
    (void)act_by(&s, s.officer, screen, "{\"screen\":\"screened_out\",\"reason\":\"có lương ổn định\",\"version\":1}");
    assert_string_equal(state_of(&s, out), "answered");
    (void)snprintf(s.season, sizeof s.season, "%lld",
                   act_by(&s, s.province, "/review/seasons", "{\"kind\":\"monthly\",\"year\":2024,\"month\":10}"));
    assert_told(send(&s, s.officer, path_of(&s, "/review/requests/%lld/screen", found_poor),
                     path_of(&s, "{\"screen\":\"review\",\"season\":\"%s\",\"version\":1}", s.season)),
                409, "review.outside_window"); /* not before the 15th */
    day(&s, 2024, 10, 15);
    take_up(&s, found_poor, s.season);
    take_up(&s, sudden, s.season);
    take_up(&s, leaves, s.season);
    const char *households[] = {str(one, "id"), str(two, "id"), str(poor, "id")};
    for (size_t i = 0; i < 3; i++) /* names outlive the answers that they came in */
        households[i] = path_of(&s, "%s", households[i]);
    through_round(&s, 10, households, (enum outcome[]){POOR, NOT_POOR, NOT_POOR}, 3);
    const char *draft = commune_path(&s, "draft"), *sign = commune_path(&s, "sign");
    assert_told(send(&s, s.officer, draft, "{}"), 409, "review.posting_not_ended");
    assert_told(send(&s, s.officer, commune_path(&s, "opinion"), "{}"), 409, "review.no_opinion_step");
    day(&s, 2024, 10, 31);
    assert_told(send(&s, s.officer, draft, "{}"), 409, "review.outside_window"); /* the 15 days are over */
    day(&s, 2024, 10, 24);
    json_t *page = look(&s, s.officer, path_of(&s, "/review/communes/%lld?season=%s", s.commune, s.season));
    assert_int_equal(num(page, "ready"), 3);
    assert_true(json_is_true(json_object_get(page, "may_draft")));
    (void)act_by(&s, s.officer, draft, "{}");
    (void)act_by(&s, s.chair, sign, "{\"number_poor\":\"60/QĐ-UBND\",\"number_escaped\":\"61/QĐ-UBND\"}");
    assert_string_equal(state_of(&s, found_poor), "decided");
    assert_string_equal(state_of(&s, sudden), "refused");
    assert_string_equal(state_of(&s, leaves), "decided");
    assert_string_equal(class_of(&s, households[0], "class_provincial"), "poor");
    assert_string_equal(class_of(&s, households[2], "class_provincial"), "not_poor");
    json_t *refused = look(&s, s.officer, path_of(&s, "/review/households/%s?season=%s", households[1], s.season));
    assert_true(strlen(str(json_object_get(refused, "refusal"), "reason")) > 20);
    fixture_close(&s.f);
}

TEST_DB("who asks to be recognised as escaped and is still poor is told so in writing and stays on the list") {
    static struct stage s;
    stage_open(&s, pool);
    s.reviewer = fixture_user(&s.f, "rasoat", "hamlet_reviewer", "26602");
    s.head = fixture_user(&s.f, "truongthon", "hamlet_head", "26602");
    json_t *poor = json_array_get(
        json_object_get(look(&s, s.officer, "/households?class_provincial=poor&class_national=poor&sort=code"),
                        "items"),
        0);
    const char *household = path_of(&s, "%s", str(poor, "id"));
    day(&s, 2024, 10, 15);
    long long request = ask(&s, str(poor, "code"), "escape");
    (void)snprintf(s.season, sizeof s.season, "%lld",
                   act_by(&s, s.province, "/review/seasons", "{\"kind\":\"monthly\",\"year\":2024,\"month\":10}"));
    take_up(&s, request, s.season);
    through_round(&s, 10, &household, (enum outcome[]){POOR}, 1);
    day(&s, 2024, 10, 24);
    json_t *page = look(&s, s.chair, path_of(&s, "/review/communes/%lld?season=%s", s.commune, s.season));
    assert_true(json_is_true(json_object_get(page, "may_refuse")));
    (void)act_by(&s, s.chair, commune_path(&s, "sign"), "{}");
    assert_string_equal(state_of(&s, request), "refused");
    assert_string_equal(class_of(&s, household, "class_provincial"), "poor");
    fixture_close(&s.f);
}

TEST_DB("the average living standard has its own round and list, and takes no other requests") {
    static struct stage s;
    stage_open(&s, pool);
    s.reviewer = fixture_user(&s.f, "rasoat", "hamlet_reviewer", "26602");
    s.head = fixture_user(&s.f, "truongthon", "hamlet_head", "26602");
    json_t *one = outsider(&s, 0), *two = outsider(&s, 1);
    const char *households[] = {path_of(&s, "%s", str(one, "id")), path_of(&s, "%s", str(two, "id"))};
    day(&s, 2024, 10, 15);
    long long first = ask(&s, str(one, "code"), "average"), second = ask(&s, str(two, "code"), "average");
    long long other = ask(&s, str(outsider(&s, 2), "code"), "poor");
    (void)snprintf(s.season, sizeof s.season, "%lld",
                   act_by(&s, s.province, "/review/seasons", "{\"kind\":\"average\",\"year\":2024,\"month\":10}"));
    assert_told(send(&s, s.officer, path_of(&s, "/review/requests/%lld/screen", other),
                     path_of(&s, "{\"screen\":\"review\",\"season\":\"%s\",\"version\":1}", s.season)),
                409, "review.other_round");
    take_up(&s, first, s.season);
    take_up(&s, second, s.season);
    struct reply form =
        fixture_get(&s.f, s.reviewer, path_of(&s, "/interviews/%s/%s", s.season, households[0]), "text/html");
    assert_true(reply_has(&form, "12 tháng"));
    through_round(&s, 10, households, (enum outcome[]){AVERAGE, NOT_POOR}, 2);
    day(&s, 2024, 10, 24);
    (void)act_by(&s, s.officer, commune_path(&s, "draft"), "{}");
    (void)act_by(&s, s.chair, commune_path(&s, "sign"), "{\"number_poor\":\"70/QĐ-UBND\"}");
    assert_string_equal(state_of(&s, first), "decided");
    assert_string_equal(state_of(&s, second), "refused");
    assert_string_equal(class_of(&s, households[0], "class_national"), "average");
    json_t *d = json_array_get(json_object_get(look(&s, s.chair, "/review/decisions?kind=average"), "items"), 0);
    assert_string_equal(str(d, "number"), "70/QĐ-UBND");
    assert_int_equal(num(d, "lines"), 1);
    fixture_close(&s.f);
}
