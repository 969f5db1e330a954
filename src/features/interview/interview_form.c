/* The form of an interview follows the data: another scorecard or another set of indicators asks other questions
 * without a line of code. Field names come from item numbers and indicator codes. */
#include "features/interview/interview_form.h"

#define CAUSE_LIST "poverty_cause"

static const struct choice indicator_choices[] = {
    {"deprived", "interview.answer.deprived", 2},
    {"not_deprived", "interview.answer.not_deprived", 1},
    {"not_asked", "interview.answer.not_asked", 0},
};

static const char *item_name(struct ctx *c, size_t i) {
    return arena_fmt(c->arena, "item_%zu", i + 1).ptr;
}

static const char *indicator_name(struct ctx *c, const struct indicator *n) {
    return arena_fmt(c->arena, "indicator_%.*s", FMT(n->code)).ptr;
}

static const char *cause_name(struct ctx *c, struct text code) {
    return arena_fmt(c->arena, "cause_%.*s", FMT(code)).ptr;
}

/* ---- making it */

static struct field item_field(struct ctx *c, const struct scorecard_item *item, size_t i) {
    struct choice_text *texts = ARENA_ARRAY(c->arena, item->option_count + 1, struct choice_text);
    for (size_t k = 0; k < item->option_count; k++)
        texts[k] =
            (struct choice_text){arena_fmt(c->arena, "%lld", (long long)item->options[k].no), item->options[k].name};
    return (struct field){.name = item_name(c, i),
                          .type = F_CHOICE,
                          .label = arena_fmt(c->arena, "%zu. %.*s", i + 1, FMT(item->name)).ptr,
                          .texts = texts,
                          .text_count = item->option_count,
                          .sensitivity = S_PERSONAL};
}

/* The threshold stands under the name, with its mark when no document was read for it. */
static const char *threshold(struct ctx *c, const struct indicator *n) {
    struct text rule = n->deprived_when.ptr ? n->deprived_when : tr(c->lang, "interview.threshold_unknown");
    if (n->deprived_when.ptr == NULL || certainty_is_firm(n->rule_certainty))
        return arena_fmt(c->arena, "%.*s.", FMT(rule)).ptr;
    return arena_fmt(c->arena, "%.*s. (%.*s)", FMT(rule), FMT(tr(c->lang, standard_certainty_word(n->rule_certainty))))
        .ptr;
}

static struct field indicator_field(struct ctx *c, const struct indicator *n) {
    return (struct field){.name = indicator_name(c, n),
                          .type = F_CHOICE,
                          .label = arena_fmt(c->arena, "%.*s. %.*s", FMT(n->code), FMT(n->name)).ptr,
                          .choices = indicator_choices,
                          .choice_count = COUNT_OF(indicator_choices),
                          .help = threshold(c, n),
                          .law = n->article.ptr ? arena_zstr(c->arena, n->article) : NULL,
                          .sensitivity = S_SENSITIVE};
}

enum status interview_form_make(struct ctx *c, const struct interview_frame *f, const struct form **ret,
                                struct error *err) {
    struct choice_text *causes;
    size_t cause_count, n = 0, items = f->has_card ? f->card.item_count : 0;
    TRY(code_choices(c, CAUSE_LIST, &causes, &cause_count, err));
    struct field *fields = ARENA_ARRAY(c->arena, items + f->indicator_count + cause_count + 4, struct field);
    fields[n++] =
        (struct field){.name = "interviewed_on", .type = F_DAY, .required = true, .label = "interview.interviewed_on"};
    for (size_t i = 0; i < items; i++)
        fields[n++] = item_field(c, &f->card.items[i], i);
    fields[n++] = (struct field){.name = "income_dong",
                                 .type = F_MONEY,
                                 .label = "interview.income_dong",
                                 .max = 1000000000,
                                 .help = "interview.income_help",
                                 .unit = "interview.income_unit",
                                 .sensitivity = S_PERSONAL};
    for (size_t i = 0; i < f->indicator_count; i++)
        fields[n++] = indicator_field(c, &f->indicators[i]);
    for (size_t i = 0; i < cause_count; i++)
        fields[n++] = (struct field){.name = cause_name(c, causes[i].code),
                                     .type = F_BOOL,
                                     .label = arena_zstr(c->arena, causes[i].label),
                                     .sensitivity = S_SENSITIVE};
    fields[n++] = (struct field){.name = "note", .type = F_LONG, .label = "interview.note", .sensitivity = S_SENSITIVE};
    fields[n++] = (struct field){.name = "version", .type = F_HIDDEN_INT, .label = "interview.version"};
    struct form *form = ARENA_NEW(c->arena, struct form);
    *form = (struct form){"interview", fields, n};
    *ret = form;
    return OK;
}

/* ---- taking it */

static struct text causes_sent(struct ctx *c, const struct form_data *d) {
    struct text all = TEXT_NONE;
    for (size_t i = 0; i < d->form->field_count; i++) {
        const char *name = d->form->fields[i].name;
        if (strncmp(name, "cause_", 6) != 0 || d->values[i].state != FIELD_GOOD || !d->values[i].b)
            continue;
        all = all.ptr == NULL ? text_of(name + 6) : arena_fmt(c->arena, "%.*s,%s", FMT(all), name + 6);
    }
    return all;
}

enum status interview_form_take(struct ctx *c, const struct interview_frame *f, const struct form_data *d,
                                struct interview_answers *ret, struct error *err) {
    struct interview_answers a = {.interviewed_on = form_day(d, "interviewed_on"),
                                  .income_dong = form_given(d, "income_dong") ? form_int(d, "income_dong", 0) : DB_NULL,
                                  .note = form_text(d, "note"),
                                  .version = form_int(d, "version", 0),
                                  .cause_codes = causes_sent(c, d),
                                  .method = c->format != NULL ? "json" : "page"};
    memset(a.items, ENGINE_NOT_ASKED, sizeof a.items);
    bool any = a.income_dong != DB_NULL;
    for (size_t i = 0; f->has_card && i < f->card.item_count; i++) {
        int64_t option;
        if (text_to_i64(form_text(d, item_name(c, i)), &option)) {
            a.items[i] = (uint8_t)option;
            any = true;
        }
    }
    for (size_t i = 0; i < f->indicator_count; i++) {
        const char *name = indicator_name(c, &f->indicators[i]);
        bool deprived = form_choice_is(d, name, "deprived");
        if (!deprived && !form_choice_is(d, name, "not_deprived"))
            continue;
        a.answered = (uint16_t)(a.answered | 1u << i);
        if (deprived)
            a.deprived = (uint16_t)(a.deprived | 1u << i);
        any = true;
    }
    if (a.interviewed_on != DAY_NONE && a.interviewed_on > c->today)
        error_field(err, "interviewed_on", "interview.in_future", NULL);
    if (!any)
        error_field(err, "income_dong", "interview.nothing_answered", NULL);
    TRY(error_fields_status(err));
    *ret = a;
    return OK;
}

/* ---- showing what is stored */

struct value *interview_form_current(struct ctx *c, const struct interview_frame *f, const struct interview *i) {
    struct value *v = value_object(c->arena);
    value_set_day(v, "interviewed_on", i ? i->answers.interviewed_on : c->today);
    value_set_int(v, "version", i ? i->version : 0);
    if (i == NULL)
        return v;
    for (size_t k = 0; f->has_card && k < f->card.item_count; k++)
        if (i->answers.items[k] != ENGINE_NOT_ASKED)
            value_set_int(v, item_name(c, k), i->answers.items[k]);
    value_set_money(v, "income_dong", i->answers.income_dong);
    for (size_t k = 0; k < f->indicator_count; k++)
        value_set_str(v, indicator_name(c, &f->indicators[k]),
                      !(i->answers.answered >> k & 1) ? "not_asked"
                      : i->answers.deprived >> k & 1  ? "deprived"
                                                      : "not_deprived");
    struct text codes = i->answers.cause_codes, code;
    while (text_cut(&codes, ',', &code))
        value_set_bool(v, cause_name(c, code), true);
    value_set_text(v, "note", i->answers.note);
    return v;
}

struct value *interview_form_words(struct ctx *c, const struct interview_frame *f, const struct interview *i) {
    struct value *v = value_object(c->arena);
    bool same_card = f->has_card && i->scorecard_id == f->card.id;
    for (size_t k = 0; same_card && k < f->card.item_count; k++)
        for (size_t o = 0; o < f->card.items[k].option_count; o++)
            if (f->card.items[k].options[o].no == i->answers.items[k])
                value_set_text(v, item_name(c, k), f->card.items[k].options[o].name);
    for (size_t k = 0; text_eq(i->indicator_family, f->family) && k < f->indicator_count; k++)
        if (i->answers.answered >> k & 1)
            value_set_word(v, indicator_name(c, &f->indicators[k]),
                           i->answers.deprived >> k & 1 ? "interview.answer.deprived"
                                                        : "interview.answer.not_deprived");
    if (i->answers.income_dong != DB_NULL)
        value_set_money(v, "income_dong", i->answers.income_dong);
    return v;
}

struct value *interview_form_headings(struct ctx *c, const struct interview_frame *f) {
    struct value *v = value_object(c->arena);
    if (f->has_card && f->card.item_count > 0)
        value_set_word(v, "item_1", "interview.part_card");
    value_set_word(v, "income_dong", "interview.part_amount");
    for (size_t i = 0; i < f->indicator_count; i++)
        if (i == 0 || f->indicators[i].dimension_no != f->indicators[i - 1].dimension_no)
            value_set_text(v, indicator_name(c, &f->indicators[i]),
                           tr_args(c->lang, c->arena, "interview.part_dimension", &f->indicators[i].dimension, 1));
    struct choice_text *causes;
    size_t count;
    struct error err;
    error_clear(&err);
    if (code_choices(c, CAUSE_LIST, &causes, &count, &err) == OK && count > 0)
        value_set_word(v, cause_name(c, causes[0].code), "interview.part_causes");
    return v;
}
