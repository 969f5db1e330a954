/* A month's list from the register to the card, by those who act; nobody holds two cards; what is paid for them. */
#include "features/healthcard/healthcard_parts.h"

#include "features/budget/budget.h"
#include "features/claim/claim.h"
#include "features/service/testing.h"

struct town {
    struct fixture f;
    const char *officer, *district, *insurer, *labour, *finance;
};

static struct town town_open(struct db_pool *pool) {
    struct town t = {.f = fixture_open(pool)};
    t.officer = fixture_user(&t.f, "xa", "commune_officer", "26602");
    t.district = fixture_user(&t.f, "huyen", "district_officer", "750");
    t.insurer = officer_in(&t.f, "bhxh", "agency_officer", "77/bhxh", "77");
    t.finance = officer_in(&t.f, "taichinh", "finance_officer", "77/stc", "77");
    t.labour = officer_in(&t.f, "laodong", "province_officer", "77/sldtbxh", "77");
    return t;
}

static int64_t number_in(struct fixture *f, const char *who, const char *path, const char *member) {
    struct reply r = get_json(f, who, path);
    assert_int_equal(r.status, 200);
    return strtoll(member_after(f, &r, "{", member), NULL, 10);
}

/* The list of December that the demonstration drafted, taken back, so that a test drafts its own. */
static void take_back_drafts(struct town *t) {
    struct reply r = get_json(&t->f, t->officer, "/health-cards?month=2024-12-01");
    const char *id = member_after(&t->f, &r, "\"lists\":[", "id");
    struct text path = arena_fmt(t->f.arena, "/health-cards/lists/%s", id);
    int64_t version = number_in(&t->f, t->officer, path.ptr, "version");
    r = send_json(&t->f, t->officer, arena_fmt(t->f.arena, "%s/withdraw", path.ptr).ptr,
                  SAY_JSON(&t->f, "{\"reason\":\"Làm lại\",\"version\":%lld}", (long long)version));
    assert_int_equal(r.status, 201);
}

static const char *draft(struct town *t, const char *day) {
    struct reply r = send_json(
        &t->f, t->officer, "/health-cards/lists",
        SAY_JSON(&t->f, "{\"area\":\"%lld\",\"month\":\"%s\"}", (long long)fixture_area(&t->f, "26602"), day));
    return location_of(&t->f, &r);
}

static struct reply act(struct town *t, const char *who, const char *list, const char *verb, const char *more) {
    int64_t version = number_in(&t->f, t->officer, list, "version");
    return send_json(&t->f, who, arena_fmt(t->f.arena, "%s/%s", list, verb).ptr,
                     SAY_JSON(&t->f, "{%s\"version\":%lld}", more, (long long)version));
}

static const char *first_line(struct town *t, const char *list) {
    struct reply r = get_json(&t->f, t->officer, list);
    return member_after(&t->f, &r, "\"items\":[", "id");
}

TEST_DB("a list goes from the commune over the labour office to the insurer, and who was without a card has one") {
    struct town t = town_open(pool);
    take_back_drafts(&t);
    int64_t missing = number_in(&t.f, t.officer, "/health-cards?month=2024-12-01", "missing");
    assert_true(missing > 0);
    const char *list = draft(&t, "2024-12-20");
    assert_int_equal(number_in(&t.f, t.officer, list, "increases"), missing);
    assert_int_equal(act(&t, t.district, list, "check", "\"number\":\"12/DS\",").status, 409);
    assert_int_equal(act(&t, t.officer, list, "send", "").status, 201);
    assert_int_equal(act(&t, t.officer, list, "check", "\"number\":\"12/DS\",").status, 403);
    assert_int_equal(act(&t, t.district, list, "check", "\"number\":\"12/DS\",").status, 201);
    assert_int_equal(act(&t, t.district, list, "withdraw", "\"reason\":\"Thôi\",").status, 403);
    assert_int_equal(act(&t, t.officer, list, "withdraw", "\"reason\":\"Thôi\",").status, 409);

    struct text answer = arena_fmt(t.f.arena, "%s/lines/%s/answer", list, first_line(&t, list));
    const char *issued = "{\"result\":\"issued\",\"card_number\":\"HN2777900000001\"}";
    assert_int_equal(send_json(&t.f, t.finance, answer.ptr, issued).status, 403);
    struct reply r = send_json(&t.f, t.insurer, answer.ptr, "{\"result\":\"issued\",\"card_number\":\"12345\"}");
    assert_int_equal(r.status, 422);
    assert_true(reply_has(&r, "12345"));
    assert_int_equal(send_json(&t.f, t.insurer, answer.ptr, "{\"result\":\"refused\"}").status, 422);
    r = send_json(&t.f, t.insurer, answer.ptr, "{\"result\":\"issued\",\"card_number\":\"HN27779000000012\"}");
    assert_int_equal(r.status, 422);
    assert_int_equal(
        send_json(&t.f, t.insurer, answer.ptr, "{\"result\":\"issued\",\"card_number\":\"HN2777900000001\"}").status,
        201);
    assert_int_equal(send_json(&t.f, t.insurer, answer.ptr, issued).status, 409);
    assert_int_equal(number_in(&t.f, t.officer, "/health-cards?month=2024-12-01", "missing"), missing - 1);
    r = get_json(&t.f, t.officer, "/health-cards/cards?number=7900000001");
    assert_true(reply_has(&r, "\"from\":\"2024-12-01\""));
    assert_true(reply_has(&r, "\"to\":\"2025-01-01\""));
    fixture_close(&t.f);
}

TEST_DB("who stands on a list that waits is not listed twice, and a returned line can be listed again") {
    struct town t = town_open(pool);
    take_back_drafts(&t);
    const char *list = draft(&t, "2024-12-01");
    struct reply r = send_json(
        &t.f, t.officer, "/health-cards/lists",
        SAY_JSON(&t.f, "{\"area\":\"%lld\",\"month\":\"2024-12-01\"}", (long long)fixture_area(&t.f, "26602")));
    assert_int_equal(r.status, 409);
    assert_true(reply_has(&r, "12/2024"));
    assert_int_equal(act(&t, t.officer, list, "send", "").status, 201);
    struct text off = arena_fmt(t.f.arena, "lines/%s/off", first_line(&t, list));
    assert_int_equal(act(&t, t.officer, list, off.ptr, "\"reason\":\"Sai\",").status, 403);
    assert_int_equal(act(&t, t.district, list, off.ptr, "\"reason\":\"Thiếu giấy\",").status, 201);
    assert_int_equal(act(&t, t.district, list, off.ptr, "\"reason\":\"Thiếu giấy\",").status, 409);
    const char *again = draft(&t, "2024-12-01");
    assert_int_equal(number_in(&t.f, t.officer, again, "increases"), 1);
    r = send_json(
        &t.f, t.officer, "/health-cards/lists",
        SAY_JSON(&t.f, "{\"area\":\"%lld\",\"month\":\"2024-10-01\"}", (long long)fixture_area(&t.f, "26602")));
    assert_int_equal(r.status, 422);
    fixture_close(&t.f);
}

/* One who holds a card already, from another payer, under his own id. */
struct elsewhere {
    int64_t person, household;
};
static enum status give_elsewhere(struct ctx *c, void *user, struct error *e) {
    const struct elsewhere *x = user;
    struct policy p;
    TRY(policy_by_key(c, "health-card-poor", c->today, &p, e));
    struct claim_terms terms = {.source_kind = "card", .policy_id = p.id, .on = c->today};
    struct claim_line line = {.source_id = 4242,
                              .household_id = x->household,
                              .person_id = x->person,
                              .from = day_of(2024, 12, 1),
                              .to = day_of(2025, 1, 1)};
    audit_note(c, 0, "test.claim", "person", x->person, NULL);
    return claim_reserve(c, &terms, &line, e);
}

TEST_DB("whom another payer insures stands on the list with the reason, and gets no second card") {
    struct town t = town_open(pool);
    take_back_drafts(&t);
    struct reply r = get_json(&t.f, t.officer, "/health-cards/missing?as-of=2024-12-01&limit=1");
    struct elsewhere x = {strtoll(member_after(&t.f, &r, "\"items\":[", "id"), NULL, 10),
                          strtoll(member_after(&t.f, &r, "\"items\":[", "household_id"), NULL, 10)};
    struct ctx c;
    ctx_init_system(&c, &t.f.app, t.f.arena, NULL);
    assert_ok(ctx_write(&c, give_elsewhere, &x, &err));
    int64_t missing = number_in(&t.f, t.officer, "/health-cards?month=2024-12-01", "missing");
    const char *list = draft(&t, "2024-12-01");
    assert_int_equal(number_in(&t.f, t.officer, list, "increases"), missing - 1);
    r = get_json(&t.f, t.officer, list);
    assert_true(reply_has(&r, "\"state\":\"refused\""));
    fixture_close(&t.f);
}

/* Holds a card and is not the head of the household. */
static const char *somebody_with_a_card(struct town *t, const char **ret_household, const char **ret_version) {
    struct reply cards = get_json(&t->f, t->officer, "/health-cards/cards?running=1&limit=200");
    for (const char *at = strstr(cards.body.ptr, "\"household_id\":\""); at != NULL;
         at = strstr(at + 1, "\"household_id\":\"")) {
        *ret_household = arena_zstr(t->f.arena, (struct text){at + 16, strcspn(at + 16, "\"")});
        struct reply r = get_json(&t->f, t->officer, arena_fmt(t->f.arena, "/households/%s", *ret_household).ptr);
        *ret_version = member_after(&t->f, &r, "{", "version");
        const char *other = strstr(r.body.ptr, "\"head\":false");
        if (other == NULL)
            continue;
        while (strncmp(other, "{\"id\":\"", 7) != 0)
            other--;
        return arena_zstr(t->f.arena, (struct text){other + 7, strcspn(other + 7, "\"")});
    }
    fail_msg("no household of several has a card");
    return NULL;
}

TEST_DB("the card of somebody who died is on the next list of decreases and ends with it") {
    struct town t = town_open(pool);
    take_back_drafts(&t);
    const char *household, *version, *person = somebody_with_a_card(&t, &household, &version);
    struct reply r =
        send_json(&t.f, t.officer, arena_fmt(t.f.arena, "/households/%s/members/%s/leave", household, person).ptr,
                  SAY_JSON(&t.f, "{\"event\":\"death\",\"on_day\":\"2024-11-20\",\"version\":%s}", version));
    assert_int_equal(r.status, 201);
    const char *list = draft(&t, "2024-12-01");
    assert_int_equal(number_in(&t.f, t.officer, list, "decreases"), 1);
    r = get_json(&t.f, t.officer, list);
    assert_true(reply_has(&r, "\"reason\":\"died\""));
    char *at = strstr(r.body.ptr, "\"change\":\"decrease\"");
    assert_non_null(at);
    while (at > r.body.ptr && strncmp(at, "\"id\":\"", 6) != 0)
        at--;
    const char *line = arena_zstr(t.f.arena, (struct text){at + 6, strcspn(at + 6, "\"")});
    assert_int_equal(act(&t, t.officer, list, "send", "").status, 201);
    assert_int_equal(act(&t, t.district, list, "check", "\"number\":\"12/DS\",").status, 201);
    r = send_json(&t.f, t.insurer, arena_fmt(t.f.arena, "%s/lines/%s/answer", list, line).ptr,
                  "{\"result\":\"issued\"}");
    assert_int_equal(r.status, 201);
    r = get_json(&t.f, t.officer, arena_fmt(t.f.arena, "/health-cards/cards?person=%s", person).ptr);
    assert_true(reply_has(&r, "\"to\":\"2024-12-01\""));
    fixture_close(&t.f);
}

static const char *const card_policies[] = {"health-card-poor", "health-card-near-poor", "health-card-newly-escaped",
                                            "health-card-brvt-poor"};
struct money {
    bool take;
    int64_t district, settlement, paid;
};

/* All that may be spent on cards goes to something else, or comes back from it. */
static enum status move_money(struct ctx *c, void *user, struct error *e) {
    const struct money *m = user;
    for (size_t i = 0; i < COUNT_OF(card_policies); i++) {
        struct budget_use use = {.for_kind = "test",
                                 .for_id = (int64_t)i + 1,
                                 .policy_id = policy_id_of_key(text_of(card_policies[i])),
                                 .area_id = m->district,
                                 .source = BUDGET_ANY_SOURCE,
                                 .day = c->today,
                                 .note = T("thử")};
        if (m->take)
            TRY(budget_left(c, &use, &use.amount, e));
        else {
            struct budget_state now;
            TRY(budget_state(c, "test", use.for_id, &now, e));
            use.amount = now.committed;
        }
        if (use.amount > 0)
            TRY(m->take ? budget_commit(c, &use, NULL, e)
                        : budget_release(c, "test", use.for_id, use.amount, c->today, use.note, e));
    }
    audit_note(c, 0, "test.money", "budget", 1, NULL);
    return OK;
}
static void take_money(struct town *t, bool take) {
    struct money m = {.take = take, .district = fixture_area(&t->f, "750")};
    struct ctx c;
    error_clear(&err);
    ctx_init_system(&c, &t->f.app, t->f.arena, NULL);
    assert_ok(ctx_write(&c, move_money, &m, &err));
}

static enum status read_paid(struct ctx *c, void *user, struct error *e) {
    struct money *m = user;
    struct budget_state now;
    TRY(budget_state(c, CARD_MONEY, m->settlement, &now, e));
    m->paid = now.disbursed;
    return OK;
}
/* What the ledger says was paid for a settlement: "/health-cards/settlements/17". */
static int64_t paid_of(struct town *t, const char *settlement) {
    struct money m = {0};
    struct ctx c;
    error_clear(&err);
    assert_true(text_to_i64(text_of(strrchr(settlement, '/') + 1), &m.settlement));
    ctx_init_system(&c, &t->f.app, t->f.arena, NULL);
    assert_ok(ctx_read(&c, read_paid, &m, &err));
    return m.paid;
}

TEST_DB("a quarter is settled at the price of each month; finance agrees, and only when the budget has room") {
    struct town t = town_open(pool);
    struct reply r = send_json(
        &t.f, t.labour, "/health-cards/settlements",
        SAY_JSON(&t.f, "{\"district\":\"%lld\",\"quarter\":\"2024-12-31\"}", (long long)fixture_area(&t.f, "750")));
    assert_int_equal(r.status, 422);
    const char *body =
        SAY_JSON(&t.f, "{\"district\":\"%lld\",\"quarter\":\"2024-08-15\"}", (long long)fixture_area(&t.f, "750"));
    r = send_json(&t.f, t.labour, "/health-cards/settlements", body);
    const char *one = location_of(&t.f, &r);
    assert_int_equal(send_json(&t.f, t.labour, "/health-cards/settlements", body).status, 409);
    int64_t months = number_in(&t.f, t.labour, one, "card_months"), amount = number_in(&t.f, t.labour, one, "amount");
    assert_true(months > 0);
    assert_int_equal(amount, months * 105300); /* 4.5 % of 2,340,000 */
    r = send_json(
        &t.f, t.labour, "/health-cards/settlements",
        SAY_JSON(&t.f, "{\"district\":\"%lld\",\"quarter\":\"2024-05-15\"}", (long long)fixture_area(&t.f, "750")));
    const char *second = location_of(&t.f, &r);
    assert_int_equal(number_in(&t.f, t.labour, second, "amount"),
                     number_in(&t.f, t.labour, second, "card_months") * 81000); /* of 1,800,000 */
    struct text agree = arena_fmt(t.f.arena, "%s/agree", one);
    assert_int_equal(send_json(&t.f, t.labour, agree.ptr, "{\"number\":\"1\",\"version\":1}").status, 403);
    assert_int_equal(send_json(&t.f, t.insurer, agree.ptr, "{\"number\":\"1\",\"version\":1}").status, 403);
    assert_int_equal(send_json(&t.f, t.finance, agree.ptr, "{\"number\":\"1\",\"version\":1}").status, 201);
    assert_int_equal(paid_of(&t, one), amount);
    take_money(&t, true);
    agree = arena_fmt(t.f.arena, "%s/agree", second);
    r = send_json(&t.f, t.finance, agree.ptr, "{\"number\":\"2\",\"version\":1}");
    assert_int_equal(r.status, 409);
    assert_true(reply_has(&r, "budget.over"));
    r = get_json(&t.f, t.labour, second);
    assert_string_equal(member_after(&t.f, &r, "{", "state"), "proposed");
    assert_int_equal(paid_of(&t, second), 0);
    take_money(&t, false);
    assert_int_equal(send_json(&t.f, t.finance, agree.ptr, "{\"number\":\"2\",\"version\":1}").status, 201);
    assert_int_equal(paid_of(&t, second), number_in(&t.f, t.labour, second, "amount"));
    fixture_close(&t.f);
}

static struct reply send_answers(struct town *t, const char *list, const char *csv) {
    struct text body = arena_fmt(t->f.arena,
                                 "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"kq.csv\"\r\n"
                                 "Content-Type: text/csv\r\n\r\n%s\r\n--xyz--\r\n",
                                 csv);
    return fixture_send(&t->f, t->insurer, HTTP_POST, arena_fmt(t->f.arena, "%s/answers.json", list).ptr,
                        "multipart/form-data; boundary=xyz", body.ptr);
}

TEST_DB(
    "the insurer's file is written as far as it is right; wrong rows come back as a workbook, and it is read once") {
    struct town t = town_open(pool);
    take_back_drafts(&t);
    const char *list = draft(&t, "2024-12-01"), *line = first_line(&t, list);
    assert_int_equal(act(&t, t.officer, list, "send", "").status, 201);
    assert_int_equal(act(&t, t.district, list, "check", "\"number\":\"12/DS\",").status, 201);
    int64_t open = number_in(&t.f, t.officer, list, "open");
    assert_int_equal(send_answers(&t, list, "a;b\n1;2\n").status, 422);
    struct reply r = send_answers(&t, list, "Mã dòng;Kết quả;Số thẻ;Lý do\n17;Cấp;7900000001;\n");
    assert_int_equal(r.status, 201); /* nothing to use, and the file says why */
    assert_true(reply_has(&r, "\"done\":0"));
    r = get_json(&t.f, t.insurer, list);
    const char *second = member_after(&t.f, &(struct reply){.body = text_of(strstr(r.body.ptr, line))}, "},{", "id");
    const char *csv = SAY_JSON(&t.f,
                               "Mã dòng;Họ và tên;Kết quả;Số thẻ;Lý do;Người ghi\n%s;;Cấp;7900000001;;x\n"
                               "17;;Cấp;7900000002;;\n%s;;Có lẽ;;;\n%s;;Cấp;12345;;\n",
                               line, line, second);
    r = send_answers(&t, list, csv);
    const char *file = location_of(&t.f, &r);
    assert_int_equal(number_in(&t.f, t.officer, list, "open"), open - 1);
    r = get_json(&t.f, t.insurer, file);
    assert_true(reply_has(&r, "\"done\":1") && reply_has(&r, "\"wrong\":3"));
    assert_true(reply_has(&r, "\"unread\":\"Người ghi\"")); /* the name is the list's own column */
    assert_true(reply_has(&r, "\"row\":3") && reply_has(&r, "Mã dòng này không có trong danh sách"));
    assert_true(reply_has(&r, "\"row\":4") && reply_has(&r, "Cột Kết quả ghi"));
    assert_true(reply_has(&r, "\"row\":5") && reply_has(&r, "12345")); /* no number with zeros before it */
    r = fixture_get(&t.f, t.insurer, arena_fmt(t.f.arena, "%s/errors", file).ptr, "*/*");
    assert_true(text_starts(r.body, T("PK")));
    assert_int_equal(fixture_get(&t.f, t.officer, file, "*/*").status, 403);
    r = send_answers(&t, list, csv);
    assert_int_equal(r.status, 409);
    assert_true(reply_has(&r, "kq.csv"));
    fixture_close(&t.f);
}

TEST_DB("a long list is read by pages; a line has a page where it is returned with a remark") {
    struct town t = town_open(pool);
    take_back_drafts(&t);
    const char *list = draft(&t, "2024-12-01");
    int64_t total = number_in(&t.f, t.officer, list, "total");
    struct reply r = get_json(&t.f, t.officer, arena_fmt(t.f.arena, "%s?limit=1", list).ptr);
    assert_true(total > 1 && !reply_has(&r, "\"next\":null"));
    const char *line = first_line(&t, list);
    struct text at = arena_fmt(t.f.arena, "%s/lines/%s", list, line);
    r = fixture_get(&t.f, t.officer, at.ptr, "text/html");
    assert_int_equal(r.status, 200);
    assert_true(reply_has(&r, "/off\""));
    assert_int_equal(act(&t, t.officer, list, arena_fmt(t.f.arena, "lines/%s/off", line).ptr, "").status, 422);
    assert_int_equal(
        act(&t, t.officer, list, arena_fmt(t.f.arena, "lines/%s/off", line).ptr, "\"reason\":\"Đã chuyển đi\",").status,
        201);
    r = get_json(&t.f, t.officer, at.ptr);
    assert_true(reply_has(&r, "Đã chuyển đi"));
    r = fixture_get(&t.f, t.officer, at.ptr, "text/html");
    assert_false(reply_has(&r, "/off\""));
    assert_int_equal(get_json(&t.f, t.officer, arena_fmt(t.f.arena, "%s/lines/17", list).ptr).status, 404);
    fixture_close(&t.f);
}

TEST("numbers of cards are read in both kinds, and refused otherwise") {
    struct ctx c = {.arena = test_arena()};
    assert_true(text_is(card_number_read(&c, T("7912345678")), "7912345678"));
    assert_true(text_is(card_number_read(&c, T(" HN2777912345678 ")), "7912345678"));
    static const char *const wrong[] = {
        "", "123", "HN6777912345678", "H12777912345678", "791234567a", "HN27779123456789"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_null(card_number_read(&c, text_of(wrong[i])).ptr);
}
