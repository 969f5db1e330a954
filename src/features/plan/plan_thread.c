/* The thread of a task: progress of its agencies with evidence, comments, reminders. An agency writes for itself
 * only; whoever leads a task, and the agency that steers the plan, may remind the others. */
#include "features/attachment/attachment.h"
#include "plan_internal.h"
#include "plan_thread.h"

static const struct choice period_choices[] = {{"half_year", "plan.period.half_year", 0},
                                               {"year", "plan.period.year", 0}};
static const struct choice state_choices[] = {{"planned", "plan.state.planned", 0},
                                              {"doing", "plan.state.doing", 0},
                                              {"done", "plan.state.done", 0},
                                              {"blocked", "plan.state.blocked", 0}};
static const struct field progress_fields[] = {
    {.name = "period",
     .type = F_CHOICE,
     .required = true,
     .label = "plan.form_period",
     .choices = period_choices,
     .choice_count = COUNT_OF(period_choices)},
    {.name = "state",
     .type = F_CHOICE,
     .required = true,
     .label = "plan.state",
     .choices = state_choices,
     .choice_count = COUNT_OF(state_choices)},
    {.name = "text", .type = F_LONG, .required = true, .label = "plan.form_text"},
    {.name = "evidence", .type = F_FILE, .label = "plan.form_evidence", .help = "plan.form_evidence_help"},
};
const struct form plan_progress_form = {"plan_progress", progress_fields, COUNT_OF(progress_fields)};

static const struct field comment_fields[] = {
    {.name = "comment", .type = F_LONG, .required = true, .label = "plan.form_comment_text", .max = 2000},
};
const struct form plan_comment_form = {"plan_comment", comment_fields, COUNT_OF(comment_fields)};

static const struct field reminder_fields[] = {
    {.name = "agency_id", .type = F_ID, .required = true, .label = "plan.form_reminder_agency"},
    {.name = "reminder", .type = F_LONG, .required = true, .label = "plan.form_reminder_text", .max = 1000},
};

enum status plan_thread_open(struct ctx *c, struct plan_thread *ret, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(plan_get(c, id, &ret->plan, err));
    TRY(plan_annex(c, &ret->plan, c->as_of, &ret->annex, err));
    TRY(plan_annex_task(&ret->annex, c->params[1], &ret->task, err));
    ret->own = plan_party_of(ret->task, c->user.agency_id);
    return OK;
}

/* ---- rights */

static bool may_write(struct ctx *c, const struct plan_thread *t) {
    return user_may(&c->user, "plan.progress") && t->own != NULL && t->plan.in_force;
}

static bool may_comment(struct ctx *c, const struct plan_thread *t) {
    return (user_may(&c->user, "plan.progress") && t->own != NULL) ||
           (user_may(&c->user, "plan.remind") && (plan_is_standing(c, &t->plan) || c->user.agency_id == 0));
}

static bool may_remind(struct ctx *c, const struct plan_thread *t) {
    bool steers = plan_is_standing(c, &t->plan) || (c->user.agency_id == 0 && user_may(&c->user, "plan.edit"));
    return user_may(&c->user, "plan.remind") && (steers || (t->own != NULL && t->own->lead)) &&
           t->task->party_count > 0;
}

/* ---- forms on the page */

/* Those who are late first: they are whom one wants to remind. */
enum status plan_reminder_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct plan_thread t;
    TRY(plan_thread_open(c, &t, err));
    struct choice_text *texts = ARENA_ARRAY(c->arena, t.task->party_count + 1, struct choice_text);
    size_t n = 0;
    for (int late = 1; late >= 0; late--)
        for (size_t i = 0; i < t.task->party_count; i++) {
            const struct plan_party *party = &t.task->parties[i];
            if ((plan_party_late(&t.annex, t.task, party, c->today, NULL) > 0) == (late == 1) && party != t.own)
                texts[n++] =
                    (struct choice_text){arena_fmt(c->arena, "%lld", (long long)party->agency_id), party->name};
        }
    struct field *fields = ARENA_ARRAY(c->arena, COUNT_OF(reminder_fields), struct field);
    memcpy(fields, reminder_fields, sizeof reminder_fields);
    fields[0].texts = texts;
    fields[0].text_count = n;
    struct form *form = ARENA_NEW(c->arena, struct form);
    *form = (struct form){"plan_reminder", fields, COUNT_OF(reminder_fields)};
    *ret = form;
    return OK;
}

static void add_form(struct ctx *c, struct value *forms, const char *key, const struct form *form,
                     const struct plan_thread *t, const char *tail, const struct value *current) {
    struct value *v = form_view(c, form, NULL, current, NULL);
    value_set_text(
        v, "action",
        arena_fmt(c->arena, "/plans/%lld/tasks/%.*s/%s", (long long)t->plan.id, FMT(t->task->row.code), tail));
    value_set(forms, key, v);
}

/* The period whose day comes next. */
static struct value *suggested(struct ctx *c, const struct plan_thread *t) {
    struct value *current = value_object(c->arena);
    for (size_t i = t->annex.period_count; i-- > 0;)
        if (i == t->annex.period_count - 1 || t->annex.periods[i].last_day >= c->today)
            value_set_text(current, "period", t->annex.periods[i].key);
    value_set_text(current, "state", t->own && t->own->state ? text_of(t->own->state) : T("doing"));
    return current;
}

enum status plan_thread_forms(struct ctx *c, const struct plan_thread *t, struct value *out, struct error *err) {
    struct value *forms = value_object(c->arena);
    if (may_write(c, t))
        add_form(c, forms, "progress", &plan_progress_form, t, "progress", suggested(c, t));
    if (may_comment(c, t))
        add_form(c, forms, "comment", &plan_comment_form, t, "comments", NULL);
    if (may_remind(c, t)) {
        const struct form *form;
        TRY(plan_reminder_form(c, &form, err));
        add_form(c, forms, "reminder", form, t, "reminders", NULL);
    }
    value_set_page(out, "forms", forms);
    return OK;
}

/* ---- the thread, shown */

enum status plan_thread_show(struct ctx *c, const struct plan_thread *t, struct value *out, struct error *err) {
    struct plan_progress_of_task_row *entries;
    struct plan_comments_row *comments;
    struct plan_reminders_of_task_row *reminders;
    size_t count;
    int64_t task = t->task->row.id;
    TRY(plan_progress_of_task(c->db, &(struct plan_progress_of_task_in){task, c->as_of}, c->arena, &entries, &count,
                              err));
    struct value *list = value_set_list(out, "progress");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "id", entries[i].id);
        value_set_id(v, "agency_id", entries[i].agency_id);
        value_set_text(v, "agency", entries[i].agency_name);
        value_set_word(v, "period", plan_period_word(entries[i].period));
        value_set_word(v, "state", plan_state_word(entries[i].state));
        value_set_text(v, "text", entries[i].body);
        value_set_day(v, "day", entries[i].on_day);
        value_set_text(v, "who", entries[i].who);
        TRY(attachment_list(c, "plan_progress", entries[i].id, value_set_list(v, "evidence"), err));
    }
    TRY(plan_comments(c->db, &(struct plan_comments_in){task, c->as_of}, c->arena, &comments, &count, err));
    list = value_set_list(out, "comments");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_text(v, "agency", comments[i].agency_name);
        value_set_text(v, "text", comments[i].body);
        value_set_day(v, "day", comments[i].on_day);
        value_set_text(v, "who", comments[i].who);
    }
    TRY(plan_reminders_of_task(c->db, &(struct plan_reminders_of_task_in){task, c->as_of}, c->arena, &reminders, &count,
                               err));
    list = value_set_list(out, "reminders");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_text(v, "agency", reminders[i].agency_name);
        value_set_text(v, "from", reminders[i].from_name.len ? reminders[i].from_name : reminders[i].who);
        value_set_text(v, "text", reminders[i].body);
        value_set_day(v, "day", reminders[i].on_day);
        value_set_day(v, "answered_on", reminders[i].answered_on);
    }
    return OK;
}

/* ---- writing */

static void redirect(struct ctx *c, const struct plan_thread *t, const char *flash, const char *anchor) {
    ctx_redirect(c, flash, "/plans/%lld/tasks/%.*s#%s", (long long)t->plan.id, FMT(t->task->row.code), anchor);
}

enum status plan_progress_post(struct ctx *c, struct value *out, struct error *err) {
    struct plan_thread t;
    c->as_of = c->today; /* one writes on the day it is */
    TRY(plan_thread_open(c, &t, err));
    if (t.own == NULL)
        return fail(err, E_FORBIDDEN, "plan.not_a_party");
    if (!t.plan.in_force)
        return fail(err, E_CONFLICT, "plan.not_in_force");
    struct text period = form_text(c->form, "period"), state = form_text(c->form, "state"),
                body = form_text(c->form, "text");
    bool known = false;
    for (size_t i = 0; i < t.annex.period_count; i++)
        known = known || text_eq(t.annex.periods[i].key, period);
    if (!known)
        (void)error_field(err, "period", "plan.period_unknown", NULL);
    const struct http_file *evidence = form_value(c->form, "evidence")->file;
    if (evidence != NULL)
        attachment_check(evidence, "evidence", err);
    TRY(error_fields_status(err));
    int64_t id = id_new(), file = 0;
    instant_t now = clock_now(&c->app->clock);
    TRY(plan_progress_put(c->db,
                          &(struct plan_progress_put_in){id, t.task->row.id, c->user.agency_id, period, state, body,
                                                         c->today, c->user.account_id, now},
                          NULL, err));
    if (evidence != NULL)
        TRY(attachment_put(c, "plan_progress", id, evidence, &file, err));
    TRY(plan_reminder_answer_task(
        c->db, &(struct plan_reminder_answer_task_in){t.task->row.id, c->user.agency_id, c->today}, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "task", t.task->row.code);
    value_set_id(diff, "agency_id", c->user.agency_id);
    value_set_text(diff, "period", period);
    value_set_text(diff, "state", state);
    if (file != 0)
        value_set_id(diff, "evidence", file);
    audit_note(c, 0, "plan.progress", "plan_task", t.task->row.id, diff);
    value_set_id(out, "id", id);
    redirect(c, &t, "plan.flash_progress", "progress");
    return OK;
}

enum status plan_comment_post(struct ctx *c, struct value *out, struct error *err) {
    struct plan_thread t;
    c->as_of = c->today;
    TRY(plan_thread_open(c, &t, err));
    if (!may_comment(c, &t))
        return fail(err, E_FORBIDDEN, "plan.not_a_party");
    int64_t id = id_new();
    TRY(plan_comment_put(c->db,
                         &(struct plan_comment_put_in){
                             id, t.task->row.id, c->user.agency_id ? c->user.agency_id : DB_NULL,
                             form_text(c->form, "comment"), c->today, c->user.account_id, clock_now(&c->app->clock)},
                         NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "task", t.task->row.code);
    audit_note(c, 0, "plan.comment", "plan_task", t.task->row.id, diff);
    value_set_id(out, "id", id);
    redirect(c, &t, "plan.flash_comment", "comments");
    return OK;
}

enum status plan_reminder_post(struct ctx *c, struct value *out, struct error *err) {
    struct plan_thread t;
    c->as_of = c->today;
    TRY(plan_thread_open(c, &t, err));
    if (!may_remind(c, &t))
        return fail(err, E_FORBIDDEN, "plan.not_to_remind");
    int64_t agency = form_id(c->form, "agency_id"), id = id_new();
    if (plan_party_of(t.task, agency) == NULL) {
        (void)error_field(err, "agency_id", "form.not_a_choice", NULL);
        return error_fields_status(err);
    }
    TRY(plan_reminder_put(c->db,
                          &(struct plan_reminder_put_in){id, t.plan.id, t.task->row.id, DB_NULL, agency,
                                                         c->user.agency_id ? c->user.agency_id : DB_NULL,
                                                         form_text(c->form, "reminder"), c->today, c->user.account_id,
                                                         clock_now(&c->app->clock)},
                          NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "task", t.task->row.code);
    value_set_id(diff, "agency_id", agency);
    audit_note(c, 0, "plan.remind", "plan_task", t.task->row.id, diff);
    value_set_id(out, "id", id);
    redirect(c, &t, "plan.flash_reminder", "reminders");
    return OK;
}

/* GET /plans/{id}/evidence/{file}: who may read the plan may read what its agencies attached. */
enum status plan_evidence(struct ctx *c, struct value *out, struct error *err) {
    int64_t plan, file, entry;
    struct plan_progress_task_row of;
    bool found = false;
    (void)out;
    TRY(ctx_id(c, 0, &plan, err));
    TRY(ctx_id(c, 1, &file, err));
    TRY(attachment_owner(c, file, "plan_progress", &entry, err));
    TRY(plan_progress_task(c->db, &(struct plan_progress_task_in){entry}, c->arena, &of, &found, err));
    if (!found || of.plan_id != plan)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return attachment_send(c, file, err);
}
