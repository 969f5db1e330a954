/* Figures of the register and of the review in the standing agency's report: one function each. */
#include "plan_draft.h"

struct text plan_target_text(struct ctx *c, const struct plan_targets_row *t) {
    AUTO_BUF b;
    buf_init(&b, 128);
    bool at_most = text_is(t->direction, "at_most"), at_least = text_is(t->direction, "at_least");
    struct text direction = tr(LANG_VI, at_most    ? "plan.direction.at_most"
                                        : at_least ? "plan.direction.at_least"
                                                   : "plan.direction.reduce");
    if (t->value != DB_NULL)
        buf_fmt(&b, "%.*s ", FMT(direction));
    if (t->value == DB_NULL)
        buf_text(&b, tr(LANG_VI, "plan.no_number"));
    else if (text_is(t->unit, "bp"))
        fmt_percent(&b, LANG_VI, t->value, 2);
    else
        buf_fmt(&b, "%lld %.*s", (long long)t->value, FMT(tr(LANG_VI, "plan.unit.household")));
    struct text args[] = {t->title, arena_text(c->arena, buf_as_text(&b)), plan_day_text(c, t->due_on)};
    return tr_args(LANG_VI, c->arena, "plan.say_target", args, COUNT_OF(args));
}

static enum status targets_in_words(struct ctx *c, const struct plan_report *r, struct value *s, struct error *err) {
    struct plan_targets_row *rows;
    size_t count;
    TRY(plan_targets(c->db, &(struct plan_targets_in){r->plan.id}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++)
        value_add_text((struct value *)value_get(s, T("paragraphs")), plan_target_text(c, &rows[i]));
    return OK;
}

enum status plan_section_rate(struct ctx *c, const struct plan_report *r, struct value *sections, struct error *err) {
    struct value *s = plan_section(c, sections, "plan.section_rate");
    TRY(targets_in_words(c, r, s, err));
    plan_say(c, s, "plan.no_figures", NULL, 0);
    return OK;
}

enum status plan_section_movement(struct ctx *c, const struct plan_report *r, struct value *sections,
                                  struct error *err) {
    (void)r;
    (void)err;
    plan_say(c, plan_section(c, sections, "plan.section_movement"), "plan.no_figures", NULL, 0);
    return OK;
}

enum status plan_section_season(struct ctx *c, const struct plan_report *r, struct value *sections, struct error *err) {
    (void)r;
    (void)err;
    plan_say(c, plan_section(c, sections, "plan.section_season"), "plan.no_figures", NULL, 0);
    return OK;
}
