/* One page or two that a reviewer hands to the household: its class under each standard and what it rests on. Always
 * in Vietnamese, whatever language the screen has. */
#include "features/interview/interview_paper.h"

#include "app/paper.h"

#define SAY(c, key, ...)                                                                                               \
    tr_args(LANG_VI, (c)->arena, (key), (const struct text[]){__VA_ARGS__},                                            \
            sizeof((const struct text[]){__VA_ARGS__}) / sizeof(struct text))

static struct text at(const struct value *v, const char *path) {
    const struct value *x = value_path(v, path);
    if (x == NULL || x->type == V_NULL)
        return T("");
    return x->type == V_WORD ? tr(LANG_VI, x->word) : value_text(x);
}

static struct text number_at(struct ctx *c, const struct value *v, const char *path) {
    const struct value *x = value_path(v, path);
    if (x == NULL || x->type == V_NULL)
        return T("");
    AUTO_BUF b;
    buf_init(&b, 64);
    fmt_int(&b, LANG_VI, value_int(x, 0));
    return arena_text(c->arena, buf_as_text(&b));
}

static void add_texts(struct ctx *c, struct document *d, const struct value *list, const char *heading,
                      const char *member) {
    if (value_count(list) == 0)
        return;
    document_para(d, tr(LANG_VI, heading), DOC_LEFT, DOC_BOLD | DOC_INDENT);
    for (size_t i = 0; i < value_count(list); i++) {
        const struct value *v = value_at(list, i);
        struct text t = member != NULL ? at(v, member) : value_text(v);
        document_para(d, arena_fmt(c->arena, "– %.*s", FMT(t)), DOC_JUSTIFY, DOC_INDENT);
    }
}

static void add_standard(struct ctx *c, struct document *d, const struct value *r) {
    document_para(d,
                  arena_fmt(c->arena, "%.*s (%.*s)", FMT(at(value_path(r, "standard"), "name")),
                            FMT(at(value_path(r, "standard"), "document"))),
                  DOC_LEFT, DOC_BOLD);
    document_para(d, at(r, "sentence"), DOC_JUSTIFY, DOC_INDENT);
    add_texts(c, d, value_path(r, "to_leave"), "interview.to_leave", NULL);
    add_texts(c, d, value_path(r, "assumed"), "interview.assumed", "text");
}

static void add_indicators(struct ctx *c, struct document *d, const struct value *r) {
    static const double widths[] = {0.34, 0.16, 0.10, 0.40};
    static const enum doc_align aligns[] = {DOC_LEFT, DOC_LEFT, DOC_RIGHT, DOC_LEFT};
    document_para(d, tr(LANG_VI, "interview.indicators"), DOC_LEFT, DOC_BOLD);
    document_table_begin(d, 4, widths, aligns);
    const struct text head[] = {tr(LANG_VI, "interview.indicator"), tr(LANG_VI, "interview.answer"),
                                tr(LANG_VI, "interview.points"), tr(LANG_VI, "interview.deprived_when")};
    document_table_head(d, head);
    const struct value *list = value_path(r, "indicators");
    for (size_t i = 0; i < value_count(list); i++) {
        const struct value *n = value_at(list, i);
        struct text when = at(n, "deprived_when");
        const struct text cells[] = {arena_fmt(c->arena, "%.*s. %.*s", FMT(at(n, "code")), FMT(at(n, "name"))),
                                     at(n, "answer"), number_at(c, n, "points"),
                                     when.len ? when : tr(LANG_VI, "common.unknown")};
        document_table_row(d, cells, DOC_SMALL);
    }
    document_table_end(d);
}

static void describe(struct ctx *c, struct document *d, const struct value *out) {
    char day[11];
    const struct value *on = value_path(out, "interviewed_on"), *household = value_path(out, "household");
    day_vn(on != NULL && on->type == V_DAY ? on->day : c->today, day);
    document_title(d, tr(LANG_VI, "interview.paper_title"),
                   SAY(c, "interview.paper_about", at(household, "head_name"), at(household, "code")));
    document_para(d,
                  SAY(c, "interview.paper_facts", arena_text(c->arena, text_of(day)), at(out, "reviewer"),
                      number_at(c, household, "members"), at(household, "area")),
                  DOC_JUSTIFY, DOC_INDENT);
    const struct value *results = value_path(out, "results");
    for (size_t i = 0; i < value_count(results); i++)
        add_standard(c, d, value_at(results, i));
    if (value_count(results) > 0)
        add_indicators(c, d, value_at(results, 0));
    document_para(d, tr(LANG_VI, "interview.paper_disagree"), DOC_JUSTIFY, DOC_ITALIC);
    if (c->app->demo)
        document_watermark_note(d, tr(LANG_VI, "common.demo_data_note"));
}

enum status interview_paper(struct ctx *c, const struct value *out, struct error *err) {
    AUTO_DOCUMENT d = document_new(false);
    describe(c, d, out);
    struct text code = at(value_path(out, "household"), "code");
    return paper_send(c, d, arena_fmt(c->arena, "giai-thich-%.*s", FMT(code)), err);
}
