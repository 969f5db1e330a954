#include "files/files.h"
#include "files/zip.h"
#include "tests/test.h"

#include <expat.h>
#include <pthread.h>

static struct text file_of(const char *name) {
    return arena_fmt(test_arena(), "%s/%s", test_tmp_dir(), name);
}

static void save(struct text bytes, const char *path) {
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, f), bytes.len);
    assert_int_equal(fclose(f), 0);
}

static struct text output_of(const char *command) {
    struct buf *b = ARENA_NEW(test_arena(), struct buf);
    char piece[4096];
    size_t n;
    buf_init(b, 16u << 20);
    FILE *p = popen(command, "r");
    assert_non_null(p);
    while ((n = fread(piece, 1, sizeof piece, p)) > 0)
        buf_add(b, piece, n);
    assert_int_equal(pclose(p), 0);
    struct text t = arena_text(test_arena(), buf_as_text(b));
    buf_free(b);
    return t;
}

static bool have_program(const char *name) {
    return system(arena_fmt(test_arena(), "command -v %s >/dev/null 2>&1", name).ptr) == 0;
}

/* Words with single spaces, so that line breaks do not matter. */
static struct text squeezed(struct text t) {
    struct text copy = arena_text(test_arena(), t);
    char *p = (char *)copy.ptr;
    size_t n = 0;
    for (size_t i = 0; i < copy.len; i++)
        if (p[i] > ' ' || p[i] < 0)
            p[n++] = p[i];
        else if (n > 0 && p[n - 1] != ' ')
            p[n++] = ' ';
    return (struct text){p, n};
}

static void assert_in_order(struct text where, const char *const *parts, size_t count) {
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        const char *found = memmem(where.ptr + at, where.len - at, parts[i], strlen(parts[i]));
        if (found == NULL)
            fail_msg("\"%s\" is missing (or not in its place) in: %.*s", parts[i], FMT(where));
        at = (size_t)(found - where.ptr) + strlen(parts[i]);
    }
}

static struct document *decision(void) {
    struct document *d = document_new(false);
    document_head(d, TEXT_NONE, T("Ủy ban nhân dân xã Láng Lớn"), T("112/QĐ-UBND"), T("Láng Lớn"),
                  day_of(2024, 12, 12));
    document_title(d, T("Quyết định"),
                   T("Về việc công nhận hộ nghèo, hộ cận nghèo, hộ thoát nghèo năm 2024 trên địa bàn xã Láng Lớn"));
    document_para(d, T("CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ LÁNG LỚN"), DOC_CENTER, DOC_BOLD);
    document_para(
        d,
        T("Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015; Luật sửa đổi, bổ sung một số "
          "điều của Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương ngày 22 tháng 11 năm 2019;"),
        DOC_JUSTIFY, DOC_ITALIC | DOC_INDENT);
    document_para(d,
                  T("Căn cứ Nghị định số 07/2021/NĐ-CP ngày 27 tháng 01 năm 2021 của Chính phủ quy định chuẩn nghèo đa "
                    "chiều giai đoạn 2021 - 2025;"),
                  DOC_JUSTIFY, DOC_ITALIC | DOC_INDENT);
    document_para(d, T("Theo đề nghị của Ban Chỉ đạo rà soát hộ nghèo, hộ cận nghèo xã."), DOC_JUSTIFY,
                  DOC_ITALIC | DOC_INDENT);
    document_para(d, T("QUYẾT ĐỊNH:"), DOC_CENTER, DOC_BOLD);
    document_run_begin(d, DOC_JUSTIFY, DOC_INDENT);
    document_run(d, T("Điều 1. "), DOC_BOLD);
    document_run(d,
                 T("Công nhận kết quả rà soát hộ nghèo, hộ cận nghèo, hộ thoát nghèo năm 2024 trên địa bàn xã "
                   "Láng Lớn (có danh sách kèm theo), gồm:"),
                 0);
    document_run_end(d);
    document_table_begin(d, 5, (const double[]){26, 12, 25, 12, 25},
                         (const enum doc_align[]){DOC_LEFT, DOC_CENTER, DOC_CENTER, DOC_CENTER, DOC_CENTER});
    document_table_group(
        d, (const struct doc_span[]){{T("Phân loại"), 1}, {T("Theo chuẩn của tỉnh"), 2}, {T("Theo chuẩn quốc gia"), 2}},
        3);
    document_table_head(d, (const struct text[]){T(""), T("Số hộ"), T("Số nhân khẩu"), T("Số hộ"), T("Số nhân khẩu")});
    document_table_row(d, (const struct text[]){T("Hộ nghèo"), T("19"), T("71"), T("0"), T("0")}, 0);
    document_table_row(d, (const struct text[]){T("Hộ cận nghèo"), T("23"), T("94"), T("0"), T("0")}, 0);
    document_table_row(d, (const struct text[]){T("Tổng cộng"), T("42"), T("165"), T("0"), T("0")}, DOC_BOLD);
    document_table_end(d);
    document_run_begin(d, DOC_JUSTIFY, DOC_INDENT);
    document_run(d, T("Điều 2. "), DOC_BOLD);
    document_run(d,
                 T("Công chức Văn hóa - Xã hội, trưởng các thôn và các hộ có tên trong danh sách chịu trách nhiệm thi "
                   "hành Quyết định này./."),
                 0);
    document_run_end(d);
    document_sign(d, (const struct text[]){T("KT. CHỦ TỊCH"), T("PHÓ CHỦ TỊCH")}, 2, T("Nguyễn Văn An"),
                  (const struct text[]){T("- Như Điều 2;"), T("- UBND huyện Châu Đức (b/c);"), T("- Lưu: VT, VHXH.")},
                  3);
    document_watermark_note(d, T("Dữ liệu minh hoạ, không có giá trị pháp lý"));
    return d;
}

static struct document *long_list(bool landscape, int rows) {
    struct document *d = document_new(landscape);
    document_head(d, T("Ủy ban nhân dân huyện Châu Đức"), T("Ủy ban nhân dân xã Láng Lớn"), TEXT_NONE, T("Láng Lớn"),
                  DAY_NONE);
    document_title(d, T("Danh sách"), T("Hộ nghèo, hộ cận nghèo năm 2024"));
    document_table_begin(d, 6, (const double[]){6, 24, 14, 20, 10, 26},
                         (const enum doc_align[]){DOC_CENTER, DOC_LEFT, DOC_CENTER, DOC_LEFT, DOC_RIGHT, DOC_LEFT});
    document_table_head(d, (const struct text[]){T("STT"), T("Họ và tên chủ hộ"), T("Ngày sinh"), T("Thôn"),
                                                 T("Nhân khẩu"), T("Ghi chú")});
    for (int i = 1; i <= rows; i++) {
        struct text note =
            i % 7 == 0 ? T("Hộ có người khuyết tật nặng, thuộc diện được hưởng trợ cấp xã hội hằng tháng") : T("");
        document_table_row(d,
                           (const struct text[]){arena_fmt(test_arena(), "%d", i),
                                                 arena_fmt(test_arena(), "Nguyễn Thị Hoà %d", i), T("05/02/1979"),
                                                 T("Thôn Sông Xoài"), T("4"), note},
                           0);
    }
    document_table_end(d);
    document_sign_columns(
        d, (const struct doc_span[]){{T("THƯ KÝ\n(Ký, ghi rõ họ tên)"), 1}, {T("CHỦ TRÌ\n(Ký, ghi rõ họ tên)"), 1}},
        (const struct text[]){T("Trần Thị Bé"), T("Lê Văn Tám")}, 2);
    return d;
}

static struct text pdf_of(struct document *d) {
    AUTO_BUF out;
    struct error err = {0};
    buf_init(&out, 64u << 20);
    assert_ok(document_pdf(d, &out, &err));
    return arena_text(test_arena(), buf_as_text(&out));
}

static struct text docx_of(struct document *d) {
    AUTO_BUF out;
    struct error err = {0};
    buf_init(&out, 64u << 20);
    assert_ok(document_docx(d, &out, &err));
    return arena_text(test_arena(), buf_as_text(&out));
}

TEST("the document font has the metric of Times New Roman and the Vietnamese letters") {
    char family[64];
    if (!document_fonts_ok(family))
        fail_msg("the font would be \"%s\": install fonts-croscore or fonts-liberation2", family);
}

TEST("a decision as PDF holds its Vietnamese text in reading order") {
    struct document *d = decision();
    struct text pdf = pdf_of(d);
    document_free(d);
    assert_true(text_starts(pdf, T("%PDF-")));
    struct text path = file_of("decision.pdf");
    save(pdf, path.ptr);
    if (!have_program("pdftotext"))
        skip();
    struct text text = squeezed(output_of(arena_fmt(test_arena(), "pdftotext -layout %s -", path.ptr).ptr));
    static const char *const parts[] = {"ỦY BAN NHÂN DÂN",
                                        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                                        "XÃ LÁNG LỚN",
                                        "Độc lập - Tự do - Hạnh phúc",
                                        "Số: 112/QĐ-UBND",
                                        "Láng Lớn, ngày 12 tháng 12 năm 2024",
                                        "QUYẾT ĐỊNH",
                                        "Về việc công nhận hộ nghèo",
                                        "Căn cứ Luật Tổ chức chính quyền địa phương",
                                        "QUYẾT ĐỊNH:",
                                        "Điều 1.",
                                        "Theo chuẩn của tỉnh",
                                        "Số hộ",
                                        "Hộ nghèo 19 71 0 0",
                                        "Tổng cộng 42 165",
                                        "Điều 2.",
                                        "Nơi nhận:",
                                        "Nguyễn Văn An",
                                        "Dữ liệu minh hoạ"};
    assert_in_order(text, parts, COUNT_OF(parts));
    struct text info = output_of(arena_fmt(test_arena(), "pdfinfo %s; pdffonts %s", path.ptr, path.ptr).ptr);
    static const char *const facts[] = {"Title:", "QUYẾT ĐỊNH - Về việc công nhận", "Pages:           1", "(A4)"};
    assert_in_order(info, facts, COUNT_OF(facts));
    assert_null(memmem(info.ptr, info.len, "Noto", 4));
}

TEST("the same description gives the same bytes, as PDF and as DOCX") {
    struct document *a = decision(), *b = decision();
    assert_true(text_eq(pdf_of(a), pdf_of(b)));
    assert_true(text_eq(pdf_of(a), pdf_of(a)));
    assert_true(text_eq(docx_of(a), docx_of(b)));
    document_free(a);
    document_free(b);
}

static void *set_in_thread(void *arg) {
    struct buf *out = arg;
    struct error err = {0};
    struct document *d = decision();
    (void)!document_pdf(d, out, &err); /* checked by the bytes */
    document_free(d);
    return NULL;
}

TEST("documents set in several threads at once come out equal") {
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    struct buf out[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        buf_init(&out[i], 1u << 20);
        assert_int_equal(pthread_create(&threads[i], NULL, set_in_thread, &out[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    for (size_t i = 0; i < THREADS; i++)
        assert_true(out[i].len > 1000 && text_eq(buf_as_text(&out[i]), buf_as_text(&out[0])));
    for (size_t i = 0; i < THREADS; i++)
        buf_free(&out[i]);
}

TEST("a long table repeats its header on each page and numbers the pages from the second") {
    struct document *d = long_list(true, 100);
    struct text path = file_of("list.pdf");
    save(pdf_of(d), path.ptr);
    document_free(d);
    if (!have_program("pdftotext"))
        skip();
    struct text text = output_of(arena_fmt(test_arena(), "pdftotext -layout %s -", path.ptr).ptr), page;
    int pages = 0, rows = 0;
    while (text_cut(&text, '\f', &page)) {
        struct text words = squeezed(page);
        if (words.len == 0)
            continue;
        pages++;
        bool has_rows = memmem(words.ptr, words.len, "Nguyễn Thị Hoà", strlen("Nguyễn Thị Hoà")) != NULL;
        if (has_rows)
            assert_in_order(words, (const char *const[]){"STT Họ và tên chủ hộ Ngày sinh Thôn"}, 1);
        if (pages > 1)
            assert_true(text_starts(text_trim(words), arena_fmt(test_arena(), "%d ", pages)));
        for (const char *p = words.ptr; (p = memmem(p, (size_t)(words.ptr + words.len - p), "05/02/1979", 10)) != NULL;
             p++)
            rows++;
    }
    assert_true(pages >= 4);
    assert_int_equal(rows, 100);
}

TEST("a table row higher than a page is broken between lines and loses nothing") {
    struct document *d = document_new(false);
    AUTO_BUF words;
    buf_init(&words, 1u << 20);
    for (int i = 0; i < 3000; i++)
        buf_fmt(&words, "từ%d ", i);
    document_table_begin(d, 2, (const double[]){1, 1}, NULL);
    document_table_head(d, (const struct text[]){T("Một"), T("Hai")});
    document_table_row(d, (const struct text[]){buf_as_text(&words), T("ngắn")}, 0);
    document_table_end(d);
    struct text path = file_of("tall.pdf");
    save(pdf_of(d), path.ptr);
    document_free(d);
    if (!have_program("pdftotext"))
        skip();
    struct text text = squeezed(output_of(arena_fmt(test_arena(), "pdftotext %s -", path.ptr).ptr));
    for (int i = 0; i < 3000; i++) {
        struct text word = arena_fmt(test_arena(), "từ%d", i);
        assert_non_null(memmem(text.ptr, text.len, word.ptr, word.len));
    }
}

TEST("a column too narrow for its number or heading takes room from the others") {
    struct document *d = document_new(false);
    document_table_begin(d, 4, (const double[]){1, 60, 1, 60}, NULL);
    document_table_head(d, (const struct text[]){T("STT"), T("Họ và tên"), T("Số định danh"), T("Ghi chú")});
    document_table_row(d, (const struct text[]){T("1"), T("Nguyễn Thị Hoà"), T("079080001234"), T("không")}, 0);
    document_table_end(d);
    struct text path = file_of("narrow.pdf");
    save(pdf_of(d), path.ptr);
    document_free(d);
    if (!have_program("pdftotext"))
        skip();
    struct text text = squeezed(output_of(arena_fmt(test_arena(), "pdftotext -layout %s -", path.ptr).ptr));
    assert_in_order(text, (const char *const[]){"STT", "079080001234"}, 2);
}

static uint32_t next_random(uint32_t *state) {
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* n words, numbered through the whole document. */
static struct text numbered_words(uint32_t n, uint32_t *number) {
    AUTO_BUF b;
    buf_init(&b, 1u << 20);
    for (; n > 0; n--)
        buf_fmt(&b, "từ%uz%s", (*number)++, n > 1 ? " " : "");
    return arena_text(test_arena(), buf_as_text(&b));
}

TEST("wherever pages break, no word is lost, doubled or out of order") {
    if (!have_program("pdftotext"))
        skip();
    struct text path = file_of("random.pdf");
    uint32_t random = 5;
    for (int round = 0; round < 15; round++) {
        struct document *d = document_new(round % 3 == 2);
        uint32_t count = 0;
        for (uint32_t blocks = 5 + next_random(&random) % 10; blocks > 0; blocks--) {
            uint32_t what = next_random(&random) % 4;
            if (what < 3) {
                document_para(d, numbered_words(1 + next_random(&random) % 250, &count), DOC_JUSTIFY,
                              next_random(&random) % 32 & ~(unsigned)DOC_UPPER);
                continue;
            }
            document_table_begin(d, 1, (const double[]){1}, NULL);
            document_table_head(d, (const struct text[]){T("Đầu")});
            for (uint32_t rows = next_random(&random) % 30; rows > 0; rows--)
                document_table_row(d, (const struct text[]){numbered_words(1 + next_random(&random) % 60, &count)}, 0);
            document_table_end(d);
        }
        save(pdf_of(d), path.ptr);
        document_free(d);
        struct text rest = squeezed(output_of(arena_fmt(test_arena(), "pdftotext %s -", path.ptr).ptr)), word;
        uint32_t found = 0;
        while (text_cut(&rest, ' ', &word)) {
            if (!text_starts(word, T("từ")))
                continue;
            struct text expected = arena_fmt(test_arena(), "từ%uz", found++);
            if (!text_eq(word, expected))
                fail_msg("round %d: %.*s where %.*s was due", round, FMT(word), FMT(expected));
        }
        assert_int_equal(found, count);
    }
}

TEST("a signature never stands on a page without text above it") {
    if (!have_program("pdftotext"))
        skip();
    struct text path = file_of("signed.pdf");
    for (int paragraphs = 15; paragraphs < 45; paragraphs++) {
        struct document *d = document_new(false);
        for (int i = 0; i < paragraphs; i++)
            document_para(d, T("Đoạn văn"), DOC_JUSTIFY, DOC_INDENT);
        document_sign(d, (const struct text[]){T("CHỦ TỊCH")}, 1, T("Nguyễn Văn An"), NULL, 0);
        save(pdf_of(d), path.ptr);
        document_free(d);
        struct text rest = output_of(arena_fmt(test_arena(), "pdftotext -layout %s -", path.ptr).ptr), page;
        while (text_cut(&rest, '\f', &page)) {
            if (memmem(page.ptr, page.len, "CHỦ TỊCH", strlen("CHỦ TỊCH")) == NULL)
                continue;
            assert_in_order(squeezed(page), (const char *const[]){"Đoạn văn", "CHỦ TỊCH", "Nguyễn Văn An"}, 3);
        }
    }
}

static void assert_well_formed(struct text xml, const char *name) {
    XML_Parser p = XML_ParserCreate(NULL);
    if (XML_Parse(p, xml.ptr, (int)xml.len, 1) != XML_STATUS_OK)
        fail_msg("%s: %s", name, XML_ErrorString(XML_GetErrorCode(p)));
    XML_ParserFree(p);
}

static struct text part_of(struct text archive, const char *name) {
    struct error err = {0};
    struct zip *z = NULL;
    bool found = false;
    AUTO_BUF b;
    char piece[1000];
    size_t got = 0;
    buf_init(&b, 64u << 20);
    assert_ok(zip_open(archive, &z, &err));
    assert_ok(zip_entry_open(z, name, &found, &err));
    assert_true(found);
    do {
        assert_ok(zip_entry_read(z, piece, sizeof piece, &got, &err));
        buf_add(&b, piece, got);
    } while (got > 0);
    zip_close(z);
    return arena_text(test_arena(), buf_as_text(&b));
}

TEST("a DOCX is a sound archive of well-formed parts with the text in order") {
    struct document *d = decision();
    document_para(d, T("a < b & c > d \"e\"\tf\ng"), DOC_LEFT, DOC_UPPER | DOC_SMALL);
    struct text docx = docx_of(d);
    document_free(d);
    static const char *const names[] = {
        "[Content_Types].xml",          "_rels/.rels",     "docProps/core.xml", "word/document.xml",
        "word/_rels/document.xml.rels", "word/styles.xml", "word/settings.xml", "word/header1.xml"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        assert_well_formed(part_of(docx, names[i]), names[i]);
    struct text body = part_of(docx, "word/document.xml");
    static const char *const parts[] = {"ỦY BAN NHÂN DÂN", "XÃ LÁNG LỚN",   "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                                        "Số: 112/QĐ-UBND", "QUYẾT ĐỊNH",    "<w:tblHeader/>",
                                        "Phân loại",       "Hộ cận nghèo",  "Nơi nhận:",
                                        "KT. CHỦ TỊCH",    "Nguyễn Văn An", "A &lt; B &amp; C &gt; D \"E\"",
                                        "<w:tab/>",        "<w:br/>",       "<w:titlePg/>"};
    assert_in_order(body, parts, COUNT_OF(parts));
    struct text path = file_of("decision.docx");
    save(docx, path.ptr);
    if (have_program("unzip"))
        assert_true(output_of(arena_fmt(test_arena(), "unzip -tq %s", path.ptr).ptr).len > 0);
}

TEST("text that is not UTF-8 and strange calls do not break a document") {
    struct document *d = document_new(false);
    document_run(d, T("outside of a paragraph"), 0);
    document_table_row(d, (const struct text[]){T("outside of a table")}, 0);
    document_para(d, T("\xff\xfe bad \x01 bytes"), DOC_CENTER, 0);
    document_para(d, T(""), DOC_JUSTIFY, DOC_BOLD);
    document_page_break(d);
    document_page_break(d);
    document_table_begin(d, 3, (const double[]){0, -1, 5}, NULL);
    document_table_group(d, (const struct doc_span[]){{T("quá rộng"), 9}}, 1);
    document_table_end(d);
    document_table_begin(d, 2, (const double[]){1, 1}, NULL);
    document_table_end(d);
    document_sign(d, NULL, 0, TEXT_NONE, NULL, 0);
    document_sign_columns(d, NULL, NULL, 0);
    assert_true(pdf_of(d).len > 500);
    assert_well_formed(part_of(docx_of(d), "word/document.xml"), "document.xml");
    document_free(d);
}

TEST("a document that does not fit says so and leaves the output as it was") {
    struct document *d = decision();
    struct error err = {0};
    AUTO_BUF out;
    buf_init(&out, 2000);
    buf_str(&out, "x");
    assert_int_equal(document_pdf(d, &out, &err), E_TOO_LARGE);
    assert_string_equal(err.key, "files.result_too_large");
    assert_int_equal(document_docx(d, &out, &err), E_TOO_LARGE);
    assert_int_equal(out.len, 1);
    document_free(d);
}
