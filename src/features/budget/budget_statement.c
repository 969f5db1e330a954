/* The statement of a year through a day, made from the ledger: as a page, as a workbook and as a paper. */
#include "budget_queries.h"
#include "features/budget/budget_pages.h"
#include "features/document/document.h"

struct figures {
    int64_t unallocated, available, committed, disbursed;
};

static void add(struct figures *sum, const struct budget_statement_rows_row *r) {
    sum->unallocated += r->unallocated;
    sum->available += r->available;
    sum->committed += r->committed;
    sum->disbursed += r->disbursed;
}

static struct text source_name(enum lang lang, struct text code) {
    enum budget_source s = BUDGET_CENTRAL;
    (void)budget_source_of(code, &s);
    return tr(lang, budget_source_word(s));
}

enum { COLUMNS = 10 };
static const char *const heads[COLUMNS] = {"budget.policy",
                                           "budget.area",
                                           "budget.agency",
                                           "budget.index_code",
                                           "budget.estimate",
                                           "budget.allocated",
                                           "budget.unallocated",
                                           "budget.account.committed",
                                           "budget.account.disbursed",
                                           "budget.left"};

static void numbers_of(const struct figures *f, int64_t n[6]) {
    n[1] = f->available + f->committed + f->disbursed;
    n[0] = f->unallocated + n[1];
    n[2] = f->unallocated;
    n[3] = f->committed;
    n[4] = f->disbursed;
    n[5] = f->available;
}

static struct text title_of(struct ctx *c, int64_t year, day_t through) {
    char day[11];
    day_vn(through, day);
    return SAY(c, "budget.statement_about", arena_fmt(c->arena, "%lld", (long long)year),
               arena_text(c->arena, text_of(day)));
}

/* ---- workbook */

static void sheet_numbers(struct xlsx_writer *w, uint32_t row, const struct figures *f) {
    int64_t n[6];
    numbers_of(f, n);
    for (uint16_t i = 0; i < 6; i++)
        xlsx_number(w, row, (uint16_t)(4 + i), (double)n[i], XLSX_MONEY);
}

static enum status send_sheet(struct ctx *c, struct text title, const struct budget_statement_rows_row *rows,
                              size_t count, struct error *err) {
    struct xlsx_writer *w;
    TRY(xlsx_create_temporary(&w, err));
    xlsx_sheet(w, "Báo cáo");
    uint32_t row = 0;
    xlsx_text(w, row++, 0, title, XLSX_TITLE);
    if (c->app->demo)
        xlsx_text(w, row++, 0, WORD("common.demo_data_note"), XLSX_TEXT);
    row++;
    for (uint16_t i = 0; i < COLUMNS; i++) {
        xlsx_column_width(w, i, i == 0 ? 46 : i < 4 ? 24 : 18);
        xlsx_text(w, row, i, WORD(heads[i]), XLSX_HEAD);
    }
    xlsx_freeze(w, ++row, 1);
    struct figures all = {0};
    for (size_t i = 0; i < count;) {
        struct figures of_source = {0};
        struct text source = rows[i].source;
        xlsx_text(w, row++, 0, source_name(LANG_VI, source), XLSX_HEAD);
        for (; i < count && text_eq(rows[i].source, source); i++, row++) {
            struct figures f = {0};
            add(&f, &rows[i]);
            add(&of_source, &rows[i]);
            add(&all, &rows[i]);
            xlsx_text(w, row, 0, rows[i].policy_name.ptr ? rows[i].policy_name : WORD("budget.no_policy"), XLSX_TEXT);
            xlsx_text(w, row, 1, rows[i].area_name, XLSX_TEXT);
            xlsx_text(w, row, 2, rows[i].agency_name.len ? rows[i].agency_name : WORD("common.unknown"), XLSX_TEXT);
            xlsx_text(w, row, 3, rows[i].index_code.len ? rows[i].index_code : WORD("common.unknown"), XLSX_TEXT);
            sheet_numbers(w, row, &f);
        }
        xlsx_text(w, row, 0, SAY(c, "budget.sum_of", source_name(LANG_VI, source)), XLSX_HEAD);
        sheet_numbers(w, row++, &of_source);
    }
    xlsx_text(w, row, 0, WORD("budget.sum"), XLSX_HEAD);
    sheet_numbers(w, row, &all);
    AUTO_BUF b;
    buf_init(&b, MAX_RESPONSE_BYTES);
    TRY(xlsx_finish_into(&w, &b, err));
    ctx_send_bytes(c, T("bao-cao-ngan-sach.xlsx"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                   arena_text(c->arena, buf_as_text(&b)), false);
    return OK;
}

/* ---- paper */

static struct text bare_money(struct ctx *c, int64_t dong) {
    AUTO_BUF b;
    buf_init(&b, 64);
    fmt_int(&b, LANG_VI, dong);
    return arena_text(c->arena, buf_as_text(&b));
}

static void paper_row(struct ctx *c, struct document *d, struct text name, struct text area, const struct figures *f,
                      unsigned style) {
    int64_t n[6];
    struct text cells[8] = {name, area};
    numbers_of(f, n);
    for (int i = 0; i < 6; i++)
        cells[2 + i] = bare_money(c, n[i]);
    document_table_row(d, cells, DOC_SMALL | style);
}

static void paper_table(struct ctx *c, struct document *d, const struct budget_statement_rows_row *rows, size_t count) {
    static const double widths[] = {0.25, 0.15, 0.10, 0.10, 0.10, 0.10, 0.10, 0.10};
    static const enum doc_align aligns[] = {DOC_LEFT,  DOC_LEFT,  DOC_RIGHT, DOC_RIGHT,
                                            DOC_RIGHT, DOC_RIGHT, DOC_RIGHT, DOC_RIGHT};
    struct text head[8] = {WORD(heads[0]), WORD(heads[1])};
    for (int i = 0; i < 6; i++)
        head[2 + i] = WORD(heads[4 + i]);
    document_table_begin(d, COUNT_OF(head), widths, aligns);
    document_table_head(d, head);
    struct figures all = {0};
    for (size_t i = 0; i < count;) {
        struct figures of_source = {0};
        size_t first = i;
        for (; i < count && text_eq(rows[i].source, rows[first].source); i++)
            add(&of_source, &rows[i]);
        paper_row(c, d, source_name(LANG_VI, rows[first].source), T(""), &of_source, DOC_BOLD);
        for (size_t k = first; k < i; k++) {
            struct figures f = {0};
            add(&f, &rows[k]);
            add(&all, &rows[k]);
            paper_row(c, d, rows[k].policy_name.ptr ? rows[k].policy_name : WORD("budget.no_policy"), rows[k].area_name,
                      &f, 0);
        }
    }
    paper_row(c, d, WORD("budget.sum"), T(""), &all, DOC_BOLD);
    document_table_end(d);
}

static enum status send_paper(struct ctx *c, struct text title, day_t through,
                              const struct budget_statement_rows_row *rows, size_t count, struct error *err) {
    struct paper_place place;
    int64_t area = c->user.scope.area_id;
    if (c->user.scope.level == DB_SCOPE_ALL)
        TRY(area_by_code(c, T("77"), through, &area, err));
    TRY(paper_place(c, area, through, &place, err));
    AUTO_DOCUMENT d = document_new(true);
    TRY(paper_head(c, d, &place, WORD("paper.number_open_report"), c->today, err));
    document_title(d, WORD("budget.statement_kind"), title);
    document_para(d, WORD("budget.statement_unit"), DOC_RIGHT, DOC_ITALIC | DOC_SMALL);
    paper_table(c, d, rows, count);
    document_para(d, WORD("budget.statement_note"), DOC_LEFT, DOC_ITALIC | DOC_SMALL);
    paper_sign(c, d, T(""), T(""), NULL, 0);
    return paper_send(c, d, T("bao-cao-ngan-sach"), err);
}

/* ---- page */

static void set_figures(struct value *v, const struct figures *f) {
    budget_figures(v, f->unallocated, f->available, f->committed, f->disbursed);
}

static void add_rows(struct ctx *c, const struct budget_statement_rows_row *rows, size_t count, struct value *out) {
    struct value *groups = value_set_list(out, "sources");
    struct figures all = {0};
    for (size_t i = 0; i < count;) {
        struct figures of_source = {0};
        struct value *group = budget_source_group(groups, rows[i].source), *items = value_set_list(group, "items");
        for (size_t first = i; i < count && text_eq(rows[i].source, rows[first].source); i++) {
            struct value *v = value_add_object(items);
            struct figures f = {0};
            add(&f, &rows[i]);
            add(&of_source, &rows[i]);
            add(&all, &rows[i]);
            value_set_id(v, "line_id", rows[i].line_id);
            value_set_text(v, "policy",
                           rows[i].policy_name.ptr ? rows[i].policy_name : tr(c->lang, "budget.no_policy"));
            value_set_text(v, "area", rows[i].area_name);
            value_set_text(v, "agency", rows[i].agency_name);
            value_set_text(v, "index_code", rows[i].index_code);
            set_figures(v, &f);
        }
        set_figures(value_set_object(group, "total"), &of_source);
    }
    set_figures(value_set_object(out, "total"), &all);
}

enum status budget_statement_page(struct ctx *c, struct value *out, struct error *err) {
    int64_t year = budget_year_asked(c);
    day_t through = c->as_of, asked;
    if (day_parse(ctx_query(c, "through"), &asked))
        through = asked;
    struct budget_statement_rows_row *rows;
    size_t count;
    TRY(budget_statement_rows(c->db, &(struct budget_statement_rows_in){year, through, SCOPE_OF(c)}, c->arena, &rows,
                              &count, err));
    struct text title = title_of(c, year, through);
    if (c->format != NULL && strcmp(c->format, "xlsx") == 0)
        return send_sheet(c, title, rows, count, err);
    if (c->format != NULL && (strcmp(c->format, "pdf") == 0 || strcmp(c->format, "docx") == 0))
        return send_paper(c, title, through, rows, count, err);
    if (c->format != NULL && strcmp(c->format, "json") != 0)
        return fail(err, E_NOT_FOUND, "http.not_found");
    char iso[11];
    day_iso(through, iso);
    value_set_int(out, "year", year);
    value_set_day(out, "through", through);
    value_set_text(out, "title", title);
    value_set_text(out, "query", arena_fmt(c->arena, "year=%lld&through=%s", (long long)year, iso));
    add_rows(c, rows, count, out);
    budget_tabs(c, out, "/budget/statement");
    return OK;
}
