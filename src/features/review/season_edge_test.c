/* A season played through the HTTP edge by the roles that act in it, each refusal of the procedure met on the way. */
#include "features/review/testing.h"

/* Ours and theirs have one name in common, which is not used here. */
#define json_string json_string_of_jansson
#include <jansson.h>
#undef json_string

#include "features/demo/demo.h"
#include "features/interview/interview.h"
#include "tests/app_fixture.h"

#define HOUSEHOLDS 150
#define MOST_LISTED 100
#define MOST_HAMLETS 12

struct stage {
    struct fixture f;
    const char *province, *leader, *district, *other_district, *officer, *neighbour, *chair, *vice, *front;
    const char *reviewer, *head; /* of the hamlet that is played */
    long long commune, district_id, province_id, hamlets[MOST_HAMLETS];
    size_t hamlet_count;
    long long fates[MOST_LISTED]; /* households in the order in which they were interviewed */
    size_t fate_count;
    char season[24];
};

/* ---- asking and answering */

#define KEPT 512
static json_t *kept(json_t *j) {
    static json_t *answers[KEPT];
    static size_t next;
    json_decref(answers[next]);
    answers[next] = j;
    next = (next + 1) % KEPT;
    return j;
}

static const char *path_of(struct stage *s, const char *fmt, ...) PRINTF_LIKE(2, 3);
static const char *path_of(struct stage *s, const char *fmt, ...) {
    char path[400];
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(path, sizeof path, fmt, ap);
    va_end(ap);
    return arena_zstr(s->f.arena, text_of(path));
}

static json_t *look(struct stage *s, const char *who, const char *path) {
    struct reply r = fixture_send(&s->f, who, HTTP_GET, path, "application/json", "");
    if (r.status != 200)
        fail_msg("GET %s: %d %.*s", path, r.status, FMT(r.body));
    return kept(json_loadb(r.body.ptr, r.body.len, 0, NULL));
}

static struct reply send(struct stage *s, const char *who, const char *path, const char *body) {
    return fixture_send(&s->f, who, HTTP_POST, path, "application/json", body);
}

static const char *str(json_t *j, const char *key) {
    const char *t = json_string_value(json_object_get(j, key));
    return t ? t : "";
}
static long long num(json_t *j, const char *key) {
    return json_integer_value(json_object_get(j, key));
}
static long long id_in(const char *t) {
    int64_t id = 0;
    assert_true(text_to_i64(text_of(t), &id));
    return id;
}

/* Does it and gives the new id; ends the test when it is refused. */
static long long act_by(struct stage *s, const char *who, const char *path, const char *body) {
    struct reply r = send(s, who, path, body);
    if (r.status != 201 && r.status != 200)
        fail_msg("POST %s: %d %.*s", path, r.status, FMT(r.body));
    json_t *j = kept(json_loadb(r.body.ptr, r.body.len, 0, NULL));
    const char *id = str(j, "id");
    return *id ? id_in(id) : 0;
}

#define assert_told(reply_, status_, key_)                                                                             \
    do {                                                                                                               \
        struct reply r_ = (reply_);                                                                                    \
        if (r_.status != (status_) || !reply_has(&r_, (key_)))                                                         \
            fail_msg("wanted %d %s, got %d %.*s", (status_), (key_), r_.status, FMT(r_.body));                         \
    } while (0)

static void day(struct stage *s, int year, int month, int d) {
    static const char *const names[] = {"tinh",    "lanhdao",    "huyen",   "huyen.ben", "canbo",     "xa.ben",
                                        "chutich", "phochutich", "mattran", "rasoat",    "truongthon"};
    const char **tokens[] = {&s->province, &s->leader, &s->district, &s->other_district, &s->officer, &s->neighbour,
                             &s->chair,    &s->vice,   &s->front,    &s->reviewer,       &s->head};
    s->f.app.clock.fixed_day = day_of(year, month, d);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (*tokens[i] != NULL)
            *tokens[i] = fixture_sign_in(&s->f, names[i]);
}

/* ---- the stage: one commune; who is poor or near-poor in it was found by the season of 2023 */

static void stage_open(struct stage *s, struct db_pool *pool) {
    *s = (struct stage){.f = fixture_open(pool)};
    interview_guard = review_interview_allowed; /* as the program does before it serves */
    day(s, 2024, 9, 2);
    error_clear(&err);
    struct demo_plan plan = {.households = HOUSEHOLDS,
                             .seed = 5,
                             .day = day_of(2024, 9, 2),
                             .national_poor = 6,
                             .national_near = 6,
                             .commune = T("26602")};
    assert_ok(demo_make(&s->f.app, s->f.arena, &plan, true, &err));
    s->commune = fixture_area(&s->f, "26602");
    s->district_id = fixture_area(&s->f, "750");
    s->province_id = fixture_area(&s->f, "77");
    s->province = fixture_user(&s->f, "tinh", "province_officer", "77");
    s->leader = fixture_user(&s->f, "lanhdao", "province_leader", "77");
    s->district = fixture_user(&s->f, "huyen", "district_chair", "750");
    s->other_district = fixture_user(&s->f, "huyen.ben", "district_chair", "751");
    s->officer = fixture_user(&s->f, "canbo", "commune_officer", "26602");
    s->neighbour = fixture_user(&s->f, "xa.ben", "commune_officer", "26599");
    s->chair = fixture_user(&s->f, "chutich", "commune_chair", "26602");
    s->vice = fixture_user(&s->f, "phochutich", "commune_vice_chair", "26602");
    s->front = fixture_user(&s->f, "mattran", "front_supervisor", "26602");
}

static void read_hamlets(struct stage *s) {
    json_t *board = look(s, s->officer, path_of(s, "/review?season=%s", s->season)), *row;
    size_t i;
    s->hamlet_count = 0;
    json_array_foreach(json_object_get(json_object_get(board, "board"), "rows"), i, row) s->hamlets[s->hamlet_count++] =
        id_in(str(row, "id"));
    assert_true(s->hamlet_count > 0 && s->hamlet_count <= MOST_HAMLETS);
}

/* Households of a hamlet on the season's list. */
static json_t *listed(struct stage *s, long long hamlet) {
    json_t *list =
        look(s, s->officer, path_of(s, "/review/seasons/%s/households?hamlet=%lld&limit=100", s->season, hamlet));
    return json_object_get(list, "items");
}

enum outcome { POOR, NEAR_POOR, NOT_POOR, AVERAGE };
static const char *answers(struct stage *s, enum outcome o, int version) {
    static const char *const codes[] = {"1a", "1b", "2a", "2b", "3a", "3b", "4a", "4b", "5a", "5b", "6a", "6b"};
    static const long long income[] = {900000, 900000, 6000000, 2100000};
    AUTO_BUF b;
    char on[11];
    buf_init(&b, 1u << 14);
    day_iso(s->f.app.clock.fixed_day, on);
    buf_fmt(&b, "{\"interviewed_on\":\"%s\",\"version\":%d,\"income_dong\":%lld", on, version, income[o]);
    for (int i = 0; i < 12; i++)
        buf_fmt(&b, ",\"indicator_%s\":\"%s\"", codes[i], o == POOR && i < 4 ? "deprived" : "not_deprived");
    buf_str(&b, ",\"cause_no_land\":true}");
    return arena_zstr(s->f.arena, buf_as_text(&b));
}

static const char *minutes(struct stage *s, json_t *households, int attendees, int agreeing, const char *but,
                           int but_agreeing) {
    AUTO_BUF b;
    json_t *x;
    size_t i;
    buf_init(&b, 1u << 16);
    buf_fmt(&b,
            "{\"chair\":\"Lê Văn Sáu\",\"secretary\":\"Võ Thị Tư\",\"representative\":\"Đào Văn Lành\","
            "\"place\":\"Nhà văn hoá\",\"attendees\":%d,\"front\":1",
            attendees);
    json_array_foreach(households, i, x)
        buf_fmt(&b, ",\"agreeing_%s\":%d", str(x, "id"), strcmp(str(x, "id"), but) == 0 ? but_agreeing : agreeing);
    buf_str(&b, "}");
    return arena_zstr(s->f.arena, buf_as_text(&b));
}

/* What is found in a household: the first escapes, the second is poor, the third near-poor, and so on. */
static enum outcome fate(struct stage *s, const char *household) {
    long long id = id_in(household);
    size_t i = 0;
    while (i < s->fate_count && s->fates[i] != id)
        i++;
    assert_true(i < MOST_LISTED);
    if (i == s->fate_count)
        s->fates[s->fate_count++] = id;
    return i % 3 == 0 ? NOT_POOR : i % 3 == 1 ? POOR : NEAR_POOR;
}

/* ---- list, reviewers, interviews, meeting, posting of one hamlet; on 20/9, 7/10 and 8/10 */

static void interview_hamlet(struct stage *s, long long hamlet) {
    const char *list = path_of(s, "/review/hamlets/%lld/list?season=%s", hamlet, s->season);
    assert_told(send(s, s->neighbour, list, "{}"), 404, "http.not_found");
    assert_told(send(s, s->reviewer, list, "{}"), 403, "http.forbidden");
    (void)act_by(s, s->officer, list, "{}");
    int64_t reviewer, officer;
    fixture_who(&s->f, s->reviewer, &reviewer, &(int64_t){0});
    fixture_who(&s->f, s->officer, &officer, &(int64_t){0});
    const char *assign = path_of(s, "/review/hamlets/%lld/reviewers?season=%s", hamlet, s->season);
    assert_told(send(s, s->officer, assign, path_of(s, "{\"account_id\":\"%lld\"}", (long long)officer)), 409,
                "review.no_reviewer_there");
    (void)act_by(s, s->officer, assign, path_of(s, "{\"account_id\":\"%lld\"}", (long long)reviewer));
    json_t *items = listed(s, hamlet), *x;
    size_t i;
    json_array_foreach(items, i, x) {
        const char *form = path_of(s, "/interviews/%s/%s", s->season, str(x, "id"));
        assert_told(send(s, s->neighbour, form, answers(s, POOR, 0)), 404, "http.not_found");
        struct reply r = send(s, s->reviewer, form, answers(s, fate(s, str(x, "id")), 0));
        if (r.status != 201)
            fail_msg("%s: %d %.*s", form, r.status, FMT(r.body));
    }
}

static void meet_hamlet(struct stage *s, long long hamlet) {
    const char *meeting = path_of(s, "/review/hamlets/%lld/meeting?season=%s", hamlet, s->season);
    const char *post = path_of(s, "/review/hamlets/%lld/posting?season=%s", hamlet, s->season);
    json_t *items = listed(s, hamlet);
    const char *first = str(json_array_get(items, 0), "id");
    assert_told(send(s, s->officer, meeting, minutes(s, items, 40, 30, "", 0)), 403, "http.forbidden");
    assert_told(send(s, s->officer, post, "{}"), 409, "review.nothing_agreed");
    assert_told(send(s, s->head, meeting, minutes(s, items, 40, 41, "", 0)), 422, "review.more_than_attended");
    (void)act_by(s, s->head, meeting, minutes(s, items, 40, 30, first, 19)); /* 19 of 40 is less than half */
    struct reply again = send(s, s->head, meeting, minutes(s, items, 40, 30, first, 30));
    assert_int_equal(again.status, 422); /* nobody else is on the agenda, and the first is to be reviewed again */
    json_t *one = look(s, s->officer, path_of(s, "/review/households/%s?season=%s", first, s->season));
    assert_string_equal(str(one, "state"), "again");
    const char *form = path_of(s, "/interviews/%s/%s", s->season, first);
    (void)act_by(s, s->reviewer, form, answers(s, fate(s, first), 1));
    json_t *only = kept(json_pack("[{s:s}]", "id", first));
    (void)act_by(s, s->head, meeting, minutes(s, only, 40, 20, "", 0)); /* half is enough */
    assert_told(send(s, s->reviewer, form, answers(s, POOR, 2)), 409, "review.agreed_already");
    (void)act_by(s, s->front, path_of(s, "/review/hamlets/%lld/remarks?season=%s", hamlet, s->season),
                 "{\"remark\":\"Cuộc họp đúng trình tự\"}");
}

static void open_and_interview(struct stage *s) {
    assert_told(send(s, s->officer, "/review/seasons", "{\"kind\":\"yearly\",\"year\":2024}"), 403, "http.forbidden");
    assert_told(send(s, s->province, "/review/seasons",
                     "{\"kind\":\"yearly\",\"year\":2024,\"starts_on\":\"2024-08-15\",\"ends_on\":\"2024-12-14\"}"),
                409, "review.outside_law");
    long long season = act_by(s, s->province, "/review/seasons", "{\"kind\":\"yearly\",\"year\":2024}");
    (void)snprintf(s->season, sizeof s->season, "%lld", season);
    assert_told(send(s, s->province, "/review/seasons", "{\"kind\":\"yearly\",\"year\":2024}"), 409,
                "review.season_exists");
    day(s, 2024, 9, 20);
    read_hamlets(s);
    s->reviewer = fixture_user(&s->f, "rasoat", "hamlet_reviewer", "26602");
    s->head = fixture_user(&s->f, "truongthon", "hamlet_head", "26602");
    for (size_t i = 0; i < s->hamlet_count; i++)
        interview_hamlet(s, s->hamlets[i]);
}

static const char *commune_path(struct stage *s, const char *tail) {
    return path_of(s, "/review/communes/%lld/%s?season=%s", s->commune, tail, s->season);
}

/* Meetings on 7/10, postings on 8/10 with an objection, the level above on 18/10, signing on 24/10. */
static void to_the_signature(struct stage *s) {
    const char *ask = commune_path(s, "opinion"), *draft = commune_path(s, "draft"), *sign = commune_path(s, "sign");
    day(s, 2024, 10, 7);
    for (size_t i = 0; i < s->hamlet_count; i++)
        meet_hamlet(s, s->hamlets[i]);
    assert_told(send(s, s->officer, ask, "{}"), 409, "review.nothing_to_ask");
    day(s, 2024, 10, 8);
    for (size_t i = 0; i < s->hamlet_count; i++)
        (void)act_by(s, s->officer, path_of(s, "/review/hamlets/%lld/posting?season=%s", s->hamlets[i], s->season),
                     "{}");
    assert_told(send(s, s->officer, ask, "{}"), 409, "review.posting_not_ended");
    assert_told(send(s, s->officer, draft, "{}"), 409, "review.posting_not_ended");
    day(s, 2024, 10, 9);
    assert_true(s->fate_count > 3);
    const char *objected = path_of(s, "%lld", s->fates[1]); /* found poor */
    const char *object = path_of(s, "/review/households/%s/objections?season=%s", objected, s->season);
    assert_told(send(s, s->neighbour, object, "{\"from_name\":\"Ông Tám\",\"reason\":\"khác thực tế\"}"), 404,
                "http.not_found");
    long long objection = act_by(s, s->officer, object, "{\"from_name\":\"Ông Tám\",\"reason\":\"khác thực tế\"}");
    day(s, 2024, 10, 14);
    (void)act_by(s, s->officer, ask, "{\"report_number\":\"40/BC-UBND\"}"); /* the others go on */
    assert_told(send(s, s->officer, draft, "{}"), 409, "review.objection_open");
    (void)act_by(s, s->reviewer, path_of(s, "/interviews/%s/%s", s->season, objected), answers(s, NEAR_POOR, 1));
    const char *recheck = path_of(s, "/review/objections/%lld/recheck", objection);
    (void)act_by(s, s->officer, recheck, "{\"outcome\":\"upheld\",\"note\":\"thu nhập khác\",\"version\":1}");
    assert_told(send(s, s->officer, recheck, "{\"outcome\":\"upheld\",\"note\":\"x\",\"version\":2}"), 409,
                "review.objection_closed");
    json_t *of = look(s, s->officer, path_of(s, "/review/households/%s?season=%s", objected, s->season));
    assert_string_equal(str(of, "state"), "agreed");
    for (size_t i = 0; i < s->hamlet_count; i++) { /* posted again where it lives; elsewhere there is nothing to post */
        struct reply r =
            send(s, s->officer, path_of(s, "/review/hamlets/%lld/posting?season=%s", s->hamlets[i], s->season), "{}");
        assert_true(r.status == 201 || reply_has(&r, "review.nothing_agreed"));
    }
    day(s, 2024, 10, 18);
    (void)act_by(s, s->officer, ask, "{\"report_number\":\"44/BC-UBND\"}");
    assert_told(send(s, s->officer, draft, "{}"), 409, "review.opinion_missing");
    json_t *page = look(s, s->district, path_of(s, "/review/communes/%lld?season=%s", s->commune, s->season)), *o;
    size_t i;
    json_array_foreach(json_object_get(page, "opinions"), i, o) {
        const char *give = path_of(s, "/review/opinions/%s", str(o, "id"));
        const char *yes = path_of(s, "{\"outcome\":\"agreed\",\"version\":%lld}", num(o, "version"));
        assert_told(send(s, s->officer, give, yes), 403, "http.forbidden");
        assert_told(send(s, s->province, give, yes), 403, "review.not_level_above");
        assert_told(send(s, s->other_district, give, yes), 404, "http.not_found");
        (void)act_by(s, s->district, give, yes);
    }
    assert_int_equal(i, 2);
    day(s, 2024, 10, 24);
    const char *numbers = "{\"number_poor\":\"101/QĐ-UBND\",\"number_escaped\":\"102/QĐ-UBND\"}";
    assert_told(send(s, s->chair, sign, numbers), 409, "review.no_draft");
    assert_told(send(s, s->neighbour, draft, "{}"), 404, "http.not_found");
    (void)act_by(s, s->officer, draft, "{}");
    assert_told(send(s, s->officer, sign, numbers), 403, "http.forbidden");
    assert_told(send(s, s->district, sign, numbers), 403, "http.forbidden");
    assert_told(send(s, s->chair, sign, "{\"number_poor\":\"101/QĐ-UBND\"}"), 422, "review.number_missing");
    (void)act_by(s, s->chair, sign, numbers);
    assert_told(send(s, s->vice, sign, numbers), 409, "review.no_draft");
}

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
    long long next = act_by(&s, s.province, "/review/seasons", "{\"kind\":\"yearly\",\"year\":2025}");
    struct movement_table start = movement(&s, "provincial", path_of(&s, "%lld", next));
    assert_int_equal(start.poor.started, end.poor.ended);
    assert_int_equal(start.near.started, end.near.ended);
    assert_true(start.balanced && start.poor.ended == start.poor.started);
    fixture_close(&s.f);
}

/* ---- requests: the monthly round, form 04, the average living standard */

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
