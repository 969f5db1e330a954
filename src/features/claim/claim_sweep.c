/* The sweep: what is held twice all the same. Exact keys in slots beside each other, and identities that are one:
 * joined records, merged households, one number on two records, outside lines whose person is in the register. What
 * stands by a lawful exception is left out; what is new becomes a clash. */
#include "features/claim/claim_sweep.h"

#include "app/jobs.h"
#include "features/claim/claim_internal.h"
#include "features/claim/claim_pages.h"

struct sweep {
    int64_t claims, found, opened, not_guarded, milliseconds;
    struct claim_sweep_exact_row *rows; /* both statements have the same columns */
    size_t count;
    struct claim_holder *holders;
    size_t holder_count;
};
_Static_assert(sizeof(struct claim_sweep_exact_row) == sizeof(struct claim_sweep_same_row), "same columns");

static int by_pair(const void *a, const void *b) {
    const struct claim_sweep_exact_row *x = a, *y = b;
    if (x->first_id != y->first_id)
        return x->first_id < y->first_id ? -1 : 1;
    if (x->second_id != y->second_id)
        return x->second_id < y->second_id ? -1 : 1;
    return text_cmp(x->content_group, y->content_group);
}

/* One row for a pair and group: a person's id and number say the same twice. */
static void join_pairs(struct sweep *s) {
    size_t kept = 0;
    if (s->count > 1)
        qsort(s->rows, s->count, sizeof *s->rows, by_pair);
    for (size_t i = 0; i < s->count; i++) {
        struct claim_sweep_exact_row *r = &s->rows[i], *last = kept > 0 ? &s->rows[kept - 1] : NULL;
        if (last == NULL || by_pair(last, r) != 0) {
            s->rows[kept++] = *r;
            continue;
        }
        last->first_period = r->first_period < last->first_period ? r->first_period : last->first_period;
        last->last_period = r->last_period > last->last_period ? r->last_period : last->last_period;
        last->periods = r->periods > last->periods ? r->periods : last->periods;
    }
    s->count = kept;
}

static const struct claim_holder *holder(const struct sweep *s, int64_t id) {
    size_t low = 0, high = s->holder_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->holders[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < s->holder_count && s->holders[low].id == id ? &s->holders[low] : NULL;
}
static int by_id(const void *a, const void *b) {
    const struct claim_holder *x = a, *y = b;
    return x->id < y->id ? -1 : x->id > y->id;
}

/* What stands side by side lawfully, or was said to be lawful, is no finding. */
static enum status drop_lawful(struct ctx *c, struct sweep *s, struct error *err) {
    struct claim_clash_known_row *known;
    size_t known_count, kept = 0, n = 0, at = 0;
    int64_t *ids = ARENA_ARRAY(c->arena, s->count * 2 + 1, int64_t);
    for (size_t i = 0; i < s->count; i++) {
        ids[n++] = s->rows[i].first_id;
        ids[n++] = s->rows[i].second_id;
    }
    TRY(claim_holders(c, (struct db_ids){ids, n}, &s->holders, &s->holder_count, err));
    if (s->holder_count > 1)
        qsort(s->holders, s->holder_count, sizeof *s->holders, by_id);
    TRY(claim_clash_known(c->db, c->arena, &known, &known_count, err));
    for (size_t i = 0; i < s->count; i++) {
        const struct claim_holder *a = holder(s, s->rows[i].first_id), *b = holder(s, s->rows[i].second_id);
        bool allowed = false, said = false;
        struct overlap_rule rule;
        if (a != NULL && b != NULL)
            TRY(policy_exception(c, a->policy_id, b->policy_id, &allowed, &rule, err));
        while (at < known_count && known[at].first_id < s->rows[i].first_id)
            at++;
        for (size_t k = at; k < known_count && known[k].first_id == s->rows[i].first_id; k++)
            said = said ||
                   (known[k].second_id == s->rows[i].second_id &&
                    text_eq(known[k].content_group, s->rows[i].content_group) && text_is(known[k].state, "lawful"));
        if (!allowed && !said)
            s->rows[kept++] = s->rows[i];
    }
    s->count = kept;
    return OK;
}

static enum status find(struct ctx *c, void *user, struct error *err) {
    struct sweep *s = user;
    struct claim_sweep_exact_row *exact;
    struct claim_sweep_same_row *same;
    struct claim_held_count_row held;
    struct claim_not_guarded_row unguarded;
    size_t exact_count, same_count;
    bool found = false;
    TRY(claim_sweep_exact(c->db, c->arena, &exact, &exact_count, err));
    TRY(claim_sweep_same(c->db, c->arena, &same, &same_count, err));
    TRY(claim_held_count(c->db, c->arena, &held, &found, err));
    TRY(claim_not_guarded(c->db, c->arena, &unguarded, &found, err));
    s->rows = ARENA_ARRAY(c->arena, exact_count + same_count + 1, struct claim_sweep_exact_row);
    if (exact_count > 0)
        memcpy(s->rows, exact, exact_count * sizeof *exact);
    if (same_count > 0)
        memcpy(s->rows + exact_count, same, same_count * sizeof *same);
    s->count = exact_count + same_count;
    s->claims = held.n;
    s->not_guarded = unguarded.n;
    join_pairs(s);
    TRY(drop_lawful(c, s, err));
    s->found = (int64_t)s->count;
    return arena_ok(c->arena) ? OK : fail(err, E_TOO_LARGE, "db.result_too_large");
}

static enum status record(struct ctx *c, void *user, struct error *err) {
    struct sweep *s = user;
    struct claim_clash_known_row *known;
    size_t known_count, after;
    instant_t now = clock_now(&c->app->clock);
    TRY(claim_clash_known(c->db, c->arena, &known, &known_count, err));
    for (size_t i = 0; i < s->count; i++) {
        const struct claim_sweep_exact_row *r = &s->rows[i];
        TRY(claim_clash_open(c->db,
                             &(struct claim_clash_open_in){id_new(), r->content_group, r->identity_kind, r->identity,
                                                           r->first_id, r->second_id, T("sweep"), r->first_period,
                                                           DB_NULL, now},
                             NULL, err));
        TRY(claim_clash_span(c->db,
                             &(struct claim_clash_span_in){r->first_id, r->second_id, r->content_group, r->first_period,
                                                           r->last_period, r->periods},
                             NULL, err));
    }
    size_t before = known_count;
    TRY(claim_clash_known(c->db, c->arena, &known, &after, err));
    s->opened = (int64_t)(after - before);
    TRY(claim_sweep_add(c->db,
                        &(struct claim_sweep_add_in){id_new(), now, c->user.account_id, s->claims, s->found, s->opened,
                                                     s->not_guarded, s->milliseconds},
                        NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "found", s->found);
    value_set_int(diff, "opened", s->opened);
    audit_note(c, 0, "claim.sweep", "claim_sweep", 0, diff);
    return OK;
}

static enum status sweep(struct ctx *c, struct sweep *s, struct error *err) {
    int64_t start = clock_monotonic_us();
    TRY(ctx_read(c, find, s, err));
    s->milliseconds = (clock_monotonic_us() - start) / 1000;
    return ctx_write(c, record, s, err);
}

static void describe(const struct sweep *s, struct value *out) {
    value_set_int(out, "claims", s->claims);
    value_set_int(out, "found", s->found);
    value_set_int(out, "opened", s->opened);
    value_set_int(out, "not_guarded", s->not_guarded);
    value_set_int(out, "milliseconds", s->milliseconds);
}

enum status claim_sweep_job(struct ctx *c, int64_t job_id, struct text params, struct error *err) {
    struct sweep s = {0};
    (void)job_id;
    (void)params;
    TRY(sweep(c, &s, err));
    struct value *result = value_object(c->arena);
    describe(&s, result);
    value_set_str(result, "href", "/claims/sweep");
    value_set_str(result, "message", "claim.swept");
    job_result(c, result);
    return OK;
}

int claim_sweep_command(struct command_args *a, struct arena *arena, struct error *err) {
    struct ctx c;
    struct sweep s = {0};
    ctx_init_system(&c, a->app, arena, NULL);
    if (sweep(&c, &s, err) != OK)
        return 1;
    if (a->json) {
        AUTO_BUF b;
        struct value *out = value_object(arena);
        buf_init(&b, 64u << 10);
        describe(&s, out);
        value_json(&b, out);
        (void)printf("%.*s\n", FMT(buf_as_text(&b)));
        return 0;
    }
    (void)printf("%lld claims held, %lld held twice (%lld new), %lld outside lines not guarded, %lld ms\n",
                 (long long)s.claims, (long long)s.found, (long long)s.opened, (long long)s.not_guarded,
                 (long long)s.milliseconds);
    return 0;
}

enum status claim_sweep_page(struct ctx *c, struct value *out, struct error *err) {
    claim_nav(c, out);
    struct claim_sweeps_row *rows;
    size_t count;
    TRY(claim_sweeps(c->db, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "items");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_instant(v, "at", rows[i].at);
        value_set_text(v, "who", rows[i].who);
        value_set_int(v, "claims", rows[i].claims);
        value_set_int(v, "found", rows[i].found);
        value_set_int(v, "opened", rows[i].opened);
        value_set_int(v, "not_guarded", rows[i].not_guarded);
        value_set_int(v, "milliseconds", rows[i].milliseconds);
    }
    return OK;
}

enum status claim_sweep_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(job_start(c, "claims.sweep", NULL, &id, err));
    value_set_id(out, "job_id", id);
    ctx_redirect(c, NULL, "/jobs/%lld", (long long)id);
    return OK;
}
