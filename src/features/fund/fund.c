/* Funds, donors and gifts: what stands in the database. */
#include "features/fund/fund.h"

#include "features/area/area.h"
#include "features/fund/fund_pages.h"
#include "fund_queries.h"

static enum budget_source kind_of(struct text code) {
    return text_is(code, "fund_poor") ? BUDGET_FUND_POOR : BUDGET_MOBILISED;
}

enum status fund_get(struct ctx *c, int64_t id, struct fund *ret, struct error *err) {
    struct fund_by_id_row r;
    bool found = false;
    TRY(fund_by_id(c->db, &(struct fund_by_id_in){id}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    *ret = (struct fund){r.id, r.area_id, r.agency_id, kind_of(r.kind), r.name};
    return OK;
}

enum status fund_add(struct ctx *c, const struct fund *f, int64_t *ret_id, struct error *err) {
    struct text kind = text_of(budget_source_code(f->kind));
    struct fund_find_row old;
    struct area *path;
    size_t count;
    bool found = false;
    int64_t up[3] = {DB_NULL, DB_NULL, DB_NULL}, id = id_new();
    TRY(fund_find(c->db, &(struct fund_find_in){f->area_id, kind, f->name}, c->arena, &old, &found, err));
    if (found)
        return fail(err, E_CONFLICT, "fund.there", arena_zstr(c->arena, f->name));
    TRY(area_path(c, f->area_id, c->today, &path, &count, err));
    if (path[0].level < AREA_PROVINCE || path[0].level > AREA_COMMUNE)
        return fail(err, E_INVALID, "fund.bad_area");
    for (size_t i = 0; i < count; i++)
        if (path[i].level >= AREA_PROVINCE && path[i].level <= AREA_COMMUNE)
            up[path[i].level - 1] = path[i].id;
    TRY(fund_insert(c->db,
                    &(struct fund_insert_in){id, kind, f->name, f->area_id, path[0].level, up[0], up[1], up[2],
                                             f->agency_id, c->user.account_id, c->today},
                    NULL, err));
    *ret_id = id;
    return OK;
}

enum status fund_donor_of(struct ctx *c, int64_t fund_id, struct text kind, struct text name, bool may_publish,
                          int64_t *ret_id, struct error *err) {
    bool anonymous = text_is(kind, "anonymous"), found = false;
    struct text fold = anonymous ? T("") : vi_fold(c->arena, name);
    struct donor_find_row old;
    may_publish = may_publish && !anonymous;
    if (anonymous)
        name = T("");
    else if (fold.len == 0)
        return fail(err, E_INVALID, "fund.no_donor");
    TRY(donor_find(c->db, &(struct donor_find_in){fund_id, kind, fold}, c->arena, &old, &found, err));
    if (found) {
        TRY(donor_consent(c->db, &(struct donor_consent_in){old.id, may_publish}, NULL, err));
        *ret_id = old.id;
        return OK;
    }
    *ret_id = id_new();
    return donor_insert(c->db, &(struct donor_insert_in){*ret_id, fund_id, kind, name, fold, may_publish}, NULL, err);
}

static enum status check_gift(struct ctx *c, const struct fund_gift *g, struct error *err) {
    bool found = false;
    if (g->amount <= 0 || g->amount > 1000000000000000)
        return fail(err, E_INVALID, "budget.bad_amount");
    if (g->on_day == DAY_NONE || g->on_day > c->today) {
        (void)error_field(err, "on_day", "budget.after_today", NULL);
        return error_fields_status(err);
    }
    if (g->goods.len > 0 && (g->quantity <= 0 || g->unit.len == 0))
        return fail(err, E_INVALID, "fund.no_goods");
    if (g->campaign_id != 0) {
        struct campaign_of_fund_row k;
        TRY(campaign_of_fund(c->db, &(struct campaign_of_fund_in){g->campaign_id, g->fund_id}, c->arena, &k, &found,
                             err));
        if (!found)
            return fail(err, E_INVALID, "fund.other_fund");
    }
    return OK;
}

/* The number given, when nobody has it yet; else the next free one. */
static enum status number_of(struct ctx *c, const struct fund_gift *g, struct text *ret, struct error *err) {
    struct receipt_number_find_row taken;
    int64_t year = day_year(g->on_day);
    bool found = false;
    if (g->number.len > 0) {
        TRY(receipt_number_find(c->db, &(struct receipt_number_find_in){g->fund_id, year, g->number}, c->arena, &taken,
                                &found, err));
        *ret = g->number;
        return found ? fail(err, E_CONFLICT, "fund.number_taken", arena_zstr(c->arena, g->number)) : OK;
    }
    struct receipt_count_row n;
    TRY(receipt_count(c->db, &(struct receipt_count_in){g->fund_id, year}, c->arena, &n, &found, err));
    do {
        *ret = arena_fmt(c->arena, "%05lld", (long long)++n.count);
        TRY(receipt_number_find(c->db, &(struct receipt_number_find_in){g->fund_id, year, *ret}, c->arena, &taken,
                                &found, err));
    } while (found);
    return OK;
}

static enum status post_money(struct ctx *c, const struct fund_gift *g, int64_t receipt_id, struct text number,
                              int64_t *ret_line, int64_t *ret_entry, struct error *err) {
    struct fund f;
    TRY(fund_get(c, g->fund_id, &f, err));
    const struct budget_line_key key = {day_year(g->on_day), f.kind, f.id, f.area_id, f.agency_id, g->policy_id};
    TRY(budget_line_open(c, &key, ret_line, err));
    return budget_receive(c, *ret_line, g->amount, "gift", receipt_id, g->on_day,
                          arena_fmt(c->arena, "%.*s: %.*s", FMT(tr(c->lang, "fund.receipt_number")), FMT(number)),
                          ret_entry, err);
}

enum status fund_receive(struct ctx *c, const struct fund_gift *g, int64_t *ret_id, struct error *err) {
    int64_t id = id_new(), donor, line = DB_NULL, entry = DB_NULL;
    bool goods = g->goods.len > 0;
    struct text number;
    TRY(check_gift(c, g, err));
    TRY(number_of(c, g, &number, err));
    TRY(fund_donor_of(c, g->fund_id, text_of(g->donor_kind), g->donor, g->may_publish, &donor, err));
    if (!goods)
        TRY(post_money(c, g, id, number, &line, &entry, err));
    TRY(receipt_insert(c->db,
                       &(struct receipt_insert_in){
                           id, g->fund_id, day_year(g->on_day), number, g->campaign_id ? g->campaign_id : DB_NULL,
                           donor, g->pledge_id ? g->pledge_id : DB_NULL, g->on_day, g->amount,
                           goods ? g->goods : TEXT_NONE, goods ? g->quantity : DB_NULL, goods ? g->unit : TEXT_NONE,
                           g->policy_id, line, entry, g->note.len ? g->note : TEXT_NONE, c->user.account_id,
                           clock_now(&c->app->clock)},
                       NULL, err));
    *ret_id = id;
    return OK;
}
