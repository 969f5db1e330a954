/* Lines: finding and making them, their names, and the words for codes. */
#include "budget_queries.h"
#include "features/area/area.h"
#include "features/agency/agency.h"
#include "features/budget/budget_parts.h"
#include "features/policy/policy.h"

static const char *const sources[] = {"budget.source.central", "budget.source.province",  "budget.source.district",
                                      "budget.source.commune", "budget.source.mobilised", "budget.source.fund_poor",
                                      "budget.source.bank"};
static const char *const accounts[] = {"budget.account.granted",   "budget.account.unallocated",
                                       "budget.account.passed_on", "budget.account.available",
                                       "budget.account.committed", "budget.account.disbursed"};
static const char *const entries[] = {"budget.entry.estimate", "budget.entry.allocation", "budget.entry.transfer",
                                      "budget.entry.receipt",  "budget.entry.commitment", "budget.entry.disbursement",
                                      "budget.entry.release",  "budget.entry.recovery",   "budget.entry.reversal"};
static const char *const decisions[] = {"budget.decision.estimate", "budget.decision.allocation",
                                        "budget.decision.transfer", "budget.decision.overrun"};

/* What follows the last dot of a word key is the code. */
static const char *code_of(const char *word) {
    return strrchr(word, '.') + 1;
}
static const char *word_of(const char *const *words, size_t count, struct text code) {
    for (size_t i = 0; i < count; i++)
        if (text_is(code, code_of(words[i])))
            return words[i];
    return NULL;
}

const char *budget_source_word(enum budget_source s) {
    return sources[s];
}
const char *budget_source_code(enum budget_source s) {
    return code_of(sources[s]);
}
bool budget_source_of(struct text code, enum budget_source *ret_source) {
    for (size_t i = 0; i < COUNT_OF(sources); i++)
        if (text_is(code, code_of(sources[i]))) {
            *ret_source = (enum budget_source)i;
            return true;
        }
    return false;
}
const char *budget_account_code(enum budget_account a) {
    return code_of(accounts[a]);
}
const char *budget_account_word(struct text code) {
    return word_of(accounts, COUNT_OF(accounts), code);
}
const char *budget_entry_kind_word(struct text kind) {
    return word_of(entries, COUNT_OF(entries), kind);
}
const char *budget_decision_kind_word(struct text kind) {
    return word_of(decisions, COUNT_OF(decisions), kind);
}
const char *budget_decision_kind_code(enum budget_decision_kind k) {
    return code_of(decisions[k]);
}

struct text budget_money(struct ctx *c, int64_t dong) {
    AUTO_BUF b;
    buf_init(&b, 64);
    fmt_money(&b, c->lang, dong);
    return arena_text(c->arena, buf_as_text(&b));
}

day_t budget_day_of_year(struct ctx *c, int64_t year) {
    int this_year = day_year(c->today);
    return year == this_year ? c->today : year < this_year ? day_of((int)year, 12, 31) : day_of((int)year, 1, 1);
}

enum status budget_place(struct ctx *c, int64_t area_id, day_t on, struct place *ret, struct error *err) {
    struct area *path;
    size_t count;
    TRY(area_path(c, area_id, on, &path, &count, err));
    struct place p = {.level = path[0].level};
    for (size_t i = 0; i < count; i++) {
        if (path[i].level == AREA_PROVINCE)
            p.province_id = path[i].id;
        else if (path[i].level == AREA_DISTRICT)
            p.district_id = path[i].id;
        else if (path[i].level == AREA_COMMUNE)
            p.commune_id = path[i].id;
    }
    *ret = p;
    return OK;
}

enum status budget_line_open(struct ctx *c, const struct budget_line_key *key, int64_t *ret_id, struct error *err) {
    struct text source = text_of(budget_source_code(key->source));
    struct budget_line_find_in in = {key->year, source, key->source_id, key->area_id, key->agency_id, key->policy_id};
    struct budget_line_find_row row;
    bool found = false;
    if (key->year < 2000 || key->year > 2200)
        return fail(err, E_INVALID, "budget.bad_year");
    TRY(budget_line_find(c->db, &in, c->arena, &row, &found, err));
    if (!found) {
        struct place p;
        TRY(budget_place(c, key->area_id, budget_day_of_year(c, key->year), &p, err));
        if (p.level < AREA_PROVINCE || p.level > AREA_COMMUNE)
            return fail(err, E_INVALID, "budget.bad_holder");
        TRY(budget_line_insert(
            c->db,
            &(struct budget_line_insert_in){id_new(), key->year, source, key->source_id, key->area_id, p.level,
                                            p.province_id, p.district_id ? p.district_id : DB_NULL,
                                            p.commune_id ? p.commune_id : DB_NULL, key->agency_id, key->policy_id},
            NULL, err));
        TRY(budget_line_find(c->db, &in, c->arena, &row, &found, err)); /* somebody else's, if he was first */
    }
    *ret_id = row.id;
    return OK;
}

enum status budget_line_get(struct ctx *c, int64_t id, struct budget_line *ret, struct error *err) {
    struct budget_line_by_id_row r;
    bool found = false;
    enum budget_source source;
    TRY(budget_line_by_id(c->db, &(struct budget_line_by_id_in){id}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    if (!budget_source_of(r.source, &source))
        return fail_detail(err, E_INTERNAL, "db.corrupt", "line %lld: unknown source", (long long)id);
    *ret = (struct budget_line){r.id,        r.year,      source,    r.source_id,   r.area_id,     r.agency_id,
                                r.policy_id, r.level,     r.granted, r.unallocated, r.passed_on,   r.available,
                                r.committed, r.disbursed, r.overrun, r.index_code,  r.index_source};
    return OK;
}

enum status budget_line_name(struct ctx *c, const struct budget_line *l, struct text *ret, struct error *err) {
    day_t on = budget_day_of_year(c, l->year);
    struct area area;
    struct text policy = tr(c->lang, "budget.no_policy");
    TRY(area_get(c, l->area_id, on, &area, err));
    if (l->policy_id != 0) {
        struct policy p;
        enum status s = policy_get(c, l->policy_id, on, &p, err);
        if (s == E_NOT_FOUND) { /* no version in force at the end of the year: its key still says what it was */
            error_clear(err);
            policy = tr(c->lang, "budget.policy_ended");
        } else {
            TRY(s);
            policy = p.name;
        }
    }
    struct text source = tr(c->lang, budget_source_word(l->source));
    *ret = arena_fmt(c->arena, "%.*s %lld · %.*s · %.*s", FMT(source), (long long)l->year, FMT(policy), FMT(area.name));
    return OK;
}
