/* The guard against a naive twin: a list of everything that is held, looked through from end to end. Thousands of
 * proposals and ends in an order drawn from a seed; both must say the same each time. */
#include "tests/town.h"

enum { PEOPLE = 6, POLICIES = 5, STEPS = 400 };

struct twin_claim {
    int64_t source, person;
    int group, policy, from, to; /* months since 2024-01, to exclusive; 0..0: once */
    bool held;
};
struct twin {
    struct town w;
    int64_t household, people[PEOPLE];
    struct twin_claim list[STEPS];
    size_t count;
    uint64_t seed;
    struct claim_line line;
    const char *policy;
    int64_t id;
    day_t from;
};

/* health-card and social-allowance; only the single parent's may stand beside the elderly's and the disabled's. */
static const struct {
    const char *key;
    int group;
} policies[POLICIES] = {{"health-card-poor", 0},
                        {"health-card-brvt-poor", 0},
                        {"social-elderly", 1},
                        {"social-disabled", 1},
                        {"social-single-parent", 1}};

static unsigned draw(struct twin *t, unsigned n) {
    t->seed = t->seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(t->seed >> 33) % n;
}

static bool lawful(int a, int b) {
    return (a == 4 && (b == 2 || b == 3)) || (b == 4 && (a == 2 || a == 3));
}

static bool twin_allows(const struct twin *t, int64_t person, int policy, int from, int to) {
    for (size_t i = 0; i < t->count; i++) {
        const struct twin_claim *k = &t->list[i];
        if (k->held && k->person == person && k->group == policies[policy].group && k->from < to && from < k->to &&
            !lawful(policy, k->policy))
            return false;
    }
    return true;
}

static enum status reserve_tx(struct ctx *c, void *user, struct error *e) {
    struct twin *t = user;
    struct claim_terms terms = {"twin", policy_id_of_key(text_of(t->policy)), c->today, 0, TEXT_NONE};
    TRY(claim_reserve(c, &terms, &t->line, e));
    audit_note(c, 0, "test.twin", "claim", 1, NULL);
    return OK;
}
static enum status release_tx(struct ctx *c, void *user, struct error *e) {
    struct twin *t = user;
    TRY(claim_release(c, "twin", (struct db_ids){&t->id, 1}, t->from, T("thử"), e));
    audit_note(c, 0, "test.twin", "claim", 1, NULL);
    return OK;
}

static day_t month(int n) {
    return day_of(2024 + n / 12, n % 12 + 1, 1);
}

static void propose(struct twin *t, int step) {
    int who = (int)draw(t, PEOPLE), policy = (int)draw(t, POLICIES), from = (int)draw(t, 20),
        to = from + 1 + (int)draw(t, 6);
    t->policy = policies[policy].key;
    t->line = (struct claim_line){.source_id = 1000 + step,
                                  .household_id = t->household,
                                  .person_id = t->people[who],
                                  .from = month(from) + (day_t)draw(t, 20),
                                  .to = month(to)};
    bool allowed = twin_allows(t, t->people[who], policy, from, to);
    error_clear(&err);
    enum status s = ctx_write(&t->w.c, reserve_tx, t, &err);
    if (s != (allowed ? OK : E_CONFLICT))
        fail_msg("step %d: %s for person %d, months %d..%d: the twin says %s, the guard %s", step, t->policy, who, from,
                 to, allowed ? "yes" : "no", status_name(s));
    if (allowed)
        t->list[t->count++] =
            (struct twin_claim){1000 + step, t->people[who], policies[policy].group, policy, from, to, true};
}

static void end(struct twin *t) {
    struct twin_claim *k = &t->list[draw(t, (unsigned)t->count)];
    int at = (int)draw(t, 26);
    bool all = draw(t, 4) == 0;
    t->id = k->source;
    t->from = all ? DAY_NONE : month(at);
    error_clear(&err);
    assert_ok(ctx_write(&t->w.c, release_tx, t, &err));
    if (all)
        k->held = false;
    else if (at < k->to)
        k->to = at;
    k->held = k->held && k->from < k->to;
}

TEST_DB("whatever is proposed and ended in whatever order, the guard says what a naive twin says") {
    static struct twin t;
    t = (struct twin){.seed = 20241125};
    town_new(&t.w, pool);
    t.household = town_household(&t.w, 0, 1, 1);
    for (int i = 0; i < PEOPLE; i++)
        t.people[i] = town_person(&t.w, t.household, "Người", i % 2 ? 77099100000 + i : 0, "child");
    for (int step = 0; step < STEPS; step++)
        if (t.count > 0 && draw(&t, 3) == 0)
            end(&t);
        else
            propose(&t, step);
    int64_t months = 0;
    for (size_t i = 0; i < t.count; i++)
        months += t.list[i].held ? t.list[i].to - t.list[i].from : 0;
    assert_int_equal(
        town_count(&t.w, "SELECT count(*) FROM claim WHERE identity_kind = 1 AND released_at = 9223372036854775806"),
        months);
}
