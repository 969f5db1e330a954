#include "files/files.h"
#include "tests/test.h"

/* Opens, expects the rows given as "a|b|c" with ~ for no value, and the end. */
static void assert_rows(struct text bytes, const char *const *rows, size_t count) {
    struct error err = {0};
    AUTO_TABLE t = NULL;
    const struct cell *cells;
    size_t n;
    int32_t number;
    assert_ok(table_open(bytes, NULL, &t, &err));
    for (size_t i = 0; i < count; i++) {
        AUTO_BUF b;
        buf_init(&b, 1u << 20);
        assert_ok(table_next(t, &cells, &n, &number, &err));
        for (size_t c = 0; c < n; c++) {
            if (c > 0)
                buf_char(&b, '|');
            if (cells[c].kind == CELL_EMPTY)
                buf_char(&b, '~');
            buf_text(&b, cells[c].text);
        }
        assert_text(buf_as_text(&b), rows[i]);
    }
    assert_ok(table_next(t, &cells, &n, &number, &err));
    assert_int_equal(n, 0);
}
#define ROWS(bytes, ...)                                                                                               \
    do {                                                                                                               \
        const char *const rows_[] = {__VA_ARGS__};                                                                     \
        assert_rows(bytes, rows_, COUNT_OF(rows_));                                                                    \
    } while (0)

static void assert_refused(struct text bytes, const char *key, const char *arg) {
    struct error err = {0};
    AUTO_TABLE t = NULL;
    const struct cell *cells;
    size_t n = 1;
    int32_t number;
    enum status s = table_open(bytes, NULL, &t, &err);
    while (s == OK && n > 0)
        s = table_next(t, &cells, &n, &number, &err);
    assert_int_equal(s, E_INVALID);
    assert_string_equal(err.key, key);
    if (arg != NULL)
        assert_string_equal(err.args[0], arg);
}

TEST("CSV: the separator is found, whichever it is") {
    ROWS(T("Họ tên;Ghi chú\nNguyễn Thị Hoà;a, b, c\n"), "Họ tên|Ghi chú", "Nguyễn Thị Hoà|a, b, c");
    ROWS(T("Họ tên,Ghi chú\nNguyễn Thị Hoà,\"a; b; c\"\n"), "Họ tên|Ghi chú", "Nguyễn Thị Hoà|a; b; c");
    ROWS(T("Họ tên\tGhi chú\nNguyễn, Thị\tx;y\n"), "Họ tên|Ghi chú", "Nguyễn, Thị|x;y");
    ROWS(T("một\nhai\n"), "một", "hai");
    ROWS(T("sep=,\r\na;1,b\r\n"), "a;1|b");
}

TEST("CSV: quotes, doubled quotes, line ends inside of quotes, CRLF, CR, LF, no line end at the end") {
    ROWS(T("a;\"b \"\"c\"\" d\";e\r\n\"hai\r\ndòng\";x;y\rm;n;\"\""), "a|b \"c\" d|e", "hai\r\ndòng|x|y", "m|n");
    ROWS(T("a;5\" ống;c\n"), "a|5\" ống|c");
}

TEST("CSV: byte order mark, blank lines, missing and trailing empty cells") {
    ROWS(T("\xef\xbb\xbf"
           "a;b\n\n;;;\n;x;;\n"),
         "a|b", "~|x");
    struct error err = {0};
    AUTO_TABLE t = NULL;
    const struct cell *cells;
    size_t n;
    int32_t number;
    assert_ok(table_open(T("a;b\n\n;;;\nx;\"p\nq\"\nz;z\n"), NULL, &t, &err));
    assert_ok(table_next(t, &cells, &n, &number, &err));
    assert_int_equal(number, 1);
    assert_ok(table_next(t, &cells, &n, &number, &err));
    assert_int_equal(number, 4); /* as a spreadsheet numbers them */
    assert_ok(table_next(t, &cells, &n, &number, &err));
    assert_int_equal(number, 5);
}

TEST("CSV: what is wrong with a file is said with its own key") {
    assert_refused(T(""), "files.empty", NULL);
    assert_refused(T("a;\"b\nc\n"), "files.csv_quote", "1");
    assert_refused(T("x;y\na;\"b\nc\n"), "files.csv_quote", "2");
    assert_refused(T("\xff\xfe"
                     "a\0;\0"),
                   "files.wrong_encoding", NULL);
    assert_refused(T("Nguy\xd4n Th\xde Ho\xb5;X\xb7 L\xb8ng L\xedn\n"), "files.wrong_encoding", NULL);
    assert_refused(T("a\0\0\1\2\3\xff"), "files.unreadable", NULL);
    assert_refused(T("%PDF-1.7 ..."), "files.not_a_table", "PDF");
    assert_refused(T("\xef\xbb\xbf <html><table>"), "files.not_a_table", "HTML/XML");
    assert_refused(T("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 B\0o\0o\0k"), "files.old_xls", NULL);
    assert_refused(T("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"),
                   "files.encrypted", NULL);
    AUTO_BUF wide;
    buf_init(&wide, 1u << 20);
    for (int i = 0; i < 300; i++)
        buf_str(&wide, "x;");
    assert_refused(buf_as_text(&wide), "files.too_many_columns", "256");
}

TEST("CSV: too many rows and too long a cell are refused, not cut") {
    AUTO_BUF b;
    buf_init(&b, 8u << 20);
    for (int i = 0; i <= MAX_SHEET_ROWS; i++)
        buf_str(&b, "a;b\n");
    assert_refused(buf_as_text(&b), "files.too_many_rows", "200000");
    buf_reset(&b);
    for (unsigned i = 0; i <= MAX_SHEET_CELL_BYTES; i++)
        buf_char(&b, 'x');
    assert_refused(buf_as_text(&b), "files.cell_too_long", NULL);
    AUTO_BUF quoted;
    buf_init(&quoted, 8u << 20);
    buf_char(&quoted, '"');
    buf_text(&quoted, buf_as_text(&b));
    buf_char(&quoted, '"');
    assert_refused(buf_as_text(&quoted), "files.cell_too_long", NULL);
}

TEST("CSV: what a spreadsheet would run is written as text") {
    AUTO_BUF b;
    struct csv_writer w;
    buf_init(&b, 4096);
    csv_begin(&w, &b, ';');
    csv_text(&w, T("=1+1"));
    csv_text(&w, T("@SUM(A1)"));
    csv_text(&w, T("'=x"));
    csv_text(&w, T("bình thường"));
    csv_i64(&w, -5);
    csv_row_end(&w);
    assert_text(buf_as_text(&b), "\xef\xbb\xbf\"'=1+1\";\"'@SUM(A1)\";\"''=x\";bình thường;-5\r\n");
}

static uint32_t next_random(uint32_t *state) {
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

TEST("CSV: any table that is written is read back equal") {
    static const char *const pieces[] = {"a",  "Nguyễn", "=", "+", "-", "@", "\t", "\r",
                                         "\n", "\"",     ";", ",", "'", " ", "0"};
    uint32_t random = 7;
    for (int round = 0; round < 2000; round++) {
        struct text table[6][4];
        size_t rows = 2 + next_random(&random) % 5, columns = 2 + next_random(&random) % 3;
        char sep = round % 2 != 0 ? ';' : ',';
        AUTO_BUF out;
        struct csv_writer w;
        buf_init(&out, 1u << 20);
        csv_begin(&w, &out, sep);
        for (size_t r = 0; r < rows; r++) {
            for (size_t c = 0; c < columns; c++) {
                AUTO_BUF cell;
                buf_init(&cell, 1000);
                if (c == 0) /* so that no row is blank */
                    buf_str(&cell, "x");
                for (uint32_t k = next_random(&random) % 6; k > 0; k--)
                    buf_str(&cell, pieces[next_random(&random) % COUNT_OF(pieces)]);
                table[r][c] = arena_text(test_arena(), buf_as_text(&cell));
                csv_text(&w, table[r][c]);
            }
            csv_row_end(&w);
        }
        struct error err = {0};
        AUTO_TABLE t = NULL;
        const struct cell *cells;
        size_t n;
        int32_t number;
        assert_ok(table_open(buf_as_text(&out), NULL, &t, &err));
        for (size_t r = 0; r < rows; r++) {
            assert_ok(table_next(t, &cells, &n, &number, &err));
            assert_int_equal(number, r + 1);
            for (size_t c = 0; c < columns; c++)
                assert_true(text_eq(c < n ? cells[c].text : T(""), table[r][c]));
        }
        assert_ok(table_next(t, &cells, &n, &number, &err));
        assert_int_equal(n, 0);
    }
}
