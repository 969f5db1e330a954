/* Where people live badly, area by area and household by household, and where the files of houses stand. */
#include "features/area/area.h"
#include "features/household/household.h"
#include "features/housing/housing_parts.h"

void housing_tabs(struct ctx *c, struct value *out, const char *current) {
    static const char *const tabs[][2] = {
        {"housing.overview", "/housing"}, {"housing.needs", "/housing/needs"}, {"housing.houses", "/housing/houses"}};
    struct value *list = value_list(c->arena);
    for (size_t i = 0; i < COUNT_OF(tabs); i++) {
        struct value *v = value_add_object(list);
        value_set_word(v, "label", tabs[i][0]);
        value_set_str(v, "href", tabs[i][1]);
        value_set_bool(v, "current", strcmp(current, tabs[i][1]) == 0);
    }
    value_set_page(out, "tabs", list);
}

/* ---- by area */

static void set_rate(struct value *v, int64_t good, int64_t asked) {
    int64_t bp;
    if (asked > 0 && mul_div_i64(good, 10000, asked, &bp))
        value_set_bp(v, "rate", bp);
    else
        value_set_null(v, "rate");
}

static void area_row(struct ctx *c, const struct housing_by_area_row *r, int level, struct value *list) {
    struct value *v = value_add_object(list);
    value_set_id(v, "area_id", r->area_id);
    value_set_text(v, "name", r->area_name);
    value_set_int(v, "households", r->households);
    value_set_int(v, "asked", r->asked);
    value_set_int(v, "unknown", r->households - r->asked);
    value_set_int(v, "good", r->good);
    value_set_int(v, "low_quality", r->low_quality);
    value_set_int(v, "small", r->small);
    value_set_int(v, "both", r->both);
    value_set_int(v, "houses", r->cases);
    set_rate(v, r->good, r->asked);
    static const char *const keys[] = {"quality", "area", "both"};
    struct value *links = value_object(c->arena);
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        value_set_text(links, keys[i],
                       arena_fmt(c->arena, "/housing/needs?place=%lld&lack=%s", (long long)r->area_id, keys[i]));
    if (level < AREA_HAMLET)
        value_set_text(links, "down", arena_fmt(c->arena, "/housing?area=%lld", (long long)r->area_id));
    value_set_page(v, "links", links);
}

static enum status asked_area(struct ctx *c, struct area *ret, struct error *err) {
    int64_t id = c->user.scope.area_id;
    if (c->user.scope.level == DB_SCOPE_ALL)
        TRY(area_by_code(c, T("77"), c->as_of, &id, err));
    struct text asked = ctx_query(c, "area");
    if (asked.len > 0) {
        if (!text_to_i64(asked, &id))
            return fail(err, E_NOT_FOUND, "http.not_found");
        TRY(ctx_require_area(c, id, err));
    }
    return area_get(c, id, c->as_of, ret, err);
}

static enum status add_counts(struct ctx *c, struct value *out, struct error *err) {
    struct house_counts_row *rows;
    size_t count;
    TRY(house_counts(c->db, &(struct house_counts_in){SCOPE_OF(c)}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "states");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_word(v, "state", house_state_word(rows[i].state));
        value_set_text(v, "code", rows[i].state);
        value_set_int(v, "houses", rows[i].houses);
        value_set_money(v, "amount", rows[i].amount);
    }
    return OK;
}

enum status housing_page(struct ctx *c, struct value *out, struct error *err) {
    struct area area;
    struct housing_masks masks;
    struct housing_by_area_row *rows;
    size_t count;
    TRY(asked_area(c, &area, err));
    int level = area.level == AREA_HAMLET ? AREA_HAMLET : area.level + 1;
    value_set_text(out, "area_name", area.name);
    value_set_id(out, "area_id", area.id);
    housing_tabs(c, out, "/housing");
    TRY(add_counts(c, out, err));
    struct value *items = value_set_list(out, "items");
    enum status s = housing_masks_of(c, &masks, err);
    value_set_bool(out, "known", s == OK);
    if (s == E_NOT_FOUND) { /* nobody said which answers are about the house */
        error_clear(err);
        return OK;
    }
    TRY(s);
    TRY(housing_by_area(c->db,
                        &(struct housing_by_area_in){masks.quality, masks.area, level, area.level, area.id, c->as_of},
                        c->arena, &rows, &count, err));
    struct housing_by_area_row sum = {0};
    for (size_t i = 0; i < count; i++) {
        area_row(c, &rows[i], level, items);
        sum.households += rows[i].households;
        sum.asked += rows[i].asked;
        sum.good += rows[i].good;
        sum.low_quality += rows[i].low_quality;
        sum.small += rows[i].small;
        sum.both += rows[i].both;
        sum.cases += rows[i].cases;
    }
    struct value *total = value_list(c->arena);
    sum.area_id = area.id;
    sum.area_name = area.name;
    area_row(c, &sum, AREA_HAMLET, total);
    value_share(out, "total", value_at(total, 0));
    return OK;
}

/* ---- the households */

static void need_row(struct ctx *c, const void *row, struct value *item) {
    (void)c;
    const struct housing_needs_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "code", r->code);
    value_set_text(item, "head_name", r->head_name);
    value_set_text(item, "hamlet", r->area_name);
    value_set_text(item, "commune", r->commune_name);
    value_set_int(item, "members", r->member_count);
    value_set_word(item, "class_provincial", household_class_word(r->class_provincial));
    value_set_word(item, "class_national", household_class_word(r->class_national));
    value_set_word(item, "lack",
                   r->low_quality && r->small ? "housing.lack.both"
                   : r->low_quality           ? "housing.lack.quality"
                                              : "housing.lack.area");
    value_set_day(item, "interviewed_on", r->interviewed_on);
    value_set_id(item, "house_id", r->case_id);
    if (r->case_id != DB_NULL)
        value_set_word(item, "house", house_state_word(r->case_state));
    else
        value_set_null(item, "house");
}
static const struct choice lack_choices[] = {
    {"quality", "housing.lack.quality", 0}, {"area", "housing.lack.area", 0}, {"both", "housing.lack.both", 0}};
static const struct list_column need_columns[] = {
    {.key = "code", .label = "housing.code", .sort = "code", .href = "/housing/of/{id}", .type = V_TEXT},
    {.key = "head_name", .label = "housing.head", .type = V_TEXT, .sensitivity = S_PERSONAL},
    {.key = "hamlet", .label = "housing.hamlet", .type = V_TEXT},
    {.key = "commune", .label = "housing.commune", .type = V_TEXT},
    {.key = "members", .label = "housing.members", .sort = "members", .type = V_INT, .number = true},
    {.key = "lack", .label = "housing.lack", .type = V_WORD},
    {.key = "class_provincial", .label = "housing.class_provincial", .type = V_WORD},
    {.key = "class_national", .label = "housing.class_national", .type = V_WORD, .hidden = true},
    {.key = "interviewed_on", .label = "housing.interviewed_on", .type = V_DAY, .hidden = true},
    {.key = "house", .label = "housing.file", .type = V_WORD},
};
static const struct list_filter need_filters[] = {
    {.name = "lack",
     .label = "housing.lack",
     .type = F_CHOICE,
     .choices = lack_choices,
     .choice_count = COUNT_OF(lack_choices)},
    {.name = "poor", .label = "housing.poor_only", .type = F_BOOL},
    {.name = "without", .label = "housing.without_file", .type = F_BOOL},
    {.name = "with", .label = "housing.with_file", .type = F_BOOL},
    {.name = "place", .label = "housing.place_number", .type = F_ID},
};
const struct list_def housing_needs_def = {
    .name = "housing_needs",
    .stmt = &housing_needs_stmt,
    .columns = need_columns,
    .column_count = COUNT_OF(need_columns),
    .filters = need_filters,
    .filter_count = COUNT_OF(need_filters),
    .row = need_row,
    .row_href = "/housing/of/{id}",
    .empty = "housing.no_needs",
    .file_name = "nhu-cau-nha-o",
};

enum status housing_needs_page(struct ctx *c, struct value *out, struct error *err) {
    struct housing_masks masks;
    TRY(housing_masks_of(c, &masks, err));
    housing_tabs(c, out, "/housing/needs");
    struct housing_needs_in in = {masks.quality, masks.area, c->today};
    return list_answer(c, &housing_needs_def, &in, NULL, 0, out, err);
}

/* ---- the files */

static void house_row(struct ctx *c, const void *row, struct value *item) {
    const struct house_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "code", r->code);
    value_set_text(item, "head_name", r->head_name);
    value_set_text(item, "hamlet", r->hamlet_name);
    value_set_text(item, "commune", r->commune_name);
    value_set_text(item, "policy", r->policy_name);
    value_set_word(item, "state", house_state_word(r->state));
    value_set_money(item, "asked", r->amount_asked);
    value_set_money(item, "amount", r->amount);
    value_set_money(item, "paid", r->paid);
    value_set_text(item, "stages",
                   r->stages > 0 ? arena_fmt(c->arena, "%lld/%lld", (long long)r->stages_done, (long long)r->stages)
                                 : TEXT_NONE);
    value_set_day(item, "surveyed_on", r->surveyed_on);
}
static const struct choice state_choices[] = {
    {"surveyed", "housing.state.draft", 0},     {"proposed", "housing.state.waiting", 0},
    {"approved", "housing.state.approved", 0},  {"accepted", "housing.state.done", 0},
    {"settled", "housing.state.signed", 0},     {"refused", "housing.state.refused", 0},
    {"cancelled", "housing.state.cancelled", 0}};
static const struct list_column house_columns[] = {
    {.key = "code", .label = "housing.code", .href = "/housing/{id}", .type = V_TEXT},
    {.key = "head_name", .label = "housing.head", .type = V_TEXT, .sensitivity = S_PERSONAL},
    {.key = "hamlet", .label = "housing.hamlet", .type = V_TEXT, .hidden = true},
    {.key = "commune", .label = "housing.commune", .type = V_TEXT},
    {.key = "policy", .label = "housing.policy", .type = V_TEXT},
    {.key = "state", .label = "housing.state", .type = V_WORD},
    {.key = "stages", .label = "housing.stages", .type = V_TEXT},
    {.key = "amount", .label = "housing.granted", .type = V_MONEY, .number = true},
    {.key = "paid", .label = "housing.paid", .type = V_MONEY, .number = true},
    {.key = "surveyed_on", .label = "housing.surveyed_on", .sort = "day", .type = V_DAY},
};
static const struct list_filter house_filters[] = {
    {.name = "state",
     .label = "housing.state",
     .type = F_CHOICE,
     .choices = state_choices,
     .choice_count = COUNT_OF(state_choices)},
    {.name = "place", .label = "housing.place_number", .type = F_ID},
};
const struct list_def house_list_def = {
    .name = "houses",
    .stmt = &house_list_stmt,
    .columns = house_columns,
    .column_count = COUNT_OF(house_columns),
    .filters = house_filters,
    .filter_count = COUNT_OF(house_filters),
    .row = house_row,
    .row_href = "/housing/{id}",
    .empty = "housing.no_houses",
    .file_name = "nha-dai-doan-ket",
};

enum status houses_page(struct ctx *c, struct value *out, struct error *err) {
    housing_tabs(c, out, "/housing/houses");
    return list_answer(c, &house_list_def, &(struct house_list_in){c->today}, NULL, 0, out, err);
}
