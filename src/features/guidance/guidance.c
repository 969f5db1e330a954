/* Guidance documents: what an agency wrote on how a policy or a task of the plan is carried out, with its files, found
 * from the policy and from the task. A newer one may replace it; nothing is deleted. */
#include "app/list.h"
#include "features/attachment/attachment.h"
#include "features/policy/policy.h"
#include "guidance_queries.h"
#include "guidance_templates.h"

/* ---- the list */

static void list_row(struct ctx *c, const void *row, struct value *item) {
    (void)c;
    const struct guidance_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "number", r->number);
    value_set_day(item, "issued_on", r->issued_on);
    value_set_text(item, "issuer", r->issuer);
    value_set_text(item, "title", r->title);
    value_set_word(item, "state", r->withdrawn_on == DAY_NONE ? "guidance.in_force" : "guidance.withdrawn");
    value_set_int(item, "about", r->policies + r->tasks);
}
static const struct list_column columns[] = {
    {.key = "number", .label = "guidance.number", .href = "/guidances/{id}", .type = V_TEXT},
    {.key = "title", .label = "guidance.title_head", .sort = "title", .href = "/guidances/{id}", .type = V_TEXT},
    {.key = "issued_on", .label = "guidance.issued_on", .sort = "newest", .type = V_DAY},
    {.key = "issuer", .label = "guidance.issuer", .type = V_TEXT},
    {.key = "state", .label = "guidance.state", .type = V_WORD},
    {.key = "about", .label = "guidance.about_count", .number = true, .type = V_INT},
};
static const struct list_filter filters[] = {
    {.name = "code", .label = "guidance.task", .type = F_TEXT},
    {.name = "policy_key", .label = "guidance.policy", .type = F_TEXT},
};
static const struct list_def list = {
    .name = "guidances",
    .stmt = &guidance_list_stmt,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .filters = filters,
    .filter_count = COUNT_OF(filters),
    .search = "q",
    .row = list_row,
    .row_href = "/guidances/{id}",
    .empty = "guidance.none",
    .file_name = "van-ban-huong-dan",
};

static enum status list_page(struct ctx *c, struct value *out, struct error *err) {
    value_set_bool(out, "may_write", user_may(&c->user, "guidance.write"));
    return list_answer(c, &list, NULL, NULL, 0, out, err);
}

/* ---- a new one */

static const struct field new_fields[] = {
    {.name = "number", .type = F_TEXT, .required = true, .label = "guidance.number", .max = 60},
    {.name = "issued_on", .type = F_DAY, .required = true, .label = "guidance.issued_on"},
    {.name = "issuer", .type = F_TEXT, .required = true, .label = "guidance.issuer", .max = 200},
    {.name = "title", .type = F_TEXT, .required = true, .label = "guidance.title_head", .max = 300},
    {.name = "note", .type = F_LONG, .label = "guidance.note", .max = 4000, .help = "guidance.note_help"},
    {.name = "policies", .type = F_IDS, .label = "guidance.policies"},
    {.name = "tasks", .type = F_IDS, .label = "guidance.tasks"},
    {.name = "replaces", .type = F_CHOICE, .label = "guidance.replaces", .help = "guidance.replaces_help"},
    {.name = "file", .type = F_FILE, .label = "guidance.file", .help = "guidance.file_help"},
};
enum { POLICIES = 5, TASKS = 6, REPLACES = 7 };

static enum status make_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct policy *policies;
    struct guidance_task_choices_row *tasks;
    struct guidance_choices_row *old;
    size_t policy_count, task_count, old_count;
    TRY(policy_list(c, c->today, &policies, &policy_count, err));
    TRY(guidance_task_choices(c->db, &(struct guidance_task_choices_in){day_year(c->today)}, c->arena, &tasks,
                              &task_count, err));
    TRY(guidance_choices(c->db, c->arena, &old, &old_count, err));
    struct field *fields = ARENA_ARRAY(c->arena, COUNT_OF(new_fields), struct field);
    memcpy(fields, new_fields, sizeof new_fields);
    struct choice_text *p = ARENA_ARRAY(c->arena, policy_count + 1, struct choice_text),
                       *t = ARENA_ARRAY(c->arena, task_count + 1, struct choice_text),
                       *o = ARENA_ARRAY(c->arena, old_count + 1, struct choice_text);
    for (size_t i = 0; i < policy_count; i++)
        p[i] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)policies[i].id), policies[i].name};
    for (size_t i = 0; i < task_count; i++)
        t[i] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)tasks[i].id),
                                    arena_fmt(c->arena, "%.*s. %.*s", FMT(tasks[i].code), FMT(tasks[i].title))};
    for (size_t i = 0; i < old_count; i++)
        o[i] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)old[i].id),
                                    arena_fmt(c->arena, "%.*s: %.*s", FMT(old[i].number), FMT(old[i].title))};
    fields[POLICIES].texts = p, fields[POLICIES].text_count = policy_count;
    fields[TASKS].texts = t, fields[TASKS].text_count = task_count;
    fields[REPLACES].texts = o, fields[REPLACES].text_count = old_count;
    struct form *form = ARENA_NEW(c->arena, struct form);
    *form = (struct form){"guidance", fields, COUNT_OF(new_fields)};
    *ret = form;
    return OK;
}

static enum status new_page(struct ctx *c, struct value *out, struct error *err) {
    const struct form *form;
    TRY(make_form(c, &form, err));
    struct value *current = value_object(c->arena);
    value_set_text(current, "issuer", c->user.agency_name);
    struct value *view = form_view(c, form, NULL, current, NULL);
    value_set_text(view, "action", T("/guidances"));
    value_set_page(out, "form", view);
    return OK;
}

static bool offered(const struct field *f, int64_t id) {
    int64_t code;
    for (size_t i = 0; i < f->text_count; i++)
        if (text_to_i64(f->texts[i].code, &code) && code == id)
            return true;
    return false;
}

/* Only what the form offers: a policy in force, a task of this year's plan. */
static enum status put_subjects(struct ctx *c, int64_t id, struct error *err) {
    const struct field *fields = c->form->form->fields;
    const struct field_value *policies = form_value(c->form, "policies"), *tasks = form_value(c->form, "tasks");
    if (policies->ids.count + tasks->ids.count == 0)
        (void)error_field(err, "policies", "guidance.about_nothing", NULL);
    for (size_t i = 0; i < policies->ids.count; i++)
        if (!offered(&fields[POLICIES], policies->ids.ptr[i]))
            (void)error_field(err, "policies", "form.not_a_choice", NULL);
    for (size_t i = 0; i < tasks->ids.count; i++)
        if (!offered(&fields[TASKS], tasks->ids.ptr[i]))
            (void)error_field(err, "tasks", "form.not_a_choice", NULL);
    TRY(error_fields_status(err));
    for (size_t i = 0; i < policies->ids.count; i++)
        TRY(guidance_policy_put(c->db, &(struct guidance_policy_put_in){id, policies->ids.ptr[i]}, NULL, err));
    for (size_t i = 0; i < tasks->ids.count; i++)
        TRY(guidance_task_put(c->db, &(struct guidance_task_put_in){id, tasks->ids.ptr[i]}, NULL, err));
    return OK;
}

static enum status withdraw_replaced(struct ctx *c, int64_t id, struct error *err) {
    struct guidance_one_row old;
    bool found = false;
    int64_t changed = 0;
    TRY(guidance_one(c->db, &(struct guidance_one_in){id}, c->arena, &old, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(guidance_withdraw(c->db,
                          &(struct guidance_withdraw_in){id, form_day(c->form, "issued_on"),
                                                         tr(LANG_VI, "guidance.reason_replaced"), old.version},
                          &changed, err));
    return changed == 1 ? OK : fail(err, E_PRECONDITION, "http.precondition_failed");
}

static enum status create(struct ctx *c, struct value *out, struct error *err) {
    int64_t id = id_new(), replaces = 0, file_id = 0;
    const struct http_file *file = form_value(c->form, "file")->file;
    struct text title = form_text(c->form, "title");
    if (form_day(c->form, "issued_on") > c->today)
        (void)error_field(err, "issued_on", "guidance.day_in_future", NULL);
    if (file != NULL)
        attachment_check(file, "file", err);
    TRY(error_fields_status(err));
    (void)text_to_i64(form_text(c->form, "replaces"), &replaces);
    enum status s = guidance_insert(
        c->db,
        &(struct guidance_insert_in){id, form_text(c->form, "number"), form_day(c->form, "issued_on"),
                                     form_text(c->form, "issuer"), title, form_text(c->form, "note"),
                                     replaces ? replaces : DB_NULL, T("declared"), vi_fold(c->arena, title),
                                     c->user.account_id, clock_now(&c->app->clock)},
        NULL, err);
    if (s == E_CONFLICT && db_error_is(err, "guidance_number")) {
        error_clear(err);
        return fail(err, E_CONFLICT, "guidance.exists", arena_zstr(c->arena, form_text(c->form, "number")));
    }
    TRY(s);
    TRY(put_subjects(c, id, err));
    if (replaces != 0)
        TRY(withdraw_replaced(c, replaces, err));
    if (file != NULL)
        TRY(attachment_put(c, "guidance", id, file, &file_id, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "number", form_text(c->form, "number"));
    value_set_text(diff, "title", title);
    audit_note(c, 0, "guidance.create", "guidance", id, diff);
    value_set_id(out, "id", id);
    ctx_redirect(c, "guidance.flash_saved", "/guidances/%lld", (long long)id);
    return OK;
}

/* ---- one */

static const struct field withdraw_fields[] = {
    {.name = "reason", .type = F_TEXT, .required = true, .label = "guidance.reason", .max = 300},
    {.name = "version", .type = F_HIDDEN_INT, .required = true, .label = "guidance.version"},
};
static const struct form withdraw_form = {"guidance_withdraw", withdraw_fields, COUNT_OF(withdraw_fields)};
static const struct field file_fields[] = {
    {.name = "file", .type = F_FILE, .required = true, .label = "guidance.file", .help = "guidance.file_help"},
};
static const struct form file_form = {"guidance_file", file_fields, COUNT_OF(file_fields)};

static enum status open_one(struct ctx *c, struct guidance_one_row *ret, struct error *err) {
    int64_t id;
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(guidance_one(c->db, &(struct guidance_one_in){id}, c->arena, ret, &found, err));
    return found ? OK : fail(err, E_NOT_FOUND, "http.not_found");
}

static enum status add_subjects(struct ctx *c, int64_t id, struct value *out, struct error *err) {
    struct guidance_policies_row *policies;
    struct guidance_tasks_row *tasks;
    size_t count;
    TRY(guidance_policies(c->db, &(struct guidance_policies_in){id}, c->arena, &policies, &count, err));
    struct value *list_ = value_set_list(out, "policies");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list_);
        value_set_text(v, "key", policies[i].key);
        value_set_text(v, "name", policies[i].name);
    }
    TRY(guidance_tasks(c->db, &(struct guidance_tasks_in){id}, c->arena, &tasks, &count, err));
    list_ = value_set_list(out, "tasks");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list_);
        value_set_id(v, "plan_id", tasks[i].plan_id);
        value_set_text(v, "code", tasks[i].code);
        value_set_text(v, "title", tasks[i].title);
    }
    return OK;
}

static enum status one_page(struct ctx *c, struct value *out, struct error *err) {
    struct guidance_one_row g;
    TRY(open_one(c, &g, err));
    value_set_id(out, "id", g.id);
    value_set_text(out, "number", g.number);
    value_set_day(out, "issued_on", g.issued_on);
    value_set_text(out, "issuer", g.issuer);
    value_set_text(out, "title", g.title);
    value_set_text(out, "note", g.note);
    value_set_id(out, "replaces_id", g.replaces_id);
    value_set_text(out, "replaces", g.replaces);
    value_set_id(out, "replaced_by", g.replaced_by);
    value_set_day(out, "withdrawn_on", g.withdrawn_on);
    value_set_text(out, "withdrawn_reason", g.withdrawn_reason);
    value_set_text(out, "certainty", g.certainty);
    value_set_int(out, "version", g.version);
    value_set_instant(out, "recorded_at", g.recorded_at);
    value_set_text(out, "who", g.who);
    value_set_bool(out, "may_read_plan", user_may(&c->user, "plan.read"));
    TRY(add_subjects(c, g.id, out, err));
    TRY(attachment_list(c, "guidance", g.id, value_set_list(out, "files"), err));
    if (!user_may(&c->user, "guidance.write"))
        return OK;
    struct value *current = value_object(c->arena);
    value_set_int(current, "version", g.version);
    struct value *file = form_view(c, &file_form, NULL, NULL, NULL);
    value_set_text(file, "action", arena_fmt(c->arena, "/guidances/%lld/files", (long long)g.id));
    value_set_page(out, "file_form", file);
    if (g.withdrawn_on != DAY_NONE)
        return OK;
    struct value *form = form_view(c, &withdraw_form, NULL, current, NULL);
    value_set_text(form, "action", arena_fmt(c->arena, "/guidances/%lld/withdraw", (long long)g.id));
    value_set_page(out, "form", form);
    return OK;
}

static enum status withdraw(struct ctx *c, struct value *out, struct error *err) {
    struct guidance_one_row g;
    int64_t changed = 0;
    TRY(open_one(c, &g, err));
    if (g.withdrawn_on != DAY_NONE)
        return fail(err, E_CONFLICT, "guidance.withdrawn_already");
    TRY(guidance_withdraw(
        c->db,
        &(struct guidance_withdraw_in){g.id, c->today, form_text(c->form, "reason"), form_int(c->form, "version", 0)},
        &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "reason", form_text(c->form, "reason"));
    audit_note(c, 0, "guidance.withdraw", "guidance", g.id, diff);
    value_set_id(out, "id", g.id);
    ctx_redirect(c, "guidance.flash_saved", "/guidances/%lld", (long long)g.id);
    return OK;
}

static enum status add_file(struct ctx *c, struct value *out, struct error *err) {
    struct guidance_one_row g;
    int64_t file_id = 0;
    TRY(open_one(c, &g, err));
    const struct http_file *file = form_value(c->form, "file")->file;
    attachment_check(file, "file", err);
    TRY(error_fields_status(err));
    TRY(attachment_put(c, "guidance", g.id, file, &file_id, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "file", file->file_name);
    audit_note(c, 0, "guidance.attach", "guidance", g.id, diff);
    value_set_id(out, "id", g.id);
    ctx_redirect(c, "guidance.flash_saved", "/guidances/%lld", (long long)g.id);
    return OK;
}

static enum status send_file(struct ctx *c, struct value *out, struct error *err) {
    struct guidance_one_row g;
    int64_t file, owner;
    (void)out;
    TRY(open_one(c, &g, err));
    TRY(ctx_id(c, 1, &file, err));
    TRY(attachment_owner(c, file, "guidance", &owner, err));
    return owner == g.id ? attachment_send(c, file, err) : fail(err, E_NOT_FOUND, "http.not_found");
}

/* ---- demonstration */

static enum status put_demo(struct ctx *c, void *user, struct error *err) {
    (void)user;
    static const struct {
        const char *number, *title, *policy_task;
        int month, day;
    } shown[] = {{"MH-01/HD", "guidance.demo_card", "2.1", 3, 12}, {"MH-02/HD", "guidance.demo_power", "5.2", 10, 18}};
    struct policy *policies;
    struct guidance_task_choices_row *tasks;
    size_t policy_count, task_count;
    TRY(policy_list(c, c->today, &policies, &policy_count, err));
    TRY(guidance_task_choices(c->db, &(struct guidance_task_choices_in){day_year(c->today)}, c->arena, &tasks,
                              &task_count, err));
    for (size_t i = 0; i < COUNT_OF(shown); i++) {
        int64_t id = id_new();
        struct text title = tr(LANG_VI, shown[i].title);
        TRY(guidance_insert(
            c->db,
            &(struct guidance_insert_in){id, text_of(shown[i].number), day_of(2024, shown[i].month, shown[i].day),
                                         tr(LANG_VI, "guidance.demo_issuer"), title, TEXT_NONE, DB_NULL, T("invented"),
                                         vi_fold(c->arena, title), 0, clock_now(&c->app->clock)},
            NULL, err));
        for (size_t k = 0; k < policy_count; k++)
            if (text_is(policies[k].task, shown[i].policy_task))
                TRY(guidance_policy_put(c->db, &(struct guidance_policy_put_in){id, policies[k].id}, NULL, err));
        for (size_t k = 0; k < task_count; k++)
            if (text_is(tasks[k].code, shown[i].policy_task))
                TRY(guidance_task_put(c->db, &(struct guidance_task_put_in){id, tasks[k].id}, NULL, err));
        audit_note(c, 0, "guidance.create", "guidance", id, NULL);
    }
    return OK;
}

struct demo_plan;
static enum status demo(struct ctx *c, const struct demo_plan *plan, struct error *err) {
    (void)plan;
    return c->today >= day_of(2024, 11, 1) && day_year(c->today) == 2024 ? ctx_write(c, put_demo, NULL, err) : OK;
}

static const struct route routes[] = {
    {.method = HTTP_GET,
     .path = "/guidances",
     .permission = "guidance.read",
     .fn = list_page,
     .page = guidance_list_html,
     .title = "guidance.title",
     .nav = "plans",
     .list = &list},
    {.method = HTTP_POST,
     .path = "/guidances",
     .permission = "guidance.write",
     .fn = create,
     .page = guidance_new_html,
     .title = "guidance.new",
     .nav = "plans",
     .make_form = make_form,
     .fill = new_page,
     .flags = ROUTE_UPLOAD},
    {.method = HTTP_GET,
     .path = "/guidances/new",
     .permission = "guidance.write",
     .fn = new_page,
     .page = guidance_new_html,
     .title = "guidance.new",
     .nav = "plans"},
    {.method = HTTP_GET,
     .path = "/guidances/{id}",
     .permission = "guidance.read",
     .fn = one_page,
     .page = guidance_one_html,
     .title = "guidance.one",
     .nav = "plans"},
    {.method = HTTP_POST,
     .path = "/guidances/{id}/withdraw",
     .permission = "guidance.write",
     .fn = withdraw,
     .page = guidance_one_html,
     .title = "guidance.withdraw",
     .nav = "plans",
     .form = &withdraw_form,
     .fill = one_page},
    {.method = HTTP_POST,
     .path = "/guidances/{id}/files",
     .permission = "guidance.write",
     .fn = add_file,
     .page = guidance_one_html,
     .title = "guidance.attach",
     .nav = "plans",
     .form = &file_form,
     .fill = one_page,
     .flags = ROUTE_UPLOAD},
    {.method = HTTP_GET,
     .path = "/guidances/{id}/files/{file}",
     .permission = "guidance.read",
     .fn = send_file,
     .title = "guidance.file",
     .nav = "plans"},
};
static const struct permission permissions[] = {{"guidance.read", "guidance.perm_read"},
                                                {"guidance.write", "guidance.perm_write"}};

const struct feature guidance_feature = {
    .name = "guidance",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(permission, permissions),
    .demo = demo,
    .demo_order = 36,
};
