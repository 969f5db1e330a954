/* The description of a document: recorded once, in an arena, then set as PDF (document_pdf.c) or written as
 * DOCX (document_docx.c). Recording never fails; too much is told by document_pdf and document_docx. */
#include <glib.h>

#include "files/document.h"
#include "i18n/i18n.h"

struct document *document_new(bool landscape) {
    struct arena *a = arena_new(MAX_DOCUMENT_ARENA);
    struct document *d = ARENA_NEW(a, struct document);
    d->arena = a;
    d->landscape = landscape;
    d->end = &d->first;
    d->created = DAY_NONE;
    return d;
}

void document_free(struct document *d) {
    if (d != NULL)
        arena_free(d->arena);
}

void document_drop(struct document **d) {
    document_free(*d);
}

static struct doc_block *add_block(struct document *d, enum block_kind kind) {
    struct doc_block *b = ARENA_NEW(d->arena, struct doc_block);
    b->kind = kind;
    *d->end = b;
    d->end = &b->next;
    return b;
}

/* What may stand in the text of a document: UTF-8 without control characters but tab and line feed. */
static struct text clean(struct document *d, struct text t, unsigned style) {
    if (t.len == 0)
        return T("");
    struct text copy;
    if (text_is_utf8(t) && (style & DOC_UPPER) == 0) {
        copy = arena_text(d->arena, t);
    } else {
        char *valid = g_utf8_make_valid(t.ptr, (gssize)t.len);
        char *made = (style & DOC_UPPER) != 0 ? g_utf8_strup(valid, -1) : g_strdup(valid);
        copy = arena_text(d->arena, text_of(made));
        g_free(made);
        g_free(valid);
    }
    char *p = (char *)copy.ptr; /* our own copy */
    size_t n = 0;
    for (size_t i = 0; i < copy.len; i++)
        if ((unsigned char)p[i] >= 0x20 || p[i] == '\n' || p[i] == '\t')
            p[n++] = p[i];
    return (struct text){p, n};
}

static struct text *clean_all(struct document *d, const struct text *texts, size_t count, unsigned style) {
    struct text *copy = ARENA_ARRAY(d->arena, count + 1, struct text);
    for (size_t i = 0; i < count; i++)
        copy[i] = clean(d, texts[i], style);
    return copy;
}

static struct doc_span *clean_spans(struct document *d, const struct doc_span *spans, size_t count) {
    struct doc_span *copy = ARENA_ARRAY(d->arena, count + 1, struct doc_span);
    for (size_t i = 0; i < count; i++)
        copy[i] = (struct doc_span){clean(d, spans[i].text, 0), spans[i].span > 0 ? spans[i].span : 1};
    return copy;
}

/* "Láng Lớn, ngày 12 tháng 12 năm 2024", with room for a hand when the day is not given yet. */
static struct text place_and_day(struct document *d, struct text place, day_t day) {
    AUTO_BUF b;
    buf_init(&b, 4096 + place.len);
    buf_text(&b, place);
    if (place.len > 0)
        buf_str(&b, ", ");
    if (day == DAY_NONE)
        buf_fmt(&b, "ngày      tháng      năm        ");
    else
        fmt_day_long(&b, day);
    return clean(d, buf_as_text(&b), 0);
}

void document_head(struct document *d, struct text parent_agency, struct text agency, struct text number,
                   struct text place, day_t day) {
    struct doc_block *b = add_block(d, BLOCK_HEAD);
    b->head.parent = clean(d, parent_agency, DOC_UPPER);
    b->head.agency = clean(d, agency, DOC_UPPER);
    b->head.number = number.len > 0 ? arena_fmt(d->arena, "Số: %.*s", FMT(clean(d, number, 0))) : T("");
    b->head.place_and_day = place_and_day(d, place, day);
    if (d->created == DAY_NONE)
        d->created = day;
}

void document_title(struct document *d, struct text kind, struct text about) {
    struct doc_block *b = add_block(d, BLOCK_TITLE);
    b->title.kind = clean(d, kind, DOC_UPPER);
    b->title.about = clean(d, about, 0);
    if (d->title.ptr == NULL)
        d->title =
            arena_fmt(d->arena, "%.*s%s%.*s", FMT(b->title.kind), about.len > 0 ? " - " : "", FMT(b->title.about));
}

void document_properties(struct document *d, struct text title, day_t created) {
    d->title = clean(d, title, 0);
    d->created = created;
}

void document_run_begin(struct document *d, enum doc_align align, unsigned style) {
    struct doc_block *b = add_block(d, BLOCK_PARA);
    b->para = (struct doc_para){.align = align, .style = style};
    b->para.end = &b->para.runs;
    d->open_para = &b->para;
}

void document_run(struct document *d, struct text t, unsigned style) {
    if (d->open_para == NULL)
        return;
    struct doc_run *r = ARENA_NEW(d->arena, struct doc_run);
    r->style = style | d->open_para->style;
    r->text = clean(d, t, r->style);
    *d->open_para->end = r;
    d->open_para->end = &r->next;
}

void document_run_end(struct document *d) {
    d->open_para = NULL;
}

void document_para(struct document *d, struct text t, enum doc_align align, unsigned style) {
    document_run_begin(d, align, style);
    document_run(d, t, 0);
    document_run_end(d);
}

void document_table_begin(struct document *d, size_t columns, const double *widths, const enum doc_align *aligns) {
    struct doc_table *t = &add_block(d, BLOCK_TABLE)->table;
    t->columns = columns < 1 ? 1 : columns > MAX_DOCUMENT_COLUMNS ? MAX_DOCUMENT_COLUMNS : columns;
    t->widths = ARENA_ARRAY(d->arena, t->columns, double);
    t->aligns = ARENA_ARRAY(d->arena, t->columns, enum doc_align);
    t->end = &t->rows;
    double sum = 0;
    for (size_t i = 0; i < t->columns; i++)
        sum += widths[i] > 0 ? widths[i] : 1;
    for (size_t i = 0; i < t->columns; i++) {
        t->widths[i] = (widths[i] > 0 ? widths[i] : 1) / sum;
        t->aligns[i] = aligns != NULL ? aligns[i] : DOC_LEFT;
    }
    d->open_table = t;
}

void document_table_head(struct document *d, const struct text *cells) {
    if (d->open_table != NULL)
        d->open_table->head = clean_all(d, cells, d->open_table->columns, 0);
}

void document_table_group(struct document *d, const struct doc_span *groups, size_t count) {
    struct doc_table *t = d->open_table;
    if (t == NULL)
        return;
    struct doc_span *spans = clean_spans(d, groups, count);
    size_t columns = 0, kept = 0;
    for (; kept < count && columns < t->columns; kept++) {
        if (spans[kept].span > t->columns - columns)
            spans[kept].span = t->columns - columns;
        columns += spans[kept].span;
    }
    if (columns < t->columns) /* clean_spans leaves room for one more */
        spans[kept++] = (struct doc_span){T(""), t->columns - columns};
    t->groups = spans;
    t->group_count = kept;
}

void document_table_row(struct document *d, const struct text *cells, unsigned style) {
    struct doc_table *t = d->open_table;
    if (t == NULL)
        return;
    struct doc_row *r = ARENA_NEW(d->arena, struct doc_row);
    r->cells = clean_all(d, cells, t->columns, style);
    r->style = style;
    *t->end = r;
    t->end = &r->next;
}

void document_table_end(struct document *d) {
    d->open_table = NULL;
}

void document_page_break(struct document *d) {
    (void)add_block(d, BLOCK_BREAK);
}

void document_sign(struct document *d, const struct text *capacity, size_t capacity_count, struct text name,
                   const struct text *recipients, size_t recipient_count) {
    struct doc_block *b = add_block(d, BLOCK_SIGN);
    b->sign.capacity = clean_all(d, capacity, capacity_count, 0);
    b->sign.capacity_count = capacity_count;
    b->sign.recipients = clean_all(d, recipients, recipient_count, 0);
    b->sign.recipient_count = recipient_count;
    b->sign.name = clean(d, name, 0);
}

void document_sign_columns(struct document *d, const struct doc_span *titles, const struct text *names, size_t count) {
    if (count == 0)
        return;
    struct doc_block *b = add_block(d, BLOCK_SIGN_COLUMNS);
    b->columns.titles = clean_spans(d, titles, count);
    b->columns.names = clean_all(d, names, count, 0);
    b->columns.count = count;
}

void document_watermark_note(struct document *d, struct text note) {
    add_block(d, BLOCK_NOTE)->note = clean(d, note, 0);
}

double document_text_width(const struct document *d) {
    return d->landscape ? A4_LONG - 2 * MARGIN : A4_SHORT - MARGIN_BIND - MARGIN;
}

double table_font_size(const struct doc_table *t) {
    return t->columns <= 7 ? 13 : t->columns <= 12 ? 12 : 11;
}

bool group_is_merged(const struct doc_table *t, size_t group, size_t column) {
    struct text over = t->groups[group].text, under = t->head != NULL ? t->head[column] : T("");
    return t->groups[group].span == 1 && (over.len == 0 || under.len == 0 || text_eq(over, under));
}

struct text group_merged_text(const struct doc_table *t, size_t group, size_t column) {
    return t->groups[group].text.len > 0 || t->head == NULL ? t->groups[group].text : t->head[column];
}
