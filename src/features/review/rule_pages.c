/* The rules of one season: each with its value, article, source and certainty; what the law leaves open or is not known
 * is set by the province for the season, with the document it rests on. */
#include "features/review/pages.h"

static void rule_value(const struct season_rules_all_row *r, struct value *v) {
    int64_t n;
    if (r->value.ptr && text_is(r->type, "bp") && text_to_i64(r->value, &n))
        value_set_bp(v, "value", n);
    else
        value_set_text(v, "value", r->value);
    value_set_word(v, "unit",
                   text_is(r->type, "working_days") ? "review.unit.working_days"
                   : text_is(r->type, "days")       ? "review.unit.days"
                   : text_is(r->type, "months")     ? "review.unit.months"
                                                    : NULL);
}

static enum status add_rules(struct ctx *c, int64_t season, struct value *out, struct error *err) {
    struct season_rules_all_row *rules;
    size_t count;
    TRY(season_rules_all(c->db, &(struct season_rules_all_in){season}, c->arena, &rules, &count, err));
    struct value *list = value_set_list(out, "rules");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_text(v, "key", rules[i].key);
        value_set_text(v, "title", rules[i].title);
        rule_value(&rules[i], v);
        value_set_text(v, "article", rules[i].article);
        value_set_text(v, "source", rules[i].source);
        value_set_word(v, "certainty", word_of(c, "standard.certainty.", rules[i].certainty));
        value_set_text(v, "note", rules[i].note);
    }
    return OK;
}

/* The places that have steps of their own, and the one whose steps are shown. */
static enum status add_places(struct ctx *c, const struct season *s, int64_t shown, struct value *out,
                              struct error *err) {
    struct text kind = text_is(s->kind, "general") ? T("yearly") : s->kind;
    struct review_step_areas_row *rows;
    size_t count;
    TRY(review_step_areas(c->db, &(struct review_step_areas_in){kind, c->today}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "places");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "id", rows[i].area_id);
        value_set_text(v, "name", rows[i].name);
        value_set_bool(v, "shown", rows[i].area_id == shown);
    }
    value_set_id(out, "shown_area", shown ? shown : DB_NULL);
    return OK;
}

enum status review_season_page_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t id, area = 0;
    struct season s;
    struct season_standards_row *standards;
    size_t count;
    TRY(ctx_id(c, 0, &id, err));
    TRY(season_get(c, id, &s, err));
    struct text asked = ctx_query(c, "area");
    if (asked.len > 0 && !text_to_i64(asked, &area))
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(page_head(c, &s, 0, NULL, out, err));
    if (area != 0)
        TRY(steps_panel(c, &s, area, NULL, out, err));
    TRY(add_places(c, &s, area, out, err));
    TRY(season_standards(c->db, &(struct season_standards_in){id}, c->arena, &standards, &count, err));
    struct value *list = value_set_list(out, "standards");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "id", standards[i].id);
        value_set_text(v, "name", standards[i].name);
    }
    TRY(add_rules(c, id, out, err));
    const struct form *form;
    TRY(review_rule_form(c, &form, err));
    if (c->form != NULL && strcmp(c->form->form->name, form->name) == 0)
        form = c->form->form;
    page_form(c, out, "rule_form", form, "review.open", s.open && form->fields[0].text_count > 0,
              arena_fmt(c->arena, "/review/seasons/%lld/rules", (long long)id), NULL);
    return OK;
}

/* ---- setting one */

static const struct field rule_fields[] = {
    {.name = "rule", .type = F_CHOICE, .required = true, .label = "review.rule"},
    {.name = "value",
     .type = F_INT,
     .required = true,
     .label = "review.value",
     .min = 0,
     .max = 10000,
     .help = "review.rule_value_help"},
    {.name = "source", .type = F_TEXT, .required = true, .label = "review.rule_source", .max = 300},
};

/* A number that no read document fixes. */
static bool may_set(const struct season_rules_all_row *r) {
    static const char *const types[] = {"bp", "days", "working_days", "months", "count", "flag"};
    bool number = false;
    for (size_t i = 0; i < COUNT_OF(types); i++)
        number = number || text_is(r->type, types[i]);
    return number && !text_is(r->certainty, "confirmed");
}

enum status review_rule_form(struct ctx *c, const struct form **ret, struct error *err) {
    int64_t id;
    struct season_rules_all_row *rules;
    size_t count, n = 0;
    TRY(ctx_id(c, 0, &id, err));
    TRY(season_rules_all(c->db, &(struct season_rules_all_in){id}, c->arena, &rules, &count, err));
    struct choice_text *texts = ARENA_ARRAY(c->arena, count + 1, struct choice_text);
    for (size_t i = 0; i < count; i++)
        if (may_set(&rules[i]))
            texts[n++] = (struct choice_text){rules[i].key, rules[i].title};
    struct field *fields = ARENA_ARRAY(c->arena, COUNT_OF(rule_fields), struct field);
    memcpy(fields, rule_fields, sizeof rule_fields);
    fields[0].texts = texts;
    fields[0].text_count = n;
    struct form *f = ARENA_NEW(c->arena, struct form);
    *f = (struct form){"season_rule", fields, COUNT_OF(rule_fields)};
    *ret = f;
    return OK;
}

enum status review_rule_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct season s;
    struct season_rule_one_row rule;
    struct season_met_row met = {0};
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(season_get(c, id, &s, err));
    TRY(ctx_require_area(c, s.area_id, err));
    if (!s.open)
        return fail(err, E_CONFLICT, "review.closed");
    struct text key = form_text(c->form, "rule");
    TRY(season_rule_one(c->db, &(struct season_rule_one_in){id, key}, c->arena, &rule, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    int64_t value = form_int(c->form, "value", 0);
    if (text_is(rule.type, "flag") && value > 1)
        error_field(err, "value", "review.rule_yes_no", NULL);
    else if (!text_is(rule.type, "bp") && value > 400)
        error_field(err, "value", "review.rule_too_long", NULL);
    TRY(error_fields_status(err));
    TRY(season_met(c->db, &(struct season_met_in){id}, c->arena, &met, &found, err));
    if (text_starts(key, T("meeting.")) && met.meetings > 0)
        return fail(err, E_CONFLICT, "review.rule_rested_on");
    struct text said = arena_fmt(c->arena, "%lld", (long long)value), source = form_text(c->form, "source");
    TRY(season_rule_set(c->db, &(struct season_rule_set_in){id, key, said, source}, NULL, err));
    struct value *diff = value_object(c->arena);
    diff_text(diff, arena_zstr(c->arena, key), rule.value, said);
    value_set_text(diff, "source", source);
    audit_note(c, 0, "review.set_rule", "season", id, diff);
    value_set_id(out, "id", id);
    ctx_redirect(c, "review.flash.rule_set", "/review/seasons/%lld", (long long)id);
    return OK;
}
