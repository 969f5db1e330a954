#include <unistd.h>

#include "features/interview/interview_sheet.h"
#include "features/interview/interview_testing.h"
#include "files/files.h"

static struct error err;

#define SEASON_OF_SHEET 7001

struct job {
    struct text bytes;
    int64_t saved;
};

static enum status take(struct ctx *c, void *user, struct error *e) {
    struct job *j = user;
    struct interview_frame *f = ARENA_NEW(c->arena, struct interview_frame);
    TRY(interview_frame_load(c, SEASON_OF_SHEET, c->today, -1, f, e));
    return interview_sheet_take(c, f, SEASON_OF_SHEET, j->bytes, &j->saved, e);
}

/* A table with the form's own heads; each line of rows is "code|label=word|…", put into its columns. */
static struct text table(struct world *w, const char *const *rows, size_t count) {
    struct ctx *c = &w->c;
    struct interview_frame *f = ARENA_NEW(c->arena, struct interview_frame);
    const struct form *form;
    assert_ok(db_take(w->app.pool, false, &c->db, &err));
    assert_ok(interview_frame_load(c, SEASON_OF_SHEET, c->today, -1, f, &err));
    assert_ok(interview_form_make(c, f, &form, &err));
    db_give(c->db);
    c->db = NULL;
    AUTO_BUF b;
    buf_init(&b, 1u << 20);
    buf_str(&b, "Mã hộ");
    for (size_t i = 0; i < form->field_count; i++)
        buf_fmt(&b, ";\"%.*s\"", FMT(tr(LANG_VI, form->fields[i].label)));
    for (size_t r = 0; r < count; r++) {
        struct text rest = text_of(rows[r]), part;
        (void)text_cut(&rest, '|', &part);
        buf_fmt(&b, "\n%.*s", FMT(part));
        for (size_t i = 0; i < form->field_count; i++) {
            struct text given = rest, one, value = T("");
            while (text_cut(&given, '|', &one)) {
                struct text name;
                (void)text_cut(&one, '=', &name);
                if (text_is(name, form->fields[i].name))
                    value = one;
            }
            buf_fmt(&b, ";%.*s", FMT(value));
        }
    }
    buf_char(&b, '\n');
    return arena_text(test_arena(), buf_as_text(&b));
}

TEST_DB("a filled table saves each household that has an answer, words turned into options") {
    static struct world w;
    world(&w, pool);
    const char *const rows[] = {
        "H900001|interviewed_on=25/11/2024|item_1=3 người|indicator_1a=thiếu hụt|income_dong=1.500.000|"
        "cause_no_land=x|version=0",
        "H900002|version=0"};
    struct job j = {.bytes = table(&w, rows, 2)};
    assert_ok(ctx_write(&w.c, take, &j, &err));
    assert_int_equal(j.saved, 1);
    assert_ok(db_take(pool, false, &w.c.db, &err));
    int64_t id;
    struct interview i;
    assert_ok(interview_of(&w.c, SEASON_OF_SHEET, RURAL, &id, &err));
    assert_ok(interview_get(&w.c, id, &i, &err));
    assert_int_equal(i.answers.items[0], 5);
    assert_int_equal(i.answers.items[1], ENGINE_NOT_ASKED);
    assert_int_equal(i.answers.income_dong, 1500000);
    assert_int_equal(i.answers.deprived, 1);
    assert_text(i.answers.cause_codes, "no_land");
    assert_string_equal(i.answers.method, "excel");
    assert_ok(interview_of(&w.c, SEASON_OF_SHEET, URBAN, &id, &err));
    assert_int_equal(id, 0);
    db_give(w.c.db);
}

TEST_DB("one wrong row keeps the whole table out, and each fault is told with row and column") {
    static struct world w;
    world(&w, pool);
    const char *const rows[] = {"H900001|interviewed_on=25/11/2024|item_1=3 người|version=0",
                                "H900002|interviewed_on=25/11/2024|item_1=3|indicator_1a=có|version=0",
                                "H1|interviewed_on=25/11/2024|item_1=3 người|version=0",
                                "H900002|interviewed_on=26/11/2024|item_1=3 người|version=0",
                                "H900002|interviewed_on=25/11/2024|item_1=3 người|version=4"};
    struct job j = {.bytes = table(&w, rows, COUNT_OF(rows))};
    assert_int_equal(ctx_write(&w.c, take, &j, &err), E_INVALID);
    const struct {
        int32_t row;
        const char *key;
    } want[] = {{3, "form.not_a_choice"},
                {3, "form.not_a_choice"},
                {4, "interview.no_household"},
                {5, "interview.in_future"},
                {6, "http.precondition_failed"}};
    assert_int_equal(err.field_count, COUNT_OF(want));
    for (size_t i = 0; i < COUNT_OF(want); i++) {
        assert_int_equal(err.fields[i].row, want[i].row);
        assert_string_equal(err.fields[i].key, want[i].key);
    }
    error_clear(&err);
    assert_ok(db_take(pool, false, &w.c.db, &err));
    int64_t id;
    assert_ok(interview_of(&w.c, SEASON_OF_SHEET, RURAL, &id, &err));
    assert_int_equal(id, 0);
    db_give(w.c.db);
}

TEST_DB("the empty table of a hamlet has its households, is read back, and holds no answers") {
    static struct world w;
    world(&w, pool);
    assert_ok(db_take(pool, false, &w.c.db, &err));
    struct interview_frame *f = ARENA_NEW(w.c.arena, struct interview_frame);
    assert_ok(interview_frame_load(&w.c, SEASON_OF_SHEET, w.c.today, -1, f, &err));
    assert_ok(interview_sheet_send(&w.c, f, SEASON_OF_SHEET, w.hamlets[0], &err));
    db_give(w.c.db);
    w.c.db = NULL;
    char *bytes = arena_alloc(test_arena(), (size_t)w.c.file->size);
    assert_int_equal(pread(w.c.file->fd, bytes, (size_t)w.c.file->size, 0), w.c.file->size);
    (void)close(w.c.file->fd);
    struct job j = {.bytes = {bytes, (size_t)w.c.file->size}};
    AUTO_TABLE t = NULL;
    const struct cell *cells;
    size_t count;
    int32_t row;
    assert_ok(table_open(j.bytes, NULL, &t, &err));
    assert_ok(table_next(t, &cells, &count, &row, &err));
    assert_true(count > 40);
    assert_ok(table_next(t, &cells, &count, &row, &err));
    assert_text(cells[0].text, "H900001");
    assert_ok(table_next(t, &cells, &count, &row, &err));
    assert_int_equal(count, 0);
    assert_int_equal(ctx_write(&w.c, take, &j, &err), E_INVALID);
    assert_string_equal(err.key, "interview.sheet_empty");
    error_clear(&err);
}

static enum status check(struct ctx *c, void *user, struct error *e) {
    struct job *j = user;
    struct interview_frame *f = ARENA_NEW(c->arena, struct interview_frame);
    TRY(interview_frame_load(c, SEASON_OF_SHEET, c->today, -1, f, e));
    TRY(interview_sheet_check(c, f, SEASON_OF_SHEET, j->bytes, &j->saved, e));
    return error_raise(e, E_CONFLICT, __FILE__, __LINE__, "test.taken_back", (const char *)NULL);
}

TEST_DB("a checked table comes back with the faults of each row behind it, and nothing is saved") {
    static struct world w;
    world(&w, pool);
    const char *const rows[] = {"H900001|interviewed_on=25/11/2024|item_1=3 người|version=0",
                                "H900002|interviewed_on=25/11/2024|item_1=3|indicator_1a=có|version=0",
                                "H1|interviewed_on=25/11/2024|item_1=3 người|version=0"};
    struct job j = {.bytes = table(&w, rows, COUNT_OF(rows))};
    assert_int_equal(ctx_write(&w.c, check, &j, &err), E_CONFLICT);
    assert_string_equal(err.key, "test.taken_back");
    error_clear(&err);
    assert_int_equal(j.saved, 2); /* rows with faults */
    AUTO_TABLE t = NULL;
    const struct cell *cells;
    size_t count;
    int32_t row;
    assert_ok(table_open(w.c.file->bytes, NULL, &t, &err));
    assert_ok(table_next(t, &cells, &count, &row, &err));
    size_t last = count - 1;
    assert_text(cells[last].text, "Lỗi cần sửa");
    assert_ok(table_next(t, &cells, &count, &row, &err));
    assert_text(cells[0].text, "H900001");
    assert_true(count <= last || cells[last].text.len == 0);
    assert_ok(table_next(t, &cells, &count, &row, &err));
    assert_int_equal(count, last + 1);
    assert_non_null(strstr(arena_zstr(test_arena(), cells[last].text), "1. Số người trong hộ: "));
    assert_ok(table_next(t, &cells, &count, &row, &err));
    assert_int_equal(count, last + 1);
    int64_t id;
    assert_ok(db_take(pool, false, &w.c.db, &err));
    assert_ok(interview_of(&w.c, SEASON_OF_SHEET, RURAL, &id, &err));
    assert_int_equal(id, 0);
    db_give(w.c.db);
}
