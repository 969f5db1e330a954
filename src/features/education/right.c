/* Who has the right to what in a term. The policies judge (features/policy) by the day that counts; of a content group
 * the first payer that is open stays. Kept by pupil and term, so that figures and lists ask one table. */
#include "app/jobs.h"
#include "features/education/education_parts.h"
#include "http/json_body.h"

#define CHUNK 400 /* pupils in one transaction of a run */

enum status term_policies(struct ctx *c, day_t on, struct policy **ret, size_t *ret_count, struct error *err) {
    struct policy *all;
    struct content_group g;
    size_t count, n = 0;
    TRY(policy_list(c, on, &all, &count, err));
    for (size_t i = 0; i < count; i++) {
        if (all[i].unit != POLICY_OF_PERSON || all[i].binds != BINDS_PERSON)
            continue;
        TRY(content_group_get(c, all[i].content_group, &g, err));
        if (g.grain != GRAIN_SCHOOL_TERM)
            continue;
        struct policy p = all[i];
        size_t k = n++;
        for (; k > 0 && ((p.classes.ptr != NULL && all[k - 1].classes.ptr == NULL) ||
                         ((p.classes.ptr != NULL) == (all[k - 1].classes.ptr != NULL) &&
                          (p.payer_order == DB_NULL ? INT64_MAX : p.payer_order) <
                              (all[k - 1].payer_order == DB_NULL ? INT64_MAX : all[k - 1].payer_order)));
             k--)
            all[k] = all[k - 1];
        all[k] = p;
    }
    *ret = all;
    *ret_count = n;
    return OK;
}

struct judging {
    const struct term *term;
    day_t on;
    struct policy *policies;
    struct policy_rules **rules; /* of each policy that a class opens; NULL for others */
    size_t policy_count;
};

static enum status judging_begin(struct ctx *c, const struct term *t, struct judging *ret, struct error *err) {
    struct judging j = {.term = t};
    TRY(term_right_day(c, t, &j.on, err));
    TRY(term_policies(c, j.on, &j.policies, &j.policy_count, err));
    j.rules = ARENA_ARRAY(c->arena, j.policy_count + 1, struct policy_rules *);
    for (size_t i = 0; i < j.policy_count; i++)
        if (j.policies[i].classes.ptr != NULL)
            TRY(policy_rules_load(c, j.policies[i].id, j.on, &j.rules[i], err));
    *ret = j;
    return OK;
}

static bool opens_for(const struct judgement *g, int64_t person_id) {
    for (size_t i = 0; i < g->subject_count; i++) /* that he goes to school is shown by his enrolment */
        if (g->subjects[i].person_id == person_id)
            return g->subjects[i].answer == ENTITLED_YES || g->subjects[i].answer == ENTITLED_IF_SHOWN;
    return false;
}

struct found {
    const struct right_candidates_row *pupil;
    const struct policy *policy;
};

/* Policies stand in the order of payers: the first of a group that is open to him stays. */
static enum status judge_pupil(struct ctx *c, const struct judging *j, const struct right_candidates_row *r,
                               const struct policy_facts *facts, struct found *found, size_t *count,
                               struct error *err) {
    size_t first = *count;
    for (size_t i = 0; i < j->policy_count; i++) {
        struct judgement g;
        bool paid = false;
        for (size_t k = first; k < *count; k++)
            paid = paid || text_eq(found[k].policy->content_group, j->policies[i].content_group);
        if (paid || j->rules[i] == NULL || policy_rules_count(j->rules[i]) != 1)
            continue;
        TRY(policy_rules_judge(c, j->rules[i], 0, facts, &g, err));
        if (opens_for(&g, r->person_id))
            found[(*count)++] = (struct found){r, &j->policies[i]};
    }
    return OK;
}

static enum status judge_rows(struct ctx *c, const struct judging *j, const struct right_candidates_row *rows,
                              size_t count, struct found **ret, size_t *ret_count, struct error *err) {
    struct policy_facts **facts;
    int64_t *ids = ARENA_ARRAY(c->arena, count + 1, int64_t);
    size_t *of = ARENA_ARRAY(c->arena, count + 1, size_t), n = 0;
    for (size_t i = 0; i < count; i++) {
        if (!rows[i].listed)
            continue;
        of[n] = i;
        ids[n++] = rows[i].household_id;
    }
    *ret = ARENA_ARRAY(c->arena, n * j->policy_count + 1, struct found);
    *ret_count = 0;
    if (n == 0)
        return OK;
    TRY(policy_facts_load(c, (struct db_ids){ids, n}, j->on, &facts, err));
    for (size_t i = 0; i < n; i++)
        if (facts[i] != NULL)
            TRY(judge_pupil(c, j, &rows[of[i]], facts[i], *ret, ret_count, err));
    return OK;
}

static enum status write_rights(struct ctx *c, const struct judging *j, const struct found *found, size_t count,
                                struct error *err) {
    static const char *const columns[] = {"enrolment_id", "term_key",     "content_group",
                                          "policy_id",    "household_id", "judged_on"};
    struct db_bulk *b;
    enum status s = OK;
    if (count == 0)
        return OK;
    TRY(db_bulk_begin(c->db, "pupil_right", columns, COUNT_OF(columns), &b, err));
    for (size_t i = 0; i < count && s == OK; i++) {
        db_bulk_int(b, found[i].pupil->enrolment_id);
        db_bulk_int(b, j->term->key);
        db_bulk_text(b, found[i].policy->content_group);
        db_bulk_int(b, found[i].policy->id);
        db_bulk_int(b, found[i].pupil->household_id);
        db_bulk_day(b, j->on);
        s = db_bulk_row(b, err);
    }
    enum status ended = db_bulk_end(&b, err);
    return s != OK ? s : ended;
}

_Static_assert(sizeof(struct right_candidates_at_row) == sizeof(struct right_candidates_row), "the same columns");

static enum status judge_and_write(struct ctx *c, const struct judging *j, const struct right_candidates_row *rows,
                                   size_t count, int64_t *total, struct error *err) {
    struct found *found;
    size_t n;
    TRY(judge_rows(c, j, rows, count, &found, &n, err));
    *total += (int64_t)n;
    return write_rights(c, j, found, n, err);
}

enum status rights_judge(struct ctx *c, const struct term *t, int64_t commune_id, struct db_ids ids, int64_t *ret_count,
                         struct error *err) {
    struct judging j;
    struct right_candidates_row *rows;
    size_t count, at = 0;
    int64_t after = -1, total = 0;
    TRY(judging_begin(c, t, &j, err));
    if (ids.count > 0)
        TRY(right_drop(c->db, &(struct right_drop_in){t->key, ids}, NULL, err));
    else
        TRY(right_drop_commune(c->db, &(struct right_drop_commune_in){t->key, commune_id}, NULL, err));
    if (ids.count == 0 && commune_id != DB_NULL) {
        struct right_candidates_at_row *all;
        TRY(right_candidates_at(c->db, &(struct right_candidates_at_in){t->year, j.on, commune_id}, c->arena, &all,
                                &count, err));
        rows = (struct right_candidates_row *)(void *)all;
        for (; at < count; at += CHUNK)
            TRY(judge_and_write(c, &j, rows + at, count - at < CHUNK ? count - at : CHUNK, &total, err));
    } else
        do {
            TRY(right_candidates(c->db, &(struct right_candidates_in){t->year, j.on, after, CHUNK, ids.count > 0, ids},
                                 c->arena, &rows, &count, err));
            TRY(judge_and_write(c, &j, rows, count, &total, err));
            after = count > 0 ? rows[count - 1].enrolment_id : after;
        } while (count == CHUNK);
    TRY(right_by_line(c->db, &(struct right_by_line_in){t->key, j.on, ids.count > 0, ids}, NULL, err));
    if (ret_count != NULL)
        *ret_count = total;
    return OK;
}

enum status rights_judge_year(struct ctx *c, int64_t year, struct db_ids ids, struct error *err) {
    struct term *all;
    size_t count;
    TRY(term_list(c, &all, &count, err));
    for (size_t i = 0; i < count; i++)
        if (all[i].year == year && all[i].from <= c->today &&
            ids.count > 0) /* what is to come is judged when it is there */
            TRY(rights_judge(c, &all[i], DB_NULL, ids, NULL, err));
    return OK;
}

/* ---- everybody of a term, some pupils at a time */

struct run {
    struct term term;
    int64_t after, last, rows;
    bool done;
    struct judging j;
    struct found *found;
    size_t found_count;
};

static enum status run_read(struct ctx *c, void *user, struct error *err) {
    struct run *r = user;
    struct right_candidates_row *rows;
    size_t count;
    TRY(judging_begin(c, &r->term, &r->j, err));
    TRY(right_candidates(c->db, &(struct right_candidates_in){r->term.year, r->j.on, r->after, CHUNK, false, {0}},
                         c->arena, &rows, &count, err));
    r->done = count < CHUNK;
    r->last = r->done ? INT64_MAX : rows[count - 1].enrolment_id;
    return judge_rows(c, &r->j, rows, count, &r->found, &r->found_count, err);
}

static enum status run_write(struct ctx *c, void *user, struct error *err) {
    struct run *r = user;
    TRY(right_drop_range(c->db, &(struct right_drop_range_in){r->term.key, r->after, r->last}, NULL, err));
    TRY(write_rights(c, &r->j, r->found, r->found_count, err));
    if (r->done)
        TRY(right_by_line(c->db, &(struct right_by_line_in){r->term.key, r->j.on, false, {0}}, NULL, err));
    audit_note(c, 0, "education.judge", "school_term", r->term.key, NULL);
    r->rows += (int64_t)r->found_count;
    r->after = r->last;
    return OK;
}

static enum status run_find(struct ctx *c, void *user, struct error *err) {
    struct run *r = user;
    return term_get(c, r->term.key, &r->term, err);
}

enum status rights_judge_all(struct ctx *c, int64_t term_key, int64_t *ret_count, struct error *err) {
    struct run r = {.term = {.key = term_key}, .after = -1};
    TRY(ctx_read(c, run_find, &r, err));
    TRY(job_pieces(c, run_read, run_write, &r, &r.done, &r.rows, err));
    if (ret_count != NULL)
        *ret_count = r.rows;
    return OK;
}

enum status rights_job(struct ctx *c, int64_t job_id, struct text params, struct error *err) {
    int64_t key = 0, rows;
    (void)job_id;
    const struct json_body *body;
    struct text term;
    TRY(json_body_parse(c->arena, params, &body, err));
    if (!json_body_text(json_body_get(body, "term"), &term) || !text_to_i64(term, &key))
        return fail(err, E_NOT_FOUND, "education.no_term");
    TRY(rights_judge_all(c, key, &rows, err));
    struct value *result = value_object(c->arena);
    value_set_int(result, "rows", rows);
    value_set_text(result, "href", arena_fmt(c->arena, "/education?term=%lld", (long long)key));
    value_set_str(result, "message", "education.judged");
    job_result(c, result);
    return OK;
}
