/* What must never happen: a save or an import that is half there, whatever fails on the way and however the process
 * ends. */
#include "app/jobs.h"
#include "base/memory.h"
#include "files/files.h"
#include "tests/killed.h"
#include "tests/register_fixture.h"

/* One household whose address is put right again and again. */
struct saving {
    struct world w;
    const char *path, *hamlet;
    int64_t version;
    int number; /* of the last address that was stored */
};

static int64_t version_of(json_t *page) {
    return json_integer_value(json_object_get(page, "version"));
}

static struct saving begin_saving(struct db_pool *pool) {
    struct saving s = {.w = open_world(pool)};
    json_t *page = household_at(&s.w, "", 0);
    struct open_version_row v;
    int64_t id;
    bool found = false;
    AUTO_DB db = NULL;
    assert_true(text_to_i64(text_of(str(page, "id")), &id));
    assert_ok(db_take(pool, false, &db, &err));
    assert_ok(open_version(db, &(struct open_version_in){id}, s.w.f.arena, &v, &found, &err));
    s.hamlet = arena_fmt(s.w.f.arena, "%lld", (long long)v.hamlet_id).ptr;
    s.path = arena_fmt(s.w.f.arena, "/households/%s", str(page, "id")).ptr;
    s.version = version_of(page);
    return s;
}

static struct reply save(struct saving *s, int number) {
    struct text body =
        arena_fmt(s->w.f.arena, "{\"hamlet\":\"%s\",\"address\":\"Tổ %d\",\"reason\":\"thử\",\"version\":%lld}",
                  s->hamlet, number, (long long)s->version);
    return fixture_send(&s->w.f, s->w.officer, HTTP_POST, arena_fmt(s->w.f.arena, "%s/correct", s->path).ptr,
                        "application/json", body.ptr);
}

/* What is stored is what the answers said. */
static void check_stored(struct saving *s) {
    json_t *page = get(&s->w, s->w.officer, s->path, 200);
    assert_int_equal(version_of(page), s->version);
    if (s->number > 0)
        assert_string_equal(str(page, "address"), arena_fmt(s->w.f.arena, "Tổ %d", s->number).ptr);
    assert_int_equal(fixture_audit_count(&s->w.f, "household.corrected"), s->number == 0 ? 0 : s->version - 1);
}

/* True when it was stored. */
static bool save_and_check(struct saving *s, int number) {
    struct reply r = save(s, number);
    bool done = r.status == 201;
    if (!done && r.status < 400)
        fail_msg("%d %.*s", r.status, FMT(r.body));
    if (done) {
        s->version++;
        s->number = number;
    }
    return done;
}

TEST_DB("every statement of a save fails once: the answer says so, nothing is half there, the next save works") {
    struct saving s = begin_saving(pool);
    int n = 1;
    for (;; n++) {
        db_pool_fail_after(pool, n);
        bool done = save_and_check(&s, n);
        db_pool_fail_after(pool, 0);
        check_stored(&s);
        if (done)
            break;
    }
    assert_true(n > 15); /* so many statements it took */
    assert_true(save_and_check(&s, n + 1));
    check_stored(&s);
    assert_consistent(&s.w);
}

TEST_DB("every allocation of a save fails once: it is stored and said so, or neither") {
    struct saving s = begin_saving(pool);
    int step = getenv("ANSINH_TEST_LONG") ? 1 : 23, failed = 0;
    for (int n = 1;; n += step) {
        struct arena *whole = s.w.f.arena;
        AUTO_ARENA own = arena_new(MAX_REQUEST_ARENA); /* of the request, as the server gives it one */
        s.w.f.arena = own;
        memory_fail_after(n);
        bool done = save_and_check(&s, n), over = memory_fail_left() > 0;
        memory_fail_after(0);
        s.w.f.arena = whole;
        check_stored(&s);
        failed += !done;
        if (over)
            break;
    }
    assert_true(failed > 3);
    assert_true(save_and_check(&s, 1000000));
    check_stored(&s);
    assert_consistent(&s.w);
}

/* ---- parsers */

static struct text workbook(void) {
    struct xlsx_writer *w;
    static struct buf out;
    buf_init(&out, 1u << 20);
    assert_ok(xlsx_create_temporary(&w, &err));
    xlsx_sheet(w, "a");
    for (uint32_t row = 0; row < 30; row++)
        for (uint16_t column = 0; column < 8; column++)
            xlsx_text(w, row, column, T("Thôn Láng Lớn"), XLSX_TEXT);
    assert_ok(xlsx_finish_into(&w, &out, &err));
    struct text bytes = arena_text(test_arena(), buf_as_text(&out));
    buf_free(&out);
    return bytes;
}

static enum status read_table(struct text bytes, size_t *ret_rows) {
    AUTO_TABLE table = NULL;
    const struct cell *cells;
    size_t count;
    int32_t no;
    error_clear(&err);
    TRY(table_open(bytes, NULL, &table, &err));
    for (*ret_rows = 0;; ++*ret_rows) {
        TRY(table_next(table, &cells, &count, &no, &err));
        if (count == 0)
            return OK;
    }
}

TEST("every allocation of the readers of tables fails once: all rows are read, or an error is told") {
    struct text files[] = {T("a;b;c\nThôn 1;\"x\";2\nThôn 2;\"y\nz\";3\n"), workbook()};
    for (size_t f = 0; f < COUNT_OF(files); f++) {
        size_t rows = 0, all = 0;
        assert_ok(read_table(files[f], &all));
        for (int n = 1;; n++) {
            memory_fail_after(n);
            enum status s = read_table(files[f], &rows);
            bool over = memory_fail_left() > 0;
            memory_fail_after(0);
            assert_true(s != OK || rows == all);
            assert_true(s == OK || err.key != NULL);
            if (over)
                break;
        }
    }
}

/* ---- a disk that is full, a database that somebody holds */

TEST_DB("a full disk is told, nothing of the save is there, and saves work again when there is room") {
    if (db_pool_kind(pool) != DB_SQLITE)
        return; /* PostgreSQL's own tests fill its disk; the answer is the same one */
    struct saving s = begin_saving(pool);
    struct db *db;
    assert_ok(db_take(pool, true, &db, &err));
    assert_ok(db_script(db, "PRAGMA max_page_count = 1", &err)); /* SQLite takes the pages that there are */
    db_give(db);
    int n = 1;
    while (n < 2000 && save_and_check(&s, n))
        n++;
    struct reply r = save(&s, n);
    assert_int_equal(r.status, 500);
    assert_true(reply_has(&r, "Ổ đĩa của máy chủ đã đầy"));
    check_stored(&s);
    assert_ok(db_take(pool, true, &db, &err));
    assert_ok(db_script(db, "PRAGMA max_page_count = 1000000000", &err));
    db_give(db);
    assert_true(save_and_check(&s, n));
    check_stored(&s);
    assert_consistent(&s.w);
}

TEST_DB("a database that somebody else holds is told as busy within seconds, and nothing of the save is there") {
    struct saving s = begin_saving(pool);
    struct db_pool *other;
    struct db *db;
    struct household_lock_row locked;
    int64_t id;
    bool found = false;
    assert_true(text_to_i64(text_of(s.path + strlen("/households/")), &id));
    assert_ok(db_pool_open(test_db_url(), 2, &other, &err));
    assert_ok(db_take(other, true, &db, &err));
    assert_ok(db_begin_write(db, &err));
    assert_ok(household_lock(db, &(struct household_lock_in){id}, s.w.f.arena, &locked, &found, &err));
    int64_t began = clock_monotonic_us();
    struct reply r = save(&s, 1);
    assert_true(clock_monotonic_us() - began < 15000000);
    assert_int_equal(r.status, 503);
    assert_true(reply_has(&r, "dữ liệu chưa thay đổi"));
    db_rollback(db);
    db_give(db);
    db_pool_close(other);
    check_stored(&s);
    assert_true(save_and_check(&s, 1));
    check_stored(&s);
}

/* ---- kill -9 */

static void save_for_ever(struct app *app, void *user) {
    struct saving s = *(struct saving *)user;
    s.w.f.app = *app;
    for (int n = 1;; n++) {
        struct reply r = save(&s, n);
        s.version += r.status == 201;
    }
}

TEST_DB("a server killed while it saves leaves each save whole or not there, with its entry in the chain") {
    struct saving s = begin_saving(pool);
    /* On a busy machine the first rounds may be over before anything was saved: later ones live longer. */
    for (int round = 0; round < KILL_ROUNDS || (s.version == 1 && round < 40 * KILL_ROUNDS); round++) {
        killed_after(150 + round * 37 % 200 + 10 * round, save_for_ever, &s);
        json_t *page = get(&s.w, s.w.officer, s.path, 200);
        s.version = version_of(page);
        assert_int_equal(fixture_audit_count(&s.w.f, "household.corrected"), s.version - 1);
        assert_consistent(&s.w);
    }
    assert_true(s.version > 1);
    assert_true(save_and_check(&s, 7));
}

static void run_jobs_for_ever(struct app *app, void *user) {
    const struct job_settings settings = {.lease_ms = 150, .beat_ms = 30};
    static struct error own;
    (void)user;
    for (;;) {
        bool ran = false;
        error_clear(&own);
        if (job_run_next(app, &settings, &ran, &own) != OK || !ran)
            (void)usleep(5000);
    }
}

static int64_t total(struct world *w, const char *query) {
    json_t *list = get(w, w->officer, arena_fmt(w->f.arena, "/households?limit=1&%s", query).ptr, 200);
    return json_integer_value(json_object_get(list, "total"));
}

#define IMPORTED 400
/* A batch that is read and checked, as the import's own tests make it through its pages. */
static int64_t checked_batch(struct world *w) {
    AUTO_DB db = NULL;
    int64_t id = id_new();
    struct household_areas_row *hamlets;
    size_t count;
    struct db_bulk *b;
    static const char *const columns[] = {"batch_id",  "no",    "household_no", "household",
                                          "hamlet_id", "cells", "digest",       "there"};
    int64_t area = fixture_area(&w->f, "26602"), account, grant;
    fixture_who(&w->f, w->officer, &account, &grant);
    assert_ok(db_take(w->f.app.pool, true, &db, &err));
    assert_ok(db_begin_write(db, &err));
    assert_ok(household_areas(db, &(struct household_areas_in){4, area, DB_NULL, day_of(2024, 11, 25)}, w->f.arena,
                              &hamlets, &count, &err));
    assert_ok(import_batch_insert(db, &(struct import_batch_insert_in){id, area, account, T("ho.csv"), 1, TEXT_NONE},
                                  NULL, &err));
    assert_ok(db_bulk_begin(db, "import_row", columns, COUNT_OF(columns), &b, &err));
    for (int i = 1; i <= IMPORTED; i++) {
        db_bulk_int(b, id);
        db_bulk_int(b, i + 1);
        db_bulk_int(b, i);
        db_bulk_text(b, arena_fmt(w->f.arena, "%d", i));
        db_bulk_int(b, hamlets[0].area_id);
        db_bulk_text(b, arena_fmt(w->f.arena, "%d\t%.*s\t\tQuách Thiềm %c%c\tNam\t1970\t\t\tChủ hộ\t", i,
                                  FMT(hamlets[0].name), 'A' + i % 26, 'a' + i / 26));
        db_bulk_int(b, i);
        db_bulk_int(b, 0);
        assert_ok(db_bulk_row(b, &err));
    }
    assert_ok(db_bulk_end(&b, &err));
    assert_ok(import_batch_count(db, &(struct import_batch_count_in){id}, NULL, &err));
    assert_ok(
        import_batch_move(db, &(struct import_batch_move_in){id, T("reading"), T("checked"), DB_NULL}, NULL, &err));
    assert_ok(db_commit(db, &err));
    return id;
}

TEST_DB("a server killed again and again during an import shows nothing of it until all is there, once") {
    struct world w = open_world(pool);
    struct text path = arena_fmt(w.f.arena, "/households/import/%lld", (long long)checked_batch(&w));
    const char *state = "checked";
    assert_int_equal(fixture_send(&w.f, w.officer, HTTP_POST, arena_fmt(w.f.arena, "%.*s/apply", FMT(path)).ptr,
                                  "application/json", "{}")
                         .status,
                     201);
    for (int round = 0; round < 40 * KILL_ROUNDS && strcmp(state, "applied") != 0; round++) {
        killed_after(60 + round * 53 % 160 + 5 * round, run_jobs_for_ever, NULL);
        json_t *page = get(&w, w.officer, path.ptr, 200);
        state = str(page, "state");
        assert_int_equal(total(&w, "q=quach+thiem"), strcmp(state, "applied") == 0 ? IMPORTED : 0);
        assert_consistent(&w);
        if (json_is_true(json_object_get(page, "stuck")))
            (void)fixture_send(&w.f, w.officer, HTTP_POST, arena_fmt(w.f.arena, "%.*s/continue", FMT(path)).ptr,
                               "application/json", "{}");
        (void)usleep(150000); /* the dead one's lease */
    }
    assert_string_equal(state, "applied");
    assert_int_equal(total(&w, ""), 200 + IMPORTED);
}
