/* Shortfall of basic services: how many households lack each of the indicators, among the poor and among ethnic
 * minorities, area by area, against the year before. Only reviewed households say what they lack; how many were not
 * reviewed is said beside. Each number opens to its households. */
#include "app/list.h"
#include "app/sheet.h"
#include "features/area/area.h"
#include "features/rate/rate.h"
#include "features/standard/standard.h"
#include "shortage_queries.h"
#include "shortage_templates.h"

#define INDICATORS 16 /* bits of a mask */
#define YEARS 2       /* this one and the one before */

enum group { POOR, MINORITY };
static const char *const group_codes[] = {"poor", "minority"};

struct place { /* a column: a district, or a commune where there is but one district */
    int64_t id;
    struct text name;
    int64_t reviewed[YEARS], not_reviewed[YEARS]; /* -1: not known */
    int64_t lacks[YEARS][INDICATORS], answered[YEARS][INDICATORS];
};
struct table {
    enum group group;
    const char *kind; /* whose poor: provincial, national */
    int64_t area_id;
    struct area area;
    struct standard standard;
    struct indicator *indicators;
    size_t indicator_count;
    int year;
    struct area *units; /* communes, or what acts as one */
    size_t unit_count;
    bool by_commune;
    struct place *places; /* [0] is the whole area */
    size_t place_count;
};

/* ---- what is asked */

static enum status read_area(struct ctx *c, struct table *t, struct error *err) {
    struct text asked = ctx_query(c, "area");
    if (asked.len > 6) {
        if (!text_to_i64(asked, &t->area_id))
            return fail(err, E_BAD_REQUEST, "area.no_code", arena_zstr(c->arena, asked));
    } else if (asked.len > 0) {
        TRY(area_by_code(c, asked, c->as_of, &t->area_id, err));
    } else if (c->user.scope.level == DB_SCOPE_ALL) {
        TRY(area_by_code(c, T("77"), c->as_of, &t->area_id, err));
    } else {
        t->area_id = c->user.scope.area_id;
    }
    TRY(ctx_require_area(c, t->area_id, err));
    TRY(area_get(c, t->area_id, c->as_of, &t->area, err));
    if (t->area.level == AREA_HAMLET) {
        t->area_id = t->area.parent_id;
        TRY(area_get(c, t->area_id, c->as_of, &t->area, err));
    }
    return OK;
}

static enum status read_table(struct ctx *c, struct table *t, struct error *err) {
    int64_t year;
    *t = (struct table){.kind = text_is(ctx_query(c, "standard"), "national") ? "national" : "provincial",
                        .group = text_is(ctx_query(c, "group"), "minority") ? MINORITY : POOR,
                        .year = day_year(c->as_of)};
    if (text_to_i64(ctx_query(c, "year"), &year)) {
        if (year < 2000 || year > 2100)
            return fail(err, E_BAD_REQUEST, "shortage.bad_year");
        t->year = (int)year;
    }
    TRY(read_area(c, t, err));
    day_t on = day_of(t->year, 12, 31) < c->as_of ? day_of(t->year, 12, 31) : c->as_of;
    TRY(standard_for(c, t->kind, 0, on, &t->standard, err));
    return standard_indicators(c, t->standard.indicator_family, &t->indicators, &t->indicator_count, err);
}

/* The day on which a year's households and classes are read: its end, or the day asked for while it goes on. */
static day_t day_in(struct ctx *c, const struct table *t, int back) {
    day_t end = day_of(t->year - back, 12, 31);
    return end < c->as_of ? end : c->as_of;
}

/* ---- counting */

static enum status make_places(struct ctx *c, struct table *t, struct error *err) {
    TRY(area_communes(c, t->area_id, c->as_of, &t->units, &t->unit_count, err));
    t->by_commune = t->area.level != AREA_PROVINCE;
    for (size_t i = 0; i < t->unit_count && !t->by_commune; i++) /* no districts: a province after July 2025 */
        t->by_commune = t->units[i].parent_id == t->area_id && t->units[i].level == AREA_COMMUNE;
    t->places = ARENA_ARRAY(c->arena, t->unit_count + 1, struct place);
    t->places[t->place_count++] = (struct place){.id = t->area_id, .name = t->area.name};
    for (size_t i = 0; i < t->unit_count; i++) {
        const struct area *u = &t->units[i];
        int64_t id = t->by_commune || u->level == AREA_DISTRICT ? u->id : u->parent_id;
        bool seen = false;
        for (size_t k = 1; k < t->place_count; k++)
            seen = seen || t->places[k].id == id;
        if (seen)
            continue;
        struct area a;
        TRY(area_get(c, id, c->as_of, &a, err));
        t->places[t->place_count++] = (struct place){.id = id, .name = a.name};
    }
    return OK;
}

/* NULL: the unit lies outside of the area. */
static struct place *place_of(struct table *t, int64_t unit_id) {
    for (size_t i = 0; i < t->unit_count; i++) {
        if (t->units[i].id != unit_id)
            continue;
        int64_t id = t->by_commune || t->units[i].level == AREA_DISTRICT ? unit_id : t->units[i].parent_id;
        for (size_t k = 1; k < t->place_count; k++)
            if (t->places[k].id == id)
                return &t->places[k];
    }
    return NULL;
}

static void count_into(struct place *p, int y, int64_t deprived, int64_t answered, int64_t households) {
    p->reviewed[y] += households;
    for (int bit = 0; bit < INDICATORS; bit++) {
        p->lacks[y][bit] += deprived >> bit & 1 ? households : 0;
        p->answered[y][bit] += answered >> bit & 1 ? households : 0;
    }
}

static enum status count_poor(struct ctx *c, struct table *t, int y, struct error *err) {
    day_t on = day_in(c, t, y);
    struct shortage_poor_row *rows;
    size_t count;
    TRY(shortage_poor(c->db,
                      &(struct shortage_poor_in){t->year - y, t->standard.id, t->standard.indicator_family,
                                                 rate_class_day(on), on, c->as_of},
                      c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct place *p = place_of(t, rows[i].unit_id);
        for (int whole = 0; p != NULL && whole < 2; whole++) {
            struct place *into = whole ? &t->places[0] : p;
            if (rows[i].reviewed)
                count_into(into, y, rows[i].deprived, rows[i].answered, rows[i].households);
            else
                into->not_reviewed[y] += rows[i].households;
        }
    }
    return OK;
}

static enum status count_minority(struct ctx *c, struct table *t, int y, struct error *err) {
    struct shortage_minority_row *rows;
    size_t count;
    TRY(shortage_minority(
        c->db, &(struct shortage_minority_in){t->year - y, t->standard.indicator_family, day_in(c, t, y), c->as_of},
        c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct place *p = place_of(t, rows[i].unit_id);
        if (p == NULL)
            continue;
        count_into(p, y, rows[i].deprived, rows[i].answered, rows[i].households);
        count_into(&t->places[0], y, rows[i].deprived, rows[i].answered, rows[i].households);
    }
    for (size_t k = 0; k < t->place_count; k++)
        t->places[k].not_reviewed[y] = -1; /* a past number of all minority households is not kept */
    return OK;
}

/* Today's households of minorities that the year's review did not meet. */
static enum status minority_not_reviewed(struct ctx *c, struct table *t, struct error *err) {
    struct shortage_minority_all_row *rows;
    size_t count;
    if (c->as_of != c->today || t->year != day_year(c->today))
        return OK;
    TRY(shortage_minority_all(c->db, c->arena, &rows, &count, err));
    for (size_t k = 0; k < t->place_count; k++)
        t->places[k].not_reviewed[0] = -t->places[k].reviewed[0];
    for (size_t i = 0; i < count; i++) {
        struct place *p = place_of(t, rows[i].unit_id);
        if (p == NULL)
            continue;
        p->not_reviewed[0] += rows[i].households;
        t->places[0].not_reviewed[0] += rows[i].households;
    }
    for (size_t k = 0; k < t->place_count; k++)
        if (t->places[k].not_reviewed[0] < 0)
            t->places[k].not_reviewed[0] = 0; /* moved away since the interview */
    return OK;
}

static enum status count_all(struct ctx *c, struct table *t, struct error *err) {
    TRY(make_places(c, t, err));
    for (int y = 0; y < YEARS; y++)
        TRY(t->group == POOR ? count_poor(c, t, y, err) : count_minority(c, t, y, err));
    return t->group == MINORITY ? minority_not_reviewed(c, t, err) : OK;
}

/* ---- the answer */

static int64_t share(int64_t part, int64_t whole) {
    int64_t bp;
    return whole > 0 && mul_div_i64(part, 10000, whole, &bp) ? bp : DB_NULL;
}

static struct text households_href(struct ctx *c, const struct table *t, int64_t area_id, int y, int64_t no) {
    char day[11];
    struct error refused;
    error_clear(&refused);
    if (ctx_require_area(c, area_id, &refused) != OK)
        return TEXT_NONE;
    day_iso(c->as_of, day);
    return arena_fmt(c->arena, "/shortages/households?area=%lld&year=%d&group=%s&standard=%s&lacks=%lld&as-of=%s",
                     (long long)area_id, t->year - y, group_codes[t->group], t->kind, (long long)no, day);
}

static void add_cell(struct ctx *c, const struct table *t, const struct place *p, size_t i, struct value *cells,
                     struct value *row) {
    int bit = (int)t->indicators[i].no - 1;
    int64_t now = share(p->lacks[0][bit], p->answered[0][bit]), before = share(p->lacks[1][bit], p->answered[1][bit]);
    struct text href = households_href(c, t, p->id, 0, t->indicators[i].no);
    struct value *v = value_add_object(cells);
    value_set_int(v, "lacking", p->lacks[0][bit]);
    value_set_int(v, "answered", p->answered[0][bit]);
    value_set_bp(v, "value", now);
    value_set_bp(v, "before", before);
    value_set_int(v, "lacking_before", p->lacks[1][bit]);
    value_set_int(v, "answered_before", p->answered[1][bit]);
    value_set_int(v, "level", now == DB_NULL || now == 0 ? 0 : now <= 1000 ? 1 : now <= 2500 ? 2 : now <= 5000 ? 3 : 4);
    if (now != DB_NULL && before != DB_NULL && now > before)
        value_set_str(v, "tone", "warn");
    value_set_text(v, "href", href);
    static const char *const keys[] = {"lacking", "answered", "value", "lacking_before", "answered_before", "before"};
    for (size_t k = 0; k < COUNT_OF(keys); k++)
        value_add(row, (struct value *)value_get(v, text_of(keys[k])));
}

/* out.indicators with a cell for each place; out.sheet is the same as rows for the workbook. */
static void fill_table(struct ctx *c, const struct table *t, struct value *out) {
    struct value *columns = value_set_list(out, "columns"), *rows = value_set_list(out, "rows"),
                 *sheet = value_list(c->arena), *head = value_list(c->arena);
    static const char *const heads[] = {"shortage.lacking",        "shortage.answered",        "shortage.share",
                                        "shortage.lacking_before", "shortage.answered_before", "shortage.share_before"};
    value_add_text(head, tr(c->lang, "shortage.indicator"));
    for (size_t k = 0; k < t->place_count; k++) {
        const struct place *p = &t->places[k];
        struct value *v = value_add_object(columns);
        value_set_id(v, "area_id", p->id);
        value_set_text(v, "label", p->name);
        value_set_int(v, "reviewed", p->reviewed[0]);
        value_set_int(v, "not_reviewed", p->not_reviewed[0] < 0 ? DB_NULL : p->not_reviewed[0]);
        value_set_int(v, "reviewed_before", p->reviewed[1]);
        value_set_int(v, "not_reviewed_before", p->not_reviewed[1] < 0 ? DB_NULL : p->not_reviewed[1]);
        for (size_t i = 0; i < COUNT_OF(heads); i++)
            value_add_text(head, arena_fmt(c->arena, "%.*s: %.*s", FMT(p->name), FMT(tr(c->lang, heads[i]))));
    }
    for (size_t i = 0; i < t->indicator_count && t->indicators[i].no <= INDICATORS; i++) {
        struct value *v = value_add_object(rows), *row = value_list(c->arena);
        value_add(sheet, row);
        value_set_int(v, "no", t->indicators[i].no);
        value_set_text(v, "sub", t->indicators[i].code);
        value_set_text(v, "label", t->indicators[i].name);
        value_set_text(v, "dimension", t->indicators[i].dimension);
        value_add_text(row, arena_fmt(c->arena, "%.*s %.*s", FMT(t->indicators[i].code), FMT(t->indicators[i].name)));
        struct value *cells = value_set_list(v, "cells");
        for (size_t k = 0; k < t->place_count; k++)
            add_cell(c, t, &t->places[k], i, cells, row);
    }
    value_set_page(out, "sheet", sheet);
    value_set_page(out, "sheet_head", head);
}

static void add_tabs(struct ctx *c, const struct table *t, struct value *out) {
    static const struct {
        const char *label, *kind;
        enum group group;
    } all[] = {{"shortage.poor_provincial", "provincial", POOR},
               {"shortage.poor_national", "national", POOR},
               {"shortage.minority", "provincial", MINORITY}};
    struct value *tabs = value_list(c->arena);
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        struct value *v = value_add_object(tabs);
        value_set_word(v, "label", all[i].label);
        value_set_text(v, "href",
                       arena_fmt(c->arena, "/shortages?area=%lld&year=%d&group=%s&standard=%s", (long long)t->area_id,
                                 t->year, group_codes[all[i].group], all[i].kind));
        value_set_bool(v, "current",
                       t->group == all[i].group && (t->group == MINORITY || strcmp(t->kind, all[i].kind) == 0));
    }
    value_set_page(out, "tabs", tabs);
}

static enum status page(struct ctx *c, struct value *out, struct error *err) {
    struct table t;
    TRY(read_table(c, &t, err));
    TRY(count_all(c, &t, err));
    value_set_id(out, "area_id", t.area_id);
    value_set_text(out, "area", t.area.name);
    value_set_int(out, "year", t.year);
    value_set_str(out, "group", group_codes[t.group]);
    value_set_str(out, "standard", t.kind);
    value_set_text(out, "standard_name", t.standard.name);
    value_set_day(out, "as_of", c->as_of);
    value_set_text(out, "year_text", arena_fmt(c->arena, "%d", t.year));
    value_set_text(out, "before_text", arena_fmt(c->arena, "%d", t.year - 1));
    fill_table(c, &t, out);
    if (c->format != NULL && strcmp(c->format, "xlsx") == 0)
        return sheet_send(c, "thieu-hut-dich-vu", tr(c->lang, "shortage.title"), value_get(out, T("sheet_head")),
                          value_get(out, T("sheet")), err);
    value_set_word(out, "head", "shortage.indicator");
    value_set_word(out, "caption", "shortage.title");
    add_tabs(c, &t, out);
    value_set_text(out, "xlsx_href",
                   arena_fmt(c->arena, "/shortages.xlsx?area=%lld&year=%d&group=%s&standard=%s", (long long)t.area_id,
                             t.year, group_codes[t.group], t.kind));
    return OK;
}

/* ---- the households of a cell */

static void list_row(struct ctx *c, const void *row, struct value *item) {
    (void)c;
    const struct shortage_households_row *r = row;
    int64_t lacks = 0;
    for (int bit = 0; bit < INDICATORS; bit++)
        lacks += r->deprived >> bit & 1;
    value_set_id(item, "id", r->household_id);
    value_set_text(item, "code", r->code);
    value_set_text(item, "head_name", r->head_name);
    value_set_text(item, "hamlet", r->hamlet_name);
    value_set_text(item, "commune", r->unit_name);
    value_set_day(item, "interviewed_on", r->interviewed_on);
    value_set_int(item, "lacks", lacks);
    value_set_id(item, "interview_id", r->interview_id);
}
static const struct list_column columns[] = {
    {.key = "code", .label = "shortage.code", .sort = "code", .href = "/households/{id}", .type = V_TEXT},
    {.key = "head_name", .label = "shortage.head", .type = V_TEXT, .sensitivity = S_PERSONAL},
    {.key = "hamlet", .label = "shortage.hamlet", .type = V_TEXT},
    {.key = "commune", .label = "shortage.commune", .type = V_TEXT},
    {.key = "interviewed_on", .label = "shortage.interviewed_on", .href = "/interviews/{interview_id}", .type = V_DAY},
    {.key = "lacks", .label = "shortage.lacks", .number = true, .type = V_INT},
};
static const struct list_def list = {
    .name = "shortage_households",
    .stmt = &shortage_households_stmt,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .row = list_row,
    .row_href = "/households/{id}",
    .empty = "shortage.none",
    .file_name = "ho-thieu-hut",
};

static enum status households(struct ctx *c, struct value *out, struct error *err) {
    struct table t;
    int64_t no = 0;
    TRY(read_table(c, &t, err));
    if (!text_to_i64(ctx_query(c, "lacks"), &no) || no < 1 || no > INDICATORS)
        no = 0;
    day_t on = day_in(c, &t, 0);
    struct db_list_value extra[] = {{.filter = "area", .i = t.area_id},
                                    {.filter = t.group == POOR ? "poor" : "minority"},
                                    {.filter = "lacks", .i = no > 0 ? 1LL << (no - 1) : 0}};
    value_set_text(out, "area", t.area.name);
    value_set_text(out, "year", arena_fmt(c->arena, "%d", t.year));
    value_set_word(out, "group_word",
                   t.group == MINORITY               ? "shortage.minority"
                   : strcmp(t.kind, "national") == 0 ? "shortage.poor_national"
                                                     : "shortage.poor_provincial");
    for (size_t i = 0; i < t.indicator_count; i++)
        if (t.indicators[i].no == no)
            value_set_text(out, "indicator", t.indicators[i].name);
    struct shortage_households_in in = {t.year, t.standard.id, t.standard.indicator_family, rate_class_day(on),
                                        on,     c->as_of};
    return list_answer(c, &list, &in, extra, no > 0 ? 3 : 2, out, err);
}

static const struct route routes[] = {
    {.method = HTTP_GET,
     .path = "/shortages",
     .permission = "shortage.read",
     .fn = page,
     .page = shortage_page_html,
     .title = "shortage.title",
     .nav = "shortages"},
    {.method = HTTP_GET,
     .path = "/shortages/households",
     .permission = "shortage.read",
     .fn = households,
     .page = shortage_households_html,
     .title = "shortage.households",
     .nav = "shortages",
     .list = &list},
};
static const struct permission permissions[] = {{"shortage.read", "shortage.perm_read"}};
static const struct menu_item menu[] = {{"shortages", "shortage.menu", "/shortages", "shortage.read", 45}};

const struct feature shortage_feature = {
    .name = "shortage",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(permission, permissions),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
};
