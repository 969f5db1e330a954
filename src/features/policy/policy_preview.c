/* Whom a proposed version would change: each household's answers by the version in force on the day it would begin, and
 * by the proposal. One commune at once on the page; the province as a job. */
#include "app/jobs.h"
#include "features/area/area.h"
#include "features/policy/policy_facts.h"
#include "features/policy/policy_propose.h"
#include "http/json_body.h"
#include "policy_queries.h"

#define CHUNK 400
#define FIRST 50
#define MAX_SUBJECTS 64

struct work {
    int64_t version_id, commune_id; /* commune DB_NULL: all */
    day_t on;
    int64_t after;
    size_t got;
    struct preview *result;
    struct arena *keep; /* of the result */
};

static void note_change(const struct work *w, const struct policy_candidates_row *h, const struct text *person,
                        enum entitlement before, enum entitlement after) {
    struct preview *r = w->result;
    if (after == ENTITLED_NO)
        r->lost++;
    else if (before == ENTITLED_NO)
        r->gained++;
    else
        r->other++;
    if (value_count(r->first) >= FIRST)
        return;
    struct value *v = value_add_object(r->first);
    value_set_id(v, "household_id", h->household_id);
    value_set_text(v, "code", arena_text(w->keep, h->code));
    value_set_text(v, "head_name", arena_text(w->keep, h->head_name));
    value_set_text(v, "person", person == NULL ? TEXT_NONE : arena_text(w->keep, *person));
    value_set_word(v, "before", policy_entitlement_word(before));
    value_set_word(v, "after", policy_entitlement_word(after));
}

static enum status compare(struct ctx *c, const struct work *w, const struct policy_rules *before,
                           const struct policy_rules *after, const struct policy_candidates_row *h,
                           const struct policy_facts *f, struct error *err) {
    enum entitlement old[MAX_SUBJECTS], new[MAX_SUBJECTS];
    size_t count = 0;
    if (f == NULL || f->member_count > MAX_SUBJECTS)
        return OK;
    for (size_t i = 0; i < MAX_SUBJECTS; i++)
        old[i] = ENTITLED_NO; /* no version was in force */
    if (before != NULL)
        TRY(policy_rules_answers(c, before, 0, f, old, &count, err));
    TRY(policy_rules_answers(c, after, 0, f, new, &count, err));
    bool of_person = policy_rules_at(after, 0)->unit == POLICY_OF_PERSON;
    for (size_t i = 0; i < count; i++)
        if (old[i] != new[i])
            note_change(w, h, of_person ? &f->members[i].name : NULL, old[i], new[i]);
    return OK;
}

/* The next households; w->got 0 at the end. */
static enum status preview_chunk(struct ctx *c, void *user, struct error *err) {
    struct work *w = user;
    struct policy_rules *before = NULL, *after;
    struct policy_candidates_row *rows;
    struct policy_facts **facts;
    struct error none = {0};
    TRY(policy_rules_load_version(c, w->version_id, w->on, &after, err));
    if (policy_rules_load(c, policy_rules_at(after, 0)->id, w->on, &before, &none) != OK && none.status != E_NOT_FOUND)
        return fail_detail(err, none.status, none.key, "%s", none.detail);
    bool listed = policy_rules_by_list(after, 0) && (before == NULL || policy_rules_by_list(before, 0));
    TRY(policy_candidates(c->db, &(struct policy_candidates_in){w->commune_id, listed, w->after, w->on, CHUNK},
                          c->arena, &rows, &w->got, err));
    int64_t *ids = ARENA_ARRAY(c->arena, w->got + 1, int64_t);
    for (size_t i = 0; i < w->got; i++)
        ids[i] = rows[i].household_id;
    TRY(policy_facts_load(c, (struct db_ids){ids, w->got}, w->on, &facts, err));
    for (size_t i = 0; i < w->got; i++)
        TRY(compare(c, w, before, after, &rows[i], facts[i], err));
    w->result->households += (int64_t)w->got;
    if (w->got > 0)
        w->after = rows[w->got - 1].household_id;
    return OK;
}

static enum status begin(struct ctx *c, int64_t version_id, int64_t commune_id, struct preview *ret, struct work *w,
                         struct error *err) {
    struct policy_proposal_row p;
    bool found = false;
    TRY(policy_proposal(c->db, &(struct policy_proposal_in){version_id}, c->arena, &p, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    *w = (struct work){.version_id = version_id,
                       .commune_id = commune_id,
                       .on = p.valid_from > c->today ? p.valid_from : c->today,
                       .after = 0,
                       .got = 1,
                       .result = ret,
                       .keep = c->arena};
    *ret = (struct preview){.first = value_list(c->arena)};
    return OK;
}

enum status policy_preview_commune(struct ctx *c, int64_t version_id, int64_t commune_id, struct preview *ret,
                                   struct error *err) {
    struct work w;
    struct arena *all = c->arena;
    TRY(begin(c, version_id, commune_id, ret, &w, err));
    AUTO_ARENA chunk = arena_new(64u << 20);
    enum status s = OK;
    while (s == OK && w.got > 0) {
        arena_reset(chunk);
        c->arena = chunk;
        s = preview_chunk(c, &w, err);
        c->arena = all;
    }
    return s;
}

/* ---- the province, as a job */

enum status policy_preview_start(struct ctx *c, struct value *out, struct error *err) {
    int64_t id, job;
    struct preview unused;
    struct work w;
    TRY(ctx_id(c, 0, &id, err));
    TRY(ctx_require(c, "household.read", err));
    if (c->user.scope.level != DB_SCOPE_ALL && c->user.scope.level != AREA_PROVINCE)
        return fail(err, E_FORBIDDEN, "policy.preview_province");
    TRY(begin(c, id, DB_NULL, &unused, &w, err));
    struct value *params = value_object(c->arena);
    value_set_id(params, "version", id);
    TRY(job_start(c, "policy_preview", params, &job, err));
    value_set_id(out, "job", job);
    ctx_redirect(c, "policy.flash_preview", "/jobs/%lld", (long long)job);
    return OK;
}

struct beginning {
    int64_t version_id;
    struct preview *result;
    struct work *work;
};
static enum status read_beginning(struct ctx *c, void *user, struct error *err) {
    const struct beginning *b = user;
    return begin(c, b->version_id, DB_NULL, b->result, b->work, err);
}

enum status policy_preview_job(struct ctx *c, int64_t job_id, struct text params, struct error *err) {
    (void)job_id;
    const struct json_body *body;
    int64_t id = 0;
    struct preview result;
    struct work w;
    struct arena *all = c->arena;
    TRY(json_body_parse(c->arena, params, &body, err));
    if (!json_body_id(json_body_get(body, "version"), &id))
        return fail(err, E_NOT_FOUND, "http.not_found");
    struct beginning b = {id, &result, &w};
    TRY(ctx_read(c, read_beginning, &b, err));
    AUTO_ARENA chunk = arena_new(64u << 20);
    while (w.got > 0) {
        arena_reset(chunk);
        c->arena = chunk;
        enum status s = ctx_read(c, preview_chunk, &w, err);
        c->arena = all;
        TRY(s);
        TRY(job_progress(c, result.households, -1, err));
    }
    struct value *v = value_object(c->arena);
    value_set_int(v, "households", result.households);
    value_set_int(v, "gained", result.gained);
    value_set_int(v, "lost", result.lost);
    value_set_int(v, "other", result.other);
    value_set(v, "first", result.first);
    value_set_text(v, "href", arena_fmt(c->arena, "/policies/proposals/%lld", (long long)id));
    value_set_str(v, "message", "policy.preview_done");
    job_result(c, v);
    return OK;
}
