/* The way of a list: draft, proposed, verified, signed; or closed before. */
#include <sodium.h>

#include "features/area/area.h"
#include "features/benefit/benefit_internal.h"

enum status list_find(struct ctx *c, int64_t id, struct benefit_list_get_row *ret, struct error *err) {
    bool found = false;
    struct benefit_list_get_row r;
    TRY(benefit_list_get(c->db, &(struct benefit_list_get_in){id}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(ctx_require_area(c, r.commune_id, err));
    *ret = r;
    return OK;
}

enum status list_take(struct ctx *c, int64_t id, int64_t version, struct benefit_list_get_row *ret, struct error *err) {
    struct benefit_list_lock_row locked;
    bool found = false;
    TRY(benefit_list_lock(c->db, &(struct benefit_list_lock_in){id}, c->arena, &locked, &found, err));
    TRY(list_find(c, id, ret, err));
    return version == -1 || version == ret->version ? OK : fail(err, E_PRECONDITION, "http.precondition_failed");
}

/* ---- a new one */

static struct text made_title(struct ctx *c, const struct policy *p, const struct benefit_list_new *n) {
    char from[11], to[11];
    day_vn(n->from, from);
    day_vn(n->to - 1, to);
    return arena_fmt(c->arena, "%.*s, %s – %s", FMT(p->name), from, to);
}

enum status benefit_list_open(struct ctx *c, const struct benefit_list_new *n, int64_t *ret_id, struct error *err) {
    struct policy p;
    struct area *path;
    size_t count;
    int64_t district = n->commune_id, province = n->commune_id, id = id_new();
    TRY(ctx_require_area(c, n->commune_id, err));
    if (n->from >= n->to || n->to == DAY_FOREVER)
        return fail(err, E_INVALID, "benefit.bad_period");
    TRY(policy_get(c, n->policy_id, n->from, &p, err));
    TRY(area_path(c, n->commune_id, c->today, &path, &count, err));
    for (size_t i = 0; i < count; i++) {
        if (path[i].level == AREA_HAMLET)
            return fail(err, E_INVALID, "benefit.needs_commune");
        if (path[i].level == AREA_DISTRICT)
            district = path[i].id;
        if (path[i].level == AREA_PROVINCE)
            province = path[i].id;
    }
    TRY(benefit_list_insert(c->db,
                            &(struct benefit_list_insert_in){
                                id, p.id, n->title.ptr != NULL ? n->title : made_title(c, &p, n), n->commune_id,
                                district, province, n->from, n->to, n->key != 0 ? n->key : DB_NULL, c->user.account_id,
                                c->today, c->user.agency_id != 0 ? c->user.agency_id : DB_NULL,
                                clock_now(&c->app->clock)},
                            NULL, err));
    TRY(benefit_list_hand_add(c->db, &(struct benefit_list_hand_add_in){id, c->user.account_id, T("draft")}, NULL,
                              err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "policy", p.key);
    value_set_day(diff, "from", n->from);
    value_set_day(diff, "to", n->to);
    audit_note(c, n->commune_id, "benefit.draft", "benefit_list", id, diff);
    *ret_id = id;
    return OK;
}

/* ---- sent, checked */

static enum status hand(struct ctx *c, int64_t list_id, const char *act, struct error *err) {
    return benefit_list_hand_add(c->db, &(struct benefit_list_hand_add_in){list_id, c->user.account_id, text_of(act)},
                                 NULL, err);
}

/* Whether the asker had one of these hands in it. */
static enum status had_hand(struct ctx *c, int64_t list_id, bool verify_too, bool *ret, struct error *err) {
    struct benefit_list_hands_row *rows;
    size_t count;
    *ret = false;
    TRY(benefit_list_hands(c->db, &(struct benefit_list_hands_in){list_id}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++)
        if (rows[i].account_id == c->user.account_id && (verify_too || !text_is(rows[i].act, "verify")))
            *ret = true;
    return OK;
}

static enum status one_changed(int64_t changed, struct error *err) {
    return changed == 1 ? OK : fail(err, E_PRECONDITION, "http.precondition_failed");
}

enum status benefit_propose(struct ctx *c, int64_t list_id, int64_t version, struct error *err) {
    struct benefit_list_get_row l;
    int64_t changed = 0;
    TRY(list_take(c, list_id, version, &l, err));
    if (!text_is(l.state, "draft"))
        return fail(err, E_CONFLICT, "benefit.not_draft");
    if (l.line_count == 0)
        return fail(err, E_CONFLICT, "benefit.empty_list");
    TRY(benefit_list_propose(
        c->db,
        &(struct benefit_list_propose_in){list_id, version, c->user.account_id, c->today, clock_now(&c->app->clock)},
        &changed, err));
    TRY(one_changed(changed, err));
    TRY(hand(c, list_id, "propose", err));
    audit_note(c, l.commune_id, "benefit.propose", "benefit_list", l.id, NULL);
    return OK;
}

enum status benefit_verify(struct ctx *c, int64_t list_id, int64_t version, struct text remark, struct error *err) {
    struct benefit_list_get_row l;
    int64_t changed = 0;
    bool own = false;
    TRY(list_take(c, list_id, version, &l, err));
    if (!text_is(l.state, "proposed"))
        return fail(err, E_CONFLICT, "benefit.not_proposed");
    TRY(had_hand(c, list_id, false, &own, err));
    if (own)
        return fail(err, E_FORBIDDEN, "benefit.own_list");
    if (l.line_count == 0)
        return fail(err, E_CONFLICT, "benefit.empty_list");
    TRY(benefit_list_verify(c->db,
                            &(struct benefit_list_verify_in){list_id, version, c->user.account_id, c->today, remark,
                                                             clock_now(&c->app->clock)},
                            &changed, err));
    TRY(one_changed(changed, err));
    TRY(hand(c, list_id, "verify", err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "remark", remark);
    audit_note(c, l.commune_id, "benefit.verify", "benefit_list", l.id, diff);
    return OK;
}

enum status benefit_return(struct ctx *c, int64_t list_id, int64_t version, struct db_ids lines, bool refuse,
                           struct text remark, struct error *err) {
    struct benefit_list_get_row l;
    int64_t changed = 0;
    bool own = false;
    TRY(list_take(c, list_id, version, &l, err));
    if (!text_is(l.state, "proposed") && !text_is(l.state, "verified"))
        return fail(err, E_CONFLICT, "benefit.not_proposed");
    if (text_trim(remark).len == 0)
        return fail(err, E_INVALID, "benefit.remark_missing");
    TRY(had_hand(c, list_id, false, &own, err));
    if (own)
        return fail(err, E_FORBIDDEN, "benefit.own_list");
    TRY(benefit_line_take_out(
        c->db,
        &(struct benefit_line_take_out_in){list_id, lines, refuse ? T("refused") : T("returned"), text_trim(remark)},
        &changed, err));
    if (lines.count == 0 || changed != (int64_t)lines.count)
        return fail(err, E_CONFLICT, "benefit.lines_gone");
    TRY(claim_release(c, BENEFIT_KIND, lines, DAY_NONE, text_trim(remark), err));
    TRY(benefit_list_count(c->db, &(struct benefit_list_count_in){list_id, clock_now(&c->app->clock)}, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "lines", changed);
    value_set_text(diff, "remark", text_trim(remark));
    if (refuse)
        audit_note(c, l.commune_id, "benefit.refuse_lines", "benefit_list", l.id, diff);
    else
        audit_note(c, l.commune_id, "benefit.return_lines", "benefit_list", l.id, diff);
    return lines_changed(c, lines, err);
}

/* ---- signing */

/* Setting benefit.approver_level: who signs at the lowest level; nobody knows it by law, so the province sets it. */
static enum status require_level(struct ctx *c, const struct policy *p, struct text *ret_position, struct error *err) {
    int64_t level = DB_SCOPE_DISTRICT;
    struct benefit_agency_kind_row kind;
    struct benefit_grant_valid_row grant = {TEXT_NONE};
    bool found = false;
    TRY(setting_int(c, "benefit.approver_level", c->today, &level, err));
    if (level != DB_NULL && c->user.scope.level != DB_SCOPE_ALL && c->user.scope.level > level)
        return fail(err, E_FORBIDDEN, "benefit.not_authorised");
    if (c->user.agency_id != 0 && c->user.agency_id != p->lead_agency_id && c->user.agency_id != p->co_lead_agency_id) {
        TRY(benefit_agency_kind(c->db, &(struct benefit_agency_kind_in){c->user.agency_id}, c->arena, &kind, &found,
                                err));
        if (!found || !text_is(kind.kind, "people_committee"))
            return fail(err, E_FORBIDDEN, "benefit.other_agency");
    }
    if (c->user.grant_id != 0) {
        TRY(benefit_grant_valid(c->db, &(struct benefit_grant_valid_in){c->user.grant_id, c->user.account_id, c->today},
                                c->arena, &grant, &found, err));
        if (!found)
            return fail(err, E_FORBIDDEN, "benefit.grant_over");
    }
    *ret_position = grant.position;
    return OK;
}

/* The text that is hashed and kept: one JSON line per benefit, after one about the list. */
static void snapshot(const struct benefit_list_get_row *l, const struct policy *p, struct text number, day_t on,
                     const struct benefit_lines_signed_row *rows, size_t count, struct buf *b) {
    buf_fmt(b, "{\"list\":\"%lld\",\"policy\":", (long long)l->id);
    json_string(b, p->key);
    buf_str(b, ",\"title\":");
    json_string(b, l->title);
    buf_str(b, ",\"number\":");
    json_string(b, number);
    buf_fmt(b, ",\"commune\":\"%lld\",\"signed_on\":%d,\"lines\":%lld,\"amount\":%lld}\n", (long long)l->commune_id, on,
            (long long)l->line_count, (long long)l->amount);
    for (size_t i = 0; i < count; i++) {
        const struct benefit_lines_signed_row *r = &rows[i];
        if (!text_is(r->state, "open"))
            continue;
        buf_fmt(b, "[\"%lld\",\"%lld\",", (long long)r->id, (long long)r->household_id);
        if (r->person_id == DB_NULL)
            buf_str(b, "null,");
        else
            buf_fmt(b, "\"%lld\",", (long long)r->person_id);
        json_string(b, r->subject);
        buf_fmt(b, ",%d,%d,", r->period_from, r->period_to);
        if (r->amount == DB_NULL)
            buf_str(b, "null]\n");
        else
            buf_fmt(b, "%lld]\n", (long long)r->amount);
    }
}

static enum status confirm_claims(struct ctx *c, const struct benefit_list_get_row *l, const struct policy *p,
                                  const struct benefit_lines_signed_row *rows, size_t count, struct text number,
                                  struct error *err) {
    struct benefit_claims_lost_row lost;
    bool found = false;
    if (p->binds == BINDS_NONE)
        return OK;
    TRY(benefit_claims_lost(c->db, &(struct benefit_claims_lost_in){l->id}, c->arena, &lost, &found, err));
    if (lost.lines > 0)
        return fail(err, E_CONFLICT, "benefit.claim_lost", arena_fmt(c->arena, "%lld", (long long)lost.lines).ptr);
    if (p->binds != BINDS_HOUSEHOLD_AND_MEMBERS)
        return benefit_claims_confirm(
            c->db, &(struct benefit_claims_confirm_in){l->id, c->today, number, clock_now(&c->app->clock)}, NULL, err);
    int64_t *ids = ARENA_ARRAY(c->arena, count + 1, int64_t);
    size_t n = 0, conflict_count;
    struct claim_conflict *conflicts;
    for (size_t i = 0; i < count; i++)
        if (text_is(rows[i].state, "open"))
            ids[n++] = rows[i].id;
    TRY(claim_confirm(c, BENEFIT_KIND, (struct db_ids){ids, n}, c->today, number, &conflicts, &conflict_count, err));
    return conflict_count == 0 ? OK : claim_fail(c, &conflicts[0], err);
}

static enum status require_amounts(const struct policy *p, const struct benefit_lines_signed_row *rows, size_t count,
                                   struct error *err) {
    size_t unknown = 0;
    for (size_t i = 0; i < count; i++)
        unknown += text_is(rows[i].state, "open") && rows[i].amount == DB_NULL;
    char n[24];
    (void)snprintf(n, sizeof n, "%zu", unknown);
    return p->kind != POLICY_CASH || unknown == 0 ? OK : fail(err, E_CONFLICT, "benefit.amount_unknown", n);
}

enum status benefit_approve(struct ctx *c, int64_t list_id, int64_t version, struct text number, struct error *err) {
    struct benefit_list_get_row l;
    struct benefit_lines_signed_row *rows;
    struct policy p;
    struct text position;
    size_t count;
    int64_t changed = 0;
    bool own = false;
    TRY(list_take(c, list_id, version, &l, err));
    if (!text_is(l.state, "verified"))
        return fail(err, E_CONFLICT,
                    text_is(l.state, "approved") ? "benefit.approved_already" : "benefit.not_verified");
    TRY(had_hand(c, list_id, true, &own, err));
    if (own)
        return fail(err, E_FORBIDDEN, "benefit.own_list");
    TRY(policy_get(c, l.policy_id, l.period_from, &p, err));
    TRY(require_level(c, &p, &position, err));
    number = text_trim(number);
    if (number.len == 0)
        return fail(err, E_INVALID, "benefit.number_missing");
    if (l.line_count == 0)
        return fail(err, E_CONFLICT, "benefit.empty_list");
    TRY(benefit_lines_signed(c->db, &(struct benefit_lines_signed_in){list_id}, c->arena, &rows, &count, err));
    TRY(require_amounts(&p, rows, count, err));
    TRY(confirm_claims(c, &l, &p, rows, count, number, err));
    AUTO_BUF b;
    unsigned char hash[32];
    buf_init(&b, (size_t)16 << 20);
    snapshot(&l, &p, number, c->today, rows, count, &b);
    if (!buf_ok(&b))
        return fail(err, E_TOO_LARGE, "db.result_too_large");
    crypto_hash_sha256(hash, (const unsigned char *)b.ptr, b.len);
    TRY(benefit_snapshot_add(c->db, &(struct benefit_snapshot_add_in){list_id, buf_as_text(&b)}, NULL, err));
    enum status s = benefit_list_sign(c->db,
                                      &(struct benefit_list_sign_in){list_id,
                                                                     version,
                                                                     number,
                                                                     c->user.account_id,
                                                                     c->today,
                                                                     c->user.display_name,
                                                                     position,
                                                                     {(const char *)hash, sizeof hash},
                                                                     clock_now(&c->app->clock)},
                                      &changed, err);
    if (s == E_CONFLICT && db_error_is(err, "benefit_list_number"))
        return fail(err, E_CONFLICT, "benefit.number_taken", arena_zstr(c->arena, number));
    TRY(s);
    TRY(one_changed(changed, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "number", number);
    value_set_int(diff, "lines", l.line_count);
    value_set_money(diff, "amount", l.amount);
    audit_note_bulk(c, l.commune_id, "benefit.approve", "benefit_list", list_id, l.line_count, hash, diff);
    struct benefit_lines_of_list_row *with;
    size_t with_count;
    TRY(benefit_lines_of_list(c->db, &(struct benefit_lines_of_list_in){list_id, T("open"), 1}, c->arena, &with,
                              &with_count, err));
    int64_t *ids = ARENA_ARRAY(c->arena, with_count + 1, int64_t);
    for (size_t i = 0; i < with_count; i++)
        ids[i] = with[i].id;
    TRY(lines_changed(c, (struct db_ids){ids, with_count}, err));
    return money_commit(c, &l, &p, err); /* last: the budget's line stays locked until the end */
}

enum status benefit_close(struct ctx *c, int64_t list_id, int64_t version, bool refuse, struct text remark,
                          struct error *err) {
    struct benefit_list_get_row l;
    struct benefit_lines_of_list_row *rows;
    size_t count;
    int64_t changed = 0;
    bool own = false;
    TRY(list_take(c, list_id, version, &l, err));
    if (!text_is(l.state, "draft") && !text_is(l.state, "proposed") && !text_is(l.state, "verified"))
        return fail(err, E_CONFLICT, "benefit.approved_already");
    if (text_trim(remark).len == 0)
        return fail(err, E_INVALID, "benefit.remark_missing");
    TRY(had_hand(c, list_id, false, &own, err));
    if (own == refuse) /* who drafted it withdraws it, somebody else refuses it */
        return fail(err, E_FORBIDDEN, own ? "benefit.own_list" : "benefit.not_own_list");
    TRY(benefit_lines_of_list(c->db, &(struct benefit_lines_of_list_in){list_id, T("open"), 0}, c->arena, &rows, &count,
                              err));
    int64_t *ids = ARENA_ARRAY(c->arena, count + 1, int64_t);
    for (size_t i = 0; i < count; i++)
        ids[i] = rows[i].id;
    TRY(benefit_list_close(c->db,
                           &(struct benefit_list_close_in){list_id, version, refuse ? T("refused") : T("withdrawn"),
                                                           text_trim(remark), clock_now(&c->app->clock)},
                           &changed, err));
    TRY(one_changed(changed, err));
    if (count > 0)
        TRY(claim_release(c, BENEFIT_KIND, (struct db_ids){ids, count}, DAY_NONE, text_trim(remark), err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "remark", text_trim(remark));
    if (refuse)
        audit_note(c, l.commune_id, "benefit.refuse", "benefit_list", l.id, diff);
    else
        audit_note(c, l.commune_id, "benefit.withdraw", "benefit_list", l.id, diff);
    return lines_changed(c, (struct db_ids){ids, count}, err);
}
