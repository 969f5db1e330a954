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
