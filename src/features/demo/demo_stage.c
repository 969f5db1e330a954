/* Acts of a demonstration on the days of their own. */
#include "features/demo/demo.h"

void demo_stage_begin(struct demo_stage *s, struct ctx *c, const struct demo_plan *plan) {
    *s = (struct demo_stage){.c = c, .plan = plan, .app = *c->app, .real = c->app, .user = c->user, .arena = c->arena};
    c->app = &s->app;
}

void demo_stage_end(struct demo_stage *s) {
    s->c->app = s->real;
    s->c->user = s->user;
    s->c->arena = s->arena;
    s->c->today = s->c->as_of = s->plan->day;
}

enum status demo_on_day(struct demo_stage *s, day_t day, bool *going,
                        enum status (*act)(struct ctx *c, void *user, struct error *err), void *user,
                        struct error *err) {
    if ((going != NULL && !*going) || day > s->plan->day)
        return OK;
    s->app.clock.fixed_day = day;
    s->c->today = s->c->as_of = day;
    enum status done = ctx_write(s->c, act, user, err);
    if (going == NULL || (done != E_CONFLICT && done != E_INVALID))
        return done;
    *going = false;
    error_clear(err);
    return OK;
}
