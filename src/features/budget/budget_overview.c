/* Source × policy × level of a year: each figure opens to the postings that it is made of. */
#include "budget_queries.h"
#include "features/budget/budget_pages.h"

int64_t budget_year_asked(struct ctx *c) {
    int64_t year;
    return text_to_i64(ctx_query(c, "year"), &year) && year >= 2000 && year <= 2200 ? year : day_year(c->as_of);
}

void budget_tabs(struct ctx *c, struct value *out, const char *current) {
    static const struct {
        const char *word, *href;
    } tabs[] = {{"budget.overview", "/budget"},
                {"budget.lines", "/budget/lines"},
                {"budget.decisions", "/budget/decisions"},
                {"budget.ledger", "/budget/entries"},
                {"budget.periods", "/budget/periods"},
                {"budget.trial", "/budget/trial-balance"},
                {"budget.statement", "/budget/statement"}};
    struct value *list = value_list(c->arena);
    for (size_t i = 0; i < COUNT_OF(tabs); i++) {
        struct value *v = value_add_object(list);
        value_set_word(v, "label", tabs[i].word);
        value_set_str(v, "href", tabs[i].href);
        value_set_bool(v, "current", strcmp(current, tabs[i].href) == 0);
    }
    value_set_page(out, "tabs", list);
}

void budget_figures(struct value *v, int64_t unallocated, int64_t available, int64_t committed, int64_t disbursed) {
    int64_t allocated = available + committed + disbursed, paid_bp = 0;
    value_set_money(v, "estimate", unallocated + allocated);
    value_set_money(v, "unallocated", unallocated);
    value_set_money(v, "allocated", allocated);
    value_set_money(v, "committed", committed);
    value_set_money(v, "disbursed", disbursed);
    value_set_money(v, "left", available);
    if (allocated > 0 && mul_div_i64(disbursed, 10000, allocated, &paid_bp))
        value_set_bp(v, "paid", paid_bp);
    else
        value_set_null(v, "paid");
}

struct value *budget_source_group(struct value *groups, struct text code) {
    struct value *group = value_add_object(groups);
    enum budget_source source = BUDGET_CENTRAL;
    (void)budget_source_of(code, &source);
    value_set_word(group, "source", budget_source_word(source));
    return group;
}

static void add_years(struct ctx *c, int64_t year, const struct budget_years_row *rows, size_t count,
                      struct value *out) {
    struct value *list = value_list(c->arena);
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_text(v, "label", arena_fmt(c->arena, "%lld", (long long)rows[i].year));
        value_set_text(v, "href", arena_fmt(c->arena, "/budget?year=%lld", (long long)rows[i].year));
        value_set_bool(v, "current", rows[i].year == year);
    }
    value_set_page(out, "years", list);
}

static void add_levels(struct ctx *c, int64_t year, int64_t level, struct value *out) {
    static const char *const words[] = {"budget.level.all", "budget.level.province", "budget.level.district",
                                        "budget.level.commune"};
    struct value *list = value_list(c->arena);
    for (int i = 0; i < 4; i++) {
        if (c->user.scope.level != DB_SCOPE_ALL && i > 0 && i < c->user.scope.level)
            continue;
        struct value *v = value_add_object(list);
        value_set_word(v, "label", words[i]);
        value_set_text(v, "href",
                       i == 0 ? arena_fmt(c->arena, "/budget?year=%lld", (long long)year)
                              : arena_fmt(c->arena, "/budget?year=%lld&level=%d", (long long)year, i));
        value_set_bool(v, "current", i == level);
    }
    value_set_page(out, "levels", list);
}

/* Where each figure opens to: the lines, or the postings of its account. */
static struct value *links_of(struct ctx *c, struct text query) {
    static const struct {
        const char *key, *address;
    } links[] = {{"lines", "/budget/lines?"},
                 {"estimate", "/budget/entries?account=granted&"},
                 {"committed", "/budget/entries?account=committed&"},
                 {"disbursed", "/budget/entries?account=disbursed&"},
                 {"left", "/budget/entries?account=available&"}};
    struct value *v = value_object(c->arena);
    for (size_t i = 0; i < COUNT_OF(links); i++)
        value_set_text(v, links[i].key, arena_fmt(c->arena, "%s%.*s", links[i].address, FMT(query)));
    return v;
}

static void add_row(struct ctx *c, int64_t year, const struct budget_overview_row *r, struct value *items) {
    struct value *v = value_add_object(items);
    if (r->policy_id == 0)
        value_set_word(v, "policy_name", "budget.no_policy");
    else
        value_set_text(v, "policy_name", r->policy_name);
    value_set_text(v, "policy", r->policy_key);
    value_set_text(v, "task", r->task);
    value_set_word(v, "level", budget_level_choices[r->level - 1].label);
    value_set_int(v, "lines", r->lines);
    budget_figures(v, r->unallocated, r->available, r->committed, r->disbursed);
    value_set_money(v, "overrun", r->overrun);
    value_set_bool(v, "is_over", r->available < 0);
    struct text policy = r->policy_key.ptr ? r->policy_key : T("none");
    struct text query = arena_fmt(c->arena, "year=%lld&source=%.*s&level=%s&policy=%.*s", (long long)year,
                                  FMT(r->source), budget_level_choices[r->level - 1].code, FMT(policy));
    value_set_page(v, "links", links_of(c, query));
}

enum status budget_overview_page(struct ctx *c, struct value *out, struct error *err) {
    int64_t year = budget_year_asked(c), level = 0;
    if (!text_to_i64(ctx_query(c, "level"), &level) || level < 1 || level > 3)
        level = 0;
    struct budget_overview_row *rows;
    struct budget_years_row *years;
    size_t count, year_count;
    TRY(budget_overview(c->db, &(struct budget_overview_in){year, level ? level : DB_NULL, SCOPE_OF(c)}, c->arena,
                        &rows, &count, err));
    TRY(budget_years(c->db, c->arena, &years, &year_count, err));
    value_set_int(out, "year", year);
    value_set_text(out, "year_text", arena_fmt(c->arena, "%lld", (long long)year));
    int64_t all[4] = {0};
    struct value *groups = value_set_list(out, "sources");
    for (size_t i = 0; i < count;) {
        int64_t of_source[4] = {0};
        struct value *group = budget_source_group(groups, rows[i].source), *items = value_set_list(group, "items");
        for (size_t first = i; i < count && text_eq(rows[i].source, rows[first].source); i++) {
            add_row(c, year, &rows[i], items);
            const int64_t part[] = {rows[i].unallocated, rows[i].available, rows[i].committed, rows[i].disbursed};
            for (size_t k = 0; k < COUNT_OF(part); k++) {
                of_source[k] += part[k];
                all[k] += part[k];
            }
        }
        budget_figures(value_set_object(group, "total"), of_source[0], of_source[1], of_source[2], of_source[3]);
    }
    budget_figures(value_set_object(out, "total"), all[0], all[1], all[2], all[3]);
    add_years(c, year, years, year_count, out);
    add_levels(c, year, level, out);
    budget_tabs(c, out, "/budget");
    return OK;
}
