/* The list of households: as it is now from household_now, on an earlier day from the dated rows. */
#include "features/household/household_list.h"

#include "app/list.h"

/* ---- areas to choose from */

enum status household_area_choices(struct ctx *c, int level, int64_t parent_id, struct choice_text **ret,
                                   size_t *ret_count, struct error *err) {
    int64_t root = c->user.scope.area_id;
    if (c->user.scope.level == DB_SCOPE_ALL) {
        struct area_root_row row;
        bool found = false;
        TRY(area_root(c->db, &(struct area_root_in){c->as_of}, c->arena, &row, &found, err));
        root = found ? row.area_id : 0;
    }
    struct household_areas_row *rows;
    TRY(household_areas(c->db, &(struct household_areas_in){level, root, parent_id, c->as_of}, c->arena, &rows,
                        ret_count, err));
    *ret = ARENA_ARRAY(c->arena, *ret_count + 1, struct choice_text);
    for (size_t i = 0; i < *ret_count; i++)
        (*ret)[i] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)rows[i].area_id), rows[i].name};
    return OK;
}

static int64_t chosen(struct ctx *c, const char *name) {
    int64_t id;
    return text_to_i64(ctx_query(c, name), &id) ? id : DB_NULL;
}

static enum status district_options(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err) {
    return household_area_choices(c, 2, DB_NULL, ret, ret_count, err);
}

static enum status commune_options(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err) {
    return household_area_choices(c, 3, chosen(c, "district"), ret, ret_count, err);
}

/* Hundreds of hamlets are no choice: first a commune. */
static enum status hamlet_options(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err) {
    int64_t parent = chosen(c, "commune");
    int level = c->user.scope.level;
    *ret_count = 0;
    *ret = ARENA_ARRAY(c->arena, 1, struct choice_text);
    if (parent == DB_NULL && level != DB_SCOPE_COMMUNE && level != DB_SCOPE_HAMLET)
        return OK;
    return household_area_choices(c, 4, parent, ret, ret_count, err);
}

/* ---- filters */

static const struct choice class_choices[] = {
    {"poor", "household.class.poor", CLASS_POOR},
    {"near_poor", "household.class.near_poor", CLASS_NEAR_POOR},
    {"not_poor", "household.class.not_poor", CLASS_NOT_POOR},
    {"average", "household.class.average", CLASS_AVERAGE},
    {"unknown", "household.class.unknown", CLASS_NOT_REVIEWED},
};
static const struct choice status_choices[] = {
    {"resident", "household.status.resident", HOUSEHOLD_RESIDENT},
    {"moved_out", "household.status.moved_out", HOUSEHOLD_MOVED_OUT},
    {"merged", "household.status.merged", HOUSEHOLD_MERGED},
    {"dissolved", "household.status.dissolved", HOUSEHOLD_DISSOLVED},
};
static const struct choice yes_choice[] = {{"1", "word.yes", 1}};

static bool is_rare_class(const struct db_list_value *v) {
    return v->i == CLASS_POOR || v->i == CLASS_NEAR_POOR;
}
static const char *pick_provincial(const struct db_list_value *v) {
    return is_rare_class(v) ? "poor_provincial" : "class_provincial";
}
static const char *pick_national(const struct db_list_value *v) {
    return is_rare_class(v) ? "poor_national" : "class_national";
}
static const char *pick_status(const struct db_list_value *v) {
    return v->i == HOUSEHOLD_RESIDENT ? "resident" : "gone";
}

static const struct list_filter filters[] = {
    {.name = "district", .label = "household.district", .type = F_CHOICE, .options = district_options},
    {.name = "commune", .label = "household.commune", .type = F_CHOICE, .options = commune_options},
    {.name = "hamlet", .label = "household.hamlet", .type = F_CHOICE, .options = hamlet_options},
    {.name = "class_provincial",
     .label = "household.class_provincial",
     .type = F_CHOICE,
     .choices = class_choices,
     .choice_count = COUNT_OF(class_choices),
     .pick = pick_provincial},
    {.name = "class_national",
     .label = "household.class_national",
     .type = F_CHOICE,
     .choices = class_choices,
     .choice_count = COUNT_OF(class_choices),
     .pick = pick_national},
    {.name = "escaped",
     .label = "household.newly_escaped",
     .type = F_CHOICE,
     .choices = yes_choice,
     .choice_count = COUNT_OF(yes_choice)},
    {.name = "minority", .label = "household.minority", .type = F_BOOL},
    {.name = "urban", .label = "household.urban", .type = F_BOOL},
    {.name = "female_head", .label = "household.female_head", .type = F_BOOL},
    {.name = "size_min", .label = "household.size_min", .type = F_INT},
    {.name = "size_max", .label = "household.size_max", .type = F_INT},
    {.name = "last_reviewed", .label = "household.last_reviewed", .type = F_INT},
    {.name = "reviewed_before", .label = "household.reviewed_before", .type = F_INT},
    {.name = "resident",
     .label = "household.status",
     .type = F_CHOICE,
     .choices = status_choices,
     .choice_count = COUNT_OF(status_choices),
     .pick = pick_status},
};

/* ---- rows */

static const char *const class_words[] = {
    [CLASS_NOT_REVIEWED] = "household.class.unknown", [CLASS_POOR] = "household.class.poor",
    [CLASS_NEAR_POOR] = "household.class.near_poor",  [CLASS_NOT_POOR] = "household.class.not_poor",
    [CLASS_AVERAGE] = "household.class.average",
};

const char *household_class_word(int64_t household_class) {
    bool known = household_class >= 0 && household_class < (int64_t)COUNT_OF(class_words);
    return class_words[known ? household_class : CLASS_NOT_REVIEWED];
}

const char *household_status_word(int64_t status) {
    for (size_t i = 0; i < COUNT_OF(status_choices); i++)
        if (status_choices[i].value == status)
            return status_choices[i].label;
    return status_choices[0].label;
}

static const struct list_column columns[] = {
    {.key = "code", .label = "household.code", .sort = "code", .href = "/households/{id}", .type = V_TEXT},
    {.key = "head_name",
     .label = "household.head",
     .sort = "head",
     .href = "/households/{id}",
     .sensitivity = S_PERSONAL,
     .type = V_TEXT},
    {.key = "born_year", .label = "household.born_year", .hidden = true, .sensitivity = S_PERSONAL, .type = V_TEXT},
    {.key = "hamlet", .label = "household.hamlet", .type = V_TEXT},
    {.key = "commune", .label = "household.commune", .type = V_TEXT},
    {.key = "address", .label = "household.address", .hidden = true, .sensitivity = S_PERSONAL, .type = V_TEXT},
    {.key = "members", .label = "household.members", .sort = "size", .number = true, .type = V_INT},
    {.key = "class_provincial", .label = "household.class_provincial", .sort = "class", .type = V_WORD},
    {.key = "class_national", .label = "household.class_national", .type = V_WORD},
    {.key = "escaped_on", .label = "household.escaped_on", .hidden = true, .type = V_DAY},
    {.key = "last_reviewed", .label = "household.last_reviewed", .type = V_TEXT},
    {.key = "ethnicity", .label = "household.ethnicity", .hidden = true, .sensitivity = S_SENSITIVE, .type = V_TEXT},
    {.key = "female_head", .label = "household.female_head", .hidden = true, .type = V_BOOL},
    {.key = "urban", .label = "household.urban", .hidden = true, .type = V_BOOL},
    {.key = "status", .label = "household.status", .hidden = true, .type = V_WORD},
};

/* A year is not a quantity: no separator. */
static void set_year(struct ctx *c, struct value *item, const char *key, int64_t year) {
    value_set_text(item, key, year == DB_NULL ? TEXT_NONE : arena_fmt(c->arena, "%lld", (long long)year));
}

static void list_row(struct ctx *c, const void *row, struct value *item) {
    const struct household_list_row *r = row;
    value_set_id(item, "id", r->household_id);
    value_set_text(item, "code", r->code);
    value_set_text(item, "head_name", r->head_name);
    set_year(c, item, "born_year", r->born_year);
    value_set_text(item, "hamlet", r->hamlet_name);
    value_set_text(item, "commune", r->commune_name);
    value_set_text(item, "address", r->address);
    value_set_int(item, "members", r->member_count);
    value_set_word(item, "class_provincial", household_class_word(r->class_provincial));
    value_set_word(item, "class_national", household_class_word(r->class_national));
    value_set_day(item, "escaped_on", r->escaped_on);
    set_year(c, item, "last_reviewed", r->last_reviewed);
    value_set_text(item, "ethnicity", r->ethnicity);
    value_set_bool(item, "female_head", r->female_head);
    value_set_bool(item, "urban", r->urban);
    value_set_word(item, "status", household_status_word(r->status));
}

/* A commune's residents, on its first page and when it is walked, are counted already. */
static enum status known_total(struct ctx *c, const struct db_list_value *values, size_t count, int64_t *ret,
                               struct error *err) {
    if (c->user.scope.level != DB_SCOPE_COMMUNE || count != 1 || strcmp(values[0].filter, "resident") != 0 ||
        values[0].i != HOUSEHOLD_RESIDENT)
        return OK;
    struct count_of_commune_row row;
    bool found = false;
    TRY(count_of_commune(c->db, &(struct count_of_commune_in){c->user.scope.area_id}, c->arena, &row, &found, err));
    if (found)
        *ret = row.households;
    return OK;
}

const struct list_def household_list_def = {
    .name = "households",
    .stmt = &household_list_stmt,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .filters = filters,
    .filter_count = COUNT_OF(filters),
    .search = "rare_words",
    .search_values = household_search_values,
    .known_total = known_total,
    .row_href = "/households/{id}",
    .row = list_row,
    .empty = "household.list_empty",
    .file_name = "households",
};

/* ---- an earlier day */

static const struct list_column past_columns[] = {
    {.key = "code", .label = "household.code", .sort = "code", .href = "/households/{id}", .type = V_TEXT},
    {.key = "head_name",
     .label = "household.head",
     .href = "/households/{id}",
     .sensitivity = S_PERSONAL,
     .type = V_TEXT},
    {.key = "hamlet", .label = "household.hamlet", .type = V_TEXT},
    {.key = "address", .label = "household.address", .hidden = true, .sensitivity = S_PERSONAL, .type = V_TEXT},
    {.key = "members", .label = "household.members", .number = true, .type = V_INT},
    {.key = "class_provincial", .label = "household.class_provincial", .type = V_WORD},
    {.key = "class_national", .label = "household.class_national", .type = V_WORD},
    {.key = "ethnicity", .label = "household.ethnicity", .hidden = true, .sensitivity = S_SENSITIVE, .type = V_TEXT},
    {.key = "status", .label = "household.status", .hidden = true, .type = V_WORD},
};
static const struct list_filter past_filters[] = {
    {.name = "commune", .label = "household.commune", .type = F_CHOICE, .options = commune_options},
    {.name = "hamlet", .label = "household.hamlet", .type = F_CHOICE, .options = hamlet_options},
    {.name = "resident",
     .label = "household.status",
     .type = F_CHOICE,
     .choices = status_choices,
     .choice_count = COUNT_OF(status_choices)},
};

static void past_row(struct ctx *c, const void *row, struct value *item) {
    (void)c;
    const struct household_past_list_row *r = row;
    value_set_id(item, "id", r->household_id);
    value_set_text(item, "code", r->code);
    value_set_text(item, "head_name", r->head_name);
    value_set_text(item, "hamlet", r->hamlet_name);
    value_set_text(item, "address", r->address);
    value_set_int(item, "members", r->member_count);
    value_set_word(item, "class_provincial", household_class_word(r->class_provincial));
    value_set_word(item, "class_national", household_class_word(r->class_national));
    value_set_text(item, "ethnicity", r->ethnicity);
    value_set_word(item, "status", household_status_word(r->status));
}

const struct list_def household_past_list_def = {
    .name = "households_past",
    .stmt = &household_past_list_stmt,
    .columns = past_columns,
    .column_count = COUNT_OF(past_columns),
    .filters = past_filters,
    .filter_count = COUNT_OF(past_filters),
    .search = "word",
    .search_values = household_past_search_values,
    .row_href = "/households/{id}",
    .row = past_row,
    .empty = "household.list_empty",
    .file_name = "households",
};

static void add_actions(struct ctx *c, struct value *out) {
    struct value *actions = value_list(c->arena);
    value_set_page(out, "actions", actions);
    if (user_may(&c->user, "household.import")) {
        struct value *import = value_add_object(actions);
        value_set_word(import, "label", "household.import_title");
        value_set_str(import, "href", "/households/import");
        value_set_str(import, "icon", "upload");
    }
    if (!user_may(&c->user, "household.write"))
        return;
    struct value *a = value_add_object(actions);
    value_set_word(a, "label", "household.act.new");
    value_set_str(a, "href", "/households/new");
    value_set_str(a, "icon", "plus");
}

/* Who is gone is shown only when asked for. */
enum status household_list_get(struct ctx *c, struct value *out, struct error *err) {
    bool past = c->as_of != c->today;
    bool status_asked = ctx_query(c, "resident").len > 0;
    struct db_list_value resident =
        past ? household_past_list_by_resident(HOUSEHOLD_RESIDENT) : household_list_by_resident(HOUSEHOLD_RESIDENT);
    size_t extra = status_asked ? 0 : 1;
    value_set_day(out, "as_of", c->as_of);
    value_set_bool(out, "past", past);
    add_actions(c, out);
    if (past)
        return list_answer(c, &household_past_list_def, &(struct household_past_list_in){c->as_of}, &resident, extra,
                           out, err);
    struct household_list_in in = {.today = c->today};
    TRY(household_escape_limit(c, &in.escaped_since, err));
    return list_answer(c, &household_list_def, &in, &resident, extra, out, err);
}
