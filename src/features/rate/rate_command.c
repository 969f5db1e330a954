/* ansinh rate: the page's figure on the command line. */
#include "app/command.h"
#include "rate_parts.h"

static enum status command_answer(struct command_args *a, struct ctx *c, struct value *out, struct error *err) {
    const char *kind = a->get(a, "standard") ? a->get(a, "standard") : "provincial";
    const char *code = a->get(a, "area") ? a->get(a, "area") : "77", *day = a->get(a, "as-of");
    if (strcmp(kind, "provincial") != 0 && strcmp(kind, "national") != 0)
        return fail(err, E_INVALID, "rate.bad_standard", kind);
    if (day != NULL && !day_parse(text_of(day), &c->as_of))
        return fail(err, E_INVALID, "command.bad_day", day);
    bool provisional = a->get(a, "state") != NULL && strcmp(a->get(a, "state"), "provisional") == 0;
    int64_t area = 0;
    TRY(area_by_code(c, text_of(code), c->as_of, &area, err));
    struct rate r;
    TRY(rate_compute(c, kind, area, c->as_of, provisional ? RATE_PROVISIONAL : RATE_IN_FORCE, RATE_COUNT_IF_NEEDED, &r,
                     err));
    rate_command_value(c, kind, text_of(code), &r, out);
    return OK;
}

void rate_command_value(struct ctx *c, const char *kind, struct text code, const struct rate *r, struct value *out) {
    static const char *const keys[] = {"standard",           "area", "as_of", "state", "numerator", "denominator",
                                       "denominator_source", "rate"};
    struct value *all = value_object(c->arena);
    rate_value(c, kind, code, r, all);
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        value_share(out, keys[i], value_get(all, text_of(keys[i])));
}

int rate_command(struct command_args *a, struct arena *arena, struct error *err) {
    AUTO_DB db = NULL;
    if (db_take(a->app->pool, false, &db, err) != OK || db_begin_read(db, err) != OK)
        return 1;
    struct ctx c;
    ctx_init_system(&c, a->app, arena, db);
    struct value *out = value_object(arena);
    if (command_answer(a, &c, out, err) != OK)
        return 1;
    command_print(a, out);
    return 0;
}
