#include "features/demo/demo.h"
#include "features/household/household.h"
#include "files/files.h"
#include "http/http.h"
#include "tests/app_fixture.h"

static struct error err;

struct world {
    struct fixture f;
    const char *officer, *neighbour;
};

static struct world open_world(struct db_pool *pool) {
    struct world w = {.f = fixture_open(pool)};
    struct demo_plan plan = {.households = 100, .seed = 3, .day = day_of(2024, 11, 25), .commune = T("26602")};
    error_clear(&err);
    assert_ok(demo_make(&w.f.app, w.f.arena, &plan, true, &err));
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

TEST_DB("a sheet becomes households only when it is applied, and applying twice makes nothing twice") {
    struct world w = open_world(pool);
    const char *hamlet = hamlet_name(&w);
    struct text csv = arena_fmt(w.f.arena,
                                HEAD "1;%s;Tổ 1;Quách Thiềm Một;Nam;1970;;077070555501;Chủ hộ\n"
                                     "1;%s;Tổ 1;Ông Thị Hai;Nữ;03/1972;;;Vợ hoặc chồng\n"
                                     "2;%s;;Quách Thiềm Ba;Nữ;05/06/1950;;077150555502;Chủ hộ\n",
                                hamlet, hamlet, hamlet);
    struct reply r = upload(&w, csv.ptr);
    if (r.status != 201 || !reply_has(&r, "\"bad\":0"))
        fail_msg("%d %.*s", r.status, FMT(r.body));
    const char *page = arena_zstr(w.f.arena, reply_header(&r, "Location"));
    struct reply found = fixture_send(&w.f, w.officer, HTTP_GET, "/households?q=quach+thiem", "application/json", "");
    assert_true(reply_has(&found, "\"items\":[]"));
    assert_int_equal(fixture_send(&w.f, w.neighbour, HTTP_GET, page, "application/json", "").status, 404);
    const char *apply = arena_fmt(w.f.arena, "%s/apply", page).ptr;
    struct reply applied = fixture_send(&w.f, w.officer, HTTP_POST, apply, "application/json", "{}");
    if (applied.status != 201 || !reply_has(&applied, "\"households\":2"))
        fail_msg("%d %.*s", applied.status, FMT(applied.body));
    found = fixture_send(&w.f, w.officer, HTTP_GET, "/households?q=quach+thiem", "application/json", "");
    assert_true(reply_has(&found, "Quách Thiềm Một"));
    assert_true(reply_has(&found, "Quách Thiềm Ba"));
    assert_true(reply_has(&found, "\"members\":2"));
    assert_int_equal(fixture_send(&w.f, w.officer, HTTP_POST, apply, "application/json", "{}").status, 409);
    struct reply again = upload(&w, csv.ptr); /* the people are there already */
    assert_true(reply_has(&again, "\"bad\":3"));
    assert_int_equal(fixture_get(&w.f, w.officer, page, "text/html").status, 200);
    assert_int_equal(fixture_audit_broken(&w.f), 0);
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
    struct reply r = upload(&w, csv.ptr);
    if (r.status != 201 || !reply_has(&r, "\"rows\":5") || !reply_has(&r, "\"bad\":4"))
        fail_msg("%d %.*s", r.status, FMT(r.body));
    const char *page = arena_zstr(w.f.arena, reply_header(&r, "Location"));
    assert_int_equal(
        fixture_send(&w.f, w.officer, HTTP_POST, arena_fmt(w.f.arena, "%s/apply", page).ptr, "application/json", "{}")
            .status,
        409);
    struct reply file = fixture_get(&w.f, w.officer, arena_fmt(w.f.arena, "%s/errors", page).ptr, "*/*");
    assert_int_equal(file.status, 200);
    AUTO_TABLE table = NULL;
    const struct cell *cells;
    size_t count, wrong = 0;
    int32_t no;
    error_clear(&err);
    assert_ok(table_open(file.body, NULL, &table, &err));
    assert_ok(table_next(table, &cells, &count, &no, &err));
    assert_text(cells[9].text, "Lỗi");
    for (;;) {
        assert_ok(table_next(table, &cells, &count, &no, &err));
        if (count == 0)
            break;
        wrong += count > 9 && cells[9].text.len > 0;
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
    assert_int_equal(count, 9);
    assert_text(cells[3].text, "Họ và tên");
    assert_int_equal(fixture_get(&w.f, w.officer, "/households/import", "text/html").status, 200);
}
