/* Who has the right is reckoned, who received counts, who is left out is listed, and events of the register follow. */
#include "features/benefit/benefit_due.h"
#include "features/benefit/benefit_pages.h"
#include "features/benefit/testing.h"
#include "features/household/household.h"

extern const household_listener __start_household_listeners[] __attribute__((weak));
extern const household_listener __stop_household_listeners[] __attribute__((weak));

static enum status hear_tx(struct ctx *c, void *user, struct error *e) {
    for (const household_listener *fn = __start_household_listeners; fn < __stop_household_listeners; fn++)
        TRY((*fn)(c, user, e));
    audit_note(c, 0, "test.event", "household", 1, NULL);
    return OK;
}

static enum status coverage_tx(struct ctx *c, void *user, struct error *e) {
    return benefit_coverage_page(c, user, e);
}
/* received and entitled of one policy in the district. */
static void covered(struct town *w, const char *policy, int64_t *ret_received, int64_t *ret_entitled) {
    struct value *out = value_object(test_arena());
    *ret_received = *ret_entitled = 0;
    town_as(w, "district_officer", DB_SCOPE_DISTRICT, w->district, 0, CHECKER);
    error_clear(&err);
    assert_ok(ctx_read(&w->c, coverage_tx, out, &err));
    const struct value *items = value_get(out, T("items"));
    for (size_t i = 0; i < value_count(items); i++)
        if (text_is(value_text(value_path(value_at(items, i), "policy")), policy)) {
            *ret_received = value_int(value_path(value_at(items, i), "received"), -1);
            *ret_entitled = value_int(value_path(value_at(items, i), "entitled"), -1);
        }
}

/* A figure of one policy in the district; DB_NULL: none. */
static int64_t figure(struct town *w, const char *policy, const char *name) {
    struct value *out = value_object(w->c.arena);
    town_as(w, "district_officer", DB_SCOPE_DISTRICT, w->district, 0, CHECKER);
    error_clear(&err);
    assert_ok(ctx_read(&w->c, coverage_tx, out, &err));
    const struct value *items = value_get(out, T("items"));
    for (size_t i = 0; i < value_count(items); i++)
        if (text_is(value_text(value_path(value_at(items, i), "policy")), policy))
            return value_int(value_get(value_at(items, i), text_of(name)), DB_NULL);
    return DB_NULL;
}

TEST_DB("coverage counts who has the right, what was paid and what others hold, and a death stops what has not begun") {
    static struct town w;
    struct deed d;
    int64_t received, entitled, rows, milliseconds;
    town_new(&w, pool);
    give_money(&w, "electricity", 10000000);
    int64_t h[3] = {town_household(&w, 0, 1, 1), town_household(&w, 1, 1, 1), town_household(&w, 0, 1, 1)};
    (void)town_household(&w, 0, 0, 0); /* no class: no right */
    error_clear(&err);
    assert_ok(benefit_reckon(&w.c, &rows, &milliseconds, &err));
    covered(&w, "electricity", &received, &entitled);
    assert_int_equal(entitled, 3);
    assert_int_equal(received, 0);
    int64_t list = draft_of(&w, "electricity", h, 2, &d), lines[2] = {d.line_ids[0], d.line_ids[1]};
    sign_list(&w, list, "1/QĐ");
    as_payer(&w);
    struct deed paid = {.list = list, .ids = lines, .count = 1};
    assert_ok(do_deed(&w, deed_deliver, &paid));
    covered(&w, "electricity", &received, &entitled);
    assert_int_equal(received, 1);
    town_sql(&w, "UPDATE benefit_line SET entitled_on = delivered_on - 40 WHERE id = %lld", (long long)lines[0]);
    assert_int_equal(figure(&w, "electricity", "days"), 40);
    assert_int_equal(figure(&w, "electricity", "days_most"), 40);
    assert_int_equal(figure(&w, "electricity", "within_30"), 0);
    assert_int_equal(figure(&w, "electricity", "within_90"), 10000);
    /* The second household dissolves before it was paid: its line ends in December, and it has no right any more. */
    town_sql(&w, "UPDATE household_now SET status = 4 WHERE household_id = %lld", (long long)h[1]);
    struct household_happening gone = {"dissolved", h[1], 0, 0, day_of(2024, 11, 20), 900, false};
    assert_ok(ctx_write(&w.c, hear_tx, &gone, &err));
    assert_int_equal(line_row(&w, lines[1]).ended_on, day_of(2024, 11, 20));
    assert_int_equal(town_count(&w,
                                "SELECT count(*) FROM claim WHERE identity = %lld AND period = 202412 AND released_at "
                                "= 9223372036854775806",
                                (long long)h[1]),
                     0);
    covered(&w, "electricity", &received, &entitled);
    assert_int_equal(entitled, 2);
}

static enum status worklist_tx(struct ctx *c, void *user, struct error *e) {
    return benefit_worklist_page(c, user, e);
}
/* The worklist of electricity as the commune's officer reads it. */
static const struct value *worklist(struct town *w) {
    struct value *out = value_object(w->c.arena);
    static const struct http_request asked = {.path = {"/benefits/policies/electricity", 30}};
    as_officer(w);
    w->c.req = &asked;
    w->c.params[0] = T("electricity");
    w->c.as_of = w->c.today;
    error_clear(&err);
    assert_ok(ctx_read(&w->c, worklist_tx, out, &err));
    return out;
}
static struct text state_of(const struct value *worklist, int64_t household) {
    const struct value *items = value_get(worklist, T("items"));
    for (size_t i = 0; i < value_count(items); i++) {
        if (value_int(value_path(value_at(items, i), "household_id"), 0) == household)
            return value_text(value_path(value_at(items, i), "state"));
    }
    return T("gone");
}

TEST_DB(
    "who escaped is no longer shown as entitled from the moment the class changes, and who became poor is told of") {
    static struct town w;
    int64_t received, entitled, rows, milliseconds;
    town_new(&w, pool);
    int64_t stays = town_household(&w, 0, 1, 1), escapes = town_household(&w, 0, 1, 1),
            falls = town_household(&w, 0, 3, 3);
    assert_ok(benefit_reckon(&w.c, &rows, &milliseconds, &err));
    covered(&w, "electricity", &received, &entitled);
    assert_int_equal(entitled, 2);
    assert_int_equal(value_int(value_get(worklist(&w), T("changed")), -1), 0);
    /* as the signature of a decision writes it */
    town_sql(
        &w,
        "UPDATE household_now SET class_provincial = 3, class_national = 3, escaped_on = 20052, version = 2 WHERE "
        "household_id = %lld; UPDATE household_now SET class_provincial = 1, version = 2 WHERE household_id = %lld; "
        "UPDATE household_now SET version = 2 WHERE household_id = %lld;",
        (long long)escapes, (long long)falls, (long long)stays);
    const struct value *now = worklist(&w);
    assert_int_equal(value_int(value_get(now, T("changed")), -1), 2);
    assert_string_equal(arena_zstr(w.c.arena, state_of(now, escapes)), "benefit.work.state.changed");
    assert_string_equal(arena_zstr(w.c.arena, state_of(now, stays)), "benefit.work.state.todo");
    covered(&w, "electricity", &received, &entitled);
    assert_int_equal(entitled, 1);
    town_sql(&w,
             "UPDATE class_history SET class = 3 WHERE household_id = %lld; UPDATE class_history SET class = 1 WHERE "
             "household_id = %lld;",
             (long long)escapes, (long long)falls);
    assert_ok(benefit_reckon(&w.c, &rows, &milliseconds, &err));
    now = worklist(&w);
    assert_int_equal(value_int(value_get(now, T("changed")), -1), 0);
    assert_string_equal(arena_zstr(w.c.arena, state_of(now, escapes)), "gone");
    assert_string_equal(arena_zstr(w.c.arena, state_of(now, falls)), "benefit.work.state.todo");
    covered(&w, "electricity", &received, &entitled);
    assert_int_equal(entitled, 2);
}
