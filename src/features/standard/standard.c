/* Looking up standards and scorecards, and turning them into what the engine takes. */
#include "features/standard/standard.h"

#include "features/area/area.h"
#include "standard_queries.h"

/* ---- standards */

enum status standard_get(struct ctx *c, int64_t id, struct standard *ret, struct error *err) {
    struct standard_by_id_row r;
    bool found = false;
    TRY(standard_by_id(c->db, &(struct standard_by_id_in){id}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "standard.missing");
    *ret = (struct standard){.id = r.id,
                             .area_id = r.area_id == DB_NULL ? 0 : r.area_id,
                             .key = r.key,
                             .kind = r.kind,
                             .name = r.name,
                             .short_name = r.short_name,
                             .indicator_family = r.family,
                             .document = r.document,
                             .note = r.note,
                             .source = r.source,
                             .certainty = r.certainty,
                             .valid_from = r.valid_from,
                             .valid_to = r.valid_to,
                             .version = r.version};
    return OK;
}

enum status standard_by_key(struct ctx *c, struct text key, struct standard *ret, struct error *err) {
    struct standard_id_by_key_row r;
    bool found = false;
    TRY(standard_id_by_key(c->db, &(struct standard_id_by_key_in){key}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "standard.missing");
    return standard_get(c, r.id, ret, err);
}

/* Does the standard's area contain the place? */
static enum status covers(struct ctx *c, int64_t standard_area, int64_t place, day_t on, bool *ret, struct error *err) {
    *ret = true;
    if (standard_area == DB_NULL || place == 0)
        return OK;
    struct area *path;
    size_t count;
    TRY(area_path(c, place, on, &path, &count, err));
    *ret = false;
    for (size_t i = 0; i < count; i++)
        *ret = *ret || path[i].id == standard_area;
    return OK;
}

enum status standard_for(struct ctx *c, const char *kind, int64_t area_id, day_t on, struct standard *ret,
                         struct error *err) {
    struct standard_of_kind_row *rows;
    size_t count;
    TRY(standard_of_kind(c->db, &(struct standard_of_kind_in){text_of(kind), on}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        bool fits;
        TRY(covers(c, rows[i].area_id, area_id, on, &fits, err));
        if (fits)
            return standard_get(c, rows[i].id, ret, err);
    }
    return fail(err, E_NOT_FOUND, "standard.none_then");
}

/* Those of the list that are in force on a day; before the first of them, those that come first: the review at the
 * end of 2021 was held by the standards of 2022. */
static size_t keep_in_force(struct standard *list, size_t count, day_t on) {
    day_t first = DAY_FOREVER;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        first = list[i].valid_from < first ? list[i].valid_from : first;
    day_t day = on < first ? first : on;
    for (size_t i = 0; i < count; i++)
        if (list[i].valid_from <= day && day < list[i].valid_to)
            list[kept++] = list[i];
    return kept;
}

enum status standards_applied(struct ctx *c, day_t on, struct standard **ret, size_t *ret_count, struct error *err) {
    struct text keys, key;
    TRY(setting_text(c, "standard.all", on, &keys, err));
    struct standard *list = ARENA_ARRAY(c->arena, keys.len / 2 + 1, struct standard);
    size_t count = 0;
    while (text_cut(&keys, ' ', &key))
        if (key.len > 0)
            TRY(standard_by_key(c, key, &list[count++], err));
    *ret = list;
    *ret_count = keep_in_force(list, count, on);
    return OK;
}

enum status standard_lines(struct ctx *c, int64_t standard_id, struct standard_line **ret, size_t *ret_count,
                           struct error *err) {
    struct standard_lines_of_row *rows;
    size_t count;
    TRY(standard_lines_of(c->db, &(struct standard_lines_of_in){standard_id}, c->arena, &rows, &count, err));
    struct standard_line *lines = ARENA_ARRAY(c->arena, count + 1, struct standard_line);
    for (size_t i = 0; i < count; i++)
        lines[i] = (struct standard_line){.urban = rows[i].urban,
                                          .class_no = rows[i].class,
                                          .active = rows[i].active,
                                          .income_over_dong = rows[i].income_over_dong,
                                          .income_max_dong = rows[i].income_max_dong,
                                          .points_max = rows[i].points_max,
                                          .deprived_min = rows[i].deprived_min,
                                          .deprived_max = rows[i].deprived_max,
                                          .assumed = rows[i].assumed,
                                          .income_certainty = rows[i].income_certainty,
                                          .points_certainty = rows[i].points_certainty,
                                          .deprived_certainty = rows[i].deprived_certainty,
                                          .article = rows[i].article,
                                          .note = rows[i].note,
                                          .source = rows[i].source,
                                          .certainty = rows[i].certainty,
                                          .version = rows[i].version};
    *ret = lines;
    *ret_count = count;
    return OK;
}

enum status standard_indicators(struct ctx *c, struct text family, struct indicator **ret, size_t *ret_count,
                                struct error *err) {
    struct indicator_of_family_row *rows;
    size_t count;
    TRY(indicator_of_family(c->db, &(struct indicator_of_family_in){family}, c->arena, &rows, &count, err));
    struct indicator *list = ARENA_ARRAY(c->arena, count + 1, struct indicator);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].no != (int64_t)i + 1 || i >= ENGINE_INDICATORS)
            return fail_detail(err, E_INTERNAL, "http.internal", "indicators of %.*s are not numbered 1 to 16",
                               FMT(family));
        list[i] = (struct indicator){.no = rows[i].no,
                                     .dimension_no = rows[i].dimension_no,
                                     .points = rows[i].points,
                                     .code = rows[i].code,
                                     .dimension = rows[i].dimension,
                                     .name = rows[i].name,
                                     .deprived_when = rows[i].deprived_when,
                                     .article = rows[i].article,
                                     .rule_certainty = rows[i].rule_certainty,
                                     .note = rows[i].note,
                                     .source = rows[i].source,
                                     .certainty = rows[i].certainty};
    }
    *ret = list;
    *ret_count = count;
    return OK;
}

/* ---- scorecards */

enum status scorecard_get(struct ctx *c, int64_t id, struct scorecard *ret, struct error *err) {
    struct scorecard_by_id_row r;
    bool found = false;
    TRY(scorecard_by_id(c->db, &(struct scorecard_by_id_in){id}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "scorecard.missing");
    struct scorecard_items_of_row *items;
    struct scorecard_options_of_row *options;
    size_t item_count, option_count;
    TRY(scorecard_items_of(c->db, &(struct scorecard_items_of_in){id}, c->arena, &items, &item_count, err));
    TRY(scorecard_options_of(c->db, &(struct scorecard_options_of_in){id}, c->arena, &options, &option_count, err));
    struct scorecard_item *list = ARENA_ARRAY(c->arena, item_count + 1, struct scorecard_item);
    struct scorecard_option *all = ARENA_ARRAY(c->arena, option_count + 1, struct scorecard_option);
    size_t at = 0;
    for (size_t i = 0; i < item_count; i++) {
        if (items[i].no != (int64_t)i + 1 || i >= ENGINE_ITEMS)
            return fail_detail(err, E_INTERNAL, "http.internal", "items of scorecard %.*s are not numbered 1 to %d",
                               FMT(r.key), ENGINE_ITEMS);
        list[i] = (struct scorecard_item){.no = items[i].no, .name = items[i].name, .options = &all[at]};
        for (; at < option_count && options[at].item_no == items[i].no; at++) {
            all[at] = (struct scorecard_option){options[at].no, options[at].points_rural, options[at].points_urban,
                                                options[at].name};
            list[i].option_count++;
        }
    }
    *ret = (struct scorecard){.id = r.id,
                              .key = r.key,
                              .name = r.name,
                              .article = r.article,
                              .source = r.source,
                              .certainty = r.certainty,
                              .valid_from = r.valid_from,
                              .official = r.official,
                              .items = list,
                              .item_count = item_count};
    return OK;
}

enum status scorecard_on(struct ctx *c, day_t on, int64_t *ret_id, struct error *err) {
    struct text key;
    TRY(setting_text(c, "scorecard", on, &key, err));
    if (key.ptr == NULL) {
        *ret_id = 0;
        return OK;
    }
    struct scorecard_id_by_key_row r;
    bool found = false;
    TRY(scorecard_id_by_key(c->db, &(struct scorecard_id_by_key_in){key}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "scorecard.missing");
    *ret_id = r.id;
    return OK;
}

void scorecard_compile(const struct scorecard *card, struct engine_card *ret) {
    *ret = (struct engine_card){.item_count = card->item_count};
    for (size_t i = 0; i < card->item_count; i++)
        for (size_t k = 0; k < card->items[i].option_count; k++) {
            const struct scorecard_option *o = &card->items[i].options[k];
            if (o->no < 0 || o->no >= ENGINE_OPTIONS)
                continue; /* cannot be stored as an answer either; the upload refuses it */
            ret->options[i] = (uint16_t)(ret->options[i] | 1u << o->no);
            ret->points[0][i][o->no] = (int32_t)o->points_rural;
            ret->points[1][i][o->no] = (int32_t)o->points_urban;
        }
}

/* ---- for the engine */

static int line_of_class(int64_t class_no) {
    switch (class_no) {
    case ENGINE_POOR:
        return LINE_POOR;
    case ENGINE_NEAR_POOR:
        return LINE_NEAR_POOR;
    case ENGINE_AVERAGE:
        return LINE_AVERAGE;
    default:
        return -1;
    }
}

_Static_assert(DB_NULL == ENGINE_NONE, "a value that is not known passes from the database to the engine as it is");

enum status standard_compile(struct ctx *c, int64_t standard_id, int64_t scorecard_id, struct engine_standard *ret,
                             bool *ret_points_assumed, struct error *err) {
    struct standard_line *lines;
    size_t count;
    TRY(standard_lines(c, standard_id, &lines, &count, err));
    engine_standard_clear(ret);
    for (size_t i = 0; i < count; i++) {
        int no = line_of_class(lines[i].class_no);
        if (no < 0)
            return fail_detail(err, E_INTERNAL, "http.internal", "standard line of class %d", (int)lines[i].class_no);
        ret->lines[lines[i].urban != 0][no] = (struct engine_line){
            .used = lines[i].active,
            .income_over_dong = lines[i].income_over_dong,
            .income_max_dong = lines[i].income_max_dong,
            .points_max = lines[i].points_max,
            .deprived_min = lines[i].deprived_min == DB_NULL ? 0 : (int32_t)lines[i].deprived_min,
            .deprived_max = lines[i].deprived_max == DB_NULL ? ENGINE_INDICATORS : (int32_t)lines[i].deprived_max};
    }
    if (ret_points_assumed != NULL)
        *ret_points_assumed = false;
    if (scorecard_id == 0)
        return OK;
    struct scorecard_lines_of_row *own;
    TRY(scorecard_lines_of(c->db, &(struct scorecard_lines_of_in){scorecard_id, standard_id}, c->arena, &own, &count,
                           err));
    for (size_t i = 0; i < count; i++) {
        struct engine_line *of_area = ret->lines[own[i].urban != 0];
        if (ret_points_assumed != NULL && of_area[LINE_POOR].points_max != own[i].points_max)
            *ret_points_assumed = !certainty_is_firm(own[i].certainty);
        of_area[LINE_POOR].points_max = of_area[LINE_NEAR_POOR].points_max = own[i].points_max;
    }
    return OK;
}

enum status standard_points_cut_off(struct ctx *c, int64_t standard_id, int64_t scorecard_id, bool urban,
                                    struct points_cut_off *ret, struct error *err) {
    struct standard_line *lines;
    size_t count;
    *ret = (struct points_cut_off){DB_NULL, TEXT_NONE, T("unknown")};
    TRY(standard_lines(c, standard_id, &lines, &count, err));
    for (size_t i = 0; i < count; i++)
        if ((lines[i].urban != 0) == urban && lines[i].class_no == ENGINE_POOR)
            *ret = (struct points_cut_off){lines[i].points_max, lines[i].source, lines[i].points_certainty};
    struct scorecard_lines_of_row *own;
    TRY(scorecard_lines_of(c->db, &(struct scorecard_lines_of_in){scorecard_id, standard_id}, c->arena, &own, &count,
                           err));
    for (size_t i = 0; i < count; i++)
        if ((own[i].urban != 0) == urban && own[i].points_max != ret->points)
            *ret = (struct points_cut_off){own[i].points_max, own[i].source, own[i].certainty};
    return OK;
}

enum status standard_income_by(struct ctx *c, day_t on, enum engine_income *ret, struct error *err) {
    struct text t;
    TRY(setting_text(c, "standard.income_by", on, &t, err));
    *ret = text_is(t, "amount") ? INCOME_BY_AMOUNT : INCOME_BY_POINTS;
    return OK;
}

/* ---- words */

const char *standard_class_word(int64_t class_no) {
    static const char *const words[] = {"standard.class.unknown", "standard.class.poor", "standard.class.near_poor",
                                        "standard.class.not_poor", "standard.class.average"};
    return class_no >= 0 && class_no < (int64_t)COUNT_OF(words) ? words[class_no] : words[0];
}

const char *standard_area_word(bool urban) {
    return urban ? "standard.urban" : "standard.rural";
}

static const char *const certainties[] = {"standard.certainty.confirmed", "standard.certainty.secondary",
                                          "standard.certainty.derived",   "standard.certainty.from_memory",
                                          "standard.certainty.unknown",   "standard.certainty.invented"};

const char *standard_certainty_word(struct text certainty) {
    for (size_t i = 0; i < COUNT_OF(certainties); i++)
        if (text_is(certainty, certainties[i] + sizeof "standard.certainty." - 1))
            return certainties[i];
    return NULL;
}

bool certainty_is_firm(struct text certainty) {
    return text_is(certainty, "confirmed") || text_is(certainty, "derived") || text_is(certainty, "secondary");
}

void value_set_certainty(struct value *obj, const char *key, struct text certainty) {
    value_set_word(obj, key, standard_certainty_word(certainty));
}

/* ---- code lists */

enum status code_choices(struct ctx *c, const char *list, struct choice_text **ret, size_t *ret_count,
                         struct error *err) {
    struct code_names_row *rows;
    TRY(code_names(c->db, &(struct code_names_in){text_of(list)}, c->arena, &rows, ret_count, err));
    struct choice_text *choices = ARENA_ARRAY(c->arena, *ret_count + 1, struct choice_text);
    for (size_t i = 0; i < *ret_count; i++)
        choices[i] = (struct choice_text){rows[i].code, rows[i].name};
    *ret = choices;
    return OK;
}

enum status ethnicity_choices(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err) {
    struct ethnicity_all_row *rows;
    TRY(ethnicity_all(c->db, c->arena, &rows, ret_count, err));
    struct choice_text *choices = ARENA_ARRAY(c->arena, *ret_count + 1, struct choice_text);
    for (size_t i = 0; i < *ret_count; i++)
        choices[i] = (struct choice_text){rows[i].name, rows[i].name};
    *ret = choices;
    return OK;
}
