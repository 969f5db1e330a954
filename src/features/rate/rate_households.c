/* The households behind the numerator, exactly those that were counted. */
#include "rate_parts.h"

static void list_row(struct ctx *c, const void *row, struct value *item) {
    (void)c;
    const struct rate_households_row *r = row;
    value_set_id(item, "id", r->household_id);
    value_set_text(item, "code", r->code);
    value_set_text(item, "head_name", r->head_name);
    value_set_text(item, "hamlet", r->hamlet_name);
    value_set_text(item, "commune", r->unit_name);
    value_set_int(item, "members", r->member_count);
    value_set_day(item, "class_from", r->class_from);
}

static const struct list_column columns[] = {
    {.key = "code", .label = "rate.code", .sort = "code", .href = "/households/{id}", .type = V_TEXT},
    {.key = "head_name", .label = "rate.head", .href = "/households/{id}", .type = V_TEXT, .sensitivity = S_PERSONAL},
    {.key = "hamlet", .label = "rate.hamlet", .type = V_TEXT},
    {.key = "commune", .label = "rate.commune", .type = V_TEXT},
    {.key = "members", .label = "rate.members", .number = true, .type = V_INT},
    {.key = "class_from", .label = "rate.class_from", .type = V_DAY},
};
static const struct list_filter filters[] = {
    {.name = "urban", .label = "area.urban", .type = F_BOOL},
};
const struct list_def rate_household_list = {
    .name = "rate_households",
    .stmt = &rate_households_stmt,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .filters = filters,
    .filter_count = COUNT_OF(filters),
    .row = list_row,
    .row_href = "/households/{id}",
    .empty = "rate.no_poor",
    .file_name = "ho-ngheo",
};

enum status rate_households_page(struct ctx *c, struct value *out, struct error *err) {
    struct asked a;
    TRY(rate_asked(c, &a, err));
    int64_t standard_id = 0;
    struct text standard_name;
    bool found = false;
    TRY(rate_standard_on(c, a.kind, c->as_of, &standard_id, &standard_name, err));
    struct rate_open_season_row season = {0};
    if (a.state == RATE_PROVISIONAL)
        TRY(rate_open_season(c->db, &(struct rate_open_season_in){day_year(c->as_of)}, c->arena, &season, &found, err));
    struct rate_households_in in = {standard_id, c->as_of, rate_class_day(c->as_of), season.id};
    struct db_list_value extra[] = {{.filter = "area", .i = a.area_id}};
    value_set_text(out, "standard_name", standard_name);
    value_set_text(out, "area_name", a.area.name);
    value_set_day(out, "as_of", c->as_of);
    value_set_word(out, "state", a.state == RATE_PROVISIONAL ? "rate.state.provisional" : "rate.state.in_force");
    return list_answer(c, &rate_household_list, &in, extra, COUNT_OF(extra), out, err);
}

enum status rate_numerator_households(struct ctx *c, const struct rate *r, struct figure_household **ret,
                                      size_t *ret_count, struct error *err) {
    int64_t *communes = ARENA_ARRAY(c->arena, r->unit_count + 1, int64_t);
    for (size_t i = 0; i < r->unit_count; i++)
        communes[i] = r->units[i].area_id;
    struct rate_open_season_row season = {0};
    bool found = false;
    if (r->state == RATE_PROVISIONAL)
        TRY(rate_open_season(c->db, &(struct rate_open_season_in){day_year(r->as_of)}, c->arena, &season, &found, err));
    struct area *path;
    size_t levels, count;
    TRY(area_path(c, r->area_id, r->as_of, &path, &levels, err));
    struct rate_numerator_row *rows;
    TRY(rate_numerator(c->db,
                       &(struct rate_numerator_in){r->standard_id, r->as_of, rate_class_day(r->as_of), season.id,
                                                   (struct db_ids){communes, r->unit_count}},
                       c->arena, &rows, &count, err));
    struct figure_household *list = ARENA_ARRAY(c->arena, count + 1, struct figure_household);
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct figure_household){.household_id = rows[i].household_id,
                                            .hamlet_id = rows[i].hamlet_id,
                                            .commune_id = rows[i].unit_id,
                                            .province_id = path[levels - 1].id,
                                            .code = rows[i].code,
                                            .head_name = rows[i].head_name,
                                            .hamlet_name = rows[i].hamlet_name,
                                            .commune_name = rows[i].unit_name,
                                            .class_to = 1};
        for (size_t k = 0; k < r->unit_count; k++)
            if (r->units[k].area_id == rows[i].unit_id)
                list[i].district_id = r->units[k].district_id;
    }
    *ret = list;
    *ret_count = count;
    return OK;
}
