/* Components as the browser gets them: what must be there, and what must be escaped. How they look is for the
 * browser tests. */
#include "tests/test.h"

#include "view/render.h"
#include "view_templates.h"

static const char *html_of(void (*fn)(struct render *, const struct value *), const struct value *v,
                           const struct value *page) {
    AUTO_BUF out;
    buf_init(&out, 1 << 20);
    struct render r = {.out = &out, .arena = test_arena(), .lang = LANG_VI, .page = page, .asset_suffix = T("?v=1")};
    fn(&r, v);
    assert_true(buf_ok(&out));
    assert_int_equal(r.depth, 0);
    return arena_zstr(test_arena(), buf_as_text(&out));
}

static void assert_has(const char *html, const char *part) {
    if (strstr(html, part) == NULL)
        fail_msg("missing %s in %.3000s", part, html);
}

static void assert_lacks(const char *html, const char *part) {
    if (strstr(html, part) != NULL)
        fail_msg("unexpected %s in %.3000s", part, html);
}

static struct value *frame(void) {
    struct value *page = value_object(test_arena());
    value_set_str(page, "lang", "vi");
    value_set_str(page, "csrf", "token");
    value_set_day(page, "today", day_of(2024, 11, 25));
    return page;
}

static struct value *column(struct value *columns, const char *key, const char *href) {
    struct value *c = value_add_object(columns);
    value_set_str(c, "key", key);
    value_set_str(c, "label", key);
    value_set_str(c, "href", href);
    return c;
}

TEST("a table shows each value by its type, links by pattern, and a dash for nothing") {
    struct value *list = value_object(test_arena()), *columns = value_set_list(list, "columns");
    column(columns, "name", "/households/{id}");
    struct value *income = column(columns, "income", NULL);
    value_set_bool(income, "number", true);
    value_set_str(income, "sort_href", "?sort=income&dir=desc");
    value_set_str(income, "sorted", "asc");
    column(columns, "day", NULL);
    struct value *row = value_add_object(value_set_list(list, "rows"));
    value_set_id(row, "id", 26602000417);
    value_set_str(row, "name", "<b>Nguyễn Thị Hoà</b>");
    value_set_money(row, "income", 1700000);
    value_set_null(row, "day");
    const char *html = html_of(view_table_html, list, frame());
    assert_has(html, "<a href=\"/households/26602000417\">&lt;b&gt;Nguyễn Thị Hoà&lt;/b&gt;</a>");
    assert_has(html, "<td class=\"number\" data-l=\"income\">1.700.000");
    assert_has(html, "aria-sort=\"ascending\"");
    assert_has(html, "href=\"?sort=income&amp;dir=desc\"");
    assert_has(html, "<td class=\"e\">–</td>");
    assert_lacks(html, "<b>Nguyễn");
}

TEST("an empty table says so in words and offers to drop the conditions") {
    struct value *list = value_object(test_arena());
    value_set_list(list, "columns");
    value_set_list(list, "rows");
    value_set_str(list, "q", "hoa");
    value_set_str(list, "clear_href", "/households");
    const char *html = html_of(view_table_html, list, frame());
    assert_lacks(html, "<table");
    assert_has(html, "Không có dòng nào khớp");
    assert_has(html, "<a href=\"/households\">Bỏ mọi điều kiện</a>");
}

TEST("what was searched for is marked whatever its diacritics, and nothing else is") {
    struct value *list = value_object(test_arena());
    column(value_set_list(list, "columns"), "name", "/households/{id}");
    value_set_str(list, "q", "nguyen THI hoa <b>");
    struct value *rows = value_set_list(list, "rows");
    static const char *const names[] = {"Nguyễn Thị Ngọc Hoà", "Trần Văn Đức", "Ngô <b> Hoàng"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct value *row = value_add_object(rows);
        value_set_id(row, "id", (int64_t)i);
        value_set_str(row, "name", names[i]);
    }
    const char *html = html_of(view_table_html, list, frame());
    assert_has(html, "<mark>Nguyễn Thị</mark> Ngọc <mark>Hoà</mark></a>");
    assert_has(html, ">Trần Văn Đức</a>");
    assert_has(html, "&lt;b&gt;");
    assert_has(html, "Hoàng</mark></a>");
    assert_lacks(html, "<b>");
}

TEST("rows are only selectable in a form that carries the token") {
    struct value *list = value_object(test_arena());
    column(value_set_list(list, "columns"), "name", NULL);
    struct value *row = value_add_object(value_set_list(list, "rows"));
    value_set_id(row, "id", 7);
    value_set_str(row, "name", "Lê Văn Bé");
    struct value *select = value_set_object(list, "select");
    value_set_str(select, "action", "/bulk");
    value_set_list(select, "buttons");
    const char *html = html_of(view_table_html, list, frame());
    assert_has(html, "<form class=\"bar bulk\" id=\"bulk\" method=\"post\" action=\"/bulk\"");
    assert_has(html, "<input type=\"hidden\" name=\"csrf\" value=\"token\">");
    assert_has(html, "name=\"id\" value=\"7\" form=\"bulk\" aria-label=\"Chọn Lê Văn Bé\"");
}

static struct value *field(struct value *fields, const char *name, const char *type) {
    struct value *f = value_add_object(fields);
    value_set_str(f, "name", name);
    value_set_str(f, "type", type);
    value_set_str(f, "label", name);
    return f;
}

static void option(struct value *options, const char *code) {
    struct value *o = value_add_object(options);
    value_set_str(o, "code", code);
    value_set_str(o, "label", code);
}

TEST("a form shows what was sent, marks what is wrong, and says it again on top") {
    struct value *form = value_object(test_arena()), *fields = value_set_list(form, "fields");
    value_set_str(form, "name", "person");
    value_set_str(form, "action", "/people");
    value_set_int(form, "version", 1234);
    struct value *born = field(fields, "born", "birth");
    value_set_str(born, "value", "31/02/\"1968");
    value_set_str(born, "error", "Không có ngày này");
    value_set_bool(born, "required", true);
    struct value *sex = field(fields, "sex", "choice"), *options = value_set_list(sex, "options");
    value_set_bool(sex, "required", true);
    value_set_str(sex, "value", "f");
    option(options, "m");
    option(options, "f");
    struct value *ethnic = field(fields, "ethnic", "choice"), *many = value_set_list(ethnic, "options");
    value_set_str(ethnic, "value", "b");
    option(many, "a");
    option(many, "b");
    struct value *assets = field(fields, "assets", "ids"), *held = value_set_list(assets, "value");
    value_add_text(held, T("tv"));
    option(value_set_list(assets, "options"), "tv");
    value_set_str(field(fields, "secret", "password"), "value", "hunter2");
    struct value *wrong = value_add_object(value_set_list(form, "errors"));
    value_set_str(wrong, "field", "born");
    value_set_str(wrong, "label", "Ngày sinh");
    value_set_str(wrong, "text", "Không có ngày này");
    const char *html = html_of(view_form_html, form, frame());
    assert_has(html, "<input type=\"hidden\" name=\"csrf\" value=\"token\">");
    assert_has(html, "<input type=\"hidden\" name=\"version\" value=\"1234\">");
    assert_has(html, "value=\"31/02/&quot;1968\"");
    assert_has(html, "required aria-invalid=\"true\" aria-describedby=\"h-born\"");
    assert_has(html, "role=\"alert\"");
    assert_has(html, "<a href=\"#i-born\">Ngày sinh: Không có ngày này</a>");
    assert_has(html, "<input type=\"radio\" name=\"sex\" value=\"f\" checked>");
    assert_has(html, "<option value=\"b\" selected>");
    assert_has(html, "<input type=\"checkbox\" name=\"assets\" value=\"tv\" checked>");
    assert_lacks(html, "hunter2");
}

TEST("the frame tells demonstration data, a fixed day and another day of view apart") {
    struct value *page = frame(), *out = value_object(test_arena());
    value_set_int(out, "status", 404);
    value_set_str(out, "title", "Không tìm thấy");
    value_set_str(out, "text", "Không có trang này");
    const char *plain = html_of(view_error_html, out, page);
    assert_has(plain, "<html lang=\"vi\">");
    assert_lacks(plain, "Dữ liệu minh hoạ");
    value_set_bool(page, "demo", true);
    value_set_day(page, "fixed_day", day_of(2024, 11, 25));
    value_set_day(page, "as_of", day_of(2024, 1, 1));
    const char *marked = html_of(view_error_html, out, page);
    assert_has(marked, "Dữ liệu minh hoạ");
    assert_has(marked, "Ngày cố định 25/11/2024");
    assert_has(marked, "Số liệu tại ngày 01/01/2024");
    assert_has(marked, "/static/app.css?v=1");
}

TEST("a signed-in person sees the menu, where they are, and what a page says once") {
    struct value *page = frame(), *out = value_object(test_arena());
    value_set_str(value_set_object(page, "user"), "name", "Nguyễn Thị \"Tâm\"");
    struct value *nav = value_set_list(page, "nav"), *item = value_add_object(nav);
    value_set_str(item, "label", "Hộ gia đình");
    value_set_str(item, "href", "/households");
    value_set_bool(item, "current", true);
    value_set_str(value_set_object(page, "flash"), "text", "Đã lưu <hộ>");
    value_set_str(out, "title", "Lỗi");
    const char *html = html_of(view_error_html, out, page);
    assert_has(html, "<a href=\"/households\" aria-current=\"page\">Hộ gia đình</a>");
    assert_has(html, "Nguyễn Thị &quot;Tâm&quot;");
    assert_has(html, "Đã lưu &lt;hộ&gt;");
    assert_has(html, "<h1>Lỗi</h1>");
}

TEST("a job page lives while the job runs and offers the result when it is done") {
    struct value *job = value_object(test_arena()), *page = frame();
    value_set_str(page, "path", "/jobs/1");
    value_set_bool(job, "running", true);
    value_set_int(job, "done", 61200);
    value_set_int(job, "total", 100000);
    const char *running = html_of(view_job_html, job, page);
    assert_has(running, "data-live=");
    assert_has(running, "<progress value=\"61200\" max=\"100000\">");
    assert_has(running, "http-equiv=\"refresh\"");
    value_set_bool(job, "running", false);
    value_set_str(job, "result_href", "/jobs/1/result");
    const char *done = html_of(view_job_html, job, page);
    assert_lacks(done, "data-live=");
    assert_lacks(done, "http-equiv=\"refresh\"");
    assert_has(done, "href=\"/jobs/1/result\"");
}

TEST("shares keep their number beside the tint, and nothing is a dash") {
    struct value *heat = value_object(test_arena()), *row = value_add_object(value_set_list(heat, "rows"));
    value_set_str(heat, "head", "Chính sách");
    value_set_list(heat, "columns");
    value_set_str(row, "label", "Thẻ BHYT");
    struct value *cells = value_set_list(row, "cells"), *cell = value_add_object(cells);
    value_set_int(cell, "value", 58);
    value_set_int(cell, "level", 0);
    value_set_str(cell, "tone", "warn");
    value_set_str(cell, "href", "/x?a=1");
    value_set_null(value_add_object(cells), "value");
    const char *html = html_of(view_heat_html, heat, frame());
    assert_has(html, "<a class=\"l0 lw\" href=\"/x?a=1\">58</a>");
    assert_has(html, "<td>–</td>");
}
