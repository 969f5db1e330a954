/* XLSX: bytes that begin like an archive are read as one. All others are the parts of a workbook, divided by a zero
 * byte (sheet, shared texts, styles, workbook, relations): a fuzzer cannot make the checksums of an archive itself. */
#include "files/files.h"
#include "files/zip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds) {
    if (!holds)
        abort();
}

static void read_all(struct text bytes, const char *sheet) {
    struct error err = {0};
    AUTO_TABLE t = NULL;
    const struct cell *cells;
    size_t n = 1;
    int32_t number, last = 0;
    enum status s = table_open(bytes, sheet, &t, &err);
    while (s == OK && n > 0) {
        s = table_next(t, &cells, &n, &number, &err);
        if (s != OK || n == 0)
            break;
        must(n <= MAX_SHEET_COLUMNS && number > last);
        last = number;
        for (size_t i = 0; i < n; i++) {
            must(text_is_utf8(cells[i].text));
            must((cells[i].kind == CELL_EMPTY) == (cells[i].text.len == 0));
            must(cells[i].kind != CELL_DAY || (cells[i].text.len == 10 && cells[i].day <= DAY_FOREVER));
        }
    }
    must(s == OK || (err.status == s && err.key != NULL));
}

static void read_parts(struct text rest) {
    static const char *const names[] = {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml",
                                        "xl/workbook.xml", "xl/_rels/workbook.xml.rels"};
    static const char relations[] =
        "<Relationships><Relationship Id=\"r1\" Type=\"/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
        "<Relationship Id=\"r2\" Type=\"/styles\" Target=\"styles.xml\"/>"
        "<Relationship Id=\"r3\" Type=\"/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>";
    struct zip_part parts[COUNT_OF(names)] = {
        {names[0], T("")},
        {names[1], T("<sst/>")},
        {names[2], T("<styleSheet/>")},
        {names[3], T("<workbook><sheets><sheet name=\"a\" r:id=\"r1\"/></sheets></workbook>")},
        {names[4], T(relations)}};
    struct text part;
    for (size_t i = 0; i < COUNT_OF(names) && text_cut(&rest, '\0', &part); i++)
        if (part.len > 0)
            parts[i].bytes = part;
    AUTO_BUF out;
    struct error err = {0};
    buf_init(&out, 16u << 20);
    must(zip_write(parts, COUNT_OF(parts), &out, &err) == OK);
    read_all(buf_as_text(&out), NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct text bytes = {(const char *)data, size};
    if (text_starts(bytes, T("PK")) || text_starts(bytes, T("\xd0\xcf"))) {
        read_all(bytes, NULL);
        read_all(bytes, "a");
    } else if (size > 0) {
        read_parts(bytes);
    }
    return 0;
}
