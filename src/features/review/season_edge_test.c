/* A season played through the HTTP edge by the roles that act in it, each refusal of the procedure met on the way. */
#include "features/review/stage.h"

static struct movement_table movement(struct stage *s, const char *kind, const char *season) {
    AUTO_DB db = NULL;
    struct ctx c;
    struct season e;
    struct movement_table t;
    assert_ok(db_take(s->f.app.pool, false, &db, &err));
    ctx_init_system(&c, &s->f.app, s->f.arena, db);
    assert_ok(season_get(&c, id_in(season), &e, &err));
    assert_ok(review_movement(&c, &e, s->province_id, kind, ANY, ANY, &t, &err));
    return t;
}

TEST_DB("a season is played through the edge by its roles, from the opening to the signed lists") {
    static struct stage s;
    stage_open(&s, pool);
    open_and_interview(&s);
    to_the_signature(&s);
    json_t *decisions = json_object_get(look(&s, s.chair, "/review/decisions"), "items");
    assert_int_equal(json_array_size(decisions), 2);
    struct movement_table t = movement(&s, "provincial", s.season);
    assert_true(t.balanced && t.poor.started > 0);
    assert_true(t.poor.escaped_above > 0 && t.poor.ended > 0);
    t = movement(&s, "national", s.season); /* the provincial standard has no near-poor class */
    assert_true(t.balanced && t.near.ended > 0);
    /* Nothing that a decision rests on can be changed any more. */
    json_t *households = look(&s, s.officer, path_of(&s, "/review/seasons/%s/households?limit=100", s.season)), *x;
    size_t i;
    json_array_foreach(json_object_get(households, "items"), i, x) {
        assert_string_equal(str(x, "state"), "decided");
        assert_told(
            send(&s, s.reviewer, path_of(&s, "/interviews/%s/%s", s.season, str(x, "id")), answers(&s, POOR, 1)), 409,
            "review.decided_already");
        assert_told(send(&s, s.officer,
                         path_of(&s, "/review/households/%s/objections?season=%s", str(x, "id"), s.season),
                         "{\"from_name\":\"Ông Tám\",\"reason\":\"khác\"}"),
                    409, "review.decided_already");
    }
    assert_int_equal(fixture_audit_broken(&s.f), 0);
    fixture_close(&s.f);
}

TEST_DB("a signed list is corrected by a decision of its own, and every role but the chair's is refused") {
    static struct stage s;
    stage_open(&s, pool);
    open_and_interview(&s);
    to_the_signature(&s);
    json_t *decision = NULL, *d, *line = NULL, *x;
    size_t i;
    json_array_foreach(json_object_get(look(&s, s.chair, "/review/decisions"), "items"), i,
                       d) if (strcmp(str(d, "number"), "101/QĐ-UBND") == 0) decision =
        look(&s, s.officer, path_of(&s, "/review/decisions/%s", str(d, "id")));
    assert_int_equal(strlen(str(decision, "hash")), 64);
    json_array_foreach(json_object_get(decision, "lines"), i, x) if (strcmp(str(x, "national"), "near_poor") == 0)
        line = x;
    assert_non_null(line);
    struct movement_table before = movement(&s, "national", s.season);
    const char *correct = path_of(&s, "/review/decisions/%s/corrections", str(decision, "id"));
    const char *body =
        path_of(&s, "{\"household\":\"%s\",\"standard\":\"%lld\",\"class\":\"poor\",\"reason\":\"ghi nhầm\"}",
                str(line, "household_id"), (long long)standard_id_of_key(T("national-2022")));
    assert_told(send(&s, s.neighbour, correct, body), 404, "http.not_found");
    assert_told(send(&s, s.district, correct, body), 403, "http.forbidden");
    day(&s, 2024, 11, 4);
    long long made = act_by(&s, s.officer, correct, body);
    const char *sign = path_of(&s, "/review/decisions/%lld/sign", made);
    assert_told(send(&s, s.officer, sign, "{\"number\":\"110/QĐ-UBND\"}"), 403, "http.forbidden");
    (void)act_by(&s, s.vice, sign, "{\"number\":\"110/QĐ-UBND\"}");
    assert_told(send(&s, s.chair, sign, "{\"number\":\"111/QĐ-UBND\"}"), 409, "review.signed_already");
    json_t *signed_one = look(&s, s.officer, path_of(&s, "/review/decisions/%lld", made));
    assert_string_equal(str(signed_one, "corrects_id"), str(decision, "id"));
    json_t *old = look(&s, s.officer, path_of(&s, "/review/decisions/%s", str(decision, "id")));
    assert_string_equal(str(old, "hash"), str(decision, "hash"));
    assert_true(json_equal(json_object_get(old, "lines"), json_object_get(decision, "lines")));
    struct movement_table after = movement(&s, "national", s.season);
    assert_true(after.balanced);
    assert_int_equal(after.poor.ended, before.poor.ended + 1);
    assert_int_equal(after.near.ended, before.near.ended - 1);
    fixture_close(&s.f);
}

/* ---- results on their way up */

static long long report_id(struct stage *s, const char *who, long long area, const char *kind) {
    json_t *page = look(s, who, path_of(s, "/review/seasons/%s/movement?area=%lld", s->season, area)), *r;
    size_t i;
    long long id = 0;
    json_array_foreach(json_object_get(page, "reports"), i,
                       r) if (strcmp(str(r, "kind"), kind) == 0 && strcmp(str(r, "state"), "sent") == 0) id =
        id_in(str(r, "id"));
    return id;
}

static const char *results_path(struct stage *s, long long area) {
    return path_of(s, "/review/seasons/%s/results?area=%lld", s->season, area);
}

static const char *kind_of(struct stage *s, const char *kind) {
    return path_of(s, "{\"kind\":\"%s\"}", kind);
}

static void approve(struct stage *s, const char *who, const char *not_by, long long area, const char *kind) {
    const char *path = path_of(s, "/review/results/%lld", report_id(s, who, area, kind));
    if (not_by != NULL)
        assert_int_equal(send(s, not_by, path, "{\"decision\":\"approved\",\"version\":1}").status, 403);
    (void)act_by(s, who, path, "{\"decision\":\"approved\",\"version\":1}");
}

static void results_up(struct stage *s, const char *kind) {
    assert_told(send(s, s->district, results_path(s, s->district_id), kind_of(s, kind)), 409, "review.report_missing");
    assert_int_equal(send(s, s->neighbour, results_path(s, s->commune), kind_of(s, kind)).status, 404);
    (void)act_by(s, s->officer, results_path(s, s->commune), kind_of(s, kind));
    assert_told(send(s, s->officer, results_path(s, s->commune), kind_of(s, kind)), 409, "review.report_sent");
    assert_told(send(s, s->district, results_path(s, s->district_id), kind_of(s, kind)), 409, "review.report_missing");
    approve(s, s->district, s->officer, s->commune, kind);
    (void)act_by(s, s->district, results_path(s, s->district_id), kind_of(s, kind));
    assert_told(send(s, s->province, results_path(s, s->province_id), kind_of(s, kind)), 409, "review.report_missing");
    approve(s, s->province, s->district, s->district_id, kind);
    (void)act_by(s, s->province, results_path(s, s->province_id), kind_of(s, kind));
    approve(s, s->leader, NULL, s->province_id, kind);
}

TEST_DB("results go up commune, district, province; the approved one closes the season and starts the next") {
    static struct stage s;
    stage_open(&s, pool);
    open_and_interview(&s);
    day(&s, 2024, 10, 1);
    assert_told(send(&s, s.officer, results_path(&s, s.commune), kind_of(&s, "official")), 409,
                "review.undecided_left");
    results_up(&s, "preliminary");
    to_the_signature(&s);
    day(&s, 2024, 12, 14);
    struct movement_table end = movement(&s, "provincial", s.season);
    results_up(&s, "official");
    json_t *season = look(&s, s.province, path_of(&s, "/review/seasons/%s", s.season));
    assert_string_equal(str(json_object_get(season, "season"), "state"), "closed");
    assert_told(send(&s, s.officer, results_path(&s, s.commune), kind_of(&s, "preliminary")), 409, "review.closed");
    assert_told(send(&s, s.officer, commune_path(&s, "draft"), "{}"), 409, "review.closed");
    day(&s, 2025, 1, 2);
    struct movement_table closed = movement(&s, "provincial", s.season);
    assert_memory_equal(&closed.poor, &end.poor, sizeof end.poor);
    json_t *rate = look(&s, s.leader, "/rate?as-of=2024-12-31"); /* the figure that the year ends with */
    assert_string_equal(str(rate, "state"), "official");
    assert_int_equal(num(rate, "numerator"), end.poor.ended);
    long long next = act_by(&s, s.province, "/review/seasons", "{\"kind\":\"yearly\",\"year\":2025}");
    struct movement_table start = movement(&s, "provincial", path_of(&s, "%lld", next));
    assert_int_equal(start.poor.started, end.poor.ended);
    assert_int_equal(start.near.started, end.near.ended);
    assert_true(start.balanced && start.poor.ended == start.poor.started);
    fixture_close(&s.f);
}

TEST_DB("a refusal stands above the form that was sent, on a page with several forms") {
    static struct stage s;
    stage_open(&s, pool);
    open_and_interview(&s);
    day(&s, 2024, 10, 7);
    const char *path = path_of(&s, "/review/communes/%lld/opinion?season=%s", s.commune, s.season);
    struct reply r = fixture_post_cookie(&s.f, s.officer, path, "report_number=9%2FBC", fixture_csrf(&s.f, s.officer));
    assert_int_equal(r.status, 409);
    assert_true(reply_has(&r, "role=\"alert\""));
    assert_true(reply_has(&r, "value=\"9/BC\"")); /* what was typed is kept */
    fixture_close(&s.f);
}
