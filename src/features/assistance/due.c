/* Who may have the right as far as the register tells, and has no dossier: reckoned by the rules of the policies for
 * everybody, as a job or a command, and listed for the commune to go and see. */
#include "app/jobs.h"
#include "features/assistance/assistance_parts.h"

#define CHUNK 300

struct reckoning {
    int64_t after, last, rows;
    bool done;
    day_t elder; /* born on or before: old enough for a ground that age opens */
    struct found {
        int64_t person_id, policy_id;
        const struct assist_due_households_row *at;
        struct text name;
        day_t since;
    } * list;
    size_t count, room;
};

/* The youngest age that opens a ground which the register tells by itself. */
static int64_t told_age(const struct assist_numbers *n) {
    int64_t age = 150;
    for (size_t i = 0; i < n->count; i++)
        if (n->tiers[i].told && n->tiers[i].age_from > 0 && n->tiers[i].age_from < age)
            age = n->tiers[i].age_from;
    return age;
}
static bool told(const struct assist_numbers *n, int64_t policy_id) {
    for (size_t i = 0; i < n->count; i++)
        if (n->tiers[i].told && n->tiers[i].policy_id == policy_id)
            return true;
    return false;
}

static void add(struct ctx *c, struct reckoning *r, struct found one) {
    if (r->count == r->room) {
        size_t room = r->room == 0 ? 256 : r->room * 2;
        struct found *more = ARENA_ARRAY(c->arena, room, struct found);
        if (r->count > 0)
            memcpy(more, r->list, r->count * sizeof *more);
        r->list = more;
        r->room = room;
    }
    r->list[r->count++] = one;
}

/* The day the age was reached, when that is what opened it; else today. */
static day_t since_of(const struct ctx *c, const struct assist_numbers *n, int64_t policy_id, day_t born) {
    day_t since = DAY_NONE;
    for (size_t i = 0; i < n->count && born != DAY_NONE; i++) {
        const struct assist_tier *k = &n->tiers[i];
        if (!k->told || k->policy_id != policy_id || k->age_from <= 0)
            continue;
        day_t on = day_add_months(born, k->age_from * 12);
        if (on <= c->today && (since == DAY_NONE || on < since))
            since = on;
    }
    return since == DAY_NONE ? c->today : since;
}

static enum status judge_some(struct ctx *c, void *user, struct error *err) {
    struct reckoning *r = user;
    struct assist_due_households_row *homes;
    struct assist_numbers *n;
    struct policy_rules *rules;
    struct policy_facts **facts;
    size_t count, answered;
    TRY(assist_numbers_load(c, c->today, &n, err));
    r->elder = day_add_months(c->today, -12 * told_age(n));
    TRY(assist_due_households(c->db, &(struct assist_due_households_in){r->after, c->today, r->elder, CHUNK}, c->arena,
                              &homes, &count, err));
    r->done = count < CHUNK;
    r->list = NULL;
    r->count = r->room = 0;
    r->last = count > 0 ? homes[count - 1].household_id : r->after;
    if (count == 0)
        return OK;
    int64_t *ids = ARENA_ARRAY(c->arena, count, int64_t);
    for (size_t i = 0; i < count; i++)
        ids[i] = homes[i].household_id;
    TRY(policy_rules_load(c, 0, c->today, &rules, err));
    TRY(policy_facts_load(c, (struct db_ids){ids, count}, c->today, &facts, err));
    for (size_t k = 0; k < policy_rules_count(rules); k++) {
        const struct policy *p = policy_rules_at(rules, k);
        if (!told(n, p->id))
            continue;
        for (size_t i = 0; i < count; i++) {
            if (facts[i] == NULL)
                continue;
            enum entitlement *answers = ARENA_ARRAY(c->arena, policy_facts_members(facts[i]) + 1, enum entitlement);
            TRY(policy_rules_answers(c, rules, k, facts[i], answers, &answered, err));
            for (size_t m = 0; m < answered; m++) {
                if (answers[m] != ENTITLED_YES && answers[m] != ENTITLED_IF_SHOWN)
                    continue;
                struct found one = {.policy_id = p->id, .at = &homes[i]};
                one.person_id = policy_facts_member(facts[i], m, &one.name);
                one.since = since_of(c, n, p->id, policy_facts_born(facts[i], m));
                add(c, r, one);
            }
        }
    }
    return OK;
}

static enum status write_rows(struct ctx *c, const struct reckoning *r, struct error *err) {
    static const char *const columns[] = {"person_id",   "policy_id",   "household_id", "hamlet_id", "commune_id",
                                          "district_id", "province_id", "name",         "since"};
    struct db_bulk *b;
    enum status s = OK;
    TRY(db_bulk_begin(c->db, "assistance_due", columns, COUNT_OF(columns), &b, err));
    for (size_t i = 0; i < r->count && s == OK; i++) {
        const struct found *f = &r->list[i];
        db_bulk_int(b, f->person_id);
        db_bulk_int(b, f->policy_id);
        db_bulk_int(b, f->at->household_id);
        db_bulk_int(b, f->at->hamlet_id);
        db_bulk_int(b, f->at->commune_id);
        db_bulk_int(b, f->at->district_id);
        db_bulk_int(b, f->at->province_id);
        db_bulk_text(b, f->name);
        db_bulk_day(b, f->since);
        s = db_bulk_row(b, err);
    }
    enum status ended = db_bulk_end(&b, err);
    return s != OK ? s : ended;
}

static enum status write_some(struct ctx *c, void *user, struct error *err) {
    struct reckoning *r = user;
    TRY(assist_due_drop(c->db, &(struct assist_due_drop_in){r->after, r->last}, NULL, err));
    if (r->done)
        TRY(assist_due_drop_after(c->db, &(struct assist_due_drop_after_in){r->last}, NULL, err));
    TRY(write_rows(c, r, err));
    r->rows += (int64_t)r->count;
    r->after = r->last;
    if (r->done)
        TRY(assist_due_run_set(c->db, &(struct assist_due_run_set_in){c->today, clock_now(&c->app->clock), r->rows},
                               NULL, err));
    audit_note(c, 0, "aid.reckon", "assistance_due", r->last, NULL);
    return OK;
}

enum status assist_reckon_due(struct ctx *c, int64_t *ret_rows, struct error *err) {
    struct reckoning r = {.after = -1};
    TRY(job_pieces(c, judge_some, write_some, &r, &r.done, &r.rows, err));
    *ret_rows = r.rows;
    return assist_check_rights(c, err);
}

enum status assist_due_job(struct ctx *c, int64_t job_id, struct text params, struct error *err) {
    int64_t rows;
    (void)job_id;
    (void)params;
    TRY(assist_reckon_due(c, &rows, err));
    struct value *result = value_object(c->arena);
    value_set_int(result, "rows", rows);
    value_set_str(result, "href", "/social-assistance/due");
    value_set_str(result, "message", "assistance.reckoned");
    job_result(c, result);
    return OK;
}

int assist_due_command(struct command_args *a, struct arena *arena, struct error *err) {
    struct ctx c;
    int64_t rows;
    ctx_init_system(&c, a->app, arena, NULL);
    if (assist_reckon_due(&c, &rows, err) != OK)
        return 1;
    (void)printf(a->json ? "{\"rows\":%lld}\n" : "%lld people who may have the right to social assistance\n",
                 (long long)rows);
    return 0;
}

/* ---- pages */

static void due_row(struct ctx *c, const void *row, struct value *item) {
    const struct assist_dues_row *r = row;
    value_set_id(item, "id", r->person_id);
    value_set_text(item, "name", r->name);
    value_set_text(item, "code", r->code);
    value_set_text(item, "hamlet", r->hamlet);
    value_set_text(item, "commune", r->commune);
    value_set_text(item, "policy", r->policy);
    value_set_text(item, "policy_key", r->policy_key);
    value_set_day(item, "since", r->since);
    value_set_int(item, "days", c->today - r->since);
}
static const struct list_column columns[] = {
    {.key = "name",
     .label = "assistance.person",
     .sort = "name",
     .href = "/social-assistance/new?person={id}",
     .type = V_TEXT,
     .sensitivity = S_PERSONAL},
    {.key = "code", .label = "assistance.household", .type = V_TEXT},
    {.key = "hamlet", .label = "assistance.hamlet", .type = V_TEXT},
    {.key = "commune", .label = "assistance.commune", .type = V_TEXT},
    {.key = "policy", .label = "assistance.may_have", .href = "/policies/{policy_key}", .type = V_TEXT},
    {.key = "since", .label = "assistance.since", .sort = "since", .type = V_DAY},
    {.key = "days", .label = "assistance.days_waiting", .type = V_INT, .number = true},
};
static const struct list_filter filters[] = {
    {.name = "policy", .label = "assistance.policy_key", .type = F_TEXT},
    {.name = "place", .label = "assistance.place", .type = F_ID},
};
const struct list_def assist_due_list_def = {
    .name = "assistance_due",
    .stmt = &assist_dues_stmt,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .filters = filters,
    .filter_count = COUNT_OF(filters),
    .row = due_row,
    .row_href = "/people/{id}",
    .empty = "assistance.nobody_due",
    .file_name = "chua-huong-tro-cap-xa-hoi",
};

enum status assist_due_get(struct ctx *c, struct value *out, struct error *err) {
    struct assist_due_run_get_row run;
    bool found = false;
    TRY(assist_due_run_get(c->db, c->arena, &run, &found, err));
    value_set_day(out, "reckoned_on", found ? run.on_day : DAY_NONE);
    value_set_bool(out, "may_reckon", user_may(&c->user, "assistance.reckon"));
    assist_tabs(c, out, "/social-assistance/due");
    return list_answer(c, &assist_due_list_def, &(struct assist_dues_in){c->today}, NULL, 0, out, err);
}

enum status assist_due_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t job;
    TRY(job_start(c, "assistance_due", NULL, &job, err));
    value_set_id(out, "job", job);
    ctx_redirect(c, "assistance.flash_reckon", "/jobs/%lld", (long long)job);
    return OK;
}
