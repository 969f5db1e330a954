/* "Vì sao?": everything a class rests on, as one typed tree. Numbers come from the stored result; texts, articles and
 * certainty from the standard's rows. What was assumed is said wherever it was used. */
#include "features/interview/interview.h"

#include "interview_queries.h"

struct why {
    struct ctx *c;
    const struct interview *i;
    struct interview_result r;
    struct standard standard;
    struct scorecard card; /* id 0: none */
    const struct indicator *indicators;
    size_t indicator_count;
    struct standard_line lines[LINE_COUNT]; /* of the household's area, by enum engine_line_no; certainty NULL: none */
    struct points_cut_off cut_off;
    struct value *out;
};

/* ---- small texts */

static struct text number(struct why *w, int64_t v) {
    AUTO_BUF b;
    buf_init(&b, 64);
    fmt_int(&b, w->c->lang, v);
    return arena_text(w->c->arena, buf_as_text(&b));
}

static struct text money(struct why *w, int64_t v) {
    AUTO_BUF b;
    buf_init(&b, 64);
    fmt_money(&b, w->c->lang, v);
    return arena_text(w->c->arena, buf_as_text(&b));
}

/* Points or đồng, as the result was told. */
static struct text measured(struct why *w, int64_t v) {
    return w->r.by_points ? number(w, v) : money(w, v);
}

#define SAY(w, key, ...)                                                                                               \
    tr_args((w)->c->lang, (w)->c->arena, (key), (const struct text[]){__VA_ARGS__},                                    \
            sizeof((const struct text[]){__VA_ARGS__}) / sizeof(struct text))

static struct text word(struct why *w, const char *key) {
    return tr(w->c->lang, key);
}

static int64_t income_of(const struct why *w) {
    return w->r.by_points ? w->i->points_a : w->i->answers.income_dong;
}

static int64_t least_deprived(const struct why *w) {
    return w->lines[LINE_POOR].deprived_min == DB_NULL ? 0 : w->lines[LINE_POOR].deprived_min;
}

/* ---- the sentence */

static struct text missing_text(struct why *w) {
    static const struct {
        int64_t bit;
        const char *key;
    } parts[] = {{MISSING_ITEMS, "interview.missing_items"},
                 {MISSING_CUT_OFF, "interview.missing_cut_off"},
                 {MISSING_INCOME, "interview.missing_income"},
                 {MISSING_INDICATORS, "interview.missing_indicators"}};
    struct text all = T("");
    struct value *list = value_set_list(w->out, "missing");
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (!(w->r.missing & parts[i].bit))
            continue;
        struct text t = word(w, parts[i].key);
        value_add_text(list, t);
        all = all.len == 0 ? t : arena_fmt(w->c->arena, "%.*s; %.*s", FMT(all), FMT(t));
    }
    return all;
}

static struct text income_text(struct why *w) {
    struct text income = measured(w, income_of(w)), area = word(w, standard_area_word(w->i->urban));
    if (w->r.class_no == ENGINE_AVERAGE)
        return SAY(w, "interview.why_average", income, money(w, w->lines[LINE_AVERAGE].income_over_dong),
                   money(w, w->r.cut_off), area);
    const char *key = w->r.by_points ? (w->r.income_low ? "interview.why_points_low" : "interview.why_points_high")
                                     : (w->r.income_low ? "interview.why_amount_low" : "interview.why_amount_high");
    return SAY(w, key, income, measured(w, w->r.cut_off), area);
}

static struct text deprivation_text(struct why *w) {
    struct text count = number(w, w->r.deprived_count), least = number(w, least_deprived(w));
    if (!w->r.income_low)
        return SAY(w, "interview.why_deprived_aside", count);
    return SAY(w,
               w->r.deprived_count >= least_deprived(w) ? "interview.why_deprived_many" : "interview.why_deprived_few",
               count, least);
}

static struct text sentence(struct why *w) {
    static const char *const heads[] = {NULL, "interview.why_is_poor", "interview.why_is_near_poor",
                                        "interview.why_is_not_poor", "interview.why_is_average"};
    struct text missing = missing_text(w);
    if (w->r.class_no <= ENGINE_CANNOT_TELL || w->r.class_no > ENGINE_AVERAGE)
        return SAY(w, "interview.why_untold", w->standard.short_name, missing);
    struct text head = SAY(w, heads[w->r.class_no], w->standard.short_name);
    return SAY(w, "interview.why_sentence", head, income_text(w), deprivation_text(w));
}

/* ---- parts of the tree */

static void add_standard(struct why *w) {
    struct value *v = value_set_object(w->out, "standard");
    value_set_id(v, "id", w->standard.id);
    value_set_text(v, "key", w->standard.key);
    value_set_text(v, "name", w->standard.name);
    value_set_text(v, "short_name", w->standard.short_name);
    value_set_text(v, "document", w->standard.document);
    value_set_text(v, "source", w->standard.source);
    value_set_certainty(v, "certainty", w->standard.certainty);
}

static void add_income(struct why *w) {
    struct value *v = value_set_object(w->out, "income");
    const struct standard_line *line = &w->lines[w->r.class_no == ENGINE_AVERAGE ? LINE_AVERAGE : LINE_POOR];
    struct text certainty = w->r.by_points ? w->cut_off.certainty : line->income_certainty;
    value_set_bool(v, "by_points", w->r.by_points);
    value_set_int(v, "points", w->i->points_a);
    value_set_money(v, "income_dong", w->i->answers.income_dong);
    value_set_int(v, "cut_off_points", w->r.by_points ? w->r.cut_off : DB_NULL);
    value_set_money(v, "cut_off_dong", w->r.by_points ? DB_NULL : w->r.cut_off);
    value_set_bool(v, "low", w->r.income_low);
    value_set_text(v, "article", line->article);
    value_set_text(v, "source", w->r.by_points ? w->cut_off.source : line->source);
    value_set_certainty(v, "certainty", certainty);
    value_set_bool(v, "provisional", !certainty_is_firm(certainty));
}

static void add_deprivation(struct why *w) {
    const struct standard_line *line = &w->lines[LINE_POOR];
    struct value *v = value_set_object(w->out, "deprivation");
    int64_t points = 0;
    for (size_t i = 0; i < w->indicator_count; i++)
        if (w->i->answers.deprived >> i & 1)
            points += w->indicators[i].points;
    value_set_int(v, "count", w->r.deprived_count);
    value_set_int(v, "of", (int64_t)w->indicator_count);
    value_set_int(v, "points", points);
    value_set_int(v, "needed", line->deprived_min);
    value_set_text(v, "article", line->article);
    value_set_text(v, "source", line->source);
    value_set_certainty(v, "certainty", line->deprived_certainty);
    value_set_bool(v, "provisional", line->assumed || !certainty_is_firm(line->deprived_certainty));
}

static void add_lines(struct why *w) {
    struct value *list = value_set_list(w->out, "lines");
    for (size_t i = 0; i < LINE_COUNT; i++) {
        const struct standard_line *l = &w->lines[i];
        if (l->certainty.ptr == NULL)
            continue;
        struct value *v = value_add_object(list);
        value_set_word(v, "class", standard_class_word(l->class_no));
        value_set_bool(v, "active", l->active);
        value_set_money(v, "income_over_dong", l->income_over_dong);
        value_set_money(v, "income_max_dong", l->income_max_dong);
        value_set_int(v, "points_max", i == LINE_AVERAGE ? l->points_max : w->cut_off.points);
        value_set_int(v, "deprived_min", l->deprived_min);
        value_set_int(v, "deprived_max", l->deprived_max);
        value_set_bool(v, "assumed", l->assumed);
        value_set_text(v, "note", l->note);
    }
}

static void add_indicators(struct why *w) {
    struct value *list = value_set_list(w->out, "indicators");
    for (size_t i = 0; i < w->indicator_count; i++) {
        const struct indicator *n = &w->indicators[i];
        bool asked = w->i->answers.answered >> i & 1, deprived = w->i->answers.deprived >> i & 1;
        struct value *v = value_add_object(list);
        value_set_int(v, "no", n->no);
        value_set_text(v, "code", n->code);
        value_set_text(v, "dimension", n->dimension);
        value_set_text(v, "name", n->name);
        value_set_text(v, "deprived_when", n->deprived_when);
        value_set_word(v, "answer",
                       !asked     ? "interview.answer.not_asked"
                       : deprived ? "interview.answer.deprived"
                                  : "interview.answer.not_deprived");
        value_set_int(v, "points", deprived ? n->points : 0);
        value_set_text(v, "article", n->article);
        value_set_certainty(v, "certainty", n->rule_certainty);
        value_set_bool(v, "provisional", !certainty_is_firm(n->rule_certainty));
        value_set_text(v, "source", n->source);
    }
}

static void add_items(struct why *w) {
    struct value *list = value_set_list(w->out, "items");
    for (size_t i = 0; i < w->card.item_count; i++) {
        const struct scorecard_item *item = &w->card.items[i];
        struct value *v = value_add_object(list);
        value_set_int(v, "no", item->no);
        value_set_text(v, "name", item->name);
        value_set_null(v, "answer");
        value_set_null(v, "points");
        for (size_t k = 0; k < item->option_count; k++)
            if (item->options[k].no == w->i->answers.items[i]) {
                value_set_text(v, "answer", item->options[k].name);
                value_set_int(v, "points", w->i->urban ? item->options[k].points_urban : item->options[k].points_rural);
            }
    }
    if (w->card.id != 0) {
        struct value *card = value_set_object(w->out, "scorecard");
        value_set_text(card, "key", w->card.key);
        value_set_text(card, "name", w->card.name);
        value_set_bool(card, "official", w->card.official);
    }
}

/* What would have to change for the household to be poor no longer. */
static void add_to_leave(struct why *w) {
    struct value *list = value_set_list(w->out, "to_leave");
    if (w->r.class_no != ENGINE_POOR && w->r.class_no != ENGINE_NEAR_POOR)
        return;
    int64_t gap = w->r.cut_off - income_of(w) + 1;
    value_add_text(list, w->r.by_points ? SAY(w, "interview.leave_points", number(w, gap))
                                        : SAY(w, "interview.leave_amount", money(w, gap)));
    int64_t fewer = w->r.deprived_count - least_deprived(w) + 1;
    if (w->r.class_no == ENGINE_POOR && fewer > 0)
        value_add_text(list,
                       SAY(w, w->lines[LINE_NEAR_POOR].active ? "interview.leave_to_near" : "interview.leave_fewer",
                           number(w, fewer)));
}

static void add_assumption(struct value *list, struct text t, struct text source) {
    struct value *v = value_add_object(list);
    value_set_text(v, "text", t);
    value_set_text(v, "source", source);
}

static void add_assumed(struct why *w) {
    struct value *list = value_set_list(w->out, "assumed");
    const struct standard_line *poor = &w->lines[LINE_POOR], *near = &w->lines[LINE_NEAR_POOR];
    if (w->card.id != 0 && !w->card.official)
        add_assumption(list, SAY(w, "interview.assumed_card", w->card.name), w->card.source);
    if (w->r.by_points && w->r.cut_off != DB_NULL && !certainty_is_firm(w->cut_off.certainty))
        add_assumption(list, SAY(w, "interview.assumed_cut_off", number(w, w->r.cut_off)), w->cut_off.source);
    if (poor->assumed || !certainty_is_firm(poor->deprived_certainty))
        add_assumption(list, SAY(w, "interview.assumed_deprived", number(w, least_deprived(w))), poor->note);
    if (near->certainty.ptr != NULL && near->assumed)
        add_assumption(list, word(w, near->active ? "interview.assumed_near" : "interview.assumed_no_near"),
                       near->note);
    struct text codes = T("");
    for (size_t i = 0; i < w->indicator_count; i++)
        if (!certainty_is_firm(w->indicators[i].rule_certainty))
            codes = arena_fmt(w->c->arena, "%.*s%s%.*s", FMT(codes), codes.len ? ", " : "", FMT(w->indicators[i].code));
    if (codes.len > 0)
        add_assumption(list, SAY(w, "interview.assumed_thresholds", codes), w->indicators[0].article);
}

/* ---- gathering */

static enum status find_result(struct why *w, int64_t standard_id, struct error *err) {
    struct interview_result *results;
    size_t count;
    TRY(interview_results(w->c, w->i->id, &results, &count, err));
    for (size_t i = 0; i < count; i++)
        if (results[i].standard_id == standard_id) {
            w->r = results[i];
            return OK;
        }
    return fail(err, E_NOT_FOUND, "interview.not_judged");
}

static enum status gather(struct why *w, int64_t standard_id, struct error *err) {
    TRY(find_result(w, standard_id, err));
    TRY(standard_get(w->c, standard_id, &w->standard, err));
    struct standard_line *lines;
    size_t count;
    TRY(standard_lines(w->c, standard_id, &lines, &count, err));
    for (size_t i = 0; i < count; i++)
        if ((lines[i].urban != 0) == w->i->urban)
            w->lines[lines[i].class_no == ENGINE_POOR        ? LINE_POOR
                     : lines[i].class_no == ENGINE_NEAR_POOR ? LINE_NEAR_POOR
                                                             : LINE_AVERAGE] = lines[i];
    if (w->i->scorecard_id != 0)
        TRY(scorecard_get(w->c, w->i->scorecard_id, &w->card, err));
    TRY(standard_points_cut_off(w->c, standard_id, w->i->scorecard_id, w->i->urban, &w->cut_off, err));
    struct indicator *indicators;
    TRY(standard_indicators(w->c, w->i->indicator_family, &indicators, &w->indicator_count, err));
    w->indicators = indicators;
    return OK;
}

enum status interview_explain(struct ctx *c, int64_t interview_id, int64_t standard_id, struct value *out,
                              struct error *err) {
    struct interview i;
    TRY(interview_get(c, interview_id, &i, err));
    struct why w = {.c = c, .i = &i, .out = out};
    TRY(gather(&w, standard_id, err));
    value_set_id(out, "interview_id", interview_id);
    add_standard(&w);
    value_set_word(out, "class", standard_class_word(w.r.class_no));
    value_set_word(out, "area", standard_area_word(i.urban));
    value_set_text(out, "sentence", sentence(&w));
    add_income(&w);
    add_deprivation(&w);
    add_to_leave(&w);
    add_assumed(&w);
    add_lines(&w);
    add_indicators(&w);
    add_items(&w);
    return OK;
}
