/* The papers of a season in one place: those of a commune or a hamlet, the lists of certificates and refusals, and what
 * is not known and so stays open on paper. */
#include "app/list.h"
#include "document_queries.h"
#include "document_templates.h"
#include "features/document/paper.h"

struct offering {
    struct ctx *c;
    struct value *list;
    int64_t season_id, commune_id, hamlet_id; /* hamlet DB_NULL: all of the commune */
};

/* path: with a '?' when there are parameters; the format goes before it. */
static struct text with_format(struct ctx *c, struct text path, const char *format) {
    struct text rest = path, bare;
    (void)text_cut(&rest, '?', &bare);
    return arena_fmt(c->arena, "%.*s.%s%s%.*s", FMT(bare), format, rest.ptr != NULL ? "?" : "", FMT(rest));
}

static void offer(struct offering *o, struct text title, day_t day, const char *state, struct text path) {
    struct value *v = value_add_object(o->list);
    value_set_text(v, "title", title);
    value_set_day(v, "day", day);
    value_set_word(v, "state", state);
    value_set_text(v, "pdf", with_format(o->c, path, "pdf"));
    value_set_text(v, "docx", with_format(o->c, path, "docx"));
}

static struct text title_of(struct ctx *c, const char *key, struct text name, int64_t no) {
    struct text args[] = {name, arena_fmt(c->arena, "%lld", (long long)no)};
    return tr_args(c->lang, c->arena, key, args, COUNT_OF(args));
}

static enum status offer_hamlets(struct offering *o, struct error *err) {
    struct ctx *c = o->c;
    struct paper_meetings_row *meetings;
    struct paper_postings_row *postings;
    size_t count;
    TRY(paper_meetings(c->db, &(struct paper_meetings_in){o->season_id, o->commune_id, o->hamlet_id}, c->arena,
                       &meetings, &count, err));
    for (size_t i = 0; i < count; i++)
        offer(o, title_of(c, "document.minutes_of", meetings[i].hamlet_name, meetings[i].no), meetings[i].held_on, NULL,
              arena_fmt(c->arena, "/documents/minutes/%lld?season=%lld&no=%lld", (long long)meetings[i].hamlet_id,
                        (long long)o->season_id, (long long)meetings[i].no));
    TRY(paper_postings(c->db, &(struct paper_postings_in){o->season_id, o->commune_id, o->hamlet_id}, c->arena,
                       &postings, &count, err));
    for (size_t i = 0; i < count; i++)
        offer(o, title_of(c, "document.posting_of", postings[i].hamlet_name, postings[i].no), postings[i].posted_on,
              NULL,
              arena_fmt(c->arena, "/documents/postings/%lld?season=%lld&no=%lld", (long long)postings[i].hamlet_id,
                        (long long)o->season_id, (long long)postings[i].no));
    return OK;
}

static enum status offer_decisions(struct offering *o, struct error *err) {
    struct ctx *c = o->c;
    struct paper_decisions_row *rows;
    size_t count;
    TRY(paper_decisions(c->db, &(struct paper_decisions_in){o->season_id, o->commune_id}, c->arena, &rows, &count,
                        err));
    for (size_t i = 0; i < count; i++) {
        const char *kind = arena_fmt(c->arena, "document.decision.%.*s", FMT(rows[i].kind)).ptr;
        struct text number = rows[i].number.len > 0 ? rows[i].number : tr(c->lang, "document.no_number");
        offer(o, title_of(c, kind, number, rows[i].households), rows[i].day,
              text_is(rows[i].state, "signed") ? "document.state.signed" : "document.state.draft",
              arena_fmt(c->arena, "/documents/decisions/%lld", (long long)rows[i].id));
    }
    return OK;
}

static enum status offer_place(struct offering *o, const struct season *s, struct error *err) {
    struct ctx *c = o->c;
    struct area a;
    TRY(area_get(c, o->hamlet_id != DB_NULL ? o->hamlet_id : o->commune_id, s->open ? c->today : s->ends_on, &a, err));
    struct text hamlet =
        o->hamlet_id == DB_NULL ? TEXT_NONE : arena_fmt(c->arena, "&hamlet=%lld", (long long)o->hamlet_id);
    offer(o, title_of(c, "document.list_of", a.name, 0), s->starts_on, NULL,
          arena_fmt(c->arena, "/documents/lists/%lld?season=%lld%.*s", (long long)o->commune_id, (long long)s->id,
                    FMT(hamlet)));
    TRY(offer_hamlets(o, err));
    if (o->hamlet_id != DB_NULL)
        return OK;
    TRY(offer_decisions(o, err));
    offer(o, title_of(c, "document.movement_of", a.name, 0), DAY_NONE,
          s->open ? "document.state.provisional" : "document.state.official",
          arena_fmt(c->arena, "/documents/movements/%lld?area=%lld", (long long)s->id, (long long)o->commune_id));
    return OK;
}

/* Which place's papers: the commune asked for, else the asker's own; 0: none chosen yet. */
static enum status asked_place(struct ctx *c, int64_t *ret_commune, int64_t *ret_hamlet, struct error *err) {
    struct text asked = ctx_query(c, "commune");
    struct area a;
    *ret_commune = 0;
    *ret_hamlet = DB_NULL;
    if (asked.len > 0) {
        if (!text_to_i64(asked, ret_commune))
            return fail(err, E_NOT_FOUND, "http.not_found");
        return ctx_require_area(c, *ret_commune, err);
    }
    if (c->user.scope.level == DB_SCOPE_COMMUNE)
        *ret_commune = c->user.scope.area_id;
    if (c->user.scope.level == DB_SCOPE_HAMLET) {
        TRY(area_get_lately(c, c->user.scope.area_id, c->today, &a, err));
        *ret_commune = a.parent_id;
        *ret_hamlet = a.id;
    }
    return OK;
}

/* Settings without a value and what the program does not record: the paper has dots there. */
static enum status add_open(struct ctx *c, struct value *out, struct error *err) {
    struct value *list = value_set_list(out, "open");
    struct text authority;
    TRY(setting_text(c, "document.basis_authority", c->today, &authority, err));
    if (authority.len == 0)
        value_add_text(list, tr(c->lang, "document.open.authority"));
    value_add_text(list, tr(c->lang, "document.open.opinion_number"));
    value_add_text(list, tr(c->lang, "document.open.posting_signer"));
    value_add_text(list, tr(c->lang, "document.open.meeting_hours"));
    value_add_text(list, tr(c->lang, "document.open.card_day"));
    return OK;
}

static enum status add_choice(struct ctx *c, struct value *out, int64_t chosen, struct error *err) {
    if (c->user.scope.level == DB_SCOPE_COMMUNE || c->user.scope.level == DB_SCOPE_HAMLET)
        return OK;
    struct choice_text *communes;
    size_t count;
    TRY(area_commune_choices(c, &communes, &count, err));
    struct value *list = value_set_list(out, "communes");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        int64_t id = 0;
        (void)text_to_i64(communes[i].code, &id);
        value_set_text(v, "code", communes[i].code);
        value_set_text(v, "label", communes[i].label);
        value_set_bool(v, "chosen", id == chosen);
    }
    return OK;
}

enum status documents_page(struct ctx *c, struct value *out, struct error *err) {
    struct season s;
    struct offering o = {.c = c};
    struct error none;
    error_clear(&none);
    TRY(asked_place(c, &o.commune_id, &o.hamlet_id, err));
    TRY(add_choice(c, out, o.commune_id, err));
    TRY(add_open(c, out, err));
    o.list = value_set_list(out, "papers");
    enum status found = paper_season(c, &s, &none);
    if (found == E_NOT_FOUND && ctx_query(c, "season").len == 0)
        return OK; /* before the first season there is nothing to offer */
    if (found != OK) {
        *err = none;
        return found;
    }
    o.season_id = s.id;
    value_set_id(out, "season", s.id);
    value_set_text(out, "term", paper_term(c, &s));
    if (o.commune_id != 0)
        return offer_place(&o, &s, err);
    offer(&o, title_of(c, "document.movement_of", c->user.area_name, 0), DAY_NONE,
          s.open ? "document.state.provisional" : "document.state.official",
          arena_fmt(c->arena, "/documents/movements/%lld", (long long)s.id));
    return OK;
}

/* ---- certificates and refusals as lists */

static void certificate_row(struct ctx *c, const void *row, struct value *item) {
    (void)c;
    const struct certificate_papers_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "number", r->number);
    value_set_id(item, "household_id", r->household_id);
    value_set_text(item, "head_name", r->head_name);
    value_set_text(item, "hamlet", r->hamlet_name);
    value_set_day(item, "issued_on", r->issued_on);
    value_set_word(item, "state",
                   text_is(r->state, "valid")       ? "document.certificate.valid"
                   : text_is(r->state, "withdrawn") ? "document.certificate.withdrawn"
                                                    : "document.certificate.replaced");
    value_set_word(item, "docx", "document.docx");
}

static const struct choice certificate_states[] = {{"valid", "document.certificate.valid", 0},
                                                   {"withdrawn", "document.certificate.withdrawn", 0},
                                                   {"replaced", "document.certificate.replaced", 0}};
static const struct list_filter certificate_filters[] = {
    {.name = "commune", .label = "document.commune", .type = F_CHOICE, .options = area_commune_choices},
    {.name = "state",
     .label = "document.state",
     .type = F_CHOICE,
     .choices = certificate_states,
     .choice_count = COUNT_OF(certificate_states)},
};
static const struct list_column certificate_columns[] = {
    {.key = "number",
     .label = "document.number",
     .sort = "number",
     .href = "/review/certificates/{id}",
     .type = V_TEXT},
    {.key = "head_name",
     .label = "document.head_name",
     .sort = "head",
     .href = "/households/{household_id}",
     .sensitivity = S_PERSONAL,
     .type = V_TEXT},
    {.key = "hamlet", .label = "document.hamlet", .type = V_TEXT},
    {.key = "issued_on", .label = "document.day", .type = V_DAY},
    {.key = "state", .label = "document.state", .type = V_WORD},
    {.key = "docx", .label = "document.edit", .href = "/documents/certificates/{id}.docx", .type = V_WORD},
};
const struct list_def certificate_papers_def = {
    .name = "certificate_papers",
    .stmt = &certificate_papers_stmt,
    .columns = certificate_columns,
    .column_count = COUNT_OF(certificate_columns),
    .filters = certificate_filters,
    .filter_count = COUNT_OF(certificate_filters),
    .search = "q",
    .row = certificate_row,
    .row_href = "/review/certificates/{id}",
    .empty = "document.no_certificates",
    .file_name = "giay-chung-nhan",
};

enum status certificate_papers_page(struct ctx *c, struct value *out, struct error *err) {
    return list_answer(c, &certificate_papers_def, &(struct certificate_papers_in){c->today}, NULL, 0, out, err);
}

static void refusal_row(struct ctx *c, const void *row, struct value *item) {
    (void)c;
    const struct refusal_papers_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_id(item, "household_id", r->household_id);
    value_set_word(item, "paper", "document.title.refusal");
    value_set_text(item, "head_name", r->head_name);
    value_set_text(item, "hamlet", r->hamlet_name);
    value_set_day(item, "refused_on", r->refused_on);
    value_set_text(item, "reason", r->reason);
    value_set_word(item, "docx", "document.docx");
}

static const struct list_filter refusal_filters[] = {
    {.name = "commune", .label = "document.commune", .type = F_CHOICE, .options = area_commune_choices},
};
static const struct list_column refusal_columns[] = {
    {.key = "paper", .label = "document.paper", .href = "/documents/refusals/{id}.pdf", .type = V_WORD},
    {.key = "head_name",
     .label = "document.head_name",
     .sort = "head",
     .href = "/households/{household_id}",
     .sensitivity = S_PERSONAL,
     .type = V_TEXT},
    {.key = "hamlet", .label = "document.hamlet", .type = V_TEXT},
    {.key = "refused_on", .label = "document.day", .sort = "newest", .type = V_DAY},
    {.key = "reason", .label = "document.reason", .type = V_TEXT},
    {.key = "docx", .label = "document.edit", .href = "/documents/refusals/{id}.docx", .type = V_WORD},
};
const struct list_def refusal_papers_def = {
    .name = "refusal_papers",
    .stmt = &refusal_papers_stmt,
    .columns = refusal_columns,
    .column_count = COUNT_OF(refusal_columns),
    .filters = refusal_filters,
    .filter_count = COUNT_OF(refusal_filters),
    .search = "q",
    .row = refusal_row,
    .row_href = "/documents/refusals/{id}.pdf",
    .empty = "document.no_refusals",
    .file_name = "tra-loi-khong-cong-nhan",
};

enum status refusal_papers_page(struct ctx *c, struct value *out, struct error *err) {
    return list_answer(c, &refusal_papers_def, &(struct refusal_papers_in){c->today}, NULL, 0, out, err);
}
