#include <unistd.h>

#include "tests/app_fixture.h"

#include "app/command.h"
#include "features/demo/demo.h"

static struct error err;

static int run(const char *words[], int count) {
    char *argv[8];
    for (int i = 0; i < count; i++)
        argv[i] = arena_zstr(test_arena(), text_of(words[i]));
    return command_main(count, argv);
}

static struct text file_text(const char *path) {
    AUTO_BUF b;
    buf_init(&b, 256u << 20);
    FILE *f = fopen(path, "re");
    assert_non_null(f);
    char chunk[65536];
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
        buf_add(&b, chunk, n);
    (void)fclose(f);
    return arena_text(test_arena(), buf_as_text(&b));
}

static const char *path_of(const char *name) {
    return arena_fmt(test_arena(), "%s/%s-%lld", test_tmp_dir(), name, (long long)id_new()).ptr;
}

TEST_DB("a whole copy goes into an empty database of the other kind and comes out the same, byte for byte") {
    struct app app = {.pool = pool, .clock = {.fixed_day = day_of(2024, 11, 25)}, .demo = true};
    struct demo_plan plan = {.households = 150, .seed = 5, .day = day_of(2024, 11, 25), .commune = T("26602")};
    error_clear(&err);
    assert_ok(demo_make(&app, test_arena(), &plan, true, &err));
    const char *first = path_of("first"), *second = path_of("second");
    const char *copy_db = arena_fmt(test_arena(), "sqlite:%s", path_of("copy.db")).ptr;
    const char *out[] = {"ansinh", "export", "--all", first, "--db", test_db_url()};
    assert_int_equal(run(out, 6), 0);
    const char *migrate[] = {"ansinh", "migrate", "--db", copy_db};
    assert_int_equal(run(migrate, 4), 0);
    const char *in[] = {"ansinh", "import", "--all", first, "--db", copy_db};
    assert_int_equal(run(in, 6), 0);
    const char *again[] = {"ansinh", "export", "--all", second, "--db", copy_db};
    assert_int_equal(run(again, 6), 0);
    assert_true(text_eq(file_text(first), file_text(second)));
    assert_true(file_text(first).len > 100000);
    /* A second copy on top is refused, and so is a damaged one; nothing of it stays. */
    assert_int_equal(run(in, 6), 1);
}

TEST_DB("a copy with a broken line is refused whole") {
    struct app app = {.pool = pool, .clock = {.fixed_day = day_of(2024, 11, 25)}, .demo = true};
    struct demo_plan plan = {.households = 20, .seed = 5, .day = day_of(2024, 11, 25), .commune = T("26602")};
    error_clear(&err);
    assert_ok(demo_make(&app, test_arena(), &plan, true, &err));
    const char *first = path_of("good"), *broken = path_of("broken");
    const char *out[] = {"ansinh", "export", "--all", first, "--db", test_db_url()};
    assert_int_equal(run(out, 6), 0);
    struct text good = file_text(first);
    FILE *f = fopen(broken, "we");
    assert_non_null(f);
    assert_int_equal(fwrite(good.ptr, 1, good.len - 40, f), good.len - 40); /* the last line is cut */
    assert_int_equal(fclose(f), 0);
    const char *db = arena_fmt(test_arena(), "sqlite:%s", path_of("empty.db")).ptr;
    const char *migrate[] = {"ansinh", "migrate", "--db", db};
    assert_int_equal(run(migrate, 4), 0);
    const char *in[] = {"ansinh", "import", "--all", broken, "--db", db};
    assert_int_equal(run(in, 6), 1);
    const char *in_good[] = {"ansinh", "import", "--all", first, "--db", db};
    assert_int_equal(run(in_good, 6), 0); /* still empty */
}
