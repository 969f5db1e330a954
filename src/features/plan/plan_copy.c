/* A plan started from another: next year's from this year's, a district's from the province's. Tasks, agencies,
 * duties, targets and report days are copied, days moved by whole years; an agency that is gone by then gives way to
 * the one that took its work over, when there is exactly one. The copy is a draft without number. */
#include "features/agency/agency.h"
#include "plan_edit.h"

static const struct field new_fields[] = {
    {.name = "started_from", .type = F_ID, .required = true, .label = "plan.started_from"},
    {.name = "year", .type = F_INT, .required = true, .label = "plan.year", .min = 2021, .max = 2100},
    {.name = "title", .type = F_TEXT, .required = true, .label = "plan.plan_title", .max = 300},
    {.name = "issuer_id", .type = F_ID, .required = true, .label = "plan.issuer"},
    {.name = "parent_id", .type = F_ID, .label = "plan.carries_out", .help = "plan.carries_out_help"},
};

enum status plan_new_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct plan_choices_row *plans;
    struct plan_issuers_row *issuers;
    size_t plan_count, issuer_count;
    TRY(plan_choices(c->db, c->arena, &plans, &plan_count, err));
    TRY(plan_issuers(c->db, &(struct plan_issuers_in){c->today}, c->arena, &issuers, &issuer_count, err));
    struct choice_text *from = ARENA_ARRAY(c->arena, plan_count + 1, struct choice_text);
    struct choice_text *by = ARENA_ARRAY(c->arena, issuer_count + 1, struct choice_text);
    for (size_t i = 0; i < plan_count; i++)
        from[i] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)plans[i].id),
                                       arena_fmt(c->arena, "%.*s%s%.*s", FMT(plans[i].number),
                                                 plans[i].number.ptr ? ": " : "", FMT(plans[i].title))};
    for (size_t i = 0; i < issuer_count; i++)
        by[i] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)issuers[i].agency_id), issuers[i].name};
    struct field *fields = ARENA_ARRAY(c->arena, COUNT_OF(new_fields), struct field);
    memcpy(fields, new_fields, sizeof new_fields);
    fields[0].texts = fields[4].texts = from;
    fields[0].text_count = fields[4].text_count = plan_count;
    fields[3].texts = by;
    fields[3].text_count = issuer_count;
    struct form *form = ARENA_NEW(c->arena, struct form);
    *form = (struct form){"plan_new", fields, COUNT_OF(new_fields)};
    *ret = form;
    return OK;
}

enum status plan_new_page(struct ctx *c, struct value *out, struct error *err) {
    const struct form *form;
    int64_t from;
    struct value *current = value_object(c->arena);
    TRY(plan_new_form(c, &form, err));
    if (text_to_i64(ctx_query(c, "from"), &from)) {
        struct plan p;
        TRY(plan_get(c, from, &p, err));
        value_set_text(current, "started_from", arena_fmt(c->arena, "%lld", (long long)p.id));
        value_set_int(current, "year", p.year + 1);
        value_set_text(current, "issuer_id", arena_fmt(c->arena, "%lld", (long long)p.issuer_id));
    }
    struct value *view = form_view(c, form, NULL, current, NULL);
    value_set_text(view, "action", T("/plans"));
    value_set_page(out, "form", view);
    return OK;
}

struct copy {
    struct plan from;
    int64_t id, year;
    day_t on; /* first day of the new year: who exists then */
};

static day_t moved(const struct copy *k, day_t d) {
    int y, m, day;
    if (d == DAY_NONE)
        return d;
    day_parts(d, &y, &m, &day);
    y += (int)(k->year - k->from.year);
    day_t to = day_of(y, m, day);
    return to != DAY_NONE ? to : day_of(y, m, day - 1); /* 29 February */
}

static enum status who_now(struct ctx *c, const struct copy *k, int64_t agency, int64_t *ret, struct error *err) {
    struct plan_successors_by_row *rows;
    size_t count;
    *ret = agency;
    if (agency == DB_NULL || agency == 0)
        return OK;
    TRY(plan_successors_by(c->db, &(struct plan_successors_by_in){agency, k->on}, c->arena, &rows, &count, err));
    if (count == 1)
        *ret = rows[0].to_id;
    return OK;
}

static enum status copy_tasks(struct ctx *c, const struct copy *k, struct error *err) {
    struct plan_version_on_row v = {0};
    struct plan_tasks_row *tasks;
    struct plan_task_agencies_row *who;
    size_t task_count, who_count;
    bool found = false;
    TRY(plan_version_on(c->db, &(struct plan_version_on_in){k->from.id, c->today}, c->arena, &v, &found, err));
    TRY(plan_tasks(c->db, &(struct plan_tasks_in){k->from.id, v.no}, c->arena, &tasks, &task_count, err));
    TRY(plan_task_agencies(c->db, &(struct plan_task_agencies_in){k->from.id, v.no, k->on}, c->arena, &who, &who_count,
                           err));
    for (size_t i = 0; i < task_count; i++) {
        int64_t id = id_new();
        TRY(plan_task_put(c->db, &(struct plan_task_put_in){id, k->id, tasks[i].kind}, NULL, err));
        TRY(plan_task_version_put(c->db,
                                  &(struct plan_task_version_put_in){id, k->id, 1, tasks[i].code, tasks[i].parent_code,
                                                                     tasks[i].ord, tasks[i].title, tasks[i].beneficiary,
                                                                     moved(k, tasks[i].due_on), plan_name(c, &k->from),
                                                                     T("derived")},
                                  NULL, err));
        for (size_t w = 0; w < who_count; w++) {
            int64_t agency;
            if (who[w].task_id != tasks[i].id)
                continue;
            TRY(who_now(c, k, who[w].agency_id, &agency, err));
            TRY(plan_task_agency_put(
                c->db,
                &(struct plan_task_agency_put_in){id, k->id, 1, who[w].role, who[w].ord, agency, who[w].group_id}, NULL,
                err));
        }
    }
    return OK;
}

static enum status copy_duties(struct ctx *c, const struct copy *k, struct error *err) {
    struct plan_duties_row *duties;
    struct plan_targets_row *targets;
    size_t count;
    TRY(plan_duties(c->db, &(struct plan_duties_in){k->from.id, k->on}, c->arena, &duties, &count, err));
    for (size_t i = 0; i < count; i++) {
        int64_t agency;
        TRY(who_now(c, k, duties[i].agency_id, &agency, err));
        TRY(plan_duty_put(c->db,
                          &(struct plan_duty_put_in){k->id, duties[i].place, duties[i].ord, agency, duties[i].group_id,
                                                     duties[i].title, duties[i].tasks, plan_name(c, &k->from),
                                                     T("derived")},
                          NULL, err));
    }
    TRY(plan_targets(c->db, &(struct plan_targets_in){k->from.id}, c->arena, &targets, &count, err));
    for (size_t i = 0; i < count; i++)
        TRY(plan_target_put(c->db,
                            &(struct plan_target_put_in){k->id, targets[i].key, targets[i].ord, targets[i].title,
                                                         targets[i].indicator, targets[i].standard_key,
                                                         targets[i].class, targets[i].direction, targets[i].value,
                                                         targets[i].unit, moved(k, targets[i].due_on), targets[i].place,
                                                         targets[i].note, plan_name(c, &k->from), T("derived")},
                            NULL, err));
    return OK;
}

static enum status copy_reports(struct ctx *c, const struct copy *k, int64_t standing, struct error *err) {
    struct plan_report_rules_row *rules;
    size_t count;
    TRY(plan_report_rules(c->db, &(struct plan_report_rules_in){k->from.id, k->on}, c->arena, &rules, &count, err));
    for (size_t i = 0; i < count; i++) {
        int64_t by, to;
        day_t due = moved(k, rules[i].due_day);
        TRY(who_now(c, k, rules[i].from_agency_id, &by, err));
        TRY(who_now(c, k, rules[i].to_agency_id, &to, err));
        TRY(plan_report_rule_put(
            c->db,
            &(struct plan_report_rule_put_in){
                id_new(), k->id, rules[i].key, rules[i].period, rules[i].title,
                rules[i].from_agency_id == k->from.standing_id ? standing : by, rules[i].from_group_id,
                rules[i].to_agency_id == k->from.standing_id ? standing : to, moved(k, rules[i].period_from),
                moved(k, rules[i].period_to), due, due == DAY_NONE ? DAY_NONE : due - 1, rules[i].place, rules[i].note,
                plan_name(c, &k->from), T("derived")},
            NULL, err));
    }
    return OK;
}

static enum status issuer_of(struct ctx *c, struct plan_issuers_row *ret, struct error *err) {
    struct plan_issuers_row *rows;
    size_t count;
    int64_t id = form_id(c->form, "issuer_id");
    TRY(plan_issuers(c->db, &(struct plan_issuers_in){c->today}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++)
        if (rows[i].agency_id == id) {
            *ret = rows[i];
            return OK;
        }
    (void)error_field(err, "issuer_id", "form.not_a_choice", NULL);
    return error_fields_status(err);
}

enum status plan_new_post(struct ctx *c, struct value *out, struct error *err) {
    struct copy k = {.id = id_new(), .year = form_int(c->form, "year", 0)};
    struct plan_issuers_row issuer = {0};
    int64_t parent = form_id(c->form, "parent_id"), standing;
    TRY(plan_get(c, form_id(c->form, "started_from"), &k.from, err));
    TRY(issuer_of(c, &issuer, err));
    /* Who acts for an agency draws up its own plans, or next year's of the plan that it steers. */
    bool own =
        c->user.agency_id == issuer.agency_id || (plan_is_standing(c, &k.from) && issuer.agency_id == k.from.issuer_id);
    if (c->user.agency_id != 0 && !own)
        return fail(err, E_FORBIDDEN, "plan.not_yours");
    TRY(ctx_require_area(c, issuer.area_id, err));
    if (parent != 0) {
        struct plan above;
        TRY(plan_get(c, parent, &above, err));
        if (above.level >= issuer.level)
            (void)error_field(err, "parent_id", "plan.parent_not_above", NULL);
    }
    TRY(error_fields_status(err));
    k.on = day_of((int)k.year, 1, 1);
    standing = issuer.agency_id;
    if (issuer.agency_id == k.from.issuer_id)
        TRY(who_now(c, &k, k.from.standing_id, &standing, err));
    TRY(plan_put(c->db,
                 &(struct plan_put_in){.id = k.id,
                                       .key = arena_fmt(c->arena, "plan/%lld", (long long)k.id),
                                       .state = T("draft"),
                                       .issued_on = DAY_NONE,
                                       .year = k.year,
                                       .kind = k.from.kind,
                                       .title = form_text(c->form, "title"),
                                       .level = issuer.level,
                                       .area_id = issuer.area_id,
                                       .issuer_id = issuer.agency_id,
                                       .standing_id = standing,
                                       .on_behalf = k.from.on_behalf,
                                       .parent_id = parent ? parent : DB_NULL,
                                       .started_from = k.from.id,
                                       .source = plan_name(c, &k.from),
                                       .certainty = T("derived")},
                 NULL, err));
    struct text args[] = {plan_name(c, &k.from)};
    TRY(plan_version_put(
        c->db,
        &(struct plan_version_put_in){k.id, 1, c->today, clock_now(&c->app->clock), c->user.account_id,
                                      tr_args(LANG_VI, c->arena, "plan.reason_copied", args, COUNT_OF(args))},
        NULL, err));
    TRY(copy_tasks(c, &k, err));
    TRY(copy_duties(c, &k, err));
    TRY(copy_reports(c, &k, standing, err));
    if (parent != 0) {
        struct plan above;
        TRY(plan_get(c, parent, &above, err));
        TRY(plan_basis_put(c->db,
                           &(struct plan_basis_put_in){k.id, 1, above.number.ptr ? above.number : T("–"),
                                                       above.issued_on, T(""), T("basis"), above.title, TEXT_NONE,
                                                       plan_name(c, &above), T("derived")},
                           NULL, err));
    }
    struct value *diff = value_object(c->arena);
    value_set_id(diff, "started_from", k.from.id);
    value_set_int(diff, "year", k.year);
    audit_note(c, 0, "plan.create", "plan", k.id, diff);
    value_set_id(out, "id", k.id);
    ctx_redirect(c, "plan.flash_created", "/plans/%lld", (long long)k.id);
    return OK;
}
