/* The first draft of a report. An agency's own says what it wrote on its tasks; the standing agency's puts together
 * rate, movement, the review season, the progress of all tasks and who has reported. Everything becomes text here, as
 * it is to be read, so that a snapshot needs nothing else to be shown again. */
#include "plan_draft.h"

struct value *plan_section(struct ctx *c, struct value *sections, const char *key) {
    struct value *s = value_add_object(sections);
    value_set_text(s, "title", tr(LANG_VI, key));
    (void)value_set_list(s, "paragraphs");
    (void)c;
    return s;
}

void plan_say(struct ctx *c, struct value *section, const char *key, const struct text *args, size_t count) {
    value_add_text((struct value *)value_get(section, T("paragraphs")), tr_args(LANG_VI, c->arena, key, args, count));
}

struct text plan_number_text(struct ctx *c, int64_t n) {
    AUTO_BUF b;
    buf_init(&b, 64);
    fmt_int(&b, LANG_VI, n);
    return arena_text(c->arena, buf_as_text(&b));
}

struct text plan_day_text(struct ctx *c, day_t d) {
    char out[11] = "";
    if (d != DAY_NONE)
        day_vn(d, out);
    return arena_text(c->arena, text_of(out));
}

static struct value *add_row(struct value *section) {
    struct value *rows = (struct value *)value_get(section, T("rows"));
    struct value *row = value_list(rows->arena);
    value_add(rows, row);
    return row;
}

static void table(struct ctx *c, struct value *section, const char *const *heads, size_t count) {
    struct value *head = value_set_list(section, "head");
    for (size_t i = 0; i < count; i++)
        value_add_text(head, tr(LANG_VI, heads[i]));
    (void)value_set_list(section, "rows");
    (void)c;
}

static struct text leads_of(struct ctx *c, const struct plan_task_state *t) {
    struct text all = T("");
    for (size_t i = 0; i < t->named_count; i++)
        if (t->named[i].lead)
            all = all.len ? arena_fmt(c->arena, "%.*s; %.*s", FMT(all), FMT(t->named[i].name)) : t->named[i].name;
    return all;
}

/* ---- the consolidated report */

static enum status section_tasks(struct ctx *c, const struct plan_report *r, struct value *sections,
                                 struct error *err) {
    static const char *const heads[] = {"plan.code", "plan.task", "plan.role.lead", "plan.state", "plan.late_column"};
    struct plan_annex a;
    TRY(plan_annex(c, &r->plan, c->today, &a, err));
    struct value *s = plan_section(c, sections, "plan.section_tasks");
    int64_t tasks = 0, done = 0, doing = 0, late = 0;
    table(c, s, heads, COUNT_OF(heads));
    for (size_t i = 0; i < a.count; i++) {
        const struct plan_task_state *t = &a.tasks[i];
        if (!text_is(t->row.kind, "task"))
            continue;
        tasks++;
        done += strcmp(t->state, "done") == 0;
        doing += strcmp(t->state, "doing") == 0;
        late += t->late_leads > 0;
        struct value *row = add_row(s);
        value_add_text(row, t->row.code);
        value_add_text(row, t->row.title);
        value_add_text(row, leads_of(c, t));
        value_add_text(row, tr(LANG_VI, plan_state_word(text_of(t->state))));
        struct text counts[] = {plan_number_text(c, (int64_t)t->late_leads),
                                plan_number_text(c, (int64_t)t->late_others)};
        value_add_text(row, t->late_leads + t->late_others ? tr_args(LANG_VI, c->arena, "plan.late_cell", counts, 2)
                                                           : T(""));
    }
    struct text args[] = {plan_number_text(c, tasks), plan_number_text(c, done), plan_number_text(c, doing),
                          plan_number_text(c, late)};
    plan_say(c, s, "plan.say_tasks", args, COUNT_OF(args));
    return OK;
}

/* Who of those that owe a report for the same period has sent it. */
static enum status section_received(struct ctx *c, const struct plan_report *r, struct value *sections,
                                    struct error *err) {
    static const char *const heads[] = {"plan.agency", "plan.report", "plan.state"};
    struct plan_report_rules_row *rules;
    struct plan_reports_of_plan_row *reports;
    size_t rule_count, report_count;
    TRY(plan_report_rules(c->db, &(struct plan_report_rules_in){r->plan.id, c->today}, c->arena, &rules, &rule_count,
                          err));
    TRY(plan_reports_of_plan(c->db, &(struct plan_reports_of_plan_in){r->plan.id}, c->arena, &reports, &report_count,
                             err));
    struct value *s = plan_section(c, sections, "plan.section_received");
    table(c, s, heads, COUNT_OF(heads));
    int64_t expected = 0, sent = 0;
    for (size_t i = 0; i < rule_count; i++) {
        struct plan_reporters_row *who;
        size_t count;
        if (rules[i].from_agency_id != DB_NULL || !text_eq(rules[i].period, r->rule.period))
            continue;
        day_t on = rules[i].last_day != DAY_NONE ? rules[i].last_day : rules[i].period_to;
        TRY(plan_reporters(c->db, &(struct plan_reporters_in){r->plan.id, on, rules[i].to_agency_id}, c->arena, &who,
                           &count, err));
        for (size_t k = 0; k < count; k++) {
            day_t met = DAY_NONE;
            for (size_t m = 0; m < report_count; m++)
                if (reports[m].rule_id == rules[i].id && reports[m].agency_id == who[k].agency_id)
                    met = reports[m].sent_on;
            expected++;
            sent += met != DAY_NONE;
            struct value *v = value_object(c->arena), *row = add_row(s);
            plan_due_value(c, v, "due", rules[i].last_day, met, c->today);
            value_add_text(row, who[k].name);
            value_add_text(row, rules[i].title);
            value_add_text(row, value_text(value_path(v, "due.text")));
        }
    }
    struct text args[] = {plan_number_text(c, sent), plan_number_text(c, expected)};
    plan_say(c, s, "plan.say_received", args, COUNT_OF(args));
    return OK;
}

/* ---- an agency's own report */

static enum status section_own(struct ctx *c, const struct plan_report *r, struct value *sections, struct error *err) {
    static const char *const heads[] = {"plan.code", "plan.task", "plan.role", "plan.state", "plan.progress"};
    struct plan_annex a;
    TRY(plan_annex(c, &r->plan, c->today, &a, err));
    struct value *s = plan_section(c, sections, "plan.section_own");
    table(c, s, heads, COUNT_OF(heads));
    size_t tasks = 0;
    for (size_t i = 0; i < a.count; i++) {
        const struct plan_party *own = plan_party_of(&a.tasks[i], r->row.agency_id);
        struct plan_progress_of_task_row *entries;
        size_t count;
        if (own == NULL)
            continue;
        tasks++;
        TRY(plan_progress_of_task(c->db, &(struct plan_progress_of_task_in){a.tasks[i].row.id, c->today}, c->arena,
                                  &entries, &count, err));
        struct text said = TEXT_NONE;
        for (size_t k = count; k-- > 0;)
            if (entries[k].agency_id == r->row.agency_id)
                said = said.len ? arena_fmt(c->arena, "%.*s\n%.*s", FMT(said), FMT(entries[k].body)) : entries[k].body;
        struct value *row = add_row(s);
        value_add_text(row, a.tasks[i].row.code);
        value_add_text(row, a.tasks[i].row.title);
        value_add_text(row, tr(LANG_VI, own->lead ? "plan.role.lead" : "plan.role.coordinate"));
        value_add_text(row, own->state ? tr(LANG_VI, plan_state_word(text_of(own->state)))
                                       : tr(LANG_VI, "plan.nothing_yet"));
        value_add_text(row, said.ptr ? said : T(""));
    }
    struct text args[] = {plan_number_text(c, (int64_t)tasks)};
    plan_say(c, s, "plan.say_own", args, COUNT_OF(args));
    return OK;
}

static enum status section_duties(struct ctx *c, const struct plan_report *r, struct value *sections,
                                  struct error *err) {
    struct plan_duties_row *rows;
    size_t count, n = 0;
    TRY(plan_duties(c->db, &(struct plan_duties_in){r->plan.id, c->today}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++)
        n += rows[i].agency_id == r->row.agency_id;
    if (n == 0)
        return OK;
    struct value *s = plan_section(c, sections, "plan.section_duties");
    for (size_t i = 0; i < count; i++)
        if (rows[i].agency_id == r->row.agency_id) {
            struct text args[] = {rows[i].place, rows[i].title};
            plan_say(c, s, "plan.say_duty", args, COUNT_OF(args));
        }
    return OK;
}

enum status plan_report_draft(struct ctx *c, const struct plan_report *r, struct value **ret, struct error *err) {
    struct value *v = value_object(c->arena);
    struct text period[] = {plan_day_text(c, r->rule.period_from), plan_day_text(c, r->rule.period_to)};
    value_set_text(v, "plan", plan_name(c, &r->plan));
    value_set_text(v, "title", r->rule.title);
    value_set_text(v, "about", r->plan.title);
    value_set_text(v, "agency", r->agency);
    value_set_text(v, "to", r->to);
    value_set_text(v, "period", tr_args(LANG_VI, c->arena, "plan.from_to", period, COUNT_OF(period)));
    value_set_text(v, "as_of", plan_day_text(c, c->today));
    struct value *sections = value_set_list(v, "sections");
    if (r->consolidated) {
        TRY(plan_section_rate(c, r, sections, err));
        TRY(plan_section_movement(c, r, sections, err));
        TRY(plan_section_season(c, r, sections, err));
        TRY(section_tasks(c, r, sections, err));
        TRY(section_received(c, r, sections, err));
    } else {
        TRY(section_own(c, r, sections, err));
        TRY(section_duties(c, r, sections, err));
    }
    value_set_text(v, "body", r->row.body);
    value_set_text(v, "proposal", r->row.proposal);
    *ret = v;
    return OK;
}
