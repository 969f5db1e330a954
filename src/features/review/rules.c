/* Rules and steps of the procedure: shipped facts, copied into each season; terms in calendar and working days. */
#include "app/tsv.h"
#include "features/area/area.h"
#include "features/standard/standard.h"
#include "features/review/review_parts.h"

static enum status load_rules(struct ctx *c, struct error *err) {
    struct tsv t;
    tsv_open(&t, "review_rules.tsv");
    while (tsv_next(&t))
        TRY(review_rule_put(c->db,
                            &(struct review_rule_put_in){
                                tsv_text(&t, "rule_key"), tsv_day(&t, "valid_from", 0),
                                tsv_day(&t, "valid_to", DAY_FOREVER), tsv_text(&t, "value"), tsv_text(&t, "type"),
                                tsv_text(&t, "unit"), tsv_text(&t, "title"), tsv_text(&t, "article"),
                                tsv_text(&t, "note"), tsv_text(&t, "source"), tsv_text(&t, "certainty")},
                            NULL, err));
    return OK;
}

static enum status load_steps(struct ctx *c, struct error *err) {
    struct tsv t;
    tsv_open(&t, "review_steps.tsv");
    while (tsv_next(&t)) {
        struct text key = tsv_text(&t, "area_key");
        int64_t area = 0;
        if (key.ptr != NULL)
            TRY(area_by_key(c, arena_zstr(c->arena, key), &area, err));
        TRY(review_step_put(
            c->db,
            &(struct review_step_put_in){
                tsv_text(&t, "kind"), tsv_int(&t, "step_no", 0), area, tsv_text(&t, "step_key"), tsv_text(&t, "title"),
                tsv_text(&t, "actor_role"), tsv_text(&t, "paper"), tsv_int(&t, "copies", DB_NULL),
                tsv_text(&t, "signers"), tsv_text(&t, "signer_capacity"), tsv_int(&t, "level_above", DB_NULL),
                tsv_text(&t, "due_rule"), tsv_int(&t, "due_value", DB_NULL), tsv_text(&t, "due_unit"),
                tsv_text(&t, "article"), tsv_text(&t, "note"), tsv_text(&t, "source"), tsv_text(&t, "certainty")},
            NULL, err));
    }
    return OK;
}

static enum status load_fields(struct ctx *c, struct error *err) {
    struct tsv t;
    tsv_open(&t, "posting_fields.tsv");
    while (tsv_next(&t))
        TRY(posting_field_put(c->db,
                              &(struct posting_field_put_in){tsv_text(&t, "field_key"), tsv_text(&t, "title"),
                                                             tsv_int(&t, "ord", 0), tsv_int(&t, "shown", 0) != 0,
                                                             tsv_int(&t, "sensitive", 0) != 0, tsv_text(&t, "article"),
                                                             tsv_text(&t, "note"), tsv_text(&t, "source"),
                                                             tsv_text(&t, "certainty")},
                              NULL, err));
    return OK;
}

enum status review_load(struct ctx *c, struct error *err) {
    TRY(load_rules(c, err));
    TRY(load_steps(c, err));
    return load_fields(c, err);
}

/* ---- reading a season's rules */

static enum status rule_row(struct ctx *c, int64_t season_id, const char *key, struct season_rule_one_row *ret,
                            struct error *err) {
    bool found = false;
    TRY(season_rule_one(c->db, &(struct season_rule_one_in){season_id, text_of(key)}, c->arena, ret, &found, err));
    if (!found)
        *ret = (struct season_rule_one_row){.title = text_of(key), .type = T(""), .certainty = T("unknown")};
    return OK;
}

enum status rule_int(struct ctx *c, int64_t season_id, const char *key, int64_t *ret, struct error *err) {
    struct season_rule_one_row r;
    TRY(rule_row(c, season_id, key, &r, err));
    int64_t n;
    *ret = r.value.ptr != NULL && text_to_i64(r.value, &n) ? n : DB_NULL;
    return OK;
}

enum status rule_need(struct ctx *c, int64_t season_id, const char *key, int64_t *ret, struct error *err) {
    struct season_rule_one_row r;
    TRY(rule_row(c, season_id, key, &r, err));
    int64_t n;
    if (r.value.ptr == NULL || !text_to_i64(r.value, &n))
        return fail(err, E_CONFLICT, "review.rule_unknown", arena_zstr(c->arena, r.title));
    *ret = n;
    return OK;
}

enum status rule_due(struct ctx *c, int64_t season_id, const char *key, day_t from, bool first_counts, day_t *ret,
                     struct error *err) {
    struct season_rule_one_row r;
    TRY(rule_row(c, season_id, key, &r, err));
    int64_t n;
    if (r.value.ptr == NULL || !text_to_i64(r.value, &n)) {
        *ret = DAY_NONE;
        return OK;
    }
    if (first_counts)
        from--;
    if (text_is(r.type, "working_days"))
        return calendar_add_working_days(c, from, n, ret, err);
    *ret = from + (day_t)n;
    return OK;
}

/* ---- the panel of a step */

static enum status add_due(struct ctx *c, const struct season *s, const struct review_steps_of_row *r, struct value *v,
                           struct error *err) {
    if (text_is(r->due_rule, "within_window"))
        value_set_day(v, "due", s->ends_on);
    else if (text_is(r->due_rule, "day_of_month") && r->due_value != DB_NULL)
        value_set_day(v, "due", s->starts_on);
    if (!text_starts(r->due_rule, T("rule:")))
        return OK;
    struct season_rule_one_row rule;
    TRY(rule_row(c, s->id, arena_zstr(c->arena, (struct text){r->due_rule.ptr + 5, r->due_rule.len - 5}), &rule, err));
    struct value *term = value_set_object(v, "term");
    value_set_text(term, "title", rule.title);
    int64_t n;
    if (rule.value.ptr == NULL || !text_to_i64(rule.value, &n))
        value_set_word(term, "unit", "common.unknown");
    else if (text_is(rule.type, "bp"))
        value_set_bp(term, "share", n);
    else {
        value_set_int(term, "count", n);
        value_set_word(term, "unit",
                       text_is(rule.type, "working_days") ? "review.unit.working_days" : "review.unit.days");
    }
    value_set_text(term, "certainty", rule.certainty);
    value_set_text(term, "source", rule.source);
    return OK;
}

static enum status step_item(struct ctx *c, const struct season *s, const struct review_steps_of_row *r,
                             struct value *v, struct error *err) {
    value_set_int(v, "no", r->step_no);
    value_set_text(v, "step", r->step);
    value_set_text(v, "title", r->title);
    value_set_word(v, "actor", word_of(c, "review.actor.", r->actor));
    value_set_text(v, "paper", r->paper);
    value_set_int(v, "copies", r->copies);
    value_set_text(v, "signers", r->signers);
    value_set_text(v, "capacity", r->capacity);
    value_set_text(v, "article", r->article);
    value_set_text(v, "note", r->note);
    value_set_text(v, "source", r->source);
    value_set_word(v, "certainty", word_of(c, "standard.certainty.", r->certainty));
    value_set_bool(v, "unknown", text_is(r->actor, "unknown"));
    return add_due(c, s, r, v, err);
}

static enum status steps_of(struct ctx *c, const struct season *s, int64_t area_id, struct review_steps_of_row **ret,
                            size_t *ret_count, struct error *err) {
    int64_t ids[8] = {area_id};
    size_t count = 1;
    if (area_id != 0) {
        struct area *path;
        size_t n;
        TRY(area_path(c, area_id, c->today, &path, &n, err));
        for (size_t i = 1; i < n && count < COUNT_OF(ids); i++)
            ids[count++] = path[i].id;
    }
    struct text kind = text_is(s->kind, "general") ? T("yearly") : s->kind;
    struct review_steps_of_row *rows;
    size_t n, kept = 0;
    TRY(review_steps_of(c->db, &(struct review_steps_of_in){kind, {ids, count}}, c->arena, &rows, &n, err));
    for (size_t i = 0; i < n; i++) { /* ordered by step and area: a row with an area comes after the common one */
        if (kept > 0 && rows[kept - 1].step_no == rows[i].step_no)
            kept--;
        rows[kept++] = rows[i];
    }
    *ret = rows;
    *ret_count = kept;
    return OK;
}

enum status steps_panel(struct ctx *c, const struct season *s, int64_t area_id, const char *step, struct value *out,
                        struct error *err) {
    struct review_steps_of_row *rows;
    size_t count;
    TRY(steps_of(c, s, area_id, &rows, &count, err));
    struct value *list = value_set_list(out, "steps");
    for (size_t i = 0; i < count; i++)
        if (step == NULL || text_is(rows[i].step, step))
            TRY(step_item(c, s, &rows[i], value_add_object(list), err));
    return OK;
}

enum status opinion_level(struct ctx *c, const struct season *s, int64_t commune_id, int64_t *ret, struct error *err) {
    struct review_steps_of_row *rows;
    size_t count;
    TRY(steps_of(c, s, commune_id, &rows, &count, err));
    *ret = DB_NULL;
    for (size_t i = 0; i < count; i++)
        if (text_is(rows[i].step, "opinion"))
            *ret = rows[i].level_above;
    if (*ret != AREA_DISTRICT)
        return OK;
    struct area *path; /* where no district stands above the commune, a setting says who is asked */
    TRY(area_path(c, commune_id, c->today, &path, &count, err));
    for (size_t i = 0; i < count; i++)
        if (path[i].level == AREA_DISTRICT)
            return OK;
    return setting_int(c, "opinion.level_above_after_2025_07", c->today, ret, err);
}
