/* Tables of figures per area and period: one count function gives the total and the rows below it, and every cell leads
 * to the list that it was counted from, with the same area and days. */
#include "features/area/area.h"
#include "features/service/service_parts.h"

enum status service_asked(struct ctx *c, struct service_asked *ret, struct error *err) {
    struct service_asked a = {.from = day_of(day_year(c->today), 1, 1), .to = c->today};
    struct text from = ctx_query(c, "from"), to = ctx_query(c, "to"), area = ctx_query(c, "area");
    if ((from.len > 0 && !day_parse(from, &a.from)) || (to.len > 0 && !day_parse(to, &a.to)) || a.from > a.to)
        return fail(err, E_BAD_REQUEST, "service.bad_period");
    if (area.len > 0) {
        if (!text_to_i64(area, &a.area_id))
            return fail(err, E_BAD_REQUEST, "list.bad_filter", "area");
    } else if (c->user.scope.level == DB_SCOPE_ALL) {
        TRY(area_by_code(c, T("77"), c->today, &a.area_id, err));
    } else {
        a.area_id = c->user.scope.area_id;
    }
    struct area found;
    TRY(ctx_require_area(c, a.area_id, err));
    TRY(area_get(c, a.area_id, c->today, &found, err));
    a.level = found.level;
    a.area_name = found.name;
    *ret = a;
    return OK;
}

struct table {
    const struct service_column *columns;
    const char *const *names;
    size_t count;
    const struct service_asked *asked;
    char from[11], to[11];
};

static struct text cell_href(struct ctx *c, const struct table *t, size_t k, int64_t area_id) {
    const char *href = t->columns[k].href;
    if (href == NULL)
        return TEXT_NONE;
    return arena_fmt(c->arena, "%s%carea=%lld&from=%s&to=%s", href, strchr(href, '?') == NULL ? '?' : '&',
                     (long long)area_id, t->from, t->to);
}

static void add_cells(struct ctx *c, const struct table *t, const int64_t *counts, int64_t area_id, struct value *item,
                      struct value *cells) {
    for (size_t k = 0; k < t->count; k++) {
        value_set_int(item, t->names[k], counts[k]);
        struct value *cell = value_add_object(cells);
        value_set_int(cell, "value", counts[k]);
        value_set_text(cell, "href", counts[k] > 0 ? cell_href(c, t, k, area_id) : TEXT_NONE);
    }
}

static const int64_t *counts_of(const struct service_counts *rows, size_t count, int64_t area_id) {
    static const int64_t none[SERVICE_COLUMNS];
    for (size_t i = 0; i < count; i++)
        if (rows[i].area_id == area_id)
            return rows[i].counts;
    return none;
}

static void show_asked(struct ctx *c, const struct service_asked *a, struct value *out) {
    struct value *v = value_set_object(out, "asked");
    value_set_id(v, "area_id", a->area_id);
    value_set_text(v, "area", a->area_name);
    value_set_day(v, "from", a->from);
    value_set_day(v, "to", a->to);
    value_set_text(out, "path", c->req != NULL ? c->req->path : T("/"));
}

enum status service_figures(struct ctx *c, const struct service_column *columns, const char *const *names, size_t count,
                            service_count_fn fn, struct value *out, struct error *err) {
    struct service_asked asked;
    TRY(service_asked(c, &asked, err));
    struct table t = {.columns = columns, .names = names, .count = count, .asked = &asked};
    day_iso(asked.from, t.from);
    day_iso(asked.to, t.to);
    show_asked(c, &asked, out);
    struct service_counts *rows;
    size_t n;
    TRY(fn(c, &asked, 0, &rows, &n, err));
    struct value *board = value_object(c->arena), *heads = value_set_list(board, "columns");
    value_set_page(out, "board", board);
    value_set_word(board, "head", "service.area");
    for (size_t k = 0; k < count; k++) {
        struct value *h = value_add_object(heads);
        value_set_word(h, "label", columns[k].label);
        value_set_bool(h, "number", true);
    }
    struct value *lines = value_set_list(board, "rows"), *first = value_add_object(lines);
    value_set_text(first, "label", asked.area_name);
    add_cells(c, &t, counts_of(rows, n, 0), asked.area_id, value_set_object(out, "total"),
              value_set_list(first, "cells"));
    struct value *units = value_set_list(out, "units");
    struct area *below = NULL;
    size_t below_count = 0;
    if (asked.level < AREA_HAMLET)
        TRY(area_children(c, asked.area_id, c->today, &below, &below_count, err));
    if (below_count > 0)
        TRY(fn(c, &asked, below[0].level, &rows, &n, err));
    for (size_t i = 0; i < below_count; i++) {
        struct value *item = value_add_object(units), *line = value_add_object(lines);
        value_set_id(item, "area_id", below[i].id);
        value_set_text(item, "name", below[i].name);
        value_set_text(line, "label", below[i].name);
        if (below[i].level < AREA_HAMLET)
            value_set_text(line, "href",
                           arena_fmt(c->arena, "%.*s?area=%lld&from=%s&to=%s",
                                     FMT(c->req != NULL ? c->req->path : T("/")), (long long)below[i].id, t.from,
                                     t.to));
        add_cells(c, &t, counts_of(rows, n, below[i].id), below[i].id, item, value_set_list(line, "cells"));
    }
    return OK;
}
