/* Signing in person: both lists of a commune in one act. Classes, certificates, refusals and the present state follow
 * in the same transaction; when the movement does not balance, nothing is signed. */
#include "features/review/review_parts.h"

struct signing {
    struct ctx *c;
    struct season season;
    int64_t commune_id;
    struct signer by;
    int64_t poor, escaped; /* decision ids, 0: none */
    day_t effective;
    instant_t now;
    struct decision_rows_row *rows[2];
    size_t count[2];
    unsigned char hash[2][32];
};

static enum status require_fresh(struct signing *g, int64_t decision_id, struct error *err) {
    struct ctx *c = g->c;
    struct decision_stale_row r;
    bool found = false;
    TRY(decision_stale(c->db,
                       &(struct decision_stale_in){decision_id, g->season.id, g->commune_id, c->today,
                                                   season_with_opinion(&g->season)},
                       c->arena, &r, &found, err));
    if (r.stale == 0)
        return OK;
    return fail(err, E_CONFLICT, "review.draft_stale", arena_fmt(c->arena, "%lld", (long long)r.stale).ptr);
}

static enum status sign_one(struct signing *g, size_t i, int64_t decision_id, int64_t version, struct text number,
                            struct error *err) {
    struct ctx *c = g->c;
    number = text_trim(number);
    if (number.len == 0)
        return fail(err, E_INVALID, "review.number_missing");
    TRY(require_fresh(g, decision_id, err));
    TRY(decision_escaped_on(c->db, &(struct decision_escaped_on_in){decision_id, c->today}, NULL, err));
    TRY(decision_hash(c, decision_id, g->hash[i], &g->rows[i], &g->count[i], err));
    int64_t changed = 0;
    enum status s = decision_sign(c->db,
                                  &(struct decision_sign_in){decision_id,
                                                             version,
                                                             number,
                                                             c->today,
                                                             g->effective,
                                                             g->by.account_id,
                                                             g->by.name,
                                                             g->by.capacity,
                                                             {(const char *)g->hash[i], 32}},
                                  &changed, err);
    if (s == E_CONFLICT && db_error_is(err, "decision_number"))
        return fail(err, E_CONFLICT, "review.number_taken", arena_zstr(c->arena, number));
    TRY(s);
    return changed == 1 ? OK : fail(err, E_CONFLICT, "review.signed_already");
}

/* class_history gets one row per household and standard: from the first list who is poor or near-poor now, from the
 * second who left both. */
static enum status write_classes(struct signing *g, struct error *err) {
    static const char *const columns[] = {"id",         "household_id", "standard_id", "class",
                                          "valid_from", "valid_to",     "recorded_at", "superseded_at",
                                          "movement",   "escaped_on",   "decision_id", "season_id"};
    struct db_bulk *b;
    TRY(db_bulk_begin(g->c->db, "class_history", columns, COUNT_OF(columns), &b, err));
    enum status s = OK;
    for (size_t i = 0; i < 2; i++)
        for (size_t k = 0; k < g->count[i] && s == OK; k++) {
            const struct decision_rows_row *r = &g->rows[i][k];
            if (i == 1 && r->class_after < 3)
                continue; /* near-poor now: stands on the first list as well */
            db_bulk_int(b, id_new());
            db_bulk_int(b, r->household_id);
            db_bulk_int(b, r->standard_id);
            db_bulk_int(b, r->class_after);
            db_bulk_day(b, g->effective);
            db_bulk_day(b, DAY_FOREVER);
            db_bulk_int(b, g->now);
            db_bulk_int(b, INT64_MAX - 1);
            db_bulk_text(b, r->movement);
            db_bulk_day(b, r->escaped_on);
            db_bulk_int(b, i == 0 ? g->poor : g->escaped);
            db_bulk_int(b, g->season.id);
            s = db_bulk_row(b, err);
        }
    enum status e = db_bulk_end(&b, err);
    return s != OK ? s : e;
}

/* Why a household is not recognised, in the words of its own figures. */
static struct text refusal_reason(struct ctx *c, bool average, const struct refusal_candidates_row *r) {
    char low[24], line[24], missing[24];
    if (average) {
        struct text has = r->income_dong == DB_NULL ? T("–") : arena_fmt(c->arena, "%lld", (long long)r->income_dong);
        return tr_args(LANG_VI, c->arena, "review.refused_average", &has, 1);
    }
    (void)snprintf(missing, sizeof missing, "%lld", (long long)r->deprived_count);
    if (r->income_low == 0 && r->cut_off != DB_NULL && (r->points_a != DB_NULL || r->income_dong != DB_NULL)) {
        bool points = r->by_points == 1 && r->points_a != DB_NULL;
        (void)snprintf(low, sizeof low, "%lld", (long long)(points ? r->points_a : r->income_dong));
        (void)snprintf(line, sizeof line, "%lld", (long long)r->cut_off);
        struct text args[] = {text_of(low), text_of(line), text_of(missing)};
        return tr_args(LANG_VI, c->arena, points ? "review.refused_points" : "review.refused_income", args,
                       COUNT_OF(args));
    }
    struct text args[] = {text_of(missing)};
    return tr_args(LANG_VI, c->arena, "review.refused_lines", args, COUNT_OF(args));
}

static enum status refuse_one(struct signing *g, int64_t household, int64_t request, struct text reason,
                              struct error *err) {
    struct ctx *c = g->c;
    return refusal_insert(c->db,
                          &(struct refusal_insert_in){id_new(), g->season.id, household, g->commune_id, request,
                                                      c->today, reason, g->by.account_id, g->by.name, g->by.capacity},
                          NULL, err);
}

/* Asked by form 04 to be recognised as escaped, and still poor or near-poor. */
static enum status write_escape_refusals(struct signing *g, int64_t *count, struct error *err) {
    struct ctx *c = g->c;
    struct refusal_escape_candidates_row *rows;
    size_t n;
    TRY(refusal_escape_candidates(
        c->db,
        &(struct refusal_escape_candidates_in){g->season.id, g->commune_id, c->today, season_with_opinion(&g->season)},
        c->arena, &rows, &n, err));
    for (size_t i = 0; i < n; i++) {
        const struct refusal_escape_candidates_row *r = &rows[i];
        bool points = r->by_points == 1 && r->points_a != DB_NULL;
        int64_t has = points ? r->points_a : r->income_dong;
        struct text unknown = T("–");
        struct text args[] = {tr(LANG_VI, class_word(r->class)),
                              has == DB_NULL ? unknown : arena_fmt(c->arena, "%lld", (long long)has),
                              r->cut_off == DB_NULL ? unknown : arena_fmt(c->arena, "%lld", (long long)r->cut_off),
                              arena_fmt(c->arena, "%lld", (long long)r->deprived_count)};
        TRY(refuse_one(g, r->household_id, r->request_id,
                       tr_args(LANG_VI, c->arena,
                               points ? "review.refused_escape_points" : "review.refused_escape_income", args,
                               COUNT_OF(args)),
                       err));
    }
    *count += (int64_t)n;
    return OK;
}

/* Refusals for who asked and is on no list; who did not ask is done with, without a paper. */
static enum status write_refusals(struct signing *g, int64_t *ret_count, int64_t *ret_settled, struct error *err) {
    struct ctx *c = g->c;
    struct refusal_candidates_row *rows;
    size_t count;
    bool average = text_is(g->season.kind, "average"), with_opinion = season_with_opinion(&g->season);
    TRY(refusal_candidates(
        c->db, &(struct refusal_candidates_in){g->season.id, g->commune_id, c->today, with_opinion, average}, c->arena,
        &rows, &count, err));
    for (size_t i = 0; i < count; i++)
        TRY(refuse_one(g, rows[i].household_id, rows[i].request_id, refusal_reason(c, average, &rows[i]), err));
    *ret_count = (int64_t)count;
    if (!average)
        TRY(write_escape_refusals(g, ret_count, err));
    if (*ret_count > 0)
        TRY(season_household_refused(c->db, &(struct season_household_refused_in){g->season.id, g->commune_id}, NULL,
                                     err));
    return season_household_settled(
        c->db, &(struct season_household_settled_in){g->season.id, g->commune_id, c->today, with_opinion, average},
        ret_settled, err);
}

/* Without a list there is something to sign only when all that is ready is refused or done with. */
static enum status require_nothing_left(struct signing *g, int64_t written, struct error *err) {
    struct ctx *c = g->c;
    struct decision_candidates_row *rows;
    size_t count;
    TRY(decision_candidates(
        c->db, &(struct decision_candidates_in){g->season.id, g->commune_id, c->today, season_with_opinion(&g->season)},
        c->arena, &rows, &count, err));
    return written > 0 && count == 0 ? OK : fail(err, E_CONFLICT, "review.no_draft");
}

static enum status follow(struct signing *g, struct error *err) {
    struct ctx *c = g->c;
    int64_t a = g->poor ? g->poor : g->escaped, b = g->escaped ? g->escaped : a;
    TRY(class_close(c->db, &(struct class_close_in){a, b, g->effective, g->now}, NULL, err));
    TRY(write_classes(g, err));
    TRY(household_now_decided(c->db, &(struct household_now_decided_in){a, b, day_year(c->today), c->today}, NULL,
                              err));
    TRY(season_household_decided(c->db, &(struct season_household_decided_in){g->season.id, a, b}, NULL, err));
    if (g->poor && !text_is(g->season.kind, "average"))
        TRY(certificates_issue(c, &g->season, g->commune_id, g->poor, err));
    if (g->escaped) {
        TRY(certificate_enter(c->db, &(struct certificate_enter_in){g->escaped, g->season.year, c->today, 3}, NULL,
                              err));
        TRY(certificates_withdraw_escaped(
            c->db,
            &(struct certificates_withdraw_escaped_in){g->escaped, c->today, tr(LANG_VI, "review.withdrawn_escaped")},
            NULL, err));
    }
    return OK;
}

enum status decision_sign_unbalanced(struct ctx *c, int64_t season_id, int64_t commune_id, struct text number_poor,
                                     struct text number_escaped, struct error *err) {
    struct signing g = {.c = c, .commune_id = commune_id, .now = clock_now(&c->app->clock)};
    TRY(season_get(c, season_id, &g.season, err));
    TRY(ctx_require_area(c, commune_id, err));
    TRY(signer_of(c, commune_id, &g.by, err));
    TRY(season_require_open(c, &g.season, err));
    TRY(decision_effective(c, c->today, &g.effective, err));
    struct decision_drafts_row *drafts;
    size_t count;
    TRY(decision_drafts(c->db, &(struct decision_drafts_in){season_id, commune_id}, c->arena, &drafts, &count, err));
    size_t lists = 0;
    for (size_t i = 0; i < count; i++) {
        if (text_is(drafts[i].kind, "correction"))
            continue;
        bool escaped = text_is(drafts[i].kind, "escaped");
        *(escaped ? &g.escaped : &g.poor) = drafts[i].id;
        TRY(sign_one(&g, escaped, drafts[i].id, drafts[i].version, escaped ? number_escaped : number_poor, err));
        lists++;
    }
    if (lists > 0)
        TRY(follow(&g, err));
    int64_t refusals = 0, settled = 0;
    TRY(write_refusals(&g, &refusals, &settled, err));
    if (lists == 0)
        TRY(require_nothing_left(&g, refusals + settled, err));
    TRY(review_requests_decided(c->db, &(struct review_requests_decided_in){season_id, commune_id}, NULL, err));
    if (lists == 0) {
        struct value *diff = value_object(c->arena);
        value_set_int(diff, "refusals", refusals);
        value_set_int(diff, "without_list", settled);
        audit_note(c, commune_id, "review.refuse", "season", season_id, diff);
    }
    for (size_t i = 0; i < 2; i++) {
        int64_t id = i == 0 ? g.poor : g.escaped;
        if (id == 0)
            continue;
        struct value *diff = value_object(c->arena);
        value_set_text(diff, "number", i == 0 ? number_poor : number_escaped);
        value_set_text(diff, "capacity", g.by.capacity);
        value_set_int(diff, "refusals", refusals);
        audit_note_bulk(c, commune_id, "review.sign", "decision", id, (int64_t)g.count[i], g.hash[i], diff);
    }
    return OK;
}

enum status decision_sign_lists(struct ctx *c, int64_t season_id, int64_t commune_id, struct text number_poor,
                                struct text number_escaped, struct error *err) {
    TRY(decision_sign_unbalanced(c, season_id, commune_id, number_poor, number_escaped, err));
    return decision_require_balance(c, season_id, (struct db_ids){&commune_id, 1}, err);
}

enum status decision_require_balance(struct ctx *c, int64_t season_id, struct db_ids communes, struct error *err) {
    struct season season;
    TRY(season_get(c, season_id, &season, err));
    return season_with_opinion(&season) ? movement_require_balance(c, &season, communes, err) : OK;
}

/* ---- correcting decisions */

enum status decision_draft_correction(struct ctx *c, int64_t decision_id, int64_t household_id, int64_t standard_id,
                                      int class_after, struct text reason, int64_t *ret_id, struct error *err) {
    struct decision_one_row d;
    bool found = false;
    TRY(decision_one(c->db, &(struct decision_one_in){decision_id}, c->arena, &d, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(ctx_require_area(c, d.commune_id, err));
    if (!text_is(d.state, "signed"))
        return fail(err, E_CONFLICT, "review.correct_signed_only");
    struct decision_rows_row *rows;
    size_t count;
    TRY(decision_rows(c->db, &(struct decision_rows_in){decision_id}, c->arena, &rows, &count, err));
    const struct decision_rows_row *wrong = NULL;
    for (size_t i = 0; i < count; i++)
        if (rows[i].household_id == household_id && rows[i].standard_id == standard_id)
            wrong = &rows[i];
    if (wrong == NULL)
        return fail(err, E_CONFLICT, "review.not_in_decision");
    struct class_open_row_row open;
    TRY(class_open_row(c->db, &(struct class_open_row_in){household_id, standard_id}, c->arena, &open, &found, err));
    if (!found || open.decision_id == DB_NULL || open.season_id != d.season_id)
        return fail(err, E_CONFLICT, "review.decided_again_since");
    if (class_after < 1 || class_after > 3 || class_after == open.class)
        return fail(err, E_INVALID, "review.correct_to_what");
    const char *movement = movement_of((int)wrong->class_before, class_after, false, false);
    struct decision_line_of line = {.first = {.household_id = household_id,
                                              .hamlet_id = wrong->hamlet_id,
                                              .code = wrong->code,
                                              .head_name = wrong->head_name,
                                              .hamlet_name = wrong->hamlet_name,
                                              .address = wrong->address,
                                              .members = wrong->members,
                                              .urban = wrong->urban,
                                              .minority = wrong->minority,
                                              .ethnicity = wrong->ethnicity},
                                    .class_count = 1};
    line.classes[0].standard_id = standard_id;
    line.classes[0].before = (int)wrong->class_before;
    line.classes[0].after = class_after;
    line.classes[0].movement = movement ? movement : "kept";
    line.classes[0].escaped_on = movement && strncmp(movement, "escaped", 7) == 0 ? d.signed_on : DAY_NONE;
    int64_t id = id_new();
    enum status s = decision_insert(
        c->db,
        &(struct decision_insert_in){id, d.season_id, d.commune_id, d.district_id, d.province_id, T("correction"),
                                     c->today, c->user.account_id, reason, decision_id, 1, clock_now(&c->app->clock)},
        NULL, err);
    if (s == E_CONFLICT && db_error_is(err, "decision_one_draft"))
        return fail(err, E_CONFLICT, "review.correction_waiting");
    TRY(s);
    TRY(decision_lines_write(c, id, &line, 1, err));
    struct value *diff = value_object(c->arena);
    diff_int(diff, "class", open.class, class_after);
    value_set_text(diff, "reason", reason);
    audit_note(c, d.commune_id, "review.draft_correction", "decision", id, diff);
    *ret_id = id;
    return OK;
}

enum status decision_sign_correction(struct ctx *c, int64_t decision_id, struct text number, struct error *err) {
    struct decision_one_row d;
    bool found = false;
    TRY(decision_one(c->db, &(struct decision_one_in){decision_id}, c->arena, &d, &found, err));
    if (!found || !text_is(d.kind, "correction"))
        return fail(err, E_NOT_FOUND, "http.not_found");
    struct signing g = {.c = c, .commune_id = d.commune_id, .now = clock_now(&c->app->clock), .poor = decision_id};
    TRY(ctx_require_area(c, d.commune_id, err));
    TRY(signer_of(c, d.commune_id, &g.by, err));
    TRY(season_get(c, d.season_id, &g.season, err));
    if (text_is(d.state, "signed"))
        return fail(err, E_CONFLICT, "review.signed_already");
    number = text_trim(number);
    if (number.len == 0)
        return fail(err, E_INVALID, "review.number_missing");
    TRY(decision_hash(c, decision_id, g.hash[0], &g.rows[0], &g.count[0], err));
    const struct decision_rows_row *r = &g.rows[0][0];
    struct class_open_row_row open;
    TRY(class_open_row(c->db, &(struct class_open_row_in){r->household_id, r->standard_id}, c->arena, &open, &found,
                       err));
    if (!found || open.season_id != d.season_id)
        return fail(err, E_CONFLICT, "review.decided_again_since");
    g.effective = open.valid_from; /* the wrong row never held: the right one holds from the same day */
    int64_t changed = 0;
    TRY(decision_sign(c->db,
                      &(struct decision_sign_in){decision_id,
                                                 d.version,
                                                 number,
                                                 c->today,
                                                 g.effective,
                                                 g.by.account_id,
                                                 g.by.name,
                                                 g.by.capacity,
                                                 {(const char *)g.hash[0], 32}},
                      &changed, err));
    if (changed != 1)
        return fail(err, E_CONFLICT, "review.signed_already");
    TRY(class_overrule(c->db, &(struct class_overrule_in){r->household_id, r->standard_id, g.now}, NULL, err));
    TRY(write_classes(&g, err));
    TRY(household_now_decided(
        c->db, &(struct household_now_decided_in){decision_id, decision_id, day_year(c->today), c->today}, NULL, err));
    if (g.season.open)
        TRY(movement_require_balance(c, &g.season, (struct db_ids){&d.commune_id, 1}, err));
    audit_note_bulk(c, d.commune_id, "review.sign_correction", "decision", decision_id, 1, g.hash[0], NULL);
    return OK;
}
