#include <unistd.h>

#include "app/jobs.h"
#include "features/household/household.h"
#include "files/files.h"
#include "http/http.h"
#include "tests/worlds.h"

#undef TEST_WORLD
#define TEST_WORLD &test_households

static struct error err;

struct world {
    struct fixture f;
    const char *officer, *neighbour;
};

static struct world open_world(struct db_pool *pool) {
    struct world w = {.f = fixture_open(pool)};
    error_clear(&err);
    w.officer = fixture_user(&w.f, "canbo.xa", "commune_officer", "26602");
    w.neighbour = fixture_user(&w.f, "canbo.xa.ben", "commune_officer", "26599");
    return w;
}

/* Sends a CSV as a browser sends a file; the answer is JSON. */
static struct reply upload(struct world *w, const char *csv) {
    struct http_pair headers[] = {{T("accept"), T("application/json")},
                                  {T("content-type"), T("multipart/form-data; boundary=xyz")},
                                  {T("authorization"), arena_fmt(w->f.arena, "Bearer %s", w->officer)}};
    struct http_request req = {.method = HTTP_POST,
                               .path = T("/households/import"),
                               .headers = headers,
                               .header_count = COUNT_OF(headers),
                               .arena = w->f.arena};
    (void)snprintf(req.id, sizeof req.id, "00000000000000ab");
    (void)snprintf(req.remote, sizeof req.remote, "127.0.0.1");
    req.body = arena_fmt(w->f.arena,
                         "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"ho.csv\"\r\n"
                         "Content-Type: text/csv\r\n\r\n%s\r\n--xyz--\r\n",
                         csv);
    struct http_response res = {.file_fd = -1, .arena = w->f.arena};
    buf_init(&res.body, MAX_RESPONSE_BYTES);
    app_handle(&w->f.app, &req, &res);
    struct reply r = {
        .status = res.status, .body = arena_text(w->f.arena, buf_as_text(&res.body)), .header_count = res.header_count};
    memcpy(r.headers, res.headers, sizeof r.headers);
    buf_free(&res.body);
    return r;
}

static void run_jobs(struct world *w) {
    const struct job_settings settings = {.lease_ms = 200, .beat_ms = 20};
    bool ran = true;
    while (ran)
        assert_ok(job_run_next(&w->f.app, &settings, &ran, &err));
}

static struct reply page_of(struct world *w, const char *path) {
    return fixture_send(&w->f, w->officer, HTTP_GET, path, "application/json", "");
}

static struct reply act(struct world *w, const char *path, const char *what) {
    return fixture_send(&w->f, w->officer, HTTP_POST, arena_fmt(w->f.arena, "%s/%s", path, what).ptr,
                        "application/json", "{}");
}

/* Sends a file, lets the job read it; the address of its page. */
static const char *sent(struct world *w, const char *csv) {
    struct reply r = upload(w, csv);
    if (r.status != 201)
        fail_msg("%d %.*s", r.status, FMT(r.body));
    run_jobs(w);
    return arena_zstr(w->f.arena, reply_header(&r, "Location"));
}

#define assert_page(w, path, part)                                                                                     \
    do {                                                                                                               \
        struct reply page_ = page_of(w, path);                                                                         \
        if (!reply_has(&page_, part))                                                                                  \
            fail_msg("no %s in %.*s", part, FMT(page_.body));                                                          \
    } while (0)

static size_t count_found(struct world *w, const char *query) {
    struct reply r = fixture_send(&w->f, w->officer, HTTP_GET,
                                  arena_fmt(w->f.arena, "/households?limit=200&%s", query).ptr, "application/json", "");
    size_t n = 0;
    for (const char *at = r.body.ptr; (at = strstr(at, "\"code\":\"")) != NULL; at++)
        n++;
    return n;
}

static void assert_whole(struct world *w) {
    struct ctx c;
    struct household_now_verdict v;
    AUTO_DB db = NULL;
    assert_ok(db_take(w->f.app.pool, false, &db, &err));
    assert_ok(db_begin_read(db, &err));
    ctx_init_system(&c, &w->f.app, w->f.arena, db);
    assert_ok(household_now_check(&c, &v, &err));
    assert_int_equal(v.different, 0);
    assert_int_equal(fixture_audit_broken(&w->f), 0);
}

/* The name of a hamlet of the commune, as the officer sees it in the list. */
static const char *hamlet_name(struct world *w) {
    struct reply r = fixture_send(&w->f, w->officer, HTTP_GET, "/households?limit=1", "application/json", "");
    char *at = strstr(r.body.ptr, "\"hamlet\":\"");
    assert_non_null(at);
    at += 10;
    return arena_zstr(w->f.arena, (struct text){at, (size_t)(strchr(at, '"') - at)});
}

#define HEAD                                                                                                                                                 \
    "Hộ số (trong bảng);Thôn, ấp, khu phố;Địa chỉ;Họ và tên;Giới tính;Ngày sinh;Dân tộc;Số định danh;Quan hệ với chủ " \
    "hộ\n"

TEST_DB("a sheet becomes households only when it is applied, all at once, and applying twice makes nothing twice") {
    struct world w = open_world(pool);
    const char *hamlet = hamlet_name(&w);
    struct text csv = arena_fmt(w.f.arena,
                                HEAD "1;%s;Tổ 1;Quách Thiềm Một;Nam;1970;;077070555501;Chủ hộ\n"
                                     "1;%s;Tổ 1;Ông Thị Hai;Nữ;03/1972;;;Vợ hoặc chồng\n"
                                     "2;%s;;Quách Thiềm Ba;Nữ;05/06/1950;;077150555502;Chủ hộ\n",
                                hamlet, hamlet, hamlet);
    const char *page = sent(&w, csv.ptr);
    assert_page(&w, page, "\"state\":\"checked\"");
    assert_page(&w, page, "\"bad\":0");
    assert_page(&w, page, "\"households\":2");
    assert_int_equal(count_found(&w, "q=quach+thiem"), 0);
    assert_int_equal(fixture_send(&w.f, w.neighbour, HTTP_GET, page, "application/json", "").status, 404);
    assert_int_equal(act(&w, page, "apply").status, 201);
    assert_int_equal(act(&w, page, "apply").status, 409);
    run_jobs(&w);
    assert_page(&w, page, "\"state\":\"applied\"");
    struct reply found = page_of(&w, "/households?q=quach+thiem");
    assert_true(reply_has(&found, "Quách Thiềm Một"));
    assert_true(reply_has(&found, "Quách Thiềm Ba"));
    assert_true(reply_has(&found, "\"members\":2"));
    struct reply all = page_of(&w, "/households?limit=1");
    assert_true(reply_has(&all, "\"total\":202"));
    assert_int_equal(act(&w, page, "apply").status, 409);
    const char *again = sent(&w, csv.ptr); /* known again, letter by letter */
    assert_page(&w, again, "\"there\":3");
    assert_page(&w, again, "\"households\":0");
    assert_int_equal(act(&w, again, "apply").status, 409);
    assert_int_equal(fixture_get(&w.f, w.officer, page, "text/html").status, 200);
    assert_whole(&w);
}

TEST_DB("the right households of a sheet come in, and the corrected sheet brings in the rest and doubles nobody") {
    struct world w = open_world(pool);
    const char *hamlet = hamlet_name(&w);
#define GOOD HEAD "1;%s;Tổ 1;Quách Thiềm Một;Nam;1970;;077070555501;Chủ hộ\n1;%s;Tổ 1;Ông Thị Hai;Nữ;;;;Vợ hoặc chồng\n"
    const char *page =
        sent(&w, arena_fmt(w.f.arena, GOOD "2;%s;;Quách Thiềm Ba;Nữ;05/06/1950;;;Vợ\n", hamlet, hamlet, hamlet).ptr);
    assert_page(&w, page, "\"bad\":1");
    assert_page(&w, page, "\"households\":1");
    assert_int_equal(act(&w, page, "apply").status, 201);
    run_jobs(&w);
    assert_int_equal(count_found(&w, "q=quach+thiem"), 1);
    page = sent(&w,
                arena_fmt(w.f.arena, GOOD "2;%s;;Quách Thiềm Ba;Nữ;05/06/1950;;;Chủ hộ\n", hamlet, hamlet, hamlet).ptr);
    assert_page(&w, page, "\"there\":2");
    assert_page(&w, page, "\"bad\":0");
    assert_int_equal(act(&w, page, "apply").status, 201);
    run_jobs(&w);
    assert_int_equal(count_found(&w, "q=quach+thiem"), 2);
    assert_int_equal(count_found(&w, "q=ong+thi+hai"), 1); /* neither number nor birth: known by the row alone */
    /* a changed row of a household that is in is no import, and tells so */
    struct text changed = arena_fmt(w.f.arena,
                                    HEAD "1;%s;Tổ 1;Quách Thiềm Một;Nam;1970;;077070555501;Chủ hộ\n"
                                         "1;%s;Tổ 2;Ông Thị Hai;Nữ;;;;Vợ hoặc chồng\n",
                                    hamlet, hamlet);
    assert_page(&w, sent(&w, changed.ptr), "tệp trước");
    assert_whole(&w);
}

TEST_DB("who may be in the register already is told, and comes in when the row says that somebody looked") {
    struct world w = open_world(pool);
    const char *hamlet = hamlet_name(&w);
    struct text one = arena_fmt(w.f.arena, HEAD "1;%s;;Quách Thiềm Một;Nam;1970;;077070555501;Chủ hộ\n", hamlet);
    const char *page = sent(&w, one.ptr);
    assert_int_equal(act(&w, page, "apply").status, 201);
    run_jobs(&w);
    struct text two =
        arena_fmt(w.f.arena, HEAD "9;%s;Xóm 3;Quách Thiềm Một;Nam;12/1970;;077070555501;Chủ hộ\n", hamlet);
    page = sent(&w, two.ptr);
    assert_page(&w, page, "\"bad\":1");
    assert_page(&w, page, "Quách Thiềm Một, 26602-"); /* by number and by name with birth */
    assert_page(&w, page, "Số định danh");
    struct text seen =
        arena_fmt(w.f.arena, "%.*s;Đã xem cảnh báo\n9;%s;Xóm 3;Quách Thiềm Một;Nam;12/1970;;077070555501;Chủ hộ;có\n",
                  (int)sizeof HEAD - 2, HEAD, hamlet);
    page = sent(&w, seen.ptr);
    assert_page(&w, page, "\"bad\":0");
    assert_int_equal(act(&w, page, "apply").status, 201);
    run_jobs(&w);
    assert_int_equal(count_found(&w, "q=quach+thiem"), 2);
}

/* Households enough for several transactions of the job. */
#define MANY 300
static const char *many(struct world *w) {
    const char *hamlet = hamlet_name(w);
    AUTO_BUF b;
    buf_init(&b, 1u << 20);
    buf_str(&b, HEAD);
    for (int i = 1; i <= MANY; i++)
        buf_fmt(&b, "%d;%s;;Quách Thiềm %c%c%c;Nam;1970;;;Chủ hộ\n", i, hamlet, 'A' + i % 26, 'a' + i / 26 % 26,
                'a' + i % 7);
    return arena_text(w->f.arena, buf_as_text(&b)).ptr;
}

/* A job whose n-th statement fails as if the disk were full. */
static void run_broken(struct world *w, int statements) {
    const struct job_settings settings = {.lease_ms = 200, .beat_ms = 60000};
    bool ran = false;
    db_pool_fail_after(w->f.app.pool, statements);
    (void)!job_run_next(&w->f.app, &settings, &ran, &err);
    db_pool_fail_after(w->f.app.pool, 0);
    error_clear(&err);
}

TEST_DB("an import that breaks anywhere shows nothing of itself, goes on when asked, and makes everybody once") {
    struct world w = open_world(pool);
    const char *page = sent(&w, many(&w));
    assert_page(&w, page, "\"households\":300");
    assert_int_equal(act(&w, page, "apply").status, 201);
    int broken = 0;
    for (int n = 2; n < 400; n += 2) {
        run_broken(&w, n);
        struct reply now = page_of(&w, page);
        if (reply_has(&now, "\"state\":\"applied\""))
            break;
        broken++;
        assert_int_equal(count_found(&w, "q=quach+thiem"), 0);
        if (!reply_has(&now, "\"stuck\":true")) { /* it broke before its end could be written: its lease ends first */
            (void)usleep(250000);
            continue;
        }
        assert_int_equal(act(&w, page, "continue").status, 201);
    }
    assert_true(broken > 8);
    run_jobs(&w);
    assert_page(&w, page, "\"state\":\"applied\"");
    assert_page(&w, page, "\"households\":300");
    assert_int_equal(count_found(&w, "q=quach+thiem"), 200); /* a page is full */
    struct reply all = page_of(&w, "/households?limit=1");
    assert_true(reply_has(&all, "\"total\":500"));
    assert_whole(&w);
}

TEST_DB("an import that is cancelled in the middle leaves nothing behind") {
    struct world w = open_world(pool);
    const char *page = sent(&w, many(&w));
    assert_int_equal(act(&w, page, "apply").status, 201);
    run_broken(&w, 80);
    assert_page(&w, page, "\"state\":\"making\"");
    assert_int_equal(act(&w, page, "cancel").status, 201);
    run_jobs(&w);
    assert_page(&w, page, "\"state\":\"cancelled\"");
    struct reply all = page_of(&w, "/households?limit=1");
    assert_true(reply_has(&all, "\"total\":200"));
    assert_int_equal(act(&w, page, "cancel").status, 409);
    assert_whole(&w);
    page = sent(&w, many(&w)); /* and can be sent again */
    assert_page(&w, page, "\"there\":0");
    assert_page(&w, page, "\"households\":300");
}

TEST_DB("a whole import is taken back while nothing rests on it, and else says what does") {
    struct world w = open_world(pool);
    const char *page = sent(&w, many(&w));
    assert_int_equal(act(&w, page, "undo").status, 409);
    assert_int_equal(act(&w, page, "apply").status, 201);
    run_jobs(&w);
    struct reply list = page_of(&w, "/households?limit=1&q=quach+thiem");
    char *at = strstr(list.body.ptr, "\"id\":\"");
    assert_non_null(at);
    const char *id = arena_zstr(w.f.arena, (struct text){at + 6, (size_t)(strchr(at + 6, '"') - at - 6)});
    struct text leave = arena_fmt(w.f.arena, "/households/%s/close", id);
    assert_int_equal(fixture_send(&w.f, w.officer, HTTP_POST, leave.ptr, "application/json",
                                  "{\"event\":\"gone\",\"on_day\":\"2024-11-25\",\"reason\":\"x\",\"version\":1}")
                         .status,
                     201);
    struct reply refused = act(&w, page, "undo");
    assert_int_equal(refused.status, 409);
    assert_true(reply_has(&refused, "household.import_use_changed"));
    assert_int_equal(fixture_send(&w.f, w.officer, HTTP_POST, arena_fmt(w.f.arena, "/households/%s/undo", id).ptr,
                                  "application/json", "{\"version\":2}")
                         .status,
                     201);
    assert_int_equal(act(&w, page, "undo").status, 201);
    assert_int_equal(count_found(&w, "q=quach+thiem"), 0); /* at once, before the job */
    run_jobs(&w);
    assert_page(&w, page, "\"state\":\"undone\"");
    struct reply all = page_of(&w, "/households?limit=1");
    assert_true(reply_has(&all, "\"total\":200"));
    assert_int_equal(page_of(&w, arena_fmt(w.f.arena, "/households/%s", id).ptr).status, 404);
    assert_whole(&w);
    page = sent(&w, many(&w)); /* and comes in again */
    assert_page(&w, page, "\"there\":0");
}

TEST_DB("what is wrong in a sheet is told row by row, and comes back in a workbook with a column of problems") {
    struct world w = open_world(pool);
    const char *hamlet = hamlet_name(&w);
    struct text csv =
        arena_fmt(w.f.arena,
                  HEAD "1;%s;;Quách Thiềm Một;Nam;1970;;077070555501;Vợ hoặc chồng\n" /* no head */
                       "2;Thôn Không Có;;Ông Thị Hai;Nữ;1972;;;Chủ hộ\n"
                       "3;%s;;;Nam;1972;;;Chủ hộ\n"                           /* no name */
                       "4;%s;;Quách Thiềm Tư;Nam;1980;;077070555501;Chủ hộ\n" /* number of row 2, other year */
                       "5;%s;;Quách Thiềm Năm;Nam;1981;;;Chủ hộ\n",
                  hamlet, hamlet, hamlet, hamlet);
    const char *page = sent(&w, csv.ptr);
    assert_page(&w, page, "\"rows\":5");
    assert_page(&w, page, "\"bad\":4");
    assert_page(&w, page, "\"households\":1");
    struct reply file = fixture_get(&w.f, w.officer, arena_fmt(w.f.arena, "%s/errors", page).ptr, "*/*");
    assert_int_equal(file.status, 200);
    AUTO_TABLE table = NULL;
    const struct cell *cells;
    size_t count, wrong = 0;
    int32_t no;
    error_clear(&err);
    assert_ok(table_open(file.body, NULL, &table, &err));
    assert_ok(table_next(table, &cells, &count, &no, &err));
    assert_text(cells[10].text, "Lỗi");
    for (;;) {
        assert_ok(table_next(table, &cells, &count, &no, &err));
        if (count == 0)
            break;
        wrong += count > 10 && cells[10].text.len > 0;
    }
    assert_int_equal(wrong, 4);
    assert_int_equal(upload(&w, "khong;phai;mau\n1;2;3\n").status, 422);
}

TEST_DB("the template has the columns of the import and can be filled in and sent") {
    struct world w = open_world(pool);
    struct reply file = fixture_get(&w.f, w.officer, "/households/import/template", "*/*");
    assert_int_equal(file.status, 200);
    AUTO_TABLE table = NULL;
    const struct cell *cells;
    size_t count;
    int32_t no;
    error_clear(&err);
    assert_ok(table_open(file.body, NULL, &table, &err));
    assert_ok(table_next(table, &cells, &count, &no, &err));
    assert_int_equal(count, 10);
    assert_text(cells[3].text, "Họ và tên");
    assert_int_equal(fixture_get(&w.f, w.officer, "/households/import", "text/html").status, 200);
}
