/* What the drafting and the signing of lists share: movement, lines, hash, who signs. */
#include <sodium.h>

#include "features/review/review_parts.h"

const char *movement_of(int before, int after, bool escaped_poverty, bool escaped_near_poverty) {
    switch (after) {
    case 1:
        return before == 1 ? "kept" : escaped_poverty ? "fallen_back" : before == 2 ? "became_poor" : "new";
    case 2:
        return before == 2 ? "kept" : before == 1 ? "escaped" : escaped_near_poverty ? "fallen_back" : "new";
    default:
        return before == 1 ? "escaped" : before == 2 ? "escaped_near_poor" : NULL;
    }
}

static enum status write_lines(struct ctx *c, int64_t decision_id, const struct decision_line_of *lines, size_t count,
                               struct error *err) {
    static const char *const columns[] = {"decision_id", "line_no",   "household_id", "hamlet_id",
                                          "code",        "head_name", "hamlet_name",  "address",
                                          "members",     "urban",     "minority",     "ethnicity"};
    struct db_bulk *b;
    TRY(db_bulk_begin(c->db, "decision_line", columns, COUNT_OF(columns), &b, err));
    enum status s = OK;
    for (size_t i = 0; i < count && s == OK; i++) {
        const struct decision_candidates_row *r = &lines[i].first;
        db_bulk_int(b, decision_id);
        db_bulk_int(b, (int64_t)i + 1);
        db_bulk_int(b, r->household_id);
        db_bulk_int(b, r->hamlet_id);
        db_bulk_text(b, r->code);
        db_bulk_text(b, r->head_name);
        db_bulk_text(b, r->hamlet_name);
        db_bulk_text(b, r->address);
        db_bulk_int(b, r->members);
        db_bulk_int(b, r->urban);
        db_bulk_int(b, r->minority);
        db_bulk_text(b, r->ethnicity);
        s = db_bulk_row(b, err);
    }
    enum status e = db_bulk_end(&b, err);
    return s != OK ? s : e;
}

enum status decision_lines_write(struct ctx *c, int64_t decision_id, const struct decision_line_of *lines, size_t count,
                                 struct error *err) {
    static const char *const columns[] = {"decision_id", "line_no",  "standard_id", "class_before",
                                          "class_after", "movement", "escaped_on"};
    TRY(write_lines(c, decision_id, lines, count, err));
    struct db_bulk *b;
    TRY(db_bulk_begin(c->db, "decision_class", columns, COUNT_OF(columns), &b, err));
    enum status s = OK;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < lines[i].class_count && s == OK; k++) {
            db_bulk_int(b, decision_id);
            db_bulk_int(b, (int64_t)i + 1);
            db_bulk_int(b, lines[i].classes[k].standard_id);
            db_bulk_int(b, lines[i].classes[k].before);
            db_bulk_int(b, lines[i].classes[k].after);
            db_bulk_text(b, text_of(lines[i].classes[k].movement));
            db_bulk_day(b, lines[i].classes[k].escaped_on);
            s = db_bulk_row(b, err);
        }
    enum status e = db_bulk_end(&b, err);
    return s != OK ? s : e;
}

static void hash_text(crypto_hash_sha256_state *h, struct text t) {
    unsigned char len[4] = {(unsigned char)(t.len >> 24), (unsigned char)(t.len >> 16), (unsigned char)(t.len >> 8),
                            (unsigned char)t.len};
    crypto_hash_sha256_update(h, len, sizeof len); /* the length first, so that no two rows run into each other */
    if (t.len > 0)
        crypto_hash_sha256_update(h, (const unsigned char *)t.ptr, t.len);
}

enum status decision_hash(struct ctx *c, int64_t decision_id, unsigned char ret_hash[32],
                          struct decision_rows_row **ret_rows, size_t *ret_count, struct error *err) {
    TRY(decision_rows(c->db, &(struct decision_rows_in){decision_id}, c->arena, ret_rows, ret_count, err));
    crypto_hash_sha256_state h;
    crypto_hash_sha256_init(&h);
    for (size_t i = 0; i < *ret_count; i++) {
        const struct decision_rows_row *r = &(*ret_rows)[i];
        char numbers[320];
        (void)snprintf(numbers, sizeof numbers, "%lld|%lld|%lld|%lld|%d|%d|%lld|%lld|%lld|%d", (long long)r->line_no,
                       (long long)r->household_id, (long long)r->hamlet_id, (long long)r->members, r->urban,
                       r->minority, (long long)r->standard_id, (long long)r->class_before, (long long)r->class_after,
                       r->escaped_on);
        hash_text(&h, text_of(numbers));
        hash_text(&h, r->code);
        hash_text(&h, r->head_name);
        hash_text(&h, r->hamlet_name);
        hash_text(&h, r->address);
        hash_text(&h, r->ethnicity);
        hash_text(&h, r->movement);
    }
    crypto_hash_sha256_final(&h, ret_hash);
    return OK;
}

enum status signer_of(struct ctx *c, int64_t commune_id, struct signer *ret, struct error *err) {
    bool chair = text_is(c->user.role, "commune_chair"), vice = text_is(c->user.role, "commune_vice_chair");
    if (!chair && !vice)
        return fail(err, E_FORBIDDEN, "review.sign_in_person");
    /* His own commune: a chair signs for no other, whatever he may see. */
    if (c->user.scope.level != DB_SCOPE_COMMUNE && c->user.scope.level != DB_SCOPE_DISTRICT)
        return fail(err, E_FORBIDDEN, "review.sign_in_person");
    if (c->user.scope.area_id != commune_id)
        return fail(err, E_NOT_FOUND, "http.not_found");
    *ret = (struct signer){c->user.account_id, c->user.display_name,
                           chair ? T("CHỦ TỊCH") : T("KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH")};
    return OK;
}

enum status decision_effective(struct ctx *c, day_t signed_on, day_t *ret, struct error *err) {
    struct text rule;
    TRY(setting_text(c, "class.valid_from_rule", signed_on, &rule, err));
    *ret = text_is(rule, "next_year_start") ? day_of(day_year(signed_on) + 1, 1, 1) : signed_on;
    return OK;
}
