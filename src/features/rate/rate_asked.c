/* What is asked of the rate, and the small pieces that every part of its page is made of. */
#include "rate_parts.h"

/* Totals are declared by communes, so who sees a hamlet sees the sums of its commune; 0: he sees more than a hamlet. */
static enum status own_commune(struct ctx *c, int64_t *ret, struct error *err) {
    struct area hamlet;
    *ret = 0;
    if (c->user.scope.level != DB_SCOPE_HAMLET)
        return OK;
    TRY(area_get(c, c->user.scope.area_id, c->as_of, &hamlet, err));
    *ret = hamlet.parent_id;
    return OK;
}

enum status rate_asked(struct ctx *c, struct asked *a, struct error *err) {
    *a = (struct asked){.kind = text_is(ctx_query(c, "standard"), "national") ? "national" : "provincial"};
    struct text code = ctx_query(c, "area");
    int64_t own;
    if (code.len > 6) {
        if (!text_to_i64(code, &a->area_id))
            return fail(err, E_BAD_REQUEST, "area.no_code", arena_zstr(c->arena, code));
    } else if (code.len > 0) {
        TRY(area_by_code(c, code, c->as_of, &a->area_id, err));
    } else if (c->user.scope.level == DB_SCOPE_ALL) {
        TRY(area_by_code(c, T("77"), c->as_of, &a->area_id, err));
    } else {
        a->area_id = c->user.scope.area_id;
    }
    TRY(own_commune(c, &own, err));
    if (own == 0 || a->area_id != own)
        TRY(ctx_require_area(c, a->area_id, err));
    if (own != 0)
        a->area_id = own;
    TRY(area_get(c, a->area_id, c->as_of, &a->area, err));
    if (a->area.level == AREA_HAMLET) { /* totals are declared by communes */
        a->area_id = a->area.parent_id;
        TRY(area_get(c, a->area_id, c->as_of, &a->area, err));
    }
    a->state = text_is(ctx_query(c, "state"), "provisional") ? RATE_PROVISIONAL : RATE_IN_FORCE;
    return OK;
}

struct text rate_households_href(struct ctx *c, const struct asked *a, int64_t area_id, day_t as_of, int urban) {
    char day[11];
    struct error refused = {0};
    if (ctx_require_area(c, area_id, &refused) != OK) {
        error_clear(&refused);
        return TEXT_NONE;
    }
    day_iso(as_of, day);
    struct text href = arena_fmt(c->arena, "/rate/households?area=%lld&standard=%s&as-of=%s%s", (long long)area_id,
                                 a->kind, day, a->state == RATE_PROVISIONAL ? "&state=provisional" : "");
    return urban < 0 ? href : arena_fmt(c->arena, "%.*s&urban=%d", FMT(href), urban);
}

void rate_set_share(struct value *v, int64_t poor, int64_t denominator) {
    value_set_int(v, "numerator", poor);
    value_set_int(v, "denominator", denominator);
    value_set_rate(v, "rate", rate_share(poor, denominator));
}

int rate_level(int64_t poor, int64_t denominator, int64_t target_bp) {
    if (poor == 0 || denominator <= 0)
        return 0;
    for (int level = 1; level <= 3; level++)
        if (rate_meets(poor, denominator, target_bp * level))
            return level;
    return 4;
}

enum status rate_target_in(struct ctx *c, const struct asked *a, struct rate_target_of_row *ret, bool *ret_found,
                           struct error *err) {
    bool national = strcmp(a->kind, "national") == 0;
    *ret = (struct rate_target_of_row){0};
    return rate_target_of(c->db,
                          &(struct rate_target_of_in){a->area_id, text_of(a->kind),
                                                      national ? T("poor_households") : T("poor_household_rate"),
                                                      c->as_of},
                          c->arena, ret, ret_found, err);
}

/* ---- a picture and its table */

struct value *rate_picture(struct ctx *c, const struct asked *a, struct value *out, const char *name, const char *title,
                           const char *const *head, size_t head_count) {
    struct value *pictures = (struct value *)value_get(out, T("pictures"));
    if (pictures == NULL) {
        pictures = value_object(c->arena);
        value_set_page(out, "pictures", pictures);
    }
    struct value *p = value_set_object(pictures, name);
    char day[11];
    day_iso(c->as_of, day);
    value_set_word(p, "title", title);
    struct value *heads = value_set_list(p, "head");
    for (size_t i = 0; i < head_count; i++)
        value_add_text(heads, tr(c->lang, head[i]));
    (void)value_set_list(p, "table");
    value_set_text(p, "xlsx_href",
                   arena_fmt(c->arena, "/rate/pictures/%s.xlsx?area=%lld&standard=%s&as-of=%s", name,
                             (long long)a->area_id, a->kind, day));
    return p;
}

struct value *rate_picture_row(struct ctx *c, struct value *picture) {
    struct value *row = value_list(c->arena);
    value_add((struct value *)value_get(picture, T("table")), row);
    return row;
}

/* Cells are made as members of an object, which is how values of each type are made. */
static void add_cell(struct value *row, struct value *holder) {
    value_add(row, (struct value *)value_get(holder, T("x")));
}

void rate_cell_int(struct ctx *c, struct value *row, int64_t n, struct text href) {
    struct value *holder = value_object(c->arena);
    if (href.ptr == NULL) {
        value_set_int(holder, "x", n);
    } else {
        struct value *cell = value_set_object(holder, "x");
        value_set_int(cell, "text", n);
        value_set_text(cell, "href", href);
    }
    add_cell(row, holder);
}

void rate_cell_text(struct ctx *c, struct value *row, struct text t) {
    (void)c;
    value_add_text(row, t);
}

void rate_cell_day(struct ctx *c, struct value *row, day_t d) {
    struct value *holder = value_object(c->arena);
    value_set_day(holder, "x", d);
    add_cell(row, holder);
}

void rate_cell_rate(struct ctx *c, struct value *row, int64_t millionths) {
    struct value *holder = value_object(c->arena);
    value_set_rate(holder, "x", millionths);
    add_cell(row, holder);
}
