/* What follows a decision or stands beside it: certificates, the rules of one season, causes of poverty. */
#include "features/review/stage.h"

static json_t *a_certificate(struct stage *s) {
    json_t *list = json_object_get(look(s, s->officer, "/documents/certificates"), "items"), *x;
    size_t i;
    json_array_foreach(list, i, x) if (strcmp(str(x, "state"), "valid") == 0) return look(
        s, s->officer, path_of(s, "/review/certificates/%s", str(x, "id")));
    fail_msg("no certificate%s", "");
    return NULL;
}

TEST_DB("a certificate shows its years, is replaced with the next number, and withdrawn with a reason") {
    static struct stage s;
    stage_open(&s, pool);
    open_and_interview(&s);
    to_the_signature(&s);
    json_t *page = a_certificate(&s);
    assert_true(json_array_size(json_object_get(page, "entries")) > 0);
    assert_string_equal(str(page, "decision"), "101/QĐ-UBND");
    const char *replace = path_of(&s, "/review/certificates/%s/replace", str(page, "id"));
    const char *body = "{\"why\":\"lost\",\"note\":\"mất khi mưa lũ\",\"version\":1}";
    assert_told(send(&s, s.officer, replace, body), 403, "http.forbidden");
    assert_told(send(&s, s.neighbour, replace, body), 403, "http.forbidden");
    const char *other = fixture_user(&s.f, "chutich.ben", "commune_chair", "26599");
    assert_told(send(&s, other, replace, body), 404, "http.not_found");
    long long made = act_by(&s, s.chair, replace, body);
    assert_told(send(&s, s.chair, replace, body), 409, "review.certificate_ended");
    json_t *old = look(&s, s.officer, path_of(&s, "/review/certificates/%s", str(page, "id")));
    assert_string_equal(str(old, "state"), "replaced");
    assert_string_equal(str(old, "reason"), "Bị mất: mất khi mưa lũ");
    json_t *now = look(&s, s.officer, path_of(&s, "/review/certificates/%lld", made));
    assert_string_equal(str(now, "replaces"), str(page, "number"));
    assert_true(json_equal(json_object_get(now, "entries"), json_object_get(page, "entries")));
    const char *withdraw = path_of(&s, "/review/certificates/%lld/withdraw", made);
    assert_told(send(&s, s.chair, withdraw, "{\"reason\":\"cấp nhầm hộ\",\"version\":7}"), 412,
                "http.precondition_failed");
    (void)act_by(&s, s.vice, withdraw, "{\"reason\":\"cấp nhầm hộ\",\"version\":1}");
    assert_string_equal(str(look(&s, s.officer, path_of(&s, "/review/certificates/%lld", made)), "state"), "withdrawn");
    struct reply html = fixture_get(&s.f, s.officer, path_of(&s, "/review/certificates/%lld", made), "text/html");
    assert_int_equal(html.status, 200);
    struct reply paper = fixture_get(&s.f, s.officer, path_of(&s, "/documents/certificates/%lld.pdf", made), "*/*");
    assert_memory_equal(paper.body.ptr, "%PDF", 4);
    fixture_close(&s.f);
}

static json_t *rule(struct stage *s, const char *key) {
    json_t *rules = json_object_get(look(s, s->province, path_of(s, "/review/seasons/%s", s->season)), "rules"), *r;
    size_t i;
    json_array_foreach(rules, i, r) if (strcmp(str(r, "key"), key) == 0) return r;
    return NULL;
}

TEST_DB("a rule that the law leaves open is set for the season with its document, until a meeting rests on it") {
    static struct stage s;
    stage_open(&s, pool);
    open_and_interview(&s);
    const char *set = path_of(&s, "/review/seasons/%s/rules", s.season);
    const char *quorum = "{\"rule\":\"meeting.quorum_share\",\"value\":9000,\"source\":\"Công văn 12\"}";
    assert_true(json_is_null(json_object_get(rule(&s, "meeting.quorum_share"), "value")));
    assert_string_equal(str(rule(&s, "meeting.quorum_share"), "certainty"), "unknown");
    assert_told(send(&s, s.officer, set, quorum), 403, "http.forbidden");
    assert_int_equal(
        send(&s, s.province, set, "{\"rule\":\"meeting.agreement_share\",\"value\":1,\"source\":\"x\"}").status,
        422); /* the law says a half */
    (void)act_by(&s, s.province, set, quorum);
    assert_string_equal(str(rule(&s, "meeting.quorum_share"), "source"), "Công văn 12");
    assert_string_equal(str(rule(&s, "meeting.quorum_share"), "certainty"), "confirmed");
    day(&s, 2024, 10, 7);
    json_t *items = listed(&s, s.hamlets[0]);
    const char *meeting = path_of(&s, "/review/hamlets/%lld/meeting?season=%s", s.hamlets[0], s.season);
    assert_told(send(&s, s.head, meeting, minutes(&s, items, 5, 5, "", 0)), 409, "review.no_quorum");
    (void)act_by(&s, s.head, meeting, minutes(&s, items, 200, 150, "", 0));
    assert_told(send(&s, s.province, set, quorum), 422, "form.not_a_choice"); /* confirmed now: no longer open */
    fixture_close(&s.f);
}

TEST_DB("Côn Đảo's steps say that it is not known who acts") {
    static struct stage s;
    stage_open(&s, pool);
    open_and_interview(&s);
    json_t *page = look(&s, s.province, path_of(&s, "/review/seasons/%s", s.season));
    const char *place = str(json_array_get(json_object_get(page, "places"), 0), "id");
    page = look(&s, s.province, path_of(&s, "/review/seasons/%s?area=%s", s.season, place));
    size_t i, unknown = 0;
    json_t *step;
    json_array_foreach(json_object_get(page, "steps"), i, step) unknown +=
        json_is_true(json_object_get(step, "unknown"));
    assert_int_equal(i, 7);
    assert_int_equal(unknown, 5);
    struct reply html =
        fixture_get(&s.f, s.province, path_of(&s, "/review/seasons/%s?area=%s", s.season, place), "text/html");
    assert_true(reply_has(&html, "chưa rõ"));
    fixture_close(&s.f);
}

TEST_DB("causes of poverty are counted by area, open to their households, and solutions are proposed by the commune") {
    static struct stage s;
    stage_open(&s, pool);
    open_and_interview(&s); /* every interview gives the cause "no land" */
    json_t *page = look(&s, s.province, path_of(&s, "/review/seasons/%s/causes", s.season));
    json_t *row = json_array_get(json_object_get(json_object_get(page, "heat"), "rows"), 0);
    json_t *first = json_array_get(json_object_get(row, "cells"), 0);
    long long poor = num(first, "value");
    assert_true(poor > 0 && num(row, "total") == poor);
    json_t *list = look(&s, s.officer, path_of(&s, "%s&limit=200", str(first, "href")));
    assert_int_equal(json_array_size(json_object_get(list, "items")), poor);
    const char *propose = path_of(&s, "/review/seasons/%s/solutions", s.season);
    const char *body = "{\"cause\":\"no_land\",\"proposal\":\"Cho vay vốn chăn nuôi, không cần đất\"}";
    assert_told(send(&s, s.province, propose, body), 403, "http.forbidden");
    assert_int_equal(send(&s, s.officer, propose, "{\"cause\":\"no_luck\",\"proposal\":\"x\"}").status, 422);
    const char *unsolved = path_of(&s, "/review/seasons/%s/causes/households?unsolved=1&limit=200", s.season);
    assert_int_equal(json_array_size(json_object_get(look(&s, s.officer, unsolved), "items")), poor);
    long long made = act_by(&s, s.officer, propose, body);
    assert_int_equal(json_array_size(json_object_get(look(&s, s.officer, unsolved), "items")), 0);
    json_t *seen = look(&s, s.district, path_of(&s, "/review/seasons/%s/causes", s.season));
    assert_int_equal(json_array_size(json_object_get(seen, "solutions")), 1);
    const char *withdraw = path_of(&s, "/review/solutions/%lld/withdraw", made);
    assert_int_equal(send(&s, s.neighbour, withdraw, "{\"version\":1}").status, 404);
    (void)act_by(&s, s.officer, withdraw, "{\"version\":1}");
    assert_int_equal(json_array_size(json_object_get(look(&s, s.officer, unsolved), "items")), poor);
    fixture_close(&s.f);
}
