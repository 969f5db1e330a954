/* The reader of a plan's text, on a sample of our own in the shape of real ones (tests/data/plan_sample.txt). */
#include "tests/test.h"

#include "features/plan/plan_text.h"

static struct error err;
static const struct plan_slip slips[] = {{T("Phân đầu"), T("Phấn đấu")}, {T("Bộ LD-TB&XH"), T("Bộ LĐ-TB&XH")}};

static struct text file_text(const char *path) {
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        fail_msg("%s: run the tests in the project's folder", path);
    char *bytes = arena_alloc(test_arena(), 64 << 10);
    size_t n = fread(bytes, 1, 64 << 10, f);
    (void)fclose(f);
    return (struct text){bytes, n};
}

static struct plan_text sample(void) {
    struct plan_text t;
    error_clear(&err);
    assert_ok(plan_text_read(test_arena(), file_text("tests/data/plan_sample.txt"), slips, COUNT_OF(slips), &t, &err));
    return t;
}

static const struct plan_text_task *task(const struct plan_text *t, const char *kind, const char *code) {
    for (size_t i = 0; i < t->task_count; i++)
        if (strcmp(t->tasks[i].kind, kind) == 0 && text_is(t->tasks[i].code, code))
            return &t->tasks[i];
    fail_msg("no %s %s", kind, code);
}

static size_t decided(const struct plan_text *t, const char *key) {
    size_t n = 0;
    for (size_t i = 0; i < t->decision_count; i++)
        n += strcmp(t->decisions[i].key, key) == 0;
    return n;
}

TEST("number, day, signer, bases, target, recipients and report days are read off a plan") {
    struct plan_text t = sample();
    assert_text(t.number, "12/KH-UBND");
    assert_int_equal(decided(&t, "plan.decided.number"), 1);
    assert_int_equal(t.issued_on, day_of(2023, 2, 3));
    assert_text(t.issuer, "UBND tỉnh Bà Rịa -Vũng Tàu");
    assert_text(t.signer_capacity, "KT. CHỦ TỊCH");
    assert_text(t.signer_post, "PHÓ CHỦ TỊCH");
    assert_text(t.signer_name, "Nguyễn Văn Mẫu");
    assert_int_equal(t.basis_count, 3);
    assert_text(t.bases[0].number, "01-NQ/TU");
    assert_int_equal(t.bases[0].issued_on, day_of(2022, 1, 5));
    assert_int_equal(t.bases[1].issued_on, day_of(2022, 12, 9));
    assert_true(t.bases[2].proposal);
    assert_int_equal(t.rate_bp, 50);
    assert_int_equal(t.recipient_count, 3);
    assert_text(t.recipients[0], "Bộ LĐ-TB&XH (b/c)");
    assert_int_equal(t.report_count, 2);
    assert_true(t.reports[0].half_year);
    assert_int_equal(t.reports[0].due_day, day_of(2023, 6, 10));
    assert_int_equal(t.reports[1].due_day, day_of(2023, 12, 1));
}

TEST("duties go to whom they stand under; a stray dash, a torn paragraph and a jump in the numbers are reported") {
    struct plan_text t = sample();
    assert_int_equal(t.duty_count, 6);
    assert_text(t.duties[0].place, "III.1.1");
    assert_text(t.duties[1].place, "III.1.2");
    assert_text(t.duties[2].text, "Lo thẻ và khám bệnh (theo quy định hiện hành).");
    assert_text(t.duties[3].agency, "Sở Giáo dục và Đào tạo");
    assert_text(t.duties[3].text, "Xét miễn học phí cho học sinh con hộ nghèo.");
    assert_text(t.duties[4].place, "III.5.1");
    assert_null(t.duties[5].agency.ptr);
    assert_int_equal(decided(&t, "plan.decided.dash"), 1);
    assert_int_equal(decided(&t, "plan.decided.joined"), 1);
    assert_int_equal(decided(&t, "plan.decided.sequence"), 1);
    assert_int_equal(decided(&t, "plan.decided.stray"), 1);
}

TEST("the annex: groups, a subgroup, tasks with and without a number of their own, a row torn by the end of a page") {
    struct plan_text t = sample();
    assert_text(task(&t, "group", "1")->text, "Làm ăn");
    assert_text(task(&t, "task", "1.1")->text, "Cho vay làm ăn.");
    assert_text(task(&t, "subgroup", "1.2")->text, "Cách làm");
    assert_text(task(&t, "task", "1.2.a")->lead, "Sở Nông nghiệp và PTNT; Hội Nông dân tỉnh");
    assert_text(task(&t, "task", "1.2.b")->parent, "1.2");
    assert_text(task(&t, "task", "2.1")->lead, "Sở Lao động – Thương binh và Xã hội");
    assert_text(task(&t, "task", "2.1")->coordinate, "Bảo hiểm xã hội tỉnh, Các tổ chức Hội, đoàn thể");
    assert_text(task(&t, "task", "3")->parent, "3");
    assert_text(task(&t, "task", "4")->lead, "Sở Lao động – Thương binh và Xã hội");
    assert_int_equal(decided(&t, "plan.decided.row_joined"), 1);
    assert_int_equal(decided(&t, "plan.decided.group_task"), 1);
    assert_int_equal(t.task_count, 4 + 1 + 7);
}

TEST("what was printed is kept as printed, the corrected reading beside it") {
    struct plan_text t = sample();
    size_t slips_seen = 0, torn = 0;
    for (size_t i = 0; i < t.para_count; i++) {
        if (text_starts(t.paras[i].verbatim, T("Phân đầu"))) {
            assert_true(text_starts(t.paras[i].corrected, T("Phấn đấu")));
            assert_text(t.paras[i].section, "II.1");
            slips_seen++;
        }
        torn += memchr(t.paras[i].verbatim.ptr, '\n', t.paras[i].verbatim.len) != NULL;
        if (text_starts(t.paras[i].verbatim, T("- Rà soát")))
            assert_null(t.paras[i].corrected.ptr);
    }
    assert_int_equal(slips_seen, 1);
    assert_int_equal(torn, 1);
}

TEST("what is no plan is refused with the reason") {
    static const struct {
        struct text bytes;
        const char *key;
    } cases[] = {
        {T(""), "plan.text_no_number"},
        {T("\xff\xfe"), "plan.text_not_utf8"},
        {T("KẾ HOẠCH\n\nMột văn bản khác"), "plan.text_no_number"},
        {T("Kế hoạch số 3/KH-UBND ngày 01/02/2023\n"), "plan.text_no_table"},
        {T("Kế hoạch số 3/KH-UBND ngày 01/02/2023\nPhụ lục\nSTT\ta\tb\tc\n1\tx\ty\tz\n1\tx\ty\tz\n"),
         "plan.text_code_twice"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct plan_text t;
        error_clear(&err);
        assert_int_equal(plan_text_read(test_arena(), cases[i].bytes, NULL, 0, &t, &err), E_INVALID);
        assert_string_equal(err.key, cases[i].key);
    }
}
