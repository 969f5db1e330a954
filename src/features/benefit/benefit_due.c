/* Who has the right now: reckoned for everybody at night or on demand, and for one household when its register changes.
 * The rules judge (features/policy); the classes say since when and until when. */
#include "features/benefit/benefit_due.h"

#include "app/jobs.h"
#include "features/benefit/benefit_internal.h"
#include "features/household/household.h"

#define CHUNK 300 /* households in one transaction */

_Static_assert(sizeof(struct benefit_due_candidates_row) == sizeof(struct benefit_due_household_row), "same columns");

struct due {
    int64_t policy_id, household_id, person_id;
    struct text subject;
    const struct benefit_due_candidates_row *place;
    const char *answer;
    struct text reason;
    day_t since, ends;
};
struct reckoning {
    int64_t after, rows;
    bool done;
    struct due *list;
    size_t count, room;
    const int64_t *ids;
    size_t id_count;
    struct benefit_changed_in_row *changed; /* before they were judged */
    size_t changed_count;
};

static void due_add(struct ctx *c, struct reckoning *r, struct due one) {
    if (r->count == r->room) {
        size_t room = r->room == 0 ? 512 : r->room * 2;
        struct due *more = ARENA_ARRAY(c->arena, room, struct due);
        if (r->count > 0)
            memcpy(more, r->list, r->count * sizeof *more);
        r->list = more;
        r->room = room;
    }
    r->list[r->count++] = one;
}

/* Why, in one line: the class that opens it. */
static void judge_one(struct ctx *c, struct reckoning *r, const struct judgement *j, const struct policy *p,
                      const struct benefit_due_candidates_row *place, const struct policy_class_right *right) {
    for (size_t i = 0; i < j->subject_count; i++) {
        const struct judged_subject *s = &j->subjects[i];
        if (s->answer != ENTITLED_YES && s->answer != ENTITLED_IF_SHOWN)
            continue;
        due_add(c, r,
                (struct due){p->id, place->household_id, s->person_id, s->person_id != 0 ? s->name : place->head_name,
                             place, s->answer == ENTITLED_YES ? "yes" : "if_shown", tr(LANG_VI, right->why),
                             right->since, right->ends});
    }
}

static enum status judge_chunk(struct ctx *c, struct reckoning *r, const struct benefit_due_candidates_row *places,
                               size_t count, struct error *err) {
    struct policy_rules *rules;
    struct policy_facts **facts;
    struct benefit_classes_row *classes;
    size_t class_count, at = 0;
    int64_t months, *ids = ARENA_ARRAY(c->arena, count + 1, int64_t);
    for (size_t i = 0; i < count; i++)
        ids[i] = places[i].household_id;
    TRY(policy_rules_load(c, 0, c->today, &rules, err));
    TRY(policy_facts_load(c, (struct db_ids){ids, count}, c->today, &facts, err));
    TRY(household_escape_months(c, c->today, &months, err));
    const struct policy_period in = {c->today, c->today + 1, months};
    TRY(benefit_classes(c->db, &(struct benefit_classes_in){{ids, count}, in.from, in.to}, c->arena, &classes,
                        &class_count, err));
    for (size_t i = 0; i < count; i++) {
        size_t first = at;
        while (at < class_count && classes[at].household_id == ids[i])
            at++;
        for (size_t k = 0; k < policy_rules_count(rules) && facts[i] != NULL; k++) {
            const struct policy *p = policy_rules_at(rules, k);
            struct policy_class_right right = right_by_class(c, p, classes + first, at - first, in);
            struct judgement j;
            if (right.answer != ENTITLED_YES) /* not by class: on request only */
                continue;
            TRY(policy_rules_judge(c, rules, k, facts[i], &j, err));
            judge_one(c, r, &j, p, &places[i], &right);
        }
    }
    r->ids = ids;
    r->id_count = count;
    return OK;
}

static enum status write_dues(struct ctx *c, const struct reckoning *r, struct error *err) {
    static const char *const columns[] = {"policy_id", "household_id", "person_id",   "subject",
                                          "hamlet_id", "commune_id",   "district_id", "province_id",
                                          "answer",    "reason",       "since",       "ends_on"};
    struct db_bulk *b;
    enum status s = OK;
    TRY(db_bulk_begin(c->db, "benefit_due", columns, COUNT_OF(columns), &b, err));
    for (size_t i = 0; i < r->count && s == OK; i++) {
        const struct due *d = &r->list[i];
        db_bulk_int(b, d->policy_id);
        db_bulk_int(b, d->household_id);
        db_bulk_int(b, d->person_id);
        db_bulk_text(b, d->subject);
        db_bulk_int(b, d->place->hamlet_id);
        db_bulk_int(b, d->place->commune_id);
        db_bulk_int(b, d->place->district_id);
        db_bulk_int(b, d->place->province_id);
        db_bulk_text(b, text_of(d->answer));
        db_bulk_text(b, d->reason);
        db_bulk_day(b, d->since);
        db_bulk_day(b, d->ends);
        s = db_bulk_row(b, err);
    }
    enum status ended = db_bulk_end(&b, err);
    return s != OK ? s : ended;
}

/* Rules and facts of the next households, judged in a snapshot: nobody waits for it. */
static enum status judge_some(struct ctx *c, void *user, struct error *err) {
    struct reckoning *r = user;
    struct benefit_due_candidates_row *places;
    size_t count;
    TRY(benefit_due_candidates(c->db, &(struct benefit_due_candidates_in){r->after, CHUNK}, c->arena, &places, &count,
                               err));
    r->done = count < CHUNK;
    r->id_count = 0;
    r->list = NULL;
    r->count = r->room = 0;
    TRY(benefit_changed_in(
        c->db,
        &(struct benefit_changed_in_in){r->after, r->done || count == 0 ? INT64_MAX : places[count - 1].household_id},
        c->arena, &r->changed, &r->changed_count, err));
    return count == 0 ? OK : judge_chunk(c, r, places, count, err);
}

static enum status write_some(struct ctx *c, void *user, struct error *err) {
    struct reckoning *r = user;
    int64_t last = r->id_count > 0 ? r->ids[r->id_count - 1] : r->after;
    TRY(benefit_due_drop_range(c->db, &(struct benefit_due_drop_range_in){r->after, last}, NULL, err));
    for (size_t i = 0; i < r->changed_count; i++)
        TRY(benefit_changed_drop_as(
            c->db, &(struct benefit_changed_drop_as_in){r->changed[i].household_id, r->changed[i].version}, NULL, err));
    if (r->done)
        TRY(benefit_due_drop_after(c->db, &(struct benefit_due_drop_after_in){last}, NULL, err));
    TRY(write_dues(c, r, err));
    r->rows += (int64_t)r->count;
    r->after = last;
    audit_note(c, 0, "benefit.reckon", "benefit_due", last, NULL);
    return OK;
}

static enum status write_run(struct ctx *c, void *user, struct error *err) {
    struct benefit_due_run_set_in *in = user;
    in->on_day = c->today;
    in->at = clock_now(&c->app->clock);
    audit_note(c, 0, "benefit.reckoned", "benefit_due", 0, NULL);
    return benefit_due_run_set(c->db, in, NULL, err);
}

enum status benefit_reckon(struct ctx *c, int64_t *ret_rows, int64_t *ret_milliseconds, struct error *err) {
    struct reckoning r = {.after = -1};
    int64_t start = clock_monotonic_us();
    TRY(job_pieces(c, judge_some, write_some, &r, &r.done, &r.rows, err));
    struct benefit_due_run_set_in run = {.row_count = r.rows, .milliseconds = (clock_monotonic_us() - start) / 1000};
    TRY(ctx_write(c, write_run, &run, err));
    *ret_rows = r.rows;
    *ret_milliseconds = run.milliseconds;
    return OK;
}

enum status benefit_due_job(struct ctx *c, int64_t job_id, struct text params, struct error *err) {
    int64_t rows, milliseconds;
    (void)job_id;
    (void)params;
    TRY(benefit_reckon(c, &rows, &milliseconds, err));
    struct value *result = value_object(c->arena);
    value_set_int(result, "rows", rows);
    value_set_int(result, "milliseconds", milliseconds);
    value_set_str(result, "href", "/benefits");
    value_set_str(result, "message", "benefit.reckoned");
    job_result(c, result);
    return OK;
}

int benefit_due_command(struct command_args *a, struct arena *arena, struct error *err) {
    struct ctx c;
    int64_t rows, milliseconds;
    ctx_init_system(&c, a->app, arena, NULL);
    if (benefit_reckon(&c, &rows, &milliseconds, err) != OK)
        return 1;
    (void)printf(a->json ? "{\"rows\":%lld,\"milliseconds\":%lld}\n" : "%lld rows on the worklists, %lld ms\n",
                 (long long)rows, (long long)milliseconds);
    return 0;
}

/* ---- one household, when something happened to it */

static enum status reckon_household(struct ctx *c, int64_t id, struct error *err) {
    struct reckoning r = {0};
    struct benefit_due_household_row *rows;
    size_t count;
    TRY(benefit_due_drop(c->db, &(struct benefit_due_drop_in){{&id, 1}}, NULL, err));
    TRY(benefit_changed_drop(c->db, &(struct benefit_changed_drop_in){{&id, 1}}, NULL, err));
    TRY(benefit_due_household(c->db, &(struct benefit_due_household_in){id}, c->arena, &rows, &count, err));
    if (count == 0)
        return OK;
    struct benefit_due_candidates_row place;
    memcpy(&place, rows, sizeof place);
    TRY(judge_chunk(c, &r, &place, 1, err));
    return r.count == 0 ? OK : write_dues(c, &r, err);
}

static enum status end_lines(struct ctx *c, const int64_t *ids, size_t count, day_t from, const char *why,
                             struct error *err) {
    return count == 0 ? OK : benefit_stop_unchecked(c, (struct db_ids){ids, count}, from, tr(LANG_VI, why), err);
}

/* Death, leaving and the end of a household end rights; what was paid before stays. */
static enum status benefits_hear(struct ctx *c, const struct household_happening *h, struct error *err) {
    static const struct {
        const char *kind, *why;
        bool whole;
    } ends[] = {{"death", "benefit.end_death", false},
                {"moved_out", "benefit.end_moved", false},
                {"gone", "benefit.end_moved", true},
                {"dissolved", "benefit.end_dissolved", true}};
    for (size_t i = 0; i < COUNT_OF(ends) && !h->taken_back; i++) {
        if (strcmp(h->kind, ends[i].kind) != 0)
            continue;
        if (ends[i].whole) {
            struct benefit_running_of_household_row *rows;
            size_t count;
            TRY(benefit_running_of_household(c->db, &(struct benefit_running_of_household_in){h->household_id},
                                             c->arena, &rows, &count, err));
            TRY(end_lines(c, (const int64_t *)rows, count, h->on, ends[i].why, err));
        } else {
            struct benefit_running_of_row *rows;
            size_t count;
            TRY(benefit_running_of(c->db, &(struct benefit_running_of_in){h->person_id}, c->arena, &rows, &count, err));
            TRY(end_lines(c, (const int64_t *)rows, count, h->on, ends[i].why, err));
        }
    }
    TRY(reckon_household(c, h->household_id, err));
    return h->other_id == 0 ? OK : reckon_household(c, h->other_id, err);
}
_Static_assert(sizeof(struct benefit_running_of_row) == sizeof(int64_t), "rows are ids");
_Static_assert(sizeof(struct benefit_running_of_household_row) == sizeof(int64_t), "rows are ids");
HOUSEHOLD_LISTENER(benefits_hear);
