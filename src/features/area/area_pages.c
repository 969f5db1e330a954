/* Pages of areas: the list as of a day, one unit with its past and successors, its declared households. */
#include "app/list.h"
#include "area_queries.h"
#include "area_templates.h"
#include "features/area/area.h"
#include "features/area/area_shape.h"

enum status area_load(struct ctx *c, struct error *err);

static const char *const level_words[] = {"area.level.country", "area.level.province", "area.level.district",
                                          "area.level.commune", "area.level.hamlet"};

static void list_row(struct ctx *c, const void *row, struct value *item) {
    (void)c;
    const struct area_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "code", r->code);
    value_set_text(item, "name", r->name);
    value_set_text(item, "kind", r->kind);
    value_set_word(item, "level", level_words[r->level]);
    value_set_word(item, "urban", r->urban == DB_NULL ? NULL : r->urban ? "area.urban" : "area.rural");
    value_set_text(item, "parent", r->parent_name);
    value_set_int(item, "declared_households", r->declared);
    value_set_text(item, "certainty", r->certainty);
}

static const struct choice levels[] = {{"province", "area.level.province", 1},
                                       {"district", "area.level.district", 2},
                                       {"commune", "area.level.commune", 3},
                                       {"hamlet", "area.level.hamlet", 4}};
static const struct list_filter filters[] = {
    {.name = "level", .label = "area.level", .type = F_CHOICE, .choices = levels, .choice_count = COUNT_OF(levels)},
    {.name = "parent", .label = "area.parent", .type = F_CHOICE, .options = area_district_choices},
    {.name = "urban", .label = "area.urban", .type = F_BOOL},
};
static const struct list_column columns[] = {
    {.key = "code", .label = "area.code", .sort = "code", .type = V_TEXT},
    {.key = "name", .label = "area.name", .sort = "name", .href = "/areas/{id}", .type = V_TEXT},
    {.key = "level", .label = "area.level", .type = V_WORD},
    {.key = "parent", .label = "area.parent", .type = V_TEXT},
    {.key = "urban", .label = "area.urban_rural", .type = V_WORD},
    {.key = "declared_households", .label = "area.declared_households", .number = true, .type = V_INT},
    {.key = "certainty", .label = "area.certainty", .hidden = true, .type = V_TEXT},
};
static const struct list_def list = {
    .name = "areas",
    .stmt = &area_list_stmt,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .filters = filters,
    .filter_count = COUNT_OF(filters),
    .search = "q",
    .row = list_row,
    .row_href = "/areas/{id}",
    .empty = "area.none_found",
    .file_name = "don-vi-hanh-chinh",
};

static enum status areas(struct ctx *c, struct value *out, struct error *err) {
    struct area_list_in in = {c->as_of};
    value_set_day(out, "as_of", c->as_of);
    return list_answer(c, &list, &in, NULL, 0, out, err);
}

/* ---- one area */

static enum status add_history(struct ctx *c, int64_t id, struct value *out, struct error *err) {
    struct area_history_row *rows;
    size_t count;
    TRY(area_history(c->db, &(struct area_history_in){id}, c->arena, &rows, &count, err));
    struct value *list_ = value_set_list(out, "history");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list_);
        value_set_day(v, "valid_from", rows[i].valid_from);
        value_set_day(v, "valid_to", rows[i].valid_to == DAY_FOREVER ? DAY_NONE : rows[i].valid_to);
        value_set_text(v, "code", rows[i].code);
        value_set_text(v, "name", rows[i].name);
        value_set_text(v, "parent", rows[i].parent_name);
        value_set_text(v, "source", rows[i].source);
        value_set_text(v, "certainty", rows[i].certainty);
    }
    return OK;
}

static enum status add_successors(struct ctx *c, int64_t id, struct value *out, struct error *err) {
    struct area_successors_row *rows;
    size_t count;
    TRY(area_successors(c->db, &(struct area_successors_in){id}, c->arena, &rows, &count, err));
    struct value *became = value_set_list(out, "became"), *made_of = value_set_list(out, "made_of");
    for (size_t i = 0; i < count; i++) {
        bool forward = rows[i].from_id == id;
        struct value *v = value_add_object(forward ? became : made_of);
        value_set_id(v, "area_id", forward ? rows[i].to_id : rows[i].from_id);
        value_set_text(v, "name", forward ? rows[i].to_name : rows[i].from_name);
        value_set_day(v, "on_day", rows[i].on_day);
        value_set_text(v, "kind", rows[i].kind);
        value_set_text(v, "source", rows[i].source);
        value_set_text(v, "certainty", rows[i].certainty);
    }
    return OK;
}

static enum status add_counts(struct ctx *c, int64_t id, struct value *out, struct error *err) {
    struct area_counts_row *rows;
    size_t count;
    TRY(area_counts(c->db, &(struct area_counts_in){id}, c->arena, &rows, &count, err));
    struct value *counts = value_set_list(out, "declared_households");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(counts);
        value_set_day(v, "on_day", rows[i].on_day);
        value_set_word(v, "urban", rows[i].urban ? "area.urban" : "area.rural");
        value_set_int(v, "households", rows[i].households);
        value_set_text(v, "source", rows[i].source);
        value_set_text(v, "certainty", rows[i].certainty);
        value_set_int(v, "version", rows[i].version);
    }
    return OK;
}

static enum status add_children(struct ctx *c, int64_t id, struct value *out, struct error *err) {
    struct area *below;
    size_t count;
    TRY(area_children(c, id, c->as_of, &below, &count, err));
    struct value *children = value_set_list(out, "children");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(children);
        value_set_id(v, "id", below[i].id);
        value_set_text(v, "code", below[i].code);
        value_set_text(v, "name", below[i].name);
    }
    return OK;
}

static const struct choice urban_choices[] = {{"urban", "area.urban", 1}, {"rural", "area.rural", 0}};
static const struct field count_fields[] = {
    {.name = "on_day", .type = F_DAY, .required = true, .label = "area.count_day"},
    {.name = "urban",
     .type = F_CHOICE,
     .required = true,
     .label = "area.urban_rural",
     .choices = urban_choices,
     .choice_count = COUNT_OF(urban_choices)},
    {.name = "households",
     .type = F_INT,
     .required = true,
     .label = "area.declared_households",
     .min = 0,
     .max = 10000000,
     .help = "area.count_help"},
    {.name = "source", .type = F_TEXT, .required = true, .label = "area.count_source", .max = 300},
    {.name = "version", .type = F_HIDDEN_INT, .label = "area.version"},
};
static const struct form count_form = {"area_count", count_fields, COUNT_OF(count_fields)};

/* An area of the past can be opened too: it is shown as of its last day. */
static enum status find(struct ctx *c, int64_t id, struct area *ret, struct error *err) {
    enum status s = area_get(c, id, c->as_of, ret, err);
    if (s != E_NOT_FOUND)
        return s;
    struct area_history_row *rows;
    size_t count;
    TRY(area_history(c->db, &(struct area_history_in){id}, c->arena, &rows, &count, err));
    if (count == 0)
        return s;
    const struct area_history_row *last = &rows[count - 1];
    error_clear(err);
    return area_get(c, id, last->valid_to <= c->as_of ? last->valid_to - 1 : last->valid_from, ret, err);
}

static enum status detail(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    struct area a;
    TRY(find(c, id, &a, err));
    value_set_id(out, "id", id);
    value_set_text(out, "code", a.code);
    value_set_text(out, "name", a.name);
    value_set_text(out, "kind", a.kind);
    value_set_word(out, "level", level_words[a.level]);
    value_set_word(out, "urban", !a.urban_known ? NULL : a.urban ? "area.urban" : "area.rural");
    value_set_day(out, "as_of", c->as_of);
    struct value *crumbs = value_object(c->arena);
    struct value *links = value_set_list(crumbs, "links");
    struct error none;
    error_clear(&none);
    if (area_crumbs(c, id, links, &none) != OK && none.status != E_NOT_FOUND) {
        *err = none;
        return err->status;
    }
    value_set_page(out, "crumbs", crumbs);
    TRY(add_history(c, id, out, err));
    TRY(add_successors(c, id, out, err));
    TRY(add_children(c, id, out, err));
    TRY(add_counts(c, id, out, err));
    value_set_bool(out, "may_households", ctx_may_open(c, "/households"));
    value_set_bool(out, "may_declare", user_may(&c->user, "area.declare"));
    struct value *form = form_view(c, &count_form, NULL, NULL, NULL);
    value_set_text(form, "action", arena_fmt(c->arena, "/areas/%lld/households", (long long)id));
    value_set_page(out, "form", form);
    return OK;
}

/* Declares, or corrects, the total of resident households of a commune on a day. */
static enum status declare(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(ctx_require_area(c, id, err));
    struct area a;
    TRY(area_get(c, id, c->today, &a, err));
    day_t on = form_day(c->form, "on_day");
    if (on > c->today)
        error_field(err, "on_day", "area.count_in_future", NULL);
    TRY(error_fields_status(err));
    bool urban = form_choice_is(c->form, "urban", "urban");
    int64_t households = form_int(c->form, "households", 0);
    struct text source = form_text(c->form, "source");
    struct area_count_one_row old;
    bool found = false;
    TRY(area_count_one(c->db, &(struct area_count_one_in){id, on, urban}, c->arena, &old, &found, err));
    if (found) {
        int64_t changed = 0;
        TRY(area_count_update(c->db,
                              &(struct area_count_update_in){id, on, urban, households, source, T("declared"),
                                                             form_int(c->form, "version", 0)},
                              &changed, err));
        if (changed == 0)
            return fail(err, E_PRECONDITION, "http.precondition_failed");
    } else {
        TRY(area_count_insert(c->db, &(struct area_count_insert_in){id, on, urban, households, source, T("declared")},
                              NULL, err));
    }
    struct value *diff = value_object(c->arena);
    value_set_day(diff, "on_day", on);
    diff_int(diff, "households", found ? old.households : DB_NULL, households);
    diff_text(diff, "source", found ? old.source : TEXT_NONE, source);
    audit_note(c, a.level >= AREA_COMMUNE ? id : 0, "area.declare_households", "area", id, diff);
    value_set_id(out, "id", id);
    ctx_redirect(c, "area.flash_declared", "/areas/%lld", (long long)id);
    return OK;
}

static const struct route routes[] = {
    {.method = HTTP_GET,
     .path = "/areas",
     .permission = "area.read",
     .fn = areas,
     .page = area_list_html,
     .title = "area.title",
     .nav = "areas",
     .list = &list},
    {.method = HTTP_GET,
     .path = "/areas/map",
     .permission = "area.read",
     .fn = area_map_page,
     .page = area_map_html,
     .title = "area.map_title",
     .nav = "areas"},
    {.method = HTTP_GET,
     .path = "/areas/shapes",
     .permission = "area.manage",
     .fn = area_shapes_page,
     .page = area_shapes_html,
     .title = "area.shapes",
     .nav = "areas"},
    {.method = HTTP_POST,
     .path = "/areas/shapes",
     .permission = "area.manage",
     .fn = area_shapes_post,
     .page = area_shapes_html,
     .title = "area.shapes_load",
     .form = &area_shapes_form,
     .fill = area_shapes_page,
     .nav = "areas",
     .flags = ROUTE_UPLOAD},
    {.method = HTTP_GET,
     .path = "/areas/{id}",
     .permission = "area.read",
     .fn = detail,
     .page = area_detail_html,
     .title = "area.one",
     .nav = "areas"},
    {.method = HTTP_POST,
     .path = "/areas/{id}/households",
     .permission = "area.declare",
     .fn = declare,
     .page = area_detail_html,
     .title = "area.declare",
     .form = &count_form,
     .fill = detail,
     .nav = "areas"},
};
static const struct permission permissions[] = {
    {"area.read", "area.perm_read"},
    {"area.manage", "area.perm_manage"},
    {"area.declare", "area.perm_declare"},
};
static const struct menu_item menu[] = {
    {"areas", "area.menu", "/areas", "area.read", 70},
};

const struct feature area_feature = {
    .name = "area",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(permission, permissions),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
    .load = area_load,
    .load_order = 20,
};
