/* The policies with how far they are, and the worklist of one. */
#include "features/benefit/benefit_pages.h"

#include "app/form.h"
#include "app/jobs.h"
#include "app/list.h"
#include "features/area/area.h"
#include "features/benefit/benefit_internal.h"

void benefit_offer(struct ctx *c, struct value *out, const char *member, const struct form *f, const char *permission,
                   bool possible, struct text action, const struct value *current) {
    if (!possible || !user_may(&c->user, permission))
        return;
    bool sent = c->form != NULL && c->form->form == f && c->req != NULL && app_is_write(c->req->method);
    struct value *form = form_view(c, f, sent ? c->form : NULL, current, NULL);
    value_set_text(form, "action", action);
    value_set_page(out, member, form);
}

/* ---- the period */

static void quarter_of(day_t day, day_t *from, day_t *to) {
    int year, month, d;
    day_parts(day, &year, &month, &d);
    int first = (month - 1) / 3 * 3 + 1;
    *from = day_of(year, first, 1);
    *to = first == 10 ? day_of(year + 1, 1, 1) : day_of(year, first + 3, 1);
}

struct benefit_period benefit_period_asked(struct ctx *c) {
    struct benefit_period p;
    day_t from, to;
    quarter_of(c->as_of, &p.from, &p.to);
    if (day_parse(ctx_query(c, "from"), &from) && day_parse(ctx_query(c, "to"), &to) && from <= to &&
        to - from < 366 * 6)
        p = (struct benefit_period){from, to + 1};
    return p;
}

static void add_period(struct ctx *c, const struct benefit_period *p, struct value *out) {
    char from[11], to[11];
    value_set_day(out, "from", p->from);
    value_set_day(out, "to", p->to - 1);
    day_iso(p->from, from);
    day_iso(p->to - 1, to);
    struct value *v = value_object(c->arena);
    value_set_text(v, "from", arena_text(c->arena, text_of(from)));
    value_set_text(v, "to", arena_text(c->arena, text_of(to)));
    value_set_page(out, "span", v);
}

static enum status add_run(struct ctx *c, struct value *out, struct error *err) {
    struct benefit_due_run_get_row r;
    bool found = false;
    TRY(benefit_due_run_get(c->db, c->arena, &r, &found, err));
    if (found) {
        struct value *v = value_set_object(out, "reckoned");
        value_set_instant(v, "at", r.at);
        value_set_int(v, "rows", r.row_count);
    }
    value_set_bool(out, "may_reckon", user_may(&c->user, "benefit.reckon"));
    struct benefit_changed_count_row changed = {0};
    TRY(benefit_changed_count(c->db, &(struct benefit_changed_count_in){SCOPE_OF(c)}, c->arena, &changed, &found, err));
    value_set_int(out, "changed", changed.households);
    return OK;
}

/* ---- index */

static int scope_level(const struct ctx *c) {
    return c->user.scope.level == DB_SCOPE_ALL ? 0 : c->user.scope.level;
}

enum status benefit_index_page(struct ctx *c, struct value *out, struct error *err) {
    struct benefit_period period = benefit_period_asked(c);
    struct policy *policies;
    struct benefit_policy_counts_row *counts;
    size_t policy_count, count;
    TRY(policy_list(c, c->as_of, &policies, &policy_count, err));
    TRY(benefit_policy_counts(
        c->db, &(struct benefit_policy_counts_in){scope_level(c), c->user.scope.area_id, period.from, period.to},
        c->arena, &counts, &count, err));
    add_period(c, &period, out);
    TRY(add_run(c, out, err));
    struct value *list = value_set_list(out, "items");
    for (size_t i = 0; i < policy_count; i++)
        for (size_t k = 0; k < count; k++) {
            bool nothing = counts[k].entitled + counts[k].proposed + counts[k].approved + counts[k].received == 0;
            if (counts[k].policy_id != policies[i].id || nothing)
                continue;
            struct value *v = value_add_object(list);
            value_set_text(v, "key", policies[i].key);
            value_set_text(v, "name", policies[i].name);
            value_set_text(v, "task", policies[i].task);
            value_set_int(v, "entitled", counts[k].entitled);
            value_set_int(v, "proposed", counts[k].proposed);
            value_set_int(v, "approved", counts[k].approved);
            value_set_int(v, "received", counts[k].received);
        }
    struct benefit_ending_row *ending;
    int64_t days = 30;
    TRY(setting_int(c, "benefit.notice_days", c->today, &days, err));
    int64_t commune = c->user.scope.level == DB_SCOPE_COMMUNE ? c->user.scope.area_id : DB_NULL;
    struct value *ends = value_set_list(out, "ending");
    if (commune == DB_NULL)
        return OK; /* a district's hundreds of notices are the communes' work */
    TRY(benefit_ending(c->db,
                       &(struct benefit_ending_in){commune, c->today + (day_t)(days == DB_NULL ? 30 : days), c->today},
                       c->arena, &ending, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(ends);
        value_set_text(v, "policy", ending[i].policy);
        value_set_id(v, "household_id", ending[i].household_id);
        value_set_text(v, "code", ending[i].code);
        value_set_text(v, "subject", ending[i].subject);
        value_set_day(v, "ends_on", ending[i].ends_on);
    }
    return OK;
}

enum status benefit_reckon_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(job_start(c, "benefits.reckon", NULL, &id, err));
    value_set_id(out, "job_id", id);
    ctx_redirect(c, NULL, "/jobs/%lld", (long long)id);
    return OK;
}

/* ---- worklist */

static const char *const answer_words[] = {"benefit.answer.yes", "benefit.answer.if_shown"};

static void work_item(struct ctx *c, const void *row, struct value *item) {
    const struct benefit_worklist_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_id(item, "household_id", r->household_id);
    value_set_id(item, "person_id", r->person_id != 0 ? r->person_id : DB_NULL);
    value_set_text(item, "subject", r->subject);
    value_set_text(item, "code", r->code);
    value_set_text(item, "hamlet", r->hamlet);
    value_set_word(item, "answer", answer_words[text_is(r->answer, "if_shown")]);
    value_set_text(item, "reason", r->reason);
    value_set_day(item, "since", r->since);
    value_set_day(item, "ends_on", r->ends_on == DAY_FOREVER ? DAY_NONE : r->ends_on);
    bool listed = r->line_id != DB_NULL;
    enum benefit_state s = listed ? benefit_state_of(r->line_state, r->list_state) : BENEFIT_DRAFT;
    bool again = listed && (s == BENEFIT_RETURNED || s == BENEFIT_REFUSED || s == BENEFIT_STOPPED);
    value_set_word(item, "state",
                   !listed && r->changed               ? "benefit.work.state.changed"
                   : !listed && r->held_by.ptr != NULL ? "benefit.work.state.held"
                   : !listed                           ? "benefit.work.state.todo"
                                                       : benefit_state_word(s));
    struct benefit_period asked = benefit_period_asked(c); /* a period's right begins with the period */
    day_t from = r->since > asked.from ? r->since : asked.from;
    value_set_int(item, "days",
                  (listed && !again) || r->changed || r->held_by.ptr != NULL || from > c->as_of ? DB_NULL
                                                                                                : c->as_of - from);
    value_set_id(item, "line_id", r->line_id);
    value_set_text(item, "held_by", !listed ? r->held_by : TEXT_NONE);
}
static const struct choice answers[] = {{"yes", "benefit.answer.yes", 0}, {"if_shown", "benefit.answer.if_shown", 0}};
static const struct list_filter work_filters[] = {
    {.name = "todo", .label = "benefit.only_todo", .type = F_BOOL},
    {.name = "listed", .label = "benefit.only_listed", .type = F_BOOL},
    {.name = "changed", .label = "benefit.only_changed", .type = F_BOOL},
    {.name = "answer",
     .label = "benefit.answer",
     .type = F_CHOICE,
     .choices = answers,
     .choice_count = COUNT_OF(answers)},
    {.name = "commune", .label = "benefit.commune", .type = F_CHOICE, .options = area_commune_choices},
};
static const struct list_column work_columns[] = {
    {.key = "subject",
     .label = "benefit.subject",
     .href = "/households/{household_id}",
     .type = V_TEXT,
     .sensitivity = S_PERSONAL},
    {.key = "code", .label = "benefit.household", .type = V_TEXT},
    {.key = "hamlet", .label = "benefit.hamlet", .type = V_TEXT},
    {.key = "reason", .label = "benefit.reason", .type = V_TEXT},
    {.key = "since", .label = "benefit.since", .sort = "since", .type = V_DAY},
    {.key = "days", .label = "benefit.days", .number = true, .type = V_INT},
    {.key = "state", .label = "benefit.state_head", .type = V_WORD},
    {.key = "held_by", .label = "benefit.held_by", .type = V_TEXT},
    {.key = "answer", .label = "benefit.answer", .type = V_WORD, .hidden = true},
    {.key = "ends_on", .label = "benefit.ends_on", .type = V_DAY, .hidden = true},
};
const struct list_def benefit_worklist_def = {.name = "benefit_worklist",
                                              .stmt = &benefit_worklist_stmt,
                                              .columns = work_columns,
                                              .column_count = COUNT_OF(work_columns),
                                              .filters = work_filters,
                                              .filter_count = COUNT_OF(work_filters),
                                              .row = work_item,
                                              .row_href = "/households/{household_id}",
                                              .empty = "benefit.nobody",
                                              .file_name = "danh-sach-viec"};

/* The keys of a group that lie within a period. */
static enum status keys_of(struct ctx *c, const struct policy *p, const struct benefit_period *period,
                           int64_t *ret_first, int64_t *ret_last, struct error *err) {
    struct content_group g;
    int64_t keys[CLAIM_PERIODS];
    TRY(content_group_get(c, p->content_group, &g, err));
    size_t n = claim_period_keys(g.grain, period->from, period->to, keys, COUNT_OF(keys));
    if (n > COUNT_OF(keys))
        n = COUNT_OF(keys);
    *ret_first = n == 0 ? 0 : keys[0];
    *ret_last = n == 0 ? 0 : keys[n - 1];
    return OK;
}

static const struct field propose_fields[] = {
    {.name = "id", .type = F_IDS, .label = "benefit.subject"},
    {.name = "from_day", .type = F_DAY, .required = true, .label = "benefit.from"},
    {.name = "to_day", .type = F_DAY, .required = true, .label = "benefit.to"},
    {.name = "all", .type = F_BOOL, .label = "benefit.all_todo"},
};
const struct form benefit_propose_form = {"benefit_propose", propose_fields, COUNT_OF(propose_fields)};

enum status benefit_worklist_page(struct ctx *c, struct value *out, struct error *err) {
    struct benefit_period period = benefit_period_asked(c);
    struct policy p;
    int64_t first, last;
    TRY(policy_by_key(c, arena_zstr(c->arena, c->params[0]), c->as_of, &p, err));
    TRY(keys_of(c, &p, &period, &first, &last, err));
    value_set_text(out, "key", p.key);
    value_set_text(out, "name", p.name);
    value_set_bool(out, "of_person", p.unit == POLICY_OF_PERSON);
    add_period(c, &period, out);
    TRY(add_run(c, out, err));
    struct value *current = value_object(c->arena);
    value_set_day(current, "from_day", period.from);
    value_set_day(current, "to_day", period.to - 1);
    value_set_bool(current, "all", true);
    const struct benefit_maker *maker = maker_of(p.content_group);
    if (maker != NULL) {
        value_set_word(out, "maker", maker->word);
        if (ctx_may_open(c, maker->href))
            value_set_str(out, "maker_href", maker->href);
    }
    benefit_offer(c, out, "form", &benefit_propose_form, "benefit.propose",
                  maker == NULL && c->user.scope.level == DB_SCOPE_COMMUNE,
                  arena_fmt(c->arena, "/benefits/policies/%.*s/propose", FMT(p.key)), current);
    return list_answer(
        c, &benefit_worklist_def,
        &(struct benefit_worklist_in){p.id, p.content_group, period.from, period.to, first, last, c->as_of}, NULL, 0,
        out, err);
}

/* What could not be put on the list is said once, with the list. */
static struct text refused_words(struct ctx *c, const struct benefit_refused *refused, size_t count) {
    struct text all = TEXT_NONE;
    for (size_t i = 0; i < count && i < 3; i++)
        all = all.ptr == NULL ? refused[i].sentence
                              : arena_fmt(c->arena, "%.*s; %.*s", FMT(all), FMT(refused[i].sentence));
    return all;
}

enum status benefit_worklist_post(struct ctx *c, struct value *out, struct error *err) {
    struct benefit_period period = {form_day(c->form, "from_day"), form_day(c->form, "to_day") + 1};
    struct policy p;
    struct benefit_draft_of_row draft = {DB_NULL};
    struct benefit_due_by_ids_row *rows;
    struct benefit_refused *refused;
    size_t count, refused_count;
    int64_t first, last, list, commune = c->user.scope.area_id;
    bool found = false;
    if (c->user.scope.level != DB_SCOPE_COMMUNE)
        return fail(err, E_FORBIDDEN, "benefit.needs_commune");
    if (period.from >= period.to) {
        error_field(err, "to_day", "benefit.bad_period", NULL);
        return error_fields_status(err);
    }
    TRY(policy_by_key(c, arena_zstr(c->arena, c->params[0]), period.from, &p, err));
    if (maker_of(p.content_group) != NULL)
        return fail(err, E_CONFLICT, "benefit.made_elsewhere");
    TRY(keys_of(c, &p, &period, &first, &last, err));
    struct db_ids ids = form_value(c->form, "id")->ids;
    if (form_bool(c->form, "all")) {
        struct benefit_todo_row *todo;
        TRY(benefit_todo(c->db, &(struct benefit_todo_in){p.id, p.content_group, commune, first, last}, c->arena, &todo,
                         &count, err));
        rows = (struct benefit_due_by_ids_row *)(void *)todo; /* the same columns */
    } else
        TRY(benefit_due_by_ids(c->db, &(struct benefit_due_by_ids_in){p.id, commune, ids}, c->arena, &rows, &count,
                               err));
    if (count == 0)
        return fail(err, E_CONFLICT, "benefit.nobody_chosen");
    TRY(benefit_draft_of(c->db,
                         &(struct benefit_draft_of_in){p.id, commune, period.from, period.to, c->user.account_id},
                         c->arena, &draft, &found, err));
    list = draft.id;
    if (!found || list == DB_NULL)
        TRY(benefit_list_open(
            c,
            &(struct benefit_list_new){.policy_id = p.id, .commune_id = commune, .from = period.from, .to = period.to},
            &list, err));
    struct benefit_new *lines = ARENA_ARRAY(c->arena, count, struct benefit_new);
    for (size_t i = 0; i < count; i++)
        lines[i] = (struct benefit_new){.household_id = rows[i].household_id,
                                        .person_id = rows[i].person_id,
                                        .from = DAY_NONE,
                                        .to = DAY_NONE,
                                        .amount = DB_NULL,
                                        .entitled_on = DAY_NONE};
    TRY(benefit_add(c, list, lines, count, NULL, &refused, &refused_count, err));
    value_set_id(out, "list_id", list);
    value_set_int(out, "added", (int64_t)(count - refused_count));
    struct value *said = value_set_list(out, "refused");
    for (size_t i = 0; i < refused_count && i < 200; i++)
        value_add_text(said, refused[i].sentence);
    if (refused_count == count)
        return fail(err, E_CONFLICT, "benefit.all_refused", arena_zstr(c->arena, refused[0].sentence));
    c->flash_arg = refused_count == 0 ? arena_fmt(c->arena, "%zu", count) : refused_words(c, refused, refused_count);
    ctx_redirect(c, refused_count == 0 ? "benefit.flash_added" : "benefit.flash_some_refused", "/benefits/lists/%lld",
                 (long long)list);
    return OK;
}
_Static_assert(sizeof(struct benefit_todo_row) == sizeof(struct benefit_due_by_ids_row), "the same columns");

/* ---- the first page */

enum status benefit_home(struct ctx *c, struct value *work, struct value *out, struct error *err) {
    struct benefit_waiting_row r;
    bool found = false;
    (void)out;
    static const struct {
        const char *permission, *key, *href;
    } rows[] = {{"benefit.verify", "benefit.home_verify", "/benefits/lists?state=proposed"},
                {"benefit.approve", "benefit.home_approve", "/benefits/lists?state=verified"},
                {"benefit.deliver", "benefit.home_deliver", "/benefits/lists?state=approved"}};
    if (!user_may(&c->user, "benefit.read"))
        return OK;
    TRY(benefit_waiting(c->db, &(struct benefit_waiting_in){scope_level(c), c->user.scope.area_id}, c->arena, &r,
                        &found, err));
    int64_t n[] = {r.proposed, r.verified, r.approved};
    struct value *items = NULL;
    for (size_t i = 0; i < COUNT_OF(rows) && found; i++) {
        if (n[i] == 0 || !user_may(&c->user, rows[i].permission))
            continue;
        if (items == NULL) {
            struct value *group = value_add_object(work);
            value_set_word(group, "title", "benefit.menu");
            items = value_set_list(group, "items");
        }
        struct value *item = value_add_object(items);
        struct text arg = arena_fmt(c->arena, "%lld", (long long)n[i]);
        value_set_text(item, "text", tr_args(c->lang, c->arena, rows[i].key, &arg, 1));
        value_set_str(item, "href", rows[i].href);
    }
    return OK;
}
