/* Who sees and writes which school and pupil. */
#include "features/education/education_parts.h"

int64_t clerk_of(const struct ctx *c) {
    return text_is(c->user.role, "school_clerk") ? c->user.account_id : DB_NULL;
}

int scope_level_of(const struct ctx *c) {
    return c->user.scope.level == DB_SCOPE_ALL ? 0 : (int)c->user.scope.level;
}

size_t clerk_filter(struct ctx *c, struct db_list_value (*make)(int64_t value), struct db_list_value *ret) {
    if (clerk_of(c) == DB_NULL)
        return 0;
    *ret = make(c->user.account_id);
    return 1;
}

enum status education_require_lead(struct ctx *c, struct error *err) {
    return service_require_lead(c, EDUCATION_POLICY, err);
}

bool area_seen(struct ctx *c, int64_t area_id) {
    struct error outside;
    error_clear(&outside);
    return area_id != DB_NULL && ctx_require_area(c, area_id, &outside) == OK;
}

enum status school_require(struct ctx *c, int64_t id, struct school_get_row *ret, struct error *err) {
    bool found = false;
    TRY(school_get(c->db, &(struct school_get_in){id, c->user.account_id, c->today}, c->arena, ret, &found, err));
    if (!found || !area_seen(c, ret->commune_id) || (clerk_of(c) != DB_NULL && !ret->mine))
        return fail(err, E_NOT_FOUND, "http.not_found");
    return OK;
}

enum status pupil_require(struct ctx *c, int64_t id, struct enrolment_get_row *ret, struct error *err) {
    bool found = false;
    TRY(enrolment_get(c->db, &(struct enrolment_get_in){id}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    if (clerk_of(c) != DB_NULL) {
        struct school_get_row school;
        return school_require(c, ret->school_id, &school, err);
    }
    bool mine = area_seen(c, ret->hamlet_id) ||
                (c->user.scope.level != DB_SCOPE_HAMLET && area_seen(c, ret->school_commune_id));
    return mine ? OK : fail(err, E_NOT_FOUND, "http.not_found");
}

enum status school_choices_of(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err) {
    struct school_choices_row *rows;
    TRY(school_choices(c->db, &(struct school_choices_in){scope_level_of(c), c->user.scope.area_id, clerk_of(c)},
                       c->arena, &rows, ret_count, err));
    *ret = ARENA_ARRAY(c->arena, *ret_count + 1, struct choice_text);
    for (size_t i = 0; i < *ret_count; i++)
        (*ret)[i] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)rows[i].id), rows[i].name};
    return OK;
}

void set_born(struct ctx *c, struct value *v, day_t born_on, int64_t precision) {
    AUTO_BUF b;
    buf_init(&b, 64);
    if (born_on != DAY_NONE)
        fmt_birth(&b, c->lang, born_on, (enum day_precision)precision);
    value_set_text(v, "born", born_on == DAY_NONE ? TEXT_NONE : arena_text(c->arena, buf_as_text(&b)));
}

/* ---- what rests on the register, and what must agree with it */

enum status education_uses_of(struct ctx *c, struct db_ids household_ids, struct value *uses, struct error *err) {
    struct education_uses_row *rows;
    size_t count;
    TRY(education_uses(c->db, &(struct education_uses_in){household_ids}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct value *use = value_add_object(uses);
        value_set_id(use, "household_id", rows[i].household_id);
        value_set_word(use, "what", "education.use");
    }
    return OK;
}

enum status education_check(struct ctx *c, struct value *findings, struct error *err) {
    struct wrong_pupil_lines_row *rows;
    size_t count;
    TRY(wrong_pupil_lines(c->db, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++)
        app_finding(c, findings, "education.line_of_another", arena_fmt(c->arena, "%lld", (long long)rows[i].line_id),
                    rows[i].subject);
    return OK;
}
