#include "features/document/paper.h"

#include <glib.h>

#include "document_queries.h"
#include "i18n/i18n.h"

/* ---- words */

struct text paper_int(struct ctx *c, int64_t n) {
    if (n == DB_NULL)
        return T(DOTS);
    AUTO_BUF b;
    buf_init(&b, 64);
    fmt_int(&b, LANG_VI, n);
    return arena_text(c->arena, buf_as_text(&b));
}

struct text paper_money(struct ctx *c, int64_t dong) {
    if (dong == DB_NULL)
        return T(DOTS);
    AUTO_BUF b;
    buf_init(&b, 64);
    fmt_money(&b, LANG_VI, dong);
    return arena_text(c->arena, buf_as_text(&b));
}

struct text paper_day(struct ctx *c, day_t d) {
    if (d == DAY_NONE)
        return WORD("paper.day_open");
    AUTO_BUF b;
    buf_init(&b, 64);
    fmt_day_long(&b, d);
    return arena_text(c->arena, buf_as_text(&b));
}

struct text paper_short_day(struct ctx *c, day_t d) {
    char day[11];
    if (d == DAY_NONE)
        return T(DOTS);
    day_vn(d, day);
    return arena_text(c->arena, text_of(day));
}

struct text paper_or_dots(struct text t) {
    return t.len > 0 ? t : T(DOTS);
}

struct text paper_class(int64_t class_no) {
    static const char *const words[] = {"paper.class.none", "paper.class.poor", "paper.class.near_poor",
                                        "paper.class.not_poor", "paper.class.average"};
    return WORD(words[class_no >= 0 && class_no < (int64_t)COUNT_OF(words) ? class_no : 0]);
}

struct text paper_term(struct ctx *c, const struct season *s) {
    if (s->month == 0)
        return arena_fmt(c->arena, "năm %d", s->year);
    return arena_fmt(c->arena, s->month < 3 ? "tháng %02d năm %d" : "tháng %d năm %d", s->month, s->year);
}

/* ---- places */

static struct text lower_first(struct ctx *c, struct text t) {
    if (t.len == 0)
        return t;
    char first[8];
    int n = g_unichar_to_utf8(g_unichar_tolower(g_utf8_get_char(t.ptr)), first);
    size_t skip = (size_t)(g_utf8_next_char(t.ptr) - t.ptr);
    return arena_fmt(c->arena, "%.*s%.*s", n, first, (int)(t.len - skip), t.ptr + skip);
}

static struct paper_place place_of(struct ctx *c, const struct area *a) {
    struct paper_place p = {.id = a->id, .level = a->level, .name = a->name, .inside = a->name, .bare = a->name};
    if (a->kind.len == 0 || a->name.len <= a->kind.len + 1 || !text_starts(a->name, a->kind))
        return p;
    struct text rest = {a->name.ptr + a->kind.len + 1, a->name.len - a->kind.len - 1};
    p.inside = lower_first(c, a->name);
    if (rest.ptr[0] < '0' || rest.ptr[0] > '9')
        p.bare = rest;
    return p;
}

enum status paper_place(struct ctx *c, int64_t area_id, day_t on, struct paper_place *ret, struct error *err) {
    struct area a;
    TRY(area_get_lately(c, area_id, on, &a, err));
    *ret = place_of(c, &a);
    return OK;
}

enum status paper_places(struct ctx *c, int64_t area_id, day_t on, struct paper_place *ret, size_t room,
                         size_t *ret_count, struct error *err) {
    struct area *path;
    size_t count;
    TRY(area_path_lately(c, area_id, on, &path, &count, err));
    *ret_count = count < room ? count : room;
    for (size_t i = 0; i < *ret_count; i++)
        ret[i] = place_of(c, &path[i]);
    return OK;
}

struct text paper_address(struct ctx *c, struct text address, const struct paper_place *places, size_t count) {
    AUTO_BUF b;
    buf_init(&b, 4096);
    buf_text(&b, address);
    for (size_t i = 0; i < count; i++) {
        if (b.len > 0)
            buf_str(&b, ", ");
        buf_text(&b, places[i].inside);
    }
    return arena_text(c->arena, buf_as_text(&b));
}

/* ---- documents that a paper rests on */

static const struct {
    const char *abbreviation, *word;
} document_kinds[] = {
    {"NĐ", "paper.law.decree"},     {"QĐ", "paper.law.decision"}, {"TT", "paper.law.circular"},
    {"NQ", "paper.law.resolution"}, {"KH", "paper.law.plan"},
};
/* The letters at the end of a number name who issues it. */
static const struct {
    const char *symbol, *word;
} issuers[] = {{"/NĐ-CP", "paper.issuer.government"}, {"/QĐ-TTg", "paper.issuer.prime_minister"}};

static struct text issuer_of(struct text number, struct text issuer) {
    for (size_t i = 0; i < COUNT_OF(issuers); i++)
        if (text_ends(number, text_of(issuers[i].symbol)))
            return WORD(issuers[i].word);
    return text_ends(number, T("/QĐ-UBND")) ? issuer : TEXT_NONE;
}

struct text paper_law(struct ctx *c, struct text document, struct text issuer) {
    struct text rest = text_trim(document), kind, number, word;
    const char *spelled = NULL;
    if (!text_cut(&rest, ' ', &kind) || rest.ptr == NULL)
        return document;
    for (size_t i = 0; i < COUNT_OF(document_kinds); i++)
        if (text_is(kind, document_kinds[i].abbreviation))
            spelled = document_kinds[i].word;
    if (spelled == NULL || !text_cut(&rest, ' ', &number) || number.len == 0)
        return document;
    day_t day = DAY_NONE;
    if (rest.ptr != NULL && text_cut(&rest, ' ', &word) && text_is(word, "ngày") && rest.ptr != NULL &&
        text_cut(&rest, ' ', &word) && !day_parse(word, &day))
        return document;
    struct text by = issuer_of(number, issuer);
    struct text on = day == DAY_NONE ? T("") : paper_day(c, day);
    return arena_fmt(c->arena, "%.*s %.*s%s%.*s%s%.*s", FMT(WORD(spelled)), FMT(number), on.len > 0 ? " " : "", FMT(on),
                     by.len > 0 ? " của " : "", FMT(by));
}

static struct text actor_words(struct text actor) {
    static const char *const actors[] = {"paper.actor.commune_steering", "paper.actor.reviewer",
                                         "paper.actor.hamlet_head", "paper.actor.commune_chair",
                                         "paper.actor.commune_officer"};
    for (size_t i = 0; i < COUNT_OF(actors); i++)
        if (text_is(actor, actors[i] + sizeof "paper.actor." - 1))
            return WORD(actors[i]);
    return TEXT_NONE;
}

enum status paper_step(struct ctx *c, const struct season *s, int64_t area_id, const char *step, struct paper_step *ret,
                       struct error *err) {
    struct area *path;
    size_t above, count;
    int64_t ids[8];
    TRY(area_path(c, area_id, c->today, &path, &above, err));
    for (size_t i = 0; i < above && i < COUNT_OF(ids); i++)
        ids[i] = path[i].id;
    struct paper_step_lines_row *rows;
    struct text kind = text_is(s->kind, "general") ? T("yearly") : s->kind;
    TRY(paper_step_lines(
        c->db, &(struct paper_step_lines_in){kind, text_of(step), {ids, above < COUNT_OF(ids) ? above : COUNT_OF(ids)}},
        c->arena, &rows, &count, err));
    *ret = (struct paper_step){.copies = DB_NULL};
    if (count > 0) /* the line of an area comes after the common one */
        *ret = (struct paper_step){actor_words(rows[count - 1].actor), rows[count - 1].article, rows[count - 1].copies};
    return OK;
}

enum status paper_rule(struct ctx *c, const struct season *s, const char *key, struct text *ret, struct error *err) {
    struct paper_rule_one_row r;
    bool found = false;
    TRY(paper_rule_one(c->db, &(struct paper_rule_one_in){s->id, text_of(key)}, c->arena, &r, &found, err));
    *ret = found ? r.value : TEXT_NONE;
    return OK;
}

enum status paper_season(struct ctx *c, struct season *ret, struct error *err) {
    struct text asked = ctx_query(c, "season");
    int64_t id;
    bool found = false;
    if (asked.len > 0)
        return text_to_i64(asked, &id) ? season_get(c, id, ret, err) : fail(err, E_NOT_FOUND, "document.no_season");
    TRY(season_current(c, c->today, ret, &found, err));
    return found ? OK : fail(err, E_NOT_FOUND, "document.no_season");
}

/* ---- onto the page */

enum status paper_head(struct ctx *c, struct document *d, const struct paper_place *commune, struct text number,
                       day_t on, struct error *err) {
    struct text place = TEXT_NONE;
    TRY(setting_text(c, "document.sign_place", c->today, &place, err));
    struct text agency = arena_fmt(c->arena, "%.*s\n%.*s", FMT(WORD("paper.committee")), FMT(commune->name));
    document_head(d, T(""), agency, number, place.len > 0 ? place : commune->bare, on);
    return OK;
}

void paper_para(struct document *d, struct text t) {
    document_para(d, t, DOC_JUSTIFY, DOC_INDENT);
}

void paper_bold(struct document *d, struct text t) {
    document_para(d, t, DOC_JUSTIFY, DOC_INDENT | DOC_BOLD);
}

void paper_basis(struct ctx *c, struct document *d, struct text what) {
    document_para(d, SAY(c, "paper.basis", what), DOC_JUSTIFY, DOC_INDENT | DOC_ITALIC);
}

void paper_article(struct document *d, struct text heading, struct text t) {
    document_run_begin(d, DOC_JUSTIFY, DOC_INDENT);
    document_run(d, heading, DOC_BOLD);
    document_run(d, T(" "), 0);
    document_run(d, t, 0);
    document_run_end(d);
}

void paper_sign(struct ctx *c, struct document *d, struct text capacity, struct text name,
                const struct text *recipients, size_t recipient_count) {
    struct text lines[4], rest = capacity;
    size_t count = 0;
    while (count < COUNT_OF(lines) && text_cut(&rest, '\n', &lines[count]))
        count++;
    if (count == 0)
        lines[count++] = WORD("paper.chair");
    document_sign(d, lines, count, name, recipients, recipient_count);
    if (c->app->demo)
        document_watermark_note(d, WORD("common.demo_data_note"));
}
