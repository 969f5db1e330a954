/* Changes of a plan: its frame while it is drawn up, and its tasks at any time. A change of a task makes the next
 * version of the plan from that day on; what was said before stays readable as of any earlier day. */
#include "plan_edit.h"

#include "plan_spelling.h"
#include "plan_thread.h"

/* ---- the frame */

static const struct field frame_fields[] = {
    {.name = "title", .type = F_TEXT, .required = true, .label = "plan.plan_title", .max = 300},
    {.name = "number", .type = F_TEXT, .label = "plan.number", .max = 60},
    {.name = "issued_on", .type = F_DAY, .label = "plan.issued_on"},
    {.name = "signer_capacity", .type = F_TEXT, .label = "plan.signer_capacity", .max = 60},
    {.name = "signer_post", .type = F_TEXT, .label = "plan.signer_post", .max = 60},
    {.name = "signer_name", .type = F_NAME, .label = "plan.signer"},
    {.name = "in_force", .type = F_BOOL, .label = "plan.put_in_force"},
    {.name = "version", .type = F_HIDDEN_INT, .required = true, .label = "plan.version"},
};
const struct form plan_frame_form = {"plan_frame", frame_fields, COUNT_OF(frame_fields)};

static enum status open_plan(struct ctx *c, struct plan *ret, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(plan_get(c, id, ret, err));
    return plan_require_edit(c, ret, err);
}

enum status plan_frame_page(struct ctx *c, struct value *out, struct error *err) {
    struct plan p;
    TRY(open_plan(c, &p, err));
    struct value *current = value_object(c->arena);
    value_set_text(current, "title", p.title);
    value_set_text(current, "number", p.number);
    value_set_day(current, "issued_on", p.issued_on);
    value_set_text(current, "signer_capacity", p.signer_capacity);
    value_set_text(current, "signer_post", p.signer_post);
    value_set_text(current, "signer_name", p.signer_name);
    value_set_bool(current, "in_force", p.in_force);
    value_set_int(current, "version", p.version);
    value_set_page(out, "current", current);
    value_set_text(out, "name", plan_name(c, &p));
    struct value *form = form_view(c, &plan_frame_form, NULL, current, NULL);
    value_set_text(form, "action", arena_fmt(c->arena, "/plans/%lld/edit", (long long)p.id));
    value_set_page(out, "form", form);
    plan_crumbs(c, out, &p, "plan.edit");
    return OK;
}

enum status plan_frame_post(struct ctx *c, struct value *out, struct error *err) {
    struct plan p;
    int64_t changed = 0;
    TRY(open_plan(c, &p, err));
    bool in_force = form_bool(c->form, "in_force");
    struct text number = form_text(c->form, "number");
    day_t issued = form_day(c->form, "issued_on");
    if (in_force && number.len == 0)
        (void)error_field(err, "number", "plan.needs_number", NULL);
    if (in_force && issued == DAY_NONE)
        (void)error_field(err, "issued_on", "plan.needs_day", NULL);
    if (issued != DAY_NONE && issued > c->today)
        (void)error_field(err, "issued_on", "plan.day_in_future", NULL);
    if (p.in_force && !in_force)
        (void)error_field(err, "in_force", "plan.stays_in_force", NULL);
    TRY(error_fields_status(err));
    TRY(plan_frame_update(c->db,
                          &(struct plan_frame_update_in){
                              p.id, number, issued, form_text(c->form, "title"), form_text(c->form, "signer_capacity"),
                              form_text(c->form, "signer_post"), form_text(c->form, "signer_name"),
                              in_force ? T("in_force") : T("draft"), form_int(c->form, "version", 0)},
                          &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    struct value *diff = value_object(c->arena);
    diff_text(diff, "title", p.title, form_text(c->form, "title"));
    diff_text(diff, "number", p.number, number);
    diff_day(diff, "issued_on", p.issued_on, issued);
    diff_text(diff, "signer_name", p.signer_name, form_text(c->form, "signer_name"));
    diff_int(diff, "in_force", p.in_force, in_force);
    audit_note(c, 0, "plan.edit", "plan", p.id, diff);
    value_set_id(out, "id", p.id);
    ctx_redirect(c, "plan.flash_saved", "/plans/%lld", (long long)p.id);
    return OK;
}

/* ---- a task */

static const struct field task_fields[] = {
    {.name = "title", .type = F_TEXT, .required = true, .label = "plan.task", .max = 300},
    {.name = "beneficiary", .type = F_TEXT, .label = "plan.beneficiary", .max = 300},
    {.name = "due_on", .type = F_DAY, .label = "plan.due", .help = "plan.due_help"},
    {.name = "leads",
     .type = F_LONG,
     .required = true,
     .label = "plan.role.lead",
     .help = "plan.names_help",
     .max = 2000},
    {.name = "coordinators", .type = F_LONG, .label = "plan.role.coordinate", .help = "plan.names_help", .max = 4000},
    {.name = "reason", .type = F_TEXT, .required = true, .label = "plan.reason", .max = 300},
    {.name = "version", .type = F_HIDDEN_INT, .required = true, .label = "plan.version"},
};
const struct form plan_task_form = {"plan_task", task_fields, COUNT_OF(task_fields)};

static struct text names(struct ctx *c, const struct plan_task_state *t, bool lead) {
    struct text all = T("");
    for (size_t i = 0; i < t->named_count; i++)
        if (t->named[i].lead == lead)
            all = all.len ? arena_fmt(c->arena, "%.*s\n%.*s", FMT(all), FMT(t->named[i].name)) : t->named[i].name;
    return all;
}

enum status plan_task_edit_page(struct ctx *c, struct value *out, struct error *err) {
    struct plan_thread t;
    TRY(plan_thread_open(c, &t, err));
    TRY(plan_require_edit(c, &t.plan, err));
    struct value *current = value_object(c->arena);
    value_set_text(current, "title", t.task->row.title);
    value_set_text(current, "beneficiary", t.task->row.beneficiary);
    value_set_day(current, "due_on", t.task->row.due_on);
    value_set_text(current, "leads", names(c, t.task, true));
    value_set_text(current, "coordinators", names(c, t.task, false));
    value_set_int(current, "version", t.plan.version);
    value_set_page(out, "current", current);
    value_set_text(out, "title", t.task->row.title);
    value_set_text(out, "code", t.task->row.code);
    value_set_id(out, "plan_id", t.plan.id);
    value_set_int(out, "version", t.plan.version);
    struct value *form = form_view(c, &plan_task_form, NULL, current, NULL);
    value_set_text(form, "action",
                   arena_fmt(c->arena, "/plans/%lld/tasks/%.*s/edit", (long long)t.plan.id, FMT(t.task->row.code)));
    value_set_page(out, "form", form);
    struct value *remove = form_view(c, &plan_task_remove_form, NULL, current, NULL);
    value_set_text(remove, "action",
                   arena_fmt(c->arena, "/plans/%lld/tasks/%.*s/remove", (long long)t.plan.id, FMT(t.task->row.code)));
    value_set_page(out, "remove_form", remove);
    plan_crumbs(c, out, &t.plan, "plan.edit_task");
    return OK;
}

struct party_list {
    struct plan_target *targets;
    size_t count;
};

/* One name a line: as agencies are called today, or as plans spell them. Who is not known is said at the field. */
static enum status read_names(struct ctx *c, const char *field, struct party_list *ret, struct error *err) {
    struct plan_agency_names_row *known;
    size_t count;
    TRY(plan_agency_names(c->db, &(struct plan_agency_names_in){c->today}, c->arena, &known, &count, err));
    const struct plan_spellings *s = plan_spellings_load(c->arena);
    struct text rest = form_text(c->form, field), line;
    ret->targets = ARENA_ARRAY(c->arena, rest.len + 1, struct plan_target);
    while (text_cut(&rest, '\n', &line)) {
        struct text wanted = vi_fold(c->arena, line), *unknown;
        struct plan_target *found = NULL;
        size_t n = 0, unknown_count = 0;
        if (wanted.len == 0)
            continue;
        for (size_t i = 0; i < count && n == 0; i++)
            if (text_eq(vi_fold(c->arena, known[i].name), wanted)) {
                found = ARENA_NEW(c->arena, struct plan_target);
                found->agency_id = known[i].agency_id == DB_NULL ? 0 : known[i].agency_id;
                found->group_id = known[i].group_id == DB_NULL ? 0 : known[i].group_id;
                n = 1;
            }
        if (n == 0)
            plan_spellings_cell(s, c->arena, line, &found, &n, &unknown, &unknown_count);
        if (unknown_count > 0)
            (void)error_field(err, field, "plan.text_who_is", arena_zstr(c->arena, unknown[0]));
        for (size_t i = 0; i < n; i++)
            ret->targets[ret->count++] = found[i];
    }
    return OK;
}

enum status plan_name_resolve(struct ctx *c, const char *field, int64_t *ret_agency, int64_t *ret_group,
                              struct error *err) {
    struct party_list list = {0};
    TRY(read_names(c, field, &list, err));
    if (list.count != 1 && err->field_count == 0)
        (void)error_field(err, field, "plan.one_name", NULL);
    TRY(error_fields_status(err));
    *ret_agency = list.targets[0].agency_id;
    *ret_group = list.targets[0].group_id;
    return OK;
}

static enum status put_names(struct ctx *c, int64_t task_id, int64_t plan_id, int64_t version, const char *role,
                             const struct party_list *list, struct error *err) {
    for (size_t i = 0; i < list->count; i++)
        TRY(plan_task_agency_put(
            c->db,
            &(struct plan_task_agency_put_in){task_id, plan_id, version, text_of(role), (int64_t)i + 1,
                                              list->targets[i].agency_id ? list->targets[i].agency_id : DB_NULL,
                                              list->targets[i].group_id ? list->targets[i].group_id : DB_NULL},
            NULL, err));
    return OK;
}

/* The next version of the plan from today on; the form has the version that was seen. */
enum status plan_next_version(struct ctx *c, const struct plan *p, struct text reason, int64_t *ret_no,
                              struct error *err) {
    int64_t changed = 0;
    TRY(plan_version_next(c->db, &(struct plan_version_next_in){p->id, form_int(c->form, "version", 0)}, &changed,
                          err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    *ret_no = p->version + 1;
    return plan_version_put(
        c->db,
        &(struct plan_version_put_in){p->id, *ret_no, c->today, clock_now(&c->app->clock), c->user.account_id, reason},
        NULL, err);
}

static enum status put_task(struct ctx *c, const struct plan *p, const struct plan_tasks_row *t, int64_t version,
                            int64_t ord, struct error *err) {
    TRY(plan_task_version_close(c->db, &(struct plan_task_version_close_in){t->id, version}, NULL, err));
    return plan_task_version_put(c->db,
                                 &(struct plan_task_version_put_in){t->id, p->id, version, t->code, t->parent_code, ord,
                                                                    t->title, t->beneficiary, t->due_on, t->source,
                                                                    t->certainty},
                                 NULL, err);
}

enum status plan_task_edit_post(struct ctx *c, struct value *out, struct error *err) {
    struct plan_thread t;
    struct party_list leads = {0}, others = {0};
    int64_t version;
    c->as_of = c->today;
    TRY(plan_thread_open(c, &t, err));
    TRY(plan_require_edit(c, &t.plan, err));
    TRY(read_names(c, "leads", &leads, err));
    TRY(read_names(c, "coordinators", &others, err));
    TRY(error_fields_status(err));
    TRY(plan_next_version(c, &t.plan, form_text(c->form, "reason"), &version, err));
    struct plan_tasks_row row = t.task->row;
    row.title = form_text(c->form, "title");
    row.beneficiary = form_text(c->form, "beneficiary");
    row.due_on = form_day(c->form, "due_on");
    TRY(put_task(c, &t.plan, &row, version, row.ord, err));
    TRY(plan_task_agency_close(c->db, &(struct plan_task_agency_close_in){row.id, version}, NULL, err));
    TRY(put_names(c, row.id, t.plan.id, version, "lead", &leads, err));
    TRY(put_names(c, row.id, t.plan.id, version, "coordinate", &others, err));
    struct value *diff = value_object(c->arena);
    diff_text(diff, "title", t.task->row.title, row.title);
    diff_text(diff, "beneficiary", t.task->row.beneficiary, row.beneficiary);
    diff_day(diff, "due_on", t.task->row.due_on, row.due_on);
    diff_text(diff, "leads", names(c, t.task, true), form_text(c->form, "leads"));
    diff_text(diff, "coordinators", names(c, t.task, false), form_text(c->form, "coordinators"));
    audit_note(c, 0, "plan.edit_task", "plan_task", row.id, diff);
    value_set_id(out, "id", row.id);
    value_set_int(out, "version", version);
    ctx_redirect(c, "plan.flash_saved", "/plans/%lld/tasks/%.*s", (long long)t.plan.id, FMT(row.code));
    return OK;
}

/* ---- order */

static const struct choice directions[] = {{"up", "plan.move_up", 0}, {"down", "plan.move_down", 0}};
static const struct field move_fields[] = {
    {.name = "direction",
     .type = F_CHOICE,
     .required = true,
     .label = "plan.move",
     .choices = directions,
     .choice_count = COUNT_OF(directions)},
    {.name = "version", .type = F_HIDDEN_INT, .required = true, .label = "plan.version"},
};
const struct form plan_move_form = {"plan_move", move_fields, COUNT_OF(move_fields)};

/* Changes places with the task before or behind it under the same heading. */
enum status plan_task_move_post(struct ctx *c, struct value *out, struct error *err) {
    struct plan_thread t;
    int64_t version;
    const struct plan_task_state *other = NULL;
    c->as_of = c->today;
    TRY(plan_thread_open(c, &t, err));
    TRY(plan_require_edit(c, &t.plan, err));
    bool up = form_choice_is(c->form, "direction", "up"), passed = false;
    for (size_t i = 0; i < t.annex.count; i++) {
        const struct plan_task_state *x = &t.annex.tasks[i];
        bool sibling =
            x != t.task && text_is(x->row.kind, "task") && text_eq(x->row.parent_code, t.task->row.parent_code);
        if (x == t.task)
            passed = true;
        else if (sibling && up && !passed)
            other = x; /* the nearest one before it is the last one seen */
        else if (sibling && !up && passed && other == NULL)
            other = x;
    }
    if (other == NULL)
        return fail(err, E_CONFLICT, "plan.nowhere_to_move");
    TRY(plan_next_version(c, &t.plan, tr(LANG_VI, "plan.reason_moved"), &version, err));
    TRY(put_task(c, &t.plan, &t.task->row, version, other->row.ord, err));
    TRY(put_task(c, &t.plan, &other->row, version, t.task->row.ord, err));
    struct value *diff = value_object(c->arena);
    diff_int(diff, "ord", t.task->row.ord, other->row.ord);
    audit_note(c, 0, "plan.move_task", "plan_task", t.task->row.id, diff);
    value_set_int(out, "version", version);
    ctx_redirect(c, "plan.flash_saved", "/plans/%lld#annex", (long long)t.plan.id);
    return OK;
}

/* ---- a new one, and one that is taken out */

static const struct field new_task_fields[] = {
    {.name = "parent", .type = F_CHOICE, .required = true, .label = "plan.task_group"},
    {.name = "code", .type = F_TEXT, .required = true, .label = "plan.code", .max = 10, .help = "plan.code_help"},
    {.name = "title", .type = F_TEXT, .required = true, .label = "plan.task", .max = 300},
    {.name = "beneficiary", .type = F_TEXT, .label = "plan.beneficiary", .max = 300},
    {.name = "due_on", .type = F_DAY, .label = "plan.due", .help = "plan.due_help"},
    {.name = "leads",
     .type = F_LONG,
     .required = true,
     .label = "plan.role.lead",
     .help = "plan.names_help",
     .max = 2000},
    {.name = "coordinators", .type = F_LONG, .label = "plan.role.coordinate", .help = "plan.names_help", .max = 4000},
    {.name = "reason", .type = F_TEXT, .required = true, .label = "plan.reason", .max = 300},
    {.name = "version", .type = F_HIDDEN_INT, .required = true, .label = "plan.version"},
};

/* The headings of the annex today. */
enum status plan_task_new_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct plan p;
    struct plan_annex a;
    TRY(open_plan(c, &p, err));
    TRY(plan_annex(c, &p, c->today, &a, err));
    struct choice_text *groups = ARENA_ARRAY(c->arena, a.count + 1, struct choice_text);
    size_t n = 0;
    for (size_t i = 0; i < a.count; i++)
        if (!text_is(a.tasks[i].row.kind, "task"))
            groups[n++] =
                (struct choice_text){a.tasks[i].row.code, arena_fmt(c->arena, "%.*s. %.*s", FMT(a.tasks[i].row.code),
                                                                    FMT(a.tasks[i].row.title))};
    struct field *fields = ARENA_ARRAY(c->arena, COUNT_OF(new_task_fields), struct field);
    memcpy(fields, new_task_fields, sizeof new_task_fields);
    fields[0].texts = groups;
    fields[0].text_count = n;
    struct form *form = ARENA_NEW(c->arena, struct form);
    *form = (struct form){"plan_task_new", fields, COUNT_OF(new_task_fields)};
    *ret = form;
    return OK;
}

enum status plan_task_new_page(struct ctx *c, struct value *out, struct error *err) {
    struct plan p;
    const struct form *form;
    TRY(open_plan(c, &p, err));
    TRY(plan_task_new_form(c, &form, err));
    struct value *current = value_object(c->arena);
    value_set_int(current, "version", p.version);
    value_set_page(out, "current", current);
    value_set_id(out, "plan_id", p.id);
    struct value *view = form_view(c, form, NULL, current, NULL);
    value_set_text(view, "action", arena_fmt(c->arena, "/plans/%lld/tasks", (long long)p.id));
    value_set_page(out, "form", view);
    plan_crumbs(c, out, &p, "plan.task_new");
    return OK;
}

/* Stands behind the last task under its heading. */
static int64_t ord_under(const struct plan_annex *a, struct text parent) {
    int64_t ord = 0, next = 0;
    for (size_t i = 0; i < a->count; i++)
        if (text_eq(a->tasks[i].row.code, parent) || text_eq(a->tasks[i].row.parent_code, parent))
            ord = a->tasks[i].row.ord > ord ? a->tasks[i].row.ord : ord;
    for (size_t i = 0; i < a->count; i++)
        if (a->tasks[i].row.ord > ord && (next == 0 || a->tasks[i].row.ord < next))
            next = a->tasks[i].row.ord;
    return next == 0 ? ord + 1000 : ord + 1; /* tasks of one place follow each other by their codes */
}

enum status plan_task_new_post(struct ctx *c, struct value *out, struct error *err) {
    struct plan p;
    struct plan_annex a;
    struct party_list leads = {0}, others = {0};
    int64_t version, id = id_new();
    TRY(open_plan(c, &p, err));
    TRY(plan_annex(c, &p, c->today, &a, err));
    struct text code = form_text(c->form, "code"), parent = form_text(c->form, "parent");
    for (size_t i = 0; i < code.len; i++)
        if (!((code.ptr[i] >= '0' && code.ptr[i] <= '9') || code.ptr[i] == '.' ||
              (code.ptr[i] >= 'a' && code.ptr[i] <= 'z'))) {
            (void)error_field(err, "code", "plan.bad_code", NULL);
            break;
        }
    for (size_t i = 0; i < a.count; i++)
        if (text_eq(a.tasks[i].row.code, code))
            (void)error_field(err, "code", "plan.code_taken", NULL);
    TRY(read_names(c, "leads", &leads, err));
    TRY(read_names(c, "coordinators", &others, err));
    TRY(error_fields_status(err));
    TRY(plan_next_version(c, &p, form_text(c->form, "reason"), &version, err));
    TRY(plan_task_put(c->db, &(struct plan_task_put_in){id, p.id, T("task")}, NULL, err));
    TRY(plan_task_version_put(
        c->db,
        &(struct plan_task_version_put_in){id, p.id, version, code, parent, ord_under(&a, parent),
                                           form_text(c->form, "title"), form_text(c->form, "beneficiary"),
                                           form_day(c->form, "due_on"), plan_name(c, &p), T("declared")},
        NULL, err));
    TRY(put_names(c, id, p.id, version, "lead", &leads, err));
    TRY(put_names(c, id, p.id, version, "coordinate", &others, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "code", code);
    value_set_text(diff, "title", form_text(c->form, "title"));
    value_set_text(diff, "reason", form_text(c->form, "reason"));
    audit_note(c, 0, "plan.add_task", "plan_task", id, diff);
    value_set_id(out, "id", id);
    value_set_int(out, "version", version);
    ctx_redirect(c, "plan.flash_saved", "/plans/%lld/tasks/%.*s", (long long)p.id, FMT(code));
    return OK;
}

static const struct field remove_fields[] = {
    {.name = "remove_reason", .type = F_TEXT, .required = true, .label = "plan.reason", .max = 300},
    {.name = "version", .type = F_HIDDEN_INT, .required = true, .label = "plan.version"},
};
const struct form plan_task_remove_form = {"plan_task_remove", remove_fields, COUNT_OF(remove_fields)};

/* The task ends with this version; what was done on it stays, and so does the plan as of any earlier day. */
enum status plan_task_remove_post(struct ctx *c, struct value *out, struct error *err) {
    struct plan_thread t;
    int64_t version;
    c->as_of = c->today;
    TRY(plan_thread_open(c, &t, err));
    TRY(plan_require_edit(c, &t.plan, err));
    if (!text_is(t.task->row.kind, "task"))
        return fail(err, E_CONFLICT, "plan.only_tasks");
    TRY(plan_next_version(c, &t.plan, form_text(c->form, "remove_reason"), &version, err));
    int64_t id = t.task->row.id;
    TRY(plan_task_version_close(c->db, &(struct plan_task_version_close_in){id, version}, NULL, err));
    TRY(plan_task_agency_close(c->db, &(struct plan_task_agency_close_in){id, version}, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "code", t.task->row.code);
    value_set_text(diff, "title", t.task->row.title);
    value_set_text(diff, "reason", form_text(c->form, "remove_reason"));
    audit_note(c, 0, "plan.remove_task", "plan_task", id, diff);
    value_set_int(out, "version", version);
    ctx_redirect(c, "plan.flash_task_removed", "/plans/%lld#annex", (long long)t.plan.id);
    return OK;
}
