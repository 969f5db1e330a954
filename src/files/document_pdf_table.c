/* Tables on pages: the header again on each page, a row whole on one page unless it is higher than a page, and
 * then broken between lines. */
#include "files/document_pdf.h"

#define BORDER 0.5
#define ALL SIZE_MAX

struct table_setter {
    struct setter *s;
    const struct doc_table *t;
    double size;
    double x[MAX_DOCUMENT_COLUMNS + 1];       /* borders */
    PangoLayout *cells[MAX_DOCUMENT_COLUMNS]; /* of the row in hand */
    PangoLayout *head;                        /* of one header cell */
    double head_height, group_height;         /* 0: none */
};

static void box(struct setter *s, double x, double y, double width, double height) {
    cairo_set_line_width(s->cr, BORDER);
    cairo_rectangle(s->cr, x, y, width, height);
    cairo_stroke(s->cr);
}

/* Fills the layout with a cell over columns c..c+span and returns the height that it needs. */
static double fill_cell(struct table_setter *ts, PangoLayout *l, size_t c, size_t span, struct text t, unsigned style,
                        enum doc_align align) {
    double width = ts->x[c + span] - ts->x[c] - 2 * CELL_PAD_X;
    set_plain(l, t, style, ts->size, width > 1 ? width : 1, align);
    return set_height(l, 0, ALL, TABLE_LINE_FACTOR) + 2 * CELL_PAD_Y;
}

static void draw_cell(struct table_setter *ts, PangoLayout *l, size_t c, size_t span, double y, double height) {
    double free_height = height - set_height(l, 0, ALL, TABLE_LINE_FACTOR) - 2 * CELL_PAD_Y;
    set_draw(ts->s, l, ts->x[c] + CELL_PAD_X, y + CELL_PAD_Y + (free_height > 0 ? free_height / 2 : 0), 0, ALL,
             TABLE_LINE_FACTOR);
    box(ts->s, ts->x[c], y, ts->x[c + span] - ts->x[c], height);
}

static double larger(double a, double b) {
    return a > b ? a : b;
}

static double head_cell(struct table_setter *ts, size_t c, size_t span, struct text t) {
    return fill_cell(ts, ts->head, c, span, t, DOC_BOLD, DOC_CENTER);
}

/* Measures the header once; each page draws it from the same heights. */
static void measure_head(struct table_setter *ts) {
    const struct doc_table *t = ts->t;
    double merged = 0;
    for (size_t g = 0, c = 0; g < t->group_count; c += t->groups[g++].span) {
        if (group_is_merged(t, g, c)) {
            merged = larger(merged, head_cell(ts, c, 1, group_merged_text(t, g, c)));
            continue;
        }
        ts->group_height = larger(ts->group_height, head_cell(ts, c, t->groups[g].span, t->groups[g].text));
        for (size_t k = c; t->head != NULL && k < c + t->groups[g].span; k++)
            ts->head_height = larger(ts->head_height, head_cell(ts, k, 1, t->head[k]));
    }
    for (size_t c = 0; t->group_count == 0 && t->head != NULL && c < t->columns; c++)
        ts->head_height = larger(ts->head_height, head_cell(ts, c, 1, t->head[c]));
    if (merged > ts->head_height + ts->group_height)
        ts->head_height = merged - ts->group_height;
}

static void draw_head_cell(struct table_setter *ts, size_t c, size_t span, struct text t, double y, double height) {
    (void)head_cell(ts, c, span, t);
    draw_cell(ts, ts->head, c, span, y, height);
}

static void draw_head(struct table_setter *ts) {
    const struct doc_table *t = ts->t;
    double y = ts->s->y, under = y + ts->group_height;
    for (size_t g = 0, c = 0; g < t->group_count; c += t->groups[g++].span) {
        size_t span = t->groups[g].span;
        if (group_is_merged(t, g, c)) {
            draw_head_cell(ts, c, 1, group_merged_text(t, g, c), y, ts->group_height + ts->head_height);
            continue;
        }
        draw_head_cell(ts, c, span, t->groups[g].text, y, ts->group_height);
        for (size_t k = c; t->head != NULL && k < c + span; k++)
            draw_head_cell(ts, k, 1, t->head[k], under, ts->head_height);
    }
    for (size_t c = 0; t->group_count == 0 && t->head != NULL && c < t->columns; c++)
        draw_head_cell(ts, c, 1, t->head[c], under, ts->head_height);
    ts->s->y = under + ts->head_height;
}

static void next_page(struct table_setter *ts) {
    set_new_page(ts->s);
    draw_head(ts);
}

/* A row higher than a page: as many lines as fit, then the next page. */
static void draw_long_row(struct table_setter *ts) {
    struct setter *s = ts->s;
    size_t from[MAX_DOCUMENT_COLUMNS] = {0};
    for (bool more = true; more;) {
        more = false;
        double height = 0, room = s->bottom - s->y - 2 * CELL_PAD_Y;
        size_t to[MAX_DOCUMENT_COLUMNS];
        for (size_t c = 0; c < ts->t->columns; c++) {
            size_t lines = (size_t)pango_layout_get_line_count(ts->cells[c]);
            size_t fit = set_lines_that_fit(ts->cells[c], from[c], room, TABLE_LINE_FACTOR);
            if (fit == 0 && from[c] < lines)
                fit = 1; /* on goes the work even where not one line has room */
            to[c] = from[c] + fit < lines ? from[c] + fit : lines;
            height = larger(height, set_height(ts->cells[c], from[c], to[c], TABLE_LINE_FACTOR));
            more = more || to[c] < lines;
        }
        for (size_t c = 0; c < ts->t->columns; c++) {
            set_draw(s, ts->cells[c], ts->x[c] + CELL_PAD_X, s->y + CELL_PAD_Y, from[c], to[c], TABLE_LINE_FACTOR);
            box(s, ts->x[c], s->y, ts->x[c + 1] - ts->x[c], height + 2 * CELL_PAD_Y);
            from[c] = to[c];
        }
        s->y += height + 2 * CELL_PAD_Y;
        if (more)
            next_page(ts);
    }
}

/* Sets the cells of a row; returns its height. */
static double fill_row(struct table_setter *ts, const struct doc_row *row) {
    double height = 0;
    for (size_t c = 0; c < ts->t->columns; c++)
        height = larger(height, fill_cell(ts, ts->cells[c], c, 1, row->cells[c], row->style, ts->t->aligns[c]));
    return height;
}

static void draw_row(struct table_setter *ts, const struct doc_row *row) {
    struct setter *s = ts->s;
    double height = fill_row(ts, row);
    if (height > s->bottom - s->top - ts->group_height - ts->head_height) {
        draw_long_row(ts);
        return;
    }
    double with = height + (row->next == NULL ? s->reserve : 0); /* the last row stays with the signature */
    if (s->y + with > s->bottom + 0.01)
        next_page(ts);
    for (size_t c = 0; c < ts->t->columns; c++)
        draw_cell(ts, ts->cells[c], c, 1, s->y, height);
    s->y += height;
}

void set_table(struct setter *s, const struct doc_table *t) {
    struct table_setter ts = {.s = s, .t = t, .size = table_font_size(t), .head = pango_layout_new(s->context)};
    double widths[MAX_DOCUMENT_COLUMNS];
    table_widths(t, s->width, widths);
    ts.x[0] = s->left;
    for (size_t c = 0; c < t->columns; c++) {
        ts.x[c + 1] = ts.x[c] + widths[c];
        ts.cells[c] = pango_layout_new(s->context);
    }
    measure_head(&ts);
    /* The header never stands alone at the foot of a page. */
    double first = ts.group_height + ts.head_height + (t->rows != NULL ? fill_row(&ts, t->rows) : 0);
    if (t->rows != NULL && t->rows->next == NULL)
        first += s->reserve;
    if (s->y + first > s->bottom && !set_fresh_page(s))
        set_new_page(s);
    draw_head(&ts);
    for (const struct doc_row *r = t->rows; r != NULL; r = r->next)
        draw_row(&ts, r);
    for (size_t c = 0; c < t->columns; c++)
        g_object_unref(ts.cells[c]);
    g_object_unref(ts.head);
    s->y += PARA_AFTER + 2;
}
