/* Setting lines of text with pango. Everything is measured without hinting, so a line breaks in the same place at
 * any resolution. */
#include "files/document_pdf.h"

PangoContext *set_context(void) {
    PangoContext *c = pango_font_map_create_context(pango_cairo_font_map_get_default());
    pango_cairo_context_set_resolution(c, 72); /* one unit is one point */
    cairo_font_options_t *o = cairo_font_options_create();
    cairo_font_options_set_hint_style(o, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(o, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(c, o);
    cairo_font_options_destroy(o);
    pango_context_set_round_glyph_positions(c, FALSE);
    pango_context_set_language(c, pango_language_from_string("vi"));
    /* The comma matters: without it "Roman" is read as a style and the family becomes "Times New". */
    PangoFontDescription *font = pango_font_description_from_string("Times New Roman, 13");
    pango_context_set_font_description(c, font);
    pango_font_description_free(font);
    return c;
}

static void add_attribute(PangoAttrList *list, PangoAttribute *a, size_t begin, size_t end) {
    a->start_index = (guint)begin;
    a->end_index = (guint)end;
    pango_attr_list_insert(list, a);
}

void set_runs(PangoLayout *l, const struct doc_run *runs, double size, double width, enum doc_align align,
              double first_indent) {
    static const PangoAlignment alignments[] = {[DOC_LEFT] = PANGO_ALIGN_LEFT,
                                                [DOC_CENTER] = PANGO_ALIGN_CENTER,
                                                [DOC_RIGHT] = PANGO_ALIGN_RIGHT,
                                                [DOC_JUSTIFY] = PANGO_ALIGN_LEFT};
    AUTO_BUF text;
    buf_init(&text, MAX_DOCUMENT_ARENA);
    PangoAttrList *attrs = pango_attr_list_new();
    size_t begin = 0;
    for (const struct doc_run *r = runs; r != NULL; r = r->next) {
        buf_text(&text, r->text);
        /* The space between two runs belongs to the second: only so pango takes it off where a line ends there. */
        size_t end = text.len;
        while (r->next != NULL && end > begin && text.ptr[end - 1] == ' ')
            end--;
        double run_size = (r->style & DOC_SMALL) != 0 && size > SIZE_SMALL ? SIZE_SMALL : size;
        add_attribute(attrs, pango_attr_size_new_absolute((int)(run_size * PANGO_SCALE)), begin, end);
        if ((r->style & DOC_BOLD) != 0)
            add_attribute(attrs, pango_attr_weight_new(PANGO_WEIGHT_BOLD), begin, end);
        if ((r->style & DOC_ITALIC) != 0)
            add_attribute(attrs, pango_attr_style_new(PANGO_STYLE_ITALIC), begin, end);
        begin = end;
    }
    if (text.len == 0) { /* an empty line is as high as one with text */
        buf_str(&text, "\xe2\x80\x8b");
        add_attribute(attrs, pango_attr_size_new_absolute((int)(size * PANGO_SCALE)), 0, text.len);
    }
    add_attribute(attrs, pango_attr_insert_hyphens_new(FALSE), 0, text.len);
    pango_layout_set_attributes(l, NULL);
    pango_layout_set_text(l, text.ptr, (int)text.len);
    pango_layout_set_attributes(l, attrs);
    pango_attr_list_unref(attrs);
    pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_width(l, width < 0 ? -1 : (int)(width * PANGO_SCALE));
    pango_layout_set_alignment(l, alignments[align]);
    pango_layout_set_justify(l, align == DOC_JUSTIFY);
    pango_layout_set_indent(l, (int)(first_indent * PANGO_SCALE));
}

void set_plain(PangoLayout *l, struct text t, unsigned style, double size, double width, enum doc_align align) {
    struct doc_run run = {.text = t, .style = style};
    set_runs(l, &run, size, width, align, 0);
}

static double line_height(PangoLayoutIter *i, double factor) {
    PangoRectangle logical;
    pango_layout_iter_get_line_extents(i, NULL, &logical);
    return (double)logical.height / PANGO_SCALE * factor;
}

double set_height(PangoLayout *l, size_t from, size_t to, double factor) {
    PangoLayoutIter *i = pango_layout_get_iter(l);
    double height = 0;
    size_t n = 0;
    do {
        if (n >= from && n < to)
            height += line_height(i, factor);
        n++;
    } while (pango_layout_iter_next_line(i));
    pango_layout_iter_free(i);
    return height;
}

size_t set_lines_that_fit(PangoLayout *l, size_t from, double height, double factor) {
    PangoLayoutIter *i = pango_layout_get_iter(l);
    size_t n = 0, fit = 0;
    do {
        if (n++ < from)
            continue;
        height -= line_height(i, factor);
        if (height < -0.01)
            break;
        fit++;
    } while (pango_layout_iter_next_line(i));
    pango_layout_iter_free(i);
    return fit;
}

void set_draw(struct setter *s, PangoLayout *l, double x, double y, size_t from, size_t to, double factor) {
    PangoLayoutIter *i = pango_layout_get_iter(l);
    size_t n = 0;
    do {
        if (n >= to)
            break;
        if (n++ < from)
            continue;
        PangoRectangle logical;
        pango_layout_iter_get_line_extents(i, NULL, &logical);
        double height = (double)logical.height / PANGO_SCALE;
        double ascent = (double)(pango_layout_iter_get_baseline(i) - logical.y) / PANGO_SCALE;
        cairo_move_to(s->cr, x + (double)logical.x / PANGO_SCALE, y + ascent + height * (factor - 1) / 2);
        pango_cairo_show_layout_line(s->cr, pango_layout_iter_get_line_readonly(i));
        y += height * factor;
    } while (pango_layout_iter_next_line(i));
    pango_layout_iter_free(i);
}

double set_text_width(struct text t, unsigned style, double size) {
    PangoContext *c = set_context();
    PangoLayout *l = pango_layout_new(c);
    set_plain(l, t, style, size, -1, DOC_LEFT);
    PangoRectangle logical;
    pango_layout_get_extents(l, NULL, &logical);
    g_object_unref(l);
    g_object_unref(c);
    return (double)logical.width / PANGO_SCALE;
}

static size_t characters(struct text t) {
    size_t n = 0;
    for (size_t i = 0; i < t.len; i++)
        n += ((unsigned char)t.ptr[i] & 0xc0) != 0x80;
    return n;
}

struct longest {
    struct text word;
    unsigned style;
    size_t characters;
};

static void find_longest(struct longest *l, struct text t, unsigned style) {
    while (t.len > 0) {
        size_t n = 0;
        while (n < t.len && t.ptr[n] != ' ' && t.ptr[n] != '\n' && t.ptr[n] != '\t')
            n++;
        struct text word = {t.ptr, n};
        size_t count = characters(word);
        if (count > l->characters)
            *l = (struct longest){word, style, count};
        n = n < t.len ? n + 1 : n;
        t = (struct text){t.ptr + n, t.len - n};
    }
}

static double longest_word_width(const struct doc_table *t, size_t column, struct text group) {
    enum { SAMPLE = 500 }; /* rows; a table is much the same further down */
    struct longest head = {.characters = 0}, body = {.characters = 0};
    find_longest(&head, group, DOC_BOLD);
    if (t->head != NULL)
        find_longest(&head, t->head[column], DOC_BOLD);
    size_t n = 0;
    for (const struct doc_row *r = t->rows; r != NULL && n < SAMPLE; r = r->next, n++)
        find_longest(&body, r->cells[column], r->style);
    double a = set_text_width(head.word, head.style, table_font_size(t));
    double b = set_text_width(body.word, body.style, table_font_size(t));
    return a > b ? a : b;
}

void table_widths(const struct doc_table *t, double total, double ret_widths[MAX_DOCUMENT_COLUMNS]) {
    double need[MAX_DOCUMENT_COLUMNS], sum = 0;
    bool fixed[MAX_DOCUMENT_COLUMNS] = {false};
    for (size_t c = 0; c < t->columns; c++)
        need[c] = longest_word_width(t, c, T("")) + 2 * CELL_PAD_X + 1;
    for (size_t g = 0, c = 0; g < t->group_count; c += t->groups[g++].span)
        if (t->groups[g].span == 1)
            need[c] = longest_word_width(t, c, t->groups[g].text) + 2 * CELL_PAD_X + 1;
    for (size_t c = 0; c < t->columns; c++) {
        need[c] = need[c] < total / 3 ? need[c] : total / 3; /* one endless word does not take it all */
        sum += need[c];
    }
    bool changed = sum <= total; /* else words break whatever we do */
    for (size_t c = 0; c < t->columns; c++)
        ret_widths[c] = t->widths[c] * total;
    while (changed) {
        double left = total, shares = 0;
        changed = false;
        for (size_t c = 0; c < t->columns; c++) {
            if (!fixed[c] && ret_widths[c] < need[c])
                fixed[c] = changed = true;
            if (fixed[c])
                left -= need[c];
            else
                shares += t->widths[c];
        }
        for (size_t c = 0; c < t->columns; c++)
            ret_widths[c] = fixed[c] ? need[c] : left * t->widths[c] / shares;
    }
}

/* The narrowest width that needs no more lines than the full width. */
static double balanced_width(PangoLayout *l, double width) {
    int lines = pango_layout_get_line_count(l);
    double low = width / lines / 2, high = width;
    while (high - low > 0.5) {
        double middle = (low + high) / 2;
        pango_layout_set_width(l, (int)(middle * PANGO_SCALE));
        pango_layout_set_wrap(l, PANGO_WRAP_WORD);
        PangoRectangle logical;
        pango_layout_get_extents(l, NULL, &logical);
        bool fits = pango_layout_get_line_count(l) <= lines && logical.width <= (int)(middle * PANGO_SCALE);
        if (fits)
            high = middle;
        else
            low = middle;
    }
    return high;
}

struct text set_text_balanced(struct arena *a, struct text t, unsigned style, double size, double width) {
    PangoContext *c = set_context();
    PangoLayout *l = pango_layout_new(c);
    set_plain(l, t, style, size, width, DOC_LEFT);
    struct text ret = t;
    int count = pango_layout_get_line_count(l);
    if (t.len > 0 && count > 1 && memchr(t.ptr, '\n', t.len) == NULL) {
        double narrow = balanced_width(l, width);
        pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
        pango_layout_set_width(l, (int)(narrow * PANGO_SCALE));
        AUTO_BUF lines;
        buf_init(&lines, 2 * t.len + 64);
        for (int i = 0; i < pango_layout_get_line_count(l); i++) {
            const PangoLayoutLine *line = pango_layout_get_line_readonly(l, i);
            if (i > 0)
                buf_char(&lines, '\n');
            buf_text(&lines, text_trim((struct text){t.ptr + line->start_index, (size_t)line->length}));
        }
        ret = arena_text(a, buf_as_text(&lines));
    }
    g_object_unref(l);
    g_object_unref(c);
    return ret;
}

bool document_fonts_ok(char ret_family[64]) {
    static const char *const families[] = {"Times New Roman", "Tinos", "Liberation Serif", "TeX Gyre Termes"};
    PangoContext *c = set_context();
    PangoFont *font = pango_context_load_font(c, pango_context_get_font_description(c));
    bool ok = false;
    (void)snprintf(ret_family, 64, "?");
    if (font != NULL) {
        PangoFontDescription *d = pango_font_describe(font);
        (void)snprintf(ret_family, 64, "%s", pango_font_description_get_family(d));
        for (size_t i = 0; i < COUNT_OF(families); i++)
            ok = ok || strcmp(ret_family, families[i]) == 0;
        static const gunichar letters[] = {0x1ed9, 0x1eef, 0x1ea8, 0x1ef9, 0x0111, 0x01b0}; /* ộ ữ Ẩ ỹ đ ư */
        for (size_t i = 0; i < COUNT_OF(letters); i++)
            ok = ok && pango_font_has_char(font, letters[i]);
        pango_font_description_free(d);
        g_object_unref(font);
    }
    g_object_unref(c);
    return ok;
}
