/* For tests: workbooks put together from their XML, and reading one to the end. */
#ifndef ANSINH_FILES_TEST_BOOK_H
#define ANSINH_FILES_TEST_BOOK_H
#include "files/files.h"
#include "files/zip.h"
#include "tests/test.h"

#define REL_TYPE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define SHEET(rows) "<worksheet><sheetData>" rows "</sheetData></worksheet>"

struct test_book {
    struct text sheet, strings, styles, workbook;
    const char *extra_name; /* one more entry */
    struct text extra;
};

static inline struct text test_book_bytes(struct test_book b) {
    static const char rels[] = "<Relationships><Relationship Id=\"rId1\" Type=\"" REL_TYPE "/officeDocument\" "
                               "Target=\"xl/workbook.xml\"/></Relationships>";
    static const char book_rels[] =
        "<Relationships><Relationship Id=\"rId1\" Type=\"" REL_TYPE "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
        "<Relationship Id=\"rId2\" Type=\"" REL_TYPE "/styles\" Target=\"/xl/styles.xml\"/>"
        "<Relationship Id=\"rId3\" Type=\"" REL_TYPE "/sharedStrings\" Target=\"sharedStrings.xml\"/>"
        "<Relationship Id=\"rId4\" Type=\"" REL_TYPE "/worksheet\" Target=\"worksheets/sheet2.xml\"/></Relationships>";
    static const char book[] = "<workbook><sheets><sheet name=\"Hộ\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
    struct zip_part parts[8] = {{"_rels/.rels", T(rels)},
                                {"xl/workbook.xml", b.workbook.ptr != NULL ? b.workbook : T(book)},
                                {"xl/_rels/workbook.xml.rels", T(book_rels)},
                                {"xl/worksheets/sheet1.xml", b.sheet}};
    size_t count = 4;
    if (b.strings.ptr != NULL)
        parts[count++] = (struct zip_part){"xl/sharedStrings.xml", b.strings};
    if (b.styles.ptr != NULL)
        parts[count++] = (struct zip_part){"xl/styles.xml", b.styles};
    if (b.extra_name != NULL)
        parts[count++] = (struct zip_part){b.extra_name, b.extra};
    AUTO_BUF out;
    struct error err = {0};
    buf_init(&out, 256u << 20);
    assert_ok(zip_write(parts, count, &out, &err));
    return arena_text(test_arena(), buf_as_text(&out));
}

/* All rows as "number: kind text|…" lines; kinds T N D B E and ~ for no value. */
static inline enum status test_book_read(struct text bytes, const char *sheet, struct text *ret, struct error *err) {
    static const char kinds[] = {[CELL_EMPTY] = '~', [CELL_TEXT] = 'T', [CELL_NUMBER] = 'N',
                                 [CELL_DAY] = 'D',   [CELL_BOOL] = 'B', [CELL_ERROR] = 'E'};
    AUTO_BUF b;
    AUTO_TABLE t = NULL;
    const struct cell *cells;
    size_t n = 1;
    int32_t number;
    buf_init(&b, 64u << 20);
    TRY(table_open(bytes, sheet, &t, err));
    while (true) {
        TRY(table_next(t, &cells, &n, &number, err));
        if (n == 0)
            break;
        buf_fmt(&b, "%d:", number);
        for (size_t i = 0; i < n; i++) {
            buf_char(&b, i > 0 ? '|' : ' ');
            buf_char(&b, kinds[cells[i].kind]);
            buf_text(&b, cells[i].text);
        }
        buf_char(&b, '\n');
    }
    *ret = arena_text(test_arena(), b.len > 0 ? buf_as_text(&b) : T(""));
    return OK;
}
#endif
