/* The hand-over record of a list: what each household gets, with a place for each signature. */
#include "features/document/document.h"
#include "features/inkind/inkind_parts.h"

static struct text goods_text(struct ctx *c, const struct given_goods_row *goods, size_t count, int64_t given_id) {
    AUTO_BUF b;
    buf_init(&b, 1u << 16);
    for (size_t i = 0; i < count; i++)
        if (goods[i].given_id == given_id)
            buf_fmt(&b, "%s%lld %.*s %.*s", b.len > 0 ? "; " : "", (long long)goods[i].quantity, FMT(goods[i].unit),
                    FMT(goods[i].name));
    return arena_text(c->arena, buf_as_text(&b));
}

static enum status add_table(struct ctx *c, struct document *d, const struct distribution_get_row *list,
                             struct error *err) {
    static const double widths[] = {0.06, 0.24, 0.14, 0.24, 0.14, 0.18};
    static const enum doc_align aligns[] = {DOC_CENTER, DOC_LEFT, DOC_LEFT, DOC_LEFT, DOC_CENTER, DOC_LEFT};
    const struct text head[] = {WORD("inkind.paper_no"),    WORD("service.head"),       WORD("service.hamlet"),
                                WORD("inkind.paper_goods"), WORD("inkind.paper_value"), WORD("inkind.paper_signature")};
    struct given_of_row *rows;
    struct given_goods_row *goods;
    size_t count, good_count;
    int64_t total = 0, no = 0;
    TRY(given_of(c->db, &(struct given_of_in){list->id, c->today}, c->arena, &rows, &count, err));
    TRY(given_goods(c->db, &(struct given_goods_in){list->id, 0}, c->arena, &goods, &good_count, err));
    document_table_begin(d, COUNT_OF(head), widths, aligns);
    document_table_head(d, head);
    for (size_t i = 0; i < count; i++) {
        if (text_is(rows[i].state, "removed") || text_is(rows[i].state, "returned"))
            continue;
        total += rows[i].value;
        struct text signature = rows[i].handed_on == DAY_NONE ? T("")
                                                              : arena_fmt(c->arena, "%.*s\n%.*s", FMT(rows[i].receiver),
                                                                          FMT(paper_day(c, rows[i].handed_on)));
        struct text cells[] = {paper_int(c, ++no),
                               arena_fmt(c->arena, "%.*s\n%.*s", FMT(rows[i].head_name), FMT(rows[i].code)),
                               rows[i].hamlet_name,
                               goods_text(c, goods, good_count, rows[i].id),
                               paper_money(c, rows[i].value),
                               signature};
        document_table_row(d, cells, DOC_SMALL);
    }
    struct text sum[] = {T(""), WORD("inkind.paper_total"), T(""), T(""), paper_money(c, total), T("")};
    document_table_row(d, sum, DOC_SMALL | DOC_BOLD);
    document_table_end(d);
    return OK;
}

enum status inkind_record(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    int64_t id;
    struct distribution_get_row list;
    TRY(ctx_id(c, 0, &id, err));
    TRY(inkind_list_read(c, id, &list, err));
    if (!text_is(list.state, "approved"))
        return fail(err, E_CONFLICT, "inkind.not_approved");
    AUTO_DOCUMENT d = service_paper(c, list.agency, WORD("inkind.paper_number"), list.commune_id, c->today);
    document_title(d, WORD("inkind.paper_kind"), list.title);
    struct text args[] = {list.document, paper_day(c, list.approved_on), list.policy, list.commune};
    document_para(d, tr_args(LANG_VI, c->arena, "inkind.paper_basis", args, COUNT_OF(args)), DOC_JUSTIFY, DOC_INDENT);
    document_para(d, WORD("inkind.paper_giver"), DOC_JUSTIFY, DOC_INDENT);
    document_para(d, WORD("inkind.paper_witness"), DOC_JUSTIFY, DOC_INDENT);
    TRY(add_table(c, d, &list, err));
    document_para(d, WORD("inkind.paper_copies"), DOC_JUSTIFY, DOC_INDENT);
    const struct doc_span titles[] = {{WORD("inkind.paper_sign_giver"), 1},
                                      {WORD("inkind.paper_sign_commune"), 1},
                                      {WORD("inkind.paper_sign_hamlet"), 1}};
    const struct text names[] = {T(""), T(""), T("")};
    document_sign_columns(d, titles, names, COUNT_OF(titles));
    return paper_send(c, d, arena_fmt(c->arena, "ban-giao-%lld", (long long)id), err);
}
