/* The pages through the edge: scope, figures that open, papers, and the way of a file of the bank. */
#include "features/loan/loan_parts.h"
#include "http/http.h"
#include "tests/worlds.h"

#undef TEST_WORLD
#define TEST_WORLD &test_commune

static struct error err;

struct world {
    struct fixture f;
    const char *bank, *bank_head, *officer, *neighbour;
};

static struct world open_world(struct db_pool *pool) {
    struct world w = {.f = fixture_open(pool)};
    error_clear(&err);
    w.bank = fixture_user(&w.f, "canbo.nh", "bank_officer", "77");
    w.bank_head = fixture_user(&w.f, "giamdoc.nh", "bank_leader", "77");
    w.officer = fixture_user(&w.f, "canbo.xa", "commune_officer", "26602");
    w.neighbour = fixture_user(&w.f, "canbo.xa.ben", "commune_officer", "26599");
    return w;
}

static struct reply get(struct world *w, const char *who, const char *path) {
    return fixture_get(&w->f, who, path, "application/json");
}

static struct reply upload(struct world *w, const char *who, const char *csv) {
    struct http_pair headers[] = {{T("accept"), T("application/json")},
                                  {T("content-type"), T("multipart/form-data; boundary=xyz")},
                                  {T("authorization"), arena_fmt(w->f.arena, "Bearer %s", who)}};
    struct http_request req = {.method = HTTP_POST,
                               .path = T("/loans/bank"),
                               .headers = headers,
                               .header_count = COUNT_OF(headers),
                               .arena = w->f.arena};
    (void)snprintf(req.id, sizeof req.id, "00000000000000ab");
    (void)snprintf(req.remote, sizeof req.remote, "127.0.0.1");
    req.body = arena_fmt(w->f.arena,
                         "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"sao-ke.csv\"\r\n"
                         "Content-Type: text/csv\r\n\r\n%s\r\n--xyz--\r\n",
                         csv);
    struct http_response res = {.file_fd = -1, .arena = w->f.arena};
    buf_init(&res.body, MAX_RESPONSE_BYTES);
    app_handle(&w->f.app, &req, &res);
    struct reply r = {.status = res.status, .body = arena_text(w->f.arena, buf_as_text(&res.body))};
    buf_free(&res.body);
    return r;
}

/* The text of a member after its n-th occurrence, up to the quote. */
static const char *text_member(struct world *w, struct text body, const char *member, int n) {
    const char *at = body.ptr;
    const char *wanted = arena_fmt(w->f.arena, "\"%s\":\"", member).ptr;
    for (int i = 0; i <= n && at != NULL; i++) {
        at = strstr(at, wanted);
        at = at ? at + strlen(wanted) : NULL;
    }
    return at ? arena_zstr(w->f.arena, (struct text){at, (size_t)(strchr(at, '"') - at)}) : NULL;
}
static long long int_member(struct text body, const char *member) {
    char wanted[60];
    (void)snprintf(wanted, sizeof wanted, "\"%s\":", member);
    const char *at = strstr(body.ptr, wanted);
    assert_non_null(at);
    return strtoll(at + strlen(wanted), NULL, 10);
}
static const char *first_id(struct world *w, const char *list) {
    struct reply r = get(w, w->bank, list);
    assert_int_equal(r.status, 200);
    const char *id = text_member(w, r.body, "id", 0);
    assert_non_null(id);
    return id;
}

TEST_DB("an officer of another commune finds no loan, request, group or list of this one") {
    struct world w = open_world(pool);
    static const char *const lists[] = {"/loans", "/loans/requests", "/loans/groups", "/loans/lists"};
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        const char *path = arena_fmt(w.f.arena, "%s/%s", lists[i], first_id(&w, lists[i])).ptr;
        assert_int_equal(get(&w, w.officer, path).status, 200);
        assert_int_equal(get(&w, w.neighbour, path).status, 404);
        assert_int_equal(int_member(get(&w, w.neighbour, lists[i]).body, "total"), 0);
    }
    assert_int_equal(get(&w, w.neighbour, "/loans/figures?area=1").status, 404);
    fixture_close(&w.f);
}

TEST_DB("each figure of what is out opens to exactly the loans that it counts") {
    struct world w = open_world(pool);
    struct reply r = get(&w, w.bank, "/loans/figures");
    assert_int_equal(r.status, 200);
    const char *at = r.body.ptr;
    int figures = 0;
    while ((at = strstr(at, "\"loans\":")) != NULL) {
        long long counted = strtoll(at + 8, NULL, 10);
        const char *href = strstr(at, "\"href\":\"");
        assert_non_null(href);
        href += 8;
        const char *path = arena_zstr(w.f.arena, (struct text){href, (size_t)(strchr(href, '"') - href)});
        struct reply list = get(&w, w.bank, path);
        assert_int_equal(list.status, 200);
        assert_int_equal(int_member(list.body, "total"), counted);
        at += 8;
        figures++;
    }
    assert_true(figures > 5);
    assert_true(int_member(r.body, "loans") > 0);
    fixture_close(&w.f);
}

TEST_DB("the papers of the chain are made as PDF and DOCX") {
    struct world w = open_world(pool);
    const char *request = first_id(&w, "/loans/requests"), *list = first_id(&w, "/loans/lists?state=ended");
    const char *meeting = text_member(
        &w, get(&w, w.bank, arena_fmt(w.f.arena, "/loans/groups/%s", first_id(&w, "/loans/groups")).ptr).body, "id", 0);
    assert_non_null(meeting);
    const char *paths[] = {arena_fmt(w.f.arena, "/loans/requests/%s/paper", request).ptr,
                           arena_fmt(w.f.arena, "/loans/lists/%s/paper", list).ptr,
                           arena_fmt(w.f.arena, "/loans/lists/%s/notice", list).ptr, "/loans/day/paper"};
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        bool day = i == 3;
        const char *who = day ? w.officer : w.bank;
        struct reply pdf = get(&w, who, arena_fmt(w.f.arena, "%s.pdf", paths[i]).ptr);
        struct reply docx = get(&w, who, arena_fmt(w.f.arena, "%s.docx", paths[i]).ptr);
        assert_int_equal(pdf.status, 200);
        assert_memory_equal(pdf.body.ptr, "%PDF", 4);
        assert_int_equal(docx.status, 200);
        assert_memory_equal(docx.body.ptr, "PK", 2);
    }
    fixture_close(&w.f);
}

TEST_DB("a file of the bank is checked, its worklist resolved and the rest applied; the same file is refused") {
    struct world w = open_world(pool);
    struct reply loans = get(&w, w.bank, "/loans?state=open&limit=1");
    const char *number = text_member(&w, loans.body, "number", 0), *loan = text_member(&w, loans.body, "id", 0);
    const char *csv = arena_fmt(w.f.arena,
                                "Số khế ước;Ngày;Người vay;Dư nợ\n%s;24/11/2024;;12345678\nKHONG-CO;24/11/2024;Người "
                                "Lạ;5000000\n;24/11/2024;;1\n",
                                number)
                          .ptr;
    assert_int_equal(upload(&w, w.officer, csv).status, 403);
    struct reply r = upload(&w, w.bank, csv);
    assert_int_equal(r.status, 201);
    const char *id = text_member(&w, r.body, "id", 0);
    const char *path = arena_fmt(w.f.arena, "/loans/bank/%s", id).ptr;
    r = upload(&w, w.bank, csv);
    assert_int_equal(r.status, 409);
    assert_true(reply_has(&r, "sao-ke.csv"));
    r = get(&w, w.bank, path);
    assert_int_equal(int_member(r.body, "good"), 1);
    assert_int_equal(int_member(r.body, "bad"), 2);
    struct reply book = get(&w, w.bank, arena_fmt(w.f.arena, "%s/errors", path).ptr);
    assert_memory_equal(book.body.ptr, "PK", 2);
    /* nobody else's file, and nothing in the ledger yet */
    assert_int_equal(get(&w, w.bank_head, path).status, 403);
    r = get(&w, w.bank, arena_fmt(w.f.arena, "/loans/%s", loan).ptr);
    assert_false(reply_has(&r, "12345678"));
    const char *line = arena_fmt(w.f.arena, "%s/lines/3", path).ptr;
    r = fixture_send(&w.f, w.bank, HTTP_POST, line, "application/json",
                     "{\"action\":\"take\",\"loan_number\":\"VAN-KHONG-CO\",\"on\":\"2024-11-24\",\"version\":1}");
    assert_int_equal(r.status, 409);
    r = fixture_send(
        &w.f, w.bank, HTTP_POST, line, "application/json",
        arena_fmt(w.f.arena, "{\"action\":\"take\",\"loan_number\":\"%s\",\"on\":\"2024-11-20\",\"version\":1}", number)
            .ptr);
    assert_int_equal(r.status, 201);
    r = fixture_send(&w.f, w.bank, HTTP_POST, arena_fmt(w.f.arena, "%s/lines/4", path).ptr, "application/json",
                     "{\"action\":\"drop\",\"version\":1}");
    assert_int_equal(r.status, 201);
    r = fixture_send(&w.f, w.bank, HTTP_POST, arena_fmt(w.f.arena, "%s/apply", path).ptr, "application/json", "{}");
    assert_int_equal(r.status, 201);
    r = get(&w, w.bank, path);
    assert_int_equal(int_member(r.body, "applied"), 2);
    assert_int_equal(int_member(r.body, "bad"), 0);
    r = get(&w, w.bank, arena_fmt(w.f.arena, "/loans/%s", loan).ptr);
    assert_int_equal(int_member(r.body, "balance"), 12345678);
    assert_int_equal(fixture_audit_broken(&w.f), 0);
    fixture_close(&w.f);
}

TEST_DB("headings of the bank's file are configuration") {
    struct world w = open_world(pool);
    struct reply loans = get(&w, w.bank, "/loans?state=open&limit=1");
    const char *number = text_member(&w, loans.body, "number", 0);
    const char *csv = arena_fmt(w.f.arena, "ACCOUNT;VALUE DATE;OUTSTANDING\n%s;24/11/2024;777\n", number).ptr;
    struct reply r = upload(&w, w.bank, csv);
    assert_int_equal(r.status, 422);
    r = fixture_send(&w.f, w.bank, HTTP_POST, "/loans/bank/columns", "application/json",
                     "{\"loan_number\":\"Account\",\"on_day\":\"Value date\",\"balance\":\"Outstanding\"}");
    assert_int_equal(r.status, 201);
    assert_int_equal(upload(&w, w.bank, csv).status, 201);
    fixture_close(&w.f);
}

TEST_DB("a higher maximum shows who would be affected, and changes nothing") {
    struct world w = open_world(pool);
    int64_t policy = policy_id_of_key(T("loan-newly-escaped"));
    struct reply r =
        get(&w, w.bank, arena_fmt(w.f.arena, "/loans/what-if?policy=%lld&amount=150000000", (long long)policy).ptr);
    assert_int_equal(r.status, 200);
    assert_true(reply_has(&r, "\"possible\":true"));
    long long at_limit = int_member(r.body, "at_limit");
    assert_int_equal(int_member(r.body, "more_at_limit"), at_limit * 50000000);
    const char *href = text_member(&w, r.body, "href", at_limit > 0 ? 1 : 0);
    if (href != NULL)
        assert_int_equal(int_member(get(&w, w.bank, href).body, "total"), at_limit);
    r = get(&w, w.bank, arena_fmt(w.f.arena, "/loans/what-if?policy=%lld&amount=1", (long long)policy).ptr);
    assert_true(reply_has(&r, "\"possible\":false"));
    assert_int_equal(get(&w, w.officer, "/loans/what-if").status, 403);
    fixture_close(&w.f);
}
