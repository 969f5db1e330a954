/* Received by entitled: a heat table of policies and areas, each cell open to its people; who is left out; who fell
 * back or may. */
#include "app/list.h"
#include "features/area/area.h"
#include "features/benefit/benefit_internal.h"
#include "features/benefit/benefit_pages.h"
#include "features/household/household.h"

struct covered {
    struct policy *policies;
    size_t policy_count;
    struct benefit_coverage_row *rows;
    size_t count;
    struct area *areas;
    size_t area_count;
    int level;
};

static enum status read_coverage(struct ctx *c, const struct benefit_period *p, struct covered *ret,
                                 struct error *err) {
    int64_t area = c->user.scope.area_id;
    ret->level = c->user.scope.level == DB_SCOPE_ALL ? 1 : c->user.scope.level;
    if (c->user.scope.level == DB_SCOPE_ALL)
        TRY(area_by_code(c, T("77"), c->as_of, &area, err));
    int64_t asked;
    struct area a;
    if (text_to_i64(ctx_query(c, "area"), &asked)) { /* one step down */
        TRY(ctx_require_area(c, asked, err));
        TRY(area_get(c, asked, c->as_of, &a, err));
        area = asked;
        ret->level = a.level;
    }
    TRY(policy_list(c, c->as_of, &ret->policies, &ret->policy_count, err));
    TRY(area_children(c, area, c->as_of, &ret->areas, &ret->area_count, err));
    return benefit_coverage(c->db, &(struct benefit_coverage_in){ret->level, area, p->from, p->to, c->as_of}, c->arena,
                            &ret->rows, &ret->count, err);
}

static int64_t share(int64_t part, int64_t whole) {
    int64_t bp = 0;
    return whole > 0 && mul_div_i64(part, 10000, whole, &bp) ? bp : DB_NULL;
}

static struct text left_out_href(struct ctx *c, const struct covered *v, const struct policy *p, int64_t area,
                                 const struct benefit_period *period) {
    static const char *const names[] = {"district", "district", "commune", "hamlet", "hamlet"};
    char from[11], to[11];
    day_iso(period->from, from);
    day_iso(period->to - 1, to);
    return arena_fmt(c->arena, "/benefits/left-out/%.*s?from=%s&to=%s&%s=%lld", FMT(p->key), from, to,
                     names[v->level < 0 || v->level > 4 ? 4 : v->level], (long long)area);
}

static void heat(struct ctx *c, const struct covered *v, const struct benefit_period *period, struct value *out) {
    struct value *h = value_object(c->arena), *columns = value_set_list(h, "columns"),
                 *rows = value_set_list(h, "rows");
    value_set_word(h, "head", "benefit.policy");
    value_set_word(h, "caption", "benefit.coverage_caption");
    value_set_word(value_add_object(columns), "label", "benefit.received_of"); /* of the totals */
    for (size_t i = 0; i < v->area_count; i++)
        value_set_text(value_add_object(columns), "label", v->areas[i].name);
    struct value *items = value_set_list(out, "items");
    for (size_t k = 0; k < v->policy_count; k++) {
        const struct policy *p = &v->policies[k];
        int64_t entitled = 0, received = 0, lines = 0, days = 0, within_30 = 0, within_90 = 0, most = 0;
        struct value *cells = value_list(c->arena), *by_area = value_list(c->arena);
        for (size_t i = 0; i < v->area_count; i++) {
            const struct benefit_coverage_row *r = NULL;
            for (size_t x = 0; x < v->count && r == NULL; x++)
                if (v->rows[x].policy_id == p->id && v->rows[x].area_id == v->areas[i].id)
                    r = &v->rows[x];
            struct value *cell = value_add_object(cells);
            if (r == NULL)
                continue;
            entitled += r->entitled;
            received += r->received;
            lines += r->line_count;
            days += r->day_sum;
            within_30 += r->within_30;
            within_90 += r->within_90;
            most = r->days_most > most ? r->days_most : most;
            int64_t bp = share(r->received, r->entitled);
            AUTO_BUF b;
            buf_init(&b, 64);
            fmt_percent(&b, c->lang, bp, 0);
            value_set_text(cell, "value", arena_text(c->arena, buf_as_text(&b)));
            value_set_int(cell, "level", bp / 2500 > 4 ? 4 : bp / 2500);
            value_set_text(cell, "href", left_out_href(c, v, p, v->areas[i].id, period));
            struct value *one = value_add_object(by_area);
            value_set_id(one, "area_id", r->area_id);
            value_set_text(one, "area", v->areas[i].name);
            value_set_int(one, "entitled", r->entitled);
            value_set_int(one, "received", r->received);
        }
        if (entitled == 0)
            continue;
        struct value *row = value_add_object(rows), *item = value_add_object(items);
        value_set_text(row, "label", p->name);
        AUTO_BUF total;
        buf_init(&total, 64);
        fmt_int(&total, c->lang, received);
        buf_char(&total, '/');
        fmt_int(&total, c->lang, entitled);
        value_set_text(row, "total", arena_text(c->arena, buf_as_text(&total)));
        value_set(row, "cells", cells);
        value_set_text(item, "policy", p->key);
        value_set_text(item, "name", p->name);
        value_set_int(item, "entitled", entitled);
        value_set_int(item, "received", received);
        value_set_bp(item, "share", share(received, entitled));
        value_set_int(item, "days", lines > 0 ? days / lines : DB_NULL);
        value_set_bp(item, "within_30", share(within_30, lines));
        value_set_bp(item, "within_90", share(within_90, lines));
        value_set_int(item, "days_most", lines > 0 ? most : DB_NULL);
        value_set(item, "areas", by_area);
    }
    value_set_page(out, "heat", h);
}

enum status benefit_coverage_page(struct ctx *c, struct value *out, struct error *err) {
    struct benefit_period p = benefit_period_asked(c);
    struct covered v = {0};
    TRY(read_coverage(c, &p, &v, err));
    value_set_day(out, "from", p.from);
    value_set_day(out, "to", p.to - 1);
    heat(c, &v, &p, out);
    return OK;
}

static enum status command_read(struct ctx *c, void *user, struct error *err) {
    return benefit_coverage_page(c, user, err);
}

int benefit_coverage_command(struct command_args *a, struct arena *arena, struct error *err) {
    struct ctx c;
    struct value *out = value_object(arena);
    ctx_init_system(&c, a->app, arena, NULL);
    if (ctx_read(&c, command_read, out, err) != OK)
        return 1;
    if (a->json) {
        AUTO_BUF b;
        buf_init(&b, 16u << 20);
        value_json(&b, out);
        (void)printf("%.*s\n", FMT(buf_as_text(&b)));
        return 0;
    }
    const struct value *items = value_get(out, T("items"));
    for (size_t i = 0; i < value_count(items); i++) {
        const struct value *v = value_at(items, i);
        (void)printf("%6lld / %-6lld  %.*s\n", (long long)value_int(value_path(v, "received"), 0),
                     (long long)value_int(value_path(v, "entitled"), 0), FMT(value_text(value_path(v, "name"))));
    }
    return 0;
}

/* ---- who is left out */

static void left_item(struct ctx *c, const void *row, struct value *item) {
    const struct benefit_left_out_row *r = row;
    (void)c;
    value_set_id(item, "id", r->id);
    value_set_id(item, "household_id", r->household_id);
    value_set_text(item, "subject", r->subject);
    value_set_text(item, "code", r->code);
    value_set_text(item, "commune", r->commune);
    value_set_day(item, "since", r->since);
    value_set_int(item, "days", r->days);
    value_set_text(item, "reason", r->reason);
    value_set_word(item, "state",
                   r->line_state.ptr == NULL ? "benefit.work.state.todo"
                                             : benefit_state_word(benefit_state_of(r->line_state, r->list_state)));
}
static const struct list_column left_columns[] = {
    {.key = "subject",
     .label = "benefit.subject",
     .href = "/households/{household_id}",
     .type = V_TEXT,
     .sensitivity = S_PERSONAL},
    {.key = "code", .label = "benefit.household", .type = V_TEXT},
    {.key = "commune", .label = "benefit.commune", .type = V_TEXT},
    {.key = "reason", .label = "benefit.reason", .type = V_TEXT},
    {.key = "since", .label = "benefit.since", .sort = "since", .type = V_DAY},
    {.key = "days", .label = "benefit.days", .number = true, .type = V_INT},
    {.key = "state", .label = "benefit.state_head", .type = V_WORD},
};
static const struct list_filter left_filters[] = {
    {.name = "district", .label = "benefit.district", .type = F_CHOICE, .options = area_district_choices},
    {.name = "commune", .label = "benefit.commune", .type = F_CHOICE, .options = area_commune_choices},
    {.name = "hamlet", .label = "benefit.hamlet", .type = F_ID},
};
const struct list_def benefit_left_out_def = {.name = "benefit_left_out",
                                              .stmt = &benefit_left_out_stmt,
                                              .columns = left_columns,
                                              .column_count = COUNT_OF(left_columns),
                                              .filters = left_filters,
                                              .filter_count = COUNT_OF(left_filters),
                                              .row = left_item,
                                              .row_href = "/households/{household_id}",
                                              .empty = "benefit.nobody_left_out",
                                              .file_name = "chua-duoc-huong"};

enum status benefit_left_out_page(struct ctx *c, struct value *out, struct error *err) {
    struct benefit_period p = benefit_period_asked(c);
    struct policy policy;
    TRY(policy_by_key(c, arena_zstr(c->arena, c->params[0]), c->as_of, &policy, err));
    value_set_text(out, "name", policy.name);
    value_set_text(out, "key", policy.key);
    value_set_day(out, "from", p.from);
    value_set_day(out, "to", p.to - 1);
    return list_answer(c, &benefit_left_out_def,
                       &(struct benefit_left_out_in){policy.id, policy.content_group, p.from, p.to, c->as_of}, NULL, 0,
                       out, err);
}

/* ---- who fell back, who may */

static void risk_item(struct ctx *c, const void *row, struct value *item) {
    const struct benefit_risk_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "code", r->code);
    value_set_text(item, "head", r->head_name);
    value_set_text(item, "commune", r->commune);
    value_set_word(item, "class", household_class_word(r->class_provincial));
    value_set_day(item, "escaped_on", r->escaped_on);
    value_set_day(item, "fallen_on", r->fallen_on);
    value_set_int(item, "missing", r->missing);
    struct text n = arena_fmt(c->arena, "%lld", (long long)r->missing);
    value_set_text(item, "why",
                   r->fallen_on != DAY_NONE ? tr(c->lang, "benefit.risk_fallen")
                   : r->missing > 0         ? tr_args(c->lang, c->arena, "benefit.risk_missing", &n, 1)
                                            : tr(c->lang, "benefit.risk_new"));
}
static const struct list_column risk_columns[] = {
    {.key = "head", .label = "benefit.head", .href = "/households/{id}", .type = V_TEXT, .sensitivity = S_PERSONAL},
    {.key = "code", .label = "benefit.household", .sort = "code", .type = V_TEXT},
    {.key = "commune", .label = "benefit.commune", .type = V_TEXT},
    {.key = "class", .label = "benefit.class", .type = V_WORD},
    {.key = "fallen_on", .label = "benefit.fallen_on", .type = V_DAY, .hidden = true},
    {.key = "escaped_on", .label = "benefit.escaped_on", .type = V_DAY},
    {.key = "missing", .label = "benefit.missing", .number = true, .type = V_INT, .hidden = true},
    {.key = "why", .label = "benefit.reason", .type = V_TEXT},
};
static const struct list_filter risk_filters[] = {
    {.name = "fallen", .label = "benefit.only_fallen", .type = F_BOOL},
    {.name = "commune", .label = "benefit.commune", .type = F_CHOICE, .options = area_commune_choices},
};
const struct list_def benefit_risk_def = {.name = "benefit_risk",
                                          .stmt = &benefit_risk_stmt,
                                          .columns = risk_columns,
                                          .column_count = COUNT_OF(risk_columns),
                                          .filters = risk_filters,
                                          .filter_count = COUNT_OF(risk_filters),
                                          .row = risk_item,
                                          .row_href = "/households/{id}",
                                          .empty = "benefit.nobody_at_risk",
                                          .file_name = "nguy-co-tai-ngheo"};

enum status benefit_risk_page(struct ctx *c, struct value *out, struct error *err) {
    return list_answer(c, &benefit_risk_def, &(struct benefit_risk_in){c->as_of, day_of(day_year(c->as_of), 1, 1)},
                       NULL, 0, out, err);
}
