/* Answers held against each other and against the register. Which indicator is about whom is known by its code in the
 * family of 2022 and of 2027 alike (1b dependants, 2a and 3b children, 3a young adults, 4b size of the house). */
#include "features/interview/interview_form.h"
#include "interview_queries.h"

struct ages {
    int members, children, school_age, young_adults, over_six;
    bool known; /* every member's day of birth */
};

static enum status count_ages(struct ctx *c, const struct interview *i, struct ages *ret, struct error *err) {
    struct interview_ages_row *rows;
    size_t count;
    day_t day = i->answers.interviewed_on;
    TRY(interview_ages(c->db, &(struct interview_ages_in){i->household_id, day}, c->arena, &rows, &count, err));
    *ret = (struct ages){.members = (int)count, .known = count > 0};
    for (size_t k = 0; k < count; k++) {
        if (rows[k].born_on == DAY_NONE) {
            ret->known = false;
            continue;
        }
        int age = day_age(rows[k].born_on, day);
        ret->children += age < 16;
        ret->school_age += age >= 3 && age < 16;
        ret->young_adults += age >= 16 && age <= 30;
        ret->over_six += age >= 6;
    }
    return OK;
}

static bool is_deprived(const struct interview_frame *f, const struct interview *i, const char *code) {
    for (size_t k = 0; k < f->indicator_count; k++)
        if (text_is(f->indicators[k].code, code))
            return (i->answers.deprived >> k & 1) != 0;
    return false;
}

static void warn(struct ctx *c, struct value *list, const char *key) {
    value_add_text(list, tr(c->lang, key));
}

/* By points low and by amount high, or the other way round, under one standard. */
static bool income_contradicts(const struct interview_frame *f, const struct interview *i) {
    if (i->points_a == DB_NULL || i->answers.income_dong == DB_NULL)
        return false;
    for (size_t s = 0; s < f->standard_count; s++) {
        const struct engine_line *poor = &f->lines[s].lines[i->urban][LINE_POOR];
        if (poor->points_max != ENGINE_NONE && poor->income_max_dong != ENGINE_NONE &&
            (i->points_a <= poor->points_max) != (i->answers.income_dong <= poor->income_max_dong))
            return true;
    }
    return false;
}

enum status interview_check(struct ctx *c, const struct interview_frame *f, const struct interview *i,
                            struct value *list, struct error *err) {
    struct ages ages;
    TRY(count_ages(c, i, &ages, err));
    if (ages.members > 0 && ages.members != i->members)
        warn(c, list, "interview.check_members");
    if (ages.known && ages.children == 0 && is_deprived(f, i, "2a"))
        warn(c, list, "interview.check_no_children");
    if (ages.known && ages.over_six == 0 && is_deprived(f, i, "2b"))
        warn(c, list, "interview.check_no_over_six");
    if (ages.known && ages.young_adults == 0 && is_deprived(f, i, "3a"))
        warn(c, list, "interview.check_no_young_adults");
    if (ages.known && ages.school_age == 0 && is_deprived(f, i, "3b"))
        warn(c, list, "interview.check_no_school_age");
    if (income_contradicts(f, i))
        warn(c, list, "interview.check_income");
    size_t open = 0;
    for (size_t k = 0; f->has_card && k < f->card.item_count; k++)
        open += i->answers.items[k] == ENGINE_NOT_ASKED;
    if (open > 0 && open < f->card.item_count)
        warn(c, list, "interview.check_items_open");
    if ((i->answers.answered & ((1u << f->indicator_count) - 1)) != (1u << f->indicator_count) - 1)
        warn(c, list, "interview.check_indicators_open");
    return OK;
}
