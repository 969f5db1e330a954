/* Lists against a naive twin: the same rows in memory, filtered and sorted by plain code. */
#include "db/testing.h"

static struct error err;

#define THINGS 400

struct twin {
    int64_t id, n, area, place;
    day_t born;
    bool flag;
    char name[24];
};
static struct twin twins[THINGS];

/* Reproducible: a failing run prints its seed. */
static uint64_t seed;
static uint64_t draw(uint64_t below) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed % below;
}

static void make_things(struct db *db) {
    static const char *const names[] = {
        "An", "Bình", "Ánh", "ánh", "Đào", "Zuy", "", "an", "Ệ", "a b", "\xf0\x9f\x8f\xa1"};
    assert_ok(db_begin_write(db, &err));
    for (size_t i = 0; i < THINGS; i++) {
        struct twin *t = &twins[i];
        *t = (struct twin){.id = (int64_t)(i * 7 + 3),
                           .n = (int64_t)draw(9) - 4,
                           .area = 1000 + (int64_t)draw(100),
                           .place = (int64_t)draw(4),
                           .born = (day_t)draw(5) - 2,
                           .flag = draw(2)};
        (void)snprintf(t->name, sizeof t->name, "%s", names[draw(COUNT_OF(names))]);
        struct thing_add_in in = {t->id, t->n, t->born, t->flag, text_of(t->name), TEXT_NONE, t->area, t->place};
        assert_ok(thing_add(db, &in, NULL, &err));
    }
    assert_ok(db_commit(db, &err));
}

/* ---- the twin */

struct wish {
    struct db_list_value values[8];
    int64_t ids[12], from_id;
    size_t value_count;
    struct db_scope scope;
    const char *sort;
    bool descending;
};
static const struct wish *sorting; /* for qsort */

static bool fits_scope(const struct twin *t, struct db_scope s) {
    switch (s.level) {
    case DB_SCOPE_ALL:
        return true;
    case DB_SCOPE_PROVINCE:
        return s.area_id == 1;
    case DB_SCOPE_DISTRICT:
        return t->area / 100 == s.area_id;
    case DB_SCOPE_COMMUNE:
        return t->area / 10 == s.area_id;
    default:
        return t->area == s.area_id;
    }
}

static bool fits_value(const struct twin *t, const struct db_list_value *v) {
    if (strcmp(v->filter, "flag") == 0)
        return t->flag == (v->i != 0);
    if (strcmp(v->filter, "odd") == 0)
        return t->n % 2 != 0;
    if (strcmp(v->filter, "name") == 0)
        return text_starts(text_of(t->name), v->t);
    if (strcmp(v->filter, "born_from") == 0)
        return t->born >= v->i;
    if (strcmp(v->filter, "in_place") == 0)
        return t->place == v->i && t->place > 0;
    for (size_t i = 0; i < v->ids.count; i++)
        if (v->ids.ptr[i] == t->id)
            return true;
    return false;
}

static int compare_int(int64_t a, int64_t b) {
    return a < b ? -1 : a > b;
}

static int by_wish(const void *a, const void *b) {
    const struct twin *x = a, *y = b;
    const char *sort = sorting->sort ? sorting->sort : "id";
    int c = 0;
    if (strcmp(sort, "name") == 0)
        c = strcmp(x->name, y->name);
    else if (strcmp(sort, "n") == 0)
        c = compare_int(x->n, y->n);
    else if (strcmp(sort, "born") == 0)
        c = compare_int(x->born, y->born);
    else if (strcmp(sort, "label") == 0) /* by bytes: Z before a */
        c = compare_int(y->flag, x->flag);
    else if (strcmp(sort, "place") == 0 && (c = compare_int(x->place, y->place)) == 0)
        c = strcmp(x->name, y->name);
    if (c == 0)
        c = compare_int(x->id, y->id);
    return sorting->descending ? -c : c;
}

static size_t ask_twin(const struct wish *w, struct twin *out) {
    size_t n = 0;
    for (size_t i = 0; i < THINGS; i++) {
        bool fits = twins[i].id >= w->from_id && fits_scope(&twins[i], w->scope);
        for (size_t v = 0; v < w->value_count && fits; v++)
            fits = fits_value(&twins[i], &w->values[v]);
        if (fits)
            out[n++] = twins[i];
    }
    sorting = w;
    qsort(out, n, sizeof *out, by_wish);
    return n;
}

static void draw_wish(struct wish *w) {
    static const char *const sorts[] = {NULL, "id", "name", "n", "born", "label", "place"};
    static const char *const starts[] = {"", "A", "a", "Á", "Đ", "*"};
    *w = (struct wish){.sort = sorts[draw(COUNT_OF(sorts))], .descending = draw(2), .from_id = (int64_t)draw(400)};
    const struct db_scope scopes[] = {{DB_SCOPE_ALL, 0},       {DB_SCOPE_ALL, 7},       {DB_SCOPE_PROVINCE, 1},
                                      {DB_SCOPE_DISTRICT, 10}, {DB_SCOPE_COMMUNE, 103}, {DB_SCOPE_HAMLET, 1003},
                                      {DB_SCOPE_PROVINCE, 2}};
    w->scope = scopes[draw(COUNT_OF(scopes))];
    for (uint64_t left = draw(3); left > 0; left--) {
        struct db_list_value *v = &w->values[w->value_count++];
        switch (draw(6)) {
        case 0:
            *v = thing_list_by_flag(draw(2));
            break;
        case 1:
            *v = thing_list_by_odd();
            break;
        case 2:
            *v = thing_list_by_name(text_of(starts[draw(COUNT_OF(starts) - 1)]));
            break;
        case 3:
            *v = thing_list_by_born_from((day_t)draw(5) - 2);
            break;
        case 4:
            *v = thing_list_by_in_place((int64_t)draw(4));
            break;
        default:
            for (size_t i = 0; i < COUNT_OF(w->ids); i++)
                w->ids[i] = twins[draw(THINGS)].id;
            *v = thing_list_by_ids((struct db_ids){w->ids, COUNT_OF(w->ids)});
        }
    }
}

static void assert_page(const struct thing_list_page *page, const struct twin *wanted, size_t count) {
    assert_int_equal(page->count, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(page->rows[i].id, wanted[i].id);
        assert_int_equal(page->rows[i].n, wanted[i].n);
        assert_int_equal(page->rows[i].born, wanted[i].born);
        assert_true(text_is(page->rows[i].name, wanted[i].name));
    }
}

static enum status count_row(void *user, const struct thing_list_row *row, struct error *e) {
    (void)e;
    const struct twin **next = user;
    assert_int_equal(row->id, (*next)->id);
    (*next)++;
    return OK;
}

/* Walks forwards to the end and back to the beginning, by pages. */
static void walk(struct db *db, const struct wish *w, const struct twin *wanted, size_t count) {
    size_t limit = 1 + draw(draw(2) ? 7 : 200), at = 0;
    if (count / limit > 60)
        limit = count / 60 + 1;
    int64_t cap = draw(2) ? 0 : (int64_t)draw(50) + 1;
    struct db_list_query q = {.scope = w->scope,
                              .values = w->values,
                              .value_count = w->value_count,
                              .sort = w->sort,
                              .descending = w->descending,
                              .limit = limit,
                              .want_count = true,
                              .count_cap = cap};
    struct thing_list_in in = {w->from_id};
    struct thing_list_page page;
    for (;;) {
        assert_ok(thing_list(db, &in, &q, test_arena(), &page, &err));
        size_t here = count - at < limit ? count - at : limit;
        assert_page(&page, wanted + at, here);
        assert_int_equal(page.next.ptr != NULL, at + here < count);
        assert_int_equal(page.previous.ptr != NULL, at > 0);
        if (cap == 0 || (int64_t)count <= cap || at + here == count)
            assert_true(page.total == (int64_t)count || (cap != 0 && page.total == cap + 1));
        else
            assert_true(page.total == cap + 1);
        if (page.next.ptr == NULL)
            break;
        at += here;
        q.cursor = page.next;
    }
    q.want_count = false;
    q.backwards = true;
    while (page.previous.ptr != NULL) {
        q.cursor = page.previous;
        assert_ok(thing_list(db, &in, &q, test_arena(), &page, &err));
        size_t here = at < limit ? at : limit;
        at -= here;
        assert_page(&page, wanted + at, here);
        assert_int_equal(page.total, -1);
        assert_non_null(page.next.ptr);
        assert_int_equal(page.previous.ptr != NULL, at > 0);
    }
    assert_int_equal(at, 0);
    const struct twin *next = wanted;
    assert_ok(thing_list_each(db, &in, &q, count_row, &next, &err));
    assert_int_equal(next - wanted, count);
}

TEST_DB("every list agrees with its naive twin, forwards and backwards") {
    AUTO_DB db = things_in(pool);
    seed = 20241125;
    make_things(db);
    int rounds = getenv("ANSINH_TEST_LONG") ? 3000 : 150;
    static struct twin wanted[THINGS];
    for (int round = 0; round < rounds; round++) {
        struct wish w;
        draw_wish(&w);
        size_t count = ask_twin(&w, wanted);
        walk(db, &w, wanted, count);
    }
}

static struct db_list_query first_ten(void) {
    return (struct db_list_query){.scope = {DB_SCOPE_ALL, 0}, .limit = 10, .sort = "name"};
}

static const struct thing_list_in from_start = {0};

TEST_DB("a list of things in areas shows nothing to whom no area was given") {
    AUTO_DB db = things_in(pool);
    struct db_list_query q = {.limit = 10};
    struct thing_list_page page;
    assert_int_equal(thing_list(db, &from_start, &q, test_arena(), &page, &err), E_INTERNAL);
    assert_string_equal(err.key, "db.no_scope");
    for (int level = 5; level < 9; level++) {
        q.scope = (struct db_scope){level, 1};
        assert_int_equal(thing_list(db, &from_start, &q, test_arena(), &page, &err), E_INTERNAL);
    }
    struct thing_list_plain_page plain;
    q.scope.level = DB_SCOPE_UNSET;
    assert_ok(thing_list_plain(db, &q, test_arena(), &plain, &err));
    assert_int_equal(plain.count, 0);
    q.want_count = true;
    q.cursor = TEXT_NONE;
    assert_ok(thing_list_plain(db, &q, test_arena(), &plain, &err));
    assert_int_equal(plain.total, 0);
}

TEST_DB("unknown sorts, filters and limits are refused") {
    AUTO_DB db = things_in(pool);
    struct db_list_query q = first_ten();
    struct thing_list_page page;
    q.sort = "name; DROP TABLE thing";
    assert_int_equal(thing_list(db, &from_start, &q, test_arena(), &page, &err), E_BAD_REQUEST);
    assert_string_equal(err.key, "list.bad_sort");
    q = first_ten();
    q.values = &(struct db_list_value){.filter = "nothing"};
    q.value_count = 1;
    assert_int_equal(thing_list(db, &from_start, &q, test_arena(), &page, &err), E_INTERNAL);
    q = first_ten();
    q.limit = 0;
    assert_int_equal(thing_list(db, &from_start, &q, test_arena(), &page, &err), E_BAD_REQUEST);
    struct db_list_value many[140];
    for (size_t i = 0; i < COUNT_OF(many); i++)
        many[i] = thing_list_by_flag(true);
    q = first_ten();
    q.values = many;
    q.value_count = COUNT_OF(many);
    assert_int_equal(thing_list(db, &from_start, &q, test_arena(), &page, &err), E_BAD_REQUEST);
    assert_string_equal(err.key, "list.too_many_filters");
}

TEST_DB("a cursor that was not made for this order is refused") {
    AUTO_DB db = things_in(pool);
    seed = 7;
    make_things(db);
    struct db_list_query q = first_ten();
    struct thing_list_page page;
    assert_ok(thing_list(db, &from_start, &q, test_arena(), &page, &err));
    struct text good = page.next;
    q.cursor = good;
    assert_ok(thing_list(db, &from_start, &q, test_arena(), &page, &err));
    q.descending = true;
    assert_int_equal(thing_list(db, &from_start, &q, test_arena(), &page, &err), E_BAD_REQUEST);
    assert_string_equal(err.key, "list.bad_cursor");
    q.descending = false;
    q.sort = "n";
    assert_int_equal(thing_list(db, &from_start, &q, test_arena(), &page, &err), E_BAD_REQUEST);
    struct thing_list_plain_page plain;
    q.sort = "id";
    assert_int_equal(thing_list_plain(db, &q, test_arena(), &plain, &err), E_BAD_REQUEST);
    q = first_ten();
    int accepted = 0;
    for (int i = 0; i < 2000; i++) { /* any damage is noticed or harmless */
        struct text bad = arena_text(test_arena(), good);
        char *bytes = arena_zstr(test_arena(), bad);
        bytes[draw(bad.len)] = (char)draw(256);
        q.cursor = (struct text){bytes, draw(4) ? bad.len : draw(bad.len) + 1};
        enum status s = thing_list(db, &from_start, &q, test_arena(), &page, &err);
        if (s != E_BAD_REQUEST)
            assert_ok(s);
        accepted += s == OK;
    }
    assert_in_range(accepted, 1, 1500); /* another id or name is a position like any other */
    const char *const wrong[] = {"AAAA", "====", "%", "AQ", "\xff\xfe", "ábc"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        q.cursor = text_of(wrong[i]);
        assert_int_equal(thing_list(db, &from_start, &q, test_arena(), &page, &err), E_BAD_REQUEST);
    }
}

TEST_DB("rows that come and go between pages do no harm") {
    AUTO_DB db = things_in(pool);
    for (int64_t id = 1; id <= 30; id++) {
        struct thing_add_in in = thing_numbered(id * 10);
        assert_ok(thing_add(db, &in, NULL, &err));
    }
    struct db_list_query q = first_ten();
    q.sort = "id";
    struct thing_list_page page;
    assert_ok(thing_list(db, &from_start, &q, test_arena(), &page, &err));
    struct thing_add_in early = thing_numbered(5);
    assert_ok(thing_add(db, &early, NULL, &err));
    q.cursor = page.next;
    assert_ok(thing_list(db, &from_start, &q, test_arena(), &page, &err));
    assert_int_equal(page.rows[0].id, 110);
    struct text previous = page.previous;
    assert_ok(db_script(db, "DELETE FROM thing WHERE id < 120", &err));
    q.cursor = previous;
    q.backwards = true;
    assert_ok(thing_list(db, &from_start, &q, test_arena(), &page, &err)); /* nothing is left before: the first page */
    assert_int_equal(page.rows[0].id, 120);
    assert_null(page.previous.ptr);
    assert_ok(db_script(db, "DELETE FROM thing WHERE id > 200", &err));
    struct text last = page.next;
    assert_ok(thing_list(db, &from_start,
                         &(struct db_list_query){.scope = q.scope, .sort = "id", .limit = 10, .cursor = last},
                         test_arena(), &page, &err));
    assert_int_equal(page.count, 0);
    assert_null(page.next.ptr);
    assert_non_null(page.previous.ptr);
}

TEST_DB("more different statements than a connection keeps prepared") {
    AUTO_DB db = things_in(pool);
    struct thing_add_in in = thing_numbered(1);
    assert_ok(thing_add(db, &in, NULL, &err));
    for (size_t limit = 1; limit <= 600; limit++) {
        struct db_list_query q = first_ten();
        q.limit = limit;
        struct thing_list_page page;
        assert_ok(thing_list(db, &from_start, &q, test_arena(), &page, &err));
        assert_int_equal(page.count, 1);
        struct thing_get_row row;
        bool found = false;
        assert_ok(thing_get(db, &(struct thing_get_in){1}, test_arena(), &row, &found, &err));
        assert_true(found);
    }
}
