/* Files that are partly wrong, by every way in: the headings that nobody reads are told, a bad row says what is wrong
 * and leaves the others usable, the error workbook is there, and the same file is not taken twice. */
#include "features/policy/policy.h"
#include "features/service/testing.h"

struct way_in {
    const char *path; /* where the file goes, also in the form's other fields: name=value&… */
    const char *fields;
    const char *useless; /* a sheet of another kind */
    const char *why_useless;
    const char *mixed; /* an unknown column, a row to be used and a bad one */
    const char *unread;
    const char *problem; /* of the bad row, as the page of the file says it */
    const char *good;    /* as it says how many rows can be used, or were */
};

static struct reply send_file(struct fixture *f, const char *who, const struct way_in *w, const char *csv) {
    struct text body = T(""), rest = text_of(w->fields), one;
    while (rest.len > 0 && text_cut(&rest, '&', &one)) {
        struct text name;
        (void)text_cut(&one, '=', &name);
        body = arena_fmt(f->arena, "%.*s--xyz\r\nContent-Disposition: form-data; name=\"%.*s\"\r\n\r\n%.*s\r\n",
                         FMT(body), FMT(name), FMT(one));
    }
    body =
        arena_fmt(f->arena,
                  "%.*s--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"tep.csv\"\r\nContent-Type: "
                  "text/csv\r\n\r\n%s\r\n--xyz--\r\n",
                  FMT(body), csv);
    return fixture_send(f, who, HTTP_POST, arena_fmt(f->arena, "%s.json", w->path).ptr,
                        "multipart/form-data; boundary=xyz", body.ptr);
}

static void said(const struct way_in *w, const struct reply *r, int status, const char *part) {
    if (r->status != status || !reply_has(r, part))
        fail_msg("%s: %d without \"%s\": %.*s", w->path, r->status, part, FMT(r->body));
}

static void try_file(struct fixture *f, const char *who, const struct way_in *w) {
    struct reply r = send_file(f, who, w, w->useless);
    said(w, &r, 422, w->why_useless);
    r = send_file(f, who, w, w->mixed);
    said(w, &r, 201, w->unread);
    const char *at = location_of(f, &r);
    r = get_json(f, who, at);
    said(w, &r, 200, w->unread);
    said(w, &r, 200, w->problem);
    said(w, &r, 200, w->good);
    r = fixture_get(f, who, arena_fmt(f->arena, "%s/errors", at).ptr, "*/*");
    said(w, &r, 200, "PK");
    r = fixture_get(f, who, at, "text/html");
    said(w, &r, 200, "Tệp có cột mà phần mềm không đọc");
    r = send_file(f, who, w, w->mixed);
    said(w, &r, 409, "tep.csv");
}

TEST_DB("a list of another agency that is partly wrong is taken in part, and once") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "xa", "commune_officer", "26602");
    struct way_in w = {.path = "/claims/lists",
                       .fields = SAY_JSON(&f, "policy=%lld&title=tep.csv&from_day=2024-10-01&to_day=2024-12-31",
                                          (long long)policy_id_of_key(T("electricity-social"))),
                       .useless = "a;b\n1;2\n",
                       .why_useless = "Không thấy cột Họ và tên",
                       .mixed = "Họ và tên;Số định danh cá nhân;Ngày sinhh;Từ ngày\nLê Văn Thử;077080012345;1/1/1980;\n"
                                "Trần Thị Sai;123;;01/01/2031\n",
                       .unread = "\"unread\":\"Ngày sinhh\"",
                       .problem = "Số định danh phải có 12 chữ số",
                       .good = "\"state\":\"new\""};
    try_file(&f, officer, &w);
    /* a period of another time is refused on its field */
    w.fields = SAY_JSON(&f, "policy=%lld&title=xa&from_day=2044-10-01&to_day=2044-12-31",
                        (long long)policy_id_of_key(T("electricity-social")));
    struct reply r = send_file(&f, officer, &w, w.mixed);
    said(&w, &r, 422, "\"field\":\"to_day\"");
    w.fields = SAY_JSON(&f, "policy=%lld&title=xa&from_day=1999-10-01&to_day=1999-12-31",
                        (long long)policy_id_of_key(T("electricity-social")));
    r = send_file(&f, officer, &w, w.mixed);
    said(&w, &r, 422, "không có hiệu lực vào ngày đầu kỳ");
    /* somebody of another commune is held without a word about his household */
    const char *elsewhere = fixture_user(&f, "xa.ben", "commune_officer", "26599");
    int64_t number =
        test_count(pool, "SELECT min(CAST(v.personal_number AS BIGINT)) FROM person_version v JOIN membership m "
                         "ON m.person_id = v.person_id AND m.superseded_at = 9223372036854775806 AND "
                         "m.valid_to = 2932896 WHERE v.superseded_at = 9223372036854775806 AND v.valid_to = "
                         "2932896 AND v.personal_number IS NOT NULL");
    w.fields = SAY_JSON(&f, "policy=%lld&title=xa&from_day=2024-10-01&to_day=2024-12-31",
                        (long long)policy_id_of_key(T("electricity-social")));
    r = send_file(&f, elsewhere, &w,
                  SAY_JSON(&f, "Họ và tên;Số định danh cá nhân\nNgười Ấy;%012lld\n", (long long)number));
    const char *at = location_of(&f, &r);
    assert_int_equal(send_json(&f, elsewhere, SAY_JSON(&f, "%s/apply", at), "{}").status, 201);
    r = get_json(&f, elsewhere, at);
    said(&w, &r, 200, "Người này ở địa bàn khác");
    assert_false(reply_has(&r, "26602-"));
    fixture_close(&f);
}

TEST_DB("a school's list that is partly wrong is taken in part, and once for a school and year") {
    struct fixture f = fixture_open(pool);
    const char *officer = fixture_user(&f, "xa", "commune_officer", "26602");
    const char *school = first_of(&f, officer, "/education/schools?level=primary");
    const char *name = NULL;
    struct reply p = get_json(&f, officer, "/education/pupils?there=1&limit=1");
    name = member_after(&f, &p, "\"items\":[", "name");
    struct way_in w = {.path = "/education/imports",
                       .fields = SAY_JSON(&f, "kind=pupils&school=%s&school_year=2024", school),
                       .useless = "a;b\n1;2\n",
                       .why_useless = "cột",
                       .mixed = SAY_JSON(&f,
                                         "Họ và tên;Số định danh cá nhân;Ngày sinh;Lớp;Điểm\n%s;12;2016;1A;9\n"
                                         "Người Không Có;;01/01/2016;;\n",
                                         name),
                       .unread = "\"unread\":\"Điểm\"",
                       .problem = "Lớp: Mục này bắt buộc",
                       .good = "\"ready\":0"};
    try_file(&f, officer, &w);
    /* the year was mistaken: the same file for the right one is another list */
    w.fields = SAY_JSON(&f, "kind=pupils&school=%s&school_year=2023", school);
    struct reply r = send_file(&f, officer, &w, w.mixed);
    said(&w, &r, 201, "\"rows\":2");
    fixture_close(&f);
}

TEST_DB("a bank's file with a line that nobody matches is applied without it, and the line comes back as it was") {
    struct fixture f = fixture_open(pool);
    const char *bank = officer_in(&f, "nh", "bank_officer", "77/nhcsxh", "77");
    struct reply l = get_json(&f, bank, "/loans?limit=1");
    const char *number = member_after(&f, &l, "\"items\":[", "number");
    struct way_in w = {.path = "/loans/bank",
                       .fields = "",
                       .useless = "a;b\n1;2\n",
                       .why_useless = "Không thấy cột số khoản vay",
                       .mixed = SAY_JSON(&f,
                                         "Mã khoản vay;Ngày;Người vay;Chương trình;Giải ngân;Thu gốc;Dư nợ;Cán bộ\n"
                                         "%s;20/11/2024;;;;;1.000.000;x\n9999;20/11/2024;Người Lạ Mặt;;5.000.000;;;\n"
                                         "9998;20/11/2024;;;mười triệu;;;\n",
                                         number),
                       .unread = "\"unread\":\"Cán bộ\"",
                       .problem = "không tìm thấy hộ nào của Người Lạ Mặt",
                       .good = "\"good\":1"};
    try_file(&f, bank, &w);
    fixture_close(&f);
}
