/* The decision of a commune's chair with its annexed list. Everything about a household comes from the lines that were
 * frozen when the list was drafted and hashed when it was signed; the register of today is never read. */
#include "document_queries.h"
#include "features/document/paper.h"

enum { PROVINCIAL, NATIONAL };

struct deciding {
    struct ctx *c;
    struct document *d;
    struct decision_view v;
    struct season season;
    struct paper_place commune, district, province; /* district.id 0: none above the commune */
    day_t on;                                       /* signed, else drafted */
};

static bool is_kind(const struct deciding *g, const char *kind) {
    return text_is(g->v.kind, kind);
}

static struct text word_for(const struct deciding *g, const char *about) {
    return WORD(arena_fmt(g->c->arena, "paper.%s_%.*s", about, FMT(g->v.kind)).ptr);
}

/* "paper.ABOUT_KIND" with {0} the season's term, {1} the commune. */
static struct text say_for(const struct deciding *g, const char *about) {
    return SAY(g->c, arena_fmt(g->c->arena, "paper.%s_%.*s", about, FMT(g->v.kind)).ptr, paper_term(g->c, &g->season),
               g->commune.inside);
}

/* ---- what it rests on */

static enum status add_standards(struct deciding *g, struct error *err) {
    struct paper_standards_row *rows;
    size_t count;
    TRY(paper_standards(g->c->db, &(struct paper_standards_in){g->v.season_id}, g->c->arena, &rows, &count, err));
    struct text committee = g->province.id == 0 ? TEXT_NONE : SAY(g->c, "paper.committee_of", g->province.inside);
    for (size_t i = 0; i < count; i++)
        paper_basis(g->c, g->d,
                    arena_fmt(g->c->arena, "%.*s (%.*s)",
                              FMT(paper_law(g->c, paper_or_dots(rows[i].document), committee)), FMT(rows[i].name)));
    return OK;
}

/* Only a season of a year asks the level above. Which letter gave the opinion is not recorded: dots. */
static enum status add_opinion(struct deciding *g, struct error *err) {
    if (!season_with_opinion(&g->season))
        return OK;
    struct paper_opinion_row r;
    bool found = false;
    TRY(paper_opinion(g->c->db, &(struct paper_opinion_in){g->v.season_id, g->v.commune_id}, g->c->arena, &r, &found,
                      err));
    const struct paper_place *above = NULL;
    if (found && r.level_above == AREA_DISTRICT && g->district.id != 0)
        above = &g->district;
    else if (found && r.level_above == AREA_PROVINCE && g->province.id != 0)
        above = &g->province;
    paper_basis(g->c, g->d,
                SAY(g->c, "paper.basis_opinion", above != NULL ? above->inside : T(DOTS), T(DOTS),
                    paper_day(g->c, found ? r.given_on : DAY_NONE)));
    return OK;
}

static enum status add_bases(struct deciding *g, struct error *err) {
    struct text authority, procedure;
    struct paper_step list;
    TRY(setting_text(g->c, "document.basis_authority", g->on, &authority, err));
    TRY(setting_text(g->c, "document.basis_procedure", g->on, &procedure, err));
    TRY(paper_step(g->c, &g->season, g->v.commune_id, "list", &list, err));
    paper_basis(g->c, g->d, paper_or_dots(authority));
    TRY(add_standards(g, err));
    paper_basis(g->c, g->d, paper_or_dots(procedure));
    if (!is_kind(g, "correction"))
        TRY(add_opinion(g, err));
    document_para(g->d, SAY(g->c, "paper.proposal", paper_or_dots(list.actor)), DOC_JUSTIFY, DOC_INDENT | DOC_ITALIC);
    return OK;
}

/* ---- what it decides */

struct total {
    int64_t households[2], members[2];
};

static void count_line(struct total *t, const struct decision_entry *e, size_t standard) {
    t->households[standard]++;
    t->members[standard] += e->members;
}

static void total_row(struct deciding *g, const char *key, const struct total *t) {
    const struct text cells[] = {WORD(key), paper_int(g->c, t->households[0]), paper_int(g->c, t->members[0]),
                                 paper_int(g->c, t->households[1]), paper_int(g->c, t->members[1])};
    document_table_row(g->d, cells, 0);
}

static void add_totals(struct deciding *g) {
    static const double widths[] = {0.36, 0.14, 0.18, 0.14, 0.18};
    static const enum doc_align aligns[] = {DOC_LEFT, DOC_CENTER, DOC_CENTER, DOC_CENTER, DOC_CENTER};
    struct total of_class[5] = {0}, escaped = {0}, escaped_near = {0}, still_near = {0};
    for (size_t i = 0; i < g->v.count; i++)
        for (size_t k = 0; k < 2; k++) {
            const struct decision_entry *e = &g->v.entries[i];
            if (e->after[k] >= 0 && e->after[k] < (int)COUNT_OF(of_class))
                count_line(&of_class[e->after[k]], e, k);
            if (text_is(e->movement[k], "escaped")) {
                count_line(&escaped, e, k);
                if (e->after[k] == 2)
                    count_line(&still_near, e, k);
            } else if (text_is(e->movement[k], "escaped_near_poor")) {
                count_line(&escaped_near, e, k);
            }
        }
    const struct doc_span groups[] = {
        {WORD("paper.class_head"), 1}, {WORD("paper.by_provincial"), 2}, {WORD("paper.by_national"), 2}};
    const struct text head[] = {WORD("paper.class_head"), WORD("paper.households"), WORD("paper.members"),
                                WORD("paper.households"), WORD("paper.members")};
    document_table_begin(g->d, COUNT_OF(head), widths, aligns);
    document_table_group(g->d, groups, COUNT_OF(groups));
    document_table_head(g->d, head);
    if (is_kind(g, "escaped")) {
        total_row(g, "paper.escaped", &escaped);
        total_row(g, "paper.escaped_still_near", &still_near);
        total_row(g, "paper.escaped_near_poor", &escaped_near);
    } else if (is_kind(g, "average")) {
        total_row(g, "paper.class.average", &of_class[4]);
    } else {
        total_row(g, "paper.class.poor", &of_class[1]);
        total_row(g, "paper.class.near_poor", &of_class[2]);
    }
    document_table_end(g->d);
}

static void add_correction(struct deciding *g) {
    for (size_t i = 0; i < g->v.count; i++)
        for (size_t k = 0; k < 2; k++) {
            const struct decision_entry *e = &g->v.entries[i];
            if (e->after[k] < 0)
                continue;
            paper_article(g->d, WORD("paper.article_1"),
                          SAY(g->c, "paper.correct", e->head_name, e->hamlet_name,
                              WORD(k == NATIONAL ? "paper.by_national_inside" : "paper.by_provincial_inside"),
                              paper_class(e->before[k]), paper_class(e->after[k]), paper_or_dots(g->v.reason)));
        }
}

/* ---- the annexed list */

static struct text result_cell(struct deciding *g, const struct decision_entry *e, size_t k) {
    if (e->after[k] < 0)
        return WORD("paper.class.none");
    if (text_is(e->movement[k], "escaped"))
        return WORD(e->after[k] == 2 ? "paper.movement.escaped_to_near" : "paper.movement.escaped");
    if (text_is(e->movement[k], "escaped_near_poor"))
        return WORD("paper.movement.escaped_near_poor");
    const char *note = text_is(e->movement[k], "new")           ? "paper.movement.new"
                       : text_is(e->movement[k], "fallen_back") ? "paper.movement.fallen_back"
                       : text_is(e->movement[k], "became_poor") ? "paper.movement.became_poor"
                                                                : NULL;
    if (note == NULL)
        return paper_class(e->after[k]);
    return arena_fmt(g->c->arena, "%.*s (%.*s)", FMT(paper_class(e->after[k])), FMT(WORD(note)));
}

static void add_list(struct deciding *g) {
    static const double widths[] = {0.07, 0.27, 0.20, 0.10, 0.18, 0.18};
    static const enum doc_align aligns[] = {DOC_CENTER, DOC_LEFT, DOC_LEFT, DOC_CENTER, DOC_LEFT, DOC_LEFT};
    const struct text head[] = {WORD("paper.no"),      WORD("paper.head_name"),     WORD("paper.hamlet"),
                                WORD("paper.members"), WORD("paper.by_provincial"), WORD("paper.by_national")};
    document_page_break(g->d);
    document_para(g->d, WORD("paper.list"), DOC_CENTER, DOC_BOLD);
    document_para(g->d, say_for(g, "list"), DOC_CENTER, DOC_BOLD);
    document_para(g->d,
                  SAY(g->c, "paper.annexed", g->v.is_signed ? g->v.number : T(DOTS), paper_day(g->c, g->v.signed_on),
                      g->commune.inside),
                  DOC_CENTER, DOC_ITALIC);
    document_table_begin(g->d, COUNT_OF(head), widths, aligns);
    document_table_head(g->d, head);
    for (size_t i = 0; i < g->v.count; i++) {
        const struct decision_entry *e = &g->v.entries[i];
        const struct text cells[] = {paper_int(g->c, (int64_t)i + 1),
                                     e->head_name,
                                     e->hamlet_name,
                                     paper_int(g->c, e->members),
                                     result_cell(g, e, PROVINCIAL),
                                     result_cell(g, e, NATIONAL)};
        document_table_row(g->d, cells, DOC_SMALL);
    }
    document_table_end(g->d);
    document_para(g->d, SAY(g->c, "paper.list_ends", paper_int(g->c, (int64_t)g->v.count)), DOC_LEFT, DOC_ITALIC);
    if (g->v.is_signed && g->v.hash.len == 32) {
        char hex[65];
        for (size_t i = 0; i < 32; i++)
            (void)snprintf(hex + 2 * i, 3, "%02x", (unsigned char)g->v.hash.ptr[i]);
        document_para(g->d, SAY(g->c, "paper.hash", text_of(hex)), DOC_LEFT, DOC_SMALL | DOC_ITALIC);
    }
}

/* ---- the whole */

static enum status describe(struct deciding *g, struct error *err) {
    struct ctx *c = g->c;
    struct text number = g->v.is_signed ? g->v.number : WORD("paper.number_open_decision");
    TRY(paper_head(c, g->d, &g->commune, number, g->v.signed_on, err));
    if (!g->v.is_signed)
        document_para(g->d, WORD("paper.draft"), DOC_CENTER, DOC_BOLD);
    document_title(g->d, WORD("paper.decision"), say_for(g, "about"));
    document_para(g->d, SAY(c, "paper.decider", g->commune.name), DOC_CENTER, DOC_BOLD | DOC_UPPER);
    TRY(add_bases(g, err));
    document_para(g->d, WORD("paper.decides"), DOC_CENTER, DOC_BOLD);
    if (is_kind(g, "correction")) {
        add_correction(g);
    } else {
        paper_article(g->d, WORD("paper.article_1"), say_for(g, "recognise"));
        add_totals(g);
    }
    paper_article(
        g->d, WORD("paper.article_2"),
        SAY(c, arena_fmt(c->arena, "paper.effect_%.*s", FMT(g->v.kind)).ptr, paper_day(c, g->v.effective_on)));
    paper_article(g->d, WORD("paper.article_3"), SAY(c, "paper.execute", g->commune.inside));
    struct text recipients[3] = {WORD("paper.recipient_article_3")};
    size_t count = 1;
    if (g->district.id != 0)
        recipients[count++] = SAY(c, "paper.recipient_above", g->district.inside);
    recipients[count++] = WORD("paper.recipient_archive");
    paper_sign(c, g->d, g->v.capacity, g->v.is_signed ? g->v.signer_name : T(""), recipients, count);
    if (!is_kind(g, "correction"))
        add_list(g);
    return OK;
}

enum status decision_paper(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct deciding g = {.c = c};
    struct paper_place places[4];
    int64_t id;
    size_t count;
    TRY(ctx_id(c, 0, &id, err));
    TRY(review_decision_load(c, id, &g.v, err));
    TRY(season_get(c, g.v.season_id, &g.season, err));
    g.on = g.v.is_signed ? g.v.signed_on : g.v.drafted_on;
    TRY(paper_places(c, g.v.commune_id, g.on, places, COUNT_OF(places), &count, err));
    g.commune = places[0];
    for (size_t i = 1; i < count; i++)
        *(places[i].level == AREA_PROVINCE ? &g.province : &g.district) = places[i];
    AUTO_DOCUMENT d = document_new(false);
    g.d = d;
    TRY(describe(&g, err));
    return paper_send(c, d, arena_fmt(c->arena, "%.*s-%lld", FMT(word_for(&g, "file")), (long long)id), err);
}
