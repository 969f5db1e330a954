/* Lateness by day. The plan says "before 05/6": 05/6 itself is late, the last day in time is 04/6; that is what
 * the rows hold as last_day, so that nothing here has to know how a rule was worded. */
#include "plan_internal.h"

enum plan_due_state plan_due_state(day_t last_day, day_t met_on, day_t today) {
    if (last_day == DAY_NONE)
        return met_on == DAY_NONE ? PLAN_DUE_NONE : PLAN_DUE_MET;
    if (met_on != DAY_NONE)
        return met_on <= last_day ? PLAN_DUE_MET : PLAN_DUE_MET_LATE;
    if (today > last_day)
        return PLAN_DUE_LATE;
    return last_day - today < PLAN_SOON_DAYS ? PLAN_DUE_SOON : PLAN_DUE_LATER;
}

int plan_due_days(day_t last_day, day_t met_on, day_t today) {
    if (last_day == DAY_NONE)
        return 0;
    day_t at = met_on != DAY_NONE ? met_on : today;
    return at > last_day ? at - last_day : last_day - at;
}

void plan_due_value(struct ctx *c, struct value *obj, const char *key, day_t last_day, day_t met_on, day_t today) {
    static const struct {
        const char *word, *text, *tone;
    } as[] = {
        [PLAN_DUE_NONE] = {"plan.state.waiting", "plan.due_none", NULL},
        [PLAN_DUE_LATER] = {"plan.state.todo", "plan.due_later", NULL},
        [PLAN_DUE_SOON] = {"plan.state.due", "plan.due_soon", "warn"},
        [PLAN_DUE_LATE] = {"plan.state.late", "plan.due_late", "warn"},
        [PLAN_DUE_MET] = {"plan.state.done", "plan.due_met", NULL},
        [PLAN_DUE_MET_LATE] = {"plan.state.done", "plan.due_met_late", NULL},
    };
    enum plan_due_state s = plan_due_state(last_day, met_on, today);
    struct value *v = value_set_object(obj, key);
    value_set_word(v, "state", as[s].word);
    AUTO_BUF last, met;
    buf_init(&last, 32);
    buf_init(&met, 32);
    if (last_day != DAY_NONE)
        fmt_day(&last, c->lang, last_day);
    if (met_on != DAY_NONE)
        fmt_day(&met, c->lang, met_on);
    struct text args[] = {arena_text(c->arena, buf_as_text(&last)),
                          arena_fmt(c->arena, "%d", plan_due_days(last_day, met_on, today)),
                          arena_text(c->arena, buf_as_text(&met))};
    value_set_text(v, "text", tr_args(c->lang, c->arena, as[s].text, args, COUNT_OF(args)));
    if (as[s].tone != NULL)
        value_set_str(v, "tone", as[s].tone);
    value_set_day(v, "last_day", last_day);
    value_set_day(v, "met_on", met_on);
    value_set_bool(v, "late", s == PLAN_DUE_LATE);
    value_set_int(v, "days", plan_due_days(last_day, met_on, today));
}
