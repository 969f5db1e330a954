#include "features/budget/budget_testing.h"
#include "tests/app_fixture.h"

/* The world's budget inside a running app. */
static struct fixture open_with_budget(struct db_pool *pool, struct world *w) {
    struct fixture f = fixture_open(pool);
    *w = (struct world){.app = f.app, .day = day_of(2024, 11, 25)};
    ctx_init_system(&w->c, &w->app, test_arena(), NULL);
    assert_ok(ctx_read(&w->c, find_places, w, &err));
    w->policy = policy_id_of_key(T("electricity"));
    return f;
}

static struct reply post(struct fixture *f, const char *who, const char *path, const char *fmt, ...) PRINTF_LIKE(4, 5);
static struct reply post(struct fixture *f, const char *who, const char *path, const char *fmt, ...) {
    char body[2000];
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(body, sizeof body, fmt, ap);
    va_end(ap);
    return fixture_send(f, who, HTTP_POST, path, "application/json", body);
}

/* The id member of a JSON answer. */
static const char *member(const struct reply *r, const char *name) {
    const char *start = strstr(arena_zstr(test_arena(), r->body), arena_fmt(test_arena(), "\"%s\":\"", name).ptr);
    assert_non_null(start);
    start += strlen(name) + 4;
    return arena_zstr(test_arena(), (struct text){start, strcspn(start, "\"")});
}
#define at(fmt, id) arena_fmt(test_arena(), fmt, id).ptr

static const char *new_decision(struct fixture *f, const char *who, const char *kind, const char *number) {
    struct reply r = post(f, who, "/budget/decisions",
                          "{\"kind\":\"%s\",\"number\":\"%s\",\"on_day\":\"2024-11-01\",\"signer\":\"Lê Văn Ký\","
                          "\"signer_post\":\"Chủ tịch\",\"summary\":\"giao vốn\"}",
                          kind, number);
    assert_int_equal(r.status, 201);
    return member(&r, "id");
}

TEST_DB("estimate, allocation, commitment and payment show in the overview, the ledger and the statement") {
    static struct world w;
    struct fixture f = open_with_budget(pool, &w);
    const char *who = fixture_user(&f, "taichinh", "finance_officer", "77");
    const char *id = new_decision(&f, who, "estimate", "1/QĐ-UBND");
    struct reply r = post(&f, who, at("/budget/decisions/%s/items", id),
                          "{\"source\":\"province\",\"area\":\"%lld\",\"policy\":\"0\",\"amount\":1000000,\"on_day\":"
                          "\"2024-11-02\"}",
                          (long long)w.province);
    assert_int_equal(r.status, 201);
    const char *pool_line = member(&r, "line_id");
    id = new_decision(&f, who, "allocation", "2/QĐ-STC");
    r = post(&f, who, at("/budget/decisions/%s/items", id),
             "{\"from_line\":\"%s\",\"area\":\"%lld\",\"policy\":\"%lld\",\"amount\":600000,\"on_day\":\"2024-11-02\"}",
             pool_line, (long long)w.province, (long long)w.policy);
    assert_int_equal(r.status, 201);
    w.line = strtoll(member(&r, "line_id"), NULL, 10);
    assert_ok(world_commit(&w, 1, 250000));
    assert_ok(world_disburse(&w, 1, 100000));
    r = fixture_get(&f, who, "/budget.json", "*/*");
    assert_true(reply_has(&r, "\"estimate\":1000000,\"unallocated\":400000,\"allocated\":600000"));
    r = fixture_get(&f, who, "/budget", "text/html");
    assert_int_equal(r.status, 200);
    assert_true(reply_has(&r, "Hỗ trợ tiền điện hộ nghèo"));
    r = fixture_get(&f, who, at("/budget/lines/%s", arena_fmt(test_arena(), "%lld", (long long)w.line).ptr),
                    "text/html");
    assert_true(reply_has(&r, "350.000 đ")); /* left */
    assert_true(reply_has(&r, "2/QĐ-STC"));
    assert_true(reply_has(&r, "chưa rõ")); /* the budget index code */
    r = fixture_get(&f, who, "/budget/entries.json?kind=disbursement&account=disbursed", "*/*");
    assert_true(reply_has(&r, "\"plus\":100000"));
    r = fixture_get(&f, who, "/budget/trial-balance.json", "*/*");
    assert_true(reply_has(&r, "\"balances\":true"));
    r = fixture_get(&f, who, "/budget/statement.json", "*/*");
    assert_true(reply_has(&r, "\"disbursed\":100000"));
    r = fixture_get(&f, who, "/budget/statement.pdf", "*/*");
    assert_memory_equal(r.body.ptr, "%PDF", 4);
    r = fixture_get(&f, who, "/budget/statement.xlsx", "*/*");
    assert_memory_equal(r.body.ptr, "PK", 2);
    assert_int_equal(fixture_audit_count(&f, "budget.item"), 2);
    fixture_close(&f);
}

TEST_DB("bad decisions come back with what to do: same paper twice, too much, wrong day, no paper for an overrun") {
    static struct world w;
    struct fixture f = open_with_budget(pool, &w);
    const char *who = fixture_user(&f, "taichinh", "finance_officer", "77");
    assert_ok(act(&w, allocate_100, &err));
    const char *id = new_decision(&f, who, "allocation", "9/QĐ-STC");
    struct reply r = post(&f, who, "/budget/decisions",
                          "{\"kind\":\"allocation\",\"number\":\"9/QĐ-STC\",\"on_day\":\"2024-11-01\",\"signer\":\"Lê "
                          "Văn Ký\",\"signer_post\":\"x\",\"summary\":\"y\"}");
    assert_int_equal(r.status, 409);
    assert_true(reply_has(&r, "đã có trong sổ"));
    r = post(&f, who, "/budget/decisions",
             "{\"kind\":\"overrun\",\"number\":\"10/QĐ\",\"on_day\":\"2024-11-01\",\"signer\":\"Lê Văn Ký\","
             "\"signer_post\":\"x\",\"summary\":\"y\"}");
    assert_int_equal(r.status, 422);
    assert_true(reply_has(&r, "phải có bản chụp"));
    const char *items = at("/budget/decisions/%s/items", id);
    assert_ok(act(&w, estimate_50, &err));
    static const struct {
        int64_t amount;
        const char *day;
        int status;
        const char *says;
    } bad[] = {{51, "2024-11-02", 409, "chỉ còn 50 đ dự toán chưa phân bổ"},
               {0, "2024-11-02", 422, "amount"},
               {-5, "2024-11-02", 422, "amount"},
               {5, "2024-11-26", 422, "không được sau hôm nay"},
               {5, "2024-10-31", 422, "không được trước ngày quyết định"},
               {5, "2023-12-31", 422, "trước ngày quyết định"}};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        r = post(&f, who, items,
                 "{\"from_line\":\"%lld\",\"area\":\"%lld\",\"policy\":\"%lld\",\"amount\":%lld,\"on_day\":\"%s\"}",
                 (long long)w.top, (long long)w.province, (long long)w.policy, (long long)bad[i].amount, bad[i].day);
        assert_int_equal(r.status, bad[i].status);
        assert_true(reply_has(&r, bad[i].says));
    }
    assert_holds(&w);
    fixture_close(&f);
}

TEST_DB("a month is closed by two persons, after it is over, and nothing is written into it afterwards") {
    static struct world w;
    struct fixture f = open_with_budget(pool, &w);
    const char *one = fixture_user(&f, "mot", "finance_officer", "77");
    const char *two = fixture_user(&f, "hai", "finance_leader", "77");
    const char *below = fixture_user(&f, "huyen", "finance_officer", "750");
    assert_ok(act(&w, allocate_100, &err));
    w.day = day_of(2024, 10, 10);
    assert_ok(world_commit(&w, 1, 10));
    assert_int_equal(post(&f, below, "/budget/periods/202410/ask", "{}").status, 403);
    assert_int_equal(post(&f, two, "/budget/periods/202410/close", "{}").status, 409);
    struct reply r = post(&f, one, "/budget/periods/202411/ask", "{}");
    assert_int_equal(r.status, 409);
    assert_true(reply_has(&r, "chưa hết"));
    assert_int_equal(post(&f, one, "/budget/periods/202410/ask", "{}").status, 201);
    r = post(&f, one, "/budget/periods/202410/close", "{}");
    assert_int_equal(r.status, 409);
    assert_true(reply_has(&r, "không được tự xác nhận"));
    assert_ok(world_commit(&w, 2, 10)); /* somebody posts meanwhile */
    r = post(&f, two, "/budget/periods/202410/close", "{}");
    assert_int_equal(r.status, 409);
    assert_true(reply_has(&r, "đã có thêm bút toán"));
    assert_int_equal(post(&f, one, "/budget/periods/202410/back", "{}").status, 201);
    assert_int_equal(post(&f, one, "/budget/periods/202410/ask", "{}").status, 201);
    assert_int_equal(post(&f, two, "/budget/periods/202410/close", "{}").status, 201);
    assert_int_equal(world_commit(&w, 3, 10), E_CONFLICT);
    assert_string_equal(err.key, "budget.period_closed");
    assert_int_equal(post(&f, one, "/budget/periods/202410/back", "{}").status, 409);
    assert_int_equal(fixture_get(&f, one, "/budget/periods", "text/html").status, 200);
    assert_holds(&w);
    fixture_close(&f);
}

TEST_DB("a commune sees its own lines only, and who may only read may not decide") {
    static struct world w;
    struct fixture f = open_with_budget(pool, &w);
    const char *commune = fixture_user(&f, "xa", "commune_officer", "26602");
    const char *other = fixture_user(&f, "xa2", "finance_officer", "26506");
    assert_ok(act(&w, allocate_100, &err));
    assert_ok(act(&w, three_lines, &err));
    const char *own = at("/budget/lines/%s", arena_fmt(test_arena(), "%lld", (long long)w.lines[0]).ptr);
    const char *province = at("/budget/lines/%s", arena_fmt(test_arena(), "%lld", (long long)w.line).ptr);
    assert_int_equal(fixture_get(&f, commune, own, "text/html").status, 200);
    assert_int_equal(fixture_get(&f, commune, province, "text/html").status, 404);
    assert_int_equal(fixture_get(&f, other, own, "text/html").status, 404);
    struct reply r = fixture_get(&f, commune, "/budget/lines.json", "*/*");
    assert_false(reply_has(&r, "Tỉnh Bà Rịa"));
    const char *entry = at("/budget/entries/%s", arena_fmt(test_arena(), "%lld", (long long)w.entry).ptr);
    assert_int_equal(fixture_get(&f, commune, entry, "text/html").status, 404);
    assert_int_equal(post(&f, commune, "/budget/decisions", "{}").status, 403);
    assert_int_equal(post(&f, other, at("%s/reverse", entry), "{\"on_day\":\"2024-11-25\",\"reason\":\"x\"}").status,
                     404);
    fixture_close(&f);
}

TEST_DB("an allocation is reversed on its page with a reason; a payment is corrected where it was made") {
    static struct world w;
    struct fixture f = open_with_budget(pool, &w);
    const char *who = fixture_user(&f, "taichinh", "finance_officer", "77");
    assert_ok(act(&w, allocate_100, &err));
    const char *entry = at("/budget/entries/%s", arena_fmt(test_arena(), "%lld", (long long)w.entry).ptr);
    struct reply r = fixture_get(&f, who, entry, "text/html");
    assert_true(reply_has(&r, "Lập bút toán đảo"));
    assert_int_equal(post(&f, who, at("%s/reverse", entry), "{\"on_day\":\"2024-11-25\",\"reason\":\"nhầm\"}").status,
                     201);
    assert_line(&w, w.line, 0, 0, 0);
    r = post(&f, who, at("%s/reverse", entry), "{\"on_day\":\"2024-11-25\",\"reason\":\"nhầm\"}");
    assert_int_equal(r.status, 409);
    assert_ok(act(&w, allocate_some, &err));
    assert_ok(world_commit(&w, 1, 10));
    const char *commitment =
        at("/budget/entries/%s/reverse", arena_fmt(test_arena(), "%lld", (long long)world_last_entry(&w)).ptr);
    r = post(&f, who, commitment, "{\"on_day\":\"2024-11-25\",\"reason\":\"nhầm\"}");
    assert_int_equal(r.status, 409);
    assert_true(reply_has(&r, "hồ sơ của việc đó"));
    assert_holds(&w);
    fixture_close(&f);
}
