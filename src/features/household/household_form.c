#include "features/household/household_form.h"

#include "features/household/household_kin.h"
#include "features/standard/standard.h"
#include "household_queries.h"

static const struct choice sexes[] = {{"male", "household.sex.male", 0}, {"female", "household.sex.female", 1}};
static const struct choice arrivals[] = {{"birth", "household.event.birth", 0},
                                         {"moved_in", "household.event.moved_in", 1}};
static const struct choice departures[] = {{"death", "household.event.death", 0},
                                           {"moved_out", "household.event.moved_out", 1}};
static const struct choice endings[] = {{"gone", "household.event.gone", HOUSEHOLD_MOVED_OUT},
                                        {"dissolved", "household.event.dissolved", HOUSEHOLD_DISSOLVED}};

#define ON_DAY                                                                                                         \
    { .name = "on_day", .type = F_DAY, .required = true, .label = "household.on_day" }
#define REASON                                                                                                         \
    { .name = "reason", .type = F_TEXT, .label = "household.reason", .max = 500 }
#define REASON_NEEDED                                                                                                  \
    { .name = "reason", .type = F_TEXT, .required = true, .label = "household.reason", .max = 500 }
#define VERSION                                                                                                        \
    { .name = "version", .type = F_HIDDEN_INT, .required = true, .label = "household.version" }
#define HAMLET                                                                                                         \
    { .name = "hamlet", .type = F_CHOICE, .required = true, .label = "household.hamlet" }
#define ADDRESS                                                                                                        \
    { .name = "address", .type = F_TEXT, .label = "household.address", .max = 300, .sensitivity = S_PERSONAL }
#define ACCEPT                                                                                                         \
    { .name = "accept", .type = F_BOOL, .label = "household.accept", .help = "household.accept_help" }
#define PERSON                                                                                                         \
    {.name = "full_name",                                                                                              \
     .type = F_NAME,                                                                                                   \
     .required = true,                                                                                                 \
     .label = "household.person.full_name",                                                                            \
     .max = 100,                                                                                                       \
     .sensitivity = S_PERSONAL},                                                                                       \
        {.name = "sex",                                                                                                \
         .type = F_CHOICE,                                                                                             \
         .required = true,                                                                                             \
         .label = "household.person.sex",                                                                              \
         .choices = sexes,                                                                                             \
         .choice_count = COUNT_OF(sexes)},                                                                             \
        {.name = "born",                                                                                               \
         .type = F_BIRTH,                                                                                              \
         .label = "household.person.born",                                                                             \
         .help = "household.person.born_help",                                                                         \
         .sensitivity = S_PERSONAL},                                                                                   \
        {.name = "ethnicity", .type = F_CHOICE, .label = "household.person.ethnicity", .sensitivity = S_SENSITIVE},    \
        {.name = "personal_number",                                                                                    \
         .type = F_TEXT,                                                                                               \
         .label = "household.person.number",                                                                           \
         .max = 12,                                                                                                    \
         .help = "household.person.number_help",                                                                       \
         .sensitivity = S_PERSONAL},                                                                                   \
    {                                                                                                                  \
        .name = "health_card", .type = F_TEXT, .label = "household.person.health_card", .max = 15,                     \
        .sensitivity = S_PERSONAL                                                                                      \
    }
#define RELATION                                                                                                       \
    { .name = "relation", .type = F_CHOICE, .required = true, .label = "household.person.relation" }

#define FORM(variable, form_name, array)                                                                               \
    const struct form variable = {.name = form_name, .fields = array, .field_count = COUNT_OF(array)}

static const struct field new_fields[] = {HAMLET, ADDRESS, ON_DAY, PERSON, ACCEPT};
static const struct field member_fields[] = {PERSON,
                                             RELATION,
                                             {.name = "event",
                                              .type = F_CHOICE,
                                              .required = true,
                                              .label = "household.arrival",
                                              .choices = arrivals,
                                              .choice_count = COUNT_OF(arrivals)},
                                             ON_DAY,
                                             ACCEPT,
                                             VERSION};
static const struct field correct_person_fields[] = {PERSON, RELATION, REASON_NEEDED, ACCEPT, VERSION};
static const struct field leave_fields[] = {
    {.name = "event",
     .type = F_CHOICE,
     .required = true,
     .label = "household.departure",
     .choices = departures,
     .choice_count = COUNT_OF(departures)},
    ON_DAY,
    {.name = "new_head", .type = F_CHOICE, .label = "household.new_head", .help = "household.new_head_help"},
    REASON,
    VERSION};
static const struct field head_fields[] = {
    {.name = "new_head", .type = F_CHOICE, .required = true, .label = "household.new_head"},
    {.name = "relation", .type = F_CHOICE, .label = "household.old_head_relation", .help = "household.kin_help"},
    ON_DAY,
    REASON,
    VERSION};
static const struct field move_fields[] = {HAMLET, ADDRESS, ON_DAY, REASON, VERSION};
static const struct field correct_fields[] = {HAMLET, ADDRESS, REASON_NEEDED, VERSION};
static const struct field split_fields[] = {
    {.name = "members", .type = F_IDS, .required = true, .label = "household.split_members"},
    {.name = "new_head", .type = F_CHOICE, .required = true, .label = "household.split_head"},
    HAMLET,
    ADDRESS,
    ON_DAY,
    REASON,
    VERSION};
static const struct field merge_fields[] = {{.name = "into",
                                             .type = F_TEXT,
                                             .required = true,
                                             .label = "household.merge_into",
                                             .help = "household.merge_into_help",
                                             .max = 20},
                                            {.name = "relation",
                                             .type = F_CHOICE,
                                             .required = true,
                                             .label = "household.merge_relation",
                                             .help = "household.merge_relation_help"},
                                            ON_DAY,
                                            REASON,
                                            VERSION};
static const struct field close_fields[] = {{.name = "event",
                                             .type = F_CHOICE,
                                             .required = true,
                                             .label = "household.ending",
                                             .choices = endings,
                                             .choice_count = COUNT_OF(endings)},
                                            ON_DAY,
                                            REASON_NEEDED,
                                            VERSION};
static const struct field undo_fields[] = {VERSION};

FORM(household_new_form, "household_new", new_fields);
FORM(household_member_form, "household_member", member_fields);
FORM(household_correct_person_form, "household_correct_person", correct_person_fields);
FORM(household_leave_form, "household_leave", leave_fields);
FORM(household_head_form, "household_head", head_fields);
FORM(household_move_form, "household_move", move_fields);
FORM(household_correct_form, "household_correct", correct_fields);
FORM(household_split_form, "household_split", split_fields);
FORM(household_merge_form, "household_merge", merge_fields);
FORM(household_close_form, "household_close", close_fields);
FORM(household_undo_form, "household_undo", undo_fields);

/* ---- choices from data */

static enum status hamlet_choices(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err) {
    struct area_root_row root;
    bool found = false;
    TRY(area_root(c->db, &(struct area_root_in){c->today}, c->arena, &root, &found, err));
    struct household_areas_row *rows;
    struct household_areas_in in = {4, found ? root.area_id : 0, DB_NULL, c->today};
    TRY(household_areas(c->db, &in, c->arena, &rows, ret_count, err));
    *ret = ARENA_ARRAY(c->arena, *ret_count + 1, struct choice_text);
    for (size_t i = 0; i < *ret_count; i++)
        (*ret)[i] =
            (struct choice_text){arena_fmt(c->arena, "%lld", (long long)rows[i].area_id),
                                 arena_fmt(c->arena, "%.*s, %.*s", FMT(rows[i].name), FMT(rows[i].parent_name))};
    return OK;
}

static enum status member_choices(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    struct household_place_row h;
    TRY(household_require(c, id, &h, err));
    struct household_members_on_row *rows;
    TRY(household_members_on(c->db, &(struct household_members_on_in){id, c->today, DB_NULL}, c->arena, &rows,
                             ret_count, err));
    *ret = ARENA_ARRAY(c->arena, *ret_count + 1, struct choice_text);
    for (size_t i = 0; i < *ret_count; i++)
        (*ret)[i] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)rows[i].person_id), rows[i].full_name};
    return OK;
}

static enum status relation_choices(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err) {
    return code_choices(c, "relation", ret, ret_count, err);
}

enum status household_form_fill(struct ctx *c, const struct form *base, const struct form **ret, struct error *err) {
    static const struct {
        const char *field;
        enum status (*fn)(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err);
    } sources[] = {
        {"relation", relation_choices}, {"ethnicity", ethnicity_choices}, {"hamlet", hamlet_choices},
        {"new_head", member_choices},   {"members", member_choices},
    };
    struct form *form = ARENA_NEW(c->arena, struct form);
    struct field *fields = ARENA_ARRAY(c->arena, base->field_count, struct field);
    memcpy(fields, base->fields, base->field_count * sizeof *fields);
    for (size_t i = 0; i < base->field_count; i++)
        for (size_t k = 0; k < COUNT_OF(sources); k++) {
            if (strcmp(fields[i].name, sources[k].field) != 0)
                continue;
            struct choice_text *texts;
            TRY(sources[k].fn(c, &texts, &fields[i].text_count, err));
            fields[i].texts = texts;
        }
    *form = (struct form){base->name, fields, base->field_count};
    *ret = form;
    return OK;
}

#define MAKE(function, base)                                                                                           \
    enum status function(struct ctx *c, const struct form **ret, struct error *err) {                                  \
        return household_form_fill(c, &base, ret, err);                                                                \
    }
MAKE(household_make_new, household_new_form)
MAKE(household_make_member, household_member_form)
MAKE(household_make_correct_person, household_correct_person_form)
MAKE(household_make_move, household_move_form)
MAKE(household_make_correct, household_correct_form)
MAKE(household_make_close, household_close_form)

/* The same, asking besides how each member stands to the head to come. */
#define MAKE_KIN(function, base)                                                                                       \
    enum status function(struct ctx *c, const struct form **ret, struct error *err) {                                  \
        int64_t id;                                                                                                    \
        TRY(household_form_fill(c, &base, ret, err));                                                                  \
        TRY(ctx_id(c, 0, &id, err));                                                                                   \
        return kin_add_fields(c, id, *ret, ret, err);                                                                  \
    }
MAKE_KIN(household_make_head, household_head_form)
MAKE_KIN(household_make_split, household_split_form)
MAKE_KIN(household_make_merge, household_merge_form)

/* Who leaves and is not head changes nobody else's relation. */
enum status household_make_leave(struct ctx *c, const struct form **ret, struct error *err) {
    int64_t household_id, person_id;
    struct person_household_row m = {.household_id = 0};
    bool found = false;
    TRY(household_form_fill(c, &household_leave_form, ret, err));
    TRY(ctx_id(c, 0, &household_id, err));
    TRY(ctx_id(c, 1, &person_id, err));
    TRY(person_household(c->db, &(struct person_household_in){person_id}, c->arena, &m, &found, err));
    return found && m.household_id == household_id && text_is(m.relation, "head")
               ? kin_add_fields(c, household_id, *ret, ret, err)
               : OK;
}

int64_t form_choice_id(const struct form_data *d, const char *name) {
    int64_t id;
    return text_to_i64(form_text(d, name), &id) ? id : 0;
}
