/* Stock, lists, hand-over; never twice; never below nothing. */
#include <pthread.h>

#include "features/inkind/inkind.h"
#include "features/policy/policy.h"
#include "features/service/testing.h"

#define CODES 3

struct world {
    struct fixture f;
    const char *officer, *leader, *bank, *commune;
    const char *codes[CODES]; /* poor minority households */
};

static struct reply send(struct world *w, const char *who, const char *path, const char *tail, const char *json) {
    return send_json(&w->f, who, SAY_JSON(&w->f, "%s/%s", path, tail), json);
}
static int post(struct world *w, const char *who, const char *path, const char *tail, const char *json) {
    return send(w, who, path, tail, json).status;
}

/* The demonstration has few poor minority households: half of the poor become some. */
static void more_minority(struct db_pool *pool) {
    AUTO_DB db = NULL;
    assert_ok(db_take(pool, true, &db, &err));
    assert_ok(db_script(db,
                        "UPDATE household_now SET minority = 1, ethnicity = 'Chơ-ro' WHERE class_provincial = 1 AND "
                        "household_id % 2 = 0;"
                        "UPDATE person_version SET ethnicity = 'Chơ-ro' WHERE person_id IN (SELECT m.person_id FROM "
                        "membership m JOIN household_now n ON n.household_id = m.household_id WHERE n.class_provincial "
                        "= 1 AND n.household_id % 2 = 0);",
                        &err));
}

static struct world world_open(struct db_pool *pool) {
    struct world w = {.f = fixture_open(pool)};
    more_minority(pool);
    w.officer = officer_in(&w.f, "bandantoc", "agency_officer", "77/bdt", "77");
    w.leader = officer_in(&w.f, "truongban", "agency_leader", "77/bdt", "77");
    w.bank = officer_in(&w.f, "nganhang", "agency_leader", "77/nhcsxh", "77");
    w.commune = fixture_user(&w.f, "canbo", "commune_officer", "26602");
    struct reply list = get_json(&w.f, w.officer, "/minority?listed=poor");
    assert_int_equal(list.status, 200);
    const char *at = list.body.ptr;
    for (size_t i = 0; i < CODES; i++) {
        at = strstr(at, "\"code\":\"");
        assert_non_null(at);
        at += 8;
        w.codes[i] = arena_zstr(w.f.arena, (struct text){at, strcspn(at, "\"")});
    }
    return w;
}

/* A good with its value and so many in stock; its path. */
static const char *good(struct world *w, const char *name, int value, int stock) {
    struct reply r = send_json(&w->f, w->officer, "/in-kind/goods",
                               SAY_JSON(&w->f,
                                        "{\"name\":\"%s\",\"kind\":\"animal\",\"unit\":\"con\",\"follow_months\":"
                                        "\"3 6\"}",
                                        name));
    const char *path = location_of(&w->f, &r);
    assert_int_equal(
        post(w, w->officer, path, "prices",
             SAY_JSON(&w->f, "{\"unit_value\":%d,\"valid_from\":\"2024-01-01\",\"document\":\"BG 1\"}", value)),
        201);
    assert_int_equal(post(w, w->officer, path, "receipts",
                          SAY_JSON(&w->f, "{\"quantity\":%d,\"on_day\":\"2024-11-01\",\"document\":\"PN 1\"}", stock)),
                     201);
    return path;
}

static const char *list(struct world *w, const char *policy) {
    struct reply r =
        send_json(&w->f, w->officer, "/in-kind/lists",
                  SAY_JSON(&w->f, "{\"policy\":\"%lld\",\"area\":\"%lld\",\"title\":\"Danh sách thử\"}",
                           (long long)policy_id_of_key(text_of(policy)), (long long)fixture_area(&w->f, "26602")));
    return location_of(&w->f, &r);
}

static struct reply add(struct world *w, const char *list_path, const char *code, const char *good_path, int quantity) {
    return send(w, w->officer, list_path, "households",
                SAY_JSON(&w->f, "{\"code\":\"%s\",\"good\":\"%s\",\"quantity\":%d,\"proof\":\"Biên bản khảo sát\"}",
                         code, strrchr(good_path, '/') + 1, quantity));
}

static const char *given_path(struct world *w, const struct reply *r) {
    assert_int_equal(r->status, 201);
    return SAY_JSON(&w->f, "/in-kind/given/%s", member_after(&w->f, r, "{", "id"));
}

#define SIGN "{\"document\":\"12/QĐ-BDT\",\"on_day\":\"2024-11-25\"}"
#define HAND "{\"receiver\":\"Đào Văn Nhận\",\"on_day\":\"2024-11-25\"}"

TEST_DB(
    "a list is signed by a second person, handed over out of the stock, looked at again, and taken back as a whole") {
    struct world w = world_open(pool);
    const char *pig = good(&w, "Heo thử", 1000000, 3), *path = list(&w, "minority-electricity");
    struct reply first = add(&w, path, w.codes[0], pig, 2), second = add(&w, path, w.codes[1], pig, 2);
    const char *one = given_path(&w, &first), *two = given_path(&w, &second);
    assert_int_equal(post(&w, w.officer, one, "hand-over", HAND), 409);
    assert_int_equal(post(&w, w.officer, path, "approve", SIGN), 403);
    assert_int_equal(post(&w, w.bank, path, "approve", SIGN), 403);
    assert_int_equal(post(&w, w.leader, path, "approve", SIGN), 201);
    assert_int_equal(add(&w, path, w.codes[2], pig, 1).status, 409);
    assert_int_equal(post(&w, w.commune, one, "hand-over", HAND), 201);
    struct reply short_of = send(&w, w.commune, two, "hand-over", HAND);
    assert_int_equal(short_of.status, 409);
    assert_true(reply_has(&short_of, "còn 1, cần 2"));
    struct reply book = get_json(&w.f, w.officer, pig);
    assert_int_equal(number_after(&w.f, &book, "{", "stock"), 1);
    struct reply got = get_json(&w.f, w.commune, one);
    assert_true(reply_has(&got, "\"state\":\"handed\""));
    assert_true(reply_has(&got, "\"due_on\":\"2025-02-25\""));
    assert_true(reply_has(&got, "\"value\":2000000"));
    struct reply pdf = fixture_get(&w.f, w.officer, SAY_JSON(&w.f, "%s/record.pdf", path), "*/*");
    assert_int_equal(pdf.status, 200);
    assert_memory_equal(pdf.body.ptr, "%PDF-", 5);
    const char *back = "{\"reason\":\"Hộ chuyển đi\",\"on_day\":\"2024-11-25\"}";
    assert_int_equal(post(&w, w.officer, one, "undo", back), 201);
    assert_int_equal(post(&w, w.officer, one, "undo", back), 409);
    book = get_json(&w.f, w.officer, pig);
    assert_int_equal(number_after(&w.f, &book, "{", "stock"), 3);
    got = get_json(&w.f, w.commune, one);
    assert_true(reply_has(&got, "Hộ chuyển đi"));
    assert_int_equal(post(&w, w.commune, two, "hand-over", HAND), 201);
    fixture_close(&w.f);
}

TEST_DB("a household that has it from one list is refused on another with who gave it, until it is taken off") {
    struct world w = world_open(pool);
    const char *pig = good(&w, "Heo thử", 1000000, 10);
    const char *first = list(&w, "minority-water"), *second = list(&w, "minority-water");
    struct reply r = add(&w, first, w.codes[0], pig, 1);
    const char *given = given_path(&w, &r);
    struct reply twice = add(&w, second, w.codes[0], pig, 1);
    assert_int_equal(twice.status, 409);
    assert_true(reply_has(&twice, "Danh sách thử"));
    assert_int_equal(post(&w, w.officer, given, "undo", "{\"reason\":\"Ghi nhầm\",\"on_day\":\"2024-11-25\"}"), 201);
    assert_int_equal(add(&w, second, w.codes[0], pig, 1).status, 201);
    struct reply beside = get_json(&w.f, w.officer, SAY_JSON(&w.f, "/minority?q=&got=something"));
    assert_true(reply_has(&beside, w.codes[0]));
    fixture_close(&w.f);
}

TEST_DB("who is no poor minority household is refused with why; another commune's is not on this list") {
    struct world w = world_open(pool);
    const char *pig = good(&w, "Heo thử", 1000000, 10), *path = list(&w, "minority-water");
    struct reply others = get_json(&w.f, w.commune, "/households?class_provincial=poor&minority=0&limit=1");
    struct reply kinh = add(&w, path, member_after(&w.f, &others, "\"items\":[", "code"), pig, 1);
    assert_int_equal(kinh.status, 422);
    assert_true(reply_has(&kinh, "Không thuộc đối tượng"));
    assert_int_equal(add(&w, path, "99999-000001", pig, 1).status, 422);
    assert_int_equal(add(&w, path, w.codes[0], pig, 0).status, 422);
    struct reply none =
        send(&w, w.officer, path, "households",
             SAY_JSON(&w.f, "{\"code\":\"%s\",\"good\":\"%s\",\"quantity\":1}", w.codes[0], strrchr(pig, '/') + 1));
    assert_int_equal(none.status, 422);
    assert_true(reply_has(&none, "proof"));
    assert_int_equal(get_json(&w.f, fixture_user(&w.f, "xa-khac", "commune_officer", "26605"), path).status, 404);
    fixture_close(&w.f);
}

TEST_DB(
    "nothing is spent above what is allocated: a list that costs more is not signed and nothing of it is confirmed") {
    struct world w = world_open(pool);
    const char *dear = good(&w, "Trâu thử", 900000000, 10), *path = list(&w, "minority-electricity");
    struct reply r = add(&w, path, w.codes[0], dear, 9);
    const char *given = given_path(&w, &r);
    struct reply over = send(&w, w.leader, path, "approve", SIGN);
    assert_int_equal(over.status, 409);
    struct reply still = get_json(&w.f, w.officer, path);
    assert_true(reply_has(&still, "\"state\":\"draft\""));
    still = get_json(&w.f, w.officer, given);
    assert_true(reply_has(&still, "\"state\":\"proposed\""));
    fixture_close(&w.f);
}

TEST_DB("stock is adjusted with a reason to what is really there, and the figures open to as many households") {
    struct world w = world_open(pool);
    const char *pig = good(&w, "Heo thử", 1000000, 10);
    assert_int_equal(post(&w, w.officer, pig, "adjustments", "{\"counted\":8,\"on_day\":\"2024-11-20\"}"), 422);
    assert_int_equal(
        post(&w, w.officer, pig, "adjustments", "{\"counted\":8,\"on_day\":\"2024-11-20\",\"reason\":\"Chết\"}"), 201);
    assert_int_equal(
        post(&w, w.officer, pig, "adjustments", "{\"counted\":8,\"on_day\":\"2024-11-20\",\"reason\":\"Chết\"}"), 409);
    assert_int_equal(
        post(&w, w.officer, pig, "adjustments", "{\"counted\":-1,\"on_day\":\"2024-11-20\",\"reason\":\"x\"}"), 422);
    struct reply board = get_json(&w.f, w.officer, "/in-kind?from=2024-01-01&to=2024-11-25");
    struct reply given =
        get_json(&w.f, w.officer, "/in-kind/given?state=handed&policy=seeds-livestock&from=2024-01-01&to=2024-11-25");
    assert_int_equal(number_after(&w.f, &board, "\"total\":", "seeds"), number_after(&w.f, &given, "{", "total"));
    struct reply kept = get_json(&w.f, w.officer, "/follow-ups?outcome=kept&from=2024-01-01&to=2024-11-25");
    assert_true(number_after(&w.f, &kept, "{", "total") >= number_after(&w.f, &board, "\"total\":", "kept"));
    fixture_close(&w.f);
}

/* ---- who comes second finds it gone */

#define TAKERS 6
#define TRIES 4

struct taker {
    struct app *app;
    int64_t agency, good;
    int got, refused;
};
static enum status take_one(struct ctx *c, void *user, struct error *e) {
    struct taker *t = user;
    struct text what;
    TRY(inkind_supply(c, t->agency, t->good, 1, DB_NULL, c->today, &what, e));
    audit_note(c, 0, "test.take", "good", t->good, NULL);
    return OK;
}
static void *taking(void *user) {
    struct taker *t = user;
    AUTO_ARENA arena = arena_new(8u << 20);
    for (int i = 0; i < TRIES; i++) {
        struct ctx c;
        struct error e = {0};
        ctx_init_system(&c, t->app, arena, NULL);
        enum status s;
        do {
            error_clear(&e);
            s = ctx_write(&c, take_one, t, &e);
        } while (s == E_BUSY);
        t->got += s == OK;
        t->refused += s == E_CONFLICT;
    }
    return NULL;
}

TEST_DB("when many take the last ones at the same time, exactly as many get one as there were") {
    struct world w = world_open(pool);
    int64_t id = 0;
    assert_true(text_to_i64(text_of(strrchr(good(&w, "Heo thử", 1, 10), '/') + 1), &id));
    struct taker takers[TAKERS];
    pthread_t threads[TAKERS];
    int got = 0, refused = 0;
    for (size_t i = 0; i < TAKERS; i++) {
        takers[i] = (struct taker){&w.f.app, agency_id_of_key(T("77/bdt")), id, 0, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, taking, &takers[i]), 0);
    }
    for (size_t i = 0; i < TAKERS; i++) {
        (void)pthread_join(threads[i], NULL);
        got += takers[i].got;
        refused += takers[i].refused;
    }
    assert_int_equal(got, 10);
    assert_int_equal(refused, TAKERS * TRIES - 10);
    fixture_close(&w.f);
}
