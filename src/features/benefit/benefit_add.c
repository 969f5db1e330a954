/* Lines onto a draft: who lives there and has the right, how much it is, and that nobody gave it before. What cannot
 * stay says why; the others go in together. */
#include "features/benefit/benefit_internal.h"
#include "features/household/household.h"

struct adding {
    struct ctx *c;
    struct benefit_list_get_row list;
    struct policy policy;
    const struct benefit_new *lines;
    size_t count;
    day_t from, to; /* that all lines lie in */
    int64_t months;
    struct benefit_places_row *places;
    struct benefit_members_row *members;
    struct benefit_classes_row *classes;
    struct benefit_due_since_row *dues;
    size_t place_count, member_count, class_count, due_count;
    struct policy_rules *rules;
    struct policy_facts **facts; /* by household_ids */
    const int64_t *household_ids;
    size_t household_count;
    struct ready { /* by line */
        bool refused;
        const struct benefit_places_row *place;
        struct text name, how;
        int64_t id, amount, key;
        day_t from, to, entitled_on;
    } * ready;
    struct benefit_refused *refused;
    size_t refused_count;
    day_t judged_on;                        /* 0: the right runs while the class does */
    int64_t months_max;                     /* of a school year; DB_NULL: no limit */
    const struct benefit_maker *maker;      /* NULL: whoever proposes */
    struct benefit_months_taken_row *taken; /* of the school year, other lines */
    size_t taken_count;
    /* the amount worked out last: mostly all lines have one period */
    day_t amount_from, amount_to;
    int64_t amount, ceiling;
    struct text how;
};

static void refuse(struct adding *a, size_t i, const char *key, struct text sentence) {
    if (a->ready[i].refused)
        return;
    a->ready[i].refused = true;
    a->refused[a->refused_count++] = (struct benefit_refused){i, sentence, key};
}
static void refuse_by(struct adding *a, size_t i, const char *key, struct text arg) {
    refuse(a, i, key, tr_args(a->c->lang, a->c->arena, key, &arg, 1));
}

/* ---- what is known about the households */

static int by_household(const void *a, const void *b) { /* every row begins with the household's id */
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

/* Whose class decides: the household where the person lived on the day that counts. */
static int64_t judged_household(const struct benefit_new *line) {
    return line->judged_household_id != 0 ? line->judged_household_id : line->household_id;
}

static enum status read_facts(struct adding *a, struct error *err) {
    struct ctx *c = a->c;
    int64_t *ids = ARENA_ARRAY(c->arena, a->count * 2 + 1, int64_t);
    size_t n = 0;
    for (size_t i = 0; i < a->count; i++) {
        ids[n++] = a->lines[i].household_id;
        if (judged_household(&a->lines[i]) != a->lines[i].household_id)
            ids[n++] = judged_household(&a->lines[i]);
    }
    if (n > 1)
        qsort(ids, n, sizeof *ids, by_household);
    size_t distinct = 0;
    for (size_t i = 0; i < n; i++)
        if (distinct == 0 || ids[distinct - 1] != ids[i])
            ids[distinct++] = ids[i];
    struct db_ids all = {ids, distinct};
    TRY(benefit_places(c->db, &(struct benefit_places_in){all}, c->arena, &a->places, &a->place_count, err));
    if (a->place_count > 1)
        qsort(a->places, a->place_count, sizeof *a->places, by_household);
    TRY(benefit_members(c->db, &(struct benefit_members_in){all, c->today}, c->arena, &a->members, &a->member_count,
                        err));
    day_t on = c->today >= a->to ? a->to - 1 : c->today < a->from ? a->from : c->today;
    on = a->judged_on != 0 ? a->judged_on : on;
    struct benefit_classes_in window = {all, a->from, a->to};
    if (a->judged_on != 0)
        window = (struct benefit_classes_in){all, on, on + 1};
    TRY(benefit_classes(c->db, &window, c->arena, &a->classes, &a->class_count, err));
    a->household_ids = ids;
    a->household_count = distinct;
    TRY(policy_rules_load(c, a->policy.id, on, &a->rules, err));
    TRY(policy_facts_load(c, all, on, &a->facts, err));
    return benefit_due_since(c->db, &(struct benefit_due_since_in){a->policy.id, all}, c->arena, &a->dues,
                             &a->due_count, err);
}

/* First of the rows of one household; rows are in the order of household ids. */
static const void *rows_of(const void *rows, size_t count, size_t size, int64_t household, size_t *ret_count) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (*(const int64_t *)((const char *)rows + middle * size) < household)
            low = middle + 1;
        else
            high = middle;
    }
    size_t n = 0;
    while (low + n < count && *(const int64_t *)((const char *)rows + (low + n) * size) == household)
        n++;
    *ret_count = n;
    return (const char *)rows + low * size;
}

/* ---- one line */

static void check_subject(struct adding *a, size_t i) {
    const struct benefit_new *line = &a->lines[i];
    struct ready *r = &a->ready[i];
    size_t n;
    const struct benefit_places_row *place = rows_of(a->places, a->place_count, sizeof *place, line->household_id, &n);
    if (n == 0 || place->commune_id != a->list.commune_id) {
        refuse(a, i, "benefit.other_commune", tr(a->c->lang, "benefit.other_commune"));
        return;
    }
    r->place = place;
    r->name = place->head_name;
    if (place->status != HOUSEHOLD_RESIDENT)
        refuse_by(a, i, "benefit.not_resident", place->code);
    if ((a->policy.unit == POLICY_OF_PERSON) != (line->person_id != 0)) {
        bool person = a->policy.unit == POLICY_OF_PERSON;
        refuse(a, i, person ? "benefit.needs_person" : "benefit.needs_household",
               tr(a->c->lang, person ? "benefit.needs_person" : "benefit.needs_household"));
    }
    if (line->person_id == 0)
        return;
    const struct benefit_members_row *m = rows_of(a->members, a->member_count, sizeof *m, line->household_id, &n);
    for (size_t k = 0; k < n; k++)
        if (m[k].person_id == line->person_id) {
            r->name = m[k].full_name;
            if (m[k].died_on != DAY_NONE)
                refuse_by(a, i, "benefit.has_died", m[k].full_name);
            return;
        }
    refuse_by(a, i, "benefit.not_member", place->code);
}

/* What the rules say beside the class; a household that they know nothing of is judged by class alone. */
static enum status rules_refuse(struct adding *a, size_t i, bool *ret, struct error *err) {
    int64_t household = judged_household(&a->lines[i]);
    const int64_t *at = bsearch(&household, a->household_ids, a->household_count, sizeof(int64_t), by_household);
    struct judgement j;
    *ret = false;
    if (at == NULL || a->facts[at - a->household_ids] == NULL || policy_rules_count(a->rules) != 1)
        return OK;
    TRY(policy_rules_judge(a->c, a->rules, 0, a->facts[at - a->household_ids], &j, err));
    for (size_t k = 0; k < j.subject_count; k++)
        if (j.subjects[k].person_id == a->lines[i].person_id && j.subjects[k].answer == ENTITLED_NO)
            *ret = true;
    return OK;
}

static void check_right(struct adding *a, size_t i) {
    const struct benefit_new *line = &a->lines[i];
    struct ready *r = &a->ready[i];
    struct ctx *c = a->c;
    size_t n;
    const struct benefit_classes_row *k = rows_of(a->classes, a->class_count, sizeof *k, judged_household(line), &n);
    bool dated = a->judged_on != 0;
    struct policy_period in = {dated ? a->judged_on : r->from, dated ? a->judged_on + 1 : r->to, a->months};
    struct policy_class_right right = right_by_class(c, &a->policy, k, n, in);
    if (right.answer == ENTITLED_NO) {
        refuse_by(a, i, "benefit.not_entitled", r->name);
        return;
    }
    char day[11];
    if (!dated && right.since != DAY_NONE && r->from < day_month_first(right.since) && right.answer == ENTITLED_YES) {
        day_vn(right.since, day);
        struct text args[] = {r->name, text_of(arena_fmt(c->arena, "%s", day).ptr)};
        refuse(a, i, "benefit.before_right", tr_args(c->lang, c->arena, "benefit.before_right", args, 2));
        return;
    }
    r->entitled_on = line->entitled_on != DAY_NONE ? line->entitled_on : DAY_NONE;
    const struct benefit_due_since_row *d = rows_of(a->dues, a->due_count, sizeof *d, line->household_id, &n);
    for (size_t x = 0; x < n && r->entitled_on == DAY_NONE; x++)
        if (d[x].person_id == line->person_id)
            r->entitled_on = d[x].since;
    if (r->entitled_on == DAY_NONE || r->entitled_on < r->from)
        r->entitled_on = r->from; /* a period's right begins with the period */
}

/* Works the amount out once for each period. ceiling DB_NULL: no limit is known. */
static enum status work_out(struct adding *a, day_t from, day_t to, struct error *err) {
    struct policy_value most;
    if (a->amount_from == from && a->amount_to == to)
        return OK;
    a->amount_from = from;
    a->amount_to = to;
    a->how = TEXT_NONE;
    enum status s = benefit_amount(a->c, &a->policy, from, to, &a->amount, &a->how, err);
    if (s == E_NOT_FOUND) { /* nobody knows: "chưa rõ" */
        error_clear(err);
        a->amount = DB_NULL;
    } else if (s != OK)
        return s;
    a->ceiling = a->amount;
    if (a->ceiling != DB_NULL)
        return OK;
    s = policy_parameter(a->c, a->policy.id, "amount_max", from, &most, err);
    if (s == E_NOT_FOUND)
        error_clear(err);
    else if (s != OK)
        return s;
    else
        a->ceiling = most.value;
    return OK;
}

static enum status check_amount(struct adding *a, size_t i, struct error *err) {
    const struct benefit_new *line = &a->lines[i];
    struct ready *r = &a->ready[i];
    TRY(work_out(a, r->from, r->to, err));
    r->amount = line->amount != DB_NULL ? line->amount : a->amount;
    r->how = line->how.ptr != NULL ? line->how : a->how;
    if (line->amount != DB_NULL && line->amount <= 0)
        refuse(a, i, "benefit.bad_amount", tr(a->c->lang, "benefit.bad_amount"));
    if (line->amount != DB_NULL && a->ceiling != DB_NULL && line->amount > a->ceiling) {
        AUTO_BUF b;
        buf_init(&b, 64);
        fmt_money(&b, a->c->lang, a->ceiling);
        refuse_by(a, i, "benefit.over_amount", arena_text(a->c->arena, buf_as_text(&b)));
    }
    return OK;
}

/* What is paid by month for at most so many months of a school year (study costs): with other lines of that year. */
static enum status read_months(struct adding *a, struct error *err) {
    struct ctx *c = a->c;
    struct policy_value v;
    a->months_max = DB_NULL;
    enum status s = policy_parameter(c, a->policy.id, "months_max", a->from, &v, err);
    if (s == E_NOT_FOUND) {
        error_clear(err);
        return OK;
    }
    TRY(s);
    a->months_max = v.value;
    int64_t year = claim_period_key(GRAIN_SCHOOL_TERM, a->from) / 10;
    int64_t *people = ARENA_ARRAY(c->arena, a->count + 1, int64_t);
    for (size_t i = 0; i < a->count; i++)
        people[i] = a->lines[i].person_id;
    struct benefit_months_taken_in in = {{people, a->count},
                                         a->policy.id,
                                         claim_period_start(GRAIN_SCHOOL_TERM, claim_term_key((int)year, 1)),
                                         claim_period_start(GRAIN_SCHOOL_TERM, claim_term_key((int)year + 1, 1))};
    return benefit_months_taken(c->db, &in, c->arena, &a->taken, &a->taken_count, err);
}

static int64_t months_of(day_t from, day_t to) {
    return (int64_t)claim_period_keys(GRAIN_MONTH, from, to, NULL, 0);
}

static void check_months(struct adding *a, size_t i) {
    const struct ready *r = &a->ready[i];
    int64_t taken = 0, asked = months_of(r->from, r->to);
    if (a->months_max == DB_NULL)
        return;
    for (size_t k = 0; k < a->taken_count; k++)
        if (a->taken[k].person_id == a->lines[i].person_id)
            taken += months_of(a->taken[k].period_from, a->taken[k].period_to);
    if (taken + asked <= a->months_max)
        return;
    struct arena *arena = a->c->arena;
    const struct text args[] = {r->name, arena_fmt(arena, "%lld", (long long)asked),
                                arena_fmt(arena, "%lld", (long long)taken),
                                arena_fmt(arena, "%lld", (long long)a->months_max)};
    refuse(a, i, "benefit.over_months", tr_args(a->c->lang, arena, "benefit.over_months", args, COUNT_OF(args)));
}

static enum status check_line(struct adding *a, size_t i, struct error *err) {
    const struct benefit_new *line = &a->lines[i];
    struct ready *r = &a->ready[i];
    r->id = id_new();
    r->from = line->from != DAY_NONE ? line->from : a->list.period_from;
    r->to = line->to != DAY_NONE ? line->to : a->list.period_to;
    r->key = line->key != 0 ? line->key : a->list.period_key == DB_NULL ? 0 : a->list.period_key;
    r->entitled_on = DAY_NONE;
    if (r->from >= r->to || r->from < a->list.period_from || r->to > a->list.period_to)
        refuse(a, i, "benefit.bad_period", tr(a->c->lang, "benefit.bad_period"));
    check_subject(a, i);
    bool no = false;
    if (a->maker != NULL && (line->detail_kind == NULL || strcmp(line->detail_kind, a->maker->detail_kind) != 0))
        refuse(a, i, "benefit.made_elsewhere", tr(a->c->lang, "benefit.made_elsewhere"));
    if (!r->refused)
        check_right(a, i);
    if (!r->refused)
        check_months(a, i);
    if (!r->refused && !line->judged)
        TRY(rules_refuse(a, i, &no, err));
    if (no)
        refuse_by(a, i, "benefit.not_entitled", r->name);
    return r->refused ? OK : check_amount(a, i, err);
}

/* ---- claims and rows */

static enum status claim_lines(struct adding *a, struct error *err) {
    struct ctx *c = a->c;
    struct claim_line *wanted = ARENA_ARRAY(c->arena, a->count + 1, struct claim_line);
    size_t *at = ARENA_ARRAY(c->arena, a->count + 1, size_t), n = 0, conflict_count;
    for (size_t i = 0; i < a->count; i++) {
        const struct ready *r = &a->ready[i];
        if (r->refused)
            continue;
        at[n] = i;
        wanted[n++] = (struct claim_line){.source_id = r->id,
                                          .household_id = a->lines[i].household_id,
                                          .person_id = a->lines[i].person_id,
                                          .name = r->name,
                                          .from = r->from,
                                          .to = r->to,
                                          .key = r->key};
    }
    struct claim_terms t = {BENEFIT_KIND, a->policy.id, c->today, 0, a->list.title};
    struct claim_conflict *conflicts;
    if (n == 0)
        return OK;
    TRY(claim_reserve_many(c, &t, wanted, n, &conflicts, &conflict_count, err));
    for (size_t k = 0; k < conflict_count; k++)
        refuse(a, at[conflicts[k].line], "claim.twice", claim_sentence(c, &conflicts[k]));
    return OK;
}

static void json_int(struct buf *b, int64_t v) {
    if (v == DB_NULL)
        buf_str(b, ",null");
    else
        buf_fmt(b, ",%lld", (long long)v);
}
static void json_text(struct buf *b, struct text t) {
    buf_char(b, ',');
    if (t.ptr == NULL)
        buf_str(b, "null");
    else
        json_string(b, t);
}

static enum status write_lines(struct adding *a, struct error *err) {
    struct ctx *c = a->c;
    AUTO_BUF b;
    buf_init(&b, (size_t)16 << 20);
    buf_char(&b, '[');
    size_t wanted = 0;
    for (size_t i = 0; i < a->count; i++) {
        const struct ready *r = &a->ready[i];
        const struct benefit_new *line = &a->lines[i];
        if (r->refused)
            continue;
        buf_fmt(&b, "%s[%lld,%lld", wanted++ > 0 ? "," : "", (long long)r->id, (long long)line->household_id);
        json_int(&b, line->person_id != 0 ? line->person_id : DB_NULL);
        json_text(&b, r->name);
        json_int(&b, r->place->hamlet_id);
        json_int(&b, r->from);
        json_int(&b, r->to);
        json_int(&b, r->key != 0 ? r->key : DB_NULL);
        json_int(&b, r->amount);
        json_text(&b, r->how);
        json_int(&b, r->entitled_on);
        json_text(&b, text_of(line->detail_kind));
        json_int(&b, line->detail_kind != NULL ? line->detail_id : DB_NULL);
        buf_char(&b, ']');
    }
    buf_char(&b, ']');
    if (!buf_ok(&b))
        return fail(err, E_TOO_LARGE, "db.result_too_large");
    int64_t written = 0;
    if (wanted > 0)
        TRY(benefit_line_add(
            c->db,
            &(struct benefit_line_add_in){buf_as_text(&b), a->list.id, c->user.account_id, clock_now(&c->app->clock)},
            &written, err));
    return written == (int64_t)wanted ? OK : fail(err, E_CONFLICT, "benefit.not_draft");
}

static void period_of_all(struct adding *a) {
    a->from = a->list.period_from;
    a->to = a->list.period_to;
}

static int by_line(const void *a, const void *b) {
    const struct benefit_refused *x = a, *y = b;
    return x->line < y->line ? -1 : x->line > y->line;
}

enum status benefit_add(struct ctx *c, int64_t list_id, const struct benefit_new *lines, size_t count, int64_t *ret_ids,
                        struct benefit_refused **ret_refused, size_t *ret_refused_count, struct error *err) {
    struct adding a = {.c = c, .lines = lines, .count = count, .amount_from = DAY_NONE, .amount_to = DAY_NONE};
    TRY(list_take(c, list_id, -1, &a.list, err));
    if (!text_is(a.list.state, "draft"))
        return fail(err, E_CONFLICT, "benefit.not_draft");
    if ((size_t)a.list.line_count + count > BENEFIT_LINES_MAX)
        return fail(err, E_TOO_LARGE, "benefit.list_full");
    TRY(policy_get(c, a.list.policy_id, a.list.period_from, &a.policy, err));
    TRY(household_escape_months(c, a.list.period_from, &a.months, err));
    period_of_all(&a);
    a.judged_on = count > 0 ? lines[0].judged_on : 0;
    for (size_t i = 0; i < count; i++)
        if (lines[i].judged_on != a.judged_on) /* our bug */
            return fail(err, E_INTERNAL, "http.internal");
    a.maker = maker_of(a.policy.content_group);
    TRY(read_months(&a, err));
    a.ready = ARENA_ARRAY(c->arena, count + 1, struct ready);
    a.refused = ARENA_ARRAY(c->arena, count + 1, struct benefit_refused);
    TRY(read_facts(&a, err));
    for (size_t i = 0; i < count; i++)
        TRY(check_line(&a, i, err));
    TRY(claim_lines(&a, err));
    TRY(write_lines(&a, err));
    if (a.refused_count < count) {
        TRY(benefit_list_hand_add(c->db, &(struct benefit_list_hand_add_in){list_id, c->user.account_id, T("draft")},
                                  NULL, err));
        TRY(benefit_list_count(c->db, &(struct benefit_list_count_in){list_id, clock_now(&c->app->clock)}, NULL, err));
    }
    for (size_t i = 0; i < count && ret_ids != NULL; i++)
        ret_ids[i] = a.ready[i].refused ? 0 : a.ready[i].id;
    if (a.refused_count > 1)
        qsort(a.refused, a.refused_count, sizeof *a.refused, by_line);
    *ret_refused = a.refused;
    *ret_refused_count = a.refused_count;
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "added", (int64_t)(count - a.refused_count));
    value_set_int(diff, "refused", (int64_t)a.refused_count);
    audit_note(c, a.list.commune_id, "benefit.add", "benefit_list", a.list.id, diff);
    return OK;
}
