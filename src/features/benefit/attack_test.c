/* Approval cannot be bent: each row below is a way to get something approved, paid or changed that may not be. None
 * succeeds, and afterwards nothing at all is different. */
#include "features/agency/agency.h"
#include "features/benefit/benefit_pages.h"
#include "features/benefit/testing.h"

struct scene { /* one list at each step, and somebody to try */
    struct town w;
    int64_t draft, proposed, verified, approved;
    int64_t line[5]; /* of draft, proposed, verified, approved, delivered (of the approved list) */
    int64_t other;   /* a household of the other commune */
    int64_t spare;   /* a poor household on no list */
    int64_t held;    /* one whose electricity another agency has written */
};

#define sql(w, ...) test_sql_try((w)->app.pool, __VA_ARGS__)

static void as(struct scene *s, int64_t account, const char *role, int level) {
    town_as(&s->w, role, level, level == DB_SCOPE_COMMUNE ? s->w.commune : s->w.district, 0, account);
    s->w.c.user.grant_id = 0;
}
static enum status try_step(struct scene *s, deed_fn fn, int64_t list, const char *text, int64_t shift) {
    int64_t version = town_count(&s->w, "SELECT version FROM benefit_list WHERE id = %lld", (long long)list);
    struct deed d = {.list = list, .version = version + shift, .text = text, .flag = false};
    return do_deed(&s->w, fn, &d);
}
static enum status sign_as(struct scene *s, int64_t list, int64_t account, const char *role, int level) {
    as(s, account, role, level);
    return try_step(s, deed_approve, list, "99/QĐ-UBND", 0);
}
/* Adds one line; what the list refuses counts as refused. */
static enum status add_one(struct scene *s, int64_t list, struct benefit_new line) {
    struct deed d = {.list = list, .lines = &line, .count = 1};
    enum status st = do_deed(&s->w, deed_add, &d);
    if (st == OK && d.refused_count == 0)
        return OK;
    return st != OK ? st : E_CONFLICT;
}
static struct benefit_new line_for(int64_t household) {
    return (struct benefit_new){
        .household_id = household, .from = DAY_NONE, .to = DAY_NONE, .amount = DB_NULL, .entitled_on = DAY_NONE};
}

/* ---- the attacks */
typedef enum status (*attack)(struct scene *s);

static enum status own_proposal(struct scene *s) {
    return sign_as(s, s->verified, OFFICER, "district_chair", DB_SCOPE_DISTRICT);
}
static enum status own_check(struct scene *s) {
    return sign_as(s, s->verified, CHECKER, "district_chair", DB_SCOPE_DISTRICT);
}
static enum status check_own(struct scene *s) {
    as(s, OFFICER, "district_officer", DB_SCOPE_DISTRICT);
    return try_step(s, deed_verify, s->proposed, NULL, 0);
}
static enum status sign_unchecked(struct scene *s) {
    return sign_as(s, s->proposed, SIGNER, "district_chair", DB_SCOPE_DISTRICT);
}
static enum status sign_draft(struct scene *s) {
    return sign_as(s, s->draft, SIGNER, "district_chair", DB_SCOPE_DISTRICT);
}
static enum status sign_again(struct scene *s) {
    return sign_as(s, s->approved, SIGNER, "district_chair", DB_SCOPE_DISTRICT);
}
static enum status sign_old_page(struct scene *s) {
    as(s, SIGNER, "district_chair", DB_SCOPE_DISTRICT);
    return try_step(s, deed_approve, s->verified, "99/QĐ-UBND", -1);
}
static enum status sign_beyond_scope(struct scene *s) {
    town_as(&s->w, "district_chair", DB_SCOPE_COMMUNE, s->w.other_commune, 0, SIGNER);
    return try_step(s, deed_approve, s->verified, "99/QĐ-UBND", 0);
}
static enum status sign_too_low(struct scene *s) {
    return sign_as(s, s->verified, SIGNER, "commune_chair", DB_SCOPE_COMMUNE);
}
static enum status sign_other_agency(struct scene *s) {
    town_as(&s->w, "agency_leader", DB_SCOPE_PROVINCE, s->w.province, agency_id_of_key(T("77/sgddt")), SIGNER);
    return try_step(s, deed_approve, s->verified, "99/QĐ-UBND", 0);
}
static enum status sign_with_grant(struct scene *s, int64_t grant) {
    as(s, SIGNER, "district_chair", DB_SCOPE_DISTRICT);
    s->w.c.user.grant_id = grant;
    enum status st = try_step(s, deed_approve, s->verified, "99/QĐ-UBND", 0);
    s->w.c.user.grant_id = 0;
    return st;
}
static enum status expired_grant(struct scene *s) {
    return sign_with_grant(s, 9001);
}
static enum status future_grant(struct scene *s) {
    return sign_with_grant(s, 9002);
}
static enum status borrowed_grant(struct scene *s) {
    return sign_with_grant(s, 9003);
}
static enum status disabled_account(struct scene *s) {
    return sign_with_grant(s, 9004);
}
static enum status no_number(struct scene *s) {
    as(s, SIGNER, "district_chair", DB_SCOPE_DISTRICT);
    return try_step(s, deed_approve, s->verified, "   ", 0);
}
static enum status used_number(struct scene *s) {
    as(s, SIGNER, "district_chair", DB_SCOPE_DISTRICT);
    return try_step(s, deed_approve, s->verified, "1/QĐ", 0);
}
static enum status add_to_approved(struct scene *s) {
    as(s, OFFICER, "commune_officer", DB_SCOPE_COMMUNE);
    return add_one(s, s->approved, line_for(s->spare));
}
static enum status add_to_verified(struct scene *s) {
    as(s, OFFICER, "commune_officer", DB_SCOPE_COMMUNE);
    return add_one(s, s->verified, line_for(s->spare));
}
static enum status add_to_proposed(struct scene *s) {
    as(s, OFFICER, "commune_officer", DB_SCOPE_COMMUNE);
    return add_one(s, s->proposed, line_for(s->spare));
}
static enum status amount_in_database(struct scene *s) {
    return sql(&s->w, "UPDATE benefit_line SET amount = 1 WHERE id = %lld", (long long)s->line[3]);
}
static enum status person_in_database(struct scene *s) {
    return sql(&s->w, "UPDATE benefit_line SET household_id = %lld WHERE id = %lld", (long long)s->spare,
               (long long)s->line[2]);
}
static enum status line_out_of_database(struct scene *s) {
    return sql(&s->w, "DELETE FROM benefit_line WHERE id = %lld", (long long)s->line[3]);
}
static enum status line_to_other_list(struct scene *s) {
    return sql(&s->w, "UPDATE benefit_line SET list_id = %lld WHERE id = %lld", (long long)s->approved,
               (long long)s->line[1]);
}
static enum status list_in_database(struct scene *s) {
    return sql(&s->w, "UPDATE benefit_list SET amount = 1 WHERE id = %lld", (long long)s->approved);
}
static enum status unsign_in_database(struct scene *s) {
    return sql(&s->w, "UPDATE benefit_list SET state = 'draft' WHERE id = %lld", (long long)s->approved);
}
static enum status snapshot_in_database(struct scene *s) {
    return sql(&s->w, "UPDATE benefit_snapshot SET body = '' WHERE list_id = %lld", (long long)s->approved);
}
static enum status sign_in_database(struct scene *s) {
    return sql(&s->w,
               "UPDATE benefit_list SET state = 'approved', number = '7', signed_on = 20000, signer_name = 'x', "
               "sha256 = %s, signed_by = proposed_by WHERE id = %lld",
               db_pool_kind(s->w.app.pool) == DB_SQLITE ? "X'00'" : "'\\x00'", (long long)s->verified);
}
static enum status claim_in_database(struct scene *s) {
    return sql(&s->w,
               "INSERT INTO claim (source_id, identity_kind, identity, content_group, period, slot, released_at) "
               "SELECT o.source_id + 1, o.identity_kind, o.identity, o.content_group, o.period, 0, o.released_at FROM "
               "claim o WHERE o.released_at = 9223372036854775806");
}
static enum status return_line(struct scene *s, int64_t list, int64_t line, int64_t account) {
    as(s, account, "district_officer", DB_SCOPE_DISTRICT);
    struct deed d = {.list = list,
                     .version = town_count(&s->w, "SELECT version FROM benefit_list WHERE id = %lld", (long long)list),
                     .ids = &line,
                     .count = 1,
                     .text = "sai"};
    return do_deed(&s->w, deed_return, &d);
}
static enum status return_signed(struct scene *s) {
    return return_line(s, s->approved, s->line[3], CHECKER);
}
static enum status return_of_other_list(struct scene *s) {
    return return_line(s, s->proposed, s->line[2], CHECKER);
}
static enum status return_own(struct scene *s) {
    return return_line(s, s->proposed, s->line[1], OFFICER);
}
static enum status close_signed(struct scene *s) {
    as(s, OFFICER, "commune_officer", DB_SCOPE_COMMUNE);
    return try_step(s, deed_close, s->approved, "đổi ý", 0);
}
static enum status withdraw_anothers(struct scene *s) {
    as(s, 777, "commune_officer", DB_SCOPE_COMMUNE);
    return try_step(s, deed_close, s->proposed, "đổi ý", 0);
}
static enum status pay(struct scene *s, int64_t list, int64_t line, day_t on) {
    as_payer(&s->w);
    struct deed d = {.list = list, .ids = &line, .count = 1};
    day_t today = s->w.c.today;
    s->w.c.today = on;
    enum status st = do_deed(&s->w, deed_deliver, &d);
    s->w.c.today = today;
    return st;
}
static enum status pay_unsigned(struct scene *s) {
    return pay(s, s->verified, s->line[2], s->w.c.today);
}
static enum status pay_twice(struct scene *s) {
    return pay(s, s->approved, s->line[4], s->w.c.today);
}
static enum status pay_before_signature(struct scene *s) {
    return pay(s, s->approved, s->line[3], s->w.c.today - 10);
}
static enum status pay_other_lists_line(struct scene *s) {
    return pay(s, s->approved, s->line[2], s->w.c.today);
}
static enum status confirm_line(struct scene *s, int64_t line) {
    as_payer(&s->w);
    struct deed d = {.ids = &line, .count = 1};
    return do_deed(&s->w, deed_confirm, &d);
}
static enum status confirm_unpaid(struct scene *s) {
    return confirm_line(s, s->line[3]);
}
static enum status recall_unpaid(struct scene *s) {
    as_payer(&s->w);
    struct deed d = {.id = s->line[3]};
    return do_deed(&s->w, deed_recall, &d);
}
static enum status stop_elsewhere(struct scene *s) {
    town_as(&s->w, "commune_officer", DB_SCOPE_COMMUNE, s->w.other_commune, 0, 778);
    struct deed d = {.ids = &s->line[3], .count = 1, .from = day_of(2024, 10, 1)};
    return do_deed(&s->w, deed_stop, &d);
}
static enum status other_commune(struct scene *s) {
    as(s, OFFICER, "commune_officer", DB_SCOPE_COMMUNE);
    return add_one(s, s->draft, line_for(s->other));
}
static enum status same_again(struct scene *s) {
    as(s, OFFICER, "commune_officer", DB_SCOPE_COMMUNE);
    return add_one(
        s, s->draft,
        line_for(town_count(&s->w, "SELECT household_id FROM benefit_line WHERE id = %lld", (long long)s->line[3])));
}
static enum status from_other_agency(struct scene *s) {
    as(s, OFFICER, "commune_officer", DB_SCOPE_COMMUNE);
    return add_one(s, s->draft, line_for(s->held));
}
static enum status too_much(struct scene *s) {
    struct benefit_new line = line_for(s->spare);
    line.amount = 10000000;
    as(s, OFFICER, "commune_officer", DB_SCOPE_COMMUNE);
    return add_one(s, s->draft, line);
}
static enum status below_nothing(struct scene *s) {
    struct benefit_new line = line_for(s->spare);
    line.amount = -1;
    as(s, OFFICER, "commune_officer", DB_SCOPE_COMMUNE);
    return add_one(s, s->draft, line);
}
static enum status longer_than_the_list(struct scene *s) {
    struct benefit_new line = line_for(s->spare);
    line.to = day_of(2025, 6, 1);
    as(s, OFFICER, "commune_officer", DB_SCOPE_COMMUNE);
    return add_one(s, s->draft, line);
}
static enum status no_household(struct scene *s) {
    as(s, OFFICER, "commune_officer", DB_SCOPE_COMMUNE);
    return add_one(s, s->draft, line_for(123));
}
static enum status beyond_the_commune(struct scene *s) {
    struct deed d = {
        .policy = "electricity", .from = day_of(2024, 10, 1), .to = day_of(2025, 1, 1), .commune = s->w.other_commune};
    as(s, OFFICER, "commune_officer", DB_SCOPE_COMMUNE);
    return do_deed(&s->w, deed_open, &d);
}
static enum status policy_not_in_force(struct scene *s) {
    struct deed d = {.policy = "minority-water", .from = day_of(2026, 2, 1), .to = day_of(2026, 3, 1)};
    as(s, OFFICER, "commune_officer", DB_SCOPE_COMMUNE);
    return do_deed(&s->w, deed_open, &d);
}

static const struct {
    const char *what;
    attack fn;
} attacks[] = {
    {"signs what he proposed", own_proposal},
    {"signs what he checked", own_check},
    {"checks what he proposed", check_own},
    {"signs what nobody checked", sign_unchecked},
    {"signs a draft", sign_draft},
    {"signs a second time", sign_again},
    {"signs from a page that is old", sign_old_page},
    {"signs beyond his area", sign_beyond_scope},
    {"signs below the level that may", sign_too_low},
    {"signs for an agency that does not lead the policy", sign_other_agency},
    {"signs by a grant that is over", expired_grant},
    {"signs by a grant that has not begun", future_grant},
    {"signs by somebody else's grant", borrowed_grant},
    {"signs with a disabled account", disabled_account},
    {"signs without a number", no_number},
    {"signs with a number that is taken", used_number},
    {"adds a line to a signed list", add_to_approved},
    {"adds a line to a checked list", add_to_verified},
    {"adds a line to a sent list", add_to_proposed},
    {"changes an amount in the database", amount_in_database},
    {"changes the receiver in the database", person_in_database},
    {"deletes a line in the database", line_out_of_database},
    {"moves a line to a signed list in the database", line_to_other_list},
    {"changes a signed list in the database", list_in_database},
    {"takes the signature off in the database", unsign_in_database},
    {"changes the snapshot in the database", snapshot_in_database},
    {"signs for the proposer in the database", sign_in_database},
    {"claims a second time in the database", claim_in_database},
    {"sends back a line that is signed", return_signed},
    {"sends back a line of another list", return_of_other_list},
    {"sends back a line of his own list", return_own},
    {"closes a signed list", close_signed},
    {"withdraws somebody else's list", withdraw_anothers},
    {"pays before the signature", pay_unsigned},
    {"pays twice", pay_twice},
    {"pays on a day before the signature", pay_before_signature},
    {"pays a line of another list", pay_other_lists_line},
    {"confirms what was not paid", confirm_unpaid},
    {"takes back what was not paid", recall_unpaid},
    {"stops a line of another commune", stop_elsewhere},
    {"proposes a household of another commune", other_commune},
    {"proposes the same once more", same_again},
    {"proposes what another agency has given", from_other_agency},
    {"proposes more than the policy pays", too_much},
    {"proposes less than nothing", below_nothing},
    {"proposes a longer period than the list's", longer_than_the_list},
    {"proposes a household that does not exist", no_household},
    {"makes a list for another commune", beyond_the_commune},
    {"makes a list under a policy that is over", policy_not_in_force},
};

static int64_t fingerprint(struct town *w) {
    return town_count(
        w, "SELECT (SELECT coalesce(sum(version), 0) * 7 + count(*) * 11 + coalesce(sum(amount), 0) FROM benefit_list)"
           " + (SELECT coalesce(sum(version), 0) * 13 + count(*) * 17 + coalesce(sum(amount), 0) * 3 FROM benefit_line)"
           " + (SELECT count(*) * 19 FROM claim WHERE released_at = 9223372036854775806)"
           " + (SELECT count(*) * 23 + coalesce(sum(state), 0) * 29 FROM claim_source)"
           " + (SELECT count(*) * 31 + coalesce(sum(length(body)), 0) FROM benefit_snapshot)"
           " + (SELECT count(*) * 37 FROM benefit_delivery) + (SELECT count(*) * 41 FROM benefit_list_hand)");
}

static enum status outside_tx(struct ctx *c, void *user, struct error *e) {
    struct scene *s = user;
    struct claim_terms t = {"outside_line", policy_id_of_key(T("electricity-social")), c->today,
                            agency_id_of_key(T("77/nhcsxh")), T("DS ngoài")};
    TRY(claim_reserve(
        c, &t,
        &(struct claim_line){
            .source_id = 5, .household_id = s->held, .from = day_of(2024, 11, 1), .to = day_of(2024, 12, 1)},
        e));
    audit_note(c, 0, "test.outside", "claim", 5, NULL);
    return OK;
}

static void scene_new(struct scene *s, struct db_pool *pool) {
    struct deed d;
    town_new(&s->w, pool);
    give_money(&s->w, "electricity", 100000000);
    int64_t h[6];
    for (int i = 0; i < 6; i++)
        h[i] = town_household(&s->w, i % 2, 1, 1);
    s->spare = town_household(&s->w, 0, 1, 1);
    s->held = town_household(&s->w, 0, 1, 1);
    s->other = town_household(&s->w, 2, 1, 1);
    town_sql(&s->w,
             "INSERT INTO account (id, username, display_name, password_hash, must_change, disabled, failed_count, "
             "version, created_at) VALUES "
             "(%d, 'signer', 'S', 'x', 0, 0, 0, 1, 0), (9100, 'other', 'O', 'x', 0, 0, 0, 1, 0);"
             "INSERT INTO account_grant (id, account_id, role, valid_from, valid_to) VALUES (9001, %d, "
             "'district_chair', 1, 2), "
             "(9002, %d, 'district_chair', 900000, 900001), (9003, 9100, 'district_chair', 1, 900000);",
             SIGNER, SIGNER, SIGNER);
    s->approved = draft_of(&s->w, "electricity", &h[0], 2, &d);
    s->line[3] = d.line_ids[0];
    s->line[4] = d.line_ids[1];
    sign_list(&s->w, s->approved, "1/QĐ");
    as_payer(&s->w);
    struct deed paid = {.list = s->approved, .ids = &s->line[4], .count = 1};
    assert_ok(do_deed(&s->w, deed_deliver, &paid));
    s->verified = draft_of(&s->w, "electricity", &h[2], 1, &d);
    s->line[2] = d.line_ids[0];
    assert_ok(step(&s->w, deed_propose, s->verified, NULL));
    as_checker(&s->w);
    assert_ok(step(&s->w, deed_verify, s->verified, NULL));
    s->proposed = draft_of(&s->w, "electricity", &h[3], 1, &d);
    s->line[1] = d.line_ids[0];
    assert_ok(step(&s->w, deed_propose, s->proposed, NULL));
    s->draft = draft_of(&s->w, "electricity", &h[4], 1, &d);
    s->line[0] = d.line_ids[0];
    assert_ok(ctx_write(&s->w.c, outside_tx, s, &err));
}

static enum status check_tx(struct ctx *c, void *user, struct error *e) {
    struct value *findings = value_list(c->arena);
    TRY(benefit_check(c, findings, e));
    *(size_t *)user = value_count(findings);
    return OK;
}

TEST_DB("none of the ways to bend an approval succeeds, and none leaves a trace") {
    static struct scene s;
    scene_new(&s, pool);
    int64_t before = fingerprint(&s.w);
    for (size_t i = 0; i < COUNT_OF(attacks); i++) {
        if (strcmp(attacks[i].what, "signs with a disabled account") == 0)
            town_sql(&s.w,
                     "UPDATE account SET disabled = 1 WHERE id = %d; INSERT INTO account_grant (id, account_id, role, "
                     "valid_from, "
                     "valid_to) VALUES (9004, %d, 'district_chair', 1, 900000);",
                     SIGNER, SIGNER);
        error_clear(&err);
        enum status st = attacks[i].fn(&s);
        if (st == OK || st == E_INTERNAL)
            fail_msg("an attack was not refused: he %s (%s)", attacks[i].what, status_name(st));
        if (fingerprint(&s.w) != before)
            fail_msg("an attack left a trace: he %s", attacks[i].what);
    }
    assert_true(COUNT_OF(attacks) >= 30);
    size_t findings = 99;
    error_clear(&err);
    assert_ok(ctx_read(&s.w.c, check_tx, &findings, &err));
    assert_int_equal(findings, 0);
    /* The right way still works. */
    as_signer(&s.w);
    assert_ok(step(&s.w, deed_approve, s.verified, "2/QĐ"));
}
