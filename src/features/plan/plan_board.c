/* Who has sent which report of the year and who has not; beginning one's own; reminding those who are late.
 *
 * The plan asks "các sở, ngành có liên quan" without naming them. Expected are therefore the agencies that it gives a
 * duty, groups member by member on the last day in time; the page says that this was derived. */
#include "features/agency/agency.h"
#include "plan_report.h"

static const struct field start_fields[] = {
    {.name = "rule_id", .type = F_ID, .required = true, .label = "plan.report"}};
const struct form plan_report_start_form = {"plan_report_start", start_fields, COUNT_OF(start_fields)};
const struct form plan_report_remind_form = {"plan_report_remind", start_fields, COUNT_OF(start_fields)};

/* Who owes a report under a rule: the agency it names, or those with a duty. */
static enum status reporters_of(struct ctx *c, const struct plan *p, const struct plan_report_rules_row *rule,
                                struct plan_reporters_row **ret, size_t *ret_count, struct error *err) {
    if (rule->from_agency_id != DB_NULL) {
        struct plan_reporters_row *one = ARENA_NEW(c->arena, struct plan_reporters_row);
        *one = (struct plan_reporters_row){.agency_id = rule->from_agency_id, .name = rule->from_name};
        *ret = one;
        *ret_count = 1;
        return OK;
    }
    day_t on = rule->last_day != DAY_NONE ? rule->last_day : rule->period_to;
    return plan_reporters(c->db, &(struct plan_reporters_in){p->id, on, rule->to_agency_id}, c->arena, ret, ret_count,
                          err);
}

static const struct plan_reports_of_plan_row *report_of(const struct plan_reports_of_plan_row *rows, size_t count,
                                                        int64_t rule, int64_t agency) {
    for (size_t i = 0; i < count; i++)
        if (rows[i].rule_id == rule && rows[i].agency_id == agency)
            return &rows[i];
    return NULL;
}

static day_t met_on(const struct plan_reports_of_plan_row *r) {
    return r != NULL && r->sent_on != DAY_NONE && !text_is(r->state, "draft") && !text_is(r->state, "returned")
               ? r->sent_on
               : DAY_NONE;
}

struct board {
    struct plan plan;
    struct plan_report_rules_row *rules;
    size_t rule_count;
    struct plan_reports_of_plan_row *reports;
    size_t report_count;
};

static enum status read_board(struct ctx *c, const struct plan *p, struct board *b, struct error *err) {
    b->plan = *p;
    TRY(plan_report_rules(c->db, &(struct plan_report_rules_in){p->id, c->today}, c->arena, &b->rules, &b->rule_count,
                          err));
    return plan_reports_of_plan(c->db, &(struct plan_reports_of_plan_in){p->id}, c->arena, &b->reports,
                                &b->report_count, err);
}

static bool may_open(struct ctx *c, const struct board *b, const struct plan_report_rules_row *rule, int64_t agency,
                     bool sent) {
    if (agency == c->user.agency_id)
        return true;
    return sent && (c->user.agency_id == 0 || c->user.agency_id == rule->to_agency_id || plan_is_standing(c, &b->plan));
}

static void add_cell(struct ctx *c, const struct board *b, const struct plan_report_rules_row *rule,
                     const struct plan_reporters_row *who, struct value *cell) {
    const struct plan_reports_of_plan_row *r = report_of(b->reports, b->report_count, rule->id, who->agency_id);
    day_t met = met_on(r);
    plan_due_value(c, cell, "due", rule->last_day, met, c->today);
    value_set_bool(cell, "begun", r != NULL);
    if (r != NULL && may_open(c, b, rule, who->agency_id, met != DAY_NONE))
        value_set_text(cell, "href", arena_fmt(c->arena, "/reports/%lld", (long long)r->id));
    bool own = who->agency_id == c->user.agency_id && c->user.agency_id != 0;
    value_set_bool(cell, "may_start", own && r == NULL && b->plan.in_force && user_may(&c->user, "report.write"));
    value_set_id(cell, "rule_id", rule->id);
}

static enum status add_rule(struct ctx *c, const struct board *b, const struct plan_report_rules_row *rule,
                            struct value *list, struct error *err) {
    struct plan_reporters_row *who;
    size_t count;
    TRY(reporters_of(c, &b->plan, rule, &who, &count, err));
    struct value *v = value_add_object(list);
    value_set_id(v, "id", rule->id);
    value_set_text(v, "title", rule->title);
    value_set_text(v, "to", rule->to_name);
    value_set_day(v, "before", rule->due_day);
    value_set_day(v, "last_day", rule->last_day);
    value_set_day(v, "period_from", rule->period_from);
    value_set_day(v, "period_to", rule->period_to);
    value_set_text(v, "note", rule->note);
    value_set_bool(v, "derived", rule->from_agency_id == DB_NULL);
    struct value *rows = value_set_list(v, "agencies");
    int64_t sent = 0, late = 0;
    for (size_t i = 0; i < count; i++) {
        struct value *row = value_add_object(rows);
        value_set_id(row, "agency_id", who[i].agency_id);
        value_set_text(row, "name", who[i].name);
        value_set_bool(row, "yours", who[i].agency_id == c->user.agency_id);
        add_cell(c, b, rule, &who[i], row);
        day_t met = met_on(report_of(b->reports, b->report_count, rule->id, who[i].agency_id));
        sent += met != DAY_NONE;
        late += plan_due_state(rule->last_day, met, c->today) == PLAN_DUE_LATE;
    }
    value_set_int(v, "sent", sent);
    value_set_int(v, "expected", (int64_t)count);
    value_set_int(v, "late", late);
    value_set_bool(v, "may_remind",
                   rule->from_agency_id == DB_NULL && sent < (int64_t)count && user_may(&c->user, "plan.remind") &&
                       (c->user.agency_id == rule->to_agency_id || plan_is_standing(c, &b->plan)));
    return OK;
}

enum status plan_board(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct plan p;
    struct board b;
    TRY(ctx_id(c, 0, &id, err));
    TRY(plan_get(c, id, &p, err));
    TRY(read_board(c, &p, &b, err));
    value_set_id(out, "id", p.id);
    value_set_text(out, "plan", plan_name(c, &p));
    struct value *list = value_set_list(out, "rules");
    for (size_t i = 0; i < b.rule_count; i++)
        TRY(add_rule(c, &b, &b.rules[i], list, err));
    plan_crumbs(c, out, &p, "plan.board");
    return OK;
}

/* ---- beginning and reminding */

static enum status rule_of(struct ctx *c, const struct board *b, const struct plan_report_rules_row **ret,
                           struct error *err) {
    int64_t rule = form_id(c->form, "rule_id");
    for (size_t i = 0; i < b->rule_count; i++)
        if (b->rules[i].id == rule) {
            *ret = &b->rules[i];
            return OK;
        }
    return fail(err, E_NOT_FOUND, "http.not_found");
}

static enum status open_rule(struct ctx *c, struct board *b, const struct plan_report_rules_row **ret,
                             struct error *err) {
    int64_t id;
    struct plan p;
    TRY(ctx_id(c, 0, &id, err));
    TRY(plan_get(c, id, &p, err));
    if (!p.in_force)
        return fail(err, E_CONFLICT, "plan.not_in_force");
    TRY(read_board(c, &p, b, err));
    return rule_of(c, b, ret, err);
}

enum status plan_report_start(struct ctx *c, struct value *out, struct error *err) {
    struct board b;
    const struct plan_report_rules_row *rule = NULL;
    struct plan_reporters_row *who;
    size_t count;
    TRY(open_rule(c, &b, &rule, err));
    TRY(reporters_of(c, &b.plan, rule, &who, &count, err));
    bool owes = false;
    for (size_t i = 0; i < count; i++)
        owes = owes || (c->user.agency_id != 0 && who[i].agency_id == c->user.agency_id);
    if (!owes)
        return fail(err, E_FORBIDDEN, "plan.report_not_yours");
    const struct plan_reports_of_plan_row *there = report_of(b.reports, b.report_count, rule->id, c->user.agency_id);
    if (there != NULL)
        return fail(err, E_CONFLICT, "plan.report_begun");
    int64_t id = id_new();
    TRY(plan_report_insert(c->db,
                           &(struct plan_report_insert_in){id, rule->id, c->user.agency_id, T(""), T(""),
                                                           c->user.account_id, clock_now(&c->app->clock)},
                           NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "report", rule->title);
    value_set_id(diff, "agency_id", c->user.agency_id);
    audit_note(c, 0, "report.start", "plan_report", id, diff);
    value_set_id(out, "id", id);
    ctx_redirect(c, "plan.flash_report_started", "/reports/%lld", (long long)id);
    return OK;
}

enum status plan_report_remind(struct ctx *c, struct value *out, struct error *err) {
    struct board b;
    const struct plan_report_rules_row *rule = NULL;
    struct plan_reporters_row *who;
    size_t count;
    TRY(open_rule(c, &b, &rule, err));
    if (c->user.agency_id != rule->to_agency_id && !plan_is_standing(c, &b.plan))
        return fail(err, E_FORBIDDEN, "plan.not_to_remind");
    TRY(reporters_of(c, &b.plan, rule, &who, &count, err));
    int64_t made = 0;
    struct text args[] = {rule->title};
    struct text body = tr_args(LANG_VI, c->arena, "plan.reminder_report", args, COUNT_OF(args));
    for (size_t i = 0; i < count; i++) {
        struct plan_reminder_open_report_row today;
        bool found = false;
        TRY(plan_reminder_open_report(c->db,
                                      &(struct plan_reminder_open_report_in){rule->id, who[i].agency_id, c->today},
                                      c->arena, &today, &found, err));
        if (met_on(report_of(b.reports, b.report_count, rule->id, who[i].agency_id)) != DAY_NONE || today.n > 0)
            continue;
        TRY(plan_reminder_put(c->db,
                              &(struct plan_reminder_put_in){id_new(), b.plan.id, DB_NULL, rule->id, who[i].agency_id,
                                                             c->user.agency_id, body, c->today, c->user.account_id,
                                                             clock_now(&c->app->clock)},
                              NULL, err));
        made++;
    }
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "report", rule->title);
    value_set_int(diff, "agencies", made);
    audit_note(c, 0, "report.remind", "plan", b.plan.id, diff);
    value_set_int(out, "reminded", made);
    c->flash_arg = arena_fmt(c->arena, "%lld", (long long)made);
    ctx_redirect(c, "plan.flash_reminded", "/plans/%lld/reports", (long long)b.plan.id);
    return OK;
}

/* The reports that the asker's agency owes and has not sent, late or due soon, for his first page. */
enum status plan_home_reports(struct ctx *c, const struct plan *p, struct value *items, struct error *err) {
    struct board b;
    TRY(read_board(c, p, &b, err));
    for (size_t i = 0; i < b.rule_count; i++) {
        const struct plan_report_rules_row *rule = &b.rules[i];
        struct plan_reporters_row *who;
        size_t count;
        const struct plan_reports_of_plan_row *r = report_of(b.reports, b.report_count, rule->id, c->user.agency_id);
        enum plan_due_state s = plan_due_state(rule->last_day, met_on(r), c->today);
        if (s != PLAN_DUE_LATE && s != PLAN_DUE_SOON)
            continue;
        TRY(reporters_of(c, p, rule, &who, &count, err));
        for (size_t k = 0; k < count; k++) {
            if (who[k].agency_id != c->user.agency_id)
                continue;
            struct value *v = value_add_object(items);
            struct text args[] = {rule->title,
                                  arena_fmt(c->arena, "%d", plan_due_days(rule->last_day, DAY_NONE, c->today))};
            value_set_text(v, "text",
                           tr_args(c->lang, c->arena,
                                   s == PLAN_DUE_LATE ? "plan.home_report_late" : "plan.home_report_soon", args,
                                   COUNT_OF(args)));
            value_set_text(v, "href",
                           r ? arena_fmt(c->arena, "/reports/%lld", (long long)r->id)
                             : arena_fmt(c->arena, "/plans/%lld/reports", (long long)p->id));
            value_set_day(v, "day", rule->last_day);
            if (s == PLAN_DUE_LATE)
                value_set_str(v, "tone", "warn");
        }
    }
    return OK;
}
