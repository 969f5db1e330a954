#include "features/area/area.h"
#include "features/budget/budget.h"
#include "features/fund/fund.h"
#include "features/policy/policy.h"
#include "features/standard/standard.h"
#include "tests/app_fixture.h"

static struct error err;

struct world {
    struct fixture f;
    struct ctx c;
    int64_t province, commune, house;
    const char *front, *fund_path;
    int64_t fund;
};
static enum status places(struct ctx *c, void *user, struct error *e) {
    struct world *w = user;
    TRY(area_by_code(c, T("77"), c->today, &w->province, e));
    return area_by_code(c, T("26602"), c->today, &w->commune, e);
}
static struct reply post(struct world *w, const char *who, const char *path, const char *fmt, ...) PRINTF_LIKE(4, 5);
static struct reply post(struct world *w, const char *who, const char *path, const char *fmt, ...) {
    char body[2000];
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(body, sizeof body, fmt, ap);
    va_end(ap);
    return fixture_send(&w->f, who, HTTP_POST, path, "application/json", body);
}
static int64_t id_of(const struct reply *r) {
    const char *start = strstr(arena_zstr(test_arena(), r->body), "\"id\":\"");
    assert_non_null(start);
    return strtoll(start + 6, NULL, 10);
}
#define at(...) arena_fmt(test_arena(), __VA_ARGS__).ptr

static void open_world(struct world *w, struct db_pool *pool) {
    *w = (struct world){.f = fixture_open(pool)};
    ctx_init_system(&w->c, &w->f.app, test_arena(), NULL);
    assert_ok(ctx_read(&w->c, places, w, &err));
    w->house = policy_id_of_key(T("house-new"));
    w->front = fixture_user(&w->f, "mattran", "front_officer", "77");
    struct reply r = post(w, w->front, "/funds", "{\"kind\":\"fund_poor\",\"name\":\"Quỹ Vì người nghèo\"}");
    assert_int_equal(r.status, 201);
    w->fund = id_of(&r);
    w->fund_path = at("/funds/%lld", (long long)w->fund);
}
static int64_t gift(struct world *w, const char *donor, int64_t amount, const char *more) {
    struct reply r =
        post(w, w->front, at("%s/receipts", w->fund_path),
             "{\"donor_kind\":\"organisation\",\"donor\":\"%s\",\"on_day\":\"2024-11-01\",\"amount\":%lld%s}", donor,
             (long long)amount, more);
    assert_int_equal(r.status, 201);
    return id_of(&r);
}

struct payment {
    int64_t use, amount, policy, area;
};
static enum status pay(struct ctx *c, void *user, struct error *e) {
    const struct payment *p = user;
    TRY(budget_commit(c,
                      &(struct budget_use){.for_kind = "test",
                                           .for_id = p->use,
                                           .policy_id = p->policy,
                                           .area_id = p->area,
                                           .source = BUDGET_ANY_SOURCE,
                                           .amount = p->amount,
                                           .day = c->today},
                      NULL, e));
    TRY(budget_disburse(c, "test", p->use, p->amount, c->today, TEXT_NONE, e));
    audit_note(c, 0, "test.pay", "test", p->use, NULL);
    return OK;
}
static enum status paid(struct world *w, int64_t use, int64_t amount) {
    struct payment p = {use, amount, w->house, w->commune};
    error_clear(&err);
    return ctx_write(&w->c, pay, &p, &err);
}

TEST_DB("what comes in first is spent first, and each gift tells what it paid for") {
    static struct world w;
    open_world(&w, pool);
    int64_t first = gift(&w, "Công ty Một", 50, ""), second = gift(&w, "Công ty Hai", 30, "");
    assert_ok(paid(&w, 11, 40));
    assert_ok(paid(&w, 12, 25));
    struct reply r = fixture_get(&w.f, w.front, at("/fund-receipts/%lld.json", (long long)first), "*/*");
    assert_true(reply_has(&r, "\"for_id\":\"11\",\"what\":\"test\",\"first_day\":\"2024-11-25\",\"amount\":40"));
    assert_true(reply_has(&r, "\"for_id\":\"12\",\"what\":\"test\",\"first_day\":\"2024-11-25\",\"amount\":10"));
    assert_true(reply_has(&r, "\"unspent\":0"));
    r = fixture_get(&w.f, w.front, at("/fund-receipts/%lld.json", (long long)second), "*/*");
    assert_true(reply_has(&r, "\"for_id\":\"12\",\"what\":\"test\",\"first_day\":\"2024-11-25\",\"amount\":15"));
    assert_true(reply_has(&r, "\"unspent\":15"));
    assert_int_equal(paid(&w, 13, 16), E_CONFLICT); /* the fund does not spend what it does not have */
    assert_string_equal(err.key, "budget.over");
    r = fixture_get(&w.f, w.front, w.fund_path, "text/html");
    assert_int_equal(r.status, 200);
    r = fixture_get(&w.f, w.front, at("/fund-receipts/%lld.pdf", (long long)first), "*/*");
    assert_memory_equal(r.body.ptr, "%PDF", 4);
    fixture_close(&w.f);
}

TEST_DB("money given for houses pays for houses only, and before the fund's own money") {
    static struct world w;
    open_world(&w, pool);
    (void)gift(&w, "Chung", 50, "");
    int64_t earmarked = gift(&w, "Cho nhà", 30, at(",\"purpose\":\"%lld\"", (long long)w.house));
    assert_ok(paid(&w, 21, 20));
    struct reply r = fixture_get(&w.f, w.front, at("/fund-receipts/%lld.json", (long long)earmarked), "*/*");
    assert_true(reply_has(&r, "\"for_id\":\"21\""));
    w.house = policy_id_of_key(T("electricity"));
    assert_ok(paid(&w, 22, 50));
    assert_int_equal(paid(&w, 23, 1), E_CONFLICT); /* ten are left, for houses */
    fixture_close(&w.f);
}

TEST_DB("a receipt that is cancelled leaves the ledger by a reversal, unless it is spent; its number stays used") {
    static struct world w;
    open_world(&w, pool);
    int64_t id = gift(&w, "Một", 50, ",\"number\":\"A7\"");
    struct reply r = post(&w, w.front, at("%s/receipts", w.fund_path),
                          "{\"donor_kind\":\"anonymous\",\"on_day\":\"2024-11-02\",\"amount\":5,\"number\":\"A7\"}");
    assert_int_equal(r.status, 409);
    assert_true(reply_has(&r, "A7 đã dùng"));
    assert_int_equal(post(&w, w.front, at("/fund-receipts/%lld/cancel", (long long)id), "{\"reason\":\"nhầm\"}").status,
                     201);
    assert_int_equal(paid(&w, 1, 1), E_CONFLICT);
    r = post(&w, w.front, at("/fund-receipts/%lld/cancel", (long long)id), "{\"reason\":\"nhầm\"}");
    assert_int_equal(r.status, 409);
    id = gift(&w, "Hai", 50, "");
    assert_ok(paid(&w, 2, 20));
    r = post(&w, w.front, at("/fund-receipts/%lld/cancel", (long long)id), "{\"reason\":\"nhầm\"}");
    assert_int_equal(r.status, 409);
    r = fixture_get(&w.f, w.front, at("/fund-receipts/%lld.json", (long long)id), "*/*");
    assert_true(reply_has(&r, "\"cancelled_on\":null"));
    fixture_close(&w.f);
}

TEST_DB("bad gifts come back on their field, and nothing of them is kept") {
    static struct world w;
    open_world(&w, pool);
    static const struct {
        const char *body, *says;
    } bad[] = {
        {"{\"donor_kind\":\"person\",\"on_day\":\"2024-11-01\",\"amount\":5}", "Chưa có tên người ủng hộ"},
        {"{\"donor\":\"A\",\"on_day\":\"2024-11-01\",\"amount\":5}", "Hãy chọn loại người ủng hộ"},
        {"{\"donor_kind\":\"anonymous\",\"on_day\":\"2024-11-01\",\"amount\":0}", "amount"},
        {"{\"donor_kind\":\"anonymous\",\"on_day\":\"2024-11-01\",\"amount\":-4}", "amount"},
        {"{\"donor_kind\":\"anonymous\",\"on_day\":\"2024-11-26\",\"amount\":5}", "không được sau hôm nay"},
        {"{\"donor_kind\":\"anonymous\",\"on_day\":\"2024-11-01\",\"amount\":5,\"goods\":\"Gạo\"}",
         "phải có số lượng và đơn vị"},
        {"{\"donor_kind\":\"anonymous\",\"on_day\":\"2024-11-01\",\"amount\":5,\"purpose\":\"77\"}", "purpose"},
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct reply r = post(&w, w.front, at("%s/receipts", w.fund_path), "%s", bad[i].body);
        assert_int_equal(r.status, 422);
        assert_true(reply_has(&r, bad[i].says));
    }
    assert_int_equal(fixture_audit_count(&w.f, "fund.receipt"), 0);
    fixture_close(&w.f);
}

TEST_DB("goods are handed out as far as they last") {
    static struct world w;
    open_world(&w, pool);
    int64_t id = gift(&w, "Kho gạo", 1000000, ",\"goods\":\"Gạo\",\"quantity\":10,\"unit\":\"bao\"");
    const char *path = at("/fund-receipts/%lld/handouts", (long long)id);
    assert_int_equal(paid(&w, 1, 1), E_CONFLICT); /* goods are no money */
    assert_int_equal(
        post(&w, w.front, path, "{\"on_day\":\"2024-11-10\",\"quantity\":7,\"receiver\":\"Bà Năm\"}").status, 201);
    struct reply r = post(&w, w.front, path, "{\"on_day\":\"2024-11-10\",\"quantity\":4,\"receiver\":\"Bà Sáu\"}");
    assert_int_equal(r.status, 422);
    assert_true(reply_has(&r, "Chỉ còn 3"));
    r = post(&w, w.front, path, "{\"on_day\":\"2024-10-10\",\"quantity\":1,\"receiver\":\"Bà Sáu\"}");
    assert_int_equal(r.status, 422);
    r = post(&w, w.front, path, "{\"on_day\":\"2024-11-10\",\"quantity\":1,\"household\":\"KHÔNG-CÓ\"}");
    assert_int_equal(r.status, 422);
    assert_true(reply_has(&r, "Không có hộ mang mã này"));
    r = post(&w, w.front, at("/fund-receipts/%lld/cancel", (long long)id), "{\"reason\":\"x\"}");
    assert_int_equal(r.status, 409);
    fixture_close(&w.f);
}

TEST_DB("a pledge that is kept in part stays open, and the gift takes its donor") {
    static struct world w;
    open_world(&w, pool);
    struct reply r = post(&w, w.front, at("%s/pledges", w.fund_path),
                          "{\"donor_kind\":\"organisation\",\"donor\":\"Công ty Hứa\",\"amount\":100,\"pledged_on\":"
                          "\"2024-10-17\",\"due_on\":\"2024-11-20\"}");
    assert_int_equal(r.status, 201);
    long long pledge = id_of(&r);
    r = fixture_get(&w.f, w.front, at("%s/pledges.json?late=1", w.fund_path), "*/*");
    assert_true(reply_has(&r, "\"state\":\"late\""));
    r = post(&w, w.front, at("%s/receipts", w.fund_path),
             "{\"pledge\":\"%lld\",\"on_day\":\"2024-11-21\",\"amount\":60}", pledge);
    assert_int_equal(r.status, 201);
    r = fixture_get(&w.f, w.front, at("%s/receipts.json", w.fund_path), "*/*");
    assert_true(reply_has(&r, "Công ty Hứa"));
    r = fixture_get(&w.f, w.front, at("%s/pledges.json?open=1", w.fund_path), "*/*");
    assert_true(reply_has(&r, "\"received\":60"));
    assert_int_equal(post(&w, w.front, at("/fund-pledges/%lld/cancel", pledge), "{\"reason\":\"thôi\"}").status, 201);
    assert_int_equal(post(&w, w.front, at("/fund-pledges/%lld/cancel", pledge), "{\"reason\":\"thôi\"}").status, 409);
    r = post(&w, w.front, at("%s/receipts", w.fund_path),
             "{\"pledge\":\"%lld\",\"on_day\":\"2024-11-21\",\"amount\":6}", pledge);
    assert_int_equal(r.status, 422);
    fixture_close(&w.f);
}

static enum status publish(struct ctx *c, void *user, struct error *e) {
    (void)user;
    TRY(setting_store(c, "fund.public_statement", day_of(2024, 1, 1), T("1"), T("thử"), T("invented"), e));
    audit_note(c, 0, "test.setting", "setting", 1, NULL);
    return OK;
}

TEST_DB("the public reads a fund's statement only when the setting says so, and only names of those who agreed") {
    static struct world w;
    open_world(&w, pool);
    (void)gift(&w, "Công ty Nêu Tên", 50, ",\"may_publish\":true");
    (void)gift(&w, "Công ty Giấu Tên", 30, "");
    const char *path = at("%s/statement.json", w.fund_path);
    assert_int_equal(fixture_get(&w.f, NULL, path, "*/*").status, 401);
    assert_ok(ctx_write(&w.c, publish, NULL, &err));
    struct reply r = fixture_get(&w.f, NULL, path, "*/*");
    assert_int_equal(r.status, 200);
    assert_true(reply_has(&r, "Công ty Nêu Tên"));
    assert_false(reply_has(&r, "Công ty Giấu Tên"));
    assert_true(reply_has(&r, "\"received\":80"));
    assert_int_equal(fixture_get(&w.f, NULL, at("%s/statement", w.fund_path), "text/html").status, 200);
    r = fixture_get(&w.f, NULL, at("%s/statement.pdf", w.fund_path), "*/*");
    assert_memory_equal(r.body.ptr, "%PDF", 4);
    assert_int_equal(fixture_get(&w.f, NULL, at("%s/receipts.json", w.fund_path), "*/*").status, 401);
    fixture_close(&w.f);
}

TEST_DB("a commune's fund is seen by those above it and by no other commune") {
    static struct world w;
    open_world(&w, pool);
    const char *own = fixture_user(&w.f, "mtxa", "front_officer", "26602");
    const char *other = fixture_user(&w.f, "mtxa2", "front_officer", "26506");
    const char *labour = fixture_user(&w.f, "ldtbxh", "province_officer", "77");
    struct reply r = post(&w, own, "/funds", "{\"kind\":\"fund_poor\",\"name\":\"Quỹ xã\"}");
    assert_int_equal(r.status, 201);
    const char *path = at("/funds/%lld", (long long)id_of(&r));
    assert_int_equal(fixture_get(&w.f, own, path, "text/html").status, 200);
    assert_int_equal(fixture_get(&w.f, labour, path, "text/html").status, 200);
    assert_int_equal(fixture_get(&w.f, other, path, "text/html").status, 404);
    assert_int_equal(fixture_get(&w.f, own, w.fund_path, "text/html").status, 404);
    assert_int_equal(post(&w, labour, at("%s/receipts", path), "{}").status, 403);
    r = fixture_get(&w.f, labour, "/funds.json", "*/*");
    assert_true(reply_has(&r, "Quỹ xã"));
    r = post(&w, own, "/funds", "{\"kind\":\"fund_poor\",\"name\":\"Quỹ xã\"}");
    assert_int_equal(r.status, 409);
    fixture_close(&w.f);
}
