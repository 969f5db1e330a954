#include "files/test_book.h"
#include "files/xlsx.h"

#include <dirent.h>
#include <sys/stat.h>

static void assert_reads(struct test_book b, const char *expected) {
    struct error err = {0};
    struct text got;
    assert_ok(test_book_read(test_book_bytes(b), NULL, &got, &err));
    assert_text(got, expected);
}

TEST("XLSX: shared, inline, rich and formula texts, booleans and errors") {
    assert_reads(
        (struct test_book){
            .strings = T("<sst><si><t>Nguyễn Thị Hoà</t></si>"
                         "<si><r><t>đậm </t></r><r><rPr><b/></rPr><t xml:space=\"preserve\">nhạt</t></r>"
                         "<rPh><t>không đọc</t></rPh></si><si><t/></si><si><t>a_x000D_\nb_x0041_</t></si></sst>"),
            .sheet = T(SHEET("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c>"
                             "<c r=\"C1\" t=\"s\"><v>2</v></c><c r=\"D1\" t=\"s\"><v>3</v></c></row>"
                             "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><r><t>trong </t></r><r><t>ô</t></r></is></c>"
                             "<c r=\"B2\" t=\"str\"><f>A1&amp;\"x\"</f><v>kết quả</v></c>"
                             "<c r=\"C2\" t=\"b\"><v>1</v></c><c r=\"D2\" t=\"b\"><v>0</v></c>"
                             "<c r=\"E2\" t=\"e\"><v>#N/A</v></c><c r=\"F2\"><f>1+1</f><v>2</v></c></row>"))},
        "1: TNguyễn Thị Hoà|Tđậm nhạt|~|Ta\nbA\n"
        "2: Ttrong ô|Tkết quả|B1|B0|E#N/A|N2\n");
}

TEST("XLSX: numbers come as digits, without exponent, exact to 2^53") {
    assert_reads(
        (struct test_book){
            .sheet = T(SHEET("<row><c><v>79080001234</v></c><c><v>1.23456789012E11</v></c><c><v>0.1</v></c>"
                             "<c><v>0.30000000000000004</v></c><c><v>-1.5E-7</v></c><c><v>9007199254740991</v></c>"
                             "<c><v>1E21</v></c><c><v>-0</v></c><c><v>1499999.9999999998</v></c>"
                             "<c><v>abc</v></c><c><v>0x10</v></c><c><v>1e999</v></c></row>"))},
        "1: N79080001234|N123456789012|N0.1|N0.3|N-0.00000015|N9007199254740991|N1000000000000000000000|N0|"
        "N1500000|Tabc|T0x10|T1e999\n");
}

#define STYLES                                                                                                         \
    "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"[$-42A]dd/mm/yyyy\"/>"                                 \
    "<numFmt numFmtId=\"165\" formatCode=\"#,##0\\ &quot;đ&quot;\"/>"                                                 \
    "<numFmt numFmtId=\"166\" formatCode=\"&quot;ngày&quot; d &quot;tháng&quot; m\"/></numFmts>"                     \
    "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/>"             \
    "<xf numFmtId=\"164\"/><xf numFmtId=\"165\"/><xf numFmtId=\"166\"/><xf numFmtId=\"20\"/></cellXfs></styleSheet>"

TEST("XLSX: days by number format, in both date systems") {
    struct test_book b = {
        .styles = T(STYLES),
        .sheet =
            T(SHEET("<row r=\"3\"><c r=\"A3\" s=\"0\"><v>45621</v></c><c r=\"B3\" s=\"1\"><v>45621</v></c>"
                    "<c r=\"C3\" s=\"2\"><v>45621.75</v></c><c r=\"D3\" s=\"3\"><v>45621</v></c>"
                    "<c r=\"E3\" s=\"4\"><v>45621</v></c><c r=\"F3\" s=\"5\"><v>0.5</v></c>"
                    "<c r=\"G3\" s=\"1\"><v>1</v></c><c r=\"H3\" s=\"1\"><v>59</v></c><c r=\"I3\" s=\"1\"><v>60</v></c>"
                    "<c r=\"J3\" s=\"1\"><v>61</v></c><c r=\"K3\" s=\"1\"><v>2958465</v></c>"
                    "<c r=\"L3\" s=\"1\"><v>2958466</v></c><c r=\"M3\" s=\"1\"><v>-1</v></c>"
                    "<c r=\"N3\" t=\"d\"><v>2024-11-25T00:00:00</v></c><c r=\"O3\" s=\"99999\"><v>5</v></c></row>"))};
    assert_reads(b, "3: N45621|D2024-11-25|D2024-11-25|N45621|D2024-11-25|N0.5|D1900-01-01|D1900-02-28|N60|D1900-03-01|"
                    "D9999-12-31|N2958466|N-1|D2024-11-25|N5\n");
    b.workbook =
        T("<workbook><workbookPr date1904=\"1\"/><sheets><sheet name=\"a\" r:id=\"rId1\"/></sheets></workbook>");
    b.sheet = T(SHEET("<row><c s=\"1\"><v>0</v></c><c s=\"1\"><v>44159</v></c></row>"));
    assert_reads(b, "1: D1904-01-01|D2024-11-25\n");
}

TEST("XLSX: which formats are days") {
    static const char *const days[] = {"dd/mm/yyyy",
                                       "d/m/yy",
                                       "yyyy\\-mm\\-dd",
                                       "[$-42A]dd mmmm yyyy;@",
                                       "mmm-yy",
                                       "mmmm",
                                       "\"ngày\" dd \"tháng\" mm \"năm\" yyyy",
                                       "dd/mm/yyyy hh:mm",
                                       "[$-1010000]d/m/yyyy",
                                       "YYYY",
                                       "[Red]dd/mm"};
    static const char *const others[] = {"General",      "0",
                                         "#,##0",        "#,##0.00\\ \"đ\"",
                                         "0.00%",        "[Red]#,##0",
                                         "hh:mm",        "[h]:mm:ss",
                                         "mm:ss.0",      "@",
                                         "\"dd\"0",      "_-* #,##0\\ _d_-",
                                         "0.00E+00",     "#,##0 [$₫-42A]",
                                         "[$-42A]hh:mm", "\\d0",
                                         "\"chưa đóng",  "[",
                                         "\\",           ""};
    for (size_t i = 0; i < COUNT_OF(days); i++)
        if (!format_is_day(days[i]))
            fail_msg("%s is a day", days[i]);
    for (size_t i = 0; i < COUNT_OF(others); i++)
        if (format_is_day(others[i]))
            fail_msg("%s is no day", others[i]);
}

TEST("XLSX: rows and cells without their place, blank rows, gaps, merged cells, prefixes") {
    assert_reads(
        (struct test_book){
            .sheet = T("<x:worksheet xmlns:x=\"u\"><x:dimension ref=\"A1:XFD1048576\"/><x:sheetData>"
                       "<x:row><x:c><x:v>1</x:v></x:c><x:c/><x:c><x:v>3</x:v></x:c></x:row>"
                       "<x:row><x:c><x:v/></x:c><x:c t=\"inlineStr\"><x:is><x:t>  </x:t></x:is></x:c></x:row>"
                       "<x:row r=\"7\"><x:c r=\"C7\"><x:v>7</x:v></x:c><x:c><x:v>8</x:v></x:c></x:row>"
                       "<x:row><x:c t=\"inlineStr\"><x:is><x:t>gộp</x:t></x:is></x:c><x:c s=\"1\"/></x:row>"
                       "</x:sheetData><x:mergeCells><x:mergeCell ref=\"A8:B8\"/></x:mergeCells></x:worksheet>")},
        "1: N1|~|N3\n7: ~|~|N7|N8\n8: Tgộp\n");
}

TEST("XLSX: the sheet is chosen by name, else the first that is not hidden") {
    struct test_book b = {.workbook = T("<workbook><sheets><sheet name=\"Ẩn\" state=\"hidden\" r:id=\"rId1\"/>"
                                        "<sheet name=\"Danh sách\" r:id=\"rId4\"/></sheets></workbook>"),
                          .sheet = T(SHEET("<row><c><v>1</v></c></row>")),
                          .extra_name = "xl/worksheets/sheet2.xml",
                          .extra = T(SHEET("<row><c><v>2</v></c></row>"))};
    struct error err = {0};
    struct text got, bytes = test_book_bytes(b);
    assert_ok(test_book_read(bytes, NULL, &got, &err));
    assert_text(got, "1: N2\n");
    assert_ok(test_book_read(bytes, "Ẩn", &got, &err));
    assert_text(got, "1: N1\n");
    assert_int_equal(test_book_read(bytes, "Không có", &got, &err), E_INVALID);
    assert_string_equal(err.key, "files.no_sheet");
    assert_string_equal(err.args[0], "Không có");
}

static struct text whole_file(const char *path) {
    AUTO_BUF b;
    char piece[65536];
    size_t n;
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    buf_init(&b, 64u << 20);
    while ((n = fread(piece, 1, sizeof piece, f)) > 0)
        buf_add(&b, piece, n);
    assert_int_equal(fclose(f), 0);
    return arena_text(test_arena(), buf_as_text(&b));
}

static struct text finish(struct xlsx_writer *w, const char *path) {
    struct error err = {0};
    assert_ok(xlsx_finish(&w, &err));
    assert_null(w);
    struct text bytes = whole_file(path);
    assert_int_equal(remove(path), 0);
    return bytes;
}

static uint32_t next_random(uint32_t *state) {
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

TEST("XLSX: any table that is written is read back equal") {
    static const char *const pieces[] = {
        "a", "Nguyễn Thị Hoà", "=1+1",  "+",           "-",          "@", "\t", "\n", "\"", "<&>", "_x0041_", "_x", "'",
        " ", "079080001234",   "{=A1}", "http://x.vn", "mailto:a@b", "ộ"};
    struct error err = {0};
    const char *path = arena_fmt(test_arena(), "%s/round.xlsx", test_tmp_dir()).ptr;
    uint32_t random = 11;
    for (int round = 0; round < 40; round++) {
        struct xlsx_writer *w = NULL;
        assert_ok(xlsx_create(path, &w, &err));
        xlsx_sheet(w, "Hộ");
        xlsx_column_width(w, 0, 20);
        xlsx_freeze(w, 1, 0);
        AUTO_BUF expected;
        buf_init(&expected, 4u << 20);
        for (uint32_t row = 0; row < 20; row++) {
            buf_fmt(&expected, "%u: N%u", row + 1, row);
            xlsx_number(w, row, 0, row, XLSX_INT);
            for (uint16_t col = 1; col < 6; col++) {
                AUTO_BUF cell;
                buf_init(&cell, 1000);
                uint32_t what = next_random(&random) % 4;
                if (what == 0) {
                    day_t d = (day_t)(next_random(&random) % 60000) - 25508;
                    char iso[11];
                    day_iso(d, iso);
                    xlsx_day(w, row, col, d);
                    buf_fmt(&expected, "|D%s", iso);
                } else if (what == 1) {
                    int64_t v = (int64_t)next_random(&random) * next_random(&random) * (col % 2 != 0 ? 1 : -1);
                    xlsx_number(w, row, col, (double)v, XLSX_MONEY);
                    buf_fmt(&expected, "|N%lld", (long long)v);
                } else {
                    buf_str(&cell, "x");
                    for (uint32_t k = next_random(&random) % 5; k > 0; k--)
                        buf_str(&cell, pieces[next_random(&random) % COUNT_OF(pieces)]);
                    xlsx_text(w, row, col, buf_as_text(&cell), what == 2 ? XLSX_TEXT : XLSX_WRONG);
                    buf_str(&expected, "|T");
                    buf_text(&expected, buf_as_text(&cell));
                }
            }
            buf_char(&expected, '\n');
        }
        struct text got;
        assert_ok(test_book_read(finish(w, path), "Hộ", &got, &err));
        buf_char(&expected, '\0');
        assert_text(got, expected.ptr);
    }
}

static struct text part(struct text bytes, const char *name) {
    struct error err = {0};
    struct zip *z = NULL;
    bool found;
    AUTO_BUF b;
    size_t got = 1;
    char piece[4096];
    buf_init(&b, 64u << 20);
    assert_ok(zip_open(bytes, &z, &err));
    assert_ok(zip_entry_open(z, name, &found, &err));
    assert_true(found);
    while (got > 0) {
        assert_ok(zip_entry_read(z, piece, sizeof piece, &got, &err));
        buf_add(&b, piece, got);
    }
    zip_close(z);
    return arena_text(test_arena(), buf_as_text(&b));
}

static void assert_contains(struct text t, const char *what) {
    if (memmem(t.ptr, t.len, what, strlen(what)) == NULL)
        fail_msg("\"%s\" is not in %.*s", what, FMT(t));
}

TEST("XLSX: formula-looking text stays text, drop-downs long and short, frozen head, text columns") {
    struct error err = {0};
    struct xlsx_writer *w = NULL;
    const char *path = arena_fmt(test_arena(), "%s/form.xlsx", test_tmp_dir()).ptr;
    static const char *const few[] = {"Nghèo", "Cận nghèo"}, *const comma[] = {"Kinh, Hoa", "Khác"};
    const char *many[100];
    for (size_t i = 0; i < COUNT_OF(many); i++)
        many[i] = arena_fmt(test_arena(), "Thôn số %zu", i + 1).ptr;
    assert_ok(xlsx_create(path, &w, &err));
    xlsx_sheet(w, "Mẫu nhập");
    xlsx_column(w, 1, 30, XLSX_DAY);
    xlsx_column_width(w, 0, 18);
    xlsx_freeze(w, 1, 1);
    xlsx_choices(w, 1, 500, 0, few, COUNT_OF(few));
    xlsx_choices(w, 1, 500, 2, many, COUNT_OF(many));
    xlsx_choices(w, 1, 500, 3, comma, COUNT_OF(comma));
    xlsx_choices(w, 1, 500, 4, many, COUNT_OF(many));
    xlsx_text(w, 0, 0, T("=HYPERLINK(\"http://x\")"), XLSX_HEAD);
    struct text bytes = finish(w, path), got;
    assert_ok(test_book_read(bytes, NULL, &got, &err));
    assert_text(got, "1: T=HYPERLINK(\"http://x\")\n");
    struct text sheet = part(bytes, "xl/worksheets/sheet1.xml");
    assert_null(memmem(sheet.ptr, sheet.len, "<f>", 3));
    assert_contains(sheet, "state=\"frozen\"");
    assert_contains(sheet, "<formula1>\"Nghèo,Cận nghèo\"</formula1>");
    assert_contains(sheet, "sqref=\"C2:C501\"><formula1>_danh_muc!$A$1:$A$100</formula1>");
    assert_contains(sheet, "sqref=\"D2:D501\"><formula1>_danh_muc!$B$1:$B$2</formula1>");
    assert_contains(sheet, "sqref=\"E2:E501\"><formula1>_danh_muc!$A$1:$A$100</formula1>");
    assert_contains(part(bytes, "xl/workbook.xml"), "state=\"hidden\"");
    assert_ok(test_book_read(bytes, "_danh_muc", &got, &err));
    assert_true(text_starts(got, T("1: TThôn số 1|TKinh, Hoa\n2: TThôn số 2|TKhác\n3: TThôn số 3\n")));
    assert_contains(got, "100: TThôn số 100\n");
}

TEST("XLSX: mistakes while writing are told at the end, and the writer is freed") {
    struct error err = {0};
    struct xlsx_writer *w = NULL;
    const char *path = arena_fmt(test_arena(), "%s/wrong.xlsx", test_tmp_dir()).ptr;
    assert_ok(xlsx_create(path, &w, &err));
    xlsx_text(w, 5, 0, T("a"), XLSX_TEXT);
    xlsx_text(w, 4, 0, T("b"), XLSX_TEXT);
    assert_int_equal(xlsx_finish(&w, &err), E_INTERNAL);
    assert_null(w);
    assert_ok(xlsx_create(path, &w, &err));
    char *text = arena_alloc(test_arena(), 40000);
    memset(text, 'x', 40000);
    xlsx_text(w, 0, 0, (struct text){text, 40000}, XLSX_TEXT);
    assert_int_equal(xlsx_finish(&w, &err), E_INTERNAL);
    assert_ok(xlsx_create("/nowhere/at/all.xlsx", &w, &err));
    assert_int_equal(xlsx_finish(&w, &err), E_IO);
    assert_string_equal(err.key, "files.cannot_write");
    assert_int_equal(remove(path), 0);
}

static size_t files_in(const char *folder) {
    size_t count = 0;
    DIR *d = opendir(folder);
    assert_non_null(d);
    while (readdir(d) != NULL)
        count++;
    assert_int_equal(closedir(d), 0);
    return count;
}

TEST("XLSX: into memory, and the temporary file is gone whatever happened") {
    struct error err = {0};
    struct xlsx_writer *w = NULL;
    struct text folder = arena_fmt(test_arena(), "%s/xlsx-tmp", test_tmp_dir()), got;
    assert_int_equal(mkdir(folder.ptr, 0700), 0);
    const char *before = getenv("TMPDIR");
    assert_int_equal(setenv("TMPDIR", folder.ptr, 1), 0);
    AUTO_BUF out, small;
    buf_init(&out, 1u << 20);
    buf_init(&small, 100);
    assert_ok(xlsx_create_temporary(&w, &err));
    xlsx_text(w, 0, 0, T("Nguyễn"), XLSX_TEXT);
    assert_ok(xlsx_finish_into(&w, &out, &err));
    assert_ok(xlsx_create_temporary(&w, &err));
    assert_int_equal(xlsx_finish_into(&w, &small, &err), E_TOO_LARGE);
    assert_int_equal(small.len, 0);
    assert_ok(xlsx_create_temporary(&w, &err));
    xlsx_text(w, 0, 0, T("\xff"), XLSX_TEXT);
    assert_int_equal(xlsx_finish_into(&w, &out, &err), E_INTERNAL);
    assert_int_equal(files_in(folder.ptr), 2); /* . and .. */
    assert_int_equal(setenv("TMPDIR", "/nowhere/at/all", 1), 0);
    assert_int_equal(xlsx_create_temporary(&w, &err), E_IO);
    assert_int_equal(before != NULL ? setenv("TMPDIR", before, 1) : unsetenv("TMPDIR"), 0);
    assert_ok(test_book_read(buf_as_text(&out), NULL, &got, &err));
    assert_text(got, "1: TNguyễn\n");
}
