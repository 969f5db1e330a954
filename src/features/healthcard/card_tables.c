/* Lines of all lists, cards, who has none, who would be paid twice. */
#include "features/healthcard/healthcard_parts.h"
#include "features/household/household.h"
#include "features/service/service.h"
#include "features/area/area.h"

void card_set_born(struct ctx *c, struct value *v, day_t born_on, int64_t precision) {
    AUTO_BUF b;
    buf_init(&b, 64);
    if (born_on != DAY_NONE)
        fmt_birth(&b, c->lang, born_on, (enum day_precision)precision);
    value_set_text(v, "born", born_on == DAY_NONE ? TEXT_NONE : arena_text(c->arena, buf_as_text(&b)));
}

/* Who asks for cards or gives them reads whole numbers: the insurer matches by them. */
static struct text number_for(struct ctx *c, struct text number) {
    bool whole = user_may(&c->user, "household.number") || user_may(&c->user, "healthcard.answer");
    return whole || number.ptr == NULL ? number : household_masked_number(c->arena, number);
}

static const struct choice change_choices[] = {{"increase", "healthcard.change.increase", 0},
                                               {"decrease", "healthcard.change.decrease", 0}};
static const struct choice line_states[] = {
    {"open", "healthcard.line_state.open", 0},       {"done", "healthcard.line_state.done", 0},
    {"refused", "healthcard.line_state.refused", 0}, {"returned", "healthcard.line_state.returned", 0},
    {"dropped", "healthcard.line_state.dropped", 0},
};
static const struct choice list_states[] = {
    {"draft", "healthcard.state.draft", 0},         {"sent", "healthcard.state.sent", 0},
    {"checked", "healthcard.state.checked", 0},     {"matched", "healthcard.state.matched", 0},
    {"withdrawn", "healthcard.state.withdrawn", 0},
};
static const struct list_column line_columns[] = {
    {.key = "id", .label = "healthcard.line_code", .href = "/health-cards/lists/{list_id}", .type = V_TEXT},
    {.key = "month", .label = "healthcard.month", .sort = "newest", .type = V_TEXT},
    {.key = "change", .label = "healthcard.change", .type = V_WORD},
    {.key = "name", .label = "healthcard.name", .sensitivity = S_PERSONAL, .type = V_TEXT},
    {.key = "born", .label = "healthcard.born", .sensitivity = S_PERSONAL, .type = V_TEXT},
    {.key = "sex", .label = "healthcard.sex", .hidden = true, .sensitivity = S_PERSONAL, .type = V_WORD},
    {.key = "personal_number",
     .label = "healthcard.personal_number",
     .hidden = true,
     .sensitivity = S_PERSONAL,
     .type = V_TEXT},
    {.key = "code", .label = "healthcard.household", .hidden = true, .type = V_TEXT},
    {.key = "policy", .label = "healthcard.policy", .type = V_TEXT},
    {.key = "commune", .label = "healthcard.commune", .type = V_TEXT},
    {.key = "reason", .label = "healthcard.reason", .type = V_WORD},
    {.key = "from", .label = "healthcard.from", .type = V_DAY},
    {.key = "to", .label = "healthcard.to", .hidden = true, .type = V_DAY},
    {.key = "state", .label = "healthcard.line_state_head", .type = V_WORD},
    {.key = "card_number", .label = "healthcard.card_number", .type = V_TEXT},
    {.key = "remark", .label = "healthcard.remark", .hidden = true, .type = V_TEXT},
};
#define LINE_CHANGE 3 /* with the next: what is worth choosing among the lines of one list */
static const struct list_filter line_filters[] = {
    {.name = "month", .label = "healthcard.month", .type = F_DAY},
    {.name = "commune", .label = "healthcard.commune", .type = F_CHOICE, .options = area_commune_choices},
    {.name = "list", .label = "healthcard.list", .type = F_ID},
    {.name = "change",
     .label = "healthcard.change",
     .type = F_CHOICE,
     .choices = change_choices,
     .choice_count = COUNT_OF(change_choices)},
    {.name = "state",
     .label = "healthcard.line_state_head",
     .type = F_CHOICE,
     .choices = line_states,
     .choice_count = COUNT_OF(line_states)},
    {.name = "list_state",
     .label = "healthcard.state_head",
     .type = F_CHOICE,
     .choices = list_states,
     .choice_count = COUNT_OF(list_states)},
};
static void line_row(struct ctx *c, const void *row, struct value *v) {
    const struct card_line_list_row *r = row;
    value_set_id(v, "id", r->id);
    value_set_id(v, "list_id", r->list_id);
    value_set_text(v, "month", month_text(c, r->month));
    value_set_word(v, "change", service_word(c, "healthcard.change.", r->change));
    value_set_text(v, "name", r->name);
    card_set_born(c, v, r->born_on, r->born_precision);
    value_set_word(v, "sex", r->sex == 1 ? "healthcard.female" : "healthcard.male");
    value_set_text(v, "personal_number", number_for(c, r->personal_number));
    value_set_text(v, "code", r->code);
    value_set_text(v, "policy", r->policy);
    value_set_text(v, "commune", r->commune);
    value_set_word(v, "reason", service_word(c, "healthcard.reason.", r->reason));
    value_set_day(v, "from", r->valid_from);
    value_set_day(v, "to", r->valid_to);
    value_set_word(v, "state", service_word(c, "healthcard.line_state.", r->state));
    value_set_text(v, "card_number", r->card_number);
    value_set_text(v, "remark", r->remark);
}
const struct list_def card_line_list_def = {.name = "health_card_lines",
                                            .stmt = &card_line_list_stmt,
                                            .columns = line_columns,
                                            .column_count = COUNT_OF(line_columns),
                                            .filters = line_filters,
                                            .filter_count = COUNT_OF(line_filters),
                                            .search = "q",
                                            .row_href = "/health-cards/lists/{list_id}",
                                            .row = line_row,
                                            .empty = "healthcard.no_lines",
                                            .file_name = "tang-giam-the-bhyt"};
enum status card_lines_get(struct ctx *c, struct value *out, struct error *err) {
    return list_answer(c, &card_line_list_def, &(struct card_line_list_in){c->today}, NULL, 0, out, err);
}

/* ---- the lines of one list, on its page */

static const struct list_column list_line_columns[] = {
    {.key = "name",
     .label = "healthcard.name",
     .href = "/health-cards/lists/{list_id}/lines/{id}",
     .sensitivity = S_PERSONAL,
     .type = V_TEXT},
    {.key = "born", .label = "healthcard.born", .sensitivity = S_PERSONAL, .type = V_TEXT},
    {.key = "code", .label = "healthcard.household", .type = V_TEXT},
    {.key = "change", .label = "healthcard.change", .type = V_WORD},
    {.key = "reason", .label = "healthcard.reason", .type = V_WORD},
    {.key = "policy", .label = "healthcard.policy", .type = V_TEXT},
    {.key = "from", .label = "healthcard.from", .hidden = true, .type = V_DAY},
    {.key = "state", .label = "healthcard.line_state_head", .type = V_WORD},
    {.key = "card_number", .label = "healthcard.card_number", .type = V_TEXT},
    {.key = "remark", .label = "healthcard.remark", .type = V_TEXT},
    {.key = "act", .label = "healthcard.act", .href = "/health-cards/lists/{list_id}/lines/{id}", .type = V_WORD},
};
static const char *act_of(const struct ctx *c, const struct card_line_list_row *r) {
    if (!text_is(r->state, "open"))
        return NULL;
    if (text_is(r->list_state, "draft"))
        return user_may(&c->user, "healthcard.list") ? "healthcard.off_short" : NULL;
    if (text_is(r->list_state, "sent"))
        return user_may(&c->user, "healthcard.check") ? "healthcard.off_short" : NULL;
    return text_is(r->list_state, "checked") && user_may(&c->user, "healthcard.answer") ? "healthcard.answer" : NULL;
}
static void list_line_row(struct ctx *c, const void *row, struct value *v) {
    const char *act = act_of(c, row);
    line_row(c, row, v);
    if (act != NULL)
        value_set_word(v, "act", act);
}
const struct list_def card_list_lines_def = {.name = "health_card_list_lines",
                                             .stmt = &card_line_list_stmt,
                                             .columns = list_line_columns,
                                             .column_count = COUNT_OF(list_line_columns),
                                             .filters = &line_filters[LINE_CHANGE],
                                             .filter_count = 2,
                                             .search = "q",
                                             .row_href = "/health-cards/lists/{list_id}/lines/{id}",
                                             .row = list_line_row,
                                             .empty = "healthcard.no_lines",
                                             .file_name = "tang-giam-the-bhyt"};
enum status card_lines_of_list(struct ctx *c, int64_t list_id, struct value *out, struct error *err) {
    struct db_list_value of = card_line_list_by_list(list_id);
    return list_answer(c, &card_list_lines_def, &(struct card_line_list_in){c->today}, &of, 1, out, err);
}

/* What may stand in a workbook that was made from a list, beside what the insurer fills in. */
struct text card_line_labels(struct ctx *c) {
    struct text all = tr(c->lang, "healthcard.problem");
    for (size_t i = 0; i < COUNT_OF(line_columns); i++)
        all = arena_fmt(c->arena, "%.*s;%.*s", FMT(all), FMT(tr(c->lang, line_columns[i].label)));
    return all;
}

/* ---- cards */

static const struct choice running_choice[] = {{"1", "word.yes", 1}};
static const struct list_column card_columns[] = {
    {.key = "number", .label = "healthcard.card_number", .sort = "number", .sensitivity = S_PERSONAL, .type = V_TEXT},
    {.key = "name",
     .label = "healthcard.name",
     .href = "/people/{person_id}",
     .sensitivity = S_PERSONAL,
     .type = V_TEXT},
    {.key = "born", .label = "healthcard.born", .sensitivity = S_PERSONAL, .type = V_TEXT},
    {.key = "code", .label = "healthcard.household", .href = "/households/{household_id}", .type = V_TEXT},
    {.key = "policy", .label = "healthcard.policy", .type = V_TEXT},
    {.key = "commune", .label = "healthcard.commune", .type = V_TEXT},
    {.key = "from", .label = "healthcard.from", .sort = "from", .type = V_DAY},
    {.key = "to", .label = "healthcard.to", .type = V_DAY},
};
static const struct list_filter card_filters[] = {
    {.name = "district", .label = "healthcard.district", .type = F_CHOICE, .options = area_district_choices},
    {.name = "commune", .label = "healthcard.commune", .type = F_CHOICE, .options = area_commune_choices},
    {.name = "number", .label = "healthcard.card_number", .type = F_TEXT},
    {.name = "person", .label = "healthcard.name", .type = F_ID},
    {.name = "running", .label = "healthcard.running", .type = F_CHOICE, .choices = running_choice, .choice_count = 1},
};
static void card_row(struct ctx *c, const void *row, struct value *v) {
    const struct health_card_list_row *r = row;
    value_set_id(v, "id", r->id);
    value_set_text(v, "number", r->number);
    value_set_id(v, "person_id", r->person_id);
    value_set_text(v, "name", r->name);
    card_set_born(c, v, r->born_on, r->born_precision);
    value_set_id(v, "household_id", r->household_id);
    value_set_text(v, "code", r->code);
    value_set_text(v, "policy", r->policy);
    value_set_text(v, "commune", r->commune);
    value_set_day(v, "from", r->valid_from);
    value_set_day(v, "to", r->valid_to);
}
const struct list_def health_card_list_def = {.name = "health_cards",
                                              .stmt = &health_card_list_stmt,
                                              .columns = card_columns,
                                              .column_count = COUNT_OF(card_columns),
                                              .filters = card_filters,
                                              .filter_count = COUNT_OF(card_filters),
                                              .search = "q",
                                              .row_href = "/people/{person_id}",
                                              .row = card_row,
                                              .empty = "healthcard.no_cards",
                                              .file_name = "the-bhyt"};
enum status card_cards_get(struct ctx *c, struct value *out, struct error *err) {
    return list_answer(c, &health_card_list_def, &(struct health_card_list_in){c->as_of}, NULL, 0, out, err);
}

/* ---- who has the right and no card; who would be paid twice: on the first of ?as-of='s month */

static const struct list_column missing_columns[] = {
    {.key = "code",
     .label = "healthcard.household",
     .sort = "code",
     .href = "/households/{household_id}",
     .type = V_TEXT},
    {.key = "name", .label = "healthcard.name", .href = "/people/{id}", .sensitivity = S_PERSONAL, .type = V_TEXT},
    {.key = "born", .label = "healthcard.born", .sensitivity = S_PERSONAL, .type = V_TEXT},
    {.key = "hamlet", .label = "healthcard.hamlet", .type = V_TEXT},
    {.key = "commune", .label = "healthcard.commune", .type = V_TEXT},
    {.key = "class_provincial", .label = "healthcard.class_provincial", .type = V_WORD},
    {.key = "class_national", .label = "healthcard.class_national", .type = V_WORD},
    {.key = "waiting", .label = "healthcard.waiting", .type = V_BOOL},
};
static const struct list_filter area_filters[] = {
    {.name = "district", .label = "healthcard.district", .type = F_CHOICE, .options = area_district_choices},
    {.name = "commune", .label = "healthcard.commune", .type = F_CHOICE, .options = area_commune_choices},
};
static void missing_row(struct ctx *c, const void *row, struct value *v) {
    const struct card_missing_list_row *r = row;
    value_set_id(v, "id", r->person_id);
    value_set_id(v, "household_id", r->household_id);
    value_set_text(v, "code", r->code);
    value_set_text(v, "name", r->name);
    card_set_born(c, v, r->born_on, r->born_precision);
    value_set_text(v, "hamlet", r->hamlet);
    value_set_text(v, "commune", r->commune);
    value_set_word(v, "class_provincial", household_class_word(r->class_provincial));
    value_set_word(v, "class_national", household_class_word(r->class_national));
    value_set_bool(v, "waiting", r->waiting);
}
const struct list_def card_missing_list_def = {.name = "health_card_missing",
                                               .stmt = &card_missing_list_stmt,
                                               .columns = missing_columns,
                                               .column_count = COUNT_OF(missing_columns),
                                               .filters = area_filters,
                                               .filter_count = COUNT_OF(area_filters),
                                               .row_href = "/people/{id}",
                                               .row = missing_row,
                                               .empty = "healthcard.nobody_missing",
                                               .file_name = "chua-co-the-bhyt"};
enum status card_missing_get(struct ctx *c, struct value *out, struct error *err) {
    struct card_classes k;
    day_t month = day_month_first(c->as_of);
    TRY(card_classes(c, month, &k, err));
    value_set_text(out, "month_text", month_text(c, month));
    struct card_missing_list_in in = {month,
                                      k.escaped_since,
                                      k.poor_national,
                                      k.near_national,
                                      k.escaped_national,
                                      k.poor_provincial,
                                      k.escaped_provincial};
    return list_answer(c, &card_missing_list_def, &in, NULL, 0, out, err);
}

static const struct list_column twice_columns[] = {
    {.key = "number", .label = "healthcard.card_number", .sort = "number", .sensitivity = S_PERSONAL, .type = V_TEXT},
    {.key = "name",
     .label = "healthcard.name",
     .href = "/people/{person_id}",
     .sensitivity = S_PERSONAL,
     .type = V_TEXT},
    {.key = "policy", .label = "healthcard.policy", .type = V_TEXT},
    {.key = "commune", .label = "healthcard.commune", .type = V_TEXT},
    {.key = "from", .label = "healthcard.from", .type = V_DAY},
    {.key = "to", .label = "healthcard.to", .type = V_DAY},
    {.key = "other_number", .label = "healthcard.other_number", .sensitivity = S_PERSONAL, .type = V_TEXT},
    {.key = "other_name", .label = "healthcard.other_name", .sensitivity = S_PERSONAL, .type = V_TEXT},
};
static void twice_row(struct ctx *c, const void *row, struct value *v) {
    (void)c;
    const struct card_twice_list_row *r = row;
    value_set_id(v, "id", r->card_id);
    value_set_text(v, "number", r->number);
    value_set_id(v, "person_id", r->person_id);
    value_set_text(v, "name", r->name);
    value_set_text(v, "policy", r->policy);
    value_set_text(v, "commune", r->commune);
    value_set_day(v, "from", r->valid_from);
    value_set_day(v, "to", r->valid_to);
    value_set_text(v, "other_number", r->other_number);
    value_set_text(v, "other_name", r->other_name);
}
const struct list_def card_twice_list_def = {.name = "health_card_twice",
                                             .stmt = &card_twice_list_stmt,
                                             .columns = twice_columns,
                                             .column_count = COUNT_OF(twice_columns),
                                             .filters = area_filters,
                                             .filter_count = COUNT_OF(area_filters),
                                             .row_href = "/people/{person_id}",
                                             .row = twice_row,
                                             .empty = "healthcard.nobody_twice",
                                             .file_name = "the-bhyt-trung"};
enum status card_twice_get(struct ctx *c, struct value *out, struct error *err) {
    day_t month = day_month_first(c->as_of);
    value_set_text(out, "month_text", month_text(c, month));
    return list_answer(c, &card_twice_list_def, &(struct card_twice_list_in){month}, NULL, 0, out, err);
}
