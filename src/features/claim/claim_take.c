/* Taking keys, and the words for those that were taken before.
 *
 * The unique index decides. Keys are inserted with ON CONFLICT DO NOTHING, so that losing is an answer and no broken
 * transaction: PostgreSQL waits for the other writer's end, then leaves the row out; what is missing afterwards was
 * lost. Keys are sorted, so that two lists that share people do not wait for each other in a circle. An exception
 * takes a slot of its own beside the first claim; the first is locked meanwhile and looked at again, so that two
 * exceptions that exclude each other come one after the other. */
#include "features/agency/agency.h"
#include "features/claim/claim_internal.h"

#define FEW_KEYS 64

void want_add(struct wants *w, size_t line, int64_t source, enum claim_identity kind, int64_t identity,
              int64_t period) {
    if (w->count == w->room) {
        size_t room = w->room == 0 ? 64 : w->room * 2;
        struct want *more = ARENA_ARRAY(w->arena, room, struct want);
        if (w->count > 0)
            memcpy(more, w->rows, w->count * sizeof *more);
        w->rows = more;
        w->room = room;
    }
    w->rows[w->count++] = (struct want){line, source, kind, identity, period, 0};
}

static int by_key(const void *a, const void *b) {
    const struct want *x = a, *y = b;
    const int64_t keys[][2] = {
        {x->identity, y->identity}, {x->kind, y->kind}, {x->period, y->period}, {(int64_t)x->line, (int64_t)y->line}};
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        if (keys[i][0] != keys[i][1])
            return keys[i][0] < keys[i][1] ? -1 : 1;
    return 0;
}

struct text wants_json(const struct wants *w) {
    if (w->count > 1)
        qsort(w->rows, w->count, sizeof *w->rows, by_key);
    size_t room = w->count * 140 + 3; /* six numbers of at most twenty digits */
    char *out = arena_alloc(w->arena, room);
    size_t at = 0;
    out[at++] = '[';
    for (size_t i = 0; i < w->count; i++) {
        const struct want *r = &w->rows[i];
        at += (size_t)snprintf(out + at, room - at, "%s[%zu,%lld,%lld,%lld,%lld,%lld]", i > 0 ? "," : "", r->line,
                               (long long)r->source, (long long)r->kind, (long long)r->identity, (long long)r->period,
                               (long long)r->slot);
    }
    out[at++] = ']';
    return (struct text){out, at};
}

bool conflicts_have(const struct conflicts *k, size_t line) {
    size_t low = 0, high = k->count; /* they are kept by line */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (k->rows[middle].line == line)
            return true;
        if (k->rows[middle].line < line)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static void conflict_add(struct conflicts *k, const struct claim_conflict *one) {
    if (k->count == k->room) {
        size_t room = k->room == 0 ? 16 : k->room * 2;
        struct claim_conflict *more = ARENA_ARRAY(k->arena, room, struct claim_conflict);
        if (k->count > 0)
            memcpy(more, k->rows, k->count * sizeof *more);
        k->rows = more;
        k->room = room;
    }
    size_t at = k->count++;
    while (at > 0 && k->rows[at - 1].line > one->line) {
        k->rows[at] = k->rows[at - 1];
        at--;
    }
    k->rows[at] = *one;
}

void wants_without(struct wants *w, const struct conflicts *k) {
    if (k->count == 0)
        return;
    size_t kept = 0;
    for (size_t i = 0; i < w->count; i++)
        if (!conflicts_have(k, w->rows[i].line))
            w->rows[kept++] = w->rows[i];
    w->count = kept;
}

enum status claim_holders(struct ctx *c, struct db_ids ids, struct claim_holder **ret, size_t *ret_count,
                          struct error *err) {
    struct claim_source_details_row *rows;
    size_t count;
    TRY(claim_source_details(c->db, &(struct claim_source_details_in){ids}, c->arena, &rows, &count, err));
    struct claim_holder *list = ARENA_ARRAY(c->arena, count + 1, struct claim_holder);
    for (size_t i = 0; i < count; i++) {
        const struct claim_source_details_row *r = &rows[i];
        list[i] = (struct claim_holder){.id = r->id,
                                        .kind = r->kind,
                                        .source_id = r->source_id,
                                        .policy_id = r->policy_id,
                                        .agency_id = r->agency_id == DB_NULL ? 0 : r->agency_id,
                                        .policy = r->policy,
                                        .subject = r->subject,
                                        .document = r->document,
                                        .state = (enum claim_state)r->state,
                                        .given_on = r->given_on};
        if (i > 0 && list[i - 1].agency_id == list[i].agency_id && list[i - 1].given_on == list[i].given_on)
            list[i].agency = list[i - 1].agency;
        else if (list[i].agency_id != 0)
            TRY(agency_name(c, list[i].agency_id, r->given_on, &list[i].agency, err));
    }
    *ret = list;
    *ret_count = count;
    return OK;
}

static const struct claim_holder *holder_of(const struct claim_holder *list, size_t count, int64_t id) {
    for (size_t i = 0; i < count; i++)
        if (list[i].id == id)
            return &list[i];
    return NULL;
}

static struct db_ids holder_ids(struct arena *a, const struct claim_met_row *met, size_t count) {
    int64_t *ids = ARENA_ARRAY(a, count + 1, int64_t);
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        bool known = false;
        for (size_t j = n; j > 0 && !known && n - j < 64; j--) /* mostly the one before; twice does no harm */
            known = ids[j - 1] == met[i].holder_id;
        if (!known)
            ids[n++] = met[i].holder_id;
    }
    return (struct db_ids){ids, n};
}

struct lawful { /* the last answer: mostly all holders are of one policy */
    int64_t holder_policy;
    bool allowed;
    struct overlap_rule rule;
};
static enum status is_lawful(struct ctx *c, int64_t policy_id, int64_t holder_policy, struct lawful *l,
                             struct error *err) {
    if (l->holder_policy == holder_policy)
        return OK;
    TRY(policy_exception(c, policy_id, holder_policy, &l->allowed, &l->rule, err));
    l->holder_policy = holder_policy;
    return OK;
}

/* What one line meets, from met[*at] on. *ret_free: every holder may lawfully be stood beside. */
static enum status line_meets(struct ctx *c, const struct policy *p, const struct claim_met_row *met, size_t count,
                              size_t *at, const struct claim_holder *holders, size_t holder_count, struct lawful *l,
                              struct claim_conflict *ret, struct beside *ret_beside, bool *ret_free,
                              struct error *err) {
    int64_t line = met[*at].line;
    *ret_free = true;
    for (; *at < count && met[*at].line == line; (*at)++) {
        const struct claim_met_row *m = &met[*at];
        const struct claim_holder *h = holder_of(holders, holder_count, m->holder_id);
        if (h == NULL)
            continue;
        TRY(is_lawful(c, p->id, h->policy_id, l, err));
        if (l->allowed)
            *ret_beside = (struct beside){(size_t)line, h->id, l->rule.key};
        if (l->allowed || !*ret_free)
            continue;
        *ret_free = false;
        *ret = (struct claim_conflict){.line = (size_t)line, .holder = *h};
        ret->holder.identity_kind = (enum claim_identity)m->identity_kind;
        ret->holder.identity = m->identity;
        ret->holder.period = m->period;
        ret->holder.periods = (size_t)m->periods;
    }
    return OK;
}

static void set_slot(struct wants *w, size_t line, int64_t slot) {
    for (size_t i = 0; i < w->count; i++)
        if (w->rows[i].line == line)
            w->rows[i].slot = slot;
}

_Static_assert(sizeof(struct claim_met_row) == sizeof(struct claim_met_many_row), "same columns");

static enum status met_by(struct ctx *c, const struct policy *p, const struct wants *w, struct claim_met_row **ret,
                          size_t *ret_count, struct error *err) {
    struct claim_met_many_row *many;
    if (w->count <= FEW_KEYS)
        return claim_met(c->db, &(struct claim_met_in){wants_json(w), p->content_group}, c->arena, ret, ret_count, err);
    TRY(claim_met_many(c->db, &(struct claim_met_many_in){wants_json(w), p->content_group}, c->arena, &many, ret_count,
                       err));
    *ret = (struct claim_met_row *)(void *)many;
    return OK;
}

static enum status meet_once(struct ctx *c, const struct policy *p, struct wants *w, const struct overlap_rule *rule,
                             struct conflicts *k, struct beside **ret_beside, size_t *ret_beside_count,
                             struct db_ids *ret_holders, struct error *err) {
    struct claim_met_row *met;
    struct claim_holder *holders;
    struct lawful l = {0};
    size_t count, holder_count;
    *ret_beside_count = 0;
    *ret_holders = (struct db_ids){NULL, 0};
    TRY(met_by(c, p, w, &met, &count, err));
    if (count == 0)
        return OK;
    *ret_holders = holder_ids(c->arena, met, count);
    *ret_beside = ARENA_ARRAY(c->arena, count, struct beside);
    TRY(claim_holders(c, *ret_holders, &holders, &holder_count, err));
    for (size_t at = 0; at < count;) {
        struct claim_conflict one = {.rule = *rule};
        struct beside beside = {0};
        bool lawful;
        TRY(line_meets(c, p, met, count, &at, holders, holder_count, &l, &one, &beside, &lawful, err));
        one.rule = *rule;
        if (!lawful)
            conflict_add(k, &one);
        else if (beside.holder != 0) {
            set_slot(w, beside.line, p->id);
            (*ret_beside)[(*ret_beside_count)++] = beside;
        }
    }
    return OK;
}

enum status claims_meet(struct ctx *c, const struct policy *p, struct wants *w, bool lock, struct conflicts *k,
                        struct beside **ret_beside, size_t *ret_beside_count, struct error *err) {
    struct overlap_rule rule;
    struct db_ids holders;
    *ret_beside_count = 0;
    if (w->count == 0)
        return OK;
    TRY(overlap_rule_of(c, p->content_group, &rule, err));
    TRY(meet_once(c, p, w, &rule, k, ret_beside, ret_beside_count, &holders, err));
    wants_without(w, k);
    if (!lock || *ret_beside_count == 0)
        return OK;
    struct claim_lock_row *locked;
    size_t count;
    TRY(claim_lock(c->db, &(struct claim_lock_in){holders}, c->arena, &locked, &count, err));
    for (size_t i = 0; i < w->count; i++)
        w->rows[i].slot = 0;
    TRY(meet_once(c, p, w, &rule, k, ret_beside, ret_beside_count, &holders, err));
    wants_without(w, k);
    return OK;
}

/* Whose keys are not there now: in *lost, with what they meet in k. */
static enum status lines_lost(struct ctx *c, const struct policy *p, const struct wants *w, struct conflicts *k,
                              struct wants *lost, struct error *err) {
    struct claim_missing_row *missing;
    size_t count, m = 0;
    TRY(claim_missing(c->db, &(struct claim_missing_in){wants_json(w)}, c->arena, &missing, &count, err));
    for (size_t i = 0; i < w->count; i++)
        for (m = 0; m < count; m++)
            if ((int64_t)w->rows[i].line == missing[m].line) {
                want_add(lost, w->rows[i].line, w->rows[i].source, (enum claim_identity)w->rows[i].kind,
                         w->rows[i].identity, w->rows[i].period);
                break;
            }
    if (count == 0)
        return OK;
    TRY(claim_unhold(c->db, &(struct claim_unhold_in){wants_json(lost)}, NULL, err));
    struct overlap_rule rule;
    struct beside *beside;
    size_t beside_count, before = k->count;
    struct db_ids holders;
    TRY(overlap_rule_of(c, p->content_group, &rule, err));
    TRY(meet_once(c, p, lost, &rule, k, &beside, &beside_count, &holders, err));
    /* The other was let go, or may be stood beside, since: whoever asks again will get it. */
    return k->count - before == count ? OK : fail(err, E_BUSY, "db.busy");
}

enum status claims_take(struct ctx *c, const struct policy *p, const struct wants *w, struct conflicts *k,
                        struct error *err) {
    int64_t held;
    struct wants lost = {.arena = c->arena};
    if (w->count == 0)
        return OK;
    TRY(claim_hold(c->db, &(struct claim_hold_in){wants_json(w), p->content_group}, &held, err));
    return held == (int64_t)w->count ? OK : lines_lost(c, p, w, k, &lost, err);
}

/* ---- words */

static struct text rule_words(struct ctx *c, const struct overlap_rule *r) {
    return r->article.ptr == NULL ? r->condition
                                  : arena_fmt(c->arena, "%.*s: %.*s", FMT(r->article), FMT(r->condition));
}

struct sentence {
    struct text args[4];
};

static enum status sentence_parts(struct ctx *c, const struct claim_conflict *k, struct sentence *ret,
                                  struct error *err) {
    const struct claim_holder *h = &k->holder;
    struct policy p;
    struct content_group g;
    char day[11];
    day_vn(h->given_on, day);
    struct text period = TEXT_NONE;
    if (policy_get(c, h->policy_id, h->given_on, &p, err) == OK && content_group_get(c, p.content_group, &g, err) == OK)
        period = claim_period_text(c, g.grain, h->period);
    else
        error_clear(err);
    struct text more = TEXT_NONE;
    if (h->periods > 1) {
        struct text n = arena_fmt(c->arena, "%zu", h->periods - 1);
        more = tr_args(c->lang, c->arena, "claim.and_more", &n, 1);
    }
    ret->args[0] = arena_fmt(c->arena, "%.*s", FMT(h->subject));
    ret->args[1] =
        arena_fmt(c->arena, "%.*s (%.*s%s%.*s)", FMT(h->policy), FMT(period), more.ptr != NULL ? " " : "", FMT(more));
    struct text by[4] = {h->agency.ptr != NULL ? h->agency : tr(c->lang, "claim.system"), text_of(day),
                         tr(c->lang, h->state == CLAIM_RESERVED ? "claim.was_proposed" : "claim.was_approved"),
                         h->document};
    ret->args[2] =
        tr_args(c->lang, c->arena, h->document.ptr != NULL ? "claim.by_document" : "claim.by", by, COUNT_OF(by));
    ret->args[2] = arena_text(c->arena, ret->args[2]);
    ret->args[3] = rule_words(c, &k->rule);
    return OK;
}

struct text claim_sentence(struct ctx *c, const struct claim_conflict *k) {
    static _Thread_local struct error ignored;
    struct sentence s;
    error_clear(&ignored);
    if (sentence_parts(c, k, &s, &ignored) != OK)
        return tr(c->lang, "claim.twice");
    return tr_args(c->lang, c->arena, "claim.twice", s.args, COUNT_OF(s.args));
}

enum status claim_fail(struct ctx *c, const struct claim_conflict *k, struct error *err) {
    struct sentence s;
    TRY(sentence_parts(c, k, &s, err));
    return fail(err, E_CONFLICT, "claim.twice", arena_zstr(c->arena, s.args[0]), arena_zstr(c->arena, s.args[1]),
                arena_zstr(c->arena, s.args[2]), arena_zstr(c->arena, s.args[3]));
}
