/* Papers of a hamlet in a season: the list of households to review, the minutes of the meeting, the list that hangs. */
#include "document_queries.h"
#include "features/document/paper.h"

/* ?no=: which meeting or posting of the hamlet; DB_NULL: the newest. */
static enum status asked_no(struct ctx *c, int64_t *ret, struct error *err) {
    struct text t = ctx_query(c, "no");
    *ret = DB_NULL;
    return t.len == 0 || text_to_i64(t, ret) ? OK : fail(err, E_NOT_FOUND, "http.not_found");
}

/* The head of a hamlet's own paper: the commune's committee above, the hamlet below. */
static void hamlet_head(struct document *d, struct ctx *c, const struct paper_place *hamlet,
                        const struct paper_place *commune, day_t on) {
    document_head(d, arena_fmt(c->arena, "%.*s\n%.*s", FMT(WORD("paper.committee")), FMT(commune->name)), hamlet->name,
                  T(""), commune->bare, on);
}

static void demo_note(struct ctx *c, struct document *d) {
    if (c->app->demo)
        document_watermark_note(d, WORD("common.demo_data_note"));
}

/* ---- the list of households to review */

static struct text source_word(struct text source) {
    static const char *const words[] = {"paper.source.managed", "paper.source.request", "paper.source.sudden",
                                        "paper.source.everybody"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (text_is(source, words[i] + sizeof "paper.source." - 1))
            return WORD(words[i]);
    return source;
}

static void list_rows(struct ctx *c, struct document *d, const struct paper_list_row *rows, size_t count) {
    static const double widths[] = {0.06, 0.14, 0.27, 0.08, 0.15, 0.15, 0.15};
    static const enum doc_align aligns[] = {DOC_CENTER, DOC_LEFT, DOC_LEFT, DOC_CENTER, DOC_LEFT, DOC_LEFT, DOC_LEFT};
    const struct text head[] = {WORD("paper.no"),
                                WORD("paper.code"),
                                WORD("paper.head_name"),
                                WORD("paper.members"),
                                WORD("paper.start_provincial"),
                                WORD("paper.start_national"),
                                WORD("paper.why_listed")};
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || !text_eq(rows[i].hamlet_name, rows[i - 1].hamlet_name)) {
            if (i > 0)
                document_table_end(d);
            document_para(d, rows[i].hamlet_name, DOC_LEFT, DOC_BOLD);
            document_table_begin(d, COUNT_OF(head), widths, aligns);
            document_table_head(d, head);
        }
        const struct text cells[] = {paper_int(c, (int64_t)i + 1),
                                     rows[i].code,
                                     rows[i].head_name,
                                     paper_int(c, rows[i].members),
                                     paper_class(rows[i].provincial),
                                     paper_class(rows[i].national),
                                     source_word(rows[i].source)};
        document_table_row(d, cells, DOC_SMALL);
    }
    if (count > 0)
        document_table_end(d);
}

/* Of a commune, or with ?hamlet= of one of its hamlets. */
enum status list_paper(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct season s;
    struct paper_place commune;
    struct paper_list_row *rows;
    struct paper_step step;
    int64_t commune_id, hamlet_id = DB_NULL;
    size_t count;
    TRY(ctx_id(c, 0, &commune_id, err));
    struct text hamlet = ctx_query(c, "hamlet");
    if (hamlet.len > 0 && !text_to_i64(hamlet, &hamlet_id))
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(ctx_require_area(c, hamlet_id != DB_NULL ? hamlet_id : commune_id, err));
    TRY(paper_season(c, &s, err));
    day_t on = s.open ? c->today : s.ends_on;
    TRY(paper_place(c, commune_id, on, &commune, err));
    TRY(paper_step(c, &s, commune_id, "list", &step, err));
    TRY(paper_list(c->db, &(struct paper_list_in){s.id, commune_id, hamlet_id, on}, c->arena, &rows, &count, err));
    AUTO_DOCUMENT d = document_new(false);
    struct text agency = arena_fmt(c->arena, "%.*s\n%.*s", FMT(WORD("paper.committee")), FMT(commune.name));
    document_head(d, agency, paper_or_dots(step.actor), T(""), commune.bare, on);
    document_title(d, WORD("paper.list"), SAY(c, "paper.about_list", paper_term(c, &s), commune.inside));
    document_para(d, SAY(c, "paper.list_basis", paper_law(c, paper_or_dots(step.article), TEXT_NONE)), DOC_JUSTIFY,
                  DOC_INDENT | DOC_ITALIC);
    list_rows(c, d, rows, count);
    paper_para(d, SAY(c, "paper.list_ends", paper_int(c, (int64_t)count)));
    const struct doc_span titles[] = {{WORD("paper.signer_lister"), 1}, {WORD("paper.signer_committee"), 1}};
    const struct text names[] = {T(""), T("")};
    document_sign_columns(d, titles, names, COUNT_OF(names));
    demo_note(c, d);
    return paper_send(c, d, arena_fmt(c->arena, "danh-sach-ra-soat-%lld", (long long)commune_id), err);
}

/* ---- the minutes of the meeting */

static struct text invited_word(const char *role) {
    static const char *const words[] = {"paper.invited.party_cell", "paper.invited.unions", "paper.invited.reviewer",
                                        "paper.invited.households", "paper.invited.front"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (strcmp(role, words[i] + sizeof "paper.invited." - 1) == 0)
            return WORD(words[i]);
    return text_of(role);
}

static void minutes_facts(struct ctx *c, struct document *d, const struct minutes_view *m, struct text hamlet) {
    paper_para(d, SAY(c, "paper.meeting_when", paper_day(c, m->held_on),
                      paper_or_dots(m->place.len > 0 ? m->place : TEXT_NONE)));
    paper_bold(d, WORD("paper.meeting_who"));
    paper_para(d, SAY(c, "paper.meeting_chair", m->chair));
    paper_para(d, SAY(c, "paper.meeting_secretary", m->secretary));
    for (size_t i = 0; i < m->invited_count; i++)
        paper_para(d, SAY(c, "paper.meeting_invited", invited_word(m->invited[i].role),
                          paper_int(c, m->invited[i].invited), paper_int(c, m->invited[i].attended)));
    paper_para(d, SAY(c, "paper.meeting_attendees", paper_int(c, m->attendees), hamlet));
    paper_para(d, WORD(m->front_present ? "paper.meeting_front" : "paper.meeting_no_front"));
}

static void minutes_votes(struct ctx *c, struct document *d, const struct minutes_view *m) {
    static const double widths[] = {0.06, 0.23, 0.13, 0.13, 0.10, 0.10, 0.25};
    static const enum doc_align aligns[] = {DOC_CENTER, DOC_LEFT, DOC_LEFT, DOC_LEFT, DOC_CENTER, DOC_CENTER, DOC_LEFT};
    const struct text head[] = {WORD("paper.no"),          WORD("paper.head_name"), WORD("paper.by_provincial"),
                                WORD("paper.by_national"), WORD("paper.agreeing"),  WORD("paper.share"),
                                WORD("paper.conclusion")};
    document_table_begin(d, COUNT_OF(head), widths, aligns);
    document_table_head(d, head);
    for (size_t i = 0; i < m->count; i++) {
        const struct minutes_line *l = &m->lines[i];
        int64_t share = 0;
        AUTO_BUF b;
        buf_init(&b, 64);
        if (mul_div_i64(l->agreeing, 10000, l->attendees, &share))
            fmt_percent(&b, LANG_VI, share, 1);
        struct text agreed = WORD(l->agreed ? "paper.agreed" : "paper.not_agreed");
        if (l->note.len > 0)
            agreed = arena_fmt(c->arena, "%.*s. %.*s", FMT(agreed), FMT(l->note));
        const struct text cells[] = {paper_int(c, (int64_t)i + 1),
                                     l->head_name,
                                     paper_class(l->provincial),
                                     paper_class(l->national),
                                     arena_fmt(c->arena, "%lld/%lld", (long long)l->agreeing, (long long)l->attendees),
                                     buf_as_text(&b),
                                     agreed};
        document_table_row(d, cells, DOC_SMALL);
    }
    document_table_end(d);
}

static enum status minutes_result(struct ctx *c, struct document *d, const struct season *s,
                                  const struct minutes_view *m, struct error *err) {
    struct paper_step step;
    struct text share;
    int64_t bp, agreed = 0;
    for (size_t i = 0; i < m->count; i++)
        agreed += m->lines[i].agreed;
    TRY(paper_step(c, s, m->hamlet_id, "meeting", &step, err));
    TRY(paper_rule(c, s, "meeting.agreement_share", &share, err));
    AUTO_BUF b;
    buf_init(&b, 64);
    if (share.ptr != NULL && text_to_i64(share, &bp))
        fmt_percent(&b, LANG_VI, bp, 0);
    paper_para(d, SAY(c, "paper.meeting_result", paper_int(c, agreed), paper_int(c, (int64_t)m->count),
                      paper_or_dots(buf_as_text(&b)), paper_law(c, paper_or_dots(step.article), TEXT_NONE)));
    if (agreed < (int64_t)m->count)
        paper_para(d, WORD("paper.meeting_again"));
    paper_para(d, SAY(c, "paper.meeting_note", paper_or_dots(m->note)));
    paper_para(d, SAY(c, "paper.meeting_copies", paper_int(c, step.copies)));
    return OK;
}

enum status minutes_paper(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct season s;
    struct minutes_view m;
    struct paper_place hamlet, commune;
    struct paper_meeting_id_row found;
    int64_t hamlet_id, no;
    bool any = false;
    TRY(ctx_id(c, 0, &hamlet_id, err));
    TRY(ctx_require_area(c, hamlet_id, err));
    TRY(asked_no(c, &no, err));
    TRY(paper_season(c, &s, err));
    TRY(paper_meeting_id(c->db, &(struct paper_meeting_id_in){s.id, hamlet_id, no}, c->arena, &found, &any, err));
    if (!any)
        return fail(err, E_NOT_FOUND, "document.no_meeting");
    TRY(review_minutes_load(c, found.id, &m, err));
    TRY(paper_place(c, m.hamlet_id, m.held_on, &hamlet, err));
    TRY(paper_place(c, m.commune_id, m.held_on, &commune, err));
    AUTO_DOCUMENT d = document_new(false);
    hamlet_head(d, c, &hamlet, &commune, m.held_on);
    document_title(d, WORD("paper.minutes"), SAY(c, "paper.about_minutes", paper_term(c, &s), hamlet.inside));
    minutes_facts(c, d, &m, hamlet.inside);
    paper_bold(d, WORD("paper.meeting_what"));
    minutes_votes(c, d, &m);
    TRY(minutes_result(c, d, &s, &m, err));
    const struct doc_span titles[] = {
        {WORD("paper.signer_secretary"), 1}, {WORD("paper.signer_households"), 1}, {WORD("paper.signer_chair"), 1}};
    const struct text names[] = {m.secretary, m.representative, m.chair};
    document_sign_columns(d, titles, names, COUNT_OF(names));
    demo_note(c, d);
    return paper_send(c, d, arena_fmt(c->arena, "bien-ban-hop-%lld-%lld", (long long)hamlet_id, (long long)m.no), err);
}

/* ---- the list that hangs */

/* What a posting can show, in the order of its columns. Personal numbers, ethnicity and health are not here: no
 * setting makes them public. */
enum column { C_NO, C_HEAD, C_HAMLET, C_MEMBERS, C_BORN, C_PROVINCIAL, C_NATIONAL, C_INCOME, C_DEPRIVATION, COLUMNS };
static const struct {
    const char *field, *word; /* key of posting_field; NULL: always */
    double width;
    enum doc_align align;
} columns[COLUMNS] = {
    [C_NO] = {NULL, "paper.no", 6, DOC_CENTER},
    [C_HEAD] = {"head_name", "paper.head_name", 26, DOC_LEFT},
    [C_HAMLET] = {"hamlet", "paper.hamlet", 18, DOC_LEFT},
    [C_MEMBERS] = {"member_count", "paper.members", 9, DOC_CENTER},
    [C_BORN] = {"birth_year", "paper.born", 9, DOC_CENTER},
    [C_PROVINCIAL] = {"result", "paper.by_provincial", 17, DOC_LEFT},
    [C_NATIONAL] = {"result", "paper.by_national", 17, DOC_LEFT},
    [C_INCOME] = {"points_income", "paper.points_income", 9, DOC_CENTER},
    [C_DEPRIVATION] = {"points_deprivation", "paper.points_deprivation", 9, DOC_CENTER},
};

static bool may_show(struct text fields, const char *field) {
    struct text part;
    while (text_cut(&fields, ' ', &part))
        if (field == NULL || text_is(part, field))
            return true;
    return field == NULL;
}

static const struct paper_posting_facts_row *facts_of(const struct paper_posting_facts_row *facts, size_t count,
                                                      int64_t household_id) {
    for (size_t i = 0; i < count; i++)
        if (facts[i].household_id == household_id)
            return &facts[i];
    return NULL;
}

struct hanging {
    struct ctx *c;
    const struct posting_view *p;
    struct text hamlet;
    struct paper_posting_facts_row *facts;
    size_t fact_count;
    int64_t points_each; /* of a deprived indicator; DB_NULL: not known */
};

static struct text posting_cell(struct hanging *h, size_t i, enum column column) {
    const struct posting_line *l = &h->p->lines[i];
    const struct paper_posting_facts_row *f = facts_of(h->facts, h->fact_count, l->household_id);
    switch (column) {
    case C_NO:
        return paper_int(h->c, (int64_t)i + 1);
    case C_HEAD:
        return l->head_name;
    case C_HAMLET:
        return h->hamlet;
    case C_MEMBERS:
        return paper_int(h->c, l->members);
    case C_BORN:
        return f == NULL || f->born_year == DB_NULL ? T("") : arena_fmt(h->c->arena, "%lld", (long long)f->born_year);
    case C_PROVINCIAL:
        return paper_class(l->provincial);
    case C_NATIONAL:
        return paper_class(l->national);
    case C_INCOME:
        return f == NULL ? T("") : paper_int(h->c, f->points_a);
    case C_DEPRIVATION:
        return f == NULL || f->deprived == DB_NULL || h->points_each == DB_NULL
                   ? T("")
                   : paper_int(h->c, f->deprived * h->points_each);
    case COLUMNS:
        break;
    }
    return T("");
}

static void posting_table(struct hanging *h, struct document *d) {
    double widths[COLUMNS];
    enum doc_align aligns[COLUMNS];
    struct text cells[COLUMNS];
    enum column shown[COLUMNS];
    size_t n = 0;
    for (enum column k = 0; k < COLUMNS; k++)
        if (may_show(h->p->fields, columns[k].field)) {
            widths[n] = columns[k].width;
            aligns[n] = columns[k].align;
            cells[n] = WORD(columns[k].word);
            shown[n++] = k;
        }
    document_table_begin(d, n, widths, aligns);
    document_table_head(d, cells);
    for (size_t i = 0; i < h->p->count; i++) {
        for (size_t k = 0; k < n; k++)
            cells[k] = posting_cell(h, i, shown[k]);
        document_table_row(d, cells, 0);
    }
    document_table_end(d);
}

static enum status describe_posting(struct ctx *c, struct document *d, const struct season *s,
                                    const struct posting_view *p, struct error *err) {
    struct hanging h = {.c = c, .p = p, .points_each = DB_NULL};
    struct paper_place hamlet, commune;
    struct paper_step step;
    struct text each;
    TRY(paper_place(c, p->hamlet_id, p->posted_on, &hamlet, err));
    TRY(paper_place(c, p->commune_id, p->posted_on, &commune, err));
    TRY(paper_step(c, s, p->commune_id, "posting", &step, err));
    TRY(paper_rule(c, s, "deprivation.points", &each, err));
    if (each.ptr != NULL && !text_to_i64(each, &h.points_each))
        h.points_each = DB_NULL;
    TRY(paper_posting_facts(c->db, &(struct paper_posting_facts_in){p->id}, c->arena, &h.facts, &h.fact_count, err));
    h.hamlet = hamlet.name;
    TRY(paper_head(c, d, &commune, WORD("paper.number_open_notice"), p->posted_on, err));
    document_title(
        d, WORD("paper.notice"),
        SAY(c, p->again ? "paper.about_posting_again" : "paper.about_posting", paper_term(c, s), hamlet.inside));
    paper_para(d, SAY(c, "paper.posting_says", paper_law(c, paper_or_dots(step.article), TEXT_NONE),
                      paper_short_day(c, p->posted_on), paper_short_day(c, p->last_day), hamlet.inside));
    posting_table(&h, d);
    paper_para(d, SAY(c, "paper.posting_objections", paper_short_day(c, p->last_day), commune.inside));
    const struct text recipients[] = {WORD("paper.recipient_hamlet"), WORD("paper.recipient_archive")};
    /* Which post signs a posting is not known. */
    paper_sign(c, d, T(DOTS), T(""), recipients, COUNT_OF(recipients));
    return OK;
}

enum status posting_paper(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct season s;
    struct posting_view p;
    struct paper_posting_id_row found;
    int64_t hamlet_id, no;
    bool any = false;
    TRY(ctx_id(c, 0, &hamlet_id, err));
    TRY(ctx_require_area(c, hamlet_id, err));
    TRY(asked_no(c, &no, err));
    TRY(paper_season(c, &s, err));
    TRY(paper_posting_id(c->db, &(struct paper_posting_id_in){s.id, hamlet_id, no}, c->arena, &found, &any, err));
    if (!any)
        return fail(err, E_NOT_FOUND, "document.no_posting");
    TRY(review_posting_load(c, found.id, &p, err));
    AUTO_DOCUMENT d = document_new(false);
    TRY(describe_posting(c, d, &s, &p, err));
    return paper_send(c, d, arena_fmt(c->arena, "niem-yet-%lld-%lld", (long long)hamlet_id, (long long)p.no), err);
}
