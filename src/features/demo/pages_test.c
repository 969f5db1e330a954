/* Every page without an id in its address, and the first row of every list, read by one of each role from the
 * demonstration's data; names are those of the day. */
#include "app/list.h"
#include "features/service/testing.h"

static const char *const roles[][2] = {
    {"hamlet_reviewer", "26602"}, {"hamlet_head", "26602"},    {"loan_group_leader", "26602"},
    {"commune_officer", "26602"}, {"commune_chair", "26602"},  {"commune_vice_chair", "26602"},
    {"union_officer", "26602"},   {"school_clerk", "26602"},   {"district_officer", "750"},
    {"district_chair", "750"},    {"front_supervisor", "750"}, {"province_officer", "77"},
    {"province_leader", "77"},    {"agency_officer", "77"},    {"agency_leader", "77"},
    {"finance_officer", "77"},    {"finance_leader", "77"},    {"legal_aid_officer", "77"},
    {"legal_aid_leader", "77"},   {"bank_officer", "77"},      {"bank_leader", "77"},
    {"front_officer", "77"},      {"inspector", "77"},         {"administrator", "77"},
};

#define LATER "Tên về sau"

/* A week after the day every unit and every agency gets another name. */
static void name_again(struct fixture *f, struct db_pool *pool) {
    static const char *const columns[][2] = {
        {"area", "code, kind, urban, parent_id, name_fold, name_sort, source, certainty, version"},
        {"agency", "short_name, name_sort, source, certainty"}};
    int later = day_of(2024, 12, 2);
    AUTO_DB db = NULL;
    assert_ok(db_take(pool, true, &db, &err));
    for (size_t i = 0; i < COUNT_OF(columns); i++) {
        const char *of = columns[i][0], *rest = columns[i][1];
        assert_ok(db_script(db,
                            SAY_JSON(f,
                                     "INSERT INTO %s_version (%s_id, valid_from, valid_to, name, %s) "
                                     "SELECT %s_id, %d, valid_to, '" LATER "', %s FROM %s_version "
                                     "WHERE valid_from < %d AND valid_to > %d;"
                                     "UPDATE %s_version SET valid_to = %d WHERE valid_from < %d AND valid_to > %d;",
                                     of, of, rest, of, later, rest, of, later, later, of, later, later, later),
                            &err));
    }
}

/* The pages of the areas tell what became of them. */
static bool open_one(struct fixture *f, const char *role, const char *who, const char *path, const char *format) {
    struct reply reply = fixture_get(f, who, path, format);
    if (reply.status >= 500)
        fail_msg("%s as %s answers %d to %s", path, format, reply.status, role);
    if (reply.status == 200 && strncmp(path, "/areas/", 7) != 0 && reply_has(&reply, LATER))
        fail_msg("%s as %s says a name that comes later to %s", path, format, role);
    return reply.status == 200;
}

/* Where the first row of a list leads; NULL: nowhere. */
static const char *first_row(struct fixture *f, const char *who, const struct route *r) {
    const char *href = r->list != NULL ? r->list->row_href : NULL, *hole = href != NULL ? strstr(href, "{id}") : NULL;
    if (hole == NULL)
        return NULL;
    struct reply reply = get_json(f, who, r->path);
    const char *id = reply.status == 200 ? strstr(reply.body.ptr, "\"items\":[{\"id\":\"") : NULL;
    if (id == NULL)
        return NULL;
    id += strlen("\"items\":[{\"id\":\"");
    return SAY_JSON(f, "%.*s%.*s%s", (int)(hole - href), href, (int)strcspn(id, "\""), id, hole + strlen("{id}"));
}

static size_t open_all(struct fixture *f, const char *role, const char *who) {
    size_t opened = 0;
    for (const struct feature *const *feature = features; *feature != NULL; feature++)
        for (size_t i = 0; i < (*feature)->route_count; i++) {
            const struct route *r = &(*feature)->routes[i];
            if (r->method != HTTP_GET || strchr(r->path, '{') != NULL)
                continue;
            opened += open_one(f, role, who, r->path, "text/html");
            opened += open_one(f, role, who, r->path, "text/csv");
            const char *row = first_row(f, who, r);
            if (row != NULL)
                opened += open_one(f, role, who, row, "text/html");
        }
    return opened;
}

TEST_DB("every page answers every role: with what it may see, under the names of the day, or with a refusal") {
    struct fixture f = fixture_open(pool);
    name_again(&f, pool);
    for (size_t n = 0; n < COUNT_OF(roles); n++) {
        const char *who = fixture_user(&f, SAY_JSON(&f, "thu.%s", roles[n][0]), roles[n][0], roles[n][1]);
        size_t opened = open_all(&f, roles[n][0], who);
        if (opened < 10)
            fail_msg("%s could open %zu pages only", roles[n][0], opened);
    }
    fixture_close(&f);
}

/* Accounts of the new tree, beside those of the old one. */
static const char *const later_roles[][2] = {
    {"commune_officer", "26608"}, {"commune_chair", "26608"}, {"front_supervisor", "26608"}, {"province_officer", "79"},
    {"province_leader", "79"},    {"inspector", "79"},        {"legal_aid_officer", "79"},   {"bank_officer", "79"},
};

#define LISTS_MAX 256

/* Which lists have rows for somebody, and whether the first one opens. A list without rows, or refused, stays false. */
struct rows_seen {
    bool list[LISTS_MAX];
    size_t count;
};

static size_t open_rows(struct fixture *f, const char *role, const char *who, struct rows_seen *seen,
                        const struct rows_seen *before) {
    size_t n = 0, wrong = 0;
    *seen = (struct rows_seen){.count = 0};
    for (const struct feature *const *feature = features; *feature != NULL; feature++)
        for (size_t i = 0; i < (*feature)->route_count; i++) {
            const struct route *r = &(*feature)->routes[i];
            if (r->method != HTTP_GET || r->list == NULL || strchr(r->path, '{') != NULL)
                continue;
            assert_true(n < LISTS_MAX);
            const char *row = first_row(f, who, r);
            int status = row != NULL ? fixture_get(f, who, row, "text/html").status : 200;
            if (status != 200 && status != 403) {
                wrong++;
                print_error("%s lists at %s what answers %d: %s\n", role, r->path, status, row);
            }
            if (row == NULL && before != NULL && before->list[n] && strncmp(r->path, "/rate/", 6) != 0 &&
                strncmp(r->path, "/shortages/", 11) != 0) { /* figures of a year, of a unit that stands */
                wrong++;
                print_error("%s has lost the rows of %s\n", role, r->path);
            }
            seen->list[n++] = row != NULL;
            seen->count += row != NULL;
        }
    return wrong;
}

/* On 1 July 2025 the province, its districts and this commune end; everything recorded before names them. Whoever saw
 * a row goes on seeing it, by what became of his unit, and who stands over the place since sees it too. */
TEST_DB("after the units have changed the first row of every list opens for every role that sees it") {
    struct fixture f = fixture_open(pool);
    struct rows_seen before[COUNT_OF(roles)], after;
    size_t wrong = 0;
    for (size_t n = 0; n < COUNT_OF(roles); n++) {
        const char *who = fixture_user(&f, SAY_JSON(&f, "cu.%s", roles[n][0]), roles[n][0], roles[n][1]);
        wrong += open_rows(&f, roles[n][0], who, &before[n], NULL);
    }
    f.app.clock.fixed_day = day_of(2025, 7, 15);
    assert_ok(app_day_turn(&f.app, &err));
    for (size_t n = 0; n < COUNT_OF(roles); n++) {
        const char *who = fixture_sign_in(&f, SAY_JSON(&f, "cu.%s", roles[n][0]));
        wrong += open_rows(&f, SAY_JSON(&f, "%s of the old %s", roles[n][0], roles[n][1]), who, &after, &before[n]);
    }
    for (size_t n = 0; n < COUNT_OF(later_roles); n++) {
        const char *role = later_roles[n][0];
        const char *who = fixture_user(&f, SAY_JSON(&f, "moi.%s", role), role, later_roles[n][1]);
        wrong += open_rows(&f, SAY_JSON(&f, "%s of the new %s", role, later_roles[n][1]), who, &after, NULL);
        assert_true(after.count >= 10);
    }
    assert_int_equal(wrong, 0);
    fixture_close(&f);
}

/* From 1 July 2025 on the province, its districts and this commune are no more; their hamlets live on elsewhere. */
TEST_DB("what was recorded for a commune keeps the commune's name after it is merged away") {
    struct fixture f = fixture_open(pool);
    fixture_user(&f, "tinh", "province_officer", "77");
    f.app.clock.fixed_day = day_of(2025, 7, 2);
    const char *officer = fixture_sign_in(&f, "tinh");
    size_t named = 0;
    for (const struct feature *const *feature = features; *feature != NULL; feature++)
        for (size_t i = 0; i < (*feature)->route_count; i++) {
            const struct route *r = &(*feature)->routes[i];
            if (r->list == NULL || strchr(r->path, '{') != NULL)
                continue;
            struct reply reply = get_json(&f, officer, r->path);
            if (reply_has(&reply, "\"commune\":\"\"") || reply_has(&reply, "\"commune\":null"))
                fail_msg("%s has a commune without a name", r->path);
            named += reply_has(&reply, "Láng Lớn");
        }
    assert_true(named >= 20);
    fixture_close(&f);
}
