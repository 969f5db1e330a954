/* Who has the right in a term, what goes onto its list, and that nobody is paid twice. */
#include "features/education/education_parts.h"

#include "tests/town.h"

struct school_world {
    struct town w;
    int64_t school, poor, near, plain; /* households with one child each */
    int64_t child[3];
    int64_t pupil[3]; /* their enrolments */
};

struct doing {
    struct school_world *s;
    struct school_new school;
    struct enrolment_new enrolment;
    struct draft draft;
    int64_t id, term, policy, commune, amount;
    const int64_t *ids;
    size_t count;
    bool again;
};

static enum status do_school(struct ctx *c, void *user, struct error *e) {
    struct doing *d = user;
    return school_add(c, &d->school, &d->id, e);
}
static enum status do_enrol(struct ctx *c, void *user, struct error *e) {
    struct doing *d = user;
    TRY(enrol(c, &d->enrolment, &d->id, &d->again, e));
    return rights_judge_year(c, d->enrolment.year, (struct db_ids){&d->id, 1}, e);
}
static enum status do_draft(struct ctx *c, void *user, struct error *e) {
    struct doing *d = user;
    struct term t;
    TRY(term_get(c, d->term, &t, e));
    return term_draft(c, &t, d->policy, d->commune, (struct db_ids){d->ids, d->count}, &d->draft, e);
}
static enum status do_fee(struct ctx *c, void *user, struct error *e) {
    struct doing *d = user;
    audit_note(c, 0, "test.fee", "school", d->id, NULL);
    return school_fee_set(c->db, &(struct school_fee_set_in){d->id, 2024, d->amount, T("NQ thử"), 1, 0}, NULL, e);
}
typedef enum status (*do_fn)(struct ctx *c, void *user, struct error *e);
static enum status run(struct school_world *s, do_fn fn, struct doing *d) {
    d->s = s;
    error_clear(&err);
    return ctx_write(&s->w.c, fn, d, &err);
}

static int64_t key_of(const char *policy) {
    return policy_id_of_key(text_of(policy));
}
static void as_officer(struct school_world *s) {
    town_as(&s->w, "commune_officer", DB_SCOPE_COMMUNE, s->w.commune, 0, 501);
}

static int64_t enrol_one(struct school_world *s, int64_t person, int64_t school) {
    struct doing d = {.enrolment = {.person_id = person,
                                    .school_id = school,
                                    .import_id = DB_NULL,
                                    .year = 2024,
                                    .class_name = T("7A"),
                                    .from = day_of(2024, 9, 5)}};
    assert_ok(run(s, do_enrol, &d));
    return d.id;
}

static void world_open(struct school_world *s, struct db_pool *pool) {
    memset(s, 0, sizeof *s);
    town_new(&s->w, pool);
    s->poor = town_household(&s->w, 0, 0, 1);
    s->near = town_household(&s->w, 0, 0, 2);
    s->plain = town_household(&s->w, 1, 1, 0); /* poor by the province's standard only */
    const int64_t homes[3] = {s->poor, s->near, s->plain};
    as_officer(s);
    struct doing d = {.school = {T("0770001"), T("Trường THCS Thử"), T("lower_secondary"), false, s->w.commune}};
    assert_ok(run(s, do_school, &d));
    s->school = d.id;
    for (int i = 0; i < 3; i++) {
        s->child[i] = town_person(&s->w, homes[i], "Con Một", 77312000100 + i, "child");
        town_sql(&s->w, "UPDATE person_version SET born_on = %d WHERE person_id = %lld", day_of(2012, 5, 4),
                 (long long)s->child[i]);
        s->pupil[i] = enrol_one(s, s->child[i], s->school);
    }
}

static int64_t rights(struct school_world *s, int64_t pupil, int64_t term, const char *policy) {
    return town_count(&s->w,
                      "SELECT count(*) FROM pupil_right r JOIN policy p ON p.id = r.policy_id WHERE r.enrolment_id = "
                      "%lld AND r.term_key = %lld AND p.key = '%s'",
                      (long long)pupil, (long long)term, policy);
}
static enum status draft(struct school_world *s, const char *policy, int64_t term, struct doing *ret) {
    *ret = (struct doing){.policy = key_of(policy), .term = term, .commune = s->w.commune};
    return run(s, do_draft, ret);
}

TEST_DB(
    "the policy says which class opens what: poor by the nation's standard is exempt and helped, near-poor pays half, "
    "poor by the province's alone nothing") {
    struct school_world s;
    world_open(&s, pool);
    assert_int_equal(rights(&s, s.pupil[0], 20241, "study-cost"), 1);
    assert_int_equal(rights(&s, s.pupil[0], 20241, "tuition-exempt"), 1);
    assert_int_equal(rights(&s, s.pupil[0], 20241, "tuition-half"), 0);
    assert_int_equal(rights(&s, s.pupil[1], 20241, "tuition-half"), 1);
    assert_int_equal(rights(&s, s.pupil[1], 20241, "study-cost"), 0);
    assert_int_equal(
        town_count(&s.w, "SELECT count(*) FROM pupil_right WHERE enrolment_id = %lld", (long long)s.pupil[2]), 0);
}

TEST_DB("the certificate of the term's first day decides: who loses the class later keeps the term, who gets it later "
        "waits for the next") {
    struct school_world s;
    world_open(&s, pool);
    town_sql(&s.w, "UPDATE class_history SET valid_to = %d WHERE household_id = %lld", day_of(2024, 10, 15),
             (long long)s.poor);
    town_sql(&s.w, "UPDATE household_now SET class_national = 0 WHERE household_id = %lld", (long long)s.poor);
    town_sql(&s.w, "UPDATE class_history SET valid_from = %d WHERE household_id = %lld", day_of(2024, 9, 6),
             (long long)s.near);
    struct doing d;
    assert_ok(draft(&s, "study-cost", 20241, &d));
    assert_int_equal(d.draft.added, 1);
    assert_int_equal(rights(&s, s.pupil[1], 20241, "tuition-half"), 0);
    assert_int_equal(draft(&s, "tuition-half", 20241, &d), E_CONFLICT);
    assert_string_equal(err.key, "education.nobody_to_list");
    town_day(&s.w, 2025, 1, 20);
    assert_int_equal(draft(&s, "study-cost", 20242, &d), E_CONFLICT);
    assert_ok(draft(&s, "tuition-half", 20242, &d));
    assert_int_equal(d.draft.added, 1);
}

TEST_DB("a pupil who moved to another household keeps the right of the one where he lived on the first day") {
    struct school_world s;
    world_open(&s, pool);
    town_sql(&s.w,
             "UPDATE membership SET valid_to = %d WHERE person_id = %lld;"
             "INSERT INTO membership (id, person_id, household_id, relation, valid_from, valid_to, recorded_at, "
             "superseded_at, event_in, account_id) VALUES (990001, %lld, %lld, 'grandchild', %d, %d, 0, "
             "9223372036854775806, 'moved_in', 1);",
             day_of(2024, 10, 1), (long long)s.child[0], (long long)s.child[0], (long long)s.plain, day_of(2024, 10, 1),
             DAY_FOREVER);
    struct doing d;
    assert_ok(draft(&s, "study-cost", 20241, &d));
    assert_int_equal(d.draft.added, 1);
    assert_int_equal(
        town_count(&s.w, "SELECT household_id FROM benefit_line WHERE person_id = %lld", (long long)s.child[0]),
        s.plain);
}

TEST_DB("a term pays its months, and a school year never more than nine") {
    struct school_world s;
    world_open(&s, pool);
    struct doing d;
    assert_ok(draft(&s, "study-cost", 20241, &d));
    assert_int_equal(
        town_count(&s.w, "SELECT amount FROM benefit_line WHERE list_id = %lld", (long long)d.draft.list_id),
        4 * 150000);
    town_sql(&s.w, "UPDATE school_term SET pay_months = 6 WHERE term_key = 20242");
    town_day(&s.w, 2025, 1, 20);
    assert_int_equal(draft(&s, "study-cost", 20242, &d), E_CONFLICT);
    assert_string_equal(err.key, "benefit.all_refused");
    assert_non_null(strstr(err.args[0], "9"));
    town_sql(&s.w, "UPDATE school_term SET pay_months = 5 WHERE term_key = 20242");
    assert_ok(draft(&s, "study-cost", 20242, &d));
    assert_int_equal(
        town_count(&s.w, "SELECT sum(amount) FROM benefit_line WHERE person_id = %lld", (long long)s.child[0]),
        9 * 150000);
}

TEST_DB("what a school takes makes the amount of an exemption; where it said nothing the amount is not known") {
    struct school_world s;
    world_open(&s, pool);
    struct doing d, fee = {.id = s.school, .amount = 60001};
    assert_ok(draft(&s, "tuition-exempt", 20241, &d));
    assert_int_equal(town_count(&s.w, "SELECT count(*) FROM benefit_line WHERE list_id = %lld AND amount IS NULL",
                                (long long)d.draft.list_id),
                     1);
    assert_ok(run(&s, do_fee, &fee));
    assert_ok(draft(&s, "tuition-half", 20241, &d));
    assert_int_equal(
        town_count(&s.w, "SELECT amount FROM benefit_line WHERE list_id = %lld", (long long)d.draft.list_id),
        120002); /* four months of 60,001 đồng, half of it */
}

TEST_DB("two payers of one tuition: the second is refused with who gave what") {
    struct school_world s;
    world_open(&s, pool);
    struct doing d;
    assert_ok(draft(&s, "tuition-exempt", 20241, &d));
    d = (struct doing){
        .policy = key_of("tuition-province"), .term = 20241, .commune = s.w.commune, .ids = &s.pupil[0], .count = 1};
    assert_int_equal(run(&s, do_draft, &d), E_CONFLICT);
    assert_non_null(strstr(err.args[0], "Miễn học phí"));
    assert_non_null(strstr(err.args[0], "Con Một"));
    d.ids = &s.pupil[2]; /* whom no class opens it to, the province may pay for */
    assert_ok(run(&s, do_draft, &d));
    assert_int_equal(d.draft.added, 1);
    assert_int_equal(rights(&s, s.pupil[2], 20241, "tuition-province"), 1); /* and counts from then on */
}

TEST_DB("one school a year: the same school changes the class, another one is refused with its name") {
    struct school_world s;
    world_open(&s, pool);
    struct doing other = {.school = {T("0770002"), T("Trường THCS Khác"), T("lower_secondary"), false, s.w.commune}};
    assert_ok(run(&s, do_school, &other));
    struct doing d = {.enrolment = {.person_id = s.child[0],
                                    .school_id = s.school,
                                    .import_id = DB_NULL,
                                    .year = 2024,
                                    .class_name = T("7B"),
                                    .from = day_of(2024, 9, 5)}};
    assert_ok(run(&s, do_enrol, &d));
    assert_true(d.again);
    assert_int_equal(d.id, s.pupil[0]);
    d.enrolment.school_id = other.id;
    assert_int_equal(run(&s, do_enrol, &d), E_CONFLICT);
    assert_string_equal(err.key, "education.other_school");
    assert_string_equal(err.args[0], "Trường THCS Thử");
    other.school.code = T("0770001");
    assert_int_equal(run(&s, do_school, &other), E_INVALID);
}

static enum status do_line(struct ctx *c, void *user, struct error *e) {
    struct doing *d = user;
    struct benefit_list_new list = {
        .policy_id = d->policy, .commune_id = d->commune, .from = day_of(2024, 9, 1), .to = day_of(2025, 1, 1)};
    struct benefit_new line = {.household_id = d->s->poor,
                               .person_id = d->s->child[0],
                               .from = DAY_NONE,
                               .to = DAY_NONE,
                               .amount = DB_NULL,
                               .entitled_on = DAY_NONE};
    TRY(benefit_list_open(c, &list, &d->id, e));
    return benefit_add(c, d->id, &line, 1, NULL, &d->draft.refused, &d->draft.refused_count, e);
}

TEST_DB("a line of a term that names no pupil of a school is refused, whoever makes it") {
    struct school_world s;
    world_open(&s, pool);
    struct doing d = {.policy = key_of("study-cost"), .commune = s.w.commune};
    assert_ok(run(&s, do_line, &d));
    assert_int_equal(d.draft.refused_count, 1);
    assert_string_equal(d.draft.refused[0].key, "benefit.made_elsewhere");
    assert_int_equal(town_count(&s.w, "SELECT count(*) FROM benefit_line"), 0);
}
