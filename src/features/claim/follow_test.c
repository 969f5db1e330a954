/* Claims follow identities through the register's events, clashes are settled by both agencies, the sweep finds what
 * slipped in, and lists of other agencies make claims. */
#include "app/form.h"
#include "features/agency/agency.h"
#include "features/claim/claim_clash.h"
#include "features/claim/claim_internal.h"
#include "features/claim/claim_outside.h"
#include "features/claim/claim_sweep.h"
#include "features/household/household.h"
#include "tests/town.h"

extern const household_listener __start_household_listeners[] __attribute__((weak));
extern const household_listener __stop_household_listeners[] __attribute__((weak));

static enum status hear_tx(struct ctx *c, void *user, struct error *e) {
    for (const household_listener *fn = __start_household_listeners; fn < __stop_household_listeners; fn++)
        TRY((*fn)(c, user, e));
    audit_note(c, 0, "test.event", "household", 1, NULL);
    return OK;
}
static void happens(struct town *w, struct household_happening h) {
    error_clear(&err);
    assert_ok(ctx_write(&w->c, hear_tx, &h, &err));
}

struct wish {
    const char *kind, *policy;
    struct claim_line line;
};
static enum status claim_tx(struct ctx *c, void *user, struct error *e) {
    struct wish *a = user;
    struct claim_terms t = {a->kind, policy_id_of_key(text_of(a->policy)), c->today, 0, T("DS 1")};
    TRY(claim_reserve(c, &t, &a->line, e));
    audit_note(c, 0, "test.claim", "claim", 1, NULL);
    return OK;
}
static enum status claim(struct town *w, const char *policy, struct claim_line line) {
    struct wish a = {"card", policy, line};
    error_clear(&err);
    return ctx_write(&w->c, claim_tx, &a, &err);
}

#define HELD "released_at = 9223372036854775806"
#define YEAR_2024 .from = day_of(2024, 1, 1), .to = day_of(2025, 1, 1)

TEST_DB("merging households brings what still runs along; two that meet become one clash, and undoing parts them") {
    static struct town w;
    town_new(&w, pool);
    int64_t a = town_household(&w, 0, 1, 1), b = town_household(&w, 1, 1, 1);
    assert_ok(claim(&w, "electricity", (struct claim_line){.source_id = 1, .household_id = a, YEAR_2024}));
    assert_ok(claim(&w, "electricity", (struct claim_line){.source_id = 2, .household_id = b, YEAR_2024}));
    assert_ok(claim(&w, "house-new", (struct claim_line){.source_id = 3, .household_id = a}));
    struct household_happening merged = {"merged", a, b, 0, day_of(2024, 11, 10), 777, false};
    happens(&w, merged);
    /* January to October stay where they were: two households had them lawfully. */
    assert_int_equal(town_count(&w,
                                "SELECT count(*) FROM claim WHERE identity = %lld AND content_group = 'electricity'",
                                (long long)a),
                     10);
    assert_int_equal(town_count(&w, "SELECT count(*) FROM claim_clash WHERE state = 'open'"), 1);
    assert_int_equal(town_count(&w, "SELECT first_period FROM claim_clash"), 202411);
    assert_int_equal(town_count(&w, "SELECT last_period FROM claim_clash"), 202412);
    /* The house went along: the merged household gets no other. */
    assert_int_equal(claim(&w, "house-repair", (struct claim_line){.source_id = 4, .household_id = b}), E_CONFLICT);
    merged.taken_back = true;
    happens(&w, merged);
    assert_int_equal(town_count(&w, "SELECT count(*) FROM claim WHERE identity = %lld AND " HELD, (long long)a), 13);
    assert_int_equal(town_count(&w, "SELECT count(*) FROM claim_clash WHERE state = 'undone'"), 1);
    assert_ok(claim(&w, "house-repair", (struct claim_line){.source_id = 4, .household_id = b}));
}

TEST_DB("an open loan goes with the borrower who splits off; a household's house stays") {
    static struct town w;
    town_new(&w, pool);
    int64_t h = town_household(&w, 0, 1, 1), son = town_person(&w, h, "Con trai", 77099000002, "child");
    assert_ok(claim(&w, "loan-poor", (struct claim_line){.source_id = 1, .household_id = h, .person_id = son}));
    assert_ok(claim(&w, "house-new", (struct claim_line){.source_id = 2, .household_id = h}));
    int64_t fresh = town_household(&w, 0, 1, 1);
    town_sql(&w, "UPDATE membership SET household_id = %lld WHERE person_id = %lld", (long long)fresh, (long long)son);
    happens(&w, (struct household_happening){"split", h, fresh, son, w.c.today, 778, false});
    assert_ok(claim(&w, "loan-brvt-poor", (struct claim_line){.source_id = 3, .household_id = h}));
    assert_int_equal(claim(&w, "loan-brvt-poor", (struct claim_line){.source_id = 4, .household_id = fresh}),
                     E_CONFLICT);
    assert_ok(claim(&w, "house-new", (struct claim_line){.source_id = 5, .household_id = fresh}));
}

TEST_DB("a number that is put right takes the claims along and meets who had it") {
    static struct town w;
    town_new(&w, pool);
    int64_t a = town_household(&w, 0, 1, 1), p = w.last_person;
    struct claim_line card = {
        .source_id = 1, .household_id = a, .person_id = p, .from = day_of(2024, 12, 1), .to = day_of(2025, 1, 1)};
    assert_ok(claim(&w, "health-card-poor", card));
    struct claim_line outside = {
        .source_id = 2, .number = T("077099000009"), .name = T("Ai"), .from = card.from, .to = card.to};
    assert_ok(claim(&w, "health-card-average", outside));
    town_sql(&w, "UPDATE person_version SET superseded_at = 779 WHERE person_id = %lld", (long long)p);
    town_sql(&w,
             "INSERT INTO person_version (id, person_id, valid_from, valid_to, recorded_at, superseded_at, full_name, "
             "name_fold, sex, born_on, born_precision, personal_number, event, account_id) VALUES (1, %lld, 19000, %d, "
             "779, 9223372036854775806, 'Ai', 'ai', 0, 3652, 0, '077099000009', 'corrected', 1);",
             (long long)p, DAY_FOREVER);
    happens(&w, (struct household_happening){"corrected", a, 0, p, w.c.today, 779, false});
    assert_int_equal(town_count(&w, "SELECT count(*) FROM claim_clash WHERE cause = 'number' AND state = 'open'"), 1);
    assert_int_equal(town_count(&w, "SELECT count(*) FROM claim WHERE identity = 77099000009 AND " HELD), 2);
    assert_int_equal(town_count(&w, "SELECT count(*) FROM claim_source WHERE person_id = %lld", (long long)p), 2);
}

static enum status same_tx(struct ctx *c, void *user, struct error *e) {
    int64_t *ids = user;
    TRY(claim_person_is(c, ids[0], ids[1], e));
    audit_note(c, 0, "test.same", "person", ids[0], NULL);
    return OK;
}

/* Who without a number has a card twice, as two records that turn out to be one person. */
static void two_cards(struct town *w, int64_t *ids, int64_t *agencies) {
    int64_t h = town_household(w, 0, 1, 1), a = town_person(w, h, "Lê Văn Bé", 0, "child");
    int64_t g = town_household(w, 2, 1, 1), b = town_person(w, g, "Lê Văn Bé", 0, "relative");
    struct claim_line card = {.source_id = 11, .household_id = h, .person_id = a, YEAR_2024};
    agencies[0] = agency_id_of_key(T("77/sldtbxh"));
    agencies[1] = agency_id_of_key(T("77/sgddt"));
    town_as(w, "agency_officer", DB_SCOPE_PROVINCE, w->province, agencies[0], 71);
    assert_ok(claim(w, "health-card-poor", card));
    town_as(w, "agency_officer", DB_SCOPE_PROVINCE, w->province, agencies[1], 72);
    card = (struct claim_line){.source_id = 12, .household_id = g, .person_id = b, YEAR_2024};
    assert_ok(claim(w, "health-card-brvt-poor", card));
    ids[0] = a;
    ids[1] = b;
}

static enum status answer_tx(struct ctx *c, void *user, struct error *e) {
    const struct http_pair *pairs = user;
    struct form_data *d;
    TRY(form_take_pairs(c->arena, &claim_answer_form, pairs, 4, NULL, 0, &d, e));
    c->form = d;
    struct value *out = value_object(c->arena);
    return claim_clash_post(c, out, e);
}
static enum status answer(struct town *w, int64_t clash, const char *side, const char *says, const char *version) {
    struct http_pair pairs[] = {{T("side"), text_of(side)},
                                {T("answer"), text_of(says)},
                                {T("reason"), T("đã xem hồ sơ")},
                                {T("version"), text_of(version)}};
    w->c.params[0] = arena_fmt(test_arena(), "%lld", (long long)clash);
    error_clear(&err);
    return ctx_write(&w->c, answer_tx, pairs, &err);
}

TEST_DB("both agencies answer a clash: each only for its own side, and what is given up is let go, not deleted") {
    static struct town w;
    int64_t ids[2], agencies[2];
    town_new(&w, pool);
    two_cards(&w, ids, agencies);
    assert_ok(ctx_write(&w.c, same_tx, ids, &err));
    int64_t clash = town_count(&w, "SELECT id FROM claim_clash WHERE cause = 'same_person'");
    assert_int_equal(town_count(&w, "SELECT period_count FROM claim_clash"), 12);
    town_as(&w, "agency_officer", DB_SCOPE_PROVINCE, w.province, agencies[0], 71);
    assert_int_equal(answer(&w, clash, "second", "keeps", "1"), E_FORBIDDEN);
    assert_ok(answer(&w, clash, "first", "keeps", "1"));
    assert_int_equal(answer(&w, clash, "first", "gives_up", "1"), E_PRECONDITION);
    town_as(&w, "agency_officer", DB_SCOPE_PROVINCE, w.province, agencies[1], 72);
    assert_ok(answer(&w, clash, "second", "gives_up", "2"));
    assert_int_equal(town_count(&w, "SELECT count(*) FROM claim_clash WHERE state = 'given_up'"), 1);
    assert_int_equal(town_count(&w, "SELECT count(*) FROM claim_clash_answer"), 2);
    assert_int_equal(town_count(&w, "SELECT count(*) FROM claim WHERE " HELD), 12);
    assert_int_equal(town_count(&w, "SELECT count(*) FROM claim WHERE " HELD " AND slot = 0"), 12);
    assert_int_equal(town_count(&w, "SELECT count(*) FROM claim"), 24);
    assert_int_equal(answer(&w, clash, "first", "keeps", "3"), E_CONFLICT);
}

TEST_DB("the sweep finds every pair that holds the same and slipped past the guard, each once") {
    static struct town w;
    town_new(&w, pool);
    enum { N = 20 };
    int64_t people[2 * N];
    for (int i = 0; i < 2 * N; i++) {
        int64_t h = town_household(&w, i % 3, 1, 1);
        people[i] = town_person(&w, h, "Người", 0, "child");
        assert_ok(
            claim(&w, "health-card-poor",
                  (struct claim_line){.source_id = 100 + i, .household_id = h, .person_id = people[i], YEAR_2024}));
    }
    /* Joined behind the program's back: five pairs are one person each, five have one number, five households merged.
     */
    for (int i = 0; i < 5; i++) {
        town_sql(&w, "UPDATE person SET same_as = %lld WHERE id = %lld", (long long)people[2 * i],
                 (long long)people[2 * i + 1]);
        town_sql(&w, "UPDATE person_version SET personal_number = '07709900010%d' WHERE person_id IN (%lld, %lld)", i,
                 (long long)people[10 + 2 * i], (long long)people[10 + 2 * i + 1]);
    }
    AUTO_ARENA arena = arena_new(64u << 20);
    struct command_args args = {.app = &w.app, .json = true};
    assert_int_equal(claim_sweep_command(&args, arena, &err), 0);
    assert_int_equal(town_count(&w, "SELECT found FROM claim_sweep"), 10);
    assert_int_equal(town_count(&w, "SELECT opened FROM claim_sweep"), 10);
    assert_int_equal(town_count(&w, "SELECT count(*) FROM claim_clash WHERE cause = 'sweep' AND period_count = 12"),
                     10);
    assert_int_equal(claim_sweep_command(&args, arena, &err), 0);
    assert_int_equal(town_count(&w, "SELECT max(id) FROM claim_clash WHERE cause = 'sweep'") > 0, 1);
    assert_int_equal(town_count(&w, "SELECT count(*) FROM claim_clash"), 10);
}

/* ---- lists of other agencies */

struct file {
    const char *text;
    int64_t list;
};
static enum status post(struct town *w, const char *bytes) {
    struct http_file file = {.field = T("file"), .file_name = T("ds.csv"), .bytes = text_of(bytes)};
    struct http_pair pairs[] = {
        {T("policy"), arena_fmt(test_arena(), "%lld", (long long)policy_id_of_key(T("health-card-average")))},
        {T("title"), T("DS trường A")},
        {T("from_day"), T("01/10/2024")},
        {T("to_day"), T("31/12/2024")}};
    const struct form *f;
    struct form_data *d;
    struct db *db;
    error_clear(&err);
    assert_ok(db_take(w->app.pool, false, &db, &err));
    assert_ok(db_begin_read(db, &err));
    w->c.db = db;
    assert_ok(outside_upload_form(&w->c, &f, &err));
    assert_ok(form_take_pairs(test_arena(), f, pairs, 4, &file, 1, &d, &err));
    w->c.db = NULL;
    db_give(db);
    w->c.form = d;
    return outside_post(&w->c, value_object(test_arena()), &err);
}

TEST_DB("another agency's list is matched by number, by name and birth and commune, or waits; twice it is refused") {
    static struct town w;
    town_new(&w, pool);
    int64_t h = town_household(&w, 0, 0, 0), son = town_person(&w, h, "Trần Văn Út", 0, "child");
    town_sql(
        &w,
        "UPDATE person_version SET name_fold = 'tran van ut', born_on = %d, born_precision = 2 WHERE person_id = %lld",
        day_of(2010, 1, 1), (long long)son);
    int64_t had = town_household(&w, 0, 1, 1), head = w.last_person;
    assert_ok(claim(&w, "health-card-poor",
                    (struct claim_line){.source_id = 5, .household_id = had, .person_id = head, YEAR_2024}));
    char csv[2000];
    (void)snprintf(csv, sizeof csv,
                   "Họ và tên,Số định danh cá nhân,Ngày sinh,\"Xã, phường, thị trấn\"\n"
                   "Chủ hộ,%012lld,,\n"
                   "TRẦN VĂN ÚT,,15/03/2010,Láng Lớn\n"
                   "Ai Đó,079099000123,,\n"
                   "Không Ai,,2001,Láng Lớn\n"
                   "Sai Số,123,,\n"
                   "Đã Có,%012lld,,\n",
                   77000000000LL + (long long)h, 77000000000LL + (long long)had);
    town_as(&w, "agency_officer", DB_SCOPE_PROVINCE, w.province, agency_id_of_key(T("77/sgddt")), 71);
    assert_ok(post(&w, csv));
    assert_int_equal(post(&w, csv), E_CONFLICT);
    assert_string_equal(err.key, "claim.same_file");
    int64_t list = town_count(&w, "SELECT id FROM outside_list");
    w.c.params[0] = arena_fmt(test_arena(), "%lld", (long long)list);
    error_clear(&err);
    assert_ok(outside_apply(&w.c, value_object(test_arena()), &err));
    static const struct {
        int no;
        const char *state;
    } rows[] = {{2, "matched"}, {3, "matched"}, {4, "number"}, {5, "waiting"}, {6, "bad"}, {7, "clash"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_int_equal(town_count(&w, "SELECT count(*) FROM outside_line WHERE no = %d AND state = '%s'", rows[i].no,
                                    rows[i].state),
                         1);
    /* The son of the matched row is guarded now. */
    assert_int_equal(claim(&w, "health-card-poor",
                           (struct claim_line){.source_id = 6, .household_id = h, .person_id = son, YEAR_2024}),
                     E_CONFLICT);
    assert_non_null(strstr(err.args[2], "DS trường A"));
    assert_int_equal(outside_apply(&w.c, value_object(test_arena()), &err), E_CONFLICT);
}
