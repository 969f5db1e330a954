/* PDF: the description set on A4 pages. The same input gives the same bytes: no clock, no random ids. */
#include <cairo-pdf.h>

#include "files/document_pdf.h"

#define RULE 0.75
#define ALL SIZE_MAX

void set_new_page(struct setter *s) {
    if (s->page > 0)
        cairo_show_page(s->cr);
    s->page++;
    s->y = s->top;
    if (s->page < 2) /* the first page bears no number */
        return;
    char number[16];
    (void)snprintf(number, sizeof number, "%u", s->page);
    set_plain(s->layout, text_of(number), 0, SIZE_PAGE_NUMBER, s->width, DOC_CENTER);
    set_draw(s, s->layout, s->left, (s->top - SIZE_PAGE_NUMBER) / 2, 0, ALL, 1);
}

bool set_fresh_page(const struct setter *s) {
    return s->y <= s->top;
}

void set_rule(struct setter *s, double x, double y, double length) {
    cairo_set_line_width(s->cr, RULE);
    cairo_move_to(s->cr, x, y);
    cairo_rel_line_to(s->cr, length, 0);
    cairo_stroke(s->cr);
}

/* Text between x and x + width; returns where it ends. Not broken over pages. */
static double put(struct setter *s, struct text t, unsigned style, double size, double x, double y, double width,
                  enum doc_align align) {
    if (t.len == 0)
        return y;
    set_plain(s->layout, t, style, size, width, align);
    set_draw(s, s->layout, x, y, 0, ALL, LINE_FACTOR);
    return y + set_height(s->layout, 0, ALL, LINE_FACTOR);
}

static double height_of(struct setter *s, struct text t, unsigned style, double size, double width) {
    if (t.len == 0)
        return 0;
    set_plain(s->layout, t, style, size, width, DOC_LEFT);
    return set_height(s->layout, 0, ALL, LINE_FACTOR);
}

static void need(struct setter *s, double height) {
    if (s->y + height > s->bottom && !set_fresh_page(s))
        set_new_page(s);
}

static void head(struct setter *s, const struct doc_block *b, struct arena *a) {
    double left_width = s->width * HEAD_LEFT_SHARE, right_width = s->width - left_width;
    double right = s->left + left_width, y1 = s->y, y2 = s->y;
    struct text parent = set_text_balanced(a, b->head.parent, 0, SIZE_AGENCY, left_width);
    struct text agency = set_text_balanced(a, b->head.agency, DOC_BOLD, SIZE_AGENCY, left_width);
    y1 = put(s, parent, 0, SIZE_AGENCY, s->left, y1, left_width, DOC_CENTER);
    y1 = put(s, agency, DOC_BOLD, SIZE_AGENCY, s->left, y1, left_width, DOC_CENTER);
    double rule = set_text_width(agency, DOC_BOLD, SIZE_AGENCY) * 0.4; /* a third to a half of the line */
    set_rule(s, s->left + (left_width - rule) / 2, y1 + 2, rule);
    y2 = put(s, T(NATIONAL_TITLE), DOC_BOLD, SIZE_AGENCY, right, y2, right_width, DOC_CENTER);
    y2 = put(s, T(MOTTO), DOC_BOLD, SIZE_MOTTO, right, y2, right_width, DOC_CENTER);
    rule = set_text_width(T(MOTTO), DOC_BOLD, SIZE_MOTTO); /* as long as the motto */
    set_rule(s, right + (right_width - rule) / 2, y2 + 2, rule);
    double y = (y1 > y2 ? y1 : y2) + 12;
    double lower = (SIZE_MOTTO - SIZE_NUMBER) * LINE_FACTOR; /* both on one base line */
    y1 = put(s, b->head.number, 0, SIZE_NUMBER, s->left, y + lower, left_width, DOC_CENTER);
    y2 = put(s, b->head.place_and_day, DOC_ITALIC, SIZE_MOTTO, right, y, right_width, DOC_CENTER);
    s->y = (y1 > y2 ? y1 : y2) + 12;
}

static void title(struct setter *s, const struct doc_block *b, struct arena *a) {
    double width = s->width * 0.85;
    struct text about = set_text_balanced(a, b->title.about, DOC_BOLD, SIZE_BODY, width);
    need(s, 100);
    s->y = put(s, b->title.kind, DOC_BOLD, SIZE_BODY, s->left, s->y, s->width, DOC_CENTER);
    if (about.len > 0) {
        s->y = put(s, about, DOC_BOLD, SIZE_BODY, s->left, s->y + 1, s->width, DOC_CENTER);
        double rule = set_text_width(about, DOC_BOLD, SIZE_BODY) * 0.4;
        set_rule(s, s->left + (s->width - rule) / 2, s->y + 3, rule);
    }
    s->y += 14;
}

/* How many of `left` lines to set where `fit` have room: not one line alone at the foot of a page, nor at the
 * head of the next. reserve: no room for the signature that follows, which must have two lines of text above it. */
static size_t lines_here(size_t fit, size_t left, bool fresh, bool reserve) {
    if (fit >= left)
        fit = reserve && !fresh ? (left > 3 ? left - 2 : 0) : left;
    else if (left - fit == 1)
        fit = fit > 2 ? fit - 1 : 0;
    else if (fit < 2)
        fit = 0;
    return fit == 0 && fresh ? 1 : fit;
}

static void para(struct setter *s, const struct doc_para *p) {
    double size = (p->style & DOC_SMALL) != 0 ? SIZE_SMALL : SIZE_BODY;
    PangoLayout *l = pango_layout_new(s->context); /* its own: new pages use the common one */
    set_runs(l, p->runs, size, s->width, p->align, (p->style & DOC_INDENT) != 0 ? FIRST_INDENT : 0);
    size_t count = (size_t)pango_layout_get_line_count(l), at = 0;
    if ((p->style & DOC_BOLD) != 0) /* a heading stays with what it heads */
        need(s, set_height(l, 0, ALL, LINE_FACTOR) + 3 * SIZE_BODY);
    while (at < count) {
        double room = s->bottom - s->y;
        bool reserve = s->reserve > 0 && set_height(l, at, ALL, LINE_FACTOR) + s->reserve > room;
        size_t fit = set_lines_that_fit(l, at, room, LINE_FACTOR);
        size_t to = at + lines_here(fit, count - at, set_fresh_page(s), reserve);
        if (to > at) {
            set_draw(s, l, s->left, s->y, at, to, LINE_FACTOR);
            s->y += set_height(l, at, to, LINE_FACTOR);
        }
        at = to;
        if (at < count)
            set_new_page(s);
    }
    g_object_unref(l);
    s->y += PARA_AFTER;
}

static double sign_height(struct setter *s, const struct doc_block *b) {
    double left_width = s->width * SIGN_LEFT_SHARE, right_width = s->width - left_width;
    double left = 20, right = SIGN_SPACE + height_of(s, b->sign.name, DOC_BOLD, SIZE_BODY, right_width);
    for (size_t i = 0; i < b->sign.capacity_count; i++)
        right += height_of(s, b->sign.capacity[i], DOC_BOLD, SIZE_BODY, right_width);
    for (size_t i = 0; i < b->sign.recipient_count; i++)
        left += height_of(s, b->sign.recipients[i], 0, SIZE_RECIPIENTS, left_width - 10);
    return left > right ? left : right;
}

static void sign(struct setter *s, const struct doc_block *b) {
    double left_width = s->width * SIGN_LEFT_SHARE, right = s->left + left_width, right_width = s->width - left_width;
    s->y += PARA_AFTER;
    need(s, sign_height(s, b));
    double y1 = s->y, y2 = s->y;
    if (b->sign.recipient_count > 0)
        y1 = put(s, T(RECIPIENTS), DOC_BOLD | DOC_ITALIC, SIZE_RECIPIENTS_HEAD, s->left, y1, left_width, DOC_LEFT);
    for (size_t i = 0; i < b->sign.recipient_count; i++)
        y1 = put(s, b->sign.recipients[i], 0, SIZE_RECIPIENTS, s->left, y1, left_width - 10, DOC_LEFT);
    for (size_t i = 0; i < b->sign.capacity_count; i++)
        y2 = put(s, b->sign.capacity[i], DOC_BOLD, SIZE_BODY, right, y2, right_width, DOC_CENTER);
    y2 = put(s, b->sign.name, DOC_BOLD, SIZE_BODY, right, y2 + SIGN_SPACE, right_width, DOC_CENTER);
    s->y = (y1 > y2 ? y1 : y2) + PARA_AFTER;
}

/* "CHỦ TRÌ\n(Ký, ghi rõ họ tên)": the first line bold, what follows italic. */
static double column_title(struct setter *s, struct text t, double x, double y, double width) {
    struct text first;
    if (!text_cut(&t, '\n', &first))
        return y;
    y = put(s, first, DOC_BOLD, SIZE_BODY, x, y, width, DOC_CENTER);
    return t.ptr != NULL ? put(s, t, DOC_ITALIC, SIZE_SMALL, x, y, width, DOC_CENTER) : y;
}

static double column_width(struct setter *s, const struct doc_block *b, size_t i) {
    size_t spans = 0;
    for (size_t k = 0; k < b->columns.count; k++)
        spans += b->columns.titles[k].span;
    return s->width * (double)b->columns.titles[i].span / (double)spans;
}

static double sign_columns_height(struct setter *s, const struct doc_block *b) {
    double tallest = 0;
    for (size_t i = 0; i < b->columns.count; i++) {
        double width = column_width(s, b, i);
        double height = height_of(s, b->columns.titles[i].text, DOC_BOLD, SIZE_BODY, width) +
                        height_of(s, b->columns.names[i], DOC_BOLD, SIZE_BODY, width);
        tallest = height > tallest ? height : tallest;
    }
    return tallest + SIGN_SPACE;
}

static void sign_columns(struct setter *s, const struct doc_block *b) {
    s->y += PARA_AFTER;
    need(s, sign_columns_height(s, b));
    double x = s->left, under = s->y;
    for (size_t i = 0; i < b->columns.count; i++) {
        double y = column_title(s, b->columns.titles[i].text, x, s->y, column_width(s, b, i));
        under = y > under ? y : under;
        x += column_width(s, b, i);
    }
    double names = under + SIGN_SPACE, end = names;
    x = s->left;
    for (size_t i = 0; i < b->columns.count; i++) {
        double y = put(s, b->columns.names[i], DOC_BOLD, SIZE_BODY, x, names, column_width(s, b, i), DOC_CENTER);
        end = y > end ? y : end;
        x += column_width(s, b, i);
    }
    s->y = end + PARA_AFTER;
}

/* Room that the signature after this block needs: it may not stand on a page without text. */
static double reserve_after(struct setter *s, const struct doc_block *b) {
    double height = 0;
    if (b->next != NULL && b->next->kind == BLOCK_SIGN)
        height = sign_height(s, b->next);
    else if (b->next != NULL && b->next->kind == BLOCK_SIGN_COLUMNS)
        height = sign_columns_height(s, b->next);
    return height > 0 && height < (s->bottom - s->top) / 2 ? height + 3 * PARA_AFTER : 0;
}

static void note(struct setter *s, struct text t) {
    static const double dashes[] = {3, 2};
    set_plain(s->layout, t, 0, SIZE_NOTE, -1, DOC_LEFT);
    PangoRectangle logical;
    pango_layout_get_extents(s->layout, NULL, &logical);
    double width = (double)logical.width / PANGO_SCALE;
    width = width < s->width - 12 ? width : s->width - 12;
    double height = height_of(s, t, 0, SIZE_NOTE, width + 1);
    s->y += PARA_AFTER;
    need(s, height + 6);
    (void)put(s, t, 0, SIZE_NOTE, s->left + 6, s->y + 3, width + 1, DOC_LEFT);
    cairo_save(s->cr);
    cairo_set_dash(s->cr, dashes, 2, 0);
    cairo_set_line_width(s->cr, RULE);
    cairo_rectangle(s->cr, s->left, s->y, width + 12, height + 6);
    cairo_stroke(s->cr);
    cairo_restore(s->cr);
    s->y += height + 6 + PARA_AFTER;
}

static void set_block(struct setter *s, const struct doc_block *b, struct arena *a) {
    s->reserve = reserve_after(s, b);
    switch (b->kind) {
    case BLOCK_HEAD:
        head(s, b, a);
        break;
    case BLOCK_TITLE:
        title(s, b, a);
        break;
    case BLOCK_PARA:
        para(s, &b->para);
        break;
    case BLOCK_TABLE:
        set_table(s, &b->table);
        break;
    case BLOCK_BREAK:
        if (!set_fresh_page(s))
            set_new_page(s);
        break;
    case BLOCK_SIGN:
        sign(s, b);
        break;
    case BLOCK_SIGN_COLUMNS:
        sign_columns(s, b);
        break;
    case BLOCK_NOTE:
        note(s, b->note);
        break;
    }
}

static cairo_status_t write_bytes(void *closure, const unsigned char *bytes, unsigned n) {
    struct buf *out = closure;
    buf_add(out, bytes, n);
    return buf_ok(out) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static void metadata(cairo_surface_t *surface, const struct document *d, struct arena *a) {
    char day[11];
    day_iso(d->created != DAY_NONE ? d->created : day_of(2000, 1, 1), day); /* cairo would look at the clock */
    struct text when = arena_fmt(a, "%sT00:00:00+07:00", day);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, when.ptr);
    if (d->title.len > 0)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, arena_zstr(a, d->title));
}

enum status document_pdf(const struct document *d, struct buf *out, struct error *err) {
    if (!arena_ok(d->arena))
        return fail(err, E_TOO_LARGE, "files.result_too_large");
    AUTO_ARENA a = arena_new(MAX_REQUEST_ARENA);
    struct buf made;
    buf_init(&made, out->max - out->len);
    double page_width = d->landscape ? A4_LONG : A4_SHORT, page_height = d->landscape ? A4_SHORT : A4_LONG;
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(write_bytes, &made, page_width, page_height);
    metadata(surface, d, a);
    struct setter s = {.cr = cairo_create(surface),
                       .context = set_context(),
                       .page_width = page_width,
                       .left = d->landscape ? MARGIN : MARGIN_BIND,
                       .top = d->landscape ? MARGIN_BIND : MARGIN,
                       .bottom = page_height - MARGIN,
                       .width = document_text_width(d)};
    s.layout = pango_layout_new(s.context);
    set_new_page(&s);
    for (const struct doc_block *b = d->first; b != NULL && cairo_status(s.cr) == CAIRO_STATUS_SUCCESS; b = b->next)
        set_block(&s, b, a);
    cairo_show_page(s.cr);
    cairo_status_t drawn = cairo_status(s.cr);
    cairo_destroy(s.cr);
    cairo_surface_finish(surface);
    cairo_status_t written = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    g_object_unref(s.layout);
    g_object_unref(s.context);
    enum status st = OK;
    if (!buf_ok(&made))
        st = fail(err, E_TOO_LARGE, "files.result_too_large");
    else if (drawn != CAIRO_STATUS_SUCCESS || written != CAIRO_STATUS_SUCCESS)
        st = fail_detail(err, E_INTERNAL, "http.internal", "pdf: %s",
                         cairo_status_to_string(drawn != CAIRO_STATUS_SUCCESS ? drawn : written));
    else
        buf_text(out, buf_as_text(&made));
    buf_free(&made);
    return st;
}
