/* Many want a health card for one person at the same moment, each through the front door: the form of the worklist,
 * the API, the list of another agency, and the signature under a list that holds it already. Exactly one gets it, and
 * everybody else is told who has it.
 * ANSINH_TEST_LONG=1: 200 writers; rounds as many as LONG_ROUNDS says, because each writer is a whole request. */
#include <pthread.h>

#include "features/benefit/testing.h"
#include "tests/app_fixture.h"

#define WRITERS_MAX 200
#define OFFICERS 4
#define LONG_ROUNDS 200

enum way { BY_FORM, BY_API, BY_IMPORT, BY_SIGNATURE };

struct writer {
    struct fixture f; /* with an arena of its own */
    enum way way;
    const char *token, *csrf, *path, *body;
    pthread_barrier_t *start;
    int status, again;
    bool told;
};

struct town_hall {
    struct town w;
    struct fixture f;
    const char *officers[OFFICERS], *csrf[OFFICERS], *school, *chair;
    int64_t household, person;
};

/* Who has it, and to the end what to do about it. */
static bool was_told(struct reply *r) {
    return reply_has(r, "đã có phần này") && reply_has(r, "dừng phần của họ rồi làm lại");
}

static void *knock(void *user) {
    struct writer *r = user;
    (void)pthread_barrier_wait(r->start);
    for (r->again = 0; r->again < 200; r->again++) {
        struct reply answer = r->way == BY_FORM
                                  ? fixture_post_cookie(&r->f, r->token, r->path, r->body, r->csrf)
                                  : fixture_send(&r->f, r->token, HTTP_POST, r->path, "application/json", r->body);
        r->status = answer.status;
        r->told = was_told(&answer);
        if (answer.status != 503) /* "busy, nothing was changed, try again" */
            break;
    }
    return NULL;
}

static void hall_open(struct town_hall *h, struct db_pool *pool) {
    *h = (struct town_hall){0};
    town_new(&h->w, pool);
    h->f = (struct fixture){.app = h->w.app, .arena = test_arena()};
    h->f.app.demo = true;
    for (int i = 0; i < OFFICERS; i++) {
        h->officers[i] = fixture_user(&h->f, arena_fmt(h->f.arena, "canbo%d", i).ptr, "commune_officer", "26602");
        h->csrf[i] = fixture_csrf(&h->f, h->officers[i]);
    }
    h->school = fixture_user(&h->f, "coquan", "agency_officer", "77");
    h->chair = fixture_user(&h->f, "chutich.huyen", "district_chair", "750");
}

/* Poor by both standards and on two worklists, as the nightly reckoning leaves it. */
static void newcomer(struct town_hall *h) {
    h->household = town_household(&h->w, 0, 1, 1);
    h->person = h->w.last_person;
    for (int i = 0; i < 2; i++)
        town_sql(&h->w,
                 "INSERT INTO benefit_due (policy_id, household_id, person_id, subject, hamlet_id, commune_id, "
                 "district_id, province_id, answer, reason, since, ends_on) VALUES (%lld, %lld, %lld, 'Chủ hộ', %lld, "
                 "%lld, %lld, %lld, 'yes', '', 19700, %d)",
                 (long long)policy_id_of_key(i == 0 ? T("health-card-poor") : T("health-card-brvt-poor")),
                 (long long)h->household, (long long)h->person, (long long)h->w.hamlet[0], (long long)h->w.commune,
                 (long long)h->w.district, (long long)h->w.province, DAY_FOREVER);
}

/* The list of another agency with this person on it, read and checked; its address. */
static const char *import_of(struct town_hall *h, int round, int no) {
    struct text body = arena_fmt(
        h->f.arena,
        "--xyz\r\nContent-Disposition: form-data; name=\"policy\"\r\n\r\n%lld\r\n"
        "--xyz\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nDS %d-%d\r\n"
        "--xyz\r\nContent-Disposition: form-data; name=\"from_day\"\r\n\r\n2024-12-01\r\n"
        "--xyz\r\nContent-Disposition: form-data; name=\"to_day\"\r\n\r\n2024-12-31\r\n"
        "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"ds.csv\"\r\nContent-Type: text/csv\r\n\r\n"
        "Họ và tên,Số định danh cá nhân,Ngày sinh,\"Xã, phường, thị trấn\"\nChủ hộ %c%c%c%c,%012lld,,\n\r\n--xyz--\r\n",
        (long long)policy_id_of_key(T("health-card-average")), round, no, 'A' + round / 26 % 26, 'a' + round % 26,
        'A' + no / 26, 'a' + no % 26, /* no two files are the same */
        77000000000LL + (long long)h->household);
    struct reply r =
        fixture_send(&h->f, h->school, HTTP_POST, "/claims/lists.json", "multipart/form-data; boundary=xyz", body.ptr);
    if (r.status != 201)
        fail_msg("%d %.*s", r.status, FMT(r.body));
    int64_t id = test_count(h->w.app.pool, "SELECT id FROM outside_list WHERE title = 'DS %d-%d'", round, no);
    return arena_fmt(h->f.arena, "/claims/lists/%lld/apply", (long long)id).ptr;
}

/* A checked list of five people of which he is one: it holds what the others want, and waits for its signature. */
static int64_t list_that_holds(struct town_hall *h) {
    struct deed d = {.policy = "health-card-poor", .from = day_of(2024, 12, 1), .to = day_of(2025, 1, 1)};
    struct benefit_new lines[5];
    for (int i = 0; i < 5; i++)
        lines[i] = (struct benefit_new){
            .household_id = h->household,
            .person_id = i == 2 ? h->person : town_person(&h->w, h->household, "Người nhà", 0, "relative"),
            .from = DAY_NONE,
            .to = DAY_NONE,
            .amount = DB_NULL,
            .entitled_on = DAY_NONE};
    as_officer(&h->w);
    assert_ok(do_deed(&h->w, deed_open, &d));
    d.lines = lines;
    d.count = 5;
    assert_ok(do_deed(&h->w, deed_add, &d));
    assert_int_equal(d.refused_count, 0);
    assert_ok(step(&h->w, deed_propose, d.list, NULL));
    as_checker(&h->w);
    assert_ok(step(&h->w, deed_verify, d.list, NULL));
    return d.list;
}

static void prepare(struct town_hall *h, struct writer *r, int round, int no, int64_t list) {
    struct arena *a = h->f.arena;
    *r = (struct writer){.f = h->f, .way = (enum way)(no % (list != 0 ? 4 : 3))};
    r->f.arena = arena_new(64u << 20);
    r->token = h->officers[no / 3 % OFFICERS];
    r->csrf = h->csrf[no / 3 % OFFICERS];
    switch (r->way) {
    case BY_FORM:
        r->path = "/benefits/policies/health-card-poor/propose";
        r->body = arena_fmt(a, "id=%lld&from_day=01%%2F12%%2F2024&to_day=31%%2F12%%2F2024", (long long)h->person).ptr;
        break;
    case BY_API:
        r->path = "/benefits/policies/health-card-brvt-poor/propose";
        r->body = arena_fmt(a, "{\"id\":[\"%lld\"],\"from_day\":\"2024-12-01\",\"to_day\":\"2024-12-31\"}",
                            (long long)h->person)
                      .ptr;
        break;
    case BY_IMPORT:
        r->token = h->school;
        r->path = import_of(h, round, no);
        r->body = "{}";
        break;
    case BY_SIGNATURE:
        r->token = h->chair;
        r->path = arena_fmt(a, "/benefits/lists/%lld/approve", (long long)list).ptr;
        r->body = arena_fmt(a, "{\"number\":\"%d-%d/QĐ\",\"version\":%lld}", round, no,
                            (long long)list_row(&h->w, list).version)
                      .ptr;
        break;
    }
}

/* Of an import the file is taken either way: what became of its row stands on its page. */
static bool imported(struct town_hall *h, struct writer *r) {
    const char *page = arena_fmt(h->f.arena, "%.*s.json", (int)(strlen(r->path) - strlen("/apply")), r->path).ptr;
    struct reply list = fixture_send(&h->f, h->school, HTTP_GET, page, "application/json", "");
    r->told = was_told(&list);
    return !r->told && reply_has(&list, "matched");
}

static void one_round(struct town_hall *h, struct writer *writers, int count, int round) {
    pthread_t threads[WRITERS_MAX];
    pthread_barrier_t start;
    struct arena *whole = h->f.arena;
    AUTO_ARENA own = arena_new(256u << 20);
    newcomer(h);
    int64_t list = round % 2 == 1 ? list_that_holds(h) : 0;
    h->f.arena = own;
    for (int i = 0; i < count; i++)
        prepare(h, &writers[i], round, i, list);
    (void)pthread_barrier_init(&start, NULL, (unsigned)count);
    for (int i = 0; i < count; i++) {
        writers[i].start = &start;
        assert_int_equal(pthread_create(&threads[i], NULL, knock, &writers[i]), 0);
    }
    for (int i = 0; i < count; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    (void)pthread_barrier_destroy(&start);
    int won = 0;
    for (int i = 0; i < count; i++) {
        struct writer *r = &writers[i];
        bool got = r->status == (r->way == BY_FORM ? 303 : 201) && (r->way != BY_IMPORT || imported(h, r));
        /* A second signature is told that the list is signed, or was changed since it was read. */
        bool told = r->told || (r->way == BY_SIGNATURE && (r->status == 409 || r->status == 412));
        if (!got && (!told || (r->way != BY_IMPORT && r->status != 409 && r->status != 412)))
            fail_msg("round %d, writer %d (way %d) lost without being told: %d after %d attempts", round, i, r->way,
                     r->status, r->again);
        if (got && list != 0 && r->way != BY_SIGNATURE)
            fail_msg("round %d, writer %d (way %d) got what a checked list holds", round, i, r->way);
        won += got;
        arena_free(r->f.arena);
    }
    assert_int_equal(won, 1);
    assert_int_equal(test_count(h->w.app.pool,
                                "SELECT count(*) FROM claim WHERE identity = %lld AND identity_kind = 1 AND period = "
                                "202412 AND released_at = 9223372036854775806",
                                (long long)h->person),
                     1);
    h->f.arena = whole;
}

TEST_DB(
    "of many who want the same for one person by form, API, import and signature one gets it and each other is told") {
    static struct town_hall h;
    static struct writer writers[WRITERS_MAX];
    bool in_full = getenv("ANSINH_TEST_LONG") != NULL;
    int count = in_full ? WRITERS_MAX : 12, rounds = in_full ? LONG_ROUNDS : 4;
    hall_open(&h, pool);
    for (int round = 0; round < rounds; round++)
        one_round(&h, writers, count, round);
    assert_int_equal(fixture_audit_broken(&h.f), 0);
}
