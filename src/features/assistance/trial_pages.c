/* The pages of trials: the question, the answer by district, all of them. */
#include "app/jobs.h"
#include "app/tsv.h"
#include "features/area/area.h"
#include "features/assistance/assistance_parts.h"

static const struct field fields[] = {
    {.name = "title", .type = F_TEXT, .required = true, .label = "assistance.trial_title", .max = 200},
    {.name = "month", .type = F_DAY, .label = "assistance.month", .help = "assistance.month_help"},
    {.name = "base",
     .type = F_MONEY,
     .label = "assistance.trial_base",
     .help = "assistance.trial_base_help",
     .min = 1000,
     .max = 100000000},
    {.name = "tier", .type = F_CHOICE, .label = "assistance.trial_tier"},
    {.name = "coefficient",
     .type = F_TEXT,
     .label = "assistance.trial_coefficient",
     .help = "assistance.trial_coefficient_help",
     .max = 8},
    {.name = "condition",
     .type = F_LONG,
     .label = "assistance.trial_condition",
     .help = "assistance.trial_condition_help",
     .max = 4000},
    {.name = "added_coefficient", .type = F_TEXT, .label = "assistance.trial_added", .max = 8},
};
static const struct form trial_form = {"assistance_trial", fields, COUNT_OF(fields)};

enum status assist_trial_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct choice_text *list = ARENA_ARRAY(c->arena, ASSIST_TIERS, struct choice_text);
    struct assist_numbers *n;
    TRY(assist_numbers_load(c, c->today, &n, err));
    for (size_t i = 0; i < n->count; i++) {
        const struct assist_tier *k = &n->tiers[i];
        struct text code = arena_fmt(c->arena, "%.*s/%.*s", FMT(k->ground), FMT(k->parameter));
        struct text ages = k->age_from >= 0 || k->age_to >= 0
                               ? arena_fmt(c->arena, " (%lld–%s)", (long long)(k->age_from < 0 ? 0 : k->age_from),
                                           k->age_to < 0 ? "" : arena_fmt(c->arena, "%lld", (long long)k->age_to).ptr)
                               : T("");
        list[i] = (struct choice_text){
            code, arena_fmt(c->arena, "%.*s%.*s: %s", FMT(k->title), FMT(ages),
                            k->coefficient == DB_NULL ? "?" : assist_factor(c, k->coefficient).ptr)};
    }
    *ret = service_form_with(c, &trial_form, "tier", list, n->count);
    return OK;
}

/* "1,5" or "1.5": basis points, at most four decimals; false: no such number between 0 and 100. */
static bool factor(struct text t, int64_t *ret) {
    int64_t whole = 0, part = 0, scale = 10000;
    bool point = false, digit = false;
    for (size_t i = 0; i < t.len; i++) {
        char x = t.ptr[i];
        if ((x == ',' || x == '.') && !point)
            point = true;
        else if (x < '0' || x > '9' || (point && scale == 1))
            return false;
        else if (point)
            part += (x - '0') * (scale /= 10);
        else
            whole = whole * 10 + (x - '0');
        digit = digit || (x >= '0' && x <= '9');
        if (whole > 100)
            return false;
    }
    *ret = whole * 10000 + part;
    return digit && *ret > 0;
}

static enum status check(struct ctx *c, struct assist_trial_insert_in *in, struct error *err) {
    struct text tier = form_text(c->form, "tier"), condition = text_trim(form_text(c->form, "condition"));
    day_t month = form_day(c->form, "month");
    in->month = day_month_first(month == DAY_NONE ? c->today : month);
    in->base = form_int(c->form, "base", DB_NULL);
    in->coefficient = in->added_coefficient = DB_NULL;
    if (in->month < day_of(2021, 7, 1) || in->month > day_add_months(day_month_first(c->today), 36))
        (void)error_field(err, "month", "assistance.month_far", NULL);
    if (tier.len > 0) {
        if (!factor(form_text(c->form, "coefficient"), &in->coefficient))
            (void)error_field(err, "coefficient", "assistance.bad_factor", NULL);
        (void)text_cut(&tier, '/', &in->ground);
        in->parameter = tier;
    }
    if (condition.len > 0) {
        const struct policy_condition *k;
        struct text problem;
        struct error bad = {0};
        in->condition = condition;
        if (policy_condition_compile(c, condition, &k, &problem, &bad) != OK)
            (void)error_field(err, "condition", "assistance.bad_condition", arena_zstr(c->arena, problem));
        if (!factor(form_text(c->form, "added_coefficient"), &in->added_coefficient))
            (void)error_field(err, "added_coefficient", "assistance.bad_factor", NULL);
    }
    if (in->base == DB_NULL && tier.ptr == NULL && condition.len == 0)
        (void)error_field(err, "base", "assistance.nothing_tried", NULL);
    return error_fields_status(err);
}

enum status assist_trial_post(struct ctx *c, struct value *out, struct error *err) {
    struct assist_trial_insert_in in = {.id = id_new(),
                                        .title = form_text(c->form, "title"),
                                        .province_id = DB_NULL,
                                        .district_id = DB_NULL,
                                        .commune_id = DB_NULL,
                                        .account_id = c->user.account_id,
                                        .recorded_at = clock_now(&c->app->clock)};
    struct area *path;
    size_t depth = 0;
    int64_t job;
    TRY(check(c, &in, err));
    if (c->user.scope.level != DB_SCOPE_ALL)
        TRY(area_path_lately(c, c->user.scope.area_id, c->today, &path, &depth, err));
    for (size_t i = 0; i < depth; i++) {
        if (path[i].level == AREA_PROVINCE)
            in.province_id = path[i].id;
        if (path[i].level == AREA_DISTRICT)
            in.district_id = path[i].id;
        if (path[i].level == AREA_COMMUNE)
            in.commune_id = path[i].id;
    }
    TRY(assist_trial_insert(c->db, &in, NULL, err));
    struct value *params = value_object(c->arena);
    value_set_id(params, "trial", in.id);
    TRY(job_start(c, "assistance_trial", params, &job, err));
    TRY(assist_trial_job(c->db, &(struct assist_trial_job_in){in.id, job}, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "title", in.title);
    audit_note(c, 0, "aid.try", "assistance_trial", in.id, diff);
    value_set_id(out, "id", in.id);
    value_set_id(out, "job", job);
    ctx_redirect(c, "assistance.flash_try", "/social-assistance/trials/%lld", (long long)in.id);
    return OK;
}

/* ---- all */

static void trial_row(struct ctx *c, const void *row, struct value *item) {
    const struct assist_trials_row *r = row;
    bool done = text_is(r->state, "done");
    value_set_id(item, "id", r->id);
    value_set_text(item, "title", r->title);
    value_set_text(item, "month", assist_month_text(c, r->month));
    value_set_word(item, "state", done ? "assistance.trial.state.done" : "assistance.trial.state.running");
    value_set_int(item, "people", done ? r->people_then - r->people_now : DB_NULL);
    value_set_money(item, "money", done ? r->money_then - r->money_now : DB_NULL);
    value_set_text(item, "by", r->by_name);
    value_set_instant(item, "at", r->recorded_at);
}
static const struct list_column columns[] = {
    {.key = "title", .label = "assistance.trial_title", .href = "/social-assistance/trials/{id}", .type = V_TEXT},
    {.key = "month", .label = "assistance.month", .type = V_TEXT},
    {.key = "state", .label = "assistance.state", .type = V_WORD},
    {.key = "people", .label = "assistance.more_people", .type = V_INT, .number = true},
    {.key = "money", .label = "assistance.more_money", .type = V_MONEY, .number = true},
    {.key = "by", .label = "assistance.tried_by", .type = V_TEXT},
    {.key = "at", .label = "assistance.tried_at", .sort = "newest", .type = V_INSTANT},
};
const struct list_def assist_trial_list_def = {
    .name = "assistance_trials",
    .stmt = &assist_trials_stmt,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .row = trial_row,
    .empty = "assistance.no_trials",
    .file_name = "tinh-thu-tro-cap-xa-hoi",
};

enum status assist_trials_get(struct ctx *c, struct value *out, struct error *err) {
    const struct form *form;
    struct value *now = value_object(c->arena);
    TRY(assist_trial_form(c, &form, err));
    value_set_day(now, "month", day_month_first(c->today));
    service_form(c, out, "new_form", form, "assistance.try", true, T("/social-assistance/trials"), now);
    assist_tabs(c, out, "/social-assistance/trials");
    return list_answer(c, &assist_trial_list_def, NULL, NULL, 0, out, err);
}

/* ---- one */

static void area_row(struct ctx *c, const void *row, struct value *item) {
    const struct assist_trial_areas_row *r = row;
    (void)c;
    value_set_id(item, "id", r->id);
    value_set_text(item, "district", r->district);
    value_set_int(item, "people_now", r->people_now);
    value_set_money(item, "money_now", r->money_now);
    value_set_int(item, "people_then", r->people_then);
    value_set_money(item, "money_then", r->money_then);
    value_set_int(item, "people_added", r->people_added);
    value_set_money(item, "more_month", r->money_then - r->money_now);
    value_set_money(item, "more_year", (r->money_then - r->money_now) * 12);
    value_set_int(item, "unknown", r->unknown);
}
static const struct list_column area_columns[] = {
    {.key = "district", .label = "assistance.district", .sort = "district", .type = V_TEXT},
    {.key = "people_now", .label = "assistance.people_now", .type = V_INT, .number = true},
    {.key = "money_now", .label = "assistance.money_now", .type = V_MONEY, .number = true},
    {.key = "people_then", .label = "assistance.people_then", .type = V_INT, .number = true},
    {.key = "money_then", .label = "assistance.money_then", .type = V_MONEY, .number = true},
    {.key = "people_added", .label = "assistance.people_added", .type = V_INT, .number = true},
    {.key = "more_month", .label = "assistance.more_money", .type = V_MONEY, .number = true},
    {.key = "more_year", .label = "assistance.more_year", .type = V_MONEY, .number = true},
    {.key = "unknown", .label = "assistance.unknown", .type = V_INT, .number = true},
};
const struct list_def assist_trial_area_def = {
    .name = "assistance_trial_areas",
    .stmt = &assist_trial_areas_stmt,
    .columns = area_columns,
    .column_count = COUNT_OF(area_columns),
    .row = area_row,
    .empty = "assistance.no_answer_yet",
    .file_name = "tinh-thu-tro-cap-theo-huyen",
};

static bool may_see(const struct ctx *c, const struct assist_trial_get_row *t) {
    const struct db_scope *s = &c->user.scope;
    return s->level == DB_SCOPE_ALL || (s->level == DB_SCOPE_PROVINCE && t->province_id == s->area_id) ||
           (s->level == DB_SCOPE_DISTRICT && t->district_id == s->area_id) ||
           (s->level == DB_SCOPE_COMMUNE && t->commune_id == s->area_id);
}

enum status assist_trial_one(struct ctx *c, struct value *out, struct error *err) {
    struct assist_trial_get_row t;
    struct assist_numbers *n;
    int64_t id;
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(assist_trial_get(c->db, &(struct assist_trial_get_in){id}, c->arena, &t, &found, err));
    if (!found || !may_see(c, &t))
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(assist_numbers_load(c, t.month, &n, err));
    value_set_id(out, "id", t.id);
    value_set_text(out, "title", t.title);
    value_set_text(out, "month", assist_month_text(c, t.month));
    value_set_bool(out, "done", text_is(t.state, "done"));
    value_set_id(out, "job", t.job_id);
    value_set_text(out, "by", t.by_name);
    value_set_instant(out, "at", t.recorded_at);
    value_set_money(out, "base_now", n->base);
    value_set_money(out, "base", t.base);
    for (size_t i = 0; i < n->count && t.coefficient != DB_NULL; i++)
        if (text_eq(n->tiers[i].ground, t.ground) && text_eq(n->tiers[i].parameter, t.parameter)) {
            value_set_text(out, "ground", n->tiers[i].title);
            if (n->tiers[i].coefficient != DB_NULL)
                value_set_text(out, "coefficient_now", assist_factor(c, n->tiers[i].coefficient));
        }
    if (t.coefficient != DB_NULL)
        value_set_text(out, "coefficient", assist_factor(c, t.coefficient));
    value_set_text(out, "condition", t.condition);
    if (t.added_coefficient != DB_NULL)
        value_set_text(out, "added_coefficient", assist_factor(c, t.added_coefficient));
    value_set_int(out, "people_seen", t.people_seen);
    value_set_int(out, "people_now", t.people_now);
    value_set_money(out, "money_now", t.money_now);
    value_set_int(out, "people_then", t.people_then);
    value_set_money(out, "money_then", t.money_then);
    value_set_int(out, "people_added", t.people_added);
    value_set_money(out, "money_added", t.money_added);
    value_set_int(out, "unknown", t.unknown);
    value_set_money(out, "more_month", t.money_then - t.money_now);
    value_set_money(out, "more_year", (t.money_then - t.money_now) * 12);
    assist_tabs(c, out, "/social-assistance/trials");
    return list_answer(c, &assist_trial_area_def, &(struct assist_trial_areas_in){id, c->today}, NULL, 0, out, err);
}
