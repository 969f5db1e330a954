/* Random histories of a season: people move, split, merge, change heads and go; communes sign lists and correct them.
 * After every step the movement balances in every cell, the cells add up, and a past day asked later answers what it
 * answered then. */
#include "features/review/testing.h"

/* Ours and theirs have one name in common, which is not used here. */
#define json_string json_string_of_jansson
#include <jansson.h>
#undef json_string

#include "features/demo/demo.h"
#include "features/household/household.h"
#include "tests/app_fixture.h"

#define HAMLETS 6
#define CELLS 9 /* urban any, no, yes x minority any, no, yes */
#define DAYS 36

struct history {
    struct fixture f;
    const char *officer;
    int64_t province, communes[3], hamlets[HAMLETS]; /* two in each commune; the third commune is a ward */
    int64_t standards[2], season;
    uint64_t state;
    day_t days[DAYS];
    struct movement_table then[DAYS][2][CELLS];
    bool correcting; /* what was believed is taken back or overruled: past days are then as known now */
    int signatures, corrections, events, splits;
};

static int64_t draw(struct history *h, int64_t n) {
    uint64_t z = h->state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (int64_t)((z ^ (z >> 31)) % (uint64_t)n);
}

static void sql(struct history *h, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void sql(struct history *h, const char *fmt, ...) {
    char text[3000];
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    AUTO_DB db = NULL;
    assert_ok(db_take(h->f.app.pool, true, &db, &err));
    assert_ok(db_script(db, text, &err));
}

static void on_day(struct history *h, day_t d) {
    h->f.app.clock.fixed_day = d;
    if (h->officer != NULL)
        h->officer = fixture_sign_in(&h->f, "canbo");
}

/* ---- the small province: its hamlets, its households and their classes at the start */

static enum status make_hamlets(struct ctx *c, void *user, struct error *e) {
    struct history *h = user;
    const char *codes[] = {"26602", "26506", "26536"};
    struct area *path;
    size_t n;
    for (int i = 0; i < 3; i++)
        TRY(area_by_code(c, text_of(codes[i]), c->today, &h->communes[i], e));
    TRY(area_path(c, h->communes[0], c->today, &path, &n, e));
    h->province = path[n - 1].id;
    for (int i = 0; i < HAMLETS; i++) {
        h->hamlets[i] = 910000 + i;
        TRY(area_hamlet_create(c, h->hamlets[i], h->communes[i / 2], arena_fmt(c->arena, "Thôn %d", i + 1), T("Thôn"),
                               i >= 4, "invented", e));
    }
    audit_note(c, 0, "test.hamlets", "area", h->province, NULL);
    return OK;
}

static enum status open_season(struct ctx *c, void *user, struct error *e) {
    struct history *h = user;
    struct season_plan p = {
        .kind = "yearly", .year = 2024, .area_id = h->province, .starts_on = DAY_NONE, .ends_on = DAY_NONE};
    return season_open(c, &p, &h->season, e);
}

static int64_t household_id(struct history *h, size_t nth, size_t *ret_count) {
    json_t *list;
    struct reply r = fixture_send(&h->f, h->officer, HTTP_GET, "/households?limit=200", "application/json", "");
    assert_int_equal(r.status, 200);
    list = json_loadb(r.body.ptr, r.body.len, 0, NULL);
    json_t *items = json_object_get(list, "items");
    size_t count = json_array_size(items);
    int64_t id = 0;
    if (nth < count)
        assert_true(text_to_i64(text_of(json_string_value(json_object_get(json_array_get(items, nth), "id"))), &id));
    *ret_count = count;
    json_decref(list);
    return id;
}

static void begin(struct history *h, struct db_pool *pool, uint64_t seed) {
    *h = (struct history){.f = fixture_open(pool), .state = seed};
    on_day(h, day_of(2024, 9, 2));
    error_clear(&err);
    struct demo_plan plan = {.households = 50, .seed = seed, .day = day_of(2024, 9, 2), .commune = T("26602")};
    assert_ok(demo_make(&h->f.app, h->f.arena, &plan, true, &err));
    h->officer = fixture_user(&h->f, "canbo", "commune_officer", "77");
    struct ctx c;
    ctx_init_system(&c, &h->f.app, h->f.arena, NULL);
    assert_ok(ctx_write(&c, make_hamlets, h, &err));
    h->standards[0] = standard_id_of_key(T("brvt-2022"));
    h->standards[1] = standard_id_of_key(T("national-2022"));
    size_t count = 1;
    sql(h,
        "DELETE FROM season_entry_frozen; DELETE FROM result_row; DELETE FROM result_report; DELETE FROM class_history;"
        "UPDATE season SET state = 'open' WHERE state = 'closed'; DELETE FROM season_rule;"
        "DELETE FROM season_standard; DELETE FROM interview_result; DELETE FROM interview; DELETE FROM season;");
    for (size_t i = 0; i < count; i++) {
        int64_t id = household_id(h, i, &count);
        for (int k = 0; k < 2; k++) {
            int64_t class_no = draw(h, 5); /* 1 poor, 2 near-poor, 3 escaped before; else on no list */
            if (class_no < 1 || class_no > 3)
                continue;
            sql(h,
                "INSERT INTO class_history (id, household_id, standard_id, class, valid_from, valid_to, recorded_at, "
                "superseded_at, movement, escaped_on) VALUES (%lld, %lld, %lld, %lld, 19500, %d, 0, "
                "9223372036854775806, '%s', %s);",
                (long long)id_new(), (long long)id, (long long)h->standards[k], (long long)class_no, DAY_FOREVER,
                class_no == 3 ? "escaped" : "start", class_no == 3 ? "19500" : "NULL");
        }
        sql(h, "UPDATE household_version SET hamlet_id = %lld WHERE household_id = %lld;",
            (long long)h->hamlets[draw(h, HAMLETS)], (long long)id);
    }
    assert_ok(household_now_rebuild(&h->f.app, NULL, NULL, &(int64_t){0}, &err));
    ctx_init_system(&c, &h->f.app, h->f.arena, NULL);
    assert_ok(ctx_write(&c, open_season, h, &err));
}

/* ---- what happens to households, as the commune's officer enters it */

static void event(struct history *h) {
    size_t count;
    (void)household_id(h, SIZE_MAX, &count);
    int64_t id = household_id(h, (size_t)draw(h, (int64_t)count), &count);
    int64_t other = household_id(h, (size_t)draw(h, (int64_t)count), &count);
    struct arena *a = h->f.arena;
    struct reply r = fixture_send(&h->f, h->officer, HTTP_GET, arena_fmt(a, "/households/%lld", (long long)id).ptr,
                                  "application/json", "");
    assert_int_equal(r.status, 200);
    json_t *page = json_loadb(r.body.ptr, r.body.len, 0, NULL);
    json_t *members = json_object_get(page, "members");
    const char *second = json_string_value(json_object_get(json_array_get(members, 1), "id"));
    long long version = json_integer_value(json_object_get(page, "version"));
    long long hamlet = h->hamlets[draw(h, HAMLETS)];
    char day[11];
    day_iso(h->f.app.clock.fixed_day, day);
    struct text body = TEXT_NONE;
    const char *act = NULL;
    int64_t kind = draw(h, 8);
    switch (kind == 6 && !h->correcting ? 7 : kind) {
    case 0:
    case 1:
    case 2:
        act = "move";
        body = arena_fmt(a, "{\"version\":%lld,\"hamlet\":\"%lld\",\"on_day\":\"%s\"}", version, hamlet, day);
        break;
    case 3:
        act = "close";
        body = arena_fmt(a, "{\"version\":%lld,\"event\":\"%s\",\"on_day\":\"%s\",\"reason\":\"đi nơi khác\"}", version,
                         draw(h, 2) ? "gone" : "dissolved", day);
        break;
    case 4:
        act = "merge";
        {
            struct reply o =
                fixture_send(&h->f, h->officer, HTTP_GET, arena_fmt(a, "/households/%lld", (long long)other).ptr,
                             "application/json", "");
            json_t *into = json_loadb(o.body.ptr, o.body.len, 0, NULL);
            body = arena_fmt(a, "{\"version\":%lld,\"into\":\"%s\",\"on_day\":\"%s\"}", version,
                             json_string_value(json_object_get(into, "code")), day);
            json_decref(into);
        }
        break;
    case 5:
        act = "head";
        body = arena_fmt(a, "{\"version\":%lld,\"new_head\":\"%s\",\"relation\":\"relative\",\"on_day\":\"%s\"}",
                         version, second ? second : "", day);
        break;
    case 6:
        act = "undo";
        body = arena_fmt(a, "{\"version\":%lld}", version);
        break;
    default:
        act = "split";
        body = arena_fmt(
            a, "{\"version\":%lld,\"members\":[\"%s\"],\"new_head\":\"%s\",\"hamlet\":\"%lld\",\"on_day\":\"%s\"}",
            version, second ? second : "", second ? second : "", hamlet, day);
    }
    json_decref(page);
    r = fixture_send(&h->f, h->officer, HTTP_POST, arena_fmt(a, "/households/%lld/%s", (long long)id, act).ptr,
                     "application/json", body.ptr);
    h->events += r.status == 201;
    h->splits += r.status == 201 && strcmp(act, "split") == 0;
    if (r.status >= 500)
        fail_msg("%s: %d %.*s", act, r.status, FMT(r.body));
}

/* Half of a minority: another head changes the cell that a household is counted in. */
static void another_people(struct history *h) {
    sql(h, "UPDATE person_version SET ethnicity = 'Chơ-ro' WHERE person_id %% 3 = 0;");
    assert_ok(household_now_rebuild(&h->f.app, NULL, NULL, &(int64_t){0}, &err));
}

/* ---- a commune decides about the households that it has ready */

struct round {
    struct history *h;
    int commune;
    int64_t decision, household;
    int class_after;
};

static enum status refresh_lists(struct ctx *c, void *user, struct error *e) {
    struct round *r = user;
    for (int i = 0; i < HAMLETS; i++) { /* everywhere: who moved is listed where he lives */
        struct season_hamlet_one_row at;
        bool found = false;
        TRY(season_hamlet_one(c->db, &(struct season_hamlet_one_in){r->h->season, r->h->hamlets[i]}, c->arena, &at,
                              &found, e));
        if (found)
            TRY(season_hamlet_list(c, r->h->season, r->h->hamlets[i], false, e));
    }
    audit_note(c, 0, "test", "test", 0, NULL);
    return OK;
}

static enum status draft_and_sign(struct ctx *c, void *user, struct error *e) {
    struct round *r = user;
    struct decision_drafts d;
    TRY(decision_draft(c, r->h->season, r->h->communes[r->commune], &d, e));
    c->user.role = T("commune_chair");
    c->user.display_name = T("Trần Văn Ký");
    c->user.scope = (struct db_scope){DB_SCOPE_COMMUNE, r->h->communes[r->commune]};
    int n = ++r->h->signatures;
    return decision_sign_lists(c, r->h->season, r->h->communes[r->commune], arena_fmt(c->arena, "%d/QĐ", 2 * n),
                               arena_fmt(c->arena, "%d/QĐ", 2 * n + 1), e);
}

static void write(struct history *h, enum status (*fn)(struct ctx *, void *, struct error *), void *user,
                  const char *allowed) {
    struct ctx c;
    ctx_init_system(&c, &h->f.app, h->f.arena, NULL);
    error_clear(&err);
    enum status s = ctx_write(&c, fn, user, &err);
    if (s != OK && (allowed == NULL || strstr(allowed, err.key) == NULL))
        fail_msg("%s [%s] %s", err.key, err.args[0], err.detail);
    error_clear(&err);
}

static void decide(struct history *h, int commune) {
    struct round r = {.h = h, .commune = commune};
    long long season = h->season, at = h->communes[commune];
    /* Some who are on no list asked. */
    sql(h,
        "INSERT INTO season_household (season_id, household_id, hamlet_id, commune_id, district_id, province_id, "
        "urban, "
        "minority, source, state, open_objections, version) SELECT %lld, household_id, hamlet_id, commune_id, "
        "district_id, province_id, urban, minority, 'request', 0, 0, 1 FROM household_now WHERE commune_id = %lld AND "
        "status = 1 AND household_id %% 4 = %lld ON CONFLICT DO NOTHING;",
        season, at, (long long)draw(h, 4));
    sql(h,
        "INSERT INTO season_hamlet (season_id, hamlet_id, commune_id, district_id, province_id, version) SELECT "
        "DISTINCT season_id, hamlet_id, commune_id, district_id, province_id, 1 FROM season_household WHERE season_id "
        "= %lld ON CONFLICT DO NOTHING;",
        season);
    write(h, refresh_lists, &r, NULL);
    for (int k = 0; k < 2; k++)
        sql(h,
            "INSERT INTO season_class (season_id, household_id, standard_id, class) SELECT season_id, household_id, "
            "%lld, 1 + (household_id / 8 * 7 + %lld) %% 3 FROM season_household WHERE season_id = %lld AND commune_id "
            "= %lld AND state = 0 ON CONFLICT DO NOTHING;",
            (long long)h->standards[k], (long long)draw(h, 97), season, at);
    sql(h,
        "UPDATE season_household SET state = 5, interview_version = 1 WHERE season_id = %lld AND commune_id = %lld AND "
        "state = 0 AND household_id %% 3 <> %lld;",
        season, at, (long long)draw(h, 3));
    write(h, draft_and_sign, &r, "review.nothing_ready review.no_draft review.not_agreed");
}

static enum status correct(struct ctx *c, void *user, struct error *e) {
    struct round *r = user;
    struct decisions_of_row *d;
    struct decision_rows_row *rows;
    size_t count, n;
    int64_t commune = r->h->communes[r->commune], made;
    audit_note(c, 0, "test", "test", 0, NULL);
    TRY(decisions_of(c->db, &(struct decisions_of_in){r->h->season, commune}, c->arena, &d, &count, e));
    for (size_t i = 0; i < count; i++) {
        if (!text_is(d[i].state, "signed") || text_is(d[i].kind, "correction") || d[i].line_count == 0)
            continue;
        TRY(decision_rows(c->db, &(struct decision_rows_in){d[i].id}, c->arena, &rows, &n, e));
        const struct decision_rows_row *line = &rows[draw(r->h, (int64_t)n)];
        TRY(decision_draft_correction(c, d[i].id, line->household_id, line->standard_id,
                                      (int)(line->class_after % 3) + 1, T("nhầm"), &made, e));
        c->user.role = T("commune_chair");
        c->user.display_name = T("Trần Văn Ký");
        c->user.scope = (struct db_scope){DB_SCOPE_COMMUNE, commune};
        TRY(decision_sign_correction(c, made, arena_fmt(c->arena, "%d/ĐC", ++r->h->corrections), e));
        return OK;
    }
    return OK;
}

/* ---- what must always hold */

static struct movement_table table(struct history *h, struct ctx *c, const struct season *s, int64_t area, int k,
                                   int urban, int minority) {
    struct movement_table t;
    assert_ok(review_movement(c, s, area, k == 0 ? "provincial" : "national", urban, minority, &t, &err));
    if (!t.balanced)
        fail_msg("day %d area %lld standard %d urban %d minority %d: poor %lld counted %lld, near %lld counted %lld",
                 (int)(c->today - day_of(2024, 9, 1)), (long long)area, k, urban, minority, (long long)t.poor.ended,
                 (long long)t.counted_poor, (long long)t.near.ended, (long long)t.counted_near);
    (void)h;
    return t;
}

static void look(struct history *h, day_t as_of, int keep) {
    AUTO_DB db = NULL;
    struct ctx c;
    struct season s;
    assert_ok(db_take(h->f.app.pool, false, &db, &err));
    ctx_init_system(&c, &h->f.app, h->f.arena, db);
    c.as_of = as_of;
    assert_ok(season_get(&c, h->season, &s, &err));
    for (int k = 0; k < 2; k++) {
        struct movement poor = {0}, near = {0};
        for (int i = 0; i < CELLS; i++) {
            struct movement_table t = table(h, &c, &s, h->province, k, i / 3 - 1, i % 3 - 1);
            if (i / 3 > 0 && i % 3 > 0) { /* urban or rural, of a minority or not: these four add up to all */
                movement_add(&poor, &t.poor);
                movement_add(&near, &t.near);
            }
            if (keep >= 0)
                h->then[keep][k][i] = t;
        }
        struct movement_table whole = table(h, &c, &s, h->province, k, ANY, ANY);
        assert_memory_equal(&whole.poor, &poor, sizeof poor);
        assert_memory_equal(&whole.near, &near, sizeof near);
        poor = near = (struct movement){0};
        for (int i = 0; i < 3; i++) {
            struct movement_table t = table(h, &c, &s, h->communes[i], k, ANY, ANY);
            movement_add(&poor, &t.poor);
            movement_add(&near, &t.near);
        }
        assert_memory_equal(&whole.poor, &poor, sizeof poor);
        assert_memory_equal(&whole.near, &near, sizeof near);
    }
}

static void assert_as_then(struct history *h, int day) {
    AUTO_DB db = NULL;
    struct ctx c;
    struct season s;
    assert_ok(db_take(h->f.app.pool, false, &db, &err));
    ctx_init_system(&c, &h->f.app, h->f.arena, db);
    c.as_of = h->days[day];
    assert_ok(season_get(&c, h->season, &s, &err));
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < CELLS; i++) {
            struct movement_table t = table(h, &c, &s, h->province, k, i / 3 - 1, i % 3 - 1);
            const struct movement_table *was = &h->then[day][k][i];
            if (memcmp(&t.poor, &was->poor, sizeof t.poor) != 0 || memcmp(&t.near, &was->near, sizeof t.near) != 0)
                fail_msg("day %d standard %d cell %d: started %lld then %lld, ended %lld then %lld, left %lld then "
                         "%lld, came %lld then %lld",
                         day, k, i, (long long)t.poor.started, (long long)was->poor.started, (long long)t.poor.ended,
                         (long long)was->poor.ended, (long long)t.poor.other_decrease,
                         (long long)was->poor.other_decrease, (long long)t.poor.other_increase,
                         (long long)was->poor.other_increase);
        }
}

__attribute__((format(printf, 3, 4))) static json_t *read_json(struct history *h, const char *who, const char *fmt,
                                                               ...) {
    char path[512];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(path, sizeof path, fmt, args);
    va_end(args);
    struct reply r = fixture_get(&h->f, who, path, "application/json");
    if (r.status != 200)
        fail_msg("%s answers %d", path, r.status);
    json_t *j = json_loadb(r.body.ptr, r.body.len, 0, NULL);
    assert_non_null(j);
    return j;
}

/* Every figure of the page opens to as many households as it counts, today and as of a past day. */
static void assert_figures_open(struct history *h, const char *who, day_t day, int64_t area) {
    char iso[11];
    day_iso(day, iso);
    json_t *page = read_json(h, who, "/review/seasons/%lld/movement.json?area=%lld&as-of=%s", (long long)h->season,
                             (long long)area, iso);
    json_t *row, *figure;
    size_t i, k, opened = 0;
    json_array_foreach(json_object_get(page, "movement"), i, row) {
        json_array_foreach(json_object_get(row, "figures"), k, figure) {
            const char *href = json_string_value(json_object_get(figure, "href"));
            if (href == NULL)
                continue;
            json_t *list = read_json(h, who, "%s", href);
            int64_t total = json_integer_value(json_object_get(list, "total"));
            int64_t counted = json_integer_value(json_object_get(figure, "value"));
            if (total != counted)
                fail_msg("%s as of %s: %lld households behind %lld", href, iso, (long long)total, (long long)counted);
            json_decref(list);
            opened++;
        }
    }
    assert_true(opened > 0);
    json_decref(page);
}

static void play(struct db_pool *pool, uint64_t seed, bool correcting) {
    static struct history h;
    begin(&h, pool, seed);
    h.correcting = correcting;
    another_people(&h);
    for (int i = 0; i < DAYS; i++) {
        h.days[i] = day_of(2024, 9, 5) + (day_t)(2 * i);
        on_day(&h, h.days[i]);
        for (int k = 0; k < 3; k++)
            event(&h);
        if (i % 5 == 4)
            decide(&h, (int)draw(&h, 3));
        if (correcting && i % 7 == 6)
            write(&h, correct, &(struct round){.h = &h, .commune = (int)draw(&h, 3)},
                  "review.decided_again_since review.forgotten");
        look(&h, h.days[i], i);
    }
    assert_true(h.signatures >= 4 && h.events > 30 && h.splits > 0);
    for (int i = 0; i < DAYS && !correcting; i++)
        assert_as_then(&h, i);
    const char *who = fixture_user(&h.f, "xem", "province_officer", "77");
    for (int i = DAYS - 1; i >= 0; i -= 6)
        assert_figures_open(&h, who, h.days[i], i % 4 == 3 ? h.province : h.communes[i % 3]);
    fixture_close(&h.f);
}

TEST_DB("movement balances in every cell over a random history, and a past day answers as it did then") {
    play(pool, 1, false);
}
TEST_DB("movement balances over another random history with correcting decisions") {
    play(pool, 2, true);
}
