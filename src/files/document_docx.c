/* DOCX: the same description as WordprocessingML (ECMA-376), for offices that go on editing. Word breaks pages
 * itself; sizes, spaces and indents are those of the PDF. Lengths are twentieths of a point, sizes half points. */
#include "files/document.h"
#include "files/zip.h"

#define TWIPS(pt) ((int)((pt)*20 + 0.5))
#define MAX_XML (512u << 20)

static const char xml_head[] = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
#define W_NS "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define R_NS "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

struct docx {
    struct buf *b;
    struct arena *arena;
    double width; /* of the text */
};

struct para_form {
    enum doc_align align;
    double indent, left, right, before, after, line; /* line: factor; 0: that of the body */
    bool keep_next;
    const char *borders; /* XML */
};

static void escape(struct buf *b, struct text t) {
    for (size_t i = 0; i < t.len; i++) {
        switch (t.ptr[i]) {
        case '<':
            buf_str(b, "&lt;");
            break;
        case '>':
            buf_str(b, "&gt;");
            break;
        case '&':
            buf_str(b, "&amp;");
            break;
        default:
            buf_char(b, t.ptr[i]);
        }
    }
}

static void run(struct docx *x, struct text t, unsigned style, double size) {
    if (t.len == 0)
        return;
    if ((style & DOC_SMALL) != 0 && size > SIZE_SMALL)
        size = SIZE_SMALL;
    buf_fmt(x->b, "<w:r><w:rPr>%s%s<w:sz w:val=\"%d\"/><w:szCs w:val=\"%d\"/></w:rPr>",
            (style & DOC_BOLD) != 0 ? "<w:b/><w:bCs/>" : "", (style & DOC_ITALIC) != 0 ? "<w:i/><w:iCs/>" : "",
            (int)(size * 2), (int)(size * 2));
    for (size_t i = 0; i <= t.len; i++) {
        size_t begin = i;
        while (i < t.len && t.ptr[i] != '\n' && t.ptr[i] != '\t')
            i++;
        if (i > begin) {
            buf_str(x->b, "<w:t xml:space=\"preserve\">");
            escape(x->b, (struct text){t.ptr + begin, i - begin});
            buf_str(x->b, "</w:t>");
        }
        if (i < t.len)
            buf_str(x->b, t.ptr[i] == '\n' ? "<w:br/>" : "<w:tab/>");
    }
    buf_str(x->b, "</w:r>");
}

static void para_begin(struct docx *x, struct para_form f) {
    static const char *const aligns[] = {
        [DOC_LEFT] = "left", [DOC_CENTER] = "center", [DOC_RIGHT] = "right", [DOC_JUSTIFY] = "both"};
    double line = f.line > 0 ? f.line : LINE_FACTOR;
    buf_fmt(x->b, "<w:p><w:pPr>%s%s", f.keep_next ? "<w:keepNext/>" : "", f.borders != NULL ? f.borders : "");
    buf_fmt(x->b, "<w:spacing w:before=\"%d\" w:after=\"%d\" w:line=\"%d\" w:lineRule=\"auto\"/>", TWIPS(f.before),
            TWIPS(f.after), (int)(240 * line + 0.5));
    buf_fmt(x->b, "<w:ind w:left=\"%d\" w:right=\"%d\" w:firstLine=\"%d\"/><w:jc w:val=\"%s\"/></w:pPr>", TWIPS(f.left),
            TWIPS(f.right), TWIPS(f.indent), aligns[f.align]);
}

static void para_end(struct docx *x) {
    buf_str(x->b, "</w:p>");
}

static void line_of_text(struct docx *x, struct text t, unsigned style, double size, struct para_form f) {
    para_begin(x, f);
    run(x, t, style, size);
    para_end(x);
}

/* A rule of the given length in the middle of a column: the upper border of an empty, very low paragraph. */
static void rule(struct docx *x, double length, double column) {
    double side = column > length ? (column - length) / 2 : 0;
    buf_fmt(x->b,
            "<w:p><w:pPr><w:keepNext/><w:pBdr><w:top w:val=\"single\" w:sz=\"6\" w:space=\"1\" w:color=\"auto\"/>"
            "</w:pBdr><w:spacing w:before=\"40\" w:after=\"0\" w:line=\"120\" w:lineRule=\"exact\"/>"
            "<w:ind w:left=\"%d\" w:right=\"%d\"/><w:jc w:val=\"center\"/></w:pPr></w:p>",
            TWIPS(side), TWIPS(side));
}

/* ---- tables */
static void table_begin(struct docx *x, const double *widths, size_t count, bool borders) {
    buf_fmt(x->b, "<w:tbl><w:tblPr><w:tblW w:w=\"%d\" w:type=\"dxa\"/>", TWIPS(x->width));
    if (borders) {
        static const char *const sides[] = {"top", "left", "bottom", "right", "insideH", "insideV"};
        buf_str(x->b, "<w:tblBorders>");
        for (size_t i = 0; i < COUNT_OF(sides); i++)
            buf_fmt(x->b, "<w:%s w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>", sides[i]);
        buf_str(x->b, "</w:tblBorders>");
    }
    int pad = borders ? TWIPS(CELL_PAD_X) : 0;
    buf_fmt(x->b,
            "<w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"%d\" w:type=\"dxa\"/>"
            "<w:right w:w=\"%d\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>",
            pad, pad);
    for (size_t i = 0; i < count; i++)
        buf_fmt(x->b, "<w:gridCol w:w=\"%d\"/>", TWIPS(widths[i]));
    buf_str(x->b, "</w:tblGrid>");
}

static void row_begin(struct docx *x, bool header) {
    buf_fmt(x->b, "<w:tr><w:trPr><w:cantSplit/>%s</w:trPr>", header ? "<w:tblHeader/>" : "");
}

static void cell_begin(struct docx *x, double width, size_t span, const char *merge, bool centred) {
    buf_fmt(x->b, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/>", TWIPS(width));
    if (span > 1)
        buf_fmt(x->b, "<w:gridSpan w:val=\"%zu\"/>", span);
    if (merge != NULL)
        buf_fmt(x->b, "<w:vMerge w:val=\"%s\"/>", merge);
    buf_fmt(x->b, "<w:vAlign w:val=\"%s\"/></w:tcPr>", centred ? "center" : "top");
}

static void cell_end(struct docx *x) {
    buf_str(x->b, "</w:tc>");
}

static void row_end(struct docx *x) {
    buf_str(x->b, "</w:tr>");
}

/* Two tables without a paragraph between them would become one. */
static void table_end(struct docx *x, double space) {
    buf_str(x->b, "</w:tbl>");
    buf_fmt(x->b,
            "<w:p><w:pPr><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"%d\" w:lineRule=\"exact\"/></w:pPr></w:p>",
            TWIPS(space));
}

static void table_cell(struct docx *x, struct text t, unsigned style, double size, enum doc_align align) {
    line_of_text(
        x, t, style, size,
        (struct para_form){.align = align, .before = CELL_PAD_Y, .after = CELL_PAD_Y, .line = TABLE_LINE_FACTOR});
}

static void table_head(struct docx *x, const struct doc_table *t, const double *widths) {
    double size = table_font_size(t);
    if (t->group_count > 0) {
        row_begin(x, true);
        for (size_t g = 0, c = 0; g < t->group_count; c += t->groups[g++].span) {
            bool merged = t->head != NULL && group_is_merged(t, g, c);
            double width = 0;
            for (size_t k = c; k < c + t->groups[g].span; k++)
                width += widths[k];
            cell_begin(x, width, t->groups[g].span, merged ? "restart" : NULL, true);
            table_cell(x, merged ? group_merged_text(t, g, c) : t->groups[g].text, DOC_BOLD, size, DOC_CENTER);
            cell_end(x);
        }
        row_end(x);
    }
    if (t->head == NULL)
        return;
    row_begin(x, true);
    for (size_t c = 0, g = 0, end = t->group_count > 0 ? t->groups[0].span : 0; c < t->columns; c++) {
        while (g < t->group_count && c >= end && g + 1 < t->group_count)
            end += t->groups[++g].span;
        bool merged = t->group_count > 0 && group_is_merged(t, g, c);
        cell_begin(x, widths[c], 1, merged ? "continue" : NULL, true);
        table_cell(x, merged ? T("") : t->head[c], DOC_BOLD, size, DOC_CENTER);
        cell_end(x);
    }
    row_end(x);
}

static void table(struct docx *x, const struct doc_table *t) {
    double widths[MAX_DOCUMENT_COLUMNS];
    table_widths(t, x->width, widths);
    table_begin(x, widths, t->columns, true);
    table_head(x, t, widths);
    for (const struct doc_row *r = t->rows; r != NULL; r = r->next) {
        row_begin(x, false);
        for (size_t c = 0; c < t->columns; c++) {
            cell_begin(x, widths[c], 1, NULL, true);
            table_cell(x, r->cells[c], r->style, table_font_size(t), t->aligns[c]);
            cell_end(x);
        }
        row_end(x);
    }
    if (t->rows == NULL && t->head == NULL && t->group_count == 0) { /* a table has at least one row */
        row_begin(x, false);
        cell_begin(x, x->width, t->columns, NULL, true);
        table_cell(x, T(""), 0, SIZE_BODY, DOC_LEFT);
        cell_end(x);
        row_end(x);
    }
    table_end(x, PARA_AFTER + 2);
}

/* ---- head, title, signatures */
static const struct para_form centred = {.align = DOC_CENTER, .keep_next = true};

static void head(struct docx *x, const struct doc_block *b) {
    double widths[2] = {x->width * HEAD_LEFT_SHARE, x->width * (1 - HEAD_LEFT_SHARE)};
    struct text parent = set_text_balanced(x->arena, b->head.parent, 0, SIZE_AGENCY, widths[0]);
    struct text agency = set_text_balanced(x->arena, b->head.agency, DOC_BOLD, SIZE_AGENCY, widths[0]);
    table_begin(x, widths, 2, false);
    row_begin(x, false);
    cell_begin(x, widths[0], 1, NULL, false);
    if (parent.len > 0)
        line_of_text(x, parent, 0, SIZE_AGENCY, centred);
    line_of_text(x, agency, DOC_BOLD, SIZE_AGENCY, centred);
    rule(x, set_text_width(agency, DOC_BOLD, SIZE_AGENCY) * 0.4, widths[0]);
    cell_end(x);
    cell_begin(x, widths[1], 1, NULL, false);
    line_of_text(x, T(NATIONAL_TITLE), DOC_BOLD, SIZE_AGENCY, centred);
    line_of_text(x, T(MOTTO), DOC_BOLD, SIZE_MOTTO, centred);
    rule(x, set_text_width(T(MOTTO), DOC_BOLD, SIZE_MOTTO), widths[1]);
    cell_end(x);
    row_end(x);
    row_begin(x, false);
    cell_begin(x, widths[0], 1, NULL, false);
    line_of_text(x, b->head.number, 0, SIZE_NUMBER, centred);
    cell_end(x);
    cell_begin(x, widths[1], 1, NULL, false);
    line_of_text(x, b->head.place_and_day, DOC_ITALIC, SIZE_MOTTO, centred);
    cell_end(x);
    row_end(x);
    table_end(x, 12);
}

static void title(struct docx *x, const struct doc_block *b) {
    struct text about = set_text_balanced(x->arena, b->title.about, DOC_BOLD, SIZE_BODY, x->width * 0.85);
    line_of_text(x, b->title.kind, DOC_BOLD, SIZE_BODY, centred);
    if (about.len == 0)
        return;
    line_of_text(x, about, DOC_BOLD, SIZE_BODY, centred);
    rule(x, set_text_width(about, DOC_BOLD, SIZE_BODY) * 0.4, x->width);
}

static void para(struct docx *x, const struct doc_para *p) {
    para_begin(x, (struct para_form){.align = p->align,
                                     .indent = (p->style & DOC_INDENT) != 0 ? FIRST_INDENT : 0,
                                     .after = PARA_AFTER,
                                     .keep_next = (p->style & DOC_BOLD) != 0});
    for (const struct doc_run *r = p->runs; r != NULL; r = r->next)
        run(x, r->text, r->style, SIZE_BODY);
    para_end(x);
}

static void sign(struct docx *x, const struct doc_block *b) {
    double widths[2] = {x->width * SIGN_LEFT_SHARE, x->width * (1 - SIGN_LEFT_SHARE)};
    struct para_form left = {.align = DOC_LEFT};
    table_begin(x, widths, 2, false);
    row_begin(x, false);
    cell_begin(x, widths[0], 1, NULL, false);
    if (b->sign.recipient_count > 0)
        line_of_text(x, T(RECIPIENTS), DOC_BOLD | DOC_ITALIC, SIZE_RECIPIENTS_HEAD, left);
    for (size_t i = 0; i < b->sign.recipient_count; i++)
        line_of_text(x, b->sign.recipients[i], 0, SIZE_RECIPIENTS, left);
    if (b->sign.recipient_count == 0)
        line_of_text(x, T(""), 0, SIZE_RECIPIENTS, left);
    cell_end(x);
    cell_begin(x, widths[1], 1, NULL, false);
    for (size_t i = 0; i < b->sign.capacity_count; i++)
        line_of_text(x, b->sign.capacity[i], DOC_BOLD, SIZE_BODY, centred);
    line_of_text(x, b->sign.name, DOC_BOLD, SIZE_BODY, (struct para_form){.align = DOC_CENTER, .before = SIGN_SPACE});
    cell_end(x);
    row_end(x);
    table_end(x, PARA_AFTER);
}

static void sign_columns(struct docx *x, const struct doc_block *b) {
    double widths[MAX_DOCUMENT_COLUMNS];
    size_t count = b->columns.count < MAX_DOCUMENT_COLUMNS ? b->columns.count : MAX_DOCUMENT_COLUMNS, spans = 0;
    for (size_t i = 0; i < count; i++)
        spans += b->columns.titles[i].span;
    for (size_t i = 0; i < count; i++)
        widths[i] = x->width * (double)b->columns.titles[i].span / (double)spans;
    table_begin(x, widths, count, false);
    row_begin(x, false);
    for (size_t i = 0; i < count; i++) {
        struct text rest = b->columns.titles[i].text, first = T("");
        cell_begin(x, widths[i], 1, NULL, false);
        (void)text_cut(&rest, '\n', &first);
        line_of_text(x, first, DOC_BOLD, SIZE_BODY, centred);
        if (rest.ptr != NULL)
            line_of_text(x, rest, DOC_ITALIC, SIZE_SMALL, centred);
        cell_end(x);
    }
    row_end(x);
    row_begin(x, false);
    for (size_t i = 0; i < count; i++) {
        cell_begin(x, widths[i], 1, NULL, false);
        line_of_text(x, b->columns.names[i], DOC_BOLD, SIZE_BODY,
                     (struct para_form){.align = DOC_CENTER, .before = SIGN_SPACE});
        cell_end(x);
    }
    row_end(x);
    table_end(x, PARA_AFTER);
}

static void note(struct docx *x, struct text t) {
    static const char borders[] = "<w:pBdr><w:top w:val=\"dashed\" w:sz=\"6\" w:space=\"2\" w:color=\"auto\"/>"
                                  "<w:left w:val=\"dashed\" w:sz=\"6\" w:space=\"4\" w:color=\"auto\"/>"
                                  "<w:bottom w:val=\"dashed\" w:sz=\"6\" w:space=\"2\" w:color=\"auto\"/>"
                                  "<w:right w:val=\"dashed\" w:sz=\"6\" w:space=\"4\" w:color=\"auto\"/></w:pBdr>";
    double width = set_text_width(t, 0, SIZE_NOTE) + 6;
    line_of_text(x, t, 0, SIZE_NOTE,
                 (struct para_form){.align = DOC_LEFT,
                                    .left = 6,
                                    .right = x->width > width + 6 ? x->width - width - 6 : 0,
                                    .before = PARA_AFTER,
                                    .borders = borders});
}

static void block(struct docx *x, const struct doc_block *b) {
    switch (b->kind) {
    case BLOCK_HEAD:
        head(x, b);
        break;
    case BLOCK_TITLE:
        title(x, b);
        break;
    case BLOCK_PARA:
        para(x, &b->para);
        break;
    case BLOCK_TABLE:
        table(x, &b->table);
        break;
    case BLOCK_BREAK:
        buf_str(x->b, "<w:p><w:pPr><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"20\" w:lineRule=\"exact\"/></w:pPr>"
                      "<w:r><w:br w:type=\"page\"/></w:r></w:p>");
        break;
    case BLOCK_SIGN:
        sign(x, b);
        break;
    case BLOCK_SIGN_COLUMNS:
        sign_columns(x, b);
        break;
    case BLOCK_NOTE:
        note(x, b->note);
        break;
    }
}

/* ---- the package */
static void document_part(const struct document *d, struct buf *b, struct arena *a) {
    struct docx x = {.b = b, .arena = a, .width = document_text_width(d)};
    buf_str(b, xml_head);
    buf_str(b, "<w:document " W_NS " " R_NS "><w:body>");
    for (const struct doc_block *p = d->first; p != NULL; p = p->next)
        block(&x, p);
    int across = TWIPS(d->landscape ? A4_LONG : A4_SHORT), down = TWIPS(d->landscape ? A4_SHORT : A4_LONG);
    buf_fmt(b,
            "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId2\"/><w:pgSz w:w=\"%d\" w:h=\"%d\"%s/>"
            "<w:pgMar w:top=\"%d\" w:right=\"%d\" w:bottom=\"%d\" w:left=\"%d\" w:header=\"567\" w:footer=\"567\" "
            "w:gutter=\"0\"/><w:titlePg/></w:sectPr></w:body></w:document>",
            across, down, d->landscape ? " w:orient=\"landscape\"" : "", TWIPS(d->landscape ? MARGIN_BIND : MARGIN),
            TWIPS(MARGIN), TWIPS(MARGIN), TWIPS(d->landscape ? MARGIN : MARGIN_BIND));
}

static void core_part(const struct document *d, struct buf *b) {
    char day[11];
    day_iso(d->created != DAY_NONE ? d->created : day_of(2000, 1, 1), day);
    buf_str(b, xml_head);
    buf_str(b, "<cp:coreProperties "
               "xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" "
               "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" "
               "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>");
    escape(b, d->title);
    buf_fmt(b,
            "</dc:title><dcterms:created xsi:type=\"dcterms:W3CDTF\">%sT00:00:00Z</dcterms:created>"
            "</cp:coreProperties>",
            day);
}

static const char types_part[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    "<Override PartName=\"/word/document.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>"
    "<Override PartName=\"/word/styles.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>"
    "<Override PartName=\"/word/header1.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml\"/>"
    "<Override PartName=\"/word/settings.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml\"/>"
    "<Override PartName=\"/docProps/core.xml\" "
    "ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>";

/* Without it Word opens the document in the compatibility mode of 2007. */
static const char settings_part[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    "<w:settings " W_NS "><w:compat><w:compatSetting w:name=\"compatibilityMode\" "
    "w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat></w:settings>";

static const char package_relations[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"" REL "/officeDocument\" Target=\"word/document.xml\"/>"
    "<Relationship Id=\"rId2\" "
    "Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" "
    "Target=\"docProps/core.xml\"/></Relationships>";

static const char document_relations[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"" REL "/styles\" Target=\"styles.xml\"/>"
    "<Relationship Id=\"rId2\" Type=\"" REL "/header\" Target=\"header1.xml\"/>"
    "<Relationship Id=\"rId3\" Type=\"" REL "/settings\" Target=\"settings.xml\"/></Relationships>";

/* The font is named, not embedded: Word has it, others put its metric twin. */
static const char styles_part[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    "<w:styles " W_NS "><w:docDefaults><w:rPrDefault><w:rPr>"
    "<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"Times New Roman\" "
    "w:cs=\"Times New Roman\"/><w:sz w:val=\"28\"/><w:szCs w:val=\"28\"/>"
    "<w:lang w:val=\"vi-VN\" w:eastAsia=\"vi-VN\" w:bidi=\"ar-SA\"/>"
    "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name "
    "w:val=\"Normal\"/><w:qFormat/></w:style>"
    "</w:styles>";

/* The page number: centred in the top margin; the first page has a header of its own, which is empty. */
static const char header_part[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    "<w:hdr " W_NS "><w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr>"
    "<w:r><w:rPr><w:sz w:val=\"26\"/></w:rPr><w:fldChar w:fldCharType=\"begin\"/></w:r>"
    "<w:r><w:rPr><w:sz w:val=\"26\"/></w:rPr><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r>"
    "<w:r><w:rPr><w:sz w:val=\"26\"/></w:rPr><w:fldChar w:fldCharType=\"separate\"/></w:r>"
    "<w:r><w:rPr><w:sz w:val=\"26\"/></w:rPr><w:t>2</w:t></w:r>"
    "<w:r><w:rPr><w:sz w:val=\"26\"/></w:rPr><w:fldChar w:fldCharType=\"end\"/></w:r></w:p></w:hdr>";

enum status document_docx(const struct document *d, struct buf *out, struct error *err) {
    if (!arena_ok(d->arena))
        return fail(err, E_TOO_LARGE, "files.result_too_large");
    AUTO_ARENA a = arena_new(MAX_REQUEST_ARENA);
    AUTO_BUF body, core;
    buf_init(&body, MAX_XML);
    buf_init(&core, 1u << 20);
    document_part(d, &body, a);
    core_part(d, &core);
    if (!buf_ok(&body) || !buf_ok(&core))
        return fail(err, E_TOO_LARGE, "files.result_too_large");
    const struct zip_part parts[] = {
        {"[Content_Types].xml", T(types_part)},
        {"_rels/.rels", T(package_relations)},
        {"docProps/core.xml", buf_as_text(&core)},
        {"word/document.xml", buf_as_text(&body)},
        {"word/_rels/document.xml.rels", T(document_relations)},
        {"word/styles.xml", T(styles_part)},
        {"word/settings.xml", T(settings_part)},
        {"word/header1.xml", T(header_part)},
    };
    return zip_write(parts, COUNT_OF(parts), out, err);
}
