/* Papers of one household: the certificate, with members and the class of each year, and the written refusal. */
#include "document_queries.h"
#include "features/document/paper.h"
#include "features/household/household.h"

struct dwelling {
    struct paper_household_row household;
    struct paper_place places[4]; /* hamlet, commune, … */
    size_t place_count;
    struct paper_place commune;
};

static enum status find_dwelling(struct ctx *c, int64_t household_id, int64_t commune_id, day_t on,
                                 struct dwelling *ret, struct error *err) {
    bool found = false;
    TRY(paper_household(c->db, &(struct paper_household_in){household_id, on}, c->arena, &ret->household, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(paper_places(c, ret->household.hamlet_id, on, ret->places, COUNT_OF(ret->places), &ret->place_count, err));
    return paper_place(c, commune_id, on, &ret->commune, err);
}

/* Who sees a hamlet only sees the papers of those who live there; anybody else by the commune that issued. */
static enum status require_paper(struct ctx *c, int64_t household_id, int64_t commune_id, struct error *err) {
    struct paper_household_row h;
    bool found = false;
    if (c->user.scope.level != DB_SCOPE_HAMLET)
        return ctx_require_area(c, commune_id, err);
    TRY(paper_household(c->db, &(struct paper_household_in){household_id, c->today}, c->arena, &h, &found, err));
    return found ? ctx_require_area(c, h.hamlet_id, err) : fail(err, E_NOT_FOUND, "http.not_found");
}

/* ---- the certificate */

/* The whole number only for those who may see it elsewhere. */
static struct text personal_number(struct ctx *c, struct text number) {
    if (number.len == 0)
        return T(DOTS);
    return user_may(&c->user, "household.number") ? number : household_masked_number(c->arena, number);
}

static struct text member_note(struct ctx *c, const struct paper_members_row *m, day_t since) {
    struct text came = TEXT_NONE, left = TEXT_NONE;
    if (m->valid_from > since)
        came = SAY(c, "paper.came", paper_short_day(c, m->valid_from));
    if (m->valid_to <= c->today)
        left = SAY(c, "paper.left", paper_short_day(c, m->valid_to));
    return arena_fmt(c->arena, "%.*s%s%.*s", FMT(came), came.len && left.len ? "; " : "", FMT(left));
}

static void members_table(struct ctx *c, struct document *d, const struct paper_members_row *rows, size_t count,
                          day_t since) {
    static const double widths[] = {0.06, 0.26, 0.12, 0.20, 0.09, 0.09, 0.18};
    static const enum doc_align aligns[] = {DOC_CENTER, DOC_LEFT, DOC_LEFT, DOC_LEFT, DOC_CENTER, DOC_CENTER, DOC_LEFT};
    const struct doc_span groups[] = {{WORD("paper.no"), 1},        {WORD("paper.name"), 1},
                                      {WORD("paper.ethnicity"), 1}, {WORD("paper.relation"), 1},
                                      {WORD("paper.born"), 2},      {WORD("paper.changes"), 1}};
    const struct text head[] = {WORD("paper.no"),       WORD("paper.name"), WORD("paper.ethnicity"),
                                WORD("paper.relation"), WORD("paper.male"), WORD("paper.female"),
                                WORD("paper.changes")};
    document_table_begin(d, COUNT_OF(head), widths, aligns);
    document_table_group(d, groups, COUNT_OF(groups));
    document_table_head(d, head);
    for (size_t i = 0; i < count; i++) {
        const struct paper_members_row *m = &rows[i];
        struct text born = m->born_on == DAY_NONE ? T("…") : arena_fmt(c->arena, "%d", day_year(m->born_on));
        const struct text cells[] = {paper_int(c, (int64_t)i + 1),
                                     m->full_name,
                                     m->ethnicity,
                                     m->relation_name,
                                     m->sex == 0 ? born : T(""),
                                     m->sex == 0 ? T("") : born,
                                     member_note(c, m, since)};
        document_table_row(d, cells, DOC_SMALL);
    }
    document_table_end(d);
}

/* One row per decision that entered something, both standards beside each other. */
static enum status entries_table(struct ctx *c, struct document *d, int64_t certificate_id, struct error *err) {
    static const double widths[] = {0.12, 0.22, 0.22, 0.44};
    static const enum doc_align aligns[] = {DOC_CENTER, DOC_LEFT, DOC_LEFT, DOC_LEFT};
    const struct text head[] = {WORD("paper.year"), WORD("paper.by_provincial"), WORD("paper.by_national"),
                                WORD("paper.rests_on")};
    struct paper_entries_row *rows;
    size_t count;
    TRY(paper_entries(c->db, &(struct paper_entries_in){certificate_id}, c->arena, &rows, &count, err));
    document_table_begin(d, COUNT_OF(head), widths, aligns);
    document_table_head(d, head);
    for (size_t i = 0; i < count;) {
        struct text cells[4] = {arena_fmt(c->arena, "%lld", (long long)rows[i].year), paper_class(0), paper_class(0),
                                SAY(c, "paper.decision_of", rows[i].number, paper_short_day(c, rows[i].signed_on))};
        size_t first = i;
        for (; i < count && rows[i].year == rows[first].year && text_eq(rows[i].number, rows[first].number); i++)
            cells[text_is(rows[i].standard_kind, "national") ? 2 : 1] = paper_class(rows[i].class);
        document_table_row(d, cells, DOC_SMALL);
    }
    document_table_end(d);
    return OK;
}

static enum status describe_certificate(struct ctx *c, struct document *d, int64_t id,
                                        const struct paper_certificate_row *r, struct error *err) {
    struct dwelling w;
    struct paper_members_row *members;
    size_t count;
    TRY(find_dwelling(c, r->household_id, r->commune_id, r->issued_on, &w, err));
    TRY(paper_members(c->db, &(struct paper_members_in){r->household_id, r->issued_on, w.household.head_person_id},
                      c->arena, &members, &count, err));
    const struct paper_members_row *head =
        count > 0 && members[0].person_id == w.household.head_person_id ? &members[0] : NULL;
    TRY(paper_head(c, d, &w.commune, r->number, r->issued_on, err));
    document_title(d, WORD("paper.certificate"), WORD("paper.about_certificate"));
    if (!text_is(r->state, "valid"))
        document_para(d, SAY(c, "paper.not_valid", paper_short_day(c, r->ended_on), paper_or_dots(r->reason)),
                      DOC_CENTER, DOC_BOLD);
    struct text ethnicity = head != NULL ? head->ethnicity : w.household.ethnicity;
    struct text number = personal_number(c, head != NULL ? head->personal_number : TEXT_NONE);
    paper_para(d, SAY(c, "paper.certificate_head", w.household.head_name, paper_or_dots(ethnicity)));
    document_para(d, SAY(c, "paper.certificate_number", number), DOC_LEFT, DOC_INDENT);
    paper_para(d, SAY(c, "paper.certificate_address", paper_address(c, w.household.address, w.places, w.place_count)));
    paper_bold(d, WORD("paper.certificate_members"));
    members_table(c, d, members, count, r->issued_on);
    paper_bold(d, WORD("paper.certificate_classes"));
    TRY(entries_table(c, d, id, err));
    paper_sign(c, d, r->capacity, r->signer_name, NULL, 0);
    return OK;
}

enum status certificate_paper(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct paper_certificate_row r;
    int64_t id;
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(paper_certificate(c->db, &(struct paper_certificate_in){id}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(require_paper(c, r.household_id, r.commune_id, err));
    AUTO_DOCUMENT d = document_new(false);
    TRY(describe_certificate(c, d, id, &r, err));
    return paper_send(c, d, arena_fmt(c->arena, "giay-chung-nhan-%lld", (long long)id), err);
}

/* ---- the refusal */

static struct text request_word(struct text kind) {
    static const char *const words[] = {"paper.request.poor", "paper.request.escape", "paper.request.sudden",
                                        "paper.request.average"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (text_is(kind, words[i] + sizeof "paper.request." - 1))
            return WORD(words[i]);
    return WORD("paper.request.none");
}

static enum status describe_refusal(struct ctx *c, struct document *d, const struct paper_refusal_row *r,
                                    struct error *err) {
    struct dwelling w;
    struct season s;
    struct paper_step step;
    TRY(find_dwelling(c, r->household_id, r->commune_id, r->refused_on, &w, err));
    TRY(season_get(c, r->season_id, &s, err));
    TRY(paper_step(c, &s, r->commune_id, "decision", &step, err));
    TRY(paper_head(c, d, &w.commune, WORD("paper.number_open_notice"), r->refused_on, err));
    document_title(d, WORD("paper.notice"), SAY(c, "paper.about_refusal", paper_term(c, &s)));
    document_para(d, SAY(c, "paper.refusal_to", w.household.head_name), DOC_CENTER, 0);
    document_para(d, paper_address(c, w.household.address, w.places, w.place_count), DOC_CENTER, 0);
    if (r->request_kind.len > 0)
        paper_para(d, SAY(c, "paper.refusal_asked", request_word(r->request_kind), paper_day(c, r->received_on)));
    paper_para(d, SAY(c, "paper.refusal_says", paper_law(c, paper_or_dots(step.article), TEXT_NONE), w.commune.inside,
                      w.household.head_name, paper_term(c, &s)));
    paper_bold(d, WORD("paper.refusal_reason"));
    paper_para(d, r->reason);
    paper_para(d, SAY(c, "paper.refusal_disagree", w.commune.inside));
    const struct text recipients[] = {WORD("paper.recipient_household"), WORD("paper.recipient_hamlet"),
                                      WORD("paper.recipient_archive")};
    paper_sign(c, d, r->capacity, r->signer_name, recipients, COUNT_OF(recipients));
    return OK;
}

enum status refusal_paper(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct paper_refusal_row r;
    int64_t id;
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(paper_refusal(c->db, &(struct paper_refusal_in){id}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(require_paper(c, r.household_id, r.commune_id, err));
    AUTO_DOCUMENT d = document_new(false);
    TRY(describe_refusal(c, d, &r, err));
    return paper_send(c, d, arena_fmt(c->arena, "tra-loi-%lld", (long long)id), err);
}
