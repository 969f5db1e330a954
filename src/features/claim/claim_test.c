/* The guard: who is bound for which period, by which exceptions, and that the loser is told why. */
#include "tests/town.h"

struct asking {
    const char *kind, *policy;
    struct claim_line line;
    day_t on;
};

static enum status ask_tx(struct ctx *c, void *user, struct error *e) {
    struct asking *a = user;
    struct claim_terms t = {.source_kind = a->kind,
                            .policy_id = policy_id_of_key(text_of(a->policy)),
                            .on = a->on != 0 ? a->on : c->today,
                            .document = T("DS 12")};
    TRY(claim_reserve(c, &t, &a->line, e));
    audit_note(c, 0, "test.claim", "claim", a->line.source_id, NULL);
    return OK;
}
static enum status ask(struct town *w, const char *kind, const char *policy, struct claim_line line) {
    struct asking a = {.kind = kind, .policy = policy, .line = line};
    error_clear(&err);
    return ctx_write(&w->c, ask_tx, &a, &err);
}

struct many {
    const char *kind, *policy;
    struct claim_line *lines;
    size_t count;
    struct claim_conflict *conflicts;
    size_t conflict_count;
    const int64_t *ids;
    day_t from;
};
static enum status many_tx(struct ctx *c, void *user, struct error *e) {
    struct many *m = user;
    struct claim_terms t = {m->kind, policy_id_of_key(text_of(m->policy)), c->today, 0, T("DS 13")};
    TRY(claim_reserve_many(c, &t, m->lines, m->count, &m->conflicts, &m->conflict_count, e));
    audit_note(c, 0, "test.claim", "claim", 0, NULL);
    return OK;
}
static enum status confirm_tx(struct ctx *c, void *user, struct error *e) {
    struct many *m = user;
    TRY(claim_confirm(c, m->kind, (struct db_ids){m->ids, m->count}, c->today, T("QĐ 7"), &m->conflicts,
                      &m->conflict_count, e));
    audit_note(c, 0, "test.claim", "claim", 0, NULL);
    return OK;
}
static enum status release_tx(struct ctx *c, void *user, struct error *e) {
    struct many *m = user;
    TRY(claim_release(c, m->kind, (struct db_ids){m->ids, m->count}, m->from, T("thử"), e));
    audit_note(c, 0, "test.claim", "claim", 0, NULL);
    return OK;
}
static enum status sentence_tx(struct ctx *c, void *user, struct error *e) {
    struct many *m = user;
    (void)e;
    assert_non_null(strstr(claim_sentence(c, &m->conflicts[1]).ptr, "11 kỳ nữa"));
    return OK;
}
static size_t confirm(struct town *w, const char *kind, int64_t id) {
    struct many m = {.kind = kind, .ids = &id, .count = 1};
    assert_ok(ctx_write(&w->c, confirm_tx, &m, &err));
    return m.conflict_count;
}
static void release(struct town *w, const char *kind, int64_t id, day_t from) {
    struct many m = {.kind = kind, .ids = &id, .count = 1, .from = from};
    assert_ok(ctx_write(&w->c, release_tx, &m, &err));
}

#define MONTHS(m1, m2) .from = day_of(2024, (m1), 1), .to = day_of(2024, (m2), 28) + 1

TEST("periods are numbers in the order of time") {
    int64_t keys[40];
    size_t n = claim_period_keys(GRAIN_MONTH, day_of(2024, 11, 15), day_of(2025, 2, 1), keys, 40);
    assert_int_equal(n, 3);
    assert_int_equal(keys[0], 202411);
    assert_int_equal(keys[2], 202501);
    assert_int_equal(claim_period_keys(GRAIN_QUARTER, day_of(2024, 10, 1), day_of(2025, 1, 2), keys, 40), 2);
    assert_int_equal(keys[0], 20244);
    assert_int_equal(keys[1], 20251);
    assert_int_equal(claim_period_keys(GRAIN_SCHOOL_TERM, day_of(2024, 9, 5), day_of(2025, 5, 31), keys, 40), 2);
    assert_int_equal(keys[0], 20241);
    assert_int_equal(keys[1], 20242);
    assert_int_equal(claim_period_key(GRAIN_SCHOOL_TERM, day_of(2025, 1, 10)), 20241);
    assert_int_equal(claim_period_keys(GRAIN_ONCE, DAY_NONE, DAY_NONE, keys, 40), 1);
    assert_int_equal(claim_period_keys(GRAIN_MONTH, day_of(2024, 5, 1), day_of(2024, 5, 1), keys, 40), 0);
    assert_int_equal(claim_period_start(GRAIN_QUARTER, 20244), day_of(2024, 10, 1));
    assert_int_equal(claim_number(T("077301001234")), 77301001234);
    assert_int_equal(claim_number(T("07730100123")), 0);
    assert_int_equal(claim_number(T("07730100123x")), 0);
}

TEST_DB("two programmes do not give one person a card for the same month, and the refusal says who was first") {
    static struct town w;
    town_new(&w, pool);
    int64_t h = town_household(&w, 0, 1, 1), p = w.last_person;
    struct claim_line line = {.source_id = 1, .household_id = h, .person_id = p, MONTHS(9, 12)};
    assert_ok(ask(&w, "card", "health-card-poor", line));
    line.source_id = 2;
    line.from = day_of(2024, 12, 1);
    line.to = day_of(2025, 6, 1);
    assert_int_equal(ask(&w, "card", "health-card-brvt-poor", line), E_CONFLICT);
    assert_string_equal(err.key, "claim.twice");
    assert_non_null(strstr(err.args[1], "12/2024"));
    assert_non_null(strstr(err.args[2], "25/11/2024"));
    assert_non_null(strstr(err.args[2], "DS 12"));
    assert_non_null(strstr(err.args[3], "NĐ 146/2018/NĐ-CP"));
    line.from = day_of(2025, 1, 1);
    assert_ok(ask(&w, "card", "health-card-brvt-poor", line));
    assert_int_equal(town_count(&w, "SELECT count(*) FROM claim WHERE identity_kind = 1"), 4 + 5);
    assert_int_equal(town_count(&w, "SELECT count(*) FROM claim WHERE identity_kind = 3"), 4 + 5);
    assert_int_equal(town_count(&w, "SELECT count(*) FROM claim_source"), 2);
}

TEST_DB("a second record of the same person, and an outside list that knows only the number, meet the first claim") {
    static struct town w;
    town_new(&w, pool);
    int64_t h = town_household(&w, 0, 1, 1), p = w.last_person;
    int64_t other = town_household(&w, 2, 1, 1);
    int64_t twin = town_person(&w, other, "Chủ hộ nữa", 77000000000 + h, "relative");
    assert_ok(ask(&w, "card", "health-card-poor",
                  (struct claim_line){.source_id = 1, .household_id = h, .person_id = p, MONTHS(9, 12)}));
    assert_int_equal(ask(&w, "card", "health-card-poor",
                         (struct claim_line){.source_id = 2, .household_id = other, .person_id = twin, MONTHS(9, 12)}),
                     E_CONFLICT);
    char number[13];
    (void)snprintf(number, sizeof number, "%012lld", 77000000000LL + (long long)h);
    struct claim_line outside = {.source_id = 3, .number = text_of(number), .name = T("Ai đó"), MONTHS(12, 12)};
    assert_int_equal(ask(&w, "outside_line", "health-card-average", outside), E_CONFLICT);
    outside.number = T("077099000001");
    assert_ok(ask(&w, "outside_line", "health-card-average", outside));
}

TEST_DB("a household's project binds its members of the day: who splits off has had his, who comes later has not") {
    static struct town w;
    town_new(&w, pool);
    int64_t h = town_household(&w, 0, 1, 1), son = town_person(&w, h, "Con trai", 77099000002, "child");
    int64_t other = town_household(&w, 0, 1, 1);
    assert_ok(ask(&w, "benefit", "seeds-livestock", (struct claim_line){.source_id = 1, .household_id = h}));
    /* The son goes to the other household: it may not get the same, because of him. */
    town_sql(&w, "UPDATE membership SET household_id = %lld WHERE person_id = %lld", (long long)other, (long long)son);
    assert_int_equal(ask(&w, "benefit", "seeds-livestock", (struct claim_line){.source_id = 2, .household_id = other}),
                     E_CONFLICT);
    /* A house binds the household alone: the son's new one gets its own. */
    assert_ok(ask(&w, "benefit", "house-new", (struct claim_line){.source_id = 3, .household_id = h}));
    assert_ok(ask(&w, "benefit", "house-repair", (struct claim_line){.source_id = 4, .household_id = other}));
    assert_int_equal(ask(&w, "benefit", "house-minority", (struct claim_line){.source_id = 5, .household_id = h}),
                     E_CONFLICT);
    /* Approval looks at the members again: the son has left, a daughter has come. */
    int64_t daughter = town_person(&w, h, "Con gái", 77099000003, "child");
    assert_int_equal(confirm(&w, "benefit", 1), 0);
    assert_int_equal(town_count(&w,
                                "SELECT count(*) FROM claim WHERE identity IN (%lld, 77099000003) AND released_at = "
                                "9223372036854775806",
                                (long long)daughter),
                     2);
    assert_int_equal(town_count(&w,
                                "SELECT count(*) FROM claim WHERE identity IN (%lld, 77099000002) AND released_at = "
                                "9223372036854775806",
                                (long long)son),
                     0);
}

TEST_DB("a lawful exception stands beside the first claim and is recorded; a third one is refused") {
    static struct town w;
    town_new(&w, pool);
    int64_t h = town_household(&w, 0, 1, 1), p = w.last_person;
    struct claim_line line = {.source_id = 1, .household_id = h, .person_id = p, MONTHS(10, 12)};
    assert_ok(ask(&w, "benefit", "social-elderly", line));
    line.source_id = 2;
    assert_ok(ask(&w, "benefit", "social-single-parent", line));
    assert_int_equal(
        town_count(&w, "SELECT count(*) FROM claim_source WHERE exception_key = 'social-allowance-single-parent' AND "
                       "beside_id IS NOT NULL"),
        1);
    line.source_id = 3;
    assert_int_equal(ask(&w, "benefit", "social-disabled", line), E_CONFLICT);
    assert_non_null(strstr(err.args[1], "người cao tuổi"));
    /* Without the elderly's, the disabled's is lawful beside the single parent's; the elderly's then is not. */
    release(&w, "benefit", 1, DAY_NONE);
    assert_ok(ask(&w, "benefit", "social-disabled", line));
    line.source_id = 4;
    assert_int_equal(ask(&w, "benefit", "social-elderly", line), E_CONFLICT);
}

TEST_DB("stopping from a day on frees what lies behind it; what was given once stays used up until it is refused") {
    static struct town w;
    town_new(&w, pool);
    int64_t h = town_household(&w, 0, 1, 1), p = w.last_person;
    struct claim_line card = {.source_id = 1, .household_id = h, .person_id = p, MONTHS(9, 12)};
    assert_ok(ask(&w, "card", "health-card-poor", card));
    assert_int_equal(confirm(&w, "card", 1), 0);
    release(&w, "card", 1, day_of(2024, 11, 15)); /* November has begun: it stays */
    card.source_id = 2;
    card.from = day_of(2024, 11, 1);
    assert_int_equal(ask(&w, "card", "health-card-brvt-poor", card), E_CONFLICT);
    assert_non_null(strstr(err.args[1], "11/2024"));
    card.from = day_of(2024, 12, 1);
    assert_ok(ask(&w, "card", "health-card-brvt-poor", card));
    assert_ok(ask(&w, "benefit", "house-new", (struct claim_line){.source_id = 3, .household_id = h}));
    release(&w, "benefit", 3, w.c.today);
    assert_int_equal(ask(&w, "benefit", "house-repair", (struct claim_line){.source_id = 4, .household_id = h}),
                     E_CONFLICT);
    release(&w, "benefit", 3, DAY_NONE);
    assert_ok(ask(&w, "benefit", "house-repair", (struct claim_line){.source_id = 4, .household_id = h}));
    /* A loan while it is open; another one when it is paid back. */
    assert_ok(ask(&w, "loan", "loan-poor", (struct claim_line){.source_id = 5, .household_id = h, .person_id = p}));
    assert_int_equal(ask(&w, "loan", "loan-brvt-poor", (struct claim_line){.source_id = 6, .household_id = h}),
                     E_CONFLICT);
    release(&w, "loan", 5, w.c.today);
    assert_ok(ask(&w, "loan", "loan-brvt-poor", (struct claim_line){.source_id = 6, .household_id = h}));
    /* What was let go is not approved, and can be proposed again. */
    release(&w, "benefit", 4, DAY_NONE);
    int64_t id = 4;
    struct many m = {.kind = "benefit", .ids = &id, .count = 1};
    error_clear(&err);
    assert_int_equal(ctx_write(&w.c, confirm_tx, &m, &err), E_CONFLICT);
    assert_ok(ask(&w, "benefit", "house-repair", (struct claim_line){.source_id = 4, .household_id = h}));
    assert_int_equal(confirm(&w, "benefit", 4), 0);
}

TEST_DB("a list loses the lines that meet another claim, also within itself, and keeps the others") {
    static struct town w;
    town_new(&w, pool);
    enum { N = 30 };
    static struct claim_line lines[N];
    for (int i = 0; i < N; i++) {
        int64_t h = town_household(&w, i % 3, 1, 1);
        lines[i] =
            (struct claim_line){.source_id = 100 + i, .household_id = h, .person_id = w.last_person, MONTHS(1, 12)};
    }
    lines[7].household_id = lines[3].household_id;
    lines[7].person_id = lines[3].person_id; /* twice in the list */
    struct claim_line before = lines[20];
    before.source_id = 9;
    assert_ok(ask(&w, "card", "health-card-poor", before));
    struct many m = {.kind = "benefit", .policy = "health-card-brvt-poor", .lines = lines, .count = N};
    error_clear(&err);
    assert_ok(ctx_write(&w.c, many_tx, &m, &err));
    assert_int_equal(m.conflict_count, 2);
    assert_int_equal(m.conflicts[0].line, 7);
    assert_int_equal(m.conflicts[0].holder.source_id, 103);
    assert_int_equal(m.conflicts[0].holder.periods, 12);
    assert_int_equal(m.conflicts[1].line, 20);
    assert_true(text_is(m.conflicts[1].holder.kind, "card"));
    assert_ok(ctx_read(&w.c, sentence_tx, &m, &err));
    assert_int_equal(town_count(&w, "SELECT count(*) FROM claim_source WHERE kind = 'benefit'"), N - 2);
    assert_int_equal(town_count(&w, "SELECT count(*) FROM claim WHERE identity_kind = 1"), (N - 2 + 1) * 12);
    /* Asking once more for the same lines changes nothing. */
    assert_ok(ctx_write(&w.c, many_tx, &m, &err));
    assert_int_equal(m.conflict_count, 2);
    assert_int_equal(town_count(&w, "SELECT count(*) FROM claim WHERE identity_kind = 1"), (N - 2 + 1) * 12);
}

static enum status listed_tx(struct ctx *c, void *user, struct error *e) {
    int64_t *ids = user;
    struct value *list = value_list(c->arena);
    TRY(claim_list_of(c, ids[0], 0, list, e));
    assert_int_equal(value_count(list), 2);
    list = value_list(c->arena);
    TRY(claim_list_of(c, 0, ids[1], list, e));
    assert_int_equal(value_count(list), 1);
    const struct value *one = value_at(list, 0);
    assert_string_equal(arena_zstr(c->arena, value_text(value_path(one, "periods"))), "09/2024 – 12/2024");
    assert_string_equal(arena_zstr(c->arena, value_text(value_path(one, "state"))), "claim.state.confirmed");
    return OK;
}

TEST_DB("what a household and its members have is listed, from whoever") {
    static struct town w;
    town_new(&w, pool);
    int64_t h = town_household(&w, 0, 1, 1), p = w.last_person, ids[2] = {h, p};
    assert_ok(ask(&w, "card", "health-card-poor",
                  (struct claim_line){.source_id = 1, .household_id = h, .person_id = p, MONTHS(9, 12)}));
    assert_ok(ask(&w, "benefit", "house-new", (struct claim_line){.source_id = 2, .household_id = h}));
    assert_int_equal(confirm(&w, "card", 1), 0);
    assert_ok(ctx_read(&w.c, listed_tx, ids, &err));
}

TEST_DB("no content group mixes policies that bind persons alone with policies that bind households alone") {
    static struct town w;
    town_new(&w, pool);
    assert_int_equal(
        town_count(&w,
                   "SELECT count(*) FROM policy a JOIN policy b ON b.content_group = a.content_group WHERE a.binds = "
                   "'person' AND b.binds IN ('household', 'borrower_household')"),
        0);
}
