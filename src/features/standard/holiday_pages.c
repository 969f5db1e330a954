/* The calendar of state offices: days off and worked weekend days, by year. */
#include "features/standard/standard_pages.h"
#include "standard_queries.h"

static const struct choice kinds[] = {
    {"holiday", "holiday.kind.holiday", 0},
    {"substitute", "holiday.kind.substitute", 0},
    {"swapped_off", "holiday.kind.swapped_off", 0},
    {"working_day", "holiday.kind.working_day", 0},
};
#define DAY_FIELDS                                                                                                     \
    {.name = "name", .type = F_TEXT, .required = true, .label = "holiday.name", .max = 120},                           \
        {.name = "kind",                                                                                               \
         .type = F_CHOICE,                                                                                             \
         .required = true,                                                                                             \
         .label = "holiday.kind",                                                                                      \
         .choices = kinds,                                                                                             \
         .choice_count = COUNT_OF(kinds)},                                                                             \
        {.name = "source", .type = F_TEXT, .required = true, .label = "holiday.source"}, {                             \
        .name = "certainty", .type = F_CHOICE, .required = true, .label = "holiday.certainty",                         \
        .choices = certainty_choices, .choice_count = COUNT_OF(certainty_choices)                                      \
    }

static const struct field add_fields[] = {
    {.name = "on_day", .type = F_DAY, .required = true, .label = "holiday.on_day"},
    DAY_FIELDS,
};
static const struct field change_fields[] = {
    DAY_FIELDS,
    {.name = "version", .type = F_HIDDEN_INT, .label = "standard.version"},
};
const struct form holiday_form = {"holiday", add_fields, COUNT_OF(add_fields)};
const struct form holiday_change_form = {"holiday_change", change_fields, COUNT_OF(change_fields)};

static const char *kind_word(struct text kind) {
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (text_is(kind, kinds[i].code))
            return kinds[i].label;
    return NULL;
}

static const char *weekday_word(day_t day) {
    static const char *const words[] = {"holiday.monday", "holiday.tuesday",  "holiday.wednesday", "holiday.thursday",
                                        "holiday.friday", "holiday.saturday", "holiday.sunday"};
    return words[day_weekday(day) - 1];
}

static int year_asked(struct ctx *c) {
    int64_t year;
    return text_to_i64(ctx_query(c, "year"), &year) && year >= 2000 && year <= 2200 ? (int)year : day_year(c->today);
}

static enum status add_years(struct ctx *c, int year, struct value *out, struct error *err) {
    struct holiday_years_row *known;
    size_t count;
    TRY(holiday_years(c->db, c->arena, &known, &count, err));
    struct value *years = value_list(c->arena);
    int first = day_year(known[0].first), last = day_year(known[0].last);
    for (int y = first; y <= last + 1; y++) {
        struct value *v = value_add_object(years);
        value_set_text(v, "label", arena_fmt(c->arena, "%d", y));
        value_set_text(v, "href", arena_fmt(c->arena, "/holidays?year=%d", y));
        value_set_bool(v, "current", y == year);
    }
    value_set_page(out, "years", years);
    value_set_bool(out, "known", year >= first && year <= last);
    return OK;
}

enum status holidays_fill(struct ctx *c, struct value *out, struct error *err) {
    int year = year_asked(c);
    struct holiday_between_row *rows;
    size_t count;
    TRY(holiday_between(c->db, &(struct holiday_between_in){day_of(year, 1, 1), day_of(year, 12, 31)}, c->arena, &rows,
                        &count, err));
    value_set_int(out, "year", year);
    struct value *items = value_set_list(out, "items");
    for (size_t i = 0; i < count; i++) {
        char iso[11];
        day_iso(rows[i].on_day, iso);
        struct value *v = value_add_object(items);
        value_set_day(v, "on_day", rows[i].on_day);
        value_set_text(v, "key", arena_text(c->arena, text_of(iso)));
        value_set_word(v, "weekday", weekday_word(rows[i].on_day));
        value_set_text(v, "name", rows[i].name);
        value_set_word(v, "kind", kind_word(rows[i].kind));
        value_set_text(v, "note", rows[i].note);
        value_set_text(v, "source", rows[i].source);
        value_set_certainty(v, "certainty", rows[i].certainty);
    }
    TRY(add_years(c, year, out, err));
    struct text year_text = arena_fmt(c->arena, "%d", year);
    value_set_text(out, "year_text", year_text);
    value_set_bool(out, "may_manage", user_may(&c->user, "standard.manage"));
    standard_tabs(c, out, "/holidays");
    return OK;
}

enum status holidays_page(struct ctx *c, struct value *out, struct error *err) {
    TRY(holidays_fill(c, out, err));
    value_set_page(out, "form", form_view(c, &holiday_form, NULL, NULL, NULL));
    return OK;
}

/* ---- one day */

static enum status find(struct ctx *c, day_t *ret_day, struct holiday_on_row *ret, struct error *err) {
    bool found = false;
    if (!day_parse(c->params[0], ret_day))
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(holiday_on(c->db, &(struct holiday_on_in){*ret_day}, c->arena, ret, &found, err));
    return found ? OK : fail(err, E_NOT_FOUND, "http.not_found");
}

enum status holiday_fill(struct ctx *c, struct value *out, struct error *err) {
    day_t day;
    struct holiday_on_row r;
    TRY(find(c, &day, &r, err));
    value_set_day(out, "on_day", day);
    value_set_text(out, "key", c->params[0]);
    value_set_word(out, "weekday", weekday_word(day));
    value_set_text(out, "name", r.name);
    value_set_word(out, "kind", kind_word(r.kind));
    value_set_text(out, "source", r.source);
    value_set_certainty(out, "certainty", r.certainty);
    value_set_int(out, "version", r.version);
    standard_tabs(c, out, "/holidays");
    return OK;
}

enum status holiday_page(struct ctx *c, struct value *out, struct error *err) {
    TRY(holiday_fill(c, out, err));
    value_set_page(out, "form", form_view(c, &holiday_change_form, NULL, out, NULL));
    return OK;
}

/* A weekend day needs no line to be off, and a weekday none to be worked. */
static enum status check_day(day_t day, struct text kind, const char *field, struct error *err) {
    bool weekend = day_weekday(day) > 5;
    if (text_is(kind, "working_day") && !weekend)
        error_field(err, field, "holiday.works_anyway", NULL);
    if ((text_is(kind, "substitute") || text_is(kind, "swapped_off")) && weekend)
        error_field(err, field, "holiday.off_anyway", NULL);
    return error_fields_status(err);
}

enum status holiday_add(struct ctx *c, struct value *out, struct error *err) {
    day_t day = form_day(c->form, "on_day");
    struct text kind = form_text(c->form, "kind"), name = form_text(c->form, "name");
    TRY(check_day(day, kind, "on_day", err));
    struct holiday_on_row old;
    bool found = false;
    TRY(holiday_on(c->db, &(struct holiday_on_in){day}, c->arena, &old, &found, err));
    if (found)
        return fail(err, E_CONFLICT, "holiday.there_already");
    TRY(holiday_insert(
        c->db,
        &(struct holiday_insert_in){day, name, kind, form_text(c->form, "source"), form_text(c->form, "certainty")},
        NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_day(diff, "on_day", day);
    value_set_text(diff, "name", name);
    value_set_text(diff, "kind", kind);
    audit_note(c, 0, "holiday.add", "holiday", day, diff);
    value_set_day(out, "on_day", day);
    ctx_redirect(c, "holiday.flash_saved", "/holidays?year=%d", day_year(day));
    return OK;
}

enum status holiday_change(struct ctx *c, struct value *out, struct error *err) {
    day_t day;
    struct holiday_on_row old;
    TRY(find(c, &day, &old, err));
    struct text kind = form_text(c->form, "kind"), name = form_text(c->form, "name");
    TRY(check_day(day, kind, "kind", err));
    int64_t changed = 0;
    TRY(holiday_update(c->db,
                       &(struct holiday_update_in){day, name, kind, form_text(c->form, "source"),
                                                   form_text(c->form, "certainty"), form_int(c->form, "version", 0)},
                       &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    struct value *diff = value_object(c->arena);
    value_set_day(diff, "on_day", day);
    diff_text(diff, "name", old.name, name);
    diff_text(diff, "kind", old.kind, kind);
    diff_text(diff, "source", old.source, form_text(c->form, "source"));
    audit_note(c, 0, "holiday.change", "holiday", day, diff);
    value_set_day(out, "on_day", day);
    ctx_redirect(c, "holiday.flash_saved", "/holidays?year=%d", day_year(day));
    return OK;
}

enum status holiday_remove(struct ctx *c, struct value *out, struct error *err) {
    day_t day;
    struct holiday_on_row old;
    TRY(find(c, &day, &old, err));
    if (old.version == 1) /* shipped with the program: the next load would bring it back */
        return fail(err, E_CONFLICT, "holiday.shipped");
    TRY(holiday_delete(c->db, &(struct holiday_delete_in){day}, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_day(diff, "on_day", day);
    diff_text(diff, "name", old.name, TEXT_NONE);
    diff_text(diff, "kind", old.kind, TEXT_NONE);
    audit_note(c, 0, "holiday.remove", "holiday", day, diff);
    value_set_day(out, "on_day", day);
    ctx_redirect(c, "holiday.flash_removed", "/holidays?year=%d", day_year(day));
    return OK;
}
