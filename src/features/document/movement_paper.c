/* Tables of movement of an area in a season: poor and near-poor by each standard, in all, in towns, in the country, of
 * ethnic minorities, with the balance; and, above a commune, one line for each commune. */
#include "features/document/paper.h"

enum { ALL, URBAN, RURAL, MINORITY, CUTS };

static const struct {
    int urban, minority;
    const char *word;
} cuts[CUTS] = {
    [ALL] = {ANY, ANY, "paper.cut.all"},
    [URBAN] = {1, ANY, "paper.cut.urban"},
    [RURAL] = {0, ANY, "paper.cut.rural"},
    [MINORITY] = {ANY, 1, "paper.cut.minority"},
};

struct line {
    const char *poor, *near; /* word keys; NULL: no such line in that table */
    size_t offset;
};
#define LINE(member, poor_, near_)                                                                                     \
    { poor_, near_, offsetof(struct movement, member) }
static const struct line lines[] = {
    LINE(started, "paper.move.started", "paper.move.started"),
    LINE(escaped_to_near, "paper.move.escaped_to_near", NULL),
    LINE(escaped_above, "paper.move.escaped_above", "paper.move.near_above"),
    LINE(became_poor, NULL, "paper.move.became_poor"),
    LINE(other_decrease, "paper.move.other_decrease", "paper.move.other_decrease"),
    LINE(fallen_back, "paper.move.fallen_back", "paper.move.fallen_back_near"),
    LINE(new_from_near, "paper.move.new_from_near", NULL),
    LINE(came_down, NULL, "paper.move.came_down"),
    LINE(new_other, "paper.move.new_other", "paper.move.new_other"),
    LINE(other_increase, "paper.move.other_increase", "paper.move.other_increase"),
    LINE(ended, "paper.move.ended", "paper.move.ended"),
};

static int64_t figure(const struct movement *m, size_t offset) {
    int64_t n;
    memcpy(&n, (const char *)m + offset, sizeof n);
    return n;
}

static const struct movement *of_class(const struct movement_table *t, bool near) {
    return near ? &t->near : &t->poor;
}

static struct text balance_cell(const struct movement_table *t, bool near) {
    const struct movement *m = of_class(t, near);
    bool holds = movement_holds(m) && m->ended == (near ? t->counted_near : t->counted_poor);
    return WORD(holds ? "paper.move.holds" : "paper.move.holds_not");
}

static void class_table(struct ctx *c, struct document *d, const struct movement_table tables[CUTS], bool near) {
    static const double widths[] = {0.44, 0.14, 0.14, 0.14, 0.14};
    static const enum doc_align aligns[] = {DOC_LEFT, DOC_CENTER, DOC_CENTER, DOC_CENTER, DOC_CENTER};
    struct text cells[CUTS + 1] = {WORD(near ? "paper.class.near_poor" : "paper.class.poor")};
    for (size_t k = 0; k < CUTS; k++)
        cells[k + 1] = WORD(cuts[k].word);
    document_table_begin(d, CUTS + 1, widths, aligns);
    document_table_head(d, cells);
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        const char *word = near ? lines[i].near : lines[i].poor;
        if (word == NULL)
            continue;
        cells[0] = WORD(word);
        for (size_t k = 0; k < CUTS; k++)
            cells[k + 1] = paper_int(c, figure(of_class(&tables[k], near), lines[i].offset));
        bool end = lines[i].offset == offsetof(struct movement, ended) || lines[i].offset == 0;
        document_table_row(d, cells, end ? DOC_SMALL | DOC_BOLD : DOC_SMALL);
    }
    cells[0] = WORD("paper.move.balance");
    for (size_t k = 0; k < CUTS; k++)
        cells[k + 1] = balance_cell(&tables[k], near);
    document_table_row(d, cells, DOC_SMALL | DOC_ITALIC);
    document_table_end(d);
}

static enum status standard_tables(struct ctx *c, struct document *d, const struct season *s, int64_t area_id,
                                   const char *kind, struct error *err) {
    struct movement_table tables[CUTS];
    for (size_t k = 0; k < CUTS; k++)
        TRY(review_movement(c, s, area_id, kind, cuts[k].urban, cuts[k].minority, &tables[k], err));
    document_para(d, WORD(strcmp(kind, "national") == 0 ? "paper.move.by_national" : "paper.move.by_provincial"),
                  DOC_LEFT, DOC_BOLD);
    class_table(c, d, tables, false);
    document_para(d, T(" "), DOC_LEFT, DOC_SMALL);
    class_table(c, d, tables, true);
    return OK;
}

/* Both classes of each commune by the provincial standard; what came is everything that made it more. */
static enum status commune_table(struct ctx *c, struct document *d, const struct season *s, int64_t area_id, day_t on,
                                 struct error *err) {
    static const double widths[] = {0.28, 0.09, 0.09, 0.09, 0.09, 0.09, 0.09, 0.09, 0.09};
    static const enum doc_align aligns[] = {DOC_LEFT,   DOC_CENTER, DOC_CENTER, DOC_CENTER, DOC_CENTER,
                                            DOC_CENTER, DOC_CENTER, DOC_CENTER, DOC_CENTER};
    struct area *communes;
    size_t count;
    TRY(area_communes(c, area_id, on, &communes, &count, err));
    const struct doc_span groups[] = {
        {WORD("paper.commune"), 1}, {WORD("paper.class.poor"), 4}, {WORD("paper.class.near_poor"), 4}};
    const struct text head[] = {WORD("paper.commune"),   WORD("paper.move.start_short"), WORD("paper.move.less"),
                                WORD("paper.move.more"), WORD("paper.move.end_short"),   WORD("paper.move.start_short"),
                                WORD("paper.move.less"), WORD("paper.move.more"),        WORD("paper.move.end_short")};
    document_para(d, WORD("paper.move.by_commune"), DOC_LEFT, DOC_BOLD);
    document_table_begin(d, COUNT_OF(head), widths, aligns);
    document_table_group(d, groups, COUNT_OF(groups));
    document_table_head(d, head);
    for (size_t i = 0; i < count; i++) {
        struct movement_table t;
        TRY(review_movement(c, s, communes[i].id, "provincial", ANY, ANY, &t, err));
        struct text cells[9] = {communes[i].name};
        for (size_t k = 0; k < 2; k++) {
            const struct movement *m = of_class(&t, k == 1);
            int64_t less = m->escaped_to_near + m->escaped_above + m->became_poor + m->other_decrease;
            int64_t more = m->fallen_back + m->new_from_near + m->came_down + m->new_other + m->other_increase;
            cells[k * 4 + 1] = paper_int(c, m->started);
            cells[k * 4 + 2] = paper_int(c, less);
            cells[k * 4 + 3] = paper_int(c, more);
            cells[k * 4 + 4] = paper_int(c, m->ended);
        }
        document_table_row(d, cells, DOC_SMALL);
    }
    document_table_end(d);
    return OK;
}

static enum status asked_area(struct ctx *c, const struct season *s, int64_t *ret, struct error *err) {
    struct text asked = ctx_query(c, "area");
    *ret = c->user.scope.level == DB_SCOPE_ALL ? s->area_id : c->user.scope.area_id;
    if (asked.len > 0 && !text_to_i64(asked, ret))
        return fail(err, E_NOT_FOUND, "http.not_found");
    return ctx_require_area(c, *ret, err);
}

enum status movement_paper(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct season s;
    struct area area;
    struct paper_place place;
    int64_t id, area_id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(season_get(c, id, &s, err));
    TRY(asked_area(c, &s, &area_id, err));
    day_t on = s.open ? c->today : s.ends_on;
    TRY(area_get(c, area_id, on, &area, err));
    TRY(paper_place(c, area_id, on, &place, err));
    if (area.level == AREA_HAMLET) /* movement is counted for communes: a hamlet's head may not see the others */
        return fail(err, E_NOT_FOUND, "http.not_found");
    AUTO_DOCUMENT d = document_new(false);
    TRY(paper_head(c, d, &place, WORD("paper.number_open_report"), c->today, err));
    document_title(d, WORD("paper.movement"), SAY(c, "paper.about_movement", paper_term(c, &s), place.inside));
    document_para(d, s.open ? SAY(c, "paper.move.provisional", paper_day(c, c->today)) : WORD("paper.move.official"),
                  DOC_CENTER, DOC_ITALIC);
    TRY(standard_tables(c, d, &s, area_id, "provincial", err));
    TRY(standard_tables(c, d, &s, area_id, "national", err));
    if (area.level < AREA_COMMUNE)
        TRY(commune_table(c, d, &s, area_id, on, err));
    document_para(d, WORD("paper.move.unit"), DOC_LEFT, DOC_ITALIC | DOC_SMALL);
    paper_sign(c, d, T(""), T(""), NULL, 0);
    return paper_send(c, d, arena_fmt(c->arena, "bien-dong-%lld", (long long)area_id), err);
}
