#include "features/household/person_check.h"

#include <pthread.h>

#include "app/tsv.h"

bool number_is_well_formed(struct text number) {
    if (number.len != 12)
        return false;
    for (size_t i = 0; i < number.len; i++)
        if (number.ptr[i] < '0' || number.ptr[i] > '9')
            return false;
    return true;
}

/* Asked for every row of an import: the file is read once. */
static bool known_provinces[1000];

static void read_provinces(void) {
    struct tsv t;
    tsv_open(&t, "personal_id_provinces.tsv");
    while (tsv_next(&t)) {
        int64_t code = tsv_int(&t, "code3", 0);
        if (code >= 0 && code < (int64_t)COUNT_OF(known_provinces))
            known_provinces[code] = true;
    }
}

static bool is_known_province(struct text code3) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    int64_t code;
    (void)pthread_once(&once, read_provinces);
    return text_to_i64(code3, &code) && code >= 0 && code < (int64_t)COUNT_OF(known_provinces) && known_provinces[code];
}

void number_check(struct error *err, const struct new_person *p) {
    if (p->number.ptr == NULL || !number_is_well_formed(p->number))
        return;
    if (!is_known_province((struct text){p->number.ptr, 3}))
        error_field(err, "personal_number", "household.number_province", NULL);
    int digit = p->number.ptr[3] - '0';
    if (digit % 2 != p->sex)
        error_field(err, "personal_number", "household.number_sex", NULL);
    int year = 1900 + digit / 2 * 100 + (p->number.ptr[4] - '0') * 10 + p->number.ptr[5] - '0';
    char text[12];
    (void)snprintf(text, sizeof text, "%d", year);
    if (p->born != DAY_NONE && day_year(p->born) != year)
        error_field(err, "personal_number", "household.number_year", text);
}

static enum status find_same_number(struct ctx *c, const struct new_person *p, int64_t except_id, struct error *err) {
    struct same_number_row *rows;
    size_t count;
    TRY(same_number(c->db, &(struct same_number_in){p->number, except_id}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct error outside;
        error_clear(&outside);
        bool mine = ctx_require_area(c, rows[i].hamlet_id, &outside) == OK;
        struct text who = arena_fmt(c->arena, "%.*s, %.*s", FMT(rows[i].full_name), FMT(rows[i].household_code));
        error_field(err, "personal_number", mine ? "household.same_number" : "household.same_number_elsewhere",
                    mine ? who.ptr : NULL);
    }
    return OK;
}

void person_birth_range(const struct new_person *p, day_t *ret_from, day_t *ret_to) {
    int year, month, day;
    day_parts(p->born, &year, &month, &day);
    *ret_from = *ret_to = p->born;
    if (p->precision == DAY_YEAR)
        *ret_to = day_of(year, 12, 31);
    else if (p->precision == DAY_MONTH)
        *ret_to = (month == 12 ? day_of(year + 1, 1, 1) : day_of(year, month + 1, 1)) - 1;
}

/* A stored birth may be known less well than the one typed: the first of January of the year and of the month too. */
static enum status find_same_name(struct ctx *c, const struct new_person *p, int64_t commune_id, int64_t except_id,
                                  struct error *err) {
    day_t from, to;
    person_birth_range(p, &from, &to);
    struct same_name_row *rows;
    size_t count;
    int year = day_year(p->born);
    struct same_name_in in = {vi_fold(c->arena, p->full_name), day_of(year, 1, 1), to, commune_id, except_id};
    TRY(same_name(c->db, &in, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct new_person other = {.born = rows[i].born_on, .precision = rows[i].born_precision};
        day_t other_from, other_to;
        person_birth_range(&other, &other_from, &other_to);
        if (other_to < from || other_from > to)
            continue;
        struct text who = arena_fmt(c->arena, "%.*s, %.*s", FMT(rows[i].full_name), FMT(rows[i].household_code));
        error_field(err, "full_name", "household.same_name", who.ptr);
    }
    return OK;
}

void person_check_alone(const struct new_person *p, day_t today, bool accepted, struct error *err) {
    if (p->number.ptr != NULL && !number_is_well_formed(p->number))
        error_field(err, "personal_number", "household.number_form", NULL);
    if (p->born != DAY_NONE && p->born > today)
        error_field(err, "born", "household.born_in_future", NULL);
    if (!accepted && err->field_count == 0)
        number_check(err, p);
}

enum status person_check(struct ctx *c, const struct new_person *p, int64_t commune_id, int64_t except_id,
                         bool accepted, struct error *err) {
    person_check_alone(p, c->today, true, err);
    TRY(error_fields_status(err));
    if (accepted)
        return OK;
    number_check(err, p);
    if (p->number.ptr != NULL)
        TRY(find_same_number(c, p, except_id, err));
    if (p->born != DAY_NONE)
        TRY(find_same_name(c, p, commune_id, except_id, err));
    return err->field_count > 0 ? fail(err, E_INVALID, "household.please_confirm") : OK;
}
