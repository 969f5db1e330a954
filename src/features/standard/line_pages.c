/* One line of a standard: what the province settles takes the place of what was assumed, with its source. */
#include "features/standard/standard_pages.h"
#include "standard_queries.h"

void standard_line_value(const struct standard_line *l, struct value *v) {
    value_set_word(v, "area", standard_area_word(l->urban != 0));
    value_set_word(v, "class", standard_class_word(l->class_no));
    value_set_bool(v, "active", l->active);
    value_set_money(v, "income_over_dong", l->income_over_dong);
    value_set_money(v, "income_max_dong", l->income_max_dong);
    value_set_certainty(v, "income_certainty", l->income_certainty);
    value_set_int(v, "points_max", l->points_max);
    value_set_certainty(v, "points_certainty", l->points_certainty);
    value_set_int(v, "deprived_min", l->deprived_min);
    value_set_int(v, "deprived_max", l->deprived_max);
    value_set_certainty(v, "deprived_certainty", l->deprived_certainty);
    value_set_bool(v, "assumed", l->assumed);
    value_set_text(v, "article", l->article);
    value_set_text(v, "note", l->note);
    value_set_text(v, "source", l->source);
    value_set_certainty(v, "certainty", l->certainty);
    value_set_int(v, "version", l->version);
}

static const struct field line_fields[] = {
    {.name = "active", .type = F_BOOL, .label = "standard.active"},
    {.name = "income_max_dong",
     .type = F_MONEY,
     .label = "standard.income_max",
     .max = 1000000000,
     .unit = "standard.income_unit"},
    {.name = "points_max",
     .type = F_INT,
     .label = "standard.points_max",
     .max = 10000,
     .help = "standard.empty_is_unknown"},
    {.name = "deprived_min",
     .type = F_INT,
     .label = "standard.deprived_min",
     .max = ENGINE_INDICATORS,
     .help = "standard.empty_is_no_limit"},
    {.name = "deprived_max",
     .type = F_INT,
     .label = "standard.deprived_max",
     .max = ENGINE_INDICATORS,
     .help = "standard.empty_is_no_limit"},
    {.name = "assumed", .type = F_BOOL, .label = "standard.still_assumed"},
    {.name = "article", .type = F_TEXT, .label = "standard.article"},
    {.name = "source", .type = F_TEXT, .required = true, .label = "standard.change_source"},
    {.name = "certainty",
     .type = F_CHOICE,
     .required = true,
     .label = "standard.change_certainty",
     .choices = certainty_choices,
     .choice_count = COUNT_OF(certainty_choices)},
    {.name = "version", .type = F_HIDDEN_INT, .label = "standard.version"},
};
const struct form standard_line_form = {"standard_line", line_fields, COUNT_OF(line_fields)};

static const char *last_part(const char *word) {
    return strrchr(word, '.') + 1;
}

/* Parameters: key of the standard, "rural" or "urban", "poor", "near_poor" or "average". */
static enum status find_line(struct ctx *c, struct standard *s, struct standard_line *ret, struct error *err) {
    TRY(standard_by_key(c, c->params[0], s, err));
    struct standard_line *lines;
    size_t count;
    TRY(standard_lines(c, s->id, &lines, &count, err));
    for (size_t i = 0; i < count; i++)
        if (text_is(c->params[1], last_part(standard_area_word(lines[i].urban != 0))) &&
            text_is(c->params[2], last_part(standard_class_word(lines[i].class_no)))) {
            *ret = lines[i];
            return OK;
        }
    return fail(err, E_NOT_FOUND, "http.not_found");
}

enum status standard_line_fill(struct ctx *c, struct value *out, struct error *err) {
    struct standard s;
    struct standard_line l;
    TRY(find_line(c, &s, &l, err));
    struct value *standard = value_set_object(out, "standard");
    value_set_text(standard, "key", s.key);
    value_set_text(standard, "name", s.name);
    standard_line_value(&l, value_set_object(out, "line"));
    value_set_page(out, "current", (struct value *)value_get(out, T("line")));
    return OK;
}

enum status standard_line_page(struct ctx *c, struct value *out, struct error *err) {
    TRY(standard_line_fill(c, out, err));
    value_set_page(out, "form", form_view(c, &standard_line_form, NULL, value_get(out, T("line")), NULL));
    return OK;
}

static int64_t given_int(const struct form_data *d, const char *name) {
    return form_given(d, name) ? form_int(d, name, 0) : DB_NULL;
}

/* A value that changed is as sure as the change; an emptied one is unknown; the others stay as they were. */
static struct text certainty_after(int64_t before, int64_t after, struct text old, struct text given) {
    return before == after ? old : after == DB_NULL ? T("unknown") : given;
}

static struct text weaker(struct text a, struct text b) {
    static const char *const order[] = {"unknown", "invented", "from_memory", "secondary", "derived", "confirmed"};
    for (size_t i = 0; i < COUNT_OF(order); i++)
        if (text_is(a, order[i]) || text_is(b, order[i]))
            return text_of(order[i]);
    return T("unknown");
}

static enum status check_line(const struct standard_line *l, int64_t income, int64_t least, int64_t most,
                              struct error *err) {
    if (income == DB_NULL)
        error_field(err, "income_max_dong", "form.required", NULL);
    else if (l->income_over_dong != DB_NULL && income <= l->income_over_dong)
        error_field(err, "income_max_dong", "standard.income_under_lower", NULL);
    if (least != DB_NULL && most != DB_NULL && least > most)
        error_field(err, "deprived_max", "standard.deprived_order", NULL);
    return error_fields_status(err);
}

enum status standard_line_save(struct ctx *c, struct value *out, struct error *err) {
    struct standard s;
    struct standard_line l;
    TRY(find_line(c, &s, &l, err));
    const struct form_data *d = c->form;
    int64_t income = given_int(d, "income_max_dong"), points = given_int(d, "points_max");
    int64_t least = given_int(d, "deprived_min"), most = given_int(d, "deprived_max");
    TRY(check_line(&l, income, least, most, err));
    struct text certainty = form_text(d, "certainty");
    struct text of_income = certainty_after(l.income_max_dong, income, l.income_certainty, certainty);
    struct text of_points = certainty_after(l.points_max, points, l.points_certainty, certainty);
    bool rule_settled = least != l.deprived_min || most != l.deprived_max || form_bool(d, "assumed") != l.assumed;
    struct text of_deprived = rule_settled ? certainty : l.deprived_certainty;
    int64_t changed = 0;
    TRY(standard_line_change(c->db,
                             &(struct standard_line_change_in){
                                 s.id, l.urban, l.class_no, form_bool(d, "active"), income, points, least, most,
                                 form_bool(d, "assumed"), of_income, of_points, of_deprived, form_text(d, "article"),
                                 form_text(d, "source"), of_deprived.ptr ? weaker(of_income, of_deprived) : of_income,
                                 form_int(d, "version", 0)},
                             &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "standard", s.key);
    value_set_text(diff, "area", c->params[1]);
    value_set_text(diff, "class", c->params[2]);
    diff_int(diff, "active", l.active, form_bool(d, "active"));
    diff_int(diff, "income_max_dong", l.income_max_dong, income);
    diff_int(diff, "points_max", l.points_max, points);
    diff_int(diff, "deprived_min", l.deprived_min, least);
    diff_int(diff, "deprived_max", l.deprived_max, most);
    diff_int(diff, "assumed", l.assumed, form_bool(d, "assumed"));
    diff_text(diff, "source", l.source, form_text(d, "source"));
    audit_note(c, 0, "standard.change_line", "standard", s.id, diff);
    value_set_text(out, "key", s.key);
    ctx_redirect(c, "standard.flash_line", "/standards/%.*s", FMT(s.key));
    return OK;
}
