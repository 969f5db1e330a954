/* Reserving, confirming, letting go: which identities and periods a line uses up, and its source row. */
#include "features/claim/claim.h"

#include "features/claim/claim_internal.h"

struct reserving { /* one round over at most CLAIM_CHUNK lines of one policy */
    struct ctx *c;
    const struct claim_terms *terms;
    const struct claim_line *lines;
    size_t count, first; /* first: index of lines[0] among all that were given */
    struct policy policy;
    enum policy_grain grain;
    int64_t agency_id;
    struct claim_people_row *people;
    struct claim_households_row *households;
    struct claim_members_row *members;
    size_t person_count, household_count, member_count;
    int64_t *sources; /* row of claim_source by line */
    bool *known;      /* it was there before */
    struct wants wants;
    struct conflicts *conflicts;
};

/* ---- who is bound */

static struct db_ids ids_of(struct reserving *r, bool person) {
    int64_t *ids = ARENA_ARRAY(r->c->arena, r->count + 1, int64_t);
    size_t n = 0;
    for (size_t i = 0; i < r->count; i++) {
        int64_t id = person ? r->lines[i].person_id : r->lines[i].household_id;
        if (id != 0)
            ids[n++] = id;
    }
    return (struct db_ids){ids, n};
}

static int people_cmp(const void *a, const void *b) {
    const struct claim_people_row *x = a, *y = b;
    return x->asked_id < y->asked_id ? -1 : x->asked_id > y->asked_id;
}
static int households_cmp(const void *a, const void *b) {
    const struct claim_households_row *x = a, *y = b;
    return x->asked_id < y->asked_id ? -1 : x->asked_id > y->asked_id;
}

/* A household may have been merged more than once: follows to the one that lives. */
static enum status follow_merges(struct reserving *r, struct error *err) {
    for (int step = 0; step < 8; step++) {
        bool moved = false;
        for (size_t i = 0; i < r->household_count; i++) {
            struct claim_households_row *next;
            size_t count, at = i;
            int64_t id = r->households[at].household_id;
            if (id == r->households[at].asked_id)
                continue;
            TRY(claim_households(r->c->db, &(struct claim_households_in){{&id, 1}}, r->c->arena, &next, &count, err));
            if (count == 1 && next[0].household_id != id) {
                r->households[at].household_id = next[0].household_id;
                r->households[at].head_name = next[0].head_name;
                moved = true;
            }
        }
        if (!moved)
            break;
    }
    return OK;
}

static enum status read_subjects(struct reserving *r, struct error *err) {
    struct db_ids people = ids_of(r, true), households = ids_of(r, false);
    struct ctx *c = r->c;
    if (people.count > 0)
        TRY(claim_people(c->db, &(struct claim_people_in){people}, c->arena, &r->people, &r->person_count, err));
    if (households.count > 0)
        TRY(claim_households(c->db, &(struct claim_households_in){households}, c->arena, &r->households,
                             &r->household_count, err));
    TRY(follow_merges(r, err));
    if (r->person_count > 1)
        qsort(r->people, r->person_count, sizeof *r->people, people_cmp);
    if (r->household_count > 1)
        qsort(r->households, r->household_count, sizeof *r->households, households_cmp);
    if (r->policy.binds != BINDS_HOUSEHOLD_AND_MEMBERS || r->household_count == 0)
        return OK;
    int64_t *ids = ARENA_ARRAY(c->arena, r->household_count, int64_t);
    for (size_t i = 0; i < r->household_count; i++)
        ids[i] = r->households[i].household_id;
    return claim_members(c->db, &(struct claim_members_in){{ids, r->household_count}, r->terms->on}, c->arena,
                         &r->members, &r->member_count, err);
}

static const struct claim_people_row *person_of(const struct reserving *r, int64_t id) {
    struct claim_people_row key = {.asked_id = id};
    return id == 0 || r->person_count == 0 ? NULL : bsearch(&key, r->people, r->person_count, sizeof key, people_cmp);
}
static const struct claim_households_row *household_of(const struct reserving *r, int64_t id) {
    struct claim_households_row key = {.asked_id = id};
    return id == 0 || r->household_count == 0
               ? NULL
               : bsearch(&key, r->households, r->household_count, sizeof key, households_cmp);
}

/* ---- keys */

static void want_identity(struct reserving *r, size_t i, enum claim_identity kind, int64_t identity,
                          const int64_t *periods, size_t period_count) {
    for (size_t k = 0; identity != 0 && k < period_count; k++)
        want_add(&r->wants, r->first + i, r->sources[i], kind, identity, periods[k]);
}

static void want_person(struct reserving *r, size_t i, int64_t person_id, struct text number, const int64_t *periods,
                        size_t period_count) {
    want_identity(r, i, CLAIM_PERSON, person_id, periods, period_count);
    want_identity(r, i, CLAIM_NUMBER, claim_number(number), periods, period_count);
}

static enum status line_periods(struct reserving *r, const struct claim_line *line, int64_t *periods, size_t *ret_count,
                                struct error *err) {
    if (line->key != 0 || r->grain == GRAIN_CASE) {
        periods[0] = line->key != 0 ? line->key : line->source_id;
        *ret_count = 1;
        return OK;
    }
    size_t count = claim_period_keys(r->grain, line->from, line->to, periods, CLAIM_PERIODS);
    if (count == 0)
        return fail(err, E_INVALID, "claim.no_period");
    if (count > CLAIM_PERIODS)
        return fail(err, E_INVALID, "claim.period_too_long");
    *ret_count = count;
    return OK;
}

static enum status want_line(struct reserving *r, size_t i, struct error *err) {
    const struct claim_line *line = &r->lines[i];
    const struct claim_people_row *p = person_of(r, line->person_id);
    const struct claim_households_row *h = household_of(r, line->household_id);
    int64_t periods[CLAIM_PERIODS];
    size_t count;
    if ((line->person_id != 0 && p == NULL) || (line->household_id != 0 && h == NULL))
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(line_periods(r, line, periods, &count, err));
    if (line->number.ptr != NULL) /* in no register */
        want_identity(r, i, CLAIM_NUMBER, claim_number(line->number), periods, count);
    switch (r->policy.binds) {
    case BINDS_PERSON:
        if (p != NULL)
            want_person(r, i, p->person_id, p->personal_number, periods, count);
        break;
    case BINDS_HOUSEHOLD:
    case BINDS_BORROWER_HOUSEHOLD:
        if (h != NULL)
            want_identity(r, i, CLAIM_HOUSEHOLD, h->household_id, periods, count);
        break;
    case BINDS_HOUSEHOLD_AND_MEMBERS:
        if (h == NULL)
            break;
        want_identity(r, i, CLAIM_HOUSEHOLD, h->household_id, periods, count);
        for (size_t m = 0; m < r->member_count; m++)
            if (r->members[m].household_id == h->household_id)
                want_person(r, i, r->members[m].person_id, r->members[m].personal_number, periods, count);
        break;
    case BINDS_NONE:
        break;
    }
    return OK;
}

/* A source that claimed before keeps what it holds: only what is missing is wanted. */
static enum status without_held(struct reserving *r, struct error *err) {
    int64_t *ids = ARENA_ARRAY(r->c->arena, r->count + 1, int64_t);
    size_t n = 0, kept = 0, count;
    for (size_t i = 0; i < r->count; i++)
        if (r->known[i])
            ids[n++] = r->sources[i];
    if (n == 0)
        return OK;
    struct claim_held_of_row *held;
    TRY(claim_held_of(r->c->db, &(struct claim_held_of_in){{ids, n}}, r->c->arena, &held, &count, err));
    for (size_t i = 0; i < r->wants.count; i++) {
        const struct want *w = &r->wants.rows[i];
        bool has = false;
        for (size_t k = 0; k < count && !has; k++)
            has = held[k].source_id == w->source && held[k].identity_kind == w->kind &&
                  held[k].identity == w->identity && held[k].period == w->period;
        if (!has)
            r->wants.rows[kept++] = *w;
    }
    r->wants.count = kept;
    return OK;
}

/* ---- sources */

static enum status find_sources(struct reserving *r, struct error *err) {
    struct ctx *c = r->c;
    int64_t *ids = ARENA_ARRAY(c->arena, r->count, int64_t);
    for (size_t i = 0; i < r->count; i++)
        ids[i] = r->lines[i].source_id;
    struct claim_sources_of_row *rows;
    size_t count;
    TRY(claim_sources_of(c->db, &(struct claim_sources_of_in){text_of(r->terms->source_kind), {ids, r->count}},
                         c->arena, &rows, &count, err));
    for (size_t i = 0; i < r->count; i++) {
        for (size_t k = 0; k < count; k++)
            if (rows[k].source_id == ids[i]) {
                r->sources[i] = rows[k].id;
                r->known[i] = true;
            }
        if (!r->known[i])
            r->sources[i] = id_new();
    }
    return OK;
}

static void json_id(struct buf *b, int64_t id) {
    if (id == 0)
        buf_str(b, ",null");
    else
        buf_fmt(b, ",%lld", (long long)id);
}

static void json_text(struct buf *b, struct text t) {
    buf_char(b, ',');
    if (t.ptr == NULL)
        buf_str(b, "null");
    else
        json_string(b, t);
}

static void source_json(const struct reserving *r, size_t i, struct buf *b) {
    const struct claim_line *line = &r->lines[i];
    const struct claim_people_row *p = person_of(r, line->person_id);
    const struct claim_households_row *h = household_of(r, line->household_id);
    struct text name = line->name.ptr != NULL ? line->name : p != NULL ? p->full_name : TEXT_NONE;
    if (name.ptr == NULL && h != NULL)
        name = h->head_name;
    buf_fmt(b, "%s[%lld,%lld", b->len > 1 ? "," : "", (long long)r->sources[i], (long long)line->source_id);
    json_id(b, h != NULL ? h->household_id : 0);
    json_id(b, p != NULL ? p->person_id : 0);
    json_text(b, line->number);
    json_text(b, name.ptr != NULL ? name : T("?"));
    buf_char(b, ']');
}

static enum status write_sources(struct reserving *r, struct error *err) {
    struct ctx *c = r->c;
    AUTO_BUF b;
    buf_init(&b, (size_t)16 << 20);
    int64_t *again = ARENA_ARRAY(c->arena, r->count, int64_t);
    size_t again_count = 0;
    buf_char(&b, '[');
    for (size_t i = 0; i < r->count; i++) {
        if (conflicts_have(r->conflicts, r->first + i))
            continue;
        if (!r->known[i]) {
            source_json(r, i, &b);
            continue;
        }
        const struct claim_people_row *p = person_of(r, r->lines[i].person_id);
        const struct claim_households_row *h = household_of(r, r->lines[i].household_id);
        again[again_count++] = r->sources[i];
        TRY(claim_source_for(c->db,
                             &(struct claim_source_for_in){r->sources[i], h != NULL ? h->household_id : DB_NULL,
                                                           p != NULL ? p->person_id : DB_NULL},
                             NULL, err));
    }
    buf_char(&b, ']');
    if (!buf_ok(&b))
        return fail(err, E_TOO_LARGE, "db.result_too_large");
    if (again_count > 0)
        TRY(claim_source_again(
            c->db,
            &(struct claim_source_again_in){{again, again_count}, r->terms->on, r->terms->document, c->user.account_id},
            NULL, err));
    if (b.len == 2)
        return OK;
    return claim_source_add(c->db,
                            &(struct claim_source_add_in){buf_as_text(&b), text_of(r->terms->source_kind), r->policy.id,
                                                          r->agency_id != 0 ? r->agency_id : DB_NULL, r->terms->on,
                                                          r->terms->document, c->user.account_id,
                                                          clock_now(&c->app->clock)},
                            NULL, err);
}

/* Sources of lines that lost when the keys were taken. */
static enum status drop_losers(struct reserving *r, size_t before, struct error *err) {
    int64_t *ids = ARENA_ARRAY(r->c->arena, r->count + 1, int64_t);
    size_t n = 0;
    if (r->conflicts->count == before)
        return OK;
    for (size_t i = 0; i < r->count; i++)
        if (!r->known[i] && conflicts_have(r->conflicts, r->first + i))
            ids[n++] = r->sources[i];
    return n == 0 ? OK : claim_source_drop(r->c->db, &(struct claim_source_drop_in){{ids, n}}, NULL, err);
}

/* ---- one round */

static enum status begin(struct ctx *c, const struct claim_terms *t, struct reserving *r, struct error *err) {
    struct content_group g;
    TRY(policy_get(c, t->policy_id, t->on, &r->policy, err));
    TRY(content_group_get(c, r->policy.content_group, &g, err));
    r->c = c;
    r->terms = t;
    r->grain = g.grain;
    r->agency_id = t->agency_id != 0        ? t->agency_id
                   : c->user.agency_id != 0 ? c->user.agency_id
                                            : r->policy.lead_agency_id;
    return OK;
}

static enum status round_of(struct reserving *r, bool write, struct error *err) {
    struct ctx *c = r->c;
    struct beside *beside = NULL;
    size_t beside_count;
    r->people = NULL;
    r->households = NULL;
    r->members = NULL;
    r->person_count = r->household_count = r->member_count = 0;
    r->sources = ARENA_ARRAY(c->arena, r->count, int64_t);
    r->known = ARENA_ARRAY(c->arena, r->count, bool);
    r->wants = (struct wants){.arena = c->arena};
    TRY(read_subjects(r, err));
    TRY(find_sources(r, err));
    for (size_t i = 0; i < r->count; i++)
        TRY(want_line(r, i, err));
    TRY(without_held(r, err));
    TRY(claims_meet(c, &r->policy, &r->wants, write, r->conflicts, &beside, &beside_count, err));
    if (!write)
        return OK;
    TRY(write_sources(r, err));
    size_t before = r->conflicts->count;
    TRY(claims_take(c, &r->policy, &r->wants, r->conflicts, err));
    TRY(drop_losers(r, before, err));
    for (size_t i = 0; i < beside_count; i++)
        if (!conflicts_have(r->conflicts, beside[i].line))
            TRY(claim_source_exception(c->db,
                                       &(struct claim_source_exception_in){r->sources[beside[i].line - r->first],
                                                                           beside[i].rule_key, beside[i].holder},
                                       NULL, err));
    return OK;
}

static enum status rounds(struct ctx *c, const struct claim_terms *t, const struct claim_line *lines, size_t count,
                          bool write, struct conflicts *conflicts, struct error *err) {
    struct reserving r = {.conflicts = conflicts};
    TRY(begin(c, t, &r, err));
    if (r.policy.binds == BINDS_NONE)
        return OK;
    for (size_t at = 0; at < count; at += CLAIM_CHUNK) {
        r.lines = lines + at;
        r.first = at;
        r.count = count - at < CLAIM_CHUNK ? count - at : CLAIM_CHUNK;
        TRY(round_of(&r, write, err));
    }
    return OK;
}

enum status claim_reserve_many(struct ctx *c, const struct claim_terms *t, const struct claim_line *lines, size_t count,
                               struct claim_conflict **ret, size_t *ret_count, struct error *err) {
    struct conflicts k = {.arena = c->arena};
    TRY(rounds(c, t, lines, count, true, &k, err));
    *ret = k.rows;
    *ret_count = k.count;
    return OK;
}

enum status claim_look(struct ctx *c, const struct claim_terms *t, const struct claim_line *lines, size_t count,
                       struct claim_conflict **ret, size_t *ret_count, struct error *err) {
    struct conflicts k = {.arena = c->arena};
    TRY(rounds(c, t, lines, count, false, &k, err));
    *ret = k.rows;
    *ret_count = k.count;
    return OK;
}

enum status claim_reserve(struct ctx *c, const struct claim_terms *t, const struct claim_line *line,
                          struct error *err) {
    struct conflicts k = {.arena = c->arena};
    TRY(rounds(c, t, line, 1, true, &k, err));
    return k.count == 0 ? OK : claim_fail(c, &k.rows[0], err);
}
