/* The public statement of a fund: what came in, from those who agreed to be named, and what it paid for. Setting
 * fund.public_statement decides whether it can be read without signing in. */
#include "features/document/document.h"
#include "features/fund/fund_pages.h"
#include "fund_queries.h"

static enum status require_reader(struct ctx *c, int64_t id, struct fund *ret, struct error *err) {
    int64_t open = 0;
    enum status s = setting_int(c, "fund.public_statement", c->today, &open, err);
    if (s == E_NOT_FOUND)
        error_clear(err);
    else
        TRY(s);
    if (open == 1)
        return fund_get(c, id, ret, err);
    if (c->user.account_id == 0)
        return fail(err, E_UNAUTHENTICATED, "http.unauthenticated");
    TRY(ctx_require(c, "fund.read", err));
    return fund_require(c, id, ret, err);
}

static struct text money_text(struct ctx *c, int64_t n) {
    AUTO_BUF b;
    buf_init(&b, 64);
    fmt_int(&b, LANG_VI, n);
    return arena_text(c->arena, buf_as_text(&b));
}

static struct text use_text(struct ctx *c, struct text kind) {
    struct value *v = value_object(c->arena);
    budget_use_value(c, v, kind, 0);
    const struct value *what = value_get(v, T("what"));
    return what->type == V_WORD ? tr(LANG_VI, what->word) : what->text;
}

static enum status paper(struct ctx *c, const struct fund *f, int64_t year, const struct fund_figures_row *n,
                         const struct public_receipts_row *rows, size_t count, const struct public_uses_row *uses,
                         size_t use_count, struct error *err) {
    static const double widths[] = {0.13, 0.12, 0.40, 0.20, 0.15};
    static const enum doc_align aligns[] = {DOC_CENTER, DOC_CENTER, DOC_LEFT, DOC_LEFT, DOC_RIGHT};
    struct paper_place place;
    TRY(paper_place(c, f->area_id, c->today, &place, err));
    AUTO_DOCUMENT d = document_new(false);
    TRY(paper_head(c, d, &place, WORD("paper.number_open_report"), c->today, err));
    document_title(d, WORD("fund.statement_kind"),
                   SAY(c, "fund.statement_about", f->name, arena_fmt(c->arena, "%lld", (long long)year)));
    paper_para(d, SAY(c, "fund.statement_sums", money_text(c, n->received), money_text(c, n->goods),
                      money_text(c, n->disbursed), money_text(c, n->available + n->committed)));
    const struct text head[] = {WORD("fund.on_day"), WORD("fund.receipt_number"), WORD("fund.donor"),
                                WORD("fund.goods"), WORD("fund.amount")};
    document_table_begin(d, COUNT_OF(head), widths, aligns);
    document_table_head(d, head);
    for (size_t i = 0; i < count; i++) {
        const struct text cells[] = {paper_short_day(c, rows[i].on_day), rows[i].number,
                                     rows[i].donor.ptr ? rows[i].donor : WORD("fund.not_named"),
                                     rows[i].goods.ptr ? rows[i].goods : T(""), money_text(c, rows[i].amount)};
        document_table_row(d, cells, DOC_SMALL);
    }
    document_table_end(d);
    paper_bold(d, WORD("fund.uses"));
    for (size_t i = 0; i < use_count; i++)
        paper_para(d, SAY(c, "fund.use_line", use_text(c, uses[i].for_kind), paper_int(c, uses[i].things),
                          money_text(c, uses[i].amount)));
    paper_sign(c, d, WORD("fund.paper_signer"), T(""), NULL, 0);
    return paper_send(c, d, T("cong-khai-quy"), err);
}

enum status fund_statement_page(struct ctx *c, struct value *out, struct error *err) {
    struct fund f;
    struct fund_figures_row n;
    struct public_receipts_row *rows;
    struct public_uses_row *uses;
    size_t count, use_count;
    bool found = false;
    int64_t id, year = fund_year_asked(c);
    TRY(ctx_id(c, 0, &id, err));
    TRY(require_reader(c, id, &f, err));
    struct text kind = text_of(budget_source_code(f.kind));
    TRY(fund_figures(c->db, &(struct fund_figures_in){id, year}, c->arena, &n, &found, err));
    TRY(public_receipts(c->db, &(struct public_receipts_in){id, year}, c->arena, &rows, &count, err));
    TRY(public_uses(c->db, &(struct public_uses_in){id, kind, year}, c->arena, &uses, &use_count, err));
    if (c->format != NULL && (strcmp(c->format, "pdf") == 0 || strcmp(c->format, "docx") == 0))
        return paper(c, &f, year, &n, rows, count, uses, use_count, err);
    fund_facts(out, &f);
    value_set_id(out, "id", id);
    value_set_text(out, "name", f.name);
    value_set_int(out, "year", year);
    value_set_text(out, "year_text", arena_fmt(c->arena, "%lld", (long long)year));
    value_set_money(out, "received", n.received);
    value_set_money(out, "goods", n.goods);
    value_set_money(out, "disbursed", n.disbursed);
    value_set_money(out, "left", n.available + n.committed);
    struct value *list = value_set_list(out, "items");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_day(v, "on_day", rows[i].on_day);
        value_set_text(v, "number", rows[i].number);
        value_set_text(v, "donor", rows[i].donor);
        value_set_money(v, "amount", rows[i].amount);
        value_set_text(v, "goods", rows[i].goods);
        value_set_text(v, "campaign", rows[i].campaign);
    }
    list = value_set_list(out, "uses");
    for (size_t i = 0; i < use_count; i++) {
        struct value *v = value_add_object(list);
        budget_use_value(c, v, uses[i].for_kind, 0);
        value_set_int(v, "things", uses[i].things);
        value_set_money(v, "amount", uses[i].amount);
    }
    return OK;
}
