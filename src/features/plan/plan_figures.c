/* The figures of a consolidated report and the households behind them. While the report is a draft they open to the
 * living lists; with the signature the households are kept as they were known that day, and the signed text carries
 * the digest of each list. */
#include "features/rate/rate.h"
#include "features/review/review.h"
#include "plan_draft.h"
#include "plan_figures.h"

void plan_figure(struct ctx *c, struct value *section, const char *figure, struct text label, int64_t households,
                 const char *query, struct text live) {
    struct value *list = (struct value *)value_get(section, T("figures"));
    if (list == NULL)
        list = value_set_list(section, "figures");
    struct value *v = value_add_object(list);
    value_set_str(v, "figure", figure);
    value_set_text(v, "label", label);
    value_set_int(v, "households", households);
    value_set_str(v, "query", query);
    struct value *holder = value_object(c->arena);
    value_set_text(holder, "x", live);
    value_set_page(v, "live", (struct value *)value_get(holder, T("x"))); /* no part of what is signed */
}

void plan_figure_links(struct ctx *c, const struct plan_report *r, const struct value *content) {
    const struct value *sections = value_get(content, T("sections"));
    bool may = user_may(&c->user, "household.read");
    for (size_t i = 0; i < value_count(sections); i++) {
        const struct value *list = value_get(value_at(sections, i), T("figures"));
        for (size_t k = 0; k < value_count(list) && may; k++) {
            struct value *v = (struct value *)value_at(list, k);
            struct text live = value_text(value_get(v, T("live"))), query = value_text(value_get(v, T("query")));
            struct text href =
                r->open ? live
                        : arena_fmt(c->arena, "/reports/%lld/figures/%.*s%s%.*s", (long long)r->row.id,
                                    FMT(value_text(value_get(v, T("figure")))), query.len > 0 ? "?" : "", FMT(query));
            struct value *holder = value_object(c->arena);
            value_set_text(holder, "x", href);
            value_set_page(v, "href", (struct value *)value_get(holder, T("x")));
        }
    }
}

static void keep(struct ctx *c, struct plan_signed *set, const char *figure, struct figure_household *rows,
                 size_t count, struct value *list) {
    if (set->count == PLAN_FIGURES)
        return;
    set->items[set->count++] = (struct plan_signed_figure){figure, rows, count};
    char hex[65];
    figure_digest(rows, count, hex);
    struct value *v = value_add_object(list);
    value_set_str(v, "figure", figure);
    value_set_int(v, "households", (int64_t)count);
    value_set_text(v, "sha256", arena_text(c->arena, text_of(hex)));
}

static enum status keep_rate(struct ctx *c, const struct plan_report *r, struct plan_signed *set, const char *figure,
                             const char *kind, enum rate_state state, struct value *list, struct error *err) {
    struct rate rate;
    struct error none;
    error_clear(&none);
    enum status s = rate_compute(c, kind, r->plan.area_id, c->today, state, RATE_COUNT_IF_NEEDED, &rate, &none);
    if (s == E_NOT_FOUND)
        return OK;
    if (s != OK) {
        *err = none;
        return s;
    }
    struct figure_household *rows;
    size_t count;
    TRY(rate_numerator_households(c, &rate, &rows, &count, err));
    keep(c, set, figure, rows, count, list);
    return OK;
}

enum status plan_figures_collect(struct ctx *c, const struct plan_report *r, struct value *content,
                                 struct plan_signed *ret, struct error *err) {
    *ret = (struct plan_signed){.count = 0};
    if (!r->consolidated)
        return OK;
    struct value *list = value_set_list(content, "signed_figures");
    TRY(keep_rate(c, r, ret, "rate-in-force-provincial", "provincial", RATE_IN_FORCE, list, err));
    TRY(keep_rate(c, r, ret, "rate-in-force-national", "national", RATE_IN_FORCE, list, err));
    TRY(keep_rate(c, r, ret, "rate-provisional-provincial", "provincial", RATE_PROVISIONAL, list, err));
    TRY(keep_rate(c, r, ret, "rate-provisional-national", "national", RATE_PROVISIONAL, list, err));
    struct season season;
    bool found = false;
    TRY(season_current(c, c->today, &season, &found, err));
    if (!found)
        return OK;
    struct figure_household *rows;
    size_t count;
    TRY(review_movement_households(c, &season, r->plan.area_id, "provincial", &rows, &count, err));
    keep(c, ret, "movement-provincial", rows, count, list);
    return OK;
}

enum status plan_figures_freeze(struct ctx *c, const struct plan_report *r, int64_t no, const struct plan_signed *set,
                                struct error *err) {
    struct figure_owner owner = {"plan_report", r->row.id, no};
    for (size_t i = 0; i < set->count; i++)
        TRY(figure_freeze(c, &owner, set->items[i].figure, c->today, set->items[i].rows, set->items[i].count, err));
    return OK;
}

/* GET /reports/{id}/figures/{figure}: of the newest signed copy, or ?no= an older one. */
enum status plan_report_figure(struct ctx *c, struct value *out, struct error *err) {
    struct plan_report r;
    struct plan_report_last_no_row last = {0};
    bool found = false;
    int64_t no;
    TRY(plan_report_open(c, &r, err));
    TRY(plan_report_last_no(c->db, &(struct plan_report_last_no_in){r.row.id}, c->arena, &last, &found, err));
    if (!text_to_i64(ctx_query(c, "no"), &no))
        no = last.no;
    value_set_id(out, "report_id", r.row.id);
    value_set_text(out, "report", r.rule.title);
    value_set_int(out, "no", no);
    return figure_answer(c, &(struct figure_owner){"plan_report", r.row.id, no}, c->params[1], out, err);
}
