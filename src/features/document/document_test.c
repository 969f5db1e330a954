/* Papers as their readers get them: the text of the PDF, in its order, and the DOCX as an archive of well-formed XML.
 */
#include "features/document/paper.h"
#include "features/review/testing.h"

/* The text of a PDF through pdftotext, white space made one. */
static char *pdf_text(struct text pdf) {
    assert_true(text_starts(pdf, T("%PDF-")));
    const char *path = arena_fmt(test_arena(), "%s/paper.pdf", test_tmp_dir()).ptr;
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(pdf.ptr, 1, pdf.len, f), pdf.len);
    assert_int_equal(fclose(f), 0);
    FILE *p = popen(arena_fmt(test_arena(), "pdftotext -raw %s -", path).ptr, "r");
    assert_non_null(p);
    char *text = arena_alloc(test_arena(), 1 << 20);
    size_t n = fread(text, 1, (1 << 20) - 1, p), out = 0;
    assert_int_equal(pclose(p), 0);
    for (size_t i = 0; i < n; i++) {
        bool space = text[i] == ' ' || text[i] == '\n' || text[i] == '\f';
        if (!space || (out > 0 && text[out - 1] != ' '))
            text[out++] = space ? ' ' : text[i];
    }
    text[out] = 0;
    return text;
}

/* Each part stands after the one before it. */
static void assert_in_order(const char *text, const char *const *parts, size_t count) {
    const char *at = text;
    for (size_t i = 0; i < count; i++) {
        const char *found = strstr(at, parts[i]);
        if (found == NULL)
            fail_msg("\"%s\" is missing, or stands before \"%s\", in: %s", parts[i], i ? parts[i - 1] : "", text);
        at = found + strlen(parts[i]);
    }
}
#define assert_says(text, ...)                                                                                         \
    assert_in_order((text), (const char *const[]){__VA_ARGS__}, COUNT_OF(((const char *const[]){__VA_ARGS__})))

/* A season of one hamlet: kept poor, escaped to near-poor, escaped, asked and refused. */
struct season_story {
    struct world w;
    int64_t kept, near, above, denied;
    struct decision_drafts drafts;
};

static void story_in(struct season_story *s, struct db_pool *pool) {
    s->kept = world_household(&s->w, 0, 1, 1);
    s->near = world_household(&s->w, 0, 1, 0);
    s->above = world_household(&s->w, 0, 1, 0);
    s->denied = world_household(&s->w, 0, 0, 0);
    static const char *const names[] = {"Tòng Thị Phúc", "Đào Văn Kiệm", "Nguyễn Thị Hoà", "Lê Văn Bé"};
    const int64_t ids[] = {s->kept, s->near, s->above, s->denied};
    for (int i = 0; i < 4; i++)
        world_sql(&s->w, "UPDATE household_now SET head_name = '%s', head_sort = %s%d' WHERE household_id = %lld;",
                  names[i], db_pool_kind(pool) == DB_SQLITE ? "X'0" : "'\\x0", 9 - i, (long long)ids[i]);
    world_open(&s->w);
    world_sql(
        &s->w,
        "INSERT INTO season_household (season_id, household_id, hamlet_id, commune_id, district_id, province_id, urban,"
        " minority, source, state, open_objections, version)"
        " VALUES (%lld, %lld, %lld, %lld, %lld, %lld, 0, 0, 'request', 0, 0, 1);",
        (long long)s->w.season, (long long)s->denied, (long long)s->w.hamlet[0], (long long)s->w.commune,
        (long long)s->w.district, (long long)s->w.province);
    world_interview(&s->w, s->kept, 1, 1);
    world_interview(&s->w, s->near, 2, 3);
    world_interview(&s->w, s->above, 3, 3);
    world_interview(&s->w, s->denied, 3, 3);
}

static void story_start(struct season_story *s, struct db_pool *pool) {
    world_new(&s->w, pool);
    story_in(s, pool);
}

static void story_drafted(struct season_story *s) {
    const int64_t all[] = {s->kept, s->near, s->above, s->denied};
    world_to_opinion(&s->w, 0, all, COUNT_OF(all));
    struct act draft = {0};
    assert_ok(do_act(&s->w, act_draft, &draft));
    s->drafts = draft.drafts;
}

static void story_signed(struct season_story *s, const char *role) {
    story_drafted(s);
    world_as(&s->w, role, DB_SCOPE_COMMUNE, s->w.commune);
    struct act sign = {.text = "112/QĐ-UBND", .more = "113/QĐ-UBND"};
    assert_ok(do_act(&s->w, act_sign, &sign));
}

typedef enum status (*paper_fn)(struct ctx *c, struct value *out, struct error *err);

static enum status make(struct world *w, paper_fn fn, int64_t id, const char *format, struct text *ret) {
    AUTO_DB db = NULL;
    error_clear(&err);
    assert_ok(db_take(w->app.pool, false, &db, &err));
    assert_ok(db_begin_read(db, &err));
    w->c.db = db;
    w->c.format = format;
    w->c.file = NULL;
    w->c.params[0] = arena_fmt(test_arena(), "%lld", (long long)id);
    enum status s = fn(&w->c, value_object(test_arena()), &err);
    w->c.db = NULL;
    *ret = s == OK ? w->c.file->bytes : TEXT_NONE;
    return s;
}

static char *text_of_paper(struct world *w, paper_fn fn, int64_t id) {
    struct text pdf;
    assert_ok(make(w, fn, id, "pdf", &pdf));
    return pdf_text(pdf);
}

TEST_DB("a signed decision prints number, day, documents, articles, signer and the list in its order") {
    static struct season_story s;
    story_start(&s, pool);
    story_signed(&s, "commune_vice_chair");
    char *text = text_of_paper(&s.w, decision_paper, s.drafts.poor_near_poor);
    assert_says(text, "ỦY BAN NHÂN DÂN", "Số: 112/QĐ-UBND", "ngày 14 tháng 10 năm 2024", "QUYẾT ĐỊNH",
                "công nhận hộ nghèo, hộ cận nghèo năm 2024", "CHỦ TỊCH ỦY BAN NHÂN DÂN", "Căn cứ ………",
                "07/2021/NĐ-CP ngày 27", "của Chính phủ", "18/2021/QĐ-UBND ngày 18 tháng 11 năm 2021",
                "24/2021/QĐ-TTg ngày 16 tháng 7 năm 2021", "QUYẾT ĐỊNH:", "Điều 1.", "Hộ nghèo 1 4 1 4",
                "Hộ cận nghèo 1 4 0 0", "Điều 2.", "ngày 14 tháng 10 năm 2024", "Điều 3.", "KT. CHỦ TỊCH",
                "PHÓ CHỦ TỊCH", "Trần Văn Ký", "DANH SÁCH", "112/QĐ-UBND", "Danh sách có 2 hộ", "SHA-256");
    assert_says(strstr(text, "DANH SÁCH"), "1 Đào Văn Kiệm Thôn 1 4", "2 Tòng Thị Phúc Thôn 1 4 Hộ nghèo Hộ nghèo");
    assert_null(strstr(text, "Nguyễn Thị Hoà"));
    char *escaped = text_of_paper(&s.w, decision_paper, s.drafts.escaped);
    assert_says(escaped, "113/QĐ-UBND", "hộ thoát nghèo, hộ thoát cận nghèo", "Hộ thoát nghèo 2 8",
                "Trong đó: thành hộ cận nghèo 1 4", "DANH SÁCH");
    assert_non_null(strstr(escaped, "Nguyễn Thị Hoà"));
}

TEST_DB("a signed list stays as it was when the household changes, a draft says that it is one") {
    static struct season_story s;
    story_start(&s, pool);
    story_drafted(&s);
    char *draft = text_of_paper(&s.w, decision_paper, s.drafts.poor_near_poor);
    assert_says(draft, "………/QĐ-UBND", "ngày tháng năm", "DỰ THẢO", "hiệu lực kể từ ngày …… tháng …… năm");
    world_as(&s.w, "commune_chair", DB_SCOPE_COMMUNE, s.w.commune);
    struct act sign = {.text = "112/QĐ-UBND", .more = "113/QĐ-UBND"};
    assert_ok(do_act(&s.w, act_sign, &sign));
    struct text before, after;
    assert_ok(make(&s.w, decision_paper, s.drafts.poor_near_poor, "pdf", &before));
    before = arena_text(test_arena(), before);
    world_sql(&s.w,
              "UPDATE household_now SET head_name = 'Người Khác', member_count = 9, address = 'nơi khác' WHERE "
              "household_id = %lld;"
              "DELETE FROM interview_result WHERE interview_id = %lld;",
              (long long)s.kept, (long long)s.kept * 10 + 1);
    assert_ok(make(&s.w, decision_paper, s.drafts.poor_near_poor, "pdf", &after));
    assert_true(text_eq(before, after));
    assert_null(strstr(pdf_text(after), "DỰ THẢO"));
}

TEST_DB("papers of another commune are as if they did not exist") {
    static struct season_story s;
    story_start(&s, pool);
    story_signed(&s, "commune_chair");
    world_as(&s.w, "commune_chair", DB_SCOPE_COMMUNE, s.w.other_commune);
    struct text none;
    assert_int_equal(make(&s.w, decision_paper, s.drafts.poor_near_poor, "pdf", &none), E_NOT_FOUND);
    assert_int_equal(make(&s.w, minutes_paper, s.w.hamlet[0], "pdf", &none), E_NOT_FOUND);
    assert_int_equal(make(&s.w, posting_paper, s.w.hamlet[0], "pdf", &none), E_NOT_FOUND);
    assert_int_equal(make(&s.w, list_paper, s.w.commune, "pdf", &none), E_NOT_FOUND);
    world_as(&s.w, "hamlet_head", DB_SCOPE_HAMLET, s.w.hamlet[0]);
    assert_int_equal(make(&s.w, movement_paper, s.w.season, "pdf", &none), E_NOT_FOUND);
    assert_ok(make(&s.w, minutes_paper, s.w.hamlet[0], "pdf", &none));
    assert_int_equal(make(&s.w, minutes_paper, s.w.hamlet[1], "pdf", &none), E_NOT_FOUND);
}

TEST_DB("minutes name who was there, the vote on each household, the copies and three signatures") {
    static struct season_story s;
    story_start(&s, pool);
    const int64_t all[] = {s.kept, s.near, s.above, s.denied};
    world_to_opinion(&s.w, 0, all, COUNT_OF(all));
    char *text = text_of_paper(&s.w, minutes_paper, s.w.hamlet[0]);
    assert_says(text, "BIÊN BẢN", "năm 2024", "ngày 07 tháng 10 năm 2024, tại Nhà văn hoá",
                "Chủ tọa: ông (bà) Lê Văn Sáu", "Thư ký: ông (bà) Võ Thị Tư", "40 người", "30/40", "75,0%",
                "4 trong số 4 hộ", "50%", "lập thành 2 bản", "THƯ KÝ", "ĐẠI DIỆN HỘ DÂN", "CHỦ TỌA", "Võ Thị Tư",
                "Đào Văn Lành", "Lê Văn Sáu");
}

TEST_DB("a posting shows the fields that the setting allows and nothing else") {
    static struct season_story s;
    story_start(&s, pool);
    const int64_t all[] = {s.kept, s.near, s.above};
    world_to_opinion(&s.w, 0, all, COUNT_OF(all));
    char *text = text_of_paper(&s.w, posting_paper, s.w.hamlet[0]);
    assert_says(text, "THÔNG BÁO", "từ ngày 07/10/2024 đến hết ngày 10/10/2024", "Họ và tên chủ hộ", "Theo chuẩn");
    assert_non_null(strstr(text, "Tòng Thị Phúc"));
    assert_null(strstr(text, "nhân khẩu"));
    assert_null(strstr(text, "Điểm"));
    world_sql(&s.w, "UPDATE posting SET fields = 'head_name personal_id ethnicity health points_income';");
    char *wider = text_of_paper(&s.w, posting_paper, s.w.hamlet[0]);
    assert_says(wider, "Họ và tên chủ hộ", "Điểm", "120");
    assert_null(strstr(wider, "Theo chuẩn"));
    assert_null(strstr(wider, "Dân tộc"));
    assert_null(strstr(wider, "định danh"));
}

TEST_DB("the list to review names each household once under its hamlet, and why it is there") {
    static struct season_story s;
    story_start(&s, pool);
    char *text = text_of_paper(&s.w, list_paper, s.w.commune);
    assert_says(text, "BAN CHỈ ĐẠO RÀ SOÁT CẤP XÃ", "DANH SÁCH", "Quyết định số 24/2021/QĐ-TTg", "Thôn 1",
                "Hộ đang quản lý", "Danh sách có 4 hộ");
    assert_non_null(strstr(text, "Có giấy đề nghị"));
}

static int64_t one_id(struct world *w, const char *table, int64_t household) {
    struct db *db;
    assert_ok(db_take(w->app.pool, false, &db, &err));
    int64_t id = 0;
    if (strcmp(table, "refusal") == 0) {
        struct refusal_one_row r;
        bool found = false;
        assert_ok(refusal_one(db, &(struct refusal_one_in){w->season, household}, test_arena(), &r, &found, &err));
        assert_true(found);
        id = r.id;
    } else {
        struct certificates_of_row *rows;
        size_t count;
        assert_ok(certificates_of(db, &(struct certificates_of_in){household}, test_arena(), &rows, &count, &err));
        assert_true(count > 0);
        id = rows[0].id;
    }
    db_give(db);
    return id;
}

TEST_DB("a certificate carries its number, members, the class of the year and the decision; a refusal its reason") {
    static struct season_story s;
    story_start(&s, pool);
    world_sql(&s.w,
              "INSERT INTO person (id) VALUES (901), (902);"
              "INSERT INTO person_version (id, person_id, valid_from, valid_to, recorded_at, superseded_at, full_name, "
              "name_fold, sex,"
              " born_on, born_precision, ethnicity, personal_number, event, account_id) VALUES"
              " (1, 901, 0, %d, 0, 9223372036854775806, 'Tòng Thị Phúc', 'tong thi phuc', 1, -4384, 2, 'Chơ Ro', "
              "'077158001234', 'created', 1),"
              " (2, 902, 0, %d, 0, 9223372036854775806, 'Tòng Văn An', 'tong van an', 0, 14610, 0, 'Chơ Ro', NULL, "
              "'created', 1);"
              "INSERT INTO household_version (id, household_id, valid_from, valid_to, recorded_at, superseded_at, "
              "hamlet_id, address,"
              " head_person_id, status, event, account_id) VALUES (1, %lld, 0, %d, 0, 9223372036854775806, %lld, 'tổ "
              "3', 901, 1, 'created', 1);"
              "INSERT INTO membership (id, person_id, household_id, relation, valid_from, valid_to, recorded_at, "
              "superseded_at, event_in,"
              " account_id) VALUES (1, 902, %lld, 'child', 0, %d, 0, 9223372036854775806, 'initial', 1),"
              " (2, 901, %lld, 'head', 0, %d, 0, 9223372036854775806, 'initial', 1);",
              DAY_FOREVER, DAY_FOREVER, (long long)s.kept, DAY_FOREVER, (long long)s.w.hamlet[0], (long long)s.kept,
              DAY_FOREVER, (long long)s.kept, DAY_FOREVER);
    story_signed(&s, "commune_chair");
    int64_t id = one_id(&s.w, "certificate", s.kept);
    char *text = text_of_paper(&s.w, certificate_paper, id);
    assert_says(text, "/GCN-HN.HCN", "GIẤY CHỨNG NHẬN", "Họ và tên chủ hộ: Tòng Thị Phúc. Dân tộc: Chơ Ro",
                "077158001234", "tổ 3, thôn 1", "Chủ hộ", "1957", "Tòng Văn An", "2010",
                "2024 Hộ nghèo Hộ nghèo Số 112/QĐ-UBND", "CHỦ TỊCH", "Trần Văn Ký");
    s.w.c.user.permission_count = 0; /* may not see numbers */
    assert_null(strstr(text_of_paper(&s.w, certificate_paper, id), "077158001234"));
    char *refusal = text_of_paper(&s.w, refusal_paper, one_id(&s.w, "refusal", s.denied));
    assert_says(refusal, "THÔNG BÁO", "không công nhận", "Lê Văn Bé", "chưa đủ điều kiện", "Lý do:", "CHỦ TỊCH",
                "Trần Văn Ký");
    world_as(&s.w, "commune_officer", DB_SCOPE_COMMUNE, s.w.other_commune);
    struct text none;
    assert_int_equal(make(&s.w, certificate_paper, id, "pdf", &none), E_NOT_FOUND);
}

TEST_DB("movement tables balance and are provisional while the season is open") {
    static struct season_story s;
    story_start(&s, pool);
    story_signed(&s, "commune_chair");
    char *text = text_of_paper(&s.w, movement_paper, s.w.season);
    assert_says(text, "BIỂU TỔNG HỢP BIẾN ĐỘNG", "tạm tính", "chuẩn của tỉnh", "Đầu kỳ 3 0 3 0",
                "thành hộ cận nghèo 1 0 1 0", "Cuối kỳ 1 0 1 0", "Khớp", "chuẩn quốc gia", "Đầu kỳ 1 0 1 0");
    assert_null(strstr(text, "Chưa khớp"));
}

TEST_DB("every paper is offered as DOCX too, and in no other format") {
    static struct season_story s;
    story_start(&s, pool);
    story_signed(&s, "commune_chair");
    struct text docx;
    assert_ok(make(&s.w, decision_paper, s.drafts.poor_near_poor, "docx", &docx));
    const char *path = arena_fmt(test_arena(), "%s/paper.docx", test_tmp_dir()).ptr;
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(docx.ptr, 1, docx.len, f), docx.len);
    assert_int_equal(fclose(f), 0);
    FILE *p = popen(
        arena_fmt(test_arena(),
                  "python3 -c \"import sys,zipfile,xml.dom.minidom as m; z=zipfile.ZipFile('%s');"
                  " [m.parseString(z.read(n)) for n in z.namelist() if n.endswith('.xml') or n.endswith('.rels')];"
                  " sys.stdout.write('Tòng Thị Phúc' in z.read('word/document.xml').decode() and 'ok' or 'no')\"",
                  path)
            .ptr,
        "r");
    assert_non_null(p);
    char said[8] = "";
    assert_int_equal(fread(said, 1, 7, p), 2);
    assert_int_equal(pclose(p), 0);
    assert_string_equal(said, "ok");
    assert_int_equal(make(&s.w, decision_paper, s.drafts.poor_near_poor, "xlsx", &docx), E_NOT_FOUND);
}

static struct value *page_of(struct world *w) {
    AUTO_DB db = NULL;
    struct value *out = value_object(test_arena());
    error_clear(&err);
    assert_ok(db_take(w->app.pool, false, &db, &err));
    assert_ok(db_begin_read(db, &err));
    w->c.db = db;
    assert_ok(documents_page(&w->c, out, &err));
    w->c.db = NULL;
    return out;
}

static bool offers(const struct value *out, const char *path) {
    const struct value *list = value_path(out, "papers");
    for (size_t i = 0; i < value_count(list); i++)
        if (text_starts(value_text(value_path(value_at(list, i), "pdf")), text_of(path)))
            return true;
    return false;
}

TEST_DB("the page offers what is there to who may see it, and says what is left open") {
    static struct season_story s;
    world_new(&s.w, pool);
    world_as(&s.w, "commune_officer", DB_SCOPE_COMMUNE, s.w.commune);
    assert_int_equal(value_count(value_path(page_of(&s.w), "papers")), 0); /* no season yet */
    ctx_init_system(&s.w.c, &s.w.app, test_arena(), NULL);
    story_in(&s, pool);
    story_signed(&s, "commune_chair");
    const struct value *out = page_of(&s.w);
    assert_true(offers(out, "/documents/lists/"));
    assert_true(offers(out, "/documents/minutes/"));
    assert_true(offers(out, "/documents/postings/"));
    assert_true(offers(out, "/documents/decisions/"));
    assert_true(offers(out, "/documents/movements/"));
    assert_int_equal(value_count(value_path(out, "open")), 5);
    world_as(&s.w, "hamlet_head", DB_SCOPE_HAMLET, s.w.hamlet[0]);
    out = page_of(&s.w);
    assert_true(offers(out, "/documents/minutes/"));
    assert_false(offers(out, "/documents/decisions/"));
    world_as(&s.w, "commune_officer", DB_SCOPE_COMMUNE, s.w.other_commune);
    assert_false(offers(page_of(&s.w), "/documents/minutes/"));
}

TEST("documents are spelled out as state papers cite them") {
    struct ctx c = {.arena = test_arena()};
    assert_text(paper_law(&c, T("NĐ 07/2021/NĐ-CP ngày 27/01/2021"), TEXT_NONE),
                "Nghị định số 07/2021/NĐ-CP ngày 27 tháng 01 năm 2021 của Chính phủ");
    assert_text(paper_law(&c, T("QĐ 18/2021/QĐ-UBND ngày 18/11/2021"), T("Ủy ban nhân dân tỉnh X")),
                "Quyết định số 18/2021/QĐ-UBND ngày 18 tháng 11 năm 2021 của Ủy ban nhân dân tỉnh X");
    assert_text(paper_law(&c, T("QĐ 24/2021/QĐ-TTg"), TEXT_NONE),
                "Quyết định số 24/2021/QĐ-TTg của Thủ tướng Chính phủ");
    assert_text(paper_law(&c, T("một văn bản khác"), TEXT_NONE), "một văn bản khác");
    assert_text(paper_law(&c, T(DOTS), TEXT_NONE), DOTS);
}
