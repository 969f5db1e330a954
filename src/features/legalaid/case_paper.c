/* The written answer to an applicant: accepted, or refused with the reason and what was looked at. */
#include "features/document/document.h"
#include "features/legalaid/legalaid_parts.h"

static void add_lines(struct ctx *c, struct document *d, const struct legal_right_lines_row *rows, size_t count) {
    static const double widths[] = {0.4, 0.2, 0.4};
    static const enum doc_align aligns[] = {DOC_LEFT, DOC_LEFT, DOC_LEFT};
    const struct text head[] = {WORD("legalaid.paper_demanded"), WORD("legalaid.paper_found"),
                                WORD("legalaid.paper_rests_on")};
    document_table_begin(d, COUNT_OF(head), widths, aligns);
    document_table_head(d, head);
    for (size_t i = 0; i < count; i++) {
        struct text state = tr(LANG_VI, service_word(c, "legalaid.line.", rows[i].state));
        struct text cells[] = {tr(LANG_VI, arena_zstr(c->arena, rows[i].title)),
                               rows[i].found.len > 0 ? arena_fmt(c->arena, "%.*s: %.*s", FMT(state), FMT(rows[i].found))
                                                     : state,
                               rows[i].article.ptr != NULL ? rows[i].article : T("")};
        document_table_row(d, cells, DOC_SMALL);
    }
    document_table_end(d);
}

enum status legal_paper(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    int64_t id;
    struct legal_case_get_row k;
    struct legal_right_lines_row *rows;
    size_t count;
    TRY(ctx_id(c, 0, &id, err));
    TRY(legal_case_read(c, id, &k, err));
    bool refused = text_is(k.state, "refused");
    if (k.decided_on == DAY_NONE || (!refused && k.number == DB_NULL))
        return fail(err, E_CONFLICT, "legalaid.not_decided");
    TRY(legal_right_lines(c->db, &(struct legal_right_lines_in){k.id}, c->arena, &rows, &count, err));
    AUTO_DOCUMENT d = service_paper(c, TEXT_NONE, WORD("legalaid.paper_number"), k.commune_id, k.decided_on);
    document_title(d, WORD("legalaid.paper_kind"),
                   WORD(refused ? "legalaid.paper_about_refused" : "legalaid.paper_about_accepted"));
    struct text form = tr(LANG_VI, service_word(c, "legalaid.form.", k.form));
    struct text args[] = {k.person_name, paper_day(c, k.applied_on), form, k.field_name};
    document_para(d, tr_args(LANG_VI, c->arena, "legalaid.paper_to", args, COUNT_OF(args)), DOC_JUSTIFY, DOC_INDENT);
    if (refused) {
        struct text why[] = {k.reason};
        document_para(d, tr_args(LANG_VI, c->arena, "legalaid.paper_refused", why, 1), DOC_JUSTIFY, DOC_INDENT);
    } else {
        struct text code[] = {paper_or_dots(k.code)};
        document_para(d, tr_args(LANG_VI, c->arena, "legalaid.paper_accepted", code, 1), DOC_JUSTIFY, DOC_INDENT);
    }
    document_para(d, WORD("legalaid.paper_lines"), DOC_JUSTIFY, DOC_INDENT);
    add_lines(c, d, rows, count);
    struct text post = WORD("legalaid.paper_signer");
    struct text recipients[] = {arena_fmt(c->arena, "- %.*s;", FMT(k.person_name)), T("- Lưu: VT, HS.")};
    document_sign(d, &post, 1, T(""), recipients, COUNT_OF(recipients));
    return paper_send(c, d, arena_fmt(c->arena, "tro-giup-phap-ly-%lld", (long long)k.id), err);
}
