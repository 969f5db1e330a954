/* The plan and its reports as state documents, PDF and DOCX from one description (layout of NĐ 30/2020). */
#include "features/agency/agency.h"
#include "features/area/area.h"
#include "features/document/document.h"
#include "plan_draft.h"

static struct text text_at(const struct value *v, const char *key) {
    struct text t = value_text(value_get(v, text_of(key)));
    return t.ptr ? t : T("");
}

/* Where it was made out, by its name alone: "Bà Rịa - Vũng Tàu", not "Tỉnh Bà Rịa - Vũng Tàu". */
static struct text place_name(struct ctx *c, int64_t area_id, day_t on) {
    struct paper_place place;
    struct error none = {0};
    return paper_place(c, area_id, on, &place, &none) == OK ? place.bare : T("");
}

/* ---- a report */

static void add_section(struct ctx *c, struct document *d, const struct value *s, size_t no) {
    static const char *const roman[] = {"I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"};
    document_para(d, arena_fmt(c->arena, "%s. %.*s", no < COUNT_OF(roman) ? roman[no] : "–", FMT(text_at(s, "title"))),
                  DOC_LEFT, DOC_BOLD);
    const struct value *paragraphs = value_get(s, T("paragraphs")), *head = value_get(s, T("head")),
                       *rows = value_get(s, T("rows"));
    for (size_t i = 0; i < value_count(paragraphs); i++)
        document_para(d, value_text(value_at(paragraphs, i)), DOC_JUSTIFY, DOC_INDENT);
    size_t columns = value_count(head);
    if (columns == 0 || columns > 8 || value_count(rows) == 0)
        return;
    static const double shares[] = {1, 4, 3, 2, 3, 2, 2, 2}, three[] = {4, 3, 2}, eight[] = {4, 2, 2, 2, 2, 2, 2, 2};
    enum doc_align aligns[8] = {DOC_LEFT};
    struct text cells[8];
    document_table_begin(d, columns, columns == 3 ? three : columns == 8 ? eight : shares, aligns);
    for (size_t i = 0; i < columns; i++)
        cells[i] = value_text(value_at(head, i));
    document_table_head(d, cells);
    for (size_t r = 0; r < value_count(rows); r++) {
        for (size_t i = 0; i < columns; i++) {
            cells[i] = value_text(value_at(value_at(rows, r), i));
            if (cells[i].ptr == NULL)
                cells[i] = T("");
        }
        document_table_row(d, cells, DOC_SMALL);
    }
    document_table_end(d);
}

/* Text that people typed: a paragraph a line. */
static void add_lines(struct document *d, struct text t) {
    struct text line;
    while (text_cut(&t, '\n', &line)) {
        line = text_trim(line);
        if (line.len > 0)
            document_para(d, line, DOC_JUSTIFY, DOC_INDENT);
    }
}

enum status plan_report_file(struct ctx *c, const struct plan_report *r, struct error *err) {
    const struct value *v;
    TRY(plan_report_content(c, r, &v, err));
    AUTO_DOCUMENT d = document_new(false);
    day_t place_on = r->plan.issued_on != DAY_NONE ? r->plan.issued_on : c->today;
    day_t day = c->today;
    (void)day_parse(text_at(v, "as_of"), &day);
    document_head(d, T(""), text_at(v, "agency"), T("     /BC"), place_name(c, r->plan.area_id, place_on), day);
    struct text about[] = {text_at(v, "title"), text_at(v, "about")};
    document_title(d, tr(LANG_VI, "plan.doc_report"),
                   tr_args(LANG_VI, c->arena, "plan.doc_report_about", about, COUNT_OF(about)));
    struct text to[] = {text_at(v, "to"), text_at(v, "plan"), text_at(v, "period"), text_at(v, "as_of")};
    document_para(d, tr_args(LANG_VI, c->arena, "plan.doc_report_to", to, COUNT_OF(to)), DOC_JUSTIFY, DOC_INDENT);
    const struct value *sections = value_get(v, T("sections"));
    size_t no = value_count(sections);
    for (size_t i = 0; i < no; i++)
        add_section(c, d, value_at(sections, i), i);
    struct value *own = value_object(c->arena);
    if (text_at(v, "body").len > 0) {
        value_set_text(own, "title", tr(LANG_VI, "plan.report_body"));
        add_section(c, d, own, no++);
        add_lines(d, text_at(v, "body"));
    }
    if (text_at(v, "proposal").len > 0) {
        value_set_text(own, "title", tr(LANG_VI, "plan.report_proposal"));
        add_section(c, d, own, no++);
        add_lines(d, text_at(v, "proposal"));
    }
    struct text post = text_at(v, "signer_post");
    struct text recipients[] = {arena_fmt(c->arena, "- %.*s;", FMT(text_at(v, "to"))), T("- Lưu: VT.")};
    document_sign(d, &post, 1, text_at(v, "signer"), recipients, COUNT_OF(recipients));
    if (c->app->demo)
        document_watermark_note(d, tr(LANG_VI, "plan.doc_demo"));
    return paper_send(c, d, T("bao-cao"), err);
}

/* ---- the plan */

static enum status add_papers(struct ctx *c, struct document *d, const struct plan *p, struct error *err) {
    struct plan_bases_row *bases;
    struct plan_targets_row *targets;
    size_t count;
    TRY(plan_bases(c->db, &(struct plan_bases_in){p->id}, c->arena, &bases, &count, err));
    for (size_t i = 0; i < count; i++) {
        if (text_is(bases[i].role, "cited"))
            continue;
        struct text args[] = {bases[i].number, plan_day_text(c, bases[i].issued_on), bases[i].issuer, bases[i].subject};
        document_para(d, tr_args(LANG_VI, c->arena, "plan.doc_basis", args, COUNT_OF(args)), DOC_JUSTIFY,
                      DOC_ITALIC | DOC_INDENT);
    }
    TRY(plan_targets(c->db, &(struct plan_targets_in){p->id}, c->arena, &targets, &count, err));
    document_para(d, tr(LANG_VI, "plan.doc_targets"), DOC_LEFT, DOC_BOLD);
    for (size_t i = 0; i < count; i++)
        document_para(d, plan_target_text(c, &targets[i]), DOC_JUSTIFY, DOC_INDENT);
    return OK;
}

static enum status add_duties(struct ctx *c, struct document *d, const struct plan *p, day_t on, struct error *err) {
    struct plan_duties_row *rows;
    size_t count;
    int64_t agency = 0;
    struct text last = TEXT_NONE;
    TRY(plan_duties(c->db, &(struct plan_duties_in){p->id, on}, c->arena, &rows, &count, err));
    document_para(d, tr(LANG_VI, "plan.doc_duties"), DOC_LEFT, DOC_BOLD);
    for (size_t i = 0; i < count; i++) {
        if (last.ptr == NULL || !text_eq(last, rows[i].name))
            document_para(d, arena_fmt(c->arena, "%lld. %.*s", (long long)++agency, FMT(rows[i].name)), DOC_LEFT,
                          DOC_BOLD | DOC_INDENT);
        last = rows[i].name;
        document_para(d, arena_fmt(c->arena, "- %.*s.", FMT(rows[i].title)), DOC_JUSTIFY, DOC_INDENT);
    }
    return OK;
}

static struct text parties(struct ctx *c, const struct plan_task_state *t, bool lead) {
    struct text all = T("");
    for (size_t i = 0; i < t->named_count; i++)
        if (t->named[i].lead == lead)
            all = all.len ? arena_fmt(c->arena, "%.*s; %.*s", FMT(all), FMT(t->named[i].name)) : t->named[i].name;
    return all;
}

static enum status add_annex(struct ctx *c, struct document *d, const struct plan *p, day_t on, struct error *err) {
    static const double widths[] = {1, 5, 3, 4};
    static const enum doc_align aligns[] = {DOC_CENTER, DOC_LEFT, DOC_LEFT, DOC_LEFT};
    struct plan_annex a;
    TRY(plan_annex(c, p, on, &a, err));
    document_page_break(d);
    document_para(d, tr(LANG_VI, "plan.doc_annex"), DOC_CENTER, DOC_BOLD);
    struct text of[] = {plan_name(c, p), plan_day_text(c, p->issued_on)};
    document_para(d, tr_args(LANG_VI, c->arena, "plan.doc_annex_of", of, COUNT_OF(of)), DOC_CENTER, DOC_ITALIC);
    document_table_begin(d, 4, widths, aligns);
    struct text cells[4] = {tr(LANG_VI, "plan.doc_no"), tr(LANG_VI, "plan.doc_work"), tr(LANG_VI, "plan.doc_lead"),
                            tr(LANG_VI, "plan.doc_with")};
    document_table_head(d, cells);
    for (size_t i = 0; i < a.count; i++) {
        const struct plan_task_state *t = &a.tasks[i];
        bool task = text_is(t->row.kind, "task");
        /* The one task of a group bears the group's number, which stands above it already. */
        bool same = task && t->row.parent_code.ptr != NULL && text_eq(t->row.code, t->row.parent_code);
        cells[0] = same ? T("") : t->row.code;
        cells[1] = t->row.title;
        cells[2] = task ? parties(c, t, true) : T("");
        cells[3] = task ? parties(c, t, false) : T("");
        document_table_row(d, cells, task ? DOC_SMALL : DOC_SMALL | DOC_BOLD);
    }
    document_table_end(d);
    return OK;
}

static enum status add_signature(struct ctx *c, struct document *d, const struct plan *p, struct error *err) {
    struct plan_recipients_row *rows;
    size_t count, lines = 0;
    TRY(plan_recipients(c->db, &(struct plan_recipients_in){p->id}, c->arena, &rows, &count, err));
    struct text *to = ARENA_ARRAY(c->arena, count + 1, struct text);
    for (size_t i = 0; i < count; i++) {
        bool report = text_is(rows[i].purpose, "report"), file = text_is(rows[i].purpose, "file");
        to[i] = arena_fmt(c->arena, "- %s%.*s%s", file ? "Lưu: " : "", FMT(rows[i].recipient),
                          report           ? " (b/c);"
                          : i + 1 == count ? "."
                                           : ";");
    }
    struct text capacity[3];
    const struct text given[] = {p->on_behalf, p->signer_capacity, p->signer_post};
    for (size_t i = 0; i < COUNT_OF(given); i++)
        if (given[i].len > 0)
            capacity[lines++] = given[i];
    document_sign(d, capacity, lines, p->signer_name.ptr ? p->signer_name : T(""), to, count);
    return OK;
}

enum status plan_file(struct ctx *c, const struct plan *p, struct error *err) {
    struct text issuer;
    day_t on = p->issued_on != DAY_NONE ? p->issued_on : c->today;
    TRY(agency_name(c, p->issuer_id, on, &issuer, err));
    AUTO_DOCUMENT d = document_new(false);
    document_head(d, T(""), issuer, p->number.ptr ? p->number : T("     /KH-UBND"), place_name(c, p->area_id, on), on);
    document_title(d, p->kind, p->title);
    TRY(add_papers(c, d, p, err));
    TRY(add_duties(c, d, p, on, err));
    TRY(add_signature(c, d, p, err));
    TRY(add_annex(c, d, p, c->as_of, err));
    /* The issued document's own words are not kept: what is printed is the plan as the system holds it. */
    document_watermark_note(d, tr(LANG_VI, c->app->demo ? "plan.doc_demo" : "plan.doc_note"));
    return paper_send(c, d, T("ke-hoach"), err);
}
