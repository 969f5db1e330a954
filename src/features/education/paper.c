/* The payment list of a term as a paper, school by school. The official form is not known to us: the layout is our own
 * and says so. */
#include "features/document/document.h"
#include "features/claim/claim.h"
#include "features/education/follow.h"

static struct text born_of(struct ctx *c, const struct term_paper_lines_row *r) {
    if (r->born_on == DAY_NONE)
        return T("");
    AUTO_BUF b;
    buf_init(&b, 64);
    fmt_birth(&b, LANG_VI, r->born_on, (enum day_precision)r->born_precision);
    return arena_text(c->arena, buf_as_text(&b));
}

static struct text months_of(struct ctx *c, const struct term_paper_lines_row *r) {
    int y1, m1, y2, m2, d;
    day_parts(r->period_from, &y1, &m1, &d);
    day_parts(r->period_to - 1, &y2, &m2, &d);
    return arena_fmt(c->arena, "%02d/%d–%02d/%d", m1, y1, m2, y2);
}

static struct text money_of(struct ctx *c, int64_t amount) {
    return amount == DB_NULL ? WORD("education.unknown") : paper_int(c, amount);
}

static void add_school(struct ctx *c, struct document *d, const struct term_paper_lines_row *rows, size_t count,
                       size_t *no) {
    static const double widths[] = {0.06, 0.22, 0.12, 0.09, 0.17, 0.13, 0.11, 0.10};
    static const enum doc_align aligns[] = {DOC_CENTER, DOC_LEFT,   DOC_CENTER, DOC_CENTER,
                                            DOC_LEFT,   DOC_CENTER, DOC_RIGHT,  DOC_CENTER};
    const struct text head[] = {WORD("education.paper_no"),  WORD("education.pupil"),     WORD("education.col_born"),
                                WORD("education.class"),     WORD("education.head_of"),   WORD("education.months"),
                                WORD("education.paper_sum"), WORD("education.paper_sign")};
    int64_t sum = 0;
    document_para(d, rows[0].school_name, DOC_LEFT, DOC_BOLD);
    document_table_begin(d, COUNT_OF(head), widths, aligns);
    document_table_head(d, head);
    for (size_t i = 0; i < count; i++) {
        const struct text cells[] = {arena_fmt(c->arena, "%zu", ++*no),
                                     rows[i].subject,
                                     born_of(c, &rows[i]),
                                     rows[i].class_name,
                                     rows[i].head_name.ptr != NULL ? rows[i].head_name : T(""),
                                     months_of(c, &rows[i]),
                                     money_of(c, rows[i].amount),
                                     T("")};
        document_table_row(d, cells, DOC_SMALL);
        sum += rows[i].amount == DB_NULL ? 0 : rows[i].amount;
    }
    const struct text total[] = {T(""), WORD("education.paper_total"), T(""), T(""), T(""), T(""), paper_int(c, sum),
                                 T("")};
    document_table_row(d, total, DOC_SMALL | DOC_BOLD);
    document_table_end(d);
}

static enum status describe(struct ctx *c, struct document *d, const struct term_paper_head_row *l, struct error *err) {
    struct term_paper_lines_row *rows;
    struct paper_place commune;
    size_t count, no = 0;
    TRY(term_paper_lines(c->db, &(struct term_paper_lines_in){l->id}, c->arena, &rows, &count, err));
    if (count == 0)
        return fail(err, E_NOT_FOUND, "education.no_lines");
    day_t on = l->signed_on != DAY_NONE ? l->signed_on : l->drafted_on;
    TRY(paper_place(c, l->commune_id, on, &commune, err));
    TRY(paper_head(c, d, &commune, l->number.ptr != NULL ? l->number : T(""), on, err));
    document_title(d, WORD("education.paper_title"), l->title);
    for (size_t i = 0, next; i < count; i = next) {
        for (next = i + 1; next < count && text_eq(rows[next].school_name, rows[i].school_name); next++)
            ;
        add_school(c, d, &rows[i], next - i, &no);
    }
    paper_para(d, SAY(c, "education.paper_all", paper_int(c, (int64_t)count), paper_money(c, l->amount)));
    paper_sign(c, d, l->signer_position.ptr != NULL ? l->signer_position : WORD("education.paper_chair"),
               l->signer_name.ptr != NULL ? l->signer_name : T(""), NULL, 0);
    document_para(d, WORD("education.paper_form_unknown"), DOC_JUSTIFY, DOC_ITALIC | DOC_SMALL);
    if (c->app->demo)
        document_watermark_note(d, WORD("common.demo_data_note"));
    return OK;
}

enum status term_paper(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct term_paper_head_row l;
    int64_t id;
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(term_paper_head(c->db, &(struct term_paper_head_in){id}, c->arena, &l, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(ctx_require_area(c, l.commune_id, err));
    AUTO_DOCUMENT d = document_new(true);
    TRY(describe(c, d, &l, err));
    return paper_send(
        c, d, arena_fmt(c->arena, "danh-sach-hoc-ky-%lld", (long long)(l.period_key == DB_NULL ? id : l.period_key)),
        err);
}
