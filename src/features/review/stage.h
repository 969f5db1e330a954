/* The stage for tests that play a season through the HTTP edge: one commune and everybody who acts in it. Only *_test.c
 * use it. */
#ifndef ANSINH_REVIEW_STAGE_H
#define ANSINH_REVIEW_STAGE_H
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
static inline json_t *kept(json_t *j) {
    static json_t *answers[KEPT];
    static size_t next;
    json_decref(answers[next]);
    answers[next] = j;
    next = (next + 1) % KEPT;
    return j;
}

static inline const char *path_of(struct stage *s, const char *fmt, ...) PRINTF_LIKE(2, 3);
static inline const char *path_of(struct stage *s, const char *fmt, ...) {
    char path[400];
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(path, sizeof path, fmt, ap);
    va_end(ap);
    return arena_zstr(s->f.arena, text_of(path));
}

static inline json_t *look(struct stage *s, const char *who, const char *path) {
    struct reply r = fixture_send(&s->f, who, HTTP_GET, path, "application/json", "");
    if (r.status != 200)
        fail_msg("GET %s: %d %.*s", path, r.status, FMT(r.body));
    return kept(json_loadb(r.body.ptr, r.body.len, 0, NULL));
}

static inline struct reply send(struct stage *s, const char *who, const char *path, const char *body) {
    return fixture_send(&s->f, who, HTTP_POST, path, "application/json", body);
}

static inline const char *str(json_t *j, const char *key) {
    const char *t = json_string_value(json_object_get(j, key));
    return t ? t : "";
}
static inline long long num(json_t *j, const char *key) {
    return json_integer_value(json_object_get(j, key));
}
static inline long long id_in(const char *t) {
    int64_t id = 0;
    assert_true(text_to_i64(text_of(t), &id));
    return id;
}

/* Does it and gives the new id; ends the test when it is refused. */
static inline long long act_by(struct stage *s, const char *who, const char *path, const char *body) {
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

static inline void day(struct stage *s, int year, int month, int d) {
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

static inline void stage_open(struct stage *s, struct db_pool *pool) {
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

static inline void read_hamlets(struct stage *s) {
    json_t *board = look(s, s->officer, path_of(s, "/review?season=%s", s->season)), *row;
    size_t i;
    s->hamlet_count = 0;
    json_array_foreach(json_object_get(json_object_get(board, "board"), "rows"), i, row) s->hamlets[s->hamlet_count++] =
        id_in(str(row, "id"));
    assert_true(s->hamlet_count > 0 && s->hamlet_count <= MOST_HAMLETS);
}

/* Households of a hamlet on the season's list. */
static inline json_t *listed(struct stage *s, long long hamlet) {
    json_t *list =
        look(s, s->officer, path_of(s, "/review/seasons/%s/households?hamlet=%lld&limit=100", s->season, hamlet));
    return json_object_get(list, "items");
}

enum outcome { POOR, NEAR_POOR, NOT_POOR, AVERAGE };
static inline const char *answers(struct stage *s, enum outcome o, int version) {
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

static inline const char *minutes(struct stage *s, json_t *households, int attendees, int agreeing, const char *but,
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
static inline enum outcome fate(struct stage *s, const char *household) {
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

/* The reviewer of the hamlet's first household; "" when it has none. */
static inline const char *reviewer_in(struct stage *s, long long hamlet) {
    const char *name = str(json_array_get(listed(s, hamlet), 0), "reviewer");
    return name != NULL ? name : "";
}

static inline void interview_hamlet(struct stage *s, long long hamlet) {
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
    const char *back =
        path_of(s, "/review/hamlets/%lld/reviewers/%lld/withdraw?season=%s", hamlet, (long long)reviewer, s->season);
    assert_told(send(s, s->neighbour, back, "{}"), 404, "http.not_found");
    (void)act_by(s, s->officer, back, "{}");
    assert_told(send(s, s->officer, back, "{}"), 409, "review.not_assigned");
    assert_string_equal(reviewer_in(s, hamlet), "");
    (void)act_by(s, s->officer, assign, path_of(s, "{\"account_id\":\"%lld\"}", (long long)reviewer));
    assert_string_not_equal(reviewer_in(s, hamlet), "");
    json_t *items = listed(s, hamlet), *x;
    size_t i;
    json_array_foreach(items, i, x) {
        const char *form = path_of(s, "/interviews/%s/%s", s->season, str(x, "id"));
        assert_told(send(s, s->neighbour, form, answers(s, POOR, 0)), 404, "http.not_found");
        struct reply r = send(s, s->reviewer, form, answers(s, fate(s, str(x, "id")), 0));
        if (r.status != 201)
            fail_msg("%s: %d %.*s", form, r.status, FMT(r.body));
    }
    /* Whoever leaves keeps what he has interviewed. */
    (void)act_by(s, s->officer, back, "{}");
    assert_string_not_equal(reviewer_in(s, hamlet), "");
}

static inline void meet_hamlet(struct stage *s, long long hamlet) {
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

static inline void open_and_interview(struct stage *s) {
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

static inline const char *commune_path(struct stage *s, const char *tail) {
    return path_of(s, "/review/communes/%lld/%s?season=%s", s->commune, tail, s->season);
}

static const char stage_numbers[] = "{\"number_poor\":\"101/QĐ-UBND\",\"number_escaped\":\"102/QĐ-UBND\"}";

/* Meetings on 7/10, postings on 8/10 with an objection, the level above on 18/10, drafts on 24/10. */
static inline void to_the_drafts(struct stage *s) {
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
    assert_told(send(s, s->chair, sign, stage_numbers), 409, "review.no_draft");
    assert_told(send(s, s->neighbour, draft, "{}"), 404, "http.not_found");
    (void)act_by(s, s->officer, draft, "{}");
}

static inline void to_the_signature(struct stage *s) {
    to_the_drafts(s);
    const char *sign = commune_path(s, "sign");
    assert_told(send(s, s->officer, sign, stage_numbers), 403, "http.forbidden");
    assert_told(send(s, s->district, sign, stage_numbers), 403, "http.forbidden");
    assert_told(send(s, s->chair, sign, "{\"number_poor\":\"101/QĐ-UBND\"}"), 422, "review.number_missing");
    (void)act_by(s, s->chair, sign, stage_numbers);
    assert_told(send(s, s->vice, sign, stage_numbers), 409, "review.no_draft");
}
#endif
