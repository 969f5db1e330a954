/* What is typed wrong, by every way in: a person of another area, a day that has not come or that a month's books no
 * longer take, more than there is. Each answer has its status, its field where one is to blame, and says what to do;
 * nothing of the person elsewhere is told. */
#include "features/service/testing.h"

struct wrong {
    const char *path, *body;
    int status;
    const char *said; /* a part of the answer */
};

static void try_all(struct fixture *f, const char *who, const struct wrong *w, size_t count, const char *never) {
    int wrong = 0;
    for (size_t i = 0; i < count; i++) {
        struct reply r = send_json(f, who, w[i].path, w[i].body);
        if (r.status == w[i].status && reply_has(&r, w[i].said) && (never == NULL || !reply_has(&r, never)))
            continue;
        print_error("%s %s: %d without \"%s\": %.*s\n", w[i].path, w[i].body, r.status, w[i].said, FMT(r.body));
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

#define NOT_HERE 404, "không thuộc địa bàn của bạn"

TEST_DB("a person or household of another commune cannot be taken up by any way in, and nothing of it is told") {
    struct fixture f = fixture_open(pool);
    const char *home = fixture_user(&f, "xa", "commune_officer", "26602");
    const char *elsewhere = fixture_user(&f, "xa.ben", "commune_officer", "26599");
    const char *household = first_of(&f, home, "/households?limit=1");
    struct reply r = get_json(&f, home, SAY_JSON(&f, "/households/%s", household));
    const char *name = member_after(&f, &r, "\"members\":[", "name");
    const char *person = member_after(&f, &r, "\"members\":[", "id");
    const char *P = SAY_JSON(&f, "\"person\":\"%s\"", person);
    const struct wrong w[] = {
        {"/severe-illness/cases",
         SAY_JSON(&f,
                  "{%s,\"number_in\":\"1\",\"received_on\":\"2024-11-20\",\"applicant\":\"A\",\"disease\":\"cancer\","
                  "\"diagnosis\":\"U\",\"hospital\":\"BV\",\"admitted_on\":\"2024-11-01\"}",
                  P),
         NOT_HERE},
        {"/nutrition/people", SAY_JSON(&f, "{%s,\"opened_on\":\"2024-11-20\"}", P), NOT_HERE},
        {"/job-seekers", SAY_JSON(&f, "{%s,\"opened_on\":\"2024-11-20\",\"wish\":\"work\"}", P), NOT_HERE},
        {"/social-assistance/cases",
         SAY_JSON(&f,
                  "{%s,\"number_in\":\"1\",\"received_on\":\"2024-11-20\",\"ground\":\"elderly-80\",\"proof\":\"x\"}",
                  P),
         NOT_HERE},
        {SAY_JSON(&f, "/housing/of/%s", household),
         "{\"kind\":\"house-new\",\"surveyed_on\":\"2024-11-20\",\"surveyor\":\"A\",\"area_m2\":30,\"land\":\"owned\","
         "\"cost\":50000000}",
         NOT_HERE},
    };
    try_all(&f, elsewhere, w, COUNT_OF(w), name);
    fixture_close(&f);
}

static void close_months(struct db_pool *pool) {
    AUTO_DB db = NULL;
    error_clear(&err);
    assert_ok(db_take(pool, true, &db, &err));
    assert_ok(
        db_script(db,
                  "UPDATE budget_period SET state = 'closed', asked_by = 1, asked_at = 1, closed_by = 2, closed_at "
                  "= 2, entry_count = 0, digest = '' WHERE id < 202411;",
                  &err));
}

TEST_DB("a month that is closed takes no payment, gift or decision, and the message names the day and the way out") {
    struct fixture f = fixture_open(pool);
    const char *front = officer_in(&f, "mt.tinh", "front_officer", "77/ubmttq", "77");
    const char *office = officer_in(&f, "huyen", "district_officer", NULL, "750");
    const char *health = officer_in(&f, "so.yt", "agency_officer", "77/syt", "77");
    const char *fund = first_of(&f, front, "/funds?limit=1");
    const char *house = first_of(&f, front, "/housing/houses?state=approved");
    const char *list = first_of(&f, office, "/benefits/lists?state=approved");
    close_months(pool);
    const struct wrong closed[] = {
        {SAY_JSON(&f, "/housing/%s/payments", house),
         "{\"paid_on\":\"2024-10-30\",\"amount\":1000,\"receiver\":\"Chủ hộ\"}", 409,
         "Tháng có ngày 30/10/2024 đã khóa"},
        {SAY_JSON(&f, "/housing/%s/payments", house),
         "{\"paid_on\":\"2024-12-30\",\"amount\":1000,\"receiver\":\"Chủ hộ\"}", 422, "\"field\":\"paid_on\""},
        {SAY_JSON(&f, "/housing/%s/payments", house),
         "{\"paid_on\":\"2024-11-20\",\"amount\":9000000000,\"receiver\":\"Chủ hộ\"}", 409, "Hãy xem lại số tiền"},
        {SAY_JSON(&f, "/funds/%s/receipts", fund),
         "{\"on_day\":\"2024-10-05\",\"donor_kind\":\"person\",\"donor\":\"A\",\"amount\":1000}", 409,
         "Hãy ghi vào một ngày của tháng còn mở"},
        {SAY_JSON(&f, "/funds/%s/receipts", fund),
         "{\"on_day\":\"2024-12-05\",\"donor_kind\":\"person\",\"donor\":\"A\",\"amount\":1000}", 422,
         "\"field\":\"on_day\""},
    };
    try_all(&f, front, closed, COUNT_OF(closed), NULL);
    const struct wrong paid[] = {
        {SAY_JSON(&f, "/benefits/lists/%s/deliver", list), "{\"on_day\":\"2024-12-05\",\"payer\":\"Kho bạc\"}", 422,
         "muộn nhất là hôm nay"},
        {SAY_JSON(&f, "/benefits/lists/%s/deliver", list), "{\"on_day\":\"2019-12-05\",\"payer\":\"Kho bạc\"}", 422,
         "Hãy ghi ngày từ ngày ký đến hôm nay"},
    };
    try_all(&f, office, paid, COUNT_OF(paid), NULL);
    const char *granted = first_of(&f, health, "/severe-illness/cases?state=granted");
    const struct wrong ill[] = {
        {SAY_JSON(&f, "/severe-illness/cases/%s/pay", granted), "{\"paid_on\":\"2024-12-05\",\"paid_to\":\"A\"}", 422,
         "\"field\":\"paid_on\""},
        {SAY_JSON(&f, "/severe-illness/cases/%s/pay", granted), "{\"paid_on\":\"2023-12-05\",\"paid_to\":\"A\"}", 422,
         "\"field\":\"paid_on\""},
    };
    try_all(&f, health, ill, COUNT_OF(ill), NULL);
    fixture_close(&f);
}

TEST_DB("more than a house costs, less stock than nothing and a year mistyped are refused on their field") {
    struct fixture f = fixture_open(pool);
    const char *front = officer_in(&f, "mt.xa", "front_officer", "77/ubmttq", "26602");
    const char *goods = officer_in(&f, "bdt", "agency_officer", "77/bdt", "77");
    const char *house = first_of(&f, front, "/housing/houses?state=surveyed");
    const char *good = first_of(&f, goods, "/in-kind/goods?limit=1");
    const struct wrong asked[] = {
        {SAY_JSON(&f, "/housing/%s/ask", house), "{\"amount\":900000000000}", 422,
         "Nhiều hơn chi phí dự tính khi khảo sát"},
        {SAY_JSON(&f, "/housing/%s/ask", house), "{\"amount\":-1}", 422, "\"field\":\"amount\""},
    };
    try_all(&f, front, asked, COUNT_OF(asked), NULL);
    const struct wrong stock[] = {
        {SAY_JSON(&f, "/in-kind/goods/%s/receipts", good),
         "{\"quantity\":-5,\"on_day\":\"2024-11-20\",\"document\":\"PN\"}", 422, "\"field\":\"quantity\""},
        {SAY_JSON(&f, "/in-kind/goods/%s/receipts", good),
         "{\"quantity\":5,\"on_day\":\"2024-12-20\",\"document\":\"PN\"}", 422, "Ngày này chưa tới. Hãy"},
        {SAY_JSON(&f, "/in-kind/goods/%s/receipts", good),
         "{\"quantity\":5,\"on_day\":\"1924-11-20\",\"document\":\"PN\"}", 422, "Hãy kiểm tra lại năm"},
        {SAY_JSON(&f, "/in-kind/goods/%s/adjustments", good),
         "{\"counted\":-1,\"on_day\":\"2024-11-20\",\"reason\":\"đếm\"}", 422, "\"field\":\"counted\""},
    };
    try_all(&f, goods, stock, COUNT_OF(stock), NULL);
    fixture_close(&f);
}
