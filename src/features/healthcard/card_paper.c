/* The commune's list of increases and decreases as a paper. The official form is not known to us: the layout is our own
 * and says so. */
#include "features/document/document.h"
#include "features/healthcard/healthcard_parts.h"
#include "features/service/service.h"

static struct text born_of(struct ctx *c, const struct card_lines_of_row *r) {
    if (r->born_on == DAY_NONE)
        return T("");
    AUTO_BUF b;
    buf_init(&b, 64);
    fmt_birth(&b, LANG_VI, r->born_on, (enum day_precision)r->born_precision);
    return arena_text(c->arena, buf_as_text(&b));
}

static void add_part(struct ctx *c, struct document *d, const struct card_lines_of_row *rows, size_t count,
                     const char *change, const char *heading) {
    static const double widths[] = {0.06, 0.24, 0.12, 0.17, 0.23, 0.18};
    static const enum doc_align aligns[] = {DOC_CENTER, DOC_LEFT, DOC_CENTER, DOC_LEFT, DOC_LEFT, DOC_CENTER};
    const struct text head[] = {WORD("healthcard.paper_no"),        WORD("healthcard.name"),   WORD("healthcard.born"),
                                WORD("healthcard.personal_number"), WORD("healthcard.policy"), WORD("healthcard.from")};
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        const struct card_lines_of_row *r = &rows[i];
        if (!text_is(r->change, change) || (!text_is(r->state, "open") && !text_is(r->state, "done")))
            continue;
        if (n++ == 0) {
            document_para(d, WORD(heading), DOC_LEFT, DOC_BOLD);
            document_table_begin(d, COUNT_OF(head), widths, aligns);
            document_table_head(d, head);
        }
        const struct text cells[] = {
            arena_fmt(c->arena, "%zu", n),
            r->name,
            born_of(c, r),
            r->personal_number.ptr != NULL ? r->personal_number : T(""),
            strcmp(change, "increase") == 0 ? r->policy : WORD(service_word(c, "healthcard.reason.", r->reason)),
            paper_short_day(c, r->valid_from)};
        document_table_row(d, cells, DOC_SMALL);
    }
    if (n > 0)
        document_table_end(d);
}

static enum status describe(struct ctx *c, struct document *d, const struct card_list_get_row *k, struct error *err) {
    struct card_lines_of_row *rows;
    struct paper_place commune;
    size_t count;
    TRY(card_lines_of(c->db, &(struct card_lines_of_in){k->id, c->today}, c->arena, &rows, &count, err));
    TRY(paper_place(c, k->commune_id, k->drafted_on, &commune, err));
    TRY(paper_head(c, d, &commune, T(""), k->sent_on != DAY_NONE ? k->sent_on : k->drafted_on, err));
    document_title(d, WORD("healthcard.paper_title"), SAY(c, "healthcard.paper_about", month_text(c, k->month)));
    add_part(c, d, rows, count, "increase", "healthcard.paper_increase");
    add_part(c, d, rows, count, "decrease", "healthcard.paper_decrease");
    if (k->signer_name.ptr != NULL)
        paper_para(d, SAY(c, "healthcard.paper_checked", k->number, paper_day(c, k->checked_on), k->signer_name));
    document_para(d, WORD("healthcard.paper_form_unknown"), DOC_JUSTIFY, DOC_ITALIC | DOC_SMALL);
    if (c->app->demo)
        document_watermark_note(d, WORD("common.demo_data_note"));
    return OK;
}

enum status card_paper(struct ctx *c, const struct card_list_get_row *k, struct error *err) {
    AUTO_DOCUMENT d = document_new(false);
    int y, m, day;
    TRY(describe(c, d, k, err));
    day_parts(k->month, &y, &m, &day);
    return paper_send(c, d, arena_fmt(c->arena, "tang-giam-the-bhyt-%d-%02d-%lld", y, m, (long long)k->no), err);
}
