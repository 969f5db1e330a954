/* The decision to support, or the answer that refuses. The official forms of the fund are not known to us: the layout
 * is that of state documents, and what nobody wrote is left as dots. */
#include "features/document/document.h"
#include "features/illness/illness_parts.h"

static struct text say(struct ctx *c, const char *key, const struct text *args, size_t count) {
    return tr_args(LANG_VI, c->arena, key, args, count);
}

static enum status cost_table(struct ctx *c, struct document *d, const struct illness_get_row *k, struct error *err) {
    static const double widths[] = {0.07, 0.33, 0.18, 0.14, 0.14, 0.14};
    static const enum doc_align aligns[] = {DOC_CENTER, DOC_LEFT, DOC_LEFT, DOC_CENTER, DOC_RIGHT, DOC_RIGHT};
    const struct text head[] = {WORD("illness.paper_no"),   WORD("illness.issuer"), WORD("illness.invoice_number"),
                                WORD("illness.invoice_on"), WORD("illness.cost"),   WORD("illness.accepted")};
    struct illness_costs_of_row *rows;
    size_t count;
    TRY(illness_costs_of(c->db, &(struct illness_costs_of_in){k->id}, c->arena, &rows, &count, err));
    document_table_begin(d, COUNT_OF(head), widths, aligns);
    document_table_head(d, head);
    for (size_t i = 0; i < count; i++) {
        char day[11];
        day_vn(rows[i].on_day, day);
        const struct text cells[] = {paper_int(c, (int64_t)i + 1),
                                     rows[i].issuer,
                                     rows[i].number,
                                     arena_text(c->arena, text_of(day)),
                                     paper_money(c, rows[i].amount),
                                     paper_money(c, rows[i].accepted)};
        document_table_row(d, cells, DOC_SMALL);
    }
    document_table_end(d);
    return OK;
}

enum status illness_paper(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct illness_get_row k;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(illness_require(c, id, &k, err));
    if (!illness_sees(c))
        return fail(err, E_FORBIDDEN, "http.forbidden");
    bool refused = text_is(k.state, "refused"), granted = text_is(k.state, "granted") || text_is(k.state, "paid");
    if (!refused && !granted)
        return fail(err, E_CONFLICT, "illness.no_paper");
    AUTO_DOCUMENT d = service_paper(c, TEXT_NONE, k.number, k.province_id, k.decided_on);
    document_title(d, WORD(refused ? "illness.paper_answer" : "illness.paper_decision"), WORD("illness.paper_about"));
    const struct text who[] = {k.name, k.commune, k.number_in, paper_day(c, k.received_on)};
    document_para(d, say(c, "illness.paper_asked", who, COUNT_OF(who)), DOC_JUSTIFY, DOC_INDENT);
    TRY(cost_table(c, d, &k, err));
    if (refused) {
        document_para(d, say(c, "illness.paper_refused", &k.reason, 1), DOC_JUSTIFY, DOC_INDENT);
        document_para(d, WORD("illness.paper_disagree"), DOC_JUSTIFY, DOC_INDENT);
    } else {
        const struct text money[] = {paper_money(c, k.amount), paper_money(c, k.accepted)};
        document_para(d, say(c, "illness.paper_granted", money, 2), DOC_JUSTIFY, DOC_INDENT);
    }
    document_para(d, WORD("illness.paper_form_unknown"), DOC_JUSTIFY, DOC_ITALIC | DOC_SMALL);
    const struct doc_span titles[] = {{WORD("illness.paper_receivers"), 1}, {k.signer_post, 1}};
    const struct text names[] = {T(""), k.signer};
    document_sign_columns(d, titles, names, COUNT_OF(titles));
    return paper_send(c, d, arena_fmt(c->arena, "ho-tro-benh-hiem-ngheo-%lld", (long long)id), err);
}
