/* Certificates of poor and near-poor households: one valid per household, the class of each year entered in it. */
#include "features/review/review_parts.h"

/* "{n}/GCN-HN.HCN" with the number in place of {n}. */
static struct text by_pattern(struct ctx *c, struct text pattern, int64_t n) {
    for (size_t i = 0; i + 3 <= pattern.len; i++)
        if (memcmp(pattern.ptr + i, "{n}", 3) == 0)
            return arena_fmt(c->arena, "%.*s%lld%.*s", (int)i, pattern.ptr, (long long)n, (int)(pattern.len - i - 3),
                             pattern.ptr + i + 3);
    return arena_fmt(c->arena, "%lld/%.*s", (long long)n, FMT(pattern));
}

static enum status number_pattern(struct ctx *c, int64_t season_id, struct text *ret, struct error *err) {
    struct season_rule_one_row r;
    bool found = false;
    TRY(season_rule_one(c->db, &(struct season_rule_one_in){season_id, T("certificate.number_pattern")}, c->arena, &r,
                        &found, err));
    *ret = found && r.value.ptr ? r.value : T("{n}");
    return OK;
}

enum status certificates_issue(struct ctx *c, const struct season *s, int64_t commune_id, int64_t decision_id,
                               struct error *err) {
    struct text pattern;
    TRY(number_pattern(c, s->id, &pattern, err));
    struct certificate_last_n_row last;
    bool found = false;
    TRY(certificate_last_n(c->db, &(struct certificate_last_n_in){commune_id}, c->arena, &last, &found, err));
    struct certificate_candidates_row *rows;
    size_t count;
    TRY(certificate_candidates(c->db, &(struct certificate_candidates_in){decision_id}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        int64_t n = last.n + 1 + (int64_t)i;
        TRY(certificate_insert(c->db,
                               &(struct certificate_insert_in){id_new(), rows[i].household_id, commune_id, n,
                                                               by_pattern(c, pattern, n), c->today, decision_id,
                                                               DB_NULL},
                               NULL, err));
    }
    return certificate_enter(c->db, &(struct certificate_enter_in){decision_id, s->year, c->today, 1}, NULL, err);
}

/* ---- one certificate: replaced or withdrawn */

enum status certificate_require(struct ctx *c, int64_t id, struct certificate_page_row *ret, struct error *err) {
    bool found = false;
    TRY(certificate_page(c->db, &(struct certificate_page_in){id}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    struct error outside;
    error_clear(&outside);
    if (ret->hamlet_id != DB_NULL && ctx_require_area(c, ret->hamlet_id, &outside) == OK)
        return OK;
    return ctx_require_area(c, ret->commune_id, err); /* who issued it still sees it */
}

/* The chair of the commune where the household lives now acts in person. */
static enum status end_one(struct ctx *c, int64_t id, int64_t version, struct text state, struct text reason,
                           struct certificate_page_row *ret, struct error *err) {
    TRY(certificate_require(c, id, ret, err));
    struct signer by;
    TRY(signer_of(c, ret->commune_now == DB_NULL ? ret->commune_id : ret->commune_now, &by, err));
    if (!text_is(ret->state, "valid"))
        return fail(err, E_CONFLICT, "review.certificate_ended");
    int64_t changed = 0;
    TRY(certificate_end(c->db, &(struct certificate_end_in){id, version, state, c->today, reason}, &changed, err));
    return changed == 1 ? OK : fail(err, E_PRECONDITION, "http.precondition_failed");
}

enum status certificate_withdraw(struct ctx *c, int64_t id, int64_t version, struct text reason, struct error *err) {
    struct certificate_page_row r;
    TRY(end_one(c, id, version, T("withdrawn"), reason, &r, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "reason", reason);
    audit_note(c, r.commune_id, "review.certificate_withdraw", "certificate", id, diff);
    return OK;
}

enum status certificate_replace(struct ctx *c, int64_t id, int64_t version, struct text reason, int64_t *ret_id,
                                struct error *err) {
    struct certificate_page_row r;
    TRY(end_one(c, id, version, T("replaced"), reason, &r, err));
    int64_t commune = r.commune_now == DB_NULL ? r.commune_id : r.commune_now, made = id_new();
    struct season s;
    struct certificate_last_n_row last;
    struct text pattern = T("{n}");
    bool found = false;
    TRY(season_current(c, c->today, &s, &found, err));
    if (found)
        TRY(number_pattern(c, s.id, &pattern, err));
    TRY(certificate_last_n(c->db, &(struct certificate_last_n_in){commune}, c->arena, &last, &found, err));
    enum status inserted = certificate_insert(c->db,
                                              &(struct certificate_insert_in){made, r.household_id, commune, last.n + 1,
                                                                              by_pattern(c, pattern, last.n + 1),
                                                                              c->today, r.decision_id, id},
                                              NULL, err);
    if (inserted == E_CONFLICT && db_error_is(err, "certificate_number"))
        return fail(err, E_BUSY, "db.busy"); /* somebody took the number at the same moment */
    TRY(inserted);
    TRY(certificate_entries_copy(c->db, &(struct certificate_entries_copy_in){id, made}, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "reason", reason);
    value_set_id(diff, "replaced_by", made);
    audit_note(c, commune, "review.certificate_replace", "certificate", id, diff);
    *ret_id = made;
    return OK;
}
