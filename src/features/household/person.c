/* One person: what is known, where the person lived, and the classes of those households then. */
#include "app/reads.h"
#include "features/household/household_change.h"
#include "features/household/household_events.h"

static enum status require_person(struct ctx *c, struct open_person_row *ret, struct household_place_row *ret_place,
                                  struct error *err) {
    int64_t id;
    struct person_last_household_row last;
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(person_last_household(c->db, &(struct person_last_household_in){id}, c->arena, &last, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(household_require(c, last.household_id, ret_place, err));
    read_note(c, "person", id, ret_place->commune_id, 1);
    return person_open(c, id, ret, err);
}

static void add_person(struct ctx *c, struct value *out, const struct open_person_row *p, bool whole_number) {
    AUTO_BUF b;
    buf_init(&b, 200);
    if (p->born_on != DAY_NONE)
        fmt_birth(&b, c->lang, p->born_on, (enum day_precision)p->born_precision);
    value_set_id(out, "id", p->person_id);
    value_set_text(out, "full_name", p->full_name);
    value_set_word(out, "sex", p->sex == 1 ? "household.sex.female" : "household.sex.male");
    value_set_text(out, "born", p->born_on == DAY_NONE ? TEXT_NONE : arena_text(c->arena, buf_as_text(&b)));
    value_set_day(out, "died_on", p->died_on);
    value_set_text(out, "ethnicity", p->ethnicity);
    value_set_text(out, "number",
                   whole_number ? p->personal_number : household_masked_number(c->arena, p->personal_number));
    value_set_bool(out, "number_whole", whole_number);
    value_set_bool(out, "may_number",
                   !whole_number && p->personal_number.ptr != NULL && user_may(&c->user, "household.number"));
}

static enum status add_history(struct ctx *c, struct value *out, int64_t id, struct error *err) {
    struct person_memberships_row *rows;
    struct person_classes_row *classes;
    size_t count;
    TRY(person_memberships(c->db, &(struct person_memberships_in){id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "memberships");
    for (size_t i = 0; i < count; i++) {
        struct value *item = value_add_object(list);
        value_set_id(item, "household_id", rows[i].household_id);
        value_set_text(item, "code", rows[i].code);
        value_set_text(item, "relation", rows[i].relation);
        value_set_day(item, "from", rows[i].valid_from);
        value_set_day(item, "to", rows[i].valid_to == DAY_FOREVER ? DAY_NONE : rows[i].valid_to);
    }
    TRY(person_classes(c->db, &(struct person_classes_in){id}, c->arena, &classes, &count, err));
    list = value_set_list(out, "classes");
    for (size_t i = 0; i < count; i++) {
        struct value *item = value_add_object(list);
        value_set_text(item, "code", classes[i].code);
        value_set_text(item, "standard", classes[i].standard_name);
        value_set_word(item, "class", household_class_word(classes[i].class));
        value_set_day(item, "from", classes[i].valid_from);
        value_set_day(item, "to", classes[i].valid_to == DAY_FOREVER ? DAY_NONE : classes[i].valid_to);
    }
    return OK;
}

enum status person_get(struct ctx *c, struct value *out, struct error *err) {
    struct open_person_row p;
    struct household_place_row place;
    TRY(require_person(c, &p, &place, err));
    add_person(c, out, &p, false);
    return add_history(c, out, p.person_id, err);
}

/* Looking at a whole number is a write: it leaves a record. */
enum status person_number_post(struct ctx *c, struct value *out, struct error *err) {
    struct open_person_row p;
    struct household_place_row place;
    TRY(require_person(c, &p, &place, err));
    add_person(c, out, &p, true);
    audit_note(c, place.commune_id, "person.number_shown", "person", p.person_id, NULL);
    return add_history(c, out, p.person_id, err);
}
