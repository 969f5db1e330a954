/* The overview, the payment page of a month, and what waits for whom. */
#include "features/area/area.h"
#include "features/assistance/assistance_parts.h"
#include "features/benefit/benefit.h"
#include "features/standard/standard.h"

static int64_t level_of(const struct ctx *c) {
    return c->user.scope.level == DB_SCOPE_ALL ? 0 : c->user.scope.level;
}

/* Working days from receipt to decision against what the law gives the steps together. */
static enum status add_times(struct ctx *c, struct value *out, struct error *err) {
    static const char *const steps[] = {"assistance.review_days", "assistance.send_days", "assistance.check_days",
                                        "assistance.decide_days"};
    struct assist_times_row *rows;
    struct calendar cal;
    size_t count;
    int64_t limit = 0, days = 0, late = 0;
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        int64_t n;
        TRY(setting_int(c, steps[i], c->as_of, &n, err));
        limit = n == DB_NULL || limit == DB_NULL ? DB_NULL : limit + n; /* not known: nobody is late */
    }
    TRY(assist_times(
        c->db, &(struct assist_times_in){SCOPE_OF(c), day_add_months(day_month_first(c->as_of), -11), c->as_of + 1},
        c->arena, &rows, &count, err));
    TRY(calendar_load(c, &cal, err));
    for (size_t i = 0; i < count; i++) {
        int64_t took = calendar_count(&cal, rows[i].received_on, rows[i].decided_on);
        days += took;
        late += limit != DB_NULL && took > limit;
    }
    value_set_int(out, "decided", (int64_t)count);
    value_set_int(out, "limit_days", limit);
    value_set_int(out, "mean_days", count > 0 ? (days + (int64_t)count / 2) / (int64_t)count : DB_NULL);
    value_set_int(out, "late", limit == DB_NULL ? DB_NULL : late);
    return OK;
}

/* Served of those known to have the right: with a dossier, or found by the register. */
static enum status add_cover(struct ctx *c, struct value *out, struct error *err) {
    struct assist_cover_row *rows;
    size_t count;
    TRY(assist_cover(c->db, &(struct assist_cover_in){level_of(c), c->user.scope.area_id, c->today}, c->arena, &rows,
                     &count, err));
    struct value *list = value_set_list(out, "cover");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        int64_t all = rows[i].served + rows[i].waiting + rows[i].unserved, bp = DB_NULL;
        value_set_id(v, "area_id", rows[i].area_id);
        value_set_text(v, "area", rows[i].name);
        value_set_int(v, "served", rows[i].served);
        value_set_int(v, "waiting", rows[i].waiting);
        value_set_int(v, "unserved", rows[i].unserved);
        if (all > 0 && !mul_div_i64(rows[i].served, 10000, all, &bp))
            bp = DB_NULL;
        value_set_bp(v, "share", bp);
    }
    return OK;
}

enum status assist_board_get(struct ctx *c, struct value *out, struct error *err) {
    static const char *const order[] = {"received", "reviewed", "sent",      "checked",
                                        "granted",  "refused",  "withdrawn", "stopped"};
    static const struct service_action actions[] = {
        {"assistance.receive", "/find-person?for=assistance", "plus", "assistance.write", true}};
    struct assist_counts_row *rows;
    struct assist_numbers *n;
    size_t count;
    TRY(assist_counts(c->db, &(struct assist_counts_in){SCOPE_OF(c)}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "states");
    int64_t served = 0;
    for (size_t k = 0; k < COUNT_OF(order); k++)
        for (size_t i = 0; i < count; i++) {
            if (!text_is(rows[i].state, order[k]))
                continue;
            struct value *v = value_add_object(list);
            value_set_word(v, "state", service_word(c, "assistance.state.", rows[i].state));
            value_set_text(v, "code", rows[i].state);
            value_set_int(v, "cases", rows[i].cases);
            served += strcmp(order[k], "granted") == 0 ? rows[i].cases : 0;
        }
    value_set_int(out, "served", served);
    TRY(assist_numbers_load(c, c->as_of, &n, err));
    value_set_money(out, "base", n->base);
    value_set_text(out, "base_article", n->base_article);
    value_set_certainty(out, "base_certainty", n->base_certainty);
    value_set_text(out, "month", assist_month_text(c, n->month));
    list = value_set_list(out, "tiers");
    for (size_t i = 0; i < n->count; i++) {
        const struct assist_tier *k = &n->tiers[i];
        struct value *v = value_add_object(list);
        int64_t amount = DB_NULL;
        value_set_text(v, "ground", k->title);
        value_set_text(v, "policy", k->policy_key);
        value_set_int(v, "age_from", k->age_from < 0 ? DB_NULL : k->age_from);
        value_set_int(v, "age_to", k->age_to < 0 ? DB_NULL : k->age_to);
        value_set_bool(v, "per_child", k->per_child);
        if (k->coefficient != DB_NULL)
            value_set_text(v, "coefficient", assist_factor(c, k->coefficient));
        if (k->coefficient != DB_NULL && n->base != DB_NULL && !mul_div_i64(n->base, k->coefficient, 10000, &amount))
            return fail(err, E_INVALID, "benefit.bad_amount");
        value_set_money(v, "amount", amount);
        value_set_text(v, "article", k->article);
        value_set_certainty(v, "certainty", k->certainty);
    }
    TRY(add_cover(c, out, err));
    TRY(add_times(c, out, err));
    assist_tabs(c, out, "/social-assistance");
    service_actions(c, out, actions, COUNT_OF(actions));
    return OK;
}

/* ---- a month's payment in a commune */

static const struct field month_fields[] = {
    {.name = "month", .type = F_DAY, .label = "assistance.month", .help = "assistance.month_help"},
    {.name = "commune", .type = F_CHOICE, .label = "assistance.commune"}};
static const struct form month_form = {"assistance_month", month_fields, COUNT_OF(month_fields)};

enum status assist_pay_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct choice_text *areas;
    size_t count;
    TRY(area_commune_choices(c, &areas, &count, err));
    *ret = service_form_with(c, &month_form, "commune", areas, count);
    return OK;
}

static enum status asked(struct ctx *c, int64_t *ret_commune, day_t *ret_month, struct error *err) {
    day_t on = form_day(c->form, "month");
    *ret_month = day_month_first(on == DAY_NONE ? c->as_of : on);
    *ret_commune = 0;
    (void)text_to_i64(form_text(c->form, "commune"), ret_commune);
    if (*ret_commune == 0 && c->user.scope.level == DB_SCOPE_COMMUNE)
        *ret_commune = c->user.scope.area_id;
    return *ret_commune == 0 ? OK : ctx_require_area(c, *ret_commune, err);
}

static void set_troubles(const struct assist_payroll *p, struct value *out) {
    struct value *list = value_set_list(out, "troubles");
    for (size_t i = 0; i < p->trouble_count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "id", p->troubles[i].case_id);
        value_set_text(v, "name", p->troubles[i].name);
        value_set_text(v, "why", p->troubles[i].sentence);
    }
}

enum status assist_payments_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t commune;
    day_t month;
    const struct form *form;
    TRY(asked(c, &commune, &month, err));
    TRY(assist_pay_form(c, &form, err));
    assist_tabs(c, out, "/social-assistance/payments");
    value_set_day(out, "month", month);
    value_set_text(out, "month_text", assist_month_text(c, month));
    struct value *options = value_list(c->arena);
    for (size_t i = 0; i < form->fields[1].text_count; i++) {
        struct value *v = value_add_object(options);
        value_set_text(v, "code", form->fields[1].texts[i].code);
        value_set_text(v, "label", form->fields[1].texts[i].label);
    }
    value_set_page(out, "communes", options);
    if (commune == 0)
        return OK;
    struct assist_payroll p;
    struct assist_month_lists_row *lists;
    size_t count;
    struct area a;
    TRY(area_get(c, commune, c->today, &a, err));
    TRY(assist_payroll(c, commune, month, &p, err));
    TRY(assist_month_lists(c->db, &(struct assist_month_lists_in){commune, month, day_add_months(month, 1)}, c->arena,
                           &lists, &count, err));
    value_set_id(out, "commune_id", commune);
    value_set_text(out, "commune_code", arena_fmt(c->arena, "%lld", (long long)commune));
    value_set_text(out, "commune", a.name);
    value_set_int(out, "people", (int64_t)p.count);
    value_set_money(out, "total", p.total);
    struct value *list = value_set_list(out, "lines");
    for (size_t i = 0; i < p.count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "case_id", p.lines[i].case_id);
        value_set_text(v, "name", p.lines[i].name);
        value_set_money(v, "amount", p.lines[i].amount);
        value_set_money(v, "arrears", p.lines[i].arrears);
        value_set_int(v, "months", (int64_t)p.lines[i].share_count);
        value_set_text(v, "how", p.lines[i].how);
    }
    set_troubles(&p, out);
    list = value_set_list(out, "lists");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "id", lists[i].id);
        value_set_text(v, "title", lists[i].title);
        value_set_word(v, "state", service_word(c, "assistance.list_state.", lists[i].state));
        value_set_int(v, "lines", lists[i].lines);
        value_set_money(v, "amount", lists[i].amount);
    }
    value_set_bool(out, "may_list", p.count > 0 && user_may(&c->user, "assistance.write"));
    return OK;
}

enum status assist_payments_post(struct ctx *c, struct value *out, struct error *err) {
    struct assist_payroll p;
    int64_t commune, lists;
    day_t month;
    TRY(asked(c, &commune, &month, err));
    if (commune == 0)
        (void)error_field(err, "commune", "form.required", NULL);
    if (month > day_add_months(day_month_first(c->today), 1))
        (void)error_field(err, "month", "assistance.month_far", NULL);
    TRY(error_fields_status(err));
    TRY(assist_draft(c, commune, month, &p, &lists, err));
    value_set_int(out, "lists", lists);
    value_set_int(out, "people", (int64_t)p.count);
    value_set_money(out, "total", p.total);
    set_troubles(&p, out);
    char iso[11];
    day_iso(month, iso);
    ctx_redirect(c, "assistance.flash_lists", "/social-assistance/payments?month=%s&commune=%lld", iso,
                 (long long)commune);
    return OK;
}

/* ---- the first page */

/* Who died, left or lost the right: not paid any more, and a decision must say so. */
static enum status flagged_work(struct ctx *c, struct value *work, struct error *err) {
    struct assist_flagged_row *rows;
    size_t count;
    if (!user_may(&c->user, "assistance.decide") && !user_may(&c->user, "assistance.check"))
        return OK;
    TRY(assist_flagged(c->db, &(struct assist_flagged_in){SCOPE_OF(c), c->today}, c->arena, &rows, &count, err));
    if (count == 0)
        return OK;
    struct value *part = value_add_object(work), *items = value_set_list(part, "items");
    value_set_word(part, "title", "assistance.to_stop_title");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(items);
        const struct text args[] = {rows[i].name, rows[i].commune,
                                    tr(c->lang, service_word(c, "assistance.flag.", rows[i].flag))};
        value_set_text(v, "text", tr_args(c->lang, c->arena, "assistance.to_stop", args, 3));
        value_set_text(v, "href", arena_fmt(c->arena, "/social-assistance/cases/%lld", (long long)rows[i].id));
        value_set_day(v, "day", rows[i].since);
        value_set_str(v, "tone", "warn");
    }
    return OK;
}

enum status assist_home(struct ctx *c, struct value *work, struct value *out, struct error *err) {
    static const struct {
        const char *permission, *state, *text;
    } waits[] = {{"assistance.decide", "checked", "assistance.to_decide"},
                 {"assistance.check", "sent", "assistance.to_check"},
                 {"assistance.write", "reviewed", "assistance.to_send"},
                 {"assistance.write", "received", "assistance.to_review"}};
    (void)out;
    struct value *items = NULL;
    TRY(flagged_work(c, work, err));
    for (size_t k = 0; k < COUNT_OF(waits); k++) {
        struct assist_late_row *rows;
        size_t count;
        if (!user_may(&c->user, waits[k].permission))
            continue;
        TRY(assist_late(c->db, &(struct assist_late_in){SCOPE_OF(c), text_of(waits[k].state), c->today}, c->arena,
                        &rows, &count, err));
        for (size_t i = 0; i < count; i++) {
            if (items == NULL) {
                struct value *part = value_add_object(work);
                value_set_word(part, "title", "assistance.title");
                items = value_set_list(part, "items");
            }
            struct value *v = value_add_object(items);
            const struct text args[] = {rows[i].name, rows[i].commune};
            value_set_text(v, "text", tr_args(c->lang, c->arena, waits[k].text, args, 2));
            value_set_text(v, "href", arena_fmt(c->arena, "/social-assistance/cases/%lld", (long long)rows[i].id));
            value_set_day(v, "day", rows[i].since);
        }
    }
    return OK;
}
