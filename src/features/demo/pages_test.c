/* Every page without an id in its address, read by one of each role from the demonstration's data. */
#include "features/service/testing.h"

static const char *const roles[][2] = {
    {"hamlet_reviewer", "26602"}, {"hamlet_head", "26602"},    {"loan_group_leader", "26602"},
    {"commune_officer", "26602"}, {"commune_chair", "26602"},  {"commune_vice_chair", "26602"},
    {"union_officer", "26602"},   {"school_clerk", "26602"},   {"district_officer", "750"},
    {"district_chair", "750"},    {"front_supervisor", "750"}, {"province_officer", "77"},
    {"province_leader", "77"},    {"agency_officer", "77"},    {"agency_leader", "77"},
    {"finance_officer", "77"},    {"finance_leader", "77"},    {"legal_aid_officer", "77"},
    {"legal_aid_leader", "77"},   {"bank_officer", "77"},      {"bank_leader", "77"},
    {"front_officer", "77"},      {"inspector", "77"},         {"administrator", "77"},
};

static size_t open_all(struct fixture *f, const char *role, const char *who) {
    static const char *const formats[] = {"text/html", "text/csv"};
    size_t opened = 0;
    for (const struct feature *const *feature = features; *feature != NULL; feature++)
        for (size_t i = 0; i < (*feature)->route_count; i++)
            for (size_t k = 0; k < COUNT_OF(formats); k++) {
                const struct route *r = &(*feature)->routes[i];
                if (r->method != HTTP_GET || strchr(r->path, '{') != NULL)
                    continue;
                struct reply reply = fixture_get(f, who, r->path, formats[k]);
                if (reply.status >= 500)
                    fail_msg("%s as %s answers %d to %s", r->path, formats[k], reply.status, role);
                opened += reply.status == 200;
            }
    return opened;
}

TEST_DB("every page answers every role: with what it may see, or with a refusal") {
    struct fixture f = commune_open(pool, 120);
    for (size_t n = 0; n < COUNT_OF(roles); n++) {
        const char *who = fixture_user(&f, SAY_JSON(&f, "thu.%s", roles[n][0]), roles[n][0], roles[n][1]);
        size_t opened = open_all(&f, roles[n][0], who);
        if (opened < 10)
            fail_msg("%s could open %zu pages only", roles[n][0], opened);
    }
    fixture_close(&f);
}
