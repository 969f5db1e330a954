/* Workbooks made to do harm, and those that are not what their name says. Each is refused with its own key. */
#include "files/test_book.h"

static void assert_refused(struct text bytes, const char *key) {
    struct error err = {0};
    struct text got = T("untouched");
    enum status s = test_book_read(bytes, NULL, &got, &err);
    if (s != E_INVALID || strcmp(err.key, key) != 0)
        fail_msg("expected %s, got %s %s [%s]", key, status_name(s), err.key != NULL ? err.key : "-", err.detail);
    assert_text(got, "untouched");
}

static void assert_book_refused(struct test_book b, const char *key) {
    assert_refused(test_book_bytes(b), key);
}

static const char one_row[] = SHEET("<row><c><v>1</v></c></row>");

TEST("hostile XLSX: a sheet that inflates a thousandfold is stopped early") {
    AUTO_BUF b;
    buf_init(&b, 128u << 20);
    buf_str(&b, "<worksheet><sheetData>");
    for (int i = 0; i < 500000; i++)
        buf_str(&b, "<row><c s=\"1\"/><c s=\"1\"/><c s=\"1\"/><c s=\"1\"/><c s=\"1\"/><c s=\"1\"/><c s=\"1\"/></row>");
    buf_str(&b, "</sheetData></worksheet>");
    struct text bytes = test_book_bytes((struct test_book){.sheet = buf_as_text(&b)});
    assert_true(bytes.len < b.len / 250);
    assert_refused(bytes, "files.bomb");
    struct text strings = arena_fmt(test_arena(), "<sst><si><t>%*s</t></si></sst>", 40000000, "x");
    assert_book_refused((struct test_book){.sheet = T(one_row), .strings = strings}, "files.bomb");
}

TEST("hostile XLSX: document type definitions and their entities are refused unread") {
    assert_book_refused(
        (struct test_book){.sheet =
                               T("<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
                                 "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]><worksheet><sheetData><row><c t=\"str\">"
                                 "<v>&c;</v></c></row></sheetData></worksheet>")},
        "files.dtd");
    assert_book_refused(
        (struct test_book){.sheet = T(one_row), .strings = T("<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><sst/>")},
        "files.dtd");
    assert_book_refused((struct test_book){.sheet = T(one_row), .workbook = T("<!DOCTYPE x><workbook/>")}, "files.dtd");
}

TEST("hostile XLSX: a truncated or damaged archive, at every length, is refused and never read past") {
    struct text whole = test_book_bytes((struct test_book){.sheet = T(one_row)});
    for (size_t n = 4; n < whole.len; n++) {
        struct error err = {0};
        struct text got;
        char *exact = malloc(n); /* so that the sanitizer sees one byte too far */
        assert_non_null(exact);
        memcpy(exact, whole.ptr, n);
        enum status s = test_book_read((struct text){exact, n}, NULL, &got, &err);
        free(exact);
        assert_int_equal(s, E_INVALID);
        assert_string_equal(err.key, "files.bad_zip");
    }
    for (size_t n = 4; n < whole.len; n++) {
        struct error err = {0};
        struct text got, damaged = arena_text(test_arena(), whole);
        ((char *)damaged.ptr)[n] ^= 0x55;
        enum status s = test_book_read(damaged, NULL, &got, &err);
        assert_true(s == OK || s == E_INVALID);
    }
}

/* Two entries of equal name length and contents, the second pointing at the first. */
TEST("hostile XLSX: entries that lie over one another are refused") {
    struct zip_part parts[2] = {{"xl/a.xml", T("<a>same</a>")}, {"xl/b.xml", T("<a>same</a>")}};
    AUTO_BUF out;
    struct error err = {0};
    buf_init(&out, 1u << 20);
    assert_ok(zip_write(parts, 2, &out, &err));
    char *second = memmem(out.ptr + 60, out.len - 60, "PK\1\2", 4);
    assert_non_null(second);
    second = memmem(second + 4, (size_t)(out.ptr + out.len - second - 4), "PK\1\2", 4);
    assert_non_null(second);
    memset(second + 42, 0, 4);
    assert_refused(buf_as_text(&out), "files.bomb");
}

TEST("hostile XLSX: encrypted entries, macros, other formats") {
    struct text plain = test_book_bytes((struct test_book){.sheet = T(one_row)});
    struct text encrypted = arena_text(test_arena(), plain);
    char *entry = memmem(encrypted.ptr, encrypted.len, "PK\1\2", 4);
    assert_non_null(entry);
    entry[8] |= 1;
    assert_refused(encrypted, "files.encrypted");
    assert_book_refused((struct test_book){.sheet = T(one_row), .extra_name = "xl/vbaProject.bin", .extra = T("x")},
                        "files.macros");
    assert_book_refused((struct test_book){.sheet = T(one_row), .extra_name = "content.xml", .extra = T("x")},
                        "files.not_a_table");
    AUTO_BUF out;
    struct error err = {0};
    struct zip_part other = {"photo.txt", T("x")};
    buf_init(&out, 1u << 20);
    assert_ok(zip_write(&other, 1, &out, &err));
    assert_refused(buf_as_text(&out), "files.not_a_table");
}

TEST("hostile XLSX: too many columns and rows; empty cells far right do no harm") {
    assert_book_refused((struct test_book){.sheet = T(SHEET("<row><c r=\"KN1\"><v>1</v></c></row>"))},
                        "files.too_many_columns");
    AUTO_BUF b;
    buf_init(&b, 64u << 20);
    buf_str(&b, "<worksheet><sheetData><row>");
    for (int i = 0; i < 300; i++)
        buf_str(&b, "<c><v>1</v></c>");
    buf_str(&b, "</row></sheetData></worksheet>");
    assert_book_refused((struct test_book){.sheet = buf_as_text(&b)}, "files.too_many_columns");
    struct error err = {0};
    struct text got;
    assert_ok(test_book_read(
        test_book_bytes((struct test_book){.sheet = T(SHEET("<row><c><v>1</v></c><c r=\"XFD1\" s=\"2\"/></row>"))}),
        NULL, &got, &err));
    assert_text(got, "1: N1\n");
    buf_reset(&b);
    buf_str(&b, "<worksheet><sheetData>");
    for (int i = 0; i <= MAX_SHEET_ROWS; i++) /* numbers that do not pack too well */
        buf_fmt(&b, "<row><c><v>%u</v></c></row>", (unsigned)i * 2654435761u);
    buf_str(&b, "</sheetData></worksheet>");
    assert_book_refused((struct test_book){.sheet = buf_as_text(&b)}, "files.too_many_rows");
}

TEST("hostile XLSX: broken XML, depth, endless tags, impossible places") {
    static const char *const sheets[] = {"",
                                         "<worksheet>",
                                         "<worksheet><sheetData><row></sheetData></worksheet>",
                                         "no xml",
                                         "<worksheet>&undefined;</worksheet>",
                                         SHEET("<row r=\"0\"/>"),
                                         SHEET("<row r=\"5\"/><row r=\"5\"/>"),
                                         SHEET("<row r=\"1048577\"/>"),
                                         SHEET("<row r=\"x\"/>"),
                                         SHEET("<row><c r=\"A\"/></row>"),
                                         SHEET("<row><c r=\"1\"/></row>"),
                                         SHEET("<row><c r=\"ZZZZZZZZ1\"/></row>"),
                                         SHEET("<row><c t=\"s\"><v>0</v></c></row>"),
                                         SHEET("<row><c t=\"s\"><v>-1</v></c></row>"),
                                         SHEET("<row><c t=\"s\"><v>99999999999999999999</v></c></row>"),
                                         "<worksheet>\xff\xfe\x01</worksheet>"};
    for (size_t i = 0; i < COUNT_OF(sheets); i++)
        assert_book_refused((struct test_book){.sheet = text_of(sheets[i])}, "files.bad_xml");
    AUTO_BUF b;
    buf_init(&b, 16u << 20);
    for (int i = 0; i < 100; i++)
        buf_str(&b, "<a>");
    assert_book_refused((struct test_book){.sheet = buf_as_text(&b)}, "files.bad_xml");
    buf_reset(&b);
    buf_str(&b, "<worksheet a=\"");
    for (uint32_t i = 0; i < 1500000; i++) /* one attribute of 3 MB that does not pack too well */
        buf_fmt(&b, "%02x", i * 2654435761u >> 24);
    buf_str(&b, "\"/>");
    assert_book_refused((struct test_book){.sheet = buf_as_text(&b)}, "files.bad_xml");
    buf_reset(&b);
    buf_str(&b, "<worksheet><sheetData><row><c t=\"str\"><v>");
    for (uint32_t i = 0; i < MAX_SHEET_CELL_BYTES; i++)
        buf_fmt(&b, "%02x", i * 2654435761u >> 24);
    buf_str(&b, "</v></c></row></sheetData></worksheet>");
    assert_book_refused((struct test_book){.sheet = buf_as_text(&b)}, "files.cell_too_long");
}

/* Rows of names in the letters that lie under the bytes of an old font, below heads in Unicode. */
static enum status read_names(const char *name, const char *place) {
    AUTO_BUF rows;
    buf_init(&rows, 64u << 10);
    buf_str(&rows, "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>Họ và tên</t></is></c></row>");
    for (int i = 0; i < 8; i++)
        buf_fmt(&rows, "<row><c t=\"inlineStr\"><is><t>%s</t></is></c><c t=\"inlineStr\"><is><t>%s</t></is></c></row>",
                name, place);
    buf_str(&rows, "</sheetData></worksheet>");
    static struct error err;
    AUTO_TABLE table = NULL;
    const struct cell *cells;
    size_t count = 1;
    int32_t no;
    error_clear(&err);
    enum status s = table_open(test_book_bytes((struct test_book){.sheet = buf_as_text(&rows)}), NULL, &table, &err);
    while (s == OK && count > 0)
        s = table_next(table, &cells, &count, &no, &err);
    if (s != OK)
        assert_string_equal(err.key, "files.wrong_encoding");
    return s;
}

TEST("texts typed in a font of TCVN3 or VNI are recognised in the cells of a workbook, names with few marks are not "
     "mistaken") {
    assert_int_equal(read_names("NguyÔn ThÞ Hoµ", "Th«n L¸ng Lín"), E_INVALID);
    assert_int_equal(read_names("Nguyeãn Thò Hoaø", "Thoân Laùng Lôùn"), E_INVALID);
    assert_int_equal(read_names("Nguyễn Thị Hoà", "Thôn Láng Lớn"), OK);
    assert_int_equal(read_names("Lê Hà", "Bà Tô"), OK);
    assert_int_equal(read_names("José Peña", "São Tomé"), OK);
}
